//! Fill and cut between two surfaces in files.

use super::areas_on_ground::ground_per_map;
use super::inputs::{OutlineFile, crs_name, on_the_cells_of, open, read_ground, read_outline};
use super::{InputFact, Oddity, TaskError};
use crate::design::{CutFill, cut_and_fill};
use crate::gis::TerrainSource;
use crate::progress::{Cancelled, Run};
use crate::project::Areas;

/// Which surfaces are to be compared, and where.
#[derive(Clone, Debug)]
pub struct SurfacesRequest {
    /// The earlier surface: a path, or `path#band`.
    pub before: String,
    /// The later surface.
    pub after: String,
    /// The coordinate system of a surface whose file names none.
    pub stated_crs: Option<String>,
    /// Polygons, where only a part counts: a path, or `path#layer`.
    pub outline: Option<String>,
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// Which polygon, from 1, where there are several.
    pub feature: Option<usize>,
}

/// What was filled and cut, and what it rests on.
#[derive(Clone, Debug)]
pub struct SurfacesResult {
    /// What areas are, and volumes with them.
    pub areas: Areas,
    /// Volumes and areas.
    pub cut_fill: CutFill,
    /// The two surfaces, and the outline.
    pub inputs: Vec<InputFact>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

impl From<Cancelled> for TaskError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Compares two surfaces on the cells of the earlier one.
///
/// # Errors
/// [`TaskError`].
pub fn compare_surfaces(request: &SurfacesRequest, run: &Run) -> Result<SurfacesResult, TaskError> {
    let mut oddities = Vec::new();
    let stated = request.stated_crs.as_deref();
    let before = open(&request.before, stated, &mut oddities)?;
    let after = open(&request.after, stated, &mut oddities)?;
    same_places(&before, &after, &mut oddities)?;
    let reference = before.reference();
    let outline: Option<OutlineFile> = match &request.outline {
        Some(source) => Some(read_outline(
            source,
            request.feature,
            reference,
            &mut oddities,
            run,
        )?),
        None => None,
    };
    let apart = || TaskError::SurfacesApart {
        before: before.facts().path.clone(),
        after: after.facts().path.clone(),
    };
    let whole = before.placement().extent();
    let area = outline.as_ref().map_or(whole, |file| file.outline.extent());
    let Some(earlier) = read_ground(&before, area, &mut oddities, run)? else {
        return Err(
            outline.map_or_else(apart, |file| TaskError::OutlineBesideTerrain {
                outline: file.path,
                terrain: before.facts().path.clone(),
            }),
        );
    };
    let before_file = before.facts().path.as_path();
    let scale = ground_per_map(request.areas, reference, area.center(), before_file)?;
    let earlier = earlier.with_ground_per_map(scale);
    let cells = earlier.placement().extent();
    let later = read_ground(&after, cells, &mut oddities, run)?.ok_or_else(apart)?;
    let later = on_the_cells_of(&earlier, &later, &after.facts().path, &mut oddities);
    let outline_drawn = outline.as_ref().map(|file| &file.outline);
    let cut_fill = cut_and_fill(&earlier, &later, outline_drawn, run)?.ok_or_else(apart)?;
    if 0.0 < cut_fill.unknown_area.0 {
        oddities.push(Oddity::UnknownArea {
            area_m2: cut_fill.unknown_area.0,
        });
    }
    let mut inputs = vec![
        InputFact::of_terrain(&before)?,
        InputFact::of_terrain(&after)?,
    ];
    inputs.extend(outline.map(|file| file.input));
    Ok(SurfacesResult {
        areas: request.areas,
        cut_fill,
        inputs,
        oddities,
    })
}

/// Heights at a place can only be compared where both say it is the same place.
pub(super) fn same_places(
    before: &TerrainSource,
    after: &TerrainSource,
    oddities: &mut Vec<Oddity>,
) -> Result<(), TaskError> {
    let (one, other) = (before.reference(), after.reference());
    if !one.has_same_plane(other) {
        return Err(TaskError::CrsDiffers {
            before: before.facts().path.clone(),
            after: after.facts().path.clone(),
            before_crs: crs_name(one),
            after_crs: crs_name(other),
        });
    }
    if let (Some(one), Some(other)) = (one.vertical(), other.vertical())
        && one != other
    {
        oddities.push(Oddity::VerticalDatumDiffers {
            before: one.name.clone(),
            after: other.name.clone(),
        });
    }
    Ok(())
}
