//! What the mouse does on the map: choose, or what the tool in the hand does.

mod discharges;
mod line;
mod moving;
mod sketch;
mod spot;
mod vertices;

use egui::{PointerButton, Pos2, Response, Ui};
use geo::{Contains as _, Coord, Point};
use walkers::{Position, Projector};

use super::fills::picture_of;
use super::rings::{Corner, Rings};
use crate::app::{Action, App, Draft, FillRequest, HeldOutline, TaskError, WayOut};
use crate::design::{Outline, OutlineError};
use crate::project::{Deposit, DepositId, Edit, Entry};
use crate::ui::context::Panel;
pub use discharges::Discharges;
pub use line::{Line, LineOf};
pub use moving::Moving;
pub use sketch::{Purpose, Sketch};
pub use spot::{Spot, SpotOf};
pub use vertices::Vertices;

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
    /// Move, add and take away points where material is let out.
    Discharges(Discharges),
    /// Move, add and take away points of a line.
    Line(Line),
    /// Place an outlet, or where rock is loaded.
    Spot(Spot),
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
        self.nearest(place, rings.corners())
    }

    /// What a place on the screen is on, among things that lie at points.
    fn nearest<T>(&self, place: Pos2, things: impl Iterator<Item = (T, Coord<f64>)>) -> Option<T> {
        things
            .map(|(thing, at)| (thing, self.screen(at).distance(place)))
            .filter(|(_, away)| *away <= NEAR_CORNER)
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(thing, _)| thing)
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
        Self::sketch_from(purpose, None)
    }

    /// The same, with its first corner where that is known.
    pub fn sketch_from(purpose: Purpose, first: Option<Coord<f64>>) -> Self {
        Self::Sketch(Sketch {
            purpose,
            corners: first.into_iter().collect(),
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
            Self::Discharges(points) => points.use_hand(hand, panel),
            Self::Line(line) => line.use_hand(hand, panel),
            Self::Spot(spot) => {
                if spot.use_hand(hand, panel) {
                    *self = Self::Select;
                }
            }
        }
    }

    /// Whether dragging with the first button moves the map.
    pub fn lets_the_map_be_dragged(&self) -> bool {
        match self {
            Self::Select | Self::Sketch(_) | Self::Identify => true,
            Self::Vertices(vertices) => vertices.held.is_none() && vertices.chosen.is_none(),
            Self::Move(moving) => moving.held.is_none() && !moving.over,
            Self::Discharges(points) => points.held.is_none() && points.chosen.is_none(),
            Self::Line(line) => line.held.is_none() && line.chosen.is_none(),
            Self::Spot(spot) => spot.held.is_none() && !spot.over,
        }
    }

    /// Whether something is in the hand.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Select | Self::Identify => false,
            Self::Sketch(sketch) => 3 <= sketch.corners.len(),
            Self::Vertices(vertices) => vertices.held.is_some(),
            Self::Move(moving) => moving.held.is_some(),
            Self::Discharges(points) => points.held.is_some(),
            Self::Line(line) => line.held.is_some(),
            Self::Spot(spot) => spot.held.is_some(),
        }
    }

    /// Gives up what is in the hand, or else the tool. Returns whether there was anything to give up.
    pub fn give_up(&mut self) -> bool {
        match self {
            Self::Select => return false,
            Self::Vertices(vertices) if vertices.held.is_some() => vertices.held = None,
            Self::Move(moving) if moving.held.is_some() => moving.held = None,
            Self::Discharges(points) if points.held.is_some() => points.held = None,
            Self::Line(line) if line.held.is_some() => line.held = None,
            Self::Spot(spot) if spot.held.is_some() => spot.held = None,
            Self::Sketch(_)
            | Self::Identify
            | Self::Vertices(_)
            | Self::Move(_)
            | Self::Discharges(_)
            | Self::Line(_)
            | Self::Spot(_) => {
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
                Purpose::Deposit
                | Purpose::Point
                | Purpose::Pit
                | Purpose::Ground(_)
                | Purpose::Strip { .. }
                | Purpose::Section => None,
                Purpose::Hole(entry) | Purpose::Route(entry) => Some(entry),
                Purpose::Ramp(id) => Some(Entry::Deposit(id)),
            },
            Self::Vertices(vertices) => Some(vertices.entry),
            Self::Move(moving) => Some(moving.entry),
            Self::Discharges(points) => Some(Entry::Deposit(points.deposit)),
            Self::Line(line) => Some(line.of.entry()),
            Self::Spot(spot) => spot.entry(),
        }
    }

    /// The outline of a pit or other ground in the hand.
    pub fn held(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<HeldOutline> {
        let (entry, rings) = match self {
            Self::Sketch(sketch) => return sketch.held(app, pointer),
            Self::Vertices(vertices) => (vertices.entry, &vertices.held.as_ref()?.rings),
            Self::Move(moving) => (moving.entry, &moving.held.as_ref()?.1),
            _ => return None,
        };
        let is_drawn = matches!(entry, Entry::Pit(_) | Entry::Ground(_));
        let outline = Outline::new(&rings.polygon()).ok().filter(|_| is_drawn)?;
        Some(HeldOutline { entry, outline })
    }

    /// The draft to be computed while the hand moves.
    pub fn draft(&self, app: &App, pointer: Option<Coord<f64>>) -> Option<Draft> {
        let rings = match self {
            Self::Select | Self::Identify | Self::Line(_) | Self::Spot(_) => return None,
            Self::Sketch(sketch) => return sketch.draft(app, pointer),
            Self::Vertices(vertices) => &vertices.held.as_ref()?.rings,
            Self::Move(moving) => &moving.held.as_ref()?.1,
            Self::Discharges(points) => {
                let held = points.held.as_ref()?.points.clone();
                let deposit = app.project().deposit(points.deposit)?;
                let deposit = deposit.changed(deposit.with_discharges(held)?);
                return Some(draft(points.deposit, &deposit));
            }
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
    Some(draft(id, &deposit.reshaped(outline)))
}

fn draft(id: DepositId, deposit: &Deposit) -> Draft {
    Draft {
        deposit: Some(id),
        base: deposit.base,
        request: FillRequest::of(deposit),
    }
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

fn select(hand: &Hand<'_>, panel: &mut Panel<'_>) {
    if !hand.clicked() {
        return;
    }
    let Some(place) = hand.place() else {
        return;
    };
    let at = Point(hand.world(place));
    let project = panel.app.project();
    let visible = || {
        let entries = project.built_in(panel.app.active());
        entries.filter(|entry| project.is_visible(*entry))
    };
    let mark_of = |entry: Entry| match entry {
        Entry::Outlet(id) => Some((entry, project.outlet(id)?.place?)),
        entry if project.is_point(entry) => {
            Some((entry, project.outline_of(entry)?.extent().center()))
        }
        _ => None,
    };
    let marks = visible().filter_map(mark_of);
    let drawn_around = |entry: &Entry| {
        let outline = project.outline_of(*entry);
        outline.is_some_and(|one| !project.is_point(*entry) && one.polygon().contains(&at))
    };
    // What a fill covers beyond what was drawn counts where nothing was drawn.
    let covered_by = |entry: &Entry| {
        let picture = picture_of(panel.app, *entry);
        picture.is_some_and(|(picture, _)| picture.footprint.contains(&at))
    };
    let hit = hand
        .nearest(place, marks)
        .or_else(|| visible().find(drawn_around))
        .or_else(|| visible().find(covered_by));
    panel.act(Action::Select(hit));
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
