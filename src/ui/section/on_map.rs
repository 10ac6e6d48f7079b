//! The line of a section on the map: where it runs, which end is which, and the place that is marked.

use egui::{Color32, FontId, Painter, Pos2, Shape, Stroke, Vec2};

use crate::terrain::SectionLine;
use crate::ui::map::Hand;
use crate::ui::theme::{self, Palette};

/// As near as this to the line counts as on it, in points.
const NEAR: f32 = 10.0;

/// Draws the line and the marked place along it, in metres.
pub fn draw(
    painter: &Painter,
    hand: &Hand<'_>,
    line: &SectionLine,
    marked_m: Option<f64>,
    palette: Palette,
) {
    let points: Vec<Pos2> = line.points().iter().map(|at| hand.screen(*at)).collect();
    let ink = Color32::from_rgb(0x1F, 0x29, 0x33);
    painter.add(Shape::line(
        points.clone(),
        Stroke::new(4.5, Color32::from_white_alpha(190)),
    ));
    painter.extend(Shape::dashed_line_with_offset(
        &points,
        Stroke::new(1.8, ink),
        &[14.0, 3.0],
        &[4.0, 4.0],
        0.0,
    ));
    let (Some([first, second]), Some([before, last])) =
        (points.first_chunk::<2>(), points.last_chunk::<2>())
    else {
        return;
    };
    draw_end(painter, *first, *first - *second, "A");
    draw_end(painter, *last, *last - *before, "A\u{2032}");
    if let Some(marked_m) = marked_m {
        let at = hand.screen(line.point_at(marked_m));
        painter.circle(at, 6.0, Color32::WHITE, Stroke::new(3.0, palette.accent));
    }
}

/// A short bar across the line, and the letter beyond it.
fn draw_end(painter: &Painter, at: Pos2, outwards: Vec2, letter: &str) {
    let outwards = outwards.normalized();
    let across = outwards.rot90() * 7.0;
    let ink = Color32::from_rgb(0x1F, 0x29, 0x33);
    for (width, color) in [(4.5, Color32::from_white_alpha(190)), (2.0, ink)] {
        painter.line_segment([at - across, at + across], Stroke::new(width, color));
    }
    let font = FontId::new(15.0, theme::strong());
    let galley = painter.layout_no_wrap(letter.to_owned(), font, ink);
    let middle = at + outwards * 15.0;
    painter.circle_filled(middle, 11.0, Color32::from_white_alpha(215));
    painter.galley(middle - 0.5 * galley.size(), galley, ink);
}

/// The place on the line that the pointer is near to, in metres along it.
pub fn chainage_under(hand: &Hand<'_>, line: &SectionLine, pointer: Pos2) -> Option<f64> {
    let nearest = line.nearest_to(hand.world(pointer));
    let away = hand
        .screen(line.point_at(nearest.chainage_m))
        .distance(pointer);
    (away <= NEAR).then_some(nearest.chainage_m)
}
