//! Drawing corner by corner.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Key, PointerButton, Pos2, Ui};
use geo::Coord;

use super::line::LineOf;
use super::{Hand, draft_of, refuse};
use crate::app::{
    Action, App, DRAWN_GROUND, Draft, FillRequest, HeldOutline, PitRequest, ScenarioAsk,
    SectionAsk, SectionCourse, TaskError, loading_places,
};
use crate::design::{Benches, DesignError, Outline, OutlineError, strip_along};
use crate::project::{DepositId, Edit, Entry, GroundPurpose};
use crate::terrain::SectionLine;
use crate::ui::context::Panel;
use crate::ui::map::rings::{Rings, crossings};
use crate::units::Metres;

/// How high above the ground a point is at first: a usual lift.
const USUAL_TIP_HEIGHT: Metres = Benches::USUAL_LIFT;

/// An outline that is being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// What it will be.
    pub purpose: Purpose,
    /// Corners so far.
    pub corners: Vec<Coord<f64>>,
    /// Corners that were taken back.
    pub taken_back: Vec<Coord<f64>>,
}

/// What a sketch will be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Purpose {
    /// A new deposit.
    Deposit,
    /// A new deposit below a point.
    Point,
    /// A new pit.
    Pit,
    /// New other ground, around its edge.
    Ground(GroundPurpose),
    /// New other ground, along its middle.
    Strip {
        /// What it is used for.
        purpose: GroundPurpose,
        /// From side to side.
        width: Metres,
    },
    /// A hole in a deposit, a pit or other ground.
    Hole(Entry),
    /// The line of a section.
    Section,
    /// The line of the haul ramp on a deposit.
    Ramp(DepositId),
    /// The road to a deposit, pit or outlet.
    Route(Entry),
}

impl Purpose {
    /// The line that it will be, where that belongs to something.
    fn line(self) -> Option<LineOf> {
        match self {
            Self::Ramp(id) => Some(LineOf::Ramp(id)),
            Self::Route(entry) => Some(LineOf::Route(entry)),
            _ => None,
        }
    }
}

impl Sketch {
    /// Adds a corner.
    pub fn add(&mut self, at: Coord<f64>) {
        if self.corners.last() != Some(&at) {
            self.corners.push(at);
            self.taken_back.clear();
        }
    }

    /// Takes the last corner back.
    pub fn take_back(&mut self) -> bool {
        let corner = self.corners.pop();
        self.taken_back.extend(corner);
        corner.is_some()
    }

    /// Puts a corner that was taken back where it was.
    pub fn put_back(&mut self) -> bool {
        let corner = self.taken_back.pop();
        self.corners.extend(corner);
        corner.is_some()
    }

    /// Where the line so far crosses itself, with the pointer as its next corner.
    pub fn crossings(&self, pointer: Option<Coord<f64>>) -> Vec<Coord<f64>> {
        let mut corners = self.corners.clone();
        corners.extend(pointer);
        crossings(&corners, false)
    }

    /// Makes it what it is for, or tells why not. Returns whether the sketch is over.
    pub fn finish(&self, panel: &mut Panel<'_>) -> bool {
        if self.purpose == Purpose::Section {
            return self.finish_section(panel);
        }
        if panel.app.is_active_frozen() {
            // The drawing stays, for when it is thawed or another alternative is shown.
            panel.act(Action::Scenario(ScenarioAsk::WhyFrozen));
            return false;
        }
        if let Some(line) = self.purpose.line() {
            let is_line = self.least_corners() <= self.corners.len();
            if is_line {
                line.set(panel, self.corners.clone());
            }
            return is_line;
        }
        if self.corners.len() < self.least_corners() {
            refuse(panel, OutlineError::NoArea);
            return false;
        }
        let wish = match self.purpose {
            Purpose::Deposit => self
                .outline()
                .map(|outline| Some(Action::AddDeposit(FillRequest::usual(outline)))),
            Purpose::Point => {
                let at = self.corners.first();
                let request = at.and_then(|at| tipped(panel.app, *at));
                if request.is_none() {
                    refuse_point(panel);
                    return false;
                }
                Ok(request.map(Action::AddDeposit))
            }
            Purpose::Pit => self.outline().map(|outline| {
                let mined = panel.app.base()?;
                Some(Action::AddPit(Box::new(PitRequest::usual_pit(
                    outline, mined,
                ))))
            }),
            Purpose::Ground(purpose) => self
                .outline()
                .map(|outline| Some(Action::AddGround(outline, purpose))),
            Purpose::Strip { purpose, width } => strip_along(&self.corners, width)
                .map(|outline| Some(Action::AddGround(outline, purpose))),
            // They are no outlines, and over by now.
            Purpose::Section | Purpose::Ramp(_) | Purpose::Route(_) => return true,
            Purpose::Hole(entry) => {
                let Some(rings) = Self::with_hole(panel.app, entry, &self.corners) else {
                    return true;
                };
                Outline::new(&rings.polygon())
                    .map(|outline| Some(Action::Edit(Edit::Reshape(entry, outline))))
            }
        };
        match wish {
            Ok(action) => {
                if let Some(action) = action {
                    panel.act(action);
                }
                true
            }
            Err(error) => {
                refuse(panel, error);
                false
            }
        }
    }

    /// Takes the first place that was clicked or typed. Returns whether the sketch is over.
    fn tip(&mut self, panel: &mut Panel<'_>) -> bool {
        let over = !self.corners.is_empty() && self.finish(panel);
        self.corners.clear();
        over
    }

    /// Shows the section along the line. With fewer than two points there is nothing to show yet.
    fn finish_section(&self, panel: &mut Panel<'_>) -> bool {
        let Ok(line) = SectionLine::new(self.corners.iter().copied()) else {
            return false;
        };
        let course = SectionCourse::Drawn(line);
        panel.act(Action::Section(SectionAsk::Show(course)));
        true
    }

    /// How many corners it needs to be finished.
    pub fn least_corners(&self) -> usize {
        match self.purpose {
            Purpose::Point => 1,
            Purpose::Section | Purpose::Ramp(_) | Purpose::Route(_) | Purpose::Strip { .. } => 2,
            Purpose::Deposit | Purpose::Pit | Purpose::Ground(_) | Purpose::Hole(_) => 3,
        }
    }

    /// Whether it stays open, as a line.
    pub fn is_line(&self) -> bool {
        matches!(
            self.purpose,
            Purpose::Section | Purpose::Ramp(_) | Purpose::Route(_) | Purpose::Strip { .. }
        )
    }

    /// The outline of other ground so far, with the pointer as its next corner.
    pub(super) fn held(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<HeldOutline> {
        let mut corners = self.corners.clone();
        corners.extend(pointer);
        let (entry, outline) = match self.purpose {
            Purpose::Ground(_) => (DRAWN_GROUND, Outline::new(&Rings(vec![corners]).polygon())),
            Purpose::Strip { width, .. } => (DRAWN_GROUND, strip_along(&corners, width)),
            Purpose::Hole(entry @ (Entry::Pit(_) | Entry::Ground(_))) => {
                let rings = Self::with_hole(app, entry, &corners)?;
                (entry, Outline::new(&rings.polygon()))
            }
            _ => return None,
        };
        let outline = outline.ok()?;
        Some(HeldOutline { entry, outline })
    }

    fn outline(&self) -> Result<Outline, OutlineError> {
        Outline::new(&Rings(vec![self.corners.clone()]).polygon())
    }

    fn with_hole(app: &App, entry: Entry, hole: &[Coord<f64>]) -> Option<Rings> {
        let mut rings = Rings::of(app.project().outline_of(entry)?);
        rings.0.push(hole.to_vec());
        Some(rings)
    }

    pub(super) fn draft(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<Draft> {
        let mut corners = self.corners.clone();
        corners.extend(pointer);
        match self.purpose {
            Purpose::Deposit => {
                let outline = Outline::new(&Rings(vec![corners]).polygon()).ok()?;
                Some(Draft {
                    deposit: None,
                    base: app.base()?,
                    request: FillRequest::usual(outline),
                })
            }
            Purpose::Point => Some(Draft {
                deposit: None,
                base: app.base()?,
                request: tipped(app, pointer?)?,
            }),
            Purpose::Pit
            | Purpose::Ground(_)
            | Purpose::Strip { .. }
            | Purpose::Section
            | Purpose::Ramp(_)
            | Purpose::Route(_) => None,
            Purpose::Hole(entry) => {
                let rings = Self::with_hole(app, entry, &corners)?;
                draft_of(app, entry, Outline::new(&rings.polygon()).ok()?)
            }
        }
    }

    /// The loading place or outlet that a point of a road on the screen is on.
    fn snapped(&self, place: Pos2, hand: &Hand<'_>, app: &App) -> Option<Coord<f64>> {
        let Purpose::Route(entry) = self.purpose else {
            return None;
        };
        let project = app.project();
        let outlet = match entry {
            Entry::Outlet(id) => project.outlet(id).and_then(|outlet| outlet.place),
            _ => None,
        };
        let ends = loading_places(project).into_iter().map(|one| one.at);
        hand.nearest(place, ends.chain(outlet).map(|at| (at, at)))
    }

    pub(super) fn use_hand(&mut self, ui: &Ui, hand: &Hand<'_>, panel: &mut Panel<'_>) -> bool {
        if hand.clicked()
            && let Some(place) = hand.place()
        {
            let at = self.snapped(place, hand, panel.app);
            self.add(at.unwrap_or_else(|| hand.world(place)));
        }
        let typing = ui.ctx().egui_wants_keyboard_input();
        let key = |key| !typing && ui.input(|input| input.key_pressed(key));
        if key(Key::Backspace) {
            self.take_back();
        }
        if self.purpose == Purpose::Point {
            return self.tip(panel);
        }
        let ends = hand.response.clicked_by(PointerButton::Secondary) || key(Key::Enter);
        ends && self.finish(panel)
    }
}

/// Tells that there is no ground to tip on.
fn refuse_point(panel: &mut Panel<'_>) {
    let terrain = panel.app.base().and_then(|base| panel.app.terrain(base));
    let error = TaskError::Design {
        terrain: terrain.map_or_else(PathBuf::new, |terrain| terrain.path.clone()),
        source: DesignError::CrestOutsideTerrain,
    };
    panel.act(Action::Report(Arc::new(error), Vec::new()));
}

/// A fill below a point: as high as rock is usually tipped from the ground there.
fn tipped(app: &App, at: Coord<f64>) -> Option<FillRequest> {
    let ground_m = app.height_at(app.base()?, at)?;
    let level_m = ((ground_m + USUAL_TIP_HEIGHT.0) * 10.0).round() / 10.0;
    Some(FillRequest::tipped(at, Metres(level_m)))
}
