//! Level fills on random ground: a slow reference, and what has to hold for any site.
//!
//! The reference hands the level at which material runs out from cell to cell, over and over, until nothing gets
//! lower. Its outline runs through the middles of cells, so that the ground on it is that of the cells.

use berghald::design::{Dam, FillDesign, FillTarget, LevelShape, Outline, Slope};
use berghald::terrain::{Coverage, Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use geo::{Coord, MapCoords as _, Polygon};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::known_answers::{turned, turned_back, turns};
use crate::levels_of_fill::{fill, try_fill, until, up_to};
use crate::shapes::{ground, rectangle};

/// Square cells of 2 m round the origin.
fn square(cells: usize) -> Placement {
    let half = cells as f64;
    Placement {
        west_m: -half,
        north_m: half,
        cell_width_m: 2.0,
        cell_height_m: 2.0,
        columns: cells,
        rows: cells,
        ground_per_map: 1.0,
    }
}

/// Ground of random waves, and random noise on top.
fn random_ground(placement: Placement, random: &mut ChaCha8Rng) -> Grid<f32> {
    let waves: Vec<[f64; 4]> = (0..5)
        .map(|_| {
            [
                random.random_range(0.5..4.0),
                random.random_range(-0.15..0.15),
                random.random_range(-0.15..0.15),
                random.random_range(0.0..6.3),
            ]
        })
        .collect();
    let smooth = ground(placement, |at| {
        let wave = |[height, x, y, phase]: &[f64; 4]| height * (x * at.x + y * at.y + phase).sin();
        300.0 + waves.iter().map(wave).sum::<f64>()
    });
    let cells = smooth.cells().iter();
    let cells = cells.map(|height| height + random.random_range(0.0..0.5_f32));
    Grid::new(placement, cells.collect()).unwrap()
}

/// A basin of random ground: higher towards the outside.
fn random_basin(placement: Placement, random: &mut ChaCha8Rng) -> Grid<f32> {
    let waves = random_ground(placement, random);
    let bowl = ground(placement, |at| {
        (0.004 * (at.x * at.x + at.y * at.y)).min(15.0)
    });
    let cells = waves.cells().iter().zip(bowl.cells());
    Grid::new(placement, cells.map(|(wave, bowl)| wave + bowl).collect()).unwrap()
}

struct Reference {
    /// By row and column; infinite outside.
    levels: Vec<Vec<f64>>,
    heights: Vec<Vec<f64>>,
    shares: Vec<Vec<f64>>,
    cell_area: f64,
}

/// The highest ground on the way between corners of a patch, by its saddle.
fn over_saddle(a: f64, d: f64, b: f64, c: f64) -> f64 {
    if a.max(d) < b.min(c) {
        (a * d - b * c) / (a + d - b - c)
    } else {
        f64::INFINITY
    }
}

impl Reference {
    fn of(ground: &Grid<f32>, first: usize, last: usize) -> Self {
        let placement = *ground.placement();
        let count = placement.columns;
        let polygon = outline_through(placement, first, last);
        let rows = (0..count).map(|row| ground.row(row).iter().copied().map(f64::from).collect());
        let mut heights: Vec<Vec<f64>> = rows.collect();
        let mut shares = vec![vec![0.0; count]; count];
        let coverage = Coverage::of(&polygon, &placement);
        for span in &coverage.whole {
            shares[span.row][span.first..span.end].fill(1.0);
        }
        for part in &coverage.partial {
            shares[part.row][part.column] = part.share;
            let at = placement.world_from_cells(part.centroid);
            heights[part.row][part.column] = ground.height_at(at).unwrap();
        }
        let mut reference = Self {
            levels: vec![vec![f64::INFINITY; count]; count],
            heights,
            shares,
            cell_area: placement.cell_area_m2(),
        };
        reference.begin(ground, first, last);
        while reference.lower() {}
        reference
    }

    /// Every cell beside a middle on the outline.
    fn begin(&mut self, ground: &Grid<f32>, first: usize, last: usize) {
        for row in first..=last {
            for column in first..=last {
                let on_outline = [row, column]
                    .iter()
                    .any(|place| [first, last].contains(place));
                if !on_outline {
                    continue;
                }
                let rim = f64::from(ground.at(column, row));
                for row in row - 1..=row + 1 {
                    for column in column - 1..=column + 1 {
                        if 0.0 < self.shares[row][column] {
                            let level = &mut self.levels[row][column];
                            *level = level.min(rim.max(self.heights[row][column]));
                        }
                    }
                }
            }
        }
    }

    fn lower(&mut self) -> bool {
        let count = self.levels.len();
        let mut changed = false;
        for row in 1..count - 1 {
            for column in 1..count - 1 {
                if self.shares[row][column] <= 0.0 {
                    continue;
                }
                let mut least = self.levels[row][column];
                for (down, right) in [
                    (0, 1),
                    (0, -1),
                    (1, 0),
                    (-1, 0),
                    (1, 1),
                    (1, -1),
                    (-1, 1),
                    (-1, -1),
                ] {
                    let next = (row.strict_add_signed(down), column.strict_add_signed(right));
                    if self.shares[next.0][next.1] <= 0.0 {
                        continue;
                    }
                    let (here, there) = (self.heights[row][column], self.heights[next.0][next.1]);
                    let way = if down == 0 || right == 0 {
                        here.max(there)
                    } else {
                        let beside = (self.heights[row][next.1], self.heights[next.0][column]);
                        over_saddle(here, there, beside.0, beside.1)
                    };
                    least = least.min(self.levels[next.0][next.1].max(way));
                }
                changed |= least < self.levels[row][column] - 1e-9;
                self.levels[row][column] = least;
            }
        }
        changed
    }

    /// What lies below the lower of a level and the one at which it runs out.
    fn volume_to(&self, level: f64) -> f64 {
        let mut volume = 0.0;
        for (row, levels) in self.levels.iter().enumerate() {
            for (column, spill) in levels.iter().enumerate() {
                let thickness = spill.min(level) - self.heights[row][column];
                if 0.0 < self.shares[row][column] {
                    volume += self.shares[row][column] * thickness.max(0.0);
                }
            }
        }
        volume * self.cell_area
    }
}

/// A square whose edges run through the middles of cells.
fn outline_through(placement: Placement, first: usize, last: usize) -> Polygon<f64> {
    let (north_west, south_east) = (
        placement.center_of(first, first),
        placement.center_of(last, last),
    );
    rectangle(north_west.x, south_east.y, south_east.x, north_west.y)
}

fn plain(polygon: &Polygon<f64>) -> LevelShape {
    LevelShape {
        outline: Outline::new(polygon).unwrap(),
        discharges: Vec::new(),
        beach: None,
        dam: None,
    }
}

#[test]
fn sixty_random_sites_run_out_where_a_slow_reference_says() {
    for case in 0..60 {
        let mut random = ChaCha8Rng::seed_from_u64(case);
        let placement = square(26);
        let ground = if case % 3 == 0 {
            random_basin(placement, &mut random)
        } else {
            random_ground(placement, &mut random)
        };
        let (first, last) = (2, 23);
        let reference = Reference::of(&ground, first, last);
        let shape = plain(&outline_through(placement, first, last));
        let design = fill(&ground, &shape, FillTarget::Capacity);
        let spill = design.spill.unwrap().level.0;
        let known = reference
            .levels
            .iter()
            .flatten()
            .any(|level| (level - spill).abs() < 1e-4);
        assert!(known, "case {case}: nothing runs out at {spill}");
        let expected = reference.volume_to(spill);
        // Heights are f32, at 300 m.
        let rounding = |design: &FillDesign| 3e-5 * design.footprint.0;
        let off = (design.fill.0 - expected).abs();
        assert!(
            off <= rounding(&design),
            "case {case}: {:?} {expected}",
            design.fill
        );
        let surface = design.surface_on(&ground);
        for row in first + 1..last {
            for column in first + 1..last {
                let height = f64::from(ground.at(column, row));
                let expected = reference.levels[row][column].min(spill).max(height);
                let top = f64::from(surface.at(column, row));
                assert!(
                    (top - expected).abs() < 1e-4,
                    "case {case}: {top} {expected}"
                );
            }
        }
        // A lower level holds what lies below it.
        let lower = f64::midpoint(spill, design.toe_lowest.0);
        let half = fill(&ground, &shape, up_to(lower));
        let expected = reference.volume_to(lower);
        assert!(
            (half.fill.0 - expected).abs() <= rounding(&half),
            "case {case}"
        );
    }
}

/// Shapes of every kind on one outline.
fn kinds(polygon: &Polygon<f64>, discharge: Coord<f64>) -> Vec<LevelShape> {
    let base = plain(polygon);
    let dam = Dam {
        crest_width: Metres(4.0),
        inner: Slope::new(0.8).unwrap(),
        outer: Slope::new(0.7).unwrap(),
        freeboard: Metres(1.0),
    };
    let beach = Slope::new(0.03);
    let let_in = |shape: &LevelShape| LevelShape {
        discharges: vec![discharge],
        ..shape.clone()
    };
    let dammed = LevelShape {
        dam: Some(dam),
        ..base.clone()
    };
    vec![
        let_in(&base),
        LevelShape {
            beach,
            ..let_in(&base)
        },
        LevelShape {
            beach,
            ..let_in(&dammed)
        },
        dammed,
        base,
    ]
}

/// A random basin with room round its outline, and a point on low ground in it.
fn any_site(seed: u64) -> (Grid<f32>, Polygon<f64>, Coord<f64>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let placement = square(70);
    let ground = random_basin(placement, &mut random);
    let mut half = || random.random_range(28.0..38.0);
    let polygon = rectangle(-half(), -half(), half(), half());
    let mut lowest = (f32::INFINITY, Coord { x: 0.0, y: 0.0 });
    for row in 25..45 {
        for column in 25..45 {
            if ground.at(column, row) < lowest.0 {
                lowest = (ground.at(column, row), placement.center_of(column, row));
            }
        }
    }
    (ground, polygon, lowest.1)
}

/// The level of a fill as a share of the way from the discharge's ground to 6 m above.
fn some_level(ground: &Grid<f32>, discharge: Coord<f64>, share: f64) -> f64 {
    ground.height_at(discharge).unwrap() + 0.1 + 6.0 * share
}

#[test]
fn a_volume_gives_a_level_that_gives_the_volume() {
    for seed in 0..6 {
        let (ground, polygon, discharge) = any_site(seed);
        for (kind, shape) in kinds(&polygon, discharge).iter().enumerate() {
            for share in [0.2, 0.6, 0.95] {
                let level = some_level(&ground, discharge, share);
                let first = fill(&ground, shape, up_to(level));
                if first.fill.0 < 10.0 {
                    continue;
                }
                let again = fill(&ground, shape, until(first.fill.0));
                let off = again.fill.0 / first.fill.0 - 1.0;
                assert!(off.abs() < 1e-6, "{seed} {kind} {share}: {off:.2e}");
                assert!(again.fits);
                // Basins that are full hold no more at a higher level.
                assert!(again.crest_level.0 <= first.crest_level.0 + 1e-3);
            }
        }
    }
}

#[test]
fn a_higher_level_never_holds_less_and_the_curve_never_falls() {
    for seed in 10..16 {
        let (ground, polygon, discharge) = any_site(seed);
        for (kind, shape) in kinds(&polygon, discharge).iter().enumerate() {
            let mut before = PlacedM3(0.0);
            for step in 0..12 {
                let level = some_level(&ground, discharge, f64::from(step) / 11.0);
                let design = fill(&ground, shape, up_to(level));
                assert!(
                    before.0 <= design.fill.0 * (1.0 + 1e-6),
                    "{seed} {kind} at {level}"
                );
                before = design.fill;
                for pair in design.curve.points().windows(2) {
                    assert!(pair[0].volume <= pair[1].volume);
                }
            }
        }
    }
}

#[test]
fn quarter_turns_and_mirrors_leave_the_volumes() {
    for seed in 20..23 {
        let (first, polygon, discharge) = any_site(seed);
        let mut volumes: Vec<Vec<(f64, f64)>> = Vec::new();
        for turn in turns() {
            let polygon = polygon.map_coords(|at| turned(at, turn));
            let turned_ground = ground(*first.placement(), |at| {
                first.height_at(turned_back(at, turn)).unwrap()
            });
            let kinds = kinds(&polygon, turned(discharge, turn));
            let held = kinds.iter().map(|shape| {
                let level = some_level(&first, discharge, 0.7);
                let design = fill(&turned_ground, shape, up_to(level));
                (design.fill.0, design.dam.map_or(0.0, |dam| dam.volume.0))
            });
            volumes.push(held.collect());
        }
        for turned in &volumes {
            for (kind, (one, other)) in turned.iter().zip(&volumes[0]).enumerate() {
                assert!(
                    (one.0 / other.0 - 1.0).abs() < 1e-4,
                    "{seed} {kind}: {one:?} {other:?}"
                );
                assert!(
                    (one.1 - other.1).abs() <= 1e-4 * other.1,
                    "{seed} {kind}: {one:?} {other:?}"
                );
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (ground, polygon, discharge) = any_site(31);
    for shape in kinds(&polygon, discharge) {
        let level = some_level(&ground, discharge, 0.5);
        let asked = fill(&ground, &shape, up_to(level)).fill.0;
        let with = |threads: usize| -> (u64, u64, Vec<u32>) {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            let design: FillDesign = pool.install(|| fill(&ground, &shape, until(asked)));
            let surface = design.surface_on(&ground);
            (
                design.fill.0.to_bits(),
                design.dam.map_or(0.0, |dam| dam.volume.0).to_bits(),
                surface
                    .cells()
                    .iter()
                    .map(|height| height.to_bits())
                    .collect(),
            )
        };
        assert_eq!(with(1), with(3));
    }
}

#[test]
fn odd_outlines_and_levels_are_designed_or_refused_and_never_fail() {
    let (ground, _, discharge) = any_site(40);
    let thin = rectangle(-30.3, -0.4, 30.2, 0.3);
    let tiny = rectangle(0.1, 0.1, 0.6, 0.4);
    for polygon in [thin, tiny] {
        for shape in kinds(&polygon, discharge) {
            for target in [
                FillTarget::Capacity,
                up_to(303.0),
                up_to(f64::NAN),
                until(100.0),
            ] {
                if let Ok(design) = try_fill(&ground, &shape, target) {
                    assert!(design.fill.0.is_finite() && 0.0 <= design.fill.0);
                }
            }
        }
    }
}
