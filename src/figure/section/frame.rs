//! Where distances and heights are on the sheet.

use super::{PaperPoint, PaperRect, SectionInput, decimals_of, nice_ticks};
use crate::figure::text_width_mm;

/// Exaggerations that can be read at a glance.
const ROUND: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

/// Room above the highest and below the lowest height, as shares of the range.
const ABOVE_SHARE: f64 = 0.08;
const BELOW_SHARE: f64 = 0.14;

/// Ground flatter than this is drawn as if it ranged over so many metres.
const LEAST_RANGE_M: f64 = 2.0;

/// The plot is no smaller than this, in millimetres.
const LEAST_PLOT_MM: f64 = 5.0;

/// How many times larger heights are drawn than lengths.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Exaggeration {
    /// The largest of 1, 2, 5, 10, 20 and 50 with which the whole length and all heights fit.
    #[default]
    Fitting,
    /// So many times. Where heights do not fit over the whole width, the plot becomes narrower.
    Times(f64),
}

/// The part of the sheet with the ground on it, and its two scales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SectionFrame {
    /// The plot, in millimetres.
    pub plot: PaperRect,
    /// The length of the line, at the right edge of the plot; zero is at the left edge. In metres.
    pub length_m: f64,
    /// The height at the lower edge of the plot, in metres.
    pub lowest_m: f64,
    /// Millimetres on paper for a metre along the line.
    pub mm_per_m_across: f64,
    /// Millimetres on paper for a metre of height.
    pub mm_per_m_up: f64,
}

impl SectionFrame {
    /// Where a chainage and a height, in metres, are on the sheet.
    pub fn paper_from_section(&self, chainage_m: f64, height_m: f64) -> PaperPoint {
        PaperPoint {
            x: self.plot.left + chainage_m * self.mm_per_m_across,
            y: self.plot.bottom - (height_m - self.lowest_m) * self.mm_per_m_up,
        }
    }

    /// The chainage and the height at a place on the sheet, in metres; also beside the plot.
    pub fn section_from_paper(&self, point: PaperPoint) -> (f64, f64) {
        (
            (point.x - self.plot.left) / self.mm_per_m_across,
            self.lowest_m + (self.plot.bottom - point.y) / self.mm_per_m_up,
        )
    }

    /// How many times larger heights are drawn than lengths.
    pub fn exaggeration(&self) -> f64 {
        let times = self.mm_per_m_up / self.mm_per_m_across;
        // What was asked for comes back without the last digits of a division.
        let rounded = (times * 1000.0).round() / 1000.0;
        if 0.0 < rounded { rounded } else { times }
    }
}

/// The frame and what stands beside it.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub frame: SectionFrame,
    pub chainage_ticks: Vec<f64>,
    pub height_ticks: Vec<f64>,
    /// The middle of the turned name of the axis of heights.
    pub height_axis_x: f64,
}

impl Layout {
    /// Places the plot under a legend of some height.
    pub(super) fn of(input: &SectionInput<'_>, legend_mm: f64) -> Self {
        let size_mm = input.text_mm;
        let mut room = PaperRect {
            left: 10.0,
            top: legend_mm + 1.7 * size_mm,
            right: input.width_mm - 2.0 * size_mm,
            bottom: input.height_mm - 3.2 * size_mm,
        };
        let mut layout = Self::within(input, room);
        // How wide the numbers are is known only now; once more is enough.
        let decimals = decimals_of(&layout.height_ticks);
        let widths = layout.height_ticks.iter().map(|height_m| {
            let words = (input.labels.number)(*height_m, decimals);
            text_width_mm(&words, size_mm)
        });
        let numbers_mm = widths.fold(2.0 * size_mm, f64::max);
        room.left = numbers_mm + 1.6 * size_mm + 1.5;
        layout = Self::within(input, room);
        let left = layout.frame.plot.left;
        layout.height_axis_x = left - 1.5 - numbers_mm - 0.7 * size_mm;
        layout
    }

    fn within(input: &SectionInput<'_>, room: PaperRect) -> Self {
        let room = PaperRect {
            right: room.right.max(room.left + LEAST_PLOT_MM),
            bottom: room.bottom.max(room.top + LEAST_PLOT_MM),
            ..room
        };
        let frame = frame_within(input, room);
        let size_mm = input.text_mm;
        let highest_m = frame.lowest_m + frame.plot.height() / frame.mm_per_m_up;
        let height_ticks = nice_ticks(
            frame.lowest_m,
            highest_m,
            fitting(frame.plot.height(), 1.9 * size_mm),
        );
        let longest = (input.labels.number)(frame.length_m, 0);
        let apart_mm = text_width_mm(&longest, size_mm) + 2.5 * size_mm;
        let chainage_ticks = nice_ticks(0.0, frame.length_m, fitting(frame.plot.width(), apart_mm));
        Self {
            frame,
            chainage_ticks,
            height_ticks,
            height_axis_x: room.left,
        }
    }
}

/// How many labels have room side by side, two at least.
fn fitting(room_mm: f64, apart_mm: f64) -> usize {
    crate::terrain::whole_cells(room_mm / apart_mm).clamp(2, 20)
}

fn frame_within(input: &SectionInput<'_>, room: PaperRect) -> SectionFrame {
    let length_m = input.chainages_m.last().copied().unwrap_or(0.0).max(1e-3);
    let (lowest_m, highest_m) = height_range(input);
    let range_m = highest_m - lowest_m;
    let widest = room.width() / length_m;
    let times = match input.exaggeration {
        Exaggeration::Times(times) if 0.0 < times && times.is_finite() => times,
        Exaggeration::Times(_) => 1.0,
        Exaggeration::Fitting => {
            let fits = |times: &&f64| **times * widest * range_m <= room.height();
            ROUND.iter().rev().find(fits).copied().unwrap_or(ROUND[0])
        }
    };
    let across = widest.min(room.height() / (times * range_m));
    let up = across * times;
    // A plot narrower than its room stands in the middle of it.
    let beside_mm = 0.5 * (room.width() - across * length_m);
    let spare_m = room.height() / up - range_m;
    SectionFrame {
        plot: PaperRect {
            left: room.left + beside_mm,
            right: room.right - beside_mm,
            ..room
        },
        length_m,
        lowest_m: lowest_m - 0.5 * spare_m,
        mm_per_m_across: across,
        mm_per_m_up: up,
    }
}

/// The lowest and the highest height with some room beyond, in metres.
fn height_range(input: &SectionInput<'_>) -> (f64, f64) {
    let heights = input.profiles.iter().flat_map(|profile| &profile.heights_m);
    let water = input.water.map(|water| water.level_m);
    let known = heights
        .copied()
        .chain(water)
        .filter(|height_m| height_m.is_finite());
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for height_m in known {
        lowest = lowest.min(height_m);
        highest = highest.max(height_m);
    }
    if highest < lowest {
        return (0.0, LEAST_RANGE_M);
    }
    let missing_m = (LEAST_RANGE_M - (highest - lowest)).max(0.0);
    lowest -= 0.5 * missing_m;
    highest += 0.5 * missing_m;
    let range_m = highest - lowest;
    (
        lowest - BELOW_SHARE * range_m,
        highest + ABOVE_SHARE * range_m,
    )
}
