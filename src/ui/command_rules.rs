//! When a command can be done: by what is open, selected, frozen or read-only.

use super::commands::Command;
use crate::app::App;
use crate::project::{Distance, Entry, LayerId, LayerKind, Outlet, OutletId, RampRoute, Terms};

impl Command {
    /// Whether a button asks for it that also stands where the map is not shown.
    pub fn is_begun_beside_the_map(self) -> bool {
        matches!(
            self,
            Self::PlaceOutlet
                | Self::PlaceOrigin
                | Self::PlaceComment
                | Self::DrawRoute
                | Self::EditRoute
        )
    }

    /// Whether it would change what is built in the alternative that is shown, which is frozen.
    pub fn is_frozen_out(self, app: &App) -> bool {
        let builds = match self {
            Self::DrawDeposit
            | Self::TipFromPoint
            | Self::DrawPit
            | Self::DrawGround
            | Self::DrawStrip
            | Self::AddStope
            | Self::EditVertices
            | Self::MoveDeposit
            | Self::DrawRamp
            | Self::EditRamp
            | Self::DrawHole
            | Self::PlaceOutlet
            | Self::DrawRoute
            | Self::EditRoute
            | Self::PlaceDischarges => true,
            Self::Remove | Self::Rename => app.selected().is_some_and(Entry::is_built),
            _ => false,
        };
        builds && app.is_active_frozen()
    }

    /// Whether it changes what a project file holds.
    fn changes_project(self) -> bool {
        matches!(
            self,
            Self::Undo
                | Self::Redo
                | Self::DrawDeposit
                | Self::TipFromPoint
                | Self::DrawPit
                | Self::DrawGround
                | Self::DrawStrip
                | Self::AddStope
                | Self::EditVertices
                | Self::MoveDeposit
                | Self::DrawHole
                | Self::DrawRamp
                | Self::EditRamp
                | Self::PlaceDischarges
                | Self::PlaceOutlet
                | Self::PlaceOrigin
                | Self::DrawRoute
                | Self::EditRoute
                | Self::Rename
                | Self::Remove
                | Self::NewScenario
                | Self::DuplicateScenario
                | Self::RenameScenario
                | Self::WhatIf
                | Self::KeepWhatIf
                | Self::ThrowAwayWhatIf
                | Self::FreezeScenario
                | Self::ThawScenario
                | Self::DeleteScenario
        )
    }

    /// Whether there is anything that it can be done to.
    pub fn is_possible(self, app: &App) -> bool {
        if self.is_frozen_out(app) || app.is_read_only() && self.changes_project() {
            return false;
        }
        match self {
            Self::NewScenario
            | Self::DuplicateScenario
            | Self::RenameScenario
            | Self::AddStope
            | Self::Save
            | Self::SaveAs
            | Self::MakePackage
            | Self::CloseProject
            | Self::AboutScenario => app.has_project(),
            Self::WhatIf => {
                app.has_project() && app.what_if().is_none_or(|(id, _)| id != app.active())
            }
            Self::KeepWhatIf | Self::ThrowAwayWhatIf => app.what_if().is_some(),
            Self::FreezeScenario | Self::ThawScenario => {
                let frozen = app.is_active_frozen();
                let what_if = app.active_scenario().is_none_or(|one| one.is_what_if());
                app.has_project() && frozen == (self == Self::ThawScenario) && (frozen || !what_if)
            }
            Self::DeleteScenario => {
                let active = app.active_scenario();
                app.has_project() && active.is_some_and(|one| !one.is_zero() && !one.frozen)
            }
            Self::NextScenario | Self::PreviousScenario => {
                app.has_project() && 1 < app.project().scenarios.len()
            }
            Self::Undo => app.history().undo_label().is_some(),
            Self::Redo => app.history().redo_label().is_some(),
            Self::DrawDeposit
            | Self::TipFromPoint
            | Self::DrawPit
            | Self::Section
            | Self::DrawSection => app.base().is_some(),
            Self::DrawGround | Self::DrawStrip | Self::PlaceOrigin | Self::PlaceComment => {
                app.has_project() && app.site().is_some()
            }
            Self::SaveSection => app.section().result.value().is_some(),
            Self::ExportGeometry => {
                let built = app.project().built_in(app.active());
                built
                    .into_iter()
                    .any(|entry| matches!(entry, Entry::Deposit(_) | Entry::Pit(_)))
            }
            Self::Identify => app.project().site_layers().next().is_some(),
            Self::Attributes => app.attributes().is_some() || selected_site(app).is_some(),
            Self::CopyFigures => app.selected().is_some_and(|entry| match entry {
                Entry::Layer(_) | Entry::Outlet(_) => false,
                Entry::Ground(_) => true,
                Entry::Deposit(id) => app.is_current(id),
                Entry::Pit(id) => app.is_pit_current(id),
            }),
            Self::DrawRamp => app.selected_for_ramp().is_some(),
            Self::EditRamp => {
                let plan = app.selected_for_ramp().and_then(|(_, plan)| plan);
                plan.is_some_and(|plan| matches!(plan.route, RampRoute::Drawn { .. }))
            }
            // A point has neither corners nor holes.
            Self::EditVertices | Self::DrawHole => app
                .selected_outline()
                .is_some_and(|entry| !app.project().is_point(entry)),
            Self::PlaceDischarges => app
                .selected_deposit()
                .is_some_and(|(_, deposit)| deposit.level().is_some()),
            Self::PlaceOutlet => selected_outlet(app).is_some() && app.site().is_some(),
            Self::DrawRoute => selected_destination(app).is_some() && app.site().is_some(),
            Self::EditRoute => selected_destination(app).is_some_and(|(_, terms)| {
                app.site().is_some() && matches!(terms.distance, Distance::Route(_))
            }),
            Self::MoveDeposit => {
                let outlet = selected_outlet(app);
                let has_place = outlet.is_some_and(|(_, outlet)| outlet.place.is_some());
                has_place || app.selected_outline().is_some()
            }
            Self::LongSection | Self::CrossSection | Self::CopyOutline => {
                app.selected_outline().is_some()
            }
            Self::Rename | Self::Remove | Self::ZoomSelected => app.selected().is_some(),
            Self::ZoomSite | Self::GoTo | Self::ZoomIn | Self::ZoomOut => app.site().is_some(),
            Self::OpenBackground
            | Self::OpenPlaceNames
            | Self::OpenSite
            | Self::OpenOutlines
            | Self::OpenGround => app.project().layers_of(LayerKind::Terrain).next().is_some(),
            _ => true,
        }
    }
}

/// The outlet that is selected.
pub(super) fn selected_outlet(app: &App) -> Option<(OutletId, &Outlet)> {
    match app.selected() {
        Some(Entry::Outlet(id)) => app.project().outlet(id).map(|outlet| (id, outlet)),
        _ => None,
    }
}

/// The deposit, pit or outlet that is selected, and on what terms it takes rock.
pub(super) fn selected_destination(app: &App) -> Option<(Entry, &Terms)> {
    let entry = app.selected()?;
    Some((entry, app.project().terms_of(entry)?))
}

/// The site layer that is selected.
pub(super) fn selected_site(app: &App) -> Option<LayerId> {
    match app.selected() {
        Some(Entry::Layer(id)) => Some(id).filter(|id| app.site_content(*id).is_some()),
        _ => None,
    }
}
