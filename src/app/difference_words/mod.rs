//! What is decided otherwise in one alternative than in another, in the planner's words.
//!
//! What differs is found by `project`. Where the lines stand, and what is said when there are none, is left to those
//! who show them.

mod labels;
mod letters;
mod values;

use std::collections::BTreeSet;

use geo::Coord;

use self::labels::label_id;
use self::values::Teller;
use crate::balance::Way;
use crate::project::{
    Amounts, Both, Changed, Decided, Decision, Difference, DifferenceOf, Entry, Project, Room,
    ScenarioId, are_close, differences,
};
use crate::units::{SquareMetres, Tonnes, Year};
use crate::words::Words;

/// The middles of outlines this close to each other lie at the same place, in metres.
const SAME_MIDDLE_M: f64 = 0.5;

/// Numbers get at most this many decimals more than they are worth, until they can be told apart.
const MOST_FINER: usize = 12;

/// What differs of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceLine {
    /// What it is, such as "Deponi Nordlia".
    pub heading: String,
    /// A decision each, from the one alternative to the other, such as "Kote på topp 412 m → 420 m".
    pub lines: Vec<String>,
}

/// What is decided otherwise in one alternative than in another, by what it is about. Empty where no decision differs.
pub fn difference_lines(
    project: &Project,
    one: ScenarioId,
    other: ScenarioId,
    words: &Words,
) -> Vec<DifferenceLine> {
    let teller = Teller { project, words };
    let scenarios = Both { one, other };
    let mut told: Vec<(DifferenceOf, DifferenceLine)> = Vec::new();
    for Difference { entry, what } in differences(project, one, other) {
        let line = teller.line(entry, &what, scenarios);
        match told.last_mut() {
            Some((last, known)) if *last == entry => known.lines.push(line),
            _ => {
                let heading = teller.heading(entry);
                let lines = vec![line];
                told.push((entry, DifferenceLine { heading, lines }));
            }
        }
    }
    told.into_iter().map(|(_, line)| line).collect()
}

impl Teller<'_> {
    /// What something is, and its name as in the one alternative.
    fn heading(&self, entry: DifferenceOf) -> String {
        let Some(built) = entry.one.or(entry.other) else {
            return self.say("difference-alternative");
        };
        let kind = self.kind(entry, built);
        let name = self.project.name_of(built).unwrap_or_default();
        if name.to_lowercase().starts_with(&kind.to_lowercase()) {
            name.to_owned()
        } else {
            format!("{kind} {name}")
        }
    }

    fn kind(&self, entry: DifferenceOf, built: Entry) -> String {
        let id = match built {
            Entry::Layer(_) => "label-layer",
            Entry::Deposit(_) => {
                let mut both = [entry.one, entry.other].into_iter().flatten();
                if both.all(|entry| self.project.is_temporary(entry)) {
                    "difference-kind-store"
                } else {
                    "difference-kind-deposit"
                }
            }
            Entry::Pit(id) => match self.project.pit(id).map(|pit| &pit.room) {
                Some(Room::Stope { .. }) => "difference-kind-stope",
                Some(Room::Pit { .. }) | None => "difference-kind-pit",
            },
            Entry::Outlet(_) => "difference-kind-outlet",
            Entry::Ground(id) => {
                let purpose = self.project.ground(id).map(|ground| ground.purpose);
                return self.purpose(purpose.unwrap_or_default());
            }
        };
        self.say(id)
    }

    fn line(&self, entry: DifferenceOf, what: &Changed, scenarios: Both<ScenarioId>) -> String {
        match what {
            Changed::Alone => {
                let there = entry.one.map_or(scenarios.other, |_| scenarios.one);
                let name = self.project.scenario(there).map(|one| one.name.clone());
                let name = [("scenario", name.unwrap_or_default())];
                self.words.text("difference-only-in", &name)
            }
            Changed::Decision {
                decision,
                point,
                values,
            } => self.decision(*decision, point, values),
            Changed::Outline {
                areas,
                moved,
                unshared,
            } => self.outline(*areas, *moved, *unshared),
            Changed::Amounts { of, sums, years } => self.amounts(*of, *sums, years),
        }
    }

    fn decision(&self, decision: Decision, point: &str, values: &Both<Decided>) -> String {
        if let Both {
            one: Decided::Place(one),
            other: Decided::Place(other),
        } = values
        {
            let line = self.told(decision, &self.label(decision), values);
            return self.of_point(point, self.moved(line, *other - *one));
        }
        if decision == Decision::MonitoringPoint {
            return self.told(decision, &self.point(point), values);
        }
        let (label, values) = self.plainly(decision, values);
        self.of_point(point, self.told(decision, &label, &values))
    }

    /// Where both are built in the same way, the level or volume says it all.
    fn plainly(&self, decision: Decision, values: &Both<Decided>) -> (String, Both<Decided>) {
        use crate::balance::BackfillTarget as Backfill;
        use crate::design::FillTarget as Fill;
        let same = |id: &str, one, other| (self.say(id), Both { one, other });
        match (&values.one, &values.other) {
            (Decided::Target(Fill::Crest(one)), Decided::Target(Fill::Crest(other))) => {
                same("field-crest", Decided::Level(*one), Decided::Level(*other))
            }
            (Decided::Target(Fill::Volume(one)), Decided::Target(Fill::Volume(other))) => same(
                "field-volume",
                Decided::Placed(*one),
                Decided::Placed(*other),
            ),
            (
                Decided::Backfill(Backfill::Level(one)),
                Decided::Backfill(Backfill::Level(other)),
            ) => same(
                "field-backfill-level",
                Decided::Level(*one),
                Decided::Level(*other),
            ),
            (Decided::Backfill(Backfill::Bank(one)), Decided::Backfill(Backfill::Bank(other))) => {
                same(
                    "field-backfill-bank",
                    Decided::Bank(*one),
                    Decided::Bank(*other),
                )
            }
            _ => (self.label(decision), values.clone()),
        }
    }

    fn outline(
        &self,
        areas: Both<SquareMetres>,
        moved: Coord<f64>,
        unshared: SquareMetres,
    ) -> String {
        let what = self.label(Decision::Outline);
        let texts = [areas.one, areas.other].map(|area| self.words.area(area.0));
        let is_moved = SAME_MIDDLE_M < moved.x.hypot(moved.y);
        let line = if texts[0] == texts[1] {
            format!("{what} {}", texts[0])
        } else {
            self.arrow(&what, &texts[0], &texts[1])
        };
        if is_moved {
            return self.moved(line, moved);
        }
        let unshared = [("line", line), ("unshared", self.words.area(unshared.0))];
        self.words.text("difference-reshaped", &unshared)
    }

    fn amounts(&self, of: Amounts, sums: Both<Tonnes>, years: &BTreeSet<Year>) -> String {
        let years = self.years(years);
        let what = match of {
            Amounts::Mined => self.words.text("difference-mined", &[("years", years)]),
            Amounts::Planned(fraction, way) => {
                let id = match way {
                    Way::In => "difference-planned-in",
                    Way::Out => "difference-planned-out",
                };
                let fraction = self.fraction(fraction);
                let arguments = [("fraction", fraction), ("years", years)];
                self.words.text(id, &arguments)
            }
        };
        let change = sums.other.0 - sums.one.0;
        if are_close(sums.one.0, sums.other.0) {
            let arguments = [("what", what), ("mass", self.mass(sums.one, 0))];
            return self.words.text("difference-other-years", &arguments);
        }
        let [from, to] = apart(|finer| [sums.one, sums.other].map(|sum| self.mass(sum, finer)));
        let sign = if 0.0 < change { "+" } else { "" };
        let change = format!("{sign}{}", self.words.mass(change));
        let line = self.arrow_by("difference-line-of-words", &what, &from, &to);
        let arguments = [("line", line), ("change", change)];
        self.words.text("difference-change", &arguments)
    }

    /// From the one to the other, as fine as it takes to tell them apart.
    fn told(&self, decision: Decision, label: &str, values: &Both<Decided>) -> String {
        let [from, to] = apart(|finer| {
            [(&values.one, &values.other), (&values.other, &values.one)]
                .map(|(value, beside)| self.value(decision, value, beside, finer))
        });
        if from == to {
            let arguments = [("what", label.to_owned()), ("value", from)];
            return self.words.text("difference-unlike", &arguments);
        }
        self.arrow(label, &from, &to)
    }

    /// Words are kept apart from words before them by a colon; numbers need none.
    fn arrow(&self, what: &str, from: &str, to: &str) -> String {
        let id = if from.starts_with(char::is_alphabetic) {
            "difference-line-of-words"
        } else {
            "difference-line"
        };
        self.arrow_by(id, what, from, to)
    }

    fn arrow_by(&self, id: &str, what: &str, from: &str, to: &str) -> String {
        let arguments = [("what", what), ("from", from), ("to", to)];
        let arguments = arguments.map(|(name, text)| (name, text.to_owned()));
        self.words.text(id, &arguments)
    }

    /// What a decision is called.
    fn label(&self, decision: Decision) -> String {
        let Decision::SetByPlanner(fraction, way) = decision else {
            return self.say(label_id(decision));
        };
        let id = match way {
            Way::In => "difference-set-in",
            Way::Out => "difference-set-out",
        };
        let fraction = [("fraction", self.fraction(fraction))];
        self.words.text(id, &fraction)
    }

    fn point(&self, name: &str) -> String {
        let name = [("name", name.to_owned())];
        self.words.text("difference-point", &name)
    }

    fn of_point(&self, point: &str, line: String) -> String {
        if point.is_empty() {
            line
        } else {
            format!("{}: {line}", self.point(point))
        }
    }

    fn moved(&self, line: String, by: Coord<f64>) -> String {
        let arguments = [
            ("line", line),
            ("distance", self.length_told(by.x.hypot(by.y))),
            ("direction", self.direction(by)),
        ];
        self.words.text("difference-moved", &arguments)
    }
}

/// Two texts with the fewest decimals by which they are not the same.
fn apart(texts: impl Fn(usize) -> [String; 2]) -> [String; 2] {
    let plain = texts(0);
    if plain[0] != plain[1] {
        return plain;
    }
    let finer = (1..=MOST_FINER).map(texts);
    let mut finer = finer.filter(|texts| texts[0] != texts[1]);
    finer.next().unwrap_or(plain)
}
