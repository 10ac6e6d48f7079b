//! What heads of columns and rows mean: years, units of mass, and what stands below or beside them.
//!
//! Words are those of bokmål, nynorsk and English.

use super::cells::CellValue;

/// Years that a head may be.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2300;

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

/// What stands below a head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Head {
    /// Names of fractions.
    Name,
    /// Years.
    Year,
    /// Amounts.
    Mass(Option<MassUnit>),
    /// Names of fractions, or amounts where other columns have the names.
    NameOrMass,
    /// Volumes.
    Volume,
    /// Units.
    Unit,
    /// Kinds.
    Kind,
    /// Qualities.
    Quality,
    /// Densities of solid rock; what they are divided by to be in t/m³.
    Density(f64),
    /// Sums of other columns.
    Sum,
}

const TONNES: &[&str] = &["t", "tonn", "tonne", "tonnes", "ton", "tons", "mt"];
const VOLUMES: &[&str] = &[
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
const YEAR_WORDS: &[&str] = &["år", "aar", "year", "years", "yr", "årstall", "kalenderår"];
const FORECASTS: &[&str] = &[
    "prognose", "plan", "planlagt", "budsjett", "forecast", "planned", "budget",
];
const PARTS_OF_UNITS: &[&str] = &[
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
const DENSITIES: &[&str] = &[
    "densitet",
    "density",
    "tetthet",
    "tettleik",
    "egenvekt",
    "eigenvekt",
    "faststoffdensitet",
    "korndensitet",
    "faststofftetthet",
];
const BESIDE_DENSITY: &[&str] = &[
    "solid",
    "fast",
    "faststoff",
    "stein",
    "fjell",
    "rock",
    "t",
    "g",
    "kg",
    "tonn",
    "m3",
    "cm3",
    "av",
    "of",
    "i",
    "in",
];

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

fn lower_tokens(text: &str) -> Vec<String> {
    tokens(text)
        .iter()
        .map(|word| word.to_lowercase())
        .collect()
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
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
            "mtonn" | "mtonnes" | "megatonn" | "megatonnes" => Some(MassUnit::Megatonnes),
            "mill" | "million" | "millions" | "millioner" | "mio" if tonnes_follow => {
                Some(MassUnit::Megatonnes)
            }
            "000" if many_before && tonnes_follow => Some(MassUnit::Megatonnes),
            "kt" | "ktonn" | "ktonnes" | "kilotonn" | "kilotonnes" => Some(MassUnit::Kilotonnes),
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
    measure_in(text).is_some() && lower_tokens(text).iter().all(of_units)
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

/// The year that a cell is, and the measure behind it: `2027`, `2027 (t)`, `År 2027`, or a date.
pub(super) fn year_in(value: &CellValue) -> Option<(i32, Option<Measure>)> {
    let year = match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number of four digits"
        )]
        CellValue::Number(number) => {
            (number.fract() == 0.0 && (1000.0..=9999.0).contains(number)).then_some(*number as i32)
        }
        CellValue::Date(year) => Some(*year),
        CellValue::Text(text) => return year_of_text(text),
        CellValue::Other(_) => None,
    };
    let year = year.filter(|year| YEARS.contains(year))?;
    Some((year, None))
}

fn year_of_text(text: &str) -> Option<(i32, Option<Measure>)> {
    let words = lower_tokens(text);
    let number = |word: &String| word.parse::<i32>().ok();
    let is_year =
        |word: &String| word.len() == 4 && number(word).is_some_and(|year| YEARS.contains(&year));
    let others = |rest: &[String]| {
        let rest = rest.join(" ");
        rest.split_whitespace().all(|word| {
            is_one_of(word, YEAR_WORDS)
                || is_one_of(word, FORECASTS)
                || is_one_of(word, TONNES)
                || is_one_of(word, VOLUMES)
                || is_one_of(word, PARTS_OF_UNITS)
        })
    };
    let years: Vec<usize> = (0..words.len())
        .filter(|place| is_year(&words[*place]))
        .collect();
    let [place] = years[..] else {
        return None;
    };
    let year = number(&words[place])?;
    let two_digits = |word: &String| word.len() <= 2 && number(word).is_some();
    match (&words[..place], &words[place + 1..]) {
        // 2027.0, and dates: 2027-01-01, 01.01.2027.
        ([], [zero]) if zero == "0" => return Some((year, None)),
        ([], [month, day, ..]) if two_digits(month) && two_digits(day) => {
            return Some((year, None));
        }
        ([day, month], []) if two_digits(day) && two_digits(month) => return Some((year, None)),
        _ => {}
    }
    let mut rest = words.clone();
    rest.remove(place);
    // The year must not make a unit: `t 2027` is one of 2027, in tonnes.
    let measure = measure_in(&text.replacen(&words[place], " ", 1));
    others(&rest).then_some((year, measure))
}

/// Whether a name is that of a sum.
pub(super) fn is_sum(text: &str) -> bool {
    const SUMS: &[&str] = &[
        "sum", "total", "totalt", "totale", "totals", "totalsum", "subtotal", "delsum", "ialt",
        "samlet", "samla", "summer",
    ];
    let words = lower_tokens(text);
    let of_all = |pair: &[String]| pair[0] == "i" && pair[1] == "alt";
    let ends = [words.first(), words.last()];
    let is_word = |word: Option<&String>| word.is_some_and(|word| is_one_of(word, SUMS));
    ends.into_iter().any(is_word)
        || words.first_chunk::<2>().is_some_and(|pair| of_all(pair))
        || words.last_chunk::<2>().is_some_and(|pair| of_all(pair))
}

/// Whether a head of a column can be the name of a fraction, and is not one of those that tables have beside them.
pub(super) fn is_fraction_name(text: &str) -> bool {
    const OTHERS: &[&str] = &[
        "type",
        "kind",
        "slag",
        "kvalitet",
        "quality",
        "enhet",
        "eining",
        "unit",
        "masse",
        "masser",
        "mass",
        "masses",
        "mengde",
        "mengd",
        "amount",
        "quantity",
        "merknad",
        "kommentar",
        "note",
        "notes",
        "comment",
        "kilde",
        "kjelde",
        "source",
    ];
    let (name, _) = without_measure(text);
    let is_other = matches!(head_of(&name), Some(Head::Year | Head::Density(_)));
    !is_other && !is_sum(&name) && !is_measure_alone(&name) && !is_one_of(&plain(&name), OTHERS)
}

/// What stands below a head, where that is known.
pub(super) fn head_of(text: &str) -> Option<Head> {
    let words = lower_tokens(text);
    let first = words.first()?.as_str();
    if let Some(place) = words.iter().position(|word| is_one_of(word, DENSITIES)) {
        // Bulk and dry densities are others.
        let mut others = words
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place);
        let is_solid = others.all(|(_, word)| is_one_of(word, BESIDE_DENSITY));
        let of_kilogrammes = words.iter().any(|word| word == "kg");
        return is_solid.then_some(Head::Density(if of_kilogrammes { 1000.0 } else { 1.0 }));
    }
    if is_one_of(first, &["type", "kind", "slag", "massetype", "masseslag"]) {
        return Some(Head::Kind);
    }
    if is_one_of(first, &["kvalitet", "quality", "kvalitetsklasse"]) {
        return Some(Head::Quality);
    }
    if is_one_of(first, &["enhet", "eining", "unit", "units"]) {
        return Some(Head::Unit);
    }
    if words.iter().all(|word| is_one_of(word, YEAR_WORDS)) {
        return Some(Head::Year);
    }
    if is_sum(text) {
        return Some(Head::Sum);
    }
    let names = [
        "fraksjon",
        "fraksjoner",
        "fraksjonar",
        "fraction",
        "fractions",
        "navn",
        "namn",
        "name",
        "fraksjonsnavn",
        "fraksjonsnamn",
        "massefraksjon",
        "materiale",
        "material",
    ];
    if is_one_of(first, &names) {
        return Some(Head::Name);
    }
    match measure_in(text) {
        Some(Measure::Mass(unit)) => return Some(Head::Mass(Some(unit))),
        Some(Measure::Volume) => return Some(Head::Volume),
        None => {}
    }
    if is_one_of(
        first,
        &[
            "mengde", "mengd", "mengder", "amount", "quantity", "tonnasje", "tonnage",
        ],
    ) {
        return Some(Head::Mass(None));
    }
    is_one_of(first, &["masse", "masser", "mass", "masses"]).then_some(Head::NameOrMass)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(text: &str) -> Option<i32> {
        year_of_text(text).map(|(year, _)| year)
    }

    #[test]
    fn years_are_known_in_all_that_people_write() {
        for text in [
            "2027",
            "2027.0",
            "2027 (t)",
            "År 2027",
            "Year 2027 [Mt]",
            "2027-01-01",
            "31.12.2027",
            "kt 2027",
            "2027 1000 t",
            "Prognose 2027",
        ] {
            assert_eq!(year(text), Some(2027), "{text}");
        }
        for text in [
            "Masseplan 2027",
            "2027–2030",
            "Sum 2027",
            "20277",
            "1066",
            "Gråberg",
        ] {
            assert_eq!(year(text), None, "{text}");
        }
    }

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
    fn heads_say_what_stands_below_them() {
        for (text, head) in [
            ("Fraksjon", Some(Head::Name)),
            ("Namn", Some(Head::Name)),
            ("År", Some(Head::Year)),
            ("Tonn per år", Some(Head::Mass(Some(MassUnit::Tonnes)))),
            ("Masse", Some(Head::NameOrMass)),
            ("Mass (kt)", Some(Head::Mass(Some(MassUnit::Kilotonnes)))),
            ("Mengde", Some(Head::Mass(None))),
            ("Volum (fm³)", Some(Head::Volume)),
            ("Densitet, t/m³", Some(Head::Density(1.0))),
            ("Solid density (kg/m3)", Some(Head::Density(1000.0))),
            ("Tørr densitet", None),
            ("I alt", Some(Head::Sum)),
            ("Overskuddsmasser i alt", Some(Head::Sum)),
            ("Merknad", None),
        ] {
            assert_eq!(head_of(text), head, "{text}");
        }
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
