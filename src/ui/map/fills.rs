//! Fills on the map: their surface as a picture, contours, covered ground and outline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{
    Color32, ColorImage, Context, Painter, Pos2, Rect, Shape, Stroke, TextureHandle,
    TextureOptions, pos2,
};
use geo::{Coord, LineString};

use super::marks::draw_point;
use super::tools::{Hand, Tool};
use super::{built_color, ramps};
use crate::app::{App, FillPicture};
use crate::design::Outline;
use crate::project::{Entry, ScenarioId};
use crate::ui::context::Panel;

/// Points of a line nearer to each other than this on the screen are one.
const STEP_POINTS: f32 = 1.5;

/// Pictures that are kept for alternatives that were shown before.
const MOST_TEXTURES: usize = 60;

/// Textures of fills; `None` is a deposit that is being drawn for the first time.
#[derive(Default)]
pub struct FillPictures {
    textures: BTreeMap<Option<Entry>, (Arc<FillPicture>, TextureHandle)>,
    drawn: BTreeSet<Option<Entry>>,
}

/// What is drawn of a deposit or pit, and whether it belongs to its decisions.
pub fn picture_of(app: &App, entry: Entry) -> Option<(Arc<FillPicture>, bool)> {
    match entry {
        Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => None,
        Entry::Deposit(id) => {
            let preview = app.preview();
            let preview = preview.filter(|preview| preview.draft.deposit == Some(id));
            if let Some(preview) = preview {
                let fill = preview.result.as_ref().ok()?;
                return Some((Arc::clone(&fill.picture), true));
            }
            let fill = app.fill(id)?.value()?;
            Some((Arc::clone(&fill.picture), app.is_current(id)))
        }
        Entry::Pit(id) => {
            let pit = app.pit(id)?.value()?.pit.as_ref()?;
            Some((Arc::clone(&pit.picture), app.is_pit_current(id)))
        }
    }
}

/// The same as it stands in the year that is shown, if one is.
fn shown_of(app: &App, entry: Entry) -> Option<(Arc<FillPicture>, bool)> {
    if app.shown_year().is_none() || app.preview().is_some() {
        return picture_of(app, entry);
    }
    let (state, is_current) = app.year_state()?;
    match state.fill(entry) {
        Some(fill) => {
            let picture = fill.picture.as_ref();
            picture.map(|picture| (Arc::clone(picture), is_current))
        }
        // It is not filled over the years.
        None => picture_of(app, entry),
    }
}

fn opacity_of(app: &App, entry: Entry) -> f32 {
    let project = app.project();
    match entry {
        Entry::Layer(_) => 1.0,
        Entry::Deposit(id) => project.deposit(id).map_or(1.0, |one| one.opacity),
        Entry::Pit(id) => project.pit(id).map_or(1.0, |one| one.opacity),
        Entry::Ground(id) => project.ground(id).map_or(1.0, |one| one.opacity),
        Entry::Outlet(id) => project.outlet(id).map_or(1.0, |one| one.opacity),
    }
}

impl FillPictures {
    /// Draws a deposit, by its draft while the hand moves, or the backfill of a pit.
    pub fn draw(
        &mut self,
        painter: &Painter,
        hand: &Hand<'_>,
        entry: Entry,
        tool: &Tool,
        panel: &Panel<'_>,
    ) {
        let app = panel.app;
        let outline = app.project().outline_of(entry);
        let Some(outline) = outline.filter(|_| app.project().is_visible(entry)) else {
            return;
        };
        if let Some((picture, is_current)) = shown_of(app, entry) {
            let opacity = opacity_of(app, entry) * if is_current { 1.0 } else { 0.45 };
            self.draw_fill(painter, hand, (Some(entry), &picture), opacity);
            draw_contours(painter, hand, &picture, opacity);
            if let Entry::Deposit(id) = entry {
                ramps::draw(painter, hand, app, id, opacity);
            }
        }
        let drawn_by_tool =
            tool.entry() == Some(entry) && matches!(tool, Tool::Vertices(_) | Tool::Move(_));
        let selected = app.selected() == Some(entry);
        if drawn_by_tool {
            return;
        }
        if app.project().is_point(entry) {
            let at = hand.screen(outline.extent().center());
            draw_point(painter, at, built_color(app, entry), selected);
        } else {
            draw_outline(painter, hand, outline, built_color(app, entry), selected);
        }
    }

    /// Draws the deposit that is being drawn for the first time.
    pub fn draw_new(&mut self, painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
        let preview = panel.app.preview();
        let new = preview.filter(|preview| preview.draft.deposit.is_none());
        if let Some(Ok(fill)) = new.map(|preview| &preview.result) {
            self.draw_fill(painter, hand, (None, &fill.picture), 0.9);
        }
    }

    /// Gives up pictures of deposits that were not drawn, where there are many.
    pub fn end_frame(&mut self) {
        if MOST_TEXTURES < self.textures.len() {
            self.textures.retain(|key, _| self.drawn.contains(key));
        }
        self.drawn.clear();
    }

    fn draw_fill(
        &mut self,
        painter: &Painter,
        hand: &Hand<'_>,
        (key, picture): (Option<Entry>, &Arc<FillPicture>),
        opacity: f32,
    ) {
        let texture = match self.textures.get(&key) {
            Some((of, texture)) if Arc::ptr_eq(of, picture) => texture.clone(),
            _ => {
                // Copies that stayed as they were have one picture.
                let mut others = self.textures.values();
                let same = others.find(|(of, _)| Arc::ptr_eq(of, picture));
                let same = same.map(|(_, texture)| texture.clone());
                let texture = same.unwrap_or_else(|| texture_of(painter.ctx(), picture));
                self.textures
                    .insert(key, (Arc::clone(picture), texture.clone()));
                texture
            }
        };
        self.drawn.insert(key);
        let extent = picture.extent;
        let corner = |x, y| hand.screen(Coord { x, y });
        let area = Rect::from_min_max(
            corner(extent.min().x, extent.max().y),
            corner(extent.max().x, extent.min().y),
        );
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let tint = Color32::WHITE.gamma_multiply(opacity);
        painter.image(texture.id(), area, whole, tint);
    }
}

/// Draws the outlines of the zero alternative below another one: what is there in every alternative.
pub fn draw_reference(painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
    let app = panel.app;
    if app.active() == ScenarioId::ZERO {
        return;
    }
    let project = app.project();
    let own: Vec<&Outline> = project
        .built_in(app.active())
        .filter_map(|entry| project.outline_of(entry))
        .collect();
    let zero = project.built_in(ScenarioId::ZERO);
    let visible = zero.filter(|entry| project.is_visible(*entry));
    for (entry, outline) in visible.filter_map(|entry| Some((entry, project.outline_of(entry)?))) {
        // A copy that stayed as it was has its own outline there already.
        if own.contains(&outline) {
            continue;
        }
        if project.is_point(entry) {
            let at = hand.screen(outline.extent().center());
            draw_point(painter, at, Color32::from_gray(0x50), false);
            continue;
        }
        for ring in outline.rings() {
            let points: Vec<Pos2> = ring.0.iter().map(|at| hand.screen(*at)).collect();
            if !Rect::from_points(&points).intersects(painter.clip_rect()) {
                continue;
            }
            let halo = Stroke::new(3.5, Color32::from_white_alpha(120));
            painter.add(Shape::line(points.clone(), halo));
            let grey = Stroke::new(1.5, Color32::from_gray(0x50));
            painter.extend(Shape::dashed_line(&points, grey, 6.0, 5.0));
        }
    }
}

fn texture_of(ctx: &Context, picture: &FillPicture) -> TextureHandle {
    let color = |[r, g, b, a]: &[u8; 4]| Color32::from_rgba_premultiplied(*r, *g, *b, *a);
    let pixels = picture.pixels.iter().map(color).collect();
    let image = ColorImage::new([picture.columns, picture.rows], pixels);
    ctx.load_texture("fill", image, TextureOptions::LINEAR)
}

fn draw_contours(painter: &Painter, hand: &Hand<'_>, picture: &FillPicture, opacity: f32) {
    let color = Color32::from_rgb(0x3A, 0x24, 0x14).gamma_multiply(0.75 * opacity);
    let strong = Stroke::new(1.4, color);
    let thin = Stroke::new(0.7, color);
    for contour in &picture.contours {
        let stroke = if contour.is_index { strong } else { thin };
        for line in &contour.lines {
            draw_line(painter, hand, line, stroke);
        }
    }
    let edge = Stroke::new(1.0, color);
    for polygon in &picture.footprint {
        draw_line(painter, hand, polygon.exterior(), edge);
        for hole in polygon.interiors() {
            draw_line(painter, hand, hole, edge);
        }
    }
}

fn draw_line(painter: &Painter, hand: &Hand<'_>, line: &LineString<f64>, stroke: Stroke) {
    let mut points: Vec<Pos2> = Vec::with_capacity(line.0.len());
    for at in &line.0 {
        let at = hand.screen(*at);
        let near = |last: &Pos2| last.distance(at) < STEP_POINTS;
        if !points.last().is_some_and(near) {
            points.push(at);
        }
    }
    let seen = Rect::from_points(&points).intersects(painter.clip_rect());
    if seen && 1 < points.len() {
        painter.add(Shape::line(points, stroke));
    }
}

/// An outline: the limit of the land taken. Dark under the colour, so that it shows on any ground.
pub fn draw_outline(
    painter: &Painter,
    hand: &Hand<'_>,
    outline: &Outline,
    color: Color32,
    selected: bool,
) {
    let width = if selected { 3.0 } else { 2.0 };
    for ring in outline.rings() {
        let points: Vec<Pos2> = ring.0.iter().map(|at| hand.screen(*at)).collect();
        let halo = Stroke::new(width + 2.0, Color32::from_white_alpha(170));
        painter.add(Shape::line(points.clone(), halo));
        painter.add(Shape::line(points, Stroke::new(width, color)));
    }
}
