//! What a fraction is made of and how much room it takes.

use egui::{Grid, Label, Ui};
use i18n_embed_fl::fl;

use crate::app::notice::Notice;
use crate::app::{Action, kind_text, mass_text, placing_text, quality_text, use_text};
use crate::material::{
    Factor, MassKind, Material, MaterialWarning, Placing, Purpose, Quality, Sourced,
    material_warnings,
};
use crate::project::{Edit, Fraction, FractionChange, FractionId};
use crate::ui::commands::Command;
use crate::ui::context::{Panel, Wish};
use crate::ui::fields::{Field, Typed, choice_ui, place_button, place_field, popup_ui, ticks_ui};
use crate::ui::inspector::notice_ui;
pub use crate::ui::mass_settings::ui as settings_ui;
use crate::units::{Density, LooseFactor, PlacedFactor, Tonnes};
use crate::words::{Words, read_number};

const LABEL_WIDTH: f32 = 124.0;
const NARROW: f32 = 60.0;

/// Draws the form of a fraction.
pub fn ui(ui: &mut Ui, id: FractionId, panel: &mut Panel<'_>) {
    let Some(fraction) = panel.app.project().fraction(id).cloned() else {
        return;
    };
    let words = panel.words.clone();
    let mut material = fraction.material.clone();
    let warnings = material_warnings(&material);
    let grid = Grid::new("fraction").num_columns(2);
    grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
        name_row(ui, id, &fraction, panel);
        kind_row(ui, &mut material, &words);
        quality_rows(ui, &mut material, &words);
        uses_row(ui, &mut material, &words);
        origin_row(ui, id, &fraction, panel);
    });
    ui.add_space(4.0);
    ui.strong(fl!(words.loader, "fraction-factors"));
    factors_ui(ui, &mut material, &warnings, panel);
    if material != fraction.material {
        let change = FractionChange::Material(Box::new(material));
        panel.act(Action::Edit(Edit::ChangeFraction(id, change)));
    }
    volumes_ui(ui, &fraction, panel);
}

/// A row with a text that may be anything.
fn text_row(ui: &mut Ui, label: &str, value: &mut String) {
    ui.label(label);
    ui.horizontal(|ui| text_field(ui, label, value, 168.0));
    ui.end_row();
}

fn text_field(ui: &mut Ui, label: &str, value: &mut String, width: f32) {
    let field = Field {
        label,
        value: value.clone(),
        unit: "",
        wrong: String::new(),
        width,
    };
    if let Some(text) = field.ui(ui, |text| Some(text.trim().to_owned())) {
        *value = text;
    }
}

fn name_row(ui: &mut Ui, id: FractionId, fraction: &Fraction, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-fraction-name");
    ui.label(&label);
    let field = Field {
        label: &label,
        value: fraction.name.clone(),
        unit: "",
        wrong: fl!(words.loader, "field-name-wrong"),
        width: 168.0,
    };
    let read = |text: &str| Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    ui.horizontal(|ui| {
        if let Some(name) = field.ui(ui, read) {
            let change = FractionChange::Rename(name);
            panel.act(Action::Edit(Edit::ChangeFraction(id, change)));
        }
    });
    ui.end_row();
}

/// What it is. Factors that nobody has touched become those suggested for the new kind.
fn kind_row(ui: &mut Ui, material: &mut Material, words: &Words) {
    let label = fl!(words.loader, "field-kind");
    let tip = fl!(words.loader, "field-kind-tip");
    let choices = MassKind::ALL.map(|kind| (kind, kind_text(kind, words)));
    if let Some(kind) = choice_ui(ui, (&label, &tip), &choices, &material.kind) {
        material.become_kind(kind);
    }
}

fn quality_rows(ui: &mut Ui, material: &mut Material, words: &Words) {
    let label = fl!(words.loader, "field-quality");
    let tip = fl!(words.loader, "field-quality-tip");
    let choices = Quality::ALL.map(|quality| (quality, quality_text(quality, words)));
    if let Some(quality) = choice_ui(ui, (&label, &tip), &choices, &material.quality) {
        material.quality = quality;
    }
    let label = fl!(words.loader, "field-quality-note");
    text_row(ui, &label, &mut material.quality_note);
    let label = fl!(words.loader, "field-quality-source");
    text_row(ui, &label, &mut material.quality_source);
}

fn uses_row(ui: &mut Ui, material: &mut Material, words: &Words) {
    let label = fl!(words.loader, "field-uses");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-uses-tip"));
    let names = Purpose::ALL.map(|purpose| (purpose, use_text(purpose, words)));
    let ticked = names
        .iter()
        .filter(|(one, _)| material.purposes.contains(one));
    let told: Vec<&str> = ticked.map(|(_, name)| name.as_str()).collect();
    let told = if told.is_empty() {
        fl!(words.loader, "uses-none")
    } else {
        told.join(", ")
    };
    popup_ui(ui, &label, &told, |ui| {
        if let Some(purposes) = ticks_ui(ui, &names, &material.purposes) {
            material.purposes = purposes;
        }
    });
    ui.end_row();
}

fn origin_row(ui: &mut Ui, id: FractionId, fraction: &Fraction, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-fraction-origin");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-fraction-origin-tip"));
    ui.horizontal(|ui| {
        if let Some(Typed(place)) = place_field(ui, &words, &label, fraction.origin) {
            let change = FractionChange::Origin(place);
            panel.act(Action::Edit(Edit::ChangeFraction(id, change)));
        }
        let name = fraction.name.clone();
        let name = fl!(words.loader, "fraction-place", name = name);
        if place_button(ui, &name, Command::PlaceOrigin.is_possible(panel.app)) {
            panel.wishes.push(Wish::PlaceFraction(id));
        }
    });
    ui.end_row();
}

fn factors_ui(
    ui: &mut Ui,
    material: &mut Material,
    warnings: &[MaterialWarning],
    panel: &Panel<'_>,
) {
    let words = &panel.words;
    let name = fl!(words.loader, "factor-density");
    let density = &mut material.density;
    let shown = density.value.tonnes_per_m3();
    let typed = factor_ui(ui, (&name, "t/m³"), shown, words, Density::new);
    density.value = typed.unwrap_or(density.value);
    source_ui(ui, &name, density, words);
    warnings_ui(ui, Factor::Density, warnings, panel);
    let name = fl!(words.loader, "factor-loose");
    let unit = fl!(words.loader, "factor-loose-unit");
    let loose = &mut material.loose;
    let shown = loose.value.ratio();
    let typed = factor_ui(ui, (&name, &unit), shown, words, LooseFactor::new);
    loose.value = typed.unwrap_or(loose.value);
    source_ui(ui, &name, loose, words);
    warnings_ui(ui, Factor::Loose, warnings, panel);
    for placing in Placing::ALL {
        placed_ui(ui, placing, material, words);
        warnings_ui(ui, Factor::Placed(placing), warnings, panel);
    }
}

/// A field for a factor, with its name before it.
fn factor_ui<T>(
    ui: &mut Ui,
    (name, unit): (&str, &str),
    shown: f64,
    words: &Words,
    make: impl Fn(f64) -> Option<T>,
) -> Option<T> {
    ui.add_space(4.0);
    let row = ui.horizontal(|ui| {
        name_ui(ui, name);
        let field = Field {
            label: name,
            value: words.number(shown, 2),
            unit,
            wrong: fl!(words.loader, "field-factor-wrong"),
            width: NARROW,
        };
        field.ui(ui, |text| read_number(text).and_then(&make))
    });
    row.inner
}

/// A name as wide as those of the table above.
fn name_ui(ui: &mut Ui, name: &str) {
    let height = ui.spacing().interact_size.y;
    let left = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(egui::vec2(LABEL_WIDTH, height), left, |ui| {
        ui.set_min_width(LABEL_WIDTH);
        ui.add(Label::new(name).truncate()).on_hover_text(name);
    });
}

/// A placed factor; of tailings the dry density that it comes to can be typed too.
fn placed_ui(ui: &mut Ui, placing: Placing, material: &mut Material, words: &Words) {
    let how = placing_text(placing, words).to_lowercase();
    let name = fl!(words.loader, "factor-placed", placing = how.clone());
    let unit = fl!(words.loader, "field-placed-factor-unit");
    let shown = material.placed_factor(placing).ratio();
    let typed = factor_ui(ui, (&name, &unit), shown, words, PlacedFactor::new);
    let is_tailings = matches!(
        material.kind,
        MassKind::CoarseTailings | MassKind::FineTailings
    );
    let dry = material.dry_density(placing);
    let label = fl!(words.loader, "field-dry-density", placing = how);
    let by_density = ui
        .horizontal(|ui| {
            name_ui(ui, &label);
            if is_tailings {
                let field = Field {
                    label: &label,
                    value: words.number(dry, 2),
                    unit: "t/m³",
                    wrong: fl!(words.loader, "field-density-wrong"),
                    width: NARROW,
                };
                let read = |text: &str| material.factor_for_dry_density(read_number(text)?);
                return field.ui(ui, read);
            }
            ui.weak(words.quantity(dry, 2, "t/m³"));
            None
        })
        .inner;
    let placed = &mut material.placed[placing.index()];
    placed.value = by_density.or(typed).unwrap_or(placed.value);
    source_ui(ui, &name, placed, words);
}

/// Where a factor is from, and who chose it.
fn source_ui<T>(ui: &mut Ui, name: &str, factor: &mut Sourced<T>, words: &Words) {
    ui.horizontal(|ui| {
        let short = fl!(words.loader, "factor-source");
        name_ui(ui, &short);
        let label = fl!(
            words.loader,
            "field-factor-source",
            factor = name.to_owned()
        );
        text_field(ui, &label, &mut factor.source, 104.0);
        ui.weak(fl!(words.loader, "factor-author"));
        let label = fl!(
            words.loader,
            "field-factor-author",
            factor = name.to_owned()
        );
        text_field(ui, &label, &mut factor.author, 40.0);
    });
}

/// What is odd about a factor, below its field.
fn warnings_ui(ui: &mut Ui, of: Factor, warnings: &[MaterialWarning], panel: &Panel<'_>) {
    let is_of = |warning: &&MaterialWarning| match warning {
        MaterialWarning::Unusual { factor, .. } => *factor == of,
        MaterialWarning::PlacedAboveLoose { placing }
        | MaterialWarning::PlacedBelowBank { placing } => of == Factor::Placed(*placing),
    };
    for warning in warnings.iter().filter(is_of) {
        let notice = Notice::of_material(warning, &panel.words);
        notice_ui(ui, false, &notice, panel);
    }
}

/// The same mass in all of its states, for a thousand tonnes and for all that the plan brings.
fn volumes_ui(ui: &mut Ui, fraction: &Fraction, panel: &Panel<'_>) {
    let words = &panel.words;
    let years = panel.app.project().masses.years();
    let total = years.filter_map(|year| fraction.tonnes.get(&year).copied());
    let masses = [Tonnes(1000.0), total.sum()];
    ui.add_space(6.0);
    ui.strong(fl!(words.loader, "fraction-volumes"));
    let grid = Grid::new("fraction-volumes")
        .num_columns(3)
        .min_col_width(80.0)
        .striped(true);
    grid.show(ui, |ui| {
        let states = |mass| Placing::ALL.map(|placing| fraction.material.states(mass, placing));
        let states = masses.map(states);
        let mut row = |label: String, [one, all]: [String; 2]| {
            name_ui(ui, &label);
            ui.label(one);
            ui.label(all);
            ui.end_row();
        };
        let heads = [
            fl!(words.loader, "volumes-for-thousand"),
            fl!(words.loader, "volumes-for-all"),
        ];
        row(String::new(), heads);
        row(
            fl!(words.loader, "volumes-dry"),
            masses.map(|mass| mass_text(mass, words)),
        );
        row(
            fl!(words.loader, "volumes-bank"),
            states.map(|[one, ..]| words.volume(one.bank.0)),
        );
        row(
            fl!(words.loader, "volumes-loose"),
            states.map(|[one, ..]| words.volume(one.loose.0)),
        );
        for placing in Placing::ALL {
            let how = placing_text(placing, words).to_lowercase();
            row(
                fl!(words.loader, "volumes-placed", placing = how),
                states.map(|states| words.volume(states[placing.index()].placed.0)),
            );
        }
    });
}
