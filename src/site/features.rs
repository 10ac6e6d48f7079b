//! All features of a layer in little memory, found by place: to draw them and to tell what is under the pointer.
//!
//! Coordinates are whole millimetres from a corner of the layer, which is as exact as a map can show; areas are
//! measured elsewhere.

use geo::orient::Direction;
use geo::{Coord, LineString, Orient as _, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{Shape, ShapeKind};

/// How many millimetres a metre has.
const PER_METRE: f64 = 1000.0;

/// Values that are told apart; all others are of the last class.
const MOST_CLASSES: usize = u16::MAX as usize;

/// Where a feature lies, and which it is.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Features of a layer.
#[derive(Debug)]
pub struct Features {
    origin: Coord<f64>,
    corners: Vec<[i32; 2]>,
    /// Behind the last corner of each ring, line or point.
    ring_ends: Vec<u32>,
    heads: Vec<Head>,
    classes: Vec<FeatureClass>,
    extent: Option<Rect<f64>>,
    index: RTree<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    fid: i64,
    /// Behind its last ring.
    ring_end: u32,
    class: u16,
    kind: ShapeKind,
}

/// Features that share the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureClass {
    /// The value as text; empty where nothing is said.
    pub value: String,
    /// How many there are.
    pub features: u64,
}

/// Gathers features one after another.
#[derive(Debug)]
pub struct FeaturesBuilder {
    features: Features,
    entries: Vec<Entry>,
    known: std::collections::BTreeMap<String, u16>,
}

impl FeaturesBuilder {
    /// For features around a place.
    pub fn around(origin: Coord<f64>) -> Self {
        Self {
            features: Features {
                origin,
                corners: Vec::new(),
                ring_ends: Vec::new(),
                heads: Vec::new(),
                classes: Vec::new(),
                extent: None,
                index: RTree::new(),
            },
            entries: Vec::new(),
            known: std::collections::BTreeMap::new(),
        }
    }

    /// Adds a feature. One beyond what can be counted, or without a point, is left out.
    pub fn add(&mut self, fid: i64, shape: &Shape, class: &str) {
        let Some(extent) = shape.extent() else {
            return;
        };
        let Ok(number) = u32::try_from(self.features.heads.len()) else {
            return;
        };
        match shape {
            Shape::Polygons(polygons) => {
                // Holes run the other way round, so that what is drawn leaves them out.
                for polygon in polygons.orient(Direction::Default) {
                    self.ring(polygon.exterior());
                    for hole in polygon.interiors() {
                        self.ring(hole);
                    }
                }
            }
            Shape::Lines(lines) => {
                for line in lines {
                    self.ring(line);
                }
            }
            Shape::Points(points) => {
                for point in points {
                    self.ring(&LineString(vec![point.0]));
                }
            }
        }
        let class = self.class(class);
        let features = &mut self.features;
        let Ok(ring_end) = u32::try_from(features.ring_ends.len()) else {
            return;
        };
        features.heads.push(Head {
            fid,
            ring_end,
            class,
            kind: shape.kind(),
        });
        features.extent = Some(match features.extent {
            Some(other) => around(other, extent),
            None => extent,
        });
        let (low, high) = (extent.min(), extent.max());
        let area = Rectangle::from_corners([low.x, low.y], [high.x, high.y]);
        self.entries.push(Entry::new(area, number));
    }

    fn ring(&mut self, line: &LineString<f64>) {
        let features = &mut self.features;
        let origin = features.origin;
        let whole = |metres: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "as far as a map reaches")]
            let whole = (metres * PER_METRE).round() as i32;
            whole
        };
        let corners = line
            .0
            .iter()
            .map(|at| [whole(at.x - origin.x), whole(at.y - origin.y)]);
        features.corners.extend(corners);
        let end = u32::try_from(features.corners.len()).unwrap_or(u32::MAX);
        features.ring_ends.push(end);
    }

    fn class(&mut self, value: &str) -> u16 {
        let classes = &mut self.features.classes;
        let class = if let Some(class) = self.known.get(value) {
            *class
        } else {
            if classes.len() < MOST_CLASSES {
                classes.push(FeatureClass {
                    value: value.to_owned(),
                    features: 0,
                });
            }
            let class = u16::try_from(classes.len().saturating_sub(1)).unwrap_or(u16::MAX);
            self.known.insert(value.to_owned(), class);
            class
        };
        if let Some(found) = classes.get_mut(usize::from(class)) {
            found.features += 1;
        }
        class
    }

    /// All of them, found by place.
    pub fn finish(self) -> Features {
        let mut features = self.features;
        features.corners.shrink_to_fit();
        features.index = RTree::bulk_load(self.entries);
        features
    }
}

/// A feature as it is drawn.
#[derive(Clone, Copy, Debug)]
pub struct DrawnFeature<'a> {
    features: &'a Features,
    number: usize,
}

impl Features {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The ground that they lie on, in metres.
    pub fn extent(&self) -> Option<Rect<f64>> {
        self.extent
    }

    /// The classes, in the order in which they first come.
    pub fn classes(&self) -> &[FeatureClass] {
        &self.classes
    }

    /// The bytes that they take.
    pub fn bytes(&self) -> usize {
        size_of_val(self.corners.as_slice())
            + size_of_val(self.ring_ends.as_slice())
            + self.heads.len() * (size_of::<Head>() + size_of::<Entry>())
    }

    /// A feature by its place in the layer.
    pub fn get(&self, number: usize) -> Option<DrawnFeature<'_>> {
        (number < self.heads.len()).then_some(DrawnFeature {
            features: self,
            number,
        })
    }

    /// A feature by its number in the project file.
    pub fn with_fid(&self, fid: i64) -> Option<DrawnFeature<'_>> {
        let number = self.heads.binary_search_by_key(&fid, |head| head.fid);
        self.get(number.ok()?)
    }

    /// Features whose rectangles meet an area, in the order of the layer.
    pub fn near(&self, area: Rect<f64>) -> Vec<DrawnFeature<'_>> {
        let (low, high) = (area.min(), area.max());
        let area = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let found = self.index.locate_in_envelope_intersecting(&area);
        let mut numbers: Vec<u32> = found.map(|entry| entry.data).collect();
        numbers.sort_unstable();
        let numbers = numbers.into_iter();
        numbers
            .filter_map(|number| self.get(usize::try_from(number).ok()?))
            .collect()
    }

    /// Features at a place or no further from it than so many metres, the last of the layer first.
    pub fn at(&self, place: Coord<f64>, within_m: f64) -> Vec<DrawnFeature<'_>> {
        let reach = Coord {
            x: within_m,
            y: within_m,
        };
        let mut found = self.near(Rect::new(place - reach, place + reach));
        found.retain(|feature| feature.is_at(place, within_m));
        found.reverse();
        found
    }
}

impl<'a> DrawnFeature<'a> {
    fn head(&self) -> &'a Head {
        &self.features.heads[self.number]
    }

    /// Its number in the project file.
    pub fn fid(&self) -> i64 {
        self.head().fid
    }

    /// What it is.
    pub fn kind(&self) -> ShapeKind {
        self.head().kind
    }

    /// The place of its class among [`Features::classes`].
    pub fn class(&self) -> usize {
        usize::from(self.head().class)
    }

    /// Its rings, lines or points, each with its corners in metres; a ring ends where it begins.
    pub fn rings(self) -> impl Iterator<Item = impl Iterator<Item = Coord<f64>> + 'a> {
        let features = self.features;
        let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let first = match self.number.checked_sub(1) {
            Some(before) => whole(features.heads[before].ring_end),
            None => 0,
        };
        (first..whole(self.head().ring_end)).map(move |ring| {
            let begin = ring
                .checked_sub(1)
                .map_or(0, |ring| features.ring_ends[ring]);
            let corners = &features.corners[whole(begin)..whole(features.ring_ends[ring])];
            corners.iter().map(move |[x, y]| Coord {
                x: features.origin.x + f64::from(*x) / PER_METRE,
                y: features.origin.y + f64::from(*y) / PER_METRE,
            })
        })
    }

    /// The least rectangle around it, in metres.
    pub fn extent(self) -> Option<Rect<f64>> {
        let corners = self.rings().flatten().map(|at| Rect::new(at, at));
        corners.reduce(around)
    }

    fn is_at(self, place: Coord<f64>, within_m: f64) -> bool {
        let mut inside = false;
        let mut is_near = false;
        for ring in self.rings() {
            let mut before: Option<Coord<f64>> = None;
            for at in ring {
                let from = before.unwrap_or(at);
                is_near |= distance(place, from, at) <= within_m;
                let crosses = (from.y > place.y) != (at.y > place.y);
                let east = |y: f64| from.x + (at.x - from.x) * (y - from.y) / (at.y - from.y);
                inside ^= crosses && place.x < east(place.y);
                before = Some(at);
            }
        }
        is_near || inside && self.kind() == ShapeKind::Polygons
    }
}

/// From a place to the nearest point of an edge.
fn distance(place: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let (along, away) = (to - from, place - from);
    let length = along.x * along.x + along.y * along.y;
    let share = if length > 0.0 {
        ((away.x * along.x + away.y * along.y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (away.x - share * along.x).hypot(away.y - share * along.y)
}

/// The extent of both.
pub(super) fn around(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    let (low, high) = (one.min(), one.max());
    let (other_low, other_high) = (other.min(), other.max());
    Rect::new(
        (low.x.min(other_low.x), low.y.min(other_low.y)),
        (high.x.max(other_high.x), high.y.max(other_high.y)),
    )
}

#[cfg(test)]
mod tests {
    use geo::{MultiLineString, MultiPoint, MultiPolygon, Point, line_string, polygon};

    use super::*;

    fn features() -> Features {
        let origin = Coord {
            x: 500_000.0,
            y: 7_000_000.0,
        };
        let at = |x: f64, y: f64| Coord {
            x: origin.x + x,
            y: origin.y + y,
        };
        let mut builder = FeaturesBuilder::around(origin);
        let ring = polygon![
            exterior: [at(0.0, 0.0), at(10.0, 0.0), at(10.0, 10.0), at(0.0, 10.0)],
            interiors: [[at(4.0, 4.0), at(6.0, 4.0), at(6.0, 6.0), at(4.0, 6.0)]],
        ];
        builder.add(3, &Shape::Polygons(MultiPolygon(vec![ring])), "60");
        let line = line_string![at(20.0, 0.0), at(30.0, 0.0)];
        builder.add(7, &Shape::Lines(MultiLineString(vec![line])), "");
        let point = Point::from(at(25.0, 0.3));
        builder.add(8, &Shape::Points(MultiPoint(vec![point])), "60");
        builder.finish()
    }

    #[test]
    fn what_is_under_a_place_is_found_and_a_hole_is_none() {
        let features = features();
        let at = |x: f64, y: f64| {
            let place = Coord {
                x: 500_000.0 + x,
                y: 7_000_000.0 + y,
            };
            let found = features.at(place, 0.5);
            found.iter().map(DrawnFeature::fid).collect::<Vec<_>>()
        };
        assert_eq!(at(2.0, 2.0), [3]);
        assert_eq!(at(5.0, 5.0), Vec::<i64>::new());
        assert_eq!(at(10.3, 5.0), [3]);
        assert_eq!(at(25.0, 0.2), [8, 7]);
        assert_eq!(at(40.0, 0.0), Vec::<i64>::new());
    }

    #[test]
    fn corners_come_back_to_the_millimetre_and_classes_are_counted() {
        let features = features();
        let feature = features.with_fid(3).unwrap();
        let extent = feature.extent().unwrap();
        assert_eq!(
            extent,
            Rect::new((500_000.0, 7_000_000.0), (500_010.0, 7_000_010.0))
        );
        assert_eq!(feature.rings().count(), 2);
        let class = |value: &str, features| FeatureClass {
            value: value.to_owned(),
            features,
        };
        assert_eq!(features.classes(), [class("60", 2), class("", 1)]);
        assert_eq!(features.with_fid(8).unwrap().class(), 0);
        assert!(features.with_fid(4).is_none());
    }
}
