//! Values of rows as JSON, for the log. Numbers come back to the last bit.

use serde_json::{Map, Value, json};

use super::rows::{Cell, Row, Table};

/// A value in JSON.
pub(super) fn json_of(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) if number.is_finite() => json!(number),
        // JSON has no infinity.
        Cell::Real(number) => json!({ "bits": format!("{:016x}", number.to_bits()) }),
        Cell::Text(text) => json!(text),
        Cell::Blob(bytes) => json!({ "hex": hex(bytes) }),
    }
}

/// A value from JSON, or `None` where it is none that is written here.
pub(super) fn cell_of(value: &Value) -> Option<Cell> {
    match value {
        Value::Null => Some(Cell::Null),
        Value::Number(number) => number
            .as_i64()
            .map(Cell::Integer)
            .or_else(|| number.as_f64().map(Cell::Real)),
        Value::String(text) => Some(Cell::text(text)),
        Value::Object(object) => {
            if let Some(bits) = object.get("bits") {
                let bits = u64::from_str_radix(bits.as_str()?, 16).ok()?;
                return Some(Cell::Real(f64::from_bits(bits)));
            }
            bytes_of(object.get("hex")?.as_str()?).map(Cell::Blob)
        }
        Value::Bool(_) | Value::Array(_) => None,
    }
}

/// Some columns of a row, by their places.
pub(super) fn json_of_row(table: Table, row: &Row, places: &[usize]) -> String {
    let columns = table.columns();
    let object: Map<String, Value> = places
        .iter()
        .filter_map(|place| {
            Some((
                (*columns.get(*place)?).to_owned(),
                json_of(row.get(*place)?),
            ))
        })
        .collect();
    Value::Object(object).to_string()
}

/// Columns from JSON, by their places, or `None` where it is not what is written here.
pub(super) fn cells_of(table: Table, json: &str) -> Option<Vec<(usize, Cell)>> {
    let object: Map<String, Value> = serde_json::from_str(json).ok()?;
    object
        .iter()
        .map(|(column, value)| Some((table.place_of(column)?, cell_of(value)?)))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        let digit = char::from(byte).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Null),
            any::<i64>().prop_map(Cell::Integer),
            // NaN never comes out of the database.
            any::<f64>()
                .prop_filter("NaN", |number| !number.is_nan())
                .prop_map(Cell::Real),
            (-100_i32..100).prop_map(|number| Cell::Real(f64::from(number))),
            any::<String>().prop_map(Cell::Text),
            any::<Vec<u8>>().prop_map(Cell::Blob),
        ]
    }

    proptest! {
        #[test]
        fn every_value_comes_back_to_the_last_bit(cells in proptest::collection::vec(cell(), 7)) {
            let row = Arc::new(cells);
            let places: Vec<usize> = (0..7).collect();
            let text = json_of_row(Table::Scenarios, &row, &places);
            let mut back = cells_of(Table::Scenarios, &text).unwrap();
            back.sort_by_key(|(place, _)| *place);
            let back: Vec<Cell> = back.into_iter().map(|(_, cell)| cell).collect();
            prop_assert_eq!(&back, row.as_ref());
        }
    }

    #[test]
    fn what_was_not_written_here_is_refused() {
        for text in [
            "",
            "[]",
            "{\"x\": 1}",
            "{\"name\": true}",
            "{\"name\": {\"hex\": \"0\"}}",
        ] {
            assert_eq!(cells_of(Table::Scenarios, text), None, "{text}");
        }
    }
}
