//! Grids of values over the site, and how much of each cell a polygon takes.
//!
//! Coordinates are metres east and north in the project's coordinate system.
//! Files and coordinate systems are left to `gis`, what is built on the ground to `design`.

mod climb;
mod coverage;
mod grid;
mod own_sections;
mod placement;
mod section;

pub use climb::{LEVELLED_M, LineClimb, climb_m};
pub use coverage::{CellSpan, Coverage, PartialCell};
pub(crate) use grid::as_f32;
pub use grid::{Grid, HeightRange};
pub use own_sections::OwnSections;
pub use placement::{CellWindow, Placement, whole_cells};
pub use section::{MOST_SECTION_SAMPLES, NearestOnLine, SectionLine, SectionLineError};
