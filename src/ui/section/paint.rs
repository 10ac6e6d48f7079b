//! A drawing on the screen: the same list of shapes as in files, walked once.

use std::sync::{Arc, Mutex, PoisonError};

use egui::accesskit::Role as AccessRole;
use egui::epaint::TextShape;
use egui::{
    Align2, Color32, ColorImage, Context, FontId, Id, Mesh, Painter, Pos2, Rect, Response, Shape,
    Stroke, TextureHandle, TextureOptions, Ui, Vec2, pos2,
};
use geo::{Coord, LineString, Polygon, TriangulateEarcut as _};

use crate::figure::{
    Anchor, BandEdge, Drawing, Look, Paint, PaperPoint, PaperRect, Pen, Raster, Role,
    Shape as Drawn, Text, Weight,
};
use crate::ui::fields::named;
use crate::ui::theme;

/// Points on the screen for a millimetre on paper: a CSS pixel is 1/96 inch.
pub const POINTS_PER_MM: f32 = 96.0 / 25.4;

/// Thinner lines cannot be told from nothing.
const THINNEST: f32 = 0.75;

/// Pictures that are kept as textures; beyond them all are made anew.
const MOST_TEXTURES: usize = 24;

/// Where the rim of letters is written, in rims.
const RIM: [Vec2; 8] = [
    Vec2::new(-1.0, 0.0),
    Vec2::new(1.0, 0.0),
    Vec2::new(0.0, -1.0),
    Vec2::new(0.0, 1.0),
    Vec2::new(-0.7, -0.7),
    Vec2::new(0.7, -0.7),
    Vec2::new(-0.7, 0.7),
    Vec2::new(0.7, 0.7),
];

/// Textures of pictures that were drawn, each kept with its picture.
type Textures = Arc<Mutex<Vec<(Arc<Raster>, TextureHandle)>>>;

/// Where a sheet lies on the screen.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Its upper left corner.
    pub corner: Pos2,
    /// Light or dark.
    pub look: Look,
}

impl Sheet {
    /// A sheet here, light or dark as the window is.
    pub fn at(corner: Pos2, ui: &Ui) -> Self {
        let look = if ui.visuals().dark_mode {
            Look::Dark
        } else {
            Look::Light
        };
        Self { corner, look }
    }

    /// Where a place on paper is on the screen.
    pub fn screen_from_paper(&self, place: PaperPoint) -> Pos2 {
        self.corner + Vec2::new(points(place.x), points(place.y))
    }

    /// Where a place on the screen is on paper.
    pub fn paper_from_screen(&self, place: Pos2) -> PaperPoint {
        let off = (place - self.corner) / POINTS_PER_MM;
        PaperPoint {
            x: off.x.into(),
            y: off.y.into(),
        }
    }

    /// The colour of a role.
    pub fn color(&self, role: Role) -> Color32 {
        let [red, green, blue] = role.color(self.look);
        Color32::from_rgb(red, green, blue)
    }

    /// Draws a picture on paper of its own; what lies under the pointer says what it is.
    pub fn picture_ui(ui: &Ui, response: Response, drawing: &Drawing) {
        named(&response, AccessRole::Image, &drawing.title);
        let sheet = Self::at(response.rect.min, ui);
        let painter = ui.painter_at(response.rect);
        painter.rect_filled(response.rect, 4.0, sheet.color(Role::Sheet));
        sheet.paint(drawing, &painter);
        let under = response.hover_pos().and_then(|at| {
            let at = sheet.paper_from_screen(at);
            drawing.name_at(at, |_| true)
        });
        if let Some(name) = under {
            response.on_hover_text_at_pointer(name);
        }
    }

    /// Draws all of it.
    pub fn paint(&self, drawing: &Drawing, painter: &Painter) {
        for item in &drawing.items {
            let clipped;
            let painter = match item.clip {
                Some(clip) => {
                    let clip = self.rect(clip).intersect(painter.clip_rect());
                    clipped = painter.with_clip_rect(clip);
                    &clipped
                }
                None => painter,
            };
            self.shape(&item.shape, painter);
        }
    }

    fn rect(&self, rect: PaperRect) -> Rect {
        let corner = |x, y| self.screen_from_paper(PaperPoint { x, y });
        Rect::from_min_max(corner(rect.left, rect.top), corner(rect.right, rect.bottom))
    }

    fn shape(&self, shape: &Drawn, painter: &Painter) {
        match shape {
            Drawn::Area { rings, paint } => self.area(rings, *paint, painter),
            Drawn::Band { edges, paint } => self.band(edges, *paint, painter),
            Drawn::Lines { lines, pen } => self.lines(lines, *pen, painter),
            Drawn::Text(text) => self.text(text, painter),
            Drawn::Picture { at, pixels } => {
                let texture = texture_of(painter.ctx(), pixels);
                let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                painter.image(texture.id(), self.rect(*at), whole, Color32::WHITE);
            }
        }
    }

    fn paint_color(&self, paint: Paint) -> Color32 {
        self.color(paint.role).gamma_multiply(paint.opacity)
    }

    fn area(&self, rings: &[Vec<PaperPoint>], paint: Paint, painter: &Painter) {
        let ring = |points: &Vec<PaperPoint>| {
            let coords = points.iter().map(|at| Coord { x: at.x, y: at.y });
            coords.collect::<LineString<f64>>()
        };
        let Some((outer, holes)) = rings.split_first() else {
            return;
        };
        let polygon = Polygon::new(ring(outer), holes.iter().map(ring).collect());
        let color = self.paint_color(paint);
        let mut mesh = Mesh::default();
        for triangle in polygon.earcut_triangles() {
            let first = next_index(&mesh);
            for corner in triangle.to_array() {
                let place = PaperPoint {
                    x: corner.x,
                    y: corner.y,
                };
                mesh.colored_vertex(self.screen_from_paper(place), color);
            }
            mesh.add_triangle(first, first + 1, first + 2);
        }
        painter.add(Shape::mesh(mesh));
    }

    fn band(&self, edges: &[BandEdge], paint: Paint, painter: &Painter) {
        let color = self.paint_color(paint);
        let mut mesh = Mesh::default();
        for (index, edge) in edges.iter().enumerate() {
            let first = next_index(&mesh);
            for y in [edge.top, edge.bottom] {
                let place = PaperPoint { x: edge.x, y };
                mesh.colored_vertex(self.screen_from_paper(place), color);
            }
            if 0 < index {
                mesh.add_triangle(first - 2, first - 1, first);
                mesh.add_triangle(first - 1, first, first + 1);
            }
        }
        painter.add(Shape::mesh(mesh));
    }

    fn lines(&self, lines: &[Vec<PaperPoint>], pen: Pen, painter: &Painter) {
        let width = points(pen.width_mm).max(THINNEST);
        let stroke = Stroke::new(width, self.color(pen.role));
        for line in lines {
            let path: Vec<Pos2> = line.iter().map(|at| self.screen_from_paper(*at)).collect();
            match pen.dash_mm {
                Some((dash, gap)) => {
                    let dashes = Shape::dashed_line(&path, stroke, points(dash), points(gap));
                    painter.extend(dashes);
                }
                None => {
                    painter.add(Shape::line(path, stroke));
                }
            }
        }
    }

    fn text(&self, text: &Text, painter: &Painter) {
        let size = points(text.size_mm);
        let font = match text.weight {
            Weight::Regular => FontId::proportional(size),
            Weight::Strong => FontId::new(size, theme::strong()),
        };
        let color = self.color(text.role);
        let galley = painter.layout_no_wrap(text.words.clone(), font, color);
        let anchor = match text.anchor {
            Anchor::Start => Align2::LEFT_CENTER,
            Anchor::Middle => Align2::CENTER_CENTER,
            Anchor::End => Align2::RIGHT_CENTER,
        };
        let place = self.screen_from_paper(text.at);
        let corner = anchor.anchor_size(place, galley.size()).min;
        let turn = single(text.turned_degrees.to_radians());
        if 0.0 < text.rim_mm {
            let sheet = self.color(Role::Sheet);
            for by in RIM {
                let corner = corner + by * points(text.rim_mm);
                let rim = TextShape::new(corner, Arc::clone(&galley), sheet);
                let rim = rim.with_override_text_color(sheet);
                painter.add(rim.with_angle_and_anchor(turn, anchor));
            }
        }
        let shape = TextShape::new(corner, galley, color);
        painter.add(shape.with_angle_and_anchor(turn, anchor));
    }
}

/// The texture of a picture, made when it is drawn first.
fn texture_of(ctx: &Context, pixels: &Arc<Raster>) -> TextureHandle {
    let textures = ctx.data_mut(|memory| {
        let id = Id::unique("pictures-of-drawings");
        let kept: &mut Textures = memory.get_temp_mut_or_default(id);
        Arc::clone(kept)
    });
    // Handles are put in whole, so a panic elsewhere cannot leave half of one.
    let mut textures = textures.lock().unwrap_or_else(PoisonError::into_inner);
    let mut known = textures.iter();
    if let Some((_, texture)) = known.find(|(other, _)| Arc::ptr_eq(other, pixels)) {
        return texture.clone();
    }
    if MOST_TEXTURES <= textures.len() {
        textures.clear();
    }
    let color = |[r, g, b, a]: &[u8; 4]| Color32::from_rgba_premultiplied(*r, *g, *b, *a);
    let colors = pixels.pixels().iter().map(color).collect();
    let image = ColorImage::new([pixels.columns(), pixels.rows()], colors);
    let texture = ctx.load_texture("drawing", image, TextureOptions::LINEAR);
    textures.push((Arc::clone(pixels), texture.clone()));
    texture
}

/// The number of the next corner of a mesh.
fn next_index(mesh: &Mesh) -> u32 {
    u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX)
}

/// A length on paper, in millimetres, in points on the screen.
pub fn points(length_mm: f64) -> f32 {
    single(length_mm) * POINTS_PER_MM
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a screen has a few thousand points"
)]
fn single(value: f64) -> f32 {
    value as f32
}
