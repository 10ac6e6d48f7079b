//! The window as a whole: where its parts are, and how their wishes are carried out.

use std::path::Path;

use egui::{CentralPanel, Context, Frame, Id, Margin, Modal, Panel as Side, RichText, Ui};
use i18n_embed_fl::fl;

use super::commands::{self, Command};
use super::context::{Panel, Wish};
use super::dialogs::Dialogs;
use super::fields::icon_button;
use super::frame_times::FrameTimes;
use super::help::Help;
use super::inspector::{self, Inspector};
use super::map::MapView;
use super::palette::CommandPalette;
use super::tree::Tree;
use super::{notices, start_page, status_bar, theme};
use crate::app::{Action, App, OpenAs, OpenRequest, Theme};
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
    tree: Tree,
    inspector: Inspector,
    dialogs: Dialogs,
    palette: CommandPalette,
    help: Help,
    log_shown: bool,
    frame_times: FrameTimes,
    title: String,
    closing: Closing,
    was_typing: bool,
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
            dialogs: Dialogs::start(ctx)?,
            app,
            tree: Tree::default(),
            inspector: Inspector::default(),
            palette: CommandPalette::default(),
            help: Help::default(),
            log_shown: false,
            frame_times,
            title: String::new(),
            closing: Closing::No,
            was_typing: false,
        })
    }

    /// The program's state.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Whether all work is done and every picture is there.
    pub fn is_at_rest(&self) -> bool {
        self.app.is_idle() && self.map.is_complete()
    }

    /// Carries out what panels wished for, and what follows from that.
    fn carry_out(&mut self, ctx: &Context, wishes: Vec<Wish>) {
        let mut waiting: std::collections::VecDeque<Wish> = wishes.into();
        while let Some(wish) = waiting.pop_front() {
            match wish {
                Wish::Act(action) => self.act(ctx, action),
                Wish::Do(command) => {
                    let mut panel = Panel::new(&self.app, &ctx.global_style().visuals);
                    if self.map.command(command, &mut panel) {
                        waiting.extend(panel.wishes);
                    } else {
                        self.command(ctx, command);
                    }
                }
                Wish::Center(at) => self.map.center_at(at),
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
            }
            ctx.request_repaint();
        }
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        let anew = matches!(action, Action::NewProject);
        self.app.update(action);
        if anew {
            self.map.reset();
        }
        theme::follow(ctx, self.app.settings());
    }

    /// What is not the map's.
    fn command(&mut self, ctx: &Context, command: Command) {
        if !command.is_possible(&self.app) {
            return;
        }
        let title = command.name(&self.app);
        match command {
            Command::NewProject => self.act(ctx, Action::NewProject),
            Command::OpenFiles => self.dialogs.ask(OpenAs::Anything, title),
            Command::OpenBackground => self.dialogs.ask(OpenAs::Background, title),
            Command::OpenPlaceNames => self.dialogs.ask(OpenAs::PlaceNames, title),
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
                let Some((id, _)) = self.app.selected_deposit() else {
                    return;
                };
                let text = if command == Command::CopyOutline {
                    self.app.outline_geojson(id)
                } else {
                    self.app.figures_table(id)
                };
                if let Some(text) = text {
                    ctx.copy_text(text);
                }
            }
            Command::Palette => self.palette.toggle(),
            Command::Log => self.log_shown = !self.log_shown,
            Command::Help => self.help.shown = !self.help.shown,
            Command::FrameTimes => self.frame_times.shown = !self.frame_times.shown,
            Command::Bokmal => self.act(ctx, Action::SetLanguage(Language::Bokmal)),
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
            // The map's own.
            Command::Select
            | Command::DrawDeposit
            | Command::EditVertices
            | Command::MoveDeposit
            | Command::DrawHole
            | Command::ZoomSite
            | Command::ZoomSelected
            | Command::ZoomIn
            | Command::ZoomOut => {}
        }
    }

    fn set_title(&mut self, ctx: &Context) {
        let terrain = self.app.base().and_then(|id| self.app.project().layer(id));
        let title = match terrain {
            Some(layer) => format!("{} – Berghald", layer.name),
            None => "Berghald".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn take_dropped(&mut self, ctx: &Context) {
        let dropped: Vec<OpenRequest> = ctx.input(|input| {
            let paths = input.raw.dropped_files.iter();
            paths
                .map(|file| OpenRequest {
                    source: file.path().display().to_string(),
                    what: OpenAs::Anything,
                    stated_crs: None,
                })
                .collect()
        });
        if !dropped.is_empty() {
            self.app.update(Action::Open(dropped));
        }
    }

    /// Nothing is kept in a file yet, so closing asks first.
    fn guard_close(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if asked && self.closing != Closing::May && !self.app.project().deposits.is_empty() {
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
        let whole = !self.app.project().is_empty() && self.map.is_complete() && self.app.is_idle();
        self.frame_times
            .add(time_s, frame.info().cpu_usage, lag, whole);
        self.app.poll();
        if let Some(area) = self
            .app
            .take_shown()
            .and_then(|entry| self.app.extent_of(entry))
        {
            self.map.look_at(area);
        }
        self.take_dropped(ctx);
        self.set_title(ctx);
        self.guard_close(ctx);
        // Progress moves while work is done, ten times a second.
        if !self.app.is_idle() {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut wishes: Vec<Wish> = commands::pressed(&ctx, self.was_typing)
            .into_iter()
            .map(Wish::Do)
            .collect();
        let tool = self.map.tool_command();
        let mut panel = Panel::new(&self.app, ui.visuals());
        Side::top("top")
            .exact_size(40.0)
            .show(ui, |ui| top_ui(ui, tool, &mut panel));
        Side::bottom("status")
            .exact_size(34.0)
            .show(ui, |ui| status_bar::ui(ui, &self.map, &mut panel));
        if self.app.project().is_empty() {
            let ground = Frame::new().fill(panel.palette.ground);
            CentralPanel::default().frame(ground).show(ui, |ui| {
                let page = ui.max_rect();
                start_page::ui(ui, &mut panel);
                notices::ui(ui, page, &mut panel);
            });
        } else {
            Side::left("tree")
                .default_size(264.0)
                .size_range(200.0..=420.0)
                .show(ui, |ui| self.tree.ui(ui, &mut panel));
            Side::right("inspector")
                .exact_size(344.0)
                .resizable(false)
                .show(ui, |ui| {
                    if self.map.is_sketching() {
                        inspector::sketch_ui(ui, &mut self.map, &panel);
                    } else {
                        self.inspector.ui(ui, &mut panel);
                    }
                });
            let bare = Frame::new().inner_margin(Margin::ZERO);
            CentralPanel::default().frame(bare).show(ui, |ui| {
                let map = ui.max_rect();
                self.map.ui(ui, &mut panel);
                notices::ui(ui, map, &mut panel);
            });
        }
        drop_hint_ui(ui, &panel);
        self.dialogs.ui(ui, &mut panel);
        self.palette.ui(ui, &mut panel);
        self.help.ui(ui, &panel);
        notices::log_ui(ui, &mut self.log_shown, &panel);
        self.frame_times.ui(ui, &panel);
        wishes.append(&mut panel.wishes);
        self.close_ui(ui);
        self.carry_out(&ctx, wishes);
        self.was_typing = ctx.egui_wants_keyboard_input();
    }
}

fn top_ui(ui: &mut Ui, tool: Command, panel: &mut Panel<'_>) {
    ui.horizontal_centered(|ui| {
        ui.add_space(2.0);
        let name = RichText::new("Berghald").family(theme::strong()).size(18.0);
        ui.label(name.color(panel.palette.accent));
        ui.separator();
        for command in [Command::OpenFiles, Command::Undo, Command::Redo] {
            icon_button(ui, panel, command, false);
        }
        ui.separator();
        for command in [
            Command::Select,
            Command::DrawDeposit,
            Command::EditVertices,
            Command::MoveDeposit,
            Command::DrawHole,
        ] {
            icon_button(ui, panel, command, tool == command);
        }
        ui.separator();
        for command in [Command::ZoomSite, Command::ZoomIn, Command::ZoomOut] {
            icon_button(ui, panel, command, false);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            icon_button(ui, panel, Command::Help, false);
            let dark = ui.visuals().dark_mode;
            let theme = if dark {
                Command::ThemeLight
            } else {
                Command::ThemeDark
            };
            icon_button(ui, panel, theme, false);
            let (other, text) = match panel.words.language() {
                Language::Bokmal => (Command::English, "English"),
                Language::English => (Command::Bokmal, "Norsk"),
            };
            let response = ui.button(text).on_hover_text(other.tip(&panel.words));
            if response.clicked() {
                panel.command(other);
            }
            icon_button(ui, panel, Command::Palette, false);
        });
    });
}

/// Says what dropping files here does.
fn drop_hint_ui(ui: &Ui, panel: &Panel<'_>) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let area = egui::Area::new(Id::unique("drop-hint"))
        .order(egui::Order::Tooltip)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style())
            .inner_margin(Margin::same(24))
            .show(ui, |ui| ui.heading(fl!(panel.words.loader, "drop-hint")));
    });
}
