//! The colours of what is built, the same in the window, on sections and on maps in reports.

use crate::project::{Entry, GroundPurpose, Project};

/// The colour of a deposit or pit by its place among those of its scenario, so that copies have the same.
///
/// Red, green and blue.
///
/// # Source
/// M. Okabe and K. Ito, "Color Universal Design" (2008): a set that people with any colour vision tell apart.
pub(super) fn color_of_built(project: &Project, entry: Entry) -> [u8; 3] {
    const SET: [[u8; 3]; 6] = [
        [213, 94, 0],
        [0, 114, 178],
        [204, 121, 167],
        [0, 158, 115],
        [230, 159, 0],
        [86, 180, 233],
    ];
    if let Entry::Ground(id) = entry {
        return color_of_ground(project.ground(id).map(|ground| ground.purpose));
    }
    let scenario = project.scenario_of(entry);
    let deposits = project.deposits.keys();
    let deposits = deposits.map(|id| (id.0, Entry::Deposit(*id)));
    let pits = project.pits.keys().map(|id| (id.0, Entry::Pit(*id)));
    let outlets = project.outlets.keys();
    let outlets = outlets.map(|id| (id.0, Entry::Outlet(*id)));
    let mut siblings: Vec<(u64, Entry)> = deposits
        .chain(pits)
        .chain(outlets)
        .filter(|(_, other)| project.scenario_of(*other) == scenario)
        .collect();
    siblings.sort_unstable();
    let index = siblings.iter().position(|(_, other)| *other == entry);
    SET[index.unwrap_or(0) % SET.len()]
}

/// The colour of other ground by what it is used for: red, green and blue. The list of layers tells it by a picture too.
fn color_of_ground(purpose: Option<GroundPurpose>) -> [u8; 3] {
    match purpose.unwrap_or_default() {
        GroundPurpose::Road => [70, 70, 70],
        GroundPurpose::Ditch => [20, 90, 150],
        GroundPurpose::Basin => [40, 140, 190],
        GroundPurpose::TopsoilStore => [130, 85, 40],
        GroundPurpose::Plant => [110, 60, 140],
        GroundPurpose::Other => [105, 105, 50],
    }
}
