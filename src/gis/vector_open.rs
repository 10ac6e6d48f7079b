//! Opens files of points, lines and polygons without leaving anything beside them.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gdal::{Dataset, GdalOpenFlags};
use tempfile::TempDir;

use super::setup::{self, GdalFailure};
use super::vector_error::VectorError;

/// Within how many bytes a SOSI file has its head.
const SOSI_HEAD_BYTES: u64 = 64 << 10;

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
        if is_multipatch(path) {
            return Err(VectorError::FacesInSpace {
                path: path.to_owned(),
            });
        }
        let sosi = if is_sosi(path) {
            let turn = SosiTurn::new(path).map_err(|source| VectorError::FileNotAccessible {
                path: path.to_owned(),
                source,
            })?;
            Some(turn)
        } else {
            None
        };
        let opened = sosi.as_ref().map_or(path, |turn| turn.file.as_path());
        let extension = path
            .extension()
            .map(|extension| extension.to_ascii_lowercase());
        let is_gml = extension.is_some_and(|extension| extension == "gml" || extension == "xml");
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
    let is_shapefile = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("shp"));
    let mut head = [0; 36];
    is_shapefile
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok()
        && head[32..] == [31, 0, 0, 0]
}

/// Whether the SOSI driver would open the file.
fn is_sosi(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SOSI_HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && head.windows(5).any(|letters| letters == b".HODE")
}

/// The right to read SOSI, and a copy to read.
///
/// The library below the SOSI driver has global variables, so two files at once crash the program;
/// and it keeps an index in a folder beside the file.
struct SosiTurn {
    file: PathBuf,
    _folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl SosiTurn {
    fn new(path: &Path) -> Result<Self, std::io::Error> {
        static TURN: Mutex<()> = Mutex::new(());
        // Nothing is guarded that a panic could leave half-done.
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new().prefix("berghald-").tempdir()?;
        // A plain name, since the library cannot read all letters in paths.
        let file = folder.path().join("copy.sos");
        std::fs::copy(path, &file)?;
        Ok(Self {
            file,
            _folder: folder,
            _turn: turn,
        })
    }
}
