//! What everything rests on: sources with their hashes, and every change with who made it.

use std::path::Path;

use super::Gathered;
use super::columns::Columns;
use crate::app::open::path_of;
use crate::project::{Layer, LayerKind, Values};
use crate::report::{Table, TableCell};

/// Sources, each with the hash of its content.
pub(super) fn sources(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words)
        .plain([
            "tables-layer",
            "tables-kind",
            "tables-file",
            "tables-blake3",
        ])
        .amounts(["tables-size"], 0)
        .plain([
            "tables-modified",
            "tables-crs",
            "tables-datum",
            "tables-values",
        ])
        .amounts(["tables-offset"], 3)
        .plain(["tables-attribution"]);
    let rows = gathered.project().layers.iter().map(|(id, layer)| {
        let record = gathered.records().sources.get(id);
        let of_record = |text: &dyn Fn(&crate::results::SourceRecord) -> String| {
            TableCell::words(&record.map_or_else(String::new, |record| text(record)))
        };
        let is_terrain = layer.kind == LayerKind::Terrain;
        let values = match layer.values {
            Values::Heights => "tables-heights",
            Values::Depths => "tables-depths",
        };
        vec![
            TableCell::Text(layer.name.clone()),
            TableCell::Text(gathered.text(kind_id(layer))),
            TableCell::Text(file_of(layer, &gathered.read.path)),
            of_record(&|record| record.blake3.to_string()),
            TableCell::amount(record.map(|record| record.size_bytes as f64)),
            of_record(&|record| {
                record
                    .modified
                    .map_or_else(String::new, |at| at.to_string())
            }),
            of_record(&|record| record.crs.clone()),
            of_record(&|record| record.vertical_datum.clone()),
            if is_terrain {
                TableCell::Text(gathered.text(values))
            } else {
                TableCell::Empty
            },
            TableCell::amount(is_terrain.then_some(layer.height_offset.0)),
            TableCell::words(&layer.attribution),
        ]
    });
    Table {
        title: gathered.text("tables-sources-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

/// The id of the text that names a kind of layer.
pub(in crate::app) fn kind_id(layer: &Layer) -> &'static str {
    match layer.kind {
        LayerKind::Terrain => "kind-terrain",
        LayerKind::Background => "kind-background",
        LayerKind::PlaceNames => "kind-place-names",
        LayerKind::Site => "kind-site",
    }
}

/// The file of a layer as the project file has it: from the project's folder, where it lies inside.
fn file_of(layer: &Layer, project: &Path) -> String {
    let path = path_of(&layer.source);
    let folder = project
        .canonicalize()
        .unwrap_or_else(|_| project.to_owned());
    let inside = folder
        .parent()
        .and_then(|folder| path.strip_prefix(folder).ok());
    let parts = inside.map(|inside| {
        let parts = inside.components();
        let parts = parts.map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.collect::<Vec<_>>().join("/")
    });
    parts.unwrap_or_else(|| path.display().to_string())
}

/// Every change, the newest first, a row for each value that changed.
pub(super) fn changes(gathered: &Gathered<'_>) -> Table {
    let columns = Columns::new(gathered.words).plain([
        "tables-change",
        "tables-step",
        "tables-when",
        "tables-who",
        "tables-with-program",
        "tables-what-was-done",
        "tables-row-of",
        "tables-name",
        "tables-column",
        "tables-was",
        "tables-became",
    ]);
    let number = |number: i64| TableCell::whole(i32::try_from(number).ok());
    let rows = gathered.changes.iter().flat_map(|change| {
        let row = change.row.as_ref();
        let head = vec![
            number(change.id),
            number(change.edit),
            TableCell::Text(change.at.to_string()),
            TableCell::words(&change.user),
            TableCell::words(&change.program),
            TableCell::words(&change.label),
            TableCell::words(&row.map_or_else(String::new, |(table, id)| format!("{table} {id}"))),
            TableCell::words(change.name.as_deref().unwrap_or_default()),
        ];
        let told = |text: &Option<String>| TableCell::words(text.as_deref().unwrap_or_default());
        let columns = change.columns.iter().map(|(column, was, became)| {
            let mut row = head.clone();
            row.extend([TableCell::words(column), told(was), told(became)]);
            row
        });
        let mut rows: Vec<Vec<TableCell>> = columns.collect();
        if rows.is_empty() {
            let mut row = head;
            row.resize(COLUMNS, TableCell::Empty);
            rows.push(row);
        }
        rows
    });
    Table {
        title: gathered.text("tables-changes-title"),
        columns: columns.all(),
        rows: rows.collect(),
    }
}

/// How many columns the change log has.
const COLUMNS: usize = 11;
