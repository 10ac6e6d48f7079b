//! Files and coordinate systems: everything that needs GDAL.
//!
//! Whatever leaves this module is in metres, north up, and in one projected coordinate system.
//! What cannot be measured on is refused with a reason, and what is odd but usable comes with a warning.
//! What the heights and polygons are used for is left to `design`; words for the user to whoever shows them.

mod archive;
mod areas_off;
mod background;
mod clip;
mod crs;
mod error;
mod examine;
mod facts;
mod formats;
mod georeference;
mod heights;
mod import;
mod import_fields;
mod inspect;
mod lines;
mod oddity;
mod own_reference;
mod picture;
mod place_names;
mod programs;
mod pyramid;
mod raster;
mod reference;
mod setup;
mod shape_with_heights;
mod site_layer;
mod sosi;
mod source;
mod straighten;
mod utm_zone;
mod value_type;
mod vector;
mod vector_error;
mod vector_geometry;
mod vector_open;
mod vector_place;
mod vector_read;
mod warp;
mod write;
mod write_geojson;
mod write_layers;
mod write_picture;
mod write_whole;

pub use archive::may_have_layers;
pub use areas_off::{AreasOff, BetterZone};
pub use background::PicturePyramid;
pub use clip::{ClipRequest, Clipped, clip_raster};
pub use crs::{CrsError, CrsFacts, CrsKind, VerticalDatum};
pub use error::RasterError;
pub use facts::{FileGeoreference, HeightFacts, HeightUnit, HorizontalUnit, RasterFacts};
pub use formats::{Format, Formats, formats};
pub use import::{
    FeatureSink, ImportError, ImportRequest, Imported, ImportedFeature, ImportedLayer,
    import_features, layers_of,
};
pub use inspect::inspect_raster;
pub use lines::{LineFile, read_line};
pub use oddity::{
    AREA_SCALE_REFUSED, AREA_SCALE_WARNED, Georeferencing, HEIGHT_WARNED_M, RasterOddity,
    VectorOddity, ZERO_SHARE_WARNED,
};
pub use own_reference::{OwnReference, reference_of_polygons};
pub use place_names::{PLACE_NAME_LIMIT, PlaceName, PlaceNameError, PlaceNames, read_place_names};
pub use pyramid::{CACHE_LIMIT_BYTES, HeightPyramid, HeightSpread, PyramidError, TILE_CELLS};
pub use raster::{TerrainSource, height_oddities, open_terrain};
pub use reference::Reference;
pub use setup::{GdalFailure, init};
pub use shape_with_heights::{HeightFeature, HeightKind, HeightLayer, HeightShape};
pub use site_layer::{LayerFeature, SiteLayer, read_site_layer};
pub use source::Source;
pub use vector::{PolygonFeature, PolygonLayer, read_polygons};
pub use vector_error::{GeometryCount, VectorError};
pub use warp::{Reprojected, reproject};
pub use write::{
    RasterNotes, WriteError, write_raster, write_raster_with_overviews, write_terrain,
};
pub use write_geojson::write_geojson;
pub use write_layers::{
    Feature, PolygonRecord, VectorLayer, write_height_layers, write_layers, write_polygons,
};
pub use write_picture::write_picture;
pub use write_whole::write_whole;

pub use crate::site::FieldValue;
