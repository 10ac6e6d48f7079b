//! What there is to do before there is a map.

use std::path::Path;

use egui::{Align, Button, Layout, RichText, ScrollArea, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{command_button, named};
use super::theme;
use crate::app::{Action, JobKey, OpenAs, OpenRequest, RecentProject};

/// How wide the list of projects is, in points.
const LIST_WIDTH: f32 = 520.0;

/// Draws the page.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.with_layout(Layout::top_down(Align::Center), |ui| page_ui(ui, panel));
    });
}

fn page_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.add_space((ui.ctx().content_rect().height() * 0.10).max(16.0));
    let title = RichText::new("Berghald").family(theme::strong()).size(36.0);
    ui.label(title.color(panel.palette.accent));
    ui.label(RichText::new(fl!(words.loader, "start-what")).size(18.0));
    ui.add_space(24.0);
    ui.label(fl!(words.loader, "start-first"));
    ui.add_space(8.0);
    buttons_ui(ui, panel);
    ui.weak(fl!(words.loader, "start-drop"));
    let busy = |key: &JobKey| matches!(key, JobKey::Open | JobKey::Project | JobKey::Sample);
    if panel.app.jobs().iter().any(|job| busy(&job.key)) {
        ui.add_space(8.0);
        ui.spinner();
    }
    projects_ui(ui, panel);
    files_ui(ui, panel);
    ui.add_space(24.0);
    ui.weak(fl!(words.loader, "start-saved"));
}

/// Buttons in the middle of the page, wherever the language puts it.
fn buttons_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let id = ui.scope_id().with("start-buttons");
    let known: Option<f32> = ui.data(|kept| kept.get_temp(id));
    let row = ui.horizontal(|ui| {
        let width = known.unwrap_or(LIST_WIDTH);
        ui.add_space((ui.available_width() - width).max(0.0) / 2.0);
        let left = ui.cursor().left();
        for command in [
            Command::NewProject,
            Command::OpenProject,
            Command::OpenFiles,
            Command::OpenSample,
        ] {
            command_button(ui, panel, command);
        }
        ui.min_rect().right() - left
    });
    // Known from the second frame on.
    if known != Some(row.inner) {
        ui.data_mut(|kept| kept.insert_temp(id, row.inner));
        ui.ctx().request_repaint();
    }
}

fn projects_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let projects = panel.app.recent_projects().to_vec();
    if projects.is_empty() {
        return;
    }
    ui.add_space(24.0);
    list_ui(ui, |ui| {
        ui.strong(fl!(panel.words.loader, "start-projects"));
        for project in projects.iter().take(12) {
            project_ui(ui, project, panel);
        }
    });
}

/// A list in the middle of the page whose lines begin below each other.
fn list_ui(ui: &mut Ui, lines: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(LIST_WIDTH, 0.0);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_width(LIST_WIDTH);
        lines(ui);
    });
}

/// One project: its name, and below it how it was left.
fn project_ui(ui: &mut Ui, project: &RecentProject, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let stem = project.path.file_stem().unwrap_or_default();
    let name = if project.is_draft {
        let name = stem.to_string_lossy().into_owned();
        fl!(words.loader, "start-draft", name = name)
    } else {
        stem.to_string_lossy().into_owned()
    };
    let last = project.last.as_ref();
    let saved = last.map(|last| {
        let (time, what) = (words.time(last.at), last.label.clone());
        if what.is_empty() {
            fl!(words.loader, "start-saved-at", time = time)
        } else {
            fl!(words.loader, "start-last-change", time = time, what = what)
        }
    });
    let state = if project.is_missing {
        Some(fl!(words.loader, "start-project-missing"))
    } else if project.was_interrupted {
        let interrupted = fl!(words.loader, "start-interrupted");
        Some(match saved {
            Some(saved) => format!("{interrupted} {saved}"),
            None => interrupted,
        })
    } else {
        saved
    };
    let mark = if project.is_missing || project.was_interrupted {
        format!("{} ", icon::ICON_WARNING.codepoint)
    } else {
        String::new()
    };
    let mut text = egui::text::LayoutJob::default();
    let style = ui.style().clone();
    let strong = RichText::new(format!("{mark}{name}")).size(15.0);
    strong.append_to(
        &mut text,
        &style,
        egui::FontSelection::Default,
        Align::Center,
    );
    if let Some(state) = &state {
        let weak = RichText::new(format!("\n{state}")).size(12.0);
        let weak = weak.color(panel.palette.quiet);
        weak.append_to(
            &mut text,
            &style,
            egui::FontSelection::Default,
            Align::Center,
        );
    }
    // Something to the right, be it nothing, lets the text begin at the left.
    let button = Button::new(text)
        .right_text("")
        .frame_when_inactive(false)
        .min_size(egui::vec2(LIST_WIDTH, 0.0));
    let response = ui.add_enabled(!project.is_missing, button);
    named(&response, egui::accesskit::Role::Button, &name);
    let path = project.path.display().to_string();
    let response = response.on_hover_text(&path).on_disabled_hover_text(path);
    if response.clicked() {
        panel.act(Action::OpenProject(project.path.clone()));
    }
}

fn files_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let recent = panel.app.settings().recent.clone();
    if recent.is_empty() {
        return;
    }
    ui.add_space(16.0);
    list_ui(ui, |ui| {
        ui.strong(fl!(panel.words.loader, "start-recent"));
        for source in recent.iter().take(4) {
            file_ui(ui, source, panel);
        }
    });
}

fn file_ui(ui: &mut Ui, source: &str, panel: &mut Panel<'_>) {
    let missing = panel.app.is_missing(source);
    let name = Path::new(source).file_name().unwrap_or_default();
    let mut text = name.to_string_lossy().into_owned();
    if missing {
        text = format!("{} {}", icon::ICON_WARNING.codepoint, text);
    }
    let response = ui.add_enabled(!missing, Button::new(&text).frame_when_inactive(false));
    named(&response, egui::accesskit::Role::Button, &text);
    let gone = fl!(
        panel.words.loader,
        "start-missing",
        file = source.to_owned()
    );
    let response = response.on_hover_text(source).on_disabled_hover_text(gone);
    if response.clicked() {
        panel.act(Action::Open(vec![OpenRequest {
            source: source.to_owned(),
            what: OpenAs::Anything,
            stated_crs: None,
        }]));
    }
}
