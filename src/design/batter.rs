//! The template of a slope: its faces, its benches, and how it stands under water.

use super::Slope;
use crate::units::Metres;

/// A first lift lower than this part of the others joins the next.
///
/// # Source
/// Mine design practice: nobody levels a bench to tip a metre or two. The planner can switch it off.
pub const SHORT_LIFT_SHARE: f64 = 0.3;

/// The lowest lift, so that a slope has a number of benches that can be built.
const LOWEST_LIFT_M: f64 = 0.5;

/// The steepness of a slope at every height: faces, berms between them, and a submerged face below water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batter {
    /// The faces above water.
    pub face: Slope,
    /// Berms between the lifts, where there are any.
    pub benches: Option<Benches>,
    /// The water that the slope stands in, where there is any.
    pub water: Option<Water>,
}

/// Level berms at even heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Benches {
    lift: Metres,
    berm: Metres,
    /// A level that a berm lies on, or would lie on if the slope went so far. `None` takes the lowest ground on
    /// the outline where a fill rises from the toe, and the crest where it falls from there.
    pub datum: Option<Metres>,
    /// What is done with a first lift that is much lower than the others.
    pub short_lift: ShortLift,
}

/// What is done with a first lift lower than [`SHORT_LIFT_SHARE`] of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShortLift {
    /// It is one with the next: there is no berm between them.
    #[default]
    JoinsNext,
    /// It stands by itself.
    Stands,
}

/// Water that a slope stands in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Water {
    /// Its surface.
    pub level: Metres,
    /// The faces below it.
    pub face: Slope,
}

/// Lift or berm is not a length that benches can have.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("lifts of {lift_m} m with berms of {berm_m} m cannot be built")]
pub struct BenchesError {
    /// Height of a lift, in metres.
    pub lift_m: f64,
    /// Width of a berm, in metres.
    pub berm_m: f64,
}

impl Benches {
    /// A usual lift of a waste rock fill.
    ///
    /// # Source
    /// Lifts 10 m (5 to 30), berms 8 m (5 to 15): general practice, not confirmed for any site.
    pub const USUAL_LIFT: Metres = Metres(10.0);

    /// A usual berm; see [`Self::USUAL_LIFT`].
    pub const USUAL_BERM: Metres = Metres(8.0);

    /// Usual lifts with usual berms.
    pub const USUAL: Self = Self {
        lift: Self::USUAL_LIFT,
        berm: Self::USUAL_BERM,
        datum: None,
        short_lift: ShortLift::JoinsNext,
    };

    /// Berms of a width, a lift apart, counted from the method's own datum.
    ///
    /// # Errors
    /// [`BenchesError`], unless lifts are at least 0.5 m high and berms are no less than nothing.
    pub fn new(lift: Metres, berm: Metres) -> Result<Self, BenchesError> {
        let usable = lift.0.is_finite() && LOWEST_LIFT_M <= lift.0;
        if usable && berm.0.is_finite() && 0.0 <= berm.0 {
            return Ok(Self {
                lift,
                berm,
                datum: None,
                short_lift: ShortLift::JoinsNext,
            });
        }
        Err(BenchesError {
            lift_m: lift.0,
            berm_m: berm.0,
        })
    }

    /// The height between two berms.
    pub fn lift(self) -> Metres {
        self.lift
    }

    /// The width of a berm.
    pub fn berm(self) -> Metres {
        self.berm
    }
}

impl Batter {
    /// One face from bottom to top.
    pub fn plain(face: Slope) -> Self {
        Self {
            face,
            benches: None,
            water: None,
        }
    }

    /// The face at a height.
    pub fn face_at(&self, height: Metres) -> Slope {
        match self.water {
            Some(water) if height < water.level => water.face,
            _ => self.face,
        }
    }

    /// The steepest of its faces.
    pub fn steepest(&self) -> Slope {
        match self.water {
            Some(water) if self.face < water.face => water.face,
            _ => self.face,
        }
    }

    /// The slope of the whole between two heights, berms included, as rise over run.
    pub fn overall(&self, from: Metres, to: Metres, datum: Metres) -> f64 {
        let profile = super::profile::Profile::of(self, datum, (from.0, to.0), None);
        let run = profile.down(to.0) - profile.up(from.0);
        if 0.0 < run {
            (to.0 - from.0) / run
        } else {
            self.face.rise_over_run()
        }
    }
}
