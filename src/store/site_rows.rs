//! Rows of site layers: from decisions to a row, and back.

use std::path::Path;

use super::cells::{Cells, Unread};
use super::encode::{TooLarge, file_cells, number, opacity, optional, text};
use super::rows::{Cell, Row, Table};
use super::{NAME_LIMIT, TEXT_LIMIT, paths};
use crate::design::HeightErrors;
use crate::project::{ContentName, Layer, LayerId, LayerKind, SiteLayer, Values};
use crate::results::SourceRecord;
use crate::units::Metres;

/// The row of a site layer. `site` is what the layer says of itself.
pub(super) fn site_row(
    (layer, site): (&Layer, &SiteLayer),
    record: Option<&SourceRecord>,
    folder: &Path,
    rank: f64,
) -> Result<Vec<Cell>, TooLarge> {
    let mut row = vec![
        Cell::real(rank),
        text("a name", &layer.name, NAME_LIMIT)?,
        text("a path", &paths::stored(&layer.source, folder), TEXT_LIMIT)?,
        optional(
            "a coordinate system",
            layer.stated_crs.as_deref(),
            TEXT_LIMIT,
        )?,
        Cell::text(site.content.as_str()),
        Cell::text(site.role.id()),
        optional("a data set", site.data_set.as_deref(), NAME_LIMIT)?,
        optional("a field", site.class_field.as_deref(), NAME_LIMIT)?,
        optional("a field", site.label_field.as_deref(), NAME_LIMIT)?,
        site.coverage
            .map_or(Cell::Null, |layer| Cell::Integer(number(layer.0))),
        site.buffer
            .map_or(Cell::Null, |buffer| Cell::real(buffer.0.max(0.0))),
        Cell::yes_or_no(site.repaired),
        text("an attribution", &layer.attribution, TEXT_LIMIT)?,
        Cell::yes_or_no(layer.visible),
        opacity(layer.opacity),
    ];
    row.extend(file_cells(record)?);
    Ok(row)
}

/// The site layer of a row, and what is known of its file.
pub(super) fn site_layer(
    row: &Row,
    folder: &Path,
) -> Result<(Layer, Option<SourceRecord>), Unread> {
    let cells = Cells {
        table: Table::SiteLayers,
        row,
    };
    let owned = |column, limit| {
        let text = cells.optional_text(column, limit)?;
        Ok::<_, Unread>(text.map(str::to_owned))
    };
    let buffer = cells.optional_real("buffer_m")?;
    if buffer.is_some_and(|buffer| buffer < 0.0) {
        return Err("buffer_m");
    }
    let content = ContentName::parse(cells.text("content", NAME_LIMIT)?).ok_or("content")?;
    let role = cells.text("role", NAME_LIMIT)?.parse();
    let site = SiteLayer {
        content,
        role: role.ok().ok_or("role")?,
        data_set: owned("data_set", NAME_LIMIT)?,
        class_field: owned("class_field", NAME_LIMIT)?,
        label_field: owned("label_field", NAME_LIMIT)?,
        coverage: cells.optional_id("coverage_id")?.map(LayerId),
        buffer: buffer.map(Metres),
        repaired: cells.yes_or_no("repaired")?,
    };
    let layer = Layer {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        kind: LayerKind::Site,
        source: paths::used(cells.text("path", TEXT_LIMIT)?, folder).unwrap_or_default(),
        stated_crs: owned("stated_crs", TEXT_LIMIT)?,
        values: Values::Heights,
        height_offset: Metres(0.0),
        errors: HeightErrors::NONE,
        attribution: cells.text("attribution", TEXT_LIMIT)?.to_owned(),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
        site: Some(Box::new(site)),
    };
    let Some(blake3) = cells.optional_text("blake3", NAME_LIMIT)? else {
        return Ok((layer, None));
    };
    let modified = cells.optional_text("modified", NAME_LIMIT)?;
    let record = SourceRecord {
        blake3: blake3.parse().ok().ok_or("blake3")?,
        size_bytes: cells.id("size_bytes")?,
        modified: modified
            .map(|text| text.parse().ok().ok_or("modified"))
            .transpose()?,
        crs: owned("crs", TEXT_LIMIT)?.unwrap_or_default(),
        vertical_datum: String::new(),
    };
    Ok((layer, Some(record)))
}
