//! Trouble in the planner's words: what, with which file, and what to do next.
//!
//! Texts are found by code: `error-…` and `hint-…` for what stops a task, `warning-…` for what stays with
//! a result. A test asks for every code in every language.

use std::error::Error as _;
use std::path::Path;

use super::ExportError;
use super::file_notice::{
    Arguments, file, of_place_names, of_pyramid, of_raster, of_raster_oddity, of_vector,
    of_vector_oddity, of_write,
};
use super::fill_notice::{of_design_warning, of_fill_oddity};
use super::land_take_notice::{of_footprint, of_land_take};
use super::masses::TableError;
use super::pit_notice::{of_backfill_warning, of_cap, of_void, of_void_warning};
use super::project_notice::{self, of_store};
use super::{Oddity, ProjectNews, TaskError};
use crate::balance::FillInError;
use crate::design::{DesignError, OutlineError};
use crate::gis::RasterError;
use crate::land_take::FootprintError;
use crate::store::CommentFileError;
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
        notice.name_by_file(error.path());
        notice
    }

    /// What was odd, in the window.
    pub fn of_oddity_in_window(oddity: &Oddity, words: &Words) -> Self {
        let mut notice = Self::of_oddity(oddity, words);
        notice.name_by_file(oddity.path());
        notice
    }

    /// The name is enough to know a file by; where it lies stands last in the details.
    fn name_by_file(&mut self, path: Option<&Path>) {
        let Some((path, name)) = path.and_then(|path| Some((path, path.file_name()?))) else {
            return;
        };
        let whole = path.display().to_string();
        self.message = self.message.replace(&whole, &name.to_string_lossy());
        if !self.details.is_empty() {
            self.details.push('\n');
        }
        self.details.push_str(&whole);
    }

    /// What there is to tell about the project file.
    pub fn of_project(news: &ProjectNews, words: &Words) -> Self {
        project_notice::of_news(news, words)
    }

    /// That a layer's file is not what it was.
    pub fn of_source(code: &'static str, path: &Path, words: &Words) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let arguments = [("file", name.into_owned())];
        Self {
            code,
            message: words.text(&format!("warning-{code}"), &arguments),
            hint: String::new(),
            details: path.display().to_string(),
        }
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

/// Why nothing was filled in.
fn fill_in_code(error: &FillInError) -> &'static str {
    match error {
        FillInError::FixedBreaks(_) => "fixed_breaks",
        FillInError::TooLarge { .. } => "plan_too_large",
        FillInError::Cancelled | FillInError::NoAnswer { .. } | FillInError::Broken(_) => {
            "no_plan_found"
        }
    }
}

/// What a library or the system said, if it was one of them that failed.
fn root_cause(of: &TaskError) -> String {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = of.source();
    let mut depth = 0;
    let mut text = String::new();
    while let Some(error) = cause {
        depth += 1;
        // The first is our own error, which the message has told, unless it is a bug.
        if 1 < depth || matches!(of, TaskError::Bug(_)) {
            text = error.to_string();
        }
        cause = error.source();
    }
    text
}

fn describe(error: &TaskError, words: &Words) -> (&'static str, Arguments) {
    match error {
        TaskError::Raster(error) => (error.code(), of_raster(error, words)),
        TaskError::Vector(error) => (error.code(), of_vector(error, words)),
        TaskError::Write(error) => (error.code(), of_write(error)),
        TaskError::WriteTable { path, .. } => ("cannot_write", vec![file(path)]),
        TaskError::Export { path, source } => {
            let mut arguments = vec![file(path)];
            let code = match source {
                ExportError::Ending { known } => {
                    let known = known.iter().map(|ending| format!(".{ending}"));
                    let known = known.collect::<Vec<_>>().join(", ");
                    arguments.push(("endings", known));
                    "ending_unknown"
                }
                ExportError::Picture(_) | ExportError::Table(_) => "not_exported",
            };
            (code, arguments)
        }
        TaskError::Table { path, source } => {
            let mut arguments = vec![file(path)];
            if let TableError::Sheet { sheet, .. } = source {
                arguments.push(("sheet", sheet.clone()));
            }
            (source.code(), arguments)
        }
        TaskError::Fingerprint { path, .. } => ("cannot_read", vec![file(path)]),
        TaskError::Outline { path, source } => of_outline(path, source, words),
        TaskError::Footprint { path, source } => of_footprint(path, *source, words),
        TaskError::Concession { path, source } => {
            let (_, arguments) = of_footprint(path, *source, words);
            let code = match source {
                FootprintError::NoArea => "concession_without_area",
                FootprintError::InDoubt(_) => "concession_in_doubt",
            };
            (code, arguments)
        }
        TaskError::FillIn { source } => (fill_in_code(source), Vec::new()),
        TaskError::GroundAreas { path, source } => (source.code(), vec![file(path)]),
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
        TaskError::ScenarioFrozen { name } => ("scenario_frozen", vec![("scenario", name.clone())]),
        TaskError::ScenarioUnknown { name, path, known } => (
            "scenario_unknown",
            vec![
                file(path),
                ("scenario", name.clone()),
                ("known", known.join(", ")),
            ],
        ),
        TaskError::WeightsUnknown { name, known } => (
            "weights_unknown",
            vec![("name", name.clone()), ("known", known.join(", "))],
        ),
        TaskError::Comments { source } => {
            let code = match source {
                CommentFileError::File { .. } => "comments_file",
                CommentFileError::Format { .. } => "comments_format",
                CommentFileError::Newer { .. } => "comments_newer",
            };
            (code, vec![file(source.path())])
        }
        TaskError::Bug(_) => match error.path() {
            Some(report) => ("bug_reported", vec![file(report)]),
            None => ("bug", Vec::new()),
        },
        TaskError::Store(error) => (error.code(), of_store(error, words)),
        TaskError::ContentMissing { name } => ("content_missing", vec![("name", name.to_string())]),
        TaskError::OwnFile { path } => ("own_file", vec![file(path)]),
        TaskError::Folder { path, .. } => ("folder_not_made", vec![file(path)]),
        TaskError::FolderInUse { path } => ("folder_in_use", vec![file(path)]),
        TaskError::OutlineBesideTerrain { outline, terrain } => (
            "outline_beside_terrain",
            vec![file(outline), ("terrain", terrain.display().to_string())],
        ),
        TaskError::Design { terrain, source } | TaskError::Pit { terrain, source } => {
            of_design(terrain, source, words)
        }
        TaskError::Void { terrain, source } => of_void(terrain, source, words),
        TaskError::LandAndSea { seabed, .. } => ("land_and_sea", vec![file(seabed)]),
        TaskError::DropsDiffer {
            path,
            drops,
            corners,
        } => (
            "drops_differ",
            vec![
                file(path),
                ("drops", drops.to_string()),
                ("corners", corners.to_string()),
            ],
        ),
        TaskError::Cap(error) => of_cap(error, words),
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

pub(super) fn of_design(
    terrain: &Path,
    error: &DesignError,
    words: &Words,
) -> (&'static str, Arguments) {
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
        DesignError::CapacityOfCrest => "capacity_of_crest",
        DesignError::DropsDoNotFit { drops, corners } => {
            arguments.extend([
                ("drops", drops.to_string()),
                ("corners", corners.to_string()),
            ]);
            "drops_differ"
        }
        DesignError::TooLarge { cells } => {
            arguments.push(("cells", words.number(*cells as f64, 0)));
            "window_too_large"
        }
        DesignError::CrestOutsideTerrain => "crest_outside_terrain",
        DesignError::UnknownGroundUnderCrest => "nodata_under_crest",
        DesignError::CrestTooHigh {
            volume_m3,
            highest_m,
        } => {
            arguments.extend([
                ("volume", words.quantity(*volume_m3, 0, "m³")),
                ("highest", metres(*highest_m, 0)),
            ]);
            "crest_too_high"
        }
        DesignError::NoDischargeInside => "no_discharge_inside",
        DesignError::FloorAboveGround { floor_m, highest_m } => {
            arguments.extend([
                ("floor", metres(*floor_m, 2)),
                ("highest", metres(*highest_m, 2)),
            ]);
            "floor_above_ground"
        }
        DesignError::DeepestOfFloor => "deepest_of_floor",
        DesignError::FloorTooDeep {
            volume_m3,
            lowest_m,
        } => {
            arguments.extend([
                ("volume", words.quantity(*volume_m3, 0, "m³")),
                ("lowest", metres(*lowest_m, 0)),
            ]);
            "floor_too_deep"
        }
        DesignError::FloorOutsideTerrain => "floor_outside_terrain",
        DesignError::UnknownGroundOverFloor => "nodata_over_floor",
        DesignError::Cancelled => "cancelled",
    };
    (code, arguments)
}

fn describe_oddity(oddity: &Oddity, words: &Words) -> (&'static str, Arguments) {
    match oddity {
        Oddity::Raster(path, oddity) => (oddity.code(), of_raster_oddity(path, oddity, words)),
        Oddity::Vector(path, oddity) => (oddity.code(), of_vector_oddity(path, oddity)),
        Oddity::Design(warning) => (oddity.code(), of_design_warning(*warning, words)),
        Oddity::Check(_)
        | Oddity::DesignedPit(_)
        | Oddity::Closure(_)
        | Oddity::Ramp(_)
        | Oddity::NoRamp(_)
        | Oddity::BuiltOn { .. }
        | Oddity::Belt { .. }
        | Oddity::FlatSea { .. } => (oddity.code(), of_fill_oddity(oddity, words)),
        Oddity::Void(warning) => of_void_warning(*warning, words),
        Oddity::Backfill(warning) => of_backfill_warning(*warning, words),
        Oddity::LandTake(path, oddity_of) => (oddity.code(), of_land_take(path, oddity_of, words)),
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
