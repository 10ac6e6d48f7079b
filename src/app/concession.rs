//! The ground outside a permitted boundary.

use geo::MultiPolygon;

use super::{InputFact, Oddity, TaskError};
use crate::design::{CheckWarning, NOTABLE_AREA_OUTSIDE, outside_concession};
use crate::gis::{Reference, read_polygons};
use crate::land_take::{Doubtful, Footprint};
use crate::progress::Run;
use crate::terrain::Placement;
use crate::units::SquareMetres;

/// The ground that a concession permits, each part once.
pub(super) struct Concession(MultiPolygon<f64>);

impl Concession {
    /// Reads all polygons of a layer; `source` is a path, or `path#layer`. `None` where none is given.
    pub(super) fn read(
        source: Option<&str>,
        reference: &Reference,
        inputs: &mut Vec<InputFact>,
        oddities: &mut Vec<Oddity>,
        run: &Run,
    ) -> Result<Option<Self>, TaskError> {
        let Some(source) = source else {
            return Ok(None);
        };
        let layer = read_polygons(source, reference, run)?;
        let path = layer.path;
        let odd = layer.warnings.into_iter();
        oddities.extend(odd.map(|odd| Oddity::Vector(path.clone(), odd)));
        inputs.push(InputFact::of_vector(&path, layer.crs)?);
        let polygons = layer.polygons.into_iter();
        let grounds: Vec<MultiPolygon<f64>> = polygons.map(|polygon| polygon.parts).collect();
        let made = Footprint::of_grounds(&grounds, Doubtful::LeaveOut)
            .map_err(|source| TaskError::Concession { path, source })?;
        Ok(Some(Self(made.footprint.polygons().clone())))
    }

    /// How much of a footprint lies outside, told where it is more than rounding.
    pub(super) fn look_at(
        &self,
        footprint: Option<&MultiPolygon<f64>>,
        cells: &Placement,
        oddities: &mut Vec<Oddity>,
    ) -> SquareMetres {
        let area = footprint.map_or(SquareMetres(0.0), |footprint| {
            let on_map = outside_concession(footprint, &self.0);
            SquareMetres(cells.area_of_map_m2(on_map.0))
        });
        if NOTABLE_AREA_OUTSIDE < area {
            oddities.push(Oddity::Check(CheckWarning::LeavesConcession { area }));
        }
        area
    }
}
