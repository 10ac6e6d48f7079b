//! A role to begin with for a layer that is none of the known data sets, by words in its name.

use serde::Deserialize;

use super::Role;
use super::names::Name;
use super::preset::role_of_id;

/// The words, in bokmål and English, the first that fits goes before.
const WORDS: &str = include_str!("../../assets/roles/words.json");

/// From this many letters on, a word may go on: `gytefelt` is in `gytefelter`, `vei` is not in `veiledning`.
const LONG: usize = 6;

/// The words for a role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleWords {
    #[serde(deserialize_with = "role_of_id")]
    role: Role,
    words: Vec<String>,
}

/// What a layer of this name might mean: something to begin with, which somebody has to confirm.
pub fn suggested_role(layer: &str) -> Option<Role> {
    let layer = Name::new(layer);
    let known: Vec<RoleWords> = serde_json::from_str(WORDS).unwrap_or_default();
    let has = |word: &String| {
        let word = Name::new(word);
        layer.has(&word) || LONG <= word.length() && layer.has_beginning(&word)
    };
    let found = known.iter().find(|role| role.words.iter().any(has));
    found.map(|found| found.role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_the_name_suggest_a_role() {
        let check = |layer: &str, expected: Option<Role>| {
            assert_eq!(suggested_role(layer), expected, "{layer}");
        };
        check("konsesjonsgrense_syntetisk", Some(Role::ConcessionBoundary));
        check("gytefelt_syntetisk", Some(Role::SpawningGround));
        check("Gytefelter torsk MB", Some(Role::SpawningGround));
        check("akvakultur_syntetisk", Some(Role::Aquaculture));
        check("Flomsoner_200", Some(Role::FloodAndLandslide));
        check("verneplan_for_vassdrag", Some(Role::ProtectedRiver));
        check("KPAREALFORMALOMRADE", Some(Role::PlanPurpose));
        check("reindrift-flyttlei", Some(Role::ReindeerHusbandry));
        check("veiledning", None);
        check("planlagt_deponi_syntetisk", None);
        check("", None);
    }

    #[test]
    fn every_word_belongs_to_one_role() {
        let known: Vec<RoleWords> = serde_json::from_str(WORDS).unwrap();
        let mut words: Vec<&String> = known.iter().flat_map(|role| &role.words).collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        let mut roles: Vec<Role> = known.iter().map(|role| role.role).collect();
        roles.sort_unstable();
        roles.dedup();
        assert_eq!(roles.len(), known.len());
        assert!(
            roles.len() + 1 == Role::ALL.len(),
            "only `other` has no words"
        );
    }
}
