//! A document as one HTML file: pictures, fonts and logo are inside, and nothing is fetched.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, context};

use super::{Block, Document, DocumentError};

const TEMPLATE: &str = include_str!("../../assets/report/report.html");
const STYLE: &str = include_str!("../../assets/report/report.css");
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/SourceSans3-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/SourceSans3-Semibold.ttf");

/// Writes a document as HTML, in UTF-8. Each piece of writing has `data-key`, where it comes from, and `data-value`,
/// the number that it rounds.
///
/// # Errors
/// [`DocumentError`], if the template cannot be filled in, which a test rules out.
pub fn html_of(document: &Document) -> Result<String, DocumentError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE)?;
    let svgs: Vec<Value> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Figure(figure) => Some(Value::from_safe_string(inline_svg(
                &figure.svg,
                figure.number,
            ))),
            _ => None,
        })
        .collect();
    let logo = document.logo.as_ref().map(|logo| {
        let bytes = BASE64_STANDARD.encode(&logo.bytes);
        format!("data:{};base64,{bytes}", logo.kind.media_type())
    });
    let page = context! {
        document => Value::from(Serde(document)),
        svgs => svgs,
        logo => logo.map(Value::from_safe_string),
        style => Value::from_safe_string(STYLE.to_owned()),
        regular => Value::from_safe_string(BASE64_STANDARD.encode(REGULAR)),
        semibold => Value::from_safe_string(BASE64_STANDARD.encode(SEMIBOLD)),
    };
    Ok(environment.get_template("report")?.render(page)?)
}

/// A picture for inside a page: without its first line, and with ids of its own, since all pictures of a page share
/// theirs.
fn inline_svg(svg: &str, number: usize) -> String {
    let body = svg.split_once("?>").map_or(svg, |(_, body)| body);
    body.replace("id=\"", &format!("id=\"figure-{number}-"))
        .replace("url(#", &format!("url(#figure-{number}-"))
        .replace("href=\"#", &format!("href=\"#figure-{number}-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_a_page_do_not_share_ids() {
        let svg = "<?xml version=\"1.0\"?>\n<svg><clipPath id=\"clip-0\"/><g clip-path=\"url(#clip-0)\"/><use href=\"#picture-0\"/></svg>";
        let inside = inline_svg(svg, 3);
        assert!(inside.trim_start().starts_with("<svg>"), "{inside}");
        assert!(inside.contains("id=\"figure-3-clip-0\""), "{inside}");
        assert!(inside.contains("url(#figure-3-clip-0)"), "{inside}");
        assert!(inside.contains("href=\"#figure-3-picture-0\""), "{inside}");
    }
}
