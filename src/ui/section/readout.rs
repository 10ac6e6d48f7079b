//! What a section says at the place that is marked: a line through it, and the heights beside it.

use egui::{Align2, FontId, Painter, Pos2, Rect, Stroke, Vec2, pos2};

use super::paint::Sheet;
use super::plate_rect;
use crate::app::SectionReading;
use crate::figure::{PaperPoint, Role, SectionFrame};
use crate::ui::context::Panel;
use crate::words::Words;

/// The size of the writing, in points.
const SIZE: f32 = 12.5;

/// Longer names are cut.
const MOST_LETTERS: usize = 28;

/// Draws it over the drawing.
pub(super) fn draw(
    painter: &Painter,
    sheet: Sheet,
    frame: &SectionFrame,
    reading: &SectionReading,
    panel: &Panel<'_>,
) {
    let place = |height_m: f64| {
        sheet.screen_from_paper(frame.paper_from_section(reading.chainage_m, height_m))
    };
    let corner = |x, y| sheet.screen_from_paper(PaperPoint { x, y });
    let plot = Rect::from_min_max(
        corner(frame.plot.left, frame.plot.top),
        corner(frame.plot.right, frame.plot.bottom),
    );
    let x = place(0.0).x;
    let accent = panel.palette.accent;
    painter.line_segment(
        [pos2(x, plot.top()), pos2(x, plot.bottom())],
        Stroke::new(1.0, accent),
    );
    let heights = reading.heights_m.iter().map(|(_, height_m)| *height_m);
    let tops = reading.bodies_m.iter().map(|(_, top_m, _)| *top_m);
    for height_m in heights.chain(tops) {
        let stroke = Stroke::new(1.5, accent);
        painter.circle(place(height_m), 3.5, sheet.color(Role::Sheet), stroke);
    }
    write_plate(painter, sheet, x, plot, &rows_of(reading, &panel.words));
}

/// Name and value, row by row.
fn rows_of(reading: &SectionReading, words: &Words) -> Vec<(String, String)> {
    let metres = |value: f64| words.quantity(value, 1, "m");
    let place = words.text("section-place", &[]);
    let mut rows = vec![(place, metres(reading.chainage_m))];
    for (name, height_m) in &reading.heights_m {
        rows.push((shortened(name), metres(*height_m)));
    }
    for (name, top_m, thickness_m) in &reading.bodies_m {
        rows.push((shortened(name), metres(*top_m)));
        let thickness = words.text("section-thickness", &[]);
        rows.push((format!("  {thickness}"), metres(*thickness_m)));
    }
    rows
}

/// The drawing's title and what it says at the marked place, for a screen reader.
pub(super) fn spoken(title: &str, reading: Option<&SectionReading>, words: &Words) -> String {
    let Some(reading) = reading else {
        return title.to_owned();
    };
    let rows = rows_of(reading, words);
    let rows = rows
        .iter()
        .map(|(name, value)| format!("{} {value}", name.trim()));
    let rows: Vec<String> = rows.collect();
    format!("{title}. {}", rows.join(", "))
}

fn write_plate(painter: &Painter, sheet: Sheet, x: f32, plot: Rect, rows: &[(String, String)]) {
    let (ink, quiet) = (sheet.color(Role::Ink), sheet.color(Role::Quiet));
    let font = FontId::proportional(SIZE);
    let lay = |text: &String, color| painter.layout_no_wrap(text.clone(), font.clone(), color);
    let laid: Vec<_> = rows
        .iter()
        .map(|(name, value)| (lay(name, quiet), lay(value, ink)))
        .collect();
    let widest = |width: &dyn Fn(usize) -> f32| (0..laid.len()).map(width).fold(0.0_f32, f32::max);
    let names = widest(&|index| laid[index].0.size().x);
    let values = widest(&|index| laid[index].1.size().x);
    let row = SIZE * 1.32;
    let padding = Vec2::new(8.0, 5.0);
    let size = Vec2::new(names + 14.0 + values, row * rows.len() as f32) + 2.0 * padding;
    let plate = plate_rect(x, size, plot);
    let behind = sheet.color(Role::Sheet).gamma_multiply(0.92);
    let edge = Stroke::new(1.0, sheet.color(Role::Grid));
    painter.rect(plate, 4.0, behind, edge, egui::StrokeKind::Inside);
    let mut y = plate.top() + padding.y;
    for (name, value) in laid {
        painter.galley(Pos2::new(plate.left() + padding.x, y), name, quiet);
        let end = pos2(plate.right() - padding.x, y);
        let corner = Align2::RIGHT_TOP.anchor_size(end, value.size()).min;
        painter.galley(corner, value, ink);
        y += row;
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= MOST_LETTERS {
        return name.to_owned();
    }
    let short: String = name.chars().take(MOST_LETTERS - 1).collect();
    format!("{}…", short.trim_end())
}
