//! Notices in the corner of the map with their ways out, and the log of all of them.

use egui::{Align2, Area, Frame, Id, Label, Order, Rect, RichText, ScrollArea, Ui, Vec2, Window};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::context::{Panel, Wish};
use super::dialogs::Ask;
use super::fields::{Field, small_icon};
use crate::app::{Action, Matter, OpenAs, OpenRequest, Posted, WayOut};
use crate::design::UnknownGround;
use crate::project::{Areas, Edit};

/// How many notices are shown at once; the others wait.
const MOST_SHOWN: usize = 3;

/// Shows the latest notices inside the map.
pub fn ui(ui: &Ui, map: Rect, panel: &mut Panel<'_>) {
    let posted: Vec<Posted> = panel
        .app
        .posted()
        .iter()
        .rev()
        .take(MOST_SHOWN)
        .cloned()
        .collect();
    if posted.is_empty() {
        return;
    }
    let area = Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(map.left_bottom() + Vec2::new(12.0, -54.0));
    area.show(ui.ctx(), |ui| {
        ui.set_max_width((map.width() - 40.0).min(460.0));
        for posted in posted.iter().rev() {
            Frame::popup(ui.style()).show(ui, |ui| notice_ui(ui, posted, panel));
        }
    });
}

fn notice_ui(ui: &mut Ui, posted: &Posted, panel: &mut Panel<'_>) {
    let notice = posted.matter.notice(&panel.words);
    let (picture, color) = if posted.matter.is_failure() {
        (icon::ICON_ERROR.codepoint, panel.palette.error)
    } else if posted.matter.is_warning() {
        (icon::ICON_WARNING.codepoint, panel.palette.warning)
    } else {
        (icon::ICON_CHECK.codepoint, panel.palette.success)
    };
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(picture).color(color).size(18.0));
        ui.vertical(|ui| {
            ui.set_width(ui.available_width() - 34.0);
            ui.add(Label::new(&notice.message).wrap());
            // Mostly the ways out say what the hint says.
            let is_more = posted.ways_out.is_empty() || matches!(posted.matter, Matter::Areas(_));
            if !notice.hint.is_empty() && is_more {
                ui.add(Label::new(RichText::new(&notice.hint).weak()).wrap());
            }
            if !notice.details.is_empty() {
                ui.collapsing(fl!(panel.words.loader, "word-details"), |ui| {
                    ui.add(Label::new(RichText::new(&notice.details).small()).wrap());
                });
            }
            if posted.ways_out.is_empty() {
                return;
            }
            ui.horizontal_wrapped(|ui| {
                for way in &posted.ways_out {
                    if way_out_ui(ui, way, panel) {
                        panel.act(Action::Dismiss(posted.id));
                    }
                }
            });
        });
        let close = fl!(panel.words.loader, "notice-dismiss");
        if small_icon(ui, icon::ICON_CLOSE.codepoint, &close, None).clicked() {
            panel.act(Action::Dismiss(posted.id));
        }
    });
}

/// A way out as a button or field. Returns whether it was taken.
pub fn way_out_ui(ui: &mut Ui, way: &WayOut, panel: &mut Panel<'_>) -> bool {
    let words = panel.words.clone();
    let open = |source: &str, what, stated_crs| {
        Action::Open(vec![OpenRequest {
            source: source.to_owned(),
            what,
            stated_crs,
        }])
    };
    match way {
        WayOut::Reproject { source, stated_crs } => {
            let taken = ui.button(fl!(words.loader, "way-reproject")).clicked();
            if taken {
                panel.act(Action::Reproject {
                    source: source.clone(),
                    stated_crs: stated_crs.clone(),
                });
            }
            taken
        }
        WayOut::StateCrs { source, what } => {
            let label = fl!(words.loader, "way-state-crs");
            ui.label(&label);
            let field = Field {
                label: &label,
                value: String::new(),
                unit: "",
                wrong: fl!(words.loader, "way-state-crs-wrong"),
                width: 110.0,
            };
            let stated = field.ui(ui, read_crs);
            ui.weak(fl!(words.loader, "way-state-crs-example"));
            let taken = stated.is_some();
            if taken {
                panel.act(open(source, *what, stated));
            }
            taken
        }
        WayOut::OpenAs { source, what } => {
            let text = match what {
                OpenAs::Background => fl!(words.loader, "way-open-background"),
                OpenAs::Outlines => fl!(words.loader, "way-open-outlines"),
                OpenAs::Ground => fl!(words.loader, "way-open-ground"),
                _ => fl!(words.loader, "way-open-terrain"),
            };
            let taken = ui.button(text).clicked();
            if taken {
                panel.act(open(source, *what, None));
            }
            taken
        }
        WayOut::ChoosePart { path, what, parts } => {
            let mut taken = false;
            let all = fl!(words.loader, "way-open-all", count = parts.len());
            let may_be_all = matches!(what, OpenAs::Anything | OpenAs::Site);
            if may_be_all && ui.button(all).clicked() {
                let requests = parts.iter().map(|part| OpenRequest {
                    source: format!("{}#{part}", path.display()),
                    what: *what,
                    stated_crs: None,
                });
                panel.act(Action::Open(requests.collect()));
                taken = true;
            }
            for part in parts.iter().take(12) {
                if ui.button(part).clicked() {
                    panel.act(open(&format!("{}#{part}", path.display()), *what, None));
                    taken = true;
                }
            }
            taken
        }
        WayOut::UseNearestGround(id) => {
            let taken = ui.button(fl!(words.loader, "way-nearest-ground")).clicked();
            if taken {
                let edit = Edit::SetUnknownGround(*id, UnknownGround::UseNearest);
                panel.act(Action::Edit(edit));
            }
            taken
        }
        WayOut::Thaw(scenario) => {
            let taken = ui.button(fl!(words.loader, "way-thaw")).clicked();
            if taken {
                panel.act(Action::Edit(Edit::FreezeScenario(*scenario, false)));
            }
            taken
        }
        WayOut::CopyPath(path) => {
            let name = fl!(words.loader, "way-copy-report-path");
            if ui.button(name).clicked() {
                ui.ctx().copy_text(path.display().to_string());
            }
            // The notice stays: it says what was copied.
            false
        }
        WayOut::TrySaving
        | WayOut::TakeOutside
        | WayOut::KeepOurs
        | WayOut::Replace(_)
        | WayOut::OpenBackup { .. }
        | WayOut::DataSet(..)
        | WayOut::ImportAgain(_)
        | WayOut::AcceptSource(_) => action_ui(ui, way, panel),
        WayOut::SaveAs => ask_ui(ui, fl!(words.loader, "way-save-as"), Ask::SaveAs, panel),
        WayOut::PointAgain(id) => {
            let text = fl!(words.loader, "way-point-again");
            ask_ui(ui, text, Ask::PointAgain(*id), panel)
        }
        WayOut::SetAreas(areas) => {
            let text = match areas {
                Areas::Planar => fl!(words.loader, "way-areas-planar"),
                Areas::Geodesic => fl!(words.loader, "way-areas-geodesic"),
            };
            let taken = ui.button(text).clicked();
            if taken {
                panel.act(Action::Edit(Edit::SetAreas(*areas)));
            }
            taken
        }
        WayOut::ShowPlace(at) => {
            let taken = ui.button(fl!(words.loader, "way-show-place")).clicked();
            if taken {
                panel.wishes.push(Wish::Center(*at));
            }
            taken
        }
    }
}

/// A button for something that is done at once.
fn action_ui(ui: &mut Ui, way: &WayOut, panel: &mut Panel<'_>) -> bool {
    let words = &panel.words;
    let (text, action) = match way {
        WayOut::TrySaving => (fl!(words.loader, "way-try-saving"), Action::TrySaving),
        WayOut::TakeOutside => (fl!(words.loader, "way-take-outside"), Action::TakeOutside),
        WayOut::KeepOurs => (fl!(words.loader, "way-keep-ours"), Action::KeepOurs),
        WayOut::Replace(path) => {
            let action = Action::SaveAs {
                path: path.clone(),
                replace: true,
            };
            (fl!(words.loader, "way-replace"), action)
        }
        WayOut::OpenBackup { backup, of, at } => {
            let action = Action::Restore {
                backup: backup.clone(),
                of: of.clone(),
            };
            let time = words.time(*at);
            (fl!(words.loader, "way-open-backup", time = time), action)
        }
        WayOut::AcceptSource(id) => {
            let action = Action::AcceptSource(*id);
            (fl!(words.loader, "way-accept-source"), action)
        }
        WayOut::ImportAgain(id) => {
            let action = Action::ImportAgain(*id);
            (fl!(words.loader, "way-import-again"), action)
        }
        WayOut::DataSet(id, data_set) => {
            let preset = panel.app.presets().get(data_set);
            let name = preset.map_or(data_set.as_str(), |preset| {
                preset.name.in_language(words.language().tag())
            });
            let action = Action::SetDataSet(*id, Some(data_set.clone()));
            (name.to_owned(), action)
        }
        _ => return false,
    };
    let taken = ui.button(text).clicked();
    if taken {
        panel.act(action);
    }
    taken
}

/// A button that asks for a file.
fn ask_ui(ui: &mut Ui, text: String, ask: Ask, panel: &mut Panel<'_>) -> bool {
    let taken = ui.button(text).clicked();
    if taken {
        panel.wishes.push(Wish::Ask(ask));
    }
    // The notice stays until a file is named.
    false
}

/// A code such as `EPSG:25832` or `25832`, or the text as it is where it may be more than a code.
fn read_crs(text: &str) -> Option<String> {
    let text = text.trim();
    let code = text.rsplit(':').next().unwrap_or_default();
    let is_code = 4 <= code.len() && code.chars().all(|letter| letter.is_ascii_digit());
    (is_code || 20 < text.len()).then(|| text.to_owned())
}

/// The log of this run, the latest on top.
pub fn log_ui(ui: &Ui, open: &mut bool, panel: &Panel<'_>) {
    let window = Window::new(fl!(panel.words.loader, "log-title"))
        .id(Id::unique("log"))
        .open(open)
        .pivot(egui::Align2::CENTER_CENTER)
        .default_pos(ui.ctx().content_rect().center())
        .default_size([600.0, 360.0]);
    window.show(ui.ctx(), |ui| {
        if panel.app.log().is_empty() {
            ui.weak(fl!(panel.words.loader, "log-empty"));
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            for posted in panel.app.log().iter().rev() {
                let notice = posted.matter.notice(&panel.words);
                let zone = jiff::tz::TimeZone::system();
                let time = posted.at.to_zoned(zone).strftime("%H:%M:%S").to_string();
                ui.horizontal_top(|ui| {
                    ui.weak(time);
                    ui.add(Label::new(format!("{} {}", notice.message, notice.hint)).wrap());
                });
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinate_system_is_read_by_its_code() {
        assert_eq!(read_crs(" EPSG:25832 "), Some("EPSG:25832".to_owned()));
        assert_eq!(read_crs("25833"), Some("25833".to_owned()));
        assert_eq!(read_crs("utm 33"), None);
        assert_eq!(read_crs(""), None);
    }
}
