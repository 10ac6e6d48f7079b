//! What a deposit takes: the area of each class of each layer under a footprint, and what nobody has mapped.
//!
//! A layer is looked at once ([`SiteIndex`]) and measured as often as a footprint moves ([`land_take`]).
//! Files, roles of data sets and words are left to others.
//!
//! # Rules
//! - **Ground counts once.** Where polygons of a layer lie on each other, the smaller one counts and of the
//!   same size the earlier one, so that a pond that is drawn on a forest is a pond. The areas of the classes
//!   add up to what is mapped. How much larger a plain sum would be is told, and each class also tells
//!   all the ground it has.
//! - **Not mapped is apart**, and mapped and not mapped are the footprint. What is mapped is what a survey
//!   covers, together with the layer's own ground; without a survey it is the layer's own ground. A class for
//!   ground that nobody has mapped counts as not mapped.
//! - **Invalid polygons are told.** Where the area is the same by every reading they count; where it is not,
//!   they count only as repaired, if that is agreed to.
//! - **Disturbed ground is not taken again**: with a layer of it, each class also tells its new land-take.
//! - Lengths and distances are along the map. Lines count as often as they are drawn.
//!
//! # Accuracy
//! Polygons wholly inside are not cut; a cut has the precision of 2⁻³⁰ of the piece it is made in, about a
//! hundredth of a millimetre for a piece of 10 km. Zones have arcs of straight lines of one degree.

mod conflict;
mod difference;
mod footprint;
mod ground_scale;
mod index;
mod overlap;
mod plane;
mod polygons;
mod reach;
mod soundness;
mod zone;

pub use conflict::{ground_beyond, hard_ground};
pub use difference::{GroundDifference, ground_difference};
pub use footprint::{Footprint, FootprintError, MadeFootprint};
pub use ground_scale::GroundScale;
pub use index::{SiteFeature, SiteIndex, SiteShape};
pub use soundness::{Doubtful, InvalidFeature, Treatment};

use geo::{Coord, MultiPolygon};

use crate::progress::{Cancelled, Run};
use crate::site::{Conflict, Role};
use crate::units::{Metres, SquareMetres};
use ground_scale::measured_m2;
use polygons::{PolygonSums, ground_near, measure_polygons};
use reach::{measure_lines_and_points, nearest_m};
use zone::measure_zone;

/// A layer to be measured, and how.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredLayer<'a> {
    /// Its features.
    pub index: &'a SiteIndex,
    /// What its classes mean, in their order.
    pub meanings: &'a [ClassMeaning],
    /// Where somebody has looked.
    pub survey: Survey<'a>,
    /// Up to which distance the nearest feature is looked for, where it is.
    pub nearest_within: Option<Metres>,
}

/// What a class of a layer means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassMeaning {
    /// What it means for a deposit.
    pub role: Role,
    /// Whether somebody has mapped the ground there, and not only drawn it.
    pub is_mapped: bool,
    /// How wide the zone around its features is, where one is asked for.
    pub zone: Option<Metres>,
}

impl ClassMeaning {
    /// Of a role, with the zone that it usually has.
    pub const fn of(role: Role) -> Self {
        Self {
            role,
            is_mapped: true,
            zone: role.usual_buffer(),
        }
    }

    /// Of a class that no meaning was given for.
    const UNKNOWN: Self = Self::of(Role::Other);
}

/// Where somebody has looked, so that no feature means that there is none.
#[derive(Clone, Copy, Debug)]
pub enum Survey<'a> {
    /// Inside polygons.
    Inside(&'a SiteIndex),
    /// Wherever the layer has polygons: it claims to cover all ground.
    WallToWall,
    /// Nobody says. Ground without a polygon counts as not mapped.
    Unknown,
}

/// What a footprint takes.
#[derive(Clone, Debug, PartialEq)]
pub struct LandTake {
    /// The footprint's area.
    pub footprint: SquareMetres,
    /// The part that was disturbed before; `None` without a layer of such ground.
    pub disturbed_before: Option<SquareMetres>,
    /// As the layers were given.
    pub layers: Vec<LayerTake>,
}

/// What a footprint takes of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerTake {
    /// By class, all of them.
    pub classes: Vec<ClassTake>,
    /// What is mapped: with `not_mapped` it is the footprint.
    pub mapped: SquareMetres,
    /// What nobody has mapped.
    pub not_mapped: SquareMetres,
    /// The layer's ground beside its survey, which counts as mapped.
    pub beside_survey: SquareMetres,
    /// How much larger a plain sum over the layer's polygons would be.
    pub overlap: SquareMetres,
    /// The part within the zones around its features; `None` where no class has one.
    pub zone: Option<SquareMetres>,
    /// The gravest conflict of its classes.
    pub conflict: Conflict,
}

/// What a footprint takes of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassTake {
    /// Its area inside the footprint, where each ground counts for one class.
    pub area: SquareMetres,
    /// That area over the footprint's, from 0 to 1.
    pub share: f64,
    /// All its ground inside, also what counts for another class.
    pub area_alone: SquareMetres,
    /// The part of `area` that was not disturbed before; `None` without a layer of such ground.
    pub new_area: Option<SquareMetres>,
    /// Length of lines inside.
    pub length: Metres,
    /// Features that lie inside or reach into it.
    pub features: usize,
    /// How far the nearest feature is; `None` where there is none within the distance asked for.
    pub nearest: Option<Metres>,
    /// The part of the footprint in the zone around the class, where it has one.
    pub zone: Option<SquareMetres>,
    /// Whether what is taken of it stands against the deposit.
    pub conflict: Conflict,
}

/// Measures what a footprint takes of each layer.
///
/// With `scale` areas are those on the ground, else those on the map.
///
/// # Errors
/// [`Cancelled`].
pub fn land_take(
    footprint: &Footprint,
    layers: &[MeasuredLayer<'_>],
    scale: Option<&GroundScale>,
    run: &Run,
) -> Result<LandTake, Cancelled> {
    let area_m2 = measured_m2(scale, footprint.polygons(), Coord::zero());
    let disturbed = Disturbed::of(footprint, layers);
    let mut takes = Vec::with_capacity(layers.len());
    for (done, layer) in layers.iter().enumerate() {
        run.step(done, layers.len())?;
        let whole = Whole {
            footprint,
            area_m2,
            scale,
        };
        takes.push(whole.take(layer, disturbed.as_ref(), run)?);
    }
    let new_m2 = |disturbed: &Disturbed| {
        let new = disturbed.new.as_ref();
        new.map_or(0.0, |new| measured_m2(scale, new.polygons(), Coord::zero()))
    };
    Ok(LandTake {
        footprint: SquareMetres(area_m2),
        disturbed_before: disturbed
            .as_ref()
            .map(|ground| SquareMetres((area_m2 - new_m2(ground)).max(0.0))),
        layers: takes,
    })
}

/// Ground that was disturbed before.
struct Disturbed {
    /// The rest of the footprint; `None` where there is none.
    new: Option<Footprint>,
}

impl Disturbed {
    fn of(footprint: &Footprint, layers: &[MeasuredLayer<'_>]) -> Option<Self> {
        let is = |meaning: &ClassMeaning| meaning.role == Role::ExistingDisturbed;
        let has = layers.iter().filter(|layer| layer.meanings.iter().any(is));
        let mut grounds =
            has.map(|layer| ground_near(layer.index, footprint, |class| is(&layer.meaning(class))));
        let first = grounds.next()?;
        let start = footprint.part_beside(&first);
        let beside = |new: Option<Footprint>, ground: MultiPolygon<f64>| new?.part_beside(&ground);
        Some(Self {
            new: grounds.fold(start, beside),
        })
    }
}

impl MeasuredLayer<'_> {
    /// The areas of classes that somebody has mapped, and of those that nobody has.
    fn mapped_or_not(&self, sums: &PolygonSums) -> (f64, f64) {
        let classes = sums.classes.iter().enumerate();
        classes.fold((0.0, 0.0), |(mapped, not), (class, sum)| {
            if self.meaning(class).is_mapped {
                (mapped + sum.area_m2, not)
            } else {
                (mapped, not + sum.area_m2)
            }
        })
    }
}

/// A footprint with its area.
struct Whole<'a> {
    footprint: &'a Footprint,
    area_m2: f64,
    scale: Option<&'a GroundScale>,
}

impl Whole<'_> {
    fn take(
        &self,
        layer: &MeasuredLayer<'_>,
        disturbed: Option<&Disturbed>,
        run: &Run,
    ) -> Result<LayerTake, Cancelled> {
        let (index, footprint, scale) = (layer.index, self.footprint, self.scale);
        let measure = |footprint: Option<&Footprint>| match footprint {
            Some(footprint) => measure_polygons(index, footprint, scale, run),
            None => Ok(PolygonSums::default()),
        };
        let sums = measure(Some(footprint))?;
        let new = match disturbed {
            Some(disturbed) => Some(measure(disturbed.new.as_ref())?),
            None => None,
        };
        let (own_m2, _) = layer.mapped_or_not(&sums);
        let (mapped_m2, beside_m2) = match layer.survey {
            Survey::WallToWall | Survey::Unknown => (own_m2, 0.0),
            Survey::Inside(survey) => {
                let surveyed = footprint.part_on(&ground_near(survey, footprint, |_| true));
                let (inside_m2, not_m2) = layer.mapped_or_not(&measure(surveyed.as_ref())?);
                let surveyed_m2 = surveyed.map_or(0.0, |ground| {
                    measured_m2(scale, ground.polygons(), Coord::zero())
                });
                let beside_m2 = (own_m2 - inside_m2).max(0.0);
                (surveyed_m2 - not_m2 + beside_m2, beside_m2)
            }
        };
        let reach = measure_lines_and_points(index, footprint);
        let nearest = layer
            .nearest_within
            .map(|within| nearest_m(index, footprint, within.0));
        let width_m = |class| layer.meaning(class).zone.map(|width| width.0);
        let has_zone = (0..index.classes()).any(|class| width_m(class).is_some());
        let zone = has_zone.then(|| measure_zone(index, footprint, scale, width_m));
        let classes = (0..index.classes()).map(|class| {
            let (polygons, meaning) = (sums.classes[class], layer.meaning(class));
            let features = polygons.features + reach[class].features;
            ClassTake {
                area: SquareMetres(polygons.area_m2),
                share: polygons.area_m2 / self.area_m2,
                area_alone: SquareMetres(polygons.alone_m2),
                new_area: new.as_ref().map(|new| {
                    SquareMetres(new.classes.get(class).map_or(0.0, |class| class.area_m2))
                }),
                length: Metres(reach[class].length_m),
                features,
                nearest: nearest
                    .as_ref()
                    .and_then(|nearest| nearest[class])
                    .map(Metres),
                zone: zone
                    .as_ref()
                    .and_then(|(each, _)| each[class])
                    .map(SquareMetres),
                conflict: if 0 < features {
                    meaning.role.conflict()
                } else {
                    Conflict::None
                },
            }
        });
        let classes: Vec<ClassTake> = classes.collect();
        let conflicts = classes.iter().map(|class| class.conflict);
        let conflict = conflicts.max().unwrap_or(Conflict::None);
        let not_mapped_m2 = (self.area_m2 - mapped_m2).max(0.0);
        Ok(LayerTake {
            classes,
            mapped: SquareMetres(self.area_m2 - not_mapped_m2),
            not_mapped: SquareMetres(not_mapped_m2),
            beside_survey: SquareMetres(beside_m2),
            overlap: SquareMetres(sums.overlap_m2.max(0.0)),
            zone: zone.map(|(_, all)| SquareMetres(all)),
            conflict,
        })
    }
}
