//! Paths of source files as the project file has them: relative to its folder where they lie inside it.

use std::path::{Component, Path, PathBuf};

/// A source as it stands in the file: `path`, `path#band` or `path#layer`.
///
/// Relative ones have `/` between folders on every system, so that the project can be taken along.
pub(super) fn stored(source: &str, folder: &Path) -> String {
    relative(source, folder)
        .filter(|relative| used(relative, folder).as_deref() == Some(source))
        .unwrap_or_else(|| source.to_owned())
}

fn relative(source: &str, folder: &Path) -> Option<String> {
    let inside = Path::new(source).strip_prefix(folder).ok()?;
    let parts: Option<Vec<&str>> = inside
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/")).filter(|relative| !relative.is_empty())
}

/// A source as the program uses it, or `None` where it must not be opened.
pub(super) fn used(stored: &str, folder: &Path) -> Option<String> {
    if stored.is_empty() {
        return Some(String::new());
    }
    if !is_file_path(stored) {
        return None;
    }
    if is_absolute(stored) {
        return Some(stored.to_owned());
    }
    let inside: PathBuf = stored.split('/').collect();
    let stays = inside
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !stays {
        return None;
    }
    folder.join(inside).to_str().map(str::to_owned)
}

/// Whether a text names a file on this machine, and nothing that GDAL would fetch, run or put together.
fn is_file_path(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    let drive = has_drive(text);
    let before_colon = lower.split(['/', '\\']).next().unwrap_or_default();
    // `WMS:…`, `PG:…`, `GTIFF_DIR:1:…`, `vrt://…`; a drive letter is one character.
    let is_driver = !drive && before_colon.contains(':');
    !(text.contains('\0')
        || text.contains('\n')
        || lower.starts_with("/vsi")
        || lower.starts_with("\\\\")
        || lower.starts_with("//")
        || lower.starts_with('<')
        || lower.starts_with('{')
        || lower.starts_with('[')
        || lower.contains("://")
        || is_driver
        || has_parent(text))
}

/// Whether a path goes up somewhere, and so may end anywhere.
fn has_parent(text: &str) -> bool {
    text.split(['/', '\\']).any(|part| part == "..")
}

/// Absolute on any system: a project may come from another.
fn is_absolute(text: &str) -> bool {
    text.starts_with('/') || text.starts_with('\\') || has_drive(text)
}

fn has_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_inside_the_folder_is_named_from_there() {
        let folder = Path::new("/home/a/gruve");
        let check = |source: &str, in_file: &str| {
            assert_eq!(stored(source, folder), in_file);
            assert_eq!(used(in_file, folder).as_deref(), Some(source));
        };
        check("/home/a/gruve/dem.tif", "dem.tif");
        check("/home/a/gruve/høyder/dem.tif#2", "høyder/dem.tif#2");
        check("/home/a/other/dem.tif", "/home/a/other/dem.tif");
        check("/home/a/gruver/dem.tif", "/home/a/gruver/dem.tif");
        check("/home/a/gruve//dem.tif", "/home/a/gruve//dem.tif");
        check("/home/a/gruve/a:b.tif", "/home/a/gruve/a:b.tif");
        check("/home/a/gruve/vsites/dem.tif", "vsites/dem.tif");
        check("C:\\kart\\dem.tif", "C:\\kart\\dem.tif");
        check("", "");
    }

    #[test]
    fn what_leaves_the_folder_or_is_no_file_is_refused() {
        for path in [
            "../dem.tif",
            "a/../../dem.tif",
            "/home/a/../b/dem.tif",
            "..\\dem.tif",
            "/vsicurl/https://example.org/x.tif",
            "/vsizip/x.zip/a.tif",
            "/VSIMEM/x",
            "a/vsi/../x",
            "https://example.org/x.tif",
            "vrt:///x",
            "\\\\server\\share\\x.tif",
            "//server/share/x.tif",
            "<VRTDataset/>",
            "  <GDAL_WMS/>",
            "WMS:https",
            "PG:dbname=x",
            "GTIFF_DIR:1:x.tif",
            "{\"type\":\"FeatureCollection\"}",
            "a\0b",
            "./a",
        ] {
            assert_eq!(used(path, Path::new("/home/a/gruve")), None, "{path}");
        }
    }
}
