//! Total scores against the weight of one account: where another alternative comes first.

use crate::figure::drawing::{Drawing, PaperRect, Pen, Role};

use super::board::{Board, apart};
use super::boxes::{Pointing, add_told, reference_pen, tone};
use super::heading::{height_mm, left_mm, right_mm, sheet_of, write_pointed};
use super::legend::{Entry, Sign, draw_legend, legend_height_mm};
use super::marks::{draw_dot, draw_mark, pen_of};
use super::plane::{Plane, with_room};
use super::writing::{Hand, LINE};
use super::{ComparisonSheet, DrawnAlternative, line, nothing};
use crate::figure::drawing::Paint;

/// The total score of an alternative, which changes evenly with the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightLine {
    /// Where the account counts nothing.
    pub at_none: f64,
    /// Where nothing else counts.
    pub at_all: f64,
}

/// Words on the picture.
#[derive(Clone, Copy, Debug)]
pub struct WeightWords<'a> {
    /// What the axis across shows, with its unit, as "weight of nature (%)".
    pub across: &'a str,
    /// What the axis upwards shows and that up is better.
    pub up: &'a str,
    /// What stands over today's weight, with its number.
    pub today: &'a str,
    /// What the thick line is: who comes first.
    pub first: &'a str,
    /// What the dots are: where another one comes first.
    pub change: &'a str,
}

/// What is drawn.
pub struct WeightInput<'a> {
    /// Where it is drawn.
    pub sheet: ComparisonSheet<'a>,
    /// What is compared.
    pub alternatives: &'a [DrawnAlternative],
    /// By alternative; `None` where it has no score, or is not among those that are ranked.
    pub lines: &'a [Option<WeightLine>],
    /// Today's share of the account, from 0 to 1.
    pub today: f64,
    /// What is written on it.
    pub words: WeightWords<'a>,
    /// What is written at a change: the share of the account, who comes first below it, and who above.
    pub change: &'a dyn Fn(f64, usize, usize) -> String,
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
}

/// The most of the sheet's width that names may take.
const MOST_NAMES: f64 = 0.28;

/// Shares nearer than this to the edge are no change.
const AT_EDGE: f64 = 1e-9;

/// The height that lines and names need, in millimetres.
pub fn weight_height_mm(input: &WeightInput<'_>) -> f64 {
    let lines = known(input).len();
    if lines == 0 {
        return 0.0;
    }
    let size = input.sheet.text_mm;
    let plot = (LINE * lines as f64).max(9.0) * size;
    head_mm(input) + plot + foot_mm(input)
}

/// Draws lines, today's weight and changes.
pub fn draw_weight(input: &WeightInput<'_>) -> Drawing {
    let sheet = &input.sheet;
    let lines = known(input);
    if lines.is_empty() {
        return nothing(sheet);
    }
    let size = sheet.text_mm;
    let mut drawing = sheet_of(sheet, weight_height_mm(input));
    let at = (left_mm(sheet), height_mm(sheet) + 0.5 * size);
    let room = right_mm(sheet) - at.0;
    let up = (Some(Pointing::Up), input.words.up);
    write_pointed(&mut drawing, up, at, (room, size));
    let plane = plane_of(input, &lines, drawing.height_mm);
    plane.draw(&mut drawing, input.number, size);
    draw_axis_words(&mut drawing, input, plane.plot);
    let picture = Picture {
        input,
        lines,
        plane,
    };
    picture.draw(&mut drawing);
    let at = (left_mm(sheet), plane.plot.bottom + 3.4 * size);
    draw_legend(&mut drawing, &entries(input), at, (room, size));
    drawing
}

/// Alternatives that have a line.
fn known(input: &WeightInput<'_>) -> Vec<(usize, WeightLine)> {
    let lines = input.lines.iter().take(input.alternatives.len());
    let known = lines.enumerate().filter_map(|(index, line)| {
        let is_known = |line: &WeightLine| line.at_none.is_finite() && line.at_all.is_finite();
        Some((index, line.filter(is_known)?))
    });
    known.collect()
}

fn head_mm(input: &WeightInput<'_>) -> f64 {
    height_mm(&input.sheet) + 3.2 * input.sheet.text_mm
}

fn foot_mm(input: &WeightInput<'_>) -> f64 {
    let sheet = &input.sheet;
    let room = right_mm(sheet) - left_mm(sheet);
    let legend = legend_height_mm(&entries(input), room, sheet.text_mm);
    3.6 * sheet.text_mm + legend
}

fn entries(input: &WeightInput<'_>) -> Vec<Entry> {
    let first = Sign::Line(Pen::solid(Role::Quiet, 1.5));
    let lines = known(input);
    let change = (1 < leaders(&lines).len()).then(|| Entry::new(Sign::Dot, input.words.change));
    let first = Entry::new(first, input.words.first);
    std::iter::once(first).chain(change).collect()
}

fn plane_of(input: &WeightInput<'_>, lines: &[(usize, WeightLine)], height_mm: f64) -> Plane {
    let sheet = &input.sheet;
    let size = sheet.text_mm;
    let names = lines
        .iter()
        .map(|(index, _)| input.alternatives[*index].name.as_str());
    let names_mm = Hand::strong(size).widest_mm(names);
    let names_mm = names_mm.min((MOST_NAMES * sheet.width_mm).max(7.0 * size));
    let ends = || {
        lines
            .iter()
            .flat_map(|(_, line)| [line.at_none, line.at_all])
    };
    let (low, high) = (
        ends().fold(f64::INFINITY, f64::min),
        ends().fold(f64::NEG_INFINITY, f64::max),
    );
    let up = with_room((low, high), 0.06);
    let (top, bottom) = (head_mm(input), height_mm - foot_mm(input));
    let numbers_mm = Plane::numbers_mm((up, bottom - top), input.number, size);
    Plane {
        plot: PaperRect {
            left: left_mm(sheet) + numbers_mm + 0.6 * size,
            right: right_mm(sheet) - names_mm - 3.0 * size,
            top,
            bottom,
        },
        across: (0.0, 100.0),
        up,
    }
}

fn draw_axis_words(drawing: &mut Drawing, input: &WeightInput<'_>, plot: PaperRect) {
    let hand = Hand::quiet(input.sheet.text_mm);
    let room = right_mm(&input.sheet) - plot.left;
    let words = hand.cut(input.words.across, room);
    let y = plot.bottom + 2.3 * input.sheet.text_mm;
    drawing.add(hand.write(&words, (plot.left, y)));
}

/// Who comes first, from which share on, from the lowest share to the highest.
fn leaders(lines: &[(usize, WeightLine)]) -> Vec<(f64, usize)> {
    let at = |line: &WeightLine, share: f64| line.at_none + (line.at_all - line.at_none) * share;
    let rise = |line: &WeightLine| line.at_all - line.at_none;
    let better = |one: &(usize, WeightLine), other: &(usize, WeightLine)| {
        let by_score = one.1.at_none.total_cmp(&other.1.at_none);
        by_score
            .then(rise(&one.1).total_cmp(&rise(&other.1)))
            .then(other.0.cmp(&one.0))
    };
    let Some(mut first) = lines.iter().copied().max_by(better) else {
        return Vec::new();
    };
    let mut leaders = vec![(0.0, first.0)];
    let mut share = 0.0;
    loop {
        let meets = lines.iter().filter_map(|other| {
            let steeper = rise(&other.1) - rise(&first.1);
            let behind = at(&first.1, share) - at(&other.1, share);
            let meets = share + behind.max(0.0) / steeper;
            let is_ahead = 1e-12 < steeper && meets < 1.0 - AT_EDGE;
            is_ahead.then_some((meets, steeper, *other))
        });
        let next = meets.min_by(|one, other| {
            let sooner = one.0.total_cmp(&other.0);
            sooner.then(other.1.total_cmp(&one.1))
        });
        let Some((meets, _, other)) = next else {
            return leaders;
        };
        (share, first) = (meets, other);
        match leaders.last_mut() {
            Some(last) if meets <= last.0 + AT_EDGE => last.1 = other.0,
            _ => leaders.push((meets, other.0)),
        }
    }
}

struct Picture<'a> {
    input: &'a WeightInput<'a>,
    lines: Vec<(usize, WeightLine)>,
    plane: Plane,
}

impl Picture<'_> {
    fn draw(&self, drawing: &mut Drawing) {
        let input = self.input;
        self.draw_today(drawing);
        let leaders = leaders(&self.lines);
        for (place, (from, index)) in leaders.iter().enumerate() {
            let to = leaders.get(place + 1).map_or(1.0, |next| next.0);
            let role = Role::Stroke(input.alternatives[*index].color);
            let ends = (self.at(*index, *from), self.at(*index, to));
            drawing.add(line(ends.0, ends.1, Pen::solid(role, 1.5)));
        }
        for (index, _) in &self.lines {
            let alternative = &input.alternatives[*index];
            let ends = (self.at(*index, 0.0), self.at(*index, 1.0));
            drawing.add(line(ends.0, ends.1, pen_of(alternative, 0.5)));
            draw_mark(drawing, ends.0, 0.34 * input.sheet.text_mm, alternative);
        }
        self.draw_names(drawing, leaders_today(&leaders, input.today));
        self.draw_changes(drawing, &leaders);
    }

    fn at(&self, index: usize, share: f64) -> (f64, f64) {
        let line = self.lines.iter().find(|(known, _)| *known == index);
        let line = line.map_or((0.0, 0.0), |(_, line)| (line.at_none, line.at_all));
        let total = line.0 + (line.1 - line.0) * share;
        self.plane.at(100.0 * share, total)
    }

    fn today_x(&self) -> f64 {
        let today = self.input.today.clamp(0.0, 1.0);
        self.plane.at(100.0 * today, self.plane.up.0).0
    }

    fn draw_today(&self, drawing: &mut Drawing) {
        let plot = self.plane.plot;
        let size = self.input.sheet.text_mm;
        let x = self.today_x();
        let top = plot.top - 0.4 * size;
        drawing.add(line((x, top), (x, plot.bottom), reference_pen()));
        let hand = Hand::ink(size).middle();
        let (left, right) = (left_mm(&self.input.sheet), right_mm(&self.input.sheet));
        let words = hand.cut(self.input.words.today, right - left);
        let half = 0.5 * hand.width_mm(&words);
        let x = x.clamp(left + half, (right - half).max(left + half));
        drawing.add(hand.write(&words, (x, plot.top - 1.0 * size)));
    }

    fn draw_names(&self, drawing: &mut Drawing, first: Option<usize>) {
        let size = self.input.sheet.text_mm;
        let plot = self.plane.plot;
        let ends: Vec<f64> = self
            .lines
            .iter()
            .map(|(index, _)| self.at(*index, 1.0).1)
            .collect();
        let moved = apart(&ends, LINE * size, (plot.top, plot.bottom));
        let left = plot.right + 1.7 * size;
        for (((index, _), end), y) in self.lines.iter().zip(ends).zip(moved) {
            let alternative = &self.input.alternatives[*index];
            let pen = Pen::solid(Role::Quiet, 0.2);
            drawing.add(line((plot.right, end), (left - 0.2 * size, y), pen));
            draw_mark(drawing, (left + 0.4 * size, y), 0.4 * size, alternative);
            let hand = if first == Some(*index) {
                Hand::strong(size)
            } else {
                Hand::ink(size)
            };
            let at = left + 1.3 * size;
            let room = right_mm(&self.input.sheet) - at;
            drawing.add(hand.write(&hand.cut(&alternative.name, room), (at, y)));
        }
    }

    /// What lines take, so that writing stands beside them.
    fn board_of_lines(&self) -> Board {
        /// Pieces of a line.
        const PIECES: u32 = 80;
        let mut board = Board::default();
        for (index, _) in &self.lines {
            for piece in 0..=PIECES {
                let at = self.at(*index, f64::from(piece) / f64::from(PIECES));
                board.take(around(at, 0.2 * self.input.sheet.text_mm));
            }
        }
        board
    }

    /// Dots where another alternative comes first, with what is to be said of them.
    fn draw_changes(&self, drawing: &mut Drawing, leaders: &[(f64, usize)]) {
        let size = self.input.sheet.text_mm;
        let mut board = Board::default();
        let lines = self.board_of_lines();
        let mut today = Board::default();
        today.take(PaperRect {
            left: self.today_x(),
            right: self.today_x() + 0.1,
            ..self.plane.plot
        });
        let radius = 0.42 * size;
        let changes = leaders
            .windows(2)
            .map(|pair| (pair[1].0, pair[0].1, pair[1].1));
        let changes: Vec<(f64, usize, usize)> = changes.collect();
        for (share, _, above) in &changes {
            let at = self.at(*above, *share);
            draw_dot(drawing, at, radius);
            board.take(around(at, radius));
        }
        for (share, below, above) in changes {
            let at = self.at(above, share);
            let words = (self.input.change)(share, below, above);
            add_told(drawing, words.clone(), around(at, 1.5 * radius));
            let hand = Hand::ink(size).middle();
            let words = hand.cut(&words, 0.9 * self.plane.plot.width());
            let room = (hand.width_mm(&words) + 0.6 * size, LINE * size);
            let nearest = |board: &Board| board.nearest(at, room, self.plane.plot, 0.8 * size);
            // Beside all lines, over today's, and over others where nothing is free.
            let place = nearest(&board.with(&lines).with(&today));
            let place = place.or_else(|| nearest(&board.with(&lines)));
            let Some(place) = place.or_else(|| nearest(&board)) else {
                continue;
            };
            board.take(place);
            let behind = Paint {
                role: Role::Sheet,
                opacity: 0.85,
            };
            drawing.add(tone(place, behind));
            let middle = (
                0.5 * (place.left + place.right),
                0.5 * (place.top + place.bottom),
            );
            drawing.add(hand.write(&words, middle));
        }
    }
}

fn around((x, y): (f64, f64), half: f64) -> PaperRect {
    PaperRect {
        left: x - half,
        right: x + half,
        top: y - half,
        bottom: y + half,
    }
}

/// Who comes first at today's share.
fn leaders_today(leaders: &[(f64, usize)], today: f64) -> Option<usize> {
    let reached = leaders.iter().take_while(|(from, _)| *from <= today);
    reached.last().map(|(_, index)| *index)
}
