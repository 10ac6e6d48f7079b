//! Rasters of depths: metres below a zero, as on a sea chart.

use std::path::Path;

use berghald::app::{Action, FillRequest};
use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::project::{Edit, LayerId, Values};
use berghald::results::FillFigures;
use berghald::terrain::{Grid, Placement};
use berghald::units::Metres;
use geo::Coord;

use crate::app::{Desk, request};
use crate::shapes::rectangle;

/// A sea floor that falls to the west, as heights or as depths.
fn write_sea_floor(folder: &Path, name: &str, sign: f64) -> String {
    let placement = Placement {
        west_m: 500_000.0,
        north_m: 7_001_000.0,
        cell_width_m: 8.0,
        cell_height_m: 8.0,
        columns: 120,
        rows: 120,
        ground_per_map: 1.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let height = |at: Coord<f64>| {
        let (x, y) = (at.x - 500_000.0, at.y - 7_000_500.0);
        let floor = -80.0 + 0.06 * x + 4.0 * (y / 130.0).sin();
        (sign * (floor * 64.0).round() / 64.0) as f32
    };
    let path = folder.join(name);
    let grid = Grid::from_fn(placement, height);
    let reference = Reference::parse("EPSG:25833").unwrap();
    write_terrain(&path, &grid, &reference, &Run::default()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn fill_request() -> FillRequest {
    request(&rectangle(500_250.0, 7_000_300.0, 500_600.0, 7_000_650.0))
}

/// A program with one terrain and a deposit on it.
fn desk_with(source: &str) -> (Desk, LayerId) {
    let mut desk = Desk::new();
    desk.open(source);
    let layer = *desk.app.project().layers.keys().next().unwrap();
    desk.act(Action::AddDeposit(fill_request()));
    (desk, layer)
}

fn figures(desk: &Desk) -> FillFigures {
    desk.app.figures(desk.deposit()).unwrap().0
}

#[test]
fn a_raster_that_says_depths_is_read_as_such_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let depths = write_sea_floor(folder.path(), "sjødybder.tif", -1.0);
    let heights = write_sea_floor(folder.path(), "sjøbunn.tif", 1.0);
    let (by_depths, layer) = desk_with(&depths);
    assert_eq!(by_depths.codes(), ["says_depths"]);
    let read = by_depths.app.project().layer(layer).unwrap().values;
    assert_eq!(read, Values::Depths);
    let (by_heights, _) = desk_with(&heights);
    assert_eq!(by_heights.codes(), Vec::<&str>::new());
    assert_eq!(figures(&by_depths), figures(&by_heights));
    assert!(figures(&by_depths).get("toe_max_m").unwrap() < 0.0);
    // The height under the pointer is that of the sea floor.
    let at = Coord {
        x: 500_404.0,
        y: 7_000_500.0,
    };
    let told = by_depths.app.height_at(layer, at).unwrap();
    assert!((told - -55.76).abs() < 0.05, "{told}");
}

#[test]
fn the_zero_of_depths_has_a_height_and_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let depths = write_sea_floor(folder.path(), "bunn.tif", -1.0);
    let (mut desk, layer) = desk_with(&depths);
    // Nothing says that these are depths: the sea floor would be a hill.
    let as_heights = figures(&desk);
    assert!(0.0 < as_heights.get("toe_min_m").unwrap());
    desk.edit(Edit::SetValues(layer, Values::Depths));
    let as_depths = figures(&desk);
    assert_ne!(as_depths, as_heights);
    desk.edit(Edit::SetHeightOffset(layer, Metres(-1.5)));
    let raised = figures(&desk);
    let crest = |figures: &FillFigures| figures.get("crest_level_m").unwrap();
    assert!((crest(&raised) - (crest(&as_depths) - 1.5)).abs() < 1e-4);
    let fill = |figures: &FillFigures| figures.get("fill_m3").unwrap();
    assert!((fill(&raised) / fill(&as_depths) - 1.0).abs() < 1e-6);
    desk.act(Action::Undo);
    desk.act(Action::Undo);
    assert_eq!(figures(&desk), as_heights);
}
