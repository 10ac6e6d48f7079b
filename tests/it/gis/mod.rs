//! Files and coordinate systems, with real GDAL and real files.

#![expect(
    clippy::float_cmp,
    reason = "what is only copied must come back as it was"
)]
#![expect(
    clippy::panic,
    reason = "a test that cannot go on should fail where it stands"
)]

mod background;
pub(crate) mod cases;
mod clipping;
mod environment;
mod formats;
mod importing;
mod levels;
pub(crate) mod make;
mod nasty_rasters;
mod polygons;
mod pyramid;
mod pyramid_cache;
mod real;
mod reprojecting;
mod terrain;
mod writing;
mod writing_layers;
