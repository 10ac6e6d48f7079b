//! What the mouse does on the map: choose, draw, move corners, move a whole outline.

use egui::{Key, PointerButton, Pos2, Response, Ui};
use geo::{Contains as _, Coord, Point};
use walkers::{Position, Projector};

use super::rings::{Corner, Rings, crossings};
use crate::app::{
    Action, App, Draft, FillRequest, PitRequest, ScenarioAsk, SectionAsk, SectionCourse, TaskError,
    WayOut,
};
use crate::design::{Outline, OutlineError};
use crate::project::{Edit, Entry};
use crate::terrain::SectionLine;
use crate::ui::context::Panel;

/// As near as this to a corner counts as on it, in points.
const NEAR_CORNER: f32 = 10.0;

/// As near as this to an edge counts as on it, in points.
const NEAR_EDGE: f32 = 8.0;

/// As near as this to a line or point counts as on it, in points.
const NEAR_FEATURE: f32 = 5.0;

/// What the mouse does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tool {
    /// Choose a deposit or pit; drag the map.
    #[default]
    Select,
    /// Draw corner by corner.
    Sketch(Sketch),
    /// Move, add and take away corners of an outline.
    Vertices(Vertices),
    /// Move a whole outline.
    Move(Moving),
    /// Ask what lies at a place.
    Identify,
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new deposit.
    Deposit,
    /// A new pit.
    Pit,
    /// A hole in a deposit or pit.
    Hole(Entry),
    /// The line of a section.
    Section,
}

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

/// Where the pointer is, and what it does.
pub struct Hand<'a> {
    /// The map.
    pub response: &'a Response,
    /// World to screen and back.
    pub projector: &'a Projector<'a>,
    /// Whether dragging moves the map just now.
    pub pans: bool,
}

impl Hand<'_> {
    /// Which place is at a point of the screen, in metres.
    pub fn world(&self, at: Pos2) -> Coord<f64> {
        self.projector.unproject(at.to_vec2()).0
    }

    /// Where a place is on the screen.
    pub fn screen(&self, at: Coord<f64>) -> Pos2 {
        self.projector.project(Position::new(at.x, at.y)).to_pos2()
    }

    fn place(&self) -> Option<Pos2> {
        self.response
            .interact_pointer_pos()
            .or_else(|| self.response.hover_pos())
    }

    fn clicked(&self) -> bool {
        self.response.clicked_by(PointerButton::Primary)
    }

    /// Whether what is in the hand is let go: by the button that was held down, or by the second click.
    fn drops(&self, by_drag: bool) -> bool {
        if by_drag {
            self.response.drag_stopped_by(PointerButton::Primary)
        } else {
            self.clicked()
        }
    }

    /// Where the button went down, if a drag begins: it is told after a few points.
    fn drag_from(&self) -> Option<Pos2> {
        let begins = self.response.drag_started_by(PointerButton::Primary);
        let pressed = self
            .response
            .ctx
            .input(|input| input.pointer.press_origin());
        pressed.filter(|_| begins)
    }

    /// The corner that a place on the screen is on.
    fn corner_at(&self, place: Pos2, rings: &Rings) -> Option<Corner> {
        let away = |at: Coord<f64>| self.screen(at).distance(place);
        rings
            .corners()
            .map(|(corner, at)| (corner, away(at)))
            .filter(|(_, away)| *away <= NEAR_CORNER)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(corner, _)| corner)
    }

    /// The edge that a place on the screen is on: the corner it begins at.
    fn edge_at(&self, place: Pos2, rings: &Rings) -> Option<Corner> {
        let away = |from: Coord<f64>, to: Coord<f64>| {
            let (from, to) = (self.screen(from), self.screen(to));
            let along = to - from;
            let share = (place - from).dot(along) / along.length_sq().max(1e-6);
            (from + along * share.clamp(0.0, 1.0)).distance(place)
        };
        rings
            .edges()
            .map(|(corner, from, to)| (corner, away(from, to)))
            .filter(|(_, away)| *away <= NEAR_EDGE)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(corner, _)| corner)
    }
}

impl Tool {
    /// A sketch that begins.
    pub fn sketch(purpose: Purpose) -> Self {
        Self::Sketch(Sketch {
            purpose,
            corners: Vec::new(),
            taken_back: Vec::new(),
        })
    }

    /// Lets the mouse work on the map.
    pub fn use_hand(&mut self, ui: &Ui, hand: &Hand<'_>, panel: &mut Panel<'_>) {
        match self {
            Self::Select => select(hand, panel),
            Self::Identify => identify(hand, panel),
            Self::Sketch(sketch) => {
                if sketch.use_hand(ui, hand, panel) {
                    *self = Self::Select;
                }
            }
            Self::Vertices(vertices) => vertices.use_hand(hand, panel),
            Self::Move(moving) => moving.use_hand(hand, panel),
        }
    }

    /// Whether dragging with the first button moves the map.
    pub fn lets_the_map_be_dragged(&self) -> bool {
        match self {
            Self::Select | Self::Sketch(_) | Self::Identify => true,
            Self::Vertices(vertices) => vertices.held.is_none() && vertices.chosen.is_none(),
            Self::Move(moving) => moving.held.is_none() && !moving.over,
        }
    }

    /// Whether something is in the hand.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Select | Self::Identify => false,
            Self::Sketch(sketch) => 3 <= sketch.corners.len(),
            Self::Vertices(vertices) => vertices.held.is_some(),
            Self::Move(moving) => moving.held.is_some(),
        }
    }

    /// Gives up what is in the hand, or else the tool. Returns whether there was anything to give up.
    pub fn give_up(&mut self) -> bool {
        match self {
            Self::Select => return false,
            Self::Vertices(vertices) if vertices.held.is_some() => vertices.held = None,
            Self::Move(moving) if moving.held.is_some() => moving.held = None,
            Self::Sketch(_) | Self::Vertices(_) | Self::Move(_) | Self::Identify => {
                *self = Self::Select;
            }
        }
        true
    }

    /// The deposit or pit that the tool works on.
    pub fn entry(&self) -> Option<Entry> {
        match self {
            Self::Select | Self::Identify => None,
            Self::Sketch(sketch) => match sketch.purpose {
                Purpose::Deposit | Purpose::Pit | Purpose::Section => None,
                Purpose::Hole(entry) => Some(entry),
            },
            Self::Vertices(vertices) => Some(vertices.entry),
            Self::Move(moving) => Some(moving.entry),
        }
    }

    /// The draft to be computed while the hand moves.
    pub fn draft(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<Draft> {
        let rings = match self {
            Self::Select | Self::Identify => return None,
            Self::Sketch(sketch) => return sketch.draft(app, pointer),
            Self::Vertices(vertices) => &vertices.held.as_ref()?.rings,
            Self::Move(moving) => &moving.held.as_ref()?.1,
        };
        draft_of(app, self.entry()?, Outline::new(&rings.polygon()).ok()?)
    }
}

/// A deposit with another outline, as a draft. A pit is measured once it is let go.
fn draft_of(app: &App, entry: Entry, outline: Outline) -> Option<Draft> {
    let Entry::Deposit(id) = entry else {
        return None;
    };
    let deposit = app.project().deposit(id)?;
    Some(Draft {
        deposit: Some(id),
        base: deposit.base,
        request: FillRequest::of(&deposit.reshaped(outline)),
    })
}

fn select(hand: &Hand<'_>, panel: &mut Panel<'_>) {
    if !hand.clicked() {
        return;
    }
    let Some(place) = hand.place() else {
        return;
    };
    let at = Point(hand.world(place));
    let project = panel.app.project();
    let is_hit = |entry: &Entry| {
        let outline = project.outline_of(*entry);
        project.is_visible(*entry) && outline.is_some_and(|one| one.polygon().contains(&at))
    };
    let hit = project.built_in(panel.app.active()).find(is_hit);
    panel.act(Action::Select(hit));
}

/// Asks what lies where the map is clicked.
fn identify(hand: &Hand<'_>, panel: &mut Panel<'_>) {
    let Some(place) = hand.place().filter(|_| hand.clicked()) else {
        return;
    };
    let at = hand.world(place);
    let beside = hand.world(place + egui::Vec2::new(NEAR_FEATURE, 0.0));
    panel.act(Action::Identify {
        at,
        within_m: beside.x - at.x,
    });
}

/// Makes a polygon the outline of a deposit or pit, or tells why it cannot be one.
fn reshape(panel: &mut Panel<'_>, entry: Entry, rings: &Rings) {
    match Outline::new(&rings.polygon()) {
        Ok(outline) => panel.act(Action::Edit(Edit::Reshape(entry, outline))),
        Err(error) => refuse(panel, error),
    }
}

fn refuse(panel: &mut Panel<'_>, error: OutlineError) {
    let ways_out = match &error {
        OutlineError::CrossesItself { at } => vec![WayOut::ShowPlace(*at)],
        _ => Vec::new(),
    };
    let error = std::sync::Arc::new(TaskError::Drawn { source: error });
    panel.act(Action::Report(error, ways_out));
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
        if self.corners.len() < 3 {
            refuse(panel, OutlineError::NoArea);
            return false;
        }
        let wish = match self.purpose {
            Purpose::Deposit => self
                .outline()
                .map(|outline| Some(Action::AddDeposit(FillRequest::usual(outline)))),
            Purpose::Pit => self.outline().map(|outline| {
                let mined = panel.app.base()?;
                Some(Action::AddPit(Box::new(PitRequest::usual_pit(
                    outline, mined,
                ))))
            }),
            // It is no outline, and over by now.
            Purpose::Section => return true,
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
        if self.purpose == Purpose::Section {
            2
        } else {
            3
        }
    }

    fn outline(&self) -> Result<Outline, OutlineError> {
        Outline::new(&Rings(vec![self.corners.clone()]).polygon())
    }

    fn with_hole(app: &App, entry: Entry, hole: &[Coord<f64>]) -> Option<Rings> {
        let mut rings = Rings::of(app.project().outline_of(entry)?);
        rings.0.push(hole.to_vec());
        Some(rings)
    }

    fn draft(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<Draft> {
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
            Purpose::Pit | Purpose::Section => None,
            Purpose::Hole(entry) => {
                let rings = Self::with_hole(app, entry, &corners)?;
                draft_of(app, entry, Outline::new(&rings.polygon()).ok()?)
            }
        }
    }

    fn use_hand(&mut self, ui: &Ui, hand: &Hand<'_>, panel: &mut Panel<'_>) -> bool {
        if hand.clicked()
            && let Some(place) = hand.place()
        {
            self.add(hand.world(place));
        }
        let typing = ui.ctx().egui_wants_keyboard_input();
        let key = |key| !typing && ui.input(|input| input.key_pressed(key));
        if key(Key::Backspace) {
            self.take_back();
        }
        let ends = hand.response.clicked_by(PointerButton::Secondary) || key(Key::Enter);
        ends && self.finish(panel)
    }
}

impl Vertices {
    fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
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

impl Moving {
    fn use_hand(&mut self, hand: &Hand<'_>, panel: &mut Panel<'_>) {
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
        self.over = outline.polygon().contains(&Point(from));
        if self.over && (dragged && !hand.pans || hand.clicked()) {
            self.held = Some((from, Rings::of(outline), dragged));
        }
    }
}
