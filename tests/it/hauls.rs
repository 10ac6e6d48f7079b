//! Roads that rock is hauled along: how long they are, what they climb, and what is odd about them.

#![expect(clippy::panic, reason = "what is not there ends the test")]

use berghald::app::{
    Action, MassDoubt, RouteDoubt, RouteFacts, ScenarioAsk, haul_km, loading_places,
    notices_of_route, route_beginning, route_length_m,
};
use berghald::gis::{Reference, write_terrain};
use berghald::progress::Run;
use berghald::project::{
    Distance, Edit, Entry, FractionChange, FractionId, MassSettings, OutletChange, OutletId,
    TermsChange,
};
use berghald::terrain::{Grid, LEVELLED_M, LineClimb, Placement, SectionLine, climb_m};
use berghald::units::Metres;
use geo::{Coord, LineString};
use proptest::prelude::*;

use crate::app::{Desk, request, square, with_sample};

fn at(x: f64, y: f64) -> Coord<f64> {
    Coord { x, y }
}

/// A site of 1 km by 1 km whose ground rises by 5 m for each 100 m to the north.
fn placement() -> Placement {
    Placement {
        west_m: 500_000.0,
        north_m: 7_001_000.0,
        cell_width_m: 5.0,
        cell_height_m: 5.0,
        columns: 200,
        rows: 200,
        ground_per_map: 1.0,
    }
}

fn slope() -> Grid<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    let height = |at: Coord<f64>| (300.0 + 0.05 * (at.y - 7_000_000.0)) as f32;
    Grid::from_fn(placement(), height)
}

fn climb_on_slope(points: &[Coord<f64>]) -> LineClimb {
    let (line, grid) = (SectionLine::new(points.iter().copied()).unwrap(), slope());
    line.climb_on(&placement(), |at| grid.height_at(at))
}

#[track_caller]
fn known(climb: LineClimb) -> f64 {
    match climb {
        LineClimb::Known(climb_m) => climb_m,
        LineClimb::Uncovered(share) => panic!("only {share} is covered"),
    }
}

#[test]
fn a_road_along_a_triangle_of_three_four_and_five_is_twelve_long() {
    let corners = [at(0.0, 0.0), at(300.0, 0.0), at(300.0, 400.0), at(0.0, 0.0)];
    assert!((route_length_m(&corners) - 1200.0).abs() < 1e-9);
    assert!((route_length_m(&corners[2..]) - 500.0).abs() < 1e-9);
    assert!(route_length_m(&corners[..1]).abs() < 1e-12);
}

#[test]
fn the_climb_over_a_slope_is_what_it_rises() {
    let (low, high) = (at(500_200.0, 7_000_100.0), at(500_200.0, 7_000_500.0));
    // 400 m to the north by 5 m in a hundred.
    assert!((known(climb_on_slope(&[low, high])) - 20.0).abs() < 1e-3);
    // Down again nothing more is climbed, and the other way round nothing at all.
    let back = at(500_600.0, 7_000_100.0);
    assert!((known(climb_on_slope(&[low, high, back])) - 20.0).abs() < 1e-3);
    assert!(known(climb_on_slope(&[high, back])).abs() < 1e-9);
    // Up, down by half, and up again: 20 + 10.
    let half = at(500_400.0, 7_000_300.0);
    let again = at(500_600.0, 7_000_500.0);
    assert!((known(climb_on_slope(&[low, high, half, again])) - 30.0).abs() < 1e-3);
    // Along the slope.
    let along = at(500_900.0, 7_000_100.0);
    assert!(known(climb_on_slope(&[low, along])).abs() < 1e-9);
}

#[test]
fn a_road_beyond_the_terrain_has_no_climb_but_says_how_much_is_covered() {
    let (inside, outside) = (at(500_500.0, 7_000_500.0), at(500_500.0, 7_001_500.0));
    match climb_on_slope(&[inside, outside]) {
        LineClimb::Uncovered(share) => assert!((share - 0.5).abs() < 0.01, "{share}"),
        LineClimb::Known(known) => panic!("{known:?}"),
    }
    let beyond = at(500_600.0, 7_001_500.0);
    assert_eq!(
        climb_on_slope(&[outside, beyond]),
        LineClimb::Uncovered(0.0)
    );
}

#[test]
fn bumps_are_levelled_and_real_rises_count_whole() {
    assert!(climb_m(&[]).abs() < 1e-12);
    assert!((climb_m(&[10.0, 10.4, 10.0, 10.9, 10.2]) - 0.0).abs() < 1e-12);
    assert!((climb_m(&[10.0, 10.5, 10.2, 11.5, 11.0, 13.0]) - 3.0).abs() < 1e-12);
    assert!((climb_m(&[13.0, 10.0, 12.0, 9.0, 14.0]) - 7.0).abs() < 1e-12);
}

proptest! {
    /// Noise below the bound adds at most itself to a rise, however many heights there are.
    #[test]
    fn noise_does_not_add_up(noise in prop::collection::vec(-0.2..0.2_f64, 2..2000), rise_m in 5.0..300.0_f64) {
        let last = (noise.len() - 1) as f64;
        let heights = noise.iter().enumerate();
        let heights: Vec<f64> = heights.map(|(index, noise)| rise_m * index as f64 / last + noise).collect();
        let found = climb_m(&heights);
        prop_assert!((found - rise_m).abs() <= 0.4 + 1e-9, "{found} for {rise_m}");
    }

    /// It is at least the difference of its ends, and at most the sum of all rises.
    #[test]
    fn the_climb_lies_between_its_bounds(heights in prop::collection::vec(0.0..100.0_f64, 1..60)) {
        let rises: f64 = heights.windows(2).map(|pair| (pair[1] - pair[0]).max(0.0)).sum();
        let ends = heights[heights.len() - 1] - heights[0];
        let found = climb_m(&heights);
        prop_assert!(found <= rises + 1e-9);
        prop_assert!(ends - LEVELLED_M <= found);
    }
}

impl Desk {
    fn load_at(&mut self, origin: Coord<f64>) {
        let masses = MassSettings {
            origin: Some(origin),
            ..MassSettings::default()
        };
        self.edit(Edit::SetMasses(Box::new(masses)));
    }

    fn draw_route(&mut self, entry: Entry, points: &[Coord<f64>]) {
        let line = Distance::Route(LineString(points.to_vec()));
        let change = TermsChange::Haul(line, 0.0);
        self.edit(Edit::ChangeTerms(entry, Box::new(change)));
    }

    fn outlet_at(&mut self, place: Coord<f64>) -> OutletId {
        self.act(Action::Scenario(ScenarioAsk::AddOutlet));
        let id = *self.app.project().outlets.last_key_value().unwrap().0;
        let change = OutletChange::Place(Some(place));
        self.edit(Edit::ChangeOutlet(id, change));
        id
    }

    fn doubts(&self, entry: Entry) -> Vec<RouteDoubt> {
        RouteFacts::of(self.app.project(), entry).unwrap().doubts()
    }

    fn booked_doubts(&self) -> Vec<RouteDoubt> {
        let book = self.app.mass_book(self.app.active()).unwrap();
        let doubts = book.planned.doubts.iter().filter_map(|doubt| match doubt {
            MassDoubt::Route(_, doubt) => Some(*doubt),
            _ => None,
        });
        doubts.collect()
    }
}

#[test]
fn the_terrain_in_use_says_what_a_road_climbs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slope.tif");
    let reference = Reference::parse("EPSG:25833").unwrap();
    write_terrain(&path, &slope(), &reference, &Run::default()).unwrap();
    let mut desk = Desk::new();
    let road = [at(500_200.0, 7_000_100.0), at(500_200.0, 7_000_500.0)];
    assert_eq!(desk.app.climb_along(&road), None);
    desk.open(path.to_str().unwrap());
    let climb_m = known(desk.app.climb_along(&road).unwrap());
    assert!((climb_m - 20.0).abs() < 0.03, "{climb_m}");
    assert_eq!(desk.app.climb_along(&road[..1]), None);
}

#[test]
fn the_length_of_a_road_is_the_haul_and_one_step_takes_it_back() {
    let mut desk = with_sample();
    desk.act(Action::Scenario(ScenarioAsk::AddFraction));
    let origin = at(500_100.0, 7_000_100.0);
    desk.load_at(origin);
    let id = Entry::Outlet(desk.outlet_at(at(500_500.0, 7_000_400.0)));
    let km = |desk: &Desk| {
        let book = desk.app.mass_book(desk.app.active()).unwrap();
        book.planned.ways[0][0].km
    };
    // 3-4-5: half a kilometre in a straight line, times 1.4.
    assert!((km(&desk) - 0.7).abs() < 1e-9);
    let corner = at(500_500.0, 7_000_100.0);
    desk.draw_route(id, &[origin, corner, at(500_500.0, 7_000_400.0)]);
    assert!((km(&desk) - 0.7).abs() < 1e-9);
    desk.draw_route(id, &[origin, at(500_500.0, 7_000_400.0)]);
    assert!((km(&desk) - 0.5).abs() < 1e-9);
    let project = desk.app.project();
    let straight = haul_km(project, id, &Distance::Straight { detour: 2.0 });
    assert!((straight.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(
        haul_km(project, id, &Distance::Typed { km: 7.0 }),
        Some(7.0)
    );
    desk.act(Action::Undo);
    desk.act(Action::Undo);
    let terms = desk.app.project().terms_of(id).unwrap();
    assert_eq!(terms.distance, Distance::default());
}

#[test]
fn odd_roads_are_told_as_long_as_they_are_odd() {
    let mut desk = with_sample();
    let (from, to) = (at(500_100.0, 7_000_100.0), at(500_500.0, 7_000_400.0));
    desk.load_at(from);
    let id = Entry::Outlet(desk.outlet_at(to));
    desk.draw_route(id, &[from, to]);
    assert_eq!(desk.doubts(id), []);
    // 1,500 m is three straight lines of 500 m, and no more than that.
    desk.draw_route(
        id,
        &[
            from,
            at(500_100.0, 7_000_600.0),
            at(500_500.0, 7_000_600.0),
            to,
        ],
    );
    assert_eq!(desk.doubts(id), []);
    desk.draw_route(
        id,
        &[
            from,
            at(500_100.0, 7_001_000.0),
            at(500_500.0, 7_001_000.0),
            to,
        ],
    );
    assert_eq!(desk.doubts(id), [RouteDoubt::Long]);
    // Ends up to 500 m off are near enough, but such a road cannot be shorter than the straight line.
    desk.draw_route(id, &[at(500_200.0, 7_000_175.0), to]);
    assert_eq!(desk.doubts(id), [RouteDoubt::Short]);
    desk.draw_route(id, &[at(499_500.0, 7_000_100.0), to]);
    assert_eq!(desk.doubts(id), [RouteDoubt::BeginsOff]);
    desk.draw_route(id, &[from, at(500_500.0, 7_000_950.0)]);
    assert_eq!(desk.doubts(id), [RouteDoubt::EndsOff]);
    let words = desk.app.words();
    let told = notices_of_route(id, desk.app.project(), words);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].code, "route_ends_off");
    assert!(
        told[0].message.contains("0.55\u{a0}km"),
        "{}",
        told[0].message
    );
    // With a fraction it stands in the books too, and goes when the outlet is moved there.
    desk.act(Action::Scenario(ScenarioAsk::AddFraction));
    assert_eq!(desk.booked_doubts(), [RouteDoubt::EndsOff]);
    let Entry::Outlet(outlet) = id else { return };
    let change = OutletChange::Place(Some(at(500_500.0, 7_000_950.0)));
    desk.edit(Edit::ChangeOutlet(outlet, change));
    assert_eq!(desk.booked_doubts(), []);
    // Nobody says where rock is loaded: nothing is claimed of where the road begins.
    desk.edit(Edit::SetMasses(Box::default()));
    desk.draw_route(
        id,
        &[at(490_000.0, 7_000_000.0), at(500_500.0, 7_000_950.0)],
    );
    assert_eq!(desk.doubts(id), []);
}

#[test]
fn a_road_may_end_anywhere_on_a_deposit() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = Entry::Deposit(desk.deposit());
    // 900 m south of its edge, and 1,050 m from its middle.
    let from = at(500_450.0, 6_999_350.0);
    desk.load_at(from);
    desk.draw_route(id, &[from, at(500_450.0, 7_000_250.0)]);
    assert_eq!(desk.doubts(id), []);
    let facts = RouteFacts::of(desk.app.project(), id).unwrap();
    assert!((facts.straight.unwrap().0 - 1050.0).abs() < 1e-6);
    assert!((facts.least.unwrap().0 - 900.0).abs() < 1e-6);
    assert!(facts.ends_off.unwrap().0 < 1e-6);
}

#[test]
fn a_road_counts_from_the_nearest_loading_place() {
    let mut desk = with_sample();
    let (common, own) = (at(500_100.0, 7_000_100.0), at(501_000.0, 7_000_800.0));
    desk.load_at(common);
    for origin in [None, Some(own)] {
        desk.act(Action::Scenario(ScenarioAsk::AddFraction));
        let id: FractionId = *desk.app.project().fraction_order.last().unwrap();
        desk.edit(Edit::ChangeFraction(id, FractionChange::Origin(origin)));
    }
    let project = desk.app.project();
    let places: Vec<_> = loading_places(project)
        .into_iter()
        .map(|one| one.at)
        .collect();
    assert_eq!(places, [common, own]);
    assert_eq!(route_beginning(project), Some(common));
    let to = at(500_500.0, 7_000_400.0);
    let id = Entry::Outlet(desk.outlet_at(to));
    desk.draw_route(id, &[own, to]);
    assert_eq!(desk.doubts(id), []);
    let facts = RouteFacts::of(desk.app.project(), id).unwrap();
    assert_eq!(facts.begins_off, Some(Metres(0.0)));
}
