//! How a deposit or a pit that is to be dug is asked for on the command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use geo::Coord;

use super::arguments::{Ground, not_negative, number, placed_factor, positive};
use super::ramps::Ramp;
use crate::app::deposit::{DepositRequest, Drawn, MethodRequest, SeabedRequest};
use crate::app::designed_pit::{DrawnPit, PitDesignRequest};
use crate::design::{
    Batter, Benches, Dam, DryingBelt, FillTarget, HeightErrors, PitTarget, ShortLift, Slope,
    UnknownGround, Water,
};
use crate::project::Values;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};

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
    #[arg(long, value_name = "M", value_parser = not_negative, requires = "dam_crest_width")]
    dam_freeboard: Option<f64>,
    #[command(flatten)]
    haul: Ramp,
    #[arg(long, value_name = "M", value_parser = not_negative, default_value = "0", hide_default_value = true)]
    sigma_systematic: f64,
    #[arg(long, value_name = "M", value_parser = not_negative, default_value = "0", hide_default_value = true)]
    sigma_random: f64,
    #[arg(long, value_name = "M", value_parser = positive, default_value = "50")]
    correlation_length: f64,
    #[arg(long)]
    nearest_ground: bool,
    #[arg(long, value_name = "POLYGONS")]
    concession: Option<String>,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.tif")]
    surface: Option<PathBuf>,
    #[arg(long, value_name = "OUT.gpkg")]
    footprint: Option<PathBuf>,
    #[arg(long, value_name = "OUT.csv")]
    curve: Option<PathBuf>,
    #[command(flatten)]
    ground: Ground,
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
    #[arg(long, value_name = "POLYGONS")]
    concession: Option<String>,
    #[arg(long, value_name = "EPSG")]
    crs: Option<String>,
    #[arg(long, value_name = "OUT.tif")]
    surface: Option<PathBuf>,
    #[arg(long, value_name = "OUT.gpkg")]
    footprint: Option<PathBuf>,
    #[command(flatten)]
    ground: Ground,
}

impl Deposit {
    /// The id of the text that says what is wrong with arguments of which each alone is right.
    pub(super) fn misuse(&self) -> Option<&'static str> {
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
            Method::Level if self.haul.is_asked_for() => Some("usage-ramp-needs-face"),
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
            ramp: self.haul.request(),
            target: crest
                .or_else(|| volume.map(FillTarget::Volume))
                .unwrap_or(FillTarget::Capacity),
            placed_factor: self.placed_factor,
            unknown_ground: unknown_ground(self.nearest_ground),
            concession: self.concession,
            errors,
            areas: self.ground.areas(),
            surface: self.surface,
            footprint: self.footprint,
            curve: self.curve,
        }
    }
}

impl Pit {
    pub(super) fn misuse(&self) -> Option<&'static str> {
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
            areas: self.ground.areas(),
            concession: self.concession,
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

/// Two numbers with a comma between them, in the terrain's coordinate system.
fn point(text: &str) -> Result<Coord<f64>, String> {
    let parts = text.split_once(',');
    let numbers = parts.and_then(|(x, y)| number(x).ok().zip(number(y).ok()));
    numbers
        .map(|(x, y)| Coord { x, y })
        .ok_or_else(|| format!("`{text}` is not a point: write easting,northing"))
}
