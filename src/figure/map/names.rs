//! Names on a map: of what is built, of features of site layers and of places, none over another.

use geo::{Coord, MultiPolygon, Polygon};

use super::hatch::dot;
use super::{BuiltKind, MapBuilt, MapPanel, Painter, SMALL_MM};
use crate::figure::drawing::{PaperPoint, PaperRect, Pen, Role};
use crate::figure::writing::{Hand, LINE, wrapped};
use crate::figure::{SeenGround, corner_of_label, place_labels};
use crate::progress::Run;
use crate::site::{Features, FeaturesBuilder, Label, LabelAnchor, Shape};

/// Names of what is built, and of what was there before, in millimetres.
const BUILT_MM: f64 = 2.6;
const PLACE_MM: f64 = 2.2;

/// Names of what is built that are wider than this have two lines, in millimetres.
const LONG_MM: f64 = 24.0;

/// How wide the rim around letters is, in millimetres.
const RIM_MM: f64 = 0.4;

/// What is left free around a name, in millimetres.
const APART_MM: f64 = 0.5;

/// How far a name begins beside its point, in millimetres.
const BESIDE_MM: f64 = 2.0;

/// A name is no farther from the middle of what it is beside, where there is room, in millimetres.
const MOST_CLEAR_MM: f64 = 6.0;

/// A name farther from its place than this has a line to it, in millimetres.
const LEADER_MM: f64 = 6.5;

/// What labels are placed by, in millimetres.
const POINT_MM: f64 = 0.2;

/// Names of places and features on one map at most.
const MOST_NAMES: usize = 60;

/// A name with its place.
pub(super) struct Placed {
    /// One below the other.
    lines: Vec<String>,
    hand: Hand,
    /// Where its middle is.
    middle: (f64, f64),
    /// A line to what it is the name of.
    leader: Option<[PaperPoint; 2]>,
    /// A dot at what it is the name of.
    dot: Option<PaperPoint>,
}

/// Finds places for all names, those of what is built first, and takes them.
pub(super) fn place(painter: &mut Painter<'_>, panel: &MapPanel) -> Vec<Placed> {
    let mut placed = Vec::new();
    for built in panel.built.iter().filter(|built| is_mark(built)) {
        // Marks are not written over.
        if let BuiltKind::Tipped(at) | BuiltKind::Outlet(at) = built.kind {
            let at = painter.frame.paper_from_world(at);
            painter.board.take(around((at.x, at.y), (3.4, 3.4)));
        }
    }
    // Deposits and pits before the rest, the topmost first.
    let mut order: Vec<&MapBuilt> = panel.built.iter().rev().collect();
    order.sort_by_key(|built| match built.kind {
        BuiltKind::Deposit(_) | BuiltKind::Tipped(_) => 0,
        BuiltKind::Pit(_) => 1,
        BuiltKind::Outlet(_) => 2,
        BuiltKind::Ground(_) => 3,
    });
    for built in order {
        placed.extend(place_built(painter, built));
    }
    for site in painter.sheet.sites {
        let hand = Hand::ink(SMALL_MM);
        place_all(
            painter,
            (site.labels, site.features),
            (hand, false),
            &mut placed,
        );
    }
    let nothing = FeaturesBuilder::around(Coord::default()).finish();
    for places in painter.sheet.places {
        place_all(
            painter,
            (places.names, &nothing),
            (Hand::ink(PLACE_MM), true),
            &mut placed,
        );
    }
    placed
}

/// Writes names.
pub(super) fn draw(painter: &mut Painter<'_>, placed: Vec<Placed>) {
    for name in &placed {
        if let Some(line) = name.leader {
            let line = vec![line.to_vec()];
            painter.cased(line, Pen::solid(Role::Ink, 0.18), 0.2);
        }
    }
    for at in placed.iter().filter_map(|name| name.dot) {
        for (radius_mm, role) in [(0.55, Role::Sheet), (0.35, Role::Ink)] {
            painter.area(vec![dot(at.x, at.y, radius_mm)], role, 1.0);
        }
    }
    for name in placed {
        let (x, y) = name.middle;
        let first = y - 0.5 * LINE * name.hand.size_mm * (name.lines.len() as f64 - 1.0);
        for (index, line) in name.lines.iter().enumerate() {
            let y = first + LINE * name.hand.size_mm * index as f64;
            painter.drawing.add(name.hand.write(line, (x, y)));
        }
    }
}

fn is_mark(built: &MapBuilt) -> bool {
    matches!(built.kind, BuiltKind::Tipped(_) | BuiltKind::Outlet(_))
}

/// Where a name stands: in the middle of what it is the name of, or beside it.
fn place_built(painter: &mut Painter<'_>, built: &MapBuilt) -> Option<Placed> {
    let frame = painter.frame;
    let hand = Hand::strong(BUILT_MM).middle().rimmed(RIM_MM);
    let hand = match built.kind {
        BuiltKind::Ground(_) => Hand::ink(PLACE_MM).middle().rimmed(RIM_MM),
        _ => hand,
    };
    let lines = lines_of(&built.name, hand);
    let widest = hand.widest_mm(lines.iter().map(String::as_str));
    let size = (
        widest + 2.0 * APART_MM,
        LINE * hand.size_mm * lines.len() as f64,
    );
    let bounds = within(frame.paper, 0.8);
    let (at, [width_mm, height_mm]) = match &built.kind {
        BuiltKind::Tipped(at) | BuiltKind::Outlet(at) => (*at, [0.0; 2]),
        BuiltKind::Deposit(ground) | BuiltKind::Pit(ground) | BuiltKind::Ground(ground) => {
            let (at, room_m) = middle_of(built, ground)?;
            (at, room_m.map(|side| side * frame.mm_per_metre()))
        }
    };
    let at = frame.paper_from_world(at);
    if lines.is_empty() || !frame.paper.contains(at) {
        return None;
    }
    let own = around((at.x, at.y), size);
    let on_it = (size.0 <= width_mm && size.1 <= height_mm).then_some(own);
    let on_it = on_it.and_then(|own| painter.board.first_free([own], bounds));
    // Beside what is small it lies free of it.
    let half = 0.5 * width_mm.min(height_mm);
    let clearance = if is_mark(built) {
        BESIDE_MM
    } else {
        (half + APART_MM).min(MOST_CLEAR_MM)
    };
    let found = on_it.or_else(|| {
        let at = (at.x, at.y);
        painter.board.nearest(at, size, bounds, clearance)
    })?;
    painter.board.take(found);
    let middle = (
        f64::midpoint(found.left, found.right),
        f64::midpoint(found.top, found.bottom),
    );
    Some(Placed {
        lines,
        hand,
        middle,
        leader: leader(at, found),
        dot: None,
    })
}

/// A name on one line, or on two where it is long.
fn lines_of(name: &str, hand: Hand) -> Vec<String> {
    let name = name.trim();
    let width = hand.width_mm(name);
    if width <= LONG_MM {
        return vec![name.to_owned()];
    }
    // About as wide as one another; a word that is longer stays whole.
    let words = name.split(' ').map(|word| hand.width_mm(word));
    let room = words.fold(0.58 * width, f64::max);
    wrapped(name, room, hand, 3)
}

/// A line from the edge of a name to its place, where that is far.
fn leader(at: PaperPoint, name: PaperRect) -> Option<[PaperPoint; 2]> {
    let edge = PaperPoint {
        x: at.x.clamp(name.left, name.right),
        y: at.y.clamp(name.top, name.bottom),
    };
    let away = (edge.x - at.x).hypot(edge.y - at.y);
    (LEADER_MM < away).then_some([edge, at])
}

/// A place inside of what is covered, or of the outline where nothing is, and how wide and high that is, in metres.
fn middle_of(built: &MapBuilt, outline: &Polygon<f64>) -> Option<(Coord<f64>, [f64; 2])> {
    let covered = built.fill.as_ref().map(|fill| fill.footprint.clone());
    let covered = covered.filter(|covered| !covered.0.is_empty());
    let ground = covered.unwrap_or_else(|| MultiPolygon(vec![outline.clone()]));
    let anchor = LabelAnchor::of(&Shape::Polygons(ground))?;
    Some((anchor.at, anchor.room_m))
}

/// Finds places for labels of a layer, where they have room among themselves and beside what is written already.
fn place_all(
    painter: &mut Painter<'_>,
    (labels, features): (&[Label], &Features),
    (hand, is_dotted): (Hand, bool),
    placed: &mut Vec<Placed>,
) {
    let frame = painter.frame;
    let seen = SeenGround {
        area: frame.ground,
        points_per_metre: frame.mm_per_metre() / POINT_MM,
    };
    let hand = hand.middle().rimmed(RIM_MM);
    #[expect(clippy::cast_possible_truncation, reason = "a length on paper")]
    let points = |length_mm: f64| (length_mm / POINT_MM) as f32;
    let measure = |text: &str| points(hand.width_mm(text));
    let measured = (measure, points(1.25 * hand.size_mm));
    // Nobody can cancel a run of its own.
    let found = place_labels((labels, features), seen, &[], measured, &Run::default());
    let bounds = within(frame.paper, 0.8);
    for one in found.unwrap_or_default() {
        let label = &labels[one.label];
        let at = frame.paper_from_world(one.at);
        let [right, down] = corner_of_label(label.anchor.kind, one.size);
        let [width, height] = one.size.map(|side| f64::from(side) * POINT_MM);
        let place = PaperRect {
            left: at.x + right * POINT_MM,
            top: at.y + down * POINT_MM,
            right: at.x + right * POINT_MM + width,
            bottom: at.y + down * POINT_MM + height,
        };
        let Some(place) = painter.board.first_free([place], bounds) else {
            continue;
        };
        if MOST_NAMES <= placed.len() {
            return;
        }
        painter.board.take(place);
        placed.push(Placed {
            lines: vec![label.text.to_string()],
            hand,
            middle: (
                f64::midpoint(place.left, place.right),
                f64::midpoint(place.top, place.bottom),
            ),
            leader: None,
            dot: is_dotted.then_some(at),
        });
    }
}

fn around((x, y): (f64, f64), (width, height): (f64, f64)) -> PaperRect {
    PaperRect {
        left: x - width / 2.0,
        top: y - height / 2.0,
        right: x + width / 2.0,
        bottom: y + height / 2.0,
    }
}

fn within(rect: PaperRect, by_mm: f64) -> PaperRect {
    PaperRect {
        left: rect.left + by_mm,
        top: rect.top + by_mm,
        right: rect.right - by_mm,
        bottom: rect.bottom - by_mm,
    }
}
