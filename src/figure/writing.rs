//! Writing on a drawing: how it looks, how wide it is, and what to do where it has no room.

use super::balance::shortened;
use super::drawing::{Anchor, PaperPoint, Role, Shape, Text, Weight, text_width_mm};

/// How much wider writing is that stands out.
const STRONG: f64 = 1.06;

/// What rounding may make of a width, in millimetres.
const SLACK_MM: f64 = 1e-6;

/// From one line of writing to the next, as a share of its size.
pub(super) const LINE: f64 = 1.25;

/// How something is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    /// How large, in millimetres.
    pub size_mm: f64,
    /// In which colour.
    pub role: Role,
    /// How bold.
    pub weight: Weight,
    /// Which part of it stands at its place.
    pub anchor: Anchor,
    /// How wide the rim around its letters is, in millimetres.
    pub rim_mm: f64,
}

impl Hand {
    /// As what matters, from its place on.
    pub(super) fn ink(size_mm: f64) -> Self {
        Self {
            size_mm,
            role: Role::Ink,
            weight: Weight::Regular,
            anchor: Anchor::Start,
            rim_mm: 0.0,
        }
    }

    /// As what is only there to explain.
    pub(super) fn quiet(size_mm: f64) -> Self {
        let role = Role::Quiet;
        Self {
            role,
            ..Self::ink(size_mm)
        }
    }

    /// As what stands out.
    pub(super) fn strong(size_mm: f64) -> Self {
        let weight = Weight::Strong;
        Self {
            weight,
            ..Self::ink(size_mm)
        }
    }

    /// The same around its place.
    pub(super) fn middle(self) -> Self {
        let anchor = Anchor::Middle;
        Self { anchor, ..self }
    }

    /// The same up to its place.
    pub(super) fn end(self) -> Self {
        let anchor = Anchor::End;
        Self { anchor, ..self }
    }

    /// The same with a rim around its letters, to be read on what lies below.
    pub(super) fn rimmed(self, rim_mm: f64) -> Self {
        Self { rim_mm, ..self }
    }

    /// About how wide something is, in millimetres; rather too much than too little.
    pub(super) fn width_mm(self, words: &str) -> f64 {
        let wider = match self.weight {
            Weight::Regular => 1.0,
            Weight::Strong => STRONG,
        };
        wider * text_width_mm(words, self.size_mm)
    }

    /// The widest of some texts, in millimetres; zero without any.
    pub(super) fn widest_mm<'a>(self, texts: impl IntoIterator<Item = &'a str>) -> f64 {
        let widths = texts.into_iter().map(|text| self.width_mm(text));
        widths.fold(0.0, f64::max)
    }

    /// As much of something as has room.
    pub(super) fn cut(self, words: &str, room_mm: f64) -> String {
        // What was made just as wide as its room is not cut.
        shortened(words, room_mm + SLACK_MM, self.width_of_an_em())
    }

    /// Writes something half-way up its capital letters.
    pub(super) fn write(self, words: &str, at: (f64, f64)) -> Shape {
        Shape::Text(self.text(words, at))
    }

    /// Writes something from below to above.
    pub(super) fn write_up(self, words: &str, at: (f64, f64)) -> Shape {
        Shape::Text(Text {
            turned_degrees: -90.0,
            ..self.text(words, at)
        })
    }

    /// Something turned about its place clockwise, in degrees.
    pub(super) fn write_turned(self, words: &str, at: (f64, f64), turned_degrees: f64) -> Shape {
        Shape::Text(Text {
            turned_degrees,
            ..self.text(words, at)
        })
    }

    fn text(self, words: &str, (x, y): (f64, f64)) -> Text {
        Text {
            words: words.to_owned(),
            at: PaperPoint { x, y },
            anchor: self.anchor,
            size_mm: self.size_mm,
            role: self.role,
            weight: self.weight,
            turned_degrees: 0.0,
            rim_mm: self.rim_mm,
        }
    }

    fn width_of_an_em(self) -> f64 {
        match self.weight {
            Weight::Regular => self.size_mm,
            Weight::Strong => STRONG * self.size_mm,
        }
    }
}

/// Lines of writing, broken between words; what has no room in so many lines is cut.
pub(super) fn wrapped(words: &str, room_mm: f64, hand: Hand, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut parts = words.split(' ').filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        let longer = lines.last().map(|line| format!("{line} {part}"));
        let fitting = longer.filter(|line| hand.width_mm(line) <= room_mm + SLACK_MM);
        let is_last = lines.len() == most;
        match (lines.last_mut(), fitting) {
            (Some(line), Some(longer)) => *line = longer,
            (Some(line), None) if is_last => {
                // The rest stands in the last line, as far as there is room.
                let rest: Vec<&str> = std::iter::once(part).chain(parts).collect();
                *line = hand.cut(&format!("{line} {}", rest.join(" ")), room_mm);
                break;
            }
            (_, _) => lines.push(part.to_owned()),
        }
    }
    for line in &mut lines {
        *line = hand.cut(line, room_mm);
    }
    lines
}

/// Whether something has room in so many lines without being cut.
pub(super) fn fits(words: &str, room_mm: f64, hand: Hand, most: usize) -> bool {
    let lines = wrapped(words, room_mm, hand, most);
    let whole = lines.join(" ");
    whole
        .split(' ')
        .eq(words.split(' ').filter(|part| !part.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_is_broken_between_words_and_cut_at_the_end() {
        let hand = Hand::ink(3.0);
        let room = hand.width_mm("Deponi i lia");
        assert_eq!(wrapped("Deponi i lia", room, hand, 1), ["Deponi i lia"]);
        let two = wrapped("Deponi i lia og brudd", room, hand, 2);
        assert_eq!(two, ["Deponi i lia", "og brudd"]);
        let cut = wrapped("Deponi i lia og tilbakefylling i brudd", room, hand, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…') && hand.width_mm(&cut[1]) <= room);
        assert!(wrapped("", room, hand, 2).is_empty());
        assert!(fits("Deponi i lia", room, hand, 1) && !fits("Deponi i lia nå", room, hand, 1));
    }
}
