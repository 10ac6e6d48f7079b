//! The text that names a file and perhaps a part of it.

use std::path::PathBuf;

/// A file, and the band or layer of it that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// What stands after the last `#`: a band's number or a layer's name.
    pub part: Option<String>,
}

impl Source {
    /// Reads `path` or `path#part`. A path that exists as it stands wins, `#` and all.
    pub fn parse(text: &str) -> Self {
        let whole = PathBuf::from(text);
        match text.rsplit_once('#') {
            Some((path, part)) if !path.is_empty() && !part.is_empty() && !whole.exists() => Self {
                path: PathBuf::from(path),
                part: Some(part.to_owned()),
            },
            _ => Self {
                path: whole,
                part: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, part: Option<&str>) {
        let expected = Source {
            path: PathBuf::from(path),
            part: part.map(str::to_owned),
        };
        assert_eq!(Source::parse(text), expected);
    }

    #[test]
    fn a_part_stands_after_the_last_hash() {
        check("a.tif", "a.tif", None);
        check("a.tif#2", "a.tif", Some("2"));
        check("a#b.gpkg#Tipp øst", "a#b.gpkg", Some("Tipp øst"));
        check("a.tif#", "a.tif#", None);
    }

    #[test]
    fn a_path_that_exists_with_its_hash_wins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dem#1");
        std::fs::write(&path, "x").unwrap();
        check(path.to_str().unwrap(), path.to_str().unwrap(), None);
    }
}
