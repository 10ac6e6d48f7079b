//! Areas of land-take against hand-made cases and slow, independent references.

use berghald::land_take::{
    ClassMeaning, Doubtful, Footprint, GroundScale, LandTake, LayerTake, MeasuredLayer,
    SiteFeature, SiteIndex, SiteShape, Survey, Treatment, land_take,
};
use berghald::progress::Run;
use berghald::site::{Conflict, Role};
use berghald::terrain::{Coverage, Placement};
use berghald::units::Metres;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Where the cases lie: coordinates as large as those of a UTM zone.
const WEST: f64 = 512_345.25;
const SOUTH: f64 = 7_012_345.75;

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord {
        x: WEST + x,
        y: SOUTH + y,
    }
}

fn ring(points: &[(f64, f64)]) -> LineString<f64> {
    points.iter().map(|(x, y)| at(*x, *y)).collect()
}

fn polygon(points: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(ring(points), Vec::new())
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Polygon<f64> {
    polygon(&[
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ])
}

fn with_hole(outer: Polygon<f64>, hole: &Polygon<f64>) -> Polygon<f64> {
    let (exterior, mut holes) = outer.into_inner();
    holes.push(hole.exterior().clone());
    Polygon::new(exterior, holes)
}

fn ground(class: usize, parts: Vec<Polygon<f64>>) -> SiteFeature {
    let shape = SiteShape::Polygons(MultiPolygon(parts));
    SiteFeature { shape, class }
}

fn index_of(features: Vec<SiteFeature>, doubtful: Doubtful) -> SiteIndex {
    let classes = features.iter().map(|feature| feature.class + 1).max();
    SiteIndex::new(features, classes.unwrap_or(0), doubtful, &Run::default()).unwrap()
}

fn index(features: Vec<SiteFeature>) -> SiteIndex {
    index_of(features, Doubtful::LeaveOut)
}

fn footprint(parts: Vec<Polygon<f64>>) -> Footprint {
    let made = Footprint::of_grounds(&[MultiPolygon(parts)], Doubtful::LeaveOut).unwrap();
    made.footprint
}

/// Eight classes of a role, none with a zone.
const fn classes_of(role: Role) -> [ClassMeaning; 8] {
    [ClassMeaning {
        role,
        is_mapped: true,
        zone: None,
    }; 8]
}

static MIRE: [ClassMeaning; 8] = classes_of(Role::Mire);
static DISTURBED: [ClassMeaning; 8] = classes_of(Role::ExistingDisturbed);

fn layer(index: &SiteIndex) -> MeasuredLayer<'_> {
    MeasuredLayer {
        index,
        meanings: &MIRE,
        survey: Survey::Unknown,
        nearest_within: None,
    }
}

fn take_all(footprint: &Footprint, layers: &[MeasuredLayer<'_>]) -> LandTake {
    let take = land_take(footprint, layers, None, &Run::default()).unwrap();
    for layer in &take.layers {
        adds_up(&take, layer);
    }
    take
}

fn take(footprint: &Footprint, layer: MeasuredLayer<'_>) -> LayerTake {
    take_all(footprint, &[layer]).layers.remove(0)
}

/// What holds for every result.
fn adds_up(take: &LandTake, layer: &LayerTake) {
    let whole = take.footprint.0;
    let sum = layer.mapped.0 + layer.not_mapped.0;
    assert!((sum / whole - 1.0).abs() < 1e-6, "{take:?}");
    let classes: f64 = layer.classes.iter().map(|class| class.area.0).sum();
    assert!(classes <= whole * (1.0 + 1e-6), "{take:?}");
    for class in &layer.classes {
        assert!(
            class.area.0 <= class.area_alone.0 + 1e-6 * whole,
            "{take:?}"
        );
        assert!((class.share - class.area.0 / whole).abs() < 1e-12);
    }
}

fn near(seen: f64, expected: f64) {
    assert!(
        (seen - expected).abs() <= 1e-6 * expected.abs().max(1.0),
        "{seen}, expected {expected}"
    );
}

/// The areas of the classes, and what is not mapped.
fn check(footprint: &Footprint, features: Vec<SiteFeature>, areas: &[f64], not_mapped: f64) {
    let index = index(features);
    let seen = take(footprint, layer(&index));
    assert_eq!(seen.classes.len(), areas.len());
    for (class, area) in seen.classes.iter().zip(areas) {
        near(class.area.0, *area);
    }
    near(seen.not_mapped.0, not_mapped);
}

#[test]
fn hand_made_cases_have_their_known_areas() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    // Part, whole, beside, and touching along an edge and at a corner.
    check(
        &plain,
        vec![ground(0, vec![rectangle(-50.0, 0.0, 100.0, 50.0)])],
        &[2500.0],
        7500.0,
    );
    check(
        &plain,
        vec![ground(0, vec![rectangle(10.0, 10.0, 20.0, 20.0)])],
        &[400.0],
        9600.0,
    );
    check(
        &plain,
        vec![ground(0, vec![rectangle(-500.0, -500.0, 1e3, 1e3)])],
        &[1e4],
        0.0,
    );
    check(
        &plain,
        vec![ground(0, vec![rectangle(100.0, 0.0, 50.0, 50.0)])],
        &[0.0],
        1e4,
    );
    check(
        &plain,
        vec![ground(0, vec![rectangle(100.0, 100.0, 9.0, 9.0)])],
        &[0.0],
        1e4,
    );
    // A hole, and an island in it.
    let holed = with_hole(
        rectangle(-10.0, -10.0, 120.0, 60.0),
        &rectangle(20.0, 10.0, 20.0, 20.0),
    );
    let island = rectangle(25.0, 15.0, 5.0, 5.0);
    let features = vec![
        ground(0, vec![holed.clone()]),
        ground(1, vec![island.clone()]),
    ];
    check(&plain, features, &[4600.0, 25.0], 5375.0);
    check(
        &plain,
        vec![ground(0, vec![holed, island])],
        &[4625.0],
        5375.0,
    );
    // Several parts, of which one lies beside.
    let parts = vec![
        rectangle(-5.0, 0.0, 10.0, 10.0),
        rectangle(200.0, 0.0, 10.0, 10.0),
    ];
    check(&plain, vec![ground(0, parts)], &[50.0], 9950.0);
    // A triangle whose slope cuts a corner of the footprint.
    let triangle = polygon(&[(60.0, 100.0), (100.0, 60.0), (200.0, 200.0)]);
    check(&plain, vec![ground(0, vec![triangle])], &[800.0], 9200.0);
    // A ring that touches itself: 40 × 40 less the inverted hole.
    let inverted = polygon(&[
        (0.0, 40.0),
        (40.0, 40.0),
        (40.0, 0.0),
        (20.0, 0.0),
        (30.0, 10.0),
        (10.0, 10.0),
        (20.0, 0.0),
        (0.0, 0.0),
    ]);
    check(&plain, vec![ground(0, vec![inverted])], &[1500.0], 8500.0);
}

#[test]
fn a_footprint_with_a_hole_and_parts_takes_what_lies_under_it_alone() {
    let holed = with_hole(
        rectangle(0.0, 0.0, 100.0, 100.0),
        &rectangle(20.0, 20.0, 60.0, 60.0),
    );
    let apart = rectangle(200.0, 0.0, 10.0, 10.0);
    let both = footprint(vec![holed, apart]);
    near(both.area_m2(), 6500.0);
    let in_hole = vec![ground(0, vec![rectangle(30.0, 30.0, 40.0, 40.0)])];
    check(&both, in_hole, &[0.0], 6500.0);
    let across = vec![ground(0, vec![rectangle(-10.0, 40.0, 300.0, 20.0)])];
    check(&both, across, &[800.0], 5700.0);
    let everything = vec![ground(0, vec![rectangle(-10.0, -10.0, 300.0, 200.0)])];
    check(&both, everything, &[6500.0], 0.0);
}

#[test]
fn ground_of_two_classes_counts_for_the_smaller_polygon_and_is_told() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let forest = ground(0, vec![rectangle(0.0, 0.0, 60.0, 100.0)]);
    let mire = ground(1, vec![rectangle(50.0, 0.0, 20.0, 100.0)]);
    for (features, classes) in [
        (vec![forest.clone(), mire.clone()], "forest first"),
        (vec![mire, forest], "mire first"),
    ] {
        let index = index(features);
        let seen = take(&plain, layer(&index));
        near(seen.classes[0].area.0, 5000.0);
        near(seen.classes[0].area_alone.0, 6000.0);
        near(seen.classes[1].area.0, 2000.0);
        near(seen.classes[1].area_alone.0, 2000.0);
        near(seen.overlap.0, 1000.0);
        near(seen.not_mapped.0, 3000.0);
        assert_eq!(seen.classes[0].features, 1, "{classes}");
    }
}

#[test]
fn duplicates_nested_and_overlapping_polygons_of_a_class_count_once_and_are_told() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let square = rectangle(10.0, 10.0, 20.0, 20.0);
    let overlap = |parts: &[Polygon<f64>], area: f64, overlap: f64| {
        let features = parts.iter().map(|part| ground(0, vec![part.clone()]));
        let index = index(features.collect());
        let seen = take(&plain, layer(&index));
        near(seen.classes[0].area.0, area);
        near(seen.classes[0].area_alone.0, area);
        near(seen.mapped.0, area);
        near(seen.overlap.0, overlap);
    };
    overlap(&[square.clone(), square.clone()], 400.0, 400.0);
    overlap(
        &[square.clone(), square.clone(), square.clone()],
        400.0,
        800.0,
    );
    overlap(
        &[square.clone(), rectangle(15.0, 15.0, 5.0, 5.0)],
        400.0,
        25.0,
    );
    overlap(
        &[square.clone(), rectangle(20.0, 20.0, 20.0, 20.0)],
        700.0,
        100.0,
    );
    // Two that cross without a corner of one in the other, and two that share a corner and overlap.
    let across = [
        rectangle(0.0, 40.0, 100.0, 20.0),
        rectangle(40.0, 0.0, 20.0, 100.0),
    ];
    overlap(&across, 3600.0, 400.0);
    let fan = [
        polygon(&[(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)]),
        polygon(&[(0.0, 0.0), (50.0, 25.0), (0.0, 50.0)]),
    ];
    overlap(&fan, 2500.0 - 1250.0 / 3.0, 1250.0 / 3.0);
    // Half of the overlap lies beside the footprint.
    let border = [
        rectangle(-20.0, 0.0, 40.0, 10.0),
        rectangle(-10.0, 0.0, 20.0, 10.0),
    ];
    overlap(&border, 200.0, 100.0);
}

#[test]
fn what_is_invalid_is_told_and_never_changes_a_sum_in_silence() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let bow_tie = polygon(&[(0.0, 0.0), (20.0, 20.0), (20.0, 0.0), (0.0, 20.0)]);
    let features = || {
        vec![
            ground(0, vec![bow_tie.clone()]),
            ground(0, vec![rectangle(50.0, 50.0, 10.0, 10.0)]),
        ]
    };
    let left_out = index(features());
    let seen = take(&plain, layer(&left_out));
    near(seen.mapped.0, 100.0);
    assert_eq!((left_out.features(), left_out.left_out()), (2, 1));
    let found = left_out.invalid()[0];
    assert_eq!((found.feature, found.treatment), (0, Treatment::LeftOut));
    assert!((found.before_m2).abs() < 1e-6);
    near(found.after_m2, 200.0);
    near(found.at.x, at(10.0, 10.0).x);
    let repaired = index_of(features(), Doubtful::Repair);
    near(take(&plain, layer(&repaired)).mapped.0, 300.0);
    assert_eq!(repaired.invalid()[0].treatment, Treatment::Repaired);
    assert_eq!(repaired.left_out(), 0);
}

#[test]
fn what_nobody_surveyed_is_apart() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let mire = index(vec![ground(0, vec![rectangle(0.0, 0.0, 40.0, 50.0)])]);
    let survey = index(vec![
        ground(0, vec![rectangle(-50.0, 0.0, 80.0, 100.0)]),
        ground(0, vec![rectangle(20.0, 0.0, 10.0, 100.0)]),
    ]);
    let surveyed = MeasuredLayer {
        survey: Survey::Inside(&survey),
        ..layer(&mire)
    };
    let seen = take(&plain, surveyed);
    // 30 of 100 m are surveyed, and the mire reaches 10 m further.
    near(seen.classes[0].area.0, 2000.0);
    near(seen.beside_survey.0, 500.0);
    near(seen.not_mapped.0, 6500.0);
    let nowhere = index(Vec::new());
    let seen = take(
        &plain,
        MeasuredLayer {
            survey: Survey::Inside(&nowhere),
            ..layer(&mire)
        },
    );
    near(seen.not_mapped.0, 8000.0);
    near(seen.beside_survey.0, 2000.0);
}

#[test]
fn a_class_for_what_nobody_mapped_is_not_mapped() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let cover = index(vec![
        ground(0, vec![rectangle(0.0, 0.0, 60.0, 100.0)]),
        ground(1, vec![rectangle(60.0, 0.0, 30.0, 100.0)]),
    ]);
    let survey = index(vec![ground(0, vec![rectangle(0.0, 0.0, 70.0, 100.0)])]);
    let mut meanings = MIRE;
    meanings[1].is_mapped = false;
    for (survey, not_mapped) in [
        (Survey::WallToWall, 4000.0),
        (Survey::Inside(&survey), 4000.0),
    ] {
        let asked = MeasuredLayer {
            meanings: &meanings,
            survey,
            ..layer(&cover)
        };
        let seen = take(&plain, asked);
        near(seen.not_mapped.0, not_mapped);
        near(seen.classes[1].area.0, 3000.0);
    }
}

#[test]
fn disturbed_ground_is_no_new_land_take() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let mire = index(vec![ground(0, vec![rectangle(0.0, 0.0, 50.0, 100.0)])]);
    let quarry = index(vec![
        ground(0, vec![rectangle(40.0, 0.0, 20.0, 100.0)]),
        ground(0, vec![rectangle(50.0, 0.0, 20.0, 50.0)]),
    ]);
    let disturbed = MeasuredLayer {
        meanings: &DISTURBED,
        ..layer(&quarry)
    };
    let seen = take_all(&plain, &[layer(&mire), disturbed]);
    near(seen.disturbed_before.unwrap().0, 2500.0);
    near(seen.layers[0].classes[0].area.0, 5000.0);
    near(seen.layers[0].classes[0].new_area.unwrap().0, 4000.0);
    assert_eq!(take(&plain, layer(&mire)).classes[0].new_area, None);
    let all = index(vec![ground(0, vec![rectangle(-1.0, -1.0, 200.0, 200.0)])]);
    let disturbed = MeasuredLayer {
        meanings: &DISTURBED,
        ..layer(&all)
    };
    let seen = take_all(&plain, &[layer(&mire), disturbed]);
    near(seen.disturbed_before.unwrap().0, 1e4);
    near(seen.layers[0].classes[0].new_area.unwrap().0, 0.0);
}

#[test]
fn the_role_of_what_is_taken_decides_the_conflict() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let inside = index(vec![ground(0, vec![rectangle(90.0, 0.0, 50.0, 50.0)])]);
    let touching = index(vec![ground(0, vec![rectangle(100.0, 0.0, 50.0, 50.0)])]);
    let conflict = |index, role| {
        let meanings = classes_of(role);
        let asked = MeasuredLayer {
            meanings: &meanings,
            ..layer(index)
        };
        take(&plain, asked).conflict
    };
    assert_eq!(conflict(&inside, Role::Protected), Conflict::Hard);
    assert_eq!(conflict(&inside, Role::Mire), Conflict::Weighted);
    assert_eq!(conflict(&inside, Role::Other), Conflict::None);
    assert_eq!(conflict(&touching, Role::Protected), Conflict::None);
}

fn lines(class: usize, lines: &[&[(f64, f64)]]) -> SiteFeature {
    let shape = SiteShape::Lines(lines.iter().map(|line| ring(line)).collect());
    SiteFeature { shape, class }
}

fn points(class: usize, points: &[(f64, f64)]) -> SiteFeature {
    let shape = SiteShape::Points(points.iter().map(|(x, y)| at(*x, *y)).collect());
    SiteFeature { shape, class }
}

#[test]
fn lines_have_their_length_inside_and_points_are_counted() {
    let holed = with_hole(
        rectangle(0.0, 0.0, 100.0, 100.0),
        &rectangle(40.0, 40.0, 20.0, 20.0),
    );
    let plain = footprint(vec![holed]);
    let streams = index(vec![
        lines(
            0,
            &[
                &[(-50.0, 50.0), (150.0, 50.0)],
                &[(10.0, 10.0), (13.0, 14.0)],
            ],
        ),
        lines(0, &[&[(-50.0, -50.0), (-10.0, 300.0)]]),
        lines(1, &[&[(0.0, 0.0), (100.0, 100.0), (200.0, 100.0)]]),
        points(2, &[(10.0, 10.0), (50.0, 50.0), (300.0, 0.0)]),
    ]);
    let seen = take(&plain, layer(&streams));
    near(seen.classes[0].length.0, 85.0);
    assert_eq!(seen.classes[0].features, 1);
    near(seen.classes[1].length.0, 80.0 * 2_f64.sqrt());
    assert_eq!(seen.classes[2].features, 1);
    assert_eq!(seen.conflict, Conflict::Weighted);
}

#[test]
fn the_nearest_of_each_class_is_found_at_its_distance() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let things = index(vec![
        points(0, &[(103.0, 104.0), (90.0, 900.0)]),
        points(1, &[(50.0, 50.0)]),
        ground(
            2,
            vec![polygon(&[(400.0, -100.0), (400.0, 200.0), (500.0, 0.0)])],
        ),
        lines(3, &[&[(-2_000.0, 150.0), (2_000.0, 150.0)]]),
        points(4, &[(5_000.0, 0.0)]),
        ground(5, vec![rectangle(-900.0, -900.0, 2_000.0, 2_000.0)]),
        points(6, &[(50.0, -777.0)]),
    ]);
    let asked = MeasuredLayer {
        nearest_within: Some(Metres(1_000.0)),
        ..layer(&things)
    };
    let seen = take(&plain, asked);
    let nearest: Vec<Option<f64>> = seen
        .classes
        .iter()
        .map(|class| class.nearest.map(|nearest| nearest.0))
        .collect();
    let expected = [
        Some(5.0),
        Some(0.0),
        Some(300.0),
        Some(50.0),
        None,
        Some(0.0),
        Some(777.0),
    ];
    for (seen, expected) in nearest.iter().zip(expected) {
        match (seen, expected) {
            (Some(seen), Some(expected)) => near(*seen, expected),
            (seen, expected) => assert_eq!(*seen, expected),
        }
    }
}

#[test]
fn a_zone_is_the_ground_within_a_distance() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 100.0, 100.0)]);
    let zones = index(vec![
        lines(0, &[&[(-500.0, 110.0), (500.0, 110.0)]]),
        ground(1, vec![rectangle(-50.0, -500.0, 40.0, 2_000.0)]),
        points(2, &[(50.0, 50.0)]),
        points(3, &[(50.0, 130.0)]),
        ground(4, vec![rectangle(20.0, 20.0, 10.0, 10.0)]),
    ]);
    let meanings = MIRE.map(|meaning| ClassMeaning {
        zone: Some(Metres(30.0)),
        ..meaning
    });
    let asked = MeasuredLayer {
        meanings: &meanings,
        ..layer(&zones)
    };
    let seen = take(&plain, asked);
    let zone = |class: usize| seen.classes[class].zone.unwrap().0;
    near(zone(0), 2000.0);
    near(zone(1), 2000.0);
    let circle = std::f64::consts::PI * 900.0;
    assert!((zone(2) / circle - 1.0).abs() < 1e-4, "{}", zone(2));
    assert!(zone(3).abs() < 1e-3, "{}", zone(3));
    // The square, bands along its sides of which two end at the border, a whole corner, two cut ones and
    // one that the border cuts to a square.
    let cut = f64::midpoint(20.0 * 500_f64.sqrt(), 900.0 * (20.0_f64 / 30.0).asin());
    let expected = 100.0 + 2.0 * 300.0 + 2.0 * 200.0 + circle / 4.0 + 2.0 * cut + 400.0;
    assert!(
        (zone(4) / expected - 1.0).abs() < 2e-4,
        "{} {expected}",
        zone(4)
    );
    let all = seen.zone.unwrap().0;
    assert!(all < seen.classes.iter().map(|class| class.zone.unwrap().0).sum());
}

/// A star around a place, 500 corners.
fn star(random: &mut ChaCha8Rng, corners: u32, radius: f64) -> Polygon<f64> {
    let points: Vec<(f64, f64)> = (0..corners)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(corners);
            let reach = radius * random.random_range(0.4..1.0);
            (500.0 + reach * angle.cos(), 500.0 + reach * angle.sin())
        })
        .collect();
    polygon(&points)
}

fn cells(columns: usize, size: f64) -> Placement {
    Placement {
        west_m: WEST,
        north_m: SOUTH + columns as f64 * size,
        cell_width_m: size,
        cell_height_m: size,
        columns,
        rows: columns,
        ground_per_map: 1.0,
    }
}

/// The share of each cell in the footprint, by exact clipping of cells.
fn shares(footprint: &Polygon<f64>, placement: &Placement) -> Vec<f64> {
    let mut shares = vec![0.0; placement.columns * placement.rows];
    let coverage = Coverage::of(footprint, placement);
    for span in coverage.whole {
        shares[span.row * placement.columns + span.first..span.row * placement.columns + span.end]
            .fill(1.0);
    }
    for cell in coverage.partial {
        shares[cell.row * placement.columns + cell.column] = cell.share;
    }
    shares
}

#[test]
fn a_map_of_cells_has_the_areas_of_exactly_clipped_cells() {
    for seed in 0..20 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let drawn = star(&mut random, 5 + 25 * u32::try_from(seed).unwrap(), 480.0);
        let placement = cells(50, 20.0);
        let shares = shares(&drawn, &placement);
        let mut expected = [0.0; 4];
        let mut features = Vec::new();
        for row in 0..50 {
            for column in 0..50 {
                let class = random.random_range(0..4);
                expected[class] += 400.0 * shares[row * 50 + column];
                let (x, y) = (column as f64 * 20.0, (49 - row) as f64 * 20.0);
                features.push(ground(class, vec![rectangle(x, y, 20.0, 20.0)]));
            }
        }
        let footprint = footprint(vec![drawn]);
        let index = index(features);
        let seen = take(&footprint, layer(&index));
        for (class, expected) in seen.classes.iter().zip(expected) {
            assert!(
                (class.area.0 / expected - 1.0).abs() < 1e-6,
                "{seed}: {class:?} {expected}"
            );
            near(class.area_alone.0, expected);
        }
        assert!(seen.not_mapped.0 < 1e-6 * footprint.area_m2(), "{seen:?}");
        assert!(seen.overlap.0 < 1e-6 * footprint.area_m2(), "{seen:?}");
    }
}

#[test]
fn rectangles_on_each_other_have_the_areas_of_the_cells_that_they_win() {
    for seed in 0..20 {
        let mut random = ChaCha8Rng::seed_from_u64(100 + seed);
        let drawn = star(&mut random, 60, 480.0);
        let placement = cells(100, 10.0);
        let shares = shares(&drawn, &placement);
        let boxes: Vec<(usize, usize, usize, usize, usize)> = (0..60)
            .map(|_| {
                let (x, y) = (random.random_range(0..80), random.random_range(0..80));
                let (width, height) = (random.random_range(1..20), random.random_range(1..20));
                (random.random_range(0..3), x, y, width, height)
            })
            .collect();
        let (mut won, mut alone, mut sum) = ([0.0; 3], [0.0; 3], 0.0);
        for row in 0..100 {
            for column in 0..100 {
                let from_south = 99 - row;
                let here = boxes
                    .iter()
                    .enumerate()
                    .filter(|(_, (_, x, y, width, height))| {
                        (*x..x + width).contains(&column) && (*y..y + height).contains(&from_south)
                    });
                let area = 100.0 * shares[row * 100 + column];
                let here: Vec<_> = here.collect();
                sum += area * here.len() as f64;
                let winner = here
                    .iter()
                    .min_by_key(|(order, (_, _, _, width, height))| (width * height, *order));
                if let Some((_, (class, ..))) = winner {
                    won[*class] += area;
                }
                for (class, alone) in alone.iter_mut().enumerate() {
                    if here.iter().any(|(_, found)| found.0 == class) {
                        *alone += area;
                    }
                }
            }
        }
        let features = boxes.iter().map(|(class, x, y, width, height)| {
            let size = [*x, *y, *width, *height].map(|cells| cells as f64 * 10.0);
            ground(*class, vec![rectangle(size[0], size[1], size[2], size[3])])
        });
        let mut features: Vec<SiteFeature> = features.collect();
        if features.iter().all(|feature| feature.class < 2) {
            features.push(ground(2, vec![rectangle(-10.0, -10.0, 1.0, 1.0)]));
        }
        let footprint = footprint(vec![drawn]);
        let index = index(features);
        let seen = take(&footprint, layer(&index));
        for (class, found) in seen.classes.iter().enumerate() {
            assert!(
                (found.area.0 - won[class]).abs() < 1e-6 * won[class].max(1.0),
                "{seed}"
            );
            assert!(
                (found.area_alone.0 - alone[class]).abs() < 1e-6 * alone[class],
                "{seed}"
            );
        }
        let mapped: f64 = won.iter().sum();
        near(seen.mapped.0, mapped);
        near(seen.overlap.0, sum - mapped);
    }
}

/// The part of a ring inside a triangle that runs counter-clockwise, by cutting at each side.
fn inside_triangle(ring: &LineString<f64>, triangle: &[Coord<f64>; 3]) -> f64 {
    let origin = triangle[0];
    let mut points: Vec<Coord<f64>> = ring.0[1..].iter().map(|point| *point - origin).collect();
    for side in 0..3 {
        let (from, to) = (triangle[side] - origin, triangle[(side + 1) % 3] - origin);
        let depth = |point: Coord<f64>| {
            (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x)
        };
        let mut cut = Vec::new();
        for index in 0..points.len() {
            let (a, b) = (points[index], points[(index + 1) % points.len()]);
            if 0.0 <= depth(a) {
                cut.push(a);
            }
            if (0.0 <= depth(a)) != (0.0 <= depth(b)) {
                cut.push(a + (b - a) * (depth(a) / (depth(a) - depth(b))));
            }
        }
        points = cut;
    }
    let pairs = (0..points.len()).map(|index| (points[index], points[(index + 1) % points.len()]));
    pairs.map(|(a, b)| (a.x * b.y - a.y * b.x) / 2.0).sum()
}

#[test]
fn a_map_of_slanting_triangles_has_the_areas_of_exactly_cut_triangles() {
    for seed in 0..10 {
        let mut random = ChaCha8Rng::seed_from_u64(200 + seed);
        let drawn = star(&mut random, 200, 480.0);
        let corner = |x: usize, y: usize, random: &mut ChaCha8Rng| {
            let off = |random: &mut ChaCha8Rng| random.random_range(-5.0..5.0);
            at(x as f64 * 25.0 + off(random), y as f64 * 25.0 + off(random))
        };
        let corners: Vec<Vec<Coord<f64>>> = (0..=42)
            .map(|y| (0..=42).map(|x| corner(x, y, &mut random)).collect())
            .collect();
        let mut expected = [0.0; 3];
        let mut features = Vec::new();
        for y in 0..42 {
            for x in 0..42 {
                let (a, b) = (corners[y][x], corners[y][x + 1]);
                let (c, d) = (corners[y + 1][x + 1], corners[y + 1][x]);
                for triangle in [[a, b, c], [a, c, d]] {
                    let class = random.random_range(0..3);
                    expected[class] += inside_triangle(drawn.exterior(), &triangle);
                    let ring = LineString(triangle.to_vec());
                    features.push(ground(class, vec![Polygon::new(ring, Vec::new())]));
                }
            }
        }
        let footprint = footprint(vec![drawn]);
        let index = index(features);
        let seen = take(&footprint, layer(&index));
        for (class, expected) in seen.classes.iter().zip(expected) {
            assert!(
                (class.area.0 / expected - 1.0).abs() < 1e-6,
                "{seed}: {class:?} {expected}"
            );
        }
        assert!(
            seen.overlap.0 < 1e-6 * footprint.area_m2(),
            "{}",
            seen.overlap.0
        );
    }
}

#[test]
fn any_number_of_cores_gives_the_same_bits() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let footprint = footprint(vec![star(&mut random, 300, 480.0)]);
    let features: Vec<SiteFeature> = (0..400)
        .map(|_| {
            let corner = [
                random.random_range(0.0..900.0),
                random.random_range(0.0..900.0),
            ];
            let size = [
                random.random_range(1.0..90.0),
                random.random_range(1.0..90.0),
            ];
            ground(
                random.random_range(0..3),
                vec![rectangle(corner[0], corner[1], size[0], size[1])],
            )
        })
        .collect();
    let on_cores = |cores: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(cores)
            .build()
            .unwrap();
        pool.install(|| {
            let index = index(features.clone());
            take(&footprint, layer(&index))
        })
    };
    assert_eq!(on_cores(1), on_cores(4));
}

#[test]
fn areas_on_the_ground_follow_the_scale_of_their_place() {
    let plain = footprint(vec![rectangle(0.0, 0.0, 1_000.0, 1_000.0)]);
    // The map grows by one per cent along 1 km to the east.
    let scale = GroundScale::sampled(plain.extent(), |place| {
        Ok::<f64, ()>(1.0 / (1.0 - 0.01 * (place.x - WEST) / 1_000.0))
    });
    let scale = scale.unwrap();
    let mire = index(vec![
        ground(0, vec![rectangle(0.0, 100.0, 500.0, 300.0)]),
        ground(0, vec![rectangle(900.0, -100.0, 500.0, 300.0)]),
    ]);
    let seen = land_take(&plain, &[layer(&mire)], Some(&scale), &Run::default()).unwrap();
    adds_up(&seen, &seen.layers[0]);
    near(seen.footprint.0, 1e6 * (1.0 - 0.005));
    near(
        seen.layers[0].classes[0].area.0,
        1.5e5 * (1.0 - 0.002_5) + 2e4 * (1.0 - 0.009_5),
    );
}
