//! The window as a whole: where its parts are, and how their wishes are carried out.

use std::path::Path;

use egui::{CentralPanel, Context, Frame, Id, Margin, Modal, Panel as Side, Ui};
use i18n_embed_fl::fl;

use super::attribute_table;
use super::commands::Command;
use super::comparison::{CompareView, RemarkForm};
use super::context::{Panel, Wish};
use super::dialogs::{Ask, Dialogs};
use super::drops;
use super::frame_times::FrameTimes;
use super::guard::{Guard, Part};
use super::help::Help;
use super::inspector::{self, Inspector};
use super::keys;
use super::map::{MapView, year_bar};
use super::masses::{self, ImportWindow, MassesView, View};
use super::palette::CommandPalette;
use super::report::ReportPage;
use super::scenarios::{self, Chips};
use super::section::SectionView;
use super::tree::Tree;
use super::{notices, start_page, status_bar, theme, top_bar};
use crate::app::{Action, App, AssessAsk, Export, OpenAs, ScenarioAsk, Theme};
use crate::crash;
use crate::project::Edit;
use crate::words::Language;

/// How far the window is on its way to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    No,
    /// Something would be lost, and the user is asked.
    Asks,
    /// The user said so.
    May,
}

/// The window's own state beside the program's.
pub struct Window {
    app: App,
    map: MapView,
    section: SectionView,
    view: View,
    masses: MassesView,
    comparison: CompareView,
    report: ReportPage,
    remark: Option<RemarkForm>,
    import: ImportWindow,
    chips: Chips,
    tree: Tree,
    inspector: Inspector,
    dialogs: Dialogs,
    palette: CommandPalette,
    help: Help,
    log_shown: bool,
    frame_times: FrameTimes,
    pub(super) guard: Guard,
    title: String,
    closing: Closing,
    was_typing: bool,
    had_focus: bool,
    /// The project that the map was last reset for.
    project: Option<u64>,
}

impl Window {
    /// # Errors
    /// If the system gives no threads, or the table of frame times cannot be written.
    pub(super) fn new(ctx: &Context, app: App, frame_log: Option<&Path>) -> anyhow::Result<Self> {
        theme::install(ctx);
        theme::follow(ctx, app.settings());
        let mut frame_times = FrameTimes::default();
        if let Some(path) = frame_log {
            frame_times.log_to(path)?;
        }
        Ok(Self {
            map: MapView::start(ctx)?,
            section: SectionView::default(),
            view: View::Map,
            masses: MassesView::default(),
            comparison: CompareView::default(),
            report: ReportPage::default(),
            remark: None,
            import: ImportWindow::default(),
            dialogs: Dialogs::start(ctx)?,
            app,
            chips: Chips::default(),
            tree: Tree::default(),
            inspector: Inspector::default(),
            palette: CommandPalette::default(),
            help: Help::default(),
            log_shown: false,
            frame_times,
            guard: Guard::default(),
            title: String::new(),
            closing: Closing::No,
            was_typing: false,
            had_focus: true,
            project: None,
        })
    }

    /// The program's state.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Whether all work is done, all of it was taken in, and every picture is there.
    ///
    /// What was asked for in the last frame is only known to be done in the next one.
    pub fn is_at_rest(&self) -> bool {
        self.app.took_all_in() && self.app.is_idle() && self.map.is_complete()
    }

    /// Carries out what panels wished for, and what follows from that.
    fn carry_out(&mut self, ctx: &Context, wishes: Vec<Wish>) {
        let mut waiting: std::collections::VecDeque<Wish> = wishes.into();
        while let Some(wish) = waiting.pop_front() {
            self.safely(|window| waiting.extend(window.fulfil(ctx, wish)));
            ctx.request_repaint();
        }
    }

    /// Does something with the program's state; after a bug in it the project stays, and the bug is told.
    pub(super) fn safely(&mut self, work: impl FnOnce(&mut Self)) {
        if let Err(caught) = crash::catch(|| work(self)) {
            // If telling fails too, the report says so.
            crash::catch(|| self.app.survive(caught)).ok();
        }
    }

    /// Carries out one wish, and returns what the map wishes for then.
    fn fulfil(&mut self, ctx: &Context, wish: Wish) -> Vec<Wish> {
        match wish {
            Wish::Act(action) => self.act(ctx, *action),
            Wish::Do(command) if command.is_frozen_out(&self.app) => {
                self.act(ctx, Action::Scenario(ScenarioAsk::WhyFrozen));
            }
            Wish::Do(command) => {
                let mut panel = Panel::new(&self.app, &ctx.global_style().visuals);
                let is_possible = command.is_possible(&self.app);
                if is_possible && command.is_begun_beside_the_map() {
                    self.view = View::Map;
                }
                if self.map.command(command, &mut panel)
                    || is_possible && self.section.command(command, &mut panel)
                {
                    return panel.wishes;
                }
                self.command(ctx, command);
            }
            Wish::PlaceFraction(id) => {
                self.view = View::Map;
                self.map.place_fraction(id, &self.app);
            }
            Wish::Center(at) => self.map.center_at(at),
            Wish::LookAt(area) => self.map.look_at(area),
            Wish::ShowFlaw(at, feature) => self.map.show_flaw(at, feature),
            Wish::Scale(scale) => self.map.set_scale(scale),
            Wish::Rename(entry) => {
                let name = self
                    .app
                    .project()
                    .name_of(entry)
                    .unwrap_or_default()
                    .to_owned();
                self.tree.rename(entry, &name);
            }
            Wish::RenameScenario(id) => {
                let name = self.app.project().scenario(id);
                let name = name.map_or_else(String::new, |one| one.name.clone());
                self.chips.rename(id, &name);
            }
            Wish::NoteScenario(id) => {
                self.act(ctx, Action::ShowScenario(id));
                self.act(ctx, Action::Select(None));
                inspector::focus_note(ctx);
            }
            Wish::Remark(place) => {
                let panel = Panel::new(&self.app, &ctx.global_style().visuals);
                self.remark = Some(RemarkForm::new(place, &panel));
            }
            Wish::Ask(what) => {
                let title = what.title(&self.app);
                self.ask(what, title);
            }
        }
        Vec::new()
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        self.app.update(action);
        theme::follow(ctx, self.app.settings());
    }

    fn ask(&mut self, what: Ask, title: String) {
        let project = self.app.project_name();
        let scenario = self.app.active_scenario();
        let suggested = match (what, scenario) {
            (Ask::Geometry, Some(scenario)) => format!("{project}-{}", scenario.name),
            _ => project,
        };
        self.dialogs.ask(what, title, &suggested);
    }

    /// Everything is saved as it happens; what is left is a place for a draft, and what failed before.
    fn save(&mut self, ctx: &Context) {
        if self.app.project_path().is_none() || self.app.is_read_only() {
            let title = Command::SaveAs.name(&self.app);
            self.ask(Ask::SaveAs, title);
        } else if self.app.would_lose() {
            self.act(ctx, Action::TrySaving);
        }
    }

    /// What is not the map's.
    fn command(&mut self, ctx: &Context, command: Command) {
        if !command.is_possible(&self.app) {
            return;
        }
        if let Some(action) = command.plain_action(&self.app) {
            self.act(ctx, action);
            return;
        }
        let title = command.name(&self.app);
        match command {
            Command::NewProject => self.act(ctx, Action::NewProject),
            Command::OpenProject => self.ask(Ask::OpenProject, title),
            Command::SaveAs => self.ask(Ask::SaveAs, title),
            Command::SaveSection => self.ask(Ask::Export(Export::Section), title),
            Command::MakePackage => self.ask(Ask::Export(Export::Package), title),
            Command::ExportGeometry => self.ask(Ask::Geometry, title),
            Command::Save => self.save(ctx),
            Command::CloseProject => self.act(ctx, Action::CloseProject),
            Command::OpenFiles => self.ask(Ask::Open(OpenAs::Anything), title),
            Command::OpenBackground => self.ask(Ask::Open(OpenAs::Background), title),
            Command::OpenPlaceNames => self.ask(Ask::Open(OpenAs::PlaceNames), title),
            Command::OpenSite => self.ask(Ask::Open(OpenAs::Site), title),
            Command::OpenOutlines => self.ask(Ask::Open(OpenAs::Outlines), title),
            Command::OpenGround => self.ask(Ask::Open(OpenAs::Ground), title),
            Command::Undo => self.act(ctx, Action::Undo),
            Command::Redo => self.act(ctx, Action::Redo),
            Command::Remove => {
                if let Some(entry) = self.app.selected() {
                    self.act(ctx, Action::Edit(Edit::Remove(entry)));
                }
            }
            Command::Rename => {
                if let Some(entry) = self.app.selected() {
                    let name = self
                        .app
                        .project()
                        .name_of(entry)
                        .unwrap_or_default()
                        .to_owned();
                    self.tree.rename(entry, &name);
                }
            }
            Command::CopyOutline | Command::CopyFigures => {
                let Some(entry) = self.app.selected() else {
                    return;
                };
                let text = if command == Command::CopyOutline {
                    self.app.outline_geojson(entry)
                } else {
                    self.app.figures_table(entry)
                };
                if let Some(text) = text {
                    ctx.copy_text(text);
                }
            }
            Command::RenameScenario => {
                let name = self.app.active_scenario();
                let name = name.map_or_else(String::new, |one| one.name.clone());
                self.chips.rename(self.app.active(), &name);
            }
            Command::ViewMap => self.view = View::Map,
            Command::ViewTonnes => self.view = View::Tonnes,
            Command::ViewPlan => self.view = View::Plan,
            Command::ViewBalance => self.view = View::Balance,
            Command::ViewCompare => self.view = View::Compare,
            Command::ViewReport => self.view = View::Report,
            Command::Palette => self.palette.toggle(),
            Command::Log => self.log_shown = !self.log_shown,
            Command::Help => self.help.shown = !self.help.shown,
            Command::FrameTimes => self.frame_times.shown = !self.frame_times.shown,
            Command::Bokmal => self.act(ctx, Action::SetLanguage(Language::Bokmal)),
            Command::Nynorsk => self.act(ctx, Action::SetLanguage(Language::Nynorsk)),
            Command::English => self.act(ctx, Action::SetLanguage(Language::English)),
            Command::ThemeSystem => self.act(ctx, Action::SetTheme(Theme::System)),
            Command::ThemeLight => self.act(ctx, Action::SetTheme(Theme::Light)),
            Command::ThemeDark => self.act(ctx, Action::SetTheme(Theme::Dark)),
            Command::LargeType => {
                let large = !self.app.settings().large_type;
                self.act(ctx, Action::SetLargeType(large));
            }
            Command::GoTo => status_bar::focus_place(ctx, &self.app),
            Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            // The map's own, and those that are actions.
            Command::NewScenario
            | Command::DuplicateScenario
            | Command::WhatIf
            | Command::KeepWhatIf
            | Command::ThrowAwayWhatIf
            | Command::FreezeScenario
            | Command::ThawScenario
            | Command::DeleteScenario
            | Command::NextScenario
            | Command::PreviousScenario
            | Command::AboutScenario
            | Command::Select
            | Command::DrawDeposit
            | Command::TipFromPoint
            | Command::PlaceDischarges
            | Command::PlaceOutlet
            | Command::PlaceComment
            | Command::PlaceOrigin
            | Command::DrawRoute
            | Command::EditRoute
            | Command::DrawPit
            | Command::DrawGround
            | Command::DrawStrip
            | Command::Section
            | Command::DrawSection
            | Command::LongSection
            | Command::CrossSection
            | Command::OpenSample
            | Command::AddStope
            | Command::EditVertices
            | Command::MoveDeposit
            | Command::DrawHole
            | Command::Identify
            | Command::Attributes
            | Command::DrawRamp
            | Command::EditRamp
            | Command::ZoomSite
            | Command::ZoomSelected
            | Command::ZoomIn
            | Command::ZoomOut => {}
        }
    }

    /// Another project has another map.
    fn follow_project(&mut self) {
        let number = self.app.project_number();
        if self.project != Some(number) {
            if self.project.is_some() {
                self.map.reset();
                self.section.reset();
                self.masses.reset();
                self.comparison.reset();
                self.remark = None;
                self.view = View::Map;
            }
            self.project = Some(number);
        }
    }

    /// Others may have changed files while the window was behind.
    fn look_when_back(&mut self, ctx: &Context) {
        let has_focus = ctx.input(|input| input.focused);
        if has_focus && !self.had_focus && self.app.has_project() {
            self.app.update(Action::LookOutside);
        }
        self.had_focus = has_focus;
    }

    fn set_title(&mut self, ctx: &Context) {
        let title = top_bar::title_of(&self.app);
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Everything is saved as it happens; closing asks only where that failed.
    fn guard_close(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if asked && self.closing != Closing::May && self.app.would_lose() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.closing = Closing::Asks;
        }
    }

    fn close_ui(&mut self, ui: &Ui) {
        if self.closing != Closing::Asks {
            return;
        }
        let words = self.app.words().clone();
        let modal = Modal::new(Id::unique("close")).show(ui.ctx(), |ui| {
            ui.set_width(380.0);
            ui.heading(fl!(words.loader, "close-title"));
            ui.label(fl!(words.loader, "close-text"));
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let stays = ui.button(fl!(words.loader, "close-stay")).clicked();
                let closes = ui.button(fl!(words.loader, "close-anyway")).clicked();
                (stays, closes)
            })
            .inner
        });
        let (stays, closes) = modal.inner;
        if stays || modal.should_close() {
            self.closing = Closing::No;
        }
        if closes {
            self.closing = Closing::May;
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        let time_s = ctx.input(|input| input.time);
        let lag = self.app.preview_lag();
        self.follow_project();
        self.look_when_back(ctx);
        let whole = !self.app.project().is_empty() && self.map.is_complete() && self.app.is_idle();
        self.frame_times
            .add(time_s, frame.info().cpu_usage, lag, whole);
        self.safely(|window| {
            window.app.poll();
        });
        self.safely(|window| {
            let shown = window.app.take_shown();
            if let Some(area) = shown.and_then(|entry| window.app.extent_of(entry)) {
                window.map.look_at(area);
            }
            if let Some(action) = drops::asked(ctx, window.view) {
                window.app.update(action);
            }
            let compares = window.view == View::Compare && window.app.has_project();
            if window.app.compares() != compares {
                let show = AssessAsk::Show(compares);
                window.app.update(Action::Assess(Box::new(show)));
            }
            window.set_title(ctx);
            window.guard_close(ctx);
        });
        // Progress moves while work is done, ten times a second.
        if !self.app.is_idle() {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut wishes: Vec<Wish> = Vec::new();
        if !self.was_typing {
            wishes.extend(ImportWindow::take_escape(&ctx, &self.app));
        }
        let commands = keys::pressed(&ctx, self.was_typing);
        wishes.extend(commands.into_iter().map(Wish::Do));
        let tool = self.map.tool_command();
        let mut panel = Panel::new(&self.app, ui.visuals());
        let guard = &mut self.guard;
        Side::top("top").exact_size(40.0).show(ui, |ui| {
            guard.panel(Part::Top, ui, &mut panel, |ui, panel| {
                top_bar::ui(ui, tool, panel);
            });
        });
        Side::bottom("status").exact_size(34.0).show(ui, |ui| {
            guard.panel(Part::Status, ui, &mut panel, |ui, panel| {
                status_bar::ui(ui, &self.map, panel);
            });
        });
        if self.app.has_project() {
            if panel.app.mass_book(panel.app.active()).is_some() {
                Side::bottom("balance")
                    .exact_size(masses::STRIP_HEIGHT)
                    .show(ui, |ui| {
                        guard.panel(Part::Balance, ui, &mut panel, masses::strip_ui);
                    });
            }
            Side::top("scenarios")
                .exact_size(scenarios::ROW_HEIGHT)
                .show(ui, |ui| {
                    guard.panel(Part::Scenarios, ui, &mut panel, |ui, panel| {
                        self.chips.ui(ui, panel);
                    });
                });
            // A table of alternatives needs the room more than layers that it does not show.
            let is_narrow = ui.ctx().content_rect().width() < theme::NARROW;
            let is_table = self.view == View::Compare && !self.comparison.shows_layers();
            if !(is_narrow && is_table) {
                Side::left("tree")
                    .default_size(264.0)
                    .size_range(200.0..=420.0)
                    .show(ui, |ui| {
                        guard.panel(Part::Tree, ui, &mut panel, |ui, panel| {
                            self.tree.ui(ui, panel);
                        });
                    });
            }
            Side::right("inspector")
                .exact_size(344.0)
                .resizable(false)
                .show(ui, |ui| {
                    guard.panel(Part::Inspector, ui, &mut panel, |ui, panel| {
                        let has_fractions = !panel.app.project().fractions.is_empty();
                        if self.view == View::Tonnes && has_fractions {
                            self.masses.side_ui(ui, panel);
                        } else if self.view == View::Compare {
                            self.comparison.side_ui(ui, panel);
                        } else if self.map.is_sketching() {
                            inspector::sketch_ui(ui, &mut self.map, panel);
                        } else if self.map.tool_command() == Command::Identify {
                            inspector::identified_ui(ui, panel);
                        } else {
                            self.inspector.ui(ui, panel);
                        }
                    });
                });
            let bare = Frame::new().inner_margin(Margin::ZERO);
            CentralPanel::default().frame(bare).show(ui, |ui| {
                if self
                    .app
                    .active_scenario()
                    .is_some_and(|one| one.is_what_if())
                {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    guard.panel(Part::Scenarios, ui, &mut panel, scenarios::banner_ui);
                }
                Side::top("views").exact_size(30.0).show(ui, |ui| {
                    guard.panel(Part::Views, ui, &mut panel, |ui, panel| {
                        masses::views_ui(ui, self.view, panel);
                    });
                });
                if self.view != View::Map {
                    let page = ui.available_rect_before_wrap();
                    guard.panel(Part::Masses, ui, &mut panel, |ui, panel| match self.view {
                        View::Compare => self.comparison.ui(ui, &mut self.map, panel),
                        View::Report => self.report.ui(ui, panel),
                        view => self.masses.ui(ui, view, panel),
                    });
                    guard.floating(Part::Notices, ui, &mut panel, |ui, panel| {
                        notices::ui(ui, page, panel);
                    });
                    return;
                }
                if self.section.is_shown(&self.app) {
                    Side::bottom("section")
                        .default_size(264.0)
                        .size_range(190.0..=460.0)
                        .show(ui, |ui| {
                            guard.panel(Part::Section, ui, &mut panel, |ui, panel| {
                                self.section.ui(ui, panel);
                            });
                        });
                }
                if panel.app.attributes().is_some() {
                    Side::bottom("attributes")
                        .default_size(220.0)
                        .size_range(120.0..=460.0)
                        .show(ui, |ui| {
                            guard.panel(Part::Attributes, ui, &mut panel, attribute_table::ui);
                        });
                }
                if year_bar::has_years(&self.app) {
                    Side::bottom("year")
                        .exact_size(year_bar::YEAR_BAR_HEIGHT)
                        .show(ui, |ui| {
                            guard.panel(Part::Year, ui, &mut panel, year_bar::ui);
                        });
                }
                let map = ui.available_rect_before_wrap();
                let marked_m = self.section.marked_m();
                guard.panel(Part::Map, ui, &mut panel, |ui, panel| {
                    self.map.ui(ui, marked_m, panel);
                });
                if self.section.follow_map(self.map.section_pointer_m()) {
                    ctx.request_repaint();
                }
                guard.floating(Part::Notices, ui, &mut panel, |ui, panel| {
                    notices::ui(ui, map, panel);
                });
            });
        } else {
            let ground = Frame::new().fill(panel.palette.ground);
            CentralPanel::default().frame(ground).show(ui, |ui| {
                let page = ui.max_rect();
                guard.panel(Part::StartPage, ui, &mut panel, start_page::ui);
                guard.floating(Part::Notices, ui, &mut panel, |ui, panel| {
                    notices::ui(ui, page, panel);
                });
            });
        }
        guard.floating(Part::Dialogs, ui, &mut panel, |ui, panel| {
            drops::hint_ui(ui, self.view, panel);
            self.dialogs.ui(ui, panel);
            self.import.ui(ui, panel);
            if let Some(remark) = &mut self.remark
                && remark.ui(ui, panel)
            {
                self.remark = None;
            }
        });
        guard.floating(Part::Palette, ui, &mut panel, |ui, panel| {
            self.palette.ui(ui, panel);
        });
        guard.floating(Part::Help, ui, &mut panel, |ui, panel| {
            self.help.ui(ui, panel);
        });
        guard.floating(Part::Log, ui, &mut panel, |ui, panel| {
            notices::log_ui(ui, &mut self.log_shown, panel);
            self.frame_times.ui(ui, panel);
        });
        wishes.append(&mut panel.wishes);
        self.safely(|window| window.close_ui(ui));
        self.carry_out(&ctx, wishes);
        self.was_typing = ctx.egui_wants_keyboard_input();
    }
}
