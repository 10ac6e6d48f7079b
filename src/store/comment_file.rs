//! Comments on a project that could not be written into it: a file of their own, which is merged later.
//!
//! The format is a promise: a JSON object with `berghald_comments` 1 and a list of comments, each with the scenario's
//! number and name, the indicator's key, east and north in metres in the project's coordinate system, the text, by whom,
//! when, and whether it is dealt with. Fields that are not known are ignored.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use geo::Coord;
use serde::{Deserialize, Serialize};

use super::connect::beside;
use super::fresh::made_beside;
use super::{NAME_LIMIT, TEXT_LIMIT};
use crate::project::{Comment, Project, ScenarioId};

/// How names of such files end.
pub const COMMENTS_ENDING: &str = ".comments.json";

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 1 << 26;

/// Why comments were not read or written.
#[derive(Debug, thiserror::Error)]
pub enum CommentFileError {
    /// The file cannot be read or written.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds no comments.
    #[error("{} holds no comments", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A newer version of the program wrote it.
    #[error("{} is of format {format}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
}

impl CommentFileError {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::File { path, .. } | Self::Format { path, .. } | Self::Newer { path, .. } => path,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct File {
    berghald_comments: u32,
    #[serde(default)]
    comments: Vec<Told>,
}

#[derive(Serialize, Deserialize)]
struct Told {
    #[serde(default)]
    scenario_id: Option<u64>,
    #[serde(default)]
    scenario: Option<String>,
    #[serde(default)]
    indicator: Option<String>,
    #[serde(default)]
    east_m: Option<f64>,
    #[serde(default)]
    north_m: Option<f64>,
    comment: String,
    #[serde(default)]
    author: String,
    at: String,
    #[serde(default)]
    done: bool,
}

/// Where comments on a project lie beside it.
pub fn comments_beside(project: &Path) -> PathBuf {
    beside(project, COMMENTS_ENDING)
}

/// Reads comments. Those on an alternative that the project doesn't have are about all of it, and say so.
///
/// # Errors
/// [`CommentFileError`], if the file cannot be read or holds something else.
pub fn read_comments(path: &Path, project: &Project) -> Result<Vec<Comment>, CommentFileError> {
    let failed = |source| CommentFileError::File {
        path: path.to_owned(),
        source,
    };
    let length = fs::metadata(path).map_err(failed)?.len();
    if MOST_BYTES < length {
        return Err(failed(io::Error::from(io::ErrorKind::FileTooLarge)));
    }
    let bytes = fs::read(path).map_err(failed)?;
    let file: File = serde_json::from_slice(&bytes).map_err(|source| CommentFileError::Format {
        path: path.to_owned(),
        source,
    })?;
    if 1 < file.berghald_comments {
        return Err(CommentFileError::Newer {
            path: path.to_owned(),
            format: file.berghald_comments,
        });
    }
    let comments = file.comments.into_iter();
    comments
        .map(|told| {
            let at = told.at.parse().map_err(|error| CommentFileError::Format {
                path: path.to_owned(),
                source: serde::de::Error::custom(error),
            })?;
            Ok(comment_of(told, at, project))
        })
        .collect()
}

fn comment_of(told: Told, at: jiff::Timestamp, project: &Project) -> Comment {
    let scenario = told.scenario_id.map(ScenarioId);
    let is_there = scenario.is_none_or(|id| project.scenario(id).is_some());
    let text = match &told.scenario {
        Some(name) if !is_there => format!("{name}: {}", told.comment),
        _ => told.comment,
    };
    // Longer than a project file takes, it could not be saved.
    let short = |text: &str, limit: usize| text.chars().take(limit / 4).collect();
    let place = told.east_m.zip(told.north_m).map(|(x, y)| Coord { x, y });
    Comment {
        scenario: scenario.filter(|_| is_there),
        indicator: told.indicator.filter(|key| key.len() <= NAME_LIMIT),
        place: place.filter(|place| place.x.is_finite() && place.y.is_finite()),
        text: short(&text, TEXT_LIMIT),
        author: short(&told.author, NAME_LIMIT),
        at,
        is_done: told.done,
    }
}

/// Writes comments beside the file that is there, then over it: a crash leaves the old one whole.
///
/// # Errors
/// [`CommentFileError::File`], if the folder cannot be written to.
pub fn write_comments(
    path: &Path,
    comments: &[Comment],
    project: &Project,
) -> Result<(), CommentFileError> {
    let failed = |source| CommentFileError::File {
        path: path.to_owned(),
        source,
    };
    let told = comments.iter().map(|comment| {
        let scenario = comment.scenario.and_then(|id| project.scenario(id));
        Told {
            scenario_id: comment.scenario.map(|id| id.0),
            scenario: scenario.map(|scenario| scenario.name.clone()),
            indicator: comment.indicator.clone(),
            east_m: comment.place.map(|place| place.x),
            north_m: comment.place.map(|place| place.y),
            comment: comment.text.clone(),
            author: comment.author.clone(),
            at: comment.at.to_string(),
            done: comment.is_done,
        }
    });
    let file = File {
        berghald_comments: 1,
        comments: told.collect(),
    };
    let bytes = serde_json::to_vec_pretty(&file).map_err(|error| failed(error.into()))?;
    let mut unfinished = made_beside(path).map_err(failed)?;
    unfinished.write_all(&bytes).map_err(failed)?;
    unfinished.as_file().sync_all().map_err(failed)?;
    unfinished
        .persist(path)
        .map_err(|error| failed(error.error))?;
    Ok(())
}

/// Gives a file whose comments were merged a name by which it is not merged again.
///
/// # Errors
/// If the folder cannot be written to; the file stays, and merging it again adds nothing.
pub fn put_away_merged(path: &Path) -> io::Result<()> {
    fs::rename(path, beside(path, ".merged"))
}

/// Gives a file that cannot be read a name that no other has, so that nothing is written over it. Returns where it is.
///
/// # Errors
/// If the folder cannot be written to; the file stays where it is.
pub fn put_aside_unread(path: &Path) -> io::Result<PathBuf> {
    let names = (1..1000).map(|number| match number {
        1 => beside(path, ".unread"),
        number => beside(path, &format!(".unread-{number}")),
    });
    let mut free = names.filter(|aside| !aside.exists());
    let aside = free.next().ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    Ok(aside)
}
