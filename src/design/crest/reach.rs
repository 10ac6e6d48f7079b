//! What the slope from a crest at one level reaches.
//!
//! A cell is reached where the slope stands above its ground and the ground along the straight line to the crest
//! does not stand above the slope. Behind ground that does, the slope comes round it (`around`).

use rayon::prelude::*;

use super::around::Ways;
use super::edge::Edge;
use super::straight::{Straight, TOP, middle_of};
use crate::design::distance::{Domain, Obstacles, Source};
use crate::design::profile::Profile;
use crate::progress::{Cancelled, Run};

/// What is known of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The ground stands above the slope, even straight from the crest.
    Above,
    /// The crest lies in sight.
    InSight,
    /// Something stands in the straight way.
    Hidden,
    /// The slope comes round what stands in the way.
    Around,
}

/// The slope from a crest at one level.
#[derive(Clone, Debug)]
pub(super) struct SlopeDown<'a> {
    pub profile: &'a Profile,
    /// The highest level of the crest, in metres.
    pub level_m: f64,
    /// The distance along the profile there, in metres.
    pub crest_m: f64,
    pub cell_m: f64,
    /// The steepest face, as rise over run.
    pub steepest: f64,
}

impl SlopeDown<'_> {
    /// The slope's height so many cells along it from the crest level, in metres.
    #[inline]
    pub(super) fn height_at(&self, u: f32) -> f64 {
        if u < 0.0 {
            self.profile
                .height_at(self.crest_m + f64::from(u) * self.cell_m)
        } else {
            self.level_m
        }
    }
}

/// How far along the slope each cell lies at last, of a window with a border of one cell.
pub(super) struct Reach<'a> {
    pub domain: Domain<'a>,
    /// In cells, zero at the crest level. Greater than the floor where the slope reaches the cell; elsewhere the
    /// slope is continued as if the ground did not stand in the way, but never above it.
    pub u: Vec<f32>,
}

impl Reach<'_> {
    /// Which cells the slope reaches.
    pub(super) fn cells(&self) -> Vec<bool> {
        let cells = self.domain.floors().iter().zip(&self.u);
        cells.map(|(floor, u)| floor < u).collect()
    }
}

/// Works out which cells are reached.
///
/// The straight distances are given apart from where they come from, to be worked on.
/// `top_of` gives the distance along the slope of a cell of the crest's own surface, by its number.
pub(super) fn reach<'a>(
    domain: Domain<'a>,
    (straight, mut u): (&Straight, Vec<f32>),
    edge: &Edge,
    top_of: impl Fn(usize) -> Option<f32> + Sync,
    run: &Run,
) -> Result<Reach<'a>, Cancelled> {
    let stride = straight.stride;
    let obstacles = Obstacles::of(&domain, Some(&u));
    run.step(1, 4)?;
    let mut standing = vec![Standing::Above; u.len()];
    let rows = u
        .par_chunks_mut(stride)
        .zip(standing.par_chunks_mut(stride))
        .enumerate();
    let rows = rows.skip(1).take(straight.rows);
    let hidden: usize = rows
        .map(|(row, (u, standing))| {
            let mut hidden = 0;
            for column in 1..stride - 1 {
                let cell = row * stride + column;
                if u[column] <= domain.floors()[cell] {
                    continue;
                }
                let origin = straight.origins[cell];
                let at = middle_of(cell, stride);
                let in_sight = origin == TOP
                    || edge.open_point(origin, at).is_some_and(|point| {
                        obstacles.let_through(Source::new(at.0, at.1, u[column]), point)
                    });
                if in_sight {
                    standing[column] = Standing::InSight;
                } else if let Some(top) = top_of(cell) {
                    u[column] = top;
                    if domain.floors()[cell] < top {
                        standing[column] = Standing::InSight;
                    }
                } else {
                    standing[column] = Standing::Hidden;
                    hidden += 1;
                }
            }
            hidden
        })
        .sum();
    drop(obstacles);
    if 0 < hidden {
        Ways::new(&domain, straight, edge, &mut u, &mut standing).find(run)?;
    }
    Ok(Reach { domain, u })
}
