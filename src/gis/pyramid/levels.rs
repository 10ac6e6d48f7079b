//! How many resolutions there are, and how each is cut into tiles.

use crate::terrain::Placement;

/// Cells on each side of a tile, but for those at the eastern and southern edge.
pub const TILE_CELLS: usize = 512;

/// The levels of a raster: level 0 has its own cells, and each further one cells of twice the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gis) struct Levels {
    /// Cells of level 0 from west to east.
    pub columns: usize,
    /// Cells of level 0 from north to south.
    pub rows: usize,
}

/// One tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::gis) struct TileAt {
    pub level: usize,
    pub column: usize,
    pub row: usize,
}

impl Levels {
    /// How many levels there are: the last one is a single tile.
    pub(in crate::gis) fn count(self) -> usize {
        let mut count = 1;
        while self.tiles(count - 1) != (1, 1) {
            count += 1;
        }
        count
    }

    /// Cells of a level. A last cell of which only a part is on the raster counts.
    pub(in crate::gis) fn size(self, level: usize) -> (usize, usize) {
        let halved = |cells: usize| cells.div_ceil(1_usize << level.min(62)).max(1);
        (halved(self.columns), halved(self.rows))
    }

    /// Tiles of a level.
    pub(in crate::gis) fn tiles(self, level: usize) -> (usize, usize) {
        let (columns, rows) = self.size(level);
        (columns.div_ceil(TILE_CELLS), rows.div_ceil(TILE_CELLS))
    }

    /// Tiles of all levels.
    pub(in crate::gis) fn tile_count(self) -> usize {
        (0..self.count()).map(|level| self.tiles_of(level)).sum()
    }

    /// Cells of a tile, or `None` where there is none.
    pub(in crate::gis) fn tile_size(self, tile: TileAt) -> Option<(usize, usize)> {
        self.index(tile)?;
        let (columns, rows) = self.size(tile.level);
        let cells = |of_level: usize, tile: usize| (of_level - tile * TILE_CELLS).min(TILE_CELLS);
        Some((cells(columns, tile.column), cells(rows, tile.row)))
    }

    /// A tile's place in the list of all tiles, or `None` where there is none.
    pub(in crate::gis) fn index(self, tile: TileAt) -> Option<usize> {
        if self.count() <= tile.level {
            return None;
        }
        let (columns, rows) = self.tiles(tile.level);
        let before: usize = (0..tile.level).map(|level| self.tiles_of(level)).sum();
        (tile.column < columns && tile.row < rows)
            .then(|| before + tile.row * columns + tile.column)
    }

    /// Where the cells of a level lie. Those at the eastern and southern edge may reach beyond the raster.
    pub(in crate::gis) fn placement(self, finest: &Placement, level: usize) -> Placement {
        let (columns, rows) = self.size(level);
        let factor = 2.0_f64.powi(i32::try_from(level).unwrap_or(0));
        Placement {
            west_m: finest.west_m,
            north_m: finest.north_m,
            cell_width_m: finest.cell_width_m * factor,
            cell_height_m: finest.cell_height_m * factor,
            columns,
            rows,
            ground_per_map: 1.0,
        }
    }

    fn tiles_of(self, level: usize) -> usize {
        let (columns, rows) = self.tiles(level);
        columns * rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_on_until_there_is_one_tile() {
        let check = |columns, rows, expected| {
            assert_eq!(
                Levels { columns, rows }.count(),
                expected,
                "{columns} × {rows}"
            );
        };
        check(1, 1, 1);
        check(512, 512, 1);
        check(513, 1, 2);
        check(8192, 8192, 5);
        check(100, 1025, 3);
    }

    #[test]
    fn tiles_at_the_edge_are_smaller_and_come_in_order() {
        let levels = Levels {
            columns: 1025,
            rows: 513,
        };
        let at = |level, column, row| TileAt { level, column, row };
        assert_eq!(levels.tiles(0), (3, 2));
        assert_eq!(levels.tile_size(at(0, 0, 0)), Some((512, 512)));
        assert_eq!(levels.tile_size(at(0, 2, 1)), Some((1, 1)));
        assert_eq!(levels.tile_size(at(0, 3, 0)), None);
        assert_eq!(levels.size(1), (513, 257));
        assert_eq!(levels.index(at(0, 2, 1)), Some(5));
        assert_eq!(levels.index(at(1, 0, 0)), Some(6));
        assert_eq!(levels.index(at(3, 0, 0)), None);
        assert_eq!(levels.tile_count(), 6 + 2 + 1);
    }
}
