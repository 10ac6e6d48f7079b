//! Each alternative by itself: what is built, how it looks, what it takes, and where its rock goes.

use super::draft::{Draft, MOST_HEIGHT_MM, WIDTH_MM, row};
use super::gather::{Gathered, cell, in_comparison, in_list, name_of, named};
use super::pieces::{Said, known, nothing, year};
use super::{section_figures, takes};
use crate::app::TaskError;
use crate::app::masses::{BalanceFigure, MassBook, draw_balance, least_height_mm};
use crate::app::scenario_list::{ListedDeposit, ListedPit, ListedScenario};
use crate::balance::{Binding, Fate, Unplaced};
use crate::progress::Run;
use crate::project::ScenarioId;
use crate::report::{DocumentRow, Origin, Piece};

/// How large the maps of all alternatives are together, in millimetres.
const TOGETHER_MM: (f64, f64) = (WIDTH_MM, MOST_HEIGHT_MM);

/// How large the map of an alternative is, in millimetres.
const MAP_SIZE_MM: (f64, f64) = (WIDTH_MM, 150.0);

/// Rock without a place is told one by one up to this many times.
const MOST_UNPLACED: usize = 12;

/// Writes the chapter.
pub(super) fn write(
    gathered: &mut Gathered<'_>,
    draft: &mut Draft<'_>,
    run: &Run,
) -> Result<(), TaskError> {
    let scenarios: Vec<(usize, ListedScenario)> = gathered
        .scenarios()
        .map(|(place, one)| (place, one.clone()))
        .collect();
    let words = draft.tell.words;
    let mut maps = gathered.maps(words, run)?;
    if let Some(maps) = &mut maps {
        let ids: Vec<ScenarioId> = scenarios.iter().map(|(_, one)| one.id).collect();
        let designs = &mut gathered.designs;
        for map in maps.small_multiples(designs, &ids, TOGETHER_MM, words, run)? {
            draft.figure(&map.drawing, draft.tell.words("report-maps-caption"));
        }
    }
    for (place, scenario) in &scenarios {
        run.step(0, 1)?;
        draft.heading(2, vec![name_of(scenario)]);
        introduction(scenario, draft);
        if scenario.is_empty() {
            continue;
        }
        deposits(*place, scenario, draft);
        pits(*place, scenario, draft);
        other_ground(*place, scenario, draft);
        if let Some(maps) = &mut maps {
            let designs = &mut gathered.designs;
            let map = maps.alternative_map(designs, scenario.id, MAP_SIZE_MM, words, run)?;
            if let Some(map) = map {
                let name = name_of(scenario);
                let caption = draft
                    .tell
                    .say("report-map-caption", [("name", name.into())]);
                draft.figure(&map.drawing, caption);
            }
        }
        section_figures::write(gathered, scenario, draft, run)?;
        conflicts(gathered, scenario, draft);
        takes::write(*place, scenario, draft);
        if let Some(book) = &scenario.book {
            balance(*place, book, draft);
        }
    }
    Ok(())
}

fn introduction(scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    if !scenario.note.trim().is_empty() {
        let note = cell(&scenario.note, "scenarios", scenario.id.0, "note");
        draft.paragraph(vec![note]);
    }
    if scenario.is_zero {
        draft.paragraph(tell.words("report-is-zero"));
    }
    if scenario.is_frozen {
        draft.paragraph(tell.words("report-is-frozen"));
    }
    if scenario.is_empty() {
        draft.paragraph(tell.words("scenario-empty"));
    }
    let without: Vec<(String, bool)> = scenario
        .without_current_figures()
        .map(|(name, has)| (name.to_owned(), has))
        .collect();
    if !without.is_empty() {
        let count = without.len();
        draft.warning(tell.say("report-not-current", [("count", Said::Choice(count))]));
    }
}

fn deposits(place: usize, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let line = |(index, deposit): (usize, &ListedDeposit)| -> DocumentRow {
        let key = |rest: &str| in_list(place, &format!("/deposits/{index}/{rest}"));
        let figure = |name: &str| deposit.figures?.get(name);
        let mut name = vec![named(&deposit.name, "outlines", deposit.id.0)];
        if let Some(reason) = &deposit.temporary {
            let reason = cell(reason, "outlines", deposit.id.0, "temporary_reason");
            name.extend(tell.say("report-temporary", [("reason", reason.into())]));
        }
        let full = scenario.book.as_deref();
        let full = full.and_then(|book| full_year(book, deposit));
        row(vec![
            name,
            known(figure("fill_m3"), |value| {
                tell.volume(value, key("fill_m3"))
            }),
            known(figure("footprint_area_m2"), |value| {
                tell.decares(value, key("footprint_area_m2"))
            }),
            known(figure("crest_level_m"), |value| {
                tell.quantity(value, 1, "m", key("crest_level_m"))
            }),
            known(full, |full| year(full, key("full_year"))),
        ])
    };
    let rows = scenario.deposits.iter().enumerate().map(line).collect();
    let head = [
        "report-deposit",
        "report-volume",
        "report-covered",
        "report-crest",
        "report-full",
    ];
    draft.table(
        tell.words("report-deposits-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
}

fn full_year(book: &MassBook, deposit: &ListedDeposit) -> Option<i32> {
    let entry = crate::project::Entry::Deposit(deposit.id);
    let index = book.planned.places.iter().position(|one| *one == entry)?;
    book.destinations[index].full.map(|year| year.0)
}

fn pits(place: usize, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let line = |(index, pit): (usize, &ListedPit)| -> DocumentRow {
        let key = |rest: &str| in_list(place, &format!("/pits/{index}/{rest}"));
        let volume = |name: &str| {
            let figure = pit.figures.and_then(|(all, _)| all.get(name));
            known(figure, |value| tell.volume(value, key(name)))
        };
        let binding = pit.figures.map(|(_, binding)| match binding {
            Binding::Cap => "report-binding-cap",
            Binding::Void => "report-binding-void",
            Binding::Target => "report-binding-target",
        });
        row(vec![
            vec![named(&pit.name, "pits", pit.id.0)],
            volume("extracted_bank_m3"),
            vec![tell.share(pit.cap, 1, key("cap"))],
            volume("limit_by_cap_bank_m3"),
            volume("usable_void_m3"),
            volume("limit_by_void_bank_m3"),
            volume("backfill_bank_m3"),
            binding.map_or_else(nothing, |id| tell.words(id)),
        ])
    };
    let rows: Vec<DocumentRow> = scenario.pits.iter().enumerate().map(line).collect();
    if rows.is_empty() {
        return;
    }
    let head = [
        "report-pit",
        "report-extracted",
        "report-cap",
        "report-limit-cap",
        "report-void",
        "report-limit-void",
        "report-goes-back",
        "report-binds",
    ];
    draft.table(
        tell.words("report-pits-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    draft.paragraph(tell.words("report-pits-tip"));
}

fn other_ground(place: usize, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let lines = scenario.other_ground.iter().enumerate();
    let rows = lines.map(|(index, ground)| {
        let key = in_list(place, &format!("/other_ground/{index}/area_m2"));
        row(vec![
            vec![named(&ground.name, "other_ground", ground.id.0)],
            tell.words(&format!("ground-{}", ground.purpose.id().replace('_', "-"))),
            vec![tell.decares(ground.area.0, key)],
        ])
    });
    let head = ["report-other-ground", "report-purpose", "report-covered"];
    draft.table(
        tell.words("report-other-ground-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows.collect(),
    );
}

/// What stands hard against it, with what somebody set aside and why.
fn conflicts(gathered: &Gathered<'_>, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let place = gathered.place_of(scenario);
    let compared = &gathered.compared;
    let Some(one) = compared.comparison.scenarios.get(place) else {
        return;
    };
    let before: usize = compared.comparison.scenarios[..place]
        .iter()
        .map(|other| other.flags.len())
        .sum();
    let take = compared.takes.get(place).cloned().flatten();
    let lines = take.map_or_else(Vec::new, |take| one.flag_lines(&take, tell.words));
    if lines.is_empty() {
        return;
    }
    draft.heading(3, tell.words("report-hard"));
    for (index, (flag, line)) in one.flags.iter().zip(lines).enumerate() {
        let flag_at = (before + index).to_string();
        let key = |rest: &[&str]| {
            let path = [&["hard_flags", flag_at.as_str()], rest].concat();
            in_comparison(&path)
        };
        let mut said = vec![Piece::new(line, key(&["message"]))];
        if let Some((_, author, reason)) = &flag.set_aside {
            said.push(Piece::new(" ", Origin::Words("word-between".to_owned())));
            said.extend(tell.say(
                "compare-set-aside",
                [
                    ("who", Piece::new(author, key(&["set_aside", "by"])).into()),
                    (
                        "reason",
                        Piece::new(reason, key(&["set_aside", "reason"])).into(),
                    ),
                ],
            ));
        }
        draft.warning(said);
    }
}

/// Where its rock goes.
fn balance(place: usize, book: &MassBook, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    if book.is_empty() {
        return;
    }
    draft.heading(3, tell.words("report-balance"));
    let mut rows: Vec<DocumentRow> = Fate::ALL
        .iter()
        .map(|fate| {
            let key = in_list(place, &format!("/fates/{}_t", fate.id()));
            row(vec![
                tell.words(&format!("fate-{}", fate.id())),
                vec![tell.mass(book.ledger.total.get(*fate).0, key)],
            ])
        })
        .collect();
    rows.push(row(vec![
        tell.words("fate-unplaced"),
        vec![tell.mass(
            book.ledger.total.unplaced.0,
            in_list(place, "/fates/unplaced_t"),
        )],
    ]));
    rows.push(super::draft::sum_row(vec![
        tell.words("report-sum"),
        vec![tell.mass(
            book.planned.plan.produced().0,
            in_list(place, "/ledger/produced_t"),
        )],
    ]));
    draft.table(
        tell.words("report-balance-table"),
        vec![tell.words("report-fate"), tell.words("report-mass")],
        rows,
    );
    unplaced(place, book, draft);
    let figures = [
        (BalanceFigure::Years, "report-years-caption", 80.0),
        (BalanceFigure::Limits, "report-limits-caption", 60.0),
        (BalanceFigure::Capacity, "report-capacity-caption", 60.0),
    ];
    for (figure, caption, height_mm) in figures {
        let has_pits = book.destinations.iter().any(|one| !one.backfill.is_empty());
        if figure == BalanceFigure::Limits && !has_pits {
            continue;
        }
        let height_mm = least_height_mm(figure, book).max(height_mm);
        let drawing = draw_balance(figure, book, tell.words, (WIDTH_MM, height_mm));
        draft.figure(&drawing, tell.words(caption));
    }
}

/// What has no place, and which rule is in the way.
fn unplaced(place: usize, book: &MassBook, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let plan = &book.planned.plan;
    let line = |(index, one): (usize, &Unplaced)| {
        let key = |rest: &str| in_list(place, &format!("/unplaced_causes/{index}/{rest}"));
        let rule = one
            .causes
            .first()
            .map_or("several", |cause| cause.rule.id());
        let name = one.causes.first().map_or("", |cause| {
            plan.destinations[cause.destination].name.as_str()
        });
        let fraction = &plan.fractions[one.fraction].name;
        tell.say(
            &format!("mass-cause-{rule}"),
            [
                ("fraction", Piece::new(fraction, key("fraction")).into()),
                ("year", year(plan.year(one.year).0, key("year")).into()),
                ("mass", tell.mass(one.mass.0, key("unplaced_t")).into()),
                (
                    "place",
                    Piece::new(name, key("causes/0/destination")).into(),
                ),
            ],
        )
    };
    let lines = book.unplaced.iter().enumerate().take(MOST_UNPLACED);
    let lines: Vec<Vec<Piece>> = lines.map(line).collect();
    if lines.is_empty() {
        return;
    }
    draft.paragraph(tell.words("report-unplaced"));
    draft.list(lines);
    if MOST_UNPLACED < book.unplaced.len() {
        draft.paragraph(tell.words("report-unplaced-more"));
    }
}
