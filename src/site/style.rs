//! How roles and classes are drawn on the map: colours and patterns, without a window.
//!
//! Roles that share a pattern are told apart by colour, also by people who are colour-blind; the rest by pattern.

use super::preset::Class;
use super::{Conflict, Role};

/// A colour: red, green, blue.
pub type Rgb = [u8; 3];

/// How an area is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// All over.
    Solid,
    /// Lines from left to right.
    Horizontal,
    /// Lines that rise to the right.
    Rising,
    /// Lines that fall to the right.
    Falling,
    /// Lines both ways.
    Crossed,
    /// Dots, for what lies in the sea.
    Dotted,
    /// Not at all: its edge is all there is.
    Empty,
}

/// How an area, a line or a point is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// The colour of the fill, of its lines or of its dots.
    pub fill: Rgb,
    /// How it is filled.
    pub pattern: Pattern,
    /// The colour of edges, lines and points.
    pub outline: Rgb,
}

/// Lines over the part of an area that a deposit takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hatch {
    /// Their colour.
    pub color: Rgb,
    /// Which way they go.
    pub pattern: Pattern,
    /// From one to the next, in points.
    pub spacing_points: f32,
}

impl Style {
    /// The style of a role.
    pub fn of_role(role: Role) -> Self {
        let (pattern, fill) = pattern_and_color(role);
        let outline = match pattern {
            Pattern::Solid => darker(fill),
            _ => fill,
        };
        Self {
            fill,
            pattern,
            outline,
        }
    }

    /// The style of a class: its own colour in the pattern of its role.
    ///
    /// Official colours are drawn as they are published, all over.
    pub fn of_class(class: &Class, is_official: bool) -> Self {
        let of_role = Self::of_role(class.role);
        Self {
            fill: class.color,
            pattern: if is_official {
                Pattern::Solid
            } else {
                of_role.pattern
            },
            outline: darker(class.color),
        }
    }
}

impl Hatch {
    /// What is drawn over the part that a deposit takes.
    ///
    /// # Source
    /// Vermilion and orange of M. Okabe and K. Ito, "Color Universal Design" (2008); a hard conflict is crossed
    /// and closer too.
    pub fn of_conflict(conflict: Conflict) -> Option<Self> {
        match conflict {
            Conflict::None => None,
            Conflict::Weighted => Some(Self {
                color: [230, 159, 0],
                pattern: Pattern::Rising,
                spacing_points: 9.0,
            }),
            Conflict::Hard => Some(Self {
                color: [213, 94, 0],
                pattern: Pattern::Crossed,
                spacing_points: 6.0,
            }),
        }
    }
}

/// Nothing official: land cover is solid, what is protected or valued is hatched, the sea is dotted.
fn pattern_and_color(role: Role) -> (Pattern, Rgb) {
    match role {
        Role::Farmland => (Pattern::Solid, [240, 215, 90]),
        Role::Forest => (Pattern::Solid, [60, 125, 75]),
        Role::Water => (Pattern::Solid, [165, 215, 245]),
        Role::ExistingDisturbed => (Pattern::Solid, [165, 150, 145]),
        Role::Building => (Pattern::Solid, [75, 60, 60]),
        Role::Other => (Pattern::Solid, [225, 225, 225]),
        Role::Mire => (Pattern::Horizontal, [0, 135, 175]),
        Role::DrinkingWater => (Pattern::Horizontal, [20, 50, 140]),
        Role::ProtectedRiver => (Pattern::Horizontal, [115, 55, 120]),
        Role::FloodAndLandslide => (Pattern::Horizontal, [150, 70, 20]),
        Role::Protected => (Pattern::Rising, [0, 95, 55]),
        Role::NatureType => (Pattern::Rising, [150, 40, 140]),
        Role::Species => (Pattern::Rising, [190, 105, 0]),
        Role::UndisturbedNature => (Pattern::Rising, [60, 130, 195]),
        Role::CulturalHeritage => (Pattern::Falling, [125, 15, 50]),
        Role::OutdoorLife => (Pattern::Falling, [190, 110, 0]),
        Role::ReindeerHusbandry => (Pattern::Falling, [45, 80, 165]),
        Role::WildReindeer => (Pattern::Falling, [105, 130, 130]),
        Role::NoGo => (Pattern::Crossed, [150, 0, 0]),
        Role::MineralResource => (Pattern::Crossed, [95, 95, 105]),
        Role::PlanPurpose => (Pattern::Crossed, [160, 85, 170]),
        Role::SpawningGround => (Pattern::Dotted, [55, 95, 190]),
        Role::Coral => (Pattern::Dotted, [215, 80, 70]),
        Role::Eelgrass => (Pattern::Dotted, [0, 75, 50]),
        Role::Aquaculture => (Pattern::Dotted, [120, 70, 20]),
        Role::FishingGround => (Pattern::Dotted, [115, 130, 190]),
        Role::Road => (Pattern::Empty, [110, 60, 20]),
        Role::LineInfrastructure => (Pattern::Empty, [90, 60, 150]),
        Role::ConcessionBoundary => (Pattern::Empty, [20, 20, 20]),
        Role::SurveyCoverage => (Pattern::Empty, [0, 130, 110]),
    }
}

/// The same colour at three fifths.
fn darker(color: Rgb) -> Rgb {
    color.map(|part| part / 5 * 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least difference in CIELAB between colours that are to be told apart.
    const LEAST_DIFFERENCE: f64 = 14.0;

    /// The least contrast of lines and dots on the map's ground (WCAG 2.2, 1.4.11).
    const LEAST_CONTRAST: f64 = 3.0;

    /// The lightest ground that the map has, about #F7F6F3.
    const PAPER: Rgb = [247, 246, 243];

    type Matrix = [[f64; 3]; 3];

    /// Colours as they are, and as people see them who lack one kind of cones.
    ///
    /// # Source
    /// G. M. Machado, M. M. Oliveira and L. A. F. Fernandes (2009), severity 1, in linear RGB.
    const EYES: [Matrix; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];

    fn linear(color: Rgb) -> [f64; 3] {
        color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn times(matrix: &Matrix, values: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(values).map(|(a, b)| a * b).sum())
    }

    /// CIELAB in daylight (D65).
    fn lab(color: Rgb, eyes: &Matrix) -> [f64; 3] {
        let xyz: Matrix = [
            [0.412_456_4, 0.357_576_1, 0.180_437_5],
            [0.212_672_9, 0.715_152_2, 0.072_175_0],
            [0.019_333_9, 0.119_192_0, 0.950_304_1],
        ];
        let seen = times(eyes, linear(color)).map(|part| part.clamp(0.0, 1.0));
        let [x, y, z] = times(&xyz, seen);
        let [x, y, z] = [x / 0.950_47, y, z / 1.088_83].map(|part| {
            if 216.0 / 24_389.0 < part {
                part.cbrt()
            } else {
                (24_389.0 / 27.0 * part + 16.0) / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let light = |color| times(&[[0.2126, 0.7152, 0.0722]; 3], linear(color))[0] + 0.05;
        let (one, other) = (light(one), light(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn roles_with_the_same_pattern_are_told_apart_by_everybody() {
        for (index, one) in Role::ALL.into_iter().enumerate() {
            for other in Role::ALL.into_iter().skip(index + 1) {
                let styles = [one, other].map(Style::of_role);
                if styles[0].pattern != styles[1].pattern {
                    continue;
                }
                for eyes in &EYES {
                    let [a, b] = styles.map(|style| lab(style.fill, eyes));
                    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
                    let difference = squares.sum::<f64>().sqrt();
                    assert!(
                        LEAST_DIFFERENCE <= difference,
                        "{one} and {other}: {difference}"
                    );
                }
            }
        }
    }

    #[test]
    fn lines_and_dots_stand_out_on_paper() {
        for role in Role::ALL {
            let style = Style::of_role(role);
            if style.pattern != Pattern::Solid {
                let found = contrast(style.fill, PAPER);
                assert!(LEAST_CONTRAST <= found, "{role}: {found}");
            }
        }
    }

    #[test]
    fn the_sea_is_dotted_and_nothing_else() {
        for role in Role::ALL {
            let is_dotted = Style::of_role(role).pattern == Pattern::Dotted;
            assert_eq!(is_dotted, role.is_marine(), "{role}");
        }
    }

    #[test]
    fn a_class_keeps_its_colour_and_an_official_one_is_solid() {
        let presets = super::super::Presets::load().unwrap();
        let mire = presets.get("ar5").unwrap().class_of("60").unwrap();
        let style = Style::of_class(mire, true);
        assert_eq!(
            (style.fill, style.pattern),
            ([115, 223, 255], Pattern::Solid)
        );
        assert_eq!(Style::of_class(mire, false).pattern, Pattern::Horizontal);
    }

    #[test]
    fn a_hard_conflict_is_hatched_closer_than_a_weighted_one() {
        let [none, weighted, hard] =
            [Conflict::None, Conflict::Weighted, Conflict::Hard].map(Hatch::of_conflict);
        assert_eq!(none, None);
        assert!(hard.unwrap().spacing_points < weighted.unwrap().spacing_points);
    }
}
