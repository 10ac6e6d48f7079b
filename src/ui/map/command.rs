//! What commands mean on the map, and which one led to the tool in the hand.

use super::hauls;
use super::tools::{Discharges, Line, LineOf, Moving, Purpose, Spot, SpotOf, Tool, Vertices};
use super::{MapView, USUAL_STRIP};
use crate::app::{Action, App};
use crate::project::{Entry, FractionId, GroundPurpose};
use crate::ui::command_rules::selected_outlet;
use crate::ui::commands::Command;
use crate::ui::context::Panel;

impl MapView {
    /// Which command's tool is in the hand.
    pub fn tool_command(&self) -> Command {
        match &self.tool {
            Tool::Select => Command::Select,
            Tool::Sketch(sketch) => match sketch.purpose {
                Purpose::Deposit => Command::DrawDeposit,
                Purpose::Point => Command::TipFromPoint,
                Purpose::Pit => Command::DrawPit,
                Purpose::Ground(_) => Command::DrawGround,
                Purpose::Strip { .. } => Command::DrawStrip,
                Purpose::Hole(_) => Command::DrawHole,
                Purpose::Section => Command::DrawSection,
                Purpose::Ramp(_) => Command::DrawRamp,
                Purpose::Route(_) => Command::DrawRoute,
            },
            Tool::Vertices(_) => Command::EditVertices,
            Tool::Move(_) => Command::MoveDeposit,
            Tool::Identify => Command::Identify,
            Tool::Line(line) => match line.of {
                LineOf::Ramp(_) => Command::EditRamp,
                LineOf::Route(_) => Command::EditRoute,
            },
            Tool::Spot(spot) => match spot.of {
                SpotOf::Outlet(_) => Command::PlaceOutlet,
                SpotOf::Origin | SpotOf::Fraction(_) => Command::PlaceOrigin,
                SpotOf::Comment => Command::PlaceComment,
            },
            Tool::Discharges(_) => Command::PlaceDischarges,
        }
    }

    /// Does what a command means on the map. Returns whether it was one for the map.
    pub fn command(&mut self, command: Command, panel: &mut Panel<'_>) -> bool {
        let selected = panel.app.selected_outline();
        match (command, &mut self.tool) {
            (Command::Select, tool) => {
                if !tool.give_up() {
                    panel.act(Action::Select(None));
                }
            }
            (Command::Undo, Tool::Sketch(sketch)) if !sketch.corners.is_empty() => {
                sketch.take_back();
            }
            (Command::Redo, Tool::Sketch(sketch)) if !sketch.taken_back.is_empty() => {
                sketch.put_back();
            }
            (Command::Remove, Tool::Vertices(vertices)) => vertices.remove_chosen(panel),
            (Command::Remove, Tool::Line(line)) => line.remove_chosen(panel),
            (Command::Remove, Tool::Discharges(points)) => points.remove_chosen(panel),
            (Command::DrawDeposit, tool) => *tool = Tool::sketch(Purpose::Deposit),
            (Command::TipFromPoint, tool) => *tool = Tool::sketch(Purpose::Point),
            (Command::PlaceDischarges, tool) => {
                if let Some((deposit, _)) = panel.app.selected_deposit() {
                    *tool = Tool::Discharges(Discharges::of(deposit));
                }
            }
            (Command::DrawPit, tool) => *tool = Tool::sketch(Purpose::Pit),
            (Command::DrawGround, tool) => {
                *tool = Tool::sketch(Purpose::Ground(GroundPurpose::default()));
            }
            (Command::DrawStrip, tool) => *tool = Tool::sketch(USUAL_STRIP),
            (Command::DrawSection, tool) => *tool = Tool::sketch(Purpose::Section),
            (Command::Identify, tool) => *tool = Tool::Identify,
            (Command::DrawHole, tool) => {
                if let Some(entry) = selected {
                    *tool = Tool::sketch(Purpose::Hole(entry));
                }
            }
            (Command::DrawRamp | Command::EditRamp, tool) => {
                if let Some((id, _)) = panel.app.selected_for_ramp() {
                    *tool = if command == Command::DrawRamp {
                        Tool::sketch(Purpose::Ramp(id))
                    } else {
                        Tool::Line(Line::of(LineOf::Ramp(id)))
                    };
                }
            }
            (
                Command::PlaceOutlet
                | Command::PlaceOrigin
                | Command::PlaceComment
                | Command::DrawRoute
                | Command::EditRoute,
                tool,
            ) => {
                if let Some(other) = hauls::tool_for(command, panel.app) {
                    *tool = other;
                }
            }
            (Command::EditVertices, tool) => {
                if let Some(entry) = selected {
                    *tool = Tool::Vertices(Vertices {
                        entry,
                        chosen: None,
                        held: None,
                    });
                }
            }
            (Command::MoveDeposit, tool) => {
                if let Some((id, _)) = selected_outlet(panel.app) {
                    *tool = Tool::Spot(Spot::moving(SpotOf::Outlet(id)));
                } else if let Some(entry) = selected {
                    *tool = Tool::Move(Moving {
                        entry,
                        over: false,
                        held: None,
                    });
                }
            }
            (Command::ZoomIn, _) => self.zoom_by(1.0),
            (Command::ZoomOut, _) => self.zoom_by(-1.0),
            (Command::ZoomSite, _) => self.wanted_view = panel.app.site(),
            (Command::ZoomSelected, _) => {
                let selected = panel.app.selected();
                let extent = selected.and_then(|entry| panel.app.extent_of(entry));
                self.wanted_view = extent.map(|extent| match selected {
                    Some(Entry::Outlet(_)) => hauls::around_point(extent.center()),
                    _ => extent,
                });
            }
            _ => return false,
        }
        true
    }

    /// Has the place where a fraction is loaded clicked.
    pub fn place_fraction(&mut self, id: FractionId, app: &App) {
        if !app.is_read_only() && app.project().fraction(id).is_some() {
            self.tool = Tool::Spot(Spot::placing(SpotOf::Fraction(id)));
        }
    }
}
