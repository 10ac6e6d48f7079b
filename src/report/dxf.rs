//! Drawings for CAD: lines and triangles in three dimensions, as DXF.
//!
//! Coordinates are metres in the project's coordinate system, which DXF itself has no word for.

use dxf::entities::{Entity, EntityCommon, EntityType, Face3D, Polyline, Vertex};
use dxf::enums::{AcadVersion, DrawingUnits, Units};
use dxf::tables::Layer;
use dxf::{Color, Drawing, DxfError, Point};

use super::Tin;
use crate::progress::{Cancelled, Run};

/// A layer of a drawing, by what lies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DxfLayer {
    /// What was drawn.
    Outlines,
    /// The edge of the ground that is covered.
    Toes,
    /// The edge of flat tops.
    Crests,
    /// Both edges of berms.
    Benches,
    /// Lines of equal height.
    Contours,
    /// The middle of haul ramps.
    Ramps,
    /// The surface as triangles.
    Surface,
}

impl DxfLayer {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Outlines,
        Self::Toes,
        Self::Crests,
        Self::Benches,
        Self::Contours,
        Self::Ramps,
        Self::Surface,
    ];

    /// What it is called, the same in every language, with letters that every program takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outlines => "OUTLINES",
            Self::Toes => "TOES",
            Self::Crests => "CRESTS",
            Self::Benches => "BENCHES",
            Self::Contours => "CONTOURS",
            Self::Ramps => "RAMPS",
            Self::Surface => "SURFACE",
        }
    }

    /// Its colour by the number that CAD programs have for it.
    fn color(self) -> u8 {
        match self {
            Self::Outlines => 30,
            Self::Toes => 3,
            Self::Crests => 1,
            Self::Benches => 2,
            Self::Contours => 34,
            Self::Ramps => 5,
            Self::Surface => 8,
        }
    }
}

/// A line through points, each east, north and height in metres.
#[derive(Clone, Debug, PartialEq)]
pub struct DxfLine {
    /// Where it lies.
    pub layer: DxfLayer,
    /// Its points; of a closed line the first is not repeated.
    pub points: Vec<[f64; 3]>,
    /// Whether its end is joined to its beginning.
    pub is_closed: bool,
}

/// Why there is no drawing.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// It cannot be written.
    #[error("the drawing cannot be made")]
    Dxf(#[from] DxfError),
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for DrawingError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// Draws lines as 3D polylines and the surfaces of triangles as 3DFACE, for
/// `AutoCAD` 2007 and later.
///
/// # Errors
/// [`DrawingError`].
pub fn dxf_of(lines: &[DxfLine], surfaces: &[&Tin], run: &Run) -> Result<Vec<u8>, DrawingError> {
    let mut drawing = Drawing::new();
    // The first version whose texts are UTF-8.
    drawing.header.version = AcadVersion::R2007;
    drawing.header.default_drawing_units = Units::Meters;
    drawing.header.drawing_units = DrawingUnits::Metric;
    for layer in DxfLayer::ALL {
        drawing.add_layer(Layer {
            name: layer.name().to_owned(),
            color: Color::from_index(layer.color()),
            ..Layer::default()
        });
    }
    if let Some((lowest, highest)) = extent(lines, surfaces) {
        drawing.header.minimum_drawing_extents = point(lowest);
        drawing.header.maximum_drawing_extents = point(highest);
    }
    for line in lines {
        let mut polyline = Polyline::default();
        polyline.set_is_3d_polyline(true);
        polyline.set_is_closed(line.is_closed);
        for at in &line.points {
            let vertex = Vertex {
                location: point(*at),
                ..Vertex::default()
            };
            polyline.add_vertex(&mut drawing, vertex);
        }
        drawing.add_entity(entity(line.layer, EntityType::Polyline(polyline)));
    }
    for (place, tin) in surfaces.iter().enumerate() {
        run.step(place, surfaces.len())?;
        for triangle in &tin.triangles {
            let [a, b, c] = triangle.map(|corner| {
                let corner = tin.corners[corner];
                Point::new(corner.at.x, corner.at.y, corner.surface_m)
            });
            // A face has four corners; of a triangle the last is there twice.
            let face = Face3D::new(a, b, c.clone(), c);
            drawing.add_entity(entity(DxfLayer::Surface, EntityType::Face3D(face)));
        }
    }
    let mut bytes = Vec::new();
    drawing.save(&mut bytes)?;
    Ok(bytes)
}

fn entity(layer: DxfLayer, specific: EntityType) -> Entity {
    Entity {
        common: EntityCommon {
            layer: layer.name().to_owned(),
            ..EntityCommon::default()
        },
        specific,
    }
}

fn point([east, north, height]: [f64; 3]) -> Point {
    Point::new(east, north, height)
}

/// The lowest and the highest of all coordinates; `None` where nothing is drawn.
fn extent(lines: &[DxfLine], surfaces: &[&Tin]) -> Option<([f64; 3], [f64; 3])> {
    let of_lines = lines.iter().flat_map(|line| line.points.iter().copied());
    let corners = surfaces.iter().flat_map(|tin| &tin.corners);
    let of_surfaces = corners.map(|corner| [corner.at.x, corner.at.y, corner.surface_m]);
    let mut ends: Option<([f64; 3], [f64; 3])> = None;
    for at in of_lines.chain(of_surfaces) {
        let (lowest, highest) = ends.get_or_insert((at, at));
        for axis in 0..3 {
            lowest[axis] = lowest[axis].min(at[axis]);
            highest[axis] = highest[axis].max(at[axis]);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_reads_back_with_its_layers_and_heights() {
        let line = DxfLine {
            layer: DxfLayer::Crests,
            points: vec![
                [500_000.0, 7_000_000.0, 120.5],
                [500_010.0, 7_000_000.0, 121.5],
                [500_010.0, 7_000_010.0, 122.5],
            ],
            is_closed: true,
        };
        let bytes = dxf_of(&[line], &[], &Run::default()).unwrap();
        let drawing = Drawing::load(&mut bytes.as_slice()).unwrap();
        let entities: Vec<&Entity> = drawing.entities().collect();
        assert_eq!(entities.len(), 1);
        assert_eq!(entities[0].common.layer, "CRESTS");
        let heights: Vec<f64> = match &entities[0].specific {
            EntityType::Polyline(line) if line.is_closed() && line.is_3d_polyline() => {
                line.vertices().map(|one| one.location.z).collect()
            }
            _ => Vec::new(),
        };
        assert_eq!(heights, [120.5, 121.5, 122.5]);
        assert_eq!(drawing.header.default_drawing_units, Units::Meters);
    }
}
