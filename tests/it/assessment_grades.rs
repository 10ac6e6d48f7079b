//! The grades of M-1941: the file, the matrix, the rules and the colours.

use std::collections::BTreeSet;

use berghald::assess::m1941::{
    Grade, Grading, ImpactLevel, Judgement, RuleBreach, Scale, ValueLevel, check,
};
use berghald::site::Bilingual;

#[test]
fn the_file_of_m1941_names_nothing_twice_and_nothing_unknown() {
    let scale = Scale::load().unwrap();
    let is_set = |ids: Vec<&str>| {
        let count = ids.len();
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), count);
    };
    is_set(scale.themes.iter().map(|one| one.id.as_str()).collect());
    is_set(scale.sources.iter().map(|one| one.id.as_str()).collect());
    is_set(scale.rules.iter().map(|one| one.id.as_str()).collect());
    is_set(
        scale
            .always_very_great
            .iter()
            .map(|one| one.id.as_str())
            .collect(),
    );
    let is_source = |id: &String| scale.sources.iter().any(|source| source.id == *id);
    assert!(
        scale
            .themes
            .iter()
            .all(|theme| theme.sources.iter().all(is_source))
    );
    assert!(
        scale
            .rules
            .iter()
            .all(|rule| rule.sources.iter().all(is_source))
    );
    let themes = scale.always_very_great.iter().flat_map(|kind| &kind.themes);
    assert!(themes.into_iter().all(|theme| scale.theme(theme).is_some()));
    let marked = |text: &Bilingual| text.nb.starts_with("Ubekreftet: ");
    assert!(!scale.unconfirmed.is_empty() && scale.unconfirmed.iter().all(marked));
}

#[test]
fn the_grade_gets_worse_with_the_value_and_with_the_impact() {
    let scale = Scale::load().unwrap();
    for impact in ImpactLevel::ALL {
        let grades = ValueLevel::ALL.map(|value| scale.consequence(value, impact));
        assert!(
            grades.windows(2).all(|two| two[1] <= two[0]),
            "{impact:?}: {grades:?}"
        );
        let sign = impact.cmp(&ImpactLevel::Negligible);
        let fits = |grade: &Grade| grade.cmp(&Grade::Zero) == sign || *grade == Grade::Zero;
        assert!(grades.iter().all(fits), "{impact:?}: {grades:?}");
    }
    for value in ValueLevel::ALL {
        let grades = ImpactLevel::ALL.map(|impact| scale.consequence(value, impact));
        assert!(
            grades.windows(2).all(|two| two[0] <= two[1]),
            "{value:?}: {grades:?}"
        );
    }
}

#[test]
fn the_matrix_suggests_a_grade_only_where_it_may_be_given_and_every_harm_once() {
    let scale = Scale::load().unwrap();
    let mut suggested = BTreeSet::new();
    for value in ValueLevel::ALL {
        for impact in ImpactLevel::ALL {
            let grade = scale.consequence(value, impact);
            assert!(scale.may_be_given(grade, value), "{value:?}, {impact:?}");
            suggested.insert(grade);
        }
    }
    let harm = Grade::ALL.into_iter().filter(|grade| *grade <= Grade::Zero);
    assert!(harm.into_iter().all(|grade| suggested.contains(&grade)));
}

/// Every grade for every value, given by a person with all reasons: only the value speaks against it.
#[test]
fn a_person_may_give_any_grade_that_the_value_allows() {
    let scale = Scale::load().unwrap();
    for value in ValueLevel::ALL {
        for grade in Grade::ALL {
            let judgement = Judgement {
                theme: "landscape".to_owned(),
                value: Some(value),
                impact: Some(ImpactLevel::Degraded),
                grade: Some(grade),
                justification: "Seen from the whole valley.".to_owned(),
                why_other_grade: "At the end of the scale.".to_owned(),
                ..Judgement::default()
            };
            let breaches = check(&scale, &judgement);
            let expected = if grade == Grade::Minus4 && value < ValueLevel::Great {
                vec![RuleBreach::GradeNotForValue { grade, value }]
            } else if Grade::Plus3 <= grade && ValueLevel::Minor < value {
                vec![RuleBreach::GradeRareForValue { grade, value }]
            } else {
                vec![]
            };
            assert_eq!(breaches, expected, "{value:?}, {grade:?}");
            assert!(
                breaches
                    .iter()
                    .all(|breach| scale.rule(breach.id()).is_some())
            );
        }
    }
}

#[test]
fn grades_have_the_official_colours() {
    let scale = Scale::load().unwrap();
    let colors = Grade::ALL.map(|grade| scale.grade(grade).color);
    let (green, dark_green) = ([146, 208, 80], [0, 176, 80]);
    assert_eq!(
        colors[..4],
        [[0, 32, 96], [0, 112, 192], [0, 176, 240], [212, 255, 254]]
    );
    assert_eq!(
        colors[4..],
        [[251, 255, 255], green, green, dark_green, dark_green]
    );
}

#[test]
fn five_themes_are_graded_by_value_and_impact() {
    let scale = Scale::load().unwrap();
    let by_matrix = scale
        .themes
        .iter()
        .filter(|theme| theme.grading == Grading::Matrix);
    let ids: Vec<&str> = by_matrix.map(|theme| theme.id.as_str()).collect();
    assert_eq!(
        ids,
        ["nature", "water", "outdoor-life", "landscape", "culture"]
    );
}

#[test]
fn every_breach_has_its_rule_in_both_languages() {
    let scale = Scale::load().unwrap();
    let (grade, value) = (Grade::Zero, ValueLevel::Medium);
    let all = [
        RuleBreach::UnknownTheme,
        RuleBreach::ThemeIsNotGraded,
        RuleBreach::ValueLowered {
            kind: String::new(),
        },
        RuleBreach::GradeNotForValue { grade, value },
        RuleBreach::GradeRareForValue { grade, value },
        RuleBreach::ZeroAlternativeGraded,
        RuleBreach::NoJustification,
        RuleBreach::NothingBehindGrade,
        RuleBreach::OtherGradeUnexplained { suggested: grade },
        RuleBreach::TemporaryUnexplained,
        RuleBreach::TemporaryGraded,
    ];
    assert_eq!(scale.rules.len(), all.len());
    for breach in all {
        let rule = scale.rule(breach.id()).unwrap();
        assert!(!rule.text.nb.is_empty() && !rule.text.en.is_empty());
    }
}
