//! Site layers as pictures at every scale, made where they are seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;

use crate::app::{App, SiteContent};
use crate::figure::{Pixel, TRANSPARENT, site_tile};
use crate::gis::TILE_CELLS;
use crate::project::LayerId;
use crate::site::Style;
use crate::terrain::{Placement, whole_cells};

/// The side of the finest pixels, in metres: what the largest scale of the map shows.
const FINEST_M: f64 = 1.0 / 64.0;

/// A layer in its styles.
pub struct SitePicture {
    content: Arc<SiteContent>,
    /// Of the classes, in their order.
    styles: Vec<Style>,
    /// The upper left corner of all pixels.
    corner: Coord<f64>,
    /// The longer side of the layer, in metres.
    side_m: f64,
}

impl SitePicture {
    fn new(content: Arc<SiteContent>, styles: Vec<Style>) -> Option<Self> {
        let extent = content.features.extent()?;
        // Edges and points reach beyond what they are of.
        let side_m = extent.width().max(extent.height()) * 1.02 + 20.0;
        let middle = extent.center();
        Some(Self {
            content,
            styles,
            corner: Coord {
                x: middle.x - side_m / 2.0,
                y: middle.y + side_m / 2.0,
            },
            side_m,
        })
    }

    /// How many scales there are: the coarsest is one tile.
    pub fn levels(&self) -> usize {
        let tiles = self.side_m / (FINEST_M * TILE_CELLS as f64);
        whole_cells(tiles.max(1.0).log2().ceil()) + 1
    }

    /// The pixels of a scale.
    pub fn placement(&self, level: usize) -> Placement {
        let side = FINEST_M * (level as f64).exp2();
        let count = whole_cells((self.side_m / side).ceil()).max(1);
        Placement {
            west_m: self.corner.x,
            north_m: self.corner.y,
            cell_width_m: side,
            cell_height_m: side,
            columns: count,
            rows: count,
            ground_per_map: 1.0,
        }
    }

    /// Columns, rows and pixels of a tile; a single clear pixel where there is nothing on it.
    pub fn tile(&self, level: usize, column: usize, row: usize) -> ([usize; 2], Vec<Pixel>) {
        let whole = self.placement(level);
        let (first, top) = (column * TILE_CELLS, row * TILE_CELLS);
        let corner = whole.world_from_cells(Coord {
            x: first as f64,
            y: top as f64,
        });
        let placement = Placement {
            west_m: corner.x,
            north_m: corner.y,
            columns: TILE_CELLS.min(whole.columns.saturating_sub(first)).max(1),
            rows: TILE_CELLS.min(whole.rows.saturating_sub(top)).max(1),
            ..whole
        };
        let place = (first as u64, top as u64);
        let pixels = site_tile(&self.content.features, &self.styles, &placement, place);
        if pixels.iter().all(|pixel| *pixel == TRANSPARENT) {
            return ([1, 1], vec![TRANSPARENT]);
        }
        ([placement.columns, placement.rows], pixels)
    }
}

/// What a picture was made of, and the picture where there is anything to show.
struct Known {
    content: Arc<SiteContent>,
    styles: Vec<Style>,
    picture: Option<Arc<SitePicture>>,
}

/// Pictures of all site layers, each until its layer changes.
#[derive(Default)]
pub struct SitePictures {
    known: BTreeMap<LayerId, Known>,
}

impl SitePictures {
    /// The picture of a layer; `None` while it is not in memory, or where it has nothing to show.
    pub fn picture_of(&mut self, app: &App, id: LayerId) -> Option<Arc<SitePicture>> {
        let content = app.site_content(id)?;
        let styles = app.site_styles(id);
        if let Some(known) = self.known.get(&id)
            && Arc::ptr_eq(&known.content, content)
            && known.styles == styles
        {
            return known.picture.clone();
        }
        let picture = SitePicture::new(Arc::clone(content), styles.clone()).map(Arc::new);
        let known = Known {
            content: Arc::clone(content),
            styles,
            picture: picture.clone(),
        };
        self.known.insert(id, known);
        picture
    }
}
