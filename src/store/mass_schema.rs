//! Tables that came with the seventh schema: fractions, outlets, terms, mining, and what goes where.
//!
//! Amounts by year are JSON objects, `{"2030": 120000.0}`: a plan of many years is a row for each fraction and place, so
//! that a save writes what changed and no more.

/// Columns of fractions, without their key.
pub(super) const FRACTION_COLUMNS: [&str; 25] = [
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
];

/// Columns of outlets, without their key and without what only makes them easier to read.
pub(super) const OUTLET_COLUMNS: [&str; 10] = [
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
];

/// Columns of terms, without their key.
pub(super) const TERMS_COLUMNS: [&str; 18] = [
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
];

/// Columns of how pits are mined, without their key.
pub(super) const MINING_COLUMNS: [&str; 6] = [
    "rank",
    "name",
    "mined_by_year",
    "density_t_per_m3",
    "free_share_by_year",
    "already_bank_m3",
];

/// Columns of what goes where, without their key and without what only makes them easier to read.
pub(super) const PLAN_COLUMNS: [&str; 9] = [
    "rank",
    "name",
    "scenario_id",
    "fraction_id",
    "place",
    "place_id",
    "way",
    "tonnes_by_year",
    "fixed_years",
];

/// The tables, empty.
pub(super) const MASSES: &str = r"
CREATE TABLE fractions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'waste_rock'
    CHECK (kind IN ('waste_rock', 'overburden', 'coarse_tailings', 'fine_tailings', 'process_residue', 'other')),
  quality TEXT NOT NULL DEFAULT 'unknown'
    CHECK (quality IN ('inert', 'not_acid_forming', 'acid_forming', 'contaminated', 'unknown')),
  quality_note TEXT NOT NULL DEFAULT '',
  quality_source TEXT NOT NULL DEFAULT '',
  purposes TEXT NOT NULL DEFAULT '',
  density_t_per_m3 REAL NOT NULL DEFAULT 2.7 CHECK (density_t_per_m3 > 0),
  density_source TEXT NOT NULL DEFAULT '',
  density_author TEXT NOT NULL DEFAULT '',
  loose_factor REAL NOT NULL DEFAULT 1.6 CHECK (loose_factor > 0),
  loose_source TEXT NOT NULL DEFAULT '',
  loose_author TEXT NOT NULL DEFAULT '',
  placed_tipped REAL NOT NULL DEFAULT 1.5 CHECK (placed_tipped > 0),
  placed_tipped_source TEXT NOT NULL DEFAULT '',
  placed_tipped_author TEXT NOT NULL DEFAULT '',
  placed_compacted REAL NOT NULL DEFAULT 1.4 CHECK (placed_compacted > 0),
  placed_compacted_source TEXT NOT NULL DEFAULT '',
  placed_compacted_author TEXT NOT NULL DEFAULT '',
  placed_hydraulic REAL NOT NULL DEFAULT 1.6 CHECK (placed_hydraulic > 0),
  placed_hydraulic_source TEXT NOT NULL DEFAULT '',
  placed_hydraulic_author TEXT NOT NULL DEFAULT '',
  tonnes_by_year TEXT NOT NULL DEFAULT '{}',
  origin_east_m REAL,
  origin_north_m REAL
);

CREATE TABLE outlets (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  draw_rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  scenario_id INTEGER,
  scenario TEXT,
  east_m REAL,
  north_m REAL,
  price_nok_per_t REAL NOT NULL DEFAULT 0,
  least_t_per_year REAL CHECK (least_t_per_year >= 0),
  least_is_rule BOOLEAN NOT NULL DEFAULT 0 CHECK (least_is_rule IN (0, 1)),
  visible BOOLEAN NOT NULL DEFAULT 1 CHECK (visible IN (0, 1)),
  opacity REAL NOT NULL DEFAULT 1 CHECK (opacity BETWEEN 0 AND 1)
);

CREATE TABLE terms (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  first_year INTEGER,
  last_year INTEGER,
  yearly_limit_t REAL CHECK (yearly_limit_t >= 0),
  kinds TEXT,
  qualities TEXT,
  placing TEXT NOT NULL DEFAULT 'tipped' CHECK (placing IN ('tipped', 'compacted', 'hydraulic')),
  handling_nok_per_t REAL NOT NULL DEFAULT 0,
  distance TEXT NOT NULL DEFAULT 'straight' CHECK (distance IN ('typed', 'straight', 'route')),
  distance_km REAL CHECK (distance_km >= 0),
  detour REAL CHECK (detour >= 1),
  route TEXT,
  climb_m REAL NOT NULL DEFAULT 0,
  already_m3 REAL NOT NULL DEFAULT 0 CHECK (already_m3 >= 0),
  emptied_by_year INTEGER,
  reclaim_nok_per_t REAL NOT NULL DEFAULT 0,
  in_sea BOOLEAN CHECK (in_sea IN (0, 1))
);

CREATE TABLE mining (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  mined_by_year TEXT NOT NULL DEFAULT '{}',
  density_t_per_m3 REAL NOT NULL DEFAULT 2.7 CHECK (density_t_per_m3 > 0),
  free_share_by_year TEXT NOT NULL DEFAULT '{}',
  already_bank_m3 REAL NOT NULL DEFAULT 0 CHECK (already_bank_m3 >= 0)
);

CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  rank REAL NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  scenario_id INTEGER,
  scenario TEXT,
  fraction_id INTEGER,
  place TEXT NOT NULL DEFAULT 'deposit' CHECK (place IN ('deposit', 'pit', 'outlet')),
  place_id INTEGER,
  way TEXT NOT NULL DEFAULT 'in' CHECK (way IN ('in', 'out')),
  tonnes_by_year TEXT NOT NULL DEFAULT '{}',
  fixed_years TEXT NOT NULL DEFAULT '[]'
);

INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES
  ('fractions', 'attributes', 'fractions', 'Fractions of the surplus masses, the same in all scenarios', NULL),
  ('outlets', 'attributes', 'outlets', 'Where somebody uses rock', NULL),
  ('terms', 'attributes', 'terms', 'On what terms deposits, pits and outlets take rock, by their number', NULL),
  ('mining', 'attributes', 'mining', 'What is taken out of pits and stopes, by their number', NULL),
  ('plan', 'attributes', 'plan', 'What goes where, in tonnes by year', NULL);
";
