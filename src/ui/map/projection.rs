//! Project metres to the pixels of walkers and back. Nothing is bent: the map is as true as its coordinate system.

use geo::{Coord, Rect};
use walkers::{MapMemory, Position, Projection};

use crate::units::METRES_PER_POINT;

/// The side of the square that walkers calls the world, in metres: a power of two, so that a whole zoom has
/// a round number of metres per point, and far larger than any site.
const WORLD_M: f64 = 1_048_576.0;

/// Points across that square at zoom 0.
const WORLD_POINTS: f64 = 256.0;

/// The scales 1 : n that the map can be shown at.
const SCALES: (f64, f64) = (50.0, 4_000_000.0);

/// A square of the project's coordinate system around the site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteProjection {
    /// The middle of the square, in metres.
    pub middle: Coord<f64>,
}

impl Projection for SiteProjection {
    fn project(&self, position: Position, zoom: f64) -> Position {
        let points = points_per_metre(zoom);
        let half = WORLD_M / 2.0;
        Position::new(
            (position.x() - self.middle.x + half) * points,
            (self.middle.y + half - position.y()) * points,
        )
    }

    fn unproject(&self, pixels: Position, zoom: f64) -> Position {
        let points = points_per_metre(zoom);
        let half = WORLD_M / 2.0;
        Position::new(
            pixels.x() / points - half + self.middle.x,
            self.middle.y + half - pixels.y() / points,
        )
    }

    fn scale_pixel_per_meter(&self, _position: Position, zoom: f64) -> f64 {
        points_per_metre(zoom)
    }
}

/// How many points on the screen a metre takes.
pub fn points_per_metre(zoom: f64) -> f64 {
    WORLD_POINTS * zoom.exp2() / WORLD_M
}

fn zoom_for(points_per_metre: f64) -> f64 {
    (points_per_metre * WORLD_M / WORLD_POINTS).log2()
}

/// The map's scale as the n of 1 : n.
pub fn scale_of(zoom: f64) -> f64 {
    1.0 / (points_per_metre(zoom) * METRES_PER_POINT)
}

/// The zoom of a scale 1 : n, within what the map can show.
pub fn zoom_of_scale(scale: f64) -> f64 {
    let scale = scale.clamp(SCALES.0, SCALES.1);
    zoom_for(1.0 / (scale * METRES_PER_POINT))
}

/// Sets a zoom within what the map can show.
pub fn set_zoom(memory: &mut MapMemory, zoom: f64) {
    let zoom = zoom.clamp(zoom_of_scale(SCALES.1), zoom_of_scale(SCALES.0));
    // Both ends lie well inside what walkers takes.
    memory.set_zoom(zoom).ok();
}

/// Shows the whole of an area, with a margin, in a map of this size in points.
pub fn look_at(memory: &mut MapMemory, area: Rect<f64>, size: egui::Vec2) {
    let middle = area.center();
    memory.center_at(Position::new(middle.x, middle.y));
    let (width, height) = (area.width().max(1.0), area.height().max(1.0));
    let across = f64::from(size.x) / width;
    let along = f64::from(size.y) / height;
    set_zoom(memory, zoom_for(across.min(along) * 0.92));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_goes_to_points_and_back_to_a_tenth_of_a_millimetre() {
        let projection = SiteProjection {
            middle: Coord {
                x: 385_000.0,
                y: 6_880_000.0,
            },
        };
        for zoom in [3.0, 12.0, 18.7] {
            let place = Position::new(386_123.456, 6_879_001.234);
            let back = projection.unproject(projection.project(place, zoom), zoom);
            assert!((back.x() - place.x()).abs() < 1e-4);
            assert!((back.y() - place.y()).abs() < 1e-4);
        }
    }

    #[test]
    fn a_scale_is_what_a_ruler_on_the_screen_says() {
        // At 1 : 10 000 a hundred metres are a centimetre: 37.8 points of 1/96 inch.
        let zoom = zoom_of_scale(10_000.0);
        assert!((points_per_metre(zoom) * 100.0 - 37.795).abs() < 0.01);
        assert!((scale_of(zoom) - 10_000.0).abs() < 1e-6);
    }
}
