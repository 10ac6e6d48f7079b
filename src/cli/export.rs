//! The geometry of an alternative, exported: for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::app::export::{ExportedFile, ExportedGeometry};
use crate::app::notice::Notice;
use crate::words::Words;

/// What was exported, as JSON.
pub(super) fn json(exported: &ExportedGeometry) -> Value {
    let file = |file: &ExportedFile| {
        json!({
            "path": file.path,
            "kind": file.kind.id(),
            "what": file.what,
        })
    };
    json!({
        "out": exported.out,
        "scenario": exported.scenario,
        "files": exported.files.iter().map(file).collect::<Value>(),
    })
}

/// What was exported, for people.
pub(super) fn text(exported: &ExportedGeometry, words: &Words) -> String {
    let arguments = [
        ("scenario", exported.scenario.clone()),
        ("folder", exported.out.display().to_string()),
    ];
    let mut text = words.text("export-done", &arguments);
    text.push('\n');
    for file in &exported.files {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        // Writing to a string cannot fail.
        writeln!(text, "  {name}: {}", file.what).ok();
    }
    text
}

/// What to be careful about.
pub(super) fn warnings(exported: &ExportedGeometry, words: &Words) -> Vec<Notice> {
    let of_file = exported.news.iter();
    let of_file = of_file.map(|news| Notice::of_project(news, words));
    let of_bodies = exported.warnings.iter();
    of_file
        .chain(of_bodies.map(|warning| warning.notice(words)))
        .collect()
}
