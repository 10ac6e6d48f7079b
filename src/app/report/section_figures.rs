//! Sections through what an alternative builds: across each deposit and each pit, down the slope.

use super::draft::{Draft, WIDTH_MM};
use super::gather::Gathered;
use super::pieces::Said;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::app::scenario_list::ListedScenario;
use crate::app::section::{
    BodySource, LineSource, SectionCourse, SectionRequest, SectionResult, SurfaceSource,
    covered_outline, section_on, surface_roles,
};
use crate::app::section_figure::DrawnSection;
use crate::figure::Exaggeration;
use crate::progress::Run;
use crate::project::{Entry, LayerId, LayerKind};
use crate::report::{Origin, Piece};

/// How high a section is on paper, in millimetres.
const HEIGHT_MM: f64 = 75.0;

/// Writes the sections; a warning where one cannot be cut, since its file is not there or it cannot be built.
///
/// # Errors
/// [`TaskError::Cancelled`].
pub(super) fn write(
    gathered: &mut Gathered<'_>,
    scenario: &ListedScenario,
    draft: &mut Draft<'_>,
    run: &Run,
) -> Result<(), TaskError> {
    let deposits = scenario.deposits.iter().map(|one| Entry::Deposit(one.id));
    let pits = scenario.pits.iter().filter(|one| !one.is_stope);
    let entries: Vec<Entry> = deposits.chain(pits.map(|one| Entry::Pit(one.id))).collect();
    let bodies = bodies_of(&entries, &mut gathered.designs, run)?;
    let mut without = 0;
    for entry in entries {
        let course = SectionCourse::Across(entry);
        let cut = cut(&course, &bodies, &mut gathered.designs, run);
        let result = match cut {
            Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
            Ok(Some(result)) => result,
            Ok(None) | Err(_) => {
                without += 1;
                continue;
            }
        };
        let drawn = DrawnSection {
            project: gathered.project(),
            words: draft.tell.words,
            shown: scenario.id,
            book: scenario.book.as_deref(),
            course: &course,
            result: &result,
            exaggeration: Exaggeration::default(),
        };
        let drawing = drawn.figure((WIDTH_MM, HEIGHT_MM)).drawing;
        let name = gathered.project().name_of(entry).unwrap_or_default();
        let (table, id) = match entry {
            Entry::Pit(id) => ("pits", id.0),
            _ => ("outlines", entry.kind_and_number().1),
        };
        let key = Origin::Project(table, i64::try_from(id).unwrap_or(0), "name");
        let caption = draft.tell.say(
            "report-section-caption",
            [("name", Piece::new(name, key).into())],
        );
        draft.figure(&drawing, caption);
    }
    if 0 < without {
        let said = draft
            .tell
            .say("report-no-section", [("count", Said::Choice(without))]);
        draft.warning(said);
    }
    Ok(())
}

/// What is built, the undermost first. What cannot be built is left out.
fn bodies_of(
    entries: &[Entry],
    designs: &mut FileDesigns,
    run: &Run,
) -> Result<Vec<(Entry, BodySource)>, TaskError> {
    let mut bodies = Vec::new();
    for entry in entries.iter().rev() {
        let body = match entry {
            Entry::Deposit(id) => designs
                .fill(*id, run)
                .map(|fill| fill.map(BodySource::Fill)),
            Entry::Pit(id) => designs
                .pit(*id, run)
                .map(|pit| pit.map(BodySource::Backfill)),
            Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => Ok(None),
        };
        match body {
            Err(TaskError::Cancelled) => return Err(TaskError::Cancelled),
            // The alternative says that it has no figures.
            Err(_) | Ok(None) => {}
            Ok(Some(body)) => bodies.push((*entry, body)),
        }
    }
    Ok(bodies)
}

/// Cuts a section; `None` where there is no ground to cut.
fn cut(
    course: &SectionCourse,
    bodies: &[(Entry, BodySource)],
    designs: &mut FileDesigns,
    run: &Run,
) -> Result<Option<SectionResult>, TaskError> {
    let Some(entry) = course.entry() else {
        return Ok(None);
    };
    let fill = match entry {
        Entry::Deposit(id) => designs.fill(id, run)?,
        _ => None,
    };
    let project = designs.project();
    let Some(outline) = covered_outline(project, entry, fill.as_deref()) else {
        return Ok(None);
    };
    let base = match entry {
        Entry::Deposit(id) => project.deposit(id).map(|deposit| deposit.base),
        Entry::Pit(id) => project.pit(id).and_then(|pit| pit.terrains().next()),
        _ => None,
    };
    let terrains: Vec<LayerId> = project
        .layers_of(LayerKind::Terrain)
        .map(|(id, _)| id)
        .collect();
    let open: Vec<LayerId> = terrains
        .into_iter()
        .filter(|id| designs.ground(*id).is_some())
        .collect();
    let roles = surface_roles(designs.project(), base, |id| open.contains(&id));
    let surfaces = roles.into_iter().filter_map(|(layer, role)| {
        let ground = designs.ground(layer)?;
        Some(SurfaceSource {
            layer,
            role,
            placement: ground.placement(),
            ground,
        })
    });
    let surfaces: Vec<SurfaceSource> = surfaces.collect();
    if surfaces.is_empty() {
        return Ok(None);
    }
    let is_deposit = matches!(entry, Entry::Deposit(_));
    let request = SectionRequest {
        line: LineSource::Of {
            outline,
            // A pit has no slope that it lies on.
            ground: base
                .filter(|_| is_deposit)
                .and_then(|base| designs.ground(base)),
            across: true,
        },
        surfaces,
        bodies: bodies.to_vec(),
        known: None,
    };
    section_on(&request, run).map(Some)
}
