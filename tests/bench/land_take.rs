//! How fast a footprint is measured against a layer.
//!
//! # Figures
//! Medians on a two-core virtual machine that was otherwise idle, release profile; 100,000 polygons of 30 corners, a footprint of
//! 500 corners that meets some 1,900 of them.
//!
//! | work | neighbours share borders | every polygon overlaps its neighbours | aim |
//! | --- | --- | --- | --- |
//! | land-take with a ready index, two cores | 2.2 ms | 5.8 ms | 60 ms |
//! | the same, one core | 4.4 ms | 12 ms, the first time some 100 ms | |
//! | the index, two cores | 0.33 s | 0.24 s | 1 s |
//! | the index, one core | 0.65 s | 0.43 s | |
//!
//! What lies on what inside a footprint is worked out once for each polygon and kept with the index.

use berghald::land_take::{
    ClassMeaning, Doubtful, Footprint, MeasuredLayer, SiteFeature, SiteIndex, SiteShape, Survey,
    land_take,
};
use berghald::progress::Run;
use berghald::site::Role;
use divan::Bencher;
use divan::counter::ItemsCount;
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Polygons along each side of the layer: 100,000 in all.
const COLUMNS: u32 = 400;
const ROWS: u32 = 250;

/// The side of a polygon, in metres.
const SIDE_M: f64 = 50.0;

/// Points between two corners of a polygon: 30 for each.
const POINTS_PER_SIDE: [u32; 4] = [8, 7, 8, 7];

const WEST: f64 = 500_000.0;
const SOUTH: f64 = 7_000_000.0;

/// How the polygons of a layer lie.
#[derive(Clone, Copy, Debug)]
enum Map {
    /// Neighbours share their winding borders, as in a map of land cover.
    Shared,
    /// Every polygon reaches over its neighbours.
    Overlapping,
}

/// How far a border winds at a place, the same for both that it parts.
fn wind(x: f64, y: f64) -> Coord<f64> {
    Coord {
        x: WEST + x + 5.0 * (y * 0.21).sin() + 2.0 * (x * 0.37 + y * 0.5).cos(),
        y: SOUTH + y + 5.0 * (x * 0.19).sin() + 2.0 * (y * 0.41 - x * 0.3).cos(),
    }
}

fn feature(column: u32, row: u32, map: Map) -> SiteFeature {
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
    let reach = match map {
        Map::Shared => 0.0,
        Map::Overlapping => 2.0,
    };
    let mut ring = Vec::with_capacity(31);
    for side in 0..4 {
        let ((x, y), (next_x, next_y)) = (corners[side], corners[(side + 1) % 4]);
        let points = POINTS_PER_SIDE[side];
        // Both neighbours of a border have its points at the same places.
        for point in 0..points {
            let share = |from: u32, to: u32| {
                let steps = f64::from(points);
                if from <= to {
                    f64::from(from) + f64::from((to - from) * point) / steps
                } else {
                    f64::from(from) - f64::from((from - to) * point) / steps
                }
            };
            let across = (f64::from(column) + share(x, next_x)) * SIDE_M;
            let along = (f64::from(row) + share(y, next_y)) * SIDE_M;
            let out = |is_far: u32| if is_far == 0 { -reach } else { reach };
            let place = wind(across, along);
            ring.push(Coord {
                x: place.x + out(x),
                y: place.y + out(y),
            });
        }
    }
    let polygon = Polygon::new(LineString(ring), Vec::new());
    SiteFeature {
        shape: SiteShape::Polygons(MultiPolygon(vec![polygon])),
        class: (column * 7 + row * 3) as usize % 11,
    }
}

fn features(map: Map) -> Vec<SiteFeature> {
    let cells = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
    cells
        .map(|(column, row)| feature(column, row, map))
        .collect()
}

fn index(features: Vec<SiteFeature>) -> SiteIndex {
    SiteIndex::new(features, 11, Doubtful::LeaveOut, &Run::default()).expect("nobody cancels")
}

/// A rounded shape of 500 corners that meets about 1,900 polygons.
fn footprint() -> Footprint {
    let ring = (0..500).map(|corner| {
        let angle = std::f64::consts::TAU * f64::from(corner) / 500.0;
        let radius = 1_215.0 + 60.0 * (9.0 * angle).sin() + 15.0 * (61.0 * angle).sin();
        Coord {
            x: WEST + 10_010.0 + radius * angle.cos(),
            y: SOUTH + 6_260.0 + radius * angle.sin(),
        }
    });
    let polygon = Polygon::new(ring.collect(), Vec::new());
    let made = Footprint::of_grounds(&[MultiPolygon(vec![polygon])], Doubtful::LeaveOut);
    made.expect("a simple shape").footprint
}

/// A footprint against a layer with a ready index.
#[divan::bench(args = [Map::Shared, Map::Overlapping], sample_count = 30)]
fn land_take_of_a_footprint(bencher: Bencher<'_, '_>, map: Map) {
    let (index, footprint) = (index(features(map)), footprint());
    let layer = MeasuredLayer {
        index: &index,
        meanings: &[ClassMeaning::of(Role::Mire); 11],
        survey: Survey::Unknown,
        nearest_within: None,
    };
    let take = land_take(&footprint, &[layer], None, &Run::default()).expect("nobody cancels");
    let hit: usize = take.layers[0]
        .classes
        .iter()
        .map(|class| class.features)
        .sum();
    bencher
        .counter(ItemsCount::new(hit))
        .bench(|| land_take(&footprint, &[layer], None, &Run::default()));
}

/// The index of 100,000 polygons of 30 corners.
#[divan::bench(args = [Map::Shared, Map::Overlapping], sample_count = 5, sample_size = 1)]
fn index_of_a_layer(bencher: Bencher<'_, '_>, map: Map) {
    let features = features(map);
    bencher
        .counter(ItemsCount::new(features.len()))
        .with_inputs(|| features.clone())
        .bench_values(index);
}
