//! Names of files that every system takes.

use super::bodies::Body;

/// Letters of a name; longer ones are cut.
const MOST_LETTERS: usize = 60;

/// Names that mean something else on some systems.
const TAKEN: [&str; 7] = [
    "con",
    "prn",
    "aux",
    "nul",
    "geometry",
    "surface",
    "thickness",
];

/// Names for the files of bodies, without endings, each different.
pub(super) struct FileNames;

impl FileNames {
    pub(super) fn of(bodies: &[Body]) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(bodies.len());
        for body in bodies {
            let (kind, number) = body.entry.kind_and_number();
            let plain = plain_name(&body.name);
            let is_taken = TAKEN.contains(&plain.as_str())
                || plain.strip_prefix("com").is_some_and(is_port)
                || plain.strip_prefix("lpt").is_some_and(is_port);
            let plain = if plain.is_empty() || is_taken || names.contains(&plain) {
                format!("{plain}-{kind}-{number}")
                    .trim_start_matches('-')
                    .to_owned()
            } else {
                plain
            };
            names.push(plain);
        }
        names
    }
}

fn is_port(rest: &str) -> bool {
    rest.len() == 1 && rest.chars().all(|letter| letter.is_ascii_digit())
}

/// A name in small letters, digits and hyphens.
fn plain_name(name: &str) -> String {
    let mut plain = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'æ' | 'ä' => plain.push_str("ae"),
            'ø' | 'ö' => plain.push_str("oe"),
            'å' => plain.push_str("aa"),
            'é' | 'è' | 'ê' => plain.push('e'),
            'ü' => plain.push('u'),
            'á' | 'à' => plain.push('a'),
            letter if letter.is_ascii_alphanumeric() => plain.push(letter),
            _ if plain.is_empty() || plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let cut: String = plain.chars().take(MOST_LETTERS).collect();
    cut.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_letters_that_every_system_takes() {
        let check = |name: &str, plain: &str| assert_eq!(plain_name(name), plain);
        check("Tipp øst", "tipp-oest");
        check("  Ærlig åpen / C:\\x ", "aerlig-aapen-c-x");
        check("Deponi 1", "deponi-1");
        check("../..", "");
        check("Čáhput", "ahput");
        check(&"a".repeat(100), &"a".repeat(60));
    }
}
