//! The method's themes, scales, texts and colours, read from `assets/assessment/m1941.json`.

use serde::Deserialize;

use super::{Grade, ImpactLevel, ValueLevel};
use crate::assess::FileError;
use crate::assess::file::read;
use crate::site::Bilingual;

/// The method as far as the program knows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its name, with the owner.
    pub title: Bilingual,
    /// What was read, page by page.
    pub sources: Vec<Source>,
    /// When it was read, in stored copies of the pages, as year-month-day.
    pub date: String,
    /// What could not be confirmed in a source.
    pub unconfirmed: Vec<Bilingual>,
    /// The themes that are assessed.
    pub themes: Vec<Theme>,
    /// Texts of the values, in the order of [`ValueLevel::ALL`].
    pub values: [ValueText; 5],
    /// Texts of the impacts, in the order of [`ImpactLevel::ALL`].
    pub impacts: [ImpactText; 5],
    /// Texts of the grades, in the order of [`Grade::ALL`].
    pub grades: [GradeText; 9],
    /// Which grade an impact on a place of some value leads to.
    matrix: Matrix,
    /// Places that always have very great value.
    pub always_very_great: Vec<PlaceKind>,
    /// The rules that [`super::check`] looks after, by the ids of [`super::RuleBreach::id`].
    pub rules: Vec<RuleText>,
}

/// A page that was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name in this file.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Where it stands.
    pub url: String,
}

/// How a theme gets its grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grading {
    /// From the value of places and the impact on them.
    Matrix,
    /// By a method of its own.
    Own,
    /// It gets none: effects are described.
    Described,
}

/// A theme that is assessed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Its name in files, which never changes.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// How it gets its grade.
    pub grading: Grading,
    /// Ids of the sources that say so; empty where none was found.
    pub sources: Vec<String>,
}

/// A value of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueText {
    /// Which one.
    pub id: ValueLevel,
    /// What people call it.
    pub name: Bilingual,
    /// Whether its name was read in a source.
    pub confirmed: bool,
}

/// An impact of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactText {
    /// Which one.
    pub id: ImpactLevel,
    /// What people call it.
    pub name: Bilingual,
    /// Whether its name was read in a source.
    pub confirmed: bool,
}

/// A grade of the scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeText {
    /// Which one.
    pub id: Grade,
    /// What people call it.
    pub name: Bilingual,
    /// What it means, in the words of the earlier edition.
    pub meaning: Bilingual,
    /// The official colour: red, green, blue. Some grades share one.
    pub color: [u8; 3],
    /// The values of places that it may be given for; empty where it may be given for all.
    pub for_values: Vec<ValueLevel>,
    /// Whether that is said for the usual case alone.
    pub mainly: bool,
}

/// A kind of place that always has very great value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceKind {
    /// Its name in files, which never changes.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// Ids of the themes for which this was read in a source.
    pub themes: Vec<String>,
}

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleText {
    /// The id of the breach that it is told by.
    pub id: String,
    /// What it says.
    pub text: Bilingual,
    /// Ids of the sources that say so; empty where it is a rule of this program.
    pub sources: Vec<String>,
}

/// Grades by impact and value, every one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Matrix {
    severely_degraded: MatrixRow,
    degraded: MatrixRow,
    somewhat_degraded: MatrixRow,
    negligible: MatrixRow,
    improved: MatrixRow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MatrixRow {
    insignificant: Grade,
    minor: Grade,
    medium: Grade,
    great: Grade,
    very_great: Grade,
}

/// The scale inside the program cannot be used, which a test rules out.
#[derive(Debug, thiserror::Error)]
pub enum ScaleError {
    /// It cannot be read.
    #[error("the scale of M-1941 cannot be read")]
    Unreadable {
        /// Why.
        #[source]
        cause: FileError,
    },
    /// A level stands in another's place.
    #[error("the levels of M-1941 stand in the wrong order")]
    Disorder,
}

impl Scale {
    /// Reads it.
    ///
    /// # Errors
    /// If the file inside the program cannot be read, which a test rules out.
    pub fn load() -> Result<Self, ScaleError> {
        let scale: Self = read("m1941.json").map_err(|cause| ScaleError::Unreadable { cause })?;
        let is_in_order = scale.values.each_ref().map(|one| one.id) == ValueLevel::ALL
            && scale.impacts.each_ref().map(|one| one.id) == ImpactLevel::ALL
            && scale.grades.each_ref().map(|one| one.id) == Grade::ALL;
        is_in_order.then_some(scale).ok_or(ScaleError::Disorder)
    }

    /// The grade that an impact on a place of some value suggests.
    ///
    /// The method's fan has stepless scales; this is a reading of it at the middle of each field, and the fields
    /// themselves could not be confirmed. It is a suggestion: a person decides.
    pub fn consequence(&self, value: ValueLevel, impact: ImpactLevel) -> Grade {
        let row = match impact {
            ImpactLevel::SeverelyDegraded => self.matrix.severely_degraded,
            ImpactLevel::Degraded => self.matrix.degraded,
            ImpactLevel::SomewhatDegraded => self.matrix.somewhat_degraded,
            ImpactLevel::Negligible => self.matrix.negligible,
            ImpactLevel::Improved => self.matrix.improved,
        };
        match value {
            ValueLevel::Insignificant => row.insignificant,
            ValueLevel::Minor => row.minor,
            ValueLevel::Medium => row.medium,
            ValueLevel::Great => row.great,
            ValueLevel::VeryGreat => row.very_great,
        }
    }

    /// The text and the colour of a grade.
    pub fn grade(&self, grade: Grade) -> &GradeText {
        let [
            minus4,
            minus3,
            minus2,
            minus1,
            zero,
            plus1,
            plus2,
            plus3,
            plus4,
        ] = &self.grades;
        match grade {
            Grade::Minus4 => minus4,
            Grade::Minus3 => minus3,
            Grade::Minus2 => minus2,
            Grade::Minus1 => minus1,
            Grade::Zero => zero,
            Grade::Plus1 => plus1,
            Grade::Plus2 => plus2,
            Grade::Plus3 => plus3,
            Grade::Plus4 => plus4,
        }
    }

    /// Whether a grade may be given for a place of that value; the strict rules alone.
    pub fn may_be_given(&self, grade: Grade, value: ValueLevel) -> bool {
        let text = self.grade(grade);
        text.mainly || text.for_values.is_empty() || text.for_values.contains(&value)
    }

    /// The theme of an id.
    pub fn theme(&self, id: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == id)
    }

    /// The rule that a breach belongs to.
    pub fn rule(&self, id: &str) -> Option<&RuleText> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_fan_are_where_the_method_puts_them() {
        let scale = Scale::load().unwrap();
        let worst = scale.consequence(ValueLevel::VeryGreat, ImpactLevel::SeverelyDegraded);
        assert_eq!(worst, Grade::Minus4);
        for value in ValueLevel::ALL {
            let unchanged = scale.consequence(value, ImpactLevel::Negligible);
            assert_eq!(unchanged, Grade::Zero);
        }
    }

    #[test]
    fn the_most_severe_grade_is_for_great_and_very_great_value_alone() {
        let scale = Scale::load().unwrap();
        let allowed = ValueLevel::ALL.map(|value| scale.may_be_given(Grade::Minus4, value));
        assert_eq!(allowed, [false, false, false, true, true]);
        assert!(scale.may_be_given(Grade::Plus4, ValueLevel::VeryGreat));
        assert_eq!(scale.grade(Grade::Minus4).color, [0, 32, 96]);
    }
}
