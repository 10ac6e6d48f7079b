//! Hatching over what stands hard against the alternative that is shown.

use egui::{Color32, Painter, Stroke};
use geo::MultiPolygon;

use super::hatching::{Lean, draw_hatching, rings_in_view};
use super::tools::Hand;
use crate::app::ScenarioTake;
use crate::ui::context::Panel;

/// Between two lines, in points.
const SPACING: f32 = 7.0;

/// The same where ground lies beyond the concession, which leaves the fill to be seen.
const WIDE: f32 = 28.0;

/// Hatches what is taken in hard conflict.
pub fn draw(painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let of_year = panel.app.year_state();
    let of_year = of_year.map(|(state, is_current)| (&state.take, is_current));
    let Some((take, is_current)) = of_year.or_else(|| panel.app.land_take(panel.app.active()))
    else {
        return;
    };
    draw_of(painter, hand, take, is_current, panel);
}

/// Hatches what an alternative takes in hard conflict.
pub fn draw_of(
    painter: &Painter,
    hand: &Hand<'_>,
    take: &ScenarioTake,
    is_current: bool,
    panel: &Panel<'_>,
) {
    let Some(whole) = &take.everything else {
        return;
    };
    let color = panel.palette.error;
    let color = if is_current {
        color
    } else {
        color.gamma_multiply(0.6)
    };
    hatch(painter, hand, (&whole.beyond, WIDE), color);
    hatch(painter, hand, (&whole.hard, SPACING), color);
}

fn hatch(
    painter: &Painter,
    hand: &Hand<'_>,
    (ground, spacing): (&MultiPolygon<f64>, f32),
    color: Color32,
) {
    let clip = painter.clip_rect();
    for polygon in ground {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let Some(rings) = rings_in_view(rings, hand, clip) else {
            continue;
        };
        draw_hatching(painter, &rings, (spacing, Lean::Rising), (color, 1.0));
        for ring in rings {
            painter.line(ring, Stroke::new(1.5, color));
        }
    }
}
