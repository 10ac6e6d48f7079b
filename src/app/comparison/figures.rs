//! Pictures of a comparison, on sheets of a size in millimetres.

use super::words::{account_text, direction_text};
use super::{ComparedIndicator, ComparedScenario, Comparison, Mark, Sheet};
use crate::assess::m1941::{Compilation, Grade, Scale};
use crate::assess::{Account, Direction, OftenFirst, SCORE_BEST, SCORE_WORST};
use crate::figure::{
    BarsInput, BarsWords, Better, ComparisonSheet, Drawing, DrawnAlternative, GradeRow, GradeStep,
    GradesInput, IndicatorBar, IndicatorPanel, ParallelAxis, ParallelInput, ScatterAxis,
    ScatterInput, ScatterPoint, ScatterValue, ScatterWords, ScoreAccount, ScoreRow, ScoresInput,
    ScoresWords, Standing, WeightInput, WeightLine, WeightWords, draw_bars, draw_grades,
    draw_parallel, draw_scatter, draw_scores, draw_weight,
};
use crate::project::Project;
use crate::words::Words;

/// Writing on the sheets, in millimetres.
const TEXT_MM: f64 = 3.4;

/// Colours of the accounts, told apart by anyone; none of them is one of an alternative.
///
/// # Source
/// P. Tol, "Colour schemes" (2021), the muted scheme.
const ACCOUNT_COLORS: [[u8; 3]; Account::ALL.len()] = [
    [0x11, 0x77, 0x33],
    [0x88, 0xCC, 0xEE],
    [0xAA, 0x44, 0x99],
    [0xDD, 0xCC, 0x77],
];

/// A picture of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComparisonFigure {
    /// A panel for each indicator.
    Indicators,
    /// Points of every indicator beside each other.
    Profile,
    /// Cost against land-take.
    CostAgainstLand,
    /// Scores and what they are made of.
    Scores,
    /// Scores over the weight of an account, by its place.
    Weight(usize),
    /// Grades of M-1941.
    Grades,
}

impl ComparisonFigure {
    /// The id of its title's text, and of its file.
    pub fn id(self) -> &'static str {
        match self {
            Self::Indicators => "figure-indicators",
            Self::Profile => "figure-profile",
            Self::CostAgainstLand => "figure-cost-against-land",
            Self::Scores => "figure-scores",
            Self::Weight(_) => "figure-weight",
            Self::Grades => "figure-grades",
        }
    }
}

/// What a picture is drawn from.
pub struct FigureOf<'a> {
    /// What is compared.
    pub comparison: &'a Comparison,
    /// How often each alternative is first when all weights vary, where that is known.
    pub often_first: Option<&'a OftenFirst>,
    /// The decisions.
    pub project: &'a Project,
    /// In which words.
    pub words: &'a Words,
}

impl FigureOf<'_> {
    /// Draws a picture on a sheet of a size in millimetres; it is higher where it needs to be.
    pub fn draw(&self, figure: ComparisonFigure, (width_mm, height_mm): (f64, f64)) -> Drawing {
        let mut title = self.text(figure.id());
        if let ComparisonFigure::Weight(account) = figure {
            title = format!("{title}: {}", self.account(account));
        }
        let empty = self.text("figure-nothing-to-compare");
        let sheet = ComparisonSheet {
            title: &title,
            empty: &empty,
            width_mm,
            height_mm,
            text_mm: TEXT_MM,
        };
        match figure {
            ComparisonFigure::Indicators => self.indicators(sheet),
            ComparisonFigure::Profile => self.profile(sheet),
            ComparisonFigure::CostAgainstLand => self.scatter(sheet),
            ComparisonFigure::Scores => self.scores(sheet),
            ComparisonFigure::Weight(account) => self.weight(sheet, account),
            ComparisonFigure::Grades => self.grades(sheet),
        }
    }

    fn text(&self, id: &str) -> String {
        self.words.text(id, &[])
    }

    fn account(&self, place: usize) -> String {
        let account = Account::ALL.get(place);
        account.map_or_else(String::new, |one| account_text(*one, self.words))
    }

    fn alternatives(&self) -> Vec<DrawnAlternative> {
        let scenarios = self.comparison.scenarios.iter().enumerate();
        scenarios
            .map(|(mark, scenario)| DrawnAlternative {
                name: scenario.name.clone(),
                color: scenario.color,
                mark,
                is_zero: scenario.is_zero,
            })
            .collect()
    }

    fn scenario(&self, place: usize) -> &ComparedScenario {
        &self.comparison.scenarios[place]
    }

    fn indicators(&self, sheet: ComparisonSheet<'_>) -> Drawing {
        let panels: Vec<IndicatorPanel> = self
            .comparison
            .indicators
            .iter()
            .map(|one| self.panel(one))
            .collect();
        let words = [
            "compare-best",
            "compare-worst",
            "figure-missing",
            "figure-stale",
        ];
        let [best, worst, missing, stale] = words.map(|id| self.text(id));
        let (reference, range) = (self.text("figure-reference"), self.text("figure-range"));
        draw_bars(&BarsInput {
            sheet,
            alternatives: &self.alternatives(),
            indicators: &panels,
            words: BarsWords {
                best: &best,
                worst: &worst,
                missing: &missing,
                stale: &stale,
                reference: &reference,
                range: &range,
            },
        })
    }

    fn panel(&self, indicator: &ComparedIndicator) -> IndicatorPanel {
        let unit = indicator.unit(self.words);
        let bars = indicator.values.iter().enumerate().map(|(place, value)| {
            let Some(known) = value.known else {
                return IndicatorBar::default();
            };
            let range = known.range;
            IndicatorBar {
                value: Some(known.value / unit.divisor),
                text: indicator.told(&known, self.words),
                range: range.map(|(low, high)| (low / unit.divisor, high / unit.divisor)),
                standing: match value.mark {
                    Mark::Best => Standing::Best,
                    Mark::Worst => Standing::Worst,
                    Mark::None => Standing::Between,
                },
                is_stale: !self.scenario(place).is_current,
            }
        });
        IndicatorPanel {
            name: indicator.name(self.project, self.words),
            bars: bars.collect(),
            unit: unit.unit.clone(),
            better: better(indicator.direction),
            better_told: indicator.told_direction(self.words),
        }
    }

    /// Indicators that count, in the order of the criteria.
    fn counted(&self) -> impl Iterator<Item = &ComparedIndicator> {
        let places = self.comparison.criteria.iter();
        places.filter_map(|place| self.comparison.indicators.get(*place))
    }

    fn profile(&self, sheet: ComparisonSheet<'_>) -> Drawing {
        let axes: Vec<ParallelAxis> = self.counted().map(|one| self.axis(one)).collect();
        let scores: Vec<Vec<Option<f64>>> = match &self.comparison.evaluation {
            Some(all) => all
                .alternatives
                .iter()
                .map(|one| one.scores.clone())
                .collect(),
            None => Vec::new(),
        };
        let first = self.comparison.ranking().first().copied();
        let evaluation = self.comparison.evaluation.as_ref();
        let is_ranked =
            |place: &usize| evaluation.is_some_and(|all| all.alternatives[*place].rank.is_some());
        draw_parallel(&ParallelInput {
            sheet,
            scale: &self.text("figure-profile-scale"),
            alternatives: &self.alternatives(),
            criteria: &axes,
            scores: &scores,
            highlighted: first.filter(is_ranked),
            number: &|value, decimals| self.words.number(value, decimals),
        })
    }

    fn axis(&self, indicator: &ComparedIndicator) -> ParallelAxis {
        let known = indicator.values.iter().filter_map(|one| one.known);
        let of_score = |wanted: f64| {
            // The value that has the score, among those that are compared.
            let mut of = known
                .clone()
                .filter(|one| (indicator.function.score(one.value) - wanted).abs() < 1e-9);
            let unit = indicator.unit(self.words);
            of.next()
                .map_or_else(String::new, |one| unit.quantity(one.value, self.words))
        };
        ParallelAxis {
            name: indicator.name(self.project, self.words),
            worst: of_score(SCORE_WORST),
            best: of_score(SCORE_BEST),
        }
    }

    fn scatter(&self, sheet: ComparisonSheet<'_>) -> Drawing {
        let cost = self.comparison.indicator("cost_nok");
        let land = self.comparison.indicator("new_land_take_m2");
        let land = land.or_else(|| self.comparison.indicator("land_take_m2"));
        let nowhere = ScatterAxis {
            name: String::new(),
            better: Better::Neither,
            better_told: String::new(),
        };
        let axis = |of: Option<&ComparedIndicator>| {
            of.map_or_else(|| nowhere.clone(), |of| self.scatter_axis(of))
        };
        let points = (0..self.comparison.scenarios.len()).map(|place| {
            let (land, cost) = land.zip(cost)?;
            Some(ScatterPoint {
                across: self.scatter_value(land, place)?,
                up: self.scatter_value(cost, place)?,
                is_stale: !self.scenario(place).is_current,
            })
        });
        let points: Vec<Option<ScatterPoint>> = points.collect();
        let words = [
            "figure-front",
            "figure-range",
            "figure-better-corner",
            "figure-stale",
        ];
        let [front, range, better, stale] = words.map(|id| self.text(id));
        draw_scatter(&ScatterInput {
            sheet,
            alternatives: &self.alternatives(),
            points: &points,
            across: &axis(land),
            up: &axis(cost),
            words: ScatterWords {
                front: &front,
                range: &range,
                better: &better,
                stale: &stale,
                missing: &self.text("figure-without-values"),
            },
            number: &|value, decimals| self.words.number(value, decimals),
        })
    }

    fn scatter_axis(&self, indicator: &ComparedIndicator) -> ScatterAxis {
        let name = indicator.name(self.project, self.words);
        ScatterAxis {
            name: format!("{name} ({})", indicator.unit(self.words).unit),
            better: better(indicator.direction),
            better_told: direction_text(indicator.direction, self.words),
        }
    }

    fn scatter_value(&self, indicator: &ComparedIndicator, place: usize) -> Option<ScatterValue> {
        let known = indicator.values.get(place)?.known?;
        let unit = indicator.unit(self.words);
        let scaled = |value: f64| value / unit.divisor;
        Some(ScatterValue {
            value: scaled(known.value),
            range: known.range.map(|(low, high)| (scaled(low), scaled(high))),
            text: unit.quantity(known.value, self.words),
        })
    }

    fn scores(&self, sheet: ComparisonSheet<'_>) -> Drawing {
        let weights = self.comparison.weights.accounts;
        let sum: f64 = weights.iter().sum();
        let accounts = Account::ALL.into_iter().zip(weights).zip(ACCOUNT_COLORS);
        let accounts: Vec<ScoreAccount> = accounts
            .map(|((account, weight), color)| {
                let name = account_text(account, self.words);
                let share = self.words.quantity(100.0 * weight / sum, 0, "%");
                ScoreAccount {
                    letter: name.chars().take(1).collect(),
                    name: format!("{name} {share}"),
                    color,
                }
            })
            .collect();
        let rows: Vec<ScoreRow> = self
            .comparison
            .ranking()
            .into_iter()
            .filter_map(|place| self.score_row(place, sum))
            .collect();
        let words = [
            "figure-scores-scale",
            "compare-score",
            "compare-often-first",
        ];
        let [scale, total, often_first] = words.map(|id| self.text(id));
        let (apart, stale) = (self.text("figure-apart"), self.text("figure-stale"));
        draw_scores(&ScoresInput {
            sheet,
            alternatives: &self.alternatives(),
            accounts: &accounts,
            scores: &rows,
            words: ScoresWords {
                scale: &scale,
                total: &total,
                often_first: if self.often_first.is_some() {
                    &often_first
                } else {
                    ""
                },
                apart: &apart,
                stale: &stale,
            },
            number: &|value, decimals| self.words.number(value, decimals),
        })
    }

    fn score_row(&self, place: usize, sum: f64) -> Option<ScoreRow> {
        let evaluation = self.comparison.evaluation.as_ref()?;
        let of = &evaluation.alternatives[place];
        let scenario = self.scenario(place);
        let counted: f64 = self.counted_weight(place).unwrap_or(sum);
        let parts = of.accounts.iter().zip(self.comparison.weights.accounts);
        let parts =
            parts.map(|(score, weight)| score.map_or(0.0, |score| score * weight / counted));
        let often = self.often_first.and_then(|often| often.shares.get(place));
        let missing = || (!of.missing.is_empty()).then(|| self.text("figure-missing"));
        let note = scenario.apart_text(self.words).or_else(missing);
        Some(ScoreRow {
            alternative: place,
            rank: of.rank.map_or_else(String::new, |rank| rank.to_string()),
            parts: if of.total.is_some() {
                parts.collect()
            } else {
                Vec::new()
            },
            total: of
                .total
                .map_or_else(String::new, |total| self.words.number(total, 2)),
            often_first: often
                .filter(|_| of.rank.is_some())
                .map_or_else(String::new, |often| {
                    self.words.quantity(100.0 * often, 0, "%")
                }),
            note: note.unwrap_or_default(),
            is_apart: of.apart || of.rank.is_none(),
            is_stale: !scenario.is_current,
        })
    }

    /// The weights of accounts that have a score, together.
    fn counted_weight(&self, place: usize) -> Option<f64> {
        let of = &self.comparison.evaluation.as_ref()?.alternatives[place];
        let accounts = of.accounts.iter().zip(self.comparison.weights.accounts);
        let counted = accounts.filter(|(score, _)| score.is_some());
        let sum: f64 = counted.map(|(_, weight)| weight).sum();
        (0.0 < sum).then_some(sum)
    }

    fn weight(&self, sheet: ComparisonSheet<'_>, account: usize) -> Drawing {
        let count = self.comparison.scenarios.len();
        let lines: Vec<Option<WeightLine>> =
            (0..count).map(|place| self.line(place, account)).collect();
        let weights = self.comparison.weights.accounts;
        let sum: f64 = (0..count)
            // One that is ranked lacks no score that counts.
            .filter(|place| lines[*place].is_some())
            .find_map(|place| self.counted_weight(place))
            .unwrap_or_else(|| weights.iter().sum());
        let today = weights.get(account).copied().unwrap_or(0.0) / sum;
        let share = self.words.quantity(100.0 * today, 0, "%");
        let name = self.account(account);
        let across = self
            .words
            .text("figure-weight-across", &[("account", name)]);
        let told = self.words.text("figure-weight-today", &[("share", share)]);
        let up = self.text("figure-scores-scale");
        let (first, change) = (
            self.text("figure-weight-first"),
            self.text("figure-weight-change"),
        );
        let names = |place: usize| self.scenario(place).name.clone();
        draw_weight(&WeightInput {
            sheet,
            alternatives: &self.alternatives(),
            lines: &lines,
            today,
            words: WeightWords {
                across: &across,
                up: &up,
                today: &told,
                first: &first,
                change: &change,
            },
            change: &|share, below, above| {
                let share = self.words.quantity(100.0 * share, 0, "%");
                format!("{share}: {} → {}", names(below), names(above))
            },
            number: &|value, decimals| self.words.number(value, decimals),
        })
    }

    /// The score over the weight of an account, of an alternative that is ranked.
    fn line(&self, place: usize, account: usize) -> Option<WeightLine> {
        let of = &self.comparison.evaluation.as_ref()?.alternatives[place];
        of.rank?;
        let weights = self.comparison.weights.accounts;
        let others = of.accounts.iter().zip(weights).enumerate();
        let others = others.filter(|(other, _)| *other != account);
        let (mut sum, mut all) = (0.0, 0.0);
        for (_, (score, weight)) in others {
            if let Some(score) = score {
                sum += score * weight;
                all += weight;
            }
        }
        Some(WeightLine {
            at_none: (0.0 < all).then_some(sum / all)?,
            at_all: of.accounts.get(account).copied().flatten()?,
        })
    }

    fn grades(&self, sheet: ComparisonSheet<'_>) -> Drawing {
        let language = self.words.language().tag();
        let Some(scale) = Scale::get() else {
            return Drawing::new(sheet.width_mm, sheet.height_mm, sheet.title);
        };
        let ids: Vec<_> = self.comparison.scenarios.iter().map(|one| one.id).collect();
        let judged = Sheet::of(self.project, &ids, scale);
        let place_of = |grade: Grade| Grade::ALL.iter().position(|one| *one == grade);
        let steps = scale.grades.iter().map(|one| GradeStep {
            sign: one.id.id().replace('-', "\u{2212}"),
            name: one.name.in_language(language).to_owned(),
            color: one.color,
        });
        let steps: Vec<GradeStep> = steps.collect();
        let graded = judged
            .rows
            .iter()
            .filter(|row| row.cells.iter().any(|cell| cell.grade.is_some()));
        let themes = graded.map(|row| GradeRow {
            name: scale
                .theme(&row.theme)
                .map_or_else(String::new, |one| one.name.in_language(language).to_owned()),
            grades: row
                .cells
                .iter()
                .map(|cell| cell.grade.and_then(place_of))
                .collect(),
        });
        let themes: Vec<GradeRow> = themes.collect();
        let worst = |one: &Compilation| one.worst.and_then(place_of);
        draw_grades(&GradesInput {
            sheet,
            alternatives: &self.alternatives(),
            scale: &steps,
            themes: &themes,
            compilation: &GradeRow {
                name: self.text("figure-grades-worst"),
                grades: judged.together.iter().map(worst).collect(),
            },
            missing: &self.text("sheet-not-judged"),
        })
    }
}

fn better(direction: Direction) -> Better {
    match direction {
        Direction::LessIsBetter => Better::Lower,
        Direction::MoreIsBetter => Better::Higher,
    }
}
