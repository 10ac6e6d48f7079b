//! Pictures of the comparison.

use egui::{ComboBox, ScrollArea, Sense, Ui, accesskit::Role, vec2};
use i18n_embed_fl::fl;

use crate::app::Export;
use crate::app::comparison::{Comparison, ComparisonFigure, FigureOf, account_text};
use crate::assess::Account;
use crate::ui::context::{Panel, Wish};
use crate::ui::dialogs::Ask;
use crate::ui::fields::{CHOICE_WIDTH, named};
use crate::ui::section::paint::{POINTS_PER_MM, Sheet};

/// Pictures in the order in which they are shown; the weight is of the account that is chosen.
const FIGURES: [ComparisonFigure; 6] = [
    ComparisonFigure::Scores,
    ComparisonFigure::Indicators,
    ComparisonFigure::Profile,
    ComparisonFigure::CostAgainstLand,
    ComparisonFigure::Weight(0),
    ComparisonFigure::Grades,
];

/// Which picture is shown.
#[derive(Default)]
pub(super) struct ChartsPage {
    shown: usize,
    account: usize,
}

impl ChartsPage {
    pub(super) fn ui(&mut self, ui: &mut Ui, comparison: &Comparison, panel: &mut Panel<'_>) {
        let words = panel.words.clone();
        ui.horizontal_wrapped(|ui| {
            for (place, figure) in FIGURES.into_iter().enumerate() {
                let name = words.text(&format!("{}-tab", figure.id()), &[]);
                let response = ui.selectable_label(self.shown == place, &name);
                named(&response, Role::RadioButton, &name);
                if response.clicked() {
                    self.shown = place;
                }
            }
            let save = fl!(words.loader, "balance-save-picture");
            let icon = egui_material_icons::icons::ICON_DOWNLOAD.codepoint;
            let response = ui.button(format!("{icon}  {save}"));
            named(&response, Role::Button, &save);
            if response.clicked() {
                let what = Export::ComparisonFigure(self.figure());
                panel.wishes.push(Wish::Ask(Ask::Export(what)));
            }
        });
        if matches!(self.figure(), ComparisonFigure::Weight(_)) {
            self.account_ui(ui, panel);
        }
        self.figure_ui(ui, comparison, panel);
    }

    fn figure(&self) -> ComparisonFigure {
        match FIGURES[self.shown] {
            ComparisonFigure::Weight(_) => ComparisonFigure::Weight(self.account),
            figure => figure,
        }
    }

    fn account_ui(&mut self, ui: &mut Ui, panel: &Panel<'_>) {
        let words = &panel.words;
        let label = fl!(words.loader, "compare-account");
        let chosen = account_text(Account::ALL[self.account], words);
        let combo = ComboBox::from_id_salt("weight-account").width(CHOICE_WIDTH);
        let shown = combo.selected_text(chosen).show_ui(ui, |ui| {
            for (place, account) in Account::ALL.into_iter().enumerate() {
                let name = account_text(account, words);
                ui.selectable_value(&mut self.account, place, name);
            }
        });
        named(&shown.response, Role::ComboBox, &label);
    }

    fn figure_ui(&self, ui: &mut Ui, comparison: &Comparison, panel: &Panel<'_>) {
        let mm = |points: f32| f64::from(points / POINTS_PER_MM);
        let room = vec2(ui.available_width() - 14.0, ui.available_height() - 6.0);
        let of = FigureOf {
            comparison,
            often_first: panel.app.often_first(comparison),
            project: panel.app.project(),
            words: &panel.words,
        };
        let sheet_mm = (mm(room.x), mm(room.y.max(80.0)));
        let drawing = of.draw(self.figure(), sheet_mm);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "millimetres of a sheet in points"
        )]
        let size = vec2(
            drawing.width_mm as f32 * POINTS_PER_MM,
            drawing.height_mm as f32 * POINTS_PER_MM,
        );
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let (_, response) = ui.allocate_exact_size(size, Sense::hover());
            Sheet::picture_ui(ui, response, &drawing);
        });
    }
}
