//! What a file is, and what it is opened as.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::inputs::crs_name;
use super::site_import::{StagedLayer, files_in, stage};
use super::{Oddity, TaskError};
use crate::design::Outline;
use crate::gis::{
    PlaceNames, RasterError, Reference, TerrainSource, VectorError, open_terrain, read_place_names,
    read_polygons,
};
use crate::progress::Run;
use crate::site::Presets;
use crate::store;

/// Polygons of one file that become deposits, at most.
const MOST_OUTLINES: usize = 50;

/// What a file is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenAs {
    /// Whatever it looks like.
    #[default]
    Anything,
    /// Ground heights.
    Terrain,
    /// A picture below everything else.
    Background,
    /// Points with a name.
    PlaceNames,
    /// Outlines of deposits.
    Outlines,
    /// Outlines of other ground.
    Ground,
    /// What stands on the site, copied into the project.
    Site,
}

/// A file to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// A path, `path#band` or `path#layer`.
    pub source: String,
    /// What it is to be.
    pub what: OpenAs,
    /// Its coordinate system, where the file names none.
    pub stated_crs: Option<String>,
}

/// What a file turned out to be.
pub(super) enum Opened {
    /// Ground heights.
    Terrain(Box<TerrainSource>),
    /// A picture. Its pixels are read afterwards.
    Background,
    /// Points with a name.
    PlaceNames(PlaceNames),
    /// A layer that was read beside the project.
    Site(Box<StagedLayer>),
    /// Outlines of deposits or other ground, each with its name, and those that are none.
    Outlines {
        outlines: Vec<(Option<String>, Outline)>,
        refused: Vec<TaskError>,
        oddities: Vec<Oddity>,
    },
    /// A project, which is opened in place of the one that is open.
    Project,
}

/// What site layers need on their way.
pub(super) struct SiteOpening {
    pub(super) presets: Arc<Presets>,
    /// Where they lie while they are read.
    pub(super) folder: PathBuf,
}

/// The files that are meant: those in a folder, unless it is a format.
pub(super) fn expanded(request: &OpenRequest) -> Vec<OpenRequest> {
    let path = Path::new(&request.source);
    if !path.is_dir() {
        return vec![request.clone()];
    }
    let files = files_in(path).into_iter();
    let files = files.map(|file| OpenRequest {
        source: file.display().to_string(),
        ..request.clone()
    });
    let files: Vec<OpenRequest> = files.collect();
    // One without any is told of as such.
    if files.is_empty() {
        vec![request.clone()]
    } else {
        files
    }
}

/// Opens a file. `project` is the project's coordinate system, once there is a terrain.
pub(super) fn open_file(
    request: &OpenRequest,
    project: Option<&Reference>,
    site: &SiteOpening,
    run: &Run,
) -> Result<Opened, TaskError> {
    let whole = crate::gis::Source::parse(&request.source);
    let may_be_project = request.what == OpenAs::Anything && whole.part.is_none();
    if may_be_project && store::is_project(&whole.path) {
        return Ok(Opened::Project);
    }
    match request.what {
        OpenAs::Terrain => as_terrain(request, project),
        OpenAs::Background => as_background(request, project),
        OpenAs::PlaceNames => as_place_names(request, project, run),
        OpenAs::Outlines | OpenAs::Ground => as_outlines(request, project, run),
        OpenAs::Site => as_site(request, project, site, run).map(Opened::Site),
        OpenAs::Anything => as_whatever_it_is(request, project, site, run),
    }
}

fn as_whatever_it_is(
    request: &OpenRequest,
    project: Option<&Reference>,
    site: &SiteOpening,
    run: &Run,
) -> Result<Opened, TaskError> {
    match as_terrain(request, project) {
        Err(TaskError::Raster(RasterError::Picture { .. })) => as_background(request, project),
        Err(TaskError::Raster(
            // A GeoPackage without a raster is a raster file that cannot be read.
            raster @ (RasterError::NotARaster { .. }
            | RasterError::CannotRead { .. }
            | RasterError::NoBands { .. }
            | RasterError::NoSuchBand { .. }
            | RasterError::IsFolder { .. }),
        )) => as_vector(request, project, site, run).map_err(|error| match error {
            // Neither: what was said first is nearer to what was meant.
            TaskError::Vector(VectorError::NotAVector { .. }) => TaskError::Raster(raster),
            error => error,
        }),
        opened => opened,
    }
}

/// Points with a name are places, unless they are of a data set that is known; all else stands on the site.
fn as_vector(
    request: &OpenRequest,
    project: Option<&Reference>,
    site: &SiteOpening,
    run: &Run,
) -> Result<Opened, TaskError> {
    let staged = as_site(request, project, site, run)?;
    if staged.has_points_alone() && staged.found.data_set.is_none() {
        match as_place_names(request, project, run) {
            Err(TaskError::PlaceNames(_)) => {}
            opened => return opened,
        }
    }
    Ok(Opened::Site(staged))
}

fn as_site(
    request: &OpenRequest,
    project: Option<&Reference>,
    site: &SiteOpening,
    run: &Run,
) -> Result<Box<StagedLayer>, TaskError> {
    let reference = needs_terrain(request, project)?;
    stage(request, reference, &site.presets, &site.folder, run)
}

fn as_terrain(request: &OpenRequest, project: Option<&Reference>) -> Result<Opened, TaskError> {
    let terrain = open_terrain(&request.source, request.stated_crs.as_deref())?;
    // A scanned map in one band looks like heights without being any.
    let looks_like_picture = terrain.facts().data_type == "Byte";
    if looks_like_picture && request.what == OpenAs::Anything {
        return Err(TaskError::Raster(RasterError::Picture {
            path: terrain.facts().path.clone(),
            bands: terrain.facts().bands,
        }));
    }
    if let Some(project) = project
        && !project.has_same_plane(terrain.reference())
    {
        return Err(TaskError::terrain_elsewhere(&terrain, project));
    }
    Ok(Opened::Terrain(Box::new(terrain)))
}

fn as_background(request: &OpenRequest, project: Option<&Reference>) -> Result<Opened, TaskError> {
    needs_terrain(request, project)?;
    Ok(Opened::Background)
}

fn as_place_names(
    request: &OpenRequest,
    project: Option<&Reference>,
    run: &Run,
) -> Result<Opened, TaskError> {
    let reference = needs_terrain(request, project)?;
    Ok(Opened::PlaceNames(read_place_names(
        &request.source,
        reference,
        run,
    )?))
}

fn as_outlines(
    request: &OpenRequest,
    project: Option<&Reference>,
    run: &Run,
) -> Result<Opened, TaskError> {
    let reference = needs_terrain(request, project)?;
    let layer = read_polygons(&request.source, reference, run)?;
    let polygons: usize = layer.polygons.iter().map(|one| one.parts.0.len()).sum();
    if MOST_OUTLINES < polygons {
        return Err(TaskError::SeveralPolygons {
            path: layer.path,
            polygons,
        });
    }
    let oddity = |odd| Oddity::Vector(layer.path.clone(), odd);
    let oddities = layer.warnings.into_iter().map(oddity).collect();
    let (mut outlines, mut refused) = (Vec::new(), Vec::new());
    for feature in layer.polygons {
        for part in feature.parts {
            match Outline::new(&part) {
                Ok(outline) => outlines.push((feature.name.clone(), outline)),
                Err(source) => refused.push(TaskError::Outline {
                    path: layer.path.clone(),
                    source,
                }),
            }
        }
    }
    Ok(Opened::Outlines {
        outlines,
        refused,
        oddities,
    })
}

fn needs_terrain<'a>(
    request: &OpenRequest,
    project: Option<&'a Reference>,
) -> Result<&'a Reference, TaskError> {
    let path = path_of(&request.source);
    if !path.exists() {
        return Err(TaskError::Raster(RasterError::FileMissing { path }));
    }
    project.ok_or(TaskError::TerrainFirst { path })
}

impl TaskError {
    /// A terrain that the project's coordinate system shuts out.
    pub(super) fn terrain_elsewhere(terrain: &TerrainSource, project: &Reference) -> Self {
        Self::TerrainElsewhere {
            path: terrain.facts().path.clone(),
            crs: crs_name(terrain.reference()),
            project_crs: crs_name(project),
        }
    }
}

/// The same source by a path that does not depend on where the program was started.
pub(super) fn absolute(source: &str) -> String {
    let path = path_of(source);
    let named = path.display().to_string();
    let (Ok(whole), Some(part)) = (std::path::absolute(&path), source.strip_prefix(&named)) else {
        return source.to_owned();
    };
    format!("{}{part}", whole.display())
}

/// Whether a file is named like a raster.
pub(super) fn looks_like_raster(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    let ending = ending.to_string_lossy().to_lowercase();
    [
        "tif", "tiff", "asc", "img", "hgt", "vrt", "xyz", "sdat", "sgrd",
    ]
    .contains(&ending.as_str())
}

/// The file of a source, without band or layer.
pub(super) fn path_of(source: &str) -> PathBuf {
    crate::gis::Source::parse(source).path
}

/// What a layer is called before the planner gives it a name.
pub(super) fn name_of(source: &str) -> String {
    let crate::gis::Source { path, part } = crate::gis::Source::parse(source);
    let stem = path.file_stem().unwrap_or(path.as_os_str());
    let name = stem.to_string_lossy().into_owned();
    match part {
        Some(part) => format!("{name} {part}"),
        None => name,
    }
}

/// Where the reprojected copy of a raster goes: beside it, under a name that is free.
pub(super) fn reprojected_path(source: &str) -> PathBuf {
    let path = path_of(source);
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let name = name_of(source);
    let free = |number: u32| {
        let suffix = if number < 2 {
            String::new()
        } else {
            format!("-{number}")
        };
        folder.join(format!("{name}-utm{suffix}.tif"))
    };
    (1..1000)
        .map(free)
        .find(|path| !path.exists())
        .unwrap_or_else(|| free(1))
}
