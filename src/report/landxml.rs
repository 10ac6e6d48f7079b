//! Surfaces for machine control and road design, as `LandXML` 1.2.
//!
//! # Source
//! LandXML-1.2 schema, <http://www.landxml.org/schema/LandXML-1.2>: `Pnts` as "northing easting elevation", faces by
//! the ids of their points.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Tin;

/// Decimals of coordinates and heights, in metres.
const DECIMALS: usize = 3;

/// What a file says of its coordinates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LandXmlReference {
    /// The name of the horizontal coordinate system.
    pub name: String,
    /// Its EPSG code, where there is one and its coordinates are metres.
    pub epsg: Option<u32>,
    /// Its definition in WKT 1, in metres.
    pub wkt: String,
    /// What heights are counted from, where that is known.
    pub vertical: Option<String>,
}

/// A body of rock, as two surfaces: its own and the ground under it.
#[derive(Clone, Debug)]
pub struct LandXml<'a> {
    /// What the body is called. The ground under it is called the same with `ground` after a dash.
    pub name: &'a str,
    /// The word for ground in the language of the file.
    pub ground: &'a str,
    /// What there is to say about it.
    pub description: &'a str,
    /// The project that it belongs to.
    pub project: &'a str,
    /// The file's language, such as `en`.
    pub language: &'a str,
    /// When it is written.
    pub at: jiff::Timestamp,
    /// What its coordinates are.
    pub reference: &'a LandXmlReference,
    /// The triangles of both surfaces.
    pub tin: &'a Tin,
    /// Figures, by name with unit, as properties of the body's surface.
    pub figures: &'a [(&'a str, f64)],
}

/// Writes a body as `LandXML`. Both surfaces have the same triangles, so the volume between them is a sum of prisms.
///
/// # Errors
/// Never: memory takes everything. The type is that of the writer.
pub fn land_xml(body: &LandXml<'_>) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let at = body.at.to_zoned(jiff::tz::TimeZone::UTC);
    let (date, time) = (
        at.strftime("%Y-%m-%d").to_string(),
        at.strftime("%H:%M:%S").to_string(),
    );
    let root = writer.create_element("LandXML").with_attributes([
        ("xmlns", "http://www.landxml.org/schema/LandXML-1.2"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        (
            "xsi:schemaLocation",
            "http://www.landxml.org/schema/LandXML-1.2 http://www.landxml.org/schema/LandXML-1.2/LandXML-1.2.xsd",
        ),
        ("version", "1.2"),
        ("date", date.as_str()),
        ("time", time.as_str()),
        ("language", body.language),
        ("readOnly", "false"),
    ]);
    root.write_inner_content(|writer| {
        head(writer, body)?;
        let name = body.name.to_owned();
        let ground = format!("{name} – {}", body.ground);
        let surfaces = writer.create_element("Surfaces");
        surfaces.write_inner_content(|writer| {
            surface(writer, body, &name, Side::Body)?;
            surface(writer, body, &ground, Side::Ground)
        })?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

type Xml = Writer<Vec<u8>>;

fn head(writer: &mut Xml, body: &LandXml<'_>) -> io::Result<()> {
    writer
        .create_element("Units")
        .write_inner_content(|writer| {
            let metric = writer.create_element("Metric").with_attributes([
                ("areaUnit", "squareMeter"),
                ("linearUnit", "meter"),
                ("volumeUnit", "cubicMeter"),
                ("temperatureUnit", "celsius"),
                ("pressureUnit", "HPA"),
                ("diameterUnit", "meter"),
                ("angularUnit", "decimal degrees"),
                ("directionUnit", "decimal degrees"),
            ]);
            metric.write_empty().map(|_| ())
        })?;
    let reference = body.reference;
    let code = reference.epsg.map(|code| code.to_string());
    let mut system = writer
        .create_element("CoordinateSystem")
        .with_attribute(("name", reference.name.as_str()));
    if let Some(code) = &code {
        system = system.with_attribute(("epsgCode", code.as_str()));
    }
    system = system.with_attribute(("ogcWktCode", reference.wkt.as_str()));
    if let Some(vertical) = &reference.vertical {
        system = system.with_attribute(("verticalDatum", vertical.as_str()));
    }
    system.write_empty()?;
    writer
        .create_element("Project")
        .with_attribute(("name", body.project))
        .write_empty()?;
    writer
        .create_element("Application")
        .with_attributes([("name", "Berghald"), ("version", env!("CARGO_PKG_VERSION"))])
        .write_empty()?;
    Ok(())
}

/// Which of the two surfaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Body,
    Ground,
}

fn surface(writer: &mut Xml, body: &LandXml<'_>, name: &str, side: Side) -> io::Result<()> {
    let is_body = side == Side::Body;
    let element = writer.create_element("Surface").with_attributes([
        ("name", name),
        ("desc", body.description),
        ("state", if is_body { "proposed" } else { "existing" }),
    ]);
    element.write_inner_content(|writer| {
        definition(writer, body.tin, side)?;
        if is_body {
            let feature = writer
                .create_element("Feature")
                .with_attribute(("code", "figures"));
            feature.write_inner_content(|writer| {
                for (label, figure) in body.figures {
                    let value = figure.to_string();
                    writer
                        .create_element("Property")
                        .with_attributes([("label", *label), ("value", value.as_str())])
                        .write_empty()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn definition(writer: &mut Xml, tin: &Tin, side: Side) -> io::Result<()> {
    let height_m = |place: usize| {
        let corner = tin.corners[place];
        match side {
            Side::Body => corner.surface_m,
            Side::Ground => corner.ground_m,
        }
    };
    let (mut lowest, mut highest) = (f64::INFINITY, f64::NEG_INFINITY);
    for place in 0..tin.corners.len() {
        lowest = lowest.min(height_m(place));
        highest = highest.max(height_m(place));
    }
    let (lowest, highest) = (told(lowest), told(highest));
    let element = writer.create_element("Definition").with_attributes([
        ("surfType", "TIN"),
        ("elevMin", lowest.as_str()),
        ("elevMax", highest.as_str()),
    ]);
    element.write_inner_content(|writer| {
        writer
            .create_element("Pnts")
            .write_inner_content(|writer| {
                for (place, corner) in tin.corners.iter().enumerate() {
                    let id = (place + 1).to_string();
                    let (north, east) = (told(corner.at.y), told(corner.at.x));
                    let at = format!("{north} {east} {}", told(height_m(place)));
                    writer
                        .create_element("P")
                        .with_attribute(("id", id.as_str()))
                        .write_text_content(BytesText::new(&at))?;
                }
                Ok(())
            })?;
        writer
            .create_element("Faces")
            .write_inner_content(|writer| {
                for [a, b, c] in &tin.triangles {
                    let corners = format!("{} {} {}", a + 1, b + 1, c + 1);
                    writer
                        .create_element("F")
                        .write_text_content(BytesText::new(&corners))?;
                }
                Ok(())
            })?;
        Ok(())
    })?;
    Ok(())
}

fn told(metres: f64) -> String {
    format!("{metres:.DECIMALS$}")
}
