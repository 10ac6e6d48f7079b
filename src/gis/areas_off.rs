//! How far areas on the map are from those on the ground at a place, and whether another zone is better.

use geo::Coord;

use super::crs::CrsError;
use super::oddity::AREA_SCALE_WARNED;
use super::reference::Reference;

/// A coordinate system in which areas at a place are off by more than [`AREA_SCALE_WARNED`].
#[derive(Clone, Debug, PartialEq)]
pub struct AreasOff {
    /// Planar area over area on the ground, less 1.
    pub excess: f64,
    /// The UTM zone of the place, if areas are nearer to those on the ground there.
    pub better: Option<BetterZone>,
}

/// A zone in which areas are nearer to those on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct BetterZone {
    /// The zone.
    pub reference: Reference,
    /// Its planar area over area on the ground at the same place, less 1.
    pub excess: f64,
}

impl AreasOff {
    /// Looks at a place in metres. `None` where areas are as they should be.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`] where the coordinate system does not reach.
    pub fn at(reference: &Reference, place: Coord<f64>) -> Result<Option<Self>, CrsError> {
        let excess = reference.area_scale(place)? - 1.0;
        Ok(Self::of(reference, place, excess))
    }

    /// The same where the excess is known already, or meant for a whole area around the place.
    pub fn of(reference: &Reference, place: Coord<f64>, excess: f64) -> Option<Self> {
        (AREA_SCALE_WARNED < excess.abs()).then(|| Self {
            excess,
            better: BetterZone::than(reference, place, excess).ok().flatten(),
        })
    }
}

impl BetterZone {
    fn than(
        reference: &Reference,
        place: Coord<f64>,
        excess: f64,
    ) -> Result<Option<Self>, CrsError> {
        let zone = reference.utm_zone(place)?;
        let excess_there = zone.area_scale(reference.place_in(&zone, place)?)? - 1.0;
        let is_better = excess_there.abs() < excess.abs() && !zone.has_same_plane(reference);
        Ok(is_better.then_some(Self {
            reference: zone,
            excess: excess_there,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::crs::Crs;
    use super::*;

    /// A place by longitude and latitude, seen from a project in one coordinate system.
    fn check(
        project: &str,
        (longitude, latitude): (f64, f64),
        expected: Option<(f64, Option<u32>)>,
    ) {
        let reference = Reference::parse(project).unwrap();
        let degrees = Crs::parse("EPSG:4326").unwrap();
        let place = Coord {
            x: longitude,
            y: latitude,
        };
        let place = degrees
            .place_in(&Crs::parse(project).unwrap(), place)
            .unwrap();
        let off = AreasOff::at(&reference, place).unwrap();
        let Some((percent, zone)) = expected else {
            assert_eq!(off, None, "{project} {longitude}° {latitude}°");
            return;
        };
        let off = off.unwrap();
        assert!((100.0 * off.excess - percent).abs() < 0.003, "{off:?}");
        let better = off
            .better
            .as_ref()
            .and_then(|better| better.reference.epsg());
        assert_eq!(better, zone, "{off:?}");
        if let Some(better) = off.better {
            assert!(better.excess.abs() < off.excess.abs(), "{better:?}");
        }
    }

    /// # Source
    /// Percentages: the point scale of the transverse Mercator projection, squared, by J. P. Snyder, "Map
    /// projections: a working manual" (1987), eq. 8-11, on GRS 80.
    #[test]
    fn the_per_cent_and_the_better_zone_are_known() {
        check("EPSG:25833", (6.0, 62.0), Some((0.4627, Some(25832))));
        check("EPSG:25833", (29.5, 70.4), Some((0.6304, Some(25835))));
    }

    #[test]
    fn in_the_middle_of_a_zone_and_in_its_outer_parts_areas_are_good_enough() {
        check("EPSG:25833", (15.0, 60.0), None);
        check("EPSG:25833", (12.0, 62.0), None);
        check("EPSG:25832", (5.3, 60.4), None);
    }

    #[test]
    fn no_zone_is_named_that_would_not_be_better() {
        // The west of the widened zone 32, which is the zone of the place.
        check("EPSG:25832", (3.0, 57.0), Some((0.2456, None)));
        // Near the equator a zone is off along its edge, and so is the next one.
        check("EPSG:32631", (5.99, 0.0), Some((0.1945, None)));
    }
}
