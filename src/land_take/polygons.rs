//! How much of a footprint each class of a layer's polygons takes.

use geo::algorithm::bool_ops::{BooleanOps as _, FillRule, OpType};
use geo::{Coord, MapCoords as _, MultiPolygon, Rect};
use rayon::prelude::*;

use super::footprint::Footprint;
use super::ground_scale::{GroundScale, measured_m2};
use super::index::{Counted, SiteIndex, near};
use super::plane::{common, cut_to_box, oriented};
use crate::progress::{Cancelled, Run};

/// Areas up to this are rounding where a polygon only touches, in square metres.
const NEGLIGIBLE_M2: f64 = 1e-3;

/// After how many polygons it is asked whether to go on.
const POLYGONS_PER_STEP: usize = 2048;

/// What polygons of a layer take of a footprint.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PolygonSums {
    pub classes: Vec<ClassSum>,
    /// All of them together, ground counted once.
    pub mapped_m2: f64,
    /// How much more a plain sum over the polygons would be.
    pub overlap_m2: f64,
}

/// What one class takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ClassSum {
    /// Each ground counted for one class only.
    pub area_m2: f64,
    /// All of the class, also what counts for another; once where it lies on itself.
    pub alone_m2: f64,
    /// Polygons that take something.
    pub features: usize,
}

/// The part of one polygon inside the footprint.
enum Piece {
    /// All of it.
    Whole,
    /// Some of it, seen from a corner of its own.
    Part(MultiPolygon<f64>, Coord<f64>),
}

/// A polygon that takes something.
struct Hit {
    number: usize,
    piece: Piece,
    area_m2: f64,
}

/// Measures the polygons of a layer inside a footprint.
pub(super) fn measure_polygons(
    index: &SiteIndex,
    footprint: &Footprint,
    scale: Option<&GroundScale>,
    run: &Run,
) -> Result<PolygonSums, Cancelled> {
    let near = near(&index.polygon_tree, footprint.extent());
    let mut hits: Vec<Hit> = Vec::new();
    for (done, chunk) in near.chunks(POLYGONS_PER_STEP).enumerate() {
        run.step(done * POLYGONS_PER_STEP, near.len())?;
        let found = chunk
            .par_iter()
            .map(|&number| hit(index, footprint, scale, number));
        hits.extend(found.collect::<Vec<_>>().into_iter().flatten());
    }
    let counted = hits.par_iter().map(|hit| counted(index, &hits, hit, scale));
    let counted: Vec<Counted> = counted.collect();
    run.step(near.len(), near.len())?;
    // One after the other, so that any number of cores gives the same sums.
    let mut sums = PolygonSums {
        classes: vec![ClassSum::default(); index.classes],
        ..PolygonSums::default()
    };
    for (hit, counted) in hits.iter().zip(counted) {
        let class = index.polygons[hit.number].class;
        if let Some(sum) = sums.classes.get_mut(class) {
            sum.area_m2 += counted.once_m2;
            sum.alone_m2 += counted.once_in_class_m2;
            sum.features += usize::from(NEGLIGIBLE_M2 < hit.area_m2);
        }
        sums.mapped_m2 += counted.once_m2;
        sums.overlap_m2 += hit.area_m2 - counted.once_m2;
    }
    Ok(sums)
}

/// The part of a polygon inside the footprint; `None` where that is nothing.
fn hit(
    index: &SiteIndex,
    footprint: &Footprint,
    scale: Option<&GroundScale>,
    number: usize,
) -> Option<Hit> {
    let polygon = &index.polygons[number];
    let piece = match footprint.holds_box(&polygon.extent) {
        Some(true) => Piece::Whole,
        Some(false) => return None,
        None => {
            let area = common(&polygon.extent, footprint.extent())?;
            let (ours, theirs) = (
                footprint.cut_to_box(&area),
                cut_to_box(&polygon.parts, &area),
            );
            let both =
                theirs.boolean_op_with_fill_rule(&ours, OpType::Intersection, FillRule::NonZero);
            Piece::Part(oriented(both), area.min())
        }
    };
    let area_m2 = match &piece {
        Piece::Whole if scale.is_none() => polygon.area_m2,
        Piece::Whole => measured_m2(scale, &polygon.parts, Coord::zero()),
        Piece::Part(part, origin) => measured_m2(scale, part, *origin),
    };
    (0.0 < area_m2).then_some(Hit {
        number,
        piece,
        area_m2,
    })
}

/// What of a polygon's ground nothing else has been counted for.
fn counted(index: &SiteIndex, hits: &[Hit], hit: &Hit, scale: Option<&GroundScale>) -> Counted {
    let before = &index.counted_before[hit.number];
    if matches!(hit.piece, Piece::Whole) && scale.is_none() {
        // The same under every footprint that the polygon lies inside of.
        let whole = |&number: &usize| Hit {
            number,
            piece: Piece::Whole,
            area_m2: index.polygons[number].area_m2,
        };
        return *index.counted_whole[hit.number].get_or_init(|| {
            let others: Vec<Hit> = before.iter().map(whole).collect();
            beside(index, &others.iter().collect::<Vec<_>>(), hit, scale)
        });
    }
    let earlier = before.iter().filter_map(|other| {
        let found = hits.binary_search_by_key(other, |hit| hit.number).ok()?;
        Some(&hits[found])
    });
    beside(index, &earlier.collect::<Vec<_>>(), hit, scale)
}

/// What of a piece's ground lies beside others.
fn beside(index: &SiteIndex, others: &[&Hit], hit: &Hit, scale: Option<&GroundScale>) -> Counted {
    let beside = |others: &[&Hit]| match others {
        [] => hit.area_m2,
        others => (hit.area_m2 - hit.under(others, index, scale)).max(0.0),
    };
    let class = |hit: &Hit| index.polygons[hit.number].class;
    let same = others.iter().copied();
    let same: Vec<&Hit> = same.filter(|other| class(other) == class(hit)).collect();
    let once_m2 = beside(others);
    Counted {
        once_m2,
        once_in_class_m2: if same.len() == others.len() {
            once_m2
        } else {
            beside(&same)
        },
    }
}

impl Hit {
    /// The piece's ground under any of the others.
    fn under(&self, others: &[&Self], index: &SiteIndex, scale: Option<&GroundScale>) -> f64 {
        let extent = &index.polygons[self.number].extent;
        let reach = others
            .iter()
            .map(|other| index.polygons[other.number].extent);
        let reach = reach.reduce(|a, b| around(&a, &b));
        let Some(area) = reach.and_then(|reach| common(extent, &reach)) else {
            return 0.0;
        };
        let ours = self.in_box(index, &area);
        let theirs = others.iter().flat_map(|other| other.in_box(index, &area).0);
        let theirs = MultiPolygon(theirs.collect());
        // Where several of the others lie on each other, rings wind around the ground more than once.
        let both = ours.boolean_op_with_fill_rule(&theirs, OpType::Intersection, FillRule::NonZero);
        measured_m2(scale, &oriented(both), area.min())
    }

    /// The piece inside a box, seen from the box's lower left corner.
    fn in_box(&self, index: &SiteIndex, area: &Rect<f64>) -> MultiPolygon<f64> {
        match &self.piece {
            Piece::Whole => cut_to_box(&index.polygons[self.number].parts, area),
            Piece::Part(part, origin) => {
                let area = Rect::new(area.min() - *origin, area.max() - *origin);
                cut_to_box(part, &area)
            }
        }
    }
}

fn around(a: &Rect<f64>, b: &Rect<f64>) -> Rect<f64> {
    Rect::new(
        (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
        (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
    )
}

/// The ground of some classes of a layer around a footprint, joined.
pub(super) fn ground_near(
    index: &SiteIndex,
    footprint: &Footprint,
    is_meant: impl Fn(usize) -> bool,
) -> MultiPolygon<f64> {
    let (extent, nothing) = (footprint.extent(), MultiPolygon::<f64>(Vec::new()));
    let near = near(&index.polygon_tree, extent).into_iter();
    let meant = near
        .map(|number| &index.polygons[number])
        .filter(|found| is_meant(found.class));
    let local = meant.flat_map(|polygon| cut_to_box(&polygon.parts, extent).0);
    let local = MultiPolygon(local.collect());
    let joined = local.boolean_op_with_fill_rule(&nothing, OpType::Union, FillRule::NonZero);
    moved(&joined, extent.min())
}

/// Polygons with their coordinates counted from elsewhere.
fn moved(polygons: &MultiPolygon<f64>, origin: Coord<f64>) -> MultiPolygon<f64> {
    polygons.map_coords(|point| point + origin)
}
