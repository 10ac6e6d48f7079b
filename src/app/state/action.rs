//! What can be asked of the program, and what its jobs are called.

use std::path::PathBuf;
use std::sync::Arc;

use geo::Coord;

use super::{
    AssessAsk, ChangesAsk, CommentAsk, Export, HeldOutline, ScenarioAsk, SectionAsk, TableAsk,
};
use crate::app::TaskError;
use crate::app::fill::FillRequest;
use crate::app::open::OpenRequest;
use crate::app::pit::PitRequest;
use crate::app::report::ReportRequest;
use crate::app::settings::Theme;
use crate::app::trouble::WayOut;
use crate::balance::Aim;
use crate::crash::Caught;
use crate::design::Outline;
use crate::project::{ContentName, DepositId, Edit, Entry, GroundPurpose, LayerId, ScenarioId};
use crate::store::ContentQuery;
use crate::units::Year;
use crate::words::Language;

/// Everything a planner can ask for, from any panel, menu or key.
#[derive(Clone, Debug)]
pub enum Action {
    /// Open files; terrain first, since it decides the coordinate system.
    Open(Vec<OpenRequest>),
    /// Bring a raster into the project's coordinate system, or the UTM zone of its place, and open that.
    Reproject {
        /// A path, or `path#band`.
        source: String,
        /// Its coordinate system, where the file names none.
        stated_crs: Option<String>,
    },
    /// Add a deposit and select it.
    AddDeposit(FillRequest),
    /// Add a pit or stope and select it.
    AddPit(Box<PitRequest>),
    /// Add other ground and select it.
    AddGround(Outline, GroundPurpose),
    /// Keep the slopes of a deposit as a template of the project.
    SaveTemplate {
        /// The deposit.
        of: DepositId,
        /// What it is called.
        name: String,
        /// Who says so.
        source: String,
    },
    /// Look for where the rock of the shown alternative goes, and plan that.
    FillIn(Aim),
    /// Change the project.
    Edit(Edit),
    /// Compute a draft while the hand moves, or stop showing one.
    Preview(Option<Draft>),
    /// Measure what an outline takes while the hand moves, or stop.
    Hold(Option<HeldOutline>),
    /// Take back the last change.
    Undo,
    /// Make the last change that was taken back.
    Redo,
    /// Select something.
    Select(Option<Entry>),
    /// Show another alternative.
    ShowScenario(ScenarioId),
    /// Do something with alternatives.
    Scenario(ScenarioAsk),
    /// Do something with the section that is shown.
    Section(SectionAsk),
    /// Do something with a table that has fractions and tonnes.
    Table(TableAsk),
    /// Judge, weigh, or compare.
    Assess(Box<AssessAsk>),
    /// Comment, or do something with comments.
    Comment(CommentAsk),
    /// Read the change log.
    Changes(ChangesAsk),
    /// Say who works on this machine: what is written is signed with it.
    SetName(String),
    /// Begin anew with an empty project. The one that is open is saved.
    NewProject,
    /// Open a project in place of the one that is open.
    OpenProject(PathBuf),
    /// Open the synthetic sample, which is made first where it is not there yet.
    OpenSample,
    /// Leave the project, which is saved.
    CloseProject,
    /// Save the project in another file, and go on there.
    SaveAs {
        /// The file.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// Try again to save what could not be saved.
    TrySaving,
    /// Look whether other programs did something to the project file or to sources.
    LookOutside,
    /// Go on with what another program made of the project.
    TakeOutside,
    /// Write what stands here over what another program made of the project.
    KeepOurs,
    /// Copy a closed snapshot of a project to a place beside it, and open the copy.
    Restore {
        /// The snapshot.
        backup: PathBuf,
        /// The project that it was made of.
        of: PathBuf,
    },
    /// Look for a layer in another file.
    PointAgain(LayerId, PathBuf),
    /// Go on with a file whose content has changed.
    AcceptSource(LayerId),
    /// Copy the file of a site layer again, as it is now.
    ImportAgain(LayerId),
    /// List what lies at a place of the site.
    Identify {
        /// The place, in metres.
        at: Coord<f64>,
        /// How near to it something lies to count as there, in metres.
        within_m: f64,
    },
    /// Show another one of what lies there, by its place in the list.
    ChooseIdentified(usize),
    /// Mark a feature of a layer, and read its values.
    PickFeature {
        /// The layer.
        layer: LayerId,
        /// The feature's number in the project file.
        fid: i64,
    },
    /// Show the values of a site layer in a table, or none.
    ShowAttributes(Option<LayerId>),
    /// List other features in the table, or in another order.
    QueryAttributes(ContentQuery),
    /// Read rows of the table that are seen.
    ReadAttributes(std::ops::Range<u64>),
    /// Say which data set a site layer is, or that it is none that is known.
    SetDataSet(LayerId, Option<String>),
    /// Write a picture or a table to a file.
    Export {
        /// What.
        what: Export,
        /// The file. By its ending it is one kind or another; without one the usual is added.
        path: PathBuf,
        /// Whether a file that is there may be replaced.
        replace: bool,
    },
    /// Write the geometry of the shown alternative into a folder, which is made or empty.
    ExportGeometry(PathBuf),
    /// Show on the map how everything stands at the end of a year; as it is designed with `None`.
    ShowYear(Option<Year>),
    /// Stop a job.
    Cancel(JobKey),
    /// Put a notice away.
    Dismiss(u64),
    /// Tell of an error that was found in the window, such as an outline that crosses itself.
    Report(Arc<TaskError>, Vec<WayOut>),
    /// Go on after a bug in the window.
    Bug(Caught),
    /// What the report is to have.
    DraftReport(Box<ReportRequest>),
    /// Speak another language.
    SetLanguage(Language),
    /// Light or dark.
    SetTheme(Theme),
    /// Larger for a projector, or not.
    SetLargeType(bool),
}

/// A deposit that is being drawn or dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The deposit that is changed, or `None` for a new one.
    pub deposit: Option<DepositId>,
    /// The terrain it stands on.
    pub base: LayerId,
    /// What it is made from.
    pub request: FillRequest,
}

/// Names a job, for its progress and for stopping it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKey {
    /// Files are opened.
    Open,
    /// A raster is brought into another coordinate system.
    Reproject(PathBuf),
    /// A layer's pictures at every scale are made.
    Picture(LayerId),
    /// A deposit, or the backfill of a pit, is computed.
    Fill(Entry),
    /// A draft is computed.
    Preview,
    /// The section is sampled.
    Section,
    /// How everything stands at the end of a year is drawn and measured.
    Year,
    /// A picture or a table is written to a file.
    Export,
    /// The report is written.
    Report,
    /// A handover package is made.
    Package,
    /// The geometry of an alternative is written into a folder.
    Geometry,
    /// A table with fractions and tonnes is read.
    Table,
    /// The change log is read.
    Changes,
    /// Comments in a file of their own are read.
    Comments,
    /// Settings are written.
    Settings,
    /// Files that were opened before are looked for.
    Recent,
    /// The synthetic sample is made.
    Sample,
    /// Changes are written to the project file.
    Save,
    /// A project is opened, or saved in another file.
    Project,
    /// The project file is looked at.
    Look,
    /// Files that layers show are looked at.
    Sources,
    /// A file that a layer shows is read to its end.
    Read(LayerId),
    /// A layer that was read is put into the project file.
    Import(LayerId),
    /// A copied layer is read to be shown.
    Site(LayerId),
    /// What is written at the features of a copied layer is read.
    Labels(LayerId),
    /// Values of features are read.
    Values(LayerId),
    /// A copied layer is read to be measured.
    Index((ContentName, Option<String>, bool)),
    /// What an alternative takes of the site layers is measured.
    Take(ScenarioId),
    /// *Fill in* of an alternative.
    FillIn(ScenarioId),
    /// The ground of two alternatives is told apart.
    Difference,
    /// How often each alternative is first when all weights vary.
    OftenFirst,
    /// Areas at the site are compared with those on the ground.
    Areas,
    /// How much ground the map stands for.
    Scale,
}
