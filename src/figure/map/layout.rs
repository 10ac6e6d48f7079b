//! Where maps, legend and foot stand on a sheet, and what ground the maps show at which scale.

use geo::{Coord, Rect};

use super::foot;
use super::frame::{MapFrame, NumberedEdges, round_scale};
use super::legend::{Legend, Line, flowed};
use super::{MapPanel, MapSheet, PIXEL_MM};
use crate::figure::drawing::{Drawing, PaperRect};
use crate::figure::writing::Hand;

/// Numbers at the grid have so much room left of and below a map, in millimetres.
const NUMBERS_MM: (f64, f64) = (4.0, 3.6);

/// Between maps, legend and foot, in millimetres.
const GAP_MM: f64 = 3.0;

/// What is left free at the edges of the sheet, in millimetres.
const EDGE_MM: f64 = 0.5;

/// Names above maps, and the room for them, in millimetres.
const NAME_MM: f64 = 3.0;
const NAME_ROOM_MM: f64 = 4.6;

/// A column of the legend is no narrower and no wider, in millimetres.
const COLUMN_MM: (f64, f64) = (30.0, 56.0);

/// A map is no smaller, in millimetres; rather the sheet becomes higher.
const LEAST_MAP_MM: f64 = 25.0;

/// What has to be seen is at least so far inside the frame, in millimetres.
const INSET_MM: f64 = 4.5;

/// Maps beside one another at most.
const MOST_BESIDE: usize = 3;

/// Which maps share a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapSharing {
    /// Each has a sheet for itself, all laid out alike.
    OneEach,
    /// All are on one sheet, with one legend.
    Together,
}

/// Where everything stands on a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPlan {
    frames: Vec<MapFrame>,
    edges: Vec<NumberedEdges>,
    legend: LegendPlace,
    foot_top: f64,
    height_mm: f64,
}

/// Where the legend stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LegendPlace {
    pub left: f64,
    pub top: f64,
    pub column_mm: f64,
    pub gap_mm: f64,
    pub columns: usize,
}

impl MapPlan {
    /// Where ground is on each map of a sheet.
    pub fn frames(&self) -> &[MapFrame] {
        &self.frames
    }

    /// The ground that every map shows, in metres.
    pub fn ground(&self) -> Rect<f64> {
        let first = self.frames.first();
        first.map_or_else(|| Rect::new((0.0, 0.0), (0.0, 0.0)), |frame| frame.ground)
    }

    /// The side of the finest cells that can be told apart on paper, in metres.
    pub fn pixel_m(&self) -> f64 {
        self.frames
            .first()
            .map_or(1.0, |frame| frame.metres(PIXEL_MM))
    }

    /// How high the sheet is, in millimetres.
    pub fn height_mm(&self) -> f64 {
        self.height_mm
    }

    pub(super) fn legend(&self) -> LegendPlace {
        self.legend
    }

    pub(super) fn foot_top(&self) -> f64 {
        self.foot_top
    }

    pub(super) fn edges_of(&self, place: usize) -> NumberedEdges {
        let edges = self.edges.get(place).copied();
        edges.unwrap_or(NumberedEdges {
            below: true,
            left: true,
        })
    }

    /// Writes a name above one of several maps.
    pub(super) fn draw_name(&self, place: usize, name: &str, drawing: &mut Drawing) {
        let Some(frame) = self.frames.get(place) else {
            return;
        };
        let (hand, paper) = (Hand::strong(NAME_MM), frame.paper);
        let words = hand.cut(name, paper.width());
        let y = paper.top - 0.5 * NAME_ROOM_MM;
        drawing.add(hand.write(&words, (paper.left, y)));
    }
}

/// Plans a sheet: the largest scale at which all of the ground is seen, and then the largest maps.
pub(super) fn plan(sheet: &MapSheet<'_>, panels: &[MapPanel], sharing: MapSharing) -> MapPlan {
    let legends: Vec<Legend<'_>> = match sharing {
        MapSharing::Together => vec![Legend::of(sheet, panels)],
        MapSharing::OneEach => {
            let each = panels.chunks(1);
            each.map(|panel| Legend::of(sheet, panel)).collect()
        }
    };
    let maps = match sharing {
        MapSharing::Together => panels.len().max(1),
        MapSharing::OneEach => 1,
    };
    // What the legend has depends on the ground, and the ground on the room that the legend leaves. Ground that was
    // looked at before still counts, so that this ends.
    let mut ground = sheet.extent;
    let mut looked_at = vec![ground];
    loop {
        let lines: Vec<Vec<Line>> = legends
            .iter()
            .map(|legend| legend.possible(together(&looked_at)))
            .collect();
        let plan = laid_out(sheet, maps, &lines);
        let known = together(&looked_at);
        ground = plan.ground();
        if holds(known, ground) {
            return plan;
        }
        looked_at.push(ground);
    }
}

fn together(grounds: &[Rect<f64>]) -> Rect<f64> {
    let all = grounds.iter().copied();
    let around = all.reduce(|one, other| {
        let (low, high) = (one.min(), one.max());
        Rect::new(
            (low.x.min(other.min().x), low.y.min(other.min().y)),
            (high.x.max(other.max().x), high.y.max(other.max().y)),
        )
    });
    around.unwrap_or_else(|| Rect::new((0.0, 0.0), (0.0, 0.0)))
}

fn holds(outer: Rect<f64>, inner: Rect<f64>) -> bool {
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && inner.max().x <= outer.max().x
        && inner.max().y <= outer.max().y
}

/// Where the legend may stand.
#[derive(Clone, Copy, Debug)]
enum Side {
    /// Right of the maps, in so many columns.
    Right(usize),
    Below,
}

fn laid_out(sheet: &MapSheet<'_>, maps: usize, lines: &[Vec<Line>]) -> MapPlan {
    let sides = [Side::Right(1), Side::Right(2), Side::Below];
    let rows_of = |columns: usize| (columns, maps.div_ceil(columns));
    let grids = (1..=maps.min(MOST_BESIDE)).map(rows_of);
    let all = grids.flat_map(|grid| sides.map(|side| (grid, side)));
    let tried = all.filter_map(|(grid, side)| Room::of(sheet, grid, side, lines));
    let better = |one: Room, other: Room| {
        let (area, of_other) = (one.size.0 * one.size.1, other.size.0 * other.size.1);
        let is_better = other.scale < one.scale - 1e-6
            || (other.scale < one.scale + 1e-6 && area + 1e-6 < of_other);
        if is_better { other } else { one }
    };
    let room = tried.reduce(better);
    // Below the maps there is always room, since the sheet may become higher.
    let room =
        room.unwrap_or_else(|| Room::high(sheet, rows_of(maps.clamp(1, MOST_BESIDE)), lines));
    room.plan(sheet, maps)
}

/// A way to use a sheet.
struct Room {
    /// Columns and rows of maps.
    grid: (usize, usize),
    side: Side,
    scale: f64,
    ground: Rect<f64>,
    /// Of one map, in millimetres.
    size: (f64, f64),
    column_mm: f64,
    columns: usize,
    legend_mm: f64,
    name_mm: f64,
}

impl Room {
    /// `None` where something has no room.
    fn of(
        sheet: &MapSheet<'_>,
        grid: (usize, usize),
        side: Side,
        lines: &[Vec<Line>],
    ) -> Option<Self> {
        let (width, height) = (
            sheet.size_mm.0 - 2.0 * EDGE_MM,
            sheet.size_mm.1 - 2.0 * EDGE_MM,
        );
        let (column_mm, columns) = columns_of(width, side, lines);
        let legend_mm = legend_height(lines, column_mm, columns);
        let above_foot = height - foot::height_mm(sheet) - GAP_MM;
        let room = match side {
            Side::Right(_) => {
                let beside = columns as f64 * (column_mm + GAP_MM);
                (width - beside, above_foot)
            }
            Side::Below => (width, above_foot - legend_mm - GAP_MM),
        };
        let is_free = !matches!(side, Side::Right(_)) || legend_mm <= above_foot;
        let this = Self::within(sheet, (grid, side), room, (column_mm, columns, legend_mm));
        let is_large = LEAST_MAP_MM <= this.size.0 && LEAST_MAP_MM <= this.size.1;
        (is_free && is_large).then_some(this)
    }

    /// On a sheet that becomes as high as it has to be.
    fn high(sheet: &MapSheet<'_>, grid: (usize, usize), lines: &[Vec<Line>]) -> Self {
        let width = sheet.size_mm.0 - 2.0 * EDGE_MM;
        let (column_mm, columns) = columns_of(width, Side::Below, lines);
        let legend_mm = legend_height(lines, column_mm, columns);
        let room = (width, grid.1 as f64 * 2.0 * LEAST_MAP_MM);
        Self::within(
            sheet,
            (grid, Side::Below),
            room,
            (column_mm, columns, legend_mm),
        )
    }

    fn within(
        sheet: &MapSheet<'_>,
        (grid, side): ((usize, usize), Side),
        room: (f64, f64),
        (column_mm, columns, legend_mm): (f64, usize, f64),
    ) -> Self {
        let (across, down) = (grid.0 as f64, grid.1 as f64);
        let name_mm = if grid.0 * grid.1 == 1 {
            0.0
        } else {
            NAME_ROOM_MM
        };
        let size = (
            ((room.0 - NUMBERS_MM.0 - (across - 1.0) * GAP_MM) / across).max(1.0),
            (room.1 / down - name_mm - NUMBERS_MM.1).max(1.0),
        );
        let extent = sheet.extent;
        let inside = (size.0 - 2.0 * INSET_MM, size.1 - 2.0 * INSET_MM);
        let inside = (inside.0.max(1.0), inside.1.max(1.0));
        let scale = round_scale((extent.width(), extent.height()), inside);
        let ground = ground_of(sheet, size, scale);
        let mm = 1000.0 / scale;
        Self {
            grid,
            side,
            scale,
            ground,
            size: (ground.width() * mm, ground.height() * mm),
            column_mm,
            columns,
            legend_mm,
            name_mm,
        }
    }

    fn plan(&self, sheet: &MapSheet<'_>, maps: usize) -> MapPlan {
        let pitch = (
            self.size.0 + GAP_MM,
            self.name_mm + self.size.1 + NUMBERS_MM.1,
        );
        let (columns, rows) = self.grid;
        let place = |index: usize| {
            let (column, row) = ((index % columns) as f64, (index / columns) as f64);
            let (left, top) = (
                EDGE_MM + NUMBERS_MM.0 + column * pitch.0,
                EDGE_MM + self.name_mm + row * pitch.1,
            );
            MapFrame {
                paper: PaperRect {
                    left,
                    top,
                    right: left + self.size.0,
                    bottom: top + self.size.1,
                },
                ground: self.ground,
                scale: self.scale,
            }
        };
        let edges = |index: usize| NumberedEdges {
            left: index.is_multiple_of(columns),
            below: maps <= index + columns,
        };
        let (right, bottom) = (
            EDGE_MM + NUMBERS_MM.0 + columns as f64 * pitch.0,
            EDGE_MM + rows as f64 * pitch.1,
        );
        let (left, top, foot_top) = match self.side {
            Side::Right(_) => {
                let top = EDGE_MM + self.name_mm;
                (right, top, bottom.max(top + self.legend_mm))
            }
            Side::Below => {
                let top = bottom + GAP_MM;
                (EDGE_MM, top, top + self.legend_mm)
            }
        };
        let foot_top = foot_top + GAP_MM;
        MapPlan {
            frames: (0..maps).map(place).collect(),
            edges: (0..maps).map(edges).collect(),
            legend: LegendPlace {
                left,
                top,
                column_mm: self.column_mm,
                gap_mm: GAP_MM,
                columns: self.columns,
            },
            foot_top,
            height_mm: foot_top + foot::height_mm(sheet) + EDGE_MM,
        }
    }
}

/// How wide a column of the legend is, and how many there are.
fn columns_of(width: f64, side: Side, lines: &[Vec<Line>]) -> (f64, usize) {
    let widths = lines.iter().flatten().map(Line::width_mm);
    let widest = widths.fold(0.0, f64::max).clamp(COLUMN_MM.0, COLUMN_MM.1);
    match side {
        Side::Right(columns) => (widest, columns),
        Side::Below => {
            let columns = crate::terrain::whole_cells((width + GAP_MM) / (widest + GAP_MM)).max(1);
            let free = width - (columns as f64 - 1.0) * GAP_MM;
            (free / columns as f64, columns)
        }
    }
}

/// How high the highest of some legends is, in millimetres.
fn legend_height(lines: &[Vec<Line>], column_mm: f64, columns: usize) -> f64 {
    let heights = lines
        .iter()
        .map(|lines| flowed(lines, column_mm, columns).height_mm);
    heights.fold(0.0, f64::max)
}

/// The ground that fills a map: around the extent, but within the terrains as far as they go.
fn ground_of(sheet: &MapSheet<'_>, size_mm: (f64, f64), scale: f64) -> Rect<f64> {
    let extent = sheet.extent;
    let terrains = sheet.terrains.iter().map(|terrain| terrain.extent);
    let known: Vec<Rect<f64>> = terrains.chain([extent]).collect();
    let known = if known.len() == 1 {
        None
    } else {
        Some(together(&known))
    };
    let middle = extent.center();
    let span = |middle: f64, length_mm: f64, known: Option<(f64, f64)>| {
        let length = length_mm * scale / 1000.0;
        let (low, high) = (middle - length / 2.0, middle + length / 2.0);
        match known {
            Some((least, most)) if most - least <= length => (least, most),
            Some((least, _)) if low < least => (least, least + length),
            Some((_, most)) if most < high => (most - length, most),
            _ => (low, high),
        }
    };
    let along = |known: Rect<f64>| (known.min().x, known.max().x);
    let up = |known: Rect<f64>| (known.min().y, known.max().y);
    let (west, east) = span(middle.x, size_mm.0, known.map(along));
    let (south, north) = span(middle.y, size_mm.1, known.map(up));
    Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north })
}
