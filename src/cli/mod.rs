//! The command line: the same doors as the window, for scripts and for reviewers.
//!
//! What is asked for stands in `arguments` and `fill_arguments`, how results are shown in `people` and `machine`; those of a kind, both
//! ways, in `deposits`, `pits`, `land_take`, `compare`, `export` and `project`.

mod arguments;
mod compare;
mod deposits;
mod export;
mod fill_arguments;
mod land_take;
mod machine;
mod masses;
mod package;
mod people;
mod pits;
mod project;
mod ramps;
mod report;
mod takes;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use i18n_embed_fl::fl;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::backfill::{BackfillRequest, BackfillResult, plan_backfill};
use crate::app::check::{CheckedProject, check_project};
use crate::app::compare_surfaces::{SurfacesResult, compare_surfaces};
use crate::app::comparison::{ProjectComparison, compare_project};
use crate::app::deposit::{DepositRequest, DepositResult, design_deposit};
use crate::app::designed_pit::{PitDesignRequest, PitDesignResult, plan_pit};
use crate::app::export::{ExportedGeometry, export_geometry};
use crate::app::land_take::{LandTakeResult, measure_land_take};
use crate::app::notice::Notice;
use crate::app::report::{WrittenReport, write_report};
use crate::app::sample::SampleFiles;
use crate::app::scenario_list::{ScenarioList, list_scenarios};
use crate::app::void::{VoidRequest, VoidResult, measure_void};
use crate::app::{Oddity, PackageMade, TaskError, copy_sample, make_package};
use crate::gis::{self, Formats, RasterFacts, Reprojected};
use crate::jobs::watched;
use crate::progress::Run;
use crate::words::{Language, Words};

use arguments::{Arguments, Command, command_in};

/// How a result is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// One object on standard output.
    Json,
    /// The result alone.
    Quiet,
    /// The result, progress and warnings.
    Full,
}

/// What a command came to.
enum Outcome {
    Deposit(Box<DepositRequest>, Box<DepositResult>),
    Pit(Box<PitDesignRequest>, Box<PitDesignResult>),
    Void(Box<VoidRequest>, Box<VoidResult>),
    Backfill(Box<BackfillRequest>, Box<BackfillResult>),
    CutFill(SurfacesResult),
    LandTake(Box<LandTakeResult>),
    Formats(Formats),
    Reproject(Reprojected),
    Info(Box<RasterFacts>),
    Scenarios(ScenarioList),
    Compare(Box<ProjectComparison>),
    Report(WrittenReport),
    Check(Box<CheckedProject>),
    Package(PackageMade),
    Export(Box<ExportedGeometry>),
    Sample(SampleFiles),
}

/// What came of the arguments.
#[derive(Debug)]
pub enum Asked {
    /// A command was carried out: the exit status.
    Done(ExitCode),
    /// The window is wanted.
    Window(WindowRequest),
}

/// How the window was asked for.
#[derive(Clone, Debug, Default)]
pub struct WindowRequest {
    /// Files to open.
    pub files: Vec<String>,
    /// The language, where one was asked for.
    pub language: Option<Language>,
    /// Where to write the time of every frame.
    pub frame_log: Option<PathBuf>,
    /// Where to keep settings and caches.
    pub folder: Option<PathBuf>,
    /// The sample's project, where that is to be opened.
    pub sample: Option<PathBuf>,
}

/// Says that the window cannot be opened, and what to do without one.
///
/// # Errors
/// If the terminal cannot be written to, or the program's own texts cannot be read.
pub fn tell_no_window(why: &anyhow::Error, asked: &WindowRequest) -> anyhow::Result<ExitCode> {
    let words = Words::in_language(asked.language.unwrap_or_else(Language::of_system))?;
    let mut err = io::stderr().lock();
    if let Some(sample) = &asked.sample {
        let path = sample.display();
        writeln!(err, "{}", fl!(words.loader, "cli-sample-no-window"))?;
        writeln!(err, "  berghald scenarios \"{path}\"")?;
        writeln!(err, "  berghald check \"{path}\"")?;
    } else {
        writeln!(err, "{}", fl!(words.loader, "cli-no-window"))?;
    }
    writeln!(err, "{}: {why}", fl!(words.loader, "word-details"))?;
    Ok(ExitCode::FAILURE)
}

/// Runs the command line and tells the exit status: 0 done, 1 cannot be done, 2 wrong usage.
/// Without a command the window is wanted.
///
/// # Errors
/// If the terminal cannot be written to, or the program's own texts cannot be read.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Asked> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let words = Words::in_language(language_of(&arguments))?;
    let parsed = command_in(&words)
        .try_get_matches_from(&arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            error.print()?;
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            return Ok(Asked::Done(ExitCode::from(status)));
        }
    };
    let Some(command) = parsed.command else {
        if let Some(word) = parsed.files.iter().find(|word| is_no_file(word)) {
            let text = words.text("cli-unknown-command", &[("word", word.clone())]);
            writeln!(io::stderr(), "{text}")?;
            return Ok(Asked::Done(ExitCode::from(2)));
        }
        return Ok(Asked::Window(WindowRequest {
            files: parsed.files,
            language: parsed.lang,
            frame_log: parsed.frame_log,
            folder: parsed.folder,
            sample: None,
        }));
    };
    if let Some(misuse) = command.misuse() {
        let text = words.text(misuse, &[]);
        let error = command_in(&words).error(ErrorKind::ArgumentConflict, text);
        error.print()?;
        return Ok(Asked::Done(ExitCode::from(2)));
    }
    let opens = matches!(&command, Command::Sample(sample) if sample.open);
    let run = Run::default();
    let stop = run.clone();
    // Where the system lets nobody listen, Ctrl-C ends the program at once, which leaves no half file either.
    ctrlc::set_handler(move || stop.cancel()).ok();
    let style = match (parsed.json, parsed.quiet) {
        (true, _) => Style::Json,
        (false, true) => Style::Quiet,
        (false, false) => Style::Full,
    };
    let progress = progress_bar(style);
    let name = command.name();
    let result = watched(
        &run,
        |run| carry_out(command, &words, run),
        |run| show_progress(&progress, run),
    );
    progress.finish_and_clear();
    if let (true, Ok(Ok(Outcome::Sample(sample)))) = (opens, &result) {
        return Ok(Asked::Window(WindowRequest {
            files: vec![sample.project.display().to_string()],
            language: parsed.lang,
            frame_log: parsed.frame_log,
            folder: parsed.folder,
            sample: Some(sample.project.clone()),
        }));
    }
    let status = match result {
        Ok(Ok(outcome)) => show(&outcome, name, style, &words),
        Ok(Err(error)) => show_error(&Notice::of_error(&error, &words), name, style, &words),
        Err(error) => {
            let notice = Notice::of_error(&TaskError::Bug(error), &words);
            show_error(&notice, name, style, &words)
        }
    };
    status.map(Asked::Done)
}

/// Whether a word is more likely a command that there is not than a file that is missing.
fn is_no_file(word: &str) -> bool {
    let path = gis::Source::parse(word).path;
    !path.exists() && path.extension().is_none() && path.components().count() < 2
}

/// The language asked for with `--lang`, or the system's.
fn language_of(arguments: &[OsString]) -> Language {
    let texts: Vec<&str> = arguments.iter().filter_map(|text| text.to_str()).collect();
    let stated =
        texts
            .iter()
            .enumerate()
            .find_map(|(index, text)| match text.strip_prefix("--lang") {
                Some("") => texts.get(index + 1).copied(),
                Some(rest) => rest.strip_prefix('='),
                None => None,
            });
    stated
        .and_then(|tag| tag.parse().ok())
        .unwrap_or_else(Language::of_system)
}

fn carry_out(command: Command, words: &Words, run: &Run) -> Result<Outcome, TaskError> {
    match command {
        Command::Deposit(deposit) => {
            let request = deposit.request();
            let result = design_deposit(&request, run)?;
            Ok(Outcome::Deposit(Box::new(request), Box::new(result)))
        }
        Command::Pit(pit) => {
            let request = pit.request();
            let result = plan_pit(&request, run)?;
            Ok(Outcome::Pit(Box::new(request), Box::new(result)))
        }
        Command::Void(void) => {
            let request = void.request();
            let result = measure_void(&request, run)?;
            Ok(Outcome::Void(Box::new(request), Box::new(result)))
        }
        Command::Backfill(backfill) => {
            let request = backfill.request();
            let result = plan_backfill(&request, run)?;
            Ok(Outcome::Backfill(Box::new(request), Box::new(result)))
        }
        Command::Cutfill(surfaces) => Ok(Outcome::CutFill(compare_surfaces(
            &surfaces.request(),
            run,
        )?)),
        Command::LandTake(asked) => {
            let result = measure_land_take(&asked.request(), run)?;
            Ok(Outcome::LandTake(Box::new(result)))
        }
        Command::Formats => Ok(Outcome::Formats(gis::formats())),
        Command::Reproject(raster) => {
            let (to, crs) = (raster.to.as_deref(), raster.crs.as_deref());
            Ok(Outcome::Reproject(gis::reproject(
                &raster.input,
                &raster.output,
                to,
                crs,
                run,
            )?))
        }
        Command::Info(raster) => {
            let facts = gis::inspect_raster(&raster.raster, raster.crs.as_deref(), run)?;
            Ok(Outcome::Info(Box::new(facts)))
        }
        Command::Scenarios(file) => Ok(Outcome::Scenarios(list_scenarios(&file.project, run)?)),
        Command::Compare(asked) => {
            let tag = words.language().tag();
            let compared = compare_project(&asked.project, &asked.request(), tag, run)?;
            Ok(Outcome::Compare(Box::new(compared)))
        }
        Command::Report(asked) => {
            let request = asked.request();
            let written = write_report(&asked.project, &request, &asked.out, words, run)?;
            Ok(Outcome::Report(written))
        }
        Command::Check(file) => {
            let checked = check_project(&file.project, run)?;
            Ok(Outcome::Check(Box::new(checked)))
        }
        Command::Package(asked) => {
            let (project, request) = (&asked.project, asked.request());
            let made = make_package(project, &request, words, run)?;
            Ok(Outcome::Package(made))
        }
        Command::Export(asked) => {
            let exported = export_geometry(&asked.project, &asked.request(), words, run)?;
            Ok(Outcome::Export(Box::new(exported)))
        }
        Command::Sample(sample) => {
            let made = copy_sample(sample.dir.as_deref(), words.language(), run)?;
            Ok(Outcome::Sample(made))
        }
    }
}

fn progress_bar(style: Style) -> ProgressBar {
    if style != Style::Full || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new(1000);
    if let Ok(look) = ProgressStyle::with_template("{bar:40} {percent:>3} %") {
        progress.set_style(look);
    }
    progress.enable_steady_tick(Duration::from_millis(200));
    progress
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a fraction from 0 to 1"
)]
fn show_progress(progress: &ProgressBar, run: &Run) {
    progress.set_position((run.fraction() * 1000.0) as u64);
}

fn show(outcome: &Outcome, name: &str, style: Style, words: &Words) -> anyhow::Result<ExitCode> {
    let mut warnings: Vec<Notice> = match outcome {
        Outcome::Scenarios(list) => project::scenario_warnings(list, words),
        Outcome::Compare(compared) => compare::warnings(compared, words),
        Outcome::Report(written) => report::warnings(written, words),
        Outcome::Check(checked) => project::check_warnings(checked, words),
        Outcome::Package(made) => package::warnings(made, words),
        Outcome::Export(exported) => export::warnings(exported, words),
        _ => Vec::new(),
    };
    for oddity in outcome.oddities() {
        let notice = Notice::of_oddity(&oddity, words);
        // The same file may be named twice; once is enough to say it.
        if !warnings.contains(&notice) {
            warnings.push(notice);
        }
    }
    let mut out = io::stdout().lock();
    if style == Style::Json {
        let object = machine::outcome(outcome, name, &warnings, words);
        writeln!(out, "{}", serde_json::to_string_pretty(&object)?)?;
        return Ok(outcome.status());
    }
    write!(out, "{}", people::outcome(outcome, words))?;
    if style == Style::Full {
        let mut err = io::stderr().lock();
        for warning in &warnings {
            writeln!(
                err,
                "{}: {}",
                fl!(words.loader, "word-warning"),
                warning.message
            )?;
            if !warning.hint.is_empty() {
                writeln!(err, "  {}", warning.hint)?;
            }
        }
    }
    Ok(outcome.status())
}

fn show_error(
    notice: &Notice,
    name: &str,
    style: Style,
    words: &Words,
) -> anyhow::Result<ExitCode> {
    if style == Style::Json {
        let object = machine::error(notice, name);
        writeln!(
            io::stdout().lock(),
            "{}",
            serde_json::to_string_pretty(&object)?
        )?;
    } else {
        let mut err = io::stderr().lock();
        writeln!(
            err,
            "{}: {}",
            fl!(words.loader, "word-error"),
            notice.message
        )?;
        writeln!(err, "{}", notice.hint)?;
        if !notice.details.is_empty() {
            writeln!(
                err,
                "{}: {}",
                fl!(words.loader, "word-details"),
                notice.details
            )?;
        }
    }
    Ok(ExitCode::FAILURE)
}

impl Outcome {
    /// A check that finds something ends as what cannot be done, so that scripts stop there.
    fn status(&self) -> ExitCode {
        match self {
            Self::Check(checked) if !checked.is_same() => ExitCode::FAILURE,
            _ => ExitCode::SUCCESS,
        }
    }

    fn oddities(&self) -> Vec<Oddity> {
        match self {
            Self::Deposit(_, result) => result.oddities.clone(),
            Self::Pit(_, result) => result.oddities.clone(),
            Self::Void(_, result) => result.oddities.clone(),
            Self::Backfill(_, result) => result.oddities.clone(),
            Self::CutFill(result) => result.oddities.clone(),
            Self::LandTake(result) => result.oddities.clone(),
            Self::Formats(_)
            | Self::Scenarios(_)
            | Self::Compare(_)
            | Self::Report(_)
            | Self::Check(_)
            | Self::Package(_)
            | Self::Export(_)
            | Self::Sample(_) => Vec::new(),
            Self::Reproject(Reprojected { path, warnings, .. }) => warnings
                .iter()
                .map(|odd| Oddity::Raster(path.clone(), odd.clone()))
                .collect(),
            Self::Info(facts) => {
                let of = |odd: &gis::RasterOddity| Oddity::Raster(facts.path.clone(), odd.clone());
                facts.warnings.iter().map(of).collect()
            }
        }
    }
}
