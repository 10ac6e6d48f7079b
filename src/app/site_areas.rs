//! Whether areas of a project are those on the ground, and what to do where they are not.

use geo::{Coord, Rect};

use super::inputs::crs_name;
use super::notice::Notice;
use crate::design::Outline;
use crate::gis::{AreasOff, Reference};
use crate::project::{LayerId, LayerKind, Project};
use crate::words::Words;

/// A project whose areas differ from those on the ground at its site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteAreas {
    /// The project's coordinate system.
    pub crs: String,
    /// How far they are off, and where they would be less so.
    pub off: AreasOff,
}

impl SiteAreas {
    /// Looks at a place. `None` where areas are as they should be, or the coordinate system does not reach.
    pub(super) fn at(reference: &Reference, place: Coord<f64>) -> Option<Self> {
        match AreasOff::at(reference, place) {
            Ok(off) => off.map(|off| Self {
                crs: crs_name(reference),
                off,
            }),
            Err(error) => {
                tracing::info!("areas cannot be looked at: {error}");
                None
            }
        }
    }

    /// The better zone's name, and its excess.
    pub fn better(&self) -> Option<(String, f64)> {
        let better = self.off.better.as_ref()?;
        Some((crs_name(&better.reference), better.excess))
    }

    /// In the planner's words, with what to do next.
    pub fn notice(&self, words: &Words) -> Notice {
        let percent = |excess: f64| words.quantity(100.0 * excess.abs(), 2, "%");
        let way = |excess: f64| if excess < 0.0 { "smaller" } else { "larger" };
        let mut arguments = vec![
            ("crs", self.crs.clone()),
            ("percent", percent(self.off.excess)),
            ("way", way(self.off.excess).to_owned()),
        ];
        let code = match self.better() {
            Some((zone, excess)) => {
                arguments.push(("zone", zone));
                arguments.push(("percent-there", percent(excess)));
                arguments.push(("way-there", way(excess).to_owned()));
                "site_areas_better_zone"
            }
            None => "site_areas_off",
        };
        Notice {
            code,
            message: words.text(&format!("warning-{code}"), &arguments),
            hint: words.text(&format!("hint-{code}"), &arguments),
            details: String::new(),
        }
    }
}

/// The middle of what is built, of the terrains where nothing is, or else of the site layers.
pub(super) fn middle_of_site(
    project: &Project,
    mut extent_of: impl FnMut(LayerId) -> Option<Rect<f64>>,
) -> Option<Coord<f64>> {
    let entries = project.order.iter();
    let built = entries.filter_map(|entry| project.outline_of(*entry).map(Outline::extent));
    let mut layers_of = |kind| {
        let layers = project.layers_of(kind);
        let extents: Vec<Rect<f64>> = layers.filter_map(|(id, _)| extent_of(id)).collect();
        extents.into_iter().reduce(around_both)
    };
    built
        .reduce(around_both)
        .or_else(|| layers_of(LayerKind::Terrain))
        .or_else(|| layers_of(LayerKind::Site))
        .map(|extent| extent.center())
}

/// The least rectangle around two.
pub(super) fn around_both(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    Rect::new(
        Coord {
            x: one.min().x.min(other.min().x),
            y: one.min().y.min(other.min().y),
        },
        Coord {
            x: one.max().x.max(other.max().x),
            y: one.max().y.max(other.max().y),
        },
    )
}
