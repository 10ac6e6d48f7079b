//! A fill on terrain from a file: the one way from outline to figures, for window and command line alike.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use geo::Rect;

use super::fill_picture::{Drawn, FillPicture, picture_of, picture_without_lines};
use super::inputs::{ground_window, note_ground, with_square_cells};
use super::pit::outline_in;
use super::{Oddity, TaskError};
use crate::design::{
    DesignError, FillDesign, FillInput, FillTarget, Outline, PREVIEW_CELLS, Slope, UnknownGround,
    design_fill, design_preview,
};
use crate::gis::TerrainSource;
use crate::progress::Run;
use crate::project::{Deposit, Reading};
use crate::results::{Fingerprint, Inputs};
use crate::terrain::{CellWindow, Grid};

/// Share of its width and height that a window is read larger for the next move of the hand.
const SPARE_SHARE: usize = 3;

/// Cells up to which ground is read larger than it has to be.
const MOST_SPARE_CELLS: usize = 16_000_000;

/// What a fill is designed from, besides the terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct FillRequest {
    /// The limit of the land taken.
    pub outline: Outline,
    /// Steepness of the face.
    pub face: Slope,
    /// How far to build.
    pub target: FillTarget,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
}

impl FillRequest {
    /// What a deposit is made from.
    pub fn of(deposit: &Deposit) -> Self {
        Self {
            outline: deposit.outline.clone(),
            face: deposit.face,
            target: deposit.target,
            unknown_ground: deposit.unknown_ground,
        }
    }

    /// As high as tipped rock stands.
    pub fn usual(outline: Outline) -> Self {
        Self {
            outline,
            face: Slope::TIPPED_ROCK,
            target: FillTarget::Capacity,
            unknown_ground: UnknownGround::Refuse,
        }
    }

    /// Tells the inputs of a fill on a terrain apart.
    pub(super) fn fingerprint(&self, terrain: Fingerprint) -> Fingerprint {
        let inputs = Inputs::of("fill")
            .upstream(terrain)
            .number(self.face.rise_over_run());
        let inputs = outline_in(inputs, &self.outline);
        let inputs = match self.target {
            FillTarget::Capacity => inputs.text("capacity"),
            FillTarget::Crest(level) => inputs.text("crest").number(level.0),
            FillTarget::Volume(volume) => inputs.text("volume").number(volume.0),
        };
        let unknown = match self.unknown_ground {
            UnknownGround::Refuse => "refuse",
            UnknownGround::UseNearest => "nearest",
        };
        inputs.text(unknown).fingerprint()
    }
}

/// A fill, as fine as the terrain or coarser while the hand moves.
#[derive(Debug)]
pub struct FillResult {
    /// The design.
    pub design: FillDesign,
    /// The ground that it stands on.
    pub ground: Arc<Grid<f32>>,
    /// How it is drawn.
    pub picture: Arc<FillPicture>,
    /// Whether it was made on coarser cells than the terrain's.
    pub is_preview: bool,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

impl FillResult {
    /// The side of the cells it was made on, in metres.
    pub fn cell_size_m(&self) -> f64 {
        self.ground.placement().cell_width_m
    }
}

/// Terrain that fills are designed on, with the part of it that was read last.
pub struct GroundSource {
    inner: Mutex<Inner>,
}

/// Terrain, and how its numbers become heights.
#[derive(Clone)]
pub(super) struct ReadGround {
    pub source: Arc<GroundSource>,
    /// The file.
    pub path: PathBuf,
    pub reading: Reading,
}

impl ReadGround {
    /// The ground around an area on square cells, its numbers read as heights.
    pub(super) fn around(
        &self,
        area: Rect<f64>,
        oddities: &mut Vec<Oddity>,
        run: &Run,
    ) -> Result<Grid<f32>, TaskError> {
        let (reading, file) = (self.reading, self.path.as_path());
        self.source.around(area, reading, file, oddities, run)
    }
}

struct Inner {
    terrain: TerrainSource,
    /// A window and its heights as the file has them.
    read: Option<(CellWindow, Arc<Grid<f32>>)>,
}

impl GroundSource {
    /// Terrain that was opened.
    pub fn new(terrain: TerrainSource) -> Self {
        Self {
            inner: Mutex::new(Inner {
                terrain,
                read: None,
            }),
        }
    }

    /// The ground around an area on square cells, its numbers read as heights.
    fn around(
        &self,
        area: Rect<f64>,
        reading: Reading,
        terrain_file: &std::path::Path,
        oddities: &mut Vec<Oddity>,
        run: &Run,
    ) -> Result<Grid<f32>, TaskError> {
        // A job that panicked has at worst left ground unread.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(window) = ground_window(&inner.terrain, area)? else {
            return Err(TaskError::DrawnBesideTerrain {
                terrain: terrain_file.to_owned(),
            });
        };
        let ground = inner.window(window, run)?;
        let terrain = &inner.terrain;
        let of_file = terrain.warnings().iter().cloned();
        oddities.extend(of_file.map(|odd| Oddity::Raster(terrain.facts().path.clone(), odd)));
        note_ground(terrain, &ground, area, oddities);
        let mut ground = with_square_cells(ground, terrain, oddities);
        if !reading.is_plain() {
            ground = read_as(&ground, reading);
        }
        Ok(ground)
    }
}

/// Heights are kept in single precision: the sum is exact to about 0.1 mm at 1,000 m.
#[expect(
    clippy::cast_possible_truncation,
    reason = "heights are in single precision"
)]
fn read_as(ground: &Grid<f32>, reading: Reading) -> Grid<f32> {
    let heights = ground.cells().iter();
    let heights = heights.map(|height| reading.height_of(f64::from(*height)) as f32);
    Grid::new(*ground.placement(), heights.collect()).unwrap_or_else(|| ground.clone())
}

impl Inner {
    fn window(&mut self, window: CellWindow, run: &Run) -> Result<Grid<f32>, TaskError> {
        if let Some((held, ground)) = &self.read
            && let Some(inside) = part_of(*held, window)
        {
            return Ok(ground.window(inside));
        }
        let larger = with_spare(window, self.terrain.placement());
        let ground = Arc::new(self.terrain.read(larger, run)?);
        let inside = part_of(larger, window).unwrap_or(window);
        let part = ground.window(inside);
        self.read = Some((larger, ground));
        Ok(part)
    }
}

/// A window counted from the first cell of one that holds it.
fn part_of(held: CellWindow, window: CellWindow) -> Option<CellWindow> {
    let column = window.column.checked_sub(held.column)?;
    let row = window.row.checked_sub(held.row)?;
    let holds = column + window.columns <= held.columns && row + window.rows <= held.rows;
    holds.then_some(CellWindow {
        column,
        row,
        ..window
    })
}

/// A window with spare cells around it, where they are not too many.
fn with_spare(window: CellWindow, whole: &crate::terrain::Placement) -> CellWindow {
    let (across, along) = (window.columns / SPARE_SHARE, window.rows / SPARE_SHARE);
    let (column, row) = (
        window.column.saturating_sub(across),
        window.row.saturating_sub(along),
    );
    let larger = CellWindow {
        column,
        row,
        columns: (window.column + window.columns + across).min(whole.columns) - column,
        rows: (window.row + window.rows + along).min(whole.rows) - row,
    };
    if larger.columns.saturating_mul(larger.rows) <= MOST_SPARE_CELLS {
        larger
    } else {
        window
    }
}

/// Designs a fill on the ground of a terrain, as fine as it is.
///
/// # Errors
/// [`TaskError`]: what the planner has to change.
pub(super) fn fill_on(
    ground: &ReadGround,
    request: &FillRequest,
    run: &Run,
) -> Result<FillResult, TaskError> {
    let mut oddities = Vec::new();
    let grid = ground.around(request.outline.extent(), &mut oddities, run)?;
    let design = design_on(&grid, &ground.path, request, &mut oddities, run)?;
    let surface = design.surface_on(&grid);
    let drawn = Drawn::of(&design, &surface, &grid);
    let picture = picture_of(&drawn, || design.footprint_polygons(&grid), run)?;
    Ok(FillResult {
        picture: Arc::new(picture),
        design,
        ground: Arc::new(grid),
        is_preview: false,
        oddities,
    })
}

/// Designs a fill on ground that was read, and keeps what was odd.
pub(super) fn design_on(
    ground: &Grid<f32>,
    terrain: &std::path::Path,
    request: &FillRequest,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<FillDesign, TaskError> {
    let input = input_of(ground, request);
    let design = design_fill(&input, run).map_err(|source| design_error(terrain, source))?;
    oddities.extend(design.warnings.iter().copied().map(Oddity::Design));
    Ok(design)
}

fn input_of<'a>(ground: &'a Grid<f32>, request: &'a FillRequest) -> FillInput<'a> {
    FillInput {
        ground,
        outline: &request.outline,
        face: request.face,
        target: request.target,
        unknown_ground: request.unknown_ground,
    }
}

fn design_error(terrain: &std::path::Path, source: DesignError) -> TaskError {
    match source {
        DesignError::Cancelled => TaskError::Cancelled,
        source => TaskError::Design {
            terrain: terrain.to_owned(),
            source,
        },
    }
}

/// Designs a fill as fast as the hand moves, on coarser cells where it is large, and draws no lines on it.
///
/// # Errors
/// As [`fill_on`].
pub(super) fn preview_on(
    ground: &ReadGround,
    request: &FillRequest,
    run: &Run,
) -> Result<FillResult, TaskError> {
    let mut oddities = Vec::new();
    let grid = ground.around(request.outline.extent(), &mut oddities, run)?;
    let preview = design_preview(&input_of(&grid, request), PREVIEW_CELLS, run)
        .map_err(|source| design_error(&ground.path, source))?;
    let warnings = preview.design.warnings.iter().copied();
    oddities.extend(warnings.map(Oddity::Design));
    let surface = preview.design.surface_on(&preview.ground);
    let drawn = Drawn::of(&preview.design, &surface, &preview.ground);
    Ok(FillResult {
        picture: Arc::new(picture_without_lines(&drawn, run)?),
        is_preview: 1 < preview.factor,
        ground: Arc::new(preview.ground.into_owned()),
        design: preview.design,
        oddities,
    })
}
