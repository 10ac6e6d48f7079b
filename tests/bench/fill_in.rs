//! How long *Fill in* takes: 20 fractions over 60 years with 30 destinations of all five fates, each of which takes some
//! seven tenths of the fractions.
//!
//! # Figures
//! Seconds of one processor for the plans below; on two cores with four times as much other work it took about twice as
//! long by the clock.
//!
//! | destinations | least cost | in order | least land |
//! | --- | --- | --- | --- |
//! | opened in turn, 14 000 flows | 0.5 | 1.7 | 4.2, gap 3.8 % |
//! | open in all years, 28 000 flows | 1.5 | 2.3 | 3.7, no gap |
//! | with least amounts as rules | 1.2 | 3.0 | 3.0, gap 3.8 % |
//!
//! The aim is ten. On eight other plans opened in turn: 0.3 to 1.8 for least cost, 0.7 to 2.4 in order, 3.2 to 5.1 for
//! least land. Least land mostly ends at its bound of work: gaps of 0.06 to 4 % on eight plans, 8 % on the ninth. With
//! destinations open in all years next to no land is left to cover on some, and the gap is large beside what little
//! there is: 12 % and 67 % on two. Least cost and in order had no gap on any.
//!
//! A run cancelled 10 ms to 4 s into it ended 2 to 170 ms later on two busy cores, the longest in the first tenths of a
//! second; after that within 25 ms.
//!
//! Tried and dropped: the dual simplex, which took 2.5 to 18 times as long for what has no place, and 2.3 to 2.9 times
//! from branch to branch; with it, solving each goal from nothing (133 s in order, where going on took 3.3 s) and one
//! goal with weights first (11 to 14 s, where one after the other took 8 s); other edge weights of either simplex.

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
