//! The crest on its ground: what does not depend on how high it is built.

use std::borrow::Cow;

use geo::{Coord, Rect};

use super::CrestShape;
use super::edge::Line;
use super::piece::Piece;
use super::skin::Skin;
use super::solve::Guess;
use super::straight::{Straight, TOP};
use crate::design::distance::Spans;
use crate::design::profile::Profile;
use crate::design::toe::center_spans;
use crate::design::{DesignError, FillInput, Outline};
use crate::progress::{Cancelled, Run};
use crate::terrain::{CellWindow, Coverage, Grid};
use crate::units::{CubicMetres, Metres, SquareMetres};

/// Cells beyond what the slope can reach, so that its end can be found between cells.
const MARGIN_CELLS: usize = 3;

/// Each time the reach is found again on the ground within it.
const REACH_TRIALS: usize = 4;

/// A crest and the ground it stands on.
pub(super) struct Site<'a> {
    pub input: &'a FillInput<'a>,
    pub crest: &'a CrestShape,
    /// How far below the crest level its surface lies, where it falls.
    pub skin: Option<Skin>,
    /// The ground under the crest.
    pub under: Under,
    extent: Rect<f64>,
}

/// The ground under a crest.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Under {
    /// The lowest.
    pub lowest: Metres,
    /// The lowest crest level at which anything of the crest stands above it.
    pub least_level: Metres,
    /// The mean.
    pub mean: Metres,
}

/// The cells that the slope can reach, and the crest among them.
pub(super) struct Window<'a> {
    pub cells: CellWindow,
    pub ground: Cow<'a, Grid<f32>>,
    pub lowest_m: f64,
    /// All of them.
    pub spans: Spans,
    /// Those whose middle lies inside the crest.
    pub top: Spans,
    pub lines: Vec<Line>,
    /// The straight distances of a level crest, and its edge.
    pub straight: Option<(Vec<Piece>, Straight)>,
}

impl<'a> Site<'a> {
    /// Looks at the ground under the crest.
    pub(super) fn new(
        input: &'a FillInput<'a>,
        crest: &'a CrestShape,
        run: &Run,
    ) -> Result<Self, DesignError> {
        let placement = input.ground.placement();
        let (extent, skin) = match crest {
            CrestShape::Point(at) => (Rect::new(*at, *at), None),
            CrestShape::Polygon { outline, drops } => {
                let corners = outline.polygon().exterior().0.len() - 1;
                let usable = |drop: &Metres| drop.0.is_finite() && 0.0 <= drop.0;
                let fits = drops.is_empty() || drops.len() == corners;
                if !fits || !drops.iter().all(usable) {
                    return Err(DesignError::DropsDoNotFit {
                        drops: drops.len(),
                        corners,
                    });
                }
                let falls = drops.iter().any(|drop| 0.0 < drop.0);
                let skin = falls.then(|| Skin::over(outline, drops, placement, run));
                (outline.extent(), skin.transpose()?)
            }
        };
        let terrain = placement.extent();
        let inside = |at: Coord<f64>| {
            let (min, max) = (terrain.min(), terrain.max());
            (min.x..=max.x).contains(&at.x) && (min.y..=max.y).contains(&at.y)
        };
        if !(inside(extent.min()) && inside(extent.max())) {
            return Err(DesignError::CrestOutsideTerrain);
        }
        let mut site = Self {
            input,
            crest,
            skin,
            under: Under::default(),
            extent,
        };
        site.under = site
            .ground_under()
            .ok_or(DesignError::UnknownGroundUnderCrest)?;
        Ok(site)
    }

    pub(super) fn outline(&self) -> Option<&'a Outline> {
        match self.crest {
            CrestShape::Polygon { outline, .. } => Some(outline),
            CrestShape::Point(_) => None,
        }
    }

    /// The curve of the slope from a crest at a level, on ground no lower than `lowest_m`.
    pub(super) fn profile(&self, level_m: f64, lowest_m: f64) -> Profile {
        let datum = self.bench_datum(Metres(level_m));
        let lowest_m = lowest_m.min(level_m - 1.0);
        Profile::of(&self.input.batter, datum, (lowest_m, level_m), None)
    }

    /// The level that benches are counted from.
    pub(super) fn bench_datum(&self, level: Metres) -> Metres {
        let typed = self.input.batter.benches.and_then(|benches| benches.datum);
        typed.unwrap_or(level)
    }

    /// A level at which the crest may hold a volume, if the ground were level.
    pub(super) fn guess_for(&self, volume_m3: f64) -> Guess {
        let (area, length) = self.outline().map_or((0.0, 0.0), |outline| {
            let edges = outline.edges().map(|edge| {
                let way = edge.end - edge.start;
                way.x.hypot(way.y)
            });
            (outline.area_m2(), edges.sum())
        });
        let run = 1.0 / self.input.batter.face.rise_over_run();
        let held = |height: f64| {
            let faces = length * run * height / 2.0 + run * run * height * height;
            height * (area + faces)
        };
        let mut height_m = 1.0;
        while held(height_m) < volume_m3 {
            height_m *= 1.1;
        }
        Guess {
            level_m: self.under.mean.0.max(self.under.least_level.0) + height_m,
            growth_m2: area + length * run * height_m,
        }
    }

    /// The cells that the slope from a crest at a level can reach.
    pub(super) fn window(&self, level_m: f64, run: &Run) -> Result<Window<'a>, DesignError> {
        let (cells, lowest_m) = self.cells_in_reach(level_m);
        let whole = self.input.ground.placement();
        let ground = if (cells.columns, cells.rows) == (whole.columns, whole.rows) {
            Cow::Borrowed(self.input.ground)
        } else {
            Cow::Owned(self.input.ground.window(cells))
        };
        let mut spans = Spans::default();
        for _ in 0..cells.rows {
            spans.push_row(std::iter::once(0..cells.columns));
        }
        let mut window = Window {
            top: self
                .outline()
                .map_or_else(Spans::default, |outline| center_spans(outline, &ground)),
            lines: self.lines(&ground),
            cells,
            lowest_m,
            spans,
            straight: None,
            ground,
        };
        if self.skin.is_none() {
            let pieces: Vec<Piece> = window.lines.iter().map(Line::level_piece).collect();
            let mut straight = Straight::empty(cells.columns, cells.rows);
            window.for_top(|cell| {
                straight.u[cell] = 0.0;
                straight.origins[cell] = TOP;
            });
            straight.spread(&pieces, run)?;
            window.straight = Some((pieces, straight));
        }
        Ok(window)
    }

    /// Whether a window is wide enough for a level.
    pub(super) fn holds(&self, window: &Window<'_>, level_m: f64) -> bool {
        let (needed, _) = self.cells_in_reach(level_m);
        let has = &window.cells;
        has.column <= needed.column
            && has.row <= needed.row
            && needed.column + needed.columns <= has.column + has.columns
            && needed.row + needed.rows <= has.row + has.rows
    }

    /// The cells, and the lowest ground among them in metres.
    pub(super) fn cells_in_reach(&self, level_m: f64) -> (CellWindow, f64) {
        let placement = self.input.ground.placement();
        let mut cells = CellWindow {
            column: 0,
            row: 0,
            columns: placement.columns,
            rows: placement.rows,
        };
        let mut lowest_m = self.under.lowest.0;
        for _ in 0..REACH_TRIALS {
            lowest_m = self.lowest_in(cells);
            let profile = self.profile(level_m, lowest_m);
            let reach_m = (profile.down(level_m) - profile.up(lowest_m)).max(0.0);
            let (min, max) = (self.extent.min(), self.extent.max());
            let beyond = Coord {
                x: reach_m,
                y: reach_m,
            };
            let area = Rect::new(min - beyond, max + beyond);
            let Some(nearer) = placement.window_around(area, MARGIN_CELLS) else {
                break;
            };
            if nearer == cells {
                break;
            }
            cells = nearer;
        }
        (cells, lowest_m)
    }

    fn lowest_in(&self, cells: CellWindow) -> f64 {
        let rows = cells.row..cells.row + cells.rows;
        let lowest = rows.map(|row| {
            let row = &self.input.ground.row(row)[cells.column..][..cells.columns];
            row.iter().copied().fold(f32::INFINITY, f32::min)
        });
        f64::from(lowest.fold(f32::INFINITY, f32::min))
    }

    /// The edge of the crest, in cells of `ground`.
    fn lines(&self, ground: &Grid<f32>) -> Vec<Line> {
        let placement = ground.placement();
        let at = |point: Coord<f64>| placement.cells_from_world(point);
        match (self.crest, &self.skin) {
            (CrestShape::Point(point), _) => {
                vec![Line::new(at(*point), at(*point), (0.0, 0.0), ground)]
            }
            (CrestShape::Polygon { outline, .. }, None) => outline
                .edges()
                .map(|edge| Line::new(at(edge.start), at(edge.end), (0.0, 0.0), ground))
                .collect(),
            (CrestShape::Polygon { outline, drops }, Some(skin)) => {
                let exterior = outline.polygon().exterior().lines().enumerate();
                let drop = |corner: usize| drops[corner % drops.len()].0;
                let exterior = exterior.map(|(corner, edge)| {
                    let drops = (drop(corner), drop(corner + 1));
                    Line::new(at(edge.start), at(edge.end), drops, ground)
                });
                let holes = outline.polygon().interiors().iter();
                let holes = holes.flat_map(|hole| hole.lines()).flat_map(|edge| {
                    let steps = skin.steps_along(edge);
                    let lines = steps
                        .iter()
                        .zip(&steps[1..])
                        .map(|(from, to)| Line::new(at(from.0), at(to.0), (from.1, to.1), ground));
                    lines.collect::<Vec<Line>>()
                });
                exterior.chain(holes).collect()
            }
        }
    }

    /// The ground under the crest, or `None` where its height is not known anywhere.
    fn ground_under(&self) -> Option<Under> {
        let ground = self.input.ground;
        let CrestShape::Polygon { outline, .. } = self.crest else {
            let at = ground.placement().cells_from_world(self.extent.min());
            let height_m = ground.height_at_cells(at)?;
            return Some(Under {
                lowest: Metres(height_m),
                least_level: Metres(height_m),
                mean: Metres(height_m),
            });
        };
        let (mut lowest_m, mut least_level_m) = (f64::INFINITY, f64::INFINITY);
        let (mut sum, mut cells) = (0.0, 0.0);
        self.for_cells_under(outline, |height_m, drop_m, share| {
            lowest_m = lowest_m.min(height_m);
            least_level_m = least_level_m.min(height_m + drop_m);
            sum += share * height_m;
            cells += share;
        });
        (0.0 < cells).then_some(Under {
            lowest: Metres(lowest_m),
            least_level: Metres(least_level_m),
            mean: Metres(sum / cells),
        })
    }

    /// Where the ground inside stands above the crest, and how much of it does.
    pub(super) fn ground_above(&self, level_m: f64) -> (SquareMetres, CubicMetres) {
        let (mut area, mut volume) = (0.0, 0.0);
        if let Some(outline) = self.outline() {
            self.for_cells_under(outline, |height_m, drop_m, share| {
                let above = height_m + drop_m - level_m;
                if 0.0 < above {
                    area += share;
                    volume += share * above;
                }
            });
        }
        let cell_m2 = self.input.ground.placement().cell_area_m2();
        (SquareMetres(area * cell_m2), CubicMetres(volume * cell_m2))
    }

    /// Calls `each` with the known ground of a cell inside, how far the crest lies below its level there, and the
    /// share of the cell that lies inside.
    fn for_cells_under(&self, outline: &Outline, mut each: impl FnMut(f64, f64, f64)) {
        let ground = self.input.ground;
        let coverage = Coverage::of(outline.polygon(), ground.placement());
        let drop_at = |at: Coord<f64>| {
            let at = ground.placement().world_from_cells(at);
            self.skin.as_ref().map_or(0.0, |skin| skin.drop_at(at))
        };
        for span in &coverage.whole {
            for column in span.first..span.end {
                let height = f64::from(ground.at(column, span.row));
                if !height.is_nan() {
                    let at = Coord {
                        x: column as f64 + 0.5,
                        y: span.row as f64 + 0.5,
                    };
                    each(height, drop_at(at), 1.0);
                }
            }
        }
        for cell in &coverage.partial {
            if let Some(height) = ground.height_at_cells(cell.centroid) {
                each(height, drop_at(cell.centroid), cell.share);
            }
        }
    }
}

impl Window<'_> {
    /// Calls `each` with the number of each cell of the crest, in a window with a border.
    pub(super) fn for_top(&self, mut each: impl FnMut(usize)) {
        if self.top.is_empty() {
            return;
        }
        for row in 0..self.cells.rows {
            for run in self.top.of_row(row) {
                let first = (row + 1) * (self.cells.columns + 2) + 1;
                (run.clone()).for_each(|column| each(first + column));
            }
        }
    }
}

/// The straight distances of a crest that falls: the slope from its edge, or its own surface where that is higher.
pub(super) fn falling_distances(
    window: &Window<'_>,
    pieces: &[Piece],
    top_of: impl Fn(usize) -> Option<f32>,
    run: &Run,
) -> Result<Straight, Cancelled> {
    let mut straight = Straight::empty(window.cells.columns, window.cells.rows);
    straight.spread(pieces, run)?;
    window.for_top(|cell| {
        if let Some(top) = top_of(cell)
            && straight.u[cell] <= top
        {
            straight.u[cell] = top;
            straight.origins[cell] = TOP;
        }
    });
    Ok(straight)
}
