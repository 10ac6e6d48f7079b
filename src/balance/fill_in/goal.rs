//! What is to be as small as possible, one thing after the other, within bounds that a branch has drawn in.
//!
//! Each goal is held while the next one is made small: a column that is worth something at its bound is fixed there, and
//! so is a row. What is left are exactly the values that are as good.

use highs::Solution;

use super::branch::{Branch, first_difference};
use super::land::Cover;
use super::model::{LeastAmount, Model};
use super::problem::{Bounds, Terms};
use super::solver::{SolveError, Solved, Solver, Watch};
use crate::balance::Fate;

/// What is to be as small as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// What has no place.
    Unplaced,
    /// What does not end with this fate.
    NotEnding(Fate),
    /// The ground covered.
    Land,
    /// The cost.
    Cost,
    /// What is taken out of stores, so that nothing goes in circles.
    Reclaimed,
}

/// What a branch comes to.
pub(super) struct Reached {
    /// Of the goals as far as they were to be reached: no more than the best of the branch.
    pub(super) values: Vec<f64>,
    /// The columns.
    pub(super) columns: Vec<f64>,
    /// The bounds that hold these values.
    bounds: Bounds,
    full: Vec<bool>,
}

/// A bound that is worth less than this is worth nothing.
const WORTH_NOTHING: f64 = 1e-7;

/// Land that differs by less than this share of all is the same.
const SEEMS_SAME: f64 = 1e-9;

/// How far goals are to be reached.
#[derive(Clone, Copy, Debug)]
pub(super) enum Far<'a> {
    /// All of them.
    All,
    /// So many.
    Goals(usize),
    /// Up to the ground covered.
    Land,
    /// All, or where land is a goal, until the branch must be parted anyway.
    First,
    /// Until one differs from these: where it is worse, or where it is better and the branch must be parted anyway.
    AsGoodAs(&'a [f64]),
}

/// A problem with its goals in their order.
pub(super) struct Goals<'a> {
    /// Which problem.
    pub(super) model: &'a Model<'a>,
    /// In their order, with what each is made of; land is told by each branch.
    in_order: Vec<(Goal, Terms)>,
    /// Goals that no branch changes and that are reached: they are held in `held`.
    reached: Vec<f64>,
    held: Bounds,
    /// Of each cover: whether it must be as full as it can be for the goals before land.
    full: Vec<bool>,
    solver: Solver,
    /// A square metre in the unit of its goal.
    land_unit: f64,
}

impl<'a> Goals<'a> {
    /// Hands a problem to the solver.
    pub(super) fn new(model: &'a Model<'a>, goals: &[Goal]) -> Result<Self, SolveError> {
        let terms = |goal: &Goal| match goal {
            Goal::Unplaced => model.unplaced(),
            Goal::NotEnding(fate) => model.not_ending(*fate),
            Goal::Land => Terms::new(),
            Goal::Cost => model.cost(),
            Goal::Reclaimed => model.reclaimed(),
        };
        let (volume, land) = model
            .covers
            .iter()
            .fold((0.0, 0.0), |(volume, land), cover| {
                (volume + cover.whole().1, land + cover.most())
            });
        Ok(Self {
            model,
            in_order: goals.iter().map(|goal| (*goal, terms(goal))).collect(),
            reached: Vec::new(),
            held: model.problem.bounds.clone(),
            full: vec![false; model.covers.len()],
            solver: Solver::new(&model.problem)?,
            land_unit: if 0.0 < land { volume / land } else { 1.0 },
        })
    }

    /// How many goals there are.
    pub(super) fn count(&self) -> usize {
        self.in_order.len()
    }

    /// Where land stands among the goals, if it is one.
    fn land(&self) -> Option<usize> {
        self.in_order
            .iter()
            .position(|(goal, _)| *goal == Goal::Land)
    }

    /// How much work the solver has done.
    pub(super) fn work(&self) -> u64 {
        self.solver.work
    }

    /// How many goals no cover changes: those before land, or where that is none and there are least amounts, the first.
    pub(super) fn first(&self) -> usize {
        let first = usize::from(!self.model.leasts.is_empty());
        self.land().unwrap_or(first)
    }

    /// Holds goals that are reached: every branch keeps them from here on.
    pub(super) fn hold(&mut self, reached: Reached) {
        self.held = reached.bounds;
        self.full = reached.full;
        self.reached = reached.values;
    }

    /// Reaches the goals within a branch, as far as is asked for. `None` where no values keep its bounds.
    pub(super) fn reach(
        &mut self,
        branch: &Branch,
        far: &Far<'_>,
        watch: Watch<'_>,
    ) -> Result<Option<Reached>, SolveError> {
        let first = self.reached.len();
        let covers = self.model.covers.iter().zip(&branch.spans);
        let mut must = self.full.iter().zip(covers);
        if must.any(|(full, (cover, span))| *full && span.1 < cover.whole().1) {
            return Ok(None);
        }
        let mut reached = Reached {
            values: self.reached.clone(),
            columns: Vec::new(),
            bounds: self.bounds(branch),
            full: self.full.clone(),
        };
        let (lower, upper) = (&reached.bounds.column_lower, &reached.bounds.column_upper);
        let mut leasts = self.model.leasts.iter().map(|least| least.column);
        if leasts.any(|column| upper[column] < lower[column]) {
            return Ok(None);
        }
        for at in first..self.count() {
            let watch = Watch {
                done: watch.done + at * watch.for_goal,
                ..watch
            };
            if !self.reach_one(branch, (at, at == first), &mut reached, watch)? {
                return Ok(None);
            }
            if self.is_far_enough(branch, &reached, far) {
                break;
            }
        }
        Ok(Some(reached))
    }

    /// Reaches one goal more. `false` where no values keep the bounds, which only the first one can find.
    fn reach_one(
        &mut self,
        branch: &Branch,
        (at, is_first): (usize, bool),
        reached: &mut Reached,
        watch: Watch<'_>,
    ) -> Result<bool, SolveError> {
        let (constant, terms) = match &self.in_order[at] {
            (Goal::Land, _) => {
                for (cover, full) in self.model.covers.iter().zip(&reached.full) {
                    if !full {
                        reached.bounds.column_lower[cover.volume] = 0.0;
                    }
                }
                self.land_terms(branch)
            }
            (_, terms) => (0.0, terms.clone()),
        };
        if is_first || !terms.is_empty() {
            match self.solver.solve(&terms, &reached.bounds, watch)? {
                Solved::Best(solution) => {
                    let worths = solution.dual_columns();
                    for (cover, full) in self.model.covers.iter().zip(&mut reached.full) {
                        *full |= WORTH_NOTHING < worths[cover.volume].abs();
                    }
                    hold(&mut reached.bounds, &solution);
                    reached.columns = solution.columns().to_vec();
                }
                Solved::Impossible if is_first => return Ok(false),
                Solved::Impossible => {
                    return Err(SolveError::Failed("a goal that it could not hold"));
                }
            }
        }
        reached
            .values
            .push(constant + value(&terms, &reached.columns));
        Ok(true)
    }

    /// The columns of a branch that reach what was found in it, with rock placed as early as can be: room is not left
    /// open while rock lies without a place. `None` where nothing is as good as what was found.
    pub(super) fn earliest(
        &mut self,
        branch: &Branch,
        found: &[f64],
        watch: Watch<'_>,
    ) -> Result<Option<Vec<f64>>, SolveError> {
        let terms = self.model.lateness();
        let Some(mut reached) = self.reach(branch, &Far::All, watch)? else {
            return Ok(None);
        };
        if let Solved::Best(solution) = self.solver.solve(&terms, &reached.bounds, watch)? {
            reached.columns = solution.columns().to_vec();
        }
        let is_whole = self.undecided(branch, &reached).is_none();
        let real = self.real(&reached);
        let is_as_good = first_difference(&real, found).is_none_or(|goal| real[goal] < found[goal]);
        Ok((is_whole && is_as_good).then_some(reached.columns))
    }

    fn is_far_enough(&self, branch: &Branch, reached: &Reached, far: &Far<'_>) -> bool {
        match far {
            Far::All => false,
            Far::Goals(count) => *count <= reached.values.len(),
            Far::Land => self.land().is_some_and(|land| land < reached.values.len()),
            Far::First => !self.model.covers.is_empty() && self.is_to_be_parted(branch, reached),
            Far::AsGoodAs(best) => first_difference(&reached.values, best).is_some_and(|goal| {
                best[goal] < reached.values[goal] || self.is_to_be_parted(branch, reached)
            }),
        }
    }

    /// Whether a branch must be parted, as far as can be told: not before its land is reached.
    fn is_to_be_parted(&self, branch: &Branch, reached: &Reached) -> bool {
        self.land().is_none_or(|land| land < reached.values.len())
            && (self.undecided(branch, reached).is_some() || self.widest(branch, reached).is_some())
    }

    /// An outlet and year in which something is taken, but less than the least: the one that lacks the most.
    pub(super) fn undecided(&self, branch: &Branch, reached: &Reached) -> Option<usize> {
        let leasts = self.model.leasts.iter().zip(&branch.takes).enumerate();
        let lacks = |(at, (least, takes)): (usize, (&LeastAmount, &Option<bool>))| {
            let taken = reached.columns[least.column];
            let is_open = takes.is_none() && least.is_between(taken);
            is_open.then(|| (at, taken.min(least.least - taken)))
        };
        let all = leasts.filter_map(lacks);
        all.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
    }

    /// The cover whose land is farthest above what it seems, and its volume; `None` where none is, or where land is
    /// not reached yet.
    pub(super) fn widest(&self, branch: &Branch, reached: &Reached) -> Option<(usize, f64)> {
        self.land().filter(|land| *land < reached.values.len())?;
        let covers = &self.model.covers;
        let all: f64 = covers.iter().map(Cover::most).sum();
        let above = |at: usize| {
            let volume = reached.columns[covers[at].volume];
            let above = covers[at].land(volume) - covers[at].seems(branch.spans[at], volume);
            (at, volume, above)
        };
        let widest = (0..covers.len())
            .map(above)
            .max_by(|a, b| a.2.total_cmp(&b.2))?;
        (SEEMS_SAME * all < widest.2).then_some((widest.0, widest.1))
    }

    /// What is held, and the bounds of a branch.
    fn bounds(&self, branch: &Branch) -> Bounds {
        let mut bounds = self.held.clone();
        for (least, takes) in self.model.leasts.iter().zip(&branch.takes) {
            let lower = &mut bounds.column_lower[least.column];
            let upper = &mut bounds.column_upper[least.column];
            match takes {
                Some(true) => *lower = lower.max(least.least),
                Some(false) => *upper = upper.min(0.0),
                None => {}
            }
        }
        for (cover, span) in self.model.covers.iter().zip(&branch.spans) {
            let (lower, upper) = (&mut bounds.column_lower, &mut bounds.column_upper);
            // Until land is the goal, the volume may as well be what it is at the most.
            (lower[cover.volume], upper[cover.volume]) = (span.1, span.1);
            (lower[cover.least()], upper[cover.least()]) = (span.0, span.0);
            for (column, width, _) in cover.below(*span).1 {
                (lower[column], upper[column]) = (0.0, width);
            }
        }
        bounds
    }

    /// The land of the least volumes, and what more of them takes.
    fn land_terms(&self, branch: &Branch) -> (f64, Terms) {
        let mut constant = 0.0;
        let mut terms = Terms::new();
        for (cover, span) in self.model.covers.iter().zip(&branch.spans) {
            let (land, sides) = cover.below(*span);
            constant += land * self.land_unit;
            let more = sides
                .iter()
                .filter(|(_, width, slope)| 0.0 < *width && 0.0 < *slope);
            terms.extend(more.map(|(column, _, slope)| (*column, slope * self.land_unit)));
        }
        (constant, terms)
    }

    /// The values that the goals really have in columns: land by the curves and not by what lies below them.
    pub(super) fn real(&self, reached: &Reached) -> Vec<f64> {
        let real = |(goal, terms): &(Goal, Terms)| match goal {
            Goal::Land => {
                let covers = self.model.covers.iter();
                let land = covers.map(|cover| cover.land(reached.columns[cover.volume]));
                land.sum::<f64>() * self.land_unit
            }
            _ => value(terms, &reached.columns),
        };
        self.in_order.iter().map(real).collect()
    }
}

fn value(terms: &Terms, columns: &[f64]) -> f64 {
    terms
        .iter()
        .map(|(column, factor)| columns[*column] * factor)
        .sum()
}

/// Fixes what is worth something where it is, so that a goal stays reached.
fn hold(bounds: &mut Bounds, solution: &Solution) {
    let fix = |lower: &mut [f64], upper: &mut [f64], values: &[f64], worths: &[f64]| {
        let ends = lower.iter_mut().zip(upper);
        for ((lower, upper), (value, worth)) in ends.zip(values.iter().zip(worths)) {
            if worth.abs() <= WORTH_NOTHING || upper <= lower {
                continue;
            }
            if (value - *lower).abs() <= (value - *upper).abs() {
                *upper = *lower;
            } else {
                *lower = *upper;
            }
        }
    };
    fix(
        &mut bounds.column_lower,
        &mut bounds.column_upper,
        solution.columns(),
        solution.dual_columns(),
    );
    fix(
        &mut bounds.row_lower,
        &mut bounds.row_upper,
        solution.rows(),
        solution.dual_rows(),
    );
}
