//! Tables that came with the ninth schema: what people judge and weigh, comments, and frozen figures.

/// Columns of what is decided about indicators, without their key.
pub(super) const INDICATOR_COLUMNS: [&str; 8] = [
    "rank",
    "name",
    "computed",
    "unit",
    "direction",
    "account",
    "value_function",
    "counts",
];

/// Columns of weights, without their key.
pub(super) const WEIGHT_COLUMNS: [&str; 5] = ["rank", "name", "source", "accounts", "indicators"];

/// Columns of judgements, without their key and without what only makes them easier to read.
pub(super) const JUDGEMENT_COLUMNS: [&str; 17] = [
    "rank",
    "name",
    "scenario_id",
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
];

/// Columns of comments, without their key and without what only makes them easier to read.
pub(super) const COMMENT_COLUMNS: [&str; 8] = [
    "rank",
    "name",
    "geom",
    "scenario_id",
    "indicator",
    "comment",
    "at",
    "done",
];

/// Columns of frozen figures, with their key.
pub(super) const FROZEN_COLUMNS: [&str; 8] = [
    "id",
    "scenario",
    "fingerprint",
    "frozen_at",
    "frozen_by",
    "program",
    "figures",
    "inputs",
];

/// The tables, empty.
///
/// Weights are JSON objects of numbers by account or indicator; figures are one of numbers by name; inputs are one of
/// texts by where they stand.
pub(super) const ASSESSMENT: &str = r"
CREATE TABLE indicators (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  computed TEXT,
  unit TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT 'less' CHECK (direction IN ('less', 'more')),
  account TEXT NOT NULL DEFAULT 'environment'
    CHECK (account IN ('environment', 'technical', 'socio-economic', 'economics')),
  value_function TEXT,
  counts BOOLEAN NOT NULL DEFAULT 1 CHECK (counts IN (0, 1))
);

CREATE TABLE weight_sets (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  accounts TEXT NOT NULL DEFAULT '{}',
  indicators TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE judgements (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  scenario_id INTEGER,
  scenario TEXT,
  kind TEXT NOT NULL DEFAULT 'theme' CHECK (kind IN ('value', 'theme', 'set_aside')),
  about TEXT NOT NULL DEFAULT '',
  number REAL,
  low REAL,
  high REAL,
  value_level TEXT,
  impact_level TEXT,
  grade TEXT,
  why_other_grade TEXT,
  place_kinds TEXT,
  lasting TEXT CHECK (lasting IN ('permanent', 'temporary_as_permanent', 'temporary_left_out')),
  temporary_reason TEXT,
  reason TEXT NOT NULL DEFAULT '',
  author TEXT NOT NULL DEFAULT ''
);

CREATE TABLE review_comments (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  geom POINT,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  scenario_id INTEGER,
  scenario TEXT,
  indicator TEXT,
  comment TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  done BOOLEAN NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
);

CREATE TABLE frozen_figures (
  id INTEGER PRIMARY KEY NOT NULL,
  scenario TEXT,
  fingerprint TEXT NOT NULL,
  frozen_at TEXT NOT NULL,
  frozen_by TEXT NOT NULL DEFAULT '',
  program TEXT NOT NULL DEFAULT '',
  figures TEXT NOT NULL DEFAULT '{}',
  inputs TEXT NOT NULL DEFAULT '{}'
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('indicators', 'attributes', 'indicators', 'Own indicators, and how indicators count', NULL),
  ('weight_sets', 'attributes', 'weight_sets', 'Weights of accounts and indicators', NULL),
  ('judgements', 'attributes', 'judgements', 'Values, grades and exceptions that people gave reasons for', NULL),
  ('frozen_figures', 'attributes', 'frozen_figures', 'What scenarios came to when they were frozen, by their number', NULL),
  ('review_comments', 'features', 'review_comments', 'What reviewers said, by name and date',
   coalesce((SELECT srs_id FROM gpkg_contents WHERE table_name = 'outlines'), -1));
INSERT INTO gpkg_geometry_columns VALUES
  ('review_comments', 'geom', 'POINT',
   (SELECT srs_id FROM gpkg_contents WHERE table_name = 'review_comments'), 0, 0);
";
