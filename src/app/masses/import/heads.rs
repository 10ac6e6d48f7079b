//! What heads of columns and rows mean: years, and what stands below or beside them.
//!
//! Words are those of bokmål, nynorsk and English.

use super::cells::CellValue;
use super::measures::{
    MassUnit, Measure, PARTS_OF_UNITS, TONNES, VOLUMES, YEAR_WORDS, is_measure_alone, is_one_of,
    lower_tokens, measure_in, plain, without_measure,
};

/// Years that a head may be.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2300;

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

const FORECASTS: &[&str] = &[
    "prognose", "plan", "planlagt", "budsjett", "forecast", "planned", "budget",
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
}
