//! The foot of a sheet: scale with its bar, the arrow to the north, and what the map rests on.

use geo::{Intersects as _, Rect};

use super::layout::MapPlan;
use super::sites::classes_on;
use super::style::{line_around, ring_around};
use super::{MapSheet, SMALL_MM, TEXT_MM};
use crate::figure::drawing::{Drawing, Paint, PaperPoint, PaperRect, Pen, Role, Shape};
use crate::figure::nice_scale_bar;
use crate::figure::writing::{Hand, wrapped};

/// The bar is at most this long, in millimetres.
const LONGEST_BAR_MM: f64 = 46.0;

/// What bar and arrow take, in millimetres.
const BAR_ROOM_MM: (f64, f64) = (72.0, 12.5);

/// From this width on notes stand beside the bar, in millimetres.
const WIDE_MM: f64 = 130.0;

/// From one line of the notes to the next, in millimetres.
const LINE_MM: f64 = 3.2;

/// What is left free at the edges, in millimetres.
const EDGE_MM: f64 = 0.5;

/// How high the foot is with all that may stand in it, in millimetres.
pub(super) fn height_mm(sheet: &MapSheet<'_>) -> f64 {
    let notes = LINE_MM * lines_of(sheet, None).len() as f64;
    if is_wide(sheet) {
        notes.max(BAR_ROOM_MM.1)
    } else {
        notes + BAR_ROOM_MM.1
    }
}

/// Draws the foot.
pub(super) fn draw(sheet: &MapSheet<'_>, plan: &MapPlan, drawing: &mut Drawing) {
    let top = plan.foot_top();
    if let Some(frame) = plan.frames().first() {
        draw_bar(sheet, frame.scale, (EDGE_MM + 1.0, top), drawing);
    }
    draw_north(sheet, (EDGE_MM + 62.0, top), drawing);
    let (left, first) = if is_wide(sheet) {
        (EDGE_MM + BAR_ROOM_MM.0, top)
    } else {
        (EDGE_MM, top + BAR_ROOM_MM.1)
    };
    let lines = lines_of(sheet, Some(plan.ground()));
    for (index, line) in lines.iter().enumerate() {
        let y = first + (index as f64 + 0.5) * LINE_MM;
        drawing.add(hand().write(line, (left, y)));
    }
}

fn hand() -> Hand {
    Hand::quiet(TEXT_MM)
}

fn is_wide(sheet: &MapSheet<'_>) -> bool {
    WIDE_MM <= sheet.size_mm.0
}

/// What is written, with those who are named for what is shown on some ground, or for all of it.
fn lines_of(sheet: &MapSheet<'_>, ground: Option<Rect<f64>>) -> Vec<String> {
    let beside = if is_wide(sheet) { BAR_ROOM_MM.0 } else { 0.0 };
    let room_mm = sheet.size_mm.0 - 2.0 * EDGE_MM - beside;
    let named = named(sheet, ground);
    let sources =
        (!named.is_empty()).then(|| format!("{} {}", sheet.words.sources, named.join(" · ")));
    let notes = sheet.notes.iter().cloned().chain(sources);
    notes.flat_map(|note| broken(&note, room_mm)).collect()
}

/// Who is to be named, each once.
fn named<'a>(sheet: &MapSheet<'a>, ground: Option<Rect<f64>>) -> Vec<&'a str> {
    let is_shown = |extent: Rect<f64>| ground.is_none_or(|ground| ground.intersects(&extent));
    let terrains = sheet.terrains.iter();
    let terrains = terrains.filter(|terrain| is_shown(terrain.extent));
    let sites = sheet.sites.iter();
    let sites =
        sites.filter(|site| ground.is_none_or(|ground| !classes_on(site, ground).is_empty()));
    let places = sheet.places.iter().filter(|places| {
        let mut names = places.names.iter();
        ground.is_none_or(|ground| names.any(|name| ground.intersects(&name.anchor.at)))
    });
    let all = terrains
        .map(|terrain| terrain.attribution)
        .chain(sites.map(|site| site.attribution))
        .chain(places.map(|places| places.attribution));
    let mut named: Vec<&str> = Vec::new();
    for name in all.map(str::trim).filter(|name| !name.is_empty()) {
        if !named.contains(&name) {
            named.push(name);
        }
    }
    named
}

/// All of a note in lines; words that are longer than a line are parted.
fn broken(note: &str, room_mm: f64) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in note.split(' ') {
        let mut part = String::new();
        for letter in word.chars() {
            part.push(letter);
            if room_mm < hand().width_mm(&part) && 1 < part.chars().count() {
                part.pop();
                parts.push(std::mem::replace(&mut part, letter.to_string()));
            }
        }
        parts.push(part);
    }
    wrapped(&parts.join(" "), room_mm, hand(), usize::MAX)
}

/// The scale in figures, and a bar of a round length.
fn draw_bar(sheet: &MapSheet<'_>, scale: f64, (left, top): (f64, f64), drawing: &mut Drawing) {
    let number = sheet.words.number;
    let title = Hand::strong(3.0);
    let words = format!("1:{}", number(scale, 0));
    drawing.add(title.write(&words, (left, top + 1.9)));
    let (length_m, length_mm) = nice_scale_bar(scale / 1000.0, LONGEST_BAR_MM);
    let (bar_top, bar_bottom) = (top + 5.0, top + 6.4);
    let at = |share: f64| left + share * length_mm;
    for (index, ends) in [(0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)]
        .iter()
        .enumerate()
    {
        let rect = PaperRect {
            left: at(ends.0),
            top: bar_top,
            right: at(ends.1),
            bottom: bar_bottom,
        };
        let role = if index % 2 == 0 {
            Role::Ink
        } else {
            Role::Sheet
        };
        drawing.add(Shape::Area {
            rings: vec![ring_around(rect)],
            paint: Paint::solid(role),
        });
    }
    let whole = PaperRect {
        left: at(0.0),
        top: bar_top,
        right: at(1.0),
        bottom: bar_bottom,
    };
    drawing.push(
        Some(words),
        None,
        Shape::Lines {
            lines: vec![line_around(whole)],
            pen: Pen::solid(Role::Ink, 0.2),
        },
    );
    let (per_unit, unit) = if 1000.0 <= length_m {
        (1000.0, "km")
    } else {
        (1.0, "m")
    };
    let y = bar_bottom + 0.5 + 0.7 * SMALL_MM;
    let hand = Hand::ink(SMALL_MM);
    let value = |share: f64| {
        let value = share * length_m / per_unit;
        let is_whole = |factor: f64| (value * factor - (value * factor).round()).abs() < 1e-6;
        let decimals = [1.0, 10.0].iter().position(|factor| is_whole(*factor));
        number(value, decimals.unwrap_or(2))
    };
    drawing.add(hand.middle().write(&value(0.0), (at(0.0), y)));
    drawing.add(hand.middle().write(&value(0.5), (at(0.5), y)));
    // The number stands at its end, the unit behind it.
    let last = value(1.0);
    let half = 0.5 * hand.width_mm(&last);
    drawing.add(hand.write(&format!("{last}\u{a0}{unit}"), (at(1.0) - half, y)));
}

/// The direction of growing northings.
fn draw_north(sheet: &MapSheet<'_>, (middle, top): (f64, f64), drawing: &mut Drawing) {
    let point = |right: f64, down: f64| PaperPoint {
        x: middle + right,
        y: top + down,
    };
    let hand = Hand::strong(TEXT_MM).middle();
    drawing.add(hand.write(sheet.words.north, (middle, top + 1.3)));
    let (tip, notch) = (point(0.0, 3.0), point(0.0, 8.6));
    let (west, east) = (point(-2.1, 10.0), point(2.1, 10.0));
    drawing.add(Shape::Area {
        rings: vec![vec![tip, west, notch]],
        paint: Paint::solid(Role::Ink),
    });
    drawing.add(Shape::Lines {
        lines: vec![vec![tip, notch, east, tip]],
        pen: Pen::solid(Role::Ink, 0.25),
    });
}
