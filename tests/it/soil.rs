//! Soil at deposits: known answers, and what holds of any plan.

use berghald::balance::{SoilBook, SoilMoved, SoilPlan, SoilYear};
use berghald::units::{Metres, SoilM3, SquareMetres, Year};
use proptest::prelude::*;

fn plan(topsoil: f64, cover: f64) -> SoilPlan {
    SoilPlan {
        topsoil: Metres(topsoil),
        cover: Metres(cover),
        ..SoilPlan::default()
    }
}

/// By hand: 0.3 m over 20 000 m² are 6 000 m³, 0.5 m are 10 000 m³. Rock comes from 2028 to 2030.
#[test]
fn soil_is_stripped_when_rock_comes_and_laid_when_it_has_come() {
    let ground = SquareMetres(20_000.0);
    let filled = Some((Year(2028), Year(2030)));
    let moved = plan(0.3, 0.5).moved(ground, filled, Year(2027)).unwrap();
    assert!((moved.stripped.0 - 6_000.0).abs() < 1e-9);
    assert_eq!(moved.strip_year, Year(2028));
    assert!((moved.cover.0 - 10_000.0).abs() < 1e-9);
    assert_eq!(moved.cover_years, (Year(2031), Year(2031)));
    let book = SoilBook::of(&[moved], Year(2027), 6);
    let year = |stripped, brought, laid, kept| SoilYear {
        stripped: SoilM3(stripped),
        brought: SoilM3(brought),
        laid: SoilM3(laid),
        kept: SoilM3(kept),
    };
    let expected = [
        year(0.0, 0.0, 0.0, 0.0),
        year(6_000.0, 0.0, 0.0, 6_000.0),
        year(0.0, 0.0, 0.0, 6_000.0),
        year(0.0, 0.0, 0.0, 6_000.0),
        year(0.0, 4_000.0, 10_000.0, 0.0),
        year(0.0, 0.0, 0.0, 0.0),
    ];
    for (booked, expected) in book.years.iter().zip(&expected) {
        assert!(
            (booked.stripped.0 - expected.stripped.0).abs() < 1e-6,
            "{booked:?}"
        );
        assert!(
            (booked.brought.0 - expected.brought.0).abs() < 1e-6,
            "{booked:?}"
        );
        assert!((booked.laid.0 - expected.laid.0).abs() < 1e-6, "{booked:?}");
        assert!((booked.kept.0 - expected.kept.0).abs() < 1e-6, "{booked:?}");
    }
    assert!((book.brought().0 - 4_000.0).abs() < 1e-6);
}

/// Soil of one deposit covers another; what is laid after the plan is told apart.
#[test]
fn soil_goes_from_one_deposit_to_another_and_beyond_the_plan() {
    let ground = SquareMetres(1_000.0);
    let early = plan(1.0, 0.0).moved(ground, None, Year(2027)).unwrap();
    let mut late = plan(0.0, 0.9);
    (late.cover_from, late.cover_to) = (Some(Year(2029)), Some(Year(2031)));
    let late = late.moved(ground, None, Year(2027)).unwrap();
    let book = SoilBook::of(&[early, late], Year(2027), 3);
    assert!((book.years[2].laid.0 - 300.0).abs() < 1e-9);
    assert!((book.years[2].kept.0 - 700.0).abs() < 1e-9);
    assert!((book.later.0 - 600.0).abs() < 1e-9);
    assert_eq!(book.brought(), SoilM3(0.0));
    assert!(plan(0.0, 0.0).moved(ground, None, Year(2027)).is_none());
}

fn any_moved() -> impl Strategy<Value = SoilMoved> {
    let soil = || prop_oneof![Just(0.0), 1.0..1e6];
    (soil(), 2020_i32..2045, soil(), 2020_i32..2045, 0_i32..10).prop_map(
        |(stripped, strip_year, cover, from, years)| SoilMoved {
            stripped: SoilM3(stripped),
            strip_year: Year(strip_year),
            cover: SoilM3(cover),
            cover_years: (Year(from), Year(from + years)),
        },
    )
}

proptest! {
    /// What was there and comes is what is laid and stays; all that is stripped and laid is booked once.
    #[test]
    fn no_soil_is_lost_or_made(
        moved in prop::collection::vec(any_moved(), 0..6),
        years in 1_usize..20,
    ) {
        let first = Year(2027);
        let book = SoilBook::of(&moved, first, years);
        prop_assert_eq!(book.years.len(), years);
        let mut kept = 0.0;
        for year in &book.years {
            let comes = kept + year.stripped.0 + year.brought.0;
            let goes = year.laid.0 + year.kept.0;
            prop_assert!((comes - goes).abs() <= 1e-9 * (1.0 + comes));
            prop_assert!(0.0 <= year.kept.0 && 0.0 <= year.brought.0);
            // Nothing is brought while there is some.
            prop_assert!(year.brought.0 <= 0.0 || year.kept.0 <= 1e-6);
            kept = year.kept.0;
        }
        let laid: f64 = book.years.iter().map(|year| year.laid.0).sum();
        let cover: f64 = moved.iter().map(|one| one.cover.0).sum();
        prop_assert!((laid + book.later.0 - cover).abs() <= 1e-6 * (1.0 + cover));
        let last = Year(first.0 + i32::try_from(years).unwrap());
        let stripped: f64 = book.years.iter().map(|year| year.stripped.0).sum();
        let within = moved.iter().filter(|one| one.strip_year < last);
        let within: f64 = within.map(|one| one.stripped.0).sum();
        prop_assert!((stripped - within).abs() <= 1e-6 * (1.0 + within));
    }
}
