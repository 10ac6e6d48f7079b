//! The balance of the shown alternative in pictures: where fractions go, and where each year's rock ends.

use egui::{Sense, Ui, accesskit::Role, vec2};

use crate::app::App;
use crate::figure::{Drawing, Look};
use crate::project::ScenarioId;
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::ui::section::paint::{POINTS_PER_MM, Sheet};

/// A picture of an alternative on a sheet of a size.
type Figure = fn(&App, ScenarioId, (f64, f64)) -> Option<Drawing>;

/// Draws the page.
pub(super) fn ui(ui: &mut Ui, panel: &Panel<'_>) {
    let height = (ui.available_height() - 8.0) / 2.0;
    figure_ui(ui, height, App::flows_figure, panel);
    ui.add_space(8.0);
    figure_ui(ui, ui.available_height(), App::years_figure, panel);
}

fn figure_ui(ui: &mut Ui, height: f32, figure: Figure, panel: &Panel<'_>) {
    let size = vec2(ui.available_width(), height.max(80.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let mm = |points: f32| f64::from(points / POINTS_PER_MM);
    let sheet_mm = (mm(rect.width()), mm(rect.height()));
    let Some(drawing) = figure(panel.app, panel.app.active(), sheet_mm) else {
        return;
    };
    named(&response, Role::Image, &drawing.title);
    let look = if ui.visuals().dark_mode {
        Look::Dark
    } else {
        Look::Light
    };
    let sheet = Sheet {
        corner: rect.min,
        look,
    };
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, sheet.color(crate::figure::Role::Sheet));
    sheet.paint(&drawing, &painter);
    // What lies under the pointer says what it is.
    let under = response.hover_pos().and_then(|at| {
        let at = sheet.paper_from_screen(at);
        let mut items = drawing.items.iter().rev();
        items.find_map(|item| item.name.as_ref().filter(|_| item.covers(at)))
    });
    if let Some(name) = under {
        response.on_hover_text_at_pointer(name);
    }
}
