//! Fields of features and their values.

use std::fmt;

/// A value of a feature's field.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue {
    /// Words.
    Text(String),
    /// A number with decimals.
    Number(f64),
    /// A whole number.
    Integer(i64),
}

/// As it stands, without units or separators.
impl fmt::Display for FieldValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => number.fmt(formatter),
            Self::Integer(number) => number.fmt(formatter),
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Words, dates and everything else that is written out.
    Text,
    /// Numbers with decimals.
    Number,
    /// Whole numbers.
    Integer,
}

impl AttributeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Text, Self::Number, Self::Integer];

    /// Its name in files, which never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Integer => "integer",
        }
    }
}

/// A field of a layer and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// As the file has it; two fields of a file may have the same name.
    pub name: String,
    /// What it holds.
    pub kind: AttributeKind,
}
