//! What is decided, in words: every number with its unit, rounded to what it is worth.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::labels::{
    label_id, method_id, none_id, ramp_course_id, ramp_mode_id, unknown_ground_id,
};
use super::letters::{excerpt, lowered, needed};
use crate::app::acceptance_words::accepts_text;
use crate::balance::{BackfillTarget, LeastYearly};
use crate::design::{FillTarget, Slope};
use crate::project::{
    Decided, Decision, Distance, Entry, FractionId, GroundPurpose, LayerId, Original, Project,
};
use crate::units::{Metres, Tonnes, Year};
use crate::words::Words;

/// Places of points that are told one by one, where there are no more.
const FEW_POINTS: usize = 3;

/// Tells decisions of a project in a language.
pub(super) struct Teller<'a> {
    pub project: &'a Project,
    pub words: &'a Words,
}

impl Teller<'_> {
    /// A value with `finer` decimals more than usual, which is told `beside` another.
    pub(super) fn value(
        &self,
        decision: Decision,
        value: &Decided,
        beside: &Decided,
        finer: usize,
    ) -> String {
        match value {
            Decided::Nothing => self.choice(none_id(decision)),
            Decided::Text(text) => self.quoted_beside(text, beside),
            Decided::Flag(is) => self.say(if *is { "yes" } else { "no" }),
            Decided::Level(length) | Decided::Length(length) => {
                self.trimmed(length.0, 1 + finer, "m")
            }
            Decided::Thickness(length) if length.0 == 0.0 => self.say("thickness-none"),
            Decided::Thickness(length) => self.trimmed(length.0, 2 + finer, "m"),
            Decided::Area(area) => self.words.area(area.0),
            Decided::Slope(slope) => self.slope(*slope, finer),
            Decided::Gradient(share) | Decided::Share(share) => self.percent(*share, finer),
            Decided::Year(year) => year.0.to_string(),
            Decided::Years(years) => self.years(years),
            Decided::Yearly(mass) => self.yearly(*mass, finer),
            Decided::Placed(volume) => self.volume(volume.0, finer),
            Decided::Bank(volume) => self.volume(volume.0, finer),
            Decided::Cost(cost) => self.words.quantity(cost.0, 2 + finer, "NOK/t"),
            Decided::Density(density) => {
                let density = density.tonnes_per_m3();
                self.words.quantity(density, 2 + finer, "t/m³")
            }
            Decided::Factor(factor) => self.words.number(factor.ratio(), 2 + finer),
            Decided::TimesAYear(times) => {
                self.trimmed(*times, 2 + finer, &self.say("unit-times-a-year"))
            }
            Decided::Place(at) => self.place(*at, finer),
            Decided::Points(points) => self.points(points, finer),
            Decided::Line(line) => self.drawn(line, finer),
            Decided::Drops(drops) => self.drops(drops, finer),
            Decided::Distance(distance) => self.distance(distance, finer),
            Decided::Layer(layer) | Decided::Original(Original::Layer(layer)) => {
                self.layer(*layer, finer)
            }
            Decided::Target(target) => self.target(*target, finer),
            Decided::Backfill(target) => self.backfill(*target, finer),
            Decided::Least(least) => self.least(*least, finer),
            Decided::Free(free) => self.free(free, finer),
            Decided::Order(order) => self.names(order),
            Decided::Parts(parts) => self.parts(parts),
            Decided::Accepts(accepts) => accepts_text(accepts, self.words),
            Decided::Purpose(purpose) => lowered(&self.purpose(*purpose)),
            Decided::Original(Original::Rim) => self.choice("original-rim"),
            Decided::Method(method) => self.choice(method_id(method)),
            Decided::UnknownGround(ground) => self.choice(unknown_ground_id(*ground)),
            Decided::RampMode(mode) => self.choice(ramp_mode_id(*mode)),
            Decided::RampCourse(uphill) => self.choice(ramp_course_id(*uphill)),
            Decided::InSea(is) => self.choice(if *is { "in-sea-sea" } else { "in-sea-land" }),
            Decided::Placing(placing) => self.choice(&format!("mass-placing-{}", placing.id())),
            Decided::LaterUse(later) => self.choice(&format!("later-use-{}", later.id())),
            Decided::Medium(medium) => self.choice(&format!("medium-{}", medium.id())),
        }
    }

    pub(super) fn say(&self, id: &str) -> String {
        self.words.text(id, &[])
    }

    /// One of a few, as it stands in the middle of a line.
    fn choice(&self, id: &str) -> String {
        lowered(&self.say(id))
    }

    pub(super) fn purpose(&self, purpose: GroundPurpose) -> String {
        self.say(&format!("ground-{}", purpose.id().replace('_', "-")))
    }

    pub(super) fn fraction(&self, id: FractionId) -> String {
        let fraction = self.project.fraction(id);
        fraction.map_or_else(|| "–".to_owned(), |fraction| fraction.name.clone())
    }

    pub(super) fn mass(&self, mass: Tonnes, finer: usize) -> String {
        match finer.checked_sub(1) {
            None => self.words.mass(mass.0),
            Some(decimals) => self.words.quantity(mass.0, decimals, "t"),
        }
    }

    fn volume(&self, volume_m3: f64, finer: usize) -> String {
        match finer.checked_sub(1) {
            None => self.words.volume(volume_m3),
            Some(decimals) => self.words.quantity(volume_m3, decimals, "m³"),
        }
    }

    fn yearly(&self, mass: Tonnes, finer: usize) -> String {
        let mass = [("mass", self.mass(mass, finer))];
        self.words.text("difference-yearly", &mass)
    }

    /// A number without the decimals at its end that are nothing.
    fn trimmed(&self, value: f64, most: usize, unit: &str) -> String {
        self.words.quantity(value, needed(value, most), unit)
    }

    fn percent(&self, share: f64, finer: usize) -> String {
        self.trimmed(100.0 * share, 1 + finer, "%")
    }

    /// As an angle, and with rise and run.
    fn slope(&self, slope: Slope, finer: usize) -> String {
        let (degrees, run) = (slope.degrees(), 1.0 / slope.rise_over_run());
        let degrees = self.words.number(degrees, needed(degrees, 1 + finer));
        let run = self.words.number(run, needed(run, 2 + finer));
        format!("{degrees}° (1:{run})")
    }

    /// A length on the map.
    pub(super) fn length_told(&self, length_m: f64) -> String {
        if length_m < 9_999.5 {
            let decimals = usize::from(length_m < 9.95);
            self.words.quantity(length_m, decimals, "m")
        } else {
            self.words.quantity(length_m / 1_000.0, 1, "km")
        }
    }

    /// The one of eight directions that is closest.
    pub(super) fn direction(&self, by: Coord<f64>) -> String {
        const IDS: [&str; 8] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];
        let bearing = by.x.atan2(by.y).to_degrees().rem_euclid(360.0);
        let is_closest = |index: &usize| (bearing - 45.0 * *index as f64).abs() <= 22.5;
        let index = (0..IDS.len()).find(is_closest).unwrap_or(0);
        self.say(&format!("direction-{}", IDS[index]))
    }

    fn place(&self, at: Coord<f64>, finer: usize) -> String {
        let east = self.words.quantity(at.x, finer, "E");
        let north = self.words.quantity(at.y, finer, "N");
        format!("{east}, {north}")
    }

    fn points(&self, points: &[Coord<f64>], finer: usize) -> String {
        if points.is_empty() {
            return self.say("difference-none");
        }
        if FEW_POINTS < points.len() {
            let count = [("count", points.len().to_string())];
            return self.words.text("difference-points", &count);
        }
        let places = points.iter().map(|at| self.place(*at, finer));
        places.collect::<Vec<_>>().join("; ")
    }

    fn drawn(&self, line: &[Coord<f64>], finer: usize) -> String {
        let legs = line.windows(2);
        let legs = legs.map(|leg| (leg[0].x - leg[1].x).hypot(leg[0].y - leg[1].y));
        let length = self.words.quantity(legs.sum(), finer, "m");
        let arguments = [("length", length), ("count", line.len().to_string())];
        self.words.text("difference-drawn", &arguments)
    }

    fn drops(&self, drops: &[Metres], finer: usize) -> String {
        if drops.is_empty() {
            return self.say("difference-level");
        }
        let drops = drops.iter().map(|drop| {
            let decimals = needed(drop.0, 1 + finer);
            self.words.number(drop.0, decimals)
        });
        format!("{}\u{a0}m", drops.collect::<Vec<_>>().join("; "))
    }

    fn distance(&self, distance: &Distance, finer: usize) -> String {
        match distance {
            Distance::Typed { km } => self.trimmed(*km, 2 + finer, "km"),
            Distance::Straight { detour } => {
                let detour = [("detour", self.words.number(*detour, 2 + finer))];
                self.words.text("difference-straight", &detour)
            }
            Distance::Route(line) => {
                let line = [("line", self.drawn(&line.0, finer))];
                self.words.text("difference-route", &line)
            }
        }
    }

    /// A layer by its name, and by its file too where that is not enough.
    fn layer(&self, id: LayerId, finer: usize) -> String {
        match self.project.layer(id) {
            None => "–".to_owned(),
            Some(layer) if finer == 0 => self.quoted(&layer.name),
            Some(layer) => format!("{} ({})", self.quoted(&layer.name), layer.source),
        }
    }

    fn target(&self, target: FillTarget, finer: usize) -> String {
        let told = match target {
            FillTarget::Capacity => self.say("target-capacity"),
            FillTarget::Crest(level) => {
                let level = self.trimmed(level.0, 1 + finer, "m");
                format!("{} {level}", self.say("target-crest"))
            }
            FillTarget::Volume(volume) => {
                let volume = self.volume(volume.0, finer);
                format!("{} {volume}", self.say("target-volume"))
            }
        };
        lowered(&told)
    }

    fn backfill(&self, target: BackfillTarget, finer: usize) -> String {
        let told = match target {
            BackfillTarget::Most => self.say("target-most"),
            BackfillTarget::Level(level) => {
                let level = self.trimmed(level.0, 1 + finer, "m");
                format!("{} {level}", self.say("target-level"))
            }
            BackfillTarget::Bank(volume) => {
                let volume = [("volume", self.volume(volume.0, finer))];
                self.words.text("difference-backfill-bank", &volume)
            }
        };
        lowered(&told)
    }

    fn least(&self, least: LeastYearly, finer: usize) -> String {
        let LeastYearly { mass, is_rule } = least;
        let rule = self.say(if is_rule { "least-rule" } else { "least-told" });
        let arguments = [("mass", self.yearly(mass, finer)), ("rule", rule)];
        self.words.text("difference-least", &arguments)
    }

    fn free(&self, free: &BTreeMap<Year, f64>, finer: usize) -> String {
        if free.is_empty() {
            return self.choice("mining-free-all");
        }
        let steps = free.iter().map(|(year, share)| {
            let share = self.percent(*share, finer);
            let arguments = [("share", share), ("year", year.0.to_string())];
            self.words.text("difference-free-from", &arguments)
        });
        steps.collect::<Vec<_>>().join(", ")
    }

    fn names(&self, entries: &[Entry]) -> String {
        let names = entries.iter().map(|entry| self.project.name_of(*entry));
        let names: Vec<&str> = names.map(|name| name.unwrap_or("–")).collect();
        names.join(", ")
    }

    fn parts(&self, parts: &[(Decision, Decided)]) -> String {
        let told = parts
            .iter()
            .filter(|(decision, _)| *decision != Decision::Name);
        let told = told.map(|(decision, value)| {
            let label = self.choice(label_id(*decision));
            let told = self.value(*decision, value, value, 0);
            let mark = if told.starts_with(char::is_alphabetic) {
                ":"
            } else {
                ""
            };
            format!("{label}{mark} {told}")
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Years, those in a row by the first and the last.
    pub(super) fn years(&self, years: &BTreeSet<Year>) -> String {
        let mut rows: Vec<(i32, i32)> = Vec::new();
        for Year(year) in years {
            match rows.last_mut() {
                Some((_, last)) if *last + 1 == *year => *last = *year,
                _ => rows.push((*year, *year)),
            }
        }
        if rows.is_empty() {
            return self.say("difference-none");
        }
        let rows = rows.into_iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}–{last}"),
        });
        rows.collect::<Vec<_>>().join(", ")
    }

    /// As much of a text as it takes to tell it from another.
    fn quoted_beside(&self, text: &str, beside: &Decided) -> String {
        match beside {
            Decided::Text(other) => self.quoted(&excerpt(text, other)),
            _ => self.quoted(&excerpt(text, "")),
        }
    }

    fn quoted(&self, text: &str) -> String {
        if self.words.language().is_norwegian() {
            format!("«{text}»")
        } else {
            format!("“{text}”")
        }
    }
}
