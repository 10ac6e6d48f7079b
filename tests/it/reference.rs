//! The toe design against a slow reference that shares nothing with it but the definition.
//!
//! The face at the middle of a cell is the least, over all ways inside the outline, of what it gains from
//! its last beginning: on the outline, or on a cell whose ground stands above it. The reference tries the
//! straight line between every two points, and looks along the whole of it for the outline and for ground
//! that stands above, until nothing gets lower. Nothing is handed from cell to cell. Shares of cells come
//! from polygon clipping.
//!
//! Ground on a line: where it crosses the columns of middles (the rows, if it runs rather along those), straight
//! between the two middles beside it; over a step steeper than the slope the higher one.

#![expect(
    clippy::print_stdout,
    reason = "the figures are shown with --nocapture"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use berghald::design::{Batter, Benches, FillTarget, ShortLift, Slope, Water};
use berghald::terrain::{Grid, Placement};
use berghald::units::Metres;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{
    Area as _, BooleanOps as _, Centroid as _, Contains as _, Coord, Line, LineString, Point,
    Polygon,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::shapes::{benched, ground, placement_around, rectangle};

/// The outlines are about 18 m across.
const CELL_M: f64 = 0.45;

/// Points along the outline are at most so far apart, in cells; where the ground passes a berm the place is found.
const SPACING_CELLS: f64 = 0.2;

/// A slope by its faces and berms, worked out step by step.
pub(crate) struct Faces {
    /// Rise over run, above and below water.
    slopes: (f64, f64),
    water_m: f64,
    /// From here everything is counted.
    lowest_m: f64,
    berm_m: f64,
    /// From below.
    levels_m: Vec<f64>,
}

impl Faces {
    /// The distance along the slope at which it is as high; on a berm that at its far end.
    fn distance_of(&self, height_m: f64) -> f64 {
        let (above, below) = self.slopes;
        let (low, high) = (self.lowest_m.min(height_m), self.lowest_m.max(height_m));
        let wet = (self.water_m.min(high) - low).max(0.0);
        let dry = high - low - wet;
        let run = wet / below + dry / above;
        let berms = self.levels_m.iter().filter(|level| **level <= height_m);
        let run = if height_m < self.lowest_m { -run } else { run };
        run + self.berm_m * berms.count() as f64
    }

    /// The distance at which ground stands in the way: at the level of a berm it does not, and the berm goes on.
    fn floor_of(&self, height_m: f64) -> f64 {
        let on_berm = |level: &f64| (level - height_m).abs() <= 2e-4;
        match self.levels_m.iter().find(|level| on_berm(level)) {
            Some(level) => self.distance_of(*level) - self.berm_m,
            None => self.distance_of(height_m),
        }
    }

    /// The height at a distance.
    fn height_of(&self, distance_m: f64) -> f64 {
        let (mut low, mut high) = (self.lowest_m - 200.0, self.lowest_m + 200.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.distance_of(middle) <= distance_m {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The same problem stretched so that every face is 1:1 and berms are cliffs: heights are distances along the slope.
struct Reference<'a> {
    ground: &'a Grid<f32>,
    edges: Vec<Line<f64>>,
    slope: f64,
    /// Points with the height of the face there: first those on the outline, then middles of cells.
    points: Vec<(Coord<f64>, f64)>,
}

impl Reference<'_> {
    /// The face at `to` when it comes straight from `from`, or `None` where the line leaves the outline or
    /// runs into ground that stands above the face.
    fn along(&self, from: (Coord<f64>, f64), to: Coord<f64>) -> Option<f64> {
        // A point on the outline may lie beside its edge by rounding: the line begins just inside.
        let line = Line::new(from.0 + (to - from.0) * 1e-6, to);
        let leaves = |edge: &Line<f64>| {
            matches!(
                line_intersection(line, *edge),
                Some(LineIntersection::SinglePoint {
                    is_proper: true,
                    ..
                })
            )
        };
        if self.edges.iter().any(leaves) {
            return None;
        }
        let way = to - from.0;
        let length = way.x.hypot(way.y);
        let runs_in = self
            .ground_along(from.0, to)
            .any(|(share, ground)| from.1 + share * length * self.slope < ground - 1e-9);
        (!runs_in).then_some(from.1 + length * self.slope)
    }

    /// The ground along a line, where it crosses the columns of middles, or the rows if it runs rather along
    /// those; with the share of the line behind.
    fn ground_along(&self, from: Coord<f64>, to: Coord<f64>) -> impl Iterator<Item = (f64, f64)> {
        let placement = self.ground.placement();
        let middle = Coord { x: 0.5, y: 0.5 };
        let begin = placement.cells_from_world(from) - middle;
        let way = placement.cells_from_world(to) - middle - begin;
        let across_columns = way.y.abs() <= way.x.abs();
        let (start, run) = if across_columns {
            (begin.x, way.x)
        } else {
            (begin.y, way.y)
        };
        // The ends do not count, and may lie beside their middles by rounding.
        let first = (start.min(start + run) + 1e-6).floor() + 1.0;
        let count = ((start.max(start + run) - 1e-6).ceil() - first).max(0.0);
        (0..)
            .map(f64::from)
            .take_while(move |index| *index < count)
            .map(move |index| {
                let share = (first + index - start) / run;
                let Coord { x, y } = begin + way * share;
                let ground = if across_columns {
                    let column = x.round();
                    self.between(y, |row| self.ground_of(column, row))
                } else {
                    let row = y.round();
                    self.between(x, |column| self.ground_of(column, row))
                };
                (share, ground)
            })
    }

    /// The ground beside or between two middles in line: straight, but over a step that is steeper than the
    /// slope the higher one counts all the way.
    fn between(&self, place: f64, ground_of: impl Fn(f64) -> f64) -> f64 {
        let (lower, part) = (place.floor(), place - place.floor());
        let (near, far) = (ground_of(lower), ground_of(lower + 1.0));
        if (near - far).abs() <= self.slope * self.ground.placement().cell_width_m {
            near * (1.0 - part) + far * part
        } else if part < 1e-3 {
            near
        } else if 0.999 < part {
            far
        } else {
            near.max(far)
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole numbers; `as` cuts at zero"
    )]
    fn ground_of(&self, column: f64, row: f64) -> f64 {
        let placement = self.ground.placement();
        let (column, row) = (column as usize, row as usize);
        let (column, row) = (
            column.min(placement.columns - 1),
            row.min(placement.rows - 1),
        );
        f64::from(self.ground.at(column, row))
    }

    /// The lowest face at a point straight from the points known so far, whatever stands in the way.
    fn straight_to(&self, at: Coord<f64>) -> f64 {
        let straight = |(from, height): &(Coord<f64>, f64)| {
            let way = at - *from;
            height + way.x.hypot(way.y) * self.slope
        };
        self.points
            .iter()
            .map(straight)
            .fold(f64::INFINITY, f64::min)
    }

    /// The face at the middle of a cell: no lower than its ground.
    fn at_middle(&self, at: Coord<f64>, below: f64) -> f64 {
        let ground = self.ground.height_at(at).unwrap_or(f64::NEG_INFINITY);
        self.lowest(at, below).max(ground).min(below)
    }

    /// The lowest face at a point from all points known so far, or `below` if none is lower.
    fn lowest(&self, at: Coord<f64>, below: f64) -> f64 {
        let straight = |from: &(Coord<f64>, f64)| {
            let way = at - from.0;
            from.1 + way.x.hypot(way.y) * self.slope
        };
        // The least straight way that is open comes first, in nanometres.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "heights of metres in nanometres"
        )]
        let key = |height: f64| (height * 1e9) as i64;
        let ways = self.points.iter().map(straight).zip(0..);
        let mut ways: BinaryHeap<Reverse<(i64, usize)>> = ways
            .filter(|(height, _)| *height < below - 1e-9)
            .map(|(height, index): (f64, usize)| Reverse((key(height), index)))
            .collect();
        let mut least = below;
        while let Some(Reverse((straight, index))) = ways.pop() {
            if key(least) <= straight {
                break;
            }
            if let Some(height) = self.along(self.points[index], at) {
                least = least.min(height);
            }
        }
        least
    }
}

/// Where the ground along an edge is looked at: its ends, every fifth of a cell, and where it bends in line with the
/// middles of cells; as shares of the edge.
fn shares_of(edge: Line<f64>, placement: &Placement) -> Vec<f64> {
    let way = edge.end - edge.start;
    let parts = (way.x.hypot(way.y) / (SPACING_CELLS * placement.cell_width_m)).ceil();
    let steps = (0..).map(f64::from).take_while(|step| *step <= parts);
    let mut shares: Vec<f64> = steps.map(|step| step / parts).collect();
    let start = placement.cells_from_world(edge.start);
    let end = placement.cells_from_world(edge.end);
    for (start, end) in [(start.x, end.x), (start.y, end.y)] {
        let mut middle = (start.min(end) - 0.5).ceil() + 0.5;
        while middle < start.max(end) {
            shares.push((middle - start) / (end - start));
            middle += 1.0;
        }
    }
    shares.sort_by(f64::total_cmp);
    shares
}

/// The face at the middle of each cell inside, no higher than `level_m`, and the volume below it.
pub(crate) fn reference(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    faces: &Faces,
    level_m: f64,
) -> (Vec<(usize, usize, f64)>, f64) {
    let placement = *ground.placement();
    let distance_at = |at: Coord<f64>| faces.distance_of(ground.height_at(at).unwrap());
    let floors = crate::shapes::ground(placement, |at| {
        faces.floor_of(ground.height_at(at).unwrap())
    });
    let rings = || std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let edges: Vec<Line<f64>> = rings().flat_map(LineString::lines).collect();
    let mut points = Vec::new();
    for edge in &edges {
        let at = |share: f64| edge.start + (edge.end - edge.start) * share;
        let shares = shares_of(*edge, &placement);
        for (share, next) in shares.iter().zip(&shares[1..]) {
            points.push((at(*share), distance_at(at(*share))));
            // Where the ground passes a berm's level between two points the slope jumps.
            let height_at = |share: f64| ground.height_at(at(share)).unwrap();
            for level in &faces.levels_m {
                let is_above = |share: f64| *level <= height_at(share);
                if is_above(*share) == is_above(*next) {
                    continue;
                }
                let (mut near, mut far) = (*share, *next);
                for _ in 0..20 {
                    let middle = f64::midpoint(near, far);
                    if is_above(middle) == is_above(*share) {
                        near = middle;
                    } else {
                        far = middle;
                    }
                }
                points.extend([near, far].map(|share| (at(share), distance_at(at(share)))));
            }
        }
    }
    let on_outline = points.len();
    let mut cells = Vec::new();
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let at = placement.center_of(column, row);
            if polygon.contains(&Point(at)) {
                cells.push((column, row));
                points.push((at, f64::INFINITY));
            }
        }
    }
    let mut reference = Reference {
        ground: &floors,
        edges,
        slope: 1.0,
        points,
    };
    // No way is shorter than the straight one from the outline: a cell that has it, or its ground, is done.
    let mut open: Vec<(usize, f64)> = (on_outline..reference.points.len())
        .map(|index| (index, reference.straight_to(reference.points[index].0)))
        .collect();
    for _ in 0..50 {
        let mut changed = false;
        for (index, _) in &open {
            let (at, before) = reference.points[*index];
            let after = reference.at_middle(at, before);
            changed |= after < before;
            reference.points[*index].1 = after;
        }
        if !changed {
            break;
        }
        open.retain(|(index, least)| {
            let (at, face) = reference.points[*index];
            least.max(floors.height_at(at).unwrap()) + 1e-9 < face
        });
    }
    let cell_area = placement.cell_area_m2();
    let mut volume = 0.0;
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let middle = placement.center_of(column, row);
            let half = placement.cell_width_m / 2.0;
            let cell = rectangle(
                middle.x - half,
                middle.y - half,
                middle.x + half,
                middle.y + half,
            );
            let part = polygon.intersection(&cell);
            let area = part.unsigned_area();
            if area < 1e-9 * cell_area {
                continue;
            }
            let at = if area < (1.0 - 1e-9) * cell_area {
                part.centroid().unwrap().0
            } else {
                middle
            };
            let below = ground.height_at(at).unwrap();
            let face = faces.height_of(reference.lowest(at, f64::INFINITY));
            let face = face.min(level_m);
            volume += area * (face.max(below) - below);
        }
    }
    let found = cells.iter().zip(&reference.points[on_outline..]);
    (
        found
            .map(|((column, row), point)| {
                let face = faces.height_of(point.1).min(level_m);
                (*column, *row, face)
            })
            .collect(),
        volume,
    )
}

/// Outlines about 18 cells across: convex, star-shaped, U and L, some with a hole.
pub(crate) fn outline(kind: u32, random: &mut ChaCha8Rng) -> Polygon<f64> {
    let ring = |radius: &mut dyn FnMut() -> f64, corners: u32| -> LineString<f64> {
        let step = std::f64::consts::TAU / f64::from(corners);
        (0..corners)
            .map(|index| {
                let (sin, cos) = (step * f64::from(index)).sin_cos();
                let radius = radius();
                Coord {
                    x: radius * cos,
                    y: radius * sin,
                }
            })
            .collect()
    };
    let hole = |random: &mut ChaCha8Rng| {
        let (x, y) = (
            random.random_range(-2.0..2.0),
            random.random_range(-2.0..2.0),
        );
        let mut hole = ring(&mut || random.random_range(1.2..2.2), 6);
        hole.coords_mut().for_each(|at| *at = *at + Coord { x, y });
        hole
    };
    match kind {
        0 => Polygon::new(ring(&mut || 9.0, random.random_range(3..9)), vec![]),
        1 => Polygon::new(ring(&mut || random.random_range(4.5..10.0), 9), vec![]),
        2 => {
            let (arm, depth) = (random.random_range(4.0..7.0), random.random_range(4.0..9.0));
            let u = [
                (0.0, 0.0),
                (18.0, 0.0),
                (18.0, 16.0),
                (18.0 - arm, 16.0),
                (18.0 - arm, 16.0 - depth),
                (arm, 16.0 - depth),
                (arm, 16.0),
                (0.0, 16.0),
            ];
            Polygon::new(u.to_vec().into(), vec![])
        }
        3 => {
            let (x, y) = (
                random.random_range(5.0..12.0),
                random.random_range(5.0..12.0),
            );
            let l = [
                (0.0, 0.0),
                (18.0, 0.0),
                (18.0, y),
                (x, y),
                (x, 17.0),
                (0.0, 17.0),
            ];
            Polygon::new(l.to_vec().into(), vec![])
        }
        _ => {
            let hole = hole(random);
            Polygon::new(ring(&mut || random.random_range(7.0..10.0), 11), vec![hole])
        }
    }
}

/// How far a design is from the reference: its volume, and its height in mean thicknesses.
struct Difference {
    case: u32,
    volume: f64,
    height: f64,
}

/// What a case has besides its face.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Template {
    Plain,
    Benched,
    BenchedInWater,
}

fn compare(case: u32, template: Template) -> Difference {
    let mut random = ChaCha8Rng::seed_from_u64(u64::from(case));
    let polygon = outline(case % 5, &mut random);
    let placement = placement_around(&polygon, CELL_M, (random.random(), random.random()));
    let slope = random.random_range(0.4..1.2);
    let (tilt, bearing) = (
        random.random_range(0.0..0.3),
        random.random_range(0.0..6.3_f64),
    );
    let mut wave = || {
        let height = random.random_range(0.0..0.5);
        let pace = random.random_range(0.1..0.4);
        [
            height,
            pace,
            random.random_range(0.0..6.3),
            random.random_range(0.0..6.3),
        ]
    };
    let waves: [[f64; 4]; 4] = [wave(), wave(), wave(), wave()];
    // Half of the terrains have a cliff across the site, up to ten metres high.
    let cliff = if case.is_multiple_of(2) {
        random.random_range(2.0..10.0)
    } else {
        0.0
    };
    let (turn, place) = (
        random.random_range(0.0..6.3_f64),
        random.random_range(-4.0..4.0),
    );
    let middle = placement.extent().center();
    let terrain = ground(placement, |at| {
        let at = at - middle;
        let along = |turn: f64| at.x * turn.cos() + at.y * turn.sin();
        let waves = waves
            .iter()
            .map(|[height, pace, turn, phase]| height * (along(*turn) * pace + phase).sin());
        tilt * along(bearing) + waves.sum::<f64>() + if place < along(turn) { cliff } else { 0.0 }
    });
    let batter = batter(template, slope, &terrain, &polygon, &mut random);
    let made = benched(&terrain, &polygon, batter, FillTarget::Capacity);
    let surface = made.surface_on(&terrain);
    let faces = faces_of(&batter, made.toe_lowest.0, made.bench_datum.0);
    let (faces, volume) = reference(&terrain, &polygon, &faces, f64::INFINITY);
    let apart = |(column, row, face): &(usize, usize, f64)| {
        let below = f64::from(terrain.at(*column, *row));
        (f64::from(surface.at(*column, *row)) - face.max(below)).abs()
    };
    Difference {
        case,
        // What is hardly there at all is compared with one cell of thickness over the outline.
        volume: (made.fill.0 - volume) / volume.max(CELL_M * made.outline_area.0),
        height: faces.iter().map(apart).sum::<f64>() / faces.len() as f64 / made.thickness_mean.0,
    }
}

/// A slope of a case; lifts, berms and the water's level are of the size of the site.
fn batter(
    template: Template,
    slope: f64,
    terrain: &Grid<f32>,
    polygon: &Polygon<f64>,
    random: &mut ChaCha8Rng,
) -> Batter {
    let plain = Batter::plain(Slope::new(slope).unwrap());
    if template == Template::Plain {
        return plain;
    }
    let middle = terrain.height_at(polygon.exterior().0[0]).unwrap();
    let lift = Metres(random.random_range(0.8..2.5));
    let mut benches = Benches::new(lift, Metres(random.random_range(0.3..1.5))).unwrap();
    if random.random_bool(0.5) {
        benches.datum = Some(Metres(random.random_range(-3.0..3.0)));
    }
    if random.random_bool(0.3) {
        benches.short_lift = ShortLift::Stands;
    }
    let wet = template == Template::BenchedInWater;
    let water = wet.then(|| Water {
        level: Metres(middle + random.random_range(-1.0..3.0)),
        face: Slope::new(slope * random.random_range(0.4..0.9)).unwrap(),
    });
    Batter {
        benches: Some(benches),
        water,
        ..plain
    }
}

/// The same slope as the reference has it.
pub(crate) fn faces_of(batter: &Batter, lowest_m: f64, datum_m: f64) -> Faces {
    let face = batter.face.rise_over_run();
    let mut levels_m = Vec::new();
    if let Some(benches) = batter.benches {
        let lift = benches.lift().0;
        let mut steps = ((lowest_m - datum_m) / lift).floor() - 1.0;
        while datum_m + steps * lift < lowest_m + 60.0 {
            levels_m.push(datum_m + steps * lift);
            steps += 1.0;
        }
        let least = match benches.short_lift {
            ShortLift::JoinsNext => lowest_m + 0.3 * lift,
            ShortLift::Stands => lowest_m + 1e-3,
        };
        levels_m.retain(|level| least <= *level);
    }
    let water = batter.water;
    Faces {
        slopes: (face, water.map_or(face, |water| water.face.rise_over_run())),
        water_m: water.map_or(-1e6, |water| water.level.0),
        lowest_m,
        berm_m: batter.benches.map_or(0.0, |benches| benches.berm().0),
        levels_m,
    }
}

#[test]
fn two_hundred_random_fills_agree_with_the_reference() {
    agree(Template::Plain);
}

#[test]
fn two_hundred_random_benched_fills_agree_with_the_reference() {
    agree(Template::Benched);
}

#[test]
fn two_hundred_random_benched_fills_in_water_agree_with_the_reference() {
    agree(Template::BenchedInWater);
}

fn agree(template: Template) {
    let cases = (0..200).into_par_iter();
    let differences: Vec<Difference> = cases.map(|case| compare(case, template)).collect();
    let mean = |of: fn(&Difference) -> f64| differences.iter().map(of).sum::<f64>() / 200.0;
    let volume = mean(|difference| difference.volume.abs());
    let height = mean(|difference| difference.height);
    println!("on average: volume off {volume:.2e}, height {height:.2e} of the mean thickness");
    for Difference {
        case,
        volume,
        height,
    } in &differences
    {
        println!("case {case}: volume off {volume:.2e}, height {height:.2e}");
        assert!(volume.abs() < 2e-3, "case {case}: volume off {volume:.2e}");
    }
    assert!(volume < 5e-4, "volume off {volume:.2e} on average");
    assert!(
        height < 1e-3,
        "height off {height:.2e} of the mean thickness on average"
    );
}
