//! Maps for documents: their scale is true, the legend lists what is shown and nothing else, all writing stands free
//! on the sheet, and they come out the same every time.
//!
//! `BERGHALD_WRITE_MAPS=folder cargo test --release report_maps` writes them as pictures, to be looked at.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use berghald::app::report_map::{ProjectMaps, maps_of_project};
use berghald::app::sample::write_sample;
use berghald::app::{Action, FillRequest};
use berghald::design::{FillTarget, Outline};
use berghald::figure::{
    Anchor, Drawing, Item, Look, MapFigure, PaperPoint, PaperRect, Shape, Text, png_of, svg_of,
};
use berghald::progress::Run;
use berghald::project::{Entry, LayerKind, Project, ScenarioId};
use berghald::store::ProjectFile;
use berghald::units::PlacedM3;
use berghald::words::{Language, Words};
use geo::{Coord, polygon};
use tempfile::TempDir;

use crate::app::Desk;

/// A sheet within the margins of an A4 page, upright, in millimetres.
const UPRIGHT: (f64, f64) = (170.0, 225.0);

/// The same across.
const ACROSS: (f64, f64) = (257.0, 160.0);

/// The smallest writing that may be, in millimetres: 6 points.
const SMALLEST_MM: f64 = 2.1;

/// The sample in both languages.
struct Samples {
    _folder: TempDir,
    paths: [PathBuf; 2],
}

const LANGUAGES: [Language; 2] = [Language::Bokmal, Language::English];

fn samples() -> &'static Samples {
    static SAMPLES: OnceLock<Samples> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let paths = LANGUAGES.map(|language| {
            let inside = folder.path().join(language.tag());
            let written = write_sample(&inside, language, &Run::default());
            written.unwrap().project
        });
        Samples {
            _folder: folder,
            paths,
        }
    })
}

fn drawn(path: &Path, size_mm: (f64, f64), language: Language) -> ProjectMaps {
    let words = Words::in_language(language).unwrap();
    maps_of_project(path, size_mm, &words, &Run::default()).unwrap()
}

/// The maps of the sample in bokmål on an upright sheet.
fn maps() -> &'static ProjectMaps {
    static MAPS: OnceLock<ProjectMaps> = OnceLock::new();
    MAPS.get_or_init(|| drawn(&samples().paths[0], UPRIGHT, LANGUAGES[0]))
}

fn project() -> Project {
    let opened = ProjectFile::open_to_read(&samples().paths[0]).unwrap();
    opened.snapshot.project
}

/// All maps, the sheet with all of them last.
fn all(maps: &ProjectMaps) -> Vec<(String, &MapFigure)> {
    let alone = maps.alternatives.iter();
    let alone = alone.map(|(_, name, map)| (name.clone(), map));
    let together = maps.together.iter().map(|map| ("together".to_owned(), map));
    alone.chain(together).collect()
}

/// Writes maps as pictures where that is asked for.
fn keep(maps: &ProjectMaps, name: &str) {
    let Some(folder) = std::env::var_os("BERGHALD_WRITE_MAPS") else {
        return;
    };
    for (index, (_, map)) in all(maps).into_iter().enumerate() {
        let file = Path::new(&folder).join(format!("{name}-{index}"));
        let svg = svg_of(&map.drawing, Look::Light);
        std::fs::write(file.with_extension("svg"), svg).unwrap();
        let png = png_of(&map.drawing, Look::Light).unwrap();
        std::fs::write(file.with_extension("png"), png).unwrap();
    }
}

/// Every corner of every line of a drawing.
fn corners(drawing: &Drawing) -> Vec<PaperPoint> {
    let lines = drawing.items.iter().filter_map(|item| match &item.shape {
        Shape::Lines { lines, .. } => Some(lines),
        _ => None,
    });
    lines.flatten().flatten().copied().collect()
}

#[test]
fn the_scale_is_true_on_every_map() {
    let project = project();
    for (id, name, map) in &maps().alternatives {
        let frame = map.frames[0];
        assert!(
            [
                500.0, 1000.0, 2000.0, 2500.0, 5000.0, 10_000.0, 20_000.0, 25_000.0, 50_000.0
            ]
            .contains(&frame.scale),
            "{name}: {}",
            frame.scale
        );
        // Ground and paper have the same sides, at the scale.
        let sides = [
            (frame.ground.width(), frame.paper.width()),
            (frame.ground.height(), frame.paper.height()),
        ];
        for (ground_m, paper_mm) in sides {
            assert!((1000.0 * ground_m / frame.scale - paper_mm).abs() < 1e-6);
        }
        let corners = corners(&map.drawing);
        let (west, north) = (frame.ground.min().x, frame.ground.max().y);
        let outlines = project.built_in(*id);
        let outlines = outlines.filter(|entry| !project.is_point(*entry));
        let mut seen = 0;
        for outline in outlines.filter_map(|entry| project.outline_of(entry)) {
            for at in outline.polygon().exterior().coords().take(3) {
                // A metre is a thousand millimetres, over the scale.
                let expected = PaperPoint {
                    x: frame.paper.left + 1000.0 * (at.x - west) / frame.scale,
                    y: frame.paper.top + 1000.0 * (north - at.y) / frame.scale,
                };
                let is_drawn = corners.iter().any(|corner| {
                    (corner.x - expected.x).abs() < 0.1 && (corner.y - expected.y).abs() < 0.1
                });
                assert!(is_drawn, "{name}: {at:?} should be at {expected:?}");
                seen += 1;
            }
        }
        assert!(3 <= seen, "{name}");
    }
}

#[test]
fn the_scale_bar_is_as_long_as_it_says() {
    for (name, map) in all(maps()) {
        let scale = map.frames[0].scale;
        let title = format!("1:{}", words().number(scale, 0));
        assert!(title.contains('\u{202f}'), "{title}");
        assert!(map.drawing.texts().any(|text| text.words == title));
        let mut items = map.drawing.items.iter();
        let bar = items.find(|item| item.name.as_ref() == Some(&title));
        let Some(Item {
            shape: Shape::Lines { lines, .. },
            ..
        }) = bar
        else {
            panic!("{name}: no bar");
        };
        let xs = || lines[0].iter().map(|point| point.x);
        let length_mm = xs().fold(f64::MIN, f64::max) - xs().fold(f64::MAX, f64::min);
        let length_m = length_mm * scale / 1000.0;
        let (value, unit) = if length_m < 1000.0 - 1e-6 {
            (length_m, "m")
        } else {
            (length_m / 1000.0, "km")
        };
        let decimals = usize::from(1e-6 < (value - value.round()).abs());
        let said = words().quantity(value, decimals, unit);
        assert!(
            map.drawing.texts().any(|text| text.words == said),
            "{name}: no {said}"
        );
    }
}

fn words() -> Words {
    Words::in_language(Language::Bokmal).unwrap()
}

#[test]
fn all_maps_show_the_same_ground_at_the_same_scale() {
    let first = maps().alternatives[0].2.frames[0];
    for (_, name, map) in &maps().alternatives {
        assert_eq!(map.frames.as_slice(), [first], "{name}");
    }
    let together = &maps().together;
    assert_eq!(together.len(), 1);
    let frames = &together[0].frames;
    assert_eq!(frames.len(), 4);
    for frame in frames {
        assert_eq!(
            (frame.ground, frame.scale),
            (frames[0].ground, frames[0].scale)
        );
    }
    // Everything that is built lies on them.
    let project = project();
    let built = project.order.iter().filter(|entry| entry.is_built());
    let outlines = built.filter_map(|entry| project.outline_of(*entry));
    for at in outlines.flat_map(|outline| outline.polygon().exterior().0.clone()) {
        for frame in [&first, &frames[0]] {
            let (low, high) = (frame.ground.min(), frame.ground.max());
            let is_inside = low.x <= at.x && at.x <= high.x && low.y <= at.y && at.y <= high.y;
            assert!(is_inside, "{at:?}");
        }
    }
}

#[test]
fn the_legend_lists_what_is_shown_and_nothing_else() {
    let project = project();
    for (id, name, map) in &maps().alternatives {
        let lists = |words: &str| map.legend.iter().any(|line| line == words);
        for (_, layer) in project.layers_of(LayerKind::Site) {
            if !layer.visible {
                assert!(!lists(&layer.name), "{name}: {}", layer.name);
            }
        }
        for entry in project.order.iter().filter(|entry| entry.is_built()) {
            let is_listed = lists(project.name_of(*entry).unwrap());
            let is_own = project.scenario_of(*entry) == Some(*id);
            let is_named = matches!(entry, Entry::Deposit(_) | Entry::Pit(_));
            let is_drawn = is_own && is_named && project.outline_of(*entry).is_some();
            // Copies have the same names in other alternatives.
            let is_shared = project
                .built_in(*id)
                .any(|other| project.name_of(other) == project.name_of(*entry));
            if is_drawn {
                assert!(is_listed, "{name}: {entry:?}");
            } else if !is_shared {
                assert!(!is_listed, "{name}: {entry:?}");
            }
        }
        // What is there in any case is drawn where the alternative has it not as it was.
        let own = || {
            project
                .built_in(*id)
                .filter_map(|entry| project.outline_of(entry))
        };
        let zero = project.built_in(ScenarioId::ZERO);
        let mut zero = zero.filter_map(|entry| project.outline_of(entry));
        let has_other = zero.any(|outline| own().all(|own| own != outline));
        let reference = words().text("report-map-reference", &[]);
        assert_eq!(lists(&reference), has_other, "{name}");
        // What is listed is written, once.
        for line in &map.legend {
            let first = line.split(' ').next().unwrap();
            assert!(
                map.drawing
                    .texts()
                    .any(|text| text.words.starts_with(first))
            );
        }
    }
    let (hard, beyond) = (
        words().text("conflict-hard", &[]),
        words().text("report-map-beyond", &[]),
    );
    let lists = |place: usize, words: &String| maps().alternatives[place].2.legend.contains(words);
    let stands_against = |place| lists(place, &hard) || lists(place, &beyond);
    assert_eq!([0, 1, 2, 3].map(stands_against), [false, true, true, false]);
    assert!(lists(1, &hard), "the reserve");
}

#[test]
fn writing_stands_free_on_the_sheet_and_can_be_read() {
    for size in [UPRIGHT, ACROSS, (120.0, 160.0)] {
        for (language, path) in LANGUAGES.into_iter().zip(&samples().paths) {
            let made = drawn(path, size, language);
            keep(&made, &format!("sample-{}-{}", language.tag(), size.0));
            for (name, map) in all(&made) {
                check_writing(&map.drawing, &format!("{name} {} {size:?}", language.tag()));
                // Beside one another on a narrow sheet maps may need more height than is asked for.
                let is_narrow = size.0 < UPRIGHT.0;
                let fits = map.drawing.height_mm <= size.1 + 1e-6;
                assert!(is_narrow || fits, "{name} {size:?}");
            }
        }
    }
}

/// All is within the sheet, nothing lies on another, and nothing is too small.
fn check_writing(drawing: &Drawing, what: &str) {
    let texts: Vec<&Text> = drawing.texts().collect();
    let rects: Vec<PaperRect> = texts.iter().map(|text| around(text)).collect();
    for (index, (text, rect)) in texts.iter().zip(&rects).enumerate() {
        let words = &text.words;
        assert!(SMALLEST_MM <= text.size_mm, "{what}: {words}");
        let is_within = -0.3 <= rect.left
            && rect.right <= drawing.width_mm + 0.3
            && -0.3 <= rect.top
            && rect.bottom <= drawing.height_mm + 0.3;
        assert!(is_within, "{what}: {words} at {rect:?}");
        // Names of alternatives that stand close beside one another may be.
        let is_narrow = drawing.width_mm < UPRIGHT.0;
        assert!(is_narrow || !words.contains('…'), "{what}: {words} is cut");
        for (other, place) in texts.iter().zip(&rects).skip(index + 1) {
            let meets = rect.left < place.right - 0.05
                && place.left < rect.right - 0.05
                && rect.top < place.bottom - 0.05
                && place.top < rect.bottom - 0.05;
            assert!(!meets, "{what}: {words} lies on {}", other.words);
        }
    }
}

/// The upright rectangle around the capital letters of writing.
fn around(text: &Text) -> PaperRect {
    let (width, height) = (text.width_mm(), 0.7 * text.size_mm);
    let from = match text.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -0.5 * width,
        Anchor::End => -width,
    };
    let (sine, cosine) = text.turned_degrees.to_radians().sin_cos();
    let corner = |along: f64, down: f64| PaperPoint {
        x: text.at.x + along * cosine - down * sine,
        y: text.at.y + along * sine + down * cosine,
    };
    let corners = [
        corner(from, -0.5 * height),
        corner(from + width, -0.5 * height),
        corner(from, 0.5 * height),
        corner(from + width, 0.5 * height),
    ];
    let xs = || corners.iter().map(|corner| corner.x);
    let ys = || corners.iter().map(|corner| corner.y);
    PaperRect {
        left: xs().fold(f64::MAX, f64::min),
        top: ys().fold(f64::MAX, f64::min),
        right: xs().fold(f64::MIN, f64::max),
        bottom: ys().fold(f64::MIN, f64::max),
    }
}

#[test]
fn a_map_says_what_it_rests_on_in_both_languages() {
    let said = |maps: &ProjectMaps| -> String {
        let texts = maps.alternatives[1].2.drawing.texts();
        texts
            .map(|text| text.words.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let norwegian = said(maps());
    for words in [
        "Tegnforklaring",
        "Koordinatsystem: ETRS89 / UTM zone 33N (EPSG:25833)",
        "Høydegrunnlag: NN2000",
        "Prosjektet sist endret ",
        "Kilder: Berghald, syntetisk",
        "Terrenghøyde ",
        "Høydekurver, ",
    ] {
        assert!(norwegian.contains(words), "{words}: {norwegian}");
    }
    let english = said(&drawn(&samples().paths[1], UPRIGHT, Language::English));
    for words in [
        "Legend",
        "Coordinate system: ETRS89 / UTM zone 33N (EPSG:25833)",
        "Height datum: NN2000",
        "Project last changed ",
        "Sources: Berghald, synthetic",
    ] {
        assert!(english.contains(words), "{words}: {english}");
    }
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    let again = drawn(&samples().paths[0], UPRIGHT, LANGUAGES[0]);
    for ((name, one), (_, other)) in all(maps()).into_iter().zip(all(&again)) {
        let [one, other] = [one, other].map(|map| svg_of(&map.drawing, Look::Light));
        assert!(one == other, "{name}");
    }
}

#[test]
fn pictures_of_the_ground_are_written_once_for_all_maps_of_a_sheet() {
    let svg = svg_of(&maps().together[0].drawing, Look::Light);
    let uses = svg.matches("<use href=").count();
    assert_eq!(uses, 3);
    assert!(svg.len() < 6_000_000, "{} bytes", svg.len());
}

#[test]
fn a_map_of_the_sample_takes_less_than_a_second() {
    // Designs and site layers are gathered once; a map is what comes on top of that.
    let path = &samples().paths[0];
    let begun = Instant::now();
    let made = drawn(path, UPRIGHT, LANGUAGES[0]);
    let whole_s = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let svg = svg_of(&made.alternatives[1].2.drawing, Look::Light);
    let svg_s = begun.elapsed().as_secs_f64();
    told(&format!(
        "all five sheets {whole_s:.2} s, one as SVG {svg_s:.2} s, {} bytes",
        svg.len()
    ));
    // Tests share the processors with others, so this only finds what is far too slow.
    assert!(whole_s < 60.0 && svg_s < 10.0, "{whole_s} {svg_s}");
}

#[expect(
    clippy::print_stdout,
    reason = "a measurement that somebody may look for"
)]
fn told(words: &str) {
    println!("{words}");
}

#[test]
fn a_deposit_on_real_ground_is_drawn_at_a_large_scale() {
    let Some(terrain) = crate::gis::cases::path("real/grasdalen/dtm5_grasdalen.tif") else {
        return;
    };
    let mut desk = Desk::new();
    desk.open(&terrain);
    let site = desk.app.site().unwrap();
    let middle = site.center();
    let at = |east: f64, north: f64| Coord {
        x: middle.x + east,
        y: middle.y + north,
    };
    let outline = polygon![
        at(-200.0, -150.0),
        at(180.0, -190.0),
        at(220.0, 160.0),
        at(-150.0, 200.0)
    ];
    let request = FillRequest {
        target: FillTarget::Volume(PlacedM3(400_000.0)),
        ..FillRequest::usual(Outline::new(&outline).unwrap())
    };
    desk.act(Action::AddDeposit(request));
    let path = desk.folder.path().join("grasdalen.gpkg");
    desk.act(Action::SaveAs {
        path: path.clone(),
        replace: false,
    });
    desk.act(Action::CloseProject);
    let made = drawn(&path, UPRIGHT, Language::Bokmal);
    keep(&made, "grasdalen");
    let map = &made.alternatives[1].2;
    assert!(map.frames[0].scale <= 5_000.0, "{}", map.frames[0].scale);
    for (name, map) in all(&made) {
        check_writing(&map.drawing, &name);
    }
    // The ground of the terrain is not left.
    let ground = map.frames[0].ground;
    assert!(site.min().x - 1e-6 <= ground.min().x && ground.max().x <= site.max().x + 1e-6);
}

#[test]
fn a_project_without_anything_has_no_maps() {
    let mut desk = Desk::new();
    let path = desk.folder.path().join("empty.gpkg");
    desk.act(Action::SaveAs {
        path: path.clone(),
        replace: false,
    });
    desk.act(Action::CloseProject);
    let made = drawn(&path, UPRIGHT, Language::English);
    assert!(made.alternatives.is_empty() && made.together.is_empty());
}
