//! Tables that came with the sixth schema: other ground that a plan uses, and settings of the project.

/// The table of other ground. It is empty when it is made.
pub(super) const OTHER_GROUND: &str = r"
CREATE TABLE other_ground (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POLYGON,
  scenario_id INTEGER,
  scenario TEXT,
  name TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT 'other'
    CHECK (purpose IN ('road', 'ditch', 'basin', 'topsoil_store', 'plant', 'other')),
  temporary_reason TEXT,
  visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1)),
  opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1),
  draw_rank REAL NOT NULL DEFAULT 0
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('other_ground', 'features', 'other_ground', 'Ground that the plan uses besides deposits and pits',
   coalesce((SELECT srs_id FROM gpkg_contents WHERE table_name = 'outlines'), -1));
INSERT INTO gpkg_geometry_columns VALUES
  ('other_ground', 'geom', 'POLYGON',
   (SELECT srs_id FROM gpkg_contents WHERE table_name = 'other_ground'), 0, 0);
";

/// The table of settings: a row for each that is not as usual.
pub(super) const SETTINGS: &str = r"
CREATE TABLE settings (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT ''
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('settings', 'attributes', 'settings', 'How the project counts, where that is not as usual', NULL);
";
