//! The fields of a deposit's build: method, berms, water, closure, dam, beach and sea floor.

use egui::{Button, CollapsingHeader, ComboBox, Grid, Ui};
use i18n_embed_fl::fl;

use super::level_fields::level_ui;
use super::parts::{LABEL_WIDTH, terrain_ui};
use super::point_fields::drops_ui;
use crate::app::Action;
use crate::design::{
    Batter, Benches, DryingBelt, FillTarget, ShortLift, Slope, UnknownGround, Water,
};
use crate::project::{Deposit, DepositChange, DepositId, DepositMethod, Edit, LayerKind, Seabed};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, named, number_field};
use crate::units::Metres;
use crate::words::{Words, read_number};

/// The width of fields that stand beside another, in points.
const NARROW: f32 = 56.0;

/// A suggestion for a closure slope, 1:2.5.
///
/// # Source
/// Closure gentler than 1:2 (waste dump practice).
const USUAL_CLOSURE_RISE: f64 = 0.4;

pub(super) fn change(panel: &mut Panel<'_>, id: DepositId, change: DepositChange) {
    panel.act(Action::Edit(Edit::ChangeDeposit(id, Box::new(change))));
}

/// Reads a face; a number alone above 1 is an angle, as the field shows it.
fn read_face(text: &str) -> Option<Slope> {
    read_slope(text).filter(|slope| Slope::GENTLEST_FACE <= *slope)
}

/// Reads a slope as [`read_face`], of a beach as well.
pub(super) fn read_slope(text: &str) -> Option<Slope> {
    match read_number(text) {
        Some(degrees) if 1.0 < degrees => Slope::from_degrees(degrees),
        _ => text.parse().ok(),
    }
}

/// A field for a face, shown as an angle with its rise and run beside it.
pub(super) fn slope_field(ui: &mut Ui, words: &Words, label: &str, slope: Slope) -> Option<Slope> {
    slope_field_of(ui, words, (label, slope), read_face)
}

pub(super) fn slope_field_of(
    ui: &mut Ui,
    words: &Words,
    (label, slope): (&str, Slope),
    read: impl Fn(&str) -> Option<Slope>,
) -> Option<Slope> {
    ui.horizontal(|ui| {
        let field = Field {
            label,
            value: format!("{}°", words.number(slope.degrees(), 1)),
            unit: "",
            wrong: fl!(words.loader, "field-face-wrong"),
            width: 76.0,
        };
        let entered = field.ui(ui, read);
        ui.weak(format!(
            "1:{}",
            words.number(1.0 / slope.rise_over_run(), 2)
        ));
        entered
    })
    .inner
}

/// A field for a length of at least `least`.
pub(super) fn length_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    value: Metres,
    least: f64,
) -> Option<Metres> {
    let field = Field {
        label,
        value: words.number(value.0, 1),
        unit: "m",
        wrong: fl!(words.loader, "field-number-expected"),
        width: NARROW,
    };
    let read = |text: &str| read_number(text).filter(|length| least <= *length);
    field.ui(ui, read).map(Metres)
}

/// How the fill follows from what was drawn.
pub(super) fn method_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "label-method");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-method-tip"));
    let choices = [
        (DepositMethod::Toe, fl!(words.loader, "method-name-toe")),
        (
            DepositMethod::Crest { drops: Vec::new() },
            fl!(words.loader, "method-name-crest"),
        ),
        (DepositMethod::Point, fl!(words.loader, "method-name-point")),
        (
            DepositMethod::Level(Box::default()),
            fl!(words.loader, "method-name-level"),
        ),
    ];
    let is_only_a_mark = deposit.is_only_a_mark();
    let is_same = |method: &DepositMethod| {
        std::mem::discriminant(method) == std::mem::discriminant(&deposit.method)
    };
    let chosen = choices.iter().find(|(method, _)| is_same(method));
    let chosen = chosen.map_or_else(String::new, |(_, name)| name.clone());
    let combo = ComboBox::from_id_salt("method").selected_text(chosen);
    let shown = combo.truncate().width(170.0).show_ui(ui, |ui| {
        for (method, name) in choices {
            let choice = Button::selectable(is_same(&method), name);
            let choice = ui.add_enabled(is_same(&method) || !is_only_a_mark, choice);
            let choice = choice.on_disabled_hover_text(fl!(words.loader, "method-needs-outline"));
            if choice.clicked() && !is_same(&method) {
                let target = target_for(&method, id, deposit, panel);
                change(panel, id, DepositChange::Method { method, target });
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, &label);
    ui.end_row();
}

/// A crest can be raised without end, so it needs a level: the one that it has now.
fn target_for(
    method: &DepositMethod,
    id: DepositId,
    deposit: &Deposit,
    panel: &Panel<'_>,
) -> FillTarget {
    let needs_level = matches!(method, DepositMethod::Crest { .. } | DepositMethod::Point);
    match deposit.target {
        FillTarget::Capacity if needs_level => {
            let fill = panel.app.fill(id).and_then(|fill| fill.value());
            let level = fill.map_or(0.0, |fill| fill.design.crest_level.0);
            FillTarget::Crest(Metres((level * 10.0).round() / 10.0))
        }
        target => target,
    }
}

/// Berms, water, closure and sea floor, and what only some methods have. Folded until somebody wants it.
pub(super) fn build_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let title = fl!(panel.words.loader, "build-title");
    let told = told_of(deposit, &panel.words);
    let title = if told.is_empty() {
        title
    } else {
        format!("{title}: {told}")
    };
    CollapsingHeader::new(title)
        .id_salt("build")
        .show(ui, |ui| fields_ui(ui, id, deposit, panel));
    unknown_ui(ui, id, deposit, panel);
}

/// What is set of it, so that nothing that counts is hidden when it is folded.
fn told_of(deposit: &Deposit, words: &Words) -> String {
    let mut told = Vec::new();
    let mut tell = |is_set: bool, id: &str| {
        if is_set {
            told.push(words.text(id, &[]));
        }
    };
    let level = deposit.level();
    tell(
        level.is_none() && deposit.batter.benches.is_some(),
        "told-benches",
    );
    tell(level.is_some_and(|level| level.dam.is_some()), "told-dam");
    tell(
        level.is_some_and(|level| level.beach.is_some()),
        "told-beach",
    );
    let is_toe = deposit.method == DepositMethod::Toe;
    tell(is_toe && deposit.closure.is_some(), "told-closure");
    tell(deposit.batter.water.is_some(), "told-water");
    tell(deposit.seabed.is_some(), "told-seabed");
    told.join(", ")
}

fn fields_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    match &deposit.method {
        DepositMethod::Level(_) => level_ui(ui, id, deposit, panel),
        DepositMethod::Toe => {
            benches_ui(ui, id, &deposit.batter, panel);
            closure_ui(ui, id, deposit.closure, panel);
        }
        DepositMethod::Crest { drops } => {
            benches_ui(ui, id, &deposit.batter, panel);
            drops_ui(ui, id, deposit, drops, panel);
        }
        DepositMethod::Point => benches_ui(ui, id, &deposit.batter, panel),
    }
    water_ui(ui, id, &deposit.batter, panel);
    seabed_ui(ui, id, deposit, panel);
}

/// A row of fields below a checkbox that is ticked.
pub(super) fn indented(ui: &mut Ui, salt: &str, fields: impl FnOnce(&mut Ui)) {
    ui.indent(salt, |ui| {
        let grid = Grid::new(salt).num_columns(2);
        grid.min_col_width(LABEL_WIDTH - ui.spacing().indent)
            .show(ui, fields);
    });
}

fn benches_ui(ui: &mut Ui, id: DepositId, batter: &Batter, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-benches");
    let mut ticked = batter.benches.is_some();
    let tip = fl!(words.loader, "field-benches-tip");
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let usual = ticked.then_some(Benches::USUAL);
        change(panel, id, DepositChange::Benches(usual));
    }
    let Some(benches) = batter.benches else {
        return;
    };
    let with = |lift: Metres, berm: Metres| {
        let mut made = Benches::new(lift, berm).ok()?;
        (made.datum, made.short_lift) = (benches.datum, benches.short_lift);
        Some(DepositChange::Benches(Some(made)))
    };
    indented(ui, "benches", |ui| {
        let label = fl!(words.loader, "field-lift");
        ui.label(&label);
        ui.horizontal(|ui| {
            if let Some(lift) = length_field(ui, &words, &label, benches.lift(), 0.5)
                && let Some(edit) = with(lift, benches.berm())
            {
                change(panel, id, edit);
            }
        });
        ui.end_row();
        let label = fl!(words.loader, "field-berm");
        ui.label(&label);
        ui.horizontal(|ui| {
            if let Some(berm) = length_field(ui, &words, &label, benches.berm(), 0.0)
                && let Some(edit) = with(benches.lift(), berm)
            {
                change(panel, id, edit);
            }
        });
        ui.end_row();
        let label = fl!(words.loader, "field-bench-datum");
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-bench-datum-tip"));
        ui.horizontal(|ui| {
            let used = panel.app.fill(id).and_then(|fill| fill.value());
            let used = used.map(|fill| fill.design.bench_datum);
            if let Some(TypedLevel(datum)) = optional_level(ui, &words, &label, benches.datum) {
                let mut benches = benches;
                benches.datum = datum;
                change(panel, id, DepositChange::Benches(Some(benches)));
            }
            if let (None, Some(used)) = (benches.datum, used) {
                let level = words.quantity(used.0, 1, "m");
                ui.weak(fl!(words.loader, "bench-datum-usual", level = level));
            }
        });
        ui.end_row();
    });
    ui.indent("short-lift", |ui| {
        let mut joins = benches.short_lift == ShortLift::JoinsNext;
        let label = fl!(words.loader, "field-short-lift");
        let tip = fl!(words.loader, "field-short-lift-tip");
        if ui.checkbox(&mut joins, label).on_hover_text(tip).changed() {
            let short_lift = if joins {
                ShortLift::JoinsNext
            } else {
                ShortLift::Stands
            };
            let mut benches = benches;
            benches.short_lift = short_lift;
            change(panel, id, DepositChange::Benches(Some(benches)));
        }
    });
}

/// A field for a level that may be left empty.
pub(super) fn optional_level(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    level: Option<Metres>,
) -> Option<TypedLevel> {
    let field = Field {
        label,
        value: level.map_or_else(String::new, |level| words.number(level.0, 2)),
        unit: "m",
        wrong: fl!(words.loader, "field-number-expected"),
        width: NARROW,
    };
    field.ui(ui, |text| {
        if text.trim().is_empty() {
            Some(TypedLevel(None))
        } else {
            read_number(text).map(|level| TypedLevel(Some(Metres(level))))
        }
    })
}

/// A level that was typed, or `None` where the field was emptied.
pub(super) struct TypedLevel(pub Option<Metres>);

fn closure_ui(ui: &mut Ui, id: DepositId, closure: Option<Slope>, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-closure");
    let tip = fl!(words.loader, "field-closure-tip");
    let mut ticked = closure.is_some();
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let usual = Slope::new(USUAL_CLOSURE_RISE).filter(|_| ticked);
        change(panel, id, DepositChange::Closure(usual));
    }
    let Some(closure) = closure else {
        return;
    };
    indented(ui, "closure", |ui| {
        let label = fl!(words.loader, "field-closure-face");
        ui.label(&label);
        if let Some(face) = slope_field(ui, &words, &label, closure) {
            change(panel, id, DepositChange::Closure(Some(face)));
        }
        ui.end_row();
    });
}

fn water_ui(ui: &mut Ui, id: DepositId, batter: &Batter, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-water");
    let tip = fl!(words.loader, "field-water-tip");
    let mut ticked = batter.water.is_some();
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let usual = Water {
            level: Metres(0.0),
            face: batter.face,
        };
        change(panel, id, DepositChange::Water(ticked.then_some(usual)));
    }
    let Some(water) = batter.water else {
        return;
    };
    indented(ui, "water", |ui| {
        let label = fl!(words.loader, "field-water-level");
        ui.label(&label);
        ui.horizontal(|ui| {
            let shown = Some(water.level.0);
            if let Some(level) = number_field(ui, &words, &label, shown, (2, "m")) {
                let level = Metres(level);
                change(
                    panel,
                    id,
                    DepositChange::Water(Some(Water { level, ..water })),
                );
            }
        });
        ui.end_row();
        let label = fl!(words.loader, "field-submerged-face");
        ui.label(&label);
        if let Some(face) = slope_field(ui, &words, &label, water.face) {
            change(
                panel,
                id,
                DepositChange::Water(Some(Water { face, ..water })),
            );
        }
        ui.end_row();
    });
}

fn seabed_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let project = panel.app.project();
    let mut others = project
        .layers_of(LayerKind::Terrain)
        .map(|(layer, _)| layer);
    let Some(first) = others.find(|layer| *layer != deposit.base) else {
        return;
    };
    let label = fl!(words.loader, "field-seabed");
    let tip = fl!(words.loader, "field-seabed-tip");
    let mut ticked = deposit.seabed.is_some();
    if ui
        .checkbox(&mut ticked, &label)
        .on_hover_text(tip)
        .changed()
    {
        let seabed = Seabed {
            layer: first,
            belt: DryingBelt::LeaveOpen,
        };
        change(panel, id, DepositChange::Seabed(ticked.then_some(seabed)));
    }
    let Some(seabed) = deposit.seabed else {
        return;
    };
    ui.indent("seabed", |ui| {
        let label = fl!(words.loader, "field-seabed-layer");
        if let Some(layer) = terrain_ui(ui, &label, seabed.layer, panel) {
            let seabed = Seabed { layer, ..seabed };
            change(panel, id, DepositChange::Seabed(Some(seabed)));
        }
        let mut across = seabed.belt == DryingBelt::Interpolate;
        let label = fl!(words.loader, "field-belt");
        let tip = fl!(words.loader, "field-belt-tip");
        if ui.checkbox(&mut across, label).on_hover_text(tip).changed() {
            let belt = if across {
                DryingBelt::Interpolate
            } else {
                DryingBelt::LeaveOpen
            };
            let seabed = Seabed { belt, ..seabed };
            change(panel, id, DepositChange::Seabed(Some(seabed)));
        }
    });
}

fn unknown_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    if deposit.unknown_ground != UnknownGround::UseNearest {
        return;
    }
    let words = panel.words.clone();
    ui.horizontal_wrapped(|ui| {
        ui.label(fl!(words.loader, "nearest-ground-on"));
        if ui.button(fl!(words.loader, "nearest-ground-off")).clicked() {
            let edit = Edit::SetUnknownGround(id, UnknownGround::Refuse);
            panel.act(Action::Edit(edit));
        }
    });
}
