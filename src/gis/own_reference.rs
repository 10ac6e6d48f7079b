//! The coordinate system that polygons bring with them, or one that their areas can be measured in.

use gdal::vector::LayerAccess as _;
use geo::Coord;

use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::vector::may_hold_polygons;
use super::vector_error::VectorError;
use super::vector_open::{OpenVector, cannot_read};
use super::vector_place::own_crs;
use super::vector_read::choose_layer;

/// The coordinate system that polygons are measured in by itself, and whether it is another than the file's.
///
/// Where the file's is not one that areas can be measured in (degrees, web maps), it is the UTM zone of the
/// layer's middle. `None` where the file has no coordinate system.
///
/// # Errors
/// [`VectorError`].
pub fn reference_of_polygons(source: &str) -> Result<Option<OwnReference>, VectorError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let (open, wanted) = OpenVector::of_part(&path, part.as_deref())?;
    let index = choose_layer(
        &path,
        &open.dataset,
        wanted.as_deref(),
        may_hold_polygons,
        &mut Vec::new(),
    )?;
    let layer = open
        .dataset
        .layer(index)
        .map_err(|error| cannot_read(&path, error.into()))?;
    let Some(own) = own_crs(&layer) else {
        return Ok(None);
    };
    let unusable = |source| VectorError::CrsUnusable {
        path: path.clone(),
        source,
    };
    let middle = || {
        let extent = layer
            .get_extent()
            .map_err(|error| cannot_read(&path, error.into()))?;
        Ok(Coord {
            x: f64::midpoint(extent.MinX, extent.MaxX),
            y: f64::midpoint(extent.MinY, extent.MaxY),
        })
    };
    if let Ok(reference) = Reference::of(&own)
        && !reference.is_web_mercator()
    {
        let is_replaced = false;
        return Ok(Some(OwnReference {
            reference,
            is_replaced,
        }));
    }
    let reference = Reference::utm_zone_of(&own, middle()?).map_err(unusable)?;
    let is_replaced = true;
    Ok(Some(OwnReference {
        reference,
        is_replaced,
    }))
}

/// The coordinate system that a layer is measured in.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnReference {
    /// The coordinate system.
    pub reference: Reference,
    /// Whether it is another than the file's.
    pub is_replaced: bool,
}
