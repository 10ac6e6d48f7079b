//! From what becomes of deposits in a snapshot to rows, and from rows back to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::decode::{self, id_of, rank};
use super::encode::{self, TooLarge, number};
use super::life_rows::{life, life_row, monitoring_point, point_number, point_row};
use super::rows::{Cell, Change, Key, Table};
use crate::project::{DepositId, LifeCycle, MonitoringPoint, Project};

/// Deposits of which something is said that is not only watched: what is as usual has no row.
fn lives_of(project: &Project) -> BTreeMap<i64, (DepositId, &LifeCycle)> {
    let deposits = project.deposits.iter();
    let said = deposits.filter(|(_, one)| !is_silent(&one.life));
    said.map(|(id, one)| (number(id.0), (*id, one.life.as_ref())))
        .collect()
}

fn is_silent(life: &LifeCycle) -> bool {
    let usual = LifeCycle::default();
    life.responsible == usual.responsible
        && life.later_use == usual.later_use
        && life.restoration == usual.restoration
        && life.soil == usual.soil
}

/// Points by the numbers of their rows.
fn points_of(
    project: &Project,
) -> Result<BTreeMap<i64, (DepositId, usize, &MonitoringPoint)>, TooLarge> {
    let mut points = BTreeMap::new();
    for (id, deposit) in &project.deposits {
        for (place, point) in deposit.life.monitoring.iter().enumerate() {
            points.insert(point_number(*id, place)?, (*id, place, point));
        }
    }
    Ok(points)
}

impl encode::Work<'_> {
    /// Rows of life cycles and points that are no longer there.
    pub(super) fn gone_lives(&self) -> Vec<Key> {
        let (before, after) = (&self.before.project, &self.after.project);
        let (was, is) = (lives_of(before), lives_of(after));
        let lives = was.keys().filter(|id| !is.contains_key(id));
        let mut gone: Vec<Key> = lives.map(|id| (Table::LifeCycles, *id)).collect();
        let points = points_of(after).unwrap_or_default();
        // Rows that another program made have numbers of their own; what was read of them is written anew.
        let rows = (Table::Monitoring, i64::MIN)..=(Table::Monitoring, i64::MAX);
        let read = self.rows.range(rows).filter(|(_, row)| {
            let point = monitoring_point(row);
            point.is_ok_and(|(deposit, _)| before.deposits.contains_key(&deposit))
        });
        let read = read.filter(|((_, id), _)| !points.contains_key(id));
        gone.extend(read.map(|(key, _)| *key));
        gone
    }

    /// Life cycles, and what is watched.
    pub(super) fn lives(&self, changes: &mut Vec<Change>) -> Result<(), TooLarge> {
        let (before, after) = (&self.before.project, &self.after.project);
        for (key, (id, life)) in lives_of(after) {
            let was = before.deposit(id);
            let shared = was.is_some_and(|was| *was.life == *life);
            self.change((Table::LifeCycles, key), shared, None, changes, |_| {
                life_row(id, life)
            })?;
        }
        for (key, (id, place, point)) in points_of(after)? {
            let was = before.deposit(id);
            let was = was.and_then(|was| was.life.monitoring.get(place));
            let shared = was.is_some_and(|was| was == point);
            let rank = Some(place as f64);
            self.change((Table::Monitoring, key), shared, rank, changes, |_| {
                point_row(id, place, point)
            })?;
        }
        Ok(())
    }
}

impl decode::Work<'_> {
    /// What becomes of deposits, and what is watched there.
    pub(super) fn lives(&mut self) {
        let mut found: BTreeMap<DepositId, LifeCycle> = BTreeMap::new();
        for (row_id, row) in self.of_table(Table::LifeCycles) {
            let read = id_of(row_id).and_then(|id| {
                let life = life(row)?;
                let id = DepositId(id);
                let is_there = self.decoded.project.deposits.contains_key(&id);
                is_there.then_some((id, life)).ok_or("id")
            });
            match read {
                Err(_) if self.is_unreadable(Table::Outlines, row_id) => {}
                Ok((id, life)) => drop(found.insert(id, life)),
                Err(detail) => self.unreadable(Table::LifeCycles, row_id, row, detail),
            }
        }
        let mut points: BTreeMap<DepositId, Vec<(f64, i64, MonitoringPoint)>> = BTreeMap::new();
        for (row_id, row) in self.of_table(Table::Monitoring) {
            let read = monitoring_point(row).and_then(|(id, point)| {
                let is_there = self.decoded.project.deposits.contains_key(&id);
                is_there.then_some((id, point)).ok_or("deposit_id")
            });
            match read {
                Ok((id, point)) => {
                    let place = (rank(row), row_id, point);
                    points.entry(id).or_default().push(place);
                }
                Err(_) if self.is_of_unreadable(row) => {}
                Err(detail) => self.unreadable(Table::Monitoring, row_id, row, detail),
            }
        }
        for (id, mut points) in points {
            points.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            let life = found.entry(id).or_default();
            life.monitoring = points.into_iter().map(|(.., point)| point).collect();
        }
        let usual = LifeCycle::default();
        for (id, deposit) in &mut self.decoded.project.deposits {
            let life = found.get(id).unwrap_or(&usual);
            if *deposit.life != *life {
                *Arc::make_mut(deposit).life = life.clone();
            }
        }
    }

    /// Whether the deposit of a point is told of already.
    fn is_of_unreadable(&self, row: &[Cell]) -> bool {
        let place = Table::Monitoring.place_of("deposit_id");
        let cell = place.and_then(|place| row.get(place));
        matches!(cell, Some(Cell::Integer(id)) if self.is_unreadable(Table::Outlines, *id))
    }
}
