//! Which rock a deposit, pit or outlet takes, in words.

use crate::balance::Acceptance;
use crate::material::{MassKind, Quality};
use crate::words::Words;

/// Which rock is taken: everything, all but a few, or only a few kinds and qualities.
pub fn accepts_text(accepts: &Acceptance, words: &Words) -> String {
    if accepts.kinds.is_empty() || accepts.qualities.is_empty() {
        return words.text("accepts-nothing", &[]);
    }
    let kinds = MassKind::ALL.map(|kind| {
        let id = format!("mass-kind-{}", kind.id());
        (accepts.kinds.contains(&kind), words.text(&id, &[]))
    });
    let qualities = Quality::ALL.map(|quality| {
        let id = format!("mass-quality-{}", quality.id());
        (accepts.qualities.contains(&quality), words.text(&id, &[]))
    });
    let told = [some_of(&kinds, words), some_of(&qualities, words)];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() {
        words.text("accepts-everything", &[])
    } else {
        told.join("; ")
    }
}

/// What is taken of all that there is, in as few words as possible; `None` where all of it is.
fn some_of(all: &[(bool, String)], words: &Words) -> Option<String> {
    let names = |is_taken: bool| {
        let names = all.iter().filter(|(taken, _)| *taken == is_taken);
        let names: Vec<String> = names.map(|(_, name)| name.to_lowercase()).collect();
        names
    };
    let (taken, left_out) = (names(true), names(false));
    if left_out.is_empty() {
        return None;
    }
    let (id, told) = if left_out.len() <= taken.len() {
        ("accepts-all-but", left_out)
    } else {
        ("accepts-only", taken)
    };
    Some(words.text(id, &[("names", told.join(", "))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn what_is_taken_is_told_in_few_words() {
        let words = Words::in_language(Language::English).unwrap();
        let mut accepts = Acceptance::default();
        let check = |accepts: &Acceptance, expected: &str| {
            assert_eq!(accepts_text(accepts, &words), expected);
        };
        check(&accepts, "everything");
        accepts.qualities.remove(&Quality::AcidForming);
        check(&accepts, "all but acid-forming");
        accepts.kinds = [MassKind::WasteRock].into();
        check(&accepts, "only waste rock; all but acid-forming");
        accepts.kinds.clear();
        check(&accepts, "nothing");
    }
}
