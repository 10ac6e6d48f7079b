//! What panels read of the state.

use std::sync::Arc;

use geo::{Coord, Rect};

use super::tagged::Tagged;
use super::{App, Draft, JobKey, OpenTerrain, Preview};
use crate::app::TaskError;
use crate::app::built_color::color_of_built;
use crate::app::fill::FillResult;
use crate::app::settings::{Folders, Settings};
use crate::app::site_areas::around_both;
use crate::app::trouble::Posted;
use crate::design::Outline;
use crate::gis::{PicturePyramid, PlaceNames, Reference};
use crate::jobs::Running;
use crate::project::{
    Deposit, DepositId, DepositMethod, Entry, History, Layer, LayerId, LayerKind, Project,
    RampPlan, Reading, ScenarioId,
};
use crate::results::Computed;
use crate::words::Words;

impl App {
    /// The project as it stands.
    pub fn project(&self) -> &Project {
        self.history.project()
    }

    /// For the names of undo and redo.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Texts in the language that is set.
    pub fn words(&self) -> &Arc<Words> {
        &self.words
    }

    /// What the user set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether a file that was opened before was not found.
    pub fn is_missing(&self, source: &str) -> bool {
        self.missing.contains(source)
    }

    /// Where the program keeps what is not in a project.
    pub fn folders(&self) -> &Folders {
        &self.folders
    }

    /// The scenario that is shown.
    pub fn active(&self) -> ScenarioId {
        self.active
    }

    /// What is selected.
    pub fn selected(&self) -> Option<Entry> {
        self.selected
    }

    /// The colour of a deposit or pit by its place among those of its scenario, so that copies have the same.
    ///
    /// Red, green and blue.
    pub fn color_of(&self, entry: Entry) -> [u8; 3] {
        color_of_built(self.project(), entry)
    }

    /// The deposit that is selected.
    pub fn selected_deposit(&self) -> Option<(DepositId, &Deposit)> {
        match self.selected {
            Some(Entry::Deposit(id)) => self.project().deposit(id).map(|deposit| (id, deposit)),
            _ => None,
        }
    }

    /// What is selected, if it has an outline.
    pub fn selected_outline(&self) -> Option<Entry> {
        let selected = self.selected;
        selected.filter(|entry| self.project().outline_of(*entry).is_some())
    }

    /// The deposit that is selected, if it has a face for a haul ramp, and the ramp that it has.
    pub fn selected_for_ramp(&self) -> Option<(DepositId, Option<&RampPlan>)> {
        let Some(Entry::Deposit(id)) = self.selected else {
            return None;
        };
        let deposit = self.project().deposit(id)?;
        let has_face = !matches!(deposit.method, DepositMethod::Level(_));
        has_face.then_some((id, deposit.ramp.as_deref()))
    }

    /// A terrain that is open.
    pub fn terrain(&self, id: LayerId) -> Option<&OpenTerrain> {
        self.terrains.get(&id)
    }

    /// How the numbers of a layer's file become heights.
    pub fn reading(&self, id: LayerId) -> Reading {
        self.project()
            .layer(id)
            .map_or_else(Reading::default, Layer::reading)
    }

    /// The ground's height at a place.
    pub fn height_at(&self, id: LayerId, at: Coord<f64>) -> Option<f64> {
        let height = self.terrain(id)?.relief.as_ref()?.height_at(at)?;
        Some(self.reading(id).height_of(f64::from(height)))
    }

    /// A background whose pictures are made.
    pub fn background(&self, id: LayerId) -> Option<&Arc<PicturePyramid>> {
        self.backgrounds.get(&id)
    }

    /// The names of a layer.
    pub fn place_names(&self, id: LayerId) -> Option<&Arc<PlaceNames>> {
        self.place_names.get(&id)
    }

    /// The terrain that new deposits stand on: the selected one, or the topmost.
    pub fn base(&self) -> Option<LayerId> {
        let selected = match self.selected {
            Some(Entry::Layer(id)) => Some(id).filter(|id| self.terrains.contains_key(id)),
            Some(Entry::Deposit(id)) => self.project().deposit(id).map(|deposit| deposit.base),
            Some(Entry::Pit(id)) => {
                let pit = self.project().pit(id);
                pit.and_then(|pit| pit.terrains().next())
            }
            Some(Entry::Ground(_) | Entry::Outlet(_)) | None => None,
        };
        let topmost = || {
            let mut terrains = self.project().layers_of(LayerKind::Terrain);
            terrains.next().map(|(id, _)| id)
        };
        selected
            .filter(|id| self.project().layers.contains_key(id))
            .or_else(topmost)
    }

    /// The project's coordinate system: that of its first terrain.
    pub fn reference(&self) -> Option<&Reference> {
        let mut terrains = self.project().layers.iter();
        let of_terrain =
            terrains.find_map(|(id, _)| self.terrains.get(id).map(|terrain| &terrain.reference));
        of_terrain.or(self.crs.as_ref())
    }

    /// The ground that an entry covers, in metres.
    pub fn extent_of(&self, entry: Entry) -> Option<Rect<f64>> {
        match entry {
            Entry::Layer(id) => {
                let terrain = self
                    .terrains
                    .get(&id)
                    .map(|terrain| terrain.placement.extent());
                let background = || {
                    self.backgrounds
                        .get(&id)
                        .map(|picture| picture.placement(0).extent())
                };
                let names = || {
                    let names = &self.place_names.get(&id)?.names;
                    extent_of_points(names.iter().map(|name| name.at))
                };
                let site = || self.site_content(id)?.facts.extent;
                terrain.or_else(background).or_else(names).or_else(site)
            }
            Entry::Deposit(id) => {
                let outline = self.project().outline_of(entry)?;
                // A fill may reach far beyond what was drawn, most of all one below a point.
                let fill = self.fills.get(&id).and_then(|fill| fill.value());
                let covered = fill.map(|fill| fill.picture.extent);
                around([outline.extent()].into_iter().chain(covered))
            }
            Entry::Pit(_) | Entry::Ground(_) => {
                self.project().outline_of(entry).map(Outline::extent)
            }
            Entry::Outlet(id) => {
                let place = self.project().outlet(id)?.place?;
                Some(Rect::new(place, place))
            }
        }
    }

    /// The ground that all terrain covers, or all that is built where no terrain is open, in metres.
    pub fn site(&self) -> Option<Rect<f64>> {
        let terrains = self.project().layers_of(LayerKind::Terrain);
        let extents = terrains.filter_map(|(id, _)| self.extent_of(Entry::Layer(id)));
        around(extents).or_else(|| {
            let entries = self.project().order.iter();
            around(entries.filter_map(|entry| {
                let outline = self.project().outline_of(*entry)?;
                Some(outline.extent())
            }))
        })
    }

    /// What was last worked out for a deposit.
    pub fn fill(&self, id: DepositId) -> Option<&Computed<FillResult, TaskError>> {
        self.fills.get(&id)
    }

    /// Whether a deposit's result belongs to its decisions.
    pub fn is_current(&self, id: DepositId) -> bool {
        let fill = self.fills.get(&id);
        fill.is_some_and(|fill| self.fill_id(id).is_some_and(|of| fill.is_of(of)))
    }

    /// What was last worked out while the hand moves.
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref()
    }

    /// How many drafts came after the one that is shown: how far the picture is behind the hand.
    pub fn preview_lag(&self) -> u32 {
        self.draft_number - self.preview_number
    }

    /// The draft that is being followed.
    pub fn draft(&self) -> Option<&Draft> {
        self.draft.as_ref()
    }

    /// Notices that wait to be read.
    pub fn posted(&self) -> &[Posted] {
        &self.posted
    }

    /// Notices of this run of the program, the latest last.
    pub fn log(&self) -> &[Posted] {
        &self.log
    }

    /// What is being done.
    pub fn jobs(&self) -> Vec<Running<JobKey>> {
        self.workers().into_iter().flat_map(Tagged::jobs).collect()
    }

    /// Whether nothing was being done and nothing had come when answers were taken in last.
    pub fn took_all_in(&self) -> bool {
        self.took_all_in
    }

    /// Whether nothing is being done or waits.
    pub fn is_idle(&self) -> bool {
        self.workers().into_iter().all(Tagged::is_idle)
    }

    /// What was just opened and should come into view. Told once.
    pub fn take_shown(&mut self) -> Option<Entry> {
        let shown = self.shown?;
        self.extent_of(shown)?;
        self.shown.take()
    }
}

/// The least rectangle around all of them.
fn around(extents: impl Iterator<Item = Rect<f64>>) -> Option<Rect<f64>> {
    extents.reduce(around_both)
}

fn extent_of_points(points: impl Iterator<Item = Coord<f64>>) -> Option<Rect<f64>> {
    around(points.map(|at| Rect::new(at, at)))
}
