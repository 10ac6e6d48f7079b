//! How much rock goes back into a pit or a stope, from files to figures.

use super::pit::{PitRequest, backfilled, stope};
use super::void::{VoidRequest, VoidResult, measure_void};
use super::{InputFact, Oddity, TaskError};
use crate::balance::{Backfill, BackfillLimits, BackfillTarget, Cap};
use crate::progress::Run;
use crate::project::Room;
use crate::units::{BankM3, Metres, PlacedFactor, PlacedM3};

/// What a backfill is worked out from.
#[derive(Clone, Debug)]
pub struct BackfillRequest {
    /// The room that is filled.
    pub room: RoomSource,
    /// How much more room rock takes than it did in the ground.
    pub placed_factor: PlacedFactor,
    /// The largest share of the extracted rock that may go back.
    pub cap: f64,
    /// Why the cap is what it is. May be empty up to the usual one.
    pub cap_reason: String,
}

/// Where the volumes come from.
#[derive(Clone, Debug)]
pub enum RoomSource {
    /// A pit in a terrain.
    Pit {
        /// The pit.
        void: VoidRequest,
        /// All rock that was taken out; `None` for what lies between the surfaces.
        extracted: Option<BankM3>,
        /// How much is to go back.
        target: BackfillTarget,
    },
    /// Typed volumes.
    Typed {
        /// The room that may be filled.
        void: PlacedM3,
        /// All rock that was taken out.
        extracted: BankM3,
        /// How much is to go back; `None` for all that both limits allow.
        asked: Option<BankM3>,
    },
}

/// A backfill and what it rests on.
#[derive(Clone, Debug)]
pub struct BackfillResult {
    /// How much goes back, and why not more.
    pub backfill: Backfill,
    /// What held.
    pub limits: BackfillLimits,
    /// The pit with the level that the backfill comes to; `None` for typed volumes.
    pub pit: Option<(VoidResult, Metres)>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

impl BackfillResult {
    /// Everything between the surfaces, or the room that was typed, in cubic metres.
    pub fn void_m3(&self) -> f64 {
        let pit = self.pit.as_ref();
        pit.map_or(self.limits.usable_void.0, |(pit, _)| pit.void.extracted.0)
    }

    /// The level that the backfill comes to, where there is a pit.
    pub fn level(&self) -> Option<Metres> {
        self.pit.as_ref().map(|(_, level)| *level)
    }

    /// The files that it rests on.
    pub fn inputs(&self) -> &[InputFact] {
        self.pit.as_ref().map_or(&[], |(pit, _)| &pit.inputs)
    }
}

/// Works out how much rock goes back.
///
/// # Errors
/// [`TaskError`]: a cap that cannot be set, or what is wrong with the files.
pub fn plan_backfill(request: &BackfillRequest, run: &Run) -> Result<BackfillResult, TaskError> {
    let cap = Cap::new(request.cap, &request.cap_reason)?;
    let placed_factor = request.placed_factor;
    match &request.room {
        RoomSource::Pit {
            void,
            extracted,
            target,
        } => {
            let mut pit = measure_void(void, run)?;
            let limits = BackfillLimits {
                extracted: extracted.unwrap_or(pit.void.extracted),
                usable_void: pit.void.usable,
                placed_factor,
                cap,
            };
            let mut oddities = std::mem::take(&mut pit.oddities);
            let result = backfilled(&pit.void, &limits, *target, &mut oddities);
            Ok(BackfillResult {
                backfill: result.backfill,
                limits,
                pit: Some((pit, result.level)),
                oddities,
            })
        }
        RoomSource::Typed {
            void,
            extracted,
            asked,
        } => {
            let (void, extracted) = (*void, *extracted);
            let result = stope(&PitRequest {
                room: Room::Stope { void, extracted },
                placed_factor,
                cap: cap.clone(),
                target: asked.map_or(BackfillTarget::Most, BackfillTarget::Bank),
            });
            Ok(BackfillResult {
                backfill: result.backfill,
                limits: BackfillLimits {
                    extracted,
                    usable_void: void,
                    placed_factor,
                    cap,
                },
                pit: None,
                oddities: result.oddities,
            })
        }
    }
}
