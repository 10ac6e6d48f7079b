//! Contours of a map, over the rock that is built as over the ground; every fifth is thicker, and some have their height.

use geo::{LineString, Simplify as _};

use super::clip::length_mm;
use super::ground::{contour_interval_m, heights_on, pixels_of};
use super::{MapGround, MapPanel, Painter, SMALL_MM};
use crate::figure::contours;
use crate::figure::drawing::{PaperPoint, PaperRect, Pen, Role};
use crate::figure::writing::Hand;
use crate::terrain::Grid;

/// From one height to the next along and across, in millimetres: as fine as a line can show.
const STEP_MM: f64 = 0.3;

/// Every so many contours one is thicker.
const INDEX_EVERY: f64 = 5.0;

/// Rings shorter than this are left out, in millimetres.
const SHORTEST_MM: f64 = 3.0;

/// How far a line may be from where it was found, in millimetres.
const TOLERANCE_MM: f64 = 0.035;

/// Lines on land, and under the sea; red, green and blue.
pub(super) const BROWN: [u8; 3] = [0x8A, 0x62, 0x3E];
const BLUE: [u8; 3] = [0x3A, 0x6E, 0x8C];

/// How far heights on the same line are from one another, in millimetres.
const BETWEEN_HEIGHTS_MM: f64 = 70.0;

/// Paper that one height has for itself, in square millimetres.
const PAPER_FOR_HEIGHT_MM2: f64 = 1_100.0;

/// How straight a line is where its height stands: the way through the air over the way along.
const STRAIGHT: f64 = 0.97;

/// Draws the contours, and takes the places of their heights.
pub(super) fn draw(
    painter: &mut Painter<'_>,
    grounds: &[MapGround],
    panel: &MapPanel,
    has_sea: bool,
) {
    let frame = painter.frame;
    let surface = built_surface(painter, grounds, panel);
    let Some(range) = surface.height_range() else {
        return;
    };
    let interval_m = contour_interval_m(&frame, range.highest_m - range.lowest_m);
    let tolerance_m = frame.metres(TOLERANCE_MM);
    let mut drawn = false;
    let mut index_lines: Vec<(f64, Vec<PaperPoint>)> = Vec::new();
    for (level_m, lines) in contours(&surface, interval_m) {
        let steps = level_m / (INDEX_EVERY * interval_m);
        let is_index = (steps - steps.round()).abs() < 1e-6;
        let on_paper = lines
            .iter()
            .flat_map(|line| lines_on(painter, line, tolerance_m));
        let on_paper: Vec<Vec<PaperPoint>> = on_paper.collect();
        let color = if has_sea && level_m < 0.0 {
            BLUE
        } else {
            BROWN
        };
        drawn |= !on_paper.is_empty();
        if is_index {
            index_lines.extend(on_paper.iter().map(|line| (level_m, line.clone())));
        }
        let width_mm = if is_index { 0.25 } else { 0.12 };
        painter.lines(on_paper, Pen::solid(Role::Given(color), width_mm));
    }
    if drawn {
        painter.shown.contours_m = Some(interval_m);
        write_heights(painter, index_lines);
    }
}

/// The ground with all that is built on it, at the places where contours are looked for.
fn built_surface(painter: &Painter<'_>, grounds: &[MapGround], panel: &MapPanel) -> Grid<f32> {
    let placement = pixels_of(&painter.frame, STEP_MM, 1);
    let (ground, _) = heights_on(placement, grounds);
    let fills = panel.built.iter().filter_map(|built| built.fill.as_ref());
    let mut cells = ground.cells().to_vec();
    for fill in fills {
        let extent = fill.raised.placement().extent();
        let Some(window) = placement.window_around(extent, 0) else {
            continue;
        };
        for row in window.row..window.row + window.rows {
            for column in window.column..window.column + window.columns {
                let at = placement.center_of(column, row);
                if let Some(height) = fill.raised.height_at(at) {
                    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
                    let height = height as f32;
                    cells[row * placement.columns + column] = height;
                }
            }
        }
    }
    Grid::new(placement, cells).unwrap_or(ground)
}

/// A contour on paper, without corners that nobody would see; nothing of a ring that is too small.
fn lines_on(
    painter: &Painter<'_>,
    line: &LineString<f64>,
    tolerance_m: f64,
) -> Vec<Vec<PaperPoint>> {
    let simple = line.simplify(tolerance_m);
    let lines = painter.lines_of(simple.0.iter().copied());
    let is_seen = |line: &Vec<PaperPoint>| {
        let is_ring = line.first() == line.last();
        !is_ring || SHORTEST_MM <= length_mm(line)
    };
    lines.into_iter().filter(is_seen).collect()
}

/// Writes heights on the longest lines, where they are straight and nothing else is written.
fn write_heights(painter: &mut Painter<'_>, mut lines: Vec<(f64, Vec<PaperPoint>)>) {
    let paper = painter.frame.paper;
    let most = crate::terrain::whole_cells(paper.width() * paper.height() / PAPER_FOR_HEIGHT_MM2);
    // Of the same length, by where they are.
    lines.sort_by(|(level, line), (other_level, other)| {
        let lengths = length_mm(other).total_cmp(&length_mm(line));
        lengths.then(level.total_cmp(other_level))
    });
    let mut written = 0;
    for (level_m, line) in lines {
        if most.max(2) <= written {
            break;
        }
        let words = (painter.sheet.words.number)(level_m, decimals_of(level_m));
        written += write_along(painter, &words, (level_m, &line));
    }
}

fn decimals_of(level_m: f64) -> usize {
    usize::from(1e-6 < (level_m - level_m.round()).abs())
}

/// Writes a height along a line as often as there is room, and says how often.
fn write_along(
    painter: &mut Painter<'_>,
    words: &str,
    (level_m, line): (f64, &[PaperPoint]),
) -> usize {
    let color = if level_m < 0.0 { BLUE } else { BROWN };
    let hand = Hand {
        role: Role::Stroke(color),
        ..Hand::quiet(SMALL_MM).middle().rimmed(0.35)
    };
    let (width, paper) = (hand.width_mm(words), painter.frame.paper);
    let room = PaperRect {
        left: paper.left + 1.0,
        top: paper.top + 1.0,
        right: paper.right - 1.0,
        bottom: paper.bottom - 1.0,
    };
    let length = length_mm(line);
    let mut written = 0;
    let mut along = 0.5 * width + 4.0;
    while along + 0.5 * width < length {
        let ends = (
            at_length(line, along - 0.5 * width),
            at_length(line, along + 0.5 * width),
        );
        let middle = at_length(line, along);
        let (right, down) = (ends.1.x - ends.0.x, ends.1.y - ends.0.y);
        let is_straight = STRAIGHT * width <= right.hypot(down);
        let mut turned = down.atan2(right).to_degrees();
        // Nothing is written upside down.
        if 90.0 < turned.abs() {
            turned -= 180.0 * turned.signum();
        }
        let place = around_turned(middle, (width, SMALL_MM), turned);
        let fits = room.left <= place.left
            && place.right <= room.right
            && room.top <= place.top
            && place.bottom <= room.bottom;
        if is_straight && turned.abs() < 80.0 && fits && painter.board.is_free(place) {
            painter.board.take(place);
            let shape = hand.write_turned(words, (middle.x, middle.y), turned);
            painter.drawing.add(shape);
            written += 1;
            along += BETWEEN_HEIGHTS_MM;
        } else {
            along += 2.5;
        }
    }
    written
}

/// The place at a length along a line.
fn at_length(line: &[PaperPoint], length: f64) -> PaperPoint {
    let mut left = length;
    for pair in line.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let piece = (to.x - from.x).hypot(to.y - from.y);
        if left <= piece && 0.0 < piece {
            let share = (left / piece).max(0.0);
            return PaperPoint {
                x: from.x + (to.x - from.x) * share,
                y: from.y + (to.y - from.y) * share,
            };
        }
        left -= piece;
    }
    line.last().copied().unwrap_or_default()
}

/// The upright rectangle around writing that is turned about its middle.
fn around_turned(middle: PaperPoint, (width, height): (f64, f64), degrees: f64) -> PaperRect {
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let half_width = 0.5 * (width * cosine.abs() + 1.2 * height * sine.abs());
    let half_height = 0.5 * (width * sine.abs() + 1.2 * height * cosine.abs());
    PaperRect {
        left: middle.x - half_width,
        top: middle.y - half_height,
        right: middle.x + half_width,
        bottom: middle.y + half_height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_along_a_line() {
        let point = |x, y| PaperPoint { x, y };
        let line = [point(0.0, 0.0), point(3.0, 0.0), point(3.0, 4.0)];
        assert_eq!(at_length(&line, 1.0), point(1.0, 0.0));
        assert_eq!(at_length(&line, 5.0), point(3.0, 2.0));
        assert_eq!(at_length(&line, 99.0), point(3.0, 4.0));
        assert_eq!(at_length(&[], 1.0), PaperPoint::default());
    }

    #[test]
    fn turned_writing_has_a_larger_rectangle() {
        let upright = around_turned(PaperPoint::default(), (10.0, 2.0), 0.0);
        assert!((upright.width() - 10.0).abs() < 1e-9);
        let turned = around_turned(PaperPoint::default(), (10.0, 2.0), 90.0);
        assert!((turned.height() - 10.0).abs() < 1e-9);
    }
}
