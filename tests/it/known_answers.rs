//! Solids whose volume and area follow from a formula.

use berghald::design::{Batter, Benches, FillTarget, Slope};
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, Coord, MapCoords as _, Polygon};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::{benched, circle, design, ground, placement_around, rectangle};

pub(crate) const CELLS_M: [f64; 3] = [1.0, 2.5, 5.0];

/// Volume 0.02 % × max(1, s²), area 0.1 % × max(1, s) at cell size s in metres.
pub(crate) fn check(what: &str, cell_m: f64, volume: (f64, f64), area: (f64, f64)) {
    check_within(1.0, what, cell_m, volume, area);
}

/// As [`check`], with so many times its tolerance.
pub(crate) fn check_within(
    times: f64,
    what: &str,
    cell_m: f64,
    volume: (f64, f64),
    area: (f64, f64),
) {
    let volume_tolerance = times * 2e-4 * (cell_m * cell_m).max(1.0);
    let area_tolerance = times * 1e-3 * cell_m.max(1.0);
    let off = volume.0 / volume.1 - 1.0;
    assert!(
        off.abs() <= volume_tolerance,
        "{what} at {cell_m} m: volume {volume:?}, off {off:.2e}"
    );
    let off = area.0 / area.1 - 1.0;
    assert!(
        off.abs() <= area_tolerance,
        "{what} at {cell_m} m: area {area:?}, off {off:.2e}"
    );
}

/// No shift, and ten random ones below a cell.
pub(crate) fn shifts() -> Vec<(f64, f64)> {
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let mut shifts = vec![(0.0, 0.0)];
    shifts.extend((0..10).map(|_| (random.random(), random.random())));
    shifts
}

/// The eight ways to turn by quarters and to mirror, as matrices.
pub(crate) fn turns() -> [[f64; 4]; 8] {
    [
        [1.0, 0.0, 0.0, 1.0],
        [0.0, -1.0, 1.0, 0.0],
        [-1.0, 0.0, 0.0, -1.0],
        [0.0, 1.0, -1.0, 0.0],
        [-1.0, 0.0, 0.0, 1.0],
        [0.0, 1.0, 1.0, 0.0],
        [1.0, 0.0, 0.0, -1.0],
        [0.0, -1.0, -1.0, 0.0],
    ]
}

/// Every shift with each turn by quarters, and every random shift also with a turn by a random angle, half of them
/// mirrored.
pub(crate) fn places() -> Vec<((f64, f64), [f64; 4])> {
    let mut random = ChaCha8Rng::seed_from_u64(12);
    let mut places = Vec::new();
    for (index, shift) in shifts().into_iter().enumerate() {
        places.extend(turns().map(|turn| (shift, turn)));
        if 0 < index {
            let (sin, cos) = random.random_range(0.0..std::f64::consts::TAU).sin_cos();
            let side = if index % 2 == 0 { 1.0 } else { -1.0 };
            places.push((shift, [cos, -side * sin, sin, side * cos]));
        }
    }
    places
}

/// Fewer of the [`places`]: each turn by quarters and two by random angles, nearly every one with another shift.
pub(crate) fn few_places() -> impl Iterator<Item = ((f64, f64), [f64; 4])> {
    places().into_iter().step_by(8)
}

pub(crate) fn turned(at: Coord<f64>, [a, b, c, d]: [f64; 4]) -> Coord<f64> {
    Coord {
        x: a * at.x + b * at.y,
        y: c * at.x + d * at.y,
    }
}

/// The opposite of [`turned`]: the transposed matrix.
pub(crate) fn turned_back(at: Coord<f64>, [a, b, c, d]: [f64; 4]) -> Coord<f64> {
    turned(at, [a, c, b, d])
}

/// Calls `check` with every cell size, shift and turn.
fn everywhere(
    outline: &Polygon<f64>,
    height_at: impl Fn(Coord<f64>) -> f64,
    mut check: impl FnMut(f64, &Grid<f32>, &Polygon<f64>),
) {
    for cell_m in CELLS_M {
        for (shift, turn) in places() {
            let outline = outline.map_coords(|at| turned(at, turn));
            let placement = placement_around(&outline, cell_m, shift);
            let ground = ground(placement, |at| height_at(turned_back(at, turn)));
            check(cell_m, &ground, &outline);
        }
    }
}

#[test]
fn v5_fill_and_cut_are_counted_apart() {
    for cell_m in CELLS_M {
        for (shift, turn) in places() {
            let middle = turned(Coord { x: 400.0, y: 70.0 }, turn);
            let placement = Placement {
                west_m: middle.x - (1.0 - shift.0) * cell_m,
                north_m: middle.y + (1.0 - shift.1) * cell_m,
                cell_width_m: cell_m,
                cell_height_m: cell_m,
                columns: 2,
                rows: 2,
                ground_per_map: 1.0,
            };
            let before = ground(placement, |_| 10.0);
            // The four cells in any order.
            let heights = [12.0_f32, 12.0, 7.0, 10.0];
            for first in 0..4 {
                let cells = (0..4).map(|cell| heights[(first + cell) % 4]).collect();
                let after = Grid::new(placement, cells).unwrap();
                let run = berghald::progress::Run::default();
                let found = berghald::design::cut_and_fill(&before, &after, None, &run);
                let found = found.unwrap().unwrap();
                let area = cell_m * cell_m;
                assert_eq!((found.fill.0, found.cut.0), (4.0 * area, 3.0 * area));
            }
        }
    }
}

#[test]
fn v6_a_fill_on_a_circle_is_a_cut_cone() {
    let outline = circle(Coord { x: 500.0, y: 300.0 }, 150.0);
    everywhere(
        &outline,
        |_| 0.0,
        |cell_m, ground, outline| {
            let design = design(ground, outline, 0.5, FillTarget::Crest(Metres(50.0)));
            check(
                "V6",
                cell_m,
                (design.fill.0, 1_701_696.02),
                (design.footprint.0, 70_685.83),
            );
            assert!((design.thickness_greatest.0 - 50.0).abs() < 1e-3);
            assert!(design.warnings.is_empty(), "{:?}", design.warnings);
            // The top is a circle of 50 m, the face's own area is larger by its slope.
            let face = (70_685.83 - 7_853.98) * 1.25_f64.sqrt();
            check(
                "V6 surface",
                cell_m,
                (1.0, 1.0),
                (design.surface_area.0, face + 7_853.98),
            );
        },
    );
}

#[test]
fn v7_a_fill_without_a_crest_is_a_cone_and_that_is_its_capacity() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 100.0);
    everywhere(
        &outline,
        |_| 20.0,
        |cell_m, ground, outline| {
            let design = design(ground, outline, 0.5, FillTarget::Capacity);
            check(
                "V7",
                cell_m,
                (design.fill.0, 523_598.78),
                (design.footprint.0, 31_415.93),
            );
            assert!((design.capacity.unwrap().0 / design.fill.0 - 1.0).abs() < 1e-9);
            // The peak is a point: the nearest middle of a cell lies up to 0.71 cells beside it.
            assert!((0.0..=0.36 * cell_m).contains(&(50.0 - design.thickness_greatest.0)));
            assert!((design.crest_level.0 - design.thickness_greatest.0 - 20.0).abs() < 1e-3);
        },
    );
}

#[test]
fn v9_benches_begin_with_a_face_and_not_with_a_berm_on_the_ground() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    everywhere(
        &outline,
        |_| 0.0,
        |cell_m, ground, outline| {
            let batter = Batter {
                benches: Some(Benches::new(Metres(10.0), Metres(8.0)).unwrap()),
                ..Batter::plain(Slope::TIPPED_ROCK)
            };
            let design = benched(ground, outline, batter, FillTarget::Crest(Metres(30.0)));
            check_within(
                5.0,
                "V9",
                cell_m,
                (design.fill.0, 1_434_764.26),
                (design.footprint.0, 70_685.83),
            );
            assert_eq!(design.bench_levels, [Metres(10.0), Metres(20.0)]);
            let lifts: f64 = design.lifts.iter().map(|lift| lift.volume.0).sum();
            assert!(
                (lifts / design.fill.0 - 1.0).abs() < 1e-9,
                "{:?}",
                design.lifts
            );
        },
    );
}

#[test]
fn v11_an_outline_that_just_crosses_a_cliff_edge_holds_as_much_as_one_that_does_not() {
    let plateau = |at: Coord<f64>| if 0.0 < at.y { 100.0 } else { 0.0 };
    let inside = rectangle(-150.0, 1.0, 150.0, 200.0);
    let across = rectangle(-150.0, -1.0, 150.0, 200.0);
    let mut volumes = [Vec::new(), Vec::new()];
    for (outline, volumes) in [inside, across].iter().zip(&mut volumes) {
        everywhere(outline, plateau, |_, ground, outline| {
            volumes.push(design(ground, outline, 0.5, FillTarget::Capacity).fill.0);
        });
    }
    for (inside, across) in volumes[0].iter().zip(&volumes[1]) {
        assert!(
            (across / inside - 1.0).abs() < 0.04,
            "{inside} m³ inside, {across} m³ across"
        );
    }
}

#[test]
fn a_volume_gives_a_level_that_gives_the_volume() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let placement = placement_around(&outline, 2.5, (0.3, 0.7));
    let ground = ground(placement, |at| {
        40.0 + 0.12 * at.x + 6.0 * (at.y / 40.0).sin()
    });
    for asked in [1e3, 1e5, 7.5e5, 1.2e6] {
        let by_volume = design(&ground, &outline, 0.6, FillTarget::Volume(PlacedM3(asked)));
        assert!(by_volume.fits);
        assert!(
            (by_volume.fill.0 / asked - 1.0).abs() < 1e-6,
            "{asked}: {:?}",
            by_volume.fill
        );
        let by_level = design(
            &ground,
            &outline,
            0.6,
            FillTarget::Crest(by_volume.crest_level),
        );
        assert!((by_level.fill.0 / asked - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_volume_that_does_not_fit_gives_the_capacity_and_says_so() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 100.0);
    let ground = ground(placement_around(&outline, 5.0, (0.0, 0.0)), |_| 0.0);
    let design = design(&ground, &outline, 0.5, FillTarget::Volume(PlacedM3(1e6)));
    assert!(!design.fits);
    assert!((design.fill.0 / design.capacity.unwrap().0 - 1.0).abs() < 1e-6);
    assert_eq!(design.warnings.len(), 1);
}

#[test]
fn a_fill_leans_on_the_hill_and_its_footprint_ends_there() {
    // Ground rises 1:1 northwards; the face is 1:2, so only a wedge behind the lower edge is filled up to the crest.
    let outline = rectangle(0.0, 0.0, 400.0, 300.0);
    let ground = ground(placement_around(&outline, 2.0, (0.4, 0.1)), |at| {
        0.25 * at.y
    });
    let design = design(&ground, &outline, 0.5, FillTarget::Crest(Metres(30.0)));
    // The crest meets the ground at y = 120 m.
    let footprint = design.footprint_polygons(&ground).unwrap();
    let north = footprint.0[0]
        .exterior()
        .coords()
        .map(|at| at.y)
        .fold(0.0, f64::max);
    assert!((north - 120.0).abs() < 0.1, "{north}");
    assert!((footprint.unsigned_area() / design.footprint.0 - 1.0).abs() < 0.01);
    let toe = (design.toe_lowest.0, design.toe_highest.0);
    assert!(toe.0.abs() < 1e-3 && (toe.1 - 30.0).abs() < 0.2, "{toe:?}");
}

#[test]
fn the_surface_on_the_ground_holds_the_volume_of_the_design() {
    let outline = rectangle(0.0, 0.0, 200.0, 150.0);
    let ground = ground(placement_around(&outline, 1.0, (0.0, 0.0)), |at| 0.1 * at.x);
    let design = design(&ground, &outline, 0.6, FillTarget::Crest(Metres(28.0)));
    let surface = design.surface_on(&ground);
    let held = berghald::design::cut_and_fill(
        &ground,
        &surface,
        None,
        &berghald::progress::Run::default(),
    );
    let held = held.unwrap().unwrap();
    assert!(
        (held.fill.0 / design.fill.0 - 1.0).abs() < 2e-3,
        "{held:?} {:?}",
        design.fill
    );
    assert!(held.cut.0 <= 0.0);
}
