//! Names of layers and fields, compared as they are spelt over the years: in either case, with or without
//! `æøå`, with or without separators, cut off by the Shape format.

/// How much of a name a Shape file keeps: as many bytes, which are as many letters where its text is Latin-1.
const SHAPE_KEEPS: usize = 10;

/// A name as it is compared, with where its words begin and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Small letters and digits without diacritics.
    letters: Vec<char>,
    /// For each of `letters`, and for the end: whether a word begins there.
    is_edge: Vec<bool>,
    /// Whether it is as long as a Shape file lets it be.
    fills_shape: bool,
}

impl Name {
    /// Reads a name as it is written.
    pub(super) fn new(written: &str) -> Self {
        let mut name = Self {
            letters: Vec::new(),
            is_edge: Vec::new(),
            fills_shape: written.len() == SHAPE_KEEPS || written.chars().count() == SHAPE_KEEPS,
        };
        let mut before = None;
        for letter in written.chars() {
            if is_combining(letter) {
                continue;
            }
            let starts = match before {
                Some(before) => begins_word(before, letter),
                None => true,
            };
            before = letter.is_alphanumeric().then_some(letter);
            if before.is_some() {
                name.push(letter, starts);
            }
        }
        name.is_edge.push(true);
        name
    }

    /// Adds a letter. `aa` and `oe` are other spellings of `å` and `ø`, which become `a` and `o`.
    fn push(&mut self, letter: char, starts: bool) {
        for plain in plain_letters(letter) {
            let is_second = matches!(
                (self.letters.last(), plain),
                (Some('a'), 'a') | (Some('o'), 'e')
            );
            if is_second {
                if let Some(edge) = self.is_edge.last_mut() {
                    *edge |= starts;
                }
                continue;
            }
            self.letters.push(plain);
            self.is_edge.push(starts);
        }
    }

    /// Whether both are spellings of the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        !self.letters.is_empty() && self.letters == other.letters
    }

    /// Whether it is the beginning of `whole`, cut off by the Shape format.
    pub(super) fn is_cut_off(&self, whole: &Self) -> bool {
        self.fills_shape
            && self.letters.len() < whole.letters.len()
            && whole.letters.starts_with(&self.letters)
    }

    /// How many letters it has.
    pub(super) fn length(&self) -> usize {
        self.letters.len()
    }

    /// Whether whole words of it spell `part`.
    pub(super) fn has(&self, part: &Self) -> bool {
        self.places_of(part)
            .any(|start| self.is_edge[start + part.length()])
    }

    /// Whether words of it begin with `part`.
    pub(super) fn has_beginning(&self, part: &Self) -> bool {
        self.places_of(part).next().is_some()
    }

    /// Where `part` stands at the beginning of a word.
    fn places_of<'a>(&'a self, part: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let length = part.length();
        let places = if length == 0 {
            0
        } else {
            (self.length() + 1).saturating_sub(length)
        };
        (0..places).filter(move |&start| {
            self.is_edge[start] && self.letters[start..start + length] == part.letters
        })
    }

    /// Whether it is `pattern`, in which a `?` stands for any one digit.
    pub(super) fn is_like(&self, pattern: &[char]) -> bool {
        self.letters.len() == pattern.len()
            && self.letters.iter().zip(pattern).all(|(letter, wanted)| {
                letter == wanted || *wanted == '?' && letter.is_ascii_digit()
            })
    }

    /// A pattern for [`Self::is_like`].
    pub(super) fn pattern(written: &str) -> Vec<char> {
        if written.contains('?') {
            return written.chars().collect();
        }
        Self::new(written).letters
    }
}

/// Whether a word begins at `letter`: `1702|ar5`, `Naturtyper|Ni|N`, not `ar|5`.
fn begins_word(before: char, letter: char) -> bool {
    let after_digit = before.is_numeric() && !letter.is_numeric();
    let in_camel_case = before.is_lowercase() && letter.is_uppercase();
    after_digit || in_camel_case
}

fn is_combining(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Its small letter without diacritics: two of them for `æ`.
fn plain_letters(letter: char) -> Vec<char> {
    let small = letter.to_lowercase().filter(|small| !is_combining(*small));
    small
        .flat_map(|small| match small {
            'å' | 'á' | 'à' | 'â' | 'ä' => vec!['a'],
            'ø' | 'ö' | 'ó' | 'ò' | 'ô' => vec!['o'],
            'æ' => vec!['a', 'e'],
            'é' | 'è' | 'ê' => vec!['e'],
            'č' => vec!['c'],
            'đ' => vec!['d'],
            'ŋ' => vec!['n'],
            'š' => vec!['s'],
            'ŧ' => vec!['t'],
            'ž' => vec!['z'],
            other => vec![other],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_every_spelling() {
        let wanted = Name::new("kartleggingsår");
        for spelling in [
            "KARTLEGGINGSÅR",
            "kartleggingsaar",
            "kartleggings_ar",
            "kartleggingsa\u{30a}r",
        ] {
            assert!(Name::new(spelling).is_same(&wanted), "{spelling}");
        }
        assert!(Name::new("hovedoekosystem").is_same(&Name::new("hovedØkosystem")));
        assert!(Name::new("noeyaktighet").is_same(&Name::new("nøyaktighet")));
        assert!(!Name::new("kartlegging").is_same(&wanted));
        assert!(!Name::new("").is_same(&Name::new("_")));
    }

    #[test]
    fn a_shape_file_cuts_names_off() {
        let whole = Name::new("lokalitetskvalitet");
        assert!(Name::new("lokalitets").is_cut_off(&whole));
        assert!(Name::new("LOKALITETS").is_cut_off(&whole));
        assert!(!Name::new("lokalitet").is_cut_off(&Name::new("lokalitet")));
        assert!(Name::new("hovedøkos").is_cut_off(&Name::new("hovedøkosystem")));
        assert!(!Name::new("naturtype").is_cut_off(&Name::new("naturtypeId")));
        assert!(!Name::new("lokal").is_cut_off(&whole));
        assert!(!Name::new("lokalitetskval").is_cut_off(&whole));
    }

    #[test]
    fn words_of_a_layer_name_are_found_whole() {
        let check = |name: &str, part: &str, is_there: bool| {
            let has = Name::new(name).has(&Name::new(part));
            assert_eq!(has, is_there, "{part} in {name}");
        };
        check("ar5_flate", "ar5", true);
        check("T32_1702ar5_flate", "ar5_flate", true);
        check("FKB-AR5 2024", "ar5", true);
        check("AR50_flate", "ar5", false);
        check("Naturtyper_nin_0000_norge", "naturtyperNiN", true);
        check("Damtjern", "dam", false);
        check("N50ArealdekkeOmrade", "arealdekke_omr\u{e5}de", true);
        check("", "dam", false);
        check("dam", "", false);
    }

    #[test]
    fn a_question_mark_stands_for_a_digit() {
        assert!(Name::new("113").is_like(&Name::pattern("11?")));
        assert!(!Name::new("1134").is_like(&Name::pattern("11?")));
        assert!(!Name::new("11a").is_like(&Name::pattern("11?")));
        assert!(Name::new("SnøIsbre").is_like(&Name::pattern("snoisbre")));
    }
}
