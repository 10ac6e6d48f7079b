//! Layers from files on the map.

use egui::{Align2, Painter, Vec2};
use walkers::{Position, Projector};

use super::lettering::{Lettering, ink};
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
    (tiles, sites, lettering): (&mut Tiles, &mut SitePictures, &mut Lettering),
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
        LayerKind::PlaceNames => {
            draw_names(painter, projector, (id, layer.opacity), lettering, panel);
        }
    }
}

/// Writes names beside their points; where two would overlap, the first is written.
fn draw_names(
    painter: &Painter,
    projector: &Projector<'_>,
    (id, opacity): (LayerId, f32),
    lettering: &mut Lettering,
    panel: &Panel<'_>,
) {
    let Some(names) = panel.app.place_names(id) else {
        return;
    };
    let clip = projector.clip_rect();
    let mut written = 0;
    for name in &names.names {
        let at = projector
            .project(Position::new(name.at.x, name.at.y))
            .to_pos2();
        if !clip.contains(at) {
            continue;
        }
        let beside = |size: Vec2| Align2::LEFT_CENTER.anchor_size(at + Vec2::new(5.0, 0.0), size);
        if lettering.write(painter, &name.name, beside, opacity) {
            painter.circle_filled(at, 2.0, ink(opacity));
            written += 1;
        }
        if MOST_NAMES <= written {
            break;
        }
    }
}
