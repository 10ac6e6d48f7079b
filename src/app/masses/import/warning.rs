//! What is odd about a table that can still be used. Texts are found by code: `warning-…`.

use super::cells::CellAt;
use crate::words::Words;

/// Something odd about a table that can still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableWarning {
    /// Rows or columns that are sums of others were left out: what they are called.
    Sums(Vec<String>),
    /// Columns whose heads say nothing that is known were left out: their heads.
    UnknownColumns(Vec<String>),
    /// Rows or columns of volumes were left out: what they are called.
    Volumes(Vec<String>),
    /// Rows that have a name and no amount were left out: what they are called.
    NoAmounts(Vec<String>),
    /// What follows looks like another table, and was left out: where it begins.
    AnotherTable(CellAt),
    /// A point or comma before three digits was read as a decimal mark, and might part thousands.
    ThreeDecimals {
        /// The first such cell.
        at: CellAt,
        /// What stands there.
        stands: String,
        /// How many such cells there are.
        count: usize,
    },
}

impl TableWarning {
    /// The id of its text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sums(_) => "table_sums",
            Self::UnknownColumns(_) => "table_unknown_columns",
            Self::Volumes(_) => "table_volumes",
            Self::NoAmounts(_) => "table_no_amounts",
            Self::AnotherTable(_) => "table_another",
            Self::ThreeDecimals { .. } => "table_three_decimals",
        }
    }

    /// In the planner's words.
    pub fn text(&self, words: &Words) -> String {
        let arguments = match self {
            Self::Sums(names)
            | Self::UnknownColumns(names)
            | Self::Volumes(names)
            | Self::NoAmounts(names) => vec![("names", listed(names))],
            Self::AnotherTable(at) => vec![("cell", at.to_string())],
            Self::ThreeDecimals { at, stands, count } => vec![
                ("cell", at.to_string()),
                ("stands", stands.clone()),
                ("count", count.to_string()),
            ],
        };
        words.text(&format!("warning-{}", self.code()), &arguments)
    }
}

/// The first few of several names.
fn listed(names: &[String]) -> String {
    const MOST: usize = 5;
    let mut list = names.iter().take(MOST).cloned().collect::<Vec<_>>();
    if MOST < names.len() {
        list.push("…".to_owned());
    }
    list.join(", ")
}
