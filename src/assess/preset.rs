//! Sets of account weights that the program offers, read from `assets/assessment/weights.json`.

use serde::Deserialize;

use super::file::read;
use super::{Account, FileError};
use crate::site::Bilingual;

/// A set of account weights to begin with.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightPreset {
    /// Its name in files, which never changes.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// Where the weights come from, or why they were chosen.
    pub source: Bilingual,
    /// What could not be confirmed in that source; empty where nothing is left open.
    pub unconfirmed: Vec<Bilingual>,
    /// Weight of each account.
    weights: AccountWeights,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AccountWeights {
    environment: f64,
    technical: f64,
    socio_economic: f64,
    economics: f64,
}

impl WeightPreset {
    /// The weight of an account, not negative.
    pub fn weight(&self, account: Account) -> f64 {
        match account {
            Account::Environment => self.weights.environment,
            Account::Technical => self.weights.technical,
            Account::SocioEconomic => self.weights.socio_economic,
            Account::Economics => self.weights.economics,
        }
    }

    /// The weights in the order of [`Account::ALL`].
    pub fn weights(&self) -> [f64; 4] {
        Account::ALL.map(|account| self.weight(account))
    }
}

/// All sets of weights that the program offers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightPresets {
    /// The one to begin with comes first.
    #[serde(rename = "presets")]
    pub all: Vec<WeightPreset>,
}

impl WeightPresets {
    /// Reads them.
    ///
    /// # Errors
    /// If the file inside the program cannot be read, which a test rules out.
    pub fn load() -> Result<Self, FileError> {
        read("weights.json")
    }

    /// The set of an id.
    pub fn get(&self, id: &str) -> Option<&WeightPreset> {
        self.all.iter().find(|preset| preset.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Weights;
    use super::*;

    #[test]
    fn the_offered_weights_are_those_of_their_names() {
        let presets = WeightPresets::load().unwrap();
        let weights_of = |id: &str| presets.get(id).unwrap().weights();
        assert_eq!(weights_of("environment-canada"), [6.0, 3.0, 3.0, 1.5]);
        assert_eq!(weights_of("equal"), [1.0; 4]);
        let thirty = weights_of("environment-30");
        assert_eq!(thirty[0] / thirty.iter().sum::<f64>(), 0.3);
        assert!(thirty[1..].iter().all(|weight| *weight == thirty[1]));
        for preset in &presets.all {
            assert!(Weights::new(preset.weights().to_vec(), Vec::new()).is_some());
        }
    }
}
