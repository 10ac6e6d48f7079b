//! Where each year's rock ends, as bars on each other.

use super::axes::{AxesInput, calendar, draw_axes};
use super::{add_box, nothing, words};
use crate::figure::drawing::{Anchor, Drawing, PaperRect, Role, text_width_mm};

/// Amounts of one kind, year by year.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub color: [u8; 3],
    /// Whether it should be nothing.
    pub is_amiss: bool,
    /// How much in each year; what is negative is not drawn.
    pub amounts: Vec<f64>,
}

/// What is drawn.
pub struct YearsInput<'a> {
    /// What the picture is, in words.
    pub title: &'a str,
    /// The first year; the others follow.
    pub first_year: i32,
    /// What stands on each other, the lowest first.
    pub series: &'a [Series],
    /// The unit of the axis, and what of an amount is one of it.
    pub unit: (&'a str, f64),
    /// A number as the language writes it, with decimals.
    pub number: &'a dyn Fn(f64, usize) -> String,
    /// What to say where there is nothing.
    pub empty: &'a str,
    /// How wide the sheet is, in millimetres.
    pub width_mm: f64,
    /// How high it is, in millimetres.
    pub height_mm: f64,
    /// How large writing is, in millimetres.
    pub text_mm: f64,
}

/// Draws the bars.
pub fn draw_years(input: &YearsInput<'_>) -> Drawing {
    let years = input
        .series
        .iter()
        .map(|series| series.amounts.len())
        .max()
        .unwrap_or(0);
    let (unit, per_unit) = input.unit;
    let amount = |series: &Series, year: usize| {
        let amount = series.amounts.get(year).copied().unwrap_or(0.0);
        (amount / per_unit).max(0.0)
    };
    let sums = (0..years).map(|year| {
        input
            .series
            .iter()
            .map(|one| amount(one, year))
            .sum::<f64>()
    });
    let highest = sums.fold(0.0, f64::max);
    if !(0.0 < highest && highest.is_finite()) {
        let text = (input.title, input.empty);
        return nothing(input.width_mm, input.height_mm, text, input.text_mm);
    }
    let size = input.text_mm;
    let mut drawing = Drawing::new(input.width_mm, input.height_mm, input.title);
    let room = PaperRect {
        left: 0.0,
        right: input.width_mm,
        top: 2.8 * size,
        bottom: input.height_mm,
    };
    let axes = draw_axes(
        &mut drawing,
        &AxesInput {
            room,
            range: (0.0, highest),
            first_year: input.first_year,
            years,
            number: input.number,
            text_mm: size,
        },
    );
    for year in 0..years {
        let middle = axes.x_of(year);
        let mut below = 0.0;
        let called = calendar(input.first_year, year);
        for series in input.series {
            let value = amount(series, year);
            if value <= 0.0 {
                continue;
            }
            let rect = PaperRect {
                left: middle - 0.4 * axes.slot_mm,
                right: middle + 0.4 * axes.slot_mm,
                top: axes.y_of(below + value),
                bottom: axes.y_of(below),
            };
            let number = (input.number)(value, axes.decimals.max(1) + 1);
            let name = format!("{called}, {}: {number} {unit}", series.name);
            let role = Role::Given(series.color);
            add_box(&mut drawing, name, rect, role, series.is_amiss);
            below += value;
        }
    }
    draw_legend(&mut drawing, input, unit);
    drawing
}

/// What each colour means, in one row; the unit first.
fn draw_legend(drawing: &mut Drawing, input: &YearsInput<'_>, unit: &str) {
    let size = input.text_mm;
    let y = size;
    drawing.add(words(unit, (1.0, y), Anchor::Start, size, Role::Quiet));
    let mut x = 2.5 + text_width_mm(unit, size);
    for series in input.series {
        if series.amounts.iter().all(|amount| *amount <= 0.0) {
            continue;
        }
        let width = text_width_mm(&series.name, size) + 1.6 * size;
        if input.width_mm < x + width {
            break;
        }
        let rect = PaperRect {
            left: x,
            right: x + size,
            top: y - 0.5 * size,
            bottom: y + 0.5 * size,
        };
        let role = Role::Given(series.color);
        add_box(drawing, series.name.clone(), rect, role, series.is_amiss);
        let at = (x + 1.4 * size, y);
        drawing.add(words(&series.name, at, Anchor::Start, size, Role::Ink));
        x += width + 1.2 * size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::drawing::Shape;

    fn drawn(series: &[Series]) -> Drawing {
        draw_years(&YearsInput {
            title: "Years",
            first_year: 2027,
            series,
            unit: ("Mt", 1e6),
            number: &|value, decimals| format!("{value:.decimals$}"),
            empty: "Nothing",
            width_mm: 180.0,
            height_mm: 60.0,
            text_mm: 2.8,
        })
    }

    fn series(name: &str, amounts: &[f64]) -> Series {
        Series {
            name: name.to_owned(),
            color: [10, 20, 30],
            is_amiss: name == "none",
            amounts: amounts.to_vec(),
        }
    }

    fn edges(drawing: &Drawing, name: &str) -> (f64, f64) {
        let item = drawing.items.iter().find(|item| {
            item.name
                .as_deref()
                .is_some_and(|told| told.starts_with(name))
        });
        match &item.unwrap().shape {
            Shape::Band { edges, .. } => (edges[0].top, edges[0].bottom),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bars_stand_on_each_other_in_proportion() {
        let drawing = drawn(&[series("a", &[1e6, 3e6]), series("none", &[2e6, 0.0])]);
        let (top, bottom) = edges(&drawing, "2027, a");
        let (upper_top, upper_bottom) = edges(&drawing, "2027, none");
        assert!((upper_bottom - top).abs() < 1e-9);
        assert!((upper_bottom - upper_top - 2.0 * (bottom - top)).abs() < 1e-9);
        let (tallest, _) = edges(&drawing, "2028, a");
        assert!((tallest - upper_top).abs() < 1e-9);
    }

    #[test]
    fn years_are_thinned_so_that_they_do_not_lie_on_each_other() {
        let drawing = drawn(&[series("a", &[1.0; 200])]);
        let mut places: Vec<(f64, f64)> = drawing
            .texts()
            .filter(|text| text.anchor == Anchor::Middle)
            .map(|text| (text.at.x, text.width_mm()))
            .collect();
        places.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(3 < places.len() && places.len() < 40);
        for pair in places.windows(2) {
            assert!(pair[0].1 < pair[1].0 - pair[0].0);
        }
        assert!(drawn(&[]).texts().any(|text| text.words == "Nothing"));
    }
}
