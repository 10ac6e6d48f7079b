//! Results about pits, for people and for machines.

use i18n_embed_fl::fl;
use serde_json::{Value, json};

use super::people::Table;
use crate::app::backfill::{BackfillRequest, BackfillResult, RoomSource};
use crate::app::void::{VoidRequest, VoidResult};
use crate::balance::Binding;

/// A measured void as an object.
pub(super) fn void_json(result: &VoidResult) -> Value {
    let void = &result.void;
    json!({
        "areas": result.areas.id(),
        "void_m3": void.extracted.0,
        "outline_area_m2": void.outline_area.0,
        "floor_m": void.floor.0,
        "rim_min_m": void.rim_lowest.0,
        "usable_void_m3": void.usable.0,
    })
}

/// A backfill as an object.
pub(super) fn backfill_json(result: &BackfillResult) -> Value {
    let backfill = &result.backfill;
    json!({
        "areas": result.pit.as_ref().map(|(pit, _)| pit.areas.id()),
        "void_m3": result.void_m3(),
        "extracted_bank_m3": result.limits.extracted.0,
        "cap": result.limits.cap.share(),
        "limit_by_cap_bank_m3": backfill.limit_by_cap.0,
        "limit_by_void_bank_m3": backfill.limit_by_void.0,
        "binding": match backfill.binding {
            Binding::Cap => "cap",
            Binding::Void => "void",
            Binding::Target => "target",
        },
        "backfill_bank_m3": backfill.bank.0,
        "backfill_placed_m3": backfill.placed.0,
        "share_of_extracted": backfill.share_of_extracted,
        "level_m": result.level().map(|level| level.0),
        "requested_bank_m3": backfill.requested.map(|asked| asked.0),
        "refused_bank_m3": backfill.refused.0,
    })
}

/// A measured void as text.
pub(super) fn void_text(
    mut table: Table<'_>,
    request: &VoidRequest,
    result: &VoidResult,
) -> String {
    let loader = &table.words.loader;
    let void = &result.void;
    let volume = void.extracted.0;
    table.quantity(fl!(loader, "label-void"), volume, 0, "m³");
    let usable = void.usable.0;
    table.quantity(fl!(loader, "label-usable-void"), usable, 0, "m³");
    table.quantity(fl!(loader, "label-floor"), void.floor.0, 2, "m");
    let rim = void.rim_lowest.0;
    table.quantity(fl!(loader, "label-rim-lowest"), rim, 2, "m");
    let area = void.outline_area.0;
    table.quantity(fl!(loader, "label-outline-area"), area, 0, "m²");
    pit(&mut table, request, result);
    table.show()
}

/// A backfill as text.
pub(super) fn backfill_text(
    mut table: Table<'_>,
    request: &BackfillRequest,
    result: &BackfillResult,
) -> String {
    let words = table.words;
    let loader = &words.loader;
    let backfill = &result.backfill;
    table.quantity(fl!(loader, "label-backfill-bank"), backfill.bank.0, 0, "m³");
    let placed = backfill.placed.0;
    table.quantity(fl!(loader, "label-backfill-placed"), placed, 0, "m³");
    let share = 100.0 * backfill.share_of_extracted;
    table.quantity(fl!(loader, "label-share-of-extracted"), share, 1, "%");
    let binding = match backfill.binding {
        Binding::Cap => fl!(loader, "binding-cap"),
        Binding::Void => fl!(loader, "binding-void"),
        Binding::Target => fl!(loader, "binding-target"),
    };
    table.text(fl!(loader, "label-binding"), binding);
    if let Some(level) = result.level() {
        table.quantity(fl!(loader, "label-backfill-level"), level.0, 2, "m");
    }
    if let Some(asked) = backfill.requested {
        table.quantity(fl!(loader, "label-requested"), asked.0, 0, "m³");
        let refused = backfill.refused.0;
        table.quantity(fl!(loader, "label-refused"), refused, 0, "m³");
    }
    let by_cap = backfill.limit_by_cap.0;
    table.quantity(fl!(loader, "label-limit-by-cap"), by_cap, 0, "m³");
    let by_void = backfill.limit_by_void.0;
    table.quantity(fl!(loader, "label-limit-by-void"), by_void, 0, "m³");
    let extracted = result.limits.extracted.0;
    table.quantity(fl!(loader, "label-extracted"), extracted, 0, "m³");
    let usable = result.limits.usable_void.0;
    table.quantity(fl!(loader, "label-usable-void"), usable, 0, "m³");
    let factor = words.number(result.limits.placed_factor.ratio(), 2);
    let unit = fl!(loader, "field-placed-factor-unit");
    table.text(
        fl!(loader, "field-placed-factor"),
        format!("{factor} {unit}"),
    );
    let cap = words.quantity(100.0 * result.limits.cap.share(), 1, "%");
    let cap = match result.limits.cap.reason() {
        "" => cap,
        reason => format!("{cap}, {reason}"),
    };
    table.text(fl!(loader, "field-cap"), cap);
    if let (RoomSource::Pit { void, .. }, Some((measured, _))) = (&request.room, &result.pit) {
        pit(&mut table, void, measured);
    }
    table.show()
}

/// How a pit was measured and what it rests on.
fn pit(table: &mut Table<'_>, request: &VoidRequest, result: &VoidResult) {
    let loader = &table.words.loader;
    let void = &result.void;
    if 0.0 < void.unknown_area.0 {
        let unknown = void.unknown_area.0;
        table.quantity(fl!(loader, "label-unknown-area"), unknown, 0, "m²");
    }
    if let Some(level) = request.permitted_level {
        table.quantity(fl!(loader, "field-permitted-level"), level.0, 2, "m");
    }
    let original = result.original.as_ref();
    let original = original.map_or_else(
        || fl!(loader, "original-rim"),
        |path| path.display().to_string(),
    );
    table.text(fl!(loader, "field-original"), original);
    if let Some(terrain) = result.inputs.first() {
        table.base(terrain, request.areas);
    }
    table.quantity(fl!(loader, "label-cell-size"), result.cell_size_m, 2, "m");
    if let Some(written) = &request.curve {
        table.text(fl!(loader, "label-written"), written.display().to_string());
    }
}
