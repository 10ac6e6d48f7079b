//! On what terms a deposit, pit or outlet takes rock: its fields. What they come to stands in `terms_figures`.

use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{CollapsingHeader, Color32, Galley, Grid, TextStyle, Ui};
use i18n_embed_fl::fl;

use super::haul_fields::haul_ui;
use super::parts::LABEL_WIDTH;
use super::terms_figures::{comes_to_ui, trouble_ui};
use crate::app::{Action, accepts_text, kind_text, mass_text, placing_text, quality_text};
use crate::balance::Acceptance;
use crate::material::{MassKind, Placing, Quality};
use crate::project::{Edit, Entry, Terms, TermsChange};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, Typed, choice_ui, optional_field, popup_ui, ticks_ui, year_field};
use crate::units::{NokPerTonne, PlacedM3, Tonnes, Year};
use crate::words::{Words, read_number};

/// The width of fields for amounts, in points.
pub(super) const AMOUNT: f32 = 92.0;

/// Draws the part: fields that can be folded away, and what is odd or wrong there, which cannot.
pub(super) fn ui(ui: &mut Ui, entry: Entry, panel: &mut Panel<'_>) {
    let project = panel.app.project();
    let Some(terms) = project.terms_of(entry).cloned() else {
        return;
    };
    let frozen = project.is_frozen(entry);
    let words = panel.words.clone();
    let is_outlet = matches!(entry, Entry::Outlet(_));
    let told = told_of(&terms, &words);
    let title = fl!(words.loader, "terms-title");
    let title = if told.is_empty() {
        title
    } else {
        format!("{title}: {told}")
    };
    let shown = CollapsingHeader::new(one_line(ui, &title))
        .id_salt(("terms", is_outlet))
        .default_open(is_outlet)
        .show_unindented(ui, |ui| {
            ui.add_enabled_ui(!frozen, |ui| {
                let grid = Grid::new("terms").num_columns(2);
                grid.min_col_width(LABEL_WIDTH)
                    .show(ui, |ui| fields_ui(ui, entry, &terms, panel));
            });
            comes_to_ui(ui, entry, panel);
        });
    shown.header_response.on_hover_text(title);
    trouble_ui(ui, entry, panel);
}

/// A title that ends in an ellipsis where the panel does, so that it does not push the panel's fields out of it.
fn one_line(ui: &Ui, title: &str) -> Arc<Galley> {
    let font = TextStyle::Button.resolve(ui.style());
    let mut job = LayoutJob::simple_singleline(title.to_owned(), font, Color32::PLACEHOLDER);
    let width = ui.available_width() - ui.spacing().indent - ui.spacing().button_padding.x;
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

pub(super) fn change(panel: &mut Panel<'_>, entry: Entry, change: TermsChange) {
    panel.act(Action::Edit(Edit::ChangeTerms(entry, Box::new(change))));
}

/// What is set of it, so that nothing that counts is hidden when it is folded.
fn told_of(terms: &Terms, words: &Words) -> String {
    let mut told = Vec::new();
    let year = |year: Option<Year>| year.map_or_else(String::new, |year| year.0.to_string());
    if terms.first_year.or(terms.last_year).is_some() {
        told.push(format!(
            "{}–{}",
            year(terms.first_year),
            year(terms.last_year)
        ));
    }
    if let Some(limit) = terms.yearly_limit {
        let mass = mass_text(limit, words);
        told.push(fl!(words.loader, "terms-told-limit", mass = mass));
    }
    if terms.accepts != Acceptance::default() {
        told.push(accepts_text(&terms.accepts, words));
    }
    told.join(", ")
}

fn fields_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    years_ui(ui, entry, terms, panel);
    limit_ui(ui, entry, terms, panel);
    accepts_ui(ui, entry, &terms.accepts, panel);
    if !matches!(entry, Entry::Outlet(_)) {
        placing_ui(ui, entry, terms.placing, panel);
    }
    let label = fl!(panel.words.loader, "field-handling");
    let tip = fl!(panel.words.loader, "field-handling-tip");
    if let Some(cost) = cost_ui(ui, (&label, &tip), terms.handling, &panel.words) {
        change(panel, entry, TermsChange::Handling(cost));
    }
    haul_ui(ui, entry, terms, panel);
    if let Entry::Deposit(_) = entry {
        deposit_ui(ui, entry, terms, panel);
    }
}

fn years_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let (first, last) = (terms.first_year, terms.last_year);
    let label = fl!(words.loader, "field-first-year");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-first-year-tip"));
    ui.horizontal(|ui| {
        let is_right = |year| last.is_none_or(|last| year <= last);
        if let Some(Typed(first)) = year_field(ui, &words, &label, first, is_right) {
            change(panel, entry, TermsChange::Years(first, last));
        }
        if first.is_none() {
            ui.weak(fl!(words.loader, "first-year-none"));
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-last-year");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-last-year-tip"));
    ui.horizontal(|ui| {
        let is_right = |year| first.is_none_or(|first| first <= year);
        if let Some(Typed(last)) = year_field(ui, &words, &label, last, is_right) {
            change(panel, entry, TermsChange::Years(first, last));
        }
        if last.is_none() {
            ui.weak(fl!(words.loader, "last-year-none"));
        }
    });
    ui.end_row();
}

fn limit_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-yearly-limit");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-yearly-limit-tip"));
    ui.horizontal(|ui| {
        let none = fl!(words.loader, "yearly-limit-none");
        let shown = (terms.yearly_limit, none.as_str());
        if let Some(Typed(limit)) = tonnes_field(ui, &words, &label, shown) {
            change(panel, entry, TermsChange::YearlyLimit(limit));
        }
    });
    ui.end_row();
}

/// A field for tonnes a year, not negative. `blank` says what it means that there are none.
pub(super) fn tonnes_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    (shown, blank): (Option<Tonnes>, &str),
) -> Option<Typed<Tonnes>> {
    let unit = fl!(words.loader, "unit-tonnes-a-year");
    let field = Field {
        label,
        value: shown.map_or_else(String::new, |mass| words.number(mass.0, 0)),
        unit: &unit,
        wrong: fl!(words.loader, "field-tonnes-wrong"),
        width: AMOUNT,
    };
    let read = |text: &str| read_number(text).filter(|mass| 0.0 <= *mass);
    optional_field(ui, field, blank, read).map(|Typed(mass)| Typed(mass.map(Tonnes)))
}

/// Which rock is taken: ticks for kinds and qualities in a box that tells what is ticked.
fn accepts_ui(ui: &mut Ui, entry: Entry, accepts: &Acceptance, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-accepts");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-accepts-tip"));
    popup_ui(ui, &label, &accepts_text(accepts, &words), |ui| {
        ui.weak(fl!(words.loader, "accepts-kinds"));
        let kinds = MassKind::ALL.map(|kind| (kind, kind_text(kind, &words)));
        if let Some(kinds) = ticks_ui(ui, &kinds, &accepts.kinds) {
            let accepts = Acceptance {
                kinds,
                ..accepts.clone()
            };
            change(panel, entry, TermsChange::Accepts(accepts));
        }
        ui.add_space(6.0);
        ui.weak(fl!(words.loader, "accepts-qualities"));
        let qualities = Quality::ALL.map(|quality| (quality, quality_text(quality, &words)));
        if let Some(qualities) = ticks_ui(ui, &qualities, &accepts.qualities) {
            let accepts = Acceptance {
                qualities,
                ..accepts.clone()
            };
            change(panel, entry, TermsChange::Accepts(accepts));
        }
    });
    ui.end_row();
}

fn placing_ui(ui: &mut Ui, entry: Entry, placing: Placing, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-placing");
    let tip = fl!(words.loader, "field-placing-tip");
    let choices = Placing::ALL.map(|placing| (placing, placing_text(placing, &words)));
    if let Some(placing) = choice_ui(ui, (&label, &tip), &choices, &placing) {
        change(panel, entry, TermsChange::Placing(placing));
    }
}

/// A row for what a tonne costs.
fn cost_ui(
    ui: &mut Ui,
    (label, tip): (&str, &str),
    cost: NokPerTonne,
    words: &Words,
) -> Option<NokPerTonne> {
    ui.label(label).on_hover_text(tip);
    let row = ui.horizontal(|ui| {
        let field = Field {
            label,
            value: words.number(cost.0, 2),
            unit: "NOK/t",
            wrong: fl!(words.loader, "field-number-wrong"),
            width: AMOUNT,
        };
        field.ui(ui, read_number)
    });
    ui.end_row();
    row.inner.map(NokPerTonne)
}

/// What only deposits have: what lay there, whether in the sea, and how a store is emptied.
fn deposit_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-already");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-already-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(terms.already.0, 0),
            unit: "m³",
            wrong: fl!(words.loader, "field-volume-wrong"),
            width: AMOUNT,
        };
        let read = |text: &str| read_number(text).filter(|volume| 0.0 <= *volume);
        if let Some(volume) = field.ui(ui, read) {
            change(panel, entry, TermsChange::Already(PlacedM3(volume)));
        }
    });
    ui.end_row();
    let Entry::Deposit(id) = entry else { return };
    let Some(deposit) = panel.app.project().deposit(id) else {
        return;
    };
    let by_itself = if deposit.seabed.is_some() {
        fl!(words.loader, "in-sea-auto-sea")
    } else {
        fl!(words.loader, "in-sea-auto-land")
    };
    let is_store = deposit.temporary.is_some();
    let choices = [
        (None, by_itself),
        (Some(false), fl!(words.loader, "in-sea-land")),
        (Some(true), fl!(words.loader, "in-sea-sea")),
    ];
    let label = fl!(words.loader, "field-in-sea");
    let tip = fl!(words.loader, "field-in-sea-tip");
    if let Some(in_sea) = choice_ui(ui, (&label, &tip), &choices, &terms.in_sea) {
        change(panel, entry, TermsChange::InSea(in_sea));
    }
    if !is_store {
        return;
    }
    let label = fl!(words.loader, "field-emptied-by");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-emptied-by-tip"));
    ui.horizontal(|ui| {
        if let Some(Typed(year)) = year_field(ui, &words, &label, terms.emptied_by, |_| true) {
            change(panel, entry, TermsChange::EmptiedBy(year));
        }
        if terms.emptied_by.is_none() {
            ui.weak(fl!(words.loader, "emptied-by-none"));
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-reclaim");
    let tip = fl!(words.loader, "field-reclaim-tip");
    if let Some(cost) = cost_ui(ui, (&label, &tip), terms.reclaim, &words) {
        change(panel, entry, TermsChange::Reclaim(cost));
    }
}
