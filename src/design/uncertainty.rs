//! What a volume is worth when the heights under it are not exact.
//!
//! Only errors of the ground heights count here. Whether the slopes are built as drawn and how much the rock
//! swells is left to others.

use std::f64::consts::PI;

use crate::units::{Metres, PlacedM3, SquareMetres};

/// How many standard errors the band reaches to each side, so that it holds 95 of 100 cases.
///
/// # Source
/// The normal distribution: 97.5 % of it lie below 1.959 964 standard deviations.
pub const STANDARD_ERRORS_OF_BAND: f64 = 1.96;

/// How far the heights of a terrain model may be off, as standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightErrors {
    systematic: Metres,
    random: Metres,
    correlation_length: Metres,
}

/// A volume with its 95 % band, in cubic metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeBand {
    /// The lower end; never below zero.
    pub low: PlacedM3,
    /// The upper end.
    pub high: PlacedM3,
    /// The standard error of the volume, before any end is cut at zero.
    pub standard_error: PlacedM3,
}

impl HeightErrors {
    /// The distance over which errors of neighbouring heights go together, unless the site's own is known.
    pub const CORRELATION_LENGTH: Metres = Metres(50.0);

    /// Heights that are right.
    pub const NONE: Self = Self {
        systematic: Metres(0.0),
        random: Metres(0.0),
        correlation_length: Self::CORRELATION_LENGTH,
    };

    /// Returns `None` unless all three are finite and none is negative.
    ///
    /// `systematic` moves all heights together, such as a wrong datum; `random` differs from place to place,
    /// and is the same within about `correlation_length`.
    pub fn new(systematic: Metres, random: Metres, correlation_length: Metres) -> Option<Self> {
        [systematic, random, correlation_length]
            .iter()
            .all(|length| length.0.is_finite() && 0.0 <= length.0)
            .then_some(Self {
                systematic,
                random,
                correlation_length,
            })
    }

    /// The error that all heights share.
    pub fn systematic(&self) -> Metres {
        self.systematic
    }

    /// The error that differs from place to place.
    pub fn random(&self) -> Metres {
        self.random
    }

    /// How far the random error goes together.
    pub fn correlation_length(&self) -> Metres {
        self.correlation_length
    }
}

/// The 95 % band of a volume over a footprint.
///
/// The systematic error counts over the whole footprint `A`: `A·σs`. The random error evens out over a large
/// footprint: `σ·√(A·π·L²)`, but no more than `σ·A`. The two are independent and add as squares.
///
/// # Source
/// The variance of a stationary error's sum over an area is `σ²·A·∫ρ`, where `ρ` is its correlation by
/// distance and the integral over the plane (the integral range, Lantuéjoul 1991) is `π·L²` for the Gaussian
/// `ρ = exp(−d²/L²)`. For the exponential `exp(−d/L)` it is `2·π·L²`, which widens this part of the band by
/// 41 %. That holds while `A` is larger than `π·L²`; a smaller area moves as one, which is the limit `σ·A`.
pub fn volume_band(volume: PlacedM3, footprint: SquareMetres, errors: &HeightErrors) -> VolumeBand {
    let area_m2 = footprint.0.max(0.0);
    let moving_together_m2 = PI * errors.correlation_length.0 * errors.correlation_length.0;
    let systematic_m3 = errors.systematic.0 * area_m2;
    let random_m3 = errors.random.0 * (area_m2 * moving_together_m2.min(area_m2)).sqrt();
    let standard_error = PlacedM3(systematic_m3.hypot(random_m3));
    let half = standard_error * STANDARD_ERRORS_OF_BAND;
    VolumeBand {
        low: PlacedM3((volume - half).0.max(0.0)),
        high: PlacedM3((volume + half).0.max(0.0)),
        standard_error,
    }
}

impl VolumeBand {
    /// The step that the shown volume is worth: 1, 2 or 5 times a power of ten, at least a cubic metre.
    ///
    /// It is the largest that is not above half the band: ±12 345 m³ are shown to 10 000 m³.
    pub fn step(&self) -> PlacedM3 {
        let half_m3 = self.standard_error.0 * STANDARD_ERRORS_OF_BAND;
        if !half_m3.is_finite() || half_m3 < 1.0 {
            return PlacedM3(1.0);
        }
        let mut power = 1.0_f64;
        while 10.0 * power <= half_m3 {
            power *= 10.0;
        }
        let digit = [5.0, 2.0]
            .into_iter()
            .find(|digit| digit * power <= half_m3);
        PlacedM3(power * digit.unwrap_or(1.0))
    }

    /// A volume rounded to [`Self::step`].
    pub fn rounded(&self, volume: PlacedM3) -> PlacedM3 {
        let step = self.step();
        step * (volume / step).round()
    }
}
