//! What the program does, without a window: requests in, results and notices out.
//!
//! The command line and the window go through the same doors. Geometry is left to `design`, files to
//! `gis`, and how things are shown to `cli` and `ui`.

pub mod compare_surfaces;
pub mod deposit;
mod inputs;
pub mod notice;

pub use inputs::{InputFact, Oddity, TaskError};
