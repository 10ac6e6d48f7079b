//! The report: what it is to have, and writing it from the project file once everything is in it.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Answer, App, Export, JobKey};
use crate::app::report::{ReportRequest, write_report};
use crate::app::trouble::Matter;

/// A report that waits until everything is saved.
pub(super) struct WaitingReport {
    request: ReportRequest,
    path: PathBuf,
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

    /// Writes the report when all that waits to be saved is in the file, since it is made from that.
    pub(super) fn ask_report(&self, path: PathBuf) {
        let waiting = Box::new(WaitingReport {
            request: self.report.clone(),
            path,
        });
        self.saver
            .append(JobKey::Save, move |_| Answer::ReadyToReport(waiting));
    }

    pub(super) fn begin_report(&mut self, waiting: WaitingReport) {
        let WaitingReport { request, path } = waiting;
        if let Some(error) = &self.file.failure {
            // A report of an older project would be wrong without a sign of it.
            let error = Arc::clone(error);
            self.post(Matter::Failed(error), Vec::new());
            return;
        }
        let (project, words) = (self.file.path.clone(), Arc::clone(self.words()));
        self.files.append(JobKey::Export, move |run| {
            let written = write_report(&project, &request, &path, &words, run);
            Answer::Exported(Export::Report, written.map(|written| written.path))
        });
    }
}
