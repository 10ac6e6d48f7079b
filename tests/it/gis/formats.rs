//! The formats that this program promises.

use berghald::gis::{self, Format};

fn check(found: &[Format], wanted: &[&str]) {
    for name in wanted {
        let format = found.iter().find(|format| format.name == *name);
        assert!(
            format.is_some_and(|format| format.read || format.write),
            "{name}: {format:?}"
        );
    }
    assert!(found.is_sorted());
}

#[test]
fn the_promised_formats_are_in_the_program() {
    let formats = gis::formats();
    check(
        &formats.raster,
        &[
            "GTiff", "COG", "VRT", "AAIGrid", "XYZ", "HFA", "SAGA", "PNG", "JPEG", "SRTMHGT", "MEM",
        ],
    );
    check(
        &formats.vector,
        &[
            "GPKG",
            "ESRI Shapefile",
            "GeoJSON",
            "FlatGeobuf",
            "OpenFileGDB",
            "CSV",
            "DXF",
            "KML",
            "GPX",
            "SOSI",
            "GML",
        ],
    );
}

#[test]
fn a_format_says_what_its_files_are_called_and_whether_it_is_written() {
    let formats = gis::formats();
    let find = |name: &str| {
        formats
            .raster
            .iter()
            .find(|format| format.name == name)
            .unwrap()
    };
    assert!(find("GTiff").read && find("GTiff").write);
    assert!(find("GTiff").extensions.contains(&"tif".to_owned()));
    assert!(find("SRTMHGT").read);
}
