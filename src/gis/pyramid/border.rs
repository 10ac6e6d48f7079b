//! The cells around a tile, from its neighbours.

use std::io;

use super::HeightPyramid;
use super::heights::Part;
use super::levels::TileAt;

/// The cells around a tile.
pub(super) struct Border {
    /// With both corners.
    pub northern: Vec<f32>,
    /// With both corners.
    pub southern: Vec<f32>,
    pub western: Vec<f32>,
    pub eastern: Vec<f32>,
}

impl Border {
    pub(super) fn of(
        pyramid: &HeightPyramid,
        tile: TileAt,
        (columns, rows): (usize, usize),
        inner: &[f32],
    ) -> io::Result<Self> {
        // One row or column of the neighbour so many tiles to the east and the south.
        let of_neighbour = |east: isize, south: isize| -> io::Result<Option<Vec<f32>>> {
            let (Some(column), Some(row)) = (
                tile.column.checked_add_signed(east),
                tile.row.checked_add_signed(south),
            ) else {
                return Ok(None);
            };
            let neighbour = TileAt {
                column,
                row,
                ..tile
            };
            let Some((_, its_rows)) = pyramid.cut().tile_size(neighbour) else {
                return Ok(None);
            };
            let part = match (east, south) {
                (_, -1) => Part::Row(its_rows - 1),
                (_, 1) => Part::Row(0),
                (-1, _) => Part::EasternColumn,
                _ => Part::WesternColumn,
            };
            pyramid.part(neighbour, part)
        };
        let column_of = |column: usize| inner.iter().skip(column).step_by(columns).copied();
        let western = of_neighbour(-1, 0)?.unwrap_or_else(|| column_of(0).collect());
        let eastern = of_neighbour(1, 0)?.unwrap_or_else(|| column_of(columns - 1).collect());
        // A whole row: the corner of one neighbour, the row of the next, the corner of the third.
        let whole_row = |south: isize, own_row: usize| -> io::Result<Vec<f32>> {
            let own = || inner[own_row * columns..][..columns].to_vec();
            let beside = of_neighbour(0, south)?;
            // Beyond the edge of the raster everything is repeated.
            let (west_end, east_end) = (western[own_row], eastern[own_row]);
            let is_edge = beside.is_none();
            let middle = beside.unwrap_or_else(own);
            let corner = |diagonal: Option<f32>, repeated: f32, nearest: f32| match diagonal {
                Some(height) => height,
                None if is_edge => repeated,
                None => nearest,
            };
            let western_corner = of_neighbour(-1, south)?.and_then(|row| row.last().copied());
            let eastern_corner = of_neighbour(1, south)?.and_then(|row| row.first().copied());
            let mut whole = Vec::with_capacity(columns + 2);
            whole.push(corner(western_corner, west_end, middle[0]));
            whole.extend_from_slice(&middle);
            whole.push(corner(eastern_corner, east_end, middle[columns - 1]));
            Ok(whole)
        };
        let northern = whole_row(-1, 0)?;
        let southern = whole_row(1, rows - 1)?;
        Ok(Self {
            northern,
            southern,
            western,
            eastern,
        })
    }
}
