//! What is written on maps and at their foot.

use super::site::TerrainPart;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::figure::MapWords;
use crate::words::Words;

/// Does something with the words of a map.
pub(super) fn with_words<T>(words: &Words, work: impl FnOnce(&MapWords<'_>) -> T) -> T {
    let text = |id: &str| words.text(id, &[]);
    work(&MapWords {
        number: &|value, decimals| words.number(value, decimals),
        legend: &text("report-map-legend"),
        base: &text("report-map-base"),
        heights: &text("report-map-heights"),
        depths: &text("report-map-depths"),
        contours: &|interval| words.text("report-map-contours", &[("interval", interval)]),
        thickness: &text("map-thickness"),
        footprint: &text("report-map-footprint"),
        ramp: &text("report-map-ramp"),
        hard: &text("conflict-hard"),
        beyond: &text("report-map-beyond"),
        reference: &text("report-map-reference"),
        no_class: &text("legend-without-class"),
        more: &|count| words.text("legend-more", &[("count", count.to_string())]),
        east_north: (&text("report-map-east"), &text("map-north")),
        north: &text("map-north"),
        sources: &text("report-map-sources"),
    })
}

/// The coordinate system, what heights are counted from, and when the project was changed last.
///
/// # Errors
/// [`TaskError`], if the project file cannot be read.
pub(super) fn notes_of(
    designs: &FileDesigns,
    terrains: &[TerrainPart],
    words: &Words,
) -> Result<Vec<String>, TaskError> {
    let records = &designs.read.snapshot.records;
    let crs = records.crs.as_ref().map(|crs| match crs.epsg {
        Some(code) => {
            let arguments = [("name", crs.name.clone()), ("code", code.to_string())];
            words.text("report-map-crs", &arguments)
        }
        None => words.text("report-map-crs-unnumbered", &[("name", crs.name.clone())]),
    });
    let mut datums: Vec<&str> = Vec::new();
    for terrain in terrains {
        let record = records.sources.get(&terrain.layer);
        let datum = record.map_or("", |record| record.vertical_datum.as_str());
        if !datum.is_empty() && !datums.contains(&datum) {
            datums.push(datum);
        }
    }
    let datum = match datums.as_slice() {
        [] => words.text("report-map-datum-unknown", &[]),
        known => words.text("report-map-datum", &[("datum", known.join(", "))]),
    };
    let last = designs.read.file.changes(None, 1)?;
    let changed = last.first().map(|change| {
        let arguments = [("date", words.date(change.at))];
        words.text("report-map-changed", &arguments)
    });
    let datum = (!terrains.is_empty()).then_some(datum);
    Ok(crs.into_iter().chain(datum).chain(changed).collect())
}
