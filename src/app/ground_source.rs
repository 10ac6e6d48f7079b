//! Terrain that designs stand on: read once, a window at a time, as heights on square cells.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use geo::{Coord, Rect};

use super::areas_on_ground::{ground_per_map, scale_place};
use super::inputs::{ground_window, note_ground, with_square_cells};
use super::{Oddity, TaskError};
use crate::gis::{Reference, TerrainSource};
use crate::progress::Run;
use crate::project::{Areas, Reading};
use crate::terrain::{CellWindow, Grid, Placement, whole_cells};

/// Share of its width and height that a window is read larger for the next move of the hand.
const SPARE_SHARE: usize = 3;

/// Cells up to which ground is read larger than it has to be.
const MOST_SPARE_CELLS: usize = 16_000_000;

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
    /// What areas are, and volumes with them.
    pub areas: Areas,
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
        let ground = self.source.around(area, reading, file, oddities, run)?;
        let scale = self
            .source
            .ground_per_map(self.areas, area.center(), file)?;
        Ok(ground.with_ground_per_map(scale))
    }

    /// The heights of an area in cells about as large as is asked for, to be drawn; `None` where it lies beside the
    /// terrain. They need not be square.
    pub(super) fn drawn(
        &self,
        area: Rect<f64>,
        side_m: f64,
        run: &Run,
    ) -> Result<Option<Grid<f32>>, TaskError> {
        let inner = &self.source.inner;
        let inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        let placement = inner.terrain.placement();
        let longest_m = placement.cell_width_m.max(placement.cell_height_m);
        let factor = whole_cells(side_m / longest_m).max(1);
        let Some(window) = placement.window_around(area, 2 * factor) else {
            return Ok(None);
        };
        let heights = inner.terrain.read_coarser(window, factor, run)?;
        let is_plain = self.reading.is_plain();
        Ok(Some(if is_plain {
            heights
        } else {
            read_as(&heights, self.reading)
        }))
    }

    /// The coordinate system of the terrain.
    pub(super) fn reference(&self) -> Reference {
        let inner = &self.source.inner;
        let inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.terrain.reference().clone()
    }

    /// All that the terrain covers.
    pub(super) fn extent(&self) -> Rect<f64> {
        self.placement().extent()
    }

    /// The cells that its file has.
    pub(super) fn placement(&self) -> Placement {
        let inner = &self.source.inner;
        let inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
        *inner.terrain.placement()
    }
}

struct Inner {
    terrain: TerrainSource,
    /// A window and its heights as the file has them.
    read: Option<(CellWindow, Arc<Grid<f32>>)>,
    /// Ground per map at the place where it was asked for last.
    scale: Option<(Coord<f64>, f64)>,
}

impl GroundSource {
    /// Terrain that was opened.
    pub fn new(terrain: TerrainSource) -> Self {
        Self {
            inner: Mutex::new(Inner {
                terrain,
                read: None,
                scale: None,
            }),
        }
    }

    /// Ground per map around a place, asked for anew where that is another one.
    fn ground_per_map(
        &self,
        areas: Areas,
        place: Coord<f64>,
        file: &Path,
    ) -> Result<f64, TaskError> {
        if areas == Areas::Planar {
            return Ok(1.0);
        }
        let place = scale_place(place);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, scale)) = inner.scale.filter(|(known, _)| *known == place) {
            return Ok(scale);
        }
        let scale = ground_per_map(areas, inner.terrain.reference(), place, file)?;
        inner.scale = Some((place, scale));
        Ok(scale)
    }

    /// The ground around an area on square cells, its numbers read as heights.
    fn around(
        &self,
        area: Rect<f64>,
        reading: Reading,
        terrain_file: &Path,
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
fn with_spare(window: CellWindow, whole: &Placement) -> CellWindow {
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
