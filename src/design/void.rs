//! The room in a pit: between the ground as it was mined and what may be filled.
//!
//! How much of it is used is decided elsewhere; here a level gives a volume, and a volume a level.

use super::rim_surface::rim_surface;
use super::toe::ToeLine;
use super::{DesignError, NEGLIGIBLE_UNKNOWN_SHARE, Outline, as_f32, checked_cells};
use crate::curve::{Columns, CurvePoint, StageCurve};
use crate::progress::{Cancelled, Run};
use crate::terrain::{Coverage, Grid};
use crate::units::{BankM3, CubicMetres, Metres, PlacedM3, SquareMetres};

/// A share of the outline's area where the ground stands above the original surface that is not worth a warning.
const NEGLIGIBLE_ABOVE_SHARE: f64 = 0.01;

/// What the ground was before anything was mined.
#[derive(Clone, Copy, Debug)]
pub enum OriginalSurface<'a> {
    /// Heights in metres on the same cells as the ground; NaN where unknown.
    Surface(&'a Grid<f32>),
    /// The ground just outside the outline, carried across the pit.
    ///
    /// # Source
    /// Laplace's equation with the rim's heights held fixed: a skin stretched over the rim, nowhere higher or
    /// lower than the rim itself, and a plane where the rim lies in one.
    Rim,
}

/// A pit in the terrain.
#[derive(Clone, Copy, Debug)]
pub struct VoidInput<'a> {
    /// Ground heights as mined, in metres with square cells, at least one cell more than the outline on each
    /// side where there is terrain; NaN where unknown.
    pub ground: &'a Grid<f32>,
    /// The rim.
    pub outline: &'a Outline,
    /// What the ground was before.
    pub original: OriginalSurface<'a>,
    /// The highest level that may be filled to, where there is one.
    pub permitted_level: Option<Metres>,
}

/// A measured void.
#[derive(Clone, Debug)]
pub struct VoidDesign {
    /// Everything between the mined ground and the original surface: the rock that was taken out.
    pub extracted: BankM3,
    /// The part of it that may be filled: up to the lower of original surface and permitted level.
    pub usable: PlacedM3,
    /// The area inside the outline.
    pub outline_area: SquareMetres,
    /// The lowest mined ground.
    pub floor: Metres,
    /// The lowest ground along the outline.
    pub rim_lowest: Metres,
    /// Where the ground stands above the original surface; nothing is counted there.
    pub above_area: SquareMetres,
    /// How much stands above it.
    pub above: CubicMetres,
    /// The part of the outline's area where ground or original surface have no height; nothing is counted there.
    pub unknown_area: SquareMetres,
    /// Usable room and areas by level.
    pub curve: StageCurve,
    /// What was odd, and stays with the result.
    pub warnings: Vec<VoidWarning>,
    columns: Columns,
    highest: Metres,
    /// The highest that each cell may be filled to, in metres; NaN where nothing may.
    roof: Grid<f32>,
    outline: Outline,
}

/// Why there is no void.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum VoidError {
    /// The ground cannot be worked on.
    #[error(transparent)]
    Ground(#[from] DesignError),
    /// The original surface has other cells than the ground.
    #[error("the original surface has other cells than the ground")]
    OtherCells,
    /// The rim runs over ground without a height, so nothing can be carried across from there.
    #[error("{unknown_m:.0} m of the rim's {length_m:.0} m have no ground height beside them")]
    UnknownRim {
        /// Length without a height, in metres.
        unknown_m: f64,
        /// Length of the rim, in metres.
        length_m: f64,
    },
    /// The mined ground is nowhere below the original surface.
    #[error("the ground is nowhere below the original surface: there is no void")]
    NoVoid,
    /// The permitted level is at or below the floor.
    #[error("the permitted level, {level_m:.2} m, is not above the floor, {floor_m:.2} m")]
    PermittedBelowFloor {
        /// The permitted level, in metres.
        level_m: f64,
        /// The lowest mined ground, in metres.
        floor_m: f64,
    },
}

impl From<Cancelled> for VoidError {
    fn from(_: Cancelled) -> Self {
        Self::Ground(DesignError::Cancelled)
    }
}

/// Something odd about a void that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum VoidWarning {
    /// Ground or original surface without a height inside the outline.
    UnknownGround {
        /// How much.
        area: SquareMetres,
        /// Of the outline's area.
        share: f64,
    },
    /// The ground stands above the original surface.
    AboveOriginal {
        /// Where.
        area: SquareMetres,
        /// How much of it.
        volume: CubicMetres,
    },
}

/// Measures the void of a pit.
///
/// # Errors
/// [`VoidError`]: what the planner has to change, or that nobody wants the result any more.
pub fn design_void(input: &VoidInput<'_>, run: &Run) -> Result<VoidDesign, VoidError> {
    checked_cells(input.ground)?;
    let rim = ToeLine::of(input.outline, input.ground);
    if 0.0 < rim.outside_m {
        return Err(VoidError::Ground(DesignError::OutsideTerrain {
            outside_m: rim.outside_m,
            length_m: rim.length_m,
        }));
    }
    let placement = input.ground.placement();
    let coverage = Coverage::of(input.outline.polygon(), placement);
    let carried;
    let original = match input.original {
        OriginalSurface::Surface(surface) => surface,
        OriginalSurface::Rim => {
            carried = rim_surface(input.ground, &coverage, run)?;
            &carried
        }
    };
    if !placement.matches(original.placement()) {
        return Err(VoidError::OtherCells);
    }
    run.step(1, 3)?;
    let all = columns_between(input.ground, original, &coverage);
    let Some((floor_m, _)) = all.level_range() else {
        return Err(VoidError::NoVoid);
    };
    let extracted = all.filled_to(Metres(f64::INFINITY)).volume;
    let (above_area, above) = standing_above(&all);
    let permitted_m = input.permitted_level.map_or(f64::INFINITY, |level| level.0);
    if permitted_m <= floor_m {
        return Err(VoidError::PermittedBelowFloor {
            level_m: permitted_m,
            floor_m,
        });
    }
    let lower = |height: f32| height.min(as_f32(permitted_m));
    let mut columns = all;
    for slope in &mut columns.slope_m {
        *slope = lower(*slope);
    }
    let roof = roof_on(original, &coverage, lower);
    run.step(2, 3)?;
    let curve = StageCurve::of(&columns, run)?;
    let placement = input.ground.placement();
    let outline_area = SquareMetres(placement.area_of_map_m2(input.outline.area_m2()));
    let mut design = VoidDesign {
        extracted: BankM3(extracted.0),
        usable: columns.filled_to(Metres(f64::INFINITY)).volume,
        outline_area,
        floor: Metres(floor_m),
        rim_lowest: Metres(rim.heights_m().fold(f64::INFINITY, f64::min)),
        above_area,
        above,
        unknown_area: columns.unknown_area(),
        curve,
        warnings: Vec::new(),
        highest: highest_room(&columns, input.ground, &roof),
        columns,
        roof,
        outline: input.outline.clone(),
    };
    design.warn();
    Ok(design)
}

impl VoidDesign {
    fn warn(&mut self) {
        let share = self.unknown_area / self.outline_area;
        if NEGLIGIBLE_UNKNOWN_SHARE < share {
            self.warnings.push(VoidWarning::UnknownGround {
                area: self.unknown_area,
                share,
            });
        }
        if NEGLIGIBLE_ABOVE_SHARE < self.above_area / self.outline_area {
            self.warnings.push(VoidWarning::AboveOriginal {
                area: self.above_area,
                volume: self.above,
            });
        }
    }

    /// The level at which everything is filled.
    pub fn highest(&self) -> Metres {
        self.highest
    }

    /// What is filled below a level. Room that lies lower on the way there counts as filled.
    pub fn filled_to(&self, level: Metres) -> CurvePoint {
        self.columns.filled_to(level)
    }

    /// The level up to which a volume fills the void, or `None` where it holds less than that.
    ///
    /// It is one level all over the pit; where the original surface is lower, the fill ends at that.
    pub fn level_for(&self, volume: PlacedM3) -> Option<Metres> {
        let rounding = 1e-9 * self.usable.0;
        if self.usable.0 + rounding < volume.0 {
            return None;
        }
        // The curve's last sum may lie a rounding beside that of the columns.
        if self.curve.capacity() <= volume {
            return Some(self.highest);
        }
        let level = self.curve.level_for(volume, &self.columns)?;
        Some(if level < self.highest {
            level
        } else {
            self.highest
        })
    }

    /// The greatest height of fill above the mined ground, when filled to a level.
    pub fn greatest_thickness(&self, level: Metres) -> Metres {
        self.columns.greatest_thickness(level)
    }

    /// The ground with a fill up to a level on it, in metres.
    ///
    /// `ground` must be the one that the void was measured on. A cell that the outline cuts shows the height
    /// at its middle; volumes are counted exactly, so a difference of grids comes out a little beside.
    pub fn surface_on(&self, ground: &Grid<f32>, level: Metres) -> Grid<f32> {
        let level_m = as_f32(level.0);
        let cells = ground.cells().iter().zip(self.roof.cells());
        let cells = cells.map(|(ground, roof)| {
            // Unknown ground and what lies outside stay as they are: NaN is never above.
            let top = if roof.is_nan() {
                *roof
            } else {
                roof.min(level_m)
            };
            if *ground < top { top } else { *ground }
        });
        Grid::new(*ground.placement(), cells.collect()).unwrap_or_else(|| ground.clone())
    }

    /// The highest that each cell may be filled to, in metres; NaN where nothing may.
    pub fn roof(&self) -> &Grid<f32> {
        &self.roof
    }

    /// The rim.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }
}

/// Columns between two surfaces in the order of the coverage, without ground where one of them has no height.
fn columns_between(ground: &Grid<f32>, roof: &Grid<f32>, coverage: &Coverage) -> Columns {
    let placement = ground.placement();
    let count = coverage.whole_count() + coverage.partial.len();
    let mut columns = Columns {
        cell_area_m2: placement.cell_area_m2(),
        ground_m: Vec::with_capacity(count),
        slope_m: Vec::with_capacity(count),
        shares: coverage
            .partial
            .iter()
            .map(|cell| as_f32(cell.share))
            .collect(),
    };
    let mut push = |ground: f32, roof: f32| {
        let known = !roof.is_nan();
        columns.ground_m.push(if known { ground } else { f32::NAN });
        columns.slope_m.push(roof);
    };
    for span in &coverage.whole {
        let grounds = &ground.row(span.row)[span.first..span.end];
        let roofs = &roof.row(span.row)[span.first..span.end];
        for (ground, roof) in grounds.iter().zip(roofs) {
            push(*ground, *roof);
        }
    }
    for cell in &coverage.partial {
        let at = |grid: &Grid<f32>| grid.height_at_cells(cell.centroid).map_or(f32::NAN, as_f32);
        push(at(ground), at(roof));
    }
    columns
}

/// Where the ground stands above the roof, and how much of it does.
fn standing_above(columns: &Columns) -> (SquareMetres, CubicMetres) {
    let upside_down = Columns {
        cell_area_m2: columns.cell_area_m2,
        ground_m: columns.slope_m.clone(),
        slope_m: columns.ground_m.clone(),
        shares: columns.shares.clone(),
    };
    let above = upside_down.filled_to(Metres(f64::INFINITY));
    (above.footprint, CubicMetres(above.volume.0))
}

/// The highest roof over room, of the columns and of the cells of the surface.
///
/// A cell that the outline cuts is a column by the middle of its part inside, where the roof may be lower than at
/// the cell's own middle; filled to the column's end alone, it would show a dent.
fn highest_room(columns: &Columns, ground: &Grid<f32>, roof: &Grid<f32>) -> Metres {
    let of_columns = columns.level_range().map(|(_, highest_m)| highest_m);
    let cells = ground.cells().iter().zip(roof.cells());
    let over_room = cells.filter_map(|(ground, roof)| (ground < roof).then_some(f64::from(*roof)));
    Metres(
        of_columns
            .into_iter()
            .chain(over_room)
            .fold(f64::NEG_INFINITY, f64::max),
    )
}

/// The highest that each cell which lies inside, in whole or in part, may be filled to.
fn roof_on(original: &Grid<f32>, coverage: &Coverage, lower: impl Fn(f32) -> f32) -> Grid<f32> {
    let placement = *original.placement();
    let mut cells = vec![f32::NAN; placement.cell_count()];
    let mut keep = |row: usize, column: usize| {
        let height = original.at(column, row);
        if !height.is_nan() {
            cells[row * placement.columns + column] = lower(height);
        }
    };
    for span in &coverage.whole {
        (span.first..span.end).for_each(|column| keep(span.row, column));
    }
    for cell in coverage.partial.iter().filter(|cell| 0.5 <= cell.share) {
        keep(cell.row, cell.column);
    }
    Grid::new(placement, cells).unwrap_or_else(|| original.clone())
}
