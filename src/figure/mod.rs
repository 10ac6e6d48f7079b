//! Pictures of the ground, of fills and of comparisons, without a window: relief, colours, contours, sections, maps,
//! scales.
//!
//! What comes out is plain pixels, lines and numbers, or a drawing in millimetres that is the same in the window,
//! in files and in the report. Where they are shown is left to the window and the
//! report, where heights come from to `gis`.

mod balance;
mod board;
mod comparison;
mod contours;
mod contrast;
mod coverage;
mod drawing;
mod labels;
mod map;
mod png;
mod ramp;
mod raster;
mod relief;
mod scale;
mod section;
mod site_tile;
mod svg;
mod thickness;
mod writing;

pub use balance::{
    FATE_COLORS, FlowsInput, PanelsInput, Plot, PlotLine, Room, RoomsInput, Series, Sink,
    YearsInput, draw_flows, draw_panels, draw_rooms, draw_years, rooms_height_mm,
};
pub use comparison::{
    BarsInput, BarsWords, Better, ComparisonSheet, DrawnAlternative, GradeRow, GradeStep,
    GradesInput, IndicatorBar, IndicatorPanel, ParallelAxis, ParallelInput, ScatterAxis,
    ScatterInput, ScatterPoint, ScatterValue, ScatterWords, ScoreAccount, ScoreRow, ScoresInput,
    ScoresWords, Standing, WeightInput, WeightLine, WeightWords, bars_height_mm, draw_bars,
    draw_grades, draw_parallel, draw_scatter, draw_scores, draw_weight, grades_height_mm,
    parallel_height_mm, scatter_height_mm, scores_height_mm, weight_height_mm,
};
pub use contours::{ContourLevel, contour_lines, contours, nice_interval};
pub use contrast::{contrast, writing_on};
pub use drawing::{
    Anchor, BandEdge, Drawing, Item, Look, Paint, PaperPoint, PaperRect, Pen, Role, Shape, Text,
    Weight, hatch_of, text_width_mm,
};
pub use labels::{PlacedLabel, SeenGround, corner_of_label, place_labels};
pub use map::{
    BuiltKind, MapBuilt, MapFigure, MapFill, MapFrame, MapGround, MapPanel, MapPlaces, MapPlan,
    MapSharing, MapSheet, MapSite, MapTerrain, MapWords, draw_maps, plan_maps,
};
pub use png::{PngError, png_of};
pub use ramp::{RAMP_COLORS, Ramp};
pub use raster::Raster;
pub use relief::{Light, ReliefStyle, relief_tile, shade};
pub use scale::{nice_scale_bar, nice_ticks};
pub use section::{
    Body, BodyLayer, BodyStyle, Exaggeration, ProfileKind, SectionFigure, SectionFrame,
    SectionInput, SectionLabels, SectionProfile, SectionWater, draw_section,
};
pub use site_tile::site_tile;
pub use svg::svg_of;
pub use thickness::{filled_tile, legend, thickness_color, thickness_tile};

/// A pixel: red, green, blue and opacity, the colours already multiplied with the opacity.
pub type Pixel = [u8; 4];

/// Nothing is drawn.
pub const TRANSPARENT: Pixel = [0; 4];
