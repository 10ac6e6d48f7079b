//! What stands hard against alternatives, and what of it somebody set aside.

use crate::app::take::{HardConflict, ScenarioTake};
use crate::project::{JudgementId, Project, ScenarioId, Verdict};

/// Something that stands hard against an alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedFlag {
    /// Names it in judgements and files.
    pub key: String,
    /// What it is.
    pub conflict: HardConflict,
    /// The judgement that sets it aside, by whom and why.
    pub set_aside: Option<(JudgementId, String, String)>,
}

/// What stands hard against an alternative.
pub(super) fn flags_of(
    scenario: ScenarioId,
    take: Option<&ScenarioTake>,
    project: &Project,
) -> Vec<ComparedFlag> {
    let Some((take, all)) = take.and_then(|take| Some((take, take.everything.as_ref()?))) else {
        return Vec::new();
    };
    let conflicts = all.conflicts.iter();
    conflicts
        .map(|conflict| {
            let key = key_of(conflict, take);
            let verdict = Verdict::SetAside { flag: key.clone() };
            let judgement = project.assessment.judgement(scenario, &verdict.subject());
            let set_aside = judgement.map(|(id, one)| (id, one.author.clone(), one.reason.clone()));
            ComparedFlag {
                key,
                conflict: conflict.clone(),
                set_aside: set_aside.filter(|(.., reason)| !reason.trim().is_empty()),
            }
        })
        .collect()
}

fn key_of(conflict: &HardConflict, take: &ScenarioTake) -> String {
    match conflict {
        HardConflict::Class { layer, class, .. } => {
            let layer = take.layers.get(*layer);
            let value = layer.and_then(|layer| layer.classes.get(*class)?.value.clone());
            let id = layer.map_or(0, |layer| layer.id.0);
            format!("{id}/{}", value.unwrap_or_default())
        }
        HardConflict::BeyondConcession(_) => "concession".to_owned(),
    }
}
