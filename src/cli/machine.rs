//! Results as JSON: one object, numbers not rounded, units in the names.

use serde_json::{Map, Value, json};

use super::{Outcome, compare, deposits, export, land_take, package, pits, project, report};
use crate::app::InputFact;
use crate::app::compare_surfaces::SurfacesResult;
use crate::app::notice::Notice;
use crate::gis::{CrsFacts, Format, HeightUnit, RasterFacts, Reprojected};
use crate::words::Words;

/// What a command came to.
pub(super) fn outcome(outcome: &Outcome, name: &str, warnings: &[Notice], words: &Words) -> Value {
    let (inputs, result): (&[InputFact], Value) = match outcome {
        Outcome::Deposit(request, result) => {
            (&result.inputs, deposits::deposit_json(request, result))
        }
        Outcome::Pit(request, result) => (&result.inputs, deposits::pit_json(request, result)),
        Outcome::Void(_, result) => (&result.inputs, pits::void_json(result)),
        Outcome::Backfill(_, result) => (result.inputs(), pits::backfill_json(result)),
        Outcome::CutFill(result) => (&result.inputs, cut_fill(result)),
        Outcome::LandTake(result) => (&result.inputs, land_take::land_take_json(result, words)),
        Outcome::Formats(formats) => (
            &[],
            json!({ "raster": list(&formats.raster), "vector": list(&formats.vector) }),
        ),
        Outcome::Reproject(raster) => (&[], reprojected(raster)),
        Outcome::Info(facts) => (&[], info(facts)),
        Outcome::Scenarios(list) => (&[], project::scenarios_json(list, words)),
        Outcome::Compare(compared) => (&[], compare::json(compared, words)),
        Outcome::Report(written) => (&[], report::json(written)),
        Outcome::Check(checked) => (&[], project::check_json(checked)),
        Outcome::Package(made) => (&[], package::json(made)),
        Outcome::Export(exported) => (&[], export::json(exported)),
        Outcome::Sample(sample) => (
            &[],
            json!({ "project": sample.project, "files": sample.files }),
        ),
    };
    let warning = |warning: &Notice| {
        let mut object = json!({ "code": warning.code, "message": warning.message });
        if !warning.hint.is_empty() {
            object["hint"] = json!(warning.hint);
        }
        object
    };
    let mut object = head(name);
    object.insert("inputs".to_owned(), inputs.iter().map(input).collect());
    object.insert("result".to_owned(), result);
    object.insert(
        "warnings".to_owned(),
        warnings.iter().map(warning).collect(),
    );
    Value::Object(object)
}

/// Why a command could not be carried out.
pub(super) fn error(notice: &Notice, name: &str) -> Value {
    let mut object = head(name);
    let mut error = json!({ "code": notice.code, "message": notice.message, "hint": notice.hint });
    if !notice.details.is_empty() {
        error["details"] = json!(notice.details);
    }
    object.insert("error".to_owned(), error);
    Value::Object(object)
}

fn head(command: &str) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("program".to_owned(), json!("berghald"));
    object.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    object.insert("command".to_owned(), json!(command));
    object
}

fn input(input: &InputFact) -> Value {
    json!({
        "path": input.path,
        "blake3": input.blake3,
        "crs": input.crs,
        "vertical_datum": input.vertical_datum,
        "cell_size_m": input.cell_size_m,
    })
}

fn cut_fill(result: &SurfacesResult) -> Value {
    let areas = result.areas.id();
    let result = &result.cut_fill;
    json!({
        "areas": areas,
        "fill_m3": result.fill.0,
        "cut_m3": result.cut.0,
        "net_m3": result.net().0,
        "area_m2": result.area.0,
        "cells": result.cells,
        "nodata_area_m2": result.unknown_area.0,
    })
}

fn list(formats: &[Format]) -> Value {
    let one = |format: &Format| {
        json!({
            "name": format.name,
            "long_name": format.long_name,
            "extensions": format.extensions,
            "read": format.read,
            "write": format.write,
        })
    };
    formats.iter().map(one).collect()
}

fn reprojected(raster: &Reprojected) -> Value {
    json!({
        "path": raster.path,
        "crs": raster.reference.name(),
        "epsg": raster.reference.epsg(),
        "vertical_datum": raster.reference.vertical().map(|datum| &datum.name),
        "columns": raster.placement.columns,
        "rows": raster.placement.rows,
        "cell_size_m": raster.placement.cell_width_m,
    })
}

fn info(facts: &RasterFacts) -> Value {
    let crs = |crs: &CrsFacts| json!({ "name": crs.name, "epsg": crs.epsg });
    let heights = facts.heights.as_ref();
    // Lengths and areas are told only where they are those on the ground.
    let placement = facts.placement.filter(|_| facts.measurable.is_ok());
    json!({
        "path": facts.path,
        "driver": facts.driver,
        "data_type": facts.data_type,
        "bands": facts.bands,
        "band": facts.band,
        "columns": facts.columns,
        "rows": facts.rows,
        "cell_width_m": placement.map(|placement| placement.cell_width_m),
        "cell_height_m": placement.map(|placement| placement.cell_height_m),
        "west_m": placement.map(|placement| placement.west_m),
        "north_m": placement.map(|placement| placement.north_m),
        "crs": facts.crs.as_ref().map(crs),
        "vertical_datum": facts.vertical_datum.as_ref().map(|datum| &datum.name),
        "height_unit": height_unit(&facts.height_unit),
        "metres_per_height_unit": facts.height_unit.metres_per_unit(),
        "nodata": facts.nodata.filter(|value| value.is_finite()),
        "height_min_m": heights.map(|heights| heights.range.lowest_m),
        "height_max_m": heights.map(|heights| heights.range.highest_m),
        "cells_with_heights": heights.map(|heights| heights.range.cells),
        "area_m2": heights.and_then(|heights| heights.area_m2).filter(|_| facts.measurable.is_ok()),
        "measurable": facts.measurable.is_ok(),
        "refusal": facts.measurable.as_ref().err().map(crate::gis::RasterError::code),
    })
}

/// What a file's unit of height is called.
pub(super) fn height_unit(unit: &HeightUnit) -> &str {
    match unit {
        HeightUnit::Metre => "m",
        HeightUnit::Foot => "ft",
        HeightUnit::UsSurveyFoot => "US survey foot",
        HeightUnit::Other { name, .. } => name,
        HeightUnit::Unknown { text } => text,
    }
}
