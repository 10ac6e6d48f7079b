//! Basins: cells that are connected below what fills them.

use super::site::Site;

/// Cells that are connected below the fill's surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Basin {
    /// Its first cell, row by row from the north-west.
    pub cell: usize,
    /// What it holds, in cells times metres.
    pub held: f64,
}

/// All basins of a fill, and which of them each cell lies in.
pub(super) struct Basins {
    pub list: Vec<Basin>,
    /// The basin's number for each cell, or [`Self::NONE`].
    pub of_cell: Vec<u32>,
}

impl Basins {
    /// A cell without fill.
    pub(super) const NONE: u32 = u32::MAX;

    /// The basins of a fill whose surface `top_of` gives for each cell, in metres.
    ///
    /// Two cells are connected where the ground between them lies below the surface on both.
    pub(super) fn of(site: &Site, heights_m: &[f32], top_of: impl Fn(usize) -> f32) -> Self {
        let mut basins = Self {
            list: Vec::new(),
            of_cell: vec![Self::NONE; heights_m.len()],
        };
        let filled = |cell: usize| 0.0 < site.shares[cell] && heights_m[cell] < top_of(cell);
        let mut waiting = Vec::new();
        for first in 0..heights_m.len() {
            if basins.of_cell[first] != Self::NONE || !filled(first) {
                continue;
            }
            let number = u32::try_from(basins.list.len()).unwrap_or(Self::NONE - 1);
            basins.of_cell[first] = number;
            waiting.push(first);
            let mut held = 0.0;
            while let Some(cell) = waiting.pop() {
                let top = top_of(cell);
                let thickness = f64::from(top) - f64::from(heights_m[cell]);
                if thickness.is_finite() {
                    held += f64::from(site.shares[cell]) * thickness;
                }
                site.links(heights_m, cell, |next, way_m| {
                    if basins.of_cell[next] == Self::NONE && way_m < top.min(top_of(next)) {
                        basins.of_cell[next] = number;
                        waiting.push(next);
                    }
                });
            }
            basins.list.push(Basin { cell: first, held });
        }
        basins
    }

    /// The number of the largest basin among some.
    pub(super) fn largest(&self, among: impl Iterator<Item = u32>) -> Option<u32> {
        let held = |number: u32| self.list.get(number as usize).map(|basin| basin.held);
        // Of equals the first, whatever the order of what is asked about.
        among
            .filter_map(|number| held(number).map(|held| (held, number)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, number)| number)
    }
}
