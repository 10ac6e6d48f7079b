//! Grades of consequence after M-1941, the Norwegian Environment Agency's method for impact assessment.
//!
//! A person grades each theme of each alternative and says why. The program offers what the value and the impact
//! lead to, tells where the method's rules are broken, and puts the grades together. It derives no grade from an
//! area. Nothing is refused here: what breaks a rule is told, so that it can be mended or explained.
//!
//! # Source
//! Miljødirektoratet, M-1941 Konsekvensutredning av klima og miljø. What was read where, and what could not be
//! confirmed, stands in `assets/assessment/m1941.json`.

mod compilation;
mod judgement;
mod level;
mod scale;

pub use compilation::{Compilation, compile};
pub use judgement::{Judgement, Lasting, RuleBreach, check};
pub use level::{Grade, ImpactLevel, ValueLevel};
pub use scale::{
    GradeText, Grading, ImpactText, PlaceKind, RuleText, Scale, ScaleError, Source, Theme,
    ValueText,
};
