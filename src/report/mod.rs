//! Documents, tables and geometry that leave the program, made of what was computed.
//!
//! What stands in them is gathered by `app`; here it gets its form. Nothing is read from files, and what GDAL writes
//! is left to `gis`.

mod archive;
mod document;
mod dxf;
mod html;
mod landxml;
mod markdown;
mod origin;
mod pdf;
mod qgis_style;
mod table;
mod tin;
mod tin_edge;
mod tin_heights;
mod workbook;

pub use self::dxf::{DrawingError, DxfLayer, DxfLine, dxf_of};
pub use archive::{Archive, ArchiveError};
pub use document::{
    Block, Document, DocumentFigure, DocumentRow, DocumentTable, FormWords, Logo, LogoKind, Piece,
};
pub use html::html_of;
pub use landxml::{LandXml, LandXmlReference, land_xml};
pub use markdown::blocks_of;
pub use origin::Origin;
pub use pdf::pdf_of;
pub use qgis_style::{QgisStyle, qml_of};
pub use table::{Follows, Table, TableCell, TableColumn, TableError};
pub use tin::{Tin, TinCorner, TinInput, tin_of};
pub use workbook::{csv_files, workbook};

/// Why a document cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The template cannot be filled in.
    #[error("the page cannot be filled in")]
    Html(#[from] minijinja::Error),
    /// What stands in it cannot be written down.
    #[error("the document cannot be described")]
    Described(#[from] serde_json::Error),
    /// The pages cannot be set.
    #[error("the pages cannot be set: {says}")]
    Pdf {
        /// What typst says.
        says: String,
    },
}
