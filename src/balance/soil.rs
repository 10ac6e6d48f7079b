//! Soil at deposits: what is stripped before rock comes, and what is laid back as cover, year by year.
//!
//! Soil is told as it lies, in cubic metres; it is taken to fill as much room laid back as it did before.

use crate::units::{Metres, SoilM3, SquareMetres, Year};

/// What is planned for the soil of a deposit. A thickness of nothing plans nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoilPlan {
    /// How thick soil is stripped off the ground that is covered.
    pub topsoil: Metres,
    /// When; `None` in the year in which rock comes first.
    pub strip_year: Option<Year>,
    /// How thick cover is laid over the finished deposit.
    pub cover: Metres,
    /// The first year in which cover is laid; `None` the year after rock came last.
    pub cover_from: Option<Year>,
    /// The last such year; `None` the first one.
    pub cover_to: Option<Year>,
}

/// The soil of a deposit as it is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SoilMoved {
    /// What is stripped.
    pub stripped: SoilM3,
    /// When.
    pub strip_year: Year,
    /// What cover takes.
    pub cover: SoilM3,
    /// The first and the last year in which it is laid, as much in each.
    pub cover_years: (Year, Year),
}

/// The soil of all deposits in a year. What was there and comes is what is laid and stays.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoilYear {
    /// What is stripped.
    pub stripped: SoilM3,
    /// What has to be brought from elsewhere, since none is left.
    pub brought: SoilM3,
    /// What is laid as cover.
    pub laid: SoilM3,
    /// What lies in heaps at the end of the year.
    pub kept: SoilM3,
}

/// The soil of all deposits over the years of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoilBook {
    /// Year by year. What is stripped before the first year is stripped in it.
    pub years: Vec<SoilYear>,
    /// What cover takes after the last year.
    pub later: SoilM3,
}

impl SoilPlan {
    /// Whether it plans anything.
    pub fn is_nothing(&self) -> bool {
        self.topsoil.0 <= 0.0 && self.cover.0 <= 0.0
    }

    /// What is moved at a deposit over some ground, in which rock comes in some years; `first` is where the plan
    /// begins. `None` where nothing is planned.
    pub fn moved(
        &self,
        ground: SquareMetres,
        filled: Option<(Year, Year)>,
        first: Year,
    ) -> Option<SoilMoved> {
        if self.is_nothing() {
            return None;
        }
        let over = |thickness: Metres| SoilM3(thickness.0.max(0.0) * ground.0.max(0.0));
        let begins = filled.map_or(first, |(from, _)| from);
        let ends = filled.map_or(first, |(_, to)| to);
        let after = Year(ends.0.saturating_add(1));
        let from = self.cover_from.unwrap_or(after);
        let to = self.cover_to.unwrap_or(from).max(from);
        Some(SoilMoved {
            stripped: over(self.topsoil),
            strip_year: self.strip_year.unwrap_or(begins),
            cover: over(self.cover),
            cover_years: (from, to),
        })
    }
}

impl SoilMoved {
    /// What is laid in a year.
    fn laid_in(&self, year: Year) -> SoilM3 {
        let (from, to) = self.cover_years;
        if year < from || to < year {
            return SoilM3(0.0);
        }
        self.cover * (1.0 / self.years())
    }

    fn years(&self) -> f64 {
        let (from, to) = self.cover_years;
        f64::from(to.0.saturating_sub(from.0)) + 1.0
    }
}

impl SoilBook {
    /// Books what is moved over years that begin with `first`.
    pub fn of(moved: &[SoilMoved], first: Year, years: usize) -> Self {
        let mut book = Self::default();
        let mut kept = SoilM3(0.0);
        let mut year = first;
        for index in 0..years {
            let is_now =
                |one: &&SoilMoved| one.strip_year == year || index == 0 && one.strip_year < first;
            let stripped: SoilM3 = moved.iter().filter(is_now).map(|one| one.stripped).sum();
            // Cover that was laid before the plan is laid in its first year.
            let before = |one: &SoilMoved| {
                let (from, to) = one.cover_years;
                let gone = (f64::from(first.0.min(to.0 + 1)) - f64::from(from.0)).max(0.0);
                one.cover * (gone / one.years())
            };
            let late = moved.iter().map(|one| {
                let early = if index == 0 { before(one) } else { SoilM3(0.0) };
                early + one.laid_in(year)
            });
            let laid: SoilM3 = late.sum();
            let there = kept + stripped;
            let brought = SoilM3((laid.0 - there.0).max(0.0));
            kept = SoilM3((there.0 + brought.0 - laid.0).max(0.0));
            book.years.push(SoilYear {
                stripped,
                brought,
                laid,
                kept,
            });
            year = Year(year.0.saturating_add(1));
        }
        let all: SoilM3 = moved.iter().map(|one| one.cover).sum();
        let laid: SoilM3 = book.years.iter().map(|year| year.laid).sum();
        let later = (all.0 - laid.0).max(0.0);
        // Rounding of shares is no soil.
        book.later = SoilM3(if later <= 1e-9 * all.0 { 0.0 } else { later });
        book
    }

    /// Whether no soil is moved.
    pub fn is_nothing(&self) -> bool {
        let is_still = |year: &SoilYear| year.stripped.0 <= 0.0 && year.laid.0 <= 0.0;
        self.later.0 <= 0.0 && self.years.iter().all(is_still)
    }

    /// All that has to be brought from elsewhere, after the plan too.
    pub fn brought(&self) -> SoilM3 {
        let within: SoilM3 = self.years.iter().map(|year| year.brought).sum();
        let kept = self.years.last().map_or(SoilM3(0.0), |year| year.kept);
        within + SoilM3((self.later.0 - kept.0).max(0.0))
    }
}
