//! What a footprint takes of the layers around it, from files to figures.

use std::path::{Path, PathBuf};

use geo::{Coord, MultiPolygon};

use super::inputs::crs_name;
use super::oddity::LandTakeOddity;
use super::site_index::{Gathered, asks_for_survey, measured};
use super::{CoverageKind, TakenClass};
use super::{InputFact, Oddity, TaskError};
use crate::gis::{
    AreasOff, CrsError, OwnReference, Reference, SiteLayer, Source, VectorError, VectorOddity,
    read_polygons, read_site_layer, reference_of_polygons,
};
use crate::land_take::{
    ClassMeaning, Doubtful, Footprint, GroundScale, InvalidFeature, LandTake, MadeFootprint,
    MeasuredLayer, SiteIndex, SiteShape, Treatment, land_take,
};
use crate::progress::Run;
use crate::project::Areas;
use crate::site::{Bilingual, Class, Preset, Presets, Role, Verdict, verdict};
use crate::units::SquareMetres;

/// Overlaps up to this part of the footprint are rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-6;

/// Which ground is taken, and which layers are to be measured.
#[derive(Clone, Debug)]
pub struct LandTakeRequest {
    /// The footprint: a path, or `path#layer`; all its polygons count.
    pub footprint: String,
    /// The layers, in the order of the result.
    pub layers: Vec<LayerRequest>,
    /// Which areas are told.
    pub areas: Areas,
    /// What is to be done with polygons whose area is in doubt.
    pub doubtful: Doubtful,
}

/// A layer that is to be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRequest {
    /// A path, or `path#layer`.
    pub source: String,
    /// The field that the classes are from.
    pub class_field: Option<String>,
    /// What the layer means for a deposit; `None` for what its data set means, where that is known.
    pub role: Option<Role>,
    /// Polygons of what was surveyed: a path, or `path#layer`.
    pub coverage: Option<String>,
}

/// What a footprint takes, and what that rests on.
#[derive(Clone, Debug)]
pub struct LandTakeResult {
    /// The figures, layers in the order of the request.
    pub take: LandTake,
    /// What the layers are.
    pub layers: Vec<TakenLayer>,
    /// How much larger a plain sum of the footprint's polygons would be.
    pub footprint_overlap: SquareMetres,
    /// Planar area of the footprint over its area on the ground; `None` where that cannot be told.
    pub planar_over_ground: Option<f64>,
    /// Which areas are told.
    pub areas: Areas,
    /// The coordinate system that was measured in.
    pub crs: String,
    /// The footprint, the layers and their surveys.
    pub inputs: Vec<InputFact>,
    /// What was odd.
    pub oddities: Vec<Oddity>,
}

/// A layer that was measured.
#[derive(Clone, Debug)]
pub struct TakenLayer {
    /// The file.
    pub path: PathBuf,
    /// Its name in the file.
    pub name: String,
    /// What it means for a deposit, where its classes mean nothing else.
    pub role: Role,
    /// The data set that it was taken for, where it was.
    pub data_set: Option<DataSet>,
    /// The field that the classes are from, as the file spells it.
    pub class_field: Option<String>,
    /// The classes, in the order of the figures.
    pub classes: Vec<TakenClass>,
    /// What says where the layer was surveyed.
    pub coverage: CoverageKind,
    /// Features that are not valid, with their numbers in the file.
    pub invalid: Vec<(Option<u64>, InvalidFeature)>,
    /// Whether it has polygons.
    pub has_polygons: bool,
}

/// A data set that a layer was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSet {
    /// Its name in files.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
    /// Whom to name beside figures and maps.
    pub attribution: String,
}

/// Measures what a footprint takes.
///
/// # Errors
/// [`TaskError`]: what is wrong with the files, a footprint whose area is in doubt, or areas on the ground
/// where the coordinate system has none.
pub fn measure_land_take(
    request: &LandTakeRequest,
    run: &Run,
) -> Result<LandTakeResult, TaskError> {
    let mut oddities = Vec::new();
    let mut inputs = Vec::new();
    let reference = reference_for(request, &mut oddities)?;
    let (path, made) = read_footprint(request, &reference, &mut inputs, &mut oddities, run)?;
    let footprint = &made.footprint;
    let scale = ground_scale(footprint, &reference);
    let planar_over_ground = scale
        .as_ref()
        .ok()
        .map(|scale| footprint.area_m2() / footprint.area_on_ground_m2(scale));
    tell_scale(
        &path,
        planar_over_ground,
        request,
        &made,
        &reference,
        &mut oddities,
    );
    let scale = match request.areas {
        Areas::Planar => None,
        Areas::Geodesic => Some(scale.map_err(|source| TaskError::GroundAreas {
            path: path.clone(),
            source,
        })?),
    };
    // A test rules out that they cannot be read; without them no layer is recognised.
    let presets = Presets::load().unwrap_or(Presets { all: Vec::new() });
    let mut reading = Reading {
        doubtful: request.doubtful,
        reference: &reference,
        presets: &presets,
        inputs,
        oddities,
        run,
    };
    let read = request.layers.iter().map(|layer| reading.layer(layer));
    let read: Vec<ReadLayer> = read.collect::<Result<_, TaskError>>()?;
    let Reading {
        inputs,
        mut oddities,
        ..
    } = reading;
    let measured: Vec<MeasuredLayer<'_>> = read.iter().map(ReadLayer::measured).collect();
    let take = land_take(footprint, &measured, scale.as_ref(), run)?;
    for (layer, taken) in read.iter().zip(&take.layers) {
        let path = &layer.taken.path;
        let least = NEGLIGIBLE_SHARE * take.footprint.0;
        let mut tell = |oddity| oddities.push(Oddity::LandTake(path.clone(), oddity));
        if least < taken.overlap.0 {
            tell(LandTakeOddity::Overlaps {
                overlap: taken.overlap,
            });
        }
        if least < taken.beside_survey.0 {
            tell(LandTakeOddity::BesideSurvey {
                area: taken.beside_survey,
            });
        }
    }
    Ok(LandTakeResult {
        take,
        layers: read.into_iter().map(|layer| layer.taken).collect(),
        footprint_overlap: SquareMetres(made.overlap_m2),
        planar_over_ground,
        areas: request.areas,
        crs: crs_name(&reference),
        inputs,
        oddities,
    })
}

/// The coordinate system to measure in: the footprint's, or the first layer's where it has none.
fn reference_for(
    request: &LandTakeRequest,
    oddities: &mut Vec<Oddity>,
) -> Result<Reference, TaskError> {
    let path = || Source::parse(&request.footprint).path;
    let OwnReference {
        reference,
        is_replaced,
    } = if let Some(own) = reference_of_polygons(&request.footprint)? {
        own
    } else {
        let layers = request.layers.iter();
        let found = layers.map(|layer| reference_of_polygons(&layer.source));
        let own = found.filter_map(Result::ok).flatten().next();
        let is_replaced = false;
        let own = own.map(|own| OwnReference { is_replaced, ..own });
        own.ok_or_else(|| VectorError::CrsMissing { path: path() })?
    };
    if is_replaced {
        let crs = crs_name(&reference);
        let odd = LandTakeOddity::MeasuredElsewhere { crs };
        oddities.push(Oddity::LandTake(path(), odd));
    }
    Ok(reference)
}

fn read_footprint(
    request: &LandTakeRequest,
    reference: &Reference,
    inputs: &mut Vec<InputFact>,
    oddities: &mut Vec<Oddity>,
    run: &Run,
) -> Result<(PathBuf, MadeFootprint), TaskError> {
    let layer = read_polygons(&request.footprint, reference, run)?;
    let path = layer.path;
    keep_oddities(&path, layer.warnings, oddities);
    let grounds: Vec<MultiPolygon<f64>> = layer
        .polygons
        .into_iter()
        .map(|polygon| polygon.parts)
        .collect();
    let made = Footprint::of_grounds(&grounds, request.doubtful).map_err(|source| {
        let path = path.clone();
        TaskError::Footprint { path, source }
    })?;
    inputs.push(InputFact::of_vector(&path, layer.crs)?);
    tell_invalid(&path, &made.invalid, oddities);
    if NEGLIGIBLE_SHARE * made.footprint.area_m2() < made.overlap_m2 {
        let overlap = SquareMetres(made.overlap_m2);
        let odd = LandTakeOddity::FootprintOverlaps { overlap };
        oddities.push(Oddity::LandTake(path.clone(), odd));
    }
    Ok((path, made))
}

fn keep_oddities(path: &Path, warnings: Vec<VectorOddity>, oddities: &mut Vec<Oddity>) {
    let kept = warnings
        .into_iter()
        .map(|odd| Oddity::Vector(path.to_owned(), odd));
    oddities.extend(kept);
}

fn ground_scale(footprint: &Footprint, reference: &Reference) -> Result<GroundScale, CrsError> {
    GroundScale::sampled(footprint.extent(), |place| reference.area_scale(place))
}

/// Tells how far areas on the map are off, and in which zone they would be less so.
fn tell_scale(
    path: &Path,
    planar_over_ground: Option<f64>,
    request: &LandTakeRequest,
    made: &MadeFootprint,
    reference: &Reference,
    oddities: &mut Vec<Oddity>,
) {
    let Some(excess) = planar_over_ground.map(|scale| scale - 1.0) else {
        return;
    };
    let middle: Coord<f64> = made.footprint.extent().center();
    let Some(off) = AreasOff::of(reference, middle, excess) else {
        return;
    };
    let better = off.better.as_ref();
    let odd = LandTakeOddity::PlanarAreas {
        excess,
        better_crs: better.map(|better| crs_name(&better.reference)),
        is_corrected: request.areas == Areas::Geodesic,
    };
    oddities.push(Oddity::LandTake(path.to_owned(), odd));
}

/// A layer that was read, ready to be measured.
struct ReadLayer {
    taken: TakenLayer,
    meanings: Vec<ClassMeaning>,
    index: SiteIndex,
    survey: Option<SiteIndex>,
}

impl ReadLayer {
    fn measured(&self) -> MeasuredLayer<'_> {
        let survey = self.survey.as_ref();
        measured(&self.index, &self.meanings, survey, self.taken.coverage)
    }
}

/// What layers are read with, and what is kept of all of them.
struct Reading<'a> {
    doubtful: Doubtful,
    reference: &'a Reference,
    presets: &'a Presets,
    inputs: Vec<InputFact>,
    oddities: Vec<Oddity>,
    run: &'a Run,
}

impl Reading<'_> {
    fn layer(&mut self, request: &LayerRequest) -> Result<ReadLayer, TaskError> {
        let presets = self.presets;
        let asked = request.class_field.as_deref();
        let layer = self.read(&request.source, |path, name, fields| {
            let known = Known::of(presets, path, name, fields);
            asked.map(str::to_owned).or(known.class_field)
        })?;
        let known = Known::of(presets, &layer.path, &layer.name, &layer.fields);
        self.tell_known(&layer.path, &known, request);
        let classes: Vec<TakenClass> = layer
            .classes
            .iter()
            .map(|value| known.class(value.as_deref(), layer.class_field.as_deref(), request.role))
            .collect();
        let role = request
            .role
            .or_else(|| known.preset.map(|preset| preset.role))
            .unwrap_or(Role::Other);
        let survey = match &request.coverage {
            Some(source) => Some(self.read(source, |_, _, _| None)?.index),
            None => None,
        };
        let coverage = CoverageKind::of(survey.is_some(), known.preset);
        let wants_survey = layer.index.has_polygons() && asks_for_survey(role);
        if coverage == CoverageKind::Unknown && wants_survey {
            self.tell(&layer.path, LandTakeOddity::SurveyUnknown);
        }
        Ok(ReadLayer {
            meanings: classes.iter().map(|class| class.meaning).collect(),
            taken: TakenLayer {
                path: layer.path,
                name: layer.name,
                role,
                data_set: known.preset.map(DataSet::of),
                class_field: layer.class_field,
                classes,
                coverage,
                invalid: layer.invalid,
                has_polygons: layer.index.has_polygons(),
            },
            index: layer.index,
            survey,
        })
    }

    fn read(
        &mut self,
        source: &str,
        class_field: impl FnOnce(&Path, &str, &[String]) -> Option<String>,
    ) -> Result<Indexed, TaskError> {
        let path = Source::parse(source).path;
        let choose = |name: &str, fields: &[String]| class_field(&path, name, fields);
        let mut layer = read_site_layer(source, choose, self.reference, self.run)?;
        self.inputs
            .push(InputFact::of_vector(&layer.path, layer.crs.take())?);
        keep_oddities(
            &layer.path,
            std::mem::take(&mut layer.warnings),
            &mut self.oddities,
        );
        let indexed = Indexed::new(layer, self.doubtful, self.run)?;
        let found: Vec<InvalidFeature> = indexed.invalid.iter().map(|odd| odd.1).collect();
        tell_invalid(&indexed.path, &found, &mut self.oddities);
        if indexed.index.features() == 0 {
            self.tell(&indexed.path, LandTakeOddity::NoFeatures);
        }
        Ok(indexed)
    }

    fn tell_known(&mut self, path: &Path, known: &Known<'_>, request: &LayerRequest) {
        if let Some(preset) = known.preset {
            for note in &preset.warnings {
                let (name, note) = (preset.name.clone(), note.clone());
                self.tell(path, LandTakeOddity::DataSetNote { name, note });
            }
        } else if request.role.is_none() && !known.others.is_empty() {
            let names = known
                .others
                .iter()
                .map(|preset| preset.name.clone())
                .collect();
            self.tell(path, LandTakeOddity::DataSetUnsure { names });
        }
    }

    fn tell(&mut self, path: &Path, odd: LandTakeOddity) {
        self.oddities.push(Oddity::LandTake(path.to_owned(), odd));
    }
}

/// What is known of a layer by its name and its fields.
struct Known<'a> {
    /// The data set, where there is no doubt.
    preset: Option<&'a Preset>,
    /// Those it may be, where there is.
    others: Vec<&'a Preset>,
    class_field: Option<String>,
    /// The class of all features, where the layer is named after it.
    class: Option<&'a Class>,
}

impl<'a> Known<'a> {
    fn of(presets: &'a Presets, path: &Path, layer: &str, fields: &[String]) -> Self {
        // Layers of SOSI files are named after their kind of shape.
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = match layer {
            "points" | "lines" | "polygons" => format!("{stem} {layer}"),
            layer => layer.to_owned(),
        };
        let found = presets.recognise(&name, fields, None);
        match verdict(&found) {
            Verdict::Sure(sure) => Self {
                preset: Some(sure.preset),
                others: Vec::new(),
                class_field: sure.class_field.clone(),
                class: sure.class,
            },
            Verdict::Ask(some) => Self {
                preset: None,
                others: some.iter().map(|one| one.preset).collect(),
                class_field: None,
                class: None,
            },
            Verdict::Unknown => Self {
                preset: None,
                others: Vec::new(),
                class_field: None,
                class: None,
            },
        }
    }

    /// What a value of a field means. A role that was asked for holds for every class.
    fn class(&self, value: Option<&str>, field: Option<&str>, asked: Option<Role>) -> TakenClass {
        let is_own_field = field == self.class_field.as_deref();
        let found = self.preset.zip(value).filter(|_| is_own_field);
        let found = found.and_then(|(preset, value)| preset.class_of(value));
        TakenClass::new(value, found.or(self.class), self.preset, asked)
    }
}

impl DataSet {
    fn of(preset: &Preset) -> Self {
        Self {
            id: preset.id.clone(),
            name: preset.name.clone(),
            attribution: preset.attribution.clone(),
        }
    }
}

/// A layer's features by class, with an index.
struct Indexed {
    path: PathBuf,
    name: String,
    fields: Vec<String>,
    class_field: Option<String>,
    classes: Vec<Option<String>>,
    index: SiteIndex,
    invalid: Vec<(Option<u64>, InvalidFeature)>,
}

impl Indexed {
    fn new(layer: SiteLayer, doubtful: Doubtful, run: &Run) -> Result<Self, TaskError> {
        let mut gathered = Gathered::default();
        for feature in layer.features {
            let lines = feature.lines.0;
            let points = feature.points.iter().map(|point| point.0);
            let points: Vec<Coord<f64>> = points.collect();
            let shapes = [
                (!feature.polygons.0.is_empty()).then_some(SiteShape::Polygons(feature.polygons)),
                (!lines.is_empty()).then_some(SiteShape::Lines(lines)),
                (!points.is_empty()).then_some(SiteShape::Points(points)),
            ];
            gathered.add(feature.fid, feature.class, shapes.into_iter().flatten());
        }
        let indexed = gathered.indexed(doubtful, run)?;
        Ok(Self {
            path: layer.path,
            name: layer.layer,
            fields: layer.fields,
            class_field: layer.class_field,
            classes: indexed.classes,
            invalid: indexed.invalid,
            index: indexed.index,
        })
    }
}

fn tell_invalid(path: &Path, invalid: &[InvalidFeature], oddities: &mut Vec<Oddity>) {
    let with = |treatment| {
        let found = invalid
            .iter()
            .filter(move |found| found.treatment == treatment);
        let features = found.clone().count();
        (0 < features).then(|| {
            let sum =
                |area: fn(&InvalidFeature) -> f64| SquareMetres(found.clone().map(area).sum());
            (
                features,
                sum(|found| found.before_m2.abs()),
                sum(|found| found.after_m2),
            )
        })
    };
    let mut tell = |odd| oddities.push(Oddity::LandTake(path.to_owned(), odd));
    if let Some((features, ..)) = with(Treatment::LeftOut) {
        tell(LandTakeOddity::InvalidLeftOut { features });
    }
    if let Some((features, ..)) = with(Treatment::Kept) {
        tell(LandTakeOddity::InvalidKept { features });
    }
    if let Some((features, before, after)) = with(Treatment::Repaired) {
        tell(LandTakeOddity::InvalidRepaired {
            features,
            before,
            after,
        });
    }
}
