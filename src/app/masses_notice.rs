//! Masses in the planner's words: kinds, qualities and uses, and what is odd or wrong about a plan.
//!
//! The one owner of these words. Texts are found by code: `mass-…` says what and which, `mass-…-next` what to do
//! next. A test asks for every code in every language.

use super::file_notice::Arguments;
use super::masses::{MassBook, MassDoubt, RouteDoubt, RouteFacts};
use super::notice::Notice;
use crate::balance::{Breach, Cause, MassPlan, Rule, Unplaced};
use crate::material::{
    Factor, MassKind, MaterialWarning, Placing, Purpose, Quality, placed_factors_usual,
};
use crate::project::{Entry, Project};
use crate::units::{Metres, Tonnes};
use crate::words::Words;

/// What a kind of mass is called.
pub fn kind_text(kind: MassKind, words: &Words) -> String {
    words.text(&format!("mass-kind-{}", kind.id()), &[])
}

/// What a quality is called.
pub fn quality_text(quality: Quality, words: &Words) -> String {
    words.text(&format!("mass-quality-{}", quality.id()), &[])
}

/// What a use is called.
pub fn use_text(purpose: Purpose, words: &Words) -> String {
    words.text(&format!("mass-use-{}", purpose.id()), &[])
}

/// What a way of placing is called.
pub fn placing_text(placing: Placing, words: &Words) -> String {
    words.text(&format!("mass-placing-{}", placing.id()), &[])
}

/// A mass with four digits: tonnes, or millions of them.
pub fn mass_text(mass: Tonnes, words: &Words) -> String {
    words.mass(mass.0)
}

fn notice(code: &'static str, arguments: &[(&'static str, String)], words: &Words) -> Notice {
    Notice {
        code,
        message: words.text(&format!("mass-{code}"), arguments),
        hint: words.text(&format!("mass-{code}-next"), arguments),
        details: String::new(),
    }
}

impl Notice {
    /// What is odd about a plan before anything is booked.
    pub fn of_mass_doubt(doubt: &MassDoubt, project: &Project, words: &Words) -> Self {
        let name = |entry: Entry| project.name_of(entry).unwrap_or("–").to_owned();
        if let MassDoubt::Route(entry, doubt) = doubt
            && let Some(facts) = RouteFacts::of(project, *entry)
        {
            return Self::of_route(*doubt, &facts, &name(*entry), words);
        }
        let mut arguments = vec![("name", name(doubt.entry()))];
        if let MassDoubt::Overlap(_, other) = doubt {
            arguments.push(("other", name(*other)));
        }
        notice(doubt.code(), &arguments, words)
    }

    /// What is odd about the road that was drawn to a destination of this name.
    fn of_route(doubt: RouteDoubt, facts: &RouteFacts, name: &str, words: &Words) -> Self {
        let km = |length: Option<Metres>| {
            let known = length.map(|length| words.quantity(length.0 / 1000.0, 2, "km"));
            known.unwrap_or_else(|| "–".to_owned())
        };
        let mut arguments = vec![
            ("name", name.to_owned()),
            ("length", km(Some(facts.length))),
        ];
        arguments.extend(match doubt {
            RouteDoubt::BeginsOff => vec![("off", km(facts.begins_off))],
            RouteDoubt::EndsOff => vec![("off", km(facts.ends_off))],
            RouteDoubt::Long => {
                let times = facts.straight.map(|straight| facts.length.0 / straight.0);
                let times = times.filter(|times| times.is_finite());
                let times = times.map_or_else(|| "–".to_owned(), |times| words.number(times, 1));
                vec![("straight", km(facts.straight)), ("times", times)]
            }
            RouteDoubt::Short => vec![("straight", km(facts.least))],
        });
        notice(doubt.code(), &arguments, words)
    }

    /// What a plan does and may not do.
    pub fn of_breach(breach: &Breach, plan: &MassPlan, words: &Words) -> Self {
        let mut arguments = about(
            plan,
            (breach.fraction(), breach.year(), breach.destination()),
        );
        let mut tell = |name: &'static str, text: String| arguments.push((name, text));
        match breach {
            Breach::NotAnAmount { .. } | Breach::NotAccepted { .. } | Breach::Closed { .. } => {}
            Breach::TooLittle { missing, .. } | Breach::Overdrawn { missing, .. } => {
                tell("missing", mass_text(*missing, words));
            }
            Breach::OverYearlyLimit { mass, limit, .. } => {
                tell("mass", mass_text(*mass, words));
                tell("limit", mass_text(*limit, words));
            }
            Breach::OverCapacity {
                placed, capacity, ..
            } => {
                tell("placed", words.volume(placed.0));
                tell("capacity", words.volume(capacity.0));
            }
            Breach::OverVoid { placed, free, .. } => {
                tell("placed", words.volume(placed.0));
                tell("free", words.volume(free.0));
            }
            Breach::OverCap { bank, limit, .. } => {
                tell("bank", words.volume(bank.0));
                tell("limit", words.volume(limit.0));
            }
            Breach::NotEmptied { holds, .. } => tell("mass", mass_text(*holds, words)),
            Breach::BelowLeast { mass, least, .. } => {
                tell("mass", mass_text(*mass, words));
                tell("least", mass_text(*least, words));
            }
            Breach::NotAsSet { mass, set, .. } => {
                tell("mass", mass_text(*mass, words));
                tell("set", mass_text(*set, words));
            }
        }
        notice(breach.code(), &arguments, words)
    }

    /// Why rock of a fraction has no place in a year: by its first cause, or that several rules are in the way.
    pub fn of_unplaced(unplaced: &Unplaced, plan: &MassPlan, words: &Words) -> Self {
        Self::of_unplaced_until(unplaced, unplaced.year, plan, words)
    }

    /// The same of several years, up to the last one.
    fn of_unplaced_until(unplaced: &Unplaced, last: usize, plan: &MassPlan, words: &Words) -> Self {
        let cause = unplaced.causes.first();
        let place = cause.map(|cause: &Cause| cause.destination);
        let mut arguments = about(plan, (Some(unplaced.fraction), unplaced.year, place));
        arguments.push(("mass", mass_text(unplaced.mass, words)));
        if unplaced.year < last {
            let years = format!("{}–{}", plan.year(unplaced.year).0, plan.year(last).0);
            arguments.retain(|(name, _)| *name != "year");
            arguments.push(("year", years));
        }
        notice(cause_code(cause.map(|cause| cause.rule)), &arguments, words)
    }

    /// What is odd about what a fraction is made of.
    pub fn of_material(warning: &MaterialWarning, words: &Words) -> Self {
        let number = |value: f64| words.number(value, 2);
        let range = |(low, high): (f64, f64)| {
            let ends = [("low", number(low)), ("high", number(high))];
            words.text("range", &ends)
        };
        let (code, arguments): (_, Arguments) = match warning {
            MaterialWarning::Unusual {
                factor,
                value,
                usual,
            } => {
                let mut arguments = vec![("value", number(*value)), ("usual", range(*usual))];
                let code = match factor {
                    Factor::Density => "unusual_density",
                    Factor::Loose => "unusual_loose",
                    Factor::Placed(placing) => {
                        arguments.push(("placing", placing_text(*placing, words)));
                        "unusual_placed"
                    }
                };
                (code, arguments)
            }
            MaterialWarning::PlacedAboveLoose { placing } => (
                "placed_above_loose",
                vec![("placing", placing_text(*placing, words))],
            ),
            MaterialWarning::PlacedBelowBank { placing } => (
                "placed_below_bank",
                vec![
                    ("placing", placing_text(*placing, words)),
                    ("usual", range(placed_factors_usual(*placing))),
                ],
            ),
        };
        notice(code, &arguments, words)
    }
}

/// The fraction, year and destination of a plan by their names.
fn about(
    plan: &MassPlan,
    (fraction, year, place): (Option<usize>, usize, Option<usize>),
) -> Arguments {
    let fraction = fraction.and_then(|one| plan.fractions.get(one));
    let place = place.and_then(|one| plan.destinations.get(one));
    let or_dash = |name: Option<&str>| name.unwrap_or("–").to_owned();
    vec![
        ("fraction", or_dash(fraction.map(|one| one.name.as_str()))),
        ("year", plan.year(year).0.to_string()),
        ("place", or_dash(place.map(|one| one.name.as_str()))),
    ]
}

fn cause_code(rule: Option<Rule>) -> &'static str {
    match rule {
        Some(Rule::Capacity) => "cause-capacity",
        Some(Rule::Void) => "cause-void",
        Some(Rule::Cap) => "cause-cap",
        Some(Rule::YearlyLimit) => "cause-yearly_limit",
        Some(Rule::Least) => "cause-least",
        Some(Rule::Year) => "cause-year",
        Some(Rule::Quality) => "cause-quality",
        Some(Rule::Kind) => "cause-kind",
        Some(Rule::NotUsed) => "cause-not_used",
        None => "cause-several",
    }
}

/// What is odd about the road that was drawn to a deposit, pit or outlet, with or without books.
pub fn notices_of_route(place: Entry, project: &Project, words: &Words) -> Vec<Notice> {
    let Some(facts) = RouteFacts::of(project, place) else {
        return Vec::new();
    };
    let name = project.name_of(place).unwrap_or("–");
    let doubts = facts.doubts().into_iter();
    let notices = doubts.map(|doubt| Notice::of_route(doubt, &facts, name, words));
    notices.collect()
}

/// What is odd or wrong at a deposit, pit or outlet: each kind of trouble once, by its first year, with how many
/// years more there are. What cannot be carried out comes first.
pub fn notices_of_place(
    book: &MassBook,
    place: Entry,
    project: &Project,
    words: &Words,
) -> Vec<(bool, Notice)> {
    let is_of = |doubt: &&MassDoubt| match doubt {
        MassDoubt::Overlap(one, other) => *one == place || *other == place,
        doubt => doubt.entry() == place,
    };
    let doubts = book.planned.doubts.iter().filter(is_of);
    let mut found: Vec<(bool, Notice)> = doubts
        .map(|doubt| {
            let notice = Notice::of_mass_doubt(doubt, project, words);
            (doubt.is_fault(), notice)
        })
        .collect();
    let index = book.planned.places.iter().position(|one| *one == place);
    let breaches = book.breaches.iter();
    let mut kinds: Vec<(&Breach, Vec<usize>)> = Vec::new();
    for breach in breaches.filter(|breach| index.is_some() && breach.destination() == index) {
        match kinds
            .iter_mut()
            .find(|(first, _)| first.code() == breach.code())
        {
            Some((_, years)) => {
                if !years.contains(&breach.year()) {
                    years.push(breach.year());
                }
            }
            None => kinds.push((breach, vec![breach.year()])),
        }
    }
    for (first, years) in kinds {
        let mut notice = Notice::of_breach(first, &book.planned.plan, words);
        if 1 < years.len() {
            let more = [("count", (years.len() - 1).to_string())];
            notice.message = format!(
                "{} {}",
                notice.message,
                words.text("mass-more-years", &more)
            );
        }
        found.push((first.is_fault(), notice));
    }
    found.sort_by_key(|(is_fault, _)| !is_fault);
    found
}

/// What is odd or wrong about the masses of an alternative, a line each, with whether it cannot be carried out.
///
/// Each kind of trouble stands once for each place, by its first year; what has no place stands once for each fraction and cause.
pub fn mass_lines(book: &MassBook, project: &Project, words: &Words) -> Vec<(bool, String)> {
    let plan = &book.planned.plan;
    let doubts = book.planned.doubts.iter().map(|doubt| {
        let notice = Notice::of_mass_doubt(doubt, project, words);
        (doubt.is_fault(), notice.message)
    });
    let mut kinds: Vec<&Breach> = Vec::new();
    for breach in &book.breaches {
        let is_told = |told: &&Breach| {
            told.code() == breach.code() && told.destination() == breach.destination()
        };
        if !kinds.iter().any(is_told) {
            kinds.push(breach);
        }
    }
    let breaches = kinds.into_iter().map(|breach| {
        let notice = Notice::of_breach(breach, plan, words);
        (breach.is_fault(), notice.message)
    });
    let mut left: Vec<(Unplaced, usize)> = Vec::new();
    for unplaced in &book.unplaced {
        let is_same = |(other, _): &&mut (Unplaced, usize)| {
            other.fraction == unplaced.fraction && other.causes.first() == unplaced.causes.first()
        };
        match left.iter_mut().find(is_same) {
            Some((other, last)) => {
                other.mass = other.mass + unplaced.mass;
                *last = unplaced.year;
            }
            None => left.push((unplaced.clone(), unplaced.year)),
        }
    }
    let unplaced = left.iter().map(|(unplaced, last)| {
        let notice = Notice::of_unplaced_until(unplaced, *last, plan, words);
        (false, notice.message)
    });
    let brought = book.soil.brought();
    let short = (0.5 < brought.0).then(|| {
        let volume = words.volume(brought.0);
        (false, words.text("mass-soil-short", &[("volume", volume)]))
    });
    let mut lines: Vec<(bool, String)> = doubts
        .chain(breaches)
        .chain(unplaced)
        .chain(short)
        .collect();
    lines.sort_by_key(|(is_fault, _)| !is_fault);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    /// Every name, and every kind of trouble with what to do next, in every language.
    #[test]
    fn everything_about_masses_has_words() {
        let kinds = MassKind::ALL.map(|kind| format!("mass-kind-{}", kind.id()));
        let qualities = Quality::ALL.map(|quality| format!("mass-quality-{}", quality.id()));
        let uses = Purpose::ALL.map(|purpose| format!("mass-use-{}", purpose.id()));
        let placings = Placing::ALL.map(|placing| format!("mass-placing-{}", placing.id()));
        let names = kinds.into_iter().chain(qualities).chain(uses);
        let names: Vec<String> = names.chain(placings).collect();
        let rules = Rule::ALL.map(Some).into_iter().chain([None]);
        let codes: Vec<&str> = rules
            .map(cause_code)
            .chain(DOUBTS)
            .chain(BREACHES)
            .chain(MATERIALS)
            .collect();
        for language in Language::ALL {
            let words = Words::in_language(language).unwrap();
            for id in &names {
                assert!(words.find(id).is_some(), "{id}");
            }
            for code in &codes {
                for id in [format!("mass-{code}"), format!("mass-{code}-next")] {
                    assert!(words.loader.has(&id), "{id}");
                }
            }
        }
    }

    const DOUBTS: [&str; 11] = [
        "no_figures",
        "old_figures",
        "no_distance",
        "route_begins_off",
        "route_ends_off",
        "route_long",
        "route_short",
        "overlapping_deposits",
        "store_without_end",
        "soil_stripped_late",
        "covered_early",
    ];
    const BREACHES: [&str; 12] = [
        "too_little",
        "not_an_amount",
        "not_accepted",
        "closed",
        "over_yearly_limit",
        "over_capacity",
        "over_void",
        "over_cap",
        "overdrawn",
        "not_emptied",
        "below_least",
        "not_as_set",
    ];
    const MATERIALS: [&str; 5] = [
        "unusual_density",
        "unusual_loose",
        "unusual_placed",
        "placed_above_loose",
        "placed_below_bank",
    ];

    #[test]
    fn masses_have_four_digits() {
        let words = Words::in_language(Language::Bokmal).unwrap();
        assert_eq!(mass_text(Tonnes(412.4), &words), "412\u{a0}t");
        assert_eq!(
            mass_text(Tonnes(123_456.0), &words),
            "123\u{202f}500\u{a0}t"
        );
        assert_eq!(mass_text(Tonnes(16_004_000.0), &words), "16,00\u{a0}Mt");
        assert_eq!(mass_text(Tonnes(0.0), &words), "0\u{a0}t");
    }
}
