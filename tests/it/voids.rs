//! The room in pits: solids whose volume follows from a formula, and what has to hold for any pit.

use berghald::balance::{BackfillLimits, BackfillTarget, Binding, Cap, backfill_to_level};
use berghald::design::{
    OriginalSurface, Outline, VoidDesign, VoidError, VoidInput, VoidWarning, design_void,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{BankM3, Metres, PlacedFactor, PlacedM3};
use geo::{Area as _, Contains as _, Coord, LineString, Point, Polygon};
use proptest::prelude::*;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::{circle, ground, placement_around, rectangle};

/// A cut cone: radius 50 m at the floor, 150 m at the rim, 100 m deep.
const V4_M3: f64 = 3_403_392.04;

fn void(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    original: Option<&Grid<f32>>,
    permitted_level: Option<f64>,
) -> Result<VoidDesign, VoidError> {
    let input = VoidInput {
        ground,
        outline: &Outline::new(polygon).unwrap(),
        original: original.map_or(OriginalSurface::Rim, OriginalSurface::Surface),
        permitted_level: permitted_level.map(Metres),
    };
    design_void(&input, &Run::default())
}

/// How deep the pit of V4 is at a place, in metres.
fn depth_at(at: Coord<f64>) -> f64 {
    (150.0 - at.x.hypot(at.y)).clamp(0.0, 100.0)
}

/// Volume 0.02 % × max(1, s²) at cell size s in metres.
fn check(what: &str, cell_m: f64, volume_m3: f64, expected_m3: f64) {
    let off = volume_m3 / expected_m3 - 1.0;
    assert!(
        off.abs() <= 2e-4 * (cell_m * cell_m).max(1.0),
        "{what} at {cell_m} m: {volume_m3} m³, off {off:.2e}"
    );
}

#[test]
fn v4_a_conical_pit_by_its_original_surface_and_by_its_rim_level_and_tilted() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let mut random = ChaCha8Rng::seed_from_u64(4);
    for cell_m in [1.0, 2.5, 5.0] {
        for _ in 0..8 {
            let placement = placement_around(&outline, cell_m, (random.random(), random.random()));
            for tilt in [0.0, 0.15] {
                let plane = |at: Coord<f64>| 400.0 + tilt * at.x - 0.5 * tilt * at.y;
                let before = ground(placement, plane);
                let mined = ground(placement, |at| plane(at) - depth_at(at));
                for original in [Some(&before), None] {
                    let void = void(&mined, &outline, original, None).unwrap();
                    check("V4", cell_m, void.extracted.0, V4_M3);
                    assert!((void.usable.0 / void.extracted.0 - 1.0).abs() < 1e-9);
                    assert_eq!(void.warnings, []);
                }
            }
        }
    }
}

#[test]
fn a_permitted_level_leaves_the_void_below_it() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let mined = ground(placement_around(&outline, 1.0, (0.2, 0.9)), |at| {
        200.0 - depth_at(at)
    });
    let half = void(&mined, &outline, None, Some(150.0)).unwrap();
    check("extracted", 1.0, half.extracted.0, V4_M3);
    // 50 m high, radius 50 m at the floor and 100 m at the level.
    check("usable", 1.0, half.usable.0, 916_297.86);
    assert_eq!(half.highest(), Metres(150.0));
    assert_eq!(half.floor, Metres(100.0));
    // Between the middles of cells the ground bends at the rim.
    assert!(
        (200.0 - half.rim_lowest.0).abs() < 0.5,
        "{:?}",
        half.rim_lowest
    );
    let refused = void(&mined, &outline, None, Some(100.0)).unwrap_err();
    assert_eq!(
        refused,
        VoidError::PermittedBelowFloor {
            level_m: 100.0,
            floor_m: 100.0
        }
    );
}

#[test]
fn ground_above_the_original_surface_is_told_and_not_counted() {
    let outline = rectangle(0.0, 0.0, 100.0, 100.0);
    let placement = placement_around(&outline, 1.0, (0.0, 0.0));
    let before = ground(placement, |_| 50.0);
    // A pit in the west, a heap 10 m high on a tenth of it in the east.
    let mined = ground(placement, |at| match at.x {
        x if x < 50.0 => 30.0,
        x if 90.0 < x => 60.0,
        _ => 50.0,
    });
    let void = void(&mined, &outline, Some(&before), None).unwrap();
    assert!((void.extracted.0 - 100_000.0).abs() < 1e-6 * 1e5);
    assert!((void.above.0 - 10_000.0).abs() < 1e-6 * 1e4);
    assert!((void.above_area.0 - 1_000.0).abs() < 1e-6 * 1e3);
    let warning = VoidWarning::AboveOriginal {
        area: void.above_area,
        volume: void.above,
    };
    assert_eq!(void.warnings, [warning]);
    let covered = void.filled_to(void.highest()).footprint.0;
    assert!((covered - 5_000.0).abs() < 1e-6);
}

#[test]
fn ground_and_original_surface_without_heights_are_told_and_not_counted() {
    let outline = rectangle(0.0, 0.0, 100.0, 100.0);
    let placement = placement_around(&outline, 1.0, (0.0, 0.0));
    let gap = |from: f64, to: f64, height: f64| {
        ground(placement, |at| {
            let in_gap = from < at.x && at.x < to && 20.0 < at.y && at.y < 40.0;
            if in_gap { f64::NAN } else { height }
        })
    };
    let mined = gap(10.0, 20.0, 30.0).cells().to_vec();
    let inside = |at: Coord<f64>| outline.contains(&Point(at));
    let flat = ground(placement, |at| if inside(at) { 0.0 } else { 20.0 });
    let mined = mined
        .iter()
        .zip(flat.cells())
        .map(|(mined, rise)| mined + rise);
    let mined = Grid::new(placement, mined.collect()).unwrap();
    let by_surface = void(&mined, &outline, Some(&gap(15.0, 30.0, 50.0)), None).unwrap();
    // 10 × 20 m and 15 × 20 m, of which 5 × 20 m are the same.
    assert!((by_surface.unknown_area.0 - 400.0).abs() < 1e-6);
    assert!((by_surface.extracted.0 - 20.0 * 9_600.0).abs() < 1e-3);
    assert!(matches!(
        by_surface.warnings[..],
        [VoidWarning::UnknownGround { .. }]
    ));
    // The rim goes round the gap, so that it does not matter there.
    let by_rim = void(&mined, &outline, None, None).unwrap();
    assert!((by_rim.unknown_area.0 - 200.0).abs() < 1e-6);
    assert!((by_rim.extracted.0 - 20.0 * 9_800.0).abs() < 1e-3);
}

#[test]
fn an_outline_that_ends_where_the_terrain_does_needs_an_original_surface() {
    let outline = rectangle(0.0, 0.0, 40.0, 40.0);
    let placement = Placement {
        west_m: 0.0,
        north_m: 50.0,
        cell_width_m: 5.0,
        cell_height_m: 5.0,
        columns: 10,
        rows: 12,
        ground_per_map: 1.0,
    };
    let mined = ground(placement, |_| 10.0);
    let by_surface = void(&mined, &outline, Some(&ground(placement, |_| 12.0)), None).unwrap();
    assert!((by_surface.extracted.0 - 3200.0).abs() < 1e-6);
    let refused = void(&mined, &outline, None, None).unwrap_err();
    assert_eq!(
        refused,
        VoidError::UnknownRim {
            unknown_m: 50.0,
            length_m: 180.0
        }
    );
    let beyond = rectangle(-10.0, 0.0, 40.0, 40.0);
    assert!(matches!(
        void(&mined, &beyond, None, None),
        Err(VoidError::Ground(_))
    ));
}

/// A pit with waves on its floor under a tilted plain.
fn wavy_pit() -> (Grid<f32>, Grid<f32>, Polygon<f64>) {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let placement = placement_around(&outline, 2.5, (0.3, 0.7));
    let plane = |at: Coord<f64>| 300.0 + 0.1 * at.x;
    let mined = ground(placement, |at| {
        let waves = 0.2 * (at.x / 11.0).sin() * (at.y / 17.0).cos();
        plane(at) - depth_at(at) * (1.0 + waves)
    });
    (ground(placement, plane), mined, outline)
}

#[test]
fn a_volume_gives_a_level_that_gives_the_volume_and_the_curve_never_falls() {
    let (_, mined, outline) = wavy_pit();
    for permitted in [None, Some(240.0)] {
        let void = void(&mined, &outline, None, permitted).unwrap();
        for share in [1e-6, 0.01, 0.3, 0.77, 0.999_999] {
            let volume = PlacedM3(share * void.usable.0);
            let level = void.level_for(volume).unwrap();
            let back = void.filled_to(level).volume;
            assert!(
                (back.0 / volume.0 - 1.0).abs() < 1e-6,
                "{volume:?} {back:?}"
            );
        }
        for pair in void.curve.points().windows(2) {
            assert!(pair[0].level < pair[1].level && pair[0].volume <= pair[1].volume);
        }
    }
}

#[test]
fn the_whole_room_is_filled_at_the_highest_level_and_more_than_that_at_none() {
    let (_, mined, outline) = wavy_pit();
    let void = void(&mined, &outline, None, None).unwrap();
    let at = |share: f64| void.level_for(PlacedM3(share * void.usable.0));
    assert_eq!(at(1.0), Some(void.highest()));
    // Rounding on the way there must not empty the pit.
    for share in [1.0 - 1e-15, 1.0 - 1e-12, 1.0 + 1e-15, 1.0 + 1e-12] {
        let level = at(share).unwrap();
        assert!(level <= void.highest());
        assert!(
            (void.filled_to(level).volume.0 / void.usable.0 - 1.0).abs() < 1e-9,
            "{share}"
        );
    }
    assert_eq!(at(1.0 + 1e-6), None);
    assert_eq!(at(-1.0), None);
    assert_eq!(at(f64::NAN), None);
}

#[test]
fn a_full_pit_has_the_original_surface_up_to_the_permitted_level() {
    let (before, mined, outline) = wavy_pit();
    for permitted in [f64::INFINITY, 295.0] {
        for original in [Some(&before), None] {
            let void = void(&mined, &outline, original, Some(permitted)).unwrap();
            let full = void.surface_on(&mined, void.highest());
            let mut filled = 0;
            for (index, full) in full.cells().iter().enumerate() {
                if void.roof().cells()[index].is_nan() {
                    assert_eq!(full.to_bits(), mined.cells()[index].to_bits());
                    continue;
                }
                let before = f64::from(before.cells()[index]);
                let expected = before.min(permitted).max(f64::from(mined.cells()[index]));
                assert!(
                    (f64::from(*full) - expected).abs() < 1e-3,
                    "{full} {expected}"
                );
                filled += 1;
            }
            assert!(10_000 < filled);
            let covered = void.footprint_polygons(&mined, void.highest()).unwrap();
            let area = void.filled_to(void.highest()).footprint.0;
            assert!((covered.unsigned_area() / area - 1.0).abs() < 5e-3);
        }
    }
}

/// Random ground, mostly below a plane, and a random star round it.
fn any_pit() -> impl Strategy<Value = (Grid<f32>, Grid<f32>, Polygon<f64>)> {
    let depths = prop::collection::vec(-3.0_f64..60.0, 30 * 30);
    let radii = prop::collection::vec(8.0_f64..25.0, 4..12);
    (depths, radii, -0.3_f64..0.3).prop_map(|(depths, radii, tilt)| {
        let placement = Placement {
            west_m: -30.0,
            north_m: 30.0,
            cell_width_m: 2.0,
            cell_height_m: 2.0,
            columns: 30,
            rows: 30,
            ground_per_map: 1.0,
        };
        let step = std::f64::consts::TAU / radii.len() as f64;
        let ring = radii.iter().enumerate().map(|(index, radius)| {
            let (sin, cos) = (step * index as f64).sin_cos();
            Coord { x: cos, y: sin } * *radius
        });
        let polygon = Polygon::new(ring.collect::<LineString<f64>>(), vec![]);
        let plane = |at: Coord<f64>| 100.0 + tilt * at.x;
        let before = ground(placement, plane);
        let inside = ground(placement, |at| f64::from(u8::from(at.x.hypot(at.y) < 26.0)));
        let cells = before.cells().iter().zip(inside.cells()).zip(depths);
        #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
        let mined = cells.map(|((before, inside), depth)| before - inside * depth as f32);
        let mined = Grid::new(placement, mined.collect()).unwrap();
        (before, mined, polygon)
    })
}

fn any_target() -> impl Strategy<Value = BackfillTarget> {
    prop_oneof![
        Just(BackfillTarget::Most),
        (20.0_f64..140.0).prop_map(|level| BackfillTarget::Level(Metres(level))),
        (0.0_f64..60_000.0).prop_map(|bank| BackfillTarget::Bank(BankM3(bank))),
    ]
}

proptest! {
    #[test]
    fn a_backfill_keeps_both_limits_reaches_one_or_its_target_and_has_the_level_of_its_volume(
        (before, mined, polygon) in any_pit(),
        by_rim in any::<bool>(),
        permitted in prop::option::of(60.0_f64..110.0),
        factor in 0.9_f64..1.9,
        cap in 0.0_f64..=0.65,
        typed in prop::option::of(0.0_f64..80_000.0),
        target in any_target(),
    ) {
        let Ok(void) = void(&mined, &polygon, (!by_rim).then_some(&before), permitted) else {
            return Ok(());
        };
        let limits = BackfillLimits {
            extracted: typed.map_or(void.extracted, BankM3),
            usable_void: void.usable,
            placed_factor: PlacedFactor::new(factor).unwrap(),
            cap: Cap::new(cap, "property").unwrap(),
        };
        let result = backfill_to_level(&void, &limits, target);
        let backfill = result.backfill;
        prop_assert!(void.usable.0 <= void.extracted.0 * (1.0 + 1e-12));
        prop_assert!(backfill.placed <= void.usable);
        prop_assert!(backfill.bank.0 <= cap * limits.extracted.0);
        prop_assert!(backfill.bank <= backfill.limit_by_void);
        let reached = match backfill.binding {
            Binding::Cap => backfill.limit_by_cap,
            Binding::Void => backfill.limit_by_void,
            Binding::Target => backfill.requested.unwrap(),
        };
        prop_assert_eq!(backfill.bank, reached);
        let held = void.filled_to(result.level).volume.0;
        prop_assert!(
            (held - backfill.placed.0).abs() <= 1e-6 * backfill.placed.0.max(1e-3),
            "{held} {backfill:?} at {:?}", result.level
        );
        prop_assert!(void.floor <= result.level && result.level <= void.highest());
    }
}
