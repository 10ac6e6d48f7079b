//! What maps show of each alternative: its designs, what stands against them, and what is there in any case.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{BoundingRect as _, Coord, MultiPolygon, Polygon, Rect};

use crate::app::TaskError;
use crate::app::entry_color::color_of_entry;
use crate::app::file_designs::FileDesigns;
use crate::app::fill::FillResult;
use crate::app::pit::FilledPit;
use crate::app::scenario_list::Measurable;
use crate::app::site_areas::around_both;
use crate::app::state::purpose_text;
use crate::app::take::CoveredGround;
use crate::design::BuiltRamp;
use crate::figure::{BuiltKind, MapBuilt, MapFill, MapPanel};
use crate::progress::Run;
use crate::project::{DepositId, Entry, Project, ScenarioId};
use crate::terrain::{Grid, whole_cells};
use crate::words::Words;

/// Cells of a fill that a map is drawn from at most; more cannot be told apart on paper.
const MOST_CELLS: f64 = 4_000_000.0;

/// The colour of outlines on maps beside one another, where the shades of rock compare: red, green and blue.
const INK: [u8; 3] = [0x1F, 0x29, 0x33];

/// An alternative, ready to be drawn.
pub(super) struct Alternative {
    pub id: ScenarioId,
    /// The greatest thickness of rock in it, in metres.
    pub thickest_m: f32,
    /// With a line in the legend for each deposit and pit.
    panel: MapPanel,
}

impl Alternative {
    /// On a sheet of its own.
    pub(super) fn alone(&self) -> MapPanel {
        self.panel.clone()
    }

    /// Beside others: one line in the legend for all deposits, and one for all pits.
    pub(super) fn together(&self, words: &Words) -> MapPanel {
        let mut panel = self.panel.clone();
        for built in &mut panel.built {
            let text_id = match built.kind {
                BuiltKind::Deposit(_) => "report-map-deposit",
                BuiltKind::Tipped(_) => "report-map-tipped",
                BuiltKind::Pit(_) => "report-map-pit",
                BuiltKind::Outlet(_) | BuiltKind::Ground(_) => continue,
            };
            built.legend = words.text(text_id, &[]);
            built.color = INK;
        }
        panel
    }

    /// The ground that is used, in metres; `None` where nothing is built. Outlets may be far away and do not count.
    pub(super) fn extent(&self) -> Option<Rect<f64>> {
        let built = self.panel.built.iter();
        let extents = built.flat_map(|built| {
            let drawn = match &built.kind {
                BuiltKind::Deposit(ground) | BuiltKind::Pit(ground) | BuiltKind::Ground(ground) => {
                    ground.bounding_rect()
                }
                BuiltKind::Tipped(at) => Some(Rect::new(*at, *at)),
                BuiltKind::Outlet(_) => None,
            };
            let covered = built.fill.as_ref();
            let covered = covered.and_then(|fill| fill.footprint.bounding_rect());
            [drawn, covered]
        });
        extents.flatten().reduce(around_both)
    }
}

/// Works out what alternatives show.
///
/// # Errors
/// [`TaskError`], if the project file cannot be read, or nobody wants it any more.
pub(super) fn alternatives_of(
    designs: &mut FileDesigns,
    scenarios: &[ScenarioId],
    words: &Words,
    run: &Run,
) -> Result<Vec<Alternative>, TaskError> {
    let measurable = Measurable::of(&designs.read, run)?;
    let mut alternatives = Vec::new();
    for (done, id) in scenarios.iter().enumerate() {
        run.step(done, scenarios.len())?;
        alternatives.extend(alternative_of(designs, *id, &measurable, words, run)?);
    }
    Ok(alternatives)
}

fn alternative_of(
    designs: &mut FileDesigns,
    id: ScenarioId,
    measurable: &Measurable,
    words: &Words,
    run: &Run,
) -> Result<Option<Alternative>, TaskError> {
    let project = designs.project().clone();
    let Some(scenario) = project.scenario(id) else {
        return Ok(None);
    };
    let mut entries: Vec<Entry> = project.built_in(id).collect();
    entries.reverse();
    let mut built = Vec::new();
    let mut covered: BTreeMap<DepositId, MultiPolygon<f64>> = BTreeMap::new();
    let mut thickest_m = 0.0_f32;
    for entry in entries {
        let fill = fill_of(designs, entry, run)?;
        if let Some((fill, fill_thickest_m)) = &fill {
            thickest_m = thickest_m.max(*fill_thickest_m);
            if let Entry::Deposit(id) = entry {
                covered.insert(id, fill.footprint.clone());
            }
        }
        let fill = fill.map(|(fill, _)| Arc::new(fill));
        built.extend(built_of(&project, entry, fill, words));
    }
    let covered = |id: DepositId| Ok(covered.get(&id).cloned().map(CoveredGround::Known));
    let take = measurable.take_of_covered(id, &project, covered, run)?;
    let everything = take.as_ref().and_then(|take| take.everything.as_ref());
    Ok(Some(Alternative {
        id,
        thickest_m,
        panel: MapPanel {
            name: scenario.name.clone(),
            built,
            reference: reference_of(&project, id),
            hard: everything.map_or_else(nothing, |taken| taken.hard.clone()),
            beyond: everything.map_or_else(nothing, |taken| taken.beyond.clone()),
        },
    }))
}

fn nothing() -> MultiPolygon<f64> {
    MultiPolygon(Vec::new())
}

/// The rock of a deposit or pit and its greatest thickness, in metres; `None` where none can be worked out.
fn fill_of(
    designs: &mut FileDesigns,
    entry: Entry,
    run: &Run,
) -> Result<Option<(MapFill, f32)>, TaskError> {
    let found = match entry {
        Entry::Deposit(id) => designs
            .fill(id, run)
            .map(|fill| fill.map(|fill| (of_deposit(&fill), fill.picture.thickest_m))),
        Entry::Pit(id) => designs.pit(id, run).map(|pit| {
            let pit = pit.as_ref().and_then(|pit| pit.pit.as_ref())?;
            Some((of_pit(pit), pit.picture.thickest_m))
        }),
        Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => Ok(None),
    };
    match found {
        Ok(fill) => Ok(fill),
        Err(TaskError::Cancelled) => Err(TaskError::Cancelled),
        Err(error) => {
            tracing::info!("{entry:?} is drawn without what lies in it: {error}");
            Ok(None)
        }
    }
}

fn of_deposit(fill: &FillResult) -> MapFill {
    let ramp = fill.design.ramp.as_deref();
    MapFill {
        ramp: ramp.map(|ramp| (middle_of(ramp), ramp.width.0)),
        footprint: fill.picture.footprint.clone(),
        ..drawn(fill.raised.clone(), &fill.ground)
    }
}

fn middle_of(ramp: &BuiltRamp) -> Vec<Coord<f64>> {
    ramp.line.iter().map(|point| point.at).collect()
}

fn of_pit(pit: &FilledPit) -> MapFill {
    let surface = pit.void.surface_on(&pit.ground, pit.level);
    let cells = surface.cells().iter().zip(pit.ground.cells());
    let raised = cells.map(|(top, ground)| if ground < top { *top } else { f32::NAN });
    let raised = Grid::new(*surface.placement(), raised.collect());
    MapFill {
        footprint: pit.picture.footprint.clone(),
        ..drawn(raised.unwrap_or(surface), &pit.ground)
    }
}

/// Rock on ground, no finer than a map can show.
fn drawn(raised: Grid<f32>, ground: &Arc<Grid<f32>>) -> MapFill {
    let cells = raised.placement().cell_count() as f64;
    let factor = whole_cells((cells / MOST_CELLS).sqrt().ceil()).max(1);
    let (raised, ground) = if factor == 1 {
        (raised, Arc::clone(ground))
    } else {
        (raised.coarser(factor), Arc::new(ground.coarser(factor)))
    };
    MapFill {
        raised,
        ground,
        footprint: nothing(),
        ramp: None,
    }
}

/// How an entry is drawn; `None` for what has no place.
fn built_of(
    project: &Project,
    entry: Entry,
    fill: Option<Arc<MapFill>>,
    words: &Words,
) -> Option<MapBuilt> {
    let name = project.name_of(entry)?.to_owned();
    let outline = project
        .outline_of(entry)
        .map(|outline| outline.polygon().clone());
    let (kind, legend) = match entry {
        Entry::Layer(_) => return None,
        Entry::Deposit(_) if project.is_point(entry) => {
            let middle = outline?.bounding_rect()?.center();
            (BuiltKind::Tipped(middle), name.clone())
        }
        Entry::Deposit(_) => (BuiltKind::Deposit(outline?), name.clone()),
        Entry::Pit(_) => (BuiltKind::Pit(outline?), name.clone()),
        Entry::Ground(id) => {
            let purpose = project.ground(id)?.purpose;
            (BuiltKind::Ground(outline?), purpose_text(purpose, words))
        }
        Entry::Outlet(id) => {
            let place = project.outlet(id)?.place?;
            (
                BuiltKind::Outlet(place),
                words.text("report-map-outlet", &[]),
            )
        }
    };
    Some(MapBuilt {
        name,
        legend,
        kind,
        color: color_of_entry(project, entry),
        fill,
    })
}

/// Outlines of the zero alternative, where another one is drawn. A copy that stayed as it was has its own there already.
fn reference_of(project: &Project, id: ScenarioId) -> Vec<Polygon<f64>> {
    if id == ScenarioId::ZERO {
        return Vec::new();
    }
    let own = || {
        project
            .built_in(id)
            .filter_map(|entry| project.outline_of(entry))
    };
    let zero = project.built_in(ScenarioId::ZERO);
    let zero = zero.filter(|entry| !project.is_point(*entry));
    let outlines = zero.filter_map(|entry| project.outline_of(entry));
    let other = outlines.filter(|outline| !own().any(|own| own == *outline));
    other.map(|outline| outline.polygon().clone()).collect()
}
