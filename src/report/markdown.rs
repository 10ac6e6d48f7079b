//! Notes in Markdown as blocks of a document.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Block, Origin, Piece};

/// Blocks of a note. Its headings come `deeper` levels below those of the document; the one of the whole note is left
/// out.
pub fn blocks_of(note: &str, deeper: u8) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut text: Vec<Piece> = Vec::new();
    let mut items: Vec<Vec<Piece>> = Vec::new();
    let mut strong = 0_usize;
    for event in Parser::new(note) {
        match event {
            Event::Start(Tag::Strong) => strong += 1,
            Event::End(TagEnd::Strong) => strong = strong.saturating_sub(1),
            Event::Start(Tag::Heading { .. } | Tag::Paragraph | Tag::Item) => text.clear(),
            Event::Text(words) | Event::Code(words) => {
                let piece = Piece::new(words.into_string(), Origin::Notes);
                text.push(if 0 < strong { piece.strong() } else { piece });
            }
            Event::SoftBreak | Event::HardBreak => text.push(Piece::new(" ", Origin::Notes)),
            Event::End(TagEnd::Heading(level)) => {
                let text = std::mem::take(&mut text);
                if level != HeadingLevel::H1 {
                    let id = format!("notes-{}", blocks.len());
                    blocks.push(Block::Heading {
                        level: deeper + number_of(level) - 1,
                        id,
                        text,
                    });
                }
            }
            Event::End(TagEnd::Paragraph) if items.is_empty() || !text.is_empty() => {
                let text = std::mem::take(&mut text);
                blocks.push(Block::Paragraph { text });
            }
            Event::End(TagEnd::Item) => items.push(std::mem::take(&mut text)),
            Event::End(TagEnd::List(_)) => {
                let items = std::mem::take(&mut items);
                blocks.push(Block::List { items });
            }
            _ => {}
        }
    }
    blocks
}

fn number_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_bold_words_come_through() {
        let blocks = blocks_of(
            "# Notes\n\n## Toe\n\nFrom *the* **toe**.\n\n- One\n- Two",
            2,
        );
        let said = |text: &[Piece]| {
            text.iter()
                .map(|piece| piece.text.as_str())
                .collect::<String>()
        };
        let [
            Block::Heading { level, text, .. },
            Block::Paragraph { text: running },
            Block::List { items },
        ] = &blocks[..]
        else {
            panic!("{blocks:?}");
        };
        assert_eq!((*level, said(text)), (3, "Toe".to_owned()));
        assert_eq!(said(running), "From the toe.");
        assert!(running[3].strong, "{running:?}");
        let items: Vec<String> = items.iter().map(|item| said(item)).collect();
        assert_eq!(items, ["One", "Two"]);
    }
}
