//! Tables of the project file, and how older files become newer ones.
//!
//! What stands here is a promise: a published schema is never changed, only followed by another migration.

use rusqlite::Connection;

use super::migrations::{
    schema_1, schema_2, schema_3, schema_4, schema_5, schema_6, schema_7, schema_8, schema_9,
};

/// "GPKG", as GeoPackage asks for.
pub(super) const APPLICATION_ID: i64 = 0x4750_4B47;

/// The coordinate system of a project that has none yet: metres, undefined.
pub(super) const UNDEFINED_SRS: i32 = -1;

/// The newest schema.
pub(super) const SCHEMA: i64 = 9;

/// What leads from one schema to the next.
pub(super) type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// What leads to each schema from the one before. Only ever longer.
pub(super) const MIGRATIONS: [(i64, Migration); 9] = [
    (1, schema_1),
    (2, schema_2),
    (3, schema_3),
    (4, schema_4),
    (5, schema_5),
    (6, schema_6),
    (7, schema_7),
    (8, schema_8),
    (SCHEMA, schema_9),
];

/// Tables with a geometry.
pub(super) const FEATURE_TABLES: [&str; 7] = [
    "outlines",
    "pits",
    "other_ground",
    "footprints",
    "backfills",
    "monitoring",
    "review_comments",
];

/// Tables that are written here, each with the columns that it must have.
pub(super) const TABLES: [(&str, &[&str]); 31] = [
    (
        "gpkg_spatial_ref_sys",
        &[
            "srs_name",
            "srs_id",
            "organization",
            "organization_coordsys_id",
            "definition",
            "description",
        ],
    ),
    (
        "gpkg_contents",
        &[
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
        ],
    ),
    (
        "gpkg_geometry_columns",
        &[
            "table_name",
            "column_name",
            "geometry_type_name",
            "srs_id",
            "z",
            "m",
        ],
    ),
    (
        "gpkg_extensions",
        &[
            "table_name",
            "column_name",
            "extension_name",
            "definition",
            "scope",
        ],
    ),
    (
        "scenarios",
        &[
            "id",
            "rank",
            "name",
            "kind",
            "copy_of_id",
            "color",
            "note",
            "frozen",
        ],
    ),
    (
        "sources",
        &[
            "id",
            "draw_rank",
            "name",
            "kind",
            "path",
            "stated_crs",
            "height_offset_m",
            "values_are",
            "sigma_systematic_m",
            "sigma_random_m",
            "correlation_length_m",
            "attribution",
            "visible",
            "opacity",
            "blake3",
            "size_bytes",
            "modified",
            "crs",
            "vertical_datum",
        ],
    ),
    (
        "outlines",
        &[
            "fid",
            "geom",
            "scenario_id",
            "scenario",
            "name",
            "face_rise_over_run",
            "face_deg",
            "target",
            "target_crest_m",
            "target_volume_m3",
            "base_source_id",
            "unknown_ground",
            "visible",
            "opacity",
            "method",
            "crest_is_point",
            "corner_drops_m",
            "dam_crest_width_m",
            "dam_inner_rise_over_run",
            "dam_outer_rise_over_run",
            "dam_freeboard_m",
            "beach_rise_over_run",
            "discharges",
            "lift_m",
            "berm_m",
            "bench_datum_m",
            "short_first_lift",
            "water_level_m",
            "submerged_rise_over_run",
            "closure_rise_over_run",
            "seabed_source_id",
            "drying_belt",
            "ramp_width_m",
            "ramp_gradient",
            "ramp_side_rise_over_run",
            "ramp_turning_radius_m",
            "ramp_mode",
            "ramp_uphill",
            "ramp_line",
            "ramp_start_height_m",
            "temporary_reason",
            "draw_rank",
        ],
    ),
    (
        "pits",
        &[
            "fid",
            "geom",
            "scenario_id",
            "scenario",
            "name",
            "kind",
            "extracted_bank_m3",
            "stope_void_m3",
            "mined_source_id",
            "original",
            "original_source_id",
            "permitted_level_m",
            "placed_factor",
            "cap",
            "cap_reason",
            "target",
            "target_level_m",
            "target_bank_m3",
            "visible",
            "opacity",
            "draw_rank",
        ],
    ),
    (
        "other_ground",
        &[
            "fid",
            "geom",
            "scenario_id",
            "scenario",
            "name",
            "purpose",
            "temporary_reason",
            "visible",
            "opacity",
            "draw_rank",
        ],
    ),
    ("settings", &["id", "rank", "name", "value"]),
    (
        "fractions",
        &[
            "id",
            "rank",
            "name",
            "kind",
            "quality",
            "quality_note",
            "quality_source",
            "purposes",
            "density_t_per_m3",
            "density_source",
            "density_author",
            "loose_factor",
            "loose_source",
            "loose_author",
            "placed_tipped",
            "placed_tipped_source",
            "placed_tipped_author",
            "placed_compacted",
            "placed_compacted_source",
            "placed_compacted_author",
            "placed_hydraulic",
            "placed_hydraulic_source",
            "placed_hydraulic_author",
            "tonnes_by_year",
            "origin_east_m",
            "origin_north_m",
        ],
    ),
    (
        "outlets",
        &[
            "id",
            "draw_rank",
            "name",
            "scenario_id",
            "east_m",
            "north_m",
            "price_nok_per_t",
            "least_t_per_year",
            "least_is_rule",
            "visible",
            "opacity",
            "scenario",
        ],
    ),
    (
        "terms",
        &[
            "id",
            "rank",
            "name",
            "first_year",
            "last_year",
            "yearly_limit_t",
            "kinds",
            "qualities",
            "placing",
            "handling_nok_per_t",
            "distance",
            "distance_km",
            "detour",
            "route",
            "climb_m",
            "already_m3",
            "emptied_by_year",
            "reclaim_nok_per_t",
            "in_sea",
        ],
    ),
    (
        "mining",
        &[
            "id",
            "rank",
            "name",
            "mined_by_year",
            "density_t_per_m3",
            "free_share_by_year",
            "already_bank_m3",
        ],
    ),
    (
        "plan",
        &[
            "id",
            "rank",
            "name",
            "scenario_id",
            "fraction_id",
            "place",
            "place_id",
            "way",
            "tonnes_by_year",
            "fixed_years",
            "scenario",
        ],
    ),
    (
        "life_cycles",
        &[
            "id",
            "rank",
            "name",
            "responsible",
            "later_use",
            "restoration",
            "topsoil_m",
            "strip_year",
            "cover_m",
            "cover_from_year",
            "cover_to_year",
        ],
    ),
    (
        "monitoring",
        &[
            "fid",
            "geom",
            "rank",
            "name",
            "deposit_id",
            "medium",
            "parameter",
            "limit_value",
            "times_a_year",
            "first_year",
            "last_year",
        ],
    ),
    (
        "indicators",
        &[
            "id",
            "rank",
            "name",
            "computed",
            "unit",
            "direction",
            "account",
            "value_function",
            "counts",
        ],
    ),
    (
        "weight_sets",
        &["id", "rank", "name", "source", "accounts", "indicators"],
    ),
    (
        "judgements",
        &[
            "id",
            "rank",
            "name",
            "scenario_id",
            "scenario",
            "kind",
            "about",
            "number",
            "low",
            "high",
            "value_level",
            "impact_level",
            "grade",
            "why_other_grade",
            "place_kinds",
            "lasting",
            "temporary_reason",
            "reason",
            "author",
        ],
    ),
    (
        "review_comments",
        &[
            "fid",
            "geom",
            "rank",
            "name",
            "scenario_id",
            "scenario",
            "indicator",
            "comment",
            "at",
            "done",
        ],
    ),
    (
        "frozen_figures",
        &[
            "id",
            "scenario",
            "fingerprint",
            "frozen_at",
            "frozen_by",
            "program",
            "figures",
            "inputs",
        ],
    ),
    (
        "slope_templates",
        &[
            "id",
            "rank",
            "name",
            "source",
            "face_rise_over_run",
            "face_deg",
            "lift_m",
            "berm_m",
            "bench_datum_m",
            "short_first_lift",
            "water_level_m",
            "submerged_rise_over_run",
            "closure_rise_over_run",
        ],
    ),
    (
        "footprints",
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
            "fill_m3",
            "cut_m3",
            "net_m3",
            "outline_area_m2",
            "footprint_area_m2",
            "top_area_m2",
            "surface_area_m2",
            "crest_level_m",
            "bench_datum_m",
            "toe_min_m",
            "toe_max_m",
            "height_over_lowest_toe_m",
            "thickness_max_m",
            "thickness_mean_m",
            "capacity_m3",
            "nodata_area_m2",
            "spill_level_m",
            "dam_m3",
            "earthwork_m3",
            "ramp_length_m",
            "ramp_gradient",
            "ramp_added_m3",
            "ramp_cut_m3",
            "ramp_cut_of_ground_m3",
            "ramp_net_m3",
            "ramp_changed_area_m2",
            "ramp_outside_limit_m2",
        ],
    ),
    (
        "backfills",
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
            "outline_area_m2",
            "void_m3",
            "usable_void_m3",
            "extracted_bank_m3",
            "cap",
            "limit_by_cap_bank_m3",
            "limit_by_void_bank_m3",
            "requested_bank_m3",
            "refused_bank_m3",
            "backfill_bank_m3",
            "backfill_placed_m3",
            "share_of_extracted",
            "level_m",
            "floor_m",
            "rim_min_m",
            "footprint_area_m2",
            "thickness_max_m",
            "above_original_m3",
            "nodata_area_m2",
        ],
    ),
    (
        "site_layers",
        &[
            "id",
            "draw_rank",
            "name",
            "path",
            "stated_crs",
            "content",
            "role",
            "data_set",
            "class_field",
            "label_field",
            "coverage_id",
            "buffer_m",
            "repaired",
            "attribution",
            "visible",
            "opacity",
            "blake3",
            "size_bytes",
            "modified",
            "crs",
        ],
    ),
    (
        "berghald_contents",
        &[
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
        ],
    ),
    (
        "change_log",
        &[
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
        ],
    ),
    ("berghald_schema", &["number", "program", "at"]),
    (
        "berghald_view",
        &["id", "active_scenario_id", "last_id", "last_edit"],
    ),
    (
        "berghald_crs",
        &["id", "srs_id", "epsg", "name", "wkt", "wkt1"],
    ),
];

/// Brings a file from a schema to the newest. Belongs in a transaction.
pub(super) fn migrate(
    connection: &Connection,
    from: i64,
    program: &str,
    migrations: &[(i64, Migration)],
) -> rusqlite::Result<()> {
    for (number, migration) in migrations {
        if *number <= from {
            continue;
        }
        migration(connection)?;
        connection.execute(
            "INSERT INTO berghald_schema (number, program, at) \
             VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            (number, program),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::{FILL_FIGURES, PIT_FIGURES};
    use crate::store::geometry;

    #[test]
    fn the_newest_schema_has_the_tables_that_are_written() {
        let connection = Connection::open_in_memory().unwrap();
        geometry::add_functions(&connection).unwrap();
        migrate(&connection, 0, "Berghald", &MIGRATIONS).unwrap();
        for (table, columns) in TABLES {
            let columns = columns.join(", ");
            let select = format!("SELECT {columns} FROM {table} LIMIT 0");
            connection.prepare(&select).unwrap();
        }
        let columns = |table: &str| {
            let found = TABLES.iter().find(|(name, _)| *name == table);
            found.unwrap().1
        };
        assert!(columns("footprints").ends_with(&FILL_FIGURES));
        assert!(columns("backfills").ends_with(&PIT_FIGURES));
        let number: i64 = connection
            .query_row("SELECT max(number) FROM berghald_schema", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(number, SCHEMA);
    }
}
