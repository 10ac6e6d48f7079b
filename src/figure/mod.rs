//! Pictures of the ground and of fills, without a window: relief, colours, contours and scales.
//!
//! What comes out is plain pixels, lines and numbers. Where they are shown is left to the window and the
//! report, where heights come from to `gis`.

mod contours;
mod ramp;
mod relief;
mod scale;
mod thickness;

pub use contours::{ContourLevel, contours, nice_interval};
pub use ramp::{RAMP_COLORS, Ramp};
pub use relief::{Light, ReliefStyle, relief_tile, shade};
pub use scale::{nice_scale_bar, nice_ticks};
pub use thickness::{legend, thickness_color, thickness_colors, thickness_tile};

/// A pixel: red, green, blue and opacity, the colours already multiplied with the opacity.
pub type Pixel = [u8; 4];

/// Nothing is drawn.
pub const TRANSPARENT: Pixel = [0; 4];
