//! What is taken out of a pit or stope year by year, and when its room is free.

use std::collections::BTreeMap;

use crate::units::{BankM3, Density, Tonnes, Year};

/// How a pit or stope is mined in the years of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Mining {
    /// All rock that is taken out, ore too, by year. What was taken out before the first year is the pit's own.
    pub tonnes: BTreeMap<Year, Tonnes>,
    /// Of the rock that is taken out.
    pub density: Density,
    /// The share of the room that is free from a year on, by year; nothing where all of it is from the beginning.
    pub free: BTreeMap<Year, f64>,
    /// What lay in it before the first year, as it was in the ground.
    pub already: BankM3,
}

impl Default for Mining {
    fn default() -> Self {
        Self {
            tonnes: BTreeMap::new(),
            density: Density::USUAL_ROCK,
            free: BTreeMap::new(),
            already: BankM3(0.0),
        }
    }
}

impl Mining {
    /// The share of the room that is free in a year, from 0 to 1.
    pub fn free_in(&self, year: Year) -> f64 {
        let so_far = self.free.range(..=year).next_back();
        match so_far {
            Some((_, share)) => *share,
            None if self.free.is_empty() => 1.0,
            None => 0.0,
        }
    }
}

/// What is changed about how a pit is mined.
#[derive(Clone, Debug, PartialEq)]
pub enum MiningChange {
    /// What is taken out in some years; `None` takes a year out.
    Tonnes(Vec<(Year, Option<Tonnes>)>),
    /// Of the rock that is taken out.
    Density(Density),
    /// The share of the room that is free from a year on.
    Free(BTreeMap<Year, f64>),
    /// What lay in it before the first year.
    Already(BankM3),
}

impl MiningChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Tonnes(_) => "edit-mining-tonnes",
            Self::Density(_) => "edit-mining-density",
            Self::Free(_) => "edit-mining-free",
            Self::Already(_) => "edit-mining-already",
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, mining: &mut Mining) {
        match self {
            Self::Tonnes(years) => {
                for (year, tonnes) in years {
                    match tonnes {
                        Some(tonnes) => mining.tonnes.insert(year, tonnes),
                        None => mining.tonnes.remove(&year),
                    };
                }
            }
            Self::Density(density) => mining.density = density,
            Self::Free(free) => mining.free = free,
            Self::Already(already) => mining.already = already,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_free_from_its_years_on() {
        let mut mining = Mining::default();
        assert_eq!(mining.free_in(Year(1900)), 1.0);
        mining.free = [(Year(2030), 0.4), (Year(2034), 1.0)].into();
        let shares = [2029, 2030, 2033, 2034, 2050].map(|year| mining.free_in(Year(year)));
        assert_eq!(shares, [0.0, 0.4, 0.4, 1.0, 1.0]);
    }
}
