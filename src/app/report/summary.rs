//! One page for everybody: what it is about, what the alternatives do, and how sure that is.

use super::draft::{Draft, row};
use super::gather::{Gathered, in_comparison, in_list, name_of};
use super::pieces::{Said, known, list_of, nothing, year};
use crate::app::comparison::{ComparedScenario, Comparison};
use crate::app::scenario_list::ListedScenario;
use crate::balance::{Binding, Fate};
use crate::project::ScenarioId;
use crate::report::{DocumentRow, Origin, Piece};

/// Writes the page.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    masses(gathered, draft);
    let rows: Vec<DocumentRow> = gathered
        .scenarios()
        .map(|(place, scenario)| summary_row(gathered, place, scenario))
        .collect();
    let tell = draft.tell;
    let head = [
        "report-alternative",
        "report-reused",
        "report-put-back",
        "report-laid-out",
        "report-without-place",
        "report-ground",
        "report-hard",
    ];
    draft.table(
        tell.words("report-summary-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    conclusion(gathered, draft);
    draft.paragraph(tell.words("report-summary-read-on"));
}

/// What comes out of the mine, and why not all of it goes back.
fn masses(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let with_book = gathered
        .scenarios()
        .find_map(|(place, scenario)| Some((place, scenario.book.as_ref()?)));
    let Some((place, book)) = with_book else {
        draft.paragraph(tell.words("report-summary-no-masses"));
        return;
    };
    let plan = &book.planned.plan;
    let year_at = |index: usize| {
        let key = in_list(place, &format!("/years/{index}/year"));
        year(plan.year(index).0, key)
    };
    let last = plan.years.saturating_sub(1);
    let produced = tell.mass(plan.produced().0, in_list(place, "/ledger/produced_t"));
    draft.paragraph(tell.say(
        "report-summary-masses",
        [
            ("mass", produced.strong().into()),
            ("first", year_at(0).into()),
            ("last", year_at(last).into()),
        ],
    ));
}

fn summary_row(gathered: &Gathered<'_>, place: usize, scenario: &ListedScenario) -> DocumentRow {
    let tell = gathered.tell;
    let fate = |fates: &[Fate]| {
        let Some(book) = &scenario.book else {
            return nothing();
        };
        let told = fates.iter().filter_map(|fate| {
            let mass = book.ledger.total.get(*fate).0;
            let key = in_list(place, &format!("/fates/{}_t", fate.id()));
            (0.0 < mass || fates.len() == 1).then(|| {
                let mut said = vec![tell.mass(mass, key)];
                if 1 < fates.len() {
                    said.push(Piece::new(" ", Origin::Words("word-between".to_owned())));
                    said.push(tell.word(&format!("report-fate-{}", fate.id())));
                }
                said
            })
        });
        let told: Vec<Vec<Piece>> = told.collect();
        if told.is_empty() {
            return vec![tell.mass(0.0, in_list(place, "/fates/land_t"))];
        }
        list_of(told)
    };
    let unplaced = known(scenario.book.as_ref(), |book| {
        let key = in_list(place, "/fates/unplaced_t");
        tell.mass(book.ledger.total.unplaced.0, key)
    });
    let ground = known(scenario.land_take_m2, |area| {
        tell.decares(area, in_list(place, "/land_take_m2"))
    });
    let hard = scenario
        .take
        .as_ref()
        .and_then(|take| take.everything.as_ref());
    let hard = known(hard, |all| {
        let count = all.conflicts.len() as f64;
        tell.number(count, 0, in_list(place, "/hard_conflicts"))
    });
    row(vec![
        vec![name_of(scenario)],
        fate(&[Fate::Reuse]),
        fate(&[Fate::Backfill]),
        fate(&[Fate::Land, Fate::Sea, Fate::Store]),
        unplaced,
        ground,
        hard,
    ])
}

/// Which alternative comes first, by which weights, and how sure that is.
fn conclusion(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let all = &gathered.compared.comparison;
    for (_, scenario) in gathered.alternatives() {
        backfill_sentence(gathered, scenario, draft);
    }
    let Some(first) = first_of(all) else {
        draft.paragraph(tell.words("report-summary-no-ranking"));
        return;
    };
    let place = all.scenarios.iter().position(|one| one.id == first.id);
    let place = place.unwrap_or(0);
    let key = &gathered.keys[place];
    let often = gathered.compared.often_first.shares.get(place).copied();
    let often = often.unwrap_or(f64::NAN);
    draft.paragraph(
        tell.say(
            "report-summary-first",
            [
                ("name", name(first).strong().into()),
                ("weights", weights(gathered).into()),
                (
                    "often",
                    tell.share(often, 0, in_comparison(&["often_first", key]))
                        .into(),
                ),
            ],
        ),
    );
    let in_conflict = all.scenarios.iter().filter(|one| one.is_in_conflict());
    let in_conflict: Vec<Vec<Piece>> = in_conflict.map(|one| vec![name(one)]).collect();
    if !in_conflict.is_empty() {
        draft.warning(tell.say(
            "report-summary-apart",
            [
                ("count", Said::Choice(in_conflict.len())),
                ("names", list_of(in_conflict).into()),
            ],
        ));
    }
}

/// What binds the backfill of an alternative; nothing where nothing is filled back.
fn backfill_sentence(gathered: &Gathered<'_>, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let place = gathered.place_of(scenario);
    let binding = gathered.compared.comparison.scenarios.get(place);
    let id = match binding.and_then(|one| one.binding) {
        Some(Binding::Cap) => "report-summary-cap",
        Some(Binding::Void) => "report-summary-void",
        Some(Binding::Target) | None => return,
    };
    draft.paragraph(tell.say(id, [("name", name_of(scenario).into())]));
}

fn first_of(all: &Comparison) -> Option<&ComparedScenario> {
    let evaluation = all.evaluation.as_ref()?;
    let mut ranked = all.scenarios.iter().zip(&evaluation.alternatives);
    ranked
        .find(|(_, one)| one.rank == Some(1))
        .map(|(one, _)| one)
}

fn name(scenario: &ComparedScenario) -> Piece {
    let ScenarioId(id) = scenario.id;
    super::gather::named(&scenario.name, "scenarios", id)
}

/// What the weights in use are called.
pub(super) fn weights(gathered: &Gathered<'_>) -> Piece {
    let name = &gathered.compared.comparison.weights.name;
    Piece::new(name, in_comparison(&["weights", "name"]))
}
