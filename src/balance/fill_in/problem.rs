//! A linear problem as it is handed to the solver: columns and rows with their bounds.

/// The bounds of all columns and rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    /// The least of each column.
    pub(super) column_lower: Vec<f64>,
    /// The most of each column.
    pub(super) column_upper: Vec<f64>,
    /// The least of each row.
    pub(super) row_lower: Vec<f64>,
    /// The most of each row.
    pub(super) row_upper: Vec<f64>,
}

/// Columns, rows and the terms of each row. Goals are told apart from it, since there are several.
#[derive(Clone, Debug, Default)]
pub(super) struct Problem {
    /// Of columns and rows.
    pub(super) bounds: Bounds,
    /// Of each row: column and factor, each column once.
    pub(super) terms: Vec<Vec<(usize, f64)>>,
    /// Whether a row that no column changes is beyond its bounds, so that nothing can be done.
    pub(super) is_impossible: bool,
}

impl Problem {
    /// A column between two bounds.
    pub(super) fn column(&mut self, lower: f64, upper: f64) -> usize {
        self.bounds.column_lower.push(lower);
        self.bounds.column_upper.push(upper);
        self.bounds.column_lower.len() - 1
    }

    /// A row between two bounds. One without terms is only looked at: no column changes it.
    pub(super) fn row(&mut self, lower: f64, upper: f64, terms: Vec<(usize, f64)>) {
        if terms.is_empty() {
            self.is_impossible |= ROUNDING < lower || upper < -ROUNDING;
            return;
        }
        self.bounds.row_lower.push(lower);
        self.bounds.row_upper.push(upper);
        self.terms.push(terms);
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.bounds.column_lower.len()
    }
}

/// Sums of what is set may be off by this, in units.
const ROUNDING: f64 = 1e-9;

/// What is to be as small as possible: columns with their factors, each column once.
pub(super) type Terms = Vec<(usize, f64)>;
