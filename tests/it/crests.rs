//! Fills that fall from a drawn crest: solids with a known answer, then what always holds.

use berghald::design::{
    Batter, Benches, CrestShape, DesignError, DesignWarning, FillDesign, FillInput, FillMethod,
    FillTarget, Outline, Slope, UnknownGround, Water, design_fill,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, Coord, MapCoords as _, Polygon};

use crate::known_answers::{
    CELLS_M, check, check_within, few_places, places, turned, turned_back, turns,
};
use crate::shapes::{ground, placement_around, rectangle};

pub(crate) fn crest(polygon: &Polygon<f64>) -> CrestShape {
    CrestShape::Polygon {
        outline: Outline::new(polygon).unwrap(),
        drops: Vec::new(),
    }
}

pub(crate) fn try_crest(
    ground: &Grid<f32>,
    crest: &CrestShape,
    batter: Batter,
    target: FillTarget,
) -> Result<FillDesign, DesignError> {
    let input = FillInput {
        ground,
        method: FillMethod::Crest(crest),
        batter,
        target,
        unknown_ground: UnknownGround::Refuse,
    };
    design_fill(&input, &Run::default())
}

fn built(
    ground: &Grid<f32>,
    polygon: &Polygon<f64>,
    batter: Batter,
    target: FillTarget,
) -> FillDesign {
    try_crest(ground, &crest(polygon), batter, target).unwrap()
}

/// A circle as a polygon of 240 corners with the circle's area: a tenth of the work of one with more, and as good.
pub(crate) fn round(center: Coord<f64>, radius: f64) -> Polygon<f64> {
    let step = std::f64::consts::TAU / 240.0;
    let radius = radius * (step / step.sin()).sqrt();
    let corners = (0..240).map(|index| {
        let (sin, cos) = (step * f64::from(index)).sin_cos();
        center + Coord { x: cos, y: sin } * radius
    });
    Polygon::new(corners.collect(), vec![])
}

fn plain(rise_over_run: f64) -> Batter {
    Batter::plain(Slope::new(rise_over_run).unwrap())
}

fn benched() -> Batter {
    Batter {
        benches: Some(Benches::new(Metres(10.0), Metres(8.0)).unwrap()),
        ..Batter::plain(Slope::TIPPED_ROCK)
    }
}

fn at(level_m: f64) -> FillTarget {
    FillTarget::Crest(Metres(level_m))
}

/// Calls `check` with every cell size, shift and turn, on ground that reaches `around_m` beyond the crest.
fn everywhere(
    polygon: &Polygon<f64>,
    around_m: f64,
    height_at: impl Fn(Coord<f64>) -> f64,
    mut check: impl FnMut(f64, &Grid<f32>, &Polygon<f64>),
) {
    for cell_m in CELLS_M {
        for (shift, turn) in places() {
            let polygon = polygon.map_coords(|at| turned(at, turn));
            let placement = wider(&placement_around(&polygon, cell_m, shift), around_m);
            let ground = ground(placement, |at| height_at(turned_back(at, turn)));
            check(cell_m, &ground, &polygon);
        }
    }
}

pub(crate) fn wider(placement: &Placement, around_m: f64) -> Placement {
    let cells = (around_m / placement.cell_width_m).ceil();
    let more = berghald::terrain::whole_cells(cells);
    Placement {
        west_m: placement.west_m - cells * placement.cell_width_m,
        north_m: placement.north_m + cells * placement.cell_height_m,
        columns: placement.columns + 2 * more,
        rows: placement.rows + 2 * more,
        ..*placement
    }
}

#[test]
fn v1_a_round_crest_on_flat_ground_is_a_cut_cone() {
    let polygon = round(Coord { x: 500.0, y: 300.0 }, 50.0);
    everywhere(
        &polygon,
        105.0,
        |_| 0.0,
        |cell_m, ground, polygon| {
            let design = built(ground, polygon, plain(0.5), at(50.0));
            let area = 70_685.83;
            check(
                "V1",
                cell_m,
                (design.fill.0, 1_701_696.02),
                (design.footprint.0, area),
            );
            let drawn = design.footprint_polygons(ground).unwrap().unsigned_area();
            check("V1 drawn", cell_m, (1.0, 1.0), (drawn, area));
            check_within(2.0, "V1 top", cell_m, (1.0, 1.0), (design.top.0, 7_853.98));
            assert_eq!(design.warnings, []);
            assert!(design.toe_lowest.0.abs() < 1e-3 && design.toe_highest.0.abs() < 1e-3);
            let curve = design.curve.capacity().0;
            assert!((curve / design.fill.0 - 1.0).abs() < 1e-5);
        },
    );
}

#[test]
fn v3_a_square_crest_with_benches_has_rounded_corners() {
    let polygon = rectangle(0.0, 0.0, 100.0, 100.0);
    everywhere(
        &polygon,
        65.0,
        |_| 0.0,
        |cell_m, ground, polygon| {
            let design = built(ground, polygon, benched(), at(30.0));
            check_within(
                5.0,
                "V3",
                cell_m,
                (design.fill.0, 738_071.58),
                (design.footprint.0, 42_110.30),
            );
            assert_eq!(design.bench_levels, [Metres(10.0), Metres(20.0)]);
            assert_eq!(design.lifts.len(), 3);
        },
    );
}

#[test]
fn v10_a_submerged_face_is_gentler() {
    let polygon = round(Coord { x: 0.0, y: 0.0 }, 50.0);
    let batter = Batter {
        water: Some(Water {
            level: Metres(0.0),
            face: Slope::new(1.0 / 3.0).unwrap(),
        }),
        ..plain(1.0 / 1.5)
    };
    everywhere(
        &polygon,
        125.0,
        |_| -30.0,
        |cell_m, ground, polygon| {
            let design = built(ground, polygon, batter, at(20.0));
            check(
                "V10",
                cell_m,
                (design.fill.0, 1_806_415.78),
                (design.footprint.0, 90_792.03),
            );
        },
    );
}

#[test]
fn v2_a_longer_crest_against_a_hill_holds_the_section_times_the_length() {
    // The hill falls 15° to the east; the top reaches from where it is level with the hill.
    let fall = 15.0_f64.to_radians().tan();
    let batter = Batter::plain(Slope::TIPPED_ROCK);
    let (mut volumes, mut sizes) = ([Vec::new(), Vec::new()], Vec::new());
    for (length, volumes) in [500.0, 1000.0].into_iter().zip(&mut volumes) {
        let polygon = rectangle(0.0, 0.0, 100.0, length);
        at_few_places(
            &polygon,
            80.0,
            |at| -at.x * fall,
            |cell_m, ground, polygon| {
                let design = built(ground, polygon, batter, at(0.0));
                volumes.push(design.fill.0);
                sizes.push(cell_m);
                // The toe is where the face meets the hill, lowest in front.
                assert!(
                    (design.toe_lowest.0 + 41.580).abs() < 0.02 * cell_m,
                    "{design:?}"
                );
                assert_eq!(design.warnings, []);
            },
        );
    }
    let pairs = volumes[0].iter().zip(&volumes[1]).zip(sizes);
    for ((short, long), cell_m) in pairs {
        check_within(5.0, "V2", cell_m, (long - short, 1_039_498.5), (1.0, 1.0));
    }
}

/// As [`everywhere`] for large sites: at [`few_places`].
fn at_few_places(
    polygon: &Polygon<f64>,
    around_m: f64,
    height_at: impl Fn(Coord<f64>) -> f64,
    mut check: impl FnMut(f64, &Grid<f32>, &Polygon<f64>),
) {
    for cell_m in CELLS_M {
        for (shift, turn) in few_places() {
            let polygon = polygon.map_coords(|at| turned(at, turn));
            let placement = wider(&placement_around(&polygon, cell_m, shift), around_m);
            let ground = ground(placement, |at| height_at(turned_back(at, turn)));
            check(cell_m, &ground, &polygon);
        }
    }
}

/// A wall in the east of a crest, 12 m wide, and low ground behind it.
fn wall(reaches_m: f64) -> impl Fn(Coord<f64>) -> f64 {
    move |at| {
        let in_wall = 80.0 <= at.x && at.x <= 92.0 && at.y.abs() <= reaches_m;
        if in_wall { 60.0 } else { 0.0 }
    }
}

/// The middles of a grid's cells.
fn middles(ground: &Grid<f32>) -> impl Iterator<Item = Coord<f64>> + '_ {
    let placement = ground.placement();
    let rows = 0..placement.rows;
    rows.flat_map(move |row| {
        (0..placement.columns).map(move |column| placement.center_of(column, row))
    })
}

#[test]
fn v12_nothing_appears_again_behind_a_ridge() {
    let polygon = round(Coord { x: 0.0, y: 0.0 }, 50.0);
    for cell_m in CELLS_M {
        for (shift, turn) in few_places() {
            let placement = wider(&placement_around(&polygon, cell_m, shift), 110.0);
            let ridge = wall(f64::INFINITY);
            let ground = ground(placement, |at| ridge(turned_back(at, turn)));
            let design = built(&ground, &polygon, plain(0.5), at(50.0));
            assert_eq!(design.footprint_polygons(&ground).unwrap().0.len(), 1);
            let thickness = design.thickness_on(&ground);
            let cells = thickness.cells().iter().zip(middles(&ground));
            let mut behind = cells.filter(|(_, at)| 92.0 < turned_back(*at, turn).x);
            assert!(behind.all(|(thickness, _)| thickness.is_nan()));
        }
    }
}

#[test]
fn v12_the_slope_comes_round_the_end_of_a_ridge() {
    let polygon = round(Coord { x: 0.0, y: 0.0 }, 50.0);
    for cell_m in CELLS_M {
        for (shift, turn) in few_places() {
            let placement = wider(&placement_around(&polygon, cell_m, shift), 110.0);
            // On cells that lie askew to the wall its ends are found less exactly.
            let is_square = turn
                .iter()
                .all(|part| part.abs() < 1e-9 || 1.0 - 1e-9 < part.abs());
            let within = if is_square { 0.9 } else { 1.1 };
            let ridge = wall(30.0);
            let ground = ground(placement, |at| ridge(turned_back(at, turn)));
            let design = built(&ground, &polygon, plain(0.5), at(50.0));
            let surface = design.surface_on(&ground);
            let mut behind = 0;
            for (height, at) in surface.cells().iter().zip(middles(&ground)) {
                let at = turned_back(at, turn);
                let way = at.x.hypot(at.y);
                // Behind the wall the way bends at the end of its front, and then at that of its back. On cells each
                // of them lies up to 0.7 of a cell beside.
                let (front, back) = (80.0_f64.hypot(30.0), 12.0);
                let side = at.y.abs() - 30.0;
                if at.x < 92.0 || 30.0 * at.x / 80.0 < at.y.abs() || at.y.abs() < 2.0 * cell_m {
                    continue;
                }
                let way = if side < 0.0 {
                    front + back + (at.x - 92.0).hypot(side)
                } else {
                    front + (at.x - 80.0).hypot(side)
                }
                .max(way);
                let expected = (50.0 - 0.5 * (way - 50.0)).max(0.0);
                behind += usize::from(0.0 < *height);
                assert!(
                    (f64::from(*height) - expected).abs() < within * cell_m,
                    "{height} for {expected} at {at:?}, {cell_m} m"
                );
            }
            assert!(0 < behind);
        }
    }
}

#[test]
fn a_volume_gives_a_level_that_gives_the_volume() {
    let polygon = rectangle(0.0, 0.0, 90.0, 140.0);
    let placement = wider(&placement_around(&polygon, 2.5, (0.3, 0.7)), 180.0);
    let ground = ground(placement, |at| {
        40.0 + 0.12 * at.x + 6.0 * (at.y / 40.0).sin()
    });
    let mut fixed = Benches::new(Metres(10.0), Metres(4.0)).unwrap();
    fixed.datum = Some(Metres(3.0));
    let water = Water {
        level: Metres(43.0),
        face: Slope::new(0.4).unwrap(),
    };
    for batter in [
        plain(0.6),
        benched(),
        Batter {
            benches: Some(fixed),
            ..plain(0.7)
        },
        Batter {
            water: Some(water),
            ..plain(0.7)
        },
    ] {
        for asked in [1e3, 1e5, 7.5e5, 1.6e6] {
            let by_volume = built(
                &ground,
                &polygon,
                batter,
                FillTarget::Volume(PlacedM3(asked)),
            );
            let jumped = by_volume.warnings.iter().find_map(|warning| match warning {
                DesignWarning::VolumeJumps { below, above, .. } => Some((below.0, above.0)),
                _ => None,
            });
            let off = by_volume.fill.0 / asked - 1.0;
            if let Some((below, above)) = jumped {
                // Only where a berm of a fixed level begins at the crest.
                assert!(below < asked && asked < above && off < 0.0, "{off:.1e}");
                assert!(
                    batter
                        .benches
                        .is_some_and(|benches| benches.datum.is_some())
                );
            } else {
                assert!(
                    off.abs() < 1e-6,
                    "{asked}: off {off:.1e} {:?}",
                    by_volume.warnings
                );
            }
            let by_level = built(
                &ground,
                &polygon,
                batter,
                FillTarget::Crest(by_volume.crest_level),
            );
            assert!((by_level.fill.0 / by_volume.fill.0 - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn a_volume_that_runs_over_a_sill_stops_below_it_and_says_so() {
    // Beside the crest a wall holds the fill back from a deep hole.
    let polygon = rectangle(0.0, 0.0, 60.0, 60.0);
    let placement = wider(&placement_around(&polygon, 1.0, (0.4, 0.2)), 160.0);
    let ground = ground(placement, |at| {
        if at.x < 75.0 {
            0.0
        } else if at.x < 80.0 {
            12.0
        } else {
            -40.0
        }
    });
    let volume = |level| built(&ground, &polygon, plain(0.5), at(level)).fill.0;
    // At 21.8 m the face comes over the far side of the wall.
    let (below, above) = (volume(21.5), volume(22.1));
    assert!(1.5 * below < above, "{below} {above}");
    let asked = 0.5 * (below + above);
    let design = built(
        &ground,
        &polygon,
        plain(0.5),
        FillTarget::Volume(PlacedM3(asked)),
    );
    let jump = design.warnings.iter().find_map(|warning| match warning {
        DesignWarning::VolumeJumps { below, above, .. } => Some((below.0, above.0)),
        _ => None,
    });
    let jump = jump.unwrap();
    assert!(jump.0 < asked && asked < jump.1);
    assert!((design.fill.0 / jump.0 - 1.0).abs() < 1e-6);
}

#[test]
fn a_point_is_the_tip_of_a_cone() {
    let shape = CrestShape::Point(Coord { x: 3.2, y: -1.4 });
    for cell_m in CELLS_M {
        let polygon = rectangle(-100.0, -100.0, 100.0, 100.0);
        let placement = placement_around(&polygon, cell_m, (0.3, 0.7));
        let flat = ground(placement, |_| 5.0);
        let design = try_crest(&flat, &shape, plain(0.5), at(45.0)).unwrap();
        let radius = 80.0;
        let area = std::f64::consts::PI * radius * radius;
        check(
            "point",
            cell_m,
            (design.fill.0, area * 40.0 / 3.0),
            (design.footprint.0, area),
        );
        assert!(design.outline_area.0 <= 0.0);
        let target = FillTarget::Volume(design.fill);
        let again = try_crest(&flat, &shape, plain(0.5), target).unwrap();
        assert!((again.crest_level.0 - 45.0).abs() < 1e-4);
    }
}

#[test]
fn a_crest_that_does_not_fall_is_a_level_crest_and_one_that_falls_is_a_plane() {
    let polygon = rectangle(0.0, 0.0, 80.0, 120.0);
    let placement = wider(&placement_around(&polygon, 2.0, (0.2, 0.9)), 90.0);
    let ground = ground(placement, |_| 0.0);
    let shape = |drops: [f64; 4]| CrestShape::Polygon {
        outline: Outline::new(&polygon).unwrap(),
        drops: drops.map(Metres).to_vec(),
    };
    let level = built(&ground, &polygon, benched(), at(25.0));
    let same = try_crest(&ground, &shape([0.0; 4]), benched(), at(25.0)).unwrap();
    assert_eq!(same.fill, level.fill);
    // A hair's fall goes the other way through the code.
    let nearly = try_crest(&ground, &shape([1e-7, 0.0, 0.0, 0.0]), benched(), at(25.0)).unwrap();
    assert!((nearly.fill.0 / level.fill.0 - 1.0).abs() < 1e-5);
    // The two corners at one end lie 4 m lower: on average 2 m lower over the top.
    let corners = Outline::new(&polygon).unwrap();
    let corners: Vec<Coord<f64>> = corners
        .polygon()
        .exterior()
        .coords()
        .take(4)
        .copied()
        .collect();
    let drops = [0, 1, 2, 3].map(|corner| if 60.0 < corners[corner].y { 4.0 } else { 0.0 });
    let falls = try_crest(&ground, &shape(drops), plain(0.5), at(25.0)).unwrap();
    let expected = |height_at: &dyn Fn(f64) -> f64| {
        // Every point of the edge in turn, for the middle of each cell.
        let edge: Vec<(Coord<f64>, f64)> = (0..4000)
            .map(|step| {
                let along = f64::from(step) / 10.0;
                let at = match along {
                    along if along < 80.0 => (along, 0.0),
                    along if along < 200.0 => (80.0, along - 80.0),
                    along if along < 280.0 => (280.0 - along, 120.0),
                    along => (0.0, 400.0 - along),
                };
                let at = Coord { x: at.0, y: at.1 };
                (at, height_at(at.y))
            })
            .collect();
        let heights = middles(&ground).map(|at| {
            if 0.0 < at.x && at.x < 80.0 && 0.0 < at.y && at.y < 120.0 {
                return height_at(at.y);
            }
            let heights = edge.iter().map(|(from, height)| {
                let way = at - *from;
                height - 0.5 * way.x.hypot(way.y)
            });
            heights.fold(0.0, f64::max)
        });
        heights.sum::<f64>() * 4.0
    };
    let volume = expected(&|y| 25.0 - 4.0 * y / 120.0);
    assert!(
        (falls.fill.0 / volume - 1.0).abs() < 1e-3,
        "{} for {volume}",
        falls.fill.0
    );
    assert!((falls.top.0 / 9600.0 - 1.0).abs() < 1e-6);
}

#[test]
fn holes_are_slopes_that_fall_inwards() {
    let hole = rectangle(30.0, 30.0, 90.0, 90.0).exterior().clone();
    let polygon = Polygon::new(
        rectangle(0.0, 0.0, 120.0, 120.0).exterior().clone(),
        vec![hole],
    );
    let placement = wider(&placement_around(&polygon, 1.0, (0.2, 0.9)), 45.0);
    let ground = ground(placement, |_| 0.0);
    let design = built(&ground, &polygon, plain(0.5), at(10.0));
    // A hole of 60 m with faces of 20 m leaves 20 m at the bottom: a cut pyramid is missing.
    let missing = 10.0 / 3.0 * (3600.0 + 400.0 + 1200.0);
    let whole = built(
        &ground,
        &rectangle(0.0, 0.0, 120.0, 120.0),
        plain(0.5),
        at(10.0),
    );
    let difference = whole.fill.0 - design.fill.0;
    assert!(
        (difference / missing - 1.0).abs() < 2e-3,
        "{difference} for {missing}"
    );
    assert!((whole.footprint.0 - design.footprint.0 - 400.0).abs() < 4.0);
}

#[test]
fn a_higher_crest_holds_no_less_and_a_steeper_face_no_more() {
    let polygon = rectangle(0.0, 0.0, 70.0, 50.0);
    let placement = wider(&placement_around(&polygon, 2.5, (0.3, 0.7)), 150.0);
    let ground = ground(placement, |at| {
        30.0 + 0.2 * at.x + 9.0 * (at.y / 17.0).sin() + 7.0 * (at.x / 23.0).cos()
    });
    let with_benches = |slope: f64| Batter {
        benches: benched().benches,
        ..plain(slope)
    };
    let mut before = 0.0;
    for step in 0..40 {
        let level = 48.0 + f64::from(step) * 0.7;
        let fill = built(&ground, &polygon, with_benches(0.7), at(level))
            .fill
            .0;
        assert!(before <= fill * (1.0 + 1e-9), "{level} m");
        before = fill;
    }
    let mut before = f64::INFINITY;
    for step in 0..30 {
        let slope = 0.4 + 0.03 * f64::from(step);
        let fill = built(&ground, &polygon, with_benches(slope), at(65.0))
            .fill
            .0;
        assert!(fill <= before * (1.0 + 1e-9), "{slope}");
        before = fill;
    }
}

#[test]
fn turns_and_mirrors_leave_the_volume() {
    let polygon = rectangle(0.0, 0.0, 70.0, 50.0);
    // A whole number of cells from the origin, so that turned cells lie on cells.
    let placement = Placement {
        west_m: -150.0,
        north_m: 150.0,
        cell_width_m: 2.5,
        cell_height_m: 2.5,
        columns: 120,
        rows: 120,
        ground_per_map: 1.0,
    };
    let hilly =
        |at: Coord<f64>| 30.0 + 0.2 * at.x + 9.0 * (at.y / 17.0).sin() + 7.0 * (at.x / 23.0).cos();
    let volumes = turns().map(|turn| {
        let polygon = polygon.map_coords(|at| turned(at, turn));
        let ground = ground(placement, |at| hilly(turned_back(at, turn)));
        built(&ground, &polygon, benched(), at(58.0)).fill.0
    });
    for volume in volumes {
        assert!((volume / volumes[0] - 1.0).abs() < 1e-6, "{volumes:?}");
    }
}

#[test]
fn what_is_odd_is_said() {
    let polygon = rectangle(0.0, 0.0, 60.0, 60.0);
    let placement = wider(&placement_around(&polygon, 2.0, (0.3, 0.7)), 40.0);
    let flat = ground(placement, |_| 0.0);
    // The end of the terrain.
    let far = built(&flat, &polygon, plain(0.5), at(60.0));
    assert!(far.leaves_terrain());
    assert!(!built(&flat, &polygon, plain(0.5), at(15.0)).leaves_terrain());
    // A knoll inside the crest stands above it.
    let knoll = ground(
        placement,
        |at| if at.x.hypot(at.y) < 20.0 { 18.0 } else { 0.0 },
    );
    let design = built(&knoll, &polygon, plain(0.5), at(15.0));
    let above = design.warnings.iter().find_map(|warning| match warning {
        DesignWarning::GroundAboveCrest { area, volume } => Some((*area, *volume)),
        _ => None,
    });
    let (area, volume) = above.unwrap();
    assert_eq!(design.warnings.len(), 1);
    let quarter = std::f64::consts::PI * 100.0;
    assert!((area.0 / quarter - 1.0).abs() < 0.1, "{area:?}");
    assert!((volume.0 / (3.0 * quarter) - 1.0).abs() < 0.1, "{volume:?}");
    // Ground without a height under the face.
    let gap = ground(placement, |at| {
        if 70.0 < at.x && at.x < 80.0 {
            f64::NAN
        } else {
            0.0
        }
    });
    let design = built(&gap, &polygon, plain(0.5), at(15.0));
    let unknown = design.unknown_area.0;
    assert!((600.0..1200.0).contains(&unknown), "{unknown}");
    assert!(matches!(
        design.warnings[..],
        [DesignWarning::UnknownGround { .. }]
    ));
    let whole = built(&flat, &polygon, plain(0.5), at(15.0));
    assert!(design.fill < whole.fill);
    assert!((design.footprint.0 + unknown - whole.footprint.0).abs() < 60.0);
}

#[test]
fn a_crest_that_cannot_be_built_is_refused() {
    let polygon = rectangle(0.0, 0.0, 60.0, 60.0);
    let placement = wider(&placement_around(&polygon, 2.0, (0.3, 0.7)), 40.0);
    let flat = ground(placement, |_| 20.0);
    let refused = |target| try_crest(&flat, &crest(&polygon), plain(0.5), target).unwrap_err();
    assert_eq!(
        refused(at(15.0)),
        DesignError::CrestBelowGround {
            crest_m: 15.0,
            lowest_m: 20.0
        }
    );
    assert_eq!(refused(FillTarget::Capacity), DesignError::CapacityOfCrest);
    let nothing = FillTarget::Volume(PlacedM3(0.0));
    assert_eq!(
        refused(nothing),
        DesignError::VolumeNotPositive { volume_m3: 0.0 }
    );
    let away = crest(&rectangle(1000.0, 0.0, 1060.0, 60.0));
    let beside = try_crest(&flat, &away, plain(0.5), at(30.0)).unwrap_err();
    assert_eq!(beside, DesignError::CrestOutsideTerrain);
    let unknown = ground(placement, |_| f64::NAN);
    let nowhere = try_crest(&unknown, &crest(&polygon), plain(0.5), at(30.0)).unwrap_err();
    assert_eq!(nowhere, DesignError::UnknownGroundUnderCrest);
    let three = CrestShape::Polygon {
        outline: Outline::new(&polygon).unwrap(),
        drops: vec![Metres(1.0); 3],
    };
    let mismatch = try_crest(&flat, &three, plain(0.5), at(30.0)).unwrap_err();
    assert_eq!(
        mismatch,
        DesignError::DropsDoNotFit {
            drops: 3,
            corners: 4
        }
    );
}
