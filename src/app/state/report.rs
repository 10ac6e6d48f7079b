//! What leaves the program from the project file: the report, the geometry of an alternative, and the handover package.
//!
//! Each waits until everything that was done is in the file, since it is made from that.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Answer, App, Export, JobKey, SaveState};
use crate::app::export::{ExportRequest, ExportWarning, ExportedGeometry, export_geometry};
use crate::app::report::{ReportRequest, write_report};
use crate::app::trouble::Matter;
use crate::app::{PackageRequest, TaskError, make_package};

/// What is asked for.
pub(super) enum Handover {
    Report(ReportRequest, PathBuf),
    Geometry(ExportRequest),
    Package(PackageRequest),
}

impl App {
    /// What the report is to have.
    pub fn report_draft(&self) -> &ReportRequest {
        &self.report
    }

    pub(super) fn draft_report(&mut self, request: ReportRequest) {
        let named = (&request.organization, &request.logo);
        if (&self.settings.organization, &self.settings.logo) != named {
            self.settings.organization.clone_from(&request.organization);
            self.settings.logo.clone_from(&request.logo);
            self.save_settings();
        }
        self.report = request;
    }

    pub(super) fn ask_report(&mut self, out: PathBuf) {
        self.hand_over(Handover::Report(self.report.clone(), out));
    }

    pub(super) fn ask_package(&mut self, out: PathBuf) {
        let report = self.report.clone();
        self.hand_over(Handover::Package(PackageRequest { out, report }));
    }

    pub(super) fn export_geometry(&mut self, out: PathBuf) {
        // Names may be there twice, numbers are not.
        let scenario = self.active().0.to_string();
        self.hand_over(Handover::Geometry(ExportRequest { scenario, out }));
    }

    fn hand_over(&mut self, what: Handover) {
        self.handovers.push(what);
        self.begin_handovers();
    }

    /// Begins what was asked for, once everything is saved.
    pub(super) fn begin_handovers(&mut self) {
        match self.save_state() {
            SaveState::Saving => return,
            SaveState::Failed(error) => {
                // What was made of an older project would be wrong without a sign of it.
                if !std::mem::take(&mut self.handovers).is_empty() {
                    self.post(Matter::Failed(error), Vec::new());
                }
                return;
            }
            SaveState::Nothing | SaveState::Saved(_) | SaveState::ReadOnly(_) => {}
        }
        for what in std::mem::take(&mut self.handovers) {
            self.begin_handover(what);
        }
    }

    fn begin_handover(&self, what: Handover) {
        let (project, words) = (self.file.path.clone(), Arc::clone(self.words()));
        match what {
            Handover::Report(request, out) => self.files.append(JobKey::Report, move |run| {
                let written = write_report(&project, &request, &out, &words, run);
                // Tables as CSV are several files; the first one shows where they are.
                let first = |mut files: Vec<PathBuf>| {
                    if files.is_empty() {
                        out
                    } else {
                        files.swap_remove(0)
                    }
                };
                Answer::Exported(Export::Report, written.map(|written| first(written.files)))
            }),
            Handover::Geometry(request) => self.files.append(JobKey::Geometry, move |run| {
                let exported = export_geometry(&project, &request, &words, run);
                Answer::Geometry(exported.map(Box::new))
            }),
            Handover::Package(request) => self.files.append(JobKey::Package, move |run| {
                let made = make_package(&project, &request, &words, run);
                Answer::Exported(Export::Package, made.map(|made| made.path))
            }),
        }
    }

    pub(super) fn take_geometry(&mut self, result: Result<Box<ExportedGeometry>, TaskError>) {
        match result {
            Ok(exported) => {
                let warnings = exported.warnings.into_iter();
                // What is odd about a body stands beside its figures already.
                let told = warnings.filter(|one| !matches!(one, ExportWarning::Odd { .. }));
                for warning in told {
                    self.post(Matter::Exported(Box::new(warning)), Vec::new());
                }
                self.post(Matter::Done("done-geometry", exported.out), Vec::new());
            }
            Err(error) if error.is_cancelled() => {}
            Err(error) => self.post(Matter::Failed(Arc::new(error)), Vec::new()),
        }
    }
}
