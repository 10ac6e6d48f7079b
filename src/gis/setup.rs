//! Makes GDAL ready: quiet, independent of what else is installed, and with its own data files.
//!
//! Every public door of `gis` goes through [`init`] first.

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int};
use std::path::{Path, PathBuf};
use std::sync::Once;

use gdal::errors::GdalError;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

/// How much memory GDAL may keep for blocks it has read, in bytes.
const CACHE_BYTES: i64 = 128 << 20;

/// The folder in GDAL's memory that holds its data files.
const DATA_FOLDER: &str = "/vsimem/berghald-gdal-data";

/// The data files that GDAL looks for; `assets/gdal-data/README.md` says where they come from.
const DATA_FILES: [(&str, &[u8]); 3] = [
    (
        "header.dxf",
        include_bytes!("../../assets/gdal-data/header.dxf"),
    ),
    (
        "trailer.dxf",
        include_bytes!("../../assets/gdal-data/trailer.dxf"),
    ),
    (
        "gml_registry.xml",
        include_bytes!("../../assets/gdal-data/gml_registry.xml"),
    ),
];

/// Settings that keep GDAL away from the environment and from writing beside sources.
const SETTINGS: [(&str, &str); 8] = [
    ("GDAL_DATA", DATA_FOLDER),
    ("GDAL_DRIVER_PATH", "disable"),
    ("OGR_DRIVER_PATH", "disable"),
    ("GDAL_VRT_ENABLE_PYTHON", "NO"),
    ("GDAL_PAM_ENABLED", "YES"),
    ("GDAL_GEOREF_SOURCES", "PAM,INTERNAL,TABFILE,WORLDFILE"),
    ("SHAPE_RESTORE_SHX", "NO"),
    // Without it the vertical datum of older files is left out.
    ("GTIFF_REPORT_COMPD_CS", "YES"),
];

thread_local! {
    /// What GDAL first called a failure on this thread since [`take_failure`]: the most exact reason.
    static FIRST_FAILURE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes GDAL ready, the first time it is called. Later calls cost nothing.
///
/// The doors of this module call it themselves; call it early only to choose when the time is spent.
pub fn init() {
    static READY: Once = Once::new();
    READY.call_once(|| {
        hear_messages();
        for (name, bytes) in DATA_FILES {
            if let Err(error) = gdal::vsi::create_mem_file(data_path(name), bytes.to_vec()) {
                tracing::warn!(%error, name, "GDAL goes without one of its data files");
            }
        }
        for (name, value) in SETTINGS {
            if let Err(error) = gdal::config::set_config_option(name, value) {
                tracing::warn!(%error, name, "GDAL goes without one of its settings");
            }
        }
        isolate_coordinate_systems();
        gdal::DriverManager::register_all();
    });
}

/// Where GDAL finds one of its data files.
fn data_path(name: &str) -> String {
    format!("{DATA_FOLDER}/{name}")
}

#[expect(
    unsafe_code,
    reason = "gdal's own wrapper hands one closure to several threads"
)]
fn hear_messages() {
    // SAFETY: the handler is a plain function that lives as long as the program and never unwinds.
    unsafe {
        gdal_sys::CPLSetErrorHandler(Some(hear_message));
    }
}

/// Passes what GDAL says on to the log. GDAL calls it from any of its threads.
#[expect(unsafe_code, reason = "GDAL calls it with a C string")]
unsafe extern "C" fn hear_message(
    class: gdal_sys::CPLErr::Type,
    number: c_int,
    text: *const c_char,
) {
    if text.is_null() {
        return;
    }
    // SAFETY: GDAL passes a string that ends with zero and lives until this function returns.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    if class < gdal_sys::CPLErr::CE_Warning {
        tracing::trace!(target: "gdal", number, "{text}");
    } else {
        // A failure that GDAL hands back is shown by whoever asked for the work.
        tracing::debug!(target: "gdal", number, "{text}");
    }
    if gdal_sys::CPLErr::CE_Failure <= class {
        // While a thread ends its storage is gone; then nobody asks for the failure either.
        let _kept = FIRST_FAILURE.try_with(|failure| {
            if let Ok(mut failure) = failure.try_borrow_mut() {
                failure.get_or_insert_with(|| text.into_owned());
            }
        });
    }
}

/// Takes what GDAL first called a failure on this thread since the last call.
pub(super) fn take_failure() -> Option<String> {
    // Nobody else borrows it on this thread; while the thread ends there is nothing left to tell.
    FIRST_FAILURE.try_with(RefCell::take).ok().flatten()
}

/// Lets PROJ use the database inside the program alone.
///
/// Files in the folders of `PROJ_DATA` and `PROJ_LIB` would win over it, and those of other
/// programs are often of another version. A path below a file can hold no files, so it shuts them out.
#[expect(unsafe_code, reason = "gdal has no wrapper for these")]
fn isolate_coordinate_systems() {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("/dev/null"));
    let nowhere = program.join("none").to_string_lossy().into_owned();
    let Ok(nowhere) = CString::new(nowhere) else {
        return;
    };
    let folders = [nowhere.as_ptr(), std::ptr::null()];
    // SAFETY: the list ends with null, and GDAL copies it before the call returns.
    unsafe {
        gdal_sys::OSRSetPROJSearchPaths(folders.as_ptr());
        gdal_sys::OSRSetPROJEnableNetwork(0);
        gdal_sys::GDALSetCacheMax64(CACHE_BYTES);
    }
}

/// What GDAL says about its failure, in English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GdalFailure {
    /// GDAL's own words.
    pub message: String,
}

impl From<GdalError> for GdalFailure {
    fn from(error: GdalError) -> Self {
        let last = match &error {
            GdalError::CplError { msg, .. } | GdalError::NullPointer { msg, .. } => msg.clone(),
            other => other.to_string(),
        };
        let message = take_failure().unwrap_or(last);
        Self {
            message: if message.is_empty() {
                error.to_string()
            } else {
                message
            },
        }
    }
}

/// Why a file could not be opened.
pub(super) struct OpenFailure {
    /// Whether GDAL knows the format, so that the file itself must be at fault.
    pub recognised: bool,
    /// GDAL's reason.
    pub source: GdalFailure,
}

/// Opens a file for reading. Nothing is written beside it.
pub(super) fn open_for_reading(
    path: &Path,
    kind: GdalOpenFlags,
    options: &[&str],
) -> Result<Dataset, OpenFailure> {
    init();
    take_failure();
    let flags = GdalOpenFlags::GDAL_OF_READONLY | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR;
    let flags = flags | kind;
    let recognised_as = flags.bits();
    Dataset::open_ex(
        path,
        DatasetOptions {
            open_flags: flags,
            open_options: Some(options),
            ..Default::default()
        },
    )
    .map_err(|error| OpenFailure {
        source: GdalFailure::from(error),
        recognised: is_recognised(path, recognised_as),
    })
}

/// Whether a driver thinks that it could read the file.
#[expect(unsafe_code, reason = "gdal has no wrapper for it")]
fn is_recognised(path: &Path, flags: u32) -> bool {
    let Ok(path) = CString::new(path.to_string_lossy().into_owned()) else {
        return false;
    };
    // SAFETY: the path ends with zero; without lists of drivers and files GDAL tries them all.
    let driver = unsafe {
        gdal_sys::GDALIdentifyDriverEx(path.as_ptr(), flags, std::ptr::null(), std::ptr::null())
    };
    !driver.is_null()
}
