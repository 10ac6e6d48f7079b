//! Tables of the project file, and how older files become newer ones.
//!
//! What stands here is a promise: a published schema is never changed, only followed by another migration.

use rusqlite::Connection;

use super::triggers::{index_of, index_triggers};

/// "GPKG", as GeoPackage asks for.
pub(super) const APPLICATION_ID: i64 = 0x4750_4B47;

/// The coordinate system of a project that has none yet: metres, undefined.
pub(super) const UNDEFINED_SRS: i32 = -1;

/// The newest schema.
pub(super) const SCHEMA: i64 = 1;

/// What leads from one schema to the next.
pub(super) type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// What leads to each schema from the one before. Only ever longer.
pub(super) const MIGRATIONS: [(i64, Migration); 1] = [(SCHEMA, schema_1)];

/// Tables with a geometry.
pub(super) const FEATURE_TABLES: [&str; 3] = ["outlines", "pits", "footprints"];

/// Tables that are written here, each with the columns that it must have.
pub(super) const TABLES: [(&str, &[&str]); 13] = [
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
            "draw_rank",
        ],
    ),
    ("pits", &["fid", "geom", "scenario_id", "scenario", "name"]),
    (
        "footprints",
        &[
            "fid",
            "geom",
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

/// The first schema, on an empty file.
fn schema_1(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SCHEMA_1)?;
    for table in FEATURE_TABLES {
        connection.execute_batch(&format!("CREATE VIRTUAL TABLE {}", index_of(table)))?;
        for trigger in index_triggers(table) {
            connection.execute_batch(&trigger)?;
        }
        connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
             'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            [table],
        )?;
    }
    Ok(())
}

const SCHEMA_1: &str = r#"
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('outlines', 'features', 'outlines', 'Outlines of deposits and what was decided about them', -1),
  ('pits', 'features', 'pits', 'Outlines of pits', -1),
  ('footprints', 'features', 'footprints', 'Ground that deposits cover, and their figures', -1),
  ('scenarios', 'attributes', 'scenarios', 'Alternatives that are compared', NULL),
  ('sources', 'attributes', 'sources', 'Files that the project rests on', NULL),
  ('change_log', 'attributes', 'change_log', 'Every change: who, when, from what to what', NULL);

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
INSERT INTO gpkg_geometry_columns VALUES
  ('outlines', 'geom', 'POLYGON', -1, 0, 0),
  ('pits', 'geom', 'POLYGON', -1, 0, 0),
  ('footprints', 'geom', 'MULTIPOLYGON', -1, 0, 0);

CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);

CREATE TABLE scenarios (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'alternative' CHECK (kind IN ('zero', 'alternative', 'what_if')),
  copy_of_id INTEGER,
  color TEXT NOT NULL DEFAULT '#6e6e6e' CHECK (length(color) = 7),
  note TEXT NOT NULL DEFAULT '',
  frozen BOOLEAN NOT NULL DEFAULT 0 CHECK (frozen IN (0, 1))
);

CREATE TABLE sources (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'terrain' CHECK (kind IN ('terrain', 'background', 'place_names')),
  path TEXT NOT NULL DEFAULT '',
  stated_crs TEXT,
  height_offset_m REAL NOT NULL DEFAULT 0,
  attribution TEXT NOT NULL DEFAULT '',
  visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1)),
  opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1),
  draw_rank REAL NOT NULL DEFAULT 0,
  blake3 TEXT CHECK (length(blake3) = 64),
  size_bytes INTEGER CHECK (size_bytes >= 0),
  modified TEXT,
  crs TEXT,
  vertical_datum TEXT
);

CREATE TABLE outlines (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POLYGON,
  scenario_id INTEGER NOT NULL DEFAULT 1 REFERENCES scenarios (id) DEFERRABLE INITIALLY DEFERRED,
  scenario TEXT,
  name TEXT NOT NULL DEFAULT '',
  face_rise_over_run REAL NOT NULL DEFAULT 0.7535540501027942 CHECK (face_rise_over_run BETWEEN 0.01 AND 100),
  face_deg REAL,
  target TEXT NOT NULL DEFAULT 'capacity' CHECK (target IN ('capacity', 'crest', 'volume')),
  target_crest_m REAL,
  target_volume_m3 REAL,
  base_source_id INTEGER NOT NULL DEFAULT 0,
  unknown_ground TEXT NOT NULL DEFAULT 'refuse' CHECK (unknown_ground IN ('refuse', 'use_nearest')),
  visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1)),
  opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1),
  draw_rank REAL NOT NULL DEFAULT 0
);

CREATE TABLE pits (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POLYGON,
  scenario_id INTEGER,
  scenario TEXT,
  name TEXT NOT NULL DEFAULT ''
);

CREATE TABLE footprints (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  scenario TEXT,
  name TEXT NOT NULL DEFAULT '',
  fill_m3 REAL,
  cut_m3 REAL,
  net_m3 REAL,
  outline_area_m2 REAL,
  footprint_area_m2 REAL,
  top_area_m2 REAL,
  surface_area_m2 REAL,
  crest_level_m REAL,
  bench_datum_m REAL,
  toe_min_m REAL,
  toe_max_m REAL,
  height_over_lowest_toe_m REAL,
  thickness_max_m REAL,
  thickness_mean_m REAL,
  capacity_m3 REAL,
  nodata_area_m2 REAL,
  fits BOOLEAN,
  fingerprint TEXT,
  computed_at TEXT,
  program TEXT,
  warnings TEXT
);

CREATE TABLE change_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  edit INTEGER NOT NULL,
  at TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  program TEXT NOT NULL,
  label TEXT NOT NULL,
  table_name TEXT,
  row_id INTEGER,
  was TEXT,
  became TEXT
);

CREATE TABLE berghald_schema (
  number INTEGER PRIMARY KEY NOT NULL,
  program TEXT NOT NULL,
  at TEXT NOT NULL
);

CREATE TABLE berghald_view (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  active_scenario_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  last_edit INTEGER NOT NULL
);
INSERT INTO berghald_view VALUES (1, 1, 1, 0);

CREATE TABLE berghald_crs (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
  epsg INTEGER,
  name TEXT NOT NULL,
  wkt TEXT NOT NULL,
  wkt1 TEXT NOT NULL
);
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::FILL_FIGURES;
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
        let (_, footprints) = TABLES
            .iter()
            .find(|(name, _)| *name == "footprints")
            .unwrap();
        assert!(footprints.ends_with(&FILL_FIGURES));
        let number: i64 = connection
            .query_row("SELECT max(number) FROM berghald_schema", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(number, SCHEMA);
    }
}
