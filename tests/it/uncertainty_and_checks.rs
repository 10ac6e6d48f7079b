//! What a volume is worth, and what an engineer asks of a finished fill.

use berghald::design::{
    BelowToe, CheckWarning, FillTarget, FootprintChecks, HeightErrors, Slope,
    face_steeper_than_repose, footprint_checks, height_over_lowest_toe, least_water_depth,
    outside_concession, volume_band,
};
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, PlacedM3, SquareMetres};
use geo::{Coord, MultiPolygon};

use crate::shapes::{circle, design, ground, placement_around, rectangle};

fn errors(systematic_m: f64, random_m: f64, length_m: f64) -> HeightErrors {
    HeightErrors::new(Metres(systematic_m), Metres(random_m), Metres(length_m)).unwrap()
}

fn check_error(area_m2: f64, errors: &HeightErrors, expected_m3: f64) {
    let band = volume_band(PlacedM3(1e7), SquareMetres(area_m2), errors);
    let error = band.standard_error.0;
    assert!(
        (error - expected_m3).abs() < 1e-6 * expected_m3.max(1.0),
        "{error}"
    );
    assert!((band.high.0 - 1e7 - 1.96 * expected_m3).abs() < 1e-3);
    assert!((1e7 - band.low.0 - 1.96 * expected_m3).abs() < 1e-3);
}

#[test]
fn the_parts_of_a_band_follow_their_formulas() {
    // 100,000 m² that are 0.1 m too high.
    check_error(1e5, &errors(0.1, 0.0, 50.0), 1e4);
    // 0.5 m · √(100,000 · π · 50²).
    let random_m3 = 0.5 * (1e5 * std::f64::consts::PI * 2500.0_f64).sqrt();
    check_error(1e5, &errors(0.0, 0.5, 50.0), random_m3);
    check_error(1e5, &errors(0.1, 0.5, 50.0), 1e4_f64.hypot(random_m3));
    check_error(1e5, &errors(0.0, 0.0, 50.0), 0.0);
    check_error(1e5, &errors(0.0, 0.5, 0.0), 0.0);
    check_error(0.0, &errors(0.1, 0.5, 50.0), 0.0);
}

#[test]
fn an_area_smaller_than_the_correlation_moves_as_one() {
    check_error(1000.0, &errors(0.0, 0.5, 50.0), 500.0);
    // Where the two meet there is no step.
    let meeting_m2 = std::f64::consts::PI * 2500.0;
    check_error(meeting_m2, &errors(0.0, 0.5, 50.0), 0.5 * meeting_m2);
}

#[test]
fn the_random_part_is_what_correlated_errors_add_up_to() {
    // Every pair of 400 by 400 cells of a metre, with the correlation exp(−d²/L²).
    let (cells, length_m, random_m) = (400_i32, 10.0, 0.3);
    let along: f64 = (1 - cells..cells)
        .map(|lag| {
            let pairs = f64::from(cells - lag.abs());
            pairs * (-(f64::from(lag) / length_m).powi(2)).exp()
        })
        .sum();
    let summed_m3 = random_m * along;
    let area = SquareMetres(f64::from(cells * cells));
    let band = volume_band(PlacedM3(1e5), area, &errors(0.0, random_m, length_m));
    let ratio = band.standard_error.0 / summed_m3;
    // Near the edge of the area there is less to go together with.
    assert!((1.0..1.02).contains(&ratio), "{ratio}");
}

#[test]
fn a_band_never_goes_below_zero() {
    let band = volume_band(PlacedM3(100.0), SquareMetres(1e4), &errors(0.5, 0.5, 50.0));
    assert_eq!(band.low, PlacedM3(0.0));
    assert!(100.0 < band.high.0);
}

#[test]
fn a_volume_is_shown_to_the_step_that_it_is_worth() {
    let check = |half_m3: f64, expected_m3: f64| {
        let area = SquareMetres(half_m3 / 1.96);
        let band = volume_band(PlacedM3(1e7), area, &errors(1.0, 0.0, 50.0));
        assert_eq!(band.step(), PlacedM3(expected_m3), "{half_m3}");
    };
    check(12_345.0, 10_000.0);
    check(20_500.0, 20_000.0);
    check(49_000.0, 20_000.0);
    check(99_000.0, 50_000.0);
    check(101_000.0, 100_000.0);
    check(7.0, 5.0);
    check(0.3, 1.0);
    check(0.0, 1.0);
    let band = volume_band(PlacedM3(0.0), SquareMetres(7000.0), &errors(1.0, 0.0, 50.0));
    assert_eq!(band.rounded(PlacedM3(1_234_567.0)), PlacedM3(1_230_000.0));
}

#[test]
fn errors_that_are_none_are_refused() {
    let new = |a, b, c| HeightErrors::new(Metres(a), Metres(b), Metres(c));
    assert!(new(0.0, 0.0, 0.0).is_some());
    for odd in [-0.1, f64::NAN, f64::INFINITY] {
        assert_eq!(new(odd, 0.0, 50.0), None);
        assert_eq!(new(0.0, odd, 50.0), None);
        assert_eq!(new(0.0, 0.0, odd), None);
    }
}

const BELOW: BelowToe = BelowToe {
    distance: Metres(10.0),
};

fn cells(columns: usize, rows: usize, cell_m: f64) -> Placement {
    Placement {
        west_m: 0.0,
        north_m: rows as f64 * cell_m,
        cell_width_m: cell_m,
        cell_height_m: cell_m,
        columns,
        rows,
        ground_per_map: 1.0,
    }
}

/// Checks of a fill on cells of 2 m that covers 100 columns and 50 rows, 20 from each end of the ground.
fn of_block(height_at: impl Fn(Coord<f64>) -> f64) -> FootprintChecks {
    let ground = ground(cells(140, 90, 2.0), height_at);
    footprint_checks(&ground, in_block, BELOW).unwrap()
}

fn in_block(column: usize, row: usize) -> bool {
    (20..120).contains(&column) && (20..70).contains(&row)
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value}, not {expected}"
    );
}

#[test]
fn a_plane_is_as_steep_as_it_is_and_leans_on_the_hill() {
    // Falls 20° to the south: the northern side leans on the hill, the other three are toe.
    let fall = 20_f64.to_radians().tan();
    let checks = of_block(|at| fall * at.y);
    near(checks.under_footprint.greatest_deg, 20.0, 1e-3);
    near(checks.under_toe.greatest_deg, 20.0, 1e-3);
    near(checks.under_footprint.share_above_15, 1.0, 1e-9);
    near(checks.under_footprint.share_above_25, 0.0, 1e-9);
    near(checks.under_toe.share_above_15, 1.0, 1e-9);
    // The four corners are cut off a little.
    near(checks.toe_length.0, 400.0, 8.0);
    near(checks.toe_lowest.0, fall * 41.0, 1e-4);
    assert_eq!(checks.steepest_below_toe_deg, None);
    near(checks.share_steepening, 0.0, 1e-9);
    assert_eq!(checks.unknown_area, SquareMetres(0.0));
}

#[test]
fn the_shares_are_those_of_the_area() {
    // 30° on the western half, 18° on the eastern.
    let (steep, gentle) = (30_f64.to_radians().tan(), 18_f64.to_radians().tan());
    let checks = of_block(|at| {
        let east = at.x - 140.0;
        if east < 0.0 {
            -steep * east
        } else {
            -gentle * east
        }
    });
    near(checks.under_footprint.share_above_15, 1.0, 1e-9);
    near(checks.under_footprint.share_above_25, 0.5, 0.011);
    near(checks.under_footprint.greatest_deg, 30.0, 1e-3);
}

#[test]
fn ground_that_steepens_below_the_toe_is_found_along_its_share() {
    // 5° down to the south, from 2 m below the toe on 40°.
    let (gentle, steep) = (5_f64.to_radians().tan(), 40_f64.to_radians().tan());
    let edge = 38.0;
    let steepening = |at: Coord<f64>| {
        let below = (edge - at.y).max(0.0);
        gentle * at.y - (steep - gentle) * below
    };
    let checks = of_block(steepening);
    // The southern side of 200 m, and the last metres of the two others.
    near(checks.share_steepening, 0.5, 0.06);
    near(checks.steepest_below_toe_deg.unwrap(), 40.0, 3.0);
    near(checks.under_toe.greatest_deg, 5.0, 1e-3);
    // The other way round it flattens.
    let checks = of_block(|at| 0.5 * at.y + 0.4 * (edge - at.y).max(0.0));
    assert_eq!(checks.steepest_below_toe_deg, None);
    // Farther down than one looks it does not count.
    let checks = of_block(|at| gentle * at.y - (steep - gentle) * (24.0 - at.y).max(0.0));
    assert_eq!(checks.steepest_below_toe_deg, None);
}

#[test]
fn the_toe_of_a_circle_has_its_length() {
    let outline = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let placement = placement_around(&outline, 2.0, (0.3, 0.6));
    let ground = ground(placement, |_| 7.0);
    let fill = design(&ground, &outline, 0.5, FillTarget::Crest(Metres(57.0)));
    let thickness = fill.thickness_on(&ground);
    let covered = |column: usize, row: usize| 0.0 < thickness.at(column, row);
    let checks = footprint_checks(&ground, covered, BELOW).unwrap();
    near(
        checks.toe_length.0,
        std::f64::consts::TAU * 150.0,
        0.03 * 942.0,
    );
    near(checks.under_toe.greatest_deg, 0.0, 1e-9);
    let surface = fill.surface_on(&ground);
    near(
        height_over_lowest_toe(&ground, &surface, covered)
            .unwrap()
            .0,
        50.0,
        1e-3,
    );
}

#[test]
fn a_turn_by_a_quarter_changes_nothing() {
    let height_at =
        |at: Coord<f64>| 0.3 * at.x + 9.0 * (at.x / 40.0).sin() * (at.y / 30.0).cos() - 0.1 * at.y;
    let (straight, turned) = (cells(140, 140, 2.0), cells(140, 140, 2.0));
    let blob = |at: Coord<f64>| (at.x - 130.0).hypot(1.4 * (at.y - 150.0)) < 90.0;
    let one = ground(straight, height_at);
    let other = ground(turned, |at| {
        height_at(Coord {
            x: at.y,
            y: 280.0 - at.x,
        })
    });
    let of_one = footprint_checks(&one, |c, r| blob(straight.center_of(c, r)), BELOW).unwrap();
    let of_other = footprint_checks(
        &other,
        |c, r| {
            let at = turned.center_of(c, r);
            blob(Coord {
                x: at.y,
                y: 280.0 - at.x,
            })
        },
        BELOW,
    )
    .unwrap();
    near(
        of_other.under_toe.greatest_deg,
        of_one.under_toe.greatest_deg,
        1e-3,
    );
    near(of_other.toe_length.0, of_one.toe_length.0, 1e-6);
    near(of_other.share_steepening, of_one.share_steepening, 0.02);
    near(
        of_other.under_footprint.share_above_15,
        of_one.under_footprint.share_above_15,
        1e-3,
    );
}

#[test]
fn what_is_not_known_is_told_and_the_end_of_the_terrain_is_no_toe() {
    let placement = cells(30, 20, 5.0);
    let mut heights = ground(placement, |at| 0.3 * at.x).cells().to_vec();
    for at in [5 * 30 + 5, 5 * 30 + 6, 19 * 30 + 29] {
        heights[at] = f32::NAN;
    }
    let ground = Grid::new(placement, heights).unwrap();
    // All of it is covered: there is no edge within the terrain.
    let checks = footprint_checks(&ground, |_, _| true, BELOW).unwrap();
    assert_eq!(checks.unknown_area, SquareMetres(75.0));
    assert_eq!(checks.toe_length, Metres(0.0));
    near(
        checks.under_footprint.greatest_deg,
        0.3_f64.atan().to_degrees(),
        1e-3,
    );
    assert_eq!(footprint_checks(&ground, |_, _| false, BELOW), None);
    assert_eq!(height_over_lowest_toe(&ground, &ground, |_, _| true), None);
}

#[test]
fn a_face_steeper_than_repose_is_told() {
    let repose = Slope::TIPPED_ROCK;
    assert_eq!(
        face_steeper_than_repose(&[Slope::from_degrees(37.0).unwrap()], repose),
        None
    );
    assert_eq!(face_steeper_than_repose(&[], repose), None);
    let faces = [20.0, 40.0, 30.0].map(|deg| Slope::from_degrees(deg).unwrap());
    let Some(CheckWarning::FaceSteeperThanRepose {
        face_deg,
        repose_deg,
    }) = face_steeper_than_repose(&faces, repose)
    else {
        panic!("40° lies on rock of 37°");
    };
    near(face_deg, 40.0, 1e-9);
    near(repose_deg, 37.0, 1e-9);
}

#[test]
fn what_leaves_the_concession_is_measured() {
    let multi = |west, south, east, north| MultiPolygon::from(rectangle(west, south, east, north));
    let concession = multi(0.0, 0.0, 100.0, 100.0);
    let outside = |footprint| outside_concession(&footprint, &concession).0;
    near(outside(multi(10.0, 10.0, 90.0, 90.0)), 0.0, 1e-6);
    near(outside(multi(50.0, 50.0, 150.0, 80.0)), 1500.0, 1e-3);
    near(outside(multi(200.0, 0.0, 210.0, 10.0)), 100.0, 1e-3);
    near(outside(MultiPolygon(Vec::new())), 0.0, 1e-9);
}

#[test]
fn the_water_over_a_fill_is_measured_to_its_highest_place() {
    let surface = ground(cells(10, 10, 1.0), |at| -30.0 + at.x);
    let west = |column: usize, _: usize| column < 5;
    near(
        least_water_depth(Metres(0.0), &surface, west).unwrap().0,
        25.5,
        1e-4,
    );
    assert_eq!(least_water_depth(Metres(-25.6), &surface, west), None);
    assert_eq!(least_water_depth(Metres(0.0), &surface, |_, _| false), None);
}
