//! Parts of the window that hit a bug: the frame goes on without them, and they are drawn again when asked.

use std::collections::BTreeSet;

use egui::{Area, Button, Frame, Id, Label, Order, RichText, Ui, Vec2};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::context::Panel;
use super::fields::named;
use crate::app::Action;
use crate::crash;

/// A part of the window that can fail without the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Top,
    Status,
    StartPage,
    Scenarios,
    Tree,
    Inspector,
    Map,
    Section,
    Attributes,
    Views,
    Masses,
    Year,
    Balance,
    Notices,
    Dialogs,
    Palette,
    Help,
    Log,
}

/// Which parts hit a bug and wait to be tried again.
#[derive(Debug, Default)]
pub struct Guard {
    broken: BTreeSet<Part>,
    /// Lets a test break a part.
    #[cfg(test)]
    fails: Option<Part>,
}

impl Guard {
    /// Breaks a part, or none.
    #[cfg(test)]
    pub fn fail(&mut self, part: Option<Part>) {
        self.fails = part;
    }

    /// Draws a part that has its place in the window, or says there that it hit a bug.
    pub fn panel(
        &mut self,
        part: Part,
        ui: &mut Ui,
        panel: &mut Panel<'_>,
        draw: impl FnOnce(&mut Ui, &mut Panel<'_>),
    ) {
        if self.broken.contains(&part) {
            if broken_ui(ui, panel) {
                self.try_again(part, ui);
            }
            return;
        }
        // A child of its own: what is left of it after a bug is dropped, and `ui` is as it was.
        self.watch(part, panel, |panel| {
            ui.scope(|ui| draw(ui, panel));
        });
        self.repaint_if_broken(part, ui);
    }

    /// Draws a part that floats over the others, or says at the window's lower edge that it hit a bug.
    pub fn floating(
        &mut self,
        part: Part,
        ui: &Ui,
        panel: &mut Panel<'_>,
        draw: impl FnOnce(&Ui, &mut Panel<'_>),
    ) {
        if self.broken.contains(&part) {
            let again = Area::new(Id::unique(("broken", part)))
                .order(Order::Foreground)
                .anchor(egui::Align2::CENTER_BOTTOM, Vec2::new(0.0, -48.0))
                .show(ui.ctx(), |ui| {
                    let frame = Frame::popup(ui.style());
                    frame.show(ui, |ui| broken_ui(ui, panel)).inner
                });
            if again.inner {
                self.try_again(part, ui);
            }
            return;
        }
        self.watch(part, panel, |panel| draw(ui, panel));
        self.repaint_if_broken(part, ui);
    }

    fn watch(&mut self, part: Part, panel: &mut Panel<'_>, draw: impl FnOnce(&mut Panel<'_>)) {
        let wishes = panel.wishes.len();
        let drawn = crash::catch(|| {
            draw(panel);
            #[cfg(test)]
            assert_ne!(self.fails, Some(part), "a test broke this part");
        });
        if let Err(caught) = drawn {
            self.broken.insert(part);
            // What half a panel wished for may be half a wish.
            panel.wishes.truncate(wishes);
            panel.act(Action::Bug(caught));
        }
    }

    fn try_again(&mut self, part: Part, ui: &Ui) {
        self.broken.remove(&part);
        ui.ctx().request_repaint();
    }

    fn repaint_if_broken(&self, part: Part, ui: &Ui) {
        if self.broken.contains(&part) {
            ui.ctx().request_repaint();
        }
    }
}

/// Stands where a part should be. Returns whether it is to be tried again.
fn broken_ui(ui: &mut Ui, panel: &Panel<'_>) -> bool {
    let words = &panel.words;
    let inner = ui.horizontal_wrapped(|ui| {
        ui.colored_label(panel.palette.error, icon::ICON_ERROR.codepoint);
        let text = RichText::new(fl!(words.loader, "part-broken"));
        ui.add(Label::new(text.color(panel.palette.error)))
            .on_hover_text(fl!(words.loader, "part-broken-tip"));
        let again = fl!(words.loader, "part-try-again");
        let response = ui.add(Button::new(&again));
        named(&response, egui::accesskit::Role::Button, &again);
        response
            .on_hover_text(fl!(words.loader, "part-broken-tip"))
            .clicked()
    });
    inner.inner
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::{App, Folders};
    use crate::ui::{Window, WindowOptions, start};
    use crate::words::Language;

    struct Bench {
        app: App,
        guard: Guard,
        clicks: u32,
        posted: usize,
        has_fonts: bool,
        _folder: tempfile::TempDir,
    }

    /// A window with a part that can fail in the middle of nested layouts, and a button after it.
    fn bench_ui(ui: &mut Ui, bench: &mut Bench) {
        if !std::mem::replace(&mut bench.has_fonts, true) {
            // They are there from the next frame on.
            crate::ui::theme::install(ui.ctx());
            ui.ctx().request_repaint();
            return;
        }
        let Bench {
            app,
            guard,
            clicks,
            posted,
            ..
        } = bench;
        let mut panel = Panel::new(app, ui.visuals());
        let fails = guard.fails;
        egui::Panel::top("first").exact_size(90.0).show(ui, |ui| {
            guard.panel(Part::Tree, ui, &mut panel, |ui, _| {
                ui.set_clip_rect(egui::Rect::NOTHING);
                ui.horizontal(|ui| {
                    egui::ScrollArea::vertical().show(ui, |ui| {
                        ui.push_id("deep", |ui| {
                            ui.label("Half of it");
                            let broken = fails == Some(Part::Tree);
                            ui.input(|_| assert!(!broken, "in the middle, with a lock held"));
                            ui.label("All of it");
                        });
                    });
                });
            });
        });
        guard.floating(Part::Help, ui, &mut panel, |ui, _| {
            egui::Window::new("Floats")
                .default_pos([400.0, 250.0])
                .show(ui.ctx(), |ui| {
                    assert!(fails != Some(Part::Help), "inside a window");
                    ui.label("All of the window");
                });
        });
        egui::CentralPanel::default().show(ui, |ui| {
            guard.panel(Part::Map, ui, &mut panel, |ui, _| {
                if ui.button("Count").clicked() {
                    *clicks += 1;
                }
            });
        });
        for wish in std::mem::take(&mut panel.wishes) {
            if let crate::ui::context::Wish::Act(action) = wish {
                app.update(*action);
            }
        }
        *posted = app.posted().len();
    }

    fn bench(fails: Part) -> Harness<'static, Bench> {
        let folder = tempfile::tempdir().unwrap();
        let mut app = App::start(Folders::inside(folder.path()), || ()).unwrap();
        app.update(Action::SetLanguage(Language::English));
        let bench = Bench {
            app,
            guard: Guard {
                fails: Some(fails),
                ..Guard::default()
            },
            clicks: 0,
            posted: 0,
            has_fonts: false,
            _folder: folder,
        };
        let mut harness = Harness::builder()
            .with_size(Vec2::new(800.0, 500.0))
            .build_ui_state(bench_ui, bench);
        harness.run_steps(6);
        harness
    }

    fn goes_on_after_a_bug_in(part: Part, whole: &str) {
        let mut harness = bench(part);
        assert!(harness.query_by_label(whole).is_none());
        harness.get_by_label("This part of the window hit a bug");
        harness.get_by_label("Count").click();
        harness.run_steps(6);
        assert_eq!(harness.state().clicks, 1);
        assert_eq!(harness.state().posted, 1);
        // It fails again and is told once; then the bug is gone.
        harness.get_by_label("Try again").click();
        harness.run_steps(6);
        harness.get_by_label("This part of the window hit a bug");
        assert_eq!(harness.state().posted, 1);
        harness.state_mut().guard.fails = None;
        harness.get_by_label("Try again").click();
        harness.run_steps(6);
        harness.get_by_label(whole);
        harness.get_by_label("Count").click();
        harness.run_steps(6);
        assert_eq!(harness.state().clicks, 2);
    }

    #[test]
    fn a_panel_that_panics_is_told_and_the_others_go_on() {
        goes_on_after_a_bug_in(Part::Tree, "All of it");
    }

    #[test]
    fn a_window_that_panics_is_told_and_the_others_go_on() {
        goes_on_after_a_bug_in(Part::Help, "All of the window");
    }

    fn with_sample(folder: &std::path::Path) -> Harness<'static, Window> {
        let terrain = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/files/synthetic-terrain.tif");
        let options = WindowOptions {
            sources: vec![terrain.display().to_string()],
            language: Some(Language::English),
            frame_log: None,
            folders: Some(folder.to_owned()),
        };
        let mut harness = Harness::builder()
            .with_size(egui::vec2(1366.0, 768.0))
            .build_eframe(move |creation| start(&creation.egui_ctx, &options).unwrap());
        settle(&mut harness);
        harness
    }

    fn settle(harness: &mut Harness<'_, Window>) {
        for _ in 0..20_000 {
            harness.step();
            if harness.state().is_at_rest() {
                break;
            }
            std::thread::yield_now();
        }
        harness.run_steps(4);
    }

    /// The terrain in the tree.
    fn row<'a>(harness: &'a Harness<'_, Window>) -> egui_kittest::Node<'a> {
        harness.get_by_role_and_label(egui::accesskit::Role::ListItem, "synthetic-terrain")
    }

    #[test]
    fn a_bug_in_the_state_is_told_and_the_project_stays() {
        let folder = tempfile::tempdir().unwrap();
        let mut harness = with_sample(folder.path());
        let project = harness.state().app().project().clone();
        harness
            .state_mut()
            .safely(|_| panic!("in the middle of an action"));
        settle(&mut harness);
        harness.get_by_label_contains("The program hit a bug");
        assert_eq!(harness.state().app().project(), &project);
        row(&harness).click();
        settle(&mut harness);
        assert!(harness.state().app().selected().is_some());
    }

    #[test]
    fn the_window_goes_on_without_any_one_of_its_parts() {
        let folder = tempfile::tempdir().unwrap();
        let mut harness = with_sample(folder.path());
        for part in [Part::Top, Part::Status, Part::Inspector, Part::Map] {
            harness.state_mut().guard.fail(Some(part));
            harness.run_steps(4);
            harness.state_mut().guard.fail(None);
            harness.get_by_label("This part of the window hit a bug");
            row(&harness).click();
            harness.run_steps(4);
            harness.get_by_label("Try again").click();
            settle(&mut harness);
            assert!(harness.query_by_label("Try again").is_none());
        }
        harness.get_by_label("Map");
        harness.get_by_label("Whole site");
    }
}
