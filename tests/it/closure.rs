//! Closure: the set-back of the operating toe, and the earthwork of regrading.

use berghald::design::{
    Batter, Benches, ClosureDesign, ClosureInput, ClosureWarning, FillTarget, Outline, Slope,
    UnknownGround, design_closure,
};
use berghald::progress::Run;
use berghald::terrain::Grid;
use berghald::units::{Metres, PlacedM3};
use geo::{Coord, Polygon};

use crate::shapes::{circle, ground, placement_around, rectangle};

/// Operating 1:1.5, closure 1:3.
fn close(ground: &Grid<f32>, polygon: &Polygon<f64>, target: FillTarget) -> ClosureDesign {
    close_with(
        ground,
        polygon,
        target,
        Batter::plain(Slope::new(1.0 / 1.5).unwrap()),
    )
}

fn close_with(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    target: FillTarget,
    operating: Batter,
) -> ClosureDesign {
    let input = ClosureInput {
        ground,
        outline: &Outline::new(polygon).unwrap(),
        operating,
        closure: Batter::plain(Slope::new(1.0 / 3.0).unwrap()),
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_closure(&input, &Run::default()).unwrap()
}

fn cut_cone(low: f64, high: f64, height: f64) -> f64 {
    std::f64::consts::PI * height / 3.0 * (low * low + low * high + high * high)
}

#[test]
fn round_a_circle_the_toe_stands_back_so_far_that_both_cut_cones_hold_the_same() {
    let (radius, height) = (200.0, 20.0);
    let outline = circle(Coord { x: 0.0, y: 0.0 }, radius);
    let held = cut_cone(radius, radius - 3.0 * height, height);
    let (mut near, mut far) = (0.0, radius - 1.5 * height);
    for _ in 0..60 {
        let middle = f64::midpoint(near, far);
        let toe = radius - middle;
        if held < cut_cone(toe, toe - 1.5 * height, height) {
            near = middle;
        } else {
            far = middle;
        }
    }
    for cell_m in [1.0, 2.5, 5.0] {
        let ground = ground(placement_around(&outline, cell_m, (0.3, 0.8)), |_| 0.0);
        let made = close(&ground, &outline, FillTarget::Crest(Metres(height)));
        assert!(
            (made.set_back.0 - near).abs() < 0.03 * cell_m,
            "{:?} {near}",
            made.set_back
        );
        assert!((made.closure.fill.0 / held - 1.0).abs() < 2e-4 * cell_m * cell_m);
        assert!((made.operating_volume.0 / made.closure.fill.0 - 1.0).abs() < 1e-6);
        assert_eq!(made.operating.len(), 1);
        assert_eq!(made.operating[0].crest_level, made.closure.crest_level);
        assert_eq!(made.warnings, []);
        let moved = made.earthwork;
        assert!((moved.fill.0 / moved.cut.0 - 1.0).abs() < 0.02, "{moved:?}");
    }
}

#[test]
fn a_long_straight_toe_stands_back_by_half_the_height_times_the_difference_of_the_slopes() {
    // Twice as long: the ends cancel in the earthwork, and hardly count for the set-back.
    let made = [1500.0, 3000.0].map(|length: f64| {
        let outline = rectangle(0.0, 0.0, length, 300.0);
        let ground = ground(placement_around(&outline, 2.5, (0.2, 0.4)), |_| 10.0);
        close(&ground, &outline, FillTarget::Crest(Metres(30.0)))
    });
    let set_back = 20.0 / 2.0 * (3.0 - 1.5);
    // The hips at the corners take a little of it.
    let off = made[1].set_back.0 - set_back;
    assert!(off.abs() < 0.4, "{:?}", made[1].set_back);
    assert!(
        off.abs() < (made[0].set_back.0 - set_back).abs(),
        "{:?}",
        made[0].set_back
    );
    // Two faces, each a quarter of set-back times height.
    let section = 2.0 * set_back * 20.0 / 4.0;
    let filled = made[1].earthwork.fill.0 - made[0].earthwork.fill.0;
    assert!((filled / (1500.0 * section) - 1.0).abs() < 0.02, "{filled}");
}

#[test]
fn on_a_hillside_a_volume_is_built_with_benches_and_regraded_inside_the_outline() {
    let outline = rectangle(0.0, 0.0, 400.0, 300.0);
    let ground = ground(placement_around(&outline, 2.5, (0.5, 0.1)), |at| {
        100.0 + 0.2 * at.y + 3.0 * (at.x / 50.0).sin()
    });
    let operating = Batter {
        benches: Some(Benches::new(Metres(10.0), Metres(4.0)).unwrap()),
        ..Batter::plain(Slope::TIPPED_ROCK)
    };
    let asked = 5e5;
    let made = close_with(
        &ground,
        &outline,
        FillTarget::Volume(PlacedM3(asked)),
        operating,
    );
    assert!((made.closure.fill.0 / asked - 1.0).abs() < 1e-6);
    assert!(
        (made.operating_volume.0 / asked - 1.0).abs() < 1e-4,
        "{:?}",
        made.operating_volume
    );
    assert!(0.0 < made.set_back.0);
    let moved = made.earthwork;
    assert!((moved.fill.0 / moved.cut.0 - 1.0).abs() < 0.05, "{moved:?}");
    assert!(moved.fill.0 < 0.5 * asked);
}

#[test]
fn an_operating_slope_that_is_not_steeper_cannot_be_balanced_and_is_told() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 100.0);
    let ground = ground(placement_around(&outline, 2.0, (0.0, 0.0)), |_| 0.0);
    let gentle = Batter::plain(Slope::new(0.2).unwrap());
    let made = close_with(&ground, &outline, FillTarget::Crest(Metres(10.0)), gentle);
    assert_eq!(made.set_back, Metres(0.0));
    assert!(matches!(
        made.warnings[..],
        [ClosureWarning::NotBalanced { .. }]
    ));
    assert!(made.operating_volume < made.closure.fill);
}

#[test]
fn two_wide_rooms_with_a_narrow_passage_are_built_as_two_fills() {
    let ring: geo::LineString<f64> = vec![
        (0.0, 0.0),
        (200.0, 0.0),
        (200.0, 90.0),
        (300.0, 90.0),
        (300.0, 0.0),
        (500.0, 0.0),
        (500.0, 200.0),
        (300.0, 200.0),
        (300.0, 110.0),
        (200.0, 110.0),
        (200.0, 200.0),
        (0.0, 200.0),
    ]
    .into();
    let outline = Polygon::new(ring, vec![]);
    let ground = ground(placement_around(&outline, 2.0, (0.1, 0.7)), |_| 0.0);
    let made = close(&ground, &outline, FillTarget::Crest(Metres(25.0)));
    assert!(10.0 < made.set_back.0, "{:?}", made.set_back);
    assert_eq!(made.operating.len(), 2);
    assert!((made.operating_volume.0 / made.closure.fill.0 - 1.0).abs() < 1e-6);
    assert_eq!(made.warnings, []);
}
