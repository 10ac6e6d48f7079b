//! A projected coordinate system as plain text and numbers, and how far it distorts areas.

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform};
use geo::{Coord, GeodesicArea as _, LineString, Polygon};

use super::crs::{Crs, CrsError, CrsFacts, CrsKind, VerticalDatum};
use super::setup::{self, GdalFailure};
use super::utm_zone::utm_zone_of;

/// Half the side of the square that [`Reference::area_scale`] measures, in metres.
const HALF_SQUARE_M: f64 = 500.0;

/// Into how many pieces each side of that square is cut before it is transformed.
const PIECES_PER_SIDE: usize = 8;

/// A projected coordinate system, with the vertical datum of the heights if it is recorded.
///
/// Plain text and numbers: it may be sent to other threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    wkt: String,
    name: String,
    epsg: Option<u32>,
    metres_per_unit: f64,
    vertical: Option<VerticalDatum>,
}

impl Reference {
    /// Reads `EPSG:25832`, `25832`, `EPSG:25832+5941`, or a definition in WKT.
    ///
    /// # Errors
    /// [`CrsError::NotUnderstood`], or [`CrsError::NotProjected`] if no lengths can be measured in it.
    pub fn parse(text: &str) -> Result<Self, CrsError> {
        setup::init();
        Self::of(&Crs::parse(text)?)
    }

    /// The coordinate system as plain text and numbers.
    pub(super) fn of(crs: &Crs) -> Result<Self, CrsError> {
        let CrsFacts { name, epsg, kind } = crs.facts()?;
        if kind != CrsKind::Projected {
            return Err(CrsError::NotProjected { name, kind });
        }
        Ok(Self {
            wkt: crs.wkt()?,
            name,
            epsg,
            metres_per_unit: crs.metres_per_unit()?,
            vertical: crs.vertical().map(|axis| axis.datum),
        })
    }

    /// The UTM zone of a place in another coordinate system, in that system's own units.
    pub(super) fn utm_zone_of(crs: &Crs, place: Coord<f64>) -> Result<Self, CrsError> {
        Self::of(&utm_zone_of(crs, place)?)
    }

    /// The UTM zone of a point in metres.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`] where the coordinate system does not reach.
    pub fn utm_zone(&self, point: Coord<f64>) -> Result<Self, CrsError> {
        setup::init();
        Self::utm_zone_of(&Crs::parse(&self.wkt)?, point / self.metres_per_unit)
    }

    /// A point in metres in another coordinate system, in metres too.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`] where one of the two does not reach.
    pub fn place_in(&self, other: &Self, point: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        setup::init();
        let (from, to) = (Crs::parse(&self.wkt)?, Crs::parse(&other.wkt)?);
        let place = from.place_in(&to, point / self.metres_per_unit)?;
        Ok(place * other.metres_per_unit)
    }

    /// Whether the same easting and northing is the same place in both, whatever heights are counted from.
    pub fn has_same_plane(&self, other: &Self) -> bool {
        setup::init();
        let planes = Crs::parse(&self.wkt).and_then(|one| Ok((one, Crs::parse(&other.wkt)?)));
        planes
            .and_then(|(one, other)| one.is_same_plane(&other))
            .unwrap_or(false)
    }

    /// The whole definition in WKT 2:2019, with the vertical part if there is one.
    pub fn wkt(&self) -> &str {
        &self.wkt
    }

    /// The horizontal part in WKT 1 for coordinates in metres, as the program has them.
    ///
    /// # Errors
    /// [`CrsError::NotDescribed`], if there is no such way to write it.
    pub fn wkt1_in_metres(&self) -> Result<String, CrsError> {
        setup::init();
        Crs::parse(&self.wkt)?.horizontal()?.wkt1_in_metres()
    }

    /// The horizontal part alone, for what has no heights.
    ///
    /// # Errors
    /// [`CrsError`], if it cannot be described by itself.
    pub fn without_heights(&self) -> Result<Self, CrsError> {
        setup::init();
        Self::of(&Crs::parse(&self.wkt)?.horizontal()?)
    }

    /// The name of the horizontal part.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The EPSG code of the horizontal part, or `None` where there is none.
    pub fn epsg(&self) -> Option<u32> {
        self.epsg
    }

    /// Metres in one unit of the coordinates as files have them; inside the program they are metres.
    pub fn metres_per_unit(&self) -> f64 {
        self.metres_per_unit
    }

    /// What the heights are counted from, or `None` where it is not recorded.
    pub fn vertical(&self) -> Option<&VerticalDatum> {
        self.vertical.as_ref()
    }

    /// Whether this is the projection of web maps, in which no area is true.
    pub fn is_web_mercator(&self) -> bool {
        let name = self.name.to_lowercase().replace(['_', '-'], " ");
        matches!(self.epsg, Some(3857 | 3785))
            || self.wkt.contains("Popular Visualisation")
            || name.contains("web mercator")
            || name.contains("pseudo mercator")
    }

    /// Planar area over true area at a point in metres: 1 where the map is true, 4 in Web Mercator at 60°.
    ///
    /// Measured on a square of 1 km around the point. Takes some milliseconds.
    ///
    /// # Source
    /// True area: C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87 (2013), on WGS 84.
    ///
    /// # Errors
    /// [`CrsError::OutOfReach`] where the coordinate system does not reach.
    pub fn area_scale(&self, point: Coord<f64>) -> Result<f64, CrsError> {
        setup::init();
        let crs = Crs::parse(&self.wkt)?.horizontal()?;
        let out_of_reach = |source: GdalFailure| CrsError::OutOfReach {
            name: self.name.clone(),
            x_m: point.x,
            y_m: point.y,
            source,
        };
        let mut geographic = crs
            .spatial_ref
            .geog_cs()
            .map_err(GdalFailure::from)
            .map_err(out_of_reach)?;
        geographic.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        let (mut x, mut y) = ring_of_square(point, self.metres_per_unit);
        CoordTransform::new(&crs.spatial_ref, &geographic)
            .and_then(|transform| transform.transform_coords(&mut x, &mut y, &mut []))
            .map_err(GdalFailure::from)
            .map_err(out_of_reach)?;
        let degrees = geographic.angular_units().to_degrees();
        let ring = x.iter().zip(&y).map(|(x, y)| Coord {
            x: x * degrees,
            y: y * degrees,
        });
        let true_area_m2 =
            Polygon::new(ring.collect::<LineString<f64>>(), Vec::new()).geodesic_area_unsigned();
        let scale = (2.0 * HALF_SQUARE_M).powi(2) / true_area_m2;
        if scale.is_finite() && 0.0 < scale {
            Ok(scale)
        } else {
            let message = "the square has no area on the ellipsoid".to_owned();
            Err(out_of_reach(GdalFailure { message }))
        }
    }
}

/// The square's ring in units of the file, counter-clockwise: all x, all y.
fn ring_of_square(center_m: Coord<f64>, metres_per_unit: f64) -> (Vec<f64>, Vec<f64>) {
    let corners = [
        (-1.0, -1.0),
        (1.0, -1.0),
        (1.0, 1.0),
        (-1.0, 1.0),
        (-1.0, -1.0),
    ];
    let mut ring = (Vec::new(), Vec::new());
    for side in corners.windows(2) {
        let (from, to) = (side[0], side[1]);
        for piece in 0..PIECES_PER_SIDE {
            let share = piece as f64 / PIECES_PER_SIDE as f64;
            let x = from.0 + share * (to.0 - from.0);
            let y = from.1 + share * (to.1 - from.1);
            ring.0
                .push((center_m.x + HALF_SQUARE_M * x) / metres_per_unit);
            ring.1
                .push((center_m.y + HALF_SQUARE_M * y) / metres_per_unit);
        }
    }
    ring
}
