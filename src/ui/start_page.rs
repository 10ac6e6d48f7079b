//! What there is to do before there is a map.

use std::path::Path;

use egui::{Align, Layout, RichText, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{command_button, named};
use super::theme;
use crate::app::{Action, JobKey, OpenAs, OpenRequest};

/// Draws the page.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        ui.add_space((ui.available_height() * 0.14).max(16.0));
        let title = RichText::new("Berghald").family(theme::strong()).size(36.0);
        ui.label(title.color(panel.palette.accent));
        ui.label(RichText::new(fl!(words.loader, "start-what")).size(18.0));
        ui.add_space(24.0);
        ui.label(fl!(words.loader, "start-first"));
        ui.add_space(8.0);
        command_button(ui, panel, Command::OpenFiles);
        ui.weak(fl!(words.loader, "start-drop"));
        let opening = panel.app.jobs().iter().any(|job| job.key == JobKey::Open);
        if opening {
            ui.add_space(8.0);
            ui.spinner();
        }
        recent_ui(ui, panel);
        ui.add_space(24.0);
        ui.weak(fl!(words.loader, "start-not-saved"));
    });
}

fn recent_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let recent = panel.app.settings().recent.clone();
    if recent.is_empty() {
        return;
    }
    ui.add_space(24.0);
    ui.strong(fl!(panel.words.loader, "start-recent"));
    for source in recent.iter().take(6) {
        let missing = panel.app.is_missing(source);
        let name = Path::new(source).file_name().unwrap_or_default();
        let mut text = name.to_string_lossy().into_owned();
        if missing {
            text = format!("{} {}", icon::ICON_WARNING.codepoint, text);
        }
        let response = ui.add_enabled(
            !missing,
            egui::Button::new(&text).frame_when_inactive(false),
        );
        named(&response, egui::accesskit::Role::Button, &text);
        let gone = fl!(panel.words.loader, "start-missing", file = source.clone());
        let response = response.on_hover_text(source).on_disabled_hover_text(gone);
        if response.clicked() {
            panel.act(Action::Open(vec![OpenRequest {
                source: source.clone(),
                what: OpenAs::Anything,
                stated_crs: None,
            }]));
        }
    }
}
