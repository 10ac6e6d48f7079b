//! Which alternatives are on maps side by side, and how.

use egui::{Ui, accesskit::Role};
use i18n_embed_fl::fl;

use super::{act, alternatives_of, two_of, two_ui};
use crate::app::AssessAsk;
use crate::project::ScenarioId;
use crate::ui::context::Panel;
use crate::ui::fields::named;
use crate::ui::map::MapView;
use crate::ui::map::beside::Maps;

/// Maps beside each other at most.
const MOST_MAPS: usize = 4;

/// How alternatives are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Layout {
    #[default]
    Beside,
    Swipe,
    Difference,
}

impl Layout {
    const ALL: [Self; 3] = [Self::Beside, Self::Swipe, Self::Difference];

    /// The id of its name's text; the tip has `-tip` behind it.
    fn id(self) -> &'static str {
        match self {
            Self::Beside => "maps-beside",
            Self::Swipe => "maps-swipe",
            Self::Difference => "maps-difference",
        }
    }
}

/// What is chosen.
pub(super) struct MapsPage {
    layout: Layout,
    /// Alternatives beside each other; empty until somebody chose.
    chosen: Vec<ScenarioId>,
    /// The two of a swipe or a difference.
    two: Option<[ScenarioId; 2]>,
    share: f32,
}

impl Default for MapsPage {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            chosen: Vec::new(),
            two: None,
            share: 0.5,
        }
    }
}

impl MapsPage {
    /// Draws the choices and the maps.
    pub(super) fn ui(&mut self, ui: &mut Ui, map: &mut MapView, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        let order = alternatives_of(panel);
        self.drop_gone(&order);
        ui.horizontal_wrapped(|ui| {
            for layout in Layout::ALL {
                let name = words.text(layout.id(), &[]);
                let tip = words.text(&format!("{}-tip", layout.id()), &[]);
                let response = ui.selectable_label(self.layout == layout, &name);
                named(&response, Role::RadioButton, &name);
                if response.on_hover_text(tip).clicked() {
                    self.layout = layout;
                }
            }
            ui.separator();
            match self.layout {
                Layout::Beside => self.ticks_ui(ui, &order),
                Layout::Swipe | Layout::Difference => {
                    let labels = [
                        fl!(words.loader, "maps-left"),
                        fl!(words.loader, "maps-right"),
                    ];
                    if let Some(two) = &mut self.two {
                        two_ui(ui, &labels, &order, two);
                    }
                }
            }
        });
        ui.add_space(4.0);
        let maps = match (self.layout, self.two) {
            (Layout::Swipe, Some(two)) => Maps::Swipe(two, self.share),
            (Layout::Difference, Some(two)) => Maps::Difference(two),
            _ => Maps::Beside(self.chosen.clone()),
        };
        let wanted = match &maps {
            Maps::Difference(two) => Some(*two),
            _ => None,
        };
        if panel.app.shown_difference() != wanted {
            act(panel, AssessAsk::Difference(wanted));
        }
        if let Some(share) = map.beside_ui(ui, &maps, panel) {
            self.share = share;
        }
    }

    /// Begins with the alternatives that are no reference, or whatever there is.
    fn drop_gone(&mut self, order: &[(ScenarioId, String)]) {
        let is_there = |id: &ScenarioId| order.iter().any(|(other, _)| other == id);
        self.chosen.retain(is_there);
        if self.chosen.is_empty() {
            let mut ids: Vec<ScenarioId> = order.iter().map(|(id, _)| *id).collect();
            if 2 < ids.len() {
                ids.retain(|id| *id != ScenarioId::ZERO);
            }
            self.chosen = ids.into_iter().take(MOST_MAPS).collect();
        }
        self.two = two_of(self.two, order);
    }

    fn ticks_ui(&mut self, ui: &mut Ui, order: &[(ScenarioId, String)]) {
        for (id, name) in order {
            let mut is_shown = self.chosen.contains(id);
            let may =
                is_shown && 1 < self.chosen.len() || !is_shown && self.chosen.len() < MOST_MAPS;
            let tick = ui.add_enabled(may, egui::Checkbox::new(&mut is_shown, name));
            if tick.changed() {
                if is_shown {
                    self.chosen.push(*id);
                } else {
                    self.chosen.retain(|other| other != id);
                }
                let place = |id: &ScenarioId| order.iter().position(|(other, _)| other == id);
                self.chosen.sort_by_key(place);
            }
        }
    }
}
