//! The groups that indicators belong to, and which way an indicator is better.

/// A group of indicators that is weighed as a whole.
///
/// # Source
/// The four accounts of Environment Canada's guideline for mine-waste alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Land, water, nature.
    Environment,
    /// Stability, operation, closure.
    Technical,
    /// Neighbours, culture, other uses of the land.
    SocioEconomic,
    /// What it costs.
    Economics,
}

impl Account {
    /// All of them, in the order in which weights are told.
    pub const ALL: [Self; 4] = [
        Self::Environment,
        Self::Technical,
        Self::SocioEconomic,
        Self::Economics,
    ];

    /// Its name in files, which never changes.
    pub fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Technical => "technical",
            Self::SocioEconomic => "socio-economic",
            Self::Economics => "economics",
        }
    }

    /// The account of an id.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|account| account.id() == id)
    }
}

/// Which values of an indicator are the better ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The lower, the better.
    LessIsBetter,
    /// The higher, the better.
    MoreIsBetter,
}

impl Direction {
    /// Its name in files, which never changes.
    pub fn id(self) -> &'static str {
        match self {
            Self::LessIsBetter => "less",
            Self::MoreIsBetter => "more",
        }
    }

    /// The direction of an id.
    pub fn of(id: &str) -> Option<Self> {
        [Self::LessIsBetter, Self::MoreIsBetter]
            .into_iter()
            .find(|direction| direction.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_what_they_name() {
        for account in Account::ALL {
            assert_eq!(Account::of(account.id()), Some(account));
        }
        assert_eq!(Account::of("Environment"), None);
        for direction in [Direction::LessIsBetter, Direction::MoreIsBetter] {
            assert_eq!(Direction::of(direction.id()), Some(direction));
        }
        assert_eq!(Direction::of(""), None);
    }
}
