//! What everything rests on: files with their fingerprints, whom they are from, and the program.

use super::draft::{Draft, row};
use super::gather::{Gathered, cell, named};
use super::pieces::{day, list_of, nothing};
use super::program;
use crate::app::open::path_of;
use crate::project::{Layer, LayerId};
use crate::report::{DocumentRow, Origin, Piece};
use crate::results::SourceRecord;

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let program = Piece::new(program(), Origin::Program);
    draft.paragraph(tell.say("report-made-with", [("program", program.into())]));
    let project = gathered.project();
    let records = &gathered.designs.snapshot.records;
    let layers = project.layers.iter();
    let rows: Vec<DocumentRow> = layers
        .clone()
        .map(|(id, layer)| source_row(*id, layer, records.sources.get(id).map(|one| &**one)))
        .collect();
    if rows.is_empty() {
        draft.paragraph(tell.words("report-no-sources"));
        return;
    }
    let head = [
        "report-layer",
        "report-file",
        "report-system",
        "report-attribution",
    ];
    draft.table(
        tell.words("report-sources-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    let prints = layers.filter_map(|(id, layer)| {
        let record = records.sources.get(id)?;
        let LayerId(number) = *id;
        let print = cell(&record.blake3.to_string(), "sources", number, "blake3");
        Some(row(vec![
            vec![named(&layer.name, "sources", number)],
            vec![print],
        ]))
    });
    draft.table(
        tell.words("report-prints-table"),
        ["report-layer", "report-print"]
            .map(|id| tell.words(id))
            .to_vec(),
        prints.collect(),
    );
    draft.paragraph(tell.words("report-prints-tip"));
}

fn source_row(LayerId(id): LayerId, layer: &Layer, record: Option<&SourceRecord>) -> DocumentRow {
    let path = path_of(&layer.source);
    // Where it lies on somebody's disk is nobody else's business.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut file = vec![vec![cell(&name, "sources", id, "path")]];
    if let Some(at) = record.and_then(|record| record.modified) {
        file.push(vec![cell(&day(at), "sources", id, "modified")]);
    }
    let of_record = |text: Option<&String>, column: &'static str| {
        let text = text.filter(|text| !text.is_empty());
        text.map(|text| vec![cell(text, "sources", id, column)])
    };
    let system = [
        of_record(record.map(|record| &record.crs), "crs"),
        of_record(
            record.map(|record| &record.vertical_datum),
            "vertical_datum",
        ),
    ];
    let system: Vec<Vec<Piece>> = system.into_iter().flatten().collect();
    let or_nothing = |said: Vec<Piece>| {
        if said.is_empty() { nothing() } else { said }
    };
    let attribution = layer.attribution.trim();
    row(vec![
        vec![named(&layer.name, "sources", id)],
        list_of(file),
        or_nothing(list_of(system)),
        if attribution.is_empty() {
            nothing()
        } else {
            vec![cell(attribution, "sources", id, "attribution")]
        },
    ])
}
