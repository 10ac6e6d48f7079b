//! A drawing as SVG.
//!
//! The file is complete: its size is in millimetres, and writing stays writing. Fonts are not inside; where the
//! first one is missing, the next one of the list is taken. Pictures are inside, as PNG.

use std::borrow::Cow;
use std::sync::Arc;

use super::drawing::{
    Anchor, BandEdge, Drawing, Look, Paint, PaperPoint, PaperRect, Pen, Role, Shape, Text, Weight,
};
use super::raster::Raster;

/// The fonts, the best first.
const FONTS: &str =
    "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";

/// How far the foot of a capital letter is below its middle, as a share of the font's size.
const FOOT_SHARE: f64 = 0.33;

/// A drawing as the text of an SVG file, in UTF-8.
pub fn svg_of(drawing: &Drawing, look: Look) -> String {
    let mut writer = Writer {
        text: String::new(),
        look,
        clips: Vec::new(),
        pictures: Vec::new(),
    };
    writer.write(drawing);
    writer.text
}

struct Writer {
    text: String,
    look: Look,
    /// Those that have been written.
    clips: Vec<PaperRect>,
    /// The same, each with where it was written.
    pictures: Vec<(Arc<Raster>, PaperRect)>,
}

impl Writer {
    fn write(&mut self, drawing: &Drawing) {
        let (width, height) = (number(drawing.width_mm), number(drawing.height_mm));
        self.put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.put(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{width}mm\" height=\"{height}mm\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"{FONTS}\" \
             stroke-linejoin=\"round\">\n"
        ));
        self.put(&format!("<title>{}</title>\n", escaped(&drawing.title)));
        let sheet = color(Role::Sheet, self.look);
        self.put(&format!(
            "<rect width=\"{width}\" height=\"{height}\" fill=\"{sheet}\"/>\n"
        ));
        for item in &drawing.items {
            let clip = item.clip.map(|clip| self.clip(clip));
            let is_group = clip.is_some() || item.name.is_some();
            if is_group {
                self.put("<g");
                if let Some(clip) = clip {
                    self.put(&format!(" clip-path=\"url(#clip-{clip})\""));
                }
                self.put(">");
            }
            if let Some(name) = &item.name {
                self.put(&format!("<title>{}</title>", escaped(name)));
            }
            self.shape(&item.shape);
            self.put(if is_group { "</g>\n" } else { "\n" });
        }
        self.put("</svg>\n");
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The number of a clip rectangle, written at its first use.
    fn clip(&mut self, clip: PaperRect) -> usize {
        if let Some(known) = self.clips.iter().position(|known| *known == clip) {
            return known;
        }
        self.clips.push(clip);
        let index = self.clips.len() - 1;
        self.put(&format!(
            "<clipPath id=\"clip-{index}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
            number(clip.left),
            number(clip.top),
            number(clip.width()),
            number(clip.height()),
        ));
        index
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Area { rings, paint } => {
                let path: String = rings.iter().map(|ring| path_of(ring) + "Z").collect();
                self.area(&path, *paint);
            }
            Shape::Band { edges, paint } => self.area(&(path_of(&around(edges)) + "Z"), *paint),
            Shape::Lines { lines, pen } => {
                let path: String = lines.iter().map(|line| path_of(line)).collect();
                self.lines(&path, *pen);
            }
            Shape::Text(text) => self.writing(text),
            Shape::Picture { at, pixels } => self.picture(*at, pixels),
        }
    }

    fn area(&mut self, path: &str, paint: Paint) {
        let fill = color(paint.role, self.look);
        let opacity = if paint.opacity < 1.0 {
            format!(" fill-opacity=\"{}\"", number(paint.opacity.into()))
        } else {
            String::new()
        };
        self.put(&format!(
            "<path d=\"{path}\" fill=\"{fill}\"{opacity} fill-rule=\"evenodd\"/>"
        ));
    }

    fn lines(&mut self, path: &str, pen: Pen) {
        let stroke = color(pen.role, self.look);
        let dash = pen.dash_mm.map_or_else(String::new, |(dash, gap)| {
            format!(" stroke-dasharray=\"{} {}\"", number(dash), number(gap))
        });
        let width = number(pen.width_mm);
        self.put(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>"
        ));
    }

    fn writing(&mut self, text: &Text) {
        let anchor = match text.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = match text.weight {
            Weight::Regular => "",
            Weight::Strong => " font-weight=\"600\"",
        };
        let turned = if text.turned_degrees == 0.0 {
            String::new()
        } else {
            let (x, y) = (number(text.at.x), number(text.at.y));
            let degrees = number(text.turned_degrees);
            format!(" transform=\"rotate({degrees} {x} {y})\"")
        };
        let rim = if 0.0 < text.rim_mm {
            // The letters lie over their rim, which is half hidden by them.
            let (sheet, width) = (color(Role::Sheet, self.look), number(2.0 * text.rim_mm));
            format!(" stroke=\"{sheet}\" stroke-width=\"{width}\" paint-order=\"stroke\"")
        } else {
            String::new()
        };
        self.put(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{weight}{rim}{turned}>{}</text>",
            number(text.at.x),
            number(text.at.y + FOOT_SHARE * text.size_mm),
            number(text.size_mm),
            color(text.role, self.look),
            escaped(&text.words),
        ));
    }

    fn picture(&mut self, at: PaperRect, pixels: &Arc<Raster>) {
        let mut known = self.pictures.iter().enumerate();
        let same_size = |other: &PaperRect| {
            (other.width() - at.width()).abs() + (other.height() - at.height()).abs() < 1e-6
        };
        let same = known.find(|(_, (other, place))| Arc::ptr_eq(other, pixels) && same_size(place));
        if let Some((index, (_, place))) = same {
            let (x, y) = (number(at.left - place.left), number(at.top - place.top));
            self.put(&format!(
                "<use href=\"#picture-{index}\" x=\"{x}\" y=\"{y}\"/>"
            ));
            return;
        }
        // One without pixels cannot be packed, and shows nothing anyway.
        let Ok(bytes) = pixels.png() else {
            return;
        };
        let index = self.pictures.len();
        self.pictures.push((Arc::clone(pixels), at));
        self.put(&format!(
            "<image id=\"picture-{index}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" \
             preserveAspectRatio=\"none\" href=\"data:image/png;base64,{}\"/>",
            number(at.left),
            number(at.top),
            number(at.width()),
            number(at.height()),
            base64(&bytes),
        ));
    }
}

/// Bytes as letters.
///
/// # Source
/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= three.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    text
}

/// The ring around a band.
fn around(edges: &[BandEdge]) -> Vec<PaperPoint> {
    let upper = edges.iter().map(|edge| PaperPoint {
        x: edge.x,
        y: edge.top,
    });
    let lower = edges.iter().rev().map(|edge| PaperPoint {
        x: edge.x,
        y: edge.bottom,
    });
    upper.chain(lower).collect()
}

fn path_of(points: &[PaperPoint]) -> String {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let letter = match index {
            0 => "M",
            1 => "L",
            _ => " ",
        };
        path.push_str(letter);
        path.push_str(&number(point.x));
        path.push(' ');
        path.push_str(&number(point.y));
    }
    path
}

fn color(role: Role, look: Look) -> String {
    let [red, green, blue] = role.color(look);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// To a thousandth of a millimetre, without zeros at the end. What is no number becomes zero.
fn number(value: f64) -> String {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Writing as XML wants it. Characters that XML cannot hold are left out.
fn escaped(words: &str) -> Cow<'_, str> {
    let is_plain =
        |letter: char| !matches!(letter, '&' | '<' | '>' | '"' | '\'') && is_allowed(letter);
    if words.chars().all(is_plain) {
        return Cow::Borrowed(words);
    }
    let mut text = String::with_capacity(words.len() + 8);
    for letter in words.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            letter if is_allowed(letter) => text.push(letter),
            _ => {}
        }
    }
    Cow::Owned(text)
}

/// Whether XML 1.0 may hold a character.
fn is_allowed(letter: char) -> bool {
    !matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let check = |value, text: &str| assert_eq!(number(value), text);
        check(10.0, "10");
        check(-0.0001, "0");
        check(2.5, "2.5");
        check(1.0 / 3.0, "0.333");
        check(f64::NAN, "0");
    }

    #[test]
    fn bytes_become_letters_as_the_standard_has_them() {
        let check = |bytes: &[u8], text: &str| assert_eq!(base64(bytes), text);
        check(b"", "");
        check(b"f", "Zg==");
        check(b"fo", "Zm8=");
        check(b"foo", "Zm9v");
        check(b"foobar", "Zm9vYmFy");
    }

    #[test]
    fn pictures_of_the_same_pixels_are_written_once() {
        let pixels = Arc::new(Raster::new(1, 1, vec![[255, 0, 0, 255]]).unwrap());
        let mut drawing = Drawing::new(20.0, 10.0, "");
        for left in [0.0, 10.0] {
            let at = PaperRect {
                left,
                top: 2.0,
                right: left + 8.0,
                bottom: 8.0,
            };
            let pixels = Arc::clone(&pixels);
            drawing.add(Shape::Picture { at, pixels });
        }
        let svg = svg_of(&drawing, Look::Light);
        assert_eq!(svg.matches("data:image/png;base64,").count(), 1);
        assert!(svg.contains("<use href=\"#picture-0\" x=\"10\" y=\"0\"/>"));
    }

    #[test]
    fn writing_on_a_picture_has_a_rim() {
        let mut drawing = Drawing::new(20.0, 10.0, "");
        drawing.add(Shape::Text(Text {
            words: "Myr".to_owned(),
            at: PaperPoint { x: 1.0, y: 5.0 },
            anchor: Anchor::Start,
            size_mm: 2.5,
            role: Role::Ink,
            weight: Weight::Regular,
            turned_degrees: 0.0,
            rim_mm: 0.4,
        }));
        let svg = svg_of(&drawing, Look::Light);
        assert!(svg.contains("stroke=\"#ffffff\" stroke-width=\"0.8\" paint-order=\"stroke\""));
    }

    #[test]
    fn writing_is_escaped_and_norwegian_letters_stay() {
        assert_eq!(escaped("Blåbærøya"), "Blåbærøya");
        assert_eq!(escaped("<A & \"B\">\u{1}"), "&lt;A &amp; &quot;B&quot;&gt;");
    }
}
