//! Pictures that compare alternatives: places of tiny inputs, and what holds for all of them.

use berghald::figure::{
    Anchor, BarsInput, BarsWords, Better, ComparisonSheet, Drawing, DrawnAlternative, GradeRow,
    GradeStep, GradesInput, IndicatorBar, IndicatorPanel, Item, Look, PaperPoint, PaperRect,
    ParallelAxis, ParallelInput, Role, ScatterAxis, ScatterInput, ScatterPoint, ScatterValue,
    ScatterWords, ScoreAccount, ScoreRow, ScoresInput, ScoresWords, Shape, Standing, Text, Weight,
    WeightInput, WeightLine, WeightWords, bars_height_mm, contrast, draw_bars, draw_grades,
    draw_parallel, draw_scatter, draw_scores, draw_weight, grades_height_mm, parallel_height_mm,
    scatter_height_mm, scores_height_mm, svg_of, weight_height_mm,
};
use proptest::prelude::*;

const COLORS: [[u8; 3]; 4] = [[110; 3], [0, 114, 178], [240, 228, 66], [0, 158, 115]];

const NAMES: [&str; 6] = [
    "0-alternativet",
    "Deponi i Langdalen og tilbakefylling i Søndre brudd med ærlig langt navn",
    "Blåbærhaugen med høy voll",
    "Åslia",
    "Sjødeponi i Førdefjorden, øvre del, og mellomlager på kaia",
    "Kaksrudåsensteinbruddsdeponiutvidelsen",
];

/// Width, height and size of writing, in millimetres.
type Size = (f64, f64, f64);

const SMALL: Size = (180.0, 80.0, 3.4);

fn number(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}

fn sheet((width_mm, height_mm, text_mm): Size) -> ComparisonSheet<'static> {
    ComparisonSheet {
        title: "Alternativene side om side",
        empty: "Ingen alternativer å sammenligne ennå",
        width_mm,
        height_mm,
        text_mm,
    }
}

fn alternatives(count: usize) -> Vec<DrawnAlternative> {
    let one = |index: usize| DrawnAlternative {
        name: NAMES[index % NAMES.len()].to_owned(),
        color: COLORS[index % COLORS.len()],
        mark: index,
        is_zero: index == 0,
    };
    (0..count).map(one).collect()
}

/// Numbers from 0 to 1, by alternative and something else; `None` where there is none.
type Values<'a> = &'a dyn Fn(usize, usize) -> Option<f64>;

fn bars(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let panel = |place: usize| IndicatorPanel {
        name: ["Arealbeslag", "Klimagassutslipp over hele levetiden"][place % 2].to_owned(),
        unit: "tonn CO₂-ekv. per år".to_owned(),
        better: Better::Lower,
        better_told: "lavere er bedre".to_owned(),
        bars: (0..count)
            .map(|index| IndicatorBar {
                value: values(index, place).map(|value| 100.0 * value),
                text: number(100.0 * values(index, place).unwrap_or(0.0), 1),
                range: values(index, place).map(|value| (90.0 * value, 120.0 * value)),
                standing: [Standing::Best, Standing::Worst, Standing::Between][index % 3],
                is_stale: index % 4 == 3,
            })
            .collect(),
    };
    let indicators: Vec<IndicatorPanel> = (0..5).map(panel).collect();
    let input = BarsInput {
        sheet: sheet(size),
        alternatives: &alternatives(count),
        indicators: &indicators,
        words: BarsWords {
            best: "best",
            worst: "dårligst",
            missing: "ikke beregnet",
            stale: "utdatert",
            reference: "0-alternativet",
            range: "95 % usikkerhet",
        },
    };
    (draw_bars(&input), bars_height_mm(&input))
}

fn parallel(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let names = ["Arealbeslag", "Kostnad", "Støy og støv for naboer", "Klima"];
    let axis = |place: usize| ParallelAxis {
        name: names[place % 4].to_owned(),
        worst: "1 250 mill. kr".to_owned(),
        best: "310 mill. kr".to_owned(),
    };
    let criteria: Vec<ParallelAxis> = (0..6).map(axis).collect();
    let row = |index: usize| {
        let score = |place: usize| values(index, place).map(|value| 1.0 + 5.0 * value);
        (0..6).map(score).collect()
    };
    let scores: Vec<Vec<Option<f64>>> = (0..count).map(row).collect();
    let input = ParallelInput {
        sheet: sheet(size),
        scale: "Poeng fra 1 til 6, høyere er bedre",
        alternatives: &alternatives(count),
        criteria: &criteria,
        scores: &scores,
        highlighted: count.is_multiple_of(2).then_some(1),
        number: &number,
    };
    (draw_parallel(&input), parallel_height_mm(&input))
}

fn scatter(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let value = |value: f64, index: usize| ScatterValue {
        value,
        range: index
            .is_multiple_of(2)
            .then_some((0.9 * value, 1.2 * value)),
        text: number(value, 0),
    };
    let point = |index: usize| {
        let (across, up) = (values(index, 0)?, values(index, 1)?);
        Some(ScatterPoint {
            across: value(1000.0 * across, index),
            up: value(400.0 * up, index),
            is_stale: index % 5 == 4,
        })
    };
    let points: Vec<Option<ScatterPoint>> = (0..count).map(point).collect();
    let axis = |name: &str| ScatterAxis {
        name: name.to_owned(),
        better: Better::Lower,
        better_told: "lavere er bedre".to_owned(),
    };
    let input = ScatterInput {
        sheet: sheet(size),
        alternatives: &alternatives(count),
        points: &points,
        across: &axis("Kostnad (mill. kr)"),
        up: &axis("Arealbeslag (daa)"),
        words: ScatterWords {
            front: "ingen andre er bedre på begge",
            range: "95 % usikkerhet",
            better: "bedre",
            stale: "utdatert",
            missing: "Uten tall",
        },
        number: &number,
    };
    (draw_scatter(&input), scatter_height_mm(&input))
}

fn scores(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let account = |place: usize| ScoreAccount {
        name: format!("Regnskap for natur {place}: 25 %"),
        letter: ["N", "S", "Ø", "T"][place].to_owned(),
        color: COLORS[place],
    };
    let row = |index: usize| ScoreRow {
        alternative: index,
        rank: (index + 1).to_string(),
        parts: (0..4)
            .map(|place| values(index, place).map_or(0.0, |value| 1.5 * value))
            .collect(),
        total: number(3.21, 2),
        often_first: "12 %".to_owned(),
        note: if index % 5 == 2 {
            "Hard konflikt: berører Ørnefjellet naturreservat, som er vernet".to_owned()
        } else {
            String::new()
        },
        is_apart: index % 5 == 2,
        is_stale: index % 4 == 3,
    };
    let rows: Vec<ScoreRow> = (0..count).map(row).collect();
    let accounts: Vec<ScoreAccount> = (0..4).map(account).collect();
    let input = ScoresInput {
        sheet: sheet(size),
        alternatives: &alternatives(count),
        accounts: &accounts,
        scores: &rows,
        words: ScoresWords {
            scale: "Samlet poengsum fra 1 til 6, høyere er bedre",
            total: "Poeng",
            often_first: "Oftest først",
            apart: "Står utenfor rangeringen",
            stale: "utdatert",
        },
        number: &number,
    };
    (draw_scores(&input), scores_height_mm(&input))
}

fn weight(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let line = |index: usize| {
        Some(WeightLine {
            at_none: 1.0 + 5.0 * values(index, 0)?,
            at_all: 1.0 + 5.0 * values(index, 1)?,
        })
    };
    let lines: Vec<Option<WeightLine>> = (0..count).map(line).collect();
    let input = WeightInput {
        sheet: sheet(size),
        alternatives: &alternatives(count),
        lines: &lines,
        today: 0.25,
        words: WeightWords {
            across: "Vekt av natur (%)",
            up: "Samlet poengsum, høyere er bedre",
            today: "I dag 25 %",
            first: "tykk strek: best",
            change: "et annet alternativ blir best",
        },
        change: &|share, _, above| format!("{} %: {above} blir best", number(100.0 * share, 0)),
        number: &number,
    };
    (draw_weight(&input), weight_height_mm(&input))
}

fn grades(count: usize, values: Values<'_>, size: Size) -> (Drawing, f64) {
    let steps = [
        ("----", [123, 31, 43]),
        ("--", [230, 126, 34]),
        ("0", [217, 217, 217]),
        ("+++ / ++++", [30, 132, 73]),
    ];
    let scale = steps.map(|(sign, color)| GradeStep {
        sign: sign.to_owned(),
        name: "svært alvorlig miljøskade".to_owned(),
        color,
    });
    let row = |place: usize| GradeRow {
        name: ["Støy", "Reindrift og annet naturbasert næringsliv"][place % 2].to_owned(),
        grades: (0..count)
            .map(|index| values(index, place).map(|_| (index + place) % 4))
            .collect(),
    };
    let themes: Vec<GradeRow> = (0..5).map(row).collect();
    let input = GradesInput {
        sheet: sheet(size),
        alternatives: &alternatives(count),
        scale: &scale,
        themes: &themes,
        compilation: &row(5),
        missing: "ikke vurdert",
    };
    (draw_grades(&input), grades_height_mm(&input))
}

type Draw = fn(usize, Values<'_>, Size) -> (Drawing, f64);

const ALL: [(&str, Draw); 6] = [
    ("bars", bars),
    ("parallel", parallel),
    ("scatter", scatter),
    ("scores", scores),
    ("weight", weight),
    ("grades", grades),
];

/// Where a line of writing lies: from its feet to its capitals, turned or not.
fn extent(text: &Text) -> PaperRect {
    let wider = if text.weight == Weight::Strong {
        1.06
    } else {
        1.0
    };
    let width = wider * text.width_mm();
    let (before, after) = match text.anchor {
        Anchor::Start => (0.0, width),
        Anchor::Middle => (0.5 * width, 0.5 * width),
        Anchor::End => (width, 0.0),
    };
    let half = 0.48 * text.size_mm;
    let PaperPoint { x, y } = text.at;
    if text.turned_degrees.abs() < 1e-9 {
        PaperRect {
            left: x - before,
            right: x + after,
            top: y - half,
            bottom: y + half,
        }
    } else {
        PaperRect {
            left: x - half,
            right: x + half,
            top: y - after,
            bottom: y + before,
        }
    }
}

fn points_of(item: &Item) -> Vec<PaperPoint> {
    let corners = |rect: PaperRect| {
        [(rect.left, rect.top), (rect.right, rect.bottom)].map(|(x, y)| PaperPoint { x, y })
    };
    match &item.shape {
        Shape::Area { rings, .. } => rings.concat(),
        Shape::Lines { lines, .. } => lines.concat(),
        Shape::Text(text) => corners(extent(text)).to_vec(),
        Shape::Picture { at, .. } => corners(*at).to_vec(),
        Shape::Band { edges, .. } => edges
            .iter()
            .flat_map(|edge| {
                corners(PaperRect {
                    left: edge.x,
                    right: edge.x,
                    top: edge.top,
                    bottom: edge.bottom,
                })
            })
            .collect(),
    }
}

/// What is drawn beside the sheet, or over other writing.
fn faults(drawing: &Drawing) -> Vec<String> {
    let inside = PaperRect {
        left: -1e-6,
        top: -1e-6,
        right: drawing.width_mm + 1e-6,
        bottom: drawing.height_mm + 1e-6,
    };
    let outside = drawing.items.iter().filter(|item| {
        let points = points_of(item);
        !points.into_iter().all(|point| inside.contains(point))
    });
    let mut faults: Vec<String> = outside.map(|item| format!("outside: {item:?}")).collect();
    let texts: Vec<&Text> = drawing.texts().collect();
    for (index, one) in texts.iter().enumerate() {
        for other in &texts[..index] {
            let (a, b) = (extent(one), extent(other));
            let is_apart = a.right <= b.left + 1e-6
                || b.right <= a.left + 1e-6
                || a.bottom <= b.top + 1e-6
                || b.bottom <= a.top + 1e-6;
            if !is_apart {
                faults.push(format!("{:?} over {:?}", one.words, other.words));
            }
        }
    }
    faults
}

fn named<'a>(drawing: &'a Drawing, name: &str) -> &'a Item {
    let mut items = drawing.items.iter();
    let is_meant = |item: &&Item| {
        item.name
            .as_deref()
            .is_some_and(|one| one.starts_with(name))
    };
    items.find(is_meant).unwrap()
}

fn text_at<'a>(drawing: &'a Drawing, words: &str) -> &'a Text {
    let mut texts = drawing.texts();
    texts.find(|text| text.words.starts_with(words)).unwrap()
}

/// Numbers that look random and are always the same.
fn some(index: usize, place: usize) -> Option<f64> {
    let number = (index * 7919 + place * 104_729 + 13) % 1009;
    (number % 9 != 4).then_some(number as f64 / 1009.0)
}

#[test]
fn up_to_twenty_alternatives_have_room_on_every_sheet() {
    let sizes = [
        SMALL,
        (180.0, 80.0, 5.0),
        (300.0, 160.0, 3.4),
        (420.0, 250.0, 4.2),
    ];
    for (name, draw) in ALL {
        for count in [1, 2, 5, 8, 12, 20] {
            for size in sizes {
                let (drawing, _) = draw(count, &some, size);
                let faults = faults(&drawing);
                assert!(faults.is_empty(), "{name} {count} {size:?}: {faults:#?}");
            }
        }
    }
}

#[test]
fn a_sheet_is_as_high_as_it_was_told_unless_it_must_be_higher() {
    for (name, draw) in ALL {
        let (drawing, least) = draw(8, &some, (300.0, 2.0, 3.4));
        assert!((drawing.height_mm - least).abs() < 1e-9, "{name}");
        let (drawing, _) = draw(8, &some, (300.0, 400.0, 3.4));
        assert!((drawing.height_mm - 400.0).abs() < 1e-9, "{name}");
    }
}

#[test]
fn an_empty_sheet_says_why() {
    for (name, draw) in ALL {
        let (drawing, least) = draw(0, &some, SMALL);
        let texts: Vec<&str> = drawing.texts().map(|text| text.words.as_str()).collect();
        let empty = "Ingen alternativer å sammenligne ennå";
        assert_eq!(texts, ["Alternativene side om side", empty], "{name}");
        assert!(least.abs() < 1e-9 && faults(&drawing).is_empty());
    }
}

#[test]
fn the_same_is_drawn_again() {
    for (_, draw) in ALL {
        let once = svg_of(&draw(9, &some, SMALL).0, Look::Dark);
        assert_eq!(once, svg_of(&draw(9, &some, SMALL).0, Look::Dark));
    }
}

#[test]
fn a_bar_is_as_long_as_its_value_and_the_zero_alternative_is_first() {
    let values = |index: usize, _: usize| [Some(0.5), Some(1.0), None].get(index).copied()?;
    let mut order = alternatives(3);
    order.rotate_left(1);
    let (drawing, _) = bars(3, &values, (300.0, 160.0, 3.4));
    let lengths: Vec<f64> = drawing
        .items
        .iter()
        .filter_map(|item| match &item.shape {
            Shape::Band { edges, paint } if item.name.is_none() && 0.9 < paint.opacity => {
                Some(edges[1].x - edges[0].x)
            }
            _ => None,
        })
        .collect();
    assert!((lengths[1] - 2.0 * lengths[0]).abs() < 1e-9, "{lengths:?}");
    let told = named(&drawing, "Arealbeslag, 0-alternativet")
        .name
        .as_deref();
    let unit = "tonn CO₂-ekv. per år";
    assert_eq!(
        told,
        Some(format!("Arealbeslag, 0-alternativet: 50,0 {unit}, best").as_str())
    );
    let words: Vec<&str> = drawing.texts().map(|text| text.words.as_str()).collect();
    for needed in [
        "–",
        "ikke beregnet",
        "best",
        "dårligst",
        unit,
        "0-alternativet",
    ] {
        assert!(words.contains(&needed), "{needed}");
    }
    // Written last but one, the zero alternative still stands above the others.
    let input = BarsInput {
        sheet: sheet(SMALL),
        alternatives: &order,
        indicators: &[IndicatorPanel {
            name: "Støy".to_owned(),
            unit: "daa".to_owned(),
            better: Better::Higher,
            better_told: "høyere er bedre".to_owned(),
            bars: Vec::new(),
        }],
        words: BarsWords {
            best: "best",
            worst: "dårligst",
            missing: "mangler",
            stale: "utdatert",
            reference: "",
            range: "",
        },
    };
    let drawing = draw_bars(&input);
    let (zero, other) = (text_at(&drawing, "0-alt"), text_at(&drawing, "Blåbær"));
    assert!(zero.at.y < other.at.y);
}

#[test]
fn better_scores_lie_higher_and_a_missing_one_is_a_gap() {
    let values = |index: usize, place: usize| (place != 2).then_some(index as f64 / 2.0);
    let (drawing, _) = parallel(3, &values, (300.0, 160.0, 3.4));
    let level = |name: &str| text_at(&drawing, name).at.y;
    assert!(level("Blåbær") < level("Deponi") && level("Deponi") < level("0-alt"));
    let lines = drawing.items.iter().filter_map(|item| match &item.shape {
        Shape::Lines { lines, pen } if (0.6..0.8).contains(&pen.width_mm) => Some(lines.len()),
        _ => None,
    });
    assert_eq!(lines.collect::<Vec<usize>>(), [2, 2, 2]);
}

#[test]
fn points_that_nothing_beats_have_a_ring_and_a_step() {
    let places = [(0.2, 0.8), (0.5, 0.5), (0.8, 0.6)];
    let values = |index: usize, place: usize| {
        let (across, up) = places.get(index)?;
        Some(if place == 0 { *across } else { *up })
    };
    let (drawing, _) = scatter(3, &values, (300.0, 160.0, 3.4));
    let rings = drawing.items.iter().filter(|item| match &item.shape {
        Shape::Lines { lines, pen } => lines[0].len() == 33 && pen.role == Role::Ink,
        _ => false,
    });
    // Two of them, and one in the legend.
    assert_eq!(rings.count(), 3);
    let steps = drawing.items.iter().find_map(|item| match &item.shape {
        Shape::Lines { lines, pen } if pen.dash_mm == Some((2.2, 1.2)) => Some(lines[0].clone()),
        _ => None,
    });
    let steps = steps.unwrap();
    assert_eq!(steps.len(), 3);
    assert!(steps[0].x < steps[1].x && (steps[0].y - steps[1].y).abs() < 1e-9);
    assert!(steps[1].y < steps[2].y && (steps[1].x - steps[2].x).abs() < 1e-9);
}

#[test]
fn parts_of_a_score_stand_behind_each_other() {
    let (drawing, _) = scores(2, &|_, place| Some(0.2 * (place + 1) as f64), SMALL);
    let ends = |account: usize| {
        let item = named(
            &drawing,
            &format!("0-alternativet, Regnskap for natur {account}"),
        );
        match &item.shape {
            Shape::Band { edges, .. } => (edges[0].x, edges[1].x),
            other => panic!("{other:?}"),
        }
    };
    let first = ends(0);
    for account in 1..4 {
        let (from, to) = ends(account);
        assert!((from - ends(account - 1).1).abs() < 1e-9);
        let share = (to - from) / (first.1 - first.0);
        assert!((share - (account + 1) as f64).abs() < 1e-6, "{share}");
    }
}

#[test]
fn who_is_listed_apart_stands_under_the_heading() {
    let (drawing, _) = scores(5, &some, (300.0, 160.0, 3.4));
    let heading = text_at(&drawing, "Står utenfor").at.y;
    assert!(heading < text_at(&drawing, "Blåbær").at.y);
    for ranked in ["0-alt", "Deponi", "Åslia", "Sjødeponi"] {
        assert!(text_at(&drawing, ranked).at.y < heading, "{ranked}");
    }
}

#[test]
fn a_change_of_the_first_place_is_where_lines_cross() {
    // 1 + 5 · (0.8, 0.2) and (0.4, 0.6) meet where 0.8 − 0.6 s = 0.4 + 0.2 s.
    let ends = [(0.8, 0.2), (0.4, 0.6), (0.1, 0.1)];
    let values = |index: usize, place: usize| {
        let (none, all) = ends.get(index)?;
        Some(if place == 0 { *none } else { *all })
    };
    let (drawing, _) = weight(3, &values, (300.0, 160.0, 3.4));
    let told = named(&drawing, "50 %: 1 blir best");
    let Shape::Band { edges, .. } = &told.shape else {
        panic!("{told:?}");
    };
    let middle = 0.5 * (edges[0].x + edges[1].x);
    let (zero, hundred) = (text_at(&drawing, "0").at.x, text_at(&drawing, "100").at.x);
    let axis = drawing.texts().filter(|text| text.words == "0").count();
    assert_eq!(axis, 1);
    assert!((middle - 0.5 * (zero + hundred)).abs() < 1e-6);
    assert_eq!(text_at(&drawing, "0-alternativet").weight, Weight::Strong);
}

#[test]
fn grades_can_be_read_on_their_colours() {
    let (drawing, _) = grades(6, &some, SMALL);
    let mut ground = None;
    let mut signs = 0;
    for item in &drawing.items {
        match &item.shape {
            Shape::Band { paint, .. } if 0.9 < paint.opacity => ground = Some(paint.role),
            Shape::Text(text) => {
                let Role::Given(writing) = text.role else {
                    continue;
                };
                let Some(Role::Given(ground)) = ground else {
                    panic!("{text:?} stands on nothing");
                };
                assert!(4.5 <= contrast(writing, ground), "{text:?} on {ground:?}");
                signs += 1;
            }
            _ => {}
        }
    }
    assert!(20 < signs, "{signs}");
}

#[test]
fn lines_and_marks_of_every_colour_stand_out_from_both_sheets() {
    for look in [Look::Light, Look::Dark] {
        for color in COLORS.into_iter().chain([[255; 3], [0; 3], [86, 180, 233]]) {
            let ratio = contrast(Role::Stroke(color).color(look), Role::Sheet.color(look));
            assert!(3.0 <= ratio, "{color:?} {look:?}: {ratio:.2}");
        }
    }
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        6 => (0.0..1.0).prop_map(Some),
        1 => Just(None),
        1 => Just(Some(0.0)),
        1 => Just(Some(1.0)),
        1 => Just(Some(f64::NAN)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Nothing lies beside the sheet and no writing on other writing, whatever the values.
    #[test]
    fn writing_never_lies_on_writing(
        values in prop::collection::vec(prop::collection::vec(any_value(), 6), 1..=12),
        width_mm in 180.0..420.0,
        text_mm in 2.8..5.2,
    ) {
        let value = |index: usize, place: usize| values.get(index)?.get(place).copied()?;
        for (name, draw) in ALL {
            let (drawing, _) = draw(values.len(), &value, (width_mm, 80.0, text_mm));
            let faults = faults(&drawing);
            prop_assert!(faults.is_empty(), "{}: {:#?}", name, faults);
        }
    }
}
