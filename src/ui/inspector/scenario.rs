//! The alternative that is shown: its note, and what is built in it in all.

use egui::{Id, Key, Label, RichText, TextEdit, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::land_take;
use super::parts::rows_ui;
use crate::app::{Action, App, Totals};
use crate::project::{Edit, Entry, Scenario, ScenarioId, ScenarioKind};
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{command_button, named};
use crate::ui::scenarios::{colors_ui, kind_text};

/// A note that is being typed, and figures that need not be added up again.
#[derive(Default)]
pub(super) struct About {
    note: Option<(Of, String)>,
    totals: Option<(Of, RestsOn, Totals)>,
}

/// An alternative of one project among those that were open.
type Of = (u64, ScenarioId);

/// What totals are worked out from.
type RestsOn = Vec<(Entry, [u64; 2])>;

/// The alternative that is shown.
fn shown(app: &App) -> Of {
    (app.project_number(), app.active())
}

impl About {
    /// Saves a note whose field is no longer there.
    pub(super) fn finish(&mut self, panel: &mut Panel<'_>, is_shown: bool) {
        let of = shown(panel.app);
        if let Some((noted, text)) = self.note.take_if(|(noted, _)| !is_shown || *noted != of)
            && noted.0 == of.0
        {
            save_note(noted.1, &text, panel);
        }
    }

    /// Draws what there is to say.
    pub(super) fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let Some(scenario) = panel.app.active_scenario().cloned() else {
            return;
        };
        let id = panel.app.active();
        let words = panel.words.clone();
        ui.add(Label::new(RichText::new(&scenario.name).heading()).wrap());
        if scenario.kind != ScenarioKind::Alternative {
            ui.weak(kind_text(&scenario, panel.app));
        }
        if scenario.is_zero() {
            ui.add(Label::new(fl!(words.loader, "scenario-zero-means")).wrap());
        }
        if scenario.frozen {
            frozen_ui(ui, &fl!(words.loader, "scenario-is-frozen-text"), panel);
        }
        ui.separator();
        self.totals_ui(ui, id, panel);
        land_take::scenario_ui(ui, id, panel);
        ui.separator();
        self.note_ui(ui, &scenario, panel);
        ui.add_space(4.0);
        ui.label(fl!(words.loader, "scenario-color"));
        if let Some(color) = colors_ui(ui, scenario.color, &words) {
            panel.act(Action::Edit(Edit::ColorScenario(id, color)));
        }
        ui.add_space(8.0);
        commands_ui(ui, &scenario, panel);
        ui.add_space(8.0);
        ui.add(
            Label::new(RichText::new(fl!(words.loader, "scenario-deposits-listed")).weak()).wrap(),
        );
    }

    fn totals_ui(&mut self, ui: &mut Ui, id: ScenarioId, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let (of, key) = (shown(panel.app), panel.app.totals_key(id));
        let totals = match &self.totals {
            Some((known, rests_on, totals)) if *known == of && *rests_on == key => *totals,
            _ => {
                let totals = panel.app.totals(id);
                self.totals = Some((of, key, totals));
                totals
            }
        };
        if totals.deposits + totals.pits + totals.grounds == 0 {
            ui.label(fl!(words.loader, "scenario-nothing-built"));
            ui.add_space(4.0);
            if panel.app.base().is_some() {
                command_button(ui, panel, Command::DrawDeposit);
            } else {
                ui.add(Label::new(fl!(words.loader, "inspector-no-terrain")).wrap());
                command_button(ui, panel, Command::OpenFiles);
            }
            return;
        }
        let footprint = totals.footprint_m2.unwrap_or(f64::NAN);
        let mut rows = vec![
            (
                fl!(words.loader, "scenario-deposits"),
                words.number(totals.deposits as f64, 0),
            ),
            (
                fl!(words.loader, "scenario-fill"),
                words.volume(totals.fill_m3),
            ),
            (
                fl!(words.loader, "scenario-footprint"),
                words.area(footprint),
            ),
        ];
        if 0 < totals.pits {
            rows.push((
                fl!(words.loader, "scenario-pits"),
                words.number(totals.pits as f64, 0),
            ));
            rows.push((
                fl!(words.loader, "scenario-backfill"),
                words.volume(totals.backfill_bank_m3),
            ));
        }
        if 0 < totals.grounds {
            let area = words.area(totals.grounds_m2);
            let count = words.number(totals.grounds as f64, 0);
            rows.push((
                fl!(words.loader, "scenario-grounds"),
                format!("{count} · {area}"),
            ));
        }
        let (count, current) = (
            totals.deposits + totals.pits,
            totals.current + totals.current_pits,
        );
        let whole = current == count;
        let grey = (!whole).then_some(panel.palette.quiet);
        rows_ui(ui, rows, grey);
        if !whole {
            let text = fl!(
                words.loader,
                "scenario-not-all",
                current = current,
                count = count
            );
            ui.weak(text);
        }
    }

    /// Several lines, saved when the field is left. Escape gives up what was typed.
    fn note_ui(&mut self, ui: &mut Ui, scenario: &Scenario, panel: &mut Panel<'_>) {
        let label = fl!(panel.words.loader, "scenario-note");
        ui.label(&label);
        let of = shown(panel.app);
        let typed = self.note.as_ref().filter(|(noted, _)| *noted == of);
        let mut text = typed.map_or_else(|| scenario.note.clone(), |(_, text)| text.clone());
        let hint = fl!(panel.words.loader, "scenario-note-hint");
        let field = TextEdit::multiline(&mut text)
            .id(note_id())
            .desired_rows(3)
            .desired_width(f32::INFINITY)
            .hint_text(hint);
        let response = ui.add_enabled(!panel.app.is_read_only(), field);
        named(&response, Role::MultilineTextInput, &label);
        if response.changed() {
            self.note = Some((of, text));
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.note = None;
        }
        if !response.has_focus()
            && let Some((_, text)) = self.note.take()
        {
            save_note(of.1, &text, panel);
        }
    }
}

fn save_note(id: ScenarioId, text: &str, panel: &mut Panel<'_>) {
    let text = text.trim_end().to_owned();
    panel.act(Action::Edit(Edit::NoteScenario(id, text)));
}

/// The field for a note.
pub(crate) fn note_id() -> Id {
    Id::unique("scenario-note")
}

/// Why nothing can be changed, and the way out.
pub(super) fn frozen_ui(ui: &mut Ui, text: &str, panel: &mut Panel<'_>) {
    ui.horizontal_top(|ui| {
        ui.label(icon::ICON_LOCK.codepoint);
        ui.add(Label::new(text).wrap());
    });
    command_button(ui, panel, Command::ThawScenario);
}

fn commands_ui(ui: &mut Ui, scenario: &Scenario, panel: &mut Panel<'_>) {
    ui.horizontal_wrapped(|ui| {
        let mut commands = vec![Command::RenameScenario, Command::DuplicateScenario];
        if scenario.is_what_if() {
            commands.extend([Command::KeepWhatIf, Command::ThrowAwayWhatIf]);
        } else if !scenario.frozen {
            commands.push(Command::FreezeScenario);
        }
        if !scenario.is_zero() && !scenario.is_what_if() {
            commands.push(Command::DeleteScenario);
        }
        for command in commands {
            command_button(ui, panel, command);
        }
    });
}
