//! Moving, adding and taking away corners of an outline.

use egui::{PointerButton, Pos2};

use super::{Hand, reshape};
use crate::project::Entry;
use crate::ui::context::Panel;
use crate::ui::map::rings::{Corner, Rings};

/// Corners of an outline that are being changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Vertices {
    /// The deposit or pit.
    pub entry: Entry,
    /// The corner under the pointer, or the one that was last touched.
    pub chosen: Option<Corner>,
    /// The outline while a corner is in the hand.
    pub held: Option<Held>,
}

/// A corner in the hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    corner: Corner,
    /// The outline as it would be.
    pub rings: Rings,
    /// Whether the button is down all the while.
    by_drag: bool,
}

impl Vertices {
    pub(super) fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
        let Some(outline) = panel.app.project().outline_of(self.entry) else {
            self.held = None;
            return;
        };
        let Some(place) = hand.place() else {
            return;
        };
        let at = hand.world(place);
        if let Some(held) = &mut self.held {
            held.rings.set(held.corner, at);
            if hand.drops(held.by_drag) {
                reshape(panel, self.entry, &held.rings);
                self.held = None;
            }
            return;
        }
        let rings = Rings::of(outline);
        let from = hand.drag_from();
        let dragged = from.is_some();
        self.chosen = hand.corner_at(from.unwrap_or(place), &rings);
        if let Some(corner) = self.chosen {
            if (dragged && !hand.pans) || hand.clicked() {
                let mut rings = rings;
                rings.set(corner, at);
                self.held = Some(Held {
                    corner,
                    rings,
                    by_drag: dragged,
                });
            }
        } else if hand.response.double_clicked_by(PointerButton::Primary)
            && let Some(edge) = hand.edge_at(place, &rings)
        {
            let mut rings = rings;
            rings.insert_after(edge, at);
            reshape(panel, self.entry, &rings);
        }
    }

    /// Takes the corner under the pointer away.
    pub fn remove_chosen(&mut self, panel: &mut Panel<'_>) {
        let outline = panel.app.project().outline_of(self.entry);
        let (Some(outline), Some(corner)) = (outline, self.chosen) else {
            return;
        };
        let mut rings = Rings::of(outline);
        if rings.remove(corner) {
            reshape(panel, self.entry, &rings);
        }
        self.chosen = None;
        self.held = None;
    }

    /// Where a double click would put a corner.
    pub fn edge_under(&self, hand: &Hand<'_>, rings: &Rings) -> Option<Pos2> {
        let place = hand.place()?;
        let free = self.held.is_none() && self.chosen.is_none();
        hand.edge_at(place, rings).filter(|_| free).map(|_| place)
    }
}
