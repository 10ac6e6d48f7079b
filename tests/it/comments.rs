//! What reviewers say of a project that they cannot write to, and how it comes into the project.

use std::fs;
use std::path::{Path, PathBuf};

use berghald::app::{Action, CommentAsk, CommentRef, Remark};
use berghald::project::ScenarioId;

use crate::app::Desk;
use crate::comparison::{opened, save, two};

pub(crate) fn remark(text: &str, scenario: ScenarioId) -> Remark {
    Remark {
        scenario: Some(scenario),
        indicator: Some("greatest_height_m".to_owned()),
        place: Some(geo::Coord {
            x: 500_400.0,
            y: 7_000_400.0,
        }),
        text: text.to_owned(),
    }
}

fn say(desk: &mut Desk, text: &str) {
    let remark = remark(text, ScenarioId::FIRST);
    desk.act(Action::Comment(CommentAsk::Add(remark)));
}

/// All that is said, the oldest first.
fn said(desk: &Desk) -> Vec<String> {
    let comments = desk.app.comments().into_iter();
    comments.map(|(_, one)| one.text.clone()).collect()
}

fn told(desk: &Desk) -> String {
    let posted = desk.app.posted().last().unwrap();
    posted.matter.notice(desk.app.words()).message
}

/// A project that somebody else has open, and where comments on it go.
struct Held {
    holder: Desk,
    _folder: tempfile::TempDir,
    path: PathBuf,
    beside: PathBuf,
}

fn held() -> Held {
    let (mut holder, _) = two();
    let (folder, path) = save(&mut holder);
    let mut beside = path.clone().into_os_string();
    beside.push(".comments.json");
    Held {
        holder,
        _folder: folder,
        path,
        beside: beside.into(),
    }
}

impl Held {
    fn reviewer(&self) -> Desk {
        let reviewer = opened(&self.path);
        assert!(reviewer.app.is_read_only());
        reviewer
    }

    /// A reviewer on the machine of another one.
    fn reviewer_after(&self, kept: &Path) -> Desk {
        let mut reviewer = Desk::after(kept);
        reviewer.act(Action::OpenProject(self.path.clone()));
        assert!(reviewer.app.is_read_only());
        reviewer
    }
}

#[test]
fn comments_on_a_project_that_cannot_be_written_to_lie_beside_it_and_are_merged_later() {
    let (mut desk, second) = two();
    let (_folder, path) = save(&mut desk);
    desk.act(Action::Comment(CommentAsk::Add(remark("Først", second))));
    drop(desk);
    let mut access = fs::metadata(&path).unwrap().permissions();
    access.set_readonly(true);
    fs::set_permissions(&path, access.clone()).unwrap();
    let mut reviewer = Desk::new();
    reviewer.act(Action::OpenProject(path.clone()));
    // As root everything can be written to; then another one that has it open stands for the same.
    let other = (!reviewer.app.is_read_only()).then(|| {
        let mut second_reviewer = Desk::new();
        second_reviewer.act(Action::OpenProject(path.clone()));
        std::mem::replace(&mut reviewer, second_reviewer)
    });
    assert!(reviewer.app.is_read_only());
    reviewer.act(Action::SetName("Åse Ødegård".to_owned()));
    reviewer.act(Action::Comment(CommentAsk::Add(remark(
        "Er bekken målt?",
        second,
    ))));
    assert_eq!(reviewer.app.comments().len(), 2);
    let beside = reviewer.app.comments_beside().unwrap().to_owned();
    assert!(beside.exists());
    drop((reviewer, other));
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "only of a file of this test"
    )]
    access.set_readonly(false);
    fs::set_permissions(&path, access).unwrap();
    // Whoever can write takes them in, once.
    for _ in 0..2 {
        let mut planner = Desk::new();
        planner.act(Action::OpenProject(path.clone()));
        let comments = planner.app.comments();
        let told: Vec<(&str, &str)> = comments
            .iter()
            .map(|(_, one)| (one.text.as_str(), one.author.as_str()))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[1], ("Er bekken målt?", "Åse Ødegård"));
        assert!(!beside.exists());
        drop(planner);
    }
}

#[test]
fn two_who_review_at_the_same_time_do_not_write_over_each_other() {
    let held = held();
    let (mut one, mut other) = (held.reviewer(), held.reviewer());
    say(&mut one, "Er bekken målt?");
    say(&mut other, "Hvem eier veien?");
    // Whoever writes sees what the other wrote meanwhile.
    assert_eq!(said(&one), ["Er bekken målt?"]);
    assert_eq!(said(&other), ["Er bekken målt?", "Hvem eier veien?"]);
    let (of, _) = one.app.comments()[0];
    one.act(Action::Comment(CommentAsk::Remove(of)));
    assert_eq!(said(&one), ["Hvem eier veien?"]);
    assert_eq!(said(&held.reviewer()), ["Hvem eier veien?"]);
}

#[test]
fn a_comment_that_comes_before_the_file_is_read_is_added_to_it() {
    let held = held();
    say(&mut held.reviewer(), "Først");
    let mut reviewer = Desk::new();
    reviewer.app.update(Action::OpenProject(held.path.clone()));
    while !reviewer.app.is_read_only() {
        reviewer.app.poll();
        std::thread::yield_now();
    }
    let remark = remark("Så", ScenarioId::FIRST);
    reviewer
        .app
        .update(Action::Comment(CommentAsk::Add(remark)));
    reviewer.settle();
    assert_eq!(said(&reviewer), ["Først", "Så"]);
    assert_eq!(said(&held.reviewer()), ["Først", "Så"]);
}

#[test]
fn a_file_that_cannot_be_read_is_never_written_over() {
    let held = held();
    fs::write(&held.beside, "halvferdig {").unwrap();
    let mut reviewer = held.reviewer();
    assert_eq!(reviewer.codes(), ["read_only_held", "comments_format"]);
    say(&mut reviewer, "Er bekken målt?");
    assert_eq!(fs::read_to_string(&held.beside).unwrap(), "halvferdig {");
    let own = reviewer.app.comments_beside().unwrap().to_owned();
    assert!(own.starts_with(reviewer.folder.path()) && own.exists());
    // Later both are shown, and what is written goes to the own one.
    fs::remove_file(&held.beside).unwrap();
    say(&mut held.reviewer(), "Hvem eier veien?");
    let kept = reviewer.folder.path().to_owned();
    let mut again = held.reviewer_after(&kept);
    assert_eq!(said(&again), ["Er bekken målt?", "Hvem eier veien?"]);
    let elsewhere = again.app.comments()[1].0;
    assert!(matches!(elsewhere, CommentRef::Elsewhere(_)));
    assert!(!again.app.may_change_comment(elsewhere));
    say(&mut again, "Nå");
    assert_eq!(again.app.comments_beside(), Some(own.as_path()));
    assert_eq!(said(&held.reviewer()), ["Hvem eier veien?"]);
    // An own one that cannot be read is put aside.
    fs::write(&own, "halvferdig {").unwrap();
    let mut last = held.reviewer_after(&kept);
    say(&mut last, "Til slutt");
    let mut aside = own.clone().into_os_string();
    aside.push(".unread");
    assert_eq!(fs::read_to_string(aside).unwrap(), "halvferdig {");
    let again = held.reviewer_after(&kept);
    assert_eq!(said(&again), ["Hvem eier veien?", "Til slutt"]);
}

#[test]
fn who_can_write_takes_in_what_lies_beside_the_project_and_what_lies_in_an_own_place() {
    let held = held();
    fs::create_dir(&held.beside).unwrap();
    let mut reviewer = held.reviewer();
    // Nothing is said to lie where nothing can be written.
    assert_eq!(reviewer.app.comments_beside(), None);
    say(&mut reviewer, "I mappen for programmet");
    let own = reviewer.app.comments_beside().unwrap().to_owned();
    let kept = reviewer.folder.path().to_owned();
    fs::remove_dir(&held.beside).unwrap();
    say(&mut held.reviewer(), "Ved siden av");
    let Held {
        holder,
        path,
        beside,
        _folder,
    } = held;
    drop(holder);
    let mut planner = Desk::after(&kept);
    planner.act(Action::OpenProject(path.clone()));
    let both = ["I mappen for programmet", "Ved siden av"];
    assert_eq!(said(&planner), both);
    assert!(!beside.exists() && !own.exists());
    drop(planner);
    assert_eq!(said(&opened(&path)), both);
    drop(reviewer);
}

#[test]
fn comments_of_a_file_are_taken_in_once_and_it_is_said_when_none_is_new() {
    let mut held = held();
    let mut reviewer = held.reviewer();
    say(&mut reviewer, "Er bekken målt?");
    let sent = reviewer.folder.path().join("sendt.comments.json");
    fs::copy(&held.beside, &sent).unwrap();
    let planner = &mut held.holder;
    planner.act(Action::Comment(CommentAsk::Merge(sent.clone())));
    assert_eq!(said(planner), ["Er bekken målt?"]);
    assert!(told(planner).starts_with("Comments taken into the project"));
    planner.act(Action::Comment(CommentAsk::Merge(sent.clone())));
    assert_eq!(said(planner), ["Er bekken målt?"]);
    assert!(told(planner).contains("no comment that is not here already"));
    // What somebody sends stays where it is.
    assert!(sent.exists());
    // The file of the reviewers still has it, and it is shown once.
    assert_eq!(said(&held.reviewer()), ["Er bekken målt?"]);
    // A reviewer takes it into the file that reviewers write.
    let mut other = Desk::new();
    fs::remove_file(&held.beside).unwrap();
    other.act(Action::OpenProject(held.path.clone()));
    other.act(Action::Comment(CommentAsk::Merge(sent)));
    assert_eq!(said(&held.reviewer()), ["Er bekken målt?"]);
}

#[test]
fn a_copy_of_a_project_that_cannot_be_written_to_has_what_was_said_beside_it() {
    let held = held();
    let mut reviewer = held.reviewer();
    say(&mut reviewer, "Er bekken målt?");
    // What is in a desk's own folder goes with it.
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("kopi.gpkg");
    reviewer.act(Action::SaveAs {
        path: copy.clone(),
        replace: false,
    });
    assert!(!reviewer.app.is_read_only());
    assert_eq!(said(&reviewer), ["Er bekken målt?"]);
    drop(reviewer);
    assert_eq!(said(&opened(&copy)), ["Er bekken målt?"]);
    // The project that it was made of still waits for it.
    assert!(held.beside.exists());
}
