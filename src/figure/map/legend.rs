//! The legend: a line for each thing that is shown, and for nothing else.

use std::collections::{BTreeMap, BTreeSet};

use geo::Rect;

use super::layout::MapPlan;
use super::sample::{self, Sample};
use super::sites::classes_on;
use super::{BuiltKind, MapPanel, MapSheet, TEXT_MM};
use crate::figure::drawing::{Drawing, PaperRect};
use crate::figure::writing::{Hand, wrapped};
use crate::figure::{Ramp, legend as thickness_legend};
use crate::site::{ShapeKind, Style};

/// How wide and high a sample is, and how far writing is from it, in millimetres.
const SAMPLE_MM: (f64, f64) = (6.5, 2.8);
const BESIDE_MM: f64 = 1.4;

/// From one line of the legend to the next, and to a further line of the same writing, in millimetres.
const LINE_MM: f64 = 3.7;
const FURTHER_MM: f64 = 2.9;

/// What is left free before a heading, in millimetres.
const BEFORE_HEADING_MM: f64 = 1.0;

/// Writing of one line of the legend takes no more lines on paper.
const MOST_LINES: usize = 4;

/// Room for the digits of heights that are not known yet.
const WIDE_HEIGHTS: (f64, f64) = (-1_000.0, 2_000.0);

/// Classes of one layer that are listed; of more it is told how many there are.
const MOST_CLASSES: usize = 12;

/// Things that are there or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Footprint,
    Ramp,
    Reference,
    Hard,
    Beyond,
}

/// What came of all that may be shown.
#[derive(Default)]
pub(super) struct Shown {
    /// Between which heights land is coloured, in metres.
    pub heights_m: Option<(f32, f32)>,
    /// The same of the sea floor.
    pub depths_m: Option<(f32, f32)>,
    /// From one contour to the next, in metres.
    pub contours_m: Option<f64>,
    /// Classes of thickness.
    pub thickness: BTreeSet<usize>,
    /// Other things.
    pub things: BTreeSet<Thing>,
    /// What is built, by its line in the legend.
    pub built: BTreeSet<String>,
}

/// What a line is about.
#[derive(Clone, Debug)]
enum About {
    Title,
    Base,
    Built(String),
    Thing(Thing),
    Thicknesses,
    Thickness(usize),
    Heights,
    Depths,
    Contours,
    Site(usize),
    Class(usize, usize),
}

/// A line of the legend.
#[derive(Clone, Debug)]
pub(super) struct Line {
    about: About,
    /// `None` for a heading.
    sample: Option<Sample>,
    words: String,
}

/// All lines that there may be, in their order.
pub(super) struct Legend<'a> {
    sheet: &'a MapSheet<'a>,
    lines: Vec<Line>,
}

impl<'a> Legend<'a> {
    pub(super) fn of(sheet: &'a MapSheet<'a>, panels: &[MapPanel]) -> Self {
        let words = sheet.words;
        let mut lines = vec![Line {
            about: About::Title,
            sample: None,
            words: words.legend.to_owned(),
        }];
        lines.extend(built_lines(panels));
        let fills = || panels.iter().flat_map(|panel| &panel.built);
        let mut fills = fills().filter_map(|built| built.fill.as_ref()).peekable();
        if fills.peek().is_some() {
            lines.push(thing(Thing::Footprint, Sample::Footprint, words.footprint));
            if fills.any(|fill| fill.ramp.is_some()) {
                lines.push(thing(Thing::Ramp, Sample::Ramp, words.ramp));
            }
        }
        let any = |is_there: fn(&MapPanel) -> bool| panels.iter().any(is_there);
        if any(|panel| !panel.hard.0.is_empty()) {
            lines.push(thing(Thing::Hard, Sample::Hard, words.hard));
        }
        if any(|panel| !panel.beyond.0.is_empty()) {
            lines.push(thing(Thing::Beyond, Sample::Beyond, words.beyond));
        }
        if any(|panel| !panel.reference.is_empty()) {
            lines.push(thing(Thing::Reference, Sample::Reference, words.reference));
        }
        if any(|panel| panel.built.iter().any(|built| built.fill.is_some())) {
            lines.extend(thickness_lines(sheet));
        }
        // What has a heading of its own comes last.
        let sites = || (0..sheet.sites.len()).rev();
        let is_plain = |index: &usize| sheet.sites[*index].classes.is_empty();
        let plain = sites().filter(is_plain);
        lines.push(Line {
            about: About::Base,
            sample: None,
            words: words.base.to_owned(),
        });
        if !sheet.terrains.is_empty() {
            lines.extend(ground_lines(sheet));
        }
        lines.extend(plain.flat_map(|index| site_lines(sheet, index)));
        let grouped = sites().filter(|index| !is_plain(index));
        lines.extend(grouped.flat_map(|index| site_lines(sheet, index)));
        Self { sheet, lines }
    }

    /// The lines that may be needed where some ground is shown.
    pub(super) fn possible(&self, ground: Rect<f64>) -> Vec<Line> {
        let on = self.classes_on(ground);
        let lines = self.lines.iter();
        let is_possible = |line: &&Line| match line.about {
            About::Site(site) => !on[site].is_empty(),
            About::Class(site, class) => on[site].contains(&class),
            _ => true,
        };
        let possible: Vec<Line> = lines.filter(is_possible).cloned().collect();
        capped(self.sheet, &possible)
    }

    /// Draws the lines of what is shown where the plan has room for them, and says what they list.
    pub(super) fn draw(self, plan: &MapPlan, shown: &Shown, drawing: &mut Drawing) -> Vec<String> {
        let on = self.classes_on(plan.ground());
        let lines = self.lines.into_iter();
        let listed: Vec<Line> = lines
            .filter_map(|line| listed(self.sheet, line, shown, &on))
            .collect();
        let listed = capped(self.sheet, &listed);
        // A title alone is no legend.
        if listed.len() < 2 {
            return Vec::new();
        }
        let place = plan.legend();
        let columns = flowed(&listed, place.column_mm, place.columns);
        for (column, lines) in columns.lines.iter().enumerate() {
            let left = place.left + column as f64 * (place.column_mm + place.gap_mm);
            let mut top = place.top;
            for (index, line) in lines.iter().enumerate() {
                top += line.before_mm(index == 0);
                draw_line(drawing, line, (left, top), place.column_mm);
                top += line.height_mm(place.column_mm);
            }
        }
        listed.into_iter().skip(1).map(|line| line.words).collect()
    }

    fn classes_on(&self, ground: Rect<f64>) -> Vec<BTreeSet<usize>> {
        let sites = self.sheet.sites.iter();
        sites.map(|site| classes_on(site, ground)).collect()
    }
}

fn thing(thing: Thing, sample: Sample, words: &str) -> Line {
    Line {
        about: About::Thing(thing),
        sample: Some(sample),
        words: words.to_owned(),
    }
}

/// What is built on any of the maps, each line once, in the order in which it is drawn from above.
fn built_lines(panels: &[MapPanel]) -> Vec<Line> {
    let mut lines: BTreeMap<(u8, usize), Line> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for built in panels.iter().flat_map(|panel| panel.built.iter().rev()) {
        if !known.insert(&built.legend) {
            continue;
        }
        // Deposits come before pits, and both before the rest.
        let (rank, sample) = match built.kind {
            BuiltKind::Deposit(_) => (0, Sample::Limit(built.color)),
            BuiltKind::Tipped(_) => (1, Sample::Tipped(built.color)),
            BuiltKind::Pit(_) => (2, Sample::Rim(built.color)),
            BuiltKind::Ground(_) => (3, Sample::Ground(built.color)),
            BuiltKind::Outlet(_) => (4, Sample::Outlet(built.color)),
        };
        let line = Line {
            about: About::Built(built.legend.clone()),
            sample: Some(sample),
            words: built.legend.clone(),
        };
        lines.insert((rank, known.len()), line);
    }
    lines.into_values().collect()
}

fn thickness_lines(sheet: &MapSheet<'_>) -> Vec<Line> {
    let number = sheet.words.number;
    let heading = Line {
        about: About::Thicknesses,
        sample: None,
        words: sheet.words.thickness.to_owned(),
    };
    let classes = thickness_legend(sheet.thickest_m).into_iter().enumerate();
    let classes = classes.map(|(class, (from_m, to_m, [red, green, blue, _]))| {
        let decimals = usize::from(to_m - from_m < 1.0);
        let (from, to) = (
            number(from_m.into(), decimals),
            number(to_m.into(), decimals),
        );
        Line {
            about: About::Thickness(class),
            sample: Some(Sample::Color([red, green, blue])),
            words: format!("{from}–{to}\u{a0}m"),
        }
    });
    std::iter::once(heading).chain(classes).collect()
}

fn site_lines(sheet: &MapSheet<'_>, index: usize) -> Vec<Line> {
    let site = &sheet.sites[index];
    let mut kinds: BTreeMap<usize, ShapeKind> = BTreeMap::new();
    for feature in (0..site.features.len()).filter_map(|number| site.features.get(number)) {
        kinds
            .entry(feature.class())
            .or_insert_with(|| feature.kind());
    }
    let kind_of = |class: usize| kinds.get(&class).copied().unwrap_or(ShapeKind::Polygons);
    let line = |class: usize, style: &Style, words: &str| Line {
        about: About::Class(index, class),
        sample: Some(Sample::Class(*style, kind_of(class))),
        words: words.to_owned(),
    };
    let styles = site.styles.iter().enumerate();
    if site.classes.is_empty() {
        return styles
            .take(1)
            .map(|(class, style)| line(class, style, site.name))
            .collect();
    }
    let heading = Line {
        about: About::Site(index),
        sample: None,
        words: site.name.to_owned(),
    };
    let mut lines = vec![heading];
    let mut known: Vec<(&str, &Style)> = Vec::new();
    for ((class, style), label) in styles.zip(site.classes) {
        let label = if label.is_empty() {
            sheet.words.no_class
        } else {
            label
        };
        // Several values may stand for one class.
        if !known.contains(&(label, style)) {
            known.push((label, style));
            lines.push(line(class, style, label));
        }
    }
    lines
}

fn ground_lines(sheet: &MapSheet<'_>) -> [Line; 3] {
    let words = sheet.words;
    let contours = (words.contours)(metres(sheet, 1_000.0));
    let line = |about: About, sample: Sample, words: String| Line {
        about,
        sample: Some(sample),
        words,
    };
    [
        line(
            About::Heights,
            Sample::Colors(Ramp::Ground),
            ranged(sheet, words.heights, WIDE_HEIGHTS),
        ),
        line(
            About::Depths,
            Sample::Colors(Ramp::Seabed),
            ranged(sheet, words.depths, WIDE_HEIGHTS),
        ),
        line(About::Contours, Sample::Contours, contours),
    ]
}

fn metres(sheet: &MapSheet<'_>, length_m: f64) -> String {
    let decimals = usize::from(1e-6 < (length_m - length_m.round()).abs());
    format!("{}\u{a0}m", (sheet.words.number)(length_m, decimals))
}

fn ranged(sheet: &MapSheet<'_>, what: &str, (from, to): (f64, f64)) -> String {
    let number = sheet.words.number;
    format!("{what} {}–{}\u{a0}m", number(from, 0), number(to, 0))
}

/// A line with what is known of it now; `None` where it is about nothing that is shown.
fn listed(sheet: &MapSheet<'_>, line: Line, shown: &Shown, on: &[BTreeSet<usize>]) -> Option<Line> {
    let with = |words: String| Line {
        words,
        ..line.clone()
    };
    match &line.about {
        About::Title => Some(line),
        About::Base => {
            let plain = sheet.sites.iter().zip(on);
            let mut plain = plain.filter(|(site, _)| site.classes.is_empty());
            let is_shown = shown.heights_m.is_some()
                || shown.depths_m.is_some()
                || plain.any(|(_, classes)| !classes.is_empty());
            is_shown.then_some(line)
        }
        About::Built(legend) => shown.built.contains(legend).then_some(line),
        About::Thing(thing) => shown.things.contains(thing).then_some(line),
        About::Thicknesses => (!shown.thickness.is_empty()).then_some(line),
        About::Thickness(class) => shown.thickness.contains(class).then_some(line),
        About::Heights => {
            let (low, high) = shown.heights_m?;
            let range = (low.into(), high.into());
            Some(with(ranged(sheet, sheet.words.heights, range)))
        }
        About::Depths => {
            let (deepest, _) = shown.depths_m?;
            let range = (0.0, f64::from(-deepest).max(0.0));
            Some(with(ranged(sheet, sheet.words.depths, range)))
        }
        About::Contours => {
            let interval_m = shown.contours_m?;
            Some(with((sheet.words.contours)(metres(sheet, interval_m))))
        }
        About::Site(site) => (!on[*site].is_empty()).then_some(line),
        About::Class(site, class) => {
            let site_of = &sheet.sites[*site];
            let same = |other: &usize| {
                site_of.classes.is_empty()
                    || (site_of.classes.get(*other) == site_of.classes.get(*class)
                        && site_of.styles.get(*other) == site_of.styles.get(*class))
            };
            on[*site].iter().any(same).then_some(line)
        }
    }
}

/// The lines with no more than some classes of each layer, and how many more it has.
fn capped(sheet: &MapSheet<'_>, lines: &[Line]) -> Vec<Line> {
    let site_of = |line: &Line| match line.about {
        About::Class(site, _) => Some(site),
        _ => None,
    };
    let mut kept = Vec::with_capacity(lines.len());
    for part in lines.chunk_by(|one, other| site_of(one) == site_of(other)) {
        let is_long = MOST_CLASSES < part.len() && part.first().and_then(site_of).is_some();
        if !is_long {
            kept.extend_from_slice(part);
            continue;
        }
        let (first, more) = part.split_at(MOST_CLASSES - 1);
        kept.extend_from_slice(first);
        kept.extend(more.first().map(|line| Line {
            sample: Some(Sample::Nothing),
            words: (sheet.words.more)(more.len()),
            ..line.clone()
        }));
    }
    kept
}

impl Line {
    fn is_heading(&self) -> bool {
        self.sample.is_none()
    }

    fn hand(&self) -> Hand {
        if self.is_heading() {
            Hand::strong(TEXT_MM)
        } else {
            Hand::ink(TEXT_MM)
        }
    }

    /// How wide it is on one line, in millimetres.
    pub(super) fn width_mm(&self) -> f64 {
        self.indent_mm() + self.hand().width_mm(&self.words)
    }

    fn indent_mm(&self) -> f64 {
        if self.is_heading() {
            0.0
        } else {
            SAMPLE_MM.0 + BESIDE_MM
        }
    }

    fn lines(&self, column_mm: f64) -> Vec<String> {
        let room_mm = column_mm - self.indent_mm();
        wrapped(&self.words, room_mm, self.hand(), MOST_LINES)
    }

    fn height_mm(&self, column_mm: f64) -> f64 {
        let further = self.lines(column_mm).len().saturating_sub(1);
        LINE_MM + further as f64 * FURTHER_MM
    }

    fn before_mm(&self, is_first: bool) -> f64 {
        if self.is_heading() && !is_first {
            BEFORE_HEADING_MM
        } else {
            0.0
        }
    }
}

/// Lines in columns.
pub(super) struct Flowed<'a> {
    pub lines: Vec<Vec<&'a Line>>,
    pub height_mm: f64,
}

/// Parts lines into columns that are as low as can be; a heading is never the last in its column.
pub(super) fn flowed(lines: &[Line], column_mm: f64, columns: usize) -> Flowed<'_> {
    let height = |line: &Line, is_first: bool| line.before_mm(is_first) + line.height_mm(column_mm);
    let whole: f64 = lines.iter().map(|line| height(line, false)).sum();
    let mut most = whole / columns.max(1) as f64;
    loop {
        let found = filled(lines, most, &height);
        if found.lines.len() <= columns.max(1) || whole + LINE_MM < most {
            return found;
        }
        most += 0.5 * LINE_MM;
    }
}

fn filled<'a>(lines: &'a [Line], most_mm: f64, height: &impl Fn(&Line, bool) -> f64) -> Flowed<'a> {
    let mut columns: Vec<Vec<&Line>> = vec![Vec::new()];
    let (mut top, mut highest) = (0.0, 0.0_f64);
    for (index, line) in lines.iter().enumerate() {
        let is_first = columns.last().is_none_or(Vec::is_empty);
        let own = height(line, is_first);
        let next = lines.get(index + 1).filter(|_| line.is_heading());
        let with_next = own + next.map_or(0.0, |next| height(next, false));
        if !is_first && most_mm + 1e-9 < top + with_next {
            columns.push(Vec::new());
            top = 0.0;
        }
        top += height(line, top == 0.0);
        highest = highest.max(top);
        if let Some(column) = columns.last_mut() {
            column.push(line);
        }
    }
    Flowed {
        lines: columns,
        height_mm: highest,
    }
}

fn draw_line(drawing: &mut Drawing, line: &Line, (left, top): (f64, f64), column_mm: f64) {
    if let Some(sample) = line.sample {
        let rect = PaperRect {
            left,
            top: top + 0.5 * (LINE_MM - SAMPLE_MM.1),
            right: left + SAMPLE_MM.0,
            bottom: top + 0.5 * (LINE_MM + SAMPLE_MM.1),
        };
        sample::draw(drawing, sample, rect);
    }
    for (index, words) in line.lines(column_mm).iter().enumerate() {
        let at = (
            left + line.indent_mm(),
            top + 0.5 * LINE_MM + index as f64 * FURTHER_MM,
        );
        drawing.add(line.hand().write(words, at));
    }
}
