//! Numbers and texts as bytes, little end first.

/// Writes one value after the other.
#[derive(Default)]
pub(in crate::gis) struct ByteWriter {
    pub bytes: Vec<u8>,
}

impl ByteWriter {
    pub(in crate::gis) fn u32(&mut self, number: u32) {
        self.bytes.extend(number.to_le_bytes());
    }

    pub(in crate::gis) fn u64(&mut self, number: u64) {
        self.bytes.extend(number.to_le_bytes());
    }

    pub(in crate::gis) fn count(&mut self, count: usize) {
        self.u64(count as u64);
    }

    pub(in crate::gis) fn f32(&mut self, number: f32) {
        self.bytes.extend(number.to_le_bytes());
    }

    pub(in crate::gis) fn f64(&mut self, number: f64) {
        self.bytes.extend(number.to_le_bytes());
    }

    /// The length, then the bytes.
    pub(in crate::gis) fn block(&mut self, block: &[u8]) {
        self.count(block.len());
        self.bytes.extend_from_slice(block);
    }

    pub(in crate::gis) fn text(&mut self, text: &str) {
        self.block(text.as_bytes());
    }
}

/// Reads values in the order in which they were written. `None` where there are too few bytes.
pub(in crate::gis) struct ByteReader<'a> {
    rest: &'a [u8],
}

impl<'a> ByteReader<'a> {
    pub(in crate::gis) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(in crate::gis) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*array)
    }

    pub(in crate::gis) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(in crate::gis) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(in crate::gis) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.u64()?).ok()
    }

    pub(in crate::gis) fn f32(&mut self) -> Option<f32> {
        self.array().map(f32::from_le_bytes)
    }

    pub(in crate::gis) fn f64(&mut self) -> Option<f64> {
        self.array().map(f64::from_le_bytes)
    }

    pub(in crate::gis) fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        let (block, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(block)
    }

    pub(in crate::gis) fn text(&mut self) -> Option<String> {
        String::from_utf8(self.block()?.to_vec()).ok()
    }

    /// How many bytes were not read.
    pub(in crate::gis) fn rest_len(&self) -> usize {
        self.rest.len()
    }
}
