//! Results about deposits and designed pits, for people and for machines.

#![expect(
    clippy::disallowed_types,
    reason = "`fl!` hands its arguments over in a HashMap, which is only looked up in"
)]

use i18n_embed_fl::fl;
use serde_json::{Map, Value, json};

use super::people::Table;
use super::ramps::{self, ramp_json, ramp_rows};
use crate::app::deposit::{DepositRequest, DepositResult, MethodRequest};
use crate::app::designed_pit::{DrawnPit, PitDesignRequest, PitDesignResult};
use crate::app::figures_of;
use crate::design::{Batter, Lift, PitLift, ShortLift, Slope};
use crate::units::PlacedFactor;
use crate::words::Words;

/// A deposit as an object.
pub(super) fn deposit_json(request: &DepositRequest, result: &DepositResult) -> Value {
    let design = &result.design;
    let mut object = Map::new();
    let mut add = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    add("areas", json!(request.areas.id()));
    add("method", json!(method_name(&request.method)));
    add("parameters", parameters(request, result));
    for (name, value) in figures_of(design) {
        // What a method does not have is null.
        add(name, json!(value));
    }
    add("capacity_m3", json!(design.capacity.map(|most| most.0)));
    add("fits", json!(design.fits));
    add("bank_m3", json!(result.bank.map(|bank| bank.0)));
    add(
        "spill_level_m",
        json!(design.spill.map(|spill| spill.level.0)),
    );
    if let Some(spill) = design.spill {
        add("spill_point", json!([spill.at.x, spill.at.y]));
        add("open_length_m", json!(spill.open_length.0));
    }
    let outside = result.outside_concession.map(|area| area.0);
    add("outside_concession_m2", json!(outside));
    add("dam_m3", json!(design.dam.map(|dam| dam.volume.0)));
    if let Some(dam) = design.dam {
        add("dam_footprint_area_m2", json!(dam.footprint.0));
        add("dam_outside_outline_m2", json!(dam.outside.0));
        add("dam_crest_level_m", json!(dam.crest_level.0));
        add("dam_height_m", json!(dam.height.0));
        add("dam_length_m", json!(dam.length.0));
    }
    if let Some(regrading) = design.regrading {
        add("set_back_m", json!(regrading.set_back.0));
        add("earthwork_m3", json!(regrading.earthwork.0));
        add("operating_m3", json!(regrading.operating.0));
    }
    add("ramp", json!(design.ramp.as_deref().map(ramp_json)));
    add("volume_low_m3", json!(result.band.low.0));
    add("volume_high_m3", json!(result.band.high.0));
    let levels = design.bench_levels.iter().map(|level| level.0);
    add("bench_levels_m", levels.collect());
    add("lifts", design.lifts.iter().map(lift_json).collect());
    Value::Object(object)
}

fn method_name(method: &MethodRequest) -> &'static str {
    match method {
        MethodRequest::Toe => "toe",
        MethodRequest::Crest { .. } => "crest",
        MethodRequest::Level { .. } => "level",
    }
}

fn parameters(request: &DepositRequest, result: &DepositResult) -> Value {
    let mut object = batter_json(&request.batter);
    let mut add = |name: &str, value: Value| drop(object.insert(name.to_owned(), value));
    add("cell_size_m", json!(result.cell_size_m));
    let factor = request.placed_factor.map(PlacedFactor::ratio);
    add("placed_factor", json!(factor));
    add("corners", json!("rounded"));
    add(
        "closure_face_deg",
        json!(request.closure.map(Slope::degrees)),
    );
    match &request.method {
        MethodRequest::Toe => {}
        MethodRequest::Crest { drops } => {
            add("corner_drops_m", drops.iter().map(|drop| drop.0).collect());
        }
        MethodRequest::Level {
            dam,
            beach,
            discharges,
        } => {
            let points = discharges.iter().map(|at| json!([at.x, at.y]));
            add("discharges", points.collect());
            add("beach_deg", json!(beach.map(Slope::degrees)));
            if let Some(dam) = dam {
                add("dam_crest_width_m", json!(dam.crest_width.0));
                add("dam_face_deg", json!(dam.inner.degrees()));
                add("dam_freeboard_m", json!(dam.freeboard.0));
            }
        }
    }
    if let Some(ramp) = &request.ramp {
        add("ramp", ramps::parameters(ramp));
    }
    let errors = &request.errors;
    add("sigma_systematic_m", json!(errors.systematic().0));
    add("sigma_random_m", json!(errors.random().0));
    add("correlation_length_m", json!(errors.correlation_length().0));
    Value::Object(object)
}

/// The slopes of a deposit or pit.
pub(super) fn batter_json(batter: &Batter) -> Map<String, Value> {
    let benches = batter.benches;
    let water = batter.water;
    let value = json!({
        "face_deg": batter.face.degrees(),
        "face_rise_over_run": batter.face.rise_over_run(),
        "lift_m": benches.map(|benches| benches.lift().0),
        "berm_m": benches.map(|benches| benches.berm().0),
        "short_first_lift": benches.map(|benches| match benches.short_lift {
            ShortLift::JoinsNext => "joins_next",
            ShortLift::Stands => "stands",
        }),
        "water_level_m": water.map(|water| water.level.0),
        "submerged_face_deg": water.map(|water| water.face.degrees()),
    });
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// A lift as an object.
pub(super) fn lift_json(lift: &Lift) -> Value {
    json!({
        "from_m": lift.from.0,
        "to_m": lift.to.0,
        "volume_m3": lift.volume.0,
        "area_m2": lift.area.0,
    })
}

/// The volume, rounded to what its band is worth where heights may be off.
fn with_band(words: &Words, result: &DepositResult) -> String {
    let (fill, band) = (result.design.fill, &result.band);
    if band.standard_error.0 <= 0.0 {
        return words.quantity(fill.0, 0, "m³");
    }
    let low = words.number(band.rounded(band.low).0, 0);
    let high = words.quantity(band.rounded(band.high).0, 0, "m³");
    let volume = words.quantity(band.rounded(fill).0, 0, "m³");
    fl!(
        words.loader,
        "volume-with-band",
        volume = volume,
        low = low,
        high = high
    )
}

/// A deposit as text.
pub(super) fn deposit_text(
    mut table: Table<'_>,
    request: &DepositRequest,
    result: &DepositResult,
) -> String {
    let words = table.words;
    let loader = &words.loader;
    let design = &result.design;
    table.text(fl!(loader, "label-fill"), with_band(words, result));
    if let Some(bank) = result.bank {
        table.quantity(fl!(loader, "label-bank"), bank.0, 0, "m³");
    }
    table.quantity(fl!(loader, "label-crest"), design.crest_level.0, 2, "m");
    table.yes_or_no(fl!(loader, "label-fits"), design.fits);
    if let Some(capacity) = design.capacity {
        table.quantity(fl!(loader, "label-capacity"), capacity.0, 0, "m³");
    }
    if let Some(spill) = design.spill {
        table.quantity(fl!(loader, "label-spill-level"), spill.level.0, 2, "m");
    }
    if let Some(dam) = design.dam {
        table.quantity(fl!(loader, "label-dam"), dam.volume.0, 0, "m³");
        table.quantity(fl!(loader, "label-dam-height"), dam.height.0, 1, "m");
    }
    if let Some(regrading) = design.regrading {
        let set_back = regrading.set_back.0;
        table.quantity(fl!(loader, "label-set-back"), set_back, 1, "m");
        let moved = regrading.earthwork.0;
        table.quantity(fl!(loader, "label-earthwork"), moved, 0, "m³");
    }
    if let Some(ramp) = &design.ramp {
        ramp_rows(&mut table, ramp);
    }
    table.quantity(
        fl!(loader, "label-footprint-area"),
        design.footprint.0,
        0,
        "m²",
    );
    table.quantity(
        fl!(loader, "label-outline-area"),
        design.outline_area.0,
        0,
        "m²",
    );
    table.quantity(
        fl!(loader, "label-surface-area"),
        design.surface_area.0,
        0,
        "m²",
    );
    table.range(
        fl!(loader, "label-toe"),
        design.toe_lowest.0,
        design.toe_highest.0,
        "m",
    );
    let height = design.crest_level.0 - design.toe_lowest.0;
    table.quantity(fl!(loader, "label-height"), height, 2, "m");
    let greatest = words.quantity(design.thickness_greatest.0, 2, "m");
    let mean = words.quantity(design.thickness_mean.0, 2, "m");
    let thickness = fl!(
        loader,
        "greatest-and-mean",
        greatest = greatest,
        mean = mean
    );
    table.text(fl!(loader, "label-thickness"), thickness);
    if 0.0 < design.unknown_area.0 {
        table.quantity(
            fl!(loader, "label-unknown-area"),
            design.unknown_area.0,
            0,
            "m²",
        );
    }
    if 1 < design.lifts.len() {
        for lift in &design.lifts {
            let (from, to) = (
                words.number(lift.from.0, 1),
                words.quantity(lift.to.0, 1, "m"),
            );
            let label = fl!(loader, "label-lift", from = from, to = to);
            table.quantity(label, lift.volume.0, 0, "m³");
        }
    }
    let degrees = words.quantity(request.batter.face.degrees(), 1, "°");
    table.text(
        fl!(loader, "label-method"),
        match request.method {
            MethodRequest::Toe => fl!(loader, "method-toe", face = degrees),
            MethodRequest::Crest { .. } => fl!(loader, "method-crest", face = degrees),
            MethodRequest::Level { .. } => fl!(loader, "method-level"),
        },
    );
    if let Some(terrain) = result.inputs.first() {
        table.base(terrain, request.areas);
    }
    table.quantity(fl!(loader, "label-cell-size"), result.cell_size_m, 2, "m");
    for written in [&request.surface, &request.footprint, &request.curve]
        .into_iter()
        .flatten()
    {
        table.text(fl!(loader, "label-written"), written.display().to_string());
    }
    table.show()
}

/// A designed pit as an object.
pub(super) fn pit_json(request: &PitDesignRequest, result: &PitDesignResult) -> Value {
    let design = &result.design;
    let lift = |lift: &PitLift| {
        json!({
            "from_m": lift.from.0,
            "to_m": lift.to.0,
            "volume_m3": lift.cut.0,
            "area_m2": lift.area.0,
        })
    };
    let mut parameters = batter_json(&request.walls);
    parameters.insert("cell_size_m".to_owned(), json!(result.cell_size_m));
    parameters.insert("corners".to_owned(), json!("rounded"));
    json!({
        "areas": request.areas.id(),
        "method": match request.drawn {
            DrawnPit::Rim(_) => "rim_down",
            DrawnPit::Floor(_) => "floor_up",
        },
        "parameters": parameters,
        "cut_m3": design.cut.0,
        "bank_m3": design.cut.0,
        "outline_area_m2": design.outline_area.0,
        "footprint_area_m2": design.footprint.0,
        "outside_concession_m2": result.outside_concession.map(|area| area.0),
        "floor_m": design.floor_level.0,
        "floor_area_m2": design.floor.0,
        "rim_min_m": design.rim_lowest.0,
        "rim_max_m": design.rim_highest.0,
        "depth_max_m": design.deepest.0,
        "wall_overall_deg": design.wall_overall_deg,
        "bench_datum_m": design.bench_datum.0,
        "bench_levels_m": design.bench_levels.iter().map(|level| level.0).collect::<Vec<f64>>(),
        "nodata_area_m2": design.unknown_area.0,
        "lifts": design.lifts.iter().map(lift).collect::<Vec<Value>>(),
    })
}

/// A designed pit as text.
pub(super) fn pit_text(
    mut table: Table<'_>,
    request: &PitDesignRequest,
    result: &PitDesignResult,
) -> String {
    let words = table.words;
    let loader = &words.loader;
    let design = &result.design;
    table.quantity(fl!(loader, "label-cut-bank"), design.cut.0, 0, "m³");
    table.quantity(fl!(loader, "label-floor"), design.floor_level.0, 2, "m");
    let (low, high) = (design.rim_lowest.0, design.rim_highest.0);
    table.range(fl!(loader, "label-rim"), low, high, "m");
    table.quantity(fl!(loader, "label-depth"), design.deepest.0, 2, "m");
    let overall = design.wall_overall_deg;
    table.quantity(fl!(loader, "label-wall-overall"), overall, 1, "°");
    let area = design.footprint.0;
    table.quantity(fl!(loader, "label-opened-area"), area, 0, "m²");
    if 0.0 < design.unknown_area.0 {
        let area = design.unknown_area.0;
        table.quantity(fl!(loader, "label-unknown-area"), area, 0, "m²");
    }
    if let Some(terrain) = result.inputs.first() {
        table.base(terrain, request.areas);
    }
    table.quantity(fl!(loader, "label-cell-size"), result.cell_size_m, 2, "m");
    let written = [&request.surface, &request.footprint];
    for path in written.into_iter().flatten() {
        table.text(fl!(loader, "label-written"), path.display().to_string());
    }
    table.show()
}
