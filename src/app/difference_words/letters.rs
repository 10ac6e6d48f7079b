//! Texts and numbers cut to what is worth showing.

/// Letters of a text that are shown, where it is longer.
const MOST_LETTERS: usize = 80;

/// Letters that are shown before the first one that differs, where the beginning is left out.
const LETTERS_BEFORE: usize = 30;

/// The decimals that a number needs, up to the most.
pub(super) fn needed(value: f64, most: usize) -> usize {
    let text = format!("{value:.most$}");
    let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals);
    decimals.trim_end_matches('0').len()
}

/// With a small letter first, as it stands in the middle of a line.
pub(super) fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A text on one line, and of a long one the part around the first letter that another does not have.
pub(super) fn excerpt(text: &str, other: &str) -> String {
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (text, other) = (on_one_line(text), on_one_line(other));
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= MOST_LETTERS {
        return text;
    }
    let both = letters.iter().zip(other.chars());
    let same = both.take_while(|(one, other)| *one == other).count();
    let first = same
        .saturating_sub(LETTERS_BEFORE)
        .min(letters.len() - MOST_LETTERS);
    let last = first + MOST_LETTERS;
    let shown: String = letters[first..last].iter().collect();
    let before = if first == 0 { "" } else { "…" };
    let after = if last == letters.len() { "" } else { "…" };
    format!("{before}{}{after}", shown.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_that_they_need() {
        let needs = [(412.0, 0), (412.04, 0), (412.5, 1), (0.05, 1), (-3.0, 0)];
        for (value, decimals) in needs {
            assert_eq!(needed(value, 1), decimals, "{value}");
        }
    }

    #[test]
    fn a_long_text_is_shown_where_it_differs() {
        assert_eq!(excerpt("Kort\n  tekst", ""), "Kort tekst");
        let long = "å".repeat(200);
        let other = format!("{}x{}", "å".repeat(100), "å".repeat(99));
        let shown = excerpt(&other, &long);
        let expected = format!("…{}x{}…", "å".repeat(30), "å".repeat(49));
        assert_eq!(shown, expected);
        assert_ne!(excerpt(&long, &other), shown);
        let longer = format!("{long} slutt");
        assert!(excerpt(&longer, &long).ends_with("å slutt"));
    }
}
