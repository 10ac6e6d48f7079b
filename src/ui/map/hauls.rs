//! Hauling on the map: where rock is loaded, and the roads that were drawn from there.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2};
use egui_material_icons::icons as icon;
use geo::Coord;
use i18n_embed_fl::fl;

use super::built_color;
use super::lettering::Lettering;
use super::tools::{Hand, Line, LineOf, Purpose, Spot, SpotOf, Tool};
use crate::app::{App, LoadingPlace, loading_places, route_beginning};
use crate::project::Distance;
use crate::ui::command_rules::{selected_destination, selected_outlet};
use crate::ui::commands::Command;
use crate::ui::context::Panel;

/// Behind lines and marks, so that they show on any ground.
const HALO: Color32 = Color32::from_rgba_premultiplied(200, 200, 200, 200);

/// The ground of the mark of a loading place: no deposit, pit or outlet has this colour.
const LOADING: Color32 = Color32::from_rgb(0x1F, 0x29, 0x33);

/// How far writing stands from a mark, in points.
const BESIDE: f32 = 15.0;

/// Draws roads and loading places, over everything that is built.
pub fn draw(
    painter: &Painter,
    hand: &Hand<'_>,
    tool: &Tool,
    lettering: &mut Lettering,
    panel: &Panel<'_>,
) {
    draw_routes(painter, hand, tool, panel);
    for place in loading_places(panel.app.project()) {
        draw_loading_place(painter, hand, (place, tool), lettering, panel);
    }
}

/// The road of what is selected, and those of all that is visible.
fn draw_routes(painter: &Painter, hand: &Hand<'_>, tool: &Tool, panel: &Panel<'_>) {
    let (app, project) = (panel.app, panel.app.project());
    let selected = app.selected();
    for entry in project.destinations_of(app.active()) {
        let is_selected = selected == Some(entry);
        let is_in_hand = matches!(tool, Tool::Line(line) if line.of == LineOf::Route(entry));
        if is_in_hand || !(is_selected || project.is_visible(entry)) {
            continue;
        }
        let terms = project.terms_of(entry);
        let Some(Distance::Route(line)) = terms.map(|terms| &terms.distance) else {
            continue;
        };
        let line: Vec<Pos2> = line.0.iter().map(|at| hand.screen(*at)).collect();
        if Rect::from_points(&line).intersects(painter.clip_rect()) {
            draw_route(painter, &line, built_color(app, entry), is_selected);
        }
    }
}

/// A dashed line with an arrow at its end.
fn draw_route(painter: &Painter, line: &[Pos2], color: Color32, is_selected: bool) {
    let width = if is_selected { 3.0 } else { 2.0 };
    painter.add(Shape::line(line.to_vec(), Stroke::new(width + 2.5, HALO)));
    painter.extend(Shape::dashed_line(
        line,
        Stroke::new(width, color),
        10.0,
        5.0,
    ));
    let Some([before, last]) = line.last_chunk::<2>() else {
        return;
    };
    let along = (*last - *before).normalized();
    let (back, across) = (along * 11.0, along.rot90() * 5.5);
    let arrow = vec![*last, *last - back + across, *last - back - across];
    painter.add(Shape::convex_polygon(arrow, color, Stroke::new(1.5, HALO)));
}

fn draw_loading_place(
    painter: &Painter,
    hand: &Hand<'_>,
    (place, tool): (LoadingPlace, &Tool),
    lettering: &mut Lettering,
    panel: &Panel<'_>,
) {
    let of = place.of.map_or(SpotOf::Origin, SpotOf::Fraction);
    let at = hand.screen(tool.held_spot(of).unwrap_or(place.at));
    let fraction = place.of.and_then(|id| panel.app.project().fraction(id));
    let name = fraction.map_or_else(
        || fl!(panel.words.loader, "map-loading"),
        |fraction| {
            let name = fraction.name.clone();
            fl!(panel.words.loader, "map-loading-of", name = name)
        },
    );
    draw_loading_mark(painter, at);
    write_beside(painter, lettering, at, (&name, false), 1.0);
}

/// A wheel loader on a disc.
pub fn draw_loading_mark(painter: &Painter, at: Pos2) {
    painter.circle(at, 11.5, HALO, Stroke::NONE);
    painter.circle(at, 9.5, LOADING, Stroke::NONE);
    painter.text(
        at,
        Align2::CENTER_CENTER,
        icon::ICON_FRONT_LOADER.codepoint,
        FontId::proportional(14.0),
        Color32::WHITE,
    );
}

/// Writes a name to the right of a mark, or where that is taken to the left of it; the other way round where it
/// is to stand left.
pub fn write_beside(
    painter: &Painter,
    lettering: &mut Lettering,
    at: Pos2,
    (name, is_left): (&str, bool),
    opacity: f32,
) {
    let mut sides = [
        (Align2::LEFT_CENTER, BESIDE),
        (Align2::RIGHT_CENTER, -BESIDE),
    ];
    if is_left {
        sides.reverse();
    }
    for (anchor, by) in sides {
        let place_of = |size: Vec2| anchor.anchor_size(at + Vec2::new(by, 0.0), size);
        if lettering.write(painter, name, place_of, opacity) {
            return;
        }
    }
}

/// The tool that a command about hauling takes into the hand; `None` where there is nothing for it.
pub fn tool_for(command: Command, app: &App) -> Option<Tool> {
    if !command.is_possible(app) {
        return None;
    }
    let destination = || selected_destination(app).map(|(entry, _)| entry);
    match command {
        Command::PlaceComment => Some(Tool::Spot(Spot::placing(SpotOf::Comment))),
        Command::PlaceOrigin => Some(Tool::Spot(Spot::placing(SpotOf::Origin))),
        Command::PlaceOutlet => {
            let (id, _) = selected_outlet(app)?;
            Some(Tool::Spot(Spot::placing(SpotOf::Outlet(id))))
        }
        Command::DrawRoute => {
            let purpose = Purpose::Route(destination()?);
            // Suggested: it can be taken back as any corner.
            Some(Tool::sketch_from(purpose, route_beginning(app.project())))
        }
        _ => Some(Tool::Line(Line::of(LineOf::Route(destination()?)))),
    }
}

/// The ground around a point that is to be seen with it, in metres.
pub fn around_point(at: Coord<f64>) -> geo::Rect<f64> {
    let by = Coord { x: 250.0, y: 250.0 };
    geo::Rect::new(at - by, at + by)
}

impl Tool {
    /// Where a point is while it is in the hand.
    pub fn held_spot(&self, of: SpotOf) -> Option<Coord<f64>> {
        match self {
            Self::Spot(spot) if spot.of == of => spot.held.as_ref().map(|held| held.at),
            _ => None,
        }
    }
}
