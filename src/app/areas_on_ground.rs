//! How much ground the map stands for, where areas and volumes are those on the ground.

use std::path::Path;

use geo::{Coord, MultiPolygon, Polygon, Rect};

use super::TaskError;
use super::enough_ground::grown;
use super::site_areas::around_both;
use crate::design::Outline;
use crate::gis::{CrsError, Reference};
use crate::land_take::GroundScale;
use crate::project::{Areas, Project};
use crate::results::{Fingerprint, Inputs};

/// Places are taken to multiples of this, in metres, so that the same ground has one scale however it was asked for.
///
/// At the edge of a zone that is less than a millionth of an area.
const PLACES_M: f64 = 10.0;

/// The scale over a site is sampled over a rectangle in steps of this, in metres, so that it seldom becomes another.
const SITE_STEP_M: f64 = 10_000.0;

/// As far as fills usually reach beyond what is drawn, in metres.
const REACH_M: f64 = 2_000.0;

/// A place as scales are asked for.
pub(super) fn scale_place(at: Coord<f64>) -> Coord<f64> {
    Coord {
        x: (at.x / PLACES_M).round() * PLACES_M,
        y: (at.y / PLACES_M).round() * PLACES_M,
    }
}

/// Ground per map around a place; 1 where areas are those of the map.
///
/// # Errors
/// [`TaskError::GroundAreas`], where the coordinate system does not reach; `file` is what is measured.
pub(super) fn ground_per_map(
    areas: Areas,
    reference: &Reference,
    place: Coord<f64>,
    file: &Path,
) -> Result<f64, TaskError> {
    match areas {
        Areas::Planar => Ok(1.0),
        Areas::Geodesic => match reference.area_scale(scale_place(place)) {
            Ok(scale) => Ok(1.0 / scale),
            Err(source) => Err(TaskError::GroundAreas {
                path: file.to_owned(),
                source,
            }),
        },
    }
}

/// Adds to inputs what areas are. Those of the map are what they always were, so that what projects keep stays current.
pub(super) fn areas_in(inputs: Inputs, areas: Areas) -> Inputs {
    match areas {
        Areas::Planar => inputs,
        Areas::Geodesic => inputs.text("areas on the ground"),
    }
}

/// How much ground the map stands for all over a site.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SiteScale {
    extent: Rect<f64>,
    pub(super) scale: GroundScale,
}

impl SiteScale {
    /// Asks for the scale over a site. Takes some tens of milliseconds.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`], where the coordinate system does not reach.
    pub(super) fn over(reference: &Reference, site: Rect<f64>) -> Result<Self, CrsError> {
        let extent = scale_site(site);
        let scale = GroundScale::sampled(&extent, |place| reference.area_scale(place))?;
        Ok(Self { extent, scale })
    }

    /// Whether it was asked for over all of a site.
    pub(super) fn covers(&self, site: Rect<f64>) -> bool {
        let (whole, part) = (&self.extent, scale_site(site));
        whole.min().x <= part.min().x
            && whole.min().y <= part.min().y
            && part.max().x <= whole.max().x
            && part.max().y <= whole.max().y
    }

    /// Tells figures on the ground from those on the map, and from those by the scale over another site.
    pub(super) fn in_id(&self, of: Fingerprint) -> Fingerprint {
        let (low, high) = (self.extent.min(), self.extent.max());
        let inputs = Inputs::of("on the ground").upstream(of);
        let inputs = inputs.number(low.x).number(low.y);
        inputs.number(high.x).number(high.y).fingerprint()
    }

    /// The area of a sound polygon on the ground, in square metres.
    pub(super) fn area_m2(&self, polygon: &Polygon<f64>) -> f64 {
        let polygon = MultiPolygon(vec![polygon.clone()]);
        self.scale.area_m2(&polygon, Coord::zero())
    }
}

/// A site as scales are asked for: the least rectangle of whole steps around it.
pub(super) fn scale_site(area: Rect<f64>) -> Rect<f64> {
    let low = |value: f64| (value / SITE_STEP_M).floor() * SITE_STEP_M;
    let high = |value: f64| ((value / SITE_STEP_M).floor() + 1.0) * SITE_STEP_M;
    Rect::new(
        (low(area.min().x), low(area.min().y)),
        (high(area.max().x), high(area.max().y)),
    )
}

/// What is built in a project with so much around it as fills may reach; `None` where nothing is.
pub(super) fn built_site(project: &Project) -> Option<Rect<f64>> {
    let outlines = project.order.iter();
    let outlines = outlines.filter_map(|entry| project.outline_of(*entry));
    let built = outlines.map(Outline::extent).reduce(around_both)?;
    Some(grown(built, REACH_M))
}
