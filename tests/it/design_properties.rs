//! What has to hold for any fill from its toe: with berms and water, on any ground.

use berghald::design::{Batter, Benches, FillTarget, Slope, Water, cut_and_fill};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, BooleanOps as _, Coord, LineString, Polygon};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::{benched, ground, placement_around};

/// A site about 100 m across.
struct Site {
    polygon: Polygon<f64>,
    terrain: Grid<f32>,
    batter: Batter,
    random: ChaCha8Rng,
}

fn site(seed: u64) -> Site {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let corners = random.random_range(4..9_u32);
    let ring: LineString<f64> = (0..corners)
        .map(|index| {
            let (sin, cos) =
                (std::f64::consts::TAU * f64::from(index) / f64::from(corners)).sin_cos();
            let radius = random.random_range(30.0..60.0);
            Coord {
                x: radius * cos,
                y: radius * sin,
            }
        })
        .collect();
    let polygon = Polygon::new(ring, vec![]);
    let placement = placement_around(&polygon, 2.0, (random.random(), random.random()));
    let (tilt, bearing) = (
        random.random_range(0.0..0.3),
        random.random_range(0.0..6.3_f64),
    );
    let waves: Vec<[f64; 3]> = (0..3)
        .map(|_| {
            [
                random.random_range(0.0..2.0),
                random.random_range(0.03..0.2),
                random.random_range(0.0..6.3),
            ]
        })
        .collect();
    let terrain = ground(placement, |at| {
        let along = at.x * bearing.cos() + at.y * bearing.sin();
        let waves = waves
            .iter()
            .map(|[height, pace, phase]| height * ((at.x - 0.7 * at.y) * pace + phase).sin());
        50.0 + tilt * along + waves.sum::<f64>()
    });
    let face = Slope::new(random.random_range(0.3..0.9)).unwrap();
    let benches = Benches::new(
        Metres(random.random_range(3.0..8.0)),
        Metres(random.random_range(1.0..5.0)),
    );
    let batter = Batter {
        benches: random.random_bool(0.7).then_some(benches.unwrap()),
        water: random.random_bool(0.5).then(|| Water {
            level: Metres(random.random_range(45.0..60.0)),
            face: Slope::new(face.rise_over_run() * 0.6).unwrap(),
        }),
        ..Batter::plain(face)
    };
    Site {
        polygon,
        terrain,
        batter,
        random,
    }
}

fn volume(site: &Site, target: FillTarget) -> f64 {
    benched(&site.terrain, &site.polygon, site.batter, target)
        .fill
        .0
}

#[test]
fn the_curve_never_falls_and_a_volume_gives_a_level_that_gives_the_volume() {
    for seed in 0..40 {
        let mut site = site(seed);
        let design = benched(
            &site.terrain,
            &site.polygon,
            site.batter,
            FillTarget::Capacity,
        );
        for pair in design.curve.points().windows(2) {
            assert!(pair[0].volume <= pair[1].volume, "site {seed}");
            assert!(pair[0].footprint <= pair[1].footprint, "site {seed}");
        }
        let asked = design.fill.0 * site.random.random_range(0.05..0.95);
        let by_volume = benched(
            &site.terrain,
            &site.polygon,
            site.batter,
            FillTarget::Volume(PlacedM3(asked)),
        );
        assert!((by_volume.fill.0 / asked - 1.0).abs() < 1e-6, "site {seed}");
        let by_level = volume(&site, FillTarget::Crest(by_volume.crest_level));
        assert!((by_level / asked - 1.0).abs() < 1e-6, "site {seed}");
        let lifts: f64 = by_volume.lifts.iter().map(|lift| lift.volume.0).sum();
        assert!((lifts / asked - 1.0).abs() < 1e-6, "site {seed}");
        let higher = volume(
            &site,
            FillTarget::Crest(by_volume.crest_level + Metres(0.5)),
        );
        assert!(by_level <= higher, "site {seed}");
    }
}

#[test]
fn a_steeper_face_from_the_toe_never_holds_less() {
    for seed in 0..40 {
        let mut site = site(seed);
        site.batter.benches = None;
        site.batter.water = None;
        let before = volume(&site, FillTarget::Capacity);
        let steeper = site.batter.face.rise_over_run() * site.random.random_range(1.01..1.6);
        site.batter.face = Slope::new(steeper).unwrap();
        let after = volume(&site, FillTarget::Capacity);
        assert!(
            before <= after * (1.0 + 1e-9),
            "site {seed}: {before} {after}"
        );
    }
}

#[test]
fn turning_and_mirroring_the_grid_leaves_the_volume_and_a_shift_nearly() {
    for seed in 0..20 {
        let site = site(seed);
        let before = volume(&site, FillTarget::Capacity);
        for mirrored in [false, true] {
            let turned = quarter(&site, mirrored);
            let after = volume(&turned, FillTarget::Capacity);
            assert!(
                (after / before - 1.0).abs() < 8e-4,
                "site {seed}: {before} {after}"
            );
        }
    }
}

/// The site turned by a quarter, and mirrored too.
fn quarter(site: &Site, mirrored: bool) -> Site {
    let turn = |at: Coord<f64>| Coord {
        x: if mirrored { at.y } else { -at.y },
        y: at.x,
    };
    let old = *site.terrain.placement();
    let cell = old.cell_width_m;
    let extent = old.extent();
    let corners = [turn(extent.min()), turn(extent.max())];
    let placement = Placement {
        west_m: corners[0].x.min(corners[1].x),
        north_m: corners[0].y.max(corners[1].y),
        columns: old.rows,
        rows: old.columns,
        ..old
    };
    let terrain = Grid::from_fn(placement, |at| {
        let back = Coord {
            x: at.y,
            y: if mirrored { at.x } else { -at.x },
        };
        let cells = old.cells_from_world(back);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the middle of a cell"
        )]
        site.terrain.at(cells.x as usize, cells.y as usize)
    });
    assert!(cell.is_finite());
    let ring = site.polygon.exterior().coords().map(|at| turn(*at));
    Site {
        polygon: Polygon::new(ring.collect(), vec![]),
        terrain,
        batter: site.batter,
        random: site.random.clone(),
    }
}

#[test]
fn a_fill_never_leaves_its_outline_and_fill_one_way_is_cut_the_other() {
    for seed in 0..20 {
        let site = site(seed);
        let design = benched(
            &site.terrain,
            &site.polygon,
            site.batter,
            FillTarget::Capacity,
        );
        let footprint = design.footprint_polygons(&site.terrain).unwrap();
        let outside = footprint.difference(&site.polygon).unsigned_area();
        assert!(outside < 1e-3, "site {seed}: {outside} m² outside");
        let surface = design.surface_on(&site.terrain);
        let run = Run::default();
        let there = cut_and_fill(&site.terrain, &surface, None, &run)
            .unwrap()
            .unwrap();
        let back = cut_and_fill(&surface, &site.terrain, None, &run)
            .unwrap()
            .unwrap();
        assert!((there.fill.0 - back.cut.0).abs() < 1e-9 * there.fill.0.max(1.0));
        assert!(there.cut.0 <= 0.0 && back.fill.0 <= 0.0, "site {seed}");
    }
}

#[test]
fn deposits_in_order_give_the_surface_that_they_give_one_after_the_other() {
    for seed in 0..60 {
        let site = site(seed);
        let whole = benched(
            &site.terrain,
            &site.polygon,
            site.batter,
            FillTarget::Capacity,
        );
        let part = FillTarget::Volume(PlacedM3(0.4 * whole.fill.0));
        let first = benched(&site.terrain, &site.polygon, site.batter, part);
        let under = first.surface_on(&site.terrain);
        let batter = Batter {
            // The same levels, whatever is lowest on the outline now.
            benches: site.batter.benches.map(|mut benches| {
                benches.datum = Some(first.bench_datum);
                benches
            }),
            ..site.batter
        };
        let second = benched(&under, &site.polygon, batter, FillTarget::Capacity);
        let together = first.fill.0 + second.fill.0;
        // Along the outline the ground is read between the middles of cells, of which those inside are raised now.
        // What is hardly there at all is compared with a quarter of a cell's thickness over the outline.
        let compared = whole.fill.0.max(0.5 * whole.outline_area.0);
        assert!(
            (together - whole.fill.0).abs() < 5e-2 * compared,
            "site {seed}: {} and {} for {}",
            first.fill.0,
            second.fill.0,
            whole.fill.0
        );
    }
}
