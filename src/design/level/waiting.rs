//! Cells that wait for their turn, the lowest key first.
//!
//! # Source
//! Radix heap: Ahuja, Mehlhorn, Orlin and Tarjan, Journal of the ACM 37 (1990). It asks that no key is lower than
//! the last one taken, and in return each cell is moved a few times at most.

/// One for each place of the highest bit in which a key differs from the last one taken, and one for none.
const BUCKETS: usize = 33;

/// Cells by key.
pub(super) struct Waiting {
    last: u32,
    buckets: [Vec<(u32, u32)>; BUCKETS],
}

impl Waiting {
    pub(super) fn new() -> Self {
        Self {
            last: 0,
            buckets: std::array::from_fn(|_| Vec::new()),
        }
    }

    /// Adds a cell. A key lower than the last one taken counts as that.
    #[inline]
    pub(super) fn push(&mut self, key: u32, cell: usize) {
        let key = key.max(self.last);
        self.buckets[self.bucket_of(key)].push((key, narrow(cell)));
    }

    /// Takes a cell with the lowest key.
    pub(super) fn pop(&mut self) -> Option<(u32, usize)> {
        if self.buckets[0].is_empty() {
            let index = self.buckets.iter().position(|bucket| !bucket.is_empty())?;
            let mut bucket = std::mem::take(&mut self.buckets[index]);
            self.last = bucket
                .iter()
                .fold(u32::MAX, |least, (key, _)| least.min(*key));
            for (key, cell) in bucket.drain(..) {
                self.buckets[self.bucket_of(key)].push((key, cell));
            }
            // Keeps its room.
            self.buckets[index] = bucket;
        }
        let (key, cell) = self.buckets[0].pop()?;
        Some((key, cell as usize))
    }

    #[inline]
    fn bucket_of(&self, key: u32) -> usize {
        (u32::BITS - (key ^ self.last).leading_zeros()) as usize
    }
}

/// A height in bits that are in the order of heights.
#[inline]
pub(super) fn ordered(height_m: f32) -> u32 {
    let bits = height_m.to_bits();
    if bits >> 31 == 0 {
        bits | 1 << 31
    } else {
        !bits
    }
}

/// The opposite of [`ordered`].
#[inline]
pub(super) fn height_of(ordered: u32) -> f32 {
    f32::from_bits(if ordered >> 31 == 0 {
        !ordered
    } else {
        ordered & !(1 << 31)
    })
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "windows of more than 2^31 cells are refused before"
)]
pub(super) fn narrow(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_in_the_order_of_their_heights() {
        let heights = [3.5, -2.0, 0.0, 1e6, -1e-3, 3.5, f32::NEG_INFINITY];
        let mut waiting = Waiting::new();
        for (cell, height) in heights.into_iter().enumerate() {
            waiting.push(ordered(height), cell);
        }
        let mut taken = Vec::new();
        while let Some((key, cell)) = waiting.pop() {
            assert_eq!(height_of(key), heights[cell]);
            taken.push(heights[cell]);
            if taken.len() == 3 {
                waiting.push(ordered(2.0), 2);
                assert_eq!(waiting.pop(), Some((ordered(0.0), 2)));
                taken.push(0.0);
                assert_eq!(waiting.pop(), Some((ordered(2.0), 2)));
            }
        }
        assert!(taken.is_sorted());
        assert_eq!(taken.len(), heights.len());
    }
}
