//! The UTM zone of a place.

use geo::Coord;

use super::crs::{Crs, CrsError};

/// The UTM zone of a place that is given in another coordinate system, in its own units.
pub(super) fn utm_zone_of(source: &Crs, place: Coord<f64>) -> Result<Crs, CrsError> {
    let degrees = source.place_in(&Crs::parse("EPSG:4326")?, place)?;
    Crs::parse(&format!("EPSG:{}", utm_epsg(degrees.x, degrees.y)))
}

/// The EPSG code of the UTM zone of a place: ETRS89 in Europe, else WGS 84.
///
/// # Source
/// Zones with the exceptions for Norway: DMA TM 8358.2 (1989), section 2-2; codes: EPSG.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the zone is in 1..=60"
)]
fn utm_epsg(longitude: f64, latitude: f64) -> u32 {
    let longitude = (longitude + 180.0).rem_euclid(360.0) - 180.0;
    let between = |from: f64, to: f64| from <= longitude && longitude < to;
    let regular = ((longitude + 180.0) / 6.0).floor() as u32 % 60 + 1;
    let zone = if 56.0 <= latitude && latitude < 64.0 && between(3.0, 12.0) {
        32
    } else if 72.0 <= latitude && latitude <= 84.0 && between(0.0, 42.0) {
        match longitude {
            east if east < 9.0 => 31,
            east if east < 21.0 => 33,
            east if east < 33.0 => 35,
            _ => 37,
        }
    } else {
        regular
    };
    let is_europe = 34.0 <= latitude && latitude <= 84.0 && between(-25.0, 45.0);
    if is_europe && (28..=38).contains(&zone) {
        25800 + zone
    } else if latitude < 0.0 {
        32700 + zone
    } else {
        32600 + zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(longitude: f64, latitude: f64, expected: u32) {
        assert_eq!(
            utm_epsg(longitude, latitude),
            expected,
            "{longitude}° {latitude}°"
        );
    }

    #[test]
    fn the_zone_is_that_of_the_place() {
        check(10.0, 60.0, 25832);
        check(7.3, 62.0, 25832);
        check(15.0, 67.0, 25833);
        check(30.0, 70.0, 25836);
        check(-122.2, 46.2, 32610);
        check(25.0, -20.0, 32735);
        check(180.0, 10.0, 32601);
    }

    #[test]
    fn norway_has_wider_zones() {
        check(4.0, 60.0, 25832);
        check(4.0, 64.0, 25831);
        check(10.0, 78.0, 25833);
        check(8.9, 78.0, 25831);
        check(22.0, 78.0, 25835);
        check(34.0, 78.0, 25837);
    }
}
