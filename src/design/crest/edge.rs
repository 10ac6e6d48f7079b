//! The edge of a crest in pieces, and which parts of it stand above the ground.
//!
//! A part of the edge that lies in the hill holds no slope. Lengths are in cells of a window.

use geo::Coord;

use super::piece::Piece;
use crate::design::as_f32;
use crate::terrain::Grid;

/// The ground along the edge is read at steps of at most this, in cells.
const STEP_CELLS: f64 = 0.5;

/// The edge at one level.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// What cells are measured from.
    pub pieces: Vec<Piece>,
    /// The parts of the pieces that stand above the ground.
    parts: Vec<Piece>,
    /// For each piece, its first part, and one number more.
    first_parts: Vec<u32>,
    /// Where each part begins and ends along its piece.
    ends: Vec<(f32, f32)>,
}

/// An edge with its levels and the ground along it, read once.
#[derive(Clone, Debug)]
pub(super) struct Line {
    from: Coord<f64>,
    to: Coord<f64>,
    /// How far below the crest level both ends lie, in metres.
    drops_m: (f64, f64),
    /// The ground at even steps from one end to the other; NaN where unknown.
    ground_m: Vec<f64>,
}

/// A stretch of a line that stands above the ground, as shares of its length.
type Stretch = (f64, f64);

impl Line {
    /// Both ends in cells of `ground`.
    pub(super) fn new(
        from: Coord<f64>,
        to: Coord<f64>,
        drops_m: (f64, f64),
        ground: &Grid<f32>,
    ) -> Self {
        let way = to - from;
        let steps = (way.x.hypot(way.y) / STEP_CELLS).ceil().max(1.0);
        let mut ground_m = Vec::new();
        let mut step = 0.0;
        while step <= steps {
            let at = from + way * (step / steps);
            ground_m.push(ground.height_at_cells(at).unwrap_or(f64::NAN));
            step += 1.0;
        }
        Self {
            from,
            to,
            drops_m,
            ground_m,
        }
    }

    /// The whole of it as a piece of a level crest's edge.
    pub(super) fn level_piece(&self) -> Piece {
        Piece::new(self.from, self.to, (0.0, 0.0))
    }

    /// The stretches that stand above the ground at a level, from one end to the other.
    fn open(&self, level_m: f64) -> Vec<Stretch> {
        let steps = (self.ground_m.len() - 1) as f64;
        let above = |step: usize| {
            let share = step as f64 / steps;
            let drop = self.drops_m.0 + (self.drops_m.1 - self.drops_m.0) * share;
            let above = level_m - drop - self.ground_m[step];
            // The fill runs over unknown ground.
            if above.is_nan() { 1.0 } else { above }
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut begun = (0.0 < above(0)).then_some(0.0);
        for step in 1..self.ground_m.len() {
            let (before, here) = (above(step - 1), above(step));
            let crossing = (step as f64 - 1.0 + before / (before - here)) / steps;
            match begun {
                None if 0.0 < here => begun = Some(crossing),
                Some(from) if here <= 0.0 => {
                    stretches.push((from, crossing));
                    begun = None;
                }
                _ => {}
            }
        }
        stretches.extend(begun.map(|from| (from, 1.0)));
        stretches
    }
}

impl Edge {
    /// The edge of a level crest: each line is a piece, whatever stands above the ground.
    pub(super) fn level(lines: &[Line], pieces: Vec<Piece>, level_m: f64) -> Self {
        let mut edge = Self {
            parts: Vec::with_capacity(pieces.len()),
            first_parts: vec![0],
            ends: Vec::with_capacity(pieces.len()),
            pieces,
        };
        for (line, piece) in lines.iter().zip(&edge.pieces) {
            for (from, to) in line.open(level_m) {
                let whole = from <= 0.0 && 1.0 <= to;
                let at = |share: f64| line.from + (line.to - line.from) * share;
                edge.parts.push(if whole {
                    *piece
                } else {
                    Piece::new(at(from), at(to), (0.0, 0.0))
                });
                let length = piece.length();
                let end = |share: f64| as_f32(share) * length;
                edge.ends.push((end(from), end(to)));
            }
            edge.first_parts.push(count(edge.parts.len()));
        }
        edge
    }

    /// The edge of a crest that falls: only what stands above the ground, in pieces along which the distance
    /// along the slope is straight.
    ///
    /// `bends_m` are the levels at which the slope bends, and `u_of` gives that distance just above and just below
    /// a level.
    pub(super) fn falling(
        lines: &[Line],
        level_m: f64,
        bends_m: &[f64],
        u_of: impl Fn(f64) -> (f64, f64),
    ) -> Self {
        let mut pieces = Vec::new();
        for line in lines {
            let at = |share: f64| line.from + (line.to - line.from) * share;
            let (begin_m, end_m) = (level_m - line.drops_m.0, level_m - line.drops_m.1);
            let height_at = |share: f64| begin_m + (end_m - begin_m) * share;
            for (from, to) in line.open(level_m) {
                let mut cuts = vec![from, to];
                let shares = bends_m
                    .iter()
                    .map(|bend| (bend - begin_m) / (end_m - begin_m));
                cuts.extend(shares.filter(|share| from < *share && *share < to));
                cuts.sort_by(f64::total_cmp);
                for (from, to) in cuts.iter().zip(&cuts[1..]) {
                    let (first, last) = (u_of(height_at(*from)), u_of(height_at(*to)));
                    // From just above a berm the slope begins at its far side, from just below at the near one.
                    let u = if begin_m < end_m {
                        (first.0, last.1)
                    } else if end_m < begin_m {
                        (first.1, last.0)
                    } else {
                        (first.1, last.1)
                    };
                    pieces.push(Piece::new(at(*from), at(*to), u));
                }
            }
        }
        let numbers = 0..=count(pieces.len());
        Self {
            parts: pieces.clone(),
            first_parts: numbers.collect(),
            ends: pieces.iter().map(|piece| (0.0, piece.length())).collect(),
            pieces,
        }
    }

    /// A part that stands above the ground, by its number.
    pub(super) fn part(&self, number: u32) -> &Piece {
        &self.parts[number as usize]
    }

    /// The part of a piece that its point which counts for a cell lies in, if that stands above the ground.
    pub(super) fn open_part(&self, piece: u32, at: (f32, f32)) -> Option<u32> {
        let foot = self.pieces.get(piece as usize)?.foot(at);
        self.part_at(piece, foot)
    }

    /// The point of a piece that counts for a cell, if it stands above the ground.
    #[inline]
    pub(super) fn open_point(&self, piece: u32, at: (f32, f32)) -> Option<(f32, f32)> {
        let number = piece;
        let piece = self.pieces.get(number as usize)?;
        let foot = piece.foot(at);
        self.part_at(number, foot).map(|_| piece.point(foot))
    }

    /// The parts of pieces that lie in the ground elsewhere.
    pub(super) fn cut_parts(&self) -> impl Iterator<Item = u32> + use<'_> {
        let firsts = self.first_parts.iter().zip(&self.first_parts[1..]);
        let pieces = firsts.zip(&self.pieces);
        pieces.flat_map(move |((first, end), piece)| {
            let whole = (0.0, piece.length());
            (*first..*end).filter(move |part| self.ends[*part as usize] != whole)
        })
    }

    #[inline]
    fn part_at(&self, piece: u32, foot: f32) -> Option<u32> {
        let piece = piece as usize;
        let mut parts = self.first_parts[piece]..self.first_parts[piece + 1];
        parts.find(|part| {
            let (from, to) = self.ends[*part as usize];
            from <= foot && foot <= to
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an outline has far fewer corners"
)]
fn count(length: usize) -> u32 {
    length as u32
}
