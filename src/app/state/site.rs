//! Site layers: their copies in the project file, and what of them is in memory to be drawn.

use std::path::Path;
use std::sync::Arc;

use super::file::make_folder_of;
use super::sources::SourceState;
use super::{Answer, App, JobKey};
use crate::app::open::{OpenAs, OpenRequest, name_of, path_of};
use crate::app::site_content::{SiteContent, read_content};
use crate::app::site_import::{StagedLayer, stage};
use crate::app::site_match::{SiteMatch, match_as};
use crate::app::trouble::{Matter, WayOut};
use crate::app::{SiteNews, TaskError};
use crate::design::HeightErrors;
use crate::project::{
    ContentName, Edit, Entry, Layer, LayerId, LayerKind, SiteChange, SiteLayer, Values,
};
use crate::results::{ContentFacts, ImportNote, SourceRecord};
use crate::site::{Preset, Presets};
use crate::store::StoreError;
use crate::units::Metres;

/// Polygons of a layer that is not recognised for which it is offered to make deposits of them.
const MOST_DEPOSITS: u64 = 50;

/// A copy in memory, and what it was made of.
#[derive(Clone)]
pub(super) struct LoadedSite {
    /// The content, and the field that tells classes apart.
    of: (ContentName, Option<String>),
    content: Option<Result<Arc<SiteContent>, Arc<TaskError>>>,
}

/// What jobs did with site layers.
pub(super) enum SiteAnswer {
    Added(Box<Added>),
    Staged(LayerId, Result<Box<StagedLayer>, TaskError>),
    Loaded(
        LayerId,
        (ContentName, Option<String>),
        Result<Option<Box<SiteContent>>, StoreError>,
    ),
}

/// A copy that is in the project file.
pub(super) struct Added {
    /// The layer that gets it, where there is one already.
    again: Option<LayerId>,
    id: LayerId,
    name: ContentName,
    request: OpenRequest,
    record: SourceRecord,
    found: SiteMatch,
    result: Result<ContentFacts, StoreError>,
}

impl App {
    /// What of a site layer is in memory. `None` for other layers, and while it is read.
    pub fn site_content(&self, id: LayerId) -> Option<&Arc<SiteContent>> {
        self.sites.get(&id)?.content.as_ref()?.as_ref().ok()
    }

    /// The copy of a site layer, and what of it is in memory.
    pub(super) fn loaded_site(&self, id: LayerId) -> Option<(ContentName, Arc<SiteContent>)> {
        let name = self.sites.get(&id)?.of.0.clone();
        Some((name, Arc::clone(self.site_content(id)?)))
    }

    /// Why a site layer cannot be shown.
    pub fn site_trouble(&self, id: LayerId) -> Option<&Arc<TaskError>> {
        self.sites.get(&id)?.content.as_ref()?.as_ref().err()
    }

    /// The data sets that the program knows.
    pub fn presets(&self) -> &Arc<Presets> {
        &self.presets
    }

    /// The data set that a layer is said to be.
    pub fn data_set_of(&self, id: LayerId) -> Option<&Preset> {
        let site = self.project().layer(id)?.site.as_deref()?;
        self.presets.get(site.data_set.as_deref()?)
    }

    /// What was odd about a file, in the language that is set.
    pub fn text_of_note(&self, note: &ImportNote) -> Option<String> {
        const NAMES: [&str; 7] = [
            "file", "count", "crs", "message", "layer", "layers", "fields",
        ];
        let arguments: Vec<(&'static str, String)> = note
            .arguments
            .iter()
            .filter_map(|(name, value)| {
                let name = NAMES.into_iter().find(|known| known == name)?;
                Some((name, value.clone()))
            })
            .collect();
        let id = format!("warning-{}", note.code);
        self.words.find(&id)?;
        Some(self.words.text(&id, &arguments))
    }

    /// Puts a layer that was read into the project file; when it is there it becomes a layer.
    pub(super) fn take_staged(
        &mut self,
        staged: StagedLayer,
        request: &OpenRequest,
        again: Option<LayerId>,
    ) {
        if self.is_read_only() {
            self.tell_read_only();
            return;
        }
        self.has_project = true;
        let id = LayerId(self.next_id());
        let name = ContentName::new(id, staged.staged.layer());
        for odd in staged.oddities {
            self.post(Matter::Odd(odd), Vec::new());
        }
        let (keeper, place) = (Arc::clone(&self.file.keeper), self.file.path.clone());
        let request = request.clone();
        let (record, found) = (staged.record, staged.found);
        let staged = staged.staged;
        self.saver.append(JobKey::Import(id), move |run| {
            make_folder_of(&place);
            let result = keeper.add_content(&place, &name, &staged, run);
            Answer::Site(SiteAnswer::Added(Box::new(Added {
                again,
                id,
                name,
                request,
                record,
                found,
                result,
            })))
        });
    }

    pub(super) fn take_site(&mut self, answer: SiteAnswer) {
        match answer {
            SiteAnswer::Added(added) => self.take_added(*added),
            SiteAnswer::Staged(id, Ok(staged)) => {
                if let Some(request) = self.site_request(id) {
                    self.take_staged(*staged, &request, Some(id));
                }
            }
            SiteAnswer::Staged(_, Err(TaskError::Cancelled)) => {}
            SiteAnswer::Staged(id, Err(error)) => {
                self.post(
                    Matter::Failed(Arc::new(error)),
                    vec![WayOut::PointAgain(id)],
                );
            }
            SiteAnswer::Loaded(id, of, result) => self.take_loaded(id, &of, result),
        }
    }

    fn take_added(&mut self, added: Added) {
        let facts = match added.result {
            Ok(facts) => facts,
            Err(StoreError::Cancelled { .. }) => return,
            // The project itself is not where or what it was.
            Err(
                error @ (StoreError::ChangedOutside { .. }
                | StoreError::Moved { .. }
                | StoreError::Deleted { .. }
                | StoreError::Replaced { .. }),
            ) => {
                self.take_failure(error);
                return;
            }
            Err(error) => {
                let error = Arc::new(TaskError::Store(error));
                self.post(Matter::Failed(error), Vec::new());
                return;
            }
        };
        let record = Arc::new(added.record);
        if let Some(id) = added.again {
            self.remember_origin(id);
            self.origins.insert(added.name.clone(), record);
            let change = SiteChange::Content(added.name);
            self.edit(Edit::ChangeSite(id, change));
            self.tell_missing_fields(id, &facts);
            return;
        }
        let id = added.id;
        self.settings.remember(&added.request.source);
        self.save_settings();
        self.records.sources.insert(id, record);
        self.source_states.insert(id, SourceState::Same);
        let layer = Layer {
            name: layer_name(&added.request.source, &facts.layer),
            kind: LayerKind::Site,
            source: added.request.source.clone(),
            stated_crs: added.request.stated_crs.clone(),
            values: Values::Heights,
            height_offset: Metres(0.0),
            errors: HeightErrors::NONE,
            attribution: added.found.attribution.clone(),
            visible: true,
            opacity: 1.0,
            site: Some(Box::new(SiteLayer {
                role: added.found.role,
                data_set: added.found.data_set.clone(),
                class_field: added.found.class_field.clone(),
                label_field: added.found.label_field_for(&facts),
                buffer: added.found.role.usual_buffer(),
                ..SiteLayer::new(added.name)
            })),
        };
        let news = self.news_of(&layer.name, &added.found, &facts);
        self.edit(Edit::AddLayer(id, layer));
        self.selected = Some(Entry::Layer(id));
        // Where the site is known the map stays where the planner looks.
        if self.site().is_none() {
            self.shown = Some(Entry::Layer(id));
        }
        let ways_out = ways_out_of_import(id, &added.request, &added.found, &facts);
        self.post(Matter::Site(news), ways_out);
        if 0 < facts.flaws.features {
            let name = self.project().name_of(Entry::Layer(id)).unwrap_or_default();
            let news = SiteNews::Flawed {
                layer: name.to_owned(),
                features: facts.flaws.features,
            };
            self.post(Matter::Site(news), Vec::new());
        }
    }

    fn news_of(&self, name: &str, found: &SiteMatch, facts: &ContentFacts) -> SiteNews {
        let layer = name.to_owned();
        let features = facts.features;
        let preset = found
            .data_set
            .as_deref()
            .and_then(|id| self.presets.get(id));
        match preset {
            Some(preset) => SiteNews::Recognised {
                layer,
                features,
                data_set: preset.name.clone(),
            },
            None if found.candidates.is_empty() => SiteNews::Copied { layer, features },
            None => SiteNews::Ambiguous { layer, features },
        }
    }

    /// Says which data set a layer is, which settles its role and the field of its classes.
    pub(super) fn set_data_set(&mut self, id: LayerId, data_set: Option<&str>) {
        let Some(content) = self.site_content(id) else {
            return;
        };
        let facts = &content.facts;
        let found = data_set.and_then(|data_set| {
            let (layer, fields) = (&facts.layer, &facts.fields);
            match_as(&self.presets, data_set, layer, fields, &facts.kinds)
        });
        let layer = self.project().layer(id);
        let Some((layer, site)) = layer.and_then(|layer| Some((layer, layer.site.clone()?))) else {
            return;
        };
        // What the planner wrote stays.
        let of_former = self.data_set_of(id).map(|preset| &preset.attribution);
        let is_own = !layer.attribution.is_empty() && of_former != Some(&layer.attribution);
        let of_found = found.as_ref().map(|found| found.attribution.clone());
        let attribution = if is_own {
            layer.attribution.clone()
        } else {
            of_found.unwrap_or_default()
        };
        let change = match found {
            Some(found) => SiteChange::DataSet {
                id: found.data_set,
                role: found.role,
                class_field: found.class_field,
                attribution,
            },
            None => SiteChange::DataSet {
                id: None,
                role: site.role,
                class_field: site.class_field,
                attribution,
            },
        };
        self.edit(Edit::ChangeSite(id, change));
    }

    /// Keeps what is recorded of a layer's file with the copy that it belongs to.
    fn remember_origin(&mut self, id: LayerId) {
        let layer = self.project().layer(id);
        let content = layer.and_then(|layer| Some(layer.site.as_ref()?.content.clone()));
        let record = self.records.sources.get(&id).cloned();
        self.origins.extend(content.zip(record));
    }

    /// After a change of the project: the record of a file is that of the copy that the layer has now.
    pub(super) fn follow_origins(&mut self) {
        let layers = self.project().site_layers();
        let others: Vec<(LayerId, Arc<SourceRecord>)> = layers
            .filter_map(|(id, _, site)| {
                let of_copy = self.origins.get(&site.content)?;
                let recorded = self.records.sources.get(&id);
                let is_other = recorded.is_none_or(|record| record.blake3 != of_copy.blake3);
                is_other.then(|| (id, Arc::clone(of_copy)))
            })
            .collect();
        for (id, record) in others {
            self.records.sources.insert(id, record);
            self.source_states.remove(&id);
            self.forget_notices_of(id);
            self.read_source(id);
        }
    }

    /// Copies the file of a layer again, as it is now.
    pub(super) fn import_again(&self, id: LayerId) {
        let (Some(request), Some(reference)) = (self.site_request(id), self.reference().cloned())
        else {
            return;
        };
        let (presets, folder) = (Arc::clone(&self.presets), self.import_folder());
        self.files.append(JobKey::Open, move |run| {
            let staged = stage(&request, &reference, &presets, &folder, run);
            Answer::Site(SiteAnswer::Staged(id, staged))
        });
    }

    pub(super) fn site_request(&self, id: LayerId) -> Option<OpenRequest> {
        let layer = self.project().layer(id)?;
        layer.site.as_ref()?;
        Some(OpenRequest {
            source: layer.source.clone(),
            what: OpenAs::Site,
            stated_crs: layer.stated_crs.clone(),
        })
    }

    /// Where layers lie while they are read.
    pub(super) fn import_folder(&self) -> std::path::PathBuf {
        self.folders.cache.join("imports")
    }

    /// Reads every copy that is not in memory as the project has it, and forgets those of layers that are gone.
    pub(super) fn load_sites(&mut self) {
        let wanted: Vec<(LayerId, (ContentName, Option<String>))> = self
            .project()
            .site_layers()
            .map(|(id, _, site)| (id, (site.content.clone(), site.class_field.clone())))
            .collect();
        self.keep_attributes();
        self.load_labels();
        self.sites
            .retain(|id, _| wanted.iter().any(|(other, _)| other == id));
        for (id, of) in wanted {
            if self.sites.get(&id).is_some_and(|loaded| loaded.of == of) {
                continue;
            }
            // What is shown stays until the other is there.
            let content = self.sites.get(&id).and_then(|site| site.content.clone());
            let loaded = LoadedSite {
                of: of.clone(),
                content,
            };
            self.sites.insert(id, loaded);
            let keeper = Arc::clone(&self.file.keeper);
            self.files.replace(JobKey::Site(id), move |run| {
                let read = read_content(&*keeper, &of.0, of.1.as_deref(), run);
                Answer::Site(SiteAnswer::Loaded(
                    id,
                    of,
                    read.map(|read| read.map(Box::new)),
                ))
            });
        }
    }

    fn take_loaded(
        &mut self,
        id: LayerId,
        of: &(ContentName, Option<String>),
        result: Result<Option<Box<SiteContent>>, StoreError>,
    ) {
        let Some(loaded) = self.sites.get_mut(&id).filter(|loaded| loaded.of == *of) else {
            return;
        };
        match result {
            Ok(Some(content)) => loaded.content = Some(Ok(Arc::from(content))),
            Ok(None) => {
                let name = of.0.clone();
                let error = Arc::new(TaskError::ContentMissing { name });
                loaded.content = Some(Err(Arc::clone(&error)));
                self.post(Matter::Failed(error), vec![WayOut::ImportAgain(id)]);
            }
            // Something newer was asked for.
            Err(StoreError::Cancelled { .. }) => {}
            Err(error) => {
                let error = Arc::new(TaskError::Store(error));
                loaded.content = Some(Err(Arc::clone(&error)));
                self.post(Matter::Failed(error), Vec::new());
            }
        }
    }
}

/// What can be done at once with a layer that was copied.
fn ways_out_of_import(
    id: LayerId,
    request: &OpenRequest,
    found: &SiteMatch,
    facts: &ContentFacts,
) -> Vec<WayOut> {
    let candidates = found.candidates.iter().take(4);
    let mut ways: Vec<WayOut> = candidates
        .map(|data_set| WayOut::DataSet(id, data_set.clone()))
        .collect();
    let may_be_deposits = facts.kinds == [crate::site::ShapeKind::Polygons]
        && facts.features <= MOST_DEPOSITS
        && found.data_set.is_none();
    if may_be_deposits {
        let both = [OpenAs::Outlines, OpenAs::Ground];
        ways.extend(both.map(|what| WayOut::OpenAs {
            source: request.source.clone(),
            what,
        }));
    }
    ways
}

/// What a layer is called before the planner gives it a name: its file's name where that says enough.
fn layer_name(source: &str, layer: &str) -> String {
    let stem = name_of(&path_of(source).display().to_string());
    let is_archive = Path::new(source)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    if layer.is_empty() || layer == stem && !is_archive {
        stem
    } else {
        layer.to_owned()
    }
}
