//! How fast the engine is, on one core.
//!
//! `cargo bench` prints a rate in cells per second for each piece of work at 0.25, 1 and 4 million cells of
//! footprint. The ground is a hillside with waves and a cliff across it, so the slope begins again along
//! the cliff. Sharing one core of a busy machine halves the rates.
//!
//! # Figures
//! Rates in million cells a second with `RAYON_NUM_THREADS=1` on a two-core virtual machine, release profile; the three sizes
//! in turn, beside them what is aimed at. The first three columns are medians on an idle machine, of the program before the
//! places below were found; *now* is that divided by how much of its time the program takes: both run in turn, the
//! median of twelve pairs (six at 4 M), since other machines on the same processors halve the rates from one minute to the next.
//!
//! | work | 0.25 M | 1 M | 4 M | now | aim |
//! | --- | --- | --- | --- | --- | --- |
//! | distance transform, slope begins again along the cliff | 12.5 | 16.5 | 19 | 17, 21, 24 | 20 |
//! | stage curve | 143 | 131 | 135 | 174, 161, 162 | 150 |
//! | whole design | 10.5 | 13.2 | 13.9 | 13.1, 18.0, 14.8 | 12.5 |
//!
//! The stage curve's steps are worked out sixteen at a time (60 instructions a cell instead of 79). By itself it took 153, 158 and
//! 150 in the median of eight runs while others were busy, and 175 to 189 while they were not. The distances
//! were 16.8, 20.8 and 22.7, and then by twelve pairs once more what they are: small footprints have more of the cliff and of the outline
//! for each cell, and do not reach what is aimed at.
//!
//! A preview of the million cells took 12 to 15 ms where the whole design took 89 to 108 (12 and 80 are aimed at); since then, with
//! both cores of a busy machine, 13.7 ms in the median of fifty and 9.9 at best.
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
//! Since then a fifth less again goes to what berms cost more on the hillside (305 million instructions, 250 now): places on
//! one piece of the slope's curve are looked up eight at a time, faces are summed with the lifts, fans hand a way to
//! eight cells at once, and sources to choose from are compared side by side.
//!
//! Then the nearest point is only looked for where what was handed on is in sight, a source is looked up once for the eight cells
//! that it is offered to, places on two pieces of the curve are looked up together, and what a benched fill holds is summed with its
//! lifts. In million instructions (before, after): plain 736, 687; benched 981, 856. In time, both programs in one process, each
//! fill thirty times in turn: plain takes 0.94, benched 0.89 of what it did.
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
//! was offered to a cell before (few are offered the same twice), shadows widened over the ground beside what casts them (a
//! twentieth more), looking at all eight cells around before one is offered anything (the same time), and lines from beside
//! steep ground only as far back as others are told (the same time), remembering which sources a cell did not see a moment ago (few are
//! asked twice), fans for places asked 16 to 64 times again (within a hundredth), lifts eight columns at a time (the same time), steps of the
//! curve as signed numbers (a sixth slower), and looking beside a bend within 8 cells instead of 12 (a hundredth, and one of 1 800 designs a
//! tenth larger). All that waits in its turn, near sources too, makes ways 1 % less exact.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot go on should fail where it stands"
)]

mod fill_in;
mod land_take;
mod memory;
mod project_file;
mod relief;
mod site_layers;

use berghald::curve::{Columns, StageCurve};
use berghald::design::{
    Batter, Benches, CrestShape, FillInput, FillMethod, FillTarget, LevelShape, OriginalSurface,
    Outline, PREVIEW_CELLS, Slope, UnknownGround, VoidInput, Water, design_fill, design_preview,
    design_void, slope_distances,
};
use berghald::progress::Run;
use berghald::terrain::{Coverage, Grid, Placement};
use berghald::units::{Metres, PlacedM3};
use divan::Bencher;
use divan::counter::ItemsCount;
use geo::{Coord, LineString, Polygon};
use mimalloc::MiMalloc;
use peakmem_alloc::PeakMemAlloc;

/// The program's own, counting what is asked for.
#[global_allocator]
static ALLOCATOR: PeakMemAlloc<MiMalloc> = PeakMemAlloc::new(MiMalloc);

/// Sides of the footprint, in cells: 0.25, 1 and 4 million cells.
const SIDES: [u32; 3] = [500, 1000, 2000];

fn main() {
    divan::main();
}

struct Site {
    ground: Grid<f32>,
    outline: Outline,
}

/// A site whose footprint has about `side`² cells of 1 m: a rounded square with 400 corners, on a hillside with a cliff.
fn site(side: u32) -> Site {
    site_on(side, |at| {
        let cliff = f64::from(side) * 0.1 < at.x + 0.3 * at.y;
        hillside(at) + if cliff { 25.0 } else { 0.0 }
    })
}

/// The height of a hillside with waves, in metres.
fn hillside(at: Coord<f64>) -> f64 {
    0.15 * at.y + 6.0 * (at.x / 47.0).sin() + 4.0 * (at.y / 31.0).cos()
}

/// The same outline on other ground, whose heights are in metres.
fn site_on(side: u32, height_m: impl Fn(Coord<f64>) -> f64) -> Site {
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
    let ground = Grid::from_fn(placement, |at| height_m(at) as f32);
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

/// The same for a million cells as it follows a hand, on ground that was made coarser beforehand, as the window does.
#[divan::bench(sample_count = 50)]
fn preview_of_a_million_cells(bencher: Bencher<'_, '_>) {
    let site = site(1000);
    let volume = PlacedM3(5e6);
    let coarse = coarser_for_preview(&site);
    let input = FillInput {
        ground: &coarse,
        ..site.input(FillTarget::Volume(volume))
    };
    bencher
        .bench(|| design_preview(&input, PREVIEW_CELLS, &Run::default()).map(|made| made.design));
}

/// The ground of a site with as few cells as a preview has.
fn coarser_for_preview(site: &Site) -> Grid<f32> {
    let input = site.input(FillTarget::Capacity);
    let made = design_preview(&input, PREVIEW_CELLS, &Run::default()).expect("can be built");
    made.ground.into_owned()
}

/// What a fill of a million cells is built with, beside a plain one on a hillside.
#[derive(Clone, Copy, Debug)]
enum Template {
    Plain,
    Restarts,
    Benches,
    Water,
    BenchesInWater,
    RestartsAndBenches,
    All,
}

/// A whole design of a million cells: alone, with a cliff that the slope begins again along, with berms, with a submerged
/// face, and with several of these.
///
/// # Figures
/// How many times the plain fill's time each takes, with `RAYON_NUM_THREADS=1`: median of thirty rounds in which all were made
/// one after the other, in each of four runs on a machine that others used, the last with the program before in the same rounds
/// (berms 1.52 then). Less than 1.5 is aimed at for each of the first three; the others are what these make together.
/// With both cores a plain fill gains more than finding ways behind steep ground does, which goes one cell after the other: berms
/// then take 1.55, the cliff 1.16 and water 1.06 (medians of 24).
///
/// | with | times plain |
/// | --- | --- |
/// | a cliff, where the slope begins again | 1.11, 1.08, 1.09, 1.06 |
/// | berms | 1.44, 1.45, 1.52, 1.42 |
/// | water | 1.00, 1.04, 1.08, 1.06 |
/// | berms in water | 1.49, 1.51, 1.57, 1.50 |
/// | berms and the cliff | 1.55, 1.52, 1.60, 1.55 |
/// | all | 1.59, 1.62, 1.72, 1.57 |
#[divan::bench(
    args = [
        Template::Plain, Template::Restarts, Template::Benches, Template::Water, Template::BenchesInWater,
        Template::RestartsAndBenches, Template::All,
    ],
    sample_count = 24
)]
fn templates(bencher: Bencher<'_, '_>, template: Template) {
    use Template::{
        All, Benches as Benched, BenchesInWater, Restarts, RestartsAndBenches, Water as InWater,
    };
    let side = 1000;
    let site = if matches!(template, Restarts | RestartsAndBenches | All) {
        site(side)
    } else {
        site_on(side, hillside)
    };
    let plain = site.input(FillTarget::Volume(PlacedM3(5e6)));
    let is_benched = matches!(
        template,
        Benched | BenchesInWater | RestartsAndBenches | All
    );
    let is_in_water = matches!(template, InWater | BenchesInWater | All);
    let batter = Batter {
        benches: is_benched
            .then(|| Benches::new(Benches::USUAL_LIFT, Benches::USUAL_BERM).expect("usual")),
        water: is_in_water.then(|| Water {
            level: Metres(40.0),
            face: Slope::new(0.4).expect("a gentle slope"),
        }),
        ..plain.batter
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
