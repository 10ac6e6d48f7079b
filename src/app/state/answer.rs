//! What jobs bring back, and where it goes.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::areas::AreasAnswer;
use super::attributes::AttributesAnswer;
use super::comments::FoundComments;
use super::file::FileAnswer;
use super::labels::LabelsOf;
use super::masses::FoundPlan;
use super::site::SiteAnswer;
use super::sources::SourceAnswer;
use super::{App, Draft, Export, Preview, RecentProject, YearState};
use crate::app::TaskError;
use crate::app::export::ExportedGeometry;
use crate::app::fill::FillResult;
use crate::app::masses::TableFile;
use crate::app::open::{OpenAs, OpenRequest, Opened};
use crate::app::pit::PitResult;
use crate::app::section::SectionResult;
use crate::app::site_index::IndexedSite;
use crate::app::site_labels::SiteLabels;
use crate::app::take::ScenarioTake;
use crate::app::take_layers::IndexKey;
use crate::app::trouble::Matter;
use crate::assess::{Case, OftenFirst};
use crate::gis::{HeightPyramid, PicturePyramid};
use crate::land_take::GroundDifference;
use crate::project::{DepositId, Edit, Entry, LayerId, PitId, ScenarioId};
use crate::results::Fingerprint;
use crate::store::{ContentRow, LoggedChange, StoreError};

/// What a job brings back.
pub(super) enum Answer {
    Opened(Vec<(OpenRequest, Result<Opened, TaskError>)>),
    Reprojected {
        source: String,
        result: Result<PathBuf, TaskError>,
    },
    Relief(LayerId, Result<HeightPyramid, TaskError>),
    Background(LayerId, Result<PicturePyramid, TaskError>),
    Fill {
        deposit: DepositId,
        of: Fingerprint,
        result: Result<Box<FillResult>, TaskError>,
    },
    Pit {
        pit: PitId,
        of: Fingerprint,
        result: Result<Box<PitResult>, TaskError>,
    },
    Preview {
        draft: Box<Draft>,
        number: u32,
        result: Result<Box<FillResult>, TaskError>,
    },
    Section {
        of: Fingerprint,
        /// What the line and the terrains rest on.
        surfaces: Fingerprint,
        result: Result<Box<SectionResult>, TaskError>,
    },
    Exported(Export, Result<PathBuf, TaskError>),
    Geometry(Result<Box<ExportedGeometry>, TaskError>),
    Year(Fingerprint, Result<Box<YearState>, TaskError>),
    Take(
        ScenarioId,
        Fingerprint,
        Result<Box<ScenarioTake>, TaskError>,
    ),
    Indexed(IndexKey, Result<Option<Box<IndexedSite>>, StoreError>),
    Settings,
    /// Which of the files that were opened before are no longer there, and how projects were left.
    Recent(BTreeSet<String>, Vec<RecentProject>),
    Sample(Result<PathBuf, TaskError>),
    File(FileAnswer),
    Source(SourceAnswer),
    Site(SiteAnswer),
    Labels(LayerId, LabelsOf, Result<Option<SiteLabels>, StoreError>),
    Values(LayerId, Result<Vec<ContentRow>, StoreError>),
    Attributes(LayerId, u64, AttributesAnswer),
    Areas(AreasAnswer),
    FilledIn(FoundPlan),
    Changes(bool, Result<Vec<LoggedChange>, StoreError>),
    Comments(FoundComments),
    Difference(Fingerprint, Box<GroundDifference>),
    OftenFirst(Box<Case>, Option<OftenFirst>),
    Table(Result<Box<TableFile>, TaskError>),
}

impl Answer {
    /// Whether it is for whatever project is open.
    pub(super) fn is_of_program(&self) -> bool {
        matches!(
            self,
            Self::Settings
                | Self::Recent(..)
                | Self::File(FileAnswer::Opened(..) | FileAnswer::Closed(_))
        )
    }
}

impl App {
    pub(super) fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Opened(files) => {
                for (request, result) in files {
                    self.take_opened(&request, result);
                }
            }
            Answer::Reprojected { source, result } => match result {
                Ok(path) => {
                    self.post(Matter::Done("done-reprojected", path.clone()), Vec::new());
                    self.open(vec![OpenRequest {
                        source: path.display().to_string(),
                        what: OpenAs::Terrain,
                        stated_crs: None,
                    }]);
                }
                Err(error) => self.fail(error, &source, OpenAs::Terrain, None),
            },
            Answer::Relief(id, Ok(pyramid)) => {
                if let Some(terrain) = self.terrains.get_mut(&id) {
                    terrain.relief = Some(Arc::new(pyramid));
                }
            }
            Answer::Background(id, Ok(pyramid)) => {
                self.arriving.remove(&id);
                self.backgrounds.insert(id, Arc::new(pyramid));
            }
            Answer::Relief(id, Err(error)) | Answer::Background(id, Err(error)) => {
                let source = self.project().layer(id).map(|layer| layer.source.clone());
                self.fail(error, &source.unwrap_or_default(), OpenAs::Anything, None);
                if self.arriving.remove(&id) {
                    // It never was a layer that can be shown.
                    self.edit(Edit::Remove(Entry::Layer(id)));
                }
            }
            Answer::Fill {
                deposit,
                of,
                result,
            } => self.take_fill(deposit, of, result),
            Answer::Pit { pit, of, result } => self.take_pit(pit, of, result),
            Answer::Preview {
                draft,
                number,
                result,
            } => {
                self.preview_number = self.preview_number.max(number);
                if self.draft.is_some() && !matches!(result, Err(TaskError::Cancelled)) {
                    self.preview = Some(Preview {
                        draft: *draft,
                        result: result.map(Arc::from).map_err(Arc::new),
                    });
                    self.refresh_section();
                    self.refresh_takes();
                }
            }
            Answer::Section {
                of,
                surfaces,
                result,
            } => self.take_section(of, surfaces, result),
            Answer::Take(scenario, of, result) => self.take_take(scenario, of, result),
            Answer::Indexed(key, read) => self.take_index(&key, read),
            Answer::Exported(what, result) => self.take_exported(what, result),
            Answer::Geometry(result) => self.take_geometry(result),
            Answer::Year(of, state) => self.take_year(of, state),
            Answer::Settings | Answer::Sample(Err(TaskError::Cancelled)) => {}
            Answer::Recent(missing, recent) => {
                self.missing = missing;
                self.recent = recent;
            }
            Answer::Sample(Ok(project)) => self.open_project(project),
            Answer::Sample(Err(error)) => self.post(Matter::Failed(Arc::new(error)), Vec::new()),
            Answer::File(answer) => self.take_file(answer),
            Answer::Source(answer) => self.take_source(answer),
            Answer::Site(answer) => self.take_site(answer),
            Answer::Labels(id, of, labels) => self.take_labels(id, &of, labels),
            Answer::Values(id, rows) => self.take_values(id, rows),
            Answer::Attributes(id, edition, answer) => {
                self.take_attributes(id, edition, answer);
            }
            Answer::Areas(answer) => self.take_areas(answer),
            Answer::FilledIn(found) => self.take_filled_in(found),
            Answer::Difference(id, difference) => self.take_difference(id, difference),
            Answer::Changes(are_older, read) => self.take_changes(are_older, read),
            Answer::Comments(found) => self.take_comments(found),
            Answer::OftenFirst(case, often) => self.take_often_first(*case, often),
            Answer::Table(result) => self.take_table(result),
        }
    }
}
