//! How far a fill's surface has fallen on its way from the discharge points.
//!
//! The way leads through filled ground inside the outline only, and bends round what stands above the surface.
//!
//! # Source
//! Any-angle distances: each cell keeps the point that its straight way comes from, handed on while it is in sight
//! (Theta*, Nash, Daniel, Koenig and Felner, AAAI 2007).

use geo::Coord;

use super::dam::{DamField, height_with};
use super::site::{Site, length_of};
use super::stage::Caps;
use super::waiting::{Waiting, narrow};
use crate::design::as_f32;
use crate::progress::{Cancelled, Run};

/// The fall from the discharge points to each cell that they reach.
pub(super) struct Falls {
    /// In metres at the middle of each cell; infinite where nothing is let in.
    pub metres: Vec<f32>,
    /// Where the straight way to each cell begins: a cell, or a discharge with [`DISCHARGE`] set. Empty once they are
    /// settled.
    origins: Vec<u32>,
    /// Once they are settled, the same as `metres` at the middles of the parts inside of the cells that the outline
    /// cuts, in the order of the coverage.
    at_cuts_m: Vec<f32>,
    discharges: Vec<Coord<f64>>,
    fall_per_cell: f64,
}

/// What fills a site.
#[derive(Clone, Copy)]
pub(super) struct Basin<'a> {
    pub site: &'a Site,
    pub dam: Option<&'a DamField>,
    pub caps: &'a Caps,
    /// The level at the discharge points.
    pub level_m: f64,
}

/// Set in an origin that is a discharge point, whose number is the rest.
const DISCHARGE: u32 = 1 << 31;

const NONE: u32 = u32::MAX;

/// Cells between two looks at whether the result is still wanted.
const CELLS_PER_LOOK: usize = 1 << 16;

/// A shorter way by less than this does not count, in metres of fall.
const SAME_FALL_M: f64 = 1e-6;

impl Basin<'_> {
    /// Ground or dam, in metres.
    #[inline]
    pub(super) fn height_m(&self, cell: usize) -> f32 {
        height_with(self.dam, self.site, cell)
    }

    /// Whether a place with that ground is filled where the surface has fallen so far.
    #[inline]
    fn fills(&self, cell: usize, height_m: f32, fall_m: f64) -> bool {
        let top = (self.level_m - fall_m).min(f64::from(self.caps.at(cell)));
        f64::from(height_m) < top
    }
}

/// The way of a fill from its discharge points, in cells of the window, with so many metres of fall per cell of way.
///
/// # Errors
/// [`Cancelled`], if nobody wants the result any more.
pub(super) fn falls(
    basin: Basin<'_>,
    discharges: Vec<Coord<f64>>,
    fall_per_cell: f64,
    run: &Run,
) -> Result<Falls, Cancelled> {
    let count = basin.site.heights_m.len();
    let mut falls = Falls {
        metres: vec![f32::INFINITY; count],
        origins: vec![NONE; count],
        at_cuts_m: Vec::new(),
        discharges,
        fall_per_cell,
    };
    if fall_per_cell <= 0.0 {
        falls.spread_level(basin);
        return Ok(falls);
    }
    let mut waiting = Waiting::new();
    for (number, at) in (0..).zip(falls.discharges.clone()) {
        let cell = basin.site.holding(at);
        let fall_m =
            falls.straight_from(DISCHARGE | number, basin.site, basin.site.middle_of(cell));
        falls.offer(basin, cell, (fall_m, DISCHARGE | number), &mut waiting);
    }
    let mut looks = 0;
    while let Some((_, cell)) = waiting.pop() {
        if looks % CELLS_PER_LOOK == 0 {
            run.step(looks, count)?;
        }
        looks += 1;
        falls.go_on(basin, cell, &mut waiting);
    }
    Ok(falls)
}

impl Falls {
    /// Reaches all that is connected below a level surface.
    fn spread_level(&mut self, basin: Basin<'_>) {
        let site = basin.site;
        let begins = self.discharges.iter().map(|at| site.holding(*at));
        let mut waiting: Vec<usize> = begins
            .filter(|cell| site.holds(*cell))
            .filter(|cell| basin.fills(*cell, basin.height_m(*cell), 0.0))
            .collect();
        for cell in &waiting {
            self.metres[*cell] = 0.0;
        }
        while let Some(cell) = waiting.pop() {
            self.origins[cell] = DISCHARGE;
            let height_of = |cell: usize| basin.height_m(cell);
            site.links(height_of, cell, |next, way_m| {
                let open = basin.fills(next, way_m, 0.0) && basin.fills(cell, way_m, 0.0);
                if open && self.metres[next].is_infinite() {
                    self.metres[next] = 0.0;
                    waiting.push(next);
                }
            });
        }
    }

    /// Hands a cell's way on to those around it.
    fn go_on(&mut self, basin: Basin<'_>, cell: usize, waiting: &mut Waiting) {
        let site = basin.site;
        let origin = self.origins[cell];
        let here_m = f64::from(self.metres[cell]);
        for (index, next) in site.around(cell).into_iter().enumerate() {
            if !site.holds(next) {
                continue;
            }
            let at = site.middle_of(next);
            let straight_m = self.straight_from(origin, site, at);
            if f64::from(self.metres[next]) <= straight_m + SAME_FALL_M {
                continue;
            }
            if self.is_in_sight(basin, origin, next) {
                self.offer(basin, next, (straight_m, origin), waiting);
                continue;
            }
            let way = if index < 4 {
                1.0
            } else {
                std::f64::consts::SQRT_2
            };
            let bent_m = here_m + way * self.fall_per_cell;
            if basin.fills(next, highest_between(basin, cell, next), bent_m) {
                self.offer(basin, next, (bent_m, narrow(cell)), waiting);
            }
        }
    }

    fn offer(
        &mut self,
        basin: Basin<'_>,
        cell: usize,
        (fall_m, origin): (f64, u32),
        waiting: &mut Waiting,
    ) {
        let shorter = fall_m + SAME_FALL_M < f64::from(self.metres[cell]);
        if basin.site.holds(cell) && shorter && basin.fills(cell, basin.height_m(cell), fall_m) {
            self.metres[cell] = as_f32(fall_m);
            self.origins[cell] = origin;
            // The bits of falls are in the order of falls, since none is negative.
            waiting.push(self.metres[cell].to_bits(), cell);
        }
    }

    /// Whether the straight way from an origin to a cell is open, as far as the cells before it know.
    fn is_in_sight(&self, basin: Basin<'_>, origin: u32, cell: usize) -> bool {
        let site = basin.site;
        let at = site.middle_of(cell);
        let way = at - self.place_of(origin, site);
        let length = way.x.abs().max(way.y.abs());
        // Where the way crosses the column or row of cells before this one.
        let crossing = at - way * (1.0 / length.max(1.0));
        let (along, across, step) = if way.y.abs() <= way.x.abs() {
            (crossing.x, crossing.y, site.stride)
        } else {
            (crossing.y, crossing.x, 1)
        };
        let part = (across - 0.5) - (across - 0.5).floor();
        let first = if step == 1 {
            Coord {
                x: across - part,
                y: along,
            }
        } else {
            Coord {
                x: along,
                y: across - part,
            }
        };
        let lower = site.holding(first);
        let upper = (lower + step).min(site.heights_m.len() - 1);
        let nearer = if part < 0.5 { lower } else { upper };
        if length <= 1.0 {
            // The origin's own cell, or one beside it.
            return basin.fills(cell, highest_between(basin, nearer, cell), 0.0);
        }
        let [low, high] = [lower, upper].map(|cell| f64::from(basin.height_m(cell)));
        let ground_m = match part {
            part if part < 1e-9 => low,
            part if 1.0 - 1e-9 < part => high,
            _ => low * (1.0 - part) + high * part,
        };
        let fall_m = self.straight_from(origin, site, crossing);
        self.origins[nearer] == origin && basin.fills(nearer, as_f32(ground_m), fall_m)
    }

    /// The fall at a point straight from an origin, in metres.
    #[inline]
    fn straight_from(&self, origin: u32, site: &Site, at: Coord<f64>) -> f64 {
        let way = at - self.place_of(origin, site);
        let before = if origin & DISCHARGE == 0 {
            f64::from(self.metres[origin as usize])
        } else {
            0.0
        };
        before + length_of(way) * self.fall_per_cell
    }

    #[inline]
    fn place_of(&self, origin: u32, site: &Site) -> Coord<f64> {
        if origin & DISCHARGE == 0 {
            site.middle_of(origin as usize)
        } else {
            self.discharges[(origin & !DISCHARGE) as usize]
        }
    }

    /// How many discharge points let material in.
    pub(super) fn let_in(&self) -> usize {
        self.discharges.len()
    }

    /// Keeps what is asked for later, and lets go of the rest, which is half of all.
    pub(super) fn settle(&mut self, site: &Site) {
        let cuts = site.coverage.partial.iter();
        let at_cuts = cuts.map(|cut| {
            let fall_m = self.at_point(site.cell(cut.column, cut.row), cut.centroid, site);
            as_f32(fall_m)
        });
        self.at_cuts_m = at_cuts.collect();
        self.origins = Vec::new();
    }

    /// The fall at the middle of the part inside of a cell that the outline cuts, by its number, in metres.
    pub(super) fn at_cut_m(&self, number: usize) -> f32 {
        self.at_cuts_m[number]
    }

    /// The fall at a point of a cell, in metres, before they are settled, by the origin of the cell or of those around it; infinite where
    /// none of them is reached.
    pub(super) fn at_point(&self, cell: usize, at: Coord<f64>, site: &Site) -> f64 {
        let by = |cell: usize| match self.origins[cell] {
            NONE => f64::INFINITY,
            origin => self.straight_from(origin, site, at),
        };
        let own = by(cell);
        if own.is_finite() {
            return own;
        }
        site.around(cell)
            .into_iter()
            .map(by)
            .fold(f64::INFINITY, f64::min)
    }
}

/// The highest ground between two neighbours, in metres; from corner to corner also half-way.
#[inline]
fn highest_between(basin: Basin<'_>, cell: usize, next: usize) -> f32 {
    let [here, there] = [cell, next].map(|cell| basin.height_m(cell));
    let ends = here.max(there);
    let stride = basin.site.stride;
    let apart = cell.abs_diff(next);
    if apart == stride - 1 || apart == stride + 1 {
        // One of the two lies beside the one end, the other beside the other.
        let side = if apart == stride + 1 { 1 } else { stride - 1 };
        let (first, last) = (cell.min(next), cell.max(next));
        let (beside, other) = if side == 1 {
            (first + 1, last - 1)
        } else {
            (first - 1, last + 1)
        };
        let sum = here + there + basin.height_m(beside) + basin.height_m(other);
        // NaN, of unknown ground outside, is no number to be higher.
        return ends.max(sum / 4.0);
    }
    ends
}
