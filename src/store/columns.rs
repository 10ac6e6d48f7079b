//! Columns that the tables of the project file must have.

use std::collections::BTreeSet;

use super::assess_schema::FROZEN_COLUMNS;
use super::rows::Table;
use crate::results::{FILL_FIGURES, PIT_FIGURES};

/// Tables that hold no decisions, each with its columns, in groups.
const OTHERS: [(&str, &[&[&str]]); 12] = [
    (
        "gpkg_spatial_ref_sys",
        &[&[
            "srs_name",
            "srs_id",
            "organization",
            "organization_coordsys_id",
            "definition",
            "description",
        ]],
    ),
    (
        "gpkg_contents",
        &[&[
            "table_name",
            "data_type",
            "identifier",
            "description",
            "last_change",
            "min_x",
            "min_y",
            "max_x",
            "max_y",
            "srs_id",
        ]],
    ),
    (
        "gpkg_geometry_columns",
        &[&[
            "table_name",
            "column_name",
            "geometry_type_name",
            "srs_id",
            "z",
            "m",
        ]],
    ),
    (
        "gpkg_extensions",
        &[&[
            "table_name",
            "column_name",
            "extension_name",
            "definition",
            "scope",
        ]],
    ),
    ("frozen_figures", &[&FROZEN_COLUMNS]),
    (
        "footprints",
        &[
            &[
                "fid",
                "geom",
                "curve",
                "scenario",
                "name",
                "fits",
                "fingerprint",
                "computed_at",
                "program",
                "warnings",
            ],
            &FILL_FIGURES,
        ],
    ),
    (
        "backfills",
        &[
            &[
                "fid",
                "geom",
                "curve",
                "scenario",
                "name",
                "binding",
                "fingerprint",
                "computed_at",
                "program",
                "warnings",
            ],
            &PIT_FIGURES,
        ],
    ),
    (
        "berghald_contents",
        &[&[
            "table_name",
            "layer",
            "imported_at",
            "program",
            "features",
            "kinds",
            "fields",
            "notes",
            "flaws",
            "digest",
        ]],
    ),
    (
        "change_log",
        &[&[
            "id",
            "edit",
            "at",
            "user",
            "host",
            "program",
            "label",
            "table_name",
            "row_id",
            "was",
            "became",
        ]],
    ),
    ("berghald_schema", &[&["number", "program", "at"]]),
    (
        "berghald_view",
        &[&["id", "active_scenario_id", "last_id", "last_edit"]],
    ),
    (
        "berghald_crs",
        &[&["id", "srs_id", "epsg", "name", "wkt", "wkt1"]],
    ),
];

/// Tables that are written here, each with the columns that it must have.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let others = OTHERS.iter().map(|(name, groups)| (*name, groups.concat()));
    let decided = Table::ALL.into_iter().map(|table| {
        let mut columns = vec![table.key()];
        columns.extend(table.columns());
        columns.extend(table.readable());
        (table.name(), columns)
    });
    others.chain(decided)
}

/// Columns of which the change log tells, each once.
pub fn logged_columns() -> BTreeSet<&'static str> {
    let tables = Table::ALL.into_iter();
    tables
        .flat_map(|table| table.columns().iter().copied())
        .collect()
}

/// Whether a table is written here.
pub(super) fn is_written(table: &str) -> bool {
    Table::named(table).is_some() || OTHERS.iter().any(|(name, _)| *name == table)
}
