//! What people judge in the project file.

use std::sync::Arc;

use berghald::assess::m1941::{Grade, ImpactLevel, Lasting, ValueLevel};
use berghald::assess::{Account, Direction, ValueFunction};
use berghald::project::{
    AssessmentChange, Comment, CommentId, Edit, Indicator, IndicatorId, IndicatorOf, Judgement,
    JudgementId, ScenarioId, ThemeVerdict, Verdict, WeightSet, WeightSetId, WeightsInUse,
};
use berghald::results::{FrozenRecord, Records};
use geo::Coord;

use super::{is_told_and_left, saved};

const FIRST: ScenarioId = ScenarioId::FIRST;

/// Edits that say something in every table of the assessment.
pub(super) fn edits() -> Vec<Edit> {
    let own = Indicator {
        of: IndicatorOf::Own {
            name: "Støy, ½ æøå".to_owned(),
            unit: "dB".to_owned(),
            direction: Direction::MoreIsBetter,
        },
        account: Account::SocioEconomic,
        value: ValueFunction::typed(vec![(0.1, 1.0), (1.0 / 3.0, 2.5), (7.0, 6.0)]),
        counts: true,
    };
    let computed = Indicator {
        of: IndicatorOf::Computed("land_take_m2".to_owned()),
        account: Account::Economics,
        value: None,
        counts: false,
    };
    let weights = WeightSet {
        name: "Møte 1".to_owned(),
        source: "Kommunestyret, sak 12/26".to_owned(),
        accounts: [6.0, 1.0 / 3.0, 0.0, 1e-9],
        indicators: [("own-46".to_owned(), 0.1)].into(),
    };
    let said = |verdict: Verdict, reason: &str| Judgement {
        scenario: FIRST,
        verdict,
        reason: reason.to_owned(),
        author: "Åse Ødegård".to_owned(),
    };
    let value = Verdict::Value {
        indicator: IndicatorId(46),
        value: 2.0 / 3.0,
        range: Some((0.1, 0.7)),
    };
    let theme = Verdict::Theme(Box::new(ThemeVerdict {
        theme: "nature".to_owned(),
        value: Some(ValueLevel::VeryGreat),
        place_kinds: vec!["protected-area".to_owned(), "world-heritage".to_owned()],
        impact: Some(ImpactLevel::SomewhatDegraded),
        lasting: Lasting::TemporaryLeftOut {
            reason: "Legges tilbake".to_owned(),
        },
        grade: Some(Grade::Minus1),
        why_other_grade: "Bare kanten".to_owned(),
    }));
    let aside = Verdict::SetAside {
        flag: "12/Naturreservat".to_owned(),
    };
    let comment = Comment {
        scenario: Some(FIRST),
        indicator: Some("co2_t".to_owned()),
        place: Some(Coord {
            x: 500_000.25,
            y: 7_000_000.125,
        }),
        text: "Hvor kommer\ntallet fra?".to_owned(),
        author: "Per".to_owned(),
        at: "2026-11-27T12:13:14.5Z".parse().unwrap(),
        is_done: true,
    };
    let about_all = Comment {
        scenario: None,
        indicator: None,
        place: None,
        is_done: false,
        ..comment.clone()
    };
    let changes = [
        AssessmentChange::SetIndicator(IndicatorId(46), own),
        AssessmentChange::SetIndicator(IndicatorId(47), computed),
        AssessmentChange::SetWeights(WeightSetId(48), weights),
        AssessmentChange::Judge(JudgementId(49), said(value, "Målt")),
        AssessmentChange::Judge(JudgementId(50), said(theme, "Myra")),
        AssessmentChange::Judge(JudgementId(51), said(aside, "Oppheves")),
        AssessmentChange::SetComment(CommentId(52), comment),
        AssessmentChange::SetComment(CommentId(53), about_all),
        AssessmentChange::Conclude("A før B, for myra avgjør".to_owned()),
    ];
    changes
        .into_iter()
        .map(|change| Edit::Assess(Box::new(change)))
        .collect()
}

/// What an alternative came to when it was frozen.
pub(super) fn freeze(records: &mut Records) {
    let inputs = [
        (
            "outlines/5 Tipp/face_rise_over_run".to_owned(),
            "0.75".to_owned(),
        ),
        ("scenario/order".to_owned(), "7".to_owned()),
    ];
    let inputs = inputs.into();
    let record = FrozenRecord {
        of: FrozenRecord::fingerprint(&inputs),
        inputs,
        figures: [("land_take_m2".to_owned(), 1.0 / 3.0)].into(),
        at: "2026-11-27T12:13:14Z".parse().unwrap(),
        by: "Åse Ødegård".to_owned(),
        program: "0.1.0".to_owned(),
    };
    records.frozen.insert(ScenarioId::ZERO, Arc::new(record));
    records.last_id = 53;
}

#[test]
fn what_another_program_spoils_is_told_and_left() {
    let triggers = ["update1", "update2", "update3", "update4"]
        .map(|trigger| format!("DROP TRIGGER rtree_review_comments_geom_{trigger};"));
    let guards = format!("PRAGMA ignore_check_constraints = 1; {}", triggers.concat());
    for (table, change) in [
        ("indicators", "value_function = '{\"linear\":{}}'"),
        ("indicators", "computed = NULL, direction = 'up'"),
        ("weight_sets", "accounts = '{\"environment\": -1}'"),
        ("judgements", "about = 'x' WHERE kind = 'value'"),
        ("judgements", "impact_level = 'gone' WHERE kind = 'theme'"),
        ("judgements", "scenario_id = 99"),
        ("review_comments", "at = 'i går'"),
        ("review_comments", "scenario_id = 99"),
    ] {
        let sql = format!("UPDATE {table} SET {change}");
        is_told_and_left(table, &sql, &guards);
    }
}

#[test]
fn comments_that_another_program_adds_count() {
    let (folder, _) = saved();
    let path = folder.path().join(super::SAVED);
    crate::saving::change_outside(
        &path,
        "INSERT INTO review_comments (name, comment) VALUES ('Kari', 'Fra et annet program')",
    );
    let opened = berghald::store::ProjectFile::open(&path, &super::who()).unwrap();
    let comments = &opened.snapshot.project.assessment.comments;
    assert!(
        comments
            .values()
            .any(|one| one.text == "Fra et annet program")
    );
}

#[test]
fn names_that_only_make_rows_easier_to_read_follow_the_name_of_the_alternative() {
    let (folder, mut snapshot) = saved();
    let path = folder.path().join(super::SAVED);
    let opened = berghald::store::ProjectFile::open(&path, &super::who()).unwrap();
    let mut file = opened.file;
    let mut number = file.last_edit();
    for id in [FIRST, ScenarioId::ZERO] {
        let name = format!("Omdøpt {}", id.0);
        Edit::RenameScenario(id, name).apply(&mut snapshot.project);
    }
    number += 1;
    file.save(&[super::step(number, &snapshot)]).unwrap();
    file.close(None).unwrap();
    let file = rusqlite::Connection::open(&path).unwrap();
    for (table, of, id) in [
        ("judgements", "scenario_id", FIRST),
        ("review_comments", "scenario_id", FIRST),
        ("frozen_figures", "id", ScenarioId::ZERO),
    ] {
        let select = format!(
            "SELECT DISTINCT scenario FROM {table} WHERE {of} = {}",
            id.0
        );
        let name: String = file.query_row(&select, [], |row| row.get(0)).unwrap();
        assert_eq!(name, format!("Omdøpt {}", id.0), "{table}");
    }
}

#[test]
fn weights_that_are_gone_give_way_to_usual_ones() {
    let mut project = berghald::project::Project::default();
    for edit in edits() {
        edit.apply(&mut project);
    }
    let in_use = |project: &berghald::project::Project| project.assessment.weights.clone();
    assert_eq!(in_use(&project), WeightsInUse::Own(WeightSetId(48)));
    let remove = AssessmentChange::RemoveWeights(WeightSetId(48));
    Edit::Assess(Box::new(remove)).apply(&mut project);
    assert_eq!(in_use(&project), WeightsInUse::default());
}
