//! How much of what was taken out goes back: a bar with the cap, which is policy, and the void, which is physics.

use egui::{Align2, Color32, FontId, Rect, Sense, Stroke, Ui, Vec2, pos2};
use i18n_embed_fl::fl;

use crate::balance::{CAP_MOST, CAP_USUAL};
use crate::ui::context::Panel;
use crate::ui::fields::named;

/// The share at the right end of the bar, beyond the most that a cap can be.
const END: f64 = 0.75;

const BAR_HEIGHT: f32 = 18.0;

/// Shares of the extracted rock, each between 0 and 1, or more for a roomy void.
pub(super) struct CapGauge {
    /// What goes back.
    pub filled: f64,
    /// What the cap allows.
    pub cap: f64,
    /// What the void holds.
    pub void: f64,
    /// Whether the shares belong to today's decisions.
    pub is_current: bool,
}

impl CapGauge {
    /// Draws the bar: green up to the usual cap, amber up to the most, then nothing more can be filled.
    pub(super) fn ui(&self, ui: &mut Ui, panel: &Panel<'_>) {
        let words = &panel.words;
        let percent = |share: f64| words.quantity(100.0 * share, 1, "%");
        let (filled, cap, void) = (percent(self.filled), percent(self.cap), percent(self.void));
        let name = fl!(
            words.loader,
            "gauge-name",
            filled = filled.clone(),
            cap = cap.clone(),
            void = void.clone()
        );
        let size = Vec2::new(ui.available_width(), BAR_HEIGHT + 34.0);
        let (area, response) = ui.allocate_exact_size(size, Sense::hover());
        named(&response, egui::accesskit::Role::Meter, &name);
        response.on_hover_text(&name);
        let gauge = Rect::from_min_size(
            area.min + Vec2::new(2.0, 16.0),
            Vec2::new(area.width() - 4.0, BAR_HEIGHT),
        );
        let x = |share: f64| gauge.left() + gauge.width() * as_f32(share.clamp(0.0, END) / END);
        let zone = |from: f64, to: f64| {
            Rect::from_min_max(pos2(x(from), gauge.top()), pos2(x(to), gauge.bottom()))
        };
        let painter = ui.painter();
        let palette = panel.palette;
        let (green, amber, stop) = (palette.success, palette.warning, palette.error);
        let pale = |color: Color32| color.gamma_multiply(0.22);
        painter.rect_filled(zone(0.0, CAP_USUAL), 0.0, pale(green));
        painter.rect_filled(zone(CAP_USUAL, CAP_MOST), 0.0, pale(amber));
        painter.rect_filled(zone(CAP_MOST, END), 0.0, pale(stop));
        let strength = if self.is_current { 1.0 } else { 0.4 };
        let parts = [(0.0, CAP_USUAL, green), (CAP_USUAL, CAP_MOST, amber)];
        for (from, to, color) in parts {
            if from < self.filled {
                let part = zone(from, self.filled.min(to));
                painter.rect_filled(
                    part.shrink2(Vec2::new(0.0, 3.0)),
                    0.0,
                    color.gamma_multiply(strength),
                );
            }
        }
        let ink = ui.visuals().text_color();
        painter.rect_stroke(
            gauge,
            2.0,
            Stroke::new(1.0, palette.quiet),
            egui::StrokeKind::Outside,
        );
        self.marks_ui(ui, gauge, ink, panel);
    }

    /// The cap above the bar, the void below it, each with a stroke through the bar.
    fn marks_ui(&self, ui: &Ui, gauge: Rect, ink: Color32, panel: &Panel<'_>) {
        let words = &panel.words;
        let painter = ui.painter();
        let font = FontId::proportional(12.0);
        let mark = |share: f64, align: Align2, text: String| {
            let x = gauge.left() + gauge.width() * as_f32(share.clamp(0.0, END) / END);
            let line = [pos2(x, gauge.top() - 3.0), pos2(x, gauge.bottom() + 3.0)];
            painter.line_segment(line, Stroke::new(2.0, ink));
            let beside = if align == Align2::CENTER_BOTTOM {
                gauge.top() - 3.0
            } else {
                gauge.bottom() + 3.0
            };
            let galley = painter.layout_no_wrap(text, font.clone(), ink);
            // Words at the ends of the bar stay inside the panel.
            let half = galley.size().x / 2.0;
            let x = x.clamp(
                gauge.left() + half,
                (gauge.right() - half).max(gauge.left() + half),
            );
            let place = align.anchor_size(pos2(x, beside), galley.size());
            painter.galley(place.min, galley, ink);
        };
        let percent = |share: f64| words.quantity(100.0 * share, 1, "%");
        let cap = fl!(words.loader, "gauge-cap", share = percent(self.cap));
        mark(self.cap, Align2::CENTER_BOTTOM, cap);
        let beyond = if END < self.void { " →" } else { "" };
        let void = fl!(words.loader, "gauge-void", share = percent(self.void));
        mark(self.void, Align2::CENTER_TOP, format!("{void}{beyond}"));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a place on the screen")]
fn as_f32(value: f64) -> f32 {
    value as f32
}
