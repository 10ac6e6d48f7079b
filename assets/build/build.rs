//! Hands the linker the static libraries that GDAL's GML, GPX, KML and SOSI drivers need.
//!
//! Full paths as link arguments: `static=` linking puts them before GDAL, where only some linkers find them.

use std::path::{Path, PathBuf};

/// A static library, and the Debian package that has it.
const LIBRARIES: &[(&str, &str)] = &[
    ("libfyba.a", "libfyba-dev"),
    ("libfygm.a", "libfyba-dev"),
    ("libfyut.a", "libfyba-dev"),
    ("libexpat.a", "libexpat1-dev"),
];

fn main() {
    println!("cargo::rerun-if-changed=assets/build/build.rs");
    println!("cargo::rerun-if-changed=assets/lang");
    println!("cargo::rerun-if-env-changed=BERGHALD_STATIC_LIBRARIES");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
        return;
    }
    let folders = folders();
    for (file, package) in LIBRARIES {
        match folders
            .iter()
            .map(|folder| folder.join(file))
            .find(|path| path.is_file())
        {
            Some(path) => println!("cargo::rustc-link-arg={}", path.display()),
            None => println!(
                "cargo::error=Berghald needs {file} to build. Run assets/setup.sh, or install \
                 {package} (apt-get install {package}), or name its folder in BERGHALD_STATIC_LIBRARIES."
            ),
        }
    }
}

/// The folders that `gdal-drivers.cmake` searches, in the same order.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::var_os("BERGHALD_STATIC_LIBRARIES")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    if let Ok(entries) = std::fs::read_dir("/usr/lib") {
        let mut multiarch: Vec<PathBuf> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.to_string_lossy().contains("-linux-gnu"))
            .collect();
        multiarch.sort();
        folders.extend(multiarch);
    }
    folders.extend(
        [
            "/usr/lib64",
            "/usr/lib",
            "/usr/local/lib",
            "/opt/homebrew/lib",
        ]
        .map(|f| Path::new(f).into()),
    );
    folders
}
