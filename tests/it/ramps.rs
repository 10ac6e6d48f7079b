//! Haul ramps: known volumes, the way up a fill by itself, and odd input.

use std::f64::consts::PI;

use berghald::design::{
    BALANCED_SHARE, FillTarget, Outline, RampCourse, RampDesign, RampError, RampInput, RampMode,
    RampPoint, RampShape, RampWarning, Slope, USUAL_RAMP_GRADIENT, UphillSide, cut_and_fill,
    design_ramp,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, SquareMetres};
use geo::{Coord, LineString, line_string};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::{circle, design, ground, placement_around, rectangle};

fn shape(width_m: f64, gradient: f64, side: f64) -> RampShape {
    RampShape::new(Metres(width_m), gradient, Slope::new(side).unwrap()).unwrap()
}

fn cells(columns: usize, rows: usize, cell_m: f64, shift: (f64, f64)) -> Placement {
    Placement {
        west_m: shift.0 * cell_m,
        north_m: (rows as f64 + shift.1) * cell_m,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns,
        rows,
        ground_per_map: 1.0,
    }
}

/// A ramp along a line on one surface, from the surface's own height.
fn drawn(
    surface: &Grid<f32>,
    shape: RampShape,
    mode: RampMode,
    line: &LineString<f64>,
    to_level: f64,
) -> Result<RampDesign, RampError> {
    drawn_from(None, surface, shape, mode, (line, to_level))
}

fn drawn_from(
    start_height: Option<Metres>,
    surface: &Grid<f32>,
    shape: RampShape,
    mode: RampMode,
    (line, to_level): (&LineString<f64>, f64),
) -> Result<RampDesign, RampError> {
    let input = RampInput {
        ground: surface,
        surface,
        limit: None,
        shape,
        mode,
        course: RampCourse::Drawn { line, start_height },
        to_level: Metres(to_level),
    };
    design_ramp(&input, &Run::default())
}

fn automatic(
    (ground, surface): (&Grid<f32>, &Grid<f32>),
    shape: RampShape,
    mode: RampMode,
    uphill: UphillSide,
    to_level: f64,
) -> Result<RampDesign, RampError> {
    let input = RampInput {
        ground,
        surface,
        limit: None,
        shape,
        mode,
        course: RampCourse::Automatic { uphill },
        to_level: Metres(to_level),
    };
    design_ramp(&input, &Run::default())
}

fn near(what: &str, value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{what}: {value}, not {expected}"
    );
}

/// A ramp on level ground: sides along its length, half a cut cone round its upper end.
fn embankment_m3(width_m: f64, height_m: f64, gradient: f64, side: f64) -> f64 {
    let length_m = height_m / gradient;
    let along = length_m * (0.5 * width_m * height_m + height_m * height_m / (3.0 * side));
    let (top, foot) = (0.5 * width_m, 0.5 * width_m + height_m / side);
    along + PI / 6.0 * height_m * (top * top + top * foot + foot * foot)
}

#[test]
fn a_ramp_on_level_ground_holds_what_the_formula_says() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    for (cell_m, width_m) in [(1.0, 15.0), (2.0, 20.0), (1.0, 8.0)] {
        for turn in 0..8 {
            let shift = (random.random(), random.random());
            let placement = cells(300, 300, cell_m, shift);
            let surface = ground(placement, |_| 5.0);
            let middle = 150.0 * cell_m;
            let angle = f64::from(turn) * 0.7;
            let point = |away: f64| Coord {
                x: middle + away * angle.cos(),
                y: middle + away * angle.sin(),
            };
            // Longer than needed: it ends where it reaches the level.
            let line = line_string![point(-90.0), point(-20.0), point(90.0)];
            let shape = shape(width_m, 0.1, 0.6);
            let ramp = drawn(&surface, shape, RampMode::Added, &line, 17.0).unwrap();
            let expected = embankment_m3(width_m, 12.0, 0.1, 0.6);
            near("added", ramp.built.added.0, expected, 5e-3 * expected);
            near("length", ramp.built.length.0, 120.0, 1e-6);
            near("gradient", ramp.built.gradient, 0.1, 1e-9);
            assert!(ramp.built.cut.0 <= 0.0 && ramp.built.cut_of_ground.0 <= 0.0);
            assert!(ramp.built.reaches_crest);
            assert!(ramp.warnings.is_empty(), "{:?}", ramp.warnings);
            // What is told is what lies between the two surfaces.
            let between = cut_and_fill(&surface, &ramp.surface, None, &Run::default());
            let fill = between.unwrap().unwrap().fill.0;
            near("between", ramp.built.added.0, fill, 1e-6 * fill);
        }
    }
}

#[test]
fn a_road_across_a_slope_takes_and_brings_the_same() {
    // A slope of 1:4 across the road, which lies on it in its middle; the ends cancel between two lengths.
    let (slope, side, width_m, gradient) = (0.25, 0.6, 16.0, 0.08);
    let placement = cells(400, 160, 1.0, (0.3, 0.7));
    let surface = ground(placement, |at| slope * (at.y - 80.0) + gradient * at.x);
    let of_length = |length_m: f64| {
        let line = line_string![(x: 60.0, y: 80.0), (x: 60.0 + length_m, y: 80.0)];
        let shape = shape(width_m, gradient, side);
        drawn(&surface, shape, RampMode::Balanced, &line, 100.0).unwrap()
    };
    let (short, long) = (of_length(100.0), of_length(280.0));
    // A triangle up to the road's edge, and one beyond it up to where the face meets the slope.
    let half = 0.5 * width_m;
    let section = 0.5 * slope * half * (half + slope * half / (side - slope));
    let expected = 180.0 * section;
    near(
        "added",
        long.built.added.0 - short.built.added.0,
        expected,
        5e-3 * expected,
    );
    let taken = |ramp: &RampDesign| ramp.built.cut.0 + ramp.built.cut_of_ground.0;
    near(
        "taken",
        taken(&long) - taken(&short),
        expected,
        5e-3 * expected,
    );
    // There is no fill here: what is taken is ground.
    assert!(long.built.cut.0 <= 0.0);
    assert!(!long.built.reaches_crest);
    assert!(matches!(
        long.warnings[..],
        [RampWarning::LevelNotReached { .. }]
    ));
}

#[test]
fn a_ramp_cut_into_a_slope_holds_what_the_formula_says() {
    // Straight into a slope of 1:3, rising 1:10: between two lengths, and the end by fine slices.
    let (slope, side, width_m, gradient) = (1.0 / 3.0, 1.2, 12.0, 0.1);
    let length_m = 60.0;
    let placement = cells(240, 200, 0.5, (0.2, 0.4));
    let surface = ground(placement, |at| 20.0 + slope * (at.y - 10.0).max(0.0));
    let line = line_string![(x: 60.0, y: 10.0), (x: 60.0, y: 10.0 + length_m)];
    let shape = shape(width_m, gradient, side);
    // Where the slope begins the surface bends inside a cell, so the height is given.
    let (start, to_level) = (Some(Metres(20.0)), 20.0 + gradient * length_m);
    let ramp = drawn_from(start, &surface, shape, RampMode::Cut, (&line, to_level)).unwrap();
    let deeper = slope - gradient;
    let along = deeper * width_m * length_m.powi(2) / 2.0
        + deeper.powi(2) * length_m.powi(3) / (3.0 * side);
    let deepest = deeper * length_m;
    let mut end = 0.0;
    let step = 0.05;
    for (row, column) in (0..800).flat_map(|row| (0..800).map(move |column| (row, column))) {
        let x = (f64::from(column) + 0.5) * step;
        let y = (f64::from(row) + 0.5) * step;
        let face = side * (x.hypot(y) - 0.5 * width_m).max(0.0);
        end += 2.0 * step * step * (deepest + slope * y - face).max(0.0);
    }
    let expected = along + end;
    near("cut", ramp.built.cut_of_ground.0, expected, 5e-3 * expected);
    assert!(ramp.built.added.0 <= 0.0 && ramp.built.reaches_crest);
    assert!(ramp.warnings.is_empty(), "{:?}", ramp.warnings);
}

#[test]
fn what_is_cut_of_the_fill_and_of_the_ground_is_told_apart() {
    // 2 m of fill on level ground, and a trench 5 m deep through both.
    let placement = cells(200, 100, 1.0, (0.0, 0.0));
    let (below, above) = (ground(placement, |_| 10.0), ground(placement, |_| 12.0));
    let line = line_string![(x: 150.0, y: 50.0), (x: 50.0, y: 50.0)];
    let input = RampInput {
        ground: &below,
        surface: &above,
        limit: None,
        shape: shape(10.0, 0.1, 1.0),
        mode: RampMode::Balanced,
        course: RampCourse::Drawn {
            line: &line,
            start_height: Some(Metres(12.0)),
        },
        to_level: Metres(7.0),
    };
    let ramp = design_ramp(&input, &Run::default()).unwrap();
    let (all, of_ground) = (
        embankment_m3(10.0, 5.0, 0.1, 1.0),
        embankment_m3(10.0, 3.0, 0.1, 1.0),
    );
    near(
        "ground",
        ramp.built.cut_of_ground.0,
        of_ground,
        0.02 * of_ground,
    );
    near(
        "all",
        ramp.built.cut_of_ground.0 + ramp.built.cut.0,
        all,
        0.01 * all,
    );
    near("net", ramp.built.net().0, -ramp.built.cut.0, 1e-9);
    near("length", ramp.built.length.0, 50.0, 1e-9);
    assert!(ramp.built.reaches_crest && ramp.built.line[0].height.0 > ramp.built.line[1].height.0);
}

/// A circle of 120 m with a face of 1:2 and a crest at 30 m.
fn cone(cell_m: f64) -> (Grid<f32>, Grid<f32>) {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 120.0);
    // Room for a ramp in front of the face.
    let around = circle(Coord { x: 0.0, y: 0.0 }, 200.0);
    let below = ground(placement_around(&around, cell_m, (0.3, 0.6)), |_| 0.0);
    let fill = design(&below, &outline, 0.5, FillTarget::Crest(Metres(30.0)));
    let above = fill.surface_on(&below);
    (below, above)
}

#[test]
fn a_ramp_finds_its_own_way_up_a_cone() {
    for (cell_m, gradient) in [(1.0, 0.1), (2.0, 0.08), (2.5, 0.12)] {
        let (below, above) = cone(cell_m);
        for mode in [RampMode::Added, RampMode::Cut, RampMode::Balanced] {
            for uphill in [UphillSide::Left, UphillSide::Right] {
                let shape = shape(12.0, gradient, 0.75);
                let ramp = automatic((&below, &above), shape, mode, uphill, 30.0).unwrap();
                let expected = 30.0 / gradient;
                near("length", ramp.built.length.0, expected, 0.02 * expected);
                near("gradient", ramp.built.gradient, gradient, 0.02 * gradient);
                near("end", ramp.built.line.last().unwrap().height.0, 30.0, 1e-6);
                assert!(ramp.built.reaches_crest);
                for pair in ramp.built.line.windows(2) {
                    let along = pair[1].at - pair[0].at;
                    let rise = pair[1].height.0 - pair[0].height.0;
                    near(
                        "piece",
                        rise / along.x.hypot(along.y),
                        gradient,
                        0.1 * gradient,
                    );
                }
                // The edge that follows the face stays on it.
                let inwards = match mode {
                    RampMode::Added => 6.0,
                    RampMode::Cut => -6.0,
                    // As far as it was shifted to bring what it takes.
                    RampMode::Balanced => ramp.built.shift.0,
                };
                for point in &ramp.built.line {
                    let radius = point.at.x.hypot(point.at.y) - inwards;
                    let face = (0.5 * (120.0 - radius)).clamp(0.0, 30.0);
                    near("off the face", point.height.0, face, 0.5);
                }
                let (added, taken) = (ramp.built.added.0, ramp.built.cut.0);
                assert_eq!(0.0 < added, mode != RampMode::Cut, "{added}");
                assert_eq!(0.0 < taken, mode != RampMode::Added, "{taken}");
                if mode == RampMode::Balanced {
                    near("balance", added, taken, BALANCED_SHARE * added.max(taken));
                }
                // The fill is to the chosen side all the way.
                for pair in ramp.built.line.windows(2) {
                    let (at, along) = (pair[0].at, pair[1].at - pair[0].at);
                    let left = along.y * at.x - along.x * at.y;
                    assert_eq!(0.0 < left, uphill == UphillSide::Left);
                }
                assert!(ramp.warnings.is_empty(), "{mode:?} {:?}", ramp.warnings);
            }
        }
    }
}

#[test]
fn the_two_hands_and_the_two_ways_up_a_cone_cost_the_same() {
    let (below, above) = cone(1.0);
    let both = [UphillSide::Left, UphillSide::Right].map(|uphill| {
        let shape = shape(12.0, 0.1, 0.75);
        automatic((&below, &above), shape, RampMode::Balanced, uphill, 30.0).unwrap()
    });
    near(
        "added",
        both[0].built.added.0,
        both[1].built.added.0,
        0.02 * both[1].built.added.0,
    );
    near(
        "cut",
        both[0].built.cut.0,
        both[1].built.cut.0,
        0.02 * both[1].built.cut.0,
    );
}

/// Turns a point by a quarter against the clock.
fn quarter(at: Coord<f64>) -> Coord<f64> {
    Coord { x: -at.y, y: at.x }
}

fn quarter_back(at: Coord<f64>) -> Coord<f64> {
    Coord { x: at.y, y: -at.x }
}

#[test]
fn a_turn_by_a_quarter_changes_nothing() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 200.0);
    let placement = placement_around(&outline, 2.0, (0.0, 0.0));
    let height_at = |at: Coord<f64>| {
        // A hill that leans, so that there is one lowest toe.
        let top = 40.0 - 0.35 * (at.x.hypot(1.2 * at.y) - 30.0);
        let below = 0.05 * at.x + 0.0213 * at.y;
        (below, top.clamp(below, (30.0_f64).max(below)))
    };
    let pair = |height_at: &dyn Fn(Coord<f64>) -> (f64, f64)| {
        let below = ground(placement, |at| height_at(at).0);
        (below, ground(placement, |at| height_at(at).1))
    };
    let straight = pair(&height_at);
    let turned = pair(&|at| height_at(quarter_back(at)));
    let line = line_string![(x: -150.0, y: 60.0), (x: -40.0, y: -10.0), (x: 120.0, y: 30.0)];
    let turned_line: LineString<f64> = line.coords().map(|at| quarter(*at)).collect();
    let shape = shape(14.0, 0.1, 0.7);
    for mode in [RampMode::Added, RampMode::Cut, RampMode::Balanced] {
        let one = drawn(&straight.1, shape, mode, &line, 30.0).unwrap();
        let other = drawn(&turned.1, shape, mode, &turned_line, 30.0).unwrap();
        near(
            "added",
            other.built.added.0,
            one.built.added.0,
            1e-5 * one.built.added.0 + 1e-3,
        );
        let taken = |ramp: &RampDesign| ramp.built.cut_of_ground.0;
        near(
            "taken",
            taken(&other),
            taken(&one),
            1e-5 * taken(&one) + 1e-3,
        );
        let automatic = |(below, above): &(Grid<f32>, Grid<f32>)| {
            automatic((below, above), shape, mode, UphillSide::Left, 30.0).unwrap()
        };
        let (one, other) = (automatic(&straight), automatic(&turned));
        near(
            "length",
            other.built.length.0,
            one.built.length.0,
            1e-3 * one.built.length.0,
        );
        near(
            "added",
            other.built.added.0,
            one.built.added.0,
            0.01 * one.built.added.0 + 1.0,
        );
        near(
            "cut",
            other.built.cut.0,
            one.built.cut.0,
            0.01 * one.built.cut.0 + 1.0,
        );
    }
}

#[test]
fn a_ramp_crosses_the_berms_of_a_benched_fill_and_keeps_its_gradient() {
    // Three lifts of 10 m at 37° with berms of 8 m, on level ground.
    let face = Slope::TIPPED_ROCK.rise_over_run();
    let run_m = 10.0 / face;
    let placement = cells(420, 420, 1.0, (0.0, 0.0));
    let benched = |at: Coord<f64>| {
        let inside = 150.0 - (at.x - 210.0).hypot(at.y - 210.0);
        let lift = (inside / (run_m + 8.0)).floor().clamp(0.0, 2.0);
        let on_face = (inside - lift * (run_m + 8.0)).clamp(0.0, run_m);
        if inside < 0.0 {
            0.0
        } else {
            10.0 * lift + face * on_face
        }
    };
    let (below, above) = (ground(placement, |_| 0.0), ground(placement, benched));
    let shape = shape(16.0, USUAL_RAMP_GRADIENT, 1.0);
    for uphill in [UphillSide::Left, UphillSide::Right] {
        let ramp = automatic((&below, &above), shape, RampMode::Balanced, uphill, 30.0).unwrap();
        near("length", ramp.built.length.0, 300.0, 6.0);
        assert!(ramp.built.reaches_crest);
        for point in &ramp.built.line {
            // Across a berm it rises while the berm does not.
            near("off the face", point.height.0, benched(point.at), 1.6);
        }
    }
}

#[test]
fn a_ramp_turns_back_where_the_fill_leans_on_the_hill() {
    // A narrow valley that rises 1:4; the fill in it is 160 m wide, too narrow for one way up.
    let outline = rectangle(0.0, 0.0, 160.0, 400.0);
    let around = rectangle(-40.0, -60.0, 200.0, 440.0);
    let below = ground(placement_around(&around, 1.0, (0.0, 0.0)), |at| {
        0.25 * at.y.max(0.0) + 0.4 * (at.x - 80.0).abs()
    });
    let fill = design(&below, &outline, 0.6, FillTarget::Crest(Metres(55.0)));
    let above = fill.surface_on(&below);
    let shape = shape(10.0, 0.1, 0.9);
    // At the lowest toe the fill is a point: a road has room only a little above it.
    for mode in [RampMode::Added, RampMode::Cut, RampMode::Balanced] {
        for uphill in [UphillSide::Left, UphillSide::Right] {
            let ramp = automatic((&below, &above), shape, mode, uphill, 55.0).unwrap();
            assert!(ramp.built.reaches_crest, "{:?}", ramp.warnings);
            let turns = |warning: &RampWarning| match warning {
                RampWarning::TurnsBack { times } => *times,
                _ => 0,
            };
            assert!(1 <= ramp.warnings.iter().map(turns).sum::<usize>());
            let start_m = ramp.built.line[0].height.0;
            assert!((-0.1..10.0).contains(&start_m), "{start_m}");
            near("length", ramp.built.length.0, 10.0 * (55.0 - start_m), 2.0);
            for point in &ramp.built.line {
                assert!((-10.0..170.0).contains(&point.at.x), "{point:?}");
            }
        }
    }
}

#[test]
fn whatever_the_ground_nothing_is_taken_that_should_not_and_the_sums_are_those_of_the_surfaces() {
    let mut random = ChaCha8Rng::seed_from_u64(23);
    for case in 0..60 {
        let placement = cells(90, 70, 2.0, (random.random(), random.random()));
        let waves: Vec<[f64; 4]> = (0..5).map(|_| random.random()).collect();
        let height_at = |at: Coord<f64>| -> f64 {
            let wave = |[x, y, phase, high]: &[f64; 4]| {
                15.0 * high * (0.09 * x * at.x + 0.09 * y * at.y + 6.0 * phase).sin()
            };
            waves.iter().map(wave).sum()
        };
        let surface = ground(placement, height_at);
        let corners = random.random_range(2..7);
        let line: LineString<f64> = (0..corners)
            .map(|_| Coord {
                x: random.random_range(10.0..170.0),
                y: random.random_range(10.0..130.0),
            })
            .collect();
        let shape = shape(
            random.random_range(4.0..20.0),
            random.random_range(0.02..0.2),
            random.random_range(0.3..1.5),
        );
        let mode = [RampMode::Added, RampMode::Cut, RampMode::Balanced][case % 3];
        let ramp = drawn(
            &surface,
            shape,
            mode,
            &line,
            random.random_range(-20.0..20.0),
        )
        .unwrap();
        let between = cut_and_fill(&surface, &ramp.surface, None, &Run::default());
        let between = between.unwrap().unwrap();
        near(
            "added",
            ramp.built.added.0,
            between.fill.0,
            1e-6 * between.fill.0,
        );
        let taken = ramp.built.cut.0 + ramp.built.cut_of_ground.0;
        near("taken", taken, between.cut.0, 1e-6 * between.cut.0);
        assert!(mode != RampMode::Added || taken <= 0.0);
        assert!(mode != RampMode::Cut || ramp.built.added.0 <= 0.0);
        let ends = |point: Option<&berghald::design::RampPoint>| point.unwrap().height.0;
        let (first, last) = (ends(ramp.built.line.first()), ends(ramp.built.line.last()));
        near(
            "climb",
            (last - first).abs(),
            shape.gradient() * ramp.built.length.0,
            1e-6,
        );
        if mode == RampMode::Balanced {
            // Where it begins, the surface is the road, to a part of what it rises in a cell.
            let height = ramp.surface.height_at(ramp.built.line[0].at).unwrap();
            let (low, high) = (first.min(last), first.max(last));
            assert!(
                (low - 2.0..high + 2.0).contains(&height),
                "{low} {height} {high}"
            );
        }
    }
}

#[test]
fn what_leaves_the_limit_is_told() {
    let placement = cells(200, 100, 1.0, (0.0, 0.0));
    let surface = ground(placement, |_| 0.0);
    let line = line_string![(x: 30.0, y: 50.0), (x: 130.0, y: 50.0)];
    let with_limit = |limit: Option<&Outline>| {
        let input = RampInput {
            ground: &surface,
            surface: &surface,
            limit,
            shape: shape(10.0, 0.1, 0.5),
            mode: RampMode::Added,
            course: RampCourse::Drawn {
                line: &line,
                start_height: None,
            },
            to_level: Metres(10.0),
        };
        design_ramp(&input, &Run::default()).unwrap()
    };
    assert_eq!(with_limit(None).built.footprint_outside, None);
    let half = Outline::new(&rectangle(0.0, 0.0, 200.0, 50.0)).unwrap();
    let ramp = with_limit(Some(&half));
    near(
        "half",
        ramp.built.footprint_outside.unwrap().0,
        0.5 * ramp.built.changed_area.0,
        1.0,
    );
    let all = Outline::new(&rectangle(-10.0, -10.0, 210.0, 110.0)).unwrap();
    assert_eq!(
        with_limit(Some(&all)).built.footprint_outside,
        Some(SquareMetres(0.0))
    );
}

#[test]
fn a_bank_does_not_begin_again_behind_a_ridge() {
    // A ramp of 10 m beside a ridge of 12 m; behind it the ground lies at −30 m.
    let placement = cells(200, 200, 1.0, (0.0, 0.0));
    let surface = ground(placement, |at| match at.y {
        y if y < 110.0 => 0.0,
        y if y < 114.0 => 12.0,
        _ => -30.0,
    });
    let line = line_string![(x: 40.0, y: 95.0), (x: 180.0, y: 95.0)];
    let ramp = drawn(
        &surface,
        shape(10.0, 0.1, 0.5),
        RampMode::Added,
        &line,
        10.0,
    )
    .unwrap();
    assert!(0.0 < ramp.built.added.0);
    for row in 0..86 {
        assert_eq!(ramp.surface.row(row), surface.row(row));
    }
}

#[test]
fn stretches_that_lie_too_close_and_rock_in_the_road_are_told() {
    let placement = cells(260, 120, 1.0, (0.0, 0.0));
    let surface = ground(placement, |_| 0.0);
    // There and back, 12 m apart: the second stretch is up to 16 m higher.
    let line = line_string![
        (x: 40.0, y: 50.0), (x: 140.0, y: 50.0), (x: 140.0, y: 62.0), (x: 60.0, y: 62.0),
    ];
    let ramp = drawn(
        &surface,
        shape(10.0, 0.1, 0.7),
        RampMode::Balanced,
        &line,
        50.0,
    )
    .unwrap();
    let told = |ramp: &RampDesign, what: fn(&RampWarning) -> bool| ramp.warnings.iter().any(what);
    assert!(told(&ramp, |warning| matches!(
        warning,
        RampWarning::StretchesTooClose { .. }
    )));
    // A hill stands in the road, and nothing is cut.
    let hill = ground(placement, |at| (30.0 - (at.x - 130.0).abs()).max(0.0));
    let line = line_string![(x: 20.0, y: 60.0), (x: 220.0, y: 60.0)];
    let ramp = drawn(&hill, shape(10.0, 0.1, 0.7), RampMode::Added, &line, 15.0).unwrap();
    assert!(told(&ramp, |warning| matches!(
        warning,
        RampWarning::RoadNotLevel { .. }
    )));
    let ramp = drawn(
        &hill,
        shape(2.0, 0.15, 0.7),
        RampMode::Balanced,
        &line,
        15.0,
    )
    .unwrap();
    assert!(told(&ramp, |warning| matches!(
        warning,
        RampWarning::SteepGradient { .. }
    )));
    assert!(told(&ramp, |warning| matches!(
        warning,
        RampWarning::CoarseCells { .. }
    )));
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let (below, above) = cone(2.0);
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let shape = shape(12.0, 0.1, 0.75);
        let ramp = pool.install(|| {
            automatic(
                (&below, &above),
                shape,
                RampMode::Balanced,
                UphillSide::Left,
                30.0,
            )
            .unwrap()
        });
        let cells = ramp.surface.cells().iter().map(|height| height.to_bits());
        (cells.collect::<Vec<_>>(), ramp.built.added, ramp.built.cut)
    };
    assert!(with_threads(1) == with_threads(3));
}

#[test]
fn a_road_that_is_none_is_refused() {
    let new = |width_m, gradient| RampShape::new(Metres(width_m), gradient, Slope::TIPPED_ROCK);
    assert_eq!(
        new(0.0, 0.1),
        Err(RampError::WidthNotPositive { width_m: 0.0 })
    );
    assert!(matches!(
        new(f64::NAN, 0.1),
        Err(RampError::WidthNotPositive { .. })
    ));
    assert!(matches!(
        new(10.0, 0.0),
        Err(RampError::GradientOutOfRange { .. })
    ));
    assert!(matches!(
        new(10.0, 0.8),
        Err(RampError::GradientSteeperThanFace { .. })
    ));
    let surface = Grid::filled(cells(50, 50, 1.0, (0.0, 0.0)), 4.0_f32);
    let line = line_string![(x: 10.0, y: 10.0), (x: 40.0, y: 10.0)];
    let narrow = drawn(
        &surface,
        new(0.5, 0.1).unwrap(),
        RampMode::Added,
        &line,
        6.0,
    );
    assert_eq!(
        narrow.map(|_| ()),
        Err(RampError::WidthBelowCell {
            width_m: 0.5,
            cell_m: 1.0
        })
    );
}

#[test]
fn a_line_that_leads_nowhere_is_refused() {
    let placement = cells(50, 50, 1.0, (0.0, 0.0));
    let surface = ground(placement, |at| if at.x < 20.0 { 4.0 } else { f64::NAN });
    let refused = |line: LineString<f64>, level_m: f64| {
        let shape = shape(5.0, 0.1, 0.5);
        let ramp = drawn(&surface, shape, RampMode::Added, &line, level_m);
        ramp.map(|_| ()).unwrap_err()
    };
    let at = |x: f64, y: f64| Coord { x, y };
    let point = line_string![at(10.0, 10.0), at(10.0, 10.0)];
    assert_eq!(refused(point, 6.0), RampError::LineTooShort);
    assert_eq!(
        refused(LineString(Vec::new()), 6.0),
        RampError::LineTooShort
    );
    let odd = line_string![at(10.0, 10.0), at(f64::NAN, 10.0)];
    assert_eq!(refused(odd, 6.0), RampError::NotFinite);
    let beside = line_string![at(-5.0, 10.0), at(20.0, 10.0)];
    assert_eq!(
        refused(beside, 6.0),
        RampError::LineLeavesTerrain { at: at(-5.0, 10.0) }
    );
    let out = line_string![at(10.0, 10.0), at(10.0, 100.0)];
    assert!(matches!(
        refused(out.clone(), 40.0),
        RampError::LineLeavesTerrain { .. }
    ));
    let unknown = line_string![at(30.0, 10.0), at(10.0, 10.0)];
    assert!(matches!(
        refused(unknown, 6.0),
        RampError::UnknownStart { .. }
    ));
    assert_eq!(
        refused(out.clone(), 4.0),
        RampError::AlreadyThere { level_m: 4.0 }
    );
    assert_eq!(refused(out, f64::INFINITY), RampError::NotFinite);
}

#[test]
fn a_fill_that_cannot_be_climbed_is_refused() {
    let (below, above) = cone(2.0);
    let shape = shape(12.0, 0.1, 0.75);
    let up = |surface: &Grid<f32>, shape, level_m| {
        let mode = RampMode::Balanced;
        let ramp = automatic((&below, surface), shape, mode, UphillSide::Left, level_m);
        ramp.map(|_| ())
    };
    let nothing = |level_m| Err(RampError::NothingToClimb { level_m });
    assert_eq!(up(&below, shape, 30.0), nothing(30.0));
    assert_eq!(up(&above, shape, -5.0), nothing(-5.0));
    let steep = RampShape::new(Metres(12.0), 0.6, Slope::new(0.75).unwrap()).unwrap();
    assert!(matches!(
        up(&above, steep, 30.0),
        Err(RampError::GradientSteeperThanFace { .. })
    ));
    let other = Grid::filled(cells(5, 5, 2.0, (0.0, 0.0)), 1.0);
    assert_eq!(up(&other, shape, 30.0), Err(RampError::DifferentCells));
    let run = Run::default();
    run.cancel();
    let input = RampInput {
        ground: &below,
        surface: &above,
        limit: None,
        shape,
        mode: RampMode::Added,
        course: RampCourse::Automatic {
            uphill: UphillSide::Left,
        },
        to_level: Metres(30.0),
    };
    assert_eq!(
        design_ramp(&input, &run).map(|_| ()).unwrap_err(),
        RampError::Cancelled
    );
}

#[test]
fn a_balanced_road_moves_into_the_slope_until_it_takes_what_it_brings() {
    // A slope of 1:4 across the road, which is drawn 1.5 m above it: balanced it lies 6 m farther in.
    let (slope, gradient) = (0.25, 0.08);
    let placement = cells(400, 160, 1.0, (0.3, 0.7));
    let surface = ground(placement, |at| slope * (at.y - 80.0) + gradient * at.x);
    for (to_east, left) in [(true, 6.0), (false, -6.0)] {
        let mut line = line_string![(x: 60.0, y: 80.0), (x: 340.0, y: 80.0)];
        let mut start = 1.5 + gradient * 60.0;
        let mut level = 1.5 + gradient * 340.0;
        if !to_east {
            line.0.reverse();
            std::mem::swap(&mut start, &mut level);
        }
        let shape = shape(16.0, gradient, 0.6);
        let start = Some(Metres(start));
        let ramp = drawn_from(start, &surface, shape, RampMode::Balanced, (&line, level));
        let ramp = ramp.unwrap();
        near("shift", ramp.built.shift.0, left, 0.1);
        let taken = ramp.built.cut.0 + ramp.built.cut_of_ground.0;
        near("taken", taken, ramp.built.added.0, BALANCED_SHARE * taken);
        assert!(ramp.warnings.is_empty(), "{:?}", ramp.warnings);
        let as_drawn = drawn_from(start, &surface, shape, RampMode::Added, (&line, level));
        assert!(ramp.built.added.0 < as_drawn.unwrap().built.added.0);
    }
}

#[test]
fn what_cannot_be_balanced_stays_as_it_was_drawn_and_is_told() {
    let placement = cells(300, 100, 1.0, (0.0, 0.0));
    let surface = ground(placement, |_| 5.0);
    let line = line_string![(x: 60.0, y: 50.0), (x: 240.0, y: 50.0)];
    let shape = shape(12.0, 0.1, 0.6);
    let ramp = drawn(&surface, shape, RampMode::Balanced, &line, 17.0).unwrap();
    let RampWarning::NotBalanced { added, taken } = ramp.warnings[0] else {
        panic!("{:?}", ramp.warnings);
    };
    assert_eq!((added, taken.0), (ramp.built.added, 0.0));
    assert_eq!(ramp.built.shift, Metres(0.0));
    let as_drawn = drawn(&surface, shape, RampMode::Added, &line, 17.0).unwrap();
    assert_eq!(ramp.surface.cells(), as_drawn.surface.cells());
}

#[test]
fn corners_of_a_drawn_line_are_rounded_by_the_turning_radius() {
    let surface = ground(cells(260, 260, 1.0, (0.4, 0.1)), |_| 0.0);
    let at = |x: f64, y: f64| Coord { x, y };
    let of_line = |line: &LineString<f64>, radius_m: f64| {
        let shape = shape(12.0, 0.05, 0.6).turning_by(Metres(radius_m)).unwrap();
        drawn(&surface, shape, RampMode::Added, line, 20.0).unwrap()
    };
    // A quarter of a circle instead of two sides of a square.
    let corner = line_string![at(50.0, 50.0), at(150.0, 50.0), at(150.0, 150.0)];
    let ramp = of_line(&corner, 20.0);
    near(
        "length",
        ramp.built.length.0,
        200.0 - 40.0 + 10.0 * PI,
        0.02,
    );
    near("gradient", ramp.built.gradient, 0.05, 1e-9);
    for point in &ramp.built.line {
        // Outside the arc the line is where it was drawn.
        let on_legs = point.at.y <= 50.0 + 1e-9 || 150.0 - 1e-9 <= point.at.x;
        let away = (point.at.x - 130.0).hypot(point.at.y - 70.0);
        assert!(on_legs || (away - 20.0).abs() < 1e-9, "{point:?}");
    }
    let tight = |ramp: &RampDesign| {
        ramp.warnings.iter().find_map(|warning| match warning {
            RampWarning::TurnsTightly { radius, asked } => Some((radius.0, asked.0)),
            _ => None,
        })
    };
    assert_eq!(tight(&ramp), None);
    // Between two corners 24 m apart there is room for arcs of 12 m.
    let step = line_string![
        at(50.0, 50.0),
        at(150.0, 50.0),
        at(150.0, 74.0),
        at(240.0, 74.0)
    ];
    let (radius_m, asked_m) = tight(&of_line(&step, 20.0)).unwrap();
    near("radius", radius_m, 12.0, 1e-9);
    near("asked", asked_m, 20.0, 1e-9);
    assert_eq!(tight(&of_line(&step, 12.0)), None);
    let narrow = shape(12.0, 0.05, 0.6).turning_by(Metres(5.0));
    assert!(matches!(
        narrow,
        Err(RampError::RadiusBelowHalfWidth { .. })
    ));
}

#[test]
fn a_ramp_that_turns_back_has_a_level_landing_for_its_turning_radius() {
    let outline = rectangle(0.0, 0.0, 260.0, 500.0);
    let around = rectangle(-60.0, -80.0, 320.0, 560.0);
    let below = ground(placement_around(&around, 1.0, (0.0, 0.0)), |at| {
        0.25 * at.y.max(0.0) + 0.4 * (at.x - 130.0).abs()
    });
    let fill = design(&below, &outline, 0.5, FillTarget::Crest(Metres(70.0)));
    let above = fill.surface_on(&below);
    let shape = shape(10.0, 0.1, 0.9).turning_by(Metres(12.0)).unwrap();
    let (mut turned, mut looked_at) = (0, 0);
    for uphill in [UphillSide::Left, UphillSide::Right] {
        let ramp = automatic((&below, &above), shape, RampMode::Added, uphill, 70.0).unwrap();
        let built = &ramp.built;
        turned += built.turns;
        assert_eq!(built.turns, built.landings.len());
        let told = |warning: &RampWarning| matches!(warning, RampWarning::TurnsBack { .. });
        assert!(!ramp.warnings.iter().any(told));
        let climb_m = built.line.last().unwrap().height.0 - built.line[0].height.0;
        // To and from the middle of each landing the road is level.
        let expected = climb_m / 0.1 + 34.0 * built.turns as f64;
        near("length", built.length.0, expected, 0.02 * expected);
        for landing in &built.landings {
            near("radius", landing.radius.0, 17.0, 1e-9);
            let level = landing.middle.height.0;
            for turn in 0..8 {
                let (sine, cosine) = (f64::from(turn) * PI / 4.0).sin_cos();
                let on_it = landing.middle.at + Coord { x: cosine, y: sine } * 15.0;
                // Where stretches at other heights pass by, the nearer one has the place.
                let on_another = built.landings.iter().any(|other| {
                    let away = other.middle.at - on_it;
                    other != landing && away.x.hypot(away.y) <= other.radius.0
                });
                if !on_another && !passes_by(&built.line, on_it, level) {
                    let height = ramp.surface.height_at(on_it).unwrap();
                    near("on the landing", height, level, 0.05);
                    looked_at += 1;
                }
            }
        }
    }
    assert!(0 < turned && 4 * turned < looked_at, "{turned} {looked_at}");
}

/// Whether a stretch of road at another height than `level_m` is near a place.
fn passes_by(line: &[RampPoint], place: Coord<f64>, level_m: f64) -> bool {
    line.windows(2).any(|pair| {
        let along = pair[1].at - pair[0].at;
        (0..=20).any(|step| {
            let share = f64::from(step) / 20.0;
            let away = pair[0].at + along * share - place;
            let height_m = pair[0].height.0 + share * (pair[1].height.0 - pair[0].height.0);
            away.x.hypot(away.y) < 12.0 && 0.05 < (height_m - level_m).abs()
        })
    })
}
