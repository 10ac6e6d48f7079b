//! Geometry blobs of GeoPackage: a header with the coordinate system's id and the extent, then WKB.
//!
//! Rows and the log have the WKB alone, since the header follows from it and from the coordinate system.

use geo::{BoundingRect as _, Coord, LineString, MultiPolygon, Polygon, Rect};
use geozero::{CoordDimensions, ToWkb as _};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

/// The length of the header that is written here, with an extent in two dimensions.
pub(super) const HEADER_BYTES: usize = 40;

/// Corners of a polygon that is read: what takes no longer than seconds to check.
pub(super) const MAX_CORNERS: usize = 50_000;

/// The WKB of a polygon, little-endian.
pub(super) fn wkb_of_polygon(polygon: &Polygon<f64>) -> geozero::error::Result<Vec<u8>> {
    geo::Geometry::Polygon(polygon.clone()).to_wkb(CoordDimensions::xy())
}

/// The WKB of polygons, little-endian.
pub(super) fn wkb_of_polygons(polygons: &MultiPolygon<f64>) -> geozero::error::Result<Vec<u8>> {
    geo::Geometry::MultiPolygon(polygons.clone()).to_wkb(CoordDimensions::xy())
}

/// The WKB of a point, little-endian.
pub(super) fn wkb_of_point(at: Coord<f64>) -> geozero::error::Result<Vec<u8>> {
    geo::Geometry::Point(at.into()).to_wkb(CoordDimensions::xy())
}

/// A point in WKB of any byte order; heights and measures are left out. `None` where it is something else.
pub(super) fn point(wkb: &[u8]) -> Option<Coord<f64>> {
    let mut reader = Reader { rest: wkb };
    let (is_little_endian, 1, numbers) = reader.head()? else {
        return None;
    };
    let x = reader.number(is_little_endian)?;
    let y = reader.number(is_little_endian)?;
    for _ in 2..numbers {
        reader.number(is_little_endian)?;
    }
    let is_point = reader.rest.is_empty() && x.is_finite() && y.is_finite();
    is_point.then_some(Coord { x, y })
}

/// The extent of polygons or a point in WKB.
pub(super) fn extent_in(wkb: &[u8]) -> Option<Rect<f64>> {
    match point(wkb) {
        Some(at) => Some(Rect::new(at, at)),
        None => polygons(wkb)?.bounding_rect(),
    }
}

/// Puts the header before WKB.
pub(super) fn blob_of(wkb: &[u8], srs_id: i32) -> Vec<u8> {
    let mut blob = Vec::with_capacity(HEADER_BYTES + wkb.len());
    write_header(extent_in(wkb), srs_id, &mut blob);
    blob.extend(wkb);
    blob
}

/// Writes a header; what is empty has no extent.
pub(super) fn write_header(extent: Option<Rect<f64>>, srs_id: i32, blob: &mut Vec<u8>) {
    blob.extend(*b"GP\0");
    // Bit 0: little-endian; bits 1 to 3: which extent; bit 4: empty.
    blob.push(if extent.is_some() {
        0b0000_0011
    } else {
        0b0001_0001
    });
    blob.extend(srs_id.to_le_bytes());
    if let Some(extent) = extent {
        for bound in bounds(extent) {
            blob.extend(bound.to_le_bytes());
        }
    }
}

/// The same blob for another coordinate system, or `None` where it is no such blob.
pub(super) fn with_srs_id(blob: &[u8], srs_id: i32) -> Option<Vec<u8>> {
    let header = Header::of(blob)?;
    let bytes = if header.is_little_endian {
        srs_id.to_le_bytes()
    } else {
        srs_id.to_be_bytes()
    };
    let mut blob = blob.to_vec();
    blob.get_mut(4..8)?.copy_from_slice(&bytes);
    Some(blob)
}

/// The WKB behind the header, or `None` where there is no such header.
pub(super) fn wkb_in(blob: &[u8]) -> Option<&[u8]> {
    blob.get(Header::of(blob)?.bytes..)
}

/// Polygons in WKB of any byte order; heights and measures are left out.
///
/// `None` where it is something else, cut off or goes on behind its end.
pub(super) fn polygons(wkb: &[u8]) -> Option<MultiPolygon<f64>> {
    let mut reader = Reader { rest: wkb };
    let polygons = reader.polygons()?;
    reader.rest.is_empty().then_some(polygons)
}

/// Lets triggers of spatial indexes work on a connection.
pub(super) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    // INNOCUOUS: otherwise triggers may not call them where schemas are not trusted.
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    for (place, name) in ["ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"]
        .into_iter()
        .enumerate()
    {
        connection.create_scalar_function(name, 1, flags, move |context| {
            let extent = argument(context).and_then(extent_of);
            Ok(extent.map(|extent| bounds(extent)[place]))
        })?;
    }
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |context| {
        Ok(argument(context)
            .filter(|blob| Header::of(blob).is_some())
            .map(|blob| extent_of(blob).is_none()))
    })
}

/// West, east, south and north, as headers and indexes have them.
pub(super) fn bounds(extent: Rect<f64>) -> [f64; 4] {
    let (low, high) = (extent.min(), extent.max());
    [low.x, high.x, low.y, high.y]
}

fn argument<'a>(context: &'a Context<'_>) -> Option<&'a [u8]> {
    context.get_raw(0).as_blob().ok()
}

/// The extent of a blob: what the header says, or else what its corners say.
pub(super) fn extent_of(blob: &[u8]) -> Option<Rect<f64>> {
    let header = Header::of(blob)?;
    if header.is_empty {
        return None;
    }
    header
        .extent
        .or_else(|| extent_in(blob.get(header.bytes..)?))
}

struct Header {
    bytes: usize,
    is_little_endian: bool,
    is_empty: bool,
    extent: Option<Rect<f64>>,
}

impl Header {
    fn of(blob: &[u8]) -> Option<Self> {
        let [b'G', b'P', 0, flags, ..] = blob else {
            return None;
        };
        let is_little_endian = flags & 1 != 0;
        let extent_bytes = match flags >> 1 & 7 {
            0 => 0,
            1 => 32,
            2 | 3 => 48,
            4 => 64,
            _ => return None,
        };
        let bytes = 8 + extent_bytes;
        let mut reader = Reader {
            rest: blob.get(8..bytes)?,
        };
        let mut bound = || reader.number(is_little_endian);
        let extent = match (bound(), bound(), bound(), bound()) {
            (Some(west), Some(east), Some(south), Some(north))
                if west <= east && south <= north =>
            {
                Some(Rect::new(
                    Coord { x: west, y: south },
                    Coord { x: east, y: north },
                ))
            }
            _ => None,
        };
        Some(Self {
            bytes,
            is_little_endian,
            is_empty: flags & 16 != 0,
            extent,
        })
    }
}

/// Reads WKB. Counts are compared with what is left before any memory is set aside for them, which readers
/// for files that one trusts do not do.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*first)
    }

    pub(super) fn number(&mut self, is_little_endian: bool) -> Option<f64> {
        let bytes = self.take()?;
        Some(if is_little_endian {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    pub(super) fn count(&mut self, is_little_endian: bool) -> Option<usize> {
        let bytes = self.take()?;
        let count = if is_little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        };
        usize::try_from(count).ok()
    }

    /// The byte order, the kind of geometry and how many numbers a corner has.
    pub(super) fn head(&mut self) -> Option<(bool, usize, usize)> {
        let is_little_endian = match self.take()? {
            [0] => false,
            [1] => true,
            _ => return None,
        };
        let kind = self.count(is_little_endian)?;
        let numbers = match kind / 1000 {
            0 => 2,
            1 | 2 => 3,
            3 => 4,
            _ => return None,
        };
        Some((is_little_endian, kind % 1000, numbers))
    }

    pub(super) fn polygons(&mut self) -> Option<MultiPolygon<f64>> {
        let (is_little_endian, kind, numbers) = self.head()?;
        match kind {
            3 => Some(MultiPolygon(vec![self.rings(is_little_endian, numbers)?])),
            6 => {
                let parts = self.count(is_little_endian)?;
                let mut polygons = Vec::new();
                for _ in 0..parts {
                    let (is_little_endian, 3, numbers) = self.head()? else {
                        return None;
                    };
                    polygons.push(self.rings(is_little_endian, numbers)?);
                }
                Some(MultiPolygon(polygons))
            }
            _ => None,
        }
    }

    pub(super) fn rings(&mut self, is_little_endian: bool, numbers: usize) -> Option<Polygon<f64>> {
        let count = self.count(is_little_endian)?;
        let mut rings = Vec::new();
        for _ in 0..count {
            let corners = self.count(is_little_endian)?;
            if self.rest.len() / (8 * numbers) < corners {
                return None;
            }
            let mut ring = Vec::with_capacity(corners);
            for _ in 0..corners {
                let x = self.number(is_little_endian)?;
                let y = self.number(is_little_endian)?;
                for _ in 2..numbers {
                    self.number(is_little_endian)?;
                }
                ring.push(Coord { x, y });
            }
            rings.push(LineString(ring));
        }
        let mut rings = rings.into_iter();
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Some(Polygon::new(outer, rings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    fn square() -> Polygon<f64> {
        polygon![
            exterior: [(x: 0.1, y: -0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 5.0), (x: 0.1, y: 5.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 1.0, y: 2.0), (x: 2.0, y: 2.0)]],
        ]
    }

    #[test]
    fn a_polygon_comes_back_to_the_last_bit() {
        let wkb = wkb_of_polygon(&square()).unwrap();
        let blob = blob_of(&wkb, 25833);
        assert_eq!(blob.len(), HEADER_BYTES + wkb.len());
        assert_eq!(wkb_in(&blob), Some(wkb.as_slice()));
        let back = polygons(&wkb).unwrap();
        assert_eq!(back.0, [square()]);
        assert!(back.0[0].exterior().0[0].y.is_sign_negative());
        let extent = extent_of(&blob).unwrap();
        assert_eq!(extent, square().bounding_rect().unwrap());
        assert_eq!(with_srs_id(&blob_of(&wkb, -1), 25833), Some(blob));
    }

    #[test]
    fn what_is_cut_off_or_claims_too_much_is_no_polygon() {
        let wkb = wkb_of_polygon(&square()).unwrap();
        for end in 0..wkb.len() {
            assert_eq!(polygons(&wkb[..end]), None);
        }
        let mut huge = wkb.clone();
        huge[9..13].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(polygons(&huge), None);
        let mut longer = wkb;
        longer.push(0);
        assert_eq!(polygons(&longer), None);
        assert_eq!(wkb_in(b"GP\0\x0f"), None);
        assert_eq!(wkb_in(b""), None);
    }

    #[test]
    fn nothing_has_no_extent() {
        let wkb = wkb_of_polygons(&MultiPolygon(Vec::new())).unwrap();
        let blob = blob_of(&wkb, 0);
        assert_eq!(extent_of(&blob), None);
        assert_eq!(
            polygons(wkb_in(&blob).unwrap()),
            Some(MultiPolygon(Vec::new()))
        );
    }
}
