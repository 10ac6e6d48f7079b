//! One base surface from land and seabed.

use berghald::design::{Base, BaseKind, DryingBelt, LandAndSea, LandAndSeaError, land_and_sea};
use berghald::progress::Run;
use berghald::terrain::{Grid, Placement};
use berghald::units::{Metres, SquareMetres};
use geo::Coord;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::ground;

fn cells(columns: usize, rows: usize) -> Placement {
    Placement {
        west_m: 1000.0,
        north_m: 2.0 * rows as f64,
        cell_width_m: 2.0,
        cell_height_m: 2.0,
        columns,
        rows,
        ground_per_map: 1.0,
    }
}

fn merge(land: &Grid<f32>, seabed: &Grid<f32>, belt: DryingBelt) -> Base {
    let input = LandAndSea {
        land,
        seabed,
        water_level: Metres(0.0),
        belt,
        belt_width: LandAndSea::BELT_WIDTH,
    };
    land_and_sea(&input, &Run::default()).unwrap()
}

/// Land where `way` is below 0 and seabed where it is above 30, in metres.
fn coast(
    placement: Placement,
    way: impl Fn(Coord<f64>) -> f64,
    height_at: impl Fn(Coord<f64>) -> f64,
) -> (Grid<f32>, Grid<f32>) {
    let only = |keep: fn(f64) -> bool| {
        ground(placement, |at| {
            if keep(way(at)) {
                height_at(at)
            } else {
                f64::NAN
            }
        })
    };
    (only(|way| way < 0.0), only(|way| 30.0 < way))
}

/// The farthest that a surface lies from a formula, in metres.
fn farthest(base: &Base, height_at: impl Fn(Coord<f64>) -> f64) -> f64 {
    let placement = *base.surface.placement();
    let mut farthest = 0.0_f64;
    for row in 0..placement.rows {
        for column in 0..placement.columns {
            let height = f64::from(base.surface.at(column, row));
            farthest = farthest.max((height - height_at(placement.center_of(column, row))).abs());
        }
    }
    farthest
}

#[test]
fn a_belt_between_two_planes_is_the_plane_that_joins_them() {
    // Land falls 1:5 to 1 m at the coast, the seabed 1:10 from 5 m down, 30 m away.
    let placement = cells(100, 60);
    let way = |at: Coord<f64>| at.x - 1080.0;
    let height_at = |at: Coord<f64>| {
        // The last land lies at −1 m of the way, the first seabed at 31 m.
        match way(at) {
            way if way < 0.0 => 1.0 - 0.2 * (way + 1.0),
            way if 30.0 < way => -5.0 - 0.1 * (way - 31.0),
            way => 1.0 - 6.0 * (way + 1.0) / 32.0,
        }
    };
    let (land, seabed) = coast(placement, way, height_at);
    let base = merge(&land, &seabed, DryingBelt::Interpolate);
    assert!(farthest(&base, height_at) < 1e-3);
    assert_eq!(base.land_area, SquareMetres(80.0 * 120.0));
    assert_eq!(base.belt_area, SquareMetres(30.0 * 120.0));
    assert_eq!(base.seabed_area, SquareMetres(90.0 * 120.0));
    assert_eq!(base.unknown_area, SquareMetres(0.0));
    assert_eq!(base.overlap_area, SquareMetres(0.0));
    assert_eq!(base.kinds.at(39, 5), BaseKind::Land);
    assert_eq!(base.kinds.at(40, 5), BaseKind::Belt);
    assert_eq!(base.kinds.at(55, 5), BaseKind::Seabed);
    assert_eq!(size_of::<BaseKind>(), 1);
}

#[test]
fn a_belt_on_a_slanting_or_round_coast_lies_in_the_plane_of_both() {
    let plane = |at: Coord<f64>| 12.0 - 0.1 * (at.x - 1000.0) - 0.03 * at.y;
    let placement = cells(100, 80);
    // Slanting: at the two ends of the belt it is off by a part of a cell's fall, 0.21 m.
    let (land, seabed) = coast(
        placement,
        |at| 0.8 * (at.x - 1080.0) + 0.6 * (at.y - 80.0),
        plane,
    );
    let base = merge(&land, &seabed, DryingBelt::Interpolate);
    assert!(farthest(&base, plane) < 0.15, "{}", farthest(&base, plane));
    // An island: the belt has no end.
    let (land, seabed) = coast(
        placement,
        |at| (at.x - 1100.0).hypot(at.y - 80.0) - 30.0,
        plane,
    );
    let base = merge(&land, &seabed, DryingBelt::Interpolate);
    assert!(farthest(&base, plane) < 1e-3, "{}", farthest(&base, plane));
}

#[test]
fn nothing_is_invented_where_the_belt_is_left_open() {
    let placement = cells(100, 60);
    let (land, seabed) = coast(placement, |at| at.x - 1080.0, |at| 1100.0 - at.x);
    let base = merge(&land, &seabed, DryingBelt::LeaveOpen);
    let mut belt = 0;
    for ((height, kind), both) in base
        .surface
        .cells()
        .iter()
        .zip(base.kinds.cells())
        .zip(land.cells().iter().zip(seabed.cells()))
    {
        assert_eq!(height.is_nan(), both.0.is_nan() && both.1.is_nan());
        assert_eq!(height.is_nan(), *kind == BaseKind::Belt);
        belt += usize::from(height.is_nan());
    }
    assert_eq!(belt, 15 * 60);
    assert_eq!(base.belt_area, SquareMetres(30.0 * 120.0));
}

#[test]
fn the_land_counts_above_the_water_and_the_seabed_below() {
    let placement = cells(4, 1);
    let grid = |heights: [f32; 4]| Grid::new(placement, heights.to_vec()).unwrap();
    // Above, at, and a little below the water; only the sea.
    let land = grid([3.0, 0.0, -0.2, f32::NAN]);
    let seabed = grid([-1.0, -4.0, -9.0, -12.0]);
    let base = merge(&land, &seabed, DryingBelt::LeaveOpen);
    assert_eq!(base.surface.cells(), [3.0, -4.0, -9.0, -12.0]);
    assert_eq!(base.overlap_area, SquareMetres(12.0));
    assert_eq!(base.land_area, SquareMetres(4.0));
    let input = LandAndSea {
        land: &land,
        seabed: &seabed,
        water_level: Metres(3.5),
        belt: DryingBelt::LeaveOpen,
        belt_width: LandAndSea::BELT_WIDTH,
    };
    let base = land_and_sea(&input, &Run::default()).unwrap();
    assert_eq!(base.surface.cells(), seabed.cells());
}

#[test]
fn a_flat_plane_over_the_sea_without_depths_is_counted() {
    let placement = cells(50, 10);
    // Land to the west, then the sea's surface at 0; depths are known from 80 m on.
    let land = ground(placement, |at| (20.0 - (at.x - 1000.0)).max(0.0));
    let seabed = ground(placement, |at| if 1080.0 < at.x { -7.0 } else { f64::NAN });
    let base = merge(&land, &seabed, DryingBelt::Interpolate);
    // 30 columns of the plane less the one beside the rising land.
    assert_eq!(base.flat_sea_cells, 290);
    assert_eq!(base.overlap_area, SquareMetres(10.0 * 10.0 * 4.0));
    assert_eq!(base.belt_area, SquareMetres(0.0));
    // A lake above the water, and low land that is not flat, are none.
    let low = ground(placement, |at| -0.01 * (at.x - 1000.0));
    let nothing = Grid::filled(placement, f32::NAN);
    assert_eq!(
        merge(&low, &nothing, DryingBelt::Interpolate).flat_sea_cells,
        0
    );
    let lake = Grid::filled(placement, 4.0);
    assert_eq!(
        merge(&lake, &nothing, DryingBelt::Interpolate).flat_sea_cells,
        0
    );
}

#[test]
fn gaps_beside_one_of_the_two_alone_stay_unknown() {
    let placement = cells(100, 60);
    let (land, seabed) = coast(placement, |at| at.x - 1080.0, |_| 5.0);
    let mut cells = land.cells().to_vec();
    // A hole in the land, and one in the corner of it.
    for at in [20 * 100 + 10, 20 * 100 + 11, 0] {
        cells[at] = f32::NAN;
    }
    let land = Grid::new(placement, cells).unwrap();
    let base = merge(&land, &seabed, DryingBelt::Interpolate);
    assert_eq!(base.unknown_area, SquareMetres(12.0));
    assert!(base.surface.at(10, 20).is_nan());
    assert_eq!(base.kinds.at(0, 0), BaseKind::Unknown);
    assert_eq!(base.belt_area, SquareMetres(30.0 * 120.0));
}

#[test]
fn a_gap_wider_than_a_belt_stays_unknown_where_it_is_wide() {
    // The gap opens northwards from nothing to 180 m; belts of 60 m are asked for.
    let placement = cells(150, 120);
    let land = ground(placement, |at| if at.x < 1080.0 { 4.0 } else { f64::NAN });
    let seabed = ground(placement, |at| {
        if 1080.0 + 0.75 * at.y < at.x {
            -4.0
        } else {
            f64::NAN
        }
    });
    let input = LandAndSea {
        land: &land,
        seabed: &seabed,
        water_level: Metres(0.0),
        belt: DryingBelt::Interpolate,
        belt_width: Metres(60.0),
    };
    let base = land_and_sea(&input, &Run::default()).unwrap();
    assert!(0.0 < base.belt_area.0 && 0.0 < base.unknown_area.0);
    for (height, kind) in base.surface.cells().iter().zip(base.kinds.cells()) {
        assert_eq!(height.is_nan(), *kind == BaseKind::Unknown);
        assert!(height.is_nan() || (-4.0..=4.0).contains(height));
    }
    // Far north even the cells beside the land have no seabed within reach.
    assert_eq!(base.kinds.at(41, 2), BaseKind::Unknown);
    assert_eq!(base.kinds.at(44, 110), BaseKind::Belt);
}

#[test]
fn whatever_is_missing_the_belt_lies_between_its_neighbours_and_the_areas_add_up() {
    let mut random = ChaCha8Rng::seed_from_u64(17);
    for _ in 0..60 {
        let placement = cells(random.random_range(1..40), random.random_range(1..40));
        let mut with_gaps = |low: f32, high: f32, known: f64| {
            let cells = (0..placement.cell_count())
                .map(|_| {
                    let height = random.random_range(low..high);
                    if random.random_bool(known) {
                        height
                    } else {
                        f32::NAN
                    }
                })
                .collect();
            Grid::new(placement, cells).unwrap()
        };
        let (land, seabed) = (with_gaps(-1.0, 50.0, 0.3), with_gaps(-50.0, 1.0, 0.3));
        let base = merge(&land, &seabed, DryingBelt::Interpolate);
        let all = base.land_area + base.seabed_area + base.belt_area + base.unknown_area;
        assert!((all.0 - 4.0 * placement.cell_count() as f64).abs() < 1e-6);
        for (height, kind) in base.surface.cells().iter().zip(base.kinds.cells()) {
            assert_eq!(height.is_nan(), *kind == BaseKind::Unknown);
            assert!(
                height.is_nan() || (-50.0..50.0).contains(height),
                "{height}"
            );
        }
    }
}

#[test]
fn the_number_of_threads_does_not_change_a_bit() {
    let placement = cells(300, 200);
    let (land, seabed) = coast(
        placement,
        |at| at.x - 1200.0 - 40.0 * (at.y / 30.0).sin(),
        |at| 1250.0 - at.x + 5.0 * (at.y / 11.0).cos(),
    );
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let base = pool.install(|| merge(&land, &seabed, DryingBelt::Interpolate));
        let cells = base.surface.cells().iter();
        cells.map(|height| height.to_bits()).collect::<Vec<_>>()
    };
    assert!(with_threads(1) == with_threads(3));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let (one, other) = (
        Grid::filled(cells(4, 4), 1.0),
        Grid::filled(cells(4, 5), 1.0),
    );
    let mut input = LandAndSea {
        land: &one,
        seabed: &other,
        water_level: Metres(0.0),
        belt: DryingBelt::LeaveOpen,
        belt_width: LandAndSea::BELT_WIDTH,
    };
    let refused = |input: &LandAndSea<'_>| land_and_sea(input, &Run::default()).map(|_| ());
    assert_eq!(refused(&input), Err(LandAndSeaError::DifferentCells));
    input.seabed = &one;
    input.belt_width = Metres(-1.0);
    assert_eq!(
        refused(&input),
        Err(LandAndSeaError::BeltWidth { width_m: -1.0 })
    );
    input.belt_width = Metres(0.0);
    let run = Run::default();
    run.cancel();
    assert_eq!(
        land_and_sea(&input, &run).map(|_| ()),
        Err(LandAndSeaError::Cancelled)
    );
}
