//! A layer of a file on its way into the project: read, looked at, and put beside the project file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::file_notice::of_vector_oddity;
use super::inputs::crs_name_of;
use super::open::{OpenRequest, path_of};
use super::site_match::{SiteMatch, match_of};
use super::source_file::record_of_file;
use super::{Oddity, TaskError};
use crate::gis::{
    FeatureSink, ImportError, ImportRequest, Imported, ImportedFeature, ImportedLayer, Reference,
    VectorOddity, import_features,
};
use crate::progress::Run;
use crate::results::{ImportNote, ListedFlaw, SourceRecord};
use crate::site::{Presets, Shape, ShapeKind, flaw_of, repaired};
use crate::store::{StagedContent, StoreError};

/// How long nobody reads a layer.
const DAY: Duration = Duration::from_hours(24);

/// A layer that was read to its end.
pub(super) struct StagedLayer {
    pub(super) staged: StagedContent,
    /// The file as it was.
    pub(super) record: SourceRecord,
    /// What the layer seems to be.
    pub(super) found: SiteMatch,
    /// What was odd and is told at once.
    pub(super) oddities: Vec<Oddity>,
}

impl StagedLayer {
    /// Whether its features are points alone.
    pub(super) fn has_points_alone(&self) -> bool {
        self.staged.kinds() == [ShapeKind::Points]
    }
}

/// Reads a layer into a file of its own in a folder.
///
/// # Errors
/// [`TaskError`], if the file cannot be used or the folder not written, or nobody wants it any more.
pub(super) fn stage(
    request: &OpenRequest,
    project: &Reference,
    presets: &Presets,
    folder: &Path,
    run: &Run,
) -> Result<Box<StagedLayer>, TaskError> {
    clear_old(folder);
    let path = path_of(&request.source);
    let record = record_of(&path, run)?;
    let mut stage = Stage {
        folder,
        staged: None,
    };
    let import = ImportRequest {
        source: &request.source,
        stated_crs: request.stated_crs.as_deref(),
        target: project,
    };
    let Imported {
        layer, warnings, ..
    } = import_features(import, &mut stage, run).map_err(|error| match error {
        ImportError::File(error) => TaskError::from(error),
        ImportError::Sink(error) => TaskError::Store(error),
    })?;
    let Some(mut staged) = stage.staged else {
        return Err(TaskError::Cancelled);
    };
    staged.note(warnings.iter().map(|odd| note_of(&path, odd)).collect());
    let found = match_of(presets, &layer.name, staged.fields(), staged.kinds());
    let oddities = warnings.into_iter().filter(is_told_at_once);
    Ok(Box::new(StagedLayer {
        record: SourceRecord {
            crs: layer.crs.as_ref().map_or_else(String::new, crs_name_of),
            ..record
        },
        oddities: oddities
            .map(|odd| Oddity::Vector(path.clone(), odd))
            .collect(),
        found,
        staged,
    }))
}

/// Removes what a program that was killed left behind: no layer is read for a whole day.
fn clear_old(folder: &Path) {
    let left = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for file in left {
        let written = file.metadata().and_then(|facts| facts.modified());
        let age = written.ok().and_then(|written| written.elapsed().ok());
        if age.is_some_and(|age| DAY < age) {
            std::fs::remove_file(file.path()).ok();
        }
    }
}

fn record_of(path: &Path, run: &Run) -> Result<SourceRecord, TaskError> {
    record_of_file(path, run).map_err(|source| {
        // The run is only stopped by whoever started it.
        if source.kind() == std::io::ErrorKind::Interrupted {
            return TaskError::Cancelled;
        }
        TaskError::Fingerprint {
            path: path.to_owned(),
            source,
        }
    })
}

/// What every reader of the layer should know, before more is asked.
fn is_told_at_once(oddity: &VectorOddity) -> bool {
    !matches!(
        oddity,
        VectorOddity::HeightsDropped { .. } | VectorOddity::CurvesLinearised { .. }
    )
}

fn note_of(path: &Path, oddity: &VectorOddity) -> ImportNote {
    let arguments = of_vector_oddity(path, oddity);
    // The name is enough: the layer says where its file lies.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain = |(key, value): (&'static str, String)| {
        let value = if key == "file" {
            name.to_string()
        } else {
            value
        };
        (key.to_owned(), value)
    };
    ImportNote {
        code: oddity.code().to_owned(),
        arguments: arguments.into_iter().map(plain).collect(),
    }
}

/// Puts features beside the project as they come, and looks whether their polygons are any.
struct Stage<'a> {
    folder: &'a Path,
    staged: Option<StagedContent>,
}

impl FeatureSink for Stage<'_> {
    type Error = StoreError;

    fn begin(&mut self, layer: &ImportedLayer) -> Result<(), StoreError> {
        let staged = StagedContent::begin(self.folder, &layer.name, &layer.fields)?;
        self.staged = Some(staged);
        Ok(())
    }

    fn add(&mut self, feature: ImportedFeature) -> Result<(), StoreError> {
        let Some(staged) = &mut self.staged else {
            return Ok(());
        };
        let ImportedFeature { fid, shape, values } = feature;
        let fid = staged.add(fid, &shape, &values)?;
        if let Shape::Polygons(polygons) = &shape
            && let Some(flaw) = flaw_of(polygons)
        {
            staged.add_flaw(ListedFlaw {
                fid,
                kind: flaw.kind,
                at: flaw.at,
                area_m2: shape.area_m2(),
                repaired_m2: Shape::Polygons(repaired(polygons)).area_m2(),
            });
        }
        Ok(())
    }
}

/// The files in a folder that may be layers, by name; the path itself where it is no plain folder.
pub(super) fn files_in(path: &Path) -> Vec<PathBuf> {
    let is_format = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gdb"));
    if !path.is_dir() || is_format {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| crate::gis::may_have_layers(path) || super::open::looks_like_raster(path))
        .collect();
    files.sort();
    files
}
