//! Rows of the tables that hold decisions, as they stand in the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

use super::assess_schema::{COMMENT_COLUMNS, INDICATOR_COLUMNS, JUDGEMENT_COLUMNS, WEIGHT_COLUMNS};
use super::life_schema::{LIFE_COLUMNS, MONITORING_COLUMNS};
use super::mass_schema::{
    FRACTION_COLUMNS, MINING_COLUMNS, OUTLET_COLUMNS, PLAN_COLUMNS, TERMS_COLUMNS,
};
use super::site_schema::SITE_COLUMNS;

/// A table that holds decisions, and whose changes are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Scenarios,
    Sources,
    SiteLayers,
    Outlines,
    Pits,
    OtherGround,
    Templates,
    Settings,
    Fractions,
    Outlets,
    Terms,
    Mining,
    Plan,
    LifeCycles,
    Monitoring,
    Indicators,
    WeightSets,
    Judgements,
    Comments,
}

impl Table {
    /// All, each behind those that it refers to.
    pub(super) const ALL: [Self; 19] = [
        Self::Scenarios,
        Self::Sources,
        Self::SiteLayers,
        Self::Outlines,
        Self::Pits,
        Self::OtherGround,
        Self::Templates,
        Self::Settings,
        Self::Fractions,
        Self::Outlets,
        Self::Terms,
        Self::Mining,
        Self::Plan,
        Self::LifeCycles,
        Self::Monitoring,
        Self::Indicators,
        Self::WeightSets,
        Self::Judgements,
        Self::Comments,
    ];

    /// Those with what somebody drew.
    pub(super) const DRAWN: [Self; 5] = [
        Self::Outlines,
        Self::Pits,
        Self::OtherGround,
        Self::Monitoring,
        Self::Comments,
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Scenarios => "scenarios",
            Self::Sources => "sources",
            Self::SiteLayers => "site_layers",
            Self::Outlines => "outlines",
            Self::Pits => "pits",
            Self::OtherGround => "other_ground",
            Self::Templates => "slope_templates",
            Self::Settings => "settings",
            Self::Fractions => "fractions",
            Self::Outlets => "outlets",
            Self::Terms => "terms",
            Self::Mining => "mining",
            Self::Plan => "plan",
            Self::LifeCycles => "life_cycles",
            Self::Monitoring => "monitoring",
            Self::Indicators => "indicators",
            Self::WeightSets => "weight_sets",
            Self::Judgements => "judgements",
            Self::Comments => "review_comments",
        }
    }

    /// The column that names a row.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Scenarios
            | Self::Sources
            | Self::SiteLayers
            | Self::Templates
            | Self::Settings
            | Self::Fractions
            | Self::Outlets
            | Self::Terms
            | Self::Mining
            | Self::Plan
            | Self::LifeCycles
            | Self::Indicators
            | Self::WeightSets
            | Self::Judgements => "id",
            Self::Outlines | Self::Pits | Self::OtherGround | Self::Monitoring | Self::Comments => {
                "fid"
            }
        }
    }

    /// Columns of a row, without its key and without what only makes it easier to read.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Scenarios => &[
                "rank",
                "name",
                "kind",
                "copy_of_id",
                "color",
                "note",
                "frozen",
            ],
            Self::Sources => &[
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
            Self::SiteLayers => &SITE_COLUMNS,
            Self::Outlines => &[
                "draw_rank",
                "name",
                "geom",
                "scenario_id",
                "face_rise_over_run",
                "target",
                "target_crest_m",
                "target_volume_m3",
                "base_source_id",
                "unknown_ground",
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
                "visible",
                "opacity",
            ],
            Self::Pits => &[
                "draw_rank",
                "name",
                "geom",
                "scenario_id",
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
            ],
            Self::OtherGround => &[
                "draw_rank",
                "name",
                "geom",
                "scenario_id",
                "purpose",
                "temporary_reason",
                "visible",
                "opacity",
            ],
            Self::Settings => &["rank", "name", "value"],
            Self::Fractions => &FRACTION_COLUMNS,
            Self::Outlets => &OUTLET_COLUMNS,
            Self::Terms => &TERMS_COLUMNS,
            Self::Mining => &MINING_COLUMNS,
            Self::Plan => &PLAN_COLUMNS,
            Self::LifeCycles => &LIFE_COLUMNS,
            Self::Monitoring => &MONITORING_COLUMNS,
            Self::Indicators => &INDICATOR_COLUMNS,
            Self::WeightSets => &WEIGHT_COLUMNS,
            Self::Judgements => &JUDGEMENT_COLUMNS,
            Self::Comments => &COMMENT_COLUMNS,
            Self::Templates => &[
                "rank",
                "name",
                "source",
                "face_rise_over_run",
                "lift_m",
                "berm_m",
                "bench_datum_m",
                "short_first_lift",
                "water_level_m",
                "submerged_rise_over_run",
                "closure_rise_over_run",
            ],
        }
    }

    /// Columns that only make a row easier to read: its scenario's name, and its face in degrees.
    pub(super) fn readable(self) -> impl Iterator<Item = &'static str> {
        let beside = [
            ("scenario_id", "scenario"),
            ("face_rise_over_run", "face_deg"),
        ];
        let has = move |of: &str| self.place_of(of).is_some();
        beside
            .into_iter()
            .filter(move |(of, _)| has(of))
            .map(|(_, column)| column)
    }

    /// A row of which nothing is said: what columns have that came with a later schema than the row.
    pub(super) fn row_unsaid(self) -> Vec<Cell> {
        let cell = |column: &&str| match (self, *column) {
            (Self::Sources, "values_are") => Cell::text("heights"),
            (Self::Sources, "sigma_systematic_m" | "sigma_random_m") => Cell::real(0.0),
            (Self::Sources, "correlation_length_m") => Cell::real(50.0),
            (Self::Outlines, "method") => Cell::text("toe"),
            (Self::Outlines, "short_first_lift") => Cell::text("joins_next"),
            (Self::Outlines, "drying_belt") => Cell::text("leave_open"),
            (Self::Outlines, "crest_is_point") => Cell::yes_or_no(false),
            (Self::Outlines, "ramp_mode") => Cell::text("added"),
            (Self::Outlines, "ramp_uphill") => Cell::text("left"),
            _ => Cell::Null,
        };
        self.columns().iter().map(cell).collect()
    }

    /// The place of a column in a row.
    pub(super) fn place_of(self, column: &str) -> Option<usize> {
        self.columns().iter().position(|other| *other == column)
    }
}

/// Where the rank stands in every row.
pub(super) const RANK: usize = 0;

/// Where the name stands in every row.
pub(super) const NAME: usize = 1;

/// The column with a geometry, which rows have as WKB.
pub(super) const GEOMETRY: &str = "geom";

/// Names a row for as long as the file exists.
pub(super) type Key = (Table, i64);

/// A row, in the order of [`Table::columns`].
pub(super) type Row = Arc<Vec<Cell>>;

/// All rows that hold decisions.
pub(super) type Rows = BTreeMap<Key, Row>;

/// A value in a row.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// By kind and to the last bit.
impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Integer(one), Self::Integer(other)) => one == other,
            (Self::Real(one), Self::Real(other)) => one.to_bits() == other.to_bits(),
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Blob(one), Self::Blob(other)) => one == other,
            _ => false,
        }
    }
}

impl Eq for Cell {}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A number as the database keeps it: it has no negative zero, and nothing instead of NaN.
    pub(super) fn real(number: f64) -> Self {
        if number.is_nan() {
            Self::Null
        } else {
            Self::Real(number + 0.0)
        }
    }

    pub(super) fn yes_or_no(yes: bool) -> Self {
        Self::Integer(i64::from(yes))
    }

    /// What stands in the file. Text that is no text comes as bytes.
    pub(super) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) => {
                str::from_utf8(bytes).map_or_else(|_| Self::Blob(bytes.to_vec()), Self::text)
            }
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_vec()),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Null | Self::Integer(_) | Self::Real(_) => 8,
            Self::Text(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// What happened to a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    pub(super) key: Key,
    /// The row before, unless it is new.
    pub(super) was: Option<Row>,
    /// The row after, unless it is gone.
    pub(super) became: Option<Row>,
}

impl Change {
    /// Columns that differ, by their place; all of a row that is new or gone.
    pub(super) fn places(&self) -> Vec<usize> {
        (0..self.key.0.columns().len())
            .filter(|place| match (&self.was, &self.became) {
                (Some(was), Some(became)) => was.get(*place) != became.get(*place),
                _ => true,
            })
            .collect()
    }

    /// Makes the change to rows in memory.
    pub(super) fn apply(&self, rows: &mut Rows) {
        match &self.became {
            Some(row) => drop(rows.insert(self.key, Arc::clone(row))),
            None => drop(rows.remove(&self.key)),
        }
    }
}

/// What leads from some rows to others.
pub(super) fn difference(before: &Rows, after: &Rows) -> Vec<Change> {
    let gone = before
        .iter()
        .filter(|(key, _)| !after.contains_key(key))
        .map(|(key, row)| Change {
            key: *key,
            was: Some(Arc::clone(row)),
            became: None,
        });
    let other = after.iter().filter_map(|(key, row)| {
        let was = before.get(key);
        let differs = was.is_none_or(|was| !Arc::ptr_eq(was, row) && was != row);
        differs.then(|| Change {
            key: *key,
            was: was.cloned(),
            became: Some(Arc::clone(row)),
        })
    });
    gone.chain(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_leads_from_one_to_the_other() {
        let row = |name: &str| Arc::new(vec![Cell::Real(1.0), Cell::text(name)]);
        let key = |id| (Table::Scenarios, id);
        let before = Rows::from([(key(0), row("a")), (key(1), row("b")), (key(2), row("c"))]);
        let after = Rows::from([(key(0), row("a")), (key(2), row("d")), (key(3), row("e"))]);
        let changes = difference(&before, &after);
        assert_eq!(changes.len(), 3);
        let mut rows = before;
        for change in changes {
            change.apply(&mut rows);
        }
        assert_eq!(rows, after);
    }

    #[test]
    fn rank_and_name_stand_where_they_are_looked_for() {
        for table in Table::ALL {
            assert!(table.columns()[RANK].ends_with("rank"));
            assert_eq!(table.columns()[NAME], "name");
        }
    }
}
