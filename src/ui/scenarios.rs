//! The row of alternatives: one chip each, the zero alternative first, and the banner over the map of a
//! copy to try something on.

use std::sync::Arc;

use egui::{
    Align2, Button, Color32, CornerRadius, FontId, Frame, Galley, Id, Label, Margin, Pos2, Rect,
    Response, RichText, ScrollArea, Sense, Shape, Stroke, StrokeKind, TextStyle, Ui, Vec2,
    WidgetInfo, accesskit::Role, pos2,
};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::{Panel, Wish};
use super::fields::{icon_button, named};
use super::inspector::conflicts_of;
use super::theme;
use super::tree::{Renaming, rename_ui};
use crate::app::{Action, App, ScenarioAsk};
use crate::project::{Edit, SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind};
use crate::words::Words;

/// Height of the whole row, in points.
pub const ROW_HEIGHT: f32 = 36.0;

const CHIP_HEIGHT: f32 = 26.0;

/// A longer name is cut, and told in full by the tooltip.
const LONGEST_NAME: f32 = 190.0;

/// What the buttons behind the chips need, in points.
const BUTTONS_WIDTH: f32 = 210.0;

const PADDING: f32 = 9.0;
const DOT: f32 = 5.0;
const GAP: f32 = 7.0;
const ICON: f32 = 14.0;

/// Names of the colours, in the order of [`SCENARIO_COLORS`].
const COLOR_NAMES: [&str; SCENARIO_COLORS.len()] = [
    "color-grey",
    "color-blue",
    "color-red",
    "color-green",
    "color-purple",
    "color-orange",
    "color-sky",
    "color-yellow",
];

/// The row's own half-typed name, and what it has scrolled to.
#[derive(Default)]
pub struct Chips {
    renaming: Option<(ScenarioId, String)>,
    shown: Option<ScenarioId>,
    overflow: bool,
}

impl Chips {
    /// Begins to give an alternative another name.
    pub fn rename(&mut self, id: ScenarioId, name: &str) {
        self.renaming = Some((id, name.to_owned()));
    }

    /// Draws the row.
    pub fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let came = self.shown != Some(panel.app.active());
        self.shown = Some(panel.app.active());
        ui.horizontal_centered(|ui| {
            let list = if self.overflow { 34.0 } else { 0.0 };
            let room = (ui.available_width() - BUTTONS_WIDTH - list).max(120.0);
            // The wheel has only one way to go here.
            ui.style_mut().always_scroll_the_only_direction = true;
            let scrolled = ScrollArea::horizontal()
                .id_salt("scenarios")
                .max_width(room)
                .auto_shrink([true, true])
                .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
                .show(ui, |ui| {
                    ui.horizontal_centered(|ui| {
                        ui.spacing_mut().item_spacing.x = 6.0;
                        self.chips_ui(ui, came, panel);
                    });
                });
            self.overflow = scrolled.inner_rect.width() + 1.0 < scrolled.content_size.x;
            if self.overflow {
                list_ui(ui, panel);
            }
            icon_button(ui, panel, Command::NewScenario, false);
            icon_button(ui, panel, Command::DuplicateScenario, false);
            what_if_button(ui, panel);
        });
    }

    fn chips_ui(&mut self, ui: &mut Ui, came: bool, panel: &mut Panel<'_>) {
        let project = panel.app.project().clone();
        for (place, (id, scenario)) in project.scenarios_in_order().enumerate() {
            if let Some((renamed, text)) = &mut self.renaming
                && *renamed == id
            {
                let field = ui.scope(|ui| {
                    ui.set_max_width(LONGEST_NAME);
                    rename_ui(ui, text, &scenario.name)
                });
                match field.inner {
                    Renaming::Goes => {}
                    Renaming::GivenUp => self.renaming = None,
                    Renaming::Named(name) => {
                        panel.act(Action::Edit(Edit::RenameScenario(id, name)));
                        self.renaming = None;
                    }
                }
                continue;
            }
            let active = id == panel.app.active();
            let response = chip_ui(ui, id, scenario, active, panel);
            if active && came {
                response.scroll_to_me(None);
            }
            use_chip(ui, &response, (id, place), scenario, panel);
        }
    }
}

/// What a click, a drag and the menu do with a chip.
fn use_chip(
    ui: &Ui,
    response: &Response,
    (id, place): (ScenarioId, usize),
    scenario: &Scenario,
    panel: &mut Panel<'_>,
) {
    if response.clicked() {
        panel.act(Action::ShowScenario(id));
    }
    if response.double_clicked() {
        panel.wishes.push(Wish::RenameScenario(id));
    }
    if !scenario.is_zero() {
        response.dnd_set_drag_payload(id);
    }
    let other = response.dnd_hover_payload::<ScenarioId>();
    if other.is_some_and(|moved| *moved != id && 0 < place) {
        let line = Stroke::new(2.0, panel.palette.accent);
        let at = response.rect.left() - 3.0;
        ui.painter().vline(at, response.rect.y_range(), line);
    }
    if let Some(moved) = response.dnd_release_payload::<ScenarioId>()
        && *moved != id
    {
        panel.act(Action::Edit(Edit::MoveScenario(*moved, place)));
    }
    response.context_menu(|ui| menu_ui(ui, id, place, scenario, panel));
}

/// What a chip says, laid out.
struct Content {
    name: Arc<Galley>,
    /// The name's place, in points.
    width: f32,
    mark: Option<&'static str>,
    /// Whether something stands hard against it.
    is_in_conflict: bool,
}

impl Content {
    fn width(&self) -> f32 {
        let marks = u8::from(self.mark.is_some()) + u8::from(self.is_in_conflict);
        let marks = f32::from(marks) * (ICON + 4.0);
        2.0 * PADDING + 2.0 * DOT + GAP + self.width + marks
    }
}

/// One chip, with its colour, its name, and what is special about it.
fn chip_ui(
    ui: &mut Ui,
    id: ScenarioId,
    scenario: &Scenario,
    active: bool,
    panel: &Panel<'_>,
) -> Response {
    let ink = ui.visuals().text_color();
    let galley = |text: RichText| {
        egui::WidgetText::from(text.color(ink)).into_galley(
            ui,
            Some(egui::TextWrapMode::Truncate),
            LONGEST_NAME,
            TextStyle::Button,
        )
    };
    let strong = galley(RichText::new(&scenario.name).family(theme::strong()));
    // As wide as when it is shown, so that no chip moves under the pointer.
    let width = strong.size().x;
    let name = if active {
        strong
    } else {
        galley(RichText::new(&scenario.name))
    };
    let mark = match (scenario.frozen, scenario.kind) {
        (true, _) => Some(icon::ICON_LOCK.codepoint),
        (false, ScenarioKind::WhatIf { .. }) => Some(icon::ICON_QUESTION_MARK.codepoint),
        (false, ScenarioKind::Zero | ScenarioKind::Alternative) => None,
    };
    let content = Content {
        name,
        width,
        mark,
        is_in_conflict: !conflicts_of(id, panel.app).is_empty(),
    };
    let size = Vec2::new(content.width(), CHIP_HEIGHT);
    let (_, rect) = ui.allocate_space(size);
    // By its number, so that it stays the same chip while the others come and go.
    let chip = Id::unique(("scenario-chip", id.0));
    let response = ui.interact(rect, chip, Sense::click_and_drag());
    let label = chip_label(scenario, content.is_in_conflict, &panel.words);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, &label));
    if ui.is_rect_visible(rect) {
        paint_chip(ui, &response, &content, scenario, active, panel);
    }
    response.on_hover_ui(|ui| tip_ui(ui, id, scenario, panel))
}

fn paint_chip(
    ui: &Ui,
    response: &Response,
    content: &Content,
    scenario: &Scenario,
    active: bool,
    panel: &Panel<'_>,
) {
    let rect = response.rect;
    let visuals = ui.visuals();
    let accent = panel.palette.accent;
    let fill = if active {
        visuals.selection.bg_fill
    } else if response.hovered() {
        visuals.widgets.hovered.weak_bg_fill
    } else {
        visuals.widgets.inactive.weak_bg_fill
    };
    let line = if active || response.hovered() || response.has_focus() {
        Stroke::new(if response.has_focus() { 2.0 } else { 1.0 }, accent)
    } else {
        visuals.widgets.inactive.bg_stroke
    };
    let painter = ui.painter();
    painter.rect_filled(rect, 5.0, fill);
    if scenario.is_what_if() {
        let edge = rect.shrink(1.0);
        let corners = [
            edge.left_top(),
            edge.right_top(),
            edge.right_bottom(),
            edge.left_bottom(),
            edge.left_top(),
        ];
        let dashed = Stroke::new(1.5, accent);
        painter.extend(Shape::dashed_line(&corners, dashed, 5.0, 3.0));
    } else {
        painter.rect_stroke(rect, 5.0, line, StrokeKind::Inside);
    }
    if active {
        // A bar too, for those who do not see the colour.
        let edge = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 3.0), rect.max);
        let corners = CornerRadius {
            sw: 5,
            se: 5,
            ..CornerRadius::ZERO
        };
        painter.rect_filled(edge, corners, accent);
    }
    let mut at = pos2(rect.left() + PADDING + DOT, rect.center().y);
    paint_dot(painter, at, DOT, scenario.color, visuals.text_color());
    at.x += DOT + GAP;
    let name = Align2::LEFT_CENTER.anchor_size(at, content.name.size());
    painter.galley(name.min, content.name.clone(), visuals.text_color());
    let mut right = rect.right() - PADDING;
    if content.is_in_conflict {
        painter.text(
            pos2(right, rect.center().y),
            Align2::RIGHT_CENTER,
            icon::ICON_BLOCK.codepoint,
            FontId::proportional(ICON),
            panel.palette.error,
        );
        right -= ICON + 4.0;
    }
    if let Some(mark) = content.mark {
        painter.text(
            pos2(right, rect.center().y),
            Align2::RIGHT_CENTER,
            mark,
            FontId::proportional(ICON),
            visuals.text_color(),
        );
    }
}

fn paint_dot(painter: &egui::Painter, at: Pos2, radius: f32, color: [u8; 3], ink: Color32) {
    let [r, g, b] = color;
    let edge = Stroke::new(1.0, ink.gamma_multiply(0.45));
    painter.circle(at, radius, Color32::from_rgb(r, g, b), edge);
}

/// What a screen reader says.
fn chip_label(scenario: &Scenario, is_in_conflict: bool, words: &Words) -> String {
    let name = chip_name(scenario, words);
    if is_in_conflict {
        fl!(words.loader, "scenario-conflict-label", name = name)
    } else {
        name
    }
}

fn chip_name(scenario: &Scenario, words: &Words) -> String {
    if scenario.frozen {
        fl!(
            words.loader,
            "scenario-frozen-label",
            name = scenario.name.clone()
        )
    } else {
        scenario.name.clone()
    }
}

fn tip_ui(ui: &mut Ui, id: ScenarioId, scenario: &Scenario, panel: &Panel<'_>) {
    ui.strong(&scenario.name);
    if scenario.kind != ScenarioKind::Alternative {
        ui.label(kind_text(scenario, panel.app));
    }
    let count = panel.app.project().deposits_of(id).count();
    ui.label(fl!(panel.words.loader, "scenario-chip-tip", count = count));
    if scenario.frozen {
        ui.label(fl!(panel.words.loader, "scenario-is-frozen-text"));
    }
    for line in conflicts_of(id, panel.app) {
        let text = format!("{} {line}", icon::ICON_BLOCK.codepoint);
        ui.colored_label(panel.palette.error, text);
    }
    if !scenario.note.is_empty() {
        ui.add(Label::new(RichText::new(&scenario.note).weak()).wrap());
    }
}

/// What an alternative is to the others, in words.
pub fn kind_text(scenario: &Scenario, app: &App) -> String {
    let words = app.words();
    match scenario.kind {
        ScenarioKind::Zero => fl!(words.loader, "scenario-kind-zero"),
        ScenarioKind::Alternative => fl!(words.loader, "scenario-kind-alternative"),
        ScenarioKind::WhatIf { of } => match app.project().scenario(of) {
            Some(of) => fl!(words.loader, "scenario-what-if-of", name = of.name.clone()),
            None => fl!(words.loader, "scenario-kind-what-if"),
        },
    }
}

/// All alternatives below each other, where there are more than the row has room for.
fn list_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let project = panel.app.project().clone();
    let count = project.scenarios.len();
    let name = fl!(panel.words.loader, "scenario-all", count = count);
    let text = RichText::new(icon::ICON_EXPAND_MORE.codepoint).size(18.0);
    let menu = ui.menu_button(text, |ui| {
        ui.set_min_width(220.0);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (id, scenario) in project.scenarios_in_order() {
                let active = id == panel.app.active();
                let is_in_conflict = !conflicts_of(id, panel.app).is_empty();
                let label = chip_label(scenario, is_in_conflict, &panel.words);
                let button = Button::selectable(active, &label)
                    .truncate()
                    .min_size(Vec2::new(220.0, 0.0));
                let response = ui.add(button);
                named(&response, Role::MenuItem, &label);
                if response.clicked() {
                    panel.act(Action::ShowScenario(id));
                    ui.close();
                }
            }
        });
    });
    named(&menu.response, Role::Button, &name);
    menu.response.on_hover_text(name);
}

fn what_if_button(ui: &mut Ui, panel: &mut Panel<'_>) {
    let command = Command::WhatIf;
    let name = command.name(panel.app);
    let text = format!("{} {name}", icon::ICON_QUESTION_MARK.codepoint);
    let response = ui.add_enabled(command.is_possible(panel.app), Button::new(text));
    named(&response, Role::Button, &name);
    let response = super::fields::with_tip(ui, response, command, panel);
    if response.clicked() {
        panel.command(command);
    }
}

fn menu_ui(ui: &mut Ui, id: ScenarioId, place: usize, scenario: &Scenario, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let last = panel.app.project().scenario_order.len() - 1;
    let is_alternative = scenario.kind == ScenarioKind::Alternative;
    let item = |ui: &mut Ui, possible: bool, name: String| {
        let response = ui.add_enabled(possible, Button::new(&name).min_size(Vec2::new(150.0, 0.0)));
        named(&response, Role::MenuItem, &name);
        response.clicked().then(|| ui.close()).is_some()
    };
    if scenario.is_what_if() {
        if item(ui, true, fl!(words.loader, "what-if-keep")) {
            panel.act(Action::Scenario(ScenarioAsk::Keep));
        }
        if item(ui, true, fl!(words.loader, "what-if-throw-away")) {
            panel.act(Action::Scenario(ScenarioAsk::ThrowAway));
        }
        ui.separator();
    }
    if item(ui, true, fl!(words.loader, "menu-rename")) {
        panel.wishes.push(Wish::RenameScenario(id));
    }
    if item(ui, true, fl!(words.loader, "menu-duplicate")) {
        panel.act(Action::Scenario(ScenarioAsk::Duplicate(id)));
    }
    if item(ui, true, fl!(words.loader, "menu-note")) {
        panel.act(Action::ShowScenario(id));
        panel.wishes.push(Wish::NoteScenario(id));
    }
    if !scenario.is_zero() {
        ui.separator();
        let edit = |place| Action::Edit(Edit::MoveScenario(id, place));
        if item(ui, 1 < place, fl!(words.loader, "menu-left")) {
            panel.act(edit(place.saturating_sub(1)));
        }
        if item(ui, place < last, fl!(words.loader, "menu-right")) {
            panel.act(edit(place + 1));
        }
    }
    ui.separator();
    ui.label(RichText::new(fl!(words.loader, "menu-color")).weak());
    if let Some(color) = colors_ui(ui, scenario.color, &words) {
        panel.act(Action::Edit(Edit::ColorScenario(id, color)));
        ui.close();
    }
    ui.separator();
    if scenario.frozen {
        if item(ui, true, fl!(words.loader, "menu-thaw")) {
            panel.act(Action::Edit(Edit::FreezeScenario(id, false)));
        }
    } else if !scenario.is_what_if() && item(ui, true, fl!(words.loader, "menu-freeze")) {
        panel.act(Action::Edit(Edit::FreezeScenario(id, true)));
    }
    if is_alternative && item(ui, !scenario.frozen, fl!(words.loader, "menu-delete")) {
        panel.act(Action::Scenario(ScenarioAsk::Delete(id)));
    }
}

/// The colours to choose from. Returns the one that was chosen.
pub fn colors_ui(ui: &mut Ui, current: [u8; 3], words: &Words) -> Option<[u8; 3]> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (color, name) in SCENARIO_COLORS.into_iter().zip(COLOR_NAMES) {
            let name = words.text(name, &[]);
            let (rect, response) = ui.allocate_exact_size(Vec2::splat(24.0), Sense::click());
            let selected = color == current;
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, selected, &name));
            let ink = ui.visuals().text_color();
            paint_dot(ui.painter(), rect.center(), 8.0, color, ink);
            if selected || response.hovered() || response.has_focus() {
                let ring = Stroke::new(if selected { 2.0 } else { 1.0 }, ink);
                ui.painter().circle_stroke(rect.center(), 10.5, ring);
            }
            if response.on_hover_text(name).clicked() {
                chosen = Some(color);
            }
        }
    });
    chosen.filter(|color| *color != current)
}

/// Over the map while a copy to try something on is shown.
pub fn banner_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let Some(scenario) = panel
        .app
        .active_scenario()
        .filter(|scenario| scenario.is_what_if())
    else {
        return;
    };
    let words = panel.words.clone();
    let text = match scenario.kind {
        ScenarioKind::WhatIf { of } => panel
            .app
            .project()
            .scenario(of)
            .map(|of| fl!(words.loader, "what-if-banner", name = of.name.clone())),
        ScenarioKind::Zero | ScenarioKind::Alternative => None,
    };
    let text = text.unwrap_or_else(|| fl!(words.loader, "what-if-banner-alone"));
    let frame = Frame::new()
        .fill(ui.visuals().panel_fill)
        .inner_margin(Margin::symmetric(12, 6));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let mark = RichText::new(icon::ICON_QUESTION_MARK.codepoint);
            ui.label(mark.color(panel.palette.accent).size(16.0));
            ui.strong(text);
            for (command, text) in [
                (Command::KeepWhatIf, fl!(words.loader, "what-if-keep")),
                (
                    Command::ThrowAwayWhatIf,
                    fl!(words.loader, "what-if-throw-away"),
                ),
            ] {
                let response = ui.add_enabled(command.is_possible(panel.app), Button::new(&text));
                named(&response, Role::Button, &text);
                if response.on_hover_text(command.tip(&words)).clicked() {
                    panel.command(command);
                }
            }
        });
    });
    let rect = shown.response.rect;
    let line = [rect.left_bottom(), rect.right_bottom()].map(|at| at - Vec2::new(0.0, 1.0));
    let stroke = Stroke::new(2.0, panel.palette.accent);
    ui.painter()
        .extend(Shape::dashed_line(&line, stroke, 6.0, 4.0));
}
