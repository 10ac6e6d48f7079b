//! How steep a face is.

use std::f64::consts::FRAC_PI_2;
use std::fmt;
use std::str::FromStr;

/// A face's or a beach's steepness: rise over run, between 1:1000 and 100:1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Slope {
    rise_over_run: f64,
}

/// The text is not a slope, or not one that rock can stand at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a slope: write 37deg, 1:1.5 (rise:run) or 0.5 (rise over run)")]
pub struct SlopeError {
    /// What was written.
    pub text: String,
}

impl Slope {
    /// The design angle of tipped waste rock, 37°.
    ///
    /// # Source
    /// Angle of repose of waste rock 34–40° observed, 37° in design (mine waste design practice).
    pub const TIPPED_ROCK_DEG: f64 = 37.0;

    /// [`Self::TIPPED_ROCK_DEG`] as a slope.
    pub const TIPPED_ROCK: Self = Self {
        rise_over_run: 0.753_554_050_102_794_2,
    };

    /// 1:1.5, 33.7°.
    pub const ONE_IN_ONE_AND_A_HALF: Self = Self {
        rise_over_run: 1.0 / 1.5,
    };

    /// 1:2, 26.6°.
    pub const ONE_IN_TWO: Self = Self { rise_over_run: 0.5 };

    /// 1:3, 18.4°.
    pub const ONE_IN_THREE: Self = Self {
        rise_over_run: 1.0 / 3.0,
    };

    /// 1:20, 2.9°.
    pub const ONE_IN_TWENTY: Self = Self {
        rise_over_run: 0.05,
    };

    /// A usual beach, 1:50.
    ///
    /// # Source
    /// Beaches of 2–6 %: general practice, unconfirmed.
    pub const USUAL_BEACH: Self = Self {
        rise_over_run: 0.02,
    };

    /// The gentlest face; beaches may be gentler.
    pub const GENTLEST_FACE: Self = Self {
        rise_over_run: 0.01,
    };

    /// Returns `None` unless `rise_over_run` lies between 0.001 and 100.
    pub fn new(rise_over_run: f64) -> Option<Self> {
        (0.001..=100.0)
            .contains(&rise_over_run)
            .then_some(Self { rise_over_run })
    }

    /// A slope by its angle from level, in degrees.
    pub fn from_degrees(angle_deg: f64) -> Option<Self> {
        let angle = angle_deg.to_radians();
        (0.0 < angle && angle < FRAC_PI_2)
            .then(|| angle.tan())
            .and_then(Self::new)
    }

    /// Metres up per metre along.
    pub fn rise_over_run(self) -> f64 {
        self.rise_over_run
    }

    /// The angle from level, in degrees.
    pub fn degrees(self) -> f64 {
        self.rise_over_run.atan().to_degrees()
    }

    /// The face's own area over its plan area.
    pub fn area_ratio(self) -> f64 {
        self.rise_over_run.hypot(1.0)
    }
}

impl FromStr for Slope {
    type Err = SlopeError;

    /// Reads `37deg`, `37°`, `1:1.5` (rise:run) or `0.5` (rise over run), with a decimal point or comma.
    fn from_str(text: &str) -> Result<Self, SlopeError> {
        let number = |part: &str| part.trim().replace(',', ".").parse::<f64>().ok();
        let text = text.trim();
        let slope =
            if let Some(degrees) = text.strip_suffix("deg").or_else(|| text.strip_suffix('°')) {
                number(degrees).and_then(Self::from_degrees)
            } else if let Some((rise, run)) = text.split_once(':') {
                number(rise)
                    .zip(number(run))
                    .and_then(|(rise, run)| Self::new(rise / run))
            } else {
                number(text).and_then(Self::new)
            };
        slope.ok_or_else(|| SlopeError {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Slope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "1:{:.4}", 1.0 / self.rise_over_run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rise_over_run: Option<f64>) {
        let slope = text.parse::<Slope>().ok().map(Slope::rise_over_run);
        match (slope, rise_over_run) {
            (Some(slope), Some(expected)) => assert!((slope - expected).abs() < 1e-12, "{text}"),
            (slope, expected) => assert_eq!(slope, expected, "{text}"),
        }
    }

    #[test]
    fn slopes_are_read_in_the_three_ways_they_are_written() {
        check("1:1.5", Some(1.0 / 1.5));
        check("1:1,5", Some(1.0 / 1.5));
        check("0.5", Some(0.5));
        // A beach of tailings.
        check("0.005", Some(0.005));
        check("45deg", Some(1.0));
        check("45°", Some(1.0));
    }

    #[test]
    fn tipped_rock_stands_at_its_angle() {
        assert_eq!(
            Slope::from_degrees(Slope::TIPPED_ROCK_DEG),
            Some(Slope::TIPPED_ROCK)
        );
    }

    #[test]
    fn what_rock_cannot_stand_at_is_refused() {
        for text in [
            "",
            "steep",
            "0",
            "-0.5",
            "90deg",
            "0deg",
            "1:0",
            "NaN",
            "1:1:2",
            "37 degrees",
        ] {
            check(text, None);
        }
    }
}
