//! Haul ramps on the command line: how they are asked for, and what comes of them.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use clap::{ArgGroup, Args, ValueEnum};
use i18n_embed_fl::fl;
use serde_json::{Value, json};

use super::arguments::{number, positive};
use super::people::Table;
use crate::app::deposit::{RampRequest, RampRouteRequest};
use crate::design::{BuiltRamp, RampMode, Slope, USUAL_RAMP_GRADIENT, UphillSide};
use crate::project::RampPlan;
use crate::units::Metres;

#[derive(Debug, Args)]
#[expect(
    clippy::struct_field_names,
    reason = "the options are named by the fields"
)]
#[command(group = ArgGroup::new("ramp_course").args(["ramp", "ramp_line"]))]
pub(super) struct Ramp {
    #[arg(long)]
    ramp: bool,
    #[arg(long, value_name = "LINE")]
    ramp_line: Option<String>,
    #[arg(long, value_name = "M", value_parser = positive, requires = "ramp_course")]
    ramp_width: Option<f64>,
    #[arg(long, value_name = "GRADIENT", value_parser = gradient, requires = "ramp_course")]
    ramp_gradient: Option<f64>,
    #[arg(long, value_name = "ANGLE", requires = "ramp_course")]
    ramp_side: Option<Slope>,
    #[arg(long, value_name = "M", value_parser = positive, requires = "ramp_course")]
    ramp_turning_radius: Option<f64>,
    #[arg(long, value_enum, requires = "ramp_course")]
    ramp_mode: Option<Mode>,
    #[arg(long, value_enum, requires = "ramp", conflicts_with = "ramp_line")]
    ramp_uphill: Option<Uphill>,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number, requires = "ramp_line", conflicts_with = "ramp")]
    ramp_start: Option<f64>,
}

/// Whether rock is brought, taken, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    Added,
    Cut,
    Balanced,
}

/// On which side of the road the fill rises, looking up the ramp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Uphill {
    Left,
    Right,
}

impl Ramp {
    pub(super) fn is_asked_for(&self) -> bool {
        self.ramp || self.ramp_line.is_some()
    }

    pub(super) fn request(self) -> Option<RampRequest> {
        if !self.is_asked_for() {
            return None;
        }
        let width = self.ramp_width.map_or(RampPlan::USUAL_WIDTH, Metres);
        let usual_radius_m = RampPlan::USUAL_TURNING_RADIUS.0.max(0.5 * width.0);
        Some(RampRequest {
            width,
            gradient: self.ramp_gradient.unwrap_or(USUAL_RAMP_GRADIENT),
            side: self.ramp_side,
            turning_radius: Metres(self.ramp_turning_radius.unwrap_or(usual_radius_m)),
            mode: match self.ramp_mode {
                Some(Mode::Cut) => RampMode::Cut,
                Some(Mode::Balanced) => RampMode::Balanced,
                Some(Mode::Added) | None => RampMode::Added,
            },
            route: match self.ramp_line {
                Some(file) => RampRouteRequest::Drawn {
                    file,
                    start_height: self.ramp_start.map(Metres),
                },
                None => RampRouteRequest::Automatic {
                    uphill: match self.ramp_uphill {
                        Some(Uphill::Right) => UphillSide::Right,
                        Some(Uphill::Left) | None => UphillSide::Left,
                    },
                },
            },
        })
    }
}

/// A gradient such as 10 %, 0.1 or 1:10, as rise over run.
fn gradient(text: &str) -> Result<f64, String> {
    let wrong = || format!("`{text}` is not a gradient such as 10%, 0.1 or 1:10");
    let ratio = if let Some(percent) = text.trim().strip_suffix('%') {
        number(percent).ok().map(|percent| percent / 100.0)
    } else if let Some((rise, run)) = text.split_once(':') {
        let (rise, run) = (number(rise).ok(), number(run).ok());
        rise.zip(run).map(|(rise, run)| rise / run)
    } else {
        number(text).ok()
    };
    let ratio = ratio.filter(|ratio| 0.0 < *ratio && ratio.is_finite());
    ratio.ok_or_else(wrong)
}

/// What was asked for, as an object.
pub(super) fn parameters(request: &RampRequest) -> Value {
    let (course, uphill, start) = match &request.route {
        RampRouteRequest::Automatic { uphill } => {
            let uphill = match uphill {
                UphillSide::Left => "left",
                UphillSide::Right => "right",
            };
            ("automatic", Some(uphill), None)
        }
        RampRouteRequest::Drawn { start_height, .. } => ("drawn", None, *start_height),
    };
    json!({
        "width_m": request.width.0,
        "gradient": request.gradient,
        "side_deg": request.side.map(Slope::degrees),
        "turning_radius_m": request.turning_radius.0,
        "mode": match request.mode {
            RampMode::Added => "added",
            RampMode::Cut => "cut",
            RampMode::Balanced => "balanced",
        },
        "course": course,
        "uphill": uphill,
        "start_m": start.map(|height| height.0),
    })
}

/// A ramp as an object.
pub(super) fn ramp_json(ramp: &BuiltRamp) -> Value {
    let line = ramp.line.iter();
    let line: Vec<Value> = line
        .map(|point| json!([point.at.x, point.at.y, point.height.0]))
        .collect();
    json!({
        "length_m": ramp.length.0,
        "gradient": ramp.gradient,
        "added_m3": ramp.added.0,
        "cut_m3": ramp.cut.0,
        "cut_of_ground_m3": ramp.cut_of_ground.0,
        "net_m3": ramp.net().0,
        "changed_area_m2": ramp.changed_area.0,
        "outside_limit_m2": ramp.footprint_outside.map(|area| area.0),
        "reaches_crest": ramp.reaches_crest,
        "turns": ramp.turns,
        "shift_m": ramp.shift.0,
        "line": line,
    })
}

/// A ramp as lines of text.
pub(super) fn ramp_rows(table: &mut Table<'_>, ramp: &BuiltRamp) {
    let words = table.words;
    let loader = &words.loader;
    let length = words.quantity(ramp.length.0, 0, "m");
    let gradient = words.quantity(100.0 * ramp.gradient, 1, "%");
    let text = fl!(
        loader,
        "ramp-length-at",
        length = length,
        gradient = gradient
    );
    table.text(fl!(loader, "label-ramp"), text);
    table.yes_or_no(fl!(loader, "label-ramp-reaches"), ramp.reaches_crest);
    let volumes = [
        (fl!(loader, "label-ramp-added"), ramp.added.0),
        (fl!(loader, "label-ramp-cut"), ramp.cut.0),
        (
            fl!(loader, "label-ramp-cut-of-ground"),
            ramp.cut_of_ground.0,
        ),
    ];
    for (label, volume) in volumes.into_iter().filter(|(_, volume)| 0.0 < *volume) {
        table.quantity(label, volume, 0, "m³");
    }
    if let Some(area) = ramp.footprint_outside.filter(|area| 0.0 < area.0) {
        table.quantity(fl!(loader, "label-ramp-outside"), area.0, 0, "m²");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_is_read_in_the_three_ways_it_is_written() {
        for text in ["10%", "10 %", "0.1", "0,1", "1:10"] {
            assert!((gradient(text).unwrap() - 0.1).abs() < 1e-12, "{text}");
        }
        for text in ["", "steep", "0", "-10%", "1:0", "1:ten"] {
            assert!(gradient(text).is_err(), "{text}");
        }
    }
}
