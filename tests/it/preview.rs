//! Previews on coarser ground, what a map draws, and results that no number of threads changes.

use berghald::design::{
    Batter, FillDesign, FillInput, FillMethod, FillTarget, Outline, PREVIEW_CELLS, Slope,
    UnknownGround, design_fill, design_preview,
};
use berghald::progress::Run;
use berghald::terrain::Grid;
use berghald::units::{Metres, PlacedM3};
use geo::{Area as _, BooleanOps as _, Coord, Polygon};

use crate::shapes::{circle, design, ground, placement_around, rectangle};

/// A hillside with waves, and a cliff across it where `cliff_m` is not zero.
fn hillside(polygon: &Polygon<f64>, cliff_m: f64) -> Grid<f32> {
    ground(placement_around(polygon, 1.0, (0.3, 0.6)), |at| {
        let waves = 6.0 * (at.x / 47.0).sin() + 4.0 * (at.y / 31.0).cos();
        let step = if 20.0 < at.x + 0.3 * at.y {
            cliff_m
        } else {
            0.0
        };
        200.0 + 0.15 * at.y + waves + step
    })
}

fn input<'a>(ground: &'a Grid<f32>, outline: &'a Outline, target: FillTarget) -> FillInput<'a> {
    FillInput {
        ground,
        method: FillMethod::Toe(outline),
        batter: Batter::plain(Slope::new(0.6).unwrap()),
        target,
        unknown_ground: UnknownGround::Refuse,
    }
}

#[test]
fn a_preview_on_a_smooth_hillside_is_off_by_little() {
    let polygon = circle(Coord { x: 0.0, y: 0.0 }, 150.0);
    let (terrain, outline) = (hillside(&polygon, 0.0), Outline::new(&polygon).unwrap());
    for target in [FillTarget::Capacity, FillTarget::Crest(Metres(215.0))] {
        let input = input(&terrain, &outline, target);
        let full = design_fill(&input, &Run::default()).unwrap();
        let preview = design_preview(&input, 6_000, &Run::default()).unwrap();
        assert_eq!((preview.factor, preview.cell_size_m()), (5, 5.0));
        let off = |of: fn(&FillDesign) -> f64| of(&preview.design) / of(&full) - 1.0;
        assert!(off(|design| design.fill.0).abs() < 0.01);
        assert!(off(|design| design.footprint.0).abs() < 0.02);
        assert!((preview.design.crest_level.0 - full.crest_level.0).abs() < 2.0);
        assert_eq!(preview.design.outline_area, full.outline_area);
    }
}

#[test]
fn a_preview_of_a_small_window_is_the_design() {
    let polygon = circle(Coord { x: 0.0, y: 0.0 }, 90.0);
    let (terrain, outline) = (hillside(&polygon, 25.0), Outline::new(&polygon).unwrap());
    let input = input(&terrain, &outline, FillTarget::Volume(PlacedM3(1e5)));
    let full = design_fill(&input, &Run::default()).unwrap();
    let preview = design_preview(&input, PREVIEW_CELLS, &Run::default()).unwrap();
    assert_eq!(preview.factor, 1);
    assert_eq!(
        (preview.design.fill, preview.design.curve),
        (full.fill, full.curve)
    );
}

#[test]
fn a_preview_needs_no_ground_far_from_the_outline() {
    let polygon = circle(Coord { x: 0.0, y: 0.0 }, 40.0);
    let wide = hillside(&rectangle(-300.0, -300.0, 300.0, 300.0), 25.0);
    let outline = Outline::new(&polygon).unwrap();
    let input = input(&wide, &outline, FillTarget::Capacity);
    let preview = design_preview(&input, 20_000, &Run::default()).unwrap();
    let full = design_fill(&input, &Run::default()).unwrap();
    assert_eq!(preview.factor, 1);
    assert!(preview.ground.placement().cell_count() <= 20_000);
    assert!((preview.design.fill.0 / full.fill.0 - 1.0).abs() < 1e-5);
}

#[test]
fn thickness_is_what_the_surface_adds_and_nowhere_else_a_number() {
    let polygon = rectangle(0.0, 0.0, 200.0, 150.0);
    let terrain = hillside(&polygon, 0.0);
    let made = design(&terrain, &polygon, 0.6, FillTarget::Crest(Metres(212.0)));
    let (surface, thickness) = (made.surface_on(&terrain), made.thickness_on(&terrain));
    let mut covered = 0.0;
    for ((thickness, surface), ground) in thickness
        .cells()
        .iter()
        .zip(surface.cells())
        .zip(terrain.cells())
    {
        assert_eq!(!thickness.is_nan(), ground < surface);
        if 0.0 < *thickness {
            assert!((*thickness - (surface - ground)).abs() < 1e-4);
            covered += 1.0;
        }
    }
    assert!((covered / made.footprint.0 - 1.0).abs() < 0.02);
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    // A U with a cliff: the slope begins again, and bends.
    let square = rectangle(-150.0, -150.0, 150.0, 150.0);
    let polygon = square
        .difference(&rectangle(-40.0, 0.0, 40.0, 200.0))
        .0
        .remove(0);
    let (terrain, outline) = (hillside(&polygon, 25.0), Outline::new(&polygon).unwrap());
    let input = input(&terrain, &outline, FillTarget::Volume(PlacedM3(4e5)));
    let bits_with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let made = pool
            .install(|| design_fill(&input, &Run::default()))
            .unwrap();
        let surface = made.surface_on(&terrain);
        let heights: Vec<u32> = surface
            .cells()
            .iter()
            .map(|height| height.to_bits())
            .collect();
        let footprint = made.footprint_polygons(&terrain).unwrap().unsigned_area();
        let figures = [
            made.fill.0,
            made.crest_level.0,
            made.surface_area.0,
            footprint,
        ];
        (figures.map(f64::to_bits), heights)
    };
    let one = bits_with(1);
    for threads in [2, 3, 8] {
        assert!(bits_with(threads) == one, "{threads} threads");
    }
}
