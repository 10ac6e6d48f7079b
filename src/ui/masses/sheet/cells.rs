//! A sheet's table while it is drawn.

use egui::{Align2, FontId, Id, Key, Rect, Response, Sense, Stroke, TextEdit, Ui, accesskit::Role};
use egui_table::{CellInfo, HeaderCellInfo, TableDelegate};

use super::{Cell, Entered, Place, ROW, Sheet, SheetLook, Standing};
use crate::ui::fields::named;
use crate::words::Words;

/// The table while it is drawn.
pub(super) struct Cells<'a, 'b> {
    pub(super) sheet: &'a mut Sheet,
    pub(super) look: &'a SheetLook<'b>,
    pub(super) words: &'a Words,
    pub(super) id: Id,
    pub(super) has_focus: bool,
    pub(super) entered: &'a mut Vec<Entered>,
}

impl Cells<'_, '_> {
    fn number_ui(&mut self, ui: &mut Ui, at: Place) {
        let rect = ui.max_rect();
        let id = self.id.with(at);
        if self.sheet.typed.is_some() && self.sheet.at == at {
            self.field_ui(ui, rect, id);
            return;
        }
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let cell = (self.look.cell)(at);
        self.paint(ui, rect, at, &cell);
        self.point(ui, &response, at);
        self.tell(response, at, &cell);
    }

    fn paint(&self, ui: &Ui, rect: Rect, at: Place, cell: &Cell) {
        let visuals = ui.visuals();
        let painter = ui.painter();
        let is_selected = self.sheet.contains(at);
        match cell.standing {
            Standing::Closed => {
                painter.rect_filled(rect, 0.0, visuals.faint_bg_color);
            }
            _ if is_selected => {
                painter.rect_filled(rect, 0.0, visuals.selection.bg_fill.gamma_multiply(0.25));
            }
            _ => {}
        }
        let grid = Stroke::new(1.0, visuals.widgets.noninteractive.bg_stroke.color);
        painter.hline(rect.x_range(), rect.bottom(), grid);
        if is_selected && self.sheet.at == at {
            let width = if self.has_focus { 2.0 } else { 1.0 };
            let stroke = Stroke::new(width, visuals.selection.stroke.color);
            painter.rect_stroke(rect.shrink(1.0), 1.0, stroke, egui::StrokeKind::Inside);
        }
        let unreadable = self.sheet.unreadable.get(&at);
        let text = unreadable
            .cloned()
            .or_else(|| cell.value.map(|value| self.words.number(value, 0)));
        let Some(text) = text else {
            return;
        };
        let color = match cell.standing {
            _ if unreadable.is_some() => visuals.error_fg_color,
            Standing::Amiss => visuals.warn_fg_color,
            Standing::Found | Standing::Closed => visuals.weak_text_color(),
            Standing::Typed | Standing::Sum => visuals.text_color(),
        };
        let right = rect.right_center() - egui::vec2(6.0, 0.0);
        painter
            .with_clip_rect(rect.intersect(painter.clip_rect()))
            .text(
                right,
                Align2::RIGHT_CENTER,
                text,
                FontId::proportional(14.0),
                color,
            );
        if unreadable.is_some() {
            let line = Stroke::new(1.5, visuals.error_fg_color);
            painter.rect_stroke(rect.shrink(1.0), 1.0, line, egui::StrokeKind::Inside);
        }
    }

    /// What clicks and drags select.
    fn point(&mut self, ui: &Ui, response: &Response, at: Place) {
        let shift = ui.input(|input| input.modifiers.shift);
        if response.clicked() || response.drag_started() {
            self.sheet.finish(self.entered);
            self.sheet.at = at;
            if !shift {
                self.sheet.anchor = at;
            }
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        let drags =
            ui.input(|input| input.pointer.primary_down() && input.pointer.is_decidedly_dragging());
        if drags && self.has_focus && response.contains_pointer() {
            self.sheet.at = at;
        }
        if response.double_clicked() {
            let shown = (self.look.cell)(at).value;
            let text = self.sheet.unreadable.get(&at).cloned();
            let text = text.or_else(|| shown.map(|value| self.words.typed(value)));
            self.sheet.begin(text.unwrap_or_default(), self.look);
        }
    }

    fn tell(&self, response: Response, (row, column): Place, cell: &Cell) {
        let text = match (self.sheet.unreadable.get(&(row, column)), cell.value) {
            (Some(text), _) => format!("{text}: {}", self.look.wrong),
            (None, Some(value)) => self.words.quantity(value, 0, self.look.unit),
            (None, None) => "–".to_owned(),
        };
        let name = format!(
            "{}, {}: {text}",
            self.look.rows[row], self.look.columns[column]
        );
        named(&response, Role::Cell, &name);
        if self.sheet.unreadable.contains_key(&(row, column)) {
            response.on_hover_text(text);
        } else if !cell.tip.is_empty() {
            response.on_hover_text(&cell.tip);
        }
    }

    /// The field of the cell that is typed in.
    fn field_ui(&mut self, ui: &mut Ui, rect: Rect, id: Id) {
        let (row, column) = self.sheet.at;
        let name = format!("{}, {}", self.look.rows[row], self.look.columns[column]);
        let field = id.with("field");
        let is_new = std::mem::take(&mut self.sheet.is_new);
        let Some(text) = &mut self.sheet.typed else {
            return;
        };
        let edit = TextEdit::singleline(text)
            .id(field)
            .align(egui::Align2::RIGHT_CENTER)
            .lock_focus(true)
            .margin(egui::Margin::symmetric(4, 2))
            .desired_width(rect.width());
        let response = ui.put(rect, edit);
        named(&response, Role::TextInput, &name);
        if is_new {
            response.request_focus();
            let end = egui::text::CCursor::new(text.chars().count());
            if let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), field) {
                let range = egui::text::CCursorRange::one(end);
                state.cursor.set_char_range(Some(range));
                state.store(ui.ctx(), field);
            }
            return;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        if pressed(Key::Escape) {
            self.sheet.typed = None;
            ui.memory_mut(|memory| memory.request_focus(self.id));
        } else if pressed(Key::Enter) || pressed(Key::Tab) {
            let tab = pressed(Key::Tab);
            self.sheet.finish(self.entered);
            self.sheet.step(isize::from(!tab), isize::from(tab), false);
            ui.memory_mut(|memory| memory.request_focus(self.id));
        } else if response.lost_focus() {
            self.sheet.finish(self.entered);
        }
    }
}

impl TableDelegate for Cells<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let place = cell.col_range.start.checked_sub(1);
        let rect = ui.max_rect();
        let color = ui.visuals().strong_text_color();
        let font = FontId::new(14.0, crate::ui::theme::strong());
        let (at, align, text) = match place.and_then(|place| self.look.columns.get(place)) {
            Some(name) => (
                rect.right_center() - egui::vec2(6.0, 0.0),
                Align2::RIGHT_CENTER,
                name.as_str(),
            ),
            None => (
                rect.left_center() + egui::vec2(6.0, 0.0),
                Align2::LEFT_CENTER,
                self.look.corner,
            ),
        };
        let response = ui.interact(rect, self.id.with(("head", place)), Sense::hover());
        named(&response, Role::ColumnHeader, text);
        ui.painter().text(at, align, text, font, color);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let row = usize::try_from(cell.row_nr).unwrap_or(usize::MAX);
        if self.look.rows.len() <= row {
            return;
        }
        if let Some(column) = cell.col_nr.checked_sub(1) {
            self.number_ui(ui, (row, column));
            return;
        }
        let rect = ui.max_rect();
        let name = &self.look.rows[row];
        let response = ui.interact(rect, self.id.with(("row", row)), Sense::hover());
        named(&response, Role::RowHeader, name);
        response.on_hover_text(name);
        let at = rect.left_center() + egui::vec2(6.0, 0.0);
        let color = ui.visuals().text_color();
        let clip = rect.shrink2(egui::vec2(4.0, 0.0)).intersect(ui.clip_rect());
        let painter = ui.painter().with_clip_rect(clip);
        painter.text(
            at,
            Align2::LEFT_CENTER,
            name,
            FontId::proportional(14.0),
            color,
        );
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}
