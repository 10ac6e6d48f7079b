//! What everything rests on: files with their fingerprints, whom they are from, and the program.

use std::collections::BTreeMap;

use super::draft::{Draft, row};
use super::gather::{Gathered, cell, named, table_of};
use super::pieces::{day, list_of, nothing};
use super::program;
use crate::app::open::path_of;
use crate::project::{Layer, LayerId};
use crate::report::{DocumentRow, Origin, Piece};
use crate::results::{Fingerprint, SourceRecord};

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let program = Piece::new(program(), Origin::Program);
    draft.paragraph(tell.say("report-made-with", [("program", program.into())]));
    let project = gathered.project();
    let records = &gathered.designs.read.snapshot.records;
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
    // Several layers may come from one file.
    let mut files: BTreeMap<Fingerprint, Vec<(u64, &Layer)>> = BTreeMap::new();
    for (LayerId(number), layer) in layers {
        if let Some(record) = records.sources.get(&LayerId(*number)) {
            let of_file = files.entry(record.blake3).or_default();
            of_file.push((*number, &**layer));
        }
    }
    let mut files: Vec<(Fingerprint, Vec<(u64, &Layer)>)> = files.into_iter().collect();
    files.sort_by_key(|(_, layers)| layers.first().map(|(number, _)| *number));
    let prints = files.into_iter().map(|(print, layers)| {
        let first = layers.first().copied();
        let (number, table) =
            first.map_or((0, "sources"), |(number, layer)| (number, table_of(layer)));
        let names = layers
            .into_iter()
            .map(|(number, layer)| vec![named(&layer.name, table_of(layer), number)]);
        row(vec![
            list_of(names),
            vec![cell(&print.to_string(), table, number, "blake3")],
        ])
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
    let table = table_of(layer);
    let path = path_of(&layer.source);
    // Where it lies on somebody's disk is nobody else's business.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut file = vec![vec![cell(&name, table, id, "path")]];
    if let Some(at) = record.and_then(|record| record.modified) {
        file.push(vec![cell(&day(at), table, id, "modified")]);
    }
    let of_record = |text: Option<&String>, column: &'static str| {
        let text = text.filter(|text| !text.is_empty());
        text.map(|text| vec![cell(text, table, id, column)])
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
        vec![named(&layer.name, table, id)],
        list_of(file),
        or_nothing(list_of(system)),
        if attribution.is_empty() {
            nothing()
        } else {
            vec![cell(attribution, table, id, "attribution")]
        },
    ])
}
