//! Site layers as pixels: only what is seen, and no finer than a pixel shows.

use geo::{Coord, Rect};

use super::coverage::Coverage;
use super::{Pixel, TRANSPARENT};
use crate::site::{DrawnFeature, Features, Pattern, Rgb, ShapeKind, Style};
use crate::terrain::{Placement, whole_cells};

/// Corners closer to the last one than this are left out, in pixels.
const CORNER_STEP: f64 = 0.4;

/// Features up to this wide and high are drawn as a dot of their size, in pixels.
const DOT: f64 = 1.0;

/// Features from this wide or high on have an edge, in pixels.
const EDGED: f64 = 6.0;

/// How far a point reaches, in pixels.
const POINT_RADIUS: f64 = 3.5;

/// How much ground that is filled all over covers what lies below, from 0 to 1.
const SOLID: f32 = 0.5;

/// The same for lines and dots of a pattern, and between them.
const PATTERN: (f32, f32) = (0.75, 0.12);

/// From one line or dot of a pattern to the next, and how wide it is, in pixels.
const PATTERN_STEP: (u64, u64) = (8, 2);

/// How wide edges and lines are, in pixels.
const EDGE: f64 = 1.2;

/// How wide lines are that are features themselves, in pixels.
const LINE: f64 = 2.0;

/// Draws what lies on some pixels. `styles` are those of the layer's classes, in their order.
///
/// `first` are the column and row of the first pixel in the picture of the whole layer, so that what runs
/// across ground goes on in the next tile.
pub fn site_tile(
    features: &Features,
    styles: &[Style],
    placement: &Placement,
    first: (u64, u64),
) -> Vec<Pixel> {
    let mut tile = Tile::new(placement, first);
    let extent = placement.extent();
    let margin = (POINT_RADIUS + 2.0) * placement.cell_width_m;
    let reach = Coord {
        x: margin,
        y: margin,
    };
    let seen = Rect::new(extent.min() - reach, extent.max() + reach);
    for feature in features.near(seen) {
        if let Some(style) = styles.get(feature.class()) {
            tile.draw(feature, *style);
        }
    }
    tile.pixels()
}

/// Pixels that are drawn on.
struct Tile<'a> {
    placement: &'a Placement,
    first: (u64, u64),
    /// Colours multiplied with their opacity, and the opacity, all from 0 to 1.
    colors: Vec<[f32; 4]>,
    ground: Coverage,
    lines: Vec<f32>,
    /// Rings in pixels, without corners that make no difference.
    corners: Vec<Vec<Coord<f64>>>,
}

impl<'a> Tile<'a> {
    fn new(placement: &'a Placement, first: (u64, u64)) -> Self {
        let (columns, rows) = (placement.columns, placement.rows);
        Self {
            placement,
            first,
            colors: vec![[0.0; 4]; columns * rows],
            ground: Coverage::new(columns, rows),
            lines: vec![0.0; columns * rows],
            corners: Vec::new(),
        }
    }

    fn draw(&mut self, feature: DrawnFeature<'_>, style: Style) {
        let Some(area) = self.bring(feature) else {
            return;
        };
        let (width, height) = (area.width(), area.height());
        match feature.kind() {
            ShapeKind::Points => self.points(style),
            ShapeKind::Polygons if width.max(height) <= DOT => self.dot(area, style),
            ShapeKind::Polygons => {
                self.fill(style);
                if EDGED <= width.max(height) {
                    self.stroke(style.outline, EDGE);
                }
            }
            ShapeKind::Lines => self.stroke(style.outline, LINE),
        }
    }

    /// Takes a feature's corners in pixels, and returns the rectangle around them.
    fn bring(&mut self, feature: DrawnFeature<'_>) -> Option<Rect<f64>> {
        self.corners.clear();
        let mut area: Option<Rect<f64>> = None;
        for ring in feature.rings() {
            let mut corners: Vec<Coord<f64>> = Vec::new();
            let mut last = None;
            for at in ring {
                let at = self.placement.cells_from_world(at);
                area = Some(match area {
                    None => Rect::new(at, at),
                    Some(area) => Rect::new(
                        (area.min().x.min(at.x), area.min().y.min(at.y)),
                        (area.max().x.max(at.x), area.max().y.max(at.y)),
                    ),
                });
                let is_near = corners.last().is_some_and(|last| {
                    (at.x - last.x).abs() + (at.y - last.y).abs() < CORNER_STEP
                });
                if !is_near {
                    corners.push(at);
                }
                last = Some(at);
            }
            if let Some(last) = last.filter(|last| corners.last() != Some(last)) {
                corners.push(last);
            }
            self.corners.push(corners);
        }
        area
    }

    /// A polygon of less than a pixel.
    fn dot(&mut self, area: Rect<f64>, style: Style) {
        let middle = area.center();
        let inside = |at: f64, count: usize| (0.0..count as f64).contains(&at);
        if !inside(middle.x, self.placement.columns) || !inside(middle.y, self.placement.rows) {
            return;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a share from 0 to 1")]
        let share = (area.width() * area.height()).clamp(0.05, 1.0) as f32;
        self.blend(
            (whole_cells(middle.x), whole_cells(middle.y)),
            style.fill,
            share * SOLID,
        );
    }

    fn fill(&mut self, style: Style) {
        for corners in &self.corners {
            for pair in corners.windows(2) {
                self.ground.edge(pair[0], pair[1]);
            }
        }
        let columns = self.placement.columns;
        let colors = &mut self.colors;
        let (east, south) = self.first;
        self.ground.take(|column, row, share| {
            let opacity = opacity_at(style.pattern, east + column as u64, south + row as u64);
            blend(
                &mut colors[row * columns + column],
                style.fill,
                share * opacity,
            );
        });
    }

    /// Draws along all rings. Where a feature crosses itself it is not drawn twice.
    fn stroke(&mut self, color: Rgb, width: f64) {
        let (columns, rows) = (self.placement.columns, self.placement.rows);
        let half = width / 2.0;
        let mut touched: Vec<usize> = Vec::new();
        for corners in &self.corners {
            for pair in corners.windows(2) {
                let Some((from, to)) = clipped(pair[0], pair[1], (columns, rows), half + 1.0)
                else {
                    continue;
                };
                along(from, to, (columns, rows), half, |pixel, share| {
                    let known = &mut self.lines[pixel];
                    if *known == 0.0 {
                        touched.push(pixel);
                    }
                    *known = known.max(share);
                });
            }
        }
        for pixel in touched {
            let share = std::mem::take(&mut self.lines[pixel]);
            blend(&mut self.colors[pixel], color, share);
        }
    }

    fn points(&mut self, style: Style) {
        let (columns, rows) = (self.placement.columns, self.placement.rows);
        let corners = std::mem::take(&mut self.corners);
        for at in corners.iter().flatten() {
            for (color, radius) in [
                (style.outline, POINT_RADIUS),
                (style.fill, POINT_RADIUS - 1.0),
            ] {
                let mut pixels = Vec::new();
                along(*at, *at, (columns, rows), radius, |pixel, share| {
                    pixels.push((pixel, share));
                });
                for (pixel, share) in pixels {
                    blend(&mut self.colors[pixel], color, share);
                }
            }
        }
        self.corners = corners;
    }

    fn blend(&mut self, (column, row): (usize, usize), color: Rgb, opacity: f32) {
        if let Some(pixel) = self.colors.get_mut(row * self.placement.columns + column) {
            blend(pixel, color, opacity);
        }
    }

    fn pixels(self) -> Vec<Pixel> {
        let pixel = |color: [f32; 4]| {
            if color[3] <= 0.0 {
                return TRANSPARENT;
            }
            color.map(|part| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 255"
                )]
                let part = (part.clamp(0.0, 1.0) * 255.0).round() as u8;
                part
            })
        };
        self.colors.into_iter().map(pixel).collect()
    }
}

/// How much of a pattern's colour a pixel has, by its place in the picture of the whole layer.
fn opacity_at(pattern: Pattern, column: u64, row: u64) -> f32 {
    let (step, width) = PATTERN_STEP;
    let on = |place: u64| place % step < width;
    // Upwards to the right, and downwards.
    let (rising, falling) = (on(column + row), on(column + step * row - row));
    let is_inked = match pattern {
        Pattern::Solid => return SOLID,
        Pattern::Empty => return 0.0,
        Pattern::Horizontal => on(row),
        Pattern::Rising => rising,
        Pattern::Falling => falling,
        Pattern::Crossed => rising || falling,
        Pattern::Dotted => on(row) && on(column + row / step % 2 * (step / 2)),
    };
    if is_inked { PATTERN.0 } else { PATTERN.1 }
}

/// Lays a colour over a pixel.
fn blend(pixel: &mut [f32; 4], color: Rgb, opacity: f32) {
    for (part, color) in pixel.iter_mut().zip(color) {
        *part = *part * (1.0 - opacity) + f32::from(color) / 255.0 * opacity;
    }
    pixel[3] = pixel[3] * (1.0 - opacity) + opacity;
}

/// The part of an edge that may touch the picture.
pub(super) fn clipped(
    from: Coord<f64>,
    to: Coord<f64>,
    (columns, rows): (usize, usize),
    margin: f64,
) -> Option<(Coord<f64>, Coord<f64>)> {
    let (mut begin, mut end) = (0.0_f64, 1.0_f64);
    let bounds = [
        (from.x, to.x, columns as f64 + margin),
        (from.y, to.y, rows as f64 + margin),
    ];
    for (one, other, most) in bounds {
        let along = other - one;
        if along == 0.0 {
            if one < -margin || most < one {
                return None;
            }
            continue;
        }
        let (low, high) = ((-margin - one) / along, (most - one) / along);
        begin = begin.max(low.min(high));
        end = end.min(low.max(high));
    }
    let at = |share: f64| from + (to - from) * share;
    (begin < end || from == to).then(|| (at(begin), at(end)))
}

/// Calls `pixel` with the pixels that a line covers and how much of them, by their distance from it.
fn along(
    from: Coord<f64>,
    to: Coord<f64>,
    (columns, rows): (usize, usize),
    half: f64,
    mut pixel: impl FnMut(usize, f32),
) {
    let reach = half + 1.0;
    let (low, high) = (from.y.min(to.y) - reach, from.y.max(to.y) + reach);
    let line = to - from;
    let length = line.x * line.x + line.y * line.y;
    let first = whole_cells(low.max(0.0));
    let last = whole_cells(high.clamp(0.0, rows as f64)).min(rows.saturating_sub(1));
    for row in first..=last {
        let y = row as f64 + 0.5;
        // Where the line is near this row it is not far to either side.
        let (west, east) = if line.y.abs() < 1e-9 {
            (from.x.min(to.x), from.x.max(to.x))
        } else {
            let x_at = |y: f64| from.x + line.x * ((y - from.y) / line.y).clamp(0.0, 1.0);
            let (one, other) = (x_at(y - reach), x_at(y + reach));
            (one.min(other), one.max(other))
        };
        let (west, east) = (west - reach, east + reach);
        if east < 0.0 || columns as f64 <= west {
            continue;
        }
        let last = whole_cells(east.clamp(0.0, columns as f64)).min(columns.saturating_sub(1));
        for column in whole_cells(west.max(0.0))..=last {
            let x = column as f64 + 0.5;
            let away = Coord {
                x: x - from.x,
                y: y - from.y,
            };
            let share = if length > 0.0 {
                ((away.x * line.x + away.y * line.y) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let distance = (away.x - share * line.x).hypot(away.y - share * line.y);
            #[expect(clippy::cast_possible_truncation, reason = "a share from 0 to 1")]
            let share = (half + 0.5 - distance).clamp(0.0, 1.0) as f32;
            if 0.0 < share && row < rows && column < columns {
                pixel(row * columns + column, share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{MultiLineString, MultiPolygon, line_string, polygon};

    use super::*;
    use crate::site::{FeaturesBuilder, Shape};

    fn placement() -> Placement {
        Placement {
            west_m: 0.0,
            north_m: 100.0,
            cell_width_m: 1.0,
            cell_height_m: 1.0,
            columns: 100,
            rows: 100,
            ground_per_map: 1.0,
        }
    }

    fn drawn(shapes: &[Shape], style: Style) -> Vec<Pixel> {
        let mut builder = FeaturesBuilder::around(Coord { x: 0.0, y: 0.0 });
        for (fid, shape) in shapes.iter().enumerate() {
            builder.add(i64::try_from(fid).unwrap(), shape, "");
        }
        site_tile(&builder.finish(), &[style], &placement(), (0, 0))
    }

    fn square(x: f64, y: f64, side: f64) -> Shape {
        Shape::Polygons(MultiPolygon(vec![polygon![
            (x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)
        ]]))
    }

    fn style(pattern: Pattern) -> Style {
        Style {
            fill: [200, 100, 0],
            pattern,
            outline: [50, 0, 0],
        }
    }

    #[test]
    fn a_square_is_filled_with_an_edge_around_it() {
        let pixels = drawn(&[square(20.0, 30.0, 40.0)], style(Pattern::Solid));
        let at = |x: usize, y: usize| pixels[(99 - y) * 100 + x];
        assert_eq!(at(40, 50), [100, 50, 0, 128]);
        assert_eq!(at(10, 50), TRANSPARENT);
        assert!(at(20, 50)[3] > 150);
        assert!(at(40, 70)[3] > 0 && at(40, 72) == TRANSPARENT);
    }

    #[test]
    fn a_line_has_the_width_that_it_is_said_to_have() {
        let line = line_string![(x: -50.0, y: 50.5), (x: 500.0, y: 50.5)];
        let lines = Shape::Lines(MultiLineString(vec![line]));
        let pixels = drawn(&[lines], style(Pattern::Empty));
        let column: f32 = (0..100)
            .map(|row| f32::from(pixels[row * 100 + 33][3]) / 255.0)
            .sum();
        assert!((column - 2.0).abs() < 0.05, "{column}");
    }

    #[test]
    fn patterns_go_on_from_tile_to_tile() {
        for pattern in [
            Pattern::Horizontal,
            Pattern::Rising,
            Pattern::Falling,
            Pattern::Crossed,
            Pattern::Dotted,
        ] {
            let inked = |column: u64, row: u64| opacity_at(pattern, column, row) == PATTERN.0;
            let all: Vec<(u64, u64)> = (0..64).flat_map(|x| (0..64).map(move |y| (x, y))).collect();
            let count = all.iter().filter(|(x, y)| inked(*x, *y)).count();
            assert!(0 < count && count < all.len() / 2, "{pattern:?}: {count}");
            assert!(
                all.iter()
                    .all(|(x, y)| inked(*x, *y) == inked(x + 512, y + 1024))
            );
        }
        assert!(opacity_at(Pattern::Rising, 7, 1) > opacity_at(Pattern::Rising, 7, 3));
        assert!(opacity_at(Pattern::Falling, 1, 1) > opacity_at(Pattern::Falling, 1, 5));
    }

    #[test]
    fn many_small_polygons_are_as_dense_as_they_are() {
        let cells = (0..400_u32).flat_map(|x| (0..400_u32).map(move |y| (x, y)));
        let shapes: Vec<Shape> = cells
            .map(|(x, y)| square(f64::from(x) / 4.0, f64::from(y) / 4.0, 0.25))
            .collect();
        let pixels = drawn(&shapes, style(Pattern::Solid));
        let mean: f32 = pixels.iter().map(|pixel| f32::from(pixel[3])).sum::<f32>() / 1e4;
        // Sixteen sixteenths of half laid over each other.
        assert!((mean / 255.0 - 0.4).abs() < 0.03, "{mean}");
    }
}
