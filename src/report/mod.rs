//! Documents and tables that leave the program, made of what was computed.
//!
//! What stands in them is gathered by `app`; here it gets its form. Nothing is read from files.

mod document;
mod html;
mod markdown;
mod origin;
mod pdf;
mod table;

pub use document::{
    Block, Document, DocumentFigure, DocumentRow, DocumentTable, FormWords, Logo, LogoKind, Piece,
};
pub use html::html_of;
pub use markdown::blocks_of;
pub use origin::Origin;
pub use pdf::pdf_of;
pub use table::{Table, TableCell, TableColumn, TableError};

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
