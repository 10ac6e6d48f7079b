//! How much rock goes back into a measured void, and up to which level.

use super::{Backfill, BackfillLimits, backfill};
use crate::design::VoidDesign;
use crate::units::{BankM3, Metres, PlacedM3};

/// How much is to go back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum BackfillTarget {
    /// All that both limits allow.
    #[default]
    Most,
    /// Up to a level, as far as both limits allow.
    Level(Metres),
    /// Rock of a volume in the ground, as far as both limits allow.
    Bank(BankM3),
}

/// A backfill with its surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelledBackfill {
    /// How much goes back, and why not more.
    pub backfill: Backfill,
    /// The level that it comes to: one all over the pit, lower where the original surface is.
    pub level: Metres,
}

/// How much goes back into a void, and the level that it comes to.
///
/// `limits.usable_void` is the void's own; what was `extracted` may have been typed instead.
pub fn backfill_to_level(
    void: &VoidDesign,
    limits: &BackfillLimits,
    target: BackfillTarget,
) -> LevelledBackfill {
    let limits = BackfillLimits {
        usable_void: void.usable,
        ..limits.clone()
    };
    let asked = match target {
        BackfillTarget::Most => None,
        BackfillTarget::Level(level) => {
            Some(void.filled_to(level).volume.to_bank(limits.placed_factor))
        }
        BackfillTarget::Bank(bank) => Some(bank),
    };
    let backfill = backfill(&limits, asked);
    let level = match target {
        // As it was asked for, not by way of its volume: above the highest there is nothing to fill.
        BackfillTarget::Level(level) if backfill.refused == BankM3(0.0) => {
            Metres(level.0.clamp(void.floor.0, void.highest().0))
        }
        _ if backfill.placed == PlacedM3(0.0) => void.floor,
        _ => void.level_for(backfill.placed).unwrap_or(void.floor),
    };
    LevelledBackfill { backfill, level }
}
