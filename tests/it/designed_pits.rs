//! Pits that are dug: a solid with a known answer, both ways, then what always holds.

use berghald::design::{
    Batter, Benches, DesignError, Outline, PitDesign, PitDesignInput, PitShape, PitTarget,
    PitWarning, Slope, UnknownGround, design_pit,
};
use berghald::progress::Run;
use berghald::terrain::Grid;
use berghald::units::{BankM3, Metres};
use geo::{Area as _, Coord, MapCoords as _, Polygon};

use crate::crests::{round, wider};
use crate::known_answers::{CELLS_M, check, places, turned};
use crate::shapes::{ground, placement_around, rectangle};

/// Which line of a pit is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drawn {
    Rim,
    Floor,
}

fn try_dug(
    ground: &Grid<f32>,
    drawn: (Drawn, &Polygon<f64>),
    walls: Batter,
    target: PitTarget,
) -> Result<PitDesign, DesignError> {
    let outline = Outline::new(drawn.1).unwrap();
    let input = PitDesignInput {
        ground,
        shape: match drawn.0 {
            Drawn::Rim => PitShape::Rim(&outline),
            Drawn::Floor => PitShape::Floor(&outline),
        },
        walls,
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_pit(&input, &Run::default())
}

fn dug(
    ground: &Grid<f32>,
    drawn: (Drawn, &Polygon<f64>),
    walls: Batter,
    target: PitTarget,
) -> PitDesign {
    try_dug(ground, drawn, walls, target).unwrap()
}

fn plain(rise_over_run: f64) -> Batter {
    Batter::plain(Slope::new(rise_over_run).unwrap())
}

fn benched(rise_over_run: f64) -> Batter {
    Batter {
        benches: Some(Benches::new(Metres(15.0), Metres(6.0)).unwrap()),
        ..plain(rise_over_run)
    }
}

#[test]
fn v4_a_round_pit_is_a_cut_cone_from_its_rim_and_from_its_floor() {
    for (drawn, radius, around_m) in [(Drawn::Rim, 150.0, 0.0), (Drawn::Floor, 50.0, 105.0)] {
        let polygon = round(Coord { x: 70.0, y: -20.0 }, radius);
        for cell_m in CELLS_M {
            for (shift, turn) in places() {
                let polygon = polygon.map_coords(|at| turned(at, turn));
                let placement = wider(&placement_around(&polygon, cell_m, shift), around_m);
                let ground = ground(placement, |_| 320.0);
                let target = PitTarget::Floor(Metres(220.0));
                let pit = dug(&ground, (drawn, &polygon), plain(1.0), target);
                let area = 70_685.83;
                check(
                    "V4",
                    cell_m,
                    (pit.cut.0, 3_403_392.04),
                    (pit.footprint.0, area),
                );
                assert_eq!(pit.floor_level, Metres(220.0));
                assert!((pit.rim_lowest.0 - 320.0).abs() < 1e-3);
                assert!((pit.rim_highest.0 - 320.0).abs() < 1e-3);
                assert!((pit.deepest.0 - 100.0).abs() < 1e-3);
                assert!((pit.wall_overall_deg - 45.0).abs() < 1e-6);
                assert_eq!(pit.warnings, []);
            }
        }
    }
}

#[test]
fn berms_are_counted_down_from_the_rim_or_up_from_the_floor() {
    let polygon = rectangle(0.0, 0.0, 300.0, 260.0);
    let placement = wider(&placement_around(&polygon, 2.0, (0.3, 0.6)), 150.0);
    let ground = ground(placement, |at| 400.0 + 0.02 * at.x);
    let target = PitTarget::Floor(Metres(350.0));
    let from_rim = dug(&ground, (Drawn::Rim, &polygon), benched(2.0), target);
    assert!(
        (from_rim.bench_datum.0 - 406.0).abs() < 0.05,
        "{:?}",
        from_rim.bench_datum
    );
    let levels = |pit: &PitDesign| -> Vec<f64> {
        pit.bench_levels
            .iter()
            .map(|level| level.0.round())
            .collect()
    };
    assert_eq!(levels(&from_rim), [391.0, 376.0, 361.0]);
    let from_floor = dug(&ground, (Drawn::Floor, &polygon), benched(2.0), target);
    assert_eq!(levels(&from_floor), [395.0, 380.0, 365.0]);
    for pit in [&from_rim, &from_floor] {
        // Three berms of 6 m on a wall of 2:1.
        let rise = pit.rim_highest.0 - 350.0;
        let expected = (rise / (rise / 2.0 + 18.0)).atan().to_degrees();
        assert!((pit.wall_overall_deg - expected).abs() < 0.01, "{pit:?}");
        let lifts: f64 = pit.lifts.iter().map(|lift| lift.cut.0).sum();
        assert!((lifts / pit.cut.0 - 1.0).abs() < 1e-9);
        let at_floor = pit
            .curve
            .iter()
            .find(|point| point.level.0 <= 350.0)
            .unwrap();
        assert!(
            (at_floor.cut.0 / pit.cut.0 - 1.0).abs() < 2e-3,
            "{at_floor:?}"
        );
        let drawn = pit.footprint_polygons(&ground).unwrap().unsigned_area();
        assert!((drawn / pit.footprint.0 - 1.0).abs() < 1e-3);
        let surface = pit.surface_on(&ground);
        let lowest = surface
            .cells()
            .iter()
            .copied()
            .fold(f32::INFINITY, f32::min);
        assert!((lowest - 350.0).abs() < 1e-4);
        let taken: f64 = ground
            .cells()
            .iter()
            .zip(surface.cells())
            .map(|(before, after)| f64::from(before - after) * 4.0)
            .sum();
        assert!((taken / pit.cut.0 - 1.0).abs() < 2e-3);
    }
}

#[test]
fn a_pit_is_no_deeper_than_where_its_walls_meet() {
    let polygon = round(Coord { x: 0.0, y: 0.0 }, 100.0);
    let ground = ground(placement_around(&polygon, 1.0, (0.3, 0.2)), |_| 0.0);
    let asked = PitTarget::Floor(Metres(-80.0));
    let pit = dug(&ground, (Drawn::Rim, &polygon), plain(0.5), asked);
    assert!((pit.floor_level.0 + 50.0).abs() < 0.4);
    assert!(matches!(
        pit.warnings[..],
        [PitWarning::FloorNotReached { .. }]
    ));
    let deepest = dug(
        &ground,
        (Drawn::Rim, &polygon),
        plain(0.5),
        PitTarget::Deepest,
    );
    assert_eq!(deepest.cut, pit.cut);
    let too_much = PitTarget::Volume(BankM3(1e7));
    let pit = dug(&ground, (Drawn::Rim, &polygon), plain(0.5), too_much);
    assert!(matches!(pit.warnings[..], [PitWarning::TooSmall { .. }]));
}

#[test]
fn a_volume_gives_a_floor_that_gives_the_volume() {
    for (drawn, walls) in [
        (Drawn::Rim, benched(1.5)),
        (Drawn::Floor, plain(1.5)),
        (Drawn::Floor, benched(1.5)),
    ] {
        let polygon = rectangle(0.0, 0.0, 140.0, 180.0);
        let placement = wider(&placement_around(&polygon, 2.5, (0.3, 0.6)), 150.0);
        let ground = ground(placement, |at| {
            100.0 + 4.0 * (at.x / 50.0).sin() + 0.05 * at.y
        });
        for asked in [2e4, 3e5, 6e5] {
            let by_volume = PitTarget::Volume(BankM3(asked));
            let pit = dug(&ground, (drawn, &polygon), walls, by_volume);
            let off = pit.cut.0 / asked - 1.0;
            assert!(
                off.abs() < 1e-6,
                "{drawn:?}, {asked}: off {off:.1e} {:?}",
                pit.warnings
            );
            let by_level = PitTarget::Floor(pit.floor_level);
            let again = dug(&ground, (drawn, &polygon), walls, by_level);
            assert!((again.cut.0 / asked - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn a_floor_above_the_ground_or_without_a_level_is_refused() {
    let polygon = rectangle(0.0, 0.0, 40.0, 40.0);
    let ground = ground(
        wider(&placement_around(&polygon, 2.0, (0.0, 0.0)), 20.0),
        |_| 10.0,
    );
    let refused = |target| try_dug(&ground, (Drawn::Floor, &polygon), plain(1.0), target);
    assert_eq!(
        refused(PitTarget::Floor(Metres(12.0))).unwrap_err(),
        DesignError::FloorAboveGround {
            floor_m: 12.0,
            highest_m: 10.0
        }
    );
    assert_eq!(
        refused(PitTarget::Deepest).unwrap_err(),
        DesignError::DeepestOfFloor
    );
    let far = rectangle(500.0, 0.0, 540.0, 40.0);
    let target = PitTarget::Floor(Metres(0.0));
    let beside = try_dug(&ground, (Drawn::Floor, &far), plain(1.0), target);
    assert_eq!(beside.unwrap_err(), DesignError::FloorOutsideTerrain);
    // Walls that go on rising to the end of the terrain say so.
    let deep = refused(PitTarget::Floor(Metres(-60.0))).unwrap();
    assert!(deep.leaves_terrain());
}
