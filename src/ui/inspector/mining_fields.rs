//! How a pit or stope is mined in the years of the plan, and how far its two limits reach in each of them.

use std::collections::BTreeMap;

use egui::{Button, CollapsingHeader, Grid, Id, Label, RichText, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::parts::{LABEL_WIDTH, rows_ui};
use super::pit_fields::change;
use super::terms_figures::booked;
use crate::app::{BackfillYear, mass_text};
use crate::balance::Binding;
use crate::project::{Entry, Mining, MiningChange, Pit, PitChange, PitId};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, Typed, small_icon, year_field};
use crate::units::{BankM3, Density, Tonnes, Year};
use crate::words::{Words, read_number};

const NARROW: f32 = 60.0;
const AMOUNT: f32 = 92.0;

/// Draws the part.
pub(super) fn ui(ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let frozen = panel.app.project().is_frozen(Entry::Pit(id));
    let total: Tonnes = pit.mining.tonnes.values().copied().sum();
    let title = fl!(words.loader, "mining-title");
    let title = if 0.0 < total.0 {
        format!("{title}: {}", mass_text(total, &words))
    } else {
        title
    };
    CollapsingHeader::new(title)
        .id_salt("mining")
        .show_unindented(ui, |ui| {
            ui.add_enabled_ui(!frozen, |ui| {
                let grid = Grid::new("mining").num_columns(2);
                grid.min_col_width(LABEL_WIDTH)
                    .show(ui, |ui| numbers_ui(ui, id, &pit.mining, panel));
                free_ui(ui, id, &pit.mining.free, panel);
                tonnes_ui(ui, id, pit, panel);
            });
            limits_ui(ui, id, panel);
        });
}

fn set(panel: &mut Panel<'_>, id: PitId, mining: MiningChange) {
    change(panel, id, PitChange::Mining(mining));
}

/// Density, and what lay there before the first year.
fn numbers_ui(ui: &mut Ui, id: PitId, mining: &Mining, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-mining-density");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-mining-density-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(mining.density.tonnes_per_m3(), 2),
            unit: "t/m³",
            wrong: fl!(words.loader, "field-density-wrong"),
            width: NARROW,
        };
        let read = |text: &str| read_number(text).and_then(Density::new);
        if let Some(density) = field.ui(ui, read) {
            set(panel, id, MiningChange::Density(density));
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-mining-already");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-mining-already-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(mining.already.0, 0),
            unit: "m³",
            wrong: fl!(words.loader, "field-volume-wrong"),
            width: AMOUNT,
        };
        let read = |text: &str| read_number(text).filter(|volume| 0.0 <= *volume);
        if let Some(volume) = field.ui(ui, read) {
            set(panel, id, MiningChange::Already(BankM3(volume)));
        }
        ui.weak(fl!(words.loader, "mining-bank"));
    });
    ui.end_row();
}

/// From which year on how much of the room is free: a row for each year, and a button for one more.
fn free_ui(ui: &mut Ui, id: PitId, free: &BTreeMap<Year, f64>, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.label(fl!(words.loader, "mining-free"))
        .on_hover_text(fl!(words.loader, "mining-free-tip"));
    if free.is_empty() {
        ui.weak(fl!(words.loader, "mining-free-all"));
    }
    let mut changed = None;
    let grid = Grid::new("mining-free").num_columns(3);
    grid.show(ui, |ui| {
        for (place, (year, share)) in free.iter().enumerate() {
            let number = (place + 1).to_string();
            let label = fl!(words.loader, "field-free-year", number = number.clone());
            ui.horizontal(|ui| {
                ui.weak(fl!(words.loader, "mining-free-from"));
                let is_other = |other| other == *year || !free.contains_key(&other);
                let entered = year_field(ui, &words, &label, Some(*year), is_other);
                if let Some(Typed(Some(other))) = entered {
                    let mut all = free.clone();
                    all.remove(year);
                    all.insert(other, *share);
                    changed = Some(all);
                }
            });
            ui.horizontal(|ui| {
                let label = fl!(words.loader, "field-free-share", number = number.clone());
                let field = Field {
                    label: &label,
                    value: words.number(100.0 * share, 0),
                    unit: "%",
                    wrong: fl!(words.loader, "field-free-share-wrong"),
                    width: YEAR_OR_SHARE,
                };
                let read = |text: &str| {
                    let percent = read_number(text.trim_end_matches('%'))?;
                    (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
                };
                if let Some(share) = field.ui(ui, read) {
                    let mut all = free.clone();
                    all.insert(*year, share);
                    changed = Some(all);
                }
            });
            let name = fl!(
                words.loader,
                "mining-free-remove",
                year = year.0.to_string()
            );
            if small_icon(ui, icon::ICON_DELETE.codepoint, &name, None).clicked() {
                let mut all = free.clone();
                all.remove(year);
                changed = Some(all);
            }
            ui.end_row();
        }
    });
    if ui.button(fl!(words.loader, "mining-free-add")).clicked() {
        let first = panel.app.project().masses.first_year;
        let next = free
            .keys()
            .next_back()
            .map_or(first, |last| Year(last.0 + 1));
        let mut all = free.clone();
        all.insert(next, 1.0);
        changed = Some(all);
    }
    if let Some(all) = changed {
        set(panel, id, MiningChange::Free(all));
    }
}

const YEAR_OR_SHARE: f32 = 48.0;

/// The same tonnes in each of some years, before they are set.
#[derive(Clone, Copy)]
struct Even {
    of: PitId,
    from: Year,
    to: Year,
    mass: Tonnes,
}

/// The tonnes in all, and a way to set the same in each of some years.
fn tonnes_ui(ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.add_space(4.0);
    let years = &pit.mining.tonnes;
    let total: Tonnes = years.values().copied().sum();
    let told = match (years.keys().next(), years.keys().next_back()) {
        (Some(first), Some(last)) => fl!(
            words.loader,
            "mining-total",
            mass = mass_text(total, &words),
            bank = words.volume(total.to_bank(pit.mining.density).0),
            first = first.0.to_string(),
            last = last.0.to_string()
        ),
        _ => fl!(words.loader, "mining-nothing"),
    };
    ui.add(Label::new(told).wrap());
    let kept_id = Id::unique("mining-even");
    let kept: Option<Even> = ui.data(|kept| kept.get_temp(kept_id));
    let masses = &panel.app.project().masses;
    let mut even = kept.filter(|even| even.of == id).unwrap_or_else(|| Even {
        of: id,
        from: masses.first_year,
        to: masses.last_year,
        mass: years.values().next().copied().unwrap_or_default(),
    });
    ui.horizontal(|ui| {
        ui.label(fl!(words.loader, "mining-even-from"));
        let label = fl!(words.loader, "field-even-from");
        let from = year_field(ui, &words, &label, Some(even.from), |_| true);
        even.from = from.and_then(|Typed(year)| year).unwrap_or(even.from);
        ui.label("–");
        let label = fl!(words.loader, "field-even-to");
        let to = year_field(ui, &words, &label, Some(even.to), |_| true);
        even.to = to.and_then(|Typed(year)| year).unwrap_or(even.to);
    });
    ui.horizontal(|ui| {
        let label = fl!(words.loader, "field-even-tonnes");
        let unit = fl!(words.loader, "unit-tonnes-a-year");
        let field = Field {
            label: &label,
            value: words.number(even.mass.0, 0),
            unit: &unit,
            wrong: fl!(words.loader, "field-tonnes-wrong"),
            width: AMOUNT,
        };
        let read = |text: &str| read_number(text).filter(|mass| 0.0 <= *mass);
        even.mass = field.ui(ui, read).map_or(even.mass, Tonnes);
        let is_right = even.from <= even.to && even.to.0 - even.from.0 < MOST_EVEN_YEARS;
        let button = Button::new(fl!(words.loader, "mining-even-set"));
        let tip = fl!(words.loader, "mining-even-tip");
        let response = ui.add_enabled(is_right, button).on_hover_text(tip);
        if response.clicked() {
            let mass = Some(even.mass).filter(|mass| 0.0 < mass.0);
            let all = (even.from.0..=even.to.0).map(|year| (Year(year), mass));
            set(panel, id, MiningChange::Tonnes(all.collect()));
        }
    });
    ui.data_mut(|kept| kept.insert_temp(kept_id, even));
    ui.add(Label::new(RichText::new(fl!(words.loader, "mining-table-hint")).weak()).wrap());
}

/// Most years that are set at once, as many as a plan can have.
const MOST_EVEN_YEARS: i32 = crate::project::MassSettings::MOST_YEARS;

/// Which limit binds in which years, and how far both reach in the end.
fn limits_ui(ui: &mut Ui, id: PitId, panel: &Panel<'_>) {
    let words = &panel.words;
    let Some((book, index)) = booked(Entry::Pit(id), panel) else {
        return;
    };
    let years = &book.destinations[index].backfill;
    let Some(end) = years.last() else { return };
    ui.add_space(4.0);
    ui.strong(fl!(words.loader, "mining-limits"));
    let plan = &book.planned.plan;
    for (first, last, binding) in spans(years) {
        let (from, to) = (plan.year(first).0, plan.year(last).0);
        let years = if from == to {
            from.to_string()
        } else {
            format!("{from}–{to}")
        };
        let text = binding_text(binding, words);
        ui.add(Label::new(format!("{years}: {text}")).wrap());
    }
    let last = plan.year(years.len() - 1).0.to_string();
    let by_cap = fl!(
        words.loader,
        "limit-of",
        placed = words.volume(end.bank.0),
        limit = words.volume(end.limit_by_cap.0)
    );
    let by_void = fl!(
        words.loader,
        "limit-of",
        placed = words.volume(end.placed.0),
        limit = words.volume(end.free.0)
    );
    let rows = vec![
        (
            fl!(words.loader, "label-in-all", year = last),
            binding_text(end.binding, words),
        ),
        (fl!(words.loader, "label-cap-bank"), by_cap),
        (fl!(words.loader, "label-void-placed"), by_void),
    ];
    rows_ui(ui, rows, None);
}

/// Years with the same limit, from the first to the last of them.
fn spans(years: &[BackfillYear]) -> Vec<(usize, usize, Binding)> {
    let mut spans: Vec<(usize, usize, Binding)> = Vec::new();
    for (index, year) in years.iter().enumerate() {
        match spans.last_mut() {
            Some((_, last, binding)) if *binding == year.binding => *last = index,
            _ => spans.push((index, index, year.binding)),
        }
    }
    spans
}

fn binding_text(binding: Binding, words: &Words) -> String {
    match binding {
        Binding::Cap => fl!(words.loader, "year-cap"),
        Binding::Void => fl!(words.loader, "year-void"),
        Binding::Target => fl!(words.loader, "year-neither"),
    }
}
