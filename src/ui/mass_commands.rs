//! What can be asked of masses by a button or the palette: text and picture in one place.
//!
//! They need nothing of the window but a question for a file.

use egui::{Button, Response, Ui, accesskit::Role};
use egui_material_icons::icons as icon;

use super::context::{Panel, Wish};
use super::dialogs::Ask;
use super::fields::named;
use crate::app::{Action, App, ScenarioAsk};
use crate::words::Words;

/// Something about masses that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MassCommand {
    AddFraction,
    AddOutlet,
    ImportTable,
}

impl MassCommand {
    /// All of them, in the order of the palette.
    pub const ALL: [Self; 3] = [Self::AddFraction, Self::AddOutlet, Self::ImportTable];

    /// The name that its texts are found by: `command-…` and `command-…-tip`.
    fn id(self) -> &'static str {
        match self {
            Self::AddFraction => "add-fraction",
            Self::AddOutlet => "add-outlet",
            Self::ImportTable => "import-table",
        }
    }

    /// What it is called.
    pub fn name(self, words: &Words) -> String {
        words.text(&format!("command-{}", self.id()), &[])
    }

    /// What it does, and why it is refused.
    pub fn tip(self, app: &App) -> String {
        let words = app.words();
        let tip = words.text(&format!("command-{}-tip", self.id()), &[]);
        if self.is_frozen_out(app) {
            let why = words.text("scenario-is-frozen-text", &[]);
            return format!("{tip}\n{why}");
        }
        tip
    }

    /// A picture for its button.
    pub fn icon(self) -> &'static str {
        match self {
            Self::AddFraction => icon::ICON_GRAIN.codepoint,
            Self::AddOutlet => icon::ICON_LOCAL_SHIPPING.codepoint,
            Self::ImportTable => icon::ICON_TABLE.codepoint,
        }
    }

    /// Whether it would change what is built in the alternative that is shown, which is frozen.
    fn is_frozen_out(self, app: &App) -> bool {
        self == Self::AddOutlet && app.is_active_frozen()
    }

    /// Whether it can be done now.
    pub fn is_possible(self, app: &App) -> bool {
        app.has_project() && !app.is_read_only() && !self.is_frozen_out(app)
    }

    /// What a panel wishes for when it is chosen.
    pub fn wish(self) -> Wish {
        let act = |ask| Wish::Act(Box::new(Action::Scenario(ask)));
        match self {
            Self::AddFraction => act(ScenarioAsk::AddFraction),
            Self::AddOutlet => act(ScenarioAsk::AddOutlet),
            Self::ImportTable => Wish::Ask(Ask::Table),
        }
    }
}

/// A button with words, a picture and a tooltip.
pub fn mass_button(ui: &mut Ui, panel: &mut Panel<'_>, command: MassCommand) -> Response {
    let name = command.name(&panel.words);
    let button = Button::new(format!("{}  {name}", command.icon()));
    let response = ui.add_enabled(command.is_possible(panel.app), button);
    named(&response, Role::Button, &name);
    let tip = format!("{name}\n{}", command.tip(panel.app));
    let response = response.on_hover_text(&tip).on_disabled_hover_text(tip);
    if response.clicked() {
        panel.wishes.push(command.wish());
    }
    response
}
