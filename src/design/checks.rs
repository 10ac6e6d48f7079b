//! What an engineer asks of a finished fill: the ground under it, its toe, its faces and its limits.
//!
//! Everything here is measured on grids and polygons, whatever method made the fill. What is worth telling is
//! left to others; [`CheckWarning`] says how it is told, and the constants from where on.

use geo::{Area as _, BooleanOps as _, MultiPolygon};

use super::Slope;
use super::ground_slope::{GroundSlope, cell_holding};
use crate::terrain::Grid;
use crate::units::{Metres, SquareMetres};

/// Ground from here on counts as steep, in degrees.
///
/// # Source
/// General practice for the ground under waste dumps, unconfirmed.
pub const STEEP_GROUND_DEG: f64 = 15.0;

/// Ground from here on counts as very steep, in degrees; [`CheckWarning::SteepGroundUnderToe`] begins here.
///
/// # Source
/// General practice for the ground under waste dumps, unconfirmed.
pub const VERY_STEEP_GROUND_DEG: f64 = 25.0;

/// The share of the toe on very steep ground, or with steeper ground below, that is worth a warning.
pub const NOTABLE_SHARE_OF_TOE: f64 = 0.05;

/// Tops smaller than this have collapsed: a haul truck can hardly turn and tip on 30 m by 30 m.
///
/// # Source
/// General practice, unconfirmed.
pub const LEAST_TOP: SquareMetres = SquareMetres(900.0);

/// An area outside the concession that is not rounding.
pub const NOTABLE_AREA_OUTSIDE: SquareMetres = SquareMetres(1.0);

/// Less water than this over a crest is shallow: a suggestion until the fairway's own depth is known.
///
/// # Source
/// General practice, unconfirmed.
pub const LEAST_DEPTH_OVER_CREST: Metres = Metres(10.0);

/// Something about a fill that a geotechnical engineer should look at. It stays with the result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CheckWarning {
    /// A face is steeper than the rock can lie.
    FaceSteeperThanRepose {
        /// The steepest face, in degrees.
        face_deg: f64,
        /// The angle of repose, in degrees.
        repose_deg: f64,
    },
    /// The ground under the toe is very steep along more than [`NOTABLE_SHARE_OF_TOE`] of it.
    SteepGroundUnderToe {
        /// The steepest ground under the toe, in degrees.
        greatest_deg: f64,
        /// The share of the toe on ground steeper than [`VERY_STEEP_GROUND_DEG`].
        share_above_25: f64,
    },
    /// Below the toe the ground steepens, along more than [`NOTABLE_SHARE_OF_TOE`] of it.
    SteepensBelowToe {
        /// The steepest stretch below the toe, in degrees.
        greatest_deg: f64,
        /// The share of the toe above such ground.
        share: f64,
    },
    /// Hardly any level top is left, below [`LEAST_TOP`].
    CrestCollapsed {
        /// What is left of it.
        top_area: SquareMetres,
    },
    /// The footprint leaves the concession by more than [`NOTABLE_AREA_OUTSIDE`].
    LeavesConcession {
        /// How much lies outside.
        area: SquareMetres,
    },
    /// Less than [`LEAST_DEPTH_OVER_CREST`] of water stands over the fill.
    ShallowOverCrest {
        /// The least depth.
        depth: Metres,
    },
}

/// How steep the ground is, over an area or along a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steepness {
    /// The steepest, in degrees from level.
    pub greatest_deg: f64,
    /// The share above [`STEEP_GROUND_DEG`], between 0 and 1.
    pub share_above_15: f64,
    /// The share above [`VERY_STEEP_GROUND_DEG`], between 0 and 1.
    pub share_above_25: f64,
}

/// The ground under a footprint and under its toe.
///
/// The toe is the part of the footprint's edge where the ground does not rise outwards: where it rises
/// outwards by more than half of its steepness, the fill leans on the hill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FootprintChecks {
    /// Shares of the footprint's area.
    pub under_footprint: Steepness,
    /// Shares of the toe's length.
    pub under_toe: Steepness,
    /// The length of the toe, to a few per cent: it is measured on whole cells.
    pub toe_length: Metres,
    /// The lowest ground under the footprint's edge.
    pub toe_lowest: Metres,
    /// The highest ground under the toe.
    pub toe_highest: Metres,
    /// The steepest stretch of ground below the toe, in degrees, where it is steeper than under the toe.
    pub steepest_below_toe_deg: Option<f64>,
    /// The share of the toe below which the ground steepens.
    pub share_steepening: f64,
    /// The part of the footprint whose ground or steepness is not known.
    pub unknown_area: SquareMetres,
}

/// How far below a toe one looks: the height of a lift, but at least [`LEAST_CELLS_BELOW_TOE`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BelowToe {
    /// The distance along the fall line.
    pub distance: Metres,
}

/// A stretch of ground below the toe is at least so many cells long, so that one odd height does not count.
pub const LEAST_CELLS_BELOW_TOE: usize = 3;

/// Ground below the toe that is steeper by less than this does not count as steepening, in degrees.
///
/// # Source
/// A height that is off by 0.1 m tilts a stretch of three cells of a metre by up to 3°.
pub const NOTABLE_STEEPENING_DEG: f64 = 5.0;

/// Measures the ground under a footprint, on whole cells.
///
/// `covered` says by column and row whether the fill covers a cell's middle. Slopes are Horn's over three by
/// three cells; where one of those is not known, differences along row and column, to one side if need be.
/// So a kink in the ground counts in part on the cells beside it. `None` if nothing is covered.
///
/// # Source
/// Horn 1981, *Hill shading and the reflectance map*.
pub fn footprint_checks(
    ground: &Grid<f32>,
    covered: impl Fn(usize, usize) -> bool,
    below: BelowToe,
) -> Option<FootprintChecks> {
    let placement = *ground.placement();
    let (mut footprint, mut toe) = (Shares::default(), Shares::default());
    let (mut lowest_m, mut highest_m) = (f64::INFINITY, f64::NEG_INFINITY);
    let (mut unknown_cells, mut any) = (0_usize, false);
    let (mut steepening, mut steepest_below_deg) = (0.0, None::<f64>);
    for row in 0..placement.rows {
        for column in (0..placement.columns).filter(|column| covered(*column, row)) {
            any = true;
            let height_m = f64::from(ground.at(column, row));
            let slope = GroundSlope::at(ground, column, row);
            let Some(slope) = slope.filter(|_| !height_m.is_nan()) else {
                unknown_cells += 1;
                continue;
            };
            footprint.add(slope, 1.0);
            let Some(edge) = Edge::of(&covered, ground, column, row) else {
                continue;
            };
            lowest_m = lowest_m.min(height_m);
            if edge.leans_on(slope) {
                continue;
            }
            highest_m = highest_m.max(height_m);
            toe.add(slope, edge.length_cells);
            let steeper = steepest_below(ground, &covered, (column, row), slope, below)
                .filter(|below_deg| slope.degrees() + NOTABLE_STEEPENING_DEG < *below_deg);
            if let Some(below_deg) = steeper {
                steepening += edge.length_cells;
                steepest_below_deg =
                    Some(steepest_below_deg.map_or(below_deg, |most| most.max(below_deg)));
            }
        }
    }
    any.then(|| FootprintChecks {
        under_footprint: footprint.steepness(),
        under_toe: toe.steepness(),
        toe_length: Metres(toe.all * placement.cell_width_m),
        toe_lowest: Metres(lowest_m),
        toe_highest: Metres(highest_m.max(lowest_m)),
        steepest_below_toe_deg: steepest_below_deg,
        share_steepening: share(steepening, toe.all),
        unknown_area: SquareMetres(unknown_cells as f64 * placement.cell_area_m2()),
    })
}

/// The steepest of a fill's faces, if rock would not lie on it.
///
/// # Source
/// Angle of repose of waste rock: 34–40° observed, 37° in design ([`Slope::TIPPED_ROCK`]).
pub fn face_steeper_than_repose(faces: &[Slope], repose: Slope) -> Option<CheckWarning> {
    let steepest = faces.iter().map(|face| face.degrees()).fold(0.0, f64::max);
    // A billionth of a degree is rounding.
    (repose.degrees() + 1e-9 < steepest).then(|| CheckWarning::FaceSteeperThanRepose {
        face_deg: steepest,
        repose_deg: repose.degrees(),
    })
}

/// How far the highest covered surface stands above the lowest ground on the footprint's edge.
///
/// Heights at the middles of cells. `None` if nothing is covered or no edge lies within the terrain.
pub fn height_over_lowest_toe(
    ground: &Grid<f32>,
    surface: &Grid<f32>,
    covered: impl Fn(usize, usize) -> bool,
) -> Option<Metres> {
    let highest_m = highest_covered(surface, &covered)?;
    let placement = ground.placement();
    let mut lowest_m = f64::INFINITY;
    for row in 0..placement.rows {
        for column in (0..placement.columns).filter(|column| covered(*column, row)) {
            if Edge::of(&covered, ground, column, row).is_some() {
                // NaN is never the lower of two.
                lowest_m = lowest_m.min(f64::from(ground.at(column, row)));
            }
        }
    }
    lowest_m.is_finite().then_some(Metres(highest_m - lowest_m))
}

/// The part of a footprint that lies outside the concession.
pub fn outside_concession(
    footprint: &MultiPolygon<f64>,
    concession: &MultiPolygon<f64>,
) -> SquareMetres {
    SquareMetres(footprint.difference(concession).unsigned_area())
}

/// The least depth of water over a fill: from the water level down to its highest surface.
///
/// `None` if the fill reaches the water level, or nothing is covered.
pub fn least_water_depth(
    water_level: Metres,
    surface: &Grid<f32>,
    covered: impl Fn(usize, usize) -> bool,
) -> Option<Metres> {
    highest_covered(surface, covered)
        .map(|highest_m| Metres(water_level.0 - highest_m))
        .filter(|depth| 0.0 < depth.0)
}

fn highest_covered(surface: &Grid<f32>, covered: impl Fn(usize, usize) -> bool) -> Option<f64> {
    let placement = surface.placement();
    let mut highest_m = f64::NEG_INFINITY;
    for row in 0..placement.rows {
        for (column, height) in surface.row(row).iter().enumerate() {
            if highest_m < f64::from(*height) && covered(column, row) {
                highest_m = f64::from(*height);
            }
        }
    }
    highest_m.is_finite().then_some(highest_m)
}

/// [`STEEP_GROUND_DEG`] as rise over run.
const STEEP_RISE: f64 = 0.267_949_192_431_122_7;

/// [`VERY_STEEP_GROUND_DEG`] as rise over run.
const VERY_STEEP_RISE: f64 = 0.466_307_658_154_998_6;

/// Sums from which shares are made.
#[derive(Default)]
struct Shares {
    all: f64,
    above_15: f64,
    above_25: f64,
    /// As rise over run: an angle for each cell would take longer than all the rest.
    greatest: f64,
}

impl Shares {
    #[inline]
    fn add(&mut self, slope: GroundSlope, weight: f64) {
        let rise_over_run = slope.rise_over_run();
        self.all += weight;
        if STEEP_RISE < rise_over_run {
            self.above_15 += weight;
        }
        if VERY_STEEP_RISE < rise_over_run {
            self.above_25 += weight;
        }
        self.greatest = self.greatest.max(rise_over_run);
    }

    fn steepness(&self) -> Steepness {
        Steepness {
            greatest_deg: self.greatest.atan().to_degrees(),
            share_above_15: share(self.above_15, self.all),
            share_above_25: share(self.above_25, self.all),
        }
    }
}

fn share(part: f64, all: f64) -> f64 {
    if 0.0 < all { part / all } else { 0.0 }
}

/// The footprint's edge at one of its cells.
struct Edge {
    /// Out of the footprint, a unit long: east and north.
    outward: (f64, f64),
    length_cells: f64,
}

impl Edge {
    /// `None` for a cell whose four neighbours are covered, and where its only open side is the terrain's end.
    fn of(
        covered: &impl Fn(usize, usize) -> bool,
        ground: &Grid<f32>,
        column: usize,
        row: usize,
    ) -> Option<Self> {
        let placement = ground.placement();
        // Beyond the end of the terrain the fill goes on as it is here.
        let open = |east: isize, south: isize| {
            let column = column
                .checked_add_signed(east)
                .filter(|column| *column < placement.columns);
            let row = row
                .checked_add_signed(south)
                .filter(|row| *row < placement.rows);
            match (column, row) {
                (Some(column), Some(row)) => f64::from(u8::from(!covered(column, row))),
                _ => 0.0,
            }
        };
        let (east, west, south, north) = (open(1, 0), open(-1, 0), open(0, 1), open(0, -1));
        if east + west + south + north <= 0.0 {
            return None;
        }
        let corners = [open(1, -1), open(1, 1), open(-1, -1), open(-1, 1)];
        let [north_east, south_east, north_west, south_west] = corners;
        let x = 2.0 * (east - west) + north_east + south_east - north_west - south_west;
        let y = 2.0 * (north - south) + north_east + north_west - south_east - south_west;
        let length = x.hypot(y);
        if length <= 0.0 {
            // A strip of one cell: open on both sides.
            return Some(Self {
                outward: (0.0, 0.0),
                length_cells: east + west + south + north,
            });
        }
        let (x, y) = (x / length, y / length);
        // Each open side counts as far as it faces outwards, so that a slanting edge has its true length.
        let length_cells = (east + west) * x.abs() + (north + south) * y.abs();
        Some(Self {
            outward: (x, y),
            length_cells,
        })
    }

    /// Whether the ground rises outwards by more than half of its steepness.
    fn leans_on(&self, slope: GroundSlope) -> bool {
        let rises_outwards = slope.east * self.outward.0 + slope.north * self.outward.1;
        0.5 * slope.rise_over_run() < rises_outwards
    }
}

/// The steepest stretch of [`LEAST_CELLS_BELOW_TOE`] down the fall line from a cell, in degrees.
///
/// `None` if the way leads back under the fill, or to unknown ground, before it is that long.
fn steepest_below(
    ground: &Grid<f32>,
    covered: &impl Fn(usize, usize) -> bool,
    (column, row): (usize, usize),
    slope: GroundSlope,
    below: BelowToe,
) -> Option<f64> {
    let placement = ground.placement();
    let step_m = placement.cell_width_m;
    let mut at = placement.center_of(column, row);
    let mut slope = slope;
    let mut heights = vec![ground.height_at(at)?];
    let steps = (below.distance.0 / step_m)
        .ceil()
        .max(LEAST_CELLS_BELOW_TOE as f64);
    while (heights.len() as f64) <= steps {
        let steepness = slope.rise_over_run();
        if steepness <= 0.0 {
            break;
        }
        at.x -= slope.east / steepness * step_m;
        at.y -= slope.north / steepness * step_m;
        let Some(height) = ground.height_at(at) else {
            break;
        };
        let (column, row) = cell_holding(placement, at);
        // The first step may still end under the fill.
        if covered(column, row) && 2 < heights.len() {
            break;
        }
        heights.push(height);
        let Some(next) = GroundSlope::at(ground, column, row) else {
            break;
        };
        slope = next;
    }
    let stretch_m = LEAST_CELLS_BELOW_TOE as f64 * step_m;
    let drops = heights
        .iter()
        .zip(heights.iter().skip(LEAST_CELLS_BELOW_TOE));
    drops
        .map(|(upper, lower)| ((upper - lower) / stretch_m).atan().to_degrees())
        .max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steep_ground_is_as_steep_by_its_rise() {
        let rise = |degrees: f64| degrees.to_radians().tan();
        assert!((STEEP_RISE - rise(STEEP_GROUND_DEG)).abs() < 1e-12);
        assert!((VERY_STEEP_RISE - rise(VERY_STEEP_GROUND_DEG)).abs() < 1e-12);
    }
}
