//! Where what a footprint takes stands hard against it.

use geo::MultiPolygon;

use super::footprint::Footprint;
use super::index::SiteIndex;
use super::polygons::ground_near;
use super::{ClassMeaning, MeasuredLayer};
use crate::site::Conflict;

/// The part of a footprint on ground of a layer that stands hard against it; `None` where that is nothing.
///
/// Lines and points have no ground; whether they are in hard conflict stands in their
/// [`ClassTake`](super::ClassTake).
pub fn hard_ground(footprint: &Footprint, layer: &MeasuredLayer<'_>) -> Option<MultiPolygon<f64>> {
    let is_hard = |class| layer.meaning(class).role.conflict() == Conflict::Hard;
    if !(0..layer.index.classes()).any(is_hard) {
        return None;
    }
    let ground = ground_near(layer.index, footprint, is_hard);
    Some(footprint.part_on(&ground)?.polygons().clone())
}

/// The part of a footprint beside all ground of a layer, such as a concession; `None` where that is nothing.
pub fn ground_beyond(footprint: &Footprint, boundary: &SiteIndex) -> Option<Footprint> {
    footprint.part_beside(&ground_near(boundary, footprint, |_| true))
}

impl MeasuredLayer<'_> {
    /// What a class means; [`Role::Other`](crate::site::Role::Other) where nothing was said.
    pub(super) fn meaning(&self, class: usize) -> ClassMeaning {
        self.meanings
            .get(class)
            .copied()
            .unwrap_or(ClassMeaning::UNKNOWN)
    }
}
