//! Which deposit, pit, outlet or ground of one alternative is which of another.

use super::DifferenceOf;
use super::decided::are_close;
use super::shape::{is_same_outline, is_same_place, shared_part};
use crate::project::{Entry, Project, Room, ScenarioId};

/// What can belong together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deposit,
    Pit,
    Stope,
    Outlet,
    Ground,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Deposit,
        Self::Pit,
        Self::Stope,
        Self::Outlet,
        Self::Ground,
    ];

    fn of(project: &Project, entry: Entry) -> Option<Self> {
        match entry {
            Entry::Layer(_) => None,
            Entry::Deposit(_) => Some(Self::Deposit),
            Entry::Pit(id) => match project.pit(id)?.room {
                Room::Pit { .. } => Some(Self::Pit),
                Room::Stope { .. } => Some(Self::Stope),
            },
            Entry::Outlet(_) => Some(Self::Outlet),
            Entry::Ground(_) => Some(Self::Ground),
        }
    }
}

/// All that is built in either alternative, by kind: what the one has in its order, then what only the other has.
pub(super) fn pairs(project: &Project, one: ScenarioId, other: ScenarioId) -> Vec<DifferenceOf> {
    let of_kind = |scenario: ScenarioId, kind: Kind| -> Vec<Entry> {
        let all = project.built_in(scenario);
        all.filter(|entry| Kind::of(project, *entry) == Some(kind))
            .collect()
    };
    let mut pairs = Vec::new();
    for kind in Kind::ALL {
        let (ones, others) = (of_kind(one, kind), of_kind(other, kind));
        let known = matched(project, &ones, &others);
        pairs.extend(ones.into_iter().map(|one| {
            DifferenceOf {
                one: Some(one),
                other: known
                    .iter()
                    .find(|(known, _)| *known == one)
                    .map(|pair| pair.1),
            }
        }));
        let is_left = |other: &Entry| known.iter().all(|(_, known)| known != other);
        pairs.extend(
            others
                .into_iter()
                .filter(is_left)
                .map(|other| DifferenceOf {
                    one: None,
                    other: Some(other),
                }),
        );
    }
    pairs
}

/// What belongs together of entries of a kind.
fn matched(project: &Project, ones: &[Entry], others: &[Entry]) -> Vec<(Entry, Entry)> {
    let mut left = Left {
        ones: ones.to_vec(),
        others: others.to_vec(),
        pairs: Vec::new(),
    };
    let has_name = |one: Entry, other: Entry| {
        let names = [one, other].map(|entry| project.name_of(entry).unwrap_or_default().trim());
        names[0] == names[1] && !names[0].is_empty()
    };
    let lies_there = |one: Entry, other: Entry| is_same_shape(project, one, other);
    left.pair(|one, other| (has_name(one, other) && lies_there(one, other)).then_some(1.0));
    left.pair(|one, other| has_name(one, other).then(|| shared(project, one, other)));
    left.pair(|one, other| lies_there(one, other).then_some(1.0));
    left.pair(|one, other| Some(shared(project, one, other)).filter(|shared| 0.0 < *shared));
    left.pairs
}

/// What does not belong together with anything yet, and what does.
struct Left {
    ones: Vec<Entry>,
    others: Vec<Entry>,
    pairs: Vec<(Entry, Entry)>,
}

impl Left {
    /// Takes out pairs, the closest first; `None` is no pair. Of equally close ones those with the lowest numbers come
    /// first, whichever alternative has them, so that both ways round give the same pairs.
    fn pair(&mut self, closeness: impl Fn(Entry, Entry) -> Option<f64>) {
        let mut candidates = Vec::new();
        for one in &self.ones {
            for other in &self.others {
                if let Some(close) = closeness(*one, *other) {
                    candidates.push((close, *one, *other));
                }
            }
        }
        let numbers = |one: Entry, other: Entry| {
            let (one, other) = (number(one), number(other));
            (one.min(other), one.max(other))
        };
        candidates.sort_by(|a, b| {
            let farther = b.0.total_cmp(&a.0);
            farther.then_with(|| numbers(a.1, a.2).cmp(&numbers(b.1, b.2)))
        });
        for (_, one, other) in candidates {
            if self.ones.contains(&one) && self.others.contains(&other) {
                self.ones.retain(|left| *left != one);
                self.others.retain(|left| *left != other);
                self.pairs.push((one, other));
            }
        }
    }
}

fn number(entry: Entry) -> u64 {
    entry.kind_and_number().1
}

/// The ground that both outlines share, of all that either encloses. 0 where there is no outline.
fn shared(project: &Project, one: Entry, other: Entry) -> f64 {
    // In the same order both ways round, so that the last digits are the same too.
    let (low, high) = if number(one) <= number(other) {
        (one, other)
    } else {
        (other, one)
    };
    let outlines = project.outline_of(low).zip(project.outline_of(high));
    outlines.map_or(0.0, |(low, high)| shared_part(low, high))
}

/// Whether both lie at the same place: by their outlines, the room of a stope, or the place of an outlet.
fn is_same_shape(project: &Project, one: Entry, other: Entry) -> bool {
    let outlines = project.outline_of(one).zip(project.outline_of(other));
    if let Some((one, other)) = outlines {
        return is_same_outline(one, other);
    }
    match (one, other) {
        (Entry::Pit(one), Entry::Pit(other)) => {
            let volumes = [one, other].map(|id| match &project.pit(id)?.room {
                Room::Stope { void, extracted } => Some((void.0, extracted.0)),
                Room::Pit { .. } => None,
            });
            matches!(volumes, [Some(one), Some(other)]
                if are_close(one.0, other.0) && are_close(one.1, other.1))
        }
        (Entry::Outlet(one), Entry::Outlet(other)) => {
            let places = [one, other].map(|id| project.outlet(id)?.place);
            matches!(places, [Some(one), Some(other)] if is_same_place(one, other))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use geo::{Rect, coord};

    use super::*;
    use crate::design::Outline;
    use crate::project::{
        Deposit, DepositId, Edit, GroundId, GroundPurpose, LayerId, OtherGround, Outlet, OutletId,
    };

    const ONE: ScenarioId = ScenarioId::ZERO;
    const OTHER: ScenarioId = ScenarioId::FIRST;

    /// A square of 10 m.
    fn square(west: f64) -> Outline {
        let (low, high) = (
            coord! { x: west, y: 0.0 },
            coord! { x: west + 10.0, y: 10.0 },
        );
        Outline::new(&Rect::new(low, high).to_polygon()).unwrap()
    }

    /// Deposits in both alternatives, with their names and western ends, numbered from 1; and which belongs to which.
    fn check(
        ones: &[(&str, f64)],
        others: &[(&str, f64)],
        expected: &[(Option<u64>, Option<u64>)],
    ) {
        let mut project = Project::default();
        let ones = ones.iter().map(|one| (ONE, one));
        let others = others.iter().map(|other| (OTHER, other));
        for ((scenario, (name, west)), id) in ones.chain(others).zip(1..) {
            let outline = square(*west);
            let deposit = Deposit::new(scenario, (*name).to_owned(), outline, LayerId(0));
            Edit::AddDeposit(DepositId(id), Box::new(deposit)).apply(&mut project);
        }
        let numbers = |pairs: Vec<DifferenceOf>| {
            let numbers = pairs.into_iter();
            let mut numbers: Vec<_> = numbers
                .map(|pair| (pair.one.map(number), pair.other.map(number)))
                .collect();
            numbers.sort_unstable();
            numbers
        };
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(numbers(pairs(&project, ONE, OTHER)), expected);
        let mut swapped: Vec<_> = expected.iter().map(|(one, other)| (*other, *one)).collect();
        swapped.sort_unstable();
        assert_eq!(numbers(pairs(&project, OTHER, ONE)), swapped);
    }

    fn both(one: u64, other: u64) -> (Option<u64>, Option<u64>) {
        (Some(one), Some(other))
    }

    #[test]
    fn the_same_name_comes_before_the_same_outline() {
        check(
            &[("Nord", 0.0), ("Sør", 100.0)],
            &[("Sør", 0.0), ("Nord", 100.0)],
            &[both(1, 4), both(2, 3)],
        );
    }

    #[test]
    fn of_the_same_name_the_same_outline_counts_and_then_the_order() {
        check(
            &[("Nord", 0.0), ("Nord", 100.0), ("Nord", 200.0)],
            &[("Nord", 300.0), ("Nord", 0.0), ("Nord", 103.0)],
            &[both(1, 5), both(2, 6), both(3, 4)],
        );
    }

    #[test]
    fn renamed_ones_are_known_by_their_outlines_and_else_by_what_overlaps_most() {
        check(
            &[("Nord", 0.0), ("Sør", 104.0)],
            &[("Ny", 100.0), ("Øst", 0.0), ("Vest", 102.0)],
            &[both(1, 4), both(2, 5), (None, Some(3))],
        );
        check(
            &[("Nord", 0.0)],
            &[("Sør", 11.0)],
            &[(Some(1), None), (None, Some(2))],
        );
    }

    #[test]
    fn nothing_belongs_together_that_is_of_another_kind() {
        let mut project = Project::default();
        let deposit = Deposit::new(ONE, "Nord".to_owned(), square(0.0), LayerId(0));
        Edit::AddDeposit(DepositId(1), Box::new(deposit)).apply(&mut project);
        let purpose = GroundPurpose::Basin;
        let ground = OtherGround::new(OTHER, "Nord".to_owned(), square(0.0), purpose);
        Edit::AddGround(GroundId(2), Box::new(ground)).apply(&mut project);
        assert_eq!(pairs(&project, ONE, OTHER).len(), 2);
    }

    #[test]
    fn renamed_outlets_are_known_by_their_places() {
        let mut project = Project::default();
        let places = [(ONE, "Kai", Some(5.0)), (ONE, "Vei", None)];
        let renamed = [(OTHER, "Havn", Some(5.0)), (OTHER, "Bru", None)];
        for ((scenario, name, east), id) in places.into_iter().chain(renamed).zip(1..) {
            let place = east.map(|east| coord! { x: east, y: 0.0 });
            let outlet = Outlet::new(scenario, name.to_owned(), place);
            Edit::AddOutlet(OutletId(id), Box::new(outlet)).apply(&mut project);
        }
        let pairs = pairs(&project, ONE, OTHER);
        let [kai, havn] = [1, 3].map(|id| Some(Entry::Outlet(OutletId(id))));
        assert_eq!(pairs.len(), 3);
        assert!(
            pairs
                .iter()
                .any(|pair| (pair.one, pair.other) == (kai, havn))
        );
    }
}
