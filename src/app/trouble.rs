//! Trouble that waits to be read, and the ways out of it.

use std::path::PathBuf;
use std::sync::Arc;

use geo::Coord;

use super::export::ExportWarning;
use super::notice::Notice;
use super::open::OpenAs;
use super::project_news::ProjectNews;
use super::{Oddity, SiteAreas, SiteNews, TaskError};
use crate::design::{DesignError, OutlineError};
use crate::gis::{RasterError, VectorError};
use crate::project::{Areas, DepositId, LayerId, ScenarioId};
use crate::words::Words;

/// Something the planner should know of, until it is put away.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Tells it from the others.
    pub id: u64,
    /// What it is about.
    pub matter: Matter,
    /// What can be done about it at once.
    pub ways_out: Vec<WayOut>,
    /// When it was posted.
    pub at: jiff::Timestamp,
}

/// What a posted notice is about. Kept as it is, so that it can be told in another language.
#[derive(Clone, Debug)]
pub enum Matter {
    /// Something could not be done.
    Failed(Arc<TaskError>),
    /// Something was odd.
    Odd(Oddity),
    /// The project is not saved, and why.
    NotSaved(Arc<TaskError>),
    /// Something about the project file.
    Project(ProjectNews),
    /// A file that a layer shows is not there.
    SourceMissing(PathBuf),
    /// The content of a file that a layer shows is another one.
    SourceChanged(PathBuf),
    /// Something about a site layer.
    Site(SiteNews),
    /// Areas of the project are not those on the ground.
    Areas(SiteAreas),
    /// Something about geometry that was exported.
    Exported(Box<ExportWarning>),
    /// Something was done that takes a while: the id of the text, and the file.
    Done(&'static str, PathBuf),
}

impl Matter {
    /// In the planner's words.
    pub fn notice(&self, words: &Words) -> Notice {
        match self {
            Self::Failed(error) | Self::NotSaved(error) => Notice::in_window(error, words),
            Self::Project(news) => Notice::of_project(news, words),
            Self::SourceMissing(path) => Notice::of_source("source_missing", path, words),
            Self::SourceChanged(path) => Notice::of_source("source_changed", path, words),
            Self::Odd(oddity) => Notice::of_oddity(oddity, words),
            Self::Site(news) => news.notice(words),
            Self::Areas(areas) => areas.notice(words),
            Self::Exported(warning) => warning.notice(words),
            Self::Done(text, path) => {
                Notice::plain(words.text(text, &[("file", path.display().to_string())]))
            }
        }
    }

    /// Whether it is an error.
    pub fn is_failure(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::NotSaved(_))
    }

    /// Whether it is something to be careful about.
    pub fn is_warning(&self) -> bool {
        match self {
            Self::Odd(_)
            | Self::Project(_)
            | Self::SourceMissing(_)
            | Self::SourceChanged(_)
            | Self::Areas(_)
            | Self::Exported(_) => true,
            Self::Site(news) => news.is_warning(),
            Self::Failed(_) | Self::NotSaved(_) | Self::Done(..) => false,
        }
    }

    /// Whether it says that the project is not saved.
    pub(super) fn is_about_saving(&self) -> bool {
        matches!(self, Self::NotSaved(_))
    }
}

/// A button beside a notice.
#[derive(Clone, Debug, PartialEq)]
pub enum WayOut {
    /// Bring a raster into the project's coordinate system, or the UTM zone of its place, and open that.
    Reproject {
        /// The raster.
        source: String,
        /// Its coordinate system, where the file names none.
        stated_crs: Option<String>,
    },
    /// Name the coordinate system of a file that names none.
    StateCrs {
        /// The file.
        source: String,
        /// What it is to be.
        what: OpenAs,
    },
    /// Open a file as something else.
    OpenAs {
        /// The file.
        source: String,
        /// What it is to be.
        what: OpenAs,
    },
    /// Choose one of the bands or layers of a file.
    ChoosePart {
        /// The file.
        path: PathBuf,
        /// What it is to be.
        what: OpenAs,
        /// What stands after `#`.
        parts: Vec<String>,
    },
    /// Let the slope begin at the nearest known ground.
    UseNearestGround(DepositId),
    /// Count areas and volumes otherwise.
    SetAreas(Areas),
    /// Look at a place on the map.
    ShowPlace(Coord<f64>),
    /// Let what is built in an alternative be changed again.
    Thaw(ScenarioId),
    /// Copy where a report lies.
    CopyPath(PathBuf),
    /// Try again to save the project.
    TrySaving,
    /// Save the project in another file.
    SaveAs,
    /// Save the project in place of a file that is there.
    Replace(PathBuf),
    /// Go on with what another program made of the project.
    TakeOutside,
    /// Write what stands here over what another program made of the project.
    KeepOurs,
    /// Open a copy of the latest closed snapshot of a project.
    OpenBackup {
        /// The snapshot.
        backup: PathBuf,
        /// The project that it was made of.
        of: PathBuf,
        /// When it was made.
        at: jiff::Timestamp,
    },
    /// Look for a layer in another file.
    PointAgain(LayerId),
    /// Go on with a file whose content has changed.
    AcceptSource(LayerId),
    /// Copy the file of a site layer again, as it is now.
    ImportAgain(LayerId),
    /// Say which data set a site layer is, by its id.
    DataSet(LayerId, String),
}

/// What can be done at once about a file that could not be opened.
pub(super) fn ways_out_of_opening(
    error: &TaskError,
    source: &str,
    what: OpenAs,
    stated_crs: Option<&str>,
) -> Vec<WayOut> {
    let source = || source.to_owned();
    let reproject = || WayOut::Reproject {
        source: source(),
        stated_crs: stated_crs.map(str::to_owned),
    };
    match error {
        TaskError::Raster(error) => match error {
            RasterError::CrsMissing { .. } => vec![WayOut::StateCrs {
                source: source(),
                what,
            }],
            RasterError::CrsGeographic { .. }
            | RasterError::CrsWebMercator { .. }
            | RasterError::CrsDistorts { .. }
            | RasterError::CrsNotProjected { .. }
            | RasterError::Rotated { .. }
            | RasterError::GcpsOnly { .. } => vec![reproject()],
            RasterError::Picture { .. } => vec![WayOut::OpenAs {
                source: source(),
                what: OpenAs::Background,
            }],
            RasterError::SeveralBands { path, bands } => vec![WayOut::ChoosePart {
                path: path.clone(),
                what,
                parts: (1..=*bands).map(|band| band.to_string()).collect(),
            }],
            _ => Vec::new(),
        },
        TaskError::Vector(VectorError::CrsMissing { .. }) => vec![WayOut::StateCrs {
            source: source(),
            what,
        }],
        TaskError::Vector(VectorError::SeveralLayers { path, layers }) => {
            vec![WayOut::ChoosePart {
                path: path.clone(),
                what,
                parts: layers.clone(),
            }]
        }
        TaskError::CrsDiffers { .. } => vec![reproject()],
        TaskError::Outline { source, .. } => crossing(source).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What can be done at once about a deposit that could not be designed.
pub fn ways_out_of_design(error: &TaskError, deposit: DepositId) -> Vec<WayOut> {
    match error {
        TaskError::Design {
            source: DesignError::UnknownGroundOnOutline { .. },
            ..
        } => vec![WayOut::UseNearestGround(deposit)],
        _ => Vec::new(),
    }
}

fn crossing(error: &OutlineError) -> Option<WayOut> {
    match error {
        OutlineError::CrossesItself { at } => Some(WayOut::ShowPlace(*at)),
        _ => None,
    }
}
