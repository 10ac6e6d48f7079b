//! What the project file keeps beside the decisions: sources as they were, results, and where the planner was.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{FillRecord, Fingerprint, FrozenRecord, PitRecord};
use crate::project::{DepositId, LayerId, PitId, Project, ScenarioId};

/// A source file as it was when it was taken into the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// The blake3 of its content.
    pub blake3: Fingerprint,
    /// Its length.
    pub size_bytes: u64,
    /// When it was last written, where the system says so.
    pub modified: Option<jiff::Timestamp>,
    /// Its coordinate system, by name and code. Empty where it has none.
    pub crs: String,
    /// What its heights are counted from. Empty where it is not recorded.
    pub vertical_datum: String,
}

/// The project's coordinate system in every way that a file needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrsRecord {
    /// The EPSG code of the horizontal part, where its coordinates are in metres.
    pub epsg: Option<u32>,
    /// The name of the horizontal part.
    pub name: String,
    /// The whole definition in WKT 2:2019.
    pub wkt: String,
    /// The horizontal part in WKT 1 for coordinates in metres, for readers of the file.
    pub wkt1: String,
}

/// What is known beside the decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// The coordinate system, once there is a terrain.
    pub crs: Option<Arc<CrsRecord>>,
    /// Source files, once they are read to their end.
    pub sources: BTreeMap<LayerId, Arc<SourceRecord>>,
    /// What was worked out for deposits.
    pub fills: BTreeMap<DepositId, Arc<FillRecord>>,
    /// What was worked out for pits and stopes.
    pub pits: BTreeMap<PitId, Arc<PitRecord>>,
    /// What frozen alternatives came to.
    pub frozen: BTreeMap<ScenarioId, Arc<FrozenRecord>>,
    /// The scenario that is shown.
    pub active: ScenarioId,
    /// The largest number that ever named anything.
    pub last_id: u64,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            crs: None,
            sources: BTreeMap::new(),
            fills: BTreeMap::new(),
            pits: BTreeMap::new(),
            frozen: BTreeMap::new(),
            active: ScenarioId::FIRST,
            last_id: ScenarioId::FIRST.0,
        }
    }
}

/// All that a project file holds at one moment. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// The decisions.
    pub project: Project,
    /// What is known beside them.
    pub records: Records,
}
