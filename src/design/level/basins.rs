//! Basins: cells that are connected below what fills them.

use super::site::Site;
use super::waiting::narrow;

/// Cells that are connected below the fill's surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Basin {
    /// Its first cell, row by row from the north-west.
    pub cell: usize,
    /// What it holds, in cells times metres.
    pub held: f64,
}

/// All basins of a fill.
pub(super) struct Basins {
    pub list: Vec<Basin>,
}

impl Basins {
    /// The basins of a fill whose surface `top_of` gives for each cell above what `height_of` gives, in metres.
    ///
    /// Two cells are connected where the ground between them lies below the surface on both. `each` gets every cell
    /// that is filled, with the number of its basin; numbers never fall.
    pub(super) fn of(
        site: &Site,
        height_of: impl Fn(usize) -> f32 + Copy,
        top_of: impl Fn(usize) -> f32,
        mut each: impl FnMut(usize, usize),
    ) -> Self {
        let mut basins = Self { list: Vec::new() };
        let mut is_found = vec![false; site.heights_m.len()];
        let filled = |cell: usize| site.holds(cell) && height_of(cell) < top_of(cell);
        // Half as wide as a cell's number in memory, since it may hold most of a window.
        let mut waiting: Vec<u32> = Vec::new();
        for first in 0..is_found.len() {
            if is_found[first] || !filled(first) {
                continue;
            }
            is_found[first] = true;
            waiting.push(narrow(first));
            let mut held = 0.0;
            while let Some(cell) = waiting.pop() {
                let cell = cell as usize;
                each(cell, basins.list.len());
                let top = top_of(cell);
                let thickness = f64::from(top) - f64::from(height_of(cell));
                if thickness.is_finite() {
                    held += f64::from(site.share(cell)) * thickness;
                }
                site.links(height_of, cell, |next, way_m| {
                    if !is_found[next] && way_m < top.min(top_of(next)) {
                        is_found[next] = true;
                        waiting.push(narrow(next));
                    }
                });
            }
            basins.list.push(Basin { cell: first, held });
        }
        basins
    }

    /// The number of the largest basin among some.
    pub(super) fn largest(&self, among: impl Iterator<Item = usize>) -> Option<usize> {
        let held = |number: usize| self.list.get(number).map(|basin| basin.held);
        // Of equals the first, whatever the order of what is asked about.
        among
            .filter_map(|number| held(number).map(|held| (held, number)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            .map(|(_, number)| number)
    }
}
