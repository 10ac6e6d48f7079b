//! What the file keeps of results: those of deposits, and those of pits and stopes.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::footprints::{self, Footprints, Kind, Parts};
use super::frozen::{self, FrozenRows};
use super::rows::Cell;
use super::{StoreError, tables};
use crate::balance::Binding;
use crate::project::{DepositId, PitId, Project, ScenarioId};
use crate::results::{
    FILL_FIGURES, FillFigures, FillRecord, PIT_FIGURES, PitFigures, PitRecord, Records, Snapshot,
};

/// All results.
#[derive(Clone, Debug, Default)]
pub(super) struct KeptResults {
    fills: Footprints<FillRecord>,
    pits: Footprints<PitRecord>,
    frozen: FrozenRows,
}

impl KeptResults {
    /// Reads all. Those that cannot be read are worked out again.
    pub(super) fn read(connection: &Connection, path: &Path) -> Result<Self, StoreError> {
        let mut bytes = 0;
        Ok(Self {
            fills: footprints::read(connection, path, &mut bytes)?,
            pits: footprints::read(connection, path, &mut bytes)?,
            frozen: frozen::read(connection, path)?,
        })
    }

    /// Lets what is equal be the same as before.
    pub(super) fn share(&mut self, before: &Self) {
        footprints::share(&before.fills, &mut self.fills);
        footprints::share(&before.pits, &mut self.pits);
        frozen::share(&before.frozen, &mut self.frozen);
    }

    /// Whether both say the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        footprints::is_same(&self.fills, &other.fills)
            && footprints::is_same(&self.pits, &other.pits)
            && self.frozen == other.frozen
    }

    /// Adds what belongs to something that is there.
    pub(super) fn add_to(&self, records: &mut Records, project: &Project) {
        let fills = footprints::records(&self.fills, project);
        records.fills = fills.map(|(id, fill)| (DepositId(id), fill)).collect();
        let pits = footprints::records(&self.pits, project);
        records.pits = pits.map(|(id, pit)| (PitId(id), pit)).collect();
        records.frozen = frozen::records(&self.frozen, project);
    }

    /// Writes what is other than in the file.
    pub(super) fn write(
        &mut self,
        connection: &Connection,
        after: &Snapshot,
        srs_id: i32,
    ) -> rusqlite::Result<()> {
        write(connection, &mut self.fills, after, srs_id)?;
        write(connection, &mut self.pits, after, srs_id)?;
        if frozen::write(connection, &mut self.frozen, after)? {
            tables::touch(connection, frozen::TABLE)?;
        }
        Ok(())
    }

    /// Gives rows the names that their owners have now.
    pub(super) fn refresh_names(
        &self,
        connection: &Connection,
        (before, after): (&Snapshot, &Snapshot),
    ) -> rusqlite::Result<()> {
        footprints::refresh_names(connection, &self.fills, (before, after))?;
        footprints::refresh_names(connection, &self.pits, (before, after))
    }
}

fn write<T: Kind>(
    connection: &Connection,
    kept: &mut Footprints<T>,
    after: &Snapshot,
    srs_id: i32,
) -> rusqlite::Result<()> {
    if footprints::write(connection, kept, after, srs_id)? {
        tables::touch(connection, T::TABLE)?;
        tables::describe(connection, T::TABLE, footprints::extent(kept))?;
    }
    Ok(())
}

impl Kind for FillRecord {
    const TABLE: &'static str = "footprints";
    const VERDICT: &'static str = "fits";
    const FIGURES: &'static [&'static str] = &FILL_FIGURES;

    fn parts(&self) -> Parts {
        Parts {
            of: self.of,
            verdict: Cell::yes_or_no(self.fits),
            figures: self.figures.0.to_vec(),
            footprint: self.footprint.clone(),
            curve: self.curve.clone(),
            warnings: self.warnings.clone(),
            at: self.at,
            program: self.program.clone(),
        }
    }

    fn of(parts: Parts) -> Option<Self> {
        Some(Self {
            of: parts.of,
            figures: FillFigures(parts.figures.try_into().ok()?),
            fits: match parts.verdict {
                Cell::Integer(fits) => fits != 0,
                _ => return None,
            },
            footprint: parts.footprint,
            curve: parts.curve,
            warnings: parts.warnings,
            at: parts.at,
            program: parts.program,
        })
    }

    fn all(records: &Records) -> impl Iterator<Item = (u64, &Arc<Self>)> {
        records.fills.iter().map(|(id, record)| (id.0, record))
    }

    fn owner(project: &Project, id: u64) -> Option<(&str, ScenarioId)> {
        let deposit = project.deposit(DepositId(id))?;
        Some((&deposit.name, deposit.scenario))
    }
}

impl Kind for PitRecord {
    const TABLE: &'static str = "backfills";
    const VERDICT: &'static str = "binding";
    const FIGURES: &'static [&'static str] = &PIT_FIGURES;

    fn parts(&self) -> Parts {
        Parts {
            of: self.of,
            verdict: Cell::text(match self.binding {
                Binding::Cap => "cap",
                Binding::Void => "void",
                Binding::Target => "target",
            }),
            figures: self.figures.0.to_vec(),
            footprint: self.footprint.clone(),
            curve: self.curve.clone(),
            warnings: self.warnings.clone(),
            at: self.at,
            program: self.program.clone(),
        }
    }

    fn of(parts: Parts) -> Option<Self> {
        let Cell::Text(binding) = &parts.verdict else {
            return None;
        };
        Some(Self {
            of: parts.of,
            figures: PitFigures(parts.figures.try_into().ok()?),
            binding: match binding.as_str() {
                "cap" => Binding::Cap,
                "void" => Binding::Void,
                "target" => Binding::Target,
                _ => return None,
            },
            footprint: parts.footprint,
            curve: parts.curve,
            warnings: parts.warnings,
            at: parts.at,
            program: parts.program,
        })
    }

    fn all(records: &Records) -> impl Iterator<Item = (u64, &Arc<Self>)> {
        records.pits.iter().map(|(id, record)| (id.0, record))
    }

    fn owner(project: &Project, id: u64) -> Option<(&str, ScenarioId)> {
        let pit = project.pit(PitId(id))?;
        Some((&pit.name, pit.scenario))
    }
}
