//! What can be asked for on the command line.
//!
//! Help texts are found by the argument's name, so they come in the program's languages.

use std::path::PathBuf;

use geo::Coord;

use clap::{ArgAction, ArgGroup, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::app::backfill::{BackfillRequest, RoomSource};
use crate::app::compare_surfaces::SurfacesRequest;
use crate::app::deposit::{DepositRequest, Drawn, MethodRequest, SeabedRequest};
use crate::app::designed_pit::{DrawnPit, PitDesignRequest};
use crate::app::void::{OriginalSource, VoidRequest};
use crate::balance::{BackfillTarget, CAP_USUAL};
use crate::design::{
    Batter, Benches, Dam, DryingBelt, FillTarget, HeightErrors, PitTarget, ShortLift, Slope,
    UnknownGround, Water,
};
use crate::project::Values;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use crate::words::{Language, Words};

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
    Formats,
    Reproject(Reproject),
    Info(Info),
    Scenarios(ProjectArgument),
    Check(ProjectArgument),
    Sample(Sample),
}

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("target").args(["crest", "placed_m3", "bank_m3"]),
    group = ArgGroup::new("drawn").args(["outline", "point"]).required(true),
)]
pub(super) struct Deposit {
    #[arg(long, value_name = "RASTER")]
    terrain: String,
    #[arg(long, value_name = "RASTER")]
    seabed: Option<String>,
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = number, default_value = "0", hide_default_value = true, requires = "seabed")]
    seabed_offset: f64,
    #[arg(long, value_enum, requires = "seabed")]
    seabed_values: Option<NumbersAre>,
    #[arg(long, requires = "seabed")]
    interpolate_belt: bool,
    #[arg(long, value_name = "RASTER")]
    on: Option<String>,
    #[arg(long, value_name = "POLYGONS")]
    outline: Option<String>,
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = point)]
    point: Option<Coord<f64>>,
    #[arg(long, value_name = "NUMBER", requires = "outline")]
    feature: Option<usize>,
    #[arg(long, value_enum, default_value_t = Method::Toe)]
    method: Method,
    #[arg(long, value_name = "M,M…", value_delimiter = ',', allow_negative_numbers = true, value_parser = number)]
    corner_drops: Vec<f64>,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number)]
    crest: Option<f64>,
    #[arg(long, value_name = "M3", value_parser = positive)]
    placed_m3: Option<f64>,
    #[arg(long, value_name = "M3", value_parser = positive, requires = "placed_factor")]
    bank_m3: Option<f64>,
    #[arg(long, value_name = "FACTOR", value_parser = placed_factor)]
    placed_factor: Option<PlacedFactor>,
    #[arg(long, value_name = "ANGLE", default_value = "37deg")]
    face: Slope,
    #[arg(long, value_name = "ANGLE")]
    closure_face: Option<Slope>,
    #[arg(long, value_name = "M", value_parser = positive, requires = "berm")]
    lift: Option<f64>,
    #[arg(long, value_name = "M", value_parser = positive, requires = "lift")]
    berm: Option<f64>,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number, requires = "lift")]
    bench_datum: Option<f64>,
    #[arg(long, requires = "lift")]
    short_lift_stands: bool,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number)]
    water_level: Option<f64>,
    #[arg(long, value_name = "ANGLE", requires = "water_level")]
    submerged_face: Option<Slope>,
    #[arg(long, value_name = "X,Y", allow_hyphen_values = true, value_parser = point)]
    discharge: Vec<Coord<f64>>,
    #[arg(long, value_name = "ANGLE", requires = "discharge")]
    beach: Option<Slope>,
    #[arg(long, value_name = "M", value_parser = positive)]
    dam_crest_width: Option<f64>,
    #[arg(long, value_name = "ANGLE", requires = "dam_crest_width")]
    dam_face: Option<Slope>,
    #[arg(long, value_name = "M", value_parser = number, requires = "dam_crest_width")]
    dam_freeboard: Option<f64>,
    #[arg(long, value_name = "M", value_parser = not_negative, default_value = "0", hide_default_value = true)]
    sigma_systematic: f64,
    #[arg(long, value_name = "M", value_parser = not_negative, default_value = "0", hide_default_value = true)]
    sigma_random: f64,
    #[arg(long, value_name = "M", value_parser = positive, default_value = "50")]
    correlation_length: f64,
    #[arg(long)]
    nearest_ground: bool,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.tif")]
    surface: Option<PathBuf>,
    #[arg(long, value_name = "OUT.gpkg")]
    footprint: Option<PathBuf>,
    #[arg(long, value_name = "OUT.csv")]
    curve: Option<PathBuf>,
}

/// How a fill is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    Toe,
    Crest,
    Level,
}

/// Which way a raster's numbers grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum NumbersAre {
    Heights,
    Depths,
}

#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("drawn").args(["rim", "floor_outline"]).required(true),
    group = ArgGroup::new("target").args(["floor", "bank_m3"]),
)]
pub(super) struct Pit {
    #[arg(long, value_name = "RASTER")]
    terrain: String,
    #[arg(long, value_name = "POLYGONS")]
    rim: Option<String>,
    #[arg(long, value_name = "POLYGONS")]
    floor_outline: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    feature: Option<usize>,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number)]
    floor: Option<f64>,
    #[arg(long, value_name = "M3", value_parser = positive)]
    bank_m3: Option<f64>,
    #[arg(long, value_name = "ANGLE", default_value = "55deg")]
    wall: Slope,
    #[arg(long, value_name = "M", value_parser = positive, requires = "berm")]
    lift: Option<f64>,
    #[arg(long, value_name = "M", value_parser = positive, requires = "lift")]
    berm: Option<f64>,
    #[arg(long, value_name = "Z", allow_negative_numbers = true, value_parser = number, requires = "lift")]
    bench_datum: Option<f64>,
    #[arg(long)]
    nearest_ground: bool,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.tif")]
    surface: Option<PathBuf>,
    #[arg(long, value_name = "OUT.gpkg")]
    footprint: Option<PathBuf>,
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
            Self::Formats => "formats",
            Self::Reproject(_) => "reproject",
            Self::Info(_) => "info",
            Self::Scenarios(_) => "scenarios",
            Self::Check(_) => "check",
            Self::Sample(_) => "sample",
        }
    }
}

impl Deposit {
    /// The id of the text that says what is wrong with arguments of which each alone is right.
    fn misuse(&self) -> Option<&'static str> {
        if self.lift.is_some() && self.benches().is_none() {
            return Some("usage-benches");
        }
        match self.method {
            Method::Toe | Method::Level if self.point.is_some() => Some("usage-point-needs-crest"),
            Method::Toe | Method::Level if !self.corner_drops.is_empty() => {
                Some("usage-drops-need-crest")
            }
            Method::Toe | Method::Crest
                if self.dam_crest_width.is_some() || !self.discharge.is_empty() =>
            {
                Some("usage-dam-needs-level")
            }
            Method::Crest if self.crest.is_none() && !self.has_volume() => {
                Some("usage-crest-needs-target")
            }
            Method::Crest | Method::Level if self.closure_face.is_some() => {
                Some("usage-closure-needs-toe")
            }
            _ => None,
        }
    }

    fn has_volume(&self) -> bool {
        self.placed_m3.is_some() || self.bank_m3.is_some()
    }

    fn method(&self) -> MethodRequest {
        match self.method {
            Method::Toe => MethodRequest::Toe,
            Method::Crest => MethodRequest::Crest {
                drops: self.corner_drops.iter().copied().map(Metres).collect(),
            },
            Method::Level => {
                let face = self.dam_face.unwrap_or(Dam::USUAL_FACE);
                MethodRequest::Level {
                    dam: self.dam_crest_width.map(|width| Dam {
                        crest_width: Metres(width),
                        inner: face,
                        outer: face,
                        freeboard: Metres(self.dam_freeboard.unwrap_or(0.0)),
                    }),
                    beach: self.beach,
                    discharges: self.discharge.clone(),
                }
            }
        }
    }

    fn benches(&self) -> Option<Benches> {
        let mut benches = benches_of(self.lift, self.berm, self.bench_datum)?;
        if self.short_lift_stands {
            benches.short_lift = ShortLift::Stands;
        }
        Some(benches)
    }

    fn batter(&self) -> Batter {
        Batter {
            face: self.face,
            benches: self.benches(),
            water: self.water_level.map(|level| Water {
                level: Metres(level),
                face: self.submerged_face.unwrap_or(self.face),
            }),
        }
    }

    fn errors(&self) -> HeightErrors {
        let [systematic, random, length] = [
            self.sigma_systematic,
            self.sigma_random,
            self.correlation_length,
        ]
        .map(Metres);
        HeightErrors::new(systematic, random, length).unwrap_or(HeightErrors::NONE)
    }

    pub(super) fn request(self) -> DepositRequest {
        let volume = match (self.placed_m3, self.bank_m3, self.placed_factor) {
            (Some(placed), _, _) => Some(PlacedM3(placed)),
            (None, Some(bank), Some(factor)) => Some(BankM3(bank).to_placed(factor)),
            _ => None,
        };
        let crest = self.crest.map(|level| FillTarget::Crest(Metres(level)));
        let (method, batter, errors) = (self.method(), self.batter(), self.errors());
        DepositRequest {
            terrain: self.terrain,
            stated_crs: self.crs,
            seabed: self.seabed.map(|raster| SeabedRequest {
                raster,
                offset: Metres(self.seabed_offset),
                values: self.seabed_values.map(|values| match values {
                    NumbersAre::Heights => Values::Heights,
                    NumbersAre::Depths => Values::Depths,
                }),
                belt: if self.interpolate_belt {
                    DryingBelt::Interpolate
                } else {
                    DryingBelt::LeaveOpen
                },
            }),
            on: self.on,
            drawn: match (self.point, self.outline) {
                (Some(at), _) => Drawn::Point(at),
                (None, file) => Drawn::Outline {
                    file: file.unwrap_or_default(),
                    feature: self.feature,
                },
            },
            method,
            batter,
            closure: self.closure_face,
            target: crest
                .or_else(|| volume.map(FillTarget::Volume))
                .unwrap_or(FillTarget::Capacity),
            placed_factor: self.placed_factor,
            unknown_ground: unknown_ground(self.nearest_ground),
            errors,
            surface: self.surface,
            footprint: self.footprint,
            curve: self.curve,
        }
    }
}

impl Pit {
    fn misuse(&self) -> Option<&'static str> {
        if self.lift.is_some() && self.benches().is_none() {
            return Some("usage-benches");
        }
        let has_target = self.floor.is_some() || self.bank_m3.is_some();
        (self.floor_outline.is_some() && !has_target).then_some("usage-floor-needs-target")
    }

    fn benches(&self) -> Option<Benches> {
        benches_of(self.lift, self.berm, self.bench_datum)
    }

    pub(super) fn request(self) -> PitDesignRequest {
        let benches = self.benches();
        let floor = self.floor.map(|level| PitTarget::Floor(Metres(level)));
        let volume = self.bank_m3.map(|volume| PitTarget::Volume(BankM3(volume)));
        PitDesignRequest {
            terrain: self.terrain,
            stated_crs: self.crs,
            drawn: match (self.rim, self.floor_outline) {
                (Some(rim), _) => DrawnPit::Rim(rim),
                (None, floor) => DrawnPit::Floor(floor.unwrap_or_default()),
            },
            feature: self.feature,
            target: floor.or(volume).unwrap_or(PitTarget::Deepest),
            walls: Batter {
                benches,
                ..Batter::plain(self.wall)
            },
            unknown_ground: unknown_ground(self.nearest_ground),
            surface: self.surface,
            footprint: self.footprint,
        }
    }
}

/// Berms, where lift and berm are given and can be built.
fn benches_of(lift: Option<f64>, berm: Option<f64>, datum: Option<f64>) -> Option<Benches> {
    let (lift, berm) = lift.zip(berm)?;
    let mut benches = Benches::new(Metres(lift), Metres(berm)).ok()?;
    benches.datum = datum.map(Metres);
    Some(benches)
}

fn unknown_ground(use_nearest: bool) -> UnknownGround {
    if use_nearest {
        UnknownGround::UseNearest
    } else {
        UnknownGround::Refuse
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
        }
    }
}

/// A number with a decimal point or comma.
fn number(text: &str) -> Result<f64, String> {
    let value = text.trim().replace(',', ".").parse::<f64>().ok();
    value
        .filter(|value| value.is_finite())
        .ok_or_else(|| format!("`{text}` is not a number"))
}

/// Two numbers with a comma between them, in the terrain's coordinate system.
fn point(text: &str) -> Result<Coord<f64>, String> {
    let parts = text.split_once(',');
    let numbers = parts.and_then(|(x, y)| number(x).ok().zip(number(y).ok()));
    numbers
        .map(|(x, y)| Coord { x, y })
        .ok_or_else(|| format!("`{text}` is not a point: write easting,northing"))
}

fn not_negative(text: &str) -> Result<f64, String> {
    number(text)
        .ok()
        .filter(|value| 0.0 <= *value)
        .ok_or_else(|| format!("`{text}` is not a number from zero up"))
}

fn positive(text: &str) -> Result<f64, String> {
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

fn placed_factor(text: &str) -> Result<PlacedFactor, String> {
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
        for language in [Language::Bokmal, Language::English] {
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
