//! Blocks of numbers as spreadsheets put them on the clipboard.

use crate::words::read_number;

/// What stands in a cell of a block.
#[derive(Clone, Debug, PartialEq)]
pub enum PastedCell {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// Something that is no number, as it stands there.
    Unreadable(String),
}

/// Most cells that are taken from a block; what lies beyond is left out.
const MOST_CELLS: usize = 200_000;

/// Reads a block: a line for each row, columns apart by tabs, or by semicolons where there is no tab.
///
/// Numbers are read as people write them: decimal commas or points, spaces of any width between thousands. What is no
/// number stays in its cell and spoils no other.
pub fn read_block(text: &str) -> Vec<Vec<PastedCell>> {
    let delimiter = if text.contains('\t') { b'\t' } else { b';' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut cells = 0;
    let mut block = Vec::new();
    for record in reader.records() {
        // Text on the clipboard is UTF-8, and rows may be of any length: nothing is left to fail.
        let Ok(record) = record else {
            break;
        };
        cells += record.len();
        if MOST_CELLS < cells {
            break;
        }
        block.push(record.iter().map(cell_of).collect());
    }
    block
}

/// What a text in a cell says.
pub(super) fn cell_of(text: &str) -> PastedCell {
    let text = text.trim();
    match read_number(text) {
        _ if matches!(text, "" | "-" | "–") => PastedCell::Empty,
        Some(number) => PastedCell::Number(number),
        None => PastedCell::Unreadable(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_with_decimal_commas_and_thin_spaces_is_read() {
        let block = read_block("1\u{202f}234,5\t2\u{a0}000\n\u{2212}3\t12.25\r\n");
        let numbers = |row: &[PastedCell]| row.to_vec();
        assert_eq!(
            block.iter().map(|row| numbers(row)).collect::<Vec<_>>(),
            [
                vec![PastedCell::Number(1234.5), PastedCell::Number(2000.0)],
                vec![PastedCell::Number(-3.0), PastedCell::Number(12.25)],
            ]
        );
    }

    #[test]
    fn a_cell_that_is_no_number_spoils_no_other() {
        let block = read_block("100\tca. 200\t\n300\t–\t400");
        assert_eq!(block[0][0], PastedCell::Number(100.0));
        assert_eq!(block[0][1], PastedCell::Unreadable("ca. 200".to_owned()));
        assert_eq!(block[0][2], PastedCell::Empty);
        assert_eq!(
            block[1],
            [
                PastedCell::Number(300.0),
                PastedCell::Empty,
                PastedCell::Number(400.0)
            ]
        );
    }

    #[test]
    fn semicolons_part_columns_where_there_is_no_tab() {
        assert_eq!(
            read_block("1,5;2"),
            [[PastedCell::Number(1.5), PastedCell::Number(2.0)]]
        );
        assert_eq!(read_block("1,5"), [[PastedCell::Number(1.5)]]);
        assert!(read_block("").is_empty());
    }
}
