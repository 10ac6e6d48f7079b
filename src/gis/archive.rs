//! Files inside ZIP archives, by the paths that GDAL has for them.

use std::ffi::CString;
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::setup;
use super::vector_error::VectorError;

/// Where GDAL finds what is in a ZIP archive.
const IN_ZIP: &str = "/vsizip/";

/// Endings of files with layers, in small letters; of formats of several files the main one.
const ENDINGS: [&str; 14] = [
    "csv", "dxf", "fgb", "geojson", "gml", "gpkg", "gpx", "json", "kml", "shp", "sos", "sosi",
    "sqlite", "tab",
];

/// Read at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// What GDAL is to open, and the layer in it that is meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub(super) at: PathBuf,
    pub(super) layer: Option<String>,
}

/// Where the layers of a file are: in the file itself, or in one that lies in it where it is an archive.
///
/// # Errors
/// [`VectorError::SeveralLayers`] where an archive holds several files and `part` names none of them.
pub(super) fn opening(path: &Path, part: Option<&str>) -> Result<Opening, VectorError> {
    let layer = part.map(str::to_owned);
    let is_archive = has_ending(path, "zip") && path.is_file();
    if !is_archive {
        let at = path.to_owned();
        return Ok(Opening { at, layer });
    }
    setup::init();
    let root = format!("{IN_ZIP}{}", path.display());
    let inside = |name: &str| PathBuf::from(format!("{root}/{name}"));
    let names = names_in(&root);
    if let Some(name) = part.filter(|part| names.iter().any(|name| name == part)) {
        let at = inside(name);
        return Ok(Opening { at, layer: None });
    }
    match names.as_slice() {
        [] => Ok(Opening {
            at: PathBuf::from(root),
            layer,
        }),
        [only] => Ok(Opening {
            at: inside(only),
            layer,
        }),
        names => match folder_of_shapefiles(names) {
            Some(folder) => Ok(Opening {
                at: inside(folder),
                layer,
            }),
            None => Err(VectorError::SeveralLayers {
                path: path.to_owned(),
                layers: names.to_vec(),
            }),
        },
    }
}

/// Files with layers in an archive, and folders that are file geodatabases, sorted.
fn names_in(root: &str) -> Vec<String> {
    let found = gdal::vsi::read_dir(root, true).unwrap_or_default();
    let mut names: Vec<String> = found
        .iter()
        .filter_map(|path| {
            let text = path.to_str()?.replace('\\', "/");
            if let Some(end) = text.to_lowercase().find(".gdb/") {
                return Some(text.get(..end + ".gdb".len())?.to_owned());
            }
            let text = text.trim_end_matches('/');
            let is_geodatabase = has_ending(Path::new(text), "gdb");
            let is_layer = ENDINGS.iter().any(|end| has_ending(Path::new(text), end));
            // What macOS puts beside every file in an archive.
            let is_shadow = text.split('/').any(|part| part.starts_with("._"));
            ((is_geodatabase || is_layer) && !is_shadow).then(|| text.to_owned())
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The folder that all of them lie in, if they are all shapefiles.
fn folder_of_shapefiles(names: &[String]) -> Option<&str> {
    let folder = |name: &'_ str| name.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
    let first = names.first()?;
    let shared = first.get(..folder(first))?;
    names
        .iter()
        .all(|name| has_ending(Path::new(name), "shp") && name.get(..folder(name)) == Some(shared))
        .then_some(shared)
}

/// Whether a path may be one that GDAL opens as a file of layers, by its ending.
pub fn may_have_layers(path: &Path) -> bool {
    let is_layer = ENDINGS.iter().any(|end| has_ending(path, end));
    is_layer || has_ending(path, "zip") || has_ending(path, "gdb")
}

pub(super) fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// The first bytes of a file, at most so many; none where it cannot be read.
pub(super) fn head(at: &Path, bytes: usize) -> Vec<u8> {
    let mut head = Vec::new();
    let read = if at.starts_with(IN_ZIP) {
        InArchive::open(at).and_then(|mut file| {
            head.resize(bytes, 0);
            let read = file.read(&mut head)?;
            head.truncate(read);
            Ok(())
        })
    } else {
        let limit = u64::try_from(bytes).unwrap_or(u64::MAX);
        File::open(at).and_then(|file| file.take(limit).read_to_end(&mut head).map(drop))
    };
    if read.is_err() {
        head.clear();
    }
    head
}

/// Copies a file, which may lie in an archive.
pub(super) fn copy_out(at: &Path, to: &Path) -> io::Result<()> {
    if !at.starts_with(IN_ZIP) {
        return std::fs::copy(at, to).map(drop);
    }
    let (mut from, mut to) = (InArchive::open(at)?, File::create(to)?);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = from.read(&mut chunk)?;
        if read == 0 {
            return Ok(());
        }
        to.write_all(chunk.get(..read).unwrap_or_default())?;
    }
}

/// A file in an archive that is being read.
struct InArchive(*mut gdal_sys::VSILFILE);

impl InArchive {
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    fn open(at: &Path) -> io::Result<Self> {
        let path = CString::new(at.as_os_str().as_encoded_bytes())?;
        // SAFETY: both texts end with zero; the handle is closed once, when this is dropped.
        let file = unsafe { gdal_sys::VSIFOpenL(path.as_ptr(), c"rb".as_ptr()) };
        if file.is_null() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Self(file))
    }
}

impl io::Read for InArchive {
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the handle is open, and GDAL writes at most as many bytes as the buffer has.
        let read =
            unsafe { gdal_sys::VSIFReadL(buffer.as_mut_ptr().cast(), 1, buffer.len(), self.0) };
        Ok(read)
    }
}

impl Drop for InArchive {
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    fn drop(&mut self) {
        // SAFETY: the handle was opened by `open` and is closed nowhere else.
        unsafe {
            gdal_sys::VSIFCloseL(self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapefiles_of_one_folder_are_layers_of_it() {
        let names = |all: &[&str]| {
            all.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let check = |all: &[&str], folder: Option<&str>| {
            assert_eq!(folder_of_shapefiles(&names(all)), folder, "{all:?}");
        };
        check(&["a.shp", "b.SHP"], Some(""));
        check(&["x/a.shp", "x/b.shp"], Some("x"));
        check(&["x/a.shp", "y/b.shp"], None);
        check(&["a.shp", "b.gml"], None);
    }
}
