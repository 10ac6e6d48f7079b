//! The fields of a layer and their values, in text that can be read.

use std::ffi::{CStr, c_int};

use gdal::vector::{Defn, Feature};
use gdal_sys::OGRFieldType;

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
    letters: fn(char) -> char,
    /// Values that were no text in the character set that the file is said to have.
    pub(super) guessed: usize,
}

impl Fields {
    pub(super) fn of(defn: &Defn, letters: fn(char) -> char) -> Self {
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
            let name: String = field.name().chars().map(letters).collect();
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
            letters,
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
            let value = value_of(feature, *place, field.kind, self.letters, &mut self.guessed);
            values.push(value);
        }
        values
    }
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
    letters: fn(char) -> char,
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
                    |text| text.chars().map(letters).collect(),
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

/// A letter that is taken for one of ISO 8859-1 and is one of ISO 8859-10, the set with the Sámi letters.
///
/// # Source
/// ISO/IEC 8859-10:1998, the code table; bytes that are the same in both are left out.
pub(super) fn nordic(letter: char) -> char {
    const SET: [(char, char); 46] = [
        ('¡', 'Ą'),
        ('¢', 'Ē'),
        ('£', 'Ģ'),
        ('¤', 'Ī'),
        ('¥', 'Ĩ'),
        ('¦', 'Ķ'),
        ('¨', 'Ļ'),
        ('©', 'Đ'),
        ('ª', 'Š'),
        ('«', 'Ŧ'),
        ('¬', 'Ž'),
        ('®', 'Ū'),
        ('¯', 'Ŋ'),
        ('±', 'ą'),
        ('²', 'ē'),
        ('³', 'ģ'),
        ('´', 'ī'),
        ('µ', 'ĩ'),
        ('¶', 'ķ'),
        ('¸', 'ļ'),
        ('¹', 'đ'),
        ('º', 'š'),
        ('»', 'ŧ'),
        ('¼', 'ž'),
        ('½', '―'),
        ('¾', 'ū'),
        ('¿', 'ŋ'),
        ('À', 'Ā'),
        ('Ç', 'Į'),
        ('È', 'Č'),
        ('Ê', 'Ę'),
        ('Ì', 'Ė'),
        ('Ñ', 'Ņ'),
        ('Ò', 'Ō'),
        ('×', 'Ũ'),
        ('Ù', 'Ų'),
        ('à', 'ā'),
        ('ç', 'į'),
        ('è', 'č'),
        ('ê', 'ę'),
        ('ì', 'ė'),
        ('ñ', 'ņ'),
        ('ò', 'ō'),
        ('÷', 'ũ'),
        ('ù', 'ų'),
        ('ÿ', 'ĸ'),
    ];
    let found = SET.iter().find(|(taken, _)| *taken == letter);
    found.map_or(letter, |(_, meant)| *meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nordic_letters_keep_norwegian_ones_and_have_sami_ones() {
        let read = |text: &str| text.chars().map(nordic).collect::<String>();
        assert_eq!(read("æøåÆØÅ áÁ"), "æøåÆØÅ áÁ");
        // Kárášjohka and Deatnu, as bytes E1, BA and E8 are taken for Latin-1.
        assert_eq!(read("Káráºjohka"), "Kárášjohka");
        assert_eq!(read("Èáhput"), "Čáhput");
    }
}
