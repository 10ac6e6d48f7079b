//! Fields and buttons that every panel uses.

use egui::{
    Button, Color32, ComboBox, Id, Key, Response, RichText, TextEdit, Ui, WidgetInfo,
    accesskit::Role,
};

use super::commands::Command;
use super::context::Panel;
use crate::words::Words;

/// The width of choices, in points.
const CHOICE_WIDTH: f32 = 190.0;

/// A field for a text that is read as something when it is finished: with Enter or by leaving it.
///
/// Half-typed text is the field's own. Escape gives up what was typed. Unreadable text stays, marked, and
/// `wrong` says what is expected.
pub struct Field<'a> {
    /// What the field is for; its name for screen readers.
    pub label: &'a str,
    /// What it shows while nobody types.
    pub value: String,
    /// What stands after it.
    pub unit: &'a str,
    /// What to say about text that cannot be read.
    pub wrong: String,
    /// Width in points.
    pub width: f32,
}

impl Field<'_> {
    /// The field alone; `Some` when something readable was entered.
    pub fn ui<T>(self, ui: &mut Ui, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let id = field_id(self.label);
        let kept: Option<String> = ui.data(|kept| kept.get_temp(id));
        let is_wrong = kept.as_ref().is_some_and(|text| read(text).is_none());
        let mut text = kept.clone().unwrap_or_else(|| self.value.clone());
        let mut edit = TextEdit::singleline(&mut text)
            .id(id)
            .desired_width(self.width);
        let had_focus = ui.memory(|memory| memory.has_focus(id));
        if is_wrong && !had_focus {
            edit = edit.text_color(ui.visuals().error_fg_color);
        }
        let response = ui.add(edit);
        named(&response, Role::TextInput, self.label);
        if !self.unit.is_empty() {
            ui.label(RichText::new(self.unit).weak());
        }
        if is_wrong && !had_focus {
            ui.colored_label(
                ui.visuals().error_fg_color,
                egui_material_icons::icons::ICON_ERROR.codepoint,
            )
            .on_hover_text(&self.wrong);
        }
        if response.gained_focus() {
            select_all(ui, id, &text);
        }
        if response.changed() {
            ui.data_mut(|kept| kept.insert_temp(id, text.clone()));
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            ui.data_mut(|kept| kept.remove::<String>(id));
            return None;
        }
        if response.lost_focus() {
            // It finishes the field, and nothing else such as a drawing.
            ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Enter));
        }
        let was_changed = kept.is_some() || response.changed();
        if !(response.lost_focus() && was_changed) {
            return None;
        }
        let entered = read(&text);
        if entered.is_some() {
            ui.data_mut(|kept| kept.remove::<String>(id));
        }
        entered
    }
}

/// The id of a field, by its label.
pub fn field_id(label: &str) -> Id {
    Id::unique(("field", label))
}

/// Typing replaces what a field holds.
pub fn select_all(ui: &Ui, id: Id, text: &str) {
    use egui::text::{CCursor, CCursorRange};
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
        let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
        state.cursor.set_char_range(Some(all));
        TextEdit::store_state(ui.ctx(), id, state);
    }
}

/// A field for a number with its unit.
pub fn number_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    value: Option<f64>,
    (decimals, unit): (usize, &str),
) -> Option<f64> {
    let field = Field {
        label,
        value: value.map_or_else(String::new, |value| words.number(value, decimals)),
        unit,
        wrong: words.text("field-number-expected", &[]),
        width: 96.0,
    };
    field.ui(ui, crate::words::read_number)
}

/// Gives a widget a name that a screen reader can say.
pub fn named(response: &Response, kind: Role, name: &str) {
    let enabled = response.enabled();
    response.widget_info(|| WidgetInfo::labeled(kind, enabled, name));
}

/// A button that shows a picture alone, with its name and shortcut as a tooltip.
pub fn icon_button(ui: &mut Ui, panel: &mut Panel<'_>, command: Command, selected: bool) {
    let possible = command.is_possible(panel.app);
    let text = RichText::new(command.icon()).size(18.0);
    let mut button = Button::new(text).frame_when_inactive(selected);
    button = button.selected(selected);
    let response = ui.add_enabled(possible, button);
    let name = command.name(panel.app);
    named(&response, Role::Button, &name);
    let response = with_tip(ui, response, command, panel);
    if response.clicked() {
        panel.command(command);
    }
}

/// A button with words, its shortcut and a tooltip.
pub fn command_button(ui: &mut Ui, panel: &mut Panel<'_>, command: Command) -> Response {
    let possible = command.is_possible(panel.app);
    let name = command.name(panel.app);
    let text = match command.icon() {
        "" => name,
        icon => format!("{icon}  {name}"),
    };
    let response = ui.add_enabled(possible, Button::new(text));
    named(&response, Role::Button, &command.name(panel.app));
    let response = with_tip(ui, response, command, panel);
    if response.clicked() {
        panel.command(command);
    }
    response
}

/// The tooltip of a command's button: name, shortcut, what it does, and why it is refused.
pub fn with_tip(ui: &Ui, response: Response, command: Command, panel: &Panel<'_>) -> Response {
    let mut tip = command.name(panel.app);
    if let Some(shortcut) = command.shortcut() {
        tip = format!("{tip} ({})", ui.ctx().format_shortcut(&shortcut));
    }
    tip = format!("{tip}\n{}", command.tip(&panel.words));
    if command.is_frozen_out(panel.app) {
        let why = panel.words.text("scenario-is-frozen-text", &[]);
        tip = format!("{tip}\n{why}");
    }
    response.on_hover_text(&tip).on_disabled_hover_text(tip)
}

/// A small picture button with a name.
pub fn small_icon(ui: &mut Ui, icon: &str, name: &str, color: Option<Color32>) -> Response {
    let mut text = RichText::new(icon).size(16.0);
    if let Some(color) = color {
        text = text.color(color);
    }
    let response = ui.add(Button::new(text).frame_when_inactive(false));
    named(&response, Role::Button, name);
    response.on_hover_text(name)
}

/// A choice among names. Returns another one than the one that is chosen.
pub fn choice_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    (label, tip): (&str, &str),
    choices: &[(T, String)],
    chosen: &T,
) -> Option<T> {
    ui.label(label).on_hover_text(tip);
    let name = choices.iter().find(|(choice, _)| choice == chosen);
    let name = name.map_or("–", |(_, name)| name.as_str());
    let combo = ComboBox::from_id_salt(label).selected_text(name).truncate();
    let mut other = None;
    let shown = combo.width(CHOICE_WIDTH).show_ui(ui, |ui| {
        for (choice, name) in choices {
            let response = ui.selectable_label(choice == chosen, name);
            if response.clicked() && choice != chosen {
                other = Some(choice.clone());
            }
        }
    });
    named(&shown.response, Role::ComboBox, label);
    ui.end_row();
    other
}
