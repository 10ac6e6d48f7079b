//! A synthetic fjord mine to try the program on: terrain, seabed, layers, picture, names and a project.
//!
//! Everything is drawn (`plan`) or worked out from noise with a seed (`landscape`), so that every machine
//! writes the same heights and rows. No real place is shown. Files are written through `gis` and `store`.

mod courses;
mod grounds;
mod judged;
mod land_cover;
mod landscape;
mod layers;
mod lives;
mod masses;
mod mosaic;
mod noise;
mod picture;
mod places;
mod plan;
mod project;
mod rasters;
mod shapes;
mod site;
mod texts;
mod white_paper;

use std::fs;
use std::path::{Path, PathBuf};

use super::TaskError;
use crate::gis::{Reference, WriteError};
use crate::progress::Run;
use crate::words::Language;
use landscape::Landscape;
use rasters::Rasters;

/// What every raster and layer says of itself.
const SYNTHETIC: &str =
    "SYNTHETIC: a made-up fjord mine, no real place (syntetisk: en oppdiktet fjordgruve)";

/// The coordinate system, with heights in NN2000.
const CRS_WITH_HEIGHTS: &str = "EPSG:25833+5941";

/// The coordinate system of what has no heights.
const CRS: &str = "EPSG:25833";

/// Names of the files, all of which say what they are.
mod file {
    pub(super) const TERRAIN: &str = "synthetic-terrain.tif";
    pub(super) const SEABED: &str = "synthetic-seabed.tif";
    pub(super) const ORIGINAL: &str = "synthetic-original-surface.tif";
    pub(super) const PICTURE: &str = "synthetic-picture.tif";
    pub(super) const PLACES: &str = "synthetic-place-names.gpkg";
    pub(super) const LAYERS: &str = "synthetic-layers.gpkg";
    pub(super) const WHITE_PAPER: &str = "synthetic-white-paper-year.gpkg";
    pub(super) const PROJECT: &str = "synthetic-fjord-mine.gpkg";
}

/// How many steps it takes, for the progress.
const STEPS: usize = 8;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFiles {
    /// The project.
    pub project: PathBuf,
    /// Every file, the project last.
    pub files: Vec<PathBuf>,
}

/// Writes the sample into a folder, which is made where it is not there.
///
/// Names and notes of the project are in `language`, in bokmål for nynorsk too. Files of the sample that are there are replaced, but a
/// project that is there is left as it is, since somebody may have worked in it.
///
/// # Errors
/// [`TaskError`], if the folder cannot be written or there is a project; no file is half-written.
pub fn write_sample(
    folder: &Path,
    language: Language,
    run: &Run,
) -> Result<SampleFiles, TaskError> {
    let path = |name: &str| folder.join(name);
    project::must_be_free(&path(file::PROJECT))?;
    project::must_be_free(&path(file::WHITE_PAPER))?;
    fs::create_dir_all(folder).map_err(|source| WriteError::FolderNotWritable {
        path: path(file::PROJECT),
        source,
    })?;
    run.step(0, STEPS)?;
    let land = Landscape::new();
    let rasters = Rasters::of(&land);
    run.step(1, STEPS)?;
    // Each write has a run of its own: how far it is means nothing beside the others.
    let written = Run::default();
    rasters.write(folder, &written)?;
    run.step(2, STEPS)?;
    let cover = land_cover::classified(&land, &rasters.terrain);
    run.step(3, STEPS)?;
    let planar = reference(CRS, &path(file::PICTURE))?;
    picture::write(&path(file::PICTURE), &rasters, &cover, &planar, &written)?;
    run.step(4, STEPS)?;
    places::write(&path(file::PLACES), &planar)?;
    run.step(5, STEPS)?;
    layers::write(&path(file::LAYERS), &land, &cover, &planar)?;
    run.step(6, STEPS)?;
    project::write(folder, language, &written)?;
    white_paper::write(folder, language, &written)?;
    run.step(STEPS, STEPS)?;
    let names = [
        file::TERRAIN,
        file::SEABED,
        file::ORIGINAL,
        file::PICTURE,
        file::PLACES,
        file::LAYERS,
        file::WHITE_PAPER,
        file::PROJECT,
    ];
    Ok(SampleFiles {
        project: path(file::PROJECT),
        files: names.into_iter().map(path).collect(),
    })
}

/// A coordinate system by its code, for a file that is about to be written.
fn reference(code: &str, path: &Path) -> Result<Reference, WriteError> {
    Reference::parse(code).map_err(|source| WriteError::CrsUnusable {
        path: path.to_owned(),
        source,
    })
}
