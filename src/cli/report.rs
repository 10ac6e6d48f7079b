//! Reports of a project file: what is asked for, and what was written.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::app::notice::Notice;
use crate::app::report::{Chapter, ReportRequest, WrittenReport};
use crate::words::Words;

#[derive(Debug, Args)]
pub(super) struct Report {
    #[arg(value_name = "PROJECT.gpkg")]
    pub project: PathBuf,
    #[arg(long, value_name = "SCENARIO")]
    scenario: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = chapter)]
    chapters: Vec<Chapter>,
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    title: String,
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    organization: String,
    #[arg(long, value_name = "PICTURE")]
    logo: Option<PathBuf>,
}

impl Report {
    pub(super) fn request(&self) -> ReportRequest {
        ReportRequest {
            scenarios: self.scenario.clone(),
            chapters: if self.chapters.is_empty() {
                Chapter::ALL.to_vec()
            } else {
                self.chapters.clone()
            },
            title: self.title.clone(),
            organization: self.organization.clone(),
            logo: self.logo.clone(),
        }
    }
}

fn chapter(text: &str) -> Result<Chapter, String> {
    let known = || Chapter::ALL.map(Chapter::id).join(", ");
    Chapter::of(text.trim()).ok_or_else(|| format!("`{text}` is none of {}", known()))
}

/// What was written, as JSON.
pub(super) fn json(written: &WrittenReport) -> Value {
    let without = written.without_figures.iter();
    let without = without.map(|(scenario, name)| json!({ "scenario": scenario, "name": name }));
    json!({ "files": written.files, "without_current_figures": without.collect::<Value>() })
}

/// What was written, for people.
pub(super) fn text(written: &WrittenReport, words: &Words) -> String {
    let lines = written.files.iter().map(|file| {
        let file = file.display().to_string();
        words.text("cli-report-written", &[("file", file)])
    });
    let lines: Vec<String> = lines.collect();
    lines.join("\n") + "\n"
}

/// What to be careful about in a report.
pub(super) fn warnings(written: &WrittenReport, words: &Words) -> Vec<Notice> {
    let news = written.news.iter();
    let mut warnings: Vec<Notice> = news.map(|news| Notice::of_project(news, words)).collect();
    let mut scenarios: Vec<&str> = Vec::new();
    for (scenario, _) in &written.without_figures {
        if !scenarios.contains(&scenario.as_str()) {
            scenarios.push(scenario);
            let arguments = [("scenario", scenario.clone())];
            let message = words.text("warning-figures_incomplete", &arguments);
            warnings.push(Notice {
                code: "figures_incomplete",
                ..Notice::plain(message)
            });
        }
    }
    warnings
}
