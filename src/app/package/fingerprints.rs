//! Figures of a project whose sources were replaced: they belong to the new ones where they belonged to the old.
//!
//! That they come out the same is left to the check of the copy.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::state::{content_id, pit_content_id};
use crate::project::ScenarioId;
use crate::results::{FillRecord, FrozenRecord, PitRecord, Snapshot};
use crate::store::AllInputs;

/// What inputs of frozen alternatives that are sources begin with.
const SOURCES: &str = "sources/";

/// Lets figures of today belong to the sources of `after`. Those of earlier decisions stay as they are.
pub(super) fn bring_over(before: &Snapshot, after: &mut Snapshot) {
    let mut records = after.records.clone();
    for (id, record) in &before.records.fills {
        let was = content_id(&before.project, &before.records, *id);
        let is = content_id(&after.project, &after.records, *id);
        if let Some(of) = is.filter(|_| was == Some(record.of)) {
            let record = FillRecord::clone(record);
            records
                .fills
                .insert(*id, Arc::new(FillRecord { of, ..record }));
        }
    }
    for (id, record) in &before.records.pits {
        let id_in = |snapshot: &Snapshot| {
            let pit = snapshot.project.pit(*id)?;
            pit_content_id(pit, &snapshot.project, &snapshot.records)
        };
        if let Some(of) = id_in(after).filter(|_| id_in(before) == Some(record.of)) {
            let record = PitRecord::clone(record);
            records
                .pits
                .insert(*id, Arc::new(PitRecord { of, ..record }));
        }
    }
    let (all_before, all_after) = (AllInputs::of(before), AllInputs::of(after));
    for (id, record) in &before.records.frozen {
        let inputs = frozen_inputs(&all_before, &all_after, *id, record);
        let record = FrozenRecord {
            of: FrozenRecord::fingerprint(&inputs),
            inputs,
            ..FrozenRecord::clone(record)
        };
        records.frozen.insert(*id, Arc::new(record));
    }
    after.records = records;
}

/// The inputs of a frozen alternative, those sources that are as they were being the new ones.
fn frozen_inputs(
    before: &AllInputs<'_>,
    after: &AllInputs<'_>,
    scenario: ScenarioId,
    record: &FrozenRecord,
) -> BTreeMap<String, String> {
    let (was, is) = (before.of_scenario(scenario), after.of_scenario(scenario));
    let inputs = record.inputs.iter();
    let inputs = inputs.map(|(at, value)| {
        let is_as_it_was = at.starts_with(SOURCES) && was.get(at) == Some(value);
        let now = is.get(at).filter(|_| is_as_it_was);
        (at.clone(), now.unwrap_or(value).clone())
    });
    inputs.collect()
}
