//! A deposit: what the planner decides, and what follows from it.

use egui::{CollapsingHeader, Color32, Grid, Label, RichText, Ui};
use i18n_embed_fl::fl;

use super::curve_plot::{Drag, Dragged, Shown};
use super::land_take;
use super::layer::opacity_ui;
use super::life_fields;
use super::mix_fields;
use super::parts::{
    LABEL_WIDTH, coming_ui, draft_error_ui, frozen_above_ui, kept_title_ui, oddities_ui, rows_ui,
    standing_ui, temporary_ui, terrain_ui,
};
use super::point_fields::point_ui;
use super::ramp_fields::ramp_ui;
use super::slope_fields::{build_ui, change, method_ui, slope_field};
use super::template_fields::{template_form_ui, template_ui};
use super::terms_fields;
use crate::app::{Action, Draft, FillRequest, FillResult, Standing, TaskError, ways_out_of_design};
use crate::design::{FillTarget, volume_band};
use crate::project::{Deposit, DepositChange, DepositId, DepositMethod, Edit, Entry, LayerId};
use crate::results::FillFigures;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{command_button, number_field};
use crate::ui::notices::way_out_ui;
use crate::units::{Metres, PlacedM3};
use crate::words::Words;

pub(super) fn ui(ui: &mut Ui, id: DepositId, draft: &mut Option<Draft>, panel: &mut Panel<'_>) {
    let Some(deposit) = panel.app.project().deposit(id).cloned() else {
        return;
    };
    ui.add(Label::new(RichText::new(&deposit.name).heading()).wrap());
    ui.separator();
    let frozen = frozen_above_ui(ui, Entry::Deposit(id), panel);
    ui.add_enabled_ui(!frozen, |ui| decisions_ui(ui, id, &deposit, panel));
    terms_fields::ui(ui, Entry::Deposit(id), panel);
    life_fields::ui(ui, id, panel);
    ui.separator();
    let preview = panel
        .app
        .preview()
        .filter(|preview| preview.draft.deposit == Some(id))
        .cloned();
    match preview {
        Some(preview) => match &preview.result {
            Ok(fill) => results_ui(ui, id, fill, State::Preview, draft, panel),
            Err(error) => error_ui(ui, id, error, panel),
        },
        None => known_ui(ui, id, draft, panel),
    }
    land_take::entry_ui(ui, Entry::Deposit(id), panel);
    ui.add_space(8.0);
    opacity_ui(ui, Entry::Deposit(id), deposit.opacity, panel);
    command_button(ui, panel, Command::Remove);
}

fn decisions_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let grid = Grid::new("decisions").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        base_ui(ui, id, deposit, panel);
        method_ui(ui, id, deposit, panel);
        point_ui(ui, id, deposit, panel);
        if !matches!(deposit.method, DepositMethod::Level(_)) {
            template_ui(ui, id, deposit, panel);
            let label = fl!(words.loader, "field-face");
            ui.label(&label)
                .on_hover_text(fl!(words.loader, "field-face-tip"));
            if let Some(face) = slope_field(ui, &words, &label, deposit.batter.face) {
                panel.act(Action::Edit(Edit::SetFace(id, face)));
            }
            ui.end_row();
        }
    });
    template_form_ui(ui, id, panel);
    target_ui(ui, id, deposit, panel);
    build_ui(ui, id, deposit, panel);
    ramp_ui(ui, id, deposit, panel);
    if let Some(reason) = temporary_ui(ui, deposit.temporary.as_deref(), &words) {
        change(panel, id, DepositChange::Temporary(Some(reason)));
    }
}

fn base_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let label = fl!(panel.words.loader, "label-base");
    ui.label(&label);
    if let Some(layer) = terrain_ui(ui, &label, deposit.base, panel) {
        panel.act(Action::Edit(Edit::SetBase(id, layer)));
    }
    ui.end_row();
}

fn target_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let fill = panel.app.fill(id).and_then(|fill| fill.value().cloned());
    let set = |panel: &mut Panel<'_>, target| {
        panel.act(Action::Edit(Edit::SetTarget(id, target)));
    };
    let (crest, volume) = match deposit.target {
        FillTarget::Capacity => (None, None),
        FillTarget::Crest(level) => (Some(level.0), None),
        FillTarget::Volume(volume) => (None, Some(volume.0)),
    };
    let capacity = fl!(words.loader, "target-capacity");
    // A crest can be raised without end, and so can a dam.
    if !deposit.method.reaches_out() && ui.radio(crest.or(volume).is_none(), capacity).clicked() {
        set(panel, FillTarget::Capacity);
    }
    let grid = Grid::new("target").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        let label = fl!(words.loader, "target-crest");
        if ui.radio(crest.is_some(), &label).clicked() && crest.is_none() {
            let level = fill.as_ref().map_or(0.0, |fill| fill.design.crest_level.0);
            set(
                panel,
                FillTarget::Crest(Metres((level * 10.0).round() / 10.0)),
            );
        }
        let label = fl!(words.loader, "field-crest");
        let shown = crest.or_else(|| fill.as_ref().map(|fill| fill.design.crest_level.0));
        ui.horizontal(|ui| {
            if let Some(level) = number_field(ui, &words, &label, shown, (2, "m")) {
                set(panel, FillTarget::Crest(Metres(level)));
            }
        });
        ui.end_row();
        let label = fl!(words.loader, "target-volume");
        if ui.radio(volume.is_some(), &label).clicked() && volume.is_none() {
            let placed = fill.as_ref().map_or(1.0, |fill| fill.design.fill.0);
            set(panel, FillTarget::Volume(PlacedM3(placed.round())));
        }
        let label = fl!(words.loader, "field-volume");
        let shown = volume.or_else(|| fill.as_ref().map(|fill| fill.design.fill.0));
        ui.horizontal(|ui| {
            if let Some(placed) = number_field(ui, &words, &label, shown, (0, "m³")) {
                set(panel, FillTarget::Volume(PlacedM3(placed)));
            }
            mix_fields::ui(ui, id, deposit, panel);
        });
        ui.end_row();
    });
}

/// How what is shown stands to the decisions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Current,
    Stale,
    Preview,
}

fn known_ui(ui: &mut Ui, id: DepositId, draft: &mut Option<Draft>, panel: &mut Panel<'_>) {
    let known = panel.app.fill(id).cloned().unwrap_or_default();
    let current = panel.app.is_current(id);
    if let Some(error) = known.error().filter(|_| current) {
        error_ui(ui, id, error, panel);
        return;
    }
    let shown = if current {
        State::Current
    } else {
        State::Stale
    };
    let standing = panel.app.figures(id).map(|(_, standing)| standing);
    standing_ui(ui, standing, panel);
    match known.value() {
        Some(fill) => results_ui(ui, id, fill, shown, draft, panel),
        None if kept_ui(ui, id, panel) => {}
        None => coming_ui(ui, panel),
    }
}

/// What the project file keeps of a deposit that cannot be worked out now. Returns whether there is anything.
fn kept_ui(ui: &mut Ui, id: DepositId, panel: &Panel<'_>) -> bool {
    let words = &panel.words;
    let Some((record, standing)) = panel.app.kept_figures(id) else {
        return false;
    };
    kept_title_ui(ui, record.at, standing, words);
    let grey = (standing != Standing::Current).then_some(panel.palette.quiet);
    let mut rows = first_rows(&record.figures, words);
    rows.extend(more_rows(&record.figures, words));
    rows_ui(ui, rows, grey);
    true
}

fn error_ui(ui: &mut Ui, id: DepositId, error: &TaskError, panel: &mut Panel<'_>) {
    draft_error_ui(ui, error, panel);
    for way in ways_out_of_design(error, id) {
        way_out_ui(ui, &way, panel);
    }
}

/// What comes of what is drawn so far.
pub(super) fn draft_ui(ui: &mut Ui, fill: &FillResult, panel: &Panel<'_>) {
    title_ui(ui, fill, State::Preview, panel);
    let base = panel.app.draft().map(|draft| draft.base);
    figures_ui(ui, (fill, base), None, panel);
    oddities_ui(ui, &fill.oddities, panel);
}

fn results_ui(
    ui: &mut Ui,
    id: DepositId,
    fill: &FillResult,
    shown: State,
    draft: &mut Option<Draft>,
    panel: &mut Panel<'_>,
) {
    title_ui(ui, fill, shown, panel);
    let grey = (shown == State::Stale).then_some(panel.palette.quiet);
    let base = panel.app.project().deposit(id).map(|deposit| deposit.base);
    figures_ui(ui, (fill, base), grey, panel);
    oddities_ui(ui, &fill.oddities, panel);
    curve_ui(ui, id, fill, draft, panel);
    more_ui(ui, fill, grey, panel);
}

/// The stage curve, whose lines set the target: a preview while one moves, one change when it is let go.
fn curve_ui(
    ui: &mut Ui,
    id: DepositId,
    fill: &FillResult,
    draft: &mut Option<Draft>,
    panel: &mut Panel<'_>,
) {
    let (design, words) = (&fill.design, panel.words.clone());
    let Some(deposit) = panel.app.project().deposit(id).cloned() else {
        return;
    };
    let of_draft = panel.app.draft();
    let of_draft = of_draft.filter(|draft| draft.deposit == Some(id));
    let target = of_draft.map_or(deposit.target, |draft| draft.request.target);
    let shown = Shown {
        curve: &design.curve,
        capacity: design.capacity.unwrap_or_else(|| design.curve.capacity()).0,
        limit: None,
        level: design.crest_level.0,
        volume: match target {
            FillTarget::Volume(asked) => asked.0,
            FillTarget::Capacity | FillTarget::Crest(_) => design.fill.0,
        },
        is_movable: !panel.app.project().is_frozen(Entry::Deposit(id)),
    };
    if shown.capacity <= 0.0 {
        return;
    }
    match shown.ui(ui, panel) {
        Some(Drag::Moves(dragged)) => {
            let target = match dragged {
                Dragged::Level(level) => FillTarget::Crest(Metres(level)),
                Dragged::Volume(volume) => FillTarget::Volume(PlacedM3(volume)),
            };
            let dragged = Draft {
                deposit: Some(id),
                base: deposit.base,
                request: FillRequest {
                    target,
                    ..FillRequest::of(&deposit)
                },
            };
            panel.act(Action::Preview(Some(dragged.clone())));
            *draft = Some(dragged);
        }
        Some(Drag::LetGo) => {
            if let Some(draft) = draft.take() {
                let edit = Edit::SetTarget(id, draft.request.target);
                panel.act(Action::Edit(edit));
                panel.act(Action::Preview(None));
            }
        }
        None => {}
    }
    if shown.is_movable {
        ui.weak(fl!(
            words.loader,
            "curve-legend",
            crest = words.quantity(shown.level, 1, "m"),
            volume = shown.quantity(design.fill.0, &words),
            capacity = shown.quantity(shown.capacity, &words)
        ));
    }
}

fn title_ui(ui: &mut Ui, fill: &FillResult, shown: State, panel: &Panel<'_>) {
    let words = &panel.words;
    let state = match shown {
        State::Current => None,
        State::Stale => Some(fl!(words.loader, "results-stale")),
        State::Preview if fill.is_preview => Some(fl!(
            words.loader,
            "results-preview",
            cell = words.quantity(fill.cell_size_m(), 1, "m")
        )),
        State::Preview => Some(fl!(words.loader, "results-draft")),
    };
    ui.horizontal(|ui| {
        ui.strong(fl!(words.loader, "results-title"));
        if let Some(state) = state {
            ui.weak(state);
        }
    });
}

/// The figures that are looked for first, rounded to what they are worth.
fn figures_ui(
    ui: &mut Ui,
    (fill, base): (&FillResult, Option<LayerId>),
    grey: Option<Color32>,
    panel: &Panel<'_>,
) {
    let words = &panel.words;
    let mut rows = first_rows(&FillFigures::of(&fill.design), words);
    rows.extend(band_row(fill, base, panel));
    rows_ui(ui, rows, grey);
}

/// The others, folded until somebody wants them.
fn more_ui(ui: &mut Ui, fill: &FillResult, grey: Option<Color32>, panel: &Panel<'_>) {
    let words = &panel.words;
    let mut rows = more_rows(&FillFigures::of(&fill.design), words);
    rows.push((
        fl!(words.loader, "label-cell-size"),
        words.quantity(fill.cell_size_m(), 2, "m"),
    ));
    for lift in fill
        .design
        .lifts
        .iter()
        .filter(|_| 1 < fill.design.lifts.len())
    {
        let (from, to) = (
            words.number(lift.from.0, 1),
            words.quantity(lift.to.0, 1, "m"),
        );
        let label = fl!(words.loader, "label-lift", from = from, to = to);
        rows.push((label, words.volume(lift.volume.0)));
    }
    if let Some(regrading) = fill.design.regrading {
        let set_back = words.quantity(regrading.set_back.0, 1, "m");
        rows.push((fl!(words.loader, "label-set-back"), set_back));
    }
    CollapsingHeader::new(fl!(words.loader, "more-figures"))
        .id_salt("more-figures")
        .show(ui, |ui| rows_ui(ui, rows, grey));
}

/// Between which volumes the true one lies, where it is said how far off the terrain's heights may be.
fn band_row(
    fill: &FillResult,
    base: Option<LayerId>,
    panel: &Panel<'_>,
) -> Option<(String, String)> {
    let (project, words) = (panel.app.project(), &panel.words);
    let errors = project.layer(base?)?.errors;
    let (volume, footprint) = (fill.design.fill, fill.design.footprint);
    let band = volume_band(volume, footprint, &errors);
    let low = words.volume(band.rounded(band.low).0);
    let high = words.volume(band.rounded(band.high).0);
    (0.0 < band.standard_error.0).then(|| {
        let text = fl!(words.loader, "range", low = low, high = high);
        (fl!(words.loader, "label-band"), text)
    })
}

fn first_rows(figures: &FillFigures, words: &Words) -> Vec<(String, String)> {
    let loader = &words.loader;
    let volumes = [
        ("fill_m3", fl!(loader, "label-fill")),
        ("capacity_m3", fl!(loader, "label-capacity")),
        ("dam_m3", fl!(loader, "label-dam")),
        ("earthwork_m3", fl!(loader, "label-earthwork")),
    ];
    let levels = [
        ("crest_level_m", fl!(loader, "label-crest")),
        ("spill_level_m", fl!(loader, "label-spill-level")),
        ("height_over_lowest_toe_m", fl!(loader, "label-height")),
    ];
    let mut rows = Vec::new();
    for (name, label) in volumes {
        rows.extend(
            figures
                .get(name)
                .map(|figure| (label, words.volume(figure))),
        );
    }
    for (name, label) in levels {
        let level = figures.get(name);
        rows.extend(level.map(|level| (label, words.quantity(level, 1, "m"))));
    }
    let area = figures.get("footprint_area_m2").unwrap_or(f64::NAN);
    rows.push((fl!(loader, "label-footprint-area"), words.area(area)));
    rows
}

fn more_rows(figures: &FillFigures, words: &Words) -> Vec<(String, String)> {
    let figure = |name: &str| figures.get(name).unwrap_or(f64::NAN);
    let area = |area: f64| words.area(area);
    let metre = |metres: f64| words.quantity(metres, 1, "m");
    vec![
        (
            fl!(words.loader, "label-thickness"),
            fl!(
                words.loader,
                "greatest-and-mean",
                greatest = metre(figure("thickness_max_m")),
                mean = metre(figure("thickness_mean_m"))
            ),
        ),
        (
            fl!(words.loader, "label-toe"),
            fl!(
                words.loader,
                "range",
                low = metre(figure("toe_min_m")),
                high = metre(figure("toe_max_m"))
            ),
        ),
        (
            fl!(words.loader, "label-outline-area"),
            area(figure("outline_area_m2")),
        ),
        (
            fl!(words.loader, "label-surface-area"),
            area(figure("surface_area_m2")),
        ),
    ]
}
