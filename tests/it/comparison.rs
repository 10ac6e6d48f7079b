//! Alternatives side by side through the program: figures that follow the decisions, weights, judgements, conflicts,
//! freezing, and the same from the command line.

use std::fs;

use berghald::app::comparison::{
    CompareRequest, Comparison, ComparisonFigure, ComputedIndicator, FigureOf, IndicatorKey, Mark,
    compare_project,
};
use berghald::app::{Action, AssessAsk, CommentAsk, Export, ScenarioAsk};
use berghald::assess::m1941::{Grade, ImpactLevel, ValueLevel};
use berghald::assess::{Account, Direction, ValueFunction};
use berghald::design::{FillTarget, Outline};
use berghald::figure::{Look, svg_of};
use berghald::progress::Run;
use berghald::project::{
    DepositId, Edit, Entry, Indicator, IndicatorOf, ScenarioId, ThemeVerdict, Verdict, WeightSet,
    WeightsInUse,
};
use berghald::site::Role;
use berghald::units::Metres;

use crate::app::{Desk, request, square, with_sample};
use crate::comments::remark;
use crate::program::{json, path as path_text, run};
use crate::saving::change_outside;
use crate::shapes::rectangle;
use crate::takes::add;

const FIRST: ScenarioId = ScenarioId::FIRST;

impl Desk {
    fn assess(&mut self, ask: AssessAsk) {
        self.act(Action::Assess(Box::new(ask)));
    }
}

/// Saves the project in a folder of its own.
pub(crate) fn save(desk: &mut Desk) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.gpkg");
    desk.act(Action::SaveAs {
        path: path.clone(),
        replace: false,
    });
    (folder, path)
}

fn deposit_of(desk: &Desk, scenario: ScenarioId) -> DepositId {
    desk.app.project().deposits_of(scenario).next().unwrap().0
}

pub(crate) fn opened(path: &std::path::Path) -> Desk {
    let mut desk = Desk::new();
    desk.act(Action::OpenProject(path.to_owned()));
    desk
}

/// Two alternatives with a deposit, the second lower, on a mire; all of them are compared.
pub(crate) fn two() -> (Desk, ScenarioId) {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let extent = desk.app.project().deposit(id).unwrap().outline.extent();
    let (low, high) = (extent.min(), extent.max());
    let middle = f64::midpoint(low.x, high.x);
    let mire = rectangle(low.x, low.y, middle, high.y);
    add(&mut desk, "myr", Role::Mire, &[(mire, "60")]);
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(FIRST)));
    let second = desk.app.active();
    let id = deposit_of(&desk, second);
    desk.act(Action::Select(Some(Entry::Deposit(id))));
    let outline = rectangle(middle, low.y, high.x, high.y);
    let outline = Outline::new(&outline).unwrap();
    desk.edit(Edit::Reshape(Entry::Deposit(id), outline));
    desk.assess(AssessAsk::Show(true));
    (desk, second)
}

fn place(comparison: &Comparison, id: ScenarioId) -> usize {
    let mut all = comparison.scenarios.iter();
    all.position(|one| one.id == id).unwrap()
}

/// That a figure is the same to its last digit: it was kept, not worked out
/// by another way.
fn assert_same(figure: f64, expected: f64) {
    assert_eq!(figure.to_bits(), expected.to_bits(), "{figure} {expected}");
}

fn value(comparison: &Comparison, indicator: &str, id: ScenarioId) -> f64 {
    let indicator = comparison.indicator(indicator).unwrap();
    indicator.values[place(comparison, id)].known.unwrap().value
}

fn mire_of(comparison: &Comparison) -> String {
    let mut all = comparison.indicators.iter().map(|one| &one.key);
    let found = all.find(|key| {
        matches!(
            key,
            IndicatorKey::Computed(ComputedIndicator::Taken(_, Role::Mire))
        )
    });
    found.unwrap().id()
}

#[test]
fn what_alternatives_take_stands_side_by_side_with_the_reference() {
    let (desk, second) = two();
    let comparison = desk.app.comparison(None);
    let ids: Vec<ScenarioId> = comparison.scenarios.iter().map(|one| one.id).collect();
    assert_eq!(ids, [ScenarioId::ZERO, FIRST, second]);
    assert!(comparison.scenarios.iter().all(|one| one.is_current));
    let mire = mire_of(&comparison);
    assert_same(value(&comparison, &mire, ScenarioId::ZERO), 0.0);
    let (one, other) = (
        value(&comparison, &mire, FIRST),
        value(&comparison, &mire, second),
    );
    assert!(1_000.0 < one && other < 1.0, "{one} {other}");
    let indicator = comparison.indicator(&mire).unwrap();
    let marks: Vec<Mark> = indicator.values.iter().map(|one| one.mark).collect();
    assert_eq!(marks, [Mark::None, Mark::Worst, Mark::Best]);
    // The same ground as the land-take itself tells.
    let (take, _) = desk.app.land_take(FIRST).unwrap();
    let whole = take.whole.as_ref().unwrap().take.footprint.0;
    assert_same(value(&comparison, "land_take_m2", FIRST), whole);
    let evaluation = comparison.evaluation.as_ref().unwrap();
    assert_eq!(evaluation.alternatives[0].rank, None);
    assert!(evaluation.alternatives[0].total.is_some());
    assert!(desk.app.often_first(&comparison).is_some());
}

#[test]
fn a_moved_corner_moves_the_table_at_once_and_nothing_stale_looks_current() {
    let (mut desk, second) = two();
    let before = desk.app.comparison(None);
    let id = deposit_of(&desk, second);
    let extent = desk.app.project().deposit(id).unwrap().outline.extent();
    let (low, high) = (extent.min(), extent.max());
    let smaller = rectangle(low.x, low.y, f64::midpoint(low.x, high.x), high.y);
    let smaller = Outline::new(&smaller).unwrap();
    desk.app
        .update(Action::Edit(Edit::Reshape(Entry::Deposit(id), smaller)));
    // Before anything is worked out again.
    let now = desk.app.comparison(None);
    assert!(!now.scenarios[place(&now, second)].is_current);
    assert!(now.scenarios[place(&now, FIRST)].is_current);
    desk.settle();
    let after = desk.app.comparison(None);
    assert!(after.scenarios[place(&after, second)].is_current);
    let land = |comparison: &Comparison| value(comparison, "land_take_m2", second);
    assert!(land(&after) < 0.7 * land(&before));
    assert_same(
        value(&after, "land_take_m2", FIRST),
        value(&before, "land_take_m2", FIRST),
    );
    assert!(desk.app.often_first(&after).is_some());
    assert!(desk.app.often_first(&before).is_none());
}

#[test]
fn weights_are_kept_undone_and_found_again() {
    let (mut desk, _) = two();
    let set = WeightSet {
        name: "Kommunestyret".to_owned(),
        source: "Møte 3".to_owned(),
        accounts: [8.0, 1.0, 1.0, 0.0],
        indicators: [("land_take_m2".to_owned(), 2.0)].into(),
    };
    desk.assess(AssessAsk::SetWeights(None, set.clone()));
    assert_eq!(desk.app.comparison(None).weights, set);
    desk.act(Action::Undo);
    assert_ne!(desk.app.comparison(None).weights, set);
    desk.act(Action::Redo);
    let (_folder, path) = save(&mut desk);
    let again = opened(&path);
    let comparison = again.app.comparison(None);
    assert_eq!(comparison.weights, set);
    let project = again.app.project();
    assert!(matches!(project.assessment.weights, WeightsInUse::Own(_)));
}

#[test]
fn a_hard_conflict_keeps_an_alternative_apart_until_it_is_set_aside_with_a_reason() {
    let (mut desk, second) = two();
    let (low, high) = {
        let extent = desk
            .app
            .project()
            .deposit(deposit_of(&desk, second))
            .unwrap()
            .outline
            .extent();
        (extent.min(), extent.max())
    };
    let reserve = rectangle(low.x, low.y, high.x, f64::midpoint(low.y, high.y));
    add(&mut desk, "vern", Role::Protected, &[(reserve, "NR")]);
    let comparison = desk.app.comparison(None);
    let at = place(&comparison, second);
    assert!(comparison.scenarios[at].is_in_conflict());
    let evaluated = &comparison.evaluation.as_ref().unwrap().alternatives[at];
    assert_eq!((evaluated.rank, evaluated.apart), (None, true));
    let flag = comparison.scenarios[at].flags[0].key.clone();
    let judge = |reason: &str| AssessAsk::Judge {
        scenario: second,
        verdict: Verdict::SetAside { flag: flag.clone() },
        reason: reason.to_owned(),
    };
    // A reason of blanks is none.
    desk.assess(judge("  "));
    assert!(desk.app.comparison(None).scenarios[at].is_in_conflict());
    desk.assess(judge("Vernet oppheves ved forskrift"));
    let comparison = desk.app.comparison(None);
    assert!(!comparison.scenarios[at].is_in_conflict());
    let evaluated = &comparison.evaluation.as_ref().unwrap().alternatives[at];
    assert!(evaluated.rank.is_some());
    // It stays among what is told.
    assert_eq!(comparison.scenarios[at].flags.len(), 1);
}

/// An own indicator in a unit of decibels, without values.
fn noise() -> Indicator {
    Indicator {
        of: IndicatorOf::Own {
            name: "Støy ved skolen".to_owned(),
            unit: "dB".to_owned(),
            direction: Direction::LessIsBetter,
        },
        account: Account::SocioEconomic,
        value: ValueFunction::linear(70.0, 40.0),
        counts: true,
    }
}

#[test]
fn an_own_indicator_gets_the_weight_that_was_typed_with_it_in_one_step() {
    let (mut desk, _) = two();
    let before = desk.app.comparison(None).weights;
    desk.assess(AssessAsk::SetIndicator(None, noise(), Some(2.5)));
    let comparison = desk.app.comparison(None);
    let own = comparison.indicators.last().unwrap();
    assert_same(own.weight, 2.5);
    // Weights that the program brings become own ones, without the source of those.
    assert_eq!(comparison.weights.name, "Own weights");
    assert_eq!(comparison.weights.source, "");
    for (now, before) in comparison.weights.accounts.into_iter().zip(before.accounts) {
        assert_same(now, before);
    }
    desk.act(Action::Undo);
    assert_eq!(desk.app.comparison(None).weights, before);
    assert!(desk.app.project().assessment.indicators.is_empty());
    // The usual weight needs none.
    desk.assess(AssessAsk::SetIndicator(None, noise(), Some(1.0)));
    assert_eq!(desk.app.comparison(None).weights, before);
}

#[test]
fn todays_share_of_a_weight_is_that_of_alternatives_that_are_ranked() {
    let (mut desk, second) = two();
    desk.assess(AssessAsk::SetIndicator(None, noise(), None));
    let key = desk
        .app
        .comparison(None)
        .indicators
        .last()
        .unwrap()
        .key
        .clone();
    let IndicatorKey::Own(indicator) = key else {
        panic!("it is an own one");
    };
    // The zero alternative stands first and gets none, so that the account has no score there.
    for (scenario, value) in [(FIRST, 62.5), (second, 55.0)] {
        desk.assess(AssessAsk::Judge {
            scenario,
            verdict: Verdict::Value {
                indicator,
                value,
                range: None,
            },
            reason: "Målt".to_owned(),
        });
    }
    let comparison = desk.app.comparison(None);
    let account = Account::ALL
        .iter()
        .position(|one| *one == Account::SocioEconomic)
        .unwrap();
    let evaluation = comparison.evaluation.as_ref().unwrap();
    assert_eq!(evaluation.alternatives[0].accounts[account], None);
    let ranked = &evaluation.alternatives[place(&comparison, FIRST)];
    assert!(ranked.rank.is_some());
    let weights = comparison.weights.accounts;
    let counted = ranked.accounts.iter().zip(weights);
    let sum: f64 = counted
        .filter(|(score, _)| score.is_some())
        .map(|(_, weight)| weight)
        .sum();
    let words = desk.app.words();
    let share = words.quantity(100.0 * weights[account] / sum, 0, "%");
    let figure = FigureOf {
        comparison: &comparison,
        often_first: None,
        project: desk.app.project(),
        words,
    };
    let drawing = figure.draw(ComparisonFigure::Weight(account), (240.0, 120.0));
    let svg = svg_of(&drawing, Look::Light);
    let told = words.text("figure-weight-today", &[("share", share)]);
    assert!(svg.contains(&told), "{told}: {svg}");
}

#[test]
fn own_indicators_count_once_every_alternative_has_a_value() {
    let (mut desk, second) = two();
    desk.assess(AssessAsk::SetIndicator(None, noise(), None));
    let comparison = desk.app.comparison(None);
    let own = comparison.indicators.last().unwrap();
    assert_eq!(own.own_name.as_deref(), Some("Støy ved skolen"));
    let IndicatorKey::Own(id) = own.key else {
        panic!("it is an own one");
    };
    let evaluation = comparison.evaluation.as_ref().unwrap();
    assert_eq!(evaluation.alternatives[1].rank, None);
    assert!(!evaluation.alternatives[1].missing.is_empty());
    for (scenario, value) in [(ScenarioId::ZERO, 40.0), (FIRST, 62.5), (second, 55.0)] {
        desk.assess(AssessAsk::Judge {
            scenario,
            verdict: Verdict::Value {
                indicator: id,
                value,
                range: Some((value - 5.0, value + 5.0)),
            },
            reason: "Beregnet av støykonsulent".to_owned(),
        });
    }
    let comparison = desk.app.comparison(None);
    let own = comparison.indicators.last().unwrap();
    assert_same(own.values[1].known.unwrap().value, 62.5);
    // 62.5 ± 5 and 55 ± 5 could be the other way round.
    assert!(own.values[1].could_swap && own.values[2].could_swap);
    let score = own.function.score(62.5);
    assert!((score - 2.25).abs() < 1e-12, "{score}");
    let evaluation = comparison.evaluation.as_ref().unwrap();
    assert!(evaluation.alternatives[1].rank.is_some());
    // A copy has the same judgements, and taking the indicator out takes them with it.
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(second)));
    let copy = desk.app.active();
    let comparison = desk.app.comparison(None);
    let key = own_key_of(&comparison);
    assert_same(value(&comparison, &key, copy), 55.0);
    desk.assess(AssessAsk::RemoveIndicator(id));
    assert!(desk.app.project().assessment.judgements.is_empty());
}

fn own_key_of(comparison: &Comparison) -> String {
    comparison.indicators.last().unwrap().key.id()
}

#[test]
fn a_frozen_alternative_keeps_its_figures_and_check_tells_what_changed() {
    let (mut desk, second) = two();
    let (_folder, path) = save(&mut desk);
    desk.edit(Edit::FreezeScenario(second, true));
    let frozen = desk.app.frozen(second).unwrap().clone();
    let land = value(&desk.app.comparison(None), "land_take_m2", second);
    assert_same(frozen.figures["land_take_m2"], land);
    drop(desk);
    let file = path_text(&path);
    let told = json(&["check", file]);
    assert_eq!(told["result"]["status"], "same", "{told:#}");
    assert_eq!(told["result"]["frozen"][0]["same"], true);
    // Another program changes one factor of the frozen deposit.
    let sql = format!(
        "UPDATE outlines SET face_rise_over_run = 0.5 WHERE scenario_id = {}",
        second.0
    );
    change_outside(&path, &sql);
    let told = json(&["check", file]);
    assert_eq!(told["result"]["status"], "differs");
    let changed = told["result"]["frozen"][0]["changed_inputs"]
        .as_array()
        .unwrap();
    let inputs: Vec<&str> = changed
        .iter()
        .map(|one| one["input"].as_str().unwrap())
        .collect();
    assert!(
        inputs
            .iter()
            .any(|input| input.ends_with("/face_rise_over_run")),
        "{inputs:?}"
    );
    let output = run(&["check", file, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("face_rise_over_run") && text.contains("→ 0.5"),
        "{text}"
    );
}

#[test]
fn thawing_forgets_what_was_frozen() {
    let (mut desk, second) = two();
    desk.edit(Edit::FreezeScenario(second, true));
    assert!(desk.app.frozen(second).is_some());
    desk.edit(Edit::FreezeScenario(second, false));
    assert!(desk.app.frozen(second).is_none());
    desk.act(Action::Undo);
    desk.settle();
    assert!(desk.app.frozen(second).is_some());
}

#[test]
fn nothing_is_judged_in_a_frozen_alternative_and_comments_are_always_welcome() {
    let (mut desk, second) = two();
    desk.edit(Edit::FreezeScenario(second, true));
    desk.assess(AssessAsk::Judge {
        scenario: second,
        verdict: Verdict::SetAside {
            flag: "1/x".to_owned(),
        },
        reason: "fordi".to_owned(),
    });
    assert!(desk.app.project().assessment.judgements.is_empty());
    desk.act(Action::Comment(CommentAsk::Add(remark(
        "Hvor høyt blir det?",
        second,
    ))));
    assert_eq!(desk.app.comments().len(), 1);
}

#[test]
fn a_grade_of_m1941_is_kept_with_its_justification() {
    let (mut desk, second) = two();
    let verdict = ThemeVerdict {
        theme: "nature".to_owned(),
        value: Some(ValueLevel::Great),
        impact: Some(ImpactLevel::Degraded),
        grade: Some(Grade::Minus2),
        ..ThemeVerdict::default()
    };
    desk.assess(AssessAsk::Judge {
        scenario: second,
        verdict: Verdict::Theme(Box::new(verdict.clone())),
        reason: "Myra mister vannet".to_owned(),
    });
    let (_folder, path) = save(&mut desk);
    let again = opened(&path);
    let assessment = &again.app.project().assessment;
    let (_, judgement) = assessment.judgement(second, "theme-nature").unwrap();
    assert_eq!(judgement.verdict, Verdict::Theme(Box::new(verdict)));
    assert_eq!(judgement.reason, "Myra mister vannet");
}

#[test]
fn the_command_line_compares_as_the_window_does() {
    let (mut desk, second) = two();
    let shown = desk.app.comparison(None);
    let (_folder, path) = save(&mut desk);
    drop(desk);
    let request = CompareRequest::default();
    let compared = compare_project(&path, &request, "en", &Run::default()).unwrap();
    assert_eq!(compared.comparison, shown);
    let told = json(&["compare", path_text(&path)]);
    let result = &told["result"];
    let name = &compared.comparison.scenarios[place(&shown, second)].name;
    let indicators = result["indicators"].as_array().unwrap();
    let land = indicators
        .iter()
        .find(|one| one["id"] == "land_take_m2")
        .unwrap();
    assert_eq!(land["unit"], "m2");
    assert_eq!(land["direction"], "less");
    assert_eq!(land["values"][name], value(&shown, "land_take_m2", second));
    assert_eq!(result["ranks"][name], 1);
    // One that is not there is told with those that are.
    let told = json(&["compare", path_text(&path), "Nowhere"]);
    assert_eq!(told["error"]["code"], "scenario_unknown");
    assert!(told["error"]["message"].as_str().unwrap().contains(name));
}

#[test]
fn the_table_leaves_as_a_file_and_figures_can_be_traced() {
    let (mut desk, second) = two();
    let file = desk.folder.path().join("sammenligning.csv");
    desk.act(Action::Export {
        what: Export::Comparison,
        path: file.clone(),
        replace: false,
    });
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.lines().count() > 5, "{text}");
    let comparison = desk.app.comparison(None);
    let indicator = comparison.indicator("land_take_m2").unwrap();
    let parts = desk.app.trace(indicator, second);
    let told: Vec<&(String, String)> = parts.iter().flat_map(|part| &part.lines).collect();
    let record = desk.app.project().layers.keys().next().unwrap();
    let hash = desk.app.source_record(*record).unwrap().blake3.to_string();
    assert!(told.iter().any(|(_, line)| *line == hash), "{told:?}");
}

#[test]
fn the_ground_of_two_alternatives_is_told_apart() {
    let (mut desk, second) = two();
    desk.assess(AssessAsk::Difference(Some([FIRST, second])));
    let (parts, is_current) = desk.app.ground_difference([FIRST, second]).unwrap();
    assert!(is_current);
    let comparison = desk.app.comparison(None);
    let land = |id| value(&comparison, "land_take_m2", id);
    let sum = parts.only_area[0].0 + parts.both_area.0;
    assert!((sum - land(FIRST)).abs() < 1e-6 * sum);
    let sum = parts.only_area[1].0 + parts.both_area.0;
    assert!((sum - land(second)).abs() < 1e-6 * sum);
    let id = deposit_of(&desk, second);
    desk.edit(Edit::SetTarget(id, FillTarget::Crest(Metres(0.0))));
    desk.settle();
    assert!(desk.app.ground_difference([FIRST, second]).is_some());
}
