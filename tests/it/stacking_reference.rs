//! Deposits built in their order, each on the surface that the ones before left, against the slow references of one.
//!
//! The references build on the surfaces that they left themselves; from the engine they take no more than the level
//! from which berms are counted.

#![expect(
    clippy::print_stdout,
    reason = "the figures are shown with --nocapture"
)]

use berghald::design::{Batter, Benches, FillDesign, FillTarget, ShortLift, Slope, Water};
use berghald::terrain::Grid;
use berghald::units::Metres;
use geo::{AffineOps as _, AffineTransform, BoundingRect as _, Coord, Polygon};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::crest_reference::{SIDE, hills, ring, site};
use crate::crests::{crest, try_crest};
use crate::shapes::{benched, ground};
use crate::{crest_reference, reference};

/// What is drawn of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawn {
    Toe,
    Crest,
}

struct Deposit {
    drawn: Drawn,
    polygon: Polygon<f64>,
    batter: Batter,
    level_m: f64,
}

impl Deposit {
    fn made_on(&self, ground: &Grid<f32>) -> FillDesign {
        let target = FillTarget::Crest(Metres(self.level_m));
        match self.drawn {
            Drawn::Toe => benched(ground, &self.polygon, self.batter, target),
            Drawn::Crest => try_crest(ground, &crest(&self.polygon), self.batter, target).unwrap(),
        }
    }

    /// The surface after it and its volume, by the slow references.
    fn by_reference(&self, ground: &Grid<f32>, made: &FillDesign) -> (Grid<f32>, f64) {
        let mut surface = ground.cells().to_vec();
        let mut raise = |cell: usize, height: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
            let height = height as f32;
            surface[cell] = surface[cell].max(height);
        };
        let volume = match self.drawn {
            Drawn::Toe => {
                let levels = (made.toe_lowest.0, made.bench_datum.0);
                let faces = reference::faces_of(&self.batter, levels.0, levels.1);
                let (cells, volume) =
                    reference::reference(ground, &self.polygon, &faces, self.level_m);
                for (column, row, height) in cells {
                    raise(row * SIDE + column, height);
                }
                volume
            }
            Drawn::Crest => {
                let level_at = |_: Coord<f64>| self.level_m;
                let (volume, thickness) = crest_reference::reference(
                    ground,
                    &self.polygon,
                    &self.batter,
                    self.level_m,
                    &level_at,
                );
                for (cell, thickness) in thickness.into_iter().enumerate() {
                    raise(cell, f64::from(ground.cells()[cell]) + thickness);
                }
                volume
            }
        };
        (Grid::new(*ground.placement(), surface).unwrap(), volume)
    }
}

/// Two or three deposits round the middle of the site, each some metres higher than the one before.
fn deposits(case: u32, terrain: &Grid<f32>, random: &mut ChaCha8Rng) -> Vec<Deposit> {
    let half = SIDE as f64 / 2.0;
    let middle = Coord { x: half, y: half };
    let kinds: &[Drawn] = match case % 5 {
        0 => &[Drawn::Toe, Drawn::Toe],
        1 => &[Drawn::Toe, Drawn::Crest],
        2 => &[Drawn::Crest, Drawn::Toe],
        3 => &[Drawn::Toe, Drawn::Toe, Drawn::Crest],
        _ => &[Drawn::Toe, Drawn::Crest, Drawn::Toe],
    };
    let mut level_m = terrain.height_at(middle).unwrap();
    let water_m = level_m - random.random_range(0.0..2.0);
    let in_water = case % 4 == 3;
    let deposits = kinds.iter().map(|drawn| {
        level_m += random.random_range(3.0..5.0);
        let center = middle
            + Coord {
                x: random.random_range(-2.0..2.0),
                y: random.random_range(-2.0..2.0),
            };
        let polygon = match drawn {
            Drawn::Toe => placed(
                &reference::outline(random.random_range(0..5), random),
                center,
            ),
            Drawn::Crest => Polygon::new(ring(center, 7, || random.random_range(4.0..7.0)), vec![]),
        };
        Deposit {
            drawn: *drawn,
            polygon,
            batter: batter(in_water.then_some(water_m), random),
            level_m,
        }
    });
    deposits.collect()
}

/// An outline 1.8 times as large, with its middle at a place.
fn placed(polygon: &Polygon<f64>, center: Coord<f64>) -> Polygon<f64> {
    let to = center - polygon.bounding_rect().unwrap().center() * 1.8;
    polygon.affine_transform(&AffineTransform::new(1.8, 0.0, to.x, 0.0, 1.8, to.y))
}

fn batter(water_m: Option<f64>, random: &mut ChaCha8Rng) -> Batter {
    let face = random.random_range(0.5..1.1);
    let mut batter = Batter::plain(Slope::new(face).unwrap());
    let lift = Metres(random.random_range(1.0..3.0));
    let mut benches = Benches::new(lift, Metres(random.random_range(0.5..1.5))).unwrap();
    benches.short_lift = ShortLift::Stands;
    if random.random_bool(0.3) {
        benches.datum = Some(Metres(random.random_range(10.0..14.0)));
    }
    batter.benches = random.random_bool(0.6).then_some(benches);
    batter.water = water_m.map(|level| Water {
        level: Metres(level),
        face: Slope::new(face * random.random_range(0.5..0.9)).unwrap(),
    });
    batter
}

/// How far the deposits of a case are from the references: their volume together, and the surface that they leave, in
/// mean thicknesses.
fn compare(case: u32) -> (f64, f64) {
    let mut random = ChaCha8Rng::seed_from_u64(3000 + u64::from(case));
    let terrain = ground(site(), hills(case / 5, &mut random));
    let (mut made_on, mut reference_on) = (terrain.clone(), terrain.clone());
    let (mut made, mut volume) = (0.0, 0.0);
    for deposit in deposits(case, &terrain, &mut random) {
        let design = deposit.made_on(&made_on);
        let (surface, held) = deposit.by_reference(&reference_on, &design);
        made_on = design.surface_on(&made_on);
        reference_on = surface;
        made += design.fill.0;
        volume += held;
    }
    let cells = made_on.cells().iter().zip(reference_on.cells());
    let apart: f64 = cells
        .map(|(one, other)| f64::from((one - other).abs()))
        .sum();
    (made / volume - 1.0, apart / volume)
}

#[test]
fn two_hundred_random_stacks_agree_with_the_reference() {
    let differences: Vec<(f64, f64)> = (0..200).into_par_iter().map(compare).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| differences.iter().map(of).sum::<f64>() / 200.0;
    let (volume, height) = (mean(|off| off.0.abs()), mean(|off| off.1));
    println!("on average: volume off {volume:.2e}, height {height:.2e} of the mean thickness");
    for (case, (volume, height)) in differences.iter().enumerate() {
        println!("case {case}: volume off {volume:.2e}, height {height:.2e}");
    }
    for (case, (volume, _)) in differences.iter().enumerate() {
        assert!(volume.abs() < 3e-3, "case {case}: volume off {volume:.2e}");
    }
    assert!(volume < 5e-4, "volume off {volume:.2e} on average");
    assert!(height < 2e-3, "height off {height:.2e} on average");
}
