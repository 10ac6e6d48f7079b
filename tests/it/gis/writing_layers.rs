//! Layers of points, lines and polygons come back as they were written.

use std::path::Path;

use berghald::gis::{self, Feature, FieldValue, Reference, VectorLayer};
use berghald::progress::Run;
use gdal::vector::{Layer, LayerAccess as _};
use gdal::{Dataset, Metadata as _};
use gdal_sys::OGRwkbGeometryType as Kind;
use geo::{
    Coord, Geometry, LineString, MultiLineString, MultiPolygon, Point, line_string, polygon,
};

use super::make::{names_in, text};

fn at(east: f64, north: f64) -> Coord<f64> {
    Coord {
        x: 420_000.0 + east,
        y: 6_860_000.0 + north,
    }
}

fn layer(name: &str, geometries: Vec<Geometry<f64>>) -> VectorLayer {
    let features = (1..).zip(geometries).map(|(number, geometry)| Feature {
        geometry,
        values: vec![
            ("navn", FieldValue::Text(format!("Blåbærmyr {number} æøå"))),
            ("nummer", FieldValue::Integer(number)),
            ("høyde_m", FieldValue::Number(0.5)),
        ],
    });
    VectorLayer {
        name: name.to_owned(),
        description: format!("Syntetisk: {name}"),
        features: features.collect(),
    }
}

fn line(length_m: f64) -> LineString<f64> {
    line_string![at(0.0, 0.0), at(length_m, 0.1), at(length_m, 50.25)]
}

fn square(side_m: f64) -> geo::Polygon<f64> {
    polygon![
        at(0.0, 0.0),
        at(side_m, 0.0),
        at(side_m, side_m),
        at(0.0, side_m)
    ]
}

/// A layer of each kind, with the kind that it is to have in the file.
fn one_of_each() -> Vec<(VectorLayer, Kind::Type)> {
    let points = [at(0.0, 0.0), at(7.125, -3.0)].map(|place| Point(place).into());
    let lines = [line(10.0), line(20.0)].map(Geometry::from);
    let double: Geometry<f64> = MultiLineString(vec![line(5.0), line(6.0)]).into();
    let parts: Geometry<f64> = MultiPolygon(vec![square(30.0)]).into();
    vec![
        (layer("målepunkter", points.to_vec()), Kind::wkbPoint),
        (layer("veier", lines.to_vec()), Kind::wkbLineString),
        (
            layer("høydekurver", vec![double, line(9.0).into()]),
            Kind::wkbMultiLineString,
        ),
        (
            layer("grøfter", vec![square(10.0).into()]),
            Kind::wkbPolygon,
        ),
        (
            layer("bekkeløp", vec![square(20.0).into(), parts]),
            Kind::wkbMultiPolygon,
        ),
    ]
}

fn with_parts(geometry: &Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::LineString(line) => MultiLineString(vec![line.clone()]).into(),
        Geometry::Polygon(polygon) => MultiPolygon(vec![polygon.clone()]).into(),
        other => other.clone(),
    }
}

fn check_layer(found: &mut Layer<'_>, (written, kind): &(VectorLayer, Kind::Type)) {
    let name = &written.name;
    let defined = found.defn().geom_fields().next().unwrap().field_type();
    assert_eq!(defined, *kind, "{name}");
    let description = found.metadata_item("DESCRIPTION", "");
    assert_eq!(description.as_ref(), Some(&written.description), "{name}");
    assert_eq!(
        found.spatial_ref().unwrap().auth_code().unwrap(),
        25832,
        "{name}"
    );
    assert_eq!(
        found.feature_count(),
        written.features.len() as u64,
        "{name}"
    );
    let is_in_parts = matches!(*kind, Kind::wkbMultiLineString | Kind::wkbMultiPolygon);
    for (feature, wanted) in found.features().zip(&written.features) {
        let geometry = feature.geometry().unwrap().to_geo().unwrap();
        if is_in_parts {
            assert_eq!(geometry, with_parts(&wanted.geometry), "{name}");
        } else {
            assert_eq!(geometry, wanted.geometry, "{name}");
        }
        for (field, value) in &wanted.values {
            let index = feature.field_index(field).unwrap();
            let read = match value {
                FieldValue::Text(_) => feature
                    .field_as_string(index)
                    .unwrap()
                    .map(FieldValue::Text),
                FieldValue::Number(_) => feature
                    .field_as_double(index)
                    .unwrap()
                    .map(FieldValue::Number),
                FieldValue::Integer(_) => feature
                    .field_as_integer64(index)
                    .unwrap()
                    .map(FieldValue::Integer),
            };
            assert_eq!(read.as_ref(), Some(value), "{name}");
        }
    }
}

#[test]
fn a_file_with_a_layer_of_each_kind_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kart på øya.gpkg");
    let reference = Reference::parse("25832").unwrap();
    let each = one_of_each();
    let layers: Vec<VectorLayer> = each.iter().map(|(layer, _)| layer.clone()).collect();
    gis::write_layers(&path, &layers, &reference).unwrap();
    assert_eq!(names_in(folder.path()), ["kart på øya.gpkg"]);
    let header = std::fs::read(&path).unwrap();
    assert_eq!(&header[60..64], 10300_u32.to_be_bytes());
    let dataset = Dataset::open(&path).unwrap();
    assert_eq!(dataset.layer_count(), each.len());
    for ((mut found, wanted), index) in dataset.layers().zip(&each).zip(1..) {
        assert_eq!(found.name(), wanted.0.name, "layer {index}");
        check_layer(&mut found, wanted);
    }
    for (name, sides_m) in [("grøfter", &[10.0][..]), ("bekkeløp", &[20.0, 30.0])] {
        let source = format!("{}#{name}", text(&path));
        let read = gis::read_polygons(&source, &reference, &Run::default()).unwrap();
        assert_eq!(read.warnings, [], "{name}");
        assert_eq!(read.polygons[0].name.as_deref(), Some("Blåbærmyr 1 æøå"));
        let parts = read.polygons.iter().map(|polygon| polygon.parts.clone());
        let wanted = sides_m
            .iter()
            .map(|side_m| MultiPolygon(vec![square(*side_m)]));
        assert!(parts.eq(wanted), "{name}");
    }
}

#[test]
fn the_same_layers_give_the_same_file_but_for_its_times() {
    let folder = tempfile::tempdir().unwrap();
    let reference = Reference::parse("25832").unwrap();
    let layers: Vec<VectorLayer> = one_of_each().into_iter().map(|(layer, _)| layer).collect();
    let written = ["a", "b"].map(|name| {
        let path = folder.path().join(name).with_extension("gpkg");
        gis::write_layers(&path, &layers, &reference).unwrap();
        without_times(&path)
    });
    assert!(written[0] == written[1]);
}

/// The bytes of a file, with zeros for the digits of times such as 2024-01-31T12:00:00.000Z.
fn without_times(path: &Path) -> Vec<u8> {
    let shape = b"0000-00-00T00:00:00.000Z";
    let mut bytes = std::fs::read(path).unwrap();
    for begin in 0..bytes.len() - shape.len() {
        let is_like =
            |(byte, like): (&u8, &u8)| byte == like || *like == b'0' && byte.is_ascii_digit();
        let place = begin..begin + shape.len();
        if bytes[place.clone()].iter().zip(shape).all(is_like) {
            bytes[place].copy_from_slice(shape);
        }
    }
    bytes
}

#[test]
fn a_field_holds_every_value_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("felt.gpkg");
    let reference = Reference::parse("25832").unwrap();
    let feature = |values| Feature {
        geometry: Point(at(0.0, 0.0)).into(),
        values,
    };
    let first = vec![
        ("tall", FieldValue::Integer(1)),
        ("ord", FieldValue::Integer(1)),
    ];
    let second = vec![
        ("tall", FieldValue::Number(2.5)),
        ("ord", FieldValue::Text("to".to_owned())),
    ];
    let mut layer = layer("felt", Vec::new());
    layer.features = [first, second].map(feature).to_vec();
    gis::write_layers(&path, &[layer.clone()], &reference).unwrap();
    let dataset = Dataset::open(&path).unwrap();
    let mut found = dataset.layer(0).unwrap();
    let read = found.features().map(|feature| {
        let field = |name| feature.field_index(name).unwrap();
        let number = feature.field_as_double(field("tall")).unwrap();
        (number, feature.field_as_string(field("ord")).unwrap())
    });
    let read: Vec<(Option<f64>, Option<String>)> = read.collect();
    let wanted = [(1.0, "1"), (2.5, "to")];
    assert_eq!(
        read,
        wanted.map(|(number, word)| (Some(number), Some(word.to_owned())))
    );
    let twice = [layer.clone(), layer];
    let error = gis::write_layers(&folder.path().join("to.gpkg"), &twice, &reference).unwrap_err();
    assert_eq!(error.code(), "cannot_write");
    assert_eq!(names_in(folder.path()), ["felt.gpkg"]);
}
