//! Ramps of colours that are even to the eye.

use std::sync::LazyLock;

use colorgrad::{BlendMode, Gradient as _, GradientBuilder, LinearGradient};

use super::Pixel;

/// How many colours a ramp has.
pub const RAMP_COLORS: usize = 1024;

/// Colours from low to high values.
///
/// The lightness of each changes evenly and in one direction, so that it is read right without colours,
/// by colour-blind people and in print. They are calm, since fills and outlines are drawn over them.
///
/// # Source
/// Even steps of lightness: B. Ottosson, "A perceptual color space for image processing" (Oklab, 2020).
/// One direction of lightness: F. Crameri, G. E. Shephard and P. J. Heron, "The misuse of colour in science
/// communication", Nature Communications 11 (2020).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ramp {
    /// Sage green over sand to almost white, for ground.
    #[default]
    Ground,
    /// Dark to light blue, for the bed of fjords and lakes.
    Seabed,
    /// Grey alone, below a busy map.
    Grey,
    /// Straw over orange to dark wine red, for the thickness of fills.
    Thickness,
}

impl Ramp {
    /// The colour of a share of the way from the lowest to the highest, which are 0 and 1.
    pub fn color(self, share: f32) -> Pixel {
        let last = (RAMP_COLORS - 1) as f32;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the share was cut to 0..1, and not a number becomes 0"
        )]
        let index = (share.clamp(0.0, 1.0) * last + 0.5) as usize;
        self.colors()[index.min(RAMP_COLORS - 1)]
    }

    /// All colours, opaque.
    pub fn colors(self) -> &'static [Pixel; RAMP_COLORS] {
        static GROUND: LazyLock<[Pixel; RAMP_COLORS]> = LazyLock::new(|| {
            ramp_through(&["#768571", "#96a083", "#bcb99a", "#dfd3bd", "#f4f1ec"])
        });
        static SEABED: LazyLock<[Pixel; RAMP_COLORS]> = LazyLock::new(|| {
            ramp_through(&["#28426b", "#43658f", "#638baf", "#8bb1c9", "#bcd6e1"])
        });
        static GREY: LazyLock<[Pixel; RAMP_COLORS]> =
            LazyLock::new(|| ramp_through(&["#7f7f7f", "#f4f4f4"]));
        static THICKNESS: LazyLock<[Pixel; RAMP_COLORS]> = LazyLock::new(|| {
            ramp_through(&[
                "#f7e9ab", "#efbf6a", "#df904b", "#be6248", "#8c3f46", "#542736",
            ])
        });
        match self {
            Self::Ground => &GROUND,
            Self::Seabed => &SEABED,
            Self::Grey => &GREY,
            Self::Thickness => &THICKNESS,
        }
    }
}

/// A ramp through colours that are evenly spaced in lightness.
fn ramp_through(colors: &[&str]) -> [Pixel; RAMP_COLORS] {
    let gradient = GradientBuilder::new()
        .html_colors(colors)
        .mode(BlendMode::Oklab)
        .build::<LinearGradient>();
    let last = (RAMP_COLORS - 1) as f32;
    std::array::from_fn(|index| {
        let share = index as f32 / last;
        match &gradient {
            Ok(gradient) => gradient.at(share).to_rgba8(),
            // The colours above are known to be colours; a test looks at each ramp.
            Err(_) => [128, 128, 128, 255],
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oklab lightness of an opaque pixel.
    fn lightness(pixel: Pixel) -> f32 {
        colorgrad::Color::from_rgba8(pixel[0], pixel[1], pixel[2], 255).to_oklaba()[0]
    }

    #[test]
    fn lightness_changes_evenly_and_in_one_direction() {
        for ramp in [Ramp::Ground, Ramp::Seabed, Ramp::Grey, Ramp::Thickness] {
            let at = |share: f32| lightness(ramp.color(share));
            let whole = at(1.0) - at(0.0);
            assert!(0.25 < whole.abs(), "{ramp:?}");
            for tenth in 0..10_u8 {
                let begin = f32::from(tenth) / 10.0;
                let step = at(begin + 0.1) - at(begin);
                let evenness = step / (whole / 10.0);
                assert!(
                    (0.7..1.3).contains(&evenness),
                    "{ramp:?} {begin} {evenness}"
                );
            }
        }
    }

    #[test]
    fn shares_beyond_the_ends_have_the_colours_of_the_ends() {
        assert_eq!(Ramp::Ground.color(-1.0), [0x76, 0x85, 0x71, 255]);
        assert_eq!(Ramp::Ground.color(2.0), [0xf4, 0xf1, 0xec, 255]);
        assert_eq!(Ramp::Ground.color(f32::NAN), Ramp::Ground.color(0.0));
    }
}
