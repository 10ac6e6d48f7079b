//! Tables that came with the eighth schema: what becomes of deposits, and what is watched there. Stage curves stand
//! beside the figures from then on.

/// Columns of what becomes of deposits, without their key.
pub(super) const LIFE_COLUMNS: [&str; 10] = [
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
];

/// Columns of what is watched, without their key and without what only makes them easier to read.
pub(super) const MONITORING_COLUMNS: [&str; 10] = [
    "rank",
    "name",
    "geom",
    "deposit_id",
    "medium",
    "parameter",
    "limit_value",
    "times_a_year",
    "first_year",
    "last_year",
];

/// The tables, empty, and the columns of curves.
pub(super) const LIFE: &str = r"
ALTER TABLE footprints ADD COLUMN curve BLOB;
ALTER TABLE backfills ADD COLUMN curve BLOB;

CREATE TABLE life_cycles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  responsible TEXT NOT NULL DEFAULT '',
  later_use TEXT CHECK (later_use IN
    ('forest', 'farming', 'nature', 'recreation', 'building', 'infrastructure', 'reclaiming', 'other')),
  restoration TEXT NOT NULL DEFAULT '',
  topsoil_m REAL NOT NULL DEFAULT 0 CHECK (topsoil_m >= 0),
  strip_year INTEGER,
  cover_m REAL NOT NULL DEFAULT 0 CHECK (cover_m >= 0),
  cover_from_year INTEGER,
  cover_to_year INTEGER
);

CREATE TABLE monitoring (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  deposit_id INTEGER,
  medium TEXT NOT NULL DEFAULT 'seepage' CHECK (medium IN
    ('seepage', 'groundwater', 'surface_water', 'sea', 'sediment', 'air', 'noise', 'stability', 'life')),
  parameter TEXT NOT NULL DEFAULT '',
  limit_value TEXT NOT NULL DEFAULT '',
  times_a_year REAL NOT NULL DEFAULT 4 CHECK (times_a_year >= 0),
  first_year INTEGER,
  last_year INTEGER
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('life_cycles', 'attributes', 'life_cycles', 'What becomes of deposits, by their number', NULL),
  ('monitoring', 'features', 'monitoring', 'What is watched at deposits',
   coalesce((SELECT srs_id FROM gpkg_contents WHERE table_name = 'outlines'), -1));
INSERT INTO gpkg_geometry_columns VALUES
  ('monitoring', 'geom', 'POINT',
   (SELECT srs_id FROM gpkg_contents WHERE table_name = 'monitoring'), 0, 0);
";
