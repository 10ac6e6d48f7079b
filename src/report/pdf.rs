//! A document as PDF, set by typst: tagged for screen readers, with its fonts inside, and made to be kept.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::{Block, Document, DocumentError};

const TEMPLATE: &str = include_str!("../../assets/report/report.typ");
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/SourceSans3-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/SourceSans3-Semibold.ttf");

/// Standards that every document keeps: PDF/A-2a, for archives, and PDF/UA-1, for screen readers.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// Writes a document as PDF. The same document gives the same bytes.
///
/// # Errors
/// [`DocumentError`], with what typst says about it.
pub fn pdf_of(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let desk = Desk::of(document)?;
    let laid_out = typst::compile::<PagedDocument>(&desk).output;
    let pages = laid_out.map_err(|errors| told(&errors))?;
    let zoned = document.changed_at.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let changed_at = Datetime::from_ymd_hms(
        zoned.year().into(),
        part(zoned.month()),
        part(zoned.day()),
        part(zoned.hour()),
        part(zoned.minute()),
        part(zoned.second()),
    );
    let standards = PdfStandards::new(&STANDARDS).map_err(|error| DocumentError::Pdf {
        says: error.message().to_string(),
    })?;
    let options = PdfOptions {
        creator: Smart::Custom(Some(document.program.clone())),
        timestamp: changed_at.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|errors| told(&errors))
}

fn told(errors: &[SourceDiagnostic]) -> DocumentError {
    let errors = errors.iter().map(|error| {
        let hints = error.hints.iter();
        let hints = hints.map(|hint| format!(" ({})", hint.v));
        format!("{}{}", error.message, hints.collect::<String>())
    });
    DocumentError::Pdf {
        says: errors.collect::<Vec<_>>().join("; "),
    }
}

/// What typst may read: the template, the document and its pictures. There is no disk and no network.
struct Desk {
    standard: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    fn of(document: &Document) -> Result<Self, DocumentError> {
        let fonts: Vec<Font> = [REGULAR, SEMIBOLD]
            .into_iter()
            .flat_map(|font| Font::iter(Bytes::new(font)))
            .collect();
        let mut files = BTreeMap::new();
        let mut described = serde_json::to_value(document)?;
        if let Some(logo) = &document.logo {
            let name = format!("logo.{}", logo.kind.ending());
            described["logo"] = name.clone().into();
            files.insert(name, Bytes::new(logo.bytes.clone()));
        }
        files.insert(
            "document.json".to_owned(),
            Bytes::new(serde_json::to_vec(&described)?),
        );
        for block in &document.blocks {
            if let Block::Figure(figure) = block {
                let name = format!("figure-{}.svg", figure.number);
                files.insert(name, Bytes::from_string(figure.svg.clone()));
            }
        }
        let main = VirtualPath::new("report.typ").map_err(|error| DocumentError::Pdf {
            says: error.to_string(),
        })?;
        let main = RootedPath::new(VirtualRoot::Project, main).intern();
        Ok(Self {
            standard: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(main, TEMPLATE.to_owned()),
            files,
        })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.standard
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        Err(not_there(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        self.files.get(name).cloned().ok_or_else(|| not_there(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_there(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
