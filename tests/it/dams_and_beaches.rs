//! Dams and beaches of level fills: solids whose volume follows from a formula.

use std::f64::consts::PI;

use berghald::design::{Dam, DesignError, DesignWarning, FillTarget, LevelShape, Outline, Slope};
use berghald::progress::Run;
use berghald::terrain::Placement;
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, Coord, Polygon};

use crate::known_answers::{CELLS_M, check_within};
use crate::levels_of_fill::{MIDDLE, cut_cone, fill, shape, shifts_at, try_fill, until, up_to};
use crate::shapes::{circle, ground, placement_around, rectangle};

const LEVEL_M: f64 = 12.0;

fn slope(rise_over_run: f64) -> Slope {
    Slope::new(rise_over_run).unwrap()
}

/// 6 m wide, 1:2 inside and 1:2.5 outside, 1.5 m above the fill.
fn usual_dam() -> Dam {
    Dam {
        crest_width: Metres(6.0),
        inner: slope(0.5),
        outer: slope(0.4),
        freeboard: Metres(1.5),
    }
}

fn dammed(polygon: &Polygon<f64>) -> LevelShape {
    LevelShape {
        dam: Some(usual_dam()),
        ..shape(polygon)
    }
}

/// Cells that reach 60 m beyond a polygon.
fn wide_placement(polygon: &Polygon<f64>, cell_m: f64, shift: (f64, f64)) -> Placement {
    use geo::BoundingRect as _;
    let extent = polygon.bounding_rect().unwrap();
    let (low, high) = (extent.min(), extent.max());
    let around = rectangle(low.x - 60.0, low.y - 60.0, high.x + 60.0, high.y + 60.0);
    placement_around(&around, cell_m, shift)
}

/// A ring dam on flat ground round a circle: its volume and footprint, and that outside the circle.
fn ring_dam(radius: f64, dam: &Dam, level: f64) -> [f64; 3] {
    let crest = level + dam.freeboard.0;
    let half = dam.crest_width.0 / 2.0;
    let (inner, outer) = (radius - half, radius + half);
    let top = PI * (outer * outer - inner * inner) * crest;
    let run = crest / dam.outer.rise_over_run();
    let outside = 2.0 * PI * crest * run * (outer / 2.0 + run / 6.0);
    let toe = outer + run;
    let run = crest / dam.inner.rise_over_run();
    let inside = 2.0 * PI * crest * run * (inner / 2.0 - run / 6.0);
    let foot = inner - run;
    let area = PI * (toe * toe - foot * foot);
    let beyond = PI * (toe * toe - radius * radius);
    [top + outside + inside, area, beyond]
}

#[test]
fn a_ring_dam_on_flat_ground_and_the_fill_in_it_have_their_formulas_volumes() {
    let outline = circle(MIDDLE, 110.0);
    let dam = usual_dam();
    let [volume, area, beyond] = ring_dam(110.0, &dam, LEVEL_M);
    // The fill leans on the inner face: a cut cone.
    let edge = 110.0 - 3.0 - 1.5 / 0.5;
    let held = cut_cone(edge - LEVEL_M / 0.5, edge, LEVEL_M);
    for cell_m in CELLS_M {
        for shift in shifts_at(cell_m) {
            let ground = ground(wide_placement(&outline, cell_m, shift), |_| 30.0);
            let design = fill(&ground, &dammed(&outline), up_to(30.0 + LEVEL_M));
            let built = design.dam.unwrap();
            check_within(
                1.0,
                "ring dam",
                cell_m,
                (built.volume.0, volume),
                (built.footprint.0, area),
            );
            check_within(
                1.0,
                "fill behind it",
                cell_m,
                (design.fill.0, held),
                (design.footprint.0, PI * edge * edge),
            );
            check_within(
                1.0,
                "outside",
                cell_m,
                (1.0, 1.0),
                (built.outside.0, beyond),
            );
            assert_eq!(built.crest_level, Metres(30.0 + LEVEL_M + 1.5));
            assert!((built.height.0 - 13.5).abs() < 1e-3);
            assert!((built.length.0 / (2.0 * PI * 110.0) - 1.0).abs() < 1e-4);
            assert_eq!((design.capacity, design.spill), (None, None));
            assert_eq!(design.warnings, []);
        }
    }
}

#[test]
fn the_surface_shows_the_dam_and_the_fill_and_the_footprint_covers_both() {
    let outline = circle(MIDDLE, 110.0);
    let ground = ground(wide_placement(&outline, 1.0, (0.2, 0.6)), |_| 0.0);
    let design = fill(&ground, &dammed(&outline), up_to(LEVEL_M));
    let surface = design.surface_on(&ground);
    let at = |x: f64| surface.height_at(Coord { x, y: 0.0 }).unwrap();
    for (x, expected) in [
        (0.0, 12.0),
        (103.0, 12.0),
        (105.0, 12.5),
        (110.0, 13.5),
        (118.0, 11.5),
        (143.0, 1.5),
        (150.0, 0.0),
    ] {
        assert!((at(x) - expected).abs() < 0.02, "{x}: {}", at(x));
    }
    let covered = design.footprint_polygons(&ground).unwrap();
    let toe = 110.0 + 3.0 + 13.5 / 0.4;
    assert!((covered.unsigned_area() / (PI * toe * toe) - 1.0).abs() < 1e-3);
    let built = design.dam.unwrap();
    let stands = berghald::design::cut_and_fill(&ground, &surface, None, &Run::default());
    let stands = stands.unwrap().unwrap().fill.0;
    assert!((stands / (design.fill.0 + built.volume.0) - 1.0).abs() < 1e-3);
    // The dam alone goes on under the fill, down its inner face.
    let dam = design.dam_on(&ground).unwrap();
    let under = dam.height_at(Coord { x: 100.0, y: 0.0 }).unwrap();
    assert!(1.0 < under && under < 12.0, "{under}");
    let alone = berghald::design::cut_and_fill(&ground, &dam, None, &Run::default());
    let alone = alone.unwrap().unwrap().fill.0;
    assert!((alone / built.volume.0 - 1.0).abs() < 2e-3);
}

/// A valley between walls, falling to the south where it is open.
fn valley(width: f64) -> impl Fn(Coord<f64>) -> f64 {
    move |at: Coord<f64>| {
        if at.x.abs() < width / 2.0 && at.y < 200.0 {
            0.02 * at.y
        } else {
            80.0
        }
    }
}

#[test]
fn a_dam_stands_only_across_the_mouth_of_a_valley() {
    // Two valleys that differ in width alone, so that the ends of the dams cancel.
    let made = [300.0, 200.0].map(|width: f64| {
        let outline = rectangle(-width, 0.0, width, 260.0);
        let ground = ground(wide_placement(&outline, 2.0, (0.0, 0.5)), valley(width));
        let design = fill(&ground, &dammed(&outline), up_to(10.0));
        (design.dam.unwrap(), design)
    });
    let dam = made[0].0.volume.0 - made[1].0.volume.0;
    // By slices across the dam, 6 m wide and 11.5 m high, on ground that falls 1:50 to the south.
    let section = 0.001
        * (-80_000..80_000)
            .map(|step| {
                let south = f64::from(step) * 0.001;
                let face = if south < 0.0 { 0.5 } else { 0.4 };
                let top = 11.5 - face * (south.abs() - 3.0).max(0.0);
                (top + 0.02 * south).max(0.0)
            })
            .sum::<f64>();
    assert!(
        (dam / (100.0 * section) - 1.0).abs() < 2e-3,
        "{dam} {section}"
    );
    assert!((made[0].0.length.0 - 300.0).abs() < 3.0, "{:?}", made[0].0);
    assert!(made[0].1.fill.0 > made[1].1.fill.0);
    // Highest where the ground has fallen below the outer edge of the crest.
    assert!((made[0].0.height.0 - 11.56).abs() < 0.03, "{:?}", made[0].0);
}

#[test]
fn ground_that_is_high_enough_needs_no_dam() {
    let outline = circle(MIDDLE, 100.0);
    let bowl = ground(wide_placement(&outline, 2.0, (0.0, 0.0)), |at| {
        (at.x.hypot(at.y) - 40.0).clamp(0.0, 40.0)
    });
    let design = fill(&bowl, &dammed(&outline), up_to(20.0));
    assert_eq!(design.dam, None);
    let held = cut_cone(40.0, 60.0, 20.0);
    assert!((design.fill.0 / held - 1.0).abs() < 2e-3);
}

#[test]
fn a_volume_gives_a_dam_and_a_level_that_give_the_volume() {
    let outline = circle(MIDDLE, 110.0);
    let wavy = ground(wide_placement(&outline, 2.5, (0.3, 0.7)), |at| {
        200.0 + 0.05 * at.x + 2.0 * (at.x / 23.0).sin() * (at.y / 31.0).cos()
    });
    for (discharges, beach) in [
        (vec![], None),
        (vec![Coord { x: -60.0, y: 10.0 }], None),
        (vec![Coord { x: -60.0, y: 10.0 }], Some(slope(0.02))),
    ] {
        let shape = LevelShape {
            discharges,
            beach,
            ..dammed(&outline)
        };
        for asked in [5e4, 1.5e5, 2.5e5] {
            let by_volume = fill(&wavy, &shape, until(asked));
            assert!((by_volume.fill.0 / asked - 1.0).abs() < 1e-6, "{asked}");
            assert!(by_volume.fits);
            let by_level = fill(&wavy, &shape, FillTarget::Crest(by_volume.crest_level));
            let back = by_level.fill.0;
            assert!((back / asked - 1.0).abs() < 1e-6, "{asked}: {back}");
            let apart = by_level.dam.unwrap().volume.0 / by_volume.dam.unwrap().volume.0;
            assert!((apart - 1.0).abs() < 1e-5, "{apart}");
        }
    }
}

#[test]
fn a_dam_that_leaves_the_terrain_is_told_and_limits_the_capacity() {
    let outline = circle(MIDDLE, 110.0);
    // The terrain ends 38.5 m outside the outline: 3 m of crest and 14.2 m of height.
    let ground = ground(
        placement_around(&circle(MIDDLE, 147.5), 1.0, (0.0, 0.0)),
        |_| 0.0,
    );
    let shape = dammed(&outline);
    let high = fill(&ground, &shape, up_to(30.0));
    assert!(high.leaves_terrain());
    let low = fill(&ground, &shape, up_to(10.0));
    assert_eq!(low.warnings, []);
    let most = fill(&ground, &shape, FillTarget::Capacity);
    assert!(
        (13.0..15.0).contains(&most.crest_level.0),
        "{:?}",
        most.crest_level
    );
    assert_eq!(most.capacity, Some(most.fill));
    let over = fill(&ground, &shape, until(1e8));
    assert!(!over.fits);
    assert_eq!(over.capacity, Some(over.fill));
}

#[test]
fn a_beach_on_a_flat_floor_is_a_cone() {
    let outline = circle(MIDDLE, 150.0);
    // A floor with a steep wall, and a cone that ends before it.
    let box_m = |at: Coord<f64>| if at.x.hypot(at.y) < 130.0 { 5.0 } else { 60.0 };
    let discharge = Coord { x: 3.3, y: -7.1 };
    let held = PI * 100.0 * 100.0 * 5.0 / 3.0;
    for cell_m in CELLS_M {
        for shift in shifts_at(cell_m) {
            let ground = ground(placement_around(&outline, cell_m, shift), box_m);
            let beach = LevelShape {
                discharges: vec![discharge],
                beach: Some(slope(0.05)),
                ..shape(&outline)
            };
            let design = fill(&ground, &beach, up_to(10.0));
            check_within(1.0, "beach", cell_m, (design.fill.0, held), (1.0, 1.0));
            check_within(
                3.0,
                "beach",
                cell_m,
                (1.0, 1.0),
                (design.footprint.0, PI * 1e4),
            );
            assert!((design.surface_area.0 / design.footprint.0 - 1.00125).abs() < 1e-4);
            assert_eq!(design.spill.unwrap().level, Metres(60.0));
        }
    }
}

#[test]
fn a_beach_between_a_ring_dams_walls_is_a_cut_cone() {
    let outline = circle(MIDDLE, 110.0);
    let shape = LevelShape {
        discharges: vec![MIDDLE],
        beach: Some(slope(0.04)),
        ..dammed(&outline)
    };
    // Beach 12 − 0.04 r meets the inner face 13.5 − 0.5 (107 − r).
    let edge = (12.0 - 13.5 + 0.5 * 107.0) / 0.54;
    let foot = 107.0 - 13.5 / 0.5;
    let face = |r: f64| 13.5 - 0.5 * (107.0 - r);
    let ring = |r: f64| 2.0 * PI * r * (12.0 - 0.04 * r - face(r).max(0.0));
    let step = edge / 1e6;
    let held = (0..1_000_000)
        .map(|index| ring((f64::from(index) + 0.5) * step))
        .sum::<f64>()
        * step;
    assert!(foot < edge);
    for cell_m in CELLS_M {
        let ground = ground(wide_placement(&outline, cell_m, (0.3, 0.8)), |_| 0.0);
        let design = fill(&ground, &shape, up_to(LEVEL_M));
        let area = PI * edge * edge;
        check_within(
            1.0,
            "beach behind a dam",
            cell_m,
            (design.fill.0, held),
            (design.footprint.0, area),
        );
    }
}

#[test]
fn a_beach_bends_round_what_stands_in_its_way() {
    let outline = rectangle(-100.0, -100.0, 100.0, 100.0);
    // A wall from the south to y = 40 m, 4 m thick.
    let walled = |at: Coord<f64>| {
        let wall = at.x.abs() < 2.0 && at.y < 40.0;
        let rim = 90.0 < at.x.abs() || 90.0 < at.y.abs();
        if wall || rim { 50.0 } else { 0.0 }
    };
    let ground = ground(placement_around(&outline, 1.0, (0.5, 0.5)), walled);
    let beach = LevelShape {
        discharges: vec![Coord { x: -50.0, y: 0.0 }],
        beach: Some(slope(0.02)),
        ..shape(&outline)
    };
    let surface = fill(&ground, &beach, up_to(20.0)).surface_on(&ground);
    let straight = |x: f64, y: f64| (x + 50.0).hypot(y);
    let bent = |x: f64, y: f64| 48.0_f64.hypot(40.0) + 4.0 + (x - 2.0).hypot(y - 40.0);
    for (x, y, way) in [
        (-10.0, -60.0, straight(-10.0, -60.0)),
        (-80.0, 80.0, straight(-80.0, 80.0)),
        (30.0, 80.0, straight(30.0, 80.0)),
        (50.0, 0.0, bent(50.0, 0.0)),
        (60.0, -80.0, bent(60.0, -80.0)),
    ] {
        let fallen = 20.0 - surface.height_at(Coord { x, y }).unwrap();
        assert!(
            (fallen - 0.02 * way).abs() < 0.02 * 1.5,
            "{x} {y}: {fallen}"
        );
    }
}

#[test]
fn a_beach_does_not_appear_behind_a_ridge() {
    let outline = rectangle(-100.0, -50.0, 100.0, 50.0);
    let ridge = |at: Coord<f64>| {
        if at.x.abs() < 3.0 || 95.0 < at.x.abs() || 45.0 < at.y.abs() {
            15.0
        } else {
            0.0
        }
    };
    let ground = ground(placement_around(&outline, 1.0, (0.0, 0.0)), ridge);
    let beach = LevelShape {
        discharges: vec![Coord { x: -50.0, y: 0.0 }],
        beach: Some(slope(0.02)),
        ..shape(&outline)
    };
    let design = fill(&ground, &beach, up_to(14.0));
    let surface = design.surface_on(&ground);
    assert!(13.0 < surface.height_at(Coord { x: -40.0, y: 10.0 }).unwrap());
    assert!(surface.height_at(Coord { x: 40.0, y: 10.0 }).unwrap().abs() < 1e-6);
    let reached = design
        .warnings
        .iter()
        .any(|warning| matches!(warning, DesignWarning::BasinsNotReached { count: 1, .. }));
    assert!(reached, "{:?}", design.warnings);
}

#[test]
fn material_let_out_on_top_of_the_dam_runs_down_its_inner_face() {
    let outline = circle(MIDDLE, 110.0);
    let ground = ground(wide_placement(&outline, 1.0, (0.0, 0.0)), |_| 0.0);
    let shape = LevelShape {
        discharges: vec![Coord { x: 109.0, y: 0.0 }],
        beach: Some(slope(0.02)),
        ..dammed(&outline)
    };
    let design = fill(&ground, &shape, up_to(LEVEL_M));
    let surface = design.surface_on(&ground);
    let at = |x: f64| surface.height_at(Coord { x, y: 0.0 }).unwrap();
    assert!(
        (at(0.0) - (12.0 - 0.02 * 104.0)).abs() < 0.05,
        "{}",
        at(0.0)
    );
    let outside = LevelShape {
        discharges: vec![Coord { x: 130.0, y: 0.0 }],
        ..shape
    };
    let refused = try_fill(&ground, &outside, up_to(LEVEL_M)).unwrap_err();
    assert_eq!(refused, DesignError::NoDischargeInside);
}

#[test]
fn an_outline_that_is_not_a_circle_is_dammed_on_the_right_side() {
    // A narrow crest: the sides of the cells that the outline cuts count.
    let ring: geo::LineString<f64> = vec![
        (0.0, 0.0),
        (120.0, 0.0),
        (120.0, 50.0),
        (60.0, 40.0),
        (60.0, 120.0),
        (0.0, 120.0),
    ]
    .into();
    let polygon = Polygon::new(ring, vec![]);
    let narrow = Dam {
        crest_width: Metres(0.5),
        inner: slope(2.0),
        outer: slope(0.3),
        freeboard: Metres(0.5),
    };
    let shape = LevelShape {
        outline: Outline::new(&polygon).unwrap(),
        dam: Some(narrow),
        ..shape(&polygon)
    };
    let made = [0.5, 1.0, 2.0].map(|cell_m| {
        let ground = ground(wide_placement(&polygon, cell_m, (0.1, 0.4)), |_| 0.0);
        let design = fill(&ground, &shape, up_to(4.0));
        (design.fill, design.dam.unwrap().volume)
    });
    let area = polygon.unsigned_area();
    // All round a strip of the face is lost: 4.25 m at the floor, 2 m on average.
    assert!(made[0].0 < PlacedM3(4.0 * area));
    for coarser in &made[1..] {
        assert!((coarser.0 / made[0].0 - 1.0).abs() < 2e-3, "{made:?}");
        assert!((coarser.1 / made[0].1 - 1.0).abs() < 5e-3, "{made:?}");
    }
}
