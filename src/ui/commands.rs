//! Everything that a button, menu, key or the palette can ask for: text, shortcut and icon in one place.

use egui::{Key, KeyboardShortcut, Modifiers};
use egui_material_icons::icons as icon;

use super::command_rules::selected_site;
use crate::app::{Action, App, PitRequest, ScenarioAsk};
use crate::project::Edit;
use crate::words::Words;

/// Something that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    NewProject,
    OpenProject,
    OpenSample,
    Save,
    SaveAs,
    MakePackage,
    CloseProject,
    OpenFiles,
    OpenBackground,
    OpenPlaceNames,
    OpenSite,
    OpenOutlines,
    OpenGround,
    Undo,
    Redo,
    Select,
    DrawDeposit,
    TipFromPoint,
    DrawPit,
    DrawGround,
    DrawStrip,
    AddStope,
    EditVertices,
    MoveDeposit,
    DrawHole,
    Identify,
    Attributes,
    DrawRamp,
    EditRamp,
    PlaceDischarges,
    PlaceOutlet,
    PlaceComment,
    PlaceOrigin,
    DrawRoute,
    EditRoute,
    Section,
    DrawSection,
    LongSection,
    CrossSection,
    SaveSection,
    ExportGeometry,
    Rename,
    CopyOutline,
    CopyFigures,
    Remove,
    NewScenario,
    DuplicateScenario,
    WhatIf,
    KeepWhatIf,
    ThrowAwayWhatIf,
    RenameScenario,
    FreezeScenario,
    ThawScenario,
    DeleteScenario,
    NextScenario,
    PreviousScenario,
    AboutScenario,
    ZoomSite,
    ZoomSelected,
    ZoomIn,
    ZoomOut,
    GoTo,
    Palette,
    Log,
    Help,
    FrameTimes,
    ViewMap,
    ViewTonnes,
    ViewPlan,
    ViewBalance,
    ViewCompare,
    ViewReport,
    Bokmal,
    Nynorsk,
    English,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    LargeType,
    Quit,
}

/// All of them, in the order of the palette.
pub const COMMANDS: &[Command] = &[
    Command::NewProject,
    Command::OpenProject,
    Command::OpenSample,
    Command::Save,
    Command::SaveAs,
    Command::MakePackage,
    Command::CloseProject,
    Command::OpenFiles,
    Command::OpenBackground,
    Command::OpenPlaceNames,
    Command::OpenSite,
    Command::OpenOutlines,
    Command::OpenGround,
    Command::Undo,
    Command::Redo,
    Command::Select,
    Command::DrawDeposit,
    Command::TipFromPoint,
    Command::DrawPit,
    Command::DrawGround,
    Command::DrawStrip,
    Command::AddStope,
    Command::EditVertices,
    Command::MoveDeposit,
    Command::DrawHole,
    Command::Identify,
    Command::Attributes,
    Command::DrawRamp,
    Command::EditRamp,
    Command::PlaceDischarges,
    Command::PlaceOutlet,
    Command::PlaceComment,
    Command::PlaceOrigin,
    Command::DrawRoute,
    Command::EditRoute,
    Command::Section,
    Command::DrawSection,
    Command::LongSection,
    Command::CrossSection,
    Command::SaveSection,
    Command::ExportGeometry,
    Command::Rename,
    Command::CopyOutline,
    Command::CopyFigures,
    Command::Remove,
    Command::NewScenario,
    Command::DuplicateScenario,
    Command::WhatIf,
    Command::KeepWhatIf,
    Command::ThrowAwayWhatIf,
    Command::RenameScenario,
    Command::FreezeScenario,
    Command::ThawScenario,
    Command::DeleteScenario,
    Command::NextScenario,
    Command::PreviousScenario,
    Command::AboutScenario,
    Command::ZoomSite,
    Command::ZoomSelected,
    Command::ZoomIn,
    Command::ZoomOut,
    Command::GoTo,
    Command::Palette,
    Command::Log,
    Command::Help,
    Command::FrameTimes,
    Command::ViewMap,
    Command::ViewTonnes,
    Command::ViewPlan,
    Command::ViewBalance,
    Command::ViewCompare,
    Command::ViewReport,
    Command::Bokmal,
    Command::Nynorsk,
    Command::English,
    Command::ThemeSystem,
    Command::ThemeLight,
    Command::ThemeDark,
    Command::LargeType,
    Command::Quit,
];

pub(super) const PLAIN: Modifiers = Modifiers::NONE;
pub(super) const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

impl Command {
    /// The name that its texts are found by: `command-…` and `command-…-tip`.
    fn id(self) -> &'static str {
        match self {
            Self::NewProject => "new-project",
            Self::OpenProject => "open-project",
            Self::OpenSample => "open-sample",
            Self::Save => "save",
            Self::SaveAs => "save-as",
            Self::MakePackage => "package",
            Self::CloseProject => "close-project",
            Self::OpenFiles => "open-files",
            Self::OpenBackground => "open-background",
            Self::OpenPlaceNames => "open-place-names",
            Self::OpenSite => "open-site",
            Self::OpenOutlines => "open-outlines",
            Self::OpenGround => "open-ground",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Select => "select",
            Self::DrawDeposit => "draw-deposit",
            Self::TipFromPoint => "tip-from-point",
            Self::DrawPit => "draw-pit",
            Self::DrawGround => "draw-ground",
            Self::DrawStrip => "draw-strip",
            Self::AddStope => "add-stope",
            Self::EditVertices => "edit-vertices",
            Self::MoveDeposit => "move-deposit",
            Self::DrawHole => "draw-hole",
            Self::Identify => "identify",
            Self::Attributes => "attributes",
            Self::DrawRamp => "draw-ramp",
            Self::EditRamp => "edit-ramp",
            Self::PlaceDischarges => "place-discharges",
            Self::PlaceOutlet => "place-outlet",
            Self::PlaceComment => "place-comment",
            Self::PlaceOrigin => "place-origin",
            Self::DrawRoute => "draw-route",
            Self::EditRoute => "edit-route",
            Self::Section => "section",
            Self::DrawSection => "draw-section",
            Self::LongSection => "long-section",
            Self::CrossSection => "cross-section",
            Self::SaveSection => "save-section",
            Self::ExportGeometry => "export-geometry",
            Self::Rename => "rename",
            Self::CopyOutline => "copy-outline",
            Self::CopyFigures => "copy-figures",
            Self::Remove => "remove",
            Self::NewScenario => "new-scenario",
            Self::DuplicateScenario => "duplicate-scenario",
            Self::WhatIf => "what-if",
            Self::KeepWhatIf => "keep-what-if",
            Self::ThrowAwayWhatIf => "throw-away-what-if",
            Self::RenameScenario => "rename-scenario",
            Self::FreezeScenario => "freeze-scenario",
            Self::ThawScenario => "thaw-scenario",
            Self::DeleteScenario => "delete-scenario",
            Self::NextScenario => "next-scenario",
            Self::PreviousScenario => "previous-scenario",
            Self::AboutScenario => "about-scenario",
            Self::ZoomSite => "zoom-site",
            Self::ZoomSelected => "zoom-selected",
            Self::ZoomIn => "zoom-in",
            Self::ZoomOut => "zoom-out",
            Self::GoTo => "go-to",
            Self::Palette => "palette",
            Self::Log => "log",
            Self::Help => "help",
            Self::FrameTimes => "frame-times",
            Self::ViewMap => "view-map",
            Self::ViewTonnes => "view-tonnes",
            Self::ViewPlan => "view-plan",
            Self::ViewBalance => "view-balance",
            Self::ViewCompare => "view-compare",
            Self::ViewReport => "view-report",
            Self::Bokmal => "bokmal",
            Self::Nynorsk => "nynorsk",
            Self::English => "english",
            Self::ThemeSystem => "theme-system",
            Self::ThemeLight => "theme-light",
            Self::ThemeDark => "theme-dark",
            Self::LargeType => "large-type",
            Self::Quit => "quit",
        }
    }

    /// What it is called, with what would be undone or redone.
    pub fn name(self, app: &App) -> String {
        let words = app.words();
        let name = words.text(&format!("command-{}", self.id()), &[]);
        let step = match self {
            Self::Undo => app.history().undo_label(),
            Self::Redo => app.history().redo_label(),
            _ => None,
        };
        match step {
            Some(label) => format!("{name}: {}", words.text(label, &[])),
            None => name,
        }
    }

    /// What it does, in one sentence.
    pub fn tip(self, words: &Words) -> String {
        words.text(&format!("command-{}-tip", self.id()), &[])
    }

    /// The key that asks for it.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let (modifiers, key) = match self {
            Self::NewProject => (CTRL, Key::N),
            Self::OpenProject => (CTRL_SHIFT, Key::O),
            Self::Save => (CTRL, Key::S),
            Self::SaveAs => (CTRL_SHIFT, Key::S),
            Self::CloseProject => (CTRL, Key::W),
            Self::OpenFiles => (CTRL, Key::O),
            Self::Undo => (CTRL, Key::Z),
            Self::Redo => (CTRL_SHIFT, Key::Z),
            Self::Select => (PLAIN, Key::Escape),
            Self::DrawDeposit => (PLAIN, Key::D),
            Self::TipFromPoint => (PLAIN, Key::T),
            Self::DrawPit => (PLAIN, Key::P),
            Self::DrawGround => (PLAIN, Key::G),
            Self::DrawStrip => (PLAIN, Key::R),
            Self::EditVertices => (PLAIN, Key::V),
            Self::MoveDeposit => (PLAIN, Key::M),
            Self::DrawHole => (PLAIN, Key::H),
            Self::Identify => (CTRL_SHIFT, Key::I),
            Self::Attributes => (PLAIN, Key::F6),
            Self::Section => (PLAIN, Key::K),
            Self::DrawSection => (PLAIN, Key::L),
            Self::Rename => (PLAIN, Key::F2),
            Self::CopyOutline => (CTRL, Key::C),
            Self::CopyFigures => (CTRL_SHIFT, Key::R),
            Self::Remove => (PLAIN, Key::Delete),
            Self::NewScenario => (CTRL_SHIFT, Key::N),
            Self::DuplicateScenario => (CTRL, Key::D),
            Self::WhatIf => (CTRL, Key::T),
            Self::NextScenario => (CTRL, Key::PageDown),
            Self::PreviousScenario => (CTRL, Key::PageUp),
            Self::ZoomSite => (CTRL_SHIFT, Key::F),
            Self::ZoomSelected => (CTRL, Key::J),
            Self::ZoomIn => (CTRL, Key::Plus),
            Self::ZoomOut => (CTRL, Key::Minus),
            Self::GoTo => (CTRL, Key::G),
            Self::Palette => (CTRL, Key::K),
            Self::Log => (CTRL, Key::L),
            Self::Help => (PLAIN, Key::F1),
            Self::FrameTimes => (PLAIN, Key::F12),
            Self::ViewMap => (CTRL, Key::Num1),
            Self::ViewTonnes => (CTRL, Key::Num2),
            Self::ViewPlan => (CTRL, Key::Num3),
            Self::ViewBalance => (CTRL, Key::Num4),
            Self::ViewCompare => (CTRL, Key::Num5),
            Self::ViewReport => (CTRL, Key::Num6),
            Self::Quit => (CTRL, Key::Q),
            Self::KeepWhatIf
            | Self::ThrowAwayWhatIf
            | Self::RenameScenario
            | Self::FreezeScenario
            | Self::ThawScenario
            | Self::DeleteScenario
            | Self::AboutScenario
            | Self::AddStope
            | Self::DrawRamp
            | Self::EditRamp
            | Self::PlaceDischarges
            | Self::PlaceOutlet
            | Self::PlaceComment
            | Self::PlaceOrigin
            | Self::DrawRoute
            | Self::EditRoute
            | Self::LongSection
            | Self::CrossSection
            | Self::SaveSection
            | Self::MakePackage
            | Self::ExportGeometry
            | Self::OpenSample
            | Self::OpenBackground
            | Self::OpenPlaceNames
            | Self::OpenSite
            | Self::OpenOutlines
            | Self::OpenGround
            | Self::Bokmal
            | Self::Nynorsk
            | Self::English
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::LargeType => return None,
        };
        Some(KeyboardShortcut::new(modifiers, key))
    }

    /// A picture for its button.
    pub fn icon(self) -> &'static str {
        match self {
            Self::NewProject | Self::NewScenario => icon::ICON_ADD.codepoint,
            Self::OpenProject | Self::OpenFiles => icon::ICON_FOLDER_OPEN.codepoint,
            Self::Save | Self::SaveAs => icon::ICON_SAVE.codepoint,
            Self::Section => icon::ICON_ELEVATION.codepoint,
            Self::DrawSection => icon::ICON_TIMELINE.codepoint,
            Self::LongSection => icon::ICON_SWAP_HORIZ.codepoint,
            Self::CrossSection => icon::ICON_SWAP_VERT.codepoint,
            Self::SaveSection | Self::ExportGeometry => icon::ICON_DOWNLOAD.codepoint,
            Self::MakePackage => icon::ICON_ARCHIVE.codepoint,
            Self::CloseProject => icon::ICON_CLOSE.codepoint,
            Self::OpenSample => icon::ICON_LANDSCAPE.codepoint,
            Self::OpenBackground => icon::ICON_IMAGE.codepoint,
            Self::OpenPlaceNames => icon::ICON_LABEL.codepoint,
            Self::OpenSite => icon::ICON_LAYERS.codepoint,
            Self::Undo => icon::ICON_UNDO.codepoint,
            Self::Redo => icon::ICON_REDO.codepoint,
            Self::Select => icon::ICON_NEAR_ME.codepoint,
            Self::DrawDeposit => icon::ICON_POLYLINE.codepoint,
            Self::TipFromPoint => icon::ICON_CHANGE_HISTORY.codepoint,
            Self::PlaceDischarges => icon::ICON_WATER_DROP.codepoint,
            Self::PlaceComment => icon::ICON_ADD_COMMENT.codepoint,
            Self::PlaceOutlet | Self::PlaceOrigin => icon::ICON_ADD_LOCATION_ALT.codepoint,
            Self::DrawPit | Self::AddStope => icon::ICON_VERTICAL_ALIGN_BOTTOM.codepoint,
            Self::DrawGround => icon::ICON_ACTIVITY_ZONE.codepoint,
            Self::DrawStrip => icon::ICON_ROAD.codepoint,
            Self::EditVertices => icon::ICON_EDIT.codepoint,
            Self::MoveDeposit => icon::ICON_OPEN_WITH.codepoint,
            Self::DrawHole => icon::ICON_SHAPE_LINE.codepoint,
            Self::Identify => icon::ICON_INFO.codepoint,
            Self::Attributes => icon::ICON_TABLE.codepoint,
            Self::DrawRamp | Self::EditRamp | Self::DrawRoute | Self::EditRoute => {
                icon::ICON_ROUTE.codepoint
            }
            Self::Remove | Self::DeleteScenario => icon::ICON_DELETE.codepoint,
            Self::ZoomSite | Self::ZoomSelected => icon::ICON_FIT_SCREEN.codepoint,
            Self::ZoomIn => icon::ICON_ZOOM_IN.codepoint,
            Self::ZoomOut => icon::ICON_ZOOM_OUT.codepoint,
            Self::Palette => icon::ICON_SEARCH.codepoint,
            Self::Log => icon::ICON_HISTORY.codepoint,
            Self::Help => icon::ICON_HELP.codepoint,
            Self::Bokmal | Self::Nynorsk | Self::English => icon::ICON_LANGUAGE.codepoint,
            Self::ThemeSystem | Self::ThemeLight => icon::ICON_LIGHT_MODE.codepoint,
            Self::ThemeDark => icon::ICON_DARK_MODE.codepoint,
            Self::CopyOutline | Self::CopyFigures | Self::DuplicateScenario => {
                icon::ICON_CONTENT_COPY.codepoint
            }
            Self::ViewMap => icon::ICON_MAP.codepoint,
            Self::ViewTonnes => icon::ICON_CALENDAR_MONTH.codepoint,
            Self::ViewPlan => icon::ICON_ACCOUNT_TREE.codepoint,
            Self::ViewBalance => icon::ICON_BAR_CHART.codepoint,
            Self::ViewCompare => icon::ICON_COMPARE_ARROWS.codepoint,
            Self::ViewReport => icon::ICON_DESCRIPTION.codepoint,
            Self::WhatIf => icon::ICON_QUESTION_MARK.codepoint,
            Self::FreezeScenario => icon::ICON_LOCK.codepoint,
            Self::ThawScenario => icon::ICON_LOCK_OPEN.codepoint,
            Self::KeepWhatIf
            | Self::ThrowAwayWhatIf
            | Self::RenameScenario
            | Self::NextScenario
            | Self::PreviousScenario
            | Self::AboutScenario
            | Self::Rename
            | Self::GoTo
            | Self::OpenOutlines
            | Self::OpenGround
            | Self::FrameTimes
            | Self::LargeType
            | Self::Quit => "",
        }
    }

    /// What it does to the program's state, for those that need nothing of the window.
    pub fn plain_action(self, app: &App) -> Option<Action> {
        let active = app.active();
        match self {
            Self::NewScenario => Some(Action::Scenario(ScenarioAsk::New)),
            Self::DuplicateScenario => Some(Action::Scenario(ScenarioAsk::Duplicate(active))),
            Self::WhatIf => Some(Action::Scenario(ScenarioAsk::WhatIf)),
            Self::KeepWhatIf => Some(Action::Scenario(ScenarioAsk::Keep)),
            Self::ThrowAwayWhatIf => Some(Action::Scenario(ScenarioAsk::ThrowAway)),
            Self::DeleteScenario => Some(Action::Scenario(ScenarioAsk::Delete(active))),
            Self::FreezeScenario => Some(Action::Edit(Edit::FreezeScenario(active, true))),
            Self::ThawScenario => Some(Action::Edit(Edit::FreezeScenario(active, false))),
            Self::NextScenario => app.scenario_beside(1).map(Action::ShowScenario),
            Self::PreviousScenario => app.scenario_beside(-1).map(Action::ShowScenario),
            Self::AboutScenario => Some(Action::Select(None)),
            Self::OpenSample => Some(Action::OpenSample),
            Self::Attributes => {
                let shown = app.attributes().map(|table| table.layer);
                let layer = selected_site(app).filter(|id| shown != Some(*id));
                Some(Action::ShowAttributes(layer))
            }
            Self::AddStope => Some(Action::AddPit(Box::new(PitRequest::usual_stope()))),
            _ => None,
        }
    }
}
