//! What can be asked for on the command line.
//!
//! Help texts are found by the argument's name, so they come in the program's languages.

use std::path::PathBuf;

use clap::{ArgAction, ArgGroup, Args, CommandFactory as _, Parser, Subcommand};

use crate::app::backfill::{BackfillRequest, RoomSource};
use crate::app::compare_surfaces::SurfacesRequest;
use crate::app::comparison::CompareRequest;
use crate::app::export::ExportRequest;
use crate::app::void::{OriginalSource, VoidRequest};
use crate::balance::{BackfillTarget, CAP_USUAL};
use crate::project::Areas;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use crate::words::{Language, Words};

use super::fill_arguments::{Deposit, Pit};
use super::land_take::LandTake;
use super::package::Package;
use super::report::Report;

#[derive(Debug, Parser)]
#[command(
    name = "berghald",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    args_conflicts_with_subcommands = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    #[arg(
        long,
        value_name = "OUT.csv",
        env = "BERGHALD_FRAME_LOG",
        hide_env = true
    )]
    pub frame_log: Option<PathBuf>,
    #[arg(long, value_name = "FOLDER", env = "BERGHALD_FOLDER", hide_env = true)]
    pub folder: Option<PathBuf>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "TAG")]
    pub lang: Option<Language>,
    #[arg(long, global = true)]
    pub quiet: bool,
    #[arg(long, short, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Deposit(Box<Deposit>),
    Pit(Pit),
    Void(Void),
    Backfill(Backfill),
    Cutfill(Surfaces),
    LandTake(LandTake),
    Formats,
    Reproject(Reproject),
    Info(Info),
    Scenarios(ProjectArgument),
    Compare(Compare),
    Report(Report),
    Check(ProjectArgument),
    Package(Package),
    Export(Export),
    Sample(Sample),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[arg(value_name = "PROJECT.gpkg")]
    pub project: PathBuf,
    #[arg(long, value_name = "SCENARIO")]
    scenario: String,
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

impl Export {
    pub(super) fn request(&self) -> ExportRequest {
        ExportRequest {
            scenario: self.scenario.clone(),
            out: self.out.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[arg(value_name = "PROJECT.gpkg")]
    pub project: PathBuf,
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    #[arg(long, value_name = "NAME")]
    weights: Option<String>,
}

impl Compare {
    pub(super) fn request(&self) -> CompareRequest {
        CompareRequest {
            scenarios: self.scenarios.clone(),
            weights: self.weights.clone(),
        }
    }
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("before_mining").args(["original", "rim_surface"]).required(true))]
pub(super) struct Void {
    #[arg(long, value_name = "RASTER")]
    terrain: String,
    #[arg(long, value_name = "POLYGONS")]
    outline: String,
    #[arg(long, value_name = "NUMBER")]
    feature: Option<usize>,
    #[arg(long, value_name = "RASTER")]
    original: Option<String>,
    #[arg(long)]
    rim_surface: bool,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number)]
    permitted_level: Option<f64>,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.csv")]
    curve: Option<PathBuf>,
    #[command(flatten)]
    ground: Ground,
}

/// The same pit as [`Void`], or volumes that are typed.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("before_mining").args(["original", "rim_surface", "void"]).required(true),
    group = ArgGroup::new("target").args(["level", "bank_m3"]),
)]
pub(super) struct Backfill {
    #[arg(
        long,
        value_name = "RASTER",
        required_unless_present = "void",
        conflicts_with = "void"
    )]
    terrain: Option<String>,
    #[arg(
        long,
        value_name = "POLYGONS",
        required_unless_present = "void",
        conflicts_with = "void"
    )]
    outline: Option<String>,
    #[arg(long, value_name = "NUMBER", conflicts_with = "void")]
    feature: Option<usize>,
    #[arg(long, value_name = "RASTER")]
    original: Option<String>,
    #[arg(long)]
    rim_surface: bool,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number, conflicts_with = "void")]
    permitted_level: Option<f64>,
    #[arg(long, value_name = "EPSG", conflicts_with = "void")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.csv", conflicts_with = "void")]
    curve: Option<PathBuf>,
    #[arg(long, value_name = "M3", value_parser = positive, requires = "extracted_bank")]
    void: Option<f64>,
    #[arg(long, value_name = "M3", value_parser = positive)]
    extracted_bank: Option<f64>,
    #[arg(long, value_name = "FACTOR", value_parser = placed_factor)]
    placed_factor: PlacedFactor,
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true, value_parser = share, default_value_t = CAP_USUAL)]
    cap: f64,
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    cap_reason: String,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number, conflicts_with = "void")]
    level: Option<f64>,
    #[arg(long, value_name = "M3", value_parser = positive)]
    bank_m3: Option<f64>,
    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
pub(super) struct Surfaces {
    #[arg(long, value_name = "RASTER")]
    before: String,
    #[arg(long, value_name = "RASTER")]
    after: String,
    #[arg(long, value_name = "POLYGONS")]
    outline: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "outline")]
    feature: Option<usize>,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
pub(super) struct Reproject {
    #[arg(value_name = "IN")]
    pub input: String,
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    #[arg(long, value_name = "EPSG")]
    pub to: Option<String>,
    #[arg(long, value_name = "EPSG")]
    pub crs: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Info {
    #[arg(value_name = "RASTER")]
    pub raster: String,
    #[arg(long, value_name = "EPSG")]
    pub crs: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ProjectArgument {
    #[arg(value_name = "PROJECT.gpkg")]
    pub project: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Sample {
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    #[arg(long, conflicts_with = "json")]
    pub open: bool,
}

impl Command {
    /// The id of the text that says what is wrong with arguments of which each alone is right.
    pub(super) fn misuse(&self) -> Option<&'static str> {
        match self {
            Self::Deposit(deposit) => deposit.misuse(),
            Self::Pit(pit) => pit.misuse(),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Deposit(_) => "deposit",
            Self::Pit(_) => "pit",
            Self::Void(_) => "void",
            Self::Backfill(_) => "backfill",
            Self::Cutfill(_) => "cutfill",
            Self::LandTake(_) => "land-take",
            Self::Formats => "formats",
            Self::Reproject(_) => "reproject",
            Self::Info(_) => "info",
            Self::Scenarios(_) => "scenarios",
            Self::Compare(_) => "compare",
            Self::Report(_) => "report",
            Self::Check(_) => "check",
            Self::Package(_) => "package",
            Self::Export(_) => "export",
            Self::Sample(_) => "sample",
        }
    }
}

impl Void {
    pub(super) fn request(self) -> VoidRequest {
        VoidRequest {
            terrain: self.terrain,
            stated_crs: self.crs,
            outline: self.outline,
            feature: self.feature,
            original: original_source(self.original),
            permitted_level: self.permitted_level.map(Metres),
            curve: self.curve,
            areas: self.ground.areas(),
        }
    }
}

/// Without a raster the rim was asked for, since one of the two must be.
fn original_source(raster: Option<String>) -> OriginalSource {
    raster.map_or(OriginalSource::Rim, OriginalSource::Raster)
}

impl Backfill {
    pub(super) fn request(self) -> BackfillRequest {
        let (extracted, asked) = (self.extracted_bank.map(BankM3), self.bank_m3.map(BankM3));
        let level = self.level.map(|level| BackfillTarget::Level(Metres(level)));
        let room = match (self.void, extracted) {
            (Some(void), Some(extracted)) => RoomSource::Typed {
                void: PlacedM3(void),
                extracted,
                asked,
            },
            (_, extracted) => RoomSource::Pit {
                void: VoidRequest {
                    terrain: self.terrain.unwrap_or_default(),
                    stated_crs: self.crs,
                    outline: self.outline.unwrap_or_default(),
                    feature: self.feature,
                    original: original_source(self.original),
                    permitted_level: self.permitted_level.map(Metres),
                    curve: self.curve,
                    areas: self.ground.areas(),
                },
                extracted,
                target: level
                    .or_else(|| asked.map(BackfillTarget::Bank))
                    .unwrap_or(BackfillTarget::Most),
            },
        };
        BackfillRequest {
            room,
            placed_factor: self.placed_factor,
            cap: self.cap,
            cap_reason: self.cap_reason,
        }
    }
}

impl Surfaces {
    pub(super) fn request(self) -> SurfacesRequest {
        SurfacesRequest {
            before: self.before,
            after: self.after,
            stated_crs: self.crs,
            outline: self.outline,
            feature: self.feature,
            areas: self.ground.areas(),
        }
    }
}

/// What areas are, and volumes with them.
#[derive(Debug, Args)]
pub(super) struct Ground {
    #[arg(long)]
    geodesic: bool,
}

impl Ground {
    pub(super) fn areas(&self) -> Areas {
        if self.geodesic {
            Areas::Geodesic
        } else {
            Areas::Planar
        }
    }
}

/// A number with a decimal point or comma.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let value = text.trim().replace(',', ".").parse::<f64>().ok();
    value
        .filter(|value| value.is_finite())
        .ok_or_else(|| format!("`{text}` is not a number"))
}

pub(super) fn not_negative(text: &str) -> Result<f64, String> {
    number(text)
        .ok()
        .filter(|value| 0.0 <= *value)
        .ok_or_else(|| format!("`{text}` is not a number from zero up"))
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    number(text)
        .ok()
        .filter(|value| 0.0 < *value)
        .ok_or_else(|| format!("`{text}` is not a number above zero"))
}

/// A share such as 0.60, or 60 %.
fn share(text: &str) -> Result<f64, String> {
    match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    }
}

pub(super) fn placed_factor(text: &str) -> Result<PlacedFactor, String> {
    let ratio = positive(text)?;
    PlacedFactor::new(ratio).ok_or_else(|| format!("`{text}` is not a factor above zero"))
}

/// The command line with its help in one language.
pub(super) fn command_in(words: &Words) -> clap::Command {
    let text = |id: String| words.find(&id).unwrap_or_default();
    let options = text("cli-options".to_owned());
    let explain = |arg: clap::Arg| {
        let id = arg.get_id().as_str().replace('_', "-");
        arg.help(text(format!("cli-arg-{id}")))
            .help_heading(options.clone())
    };
    let usage = text("cli-usage".to_owned());
    let template = format!("{{about}}\n\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}\n");
    Arguments::command()
        .about(text("cli-about".to_owned()))
        .after_help(text("cli-after-help".to_owned()))
        .subcommand_help_heading(text("cli-commands".to_owned()))
        .help_template(template.clone())
        .mut_args(explain)
        .mut_subcommands(|command| {
            let about = text(format!("cli-{}", command.get_name()));
            command
                .about(about)
                .help_template(template.clone())
                .mut_args(explain)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_is_explained_in_every_language() {
        for language in Language::ALL {
            let words = Words::in_language(language).unwrap();
            let command = command_in(&words);
            command.clone().debug_assert();
            for command in command.get_subcommands().chain([&command]) {
                let about = command
                    .get_about()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                assert!(!about.is_empty(), "{}", command.get_name());
                for arg in command.get_arguments() {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(!help.is_empty(), "{} {}", command.get_name(), arg.get_id());
                }
            }
        }
    }

    #[test]
    fn bank_volume_without_a_placed_factor_is_wrong_usage() {
        let parse = |extra: &[&str]| {
            let base = [
                "berghald",
                "deposit",
                "--terrain",
                "t.tif",
                "--outline",
                "o.gpkg",
            ];
            Arguments::try_parse_from(base.iter().chain(extra)).is_ok()
        };
        assert!(parse(&[]));
        assert!(parse(&["--bank-m3", "100", "--placed-factor", "1,5"]));
        assert!(!parse(&["--bank-m3", "100"]));
        assert!(!parse(&["--crest", "10", "--placed-m3", "100"]));
        assert!(!parse(&["--placed-m3", "-3"]));
        assert!(!parse(&["--face", "vertical"]));
        assert!(parse(&["--crest", "-12.5"]));
    }

    #[test]
    fn a_backfill_needs_a_pit_with_its_original_surface_or_typed_volumes() {
        let parse = |arguments: &str| {
            let words = format!("berghald backfill --placed-factor 1.5 {arguments}");
            Arguments::try_parse_from(words.split_whitespace()).is_ok()
        };
        let pit = "--terrain t.tif --outline o.gpkg";
        assert!(parse(&format!("{pit} --rim-surface")));
        assert!(parse(&format!(
            "{pit} --original r.tif --extracted-bank 1e6 --level -12.5 --curve c.csv"
        )));
        assert!(parse(
            "--void 1e6 --extracted-bank 1e6 --cap 62,5% --bank-m3 3"
        ));
        assert!(!parse(pit));
        assert!(!parse("--rim-surface"));
        assert!(!parse(&format!("{pit} --rim-surface --original r.tif")));
        assert!(!parse(&format!(
            "{pit} --rim-surface --level 3 --bank-m3 3"
        )));
        assert!(!parse("--void 1e6"));
        assert!(!parse("--void 1e6 --extracted-bank 1e6 --level 3"));
        assert!(!parse("--void 1e6 --extracted-bank 1e6 --rim-surface"));
        assert!(!parse(&format!("{pit} --void 1e6 --extracted-bank 1e6")));
        assert!(
            Arguments::try_parse_from([
                "berghald",
                "backfill",
                "--void",
                "1",
                "--extracted-bank",
                "1"
            ])
            .is_err()
        );
    }

    #[test]
    fn a_share_may_be_typed_in_per_cent() {
        assert_eq!(share("0,65"), Ok(0.65));
        assert_eq!(share("65 %"), Ok(0.65));
        assert!(share("most").is_err());
    }

    #[test]
    fn a_void_needs_one_original_surface() {
        let parse = |arguments: &str| {
            let words = format!("berghald void --terrain t.tif --outline o.gpkg {arguments}");
            Arguments::try_parse_from(words.split_whitespace()).is_ok()
        };
        assert!(parse("--rim-surface --permitted-level -5"));
        assert!(parse("--original r.tif"));
        assert!(!parse(""));
        assert!(!parse("--rim-surface --original r.tif"));
    }
}
