//! Files that are dropped on the window.

use std::path::Path;

use egui::{Context, Frame, Id, Margin, Ui};
use i18n_embed_fl::fl;

use super::context::Panel;
use super::masses::View;
use crate::app::{Action, OpenAs, OpenRequest, TABLE_ENDINGS, TableAsk};

/// What is to be done with what was dropped; `None` where nothing was.
pub fn asked(ctx: &Context, view: View) -> Option<Action> {
    let dropped: Vec<OpenRequest> = ctx.input(|input| {
        let paths = input.raw.dropped_files.iter();
        paths
            .map(|file| OpenRequest {
                source: file.path().display().to_string(),
                what: OpenAs::Anything,
                stated_crs: None,
            })
            .collect()
    });
    // Where masses are entered, a table is one of masses and not a layer with coordinates.
    if let [table] = &dropped[..]
        && view == View::Tonnes
        && is_table(Path::new(&table.source))
    {
        return Some(Action::Table(TableAsk::Read(table.source.clone().into())));
    }
    (!dropped.is_empty()).then_some(Action::Open(dropped))
}

/// Whether a file is a table by its ending.
fn is_table(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    let ending = ending.as_deref().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| TABLE_ENDINGS.contains(&ending))
}

/// Says what dropping files here does.
pub fn hint_ui(ui: &Ui, view: View, panel: &Panel<'_>) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let area = egui::Area::new(Id::unique("drop-hint"))
        .order(egui::Order::Tooltip)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style())
            .inner_margin(Margin::same(24))
            .show(ui, |ui| {
                ui.heading(fl!(panel.words.loader, "drop-hint"));
                if view == View::Tonnes {
                    ui.label(fl!(panel.words.loader, "drop-hint-table"));
                }
            });
    });
}
