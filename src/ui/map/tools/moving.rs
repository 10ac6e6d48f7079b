//! Moving a whole outline.

use geo::{Contains as _, Coord, Point};

use super::{Hand, reshape};
use crate::project::Entry;
use crate::ui::context::Panel;
use crate::ui::map::rings::Rings;

/// An outline that is being moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Moving {
    /// The deposit or pit.
    pub entry: Entry,
    /// Whether the pointer is where a drag would move it.
    pub over: bool,
    /// Where it was taken, and how its outline would be.
    pub held: Option<(Coord<f64>, Rings, bool)>,
}

impl Moving {
    pub(super) fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
        let Some(outline) = panel.app.project().outline_of(self.entry) else {
            self.held = None;
            return;
        };
        let Some(place) = hand.place() else {
            return;
        };
        let at = hand.world(place);
        if let Some((from, rings, by_drag)) = &mut self.held {
            *rings = Rings::of(outline);
            rings.shift(at - *from);
            if hand.drops(*by_drag) {
                reshape(panel, self.entry, rings);
                self.held = None;
            }
            return;
        }
        let pressed = hand.drag_from();
        let dragged = pressed.is_some();
        let from = pressed.map_or(at, |at| hand.world(at));
        self.over = if panel.app.project().is_point(self.entry) {
            let at = pressed.unwrap_or(place);
            let mark = [((), outline.extent().center())];
            hand.nearest(at, mark.into_iter()).is_some()
        } else {
            outline.polygon().contains(&Point(from))
        };
        if self.over && (dragged && !hand.pans || hand.clicked()) {
            self.held = Some((from, Rings::of(outline), dragged));
        }
    }
}
