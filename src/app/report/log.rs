//! The latest changes of the project: when, by whom, and what.

use super::draft::{Draft, row};
use super::gather::Gathered;
use super::pieces::moment;
use crate::app::TaskError;
use crate::report::{DocumentRow, Origin, Piece};
use crate::store::LoggedChange;

/// Lines of the log that are read at most.
const MOST_READ: usize = 2_000;

/// Steps that are told.
const MOST_TOLD: usize = 40;

/// Tables whose rows have names that people gave.
const NAMED: [&str; 9] = [
    "scenarios",
    "sources",
    "outlines",
    "pits",
    "other_ground",
    "slope_templates",
    "fractions",
    "outlets",
    "weight_sets",
];

/// Writes the chapter.
///
/// # Errors
/// [`TaskError`], if the log cannot be read.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) -> Result<(), TaskError> {
    let tell = draft.tell;
    draft.paragraph(tell.words("report-log-tip"));
    let changes = gathered.designs.read.file.changes(None, MOST_READ)?;
    let steps = changes.chunk_by(|one, other| one.edit == other.edit);
    let rows: Vec<DocumentRow> = steps.filter_map(step_row).take(MOST_TOLD).collect();
    let head = ["report-when", "report-who", "report-what", "report-of"];
    draft.table(
        tell.words("report-log-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    Ok(())
}

/// A step of the planner's; `None` of what followed by itself.
fn step_row(lines: &[LoggedChange]) -> Option<DocumentRow> {
    let said = lines.iter().find(|line| !line.label.is_empty())?;
    let of = |column| Origin::Project("change_log", said.id, column);
    let named = lines.iter().filter_map(|line| {
        let (table, _) = line.row.as_ref()?;
        let name = line
            .name
            .as_ref()
            .filter(|_| NAMED.contains(&table.as_str()))?;
        Some((line.id, name))
    });
    let name = named
        .min_by_key(|(id, _)| *id)
        .map(|(id, name)| Piece::new(name, Origin::Project("change_log", id, "became")));
    Some(row(vec![
        vec![Piece::new(moment(said.at), of("at"))],
        vec![Piece::new(&said.user, of("user"))],
        vec![Piece::new(&said.label, of("label"))],
        name.into_iter().collect(),
    ]))
}
