//! What comes each year: tonnes of each fraction, and all rock that is taken out of each pit.

use std::collections::BTreeMap;

use egui::Ui;
use i18n_embed_fl::fl;

use super::sheet::{Cell, Entered, Place, Sheet, SheetLook, Standing};
use super::{add_fraction, year_heads, years_ui};
use crate::app::Action;
use crate::project::{Edit, FractionChange, FractionId, MiningChange, PitChange, PitId};
use crate::ui::context::Panel;
use crate::ui::mass_commands::{MassCommand, mass_button};
use crate::units::{Tonnes, Year};

/// A row of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Fraction(FractionId),
    Sum,
    Pit(PitId),
}

/// The sheet of what comes.
#[derive(Default)]
pub(super) struct TonnesPage {
    sheet: Sheet,
}

impl TonnesPage {
    /// The fraction whose row is selected.
    pub(super) fn fraction(&self, panel: &Panel<'_>) -> Option<FractionId> {
        match rows_of(panel).get(self.sheet.row()) {
            Some(Row::Fraction(id)) => Some(*id),
            _ => None,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        ui.horizontal(|ui| {
            ui.heading(fl!(words.loader, "masses-tonnes-title"));
            ui.separator();
            years_ui(ui, panel);
            ui.separator();
            if ui
                .button(fl!(words.loader, "masses-add-fraction"))
                .clicked()
            {
                add_fraction(panel);
            }
            mass_button(ui, panel, MassCommand::ImportTable);
        });
        ui.weak(fl!(words.loader, "masses-paste-hint"));
        ui.add_space(4.0);
        let rows = rows_of(panel);
        let project = panel.app.project().clone();
        let years: Vec<Year> = project.masses.years().collect();
        let names: Vec<String> = rows
            .iter()
            .map(|row| match row {
                Row::Fraction(id) => project
                    .fraction(*id)
                    .map_or_else(String::new, |one| one.name.clone()),
                Row::Sum => fl!(words.loader, "masses-sum"),
                Row::Pit(id) => {
                    let name = project
                        .pit(*id)
                        .map_or_else(String::new, |one| one.name.clone());
                    words.text("masses-extraction-of", &[("name", name)])
                }
            })
            .collect();
        let cell = |(row, column): Place| {
            let year = years[column];
            match rows[row] {
                Row::Fraction(id) => Cell {
                    value: project
                        .fraction(id)
                        .and_then(|one| one.tonnes.get(&year))
                        .map(|tonnes| tonnes.0),
                    ..Cell::default()
                },
                Row::Pit(id) => Cell {
                    value: project
                        .pit(id)
                        .and_then(|one| one.mining.tonnes.get(&year))
                        .map(|tonnes| tonnes.0),
                    ..Cell::default()
                },
                Row::Sum => {
                    let fractions = project.fractions.values();
                    let all = fractions.filter_map(|one| one.tonnes.get(&year));
                    Cell {
                        value: Some(all.copied().sum::<Tonnes>().0),
                        standing: Standing::Sum,
                        tip: String::new(),
                    }
                }
            }
        };
        let look = SheetLook {
            name: &fl!(words.loader, "masses-tonnes-title"),
            corner: &fl!(words.loader, "masses-corner"),
            rows: &names,
            columns: &year_heads(&project.masses),
            unit: "t",
            cell: &cell,
            wrong: &fl!(words.loader, "masses-number-wrong"),
        };
        let entered = self.sheet.ui(ui, &look, panel);
        enter(&rows, &years, entered, panel);
    }
}

fn rows_of(panel: &Panel<'_>) -> Vec<Row> {
    let project = panel.app.project();
    let fractions = project
        .fractions_in_order()
        .map(|(id, _)| Row::Fraction(id));
    let mut pits: Vec<PitId> = project
        .pits_of(panel.app.active())
        .map(|(id, _)| id)
        .collect();
    pits.sort_unstable();
    let pits = pits.into_iter().map(Row::Pit);
    fractions.chain([Row::Sum]).chain(pits).collect()
}

/// One gesture is one step, so that undo takes all of it back.
fn enter(rows: &[Row], years: &[Year], entered: Vec<Entered>, panel: &mut Panel<'_>) {
    let mut by_row: BTreeMap<usize, Vec<(Year, Option<Tonnes>)>> = BTreeMap::new();
    for Entered { at, value } in entered {
        let tonnes = value.filter(|value| *value != 0.0).map(Tonnes);
        by_row.entry(at.0).or_default().push((years[at.1], tonnes));
    }
    let edits: Vec<Edit> = by_row
        .into_iter()
        .filter_map(|(row, tonnes)| match rows[row] {
            Row::Fraction(id) => Some(Edit::ChangeFraction(id, FractionChange::Tonnes(tonnes))),
            Row::Pit(id) => {
                let change = PitChange::Mining(MiningChange::Tonnes(tonnes));
                Some(Edit::ChangePit(id, change))
            }
            Row::Sum => None,
        })
        .collect();
    if !edits.is_empty() {
        panel.act(Action::Edit(Edit::together("edit-tonnes", edits)));
    }
}
