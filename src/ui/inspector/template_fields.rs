//! Slope templates: given to a deposit, made of one, and looked after.

use egui::{ComboBox, Id, Key, TextEdit, Ui, accesskit::Role};
use egui_material_icons::icons as icon;
use i18n_embed_fl::fl;

use super::parts::LABEL_WIDTH;
use super::slope_fields::change;
use crate::app::{Action, OfferedTemplate};
use crate::project::{Deposit, DepositChange, DepositId, Edit, Slopes, TemplateChange, TemplateId};
use crate::ui::context::Panel;
use crate::ui::fields::{named, select_all};
use crate::words::Words;

/// A template that is being named: a new one of a deposit, or one that is there.
#[derive(Clone)]
struct Form {
    of: DepositId,
    template: Option<TemplateId>,
    name: String,
    source: String,
}

/// The choice of a template, and a menu for the project's own, in a row of a grid.
pub(super) fn template_ui(ui: &mut Ui, id: DepositId, deposit: &Deposit, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    let label = fl!(words.loader, "field-template");
    let tip = fl!(words.loader, "field-template-tip");
    ui.label(&label).on_hover_text(&tip);
    let offered = panel.app.templates();
    let given = offered
        .iter()
        .position(|one| one.slopes.are_those_of(deposit));
    let chosen = given.map_or_else(
        || fl!(words.loader, "template-none"),
        |place| offered[place].name.clone(),
    );
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt("template").selected_text(chosen);
        let shown = combo.truncate().width(138.0).show_ui(ui, |ui| {
            for (place, template) in offered.iter().enumerate() {
                let is_first_preset =
                    template.id.is_none() && 0 < place && offered[place - 1].id.is_some();
                if is_first_preset {
                    ui.separator();
                }
                let choice = ui.selectable_label(given == Some(place), &template.name);
                let choice = choice.on_hover_text(told_of(template, &words));
                if choice.clicked() && given != Some(place) {
                    let slopes = template.slopes.given_to(deposit);
                    change(panel, id, DepositChange::Slopes(slopes));
                }
            }
        });
        named(&shown.response, Role::ComboBox, &label);
        let tip = given.map_or(tip, |place| told_of(&offered[place], &words));
        shown.response.on_hover_text(tip);
        let menu = fl!(words.loader, "template-menu");
        let shown = ui.menu_button(icon::ICON_MORE_VERT.codepoint, |ui| {
            menu_ui(ui, id, deposit, &offered, panel);
        });
        named(&shown.response, Role::Button, &menu);
        shown.response.on_hover_text(menu);
    });
    ui.end_row();
}

fn menu_ui(
    ui: &mut Ui,
    id: DepositId,
    deposit: &Deposit,
    offered: &[OfferedTemplate],
    panel: &mut Panel<'_>,
) {
    let words = panel.words.clone();
    if ui.button(fl!(words.loader, "template-save")).clicked() {
        open(
            ui,
            Form {
                of: id,
                template: None,
                name: String::new(),
                source: String::new(),
            },
        );
    }
    let own: Vec<&OfferedTemplate> = offered.iter().filter(|one| one.id.is_some()).collect();
    if own.is_empty() {
        ui.weak(fl!(words.loader, "template-no-own"));
        return;
    }
    ui.separator();
    for (place, template) in own.iter().enumerate() {
        let Some(own_id) = template.id else { continue };
        let act = |panel: &mut Panel<'_>, change| {
            panel.act(Action::Edit(Edit::ChangeTemplate(own_id, Box::new(change))));
        };
        ui.menu_button(&template.name, |ui| {
            if ui.button(fl!(words.loader, "template-rename")).clicked() {
                open(
                    ui,
                    Form {
                        of: id,
                        template: Some(own_id),
                        name: template.name.clone(),
                        source: template.source.clone(),
                    },
                );
            }
            let takes = fl!(words.loader, "template-take");
            let tip = fl!(words.loader, "template-take-tip");
            if ui.button(takes).on_hover_text(tip).clicked() {
                act(panel, TemplateChange::Slopes(Slopes::of(deposit)));
            }
            let up = egui::Button::new(fl!(words.loader, "template-up"));
            if ui.add_enabled(0 < place, up).clicked() {
                act(panel, TemplateChange::Move(place - 1));
            }
            let down = egui::Button::new(fl!(words.loader, "template-down"));
            if ui.add_enabled(place + 1 < own.len(), down).clicked() {
                act(panel, TemplateChange::Move(place + 1));
            }
            if ui.button(fl!(words.loader, "template-remove")).clicked() {
                act(panel, TemplateChange::Remove);
            }
        });
    }
}

/// Where the form stands from now on.
fn form_id() -> Id {
    Id::unique("template-form")
}

fn name_id() -> Id {
    Id::unique("template-name")
}

fn open(ui: &Ui, form: Form) {
    ui.data_mut(|kept| kept.insert_temp(form_id(), form));
    ui.memory_mut(|memory| memory.request_focus(name_id()));
}

/// Name and source of the template that is being named, if there is one.
pub(super) fn template_form_ui(ui: &mut Ui, id: DepositId, panel: &mut Panel<'_>) {
    let form: Option<Form> = ui.data(|kept| kept.get_temp(form_id()));
    let Some(mut form) = form.filter(|form| form.of == id) else {
        return;
    };
    let words = panel.words.clone();
    let mut over = false;
    ui.group(|ui| {
        let name = fl!(words.loader, "field-template-name");
        let source = fl!(words.loader, "field-template-source");
        let mut entered = false;
        egui::Grid::new("template-form")
            .num_columns(2)
            .min_col_width(LABEL_WIDTH - 16.0)
            .show(ui, |ui| {
                ui.label(&name);
                let field = TextEdit::singleline(&mut form.name).id(name_id());
                let response = ui.add(field.desired_width(150.0));
                named(&response, Role::TextInput, &name);
                if response.gained_focus() {
                    select_all(ui, name_id(), &form.name);
                }
                entered |= response.lost_focus();
                ui.end_row();
                ui.label(&source)
                    .on_hover_text(fl!(words.loader, "field-template-source-tip"));
                let response = ui.add(TextEdit::singleline(&mut form.source).desired_width(150.0));
                named(&response, Role::TextInput, &source);
                entered |= response.lost_focus();
                ui.end_row();
            });
        let by_enter = entered && ui.input(|input| input.key_pressed(Key::Enter));
        let by_escape = entered && ui.input(|input| input.key_pressed(Key::Escape));
        let is_named = !form.name.trim().is_empty();
        ui.horizontal(|ui| {
            let save = egui::Button::new(fl!(words.loader, "template-keep"));
            let saved = ui.add_enabled(is_named, save).clicked() || by_enter && is_named;
            if saved {
                keep(&form, panel);
            }
            let given_up = ui.button(fl!(words.loader, "button-give-up")).clicked();
            over = saved || given_up || by_escape;
        });
    });
    ui.data_mut(|kept| {
        if over {
            kept.remove::<Form>(form_id());
        } else {
            kept.insert_temp(form_id(), form);
        }
    });
}

fn keep(form: &Form, panel: &mut Panel<'_>) {
    let (name, source) = (form.name.trim().to_owned(), form.source.trim().to_owned());
    let Some(template) = form.template else {
        panel.act(Action::SaveTemplate {
            of: form.of,
            name,
            source,
        });
        return;
    };
    let change = Box::new(TemplateChange::Describe { name, source });
    panel.act(Action::Edit(Edit::ChangeTemplate(template, change)));
}

/// What a template says and who says so, in a few lines.
fn told_of(template: &OfferedTemplate, words: &Words) -> String {
    let Slopes { batter, closure } = template.slopes;
    let slope = |slope: crate::design::Slope| {
        let degrees = words.number(slope.degrees(), 1);
        let run = words.number(1.0 / slope.rise_over_run(), 2);
        format!("{degrees}° (1:{run})")
    };
    let mut lines = vec![fl!(
        words.loader,
        "template-says-face",
        face = slope(batter.face)
    )];
    if let Some(benches) = batter.benches {
        lines.push(fl!(
            words.loader,
            "template-says-benches",
            lift = words.quantity(benches.lift().0, 1, "m"),
            berm = words.quantity(benches.berm().0, 1, "m")
        ));
    }
    if let Some(water) = batter.water {
        lines.push(fl!(
            words.loader,
            "template-says-water",
            face = slope(water.face),
            level = words.quantity(water.level.0, 2, "m")
        ));
    }
    if let Some(closure) = closure {
        lines.push(fl!(
            words.loader,
            "template-says-closure",
            face = slope(closure)
        ));
    }
    if !template.source.is_empty() {
        lines.push(fl!(
            words.loader,
            "template-says-source",
            source = template.source.clone()
        ));
    }
    lines.push(fl!(words.loader, "template-is-copied"));
    lines.join("\n")
}
