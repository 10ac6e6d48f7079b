//! Moving, adding and taking away the points where material is let out into a level fill.

use geo::Coord;

use super::Hand;
use crate::app::{Action, App};
use crate::project::{DepositId, Edit};
use crate::ui::context::Panel;

/// Points that are being changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Discharges {
    /// The deposit.
    pub deposit: DepositId,
    /// The point under the pointer, or the one that was last touched.
    pub chosen: Option<usize>,
    /// The points while one is in the hand.
    pub held: Option<HeldPoint>,
}

/// A point in the hand.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldPoint {
    place: usize,
    /// The points as they would be.
    pub points: Vec<Coord<f64>>,
    /// Whether the button is down all the while.
    by_drag: bool,
}

impl Discharges {
    /// Nothing in the hand yet.
    pub fn of(deposit: DepositId) -> Self {
        Self {
            deposit,
            chosen: None,
            held: None,
        }
    }

    /// Where material is let out; `None` where the deposit is gone or no longer lies level.
    pub fn points<'a>(&self, app: &'a App) -> Option<&'a [Coord<f64>]> {
        let level = app.project().deposit(self.deposit)?.level()?;
        Some(&level.discharges)
    }

    /// Lets material out at one place more.
    pub fn add(&self, at: Coord<f64>, panel: &mut Panel<'_>) {
        if let Some(points) = self.points(panel.app) {
            let points = points.iter().copied().chain([at]).collect();
            self.set(points, panel);
        }
    }

    /// Takes the point under the pointer away.
    pub fn remove_chosen(&mut self, panel: &mut Panel<'_>) {
        let chosen = self.chosen.take();
        self.held = None;
        if let (Some(chosen), Some(points)) = (chosen, self.points(panel.app)) {
            let others = points.iter().enumerate();
            let others = others.filter(|(place, _)| *place != chosen);
            let others = others.map(|(_, at)| *at).collect();
            self.set(others, panel);
        }
    }

    fn set(&self, points: Vec<Coord<f64>>, panel: &mut Panel<'_>) {
        let deposit = panel.app.project().deposit(self.deposit);
        if let Some(change) = deposit.and_then(|deposit| deposit.with_discharges(points)) {
            let edit = Edit::ChangeDeposit(self.deposit, Box::new(change));
            panel.act(Action::Edit(edit));
        }
    }

    pub(super) fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
        let Some(points) = self.points(panel.app).map(<[_]>::to_vec) else {
            self.held = None;
            return;
        };
        let Some(place) = hand.place() else {
            return;
        };
        let at = hand.world(place);
        if let Some(held) = &mut self.held {
            if let Some(point) = held.points.get_mut(held.place) {
                *point = at;
            }
            if hand.drops(held.by_drag) {
                let points = held.points.clone();
                self.held = None;
                self.set(points, panel);
            }
            return;
        }
        let from = hand.drag_from();
        let dragged = from.is_some();
        self.chosen = hand.nearest(from.unwrap_or(place), points.iter().copied().enumerate());
        match self.chosen {
            Some(chosen) if (dragged && !hand.pans) || hand.clicked() => {
                let mut points = points;
                points[chosen] = at;
                self.held = Some(HeldPoint {
                    place: chosen,
                    points,
                    by_drag: dragged,
                });
            }
            None if hand.clicked() => self.add(at, panel),
            _ => {}
        }
    }
}
