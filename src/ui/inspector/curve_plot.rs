//! The stage curve: volume by level, with crest, target and capacity, of which the first two can be dragged.

use egui::{Color32, PointerButton, Response, Ui};
use egui_plot::{
    GridMark, HLine, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotTransform, VLine,
};
use i18n_embed_fl::fl;

use crate::app::{Action, Draft, FillRequest, FillResult};
use crate::design::FillTarget;
use crate::figure::nice_ticks;
use crate::project::{DepositId, Edit, Entry};
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::units::{Metres, PlacedM3};

/// As near as this to a marker counts as on it, in points.
const NEAR: f32 = 9.0;

/// Cubic metres in a unit of the volume axis, and its name.
const MILLION: (f64, &str) = (1e6, "Mm³");
const THOUSAND: (f64, &str) = (1e3, "1000 m³");

/// Draws the curve and lets its markers be dragged.
pub(super) fn ui(
    ui: &mut Ui,
    id: DepositId,
    fill: &FillResult,
    draft: &mut Option<Draft>,
    panel: &mut Panel<'_>,
) {
    let design = &fill.design;
    let capacity = design.capacity.0;
    if capacity <= 0.0 {
        return;
    }
    let (per_unit, unit) = if 1e6 <= capacity { MILLION } else { THOUSAND };
    let words = panel.words.clone();
    let points: Vec<[f64; 2]> = design
        .curve
        .points()
        .iter()
        .map(|point| [point.volume.0 / per_unit, point.level.0])
        .collect();
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return;
    };
    let (accent, quiet) = (panel.palette.accent, panel.palette.quiet);
    let number = words.clone();
    let format = move |value: f64, decimals| number.number(value, decimals);
    let (across, along) = (format.clone(), format);
    let title = fl!(words.loader, "curve-title");
    ui.add_space(6.0);
    ui.strong(&title);
    let target = target_of(panel.app.draft(), id, panel);
    let plot = Plot::new("stage-curve")
        .height(158.0)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .include_x(0.0)
        .include_x(capacity / per_unit * 1.06)
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
        let line = |x: f64| VLine::new(String::new(), x);
        plot.vline(
            line(capacity / per_unit)
                .color(quiet)
                .style(LineStyle::dashed_dense()),
        );
        plot.hline(
            HLine::new(String::new(), design.crest_level.0)
                .color(accent)
                .width(1.5),
        );
        let volume = match target {
            FillTarget::Volume(asked) => asked.0,
            _ => design.fill.0,
        };
        plot.vline(line(volume / per_unit).color(accent).width(1.5));
        plot.line(
            Line::new(curve_name, PlotPoints::from(points))
                .color(curve_color(plot.ctx().global_style().visuals.dark_mode))
                .width(2.0),
        );
    });
    let response = shown.response;
    named(&response, egui::accesskit::Role::Canvas, &title);
    let markers = Markers {
        crest_m: design.crest_level.0,
        volume: design.fill.0 / per_unit,
        per_unit,
    };
    if panel.app.project().is_frozen(Entry::Deposit(id)) {
        return;
    }
    drag(
        ui,
        id,
        (&response, &shown.transform),
        &markers,
        draft,
        panel,
    );
    ui.weak(fl!(
        words.loader,
        "curve-legend",
        crest = words.quantity(design.crest_level.0, 1, "m"),
        volume = words.quantity(design.fill.0 / per_unit, 2, unit),
        capacity = words.quantity(capacity / per_unit, 2, unit)
    ));
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

fn target_of(draft: Option<&Draft>, id: DepositId, panel: &Panel<'_>) -> FillTarget {
    let of_draft = draft.filter(|draft| draft.deposit == Some(id));
    let of_deposit = panel
        .app
        .project()
        .deposit(id)
        .map(|deposit| deposit.target);
    of_draft
        .map(|draft| draft.request.target)
        .or(of_deposit)
        .unwrap_or(FillTarget::Capacity)
}

/// Where the markers stand in the plot.
struct Markers {
    crest_m: f64,
    volume: f64,
    per_unit: f64,
}

impl Markers {
    /// Which marker a place is on: what a drag from there sets.
    fn at(
        &self,
        place: egui::Pos2,
        transform: &PlotTransform,
    ) -> Option<fn(f64, f64) -> FillTarget> {
        let marker = transform.position_from_point(&PlotPoint::new(self.volume, self.crest_m));
        let (across, along) = ((place.x - marker.x).abs(), (place.y - marker.y).abs());
        if along <= NEAR && along <= across {
            Some(|_, level| FillTarget::Crest(Metres(level)))
        } else if across <= NEAR {
            Some(|volume, _| FillTarget::Volume(PlacedM3(volume)))
        } else {
            None
        }
    }
}

/// Drags a marker: a preview while it moves, one change when it is let go.
fn drag(
    ui: &Ui,
    id: DepositId,
    (response, transform): (&Response, &PlotTransform),
    markers: &Markers,
    draft: &mut Option<Draft>,
    panel: &mut Panel<'_>,
) {
    let kept = response.id.with("marker");
    if let Some(place) = response.hover_pos().filter(|_| draft.is_none())
        && markers.at(place, transform).is_some()
    {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Move);
    }
    if response.drag_started_by(PointerButton::Primary) {
        let from = ui.input(|input| input.pointer.press_origin());
        let marker = from.and_then(|from| markers.at(from, transform));
        ui.data_mut(|memory| memory.insert_temp(kept, marker));
    }
    let marker: Option<fn(f64, f64) -> FillTarget> =
        ui.data(|memory| memory.get_temp(kept)).flatten();
    let (Some(marker), Some(deposit)) = (marker, panel.app.project().deposit(id)) else {
        return;
    };
    if let Some(place) = response.interact_pointer_pos()
        && response.dragged()
    {
        let at = transform.value_from_position(place);
        let volume = (at.x * markers.per_unit).max(1.0).round();
        let target = marker(volume, (at.y * 10.0).round() / 10.0);
        let dragged = Draft {
            deposit: Some(id),
            base: deposit.base,
            request: FillRequest {
                target,
                ..FillRequest::of(deposit)
            },
        };
        panel.act(Action::Preview(Some(dragged.clone())));
        *draft = Some(dragged);
    }
    if response.drag_stopped() {
        ui.data_mut(|memory| memory.remove::<Option<fn(f64, f64) -> FillTarget>>(kept));
        if let Some(draft) = draft.take() {
            let edit = Edit::SetTarget(id, draft.request.target);
            panel.act(Action::Edit(edit));
            panel.act(Action::Preview(None));
        }
    }
}
