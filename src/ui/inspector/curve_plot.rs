//! The stage curve: volume by level, with the level and the volume that are filled to, which can be dragged.

use egui::{Color32, Id, PointerButton, Response, Ui, UiBuilder};
use egui_plot::{
    GridMark, HLine, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotTransform, VLine,
};
use i18n_embed_fl::fl;

use crate::curve::StageCurve;
use crate::figure::nice_ticks;
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::words::Words;

/// As near as this to a marker counts as on it, in points.
const NEAR: f32 = 9.0;

/// Cubic metres in a unit of the volume axis, and its name.
const MILLION: (f64, &str) = (1e6, "Mm³");
const THOUSAND: (f64, &str) = (1e3, "1000 m³");

/// A curve with what stands in it.
pub(super) struct Shown<'a> {
    /// Volume by level.
    pub curve: &'a StageCurve,
    /// The most that is held, dashed, in m³.
    pub capacity: f64,
    /// Another limit, dashed too, in m³.
    pub limit: Option<f64>,
    /// The level that is filled to, in metres.
    pub level: f64,
    /// The volume that is filled, or asked for, in m³.
    pub volume: f64,
    /// Whether the lines can be dragged.
    pub is_movable: bool,
}

/// What a line was dragged to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dragged {
    /// A level, in metres, rounded to decimetres.
    Level(f64),
    /// A volume, in whole m³.
    Volume(f64),
}

/// What the hand does with a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Drag {
    /// It is being dragged.
    Moves(Dragged),
    /// It is let go.
    LetGo,
}

impl Shown<'_> {
    /// The unit that volumes are shown in: cubic metres in it, and its name.
    pub(super) fn unit(&self) -> (f64, &'static str) {
        if 1e6 <= self.capacity {
            MILLION
        } else {
            THOUSAND
        }
    }

    /// A volume in the curve's unit.
    pub(super) fn quantity(&self, volume: f64, words: &Words) -> String {
        let (per_unit, unit) = self.unit();
        words.quantity(volume / per_unit, 2, unit)
    }

    /// Draws the curve and lets its lines be dragged.
    pub(super) fn ui(&self, ui: &mut Ui, panel: &Panel<'_>) -> Option<Drag> {
        // What stands above it may come and go while a line is dragged; it stays the same plot.
        let scope = UiBuilder::new().scope_id(Id::unique("stage-curve-scope"));
        ui.scope_builder(scope, |ui| self.plot_ui(ui, panel)).inner
    }

    fn plot_ui(&self, ui: &mut Ui, panel: &Panel<'_>) -> Option<Drag> {
        let (per_unit, unit) = self.unit();
        let words = panel.words.clone();
        let points: Vec<[f64; 2]> = self
            .curve
            .points()
            .iter()
            .map(|point| [point.volume.0 / per_unit, point.level.0])
            .collect();
        let (first, last) = (points.first().copied()?, points.last().copied()?);
        let (accent, quiet) = (panel.palette.accent, panel.palette.quiet);
        let number = words.clone();
        let format = move |value: f64, decimals| number.number(value, decimals);
        let (across, along) = (format.clone(), format);
        let title = fl!(words.loader, "curve-title");
        ui.add_space(6.0);
        ui.strong(&title);
        let plot = Plot::new("stage-curve")
            .height(158.0)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_crosshair(false)
            .include_x(0.0)
            .include_x(self.capacity / per_unit * 1.06)
            .include_y(first[1])
            .include_y(last[1])
            .x_grid_spacer(|input| marks(input.bounds, 4))
            .y_grid_spacer(|input| marks(input.bounds, 5))
            .x_axis_label(fl!(words.loader, "curve-volume", unit = unit))
            .y_axis_label(fl!(words.loader, "curve-level"))
            .x_axis_formatter(move |mark, _| across(mark.value, decimals_for(mark.step_size)))
            .y_axis_formatter(move |mark, _| along(mark.value, decimals_for(mark.step_size)))
            .label_formatter(|_| None);
        let curve_name = title.clone();
        let shown = plot.show(ui, |plot| {
            let line = |x: f64| VLine::new(String::new(), x / per_unit);
            for limit in std::iter::once(self.capacity).chain(self.limit) {
                let dashed = line(limit).color(quiet);
                plot.vline(dashed.style(LineStyle::dashed_dense()));
            }
            let level = HLine::new(String::new(), self.level);
            plot.hline(level.color(accent).width(1.5));
            plot.vline(line(self.volume).color(accent).width(1.5));
            plot.line(
                Line::new(curve_name, PlotPoints::from(points))
                    .color(curve_color(plot.ctx().global_style().visuals.dark_mode))
                    .width(2.0),
            );
        });
        let response = shown.response;
        named(&response, egui::accesskit::Role::Canvas, &title);
        let is_movable = self.is_movable;
        let drag = is_movable.then(|| self.drag(ui, &response, &shown.transform));
        drag.flatten()
    }

    /// What the hand does with the line that it took.
    fn drag(&self, ui: &Ui, response: &Response, transform: &PlotTransform) -> Option<Drag> {
        let kept = response.id.with("marker");
        let taken: Option<Marker> = ui.data(|memory| memory.get_temp(kept)).flatten();
        if let Some(place) = response.hover_pos().filter(|_| taken.is_none())
            && self.marker_at(place, transform).is_some()
        {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Move);
        }
        if response.drag_started_by(PointerButton::Primary) {
            let from = ui.input(|input| input.pointer.press_origin());
            let marker = from.and_then(|from| self.marker_at(from, transform));
            ui.data_mut(|memory| memory.insert_temp(kept, marker));
        }
        let taken: Option<Marker> = ui.data(|memory| memory.get_temp(kept)).flatten();
        let marker = taken?;
        if response.drag_stopped() {
            ui.data_mut(|memory| memory.remove::<Option<Marker>>(kept));
            return Some(Drag::LetGo);
        }
        let place = response
            .interact_pointer_pos()
            .filter(|_| response.dragged())?;
        let at = transform.value_from_position(place);
        Some(Drag::Moves(match marker {
            Marker::Level => Dragged::Level((at.y * 10.0).round() / 10.0),
            Marker::Volume => Dragged::Volume((at.x * self.unit().0).max(1.0).round()),
        }))
    }

    /// Which line a place is on.
    fn marker_at(&self, place: egui::Pos2, transform: &PlotTransform) -> Option<Marker> {
        let crossing = PlotPoint::new(self.volume / self.unit().0, self.level);
        let crossing = transform.position_from_point(&crossing);
        let (across, along) = ((place.x - crossing.x).abs(), (place.y - crossing.y).abs());
        if along <= NEAR && along <= across {
            Some(Marker::Level)
        } else if across <= NEAR {
            Some(Marker::Volume)
        } else {
            None
        }
    }
}

/// A line that can be dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    Level,
    Volume,
}

/// A few round numbers, all equally strong.
fn marks((lowest, highest): (f64, f64), at_most: usize) -> Vec<GridMark> {
    let ticks = nice_ticks(lowest, highest, at_most);
    let step_size = ticks.windows(2).map(|pair| pair[1] - pair[0]).next();
    let mark = |value| GridMark {
        value,
        step_size: step_size.unwrap_or(1.0),
    };
    ticks.into_iter().map(mark).collect()
}

fn curve_color(dark: bool) -> Color32 {
    if dark {
        Color32::from_rgb(0x7F, 0xB2, 0xE5)
    } else {
        Color32::from_rgb(0x1F, 0x5F, 0x9E)
    }
}

fn decimals_for(step: f64) -> usize {
    if step < 0.095 {
        2
    } else {
        usize::from(step < 0.95)
    }
}
