//! The report: what a project comes to, as a document that a county can keep.
//!
//! Everything is read from the project file, so that a report can be made again from it. Every figure says where it
//! comes from (see [`Origin`]); the forms are in `report`.

mod alternatives;
mod comparison;
mod draft;
mod gather;
mod grades;
mod log;
mod pieces;
mod section_figures;
mod situation;
mod sources;
mod summary;
mod takes;
mod uncertainty;

use std::path::{Path, PathBuf};

use draft::Draft;
use gather::{Gathered, name_of};
use pieces::{Tell, day, list_of};

use super::{ExportError, ProjectNews, TaskError, write_report_tables};
use crate::gis::write_whole;
use crate::progress::Run;
use crate::report::{
    Document, FormWords, Logo, LogoKind, Origin, Piece, blocks_of, html_of, pdf_of,
};
use crate::words::{Words, method_notes};

/// Files that a report is written to, by their endings, the usual one first: a document, or its tables.
pub const REPORT_ENDINGS: [&str; 4] = ["pdf", "html", "xlsx", "csv"];

/// A logo may be this large, in bytes.
const MOST_LOGO_BYTES: u64 = 5_000_000;

/// A chapter of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chapter {
    /// One page for everybody.
    Summary,
    /// The mine, its masses and its terms.
    Situation,
    /// Each alternative by itself.
    Alternatives,
    /// Alternatives side by side.
    Comparison,
    /// The sheet of M-1941.
    Grades,
    /// How sure the figures are.
    Uncertainty,
    /// How figures come about.
    Methods,
    /// What everything rests on.
    Sources,
    /// The latest changes of the project.
    Log,
}

impl Chapter {
    /// All, in their order.
    pub const ALL: [Self; 9] = [
        Self::Summary,
        Self::Situation,
        Self::Alternatives,
        Self::Comparison,
        Self::Grades,
        Self::Uncertainty,
        Self::Methods,
        Self::Sources,
        Self::Log,
    ];

    /// As it stands on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Situation => "situation",
            Self::Alternatives => "alternatives",
            Self::Comparison => "comparison",
            Self::Grades => "grades",
            Self::Uncertainty => "uncertainty",
            Self::Methods => "methods",
            Self::Sources => "sources",
            Self::Log => "log",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chapter| chapter.id() == id)
    }

    /// The id of its heading's text.
    pub fn text_id(self) -> String {
        format!("report-{}", self.id())
    }
}

/// What a report is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRequest {
    /// Names or numbers of alternatives; all where there are none. The zero alternative is always among them.
    pub scenarios: Vec<String>,
    /// Its chapters.
    pub chapters: Vec<Chapter>,
    /// What it is called; by the file of the project where nothing is said.
    pub title: String,
    /// Who hands it out. Empty where nobody is named.
    pub organization: String,
    /// A picture of whoever hands it out.
    pub logo: Option<PathBuf>,
}

impl Default for ReportRequest {
    fn default() -> Self {
        Self {
            scenarios: Vec::new(),
            chapters: Chapter::ALL.to_vec(),
            title: String::new(),
            organization: String::new(),
            logo: None,
        }
    }
}

/// A report that was written.
#[derive(Clone, Debug, Default)]
pub struct WrittenReport {
    /// The file; of tables as CSV one for each.
    pub files: Vec<PathBuf>,
    /// What was odd about the project.
    pub news: Vec<ProjectNews>,
    /// Names of what has no figures, or figures of earlier decisions, by alternative.
    pub without_figures: Vec<(String, String)>,
}

/// Writes the report of a project file, by the ending of `out`: a document as PDF or HTML, or its tables as XLSX or CSV.
/// Nothing of the project is changed, and the same project gives the same bytes.
///
/// # Errors
/// [`TaskError`]: the project cannot be read, what is asked for is not in it, or the file cannot be written.
pub fn write_report(
    project: &Path,
    request: &ReportRequest,
    out: &Path,
    words: &Words,
    run: &Run,
) -> Result<WrittenReport, TaskError> {
    let ending = out.extension().and_then(|ending| ending.to_str());
    let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
    let form = match ending.as_str() {
        "pdf" => Form::Pdf,
        "html" => Form::Html,
        "xlsx" | "csv" => {
            let files = write_report_tables(project, &request.scenarios, out, words, run)?;
            return Ok(WrittenReport {
                files,
                ..WrittenReport::default()
            });
        }
        _ => {
            let known = &REPORT_ENDINGS;
            return Err(TaskError::Export {
                path: out.to_owned(),
                source: ExportError::Ending { known },
            });
        }
    };
    let (document, written) = document_of(project, request, words, run)?;
    let bytes = in_form(&document, form, out)?;
    run.step(1, 1)?;
    write_whole(out, &bytes)?;
    Ok(WrittenReport {
        files: vec![out.to_owned()],
        ..written
    })
}

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Pdf,
    Html,
}

/// A document in a form, for a file.
pub(super) fn in_form(document: &Document, form: Form, file: &Path) -> Result<Vec<u8>, TaskError> {
    let bytes = match form {
        Form::Pdf => pdf_of(document),
        Form::Html => html_of(document).map(String::into_bytes),
    };
    bytes.map_err(|error| TaskError::Export {
        path: file.to_owned(),
        source: error.into(),
    })
}

/// What the report of a project file says.
///
/// # Errors
/// [`TaskError`]: the project cannot be read, or what is asked for is not in it.
pub fn document_of(
    project: &Path,
    request: &ReportRequest,
    words: &Words,
    run: &Run,
) -> Result<(Document, WrittenReport), TaskError> {
    let logo = request.logo.as_deref().map(read_logo).transpose()?;
    let mut gathered = Gathered::of(project, request, words, run)?;
    let mut draft = Draft::new(words);
    let chapters: Vec<Chapter> = Chapter::ALL
        .into_iter()
        .filter(|chapter| request.chapters.contains(chapter))
        .collect();
    for (done, chapter) in chapters.iter().enumerate() {
        run.step(done, chapters.len() + 1)?;
        draft.heading(1, draft.tell.words(&chapter.text_id()));
        write_chapter(*chapter, &mut gathered, &mut draft, run)?;
        if *chapter == Chapter::Summary && 1 < chapters.len() {
            draft.contents();
        }
    }
    let file = project.file_stem().unwrap_or_default().to_string_lossy();
    let title = match request.title.trim() {
        "" => words.text("report-title", &[("project", file.into_owned())]),
        title => title.to_owned(),
    };
    let document = Document {
        title,
        subtitle: subtitle(&gathered),
        organization: request.organization.trim().to_owned(),
        logo,
        language: words.language().tag(),
        changed_at: gathered.changed_at,
        program: program(),
        words: FormWords {
            contents: words.text("report-contents", &[]),
            page: words.text("report-page", &[]),
            of: words.text("report-page-of", &[]),
            logo: words.text("report-logo", &[]),
        },
        blocks: draft.finish(),
    };
    let without = gathered.scenarios().flat_map(|(_, scenario)| {
        let names = scenario.without_current_figures();
        names.map(|(name, _)| (scenario.name.clone(), name.to_owned()))
    });
    let written = WrittenReport {
        files: Vec::new(),
        without_figures: without.collect(),
        news: gathered.designs.read.news.clone(),
    };
    Ok((document, written))
}

fn write_chapter(
    chapter: Chapter,
    gathered: &mut Gathered<'_>,
    draft: &mut Draft<'_>,
    run: &Run,
) -> Result<(), TaskError> {
    match chapter {
        Chapter::Summary => summary::write(gathered, draft),
        Chapter::Situation => situation::write(gathered, draft),
        Chapter::Alternatives => alternatives::write(gathered, draft, run)?,
        Chapter::Comparison => comparison::write(gathered, draft),
        Chapter::Grades => grades::write(gathered, draft),
        Chapter::Uncertainty => uncertainty::write(gathered, draft),
        Chapter::Methods => {
            let notes = method_notes(draft.tell.words.language());
            draft.add(blocks_of(&notes, 1));
        }
        Chapter::Sources => sources::write(gathered, draft),
        Chapter::Log => log::write(gathered, draft)?,
    }
    Ok(())
}

/// The program and its version, as documents name it.
pub(super) fn program() -> String {
    format!("Berghald {}", env!("CARGO_PKG_VERSION"))
}

/// What the report is about: the alternatives, and how old the project is.
fn subtitle(gathered: &Gathered<'_>) -> Vec<Piece> {
    let tell: Tell<'_> = gathered.tell;
    let names = gathered.scenarios().map(|(_, one)| vec![name_of(one)]);
    let changed = Piece::new(
        day(gathered.changed_at),
        Origin::Words("report-changed".to_owned()),
    );
    tell.say(
        "report-subtitle",
        [
            ("names", list_of(names).into()),
            ("changed", changed.into()),
        ],
    )
}

fn read_logo(path: &Path) -> Result<Logo, TaskError> {
    let failed = |source| TaskError::Export {
        path: path.to_owned(),
        source,
    };
    let unread = |source| failed(ExportError::Logo { source });
    if MOST_LOGO_BYTES < std::fs::metadata(path).map_err(unread)?.len() {
        return Err(failed(ExportError::NoLogo));
    }
    let bytes = std::fs::read(path).map_err(unread)?;
    match LogoKind::of(&bytes) {
        Some(kind) => Ok(Logo { bytes, kind }),
        None => Err(failed(ExportError::NoLogo)),
    }
}
