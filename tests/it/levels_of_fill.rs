//! Level fills: solids whose volume follows from a formula, a slow reference, and what has to hold for any site.

use std::f64::consts::PI;

use berghald::design::{
    Batter, DesignError, DesignWarning, FillDesign, FillInput, FillMethod, FillTarget, LevelShape,
    Outline, Slope, UnknownGround, design_fill,
};
use berghald::progress::Run;
use berghald::terrain::Grid;
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, Coord, MapCoords as _, Polygon};

use crate::known_answers::{
    CELLS_M, check, check_within, few_places, places, shifts, turned, turned_back,
};
use crate::shapes::{circle, ground, placement_around, rectangle};

pub(crate) const MIDDLE: Coord<f64> = Coord { x: 0.0, y: 0.0 };

/// A level fill without dam and discharge points.
pub(crate) fn shape(polygon: &Polygon<f64>) -> LevelShape {
    LevelShape {
        outline: Outline::new(polygon).unwrap(),
        discharges: Vec::new(),
        beach: None,
        dam: None,
    }
}

pub(crate) fn try_fill(
    ground: &Grid<f32>,
    shape: &LevelShape,
    target: FillTarget,
) -> Result<FillDesign, DesignError> {
    let input = FillInput {
        ground,
        method: FillMethod::Level(shape),
        batter: Batter::plain(Slope::TIPPED_ROCK),
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_fill(&input, &Run::default())
}

pub(crate) fn fill(ground: &Grid<f32>, shape: &LevelShape, target: FillTarget) -> FillDesign {
    try_fill(ground, shape, target).unwrap()
}

pub(crate) fn up_to(level: f64) -> FillTarget {
    FillTarget::Crest(Metres(level))
}

pub(crate) fn until(volume: f64) -> FillTarget {
    FillTarget::Volume(PlacedM3(volume))
}

/// A cut cone from a floor at 0 of 40 m radius, rising 1:4 to a rim at 20 m; a gap 40 m wide in its rim at 12 m.
fn basin_with_a_gap(at: Coord<f64>) -> f64 {
    let bowl = ((at.x.hypot(at.y) - 40.0) / 4.0).clamp(0.0, 20.0);
    if 0.0 < at.x && at.y.abs() < 20.0 {
        bowl.min(12.0)
    } else {
        bowl
    }
}

/// The shifts of the known answers, fewer of them where the cells are many.
pub(crate) fn shifts_at(cell_m: f64) -> impl Iterator<Item = (f64, f64)> {
    shifts().into_iter().take(if cell_m < 2.0 { 3 } else { 11 })
}

/// As the known answers are checked, but the shore is counted in whole cells: its area with three times the tolerance.
fn check_fill(what: &str, cell_m: f64, volume: (f64, f64), area: (f64, f64)) {
    check(what, cell_m, volume, (1.0, 1.0));
    check_within(3.0, what, cell_m, (1.0, 1.0), area);
}

pub(crate) fn cut_cone(low: f64, high: f64, height: f64) -> f64 {
    PI * height / 3.0 * (low * low + low * high + high * high)
}

#[test]
fn v13_a_basin_with_a_gap_in_its_rim_holds_up_to_the_gap() {
    let outline = circle(MIDDLE, 140.0);
    let full = cut_cone(40.0, 88.0, 12.0);
    for cell_m in CELLS_M {
        let places = if cell_m < 2.0 {
            few_places().collect()
        } else {
            places()
        };
        for (shift, turn) in places {
            let outline = outline.map_coords(|at| turned(at, turn));
            let placement = placement_around(&outline, cell_m, shift);
            let ground = ground(placement, |at| basin_with_a_gap(turned_back(at, turn)));
            let shape = shape(&outline);
            let most = fill(&ground, &shape, FillTarget::Capacity);
            let area = PI * 88.0 * 88.0;
            check_fill("V13", cell_m, (most.fill.0, full), (most.footprint.0, area));
            let spill = most.spill.unwrap();
            assert_eq!(
                (spill.level, most.crest_level),
                (Metres(12.0), Metres(12.0))
            );
            assert_eq!(most.capacity, Some(most.fill));
            assert_eq!(most.warnings, []);
            let at = turned_back(spill.at, turn);
            assert!(80.0 < at.x && at.y.abs() <= 20.0, "{at:?}");
            if shift != (0.0, 0.0) {
                continue;
            }
            let above = fill(&ground, &shape, up_to(15.0));
            assert_eq!(above.fill, most.fill);
            let [
                DesignWarning::NotContained {
                    spill_level,
                    asked,
                    open_length,
                },
            ] = above.warnings[..]
            else {
                panic!("{:?}", above.warnings)
            };
            assert_eq!((spill_level, asked), (Metres(12.0), Metres(15.0)));
            assert!(
                (open_length.0 - 40.0).abs() < 1.5 * cell_m,
                "{open_length:?}"
            );
            assert_eq!(above.spill.unwrap().open_length, open_length);
        }
    }
}

#[test]
fn a_bowl_holds_what_its_formula_says_at_every_level_and_the_surface_shows_it() {
    let outline = circle(MIDDLE, 140.0);
    for cell_m in CELLS_M {
        for shift in shifts_at(cell_m) {
            let ground = ground(placement_around(&outline, cell_m, shift), basin_with_a_gap);
            for level in [4.0, 8.0, 12.0] {
                let radius = 40.0 + 4.0 * level;
                let design = fill(&ground, &shape(&outline), up_to(level));
                let (volume, area) = (cut_cone(40.0, radius, level), PI * radius * radius);
                check_fill(
                    "a bowl",
                    cell_m,
                    (design.fill.0, volume),
                    (design.footprint.0, area),
                );
                assert_eq!(design.thickness_greatest, Metres(level));
                assert_eq!(design.surface_area, design.footprint);
                assert_eq!(design.spill.unwrap().open_length, Metres(0.0));
                let covered = design.footprint_polygons(&ground).unwrap();
                assert!((covered.unsigned_area() / area - 1.0).abs() < 2e-3 * cell_m.max(1.0));
                let surface = design.surface_on(&ground);
                for (top, ground) in surface.cells().iter().zip(ground.cells()) {
                    let in_bowl = f64::from(*ground) < level;
                    let expected = if in_bowl { level } else { f64::from(*ground) };
                    assert!((f64::from(*top) - expected).abs() < 1e-5 || *top <= *ground);
                }
            }
        }
    }
}

/// Two hollows 10 m deep in a plain at 10 m, with a sill at 6 m between them; the eastern one is larger.
fn two_hollows(at: Coord<f64>) -> f64 {
    let hollow = |x: f64, radius: f64| {
        let away = (at.x - x).hypot(at.y);
        (10.0 + (away - radius) * 0.5).clamp(0.0, 10.0)
    };
    let sill = if at.x.abs() < 60.0 && at.y.abs() < 10.0 {
        6.0
    } else {
        10.0
    };
    hollow(-60.0, 40.0).min(hollow(60.0, 50.0)).min(sill)
}

fn two_hollows_site(cell_m: f64) -> (Grid<f32>, LevelShape) {
    let outline = rectangle(-130.0, -80.0, 130.0, 80.0);
    let placement = placement_around(&outline, cell_m, (0.3, 0.6));
    (ground(placement, two_hollows), shape(&outline))
}

#[test]
fn basins_that_are_not_connected_below_the_level_are_told() {
    let (ground, shape) = two_hollows_site(1.0);
    let low = fill(&ground, &shape, up_to(5.0));
    let [DesignWarning::SeparateBasins { count, volume }] = low.warnings[..] else {
        panic!("{:?}", low.warnings)
    };
    let (west, east) = (cut_cone(20.0, 30.0, 5.0), cut_cone(30.0, 40.0, 5.0));
    assert_eq!(count, 1);
    assert!((volume.0 / west - 1.0).abs() < 1e-3, "{volume:?} {west}");
    assert!((low.fill.0 / (west + east) - 1.0).abs() < 1e-3);
    // Above the sill they are one.
    let high = fill(&ground, &shape, up_to(7.0));
    assert_eq!(high.warnings, []);
    assert_eq!(high.spill.unwrap().level, Metres(10.0));
}

#[test]
fn only_basins_that_a_discharge_reaches_are_filled_and_over_a_sill_the_next_one_is() {
    let (ground, shape) = two_hollows_site(1.0);
    let west = LevelShape {
        discharges: vec![Coord { x: -60.0, y: 0.0 }],
        ..shape
    };
    let low = fill(&ground, &west, up_to(5.0));
    let held = [cut_cone(20.0, 30.0, 5.0), cut_cone(30.0, 40.0, 5.0)];
    assert!((low.fill.0 / held[0] - 1.0).abs() < 1e-3, "{:?}", low.fill);
    let [DesignWarning::BasinsNotReached { count, volume }] = low.warnings[..] else {
        panic!("{:?}", low.warnings)
    };
    assert_eq!(count, 1);
    assert!((volume.0 / held[1] - 1.0).abs() < 1e-3, "{volume:?}");
    // The other hollow shows as ground.
    let surface = low.surface_on(&ground);
    let at = |x: f64| surface.height_at(Coord { x, y: 0.0 }).unwrap();
    assert!((at(-60.0) - 5.0).abs() < 1e-5 && at(60.0).abs() < 1e-5);
    let high = fill(&ground, &west, up_to(7.0));
    assert_eq!(high.warnings, []);
    assert!(held[0] + held[1] < high.fill.0);
    // When the western one is full to the sill, the rest runs over and lies lower there.
    let sill = cut_cone(20.0, 32.0, 6.0);
    let asked = sill + 0.5 * cut_cone(30.0, 42.0, 6.0);
    let between = fill(&ground, &west, until(asked));
    assert!(
        (between.fill.0 / asked - 1.0).abs() < 1e-6,
        "{:?}",
        between.fill
    );
    assert!(
        (between.crest_level.0 - 6.0).abs() < 0.01,
        "{:?}",
        between.crest_level
    );
    let surface = between.surface_on(&ground);
    let at = |x: f64| surface.height_at(Coord { x, y: 0.0 }).unwrap();
    assert!((at(-60.0) - 6.0).abs() < 0.01);
    assert!(3.0 < at(60.0) && at(60.0) < 3.5, "{}", at(60.0));
}

#[test]
fn a_discharge_outside_or_on_high_ground_is_refused_or_told() {
    let (ground, shape) = two_hollows_site(2.0);
    let with = |discharges: &[(f64, f64)]| LevelShape {
        discharges: discharges
            .iter()
            .map(|at| Coord { x: at.0, y: at.1 })
            .collect(),
        ..shape.clone()
    };
    let on_plain = with(&[(0.0, 60.0), (500.0, 0.0)]);
    let refused = try_fill(&ground, &on_plain, FillTarget::Capacity).unwrap_err();
    assert_eq!(refused, DesignError::NoDischargeInside);
    let one_of_two = with(&[(0.0, 60.0), (-60.0, 0.0)]);
    let design = fill(&ground, &one_of_two, up_to(5.0));
    assert!(
        design
            .warnings
            .contains(&DesignWarning::DischargesUnused { count: 1 })
    );
    let too_low = try_fill(&ground, &one_of_two, up_to(0.0)).unwrap_err();
    assert_eq!(too_low, DesignError::NoDischargeInside);
}

#[test]
fn ground_that_holds_nothing_and_levels_below_it_are_refused() {
    let outline = rectangle(0.0, 0.0, 100.0, 100.0);
    let placement = placement_around(&outline, 5.0, (0.0, 0.0));
    let plane = ground(placement, |at| 0.1 * at.x);
    let refused = try_fill(&plane, &shape(&outline), FillTarget::Capacity).unwrap_err();
    assert_eq!(refused, DesignError::NoRoom);
    let (ground, shape) = two_hollows_site(5.0);
    let refused = try_fill(&ground, &shape, up_to(-1.0)).unwrap_err();
    assert!(matches!(refused, DesignError::CrestBelowGround { .. }));
    let refused = try_fill(&ground, &shape, until(0.0)).unwrap_err();
    assert!(matches!(refused, DesignError::VolumeNotPositive { .. }));
    let over = fill(&ground, &shape, until(1e9));
    assert!(!over.fits);
    assert_eq!(over.capacity, Some(over.fill));
}

#[test]
fn unknown_ground_inside_is_told_and_holds_nothing_back() {
    let outline = circle(MIDDLE, 140.0);
    let placement = placement_around(&outline, 1.0, (0.0, 0.0));
    let gap = |at: Coord<f64>, south: f64, north: f64| {
        let in_gap = at.x.abs() < 10.0 && south < at.y && at.y < north;
        if in_gap {
            f64::NAN
        } else {
            basin_with_a_gap(at)
        }
    };
    let hole = ground(placement, |at| gap(at, -10.0, 10.0));
    let design = fill(&hole, &shape(&outline), FillTarget::Capacity);
    let expected = cut_cone(40.0, 88.0, 12.0) - 400.0 * 12.0;
    assert!((design.fill.0 / expected - 1.0).abs() < 2e-4);
    assert!((design.unknown_area.0 - 400.0).abs() < 1e-6);
    // On the outline it is refused.
    let open = ground(placement, |at| gap(at, 100.0, 300.0));
    let refused = try_fill(&open, &shape(&outline), FillTarget::Capacity).unwrap_err();
    assert!(matches!(
        refused,
        DesignError::UnknownGroundOnOutline { .. }
    ));
}
