//! Asking for files: the system's dialog on a thread of its own, and a field for a path beside it.
//!
//! Where the system has no dialog, or it hangs, the field is the way out.

use std::path::PathBuf;

use egui::{Context, Id, Key, TextEdit, Ui, Window};
use i18n_embed_fl::fl;

use super::context::Panel;
use super::fields::named;
use crate::app::{Action, OpenAs, OpenRequest};
use crate::jobs::{JobError, Worker};

/// What is being asked for.
pub struct Dialogs {
    worker: Worker<OpenAs, Option<Vec<PathBuf>>>,
    asking: Option<Asking>,
}

struct Asking {
    what: OpenAs,
    path: String,
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

    /// Asks for files.
    pub fn ask(&mut self, what: OpenAs, title: String) {
        self.asking = Some(Asking {
            what,
            path: String::new(),
        });
        self.worker.append(what, move |_| {
            let dialog = rfd::FileDialog::new().set_title(title);
            dialog.pick_files()
        });
    }

    /// Takes in what was chosen, and shows the field.
    pub fn ui(&mut self, ui: &Ui, panel: &mut Panel<'_>) {
        for finished in self.worker.finished() {
            if let Ok(Some(paths)) = finished.result {
                let sources = paths.into_iter().map(|path| path.display().to_string());
                open(sources.collect(), finished.key, panel);
                self.asking = None;
            }
        }
        let Some(asking) = &mut self.asking else {
            return;
        };
        let mut shown = true;
        let mut done = false;
        let title = title_of(asking.what, panel);
        let window = Window::new(title)
            .id(Id::unique("open-path"))
            .open(&mut shown)
            .collapsible(false)
            .resizable(false)
            .pivot(egui::Align2::CENTER_TOP)
            .default_pos(ui.ctx().content_rect().center_top() + egui::vec2(0.0, 90.0));
        window.show(ui.ctx(), |ui| done = path_ui(ui, asking, panel));
        if done {
            let sources = asking
                .path
                .lines()
                .map(str::trim)
                .filter(|path| !path.is_empty());
            let sources = sources.map(|path| path.trim_matches('"').to_owned());
            open(sources.collect(), asking.what, panel);
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
    let response = ui.add(edit.hint_text(fl!(words.loader, "open-path-hint")));
    named(&response, egui::accesskit::Role::TextInput, &label);
    if asking.path.is_empty() && !response.has_focus() {
        response.request_focus();
    }
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    ui.weak(fl!(words.loader, "open-path-tip"));
    let ready = !asking.path.trim().is_empty();
    let button = egui::Button::new(fl!(words.loader, "button-open"));
    (ui.add_enabled(ready, button).clicked() || entered) && ready
}

fn title_of(what: OpenAs, panel: &Panel<'_>) -> String {
    let words = &panel.words;
    match what {
        OpenAs::Background => words.text("command-open-background", &[]),
        OpenAs::PlaceNames => words.text("command-open-place-names", &[]),
        _ => words.text("command-open-files", &[]),
    }
}

fn open(sources: Vec<String>, what: OpenAs, panel: &mut Panel<'_>) {
    let request = |source| OpenRequest {
        source,
        what,
        stated_crs: None,
    };
    panel.act(Action::Open(sources.into_iter().map(request).collect()));
}
