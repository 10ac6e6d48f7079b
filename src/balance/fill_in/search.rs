//! Looks for the best values where some of them are either nothing or no less than a least, or where the ground covered
//! grows more and more slowly: parts what is allowed in two, again and again, and leaves out what cannot be better.
//!
//! A branch is judged by its goals in their order: what lies below the land of a branch is never more than the land
//! itself, and where both are the same, so are the values that reach it. So the first goal that differs decides.

use super::branch::{Branch, first_difference, is_better, may_be_better};
use super::goal::{Far, Goals, Reached};
use super::solver::{SolveError, Watch};

/// The work after which an answer within [`GAP_GOOD`] is good enough.
const WORK_GOOD: u64 = 150_000_000;

/// The work after which the best answer so far is taken.
const WORK_MOST: u64 = 500_000_000;

/// By how much an answer may be worse than the best, where that is dear to find.
const GAP_GOOD: f64 = 1e-3;

/// Flows up to which rock is placed as early as can be: with 36 000 it took five times as long as all that came before.
const FLOWS_EARLY: usize = 6_000;

/// How often an answer is looked for by rounding alone.
const ROUNDS_MOST: usize = 8;

/// The best values found.
pub(super) struct Found {
    /// The columns.
    pub(super) columns: Vec<f64>,
    /// The values of the goals.
    pub(super) values: Vec<f64>,
    /// By how much of itself the first goal that could still be better may be so; `None` where none can.
    pub(super) gap: Option<f64>,
}

/// Looks for the best values. `None` where no values keep the bounds.
pub(super) fn search(goals: &mut Goals<'_>, watch: Watch<'_>) -> Result<Option<Found>, SolveError> {
    if goals.model.problem.is_impossible || !hold_first(goals, watch)? {
        return Ok(None);
    }
    let search = Search {
        best: None,
        open: vec![(Branch::whole(goals.model), Vec::new())],
        goals,
        watch,
    };
    search.run()
}

/// Holds the first goals for all branches, where they can be as good as without least amounts. `false` where no values
/// keep the bounds.
fn hold_first(goals: &mut Goals<'_>, watch: Watch<'_>) -> Result<bool, SolveError> {
    let first = Far::Goals(goals.first());
    if goals.first() == 0 {
        return Ok(true);
    }
    let whole = Branch::whole(goals.model);
    let Some(reached) = goals.reach(&whole, &first, watch)? else {
        return Ok(false);
    };
    let is_as_good = match rounded(goals, &whole, &reached, &first, watch)? {
        None => false,
        Some(Rounded::AsItIs) => true,
        Some(Rounded::Values(_, rounded)) => {
            first_difference(&rounded.values, &reached.values).is_none()
        }
    };
    if is_as_good {
        goals.hold(reached);
    }
    Ok(true)
}

/// What rounding came to.
enum Rounded {
    /// Nothing was to be rounded.
    AsItIs,
    /// In this branch.
    Values(Box<Branch>, Box<Reached>),
}

/// Looks for values that hold by rounding what is taken, again and again; `None` where none are found.
fn rounded(
    goals: &mut Goals<'_>,
    branch: &Branch,
    reached: &Reached,
    far: &Far<'_>,
    watch: Watch<'_>,
) -> Result<Option<Rounded>, SolveError> {
    if goals.undecided(branch, reached).is_none() {
        return Ok(Some(Rounded::AsItIs));
    }
    let mut rounded = branch.clone();
    let mut columns = reached.columns.clone();
    for round in 0..ROUNDS_MOST {
        for (takes, least) in rounded.takes.iter_mut().zip(&goals.model.leasts) {
            let taken = columns[least.column];
            if takes.is_none() && least.is_between(taken) {
                // In the end nothing, which is always possible.
                let is_last = ROUNDS_MOST <= round + 2;
                *takes = Some(!is_last && least.least / 2.0 <= taken);
            }
        }
        let mut next = goals.reach(&rounded, far, watch)?;
        if next.is_none() {
            for takes in &mut rounded.takes {
                *takes = takes.map(|_| false);
            }
            next = goals.reach(&rounded, far, watch)?;
        }
        let Some(next) = next else {
            return Ok(None);
        };
        if goals.undecided(&rounded, &next).is_none() {
            return Ok(Some(Rounded::Values(Box::new(rounded), Box::new(next))));
        }
        columns = next.columns;
    }
    Ok(None)
}

struct Search<'a, 'b> {
    goals: &'b mut Goals<'a>,
    watch: Watch<'b>,
    best: Option<Found>,
    /// Branches to look at, each with values that it is no better than.
    open: Vec<(Branch, Vec<f64>)>,
}

impl Search<'_, '_> {
    fn run(mut self) -> Result<Option<Found>, SolveError> {
        let mut is_first = true;
        while let Some((branch, bound)) = self.next() {
            let gap = self.gap_to(&bound);
            if !is_first && self.is_enough(gap) {
                self.finish(gap)?;
                break;
            }
            let Some(reached) = self.reach(&branch)? else {
                continue;
            };
            self.tell_progress();
            if is_first {
                let found = rounded(self.goals, &branch, &reached, &Far::All, self.watch)?;
                if let Some(Rounded::Values(branch, reached)) = found {
                    self.keep(&branch, &reached)?;
                }
                is_first = false;
            }
            self.part(&branch, &reached)?;
        }
        self.place_early()?;
        Ok(self.best)
    }

    /// Of all answers as good as the one that was found takes the one that places rock the earliest.
    fn place_early(&mut self) -> Result<(), SolveError> {
        let Some(best) = &self.best else {
            return Ok(());
        };
        if FLOWS_EARLY < self.goals.model.table.flows.len() {
            return Ok(());
        }
        let around = self.around(&best.columns);
        let values = best.values.clone();
        let columns = match self.goals.earliest(&around, &values, self.watch) {
            Ok(columns) => columns,
            Err(SolveError::Cancelled) => return Err(SolveError::Cancelled),
            // What was found is as good without.
            Err(SolveError::Failed(_)) => None,
        };
        if let Some((best, columns)) = self.best.as_mut().zip(columns) {
            best.columns = columns;
        }
        Ok(())
    }

    /// The part of all that is allowed in which outlets take what they take in some columns, and land is what it seems.
    fn around(&self, columns: &[f64]) -> Branch {
        let mut around = Branch::whole(self.goals.model);
        for (takes, least) in around.takes.iter_mut().zip(&self.goals.model.leasts) {
            *takes = Some(least.least / 2.0 < columns[least.column]);
        }
        self.beside(&around, columns)
    }

    /// After the first branch, half of all is behind us, and the rest is told by work.
    fn tell_progress(&mut self) {
        let half = self.watch.total / 2;
        let work = self.goals.work().min(WORK_MOST) * (half as u64) / WORK_MOST;
        self.watch.done = half + usize::try_from(work).unwrap_or(half);
        self.watch.for_goal = 0;
    }

    fn is_enough(&self, gap: Option<f64>) -> bool {
        let work = self.goals.work();
        WORK_MOST < work || (WORK_GOOD < work && gap.is_some_and(|gap| gap <= GAP_GOOD))
    }

    /// The branch that can be the best, the newest of those that can be as good.
    fn next(&mut self) -> Option<(Branch, Vec<f64>)> {
        let mut first: Option<usize> = None;
        for (at, (_, bound)) in self.open.iter().enumerate() {
            if first.is_none_or(|first| !is_better(&self.open[first].1, bound)) {
                first = Some(at);
            }
        }
        let chosen = self.open.swap_remove(first?);
        // What can be no better than the best found is not looked at, and neither is the rest.
        let best = self.best.as_ref();
        best.is_none_or(|best| may_be_better(&chosen.1, &best.values))
            .then_some(chosen)
    }

    fn gap_to(&self, bound: &[f64]) -> Option<f64> {
        let best = &self.best.as_ref()?.values;
        let gap = first_difference(bound, best).map(|goal| {
            let (bound, best) = (bound[goal], best[goal]);
            (best - bound) / best.abs().max(bound.abs())
        });
        Some(gap.unwrap_or(0.0))
    }

    /// The values of a branch, where they may be better than the best found.
    fn reach(&mut self, branch: &Branch) -> Result<Option<Reached>, SolveError> {
        let best = self.best.as_ref().map(|best| best.values.as_slice());
        let far = best.map_or(Far::First, Far::AsGoodAs);
        let reached = self.goals.reach(branch, &far, self.watch)?;
        let may_be =
            |reached: &Reached| best.is_none_or(|best| may_be_better(&reached.values, best));
        Ok(reached.filter(may_be))
    }

    /// Keeps values that hold, and parts a branch whose values do not, or are not what they seem.
    fn part(&mut self, branch: &Branch, reached: &Reached) -> Result<(), SolveError> {
        let mut children = [branch.clone(), branch.clone()];
        if let Some(at) = self.goals.undecided(branch, reached) {
            let least = self.goals.model.leasts[at];
            let is_most = least.least / 2.0 <= reached.columns[least.column];
            children[0].takes[at] = Some(!is_most);
            children[1].takes[at] = Some(is_most);
        } else {
            self.keep(branch, reached)?;
            let Some((at, volume)) = self.goals.widest(branch, reached) else {
                return Ok(());
            };
            let (least, most) = branch.spans[at];
            let middle = self.goals.model.covers[at].part_at((least, most), volume);
            children[0].spans[at] = (least, middle);
            children[1].spans[at] = (middle, most);
        }
        let bound = reached.values.clone();
        self.open
            .extend(children.map(|child| (child, bound.clone())));
        Ok(())
    }

    /// Keeps values that are better than the best found, and those beside them where the land is what it seems.
    fn keep(&mut self, branch: &Branch, reached: &Reached) -> Result<(), SolveError> {
        if !self.offer(reached) || self.goals.widest(branch, reached).is_none() {
            return Ok(());
        }
        let beside = self.beside(branch, &reached.columns);
        if let Some(closer) = self.goals.reach(&beside, &Far::Land, self.watch)? {
            self.offer(&closer);
        }
        Ok(())
    }

    /// The part of a branch in which the land of these columns is what it seems.
    fn beside(&self, branch: &Branch, columns: &[f64]) -> Branch {
        let mut beside = branch.clone();
        for (span, cover) in beside.spans.iter_mut().zip(&self.goals.model.covers) {
            *span = cover.piece_at(columns[cover.volume]);
        }
        beside
    }

    /// Whether values are the best so far.
    fn offer(&mut self, reached: &Reached) -> bool {
        let values = self.goals.real(reached);
        let best = self.best.as_ref();
        let is_best = best.is_none_or(|best| is_better(&values, &best.values));
        if is_best {
            self.best = Some(Found {
                columns: reached.columns.clone(),
                values,
                gap: None,
            });
        }
        is_best
    }

    /// Reaches the goals that are left beside the best found, and says how much better another could be.
    fn finish(&mut self, gap: Option<f64>) -> Result<(), SolveError> {
        let Some(best) = &self.best else {
            return Err(SolveError::Failed("no answer within its time"));
        };
        let beside = self.around(&best.columns);
        if let Some(reached) = self.goals.reach(&beside, &Far::All, self.watch)? {
            self.offer(&reached);
        }
        if let Some(best) = &mut self.best {
            best.gap = gap;
        }
        Ok(())
    }
}
