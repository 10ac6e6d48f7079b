//! How far rock is hauled to a destination: typed, as the crow flies, or along a drawn road; and the climb.

use std::sync::Arc;

use egui::{Button, ComboBox, Id, Label, RichText, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use geo::Coord;
use i18n_embed_fl::fl;

use super::terms_fields::{AMOUNT, change};
use crate::app::{haul_km, route_length_m};
use crate::project::{Distance, Entry, LayerId, Reading, Terms, TermsChange};
use crate::terrain::LineClimb;
use crate::ui::commands::Command;
use crate::ui::context::Panel;
use crate::ui::fields::{CHOICE_WIDTH, Field, command_button, named, small_icon};
use crate::words::{Words, read_number};

/// How the distance is known.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Straight,
    Typed,
    Route,
}

impl Known {
    const ALL: [Self; 3] = [Self::Straight, Self::Typed, Self::Route];

    fn of(distance: &Distance) -> Self {
        match distance {
            Distance::Typed { .. } => Self::Typed,
            Distance::Straight { .. } => Self::Straight,
            Distance::Route(_) => Self::Route,
        }
    }

    fn name(self, words: &Words) -> String {
        match self {
            Self::Straight => fl!(words.loader, "haul-straight"),
            Self::Typed => fl!(words.loader, "haul-typed"),
            Self::Route => fl!(words.loader, "haul-route"),
        }
    }
}

/// How far rock is hauled, and how much is climbed.
pub(super) fn haul_ui(ui: &mut Ui, entry: Entry, terms: &Terms, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let set = |panel: &mut Panel<'_>, distance: Distance| {
        change(panel, entry, TermsChange::Haul(distance, terms.climb_m));
    };
    match known_ui(ui, entry, &terms.distance, panel) {
        Some(Known::Straight) => set(panel, straight(&terms.distance)),
        Some(Known::Typed) => set(panel, typed(entry, &terms.distance, panel)),
        Some(Known::Route) => panel.command(Command::DrawRoute),
        None => {}
    }
    let distance = match &terms.distance {
        Distance::Typed { km } => typed_ui(ui, *km, &words),
        Distance::Straight { detour } => detour_ui(ui, *detour, entry, panel),
        Distance::Route(line) => route_ui(ui, route_length_m(&line.0) / 1000.0, &words),
    };
    if let Some(distance) = distance {
        set(panel, distance);
    }
    ui.label("");
    ui.vertical(|ui| {
        command_button(ui, panel, Command::DrawRoute);
        if Known::of(&terms.distance) == Known::Route {
            command_button(ui, panel, Command::EditRoute);
        }
    });
    ui.end_row();
    let label = fl!(words.loader, "field-climb");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-climb-tip"));
    ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(terms.climb_m, 0),
            unit: "m",
            wrong: fl!(words.loader, "field-climb-wrong"),
            width: AMOUNT,
        };
        let read = |text: &str| read_number(text).filter(|climb| 0.0 <= *climb);
        if let Some(climb_m) = field.ui(ui, read) {
            let haul = TermsChange::Haul(terms.distance.clone(), climb_m);
            change(panel, entry, haul);
        }
    });
    ui.end_row();
    if let Distance::Route(line) = &terms.distance {
        ui.label("");
        ui.vertical(|ui| {
            ui.set_max_width(CHOICE_WIDTH);
            if let Some(climb_m) = climb_ui(ui, &line.0, Some(terms.climb_m), panel) {
                let haul = TermsChange::Haul(terms.distance.clone(), climb_m);
                change(panel, entry, haul);
            }
        });
        ui.end_row();
    }
}

/// As the crow flies, times the factor that it has or a usual one.
fn straight(distance: &Distance) -> Distance {
    match distance {
        Distance::Straight { .. } => distance.clone(),
        Distance::Typed { .. } | Distance::Route(_) => Distance::default(),
    }
}

/// What would be typed: it goes on from what it is.
fn typed(entry: Entry, distance: &Distance, panel: &Panel<'_>) -> Distance {
    let km = haul_km(panel.app.project(), entry, distance).unwrap_or(0.0);
    Distance::Typed {
        km: (km * 100.0).round() / 100.0,
    }
}

/// A choice among the ways to know the distance, each with what it comes to. Returns another one than the one
/// that is chosen.
fn known_ui(ui: &mut Ui, entry: Entry, distance: &Distance, panel: &Panel<'_>) -> Option<Known> {
    let words = &panel.words;
    let label = fl!(words.loader, "field-haul");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-haul-tip"));
    let known = Known::of(distance);
    let comes_to = |choice: Known| {
        let distance = match choice {
            Known::Straight => straight(distance),
            // What is typed goes on from what it is.
            Known::Typed => distance.clone(),
            Known::Route if known == Known::Route => distance.clone(),
            Known::Route => return fl!(words.loader, "haul-route-none"),
        };
        let km = haul_km(panel.app.project(), entry, &distance);
        km.map_or_else(|| "–".to_owned(), |km| words.quantity(km, 2, "km"))
    };
    let combo = ComboBox::from_id_salt(&label).selected_text(known.name(words));
    let mut other = None;
    let shown = combo.width(CHOICE_WIDTH).show_ui(ui, |ui| {
        for choice in Known::ALL {
            let (name, km) = (choice.name(words), comes_to(choice));
            let button = Button::selectable(choice == known, &name);
            let response = ui.add(button.right_text(RichText::new(&km).weak()));
            named(&response, Role::ListBoxOption, &name);
            if response.clicked() && choice != known {
                other = Some(choice);
            }
        }
    });
    named(&shown.response, Role::ComboBox, &label);
    ui.end_row();
    other
}

fn typed_ui(ui: &mut Ui, km: f64, words: &Words) -> Option<Distance> {
    let label = fl!(words.loader, "field-haul-km");
    ui.label(&label);
    let row = ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(km, 2),
            unit: "km",
            wrong: fl!(words.loader, "field-haul-km-wrong"),
            width: AMOUNT,
        };
        field.ui(ui, |text| read_number(text).filter(|km| 0.0 <= *km))
    });
    ui.end_row();
    row.inner.map(|km| Distance::Typed { km })
}

/// The factor, and what it comes to.
fn detour_ui(ui: &mut Ui, detour: f64, entry: Entry, panel: &Panel<'_>) -> Option<Distance> {
    let words = &panel.words;
    let label = fl!(words.loader, "field-detour");
    ui.label(&label)
        .on_hover_text(fl!(words.loader, "field-detour-tip"));
    let row = ui.horizontal(|ui| {
        let field = Field {
            label: &label,
            value: words.number(detour, 2),
            unit: "×",
            wrong: fl!(words.loader, "field-detour-wrong"),
            width: AMOUNT,
        };
        let entered = field.ui(ui, |text| read_number(text).filter(|detour| 1.0 <= *detour));
        let km = haul_km(panel.app.project(), entry, &Distance::Straight { detour });
        if let Some(km) = km {
            ui.label(format!("= {}", words.quantity(km, 2, "km")));
        }
        entered
    });
    ui.end_row();
    row.inner.map(|detour| Distance::Straight { detour })
}

/// The length of a drawn road, and a button that takes it away.
fn route_ui(ui: &mut Ui, km: f64, words: &Words) -> Option<Distance> {
    ui.label(fl!(words.loader, "field-haul-km"));
    let row = ui.horizontal(|ui| {
        ui.label(words.quantity(km, 2, "km"));
        let name = fl!(words.loader, "haul-route-remove");
        small_icon(ui, icon::ICON_DELETE.codepoint, &name, None).clicked()
    });
    ui.end_row();
    row.inner.then(Distance::default)
}

/// How long the road in the hand is, and what it climbs.
pub(super) fn drawn_ui(ui: &mut Ui, points: &[Coord<f64>], panel: &Panel<'_>) {
    let words = &panel.words;
    ui.add(Label::new(fl!(words.loader, "sketch-route")).wrap());
    ui.strong(words.quantity(route_length_m(points) / 1000.0, 2, "km"));
    climb_ui(ui, points, None, panel);
}

/// What the terrain says of the climb along a road. Where it is not what is decided, it can be taken over.
fn climb_ui(
    ui: &mut Ui,
    line: &[Coord<f64>],
    decided_m: Option<f64>,
    panel: &Panel<'_>,
) -> Option<f64> {
    let words = &panel.words;
    match climb_along(ui, line, panel)? {
        LineClimb::Known(climb_m) => {
            let climb_m = climb_m.round();
            let climb = words.quantity(climb_m, 0, "m");
            let text = fl!(words.loader, "climb-by-terrain", climb = climb);
            let label = Label::new(RichText::new(text).weak()).wrap();
            ui.add(label)
                .on_hover_text(fl!(words.loader, "climb-by-terrain-tip"));
            let is_other = decided_m.is_some_and(|decided_m| 0.5 <= (decided_m - climb_m).abs());
            let takes = is_other && ui.button(fl!(words.loader, "climb-take")).clicked();
            takes.then_some(climb_m)
        }
        LineClimb::Uncovered(share) => {
            let share = words.number((share * 100.0).floor(), 0);
            let text = fl!(words.loader, "climb-uncovered", share = share);
            let text = RichText::new(text).color(panel.palette.warning);
            ui.add(Label::new(text).wrap());
            None
        }
    }
}

/// The climb of a line, and what it was read of.
#[derive(Clone)]
struct KnownClimb {
    line: Vec<Coord<f64>>,
    terrain: Option<(LayerId, Reading, usize)>,
    climb: LineClimb,
}

/// The climb of a line over the terrain in use, worked out again only where something has changed.
fn climb_along(ui: &Ui, line: &[Coord<f64>], panel: &Panel<'_>) -> Option<LineClimb> {
    let id = Id::unique("climb");
    let (app, base) = (panel.app, panel.app.base());
    let terrain = base.and_then(|id| {
        // Heights that are made again, as of another file, lie elsewhere.
        let heights = app.terrain(id)?.relief.as_ref()?;
        Some((id, app.reading(id), Arc::as_ptr(heights).addr()))
    });
    let kept: Option<KnownClimb> = ui.data(|kept| kept.get_temp(id));
    if let Some(known) = kept.filter(|known| known.line == line && known.terrain == terrain) {
        return Some(known.climb);
    }
    let climb = app.climb_along(line)?;
    let known = KnownClimb {
        line: line.to_vec(),
        terrain,
        climb,
    };
    ui.data_mut(|kept| kept.insert_temp(id, known));
    Some(climb)
}
