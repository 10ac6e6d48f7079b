//! Deposits, and how they are built.

use geo::{Coord, Intersects as _};

use super::{LayerId, LifeChange, LifeCycle, RampPlan, ScenarioId, Slopes, Terms, given};
use crate::design::{
    Batter, Benches, CrestShape, Dam, DryingBelt, FillShape, FillTarget, LevelShape, Outline,
    Slope, UnknownGround, Water,
};
use crate::units::Metres;

/// Rock that is to lie on a terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct Deposit {
    /// The alternative that it belongs to.
    pub scenario: ScenarioId,
    /// What the planner calls it.
    pub name: String,
    /// What was drawn: the limit of the land taken, or the crest.
    pub outline: Outline,
    /// How it is built from there.
    pub method: DepositMethod,
    /// Faces, berms and water.
    pub batter: Batter,
    /// The gentler slope that it is regraded to when it is closed; its outline is then the limit of that.
    pub closure: Option<Slope>,
    /// The haul ramp on it.
    pub ramp: Option<Box<RampPlan>>,
    /// How far it is built.
    pub target: FillTarget,
    /// The terrain it stands on.
    pub base: LayerId,
    /// The sea floor, where the terrain ends at the shore.
    pub seabed: Option<Seabed>,
    /// What to do where the outline runs over ground without a height.
    pub unknown_ground: UnknownGround,
    /// Why the ground that it takes does not count as taken for good; `None` where it does.
    pub temporary: Option<String>,
    /// On what terms it takes rock.
    pub terms: Box<Terms>,
    /// What becomes of it, and what is watched.
    pub life: Box<LifeCycle>,
    /// Whether it is drawn.
    pub visible: bool,
    /// How much it covers what lies below it, from 0 to 1.
    pub opacity: f32,
}

/// How a deposit is built from what was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DepositMethod {
    /// The outline is the limit; the fill rises from the ground along it.
    #[default]
    Toe,
    /// The outline is the crest; the fill falls outwards from it.
    Crest {
        /// How far below the crest level each corner lies, in the order of the exterior; empty where all are level.
        drops: Vec<Metres>,
    },
    /// The fill falls from the point in the middle of the outline, which only marks it.
    Point,
    /// The outline is the limit; the fill lies level or as a beach behind higher ground or a dam.
    Level(Box<LevelMethod>),
}

/// How a level fill is held, and how its surface lies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelMethod {
    /// The dam along the outline, where the ground is too low.
    pub dam: Option<Dam>,
    /// How the surface falls away from where the material is let out; `None` lies level.
    pub beach: Option<Slope>,
    /// Where the material is let out.
    pub discharges: Vec<Coord<f64>>,
}

/// The ground under the sea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seabed {
    /// The layer with its heights or depths.
    pub layer: LayerId,
    /// What is done with the belt between land and sea that neither shows.
    pub belt: DryingBelt,
}

/// What is changed about a deposit.
#[derive(Clone, Debug, PartialEq)]
pub enum DepositChange {
    /// How it is built from what was drawn, and how far.
    Method {
        /// How it is built.
        method: DepositMethod,
        /// How far. A crest has no capacity.
        target: FillTarget,
    },
    /// Its berms.
    Benches(Option<Benches>),
    /// The water that it stands in.
    Water(Option<Water>),
    /// All of its slopes, from a template.
    Slopes(Slopes),
    /// The slope that it is regraded to.
    Closure(Option<Slope>),
    /// The haul ramp on it.
    Ramp(Option<Box<RampPlan>>),
    /// The sea floor.
    Seabed(Option<Seabed>),
    /// Why the ground that it takes does not count as taken for good. Without a reason it does.
    Temporary(Option<String>),
    /// Something about what becomes of it.
    Life(LifeChange),
}

impl Deposit {
    /// Whether it lies in the sea: as the planner says, or where it has a sea floor.
    pub fn lies_in_sea(&self) -> bool {
        self.terms.in_sea.unwrap_or_else(|| self.seabed.is_some())
    }
}

impl LevelMethod {
    /// The same with other points where material is let out. A beach begins there, so that it comes with the
    /// first point and goes with the last.
    #[must_use]
    pub fn with_discharges(self, discharges: Vec<Coord<f64>>) -> Self {
        let usual = self.beach.unwrap_or(Slope::USUAL_BEACH);
        Self {
            beach: (!discharges.is_empty()).then_some(usual),
            discharges,
            ..self
        }
    }
}

impl DepositMethod {
    /// Whether the fill may reach beyond what was drawn.
    pub fn reaches_out(&self) -> bool {
        match self {
            Self::Toe => false,
            Self::Crest { .. } | Self::Point => true,
            Self::Level(method) => method.dam.is_some(),
        }
    }

    /// How a shape is built from its outline.
    pub fn of(shape: &FillShape) -> Self {
        match shape {
            FillShape::Toe(_) => Self::Toe,
            FillShape::Crest(CrestShape::Polygon { drops, .. }) => Self::Crest {
                drops: drops.clone(),
            },
            FillShape::Crest(CrestShape::Point(_)) => Self::Point,
            FillShape::Level(shape) => Self::Level(Box::new(LevelMethod {
                dam: shape.dam,
                beach: shape.beach,
                discharges: shape.discharges.clone(),
            })),
        }
    }
}

impl Deposit {
    /// As high as tipped rock stands inside an outline.
    pub fn new(scenario: ScenarioId, name: String, outline: Outline, base: LayerId) -> Self {
        Self {
            scenario,
            name,
            outline,
            method: DepositMethod::Toe,
            batter: Batter::plain(Slope::TIPPED_ROCK),
            closure: None,
            ramp: None,
            target: FillTarget::Capacity,
            base,
            seabed: None,
            unknown_ground: UnknownGround::Refuse,
            temporary: None,
            terms: Box::default(),
            life: Box::default(),
            visible: true,
            opacity: 1.0,
        }
    }

    /// What the engine builds it from.
    pub fn shape(&self) -> FillShape {
        let outline = self.outline.clone();
        match &self.method {
            DepositMethod::Toe => FillShape::Toe(outline),
            DepositMethod::Crest { drops } => FillShape::Crest(CrestShape::Polygon {
                outline,
                drops: drops.clone(),
            }),
            DepositMethod::Point => FillShape::Crest(CrestShape::Point(outline.extent().center())),
            DepositMethod::Level(method) => FillShape::Level(Box::new(LevelShape {
                outline,
                discharges: method.discharges.clone(),
                beach: method.beach,
                dam: method.dam,
            })),
        }
    }

    /// Whether it may reach beyond what was drawn, with its ramp.
    pub fn reaches_out(&self) -> bool {
        self.method.reaches_out() || self.ramp.is_some()
    }

    /// Whether it and another deposit may lie on each other, by what was drawn.
    pub fn may_touch(&self, other: &Self) -> bool {
        if self.reaches_out() || other.reaches_out() {
            return true;
        }
        self.outline.extent().intersects(&other.outline.extent())
    }

    /// How it lies level, where it is built so.
    pub fn level(&self) -> Option<&LevelMethod> {
        match &self.method {
            DepositMethod::Level(level) => Some(level),
            DepositMethod::Toe | DepositMethod::Crest { .. } | DepositMethod::Point => None,
        }
    }

    /// What lets its material out at other points; `None` unless it lies level.
    pub fn with_discharges(&self, discharges: Vec<Coord<f64>>) -> Option<DepositChange> {
        let level = self.level()?.clone().with_discharges(discharges);
        Some(DepositChange::Method {
            method: DepositMethod::Level(Box::new(level)),
            target: self.target,
        })
    }

    /// The deposit after a change.
    pub fn changed(&self, change: DepositChange) -> Self {
        let mut deposit = self.clone();
        change.apply(&mut deposit);
        deposit
    }

    /// Terrains that it stands on.
    pub fn terrains(&self) -> impl Iterator<Item = LayerId> {
        std::iter::once(self.base).chain(self.seabed.map(|seabed| seabed.layer))
    }

    /// The deposit with another outline.
    pub fn reshaped(&self, drawn: Outline) -> Self {
        let mut deposit = self.clone();
        deposit.reshape(drawn);
        deposit
    }

    /// Gives it another outline. Levels at the corners of a crest stay with their corners.
    pub(super) fn reshape(&mut self, drawn: Outline) {
        if let DepositMethod::Crest { drops } = &mut self.method
            && !drops.is_empty()
        {
            *drops = carried_drops(&self.outline, drops, &drawn);
        }
        self.outline = drawn;
    }
}

/// The drops of a crest's corners after it was reshaped: those of the corners that stayed, and of new ones the
/// nearest that stayed. Where as many corners are there as before, each keeps its own.
fn carried_drops(before: &Outline, drops: &[Metres], now: &Outline) -> Vec<Metres> {
    let corners = |outline: &Outline| {
        let ring = &outline.polygon().exterior().0;
        ring[..ring.len() - 1].to_vec()
    };
    let (old, new) = (corners(before), corners(now));
    if old.len() == new.len() {
        return drops.to_vec();
    }
    let away = |one: &Coord<f64>, other: &Coord<f64>| (one.x - other.x).hypot(one.y - other.y);
    let nearest = |at: &Coord<f64>| {
        let pairs = old.iter().zip(drops);
        let nearest = pairs.min_by(|one, other| away(one.0, at).total_cmp(&away(other.0, at)));
        nearest.map_or(Metres(0.0), |(_, drop)| *drop)
    };
    new.iter().map(nearest).collect()
}

impl DepositChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Method { .. } => "edit-deposit-method",
            Self::Benches(_) => "edit-deposit-benches",
            Self::Water(_) => "edit-deposit-water",
            Self::Slopes(_) => "edit-deposit-template",
            Self::Closure(_) => "edit-deposit-closure",
            Self::Ramp(_) => "edit-deposit-ramp",
            Self::Seabed(_) => "edit-deposit-seabed",
            Self::Temporary(_) => "edit-deposit-temporary",
            Self::Life(change) => change.label(),
        }
    }

    /// Makes the change.
    pub(super) fn apply(self, deposit: &mut Deposit) {
        match self {
            Self::Method { method, target } => {
                deposit.method = method;
                deposit.target = target;
            }
            Self::Benches(benches) => deposit.batter.benches = benches,
            Self::Water(water) => deposit.batter.water = water,
            Self::Slopes(slopes) => {
                deposit.batter = slopes.batter;
                deposit.closure = slopes.closure;
            }
            Self::Closure(closure) => deposit.closure = closure,
            Self::Ramp(ramp) => deposit.ramp = ramp,
            Self::Seabed(seabed) => deposit.seabed = seabed,
            Self::Temporary(reason) => deposit.temporary = given(reason),
            Self::Life(change) => change.apply(deposit),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn levels_stay_with_their_corners_when_one_is_added() {
        let square =
            polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)];
        let before = Outline::new(&square).unwrap();
        let more = polygon![
            (x: 0.0, y: 0.0), (x: 6.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0),
        ];
        let now = Outline::new(&more).unwrap();
        let drops = [0.0, 1.0, 2.0, 3.0].map(Metres);
        let carried = carried_drops(&before, &drops, &now);
        assert_eq!(carried, [0.0, 1.0, 1.0, 2.0, 3.0].map(Metres));
        assert_eq!(carried_drops(&now, &carried, &before), drops);
    }
}
