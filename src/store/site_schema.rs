//! Tables of site layers: what is decided about them, and what was found out about their copies.
//!
//! Each copy is a table of its own, made when the layer is copied and named in both.

use rusqlite::Connection;

/// Adds the tables. Belongs to the fourth schema.
pub(super) fn add_site_layers(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SITE_LAYERS)
}

/// Columns of the table of decisions, without what only makes a row easier to read.
pub(super) const SITE_COLUMNS: [&str; 19] = [
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
];

const SITE_LAYERS: &str = r"
CREATE TABLE site_layers (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  draw_rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  path TEXT NOT NULL DEFAULT '',
  stated_crs TEXT,
  content TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT 'other',
  data_set TEXT,
  class_field TEXT,
  coverage_id INTEGER,
  buffer_m REAL CHECK (buffer_m >= 0),
  repaired BOOLEAN NOT NULL DEFAULT 0 CHECK (repaired IN (0, 1)),
  attribution TEXT NOT NULL DEFAULT '',
  visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1)),
  opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1),
  blake3 TEXT CHECK (length(blake3) = 64),
  size_bytes INTEGER CHECK (size_bytes >= 0),
  modified TEXT,
  crs TEXT
);

CREATE TABLE berghald_contents (
  table_name TEXT PRIMARY KEY NOT NULL,
  layer TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  program TEXT NOT NULL,
  features INTEGER NOT NULL,
  kinds TEXT NOT NULL,
  fields TEXT NOT NULL,
  notes TEXT NOT NULL,
  flaws TEXT NOT NULL,
  digest TEXT NOT NULL
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('site_layers', 'attributes', 'site_layers', 'Copied layers, each with its table and what it means for deposits', NULL);
";
