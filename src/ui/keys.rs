//! Which commands the keyboard asks for.

use egui::{Key, KeyboardShortcut};

use super::commands::{COMMANDS, CTRL, Command, PLAIN};

/// Commands whose keys were pressed, unless somebody is typing or was in the frame before: Escape takes the
/// focus from a field before anybody is asked.
pub fn pressed(ctx: &egui::Context, was_typing: bool) -> Vec<Command> {
    let typing = was_typing || ctx.egui_wants_keyboard_input();
    // Escape closes a menu, and nothing else.
    let in_menu = egui::Popup::is_any_open(ctx);
    let mut pressed: Vec<Command> = ctx.input_mut(|input| {
        // Those with Shift first: without it they would match too.
        let mut commands: Vec<Command> = COMMANDS.to_vec();
        commands.sort_by_key(|command| {
            !command
                .shortcut()
                .is_some_and(|shortcut| shortcut.modifiers.shift)
        });
        let mut is_pressed = |command: &Command| {
            let Some(shortcut) = command.shortcut() else {
                return false;
            };
            // A text field keeps its letters, its own undo and Escape.
            let kept = typing
                && (shortcut.modifiers == PLAIN && !is_function_key(shortcut.logical_key)
                    || matches!(command, Command::Undo | Command::Redo))
                || in_menu && *command == Command::Select;
            !kept && input.consume_shortcut(&shortcut)
        };
        commands.retain(&mut is_pressed);
        commands
    });
    // The system tells of copying in its own way.
    let copies = |event: &egui::Event| matches!(event, egui::Event::Copy);
    if !typing && ctx.input(|input| input.events.iter().any(copies)) {
        pressed.push(Command::CopyOutline);
    }
    let redo = KeyboardShortcut::new(CTRL, Key::Y);
    if !typing && ctx.input_mut(|input| input.consume_shortcut(&redo)) {
        pressed.push(Command::Redo);
    }
    pressed
}

fn is_function_key(key: Key) -> bool {
    matches!(key, Key::F1 | Key::F2 | Key::F6 | Key::F12)
}
