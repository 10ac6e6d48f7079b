//! Fields and buttons that every panel uses.

use std::collections::BTreeSet;

use egui::{
    Button, Color32, ComboBox, Id, Key, PopupCloseBehavior, Response, RichText, TextEdit, Ui,
    WidgetInfo, accesskit::Role,
};
use geo::Coord;

use super::commands::Command;
use super::context::Panel;
use crate::units::Year;
use crate::words::{Words, read_number};

/// The width of choices, in points.
pub const CHOICE_WIDTH: f32 = 178.0;

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
        self.ui_over(ui, "", read)
    }

    /// The same, with what it means that nothing stands in it.
    fn ui_over<T>(self, ui: &mut Ui, blank: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let id = field_id(self.label);
        let kept: Option<String> = ui.data(|kept| kept.get_temp(id));
        let is_wrong = kept.as_ref().is_some_and(|text| read(text).is_none());
        let mut text = kept.clone().unwrap_or_else(|| self.value.clone());
        let mut edit = TextEdit::singleline(&mut text)
            .id(id)
            .hint_text(blank)
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
    field.ui(ui, read_number)
}

/// What was typed into a field that may be left blank; `None` where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed<T>(pub Option<T>);

/// A field that may be left blank; `blank` stands in it then, and says what that means.
pub fn optional_field<T>(
    ui: &mut Ui,
    field: Field<'_>,
    blank: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<Typed<T>> {
    field.ui_over(ui, blank, |text| {
        if text.trim().is_empty() {
            Some(Typed(None))
        } else {
            Some(Typed(Some(read(text)?)))
        }
    })
}

/// A field for a year, written without a space; blank is none.
pub fn year_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    year: Option<Year>,
    is_right: impl Fn(Year) -> bool,
) -> Option<Typed<Year>> {
    let field = Field {
        label,
        value: year.map_or_else(String::new, |year| year.0.to_string()),
        unit: "",
        wrong: words.text("field-year-wrong", &[]),
        width: YEAR_WIDTH,
    };
    optional_field(ui, field, "", |text| {
        read_year(text).filter(|year| is_right(*year))
    })
}

/// The width of a field for a year, in points.
const YEAR_WIDTH: f32 = 48.0;

/// Reads a year of four digits.
pub fn read_year(text: &str) -> Option<Year> {
    let number = read_number(text)?;
    let is_year = number.fract() == 0.0 && (1000.0..=9999.0).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number of four digits"
    )]
    is_year.then_some(Year(number as i32))
}

/// A field for a place, `E; N`; blank is none.
pub fn place_field(
    ui: &mut Ui,
    words: &Words,
    label: &str,
    place: Option<Coord<f64>>,
) -> Option<Typed<Coord<f64>>> {
    let number = |value: f64| words.number(value, usize::from(value.fract() != 0.0));
    let text = |at: Coord<f64>| format!("{}; {}", number(at.x), number(at.y));
    let field = Field {
        label,
        value: place.map_or_else(String::new, text),
        unit: "",
        wrong: words.text("field-place-wrong", &[]),
        width: 140.0,
    };
    optional_field(ui, field, "–", read_place)
}

/// Reads `E; N`, with a semicolon between, or a space where both are written without any.
pub fn read_place(text: &str) -> Option<Coord<f64>> {
    let (east, north) = text
        .split_once(';')
        .or_else(|| text.trim().split_once(char::is_whitespace))?;
    Some(Coord {
        x: read_number(east)?,
        y: read_number(north)?,
    })
}

/// A box that tells what is ticked, and opens to be ticked in.
pub fn popup_ui(ui: &mut Ui, label: &str, told: &str, ticks: impl FnOnce(&mut Ui)) {
    let combo = ComboBox::from_id_salt(label).selected_text(told).truncate();
    let combo = combo.close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = combo
        .width(CHOICE_WIDTH)
        .height(420.0)
        .show_ui(ui, |ui| ticks(ui));
    named(&shown.response, Role::ComboBox, label);
    shown.response.on_hover_text(told);
}

/// A tick for each of several names. Returns another set than the one that is ticked.
pub fn ticks_ui<T: Copy + Ord>(
    ui: &mut Ui,
    names: &[(T, String)],
    ticked: &BTreeSet<T>,
) -> Option<BTreeSet<T>> {
    let mut other = None;
    for (one, name) in names {
        let mut is_ticked = ticked.contains(one);
        if ui.checkbox(&mut is_ticked, name).changed() {
            let mut set = ticked.clone();
            if is_ticked {
                set.insert(*one);
            } else {
                set.remove(one);
            }
            other = Some(set);
        }
    }
    other
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

/// Keeps what stands in the cell of a table off its edges.
pub fn in_cell<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let margin = egui::Margin::symmetric(CELL_MARGIN, 0);
    egui::Frame::NONE.inner_margin(margin).show(ui, add).inner
}

/// The room on both sides of what stands in a cell, in points.
const CELL_MARGIN: i8 = 6;

/// A small picture button that lets a place be clicked on the map.
pub fn place_button(ui: &mut Ui, name: &str, is_possible: bool) -> bool {
    let pin = egui_material_icons::icons::ICON_ADD_LOCATION_ALT.codepoint;
    let button = Button::new(RichText::new(pin).size(16.0)).frame_when_inactive(false);
    let response = ui.add_enabled(is_possible, button);
    named(&response, Role::Button, name);
    let response = response.on_hover_text(name).on_disabled_hover_text(name);
    response.clicked()
}

/// The same for a command that does that.
pub fn place_command(ui: &mut Ui, panel: &mut Panel<'_>, command: Command) {
    let name = command.name(panel.app);
    if place_button(ui, &name, command.is_possible(panel.app)) {
        panel.command(command);
    }
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
