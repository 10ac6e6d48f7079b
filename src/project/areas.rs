//! What areas and volumes of a project are of.

/// What areas are, and volumes with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Areas {
    /// Those on the map, in the coordinate system.
    #[default]
    Planar,
    /// Those on the ground: on the ellipsoid.
    Geodesic,
}

impl Areas {
    /// As it stands in the project file and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Planar => "planar",
            Self::Geodesic => "geodesic",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        [Self::Planar, Self::Geodesic]
            .into_iter()
            .find(|areas| areas.id() == id)
    }
}
