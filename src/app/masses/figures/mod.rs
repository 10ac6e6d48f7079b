//! Pictures of the balance of an alternative, on sheets of a size in millimetres.

mod capacity;
mod flows;
mod levels;
mod limits;
mod years;

use crate::app::{App, MassBook};
use crate::figure::Drawing;
use crate::project::ScenarioId;
use crate::words::Words;

/// Width and height of a sheet, in millimetres.
type SheetMm = (f64, f64);

/// Writing on the sheets, in millimetres.
const TEXT_MM: f64 = 3.4;

/// A picture of the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BalanceFigure {
    /// Where the fractions go.
    Flows,
    /// Where the rock of each year ends.
    Years,
    /// How much of what each place holds is used.
    Capacity,
    /// How much of both limits of each backfill is used, year by year.
    Limits,
    /// How high each place is filled, year by year.
    Levels,
}

impl BalanceFigure {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Flows,
        Self::Years,
        Self::Capacity,
        Self::Limits,
        Self::Levels,
    ];

    /// The id of its title's text, and of its file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Flows => "figure-flows",
            Self::Years => "figure-years",
            Self::Capacity => "figure-capacity",
            Self::Limits => "figure-limits",
            Self::Levels => "figure-levels",
        }
    }
}

/// Draws a picture of the balance on a sheet of a size in millimetres.
pub(in crate::app) fn draw_balance(
    figure: BalanceFigure,
    book: &MassBook,
    words: &Words,
    sheet_mm: SheetMm,
) -> Drawing {
    let draw = match figure {
        BalanceFigure::Flows => flows::draw,
        BalanceFigure::Years => years::draw,
        BalanceFigure::Capacity => capacity::draw,
        BalanceFigure::Limits => limits::draw,
        BalanceFigure::Levels => levels::draw,
    };
    draw(book, words, sheet_mm)
}

/// The height that a picture of the balance needs at least so that all of it can be read, in millimetres.
pub(in crate::app) fn least_height_mm(figure: BalanceFigure, book: &MassBook) -> f64 {
    match figure {
        BalanceFigure::Flows | BalanceFigure::Years => 0.0,
        BalanceFigure::Capacity => capacity::height_mm(book),
        BalanceFigure::Limits => limits::height_mm(book),
        BalanceFigure::Levels => levels::height_mm(book),
    }
}

impl App {
    /// A picture of the balance of an alternative. `None` without masses.
    pub fn balance_figure(
        &self,
        figure: BalanceFigure,
        scenario: ScenarioId,
        sheet_mm: (f64, f64),
    ) -> Option<Drawing> {
        let book = self.mass_book(scenario)?;
        Some(draw_balance(figure, book, self.words(), sheet_mm))
    }

    /// The height that a picture of the balance needs at least so that all of it can be read, in millimetres.
    pub fn balance_figure_height_mm(&self, figure: BalanceFigure, scenario: ScenarioId) -> f64 {
        let book = self.mass_book(scenario);
        book.map_or(0.0, |book| least_height_mm(figure, book))
    }
}

/// The height that plots over the years need, two beside each other, in millimetres.
fn plots_height_mm(plots: usize) -> f64 {
    /// Of one plot.
    const LEAST_MM: f64 = 40.0;
    plots.div_ceil(2) as f64 * LEAST_MM
}

/// The unit in which amounts up to one are told, and how many tonnes that is.
fn mass_unit(highest_t: f64) -> (&'static str, f64) {
    let units = [("Mt", 1e6), ("kt", 1e3)];
    let fits = units.into_iter().find(|(_, tonnes)| *tonnes <= highest_t);
    fits.unwrap_or(("t", 1.0))
}

/// The unit in which volumes up to one are told, and how many cubic metres that is.
fn volume_unit(highest_m3: f64) -> (&'static str, f64) {
    if 1e6 <= highest_m3 {
        ("Mm³", 1e6)
    } else {
        ("m³", 1.0)
    }
}
