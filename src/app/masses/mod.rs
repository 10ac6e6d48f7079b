//! The masses of an alternative: its plan by what is decided and worked out, and the ledger that follows.

mod book;
mod figures;
mod import;
mod known;
mod paste;
mod plan;
mod register;
mod register_table;
mod route;
mod soil;

pub use book::{BackfillYear, DestinationBook, MassBook};
pub use figures::BalanceFigure;
pub(in crate::app) use figures::{draw_balance, least_height_mm};
pub(in crate::app) use import::edits_of;
pub use import::{
    Amount, BadCell, CellAt, Expected, MassUnit, PlannedImport, PlannedRow, ReadTable, Shape,
    SheetFault, TABLE_ENDINGS, TableChoice, TableError, TableFile, TableRow, TableSheet,
    TableWarning, read_table_file,
};
pub(in crate::app) use known::KeptMasses;
pub use paste::{PastedCell, read_block};
pub(in crate::app) use plan::{KnownFill, KnownMasses, KnownPit, planned_masses};
pub use plan::{MassDoubt, PlannedMasses};
pub use register::RegisterEntry;
pub(in crate::app) use register_table::register_of_book;
pub use route::{
    LoadingPlace, RouteDoubt, RouteFacts, haul_km, loading_places, route_beginning, route_length_m,
};
