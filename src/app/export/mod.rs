//! The geometry of an alternative as files for other programs: GIS, CAD, machine control and the web.
//!
//! Works on a project file without a window. Everything is designed again, so that what leaves the program belongs
//! to the decisions that are in the file. The formats are left to `report` and `gis`.

mod bodies;
mod conflicts;
mod edges;
mod features;
mod names;
mod rasters;
mod warning;

use std::path::{Path, PathBuf};

use super::TaskError;
use super::comparison::scenario_named;
use super::file_designs::FileDesigns;
use super::new_folder::NewFolder;
use super::project_news::ProjectNews;
use super::state::ExportError;
use crate::gis::{
    CrsError, RasterNotes, Reference, WriteError, write_geojson, write_height_layers,
    write_raster_with_overviews, write_whole,
};
use crate::progress::Run;
use crate::report::{LandXml, LandXmlReference, Tin, dxf_of, land_xml};
use crate::words::Words;

use bodies::{Bodies, Body};
use features::Features;
use names::FileNames;
use rasters::Rasters;
pub use warning::ExportWarning;

/// What is to be exported, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The alternative, by its name or its number.
    pub scenario: String,
    /// The folder that the files are written into. It is made, or empty.
    pub out: PathBuf,
}

/// Which kind a file is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportedKind {
    /// Heights with all that is built.
    Surface,
    /// How much is built or dug.
    Thickness,
    /// Outlines, footprints, lifts, contours and conflicts for GIS.
    Layers,
    /// The same for the web.
    Web,
    /// Lines and triangles for CAD.
    Drawing,
    /// The coordinate system of the drawing.
    DrawingReference,
    /// Triangles of a body and of the ground under it.
    Triangles,
}

impl ExportedKind {
    /// Its name in results, which never changes.
    pub fn id(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Thickness => "thickness",
            Self::Layers => "geopackage",
            Self::Web => "geojson",
            Self::Drawing => "dxf",
            Self::DrawingReference => "dxf-crs",
            Self::Triangles => "landxml",
        }
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Which kind it is of.
    pub kind: ExportedKind,
    /// What it holds, in the language that was asked for.
    pub what: String,
}

/// What was exported.
#[derive(Debug)]
pub struct ExportedGeometry {
    /// The name of the alternative.
    pub scenario: String,
    /// The folder.
    pub out: PathBuf,
    /// The files in it.
    pub files: Vec<ExportedFile>,
    /// What was odd, or could not be built.
    pub warnings: Vec<ExportWarning>,
    /// What was odd about the project file.
    pub news: Vec<ProjectNews>,
}

/// Exports the geometry of an alternative of a project file, without changing that.
///
/// What cannot be built is left out, and told.
///
/// # Errors
/// [`TaskError`]: it is no project, there is no such alternative, nothing is built in it, there is something in the
/// folder, or a file cannot be written. Nothing half-written is left.
pub fn export_geometry(
    project: &Path,
    request: &ExportRequest,
    words: &Words,
    run: &Run,
) -> Result<ExportedGeometry, TaskError> {
    let made = exported(project, request, words, run);
    // However a step says that it was stopped, it was.
    made.map_err(|error| match run.part().step(0, 1) {
        Ok(()) => error,
        Err(stopped) => stopped.into(),
    })
}

fn exported(
    project: &Path,
    request: &ExportRequest,
    words: &Words,
    run: &Run,
) -> Result<ExportedGeometry, TaskError> {
    let mut designs = FileDesigns::open(project)?;
    let scenario = scenario_named(designs.project(), &request.scenario, project)?;
    let folder = NewFolder::beside(&request.out)?;
    let mut bodies = Bodies::of(&mut designs, scenario, run)?;
    let name = designs.project().scenario(scenario);
    let name = name.map_or_else(String::new, |one| one.name.clone());
    let rasters = Rasters::of(&mut designs, scenario, &bodies, run)?;
    let Some(rasters) = rasters else {
        let nothing = TaskError::NothingBuilt {
            name,
            path: project.to_owned(),
        };
        return Err(bodies.first_failure().unwrap_or(nothing));
    };
    let features = Features::of(&designs, scenario, (&bodies, &rasters), words, run)?;
    let project_name = project.file_stem().unwrap_or_default();
    let mut writing = Writing {
        folder: &folder,
        reference: &rasters.reference,
        scenario: &name,
        project: project_name.to_string_lossy().into_owned(),
        words,
        run,
        files: Vec::new(),
    };
    writing.rasters(&rasters)?;
    writing.layers(&features)?;
    writing.drawing(&bodies.all, &features)?;
    for (body, file) in bodies.all.iter().zip(FileNames::of(&bodies.all)) {
        if let Some(tin) = &body.tin {
            writing.triangles(body, tin, &file)?;
        }
    }
    let files = writing.files;
    run.step(1, 1)?;
    let out = folder.target().to_owned();
    folder.put_in_place()?;
    let mut warnings = std::mem::take(&mut bodies.warnings);
    warnings.extend(features.warnings);
    Ok(ExportedGeometry {
        scenario: name,
        out,
        files,
        warnings,
        news: designs.read.news,
    })
}

/// Files that are written into a folder.
struct Writing<'a> {
    folder: &'a NewFolder,
    reference: &'a Reference,
    scenario: &'a str,
    project: String,
    words: &'a Words,
    run: &'a Run,
    files: Vec<ExportedFile>,
}

impl Writing<'_> {
    fn rasters(&mut self, rasters: &Rasters) -> Result<(), TaskError> {
        for (file, kind, grid) in [
            ("surface.tif", ExportedKind::Surface, &rasters.surface),
            ("thickness.tif", ExportedKind::Thickness, &rasters.thickness),
        ] {
            let band = self.words.text(&format!("export-band-{}", kind.id()), &[]);
            let what = self.what(kind, self.scenario);
            let description = format!(
                "Berghald {}: {}, {what}",
                env!("CARGO_PKG_VERSION"),
                self.project
            );
            let notes = RasterNotes {
                band: &band,
                description: &description,
            };
            let path = self.folder.inside().join(file);
            // A difference of heights is counted from no level.
            let plane;
            let reference = if kind == ExportedKind::Thickness {
                plane = self
                    .reference
                    .without_heights()
                    .map_err(|source| crs_unusable(&path, source))?;
                &plane
            } else {
                self.reference
            };
            write_raster_with_overviews(&path, grid, reference, &notes, self.run)?;
            self.add(&path, kind, what);
        }
        Ok(())
    }

    fn layers(&mut self, features: &Features) -> Result<(), TaskError> {
        let path = self.folder.inside().join("geometry.gpkg");
        write_height_layers(&path, &features.layers, self.reference, self.run)?;
        self.add(
            &path,
            ExportedKind::Layers,
            self.what(ExportedKind::Layers, self.scenario),
        );
        let path = self.folder.inside().join("geometry.geojson");
        write_geojson(&path, &features.all(), self.reference, self.run)?;
        self.add(
            &path,
            ExportedKind::Web,
            self.what(ExportedKind::Web, self.scenario),
        );
        Ok(())
    }

    fn drawing(&mut self, bodies: &[Body], features: &Features) -> Result<(), TaskError> {
        let mut lines = features.drawn();
        lines.extend(bodies.iter().flat_map(|body| body.lines.iter().cloned()));
        let surfaces: Vec<&Tin> = bodies.iter().filter_map(|body| body.tin.as_ref()).collect();
        let path = self.folder.inside().join("geometry.dxf");
        let bytes = dxf_of(&lines, &surfaces, self.run);
        let bytes = bytes.map_err(|source| self.failed("geometry.dxf", source.into()))?;
        write_whole(&path, &bytes)?;
        self.add(
            &path,
            ExportedKind::Drawing,
            self.what(ExportedKind::Drawing, self.scenario),
        );
        let path = self.folder.inside().join("geometry.prj");
        let kind = ExportedKind::DrawingReference;
        let wkt = self.reference.wkt1_in_metres();
        let wkt = wkt.map_err(|source| crs_unusable(&path, source))?;
        write_whole(&path, wkt.as_bytes())?;
        self.add(&path, kind, self.what(kind, self.scenario));
        Ok(())
    }

    fn triangles(&mut self, body: &Body, tin: &Tin, file: &str) -> Result<(), TaskError> {
        self.run.step(self.files.len(), self.files.len() + 1)?;
        let name = format!("{file}.xml");
        let path = self.folder.inside().join(&name);
        let wkt = self.reference.wkt1_in_metres();
        let has_metres = (self.reference.metres_per_unit() - 1.0).abs() < 1e-12;
        let reference = LandXmlReference {
            name: self.reference.name().to_owned(),
            epsg: self.reference.epsg().filter(|_| has_metres),
            wkt: wkt.map_err(|source| crs_unusable(&path, source))?,
            vertical: self.reference.vertical().map(|datum| datum.name.clone()),
        };
        let what = self.what(ExportedKind::Triangles, &body.name);
        let ground = self.words.text("export-ground", &[]);
        let figures = [
            ("volume_m3", body.volume_m3),
            (
                "volume_of_triangles_m3",
                tin.volume_m3() * body.ground_per_map,
            ),
            ("ground_per_map", body.ground_per_map),
            ("farthest_cell_m", tin.farthest_m),
            ("ground_moved_m", tin.ground_moved_m),
        ];
        let xml = LandXml {
            name: &body.name,
            ground: &ground,
            description: &what,
            project: &self.project,
            language: self.words.language().tag(),
            at: jiff::Timestamp::now(),
            reference: &reference,
            tin,
            figures: &figures,
        };
        let bytes = land_xml(&xml).map_err(|source| self.failed(&name, source.into()))?;
        write_whole(&path, &bytes)?;
        self.add(&path, ExportedKind::Triangles, what);
        Ok(())
    }

    fn what(&self, kind: ExportedKind, of: &str) -> String {
        let id = format!("export-what-{}", kind.id());
        self.words.text(&id, &[("name", of.to_owned())])
    }

    fn add(&mut self, path: &Path, kind: ExportedKind, what: String) {
        self.files.push(ExportedFile {
            path: self.folder.moved(path),
            kind,
            what,
        });
    }

    fn failed(&self, file: &str, source: ExportError) -> TaskError {
        if matches!(
            source,
            ExportError::Drawing(crate::report::DrawingError::Cancelled)
        ) {
            return TaskError::Cancelled;
        }
        TaskError::Export {
            path: self.folder.target().join(file),
            source,
        }
    }
}

fn crs_unusable(path: &Path, source: CrsError) -> TaskError {
    TaskError::Write(WriteError::CrsUnusable {
        path: path.to_owned(),
        source,
    })
}
