//! The project file in the planner's words: what went wrong with it, and what there is to tell.

use std::path::Path;

use super::notice::Notice;
use super::{PackageError, ProjectNews};
use crate::store::location::LocationOddity;
use crate::store::{Holder, LastChange, StoreError, StoreOddity, WhyReadOnly};
use crate::words::Words;

/// The arguments of an error's texts.
pub(super) fn of_store(error: &StoreError, words: &Words) -> Vec<(&'static str, String)> {
    let mut arguments = vec![file_argument(error.path())];
    match error {
        StoreError::Held { holder, .. } => {
            arguments.push(("holder", holder_text(holder.as_ref(), words)));
        }
        StoreError::Moved { to: Some(to), .. } => {
            arguments.push(("to", to.display().to_string()));
        }
        StoreError::Moved { to: None, .. } => arguments.push(("to", "?".to_owned())),
        StoreError::NewerSchema { schema, known, .. } => {
            arguments.extend([("schema", schema.to_string()), ("known", known.to_string())]);
        }
        StoreError::Damaged { detail, .. } => arguments.push(("detail", detail.clone())),
        StoreError::TooLarge { what, .. } => arguments.push(("what", what.clone())),
        _ => {}
    }
    arguments
}

/// How many differences are named at most; the check of the project tells all.
const MOST_DIFFERENCES: usize = 5;

/// Why no package is made of a project.
pub(super) fn of_package(project: &Path, error: &PackageError) -> Vec<(&'static str, String)> {
    match error {
        PackageError::SourceMissing { name, file: source }
        | PackageError::SourceChanged { name, file: source } => {
            vec![file_argument(source), ("name", name.clone())]
        }
        PackageError::Differs { what } => {
            let mut named: Vec<String> = what.iter().take(MOST_DIFFERENCES).cloned().collect();
            if named.len() < what.len() {
                named.push("…".to_owned());
            }
            vec![file_argument(project), ("what", named.join("; "))]
        }
    }
}

fn file_argument(path: &Path) -> (&'static str, String) {
    ("file", path.display().to_string())
}

/// Something to tell about the project file.
pub(super) fn of_news(news: &ProjectNews, words: &Words) -> Notice {
    let (path, code, arguments) = match news {
        ProjectNews::ReadOnly(path, why) => (path, why.code(), of_reason(why, words)),
        ProjectNews::Interrupted(path, last) => {
            let (code, arguments) = of_last(last.as_ref(), words);
            (path, code, arguments)
        }
        ProjectNews::Location(path, oddity) => {
            let argument = match oddity {
                LocationOddity::Network { kind } => ("kind", (*kind).to_owned()),
                LocationOddity::Synced { service } => ("service", (*service).to_owned()),
            };
            (path, oddity.code(), vec![argument])
        }
        ProjectNews::Odd(path, oddity) => (path, oddity.code(), of_oddity(oddity)),
        ProjectNews::Touched(path) => (path, "project_touched", Vec::new()),
    };
    let mut arguments = arguments;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    arguments.push(("file", name.into_owned()));
    let mut details = path.display().to_string();
    if let ProjectNews::Odd(_, StoreOddity::RowUnreadable { detail, .. }) = news {
        details = format!("{detail}\n{details}");
    }
    Notice {
        code,
        message: words.text(&format!("warning-{code}"), &arguments),
        hint: String::new(),
        details,
    }
}

fn of_reason(why: &WhyReadOnly, words: &Words) -> Vec<(&'static str, String)> {
    match why {
        WhyReadOnly::HeldBy(holder) => vec![("holder", holder_text(holder.as_ref(), words))],
        WhyReadOnly::ForeignTriggers(names) => vec![("triggers", names.join(", "))],
        _ => Vec::new(),
    }
}

/// Who has a project open: a name, a machine and a time.
fn holder_text(holder: Option<&Holder>, words: &Words) -> String {
    let Some(holder) = holder else {
        return words.text("holder-unknown", &[]);
    };
    let arguments = [
        ("user", holder.who.user.clone()),
        ("host", holder.who.host.clone()),
        ("time", words.time(holder.since)),
    ];
    let id = if holder.who.user.is_empty() {
        "holder-machine"
    } else {
        "holder-known"
    };
    words.text(id, &arguments)
}

fn of_last(
    last: Option<&LastChange>,
    words: &Words,
) -> (&'static str, Vec<(&'static str, String)>) {
    let Some(last) = last.filter(|last| !last.label.is_empty()) else {
        return ("project_interrupted", Vec::new());
    };
    let mut arguments = vec![("time", words.time(last.at)), ("what", last.label.clone())];
    match &last.scenario {
        Some(scenario) => {
            arguments.push(("scenario", scenario.clone()));
            ("project_interrupted_in", arguments)
        }
        None => ("project_interrupted_after", arguments),
    }
}

fn of_oddity(oddity: &StoreOddity) -> Vec<(&'static str, String)> {
    match oddity {
        StoreOddity::RowUnreadable {
            table, id, name, ..
        } => vec![
            ("table", (*table).to_owned()),
            ("id", id.to_string()),
            ("name", name.clone().unwrap_or_else(|| "?".to_owned())),
        ],
        StoreOddity::SourceRefused { name, source } => {
            vec![("name", name.clone()), ("source", source.clone())]
        }
        StoreOddity::ZeroMissing => Vec::new(),
    }
}
