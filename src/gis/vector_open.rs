//! Opens files of points, lines and polygons without leaving anything beside them.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gdal::{Dataset, GdalOpenFlags};
use tempfile::TempDir;

use super::archive;
use super::setup::{self, GdalFailure};
use super::vector_error::VectorError;

/// Within how many bytes a SOSI file has its head.
const SOSI_HEAD_BYTES: usize = 64 << 10;

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
        let sosi_head = archive::head(at, SOSI_HEAD_BYTES);
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

    /// Whether the file is written in ISO 8859-10, which GDAL takes for ISO 8859-1.
    pub(super) fn has_nordic_letters(&self) -> bool {
        self.sosi.as_ref().is_some_and(|turn| turn.is_nordic)
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

/// Whether the SOSI driver would open a file that begins like this.
fn is_sosi(head: &[u8]) -> bool {
    head.windows(5).any(|letters| letters == b".HODE")
}

/// Whether the head of a SOSI file says that it is in ISO 8859-10.
fn is_nordic(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n' || *byte == b'\r')
        .filter_map(|line| line.strip_prefix(b"..TEGNSETT"))
        .any(|set| set.trim_ascii().ends_with(b"8859-10"))
}

/// The right to read SOSI, and a copy to read.
///
/// The library below the SOSI driver has global variables, so two files at once crash the program;
/// and it keeps an index in a folder beside the file.
struct SosiTurn {
    file: PathBuf,
    is_nordic: bool,
    _folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl SosiTurn {
    fn new(path: &Path, head: &[u8]) -> Result<Self, std::io::Error> {
        static TURN: Mutex<()> = Mutex::new(());
        // Nothing is guarded that a panic could leave half-done.
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new().prefix("berghald-").tempdir()?;
        // A plain name, since the library cannot read all letters in paths.
        let file = folder.path().join("copy.sos");
        archive::copy_out(path, &file)?;
        Ok(Self {
            file,
            is_nordic: is_nordic(head),
            _folder: folder,
            _turn: turn,
        })
    }
}
