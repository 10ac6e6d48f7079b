//! Which labels of a layer are written at a scale, and where: none over another, the larger features first.
//!
//! Ground and points are placed for all of a layer at once, so that nothing comes or goes while the map is moved.
//! Lines get theirs in the middle of what is seen of them, and keep it as long as it is seen.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Rect};

use super::site_tile::clipped;
use crate::progress::{Cancelled, Run};
use crate::site::{DrawnFeature, Features, Label, ShapeKind, length_along, middle_of};
use crate::terrain::whole_cells;

/// How far beside its point a label begins, in points of the screen.
const BESIDE: f64 = 7.0;

/// What is left free between two labels, in points of the screen.
const APART: f64 = 4.0;

/// The sides of the cells in which labels look for each other, in points of the screen.
const CELL: [f64; 2] = [128.0, 32.0];

/// After how many labels somebody is asked whether they are still wanted.
const LABELS_PER_STEP: usize = 1024;

/// A label that is written.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedLabel {
    /// Its place among the layer's labels.
    pub label: usize,
    /// Where it stands, in metres.
    pub at: Coord<f64>,
    /// Width and height, in points of the screen.
    pub size: [f32; 2],
}

/// What is seen of the ground, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeenGround {
    /// In metres.
    pub area: Rect<f64>,
    /// How many points of the screen a metre has.
    pub points_per_metre: f64,
}

/// From the place of a label to the upper left corner of its writing, in points of the screen, `y` downwards.
pub fn corner_of_label(kind: ShapeKind, [width, height]: [f32; 2]) -> [f64; 2] {
    let (width, height) = (f64::from(width), f64::from(height));
    match kind {
        ShapeKind::Points => [BESIDE, -height / 2.0],
        ShapeKind::Polygons | ShapeKind::Lines => [-width / 2.0, -height / 2.0],
    }
}

/// The labels that are written, those that go before first.
///
/// `features` are those that the labels are of; `former` is what was written before, so that lines keep theirs.
/// `measure` is how wide a text is, and `height` how high, in points of the screen.
///
/// # Errors
/// [`Cancelled`].
pub fn place_labels(
    (labels, features): (&[Label], &Features),
    seen: SeenGround,
    former: &[PlacedLabel],
    (mut measure, height): (impl FnMut(&str) -> f32, f32),
    run: &Run,
) -> Result<Vec<PlacedLabel>, Cancelled> {
    let mut room = Room::new(seen.points_per_metre);
    let mut placed = Vec::new();
    let order = order_of(labels);
    for (done, &number) in order.iter().enumerate() {
        if done % LABELS_PER_STEP == 0 {
            run.step(done, order.len())?;
        }
        let label = &labels[number];
        let [width_m, height_m] = label.anchor.room_m;
        let is_on = |side_m: f64, side: f32| f64::from(side) <= side_m * seen.points_per_metre;
        let is_ground = label.anchor.kind == ShapeKind::Polygons;
        // What is lower than the writing need not be measured.
        if label.anchor.kind == ShapeKind::Lines || is_ground && !is_on(height_m, height) {
            continue;
        }
        let size = [measure(&label.text), height];
        if is_ground && !is_on(width_m, size[0]) {
            continue;
        }
        let one = PlacedLabel {
            label: number,
            at: label.anchor.at,
            size,
        };
        if room.take(label.anchor.kind, &one) {
            placed.push(one);
        }
    }
    let lines = Lines {
        labels,
        features,
        seen,
        former: former.iter().map(|one| (one.label, one.at)).collect(),
    };
    let near = lines.near();
    for (done, number) in order
        .into_iter()
        .filter(|number| near.contains(&labels[*number].fid))
        .enumerate()
    {
        if done % LABELS_PER_STEP == 0 {
            run.step(done, near.len())?;
        }
        let size = [measure(&labels[number].text), height];
        let Some(at) = lines.place_of(number, size) else {
            continue;
        };
        let one = PlacedLabel {
            label: number,
            at,
            size,
        };
        if room.take(ShapeKind::Lines, &one) {
            placed.push(one);
        }
    }
    Ok(placed)
}

/// The larger features first; of the same size by what they are, whatever their order in the layer.
fn order_of(labels: &[Label]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by(|one, other| {
        let (one, other) = (&labels[*one], &labels[*other]);
        let places = |label: &Label| (label.anchor.at.x, label.anchor.at.y);
        let ((x, y), (other_x, other_y)) = (places(one), places(other));
        other
            .anchor
            .size
            .total_cmp(&one.anchor.size)
            .then(x.total_cmp(&other_x))
            .then(y.total_cmp(&other_y))
            .then_with(|| one.text.cmp(&other.text))
    });
    order
}

/// What is still free, in points of the screen.
struct Room {
    points_per_metre: f64,
    taken: BTreeMap<(i64, i64), Vec<[f64; 4]>>,
}

impl Room {
    fn new(points_per_metre: f64) -> Self {
        Self {
            points_per_metre,
            taken: BTreeMap::new(),
        }
    }

    /// Takes the room of a label, if it is free.
    fn take(&mut self, kind: ShapeKind, label: &PlacedLabel) -> bool {
        let [x, y] = corner_of_label(kind, label.size);
        let (west, north) = (
            label.at.x * self.points_per_metre + x,
            -label.at.y * self.points_per_metre + y,
        );
        let [width, height] = label.size.map(f64::from);
        let own = [west, north, west + width + APART, north + height + APART];
        let cells = |low: f64, high: f64, side: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "what lies too far away for it shares the last cell"
            )]
            let cells = ((low / side).floor() as i64)..=((high / side).floor() as i64);
            cells
        };
        let own_cells: Vec<(i64, i64)> = cells(own[0], own[2], CELL[0])
            .flat_map(|column| cells(own[1], own[3], CELL[1]).map(move |row| (column, row)))
            .collect();
        let meets = |other: &[f64; 4]| {
            own[0] < other[2] && other[0] < own[2] && own[1] < other[3] && other[1] < own[3]
        };
        let is_taken = own_cells
            .iter()
            .filter_map(|cell| self.taken.get(cell))
            .any(|others| others.iter().any(meets));
        if is_taken {
            return false;
        }
        for cell in own_cells {
            self.taken.entry(cell).or_default().push(own);
        }
        true
    }
}

/// Lines whose labels move with what is seen of them.
struct Lines<'a> {
    labels: &'a [Label],
    features: &'a Features,
    seen: SeenGround,
    former: BTreeMap<usize, Coord<f64>>,
}

impl Lines<'_> {
    /// The numbers in the project file of those that may be seen.
    fn near(&self) -> BTreeSet<i64> {
        let has_lines = |label: &Label| label.anchor.kind == ShapeKind::Lines;
        if !self.labels.iter().any(has_lines) {
            return BTreeSet::new();
        }
        let near = self.features.near(self.seen.area);
        let lines = near
            .into_iter()
            .filter(|feature| feature.kind() == ShapeKind::Lines);
        lines.map(|feature| feature.fid()).collect()
    }

    /// Where a label stands that is wholly seen, on a part that is as long as it; `None` where there is no such part.
    fn place_of(&self, number: usize, size: [f32; 2]) -> Option<Coord<f64>> {
        let (label, width) = (&self.labels[number], f64::from(size[0]));
        if label.anchor.size * self.seen.points_per_metre < width {
            return None;
        }
        let parts = self.seen_parts(self.features.with_fid(label.fid)?);
        let sized = parts.iter().map(|part| (part, length_along(part)));
        let (part, length) =
            sized.reduce(|best, next| if best.1 < next.1 { next } else { best })?;
        if length < width {
            return None;
        }
        let former = self.former.get(&number).copied();
        if let Some(at) = former.filter(|at| self.is_in_view(self.on_screen(*at), size)) {
            return Some(at);
        }
        let at = middle_of(part)?;
        self.is_in_view(at, size).then(|| self.in_world(at))
    }

    /// The parts of a line that are seen, in points of the screen from the upper left corner.
    fn seen_parts(&self, feature: DrawnFeature<'_>) -> Vec<Vec<Coord<f64>>> {
        let [width, height] = self.sides();
        let pixels = (whole_cells(width), whole_cells(height));
        let mut parts: Vec<Vec<Coord<f64>>> = Vec::new();
        for line in feature.rings() {
            let mut before = None;
            let mut goes_on = false;
            for at in line.map(|at| self.on_screen(at)) {
                let from = before.replace(at);
                let Some(from) = from else {
                    continue;
                };
                let Some((begin, end)) = clipped(from, at, pixels, 0.0) else {
                    goes_on = false;
                    continue;
                };
                match parts.last_mut().filter(|_| goes_on && is_same(begin, from)) {
                    Some(part) => part.push(end),
                    None => parts.push(vec![begin, end]),
                }
                goes_on = is_same(end, at);
            }
        }
        parts
    }

    fn sides(&self) -> [f64; 2] {
        let area = self.seen.area;
        [area.width(), area.height()].map(|side| side * self.seen.points_per_metre)
    }

    fn is_in_view(&self, at: Coord<f64>, size: [f32; 2]) -> bool {
        let [x, y] = corner_of_label(ShapeKind::Lines, size);
        let [width, height] = self.sides();
        let (left, top) = (at.x + x, at.y + y);
        0.0 <= left
            && left + f64::from(size[0]) <= width
            && 0.0 <= top
            && top + f64::from(size[1]) <= height
    }

    fn on_screen(&self, at: Coord<f64>) -> Coord<f64> {
        let points = self.seen.points_per_metre;
        Coord {
            x: (at.x - self.seen.area.min().x) * points,
            y: (self.seen.area.max().y - at.y) * points,
        }
    }

    fn in_world(&self, at: Coord<f64>) -> Coord<f64> {
        let points = self.seen.points_per_metre;
        Coord {
            x: self.seen.area.min().x + at.x / points,
            y: self.seen.area.max().y - at.y / points,
        }
    }
}

/// Whether both are the same place but for rounding.
fn is_same(one: Coord<f64>, other: Coord<f64>) -> bool {
    (one.x - other.x).abs() + (one.y - other.y).abs() < 1e-6
}
