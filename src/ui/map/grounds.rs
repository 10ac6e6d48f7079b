//! Other ground on the map: its outline, and hatching in the colour of its purpose.

use egui::Painter;

use super::built_color;
use super::fills::draw_outline;
use super::hatching::{Lean, draw_hatching, rings_in_view};
use super::tools::{Hand, Tool};
use crate::app::DRAWN_GROUND;
use crate::design::Outline;
use crate::project::{Entry, GroundId};
use crate::ui::context::Panel;

/// Between two lines, in points.
const SPACING: f32 = 10.0;

/// Draws other ground, as it lies in the hand while it is moved.
pub fn draw(painter: &Painter, hand: &Hand<'_>, id: GroundId, tool: &Tool, panel: &Panel<'_>) {
    let app = panel.app;
    let entry = Entry::Ground(id);
    let Some(ground) = app.project().ground(id).filter(|ground| ground.visible) else {
        return;
    };
    let held = app.held_outline().filter(|held| held.entry == entry);
    let outline = held.map_or(&ground.outline, |held| &held.outline);
    hatch(painter, hand, (entry, outline), ground.opacity, panel);
    let is_drawn_by_tool =
        tool.entry() == Some(entry) && matches!(tool, Tool::Vertices(_) | Tool::Move(_));
    if !is_drawn_by_tool {
        let selected = app.selected() == Some(entry);
        draw_outline(painter, hand, outline, built_color(app, entry), selected);
    }
}

/// Draws other ground that is drawn for the first time.
pub fn draw_new(painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let held = panel.app.held_outline();
    if let Some(held) = held.filter(|held| held.entry == DRAWN_GROUND) {
        hatch(painter, hand, (held.entry, &held.outline), 0.7, panel);
        let color = built_color(panel.app, held.entry);
        draw_outline(painter, hand, &held.outline, color, false);
    }
}

fn hatch(
    painter: &Painter,
    hand: &Hand<'_>,
    (entry, outline): (Entry, &Outline),
    opacity: f32,
    panel: &Panel<'_>,
) {
    let clip = painter.clip_rect();
    let Some(rings) = rings_in_view(outline.rings(), hand, clip) else {
        return;
    };
    let color = built_color(panel.app, entry);
    draw_hatching(painter, &rings, (SPACING, Lean::Falling), (color, opacity));
}
