//! Layers from files on the map.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Vec2};
use walkers::{Position, Projector};

use super::site_picture::SitePictures;
use super::tiles::{Source, Tiles};
use crate::figure::ReliefStyle;
use crate::project::{LayerId, LayerKind, Values};
use crate::ui::context::Panel;

/// Names that are written on one map, so that it can still be read.
const MOST_NAMES: usize = 250;

/// Draws a layer, if it is visible and there.
pub fn draw_layer(
    painter: &Painter,
    projector: &Projector<'_>,
    id: LayerId,
    (tiles, sites): (&mut Tiles, &mut SitePictures),
    panel: &Panel<'_>,
) {
    let Some(layer) = panel.app.project().layer(id).filter(|layer| layer.visible) else {
        return;
    };
    match layer.kind {
        LayerKind::Terrain => {
            let relief = panel
                .app
                .terrain(id)
                .and_then(|terrain| terrain.relief.as_ref());
            let spread = relief.and_then(|relief| relief.height_range());
            if let (Some(relief), Some(spread)) = (relief, spread) {
                // Without the odd peak or pit, so that the colours tell the ground apart.
                let style = match layer.values {
                    Values::Heights => ReliefStyle::between(spread.low_m, spread.high_m),
                    Values::Depths => ReliefStyle::between(-spread.high_m, -spread.low_m),
                };
                let source = Source::Relief(relief.clone(), style, layer.values);
                tiles.draw(painter, projector, (id, &source), layer.opacity);
            }
        }
        LayerKind::Background => {
            if let Some(picture) = panel.app.background(id) {
                let source = Source::Picture(picture.clone());
                tiles.draw(painter, projector, (id, &source), layer.opacity);
            }
        }
        LayerKind::Site => {
            if let Some(picture) = sites.picture_of(panel.app, id) {
                let source = Source::Site(picture);
                tiles.draw(painter, projector, (id, &source), layer.opacity);
            }
        }
        LayerKind::PlaceNames => draw_names(painter, projector, id, layer.opacity, panel),
    }
}

/// Writes names beside their points; where two would overlap, the first is written.
fn draw_names(
    painter: &Painter,
    projector: &Projector<'_>,
    id: LayerId,
    opacity: f32,
    panel: &Panel<'_>,
) {
    let Some(names) = panel.app.place_names(id) else {
        return;
    };
    let clip = projector.clip_rect();
    let font = FontId::proportional(13.0);
    let (ink, halo) = (
        Color32::from_rgb(0x1F, 0x29, 0x33).gamma_multiply(opacity),
        Color32::from_white_alpha(220).gamma_multiply(opacity),
    );
    let mut written: Vec<Rect> = Vec::new();
    for name in &names.names {
        let at = projector
            .project(Position::new(name.at.x, name.at.y))
            .to_pos2();
        if !clip.contains(at) {
            continue;
        }
        let galley = painter.layout_no_wrap(name.name.clone(), font.clone(), ink);
        let place = Align2::LEFT_CENTER.anchor_size(at + Vec2::new(5.0, 0.0), galley.size());
        if written
            .iter()
            .any(|other| other.expand(2.0).intersects(place))
        {
            continue;
        }
        for by in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
            let beside: Pos2 = place.min + Vec2::from(by);
            painter.galley_with_override_text_color(beside, galley.clone(), halo);
        }
        painter.galley(place.min, galley, ink);
        painter.circle_filled(at, 2.0, ink);
        written.push(place);
        if MOST_NAMES <= written.len() {
            break;
        }
    }
}
