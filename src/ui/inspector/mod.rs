//! What is selected: its parameters, its results, its curve.

mod cap_gauge;
mod curve_plot;
mod deposit;
mod ground;
mod haul_fields;
mod identified;
mod land_take;
mod layer;
mod level_fields;
mod life_fields;
mod masses_part;
mod mining_fields;
mod mix_fields;
mod outlet;
mod parts;
mod pit;
mod pit_fields;
mod point_fields;
mod ramp_fields;
mod scenario;
mod site;
mod slope_fields;
mod template_fields;
mod terms_fields;
mod terms_figures;
mod watch_fields;

use egui::{Label, ScrollArea, Ui};
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::map::MapView;
pub use identified::ui as identified_ui;
pub(super) use land_take::conflicts_of;
pub use terms_figures::notice_ui;

use crate::app::{DRAWN_FIRST, Draft};
use crate::project::Entry;

/// The inspector's own state: the marker of the curve that is in the hand.
#[derive(Default)]
pub struct Inspector {
    draft: Option<Draft>,
    pit: pit::PitPanel,
    about: scenario::About,
}

impl Inspector {
    /// Draws the inspector.
    pub fn ui(&mut self, ui: &mut Ui, panel: &mut Panel<'_>) {
        ui.add_space(4.0);
        let selected = panel.app.selected();
        self.about.finish(panel, selected.is_none());
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| match selected {
                Some(Entry::Deposit(id)) => deposit::ui(ui, id, &mut self.draft, panel),
                Some(Entry::Pit(id)) => self.pit.ui(ui, id, panel),
                Some(Entry::Layer(id)) => layer::ui(ui, id, panel),
                Some(Entry::Ground(id)) => ground::ui(ui, id, panel),
                Some(Entry::Outlet(id)) => outlet::ui(ui, id, panel),
                None => {
                    self.about.ui(ui, panel);
                    masses_part::ui(ui, panel);
                }
            });
    }
}

/// What can be typed while something is being drawn, and what comes of it so far.
pub fn sketch_ui(ui: &mut Ui, map: &mut MapView, panel: &Panel<'_>) {
    ui.add_space(4.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.heading(map.tool_command().name(panel.app));
        map.typed_ui(ui, panel);
        ui.separator();
        let preview = panel.app.preview().map(|preview| preview.result.clone());
        match preview {
            Some(Ok(fill)) => {
                deposit::draft_ui(ui, &fill, panel);
                land_take::drawn_ui(ui, DRAWN_FIRST, panel);
            }
            Some(Err(error)) => parts::draft_error_ui(ui, &error, panel),
            None if map.tool_command() == Command::TipFromPoint => {
                ui.add(Label::new(fl!(panel.words.loader, "sketch-point")).wrap());
            }
            None if map.tool_command() == Command::DrawPit => {
                ui.add(Label::new(fl!(panel.words.loader, "sketch-pit")).wrap());
            }
            None if matches!(map.tool_command(), Command::DrawGround | Command::DrawStrip) => {
                ground::drawn_ui(ui, panel);
            }
            None if map.tool_command() == Command::DrawSection => {
                ui.add(Label::new(fl!(panel.words.loader, "sketch-section")).wrap());
            }
            None if map.tool_command() == Command::DrawRamp => {
                ui.add(Label::new(fl!(panel.words.loader, "sketch-ramp")).wrap());
            }
            None if map.tool_command() == Command::DrawRoute => {
                haul_fields::drawn_ui(ui, map.drawn_points(), panel);
            }
            None => {
                ui.weak(fl!(panel.words.loader, "sketch-nothing"));
            }
        }
    });
}

/// Lets the note on the alternative that is shown be typed into.
pub fn focus_note(ctx: &egui::Context) {
    ctx.memory_mut(|memory| memory.request_focus(scenario::note_id()));
}
