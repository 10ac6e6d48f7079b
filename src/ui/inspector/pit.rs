//! A pit or stope: what the planner decides, how much rock goes back, and why not more.

use egui::{CollapsingHeader, Grid, Label, RichText, Ui};
use i18n_embed_fl::fl;

use super::cap_gauge::CapGauge;
use super::curve_plot::{Drag, Dragged, Shown};
use super::land_take;
use super::layer::opacity_ui;
use super::mining_fields;
use super::parts::{
    LABEL_WIDTH, coming_ui, draft_error_ui, frozen_above_ui, kept_title_ui, oddities_ui, rows_ui,
    standing_ui,
};
use super::pit_fields::{change, factor_ui, room_ui, target_ui};
use super::terms_fields;
use crate::app::{FilledPit, PitResult, Standing, TaskError};
use crate::balance::{BackfillTarget, Binding, Cap, CapError};
use crate::project::{Entry, Pit, PitChange, PitId, Room};
use crate::results::PitFigures;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{Field, command_button};
use crate::units::{Metres, PlacedM3};
use crate::words::{Words, read_number};

/// Half-typed input of the panel.
#[derive(Default)]
pub(super) struct PitPanel {
    /// A cap that cannot be set, or not yet, and why.
    refused: Option<(PitId, CapError)>,
    /// A line of the curve in the hand.
    dragged: Option<Dragged>,
}

impl PitPanel {
    /// Draws the panel.
    pub(super) fn ui(&mut self, ui: &mut Ui, id: PitId, panel: &mut Panel<'_>) {
        let Some(pit) = panel.app.project().pit(id).cloned() else {
            return;
        };
        let words = panel.words.clone();
        ui.add(Label::new(RichText::new(&pit.name).heading()).wrap());
        ui.weak(match pit.room {
            Room::Pit { .. } => fl!(words.loader, "kind-pit"),
            Room::Stope { .. } => fl!(words.loader, "kind-stope"),
        });
        ui.separator();
        let frozen = frozen_above_ui(ui, Entry::Pit(id), panel);
        ui.add_enabled_ui(!frozen, |ui| {
            let grid = Grid::new("pit-decisions").num_columns(2);
            grid.min_col_width(LABEL_WIDTH).show(ui, |ui| {
                room_ui(ui, id, &pit, panel);
                factor_ui(ui, id, &pit, panel);
                self.cap_ui(ui, id, &pit, panel);
            });
            self.refused_ui(ui, id, panel);
            target_ui(ui, id, &pit, panel);
        });
        mining_fields::ui(ui, id, &pit, panel);
        terms_fields::ui(ui, Entry::Pit(id), panel);
        ui.separator();
        self.known_ui(ui, id, panel);
        if pit.outline().is_some() {
            land_take::entry_ui(ui, Entry::Pit(id), panel);
        }
        ui.add_space(6.0);
        CollapsingHeader::new(fl!(words.loader, "pit-why-title"))
            .id_salt("pit-why")
            .show(ui, |ui| {
                ui.add(Label::new(fl!(words.loader, "pit-why-text")).wrap());
            });
        ui.add_space(8.0);
        if pit.outline().is_some() {
            opacity_ui(ui, Entry::Pit(id), pit.opacity, panel);
        }
        command_button(ui, panel, Command::Remove);
    }

    /// The cap in per cent, and why it is above the usual one.
    fn cap_ui(&mut self, ui: &mut Ui, id: PitId, pit: &Pit, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let label = fl!(words.loader, "field-cap");
        ui.label(&label)
            .on_hover_text(fl!(words.loader, "field-cap-tip"));
        let waits = self.refused.filter(|(of, _)| *of == id);
        let waiting = waits.and_then(|(_, error)| match error {
            CapError::ReasonMissing { share } => Some(share),
            CapError::OutOfRange { .. } => None,
        });
        let shown = 100.0 * waiting.unwrap_or_else(|| pit.cap.share());
        ui.horizontal(|ui| {
            let field = Field {
                label: &label,
                value: words.number(shown, 1),
                unit: "%",
                wrong: fl!(words.loader, "field-number-expected"),
                width: 60.0,
            };
            let entered = field.ui(ui, |text| read_number(text.trim_end_matches('%')));
            if let Some(percent) = entered {
                self.set_cap(id, percent / 100.0, pit.cap.reason(), panel);
            }
            ui.weak(fl!(words.loader, "field-cap-of"));
        });
        ui.end_row();
        if waiting.is_none() && pit.cap.reason().is_empty() {
            return;
        }
        let label = fl!(words.loader, "field-cap-reason");
        ui.label(&label);
        let field = Field {
            label: &label,
            value: pit.cap.reason().to_owned(),
            unit: "",
            wrong: String::new(),
            width: 168.0,
        };
        if let Some(reason) = field.ui(ui, |text| Some(text.trim().to_owned())) {
            let share = waiting.unwrap_or_else(|| pit.cap.share());
            self.set_cap(id, share, &reason, panel);
        }
        ui.end_row();
    }

    fn set_cap(&mut self, id: PitId, share: f64, reason: &str, panel: &mut Panel<'_>) {
        match Cap::new(share, reason) {
            Ok(cap) => {
                self.refused = None;
                change(panel, id, PitChange::Cap(cap));
            }
            Err(error) => self.refused = Some((id, error)),
        }
    }

    /// Why a cap is not set.
    fn refused_ui(&self, ui: &mut Ui, id: PitId, panel: &Panel<'_>) {
        if let Some((_, error)) = self.refused.filter(|(of, _)| *of == id) {
            draft_error_ui(ui, &TaskError::Cap(error), panel);
        }
    }

    fn known_ui(&mut self, ui: &mut Ui, id: PitId, panel: &mut Panel<'_>) {
        let known = panel.app.pit(id).cloned().unwrap_or_default();
        let is_current = panel.app.is_pit_current(id);
        if let Some(error) = known.error().filter(|_| is_current) {
            draft_error_ui(ui, error, panel);
            return;
        }
        let standing = panel.app.pit_figures(id).map(|(_, standing)| standing);
        standing_ui(ui, standing, panel);
        match known.value() {
            Some(result) => self.result_ui(ui, id, result, is_current, panel),
            None if kept_ui(ui, id, panel) => {}
            None => coming_ui(ui, panel),
        }
    }

    fn result_ui(
        &mut self,
        ui: &mut Ui,
        id: PitId,
        result: &PitResult,
        is_current: bool,
        panel: &mut Panel<'_>,
    ) {
        let words = panel.words.clone();
        ui.horizontal(|ui| {
            ui.strong(fl!(words.loader, "results-title"));
            if !is_current {
                ui.weak(fl!(words.loader, "results-stale"));
            }
        });
        binding_ui(
            ui,
            &result.figures,
            result.backfill.binding,
            is_current,
            panel,
        );
        oddities_ui(ui, &result.oddities, panel);
        let grey = (!is_current).then_some(panel.palette.quiet);
        let mut rows = figure_rows(&result.figures, &words);
        if let Some(pit) = &result.pit {
            rows.push((
                fl!(words.loader, "label-cell-size"),
                words.quantity(pit.cell_size_m(), 2, "m"),
            ));
        }
        rows_ui(ui, rows, grey);
        if let Some(pit) = &result.pit {
            self.curve_ui(ui, id, pit, result, panel);
        }
    }

    /// The stage curve of the void; its lines set the level or the volume that is filled.
    fn curve_ui(
        &mut self,
        ui: &mut Ui,
        id: PitId,
        pit: &FilledPit,
        result: &PitResult,
        panel: &mut Panel<'_>,
    ) {
        let words = panel.words.clone();
        let Some(decided) = panel.app.project().pit(id) else {
            return;
        };
        let factor = decided.placed_factor;
        let (level, volume) = match self.dragged {
            Some(Dragged::Level(level)) => (level, pit.void.filled_to(Metres(level)).volume.0),
            Some(Dragged::Volume(volume)) => {
                let level = pit.void.level_for(PlacedM3(volume));
                (level.unwrap_or_else(|| pit.void.highest()).0, volume)
            }
            None => (pit.level.0, result.backfill.placed.0),
        };
        let by_cap = result.backfill.limit_by_cap.to_placed(factor).0;
        let capacity = pit.void.usable.0;
        let shown = Shown {
            curve: &pit.void.curve,
            capacity,
            limit: Some(by_cap).filter(|by_cap| *by_cap < capacity),
            level,
            volume,
            is_movable: !panel.app.project().is_frozen(Entry::Pit(id)),
        };
        match shown.ui(ui, panel) {
            Some(Drag::Moves(dragged)) => self.dragged = Some(dragged),
            Some(Drag::LetGo) => {
                let target = self.dragged.take().map(|dragged| match dragged {
                    Dragged::Level(level) => BackfillTarget::Level(Metres(level)),
                    Dragged::Volume(volume) => {
                        BackfillTarget::Bank(PlacedM3(volume).to_bank(factor))
                    }
                });
                if let Some(target) = target {
                    change(panel, id, PitChange::Target(target));
                }
            }
            None => {}
        }
        if shown.is_movable {
            ui.weak(fl!(
                words.loader,
                "curve-pit-legend",
                level = words.quantity(level, 1, "m"),
                volume = shown.quantity(volume, &words)
            ));
        }
    }
}

/// What the project file keeps of a pit that cannot be measured now. Returns whether there is anything.
fn kept_ui(ui: &mut Ui, id: PitId, panel: &Panel<'_>) -> bool {
    let Some((record, standing)) = panel.app.kept_pit(id) else {
        return false;
    };
    let is_current = standing == Standing::Current;
    kept_title_ui(ui, record.at, standing, &panel.words);
    binding_ui(ui, &record.figures, record.binding, is_current, panel);
    let grey = (!is_current).then_some(panel.palette.quiet);
    rows_ui(ui, figure_rows(&record.figures, &panel.words), grey);
    true
}

/// The gauge, and in words what the backfill ends at.
fn binding_ui(
    ui: &mut Ui,
    figures: &PitFigures,
    binding: Binding,
    is_current: bool,
    panel: &Panel<'_>,
) {
    let words = &panel.words;
    let figure = |name: &str| figures.get(name).unwrap_or(0.0);
    let extracted = figure("extracted_bank_m3");
    if extracted <= 0.0 {
        ui.add(Label::new(fl!(words.loader, "pit-nothing-extracted")).wrap());
        return;
    }
    CapGauge {
        filled: figure("share_of_extracted"),
        cap: figure("cap"),
        void: figure("limit_by_void_bank_m3") / extracted,
        is_current,
    }
    .ui(ui, panel);
    let text = match binding {
        Binding::Cap => fl!(words.loader, "binding-cap"),
        Binding::Void => fl!(words.loader, "binding-void"),
        Binding::Target => fl!(words.loader, "binding-target"),
    };
    ui.add(Label::new(RichText::new(text).strong()).wrap());
}

fn figure_rows(figures: &PitFigures, words: &Words) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let mut row = |label: String, name: &str, shown: fn(&Words, f64) -> String| {
        if let Some(value) = figures.get(name) {
            rows.push((label, shown(words, value)));
        }
    };
    let volume: fn(&Words, f64) -> String = Words::volume;
    let metre: fn(&Words, f64) -> String = |words, metres| words.quantity(metres, 1, "m");
    row(
        fl!(words.loader, "label-backfill-bank"),
        "backfill_bank_m3",
        volume,
    );
    row(
        fl!(words.loader, "label-backfill-placed"),
        "backfill_placed_m3",
        volume,
    );
    row(fl!(words.loader, "label-backfill-level"), "level_m", metre);
    row(
        fl!(words.loader, "label-extracted"),
        "extracted_bank_m3",
        volume,
    );
    row(
        fl!(words.loader, "label-limit-by-cap"),
        "limit_by_cap_bank_m3",
        volume,
    );
    row(
        fl!(words.loader, "label-limit-by-void"),
        "limit_by_void_bank_m3",
        volume,
    );
    row(
        fl!(words.loader, "label-usable-void"),
        "usable_void_m3",
        volume,
    );
    if figures
        .get("refused_bank_m3")
        .is_some_and(|refused| 0.0 < refused)
    {
        row(
            fl!(words.loader, "label-requested"),
            "requested_bank_m3",
            volume,
        );
        row(
            fl!(words.loader, "label-refused"),
            "refused_bank_m3",
            volume,
        );
    }
    row(
        fl!(words.loader, "label-backfill-thickness"),
        "thickness_max_m",
        metre,
    );
    row(fl!(words.loader, "label-floor"), "floor_m", metre);
    row(fl!(words.loader, "label-rim-lowest"), "rim_min_m", metre);
    let area: fn(&Words, f64) -> String = Words::area;
    row(
        fl!(words.loader, "label-outline-area"),
        "outline_area_m2",
        area,
    );
    row(
        fl!(words.loader, "label-footprint-area"),
        "footprint_area_m2",
        area,
    );
    rows
}
