//! The sheet of M-1941: what people judged about each theme of each alternative, the rules that it keeps, and figures
//! beside it as support.

use super::{ComparedIndicator, Comparison, ComputedIndicator, IndicatorKey};
use crate::assess::m1941::{self, Compilation, Grade, Grading, RuleBreach, Scale, compile};
use crate::project::{
    Judgement, JudgementId, Project, ScenarioId, ThemeVerdict, Verdict, theme_key,
};
use crate::report::{Table, TableCell, TableColumn};
use crate::site::Role;
use crate::words::Words;

/// What is judged about a theme of an alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// The judgement, where there is one.
    pub id: Option<JudgementId>,
    /// What is judged; as nobody has said anything yet where there is none.
    pub verdict: ThemeVerdict,
    /// Why.
    pub reason: String,
    /// By whom.
    pub author: String,
    /// The grade: as given, or that of the zero alternative.
    pub grade: Option<Grade>,
    /// What value and impact suggest.
    pub suggested: Option<Grade>,
    /// The rules that it breaks.
    pub breaches: Vec<RuleBreach>,
}

/// A theme with its cells, in the order of the alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// The id of the theme.
    pub theme: String,
    /// How it gets its grade.
    pub grading: Grading,
    /// Its cells.
    pub cells: Vec<SheetCell>,
}

/// The sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Themes, in the order of the method.
    pub rows: Vec<SheetRow>,
    /// What the grades of each alternative come to together.
    pub together: Vec<Compilation>,
}

impl Sheet {
    /// What is judged of some alternatives.
    pub fn of(project: &Project, scenarios: &[ScenarioId], scale: &Scale) -> Self {
        let themes = scale.themes.iter();
        let rows: Vec<SheetRow> = themes
            .map(|theme| SheetRow {
                theme: theme.id.clone(),
                grading: theme.grading,
                cells: scenarios
                    .iter()
                    .map(|id| cell_of(project, *id, &theme.id, theme.grading, scale))
                    .collect(),
            })
            .collect();
        let together = scenarios.iter().enumerate().map(|(place, id)| {
            let judged: Vec<m1941::Judgement> = rows
                .iter()
                .map(|row| judged(&row.cells[place], *id))
                .collect();
            compile(scale, &judged)
        });
        Self {
            together: together.collect(),
            rows,
        }
    }

    /// As a table: themes down, alternatives across, grades with their reasons.
    pub fn table(&self, comparison: &Comparison, scale: &Scale, words: &Words) -> Table {
        let language = words.language().tag();
        let mut columns = vec![TableColumn::new(words.text("sheet-theme", &[]))];
        for scenario in &comparison.scenarios {
            columns.push(TableColumn::new(scenario.name.clone()));
            let reason = words.text("compare-reason", &[]);
            columns.push(TableColumn::new(format!("{}: {reason}", scenario.name)));
        }
        let rows = self.rows.iter().map(|row| {
            let theme = scale.theme(&row.theme);
            let name = theme.map_or("", |theme| theme.name.in_language(language));
            let mut cells = vec![TableCell::Text(name.to_owned())];
            for cell in &row.cells {
                let grade = cell
                    .grade
                    .map(|grade| TableCell::Text(grade.id().to_owned()));
                cells.push(grade.unwrap_or(TableCell::Empty));
                cells.push(TableCell::Text(cell.reason.clone()));
            }
            cells
        });
        Table {
            title: words.text("sheet-title", &[]),
            columns,
            rows: rows.collect(),
        }
    }
}

fn cell_of(
    project: &Project,
    scenario: ScenarioId,
    theme: &str,
    grading: Grading,
    scale: &Scale,
) -> SheetCell {
    let said = project.assessment.judgement(scenario, &theme_key(theme));
    let (id, said): (_, Option<&Judgement>) =
        said.map_or((None, None), |(id, one)| (Some(id), Some(one)));
    let verdict = match said.map(|one| &one.verdict) {
        Some(Verdict::Theme(verdict)) => ThemeVerdict::clone(verdict),
        _ => ThemeVerdict {
            theme: theme.to_owned(),
            ..ThemeVerdict::default()
        },
    };
    let suggested = suggested(&verdict, scale).filter(|_| grading == Grading::Matrix);
    // By definition of the method.
    let grade = if scenario == ScenarioId::ZERO && grading != Grading::Described {
        Some(Grade::Zero)
    } else {
        verdict.grade
    };
    let mut cell = SheetCell {
        id,
        reason: said.map_or_else(String::new, |one| one.reason.clone()),
        author: said.map_or_else(String::new, |one| one.author.clone()),
        verdict,
        grade,
        suggested,
        breaches: Vec::new(),
    };
    cell.breaches = m1941::check(scale, &judged(&cell, scenario));
    cell
}

/// The grade that value and impact suggest.
pub fn suggested(verdict: &ThemeVerdict, scale: &Scale) -> Option<Grade> {
    let (value, impact) = verdict.value.zip(verdict.impact)?;
    Some(scale.consequence(value, impact))
}

/// A cell as the method looks at it.
fn judged(cell: &SheetCell, scenario: ScenarioId) -> m1941::Judgement {
    judged_of(&cell.verdict, &cell.reason, cell.grade, scenario)
}

/// What is said, as the method looks at it.
fn judged_of(
    verdict: &ThemeVerdict,
    reason: &str,
    grade: Option<Grade>,
    scenario: ScenarioId,
) -> m1941::Judgement {
    m1941::Judgement {
        theme: verdict.theme.clone(),
        is_zero_alternative: scenario == ScenarioId::ZERO,
        value: verdict.value,
        place_kinds: verdict.place_kinds.clone(),
        impact: verdict.impact,
        lasting: verdict.lasting.clone(),
        grade,
        justification: reason.to_owned(),
        why_other_grade: verdict.why_other_grade.clone(),
    }
}

/// The rules that a judgement would break.
pub fn breaches_of(
    verdict: &ThemeVerdict,
    reason: &str,
    scenario: ScenarioId,
    scale: &Scale,
) -> Vec<RuleBreach> {
    m1941::check(scale, &judged_of(verdict, reason, verdict.grade, scenario))
}

/// Whether a breach is of a rule without exception, so that the judgement cannot stand.
pub fn is_strict(breach: &RuleBreach) -> bool {
    matches!(
        breach,
        RuleBreach::ValueLowered { .. }
            | RuleBreach::GradeNotForValue { .. }
            | RuleBreach::ZeroAlternativeGraded
            | RuleBreach::NoJustification
            | RuleBreach::OtherGradeUnexplained { .. }
            | RuleBreach::TemporaryUnexplained
    )
}

/// A breach in words.
pub fn breach_text(breach: &RuleBreach, scale: &Scale, words: &Words) -> String {
    let language = words.language().tag();
    let rule = scale.rule(breach.id());
    let text = rule.map_or_else(|| breach.id(), |rule| rule.text.in_language(language));
    text.to_owned()
}

/// Figures that support a judgement of a theme, in words. They are no grade.
pub fn support_of(
    theme: &str,
    scenario: usize,
    comparison: &Comparison,
    project: &Project,
    words: &Words,
) -> Vec<(String, String)> {
    let indicators = comparison.indicators.iter();
    let indicators = indicators.filter(|one| supports(theme, one));
    indicators
        .filter_map(|one| {
            let known = one.values.get(scenario)?.known?;
            let told = one.unit(words).quantity(known.value, words);
            Some((one.name(project, words), told))
        })
        .collect()
}

fn supports(theme: &str, indicator: &ComparedIndicator) -> bool {
    let IndicatorKey::Computed(computed) = &indicator.key else {
        return false;
    };
    let of_role = |wanted: &[Role]| match computed {
        ComputedIndicator::Taken(_, role) => wanted.contains(role),
        _ => false,
    };
    match theme {
        "nature" => {
            *computed == ComputedIndicator::NewLandTake
                || of_role(&[
                    Role::Protected,
                    Role::NatureType,
                    Role::Species,
                    Role::Mire,
                    Role::Forest,
                    Role::WildReindeer,
                    Role::UndisturbedNature,
                    Role::SpawningGround,
                    Role::Coral,
                    Role::Eelgrass,
                ])
        }
        "water" => {
            matches!(
                computed,
                ComputedIndicator::NearestWater | ComputedIndicator::SeaFootprint
            ) || of_role(&[Role::Water, Role::DrinkingWater, Role::ProtectedRiver])
        }
        "outdoor-life" => of_role(&[Role::OutdoorLife, Role::UndisturbedNature]),
        "landscape" => {
            matches!(
                computed,
                ComputedIndicator::GreatestHeight | ComputedIndicator::LandTake
            ) || of_role(&[Role::UndisturbedNature])
        }
        "culture" => of_role(&[Role::CulturalHeritage]),
        "pollution" => matches!(
            computed,
            ComputedIndicator::NearestBuilding | ComputedIndicator::NearestWater
        ),
        "greenhouse-gases" => *computed == ComputedIndicator::Co2,
        _ => false,
    }
}
