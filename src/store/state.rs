//! What a file holds, and how it becomes what it shall hold.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::connect::database;
use super::encode::{TooLarge, changes, number, scenario_name};
use super::kept::KeptResults;
use super::log::{self, Stamp};
use super::rows::{Rows, Table};
use super::schema::UNDEFINED_SRS;
use super::{Step, StoreError, StoreOddity, Who, crs, decode, frozen, tables};
use crate::project::{Project, ScenarioId};
use crate::results::{Records, Snapshot};

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) snapshot: Snapshot,
    pub(super) rows: Rows,
    pub(super) results: KeptResults,
    pub(super) srs_id: i32,
    pub(super) last_edit: u64,
}

impl State {
    /// What a file holds in which nothing was ever saved.
    pub(super) fn nothing() -> Self {
        Self {
            snapshot: Snapshot {
                project: Project::bare(),
                records: Records::default(),
            },
            rows: Rows::new(),
            results: KeptResults::default(),
            srs_id: UNDEFINED_SRS,
            last_edit: 0,
        }
    }

    /// Reads a file. What is as it was before is shared with it.
    pub(super) fn read(
        connection: &Connection,
        path: &Path,
        before: Option<&Self>,
    ) -> Result<(Self, Vec<StoreOddity>), StoreError> {
        let failed = |error| database(path, error);
        let rows = tables::read(connection, path)?;
        let folder = path.parent().unwrap_or(path);
        let known = before.map(|before| (&before.rows, &before.snapshot));
        let decoded = decode::decode(&rows, folder, known);
        let mut results = KeptResults::read(connection, path)?;
        if let Some(before) = before {
            results.share(&before.results);
        }
        let (crs, srs_id) = crs::read(connection).map_err(failed)?;
        let view = View::read(connection).map_err(failed)?;
        let project = decoded.project;
        // Rows of a plan are numbered by what they are of.
        let named = rows
            .keys()
            .filter(|(table, _)| !matches!(table, Table::Plan | Table::Monitoring));
        let largest = named.map(|(_, id)| u64::try_from(*id).unwrap_or(0)).max();
        let active = ScenarioId(view.active);
        let crs = crs.map(|crs| {
            let shared = before.and_then(|before| before.snapshot.records.crs.clone());
            shared
                .filter(|shared| **shared == crs)
                .unwrap_or_else(|| Arc::new(crs))
        });
        let mut records = Records {
            crs,
            sources: decoded.sources,
            active: if project.scenarios.contains_key(&active) {
                active
            } else {
                let first = project.scenario_order.get(1);
                first.copied().unwrap_or(ScenarioId::ZERO)
            },
            last_id: view.last_id.max(largest.unwrap_or(0)),
            ..Records::default()
        };
        results.add_to(&mut records, &project);
        let state = Self {
            snapshot: Snapshot { project, records },
            rows,
            results,
            srs_id,
            last_edit: view.last_edit,
        };
        Ok((state, decoded.oddities))
    }

    /// Writes what leads to the last of some steps, and logs each. Belongs in a transaction.
    ///
    /// `afresh` looks at everything again, for a file that lies in another folder than before.
    pub(super) fn save(
        &self,
        connection: &Connection,
        path: &Path,
        who: &Who,
        steps: &[Step],
        afresh: bool,
    ) -> Result<Self, StoreError> {
        let failed = |error| database(path, error);
        let mut next = self.clone();
        let mut written = BTreeSet::new();
        for step in steps {
            if next.snapshot.records.crs != step.snapshot.records.crs {
                let crs = step.snapshot.records.crs.as_deref();
                next.srs_id = crs::write(connection, crs).map_err(failed)?;
            }
            let folder = path.parent().unwrap_or(path);
            let changes = changes(&next.rows, &next.snapshot, &step.snapshot, folder, afresh)
                .map_err(|TooLarge(what)| StoreError::TooLarge {
                    path: path.to_owned(),
                    what,
                })?;
            let stamp = Stamp {
                edit: step.number,
                at: step.at,
                who,
                label: &step.label,
            };
            for change in &changes {
                tables::write(connection, change, next.srs_id, &step.snapshot).map_err(failed)?;
                log::write(connection, &stamp, Some(change)).map_err(failed)?;
                change.apply(&mut next.rows);
                written.insert(change.key.0);
            }
            next.snapshot = step.snapshot.clone();
            next.last_edit = next.last_edit.max(step.number);
        }
        next.finish(connection, &self.snapshot, &written)
            .map_err(failed)?;
        Ok(next)
    }

    /// Brings along what follows from the decisions that were written.
    pub(super) fn finish(
        &mut self,
        connection: &Connection,
        before: &Snapshot,
        written: &BTreeSet<Table>,
    ) -> rusqlite::Result<()> {
        self.results
            .write(connection, &self.snapshot, self.srs_id)?;
        if !written.is_empty() {
            self.refresh_names(connection, before)?;
            tables::touch(connection, "change_log")?;
        }
        for table in written {
            tables::touch(connection, table.name())?;
        }
        for table in Table::DRAWN {
            if written.contains(&table) {
                let extent = tables::extent(table, &self.rows, &self.snapshot);
                tables::describe(connection, table.name(), extent)?;
            }
        }
        let records = &self.snapshot.records;
        View {
            active: records.active.0,
            last_id: records.last_id.max(self.snapshot.project.last_id()),
            last_edit: self.last_edit,
        }
        .write(connection)
    }

    /// Names in columns that only make rows easier to read.
    fn refresh_names(&self, connection: &Connection, before: &Snapshot) -> rusqlite::Result<()> {
        for (id, scenario) in &self.snapshot.project.scenarios {
            if scenario_name(before, *id) == Some(scenario.name.as_str()) {
                continue;
            }
            let id = number(id.0);
            let with_name = Table::ALL
                .into_iter()
                .filter(|table| table.readable().any(|column| column == "scenario"))
                .map(|table| (table.name(), "scenario_id"));
            // A frozen alternative has one row, by its own number.
            for (table, of) in with_name.chain([(frozen::TABLE, "id")]) {
                let sql = format!(
                    "UPDATE {table} SET scenario = ?2 WHERE {of} = ?1 AND scenario IS NOT ?2"
                );
                connection
                    .prepare_cached(&sql)?
                    .execute((id, &scenario.name))?;
            }
        }
        self.results
            .refresh_names(connection, (before, &self.snapshot))
    }
}

/// Where the planner was.
struct View {
    active: u64,
    last_id: u64,
    last_edit: u64,
}

impl View {
    /// What is not there or no number counts as nothing.
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut select = connection.prepare_cached(
            "SELECT active_scenario_id, last_id, last_edit FROM berghald_view WHERE id = 1",
        )?;
        let mut found = select.query([])?;
        let row = found.next()?;
        let number = |column: usize| {
            let number: Option<i64> = row.and_then(|row| row.get(column).ok());
            u64::try_from(number?).ok()
        };
        Ok(Self {
            active: number(0).unwrap_or(ScenarioId::FIRST.0),
            last_id: number(1).unwrap_or(0),
            last_edit: number(2).unwrap_or(0),
        })
    }

    fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached(
                "INSERT INTO berghald_view (id, active_scenario_id, last_id, last_edit) \
                 VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET \
                 active_scenario_id = ?1, last_id = ?2, last_edit = ?3",
            )?
            .execute((
                number(self.active),
                number(self.last_id),
                number(self.last_edit),
            ))?;
        Ok(())
    }
}
