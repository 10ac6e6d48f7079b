//! The same decisions side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::decided::{Decided, are_close};
use super::parts::{Part, of_point};
use super::shape::{is_same_place, outline_changed};
use super::{Amounts, Both, Changed, Decision};
use crate::project::MonitoringPoint;
use crate::units::{SquareMetres, Tonnes, Year};

/// What differs between two lists of the same decisions.
pub(super) fn compare(one: &[Part<'_>], other: &[Part<'_>]) -> Vec<Changed> {
    debug_assert_eq!(one.len(), other.len(), "lists of the same decisions");
    let both = one.iter().zip(other);
    both.flat_map(|(one, other)| compare_part(one, other))
        .collect()
}

fn compare_part(one: &Part<'_>, other: &Part<'_>) -> Vec<Changed> {
    match (one, other) {
        (Part::Value(decision, one), Part::Value(_, other)) => {
            changed(*decision, one.clone(), other.clone())
        }
        (Part::Group(_, Some(one)), Part::Group(_, Some(other))) => compare(one, other),
        (Part::Group(decision, one), Part::Group(_, other)) => {
            changed(*decision, together(one.as_ref()), together(other.as_ref()))
        }
        (Part::Outline(Some(one)), Part::Outline(Some(other))) => {
            outline_changed(one, other).into_iter().collect()
        }
        (Part::Outline(one), Part::Outline(other)) => {
            let [one, other] = [one, other].map(|outline| {
                Decided::of(*outline, |outline| {
                    Decided::Area(SquareMetres(outline.area_m2()))
                })
            });
            changed(Decision::Outline, one, other)
        }
        (Part::Mined(one), Part::Mined(other)) => amounts_changed(Amounts::Mined, one, other)
            .into_iter()
            .collect(),
        (Part::Watched(one), Part::Watched(other)) => watched(one, other),
        (one, other) => {
            debug_assert!(false, "{one:?} is no {other:?}");
            Vec::new()
        }
    }
}

fn changed(decision: Decision, one: Decided, other: Decided) -> Vec<Changed> {
    if one.is_same(&other) {
        return Vec::new();
    }
    vec![Changed::Decision {
        decision,
        point: String::new(),
        values: Both { one, other },
    }]
}

/// A group as one value, where the other side has none of it.
fn together(parts: Option<&Vec<Part<'_>>>) -> Decided {
    let Some(parts) = parts else {
        return Decided::Nothing;
    };
    let values = parts.iter().filter_map(|part| match part {
        Part::Value(_, Decided::Nothing) | Part::Outline(_) | Part::Mined(_) | Part::Watched(_) => {
            None
        }
        Part::Value(decision, value) => Some((*decision, value.clone())),
        Part::Group(decision, group) => {
            let group = group.as_ref();
            group.map(|group| (*decision, together(Some(group))))
        }
    });
    Decided::Parts(values.collect())
}

/// How tonnes by year differ. A year that is not there has none.
pub(super) fn amounts_changed(
    of: Amounts,
    one: &BTreeMap<Year, Tonnes>,
    other: &BTreeMap<Year, Tonnes>,
) -> Option<Changed> {
    let in_year = |all: &BTreeMap<Year, Tonnes>, year: Year| {
        let mass = all.get(&year);
        mass.copied().unwrap_or_default()
    };
    let differs = |year: &Year| !are_close(in_year(one, *year).0, in_year(other, *year).0);
    let years: BTreeSet<Year> = one
        .keys()
        .chain(other.keys())
        .copied()
        .filter(differs)
        .collect();
    let sum = |all| years.iter().map(|year| in_year(all, *year)).sum();
    let sums = Both {
        one: sum(one),
        other: sum(other),
    };
    (!years.is_empty()).then_some(Changed::Amounts { of, sums, years })
}

/// What differs between monitoring points: those of the same name belong together, of the rest those at the same
/// place that measure in the same.
fn watched(one: &[MonitoringPoint], other: &[MonitoringPoint]) -> Vec<Changed> {
    let mut left: Vec<&MonitoringPoint> = other.iter().collect();
    let mut take = |is_it: &dyn Fn(&MonitoringPoint) -> bool| {
        let at = left.iter().position(|other| is_it(other))?;
        Some(left.remove(at))
    };
    let mut found: Vec<(&MonitoringPoint, Option<&MonitoringPoint>)> = one
        .iter()
        .map(|point| (point, take(&|other| other.name == point.name)))
        .collect();
    for (point, with) in found.iter_mut().filter(|(_, with)| with.is_none()) {
        *with =
            take(&|other| other.medium == point.medium && is_same_place(other.place, point.place));
    }
    let pairs = found.into_iter().map(|(point, with)| (Some(point), with));
    let pairs: Vec<_> = pairs
        .chain(left.into_iter().map(|other| (None, Some(other))))
        .collect();
    pairs
        .into_iter()
        .flat_map(|(one, other)| {
            let name = one.or(other).map_or("", |point| &point.name);
            let changes = compare_part(&whole(one), &whole(other)).into_iter();
            changes.map(|change| named(change, name))
        })
        .collect()
}

/// A monitoring point, where there is one.
fn whole(point: Option<&MonitoringPoint>) -> Part<'_> {
    Part::Group(Decision::MonitoringPoint, point.map(of_point))
}

/// A change that is about a monitoring point.
fn named(change: Changed, name: &str) -> Changed {
    match change {
        Changed::Decision {
            decision, values, ..
        } => Changed::Decision {
            decision,
            point: name.to_owned(),
            values,
        },
        other => other,
    }
}
