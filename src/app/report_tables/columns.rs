//! Heads of tables, by the ids of their texts.

use crate::report::{Follows, TableColumn};
use crate::words::Words;

/// The head of a table that is being put together.
pub(super) struct Columns<'a> {
    words: &'a Words,
    all: Vec<TableColumn>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(words: &'a Words) -> Self {
        Self {
            words,
            all: Vec::new(),
        }
    }

    /// A column of which rows that are alike belong together.
    pub(super) fn group(mut self, id: &str) -> Self {
        let name = self.words.text(id, &[]);
        self.all.push(TableColumn::group(name));
        self
    }

    /// Columns of words, years and counts.
    pub(super) fn plain<const N: usize>(mut self, ids: [&str; N]) -> Self {
        let columns = ids.map(|id| TableColumn::new(self.words.text(id, &[])));
        self.all.extend(columns);
        self
    }

    /// Columns of amounts with so many decimals.
    pub(super) fn amounts<const N: usize>(mut self, ids: [&str; N], decimals: usize) -> Self {
        let words = self.words;
        let columns = ids.map(|id| TableColumn::with_decimals(words.text(id, &[]), decimals));
        self.all.extend(columns);
        self
    }

    /// Columns of whole amounts with their sums.
    pub(super) fn summed<const N: usize>(mut self, ids: [&str; N]) -> Self {
        let columns = ids.map(|id| TableColumn::new(self.words.text(id, &[])).summed());
        self.all.extend(columns);
        self
    }

    /// Lets the last column follow from others.
    pub(super) fn following(mut self, how: Follows) -> Self {
        if let Some(last) = self.all.last_mut() {
            last.follows = Some(how);
        }
        self
    }

    /// A column under a name that is no text of the program's.
    pub(super) fn named(mut self, name: &str, decimals: usize) -> Self {
        let column = TableColumn::with_decimals(name.to_owned(), decimals);
        self.all.push(column);
        self
    }

    pub(super) fn all(self) -> Vec<TableColumn> {
        self.all
    }
}
