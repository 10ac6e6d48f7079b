//! Trouble in the planner's words: what, with which file, and what to do next.
//!
//! Texts are found by code: `error-…` and `hint-…` for what stops a task, `warning-…` for what stays with
//! a result. A test asks for every code in every language.

use std::error::Error as _;
use std::path::Path;

use super::{Oddity, TaskError};
use crate::design::{DesignError, DesignWarning, OutlineError};
use crate::gis::{
    Georeferencing, PlaceNameError, PyramidError, RasterError, RasterOddity, VectorError,
    VectorOddity, WriteError,
};
use crate::words::Words;

/// Trouble, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A short name for the kind of trouble, the same in every language.
    pub code: &'static str,
    /// What happened, with which file.
    pub message: String,
    /// What to do next. Empty for warnings.
    pub hint: String,
    /// What a library said about it, in English. Empty where there is nothing more to say.
    pub details: String,
}

type Arguments = Vec<(&'static str, String)>;

impl Notice {
    /// What stopped a task.
    pub fn of_error(error: &TaskError, words: &Words) -> Self {
        let (code, arguments) = describe(error, words);
        Self {
            code,
            message: words.text(&format!("error-{code}"), &arguments),
            hint: words.text(&format!("hint-{code}"), &arguments),
            details: root_cause(error),
        }
    }

    /// What stopped something in the window, where there are buttons instead of options.
    pub fn in_window(error: &TaskError, words: &Words) -> Self {
        let mut notice = Self::of_error(error, words);
        let (code, arguments) = describe(error, words);
        let id = format!("window-hint-{code}");
        if words.find(&id).is_some() {
            notice.hint = words.text(&id, &arguments);
        }
        // The name is enough to know the file by; where it lies stands last.
        if let Some((path, name)) = error
            .path()
            .and_then(|path| Some((path, path.file_name()?)))
        {
            let whole = path.display().to_string();
            notice.message = notice.message.replace(&whole, &name.to_string_lossy());
            if !notice.details.is_empty() {
                notice.details.push('\n');
            }
            notice.details.push_str(&whole);
        }
        notice
    }

    /// A message alone.
    pub fn plain(message: String) -> Self {
        Self {
            code: "done",
            message,
            hint: String::new(),
            details: String::new(),
        }
    }

    /// Why a raster cannot be measured on.
    pub fn of_raster(error: &RasterError, words: &Words) -> Self {
        let (code, arguments) = (error.code(), of_raster(error, words));
        Self {
            code,
            message: words.text(&format!("error-{code}"), &arguments),
            hint: words.text(&format!("hint-{code}"), &arguments),
            details: String::new(),
        }
    }

    /// What was odd and stays with a result.
    pub fn of_oddity(oddity: &Oddity, words: &Words) -> Self {
        let (code, arguments) = describe_oddity(oddity, words);
        Self {
            code,
            message: words.text(&format!("warning-{code}"), &arguments),
            hint: String::new(),
            details: String::new(),
        }
    }
}

/// What a library or the system said, if it was one of them that failed.
fn root_cause(error: &TaskError) -> String {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut depth = 0;
    let mut text = String::new();
    while let Some(error) = cause {
        depth += 1;
        // The first is our own error, which the message has told.
        if 1 < depth {
            text = error.to_string();
        }
        cause = error.source();
    }
    text
}

fn file(path: &Path) -> (&'static str, String) {
    ("file", path.display().to_string())
}

fn describe(error: &TaskError, words: &Words) -> (&'static str, Arguments) {
    match error {
        TaskError::Raster(error) => (error.code(), of_raster(error, words)),
        TaskError::Vector(error) => (error.code(), of_vector(error, words)),
        TaskError::Write(error) => (error.code(), of_write(error)),
        TaskError::WriteTable { path, .. } => ("cannot_write", vec![file(path)]),
        TaskError::Fingerprint { path, .. } => ("cannot_read", vec![file(path)]),
        TaskError::Outline { path, source } => of_outline(path, source, words),
        TaskError::SeveralPolygons { path, polygons } => (
            "several_polygons",
            vec![file(path), ("count", polygons.to_string())],
        ),
        TaskError::NoSuchFeature {
            path,
            asked,
            polygons,
        } => (
            "no_such_feature",
            vec![
                file(path),
                ("asked", asked.to_string()),
                ("count", polygons.to_string()),
            ],
        ),
        TaskError::SeveralParts { path, parts } => (
            "several_parts",
            vec![file(path), ("count", parts.to_string())],
        ),
        TaskError::Pyramid(error) => (error.code(), of_pyramid(error, words)),
        TaskError::PlaceNames(error) => (error.code(), of_place_names(error, words)),
        TaskError::DrawnBesideTerrain { terrain } => ("drawn_beside_terrain", vec![file(terrain)]),
        TaskError::Drawn { source } => drawn(source, words),
        TaskError::TerrainElsewhere {
            path,
            crs,
            project_crs,
        } => (
            "terrain_elsewhere",
            vec![
                file(path),
                ("crs", crs.clone()),
                ("project-crs", project_crs.clone()),
            ],
        ),
        TaskError::TerrainFirst { path } => ("terrain_first", vec![file(path)]),
        TaskError::Bug(_) => ("bug", Vec::new()),
        TaskError::OutlineBesideTerrain { outline, terrain } => (
            "outline_beside_terrain",
            vec![file(outline), ("terrain", terrain.display().to_string())],
        ),
        TaskError::Design { terrain, source } => of_design(terrain, source, words),
        TaskError::CrsDiffers {
            before,
            after,
            before_crs,
            after_crs,
        } => (
            "crs_differs",
            vec![
                ("before", before.display().to_string()),
                ("after", after.display().to_string()),
                ("before-crs", before_crs.clone()),
                ("after-crs", after_crs.clone()),
            ],
        ),
        TaskError::SurfacesApart { before, after } => (
            "surfaces_apart",
            vec![
                ("before", before.display().to_string()),
                ("after", after.display().to_string()),
            ],
        ),
        TaskError::Cancelled => ("cancelled", Vec::new()),
    }
}

fn of_pyramid(error: &PyramidError, words: &Words) -> Arguments {
    match error {
        PyramidError::SourceUnusable { source } => of_raster(source, words),
        error => vec![file(error.path())],
    }
}

fn of_place_names(error: &PlaceNameError, words: &Words) -> Arguments {
    match error {
        PlaceNameError::FileUnusable { source } => of_vector(source, words),
        PlaceNameError::NoNameField { path, fields } => {
            vec![file(path), ("fields", fields.join(", "))]
        }
        PlaceNameError::NoNames { path, .. } => vec![file(path)],
    }
}

/// What is wrong with an outline that was drawn, without a file's name.
fn drawn(error: &OutlineError, words: &Words) -> (&'static str, Arguments) {
    match error {
        OutlineError::CrossesItself { at } => {
            let east = words.quantity(at.x, 1, "E");
            let north = words.quantity(at.y, 1, "N");
            (
                "drawn_crosses_itself",
                vec![("place", format!("{east}, {north}"))],
            )
        }
        OutlineError::NoArea | OutlineError::NotFinite => ("drawn_without_area", Vec::new()),
        OutlineError::NotSimple { .. } => ("drawn_not_simple", Vec::new()),
    }
}

fn of_raster(error: &RasterError, words: &Words) -> Arguments {
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

fn of_vector(error: &VectorError, words: &Words) -> Arguments {
    let mut arguments = vec![file(error.path())];
    match error {
        VectorError::NoSuchLayer { layer, layers, .. } => {
            arguments.extend([("layer", layer.clone()), ("layers", layers.join(", "))]);
        }
        VectorError::SeveralLayers { layers, .. } => arguments.push(("layers", layers.join(", "))),
        VectorError::NoPolygons { found, .. } => {
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

fn of_write(error: &WriteError) -> Arguments {
    vec![file(error.path())]
}

fn of_outline(path: &Path, error: &OutlineError, words: &Words) -> (&'static str, Arguments) {
    let mut arguments = vec![file(path)];
    let code = match error {
        OutlineError::NoArea => "outline_without_area",
        OutlineError::NotFinite => "outline_not_finite",
        OutlineError::CrossesItself { at } => {
            arguments.push((
                "place",
                format!(
                    "{}, {}",
                    words.quantity(at.x, 1, "E"),
                    words.quantity(at.y, 1, "N")
                ),
            ));
            "outline_crosses_itself"
        }
        OutlineError::NotSimple { .. } => "outline_not_simple",
    };
    (code, arguments)
}

fn of_design(terrain: &Path, error: &DesignError, words: &Words) -> (&'static str, Arguments) {
    let metres = |value: f64, decimals: usize| words.quantity(value, decimals, "m");
    let mut arguments = vec![file(terrain)];
    let code = match error {
        DesignError::CellsNotSquare {
            cell_width_m,
            cell_height_m,
        } => {
            arguments.extend([
                ("width", metres(*cell_width_m, 2)),
                ("height", metres(*cell_height_m, 2)),
            ]);
            "cells_not_square"
        }
        DesignError::OutsideTerrain {
            outside_m,
            length_m,
        } => {
            arguments.extend([
                ("part", metres(*outside_m, 0)),
                ("whole", metres(*length_m, 0)),
            ]);
            "outline_outside_terrain"
        }
        DesignError::UnknownGroundOnOutline {
            unknown_m,
            length_m,
        } => {
            arguments.extend([
                ("part", metres(*unknown_m, 0)),
                ("whole", metres(*length_m, 0)),
            ]);
            "nodata_on_outline"
        }
        DesignError::CrestBelowGround { crest_m, lowest_m } => {
            arguments.extend([
                ("crest", metres(*crest_m, 2)),
                ("lowest", metres(*lowest_m, 2)),
            ]);
            "crest_below_ground"
        }
        DesignError::VolumeNotPositive { volume_m3 } => {
            arguments.push(("volume", words.quantity(*volume_m3, 0, "m³")));
            "volume_not_positive"
        }
        DesignError::NoRoom => "no_room",
        DesignError::TooLarge { cells } => {
            arguments.push(("cells", words.number(*cells as f64, 0)));
            "window_too_large"
        }
        DesignError::Cancelled => "cancelled",
    };
    (code, arguments)
}

fn describe_oddity(oddity: &Oddity, words: &Words) -> (&'static str, Arguments) {
    match oddity {
        Oddity::Raster(path, oddity) => (oddity.code(), of_raster_oddity(path, oddity, words)),
        Oddity::Vector(path, oddity) => (oddity.code(), of_vector_oddity(path, oddity)),
        Oddity::Design(warning) => of_design_warning(*warning, words),
        Oddity::Resampled { path, cell_size_m } => (
            "resampled",
            vec![file(path), ("cell", words.quantity(*cell_size_m, 2, "m"))],
        ),
        Oddity::VerticalDatumDiffers { before, after } => (
            "vertical_datum_differs",
            vec![("before", before.clone()), ("after", after.clone())],
        ),
        Oddity::UnknownArea { area_m2 } => (
            "unknown_area",
            vec![("area", words.quantity(*area_m2, 0, "m²"))],
        ),
    }
}

fn of_raster_oddity(path: &Path, oddity: &RasterOddity, words: &Words) -> Arguments {
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
        RasterOddity::NoHeights => {}
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

fn of_vector_oddity(path: &Path, oddity: &VectorOddity) -> Arguments {
    let mut arguments = vec![file(path)];
    match oddity {
        VectorOddity::EmptySkipped { features }
        | VectorOddity::OtherKindsSkipped { features }
        | VectorOddity::BrokenSkipped { features }
        | VectorOddity::CurvesLinearised { features }
        | VectorOddity::HeightsDropped { features } => {
            arguments.push(("count", features.to_string()));
        }
        VectorOddity::CrsAssumed { name } => arguments.push(("crs", name.clone())),
        VectorOddity::Complaint { message } => arguments.push(("message", message.clone())),
        VectorOddity::LayerChosen { layer, others } => {
            arguments.extend([("layer", layer.clone()), ("layers", others.join(", "))]);
        }
    }
    arguments
}

fn of_design_warning(warning: DesignWarning, words: &Words) -> (&'static str, Arguments) {
    match warning {
        DesignWarning::DoesNotFit { asked, capacity } => (
            "does_not_fit",
            vec![
                ("asked", words.quantity(asked.0, 0, "m³")),
                ("capacity", words.quantity(capacity.0, 0, "m³")),
            ],
        ),
        DesignWarning::CrestNotReached { asked, peak } => (
            "crest_not_reached",
            vec![
                ("asked", words.quantity(asked.0, 2, "m")),
                ("peak", words.quantity(peak.0, 2, "m")),
            ],
        ),
        DesignWarning::UnknownGround { area, share } => (
            "nodata_inside",
            vec![
                ("area", words.quantity(area.0, 0, "m²")),
                ("share", words.quantity(100.0 * share, 1, "%")),
            ],
        ),
        DesignWarning::NearestGroundUsed { length } => (
            "nearest_ground_used",
            vec![("part", words.quantity(length.0, 0, "m"))],
        ),
    }
}
