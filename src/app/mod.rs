//! What the program does, without a window: requests in, results and notices out.
//!
//! The command line and the window go through the same doors. Geometry is left to `design`, files to
//! `gis`, and how things are shown to `cli` and `ui`.

mod acceptance_words;
mod areas_on_ground;
pub mod backfill;
pub mod check;
mod check_ledger;
pub mod compare_surfaces;
pub mod comparison;
mod concession;
mod curve_table;
pub mod deposit;
pub mod designed_pit;
mod difference_words;
mod enough_ground;
mod entry_color;
pub mod export;
mod figures;
mod file_designs;
mod file_ground;
mod file_notice;
mod fill;
mod fill_base;
mod fill_checks;
mod fill_notice;
mod fill_picture;
mod fill_ramp;
mod ground_covered;
mod ground_source;
mod inputs;
mod keeping;
pub mod land_take;
mod land_take_notice;
mod life_notice;
mod masses;
mod masses_notice;
mod new_folder;
pub mod notice;
mod oddity;
mod open;
mod package;
mod pit;
mod pit_notice;
mod project_news;
mod project_notice;
mod ramp_notice;
mod read_project;
pub mod report;
pub mod report_map;
mod report_tables;
pub mod sample;
mod sample_copy;
pub mod scenario_list;
mod section;
mod section_figure;
mod settings;
mod site_areas;
mod site_content;
mod site_import;
mod site_index;
mod site_labels;
mod site_legend;
mod site_match;
mod site_news;
mod source_file;
mod state;
mod take;
mod take_layers;
mod take_rows;
mod task_error;
mod trouble;
pub mod void;
mod year_fill;

pub use crate::land_take::GroundDifference;
pub use crate::report::{Table, TableCell, TableColumn};
pub use crate::store::{ContentQuery, LoggedChange};
pub use acceptance_words::accepts_text;
pub use difference_words::{DifferenceLine, difference_lines};
pub use figures::figures_of;
pub use fill::{FillRequest, FillResult};
pub use fill_picture::FillPicture;
pub use ground_source::GroundSource;
pub use inputs::InputFact;
pub use life_notice::{later_use_text, medium_text};
pub use masses::{
    Amount, BackfillYear, BadCell, BalanceFigure, CellAt, DestinationBook, Expected, LoadingPlace,
    MassBook, MassDoubt, MassUnit, PastedCell, PlannedImport, PlannedMasses, PlannedRow, ReadTable,
    RegisterEntry, RouteDoubt, RouteFacts, Shape, SheetFault, TABLE_ENDINGS, TableChoice,
    TableError, TableFile, TableRow, TableSheet, TableWarning, haul_km, loading_places, read_block,
    read_table_file, route_beginning, route_length_m,
};
pub use masses_notice::{
    kind_text, mass_lines, mass_text, notices_of_place, notices_of_route, placing_text,
    quality_text, use_text,
};
pub use oddity::Oddity;
pub use open::{OpenAs, OpenRequest};
pub use package::{PackageError, PackageMade, PackageRequest, PackagedFile, make_package};
pub use pit::{FilledPit, PitRequest, PitResult};
pub use project_news::ProjectNews;
pub use report_tables::{report_tables, report_workbook, write_report_tables};
pub use sample_copy::copy_sample;
pub use section::{
    BodyPart, SectionBody, SectionCourse, SectionResult, SectionSurface, SurfaceRole,
    height_between,
};
pub use section_figure::SectionReading;
pub use settings::{Folders, Settings, Theme};
pub use site_areas::SiteAreas;
pub use site_content::SiteContent;
pub use site_index::{CoverageKind, TakenClass};
pub use site_labels::SiteLabels;
pub use site_legend::LegendEntry;
pub use site_match::SiteMatch;
pub use site_news::SiteNews;
pub use state::{
    Action, App, AssessAsk, Attributes, ChangesAsk, CommentAsk, CommentRef, DRAWN_GROUND, Draft,
    Export, ExportError, HeldOutline, Hit, Identified, JobKey, OfferedTemplate, OpenTerrain,
    Preview, RecentProject, Remark, SaveState, ScenarioAsk, Section, SectionAsk, SourceState,
    Standing, TableAsk, Totals, YearFill, YearState, purpose_text,
};
pub use take::{DRAWN_FIRST, EntryTake, HardConflict, ScenarioTake, TakeLayer, Taken};
pub use take_rows::{ClassRow, LayerRows, conflict_lines};
pub use task_error::TaskError;
pub use trouble::{Matter, Posted, WayOut, ways_out_of_design};
