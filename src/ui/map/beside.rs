//! Maps of several alternatives: beside each other, one over the other with a border that is dragged, and what ground
//! only one of two takes. All of them are moved and zoomed together.

use egui::{
    Align2, Color32, CursorIcon, DragPanButtons, EventFilter, FontId, Key, Painter, Rect, Response,
    Sense, Stroke, Ui, UiBuilder, Vec2, accesskit::Role, pos2,
};
use geo::MultiPolygon;
use i18n_embed_fl::fl;
use walkers::{Map, MapMemory, Plugin, Position, Projector};

use super::hatching::{Lean, draw_hatching, rings_in_view};
use super::projection::SiteProjection;
use super::tools::{Hand, Tool};
use super::{MapView, conflicts, entries, furniture, grounds, nothing_ui, outlets};
use crate::app::GroundDifference;
use crate::project::{Entry, ScenarioId};
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::words::Words;

/// Between two maps, in points.
const GAP: f32 = 4.0;

/// Half the width of the place where the border between two alternatives can be taken, in points.
const HANDLE: f32 = 6.0;

/// How far an arrow key moves that border, as a share of the width.
const STEP: f32 = 0.02;

/// Between two lines of a hatching, in points.
const SPACING: f32 = 9.0;

/// What maps are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Maps {
    /// One for each alternative, at most four.
    Beside(Vec<ScenarioId>),
    /// Two on one map; the border between them at a share of its width.
    Swipe([ScenarioId; 2], f32),
    /// The ground that only one of two takes.
    Difference([ScenarioId; 2]),
}

/// What is drawn on one map.
#[derive(Clone, Copy)]
enum Drawn {
    One(ScenarioId),
    Swipe([ScenarioId; 2], f32),
    Difference([ScenarioId; 2]),
}

impl MapView {
    /// Draws maps of alternatives. Returns where the border between two was dragged to.
    pub fn beside_ui(&mut self, ui: &mut Ui, maps: &Maps, panel: &mut Panel<'_>) -> Option<f32> {
        let Some(site) = panel.app.site() else {
            nothing_ui(ui, panel);
            return None;
        };
        let middle = site.center();
        let projection = *self.projection.get_or_insert(SiteProjection { middle });
        let drawn: Vec<Drawn> = match maps {
            Maps::Beside(scenarios) => scenarios.iter().map(|id| Drawn::One(*id)).collect(),
            Maps::Swipe(two, share) => vec![Drawn::Swipe(*two, *share)],
            Maps::Difference(two) => vec![Drawn::Difference(*two)],
        };
        let rects = tiles_of(ui.available_rect_before_wrap(), drawn.len());
        self.size = rects.first().map_or(Vec2::ZERO, Rect::size);
        if let Some(area) = self.wanted_view.take() {
            super::projection::look_at(&mut self.memory, area, self.size);
        } else if self.memory.detached().is_none() {
            super::projection::look_at(&mut self.memory, site, self.size);
        }
        self.tiles.begin_frame(ui.ctx());
        self.labels.begin_frame();
        let mut dragged = None;
        for (place, (drawn, rect)) in drawn.into_iter().zip(rects).enumerate() {
            let builder = UiBuilder::new().max_rect(rect).id_salt(("beside", place));
            ui.scope_builder(builder, |ui| {
                self.one_ui(ui, drawn, &projection, panel);
                if let Drawn::Swipe(_, share) = drawn {
                    dragged = border_ui(ui, rect, share, &panel.words);
                }
            });
        }
        self.tiles.end_frame();
        self.fills.end_frame();
        dragged
    }

    fn one_ui(
        &mut self,
        ui: &mut Ui,
        drawn: Drawn,
        projection: &SiteProjection,
        panel: &mut Panel<'_>,
    ) {
        let mut memory = self.memory.clone();
        let middle = Position::new(projection.middle.x, projection.middle.y);
        let map = Map::new(None, &mut memory, middle)
            .with_projection(projection)
            .zoom_gesture(false)
            .zoom_with_ctrl(false)
            .drag_pan_buttons(DragPanButtons::PRIMARY | DragPanButtons::MIDDLE)
            .with_plugin(Alternatives {
                view: self,
                panel,
                drawn,
            });
        let response = ui.add(map);
        let title = title_of(drawn, panel);
        named(&response, Role::Canvas, &title);
        self.memory = memory;
        self.zoom_with_the_wheel(ui, &response, projection);
        furniture::plain_ui(ui, response.rect, self.memory.zoom(), panel);
        titles_ui(ui, response.rect, drawn, panel);
    }
}

/// Rectangles for so many maps: in one row up to three where there is room, else in two.
fn tiles_of(room: Rect, count: usize) -> Vec<Rect> {
    let rows = if count <= 2 || count == 3 && 1000.0 < room.width() {
        1
    } else {
        2
    };
    let columns = count.div_ceil(rows).max(1);
    #[expect(clippy::cast_precision_loss, reason = "at most four maps")]
    let size = Vec2::new(
        (room.width() - GAP * (columns - 1) as f32) / columns as f32,
        (room.height() - GAP * (rows - 1) as f32) / rows as f32,
    );
    #[expect(clippy::cast_precision_loss, reason = "at most four maps")]
    let rect = |place: usize| {
        let (row, column) = (place / columns, place % columns);
        let corner =
            room.min + Vec2::new(column as f32 * (size.x + GAP), row as f32 * (size.y + GAP));
        Rect::from_min_size(corner, size)
    };
    (0..count).map(rect).collect()
}

/// The border between two alternatives on one map, which arrow keys move too. Returns where it was moved to, as a share
/// of the width.
fn border_ui(ui: &Ui, rect: Rect, share: f32, words: &Words) -> Option<f32> {
    let x = rect.left() + share * rect.width();
    let handle = Rect::from_x_y_ranges(x - HANDLE..=x + HANDLE, rect.y_range());
    let response = ui.interact(handle, ui.scope_id().with("border"), Sense::drag());
    named(&response, Role::Slider, &fl!(words.loader, "maps-border"));
    let color = if response.has_focus() {
        ui.visuals().selection.bg_fill
    } else {
        ui.visuals().strong_text_color()
    };
    let painter = ui.painter_at(rect);
    painter.vline(x, rect.y_range(), Stroke::new(4.0, Color32::WHITE));
    painter.vline(x, rect.y_range(), Stroke::new(2.0, color));
    painter.circle(
        pos2(x, rect.center().y),
        9.0,
        Color32::WHITE,
        Stroke::new(2.0, color),
    );
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    }
    let moved = match response.interact_pointer_pos() {
        Some(pointer) if response.dragged() => (pointer.x - rect.left()) / rect.width(),
        _ => share + STEP * steps_by_key(ui, &response)?,
    };
    Some(moved.clamp(0.02, 0.98))
}

/// How many steps to the right arrow keys ask for; `None` where they ask for none.
fn steps_by_key(ui: &Ui, response: &Response) -> Option<f32> {
    if !response.has_focus() {
        return None;
    }
    ui.memory_mut(|memory| {
        let filter = EventFilter {
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        memory.set_focus_lock_filter(response.id, filter);
    });
    let [left, right] = [Key::ArrowLeft, Key::ArrowRight].map(|key| {
        let presses = ui.input(|input| input.num_presses(key));
        // More than that in one frame is no hand's.
        u8::try_from(presses).unwrap_or(u8::MAX)
    });
    (left != right).then(|| f32::from(right) - f32::from(left))
}

fn name_of(scenario: ScenarioId, panel: &Panel<'_>) -> String {
    let scenario = panel.app.project().scenario(scenario);
    scenario.map_or_else(String::new, |one| one.name.clone())
}

fn color_of(scenario: ScenarioId, panel: &Panel<'_>) -> Color32 {
    let scenario = panel.app.project().scenario(scenario);
    let [red, green, blue] = scenario.map_or([110; 3], |one| one.color);
    Color32::from_rgb(red, green, blue)
}

fn title_of(drawn: Drawn, panel: &Panel<'_>) -> String {
    match drawn {
        Drawn::One(id) => name_of(id, panel),
        Drawn::Swipe([one, other], _) | Drawn::Difference([one, other]) => {
            format!("{} | {}", name_of(one, panel), name_of(other, panel))
        }
    }
}

/// Names on plates at the top; of a difference with how much ground each takes.
fn titles_ui(ui: &Ui, rect: Rect, drawn: Drawn, panel: &Panel<'_>) {
    let painter = ui.painter_at(rect);
    let words = &panel.words;
    let daa = |area: crate::units::SquareMetres| words.quantity(area.to_daa(), 1, "daa");
    let top = rect.top() + 8.0;
    let plate = |x: f32, align: Align2, text: &str, color: Option<Color32>| {
        plate_ui(ui, &painter, (pos2(x, top), align), text, color, panel)
    };
    match drawn {
        Drawn::One(id) => {
            let color = Some(color_of(id, panel));
            plate(
                rect.center().x,
                Align2::CENTER_TOP,
                &name_of(id, panel),
                color,
            );
        }
        Drawn::Swipe([one, other], share) => {
            let x = rect.left() + share * rect.width();
            let color = |id| Some(color_of(id, panel));
            plate(
                x - 14.0,
                Align2::RIGHT_TOP,
                &name_of(one, panel),
                color(one),
            );
            plate(
                x + 14.0,
                Align2::LEFT_TOP,
                &name_of(other, panel),
                color(other),
            );
        }
        Drawn::Difference(two) => {
            let Some((parts, _)) = panel.app.ground_difference(two) else {
                return;
            };
            let mut at = top;
            let both = words.text("maps-both", &[("area", daa(parts.both_area))]);
            let mut lines: Vec<(String, Option<Color32>)> = Vec::new();
            for (id, area) in two.into_iter().zip(parts.only_area) {
                let arguments = [("name", name_of(id, panel)), ("area", daa(area))];
                lines.push((
                    words.text("maps-only", &arguments),
                    Some(color_of(id, panel)),
                ));
            }
            lines.push((both, Some(Color32::from_gray(90))));
            for (text, color) in lines {
                let place = (pos2(rect.left() + 12.0, at), Align2::LEFT_TOP);
                at += plate_ui(ui, &painter, place, &text, color, panel) + 4.0;
            }
        }
    }
}

/// Writes on a plate, with a patch of colour before it. Returns how high the plate is.
fn plate_ui(
    ui: &Ui,
    painter: &Painter,
    (at, align): (egui::Pos2, Align2),
    text: &str,
    color: Option<Color32>,
    panel: &Panel<'_>,
) -> f32 {
    let font = FontId::proportional(14.0);
    let ink = ui.visuals().strong_text_color();
    let galley = painter.layout_no_wrap(text.to_owned(), font, ink);
    let patch = if color.is_some() { 18.0 } else { 0.0 };
    let size = galley.size() + Vec2::new(16.0 + patch, 8.0);
    let plate = align.anchor_size(at, size);
    painter.rect_filled(plate, 4.0, panel.palette.plate);
    if let Some(color) = color {
        let square = Rect::from_center_size(
            pos2(plate.left() + 15.0, plate.center().y),
            Vec2::splat(12.0),
        );
        painter.rect_filled(square, 2.0, color);
    }
    painter.galley(plate.min + Vec2::new(8.0 + patch, 4.0), galley, ink);
    size.y
}

/// Draws alternatives without a tool.
struct Alternatives<'a, 'b> {
    view: &'a mut MapView,
    panel: &'a mut Panel<'b>,
    drawn: Drawn,
}

impl Plugin for Alternatives<'_, '_> {
    fn run(
        self: Box<Self>,
        ui: &mut Ui,
        response: &egui::Response,
        projector: &Projector<'_>,
        _memory: &MapMemory,
    ) {
        let Self { view, panel, drawn } = *self;
        let hand = Hand {
            response,
            projector,
            pans: true,
        };
        if response.hovered() {
            let pointer = response.hover_pos();
            view.pointer = pointer.map(|at| projector.unproject(at.to_vec2()).0);
        }
        let painter = ui.painter_at(response.rect);
        painter.rect_filled(response.rect, 0.0, panel.palette.ground);
        match drawn {
            Drawn::One(id) => view.draw_built(&painter, &hand, id, panel),
            Drawn::Swipe([one, other], share) => {
                let rect = response.rect;
                let x = rect.left() + share * rect.width();
                let left = Rect::from_x_y_ranges(rect.left()..=x, rect.y_range());
                let right = Rect::from_x_y_ranges(x..=rect.right(), rect.y_range());
                view.draw_built(&painter.with_clip_rect(left), &hand, one, panel);
                view.draw_built(&painter.with_clip_rect(right), &hand, other, panel);
            }
            Drawn::Difference(two) => {
                view.draw_layers(&painter, &hand, panel);
                if let Some((parts, is_current)) = panel.app.ground_difference(two) {
                    let colors = two.map(|id| color_of(id, panel));
                    draw_difference(&painter, &hand, parts, colors, is_current);
                }
            }
        }
    }
}

impl MapView {
    /// Layers alone.
    fn draw_layers(&mut self, painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
        let order = panel.app.project().order.clone();
        for entry in order.iter().rev() {
            if let Entry::Layer(id) = entry {
                let pictures = (&mut self.tiles, &mut self.sites, &mut self.lettering);
                entries::draw_layer(painter, hand.projector, *id, pictures, panel);
            }
        }
    }

    /// Layers, and what is built in an alternative.
    fn draw_built(
        &mut self,
        painter: &Painter,
        hand: &Hand<'_>,
        scenario: ScenarioId,
        panel: &Panel<'_>,
    ) {
        let tool = Tool::Select;
        let entries: Vec<Entry> = panel.app.project().entries_of(scenario).collect();
        for entry in entries.into_iter().rev() {
            match entry {
                Entry::Layer(id) => {
                    let pictures = (&mut self.tiles, &mut self.sites, &mut self.lettering);
                    entries::draw_layer(painter, hand.projector, id, pictures, panel);
                }
                Entry::Outlet(id) => {
                    let shown = (&tool, &mut self.lettering);
                    outlets::draw(painter, hand, id, shown, panel);
                }
                Entry::Ground(id) => grounds::draw(painter, hand, id, &tool, panel),
                Entry::Deposit(_) | Entry::Pit(_) => {
                    self.fills.draw(painter, hand, entry, &tool, panel);
                }
            }
        }
        if let Some((take, is_current)) = panel.app.land_take(scenario) {
            conflicts::draw_of(painter, hand, take, is_current, panel);
        }
    }
}

/// Hatches what only the first takes, what only the second, and what both take with both.
fn draw_difference(
    painter: &Painter,
    hand: &Hand<'_>,
    parts: &GroundDifference,
    [one, other]: [Color32; 2],
    is_current: bool,
) {
    let opacity = if is_current { 1.0 } else { 0.5 };
    let [only_one, only_other] = &parts.only;
    hatch(painter, hand, (only_one, Lean::Rising), (one, opacity));
    hatch(painter, hand, (only_other, Lean::Falling), (other, opacity));
    let both = (Color32::from_gray(90), opacity);
    hatch(painter, hand, (&parts.both, Lean::Rising), both);
    hatch(painter, hand, (&parts.both, Lean::Falling), both);
}

fn hatch(
    painter: &Painter,
    hand: &Hand<'_>,
    (ground, lean): (&MultiPolygon<f64>, Lean),
    (color, opacity): (Color32, f32),
) {
    let clip = painter.clip_rect();
    for polygon in ground {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let Some(rings) = rings_in_view(rings, hand, clip) else {
            continue;
        };
        draw_hatching(painter, &rings, (SPACING, lean), (color, opacity));
        for ring in rings {
            painter.line(ring, Stroke::new(2.0, color.gamma_multiply(opacity)));
        }
    }
}
