//! A handover package: what is asked for, and what was made, for people and as JSON.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::app::notice::Notice;
use crate::app::report::ReportRequest;
use crate::app::{PackageMade, PackageRequest, PackagedFile};
use crate::words::Words;

/// What is asked for.
#[derive(Debug, Args)]
pub(super) struct Package {
    #[arg(value_name = "PROJECT.gpkg")]
    pub project: PathBuf,
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
}

impl Package {
    pub(super) fn request(&self) -> PackageRequest {
        PackageRequest {
            out: self.out.clone(),
            report: ReportRequest::default(),
        }
    }
}

/// What is in it.
pub(super) fn json(made: &PackageMade) -> Value {
    let file = |file: &PackagedFile| {
        json!({
            "name": file.name,
            "what": file.what,
            "size_bytes": file.size_bytes,
        })
    };
    json!({
        "package": made.path,
        "size_bytes": made.size_bytes,
        "sources_bytes": made.sources_bytes,
        "clipped_bytes": made.clipped_bytes,
        "figures_same": made.figures,
        "files": made.files.iter().map(file).collect::<Value>(),
    })
}

/// Where it is and how large, what is in it, and what was checked.
pub(super) fn text(made: &PackageMade, words: &Words) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let mut line = |line: String| writeln!(text, "{line}").ok();
    let package = ("package", made.path.display().to_string());
    let size = ("size", size_text(made.size_bytes, words));
    line(words.text("package-line", &[package, size]));
    for file in &made.files {
        let size = size_text(file.size_bytes, words);
        line(format!("  {}: {} ({size})", file.name, file.what));
    }
    let before = ("before", size_text(made.sources_bytes, words));
    let after = ("after", size_text(made.clipped_bytes, words));
    line(words.text("package-line-sources", &[before, after]));
    let same = ("same", words.number(made.figures as f64, 0));
    line(words.text("package-line-checked", &[same]));
    text
}

/// What to be careful about in the project.
pub(super) fn warnings(made: &PackageMade, words: &Words) -> Vec<Notice> {
    let news = made.news.iter();
    news.map(|news| Notice::of_project(news, words)).collect()
}

/// How large something is, with three digits or so.
fn size_text(bytes: u64, words: &Words) -> String {
    let bytes = bytes as f64;
    match bytes {
        large if 1e9 <= large => words.quantity(large / 1e9, 1, "GB"),
        medium if 1e6 <= medium => words.quantity(medium / 1e6, 1, "MB"),
        small => words.quantity(small / 1e3, 0, "kB"),
    }
}
