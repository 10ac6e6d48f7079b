//! Where rock is loaded, how far it is hauled from there, and what is odd about a road that was drawn.

use geo::{
    Centroid as _, Coord, Distance as _, Euclidean, Length as _, LineString, Point, Polygon,
};

use crate::project::{Distance, Entry, FractionId, Project};
use crate::units::Metres;

/// A road that begins or ends farther than this from its place is told.
const OFF: Metres = Metres(500.0);

/// A road that is longer than so many straight lines is told.
const MOST_DETOUR: f64 = 3.0;

/// Lengths that differ by less, in metres, are the same: places are clicked.
const SAME_M: f64 = 1.0;

/// A place where rock is loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LoadingPlace {
    /// Where, in metres.
    pub at: Coord<f64>,
    /// The fraction that is loaded there; `None` for all that have no place of their own.
    pub of: Option<FractionId>,
}

/// Where rock is loaded: the project's place first, then those of fractions in their order.
pub fn loading_places(project: &Project) -> Vec<LoadingPlace> {
    let common = project
        .masses
        .origin
        .map(|at| LoadingPlace { at, of: None });
    let own = project.fractions_in_order().filter_map(|(id, fraction)| {
        let at = fraction.origin?;
        Some(LoadingPlace { at, of: Some(id) })
    });
    common.into_iter().chain(own).collect()
}

/// Where a road to a destination would begin: the project's loading place, or that of the first fraction with one.
pub fn route_beginning(project: &Project) -> Option<Coord<f64>> {
    loading_places(project).first().map(|place| place.at)
}

/// How far it would be to a destination by a distance, one way, of the first fraction, in kilometres.
///
/// `None` where a place is missing that it takes.
pub fn haul_km(project: &Project, place: Entry, distance: &Distance) -> Option<f64> {
    let first = project.fractions_in_order().next();
    let own = first.and_then(|(_, fraction)| fraction.origin);
    let from = own.or(project.masses.origin);
    km_of(distance, from, middle_of(project, place))
}

/// How far it is one way, in kilometres; `None` where nobody said where it begins or ends.
pub(super) fn km_of(
    distance: &Distance,
    from: Option<Coord<f64>>,
    to: Option<Coord<f64>>,
) -> Option<f64> {
    match distance {
        Distance::Typed { km } => Some(*km),
        Distance::Straight { detour } => Some(apart_m(from?, to?) * detour / 1000.0),
        Distance::Route(line) => Some(Euclidean.length(line) / 1000.0),
    }
}

/// The middle of a destination, in metres.
pub(super) fn middle_of(project: &Project, place: Entry) -> Option<Coord<f64>> {
    match place {
        Entry::Outlet(id) => project.outlet(id)?.place,
        place => {
            let outline = project.outline_of(place)?;
            outline.polygon().centroid().map(Into::into)
        }
    }
}

/// What is odd about a road that was drawn. It stays beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteDoubt {
    /// It begins far from where rock is loaded.
    BeginsOff,
    /// It ends far from where rock goes.
    EndsOff,
    /// It is much longer than the straight line.
    Long,
    /// It is shorter than the straight line, which no road is.
    Short,
}

impl RouteDoubt {
    /// As it stands on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::BeginsOff => "route_begins_off",
            Self::EndsOff => "route_ends_off",
            Self::Long => "route_long",
            Self::Short => "route_short",
        }
    }
}

/// A road that was drawn, beside the straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RouteFacts {
    /// How long it is.
    pub length: Metres,
    /// From the loading place to the middle of the destination.
    pub straight: Option<Metres>,
    /// From the loading place to where the destination begins; nothing where it lies in that.
    pub least: Option<Metres>,
    /// From the loading place to where the road begins.
    pub begins_off: Option<Metres>,
    /// From where the road ends to where the destination begins.
    pub ends_off: Option<Metres>,
}

impl RouteFacts {
    /// Of the road to a destination. `None` where none is drawn.
    ///
    /// Of several loading places the one that is nearest to the road's beginning counts. What is not known is
    /// `None`.
    pub fn of(project: &Project, place: Entry) -> Option<Self> {
        let Distance::Route(line) = &project.terms_of(place)?.distance else {
            return None;
        };
        let (first, last) = (*line.0.first()?, *line.0.last()?);
        let from = used_loading_places(project)
            .into_iter()
            .min_by(|one, other| apart_m(*one, first).total_cmp(&apart_m(*other, first)));
        let to = Destination::of(project, place);
        let middle = middle_of(project, place);
        Some(Self {
            length: Metres(Euclidean.length(line)),
            straight: from
                .zip(middle)
                .map(|(from, middle)| Metres(apart_m(from, middle))),
            least: from.zip(to).map(|(from, to)| to.away(from)),
            begins_off: from.map(|from| Metres(apart_m(from, first))),
            ends_off: to.map(|to| to.away(last)),
        })
    }

    /// What is odd about it.
    pub fn doubts(&self) -> Vec<RouteDoubt> {
        let is_off = |off: Option<Metres>| off.is_some_and(|off| OFF < off);
        let (begins_off, ends_off) = (is_off(self.begins_off), is_off(self.ends_off));
        let is_long = self
            .straight
            .is_some_and(|straight| MOST_DETOUR * straight.0 + SAME_M < self.length.0);
        let is_short = self
            .least
            .is_some_and(|least| self.length.0 + SAME_M < least.0);
        let all = [
            (begins_off, RouteDoubt::BeginsOff),
            (ends_off, RouteDoubt::EndsOff),
            (is_long, RouteDoubt::Long),
            (is_short, RouteDoubt::Short),
        ];
        let found = all.into_iter().filter(|(is_there, _)| *is_there);
        found.map(|(_, doubt)| doubt).collect()
    }
}

/// Where the fractions are loaded, each place once; the project's place where there is no fraction.
fn used_loading_places(project: &Project) -> Vec<Coord<f64>> {
    let common = project.masses.origin;
    if project.fractions.is_empty() {
        return common.into_iter().collect();
    }
    let fractions = project.fractions.values();
    fractions
        .filter_map(|fraction| fraction.origin.or(common))
        .collect()
}

/// What a road leads to.
#[derive(Clone, Copy)]
enum Destination<'a> {
    Place(Coord<f64>),
    Ground(&'a Polygon<f64>),
}

impl<'a> Destination<'a> {
    fn of(project: &'a Project, place: Entry) -> Option<Self> {
        match place {
            Entry::Outlet(id) => project.outlet(id)?.place.map(Self::Place),
            place => Some(Self::Ground(project.outline_of(place)?.polygon())),
        }
    }

    /// How far a place is from it; nothing within it.
    fn away(self, from: Coord<f64>) -> Metres {
        Metres(match self {
            Self::Place(at) => apart_m(from, at),
            Self::Ground(polygon) => Euclidean.distance(&Point(from), polygon),
        })
    }
}

/// The length of a line through points, in metres.
pub fn route_length_m(points: &[Coord<f64>]) -> f64 {
    Euclidean.length(&LineString(points.to_vec()))
}

fn apart_m(one: Coord<f64>, other: Coord<f64>) -> f64 {
    (one.x - other.x).hypot(one.y - other.y)
}
