//! Amounts and densities as they stand in cells.

use super::bad_cell::Expected;
use super::cells::CellValue;
use super::measures::{Measure, is_measure_alone, measure_in};
use super::table::Amount;
use crate::app::masses::paste::{PastedCell, cell_of};
use crate::units::Density;

/// Densities that a cell in t/m³ may have: beyond them it is in another unit.
const DENSITIES: std::ops::RangeInclusive<f64> = 0.5..=20.0;

/// Reads an amount: a number as people write it, with or without a unit behind it. `None` where nothing comes.
pub(super) fn amount_in(value: &CellValue) -> Result<Option<Amount>, Expected> {
    let (value, unit) = match value {
        CellValue::Number(number) => (*number, None),
        CellValue::Text(text) => match cell_of(text) {
            PastedCell::Empty => return Ok(None),
            PastedCell::Number(number) => (number, None),
            PastedCell::Unreadable(text) => with_unit(&text).ok_or(Expected::Amount)?,
        },
        CellValue::Date(_) => return Err(Expected::Amount),
        CellValue::Other(_) => return Err(Expected::Value),
    };
    if value < 0.0 {
        return Err(Expected::NotNegative);
    }
    // Zero may have a sign, too.
    let value = value.abs();
    Ok(Some(Amount { value, unit }))
}

/// `1,2 Mt` and the like.
fn with_unit(text: &str) -> Option<(f64, Option<super::MassUnit>)> {
    let letters = text.find(char::is_alphabetic)?;
    let (number, unit) = text.split_at(letters);
    let PastedCell::Number(number) = cell_of(number) else {
        return None;
    };
    match measure_in(unit).filter(|_| is_measure_alone(unit))? {
        Measure::Mass(unit) => Some((number, Some(unit))),
        Measure::Volume => None,
    }
}

/// Whether a text with one point or comma before three digits might part thousands: `1.250`, but not `0.250`.
pub(super) fn may_part_thousands(text: &str) -> bool {
    let Some((whole, thousands)) = text.split_once(['.', ',']) else {
        return false;
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    thousands.len() == 3
        && are_digits(thousands)
        && (1..=3).contains(&whole.len())
        && are_digits(whole)
        && !whole.starts_with('0')
}

/// Reads a density of solid rock, whose column is in t/m³ or in units of which `parts` make one.
pub(super) fn density_in(value: &CellValue, parts: f64) -> Option<Density> {
    let number = match value {
        CellValue::Number(number) => *number,
        CellValue::Text(text) => match cell_of(text) {
            PastedCell::Number(number) => number,
            PastedCell::Empty | PastedCell::Unreadable(_) => return None,
        },
        CellValue::Date(_) | CellValue::Other(_) => return None,
    };
    let density = number / parts;
    Density::new(density).filter(|_| DENSITIES.contains(&density))
}

#[cfg(test)]
mod tests {
    use super::super::MassUnit;
    use super::*;

    fn amount(text: &str) -> Result<Option<Amount>, Expected> {
        amount_in(&CellValue::Text(text.to_owned()))
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let of = |value, unit| Ok(Some(Amount { value, unit }));
        assert_eq!(amount("1\u{202f}234,5"), of(1234.5, None));
        assert_eq!(amount("1,2 Mt"), of(1.2, Some(MassUnit::Megatonnes)));
        assert_eq!(amount("120 kt/år"), of(120.0, Some(MassUnit::Kilotonnes)));
        assert_eq!(amount("–"), Ok(None));
        assert_eq!(amount("\u{2212}3"), Err(Expected::NotNegative));
        for text in ["ca. 200", "12 m³", "200?", "Mt"] {
            assert_eq!(amount(text), Err(Expected::Amount), "{text}");
        }
    }

    #[test]
    fn three_digits_behind_a_mark_may_be_thousands() {
        for text in ["1.250", "12,500", "120.000"] {
            assert!(may_part_thousands(text), "{text}");
        }
        for text in ["0.250", "1.25", "1250", "1.2500", "1 250,500"] {
            assert!(!may_part_thousands(text), "{text}");
        }
    }

    #[test]
    fn densities_are_told_in_two_units() {
        let density = |number, parts| density_in(&CellValue::Number(number), parts);
        assert_eq!(density(2.75, 1.0), Density::new(2.75));
        assert_eq!(density(2750.0, 1000.0), Density::new(2.75));
        assert_eq!(density(2750.0, 1.0), None);
    }
}
