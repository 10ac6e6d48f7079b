//! The classes of a site layer below its row in the tree.

use egui::{Color32, RichText, Sense, Stroke, StrokeKind, Ui, Vec2};
use i18n_embed_fl::fl;

use super::context::Panel;
use crate::app::LegendEntry;
use crate::project::LayerId;
use crate::site::Pattern;

/// Classes that are shown; the inspector has them all.
const MOST_CLASSES: usize = 8;

/// The height of a class, in points.
const ROW: f32 = 16.0;

/// How far classes stand in from their layer, in points.
const INDENT: f32 = 44.0;

/// Draws the classes of a layer that is shown on the map.
pub fn ui(ui: &mut Ui, id: LayerId, panel: &Panel<'_>) {
    let layer = panel.app.project().layer(id);
    if !layer.is_some_and(|layer| layer.visible && layer.site.is_some()) {
        return;
    }
    let legend = panel.app.site_legend(id);
    ui.scope(|ui| {
        let spacing = ui.spacing_mut();
        spacing.interact_size.y = ROW;
        spacing.item_spacing.y = 1.0;
        for entry in legend.iter().take(MOST_CLASSES) {
            ui.horizontal(|ui| {
                ui.add_space(INDENT);
                entry_ui(ui, entry, panel);
            });
        }
        if MOST_CLASSES < legend.len() {
            let more = legend.len() - MOST_CLASSES;
            ui.horizontal(|ui| {
                ui.add_space(INDENT);
                let text = fl!(panel.words.loader, "legend-more", count = more);
                ui.label(RichText::new(text).weak().small());
            });
        }
    });
}

/// A patch in the style of a class, and its name.
pub fn entry_ui(ui: &mut Ui, entry: &LegendEntry, panel: &Panel<'_>) {
    let (patch, _) = ui.allocate_exact_size(Vec2::new(14.0, 11.0), Sense::hover());
    let color = |[r, g, b]: [u8; 3]| Color32::from_rgb(r, g, b);
    let (fill, edge) = (color(entry.style.fill), color(entry.style.outline));
    let edge = Stroke::new(1.0, edge);
    let painter = ui.painter();
    let ground = match entry.style.pattern {
        Pattern::Solid => fill.gamma_multiply(0.6),
        Pattern::Empty => Color32::TRANSPARENT,
        _ => fill.gamma_multiply(0.2),
    };
    painter.rect(patch, 1.0, ground, edge, StrokeKind::Inside);
    let ink = Stroke::new(1.2, fill);
    let middle = patch.center();
    match entry.style.pattern {
        Pattern::Solid | Pattern::Empty => {}
        Pattern::Horizontal => {
            painter.hline(patch.x_range(), middle.y, ink);
        }
        Pattern::Rising => {
            painter.line_segment([patch.left_bottom(), patch.right_top()], ink);
        }
        Pattern::Falling => {
            painter.line_segment([patch.left_top(), patch.right_bottom()], ink);
        }
        Pattern::Crossed => {
            painter.line_segment([patch.left_bottom(), patch.right_top()], ink);
            painter.line_segment([patch.left_top(), patch.right_bottom()], ink);
        }
        Pattern::Dotted => {
            painter.circle_filled(middle, 2.0, fill);
        }
    }
    let label = if entry.label.is_empty() {
        fl!(panel.words.loader, "legend-without-class")
    } else {
        entry.label.clone()
    };
    let count = panel.words.number(entry.features as f64, 0);
    let text = egui::Label::new(RichText::new(label).small()).truncate();
    ui.add(text)
        .on_hover_text(panel.words.text("legend-features", &[("count", count)]));
}
