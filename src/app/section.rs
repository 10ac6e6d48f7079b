//! Sections through terrain and through what is planned on it, sampled along a line.
//!
//! Which surfaces there are is the state's to say; how a section is drawn stands in `section_figure`.

use std::sync::Arc;

use geo::{BoundingRect as _, ConvexHull as _, Coord, LineString, Rect};

use super::TaskError;
use super::fill::FillResult;
use super::ground_source::ReadGround;
use super::pit::PitResult;
use crate::design::Outline;
use crate::progress::Run;
use crate::project::{Entry, LayerId, LayerKind, Original, Project, Room, Values};
use crate::terrain::{Grid, OwnSections, Placement, SectionLine};

/// Cells that are read at once along a line; a longer one is read piece by piece.
const MOST_CELLS_AT_ONCE: f64 = 4_000_000.0;

/// Places nearer to each other than this, in metres, are one.
const SAME_PLACE_M: f64 = 1e-6;

/// Where a section runs.
#[derive(Clone, Debug, PartialEq)]
pub enum SectionCourse {
    /// Along a line that was drawn.
    Drawn(SectionLine),
    /// Along a deposit or pit, following its outline.
    Along(Entry),
    /// Across a deposit or pit, down the slope.
    Across(Entry),
}

impl SectionCourse {
    /// The deposit or pit that it follows.
    pub fn entry(&self) -> Option<Entry> {
        match self {
            Self::Drawn(_) => None,
            Self::Along(entry) | Self::Across(entry) => Some(*entry),
        }
    }
}

/// What a terrain is in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SurfaceRole {
    /// The ground of today.
    Ground,
    /// The ground of another time.
    Original,
    /// The bottom of the sea.
    Seabed,
}

/// Heights along a section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionResult {
    /// Where it runs.
    pub line: SectionLine,
    /// Where along the line heights were read, rising, in metres.
    pub chainages_m: Vec<f64>,
    /// Terrains, the ground first.
    pub surfaces: Vec<SectionSurface>,
    /// What is planned, the undermost first.
    pub bodies: Vec<SectionBody>,
}

/// A terrain along a section.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionSurface {
    /// The terrain.
    pub layer: LayerId,
    /// What it is.
    pub role: SurfaceRole,
    /// Its heights, one for each chainage, in metres; NaN where unknown.
    pub heights_m: Vec<f64>,
}

/// Which part of a deposit or backfill a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyPart {
    /// What is filled.
    Fill,
    /// The dam that it lies behind.
    Dam,
}

/// A deposit or backfill along a section, or its dam.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionBody {
    /// The deposit or pit.
    pub entry: Entry,
    /// Which part of it.
    pub part: BodyPart,
    /// What it lies on, one height for each chainage, in metres; NaN where unknown.
    pub base_m: Vec<f64>,
    /// Its upper side, in metres.
    pub top_m: Vec<f64>,
    /// Levels of benches, in metres.
    pub levels_m: Vec<f64>,
}

impl SectionBody {
    /// Whether there is anything of it. Heights are copied where nothing is built, so any difference is a body.
    fn is_met(&self) -> bool {
        let mut both = self.base_m.iter().zip(&self.top_m);
        both.any(|(base, top)| 1e-3 < (top - base).abs())
    }

    /// How thick it is at a place among `chainages_m`, in metres; `None` beside it.
    pub fn thickness_at(&self, chainages_m: &[f64], chainage_m: f64) -> Option<f64> {
        let top_m = height_between(chainages_m, &self.top_m, chainage_m)?;
        let base_m = height_between(chainages_m, &self.base_m, chainage_m)?;
        Some(top_m - base_m).filter(|thickness_m| 5e-3 < thickness_m.abs())
    }
}

/// The height at a chainage between those that are known, in metres; `None` in a gap and beyond the ends.
pub fn height_between(chainages_m: &[f64], heights_m: &[f64], chainage_m: f64) -> Option<f64> {
    let after = chainages_m.partition_point(|at| *at <= chainage_m);
    let after = after.clamp(1, chainages_m.len().max(2) - 1);
    let (from, to) = (*chainages_m.get(after - 1)?, *chainages_m.get(after)?);
    let (first, last) = (*heights_m.get(after - 1)?, *heights_m.get(after)?);
    let share = (chainage_m - from) / (to - from);
    let height_m = if share <= 0.0 {
        first
    } else if 1.0 <= share {
        last
    } else {
        first + (last - first) * share
    };
    let is_within = from - SAME_PLACE_M <= chainage_m && chainage_m <= to + SAME_PLACE_M;
    (is_within && height_m.is_finite()).then_some(height_m)
}

/// A terrain that is cut.
pub(super) struct SurfaceSource {
    pub layer: LayerId,
    pub role: SurfaceRole,
    pub ground: ReadGround,
    pub placement: Placement,
}

/// What terrains are in a section, the ground first. `is_open` says of which heights are known; `base` is the one that
/// was chosen as the ground.
pub(super) fn surface_roles(
    project: &Project,
    base: Option<LayerId>,
    is_open: impl Fn(LayerId) -> bool,
) -> Vec<(LayerId, SurfaceRole)> {
    let mut roles: Vec<(LayerId, SurfaceRole)> = Vec::new();
    let terrains = project.layers_of(LayerKind::Terrain);
    let mut layers: Vec<(LayerId, Values)> = terrains
        .map(|(id, layer)| (id, layer.reading().values))
        .filter(|(id, _)| is_open(*id))
        .collect();
    // Of several terrains the chosen one is the ground.
    layers.sort_by_key(|(id, _)| Some(*id) != base);
    for (id, values) in layers {
        let has_ground = roles.iter().any(|(_, role)| *role == SurfaceRole::Ground);
        let role = if values == Values::Depths {
            SurfaceRole::Seabed
        } else if has_ground || is_original(project, id) {
            SurfaceRole::Original
        } else {
            SurfaceRole::Ground
        };
        roles.push((id, role));
    }
    // Where every terrain is what was before, the first of them is all the ground there is.
    if roles.iter().all(|(_, role)| *role == SurfaceRole::Original)
        && let Some(first) = roles.first_mut()
    {
        first.1 = SurfaceRole::Ground;
    }
    roles.sort_by_key(|(_, role)| *role);
    roles
}

/// Whether a terrain is what the ground was before some pit.
fn is_original(project: &Project, id: LayerId) -> bool {
    let mut pits = project.pits.values();
    pits.any(|pit| matches!(pit.room, Room::Pit { original: Original::Layer(of), .. } if of == id))
}

/// What an entry's own sections are laid through: its outline, and what its fill is known to cover beyond.
pub(super) fn covered_outline(
    project: &Project,
    entry: Entry,
    fill: Option<&FillResult>,
) -> Option<Outline> {
    let outline = project.outline_of(entry)?;
    let beyond = || {
        let Entry::Deposit(id) = entry else {
            return None;
        };
        let fill = fill?;
        let reaches_out = project.deposit(id)?.method.reaches_out();
        if !reaches_out || fill.picture.footprint.0.is_empty() {
            return None;
        }
        let mut all = fill.picture.footprint.clone();
        all.0.push(outline.polygon().clone());
        Outline::new(&all.convex_hull()).ok()
    };
    Some(beyond().unwrap_or_else(|| outline.clone()))
}

/// What is planned, worked out.
#[derive(Clone)]
pub(super) enum BodySource {
    Fill(Arc<FillResult>),
    Backfill(Arc<PitResult>),
}

/// Where a section is to run.
pub(super) enum LineSource {
    /// As drawn.
    Drawn(SectionLine),
    /// Along an outline, or across it down the slope of the ground there.
    Of {
        outline: Outline,
        ground: Option<ReadGround>,
        across: bool,
    },
}

/// What a section is made from.
pub(super) struct SectionRequest {
    pub line: LineSource,
    pub surfaces: Vec<SurfaceSource>,
    pub bodies: Vec<(Entry, BodySource)>,
    /// The line and surfaces of an earlier section that are still the same.
    pub known: Option<Arc<SectionResult>>,
}

/// Reads heights along a line.
///
/// # Errors
/// [`TaskError`], if a terrain cannot be read or the line lies beside all of them.
pub(super) fn section_on(request: &SectionRequest, run: &Run) -> Result<SectionResult, TaskError> {
    let mut section = match &request.known {
        Some(known) => SectionResult {
            bodies: Vec::new(),
            ..SectionResult::clone(known)
        },
        None => surfaces_along(request, run)?,
    };
    for (entry, source) in &request.bodies {
        run.step(0, 1)?;
        let bodies = bodies_along(&section, *entry, source);
        section.bodies.extend(bodies);
    }
    Ok(section)
}

fn surfaces_along(request: &SectionRequest, run: &Run) -> Result<SectionResult, TaskError> {
    let line = line_of(&request.line, run)?;
    let mut chainages_m: Vec<f64> = Vec::new();
    for surface in &request.surfaces {
        chainages_m.extend(line.chainages_on(&surface.placement));
    }
    chainages_m.sort_by(f64::total_cmp);
    chainages_m.dedup_by(|later, earlier| *later - *earlier <= SAME_PLACE_M);
    let mut surfaces = Vec::new();
    for surface in &request.surfaces {
        surfaces.push(SectionSurface {
            layer: surface.layer,
            role: surface.role,
            heights_m: heights_along(&line, &chainages_m, surface, run)?,
        });
    }
    let mut heights = surfaces.iter().flat_map(|surface| &surface.heights_m);
    if heights.all(|height_m| height_m.is_nan()) {
        let terrain = request.surfaces.first();
        return Err(TaskError::DrawnBesideTerrain {
            terrain: terrain.map_or_else(Default::default, |one| one.ground.path.clone()),
        });
    }
    Ok(SectionResult {
        line,
        chainages_m,
        surfaces,
        bodies: Vec::new(),
    })
}

fn line_of(source: &LineSource, run: &Run) -> Result<SectionLine, TaskError> {
    let (outline, ground, across) = match source {
        LineSource::Drawn(line) => return Ok(line.clone()),
        LineSource::Of {
            outline,
            ground,
            across,
        } => (outline, ground, *across),
    };
    let ground = ground.as_ref();
    let read = ground.map(|ground| ground.around(outline.extent(), &mut Vec::new(), run));
    let read = match read {
        // Beside the terrain its shape alone says how it lies.
        Some(Err(TaskError::DrawnBesideTerrain { .. })) | None => None,
        Some(read) => Some(read?),
    };
    let own = OwnSections::of(outline.polygon(), read.as_ref());
    let own = own.ok_or(TaskError::Drawn {
        source: crate::design::OutlineError::NoArea,
    })?;
    Ok(if across { own.cross } else { own.long })
}

/// The heights of a terrain along a line, read piece by piece where the line is long.
fn heights_along(
    line: &SectionLine,
    chainages_m: &[f64],
    surface: &SurfaceSource,
    run: &Run,
) -> Result<Vec<f64>, TaskError> {
    let points: Vec<Coord<f64>> = chainages_m.iter().map(|at| line.point_at(*at)).collect();
    let mut heights_m = Vec::with_capacity(points.len());
    // Halves that still wait, the next one last.
    let mut waiting = vec![points.as_slice()];
    while let Some(piece) = waiting.pop() {
        let Some(area) = LineString::from(piece.to_vec()).bounding_rect() else {
            continue;
        };
        if 2 < piece.len() && MOST_CELLS_AT_ONCE < cells_in(area, &surface.placement) {
            let (first, second) = piece.split_at(piece.len() / 2);
            waiting.extend([second, first]);
            continue;
        }
        run.step(heights_m.len(), points.len())?;
        match surface.ground.around(area, &mut Vec::new(), run) {
            Ok(grid) => heights_m.extend(piece.iter().map(|at| height_in(&grid, *at))),
            Err(TaskError::DrawnBesideTerrain { .. }) => {
                heights_m.extend(piece.iter().map(|_| f64::NAN));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(heights_m)
}

fn cells_in(area: Rect<f64>, placement: &Placement) -> f64 {
    // A line along a row still takes a few rows of cells.
    let columns = area.width() / placement.cell_width_m + 4.0;
    let rows = area.height() / placement.cell_height_m + 4.0;
    columns * rows
}

fn height_in(grid: &Grid<f32>, at: Coord<f64>) -> f64 {
    grid.height_at(at).unwrap_or(f64::NAN)
}

/// What of a deposit or backfill the line meets, the undermost first.
fn bodies_along(section: &SectionResult, entry: Entry, source: &BodySource) -> Vec<SectionBody> {
    let (ground, surface, dam) = match source {
        BodySource::Fill(fill) => {
            let (design, ground) = (&fill.design, &fill.ground);
            (ground, fill.surface(), design.dam_on(ground))
        }
        BodySource::Backfill(result) => {
            let Some(pit) = &result.pit else {
                return Vec::new();
            };
            let surface = pit.void.surface_on(&pit.ground, pit.level);
            (&pit.ground, surface, None)
        }
    };
    let along = |grid: &Grid<f32>| section.line.heights_at(&section.chainages_m, grid);
    let (base_m, top_m) = (along(ground), along(&surface));
    let dam_m = dam.as_ref().map(along);
    let body = |part, base_m: &[f64], top_m: &[f64], levels_m| SectionBody {
        entry,
        part,
        base_m: base_m.to_vec(),
        top_m: top_m.to_vec(),
        levels_m,
    };
    let fill = body(
        BodyPart::Fill,
        dam_m.as_ref().unwrap_or(&base_m),
        &top_m,
        levels_of(source),
    );
    let dam = dam_m.map(|dam_m| body(BodyPart::Dam, &base_m, &dam_m, Vec::new()));
    dam.into_iter()
        .chain([fill])
        .filter(SectionBody::is_met)
        .collect()
}

/// Levels of benches, in metres.
fn levels_of(source: &BodySource) -> Vec<f64> {
    match source {
        BodySource::Fill(fill) => fill
            .design
            .bench_levels
            .iter()
            .map(|level| level.0)
            .collect(),
        BodySource::Backfill(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_between_samples_are_straight_and_gaps_stay() {
        let chainages_m = [0.0, 10.0, 20.0, 30.0];
        let heights_m = [100.0, 110.0, f64::NAN, 90.0];
        let at = |chainage_m| height_between(&chainages_m, &heights_m, chainage_m);
        assert_eq!(at(0.0), Some(100.0));
        assert_eq!(at(5.0), Some(105.0));
        assert_eq!(at(10.0), Some(110.0));
        assert_eq!(at(15.0), None);
        assert_eq!(at(30.0), Some(90.0));
        assert_eq!(at(31.0), None);
        assert_eq!(at(-1.0), None);
        assert_eq!(height_between(&[], &[], 1.0), None);
    }
}
