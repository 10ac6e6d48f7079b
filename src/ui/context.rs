//! What every panel gets: the state to read, and a place for what is to be done.

use std::sync::Arc;

use geo::Coord;

use super::commands::Command;
use super::dialogs::Ask;
use super::theme::{self, Palette};
use crate::app::{Action, App};
use crate::words::Words;

/// What panels read and write. They change nothing themselves.
pub struct Panel<'a> {
    /// The program's state.
    pub app: &'a App,
    /// Texts.
    pub words: Arc<Words>,
    /// Colours beside egui's.
    pub palette: Palette,
    /// What is to be done when all panels are drawn.
    pub wishes: Vec<Wish>,
}

/// Something that a panel wants done.
#[derive(Clone, Debug)]
pub enum Wish {
    /// A change of the program's state.
    Act(Box<Action>),
    /// Something that a menu or key can ask for too.
    Do(Command),
    /// Have the place where a fraction is loaded clicked on the map.
    PlaceFraction(crate::project::FractionId),
    /// Show a place in the middle of the map.
    Center(Coord<f64>),
    /// Show the whole of an area.
    LookAt(geo::Rect<f64>),
    /// Show where a polygon is none, and mark it; with what the feature covers, where that is known.
    ShowFlaw(Coord<f64>, Option<geo::Rect<f64>>),
    /// Show the map at 1 : n.
    Scale(f64),
    /// Give an entry another name.
    Rename(crate::project::Entry),
    /// Give an alternative another name.
    RenameScenario(crate::project::ScenarioId),
    /// Write something about an alternative.
    NoteScenario(crate::project::ScenarioId),
    /// Have a comment written, about a place where there is one.
    Remark(Option<Coord<f64>>),
    /// Ask for a file.
    Ask(Ask),
}

impl<'a> Panel<'a> {
    /// For one frame.
    pub fn new(app: &'a App, visuals: &egui::Visuals) -> Self {
        Self {
            app,
            words: Arc::clone(app.words()),
            palette: theme::palette(visuals),
            wishes: Vec::new(),
        }
    }

    /// Asks for a change of the program's state.
    pub fn act(&mut self, action: Action) {
        self.wishes.push(Wish::Act(Box::new(action)));
    }

    /// Asks for what a menu or key can ask for too.
    pub fn command(&mut self, command: Command) {
        self.wishes.push(Wish::Do(command));
    }
}
