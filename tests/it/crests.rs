//! Fills that fall from a drawn crest: solids with a known answer, then what always holds.

use berghald::design::{
    Batter, Benches, CrestShape, DesignError, DesignWarning, FillDesign, FillInput, FillMethod,
    FillTarget, Outline, Slope, UnknownGround, Water, design_fill,
};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, Coord, MapCoords as _, Polygon};

use crate::known_answers::{CELLS_M, check, check_within, shifts, turned, turned_back, turns};
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
        for shift in shifts() {
            for turn in turns() {
                let polygon = polygon.map_coords(|at| turned(at, turn));
                let placement = wider(&placement_around(&polygon, cell_m, shift), around_m);
                let ground = ground(placement, |at| height_at(turned_back(at, turn)));
                check(cell_m, &ground, &polygon);
            }
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
            check("V1", cell_m, (design.fill.0, 1_701_696.02), (design.footprint.0, area));
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
        few_places(&polygon, 80.0, |at| -at.x * fall, |cell_m, ground, polygon| {
            let design = built(ground, polygon, batter, at(0.0));
            volumes.push(design.fill.0);
            sizes.push(cell_m);
            // The toe is where the face meets the hill, lowest in front.
            assert!((design.toe_lowest.0 + 41.580).abs() < 0.02 * cell_m, "{design:?}");
            assert_eq!(design.warnings, []);
        });
    }
    let pairs = volumes[0].iter().zip(&volumes[1]).zip(sizes);
    for ((short, long), cell_m) in pairs {
        check_within(5.0, "V2", cell_m, (long - short, 1_039_498.5), (1.0, 1.0));
    }
}

/// As [`everywhere`] for large sites: two shifts, and every turn.
fn few_places(
    polygon: &Polygon<f64>,
    around_m: f64,
    height_at: impl Fn(Coord<f64>) -> f64,
    mut check: impl FnMut(f64, &Grid<f32>, &Polygon<f64>),
) {
    for cell_m in CELLS_M {
        for shift in [(0.0, 0.0), (0.31, 0.74)] {
            for turn in turns() {
                let polygon = polygon.map_coords(|at| turned(at, turn));
                let placement = wider(&placement_around(&polygon, cell_m, shift), around_m);
                let ground = ground(placement, |at| height_at(turned_back(at, turn)));
                check(cell_m, &ground, &polygon);
            }
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
    rows.flat_map(move |row| (0..placement.columns).map(move |column| placement.center_of(column, row)))
}

#[test]
fn v12_nothing_appears_again_behind_a_ridge() {
    let polygon = round(Coord { x: 0.0, y: 0.0 }, 50.0);
    for cell_m in CELLS_M {
        for turn in turns() {
            let placement = wider(&placement_around(&polygon, cell_m, (0.31, 0.74)), 110.0);
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
        for turn in turns() {
            let placement = wider(&placement_around(&polygon, cell_m, (0.31, 0.74)), 110.0);
            let ridge = wall(30.0);
            let ground = ground(placement, |at| ridge(turned_back(at, turn)));
            let design = built(&ground, &polygon, plain(0.5), at(50.0));
            let surface = design.surface_on(&ground);
            let mut behind = 0;
            for (height, at) in surface.cells().iter().zip(middles(&ground)) {
                let at = turned_back(at, turn);
                let way = at.x.hypot(at.y);
                // Behind the wall the way bends at the end of its front, and then at that of its back.
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
                    (f64::from(*height) - expected).abs() < 0.9 * cell_m,
                    "{height} for {expected} at {at:?}, {cell_m} m"
                );
            }
            assert!(0 < behind);
        }
    }
}
