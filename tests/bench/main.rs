//! How fast the engine is, on one core.
//!
//! `cargo bench` prints a rate in cells per second for each piece of work at 0.25, 1 and 4 million cells of
//! footprint. The ground is a hillside with waves and a cliff across it, so the slope begins again along
//! the cliff. Sharing one core of a busy machine halves the rates.
//!
//! # Figures
//! Rates in million cells a second with `RAYON_NUM_THREADS=1` on a two-core virtual machine that was otherwise
//! idle, release profile; median of the samples and, in brackets, the fastest, the three sizes in turn;
//! beside them what is aimed at.
//!
//! | work | 0.25 M | 1 M | 4 M | aim |
//! | --- | --- | --- | --- | --- |
//! | distance transform, slope begins again along the cliff | 12.5 (13) | 16.5 (17) | 19 (19) | 20 |
//! | stage curve | 143 (148) | 131 (144) | 135 (152) | 150 |
//! | whole design | 10.5 (11) | 13.2 (13.4) | 13.9 (14.1) | 12.5 |
//!
//! The same in milliseconds at 1 M cells: 60 for the distances (18 for the straight ones, 3 for finding steep
//! ground, 32 for looking whether the straight ones are open, half of it for finding the nearest point, 7 for the
//! 6 % that are not open), 77 for the whole. With a second core that is free, looking takes half the time.
//!
//! Since that table, two programs in turn on a machine that others used, the least of thirty and more runs each: the
//! distances take 0.85 of the time at all three sizes (at 1 M cells 51.3 ms, 19.9 million cells a second, at the quietest and
//! 53, 19, with others; at 4 M cells 23 million, at 0.25 M 18), and a whole design 0.91 at 1 M cells. Half of it is finding
//! the nearest point among sixteen that are worked out side by side, instead of one after the other.
//!
//! Benched, a third of the cells do not see their nearest point: where the ground along the outline passes a berm's
//! level, the slope begins a berm's width higher on one side, and the points on the other side lie nearer but below
//! the step. A hundred places serve nine tenths of these cells, so each is handed to all in sight of it at once
//! (31 ms instead of 64; places on a step, too, since lines that lean are known to rise above it, which spares another 9);
//! what is left is handing on and looking along lines. What stops one line stops those beside it, so that shadows are kept
//! for the next cells.
//!
//! Every place on the way from a cell to its nearest point has the same nearest point, so what is in sight there is in
//! sight of the cell, unless steep ground lies between: cells are told the nearest first, whole blocks at once where all
//! that lie a leap nearer agree. Of a benched million 27,000 lines are looked along for this instead of 260,000 (of some
//! 123,000 cells on each of six windows, at most nine are told otherwise than by looking). With tables of the slope that
//! remember the last piece, sums of lifts a few columns at a time, and handing on from the edge of shadows in its turn
//! (a fifth of what was handed on was lowered again by a fan), in million instructions without some 275 for the site
//! (before, after): plain on the hillside 831, 790; benched 1,501, 1,095; benched in water 1,537, 1,111; with the cliff
//! 960, 846; 1,675, 1,159; 1,786, 1,201. In time, two programs in turn on a machine that others kept busy, the least of
//! eighteen runs each, benched takes 0.73 of what it did and benched in water 0.70, with the cliff 0.70 and 0.67, a plain fill
//! 0.98, with the cliff 0.82; the distances along the cliff take 0.92 at 0.25 million cells, 0.79 at one and 0.90 at four.
//!
//! Of the 305 million instructions that berms still cost more on the hillside, some 90 are fans and the queue, 65 what is
//! offered to cells, 36 looks, and 40 the two tables; fans and the queue wait for memory.
//!
//! Tried and dropped: setting the points
//! below such steps aside at first (a twelfth of the open cells, but half of all are then found again from them),
//! sweeping open cells a second time from the places beside steep ground (the same time), and sources along
//! the level of the berm on the ground (wrong by up to 1.7 % on fifty of two hundred sites), nearest points before steep
//! ground, so that less of that is shallow (the same time), instructions of newer processors (4 %), whole blocks in one
//! shadow at once (the same time, though two thirds of the hidden cells lie in such blocks), fans that go on past shorter ways
//! (ten times the time), leans of a curve worked out beforehand (the same time), sharing one point in six or eight
//! instead of four (the same time), sweeping each second row at first (beside the outline it is not settled, and the
//! sweeps that then follow cost more than was spared), the nearest point instead of the one that is handed on (a third lie
//! below a step and are looked for in vain), gains of less than a thousandth of a cell left out far away (3 % fewer),
//! fans for places asked 8 to 64 or 250 times (the same on the hillside, up to a sixth more along a cliff), remembering what
//! was offered to a cell before (few are offered the same twice), and lines from beside steep ground only as far back as others
//! are told (the same time). All that waits in its turn, near sources too, makes ways 1 % less exact.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot go on should fail where it stands"
)]

mod fill_in;
mod land_take;
mod project_file;
mod relief;
mod site_layers;

use berghald::curve::{Columns, StageCurve};
use berghald::design::{
    Batter, Benches, CrestShape, FillInput, FillMethod, FillTarget, LevelShape, OriginalSurface,
    Outline, Slope, UnknownGround, VoidInput, Water, design_fill, design_void, slope_distances,
};
use berghald::progress::Run;
use berghald::terrain::{Coverage, Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use divan::Bencher;
use divan::counter::ItemsCount;
use geo::{Coord, LineString, Polygon};

/// Sides of the footprint, in cells: 0.25, 1 and 4 million cells.
const SIDES: [u32; 3] = [500, 1000, 2000];

fn main() {
    divan::main();
}

struct Site {
    ground: Grid<f32>,
    outline: Outline,
}

/// A site whose footprint has about `side`² cells of 1 m: a rounded square with 400 corners.
fn site(side: u32) -> Site {
    let size = f64::from(side);
    let corners = 400;
    let ring: LineString<f64> = (0..corners)
        .map(|index| {
            let angle = std::f64::consts::TAU * f64::from(index) / f64::from(corners);
            let (sin, cos) = angle.sin_cos();
            let radius =
                size / 2.0 / (cos.abs().powi(6) + sin.abs().powi(6)).powf(1.0 / 6.0) * 1.03;
            Coord {
                x: radius * cos,
                y: radius * sin,
            }
        })
        .collect();
    let cells = side as usize + 60;
    let placement = Placement {
        west_m: -(cells as f64) / 2.0,
        north_m: cells as f64 / 2.0,
        cell_width_m: 1.0,
        cell_height_m: 1.0,
        columns: cells,
        rows: cells,
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let ground = Grid::from_fn(placement, |at| {
        let waves = 6.0 * (at.x / 47.0).sin() + 4.0 * (at.y / 31.0).cos();
        let cliff = if size * 0.1 < at.x + 0.3 * at.y {
            25.0
        } else {
            0.0
        };
        (0.15 * at.y + waves + cliff) as f32
    });
    Site {
        ground,
        outline: Outline::new(&Polygon::new(ring, vec![])).expect("a rounded square is simple"),
    }
}

impl Site {
    fn input(&self, target: FillTarget) -> FillInput<'_> {
        FillInput {
            ground: &self.ground,
            method: FillMethod::Toe(&self.outline),
            batter: Batter::plain(Slope::new(0.6).expect("a gentle slope")),
            target,
            unknown_ground: UnknownGround::Refuse,
        }
    }

    fn cells(&self) -> usize {
        Coverage::of(self.outline.polygon(), self.ground.placement()).whole_count()
    }
}

/// Distances along the slope, with restarts along the cliff.
#[divan::bench(args = SIDES, sample_count = 12)]
fn distance_transform(bencher: Bencher<'_, '_>, side: u32) {
    let site = site(side);
    let input = site.input(FillTarget::Capacity);
    bencher
        .counter(ItemsCount::new(site.cells()))
        .bench(|| slope_distances(&input, &site.outline, &Run::default()));
}

/// The whole stage curve from ground and slope.
#[divan::bench(args = SIDES, sample_count = 30)]
fn stage_curve(bencher: Bencher<'_, '_>, side: u32) {
    let site = site(side);
    let ground_m: Vec<f32> = site.ground.cells().to_vec();
    let slope_m = ground_m
        .iter()
        .enumerate()
        .map(|(index, ground)| ground + (index % 977) as f32 * 0.05);
    let columns = Columns {
        cell_area_m2: 1.0,
        slope_m: slope_m.collect(),
        ground_m,
        shares: Vec::new(),
    };
    bencher
        .counter(ItemsCount::new(columns.ground_m.len()))
        .bench(|| StageCurve::of(&columns, &Run::default()));
}

/// A whole design for a volume: shares of cells, slope, curve, level and figures.
#[divan::bench(args = SIDES, sample_count = 12)]
fn whole_design(bencher: Bencher<'_, '_>, side: u32) {
    let site = site(side);
    let volume = PlacedM3(5.0 * f64::from(side) * f64::from(side));
    let input = site.input(FillTarget::Volume(volume));
    bencher
        .counter(ItemsCount::new(site.cells()))
        .bench(|| design_fill(&input, &Run::default()));
}

/// How a slope is built.
#[derive(Clone, Copy, Debug)]
enum Template {
    Plain,
    Benched,
    BenchedInWater,
}

/// A whole design of a million cells with berms, and with berms and a submerged face.
///
/// # Figures
/// Medians of 12 on one core, in one run: plain 78 ms, benched 142 ms, benched in water 160 ms, so 1.8 and 2.1 times as
/// much, where 1.5 is aimed at. What berms cost more is looking along lines past ground that passes a berm's level.
/// Each by itself on the hillside without its cliff, whose plain fill takes 71 ms on a slower day: with the cliff 1.15
/// times as much, in water 1.2, with berms 1.9. Since then, two programs in turn, the least of thirty runs each, all take
/// less: plain on the hillside 0.91 of the time (64 ms on a quieter day), with the cliff 0.91, in water 0.92, with berms 0.89
/// and with both 0.93.
///
/// Since cells are told what they see by those nearer to the outline, berms cost 1.43 times as much on the hillside, and in
/// water too; along the cliff 1.56 and in water 1.62 times its plain fill, which itself takes 0.82 of the time (the least of
/// eighteen runs each on a busy machine; in instructions 1.39, 1.41, 1.37 and 1.42).
#[divan::bench(args = [Template::Plain, Template::Benched, Template::BenchedInWater], sample_count = 12)]
fn templates(bencher: Bencher<'_, '_>, template: Template) {
    let site = site(1000);
    let benches = Benches::new(Benches::USUAL_LIFT, Benches::USUAL_BERM).expect("usual");
    let plain = site.input(FillTarget::Volume(PlacedM3(5e6)));
    let water = Water {
        level: Metres(40.0),
        face: Slope::new(0.4).expect("a gentle slope"),
    };
    let batter = match template {
        Template::Plain => plain.batter,
        Template::Benched => Batter {
            benches: Some(benches),
            ..plain.batter
        },
        Template::BenchedInWater => Batter {
            benches: Some(benches),
            water: Some(water),
            ..plain.batter
        },
    };
    let input = FillInput { batter, ..plain };
    bencher
        .counter(ItemsCount::new(site.cells()))
        .bench(|| design_fill(&input, &Run::default()));
}

/// A crest of some 0.6 million cells of footprint, and a level fill inside an outline of a million, at a level.
///
/// # Figures
/// Medians of 12 on two quiet cores: crest 91 ms, level 119 ms.
///
/// Memory in bytes for each cell of the window at 1.1 million cells, beside the ground that is given, counted by an
/// allocator that keeps the most there was at once; 24 is the aim.
///
/// | method | before | now |
/// | --- | --- | --- |
/// | toe, plain or benched | 17 | 17 |
/// | crest, level or falling, its slopes over the whole window | 30, 32 | 21, 23 |
/// | level in a bowl, alone or from discharge points, to a level | 39, 55 | 19, 23 |
/// | the same behind a dam | 44, 52 | 20, 23 |
/// | the same to a volume | 57, 65 | 20, 22 |
/// | behind a dam as large as the whole window | 95, 103 | 25, 25 |
/// | void by its rim, by a known surface | 20, 16 | not changed |
///
/// What goes with the length of an outline or a dam is a smaller part of larger windows: of the 25 behind the largest dam it
/// is some 3. Times did not rise: in turn with the program before, on a machine that was not quiet, the
/// least of five runs each of processor time was 0.7 to 1.0 of what it was.
#[divan::bench(args = [Drawn::Crest, Drawn::Level], sample_count = 12)]
fn other_methods(bencher: Bencher<'_, '_>, drawn: Drawn) {
    let site = site(1000);
    let crest = CrestShape::Polygon {
        outline: Outline::new(&geo::Rect::new((-300.0, -300.0), (300.0, 300.0)).to_polygon())
            .expect("a square is simple"),
        drops: Vec::new(),
    };
    let level = LevelShape {
        outline: site.outline.clone(),
        discharges: Vec::new(),
        beach: None,
        dam: None,
    };
    let method = match drawn {
        Drawn::Crest => FillMethod::Crest(&crest),
        Drawn::Level => FillMethod::Level(&level),
    };
    let input = FillInput {
        method,
        ..site.input(FillTarget::Crest(Metres(150.0)))
    };
    bencher
        .counter(ItemsCount::new(site.cells()))
        .bench(|| design_fill(&input, &Run::default()));
}

/// What is drawn.
#[derive(Clone, Copy, Debug)]
enum Drawn {
    Crest,
    Level,
}

/// The void of a pit 60 m below a hillside with waves, up to the surface that its rim spans or up to a known one.
///
/// # Figures
/// Medians of 12 on two quiet cores: 256 ms by the rim, 4.0 million cells a second, nearly all of it to stretch the
/// skin; 27 ms by a known surface, 38 million. A whole design of as many cells took 81 ms in the same run.
#[divan::bench(args = [OriginalGround::Rim, OriginalGround::Known], sample_count = 12)]
fn void_of_a_million_cells(bencher: Bencher<'_, '_>, original: OriginalGround) {
    let site = site(1000);
    let input = VoidInput {
        ground: &site.mined(),
        outline: &site.outline,
        original: match original {
            OriginalGround::Rim => OriginalSurface::Rim,
            OriginalGround::Known => OriginalSurface::Surface(&site.ground),
        },
        permitted_level: None,
    };
    bencher
        .counter(ItemsCount::new(site.cells()))
        .bench(|| design_void(&input, &Run::default()));
}

/// Where the heights before mining come from.
#[derive(Clone, Copy, Debug)]
enum OriginalGround {
    Rim,
    Known,
}

impl Site {
    /// The ground with a pit 60 m deep inside the outline.
    fn mined(&self) -> Grid<f32> {
        let placement = *self.ground.placement();
        let mut cells = self.ground.cells().to_vec();
        for span in Coverage::of(self.outline.polygon(), &placement).whole {
            let first = span.row * placement.columns;
            for height in &mut cells[first + span.first..first + span.end] {
                *height -= 60.0;
            }
        }
        Grid::new(placement, cells).expect("as many cells as before")
    }
}
