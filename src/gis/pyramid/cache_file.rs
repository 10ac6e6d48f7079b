//! The file that keeps the tiles of all levels.
//!
//! # Format
//! Numbers are little-endian. The file begins with the magic word, the version, and place, length and
//! fingerprint of the head, which stands at the end; in between are the tiles in the order in which they were
//! made. The head has what the file was made of, where the cells lie, and for each tile its place, form and
//! checksum. A file is made under another name and renamed when it is whole.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::bytes::{ByteReader, ByteWriter};
use super::fingerprint::{Digest, stamp};
use super::folder::Home;
use super::levels::{Levels, TileAt};
use super::positioned::{read_at, write_at};
use crate::terrain::Placement;

/// The first bytes of a cache file.
const MAGIC: [u8; 8] = *b"BERGTILE";

/// Rises whenever the format changes, or what is computed from the same source.
const VERSION: u32 = 1;

/// How many bytes stand before the tiles.
const START_BYTES: usize = 64;

/// Where the first tile begins.
const FIRST_TILE: u64 = START_BYTES as u64;

/// A larger head is none of ours, in bytes.
const HEAD_LIMIT: u64 = 256 << 20;

/// What a cache file was made of, and what it holds.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::gis) struct Contents {
    /// Tells two requests apart.
    pub identity: Digest,
    /// Of `files`, when the work began.
    pub stamp: Digest,
    /// What the source is made of.
    pub files: Vec<PathBuf>,
    /// Where the cells of level 0 lie.
    pub placement: Placement,
    /// What else is to be kept.
    pub note: Vec<u8>,
}

impl Contents {
    pub(in crate::gis) fn levels(&self) -> Levels {
        Levels {
            columns: self.placement.columns,
            rows: self.placement.rows,
        }
    }
}

/// Where and how a tile is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::gis) struct TileEntry {
    pub offset: u64,
    pub length: u64,
    /// The content's own number for how its cells are written.
    pub form: u32,
    /// In metres; only for heights.
    pub minimum_m: f32,
    /// In metres; only for heights.
    pub step_m: f32,
    /// Of the bytes.
    pub checksum: u64,
}

/// Bytes in the head for one tile.
const ENTRY_BYTES: usize = 36;

/// A tile as bytes.
#[derive(Default)]
pub(in crate::gis) struct EncodedTile {
    pub form: u32,
    pub minimum_m: f32,
    pub step_m: f32,
    pub bytes: Vec<u8>,
}

/// A whole cache file, open for reading. It may vanish from its folder in the meantime.
#[derive(Debug)]
pub(in crate::gis) struct CacheFile {
    pub contents: Contents,
    entries: Vec<TileEntry>,
    file: File,
    home: Home,
}

impl CacheFile {
    /// Opens a cache file, unless it is missing, stale, of another version, or broken.
    pub(in crate::gis) fn open(path: &Path, identity: &Digest) -> Option<Self> {
        let file = File::open(path).ok()?;
        let found = read_head(&file);
        let Ok(Some((contents, entries))) = found else {
            tracing::debug!(path = %path.display(), "a cache file is of no use");
            return None;
        };
        let is_fresh = contents.identity == *identity && contents.stamp == stamp(&contents.files);
        is_fresh.then(|| Self {
            contents,
            entries,
            file,
            home: Home::Folder(path.to_owned()),
        })
    }

    /// Where a tile is, or `None` where there is no such tile.
    pub(in crate::gis) fn entry(&self, tile: TileAt) -> Option<TileEntry> {
        let index = self.contents.levels().index(tile)?;
        self.entries.get(index).copied()
    }

    /// All bytes of a tile.
    ///
    /// A tile that is not what was written gives an error, and the file is removed so that the next
    /// request makes it again.
    pub(in crate::gis) fn read(&self, entry: &TileEntry) -> io::Result<Vec<u8>> {
        let length = usize::try_from(entry.length).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        let read = read_at(&self.file, &mut bytes, entry.offset);
        if read.is_ok() && checksum(&bytes) == entry.checksum {
            return Ok(bytes);
        }
        if let Home::Folder(path) = &self.home {
            // Somebody may have removed it first.
            let _gone = std::fs::remove_file(path);
        }
        read?;
        let message = "a tile of the cache file is not what was written";
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }

    /// Some bytes of a tile, unchecked.
    pub(in crate::gis) fn read_part(
        &self,
        entry: &TileEntry,
        begin: usize,
        length: usize,
    ) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_at(&self.file, &mut bytes, entry.offset + begin as u64)?;
        Ok(bytes)
    }
}

/// A cache file in the making. Dropped before it is finished, it vanishes.
pub(in crate::gis) struct CacheWriter {
    home: Home,
    levels: Levels,
    next_offset: AtomicU64,
    entries: Mutex<Vec<TileEntry>>,
}

impl CacheWriter {
    pub(in crate::gis) fn new(home: Home, levels: Levels) -> Self {
        Self {
            home,
            levels,
            next_offset: AtomicU64::new(FIRST_TILE),
            entries: Mutex::new(vec![TileEntry::default(); levels.tile_count()]),
        }
    }

    /// Writes a tile. Several threads may do so at once.
    pub(in crate::gis) fn write(&self, tile: TileAt, encoded: &EncodedTile) -> io::Result<()> {
        let length = encoded.bytes.len() as u64;
        let entry = TileEntry {
            offset: self.next_offset.fetch_add(length, Ordering::Relaxed),
            length,
            form: encoded.form,
            minimum_m: encoded.minimum_m,
            step_m: encoded.step_m,
            checksum: checksum(&encoded.bytes),
        };
        write_at(self.home.file()?, &encoded.bytes, entry.offset)?;
        let index = self.levels.index(tile);
        let mut entries = self.entries.lock().map_err(poisoned)?;
        match index.and_then(|index| entries.get_mut(index)) {
            Some(kept) => *kept = entry,
            None => return Err(io::Error::other("there is no such tile")),
        }
        Ok(())
    }

    /// Writes the head and gives the file its name.
    pub(in crate::gis) fn finish(self, contents: Contents, target: &Path) -> io::Result<CacheFile> {
        let entries = self.entries.into_inner().map_err(poisoned)?;
        let head = head_of(&contents, &entries);
        let offset = self.next_offset.into_inner();
        let mut start = ByteWriter {
            bytes: MAGIC.to_vec(),
        };
        start.u32(VERSION);
        start.u32(0);
        start.u64(offset);
        start.count(head.len());
        start.bytes.extend(blake3::hash(&head).as_bytes());
        write_at(self.home.file()?, &head, offset)?;
        write_at(self.home.file()?, &start.bytes, 0)?;
        let (file, home) = self.home.settle(target)?;
        Ok(CacheFile {
            contents,
            entries,
            file,
            home,
        })
    }
}

/// A thread that wrote a tile has panicked.
fn poisoned<T>(_: std::sync::PoisonError<T>) -> io::Error {
    io::Error::other("the list of tiles is not whole")
}

fn checksum(bytes: &[u8]) -> u64 {
    let digest = blake3::hash(bytes);
    let first = digest.as_bytes().first_chunk().copied();
    u64::from_le_bytes(first.unwrap_or_default())
}

fn head_of(contents: &Contents, entries: &[TileEntry]) -> Vec<u8> {
    let Contents {
        identity,
        stamp,
        files,
        placement,
        note,
    } = contents;
    let mut head = ByteWriter::default();
    head.bytes.extend(identity);
    head.bytes.extend(stamp);
    head.count(files.len());
    for file in files {
        head.text(&file.to_string_lossy());
    }
    head.f64(placement.west_m);
    head.f64(placement.north_m);
    head.f64(placement.cell_width_m);
    head.f64(placement.cell_height_m);
    head.count(placement.columns);
    head.count(placement.rows);
    head.block(note);
    head.count(entries.len());
    for entry in entries {
        head.u64(entry.offset);
        head.u64(entry.length);
        head.u32(entry.form);
        head.f32(entry.minimum_m);
        head.f32(entry.step_m);
        head.u64(entry.checksum);
    }
    head.bytes
}

/// The head, or `None` where it is not one of ours or not whole.
fn read_head(file: &File) -> io::Result<Option<(Contents, Vec<TileEntry>)>> {
    let mut start = [0; START_BYTES];
    read_at(file, &mut start, 0)?;
    let mut start = ByteReader::new(&start);
    let is_ours = start.array() == Some(MAGIC) && start.u32() == Some(VERSION);
    let (Some(_), Some(offset), Some(length), Some(digest)) =
        (start.u32(), start.u64(), start.u64(), start.array::<32>())
    else {
        return Ok(None);
    };
    let is_whole = offset.checked_add(length) == Some(file.metadata()?.len());
    if !is_ours || !is_whole || HEAD_LIMIT < length {
        return Ok(None);
    }
    let mut head = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    read_at(file, &mut head, offset)?;
    if *blake3::hash(&head).as_bytes() != digest {
        return Ok(None);
    }
    let is_inside = |entry: &TileEntry| {
        entry.length == 0
            || FIRST_TILE <= entry.offset
                && entry
                    .offset
                    .checked_add(entry.length)
                    .is_some_and(|end| end <= offset)
    };
    Ok(parsed_head(&head).filter(|(_, entries)| entries.iter().all(is_inside)))
}

fn parsed_head(head: &[u8]) -> Option<(Contents, Vec<TileEntry>)> {
    let mut head = ByteReader::new(head);
    let (identity, stamp) = (head.array()?, head.array()?);
    let file_count = head.count()?;
    let mut files = Vec::new();
    for _ in 0..file_count {
        files.push(PathBuf::from(head.text()?));
    }
    let placement = Placement {
        west_m: head.f64()?,
        north_m: head.f64()?,
        cell_width_m: head.f64()?,
        cell_height_m: head.f64()?,
        columns: head.count()?,
        rows: head.count()?,
        ground_per_map: 1.0,
    };
    let contents = Contents {
        identity,
        stamp,
        files,
        placement,
        note: head.block()?.to_vec(),
    };
    let count = head.count()?;
    let is_count_right = head.rest_len() == count.checked_mul(ENTRY_BYTES)?
        && contents.levels().tile_count() == count;
    if !is_count_right {
        return None;
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        entries.push(TileEntry {
            offset: head.u64()?,
            length: head.u64()?,
            form: head.u32()?,
            minimum_m: head.f32()?,
            step_m: head.f32()?,
            checksum: head.u64()?,
        });
    }
    Some((contents, entries))
}
