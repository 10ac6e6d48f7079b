//! Polygons of many formats and coordinate systems.

use berghald::gis::{self, PolygonLayer, Reference, VectorError, VectorOddity};
use berghald::progress::Run;
use geo::{Area as _, BoundingRect as _};

use super::cases;
use super::make::{names_in, text};

fn read(source: &str, crs: &str) -> Result<PolygonLayer, VectorError> {
    gis::read_polygons(source, &Reference::parse(crs).unwrap(), &Run::default())
}

fn case(file: &str, crs: &str) -> Option<Result<PolygonLayer, VectorError>> {
    Some(read(&cases::path(file)?, crs))
}

fn refusal(file: &str, crs: &str, expected: &str) {
    if let Some(found) = case(file, crs) {
        let found = found.map(|layer| layer.polygons.len());
        assert_eq!(
            found.as_ref().map_err(|error| error.code()),
            Err(expected),
            "{file}"
        );
    }
}

fn area_m2(layer: &PolygonLayer) -> f64 {
    layer
        .polygons
        .iter()
        .map(|polygon| polygon.parts.unsigned_area())
        .sum()
}

/// Writes a `GeoJSON` of squares of the given side, south-west corners given.
fn geojson(corners: &[(f64, f64)], side: f64, crs: Option<&str>) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let squares: Vec<String> = corners
        .iter()
        .map(|(x, y)| {
            let (east, north) = (x + side, y + side);
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"Navn\":\"Felt\"}},\"geometry\":\
                 {{\"type\":\"Polygon\",\"coordinates\":[[[{x},{y},5],[{east},{y},5],\
                 [{east},{north},5],[{x},{north},5],[{x},{y},5]]]}}}}"
            )
        })
        .collect();
    let crs = crs.map_or_else(String::new, |name| {
        format!("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},")
    });
    let whole = format!(
        "{{\"type\":\"FeatureCollection\",{crs}\"features\":[{}]}}",
        squares.join(",")
    );
    let path = folder.path().join("felt.geojson");
    std::fs::write(&path, whole).unwrap();
    let path = text(&path).to_owned();
    (folder, path)
}

#[test]
fn a_polygon_keeps_its_name_and_place() {
    let (_folder, path) = geojson(
        &[(420_000.0, 6_860_000.0)],
        100.0,
        Some("urn:ogc:def:crs:EPSG::25832"),
    );
    let layer = read(&path, "EPSG:25832").unwrap();
    assert_eq!(layer.polygons[0].name.as_deref(), Some("Felt"));
    assert_eq!(area_m2(&layer), 10_000.0);
    assert_eq!(
        layer.warnings,
        [VectorOddity::HeightsDropped { features: 1 }]
    );
    // A degree and a half west of the middle of zone 33 it would be 0.1 % larger.
    let moved = read(&path, "EPSG:25833").unwrap();
    assert!(
        (1.0..1.02).contains(&(area_m2(&moved) / 10_000.0)),
        "{}",
        area_m2(&moved)
    );
}

#[test]
fn coordinates_come_in_metres_where_the_target_is_in_feet() {
    let (_folder, path) = geojson(&[(-73.9, 40.7)], 0.001, None);
    let metres = read(&path, "EPSG:32618").unwrap();
    let feet = read(&path, "EPSG:2263").unwrap();
    assert!((area_m2(&feet) / area_m2(&metres) - 1.0).abs() < 0.002);
}

#[test]
fn metres_in_a_file_that_must_have_degrees_are_refused() {
    let (_folder, path) = geojson(&[(420_000.0, 6_860_000.0)], 100.0, None);
    let error = read(&path, "EPSG:25832").unwrap_err();
    assert_eq!(error.code(), "crs_contradicts_coordinates");
}

#[test]
fn northings_first_in_the_register_do_not_swap_a_file() {
    let target = "EPSG:25832";
    let (_folder, path) = geojson(
        &[(420_000.0, 6_860_000.0)],
        100.0,
        Some("urn:ogc:def:crs:EPSG::3044"),
    );
    let layer = read(&path, target).unwrap();
    let found = layer.polygons[0].parts.bounding_rect().unwrap().min();
    assert!((found.x - 420_000.0).abs() < 1.0, "{found:?}");
}

#[test]
fn a_layer_must_be_chosen_by_name_where_there_are_several() {
    let Some(path) = cases::path("real/norway/n1000.gpkg") else {
        return;
    };
    let VectorError::SeveralLayers { layers, .. } = read(&path, "EPSG:25833").unwrap_err() else {
        panic!("no choice was asked for")
    };
    assert!(layers.contains(&"Naturvernomrade".to_owned()), "{layers:?}");
    let layer = read(&format!("{path}#Naturvernomrade"), "EPSG:25833").unwrap();
    assert_eq!(
        (layer.polygons.len(), layer.layer.as_str()),
        (43, "Naturvernomrade")
    );
    assert_eq!(
        read(&format!("{path}#None"), "EPSG:25833")
            .unwrap_err()
            .code(),
        "no_such_layer"
    );
    let VectorError::NoPolygons { found, .. } =
        read(&format!("{path}#Gruve"), "EPSG:25833").unwrap_err()
    else {
        panic!("mines are points")
    };
    assert_eq!(found[0].features, 21);
}

#[test]
fn norwegian_outlines_are_read_into_the_zone_of_the_place() {
    for name in [
        "asker",
        "drammen",
        "eidanger",
        "gamvik",
        "his-alle",
        "skien-havneterminal",
    ] {
        let Some(layer) = case(&format!("real/footprints/{name}.geojson"), "EPSG:25833") else {
            return;
        };
        let layer = layer.unwrap();
        assert!(
            matches!(layer.crs.unwrap().epsg, Some(25832 | 25833 | 25835)),
            "{name}"
        );
        let place = layer.polygons[0].parts.bounding_rect().unwrap().min();
        assert!(
            (-200_000.0..1_200_000.0).contains(&place.x),
            "{name} {place:?}"
        );
        assert!(
            (6_400_000.0..8_000_000.0).contains(&place.y),
            "{name} {place:?}"
        );
    }
}

#[test]
fn sosi_lands_in_norway() {
    let Some(layer) = case("nasty/test_duplicate_fields.sos#polygons", "EPSG:25833") else {
        return;
    };
    let layer = layer.unwrap();
    assert_eq!(layer.polygons.len(), 1);
    let place = layer.polygons[0].parts.bounding_rect().unwrap().min();
    assert!((6_400_000.0..8_000_000.0).contains(&place.y), "{place:?}");
    let own = layer.crs.unwrap();
    let same = case(
        "nasty/test_duplicate_fields.sos#polygons",
        &format!("EPSG:{}", own.epsg.unwrap()),
    );
    let area_m2 = area_m2(&same.unwrap().unwrap());
    assert!((area_m2 - 19_086_253.815).abs() < 1.0, "{area_m2}");
}

#[test]
fn nothing_is_written_beside_a_source() {
    let Some(folder) = cases::folder() else {
        return;
    };
    let copies = tempfile::tempdir().unwrap();
    let files = [
        "nasty/test_duplicate_fields.sos",
        "real/norway/hoyde_kristiansand.sos",
        "nasty/poly_ring_self_intersection.gml",
        "nasty/curved_polys.gpkg",
        "nasty/polygon_layer.shp",
        "nasty/polygon_layer.shx",
        "nasty/polygon_layer.dbf",
    ];
    for file in files {
        let from = folder.join(file);
        std::fs::copy(&from, copies.path().join(from.file_name().unwrap())).unwrap();
    }
    let before = names_in(copies.path());
    for name in &before {
        let _outcome = read(text(&copies.path().join(name)), "EPSG:25833").map(|_| ());
    }
    assert_eq!(names_in(copies.path()), before);
}

#[test]
fn broken_and_empty_layers_are_told() {
    if let Some(layer) = case("nasty/polygon_layer_empty_geometries.geojson", "EPSG:25832") {
        let layer = layer.unwrap();
        assert_eq!(layer.polygons.len(), 1);
        assert!(
            layer
                .warnings
                .contains(&VectorOddity::EmptySkipped { features: 3 }),
            "{layer:?}"
        );
    }
    refusal("nasty/nullvalues.geojson", "EPSG:25832", "no_polygons");
    refusal(
        "nasty/geometrycollection.geojson",
        "EPSG:25832",
        "no_polygons",
    );
    refusal("nasty/multipatch.shp", "EPSG:25832", "faces_in_space");
    refusal("nasty/shp_latin1.dbf", "EPSG:25832", "no_polygons");
    refusal(
        "nasty/bigoffset.shp",
        "EPSG:25832",
        "coordinates_impossible",
    );
    refusal("nasty/truncated.kml", "EPSG:25832", "cannot_read");
}

#[test]
fn a_parse_error_says_the_line() {
    let Some(Err(error)) = case("nasty/truncated.kml", "EPSG:25832") else {
        return;
    };
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(reason.contains("35"), "{reason}");
}

#[test]
fn invalid_polygons_are_handed_on_as_they_are() {
    let Some(layer) = case("nasty/polygon_layer.shp", "EPSG:32633") else {
        return;
    };
    assert_eq!(layer.unwrap().polygons.len(), 25);
    let Some(layer) = case("nasty/poly_ring_self_intersection.gml", "EPSG:25833") else {
        return;
    };
    assert_eq!(layer.unwrap().polygons.len(), 1);
    let Some(layer) = case("nasty/poly_non_conformant.gpkg", "EPSG:25833") else {
        return;
    };
    assert_eq!(layer.unwrap().polygons.len(), 1);
}

#[test]
fn curves_become_short_lines() {
    let Some(layer) = case("nasty/curved_polys.gpkg", "EPSG:3035") else {
        return;
    };
    let layer = layer.unwrap();
    assert_eq!(layer.polygons.len(), 4);
    assert!(
        layer
            .warnings
            .contains(&VectorOddity::CurvesLinearised { features: 4 }),
        "{layer:?}"
    );
}

#[test]
fn what_is_no_layer_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| text(&folder.path().join(name)).to_owned();
    assert_eq!(
        read(&path("none.gpkg"), "25832").unwrap_err().code(),
        "file_missing"
    );
    std::fs::write(path("empty.gpkg"), "").unwrap();
    assert_eq!(
        read(&path("empty.gpkg"), "25832").unwrap_err().code(),
        "file_empty"
    );
    std::fs::write(path("words.gpkg"), "Only words.").unwrap();
    assert_eq!(
        read(&path("words.gpkg"), "25832").unwrap_err().code(),
        "not_a_vector"
    );
}
