//! The masses in the middle of the window: what comes each year, where it goes, and the balance.

mod balance_page;
pub mod fraction_form;
mod import_window;
mod plan_page;
mod sheet;
mod strip;
mod table_page;
mod tonnes_page;

use egui::accesskit::Role;
use egui::{ScrollArea, Ui};
use i18n_embed_fl::fl;

use super::commands::Command;
use super::context::Panel;
use super::fields::{named, with_tip};
use super::mass_commands::{MassCommand, mass_button};
use crate::app::Action;
use crate::project::{Edit, FractionId, MassSettings};
use crate::units::Year;

pub use import_window::ImportWindow;
pub use strip::{STRIP_HEIGHT, strip_ui};

use balance_page::BalancePage;
use plan_page::PlanPage;
use tonnes_page::TonnesPage;

/// What stands in the middle of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The map.
    #[default]
    Map,
    /// What comes each year.
    Tonnes,
    /// What goes where.
    Plan,
    /// The balance in pictures.
    Balance,
    /// Alternatives side by side.
    Compare,
    /// What leaves the program.
    Report,
}

/// The sheets, with what is selected in them.
#[derive(Default)]
pub struct MassesView {
    tonnes: TonnesPage,
    plan: PlanPage,
    balance: BalancePage,
}

impl MassesView {
    /// Begins anew, with another project.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The fraction that is worked on.
    fn fraction(&self, panel: &Panel<'_>) -> Option<FractionId> {
        self.tonnes.fraction(panel)
    }

    /// Draws what stands beside the tonnes: the form of the fraction that is worked on, then years and rates.
    pub fn side_ui(&self, ui: &mut Ui, panel: &mut Panel<'_>) {
        let fraction = self.fraction(panel);
        let words = panel.words.clone();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(4.0);
            if let Some(id) = fraction {
                fraction_form::ui(ui, id, panel);
                ui.separator();
            }
            let title = fl!(words.loader, "masses-settings");
            egui::CollapsingHeader::new(title)
                .default_open(fraction.is_none())
                .show(ui, |ui| fraction_form::settings_ui(ui, panel));
        });
    }

    /// Draws a page.
    pub fn ui(&mut self, ui: &mut Ui, view: View, panel: &mut Panel<'_>) {
        let ground = ui.visuals().panel_fill;
        ui.painter().rect_filled(ui.max_rect(), 0.0, ground);
        let margin = egui::Margin::symmetric(12, 8);
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            if panel.app.project().fractions.is_empty() {
                nothing_ui(ui, panel);
                return;
            }
            match view {
                View::Map | View::Compare | View::Report => {}
                View::Tonnes => self.tonnes.ui(ui, panel),
                View::Plan => self.plan.ui(ui, panel),
                View::Balance => self.balance.ui(ui, panel),
            }
        });
    }
}

/// The tabs over the middle of the window.
pub fn views_ui(ui: &mut Ui, shown: View, panel: &mut Panel<'_>) {
    ui.horizontal_centered(|ui| {
        ui.add_space(4.0);
        for (view, command) in [
            (View::Map, Command::ViewMap),
            (View::Tonnes, Command::ViewTonnes),
            (View::Plan, Command::ViewPlan),
            (View::Balance, Command::ViewBalance),
            (View::Compare, Command::ViewCompare),
            (View::Report, Command::ViewReport),
        ] {
            let name = command.name(panel.app);
            let response = ui.selectable_label(view == shown, &name);
            // The map itself is called so, too.
            named(&response, Role::RadioButton, &command.tip(&panel.words));
            let response = with_tip(ui, response, command, panel);
            if response.clicked() {
                panel.command(command);
            }
        }
    });
}

/// What to do first.
fn nothing_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ScrollArea::vertical().show(ui, |ui| {
        ui.add_space(24.0);
        ui.heading(fl!(words.loader, "masses-nothing"));
        ui.label(fl!(words.loader, "masses-nothing-text"));
        ui.add_space(8.0);
        if ui
            .button(fl!(words.loader, "masses-add-fraction"))
            .clicked()
        {
            add_fraction(panel);
        }
        ui.add_space(16.0);
        ui.label(fl!(words.loader, "table-shapes"));
        ui.add_space(8.0);
        mass_button(ui, panel, MassCommand::ImportTable);
    });
}

/// Adds a fraction with factors to begin with.
fn add_fraction(panel: &mut Panel<'_>) {
    panel.wishes.push(MassCommand::AddFraction.wish());
}

/// The years of the plan as heads of columns.
fn year_heads(masses: &MassSettings) -> Vec<String> {
    masses.years().map(|year| year.0.to_string()).collect()
}

/// The first and the last year, to be typed.
fn years_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let masses = panel.app.project().masses.clone();
    let field = |ui: &mut Ui, id: &str, year: Year| {
        let label = words.text(id, &[]);
        ui.label(&label);
        let field = super::fields::Field {
            label: &label,
            value: year.0.to_string(),
            unit: "",
            wrong: fl!(words.loader, "masses-year-wrong"),
            width: 48.0,
        };
        field.ui(ui, |text| {
            let year: i32 = text.trim().parse().ok()?;
            (1000..=9999).contains(&year).then_some(Year(year))
        })
    };
    let first = field(ui, "masses-first-year", masses.first_year);
    let last = field(ui, "masses-last-year", masses.last_year);
    if first.is_some() || last.is_some() {
        let mut changed = MassSettings::clone(&masses);
        if let Some(first) = first {
            changed.first_year = first;
            changed.last_year = changed.last_year.max(first);
        }
        if let Some(last) = last {
            changed.last_year = last;
            changed.first_year = changed.first_year.min(last);
        }
        let longest = Year(changed.first_year.0 + MassSettings::MOST_YEARS - 1);
        changed.last_year = changed.last_year.min(longest);
        panel.act(Action::Edit(Edit::SetMasses(Box::new(changed))));
    }
}
