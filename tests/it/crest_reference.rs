//! The crest and pit designs against a slow reference that shares nothing with them but the definition.
//!
//! The slope at a point is the highest, over all points of the crest's edge in sight, of what the slope has fallen to
//! along the straight line from there; out of sight the line bends at the middle of a cell that is reached. The
//! reference tries every point of the edge and every such middle, and looks along the whole of each line for ground
//! that stands above the slope. Nothing is handed from cell to cell. Cells where the fill ends are sampled finely.

#![expect(
    clippy::print_stdout,
    reason = "the figures are shown with --nocapture"
)]

use std::f64::consts::TAU;

use berghald::design::{
    Batter, Benches, CrestShape, FillTarget, Outline, PitDesign, PitDesignInput, PitShape,
    PitTarget, ShortLift, Slope, UnknownGround, Water, design_pit,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement, whole_cells};
use berghald::units::Metres;
use geo::{
    AffineOps as _, AffineTransform, BoundingRect as _, Contains as _, Coord, Line, LineString,
    Point, Polygon,
};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::crests::try_crest;
use crate::shapes::ground;

/// Cells on a side of the site.
pub(crate) const SIDE: usize = 44;

/// Points in a cell where the fill ends, along a row and a column.
const SAMPLES: u32 = 4;

/// A slope that falls from a level: corners of distance and height, going down.
struct Falling {
    corners: Vec<(f64, f64)>,
}

impl Falling {
    /// Walks down from `level`, berm by berm.
    fn from(level: f64, batter: &Batter) -> Self {
        let mut corners = vec![(0.0, level)];
        let (mut distance, mut height) = (0.0, level);
        while level - 100.0 < height {
            let berm = batter.benches.map_or(f64::NEG_INFINITY, |benches| {
                let datum = benches.datum.map_or(level, |datum| datum.0);
                let lift = benches.lift().0;
                let below = datum + ((height - datum) / lift - 1e-6).ceil() * lift - lift;
                below.min(height - 1e-3)
            });
            let water = batter.water.map(|water| water.level.0);
            let water = water.filter(|water| *water < height - 1e-9);
            let next = berm
                .max(water.unwrap_or(f64::NEG_INFINITY))
                .max(height - 40.0);
            let face = batter.face_at(Metres(f64::midpoint(height, next)));
            distance += (height - next) / face.rise_over_run();
            height = next;
            corners.push((distance, height));
            if next <= berm {
                distance += batter.benches.unwrap().berm().0;
                corners.push((distance, height));
            }
        }
        Self { corners }
    }

    fn height(&self, distance: f64) -> f64 {
        let next = self.corners.partition_point(|corner| corner.0 <= distance);
        let (Some(from), Some(to)) = (self.corners.get(next - 1), self.corners.get(next)) else {
            return f64::NEG_INFINITY;
        };
        from.1 + (to.1 - from.1) * (distance - from.0) / (to.0 - from.0)
    }

    /// The greatest distance at which it is as high: no berm at a crest.
    fn distance(&self, height: f64) -> f64 {
        let pairs = self.corners.iter().zip(&self.corners[1..]).rev();
        let mut within = pairs.filter(|(from, to)| to.1 <= height && height <= from.1);
        within.next().map_or(0.0, |(from, to)| {
            if from.1 <= to.1 {
                to.0
            } else {
                from.0 + (to.0 - from.0) * (from.1 - height) / (from.1 - to.1)
            }
        })
    }
}

/// A fill to be worked out slowly. Lengths are in cells of 1 m, from the site's north-western corner.
struct Reference<'a> {
    ground: &'a Grid<f32>,
    falling: Falling,
    steepest: f64,
    /// Points with the distance along the slope there: those of the edge, then middles that are reached.
    points: Vec<(Coord<f64>, f64)>,
    on_edge: usize,
}

impl Reference<'_> {
    fn ground_of(&self, column: f64, row: f64) -> f64 {
        let place = |at: f64| whole_cells(at).min(SIDE - 1);
        f64::from(self.ground.at(place(column), place(row)))
    }

    /// The ground between two middles in line; over a step that is steeper than the slope the higher one counts.
    fn between(&self, place: f64, ground_of: impl Fn(f64) -> f64) -> f64 {
        let (lower, part) = (place.floor(), place - place.floor());
        let (near, far) = (ground_of(lower), ground_of(lower + 1.0));
        if (near - far).abs() <= self.steepest {
            near * (1.0 - part) + far * part
        } else if part < 1e-3 {
            near
        } else if 0.999 < part {
            far
        } else {
            near.max(far)
        }
    }

    /// Whether the slope reaches `to` straight from a point where it has come so far.
    fn reaches(&self, from: (Coord<f64>, f64), to: Coord<f64>) -> bool {
        let middle = Coord { x: 0.5, y: 0.5 };
        let begin = from.0 - middle;
        let way = to - from.0;
        let length = way.x.hypot(way.y);
        let across_columns = way.y.abs() <= way.x.abs();
        let (start, run) = if across_columns {
            (begin.x, way.x)
        } else {
            (begin.y, way.y)
        };
        let first = (start.min(start + run) + 1e-6).floor() + 1.0;
        let count = ((start.max(start + run) - 1e-6).ceil() - first).max(0.0);
        let mut indices = (0..).map(f64::from).take_while(|index| *index < count);
        indices.all(|index| {
            let share = (first + index - start) / run;
            let Coord { x, y } = begin + way * share;
            let ground = if across_columns {
                self.between(y, |row| self.ground_of(x.round(), row))
            } else {
                self.between(x, |column| self.ground_of(column, y.round()))
            };
            ground <= self.falling.height(from.1 + share * length) + 1e-9
        })
    }

    /// How far along the slope a point lies, if the slope reaches it above its ground.
    fn at(&self, at: Coord<f64>, ground: f64) -> Option<f64> {
        let farthest = self.falling.distance(ground);
        let ways = self.points.iter().map(|point| straight(point, at)).zip(0..);
        let mut ways: Vec<(f64, usize)> = ways.filter(|way| way.0 < farthest).collect();
        let nearest = ways.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0))?;
        if self.reaches(self.points[nearest.1], at) {
            return Some(nearest.0);
        }
        ways.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut ways = ways.into_iter();
        let first = ways.find(|(_, index)| self.reaches(self.points[*index], at))?;
        Some(first.0)
    }

    fn ground_at(&self, at: Coord<f64>) -> f64 {
        self.ground.height_at_cells(at).unwrap()
    }

    /// Adds the middles of cells that are reached, if bent ways lead on from them, until there are no more.
    fn bend(&mut self, top: &dyn Fn(Coord<f64>) -> Option<f64>) {
        let at = |at: Coord<f64>| (at, self.ground_at(at));
        let outside: Vec<_> = middles().filter(|at| top(*at).is_none()).map(at).collect();
        let mut known: Vec<Option<f64>> = Vec::with_capacity(outside.len());
        let mut hidden = Vec::new();
        for (index, (at, ground)) in outside.iter().enumerate() {
            let ways = self.points.iter().map(|point| straight(point, *at));
            let nearest = ways.fold(f64::INFINITY, f64::min);
            let reached = self.at(*at, *ground);
            let in_sight = reached.is_some_and(|reached| reached <= nearest + 1e-9);
            if !in_sight && *ground < self.falling.height(nearest) {
                hidden.push(index);
            }
            known.push(reached);
        }
        loop {
            self.points.truncate(self.on_edge);
            if hidden.is_empty() {
                return;
            }
            let reached = outside.iter().zip(&known);
            let reached = reached.filter_map(|((at, _), known)| known.map(|known| (*at, known)));
            self.points.extend(reached);
            let mut changed = false;
            for index in &hidden {
                let (at, ground) = outside[*index];
                let now = self.at(at, ground);
                let before = known[*index].unwrap_or(f64::INFINITY);
                if now.is_some_and(|now| now < before - 1e-9) {
                    (known[*index], changed) = (now, true);
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// The volume, and the thickness at the middle of each cell.
    fn filled(&self, top: &dyn Fn(Coord<f64>) -> Option<f64>) -> (f64, Vec<f64>) {
        let thickness = |at: Coord<f64>| {
            let ground = self.ground_at(at);
            let height = top(at).or_else(|| {
                let distance = self.at(at, ground)?;
                Some(self.falling.height(distance))
            });
            height.map_or(0.0, |height| (height - ground).max(0.0))
        };
        let at_middles: Vec<f64> = middles().map(&thickness).collect();
        let mut volume = 0.0;
        for (index, at) in middles().enumerate() {
            let (column, row) = (index % SIDE, index / SIDE);
            let mut filled = 0;
            let mut cells = 0;
            for row in row.saturating_sub(1)..(row + 2).min(SIDE) {
                for column in column.saturating_sub(1)..(column + 2).min(SIDE) {
                    cells += 1;
                    filled += u32::from(0.0 < at_middles[row * SIDE + column]);
                }
            }
            volume += if filled == cells {
                at_middles[index]
            } else if filled == 0 {
                0.0
            } else {
                let place = |sample: u32| (f64::from(sample) + 0.5) / f64::from(SAMPLES) - 0.5;
                let samples = (0..SAMPLES * SAMPLES).map(|sample| {
                    let (x, y) = (place(sample % SAMPLES), place(sample / SAMPLES));
                    thickness(at + Coord { x, y })
                });
                samples.sum::<f64>() / f64::from(SAMPLES * SAMPLES)
            };
        }
        (volume, at_middles)
    }
}

/// The distance along the slope at a point, straight from another.
fn straight((from, distance): &(Coord<f64>, f64), at: Coord<f64>) -> f64 {
    let way = at - *from;
    #[expect(clippy::imprecise_flops, reason = "hypot is ten times slower")]
    let length = (way.x * way.x + way.y * way.y).sqrt();
    distance + length
}

/// The middles of all cells, in cells.
fn middles() -> impl Iterator<Item = Coord<f64>> {
    (0..SIDE * SIDE).map(|index| Coord {
        x: (index % SIDE) as f64 + 0.5,
        y: (index / SIDE) as f64 + 0.5,
    })
}

pub(crate) fn site() -> Placement {
    Placement {
        west_m: 0.0,
        north_m: SIDE as f64,
        cell_width_m: 1.0,
        cell_height_m: 1.0,
        columns: SIDE,
        rows: SIDE,
        ground_per_map: 1.0,
    }
}

/// Points along an edge, a tenth of a cell apart.
fn along(edge: Line<f64>) -> impl Iterator<Item = Coord<f64>> {
    let way = edge.end - edge.start;
    let steps = whole_cells((way.x.hypot(way.y) * 10.0).ceil()).max(1);
    (0..=steps).map(move |step| edge.start + way * (step as f64 / steps as f64))
}

/// The fill below a crest whose surface is given at every point, and its thickness at the middle of each cell.
pub(crate) fn reference(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    batter: &Batter,
    level: f64,
    crest_at: &dyn Fn(Coord<f64>) -> f64,
) -> (f64, Vec<f64>) {
    let falling = Falling::from(level, batter);
    let placement = ground.placement();
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let edges = rings.flat_map(LineString::lines);
    let mut points = Vec::new();
    for at in edges.flat_map(along) {
        let height = crest_at(at);
        if ground.height_at(at).unwrap() < height {
            points.push((placement.cells_from_world(at), falling.distance(height)));
        }
    }
    let mut reference = Reference {
        ground,
        falling,
        steepest: batter.steepest().rise_over_run(),
        on_edge: points.len(),
        points,
    };
    let top = |at: Coord<f64>| {
        let at = placement.world_from_cells(at);
        polygon.contains(&Point(at)).then(|| crest_at(at))
    };
    reference.bend(&top);
    reference.filled(&top)
}

pub(crate) fn ring(
    center: Coord<f64>,
    corners: u32,
    mut radius: impl FnMut() -> f64,
) -> LineString<f64> {
    (0..corners)
        .map(|index| {
            let (sin, cos) = (TAU * f64::from(index) / f64::from(corners)).sin_cos();
            center + Coord { x: cos, y: sin } * radius()
        })
        .collect()
}

fn crest_polygon(case: u32, random: &mut ChaCha8Rng) -> Polygon<f64> {
    let half = SIDE as f64 / 2.0;
    let center = Coord {
        x: half + random.random_range(-1.0..1.0),
        y: half + random.random_range(-1.0..1.0),
    };
    match case % 4 {
        0 => {
            let radius = random.random_range(4.0..7.0);
            Polygon::new(ring(center, random.random_range(3..9), || radius), vec![])
        }
        1 => Polygon::new(ring(center, 8, || random.random_range(3.0..8.0)), vec![]),
        2 => {
            let hole = ring(center, 7, || random.random_range(2.0..3.5));
            Polygon::new(
                ring(center, 9, || random.random_range(7.0..9.0)),
                vec![hole],
            )
        }
        _ => {
            let (arm, wide) = (
                random.random_range(3.0..5.0),
                random.random_range(9.0..13.0),
            );
            let corners = [
                (0.0, 0.0),
                (wide, 0.0),
                (wide, arm),
                (arm, arm),
                (arm, wide),
                (0.0, wide),
            ];
            let corners = corners.map(|(x, y)| Coord { x, y } + center - Coord { x: 5.0, y: 5.0 });
            Polygon::new(corners.to_vec().into(), vec![])
        }
    }
}

/// Waves on a tilt, a third of them with a cliff and a third with a wall across the site.
pub(crate) fn hills(case: u32, random: &mut ChaCha8Rng) -> impl Fn(Coord<f64>) -> f64 + use<> {
    let (tilt, bearing) = (
        random.random_range(0.0..0.25),
        random.random_range(0.0..TAU),
    );
    let waves: [[f64; 4]; 4] = std::array::from_fn(|_| {
        [
            random.random_range(0.0..0.7),
            random.random_range(0.1..0.45),
            random.random_range(0.0..TAU),
            random.random_range(0.0..TAU),
        ]
    });
    let step = random.random_range(1.0..6.0);
    let (turn, place) = (
        random.random_range(0.0..TAU),
        random.random_range(9.0..15.0),
    );
    let (from, to) = (
        random.random_range(-20.0..0.0),
        random.random_range(0.0..20.0),
    );
    let thickness = random.random_range(1.5..4.0);
    move |at| {
        let half = SIDE as f64 / 2.0;
        let at = at - Coord { x: half, y: half };
        let along = |turn: f64| at.x * turn.cos() + at.y * turn.sin();
        let waves = waves
            .iter()
            .map(|[height, pace, turn, phase]| height * (along(*turn) * pace + phase).sin());
        let (across, beside) = (along(turn), along(turn + TAU / 4.0));
        let built = match case % 3 {
            1 if place < across => -step,
            2 if place < across && across < place + thickness && (from..to).contains(&beside) => {
                step + 3.0
            }
            _ => 0.0,
        };
        20.0 + tilt * along(bearing) + waves.sum::<f64>() + built
    }
}

/// What a crest has besides its face.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Template {
    /// Nothing, or berms.
    Dry,
    /// Water, and in half of the cases berms.
    InWater,
}

fn batter(case: u32, template: Template, level: f64, random: &mut ChaCha8Rng) -> Batter {
    let slope = |random: &mut ChaCha8Rng| Slope::new(random.random_range(0.45..1.1)).unwrap();
    let mut batter = Batter::plain(slope(random));
    let lift = Metres(random.random_range(2.0..4.0));
    let mut benches = Benches::new(lift, Metres(random.random_range(0.7..2.0))).unwrap();
    benches.short_lift = ShortLift::Stands;
    match case % 4 {
        1 => batter.benches = Some(benches),
        2 => {
            benches.datum = Some(Metres(random.random_range(10.0..14.0)));
            batter.benches = Some(benches);
        }
        _ => {}
    }
    if template == Template::InWater {
        batter.water = Some(Water {
            level: Metres(level - random.random_range(1.5..5.0)),
            face: Slope::new(random.random_range(0.3..0.6)).unwrap(),
        });
    }
    batter
}

/// How far a crest is from the reference.
fn compare_crest(case: u32, template: Template) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(u64::from(case));
    let polygon = crest_polygon(case / 5, &mut random);
    let terrain = ground(site(), hills(case / 7, &mut random));
    let level = random.random_range(25.0..28.5);
    let batter = batter(case, template, level, &mut random);
    // Some crests fall like a plane.
    let falls = case.is_multiple_of(9);
    let fall = Coord {
        x: random.random_range(-0.05..0.05),
        y: random.random_range(-0.05..0.05),
    };
    let plane = |at: Coord<f64>| fall.x * at.x + fall.y * at.y;
    let outline = Outline::new(&polygon).unwrap();
    let corners: Vec<Coord<f64>> = outline.polygon().exterior().coords().copied().collect();
    let highest = corners
        .iter()
        .map(|at| plane(*at))
        .fold(f64::NEG_INFINITY, f64::max);
    let drop_at = |at: Coord<f64>| if falls { highest - plane(at) } else { 0.0 };
    let open = &corners[..corners.len() - 1];
    let drops: Vec<Metres> = open
        .iter()
        .map(|at| Metres(drop_at(*at).max(0.0)))
        .collect();
    let shape = CrestShape::Polygon {
        outline,
        drops: if falls { drops } else { Vec::new() },
    };
    let made = try_crest(&terrain, &shape, batter, FillTarget::Crest(Metres(level))).unwrap();
    let (volume, _) = reference(&terrain, &polygon, &batter, level, &|at| {
        level - drop_at(at)
    });
    made.fill.0 / volume - 1.0
}

/// Two hundred cases, each within 0.3 %.
fn agree(what: &str, compare: impl Fn(u32) -> f64 + Send + Sync) {
    let within = 3e-3;
    let differences: Vec<f64> = (0..200).into_par_iter().map(compare).collect();
    let mean = differences.iter().map(|off| off.abs()).sum::<f64>() / differences.len() as f64;
    println!("{what}: volume off {mean:.2e} on average");
    for (case, off) in differences.iter().enumerate() {
        if 0.3 * within < off.abs() {
            println!("{what} {case}: volume off {off:.2e}");
        }
    }
    for (case, off) in differences.iter().enumerate() {
        assert!(off.abs() < within, "{what} {case}: volume off {off:.2e}");
    }
}

#[test]
fn two_hundred_random_crests_agree_with_the_reference() {
    agree("crest", |case| compare_crest(case, Template::Dry));
}

#[test]
fn two_hundred_random_crests_in_water_agree_with_the_reference() {
    agree("crest in water", |case| {
        compare_crest(case, Template::InWater)
    });
}

/// The ground upside down: a pit is a fill there.
fn upside_down(ground: &Grid<f32>) -> Grid<f32> {
    let cells = ground.cells().iter().map(|height| -height);
    Grid::new(*ground.placement(), cells.collect()).unwrap()
}

/// How far a pit from its floor is from the reference.
fn compare_floor(case: u32) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(1000 + u64::from(case));
    let terrain = ground(site(), hills(case / 7, &mut random));
    let polygon = crest_polygon(case / 5, &mut random);
    let floor = random.random_range(11.5..15.0);
    let walls = batter(case, Template::Dry, floor, &mut random);
    let outline = Outline::new(&polygon).unwrap();
    let made = dug(&terrain, PitShape::Floor(&outline), walls, floor);
    let terrain = upside_down(&terrain);
    let (volume, _) = reference(&terrain, &polygon, &turned_over(walls), -floor, &|_| -floor);
    made.cut.0 / volume - 1.0
}

/// How far a pit inside its rim is from the reference of a fill from its toe, upside down.
fn compare_rim(case: u32) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(2000 + u64::from(case));
    let terrain = ground(site(), hills(case / 7, &mut random));
    let half = SIDE as f64 / 2.0;
    let polygon = crate::reference::outline(case % 5, &mut random);
    let center = polygon.bounding_rect().unwrap().center();
    let polygon = polygon.affine_transform(&AffineTransform::new(
        1.8,
        0.0,
        half - 1.8 * center.x,
        0.0,
        1.8,
        half - 1.8 * center.y,
    ));
    let floor = random.random_range(9.0..15.0);
    let walls = batter(case / 5, Template::Dry, floor, &mut random);
    let outline = Outline::new(&polygon).unwrap();
    let made = dug(&terrain, PitShape::Rim(&outline), walls, floor);
    let faces = crate::reference::faces_of(
        &turned_over(walls),
        -made.rim_highest.0,
        -made.bench_datum.0,
    );
    let terrain = upside_down(&terrain);
    let (_, volume) = crate::reference::reference(&terrain, &polygon, &faces, -floor);
    (made.cut.0 - volume) / volume.max(made.outline_area.0)
}

fn dug(terrain: &Grid<f32>, shape: PitShape<'_>, walls: Batter, floor: f64) -> PitDesign {
    let input = PitDesignInput {
        ground: terrain,
        shape,
        walls,
        target: PitTarget::Floor(Metres(floor)),
        unknown_ground: UnknownGround::Refuse,
    };
    design_pit(&input, &Run::default()).unwrap()
}

/// Walls as they stand in the ground upside down.
fn turned_over(mut walls: Batter) -> Batter {
    if let Some(benches) = &mut walls.benches {
        benches.datum = benches.datum.map(|datum| Metres(-datum.0));
    }
    walls
}

#[test]
fn two_hundred_random_pits_from_their_floor_agree_with_the_reference() {
    agree("pit from its floor", compare_floor);
}

#[test]
fn two_hundred_random_pits_in_their_rim_agree_with_the_reference() {
    agree("pit in its rim", compare_rim);
}
