//! Tables in text files: which letters they are written in, and what parts their columns.

use std::path::Path;

use super::NamedCells;
use super::cells::{CellAt, CellValue, SheetCells};
use super::trouble::{SheetFault, TableError};
use crate::progress::Run;

/// Rows between two looks at whether anybody waits.
const ROWS_AT_ONCE: usize = 1000;

/// What stands at 0x80 to 0x9F in Windows-1252; the other letters stand where Unicode has them.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads a text file as the one sheet that it is.
///
/// # Errors
/// [`TableError::NotATable`], if it is not text.
pub(super) fn read(path: &Path, bytes: &[u8], run: &Run) -> Result<NamedCells, TableError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = text_of(bytes).ok_or(TableError::NotATable)?;
    if text.trim_start().starts_with('<') {
        // A web page or XML, whatever its ending says.
        return Err(TableError::NotATable);
    }
    // Rows are counted as a spreadsheet counts them, also where one is empty.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (text, first_row, said) = without_sep_line(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(said.unwrap_or_else(|| delimiter_of(text)))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut cells = SheetCells::default();
    let mut record = csv::StringRecord::new();
    let mut row: u32 = first_row;
    for count in 0_usize.. {
        if count % ROWS_AT_ONCE == 0 {
            let done = usize::try_from(reader.position().byte()).unwrap_or_default();
            run.step(done, text.len())?;
        }
        let from = usize::try_from(reader.position().byte()).unwrap_or_default();
        // The text is UTF-8 and rows may be of any length: nothing is left to fail.
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let skipped = text.as_bytes().get(from..).unwrap_or_default();
        let skipped = skipped.iter().take_while(|byte| **byte == b'\n').count();
        row = row.saturating_add(u32::try_from(skipped).unwrap_or(u32::MAX));
        for (column, field) in (0_u32..).zip(record.iter()) {
            if let Some(value) = CellValue::text(field)
                && cells.put(CellAt { row, column }, value).is_err()
            {
                return Ok((name.into_owned(), Err(SheetFault::TooManyCells)));
            }
        }
        row = row.saturating_add(1);
    }
    Ok(cells.named(&name))
}

/// Takes off a first line `sep=;`, which some spreadsheets write to say what parts columns.
fn without_sep_line(text: &str) -> (&str, u32, Option<u8>) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = line.trim_start_matches('\u{feff}').strip_prefix("sep=");
    match said.map(str::as_bytes) {
        Some([delimiter]) => (rest, 1, Some(*delimiter)),
        _ => (text, 0, None),
    }
}

/// The text in UTF-8 or UTF-16, or else in Windows-1252; `None` where it is no text.
fn text_of(bytes: &[u8]) -> Option<String> {
    let units = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
        String::from_utf16(&pairs.collect::<Vec<u16>>()).ok()
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return units(rest, u16::from_be_bytes),
        _ => {}
    }
    if bytes.contains(&0) {
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    Some(text.unwrap_or_else(|_| bytes.iter().map(|byte| of_windows(*byte)).collect()))
}

fn of_windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// What parts columns: a tab or a semicolon where it stands in about as many lines as a comma does, since commas
/// stand in numbers too.
fn delimiter_of(text: &str) -> u8 {
    let lines_with = |mark: char| {
        let has_mark = |line: &&str| {
            let mut is_quoted = false;
            line.chars().any(|letter| {
                is_quoted ^= letter == '"';
                letter == mark && !is_quoted
            })
        };
        text.lines().take(200).filter(has_mark).count()
    };
    let with_comma = lines_with(',');
    for (mark, byte) in [('\t', b'\t'), (';', b';')] {
        let with_mark = lines_with(mark);
        if 0 < with_mark && with_comma <= 2 * with_mark {
            return byte;
        }
    }
    b','
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_columns_is_found_out() {
        assert_eq!(delimiter_of("a;2027\nb;1,5\n"), b';');
        assert_eq!(delimiter_of("a\t2027\nb\t1,5;\n"), b'\t');
        assert_eq!(delimiter_of("a,2027\n\"b;c\",1.5\n"), b',');
        assert_eq!(delimiter_of("one column"), b',');
    }

    #[test]
    fn letters_are_found_out() {
        assert_eq!(text_of(b"Gr\xe5berg \x96").as_deref(), Some("Gråberg –"));
        assert_eq!(
            text_of("\u{feff}Gråberg".as_bytes()).as_deref(),
            Some("Gråberg")
        );
        assert_eq!(text_of(b"\xff\xfeG\0\xe5\0").as_deref(), Some("Gå"));
        assert_eq!(text_of(b"PK\0\0"), None);
    }
}
