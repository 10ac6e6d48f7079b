//! What a person judged about a theme of an alternative, and which rules of the method that breaks.

use super::{Grade, Grading, ImpactLevel, Scale, ValueLevel};

/// What a person judged about a theme in an alternative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The id of the theme.
    pub theme: String,
    /// Whether the alternative is the zero alternative, which all others are set against.
    pub is_zero_alternative: bool,
    /// The value of what is touched; `None` where not judged.
    pub value: Option<ValueLevel>,
    /// Ids of the kinds of places that are touched, of those in [`Scale::always_very_great`].
    pub place_kinds: Vec<String>,
    /// What happens to it; `None` where not judged.
    pub impact: Option<ImpactLevel>,
    /// Whether it lasts.
    pub lasting: Lasting,
    /// The grade that the person gave; `None` where not graded.
    pub grade: Option<Grade>,
    /// Why the grade is what it is.
    pub justification: String,
    /// Why another grade was given than value and impact suggest; empty where none is.
    pub why_other_grade: String,
}

/// Whether an impact lasts. Only a lasting one is graded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lasting {
    /// For good, or as good as.
    #[default]
    Permanent,
    /// The land is used for a time, which as a main rule is treated as for good.
    TemporaryAsPermanent,
    /// The land is used for a time and left out of the grade.
    TemporaryLeftOut {
        /// Why it comes back as it was.
        reason: String,
    },
}

/// A rule of the method that a judgement breaks. It is told, not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleBreach {
    /// The scale has no such theme.
    UnknownTheme,
    /// The theme is described, and gets no grade.
    ThemeIsNotGraded,
    /// A kind of place that always has very great value was given a lower one.
    ValueLowered {
        /// The id of the kind.
        kind: String,
    },
    /// The grade may not be given for a place of this value.
    GradeNotForValue {
        /// The grade.
        grade: Grade,
        /// The value.
        value: ValueLevel,
    },
    /// The grade is in the main for places of other values.
    GradeRareForValue {
        /// The grade.
        grade: Grade,
        /// The value.
        value: ValueLevel,
    },
    /// The zero alternative has another grade than 0.
    ZeroAlternativeGraded,
    /// A grade without a reason.
    NoJustification,
    /// A grade without the value or the impact that it has to come from.
    NothingBehindGrade,
    /// Another grade than value and impact suggest, without a reason for that.
    OtherGradeUnexplained {
        /// What they suggest.
        suggested: Grade,
    },
    /// Land used for a time was left out without a reason.
    TemporaryUnexplained,
    /// What lasts for a time alone was graded.
    TemporaryGraded,
}

impl RuleBreach {
    /// The id of its rule in [`Scale::rules`], which never changes.
    pub fn id(&self) -> &'static str {
        match self {
            Self::UnknownTheme => "unknown-theme",
            Self::ThemeIsNotGraded => "theme-not-graded",
            Self::ValueLowered { .. } => "value-lowered",
            Self::GradeNotForValue { .. } => "grade-not-for-value",
            Self::GradeRareForValue { .. } => "grade-rare-for-value",
            Self::ZeroAlternativeGraded => "zero-alternative",
            Self::NoJustification => "no-justification",
            Self::NothingBehindGrade => "nothing-behind-grade",
            Self::OtherGradeUnexplained { .. } => "other-grade",
            Self::TemporaryUnexplained => "temporary-unexplained",
            Self::TemporaryGraded => "temporary-graded",
        }
    }
}

/// The rules that a judgement breaks, in a fixed order; empty where it keeps them all.
///
/// What is not judged yet breaks none: a theme without a grade is unfinished, which [`super::compile`] counts.
pub fn check(scale: &Scale, judgement: &Judgement) -> Vec<RuleBreach> {
    let Some(theme) = scale.theme(&judgement.theme) else {
        return vec![RuleBreach::UnknownTheme];
    };
    let mut breaches = lowered_values(scale, judgement);
    let left_out = match &judgement.lasting {
        Lasting::TemporaryLeftOut { reason } => Some(reason),
        Lasting::Permanent | Lasting::TemporaryAsPermanent => None,
    };
    if left_out.is_some_and(|reason| is_blank(reason)) {
        breaches.push(RuleBreach::TemporaryUnexplained);
    }
    let Some(grade) = judgement.grade else {
        return breaches;
    };
    if theme.grading == Grading::Described {
        breaches.push(RuleBreach::ThemeIsNotGraded);
        return breaches;
    }
    if judgement.is_zero_alternative {
        // Its grade is 0 by definition, which needs no value, no impact and no reason.
        if grade != Grade::Zero {
            breaches.push(RuleBreach::ZeroAlternativeGraded);
        }
        return breaches;
    }
    if is_blank(&judgement.justification) {
        breaches.push(RuleBreach::NoJustification);
    }
    if left_out.is_some() && grade != Grade::Zero {
        breaches.push(RuleBreach::TemporaryGraded);
    }
    if theme.grading == Grading::Matrix {
        breaches.extend(against_value_and_impact(
            scale,
            judgement,
            grade,
            left_out.is_some(),
        ));
    }
    breaches
}

/// Kinds of places whose value was lowered.
fn lowered_values(scale: &Scale, judgement: &Judgement) -> Vec<RuleBreach> {
    let is_lowered = judgement
        .value
        .is_some_and(|value| value < ValueLevel::VeryGreat);
    let kinds = scale.always_very_great.iter();
    kinds
        .filter(|kind| {
            is_lowered
                && kind.themes.contains(&judgement.theme)
                && judgement.place_kinds.contains(&kind.id)
        })
        .map(|kind| RuleBreach::ValueLowered {
            kind: kind.id.clone(),
        })
        .collect()
}

/// What speaks against a grade in the value and the impact.
fn against_value_and_impact(
    scale: &Scale,
    judgement: &Judgement,
    grade: Grade,
    is_left_out: bool,
) -> Vec<RuleBreach> {
    let mut breaches = Vec::new();
    if let Some(value) = judgement.value {
        let text = scale.grade(grade);
        if !scale.may_be_given(grade, value) {
            breaches.push(RuleBreach::GradeNotForValue { grade, value });
        } else if !text.for_values.is_empty() && !text.for_values.contains(&value) {
            breaches.push(RuleBreach::GradeRareForValue { grade, value });
        }
    }
    match (judgement.value, judgement.impact) {
        // What is left out is not graded by what happens for a time.
        _ if is_left_out => {}
        (Some(value), Some(impact)) => {
            let suggested = scale.consequence(value, impact);
            if suggested != grade && is_blank(&judgement.why_other_grade) {
                breaches.push(RuleBreach::OtherGradeUnexplained { suggested });
            }
        }
        (None, _) | (_, None) => breaches.push(RuleBreach::NothingBehindGrade),
    }
    breaches
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mire of great value, degraded: what the rules have nothing against.
    fn sound() -> Judgement {
        Judgement {
            theme: "nature".to_owned(),
            value: Some(ValueLevel::Great),
            impact: Some(ImpactLevel::Degraded),
            grade: Some(Grade::Minus2),
            justification: "A third of the mire is covered.".to_owned(),
            ..Judgement::default()
        }
    }

    #[track_caller]
    fn check_changed(change: impl FnOnce(&mut Judgement), expected: &[RuleBreach]) {
        let mut judgement = sound();
        change(&mut judgement);
        assert_eq!(check(&Scale::load().unwrap(), &judgement), expected);
    }

    #[test]
    fn a_sound_or_unfinished_judgement_breaks_no_rule() {
        check_changed(|_| {}, &[]);
        check_changed(|one| one.grade = None, &[]);
        check_changed(
            |one| {
                *one = Judgement {
                    theme: "water".to_owned(),
                    ..Judgement::default()
                }
            },
            &[],
        );
    }

    #[test]
    fn a_grade_needs_a_reason_and_something_behind_it() {
        check_changed(
            |one| one.justification = " \n".to_owned(),
            &[RuleBreach::NoJustification],
        );
        check_changed(|one| one.impact = None, &[RuleBreach::NothingBehindGrade]);
    }

    #[test]
    fn another_grade_than_suggested_needs_its_own_reason() {
        let suggested = Grade::Minus2;
        check_changed(
            |one| one.grade = Some(Grade::Minus3),
            &[RuleBreach::OtherGradeUnexplained { suggested }],
        );
        check_changed(
            |one| {
                one.grade = Some(Grade::Minus3);
                one.why_other_grade = "At the upper end of both scales.".to_owned();
            },
            &[],
        );
    }

    #[test]
    fn a_protected_area_keeps_its_very_great_value_in_nature() {
        let kind = || "protected-area".to_owned();
        check_changed(
            |one| one.place_kinds = vec![kind()],
            &[RuleBreach::ValueLowered { kind: kind() }],
        );
        check_changed(
            |one| {
                one.place_kinds = vec![kind()];
                one.theme = "outdoor-life".to_owned();
            },
            &[],
        );
    }

    #[test]
    fn the_zero_alternative_is_0_and_needs_no_reason() {
        let zero = |grade| {
            move |one: &mut Judgement| {
                let is_zero_alternative = true;
                let theme = one.theme.clone();
                *one = Judgement {
                    theme,
                    is_zero_alternative,
                    grade,
                    ..Judgement::default()
                };
            }
        };
        check_changed(zero(Some(Grade::Zero)), &[]);
        check_changed(
            zero(Some(Grade::Minus1)),
            &[RuleBreach::ZeroAlternativeGraded],
        );
    }

    #[test]
    fn what_lasts_for_a_time_counts_unless_a_reason_is_given() {
        let left_out = |reason: &str| Lasting::TemporaryLeftOut {
            reason: reason.to_owned(),
        };
        check_changed(|one| one.lasting = Lasting::TemporaryAsPermanent, &[]);
        check_changed(
            |one| one.lasting = left_out(""),
            &[
                RuleBreach::TemporaryUnexplained,
                RuleBreach::TemporaryGraded,
            ],
        );
        check_changed(
            |one| {
                one.lasting = left_out("Noise in the first summer alone.");
                one.grade = Some(Grade::Zero);
            },
            &[],
        );
    }

    #[test]
    fn a_described_theme_gets_no_grade_and_one_of_its_own_method_needs_no_value() {
        check_changed(
            |one| one.theme = "greenhouse-gases".to_owned(),
            &[RuleBreach::ThemeIsNotGraded],
        );
        check_changed(
            |one| {
                one.theme = "pollution".to_owned();
                (one.value, one.impact) = (None, None);
            },
            &[],
        );
        check_changed(
            |one| one.theme = "weather".to_owned(),
            &[RuleBreach::UnknownTheme],
        );
    }
}
