//! Amounts by year, as JSON in a cell.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::units::Year;

/// Years that a file may name.
const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;

/// Most years of one row.
const MOST_YEARS: usize = 2_000;

/// Amounts by year as JSON, without what could not be read again: no amount is negative.
pub(super) fn text_of(amounts: impl Iterator<Item = (Year, f64)>) -> String {
    let object: Map<String, Value> = amounts
        .filter(|(year, amount)| YEARS.contains(&year.0) && 0.0 <= *amount && amount.is_finite())
        .map(|(year, amount)| (year.0.to_string(), json!(amount)))
        .collect();
    Value::Object(object).to_string()
}

/// Amounts by year from JSON; `None` unless all are years and numbers that are not negative.
pub(super) fn read(text: &str) -> Option<BTreeMap<Year, f64>> {
    let object: Map<String, Value> = serde_json::from_str(text).ok()?;
    if MOST_YEARS < object.len() {
        return None;
    }
    let amounts = object.iter().map(|(year, amount)| {
        let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
        let amount = amount
            .as_f64()
            .filter(|amount| 0.0 <= *amount && amount.is_finite())?;
        Some((Year(year), amount))
    });
    amounts.collect()
}

/// Years as JSON.
pub(super) fn years_text(years: impl Iterator<Item = Year>) -> String {
    Value::Array(years.map(|year| json!(year.0)).collect()).to_string()
}

/// Years from JSON; `None` unless all are years.
pub(super) fn read_years(text: &str) -> Option<Vec<Year>> {
    let years: Vec<i32> = serde_json::from_str(text).ok()?;
    let all_are = years.len() <= MOST_YEARS && years.iter().all(|year| YEARS.contains(year));
    all_are.then(|| years.into_iter().map(Year).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back_to_the_last_bit_and_nonsense_does_not() {
        let amounts = BTreeMap::from([(Year(2030), 0.1 + 0.2), (Year(-5), 1e300)]);
        let text = text_of(amounts.iter().map(|(year, amount)| (*year, *amount)));
        assert_eq!(read(&text), Some(amounts));
        for text in [
            "",
            "[]",
            "{\"x\": 1}",
            "{\"2030\": -1}",
            "{\"2030\": \"1\"}",
            "{\"99999\": 1}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            read_years("[2030,2031]"),
            Some(vec![Year(2030), Year(2031)])
        );
        assert_eq!(read_years("{}"), None);
    }
}
