//! Results for people: one line each, with units, rounded to what they are worth.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use std::fmt::Write as _;

use i18n_embed_fl::fl;

use super::machine::height_unit;
use super::{Outcome, compare, deposits, export, land_take, package, pits, project, report};
use crate::app::InputFact;
use crate::app::compare_surfaces::SurfacesResult;
use crate::app::notice::Notice;
use crate::gis::{Format, Formats, RasterError, RasterFacts, Reprojected};
use crate::project::Areas;
use crate::words::Words;

/// Lines of a label and a value, the values below each other.
pub(super) struct Table<'a> {
    pub(super) words: &'a Words,
    lines: Vec<(String, String)>,
}

/// What a command came to, as text.
pub(super) fn outcome(outcome: &Outcome, words: &Words) -> String {
    let table = Table {
        words,
        lines: Vec::new(),
    };
    match outcome {
        Outcome::Deposit(request, result) => deposits::deposit_text(table, request, result),
        Outcome::Pit(request, result) => deposits::pit_text(table, request, result),
        Outcome::Void(request, result) => pits::void_text(table, request, result),
        Outcome::Backfill(request, result) => pits::backfill_text(table, request, result),
        Outcome::CutFill(result) => cut_fill(table, result),
        Outcome::LandTake(result) => land_take::land_take_text(table, result),
        Outcome::Formats(formats) => list(formats, words),
        Outcome::Reproject(raster) => reprojected(table, raster),
        Outcome::Info(facts) => info(table, facts),
        Outcome::Scenarios(list) => project::scenarios_text(list, words),
        Outcome::Compare(compared) => compare::text(compared, words),
        Outcome::Report(written) => report::text(written, words),
        Outcome::Check(checked) => project::check_text(checked, words),
        Outcome::Package(made) => package::text(made, words),
        Outcome::Export(exported) => export::text(exported, words),
        Outcome::Sample(sample) => {
            let count = words.number(sample.files.len() as f64, 0);
            let written = fl!(words.loader, "cli-sample-written", count = count);
            format!("{written}\n{}\n", sample.project.display())
        }
    }
}

impl Table<'_> {
    pub(super) fn text(&mut self, label: String, value: impl Into<String>) {
        self.lines.push((label, value.into()));
    }

    pub(super) fn quantity(&mut self, label: String, value: f64, decimals: usize, unit: &str) {
        let value = self.words.quantity(value, decimals, unit);
        self.lines.push((label, value));
    }

    /// Two numbers with one unit.
    pub(super) fn range(&mut self, label: String, low: f64, high: f64, unit: &str) {
        let low = self.words.number(low, 2);
        let high = self.words.quantity(high, 2, unit);
        self.lines.push((
            label,
            fl!(self.words.loader, "range", low = low, high = high),
        ));
    }

    pub(super) fn yes_or_no(&mut self, label: String, is: bool) {
        let loader = &self.words.loader;
        self.lines.push((
            label,
            if is {
                fl!(loader, "yes")
            } else {
                fl!(loader, "no")
            },
        ));
    }

    /// What the result rests on. Of areas it is told where they are not those on the map.
    pub(super) fn base(&mut self, input: &InputFact, areas: Areas) {
        let loader = &self.words.loader;
        self.text(fl!(loader, "label-base"), input.path.display().to_string());
        let mut crs = input.crs.clone().unwrap_or_default();
        if areas != Areas::default() {
            crs = format!("{crs}, {}", areas_text(areas, self.words));
        }
        self.text(fl!(loader, "label-crs"), crs);
        let datum = input.vertical_datum.clone();
        let datum = datum.unwrap_or_else(|| fl!(loader, "label-not-recorded"));
        self.text(fl!(loader, "label-vertical-datum"), datum);
    }

    pub(super) fn show(&self) -> String {
        let width = self
            .lines
            .iter()
            .map(|line| line.0.chars().count())
            .max()
            .unwrap_or(0);
        let mut text = String::new();
        for (label, value) in &self.lines {
            // Writing to a string cannot fail.
            writeln!(text, "{label:width$}  {value}").ok();
        }
        text
    }
}

fn cut_fill(mut table: Table<'_>, result: &SurfacesResult) -> String {
    let loader = &table.words.loader;
    let volumes = &result.cut_fill;
    table.quantity(fl!(loader, "label-fill"), volumes.fill.0, 0, "m³");
    table.quantity(fl!(loader, "label-cut"), volumes.cut.0, 0, "m³");
    table.quantity(fl!(loader, "label-net"), volumes.net().0, 0, "m³");
    table.quantity(fl!(loader, "label-area"), volumes.area.0, 0, "m²");
    let cells = table.words.number(volumes.cells as f64, 0);
    table.text(fl!(loader, "label-cells"), cells);
    if 0.0 < volumes.unknown_area.0 {
        table.quantity(
            fl!(loader, "label-unknown-area"),
            volumes.unknown_area.0,
            0,
            "m²",
        );
    }
    for surface in result.inputs.iter().take(2) {
        table.base(surface, result.areas);
    }
    table.show()
}

fn reprojected(mut table: Table<'_>, raster: &Reprojected) -> String {
    let loader = &table.words.loader;
    let epsg = raster.reference.epsg().map(|code| format!("EPSG:{code} "));
    let crs = format!("{}{}", epsg.unwrap_or_default(), raster.reference.name());
    table.text(fl!(loader, "label-crs"), crs);
    let placement = &raster.placement;
    table.text(
        fl!(loader, "label-size"),
        size(placement.columns, placement.rows, table.words),
    );
    table.quantity(
        fl!(loader, "label-cell-size"),
        placement.cell_width_m,
        2,
        "m",
    );
    table.text(
        fl!(loader, "label-written"),
        raster.path.display().to_string(),
    );
    table.show()
}

fn size(columns: usize, rows: usize, words: &Words) -> String {
    let columns = words.number(columns as f64, 0);
    let rows = words.number(rows as f64, 0);
    fl!(words.loader, "columns-rows", columns = columns, rows = rows)
}

fn info(mut table: Table<'_>, facts: &RasterFacts) -> String {
    let words = table.words;
    let loader = &words.loader;
    let not_recorded = || fl!(loader, "label-not-recorded");
    table.text(fl!(loader, "label-base"), facts.path.display().to_string());
    table.text(
        fl!(loader, "label-type"),
        format!("{}, {}", facts.driver, facts.data_type),
    );
    table.text(
        fl!(loader, "label-size"),
        size(facts.columns, facts.rows, words),
    );
    // Lengths and areas are told only where they are those on the ground.
    let is_measurable = facts.measurable.is_ok();
    if let Some(placement) = facts.placement.filter(|_| is_measurable) {
        let width = words.number(placement.cell_width_m, 3);
        let height = words.quantity(placement.cell_height_m, 3, "m");
        table.text(
            fl!(loader, "label-cell-size"),
            format!("{width} × {height}"),
        );
    }
    let crs = facts.crs.as_ref().map(|crs| {
        format!(
            "{}{}",
            crs.epsg
                .map(|code| format!("EPSG:{code} "))
                .unwrap_or_default(),
            crs.name
        )
    });
    table.text(fl!(loader, "label-crs"), crs.unwrap_or_else(not_recorded));
    let datum = facts
        .vertical_datum
        .as_ref()
        .map(|datum| datum.name.clone());
    table.text(
        fl!(loader, "label-vertical-datum"),
        datum.unwrap_or_else(not_recorded),
    );
    table.text(
        fl!(loader, "label-height-unit"),
        height_unit(&facts.height_unit),
    );
    let nodata = facts
        .nodata
        .map_or_else(not_recorded, |value| value.to_string());
    table.text(fl!(loader, "label-nodata"), nodata);
    match &facts.heights {
        Some(heights) => {
            let range = heights.range;
            table.range(
                fl!(loader, "label-heights"),
                range.lowest_m,
                range.highest_m,
                "m",
            );
            if let Some(area_m2) = heights.area_m2.filter(|_| is_measurable) {
                table.quantity(fl!(loader, "label-area-with-heights"), area_m2, 0, "m²");
            }
        }
        None => table.text(
            fl!(loader, "label-heights"),
            fl!(loader, "label-no-heights"),
        ),
    }
    table.yes_or_no(fl!(loader, "label-usable"), is_measurable);
    let mut text = table.show();
    if let Err(refusal) = &facts.measurable {
        let (message, hint) = reason(refusal, words);
        writeln!(text, "{message}\n{hint}").ok();
    }
    text
}

/// Why a raster cannot be measured on, and what to do about it.
fn reason(refusal: &RasterError, words: &Words) -> (String, String) {
    let notice = Notice::of_raster(refusal, words);
    (notice.message, notice.hint)
}

fn list(formats: &Formats, words: &Words) -> String {
    let loader = &words.loader;
    let mut text = String::new();
    let groups = [
        (fl!(loader, "formats-raster"), &formats.raster),
        (fl!(loader, "formats-vector"), &formats.vector),
    ];
    for (title, formats) in groups {
        writeln!(text, "{title}").ok();
        for Format {
            name,
            long_name,
            extensions,
            write,
            ..
        } in formats
        {
            let does = if *write {
                fl!(loader, "formats-read-write")
            } else {
                fl!(loader, "formats-read")
            };
            let extensions = extensions.join(", ");
            writeln!(text, "  {name:16} {does:18} {extensions:24} {long_name}").ok();
        }
    }
    text
}

/// What areas are.
pub(super) fn areas_text(areas: Areas, words: &Words) -> String {
    match areas {
        Areas::Planar => fl!(words.loader, "areas-planar"),
        Areas::Geodesic => fl!(words.loader, "areas-geodesic"),
    }
}
