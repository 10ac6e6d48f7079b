//! How long *Fill in* takes: 20 fractions over 60 years with 30 destinations of all five fates, each of which takes some
//! seven tenths of the fractions.
//!
#[path = "../it/fill_in_cases.rs"]
#[expect(clippy::unwrap_used, reason = "drawn numbers are within their ranges")]
mod fill_in_cases;

use berghald::balance::{Aim, Fate, MassPlan, fill_in};
use berghald::progress::Run;
use divan::Bencher;

use fill_in_cases::{Size, drawn_plan, with_rules};

const SIZE: Size = Size {
    fractions: 20,
    years: 60,
    destinations: 30,
};

/// What is to be best.
#[derive(Clone, Copy, Debug)]
enum Best {
    Cost,
    Land,
    Order,
}

const ALL: [Best; 3] = [Best::Cost, Best::Order, Best::Land];

impl Best {
    fn aim(self) -> Aim {
        match self {
            Self::Cost => Aim::LeastCost,
            Self::Land => Aim::LeastLand,
            Self::Order => Aim::InOrder(Fate::ALL.into()),
        }
    }
}

fn bench(bencher: Bencher<'_, '_>, plan: &MassPlan, best: Best) {
    let aim = best.aim();
    bencher.bench_local(|| fill_in(plan, &aim, &Run::default()).expect("an answer"));
}

/// Destinations open in some of the years: some 14 000 flows.
#[divan::bench(args = ALL, sample_count = 3, sample_size = 1)]
fn opened_in_turn(bencher: Bencher<'_, '_>, best: Best) {
    bench(bencher, &drawn_plan(1, SIZE), best);
}

/// Destinations open in all years: some 28 000 flows.
#[divan::bench(args = ALL, sample_count = 3, sample_size = 1)]
fn open_all_years(bencher: Bencher<'_, '_>, best: Best) {
    let mut plan = drawn_plan(1, SIZE);
    for destination in &mut plan.destinations {
        destination.open = 0..SIZE.years;
    }
    bench(bencher, &plan, best);
}

/// Least amounts of outlets as rules, and a few amounts that are set.
#[divan::bench(args = ALL, sample_count = 3, sample_size = 1)]
fn with_least_amounts(bencher: Bencher<'_, '_>, best: Best) {
    let mut plan = drawn_plan(1, SIZE);
    with_rules(&mut plan, 1);
    bench(bencher, &plan, best);
}
