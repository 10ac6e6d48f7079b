//! How fast a layer of a million polygons of 30 corners is copied, read and drawn.
//!
//! # Figures
//! One run in the real window (`tests/window/million.py`) on two cores of a virtual machine that others kept busy at
//! the same time and that has no graphics card: what it does at least.
//!
//! | work | figure |
//! | --- | --- |
//! | a Shapefile of 552 MB copied into the project file, from the start of the program | 36 s |
//! | frames meanwhile | 99 % below 30 ms |
//! | all of it read again and drawn | 32 s |
//! | frames while panning and zooming for 20 s | 99 % below 20 ms, slowest 23 ms |
//! | most memory, copied and drawn | 203 MB, 591 MB |

use std::path::Path;

use berghald::figure::site_tile;
use berghald::progress::Run;
use berghald::project::{ContentName, LayerId};
use berghald::results::Snapshot;
use berghald::site::{
    Attribute, AttributeKind, Features, FeaturesBuilder, FieldValue, Pattern, Shape, Style, flaw_of,
};
use berghald::store::{ProjectFile, StagedContent, Step, Who};
use berghald::terrain::Placement;
use divan::Bencher;
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Polygons along each side of the layer.
const SIDE: u32 = 1000;

fn polygon(number: u32) -> MultiPolygon<f64> {
    let (column, row) = (number % SIDE, number / SIDE);
    let ring: LineString<f64> = (0..30)
        .map(|corner| {
            let angle = std::f64::consts::TAU * f64::from(corner) / 30.0;
            Coord {
                x: 500_000.0 + 50.0 * f64::from(column) + 24.0 * angle.cos(),
                y: 7_000_000.0 + 50.0 * f64::from(row) + 24.0 * angle.sin(),
            }
        })
        .collect();
    MultiPolygon(vec![Polygon::new(ring, Vec::new())])
}

fn class(number: u32) -> i64 {
    [11, 21, 30, 60][(number % 4) as usize]
}

fn staged(folder: &Path) -> StagedContent {
    let fields = [
        ("arealtype", AttributeKind::Integer),
        ("navn", AttributeKind::Text),
    ];
    let fields = fields.map(|(name, kind)| Attribute {
        name: name.to_owned(),
        kind,
    });
    let mut staged = StagedContent::begin(folder, "ar5", &fields).expect("a folder");
    for number in 0..SIDE * SIDE {
        let polygons = polygon(number);
        assert_eq!(flaw_of(&polygons), None);
        let values = [
            Some(FieldValue::Integer(class(number))),
            Some(FieldValue::Text(format!("Teig {number}"))),
        ];
        staged
            .add(Some(u64::from(number)), &Shape::Polygons(polygons), &values)
            .expect("room");
    }
    staged
}

/// The most memory that the process has had, in megabytes, where the system says so.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1000)
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say_peak(work: &str) {
    if let Some(peak) = peak_mb() {
        println!("{work}: at most {peak} MB so far");
    }
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_stage_a_million(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    bencher.bench_local(|| staged(folder.path()));
    say_peak("staging");
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn b_take_a_million_into_the_project_and_read_them(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let staged = staged(folder.path());
    let path = folder.path().join("x.gpkg");
    let first = Step {
        number: 1,
        snapshot: Snapshot::default(),
        label: String::new(),
        at: jiff::Timestamp::UNIX_EPOCH,
    };
    bencher.bench_local(|| {
        let mut file =
            ProjectFile::create(&path, &Who::of_this_machine(), &first).expect("a new file");
        let name = ContentName::new(LayerId(7), "ar5");
        file.add_content(&name, &staged, first.at, &Run::default())
            .expect("room");
        say_peak("taking in");
        let mut builder = FeaturesBuilder::around(Coord {
            x: 525_000.0,
            y: 7_025_000.0,
        });
        let mut after = None;
        loop {
            let found = file
                .content_shapes(&name, Some("arealtype"), after, 10_000)
                .expect("the layer");
            let Some(last) = found.last() else { break };
            after = Some(last.fid);
            for feature in &found {
                if let Some(shape) = &feature.shape {
                    builder.add(feature.fid, shape, &feature.class);
                }
            }
        }
        let features = builder.finish();
        say_peak("reading");
        file.close(None).expect("the file");
        features
    });
}

fn features() -> Features {
    let mut builder = FeaturesBuilder::around(Coord {
        x: 525_000.0,
        y: 7_025_000.0,
    });
    for number in 0..SIDE * SIDE {
        let shape = Shape::Polygons(polygon(number));
        builder.add(i64::from(number), &shape, &class(number).to_string());
    }
    builder.finish()
}

/// A tile of 512 pixels, by the metres of a pixel: all of the layer, some of it, a few polygons.
#[divan::bench(args = [98, 16, 4, 1], sample_count = 3, sample_size = 1)]
fn c_draw_a_tile(bencher: Bencher<'_, '_>, metres: u32) {
    let features = features();
    let style = Style {
        fill: [115, 223, 255],
        pattern: Pattern::Solid,
        outline: [60, 120, 140],
    };
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_050_000.0,
        cell_width_m: f64::from(metres),
        cell_height_m: f64::from(metres),
        columns: 512,
        rows: 512,
        ground_per_map: 1.0,
    };
    bencher.bench_local(|| site_tile(&features, &[style; 4], &placement, (0, 0)));
}
