//! What kind of rock there is: fractions of the surplus masses, their factors and their quality.
//!
//! A mass has one weight and three volumes: in the ground, on the truck and where it lies. How much of it
//! there is and where it goes is left to `balance`.

use std::collections::BTreeSet;

use crate::units::{BankM3, Density, LooseFactor, LooseM3, PlacedFactor, PlacedM3, Tonnes};

/// What a fraction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MassKind {
    /// Blasted rock without ore.
    #[default]
    WasteRock,
    /// Soil and loose masses over the rock.
    Overburden,
    /// What the plant lets out as sand.
    CoarseTailings,
    /// What the plant lets out as silt and slimes.
    FineTailings,
    /// What is left of a chemical or thermal process.
    ProcessResidue,
    /// Anything else.
    Other,
}

impl MassKind {
    /// All, as they are offered.
    pub const ALL: [Self; 6] = [
        Self::WasteRock,
        Self::Overburden,
        Self::CoarseTailings,
        Self::FineTailings,
        Self::ProcessResidue,
        Self::Other,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::WasteRock => "waste_rock",
            Self::Overburden => "overburden",
            Self::CoarseTailings => "coarse_tailings",
            Self::FineTailings => "fine_tailings",
            Self::ProcessResidue => "process_residue",
            Self::Other => "other",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// What a fraction does to its surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// It does not change, and lets nothing out.
    Inert,
    /// It forms no acid.
    NotAcidForming,
    /// It forms acid where air reaches it.
    AcidForming,
    /// It holds what must not get out.
    Contaminated,
    /// Nobody has found out yet.
    #[default]
    Unknown,
}

impl Quality {
    /// All, as they are offered.
    pub const ALL: [Self; 5] = [
        Self::Inert,
        Self::NotAcidForming,
        Self::AcidForming,
        Self::Contaminated,
        Self::Unknown,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Inert => "inert",
            Self::NotAcidForming => "not_acid_forming",
            Self::AcidForming => "acid_forming",
            Self::Contaminated => "contaminated",
            Self::Unknown => "unknown",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|quality| quality.id() == id)
    }
}

/// What a fraction can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Aggregate for concrete.
    Concrete,
    /// Aggregate for asphalt.
    Asphalt,
    /// Layers of roads and railways.
    RoadBase,
    /// Blocks for breakwaters and banks.
    Armourstone,
    /// Fill and levelling.
    Fill,
    /// Covering deposits and growing things.
    Cover,
    /// Going back into pits and stopes.
    Backfill,
}

impl Purpose {
    /// All, as they are offered.
    pub const ALL: [Self; 7] = [
        Self::Concrete,
        Self::Asphalt,
        Self::RoadBase,
        Self::Armourstone,
        Self::Fill,
        Self::Cover,
        Self::Backfill,
    ];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Concrete => "concrete",
            Self::Asphalt => "asphalt",
            Self::RoadBase => "road_base",
            Self::Armourstone => "armourstone",
            Self::Fill => "fill",
            Self::Cover => "cover",
            Self::Backfill => "backfill",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.id() == id)
    }
}

/// How rock is laid where it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placing {
    /// Tipped from above.
    #[default]
    Tipped,
    /// Laid out and compacted.
    Compacted,
    /// Led there with water, or as paste.
    Hydraulic,
}

impl Placing {
    /// All, as they are offered.
    pub const ALL: [Self; 3] = [Self::Tipped, Self::Compacted, Self::Hydraulic];

    /// As it stands in the project file and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Tipped => "tipped",
            Self::Compacted => "compacted",
            Self::Hydraulic => "hydraulic",
        }
    }

    /// Reads an id; `None` where it is none.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placing| placing.id() == id)
    }

    /// Its place among all.
    pub fn index(self) -> usize {
        match self {
            Self::Tipped => 0,
            Self::Compacted => 1,
            Self::Hydraulic => 2,
        }
    }
}

/// A number with where it is from and who chose it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The number.
    pub value: T,
    /// Where it is from: a measurement, a report, a table. Empty where nobody said.
    pub source: String,
    /// Who chose it. Empty where nobody said.
    pub author: String,
}

impl<T> Sourced<T> {
    /// A number that nobody has said anything about.
    pub fn bare(value: T) -> Self {
        Self {
            value,
            source: String::new(),
            author: String::new(),
        }
    }
}

/// What a fraction is made of, and how much room it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// What it is.
    pub kind: MassKind,
    /// What it does to its surroundings.
    pub quality: Quality,
    /// What there is to say about its quality.
    pub quality_note: String,
    /// Where that is from.
    pub quality_source: String,
    /// What it can be used for.
    pub purposes: BTreeSet<Purpose>,
    /// Of the solid rock.
    pub density: Sourced<Density>,
    /// On the truck.
    pub loose: Sourced<LooseFactor>,
    /// Where it lies, in the order of [`Placing::ALL`].
    pub placed: [Sourced<PlacedFactor>; Placing::ALL.len()],
}

/// One mass in all of its states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct States {
    /// Its weight, dry.
    pub mass: Tonnes,
    /// In the ground.
    pub bank: BankM3,
    /// On the truck.
    pub loose: LooseM3,
    /// Where it lies.
    pub placed: PlacedM3,
}

impl Default for Material {
    fn default() -> Self {
        Self::suggested(MassKind::WasteRock)
    }
}

impl Material {
    /// Factors to begin with, until the site's own are known.
    ///
    /// # Source
    /// Rock: middles of the ranges below. Tailings: dry densities of 1.5 and 1.4 t/m³ at a solid density of 2.7,
    /// so 1.8 and 1.93 placed; soils: 1.0 placed. Guidance of practice, not measured here.
    pub fn suggested(kind: MassKind) -> Self {
        let (loose, [tipped, compacted, hydraulic]) = match kind {
            MassKind::WasteRock | MassKind::ProcessResidue | MassKind::Other => {
                (1.6, [1.5, 1.4, 1.6])
            }
            MassKind::Overburden => (1.25, [1.1, 1.0, 1.2]),
            MassKind::CoarseTailings => (1.8, [1.8, 1.7, 1.8]),
            MassKind::FineTailings => (1.95, [1.93, 1.8, 1.93]),
        };
        let placed = |ratio| PlacedFactor::new(ratio).unwrap_or(PlacedFactor::TIPPED_ROCK);
        Self {
            kind,
            quality: Quality::Unknown,
            quality_note: String::new(),
            quality_source: String::new(),
            purposes: BTreeSet::new(),
            density: Sourced::bare(Density::USUAL_ROCK),
            loose: Sourced::bare(LooseFactor::new(loose).unwrap_or(LooseFactor::BLASTED_ROCK)),
            placed: [tipped, compacted, hydraulic].map(|ratio| Sourced::bare(placed(ratio))),
        }
    }

    /// Becomes another kind. Factors that nobody has touched become those suggested for it.
    pub fn become_kind(&mut self, kind: MassKind) {
        let (before, after) = (Self::suggested(self.kind), Self::suggested(kind));
        let is_untouched = self.density == before.density
            && self.loose == before.loose
            && self.placed == before.placed;
        if is_untouched {
            (self.density, self.loose) = (after.density, after.loose);
            self.placed = after.placed;
        }
        self.kind = kind;
    }

    /// How much more room it takes than it did in the ground.
    pub fn placed_factor(&self, placing: Placing) -> PlacedFactor {
        self.placed[placing.index()].value
    }

    /// A mass of it in all of its states.
    pub fn states(&self, mass: Tonnes, placing: Placing) -> States {
        let bank = mass.to_bank(self.density.value);
        States {
            mass,
            bank,
            loose: bank.to_loose(self.loose.value),
            placed: bank.to_placed(self.placed_factor(placing)),
        }
    }

    /// The room that a tonne of it takes, in m³/t.
    pub fn placed_m3_per_tonne(&self, placing: Placing) -> f64 {
        self.states(Tonnes(1.0), placing).placed.0
    }

    /// The volume that a tonne of it had in the ground, in m³/t.
    pub fn bank_m3_per_tonne(&self) -> f64 {
        Tonnes(1.0).to_bank(self.density.value).0
    }

    /// Dry density where it lies, in t/m³: what tailings are told by.
    pub fn dry_density(&self, placing: Placing) -> f64 {
        self.density.value.tonnes_per_m3() / self.placed_factor(placing).ratio()
    }

    /// The placed factor that comes to a dry density in t/m³; `None` unless that is finite and positive.
    pub fn factor_for_dry_density(&self, tonnes_per_m3: f64) -> Option<PlacedFactor> {
        let density = Density::new(tonnes_per_m3)?;
        PlacedFactor::new(self.density.value.tonnes_per_m3() / density.tonnes_per_m3())
    }
}

/// A number that a [`Material`] has a source for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// Of the solid rock.
    Density,
    /// On the truck.
    Loose,
    /// Where it lies.
    Placed(Placing),
}

/// Something odd about a material that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaterialWarning {
    /// A number lies beyond what blasted rock usually has.
    Unusual {
        /// Which one.
        factor: Factor,
        /// What it is.
        value: f64,
        /// What is usual, from the least to the most.
        usual: (f64, f64),
    },
    /// It would take more room where it lies than on the truck.
    PlacedAboveLoose {
        /// How it is placed.
        placing: Placing,
    },
    /// Blasted rock would take less room than in the ground.
    PlacedBelowBank {
        /// How it is placed.
        placing: Placing,
    },
}

/// Densities of solid rock that are met with, in t/m³.
///
/// # Source
/// General knowledge of Norwegian hard rock; a measurement of the site's own is better.
pub const DENSITIES_USUAL: (f64, f64) = (2.65, 3.0);

/// Loose factors of blasted rock that are met with.
///
/// # Source
/// Bulking tables: basalt 60–67 %, limestone 60–63 %, gneiss 65 %, granite 70–72 %, rounded outwards.
pub const LOOSE_FACTORS_USUAL: (f64, f64) = (1.5, 1.7);

/// Placed factors of blasted rock that are met with, by the way of placing.
///
/// # Source
/// Guidance values of practice, not measured here; a factor of the site's own rock is better.
pub fn placed_factors_usual(placing: Placing) -> (f64, f64) {
    match placing {
        Placing::Tipped => (1.5, 1.6),
        Placing::Compacted => (1.3, 1.5),
        Placing::Hydraulic => (1.3, 1.7),
    }
}

/// What is odd about a material. Ranges are those of blasted rock, and only that is held to them.
pub fn material_warnings(material: &Material) -> Vec<MaterialWarning> {
    if material.kind != MassKind::WasteRock {
        return Vec::new();
    }
    let mut warnings = Vec::new();
    let loose = material.loose.value.ratio();
    let mut hold = |factor, value: f64, usual: (f64, f64)| {
        if !(usual.0 <= value && value <= usual.1) {
            warnings.push(MaterialWarning::Unusual {
                factor,
                value,
                usual,
            });
        }
    };
    let density = material.density.value.tonnes_per_m3();
    hold(Factor::Density, density, DENSITIES_USUAL);
    hold(Factor::Loose, loose, LOOSE_FACTORS_USUAL);
    for placing in Placing::ALL {
        let placed = material.placed_factor(placing).ratio();
        if 1.0 <= placed {
            hold(
                Factor::Placed(placing),
                placed,
                placed_factors_usual(placing),
            );
        }
    }
    for placing in Placing::ALL {
        let placed = material.placed_factor(placing).ratio();
        if placed < 1.0 {
            warnings.push(MaterialWarning::PlacedBelowBank { placing });
        } else if loose < placed {
            warnings.push(MaterialWarning::PlacedAboveLoose { placing });
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_has_one_weight_and_three_volumes() {
        let rock = Material::default();
        let states = rock.states(Tonnes(2700.0), Placing::Tipped);
        let volumes = [states.bank.0, states.loose.0, states.placed.0];
        for (volume, expected) in volumes.into_iter().zip([1000.0, 1600.0, 1500.0]) {
            assert!((volume - expected).abs() < 1e-9, "{volume}");
        }
        assert!((rock.dry_density(Placing::Tipped) - 1.8).abs() < 1e-12);
    }

    #[test]
    fn tailings_are_told_by_their_dry_density() {
        let mut fines = Material::suggested(MassKind::FineTailings);
        let factor = fines.factor_for_dry_density(1.4).unwrap();
        fines.placed[Placing::Hydraulic.index()] = Sourced::bare(factor);
        assert!((fines.dry_density(Placing::Hydraulic) - 1.4).abs() < 1e-12);
        assert_eq!(fines.factor_for_dry_density(0.0), None);
    }

    /// The fjord application of guide values: 250 Mt take about 140 Mm³.
    #[test]
    fn what_is_suggested_is_not_odd() {
        for kind in MassKind::ALL {
            assert_eq!(
                material_warnings(&Material::suggested(kind)),
                [],
                "{kind:?}"
            );
        }
    }

    #[test]
    fn odd_factors_are_told() {
        let mut rock = Material::default();
        rock.loose.value = LooseFactor::new(1.3).unwrap();
        rock.placed[0].value = PlacedFactor::new(0.9).unwrap();
        let warnings = material_warnings(&rock);
        assert!(warnings.contains(&MaterialWarning::PlacedBelowBank {
            placing: Placing::Tipped
        }));
        assert!(warnings.contains(&MaterialWarning::PlacedAboveLoose {
            placing: Placing::Compacted
        }));
        let is_loose = |warning: &MaterialWarning| {
            matches!(
                warning,
                MaterialWarning::Unusual {
                    factor: Factor::Loose,
                    ..
                }
            )
        };
        assert!(warnings.iter().any(is_loose));
    }

    #[test]
    fn ids_are_read_back() {
        for kind in MassKind::ALL {
            assert_eq!(MassKind::of(kind.id()), Some(kind));
        }
        for quality in Quality::ALL {
            assert_eq!(Quality::of(quality.id()), Some(quality));
        }
        for placing in Placing::ALL {
            assert_eq!(Placing::of(placing.id()), Some(placing));
            assert_eq!(Placing::ALL[placing.index()], placing);
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::of(purpose.id()), Some(purpose));
        }
    }
}
