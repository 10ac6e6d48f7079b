//! What reviewers say: in the project, or beside it where the project cannot be written to.
//!
//! Nothing that somebody said is written over: a file beside the project is read again before it is written, since
//! several may review at the same time, and one that cannot be read stays as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use geo::Coord;

use super::file::{FileAnswer, make_folder_of};
use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::trouble::Matter;
use crate::project::{AssessmentChange, Comment, CommentId, Edit, ScenarioId};
use crate::results::Fingerprint;
use crate::store::{
    CommentFileError, comments_beside, put_aside_unread, put_away_merged, read_comments,
    write_comments,
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
    /// In the file that is written where the project cannot be, by its place there.
    Beside(usize),
    /// In another file that nothing is written to.
    Elsewhere(usize),
}

/// Comments on a project that cannot be written to.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    /// Those of the file that is written.
    comments: Vec<Comment>,
    /// Those of the file beside the project, where an own one is written.
    elsewhere: Vec<Comment>,
    /// What was taken out here. Files may still have it.
    removed: Vec<Comment>,
    /// The file that is written; `None` while nobody knows which.
    path: Option<PathBuf>,
}

impl Beside {
    /// Adds what is not known yet. Returns how many those are.
    fn take_in(&mut self, found: Vec<Comment>) -> usize {
        let before = self.comments.len();
        for comment in found {
            let is_known = |all: &[Comment]| all.iter().any(|other| is_same(&comment, other));
            if !is_known(&self.comments) && !is_known(&self.removed) {
                self.comments.push(comment);
            }
        }
        self.elsewhere
            .retain(|one| !self.comments.iter().any(|other| is_same(one, other)));
        self.comments.len() - before
    }
}

/// Whether the same person said the same at the same time.
fn is_same(one: &Comment, other: &Comment) -> bool {
    (one.at, &one.author, &one.text) == (other.at, &other.author, &other.text)
}

/// What was found in files.
pub(super) struct FoundComments {
    files: Vec<(PathBuf, Result<Vec<Comment>, CommentFileError>)>,
    /// Whether the program keeps them there, so that they are put away once they are merged.
    are_kept: bool,
}

impl App {
    /// All comments, the oldest first. What was taken into the project already stands there alone.
    pub fn comments(&self) -> Vec<(CommentRef, &Comment)> {
        let known = &self.project().assessment.comments;
        let is_new = |one: &Comment| !known.values().any(|other| is_same(one, other));
        let beside = self.beside.comments.iter().enumerate();
        let beside = beside.map(|(place, one)| (CommentRef::Beside(place), one));
        let elsewhere = self.beside.elsewhere.iter().enumerate();
        let elsewhere = elsewhere.map(|(place, one)| (CommentRef::Elsewhere(place), one));
        let new = beside.chain(elsewhere).filter(|(_, one)| is_new(one));
        let project = known.iter();
        let project = project.map(|(id, one)| (CommentRef::Project(*id), one.as_ref()));
        let mut all: Vec<(CommentRef, &Comment)> = project.chain(new).collect();
        all.sort_by_key(|(_, one)| one.at);
        all
    }

    /// Where comments are kept that cannot be written into the project; `None` while there are none.
    pub fn comments_beside(&self) -> Option<&Path> {
        let path = self.beside.path.as_deref();
        path.filter(|_| self.is_read_only() && !self.beside.comments.is_empty())
    }

    /// Whether a comment can be changed where it stands.
    pub fn may_change_comment(&self, of: CommentRef) -> bool {
        match of {
            CommentRef::Project(_) => !self.is_read_only(),
            CommentRef::Beside(_) => true,
            CommentRef::Elsewhere(_) => false,
        }
    }

    pub(super) fn ask_comment(&mut self, ask: CommentAsk) {
        match ask {
            CommentAsk::Add(remark) => self.add_comment(remark),
            CommentAsk::Finish(of, is_done) => self.finish_comment(of, is_done),
            CommentAsk::Remove(CommentRef::Project(id)) => {
                let change = AssessmentChange::RemoveComment(id);
                self.edit(Edit::Assess(Box::new(change)));
            }
            CommentAsk::Remove(CommentRef::Beside(place)) => {
                if place < self.beside.comments.len() {
                    let removed = self.beside.comments.remove(place);
                    self.beside.removed.push(removed);
                    self.write_beside();
                }
            }
            CommentAsk::Remove(CommentRef::Elsewhere(_)) => {}
            CommentAsk::Merge(path) => self.read_comments(vec![path], false),
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

    fn finish_comment(&mut self, of: CommentRef, is_done: bool) {
        match of {
            CommentRef::Project(id) => {
                let comment = self.project().assessment.comments.get(&id);
                if let Some(comment) = comment {
                    let comment = Comment {
                        is_done,
                        ..Comment::clone(comment)
                    };
                    let set = AssessmentChange::SetComment(id, comment);
                    self.edit(Edit::Assess(Box::new(set)));
                }
            }
            CommentRef::Beside(place) => {
                if let Some(comment) = self.beside.comments.get_mut(place) {
                    comment.is_done = is_done;
                    self.write_beside();
                }
            }
            CommentRef::Elsewhere(_) => {}
        }
    }

    /// After a project was opened: what was said beside it is taken in, or shown with it where it is read-only.
    pub(super) fn look_for_comments(&mut self) {
        self.beside = Beside::default();
        let places = [comments_beside(&self.file.path), own_place(self)];
        let there: Vec<PathBuf> = places.into_iter().filter(|path| path.exists()).collect();
        if !there.is_empty() {
            self.read_comments(there, true);
        }
    }

    fn read_comments(&self, paths: Vec<PathBuf>, are_kept: bool) {
        let project = self.project().clone();
        self.files.append(JobKey::Comments, move |_| {
            let read = |path: PathBuf| {
                let comments = read_comments(&path, &project);
                (path, comments)
            };
            Answer::Comments(FoundComments {
                files: paths.into_iter().map(read).collect(),
                are_kept,
            })
        });
    }

    pub(super) fn take_comments(&mut self, found: FoundComments) {
        let FoundComments { files, are_kept } = found;
        let own = own_place(self);
        let goes_to_own = files
            .iter()
            .any(|(path, read)| *path == own || read.is_err());
        if are_kept && self.is_read_only() && goes_to_own {
            self.beside.path = Some(own);
        }
        for (path, read) in files {
            match read {
                Err(source) => self.fail_with_comments(source),
                Ok(comments) if !self.is_read_only() => self.merge(path, comments, are_kept),
                Ok(comments) if are_kept => self.show_kept(&path, comments),
                Ok(comments) => self.keep_beside(path, comments),
            }
        }
    }

    /// Shows comments of a file that the program keeps.
    fn show_kept(&mut self, path: &Path, comments: Vec<Comment>) {
        let written = self.beside.path.get_or_insert_with(|| path.to_owned());
        if *written == path {
            self.beside.take_in(comments);
            return;
        }
        let is_new = |one: &Comment| !self.beside.comments.iter().any(|other| is_same(one, other));
        self.beside.elsewhere = comments.into_iter().filter(is_new).collect();
    }

    /// Takes comments that somebody sent into the file of one's own.
    fn keep_beside(&mut self, path: PathBuf, comments: Vec<Comment>) {
        self.beside
            .removed
            .retain(|one| !comments.iter().any(|other| is_same(one, other)));
        if self.beside.take_in(comments) == 0 {
            self.post(Matter::Done("done-comments-none-new", path), Vec::new());
            return;
        }
        if self.write_beside() {
            self.post(Matter::Done("done-comments-shown", path), Vec::new());
        }
    }

    /// Takes comments into the project, those that it does not have yet.
    fn merge(&mut self, path: PathBuf, comments: Vec<Comment>, are_kept: bool) {
        let edits = self.merging(comments);
        if edits.is_empty() {
            if !are_kept {
                self.post(
                    Matter::Done("done-comments-none-new", path.clone()),
                    Vec::new(),
                );
            }
        } else {
            self.edit(Edit::together("edit-merge-comments", edits));
            self.post(
                Matter::Done("done-comments-merged", path.clone()),
                Vec::new(),
            );
        }
        // Those beside another file stay: this one may be a copy of its project.
        let is_of_this = path == comments_beside(&self.file.path) || path == own_place(self);
        if are_kept && is_of_this {
            self.put_away_once_saved(path);
        }
    }

    /// Only what is in the project's file may go from its own.
    fn put_away_once_saved(&self, path: PathBuf) {
        let (keeper, place) = (Arc::clone(&self.file.keeper), self.file.path.clone());
        self.saver.append(JobKey::Save, move |_| {
            let written = keeper.write(&place);
            if written.is_ok()
                && let Err(error) = put_away_merged(&path)
            {
                tracing::info!("comments that were merged stay where they are: {error}");
            }
            Answer::File(FileAnswer::Written(written))
        });
    }

    /// Goes on with a copy that can be written to: it has what was said beside the project.
    pub(super) fn take_comments_along(&mut self) {
        let beside = std::mem::take(&mut self.beside);
        let comments = beside.comments.into_iter().chain(beside.elsewhere);
        let edits = self.merging(comments.collect());
        if !edits.is_empty() {
            self.edit(Edit::together("edit-merge-comments", edits));
        }
    }

    /// What takes comments in that the project does not have yet.
    fn merging(&mut self, comments: Vec<Comment>) -> Vec<Edit> {
        let known = self.project().assessment.comments.clone();
        let is_new = |one: &Comment| !known.values().any(|other| is_same(one, other));
        let new = comments.into_iter().filter(is_new);
        new.map(|comment| {
            let id = CommentId(self.next_id());
            Edit::Assess(Box::new(AssessmentChange::SetComment(id, comment)))
        })
        .collect()
    }

    /// Beside the project, or in the program's own folder where nothing can be written there, or something lies there
    /// that cannot be read. Returns whether it is written; that it is not is told.
    fn write_beside(&mut self) -> bool {
        let own = own_place(self);
        let is_own = match &self.beside.path {
            Some(path) => *path == own,
            None => own.exists(),
        };
        if !is_own {
            let beside = comments_beside(&self.file.path);
            match self.write_in(&beside) {
                Ok(()) => {
                    self.beside.path = Some(beside);
                    return true;
                }
                Err(error) => {
                    tracing::info!("{error}: comments go to a place of their own");
                }
            }
        }
        make_folder_of(&own);
        let written = match self.write_in(&own) {
            Err(_) if self.puts_aside_unread(&own) => self.write_in(&own),
            written => written,
        };
        match written {
            Ok(()) => {
                let before = self.beside.path.replace(own.clone());
                if before.as_ref() != Some(&own) {
                    self.post(Matter::Done("done-comments-elsewhere", own), Vec::new());
                }
                true
            }
            Err(source) => {
                self.fail_with_comments(source);
                false
            }
        }
    }

    /// Writes a file anew, with what others wrote into it meanwhile.
    fn write_in(&mut self, path: &Path) -> Result<(), CommentFileError> {
        let project = self.project().clone();
        if path.exists() {
            let found = read_comments(path, &project)?;
            self.beside.take_in(found);
        }
        write_comments(path, &self.beside.comments, &project)
    }

    /// Gives an own file another name where it cannot be read, so that it is not lost. Returns whether it did.
    fn puts_aside_unread(&mut self, own: &Path) -> bool {
        if !own.exists() || read_comments(own, self.project()).is_ok() {
            return false;
        }
        match put_aside_unread(own) {
            Ok(aside) => {
                self.post(Matter::Done("done-comments-put-aside", aside), Vec::new());
                true
            }
            // Then it cannot be written either, which is told.
            Err(error) => {
                tracing::info!("{} stays as it is: {error}", own.display());
                false
            }
        }
    }

    fn fail_with_comments(&mut self, source: CommentFileError) {
        let error = TaskError::Comments { source };
        self.post(Matter::Failed(Arc::new(error)), Vec::new());
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
