//! A deposit: what the planner decides, and what follows from it.

use egui::{Align, Color32, ComboBox, Grid, Label, Layout, RichText, Sense, Ui, UiBuilder, Vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::curve_plot;
use super::layer::opacity_ui;
use super::scenario::frozen_ui;
use crate::app::notice::Notice;
use crate::app::{Action, Draft, FillResult, Standing, TaskError, ways_out_of_design};
use crate::design::{FillTarget, Slope, UnknownGround};
use crate::project::{Deposit, DepositId, Edit, Entry, LayerKind};
use crate::results::FillFigures;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button, named, number_field};
use crate::ui::notices::way_out_ui;
use crate::units::{Metres, PlacedM3};
use crate::words::Words;

/// The fields of both tables stand below each other, in any language.
const LABEL_WIDTH: f32 = 124.0;

pub(super) fn ui(ui: &mut Ui, id: DepositId, draft: &mut Option<Draft>, panel: &mut Panel<'_>) {
    let Some(deposit) = panel.app.project().deposit(id).cloned() else {
        return;
    };
    ui.add(Label::new(RichText::new(&deposit.name).heading()).wrap());
    ui.separator();
    let frozen = panel.app.project().is_frozen(Entry::Deposit(id));
    if frozen {
        let name = panel.app.project().scenario(deposit.scenario);
        let name = name.map_or_else(String::new, |one| one.name.clone());
        let text = fl!(panel.words.loader, "scenario-deposit-frozen", name = name);
        frozen_ui(ui, &text, panel);
    }
    ui.add_enabled_ui(!frozen, |ui| decisions_ui(ui, id, &deposit, panel));
    ui.separator();
    let preview = panel
        .app
        .preview()
        .filter(|preview| preview.draft.deposit == Some(id))
        .cloned();
    match preview {
        Some(preview) => match &preview.result {
            Ok(fill) => results_ui(ui, id, fill, Shown::Preview, draft, panel),
            Err(error) => error_ui(ui, id, error, panel),
        },
        None => known_ui(ui, id, draft, panel),
    }
    ui.add_space(8.0);
    opacity_ui(ui, Entry::Deposit(id), deposit.opacity, panel);
    command_button(ui, panel, Command::Remove);
}

fn decisions_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let grid = Grid::new("decisions").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        base_ui(ui, id, deposit, panel);
        let label = fl!(words.loader, "field-face");
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-face-tip"));
        ui.horizontal(|ui| {
            let field = Field {
                label: &label,
                value: format!("{}°", words.number(deposit.face.degrees(), 1)),
                unit: "",
                wrong: fl!(words.loader, "field-face-wrong"),
                width: 76.0,
            };
            if let Some(face) = field.ui(ui, read_face) {
                panel.act(Action::Edit(Edit::SetFace(id, face)));
            }
            let run = 1.0 / deposit.face.rise_over_run();
            ui.weak(format!("1:{}", words.number(run, 2)));
        });
        ui.end_row();
    });
    target_ui(ui, id, deposit, panel);
    if deposit.unknown_ground == UnknownGround::UseNearest {
        ui.horizontal_wrapped(|ui| {
            ui.label(fl!(words.loader, "nearest-ground-on"));
            if ui.button(fl!(words.loader, "nearest-ground-off")).clicked() {
                let edit = Edit::SetUnknownGround(id, UnknownGround::Refuse);
                panel.act(Action::Edit(edit));
            }
        });
    }
}

/// Reads a face; a number alone above 1 is an angle, as the field shows it.
fn read_face(text: &str) -> Option<Slope> {
    match crate::words::read_number(text) {
        Some(degrees) if 1.0 < degrees => Slope::from_degrees(degrees),
        _ => text.parse().ok(),
    }
}

fn base_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let label = fl!(panel.words.loader, "label-base");
    ui.label(&label);
    let terrains: Vec<_> = panel
        .app
        .project()
        .layers_of(LayerKind::Terrain)
        .map(|(layer, terrain)| (layer, terrain.name.clone()))
        .collect();
    let name = panel.app.project().layer(deposit.base);
    let name = name.map_or("–", |layer| layer.name.as_str()).to_owned();
    let combo = ComboBox::from_id_salt("base")
        .selected_text(name)
        .truncate();
    let shown = combo.width(170.0).show_ui(ui, |ui| {
        for (layer, name) in terrains {
            let chosen = ui.selectable_label(layer == deposit.base, name);
            if chosen.clicked() && layer != deposit.base {
                panel.act(Action::Edit(Edit::SetBase(id, layer)));
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, &label);
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
    if ui.radio(crest.or(volume).is_none(), capacity).clicked() {
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
        });
        ui.end_row();
    });
}

/// How what is shown stands to the decisions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
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
        Shown::Current
    } else {
        Shown::Stale
    };
    standing_ui(ui, id, panel);
    match known.value() {
        Some(fill) => results_ui(ui, id, fill, shown, draft, panel),
        None if kept_ui(ui, id, panel) => {}
        None => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(fl!(panel.words.loader, "results-coming"));
            });
        }
    }
}

/// That figures rest on a terrain that is not what it was.
fn standing_ui(ui: &mut Ui, id: DepositId, panel: &Panel<'_>) {
    let words = panel.words.clone();
    let text = match panel.app.figures(id) {
        Some((_, Standing::SourceMissing)) => fl!(words.loader, "results-source-missing"),
        Some((_, Standing::SourceChanged)) => fl!(words.loader, "results-source-changed"),
        _ => return,
    };
    let warning = panel.palette.warning;
    ui.horizontal_top(|ui| {
        ui.colored_label(warning, icon::ICON_WARNING.codepoint);
        ui.add(Label::new(RichText::new(text).color(warning)).wrap());
    });
}

/// What the project file keeps of a deposit that cannot be worked out now. Returns whether there is anything.
fn kept_ui(ui: &mut Ui, id: DepositId, panel: &Panel<'_>) -> bool {
    let words = &panel.words;
    let Some((record, standing)) = panel.app.kept_figures(id) else {
        return false;
    };
    ui.horizontal(|ui| {
        ui.strong(fl!(words.loader, "results-title"));
        ui.weak(match standing {
            Standing::OutOfDate => fl!(words.loader, "results-stale"),
            _ => fl!(words.loader, "results-kept", time = words.time(record.at)),
        });
    });
    let grey = (standing != Standing::Current).then_some(panel.palette.quiet);
    rows_ui(ui, figure_rows(&record.figures, words), grey);
    true
}

fn error_ui(ui: &mut Ui, id: DepositId, error: &TaskError, panel: &mut Panel<'_>) {
    draft_error_ui(ui, error, panel);
    for way in ways_out_of_design(error, id) {
        way_out_ui(ui, &way, panel);
    }
}

/// Why nothing comes of what is drawn so far.
pub(super) fn draft_error_ui(ui: &mut Ui, error: &TaskError, panel: &Panel<'_>) {
    let notice = Notice::in_window(error, &panel.words);
    let color = panel.palette.error;
    ui.horizontal_top(|ui| {
        ui.colored_label(color, icon::ICON_ERROR.codepoint);
        ui.add(Label::new(RichText::new(notice.message).color(color)).wrap());
    });
    ui.add(Label::new(notice.hint).wrap());
}

/// What comes of what is drawn so far.
pub(super) fn draft_ui(ui: &mut Ui, fill: &FillResult, panel: &Panel<'_>) {
    title_ui(ui, fill, Shown::Preview, panel);
    figures_ui(ui, fill, None, &panel.words);
    oddities_ui(ui, fill, panel);
}

fn results_ui(
    ui: &mut Ui,
    id: DepositId,
    fill: &FillResult,
    shown: Shown,
    draft: &mut Option<Draft>,
    panel: &mut Panel<'_>,
) {
    title_ui(ui, fill, shown, panel);
    let grey = (shown == Shown::Stale).then_some(panel.palette.quiet);
    figures_ui(ui, fill, grey, &panel.words);
    oddities_ui(ui, fill, panel);
    curve_plot::ui(ui, id, fill, draft, panel);
}

fn title_ui(ui: &mut Ui, fill: &FillResult, shown: Shown, panel: &Panel<'_>) {
    let words = &panel.words;
    let state = match shown {
        Shown::Current => None,
        Shown::Stale => Some(fl!(words.loader, "results-stale")),
        Shown::Preview if fill.is_preview => Some(fl!(
            words.loader,
            "results-preview",
            cell = words.quantity(fill.cell_size_m(), 1, "m")
        )),
        Shown::Preview => Some(fl!(words.loader, "results-draft")),
    };
    ui.horizontal(|ui| {
        ui.strong(fl!(words.loader, "results-title"));
        if let Some(state) = state {
            ui.weak(state);
        }
    });
}

/// What was odd, beside the figures that it concerns.
fn oddities_ui(ui: &mut Ui, fill: &FillResult, panel: &Panel<'_>) {
    for oddity in &fill.oddities {
        let notice = Notice::of_oddity(oddity, &panel.words);
        ui.horizontal_top(|ui| {
            ui.colored_label(panel.palette.warning, icon::ICON_WARNING.codepoint);
            ui.add(Label::new(RichText::new(notice.message).color(panel.palette.warning)).wrap());
        });
    }
}

/// Figures rounded to what they are worth.
fn figures_ui(ui: &mut Ui, fill: &FillResult, grey: Option<Color32>, words: &Words) {
    let mut rows = figure_rows(&FillFigures::of(&fill.design), words);
    rows.push((
        fl!(words.loader, "label-cell-size"),
        words.quantity(fill.cell_size_m(), 2, "m"),
    ));
    rows_ui(ui, rows, grey);
}

fn figure_rows(figures: &FillFigures, words: &Words) -> Vec<(String, String)> {
    let figure = |name: &str| figures.get(name).unwrap_or(f64::NAN);
    let volume = |volume: f64| words.volume(volume);
    let area = |area: f64| words.area(area);
    let metre = |metres: f64| words.quantity(metres, 1, "m");
    vec![
        (fl!(words.loader, "label-fill"), volume(figure("fill_m3"))),
        (
            fl!(words.loader, "label-capacity"),
            volume(figure("capacity_m3")),
        ),
        (
            fl!(words.loader, "label-crest"),
            metre(figure("crest_level_m")),
        ),
        (
            fl!(words.loader, "label-height"),
            metre(figure("height_over_lowest_toe_m")),
        ),
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
            fl!(words.loader, "label-footprint-area"),
            area(figure("footprint_area_m2")),
        ),
        (
            fl!(words.loader, "label-surface-area"),
            area(figure("surface_area_m2")),
        ),
    ]
}

pub(super) fn rows_ui(ui: &mut Ui, rows: Vec<(String, String)>, grey: Option<Color32>) {
    for (index, (label, value)) in rows.into_iter().enumerate() {
        let mut text = RichText::new(value);
        if let Some(grey) = grey {
            text = text.color(grey).italics();
        }
        figure_ui(ui, index, label, text);
    }
}

/// One line of the table: what it is to the left, the figure to the right.
fn figure_ui(ui: &mut Ui, index: usize, label: String, value: RichText) {
    let size = Vec2::new(ui.available_width(), 19.0);
    let (row, _) = ui.allocate_exact_size(size, Sense::hover());
    if index % 2 == 1 {
        let faint = ui.visuals().faint_bg_color;
        ui.painter()
            .rect_filled(row.expand2(Vec2::new(4.0, 0.0)), 2.0, faint);
    }
    let mut row_ui = |layout: Layout, text: RichText| {
        let inside = UiBuilder::new().max_rect(row).layout(layout);
        ui.scope_builder(inside, |ui| ui.add(Label::new(text).truncate()));
    };
    row_ui(
        Layout::left_to_right(Align::Center),
        RichText::new(label).weak(),
    );
    row_ui(Layout::right_to_left(Align::Center), value);
}
