//! The files of layers, cut down to the site and put beside the project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use geo::{Coord, Geometry, Intersects as _, Point, Rect};

use super::PackageError;
use super::fingerprints::bring_over;
use super::write::Entry;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::app::open::path_of;
use crate::app::source_file::record_of_file;
use crate::app::state::moved_source;
use crate::gis::{
    ClipRequest, Feature, FieldValue, Reference, VectorLayer, clip_raster, read_place_names,
    write_layers,
};
use crate::progress::Run;
use crate::project::{Layer, LayerId, LayerKind};
use crate::results::{Snapshot, SourceRecord};
use crate::words::Words;

/// The folder of sources in a package.
pub(super) const FOLDER: &str = "sources";

/// Where site layers say that they come from: nothing is there, since they lie in the project whole.
const ORIGINALS: &str = "site-layers";

/// What is named in a clip's own metadata: the file that it was cut out of.
const CLIPPED_FROM: &str = "BERGHALD_CLIPPED_FROM";
const CLIPPED_FROM_BLAKE3: &str = "BERGHALD_CLIPPED_FROM_BLAKE3";

/// A source in a package.
#[derive(Clone, Debug)]
pub(super) struct PackedSource {
    /// The layer.
    pub layer: Arc<Layer>,
    /// Its name in the package; `None` of site layers, which lie in the project.
    pub name: Option<String>,
    /// The name of the file that it was.
    pub original: String,
    /// What that file was; `None` where it was never read to its end.
    pub record: Option<Arc<SourceRecord>>,
    /// How large that was, in bytes; nothing of what lies in the project.
    pub original_bytes: u64,
    /// How large it is here, in bytes; nothing of what lies in the project.
    pub size_bytes: u64,
}

impl PackedSource {
    /// The file that it was, with its hash.
    pub(super) fn original(&self, words: &Words) -> String {
        let name = ("name", self.original.clone());
        match &self.record {
            Some(record) => {
                let hash = ("hash", record.blake3.to_string());
                words.text("package-source", &[name, hash])
            }
            None => self.original.clone(),
        }
    }
}

/// What the files of layers are, by layer; those of site layers are not looked at.
pub(super) type Found = BTreeMap<LayerId, Arc<SourceRecord>>;

/// Reads the files of layers to their end.
///
/// # Errors
/// [`TaskError::Package`], if one is not there, or is another than was taken into the project.
pub(super) fn read_all(designs: &FileDesigns, run: &Run) -> Result<Found, TaskError> {
    let snapshot = &designs.read.snapshot;
    let mut found = Found::new();
    for (id, layer) in &snapshot.project.layers {
        if layer.site.is_some() {
            continue;
        }
        let path = path_of(&layer.source);
        let refused = |source| TaskError::Package {
            path: designs.read.path.clone(),
            source,
        };
        let (name, file) = (layer.name.clone(), path.clone());
        if !path.exists() {
            return Err(refused(PackageError::SourceMissing { name, file }));
        }
        let read = record_of_file(&path, run);
        let read = read.map_err(|source| TaskError::Fingerprint { path, source })?;
        let known = snapshot.records.sources.get(id);
        if known.is_some_and(|known| known.blake3 != read.blake3) {
            return Err(refused(PackageError::SourceChanged { name, file }));
        }
        let record = known.map_or_else(|| Arc::new(read), Arc::clone);
        found.insert(*id, record);
    }
    Ok(found)
}

/// Puts sources into a folder, and returns what the project is with them in place of its own.
///
/// `tell` hears how many layers are done.
pub(super) fn pack(
    before: &Snapshot,
    found: &Found,
    folder: &Path,
    place: (Option<Rect<f64>>, Option<&Reference>),
    tell: &dyn Fn(usize) -> Result<(), TaskError>,
    run: &Run,
) -> Result<(Snapshot, Vec<PackedSource>), TaskError> {
    let mut after = before.clone();
    let mut packed: Vec<PackedSource> = Vec::new();
    for (done, (id, layer)) in before.project.layers.iter().enumerate() {
        tell(done)?;
        let file = path_of(&layer.source);
        let original = file.file_name().unwrap_or_default().to_string_lossy();
        let mut one = PackedSource {
            layer: Arc::clone(layer),
            name: None,
            original: original.into_owned(),
            record: before.records.sources.get(id).cloned(),
            original_bytes: 0,
            size_bytes: 0,
        };
        let source = match found.get(id) {
            None => {
                let nowhere = folder.join(ORIGINALS).join(&one.original);
                moved_source(&layer.source, &nowhere)
            }
            Some(record) => {
                let name = free_name(&file, layer.kind, &packed);
                let target = folder.join(FOLDER).join(&name);
                clip(layer, record, &target, place, &run.part())?;
                let read = record_of_file(&target, &run.part());
                let read = read.map_err(|source| TaskError::Fingerprint {
                    path: target.clone(),
                    source,
                })?;
                one.original_bytes = record.size_bytes;
                one.size_bytes = read.size_bytes;
                one.name = Some(name);
                // What it tells is as old as the file that it was cut out of.
                let cut = SourceRecord {
                    blake3: read.blake3,
                    size_bytes: read.size_bytes,
                    ..SourceRecord::clone(record)
                };
                after.records.sources.insert(*id, Arc::new(cut));
                match layer.kind {
                    // The new file has one layer.
                    LayerKind::PlaceNames => target.display().to_string(),
                    _ => moved_source(&layer.source, &target),
                }
            }
        };
        let moved = Layer {
            source,
            ..Layer::clone(layer)
        };
        after.project.layers.insert(*id, Arc::new(moved));
        packed.push(one);
    }
    bring_over(before, &mut after);
    Ok((after, packed))
}

/// The name of a file as it was, with the ending that it gets, unlike every other in the package.
fn free_name(file: &Path, kind: LayerKind, packed: &[PackedSource]) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let ending = match kind {
        LayerKind::PlaceNames => "gpkg",
        _ => "tif",
    };
    let is_free = |name: &String| {
        let mut names = packed.iter().filter_map(|one| one.name.as_ref());
        names.all(|other| !other.eq_ignore_ascii_case(name))
    };
    let first = format!("{stem}.{ending}");
    let numbered = (2..).map(|number: u32| format!("{stem}-{number}.{ending}"));
    let mut names = std::iter::once(first.clone()).chain(numbered);
    names.find(is_free).unwrap_or(first)
}

fn clip(
    layer: &Layer,
    record: &SourceRecord,
    target: &Path,
    (area, reference): (Option<Rect<f64>>, Option<&Reference>),
    run: &Run,
) -> Result<(), TaskError> {
    if let (LayerKind::PlaceNames, Some(reference)) = (layer.kind, reference) {
        return names_near(layer, target, (area, reference), run);
    }
    let file = path_of(&layer.source);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let notes = [
        (CLIPPED_FROM, name.into_owned()),
        (CLIPPED_FROM_BLAKE3, record.blake3.to_string()),
    ];
    let request = ClipRequest {
        source: &layer.source,
        stated_crs: layer.stated_crs.as_deref(),
        area: area.zip(reference),
        notes: &notes,
    };
    clip_raster(&request, target, run)?;
    Ok(())
}

/// Writes the names on the site; all of them where none is there, since a layer without names is none.
fn names_near(
    layer: &Layer,
    target: &Path,
    (area, reference): (Option<Rect<f64>>, &Reference),
    run: &Run,
) -> Result<(), TaskError> {
    let mut read = read_place_names(&layer.source, reference, run)?;
    if let Some(area) = area {
        let near = |at: Coord<f64>| area.intersects(&Point(at));
        if read.names.iter().any(|name| near(name.at)) {
            read.names.retain(|name| near(name.at));
        }
    }
    let features = read.names.into_iter().map(|name| Feature {
        geometry: Geometry::Point(Point(name.at)),
        values: vec![("name", FieldValue::Text(name.name))],
    });
    let layer = VectorLayer {
        name: read.layer,
        description: layer.attribution.clone(),
        features: features.collect(),
    };
    Ok(write_layers(target, &[layer], reference)?)
}

/// The files of the folder, each with what it is.
pub(super) fn entries(folder: &Path, packed: &[PackedSource], words: &Words) -> Vec<Entry> {
    let what_of = |one: &PackedSource| {
        let id = match one.layer.kind {
            LayerKind::PlaceNames => "package-what-places",
            LayerKind::Background => "package-what-background",
            LayerKind::Terrain | LayerKind::Site => "package-what-terrain",
        };
        words.text(id, &[("name", one.layer.name.clone())])
    };
    let mut entries = Vec::new();
    for one in packed {
        let Some(name) = &one.name else { continue };
        let path = folder.join(FOLDER).join(name);
        entries.push(Entry::of_file(
            &format!("{FOLDER}/{name}"),
            &path,
            what_of(one),
        ));
        // What GDAL could not put into the file itself.
        let side = PathBuf::from(format!("{}.aux.xml", path.display()));
        if side.is_file() {
            let what = words.text("package-what-side", &[]);
            entries.push(Entry::of_file(
                &format!("{FOLDER}/{name}.aux.xml"),
                &side,
                what,
            ));
        }
    }
    entries
}
