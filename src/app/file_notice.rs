//! Rasters and vector files in the planner's words: the arguments of what is told about them.

use std::path::Path;

use crate::gis::{
    Georeferencing, PlaceNameError, PyramidError, RasterError, RasterOddity, VectorError,
    VectorOddity, WriteError,
};
use crate::words::Words;

/// Names in a text, and what stands for them.
pub(super) type Arguments = Vec<(&'static str, String)>;

pub(super) fn file(path: &Path) -> (&'static str, String) {
    ("file", path.display().to_string())
}

pub(super) fn of_pyramid(error: &PyramidError, words: &Words) -> Arguments {
    match error {
        PyramidError::SourceUnusable { source } => of_raster(source, words),
        error => vec![file(error.path())],
    }
}

pub(super) fn of_place_names(error: &PlaceNameError, words: &Words) -> Arguments {
    match error {
        PlaceNameError::FileUnusable { source } => of_vector(source, words),
        PlaceNameError::NoNameField { path, fields } => {
            vec![file(path), ("fields", fields.join(", "))]
        }
        PlaceNameError::NoNames { path, .. } => vec![file(path)],
    }
}

pub(super) fn of_raster(error: &RasterError, words: &Words) -> Arguments {
    let mut arguments = vec![file(error.path())];
    match error {
        RasterError::NoSuchBand { part, bands, .. } => {
            arguments.extend([("part", part.clone()), ("count", bands.to_string())]);
        }
        RasterError::SeveralBands { bands, .. } | RasterError::Picture { bands, .. } => {
            arguments.push(("count", bands.to_string()));
        }
        RasterError::BlockTooLarge { block_bytes, .. } => {
            arguments.push(("size", words.quantity(*block_bytes as f64 / 1e6, 0, "MB")));
        }
        RasterError::WindowTooLarge { cells, .. } => {
            arguments.push(("cells", words.number(*cells as f64, 0)));
        }
        RasterError::GcpsOnly { points, .. } => arguments.push(("count", points.to_string())),
        RasterError::Rotated { degrees, .. } => {
            arguments.push(("angle", words.quantity(*degrees, 1, "°")));
        }
        RasterError::CrsContradicts { found, stated, .. } => {
            arguments.extend([("crs", found.clone()), ("stated", stated.clone())]);
        }
        RasterError::CrsGeographic { name, .. } | RasterError::CrsNotProjected { name, .. } => {
            arguments.push(("crs", name.clone()));
        }
        RasterError::CrsWebMercator {
            name, area_scale, ..
        } => arguments.extend([
            ("crs", name.clone()),
            ("scale", words.number(area_scale.unwrap_or(f64::NAN), 2)),
        ]),
        RasterError::CrsDistorts {
            name, area_scale, ..
        } => {
            arguments.extend([
                ("crs", name.clone()),
                ("scale", words.number(*area_scale, 2)),
            ]);
        }
        RasterError::HeightUnitUnknown { unit, .. } => arguments.push(("unit", unit.clone())),
        RasterError::DepthsNotHeights { name, .. } => arguments.push(("crs", name.clone())),
        _ => {}
    }
    arguments
}

pub(super) fn of_vector(error: &VectorError, words: &Words) -> Arguments {
    let mut arguments = vec![file(error.path())];
    match error {
        VectorError::NoSuchLayer { layer, layers, .. } => {
            arguments.extend([("layer", layer.clone()), ("layers", layers.join(", "))]);
        }
        VectorError::NoSuchField { field, fields, .. } => {
            arguments.extend([("field", field.clone()), ("fields", fields.join(", "))]);
        }
        VectorError::SeveralLayers { layers, .. } => arguments.push(("layers", layers.join(", "))),
        VectorError::NoPolygons { found, .. }
        | VectorError::NoFeatures { found, .. }
        | VectorError::NoLine { found, .. } => {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            arguments.push((
                "found",
                if found.is_empty() {
                    "0".to_owned()
                } else {
                    found.join(", ")
                },
            ));
        }
        VectorError::SeveralLines { lines, .. } => arguments.push(("count", lines.to_string())),
        VectorError::CoordinatesImpossible { x, y, .. } => {
            arguments.push((
                "place",
                format!("{}, {}", words.number(*x, 0), words.number(*y, 0)),
            ));
        }
        VectorError::CrsContradictsCoordinates { name, x, y, .. } => arguments.extend([
            ("crs", name.clone()),
            (
                "place",
                format!("{}, {}", words.number(*x, 0), words.number(*y, 0)),
            ),
        ]),
        VectorError::CannotTransform { from, to, .. } => {
            arguments.extend([("crs", from.clone()), ("target", to.clone())]);
        }
        _ => {}
    }
    arguments
}

pub(super) fn of_write(error: &WriteError) -> Arguments {
    vec![file(error.path())]
}

pub(super) fn of_raster_oddity(path: &Path, oddity: &RasterOddity, words: &Words) -> Arguments {
    let mut arguments = vec![file(path)];
    match oddity {
        RasterOddity::HeightsImplausible {
            lowest_m,
            highest_m,
        } => arguments.extend([
            ("lowest", words.quantity(*lowest_m, 1, "m")),
            ("highest", words.quantity(*highest_m, 1, "m")),
        ]),
        RasterOddity::ManyZeros { zeros, cells } => {
            let share = 100.0 * *zeros as f64 / *cells as f64;
            arguments.push(("share", words.quantity(share, 1, "%")));
        }
        RasterOddity::CrsStated { name, .. } => arguments.push(("crs", name.clone())),
        RasterOddity::GeoreferenceDisagrees { used, others } => {
            let others: Vec<String> = others
                .iter()
                .map(|other| georeferencing(*other, words))
                .collect();
            arguments.extend([
                ("used", georeferencing(*used, words)),
                ("others", others.join(", ")),
            ]);
        }
        RasterOddity::AreaScale { scale } => {
            arguments.push(("percent", words.quantity(100.0 * (scale - 1.0), 2, "%")));
        }
        RasterOddity::HeightUnitsDisagree {
            band_unit,
            crs_unit,
        } => {
            arguments.extend([("used", band_unit.clone()), ("other", crs_unit.clone())]);
        }
        RasterOddity::HeightUnitAssumed {
            horizontal_unit, ..
        } => {
            arguments.push(("other", horizontal_unit.clone()));
        }
        RasterOddity::HeightDatumKept { datum } => arguments.push(("datum", datum.name.clone())),
        RasterOddity::NoHeights | RasterOddity::SaysDepths => {}
    }
    arguments
}

fn georeferencing(place: Georeferencing, words: &Words) -> String {
    let id = match place {
        Georeferencing::AuxFile => "georeference-aux-file",
        Georeferencing::Internal => "georeference-internal",
        Georeferencing::WorldFile => "georeference-world-file",
    };
    words.text(id, &[])
}

pub(super) fn of_vector_oddity(path: &Path, oddity: &VectorOddity) -> Arguments {
    let mut arguments = vec![file(path)];
    match oddity {
        VectorOddity::EmptySkipped { features }
        | VectorOddity::OtherKindsSkipped { features }
        | VectorOddity::UnknownKindsSkipped { features }
        | VectorOddity::MisplacedSkipped { features }
        | VectorOddity::PartsLeftOut { features }
        | VectorOddity::BrokenSkipped { features }
        | VectorOddity::CurvesLinearised { features }
        | VectorOddity::HeightsDropped { features } => {
            arguments.push(("count", features.to_string()));
        }
        VectorOddity::LettersGuessed { values } => arguments.push(("count", values.to_string())),
        VectorOddity::FieldsLeftOut { fields } => arguments.push(("fields", fields.join(", "))),
        VectorOddity::CrsAssumed { name } | VectorOddity::CrsStated { name } => {
            arguments.push(("crs", name.clone()));
        }
        VectorOddity::Complaint { message } => arguments.push(("message", message.clone())),
        VectorOddity::LayerChosen { layer, others } => {
            arguments.extend([("layer", layer.clone()), ("layers", others.join(", "))]);
        }
    }
    arguments
}
