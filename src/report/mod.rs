//! Documents and tables that leave the program, made of what was computed.
//!
//! What stands in them is gathered by `app`; here it gets its form. Nothing is read from files.

mod archive;
mod table;
mod workbook;

pub use archive::{Archive, ArchiveError};
pub use table::{Follows, Table, TableCell, TableColumn, TableError};
pub use workbook::{csv_files, workbook};
