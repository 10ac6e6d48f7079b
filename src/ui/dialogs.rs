//! Asking for files: the system's dialog on a thread of its own, and a field for a path beside it.
//!
//! Where the system has no dialog, or it hangs, the field is the way out.

use std::path::PathBuf;

use egui::{Context, Id, Key, TextEdit, Ui, Window};
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::named;
use super::mass_commands::MassCommand;
use crate::app::{
    Action, App, CommentAsk, Export, OpenAs, OpenRequest, TABLE_ENDINGS, TableAsk, TaskError,
};
use crate::jobs::{JobError, Worker};
use crate::project::LayerId;

/// What a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To open it as a layer, or whatever it is.
    Open(OpenAs),
    /// To open it as a project.
    OpenProject,
    /// To save the project in it.
    SaveAs,
    /// To save a picture or a table in it.
    Export(Export),
    /// To make a folder there and write the geometry of the shown alternative into it.
    Geometry,
    /// To import fractions and tonnes from a table in it.
    Table,
    /// To take in comments that are in it.
    Comments,
    /// To look for a layer in it.
    PointAgain(LayerId),
}

impl Ask {
    /// What stands over the question.
    pub fn title(self, app: &App) -> String {
        match self {
            Self::Open(OpenAs::Background) => Command::OpenBackground.name(app),
            Self::Open(OpenAs::PlaceNames) => Command::OpenPlaceNames.name(app),
            Self::Open(OpenAs::Site) => Command::OpenSite.name(app),
            Self::Open(OpenAs::Outlines) => Command::OpenOutlines.name(app),
            Self::Open(OpenAs::Ground) => Command::OpenGround.name(app),
            Self::Open(_) => Command::OpenFiles.name(app),
            Self::OpenProject => Command::OpenProject.name(app),
            Self::SaveAs => Command::SaveAs.name(app),
            Self::Export(Export::Section) => Command::SaveSection.name(app),
            Self::Export(Export::Package) => Command::MakePackage.name(app),
            Self::Export(Export::Balance(_) | Export::ComparisonFigure(_)) => {
                app.words().text("balance-save-picture", &[])
            }
            Self::Export(Export::Report) => app.words().text("report-save", &[]),
            Self::Export(_) => app.words().text("register-save", &[]),
            Self::Geometry => Command::ExportGeometry.name(app),
            Self::Table => MassCommand::ImportTable.name(app.words()),
            Self::Comments => app.words().text("comment-take-in", &[]),
            Self::PointAgain(_) => app.words().text("way-point-again", &[]),
        }
    }
}

/// What is being asked for.
pub struct Dialogs {
    worker: Worker<Ask, Option<Vec<PathBuf>>>,
    asking: Option<Asking>,
}

struct Asking {
    what: Ask,
    title: String,
    path: String,
    suggested: String,
}

impl Dialogs {
    /// # Errors
    /// [`JobError`], if the system gives no thread.
    pub fn start(ctx: &Context) -> Result<Self, JobError> {
        let ctx = ctx.clone();
        Ok(Self {
            // Several, so that one dialog that never comes back does not shut out the next.
            worker: Worker::start("dialog", 3, move || ctx.request_repaint())?,
            asking: None,
        })
    }

    /// Asks for files. `suggested` is the name that a file to save in begins with.
    pub fn ask(&mut self, what: Ask, title: String, suggested: &str) {
        let name = match what {
            Ask::Export(export) => format!("{suggested}.{}", export.endings()[0]),
            Ask::Geometry => suggested.to_owned(),
            _ => format!("{suggested}.gpkg"),
        };
        self.asking = Some(Asking {
            what,
            title: title.clone(),
            path: String::new(),
            suggested: suggested.to_owned(),
        });
        self.worker.append(what, move |_| {
            let dialog = rfd::FileDialog::new().set_title(title);
            match what {
                Ask::Open(_) => dialog.pick_files(),
                Ask::OpenProject => dialog
                    .add_filter("GeoPackage", &["gpkg"])
                    .pick_file()
                    .map(|path| vec![path]),
                Ask::SaveAs => dialog
                    .add_filter("GeoPackage", &["gpkg"])
                    .set_file_name(name)
                    .save_file()
                    .map(|path| vec![path]),
                Ask::Export(export) => {
                    let endings = export.endings().iter();
                    let dialog = endings.fold(dialog, |dialog, ending| {
                        dialog.add_filter(ending.to_ascii_uppercase(), &[*ending])
                    });
                    let path = dialog.set_file_name(name).save_file();
                    path.map(|path| vec![path])
                }
                // As a name for something new: a dialog for folders asks for those that are there.
                Ask::Geometry => {
                    let path = dialog.set_file_name(name).save_file();
                    path.map(|path| vec![path])
                }
                Ask::Table => dialog
                    .add_filter(TABLE_ENDINGS.join(", "), &TABLE_ENDINGS)
                    .pick_file()
                    .map(|path| vec![path]),
                Ask::Comments => dialog
                    .add_filter("JSON", &["json"])
                    .pick_file()
                    .map(|path| vec![path]),
                Ask::PointAgain(_) => dialog.pick_file().map(|path| vec![path]),
            }
        });
    }

    /// Takes in what was chosen, and shows the field.
    pub fn ui(&mut self, ui: &Ui, panel: &mut Panel<'_>) {
        for finished in self.worker.finished() {
            match finished.result {
                Ok(Some(paths)) => {
                    // The system's dialog has asked before it names a file that is there.
                    take(&paths, finished.key, true, panel);
                    self.asking = None;
                }
                Ok(None) => {}
                Err(error) => {
                    let error = std::sync::Arc::new(TaskError::Bug(error));
                    panel.act(Action::Report(error, Vec::new()));
                }
            }
        }
        let Some(asking) = &mut self.asking else {
            return;
        };
        let mut shown = true;
        let mut done = false;
        let window = Window::new(asking.title.clone())
            .id(Id::unique("open-path"))
            .open(&mut shown)
            .collapsible(false)
            .resizable(false)
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(ui.ctx().content_rect().center_top() + egui::vec2(0.0, 90.0));
        window.show(ui.ctx(), |ui| done = path_ui(ui, asking, panel));
        if done {
            let paths = asking
                .path
                .lines()
                .map(str::trim)
                .filter(|path| !path.is_empty());
            let paths = paths.map(|path| PathBuf::from(path.trim_matches('"')));
            take(&paths.collect::<Vec<_>>(), asking.what, false, panel);
        }
        if done || !shown {
            self.asking = None;
        }
    }
}

/// Returns whether a path was entered.
fn path_ui(ui: &mut Ui, asking: &mut Asking, panel: &Panel<'_>) -> bool {
    let words = &panel.words;
    let label = fl!(words.loader, "open-path-label");
    ui.label(&label);
    let edit = TextEdit::singleline(&mut asking.path).desired_width(420.0);
    let hint = match asking.what {
        Ask::Open(_) | Ask::PointAgain(_) => fl!(words.loader, "open-path-hint"),
        Ask::OpenProject | Ask::SaveAs => fl!(words.loader, "project-path-hint"),
        Ask::Export(export) => format!("{}.{}", asking.suggested, export.endings()[0]),
        Ask::Geometry => asking.suggested.clone(),
        Ask::Table => fl!(words.loader, "table-path-hint"),
        Ask::Comments => fl!(words.loader, "comments-path-hint"),
    };
    let response = ui.add(edit.hint_text(hint));
    named(&response, egui::accesskit::Role::TextInput, &label);
    if asking.path.is_empty() && !response.has_focus() {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let (tip, button) = match asking.what {
        Ask::Open(_) | Ask::OpenProject | Ask::PointAgain(_) => (
            fl!(words.loader, "open-path-tip"),
            fl!(words.loader, "button-open"),
        ),
        Ask::SaveAs => (
            fl!(words.loader, "save-path-tip"),
            fl!(words.loader, "button-save"),
        ),
        Ask::Export(export) => {
            let endings = export.endings().iter().map(|ending| format!(".{ending}"));
            let endings = endings.collect::<Vec<_>>().join(", ");
            (
                words.text("export-path-tip", &[("endings", endings)]),
                fl!(words.loader, "button-save"),
            )
        }
        Ask::Geometry => (
            fl!(words.loader, "geometry-path-tip"),
            fl!(words.loader, "button-save"),
        ),
        Ask::Table => (
            fl!(words.loader, "table-path-tip"),
            fl!(words.loader, "button-open"),
        ),
        Ask::Comments => (
            fl!(words.loader, "comments-path-tip"),
            fl!(words.loader, "button-open"),
        ),
    };
    ui.weak(tip);
    let ready = !asking.path.trim().is_empty();
    (ui.add_enabled(ready, egui::Button::new(button)).clicked() || entered) && ready
}

fn take(paths: &[PathBuf], what: Ask, replace: bool, panel: &mut Panel<'_>) {
    let first = paths.first().cloned();
    match (what, first) {
        (Ask::Open(what), _) => {
            let request = |path: &PathBuf| OpenRequest {
                source: path.display().to_string(),
                what,
                stated_crs: None,
            };
            panel.act(Action::Open(paths.iter().map(request).collect()));
        }
        (Ask::OpenProject, Some(path)) => panel.act(Action::OpenProject(path)),
        (Ask::SaveAs, Some(path)) => panel.act(Action::SaveAs { path, replace }),
        (Ask::Export(what), Some(path)) => {
            panel.act(Action::Export {
                what,
                path,
                replace,
            });
        }
        (Ask::Geometry, Some(path)) => panel.act(Action::ExportGeometry(path)),
        (Ask::Table, Some(path)) => panel.act(Action::Table(TableAsk::Read(path))),
        (Ask::Comments, Some(path)) => panel.act(Action::Comment(CommentAsk::Merge(path))),
        (Ask::PointAgain(id), Some(path)) => panel.act(Action::PointAgain(id, path)),
        (_, None) => {}
    }
}
