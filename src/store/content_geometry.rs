//! Shapes of site layers as geometry blobs of GeoPackage, and back.

use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

use super::geometry::{Reader, wkb_in, write_header};
use crate::site::Shape;

/// Numbers of the kinds of geometry in WKB.
mod kind {
    pub(super) const POINT: u32 = 1;
    pub(super) const LINE: u32 = 2;
    pub(super) const POLYGON: u32 = 3;
    pub(super) const POINTS: u32 = 4;
    pub(super) const LINES: u32 = 5;
    pub(super) const POLYGONS: u32 = 6;
}

/// Writes a shape as a blob with its extent, in place of what the buffer holds.
pub(super) fn write_blob(shape: &Shape, srs_id: i32, blob: &mut Vec<u8>) {
    blob.clear();
    write_header(shape.extent(), srs_id, blob);
    match shape {
        Shape::Polygons(MultiPolygon(polygons)) => {
            head(kind::POLYGONS, polygons.len(), blob);
            for polygon in polygons {
                head(kind::POLYGON, 1 + polygon.interiors().len(), blob);
                for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                    coords(ring, blob);
                }
            }
        }
        Shape::Lines(MultiLineString(lines)) => {
            head(kind::LINES, lines.len(), blob);
            for line in lines {
                blob.push(1);
                blob.extend(kind::LINE.to_le_bytes());
                coords(line, blob);
            }
        }
        Shape::Points(MultiPoint(points)) => {
            head(kind::POINTS, points.len(), blob);
            for point in points {
                blob.push(1);
                blob.extend(kind::POINT.to_le_bytes());
                coord(point.0, blob);
            }
        }
    }
}

fn head(kind: u32, count: usize, blob: &mut Vec<u8>) {
    blob.push(1);
    blob.extend(kind.to_le_bytes());
    blob.extend(number(count).to_le_bytes());
}

fn coords(line: &LineString<f64>, blob: &mut Vec<u8>) {
    blob.extend(number(line.0.len()).to_le_bytes());
    for at in &line.0 {
        coord(*at, blob);
    }
}

fn coord(at: Coord<f64>, blob: &mut Vec<u8>) {
    blob.extend(at.x.to_le_bytes());
    blob.extend(at.y.to_le_bytes());
}

/// A row holds 128 MB, so that no count comes near the largest.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The shape in a blob; heights and measures are left out. `None` where it is none, or of another kind.
pub(super) fn shape_in(blob: &[u8]) -> Option<Shape> {
    let wkb = wkb_in(blob)?;
    let mut reader = Reader { rest: wkb };
    let (is_little_endian, kind, numbers) = Reader { rest: wkb }.head()?;
    let shape = match u32::try_from(kind).ok()? {
        kind::POLYGON | kind::POLYGONS => Shape::Polygons(reader.polygons()?),
        kind::LINE => {
            reader.head()?;
            let line = line(&mut reader, is_little_endian, numbers)?;
            Shape::Lines(MultiLineString(vec![line]))
        }
        kind::POINT => {
            reader.head()?;
            let point = point(&mut reader, is_little_endian, numbers)?;
            Shape::Points(MultiPoint(vec![point]))
        }
        kind::LINES => {
            let mut lines = Vec::new();
            for_parts(&mut reader, kind::LINE, |reader, little, numbers| {
                lines.push(line(reader, little, numbers)?);
                Some(())
            })?;
            Shape::Lines(MultiLineString(lines))
        }
        kind::POINTS => {
            let mut points = Vec::new();
            for_parts(&mut reader, kind::POINT, |reader, little, numbers| {
                points.push(point(reader, little, numbers)?);
                Some(())
            })?;
            Shape::Points(MultiPoint(points))
        }
        _ => return None,
    };
    let is_finite = shape
        .coords()
        .all(|at| at.x.is_finite() && at.y.is_finite());
    (reader.rest.is_empty() && is_finite).then_some(shape)
}

fn for_parts(
    reader: &mut Reader<'_>,
    kind: u32,
    mut part: impl FnMut(&mut Reader<'_>, bool, usize) -> Option<()>,
) -> Option<()> {
    let (is_little_endian, ..) = reader.head()?;
    let parts = reader.count(is_little_endian)?;
    for _ in 0..parts {
        let (is_little_endian, found, numbers) = reader.head()?;
        if u32::try_from(found).ok()? != kind {
            return None;
        }
        part(reader, is_little_endian, numbers)?;
    }
    Some(())
}

fn line(
    reader: &mut Reader<'_>,
    is_little_endian: bool,
    numbers: usize,
) -> Option<LineString<f64>> {
    let corners = reader.count(is_little_endian)?;
    if reader.rest.len() / (8 * numbers) < corners {
        return None;
    }
    let mut line = Vec::with_capacity(corners);
    for _ in 0..corners {
        line.push(point(reader, is_little_endian, numbers)?.0);
    }
    Some(LineString(line))
}

fn point(reader: &mut Reader<'_>, is_little_endian: bool, numbers: usize) -> Option<Point<f64>> {
    let x = reader.number(is_little_endian)?;
    let y = reader.number(is_little_endian)?;
    for _ in 2..numbers {
        reader.number(is_little_endian)?;
    }
    Some(Point::new(x, y))
}

#[cfg(test)]
mod tests {
    use geo::{line_string, polygon};

    use super::*;

    fn shapes() -> [Shape; 3] {
        let ring = polygon![
            exterior: [(x: 0.1, y: 0.0), (x: 4.0, y: 0.0), (x: 4.0, y: 5.0), (x: 0.1, y: 5.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 1.0, y: 2.0), (x: 2.0, y: 2.0)]],
        ];
        let line = line_string![(x: 0.0, y: 1.0 / 3.0), (x: 7.0, y: -1.0)];
        [
            Shape::Polygons(MultiPolygon(vec![ring.clone(), ring])),
            Shape::Lines(MultiLineString(vec![line.clone(), line])),
            Shape::Points(MultiPoint(vec![Point::new(1.0, 2.0), Point::new(3.0, 4.0)])),
        ]
    }

    #[test]
    fn every_kind_comes_back_to_the_last_bit_with_its_extent() {
        for shape in shapes() {
            let mut blob = Vec::new();
            write_blob(&shape, 25833, &mut blob);
            assert_eq!(shape_in(&blob), Some(shape.clone()));
            assert_eq!(super::super::geometry::extent_of(&blob), shape.extent());
        }
    }

    #[test]
    fn what_is_cut_off_is_no_shape() {
        for shape in shapes() {
            let mut blob = Vec::new();
            write_blob(&shape, 25833, &mut blob);
            for end in 0..blob.len() {
                assert_eq!(shape_in(&blob[..end]), None);
            }
            blob.push(0);
            assert_eq!(shape_in(&blob), None);
        }
    }
}
