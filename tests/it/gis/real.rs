//! Real terrain.

use berghald::gis::{self, RasterFacts};
use berghald::progress::Run;

use super::cases;
use super::make::all;

fn inspect(file: &str, stated_crs: Option<&str>) -> Option<RasterFacts> {
    let path = cases::path(file)?;
    Some(gis::inspect_raster(&path, stated_crs, &Run::default()).unwrap())
}

fn check_refusal(file: &str, expected: &str) {
    if let Some(facts) = inspect(file, None) {
        assert_eq!(facts.measurable.unwrap_err().code(), expected);
    }
}

#[test]
fn a_norwegian_terrain_model_is_read() {
    let Some(facts) = inspect("real/grasdalen/dtm5_grasdalen.tif", None) else {
        return;
    };
    facts.measurable.unwrap();
    assert_eq!((facts.columns, facts.rows), (459, 633));
    assert_eq!(facts.crs.unwrap().epsg, Some(25832));
    let range = facts.heights.unwrap().range;
    assert_eq!(
        (range.lowest_m.round(), range.highest_m.round()),
        (566.0, 1619.0)
    );
    assert!(facts.placement.unwrap().is_square());
}

#[test]
fn the_same_heights_come_from_a_text_file_without_a_coordinate_system() {
    check_refusal("real/grasdalen/dtm5_grasdalen_no_crs.asc", "crs_missing");
    let Some(folder) = cases::folder() else {
        return;
    };
    let read = |name: &str, stated_crs| {
        let path = folder.join("real/grasdalen").join(name);
        let terrain = gis::open_terrain(path.to_str().unwrap(), stated_crs).unwrap();
        terrain
            .read(all(terrain.placement()), &Run::default())
            .unwrap()
    };
    let tiff = read("dtm5_grasdalen.tif", None);
    let text = read("dtm5_grasdalen_no_crs.asc", Some("25832"));
    assert!(tiff.placement().matches(text.placement()));
    let furthest = tiff
        .cells()
        .iter()
        .zip(text.cells())
        .filter(|(one, other)| !(one.is_nan() && other.is_nan()))
        .map(|(one, other)| (one - other).abs())
        .fold(
            0.0_f32,
            |furthest, apart| if apart <= furthest { furthest } else { apart },
        );
    assert!(furthest < 0.01, "{furthest} m");
}

#[test]
fn american_terrain_is_read() {
    for name in ["base_2000-09-25.tif", "after_2004-10-11.tif"] {
        let Some(facts) = inspect(&format!("real/st-helens/{name}"), None) else {
            return;
        };
        facts.measurable.unwrap();
        assert_eq!((facts.columns, facts.rows), (303, 442), "{name}");
        assert_eq!(facts.crs.unwrap().epsg, Some(26910), "{name}");
    }
}

#[test]
fn terrain_on_a_web_map_is_refused() {
    check_refusal("known/raster-volume/dem_crs.tif", "crs_web_mercator");
    check_refusal("known/raster-volume/dem.tif", "crs_geographic");
}

#[test]
fn surfaces_with_cells_that_are_not_square_are_read() {
    let Some(facts) = inspect("known/gullies/116_DEMdif_clipped.sdat", None) else {
        return;
    };
    facts.measurable.unwrap();
    let heights = facts.heights.unwrap();
    assert_eq!(heights.range.cells, 21);
    let Some(facts) = inspect("known/gullies/116_spline.tif", None) else {
        return;
    };
    facts.measurable.unwrap();
    let placement = facts.placement.unwrap();
    assert!(!placement.is_square(), "{placement:?}");
}
