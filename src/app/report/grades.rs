//! The sheet of M-1941: grades of consequence, who gave them and why.

use super::draft::{Draft, WIDTH_MM, row};
use super::gather::{Gathered, cell, named};
use super::pieces::{list_of, nothing};
use crate::app::comparison::{ComparisonFigure, FigureOf, Sheet, SheetCell};
use crate::assess::m1941::{Grading, Scale};
use crate::project::ScenarioId;
use crate::report::{DocumentRow, Origin, Piece};

/// Alternatives that stand beside each other in one table.
const BESIDE: usize = 4;

/// Writes the chapter.
pub(super) fn write(gathered: &Gathered<'_>, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    let Ok(scale) = Scale::load() else {
        // A test rules out that it cannot be read.
        return;
    };
    let scenarios: Vec<ScenarioId> = gathered.scenarios().map(|(_, one)| one.id).collect();
    let sheet = Sheet::of(gathered.project(), &scenarios, &scale);
    let is_judged = |cell: &SheetCell| cell.id.is_some();
    if !sheet.rows.iter().any(|row| row.cells.iter().any(is_judged)) {
        draft.paragraph(tell.words("report-no-grades"));
        return;
    }
    draft.paragraph(tell.words("report-grades-tip"));
    let written = Written {
        gathered,
        sheet: &sheet,
        scale: &scale,
        scenarios: &scenarios,
    };
    let places: Vec<usize> = (0..scenarios.len()).collect();
    for places in places.chunks(BESIDE) {
        written.table(places, draft);
    }
    let of = FigureOf {
        comparison: &gathered.compared.comparison,
        often_first: None,
        project: gathered.project(),
        words: tell.words,
    };
    let drawing = of.draw(ComparisonFigure::Grades, (WIDTH_MM, 95.0));
    draft.figure(&drawing, tell.words("report-grades-caption"));
    written.reasons(draft);
    let conclusion = &gathered.project().assessment.conclusion;
    if !conclusion.trim().is_empty() {
        draft.heading(2, tell.words("sheet-conclusion"));
        let key = Origin::Project("settings", 4, "value");
        draft.paragraph(vec![Piece::new(conclusion, key)]);
    }
    written.method(draft);
}

struct Written<'a> {
    gathered: &'a Gathered<'a>,
    sheet: &'a Sheet,
    scale: &'a Scale,
    scenarios: &'a [ScenarioId],
}

impl Written<'_> {
    fn language(&self) -> &'static str {
        self.gathered.tell.words.language().tag()
    }

    /// A text of the method.
    fn of_method(text: impl Into<String>) -> Piece {
        Piece::new(text, Origin::Method)
    }

    fn theme(&self, id: &str) -> Piece {
        let theme = self.scale.theme(id);
        let name = theme.map_or(id, |theme| theme.name.in_language(self.language()));
        Self::of_method(name)
    }

    fn scenario(&self, place: usize) -> Piece {
        let id = self.scenarios[place];
        let project = self.gathered.project();
        let name = project.scenario(id).map_or("", |one| one.name.as_str());
        named(name, "scenarios", id.0)
    }

    fn grade(&self, cell: &SheetCell, grading: Grading) -> Vec<Piece> {
        let tell = self.gathered.tell;
        match cell.grade {
            Some(grade) => {
                let text = self.scale.grade(grade);
                vec![Self::of_method(text.name.in_language(self.language()))]
            }
            None if grading == Grading::Described && cell.id.is_some() => {
                tell.words("sheet-described")
            }
            None => nothing(),
        }
    }

    fn table(&self, places: &[usize], draft: &mut Draft<'_>) {
        let tell = draft.tell;
        let rows: Vec<DocumentRow> = self
            .sheet
            .rows
            .iter()
            .map(|line| {
                let grades = places.iter();
                let grades = grades.map(|place| self.grade(&line.cells[*place], line.grading));
                let theme = vec![self.theme(&line.theme)];
                row([theme].into_iter().chain(grades).collect())
            })
            .collect();
        let names = places.iter().map(|place| vec![self.scenario(*place)]);
        draft.table(
            tell.words("report-grades-table"),
            [tell.words("sheet-theme")]
                .into_iter()
                .chain(names)
                .collect(),
            rows,
        );
    }

    /// Why each grade was given, and by whom.
    fn reasons(&self, draft: &mut Draft<'_>) {
        let tell = draft.tell;
        draft.heading(2, tell.words("report-reasons"));
        for line in &self.sheet.rows {
            let said = line.cells.iter().enumerate().filter_map(|(place, judged)| {
                let id = judged.id.filter(|_| !judged.reason.trim().is_empty())?;
                let reason = cell(&judged.reason, "judgements", id.0, "reason");
                let author = cell(&judged.author, "judgements", id.0, "author");
                Some(tell.say(
                    "report-reason",
                    [
                        ("name", self.scenario(place).strong().into()),
                        ("grade", self.grade(judged, line.grading).into()),
                        ("reason", reason.into()),
                        ("author", author.into()),
                    ],
                ))
            });
            let said: Vec<Vec<Piece>> = said.collect();
            if !said.is_empty() {
                draft.heading(3, vec![self.theme(&line.theme)]);
                draft.list(said);
            }
        }
    }

    /// What the method is, and what of it could not be confirmed.
    fn method(&self, draft: &mut Draft<'_>) {
        let tell = draft.tell;
        let language = self.language();
        draft.heading(2, tell.words("sheet-sources"));
        let read = Self::of_method(self.scale.date.clone());
        draft.paragraph(tell.say(
            "report-method-read",
            [
                (
                    "title",
                    Self::of_method(self.scale.title.in_language(language)).into(),
                ),
                ("date", read.into()),
            ],
        ));
        let sources = self.scale.sources.iter().map(|source| {
            list_of([
                vec![Self::of_method(source.title.clone())],
                vec![Self::of_method(source.url.clone())],
            ])
        });
        draft.list(sources.collect());
        for note in &self.scale.unconfirmed {
            draft.warning(vec![Self::of_method(note.in_language(language))]);
        }
    }
}
