//! Where polygons of the selected layer are none, marked on the map.

use egui::{Painter, Rect, Sense, Stroke, Ui, Vec2};
use geo::Coord;
use i18n_embed_fl::fl;

use super::tools::Hand;
use crate::project::Entry;
use crate::results::ListedFlaw;
use crate::ui::context::Panel;
use crate::ui::fields::named;

/// Marks that are drawn at once.
const MOST_MARKS: usize = 500;

/// How far from a mark the pointer still asks about it, in points.
const REACH: f32 = 9.0;

/// The least and the greatest half side of what is shown around a place, in metres.
const HALF_SIDE_M: (f64, f64) = (25.0, 500.0);

/// Marks the flaws that the list of the selected layer has, `chosen` with a ring around it.
pub fn draw(
    ui: &Ui,
    painter: &Painter,
    hand: &Hand<'_>,
    chosen: Option<Coord<f64>>,
    panel: &Panel<'_>,
) {
    let Some(Entry::Layer(id)) = panel.app.selected() else {
        return;
    };
    let Some(content) = panel.app.site_content(id) else {
        return;
    };
    if !panel.app.project().is_visible(Entry::Layer(id)) {
        return;
    }
    let seen = hand.response.rect.expand(REACH);
    let listed = content.facts.flaws.listed.iter();
    let on_screen = listed.filter(|flaw| seen.contains(hand.screen(flaw.at)));
    for flaw in on_screen.take(MOST_MARKS) {
        mark_ui(ui, painter, hand, flaw, chosen == Some(flaw.at), panel);
    }
}

/// A cross in a ring; what is wrong stands beside it when the pointer is there.
fn mark_ui(
    ui: &Ui,
    painter: &Painter,
    hand: &Hand<'_>,
    flaw: &ListedFlaw,
    is_chosen: bool,
    panel: &Panel<'_>,
) {
    let at = hand.screen(flaw.at);
    let color = panel.palette.warning;
    let back = Stroke::new(5.0, panel.palette.ground);
    let line = Stroke::new(2.0, color);
    for stroke in [back, line] {
        for way in [Vec2::new(1.0, 1.0), Vec2::new(1.0, -1.0)] {
            painter.line_segment([at - 5.0 * way, at + 5.0 * way], stroke);
        }
    }
    if is_chosen {
        painter.circle_stroke(at, 13.0, back);
        painter.circle_stroke(at, 13.0, Stroke::new(2.5, color));
    }
    let words = &panel.words;
    let kind = words.text(&format!("flaw-{}", flaw.kind.id()), &[]);
    let text = fl!(words.loader, "flaw-mark", number = flaw.fid, kind = kind);
    let area = Rect::from_center_size(at, Vec2::splat(2.0 * REACH));
    let response = ui.interact(area, ui.scope_id().with(("flaw", flaw.fid)), Sense::hover());
    named(&response, egui::accesskit::Role::Image, &text);
    response.on_hover_text(text);
}

/// What the map shows for a place: a quarter of the feature around it, as far as that makes sense.
pub fn area_around(at: Coord<f64>, feature: Option<geo::Rect<f64>>) -> geo::Rect<f64> {
    let size = feature.map_or(0.0, |extent| extent.width().max(extent.height()));
    let half = (size / 4.0).clamp(HALF_SIDE_M.0, HALF_SIDE_M.1);
    let corner = Coord { x: half, y: half };
    geo::Rect::new(at - corner, at + corner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_feature_is_shown_around_a_place_within_limits() {
        let at = Coord { x: 100.0, y: 200.0 };
        let side = |feature: Option<f64>| {
            let extent = feature.map(|size| geo::Rect::new((0.0, 0.0), (size, size / 2.0)));
            let area = area_around(at, extent);
            assert_eq!(area.center(), at);
            area.width()
        };
        assert_eq!(side(None), 50.0);
        assert_eq!(side(Some(400.0)), 200.0);
        assert_eq!(side(Some(1e6)), 1000.0);
    }
}
