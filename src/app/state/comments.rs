//! What reviewers say: in the project, or beside it where the project cannot be written to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use geo::Coord;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::trouble::Matter;
use crate::project::{AssessmentChange, Comment, CommentId, Edit, Project, ScenarioId};
use crate::results::Fingerprint;
use crate::store::{
    CommentFileError, comments_beside, put_away_merged, read_comments, write_comments,
};

/// What is said, before it is signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Which alternative; `None` for all of them.
    pub scenario: Option<ScenarioId>,
    /// Which indicator, by its key.
    pub indicator: Option<String>,
    /// Where on the map.
    pub place: Option<Coord<f64>>,
    /// What is said.
    pub text: String,
}

/// What can be asked about comments.
#[derive(Clone, Debug, PartialEq)]
pub enum CommentAsk {
    /// Add one, signed with the name of whoever works here.
    Add(Remark),
    /// Say that one is dealt with, or not.
    Finish(CommentRef, bool),
    /// Take one out.
    Remove(CommentRef),
    /// Take those of a file into the project.
    Merge(PathBuf),
}

/// Names a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommentRef {
    /// In the project.
    Project(CommentId),
    /// Beside it, by its place there.
    Beside(usize),
}

/// Comments beside a project that cannot be written to.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    comments: Vec<Comment>,
    /// Where they are; `None` until that is known.
    path: Option<PathBuf>,
}

/// What was found beside a project, or in a file that somebody sent.
pub(super) struct FoundComments {
    path: PathBuf,
    comments: Result<Vec<Comment>, CommentFileError>,
    /// Whether the file lies beside the project, so that it is put away once it is merged.
    is_beside: bool,
}

impl App {
    /// All comments, those of the project first, the oldest first.
    pub fn comments(&self) -> Vec<(CommentRef, &Comment)> {
        let project = self.project().assessment.comments.iter();
        let project = project.map(|(id, one)| (CommentRef::Project(*id), one.as_ref()));
        let beside = self.beside.comments.iter().enumerate();
        let beside = beside.map(|(place, one)| (CommentRef::Beside(place), one));
        let mut all: Vec<(CommentRef, &Comment)> = project.chain(beside).collect();
        all.sort_by_key(|(_, one)| one.at);
        all
    }

    /// Where comments are kept that cannot be written into the project.
    pub fn comments_beside(&self) -> Option<&Path> {
        let path = self.beside.path.as_deref();
        path.filter(|_| self.is_read_only())
    }

    pub(super) fn ask_comment(&mut self, ask: CommentAsk) {
        match ask {
            CommentAsk::Add(remark) => self.add_comment(remark),
            CommentAsk::Finish(of, is_done) => self.change_comment(of, |comment| {
                comment.is_done = is_done;
            }),
            CommentAsk::Remove(CommentRef::Project(id)) => {
                let change = AssessmentChange::RemoveComment(id);
                self.edit(Edit::Assess(Box::new(change)));
            }
            CommentAsk::Remove(CommentRef::Beside(place)) => {
                if place < self.beside.comments.len() {
                    self.beside.comments.remove(place);
                    self.write_beside();
                }
            }
            CommentAsk::Merge(path) => self.read_comments(path, false),
        }
    }

    fn add_comment(&mut self, remark: Remark) {
        let comment = Comment {
            scenario: remark.scenario,
            indicator: remark.indicator,
            place: remark.place,
            text: remark.text.trim().to_owned(),
            author: self.person(),
            at: jiff::Timestamp::now(),
            is_done: false,
        };
        if comment.text.is_empty() {
            return;
        }
        if self.is_read_only() {
            self.beside.comments.push(comment);
            self.write_beside();
            return;
        }
        let id = CommentId(self.next_id());
        let change = AssessmentChange::SetComment(id, comment);
        self.edit(Edit::Assess(Box::new(change)));
    }

    fn change_comment(&mut self, of: CommentRef, change: impl FnOnce(&mut Comment)) {
        match of {
            CommentRef::Project(id) => {
                let comment = self.project().assessment.comments.get(&id);
                if let Some(comment) = comment {
                    let mut comment = Comment::clone(comment);
                    change(&mut comment);
                    let set = AssessmentChange::SetComment(id, comment);
                    self.edit(Edit::Assess(Box::new(set)));
                }
            }
            CommentRef::Beside(place) => {
                if let Some(comment) = self.beside.comments.get_mut(place) {
                    change(comment);
                    self.write_beside();
                }
            }
        }
    }

    /// After a project was opened: what was said beside it is taken in, or shown with it where it is read-only.
    pub(super) fn look_for_comments(&mut self) {
        self.beside = Beside::default();
        let beside = comments_beside(&self.file.path);
        let path = if self.is_read_only() && !beside.exists() && own_place(self).exists() {
            own_place(self)
        } else {
            beside
        };
        self.beside.path = Some(path.clone());
        if path.exists() {
            self.read_comments(path, true);
        }
    }

    fn read_comments(&self, path: PathBuf, is_beside: bool) {
        let project: Project = self.project().clone();
        self.files.append(JobKey::Comments, move |_| {
            let comments = read_comments(&path, &project);
            Answer::Comments(FoundComments {
                path,
                comments,
                is_beside,
            })
        });
    }

    pub(super) fn take_comments(&mut self, found: FoundComments) {
        let comments = match found.comments {
            Ok(comments) => comments,
            Err(source) => {
                let error = TaskError::Comments { source };
                self.post(Matter::Failed(Arc::new(error)), Vec::new());
                return;
            }
        };
        if self.is_read_only() {
            self.beside.comments = comments;
            if !found.is_beside {
                self.write_beside();
            }
            return;
        }
        let edits = self.merging(comments);
        if !edits.is_empty() {
            self.edit(Edit::together("edit-merge-comments", edits));
            self.post(
                Matter::Done("done-comments-merged", found.path.clone()),
                Vec::new(),
            );
        }
        if found.is_beside
            && let Err(error) = put_away_merged(&found.path)
        {
            tracing::info!("comments that were merged stay where they are: {error}");
        }
    }

    /// What takes comments in that the project does not have yet.
    fn merging(&mut self, comments: Vec<Comment>) -> Vec<Edit> {
        let known = self.project().assessment.clone();
        let is_known = |comment: &Comment| {
            let mut all = known.comments.values();
            all.any(|other| {
                (other.at, &other.author, &other.text)
                    == (comment.at, &comment.author, &comment.text)
            })
        };
        let new: Vec<Comment> = comments.into_iter().filter(|one| !is_known(one)).collect();
        let new = new.into_iter();
        new.map(|comment| {
            let id = CommentId(self.next_id());
            Edit::Assess(Box::new(AssessmentChange::SetComment(id, comment)))
        })
        .collect()
    }

    /// Beside the project, or in the program's own folder where nothing can be written there.
    fn write_beside(&mut self) {
        let path = self
            .beside
            .path
            .clone()
            .unwrap_or_else(|| comments_beside(&self.file.path));
        let project = self.project().clone();
        let first = write_comments(&path, &self.beside.comments, &project);
        let own = own_place(self);
        let written = match first {
            Err(_) if path != own => {
                if let Some(folder) = own.parent()
                    && let Err(error) = std::fs::create_dir_all(folder)
                {
                    tracing::info!("{} cannot be made: {error}", folder.display());
                }
                let written = write_comments(&own, &self.beside.comments, &project);
                if written.is_ok() {
                    self.beside.path = Some(own.clone());
                    self.post(Matter::Done("done-comments-elsewhere", own), Vec::new());
                }
                written
            }
            other => {
                self.beside.path = Some(path);
                other
            }
        };
        if let Err(source) = written {
            let error = TaskError::Comments { source };
            self.post(Matter::Failed(Arc::new(error)), Vec::new());
        }
    }
}

/// Where comments on a project go whose folder cannot be written to.
fn own_place(app: &App) -> PathBuf {
    let path = app.file.path.display().to_string();
    let hash = Fingerprint::of_content(*blake3::hash(path.as_bytes()).as_bytes()).to_string();
    let name = app.file.path.file_stem().unwrap_or_default();
    let name = format!("{}-{}.comments.json", name.to_string_lossy(), &hash[..12]);
    app.folders.data.join("comments").join(name)
}
