//! A handover package: one archive with a project, its sources cut down to the site, tables, and what is what.
//!
//! It opens in any folder, without the original files and without a network. It is only made where everything that
//! the project keeps comes out the same on what is in it.

mod error;
mod fingerprints;
mod readme;
mod site;
mod sources;
mod write;

use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

pub use error::PackageError;

use super::check::{CheckedProject, check_project};
use super::file_designs::FileDesigns;
use super::report::{Form, ReportRequest, document_of, in_form};
use super::report_tables::report_workbook;
use super::{ExportError, ProjectNews, TaskError};
use crate::gis::{Reference, WriteError};
use crate::progress::Run;
use crate::results::Snapshot;
use crate::store::{Step, Who};
use crate::words::Words;
use readme::{Facts, readme};
use site::Site;
use sources::{PackedSource, pack, read_all};
use write::{Entry, write};

/// Endings of packages.
const ENDINGS: &[&str] = &["zip"];

/// How long the work is, for the progress: before the sources, and after them.
const STEPS: (usize, usize) = (2, 4);

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRequest {
    /// The archive. One that is there is replaced.
    pub out: PathBuf,
    /// What the report in it is to have.
    pub report: ReportRequest,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct PackageMade {
    /// The archive.
    pub path: PathBuf,
    /// What is in it, in its order.
    pub files: Vec<PackagedFile>,
    /// How large the archive is, in bytes.
    pub size_bytes: u64,
    /// How large the sources are in full, in bytes.
    pub sources_bytes: u64,
    /// How large they are as they were cut, in bytes.
    pub clipped_bytes: u64,
    /// Figures that were worked out again on what is in it, and came out the same.
    pub figures: usize,
    /// What was odd about the project.
    pub news: Vec<ProjectNews>,
}

/// A file in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagedFile {
    /// Its name in the archive, with `/` between folders.
    pub name: String,
    /// What it is, in a language's words.
    pub what: String,
    /// How large it is when it is unpacked, in bytes.
    pub size_bytes: u64,
}

/// Makes a handover package of a project file, which is not changed: with the report and all tables.
///
/// # Errors
/// [`TaskError`]: a source that is not there or has changed, figures that come out otherwise, or what cannot be
/// written. Nothing is left then, and what was at the path before is still there.
pub fn make_package(
    project: &Path,
    request: &PackageRequest,
    words: &Words,
    run: &Run,
) -> Result<PackageMade, TaskError> {
    let made = made(project, request, words, run);
    // However a step says that it was stopped, it was.
    made.map_err(|error| match run.part().step(0, 1) {
        Ok(()) => error,
        Err(stopped) => stopped.into(),
    })
}

fn made(
    project: &Path,
    request: &PackageRequest,
    words: &Words,
    run: &Run,
) -> Result<PackageMade, TaskError> {
    let out = request.out.as_path();
    let is_archive = out
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case(ENDINGS[0]));
    if !is_archive {
        return Err(TaskError::Export {
            path: out.to_owned(),
            source: ExportError::Ending { known: ENDINGS },
        });
    }
    let (_folder, inside) = folder_beside(out)?;
    let mut designs = FileDesigns::open(project)?;
    let all = STEPS.0 + designs.project().layers.len() + STEPS.1;
    run.step(0, all)?;
    let found = read_all(&designs, &run.part())?;
    run.step(1, all)?;
    let reference = reference_of(&designs.read.snapshot, project)?;
    let site = Site::of(&mut designs, &run.part())?;
    // A project that was opened has a name.
    let name = project.file_name().unwrap_or_default();
    let copy = inside.join(name);
    let last = designs.read.last.clone();
    let tell = |done: usize| run.step(STEPS.0 + done, all).map_err(TaskError::from);
    let place = (site.area, reference.as_ref());
    let (snapshot, packed) = pack(&designs.read.snapshot, &found, &inside, place, &tell, run)?;
    let after = all - STEPS.1;
    run.step(after, all)?;
    copy_project(&designs, &copy, snapshot, &packed, words)?;
    // What was designed on the whole sources is not needed any more.
    let news = std::mem::take(&mut designs.read.news);
    drop(designs);
    run.step(after + 1, all)?;
    let figures = must_be_same(&copy, project, &run.part())?;
    run.step(after + 2, all)?;
    let tables = report_workbook(&copy, &[], words, &run.part())?;
    let mut entries = entries(&copy, tables, words);
    entries.extend(reports(&copy, &request.report, words, &run.part())?);
    entries.extend(sources::entries(&inside, &packed, words));
    let facts = Facts {
        project: &name.to_string_lossy(),
        last: last.as_ref(),
        site: &site,
        reference: reference.as_ref(),
        packed: &packed,
    };
    let text = readme(&facts, &entries, words);
    let what = words.text("package-what-readme", &[]);
    entries.insert(0, Entry::of_bytes("README.txt", text.into_bytes(), what));
    let at = last.map_or(jiff::Timestamp::UNIX_EPOCH, |last| last.at);
    run.step(after + 3, all)?;
    let (files, size_bytes) = write(out, entries, at, &run.part())?;
    run.step(all, all)?;
    Ok(PackageMade {
        path: out.to_owned(),
        files,
        size_bytes,
        sources_bytes: packed.iter().map(|one| one.original_bytes).sum(),
        clipped_bytes: packed.iter().map(|one| one.size_bytes).sum(),
        figures,
        news,
    })
}

/// The project and its tables.
fn entries(copy: &Path, tables: Vec<u8>, words: &Words) -> Vec<Entry> {
    let name = copy.file_name().unwrap_or_default().to_string_lossy();
    let text = |id: &str| words.text(id, &[]);
    let tables_name = text("package-tables-file");
    vec![
        Entry::of_file(&name, copy, text("package-what-project")),
        Entry::of_bytes(&tables_name, tables, text("package-what-tables")),
    ]
}

/// The report of a project in both of its forms.
fn reports(
    project: &Path,
    request: &ReportRequest,
    words: &Words,
    run: &Run,
) -> Result<[Entry; 2], TaskError> {
    let (document, _) = document_of(project, request, words, run)?;
    let stem = words.text("package-report-file", &[]);
    let entry = |form, ending: &str| {
        let bytes = in_form(&document, form, project)?;
        let what = words.text(&format!("package-what-report-{ending}"), &[]);
        Ok::<_, TaskError>(Entry::of_bytes(&format!("{stem}.{ending}"), bytes, what))
    };
    Ok([entry(Form::Pdf, "pdf")?, entry(Form::Html, "html")?])
}

/// A folder for what is put together, on the same disk as the archive, and where in it that is. It goes when it is
/// dropped.
fn folder_beside(out: &Path) -> Result<(TempDir, PathBuf), TaskError> {
    let parent = out.parent().filter(|parent| *parent != Path::new(""));
    let made = tempfile::Builder::new()
        .prefix(".berghald-package-")
        .tempdir_in(parent.unwrap_or_else(|| Path::new(".")))
        .and_then(|folder| {
            let inside = whole_path(folder.path())?.join("package");
            std::fs::create_dir_all(inside.join(sources::FOLDER))?;
            Ok((folder, inside))
        });
    made.map_err(|source| write::not_written(out, source))
}

/// The path of a folder as the project file names it, so that sources lie inside.
fn whole_path(folder: &Path) -> io::Result<PathBuf> {
    if cfg!(unix) {
        folder.canonicalize()
    } else {
        std::path::absolute(folder)
    }
}

/// The project's coordinate system; `None` where it has none yet.
fn reference_of(snapshot: &Snapshot, path: &Path) -> Result<Option<Reference>, TaskError> {
    let Some(crs) = &snapshot.records.crs else {
        return Ok(None);
    };
    let reference = Reference::parse(&crs.wkt).map_err(|source| WriteError::CrsUnusable {
        path: path.to_owned(),
        source,
    })?;
    Ok(Some(reference))
}

/// Copies the project with its log, and in it the step that replaces its sources.
fn copy_project(
    designs: &FileDesigns,
    copy: &Path,
    snapshot: Snapshot,
    packed: &[PackedSource],
    words: &Words,
) -> Result<(), TaskError> {
    let originals = packed.iter().map(|one| one.original(words));
    let originals: Vec<String> = originals.collect();
    let step = Step {
        number: designs.read.file.last_edit() + 1,
        snapshot,
        label: words.text("edit-package", &[("sources", originals.join(", "))]),
        at: jiff::Timestamp::now(),
    };
    Ok(designs
        .read
        .file
        .copy_with(copy, &Who::of_this_machine(), &step)?)
}

/// Works everything in the copy out again, and counts the figures. Fails where something is other than it is kept.
fn must_be_same(copy: &Path, project: &Path, run: &Run) -> Result<usize, TaskError> {
    let checked = check_project(copy, run)?;
    if checked.is_same() {
        return Ok(checked.results.len());
    }
    Err(TaskError::Package {
        path: project.to_owned(),
        source: PackageError::Differs {
            what: differences(&checked),
        },
    })
}

/// What differs, by the names of figures.
fn differences(checked: &CheckedProject) -> Vec<String> {
    let problems = checked.integrity.problems.iter().cloned();
    let sources = checked.sources.iter().filter(|source| !source.is_same());
    let sources = sources.map(|source| source.name.clone());
    let results = checked.results.iter().filter(|figure| !figure.is_same());
    let results =
        results.map(|figure| format!("{} / {} / {}", figure.scenario, figure.name, figure.figure));
    let ledger = checked.ledger.iter().filter(|sum| !sum.is_same());
    let ledger = ledger.map(|sum| format!("{} / {}", sum.scenario_name, sum.figure));
    let frozen = checked.frozen.iter().filter(|frozen| !frozen.is_same());
    let frozen = frozen.map(|frozen| frozen.name.clone());
    let all = problems.chain(sources).chain(results);
    all.chain(ledger).chain(frozen).collect()
}
