//! The bar at the top: what is used all the time, as pictures with names; and the title above it.

use egui::accesskit::Role;
use egui::{Label, RichText, Ui};
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{icon_button, named};
use super::theme::{self, NARROW};
use crate::app::{App, SaveState};
use crate::words::Language;

/// Draws the bar. `tool` is the one in the hand.
pub fn ui(ui: &mut Ui, tool: Command, panel: &mut Panel<'_>) {
    ui.horizontal_centered(|ui| {
        ui.add_space(2.0);
        let name = RichText::new("Berghald").family(theme::strong()).size(18.0);
        ui.label(name.color(panel.palette.accent));
        ui.separator();
        for command in [
            Command::OpenFiles,
            Command::SaveAs,
            Command::Undo,
            Command::Redo,
        ] {
            icon_button(ui, panel, command, false);
        }
        ui.separator();
        for command in [
            Command::Select,
            Command::DrawDeposit,
            Command::TipFromPoint,
            Command::DrawPit,
            Command::DrawGround,
            Command::EditVertices,
            Command::MoveDeposit,
            Command::DrawHole,
            Command::Identify,
            Command::PlaceComment,
        ] {
            icon_button(ui, panel, command, tool == command);
        }
        ui.separator();
        icon_button(ui, panel, Command::ZoomSite, false);
        // With large type there is no room for what the wheel and the keys do as well.
        if ui.ctx().content_rect().width() >= NARROW {
            icon_button(ui, panel, Command::ZoomIn, false);
            icon_button(ui, panel, Command::ZoomOut, false);
        }
        ui.separator();
        let is_cut = panel.app.section().course.is_some();
        icon_button(ui, panel, Command::Section, is_cut);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            icon_button(ui, panel, Command::Help, false);
            let dark = ui.visuals().dark_mode;
            let theme = if dark {
                Command::ThemeLight
            } else {
                Command::ThemeDark
            };
            icon_button(ui, panel, theme, false);
            language_ui(ui, panel);
            icon_button(ui, panel, Command::Palette, false);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                project_ui(ui, panel);
            });
        });
    });
}

/// The languages, each by its own name, so that whoever reads none of the others finds it.
fn language_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let languages = [
        (Language::Bokmal, Command::Bokmal, "Bokmål"),
        (Language::Nynorsk, Command::Nynorsk, "Nynorsk"),
        (Language::English, Command::English, "English"),
    ];
    let shown = panel.words.language();
    let text = languages.iter().find(|(language, ..)| *language == shown);
    let text = text.map_or("", |(_, _, text)| *text);
    let name = fl!(panel.words.loader, "label-language", language = text);
    let menu = ui.menu_button(text, |ui| {
        for (language, command, text) in languages {
            let response = ui.selectable_label(language == shown, text);
            named(&response, Role::MenuItem, text);
            if response.on_hover_text(command.tip(&panel.words)).clicked() {
                panel.command(command);
                ui.close();
            }
        }
    });
    named(&menu.response, Role::Button, &name);
    menu.response.on_hover_text(name);
}

/// What the project is called, and where it lies.
fn project_ui(ui: &mut Ui, panel: &Panel<'_>) {
    if !panel.app.has_project() {
        return;
    }
    ui.separator();
    let path = panel.app.project_path();
    let tip = path.map_or_else(
        || panel.words.text("status-draft-tip", &[]),
        |path| path.display().to_string(),
    );
    let name = panel.app.project_name();
    let text = match path {
        Some(_) => RichText::new(name).family(theme::strong()),
        None => RichText::new(name).italics().color(panel.palette.quiet),
    };
    ui.add(Label::new(text).truncate()).on_hover_text(tip);
}

/// What stands in the title bar: whether it is saved comes first, since it is what must not be overlooked.
pub fn title_of(app: &App) -> String {
    if !app.has_project() {
        return "Berghald".to_owned();
    }
    let words = app.words();
    let name = app.project_name();
    match app.save_state() {
        SaveState::Failed(_) => {
            let state = fl!(words.loader, "title-not-saved");
            format!("{state} – {name} – Berghald")
        }
        SaveState::ReadOnly(_) => {
            let state = fl!(words.loader, "title-read-only");
            format!("{name} ({state}) – Berghald")
        }
        SaveState::Nothing | SaveState::Saved(_) | SaveState::Saving => {
            format!("{name} – Berghald")
        }
    }
}
