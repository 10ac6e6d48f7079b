//! What stands in a package, for whoever unpacks it without knowing anything.

use std::fmt::Write as _;

use super::site::{MARGIN_M, Site};
use super::sources::PackedSource;
use super::write::Entry;
use crate::gis::Reference;
use crate::store::LastChange;
use crate::words::Words;

/// What is told of a package.
pub(super) struct Facts<'a> {
    /// The name of the project's file.
    pub project: &'a str,
    pub last: Option<&'a LastChange>,
    pub site: &'a Site,
    pub reference: Option<&'a Reference>,
    pub packed: &'a [PackedSource],
}

/// The text, with a sentence in each line.
pub(super) fn readme(facts: &Facts<'_>, entries: &[Entry], words: &Words) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let mut line = |line: &str| writeln!(text, "{line}").ok();
    let project = || ("project", facts.project.to_owned());
    line(&words.text("package-readme-title", &[project()]));
    let program = format!("Berghald {}", env!("CARGO_PKG_VERSION"));
    // A date that does not depend on where the computer stands.
    let at = facts
        .last
        .map(|last| last.at.strftime("%Y-%m-%d %H:%M UTC"));
    let at = at.map_or_else(|| "–".to_owned(), |at| at.to_string());
    let made = [("program", program), ("at", at)];
    line(&words.text("package-readme-made", &made));
    line("");
    line(&heading("package-readme-open-title", words));
    line(&words.text("package-readme-open", &[project()]));
    line(&words.text("package-readme-check", &[project()]));
    line(&words.text("package-readme-qgis", &[]));
    line("");
    line(&heading("package-readme-files-title", words));
    for entry in entries {
        line(&format!("{}: {}", entry.name, entry.what));
    }
    line("");
    line(&heading("package-readme-sources-title", words));
    let margin = ("margin", words.quantity(MARGIN_M, 0, "m"));
    line(&words.text("package-readme-clipped", &[margin]));
    if !facts.site.is_built {
        line(&words.text("package-readme-whole", &[]));
    }
    if let Some(extent) = extent_text(facts, words) {
        line(&extent);
    }
    for one in facts.packed {
        line(&format!("- {}", source_text(one, words)));
    }
    line(&words.text("package-readme-licence", &[]));
    text
}

fn heading(id: &str, words: &Words) -> String {
    let title = words.text(id, &[]);
    let under = "-".repeat(title.chars().count());
    format!("{title}\n{under}")
}

fn extent_text(facts: &Facts<'_>, words: &Words) -> Option<String> {
    let (area, reference) = facts.site.area.zip(facts.reference)?;
    let metres = |value: f64| words.quantity(value, 0, "m");
    let code = reference.epsg().map(|code| format!(" (EPSG:{code})"));
    Some(words.text(
        "package-readme-extent",
        &[
            ("west", metres(area.min().x)),
            ("east", metres(area.max().x)),
            ("south", metres(area.min().y)),
            ("north", metres(area.max().y)),
            (
                "crs",
                format!("{}{}", reference.name(), code.unwrap_or_default()),
            ),
        ],
    ))
}

/// A source with who is to be named, and the file that it was.
fn source_text(one: &PackedSource, words: &Words) -> String {
    let file = ("file", one.original.clone());
    let original = match &one.record {
        Some(record) => {
            let hash = ("hash", record.blake3.to_string());
            words.text("package-readme-original", &[file, hash])
        }
        None => words.text("package-readme-original-unread", &[file]),
    };
    let attribution = match one.layer.attribution.as_str() {
        "" => words.text("package-readme-no-attribution", &[]),
        named => named.to_owned(),
    };
    format!("{}: {attribution}; {original}", one.layer.name)
}
