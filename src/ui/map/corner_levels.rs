//! The level of each corner of a crest, beside the corner: shown, and typed after a click.

use egui::{
    Align2, Area, Button, Frame, Id, Order, Pos2, Rect, RichText, Ui, Vec2, accesskit::Role,
};
use i18n_embed_fl::fl;

use super::tools::{Hand, Tool};
use crate::app::Action;
use crate::project::{Deposit, DepositId, Edit, Entry};
use crate::ui::context::Panel;
use crate::ui::fields::{Field, field_id, named, select_all};
use crate::units::Metres;
use crate::words::read_number;

/// From a corner to its label, in points.
const BESIDE: Vec2 = Vec2::new(9.0, -9.0);

/// Which corner's level is being typed.
#[derive(Default)]
pub struct CornerLevels {
    typed: Option<Typed>,
}

/// A corner whose level is being typed.
struct Typed {
    deposit: DepositId,
    corner: usize,
    /// Whether its field has had the focus, so that losing it ends the typing.
    began: bool,
}

impl CornerLevels {
    /// Labels for the crest that is selected, while nothing else is done on the map.
    pub fn ui(&mut self, ui: &mut Ui, hand: &Hand<'_>, tool: &Tool, panel: &mut Panel<'_>) {
        let shown = crest_shown(tool, panel);
        let Some((id, deposit, crest, levels)) = shown else {
            self.typed = None;
            return;
        };
        if self.typed.as_ref().is_some_and(|typed| typed.deposit != id) {
            self.typed = None;
        }
        let frozen = panel.app.project().is_frozen(Entry::Deposit(id));
        let corners = deposit.outline.polygon().exterior().0.clone();
        let mut taken: Vec<Rect> = Vec::new();
        for (corner, (at, level)) in corners.iter().zip(&levels).enumerate() {
            let at = hand.screen(*at) + BESIDE;
            if !ui.clip_rect().contains(at) {
                continue;
            }
            let words = &panel.words;
            let number = words.number(corner as f64 + 1.0, 0);
            let label = fl!(words.loader, "corner-level", number = number);
            if self
                .typed
                .as_ref()
                .is_some_and(|typed| typed.corner == corner)
            {
                let entered = self.field_ui(ui, at, &label, *level, panel);
                let change =
                    entered.and_then(|level| deposit.with_corner_level(corner, level, crest));
                if let Some(change) = change {
                    panel.act(Action::Edit(Edit::ChangeDeposit(id, Box::new(change))));
                }
                continue;
            }
            let text = words.quantity(level.0, 1, "m");
            let name = format!("{label}: {text}");
            if label_ui(ui, at, text, &name, &mut taken, panel) && !frozen {
                self.typed = Some(Typed {
                    deposit: id,
                    corner,
                    began: false,
                });
            }
        }
    }

    /// The field at a corner. It goes when it is left.
    fn field_ui(
        &mut self,
        ui: &Ui,
        at: Pos2,
        label: &str,
        level: Metres,
        panel: &Panel<'_>,
    ) -> Option<Metres> {
        let typed = self.typed.as_mut()?;
        let value = panel.words.number(level.0, 2);
        let field = Field {
            label,
            value: value.clone(),
            unit: "m",
            wrong: fl!(panel.words.loader, "field-number-expected"),
            width: 64.0,
        };
        let area = Area::new(Id::unique("corner-level"))
            .order(Order::Foreground)
            .pivot(Align2::LEFT_BOTTOM)
            .fixed_pos(at);
        let shown = area.show(ui.ctx(), |ui| {
            Frame::popup(ui.style())
                .show(ui, |ui| ui.horizontal(|ui| field.ui(ui, read_number)).inner)
                .inner
        });
        let id = field_id(label);
        if !typed.began {
            typed.began = true;
            ui.memory_mut(|memory| memory.request_focus(id));
            select_all(ui, id, &value);
        } else if !ui.memory(|memory| memory.has_focus(id)) {
            ui.data_mut(|kept| kept.remove::<String>(id));
            self.typed = None;
        }
        shown.inner.map(Metres)
    }
}

/// The crest whose corners have labels: with the level of its highest, and of each corner.
fn crest_shown(
    tool: &Tool,
    panel: &Panel<'_>,
) -> Option<(DepositId, Deposit, Metres, Vec<Metres>)> {
    if *tool != Tool::Select {
        return None;
    }
    let (id, deposit) = panel.app.selected_deposit()?;
    let fill = panel.app.fill(id).and_then(|fill| fill.value());
    let crest = match deposit.target {
        crate::design::FillTarget::Crest(level) => level,
        _ => fill?.design.crest_level,
    };
    let levels = deposit.corner_levels(crest).filter(|_| deposit.visible)?;
    Some((id, deposit.clone(), crest, levels))
}

/// A level on a plate, where none is yet. Returns whether it was clicked.
fn label_ui(
    ui: &mut Ui,
    at: Pos2,
    text: String,
    name: &str,
    taken: &mut Vec<Rect>,
    panel: &Panel<'_>,
) -> bool {
    let text = RichText::new(text).size(12.0);
    let button = Button::new(text).small().fill(panel.palette.plate);
    let galley_width = 8.0 * 9.0;
    let place = Align2::LEFT_BOTTOM.anchor_size(at, Vec2::new(galley_width, 18.0));
    if taken.iter().any(|other| other.intersects(place)) {
        return false;
    }
    taken.push(place);
    let response = ui.put(place, button);
    named(&response, Role::Button, name);
    let tip = fl!(panel.words.loader, "corner-level-tip");
    response.on_hover_text(tip).clicked()
}
