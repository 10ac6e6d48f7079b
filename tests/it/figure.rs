//! Pictures of known ground.

#![expect(
    clippy::cast_possible_truncation,
    reason = "heights are kept as f32, 0.1 mm at 1,000 m"
)]
#![expect(
    clippy::float_cmp,
    reason = "what is only copied or follows exactly must come out as it is"
)]

use berghald::figure::{
    Light, Ramp, ReliefStyle, TRANSPARENT, contours, relief_tile, shade, thickness_tile,
};
use berghald::terrain::{CellWindow, Grid, Placement};
use geo::Coord;

/// Square cells from the origin, north up.
fn placement(columns: usize, rows: usize, cell_m: f64) -> Placement {
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

fn ground(columns: usize, rows: usize, height_at: impl Fn(Coord<f64>) -> f64) -> Grid<f32> {
    Grid::from_fn(placement(columns, rows, 1.0), |at| height_at(at) as f32)
}

/// Ground between 0 and 100 m in one grey.
fn grey() -> ReliefStyle {
    ReliefStyle {
        ramp: Ramp::Grey,
        exaggeration: 1.0,
        ..ReliefStyle::between(0.0, 100.0)
    }
}

#[test]
fn level_ground_is_even_and_has_the_colour_of_its_height() {
    for light in [Light::NorthWest, Light::Several] {
        let style = ReliefStyle {
            light,
            ..ReliefStyle::between(0.0, 100.0)
        };
        let picture = relief_tile(&ground(20, 10, |_| 50.0), &style);
        assert_eq!(picture.len(), 18 * 8);
        let color = Ramp::Ground.color(0.5);
        for pixel in picture {
            let off = (0..4).map(|channel| pixel[channel].abs_diff(color[channel]));
            assert!(off.max() <= Some(1), "{pixel:?} {color:?}");
        }
    }
}

#[test]
fn a_slope_is_lit_as_the_formula_says() {
    for (east, north) in [(0.5, 0.0), (-0.5, 0.0), (0.2, -0.7), (0.0, 0.3)] {
        let plane = ground(9, 9, |at| {
            50.0 + east * (at.x - 4.5) * 0.01 + north * (at.y - 4.5) * 0.01
        });
        let style = ReliefStyle {
            exaggeration: 100.0,
            ..grey()
        };
        let found = f64::from(relief_tile(&plane, &style)[24][0]);
        let lit = f64::from(shade(Light::Several, east as f32, north as f32));
        let brightness = 1.0 + f64::from(style.shade_strength) * (lit * 2.0_f64.sqrt() - 1.0);
        let own = f64::from(Ramp::Grey.color(0.5)[0]);
        let wanted = if brightness < 1.0 {
            own * brightness
        } else {
            own + (255.0 - own) * (brightness - 1.0) * 0.6
        };
        assert!(
            (found - wanted).abs() < 1.6,
            "{east} {north}: {found}, not {wanted}"
        );
    }
    let falls_to = |east: f64, north: f64| {
        let plane = ground(5, 5, |at| 50.0 - east * at.x - north * at.y);
        relief_tile(&plane, &grey())[4][0]
    };
    assert!(falls_to(-0.5, 0.5) > falls_to(0.0, 0.0));
    assert!(falls_to(0.5, -0.5) < falls_to(0.0, 0.0));
}

#[test]
fn missing_heights_are_transparent_and_their_neighbours_are_not_black() {
    let holed = ground(7, 7, |at| {
        if at.x == 3.5 && at.y == 3.5 {
            f64::NAN
        } else {
            50.0
        }
    });
    let picture = relief_tile(&holed, &grey());
    assert_eq!(picture[12], TRANSPARENT);
    let level = picture[0];
    let others = picture.iter().enumerate().filter(|(index, _)| *index != 12);
    assert!(others.into_iter().all(|(_, pixel)| *pixel == level));
    assert!(relief_tile(&ground(2, 2, |_| 1.0), &grey()).is_empty());
}

#[test]
fn tiles_with_their_borders_fit_together() {
    let hills = ground(42, 32, |at| {
        50.0 + 20.0 * (at.x / 5.0).sin() * (at.y / 7.0).cos()
    });
    let whole = relief_tile(&hills, &grey());
    let part = hills.window(CellWindow {
        column: 20,
        row: 10,
        columns: 22,
        rows: 22,
    });
    let part = relief_tile(&part, &grey());
    for row in 0..20 {
        assert_eq!(part[row * 20..][..20], whole[(row + 10) * 40 + 20..][..20]);
    }
}

#[test]
fn large_cells_are_exaggerated_moderately() {
    let style = ReliefStyle::between(0.0, 1.0);
    assert_eq!(style.exaggeration_at(0.5), style.exaggeration);
    let ratio = style.exaggeration_at(160.0) / style.exaggeration_at(10.0);
    assert!((1.9..2.1).contains(&ratio), "{ratio}");
}

#[test]
fn contours_of_a_slope_are_straight_lines_at_their_heights() {
    let slope = Grid::from_fn(placement(30, 20, 10.0), |at| (at.x / 10.0) as f32);
    let found = contours(&slope, 5.0);
    let levels: Vec<f64> = found.iter().map(|(level, _)| *level).collect();
    assert_eq!(levels, [5.0, 10.0, 15.0, 20.0, 25.0]);
    for (level, lines) in found {
        assert_eq!(lines.len(), 1);
        let points = &lines[0].0;
        assert!(
            points
                .iter()
                .all(|point| (point.x - level * 10.0).abs() < 1e-6)
        );
        // From the middle of the northernmost cells to that of the southernmost ones.
        let ys = points.iter().map(|point| point.y);
        assert_eq!(ys.clone().fold(f64::INFINITY, f64::min), 5.0);
        assert_eq!(ys.fold(f64::NEG_INFINITY, f64::max), 195.0);
    }
}

#[test]
fn contours_of_a_cone_are_closed_circles() {
    let cone = Grid::from_fn(placement(101, 101, 1.0), |at| {
        (60.0 - (at.x - 50.5).hypot(at.y - 50.5)) as f32
    });
    let found = contours(&cone, 10.0);
    // At 10 m and below the circles reach beyond the grid.
    let circles = found.into_iter().filter(|(level, _)| 15.0 < *level);
    for (level, lines) in circles {
        assert_eq!(lines.len(), 1, "{level}");
        assert!(lines[0].is_closed(), "{level}");
        for point in &lines[0].0 {
            let radius = (point.x - 50.5).hypot(point.y - 50.5);
            assert!((radius - (60.0 - level)).abs() < 0.1, "{level} {radius}");
        }
    }
}

#[test]
fn contours_end_where_heights_are_missing() {
    let holed = Grid::from_fn(placement(40, 40, 1.0), |at| {
        if (15.0..25.0).contains(&at.y) {
            f32::NAN
        } else {
            at.x as f32
        }
    });
    let found = contours(&holed, 10.0);
    assert_eq!(found.len(), 3);
    for (level, lines) in found {
        assert_eq!(lines.len(), 2, "{level} {lines:?}");
        for point in lines.iter().flat_map(|line| &line.0) {
            assert!((point.x - level).abs() < 1e-6, "{point:?}");
            assert!(!(15.0..25.0).contains(&point.y), "{point:?}");
        }
    }
}

#[test]
fn contours_of_nothing_are_none_and_too_many_become_fewer() {
    assert!(contours(&ground(5, 5, |_| f64::NAN), 1.0).is_empty());
    assert!(contours(&ground(5, 5, |_| 3.0), 1.0).is_empty());
    assert!(contours(&ground(5, 5, |at| at.x), 0.0).is_empty());
    assert!(contours(&ground(300, 3, |at| at.x * 10.0), 0.001).len() <= 400);
}

#[test]
fn a_fill_is_coloured_where_it_is() {
    let fill = Grid::new(placement(3, 1, 1.0), vec![0.0, 4.0, f32::NAN]).unwrap();
    let pixels = thickness_tile(&fill, 10.0);
    assert_eq!((pixels[0], pixels[2]), (TRANSPARENT, TRANSPARENT));
    assert_eq!(pixels[1][3], 255);
}
