//! SOSI files, one at a time and in a copy, and their character sets.
//!
//! The driver takes every file for ISO 8859-1, and finds its own words in no other set. A file in UTF-8 is
//! therefore copied in ISO 8859-10; letters that it does not have stand in control characters meanwhile.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use super::archive;

/// Within how many bytes a SOSI file has its head.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// The control characters that letters beyond ISO 8859-10 stand in, and how many there are.
const FIRST_SPARE: u8 = 0x80;
const SPARE: usize = 32;

/// Whether the SOSI driver would open a file that begins like this.
pub(super) fn is_sosi(head: &[u8]) -> bool {
    head.windows(5).any(|letters| letters == b".HODE")
}

/// The right to read SOSI, and a copy to read.
///
/// The library below the SOSI driver has global variables, so two files at once crash the program;
/// and it keeps an index in a folder beside the file.
pub(super) struct SosiTurn {
    pub(super) file: PathBuf,
    pub(super) letters: Letters,
    _folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl SosiTurn {
    pub(super) fn new(path: &Path, head: &[u8]) -> Result<Self, io::Error> {
        static TURN: Mutex<()> = Mutex::new(());
        // Nothing is guarded that a panic could leave half-done.
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new().prefix("berghald-").tempdir()?;
        // A plain name, since the library cannot read all letters in paths.
        let file = folder.path().join("copy.sos");
        archive::copy_out(path, &file)?;
        let letters = match CharacterSet::of(head) {
            CharacterSet::Other => Letters::PLAIN,
            CharacterSet::Nordic => Letters {
                is_nordic: true,
                ..Letters::PLAIN
            },
            CharacterSet::Unicode => {
                let (bytes, letters) = in_nordic(&fs::read(&file)?);
                fs::write(&file, bytes)?;
                letters
            }
        };
        Ok(Self {
            file,
            letters,
            _folder: folder,
            _turn: turn,
        })
    }
}

/// The character set that the head of a file names, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CharacterSet {
    Nordic,
    Unicode,
    Other,
}

impl CharacterSet {
    fn of(head: &[u8]) -> Self {
        let set = head
            .split(|byte| *byte == b'\n' || *byte == b'\r')
            .find_map(|line| line.strip_prefix(b"..TEGNSETT"));
        let set = set.unwrap_or_default().trim_ascii().to_ascii_uppercase();
        if set.ends_with(b"8859-10") {
            Self::Nordic
        } else if set == b"UTF-8" || set == b"UTF8" || head.starts_with(BYTE_ORDER_MARK) {
            Self::Unicode
        } else {
            Self::Other
        }
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What the letters that GDAL hands out stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// Whether they are those of ISO 8859-10 that are taken for ISO 8859-1.
    is_nordic: bool,
    /// What control characters stand for, from the first.
    spare: Vec<char>,
}

impl Letters {
    /// They are what they are.
    pub(super) const PLAIN: Self = Self {
        is_nordic: false,
        spare: Vec::new(),
    };

    pub(super) fn read(&self, text: &str) -> String {
        text.chars().map(|letter| self.letter(letter)).collect()
    }

    fn letter(&self, letter: char) -> char {
        let place = u32::from(letter).checked_sub(u32::from(FIRST_SPARE));
        let spare = place.and_then(|place| self.spare.get(usize::try_from(place).ok()?));
        match spare {
            Some(meant) => *meant,
            None if self.is_nordic => nordic(letter),
            None => letter,
        }
    }
}

/// A file in UTF-8 as one in ISO 8859-10, and what its letters stand for.
///
/// What is no UTF-8 becomes a question mark, as do letters when more than 32 are in neither set.
fn in_nordic(bytes: &[u8]) -> (Vec<u8>, Letters) {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let mut spare: Vec<char> = Vec::new();
    let mut written = Vec::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.starts_with("..TEGNSETT") {
            let end = &line[line.trim_end().len()..];
            written.extend_from_slice(b"..TEGNSETT ISO8859-10");
            written.extend_from_slice(end.as_bytes());
        } else {
            written.extend(line.chars().map(|letter| byte_of(letter, &mut spare)));
        }
    }
    let is_nordic = true;
    (written, Letters { is_nordic, spare })
}

fn byte_of(letter: char, spare: &mut Vec<char>) -> u8 {
    let in_set = |byte: &u8| nordic(char::from(*byte)) == letter;
    if letter.is_ascii() {
        return u8::try_from(letter).unwrap_or(b'?');
    }
    if let Some(byte) = (0xA0..=0xFF).find(in_set) {
        return byte;
    }
    let place = spare.iter().position(|known| *known == letter);
    let place = place.unwrap_or_else(|| {
        spare.push(letter);
        spare.len() - 1
    });
    if SPARE <= place {
        spare.truncate(SPARE);
        return b'?';
    }
    u8::try_from(place).map_or(b'?', |place| FIRST_SPARE + place)
}

/// A letter that is taken for one of ISO 8859-1 and is one of ISO 8859-10, the set with the Sámi letters.
///
/// # Source
/// ISO/IEC 8859-10:1998, the code table; bytes that are the same in both are left out.
fn nordic(letter: char) -> char {
    const SET: [(char, char); 46] = [
        ('¡', 'Ą'),
        ('¢', 'Ē'),
        ('£', 'Ģ'),
        ('¤', 'Ī'),
        ('¥', 'Ĩ'),
        ('¦', 'Ķ'),
        ('¨', 'Ļ'),
        ('©', 'Đ'),
        ('ª', 'Š'),
        ('«', 'Ŧ'),
        ('¬', 'Ž'),
        ('®', 'Ū'),
        ('¯', 'Ŋ'),
        ('±', 'ą'),
        ('²', 'ē'),
        ('³', 'ģ'),
        ('´', 'ī'),
        ('µ', 'ĩ'),
        ('¶', 'ķ'),
        ('¸', 'ļ'),
        ('¹', 'đ'),
        ('º', 'š'),
        ('»', 'ŧ'),
        ('¼', 'ž'),
        ('½', '―'),
        ('¾', 'ū'),
        ('¿', 'ŋ'),
        ('À', 'Ā'),
        ('Ç', 'Į'),
        ('È', 'Č'),
        ('Ê', 'Ę'),
        ('Ì', 'Ė'),
        ('Ñ', 'Ņ'),
        ('Ò', 'Ō'),
        ('×', 'Ũ'),
        ('Ù', 'Ų'),
        ('à', 'ā'),
        ('ç', 'į'),
        ('è', 'č'),
        ('ê', 'ę'),
        ('ì', 'ė'),
        ('ñ', 'ņ'),
        ('ò', 'ō'),
        ('÷', 'ũ'),
        ('ù', 'ų'),
        ('ÿ', 'ĸ'),
    ];
    let found = SET.iter().find(|(taken, _)| *taken == letter);
    found.map_or(letter, |(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nordic_letters_keep_norwegian_ones_and_have_sami_ones() {
        let letters = Letters {
            is_nordic: true,
            ..Letters::PLAIN
        };
        assert_eq!(letters.read("æøåÆØÅ áÁ"), "æøåÆØÅ áÁ");
        // Kárášjohka and Deatnu, as bytes E1, BA and E8 are taken for Latin-1.
        assert_eq!(letters.read("Káráºjohka"), "Kárášjohka");
        assert_eq!(letters.read("Èáhput"), "Čáhput");
        assert_eq!(Letters::PLAIN.read("Káráºjohka"), "Káráºjohka");
    }

    #[test]
    fn the_head_names_the_character_set() {
        let set = |head: &str| CharacterSet::of(head.as_bytes());
        assert_eq!(
            set(".HODE\r\n..TEGNSETT ISO8859-10\r\n"),
            CharacterSet::Nordic
        );
        assert_eq!(set(".HODE\n..TEGNSETT UTF-8\n"), CharacterSet::Unicode);
        assert_eq!(set("\u{feff}.HODE\n"), CharacterSet::Unicode);
        assert_eq!(set(".HODE\n..TEGNSETT DOSN8\n"), CharacterSet::Other);
    }

    #[test]
    fn unicode_comes_back_through_the_set_that_the_driver_knows() {
        let text = "\u{feff}.HODE 1:\r\n..TEGNSETT UTF-8\r\n...ORIGO-NØ 0 0\r\n..NAVN \"Kárášjohka – æøå € ß\"\r\n";
        let (bytes, letters) = in_nordic(text.as_bytes());
        let handed_out: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(handed_out.starts_with(".HODE 1:\r\n..TEGNSETT ISO8859-10\r\n...ORIGO-NØ"));
        let read = letters.read(&handed_out);
        assert!(read.contains("\"Kárášjohka – æøå € ß\""), "{read}");
        assert_eq!(letters.spare, ['–', '€']);
    }
}
