//! The values of a site layer's features in a table: only the rows that are seen are read.

use egui::{Label, RichText, Sense, Ui};
use egui_material_icons::icons as icon;
use egui_table::{
    AutoSizeMode, CellInfo, Column, HeaderCellInfo, HeaderRow, PrefetchInfo, Table, TableDelegate,
};
use i18n_embed_fl::fl;

use super::context::{Panel, Wish};
use super::fields::{Field, in_cell, named, small_icon};
use crate::app::{Action, Attributes, ContentQuery, SiteContent};
use crate::site::AttributeKind;

/// The height of a row, in points.
const ROW: f32 = 20.0;

/// The least and the greatest width of a column, in points: by its head until somebody drags it.
const WIDTHS: std::ops::RangeInclusive<f32> = 90.0..=420.0;

/// Draws the table that is shown.
pub fn ui(ui: &mut Ui, panel: &mut Panel<'_>) {
    let Some(table) = panel.app.attributes().cloned() else {
        return;
    };
    let Some(content) = panel.app.site_content(table.layer).cloned() else {
        return;
    };
    head_ui(ui, &table, panel);
    let column = Column::new(*WIDTHS.start()).range(WIDTHS);
    let columns = vec![column; 1 + content.facts.fields.len()];
    let mut rows = Rows {
        table: &table,
        content: &content,
        panel,
    };
    Table::new()
        .id_salt(("attributes", table.layer))
        .num_rows(table.len())
        .columns(columns)
        .num_sticky_cols(1)
        .auto_size_mode(AutoSizeMode::Never)
        .headers([HeaderRow::new(24.0)])
        .show(ui, &mut rows);
}

/// The layer's name, the words that are looked for, and how many features have them.
fn head_ui(ui: &mut Ui, table: &Attributes, panel: &mut Panel<'_>) {
    let words = panel.words.clone();
    ui.horizontal(|ui| {
        let layer = panel.app.project().layer(table.layer);
        let name = layer.map_or("", |layer| layer.name.as_str());
        ui.strong(name);
        let label = fl!(words.loader, "attributes-find");
        ui.label(&label);
        let field = Field {
            label: &label,
            value: table.query.words.clone(),
            unit: "",
            wrong: String::new(),
            width: 160.0,
        };
        if let Some(found) = field.ui(ui, |text| Some(text.trim().to_owned())) {
            panel.act(Action::QueryAttributes(ContentQuery {
                words: found,
                ..table.query.clone()
            }));
        }
        let count = words.number(table.len() as f64, 0);
        match table.fids {
            Some(_) => ui.weak(words.text("legend-features", &[("count", count)])),
            None => ui.weak(fl!(words.loader, "identify-reading")),
        };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let close = fl!(words.loader, "attributes-close");
            if small_icon(ui, icon::ICON_CLOSE.codepoint, &close, None).clicked() {
                panel.act(Action::ShowAttributes(None));
            }
        });
    });
}

/// What the table asks while it is drawn.
struct Rows<'a, 'b> {
    table: &'a Attributes,
    content: &'a SiteContent,
    panel: &'a mut Panel<'b>,
}

impl TableDelegate for Rows<'_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        let rows = info.visible_rows.clone();
        let is_missing = |row: u64| row < self.table.len() && self.table.row(row).is_none();
        if rows.clone().any(is_missing) {
            self.panel.act(Action::ReadAttributes(rows));
        }
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let place = cell.col_range.start.checked_sub(1);
        let field = place.and_then(|place| self.content.facts.fields.get(place));
        let name = field.map_or_else(
            || fl!(self.panel.words.loader, "attributes-number"),
            |field| field.field.name.clone(),
        );
        let is_sorted = self.table.query.sorted_by == place;
        let text = match (is_sorted, self.table.query.is_descending) {
            (true, false) => format!("{name} ▲"),
            (true, true) => format!("{name} ▼"),
            (false, _) => name.clone(),
        };
        let label = Label::new(RichText::new(text).strong()).sense(Sense::click());
        let response = in_cell(ui, |ui| ui.add(label));
        named(&response, egui::accesskit::Role::ColumnHeader, &name);
        if response.clicked() {
            let query = ContentQuery {
                sorted_by: place,
                is_descending: is_sorted && !self.table.query.is_descending,
                ..self.table.query.clone()
            };
            self.panel.act(Action::QueryAttributes(query));
        }
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let Some(row) = self.table.row(cell.row_nr) else {
            return;
        };
        let chosen = self.panel.app.identified().chosen();
        let is_chosen =
            chosen.is_some_and(|hit| (hit.layer, hit.fid) == (self.table.layer, row.fid));
        let place = cell.col_nr.checked_sub(1);
        let text = match place {
            None => row.fid.to_string(),
            Some(place) => {
                let value = row.values.get(place).and_then(Option::as_ref);
                value.map_or_else(String::new, ToString::to_string)
            }
        };
        let is_number = place
            .and_then(|place| self.content.facts.fields.get(place))
            .is_some_and(|field| field.field.kind != AttributeKind::Text);
        let text = if is_chosen {
            RichText::new(text).strong()
        } else {
            RichText::new(text)
        };
        let label = Label::new(text).sense(Sense::click());
        let response = if is_number {
            let right = egui::Layout::right_to_left(egui::Align::Center);
            in_cell(ui, |ui| ui.with_layout(right, |ui| ui.add(label)).inner)
        } else {
            in_cell(ui, |ui| ui.add(label))
        };
        if response.clicked() || response.double_clicked() {
            let (layer, fid) = (self.table.layer, row.fid);
            self.panel.act(Action::PickFeature { layer, fid });
            let content = self.panel.app.site_content(layer);
            let feature = content.and_then(|content| content.features.with_fid(fid));
            let area = feature.and_then(crate::site::DrawnFeature::extent);
            if let Some(area) = area.filter(|_| response.double_clicked()) {
                self.panel.wishes.push(Wish::LookAt(area));
            }
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW
    }
}
