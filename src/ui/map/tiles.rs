//! Pictures of terrain and backgrounds, tile by tile, made on threads of their own and kept as textures.
//!
//! A tile that is not there yet is drawn from a coarser one. Memory is bounded by the number of textures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use egui::{Color32, ColorImage, Context, Painter, Rect, TextureHandle, TextureOptions, pos2};
use geo::Coord;
use walkers::{Position, Projector};

use super::site_picture::SitePicture;
use crate::figure::{ReliefStyle, relief_tile};
use crate::gis::{HeightPyramid, PicturePyramid, TILE_CELLS};
use crate::jobs::{JobError, Worker};
use crate::project::{LayerId, Values};
use crate::terrain::{Grid, Placement};

/// Cells along a side of a tile.
const TILE: usize = TILE_CELLS;

/// Textures that are kept: 1 MB each.
const MOST_TEXTURES: usize = 128;

/// Textures that are handed to the graphics card in one frame.
const UPLOADS_PER_FRAME: usize = 4;

/// A tile's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    layer: LayerId,
    /// How often the layer had become another picture.
    edition: u32,
    level: usize,
    column: usize,
    row: usize,
}

/// Where tiles come from.
#[derive(Clone)]
pub enum Source {
    /// Heights, or depths, shaded and coloured.
    Relief(Arc<HeightPyramid>, ReliefStyle, Values),
    /// A picture as it is.
    Picture(Arc<PicturePyramid>),
    /// A site layer, in the styles of its classes.
    Site(Arc<SitePicture>),
}

impl Source {
    fn levels(&self) -> usize {
        match self {
            Self::Relief(pyramid, ..) => pyramid.levels(),
            Self::Picture(pyramid) => pyramid.levels(),
            Self::Site(picture) => picture.levels(),
        }
    }

    fn placement(&self, level: usize) -> Placement {
        match self {
            Self::Relief(pyramid, ..) => pyramid.placement(level),
            Self::Picture(pyramid) => pyramid.placement(level),
            Self::Site(picture) => picture.placement(level),
        }
    }

    fn image(&self, level: usize, column: usize, row: usize) -> std::io::Result<ColorImage> {
        let (size, pixels) = match self {
            Self::Relief(pyramid, style, values) => {
                let heights = pyramid.tile(level, column, row)?;
                let heights = match values {
                    Values::Heights => heights,
                    Values::Depths => upside_down(&heights),
                };
                let placement = heights.placement();
                let size = [placement.columns - 2, placement.rows - 2];
                (size, relief_tile(&heights, style))
            }
            Self::Picture(pyramid) => {
                let (columns, rows, pixels) = pyramid.tile(level, column, row)?;
                let pixels = pixels.as_chunks::<4>().0.to_vec();
                ([columns, rows], pixels)
            }
            Self::Site(picture) => picture.tile(level, column, row),
        };
        let color = |[r, g, b, a]: [u8; 4]| Color32::from_rgba_premultiplied(r, g, b, a);
        Ok(ColorImage::new(
            size,
            pixels.into_iter().map(color).collect(),
        ))
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Relief(one, style, values), Self::Relief(other, others, read)) => {
                Arc::ptr_eq(one, other) && style == others && values == read
            }
            (Self::Picture(one), Self::Picture(other)) => Arc::ptr_eq(one, other),
            (Self::Site(one), Self::Site(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// Depths as heights, of the file's own zero: light and colours do not ask for more.
fn upside_down(depths: &Grid<f32>) -> Grid<f32> {
    let heights = depths.cells().iter().map(|depth| -depth).collect();
    Grid::new(*depths.placement(), heights).unwrap_or_else(|| depths.clone())
}

/// All tiles of all layers.
pub struct Tiles {
    worker: Worker<Key, std::io::Result<ColorImage>>,
    ready: BTreeMap<Key, (TextureHandle, u64)>,
    waiting: Vec<(Key, ColorImage)>,
    pending: BTreeSet<Key>,
    broken: BTreeSet<Key>,
    failed: Vec<JobError>,
    wanted: BTreeSet<Key>,
    /// What each layer shows, and how often that became another.
    editions: BTreeMap<LayerId, (Source, u32)>,
    frame: u64,
}

impl Tiles {
    /// # Errors
    /// [`JobError`], if the system gives no threads.
    pub fn start(ctx: &Context) -> Result<Self, JobError> {
        let ctx = ctx.clone();
        Ok(Self {
            worker: Worker::start("tiles", 2, move || ctx.request_repaint())?,
            ready: BTreeMap::new(),
            waiting: Vec::new(),
            pending: BTreeSet::new(),
            broken: BTreeSet::new(),
            failed: Vec::new(),
            wanted: BTreeSet::new(),
            editions: BTreeMap::new(),
            frame: 0,
        })
    }

    /// Takes in what was made, before anything is drawn.
    pub fn begin_frame(&mut self, ctx: &Context) {
        self.frame += 1;
        for finished in self.worker.finished() {
            self.pending.remove(&finished.key);
            match finished.result {
                Ok(Ok(image)) => self.waiting.push((finished.key, image)),
                // Drawn from a coarser tile, and not asked for again.
                Ok(Err(error)) => {
                    tracing::warn!("a tile cannot be read: {error}");
                    self.broken.insert(finished.key);
                }
                Err(error) => {
                    self.broken.insert(finished.key);
                    self.failed.push(error);
                }
            }
        }
        for _ in 0..UPLOADS_PER_FRAME {
            let Some((key, image)) = self.waiting.pop() else {
                break;
            };
            let options = TextureOptions::LINEAR;
            let texture = ctx.load_texture(format!("{key:?}"), image, options);
            self.ready.insert(key, (texture, self.frame));
        }
        if !self.waiting.is_empty() {
            ctx.request_repaint();
        }
        self.wanted.clear();
    }

    /// Tiles that hit a bug since this was asked last.
    pub fn take_failed(&mut self) -> Vec<JobError> {
        std::mem::take(&mut self.failed)
    }

    /// Drops what is no longer wanted, after everything was drawn.
    pub fn end_frame(&mut self) {
        let unwanted: Vec<Key> = self.pending.difference(&self.wanted).copied().collect();
        for key in unwanted {
            self.worker.cancel(&key);
            self.pending.remove(&key);
        }
        self.waiting.retain(|(key, _)| self.wanted.contains(key));
        while MOST_TEXTURES < self.ready.len() {
            let oldest = self.ready.iter().min_by_key(|(_, (_, used))| *used);
            // What is seen now would only have to be made again.
            let Some((key, _)) = oldest.filter(|(_, (_, used))| *used < self.frame) else {
                break;
            };
            let key = *key;
            self.ready.remove(&key);
        }
    }

    /// Whether every tile that was wanted in the last frame was there.
    pub fn is_complete(&self) -> bool {
        self.pending.is_empty() && self.waiting.is_empty()
    }

    /// Draws what is visible of a layer.
    pub fn draw(
        &mut self,
        painter: &Painter,
        projector: &Projector<'_>,
        (layer, source): (LayerId, &Source),
        opacity: f32,
    ) {
        let Some(seen) = seen(projector, source) else {
            return;
        };
        let tint = Color32::WHITE.gamma_multiply(opacity);
        let edition = self.edition_of(layer, source);
        let at = |level, column, row| Key {
            layer,
            edition,
            level,
            column,
            row,
        };
        // The coarsest comes first: it fills in for all others.
        self.want(at(source.levels() - 1, 0, 0), source);
        for row in seen.rows.clone() {
            for column in seen.columns.clone() {
                let key = at(seen.level, column, row);
                self.want(key, source);
                self.draw_tile(painter, projector, key, source, tint);
            }
        }
    }

    /// Tiles of what a layer showed before are not its tiles any more, and give way in time.
    fn edition_of(&mut self, layer: LayerId, source: &Source) -> u32 {
        let (known, edition) = self
            .editions
            .entry(layer)
            .or_insert_with(|| (source.clone(), 0));
        if known != source {
            *known = source.clone();
            *edition += 1;
        }
        *edition
    }

    fn want(&mut self, key: Key, source: &Source) {
        self.wanted.insert(key);
        if let Some((_, used)) = self.ready.get_mut(&key) {
            *used = self.frame;
            return;
        }
        let on_its_way = self.pending.contains(&key) || self.waiting.iter().any(|(k, _)| *k == key);
        if on_its_way || self.broken.contains(&key) {
            return;
        }
        self.pending.insert(key);
        let source = source.clone();
        self.worker
            .append(key, move |_| source.image(key.level, key.column, key.row));
    }

    /// Draws a tile, or the part of the nearest coarser one that covers it.
    fn draw_tile(
        &mut self,
        painter: &Painter,
        projector: &Projector<'_>,
        tile: Key,
        source: &Source,
        tint: Color32,
    ) {
        let area = Cells::of_tile(source, tile.level, tile.column, tile.row);
        for coarser in tile.level..source.levels() {
            let up = coarser - tile.level;
            let key = Key {
                level: coarser,
                column: tile.column >> up,
                row: tile.row >> up,
                ..tile
            };
            let Some((texture, used)) = self.ready.get_mut(&key) else {
                continue;
            };
            *used = self.frame;
            let whole = Cells::of_tile(source, coarser, key.column, key.row);
            let uv = Rect::from_min_max(
                pos2(
                    part(whole.west, whole.east, area.west),
                    part(whole.north, whole.south, area.north),
                ),
                pos2(
                    part(whole.west, whole.east, area.east),
                    part(whole.north, whole.south, area.south),
                ),
            );
            painter.image(texture.id(), area.on_screen(projector), uv, tint);
            return;
        }
    }
}

/// Where a value lies between two others, as a share.
#[expect(clippy::cast_possible_truncation, reason = "a share from 0 to 1")]
fn part(from: f64, to: f64, at: f64) -> f32 {
    ((at - from) / (to - from)).clamp(0.0, 1.0) as f32
}

/// The edges of a tile, in metres.
struct Cells {
    west: f64,
    north: f64,
    east: f64,
    south: f64,
}

impl Cells {
    fn of_tile(source: &Source, level: usize, column: usize, row: usize) -> Self {
        let placement = source.placement(level);
        let world = |column: usize, row: usize| {
            placement.world_from_cells(Coord {
                x: column.min(placement.columns) as f64,
                y: row.min(placement.rows) as f64,
            })
        };
        let first = world(column * TILE, row * TILE);
        let last = world((column + 1) * TILE, (row + 1) * TILE);
        Self {
            west: first.x,
            north: first.y,
            east: last.x,
            south: last.y,
        }
    }

    fn on_screen(&self, projector: &Projector<'_>) -> Rect {
        let corner = |x, y| projector.project(Position::new(x, y)).to_pos2();
        Rect::from_min_max(corner(self.west, self.north), corner(self.east, self.south))
    }
}

/// The tiles that a map shows of a layer.
struct Seen {
    level: usize,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
}

fn seen(projector: &Projector<'_>, source: &Source) -> Option<Seen> {
    let clip = projector.clip_rect();
    let north_west = projector.unproject(clip.min.to_vec2());
    let south_east = projector.unproject(clip.max.to_vec2());
    let finest = source.placement(0);
    let metres_per_point = (south_east.x() - north_west.x()) / f64::from(clip.width().max(1.0));
    let cells_per_point = metres_per_point / finest.cell_width_m.min(finest.cell_height_m);
    // One cell on one point: half as fine as the finest screen, twice as fast.
    let level = cells_per_point.max(1.0).log2().round();
    let level = crate::terrain::whole_cells(level).min(source.levels() - 1);
    let placement = source.placement(level);
    let area = geo::Rect::new(
        Coord {
            x: north_west.x(),
            y: south_east.y(),
        },
        Coord {
            x: south_east.x(),
            y: north_west.y(),
        },
    );
    let window = placement.window_around(area, 0)?;
    let tiles = |first: usize, count: usize| first / TILE..(first + count - 1) / TILE + 1;
    Some(Seen {
        level,
        columns: tiles(window.column, window.columns),
        rows: tiles(window.row, window.rows),
    })
}
