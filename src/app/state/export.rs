//! Pictures and tables that leave the program as files.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::comparison::{ComparisonFigure, FigureOf};
use crate::app::masses::BalanceFigure;
use crate::app::report::REPORT_ENDINGS;
use crate::app::trouble::Matter;
use crate::figure::{Drawing, Look, PngError, png_of, svg_of};
use crate::gis::write_whole;
use crate::report::{DocumentError, DrawingError, Table, TableError};
use crate::store::StoreError;

/// The size of a section in a file, in millimetres: the width of an A4 sheet on its side between its margins.
const SECTION_SIZE_MM: (f64, f64) = (267.0, 120.0);

/// The size of a picture of the balance in a file, in millimetres; it is higher where it needs to be.
const BALANCE_SIZE_MM: (f64, f64) = (267.0, 130.0);

/// What can be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// The section that is shown.
    Section,
    /// A picture of the balance of the alternative that is shown.
    Balance(BalanceFigure),
    /// What lies where in the alternative that is shown.
    Register,
    /// What becomes of the deposits of the alternative that is shown.
    LifeCycles,
    /// What is watched there.
    Monitoring,
    /// Their soil, year by year.
    Soil,
    /// Alternatives side by side.
    Comparison,
    /// A picture of alternatives side by side.
    ComparisonFigure(ComparisonFigure),
    /// The report, as it is drafted.
    Report,
    /// All of the project with its sources, in one archive.
    Package,
}

impl Export {
    /// Endings of files that it is written to, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Section | Self::Balance(_) | Self::ComparisonFigure(_) => &["svg", "png"],
            Self::Register
            | Self::LifeCycles
            | Self::Monitoring
            | Self::Soil
            | Self::Comparison => &["xlsx", "csv"],
            Self::Report => &REPORT_ENDINGS,
            Self::Package => &["zip"],
        }
    }

    /// The id of the text that tells that it is done.
    fn done(self) -> &'static str {
        match self {
            Self::Section => "done-section-saved",
            Self::Balance(_) | Self::ComparisonFigure(_) => "done-picture-saved",
            Self::Register
            | Self::LifeCycles
            | Self::Monitoring
            | Self::Soil
            | Self::Comparison => "done-table-saved",
            Self::Report => "done-report-saved",
            Self::Package => "done-package-saved",
        }
    }
}

/// Why something was not exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file's ending stands for nothing that can be written.
    #[error("the ending is none of {}", known.join(", "))]
    Ending {
        /// Endings that can be.
        known: &'static [&'static str],
    },
    /// The picture cannot be painted.
    #[error("the picture cannot be painted")]
    Picture(#[from] PngError),
    /// The document cannot be made.
    #[error("the document cannot be made")]
    Document(#[from] DocumentError),
    /// The logo cannot be read.
    #[error("the logo cannot be read")]
    Logo {
        /// Why not.
        source: std::io::Error,
    },
    /// The logo is no picture that a document can hold, or far too large.
    #[error("the logo is no PNG, JPEG or SVG of at most 5 MB")]
    NoLogo,
    /// The table cannot be made.
    #[error("the table cannot be made")]
    Table(#[from] TableError),
    /// The drawing for CAD cannot be made.
    #[error("the drawing cannot be made")]
    Drawing(#[from] DrawingError),
    /// The surfaces cannot be put into XML.
    #[error("the surfaces cannot be written")]
    LandXml(#[from] std::io::Error),
}

/// What is to be written, as it was when it was asked for.
enum Content {
    Picture(Drawing),
    Table(Table),
}

impl App {
    pub(super) fn export(&mut self, what: Export, path: PathBuf, replace: bool) {
        let known = what.endings();
        let path = if path.extension().is_some() {
            path
        } else {
            path.with_extension(known[0])
        };
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
        if !known.contains(&ending.as_str()) {
            let source = ExportError::Ending { known };
            let error = TaskError::Export { path, source };
            self.post(Matter::Failed(Arc::new(error)), Vec::new());
            return;
        }
        if !replace && path.symlink_metadata().is_ok() {
            let error = TaskError::Store(StoreError::AlreadyExists { path });
            self.post(Matter::Failed(Arc::new(error)), Vec::new());
            return;
        }
        if what == Export::Report {
            self.ask_report(path);
            return;
        }
        if what == Export::Package {
            self.ask_package(path);
            return;
        }
        let Some(content) = self.content_of(what) else {
            return;
        };
        let language = self.words().language();
        self.files.append(JobKey::Export, move |_| {
            let bytes = match content {
                Content::Picture(drawing) if ending == "svg" => {
                    Ok(svg_of(&drawing, Look::Light).into_bytes())
                }
                Content::Picture(drawing) => {
                    png_of(&drawing, Look::Light).map_err(ExportError::from)
                }
                Content::Table(table) if ending == "csv" => {
                    table.csv(language).map_err(ExportError::from)
                }
                Content::Table(table) => table
                    .xlsx(jiff::Timestamp::now())
                    .map_err(ExportError::from),
            };
            let written = match bytes {
                Ok(bytes) => write_whole(&path, &bytes).map_err(TaskError::Write),
                Err(source) => {
                    let path = path.clone();
                    Err(TaskError::Export { path, source })
                }
            };
            Answer::Exported(what, written.map(|()| path))
        });
    }

    fn content_of(&self, what: Export) -> Option<Content> {
        match what {
            Export::Section => {
                let (width_mm, height_mm) = SECTION_SIZE_MM;
                let figure = self.section_figure(width_mm, height_mm)?;
                Some(Content::Picture(figure.drawing))
            }
            Export::Balance(figure) => {
                let (width_mm, height_mm) = BALANCE_SIZE_MM;
                let scenario = self.active();
                let height_mm = height_mm.max(self.balance_figure_height_mm(figure, scenario));
                let drawing = self.balance_figure(figure, scenario, (width_mm, height_mm))?;
                Some(Content::Picture(drawing))
            }
            Export::Register => self.register_table(self.active()).map(Content::Table),
            Export::LifeCycles => Some(Content::Table(self.life_table(self.active()))),
            Export::Monitoring => Some(Content::Table(self.monitoring_table(self.active()))),
            Export::Soil => self.soil_table(self.active()).map(Content::Table),
            Export::ComparisonFigure(figure) => {
                let comparison = self.comparison(None);
                let of = FigureOf {
                    comparison: &comparison,
                    often_first: self.often_first(&comparison),
                    project: self.project(),
                    words: self.words(),
                };
                Some(Content::Picture(of.draw(figure, BALANCE_SIZE_MM)))
            }
            Export::Comparison => {
                let table = self.comparison(None).table(self.project(), self.words());
                Some(Content::Table(table))
            }
            // These are made from the file.
            Export::Report | Export::Package => None,
        }
    }

    pub(super) fn take_exported(&mut self, what: Export, result: Result<PathBuf, TaskError>) {
        match result {
            Ok(path) => self.post(Matter::Done(what.done(), path), Vec::new()),
            // Whoever stopped it knows.
            Err(error) if error.is_cancelled() => {}
            Err(error) => self.post(Matter::Failed(Arc::new(error)), Vec::new()),
        }
    }
}
