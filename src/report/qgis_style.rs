//! How QGIS draws layers that leave the program: as much as it takes to show them as the program does.

use std::fmt::Write as _;

/// What a layer is drawn as.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QgisStyle {
    /// Areas with a fill and an outline.
    Areas {
        /// Red, green, blue and opacity, each up to 255.
        fill: [u8; 4],
        /// The same of the outline.
        outline: [u8; 4],
        /// The outline's width in millimetres.
        width_mm: f64,
        /// Whether the outline is dashed.
        is_dashed: bool,
    },
    /// Lines.
    Lines {
        /// Red, green, blue and opacity, each up to 255.
        color: [u8; 4],
        /// In millimetres.
        width_mm: f64,
    },
}

/// A style as QGIS keeps it beside a layer. `label` is a field that is written at each feature, if any.
pub fn qml_of(style: &QgisStyle, label: Option<&str>) -> String {
    let (kind, class, options) = match *style {
        QgisStyle::Areas {
            fill,
            outline,
            width_mm,
            is_dashed,
        } => (
            "fill",
            "SimpleFill",
            [
                ("color", color(fill)),
                ("style", "solid".to_owned()),
                ("outline_color", color(outline)),
                ("outline_style", pen(is_dashed)),
                ("outline_width", width_mm.to_string()),
                ("outline_width_unit", "MM".to_owned()),
            ]
            .to_vec(),
        ),
        QgisStyle::Lines {
            color: line,
            width_mm,
        } => (
            "line",
            "SimpleLine",
            [
                ("line_color", color(line)),
                ("line_style", pen(false)),
                ("line_width", width_mm.to_string()),
                ("line_width_unit", "MM".to_owned()),
            ]
            .to_vec(),
        ),
    };
    let mut text = String::from(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\" styleCategories=\"Symbology|Labeling\"",
    );
    let labels = if label.is_some() { "1" } else { "0" };
    // Writing to a string cannot fail.
    write!(
        text,
        " labelsEnabled=\"{labels}\">\n <renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n  <symbols>\n   <symbol type=\"{kind}\" name=\"0\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n    <layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">\n     <Option type=\"Map\">\n"
    )
    .ok();
    for (name, value) in &options {
        writeln!(
            text,
            "      <Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>"
        )
        .ok();
    }
    text.push_str("     </Option>\n");
    // Older versions read these instead.
    for (name, value) in &options {
        writeln!(text, "     <prop k=\"{name}\" v=\"{value}\"/>").ok();
    }
    text.push_str("    </layer>\n   </symbol>\n  </symbols>\n </renderer-v2>\n");
    if let Some(field) = label {
        writeln!(
            text,
            " <labeling type=\"simple\">\n  <settings>\n   <text-style fieldName=\"{field}\" fontSize=\"8\" fontSizeUnit=\"Point\" textColor=\"31,41,51,255\"/>\n   <placement placement=\"{}\"/>\n  </settings>\n </labeling>",
            if kind == "line" { 2 } else { 1 }
        )
        .ok();
    }
    text.push_str("</qgis>\n");
    text
}

fn color([red, green, blue, opacity]: [u8; 4]) -> String {
    format!("{red},{green},{blue},{opacity}")
}

fn pen(is_dashed: bool) -> String {
    if is_dashed { "dash" } else { "solid" }.to_owned()
}
