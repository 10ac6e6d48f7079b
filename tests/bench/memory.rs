//! How much memory the engine needs for each cell of its window, beside the ground that it is given.

use berghald::design::{
    Batter, CrestShape, Dam, FillInput, FillMethod, FillTarget, LevelShape, OriginalSurface,
    Outline, Slope, UnknownGround, VoidInput, design_fill, design_void,
};
use berghald::progress::Run;
use berghald::units::Metres;
use divan::Bencher;
use geo::{Coord, Rect};
use peakmem_alloc::PeakMemAllocTrait as _;

use super::{ALLOCATOR, Site, site, site_on};

/// What is drawn.
#[derive(Clone, Copy, Debug)]
enum Drawn {
    Toe,
    Crest,
    Level,
    Beach,
    BehindDam,
    VoidByRim,
    VoidByKnownSurface,
}

/// Says the most that each method has at once, its result among it, at 1.1 million cells; counted by the allocator.
///
/// # Figures
/// Bytes a cell; 24 is the aim.
///
/// | method | before | now |
/// | --- | --- | --- |
/// | toe | 17 | 17.4 |
/// | crest | 30 | 21.0 |
/// | level, with a beach from a discharge point | 39, 55 | 16.4, 20.4 |
/// | level behind a dam | 44 | 20.2 |
/// | void by its rim, by a known surface | 20, 16 | 19.5, 15.5 |
///
/// What goes with the length of an outline or a dam is a smaller part of larger windows. A dam as large as the whole window,
/// the worst there is, takes 25.
#[divan::bench(
    args = [
        Drawn::Toe, Drawn::Crest, Drawn::Level, Drawn::Beach, Drawn::BehindDam, Drawn::VoidByRim,
        Drawn::VoidByKnownSurface,
    ],
    sample_count = 1,
    sample_size = 1
)]
fn bytes_of_each_cell(bencher: Bencher<'_, '_>, drawn: Drawn) {
    let side = 1000;
    let size = f64::from(side);
    let slope = site(side);
    let bowl = site_on(side, |at| {
        let away = at.x.hypot(at.y) / (size / 2.0);
        40.0 * away * away + 2.0 * (at.x / 47.0).sin() + (at.y / 31.0).cos()
    });
    let mined = slope.mined();
    let square = |half: f64| {
        let square = Rect::new((-half, -half), (half, half));
        Outline::new(&square.to_polygon()).expect("a square is simple")
    };
    let crest = CrestShape::Polygon {
        outline: square(0.3 * size),
        drops: Vec::new(),
    };
    let discharge = Coord { x: 5.0, y: 5.0 };
    let is_beach = matches!(drawn, Drawn::Beach);
    let level = LevelShape {
        outline: square(0.47 * size),
        discharges: is_beach.then_some(discharge).into_iter().collect(),
        beach: is_beach.then(|| Slope::new(0.01).expect("a gentle slope")),
        dam: matches!(drawn, Drawn::BehindDam).then_some(Dam {
            crest_width: Metres(8.0),
            inner: Dam::USUAL_FACE,
            outer: Dam::USUAL_FACE,
            freeboard: Metres(1.0),
        }),
    };
    let fill = |site: &Site, method: FillMethod<'_>, level_m: f64| {
        let input = FillInput {
            ground: &site.ground,
            method,
            batter: Batter::plain(Slope::new(0.6).expect("a gentle slope")),
            target: FillTarget::Crest(Metres(level_m)),
            unknown_ground: UnknownGround::Refuse,
        };
        say_most_of(site, drawn, || design_fill(&input, &Run::default()));
    };
    let void = |original: OriginalSurface<'_>| {
        let input = VoidInput {
            ground: &mined,
            outline: &slope.outline,
            original,
            permitted_level: None,
        };
        say_most_of(&slope, drawn, || design_void(&input, &Run::default()));
    };
    bencher.bench_local(|| match drawn {
        Drawn::Toe => fill(&slope, FillMethod::Toe(&slope.outline), 150.0),
        Drawn::Crest => fill(&slope, FillMethod::Crest(&crest), 250.0),
        Drawn::Level | Drawn::Beach | Drawn::BehindDam => {
            fill(&bowl, FillMethod::Level(&level), 15.0);
        }
        Drawn::VoidByRim => void(OriginalSurface::Rim),
        Drawn::VoidByKnownSurface => void(OriginalSurface::Surface(&slope.ground)),
    });
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say_most_of<T, E: std::fmt::Debug>(
    site: &Site,
    drawn: Drawn,
    work: impl FnOnce() -> Result<T, E>,
) {
    ALLOCATOR.reset_peak_memory();
    let made = work().expect("can be built");
    let most = ALLOCATOR.get_peak_memory() as f64;
    drop(made);
    let cells = site.ground.placement().cell_count() as f64;
    println!("{drawn:?}: at most {:.1} bytes a cell", most / cells);
}
