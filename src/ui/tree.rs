//! The layer tree: what is drawn, in which order, how much it covers.

use egui::{Id, Key, RichText, ScrollArea, Sense, TextEdit, Ui};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::{Panel, Wish};
use super::fields::{command_button, named, small_icon};
use super::legend;
use super::map::built_color;
use crate::app::{Action, JobKey, SourceState, Standing, conflict_lines};
use crate::project::{Edit, Entry, GroundPurpose, LayerKind};
use crate::words::Words;

/// The tree's own half-typed name.
#[derive(Default)]
pub struct Tree {
    renaming: Option<(Entry, String)>,
}

impl Tree {
    /// Begins to give an entry another name.
    pub fn rename(&mut self, entry: Entry, name: &str) {
        self.renaming = Some((entry, name.to_owned()));
    }

    /// Draws the tree.
    pub fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        ui.add_space(4.0);
        ui.heading(fl!(panel.words.loader, "tree-title"));
        ui.horizontal_wrapped(|ui| {
            command_button(ui, panel, Command::OpenFiles);
            command_button(ui, panel, Command::DrawDeposit);
            command_button(ui, panel, Command::TipFromPoint);
            command_button(ui, panel, Command::DrawPit);
            command_button(ui, panel, Command::AddStope);
            command_button(ui, panel, Command::DrawGround);
            command_button(ui, panel, Command::DrawStrip);
        });
        ui.separator();
        if panel.app.project().is_empty() {
            ui.weak(fl!(panel.words.loader, "tree-empty"));
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let project = panel.app.project();
            let active = panel.app.active();
            let no_deposit = project.built_in(active).next().is_none();
            // Places count what is built in other alternatives too.
            let rows: Vec<(usize, Entry)> = project.order.iter().copied().enumerate().collect();
            let shown: Vec<Entry> = project.entries_of(active).collect();
            for (place, entry) in rows {
                if shown.contains(&entry) {
                    self.row_ui(ui, panel, entry, place);
                    if let Entry::Layer(id) = entry {
                        legend::ui(ui, id, panel);
                    }
                }
            }
            ui.add_space(8.0);
            if no_deposit {
                ui.weak(fl!(panel.words.loader, "tree-no-deposit"));
            }
        });
    }

    fn row_ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>, entry: Entry, place: usize) {
        let Some(name) = panel.app.project().name_of(entry).map(str::to_owned) else {
            return;
        };
        let selected = panel.app.selected() == Some(entry);
        let row = Id::unique(("tree-row", entry));
        let shown = ui
            .horizontal(|ui| {
                handle_ui(ui, row, entry, &name, panel);
                visibility_ui(ui, panel, entry, &name);
                kind_ui(ui, panel, entry);
                if let Some((renamed, text)) = &mut self.renaming
                    && *renamed == entry
                {
                    match rename_ui(ui, text, &name) {
                        Renaming::Goes => {}
                        Renaming::GivenUp => self.renaming = None,
                        Renaming::Named(text) => {
                            panel.act(Action::Edit(Edit::Rename(entry, text)));
                            self.renaming = None;
                        }
                    }
                    return;
                }
                conflict_ui(ui, panel, entry);
                let text = if selected {
                    RichText::new(&name).strong()
                } else {
                    RichText::new(&name)
                };
                let button = egui::Button::selectable(selected, text)
                    .truncate()
                    .right_text("")
                    .min_size(egui::vec2(ui.available_width(), 0.0));
                let response = ui.add(button);
                named(&response, egui::accesskit::Role::ListItem, &name);
                if response.clicked() {
                    panel.act(Action::Select(Some(entry)));
                }
                if response.double_clicked() {
                    panel.command(Command::ZoomSelected);
                }
                response.context_menu(|ui| menu_ui(ui, panel, entry));
            })
            .response;
        if shown
            .dnd_hover_payload::<Entry>()
            .is_some_and(|moved| *moved != entry)
        {
            let line = egui::Stroke::new(2.0, panel.palette.accent);
            ui.painter()
                .hline(shown.rect.x_range(), shown.rect.top() - 2.0, line);
        }
        if let Some(moved) = shown.dnd_release_payload::<Entry>()
            && *moved != entry
        {
            panel.act(Action::Edit(Edit::Reorder(*moved, place)));
        }
    }
}

fn handle_ui(ui: &mut Ui, row: Id, entry: Entry, name: &str, panel: &Panel<'_>) {
    let handle = ui.dnd_drag_source(row, entry, |ui| {
        ui.add(
            egui::Label::new(RichText::new(icon::ICON_DRAG_INDICATOR.codepoint).weak())
                .selectable(false),
        );
    });
    let tip = fl!(panel.words.loader, "tree-drag", name = name);
    named(&handle.response, egui::accesskit::Role::Canvas, &tip);
    handle.response.on_hover_text(tip);
}

fn visibility_ui(ui: &mut Ui, panel: &mut Panel<'_>, entry: Entry, name: &str) {
    let visible = panel.app.project().is_visible(entry);
    let (picture, tip) = if visible {
        let tip = fl!(panel.words.loader, "tree-hide", name = name);
        (icon::ICON_VISIBILITY.codepoint, tip)
    } else {
        let tip = fl!(panel.words.loader, "tree-show", name = name);
        (icon::ICON_VISIBILITY_OFF.codepoint, tip)
    };
    if small_icon(ui, picture, &tip, None).clicked() {
        panel.act(Action::Edit(Edit::Show(entry, !visible)));
    }
}

/// A picture of what an entry is, in a deposit's colour; a wheel while it is being made.
fn kind_ui(ui: &mut Ui, panel: &Panel<'_>, entry: Entry) {
    let busy = panel.app.jobs().into_iter().any(|job| match entry {
        Entry::Layer(id) => job.key == JobKey::Picture(id) || job.key == JobKey::Site(id),
        built => job.key == JobKey::Fill(built),
    });
    if busy {
        ui.add(egui::Spinner::new().size(15.0));
        return;
    }
    if let Some(tip) = trouble_of(panel, entry) {
        let text = RichText::new(icon::ICON_WARNING.codepoint).color(panel.palette.warning);
        let label = egui::Label::new(text.size(16.0)).selectable(false);
        ui.add(label).on_hover_text(tip);
        return;
    }
    let text = match entry {
        Entry::Deposit(_) => {
            RichText::new(icon::ICON_LANDSCAPE.codepoint).color(built_color(panel.app, entry))
        }
        Entry::Pit(_) => RichText::new(icon::ICON_VERTICAL_ALIGN_BOTTOM.codepoint)
            .color(built_color(panel.app, entry)),
        Entry::Outlet(_) => {
            RichText::new(icon::ICON_LOCAL_SHIPPING.codepoint).color(built_color(panel.app, entry))
        }
        Entry::Ground(id) => {
            let ground = panel.app.project().ground(id);
            let purpose = ground.map_or_else(GroundPurpose::default, |ground| ground.purpose);
            let of_purpose = match purpose {
                GroundPurpose::Road => icon::ICON_ROAD,
                GroundPurpose::Ditch => icon::ICON_WAVES,
                GroundPurpose::Basin => icon::ICON_WATER,
                GroundPurpose::TopsoilStore => icon::ICON_GRASS,
                GroundPurpose::Plant => icon::ICON_FACTORY,
                GroundPurpose::Other => icon::ICON_ACTIVITY_ZONE,
            };
            RichText::new(of_purpose.codepoint).color(built_color(panel.app, entry))
        }
        Entry::Layer(id) => {
            let kind = panel.app.project().layer(id).map(|layer| layer.kind);
            RichText::new(match kind {
                Some(LayerKind::Background) => icon::ICON_IMAGE.codepoint,
                Some(LayerKind::PlaceNames) => icon::ICON_LABEL.codepoint,
                Some(LayerKind::Site) => icon::ICON_LAYERS.codepoint,
                Some(LayerKind::Terrain) | None => icon::ICON_TERRAIN.codepoint,
            })
            .weak()
        }
    };
    ui.add(
        egui::Label::new(text.size(16.0))
            .selectable(false)
            .sense(Sense::hover()),
    );
}

/// That something stands hard against what an entry takes.
fn conflict_ui(ui: &mut Ui, panel: &Panel<'_>, entry: Entry) {
    let scenario = panel.app.project().scenario_of(entry);
    let take = scenario.and_then(|id| panel.app.land_take(id));
    let taken = take.and_then(|(take, _)| Some((take, take.of_entry(entry)?.covered.as_ref()?)));
    let Some((take, taken)) = taken else {
        return;
    };
    let lines = conflict_lines(take, taken, &panel.words);
    if !lines.is_empty() {
        let text = RichText::new(icon::ICON_BLOCK.codepoint).color(panel.palette.error);
        let label = egui::Label::new(text.size(16.0)).selectable(false);
        ui.add(label).on_hover_text(lines.join("\n"));
    }
}

/// What is wrong with the file that an entry shows or rests on.
fn trouble_of(panel: &Panel<'_>, entry: Entry) -> Option<String> {
    let words = &panel.words;
    match entry {
        Entry::Layer(id) if panel.app.site_trouble(id).is_some() => {
            Some(fl!(words.loader, "site-content-missing"))
        }
        Entry::Layer(id) => match panel.app.source_state(id)? {
            // The copy in the project is all that it needs.
            SourceState::Missing if panel.app.site_content(id).is_some() => None,
            SourceState::Missing => Some(fl!(words.loader, "source-missing")),
            SourceState::Changed(_) => Some(fl!(words.loader, "source-changed")),
            SourceState::Same => None,
        },
        Entry::Deposit(id) => standing_text(panel.app.figures(id)?.1, words),
        Entry::Ground(_) | Entry::Outlet(_) => None,
        Entry::Pit(id) => standing_text(panel.app.pit_figures(id)?.1, words),
    }
}

/// That figures rest on a terrain that is not what it was.
pub(super) fn standing_text(standing: Standing, words: &Words) -> Option<String> {
    match standing {
        Standing::SourceMissing => Some(fl!(words.loader, "results-source-missing")),
        Standing::SourceChanged => Some(fl!(words.loader, "results-source-changed")),
        Standing::Current | Standing::OutOfDate => None,
    }
}

/// What came of a field for another name.
pub(super) enum Renaming {
    /// It is still being typed.
    Goes,
    /// The old name stays.
    GivenUp,
    /// There is a new one.
    Named(String),
}

/// A field for another name.
pub(super) fn rename_ui(ui: &mut Ui, text: &mut String, old: &str) -> Renaming {
    let response = ui.add(TextEdit::singleline(text).desired_width(f32::INFINITY));
    named(&response, egui::accesskit::Role::TextInput, old);
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        return Renaming::GivenUp;
    }
    if response.lost_focus() {
        let text = text.trim();
        return if text.is_empty() || text == old {
            Renaming::GivenUp
        } else {
            Renaming::Named(text.to_owned())
        };
    }
    response.request_focus();
    Renaming::Goes
}

fn menu_ui(ui: &mut Ui, panel: &mut Panel<'_>, entry: Entry) {
    panel.act(Action::Select(Some(entry)));
    for command in [Command::ZoomSelected, Command::Rename, Command::Remove] {
        let name = command.name(panel.app);
        if ui.button(name).clicked() {
            if command == Command::Rename {
                panel.wishes.push(Wish::Rename(entry));
            } else {
                panel.command(command);
            }
            ui.close();
        }
    }
}
