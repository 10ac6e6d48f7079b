//! What every map sheet has: scale bar, north arrow, and the legend of what is selected.

use std::sync::Arc;

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, pos2};
use i18n_embed_fl::fl;

use super::fills::picture_of;
use super::projection::points_per_metre;
use crate::figure::{legend as thickness_legend, nice_scale_bar};
use crate::project::{Entry, ScenarioId};
use crate::ui::context::Panel;

/// The scale bar is at most this long, in points.
const LONGEST_BAR: f64 = 160.0;

const MARGIN: f32 = 12.0;

/// Draws the furniture inside a map, and returns the plates that it stands on.
pub fn ui(ui: &Ui, map: Rect, zoom: f64, panel: &Panel<'_>) -> Vec<Rect> {
    let painter = ui.painter_at(map);
    let ink = ui.visuals().text_color();
    let plates = [
        Some(scale_bar(&painter, map, zoom, ink, panel)),
        Some(north_arrow(&painter, map, ink, panel)),
        legend(&painter, map, ink, panel),
        attributions(&painter, map, ink, panel),
        reference_key(&painter, map, ink, panel),
    ];
    plates.into_iter().flatten().collect()
}

/// Draws what a map of several has: scale bar, north arrow, and who is to be named.
pub fn plain_ui(ui: &Ui, map: Rect, zoom: f64, panel: &Panel<'_>) {
    let painter = ui.painter_at(map);
    let ink = ui.visuals().text_color();
    scale_bar(&painter, map, zoom, ink, panel);
    north_arrow(&painter, map, ink, panel);
    attributions(&painter, map, ink, panel);
}

/// What the dashed outlines are, while there are any.
fn reference_key(painter: &Painter, map: Rect, ink: Color32, panel: &Panel<'_>) -> Option<Rect> {
    let app = panel.app;
    let mut zero = app.project().built_in(ScenarioId::ZERO);
    if app.active() == ScenarioId::ZERO || !zero.any(|entry| app.project().is_visible(entry)) {
        return None;
    }
    let text = fl!(panel.words.loader, "scenario-zero-outlines");
    let galley = painter.layout_no_wrap(text, FontId::proportional(12.0), ink);
    let size = Vec2::new(galley.size().x + 46.0, galley.size().y + 8.0);
    let plate = Rect::from_min_size(map.left_top() + Vec2::splat(MARGIN), size);
    painter.rect_filled(plate, 4.0, panel.palette.plate);
    let line = [plate.left() + 8.0, plate.left() + 32.0].map(|x| pos2(x, plate.center().y));
    painter.extend(Shape::dashed_line(&line, Stroke::new(1.5, ink), 6.0, 5.0));
    painter.galley(plate.min + Vec2::new(38.0, 4.0), galley, ink);
    Some(plate)
}

/// Who is to be named for the layers that are drawn, each once.
fn attributions(painter: &Painter, map: Rect, ink: Color32, panel: &Panel<'_>) -> Option<Rect> {
    let project = panel.app.project();
    let mut named: Vec<&str> = Vec::new();
    for entry in project.order.iter() {
        if let Entry::Layer(id) = entry
            && let Some(layer) = project.layer(*id).filter(|layer| layer.visible)
            && !layer.attribution.is_empty()
            && !named.contains(&layer.attribution.as_str())
        {
            named.push(&layer.attribution);
        }
    }
    if named.is_empty() {
        return None;
    }
    let font = FontId::proportional(11.0);
    let width = (map.width() - 2.0 * MARGIN - 320.0).max(120.0);
    let galley = painter.layout(named.join(" · "), font, ink, width);
    let middle = map.center_bottom() + Vec2::new(0.0, -4.0);
    let place = Align2::CENTER_BOTTOM.anchor_size(middle, galley.size());
    let plate = place.expand(3.0);
    painter.rect_filled(plate, 3.0, panel.palette.plate);
    painter.galley(place.min, galley, ink);
    Some(plate)
}

fn scale_bar(painter: &Painter, map: Rect, zoom: f64, ink: Color32, panel: &Panel<'_>) -> Rect {
    let (length_m, points) = nice_scale_bar(1.0 / points_per_metre(zoom), LONGEST_BAR);
    #[expect(clippy::cast_possible_truncation, reason = "a length on the screen")]
    let points = points as f32;
    let words = &panel.words;
    let text = |length_m: f64| {
        if 1000.0 <= length_m {
            words.quantity(length_m / 1000.0, 0, "km")
        } else if 1.0 <= length_m {
            words.quantity(length_m, 0, "m")
        } else {
            words.quantity(length_m * 100.0, 0, "cm")
        }
    };
    let font = FontId::proportional(12.0);
    let galley = painter.layout_no_wrap(text(length_m), font, ink);
    let size = Vec2::new(points + 16.0, 30.0);
    let corner = map.left_bottom() + Vec2::new(MARGIN, -MARGIN - size.y);
    let plate = Rect::from_min_size(corner, size);
    painter.rect_filled(plate, 4.0, panel.palette.plate);
    let (left, right, base) = (
        plate.left() + 8.0,
        plate.left() + 8.0 + points,
        plate.bottom() - 7.0,
    );
    painter.galley(pos2(left, plate.top() + 2.0), galley, ink);
    let halves = [
        (left, left.midpoint(right), ink),
        (left.midpoint(right), right, panel.palette.plate),
    ];
    for (from, to, color) in halves {
        let half = Rect::from_min_max(pos2(from, base - 4.0), pos2(to, base));
        painter.rect(
            half,
            0.0,
            color,
            Stroke::new(1.0, ink),
            egui::StrokeKind::Middle,
        );
    }
    plate
}

/// The map's own north: the direction of growing northings.
fn north_arrow(painter: &Painter, map: Rect, ink: Color32, panel: &Panel<'_>) -> Rect {
    let middle: Pos2 = map.right_top() + Vec2::new(-MARGIN - 18.0, MARGIN + 24.0);
    let plate = Rect::from_center_size(middle, Vec2::new(34.0, 48.0));
    painter.rect_filled(plate, 4.0, panel.palette.plate);
    let tip = middle + Vec2::new(0.0, -9.0);
    let (west, east) = (
        middle + Vec2::new(-7.0, 18.0),
        middle + Vec2::new(7.0, 18.0),
    );
    let notch = middle + Vec2::new(0.0, 12.0);
    painter.add(Shape::convex_polygon(
        vec![tip, west, notch],
        ink,
        Stroke::NONE,
    ));
    let open = Stroke::new(1.2, ink);
    painter.add(Shape::closed_line(vec![tip, notch, east], open));
    let north = fl!(panel.words.loader, "map-north");
    let at = middle + Vec2::new(0.0, -16.0);
    painter.text(
        at,
        Align2::CENTER_CENTER,
        north,
        FontId::proportional(12.0),
        ink,
    );
    plate
}

/// Thickness colours of the deposit that is selected or in the hand.
fn legend(painter: &Painter, map: Rect, ink: Color32, panel: &Panel<'_>) -> Option<Rect> {
    let app = panel.app;
    let of_preview = app
        .preview()
        .and_then(|preview| preview.result.as_ref().ok())
        .map(|fill| Arc::clone(&fill.picture));
    let of_selected = || {
        let picture = picture_of(app, app.selected()?);
        picture.map(|(picture, _)| picture)
    };
    let picture = of_preview.or_else(of_selected)?;
    let classes = thickness_legend(picture.thickest_m);
    if classes.is_empty() {
        return None;
    }
    let font = FontId::proportional(12.0);
    let title = fl!(panel.words.loader, "map-thickness");
    let (row, width) = (17.0, 118.0);
    let size = Vec2::new(width, 26.0 + row * classes.len() as f32);
    let corner = map.right_bottom() - Vec2::splat(MARGIN) - size;
    let plate = Rect::from_min_size(corner, size);
    painter.rect_filled(plate, 4.0, panel.palette.plate);
    painter.text(
        plate.min + Vec2::new(8.0, 4.0),
        Align2::LEFT_TOP,
        title,
        font.clone(),
        ink,
    );
    for (index, (from_m, to_m, color)) in classes.iter().rev().enumerate() {
        let top = plate.top() + 22.0 + row * index as f32;
        let [r, g, b, _] = *color;
        let swatch =
            Rect::from_min_size(pos2(plate.left() + 8.0, top + 2.0), Vec2::new(18.0, 13.0));
        painter.rect_filled(swatch, 2.0, Color32::from_rgb(r, g, b));
        let decimals = usize::from(to_m - from_m < 1.0);
        let number = |value: f32| panel.words.number(f64::from(value), decimals);
        let text = format!("{}–{}\u{a0}m", number(*from_m), number(*to_m));
        let at = pos2(plate.left() + 34.0, top + 1.0);
        painter.text(at, Align2::LEFT_TOP, text, font.clone(), ink);
    }
    Some(plate)
}
