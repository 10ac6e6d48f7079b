//! The command palette: every command by a few letters of its name.

use egui::{Align2, Area, Frame, Id, Key, Order, ScrollArea, TextEdit, Ui, Vec2};
use i18n_embed_fl::fl;

use super::commands::{COMMANDS, Command};
use super::context::Panel;
use super::fields::named;
use super::mass_commands::MassCommand;
use crate::app::App;
use crate::words::Words;

/// A line of the palette.
#[derive(Clone, Copy)]
enum Offer {
    Command(Command),
    Mass(MassCommand),
}

impl Offer {
    fn all() -> impl Iterator<Item = Self> {
        let commands = COMMANDS.iter().copied().map(Self::Command);
        commands.chain(MassCommand::ALL.map(Self::Mass))
    }

    fn name(self, app: &App, words: &Words) -> String {
        match self {
            Self::Command(command) => command.name(app),
            Self::Mass(command) => command.name(words),
        }
    }

    fn tip(self, app: &App, words: &Words) -> String {
        match self {
            Self::Command(command) => command.tip(words),
            Self::Mass(command) => command.tip(app),
        }
    }

    fn is_possible(self, app: &App) -> bool {
        match self {
            Self::Command(command) => command.is_possible(app),
            Self::Mass(command) => command.is_possible(app),
        }
    }

    fn shortcut(self) -> Option<egui::KeyboardShortcut> {
        match self {
            Self::Command(command) => command.shortcut(),
            Self::Mass(_) => None,
        }
    }

    fn choose(self, panel: &mut Panel<'_>) {
        match self {
            Self::Command(command) => panel.command(command),
            Self::Mass(command) => panel.wishes.push(command.wish()),
        }
    }
}

/// What was typed, and which command is marked.
#[derive(Default)]
pub struct CommandPalette {
    open: bool,
    text: String,
    marked: usize,
}

impl CommandPalette {
    /// Shows or hides it.
    pub fn toggle(&mut self) {
        *self = Self {
            open: !self.open,
            ..Self::default()
        };
    }

    /// Draws it, if it is open.
    pub fn ui(&mut self, ui: &Ui, panel: &mut Panel<'_>) {
        if !self.open {
            return;
        }
        let area = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .pivot(Align2::CENTER_TOP)
            .fixed_pos(ui.ctx().content_rect().center_top() + Vec2::new(0.0, 70.0));
        let found: Vec<Offer> = Offer::all()
            .filter(|offer| matches(&offer.name(panel.app, &panel.words), &self.text))
            .collect();
        self.marked = self.marked.min(found.len().saturating_sub(1));
        let chosen = area
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style())
                    .show(ui, |ui| self.list_ui(ui, &found, panel))
                    .inner
            })
            .inner;
        if let Some(offer) = chosen {
            self.open = false;
            offer.choose(panel);
        }
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            self.open = false;
        }
    }

    fn list_ui(&mut self, ui: &mut Ui, found: &[Offer], panel: &Panel<'_>) -> Option<Offer> {
        ui.set_width(480.0);
        let label = fl!(panel.words.loader, "palette-label");
        let edit = TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY);
        let response = ui.add(edit.hint_text(label.clone()));
        named(&response, egui::accesskit::Role::TextInput, &label);
        response.request_focus();
        let (down, up, enter) = ui.input(|input| {
            (
                input.key_pressed(Key::ArrowDown),
                input.key_pressed(Key::ArrowUp),
                input.key_pressed(Key::Enter),
            )
        });
        if down && self.marked + 1 < found.len() {
            self.marked += 1;
        }
        if up {
            self.marked = self.marked.saturating_sub(1);
        }
        if response.changed() {
            self.marked = 0;
        }
        let mut chosen = None;
        if found.is_empty() {
            ui.weak(fl!(panel.words.loader, "palette-nothing"));
        }
        ScrollArea::vertical().max_height(330.0).show(ui, |ui| {
            for (index, command) in found.iter().enumerate() {
                let possible = command.is_possible(panel.app);
                let marked = index == self.marked;
                let name = command.name(panel.app, &panel.words);
                let shortcut = command
                    .shortcut()
                    .map_or_else(String::new, |keys| ui.ctx().format_shortcut(&keys));
                let button = egui::Button::selectable(marked, name.as_str())
                    .shortcut_text(shortcut)
                    .min_size(Vec2::new(ui.available_width(), 0.0));
                let response = ui.add_enabled(possible, button);
                named(&response, egui::accesskit::Role::Button, &name);
                if marked && (down || up) {
                    response.scroll_to_me(None);
                }
                let response = response.on_hover_text(command.tip(panel.app, &panel.words));
                if response.clicked() || (marked && enter && possible) {
                    chosen = Some(*command);
                }
            }
        });
        chosen
    }
}

/// Whether every word that was typed stands somewhere in a name.
fn matches(name: &str, typed: &str) -> bool {
    let name = name.to_lowercase();
    typed
        .to_lowercase()
        .split_whitespace()
        .all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order() {
        assert!(matches("Tegn deponi", "dep tegn"));
        assert!(matches("Tegn deponi", ""));
        assert!(!matches("Tegn deponi", "hull"));
    }
}
