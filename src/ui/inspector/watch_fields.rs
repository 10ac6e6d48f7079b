//! What is watched at a deposit: points with what is measured there, how often, and the limit that is kept.

use egui::{CollapsingHeader, Grid, Ui};
use egui_material_icons::icons as icon;
use geo::{Centroid as _, Coord};
use i18n_embed_fl::fl;

use super::life_fields::{change, text_field};
use super::parts::LABEL_WIDTH;
use crate::app::medium_text;
use crate::project::{DepositId, Entry, LifeChange, LifeCycle, Medium, MonitoringPoint};
use crate::ui::context::{Panel, Wish};
use crate::ui::fields::{Field, Typed, choice_ui, place_field, small_icon, year_field};
use crate::words::{Words, read_number};

/// How often something is measured unless somebody says otherwise: once a season.
const USUAL_TIMES: f64 = 4.0;

/// Draws the points, each of which can be folded away, and a button for another.
pub(super) fn ui(ui: &mut Ui, id: DepositId, life: &LifeCycle, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.add_space(4.0);
    ui.strong(fl!(words.loader, "watch-title"));
    for place in 0..life.monitoring.len() {
        point_ui(ui, (id, place), life, panel);
    }
    let text = format!(
        "{}  {}",
        icon::ICON_ADD.codepoint,
        fl!(words.loader, "watch-add")
    );
    if ui.button(text).clicked() {
        let mut points = life.monitoring.clone();
        points.push(new_point(id, points.len() + 1, panel));
        change(panel, id, LifeChange::Monitoring(points));
    }
}

/// A point in the middle of the deposit, from where it can be moved.
fn new_point(id: DepositId, number: usize, panel: &Panel<'_>) -> MonitoringPoint {
    let outline = panel.app.project().outline_of(Entry::Deposit(id));
    let middle = outline.and_then(|outline| outline.polygon().centroid());
    let number = number.to_string();
    MonitoringPoint {
        name: panel.words.text("watch-usual-name", &[("number", number)]),
        place: middle.map_or_else(Coord::default, Into::into),
        medium: Medium::default(),
        parameter: String::new(),
        limit: String::new(),
        times_a_year: USUAL_TIMES,
        first_year: None,
        last_year: None,
    }
}

fn point_ui(ui: &mut Ui, (id, place): (DepositId, usize), life: &LifeCycle, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let point = &life.monitoring[place];
    let set = |panel: &mut Panel<'_>, point: Option<MonitoringPoint>| {
        let mut points = life.monitoring.clone();
        match point {
            Some(point) => points[place] = point,
            None => drop(points.remove(place)),
        }
        change(panel, id, LifeChange::Monitoring(points));
    };
    let title = format!("{}: {}", point.name, medium_text(point.medium, &words));
    CollapsingHeader::new(title)
        .id_salt(("watch", place))
        .show(ui, |ui| {
            let grid = Grid::new(("watch-fields", place)).num_columns(2);
            grid.min_col_width(LABEL_WIDTH - 18.0).show(ui, |ui| {
                if let Some(changed) = fields_ui(ui, point, place, &words) {
                    set(panel, Some(changed));
                }
            });
            ui.horizontal(|ui| {
                let show = fl!(words.loader, "watch-show");
                if small_icon(ui, icon::ICON_MY_LOCATION.codepoint, &show, None).clicked() {
                    panel.wishes.push(Wish::Center(point.place));
                }
                let remove = words.text("watch-remove", &[("name", point.name.clone())]);
                if small_icon(ui, icon::ICON_DELETE.codepoint, &remove, None).clicked() {
                    set(panel, None);
                }
            });
        });
}

/// The fields of a point. Returns it changed.
fn fields_ui(
    ui: &mut Ui,
    point: &MonitoringPoint,
    place: usize,
    words: &Words,
) -> Option<MonitoringPoint> {
    let mut changed: Option<MonitoringPoint> = None;
    let mut with = |set: &dyn Fn(&mut MonitoringPoint)| {
        let mut other = point.clone();
        set(&mut other);
        changed = Some(other);
    };
    // Fields are told apart by their names, so that each has its point's number in it.
    let numbered = |id: &str| format!("{} {}", words.text(id, &[]), place + 1);
    let label_ui = |ui: &mut Ui, id: &str| {
        let tip = words.text(&format!("{id}-tip"), &[]);
        ui.label(words.text(id, &[])).on_hover_text(tip);
    };
    label_ui(ui, "field-watch-name");
    if let Some(name) = text_field(ui, &numbered("field-watch-name"), &point.name) {
        with(&|point| point.name.clone_from(&name));
    }
    ui.end_row();
    label_ui(ui, "field-watch-place");
    let label = numbered("field-watch-place");
    if let Some(Typed(Some(at))) = place_field(ui, words, &label, Some(point.place)) {
        with(&|point| point.place = at);
    }
    ui.end_row();
    let media = Medium::ALL.map(|medium| (medium, medium_text(medium, words)));
    let label = words.text("field-watch-medium", &[]);
    let tip = words.text("field-watch-medium-tip", &[]);
    if let Some(medium) = choice_ui(ui, (&label, &tip), &media, &point.medium) {
        with(&|point| point.medium = medium);
    }
    label_ui(ui, "field-watch-parameter");
    if let Some(parameter) = text_field(ui, &numbered("field-watch-parameter"), &point.parameter) {
        with(&|point| point.parameter.clone_from(&parameter));
    }
    ui.end_row();
    label_ui(ui, "field-watch-limit");
    if let Some(limit) = text_field(ui, &numbered("field-watch-limit"), &point.limit) {
        with(&|point| point.limit.clone_from(&limit));
    }
    ui.end_row();
    label_ui(ui, "field-watch-times");
    ui.horizontal(|ui| {
        let label = numbered("field-watch-times");
        let field = Field {
            label: &label,
            value: words.number(
                point.times_a_year,
                usize::from(point.times_a_year.fract() != 0.0),
            ),
            unit: &words.text("unit-times-a-year", &[]),
            wrong: words.text("field-watch-times-wrong", &[]),
            width: 48.0,
        };
        let read = |text: &str| read_number(text).filter(|times| (0.0..=9_000.0).contains(times));
        if let Some(times) = field.ui(ui, read) {
            with(&|point| point.times_a_year = times);
        }
    });
    ui.end_row();
    label_ui(ui, "field-watch-years");
    ui.horizontal(|ui| {
        let first = format!("{} 1", numbered("field-watch-years"));
        let is_right = |year| point.last_year.is_none_or(|last| year <= last);
        if let Some(Typed(year)) = year_field(ui, words, &first, point.first_year, is_right) {
            with(&|point| point.first_year = year);
        }
        ui.label("–");
        let last = format!("{} 2", numbered("field-watch-years"));
        let is_right = |year| point.first_year.is_none_or(|first| first <= year);
        if let Some(Typed(year)) = year_field(ui, words, &last, point.last_year, is_right) {
            with(&|point| point.last_year = year);
        }
    });
    ui.end_row();
    changed
}
