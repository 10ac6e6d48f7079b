//! How much rock goes back into a pit or stope.
//!
//! Two limits hold, and the lower one binds. The cap is a policy limit: a share of what was extracted.
//! The void is a physical one: rock swells when it is blasted, so a void takes back less than came out of
//! it. They are never multiplied with each other, since the cap is swelling in disguise (1 / 1.60 = 62.5 %,
//! 1 / 1.54 = 65 %): that would count swelling twice.
//!
//! # Source
//! SINTEF, *Hva gjør vi med overskuddsmassene fra vår landbaserte mineralindustri?*, Trondheim, 18 February
//! 2026: "Full backfilling of all extracted rock in mines or open pits is not achievable; at most 60–65 % in
//! the best case."

use crate::units::{BankM3, PlacedFactor, PlacedM3};

/// The cap that holds unless somebody says why another does: a share of the extracted rock.
pub const CAP_USUAL: f64 = 0.60;

/// The most that a cap can be set to, with a reason.
pub const CAP_MOST: f64 = 0.65;

/// Placed factors of blasted rock that are met with, from compacted to tipped.
///
/// # Source
/// Guidance values of practice, not measured here; a factor of the site's own rock is better.
pub const PLACED_FACTORS_USUAL: (f64, f64) = (1.3, 1.6);

/// A share by which typed and measured extraction may differ without a warning.
const NEGLIGIBLE_DIFFERENCE: f64 = 0.05;

/// The largest share of the extracted rock that may go back, between 0 and [`CAP_MOST`].
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    share: f64,
    reason: String,
}

/// Why a cap cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CapError {
    /// It is not between nothing and [`CAP_MOST`].
    #[error("a cap of {share} is not between 0 and {CAP_MOST}")]
    OutOfRange {
        /// The share asked for.
        share: f64,
    },
    /// It is above [`CAP_USUAL`], and nobody says why.
    #[error("a cap of {share} is above {CAP_USUAL} and needs a reason")]
    ReasonMissing {
        /// The share asked for.
        share: f64,
    },
}

impl Default for Cap {
    fn default() -> Self {
        Self {
            share: CAP_USUAL,
            reason: String::new(),
        }
    }
}

impl Cap {
    /// A cap, with the reason for it; one up to [`CAP_USUAL`] needs none.
    ///
    /// # Errors
    /// [`CapError`]; ask for a lower cap, or give a reason.
    pub fn new(share: f64, reason: &str) -> Result<Self, CapError> {
        if !(0.0 <= share && share <= CAP_MOST) {
            return Err(CapError::OutOfRange { share });
        }
        let reason = reason.trim();
        if CAP_USUAL < share && reason.is_empty() {
            return Err(CapError::ReasonMissing { share });
        }
        Ok(Self {
            share,
            reason: reason.to_owned(),
        })
    }

    /// The share of the extracted rock, from 0 to [`CAP_MOST`].
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Why it is what it is. Empty where nobody said.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// What limits the backfill of a pit or stope.
#[derive(Clone, Debug, PartialEq)]
pub struct BackfillLimits {
    /// All rock that was taken out, ore too.
    pub extracted: BankM3,
    /// The room that may be filled.
    pub usable_void: PlacedM3,
    /// How much more room rock takes than it did in the ground.
    pub placed_factor: PlacedFactor,
    /// The largest share of the extracted rock that may go back.
    pub cap: Cap,
}

/// What a backfill ends at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// The share of the extracted rock that may go back.
    Cap,
    /// The room that there is.
    Void,
    /// What was asked for, which is within both limits.
    Target,
}

/// How much goes back, and why not more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backfill {
    /// The most that the cap allows.
    pub limit_by_cap: BankM3,
    /// The most that the void holds.
    pub limit_by_void: BankM3,
    /// What it ends at.
    pub binding: Binding,
    /// What goes back, as it was in the ground.
    pub bank: BankM3,
    /// The room that this takes.
    pub placed: PlacedM3,
    /// What was asked for, if anything was.
    pub requested: Option<BankM3>,
    /// What was asked for beyond the limits.
    pub refused: BankM3,
    /// What goes back, of what was extracted. NaN where nothing was.
    pub share_of_extracted: f64,
}

/// Something odd about a backfill that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BackfillWarning {
    /// The placed factor is beyond what blasted rock usually has.
    PlacedFactorUnusual {
        /// The factor.
        factor: PlacedFactor,
    },
    /// Blasted rock would take less room than in the ground.
    PlacedFactorBelowOne {
        /// The factor.
        factor: PlacedFactor,
    },
    /// What was typed as taken out is not what lies between the surfaces.
    ExtractedDiffers {
        /// What was typed.
        typed: BankM3,
        /// What lies between the surfaces.
        measured: BankM3,
    },
    /// More was asked for than a limit allows.
    Refused {
        /// What was asked for.
        asked: BankM3,
        /// What goes beyond the limit.
        refused: BankM3,
        /// The limit.
        by: Binding,
    },
}

/// What is odd about a backfill. `measured` is the rock between the surfaces, where something else was typed.
pub fn backfill_warnings(
    limits: &BackfillLimits,
    measured: Option<BankM3>,
    result: &Backfill,
) -> Vec<BackfillWarning> {
    let factor = limits.placed_factor;
    let (least, most) = PLACED_FACTORS_USUAL;
    let mut warnings = Vec::new();
    if factor.ratio() < 1.0 {
        warnings.push(BackfillWarning::PlacedFactorBelowOne { factor });
    } else if !(least <= factor.ratio() && factor.ratio() <= most) {
        warnings.push(BackfillWarning::PlacedFactorUnusual { factor });
    }
    let typed = limits.extracted;
    let differs =
        |measured: BankM3| NEGLIGIBLE_DIFFERENCE * measured.0 < (typed.0 - measured.0).abs();
    if let Some(measured) = measured.filter(|measured| differs(*measured)) {
        warnings.push(BackfillWarning::ExtractedDiffers { typed, measured });
    }
    if let (Some(asked), true) = (result.requested, 0.0 < result.refused.0) {
        warnings.push(BackfillWarning::Refused {
            asked,
            refused: result.refused,
            by: result.binding,
        });
    }
    warnings
}

/// How much goes back: what is asked for, or all that both limits allow.
///
/// Where both limits are the same, the void is named, since it cannot be moved. Limits and volumes asked for
/// count from zero: below that there is nothing.
pub fn backfill(limits: &BackfillLimits, asked: Option<BankM3>) -> Backfill {
    let positive = |volume: f64| if 0.0 < volume { volume } else { 0.0 };
    let extracted = positive(limits.extracted.0);
    let usable = PlacedM3(positive(limits.usable_void.0));
    let limit_by_cap = BankM3(limits.cap.share * extracted);
    let limit_by_void = usable.to_bank(limits.placed_factor);
    let (limit, limiting) = if limit_by_void <= limit_by_cap {
        (limit_by_void, Binding::Void)
    } else {
        (limit_by_cap, Binding::Cap)
    };
    let requested = asked.map(|asked| BankM3(positive(asked.0)));
    let (bank, binding) = match requested {
        Some(asked) if asked <= limit => (asked, Binding::Target),
        _ => (limit, limiting),
    };
    Backfill {
        limit_by_cap,
        limit_by_void,
        binding,
        bank,
        // Rounding must not put more into the void than it holds.
        placed: match bank.to_placed(limits.placed_factor) {
            placed if placed <= usable => placed,
            _ => usable,
        },
        requested,
        refused: requested.map_or(BankM3(0.0), |asked| asked - bank),
        share_of_extracted: bank.0 / extracted,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(extracted: f64, void: f64, factor: f64, cap: f64) -> BackfillLimits {
        BackfillLimits {
            extracted: BankM3(extracted),
            usable_void: PlacedM3(void),
            placed_factor: PlacedFactor::new(factor).unwrap(),
            cap: Cap::new(cap, "measured swelling").unwrap(),
        }
    }

    /// V8: one million m³ extracted, as much void, a cap of 65 %.
    #[test]
    fn the_binding_limit_is_named_and_limits_are_not_multiplied() {
        let swollen = backfill(&limits(1e6, 1e6, 1.6, 0.65), None);
        assert_eq!(
            (swollen.bank.0, swollen.binding),
            (625_000.0, Binding::Void)
        );
        let compacted = backfill(&limits(1e6, 1e6, 1.4, 0.65), None);
        assert_eq!(
            (compacted.bank.0, compacted.binding),
            (650_000.0, Binding::Cap)
        );
        assert_eq!(compacted.placed.0, 910_000.0);
    }

    #[test]
    fn what_is_asked_for_beyond_a_limit_is_refused_and_told() {
        let more = backfill(&limits(1e6, 1e6, 1.6, 0.65), Some(BankM3(700_000.0)));
        assert_eq!((more.bank.0, more.refused.0), (625_000.0, 75_000.0));
        assert_eq!(more.binding, Binding::Void);
        let less = backfill(&limits(1e6, 1e6, 1.6, 0.65), Some(BankM3(100_000.0)));
        assert_eq!((less.bank.0, less.refused.0), (100_000.0, 0.0));
        assert_eq!(
            (less.binding, less.share_of_extracted),
            (Binding::Target, 0.1)
        );
    }

    #[test]
    fn a_cap_above_the_usual_needs_a_reason_and_one_above_the_most_is_refused() {
        assert_eq!(Cap::new(0.6, "").unwrap(), Cap::default());
        assert_eq!(
            Cap::new(0.62, " "),
            Err(CapError::ReasonMissing { share: 0.62 })
        );
        assert_eq!(Cap::new(0.65, "paste fill").unwrap().reason(), "paste fill");
        for share in [0.650_001, -0.1, f64::INFINITY] {
            assert_eq!(Cap::new(share, "why"), Err(CapError::OutOfRange { share }));
        }
        assert!(Cap::new(f64::NAN, "why").is_err());
    }

    #[test]
    fn odd_factors_and_volumes_are_told() {
        let told = |factor: f64, measured: f64| {
            let limits = limits(1e6, 1e6, factor, 0.6);
            let result = backfill(&limits, None);
            backfill_warnings(&limits, Some(BankM3(measured)), &result).len()
        };
        assert_eq!(told(1.5, 1.04e6), 0);
        assert_eq!(told(1.7, 1e6), 1);
        assert_eq!(told(0.9, 1.2e6), 2);
        let limits = limits(1e6, 1e6, 1.5, 0.6);
        let asked = BankM3(700_000.0);
        let result = backfill(&limits, Some(asked));
        let refused = BackfillWarning::Refused {
            asked,
            refused: BankM3(100_000.0),
            by: Binding::Cap,
        };
        assert_eq!(backfill_warnings(&limits, None, &result), [refused]);
    }

    proptest! {
        #[test]
        fn backfill_never_exceeds_a_limit_and_reaches_one_or_what_was_asked_for(
            extracted in 0.0..1e9_f64,
            void in 0.0..1e9_f64,
            factor in 0.8..2.0_f64,
            cap in 0.0..=CAP_MOST,
            asked in proptest::option::of(0.0..1e9_f64),
        ) {
            let limits = limits(extracted, void, factor, cap);
            let result = backfill(&limits, asked.map(BankM3));
            prop_assert!(result.bank <= result.limit_by_cap);
            prop_assert!(result.bank <= result.limit_by_void);
            prop_assert!(result.placed <= limits.usable_void);
            prop_assert!(result.bank.0 <= cap * extracted);
            let reached = match result.binding {
                Binding::Cap => result.limit_by_cap,
                Binding::Void => result.limit_by_void,
                Binding::Target => BankM3(asked.unwrap()),
            };
            prop_assert_eq!(result.bank, reached);
            let all = result.bank.0 + result.refused.0;
            prop_assert!(asked.is_none_or(|asked| (all - asked).abs() <= 1e-9 * asked.max(1.0)));
        }
    }
}
