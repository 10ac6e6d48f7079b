//! Layers ready to be measured: their features by class with an index, and what their classes mean.
//!
//! From files that the command line reads, and from copies in a project, by one way.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::site_content::{CopyReader, read_copy};
use crate::land_take::{
    ClassMeaning, Doubtful, InvalidFeature, MeasuredLayer, SiteFeature, SiteIndex, SiteShape,
    Survey,
};
use crate::progress::{Cancelled, Run};
use crate::project::{ContentName, SiteLayer};
use crate::results::ContentFacts;
use crate::site::{Bilingual, Class, Preset, Role, Shape};
use crate::store::{ContentShape, StoreError};
use crate::units::Metres;

/// Up to which distance from a footprint the nearest dwelling, road or stream is looked for.
pub(super) const NEAREST_WITHIN: Metres = Metres(5_000.0);

/// A layer's features by class, with an index.
#[derive(Debug)]
pub(super) struct IndexedSite {
    pub index: SiteIndex,
    /// What the field of the classes holds, in the order of the index; `None` where it holds nothing.
    pub classes: Vec<Option<String>>,
    /// Features that are not valid, with their numbers in the file.
    pub invalid: Vec<(Option<u64>, InvalidFeature)>,
}

/// Gathers features one after another.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    numbers: BTreeMap<Option<String>, usize>,
    features: Vec<SiteFeature>,
    fids: Vec<Option<u64>>,
}

impl Gathered {
    /// Adds what a feature consists of.
    pub(super) fn add(
        &mut self,
        fid: Option<u64>,
        class: Option<String>,
        shapes: impl Iterator<Item = SiteShape>,
    ) {
        let next = self.numbers.len();
        let class = *self.numbers.entry(class).or_insert(next);
        for shape in shapes {
            self.features.push(SiteFeature { shape, class });
            self.fids.push(fid);
        }
    }

    /// Looks at all of them.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub(super) fn indexed(self, doubtful: Doubtful, run: &Run) -> Result<IndexedSite, Cancelled> {
        let mut classes = vec![None; self.numbers.len()];
        for (class, number) in self.numbers {
            classes[number] = class;
        }
        let index = SiteIndex::new(self.features, classes.len(), doubtful, run)?;
        let invalid = index.invalid().iter();
        let invalid = invalid.map(|found| (self.fids[found.feature], *found));
        Ok(IndexedSite {
            invalid: invalid.collect(),
            classes,
            index,
        })
    }
}

/// Reads a copy in a project and looks at all its features. `None` where it is not in the project file.
///
/// # Errors
/// [`StoreError`], if it cannot be read, or nobody wants it any more.
pub(super) fn index_copy(
    reader: &impl CopyReader,
    name: &ContentName,
    class_field: Option<&str>,
    doubtful: Doubtful,
    run: &Run,
) -> Result<Option<IndexedSite>, StoreError> {
    let begin = |_: &ContentFacts| Gathered::default();
    let add = |gathered: &mut Gathered, feature: &ContentShape| {
        let shape = match &feature.shape {
            None => None,
            Some(Shape::Polygons(polygons)) => Some(SiteShape::Polygons(polygons.clone())),
            Some(Shape::Lines(lines)) => Some(SiteShape::Lines(lines.0.clone())),
            Some(Shape::Points(points)) => Some(SiteShape::Points(
                points.iter().map(|point| point.0).collect(),
            )),
        };
        let class = Some(feature.class.clone()).filter(|class| !class.is_empty());
        gathered.add(u64::try_from(feature.fid).ok(), class, shape.into_iter());
    };
    let Some((_, gathered)) = read_copy(reader, name, class_field, run, begin, add)? else {
        return Ok(None);
    };
    let indexed = gathered.indexed(doubtful, run);
    let indexed = indexed.map_err(|Cancelled| {
        let path = PathBuf::from(name.as_str());
        StoreError::Cancelled { path }
    });
    indexed.map(Some)
}

/// A class of a layer that is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenClass {
    /// What the field of the classes holds; `None` where it holds nothing.
    pub value: Option<String>,
    /// What people call it, where its data set is known.
    pub label: Option<Bilingual>,
    /// What it means.
    pub meaning: ClassMeaning,
}

impl TakenClass {
    /// By its value, the class of its data set, and the role that holds for all of the layer.
    pub(super) fn new(
        value: Option<&str>,
        class: Option<&Class>,
        preset: Option<&Preset>,
        asked: Option<Role>,
    ) -> Self {
        let role = class
            .map(|class| class.role)
            .or_else(|| preset.map(|preset| preset.role));
        Self {
            value: value.map(str::to_owned),
            label: class.map(|class| class.label.clone()),
            meaning: ClassMeaning {
                is_mapped: class.is_none_or(|class| class.mapped),
                ..ClassMeaning::of(asked.or(role).unwrap_or(Role::Other))
            },
        }
    }
}

/// What the classes of a copy mean by the planner's decisions.
///
/// A role other than the data set's holds for every class; the zone is the layer's.
pub(super) fn classes_of_copy(
    site: &SiteLayer,
    classes: &[Option<String>],
    preset: Option<&Preset>,
) -> Vec<TakenClass> {
    let asked = match preset {
        Some(preset) if preset.role == site.role => None,
        _ => Some(site.role),
    };
    let class_of = |value: &Option<String>| {
        let value = value.as_deref();
        let class = preset.zip(value);
        let class = class.and_then(|(preset, value)| preset.class_of(value));
        let taken = TakenClass::new(value, class, preset, asked);
        TakenClass {
            meaning: ClassMeaning {
                zone: site.buffer,
                ..taken.meaning
            },
            ..taken
        }
    };
    classes.iter().map(class_of).collect()
}

/// What says where a layer was surveyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageKind {
    /// Polygons of the survey.
    Survey,
    /// The layer itself, which has a class for what nobody has mapped.
    Layer,
    /// Nothing.
    Unknown,
}

impl CoverageKind {
    pub(super) fn of(has_survey: bool, preset: Option<&Preset>) -> Self {
        let has_unmapped = |preset: &Preset| preset.classes.iter().any(|class| !class.mapped);
        if has_survey {
            Self::Survey
        } else if preset.is_some_and(has_unmapped) {
            Self::Layer
        } else {
            Self::Unknown
        }
    }
}

/// Whether ground without a feature of that role may be ground that nobody has looked at.
///
/// What the planner or an authority has drawn is all there is, and what is built is in a register of all of it.
pub(super) fn asks_for_survey(role: Role) -> bool {
    !matches!(
        role,
        Role::NoGo
            | Role::Protected
            | Role::PlanPurpose
            | Role::ConcessionBoundary
            | Role::ExistingDisturbed
            | Role::SurveyCoverage
            | Role::Building
            | Role::Road
            | Role::LineInfrastructure
    )
}

/// A layer with all that it takes to measure it.
pub(super) fn measured<'a>(
    index: &'a SiteIndex,
    meanings: &'a [ClassMeaning],
    survey: Option<&'a SiteIndex>,
    coverage: CoverageKind,
) -> MeasuredLayer<'a> {
    let is_looked_for =
        |meaning: &ClassMeaning| matches!(meaning.role, Role::Building | Role::Water);
    let wants_nearest =
        index.has_lines() || index.has_points() || meanings.iter().any(is_looked_for);
    MeasuredLayer {
        index,
        meanings,
        survey: match (survey, coverage) {
            (Some(survey), _) => Survey::Inside(survey),
            (None, CoverageKind::Layer) => Survey::WallToWall,
            (None, _) => Survey::Unknown,
        },
        nearest_within: wants_nearest.then_some(NEAREST_WITHIN),
    }
}
