//! The mine: its masses with their factors, and what is taken out year by year.

use super::draft::{Draft, row, sum_row};
use super::gather::{Gathered, cell, in_list, named, number_cell};
use super::pieces::list_of;
use crate::app::masses::{BalanceFigure, draw_balance};
use crate::material::Placing;
use crate::project::{Fraction, FractionId};
use crate::report::{DocumentRow, Origin, Piece};

/// Columns of the placed factor, in the order of [`Placing::ALL`], with those of who says so.
const PLACED: [(&str, &str); Placing::ALL.len()] = [
    ("placed_tipped", "placed_tipped_source"),
    ("placed_compacted", "placed_compacted_source"),
    ("placed_hydraulic", "placed_hydraulic_source"),
];

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    place(gathered, draft);
    let project = gathered.project();
    if project.fractions.is_empty() {
        draft.paragraph(tell.words("report-no-fractions"));
        return;
    }
    draft.heading(2, tell.words("report-fractions"));
    draft.paragraph(tell.words("report-fractions-tip"));
    let mut rows: Vec<DocumentRow> = project
        .fractions_in_order()
        .map(|(id, fraction)| fraction_row(id, fraction, gathered))
        .collect();
    let with_book = gathered
        .scenarios()
        .find_map(|(place, one)| Some((place, one.book.as_ref()?)));
    if let Some((place, book)) = with_book {
        let sum = tell.mass(
            book.planned.plan.produced().0,
            in_list(place, "/ledger/produced_t"),
        );
        let mut cells = vec![tell.words("report-sum"), vec![sum]];
        cells.extend(std::iter::repeat_with(Vec::new).take(4));
        rows.push(sum_row(cells));
    }
    let head = [
        "report-fraction",
        "report-mass",
        "report-quality",
        "report-density",
        "report-loose",
        "report-placed",
    ];
    draft.table(
        tell.words("report-fractions-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    factor_sources(gathered, draft);
    if let Some((_, book)) = with_book {
        draft.heading(2, tell.words("report-by-year"));
        let drawing = draw_balance(BalanceFigure::Flows, book, tell.words, (170.0, 95.0));
        draft.figure(&drawing, tell.words("report-flows-caption"));
    }
}

/// Where it is, and on what ground.
fn place(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    if let Some(crs) = &gathered.designs.read.snapshot.records.crs {
        let of = |column| {
            let code = crs.epsg.map_or(0, i64::from);
            Origin::Project("gpkg_spatial_ref_sys", code, column)
        };
        let name = Piece::new(&crs.name, of("srs_name"));
        let code = crs
            .epsg
            .map_or_else(String::new, |code| format!(" (EPSG:{code})"));
        let code = Piece::new(code, of("organization_coordsys_id"));
        let areas = tell.word(&format!("areas-{}", gathered.project().areas.id()));
        draft.paragraph(tell.say(
            "report-place",
            [("crs", vec![name, code].into()), ("areas", areas.into())],
        ));
    }
}

fn fraction_row(id: FractionId, fraction: &Fraction, gathered: &Gathered<'_>) -> DocumentRow {
    let tell = gathered.tell;
    let FractionId(number) = id;
    let material = &fraction.material;
    let column = |text: String, value: f64, column: &'static str| {
        number_cell(text, value, "fractions", number, column)
    };
    let mass: f64 = fraction.tonnes.values().map(|mass| mass.0).sum();
    let density = material.density.value.tonnes_per_m3();
    let loose = material.loose.value.ratio();
    let placed = Placing::ALL.iter().zip(&material.placed).zip(PLACED);
    let placed = placed.map(|((placing, factor), (name, _))| {
        let value = factor.value.ratio();
        let mut said = vec![column(tell.words.number(value, 2), value, name)];
        said.push(Piece::new(" ", Origin::Words("word-between".to_owned())));
        said.push(tell.word(&format!("mass-placing-{}", placing.id())));
        said
    });
    row(vec![
        list_of([
            vec![named(&fraction.name, "fractions", number)],
            tell.words(&format!("mass-kind-{}", material.kind.id())),
        ]),
        vec![column(tell.words.mass(mass), mass, "tonnes_by_year")],
        tell.words(&format!("mass-quality-{}", material.quality.id())),
        vec![column(
            tell.words.quantity(density, 2, "t/m³"),
            density,
            "density_t_per_m3",
        )],
        vec![column(tell.words.number(loose, 2), loose, "loose_factor")],
        list_of(placed),
    ])
}

/// Who says so.
fn factor_sources(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let fractions = gathered.project().fractions_in_order();
    let said = fractions.filter_map(|(FractionId(id), fraction)| {
        let material = &fraction.material;
        let placed = material.placed.iter().zip(PLACED);
        let placed = placed.map(|(factor, (_, column))| (&factor.source, column));
        let mut sources: Vec<(&String, &'static str)> = vec![
            (&material.density.source, "density_source"),
            (&material.loose.source, "loose_source"),
            (&material.quality_source, "quality_source"),
        ];
        sources.extend(placed);
        sources.retain(|(source, _)| !source.trim().is_empty());
        sources.dedup_by(|one, other| one.0 == other.0);
        if sources.is_empty() {
            return None;
        }
        let sources = sources
            .into_iter()
            .map(|(source, column)| vec![cell(source, "fractions", id, column)]);
        let name = named(&fraction.name, "fractions", id);
        Some(tell.say(
            "report-factor-source",
            [("name", name.into()), ("sources", list_of(sources).into())],
        ))
    });
    draft.list(said.collect());
}
