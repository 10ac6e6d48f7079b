//! Land-take in the planner's words: the arguments of what is told about footprints and layers.

use std::path::Path;

use super::file_notice::{Arguments, file};
use super::oddity::LandTakeOddity;
use crate::land_take::FootprintError;
use crate::units::SquareMetres;
use crate::words::Words;

pub(super) fn of_footprint(
    path: &Path,
    error: FootprintError,
    words: &Words,
) -> (&'static str, Arguments) {
    let mut arguments = vec![file(path)];
    match error {
        FootprintError::NoArea => ("footprint_without_area", arguments),
        FootprintError::InDoubt(found) => {
            let east = words.quantity(found.at.x, 1, "E");
            let north = words.quantity(found.at.y, 1, "N");
            arguments.extend([
                ("number", (found.feature + 1).to_string()),
                ("place", format!("{east}, {north}")),
                ("before", words.quantity(found.before_m2, 0, "m²")),
                ("after", words.quantity(found.after_m2, 0, "m²")),
            ]);
            ("footprint_in_doubt", arguments)
        }
    }
}

pub(super) fn of_land_take(path: &Path, oddity: &LandTakeOddity, words: &Words) -> Arguments {
    let area = |area: SquareMetres| words.quantity(area.0, 0, "m²");
    let mut arguments = vec![file(path)];
    match oddity {
        LandTakeOddity::InvalidLeftOut { features } | LandTakeOddity::InvalidKept { features } => {
            arguments.push(("count", features.to_string()));
        }
        LandTakeOddity::InvalidRepaired {
            features,
            before,
            after,
        } => arguments.extend([
            ("count", features.to_string()),
            ("before", area(*before)),
            ("after", area(*after)),
        ]),
        LandTakeOddity::Overlaps { overlap } | LandTakeOddity::FootprintOverlaps { overlap } => {
            arguments.push(("area", area(*overlap)));
        }
        LandTakeOddity::BesideSurvey { area: beside } => arguments.push(("area", area(*beside))),
        LandTakeOddity::PlanarAreas {
            excess, better_crs, ..
        } => {
            arguments.push(("percent", words.quantity(100.0 * excess, 2, "%")));
            arguments.extend(better_crs.as_ref().map(|crs| ("crs", crs.clone())));
        }
        LandTakeOddity::MeasuredElsewhere { crs } => arguments.push(("crs", crs.clone())),
        LandTakeOddity::DataSetNote { name, note } => {
            let tag = words.language().tag();
            let (name, note) = (name.in_language(tag), note.in_language(tag));
            arguments.extend([("name", name.to_owned()), ("note", note.to_owned())]);
        }
        LandTakeOddity::DataSetUnsure { names } => {
            let tag = words.language().tag();
            let names: Vec<&str> = names.iter().map(|name| name.in_language(tag)).collect();
            arguments.push(("names", names.join(", ")));
        }
        LandTakeOddity::SurveyUnknown | LandTakeOddity::NoFeatures => {}
    }
    arguments
}
