//! The feature that is asked about, marked on the map.

use egui::{Painter, Pos2, Stroke};

use super::tools::Hand;
use crate::site::ShapeKind;
use crate::ui::context::Panel;

/// Corners closer than this to the last one are left out, in points.
const CORNER_STEP: f32 = 1.0;

/// Draws along the edges of the chosen feature, and marks the place that was asked for.
pub fn draw(painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let identified = panel.app.identified();
    let accent = panel.palette.accent;
    if let Some(at) = identified.at {
        painter.circle_stroke(hand.screen(at), 5.0, Stroke::new(1.5, accent));
    }
    let Some(hit) = identified.chosen() else {
        return;
    };
    let content = panel.app.site_content(hit.layer);
    let feature = content.and_then(|content| content.features.with_fid(hit.fid));
    let Some(feature) = feature else {
        return;
    };
    let kind = feature.kind();
    for ring in feature.rings() {
        let mut line: Vec<Pos2> = Vec::new();
        for at in ring {
            let at = hand.screen(at);
            if line
                .last()
                .is_none_or(|last| CORNER_STEP < last.distance(at))
            {
                line.push(at);
            }
        }
        if kind == ShapeKind::Points {
            for at in line {
                painter.circle_stroke(at, 7.0, Stroke::new(3.0, accent));
            }
        } else {
            if let (ShapeKind::Polygons, Some(first)) = (kind, line.first().copied()) {
                line.push(first);
            }
            painter.line(line, Stroke::new(3.0, accent));
        }
    }
}
