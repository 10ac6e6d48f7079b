//! Lines over known ground, and how they are drawn.

#![expect(
    clippy::float_cmp,
    reason = "what is only copied or follows exactly must come out as it is"
)]

use berghald::figure::{
    Body, BodyStyle, Drawing, Exaggeration, Look, PaperPoint, ProfileKind, Role, SectionFigure,
    SectionInput, SectionLabels, SectionProfile, SectionWater, Shape, draw_section, svg_of,
};
use berghald::terrain::{MOST_SECTION_SAMPLES, OwnSections, Placement, SectionLine};
use geo::{Coord, Rotate as _, polygon};
use quick_xml::events::Event;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::shapes::{ground, rectangle};

/// Square cells from the origin, north up.
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

fn line(points: &[(f64, f64)]) -> SectionLine {
    SectionLine::new(points.iter().map(|&(x, y)| Coord { x, y })).unwrap()
}

/// A point lies on a line, as the ground does on a plane.
fn is_near(a: Coord<f64>, b: Coord<f64>, tolerance_m: f64) -> bool {
    (a.x - b.x).hypot(a.y - b.y) <= tolerance_m
}

#[test]
fn a_plane_is_cut_along_a_straight_line_of_the_right_heights() {
    let plane = |at: Coord<f64>| 100.0 + 0.25 * at.x - 0.5 * at.y;
    let grid = ground(cells(200, 160, 5.0), plane);
    let line = line(&[(103.0, 220.0), (640.0, 333.3), (700.0, 100.0)]);
    let chainages_m = line.chainages_on(grid.placement());
    let heights_m = line.heights_at(&chainages_m, &grid);
    assert_eq!(chainages_m.first(), Some(&0.0));
    assert_eq!(chainages_m.last(), Some(&line.length_m()));
    for (chainage_m, height_m) in chainages_m.iter().zip(&heights_m) {
        let expected_m = plane(line.point_at(*chainage_m));
        assert!((height_m - expected_m).abs() < 1e-4, "{chainage_m}");
    }
    for pair in chainages_m.windows(2) {
        assert!(pair[0] < pair[1] && pair[1] - pair[0] <= 2.5 + 1e-9);
    }
}

#[test]
fn heights_are_read_where_a_bilinear_surface_bends() {
    // A roof whose ridge lies on the middles of a column; elsewhere the steps would miss it.
    let grid = ground(cells(40, 40, 10.0), |at| -(at.x - 205.0).abs());
    let line = line(&[(101.3, 57.0), (311.0, 333.0)]);
    let chainages_m = line.chainages_on(grid.placement());
    let heights_m = line.heights_at(&chainages_m, &grid);
    let highest_m = heights_m.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert!(highest_m.abs() < 1e-4, "{highest_m}");
}

#[test]
fn a_gap_stays_a_gap_and_beside_the_terrain_there_is_nothing() {
    let grid = ground(cells(20, 20, 5.0), |at| {
        if 40.0 < at.x && at.x < 60.0 {
            f64::NAN
        } else {
            7.0
        }
    });
    let line = line(&[(-20.0, 50.0), (120.0, 50.0)]);
    let chainages_m = line.chainages_on(grid.placement());
    for (chainage_m, height_m) in chainages_m.iter().zip(line.heights_at(&chainages_m, &grid)) {
        let x = line.point_at(*chainage_m).x;
        let is_known = 0.0 <= x && x < 40.0 || 60.0 <= x && x <= 100.0;
        assert_eq!(height_m.is_nan(), !is_known, "{x}");
    }
}

#[test]
fn a_place_has_one_chainage_and_a_chainage_one_place() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for _ in 0..50 {
        let points: Vec<(f64, f64)> = (0..random.random_range(2..6))
            .map(|index| (f64::from(index) * 100.0, random.random_range(0.0..80.0)))
            .collect();
        let line = line(&points);
        for _ in 0..20 {
            let chainage_m = random.random_range(0.0..line.length_m());
            let nearest = line.nearest_to(line.point_at(chainage_m));
            assert!((nearest.chainage_m - chainage_m).abs() < 1e-6);
            assert!(nearest.distance_m < 1e-6);
        }
    }
}

#[test]
fn a_line_over_many_cells_has_a_bounded_number_of_samples() {
    let placement = cells(100_000, 100_000, 1.0);
    let long = line(&[(0.0, 0.0), (50_000.0, 90_000.0), (99_000.0, 5.0)]);
    let chainages_m = long.chainages_on(&placement);
    let bends = 2;
    assert!(chainages_m.len() <= MOST_SECTION_SAMPLES + bends + 1);
    let bend_m = f64::hypot(50_000.0, 90_000.0);
    assert!(chainages_m.contains(&bend_m));
}

#[test]
fn a_rectangle_is_cut_along_its_long_axis_and_across() {
    let turned =
        rectangle(7_000_100.0, 500_000.0, 7_000_500.0, 500_100.0).rotate_around_center(30.0);
    let own = OwnSections::of(&turned, None).unwrap();
    assert!((own.long.length_m() - 1.3 * 400.0).abs() < 1e-3 * 400.0 + 60.0);
    assert!((own.long.bearing_degrees() - 60.0).abs() < 1e-6);
    assert!((own.cross.bearing_degrees() - 150.0).abs() < 1e-6);
    let middle = Coord {
        x: 7_000_300.0,
        y: 500_050.0,
    };
    assert!(own.long.nearest_to(middle).distance_m < 1e-6);
    assert!(own.cross.nearest_to(middle).distance_m < 1e-6);
}

#[test]
fn sections_reach_fifteen_per_cent_beyond_on_both_sides() {
    let own = OwnSections::of(&rectangle(0.0, 0.0, 400.0, 100.0), None).unwrap();
    let [from, to] = [own.long.points()[0], own.long.points()[1]];
    assert!(is_near(from, Coord { x: -60.0, y: 50.0 }, 1e-9), "{from:?}");
    assert!(is_near(to, Coord { x: 460.0, y: 50.0 }, 1e-9), "{to:?}");
    let [from, to] = [own.cross.points()[0], own.cross.points()[1]];
    assert!(
        is_near(from, Coord { x: 200.0, y: 115.0 }, 1e-9),
        "{from:?}"
    );
    assert!(is_near(to, Coord { x: 200.0, y: -15.0 }, 1e-9), "{to:?}");
}

#[test]
fn on_a_slope_the_cross_section_runs_down_it() {
    // Falls to the south-west, with a bump that the plane evens out; the outline is long to the east.
    let grid = ground(cells(100, 60, 5.0), |at| {
        let bump = 3.0 * (-((at.x - 250.0).powi(2) + (at.y - 150.0).powi(2)) / 800.0).exp();
        500.0 + 0.3 * at.x + 0.3 * at.y + bump
    });
    let outline = rectangle(100.0, 100.0, 400.0, 200.0);
    let own = OwnSections::of(&outline, Some(&grid)).unwrap();
    assert!((own.cross.bearing_degrees() - 225.0).abs() < 0.5);
    assert!((own.long.bearing_degrees() - 135.0).abs() < 0.5);
    let level = ground(cells(100, 60, 5.0), |_| 12.0);
    let flat = OwnSections::of(&outline, Some(&level)).unwrap();
    assert_eq!(flat, OwnSections::of(&outline, None).unwrap());
    let unknown = ground(cells(100, 60, 5.0), |_| f64::NAN);
    assert_eq!(OwnSections::of(&outline, Some(&unknown)), Some(flat));
}

#[test]
fn a_polygon_without_an_area_has_no_sections() {
    let point = polygon![(x: 1.0, y: 1.0), (x: 1.0, y: 1.0), (x: 1.0, y: 1.0)];
    assert_eq!(OwnSections::of(&point, None), None);
}

/// A hillside that falls 100 m over 400 m, with a fill of 20 m at most on its middle.
struct Hillside {
    chainages_m: Vec<f64>,
    profiles: Vec<SectionProfile>,
}

fn hillside() -> Hillside {
    let chainages_m: Vec<f64> = (0..=200).map(|index| f64::from(index) * 2.0).collect();
    let ground_m: Vec<f64> = chainages_m.iter().map(|at| 300.0 - 0.25 * at).collect();
    let fill_m = chainages_m.iter().map(|at| {
        let thickness = 20.0 * (1.0 - ((at - 200.0) / 100.0).powi(2));
        300.0 - 0.25 * at + thickness.max(0.0)
    });
    let fill = Body {
        color: [0xE6, 0x9F, 0x00],
        style: BodyStyle::Filled,
        base_m: ground_m.clone(),
        levels_m: vec![240.0, 250.0, 400.0],
        layers: Vec::new(),
    };
    let fill_m = fill_m.collect();
    let profile = |name: &str, kind, heights_m| SectionProfile {
        name: name.to_owned(),
        kind,
        heights_m,
    };
    Hillside {
        profiles: vec![
            profile("Terreng", ProfileKind::Ground, ground_m),
            profile("Tipp <Nord> & \"Sør\"", ProfileKind::Body(fill), fill_m),
        ],
        chainages_m,
    }
}

fn draw(
    scene: &Hillside,
    water: Option<&SectionWater>,
    exaggeration: Exaggeration,
    size_mm: (f64, f64),
) -> SectionFigure {
    draw_section(&SectionInput {
        chainages_m: &scene.chainages_m,
        profiles: &scene.profiles,
        water,
        exaggeration,
        width_mm: size_mm.0,
        height_mm: size_mm.1,
        text_mm: 3.2,
        labels: SectionLabels {
            title: "Snitt A–A′ gjennom Blåbærøya",
            chainage_axis: "Avstand (m)",
            height_axis: "Høyde (m)",
            exaggeration: &|times| format!("Overhøyning {times}×"),
            begin: "A · NV",
            end: "A′ · SØ",
            number: &|value, decimals| format!("{value:.decimals$}"),
        },
    })
}

/// The bands of a colour.
fn bands(drawing: &Drawing, wanted: Role) -> Vec<&Shape> {
    let shapes = drawing.items.iter().map(|item| &item.shape);
    shapes
        .filter(|shape| matches!(shape, Shape::Band { paint, .. } if paint.role == wanted))
        .collect()
}

#[test]
fn a_place_on_paper_is_a_distance_and_a_height_and_back() {
    let figure = draw(&hillside(), None, Exaggeration::Times(2.0), (180.0, 80.0));
    let frame = figure.frame;
    assert_eq!(frame.exaggeration(), 2.0);
    let mut random = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..100 {
        let section = (
            random.random_range(0.0..400.0),
            random.random_range(200.0..300.0),
        );
        let paper = frame.paper_from_section(section.0, section.1);
        assert!(frame.plot.contains(paper), "{section:?} {paper:?}");
        let back = frame.section_from_paper(paper);
        assert!((back.0 - section.0).abs() < 1e-9 && (back.1 - section.1).abs() < 1e-9);
    }
    let corner = PaperPoint {
        x: frame.plot.right,
        y: frame.plot.bottom,
    };
    let (chainage_m, height_m) = frame.section_from_paper(corner);
    assert!((chainage_m - 400.0).abs() < 1e-9);
    assert!((height_m - frame.lowest_m).abs() < 1e-9);
}

#[test]
fn heights_are_exaggerated_as_much_as_fits_or_as_asked() {
    let check = |asked, size_mm, expected: f64| {
        let frame = draw(&hillside(), None, asked, size_mm).frame;
        assert_eq!(frame.exaggeration(), expected, "{asked:?} {size_mm:?}");
        let low = frame.paper_from_section(400.0, 200.0);
        let high = frame.paper_from_section(0.0, 300.0);
        assert!(frame.plot.contains(low) && frame.plot.contains(high));
    };
    check(Exaggeration::Fitting, (180.0, 80.0), 1.0);
    check(Exaggeration::Fitting, (120.0, 160.0), 2.0);
    check(Exaggeration::Times(1.0), (180.0, 300.0), 1.0);
    check(Exaggeration::Times(10.0), (180.0, 60.0), 10.0);
    // No sheet is too small to be drawn on, and no number too odd.
    check(Exaggeration::Times(f64::NAN), (180.0, 60.0), 1.0);
    check(Exaggeration::Fitting, (0.0, 0.0), 2.0);
}

#[test]
fn the_fill_lies_on_the_ground_with_its_levels_inside() {
    let figure = draw(&hillside(), None, Exaggeration::Times(1.0), (180.0, 80.0));
    let fill = Role::Given([0xE6, 0x9F, 0x00]);
    // One in the plot, one in the legend.
    let found = bands(&figure.drawing, fill);
    let [Shape::Band { edges, .. }, _] = found.as_slice() else {
        panic!("{found:?}");
    };
    let [first, last] = [edges[0], edges[edges.len() - 1]].map(|edge| {
        let place = PaperPoint {
            x: edge.x,
            y: edge.top,
        };
        assert!((edge.bottom - edge.top).abs() < 0.05);
        figure.frame.section_from_paper(place).0
    });
    assert!(
        (first - 100.0).abs() < 2.5 && (last - 300.0).abs() < 2.5,
        "{first} {last}"
    );
    let levels: Vec<f64> = figure
        .drawing
        .items
        .iter()
        .filter_map(|item| match &item.shape {
            Shape::Lines { lines, pen } if pen.role == Role::Sheet => Some(lines),
            _ => None,
        })
        .flatten()
        .map(|line| figure.frame.section_from_paper(line[0]).1)
        .collect();
    // The third level is above the fill.
    assert_eq!(levels.len(), 2, "{levels:?}");
    assert!((levels[0] - 240.0).abs() < 1e-6 && (levels[1] - 250.0).abs() < 1e-6);
}

#[test]
fn a_gap_in_the_ground_parts_the_soil() {
    let mut scene = hillside();
    scene.profiles.truncate(1);
    scene.profiles[0].heights_m[90..100].fill(f64::NAN);
    let figure = draw(&scene, None, Exaggeration::Fitting, (180.0, 80.0));
    // Two in the plot, one in the legend.
    assert_eq!(bands(&figure.drawing, Role::Soil).len(), 3);
}

#[test]
fn water_stands_over_the_seabed_and_not_in_a_hole_on_land() {
    let chainages_m: Vec<f64> = (0..=100).map(|index| f64::from(index) * 5.0).collect();
    let ground_m: Vec<f64> = chainages_m
        .iter()
        .map(|&at| match at {
            at if at < 100.0 => -10.0,
            at if at < 250.0 => 20.0,
            at if at < 300.0 => (300.0 - at) * 0.4,
            _ => 0.0,
        })
        .collect();
    let seabed_m = chainages_m
        .iter()
        .map(|&at| {
            if at < 300.0 {
                f64::NAN
            } else {
                -0.2 * (at - 300.0)
            }
        })
        .collect();
    let profile = |name: &str, kind, heights_m| SectionProfile {
        name: name.to_owned(),
        kind,
        heights_m,
    };
    let water = SectionWater {
        name: "Vann".to_owned(),
        level_m: 0.0,
    };
    let mut scene = Hillside {
        profiles: vec![
            profile("Terreng", ProfileKind::Ground, ground_m),
            profile("Sjøbunn", ProfileKind::Seabed, seabed_m),
        ],
        chainages_m,
    };
    let figure = draw(&scene, Some(&water), Exaggeration::Fitting, (180.0, 80.0));
    assert_eq!(bands(&figure.drawing, Role::Water).len(), 2);
    // Without a seabed nobody knows which hollows are wet.
    scene.profiles.truncate(1);
    let figure = draw(&scene, Some(&water), Exaggeration::Fitting, (180.0, 80.0));
    assert_eq!(bands(&figure.drawing, Role::Water).len(), 2);
}

#[test]
fn a_drawing_is_a_whole_svg_file_with_its_writing() {
    let figure = draw(&hillside(), None, Exaggeration::Fitting, (180.0, 80.0));
    let svg = svg_of(&figure.drawing, Look::Light);
    let texts = texts_of(&svg);
    for wanted in [
        "Snitt A–A′ gjennom Blåbærøya",
        "Tipp <Nord> & \"Sør\"",
        "Avstand (m)",
        "Høyde (m)",
        "Overhøyning 1×",
        "A · NV",
        "A′ · SØ",
        "300",
    ] {
        assert!(
            texts.iter().any(|text| text == wanted),
            "{wanted}: {texts:?}"
        );
    }
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"180mm\" height=\"80mm\" \
                viewBox=\"0 0 180 80\"";
    assert!(svg.contains(head), "{}", &svg[..400]);
    assert!(svg.contains("&lt;Nord&gt; &amp; &quot;Sør&quot;"));
    assert_eq!(svg, svg_of(&figure.drawing, Look::Light));
    assert!(svg.len() < 20_000, "{}", svg.len());
}

/// All writing of an XML file, which must be well-formed.
fn texts_of(svg: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut texts, mut open) = (Vec::new(), Vec::new());
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => {
                depth += 1;
                open.push(String::new());
            }
            Event::End(_) => {
                depth -= 1;
                texts.extend(open.pop().filter(|text| !text.trim().is_empty()));
            }
            Event::Text(text) => {
                if let Some(last) = open.last_mut() {
                    last.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(name) => {
                let letter = match &*name {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    _ => "'",
                };
                if let Some(last) = open.last_mut() {
                    last.push_str(letter);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    texts
}

#[test]
fn writing_does_not_lie_over_writing() {
    for (width_mm, height_mm) in [(90.0, 55.0), (180.0, 60.0), (260.0, 66.0), (400.0, 160.0)] {
        let figure = draw(
            &hillside(),
            None,
            Exaggeration::Fitting,
            (width_mm, height_mm),
        );
        let boxes: Vec<(String, [f64; 4])> = figure.drawing.texts().map(box_of).collect();
        for (index, (words, a)) in boxes.iter().enumerate() {
            assert!(
                0.0 <= a[0] && a[2] <= width_mm && 0.0 <= a[1] && a[3] <= height_mm,
                "{words} {a:?}"
            );
            for (other, b) in &boxes[index + 1..] {
                let is_apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
                assert!(is_apart, "{words} {a:?} and {other} {b:?}");
            }
        }
    }
}

/// The words of a text, and its left, upper, right and lower edge.
fn box_of(text: &berghald::figure::Text) -> (String, [f64; 4]) {
    use berghald::figure::Anchor;
    let width = text.width_mm();
    let before = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => 0.5 * width,
        Anchor::End => width,
    };
    let half = 0.5 * text.size_mm;
    let place = text.at;
    let edges = if text.turned_degrees == 0.0 {
        [
            place.x - before,
            place.y - half,
            place.x - before + width,
            place.y + half,
        ]
    } else {
        [
            place.x - half,
            place.y - 0.5 * width,
            place.x + half,
            place.y + 0.5 * width,
        ]
    };
    (text.words.clone(), edges)
}
