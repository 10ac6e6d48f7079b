//! Documents and tables that leave the program, made of what was computed.
//!
//! What stands in them is gathered by `app`; here it gets its form. Nothing is read from files.

mod table;

pub use table::{Table, TableCell, TableColumn, TableError};
