//! Writing on the map: readable on any ground, whole, and never over other writing.

use std::sync::Arc;

use egui::{Color32, FontId, Painter, Pos2, Rect, Vec2};

/// What is left free around writing, in points.
const APART: f32 = 2.0;

/// The ink, and the light rim around it, as on a printed map; what lies below is as light in both themes.
const INK: Color32 = Color32::from_rgb(0x1F, 0x29, 0x33);
const HALO: Color32 = Color32::from_rgba_premultiplied(220, 220, 220, 220);

/// Where the rim is written.
const RIM: [Vec2; 8] = [
    Vec2::new(-1.4, 0.0),
    Vec2::new(1.4, 0.0),
    Vec2::new(0.0, -1.4),
    Vec2::new(0.0, 1.4),
    Vec2::new(-1.0, -1.0),
    Vec2::new(1.0, -1.0),
    Vec2::new(-1.0, 1.0),
    Vec2::new(1.0, 1.0),
];

/// The letters of names and labels.
pub fn font() -> FontId {
    FontId::proportional(13.0)
}

/// The ink at an opacity.
pub fn ink(opacity: f32) -> Color32 {
    INK.gamma_multiply(opacity)
}

/// What is written on one picture of the map.
#[derive(Default)]
pub struct Lettering {
    /// Where no more is written.
    taken: Vec<Rect>,
}

impl Lettering {
    /// Nothing but what lies over the map, under which nothing could be read.
    pub fn beside(plates: Vec<Rect>) -> Self {
        Self { taken: plates }
    }

    /// Whether writing in a place is seen as a whole, and over no other.
    pub fn is_free(&self, painter: &Painter, place: Rect) -> bool {
        let apart = place.expand(APART);
        let mut taken = self.taken.iter();
        painter.clip_rect().contains_rect(place) && !taken.any(|other| other.intersects(apart))
    }

    /// Writes in a place, if it is free. Returns whether it was.
    ///
    /// `place_of` is where writing of a size stands.
    pub fn write(
        &mut self,
        painter: &Painter,
        text: &str,
        place_of: impl FnOnce(Vec2) -> Rect,
        opacity: f32,
    ) -> bool {
        let galley = painter.layout_no_wrap(text.to_owned(), font(), ink(opacity));
        let place = place_of(galley.size());
        if !self.is_free(painter, place) {
            return false;
        }
        let halo = HALO.gamma_multiply(opacity);
        for by in RIM {
            let beside: Pos2 = place.min + by;
            painter.galley_with_override_text_color(beside, Arc::clone(&galley), halo);
        }
        painter.galley(place.min, galley, ink(opacity));
        self.taken.push(place);
        true
    }
}
