//! A project file with its designs, without a window: each fill and each pit is worked out once, when it is first
//! asked for.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::TaskError;
use super::file_ground::FileGrounds;
use super::fill::FillResult;
use super::fill_base::Rebuilt;
use super::ground_source::ReadGround;
use super::pit::{PitRequest, PitResult, pit_on};
use super::read_project::ReadProject;
use crate::progress::Run;
use crate::project::{DepositId, LayerId, PitId, Project};

/// A project file that was opened to be read, and what was designed from it.
pub(super) struct FileDesigns {
    /// The file.
    pub read: ReadProject,
    grounds: FileGrounds,
    fills: Rebuilt,
    pits: BTreeMap<PitId, Option<Arc<PitResult>>>,
}

impl FileDesigns {
    /// Opens a project file without changing it.
    ///
    /// # Errors
    /// [`TaskError`], if it is no project or cannot be read.
    pub(super) fn open(path: &Path) -> Result<Self, TaskError> {
        Ok(Self {
            read: ReadProject::open(path)?,
            grounds: FileGrounds::default(),
            fills: Rebuilt::default(),
            pits: BTreeMap::new(),
        })
    }

    /// The decisions.
    pub(super) fn project(&self) -> &Project {
        self.read.project()
    }

    /// The terrain of a layer; `None` where it is none, or its file cannot be opened.
    pub(super) fn ground(&mut self, layer: LayerId) -> Option<ReadGround> {
        self.grounds.ground(&self.read.snapshot.project, layer)
    }

    /// A deposit's fill; `None` where there is no such deposit, or a ground is not there.
    ///
    /// # Errors
    /// [`TaskError`], why it cannot be built.
    pub(super) fn fill(
        &mut self,
        id: DepositId,
        run: &Run,
    ) -> Result<Option<Arc<FillResult>>, TaskError> {
        let (project, grounds) = (&self.read.snapshot.project, &mut self.grounds);
        let mut ground = |layer| grounds.ground(project, layer);
        self.fills.fill(project, id, &mut ground, run)
    }

    /// A pit with its backfill; `None` where there is no such pit, or a ground is not there.
    ///
    /// # Errors
    /// [`TaskError`], why it cannot be measured.
    pub(super) fn pit(
        &mut self,
        id: PitId,
        run: &Run,
    ) -> Result<Option<Arc<PitResult>>, TaskError> {
        if let Some(known) = self.pits.get(&id) {
            return Ok(known.clone());
        }
        let project = &self.read.snapshot.project;
        let Some(pit) = project.pit(id) else {
            return Ok(None);
        };
        let grounds = pit.terrains();
        let grounds = grounds.map(|layer| self.grounds.ground(project, layer));
        let measured = match grounds.collect::<Option<Vec<ReadGround>>>() {
            Some(grounds) => Some(Arc::new(pit_on(&grounds, &PitRequest::of(pit), run)?)),
            None => None,
        };
        self.pits.insert(id, measured.clone());
        Ok(measured)
    }
}
