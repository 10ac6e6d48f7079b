//! Whether areas at the site are those on the ground, and how large ground is where areas are to be those: looked at
//! whenever the site is another one.

use std::sync::Arc;

use geo::{Coord, Rect};

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::areas_on_ground::{SiteScale, built_site, scale_site};
use crate::app::site_areas::{SiteAreas, around_both, middle_of_site};
use crate::app::trouble::{Matter, WayOut};
use crate::design::Outline;
use crate::gis::{CrsError, Reference};
use crate::project::{self, Entry};

/// How far the middle of a site may move before areas are looked at again, in metres.
///
/// Beside a zone areas change by some hundred-thousandths along it.
const MOVED_M: f64 = 1_000.0;

/// What was found out.
#[derive(Default)]
pub(super) struct Areas {
    /// The coordinate system and place that were asked about last.
    asked: Option<(Reference, Coord<f64>)>,
    found: Option<SiteAreas>,
    /// What the planner was told.
    told: Option<SiteAreas>,
    /// The coordinate system and site that the scale was asked for last.
    scale_asked: Option<(Reference, Rect<f64>)>,
    scale: Option<Arc<SiteScale>>,
}

/// What a job found.
pub(super) enum AreasAnswer {
    /// How far areas are off.
    Off(Option<SiteAreas>),
    /// How much ground the map stands for.
    Scale(Result<SiteScale, CrsError>),
}

impl App {
    /// How far areas on the map differ from those on the ground at the site, where that is more than it should be and
    /// areas are those on the map.
    pub fn site_areas(&self) -> Option<&SiteAreas> {
        let is_planar = self.project().areas == project::Areas::Planar;
        self.areas.found.as_ref().filter(|_| is_planar)
    }

    /// The area inside an outline as the project counts areas, in square metres; NaN until that is known.
    pub fn outline_area_m2(&self, outline: &Outline) -> f64 {
        match self.project().areas {
            project::Areas::Planar => outline.area_m2(),
            project::Areas::Geodesic => {
                let scale = self.areas.scale.as_ref();
                scale.map_or(f64::NAN, |scale| scale.area_m2(outline.polygon()))
            }
        }
    }

    /// How much ground the map stands for; `None` until that is known.
    pub(super) fn site_scale(&self) -> Option<&Arc<SiteScale>> {
        self.areas.scale.as_ref()
    }

    /// Looks at areas where the site or the coordinate system is another one than it was.
    pub(super) fn look_at_areas(&mut self) {
        self.tell_areas();
        let Some(reference) = self.reference().cloned() else {
            return;
        };
        self.ask_for_scale(&reference);
        let place = middle_of_site(self.project(), |id| self.extent_of(Entry::Layer(id)));
        let Some(place) = place else {
            return;
        };
        let is_known = self.areas.asked.as_ref().is_some_and(|(of, at)| {
            *of == reference && (at.x - place.x).hypot(at.y - place.y) < MOVED_M
        });
        if is_known {
            return;
        }
        self.areas.asked = Some((reference.clone(), place));
        self.files.replace(JobKey::Areas, move |_| {
            Answer::Areas(AreasAnswer::Off(SiteAreas::at(&reference, place)))
        });
    }

    fn ask_for_scale(&mut self, reference: &Reference) {
        if self.project().areas == project::Areas::Planar {
            return;
        }
        let built = built_site(self.project());
        let held = self.held.as_ref().map(|held| held.outline.extent());
        let Some(site) = built.into_iter().chain(held).reduce(around_both) else {
            return;
        };
        let site = scale_site(site);
        let asked = self.areas.scale_asked.as_ref();
        let is_same_plane = asked.is_some_and(|(of, _)| of == reference);
        let scale = self.areas.scale.as_ref().filter(|_| is_same_plane);
        let is_known = scale.is_some_and(|scale| scale.covers(site));
        let is_asked = asked.is_some_and(|(_, of)| *of == site) && is_same_plane;
        if is_known || is_asked {
            return;
        }
        let reference = reference.clone();
        self.areas.scale_asked = Some((reference.clone(), site));
        self.files.replace(JobKey::Scale, move |_| {
            Answer::Areas(AreasAnswer::Scale(SiteScale::over(&reference, site)))
        });
    }

    pub(super) fn take_areas(&mut self, answer: AreasAnswer) {
        match answer {
            AreasAnswer::Off(found) => {
                self.areas.found = found;
                self.tell_areas();
            }
            AreasAnswer::Scale(Ok(scale)) => {
                self.areas.scale = Some(Arc::new(scale));
                self.refresh_takes();
            }
            AreasAnswer::Scale(Err(source)) => {
                let path = self.file.path.clone();
                let error = Arc::new(TaskError::GroundAreas { path, source });
                self.post(Matter::Failed(error), Vec::new());
            }
        }
    }

    /// Tells how far areas are off, once, as long as they are those on the map.
    fn tell_areas(&mut self) {
        let now = self.site_areas().cloned();
        let is_told = match (&self.areas.told, &now) {
            (Some(told), Some(now)) => {
                now.crs == told.crs && now.better().is_some() == told.better().is_some()
            }
            (told, now) => told.is_none() && now.is_none(),
        };
        if is_told {
            return;
        }
        self.areas.told.clone_from(&now);
        let is_of_areas = |matter: &Matter| matches!(matter, Matter::Areas(_));
        self.posted.retain(|posted| !is_of_areas(&posted.matter));
        if let Some(now) = now {
            let way = WayOut::SetAreas(project::Areas::Geodesic);
            self.post(Matter::Areas(now), vec![way]);
        }
    }
}
