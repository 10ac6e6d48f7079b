//! What leads from one schema to the next. What is published stays as it is.

use rusqlite::Connection;

use super::assess_schema::ASSESSMENT;
use super::geometry::wkb_in;
use super::ground_schema::{OTHER_GROUND, SETTINGS};
use super::life_schema::LIFE;
use super::mass_schema::MASSES;
use super::outside::OUTSIDE_LABEL;
use super::rows::{Cell, GEOMETRY};
use super::site_schema::add_site_layers;
use super::triggers::{index_of, index_triggers};
use super::values::json_of;

/// The first schema, on an empty file.
pub(super) fn schema_1(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SCHEMA_1)?;
    for table in ["outlines", "pits", "footprints"] {
        add_index(connection, table)?;
    }
    Ok(())
}

/// The second schema: what is decided about pits and stopes, what comes back of them, and sea charts.
pub(super) fn schema_2(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "pits", &PITS_2)?;
    make_way(connection, "sources", &["values_are"])?;
    connection.execute_batch(SCHEMA_2)?;
    add_index(connection, "backfills")?;
    log_pits(connection)
}

/// The third schema: how deposits are built, and the figures that come with that.
pub(super) fn schema_3(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "outlines", &OUTLINES_3)?;
    make_way(connection, "footprints", &FOOTPRINTS_3)?;
    make_way(connection, "sources", &SOURCES_3)?;
    connection.execute_batch(SCHEMA_3)
}

/// The fourth schema: haul ramps, fills below a point, slope templates, and site layers.
pub(super) fn schema_4(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "outlines", &OUTLINES_4)?;
    make_way(connection, "footprints", &FOOTPRINTS_4)?;
    connection.execute_batch(SCHEMA_4)?;
    add_site_layers(connection)
}

/// The fifth schema: why ground is taken for a time only.
pub(super) fn schema_5(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "outlines", &["temporary_reason"])?;
    connection.execute_batch("ALTER TABLE outlines ADD COLUMN temporary_reason TEXT")
}

/// The sixth schema: other ground that a plan uses, what is written on the map, and settings of the project.
pub(super) fn schema_6(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "site_layers", &["label_field"])?;
    connection.execute_batch("ALTER TABLE site_layers ADD COLUMN label_field TEXT")?;
    connection.execute_batch(SETTINGS)?;
    connection.execute_batch(OTHER_GROUND)?;
    add_index(connection, "other_ground")
}

/// The seventh schema: fractions of the surplus masses, outlets, terms, mining, and what goes where.
pub(super) fn schema_7(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(MASSES)
}

/// The eighth schema: what becomes of deposits, what is watched there, and stage curves.
pub(super) fn schema_8(connection: &Connection) -> rusqlite::Result<()> {
    make_way(connection, "footprints", &["curve"])?;
    make_way(connection, "backfills", &["curve"])?;
    connection.execute_batch(LIFE)?;
    add_index(connection, "monitoring")
}

/// The ninth schema: what people judge and weigh, comments, and what alternatives came to when they were frozen.
pub(super) fn schema_9(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(ASSESSMENT)?;
    add_index(connection, "review_comments")
}

fn add_index(connection: &Connection, table: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("CREATE VIRTUAL TABLE {}", index_of(table)))?;
    for trigger in index_triggers(table) {
        connection.execute_batch(&trigger)?;
    }
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', \
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table],
    )?;
    Ok(())
}

/// Gives columns that somebody added in another program a name that no later column has.
fn make_way(connection: &Connection, table: &str, columns: &[&str]) -> rusqlite::Result<()> {
    let mut there =
        connection.prepare("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE")?;
    for column in columns {
        if there.exists([table, column])? {
            connection.execute_batch(&format!(
                "ALTER TABLE {table} RENAME COLUMN {column} TO {column}_before"
            ))?;
        }
    }
    Ok(())
}

/// Logs pits that another program drew while there was no log of them.
fn log_pits(connection: &Connection) -> rusqlite::Result<()> {
    let columns = [&["name", GEOMETRY, "scenario_id"], &PITS_2[..]].concat();
    let sql = format!("SELECT fid, {} FROM pits", columns.join(", "));
    let mut select = connection.prepare(&sql)?;
    let mut insert = connection.prepare(
        "INSERT INTO change_log (edit, at, user, host, program, label, table_name, row_id, became) \
         VALUES (coalesce((SELECT last_edit FROM berghald_view WHERE id = 1), 0), \
         strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), '', '', 'another program', ?1, 'pits', ?2, ?3)",
    )?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let mut became = serde_json::Map::new();
        for (place, column) in columns.iter().enumerate() {
            let mut cell = Cell::of(row.get_ref(place + 1)?);
            if *column == GEOMETRY
                && let Cell::Blob(blob) = &cell
                && let Some(wkb) = wkb_in(blob)
            {
                cell = Cell::Blob(wkb.to_vec());
            }
            became.insert((*column).to_owned(), json_of(&cell));
        }
        let became = serde_json::Value::Object(became).to_string();
        insert.execute((OUTSIDE_LABEL, row.get::<_, i64>(0)?, became))?;
    }
    Ok(())
}

/// Columns that pits have from the second schema on.
const PITS_2: [&str; 16] = [
    "draw_rank",
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
];

/// Columns that outlines have from the third schema on.
const OUTLINES_3: [&str; 17] = [
    "method",
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
];

/// Columns that footprints have from the third schema on.
const FOOTPRINTS_3: [&str; 3] = ["spill_level_m", "dam_m3", "earthwork_m3"];

/// Columns that sources have from the third schema on.
const SOURCES_3: [&str; 3] = [
    "sigma_systematic_m",
    "sigma_random_m",
    "correlation_length_m",
];

/// Columns that outlines have from the fourth schema on.
const OUTLINES_4: [&str; 9] = [
    "crest_is_point",
    "ramp_width_m",
    "ramp_gradient",
    "ramp_side_rise_over_run",
    "ramp_turning_radius_m",
    "ramp_mode",
    "ramp_uphill",
    "ramp_line",
    "ramp_start_height_m",
];

/// Columns that footprints have from the fourth schema on.
const FOOTPRINTS_4: [&str; 8] = [
    "ramp_length_m",
    "ramp_gradient",
    "ramp_added_m3",
    "ramp_cut_m3",
    "ramp_cut_of_ground_m3",
    "ramp_net_m3",
    "ramp_changed_area_m2",
    "ramp_outside_limit_m2",
];

const SCHEMA_4: &str = r"
ALTER TABLE outlines ADD COLUMN crest_is_point BOOLEAN NOT NULL DEFAULT 0 CHECK (crest_is_point IN (0, 1));
ALTER TABLE outlines ADD COLUMN ramp_width_m REAL;
ALTER TABLE outlines ADD COLUMN ramp_gradient REAL;
ALTER TABLE outlines ADD COLUMN ramp_side_rise_over_run REAL CHECK (ramp_side_rise_over_run BETWEEN 0.001 AND 100);
ALTER TABLE outlines ADD COLUMN ramp_turning_radius_m REAL;
ALTER TABLE outlines ADD COLUMN ramp_mode TEXT NOT NULL DEFAULT 'added' CHECK (ramp_mode IN ('added', 'cut', 'balanced'));
ALTER TABLE outlines ADD COLUMN ramp_uphill TEXT NOT NULL DEFAULT 'left' CHECK (ramp_uphill IN ('left', 'right'));
ALTER TABLE outlines ADD COLUMN ramp_line TEXT;
ALTER TABLE outlines ADD COLUMN ramp_start_height_m REAL;

ALTER TABLE footprints ADD COLUMN ramp_length_m REAL;
ALTER TABLE footprints ADD COLUMN ramp_gradient REAL;
ALTER TABLE footprints ADD COLUMN ramp_added_m3 REAL;
ALTER TABLE footprints ADD COLUMN ramp_cut_m3 REAL;
ALTER TABLE footprints ADD COLUMN ramp_cut_of_ground_m3 REAL;
ALTER TABLE footprints ADD COLUMN ramp_net_m3 REAL;
ALTER TABLE footprints ADD COLUMN ramp_changed_area_m2 REAL;
ALTER TABLE footprints ADD COLUMN ramp_outside_limit_m2 REAL;

CREATE TABLE slope_templates (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  face_rise_over_run REAL NOT NULL DEFAULT 0.7535540501027942 CHECK (face_rise_over_run BETWEEN 0.01 AND 100),
  face_deg REAL,
  lift_m REAL CHECK (lift_m >= 0.5),
  berm_m REAL CHECK (berm_m >= 0),
  bench_datum_m REAL,
  short_first_lift TEXT NOT NULL DEFAULT 'joins_next' CHECK (short_first_lift IN ('joins_next', 'stands')),
  water_level_m REAL,
  submerged_rise_over_run REAL CHECK (submerged_rise_over_run BETWEEN 0.01 AND 100),
  closure_rise_over_run REAL CHECK (closure_rise_over_run BETWEEN 0.01 AND 100)
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('slope_templates', 'attributes', 'slope_templates', 'Slopes under a name, which deposits are given copies of', NULL);
";

const SCHEMA_3: &str = r"
ALTER TABLE sources ADD COLUMN sigma_systematic_m REAL NOT NULL DEFAULT 0 CHECK (sigma_systematic_m >= 0);
ALTER TABLE sources ADD COLUMN sigma_random_m REAL NOT NULL DEFAULT 0 CHECK (sigma_random_m >= 0);
ALTER TABLE sources ADD COLUMN correlation_length_m REAL NOT NULL DEFAULT 50 CHECK (correlation_length_m >= 0);

ALTER TABLE outlines ADD COLUMN method TEXT NOT NULL DEFAULT 'toe' CHECK (method IN ('toe', 'crest', 'level'));
ALTER TABLE outlines ADD COLUMN corner_drops_m TEXT;
ALTER TABLE outlines ADD COLUMN dam_crest_width_m REAL CHECK (dam_crest_width_m > 0);
ALTER TABLE outlines ADD COLUMN dam_inner_rise_over_run REAL CHECK (dam_inner_rise_over_run BETWEEN 0.01 AND 100);
ALTER TABLE outlines ADD COLUMN dam_outer_rise_over_run REAL CHECK (dam_outer_rise_over_run BETWEEN 0.01 AND 100);
ALTER TABLE outlines ADD COLUMN dam_freeboard_m REAL;
ALTER TABLE outlines ADD COLUMN beach_rise_over_run REAL CHECK (beach_rise_over_run BETWEEN 0.001 AND 100);
ALTER TABLE outlines ADD COLUMN discharges TEXT;
ALTER TABLE outlines ADD COLUMN lift_m REAL CHECK (lift_m >= 0.5);
ALTER TABLE outlines ADD COLUMN berm_m REAL CHECK (berm_m >= 0);
ALTER TABLE outlines ADD COLUMN bench_datum_m REAL;
ALTER TABLE outlines ADD COLUMN short_first_lift TEXT NOT NULL DEFAULT 'joins_next' CHECK (short_first_lift IN ('joins_next', 'stands'));
ALTER TABLE outlines ADD COLUMN water_level_m REAL;
ALTER TABLE outlines ADD COLUMN submerged_rise_over_run REAL CHECK (submerged_rise_over_run BETWEEN 0.01 AND 100);
ALTER TABLE outlines ADD COLUMN closure_rise_over_run REAL CHECK (closure_rise_over_run BETWEEN 0.01 AND 100);
ALTER TABLE outlines ADD COLUMN seabed_source_id INTEGER;
ALTER TABLE outlines ADD COLUMN drying_belt TEXT NOT NULL DEFAULT 'leave_open' CHECK (drying_belt IN ('leave_open', 'interpolate'));

ALTER TABLE footprints ADD COLUMN spill_level_m REAL;
ALTER TABLE footprints ADD COLUMN dam_m3 REAL;
ALTER TABLE footprints ADD COLUMN earthwork_m3 REAL;
";

const SCHEMA_2: &str = r"
ALTER TABLE sources ADD COLUMN values_are TEXT NOT NULL DEFAULT 'heights' CHECK (values_are IN ('heights', 'depths'));

ALTER TABLE pits ADD COLUMN kind TEXT NOT NULL DEFAULT 'pit' CHECK (kind IN ('pit', 'stope'));
ALTER TABLE pits ADD COLUMN extracted_bank_m3 REAL;
ALTER TABLE pits ADD COLUMN stope_void_m3 REAL;
ALTER TABLE pits ADD COLUMN mined_source_id INTEGER;
ALTER TABLE pits ADD COLUMN original TEXT NOT NULL DEFAULT 'rim' CHECK (original IN ('rim', 'source'));
ALTER TABLE pits ADD COLUMN original_source_id INTEGER;
ALTER TABLE pits ADD COLUMN permitted_level_m REAL;
ALTER TABLE pits ADD COLUMN placed_factor REAL NOT NULL DEFAULT 1.5 CHECK (placed_factor > 0);
ALTER TABLE pits ADD COLUMN cap REAL NOT NULL DEFAULT 0.6 CHECK (cap BETWEEN 0 AND 0.65);
ALTER TABLE pits ADD COLUMN cap_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE pits ADD COLUMN target TEXT NOT NULL DEFAULT 'most' CHECK (target IN ('most', 'level', 'bank'));
ALTER TABLE pits ADD COLUMN target_level_m REAL;
ALTER TABLE pits ADD COLUMN target_bank_m3 REAL;
ALTER TABLE pits ADD COLUMN visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1));
ALTER TABLE pits ADD COLUMN opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1);
ALTER TABLE pits ADD COLUMN draw_rank REAL NOT NULL DEFAULT 0;

CREATE TABLE backfills (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom MULTIPOLYGON,
  scenario TEXT,
  name TEXT NOT NULL DEFAULT '',
  binding TEXT,
  outline_area_m2 REAL,
  void_m3 REAL,
  usable_void_m3 REAL,
  extracted_bank_m3 REAL,
  cap REAL,
  limit_by_cap_bank_m3 REAL,
  limit_by_void_bank_m3 REAL,
  requested_bank_m3 REAL,
  refused_bank_m3 REAL,
  backfill_bank_m3 REAL,
  backfill_placed_m3 REAL,
  share_of_extracted REAL,
  level_m REAL,
  floor_m REAL,
  rim_min_m REAL,
  footprint_area_m2 REAL,
  thickness_max_m REAL,
  above_original_m3 REAL,
  nodata_area_m2 REAL,
  fingerprint TEXT,
  computed_at TEXT,
  program TEXT,
  warnings TEXT
);

UPDATE gpkg_contents SET description = 'Outlines of pits, and stopes; what was decided about them'
  WHERE table_name = 'pits';
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('backfills', 'features', 'backfills', 'Ground that backfill covers, and the figures of pits and stopes',
   coalesce((SELECT srs_id FROM gpkg_contents WHERE table_name = 'footprints'), -1));
INSERT INTO gpkg_geometry_columns VALUES
  ('backfills', 'geom', 'MULTIPOLYGON',
   (SELECT srs_id FROM gpkg_contents WHERE table_name = 'backfills'), 0, 0);
";

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
