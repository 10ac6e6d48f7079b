//! A document while it is written: blocks, and the numbers of sections, tables and figures.

use super::pieces::{Tell, plain};
use crate::figure::{Drawing, Look, svg_of};
use crate::report::{Block, DocumentFigure, DocumentRow, DocumentTable, Origin, Piece};
use crate::words::Words;

/// How wide a picture may be, in millimetres: an A4 sheet between its margins.
pub(super) const WIDTH_MM: f64 = 170.0;

/// How high a picture may be, with its caption on the same page, in millimetres.
pub(super) const MOST_HEIGHT_MM: f64 = 225.0;

/// A document while it is written.
pub(super) struct Draft<'a> {
    /// Tells figures.
    pub tell: Tell<'a>,
    blocks: Vec<Block>,
    sections: [usize; 3],
    tables: usize,
    figures: usize,
}

impl<'a> Draft<'a> {
    pub(super) fn new(words: &'a Words) -> Self {
        Self {
            tell: Tell { words },
            blocks: Vec::new(),
            sections: [0; 3],
            tables: 0,
            figures: 0,
        }
    }

    pub(super) fn finish(self) -> Vec<Block> {
        self.blocks
    }

    /// Begins a section, with its number before it; chapters begin on a new page.
    pub(super) fn heading(&mut self, level: u8, text: Vec<Piece>) {
        let index = usize::from(level.clamp(1, 3)) - 1;
        self.sections[index] += 1;
        self.sections[index + 1..].fill(0);
        let parts = self.sections[..=index].iter();
        let number = parts.map(ToString::to_string).collect::<Vec<_>>().join(".");
        if level == 1 && 1 < self.sections[0] {
            self.blocks.push(Block::NewPage);
        }
        let id = format!("section-{}", number.replace('.', "-"));
        let count = Piece::new(format!("{number} "), Origin::Count("section"));
        self.blocks.push(Block::Heading {
            level,
            id,
            text: [vec![count], text].concat(),
        });
    }

    pub(super) fn paragraph(&mut self, text: Vec<Piece>) {
        self.blocks.push(Block::Paragraph { text });
    }

    pub(super) fn warning(&mut self, text: Vec<Piece>) {
        self.blocks.push(Block::Warning { text });
    }

    /// Points; nothing where there are none.
    pub(super) fn list(&mut self, items: Vec<Vec<Piece>>) {
        if !items.is_empty() {
            self.blocks.push(Block::List { items });
        }
    }

    /// Where the table of contents stands on paper.
    pub(super) fn contents(&mut self) {
        self.blocks.push(Block::NewPage);
        self.blocks.push(Block::Contents);
    }

    /// Blocks that come as they are.
    pub(super) fn add(&mut self, blocks: Vec<Block>) {
        self.blocks.extend(blocks);
    }

    /// A table; nothing where it has no rows. A column of which any cell has a number stands to the right.
    pub(super) fn table(
        &mut self,
        caption: Vec<Piece>,
        head: Vec<Vec<Piece>>,
        rows: Vec<DocumentRow>,
    ) {
        if rows.is_empty() {
            return;
        }
        self.tables += 1;
        let in_column = |column: usize| rows.iter().filter_map(move |row| row.cells.get(column));
        let is_number = |column: usize| {
            // With a mark behind it, or words in some rows instead.
            let is_figure = |cell: &&Vec<Piece>| {
                let has_value = cell.first().is_some_and(|piece| piece.value.is_some());
                has_value && cell.len() <= 2
            };
            let figures = in_column(column).filter(is_figure).count();
            let told = in_column(column).filter(|cell| !cell.is_empty()).count();
            0 < column && told < 2 * figures
        };
        let numbers = (0..head.len()).map(is_number);
        let width = |column: usize| {
            let cells = in_column(column).chain(head.get(column));
            cells
                .map(|cell| letters_of(&plain(cell)))
                .max()
                .unwrap_or(1)
        };
        let widths = (0..head.len()).map(width);
        let table = DocumentTable {
            caption: self.counted("report-table", "table", self.tables, caption),
            numbers: numbers.collect(),
            widths: widths.collect(),
            head,
            rows,
        };
        self.blocks.push(Block::Table(table));
    }

    /// A picture. What is written on it is its text for those who do not see it.
    pub(super) fn figure(&mut self, drawing: &Drawing, caption: Vec<Piece>) {
        self.figures += 1;
        let said: Vec<&str> = drawing.texts().map(|text| text.words.as_str()).collect();
        let alt = format!("{}. {}", plain(&caption), said.join("; "));
        let fits = (WIDTH_MM / drawing.width_mm)
            .min(MOST_HEIGHT_MM / drawing.height_mm)
            .min(1.0);
        let figure = DocumentFigure {
            number: self.figures,
            svg: svg_of(drawing, Look::Light),
            width_mm: drawing.width_mm * fits,
            caption: self.counted("report-figure", "figure", self.figures, caption),
            alt,
        };
        self.blocks.push(Block::Figure(figure));
    }

    /// "Figure 3. …"
    fn counted(
        &self,
        id: &'static str,
        of: &'static str,
        number: usize,
        caption: Vec<Piece>,
    ) -> Vec<Piece> {
        let number = Piece::new(number.to_string(), Origin::Count(of));
        self.tell
            .say(id, [("number", number.into()), ("caption", caption.into())])
    }
}

/// How many letters wide a text needs to be: its longest word, or all of it where it is short.
fn letters_of(text: &str) -> usize {
    /// Longer texts go over several lines.
    const SHORT: usize = 24;
    let words = text.split([' ', '/', '-']).map(|word| word.chars().count());
    words
        .max()
        .unwrap_or(0)
        .max(text.chars().count().min(SHORT))
        .max(4)
}

/// A row of a table.
pub(super) fn row(cells: Vec<Vec<Piece>>) -> DocumentRow {
    DocumentRow {
        cells,
        strong: false,
    }
}

/// A row that is the sum of others.
pub(super) fn sum_row(cells: Vec<Vec<Piece>>) -> DocumentRow {
    DocumentRow {
        cells,
        strong: true,
    }
}
