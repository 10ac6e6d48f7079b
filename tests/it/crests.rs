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
use crate::shapes::{circle, ground, placement_around, rectangle};

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
    let polygon = circle(Coord { x: 500.0, y: 300.0 }, 50.0);
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
    let polygon = circle(Coord { x: 0.0, y: 0.0 }, 50.0);
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
