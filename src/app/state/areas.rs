//! Whether areas at the site are those on the ground: looked at whenever the site is another one.

use geo::Coord;

use super::{Answer, App, JobKey};
use crate::app::site_areas::{SiteAreas, middle_of_site};
use crate::app::trouble::Matter;
use crate::gis::Reference;
use crate::project::Entry;

/// How far the middle of a site may move before areas are looked at again, in metres.
///
/// Beside a zone areas change by some hundred-thousandths along it.
const MOVED_M: f64 = 1_000.0;

/// What was found out.
#[derive(Default)]
pub(super) struct Areas {
    /// The coordinate system and place that were asked about last.
    asked: Option<(Reference, Coord<f64>)>,
    pub(super) found: Option<SiteAreas>,
}

/// What a job found.
pub(super) struct AreasAnswer(Option<SiteAreas>);

impl App {
    /// Looks at areas where the site or the coordinate system is another one than it was.
    pub(super) fn look_at_areas(&mut self) {
        let place = middle_of_site(self.project(), |id| self.extent_of(Entry::Layer(id)));
        let (Some(reference), Some(place)) = (self.reference(), place) else {
            return;
        };
        let is_known = self.areas.asked.as_ref().is_some_and(|(of, at)| {
            of == reference && (at.x - place.x).hypot(at.y - place.y) < MOVED_M
        });
        if is_known {
            return;
        }
        let reference = reference.clone();
        self.areas.asked = Some((reference.clone(), place));
        self.files.replace(JobKey::Areas, move |_| {
            Answer::Areas(AreasAnswer(SiteAreas::at(&reference, place)))
        });
    }

    pub(super) fn take_areas(&mut self, AreasAnswer(found): AreasAnswer) {
        let is_told = self.areas.found.as_ref().is_some_and(|told| {
            let now = found.as_ref();
            now.is_some_and(|now| {
                now.crs == told.crs && now.better().is_some() == told.better().is_some()
            })
        });
        self.areas.found.clone_from(&found);
        let is_of_areas = |matter: &Matter| matches!(matter, Matter::Areas(_));
        if is_told {
            return;
        }
        self.posted.retain(|posted| !is_of_areas(&posted.matter));
        if let Some(found) = found {
            self.post(Matter::Areas(found), Vec::new());
        }
    }
}
