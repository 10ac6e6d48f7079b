//! Figures and words as pieces of a document, each with where it comes from.

use std::fmt::Write as _;

use crate::report::{Origin, Piece};
use crate::units::SquareMetres;
use crate::words::Words;

/// Stands on both sides of a place for something in a sentence. It is for private use, so no text has it.
const MARK: char = '\u{f8ff}';

/// What stands in a sentence.
pub(super) enum Said {
    /// Some pieces.
    Pieces(Vec<Piece>),
    /// What the sentence only chooses by, such as a count.
    Choice(usize),
}

impl From<Piece> for Said {
    fn from(piece: Piece) -> Self {
        Self::Pieces(vec![piece])
    }
}

impl From<Vec<Piece>> for Said {
    fn from(pieces: Vec<Piece>) -> Self {
        Self::Pieces(pieces)
    }
}

/// Tells figures in a language.
#[derive(Clone, Copy)]
pub(super) struct Tell<'a> {
    /// In which words.
    pub words: &'a Words,
}

impl Tell<'_> {
    /// A text of the program.
    pub(super) fn word(self, id: &str) -> Piece {
        Piece::new(self.words.text(id, &[]), Origin::Words(id.to_owned()))
    }

    /// The same as all there is in a cell or a paragraph.
    pub(super) fn words(self, id: &str) -> Vec<Piece> {
        vec![self.word(id)]
    }

    /// A sentence of the program with figures in it.
    pub(super) fn say<const N: usize>(
        self,
        id: &str,
        said: [(&'static str, Said); N],
    ) -> Vec<Piece> {
        let mut places: Vec<Vec<Piece>> = Vec::new();
        let mut arguments: Vec<(&'static str, String)> = Vec::new();
        for (name, said) in said {
            let argument = match said {
                Said::Choice(count) => count.to_string(),
                Said::Pieces(pieces) => {
                    places.push(pieces);
                    format!("{MARK}{}{MARK}", places.len() - 1)
                }
            };
            arguments.push((name, argument));
        }
        let text = self.words.text(id, &arguments);
        let mut pieces = Vec::new();
        for (index, part) in text.split(MARK).enumerate() {
            if index % 2 == 0 {
                if !part.is_empty() {
                    pieces.push(Piece::new(part, Origin::Words(id.to_owned())));
                }
            } else if let Some(place) = part.parse().ok().and_then(|at: usize| places.get(at)) {
                pieces.extend(place.iter().cloned());
            }
        }
        pieces
    }

    /// A number with its unit, which stay on one line.
    pub(super) fn quantity(self, value: f64, decimals: usize, unit: &str, key: Origin) -> Piece {
        Piece::number(self.words.quantity(value, decimals, unit), value, key)
    }

    /// A number alone.
    pub(super) fn number(self, value: f64, decimals: usize, key: Origin) -> Piece {
        Piece::number(self.words.number(value, decimals), value, key)
    }

    /// A volume in cubic metres.
    pub(super) fn volume(self, volume_m3: f64, key: Origin) -> Piece {
        Piece::number(self.words.volume(volume_m3), volume_m3, key)
    }

    /// A mass in tonnes.
    pub(super) fn mass(self, mass_t: f64, key: Origin) -> Piece {
        Piece::number(self.words.mass(mass_t), mass_t, key)
    }

    /// An area in square metres, told in decares.
    pub(super) fn decares(self, area_m2: f64, key: Origin) -> Piece {
        let area = SquareMetres(area_m2).to_daa();
        let text = self.words.quantity(area, decimals_of(area), "daa");
        Piece::number(text, area_m2, key)
    }

    /// The same in hectares.
    pub(super) fn hectares(self, area_m2: f64, key: Origin) -> Piece {
        let area = SquareMetres(area_m2).to_hectares();
        let text = self
            .words
            .quantity(area, decimals_of(area * 10.0) + 1, "ha");
        Piece::number(text, area_m2, key)
    }

    /// A share from 0 to 1, told in per cent.
    pub(super) fn share(self, share: f64, decimals: usize, key: Origin) -> Piece {
        let text = self.words.quantity(100.0 * share, decimals, "%");
        Piece::number(text, share, key)
    }
}

/// A year, which is no amount: without a space between its thousands.
pub(super) fn year(year: i32, key: Origin) -> Piece {
    Piece::number(year.to_string(), f64::from(year), key)
}

/// Nothing is known.
pub(super) fn nothing() -> Vec<Piece> {
    vec![Piece::new("–", Origin::Words("word-nothing".to_owned()))]
}

/// What is known as pieces of a cell.
pub(super) fn known<T>(value: Option<T>, tell: impl FnOnce(T) -> Piece) -> Vec<Piece> {
    value.map_or_else(nothing, |value| vec![tell(value)])
}

/// Small areas have two decimals, others one.
fn decimals_of(area_daa: f64) -> usize {
    if area_daa.abs() < 10.0 { 2 } else { 1 }
}

/// Several things in a row, with commas between.
pub(super) fn list_of(things: impl IntoIterator<Item = Vec<Piece>>) -> Vec<Piece> {
    joined(things, ", ")
}

/// Several things with something between them.
pub(super) fn joined(things: impl IntoIterator<Item = Vec<Piece>>, between: &str) -> Vec<Piece> {
    let mut all = Vec::new();
    for (index, thing) in things.into_iter().enumerate() {
        if 0 < index {
            let between = Piece::new(between, Origin::Words("word-between".to_owned()));
            all.push(between);
        }
        all.extend(thing);
    }
    all
}

/// A moment as every reader has it, wherever the computer stands: in universal time.
pub(super) fn moment(at: jiff::Timestamp) -> String {
    let zoned = at.to_zoned(jiff::tz::TimeZone::UTC);
    zoned.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// The day of a moment, in universal time.
pub(super) fn day(at: jiff::Timestamp) -> String {
    let zoned = at.to_zoned(jiff::tz::TimeZone::UTC);
    zoned.strftime("%Y-%m-%d").to_string()
}

/// What pieces say together.
pub(super) fn plain(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        // Writing to a string cannot fail.
        write!(text, "{}", piece.text).ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn figures_stand_in_sentences_with_where_they_come_from() {
        let words = Words::in_language(Language::English).unwrap();
        let tell = Tell { words: &words };
        let key = Origin::Scenarios("/scenarios/0/fates/land_t".to_owned());
        let said = tell.say(
            "report-takes-land",
            [("area", tell.decares(12_345.0, key.clone()).into())],
        );
        let figure = said.iter().find(|piece| piece.key == key).unwrap();
        assert_eq!(figure.text, "12.3\u{a0}daa");
        assert_eq!(figure.value.as_deref(), Some("12345"));
        assert!(plain(&said).contains("12.3\u{a0}daa"), "{said:?}");
        assert!(1 < said.len());
    }
}
