//! A document as blocks, the same for HTML and PDF. Every piece of writing says where it comes from.

use serde::Serialize;

use super::Origin;

/// A document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// What it is about, under the title.
    pub subtitle: Vec<Piece>,
    /// Who hands it out; empty where nobody is named.
    pub organization: String,
    /// The logo of whoever hands it out.
    #[serde(skip)]
    pub logo: Option<Logo>,
    /// The tag of its language.
    pub language: &'static str,
    /// When what it is made of was last changed.
    #[serde(skip)]
    pub changed_at: jiff::Timestamp,
    /// The program and its version.
    pub program: String,
    /// Words of the form itself.
    pub words: FormWords,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// Words that the form of a document needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormWords {
    /// Over the table of contents.
    pub contents: String,
    /// Before the number of a page.
    pub page: String,
    /// Between the number of a page and that of the last.
    pub of: String,
    /// What the logo is, for those who do not see it.
    pub logo: String,
}

/// A picture that stands for whoever hands a document out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// What kind of file it is.
    pub kind: LogoKind,
}

/// Kinds of files that a logo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoKind {
    /// Portable network graphics.
    Png,
    /// As cameras write them.
    Jpeg,
    /// Scalable vector graphics.
    Svg,
}

impl LogoKind {
    /// What a file is, by how it begins; `None` where it is no picture that documents can hold.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else {
            let head = bytes.get(..bytes.len().min(4096))?;
            let head = String::from_utf8_lossy(head);
            head.contains("<svg").then_some(Self::Svg)
        }
    }

    /// The ending of such files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Svg => "svg",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// Some writing from one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What is written.
    pub text: String,
    /// Where it comes from.
    pub key: Origin,
    /// The number that is told, not rounded, in the unit of its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whether it stands out.
    pub strong: bool,
}

impl Piece {
    /// Plain writing.
    pub fn new(text: impl Into<String>, key: Origin) -> Self {
        Self {
            text: text.into(),
            key,
            value: None,
            strong: false,
        }
    }

    /// A number as it is told to people.
    pub fn number(text: impl Into<String>, value: f64, key: Origin) -> Self {
        Self {
            // An empty sum is negative zero.
            value: Some(format!("{}", value + 0.0)),
            ..Self::new(text, key)
        }
    }

    /// The same, standing out.
    #[must_use]
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// What stands over a section.
    Heading {
        /// 1 for a chapter.
        level: u8,
        /// Names the place for links inside the document.
        id: String,
        /// What it says.
        text: Vec<Piece>,
    },
    /// Running text.
    Paragraph {
        /// What it says.
        text: Vec<Piece>,
    },
    /// What the reader has to be careful about.
    Warning {
        /// What it says.
        text: Vec<Piece>,
    },
    /// Points, each a line.
    List {
        /// What they say.
        items: Vec<Vec<Piece>>,
    },
    /// A table with a head.
    Table(DocumentTable),
    /// A picture.
    Figure(DocumentFigure),
    /// The table of contents, on paper; on a screen it stands at the beginning.
    Contents,
    /// The next block begins on a new page.
    NewPage,
}

/// A table in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentTable {
    /// What it shows, with its number.
    pub caption: Vec<Piece>,
    /// What stands over the columns.
    pub head: Vec<Vec<Piece>>,
    /// Whether a column has numbers, which stand to the right.
    pub numbers: Vec<bool>,
    /// About how many letters wide a column needs to be.
    pub widths: Vec<usize>,
    /// Rows as long as the head.
    pub rows: Vec<DocumentRow>,
}

/// A row of a table in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// What stands in its cells.
    pub cells: Vec<Vec<Piece>>,
    /// Whether it is the sum of those above, or stands over those below.
    pub strong: bool,
}

/// A picture in a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DocumentFigure {
    /// Its number, from 1 on.
    pub number: usize,
    /// As SVG, its size in millimetres.
    #[serde(skip)]
    pub svg: String,
    /// How wide it is, in millimetres.
    pub width_mm: f64,
    /// What it shows, with its number.
    pub caption: Vec<Piece>,
    /// What is on it, for those who do not see it.
    pub alt: String,
}
