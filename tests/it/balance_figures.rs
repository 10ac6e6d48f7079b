//! Pictures of the balance beside flows and years: capacity, and lines over the years; and drawings as files.

use berghald::figure::{
    Drawing, Look, PanelsInput, PaperRect, Plot, PlotLine, Room, RoomsInput, Shape, draw_panels,
    draw_rooms, png_of, svg_of,
};
use proptest::prelude::*;

const SHEET: PaperRect = PaperRect {
    left: -1e-6,
    top: -1e-6,
    right: 180.0 + 1e-6,
    bottom: 100.0 + 1e-6,
};

fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}")
}

fn room(name: &str, used: f64, capacity: Option<f64>) -> Room {
    Room {
        name: name.to_owned(),
        color: [10, 20, 30],
        used,
        capacity,
        told: format!("{used}"),
    }
}

fn rooms(rooms: &[Room]) -> Drawing {
    draw_rooms(&RoomsInput {
        title: "Kapasitet",
        rooms,
        unit: ("Mm³", 1e6),
        legend: ("Brukt", "Rommer"),
        number: &number,
        empty: "Ingenting",
        width_mm: 180.0,
        height_mm: 100.0,
        text_mm: 3.0,
    })
}

fn plot(title: &str, lines: &[&[Option<f64>]]) -> Plot {
    let lines = lines.iter().enumerate().map(|(place, values)| PlotLine {
        name: format!("linje {place}"),
        color: [0, 114, 178],
        is_dashed: place == 1,
        values: values.to_vec(),
    });
    Plot {
        title: title.to_owned(),
        lines: lines.collect(),
        range: None,
        limit: None,
        notes: Vec::new(),
    }
}

fn panels(plots: &[Plot]) -> Drawing {
    draw_panels(&PanelsInput {
        title: "Nivåer",
        first_year: 2027,
        plots,
        unit: "m",
        number: &number,
        empty: "Ingenting",
        width_mm: 180.0,
        height_mm: 100.0,
        text_mm: 3.0,
    })
}

/// How wide the bar is that a name begins with.
fn bar(drawing: &Drawing, name: &str) -> f64 {
    let items = drawing.items.iter();
    let mut named = items.filter(|item| {
        let told = item.name.as_deref();
        told.is_some_and(|told| told.starts_with(name))
    });
    let Shape::Band { edges, .. } = &named.next().unwrap().shape else {
        return f64::NAN;
    };
    edges[1].x - edges[0].x
}

#[test]
fn bars_are_as_long_as_what_is_used() {
    let drawing = rooms(&[
        room("Tipp", 2e6, Some(4e6)),
        room("Brudd", 1e6, Some(1e6)),
        room("Uten plass", 3e6, None),
    ]);
    let (tipp, brudd) = (bar(&drawing, "Tipp"), bar(&drawing, "Brudd"));
    assert!((tipp - 2.0 * brudd).abs() < 1e-9);
    assert!((bar(&drawing, "Uten plass") - 3.0 * brudd).abs() < 1e-9);
    assert!(rooms(&[]).texts().any(|text| text.words == "Ingenting"));
}

#[test]
fn lines_have_gaps_where_nothing_is_known_and_each_year_says_what_it_is() {
    let plot = plot(
        "Tipp",
        &[&[Some(100.0), Some(102.0), None, Some(104.0), Some(105.0)]],
    );
    let drawing = panels(&[plot]);
    let lines = drawing.items.iter().filter_map(|item| match &item.shape {
        Shape::Lines { lines, pen } if 0.6 < pen.width_mm => Some(lines.len()),
        _ => None,
    });
    assert_eq!(lines.sum::<usize>(), 2);
    let told: Vec<&str> = drawing
        .items
        .iter()
        .filter_map(|item| item.name.as_deref())
        .collect();
    assert!(told.contains(&"Tipp, 2028: linje 0 102.0 m"), "{told:?}");
    assert_eq!(told.len(), 5);
    assert!(panels(&[]).texts().any(|text| text.words == "Ingenting"));
}

#[test]
fn a_file_has_the_size_of_the_sheet_and_something_on_it() {
    let drawing = rooms(&[room("Tipp ÆØÅ", 2e6, Some(4e6))]);
    let svg = svg_of(&drawing, Look::Light);
    assert!(svg.contains("Tipp ÆØÅ") && svg.contains("width=\"180mm\""));
    for look in [Look::Light, Look::Dark] {
        let bytes = png_of(&drawing, look).unwrap();
        let picture = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), (2160, 1200));
        let sheet = picture.get_pixel(0, 0);
        let other = picture.pixels().filter(|pixel| *pixel != sheet).count();
        assert!(20_000 < other, "{other} pixels are drawn");
        // Writing is there: ink between the sheet's edge and the bar, where the name stands.
        let name = (0..300).flat_map(|x| (80..1100).map(move |y| (x, y)));
        let ink = name.filter(|(x, y)| picture.get_pixel(*x, *y) != sheet);
        assert!(500 < ink.count());
    }
    assert!(png_of(&Drawing::new(0.0, 10.0, ""), Look::Light).is_err());
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        3 => (-1e3..1e3).prop_map(Some),
        1 => Just(None),
        1 => Just(Some(5.0)),
        1 => Just(Some(f64::NAN)),
    ]
}

proptest! {
    /// Nothing is drawn beside the sheet, whatever the plan.
    #[test]
    fn everything_stays_on_the_sheet(
        plots in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(any_value(), 1..40), 1..3),
            0..12,
        ),
        sizes in prop::collection::vec((0.0..1e7, prop::option::of(0.0..1e7)), 0..12),
    ) {
        let plots: Vec<Plot> = plots
            .iter()
            .map(|lines| {
                let lines: Vec<&[Option<f64>]> = lines.iter().map(Vec::as_slice).collect();
                plot("Et langt navn på et deponi med æøå", &lines)
            })
            .collect();
        let places: Vec<Room> = sizes
            .iter()
            .map(|(used, capacity)| room("Et langt navn på et deponi med æøå", *used, *capacity))
            .collect();
        for drawing in [panels(&plots), rooms(&places)] {
            for item in &drawing.items {
                match &item.shape {
                    Shape::Lines { lines, .. } => {
                        for point in lines.iter().flatten() {
                            prop_assert!(SHEET.contains(*point), "{:?}", point);
                        }
                    }
                    Shape::Band { edges, .. } => {
                        for edge in edges {
                            prop_assert!(SHEET.left <= edge.x && edge.x <= SHEET.right);
                            prop_assert!(SHEET.top <= edge.top && edge.bottom <= SHEET.bottom);
                        }
                    }
                    Shape::Area { .. } | Shape::Text(_) | Shape::Picture { .. } => {}
                }
            }
        }
    }
}
