//! A layer's features, looked at once and ready to be measured many times.

use std::sync::OnceLock;

use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Rect};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::overlap::may_overlap;
use super::plane::area_m2;
use super::soundness::{Doubtful, InvalidFeature, Look, Treatment, look_at};
use crate::progress::{Cancelled, Run};

/// After how many features progress is told.
const FEATURES_PER_STEP: usize = 4096;

/// One feature of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteFeature {
    /// Where it is.
    pub shape: SiteShape,
    /// Which of the layer's classes it belongs to, from zero.
    pub class: usize,
}

/// Where a feature is, in metres in the project's coordinate system.
#[derive(Clone, Debug, PartialEq)]
pub enum SiteShape {
    /// Ground.
    Polygons(MultiPolygon<f64>),
    /// Lines, such as streams.
    Lines(Vec<LineString<f64>>),
    /// Points, such as dwellings.
    Points(Vec<Coord<f64>>),
}

/// A layer with an index: features by their place, and which of its polygons overlap.
#[derive(Clone, Debug)]
pub struct SiteIndex {
    pub(super) classes: usize,
    pub(super) polygons: Vec<SitePolygons>,
    pub(super) lines: Vec<SiteLine>,
    pub(super) points: Vec<SitePoint>,
    pub(super) polygon_tree: RTree<InTree>,
    pub(super) line_tree: RTree<InTree>,
    pub(super) point_tree: RTree<InTree>,
    /// For each of `polygons`, those that may overlap it and that its ground is counted after.
    pub(super) counted_before: Vec<Vec<usize>>,
    /// For each of `polygons`, what of all of it counts, once that was asked for.
    pub(super) counted_whole: Vec<OnceLock<Counted>>,
    invalid: Vec<InvalidFeature>,
    features: usize,
}

/// A number in one of the lists, by its extent.
pub(super) type InTree = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// How much of a polygon's ground nothing else has been counted for, in square metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    /// No other polygon.
    pub once_m2: f64,
    /// No other polygon of its class.
    pub once_in_class_m2: f64,
}

/// The polygons of a feature, valid or with an area that is not in doubt.
#[derive(Clone, Debug)]
pub(super) struct SitePolygons {
    pub parts: MultiPolygon<f64>,
    pub extent: Rect<f64>,
    pub area_m2: f64,
    pub class: usize,
}

#[derive(Clone, Debug)]
pub(super) struct SiteLine {
    pub line: LineString<f64>,
    pub extent: Rect<f64>,
    pub class: usize,
    pub feature: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct SitePoint {
    pub at: Coord<f64>,
    pub class: usize,
}

impl SiteIndex {
    /// Looks at every feature of a layer. `classes` is how many classes there are.
    ///
    /// Some microseconds a polygon, on all cores. The order of the features decides between polygons of the
    /// same size that lie on each other: the earlier one counts.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn new(
        features: Vec<SiteFeature>,
        classes: usize,
        doubtful: Doubtful,
        run: &Run,
    ) -> Result<Self, Cancelled> {
        let count = features.len();
        let steps = 2 * count + 1;
        let (mut looked_at, mut lines, mut points) = (Vec::new(), Vec::new(), Vec::new());
        for (feature, SiteFeature { shape, class }) in features.into_iter().enumerate() {
            match shape {
                SiteShape::Polygons(parts) => looked_at.push((feature, class, parts)),
                SiteShape::Lines(found) => {
                    lines.extend(found.into_iter().filter_map(|line| {
                        let extent = line.bounding_rect().filter(|_| 2 <= line.0.len())?;
                        Some(SiteLine {
                            line,
                            extent,
                            class,
                            feature,
                        })
                    }));
                }
                SiteShape::Points(found) => {
                    let found = found.into_iter();
                    points.extend(found.map(|at| SitePoint { at, class }));
                }
            }
        }
        let (mut polygons, mut invalid) = (Vec::new(), Vec::new());
        // What was looked at is given up step by step, so that there are never two of all.
        let mut looked_at = looked_at.into_iter();
        for done in (0..).step_by(FEATURES_PER_STEP) {
            let chunk: Vec<_> = looked_at.by_ref().take(FEATURES_PER_STEP).collect();
            if chunk.is_empty() {
                break;
            }
            run.step(done, steps)?;
            let looks = chunk.into_par_iter().map(|(feature, class, parts)| {
                let (parts, found) = match look_at(feature, parts, doubtful) {
                    Look::Valid(parts) => (parts, None),
                    Look::Invalid(parts, found) => (parts, Some(found)),
                };
                let extent = parts.bounding_rect();
                let kept = extent.map(|extent| SitePolygons {
                    area_m2: area_m2(&parts),
                    parts,
                    extent,
                    class,
                });
                (kept, found)
            });
            for (kept, found) in looks.collect::<Vec<_>>() {
                polygons.extend(kept);
                invalid.extend(found);
            }
        }
        run.step(count, steps)?;
        let polygon_tree = tree(polygons.iter().map(|polygon| polygon.extent));
        let line_tree = tree(lines.iter().map(|line| line.extent));
        let point_tree = tree(points.iter().map(|point| Rect::new(point.at, point.at)));
        let counted_before = overlaps(&polygons, &polygon_tree, |done| {
            run.step(count + done, steps)
        })?;
        Ok(Self {
            classes,
            polygons,
            lines,
            points,
            polygon_tree,
            line_tree,
            point_tree,
            counted_whole: vec![OnceLock::new(); counted_before.len()],
            counted_before,
            invalid,
            features: count,
        })
    }

    /// Features that are not valid, in their order, and what was done with each.
    pub fn invalid(&self) -> &[InvalidFeature] {
        &self.invalid
    }

    /// How many features are left out because their area is in doubt.
    pub fn left_out(&self) -> usize {
        let out = |found: &&InvalidFeature| found.treatment == Treatment::LeftOut;
        self.invalid.iter().filter(out).count()
    }

    /// All features, valid or not.
    pub fn features(&self) -> usize {
        self.features
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Whether there is ground in it, and not only lines and points.
    pub fn has_polygons(&self) -> bool {
        !self.polygons.is_empty() || !self.invalid.is_empty()
    }

    /// Whether there are lines in it.
    pub fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether there are points in it.
    pub fn has_points(&self) -> bool {
        !self.points.is_empty()
    }

    /// The least rectangle around all that counts; `None` where nothing does.
    pub fn extent(&self) -> Option<Rect<f64>> {
        let trees = [&self.polygon_tree, &self.line_tree, &self.point_tree];
        let boxes = trees.into_iter().filter(|tree| 0 < tree.size());
        let boxes = boxes.map(|tree| tree.root().envelope());
        let whole = boxes.reduce(|a, b| {
            AABB::from_corners(
                [
                    a.lower()[0].min(b.lower()[0]),
                    a.lower()[1].min(b.lower()[1]),
                ],
                [
                    a.upper()[0].max(b.upper()[0]),
                    a.upper()[1].max(b.upper()[1]),
                ],
            )
        });
        whole.map(|whole| Rect::new(whole.lower(), whole.upper()))
    }
}

fn tree(extents: impl Iterator<Item = Rect<f64>>) -> RTree<InTree> {
    let entries = extents.enumerate().map(|(number, extent)| {
        InTree::new(
            Rectangle::from_corners(extent.min().into(), extent.max().into()),
            number,
        )
    });
    RTree::bulk_load(entries.collect())
}

/// The numbers of what may lie in a box, in their order.
pub(super) fn near(tree: &RTree<InTree>, area: &Rect<f64>) -> Vec<usize> {
    let around = AABB::from_corners(area.min().into(), area.max().into());
    let found = tree.locate_in_envelope_intersecting(&around);
    let mut found: Vec<usize> = found.map(|entry| entry.data).collect();
    found.sort_unstable();
    found
}

/// Whether the ground of `a` counts before that of `b` where both lie: the smaller of the two, since a pond
/// in a forest is drawn on it, and of the same size the earlier one.
fn counts_before(polygons: &[SitePolygons], a: usize, b: usize) -> bool {
    let (one, other) = (&polygons[a], &polygons[b]);
    let order = one.area_m2.total_cmp(&other.area_m2);
    order.then(a.cmp(&b)).is_lt()
}

/// For each polygon those that may overlap it and count before it.
fn overlaps(
    polygons: &[SitePolygons],
    tree: &RTree<InTree>,
    step: impl Fn(usize) -> Result<(), Cancelled>,
) -> Result<Vec<Vec<usize>>, Cancelled> {
    let mut overlaps = Vec::with_capacity(polygons.len());
    for first in (0..polygons.len()).step_by(FEATURES_PER_STEP) {
        step(first)?;
        let end = (first + FEATURES_PER_STEP).min(polygons.len());
        let chunk = (first..end).into_par_iter().map(|number| {
            let polygon = &polygons[number];
            let mut others = near(tree, &polygon.extent);
            others.retain(|&other| {
                other != number
                    && counts_before(polygons, other, number)
                    && may_overlap(polygon, &polygons[other])
            });
            others
        });
        overlaps.par_extend(chunk);
    }
    Ok(overlaps)
}
