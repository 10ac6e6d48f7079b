//! How good a value is, typed: left open, between two ends, by points, or in steps.

use egui::{Label, RichText, TextEdit, Ui, accesskit::Role};
use i18n_embed_fl::fl;

use crate::app::comparison::{ComparedIndicator, TellingUnit};
use crate::assess::{Shape, ValueFunction};
use crate::ui::fields::{Typed, choice_ui, named};
use crate::words::{Words, read_number};

/// Ways to say how good a value is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// From the worst to the best of the compared alternatives.
    #[default]
    Open,
    /// Straight between two values.
    Ends,
    /// Straight between points.
    Points,
    /// In steps.
    Steps,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Open, Self::Ends, Self::Points, Self::Steps];

    /// The id of its name's text.
    fn id(self) -> &'static str {
        match self {
            Self::Open => "scale-open",
            Self::Ends => "scale-ends",
            Self::Points => "scale-points",
            Self::Steps => "scale-steps",
        }
    }
}

/// What is typed of a value function, in the unit in which values are told.
pub(super) struct ScaleForm {
    kind: Kind,
    worst: String,
    best: String,
    /// Pairs of a value and its points, `0 = 6; 50 = 1`; steps begin with the points below the first value.
    pairs: String,
    unit: TellingUnit,
}

impl ScaleForm {
    /// For an own indicator that is added.
    pub(super) fn new() -> Self {
        Self {
            kind: Kind::Open,
            worst: String::new(),
            best: String::new(),
            pairs: String::new(),
            unit: TellingUnit {
                unit: String::new(),
                divisor: 1.0,
                decimals: 2,
            },
        }
    }

    /// For one that is compared by.
    pub(super) fn of(indicator: &ComparedIndicator, words: &Words) -> Self {
        let mut form = Self {
            unit: indicator.unit(words),
            ..Self::new()
        };
        let divisor = form.unit.divisor;
        let typed = |value: f64| plain(value / divisor, words);
        let pair =
            |(value, score): &(f64, f64)| format!("{} = {}", typed(*value), plain(*score, words));
        let pairs =
            |pairs: &[(f64, f64)]| pairs.iter().map(pair).collect::<Vec<String>>().join("; ");
        match indicator.decided.as_ref().map(ValueFunction::shape) {
            None => {}
            Some(Shape::Linear { worst, best }) => {
                form.kind = Kind::Ends;
                (form.worst, form.best) = (typed(worst), typed(best));
            }
            Some(Shape::Typed { points }) => {
                form.kind = Kind::Points;
                form.pairs = pairs(&points);
            }
            Some(Shape::Stepped { first_score, steps }) => {
                form.kind = Kind::Steps;
                form.pairs = format!("{}; {}", plain(first_score, words), pairs(&steps));
            }
        }
        form
    }

    /// Draws the fields. `None` while what is typed is no value function; `Typed(None)` where it is left open.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        own_unit: Option<&str>,
        words: &Words,
    ) -> Option<Typed<ValueFunction>> {
        if let Some(unit) = own_unit {
            unit.clone_into(&mut self.unit.unit);
        }
        let unit = self.unit.unit.clone();
        egui::Grid::new("scale-kind").num_columns(2).show(ui, |ui| {
            let kinds = Kind::ALL.map(|kind| (kind, words.text(kind.id(), &[])));
            let label = fl!(words.loader, "scale-label");
            let tip = fl!(words.loader, "compare-type-ends-tip");
            if let Some(kind) = choice_ui(ui, (&label, &tip), &kinds, &self.kind) {
                self.kind = kind;
            }
            if self.kind == Kind::Ends {
                for (id, text) in [
                    ("compare-worst-end", &mut self.worst),
                    ("compare-best-end", &mut self.best),
                ] {
                    let label = words.text(id, &[]);
                    ui.label(&label);
                    ui.horizontal(|ui| {
                        let response = ui.add(TextEdit::singleline(text).desired_width(110.0));
                        named(&response, Role::TextInput, &label);
                        ui.label(&unit);
                    });
                    ui.end_row();
                }
            }
        });
        if matches!(self.kind, Kind::Points | Kind::Steps) {
            let tip = match self.kind {
                Kind::Steps => fl!(words.loader, "scale-steps-tip", unit = unit.clone()),
                _ => fl!(words.loader, "scale-points-tip", unit = unit.clone()),
            };
            ui.add(Label::new(RichText::new(tip).weak()).wrap());
            let response =
                ui.add(TextEdit::singleline(&mut self.pairs).desired_width(f32::INFINITY));
            named(
                &response,
                Role::TextInput,
                &fl!(words.loader, "scale-pairs"),
            );
        }
        self.function()
    }

    fn function(&self) -> Option<Typed<ValueFunction>> {
        let divisor = self.unit.divisor;
        let value = |text: &str| read_number(text).map(|value| value * divisor);
        let pairs = |text: &str| -> Option<Vec<(f64, f64)>> {
            let parts = text
                .split(';')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            parts
                .map(|part| {
                    let (of, score) = part.split_once('=')?;
                    Some((value(of)?, read_number(score)?))
                })
                .collect()
        };
        let function = match self.kind {
            Kind::Open => return Some(Typed(None)),
            Kind::Ends => ValueFunction::linear(value(&self.worst)?, value(&self.best)?),
            Kind::Points => ValueFunction::typed(pairs(&self.pairs)?),
            Kind::Steps => {
                let (first, rest) = self.pairs.split_once(';')?;
                ValueFunction::stepped(pairs(rest)?, read_number(first)?)
            }
        };
        Some(Typed(Some(function?)))
    }
}

/// A number as it is typed, with all its digits.
fn plain(value: f64, words: &Words) -> String {
    let text = value.to_string();
    if words.language().is_norwegian() {
        text.replace('.', ",")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(kind: Kind, pairs: &str) -> Option<ValueFunction> {
        let form = ScaleForm {
            kind,
            pairs: pairs.to_owned(),
            ..ScaleForm::new()
        };
        form.function()?.0
    }

    #[test]
    fn points_and_steps_are_read_as_they_are_typed() {
        let points = function(Kind::Points, "0 = 6; 20 = 4,5; 100 = 1").unwrap();
        assert!((points.score(10.0) - 5.25).abs() < 1e-12);
        let steps = function(Kind::Steps, "6; 20 = 4; 50 = 1").unwrap();
        let scores = [19.0, 20.0, 49.0, 50.0].map(|value| steps.score(value));
        assert_eq!(scores, [6.0, 4.0, 4.0, 1.0]);
    }

    #[test]
    fn what_rises_and_falls_or_is_unfinished_is_none() {
        assert_eq!(function(Kind::Points, "0 = 6; 20 = 1; 100 = 3"), None);
        assert_eq!(function(Kind::Points, "0 = 6; 20"), None);
        assert_eq!(function(Kind::Steps, "6"), None);
        assert_eq!(function(Kind::Points, "0 = 7; 20 = 1"), None);
    }
}
