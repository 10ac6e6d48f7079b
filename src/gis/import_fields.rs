//! The fields of a layer and their values, in text that can be read.

use std::ffi::{CStr, c_int};

use gdal::vector::{Defn, Feature};
use gdal_sys::OGRFieldType;

use super::sosi::Letters;
use crate::site::{Attribute, AttributeKind, FieldValue};

/// Fields that are taken along; tables have an end too.
pub(super) const MOST_FIELDS: usize = 300;

/// The fields of a layer that are read.
pub(super) struct Fields {
    /// With the place in the file's own list.
    read: Vec<(c_int, Attribute)>,
    /// Fields that hold nothing that could be written out, or are too many.
    pub(super) left_out: Vec<String>,
    /// Turns letters of the file's character set into others, where GDAL takes it for another set.
    letters: Letters,
    /// Values that were no text in the character set that the file is said to have.
    pub(super) guessed: usize,
}

impl Fields {
    pub(super) fn of(defn: &Defn, letters: &Letters) -> Self {
        let (mut read, mut left_out) = (Vec::new(), Vec::new());
        for (place, field) in defn.fields().enumerate() {
            let kind = match field.field_type() {
                OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => {
                    Some(AttributeKind::Integer)
                }
                OGRFieldType::OFTReal => Some(AttributeKind::Number),
                OGRFieldType::OFTBinary => None,
                _ => Some(AttributeKind::Text),
            };
            let name = letters.read(&field.name());
            let place = c_int::try_from(place).ok();
            match (kind, place) {
                (Some(kind), Some(place)) if read.len() < MOST_FIELDS => {
                    read.push((place, Attribute { name, kind }));
                }
                _ => left_out.push(name),
            }
        }
        Self {
            read,
            left_out,
            letters: letters.clone(),
            guessed: 0,
        }
    }

    pub(super) fn list(&self) -> Vec<Attribute> {
        self.read.iter().map(|(_, field)| field.clone()).collect()
    }

    /// The values of a feature, in the order of the fields.
    pub(super) fn values(&mut self, feature: &Feature<'_>) -> Vec<Option<FieldValue>> {
        let mut values = Vec::with_capacity(self.read.len());
        for (place, field) in &self.read {
            let value = value_of(
                feature,
                *place,
                field.kind,
                &self.letters,
                &mut self.guessed,
            );
            values.push(value);
        }
        values
    }
}

/// The text of a field, without spaces around it; `None` where nothing is said.
pub(super) fn text_of(feature: &Feature<'_>, place: usize, letters: &Letters) -> Option<String> {
    let place = c_int::try_from(place).ok()?;
    let FieldValue::Text(text) = value_of(feature, place, AttributeKind::Text, letters, &mut 0)?
    else {
        return None;
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A value; `None` where nothing is said.
#[expect(
    unsafe_code,
    reason = "gdal's own readers give 0 for what is not said, and lose letters that are not UTF-8"
)]
fn value_of(
    feature: &Feature<'_>,
    place: c_int,
    kind: AttributeKind,
    letters: &Letters,
    guessed: &mut usize,
) -> Option<FieldValue> {
    // SAFETY: the feature's handle is valid, and the place is that of a field of its layer; GDAL's text
    // ends with zero and lives until the feature is asked again.
    unsafe {
        let handle = feature.c_feature();
        if gdal_sys::OGR_F_IsFieldSetAndNotNull(handle, place) == 0 {
            return None;
        }
        match kind {
            AttributeKind::Integer => {
                let number = gdal_sys::OGR_F_GetFieldAsInteger64(handle, place);
                Some(FieldValue::Integer(number))
            }
            AttributeKind::Number => {
                let number = gdal_sys::OGR_F_GetFieldAsDouble(handle, place);
                number.is_finite().then_some(FieldValue::Number(number))
            }
            AttributeKind::Text => {
                let text = gdal_sys::OGR_F_GetFieldAsString(handle, place);
                if text.is_null() {
                    return None;
                }
                let bytes = CStr::from_ptr(text).to_bytes();
                let text = str::from_utf8(bytes).map_or_else(
                    |_| {
                        *guessed += 1;
                        latin_1(bytes)
                    },
                    |text| letters.read(text),
                );
                Some(FieldValue::Text(text))
            }
        }
    }
}

/// Every byte is a letter in ISO 8859-1.
fn latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
