//! What an alternative takes of the site layers of a project: each deposit and pit, and all of them together.

use std::sync::Arc;

use geo::{Coord, MultiPolygon};

use super::TaskError;
use super::areas_on_ground::SiteScale;
use super::fill::FillResult;
use super::site_index::{CoverageKind, IndexedSite, TakenClass, asks_for_survey, measured};
use crate::land_take::{
    ClassMeaning, Doubtful, Footprint, LandTake, MeasuredLayer, ground_beyond, hard_ground,
    land_take,
};
use crate::progress::Run;
use crate::project::{DepositId, Entry, LayerId};
use crate::results::{Fingerprint, Inputs};
use crate::site::{Conflict, Role};
use crate::units::SquareMetres;

/// Ground beyond a boundary up to this part of what is taken is rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-6;

/// A site layer of a project, ready to be measured.
#[derive(Debug)]
pub struct TakeLayer {
    /// Which layer it is.
    pub id: LayerId,
    /// What the planner calls it.
    pub name: String,
    /// What it means for deposits, where its classes mean nothing else.
    pub role: Role,
    /// Its classes, in the order of the figures.
    pub classes: Vec<TakenClass>,
    /// What says where it was surveyed.
    pub coverage: CoverageKind,
    pub(super) meanings: Vec<ClassMeaning>,
    pub(super) index: Arc<IndexedSite>,
    pub(super) survey: Option<Arc<IndexedSite>>,
}

impl TakeLayer {
    fn measured(&self) -> MeasuredLayer<'_> {
        let survey = self.survey.as_ref().map(|survey| &survey.index);
        measured(&self.index.index, &self.meanings, survey, self.coverage)
    }

    /// The part of a footprint on ground of this layer that stands hard against it; `None` where that is nothing.
    pub(super) fn hard_ground(&self, footprint: &Footprint) -> Option<MultiPolygon<f64>> {
        hard_ground(footprint, &self.measured())
    }

    /// Whether ground where it has nothing may be ground that nobody has looked at.
    pub(super) fn asks_for_survey(&self) -> bool {
        self.index.index.has_polygons() && asks_for_survey(self.role)
    }

    /// How many polygons do not count because their area is in doubt.
    pub fn left_out(&self) -> usize {
        self.index.index.left_out()
    }
}

/// Ground that rock covers.
#[derive(Clone, Debug)]
pub(super) enum CoveredGround {
    /// It was worked out.
    Known(MultiPolygon<f64>),
    /// It is that of a fill in the hand, with the number of its draft.
    Held(Arc<FillResult>, u32),
}

impl CoveredGround {
    pub(super) fn polygons(&self) -> MultiPolygon<f64> {
        match self {
            Self::Known(ground) => ground.clone(),
            Self::Held(fill, _) => {
                let ground = fill.design.footprint_polygons(&fill.ground);
                ground.unwrap_or_else(|| MultiPolygon(Vec::new()))
            }
        }
    }
}

/// Ground that an alternative uses.
#[derive(Clone, Debug)]
pub(super) struct UsedGround {
    pub entry: Entry,
    /// What is covered; `None` where nothing comes of the deposit.
    pub covered: Option<CoveredGround>,
    /// What the outline permits, where that is something else.
    pub limit: Option<MultiPolygon<f64>>,
    /// Whether it reaches into the sea.
    pub at_sea: bool,
    /// Whether it is taken for a time only.
    pub is_temporary: bool,
}

/// What is to be measured.
pub(super) struct TakeRequest {
    pub layers: Vec<Arc<TakeLayer>>,
    /// Tells the layers and what they mean apart.
    pub of_layers: Fingerprint,
    pub grounds: Vec<UsedGround>,
    /// How much ground the map stands for; `None` where areas are those of the map.
    pub scale: Option<Arc<SiteScale>>,
    /// What was measured before: ground that stayed is not measured again.
    pub known: Option<Arc<ScenarioTake>>,
}

/// What some ground takes.
#[derive(Debug)]
pub struct Taken {
    /// The figures, layers in the order of [`ScenarioTake::layers`].
    pub take: LandTake,
    /// How much of it lies beyond the boundary of the concession; `None` without such a boundary.
    pub beyond_concession: Option<SquareMetres>,
    /// Where ground of a layer stands hard against it.
    pub hard: MultiPolygon<f64>,
    /// What lies beyond the concession.
    pub beyond: MultiPolygon<f64>,
    /// What stands hard against it.
    pub conflicts: Vec<HardConflict>,
    of: Fingerprint,
}

/// What a deposit or pit takes.
#[derive(Clone, Debug)]
pub struct EntryTake {
    /// Which one.
    pub entry: Entry,
    /// What it covers; `None` where nothing comes of it.
    pub covered: Option<Arc<Taken>>,
    /// What its outline permits; `None` where that means nothing of its own.
    pub limit: Option<Arc<Taken>>,
}

/// Stands for a deposit that is being drawn for the first time: numbers begin with 1.
pub const DRAWN_FIRST: Entry = Entry::Deposit(DepositId(0));

/// What an alternative takes.
#[derive(Debug)]
pub struct ScenarioTake {
    /// The layers that were measured, the topmost first.
    pub layers: Vec<Arc<TakeLayer>>,
    /// All that is covered for good, ground under several deposits once; `None` where nothing is.
    pub whole: Option<Arc<Taken>>,
    /// The same with what is covered for a time only.
    pub everything: Option<Arc<Taken>>,
    /// Each deposit and pit.
    pub entries: Vec<EntryTake>,
    /// Whether a deposit lies in the sea, and no layer says anything of the sea.
    pub sea_not_mapped: bool,
}

/// A hard conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum HardConflict {
    /// With a class of a layer.
    Class {
        /// The layer, by its place among the figures.
        layer: usize,
        /// The class, by its place in the layer.
        class: usize,
        /// The ground in conflict; nothing for lines and points.
        area: SquareMetres,
    },
    /// Ground beyond the concession.
    BeyondConcession(SquareMetres),
}

/// What stands hard against some ground.
fn hard_conflicts(take: &LandTake, beyond: Option<SquareMetres>) -> Vec<HardConflict> {
    let classes = take.layers.iter().enumerate().flat_map(|(layer, take)| {
        let classes = take.classes.iter().enumerate();
        let hard = classes.filter(|(_, one)| one.conflict == Conflict::Hard);
        hard.map(move |(class, one)| HardConflict::Class {
            layer,
            class,
            area: one.area_alone,
        })
    });
    let beyond = beyond.filter(|beyond| 0.0 < beyond.0);
    classes
        .chain(beyond.map(HardConflict::BeyondConcession))
        .collect()
}

impl ScenarioTake {
    /// What a deposit or pit takes.
    pub fn of_entry(&self, entry: Entry) -> Option<&EntryTake> {
        self.entries.iter().find(|one| one.entry == entry)
    }

    /// Whether something stands hard against the alternative.
    pub fn has_hard_conflict(&self) -> bool {
        let all = self.everything.as_ref();
        all.is_some_and(|all| !all.conflicts.is_empty())
    }
}

/// Measures what an alternative takes.
///
/// # Errors
/// [`TaskError::Cancelled`].
pub(super) fn take_of(request: &TakeRequest, run: &Run) -> Result<ScenarioTake, TaskError> {
    let layers: Vec<Arc<TakeLayer>> = request
        .layers
        .iter()
        .filter(|layer| !matches!(layer.role, Role::ConcessionBoundary | Role::SurveyCoverage))
        .cloned()
        .collect();
    let mut boundaries = request.layers.iter();
    let is_boundary = |layer: &&Arc<TakeLayer>| {
        layer.role == Role::ConcessionBoundary && layer.index.index.has_polygons()
    };
    let measuring = Measuring {
        measured: layers.iter().map(|layer| layer.measured()).collect(),
        boundary: boundaries.find(is_boundary).map(|layer| &**layer),
        request,
        run,
    };
    let mut entries = Vec::with_capacity(request.grounds.len());
    let (mut covered, mut for_good) = (Vec::new(), Vec::new());
    for ground in &request.grounds {
        let polygons = ground.covered.as_ref().map(CoveredGround::polygons);
        entries.push(EntryTake {
            entry: ground.entry,
            covered: measuring.taken(polygons.as_slice())?,
            limit: measuring.taken(ground.limit.as_slice())?,
        });
        if !ground.is_temporary {
            for_good.extend(polygons.clone());
        }
        covered.extend(polygons);
    }
    let everything = match (covered.as_slice(), entries.as_slice()) {
        ([_], [only]) => only.covered.clone(),
        (covered, _) => measuring.taken(covered)?,
    };
    let whole = if for_good.len() == covered.len() {
        everything.clone()
    } else {
        measuring.taken(&for_good)?
    };
    let is_marine = |layer: &Arc<TakeLayer>| {
        let mut roles = layer.meanings.iter().map(|meaning| meaning.role);
        layer.role.is_marine() || roles.any(Role::is_marine)
    };
    Ok(ScenarioTake {
        sea_not_mapped: request.grounds.iter().any(|ground| ground.at_sea)
            && !request.layers.iter().any(is_marine),
        layers,
        whole,
        everything,
        entries,
    })
}

/// What ground is measured with.
struct Measuring<'a> {
    measured: Vec<MeasuredLayer<'a>>,
    boundary: Option<&'a TakeLayer>,
    request: &'a TakeRequest,
    run: &'a Run,
}

impl Measuring<'_> {
    /// What grounds take together; `None` where they have no area.
    fn taken(&self, grounds: &[MultiPolygon<f64>]) -> Result<Option<Arc<Taken>>, TaskError> {
        let of = fingerprint_of(self.request.of_layers, grounds);
        if let Some(known) = self.known(of) {
            return Ok(Some(known));
        }
        // Its outlines are the program's own; where one touches itself, it is meant as it lies.
        let Ok(made) = Footprint::of_grounds(grounds, Doubtful::Repair) else {
            return Ok(None);
        };
        let footprint = &made.footprint;
        let scale = self.request.scale.as_ref().map(|site| &site.scale);
        let take = land_take(footprint, &self.measured, scale, self.run)?;
        let hard: Vec<MultiPolygon<f64>> = self
            .measured
            .iter()
            .filter_map(|layer| hard_ground(footprint, layer))
            .collect();
        let mut beyond_ground = MultiPolygon(Vec::new());
        let beyond_concession = self.boundary.map(|boundary| {
            let beyond = ground_beyond(footprint, &boundary.index.index);
            let beyond =
                beyond.filter(|ground| NEGLIGIBLE_SHARE * footprint.area_m2() < ground.area_m2());
            beyond.map_or(SquareMetres(0.0), |ground| {
                beyond_ground = ground.polygons().clone();
                SquareMetres(
                    scale.map_or_else(|| ground.area_m2(), |scale| ground.area_on_ground_m2(scale)),
                )
            })
        });
        let hard = hard.into_iter().flat_map(|ground| ground.0).collect();
        Ok(Some(Arc::new(Taken {
            conflicts: hard_conflicts(&take, beyond_concession),
            take,
            beyond_concession,
            hard: MultiPolygon(hard),
            beyond: beyond_ground,
            of,
        })))
    }

    fn known(&self, of: Fingerprint) -> Option<Arc<Taken>> {
        let known = self.request.known.as_ref()?;
        let entries = known.entries.iter();
        let entries = entries.flat_map(|one| [one.covered.as_ref(), one.limit.as_ref()]);
        let sums = [known.whole.as_ref(), known.everything.as_ref()];
        let mut all = entries.chain(sums).flatten();
        all.find(|taken| taken.of == of).map(Arc::clone)
    }
}

impl UsedGround {
    /// Adds what the ground is to what figures rest on.
    pub(super) fn in_inputs(&self, inputs: Inputs, of_layers: Fingerprint) -> Inputs {
        let what = format!("{:?} {} {}", self.entry, self.at_sea, self.is_temporary);
        let inputs = inputs.text(&what);
        let inputs = match &self.covered {
            None => inputs.text("nothing"),
            Some(CoveredGround::Known(ground)) => {
                inputs.upstream(fingerprint_of(of_layers, std::slice::from_ref(ground)))
            }
            Some(CoveredGround::Held(_, number)) => inputs.text("held").number((*number).into()),
        };
        inputs.upstream(fingerprint_of(of_layers, self.limit.as_slice()))
    }
}

/// Tells ground on layers apart.
fn fingerprint_of(of_layers: Fingerprint, grounds: &[MultiPolygon<f64>]) -> Fingerprint {
    let mut inputs = Inputs::of("taken").upstream(of_layers);
    for polygon in grounds.iter().flat_map(|ground| &ground.0) {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for ring in rings {
            inputs = inputs.number(ring.0.len() as f64);
            for Coord { x, y } in &ring.0 {
                inputs = inputs.number(*x).number(*y);
            }
        }
    }
    inputs.fingerprint()
}
