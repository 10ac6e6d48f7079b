//! Berghald plans where a mine's surplus rock goes.
//!
//! # Architecture
//! A module uses only what stands to its right; `tests/it/layers.rs` reads the sources and checks it.
//!
//! ```text
//! ui, cli → app → report → { jobs, store, gis, words } → results → { figure, project } → assess → { balance, land_take } → design → { terrain, site, curve, material } → { units, progress, crash }
//! ```
//!
//! | module | is | owns alone |
//! | --- | --- | --- |
//! | [`units`] | quantities with their unit in the type | conversion constants |
//! | [`progress`] | how far a calculation is, and whether to stop | |
//! | [`crash`] | bugs are caught and reported, with the last lines of the log | the panic hook |
//! | [`terrain`] | grids over the site; exact shares of cells in a polygon; lines across it | |
//! | [`site`] | roles of site layers; which Norwegian data set a layer is | presets |
//! | [`curve`] | stage-storage curves and the level for a volume | |
//! | [`design`] | outline → fill surface, volumes, footprint; cut and fill | the geometry |
//! | [`material`] | fractions of the surplus masses: density, swelling, quality | |
//! | [`balance`] | how much rock goes where and when: the ledger, the two limits of backfill, *Fill in* | the cap rule, `HiGHS` |
//! | [`land_take`] | area of each class under a footprint, and what nobody has mapped | |
//! | [`assess`] | scores, weights and how sure a ranking is; grades after M-1941 | |
//! | [`project`] | what the planner decided, nothing computed; every way to change it | undo |
//! | [`figure`] | pictures without a window: relief, colours, contours, sections, round numbers | colour ramps, SVG and PNG |
//! | [`results`] | what was computed, and whether it still belongs to the decisions | fingerprints |
//! | [`store`] | the project file: a GeoPackage that never loses anything | SQL |
//! | [`gis`] | files and coordinate systems; what was odd about them | GDAL |
//! | [`words`] | texts in bokmål, nynorsk and English, numbers as people write them | Fluent |
//! | [`report`] | documents, tables and geometry for other programs | their formats |
//! | [`jobs`] | work off the main thread, cancellation, panics caught | threads |
//! | [`app`] | requests in, results and notices out | |
//! | [`cli`] | the command line | printing |
//! | [`ui`] | the window: panels, map, tools, theme | egui, walkers, rfd |
//!
//! Inside the crate every coordinate is in metres in the project's coordinate system; degrees exist only in
//! [`gis`]. The engine (`terrain`, `curve`, `design`) does no input or output, has no clock and no random
//! numbers, and gives the same bits for the same input.

#![cfg_attr(
    test,
    expect(
        clippy::float_cmp,
        reason = "what is only copied or follows exactly must come out as it is"
    )
)]

pub mod app;
pub mod assess;
pub mod balance;
pub mod cli;
pub mod crash;
pub mod curve;
pub mod design;
pub mod figure;
pub mod gis;
pub mod jobs;
pub mod land_take;
pub mod material;
pub mod progress;
pub mod project;
pub mod report;
pub mod results;
pub mod site;
pub mod store;
pub mod terrain;
pub mod ui;
pub mod units;
pub mod words;
