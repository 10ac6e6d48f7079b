//! What the keyboard does with a sheet, and what comes of what is typed and pasted.

use egui::{Event, Key, Modifiers, Ui};

use super::{Entered, Place, Sheet, SheetLook, is_open};
use crate::app::{PastedCell, read_block};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::words::read_number;

impl Sheet {
    /// What the keyboard does while no cell is typed in.
    pub(super) fn use_keys(
        &mut self,
        ui: &Ui,
        look: &SheetLook<'_>,
        panel: &mut Panel<'_>,
        entered: &mut Vec<Entered>,
    ) {
        if self.typed.is_some() {
            return;
        }
        let events = ui.input(|input| input.events.clone());
        for event in events {
            match event {
                Event::Copy => ui.ctx().copy_text(self.copied(look)),
                Event::Cut => {
                    ui.ctx().copy_text(self.copied(look));
                    self.clear(look, entered);
                }
                Event::Paste(text) => self.paste(&text, look, entered),
                Event::Text(text) if !text.trim().is_empty() => self.begin(text, look),
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => self.use_key(ui, (key, modifiers), look, panel, entered),
                _ => {}
            }
        }
    }

    fn use_key(
        &mut self,
        ui: &Ui,
        (key, modifiers): (Key, Modifiers),
        look: &SheetLook<'_>,
        panel: &mut Panel<'_>,
        entered: &mut Vec<Entered>,
    ) {
        match key {
            Key::Z if modifiers.command && modifiers.shift => panel.command(Command::Redo),
            Key::Z if modifiers.command => panel.command(Command::Undo),
            Key::Y if modifiers.command => panel.command(Command::Redo),
            Key::A if modifiers.command => {
                (self.anchor, self.at) = ((0, 0), (self.size.0 - 1, self.size.1 - 1));
            }
            Key::ArrowUp => self.step(-1, 0, modifiers.shift),
            Key::ArrowDown => self.step(1, 0, modifiers.shift),
            Key::ArrowLeft => self.step(0, -1, modifiers.shift),
            Key::ArrowRight => self.step(0, 1, modifiers.shift),
            Key::Tab => self.step(0, if modifiers.shift { -1 } else { 1 }, false),
            Key::Home => self.step(0, isize::MIN, modifiers.shift),
            Key::End => self.step(0, isize::MAX, modifiers.shift),
            Key::Enter | Key::F2 => {
                let shown = (look.cell)(self.at).value;
                let text = self.unreadable.get(&self.at).cloned();
                let text = text.or_else(|| shown.map(|value| panel.words.typed(value)));
                self.begin(text.unwrap_or_default(), look);
            }
            Key::Delete | Key::Backspace => self.clear(look, entered),
            Key::Escape => {
                self.anchor = self.at;
                ui.memory_mut(|memory| {
                    if let Some(id) = memory.focused() {
                        memory.surrender_focus(id);
                    }
                });
            }
            _ => {}
        }
    }

    pub(super) fn begin(&mut self, text: String, look: &SheetLook<'_>) {
        if is_open(look, self.at) {
            self.anchor = self.at;
            self.typed = Some(text);
            self.is_new = true;
        }
    }

    pub(super) fn step(&mut self, down: isize, right: isize, extends: bool) {
        let within =
            |place: usize, by: isize, size: usize| place.saturating_add_signed(by).min(size - 1);
        self.at = (
            within(self.at.0, down, self.size.0),
            within(self.at.1, right, self.size.1),
        );
        if !extends {
            self.anchor = self.at;
        }
    }

    /// The selected cells as a spreadsheet reads them.
    fn copied(&self, look: &SheetLook<'_>) -> String {
        let (rows, columns) = self.selected();
        let line = |row: usize| {
            let cells = columns.clone().map(|column| {
                let value = (look.cell)((row, column)).value;
                value.map_or_else(String::new, |value| value.to_string())
            });
            cells.collect::<Vec<_>>().join("\t")
        };
        rows.map(line).collect::<Vec<_>>().join("\n")
    }

    fn clear(&mut self, look: &SheetLook<'_>, entered: &mut Vec<Entered>) {
        let (rows, columns) = self.selected();
        for row in rows {
            for column in columns.clone() {
                let at = (row, column);
                self.unreadable.remove(&at);
                if is_open(look, at) && (look.cell)(at).value.is_some() {
                    entered.push(Entered { at, value: None });
                }
            }
        }
    }

    /// Puts a block where the selection begins. One number fills all that is selected.
    fn paste(&mut self, text: &str, look: &SheetLook<'_>, entered: &mut Vec<Entered>) {
        let block = read_block(text);
        let (rows, columns) = self.selected();
        let first = (*rows.start(), *columns.start());
        let is_one = block.len() == 1 && block.first().is_some_and(|row| row.len() == 1);
        let places: Vec<(Place, PastedCell)> = if is_one {
            let cell = &block[0][0];
            let all = rows.flat_map(|row| columns.clone().map(move |column| (row, column)));
            all.map(|at| (at, cell.clone())).collect()
        } else {
            let rows = block.into_iter().enumerate();
            rows.flat_map(|(down, row)| {
                let cells = row.into_iter().enumerate();
                cells.map(move |(right, cell)| ((first.0 + down, first.1 + right), cell))
            })
            .collect()
        };
        let mut last = first;
        for (at, cell) in places {
            if at.0 >= self.size.0 || at.1 >= self.size.1 || !is_open(look, at) {
                continue;
            }
            last = (last.0.max(at.0), last.1.max(at.1));
            self.enter(at, cell, entered);
        }
        (self.anchor, self.at) = (first, last);
    }

    fn enter(&mut self, at: Place, cell: PastedCell, entered: &mut Vec<Entered>) {
        self.unreadable.remove(&at);
        match cell {
            PastedCell::Number(number) if 0.0 <= number => {
                let value = Some(number);
                entered.push(Entered { at, value });
            }
            PastedCell::Number(number) => {
                self.unreadable.insert(at, number.to_string());
            }
            PastedCell::Empty => entered.push(Entered { at, value: None }),
            PastedCell::Unreadable(text) => {
                self.unreadable.insert(at, text);
            }
        }
    }

    /// Takes in what was typed.
    pub(super) fn finish(&mut self, entered: &mut Vec<Entered>) {
        if let Some(text) = self.typed.take() {
            let cell = match read_number(&text) {
                _ if text.trim().is_empty() => PastedCell::Empty,
                Some(number) => PastedCell::Number(number),
                None => PastedCell::Unreadable(text),
            };
            self.enter(self.at, cell, entered);
        }
    }
}
