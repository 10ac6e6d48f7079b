//! The layers of the program, as a test: a module uses only what stands to its right in `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// A module, and the modules of this crate that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("progress", &[]),
    ("crash", &[]),
    ("words", &[]),
    ("terrain", &["units", "progress"]),
    ("site", &["units"]),
    ("curve", &["units", "progress"]),
    ("design", &["curve", "terrain", "units", "progress"]),
    ("figure", &["terrain", "site", "units", "progress"]),
    ("material", &["units"]),
    ("balance", &["design", "material", "progress", "units"]),
    ("land_take", &["site", "units", "progress"]),
    ("assess", &["site", "units", "progress"]),
    (
        "project",
        &[
            "assess", "balance", "design", "terrain", "site", "material", "units",
        ],
    ),
    (
        "results",
        &[
            "project", "assess", "balance", "design", "curve", "site", "material", "units",
        ],
    ),
    (
        "store",
        &[
            "results", "project", "assess", "balance", "design", "curve", "site", "material",
            "units", "progress",
        ],
    ),
    ("gis", &["terrain", "site", "units", "progress"]),
    ("jobs", &["crash", "progress"]),
    (
        "report",
        &["words", "results", "figure", "terrain", "units", "progress"],
    ),
    (
        "app",
        &[
            "crash",
            "report",
            "jobs",
            "store",
            "gis",
            "words",
            "results",
            "project",
            "figure",
            "assess",
            "balance",
            "land_take",
            "design",
            "curve",
            "site",
            "terrain",
            "material",
            "units",
            "progress",
        ],
    ),
    (
        "cli",
        &[
            "app",
            "crash",
            "jobs",
            "gis",
            "words",
            "project",
            "assess",
            "balance",
            "land_take",
            "design",
            "figure",
            "curve",
            "site",
            "terrain",
            "material",
            "units",
            "progress",
        ],
    ),
    (
        "ui",
        &[
            "app", "crash", "jobs", "gis", "words", "results", "project", "figure", "assess",
            "balance", "design", "curve", "terrain", "site", "material", "units", "progress",
        ],
    ),
];

/// What one module, or a few, own alone: no other may name it.
const CONFINED: &[(&str, &str)] = &[
    ("gdal::", "gis"),
    ("gdal_sys", "gis"),
    ("unsafe ", "balance, gis"),
    ("rusqlite", "store"),
    ("eframe", "ui"),
    ("egui", "ui"),
    ("walkers", "ui"),
    ("rfd::", "ui"),
    ("std::thread", "crash, jobs"),
    ("set_hook", "crash"),
    ("catch_unwind", "crash"),
    ("clap", "cli"),
    ("indicatif", "cli"),
    ("println!", "cli"),
    ("contour::", "design, figure"),
    ("resvg", "figure"),
    ("calamine", "app"),
    ("rust_xlsxwriter", "report"),
    ("typst", "report"),
    ("minijinja", "report"),
    ("dxf::", "report"),
    ("quick_xml", "report"),
    ("spade::", "report"),
    ("zip::", "report"),
    ("highs::", "balance"),
    ("highs_sys", "balance"),
    ("fluent", "words"),
    ("0.3048", "units"),
    ("0.0254", "units"),
    ("1200.0 / 3937.0", "units"),
];

#[test]
fn every_module_uses_only_the_layers_to_its_right() {
    let faults = faults_in(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_wrong_import_is_found_however_it_is_written() {
    let check = |module: &str, code: &str, is_fault: bool| {
        assert_eq!(
            !faults_of(module, code).is_empty(),
            is_fault,
            "{module}: {code}"
        );
    };
    check("design", "use crate::terrain::Grid;", false);
    check("design", "use crate::gis::Reference;", true);
    check(
        "design",
        "use crate::{terrain::Grid, gis::{Source, Reference}};",
        true,
    );
    check(
        "design",
        "use crate::{\n    terrain::Grid,\n    units::Metres,\n};",
        false,
    );
    check("terrain", "let cut = crate::design::cut_and_fill;", true);
    check("terrain", "use super::super::design::Outline;", true);
    check("design", "// crate::gis is not used here", false);
    check("app", "use gdal::Dataset;", true);
    check("nowhere", "", true);
}

fn faults_in(folder: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for file in rust_files(folder) {
        let inside = file.strip_prefix(folder).unwrap();
        let module = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let module = module.trim_end_matches(".rs");
        if module == "lib" || module == "main" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let found = faults_of(module, &text);
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: {fault}", inside.display())),
        );
    }
    faults
}

fn faults_of(module: &str, text: &str) -> Vec<String> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
        return vec![format!("give `{module}` a place in ALLOWED")];
    };
    let shipped = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let code: String = shipped
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let used = modules_used(&code);
    let mut faults: Vec<String> = used
        .into_iter()
        .filter(|used| used != module && !allowed.contains(&used.as_str()))
        .map(|used| format!("`{module}` uses `{used}`"))
        .collect();
    if code.contains("super::super::") {
        faults.push("`super::super::` hides which module is meant".to_owned());
    }
    for (name, owner) in CONFINED {
        if code.contains(name) && !owner.split(", ").any(|owner| owner == module) {
            faults.push(format!("`{name}` outside `{owner}`"));
        }
    }
    faults
}

/// The modules named after `crate::`, alone or in a group.
fn modules_used(code: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut used = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            used.push(word(rest));
            continue;
        };
        let (mut depth, mut item) = (0, String::new());
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    used.push(word(&item));
                    item.clear();
                }
                _ => item.push(c),
            }
        }
        used.push(word(&item));
    }
    used.retain(|name| !name.is_empty());
    used
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
