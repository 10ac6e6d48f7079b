//! Units of mass, and words that tell them from volumes, as they stand in heads, titles and cells.
//!
//! Words are those of bokmål, nynorsk and English.

/// A unit of mass that tables are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum MassUnit {
    /// Tonnes.
    #[default]
    Tonnes,
    /// Thousands of tonnes.
    Kilotonnes,
    /// Millions of tonnes.
    Megatonnes,
}

impl MassUnit {
    /// All, as they are offered.
    pub const ALL: [Self; 3] = [Self::Tonnes, Self::Kilotonnes, Self::Megatonnes];

    /// What one is, in tonnes.
    pub fn tonnes(self) -> f64 {
        match self {
            Self::Tonnes => 1.0,
            Self::Kilotonnes => 1e3,
            Self::Megatonnes => 1e6,
        }
    }

    /// As it is written, the same in all languages.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Tonnes => "t",
            Self::Kilotonnes => "kt",
            Self::Megatonnes => "Mt",
        }
    }
}

/// What a text says amounts are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Mass(MassUnit),
    /// Cubic metres of any kind.
    Volume,
}

pub(super) const TONNES: &[&str] = &["t", "tonn", "tonne", "tonnes", "ton", "tons", "mt", "tpa"];
pub(super) const VOLUMES: &[&str] = &[
    "m3",
    "fm3",
    "pfm3",
    "lm3",
    "am3",
    "bm3",
    "lcm",
    "bcm",
    "mm3",
    "km3",
    "kbm",
    "volum",
    "volume",
    "kubikkmeter",
];
pub(super) const PARTS_OF_UNITS: &[&str] = &[
    "1000",
    "000",
    "tusen",
    "thousand",
    "mill",
    "million",
    "millions",
    "millioner",
    "mio",
    "kt",
    "ktonn",
    "ktonnes",
    "ktpa",
    "mtpa",
    "mtonn",
    "mtonnes",
    "per",
    "pr",
    "a",
    "pa",
    "of",
    "i",
    "in",
];
pub(super) const YEAR_WORDS: &[&str] =
    &["år", "aar", "year", "years", "yr", "årstall", "kalenderår"];
/// Letters and figures of a text in small letters, with one space between words.
pub(super) fn plain(text: &str) -> String {
    let words = tokens(text).into_iter().map(|word| word.to_lowercase());
    words.collect::<Vec<_>>().join(" ")
}

/// Words and numbers of a text as they stand there; `m³` as `m3`.
fn tokens(text: &str) -> Vec<String> {
    let text = text.replace('³', "3");
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Words and numbers of a text in small letters.
pub(super) fn lower_tokens(text: &str) -> Vec<String> {
    tokens(text)
        .iter()
        .map(|word| word.to_lowercase())
        .collect()
}

/// Whether a word is one of several.
pub(super) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.contains(&word)
}

/// The measure that a text names: the largest unit of mass in it, or volume where there is none.
pub(super) fn measure_in(text: &str) -> Option<Measure> {
    let raw = tokens(text);
    let words: Vec<String> = raw.iter().map(|word| word.to_lowercase()).collect();
    let mut mass: Option<MassUnit> = None;
    for (place, word) in words.iter().enumerate() {
        let after = |step: usize| words.get(place + step).map_or("", String::as_str);
        let tonnes_follow = is_one_of(after(1), TONNES)
            || is_one_of(after(1), &["of", "av"]) && is_one_of(after(2), TONNES);
        let many_before = 0 < place && words[place - 1] == "000" && word == "000";
        let unit = match word.as_str() {
            _ if is_one_of(after(1), VOLUMES) => None,
            // The only unit that large and small letters tell apart.
            "mt" if raw[place] == "Mt" => Some(MassUnit::Megatonnes),
            "mtonn" | "mtonnes" | "mtpa" | "megatonn" | "megatonnes" => Some(MassUnit::Megatonnes),
            "mill" | "million" | "millions" | "millioner" | "mio" if tonnes_follow => {
                Some(MassUnit::Megatonnes)
            }
            "000" if many_before && tonnes_follow => Some(MassUnit::Megatonnes),
            "kt" | "ktpa" | "ktonn" | "ktonnes" | "kilotonn" | "kilotonnes" => {
                Some(MassUnit::Kilotonnes)
            }
            "1000" | "000" | "tusen" | "thousand" if tonnes_follow => Some(MassUnit::Kilotonnes),
            word if is_one_of(word, TONNES) => Some(MassUnit::Tonnes),
            _ => None,
        };
        mass = mass.max(unit);
    }
    if let Some(unit) = mass {
        return Some(Measure::Mass(unit));
    }
    let tells_volume = words.iter().any(|word| is_one_of(word, VOLUMES));
    tells_volume.then_some(Measure::Volume)
}

/// Whether a text is a unit and nothing else.
pub(super) fn is_measure_alone(text: &str) -> bool {
    let of_units = |word: &String| {
        is_one_of(word, TONNES)
            || is_one_of(word, VOLUMES)
            || is_one_of(word, PARTS_OF_UNITS)
            || is_one_of(word, YEAR_WORDS)
    };
    // `A, kt` is a name: words that join units begin none.
    let words = lower_tokens(text);
    let begins_none = ["a", "i", "in", "of", "per", "pr"];
    measure_in(text).is_some()
        && words.iter().all(of_units)
        && !words
            .first()
            .is_some_and(|first| is_one_of(first, &begins_none))
}

/// Parts a name from the measure behind it: `Gråberg (kt)` or `Gråberg, kt`.
pub(super) fn without_measure(text: &str) -> (String, Option<Measure>) {
    let text = text.trim();
    let behind = [('(', ")"), ('[', "]"), (',', "")];
    for (mark, end) in behind {
        let Some((name, measure)) = text.rsplit_once(mark) else {
            continue;
        };
        let measure = measure.trim().strip_suffix(end);
        if let Some(measure) = measure.filter(|measure| is_measure_alone(measure))
            && !name.trim().is_empty()
        {
            return (name.trim().to_owned(), measure_in(measure));
        }
    }
    (text.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_by_their_letters_and_words() {
        let mass = |unit| Some(Measure::Mass(unit));
        for (text, measure) in [
            ("Mt", mass(MassUnit::Megatonnes)),
            ("mill. tonn", mass(MassUnit::Megatonnes)),
            ("Millions of tonnes", mass(MassUnit::Megatonnes)),
            ("1 000 000 t", mass(MassUnit::Megatonnes)),
            ("kt/år", mass(MassUnit::Kilotonnes)),
            ("Masser (1000 t)", mass(MassUnit::Kilotonnes)),
            ("1 000 tonn", mass(MassUnit::Kilotonnes)),
            ("Tusen tonn", mass(MassUnit::Kilotonnes)),
            ("Tonnes", mass(MassUnit::Tonnes)),
            ("MT", mass(MassUnit::Tonnes)),
            ("fast m³", Some(Measure::Volume)),
            ("t/m³", Some(Measure::Volume)),
            ("Gråberg", None),
        ] {
            assert_eq!(measure_in(text), measure, "{text}");
        }
        assert!(is_measure_alone("t per år") && !is_measure_alone("Tonn gråberg"));
    }

    #[test]
    fn a_measure_behind_a_name_is_no_part_of_it() {
        let kilotonnes = Some(Measure::Mass(MassUnit::Kilotonnes));
        let parted = |text| without_measure(text);
        assert_eq!(parted("Gråberg (kt)"), ("Gråberg".to_owned(), kilotonnes));
        assert_eq!(parted("Gråberg, kt"), ("Gråberg".to_owned(), kilotonnes));
        assert_eq!(parted("Avgang (fin)"), ("Avgang (fin)".to_owned(), None));
    }
}
