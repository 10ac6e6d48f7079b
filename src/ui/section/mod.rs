//! The section below the map: the drawing, what it says under the pointer, and how it is chosen.

pub mod on_map;
pub mod paint;
mod readout;

use egui::{Align, ComboBox, Label, Layout, Rect, Response, RichText, Sense, Ui, Vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{command_button, icon_button, named, number_field, small_icon};
use crate::app::{Action, App, SectionAsk, SectionCourse};
use crate::figure::{Exaggeration, Role, Shape};
use crate::project::Entry;
use paint::Sheet;

/// What heights can be exaggerated by, beside what fits.
const TIMES: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// The panel, and the place that is marked in it and on the map.
#[derive(Default)]
pub struct SectionView {
    open: bool,
    /// What was shown when the panel was closed.
    last: Option<SectionCourse>,
    /// The place that is marked, in metres along the line, and by what.
    marked: Option<(f64, MarkedBy)>,
}

/// What marks a place along a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MarkedBy {
    /// The pointer on the drawing.
    Drawing,
    /// The pointer on the map.
    Map,
    /// A number that was typed.
    Typing,
}

impl SectionView {
    /// Whether the panel is there.
    pub fn is_shown(&self, app: &App) -> bool {
        self.open || app.section().course.is_some()
    }

    /// The place that is marked, in metres along the line.
    pub fn marked_m(&self) -> Option<f64> {
        self.marked.map(|(at, _)| at)
    }

    /// Begins anew, with another project.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Marks the place that the pointer is at on the map. Returns whether that is news.
    pub fn follow_map(&mut self, pointed_m: Option<f64>) -> bool {
        let before = self.marked;
        match (pointed_m, self.marked) {
            (Some(at), _) => self.marked = Some((at, MarkedBy::Map)),
            (None, Some((_, MarkedBy::Map))) => self.marked = None,
            (None, _) => {}
        }
        before != self.marked
    }

    /// Does what a command means for the section. Returns whether it was one for it.
    pub fn command(&mut self, command: Command, panel: &mut Panel<'_>) -> bool {
        let selected = panel.app.selected_outline();
        let course = match command {
            Command::Section if self.is_shown(panel.app) => {
                self.last.clone_from(&panel.app.section().course);
                self.open = false;
                self.marked = None;
                panel.act(Action::Section(SectionAsk::Hide));
                return true;
            }
            Command::Section => {
                self.open = true;
                self.last
                    .take()
                    .or_else(|| selected.map(SectionCourse::Across))
            }
            Command::LongSection => selected.map(SectionCourse::Along),
            Command::CrossSection => selected.map(SectionCourse::Across),
            _ => return false,
        };
        if let Some(course) = course {
            self.marked = None;
            panel.act(Action::Section(SectionAsk::Show(course)));
        }
        true
    }

    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        // A panel shrinks to what is in it, and while heights are read that is little.
        ui.set_min_size(ui.available_size());
        self.head_ui(ui, panel);
        let result = panel.app.section().result.clone();
        if panel.app.section().course.is_none() {
            nothing_ui(ui, panel);
        } else if let Some(error) = result.error() {
            let notice = crate::app::notice::Notice::in_window(error, &panel.words);
            ui.colored_label(panel.palette.error, &notice.message);
            ui.add(Label::new(&notice.hint).wrap());
        } else if result.value().is_some() {
            self.drawing_ui(ui, panel);
        } else {
            ui.spinner();
        }
    }

    fn head_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        ui.horizontal(|ui| {
            for command in [
                Command::DrawSection,
                Command::LongSection,
                Command::CrossSection,
            ] {
                let chosen = is_shown_by(panel.app, command);
                icon_button(ui, panel, command, chosen);
            }
            ui.separator();
            exaggeration_ui(ui, panel);
            beside_ui(ui, panel);
            self.chainage_ui(ui, panel);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = panel.words.clone();
                let close = fl!(words.loader, "section-close");
                if small_icon(ui, icon::ICON_CLOSE.codepoint, &close, None).clicked() {
                    panel.command(Command::Section);
                }
                icon_button(ui, panel, Command::SaveSection, false);
                if !panel.app.is_section_current() {
                    ui.spinner();
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let Some(title) = panel.app.section_title() {
                        ui.add(Label::new(RichText::new(title).strong()).truncate());
                    }
                });
            });
        });
    }

    /// The place that is marked, as a number that can be typed.
    fn chainage_ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        let Some(result) = panel.app.section().result.value() else {
            return;
        };
        let words = &panel.words;
        let label = fl!(words.loader, "section-place");
        let response = ui.label(&label);
        response.on_hover_text(fl!(words.loader, "section-place-tip"));
        if let Some(typed) = number_field(ui, words, &label, self.marked_m(), (1, "m")) {
            let at = typed.clamp(0.0, result.line.length_m());
            self.marked = Some((at, MarkedBy::Typing));
        }
    }

    fn drawing_ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        let (response, painter) = ui.allocate_painter(ui.available_size(), Sense::hover());
        let area = response.rect;
        let millimetres = |points: f32| f64::from(points / paint::POINTS_PER_MM);
        let size = (millimetres(area.width()), millimetres(area.height()));
        let Some(figure) = panel.app.section_figure(size.0, size.1) else {
            return;
        };
        let sheet = Sheet::at(area.min, ui);
        sheet.paint(&figure.drawing, &painter);
        self.follow_pointer(&response, sheet, &figure.frame);
        let reading = self.marked_m().and_then(|at| panel.app.section_reading(at));
        let spoken = readout::spoken(&figure.drawing.title, reading.as_ref(), &panel.words);
        named(&response, egui::accesskit::Role::Canvas, &spoken);
        if let Some(reading) = reading {
            readout::draw(&painter, sheet, &figure.frame, &reading, panel);
        }
        let under = response.hover_pos().and_then(|at| {
            let at = sheet.paper_from_screen(at);
            figure.drawing.name_at(at, is_layer)
        });
        if let Some(layer) = under {
            response.on_hover_text_at_pointer(layer);
        }
    }

    fn follow_pointer(
        &mut self,
        response: &Response,
        sheet: Sheet,
        frame: &crate::figure::SectionFrame,
    ) {
        let before = self.marked;
        let pointer = response.hover_pos();
        let pointed = pointer.map(|at| sheet.paper_from_screen(at));
        match pointed.filter(|at| frame.plot.contains(*at)) {
            Some(at) => {
                let (chainage_m, _) = frame.section_from_paper(at);
                self.marked = Some((chainage_m, MarkedBy::Drawing));
            }
            None if matches!(self.marked, Some((_, MarkedBy::Drawing))) => self.marked = None,
            None => {}
        }
        if before != self.marked {
            response.ctx.request_repaint();
        }
    }
}

/// Whether something on the drawing is what was placed in a year.
fn is_layer(shape: &Shape) -> bool {
    matches!(shape, Shape::Band { paint, .. } if paint.role == Role::Sheet)
}

/// Whether a command has led to the section that is shown.
fn is_shown_by(app: &App, command: Command) -> bool {
    match (&app.section().course, command) {
        (Some(SectionCourse::Drawn(_)), Command::DrawSection) => true,
        (Some(SectionCourse::Along(of)), Command::LongSection)
        | (Some(SectionCourse::Across(of)), Command::CrossSection) => is_selected(app, *of),
        _ => false,
    }
}

fn is_selected(app: &App, entry: Entry) -> bool {
    app.selected() == Some(entry)
}

/// What to do while there is no section.
fn nothing_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let room = ui.available_height();
    ui.vertical_centered(|ui| {
        ui.add_space(0.28 * room);
        ui.label(fl!(words.loader, "section-nothing"));
        ui.add_space(4.0);
        command_button(ui, panel, Command::DrawSection);
    });
}

fn exaggeration_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "section-exaggeration-label");
    let fitting = fl!(words.loader, "section-exaggeration-fitting");
    let now = panel.app.section().exaggeration;
    let text = |one: Exaggeration| match one {
        Exaggeration::Fitting => fitting.clone(),
        Exaggeration::Times(times) => format!("{}×", words.number(times, 0)),
    };
    let combo = ComboBox::from_id_salt("exaggeration").selected_text(text(now));
    let shown = combo.width(64.0).show_ui(ui, |ui| {
        let all = TIMES.map(Exaggeration::Times);
        for one in std::iter::once(Exaggeration::Fitting).chain(all) {
            if ui.selectable_label(one == now, text(one)).clicked() {
                panel.act(Action::Section(SectionAsk::Exaggerate(one)));
            }
        }
    });
    named(&shown.response, egui::accesskit::Role::ComboBox, &label);
    shown.response.on_hover_text(label);
}

/// Which other alternatives are shown in the section.
fn beside_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let app = panel.app;
    let words = panel.words.clone();
    let others: Vec<_> = app
        .project()
        .scenarios_in_order()
        .filter(|(id, _)| *id != app.active())
        .collect();
    if others.is_empty() {
        return;
    }
    let name = fl!(words.loader, "section-beside");
    let chosen = others
        .iter()
        .filter(|(id, _)| app.section().beside.contains(id))
        .count();
    let text = match chosen {
        0 => name.clone(),
        chosen => format!("{name} ({chosen})"),
    };
    let menu = ui.menu_button(text, |ui| {
        for (id, scenario) in others {
            let mut shown = app.section().beside.contains(&id);
            if ui.checkbox(&mut shown, &scenario.name).changed() {
                panel.act(Action::Section(SectionAsk::Beside(id, shown)));
            }
        }
    });
    let tip = fl!(words.loader, "section-beside-tip");
    named(&menu.response, egui::accesskit::Role::Button, &name);
    menu.response.on_hover_text(tip);
}

/// A plate with some rows, beside a place, within an area.
fn plate_rect(at: f32, size: Vec2, area: Rect) -> Rect {
    let gap = 12.0;
    let right = at + gap + size.x <= area.right();
    let left = if right { at + gap } else { at - gap - size.x };
    let corner = egui::pos2(left.max(area.left()), area.top() + 6.0);
    Rect::from_min_size(corner, size)
}
