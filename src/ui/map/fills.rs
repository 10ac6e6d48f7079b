//! Fills on the map: their surface as a picture, contours, covered ground and outline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{
    Color32, ColorImage, Context, Painter, Pos2, Rect, Shape, Stroke, TextureHandle,
    TextureOptions, pos2,
};
use geo::{Coord, LineString};

use super::deposit_color;
use super::tools::{Hand, Tool};
use crate::app::FillResult;
use crate::design::Outline;
use crate::project::{DepositId, ScenarioId};
use crate::ui::context::Panel;

/// Points of a line nearer to each other than this on the screen are one.
const STEP_POINTS: f32 = 1.5;

/// Pictures that are kept for alternatives that were shown before.
const MOST_TEXTURES: usize = 60;

/// Textures of fills; `None` is a deposit that is being drawn for the first time.
#[derive(Default)]
pub struct FillPictures {
    textures: BTreeMap<Option<DepositId>, (Arc<FillResult>, TextureHandle)>,
    drawn: BTreeSet<Option<DepositId>>,
}

impl FillPictures {
    /// Draws a deposit, by its draft while the hand moves.
    pub fn draw(
        &mut self,
        painter: &Painter,
        hand: &Hand<'_>,
        id: DepositId,
        tool: &Tool,
        panel: &Panel<'_>,
    ) {
        let app = panel.app;
        let Some(deposit) = app.project().deposit(id).filter(|deposit| deposit.visible) else {
            return;
        };
        let color = deposit_color(app, id);
        let selected = app
            .selected_deposit()
            .is_some_and(|(chosen, _)| chosen == id);
        let preview = app
            .preview()
            .filter(|preview| preview.draft.deposit == Some(id));
        let known = app.fill(id).and_then(|fill| fill.value().cloned());
        let (fill, is_current) = match preview {
            Some(preview) => (preview.result.as_ref().ok().cloned(), true),
            None => (known, app.is_current(id)),
        };
        if let Some(fill) = fill {
            let opacity = deposit.opacity * if is_current { 1.0 } else { 0.45 };
            self.draw_fill(painter, hand, (Some(id), &fill), opacity);
            draw_contours(painter, hand, &fill, opacity);
        }
        let drawn_by_tool = tool.deposit() == Some(id) && !matches!(tool, Tool::Sketch(_));
        if !drawn_by_tool {
            draw_outline(painter, hand, &deposit.outline, color, selected);
        }
    }

    /// Draws the deposit that is being drawn for the first time.
    pub fn draw_new(&mut self, painter: &Painter, hand: &Hand<'_>, panel: &Panel<'_>) {
        let preview = panel.app.preview();
        let new = preview.filter(|preview| preview.draft.deposit.is_none());
        if let Some(Ok(fill)) = new.map(|preview| &preview.result) {
            self.draw_fill(painter, hand, (None, fill), 0.9);
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
        (key, fill): (Option<DepositId>, &Arc<FillResult>),
        opacity: f32,
    ) {
        let texture = match self.textures.get(&key) {
            Some((of, texture)) if Arc::ptr_eq(of, fill) => texture.clone(),
            _ => {
                // Copies that stayed as they were have one picture.
                let mut others = self.textures.values();
                let same = others.find(|(of, _)| Arc::ptr_eq(of, fill));
                let same = same.map(|(_, texture)| texture.clone());
                let texture = same.unwrap_or_else(|| texture_of(painter.ctx(), fill));
                self.textures
                    .insert(key, (Arc::clone(fill), texture.clone()));
                texture
            }
        };
        self.drawn.insert(key);
        let extent = fill.picture.extent;
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
    let own: Vec<&Outline> = app
        .project()
        .deposits_of(app.active())
        .map(|(_, deposit)| &deposit.outline)
        .collect();
    let zero = app.project().deposits_of(ScenarioId::ZERO);
    for (_, deposit) in zero.filter(|(_, deposit)| deposit.visible) {
        // A copy that stayed as it was has its own outline there already.
        if own.contains(&&deposit.outline) {
            continue;
        }
        for ring in deposit.outline.rings() {
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

fn texture_of(ctx: &Context, fill: &FillResult) -> TextureHandle {
    let picture = &fill.picture;
    let color = |[r, g, b, a]: &[u8; 4]| Color32::from_rgba_premultiplied(*r, *g, *b, *a);
    let pixels = picture.pixels.iter().map(color).collect();
    let image = ColorImage::new([picture.columns, picture.rows], pixels);
    ctx.load_texture("fill", image, TextureOptions::LINEAR)
}

fn draw_contours(painter: &Painter, hand: &Hand<'_>, fill: &FillResult, opacity: f32) {
    let color = Color32::from_rgb(0x3A, 0x24, 0x14).gamma_multiply(0.75 * opacity);
    let strong = Stroke::new(1.4, color);
    let thin = Stroke::new(0.7, color);
    for contour in &fill.picture.contours {
        let stroke = if contour.is_index { strong } else { thin };
        for line in &contour.lines {
            draw_line(painter, hand, line, stroke);
        }
    }
    let edge = Stroke::new(1.0, color);
    for polygon in &fill.picture.footprint {
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
