//! Placing and moving one point: an outlet, or where rock is loaded.

use geo::Coord;

use super::Hand;
use crate::app::{Action, App};
use crate::project::{Edit, Entry, FractionChange, FractionId, OutletChange, OutletId};
use crate::ui::context::{Panel, Wish};

/// What a point is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotOf {
    /// An outlet.
    Outlet(OutletId),
    /// The place where rock is loaded, unless a fraction has its own.
    Origin,
    /// The place where a fraction is loaded.
    Fraction(FractionId),
    /// A comment that is to be written.
    Comment,
}

/// A point that is being placed or moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Which point.
    pub of: SpotOf,
    /// Whether the pointer is on it, where a drag would move it.
    pub over: bool,
    /// Where it is while it is in the hand.
    pub held: Option<HeldSpot>,
    /// Whether it is only moved, as often as wanted, and never placed by a click elsewhere.
    only_moves: bool,
}

/// A point in the hand.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldSpot {
    /// Where it would be, in metres.
    pub at: Coord<f64>,
    /// Whether the button is down all the while.
    by_drag: bool,
}

impl SpotOf {
    /// Where it is; `None` where it has no place yet.
    pub fn place(self, app: &App) -> Option<Coord<f64>> {
        let project = app.project();
        match self {
            Self::Outlet(id) => project.outlet(id)?.place,
            Self::Origin => project.masses.origin,
            Self::Fraction(id) => project.fraction(id)?.origin,
            Self::Comment => None,
        }
    }

    fn put(self, at: Coord<f64>, panel: &mut Panel<'_>) {
        let edit = match self {
            Self::Outlet(id) => Edit::ChangeOutlet(id, OutletChange::Place(Some(at))),
            Self::Origin => {
                let mut masses = panel.app.project().masses.as_ref().clone();
                masses.origin = Some(at);
                let edit = Edit::SetMasses(Box::new(masses));
                // Called by what was changed, and not by all that stands beside it.
                Edit::Together("edit-fraction-origin", vec![edit])
            }
            Self::Fraction(id) => Edit::ChangeFraction(id, FractionChange::Origin(Some(at))),
            Self::Comment => {
                panel.wishes.push(Wish::Remark(Some(at)));
                return;
            }
        };
        panel.act(Action::Edit(edit));
    }
}

impl Spot {
    /// To be placed by the next click, wherever it is now.
    pub fn placing(of: SpotOf) -> Self {
        Self {
            of,
            over: false,
            held: None,
            only_moves: false,
        }
    }

    /// To be moved.
    pub fn moving(of: SpotOf) -> Self {
        Self {
            only_moves: true,
            ..Self::placing(of)
        }
    }

    /// Whether what it is the place of is gone, or has no place that could be moved.
    pub fn is_idle(&self, app: &App) -> bool {
        let is_gone = match self.of {
            SpotOf::Outlet(id) => app.project().outlet(id).is_none(),
            SpotOf::Origin | SpotOf::Comment => false,
            SpotOf::Fraction(id) => app.project().fraction(id).is_none(),
        };
        is_gone || self.only_moves && self.of.place(app).is_none()
    }

    /// The outlet that it is the place of.
    pub(super) fn entry(&self) -> Option<Entry> {
        match self.of {
            SpotOf::Outlet(id) => Some(Entry::Outlet(id)),
            SpotOf::Origin | SpotOf::Fraction(_) | SpotOf::Comment => None,
        }
    }

    /// Whether it is only moved, and stays in the hand for the next time.
    pub fn only_moves(&self) -> bool {
        self.only_moves
    }

    /// Where it would be by what is in the hand, or by a click at the pointer.
    pub fn would_be(&self, pointer: Option<Coord<f64>>) -> Option<Coord<f64>> {
        let held = self.held.as_ref().map(|held| held.at);
        held.or_else(|| pointer.filter(|_| !self.only_moves && !self.over))
    }

    /// Lets the mouse work on it. Returns whether it is placed, so that the tool is over.
    pub(super) fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) -> bool {
        let Some(place) = hand.place() else {
            return false;
        };
        let at = hand.world(place);
        if let Some(held) = &mut self.held {
            held.at = at;
            if !hand.drops(held.by_drag) {
                return false;
            }
            self.held = None;
            self.of.put(at, panel);
            return !self.only_moves;
        }
        let from = hand.drag_from();
        let dragged = from.is_some();
        let mark = self.of.place(panel.app).map(|at| ((), at));
        self.over = hand
            .nearest(from.unwrap_or(place), mark.into_iter())
            .is_some();
        if self.over && ((dragged && !hand.pans) || hand.clicked()) {
            self.held = Some(HeldSpot {
                at,
                by_drag: dragged,
            });
            return false;
        }
        let places = !self.over && !self.only_moves && hand.clicked();
        if places {
            self.of.put(at, panel);
        }
        places
    }
}
