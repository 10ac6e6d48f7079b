//! All that is in sight of a place where ways bend or the slope begins again, at once.
//!
//! Such a place often has thousands of cells behind it, and a few dozen ask for it one by one before the others are
//! handed it together. Seen from there, the lines to the cells of a quarter lie side by side, told apart by
//! their lean. Column by column (or row by row) they are followed; those that the ground stands in the way of,
//! and those that come where another way is shorter, are left out from there on.

use super::around::{NEGLIGIBLE, Ways};
use super::sight::{SLACK, is_step, stands_between};
use super::{CELL, Standing, narrow};

/// The four quarters: whether their lines run rather along rows, and their heading.
const QUARTERS: [(bool, isize); 4] = [(true, 1), (true, -1), (false, 1), (false, -1)];

/// Nearer than this, in cells, lines go on past cells that have a shorter way: there these take up too much of
/// the view.
const CLOSE: usize = 16;

/// Leans between which lines are followed.
type Leans = (f32, f32);

/// Cells of a column whose lines are worked out side by side.
const TOGETHER: usize = 8;

/// One quarter of the view from a place.
struct Quarter {
    /// The place, as a cell.
    place: usize,
    /// The same as column and row of the window with its border.
    at: (isize, isize),
    u: f32,
    along_row: bool,
    heading: isize,
    /// From a cell to the next along the lines.
    ahead: isize,
    /// From a cell to the next across them.
    across: isize,
}

impl Quarter {
    /// The cell so many columns on and rows across.
    #[inline]
    fn cell(&self, along: usize, across: isize) -> usize {
        self.place
            .wrapping_add_signed(self.ahead * along.cast_signed() + self.across * across)
    }

    /// The same as column and row of the window with its border.
    #[inline]
    fn column_and_row(&self, along: usize, across: isize) -> (usize, usize) {
        let along = self.heading * along.cast_signed();
        let (x, y) = if self.along_row {
            (along, across)
        } else {
            (across, along)
        };
        (
            self.at.0.wrapping_add(x).cast_unsigned(),
            self.at.1.wrapping_add(y).cast_unsigned(),
        )
    }
}

/// The lines to some cells of a column beside one another.
struct Lines {
    leans: [f32; TOGETHER],
    lengths: [f32; TOGETHER],
}

impl Lines {
    #[inline]
    fn to(first: isize, along: f32) -> Self {
        let leans: [f32; TOGETHER] =
            std::array::from_fn(|place| (first + place.cast_signed()) as f32 / along);
        Self {
            lengths: leans.map(|lean| along * rise(lean)),
            leans,
        }
    }
}

/// What a line finds in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// The cell gets its way by the line, or has it.
    Way,
    /// Another way is shorter.
    Shorter,
    /// The line leaves the outline.
    End,
}

impl Ways<'_> {
    /// Gives every cell that is in sight of a place a way to it, where that is shorter.
    pub(super) fn fan_out(&mut self, place: usize) {
        let stride = self.domain.stride().cast_signed();
        let at = place.cast_signed();
        for (along_row, heading) in QUARTERS {
            let (along, across) = if along_row { (1, stride) } else { (stride, 1) };
            let quarter = Quarter {
                place,
                at: (at % stride, at / stride),
                u: self.field.u[place],
                along_row,
                heading,
                ahead: heading * along,
                across,
            };
            self.follow(&quarter);
        }
    }

    fn follow(&mut self, quarter: &Quarter) {
        let mut open: Vec<Leans> = vec![(-1.0, 1.0)];
        let mut left = Vec::new();
        let mut along = 0;
        while !open.is_empty() {
            along += 1;
            for leans in &open {
                self.cross(quarter, along, *leans, &mut left);
            }
            open.clear();
            for leans in &left {
                self.let_by(quarter, along, *leans, &mut open);
            }
            left.clear();
        }
    }

    /// Gives the cells of a column their way, and leaves the lines that go on.
    fn cross(
        &mut self,
        quarter: &Quarter,
        along: usize,
        (low, high): Leans,
        left: &mut Vec<Leans>,
    ) {
        let length = along as f32;
        let (first, last) = (floor(low * length), ceil(high * length));
        let mut begin = low;
        let mut ended = None;
        let mut lines = Lines::to(first, length);
        let mut row = first - 1;
        while row < last {
            row += 1;
            let place = (row - first).cast_unsigned() % TOGETHER;
            if place == 0 && row != first {
                lines = Lines::to(row, length);
                let next = row + TOGETHER.cast_signed();
                let are_inside = low * length < (row - 1) as f32 && next as f32 <= high * length;
                if are_inside
                    && next <= last
                    && self.find_together(quarter, quarter.cell(along, row), &lines)
                {
                    row = next - 1;
                    continue;
                }
            }
            let lean = lines.leans[place];
            let cell = quarter.cell(along, row);
            let inside = low <= lean && lean <= high;
            let found = self.find_by_line(quarter, cell, lines.lengths[place], inside);
            if found == Found::Way && lean.abs() < 1.0 {
                // Beside the last line that is not stopped a cell may lie out of sight.
                if row == first || (row - 1) as f32 <= low * length {
                    self.hand_on(cell, quarter.cell(along, row - 1));
                }
                if row == last {
                    self.hand_on(cell, quarter.cell(along, row + 1));
                }
            }
            // Past the edge of the outline no line may go, not even beside a middle.
            let (from, to) = match found {
                Found::Way => continue,
                Found::Shorter if along < CLOSE => continue,
                Found::Shorter => (lean, lean),
                Found::End => ((row as f32 - 1.0) / length, (row as f32 + 1.0) / length),
            };
            let from = match ended {
                Some(end) if end == row - 1 => begin,
                _ => from,
            };
            if begin < from.min(high) {
                left.push((begin, from.min(high)));
            }
            begin = begin.max(to);
            ended = Some(row);
        }
        if begin < high {
            left.push((begin, high));
        }
    }

    /// Lets a cell hand on to one beside it, if that has a longer way.
    fn hand_on(&mut self, cell: usize, beside: usize) {
        let u = self.field.u[cell];
        if self.standing[beside] == Standing::Open && u + 1.0 + NEGLIGIBLE < self.field.u[beside] {
            self.queue.push(u, cell);
        }
    }

    /// Gives some cells beside one another their way, if all get it: without a choice for each, so that processors need
    /// not wait for one before they begin the next.
    fn find_together(&mut self, quarter: &Quarter, first: usize, lines: &Lines) -> bool {
        let mut cell = first;
        let mut all = true;
        for length in &lines.lengths {
            let value = quarter.u + length;
            let is_shorter = value + NEGLIGIBLE < self.field.u[cell];
            let is_above = self.domain.floors[cell] < value;
            let is_inside = self.standing[cell] != Standing::Outside;
            all &= is_shorter & is_above & is_inside;
            cell = cell.wrapping_add_signed(quarter.across);
        }
        if all {
            cell = first;
            for length in &lines.lengths {
                self.field.u[cell] = quarter.u + length;
                self.field.origins[cell] = CELL | narrow(quarter.place);
                cell = cell.wrapping_add_signed(quarter.across);
            }
        }
        all
    }

    /// What a line of a length finds in a cell, which it ends in if that is asked for.
    fn find_by_line(&mut self, quarter: &Quarter, cell: usize, length: f32, ends: bool) -> Found {
        let origin = CELL | narrow(quarter.place);
        let value = quarter.u + length;
        if self.field.u[cell] <= value + NEGLIGIBLE {
            // What is known is no farther than any way.
            return if self.field.origins[cell] == origin {
                Found::Way
            } else {
                Found::Shorter
            };
        }
        if self.standing[cell] == Standing::Outside {
            return Found::End;
        }
        if value <= self.domain.floors[cell] {
            return Found::Shorter;
        }
        if ends {
            self.field.u[cell] = value;
            self.field.origins[cell] = origin;
        }
        Found::Way
    }

    /// Leaves out the lines that ground in a column stands in the way of.
    fn let_by(
        &mut self,
        quarter: &Quarter,
        along: usize,
        (low, high): Leans,
        open: &mut Vec<Leans>,
    ) {
        let length = along as f32;
        let mut begin = low;
        let (first, last) = (floor(low * length), floor(high * length));
        let mut row = first;
        while row <= last {
            let cell = quarter.cell(along, row);
            let lowest = quarter.u + length;
            let at = quarter.column_and_row(along, row);
            let free = self.obstacles.free_rows(at, lowest);
            if free != 0 {
                row += free;
                continue;
            }
            let (near, far) = (
                self.domain.floors[cell],
                self.domain.floors[quarter.cell(along, row + 1)],
            );
            let height = |row: isize| quarter.u + length * rise(row as f32 / length);
            let heights = (height(row), height(row + 1));
            if lowest < near.max(far)
                && let Some((from, to)) = stands_between((near, far), heights)
            {
                // Over a step that is lower than the ends of lines that lean more, those go on.
                let limit = if is_step(near, far) {
                    lean_over(near.max(far) - quarter.u, length)
                } else {
                    1.0
                };
                let from = ((row as f32 + from) / length).max(-limit);
                let to = ((row as f32 + to) / length).min(limit);
                if from < to {
                    if begin < from {
                        open.push((begin, from.min(high)));
                    }
                    begin = begin.max(to);
                }
                for row in [row, row + 1] {
                    let cell = quarter.cell(along, row);
                    if self.field.origins[cell] == CELL | narrow(quarter.place) {
                        self.queue.push(self.field.u[cell], cell);
                    }
                }
            }
            row += 1;
        }
        if begin < high {
            open.push((begin, high));
        }
    }
}

/// How much longer a line is than its way along.
fn rise(lean: f32) -> f32 {
    (1.0 + lean * lean).sqrt()
}

/// The least lean of lines that have risen by a height after a way along, but for what may be in the way of them.
fn lean_over(height: f32, along: f32) -> f32 {
    let rise = (height - SLACK) / along;
    (rise * rise - 1.0).max(0.0).sqrt()
}

/// Rounds down; without a call, as processors from before 2008 would need.
#[expect(clippy::cast_possible_truncation, reason = "rows of a window")]
#[inline]
fn floor(rows: f32) -> isize {
    let cut = rows as i32;
    (cut - i32::from(rows < cut as f32)) as isize
}

#[inline]
fn ceil(rows: f32) -> isize {
    -floor(-rows)
}
