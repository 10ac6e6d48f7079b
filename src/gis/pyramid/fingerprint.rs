//! What a cache file was made of, and whether that has changed since.

use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use gdal::Dataset;

use super::bytes::ByteWriter;

/// Side files that may change where a raster lies or what its values mean: added to its whole name.
const ADDED_EXTENSIONS: [&str; 2] = ["aux.xml", "msk"];

/// The same, for those that take the place of its extension.
const OTHER_EXTENSIONS: [&str; 10] = [
    "tfw", "TFW", "tifw", "wld", "WLD", "jgw", "pgw", "prj", "PRJ", "hdr",
];

/// A fingerprint.
pub(in crate::gis) type Digest = [u8; 32];

/// The fingerprint of what was asked for: source, part, coordinate system, whatever tells two requests apart.
pub(in crate::gis) fn identity(path: &Path, words: &[Option<&str>]) -> Digest {
    let absolute = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let absolute = absolute.unwrap_or_else(|_| path.to_owned());
    let mut writer = ByteWriter::default();
    writer.block(absolute.as_os_str().as_encoded_bytes());
    for word in words {
        writer.u32(u32::from(word.is_some()));
        writer.text(word.unwrap_or_default());
    }
    *blake3::hash(&writer.bytes).as_bytes()
}

/// The fingerprint of sizes and times of change. A file that appears or goes changes it too.
pub(in crate::gis) fn stamp(files: &[PathBuf]) -> Digest {
    let mut writer = ByteWriter::default();
    for file in files {
        writer.text(&file.to_string_lossy());
        let found = std::fs::metadata(file).ok();
        writer.u32(u32::from(found.is_some()));
        if let Some(found) = found {
            writer.u64(found.len());
            let changed = found.modified().ok();
            let since = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            let since = since.unwrap_or_default();
            writer.u64(since.as_secs());
            writer.u32(since.subsec_nanos());
        }
    }
    *blake3::hash(&writer.bytes).as_bytes()
}

/// The files that a raster is made of, and those that would change it if they appeared.
pub(in crate::gis) fn files_of(path: &Path, dataset: &Dataset) -> Vec<PathBuf> {
    let mut files = vec![path.to_owned()];
    files.extend(listed_files(dataset));
    for extension in ADDED_EXTENSIONS {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        files.push(name.into());
    }
    files.extend(OTHER_EXTENSIONS.map(|extension| path.with_extension(extension)));
    files.sort();
    files.dedup();
    files
}

/// The files that GDAL knows of, such as the parts of a mosaic.
#[expect(unsafe_code, reason = "gdal has no wrapper for it")]
fn listed_files(dataset: &Dataset) -> Vec<PathBuf> {
    let mut files = Vec::new();
    // SAFETY: the handle is valid; the list ends with null, its texts end with zero, and it is freed once.
    unsafe {
        let list = gdal_sys::GDALGetFileList(dataset.c_dataset());
        let mut next = list;
        while !next.is_null() && !(*next).is_null() {
            let name: CString = CStr::from_ptr(*next).to_owned();
            files.push(PathBuf::from(name.to_string_lossy().into_owned()));
            next = next.add(1);
        }
        gdal_sys::CSLDestroy(list);
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_grows_or_appears_changes_the_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let files = [folder.path().join("a.tif"), folder.path().join("a.tfw")];
        std::fs::write(&files[0], "1").unwrap();
        let first = stamp(&files);
        assert_eq!(first, stamp(&files));
        std::fs::write(&files[0], "12").unwrap();
        let grown = stamp(&files);
        assert_ne!(first, grown);
        std::fs::write(&files[1], "1").unwrap();
        assert_ne!(grown, stamp(&files));
    }

    #[test]
    fn requests_are_told_apart_by_every_word() {
        let path = Path::new("a.tif");
        let all = [
            identity(path, &[None, None]),
            identity(path, &[Some("1"), None]),
            identity(path, &[None, Some("1")]),
            identity(Path::new("b.tif"), &[None, None]),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one));
        }
    }
}
