//! Values of a row, each as what it should be.

use super::geometry::{MAX_CORNERS, polygons};
use super::rows::{Cell, GEOMETRY, Row, Table};
use crate::design::Outline;

/// Pairs of edges that are looked at for crossings in all outlines together: some seconds.
const MAX_EDGE_PAIRS: usize = 10_000_000_000;

/// The value of a row that is not what it should be, by the name of its column.
pub(super) type Unread = &'static str;

/// A row that is read, column by column.
pub(super) struct Cells<'a> {
    pub(super) table: Table,
    pub(super) row: &'a Row,
}

impl<'a> Cells<'a> {
    pub(super) fn cell(&self, column: Unread) -> Result<&'a Cell, Unread> {
        let place = self.table.place_of(column).ok_or(column)?;
        self.row.get(place).ok_or(column)
    }

    pub(super) fn text(&self, column: Unread, limit: usize) -> Result<&'a str, Unread> {
        match self.cell(column)? {
            Cell::Text(text) if text.len() <= limit => Ok(text),
            _ => Err(column),
        }
    }

    pub(super) fn optional_text(
        &self,
        column: Unread,
        limit: usize,
    ) -> Result<Option<&'a str>, Unread> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            _ => self.text(column, limit).map(Some),
        }
    }

    pub(super) fn real(&self, column: Unread) -> Result<f64, Unread> {
        match self.cell(column)? {
            Cell::Real(number) if number.is_finite() => Ok(*number),
            Cell::Integer(number) => Ok(*number as f64),
            _ => Err(column),
        }
    }

    pub(super) fn optional_real(&self, column: Unread) -> Result<Option<f64>, Unread> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            _ => self.real(column).map(Some),
        }
    }

    pub(super) fn optional_id(&self, column: Unread) -> Result<Option<u64>, Unread> {
        match self.cell(column)? {
            Cell::Null => Ok(None),
            _ => self.id(column).map(Some),
        }
    }

    pub(super) fn id(&self, column: Unread) -> Result<u64, Unread> {
        match self.cell(column)? {
            Cell::Integer(number) => u64::try_from(*number).ok().ok_or(column),
            _ => Err(column),
        }
    }

    pub(super) fn yes_or_no(&self, column: Unread) -> Result<bool, Unread> {
        match self.cell(column)? {
            Cell::Integer(0) => Ok(false),
            Cell::Integer(1) => Ok(true),
            _ => Err(column),
        }
    }

    pub(super) fn opacity(&self, column: Unread) -> Result<f32, Unread> {
        let opacity = self.real(column)?;
        #[expect(clippy::cast_possible_truncation, reason = "an opacity is kept as f32")]
        let narrow = opacity as f32;
        (0.0..=1.0)
            .contains(&narrow)
            .then_some(narrow)
            .ok_or(column)
    }

    /// What somebody drew. `edge_pairs` are those of all outlines so far, and become more.
    pub(super) fn outline(&self, edge_pairs: &mut usize) -> Result<Outline, String> {
        let Cell::Blob(wkb) = self.cell(GEOMETRY)? else {
            return Err("it has no outline".to_owned());
        };
        let polygons = polygons(wkb).ok_or("its outline is no polygon")?;
        let [polygon] = polygons.0.as_slice() else {
            return Err("its outline is not one polygon".to_owned());
        };
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let corners: usize = rings.map(|ring| ring.0.len()).sum();
        *edge_pairs = edge_pairs.saturating_add(corners.saturating_mul(corners));
        if MAX_CORNERS < corners || MAX_EDGE_PAIRS < *edge_pairs {
            return Err(format!("its outline has {corners} corners, too many"));
        }
        Outline::new(polygon).map_err(|error| error.to_string())
    }
}
