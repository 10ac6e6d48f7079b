//! Quantities with their units in the type, and every conversion constant of the program.
//!
//! Bank and placed volumes are different types, so they cannot be added by mistake.

use std::iter::Sum;
use std::ops::{Add, Div, Mul, Sub};

/// Metres in an international foot.
///
/// # Source
/// EPSG unit 9002; exact by the agreement of 1959.
pub const METRES_PER_FOOT: f64 = 0.3048;

/// Metres in a US survey foot.
///
/// # Source
/// EPSG unit 9003; exact: 1200 / 3937.
pub const METRES_PER_US_SURVEY_FOOT: f64 = 1200.0 / 3937.0;

/// Metres in a point on the screen, by which a map's scale is told.
///
/// # Source
/// CSS Values and Units Level 3: a pixel is 1/96 of an inch, which is 25.4 mm.
pub const METRES_PER_POINT: f64 = 0.0254 / 96.0;

/// Defines a quantity: a newtype over `f64` that adds, subtracts and scales within its own unit.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        pub struct $name(pub f64);

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }
        impl Div for $name {
            type Output = f64;
            fn div(self, other: Self) -> f64 {
                self.0 / other.0
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
                parts.fold(Self::default(), Add::add)
            }
        }
    };
}

quantity!(
    /// A length, or a height in the project's height datum, in metres.
    Metres
);
quantity!(
    /// A plan area, in square metres.
    SquareMetres
);
quantity!(
    /// A volume between two surfaces, whatever it holds, in cubic metres.
    CubicMetres
);
quantity!(
    /// A volume in the ground before it is blasted, in cubic metres (pfm³).
    BankM3
);
quantity!(
    /// A volume where the rock lies finished, in cubic metres (pam³).
    PlacedM3
);

quantity!(
    /// A volume on the truck, in cubic metres (ulm³).
    LooseM3
);
quantity!(
    /// A volume of soil as it lies, in cubic metres.
    SoilM3
);
quantity!(
    /// A mass of dry rock, in tonnes.
    Tonnes
);
quantity!(
    /// Money, in Norwegian kroner.
    Nok
);
quantity!(
    /// Money for a tonne, in Norwegian kroner; what is earned is below zero where it is a cost.
    NokPerTonne
);

/// A calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub i32);

/// Square metres in a *dekar*, the Norwegian measure of land.
///
/// # Source
/// Ten ares; an are is 100 m² (SI Brochure, 9th edition, table 8, by the hectare).
const SQUARE_METRES_PER_DAA: f64 = 1e3;

/// Square metres in a hectare.
///
/// # Source
/// SI Brochure, 9th edition (2019), table 8.
const SQUARE_METRES_PER_HECTARE: f64 = 1e4;

impl SquareMetres {
    /// In dekar (daa).
    pub fn to_daa(self) -> f64 {
        self.0 / SQUARE_METRES_PER_DAA
    }

    /// In hectares.
    pub fn to_hectares(self) -> f64 {
        self.0 / SQUARE_METRES_PER_HECTARE
    }
}

impl Tonnes {
    /// The volume that this rock had in the ground.
    pub fn to_bank(self, density: Density) -> BankM3 {
        BankM3(self.0 / density.0)
    }
}

impl NokPerTonne {
    /// What so much rock costs.
    pub fn of(self, mass: Tonnes) -> Nok {
        Nok(self.0 * mass.0)
    }
}

/// Mass of a cubic metre of solid rock, in t/m³, positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Density(f64);

impl Density {
    /// Of granite and gneiss: a suggestion, until the site's own is known.
    pub const USUAL_ROCK: Self = Self(2.7);

    /// Returns `None` unless `tonnes_per_m3` is finite and positive.
    pub fn new(tonnes_per_m3: f64) -> Option<Self> {
        (tonnes_per_m3.is_finite() && 0.0 < tonnes_per_m3).then_some(Self(tonnes_per_m3))
    }

    /// In t/m³.
    pub fn tonnes_per_m3(self) -> f64 {
        self.0
    }
}

/// Volume on the truck over bank volume, positive.
///
/// It is not the placed factor, which is the volume where the rock lies finished over bank volume.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LooseFactor(f64);

impl LooseFactor {
    /// Of blasted rock: a suggestion, until the site's own is known.
    pub const BLASTED_ROCK: Self = Self(1.6);

    /// Returns `None` unless `ratio` is finite and positive.
    pub fn new(ratio: f64) -> Option<Self> {
        (ratio.is_finite() && 0.0 < ratio).then_some(Self(ratio))
    }

    /// Loose m³ per bank m³.
    pub fn ratio(self) -> f64 {
        self.0
    }
}

/// Placed volume over bank volume, positive.
///
/// It is not the loose factor, which is the volume on the truck over bank volume.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedFactor(f64);

impl PlacedFactor {
    /// Of tipped blasted rock: a suggestion, until the site's own is known.
    pub const TIPPED_ROCK: Self = Self(1.5);

    /// Returns `None` unless `ratio` is finite and positive.
    pub fn new(ratio: f64) -> Option<Self> {
        (ratio.is_finite() && 0.0 < ratio).then_some(Self(ratio))
    }

    /// Placed m³ per bank m³.
    pub fn ratio(self) -> f64 {
        self.0
    }
}

impl BankM3 {
    /// The mass of this rock.
    pub fn to_tonnes(self, density: Density) -> Tonnes {
        Tonnes(self.0 * density.0)
    }

    /// The room this rock takes on the truck.
    pub fn to_loose(self, factor: LooseFactor) -> LooseM3 {
        LooseM3(self.0 * factor.0)
    }

    /// The room this rock takes where it lies finished.
    pub fn to_placed(self, factor: PlacedFactor) -> PlacedM3 {
        PlacedM3(self.0 * factor.0)
    }
}

impl PlacedM3 {
    /// The rock in the ground that fills this room.
    pub fn to_bank(self, factor: PlacedFactor) -> BankM3 {
        BankM3(self.0 / factor.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placed_rock_takes_more_room_than_in_the_ground_and_comes_back() {
        let factor = PlacedFactor::new(1.5).unwrap();
        assert_eq!(BankM3(100.0).to_placed(factor), PlacedM3(150.0));
        assert_eq!(PlacedM3(150.0).to_bank(factor), BankM3(100.0));
    }

    #[test]
    fn a_mass_is_a_volume_in_each_of_its_states() {
        let density = Density::new(2.7).unwrap();
        let bank = Tonnes(270.0).to_bank(density);
        assert_eq!(
            (bank, bank.to_tonnes(density)),
            (BankM3(100.0), Tonnes(270.0))
        );
        assert_eq!(
            bank.to_loose(LooseFactor::new(1.6).unwrap()),
            LooseM3(160.0)
        );
        assert_eq!(Density::new(-1.0), None);
        assert_eq!(LooseFactor::new(f64::INFINITY), None);
        assert_eq!(NokPerTonne(12.0).of(Tonnes(10.0)), Nok(120.0));
    }

    #[test]
    fn ground_is_told_in_dekar_and_hectares() {
        let ground = SquareMetres(12_500.0);
        assert_eq!((ground.to_daa(), ground.to_hectares()), (12.5, 1.25));
    }

    #[test]
    fn a_placed_factor_that_is_not_positive_is_refused() {
        assert_eq!(PlacedFactor::new(0.0), None);
        assert_eq!(PlacedFactor::new(f64::NAN), None);
    }
}
