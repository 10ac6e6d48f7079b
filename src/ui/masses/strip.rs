//! The balance strip at the bottom of the window: where the rock of the shown alternative ends.

use egui::{Color32, Rect, Sense, Ui, accesskit::Role, pos2, vec2};
use i18n_embed_fl::fl;

use crate::app::{MassBook, mass_lines};
use crate::balance::{Fate, Fates};
use crate::figure::FATE_COLORS;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::units::Tonnes;
use crate::words::Words;

/// The height of the strip, in points.
pub const STRIP_HEIGHT: f32 = 30.0;

fn color(index: usize) -> Color32 {
    let [red, green, blue] = FATE_COLORS[index];
    Color32::from_rgb(red, green, blue)
}

/// The colour of a fate, as in the pictures of the balance.
pub(super) fn color_of(fate: Fate) -> Color32 {
    color(fate.index())
}

/// The name of a fate.
pub(super) fn fate_name(fate: Fate, words: &Words) -> String {
    words.text(&format!("fate-{}", fate.id()), &[])
}

/// Draws the strip. A click shows the balance.
pub fn strip_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let Some(book) = panel.app.mass_book(panel.app.active()).cloned() else {
        return;
    };
    let words = panel.words.clone();
    let fates = book.ledger.total;
    ui.horizontal_centered(|ui| {
        ui.label(fl!(words.loader, "strip-title"))
            .on_hover_text(fl!(words.loader, "strip-tip"));
        bar_ui(ui, &fates, panel);
        for fate in Fate::ALL {
            let mass = fates.get(fate);
            if mass != Tonnes(0.0) {
                legend_ui(ui, color_of(fate), &fate_name(fate, &words), mass, &words);
            }
        }
        if is_amount(fates.unplaced, &fates) {
            let warning = panel.palette.warning;
            swatch_ui(ui, color(Fate::ALL.len()));
            let text = format!(
                "{} {}",
                fl!(words.loader, "fate-unplaced"),
                words.mass(fates.unplaced.0)
            );
            ui.colored_label(warning, text)
                .on_hover_text(causes(&book, panel));
        }
        let faults = book
            .breaches
            .iter()
            .filter(|breach| breach.is_fault())
            .count();
        if 0 < faults {
            let text = words.text("strip-faults", &[("count", faults.to_string())]);
            ui.colored_label(panel.palette.error, text);
        }
    });
}

fn is_amount(mass: Tonnes, of: &Fates) -> bool {
    1e-9 * of.total().0.abs() < mass.0.abs()
}

fn causes(book: &MassBook, panel: &Panel<'_>) -> String {
    let lines = mass_lines(book, panel.app.project(), &panel.words);
    lines
        .into_iter()
        .map(|(_, line)| line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn legend_ui(ui: &mut Ui, color: Color32, name: &str, mass: Tonnes, words: &Words) {
    swatch_ui(ui, color);
    ui.label(format!("{name} {}", words.mass(mass.0)));
}

fn swatch_ui(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(10.0, 10.0), Sense::hover());
    ui.painter().rect_filled(rect, 2.0, color);
}

fn bar_ui(ui: &mut Ui, fates: &Fates, panel: &mut Panel<'_>) {
    let width = (ui.available_width() * 0.2).clamp(80.0, 260.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 14.0), Sense::click());
    let parts = Fate::ALL.map(|fate| (fates.get(fate).0, color_of(fate)));
    let unplaced = (fates.unplaced.0, color(Fate::ALL.len()));
    let all: Vec<(f64, Color32)> = parts.into_iter().chain([unplaced]).collect();
    let total: f64 = all.iter().map(|(mass, _)| mass.max(0.0)).sum();
    let mut left = rect.left();
    for (mass, color) in all {
        let share = if 0.0 < total {
            mass.max(0.0) / total
        } else {
            0.0
        };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a share of a width in points"
        )]
        let right = left + rect.width() * share as f32;
        let part = Rect::from_min_max(pos2(left, rect.top()), pos2(right, rect.bottom()));
        ui.painter().rect_filled(part, 0.0, color);
        left = right;
    }
    let line = ui.visuals().widgets.noninteractive.bg_stroke;
    ui.painter()
        .rect_stroke(rect, 2.0, line, egui::StrokeKind::Outside);
    named(
        &response,
        Role::Button,
        &Command::ViewBalance.name(panel.app),
    );
    if response.clicked() {
        panel.command(Command::ViewBalance);
    }
}
