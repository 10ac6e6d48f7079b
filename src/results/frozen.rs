//! What an alternative came to when it was frozen.

use std::collections::BTreeMap;

use super::{Fingerprint, Inputs};

/// What an alternative came to when it was frozen, and what from.
#[derive(Clone, Debug, PartialEq)]
pub struct FrozenRecord {
    /// Tells the inputs apart.
    pub of: Fingerprint,
    /// Every decision and source that it rests on, by where it stands in the project file.
    pub inputs: BTreeMap<String, String>,
    /// The values of the indicators, not rounded, by name.
    pub figures: BTreeMap<String, f64>,
    /// When.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: String,
    /// The version of the program that worked them out.
    pub program: String,
}

impl FrozenRecord {
    /// The fingerprint of inputs.
    pub fn fingerprint(inputs: &BTreeMap<String, String>) -> Fingerprint {
        let all = inputs
            .iter()
            .fold(Inputs::of("frozen"), |all, (at, value)| {
                all.text(at).text(value)
            });
        all.fingerprint()
    }

    /// Inputs that are others now: where they stand, what they were, and what they are.
    pub fn changed_inputs(
        &self,
        now: &BTreeMap<String, String>,
    ) -> Vec<(String, Option<String>, Option<String>)> {
        let places = self.inputs.keys().chain(now.keys());
        let mut places: Vec<&String> = places.collect();
        places.sort();
        places.dedup();
        let changed = places
            .into_iter()
            .filter(|at| self.inputs.get(*at) != now.get(*at));
        changed
            .map(|at| {
                (
                    at.clone(),
                    self.inputs.get(at).cloned(),
                    now.get(at).cloned(),
                )
            })
            .collect()
    }
}
