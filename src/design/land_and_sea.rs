//! One base surface from a terrain model of the land and a model of the seabed.
//!
//! Both are on the same cells and in the project's height datum before they come here: a depth is turned into
//! a height as `offset − depth`, where the offset is the height of the chart's zero. That, and raster files,
//! are left to others, and so is a raster that holds depths where it should hold heights.
//!
//! Between the lowest land that was measured from the air and the highest seabed that was measured from a boat
//! lies the drying belt, which is in neither model. Nothing is invented there unless the planner says so, and
//! then it is marked.

use rayon::prelude::*;

use super::checkerboard::Checkerboard;
use super::distance::Spans;
use super::harmonic::stretch;
use super::nearest_cell::{NO_CELL, nearest_cells};
use super::{DesignError, as_f32, checked_cells};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;
use crate::units::{Metres, SquareMetres};

/// Land heights that differ by less than this from all their neighbours lie in a flat plane, in metres.
const FLAT_M: f32 = 1e-3;

/// What to do between land and seabed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DryingBelt {
    /// Mark it, and give it no heights.
    #[default]
    LeaveOpen,
    /// Give it the heights of a skin that is stretched between land and seabed.
    Interpolate,
}

/// Land and seabed that become one surface.
#[derive(Clone, Copy, Debug)]
pub struct LandAndSea<'a> {
    /// Heights in metres with square cells; NaN where unknown. Over the sea it may hold a flat plane.
    pub land: &'a Grid<f32>,
    /// Heights (not depths) in metres on the same cells and in the same datum; NaN where unknown.
    pub seabed: &'a Grid<f32>,
    /// The level of the sea in the project's datum, usually 0.
    pub water_level: Metres,
    /// What to do between the two.
    pub belt: DryingBelt,
    /// The widest gap between land and seabed that is a drying belt, usually [`Self::BELT_WIDTH`].
    ///
    /// Where the two are farther apart, or a raster ends, nothing lies between them.
    pub belt_width: Metres,
}

/// Where a height of the base surface comes from. One byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BaseKind {
    /// Measured on land.
    Land,
    /// Measured at sea.
    Seabed,
    /// Between the two: a height only where it was asked for, and then interpolated.
    Belt,
    /// No height.
    Unknown,
}

/// One surface of land and seabed.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    /// Heights in metres; NaN where unknown.
    pub surface: Grid<f32>,
    /// Where each comes from.
    pub kinds: Grid<BaseKind>,
    /// The area whose height is the land's.
    pub land_area: SquareMetres,
    /// The area whose height is the seabed's.
    pub seabed_area: SquareMetres,
    /// The area of the drying belt, interpolated or not.
    pub belt_area: SquareMetres,
    /// The area without heights that is no drying belt.
    pub unknown_area: SquareMetres,
    /// The area where both models have a height.
    pub overlap_area: SquareMetres,
    /// Cells counted as land that lie in a flat plane not above the water: likely the sea's surface, put into
    /// the terrain model where no depth is known.
    pub flat_sea_cells: usize,
}

/// Why land and seabed do not become one surface.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LandAndSeaError {
    /// The cells cannot be worked on.
    #[error(transparent)]
    Ground(#[from] DesignError),
    /// The two have different cells.
    #[error("the seabed has other cells than the land")]
    DifferentCells,
    /// The width of the belt is not a width.
    #[error("a drying belt cannot be {width_m} m wide")]
    BeltWidth {
        /// The width given, in metres.
        width_m: f64,
    },
    /// Nobody wants the result any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for LandAndSeaError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl LandAndSea<'_> {
    /// Wider than most drying belts, narrower than most gaps in a survey.
    ///
    /// # Source
    /// General practice, unconfirmed; tidal flats can be wider.
    pub const BELT_WIDTH: Metres = Metres(200.0);
}

/// Makes one surface of land and seabed.
///
/// Where only one of them has a height, that counts. Where both have, the land counts if it stands above the
/// water level, and the seabed otherwise: terrain models have a flat plane at or a little below zero over the
/// sea. The drying belt is where neither has a height, in an unbroken gap (by sides of cells) that touches both
/// and where the ways to the nearest land and the nearest seabed are together no longer than the belt's width.
///
/// # Errors
/// [`LandAndSeaError`], if the cells differ or cannot be worked on.
///
/// # Source
/// The belt's heights: Laplace's equation between land and seabed. At the end of the terrain and beside unknown
/// ground nothing holds the skin; there a cell's height lies between that of the nearest land and that of the
/// nearest seabed, in the ratio of the ways to them.
pub fn land_and_sea(input: &LandAndSea<'_>, run: &Run) -> Result<Base, LandAndSeaError> {
    checked_cells(input.land)?;
    let placement = *input.land.placement();
    if !placement.matches(input.seabed.placement()) {
        return Err(LandAndSeaError::DifferentCells);
    }
    let width_m = input.belt_width.0;
    if !(0.0 <= width_m && width_m.is_finite()) {
        return Err(LandAndSeaError::BeltWidth { width_m });
    }
    run.step(0, 4)?;
    let mut merged = Merged::of(input);
    let gaps = merged.gaps_between();
    run.step(1, 4)?;
    if !gaps.is_empty() {
        let nearest = Nearest::of(&merged);
        run.step(2, 4)?;
        let belt = merged.mark_belt(&gaps, &nearest, width_m / placement.cell_width_m);
        if input.belt == DryingBelt::Interpolate {
            merged.interpolate(&belt, &nearest, run)?;
        }
    }
    Ok(merged.measured(input))
}

/// The surface in the making.
struct Merged {
    columns: usize,
    rows: usize,
    heights: Vec<f32>,
    kinds: Vec<BaseKind>,
    overlap: usize,
}

/// The nearest cell of land and of seabed for each cell.
struct Nearest {
    land: Vec<u32>,
    seabed: Vec<u32>,
}

impl Nearest {
    fn of(merged: &Merged) -> Self {
        let of = |kind| {
            nearest_cells(merged.columns, merged.rows, |cell| {
                merged.kinds[cell] == kind
            })
        };
        Self {
            land: of(BaseKind::Land),
            seabed: of(BaseKind::Seabed),
        }
    }
}

impl Merged {
    fn of(input: &LandAndSea<'_>) -> Self {
        let placement = input.land.placement();
        let mut merged = Self {
            columns: placement.columns,
            rows: placement.rows,
            heights: Vec::with_capacity(placement.cell_count()),
            kinds: Vec::with_capacity(placement.cell_count()),
            overlap: 0,
        };
        for (land, seabed) in input.land.cells().iter().zip(input.seabed.cells()) {
            merged.overlap += usize::from(!land.is_nan() && !seabed.is_nan());
            let (height, kind) = match (land.is_nan(), seabed.is_nan()) {
                (true, true) => (f32::NAN, BaseKind::Unknown),
                (true, false) => (*seabed, BaseKind::Seabed),
                (false, false) if f64::from(*land) <= input.water_level.0 => {
                    (*seabed, BaseKind::Seabed)
                }
                (false, _) => (*land, BaseKind::Land),
            };
            merged.heights.push(height);
            merged.kinds.push(kind);
        }
        merged
    }

    /// The cells beside a cell, by sides.
    fn beside(&self, cell: usize) -> impl Iterator<Item = usize> + use<> {
        let (columns, rows) = (self.columns, self.rows);
        let (column, row) = (cell % columns, cell / columns);
        let west = (0 < column).then(|| cell - 1);
        let east = (column + 1 < columns).then(|| cell + 1);
        let north = (0 < row).then(|| cell - columns);
        let south = (row + 1 < rows).then(|| cell + columns);
        [west, east, north, south].into_iter().flatten()
    }

    /// The unknown cells of every unbroken gap that touches both land and seabed.
    fn gaps_between(&self) -> Vec<usize> {
        let mut seen = vec![false; self.kinds.len()];
        let (mut between, mut gap) = (Vec::new(), Vec::new());
        for first in 0..self.kinds.len() {
            if seen[first] || self.kinds[first] != BaseKind::Unknown {
                continue;
            }
            gap.clear();
            gap.push(first);
            seen[first] = true;
            let (mut land, mut seabed, mut done) = (false, false, 0);
            while done < gap.len() {
                for cell in self.beside(gap[done]) {
                    land |= self.kinds[cell] == BaseKind::Land;
                    seabed |= self.kinds[cell] == BaseKind::Seabed;
                    if self.kinds[cell] == BaseKind::Unknown && !seen[cell] {
                        seen[cell] = true;
                        gap.push(cell);
                    }
                }
                done += 1;
            }
            if land && seabed {
                between.extend_from_slice(&gap);
            }
        }
        between.sort_unstable();
        between
    }

    /// Marks the narrow part of the gaps, and gives its cells in order.
    fn mark_belt(&mut self, gaps: &[usize], nearest: &Nearest, width_cells: f64) -> Vec<usize> {
        let mut belt = gaps.to_vec();
        belt.retain(|cell| {
            let [(to_land, _), (to_seabed, _)] = self.ways_from(*cell, nearest);
            to_land + to_seabed <= width_cells
        });
        for cell in &belt {
            self.kinds[*cell] = BaseKind::Belt;
        }
        belt
    }

    /// The ways to the nearest land and the nearest seabed in cells, and the heights there in metres.
    fn ways_from(&self, cell: usize, nearest: &Nearest) -> [(f64, f64); 2] {
        [nearest.land[cell], nearest.seabed[cell]].map(|other| {
            if other == NO_CELL {
                return (f64::INFINITY, f64::NAN);
            }
            let other = other as usize;
            let along = (other % self.columns).abs_diff(cell % self.columns) as f64;
            let across = (other / self.columns).abs_diff(cell / self.columns) as f64;
            (along.hypot(across), f64::from(self.heights[other]))
        })
    }

    /// Gives the belt its heights.
    fn interpolate(
        &mut self,
        belt: &[usize],
        nearest: &Nearest,
        run: &Run,
    ) -> Result<(), Cancelled> {
        let mut skin = Checkerboard::filled(self.columns, self.rows, 0.0);
        for (cell, height) in self.heights.iter().enumerate() {
            if !height.is_nan() {
                skin.set(cell % self.columns, cell / self.columns, f64::from(*height));
            }
        }
        let mut free = vec![false; self.kinds.len()];
        for cell in belt.iter().copied() {
            let [(to_land, land_m), (to_seabed, seabed_m)] = self.ways_from(cell, nearest);
            let height_m = (land_m * to_seabed + seabed_m * to_land) / (to_land + to_seabed);
            skin.set(cell % self.columns, cell / self.columns, height_m);
            // At the end of the terrain and beside unknown ground it is held where it is.
            free[cell] = 4 == self.beside(cell).count()
                && self
                    .beside(cell)
                    .all(|other| self.kinds[other] != BaseKind::Unknown);
        }
        stretch(&mut skin, &spans_of(&free, self.columns), run)?;
        for cell in belt.iter().copied() {
            self.heights[cell] = as_f32(skin.at(cell % self.columns, cell / self.columns));
        }
        Ok(())
    }

    /// Cells of land that lie in a flat plane not above the water.
    fn flat_sea_cells(&self, land: &Grid<f32>, water_level: Metres) -> usize {
        let is_flat = |cell: usize| {
            let height = land.cells()[cell];
            let mut beside = self.beside(cell).map(|other| land.cells()[other]);
            f64::from(height) <= water_level.0
                && beside.all(|other| other.is_nan() || (other - height).abs() < FLAT_M)
        };
        (0..self.kinds.len())
            .into_par_iter()
            .filter(|cell| self.kinds[*cell] == BaseKind::Land && is_flat(*cell))
            .count()
    }

    fn measured(self, input: &LandAndSea<'_>) -> Base {
        let placement = *input.land.placement();
        let area = |cells: usize| SquareMetres(cells as f64 * placement.cell_area_m2());
        let area_of = |kind| area(self.kinds.iter().filter(|other| **other == kind).count());
        let flat_sea_cells = self.flat_sea_cells(input.land, input.water_level);
        Base {
            land_area: area_of(BaseKind::Land),
            seabed_area: area_of(BaseKind::Seabed),
            belt_area: area_of(BaseKind::Belt),
            unknown_area: area_of(BaseKind::Unknown),
            overlap_area: area(self.overlap),
            flat_sea_cells,
            kinds: Grid::new(placement, self.kinds)
                .unwrap_or_else(|| Grid::filled(placement, BaseKind::Unknown)),
            surface: Grid::new(placement, self.heights).unwrap_or_else(|| input.land.clone()),
        }
    }
}

/// The runs of cells that are set, row by row.
fn spans_of(set: &[bool], columns: usize) -> Spans {
    let mut spans = Spans::default();
    for row in set.chunks(columns.max(1)) {
        spans.push_cells(row);
    }
    spans
}
