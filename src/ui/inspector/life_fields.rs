//! What becomes of a deposit: who answers for it, its later use, soil and restoration. What is watched stands in
//! `watch_fields`.

use egui::{CollapsingHeader, Grid, Label, RichText, TextEdit, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::parts::LABEL_WIDTH;
use super::watch_fields;
use crate::app::{Action, later_use_text};
use crate::balance::SoilPlan;
use crate::project::{DepositChange, DepositId, Edit, Entry, LaterUse, LifeChange, LifeCycle};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, Typed, choice_ui, field_id, named, optional_field, year_field};
use crate::units::{Metres, Year};
use crate::words::{Words, read_number};

/// The width of text fields, in points.
const TEXT: f32 = 172.0;

/// The thickest soil and cover that make sense, in metres.
const THICKEST_M: f64 = 50.0;

/// Draws the part, which can be folded away.
pub(super) fn ui(ui: &mut Ui, id: DepositId, panel: &mut Panel<'_>) {
    let project = panel.app.project();
    let Some(deposit) = project.deposit(id) else {
        return;
    };
    let life = deposit.life.clone();
    let frozen = project.is_frozen(Entry::Deposit(id));
    let words = panel.words.clone();
    let told = told_of(&life, &words);
    let title = fl!(words.loader, "life-title");
    let title = if told.is_empty() {
        title
    } else {
        format!("{title}: {told}")
    };
    CollapsingHeader::new(title)
        .id_salt("life")
        .show_unindented(ui, |ui| {
            ui.add_enabled_ui(!frozen, |ui| {
                let grid = Grid::new("life").num_columns(2);
                grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
                    who_ui(ui, id, &life, panel);
                    later_ui(ui, id, &life, panel);
                    soil_ui(ui, id, &life.soil, panel);
                });
                plan_ui(ui, id, &life, panel);
                watch_fields::ui(ui, id, &life, panel);
            });
            moved_ui(ui, id, panel);
        });
}

pub(super) fn change(panel: &mut Panel<'_>, id: DepositId, change: LifeChange) {
    let change = DepositChange::Life(change);
    panel.act(Action::Edit(Edit::ChangeDeposit(id, Box::new(change))));
}

/// What is set of it, so that nothing that counts is hidden when it is folded.
fn told_of(life: &LifeCycle, words: &Words) -> String {
    let later = life.later_use.map(|later| later_use_text(later, words));
    let points = life.monitoring.len();
    let watched = (0 < points).then(|| {
        let count = points.to_string();
        words.text("life-told-points", &[("count", count)])
    });
    let told: Vec<String> = later.into_iter().chain(watched).collect();
    told.join(", ")
}

fn who_ui(ui: &mut Ui, id: DepositId, life: &LifeCycle, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-responsible");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-responsible-tip"));
    ui.horizontal(|ui| {
        if let Some(who) = text_field(ui, &label, &life.responsible) {
            change(panel, id, LifeChange::Responsible(who));
        }
    });
    ui.end_row();
}

/// A field for words, without what stands around them.
pub(super) fn text_field(ui: &mut Ui, label: &str, value: &str) -> Option<String> {
    let field = Field {
        label,
        value: value.to_owned(),
        unit: "",
        wrong: String::new(),
        width: TEXT,
    };
    field.ui(ui, |text| Some(text.trim().to_owned()))
}

fn later_ui(ui: &mut Ui, id: DepositId, life: &LifeCycle, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-later-use");
    let tip = fl!(words.loader, "field-later-use-tip");
    let none = (None, fl!(words.loader, "later-use-none"));
    let uses = LaterUse::ALL.map(|later| (Some(later), later_use_text(later, &words)));
    let choices: Vec<(Option<LaterUse>, String)> = [none].into_iter().chain(uses).collect();
    if let Some(later) = choice_ui(ui, (&label, &tip), &choices, &life.later_use) {
        change(panel, id, LifeChange::LaterUse(later));
    }
}

fn soil_ui(ui: &mut Ui, id: DepositId, soil: &SoilPlan, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let set = |panel: &mut Panel<'_>, soil| change(panel, id, LifeChange::Soil(soil));
    let label = fl!(words.loader, "field-topsoil");
    let tip = fl!(words.loader, "field-topsoil-tip");
    if let Some(topsoil) = thickness_ui(ui, (&label, &tip), soil.topsoil, &words) {
        set(panel, SoilPlan { topsoil, ..*soil });
    }
    if 0.0 < soil.topsoil.0 {
        let label = fl!(words.loader, "field-strip-year");
        let tip = fl!(words.loader, "field-strip-year-tip");
        let none = fl!(words.loader, "strip-year-none");
        if let Some(Typed(strip_year)) = year_ui(ui, (&label, &tip, &none), soil.strip_year, &words)
        {
            set(
                panel,
                SoilPlan {
                    strip_year,
                    ..*soil
                },
            );
        }
    }
    let label = fl!(words.loader, "field-cover");
    let tip = fl!(words.loader, "field-cover-tip");
    if let Some(cover) = thickness_ui(ui, (&label, &tip), soil.cover, &words) {
        set(panel, SoilPlan { cover, ..*soil });
    }
    if soil.cover.0 <= 0.0 {
        return;
    }
    let label = fl!(words.loader, "field-cover-from");
    let tip = fl!(words.loader, "field-cover-from-tip");
    let none = fl!(words.loader, "cover-from-none");
    if let Some(Typed(cover_from)) = year_ui(ui, (&label, &tip, &none), soil.cover_from, &words) {
        set(
            panel,
            SoilPlan {
                cover_from,
                ..*soil
            },
        );
    }
    let label = fl!(words.loader, "field-cover-to");
    let tip = fl!(words.loader, "field-cover-to-tip");
    let none = fl!(words.loader, "cover-to-none");
    if let Some(Typed(cover_to)) = year_ui(ui, (&label, &tip, &none), soil.cover_to, &words) {
        set(panel, SoilPlan { cover_to, ..*soil });
    }
}

/// A row for a thickness in metres; blank is nothing.
fn thickness_ui(
    ui: &mut Ui,
    (label, tip): (&str, &str),
    thickness: Metres,
    words: &Words,
) -> Option<Metres> {
    ui.label(label).on_hover_text(tip);
    let row = ui.horizontal(|ui| {
        let is_some = 0.0 < thickness.0;
        let field = Field {
            label,
            value: if is_some {
                words.number(thickness.0, 2)
            } else {
                String::new()
            },
            unit: "m",
            wrong: fl!(words.loader, "field-thickness-wrong"),
            width: 60.0,
        };
        let none = fl!(words.loader, "thickness-none");
        optional_field(ui, field, &none, |text| {
            read_number(text).filter(|thickness| (0.0..=THICKEST_M).contains(thickness))
        })
    });
    ui.end_row();
    row.inner
        .map(|Typed(thickness)| Metres(thickness.unwrap_or(0.0)))
}

/// A row for a year; `none` says what it means that there is none.
fn year_ui(
    ui: &mut Ui,
    (label, tip, none): (&str, &str, &str),
    year: Option<Year>,
    words: &Words,
) -> Option<Typed<Year>> {
    ui.label(label).on_hover_text(tip);
    let row = ui.horizontal(|ui| {
        let typed = year_field(ui, words, label, year, |_| true);
        if year.is_none() {
            // A long hint may not push the panel wide.
            ui.add(Label::new(RichText::new(none).weak()).truncate());
        }
        typed
    });
    ui.end_row();
    row.inner
}

/// The plan for cover and restoration, in as many lines as it needs.
fn plan_ui(ui: &mut Ui, id: DepositId, life: &LifeCycle, panel: &mut Panel<'_>) {
    let label = fl!(panel.words.loader, "field-restoration");
    ui.label(&label);
    let field = field_id(&label);
    let kept: Option<String> = ui.data(|kept| kept.get_temp(field));
    let mut text = kept.clone().unwrap_or_else(|| life.restoration.clone());
    let edit = TextEdit::multiline(&mut text)
        .id(field)
        .hint_text(fl!(panel.words.loader, "field-restoration-hint"))
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    named(&response, Role::MultilineTextInput, &label);
    if response.changed() {
        ui.data_mut(|kept| kept.insert_temp(field, text.clone()));
    }
    if response.lost_focus() && (kept.is_some() || response.changed()) {
        ui.data_mut(|kept| kept.remove::<String>(field));
        let plan = text.trim();
        if plan != life.restoration {
            change(panel, id, LifeChange::Restoration(plan.to_owned()));
        }
    }
}

/// What the soil comes to, by the ground that is covered.
fn moved_ui(ui: &mut Ui, id: DepositId, panel: &Panel<'_>) {
    let words = &panel.words;
    let scenario = panel.app.project().scenario_of(Entry::Deposit(id));
    let book = scenario.and_then(|scenario| panel.app.mass_book(scenario));
    let Some(book) = book else { return };
    let soil = book.planned.soil.iter();
    let moved = soil
        .filter(|(entry, _)| *entry == Entry::Deposit(id))
        .map(|(_, moved)| moved);
    for moved in moved {
        let (from, to) = moved.cover_years;
        let told = words.text(
            "life-soil-told",
            &[
                ("stripped", words.volume(moved.stripped.0)),
                ("year", moved.strip_year.0.to_string()),
                ("cover", words.volume(moved.cover.0)),
                ("from", from.0.to_string()),
                ("to", to.0.to_string()),
            ],
        );
        ui.add(Label::new(RichText::new(told).weak()).wrap());
    }
}
