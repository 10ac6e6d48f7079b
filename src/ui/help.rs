//! What the window can do, on one page.

use egui::{Id, ScrollArea, Ui, Window};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};
use i18n_embed_fl::fl;

use super::context::Panel;
use crate::words::help_text;

/// The help page.
#[derive(Default)]
pub struct Help {
    /// Whether it is shown.
    pub shown: bool,
    cache: CommonMarkCache,
}

impl Help {
    /// Draws it, if it is open.
    pub fn ui(&mut self, ui: &Ui, panel: &Panel<'_>) {
        let text = help_text(panel.words.language());
        let window = Window::new(fl!(panel.words.loader, "help-title"))
            .id(Id::unique("help"))
            .open(&mut self.shown)
            .pivot(egui::Align2::CENTER_CENTER)
            .default_pos(ui.ctx().content_rect().center())
            .default_size([600.0, 520.0]);
        window.show(ui.ctx(), |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                CommonMarkViewer::new().show(ui, &mut self.cache, &text);
            });
        });
    }
}
