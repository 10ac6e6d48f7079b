//! The linear solver: bounds and costs in, the best values of the columns out. The one `unsafe` of the balance.
//!
//! One thread and a fixed seed, so that the same problem has the same answer on every machine; it prints nothing. A run
//! that nobody wants any more is left between two steps of the simplex, within 0.2 s (measured, see the benchmark).

use std::ffi::{c_char, c_int, c_void};

use highs::{HighsModelStatus, HighsStatus, Model, RowProblem, Sense, Solution, SolvedModel};
use highs_sys::{
    Highs_changeColsBoundsByRange, Highs_changeColsCostByRange, Highs_changeRowsBoundsByRange,
    Highs_setCallback, Highs_startCallback, HighsCallbackDataIn, HighsCallbackDataOut, HighsInt,
    STATUS_ERROR, kHighsCallbackSimplexInterrupt,
};

use super::problem::{Bounds, Problem, Terms};
use crate::progress::{Cancelled, Run};

/// What a solve came to.
pub(super) enum Solved {
    /// The best values, and what each bound is worth.
    Best(Solution),
    /// No values keep all bounds.
    Impossible,
}

/// Why a solve ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SolveError {
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
    /// The solver gave up.
    #[error("the solver ended with {0}")]
    Failed(&'static str),
}

impl From<Cancelled> for SolveError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// How far a run of solves is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch<'a> {
    /// Whose it is.
    pub(super) run: &'a Run,
    /// Steps behind us.
    pub(super) done: usize,
    /// Of so many.
    pub(super) total: usize,
    /// So many for each goal.
    pub(super) for_goal: usize,
}

/// A problem in the solver, with the answer that it ended with last.
pub(super) struct Solver {
    model: Option<Model>,
    columns: usize,
    /// Columns and rows.
    size: u64,
    /// Steps of all solves so far, each times columns and rows: a measure of work that is the same on every machine.
    /// Some 100 million are done in a second.
    pub(super) work: u64,
}

impl Solver {
    /// Hands a problem over.
    pub(super) fn new(problem: &Problem) -> Result<Self, SolveError> {
        let mut rows = RowProblem::new();
        let bounds = &problem.bounds;
        let columns: Vec<_> = (0..problem.columns())
            .map(|column| {
                rows.add_column(
                    0.0,
                    bounds.column_lower[column]..=bounds.column_upper[column],
                )
            })
            .collect();
        for (row, terms) in problem.terms.iter().enumerate() {
            rows.add_row(
                bounds.row_lower[row]..=bounds.row_upper[row],
                terms
                    .iter()
                    .map(|(column, factor)| (columns[*column], *factor)),
            );
        }
        let failed = |_status: HighsStatus| SolveError::Failed("a problem that it does not take");
        let mut model = rows.try_optimise(Sense::Minimise).map_err(failed)?;
        model.make_quiet();
        let refused = |_| SolveError::Failed("an option that it does not know");
        model.try_set_option("threads", 1).map_err(refused)?;
        model.try_set_option("random_seed", 1).map_err(refused)?;
        // What is unplaced is allowed from the start, and each answer is nearly allowed for the next goal or branch:
        // the primal simplex goes on from there, where the dual one has to begin anew (see the benchmark).
        model
            .try_set_option("simplex_strategy", PRIMAL)
            .map_err(refused)?;
        for tolerance in ["primal_feasibility_tolerance", "dual_feasibility_tolerance"] {
            model
                .try_set_option(tolerance, TOLERANCE)
                .map_err(refused)?;
        }
        Ok(Self {
            model: Some(model),
            columns: columns.len(),
            size: (columns.len() + problem.terms.len()) as u64,
            work: 0,
        })
    }

    /// Makes the goal as small as it can be within the bounds, from where the last solve ended.
    pub(super) fn solve(
        &mut self,
        goal: &Terms,
        bounds: &Bounds,
        watch: Watch<'_>,
    ) -> Result<Solved, SolveError> {
        watch.run.step(watch.done, watch.total)?;
        let Some(mut model) = self.model.take() else {
            return Err(SolveError::Failed("an error before"));
        };
        let mut cost = vec![0.0; self.columns];
        for (column, factor) in goal {
            cost[*column] = *factor;
        }
        hand_over(&mut model, &cost, bounds)?;
        let solved = run_watched(model, watch)?;
        let steps = u64::try_from(solved.simplex_iteration_count()).unwrap_or(0);
        self.work += WORK_TO_BEGIN + (steps + STEPS_TO_BEGIN) * self.size;
        let status = solved.status();
        let answer = match status {
            HighsModelStatus::Optimal | HighsModelStatus::ModelEmpty => {
                Ok(Solved::Best(solved.get_solution()))
            }
            HighsModelStatus::Infeasible => Ok(Solved::Impossible),
            HighsModelStatus::ReachedInterrupt => Err(SolveError::Cancelled),
            HighsModelStatus::Unbounded | HighsModelStatus::UnboundedOrInfeasible => {
                Err(SolveError::Failed("no end to what could be gained"))
            }
            _ => Err(SolveError::Failed("no answer")),
        };
        self.model = Some(Model::from(solved));
        answer
    }
}

/// By how much a bound may be passed, in units of the problem.
pub(super) const TOLERANCE: f64 = 1e-9;

/// To begin a solve is as much work as this many of its steps, and this much more.
const STEPS_TO_BEGIN: u64 = 50;
const WORK_TO_BEGIN: u64 = 10_000;

/// The primal simplex.
const PRIMAL: i32 = 4;

/// Sets costs and bounds, and keeps the answer that the model ended with last.
#[expect(unsafe_code, reason = "highs has no wrapper that sets all at once")]
fn hand_over(model: &mut Model, cost: &[f64], bounds: &Bounds) -> Result<(), SolveError> {
    let (columns, rows) = (model.num_cols(), model.num_rows());
    let fits = cost.len() == columns
        && bounds.column_lower.len() == columns
        && bounds.column_upper.len() == columns
        && bounds.row_lower.len() == rows
        && bounds.row_upper.len() == rows;
    let last = |count: usize| HighsInt::try_from(count.wrapping_sub(1)).unwrap_or(-1);
    if !fits {
        return Err(SolveError::Failed("bounds of another problem"));
    }
    let highs = model.as_mut_ptr();
    let mut statuses = Vec::new();
    if 0 < columns {
        // SAFETY: the model is alive, and each slice has as many numbers as there are columns, as looked at above;
        // they are copied.
        statuses.extend(unsafe {
            [
                Highs_changeColsCostByRange(highs, 0, last(columns), cost.as_ptr()),
                Highs_changeColsBoundsByRange(
                    highs,
                    0,
                    last(columns),
                    bounds.column_lower.as_ptr(),
                    bounds.column_upper.as_ptr(),
                ),
            ]
        });
    }
    if 0 < rows {
        // SAFETY: as above, for rows.
        statuses.push(unsafe {
            Highs_changeRowsBoundsByRange(
                highs,
                0,
                last(rows),
                bounds.row_lower.as_ptr(),
                bounds.row_upper.as_ptr(),
            )
        });
    }
    if statuses.contains(&STATUS_ERROR) {
        return Err(SolveError::Failed("bounds that it does not take"));
    }
    Ok(())
}

/// Solves, and stops when nobody wants the answer any more.
#[expect(unsafe_code, reason = "highs has no wrapper for what stops it")]
fn run_watched(mut model: Model, watch: Watch<'_>) -> Result<SolvedModel, SolveError> {
    let highs = model.as_mut_ptr();
    let asked: *const Watch<'_> = &raw const watch;
    // SAFETY: the model is alive. It calls `stops` with `asked` only while it solves, which is over before `watch`
    // goes: below, nothing is called any more.
    unsafe {
        Highs_setCallback(highs, Some(stops), asked.cast_mut().cast());
        Highs_startCallback(highs, kHighsCallbackSimplexInterrupt);
    }
    let failed = |_status: HighsStatus| SolveError::Failed("an error");
    let mut solved = model.try_solve().map_err(failed)?;
    // SAFETY: the model is alive; from here on it calls `stops` for no reason, and with nothing.
    unsafe {
        Highs_setCallback(solved.as_mut_ptr(), Some(stops), std::ptr::null_mut());
    }
    Ok(solved)
}

/// Asked by the solver between its steps whether to stop. It cannot panic: it reads and writes atomic numbers.
#[expect(unsafe_code, reason = "highs hands pointers over")]
unsafe extern "C" fn stops(
    _kind: c_int,
    _message: *const c_char,
    _out: *const HighsCallbackDataOut,
    answer: *mut HighsCallbackDataIn,
    asked: *mut c_void,
) {
    // SAFETY: `run_watched` hands over a watch that lives as long as the solve, or nothing; the solver hands over
    // room for the answer, or nothing.
    let (watch, answer) = unsafe { (asked.cast::<Watch<'_>>().as_ref(), answer.as_mut()) };
    if let (Some(watch), Some(answer)) = (watch, answer) {
        answer.user_interrupt = c_int::from(watch.run.step(watch.done, watch.total).is_err());
    }
}
