//! Other ground: drawn areas with a purpose, and outlines that are in the hand.

use super::App;
use crate::design::Outline;
use crate::project::{Edit, Entry, GroundId, GroundPurpose, OtherGround};
use crate::words::Words;

/// Stands for other ground that is being drawn for the first time: numbers begin with 1.
pub const DRAWN_GROUND: Entry = Entry::Ground(GroundId(0));

/// The outline of a pit or of other ground while the hand moves it, or draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOutline {
    /// Which one; [`DRAWN_GROUND`] for one that is new.
    pub entry: Entry,
    /// As it lies now.
    pub outline: Outline,
}

impl App {
    /// The other ground that is selected.
    pub fn selected_ground(&self) -> Option<(GroundId, &OtherGround)> {
        match self.selected {
            Some(Entry::Ground(id)) => self.project().ground(id).map(|ground| (id, ground)),
            _ => None,
        }
    }

    /// The outline in the hand that is no deposit's.
    pub fn held_outline(&self) -> Option<&HeldOutline> {
        self.held.as_ref()
    }

    /// Measures what an outline in the hand takes, or no longer.
    pub(super) fn hold(&mut self, held: Option<HeldOutline>) {
        if self.held != held {
            self.held = held;
            self.look_at_areas();
            self.refresh_takes();
        }
    }

    /// Adds other ground to the alternative that is shown, and selects it. Without a name it gets a usual one.
    pub(super) fn add_ground(
        &mut self,
        name: Option<String>,
        outline: Outline,
        purpose: GroundPurpose,
    ) {
        self.held = None;
        let id = GroundId(self.next_id());
        let grounds = self.project().ground_of(self.active);
        let number = grounds.filter(|(_, one)| one.purpose == purpose).count() + 1;
        let usual = || format!("{} {number}", purpose_text(purpose, &self.words));
        let name = name.unwrap_or_else(usual);
        let ground = OtherGround::new(self.active, name, outline, purpose);
        self.edit(Edit::AddGround(id, Box::new(ground)));
        if self.project().ground(id).is_some() {
            self.selected = Some(Entry::Ground(id));
        }
    }
}

/// What ground with a purpose is called.
pub fn purpose_text(purpose: GroundPurpose, words: &Words) -> String {
    words.text(&format!("ground-{}", purpose.id().replace('_', "-")), &[])
}
