//! From a snapshot to rows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::deposit_rows::deposit_row;
use super::geometry::{MAX_CORNERS, wkb_of_polygon};
use super::ground_rows::{AREAS, areas_row, ground_row};
use super::pit_rows::pit_row;
use super::ranks::ranks;
use super::rows::{Cell, Change, Key, RANK, Row, Rows, Table};
use super::site_rows::site_row;
use super::slope_rows::template_row;
use super::{NAME_LIMIT, TEXT_LIMIT, paths};
use crate::design::Outline;
use crate::project::{
    Areas, Entry, Layer, LayerId, LayerKind, Scenario, ScenarioId, ScenarioKind, Values,
};
use crate::results::{Snapshot, SourceRecord};

/// What of a snapshot is too large for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TooLarge(pub(super) String);

/// What leads from rows in the file, which hold the snapshot before, to the snapshot after.
///
/// What is shared by both snapshots is not looked at again, unless `afresh`.
pub(super) fn changes(
    rows: &Rows,
    before: &Snapshot,
    after: &Snapshot,
    folder: &Path,
    afresh: bool,
) -> Result<Vec<Change>, TooLarge> {
    let work = Work {
        rows,
        before,
        after,
        folder,
        afresh,
    };
    let mut changes = work.gone();
    work.scenarios(&mut changes)?;
    let draw_ranks = work.draw_ranks();
    work.sources(&draw_ranks, &mut changes)?;
    work.outlines(&draw_ranks, &mut changes)?;
    work.pits(&draw_ranks, &mut changes)?;
    work.other_ground(&draw_ranks, &mut changes)?;
    work.templates(&mut changes)?;
    work.settings(&mut changes)?;
    work.masses(&draw_ranks, &mut changes)?;
    work.lives(&mut changes)?;
    work.assessment(&mut changes)?;
    Ok(changes)
}

pub(super) struct Work<'a> {
    pub(super) rows: &'a Rows,
    pub(super) before: &'a Snapshot,
    pub(super) after: &'a Snapshot,
    folder: &'a Path,
    pub(super) afresh: bool,
}

impl Work<'_> {
    /// The row of a layer: sources and site layers have tables of their own.
    fn key_of(&self, id: LayerId) -> Key {
        let layer = self.after.project.layer(id);
        let layer = layer.or_else(|| self.before.project.layer(id));
        let is_site = layer.is_some_and(|layer| layer.site.is_some());
        let table = if is_site {
            Table::SiteLayers
        } else {
            Table::Sources
        };
        (table, number(id.0))
    }

    /// What is no longer there, last what others refer to. Rows that were never understood stay.
    fn gone(&self) -> Vec<Change> {
        let (before, after) = (&self.before.project, &self.after.project);
        let deposits = before.deposits.keys();
        let pits = before.pits.keys();
        let grounds = before.other_ground.keys();
        let layers = before.layers.keys();
        let scenarios = before.scenarios.keys();
        let templates = before.templates.keys();
        deposits
            .filter(|id| !after.deposits.contains_key(id))
            .map(|id| (Table::Outlines, number(id.0)))
            .chain(
                pits.filter(|id| !after.pits.contains_key(id))
                    .map(|id| (Table::Pits, number(id.0))),
            )
            .chain(
                grounds
                    .filter(|id| !after.other_ground.contains_key(id))
                    .map(|id| (Table::OtherGround, number(id.0))),
            )
            .chain(
                templates
                    .filter(|id| !after.templates.contains_key(id))
                    .map(|id| (Table::Templates, number(id.0))),
            )
            .chain(
                layers
                    .filter(|id| !after.layers.contains_key(id))
                    .map(|id| self.key_of(*id)),
            )
            .chain(
                scenarios
                    .filter(|id| !after.scenarios.contains_key(id))
                    .map(|id| (Table::Scenarios, number(id.0))),
            )
            .chain(
                (before.areas != after.areas && after.areas == Areas::default())
                    .then_some((Table::Settings, AREAS.0)),
            )
            .chain(self.gone_masses())
            .chain(self.gone_lives())
            .chain(self.gone_assessment())
            .filter_map(|key| {
                Some(Change {
                    key,
                    was: Some(Arc::clone(self.rows.get(&key)?)),
                    became: None,
                })
            })
            .collect()
    }

    fn scenarios(&self, changes: &mut Vec<Change>) -> Result<(), TooLarge> {
        let (before, after) = (&self.before.project, &self.after.project);
        let ranks = self.ranks_of(&before.scenario_order, &after.scenario_order, |id| {
            (Table::Scenarios, number(id.0))
        });
        for (id, scenario) in &after.scenarios {
            let key = (Table::Scenarios, number(id.0));
            let shared = same(before.scenarios.get(id), scenario);
            let rank = ranks.get(id).copied();
            self.change(key, shared, rank, changes, |rank| {
                scenario_row(scenario, rank)
            })?;
        }
        Ok(())
    }

    fn sources(
        &self,
        ranks: &BTreeMap<Entry, f64>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        for (id, layer) in &self.after.project.layers {
            let key = self.key_of(*id);
            let (before, after) = (&self.before.records.sources, &self.after.records.sources);
            let shared = same(self.before.project.layers.get(id), layer)
                && match (before.get(id), after.get(id)) {
                    (Some(before), Some(after)) => Arc::ptr_eq(before, after),
                    (before, after) => before.is_none() && after.is_none(),
                };
            let rank = ranks.get(&Entry::Layer(*id)).copied();
            let record = after.get(id).map(AsRef::as_ref);
            self.change(key, shared, rank, changes, |rank| {
                let mut row = match layer.site.as_deref() {
                    Some(site) => site_row((layer, site), record, self.folder, rank)?,
                    None => source_row(layer, record, self.folder, rank)?,
                };
                // A source that was refused when it was read stays in the file as it was.
                if layer.source.is_empty()
                    && let Some(place) = key.0.place_of("path")
                    && let Some(was) = self.rows.get(&key).and_then(|row| row.get(place))
                    && let Cell::Text(path) = was
                    && paths::used(path, self.folder).is_none()
                {
                    row[place] = was.clone();
                }
                Ok(row)
            })?;
        }
        Ok(())
    }

    fn outlines(
        &self,
        ranks: &BTreeMap<Entry, f64>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        for (id, deposit) in &self.after.project.deposits {
            let key = (Table::Outlines, number(id.0));
            let shared = same(self.before.project.deposits.get(id), deposit);
            let rank = ranks.get(&Entry::Deposit(*id)).copied();
            self.change(key, shared, rank, changes, |rank| {
                deposit_row(deposit, rank)
            })?;
        }
        Ok(())
    }

    fn pits(
        &self,
        ranks: &BTreeMap<Entry, f64>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        for (id, pit) in &self.after.project.pits {
            let key = (Table::Pits, number(id.0));
            let shared = same(self.before.project.pits.get(id), pit);
            let rank = ranks.get(&Entry::Pit(*id)).copied();
            self.change(key, shared, rank, changes, |rank| pit_row(pit, rank))?;
        }
        Ok(())
    }

    fn other_ground(
        &self,
        ranks: &BTreeMap<Entry, f64>,
        changes: &mut Vec<Change>,
    ) -> Result<(), TooLarge> {
        for (id, ground) in &self.after.project.other_ground {
            let key = (Table::OtherGround, number(id.0));
            let shared = same(self.before.project.other_ground.get(id), ground);
            let rank = ranks.get(&Entry::Ground(*id)).copied();
            self.change(key, shared, rank, changes, |rank| ground_row(ground, rank))?;
        }
        Ok(())
    }

    /// What is as usual has no row.
    fn settings(&self, changes: &mut Vec<Change>) -> Result<(), TooLarge> {
        let (before, after) = (self.before.project.areas, self.after.project.areas);
        if after == Areas::default() {
            return Ok(());
        }
        let key = (Table::Settings, AREAS.0);
        self.change(key, before == after, None, changes, |rank| {
            Ok(areas_row(after, rank))
        })
    }

    fn templates(&self, changes: &mut Vec<Change>) -> Result<(), TooLarge> {
        let (before, after) = (&self.before.project, &self.after.project);
        let ranks = self.ranks_of(&before.template_order, &after.template_order, |id| {
            (Table::Templates, number(id.0))
        });
        for (id, template) in &after.templates {
            let key = (Table::Templates, number(id.0));
            let shared = same(before.templates.get(id), template);
            let rank = ranks.get(id).copied();
            self.change(key, shared, rank, changes, |rank| {
                template_row(template, rank)
            })?;
        }
        Ok(())
    }

    fn draw_ranks(&self) -> BTreeMap<Entry, f64> {
        let (before, after) = (&self.before.project, &self.after.project);
        self.ranks_of(&before.order, &after.order, |entry| match entry {
            Entry::Layer(id) => self.key_of(*id),
            Entry::Deposit(id) => (Table::Outlines, number(id.0)),
            Entry::Pit(id) => (Table::Pits, number(id.0)),
            Entry::Ground(id) => (Table::OtherGround, number(id.0)),
            Entry::Outlet(id) => (Table::Outlets, number(id.0)),
        })
    }

    /// New ranks; empty where nothing moved and all have one.
    pub(super) fn ranks_of<T: Ord + Copy>(
        &self,
        before: &Arc<Vec<T>>,
        after: &Arc<Vec<T>>,
        key: impl Fn(&T) -> Key,
    ) -> BTreeMap<T, f64> {
        let all_there = || after.iter().all(|item| self.rows.contains_key(&key(item)));
        if (Arc::ptr_eq(before, after) || before == after) && all_there() {
            return BTreeMap::new();
        }
        let kept = after
            .iter()
            .filter_map(|item| Some((*item, rank_of(self.rows.get(&key(item))?)?)))
            .collect();
        ranks(after, &kept)
    }

    /// Adds a change where a row is another than in the file.
    pub(super) fn change(
        &self,
        key: Key,
        is_shared: bool,
        rank: Option<f64>,
        changes: &mut Vec<Change>,
        row: impl FnOnce(f64) -> Result<Vec<Cell>, TooLarge>,
    ) -> Result<(), TooLarge> {
        let was = self.rows.get(&key);
        let old_rank = was.and_then(rank_of);
        let rank = rank.or(old_rank);
        if is_shared && was.is_some() && rank == old_rank && !self.afresh {
            return Ok(());
        }
        let became = row(rank.unwrap_or(0.0))?;
        if was.is_none_or(|was| **was != became) {
            changes.push(Change {
                key,
                was: was.cloned(),
                became: Some(Arc::new(became)),
            });
        }
        Ok(())
    }
}

pub(super) fn same<T>(before: Option<&Arc<T>>, after: &Arc<T>) -> bool {
    before.is_some_and(|before| Arc::ptr_eq(before, after))
}

fn rank_of(row: &Row) -> Option<f64> {
    match row.get(RANK)? {
        Cell::Real(rank) => Some(*rank),
        _ => None,
    }
}

/// An id as a row's number. Ids are counted from 0, so that none is too large in this universe.
pub(super) fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

fn scenario_row(scenario: &Scenario, rank: f64) -> Result<Vec<Cell>, TooLarge> {
    let [red, green, blue] = scenario.color;
    let (kind, of) = match scenario.kind {
        ScenarioKind::Zero => ("zero", Cell::Null),
        ScenarioKind::Alternative => ("alternative", Cell::Null),
        ScenarioKind::WhatIf { of } => ("what_if", Cell::Integer(number(of.0))),
    };
    Ok(vec![
        Cell::real(rank),
        text("a name", &scenario.name, NAME_LIMIT)?,
        Cell::text(kind),
        of,
        Cell::Text(format!("#{red:02x}{green:02x}{blue:02x}")),
        text("a note", &scenario.note, TEXT_LIMIT)?,
        Cell::yes_or_no(scenario.frozen),
    ])
}

fn source_row(
    layer: &Layer,
    record: Option<&SourceRecord>,
    folder: &Path,
    rank: f64,
) -> Result<Vec<Cell>, TooLarge> {
    let kind = match layer.kind {
        LayerKind::Terrain => "terrain",
        LayerKind::Background => "background",
        LayerKind::PlaceNames => "place_names",
        LayerKind::Site => return Err(TooLarge("a site layer without a content".to_owned())),
    };
    let stated = layer.stated_crs.as_deref();
    let mut row = vec![
        Cell::real(rank),
        text("a name", &layer.name, NAME_LIMIT)?,
        Cell::text(kind),
        text("a path", &paths::stored(&layer.source, folder), TEXT_LIMIT)?,
        optional("a coordinate system", stated, TEXT_LIMIT)?,
        Cell::real(finite(layer.height_offset.0)),
        Cell::text(match layer.values {
            Values::Heights => "heights",
            Values::Depths => "depths",
        }),
        Cell::real(layer.errors.systematic().0),
        Cell::real(layer.errors.random().0),
        Cell::real(layer.errors.correlation_length().0),
        text("an attribution", &layer.attribution, TEXT_LIMIT)?,
        Cell::yes_or_no(layer.visible),
        opacity(layer.opacity),
    ];
    row.extend(file_cells(record)?);
    let datum = record.map(|record| record.vertical_datum.as_str());
    row.push(optional("a height datum", datum, TEXT_LIMIT)?);
    Ok(row)
}

/// What is known of the file of a source: its content, size, age and coordinate system.
pub(super) fn file_cells(record: Option<&SourceRecord>) -> Result<[Cell; 4], TooLarge> {
    let Some(record) = record else {
        return Ok([const { Cell::Null }; 4]);
    };
    let modified = record.modified.map(|modified| modified.to_string());
    Ok([
        Cell::Text(record.blake3.to_string()),
        Cell::Integer(number(record.size_bytes)),
        modified.map_or(Cell::Null, Cell::Text),
        text("a coordinate system", &record.crs, TEXT_LIMIT)?,
    ])
}

/// An outline as WKB.
pub(super) fn geometry(outline: &Outline) -> Result<Cell, TooLarge> {
    let corners: usize = outline.rings().map(|ring| ring.0.len()).sum();
    if MAX_CORNERS < corners {
        return Err(TooLarge(format!("an outline with {corners} corners")));
    }
    let wkb = wkb_of_polygon(outline.polygon()).map_err(|error| TooLarge(error.to_string()))?;
    Ok(Cell::Blob(wkb))
}

pub(super) fn text(what: &str, text: &str, limit: usize) -> Result<Cell, TooLarge> {
    if limit < text.len() {
        return Err(TooLarge(format!("{what} with {} bytes", text.len())));
    }
    Ok(Cell::text(text))
}

/// The same of a text that may be missing.
pub(super) fn optional(what: &str, words: Option<&str>, limit: usize) -> Result<Cell, TooLarge> {
    words.map_or(Ok(Cell::Null), |words| text(what, words, limit))
}

pub(super) fn opacity(opacity: f32) -> Cell {
    Cell::real(f64::from(if opacity.is_nan() {
        1.0
    } else {
        opacity.clamp(0.0, 1.0)
    }))
}

pub(super) fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

/// The name of a scenario, for columns that only make rows easier to read.
pub(super) fn scenario_name(snapshot: &Snapshot, id: ScenarioId) -> Option<&str> {
    let scenario = snapshot.project.scenario(id)?;
    Some(scenario.name.as_str())
}
