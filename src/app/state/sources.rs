//! The files that a project rests on: whether they are there, and still what they were.

use std::path::Path;
use std::sync::Arc;

use super::work::reading_in;
use super::{Answer, App, JobKey};
use crate::app::areas_on_ground::areas_in;
use crate::app::fill_base::{FillIds, rests_on};
use crate::app::open::{OpenAs, OpenRequest, Opened, SiteOpening, open_file, path_of};
use crate::app::source_file::{Glance, glance_at, record_of_file};
use crate::app::trouble::{Matter, WayOut};
use crate::app::{FillResult, Oddity, TaskError};
use crate::gis::Reference;
use crate::project::{Areas, DepositId, Edit, Layer, LayerId, LayerKind, PitId, Project};
use crate::results::{FillFigures, FillRecord, Fingerprint, Inputs, Records, SourceRecord};

/// How a layer's file stands to what was taken into the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// It is as it was.
    Same,
    /// Its content is another one.
    Changed(Arc<SourceRecord>),
    /// It is not there.
    Missing,
}

/// How figures stand to today's decisions and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They are what would be worked out again.
    Current,
    /// A decision changed since.
    OutOfDate,
    /// The terrain that they rest on is not there.
    SourceMissing,
    /// The terrain that they rest on has changed.
    SourceChanged,
}

/// What jobs found out about sources.
pub(super) enum SourceAnswer {
    Glanced(Vec<(LayerId, Glance)>),
    Read(LayerId, OpenRequest, Result<SourceRecord, TaskError>),
    Reopened(Vec<(LayerId, OpenRequest, Result<Opened, TaskError>)>),
}

impl App {
    /// How a layer's file stands to what was taken into the project, where that is known.
    pub fn source_state(&self, id: LayerId) -> Option<&SourceState> {
        self.source_states.get(&id)
    }

    /// What is recorded of a layer's file.
    pub fn source_record(&self, id: LayerId) -> Option<&SourceRecord> {
        self.records.sources.get(&id).map(AsRef::as_ref)
    }

    /// What the project file keeps of a deposit's figures, and how they stand to today.
    pub fn kept_figures(&self, id: DepositId) -> Option<(&FillRecord, Standing)> {
        let record = self.records.fills.get(&id)?;
        let of_today = content_id(self.project(), &self.records, id) == Some(record.of);
        let standing = if of_today {
            self.standing_on(rests_on(self.project(), id).into_iter())
        } else {
            Standing::OutOfDate
        };
        Some((record, standing))
    }

    /// Figures of a deposit: what was just worked out, or what the project file keeps.
    pub fn figures(&self, id: DepositId) -> Option<(FillFigures, Standing)> {
        let fresh = self.fill(id).filter(|_| self.is_current(id));
        let fresh = fresh.and_then(|fill| fill.value());
        match fresh {
            Some(fill) => {
                let standing = self.standing_on(rests_on(self.project(), id).into_iter());
                Some((FillFigures::of(&fill.design), standing))
            }
            None => self
                .kept_figures(id)
                .map(|(record, standing)| (record.figures, standing)),
        }
    }

    /// Keeps what was worked out for a deposit, once its grounds are known by their content.
    pub(super) fn record_fill(&mut self, id: DepositId) {
        if self.project().deposit(id).is_none() {
            return;
        }
        let is_known = |layer: &LayerId| {
            self.source_states.get(layer) == Some(&SourceState::Same)
                && self.is_open_as_recorded(*layer)
        };
        if !rests_on(self.project(), id).iter().all(is_known) || !self.is_current(id) {
            return;
        }
        let fill = self.fills.get(&id).and_then(|fill| fill.value().cloned());
        let of = content_id(self.project(), &self.records, id);
        let (Some(of), Some(fill)) = (of, fill) else {
            self.records.fills.remove(&id);
            return;
        };
        if self
            .records
            .fills
            .get(&id)
            .is_none_or(|known| known.of != of)
        {
            self.records
                .fills
                .insert(id, Arc::new(record_of(&fill, of)));
        }
    }

    /// Whether the terrain that is open is the content that is recorded, and not an earlier or later one.
    pub(super) fn is_open_as_recorded(&self, layer: LayerId) -> bool {
        let stamp = self.terrains.get(&layer).map(|terrain| terrain.stamp);
        let record = self.records.sources.get(&layer);
        record.is_some_and(|record| stamp == Some((record.size_bytes, record.modified)))
    }

    fn record_fills_on(&mut self, layer: LayerId) {
        let on_it = |id: &DepositId| rests_on(self.project(), *id).contains(&layer);
        let deposits = self.project().deposits.keys().copied();
        let deposits: Vec<DepositId> = deposits.filter(on_it).collect();
        for id in deposits {
            self.record_fill(id);
        }
        let pits = self.project().pits.iter();
        let on_it = pits.filter(|(_, pit)| pit.terrains().any(|terrain| terrain == layer));
        let on_it: Vec<PitId> = on_it.map(|(id, _)| *id).collect();
        for id in on_it {
            self.record_pit(id);
        }
    }

    /// Looks whether files are still there and what they were.
    pub(super) fn look_at_sources(&self) {
        let layers: Vec<_> = self
            .project()
            .layers
            .iter()
            .map(|(id, layer)| {
                let record = self.records.sources.get(id).cloned();
                (*id, path_of(&layer.source), record)
            })
            .collect();
        self.files.replace(JobKey::Sources, move |_| {
            let glances = layers
                .into_iter()
                .map(|(id, path, record)| (id, glance_at(&path, record.as_deref())));
            Answer::Source(SourceAnswer::Glanced(glances.collect()))
        });
    }

    /// Opens every layer that is not open as the project names it.
    pub(super) fn reopen_layers(&mut self) {
        let mut requests: Vec<(LayerId, OpenRequest)> = self
            .project()
            .layers
            .iter()
            .filter_map(|(id, layer)| {
                let what = match layer.kind {
                    LayerKind::Terrain => OpenAs::Terrain,
                    LayerKind::Background => OpenAs::Background,
                    LayerKind::PlaceNames => OpenAs::PlaceNames,
                    // Its copy is in the project.
                    LayerKind::Site => return None,
                };
                let request = OpenRequest {
                    source: layer.source.clone(),
                    what,
                    stated_crs: layer.stated_crs.clone(),
                };
                Some((*id, request))
            })
            .filter(|(id, request)| !self.is_open_as(*id, request))
            .collect();
        if requests.is_empty() {
            return;
        }
        requests.sort_by_key(|(_, request)| request.what != OpenAs::Terrain);
        for (id, request) in &requests {
            self.opened.insert(*id, request.clone());
        }
        let project = self.reference().cloned();
        let site = SiteOpening {
            presets: Arc::clone(&self.presets),
            folder: self.import_folder(),
        };
        self.files.append(JobKey::Open, move |run| {
            let mut project = project;
            let mut answers = Vec::new();
            for (id, request) in requests {
                let result = open_file(&request, project.as_ref(), &site, run);
                if let (None, Ok(Opened::Terrain(terrain))) = (&project, &result) {
                    project = Some(terrain.reference().clone());
                }
                answers.push((id, request, result));
            }
            Answer::Source(SourceAnswer::Reopened(answers))
        });
    }

    /// By its file and coordinate system: what it is opened as was settled when it came.
    fn is_open_as(&self, id: LayerId, request: &OpenRequest) -> bool {
        self.opened.get(&id).is_some_and(|opened| {
            opened.source == request.source && opened.stated_crs == request.stated_crs
        })
    }

    /// Reads a layer's file to its end, off the window's thread, to know its content.
    pub(super) fn read_source(&self, id: LayerId) {
        let opened = self.opened.get(&id).cloned();
        let Some(request) = opened.or_else(|| self.site_request(id)) else {
            return;
        };
        let reference = self.terrains.get(&id).map(|terrain| &terrain.reference);
        let known = || self.records.sources.get(&id).map(|known| known.crs.clone());
        let crs = reference.map_or_else(|| known().unwrap_or_default(), describe);
        let datum = reference.and_then(|reference| reference.vertical());
        let vertical_datum = datum.map_or_else(String::new, |datum| datum.name.clone());
        let path = path_of(&request.source);
        self.hashes.replace(JobKey::Read(id), move |run| {
            let record = record_of_file(&path, run).map(|record| SourceRecord {
                crs,
                vertical_datum,
                ..record
            });
            let record = record.map_err(|source| TaskError::Fingerprint { path, source });
            Answer::Source(SourceAnswer::Read(id, request, record))
        });
    }

    /// Looks for a layer in another file, and for others that are missing beside it.
    pub(super) fn point_again(&mut self, id: LayerId, path: &Path) {
        let Some(layer) = self.project().layer(id) else {
            return;
        };
        let path = &std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let source = moved_source(&layer.source, path);
        self.forget_notices_of(id);
        self.edit(Edit::SetSource(id, source));
        if self.site_request(id).is_some() {
            self.source_states.remove(&id);
            self.read_source(id);
        }
        let missing: Vec<(LayerId, String)> = self
            .project()
            .layers
            .iter()
            .filter(|(other, _)| self.source_states.get(other) == Some(&SourceState::Missing))
            .map(|(other, layer)| (*other, layer.source.clone()))
            .collect();
        for (other, source) in missing.into_iter().filter(|(other, _)| *other != id) {
            let name = path_of(&source).file_name().map(ToOwned::to_owned);
            let beside = name.and_then(|name| Some(path.parent()?.join(name)));
            if let Some(beside) = beside.filter(|beside| beside.exists()) {
                self.forget_notices_of(other);
                self.edit(Edit::SetSource(other, moved_source(&source, &beside)));
            }
        }
    }

    /// Puts away what was told of a layer's file.
    pub(super) fn forget_notices_of(&mut self, id: LayerId) {
        let is_of = |way: &WayOut| matches!(way, WayOut::PointAgain(of) | WayOut::AcceptSource(of) | WayOut::ImportAgain(of) if *of == id);
        self.posted
            .retain(|posted| !posted.ways_out.iter().any(is_of));
    }

    /// Goes on with a file whose content has changed.
    pub(super) fn accept_source(&mut self, id: LayerId) {
        let Some(SourceState::Changed(record)) = self.source_states.get(&id).cloned() else {
            return;
        };
        self.forget_notices_of(id);
        self.records.sources.insert(id, record);
        self.source_states.insert(id, SourceState::Same);
        // What is open may still be the old content.
        self.opened.remove(&id);
        self.reopen_layers();
        self.keep(Some("edit-accept-source"));
    }

    pub(super) fn take_source(&mut self, answer: SourceAnswer) {
        match answer {
            SourceAnswer::Glanced(glances) => {
                for (id, glance) in glances {
                    self.take_glance(id, &glance);
                }
            }
            SourceAnswer::Read(id, request, result) => {
                let is_of_site = self.site_request(id).as_ref() == Some(&request);
                if !(self.is_open_as(id, &request) || is_of_site) {
                    return;
                }
                match result {
                    Ok(record) => self.take_record(id, record),
                    Err(error) => tracing::info!("a source was not read to its end: {error}"),
                }
            }
            SourceAnswer::Reopened(answers) => {
                for (id, request, result) in answers {
                    self.take_reopened(id, &request, result);
                }
                self.refresh();
                self.keep(None);
            }
        }
    }

    fn take_glance(&mut self, id: LayerId, glance: &Glance) {
        let was_missing = self.source_states.get(&id) == Some(&SourceState::Missing);
        match glance {
            Glance::Missing if was_missing => {}
            Glance::Missing => self.tell_missing(id),
            Glance::AsRecorded | Glance::ToBeRead if was_missing => {
                self.opened.remove(&id);
                self.reopen_layers();
            }
            Glance::AsRecorded => {
                let before = self.source_states.insert(id, SourceState::Same);
                if matches!(before, Some(SourceState::Changed(_))) {
                    // The old file is back; what is open is the other one.
                    self.opened.remove(&id);
                    self.reopen_layers();
                }
            }
            Glance::ToBeRead => self.read_source(id),
        }
    }

    fn tell_missing(&mut self, id: LayerId) {
        let Some(layer) = self.project().layer(id) else {
            return;
        };
        let (path, is_copied) = (path_of(&layer.source), layer.site.is_some());
        self.source_states.insert(id, SourceState::Missing);
        // A copy is all that the project needs.
        if is_copied {
            return;
        }
        self.post(Matter::SourceMissing(path), vec![WayOut::PointAgain(id)]);
    }

    fn take_record(&mut self, id: LayerId, found: SourceRecord) {
        let found = Arc::new(found);
        match self.records.sources.get(&id) {
            Some(known) if known.blake3 != found.blake3 => {
                let told = SourceState::Changed(Arc::clone(&found));
                if self.source_states.get(&id) == Some(&told) {
                    return;
                }
                self.source_states.insert(id, told);
                let layer = self.project().layer(id);
                let source = layer.map(|layer| path_of(&layer.source));
                let goes_on = if layer.is_some_and(|layer| layer.site.is_some()) {
                    WayOut::ImportAgain(id)
                } else {
                    WayOut::AcceptSource(id)
                };
                self.post(
                    Matter::SourceChanged(source.unwrap_or_default()),
                    vec![goes_on, WayOut::PointAgain(id)],
                );
            }
            known => {
                if known.is_none_or(|known| **known != *found) {
                    self.records.sources.insert(id, found);
                }
                self.source_states.insert(id, SourceState::Same);
                if self.terrains.contains_key(&id) && !self.is_open_as_recorded(id) {
                    // It was written between opening and reading.
                    self.opened.remove(&id);
                    self.reopen_layers();
                }
                self.record_fills_on(id);
                self.keep(None);
            }
        }
    }

    fn take_reopened(
        &mut self,
        id: LayerId,
        request: &OpenRequest,
        result: Result<Opened, TaskError>,
    ) {
        if !self.is_open_as(id, request) {
            return;
        }
        match result {
            Ok(Opened::Terrain(terrain)) => {
                let project = self.reference();
                if let Some(project) =
                    project.filter(|one| !one.has_same_plane(terrain.reference()))
                {
                    let error = TaskError::terrain_elsewhere(&terrain, project);
                    self.post(
                        Matter::Failed(Arc::new(error)),
                        vec![WayOut::PointAgain(id)],
                    );
                    return;
                }
                self.hold_terrain(id, *terrain, request);
            }
            Ok(Opened::Background) => self.make_background(id, request.source.clone()),
            Ok(Opened::PlaceNames(names)) => {
                self.place_names.insert(id, Arc::new(names));
            }
            Ok(Opened::Outlines { .. } | Opened::Project | Opened::Site(_)) => {}
            Err(error) => {
                if path_of(&request.source).exists() {
                    self.post(
                        Matter::Failed(Arc::new(error)),
                        vec![WayOut::PointAgain(id)],
                    );
                } else {
                    self.tell_missing(id);
                }
                return;
            }
        }
        // It may have been missing before; reading it tells whether it is what it was.
        self.source_states.remove(&id);
        let record = self.records.sources.get(&id).cloned();
        match glance_at(&path_of(&request.source), record.as_deref()) {
            Glance::AsRecorded => {
                self.source_states.insert(id, SourceState::Same);
                self.record_fills_on(id);
            }
            Glance::ToBeRead | Glance::Missing => self.read_source(id),
        }
    }
}

/// What a deposit's figures rest on, by content: the same on every machine.
///
/// `records` know the sources.
pub(in crate::app) fn content_id(
    project: &Project,
    records: &Records,
    id: DepositId,
) -> Option<Fingerprint> {
    let ground_id = |layer: LayerId| {
        let source = records.sources.get(&layer)?;
        let layer = project.layer(layer)?;
        Some(ground_content_id(layer, source, project.areas))
    };
    FillIds::new(project, ground_id).of(id)
}

/// Heights by content: the same on every machine.
pub(super) fn ground_content_id(layer: &Layer, source: &SourceRecord, areas: Areas) -> Fingerprint {
    let part = layer.source.rsplit_once('#').map_or("", |(_, part)| part);
    let part = if path_of(&layer.source) == Path::new(&layer.source) {
        ""
    } else {
        part
    };
    let inputs = Inputs::of("ground")
        .upstream(source.blake3)
        .text(part)
        .text(layer.stated_crs.as_deref().unwrap_or_default());
    areas_in(reading_in(inputs, layer.reading()), areas).fingerprint()
}

/// What is kept of a result.
pub(in crate::app) fn record_of(fill: &FillResult, of: Fingerprint) -> FillRecord {
    let (warnings, at, program) = record_facts(&fill.oddities);
    FillRecord {
        of,
        figures: FillFigures::of(&fill.design),
        fits: fill.design.fits,
        footprint: fill.picture.footprint.clone(),
        curve: fill.design.curve.points().to_vec(),
        warnings,
        at,
        program,
    }
}

/// Codes of what was odd, when a result is kept, and the program's version.
pub(super) fn record_facts(oddities: &[Oddity]) -> (Vec<String>, jiff::Timestamp, String) {
    (
        oddities.iter().map(|odd| odd.code().to_owned()).collect(),
        jiff::Timestamp::now(),
        env!("CARGO_PKG_VERSION").to_owned(),
    )
}

/// A coordinate system by name and code.
pub(in crate::app) fn describe(reference: &Reference) -> String {
    let name = reference.name();
    reference
        .epsg()
        .map_or_else(|| name.to_owned(), |code| format!("{name} (EPSG:{code})"))
}

/// The same part of another file.
pub(in crate::app) fn moved_source(source: &str, path: &Path) -> String {
    let whole = path_of(source).display().to_string();
    let part = source.strip_prefix(&whole).unwrap_or_default();
    format!("{}{part}", path.display())
}
