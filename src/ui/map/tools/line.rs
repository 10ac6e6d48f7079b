//! A drawn line in the hand, of a haul ramp or a road: drawn anew, or its points moved, added and taken away.

use egui::{PointerButton, Pos2};
use geo::{Coord, LineString};

use super::Hand;
use crate::app::{Action, App};
use crate::project::{
    DepositChange, DepositId, Distance, Edit, Entry, RampPlan, RampRoute, TermsChange,
};
use crate::ui::context::Panel;
use crate::ui::map::rings::{Corner, Rings};

/// What a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOf {
    /// The haul ramp on a deposit.
    Ramp(DepositId),
    /// The road to a deposit, pit or outlet.
    Route(Entry),
}

impl LineOf {
    /// What it belongs to.
    pub fn entry(self) -> Entry {
        match self {
            Self::Ramp(id) => Entry::Deposit(id),
            Self::Route(entry) => entry,
        }
    }

    /// The line as it was drawn; `None` where there is none.
    fn drawn(self, app: &App) -> Option<&[Coord<f64>]> {
        match self {
            Self::Ramp(id) => match &app.project().deposit(id)?.ramp.as_deref()?.route {
                RampRoute::Drawn { line, .. } => Some(line),
                RampRoute::Automatic { .. } => None,
            },
            Self::Route(entry) => match &app.project().terms_of(entry)?.distance {
                Distance::Route(line) => Some(&line.0),
                Distance::Typed { .. } | Distance::Straight { .. } => None,
            },
        }
    }

    /// Makes it another line. What else is decided about it stays.
    pub(super) fn set(self, panel: &mut Panel<'_>, line: Vec<Coord<f64>>) {
        match self {
            Self::Ramp(id) => set_ramp(panel, id, line),
            Self::Route(entry) => {
                let Some(terms) = panel.app.project().terms_of(entry) else {
                    return;
                };
                let haul = TermsChange::Haul(Distance::Route(LineString(line)), terms.climb_m);
                panel.act(Action::Edit(Edit::ChangeTerms(entry, Box::new(haul))));
            }
        }
    }
}

/// Points of a line that are being changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which line.
    pub of: LineOf,
    /// The point under the pointer, or the one that was last touched.
    pub chosen: Option<usize>,
    /// The line while a point is in the hand.
    pub held: Option<HeldPoint>,
}

/// A point in the hand.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldPoint {
    index: usize,
    /// The line as it would be.
    pub line: Vec<Coord<f64>>,
    /// Whether the button is down all the while.
    by_drag: bool,
}

fn set_ramp(panel: &mut Panel<'_>, id: DepositId, line: Vec<Coord<f64>>) {
    let Some(deposit) = panel.app.project().deposit(id) else {
        return;
    };
    let mut plan = deposit.ramp.as_deref().cloned();
    let plan = plan.get_or_insert_with(RampPlan::usual);
    let start_height = match plan.route {
        RampRoute::Drawn { start_height, .. } => start_height,
        RampRoute::Automatic { .. } => None,
    };
    plan.route = RampRoute::Drawn { line, start_height };
    let change = DepositChange::Ramp(Some(Box::new(plan.clone())));
    panel.act(Action::Edit(Edit::ChangeDeposit(id, Box::new(change))));
}

/// An open line as rings know it, so that its points are found in the same way.
fn ring_of(line: &[Coord<f64>]) -> Rings {
    Rings(vec![line.to_vec()])
}

impl Line {
    /// Nothing is in the hand yet.
    pub fn of(of: LineOf) -> Self {
        Self {
            of,
            chosen: None,
            held: None,
        }
    }

    /// Lets the mouse work on the line.
    pub fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
        let Some(line) = self.of.drawn(panel.app) else {
            self.held = None;
            return;
        };
        let Some(place) = hand.place() else {
            return;
        };
        let at = hand.world(place);
        if let Some(held) = &mut self.held {
            held.line[held.index] = at;
            if hand.drops(held.by_drag) {
                self.of.set(panel, held.line.clone());
                self.held = None;
            }
            return;
        }
        let ring = ring_of(line);
        let from = hand.drag_from();
        let dragged = from.is_some();
        let touched = hand.corner_at(from.unwrap_or(place), &ring);
        self.chosen = touched.map(|corner| corner.index);
        if let Some(index) = self.chosen {
            if (dragged && !hand.pans) || hand.clicked() {
                let mut line = line.to_vec();
                line[index] = at;
                self.held = Some(HeldPoint {
                    index,
                    line,
                    by_drag: dragged,
                });
            }
        } else if hand.response.double_clicked_by(PointerButton::Primary)
            && let Some(edge) = edge_at(hand, place, &ring)
        {
            let mut line = line.to_vec();
            line.insert(edge.index + 1, at);
            self.of.set(panel, line);
        }
    }

    /// Takes the point under the pointer away, while two are left.
    pub fn remove_chosen(&mut self, panel: &mut Panel<'_>) {
        let line = self.of.drawn(panel.app);
        if let (Some(line), Some(index)) = (line, self.chosen)
            && 2 < line.len()
            && index < line.len()
        {
            let mut line = line.to_vec();
            line.remove(index);
            self.of.set(panel, line);
        }
        self.chosen = None;
        self.held = None;
    }

    /// The line as it is, or as it would be with what is in the hand.
    pub fn line(&self, app: &App) -> Option<Vec<Coord<f64>>> {
        let held = self.held.as_ref().map(|held| held.line.clone());
        held.or_else(|| self.of.drawn(app).map(<[Coord<f64>]>::to_vec))
    }
}

/// The piece of line that a place is on: a line is open, so nothing leads back from its end.
fn edge_at(hand: &Hand<'_>, place: Pos2, ring: &Rings) -> Option<Corner> {
    let last = ring
        .0
        .first()
        .map_or(0, |line| line.len().saturating_sub(1));
    hand.edge_at(place, ring).filter(|edge| edge.index < last)
}
