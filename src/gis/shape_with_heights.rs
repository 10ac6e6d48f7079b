//! Shapes with a height at every corner, and how a `GeoPackage` keeps them and their styles.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::vector::{LayerAccess as _, LayerOptions};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use gdal_sys::OGRFieldType;
use gdal_sys::OGRwkbGeometryType as Kind;

use crate::site::FieldValue;

/// The table in which QGIS looks for styles.
const STYLES: &str = "layer_styles";

/// What all features of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeightKind {
    /// Lines.
    Lines,
    /// Polygons.
    Polygons,
}

impl HeightKind {
    pub(super) fn in_file(self) -> Kind::Type {
        match self {
            Self::Lines => Kind::wkbMultiLineString25D,
            Self::Polygons => Kind::wkbMultiPolygon25D,
        }
    }
}

/// Lines or polygons, each point east, north and height in metres.
#[derive(Clone, Debug, PartialEq)]
pub enum HeightShape {
    /// Lines.
    Lines(Vec<Vec<[f64; 3]>>),
    /// Polygons: the exterior, closed and counter-clockwise, and the holes, closed and clockwise.
    Polygons(Vec<Vec<Vec<[f64; 3]>>>),
}

/// Something with heights on the map, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct HeightFeature {
    /// Where it is.
    pub shape: HeightShape,
    /// Its fields by name.
    pub values: Vec<(&'static str, FieldValue)>,
}

/// Features with heights, to be written as a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct HeightLayer {
    /// What the layer is called, unlike every other in its file.
    pub name: &'static str,
    /// What a planner should know about it. Empty says nothing.
    pub description: String,
    /// What its features are, all of them.
    pub kind: HeightKind,
    /// In the order in which they are written.
    pub features: Vec<HeightFeature>,
    /// How QGIS draws it, as QML.
    pub style: Option<String>,
}

impl HeightShape {
    /// What it is.
    pub fn kind(&self) -> HeightKind {
        match self {
            Self::Lines(_) => HeightKind::Lines,
            Self::Polygons(_) => HeightKind::Polygons,
        }
    }

    /// In the unit of the coordinate system; heights stay metres.
    pub(super) fn in_file(
        &self,
        metres_per_unit: f64,
    ) -> Result<gdal::vector::Geometry, GdalError> {
        gdal::vector::Geometry::from_wkb(&self.wkb(metres_per_unit, Axes::WithHeights))
    }

    /// The same without heights.
    pub(super) fn flat_in_file(
        &self,
        metres_per_unit: f64,
    ) -> Result<gdal::vector::Geometry, GdalError> {
        gdal::vector::Geometry::from_wkb(&self.wkb(metres_per_unit, Axes::Flat))
    }

    /// As well-known binary, little endian.
    ///
    /// # Source
    /// OGC 06-103r4, 8.2: kinds 2, 3, 5 and 6, and 1000 more with heights.
    fn wkb(&self, metres_per_unit: f64, axes: Axes) -> Vec<u8> {
        let mut bytes = Wkb {
            bytes: Vec::new(),
            metres_per_unit,
            axes,
        };
        match self {
            Self::Lines(lines) => {
                bytes.begin(5, lines.len());
                for line in lines {
                    bytes.begin(2, line.len());
                    bytes.points(line);
                }
            }
            Self::Polygons(polygons) => {
                bytes.begin(6, polygons.len());
                for polygon in polygons {
                    bytes.begin(3, polygon.len());
                    for ring in polygon {
                        bytes.count(ring.len());
                        bytes.points(ring);
                    }
                }
            }
        }
        bytes.bytes
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Axes {
    WithHeights,
    Flat,
}

struct Wkb {
    bytes: Vec<u8>,
    metres_per_unit: f64,
    axes: Axes,
}

impl Wkb {
    fn begin(&mut self, kind: u32, parts: usize) {
        let kind = match self.axes {
            Axes::WithHeights => kind + 1000,
            Axes::Flat => kind,
        };
        self.bytes.push(1);
        self.bytes.extend_from_slice(&kind.to_le_bytes());
        self.count(parts);
    }

    fn count(&mut self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&count.to_le_bytes());
    }

    fn points(&mut self, points: &[[f64; 3]]) {
        for [east, north, height] in points {
            let at = [east / self.metres_per_unit, north / self.metres_per_unit];
            let height = (self.axes == Axes::WithHeights).then_some(*height);
            for number in at.into_iter().chain(height) {
                self.bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
    }
}

/// Puts the styles of layers into a `GeoPackage`, in the table that QGIS writes itself.
///
/// # Source
/// QGIS, `QgsOgrProviderUtils::saveStyle` in `qgsogrprovider.cpp`: the columns, and empty texts for catalogue and schema.
pub(super) fn write_styles(file: &Path, layers: &[&HeightLayer]) -> Result<(), GdalError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
        allowed_drivers: Some(&["GPKG"]),
        ..DatasetOptions::default()
    };
    let mut dataset = Dataset::open_ex(file, options)?;
    let mut transaction = dataset.start_transaction()?;
    let table = transaction.create_layer(LayerOptions {
        name: STYLES,
        srs: None,
        ty: Kind::wkbNone,
        options: Some(&["FID=id"]),
    })?;
    let texts = [
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
    ];
    let mut fields: Vec<(&str, OGRFieldType::Type)> =
        texts.map(|text| (text, OGRFieldType::OFTString)).to_vec();
    fields.push(("useAsDefault", OGRFieldType::OFTInteger));
    fields.extend(["description", "owner", "ui"].map(|text| (text, OGRFieldType::OFTString)));
    fields.push(("update_time", OGRFieldType::OFTDateTime));
    table.create_defn_fields(&fields)?;
    for layer in layers {
        let Some(style) = &layer.style else {
            continue;
        };
        let values = [
            ("f_table_catalog", ""),
            ("f_table_schema", ""),
            ("f_table_name", layer.name),
            ("f_geometry_column", "geom"),
            ("styleName", layer.name),
            ("styleQML", style.as_str()),
            ("styleSLD", ""),
            ("description", layer.description.as_str()),
            ("owner", ""),
        ];
        let mut feature = gdal::vector::Feature::new(table.defn())?;
        for (field, value) in values {
            feature.set_field_string(feature.field_index(field)?, value)?;
        }
        feature.set_field_integer(feature.field_index("useAsDefault")?, 1)?;
        feature.create(&table)?;
    }
    transaction.commit()?;
    dataset.close()
}
