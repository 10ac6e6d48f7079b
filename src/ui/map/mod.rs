//! The map: pan, zoom and projection by walkers, everything on it by one plugin in the project's order.

pub mod beside;
mod command;
mod conflicts;
mod corner_levels;
mod entries;
mod fills;
mod flaws;
mod furniture;
mod grounds;
mod hatching;
mod hauls;
mod identified;
mod labels;
mod lettering;
mod marks;
mod outlets;
mod pins;
mod projection;
mod ramps;
mod rings;
mod site_picture;
mod sketches;
mod tiles;
mod tools;
mod typed;
mod watched;
pub mod year_bar;

use std::sync::Arc;

use egui::{
    Color32, Context, CursorIcon, DragPanButtons, Key, PointerButton, Pos2, Rect, Response, Stroke,
    StrokeKind, Ui, Vec2,
};
use geo::Coord;
use i18n_embed_fl::fl;
use walkers::{Map, MapMemory, Plugin, Position, Projector};

use super::commands::Command;
use super::context::Panel;
use super::fields::{command_button, named};
use super::section::on_map;
use crate::app::{Action, App, JobKey, TaskError};
use crate::jobs::JobError;
use crate::project::{Entry, GroundPurpose};
use crate::units::Metres;
use corner_levels::CornerLevels;
use fills::FillPictures;
use labels::LabelPictures;
use lettering::Lettering;
use projection::SiteProjection;
use site_picture::SitePictures;
use tiles::Tiles;
pub use tools::Hand;
use tools::{Purpose, Tool};
use typed::Typed;

/// How much a notch of the wheel zooms: five of them double the scale.
const ZOOM_PER_POINT: f64 = 1.0 / 250.0;

/// A road of two lanes.
const USUAL_STRIP: Purpose = Purpose::Strip {
    purpose: GroundPurpose::Road,
    width: Metres(10.0),
};

/// The map, and what the mouse does on it.
pub struct MapView {
    memory: MapMemory,
    projection: Option<SiteProjection>,
    tiles: Tiles,
    sites: SitePictures,
    labels: LabelPictures,
    lettering: Lettering,
    fills: FillPictures,
    tool: Tool,
    typed: Typed,
    corner_levels: CornerLevels,
    pointer: Option<Coord<f64>>,
    /// The place along the section that is marked, and the one under the pointer, in metres.
    section_marked_m: Option<f64>,
    section_pointer_m: Option<f64>,
    size: Vec2,
    wanted_view: Option<geo::Rect<f64>>,
    box_from: Option<Pos2>,
    /// The place of an invalid polygon that was asked for, in metres.
    flaw: Option<Coord<f64>>,
    /// Whether the draft that is computed is the map's.
    follows: bool,
}

impl MapView {
    /// # Errors
    /// [`JobError`], if the system gives no threads.
    pub fn start(ctx: &Context) -> Result<Self, JobError> {
        Ok(Self {
            memory: MapMemory::default(),
            projection: None,
            tiles: Tiles::start(ctx)?,
            sites: SitePictures::default(),
            labels: LabelPictures::start(ctx)?,
            lettering: Lettering::default(),
            fills: FillPictures::default(),
            tool: Tool::default(),
            typed: Typed::default(),
            corner_levels: CornerLevels::default(),
            pointer: None,
            section_marked_m: None,
            section_pointer_m: None,
            size: Vec2::ZERO,
            wanted_view: None,
            box_from: None,
            flaw: None,
            follows: false,
        })
    }

    /// The place under the pointer, in metres.
    pub fn pointer(&self) -> Option<Coord<f64>> {
        self.pointer
    }

    /// The place along the section that the pointer is at, in metres.
    pub fn section_pointer_m(&self) -> Option<f64> {
        self.section_pointer_m
    }

    /// The map's scale as the n of 1 : n.
    pub fn scale(&self) -> f64 {
        projection::scale_of(self.memory.zoom())
    }

    /// The middle of the map, in metres.
    pub fn middle(&self) -> Option<Coord<f64>> {
        self.memory.detached().map(|position| position.0)
    }

    /// Whether every picture that is wanted is there.
    pub fn is_complete(&self) -> bool {
        self.tiles.is_complete() && self.labels.is_complete()
    }

    /// Shows the whole of an area, as soon as there is a map.
    pub fn look_at(&mut self, area: geo::Rect<f64>) {
        self.wanted_view = Some(area);
    }

    /// Shows a place in the middle.
    pub fn center_at(&mut self, at: Coord<f64>) {
        self.memory.center_at(Position::new(at.x, at.y));
    }

    /// Shows where a polygon is none, and marks it. `feature` is what the feature covers, where it is known.
    pub fn show_flaw(&mut self, at: Coord<f64>, feature: Option<geo::Rect<f64>>) {
        self.flaw = Some(at);
        self.wanted_view = Some(flaws::area_around(at, feature));
    }

    /// Shows the map at 1 : n.
    pub fn set_scale(&mut self, scale: f64) {
        projection::set_zoom(&mut self.memory, projection::zoom_of_scale(scale));
    }

    /// Begins anew, with another project.
    pub fn reset(&mut self) {
        self.projection = None;
        self.sites = SitePictures::default();
        self.labels.forget();
        self.flaw = None;
        self.tool = Tool::Select;
    }

    /// Points of the line that is being drawn.
    pub fn drawn_points(&self) -> &[Coord<f64>] {
        match &self.tool {
            Tool::Sketch(sketch) => &sketch.corners,
            _ => &[],
        }
    }

    fn zoom_by(&mut self, by: f64) {
        let zoom = self.memory.zoom() + by;
        projection::set_zoom(&mut self.memory, zoom);
    }

    /// Fields for the next corner, while something is being drawn.
    pub fn typed_ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        if let Tool::Sketch(sketch) = &mut self.tool {
            self.typed.ui(ui, sketch, panel);
        }
    }

    /// Whether something is being drawn.
    pub fn is_sketching(&self) -> bool {
        matches!(self.tool, Tool::Sketch(_))
    }

    /// Draws the map and lets the mouse work on it. `marked_m` is the place along the section that is marked.
    pub fn ui(&mut self, ui: &mut Ui, marked_m: Option<f64>, panel: &mut Panel<'_>) {
        self.section_marked_m = marked_m;
        self.section_pointer_m = None;
        let Some(site) = panel.app.site() else {
            nothing_ui(ui, panel);
            return;
        };
        let middle = site.center();
        let projection = *self.projection.get_or_insert(SiteProjection { middle });
        self.size = ui.available_size();
        if let Some(area) = self.wanted_view.take() {
            projection::look_at(&mut self.memory, area, self.size);
        } else if self.memory.detached().is_none() {
            projection::look_at(&mut self.memory, site, self.size);
        }
        self.drop_tools_without_a_deposit(panel.app);
        self.tiles.begin_frame(ui.ctx());
        self.labels.begin_frame();
        let failed = self.tiles.take_failed().into_iter();
        for error in failed.chain(self.labels.take_failed()) {
            panel.act(Action::Report(Arc::new(TaskError::Bug(error)), Vec::new()));
        }
        let space = ui.input(|input| input.key_down(Key::Space));
        let shift = ui.input(|input| input.modifiers.shift);
        let pans =
            !shift && self.box_from.is_none() && (space || self.tool.lets_the_map_be_dragged());
        let buttons = if pans {
            DragPanButtons::PRIMARY | DragPanButtons::MIDDLE
        } else {
            DragPanButtons::MIDDLE
        };
        let mut memory = self.memory.clone();
        let map = Map::new(None, &mut memory, Position::new(middle.x, middle.y))
            .with_projection(&projection)
            .zoom_gesture(false)
            .zoom_with_ctrl(false)
            .drag_pan_buttons(buttons)
            .with_plugin(Everything {
                view: self,
                panel,
                pans,
            });
        let response = ui.add(map);
        named(
            &response,
            egui::accesskit::Role::Canvas,
            &fl!(panel.words.loader, "map-name"),
        );
        self.memory = memory;
        self.tiles.end_frame();
        self.fills.end_frame();
        self.zoom_with_the_wheel(ui, &response, &projection);
        self.zoom_a_box(ui, &response, &projection, shift);
        let plates = furniture::ui(ui, response.rect, self.memory.zoom(), panel);
        self.lettering = Lettering::beside(plates);
        typed::hint_ui(ui, response.rect, &mut self.tool, panel);
        self.follow(panel);
    }

    fn drop_tools_without_a_deposit(&mut self, app: &App) {
        let project = app.project();
        let gone = |entry: Entry| {
            project.scenario_of(entry) != Some(app.active()) || project.is_frozen(entry)
        };
        let is_idle = match &self.tool {
            Tool::Vertices(vertices) => project.is_point(vertices.entry),
            Tool::Discharges(points) => points.points(app).is_none(),
            Tool::Line(line) => line.line(app).is_none(),
            Tool::Spot(spot) => spot.is_idle(app),
            Tool::Select | Tool::Identify | Tool::Sketch(_) | Tool::Move(_) => false,
        };
        if is_idle || self.tool.entry().is_some_and(gone) {
            self.tool = Tool::Select;
        }
    }

    /// Has the draft in the hand computed, and says when there is none any more.
    fn follow(&mut self, panel: &mut Panel<'_>) {
        let held = self.tool.held(panel.app, self.pointer);
        let keeps = held.is_none() && self.tool.is_busy();
        if !keeps && panel.app.held_outline() != held.as_ref() {
            panel.act(Action::Hold(held));
        }
        let draft = self.tool.draft(panel.app, self.pointer);
        // While an outline crosses itself, or the pointer is elsewhere, the last picture stays.
        let keeps = draft.is_none() && self.tool.is_busy();
        if keeps || (draft.is_none() && !self.follows) || panel.app.draft() == draft.as_ref() {
            return;
        }
        self.follows = draft.is_some();
        panel.act(Action::Preview(draft));
    }

    /// The line of the section, and the place on it that the pointer is at.
    fn draw_section(&mut self, painter: &egui::Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
        let Some(section) = panel.app.section().result.value() else {
            return;
        };
        let pointer = hand.response.hover_pos();
        let pointer = pointer.filter(|_| self.tool == Tool::Select);
        self.section_pointer_m =
            pointer.and_then(|at| on_map::chainage_under(hand, &section.line, at));
        let marked_m = self.section_pointer_m.or(self.section_marked_m);
        on_map::draw(painter, hand, &section.line, marked_m, panel.palette);
    }

    fn zoom_with_the_wheel(&mut self, ui: &Ui, response: &Response, projection: &SiteProjection) {
        let Some(pointer) = response.hover_pos() else {
            return;
        };
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let by = f64::from(scroll) * ZOOM_PER_POINT + f64::from(pinch).log2();
        if by == 0.0 {
            return;
        }
        // The place under the pointer stays there.
        let projector = |memory: &MapMemory| {
            Projector::new(response.rect, projection, memory, Position::default())
        };
        let before = projector(&self.memory).unproject(pointer.to_vec2());
        self.zoom_by(by);
        let after = projector(&self.memory).unproject(pointer.to_vec2());
        if let Some(center) = self.memory.detached() {
            self.memory.center_at(center + (before - after));
        }
        ui.ctx().request_repaint();
    }

    fn zoom_a_box(
        &mut self,
        ui: &Ui,
        response: &Response,
        projection: &SiteProjection,
        shift: bool,
    ) {
        let primary = PointerButton::Primary;
        if shift && response.drag_started_by(primary) {
            self.box_from = ui.input(|input| input.pointer.press_origin());
        }
        let (Some(from), Some(to)) = (self.box_from, response.interact_pointer_pos()) else {
            self.box_from = None;
            return;
        };
        let area = Rect::from_two_pos(from, to);
        let accent = super::theme::palette(ui.visuals()).accent;
        let fill = accent.gamma_multiply(0.15);
        let stroke = Stroke::new(1.5, accent);
        ui.painter()
            .rect(area, 0.0, fill, stroke, StrokeKind::Inside);
        if response.drag_stopped() {
            self.box_from = None;
            if 4.0 < area.width().min(area.height()) {
                let projector =
                    Projector::new(response.rect, projection, &self.memory, Position::default());
                let corner = |at: Pos2| projector.unproject(at.to_vec2()).0;
                self.wanted_view = Some(geo::Rect::new(corner(area.min), corner(area.max)));
                ui.ctx().request_repaint();
            }
        }
    }
}

/// What to do while there is no ground to draw.
fn nothing_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, panel.palette.ground);
    let opening = panel.app.jobs().iter().any(|job| job.key == JobKey::Open);
    ui.vertical_centered(|ui| {
        ui.add_space(area.height() * 0.4);
        if opening {
            ui.spinner();
            return;
        }
        ui.label(fl!(panel.words.loader, "map-empty"));
        ui.add_space(8.0);
        command_button(ui, panel, Command::OpenFiles);
        ui.weak(fl!(panel.words.loader, "start-drop"));
    });
}

/// The one plugin: draws every entry in the project's order, and then what is in the hand.
struct Everything<'a, 'b> {
    view: &'a mut MapView,
    panel: &'a mut Panel<'b>,
    pans: bool,
}

impl Plugin for Everything<'_, '_> {
    fn run(
        self: Box<Self>,
        ui: &mut Ui,
        response: &Response,
        projector: &Projector<'_>,
        memory: &MapMemory,
    ) {
        let Self {
            view, panel, pans, ..
        } = *self;
        let hand = Hand {
            response,
            projector,
            pans,
        };
        view.pointer = response
            .hover_pos()
            .or_else(|| response.interact_pointer_pos())
            .map(|at| projector.unproject(at.to_vec2()).0);
        view.tool.use_hand(ui, &hand, panel);
        let painter = ui.painter_at(response.rect);
        painter.rect_filled(response.rect, 0.0, panel.palette.ground);
        let entries: Vec<Entry> = panel.app.project().entries_of(panel.app.active()).collect();
        for entry in entries.into_iter().rev() {
            match entry {
                Entry::Layer(id) => {
                    let pictures = (&mut view.tiles, &mut view.sites, &mut view.lettering);
                    entries::draw_layer(&painter, projector, id, pictures, panel);
                }
                Entry::Outlet(id) => {
                    let shown = (&view.tool, &mut view.lettering);
                    outlets::draw(&painter, &hand, id, shown, panel);
                }
                Entry::Ground(id) => grounds::draw(&painter, &hand, id, &view.tool, panel),
                Entry::Deposit(id) => {
                    view.fills.draw(&painter, &hand, entry, &view.tool, panel);
                    watched::draw(&painter, &hand, id, &mut view.lettering, panel);
                }
                Entry::Pit(_) => view.fills.draw(&painter, &hand, entry, &view.tool, panel),
            }
        }
        conflicts::draw(&painter, &hand, panel);
        fills::draw_reference(&painter, &hand, panel);
        view.fills.draw_new(&painter, &hand, panel);
        grounds::draw_new(&painter, &hand, panel);
        hauls::draw(&painter, &hand, &view.tool, &mut view.lettering, panel);
        let shown = (panel.app, memory.zoom());
        view.labels
            .draw(&painter, projector, &mut view.lettering, shown);
        view.draw_section(&painter, &hand, panel);
        if view.tool == Tool::Identify || panel.app.attributes().is_some() {
            identified::draw(&painter, &hand, panel);
        }
        pins::draw(ui, &painter, &hand, panel);
        flaws::draw(ui, &painter, &hand, view.flaw, panel);
        sketches::draw(&painter, &hand, &view.tool, view.pointer, panel);
        marks::draw_discharges(&painter, &hand, &view.tool, panel);
        view.corner_levels.ui(ui, &hand, &view.tool, panel);
        ui.ctx().set_cursor_icon(cursor(&view.tool, &hand));
    }
}

fn cursor(tool: &Tool, hand: &Hand<'_>) -> CursorIcon {
    if !hand.response.hovered() && !hand.response.dragged() {
        return CursorIcon::Default;
    }
    match tool {
        Tool::Select if hand.response.dragged() => CursorIcon::Grabbing,
        Tool::Vertices(vertices) if vertices.held.is_some() || vertices.chosen.is_some() => {
            CursorIcon::Move
        }
        Tool::Line(line) if line.held.is_some() || line.chosen.is_some() => CursorIcon::Move,
        Tool::Spot(spot) if spot.held.is_some() || spot.over => CursorIcon::Move,
        Tool::Move(moving) if moving.over => CursorIcon::Move,
        Tool::Identify => CursorIcon::Help,
        Tool::Discharges(points) if points.held.is_some() || points.chosen.is_some() => {
            CursorIcon::Move
        }
        Tool::Sketch(_) | Tool::Discharges(_) | Tool::Spot(_) => CursorIcon::Crosshair,
        Tool::Select | Tool::Vertices(_) | Tool::Move(_) | Tool::Line(_) => CursorIcon::Default,
    }
}

/// The colour of a deposit or pit on the map.
pub fn built_color(app: &App, entry: Entry) -> Color32 {
    let [r, g, b] = app.color_of(entry);
    Color32::from_rgb(r, g, b)
}
