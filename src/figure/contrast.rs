//! How well colours are told from each other, as the guidelines for accessible pages measure it.

/// The least contrast of writing with what it stands on.
const LEAST_FOR_WRITING: f64 = 4.5;

/// The least contrast of lines and marks with what they lie on.
const LEAST_FOR_MARKS: f64 = 3.0;

/// How many steps there are from a colour to the ink.
const STEPS: u32 = 20;

/// What is written with; the first that can be read is taken.
const WRITING: [[u8; 3]; 3] = [[0x1F, 0x29, 0x33], [0xFF; 3], [0; 3]];

/// The contrast of two colours, from 1, the same, to 21, black on white.
///
/// # Source
/// W3C, Web Content Accessibility Guidelines 2.1, "contrast ratio".
pub fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colour of writing that can be read on a colour: ink or white, or black on what is between.
pub fn writing_on(color: [u8; 3]) -> [u8; 3] {
    let is_read = |writing: &&[u8; 3]| LEAST_FOR_WRITING <= contrast(**writing, color);
    // White or black can be read on any colour: their contrasts multiply to 21, more than 4.5 · 4.5.
    WRITING.iter().find(is_read).copied().unwrap_or([0; 3])
}

/// A colour for lines and marks: as it is where it stands out from the sheet, else as near to it as can be on the
/// way to the ink.
pub(super) fn standing_out(color: [u8; 3], sheet: [u8; 3], ink: [u8; 3]) -> [u8; 3] {
    let mixed = |step: u32| {
        let mut mixed = color;
        for (channel, ink) in mixed.iter_mut().zip(ink) {
            let (from, to) = (u32::from(*channel), u32::from(ink));
            let sum = from * (STEPS - step) + to * step;
            *channel = u8::try_from((sum + STEPS / 2) / STEPS).unwrap_or(ink);
        }
        mixed
    };
    let steps = (0..=STEPS).map(mixed);
    let mut seen = steps.filter(|mixed| LEAST_FOR_MARKS <= contrast(*mixed, sheet));
    seen.next().unwrap_or(ink)
}

fn luminance(color: [u8; 3]) -> f64 {
    let [red, green, blue] = color.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.03928 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_known() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast([10, 20, 30], [10, 20, 30]) - 1.0).abs() < 1e-9);
        // The lightest grey that can be read on white.
        assert!((contrast([118; 3], [255; 3]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn writing_can_be_read_on_every_colour() {
        let steps = || (0..=255).step_by(15);
        for red in steps() {
            for green in steps() {
                for blue in steps() {
                    let color = [red, green, blue];
                    assert!(LEAST_FOR_WRITING <= contrast(writing_on(color), color));
                }
            }
        }
    }

    #[test]
    fn a_colour_is_kept_where_it_stands_out() {
        let (white, ink) = ([255; 3], [0x1F, 0x29, 0x33]);
        assert_eq!(standing_out([0, 114, 178], white, ink), [0, 114, 178]);
        let yellow = standing_out([240, 228, 66], white, ink);
        assert!(LEAST_FOR_MARKS <= contrast(yellow, white));
        assert!(yellow[2] < yellow[1], "still yellowish: {yellow:?}");
    }
}
