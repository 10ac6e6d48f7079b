//! A table with fractions and tonnes: read beside the window, looked at by the planner, and imported in one step.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::masses::{ReadTable, TableChoice, TableFile, edits_of, read_table_file};
use crate::app::trouble::Matter;
use crate::project::{Edit, FractionId};

/// What can be asked about tables with masses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableAsk {
    /// Read a file, to be looked at before anything is imported.
    Read(PathBuf),
    /// Import what was read.
    Import(TableChoice),
    /// Import nothing of it.
    PutAway,
}

impl App {
    /// The file with fractions and tonnes that was read and waits for the planner, with a number of its own.
    pub fn table_file(&self) -> Option<(u64, &Arc<TableFile>)> {
        let file = self.table_file.as_ref();
        file.map(|file| (self.tables_read, file))
    }

    pub(super) fn ask_table(&mut self, ask: TableAsk) {
        match ask {
            TableAsk::Read(path) => self.read_table(path),
            TableAsk::Import(choice) => self.import_table(choice),
            TableAsk::PutAway => self.table_file = None,
        }
    }

    fn read_table(&mut self, path: PathBuf) {
        if self.is_read_only() {
            self.tell_read_only();
            return;
        }
        if self.is_project_file(&path) {
            // SQLite's locks would be lost with the first other reader of this process.
            let error = TaskError::OwnFile { path };
            self.post(Matter::Failed(Arc::new(error)), Vec::new());
            return;
        }
        self.files.replace(JobKey::Table, move |run| {
            Answer::Table(read_table_file(&path, run).map(Box::new))
        });
    }

    pub(super) fn take_table(&mut self, result: Result<Box<TableFile>, TaskError>) {
        match result {
            Ok(file) => {
                self.tables_read += 1;
                self.table_file = Some(Arc::from(file));
            }
            Err(TaskError::Cancelled) => {}
            Err(error) => self.post(Matter::Failed(Arc::new(error)), Vec::new()),
        }
    }

    /// Everything that a table says is one step, so that undo takes all of it back.
    fn import_table(&mut self, choice: TableChoice) {
        let Some(file) = self.table_file.take() else {
            return;
        };
        let Some(table) = file.table(choice.sheet) else {
            return;
        };
        let edits = self.edits_of_table(table, choice, &source_of(&file, choice.sheet));
        if self.is_read_only() {
            self.tell_read_only();
            return;
        }
        if !edits.is_empty() {
            self.edit(Edit::together("edit-import-table", edits));
        }
        self.post(
            Matter::Done("done-table-imported", file.path.clone()),
            Vec::new(),
        );
    }

    fn edits_of_table(
        &mut self,
        table: &ReadTable,
        choice: TableChoice,
        source: &str,
    ) -> Vec<Edit> {
        let project = self.project().clone();
        edits_of(table, &project, choice, source, || {
            FractionId(self.next_id())
        })
    }
}

/// The file's name, and the sheet's where there are several.
fn source_of(file: &TableFile, sheet: usize) -> String {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    match file.sheets.get(sheet) {
        Some(sheet) if 1 < file.sheets.len() => format!("{name}, {}", sheet.name),
        _ => name.into_owned(),
    }
}
