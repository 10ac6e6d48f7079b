//! What hauling costs: loads, kilometres, money and CO₂; and how far rock is worth hauling.

use crate::units::{LooseM3, Nok, NokPerTonne, Tonnes};

/// How much a truck takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LoadSize {
    /// By the room on the truck.
    Volume(LooseM3),
    /// By its weight.
    Mass(Tonnes),
}

/// How CO₂ is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Emission {
    /// Kilograms for each tonne and kilometre with a load.
    PerTonneKm(f64),
    /// Kilograms for each kilometre driven, with a load or without.
    PerKm(f64),
}

/// What hauling costs and lets out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HaulRates {
    /// Kroner for each tonne and kilometre with a load.
    pub nok_per_tonne_km: f64,
    /// Kroner for each tonne and 100 metres of climb with a load.
    pub nok_per_tonne_100_m_climb: f64,
    /// CO₂.
    pub emission: Emission,
    /// How much a truck takes.
    pub load: LoadSize,
    /// Whether trucks come back empty, so that they drive twice as far.
    pub both_ways: bool,
}

impl Default for HaulRates {
    /// Suggestions of practice until the site's own are known: 2 NOK/t-km, 0.1 kg CO₂ per t-km, loads of 17.5 m³.
    fn default() -> Self {
        Self {
            nok_per_tonne_km: 2.0,
            nok_per_tonne_100_m_climb: 0.0,
            emission: Emission::PerTonneKm(0.1),
            load: LoadSize::Volume(LooseM3(17.5)),
            both_ways: true,
        }
    }
}

/// A way from where rock is loaded to where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HaulWay {
    /// How far, one way, in kilometres.
    pub km: f64,
    /// How much is climbed with a load, in metres.
    pub climb_m: f64,
}

/// What it takes to haul so much rock.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Haul {
    /// Loads, the last one too if it is not full.
    pub loads: f64,
    /// Kilometres driven, the empty ones too.
    pub km: f64,
    /// Tonnes times kilometres with a load.
    pub tonne_km: f64,
    /// Money.
    pub cost: Nok,
    /// CO₂, in kilograms.
    pub co2_kg: f64,
}

impl Haul {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            loads: self.loads + other.loads,
            km: self.km + other.km,
            tonne_km: self.tonne_km + other.tonne_km,
            cost: self.cost + other.cost,
            co2_kg: self.co2_kg + other.co2_kg,
        }
    }
}

impl HaulRates {
    /// What it costs to haul a tonne.
    pub fn cost_per_tonne(&self, way: HaulWay) -> NokPerTonne {
        let climb = self.nok_per_tonne_100_m_climb * way.climb_m / 100.0;
        NokPerTonne(self.nok_per_tonne_km * way.km + climb)
    }

    /// What it takes to haul rock of this mass, which is so large on the truck.
    pub fn haul(&self, mass: Tonnes, loose: LooseM3, way: HaulWay) -> Haul {
        let loads = match self.load {
            LoadSize::Volume(room) => loose / room,
            LoadSize::Mass(most) => mass / most,
        };
        // A load that is too full by rounding is no other load.
        let loads = (loads * (1.0 - 1e-12)).ceil();
        let km = loads * way.km * if self.both_ways { 2.0 } else { 1.0 };
        let tonne_km = mass.0 * way.km;
        Haul {
            loads,
            km,
            tonne_km,
            cost: self.cost_per_tonne(way).of(mass),
            co2_kg: match self.emission {
                Emission::PerTonneKm(kg) => kg * tonne_km,
                Emission::PerKm(kg) => kg * km,
            },
        }
    }

    /// How far rock can be hauled until that takes all that is paid for it, in kilometres.
    ///
    /// `price` is what is paid for a tonne, `handling` what it costs without the haul. Zero where nothing is left
    /// for the haul; `None` where hauling costs nothing.
    pub fn break_even_km(
        &self,
        price: NokPerTonne,
        handling: NokPerTonne,
        climb_m: f64,
    ) -> Option<f64> {
        let climb = self.cost_per_tonne(HaulWay { km: 0.0, climb_m });
        let left = price - handling - climb;
        (0.0 < self.nok_per_tonne_km).then(|| (left.0 / self.nok_per_tonne_km).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article of VA-forum, recomputed: its 1,317 loads leave the rest behind.
    #[test]
    fn the_example_of_a_journal_comes_out_to_the_digit() {
        let rates = HaulRates {
            emission: Emission::PerKm(1.0),
            ..HaulRates::default()
        };
        let way = HaulWay {
            km: 15.0,
            climb_m: 0.0,
        };
        let haul = rates.haul(Tonnes(48_420.0), LooseM3(23_057.0), way);
        assert_eq!(
            (haul.loads, haul.km, haul.co2_kg),
            (1318.0, 39_540.0, 39_540.0)
        );
        let fee = NokPerTonne(70_470.0 / 220.0).of(Tonnes(48_420.0));
        assert!((fee.0 - 15_509_806.36).abs() < 0.005, "{fee:?}");
    }

    #[test]
    fn rock_is_worth_hauling_until_the_haul_takes_its_price() {
        let rates = HaulRates {
            nok_per_tonne_km: 2.0,
            nok_per_tonne_100_m_climb: 3.0,
            ..HaulRates::default()
        };
        let km = rates.break_even_km(NokPerTonne(60.0), NokPerTonne(14.0), 200.0);
        assert_eq!(km, Some(20.0));
        let way = HaulWay {
            km: 20.0,
            climb_m: 200.0,
        };
        assert_eq!(rates.cost_per_tonne(way), NokPerTonne(46.0));
        assert_eq!(
            rates.break_even_km(NokPerTonne(5.0), NokPerTonne(14.0), 0.0),
            Some(0.0)
        );
    }

    #[test]
    fn full_loads_are_not_one_more_by_rounding() {
        let rates = HaulRates {
            load: LoadSize::Mass(Tonnes(0.1)),
            ..HaulRates::default()
        };
        let haul = rates.haul(Tonnes(0.1 + 0.2), LooseM3(0.0), HaulWay::default());
        assert_eq!(haul.loads, 3.0);
    }
}
