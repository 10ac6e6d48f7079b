//! Alternatives: what is compared.

/// Names a scenario for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScenarioId(pub u64);

impl ScenarioId {
    /// The zero alternative, which every project has.
    pub const ZERO: Self = Self(0);

    /// The alternative that a new project begins with.
    pub const FIRST: Self = Self(1);
}

/// Colours that people with any colour vision can tell apart, in red, green and blue.
///
/// # Source
/// M. Okabe and K. Ito, "Color Universal Design" (2008), with grey instead of black first.
pub const SCENARIO_COLORS: [[u8; 3]; 8] = [
    [110, 110, 110],
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [230, 159, 0],
    [86, 180, 233],
    [240, 228, 66],
];

/// What a scenario is to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioKind {
    /// The reference situation: what is there and permitted today, and what comes without the plan.
    Zero,
    /// A way to do it.
    Alternative,
    /// A copy to try something on, which is kept or thrown away.
    WhatIf {
        /// What it was copied from.
        of: ScenarioId,
    },
}

/// One alternative of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What the planner calls it.
    pub name: String,
    /// What it is to the others.
    pub kind: ScenarioKind,
    /// Red, green and blue.
    pub color: [u8; 3],
    /// What there is to say about it.
    pub note: String,
    /// Whether what is built in it may no longer be changed.
    pub frozen: bool,
}

impl Scenario {
    /// A scenario without a note that may be changed.
    pub fn new(name: &str, kind: ScenarioKind, color: [u8; 3]) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            color,
            note: String::new(),
            frozen: false,
        }
    }

    /// Whether it is the reference situation.
    pub fn is_zero(&self) -> bool {
        self.kind == ScenarioKind::Zero
    }

    /// Whether it is a copy to try something on.
    pub fn is_what_if(&self) -> bool {
        matches!(self.kind, ScenarioKind::WhatIf { .. })
    }
}
