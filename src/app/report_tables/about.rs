//! What the tables are about: the project, its coordinate system, and what it rests on.

use super::Gathered;
use super::columns::Columns;
use crate::report::{Table, TableCell};

/// A fact in each row, the sources last.
pub(super) fn about(gathered: &Gathered<'_>) -> Table {
    let words = gathered.words;
    let mut rows: Vec<Vec<TableCell>> = Vec::new();
    let mut tell = |what: String, value: &str| {
        if !value.is_empty() {
            rows.push(vec![
                TableCell::Text(what),
                TableCell::Text(value.to_owned()),
            ]);
        }
    };
    let name = gathered.read.path.file_stem().unwrap_or_default();
    tell(gathered.text("tables-project"), &name.to_string_lossy());
    if let Some(last) = &gathered.read.last {
        tell(gathered.text("tables-last-change"), &last.at.to_string());
        tell(gathered.text("tables-last-change-by"), &last.who.user);
    }
    if let Some(crs) = &gathered.records().crs {
        let code = crs.epsg.map(|code| format!(" (EPSG:{code})"));
        let told = format!("{}{}", crs.name, code.unwrap_or_default());
        tell(gathered.text("tables-crs"), &told);
    }
    let mut datums: Vec<&str> = Vec::new();
    for record in gathered.records().sources.values() {
        let datum = record.vertical_datum.as_str();
        if !datum.is_empty() && !datums.contains(&datum) {
            datums.push(datum);
        }
    }
    tell(gathered.text("tables-datum"), &datums.join(", "));
    let areas = format!("areas-{}", gathered.project().areas.id());
    tell(gathered.text("tables-areas"), &words.text(&areas, &[]));
    let program = format!("Berghald {}", env!("CARGO_PKG_VERSION"));
    tell(gathered.text("tables-program"), &program);
    for (id, record) in &gathered.records().sources {
        let layer = gathered.project().layer(*id);
        let layer = layer.map_or_else(String::new, |layer| layer.name.clone());
        let what = words.text("tables-source-hash", &[("name", layer)]);
        tell(what, &record.blake3.to_string());
    }
    Table {
        title: gathered.text("tables-about"),
        columns: Columns::new(words)
            .plain(["tables-what", "tables-value"])
            .all(),
        rows,
    }
}
