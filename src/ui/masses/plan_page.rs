//! What goes where: a sheet for each fraction, with *Fill in*.

use egui::{ComboBox, Label, RichText, ScrollArea, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::sheet::{Cell, Entered, Place, Sheet, SheetLook, Standing};
use super::year_heads;
use crate::app::{Action, MassBook, mass_lines};
use crate::balance::{Aim, FlowKey, Way};
use crate::project::{self, CellKey, Edit, Entry, FractionId};
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::units::Tonnes;

/// A row of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Comes,
    Flow(usize, Way),
    Unplaced,
}

/// How rock is to be placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AimChoice {
    #[default]
    InOrder,
    LeastCost,
    LeastLand,
}

impl AimChoice {
    const ALL: [Self; 3] = [Self::InOrder, Self::LeastCost, Self::LeastLand];

    fn id(self) -> &'static str {
        match self {
            Self::InOrder => "aim-in-order",
            Self::LeastCost => "aim-least-cost",
            Self::LeastLand => "aim-least-land",
        }
    }

    fn aim(self) -> Aim {
        match self {
            Self::InOrder => Aim::InOrder(crate::balance::Fate::ALL.to_vec()),
            Self::LeastCost => Aim::LeastCost,
            Self::LeastLand => Aim::LeastLand,
        }
    }
}

/// The sheet of what goes where.
#[derive(Default)]
pub(super) struct PlanPage {
    sheet: Sheet,
    /// `None` shows all fractions together.
    fraction: Option<FractionId>,
    aim: AimChoice,
}

impl PlanPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let Some(book) = panel.app.mass_book(panel.app.active()).cloned() else {
            ui.spinner();
            return;
        };
        let fractions = &book.planned.fractions;
        self.fraction = self.fraction.filter(|id| fractions.contains(id));
        ui.horizontal(|ui| {
            ui.heading(fl!(words.loader, "masses-plan-title"));
            ui.separator();
            self.fraction_ui(ui, &book, panel);
            ui.separator();
            self.fill_in_ui(ui, panel);
        });
        told_ui(ui, &book, panel);
        ui.add_space(4.0);
        let rows = rows_of(&book);
        let names: Vec<String> = rows.iter().map(|row| name_of(*row, &book, panel)).collect();
        let chosen = self
            .fraction
            .and_then(|id| fractions.iter().position(|one| *one == id));
        let cell = |at: Place| cell_of(&book, (rows[at.0], at.1), chosen);
        let look = SheetLook {
            name: &fl!(words.loader, "masses-plan-title"),
            corner: &fl!(words.loader, "masses-plan-corner"),
            rows: &names,
            columns: &year_heads(&panel.app.project().masses),
            unit: "t",
            cell: &cell,
            wrong: &fl!(words.loader, "masses-number-wrong"),
        };
        let frozen = panel.app.active_scenario().is_some_and(|one| one.frozen);
        let entered = ui
            .add_enabled_ui(!frozen, |ui| self.sheet.ui(ui, &look, panel))
            .inner;
        if let Some(fraction) = self.fraction {
            enter(&book, &rows, fraction, entered, panel);
        }
    }

    fn fraction_ui(&mut self, ui: &mut Ui, book: &MassBook, panel: &Panel<'_>) {
        let words = &panel.words;
        let label = fl!(words.loader, "masses-fraction");
        ui.label(&label);
        let all = fl!(words.loader, "masses-all-fractions");
        let names = book
            .planned
            .fractions
            .iter()
            .zip(&book.planned.plan.fractions);
        let names: Vec<(FractionId, &str)> =
            names.map(|(id, one)| (*id, one.name.as_str())).collect();
        let shown = names.iter().find(|(id, _)| self.fraction == Some(*id));
        let combo = ComboBox::from_id_salt("plan-fraction")
            .width(150.0)
            .truncate();
        let combo = combo.selected_text(shown.map_or(all.as_str(), |(_, name)| name));
        let shown = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut self.fraction, None, &all);
            for (id, name) in names {
                ui.selectable_value(&mut self.fraction, Some(id), name);
            }
        });
        named(&shown.response, Role::ComboBox, &label);
    }

    fn fill_in_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let label = fl!(words.loader, "masses-aim");
        let combo = ComboBox::from_id_salt("plan-aim").width(150.0).truncate();
        let shown = combo
            .selected_text(words.text(self.aim.id(), &[]))
            .show_ui(ui, |ui| {
                for aim in AimChoice::ALL {
                    let tip = words.text(&format!("{}-tip", aim.id()), &[]);
                    ui.selectable_value(&mut self.aim, aim, words.text(aim.id(), &[]))
                        .on_hover_text(tip);
                }
            });
        named(&shown.response, Role::ComboBox, &label);
        let busy = panel.app.is_filling_in();
        let button = egui::Button::new(fl!(words.loader, "masses-fill-in"));
        let tip = fl!(words.loader, "masses-fill-in-tip");
        if ui.add_enabled(!busy, button).on_hover_text(tip).clicked() {
            panel.act(Action::FillIn(self.aim.aim()));
        }
        if busy {
            ui.spinner();
            return;
        }
        if let Some(gap) = panel.app.fill_in_gap(panel.app.active()) {
            // Rounded up, so that it is never told as better than it is.
            let per_cent = (gap * 1e4).ceil() / 100.0;
            let gap = words.quantity(per_cent, 2, "%");
            ui.weak(fl!(words.loader, "masses-gap", gap = gap))
                .on_hover_text(fl!(words.loader, "masses-gap-tip"));
        }
    }
}

/// What is odd about the plan, and what has no place.
fn told_ui(ui: &mut Ui, book: &MassBook, panel: &Panel<'_>) {
    let lines = mass_lines(book, panel.app.project(), &panel.words);
    if lines.is_empty() {
        return;
    }
    ScrollArea::vertical()
        .id_salt("plan-lines")
        .max_height(72.0)
        .show(ui, |ui| {
            for (is_fault, line) in lines {
                let color = if is_fault {
                    panel.palette.error
                } else {
                    panel.palette.warning
                };
                ui.add(Label::new(RichText::new(line).color(color)).wrap());
            }
        });
}

fn rows_of(book: &MassBook) -> Vec<Row> {
    let destinations = book.planned.plan.destinations.iter().enumerate();
    let flows = destinations.flat_map(|(index, destination)| {
        let out = destination.is_store().then_some(Row::Flow(index, Way::Out));
        [Row::Flow(index, Way::In)].into_iter().chain(out)
    });
    [Row::Comes]
        .into_iter()
        .chain(flows)
        .chain([Row::Unplaced])
        .collect()
}

fn name_of(row: Row, book: &MassBook, panel: &Panel<'_>) -> String {
    let words = &panel.words;
    match row {
        Row::Comes => fl!(words.loader, "masses-comes"),
        Row::Unplaced => fl!(words.loader, "fate-unplaced"),
        Row::Flow(index, way) => {
            let name = book.planned.plan.destinations[index].name.clone();
            match way {
                Way::In => name,
                Way::Out => words.text("masses-out-of", &[("name", name)]),
            }
        }
    }
}

/// What stands in a cell, of one fraction or of all.
fn cell_of(book: &MassBook, (row, year): (Row, usize), fraction: Option<usize>) -> Cell {
    let fractions = match fraction {
        Some(one) => one..one + 1,
        None => 0..book.planned.fractions.len(),
    };
    let booked = |fraction: usize| &book.ledger.fractions[fraction][year];
    let sum = |value: Tonnes, is_amiss: bool| Cell {
        value: Some(value.0),
        standing: if is_amiss {
            Standing::Amiss
        } else {
            Standing::Sum
        },
        tip: String::new(),
    };
    match row {
        Row::Comes => sum(fractions.map(|one| booked(one).produced).sum(), false),
        Row::Unplaced => {
            let unplaced: Tonnes = fractions.map(|one| booked(one).unplaced).sum();
            sum(unplaced, unplaced.0.abs() > 0.5)
        }
        Row::Flow(destination, way) => {
            let key = |fraction| FlowKey {
                fraction,
                year,
                destination,
                way,
            };
            let mass: Tonnes = fractions
                .map(|one| book.planned.allocation.get(key(one)))
                .sum();
            let value = (mass.0 != 0.0).then_some(mass.0);
            let Some(one) = fraction else {
                return Cell {
                    value,
                    standing: Standing::Sum,
                    tip: String::new(),
                };
            };
            let is_set = book
                .planned
                .plan
                .fixed
                .iter()
                .any(|fixed| fixed.flow == key(one));
            let standing = if is_set {
                Standing::Typed
            } else if book.planned.plan.may_flow(key(one)) || value.is_some() {
                Standing::Found
            } else {
                Standing::Closed
            };
            let value = value.or_else(|| is_set.then_some(0.0));
            Cell {
                value,
                standing,
                tip: String::new(),
            }
        }
    }
}

/// What was typed is set; an emptied cell is left to *Fill in* again.
fn enter(
    book: &MassBook,
    rows: &[Row],
    fraction: FractionId,
    entered: Vec<Entered>,
    panel: &mut Panel<'_>,
) {
    let cells: Vec<(CellKey, Option<project::Cell>)> = entered
        .into_iter()
        .filter_map(|Entered { at, value }| {
            let Row::Flow(destination, way) = rows[at.0] else {
                return None;
            };
            let place: Entry = book.planned.places[destination];
            let key = CellKey {
                fraction,
                year: book.planned.plan.year(at.1),
                place,
                way,
            };
            let cell = value.map(|mass| project::Cell {
                mass: Tonnes(mass),
                is_fixed: true,
            });
            Some((key, cell))
        })
        .collect();
    if !cells.is_empty() {
        panel.act(Action::Edit(Edit::SetCells(panel.app.active(), cells)));
    }
}
