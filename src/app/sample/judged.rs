//! What people judge in the sample: grades of some themes, an indicator of their own and a comment. All of it is made up.

use geo::Coord;

use super::plan::in_world;
use super::project::{BACKFILL, FJORD};
use super::texts::Texts;
use crate::assess::m1941::{ImpactLevel, Scale, ValueLevel};
use crate::assess::{Account, Direction, ValueFunction};
use crate::project::{
    AssessmentChange, Comment, CommentId, Edit, Indicator, IndicatorId, IndicatorOf, Judgement,
    JudgementId, Project, ScenarioId, ThemeVerdict, Verdict,
};

/// Theme, value of what is affected, and impact of the hillside, the fjord and the backfill.
const IMPACTS: [(&str, ValueLevel, [ImpactLevel; 3]); 3] = [
    (
        "nature",
        ValueLevel::Great,
        [
            ImpactLevel::Degraded,
            ImpactLevel::SomewhatDegraded,
            ImpactLevel::SomewhatDegraded,
        ],
    ),
    (
        "water",
        ValueLevel::Medium,
        [
            ImpactLevel::SomewhatDegraded,
            ImpactLevel::Degraded,
            ImpactLevel::Negligible,
        ],
    ),
    (
        "landscape",
        ValueLevel::Medium,
        [
            ImpactLevel::Degraded,
            ImpactLevel::Negligible,
            ImpactLevel::SomewhatDegraded,
        ],
    ),
];

/// Noise at the nearest dwelling in dB: zero alternative, hillside, fjord, backfill.
const NOISE_DB: [(ScenarioId, f64); 4] = [
    (ScenarioId::ZERO, 38.0),
    (ScenarioId::FIRST, 52.0),
    (FJORD, 47.0),
    (BACKFILL, 44.0),
];

/// Edits that say it. What value and impact suggest is looked up, so that the sample keeps the method's rules.
pub(super) fn judged(project: &Project, at: jiff::Timestamp, texts: &Texts) -> Vec<Edit> {
    let mut id = project.last_id();
    let mut next = || {
        id += 1;
        id
    };
    let scale = Scale::get();
    let mut changes = Vec::new();
    let noise = IndicatorId(next());
    let indicator = Indicator {
        of: IndicatorOf::Own {
            name: texts.noise.to_owned(),
            unit: "dB".to_owned(),
            direction: Direction::LessIsBetter,
        },
        account: Account::SocioEconomic,
        value: ValueFunction::linear(65.0, 35.0),
        counts: true,
    };
    changes.push(AssessmentChange::SetIndicator(noise, indicator));
    let judge = |scenario: ScenarioId, verdict: Verdict, reason: &str| Judgement {
        scenario,
        verdict,
        reason: reason.to_owned(),
        author: texts.judge.to_owned(),
    };
    for (scenario, value) in NOISE_DB {
        let verdict = Verdict::Value {
            indicator: noise,
            value,
            range: Some((value - 3.0, value + 3.0)),
        };
        let judgement = judge(scenario, verdict, texts.noise_reason);
        changes.push(AssessmentChange::Judge(JudgementId(next()), judgement));
    }
    for (place, (theme, value, of)) in IMPACTS.into_iter().enumerate() {
        for (scenario, impact) in [ScenarioId::FIRST, FJORD, BACKFILL].into_iter().zip(of) {
            let verdict = ThemeVerdict {
                theme: theme.to_owned(),
                value: Some(value),
                impact: Some(impact),
                grade: scale.map(|scale| scale.consequence(value, impact)),
                ..ThemeVerdict::default()
            };
            let verdict = Verdict::Theme(Box::new(verdict));
            let judgement = judge(scenario, verdict, texts.grade_reasons[place]);
            changes.push(AssessmentChange::Judge(JudgementId(next()), judgement));
        }
    }
    let comment = Comment {
        scenario: Some(ScenarioId::FIRST),
        indicator: None,
        place: Some(in_world(Coord {
            x: 2_180.0,
            y: 2_700.0,
        })),
        text: texts.comment.to_owned(),
        author: texts.judge.to_owned(),
        at,
        is_done: false,
    };
    changes.push(AssessmentChange::SetComment(CommentId(next()), comment));
    let edits = changes.into_iter();
    edits.map(|change| Edit::Assess(Box::new(change))).collect()
}
