//! The project file in the planner's hands: what was done is there tomorrow, whatever happens meanwhile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use berghald::app::{Action, SaveState, SourceState, Standing, WayOut};
use berghald::design::FillTarget;
use berghald::project::{DepositId, Edit, Entry, LayerId, LayerKind, ScenarioId};
use berghald::results::FillFigures;
use berghald::store::{self, ProjectFile, WhyReadOnly};
use berghald::units::Metres;

use crate::app::{Desk, request, sample, square, with_sample};

/// A project with a deposit on a copy of the sample terrain, saved in a folder.
pub(crate) struct Saved {
    pub desk: Desk,
    pub folder: tempfile::TempDir,
    pub id: DepositId,
}

impl Saved {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let terrain = folder.path().join("terreng.tif");
        fs::copy(sample("synthetic-terrain.tif"), &terrain).unwrap();
        let mut desk = Desk::new();
        desk.open(terrain.to_str().unwrap());
        desk.act(Action::AddDeposit(request(&square())));
        let id = desk.deposit();
        desk.edit(Edit::Rename(Entry::Deposit(id), "Tipp øst".to_owned()));
        let mut saved = Self { desk, folder, id };
        saved.save_as("plan");
        saved
    }

    fn save_as(&mut self, name: &str) {
        self.desk.act(Action::SaveAs {
            path: self.folder.path().join(name),
            replace: false,
        });
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("plan.gpkg")
    }

    fn terrain(&self) -> LayerId {
        let mut terrains = self.desk.app.project().layers_of(LayerKind::Terrain);
        terrains.next().unwrap().0
    }

    /// Closes the program. The folder stays.
    pub(crate) fn close(self) -> (tempfile::TempDir, DepositId) {
        drop(self.desk);
        (self.folder, self.id)
    }
}

fn opened(path: &Path) -> Desk {
    let mut desk = Desk::new();
    desk.act(Action::OpenProject(path.to_owned()));
    desk
}

fn figures(desk: &Desk, id: DepositId) -> (FillFigures, Standing) {
    desk.app.figures(id).unwrap()
}

/// Changes a project as another program would.
pub(crate) fn change_outside(path: &Path, sql: &str) {
    // With the function that the triggers of any GeoPackage call.
    let program = "import sqlite3, sys\n\
        file = sqlite3.connect(sys.argv[1])\n\
        for name in ('IsEmpty', 'MinX', 'MaxX', 'MinY', 'MaxY'):\n\
        \x20   file.create_function('ST_' + name, 1, lambda shape: 0)\n\
        file.execute(sys.argv[2])\n\
        file.commit()\n";
    let done = Command::new("python3")
        .args(["-c", program])
        .arg(path)
        .arg(sql)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

fn is_saved(desk: &Desk) -> bool {
    matches!(desk.app.save_state(), SaveState::Saved(_))
}

#[test]
fn what_was_done_is_there_again_with_the_same_figures() {
    let mut saved = Saved::new();
    assert!(is_saved(&saved.desk));
    assert_eq!(saved.desk.app.project_name(), "plan");
    let crest = FillTarget::Crest(Metres(150.0));
    let id = saved.id;
    saved.desk.edit(Edit::SetTarget(id, crest));
    let (before, project) = (figures(&saved.desk, id), saved.desk.app.project().clone());
    assert_eq!(before.1, Standing::Current);
    let path = saved.path();
    let (_folder, _) = saved.close();
    let desk = opened(&path);
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.project(), &project);
    assert_eq!(desk.app.active(), ScenarioId::FIRST);
    assert_eq!(figures(&desk, id), before);
    assert!(desk.app.is_current(id));
    // A new deposit gets a number that nothing ever had.
    let mut desk = desk;
    desk.act(Action::AddDeposit(request(&square())));
    assert!(id < desk.deposit());
}

#[test]
fn a_project_without_a_place_is_kept_among_the_drafts() {
    let desk = {
        let mut desk = with_sample();
        desk.act(Action::AddDeposit(request(&square())));
        desk
    };
    assert_eq!(desk.app.project_path(), None);
    assert!(is_saved(&desk));
    let project = desk.app.project().clone();
    let folder = tempfile::tempdir().unwrap();
    // The program's own folder outlives the program.
    let kept = folder.path().join("kept");
    let own = desk.app.folders().data.parent().unwrap().to_owned();
    drop_and_keep(desk, &own, &kept);
    let mut desk = Desk::after(&kept);
    desk.settle();
    let recent = desk.app.recent_projects().to_vec();
    let [moved, draft] = recent.as_slice() else {
        panic!("{recent:?}");
    };
    // The list names it where it was; where it is now it is found all the same.
    assert!(moved.is_missing);
    let path = draft.path.clone();
    assert!(path.starts_with(&kept) && draft.is_draft && !draft.is_missing);
    assert!(draft.last.is_some());
    desk.act(Action::OpenProject(path.clone()));
    assert_eq!(desk.app.project().deposits, project.deposits);
    assert_eq!(desk.app.project_path(), None);
    // With a place of its own it is a draft no longer.
    desk.act(Action::SaveAs {
        path: folder.path().join("plan.gpkg"),
        replace: false,
    });
    assert!(!path.exists());
    assert_eq!(desk.app.project_name(), "plan");
}

/// Ends a program whose folder would go with it, and keeps a copy of the folder.
fn drop_and_keep(mut desk: Desk, own: &Path, kept: &Path) {
    desk.app.shut();
    let copied = Command::new("cp").arg("-r").arg(own).arg(kept).status();
    assert!(copied.unwrap().success());
}

#[test]
fn the_last_change_is_named_though_more_was_noted_after_it() {
    let mut saved = Saved::new();
    saved
        .desk
        .edit(Edit::Rename(Entry::Deposit(saved.id), "Tipp".to_owned()));
    // What follows by itself, such as where the planner is, is kept without a name.
    let other = saved.desk.app.scenario_beside(1).unwrap();
    saved.desk.act(Action::ShowScenario(other));
    let last = berghald::store::last_change(&saved.path())
        .unwrap()
        .unwrap();
    assert_eq!(last.label, "rename");
}

#[test]
fn undo_saves_itself() {
    let mut saved = Saved::new();
    let before = saved.desk.app.project().clone();
    let id = saved.id;
    saved.desk.edit(Edit::Remove(Entry::Deposit(id)));
    saved.desk.act(Action::Undo);
    assert_eq!(saved.desk.app.project(), &before);
    let read = ProjectFile::open_to_read(&saved.path()).unwrap();
    assert_eq!(read.snapshot.project, before);
    let integrity = store::integrity(&saved.path()).unwrap();
    assert_eq!(integrity.problems, Vec::<String>::new());
    assert!(integrity.log_replays);
}

#[test]
fn a_file_that_is_deleted_is_missed_and_nothing_is_lost() {
    let mut saved = Saved::new();
    fs::remove_file(saved.path()).unwrap();
    let id = saved.id;
    saved
        .desk
        .edit(Edit::Rename(Entry::Deposit(id), "Ny".to_owned()));
    assert_eq!(saved.desk.codes(), ["project_deleted"]);
    assert!(saved.desk.app.would_lose());
    // Editing goes on; it is told once.
    saved
        .desk
        .edit(Edit::Rename(Entry::Deposit(id), "Nyere".to_owned()));
    assert_eq!(saved.desk.codes(), ["project_deleted"]);
    assert!(matches!(saved.desk.app.save_state(), SaveState::Failed(_)));
    // Nor can the project be left by mistake.
    saved.desk.act(Action::CloseProject);
    assert!(saved.desk.app.has_project());
    saved.save_as("annet");
    assert!(is_saved(&saved.desk));
    assert_eq!(saved.desk.codes(), Vec::<&str>::new());
    let read = ProjectFile::open_to_read(&saved.folder.path().join("annet.gpkg")).unwrap();
    let deposit = read.snapshot.project.deposit(id).unwrap();
    assert_eq!(deposit.name, "Nyere");
}

#[test]
fn saving_over_a_file_asks_first() {
    let mut saved = Saved::new();
    let other = saved.folder.path().join("annet.gpkg");
    fs::write(&other, "mine").unwrap();
    saved.save_as("annet.gpkg");
    assert_eq!(saved.desk.codes(), ["project_exists"]);
    assert_eq!(fs::read(&other).unwrap(), b"mine");
    assert_eq!(saved.desk.app.project_name(), "plan");
    let way = saved.desk.app.posted()[0].ways_out[0].clone();
    assert_eq!(way, WayOut::Replace(other.clone()));
    saved.desk.act(Action::SaveAs {
        path: other.clone(),
        replace: true,
    });
    assert_eq!(saved.desk.app.project_name(), "annet");
    assert!(store::is_project(&other));
}

#[test]
fn a_second_program_may_look_and_a_copy_may_be_changed() {
    let saved = Saved::new();
    let mut second = opened(&saved.path());
    assert_eq!(second.codes(), ["read_only_held"]);
    assert!(matches!(
        second.app.save_state(),
        SaveState::ReadOnly(WhyReadOnly::HeldBy(Some(_)))
    ));
    let before = second.app.project().clone();
    let rename = Edit::Rename(Entry::Deposit(saved.id), "Min".to_owned());
    second.edit(rename.clone());
    assert_eq!(second.app.project(), &before);
    let copy = saved.folder.path().join("kopi.gpkg");
    second.act(Action::SaveAs {
        path: copy.clone(),
        replace: false,
    });
    assert!(!second.app.is_read_only());
    second.edit(rename);
    let read = ProjectFile::open_to_read(&copy).unwrap();
    assert_eq!(read.snapshot.project.deposit(saved.id).unwrap().name, "Min");
    let read = ProjectFile::open_to_read(&saved.path()).unwrap();
    assert_eq!(read.snapshot.project, before);
}

#[test]
fn changes_by_another_program_are_noticed_and_taken_over_as_a_step() {
    let mut saved = Saved::new();
    change_outside(&saved.path(), "UPDATE outlines SET name = 'Deres'");
    saved.desk.act(Action::LookOutside);
    assert_eq!(saved.desk.codes(), ["project_changed_outside"]);
    saved.desk.act(Action::TakeOutside);
    assert_eq!(saved.desk.codes(), Vec::<&str>::new());
    let name = |desk: &Desk| desk.app.project().deposit(saved.id).unwrap().name.clone();
    assert_eq!(name(&saved.desk), "Deres");
    saved.desk.act(Action::Undo);
    assert_eq!(name(&saved.desk), "Tipp øst");
    assert!(is_saved(&saved.desk));
    let read = ProjectFile::open_to_read(&saved.path()).unwrap();
    assert_eq!(read.snapshot.project, *saved.desk.app.project());
    assert!(store::integrity(&saved.path()).unwrap().log_replays);
}

#[test]
fn nothing_of_another_program_is_written_over_without_asking() {
    let mut saved = Saved::new();
    change_outside(&saved.path(), "UPDATE outlines SET name = 'Deres'");
    let id = saved.id;
    saved
        .desk
        .edit(Edit::Rename(Entry::Deposit(id), "Min".to_owned()));
    assert_eq!(saved.desk.codes(), ["project_changed_outside"]);
    let name = |path: &Path| {
        let read = ProjectFile::open_to_read(path).unwrap();
        read.snapshot.project.deposit(id).unwrap().name.clone()
    };
    assert_eq!(name(&saved.path()), "Deres");
    saved.desk.act(Action::KeepOurs);
    assert_eq!(name(&saved.path()), "Min");
    assert_eq!(saved.desk.codes(), Vec::<&str>::new());
    assert!(is_saved(&saved.desk));
}

#[test]
fn a_layer_is_kept_by_a_path_that_holds_from_anywhere() {
    let mut desk = Desk::new();
    // As the command line names it, from the folder of the program's sources.
    desk.open("tests/files/synthetic-terrain.tif");
    let project = desk.app.project();
    let (_, layer) = project.layers_of(LayerKind::Terrain).next().unwrap();
    assert!(Path::new(&layer.source).is_absolute(), "{}", layer.source);
}

#[test]
fn the_project_itself_is_no_layer_of_it() {
    let mut saved = Saved::new();
    let own = format!("{}#outlines", saved.path().display());
    saved.desk.open(&own);
    assert_eq!(saved.desk.codes(), ["own_file"]);
    // Dropped on the window as it is, it is open already.
    let own = saved.path();
    saved.desk.open(own.to_str().unwrap());
    assert_eq!(saved.desk.app.project().layers.len(), 1);
}

#[test]
fn a_terrain_that_is_gone_is_told_and_its_figures_stay() {
    let saved = Saved::new();
    let (terrain, id) = (saved.terrain(), saved.id);
    let before = figures(&saved.desk, id);
    let path = saved.path();
    let (folder, _) = saved.close();
    let moved = folder.path().join("flyttet.tif");
    fs::rename(folder.path().join("terreng.tif"), &moved).unwrap();
    let mut desk = opened(&path);
    assert_eq!(desk.codes(), ["source_missing"]);
    assert_eq!(desk.app.source_state(terrain), Some(&SourceState::Missing));
    assert_eq!(figures(&desk, id), (before.0, Standing::SourceMissing));
    // The coordinate system is known from the file.
    assert_eq!(desk.app.reference().unwrap().epsg(), Some(25833));
    desk.act(Action::PointAgain(terrain, moved));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    assert_eq!(desk.app.source_state(terrain), Some(&SourceState::Same));
    assert_eq!(figures(&desk, id), before);
    desk.act(Action::Undo);
    assert_eq!(desk.app.source_state(terrain), Some(&SourceState::Missing));
}

#[test]
fn a_terrain_that_changed_is_told_and_marks_what_rests_on_it() {
    let saved = Saved::new();
    let (terrain, id) = (saved.terrain(), saved.id);
    let before = figures(&saved.desk, id);
    let path = saved.path();
    let (folder, _) = saved.close();
    // One height more in the same place: five metres under the whole deposit.
    let file = folder.path().join("terreng.tif");
    let raised = folder.path().join("hevet.tif");
    raise(&file, &raised);
    fs::rename(&raised, &file).unwrap();
    let mut desk = opened(&path);
    assert_eq!(desk.codes(), ["source_changed"]);
    assert!(matches!(
        desk.app.source_state(terrain),
        Some(SourceState::Changed(_))
    ));
    assert_eq!(figures(&desk, id).1, Standing::SourceChanged);
    // What was saved stays until the change is accepted.
    let kept = ProjectFile::open_to_read(&path).unwrap().snapshot.records;
    assert_eq!(kept.fills[&id].figures, before.0);
    desk.act(Action::AcceptSource(terrain));
    assert_eq!(desk.codes(), Vec::<&str>::new());
    let (after, standing) = figures(&desk, id);
    assert_eq!(standing, Standing::Current);
    let crest = |figures: &FillFigures| figures.get("crest_level_m").unwrap();
    assert!((crest(&after) - crest(&before.0) - 5.0).abs() < 1e-3);
    let kept = ProjectFile::open_to_read(&path).unwrap().snapshot.records;
    assert_eq!(kept.fills[&id].figures, after);
}

/// The same terrain five metres higher.
pub(crate) fn raise(from: &Path, to: &Path) {
    use berghald::gis::{open_terrain, write_terrain};
    use berghald::progress::Run;
    use berghald::terrain::{CellWindow, Grid};
    let terrain = open_terrain(from.to_str().unwrap(), None).unwrap();
    let placement = *terrain.placement();
    let whole = CellWindow {
        column: 0,
        row: 0,
        columns: placement.columns,
        rows: placement.rows,
    };
    let ground = terrain.read(whole, &Run::default()).unwrap();
    let heights = ground.cells().iter().map(|height| height + 5.0).collect();
    let raised = Grid::new(*ground.placement(), heights).unwrap();
    write_terrain(to, &raised, terrain.reference(), &Run::default()).unwrap();
}

#[test]
fn an_offset_raises_everything_that_stands_on_a_terrain() {
    let mut saved = Saved::new();
    let (terrain, id) = (saved.terrain(), saved.id);
    let before = figures(&saved.desk, id).0;
    saved.desk.edit(Edit::SetHeightOffset(terrain, Metres(2.5)));
    let after = figures(&saved.desk, id).0;
    for name in ["crest_level_m", "toe_min_m", "toe_max_m"] {
        let raised = after.get(name).unwrap() - before.get(name).unwrap();
        assert!((raised - 2.5).abs() < 1e-3, "{name}: {raised}");
    }
    let share = after.get("fill_m3").unwrap() / before.get("fill_m3").unwrap();
    assert!((share - 1.0).abs() < 1e-4, "{share}");
    // The other scenarios' records follow too: what is kept belongs to the new offset.
    let (record, standing) = saved.desk.app.kept_figures(id).unwrap();
    assert_eq!((record.figures, standing), (after, Standing::Current));
}

#[test]
fn a_damaged_project_offers_its_latest_closed_copy() {
    let saved = Saved::new();
    let path = saved.path();
    let kept = saved.desk.app.folders().data.parent().unwrap().to_owned();
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("kept");
    let before = saved.desk.app.project().clone();
    let Saved {
        desk,
        folder: project,
        ..
    } = saved;
    drop_and_keep(desk, &kept, &own);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 3]).unwrap();
    let mut desk = Desk::after(&own);
    desk.act(Action::OpenProject(path.clone()));
    assert!(!desk.app.has_project());
    let posted = desk.app.posted().last().unwrap().clone();
    let [WayOut::OpenBackup { backup, of, .. }] = posted.ways_out.as_slice() else {
        panic!("{posted:?}");
    };
    desk.act(Action::Restore {
        backup: backup.clone(),
        of: of.clone(),
    });
    assert_eq!(desk.app.project().deposits, before.deposits);
    assert_eq!(desk.app.project_name(), "plan restored");
    drop(project);
}

#[test]
fn another_project_takes_the_place_of_the_one_that_is_open() {
    let mut one = Saved::new();
    let other = Saved::new();
    let path = other.path();
    let (_folder, id) = other.close();
    one.desk.act(Action::OpenProject(path.clone()));
    assert_eq!(one.desk.app.project_path(), Some(path.as_path()));
    assert!(one.desk.app.is_current(id));
    // The first is closed: it can be opened to be written.
    let again = opened(&one.path());
    assert!(!again.app.is_read_only());
    one.desk.act(Action::CloseProject);
    assert!(!one.desk.app.has_project());
    assert_eq!(one.desk.app.recent_projects()[0].path, path);
    assert!(one.desk.app.recent_projects()[0].last.is_some());
}
