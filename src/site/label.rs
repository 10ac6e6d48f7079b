//! What is written at a feature on the map, and where it stands.

use geo::{Area as _, BoundingRect as _, Coord, InteriorPoint as _, Polygon};

use super::names::Name;
use super::{Attribute, AttributeKind, Shape, ShapeKind};

/// Names of fields that hold what people call a feature, whatever the data set.
const NAME_FIELDS: &str = include_str!("../../assets/labels/names.json");

/// The most letters that are written; what is longer is cut.
const MOST_LETTERS: usize = 40;

/// What is written at a feature of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The feature's number in the project file.
    pub fid: i64,
    /// Never empty, and of one line.
    pub text: Box<str>,
    /// Where it stands.
    pub anchor: LabelAnchor,
}

impl Label {
    /// `None` where there is nothing to write, or nowhere.
    pub fn new(fid: i64, value: &str, shape: &Shape) -> Option<Self> {
        Some(Self {
            fid,
            text: label_text(value)?.into(),
            anchor: LabelAnchor::of(shape)?,
        })
    }
}

/// Where a label stands, and how much room there is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelAnchor {
    /// Inside a polygon and in none of its holes, in the middle of a line, or the point itself; in metres.
    pub at: Coord<f64>,
    /// Whether it is written on ground, along a line or beside a point.
    pub kind: ShapeKind,
    /// Width and height of what it stands on, in metres; 0 for points.
    pub room_m: [f64; 2],
    /// What goes before other labels: square metres of ground, metres of lines, 0 for points.
    pub size: f64,
}

impl LabelAnchor {
    /// On the largest polygon, the longest line or the first point. `None` where a shape has none.
    pub fn of(shape: &Shape) -> Option<Self> {
        let (at, room) = match shape {
            Shape::Polygons(polygons) => {
                let largest = largest_of(polygons, Polygon::unsigned_area)?;
                (largest.interior_point()?.0, largest.bounding_rect()?)
            }
            Shape::Lines(lines) => {
                let longest = largest_of(lines, |line| length_along(&line.0))?;
                (middle_of(&longest.0)?, longest.bounding_rect()?)
            }
            Shape::Points(points) => {
                let first = points.0.first()?;
                (first.0, geo::Rect::new(first.0, first.0))
            }
        };
        (at.x.is_finite() && at.y.is_finite()).then(|| Self {
            at,
            kind: shape.kind(),
            room_m: [room.width(), room.height()],
            size: shape.area_m2().max(shape.length_m()),
        })
    }
}

/// The first of the largest.
fn largest_of<'a, T>(
    parts: impl IntoIterator<Item = &'a T>,
    size: impl Fn(&T) -> f64,
) -> Option<&'a T> {
    let sized = parts.into_iter().map(|part| (part, size(part)));
    let largest = sized.reduce(|best, next| if best.1 < next.1 { next } else { best });
    largest.map(|(part, _)| part)
}

/// How long a line through some corners is, in their unit.
pub fn length_along(corners: &[Coord<f64>]) -> f64 {
    let edges = corners.windows(2);
    edges.map(|edge| distance(edge[0], edge[1])).sum()
}

/// The place half-way along a line through some corners; `None` where there is none.
pub fn middle_of(corners: &[Coord<f64>]) -> Option<Coord<f64>> {
    let mut left = length_along(corners) / 2.0;
    for edge in corners.windows(2) {
        let length = distance(edge[0], edge[1]);
        if left <= length && 0.0 < length {
            return Some(edge[0] + (edge[1] - edge[0]) * (left / length));
        }
        left -= length;
    }
    corners.last().copied()
}

fn distance(from: Coord<f64>, to: Coord<f64>) -> f64 {
    (to.x - from.x).hypot(to.y - from.y)
}

/// A value as it is written on the map: on one line, and cut with `…` where it is long. `None` where it is empty.
pub fn label_text(value: &str) -> Option<String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let text = words.join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= MOST_LETTERS {
        return Some(text);
    }
    let kept: String = text.chars().take(MOST_LETTERS - 1).collect();
    Some(format!("{}…", kept.trim_end()))
}

/// The one field of a layer that is called as people call what holds a name; `None` where that is not clear.
pub fn name_field<'a>(fields: impl IntoIterator<Item = &'a Attribute>) -> Option<&'a str> {
    let known: Vec<String> = serde_json::from_str(NAME_FIELDS).unwrap_or_default();
    let known: Vec<Name> = known.iter().map(|name| Name::new(name)).collect();
    let is_name = |field: &&Attribute| {
        let own = Name::new(&field.name);
        field.kind == AttributeKind::Text
            && known
                .iter()
                .any(|name| own.is_same(name) || own.is_cut_off(name))
    };
    let mut found = fields.into_iter().filter(is_name);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(&only.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, Intersects as _};
    use geo::{MultiLineString, MultiPoint, MultiPolygon, Point, line_string, polygon};

    use super::*;

    fn inside(polygons: &[Polygon<f64>]) -> LabelAnchor {
        let polygons = MultiPolygon(polygons.to_vec());
        let anchor = LabelAnchor::of(&Shape::Polygons(polygons.clone())).unwrap();
        assert!(
            polygons.contains(&Point(anchor.at)),
            "{anchor:?} is not inside {polygons:?}"
        );
        anchor
    }

    #[test]
    fn on_a_c_it_stands_in_the_bow_and_not_in_the_gap() {
        let c = polygon![
            (x: 0.0, y: 0.0), (x: 100.0, y: 0.0), (x: 100.0, y: 20.0), (x: 20.0, y: 20.0),
            (x: 20.0, y: 80.0), (x: 100.0, y: 80.0), (x: 100.0, y: 100.0), (x: 0.0, y: 100.0),
        ];
        let anchor = inside(&[c]);
        assert!((anchor.at.x - 10.0).abs() < 1e-9, "{anchor:?}");
        assert_eq!((anchor.room_m, anchor.size), ([100.0, 100.0], 5200.0));
    }

    #[test]
    fn on_a_ring_it_does_not_stand_in_the_hole() {
        let ring = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 90.0, y: 0.0), (x: 90.0, y: 90.0), (x: 0.0, y: 90.0)],
            interiors: [[(x: 30.0, y: 10.0), (x: 80.0, y: 10.0), (x: 80.0, y: 80.0), (x: 30.0, y: 80.0)]],
        ];
        let anchor = inside(std::slice::from_ref(&ring));
        // In the wider of both sides.
        assert!((anchor.at.x - 15.0).abs() < 1e-9, "{anchor:?}");
        let hole = Polygon::new(ring.interiors()[0].clone(), Vec::new());
        assert!(!hole.intersects(&Point(anchor.at)));
    }

    #[test]
    fn of_several_polygons_the_largest_has_it() {
        let square = |west: f64, side: f64| {
            polygon![
                (x: west, y: 0.0), (x: west + side, y: 0.0), (x: west + side, y: side), (x: west, y: side)
            ]
        };
        let anchor = inside(&[square(0.0, 10.0), square(50.0, 40.0), square(200.0, 40.0)]);
        assert!((50.0..90.0).contains(&anchor.at.x), "{anchor:?}");
        assert_eq!(anchor.room_m, [40.0, 40.0]);
    }

    #[test]
    fn a_line_has_it_half_way_and_a_point_at_itself() {
        let lines = MultiLineString(vec![
            line_string![(x: 0.0, y: 0.0), (x: 5.0, y: 0.0)],
            line_string![(x: 0.0, y: 9.0), (x: 10.0, y: 9.0), (x: 10.0, y: 29.0)],
        ]);
        let anchor = LabelAnchor::of(&Shape::Lines(lines)).unwrap();
        assert_eq!((anchor.at, anchor.size), (Coord { x: 10.0, y: 14.0 }, 35.0));
        let points = MultiPoint(vec![Point::new(3.0, 4.0), Point::new(5.0, 6.0)]);
        let anchor = LabelAnchor::of(&Shape::Points(points)).unwrap();
        assert_eq!((anchor.at, anchor.size), (Coord { x: 3.0, y: 4.0 }, 0.0));
        assert_eq!(
            LabelAnchor::of(&Shape::Points(MultiPoint(Vec::new()))),
            None
        );
        assert_eq!(
            LabelAnchor::of(&Shape::Lines(MultiLineString(Vec::new()))),
            None
        );
    }

    #[test]
    fn an_invalid_polygon_has_it_somewhere() {
        let bow = polygon![
            (x: 0.0, y: 0.0), (x: 100.0, y: 100.0), (x: 100.0, y: 0.0), (x: 0.0, y: 100.0)
        ];
        let flat = polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 0.0, y: 0.0)];
        for shape in [bow, flat] {
            let anchor = LabelAnchor::of(&Shape::Polygons(MultiPolygon(vec![shape])));
            let at = anchor.unwrap().at;
            assert!((0.0..=100.0).contains(&at.x) && (0.0..=100.0).contains(&at.y));
        }
    }

    #[test]
    fn a_text_is_of_one_line_and_not_too_long() {
        let check = |value: &str, expected: Option<&str>| {
            assert_eq!(label_text(value).as_deref(), expected, "{value:?}");
        };
        check("", None);
        check(" \n\t ", None);
        check(
            "Ŋuolašjávri – Đavvi\r\n naturreservat",
            Some("Ŋuolašjávri – Đavvi naturreservat"),
        );
        check(&"æ".repeat(MOST_LETTERS), Some(&"æ".repeat(MOST_LETTERS)));
        let cut = format!("{}…", "æ".repeat(MOST_LETTERS - 1));
        check(&"æ".repeat(MOST_LETTERS + 1), Some(&cut));
    }

    #[test]
    fn the_field_of_names_is_known_where_there_is_one_of_words() {
        let field = |name: &str, kind| Attribute {
            name: name.to_owned(),
            kind,
        };
        let check = |fields: &[Attribute], expected: Option<&str>| {
            assert_eq!(name_field(fields), expected, "{fields:?}");
        };
        let (words, number) = (AttributeKind::Text, AttributeKind::Integer);
        check(&[field("id", number), field("NAVN", words)], Some("NAVN"));
        check(&[field("omraadenavn", words)], Some("omraadenavn"));
        check(&[field("navn", number)], None);
        check(&[field("Navn", words), field("name", words)], None);
        check(
            &[field("kommunenavn", words), field("merknad", words)],
            None,
        );
        check(&[], None);
    }

    #[test]
    fn the_known_names_can_be_read() {
        let known: Vec<String> = serde_json::from_str(NAME_FIELDS).unwrap();
        assert!(known.iter().any(|name| name == "navn"));
    }

    #[test]
    fn half_way_is_found_where_corners_lie_on_each_other() {
        let at = |x: f64| Coord { x, y: 0.0 };
        assert_eq!(middle_of(&[at(0.0), at(0.0), at(8.0)]), Some(at(4.0)));
        assert_eq!(middle_of(&[at(3.0), at(3.0)]), Some(at(3.0)));
        assert_eq!(middle_of(&[]), None);
        assert_eq!(length_along(&[at(1.0), at(4.0)]), 3.0);
    }
}
