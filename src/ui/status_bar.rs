//! Where the pointer is, the scale, the coordinate system, and what is being done.

use egui::{ProgressBar, RichText, Ui};
use egui_material_icons::icons as icon;
use geo::Coord;
use i18n_embed_fl::fl;

use super::context::{Panel, Wish};
use super::fields::{Field, field_id, read_place, small_icon};
use super::map::MapView;
use crate::app::{Action, App, JobKey, SaveState};
use crate::project::{Areas, Edit};
use crate::words::{Words, read_number};

/// Draws the bar.
pub fn ui(ui: &mut Ui, map: &MapView, panel: &mut Panel<'_>) {
    ui.horizontal_centered(|ui| {
        if panel.app.site().is_some() {
            pointer_ui(ui, map, panel);
            ui.separator();
            scale_ui(ui, map, panel);
            ui.separator();
            place_ui(ui, map, panel);
            ui.separator();
            if let Some(reference) = panel.app.reference() {
                let code = reference.epsg().map(|code| format!("EPSG:{code}"));
                let text = code.unwrap_or_else(|| reference.name().to_owned());
                let datum = reference.vertical().map(|datum| datum.name.clone());
                let datum = datum.unwrap_or_else(|| fl!(panel.words.loader, "label-not-recorded"));
                let tip = fl!(
                    panel.words.loader,
                    "status-crs-tip",
                    crs = reference.name(),
                    datum = datum
                );
                crs_ui(ui, text, tip, panel);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            saved_ui(ui, panel);
            jobs_ui(ui, panel);
        });
    });
}

/// The coordinate system, what areas are, and whether those on the map are far from those on the ground.
///
/// A click lets them be counted otherwise.
fn crs_ui(ui: &mut Ui, text: String, tip: String, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let areas = panel.app.project().areas;
    let (text, tip) = match (panel.app.site_areas(), areas) {
        (Some(off), _) => {
            let notice = off.notice(&words);
            let sign = icon::ICON_WARNING.codepoint;
            let percent = words.quantity(100.0 * off.off.excess, 2, "%");
            let text =
                RichText::new(format!("{sign} {text} ({percent})")).color(panel.palette.warning);
            (
                text,
                format!("{}\n{}\n\n{tip}", notice.message, notice.hint),
            )
        }
        (None, Areas::Planar) => (RichText::new(text), tip),
        (None, Areas::Geodesic) => {
            let text = format!("{text} · {}", fl!(words.loader, "status-areas-geodesic"));
            (RichText::new(text), tip)
        }
    };
    let menu = ui.menu_button(text, |ui| {
        ui.strong(fl!(words.loader, "areas-title"));
        for (choice, name, about) in [
            (
                Areas::Planar,
                fl!(words.loader, "way-areas-planar"),
                fl!(words.loader, "areas-planar-tip"),
            ),
            (
                Areas::Geodesic,
                fl!(words.loader, "way-areas-geodesic"),
                fl!(words.loader, "areas-geodesic-tip"),
            ),
        ] {
            let radio = ui.add_enabled(
                !panel.app.is_read_only(),
                egui::RadioButton::new(areas == choice, name),
            );
            if radio.on_hover_text(about).clicked() && areas != choice {
                panel.act(Action::Edit(Edit::SetAreas(choice)));
            }
        }
    });
    menu.response.on_hover_text(tip);
}

fn pointer_ui(ui: &mut Ui, map: &MapView, panel: &Panel<'_>) {
    let words = &panel.words;
    let (place, height) = match map.pointer() {
        Some(at) => {
            let base = panel.app.base();
            let height = base.and_then(|id| panel.app.height_at(id, at));
            (Some(at), height)
        }
        None => (None, None),
    };
    let number =
        |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| words.number(value, 0));
    let text = format!(
        "{}\u{a0}E  {}\u{a0}N  {}",
        number(place.map(|at| at.x)),
        number(place.map(|at| at.y)),
        height.map_or_else(|| "– m".to_owned(), |height| words.quantity(height, 1, "m"))
    );
    let label = egui::Label::new(text).selectable(false);
    ui.add_sized([214.0, 20.0], label)
        .on_hover_text(fl!(words.loader, "status-pointer-tip"));
}

fn scale_ui(ui: &mut Ui, map: &MapView, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let field = Field {
        label: &fl!(words.loader, "status-scale"),
        value: format!("1:{}", words.number(round_to_three_digits(map.scale()), 0)),
        unit: "",
        wrong: fl!(words.loader, "status-scale-wrong"),
        width: 84.0,
    };
    ui.label(field.label);
    if let Some(scale) = field.ui(ui, read_scale) {
        panel.wishes.push(Wish::Scale(scale));
    }
}

fn place_ui(ui: &mut Ui, map: &MapView, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let middle = map.middle();
    let value = middle.map_or_else(String::new, |at| place_text(at, &words));
    let field = Field {
        label: &fl!(words.loader, "status-middle"),
        value,
        unit: "",
        wrong: fl!(words.loader, "status-middle-wrong"),
        width: 138.0,
    };
    ui.label(field.label);
    if let Some(at) = field.ui(ui, read_place) {
        panel.wishes.push(Wish::Center(at));
    }
}

/// Lets the field for the middle be typed into.
pub fn focus_place(ctx: &egui::Context, app: &App) {
    let label = fl!(app.words().loader, "status-middle");
    ctx.memory_mut(|memory| memory.request_focus(field_id(&label)));
}

fn place_text(at: Coord<f64>, words: &Words) -> String {
    format!("{}; {}", words.number(at.x, 0), words.number(at.y, 0))
}

/// Reads `1:5000`, or `5000` alone.
fn read_scale(text: &str) -> Option<f64> {
    let number = text.split_once(':').map_or(text, |(_, scale)| scale);
    read_number(number).filter(|scale| 0.0 < *scale)
}

fn round_to_three_digits(value: f64) -> f64 {
    let step = 10_f64.powf(value.log10().floor() - 2.0);
    (value / step).round() * step
}

fn jobs_ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let jobs = panel.app.jobs();
    let shown = jobs.into_iter().filter(|job| !is_quiet(&job.key));
    for job in shown.take(2) {
        let name = job_name(&job.key, panel);
        if small_icon(
            ui,
            icon::ICON_CLOSE.codepoint,
            &fl!(panel.words.loader, "status-cancel", job = name.clone()),
            None,
        )
        .clicked()
        {
            panel.act(Action::Cancel(job.key));
        }
        #[expect(clippy::cast_possible_truncation, reason = "a fraction from 0 to 1")]
        let fraction = job.fraction.unwrap_or(0.0) as f32;
        ui.add(ProgressBar::new(fraction).desired_width(72.0));
        ui.label(name);
    }
}

/// Work that nobody waits for, or that is told elsewhere.
fn is_quiet(key: &JobKey) -> bool {
    matches!(
        key,
        JobKey::Preview
            | JobKey::Section
            | JobKey::Year
            | JobKey::Export
            | JobKey::Settings
            | JobKey::Recent
            | JobKey::Save
            | JobKey::Look
            | JobKey::Values(_)
            | JobKey::Areas
            | JobKey::Scale
            | JobKey::Sources
            | JobKey::Index(_)
            | JobKey::Take(_)
    )
}

/// Whether what is drawn is in the file.
fn saved_ui(ui: &mut Ui, panel: &Panel<'_>) {
    let words = panel.words.clone();
    let (picture, text, color) = match panel.app.save_state() {
        SaveState::Nothing => return,
        SaveState::Saved(at) => (
            icon::ICON_CHECK.codepoint,
            fl!(words.loader, "status-saved", time = words.clock(at)),
            panel.palette.quiet,
        ),
        SaveState::Saving => (
            icon::ICON_SYNC.codepoint,
            fl!(words.loader, "status-saving"),
            panel.palette.quiet,
        ),
        SaveState::Failed(_) => (
            icon::ICON_ERROR.codepoint,
            fl!(words.loader, "title-not-saved"),
            panel.palette.error,
        ),
        SaveState::ReadOnly(_) => (
            icon::ICON_LOCK.codepoint,
            fl!(words.loader, "title-read-only"),
            panel.palette.warning,
        ),
    };
    let path = panel.app.project_path();
    let tip = path.map_or_else(
        || fl!(words.loader, "status-draft-tip"),
        |path| path.display().to_string(),
    );
    let text = RichText::new(format!("{picture} {text}")).color(color);
    ui.label(text).on_hover_text(tip);
    ui.add_space(8.0);
}

fn job_name(key: &JobKey, panel: &Panel<'_>) -> String {
    let words = &panel.words;
    let name = |entry| {
        panel
            .app
            .project()
            .name_of(entry)
            .unwrap_or_default()
            .to_owned()
    };
    match key {
        JobKey::Open => fl!(words.loader, "job-open"),
        JobKey::Reproject(path) => {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            fl!(words.loader, "job-reproject", file = file.into_owned())
        }
        JobKey::Picture(id) | JobKey::Site(id) | JobKey::Labels(id) => {
            let name = name(crate::project::Entry::Layer(*id));
            fl!(words.loader, "job-picture", name = name)
        }
        JobKey::Fill(id) => {
            let name = name(*id);
            fl!(words.loader, "job-fill", name = name)
        }
        JobKey::Sample => fl!(words.loader, "job-sample"),
        JobKey::Preview => fl!(words.loader, "job-preview"),
        JobKey::Project => fl!(words.loader, "job-project"),
        JobKey::Import(_) => fl!(words.loader, "job-import"),
        JobKey::Table => fl!(words.loader, "job-table"),
        JobKey::Report => fl!(words.loader, "job-report"),
        JobKey::Package => fl!(words.loader, "job-package"),
        JobKey::Geometry => fl!(words.loader, "job-geometry"),
        JobKey::FillIn(_) => fl!(words.loader, "job-fill-in"),
        JobKey::Difference => fl!(words.loader, "job-difference"),
        JobKey::Changes => fl!(words.loader, "job-changes"),
        JobKey::Comments => fl!(words.loader, "job-comments"),
        JobKey::OftenFirst => fl!(words.loader, "job-often-first"),
        JobKey::Read(id) => {
            let name = name(crate::project::Entry::Layer(*id));
            fl!(words.loader, "job-read", name = name)
        }
        JobKey::Section
        | JobKey::Year
        | JobKey::Export
        | JobKey::Settings
        | JobKey::Recent
        | JobKey::Save
        | JobKey::Look
        | JobKey::Values(_)
        | JobKey::Index(_)
        | JobKey::Take(_)
        | JobKey::Areas
        | JobKey::Scale
        | JobKey::Sources => {
            fl!(words.loader, "job-settings")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_read_with_and_without_its_one() {
        assert_eq!(read_scale("1:5 000"), Some(5000.0));
        assert_eq!(read_scale("25000"), Some(25_000.0));
        assert_eq!(read_scale("1:0"), None);
        assert_eq!(read_scale("big"), None);
    }

    #[test]
    fn a_place_is_read_as_people_write_it() {
        let place = Some(Coord {
            x: 385_210.5,
            y: 6_880_100.0,
        });
        assert_eq!(read_place("385 210,5; 6 880 100"), place);
        assert_eq!(read_place("385210.5 6880100"), place);
        assert_eq!(read_place("385210"), None);
    }

    #[test]
    fn a_scale_is_shown_with_three_digits() {
        assert!((round_to_three_digits(12_345.0) - 12_300.0).abs() < 1e-6);
        assert!((round_to_three_digits(987.0) - 987.0).abs() < 1e-6);
    }
}
