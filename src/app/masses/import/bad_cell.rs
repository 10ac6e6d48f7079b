//! Cells that cannot be used, with what was expected there. Texts are found by code: `expected-…`.

use super::cells::CellAt;
use crate::app::masses_notice::{kind_text, quality_text};
use crate::material::{MassKind, Quality};
use crate::words::Words;

/// A cell that could not be used. All others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The sheet's name.
    pub sheet: String,
    /// Where it is.
    pub at: CellAt,
    /// What stands in it; empty where nothing does.
    pub stands: String,
    /// What was expected there.
    pub expected: Expected,
}

impl BadCell {
    /// In the planner's words: where, what stands there, what was expected.
    pub fn text(&self, words: &Words) -> String {
        let arguments = [
            ("sheet", self.sheet.clone()),
            ("cell", self.at.to_string()),
            ("stands", self.stands.clone()),
            ("expected", self.expected.text(words)),
        ];
        let id = if self.stands.is_empty() {
            "table-empty-cell"
        } else {
            "table-bad-cell"
        };
        words.text(id, &arguments)
    }
}

/// What was expected in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An amount.
    Amount,
    /// An amount that is not below zero.
    NotNegative,
    /// The value of a formula instead of its error.
    Value,
    /// A year of four digits.
    Year,
    /// A year that no column or row before has.
    OtherYear(CellAt),
    /// A fraction's name.
    Name,
    /// Nothing, since the fraction has an amount for the year already.
    Nothing(CellAt),
    /// The same as what was said of the fraction before.
    Same(CellAt),
    /// A unit of mass.
    Unit,
    /// A kind of mass.
    Kind,
    /// A quality.
    Quality,
    /// A density of solid rock.
    Density,
}

impl Expected {
    /// The id of its text.
    pub fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::NotNegative => "not_negative",
            Self::Value => "value",
            Self::Year => "year",
            Self::OtherYear(_) => "other_year",
            Self::Name => "name",
            Self::Nothing(_) => "nothing",
            Self::Same(_) => "same",
            Self::Unit => "unit",
            Self::Kind => "kind",
            Self::Quality => "quality",
            Self::Density => "density",
        }
    }

    fn text(self, words: &Words) -> String {
        let arguments = match self {
            Self::OtherYear(at) | Self::Nothing(at) | Self::Same(at) => {
                vec![("cell", at.to_string())]
            }
            Self::Kind => {
                let names = MassKind::ALL.map(|kind| kind_text(kind, words).to_lowercase());
                vec![("names", names.join(", "))]
            }
            Self::Quality => {
                let names = Quality::ALL.map(|one| quality_text(one, words).to_lowercase());
                vec![("names", names.join(", "))]
            }
            _ => Vec::new(),
        };
        words.text(&format!("expected-{}", self.code()), &arguments)
    }
}
