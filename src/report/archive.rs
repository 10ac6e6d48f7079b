//! ZIP archives that every system opens, the same for the same content.

use std::io::{self, Read, Seek, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::progress::{Cancelled, Run};

/// Read at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// Entries from here on need larger numbers in the archive.
const LARGE_BYTES: u64 = 4_000_000_000;

/// Why an archive cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Something cannot be read or written.
    #[error("the archive cannot be written")]
    System(#[from] io::Error),
    /// The archive cannot hold it.
    #[error("the archive cannot be made")]
    Format(#[from] zip::result::ZipError),
    /// Nobody wants it any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Cancelled> for ArchiveError {
    fn from(Cancelled: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// An archive that is being written.
pub struct Archive<W: Write + Seek> {
    writer: ZipWriter<W>,
    at: DateTime,
}

impl<W: Write + Seek> Archive<W> {
    /// An empty one. `at` is the time that all its files get.
    pub fn new(into: W, at: Timestamp) -> Self {
        Self {
            writer: ZipWriter::new(into),
            at: time_of(at),
        }
    }

    /// Adds a file of a length. What is compressed by itself `is_packed`, and not worth the time a second time.
    ///
    /// # Errors
    /// [`ArchiveError`], if it cannot be read or written, or nobody wants it any more.
    pub fn add(
        &mut self,
        name: &str,
        content: &mut dyn Read,
        (size_bytes, is_packed): (u64, bool),
        run: &Run,
    ) -> Result<(), ArchiveError> {
        let method = if is_packed {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(self.at)
            .unix_permissions(0o644)
            .large_file(LARGE_BYTES < size_bytes);
        self.writer.start_file(name, options)?;
        let mut chunk = vec![0; CHUNK];
        loop {
            run.step(0, 1)?;
            let read = content.read(&mut chunk)?;
            if read == 0 {
                return Ok(());
            }
            self.writer
                .write_all(chunk.get(..read).unwrap_or_default())?;
        }
    }

    /// Writes the list of files at its end.
    ///
    /// # Errors
    /// [`ArchiveError`], if it cannot be written.
    pub fn finish(self) -> Result<W, ArchiveError> {
        Ok(self.writer.finish()?)
    }
}

/// A time as archives have it: in two seconds, from 1980 on.
fn time_of(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let year = u16::try_from(at.year()).unwrap_or(0);
    let (month, day) = (part(at.month()), part(at.day()));
    let (hour, minute, second) = (part(at.hour()), part(at.minute()), part(at.second()));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}
