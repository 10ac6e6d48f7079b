//! What is drawn can also be typed: a corner by its coordinates, or by length and bearing from the last one.

use egui::{Align2, Area, Frame, Grid, Id, Label, Order, Rect, Ui, Vec2};
use geo::Coord;
use i18n_embed_fl::fl;

use super::tools::{LineOf, Purpose, Sketch, SpotOf, Tool};
use crate::app::route_length_m;
use crate::ui::context::Panel;
use crate::ui::fields::number_field;
use crate::ui::purpose::purpose_ui;
use crate::units::Metres;

/// Half-typed numbers.
#[derive(Default)]
pub struct Typed {
    east: Option<f64>,
    north: Option<f64>,
    length: Option<f64>,
    bearing: Option<f64>,
}

impl Typed {
    /// Fields for the next corner of a sketch.
    pub fn ui(&mut self, ui: &mut Ui, sketch: &mut Sketch, panel: &Panel<'_>) {
        let title = if sketch.purpose == Purpose::Point {
            fl!(panel.words.loader, "typed-point")
        } else {
            fl!(panel.words.loader, "typed-title")
        };
        ground_ui(ui, sketch, panel);
        ui.label(title);
        Grid::new("typed").num_columns(2).show(ui, |ui| {
            self.by_coordinates(ui, sketch, panel);
            self.by_length(ui, sketch, panel);
        });
    }
    fn by_coordinates(&mut self, ui: &mut Ui, sketch: &mut Sketch, panel: &Panel<'_>) {
        let words = &panel.words;
        let east = fl!(words.loader, "field-east");
        ui.label(&east);
        ui.horizontal(|ui| {
            if let Some(value) = number_field(ui, words, &east, self.east, (2, "m")) {
                self.east = Some(value);
            }
        });
        ui.end_row();
        let north = fl!(words.loader, "field-north");
        ui.label(&north);
        ui.horizontal(|ui| {
            if let Some(value) = number_field(ui, words, &north, self.north, (2, "m")) {
                self.north = Some(value);
            }
        });
        ui.end_row();
        ui.label("");
        let add = if sketch.purpose == Purpose::Point {
            fl!(words.loader, "button-tip-here")
        } else {
            fl!(words.loader, "button-add-corner")
        };
        let (Some(x), Some(y)) = (self.east, self.north) else {
            ui.add_enabled(false, egui::Button::new(add));
            ui.end_row();
            return;
        };
        if ui.button(add).clicked() {
            sketch.add(Coord { x, y });
            (self.east, self.north) = (None, None);
        }
        ui.end_row();
    }

    fn by_length(&mut self, ui: &mut Ui, sketch: &mut Sketch, panel: &Panel<'_>) {
        let words = &panel.words;
        let Some(last) = sketch.corners.last().copied() else {
            return;
        };
        let length = fl!(words.loader, "field-length");
        ui.label(&length);
        ui.horizontal(|ui| {
            if let Some(value) = number_field(ui, words, &length, self.length, (2, "m")) {
                self.length = Some(value);
            }
        });
        ui.end_row();
        let bearing = fl!(words.loader, "field-bearing");
        ui.label(&bearing);
        ui.horizontal(|ui| {
            if let Some(value) = number_field(ui, words, &bearing, self.bearing, (1, "°")) {
                self.bearing = Some(value);
            }
        });
        ui.end_row();
        ui.label("");
        let (Some(length), Some(bearing)) = (self.length, self.bearing) else {
            ui.add_enabled(
                false,
                egui::Button::new(fl!(words.loader, "button-add-edge")),
            );
            ui.end_row();
            return;
        };
        if ui.button(fl!(words.loader, "button-add-edge")).clicked() {
            let (sin, cos) = bearing.to_radians().sin_cos();
            let way = Coord {
                x: length * sin,
                y: length * cos,
            };
            sketch.add(last + way);
            (self.length, self.bearing) = (None, None);
        }
        ui.end_row();
    }
}

/// What other ground is drawn for, and how wide it is.
fn ground_ui(ui: &mut Ui, sketch: &mut Sketch, panel: &Panel<'_>) {
    let words = &panel.words;
    let (purpose, mut width) = match &mut sketch.purpose {
        Purpose::Ground(purpose) => (purpose, None),
        Purpose::Strip { purpose, width } => (purpose, Some(width)),
        _ => return,
    };
    Grid::new("drawn-ground").num_columns(2).show(ui, |ui| {
        if let Some(other) = purpose_ui(ui, *purpose, words) {
            *purpose = other;
        }
        if let Some(width) = &mut width {
            let label = fl!(words.loader, "field-strip-width");
            ui.label(&label);
            ui.horizontal(|ui| {
                let entered = number_field(ui, words, &label, Some(width.0), (1, "m"));
                if let Some(entered) = entered.filter(|width| 0.0 < *width) {
                    **width = Metres(entered);
                }
            });
            ui.end_row();
        }
    });
    ui.add_space(4.0);
}

/// What the mouse does with the tool in the hand, in one line on the map.
pub fn hint_ui(ui: &Ui, map: Rect, tool: &mut Tool, panel: &mut Panel<'_>) {
    let hint = match tool {
        Tool::Select => return,
        Tool::Sketch(sketch) => match sketch.purpose {
            Purpose::Deposit => fl!(panel.words.loader, "hint-draw-deposit"),
            Purpose::Point => fl!(panel.words.loader, "hint-tip-from-point"),
            Purpose::Pit => fl!(panel.words.loader, "hint-draw-pit"),
            Purpose::Ground(_) => fl!(panel.words.loader, "hint-draw-ground"),
            Purpose::Strip { .. } => fl!(panel.words.loader, "hint-draw-strip"),
            Purpose::Hole(_) => fl!(panel.words.loader, "hint-draw-hole"),
            Purpose::Section => fl!(panel.words.loader, "hint-draw-section"),
            Purpose::Ramp(_) => fl!(panel.words.loader, "hint-draw-ramp"),
            Purpose::Route(_) => fl!(panel.words.loader, "hint-draw-route"),
        },
        Tool::Vertices(_) => fl!(panel.words.loader, "hint-edit-vertices"),
        Tool::Move(_) => fl!(panel.words.loader, "hint-move-deposit"),
        Tool::Identify => fl!(panel.words.loader, "hint-identify"),
        Tool::Line(line) => match line.of {
            LineOf::Ramp(_) => fl!(panel.words.loader, "hint-edit-ramp"),
            LineOf::Route(_) => fl!(panel.words.loader, "hint-edit-route"),
        },
        Tool::Spot(spot) if spot.only_moves() => fl!(panel.words.loader, "hint-move-spot"),
        Tool::Spot(spot) => match spot.of {
            SpotOf::Outlet(_) => fl!(panel.words.loader, "hint-place-outlet"),
            SpotOf::Comment => fl!(panel.words.loader, "hint-place-comment"),
            SpotOf::Origin | SpotOf::Fraction(_) => {
                fl!(panel.words.loader, "hint-place-origin")
            }
        },
        Tool::Discharges(_) => fl!(panel.words.loader, "hint-place-discharges"),
    };
    let width = map.width() - 140.0;
    let area = Area::new(Id::unique("map-hint"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_TOP)
        .fixed_pos(map.center_top() + Vec2::new(-16.0, 10.0));
    let mut over = false;
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_max_width(width);
            ui.add(Label::new(hint).wrap());
            if let Tool::Sketch(sketch) = tool {
                ui.horizontal(|ui| over = buttons(ui, sketch, panel));
            }
        });
    });
    if over {
        *tool = Tool::Select;
    }
}

/// Returns whether the sketch is over.
fn buttons(ui: &mut Ui, sketch: &mut Sketch, panel: &mut Panel<'_>) -> bool {
    let words = panel.words.clone();
    if sketch.purpose == Purpose::Point {
        return ui.button(fl!(words.loader, "button-give-up")).clicked();
    }
    let count = sketch.corners.len().to_string();
    let finish = ui.add_enabled(
        sketch.least_corners() <= sketch.corners.len(),
        egui::Button::new(fl!(words.loader, "button-finish-outline")),
    );
    let take_back = ui.add_enabled(
        !sketch.corners.is_empty(),
        egui::Button::new(fl!(words.loader, "button-take-back")),
    );
    let give_up = ui.button(fl!(words.loader, "button-give-up"));
    ui.weak(fl!(words.loader, "sketch-corners", count = count));
    if matches!(sketch.purpose, Purpose::Route(_)) {
        let km = route_length_m(&sketch.corners) / 1000.0;
        ui.strong(words.quantity(km, 2, "km"));
    }
    if take_back.clicked() {
        sketch.take_back();
    }
    finish.clicked() && sketch.finish(panel) || give_up.clicked()
}
