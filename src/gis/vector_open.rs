//! Opens files of points, lines and polygons without leaving anything beside them.

use std::path::Path;

use gdal::{Dataset, GdalOpenFlags};

use super::archive;
use super::setup::{self, GdalFailure};
use super::sosi::{HEAD_BYTES, Letters, SosiTurn, is_sosi};
use super::vector_error::VectorError;

/// An open file.
pub(super) struct OpenVector {
    pub dataset: Dataset,
    /// Dropped after the dataset, as fields are in their order.
    sosi: Option<SosiTurn>,
}

impl OpenVector {
    /// Opens a file, or a folder of a format that is one.
    pub(super) fn new(path: &Path) -> Result<Self, VectorError> {
        check_presence(path)?;
        Self::at(path, path)
    }

    /// Opens a file, or what is meant of an archive, and tells which layer of that is meant.
    pub(super) fn of_part(
        path: &Path,
        part: Option<&str>,
    ) -> Result<(Self, Option<String>), VectorError> {
        check_presence(path)?;
        let archive::Opening { at, layer } = archive::opening(path, part)?;
        Ok((Self::at(path, &at)?, layer))
    }

    /// Opens what GDAL finds at a path, for a file of a name that people know.
    fn at(path: &Path, at: &Path) -> Result<Self, VectorError> {
        if is_multipatch(at) {
            return Err(VectorError::FacesInSpace {
                path: path.to_owned(),
            });
        }
        let sosi_head = archive::head(at, HEAD_BYTES);
        let sosi = if is_sosi(&sosi_head) {
            let turn =
                SosiTurn::new(at, &sosi_head).map_err(|source| VectorError::FileNotAccessible {
                    path: path.to_owned(),
                    source,
                })?;
            Some(turn)
        } else {
            None
        };
        let opened = sosi.as_ref().map_or(at, |turn| turn.file.as_path());
        let is_gml = archive::has_ending(at, "gml") || archive::has_ending(at, "xml");
        let options: &[&str] = if is_gml { &["WRITE_GFS=NO"] } else { &[] };
        match setup::open_for_reading(opened, GdalOpenFlags::GDAL_OF_VECTOR, options) {
            Ok(dataset) => Ok(Self { dataset, sosi }),
            Err(failure) if failure.recognised => Err(cannot_read(path, failure.source)),
            Err(failure) => Err(VectorError::NotAVector {
                path: path.to_owned(),
                source: failure.source,
            }),
        }
    }

    /// Whether a failure in mid-reading means that the rest is lost.
    ///
    /// The SOSI driver calls it a failure when it leaves out a kind of geometry that it does not know.
    pub(super) fn ends_at_failure(&self) -> bool {
        self.sosi.is_none()
    }

    /// What the letters that GDAL hands out stand for.
    pub(super) fn letters(&self) -> &Letters {
        static PLAIN: Letters = Letters::PLAIN;
        self.sosi.as_ref().map_or(&PLAIN, |turn| &turn.letters)
    }
}

/// Why GDAL could not read a file.
pub(super) fn cannot_read(path: &Path, source: GdalFailure) -> VectorError {
    let path = path.to_owned();
    if source.message.contains("tegnsett") {
        VectorError::WrongCharacterSet { path, source }
    } else {
        VectorError::CannotRead { path, source }
    }
}

fn check_presence(path: &Path) -> Result<(), VectorError> {
    let path = path.to_owned();
    match std::fs::metadata(&path) {
        Ok(found) if found.is_file() && found.len() == 0 => Err(VectorError::FileEmpty { path }),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(VectorError::FileMissing { path })
        }
        Err(source) => Err(VectorError::FileNotAccessible { path, source }),
    }
}

/// Whether a shapefile holds faces in space, which GDAL would hand out as flat polygons.
///
/// # Source
/// ESRI Shapefile Technical Description (1998), main file header: shape type 31.
fn is_multipatch(path: &Path) -> bool {
    archive::has_ending(path, "shp") && archive::head(path, 36).get(32..) == Some(&[31, 0, 0, 0])
}
