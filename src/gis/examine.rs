//! Opens a raster and finds out what it is and whether it can be measured on.
//!
//! The heights are left to `heights`.

use std::path::{Path, PathBuf};

use gdal::Metadata as _;
use gdal::raster::ColorInterpretation;
use gdal::{Dataset, GdalOpenFlags};

use super::crs::{Crs, CrsError, CrsKind};
use super::error::RasterError;
use super::facts::{FileGeoreference, HeightUnit, HorizontalUnit, RasterFacts};
use super::georeference;
use super::heights::HeightReading;
use super::oddity::{AREA_SCALE_REFUSED, AREA_SCALE_WARNED, RasterOddity, says_depths};
use super::reference::Reference;
use super::setup;
use super::source::Source;
use super::value_type::ValueType;

/// How much memory one block of a file may need, in bytes.
const BLOCK_LIMIT_BYTES: u64 = 256 << 20;

/// A raster that was opened and looked at, but whose heights were not read.
pub(super) struct Examined {
    pub dataset: Dataset,
    pub facts: RasterFacts,
    /// `None` where the values are not heights that can be read.
    pub reading: Option<HeightReading>,
    /// As the file and the caller state it, whatever its kind.
    pub crs: Option<Crs>,
    /// `None` unless projected.
    pub reference: Option<Reference>,
}

/// Opens a raster and finds out what it is. [`RasterFacts::measurable`] has the first refusal.
pub(super) fn examine(source: &str, stated_crs: Option<&str>) -> Result<Examined, RasterError> {
    setup::init();
    let Source { path, part } = Source::parse(source);
    let dataset = open(&path)?;
    let (band, refusal) = choose_band(&path, &dataset, part.as_deref())?;
    let mut facts = facts_of(path, &dataset, band)?;
    if let Some(refusal) = refusal {
        refuse(&mut facts, refusal);
    }
    let reading = examine_values(&mut facts, &dataset)?;
    examine_georeference(&mut facts, &dataset);
    let crs = examine_crs(&mut facts, &dataset, stated_crs)?;
    examine_direction(&mut facts, &dataset)?;
    let metres_per_unit = examine_height_unit(&mut facts, &dataset, crs.as_ref())?;
    let reading = reading
        .zip(metres_per_unit)
        .map(|(reading, metres_per_unit)| HeightReading {
            metres_per_unit,
            ..reading
        });
    let reference = match crs.as_ref().map(Reference::of).transpose() {
        Ok(reference) => reference,
        // Why it is of no use was recorded when it was looked at.
        Err(CrsError::NotProjected { .. }) => None,
        Err(source) => {
            return Err(RasterError::CrsUnusable {
                path: facts.path,
                source,
            });
        }
    };
    if let Some(reference) = &reference {
        let size = (facts.columns, facts.rows);
        let metres = reference.metres_per_unit();
        facts.placement = georeference::placement_of(&facts.georeference, metres, size);
        examine_distortion(&mut facts, reference);
    }
    Ok(Examined {
        dataset,
        facts,
        reading,
        crs,
        reference,
    })
}

/// Keeps a reason not to measure on the raster.
fn refuse(facts: &mut RasterFacts, refusal: RasterError) {
    if facts.measurable.is_ok() {
        facts.measurable = Err(refusal);
    } else {
        facts.further_refusals.push(refusal);
    }
}

fn open(path: &Path) -> Result<Dataset, RasterError> {
    let path = path.to_owned();
    match std::fs::metadata(&path) {
        Ok(found) if found.is_dir() => return Err(RasterError::IsFolder { path }),
        Ok(found) if found.len() == 0 => return Err(RasterError::FileEmpty { path }),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(RasterError::FileMissing { path });
        }
        Err(source) => return Err(RasterError::FileNotAccessible { path, source }),
    }
    let dataset = setup::open_for_reading(&path, GdalOpenFlags::GDAL_OF_RASTER, &[]);
    match dataset {
        Ok(dataset) if dataset.raster_count() == 0 => Err(RasterError::NoBands { path }),
        Ok(dataset) => Ok(dataset),
        Err(failure) if failure.recognised => Err(RasterError::CannotRead {
            path,
            source: failure.source,
        }),
        Err(failure) => Err(RasterError::NotARaster {
            path,
            source: failure.source,
        }),
    }
}

/// The band that is meant, and why it cannot be taken as terrain.
fn choose_band(
    path: &Path,
    dataset: &Dataset,
    part: Option<&str>,
) -> Result<(usize, Option<RasterError>), RasterError> {
    let path = || path.to_owned();
    let bands = dataset.raster_count();
    let color_of = |band: usize| {
        dataset
            .rasterband(band)
            .map_or(ColorInterpretation::Undefined, |b| b.color_interpretation())
    };
    if let Some(part) = part {
        let band = part
            .trim()
            .parse()
            .ok()
            .filter(|band| (1..=bands).contains(band));
        let Some(band) = band else {
            return Err(RasterError::NoSuchBand {
                path: path(),
                part: part.to_owned(),
                bands,
            });
        };
        let picture = is_color(&color_of(band)).then(|| RasterError::Picture {
            path: path(),
            bands,
        });
        return Ok((band, picture));
    }
    let colors: Vec<ColorInterpretation> = (1..=bands).map(color_of).collect();
    if colors.iter().any(is_color) {
        return Ok((
            1,
            Some(RasterError::Picture {
                path: path(),
                bands,
            }),
        ));
    }
    let is_content = |color: &ColorInterpretation| *color != ColorInterpretation::AlphaBand;
    let band = colors
        .iter()
        .position(is_content)
        .map_or(1, |index| index + 1);
    let several = 1 < colors.iter().filter(|color| is_content(color)).count();
    Ok((
        band,
        several.then(|| RasterError::SeveralBands {
            path: path(),
            bands,
        }),
    ))
}

fn is_color(color: &ColorInterpretation) -> bool {
    !matches!(
        color,
        ColorInterpretation::Undefined
            | ColorInterpretation::GrayIndex
            | ColorInterpretation::AlphaBand
    )
}

fn cannot_read(path: &Path) -> impl Fn(gdal::errors::GdalError) -> RasterError + '_ {
    |error| RasterError::CannotRead {
        path: path.to_owned(),
        source: error.into(),
    }
}

/// What the file itself says, before anything is concluded from it.
fn facts_of(path: PathBuf, dataset: &Dataset, band: usize) -> Result<RasterFacts, RasterError> {
    let (columns, rows) = dataset.raster_size();
    let values = dataset.rasterband(band).map_err(cannot_read(&path))?;
    Ok(RasterFacts {
        band,
        bands: dataset.raster_count(),
        driver: dataset.driver().short_name(),
        columns,
        rows,
        data_type: ValueType::of(&values).name,
        placement: None,
        georeference: georeference::georeference_of(dataset),
        crs: None,
        horizontal_unit: None,
        vertical_datum: None,
        height_unit: HeightUnit::Metre,
        nodata: values.no_data_value(),
        scale: values.scale().unwrap_or(1.0),
        offset: values.offset().unwrap_or(0.0),
        heights: None,
        warnings: Vec::new(),
        measurable: Ok(()),
        further_refusals: Vec::new(),
        path,
    })
}

/// Keeps that the file calls its numbers depths: by the band's name, its own, or its height datum's.
fn examine_direction(facts: &mut RasterFacts, dataset: &Dataset) -> Result<(), RasterError> {
    let band = dataset
        .rasterband(facts.band)
        .map_err(cannot_read(&facts.path))?;
    // Most bands have no name.
    let of_band = band.description().unwrap_or_default();
    let of_file = facts.path.file_stem().unwrap_or_default();
    let of_datum = facts.vertical_datum.as_ref();
    let of_datum = of_datum.map_or("", |datum| datum.name.as_str());
    let names = [&of_band, &*of_file.to_string_lossy(), of_datum];
    // Some write depths as heights below zero, which is what they are then.
    let grow_downwards = || {
        let spread = band.compute_raster_min_max(true);
        spread.map_or(true, |spread| -spread.min < spread.max)
    };
    if names.into_iter().any(says_depths) && grow_downwards() {
        facts.warnings.push(RasterOddity::SaysDepths);
    }
    Ok(())
}

/// How the values are read, or `None` where they are no heights.
fn examine_values(
    facts: &mut RasterFacts,
    dataset: &Dataset,
) -> Result<Option<HeightReading>, RasterError> {
    let values = dataset
        .rasterband(facts.band)
        .map_err(cannot_read(&facts.path))?;
    let value_type = ValueType::of(&values);
    let (block_columns, block_rows) = values.block_size();
    let block_bytes = (block_columns as u64)
        .saturating_mul(block_rows as u64)
        .saturating_mul(value_type.bytes);
    let path = facts.path.clone();
    if value_type.is_complex {
        refuse(
            facts,
            RasterError::ComplexValues {
                path,
                data_type: value_type.name.clone(),
            },
        );
    } else if BLOCK_LIMIT_BYTES < block_bytes {
        let limit_bytes = BLOCK_LIMIT_BYTES;
        refuse(
            facts,
            RasterError::BlockTooLarge {
                path,
                block_bytes,
                limit_bytes,
            },
        );
    }
    if facts.measurable.is_err() {
        return Ok(None);
    }
    let flags = values.mask_flags().map_err(cannot_read(&facts.path))?;
    Ok(Some(HeightReading {
        band: facts.band,
        nodata: facts.nodata.map(|nodata| value_type.rounded(nodata)),
        scale: facts.scale,
        offset: facts.offset,
        metres_per_unit: 1.0,
        has_mask: !flags.is_all_valid() && (!flags.is_nodata() || flags.is_per_dataset()),
        rows_per_block: block_rows.max(1),
    }))
}

fn examine_georeference(facts: &mut RasterFacts, dataset: &Dataset) {
    let path = facts.path.clone();
    facts
        .warnings
        .extend(georeference::disagreement(&path, dataset));
    match facts.georeference {
        FileGeoreference::NorthUp { .. } => {}
        FileGeoreference::None => refuse(facts, RasterError::NoGeoreference { path }),
        FileGeoreference::ControlPoints { points } => {
            refuse(facts, RasterError::GcpsOnly { path, points });
        }
        FileGeoreference::Rotated { degrees } => {
            refuse(facts, RasterError::Rotated { path, degrees });
        }
    }
}

/// The coordinate system of the file, or else the stated one.
fn examine_crs(
    facts: &mut RasterFacts,
    dataset: &Dataset,
    stated_crs: Option<&str>,
) -> Result<Option<Crs>, RasterError> {
    let path = facts.path.clone();
    let unusable = |source| RasterError::CrsUnusable {
        path: path.clone(),
        source,
    };
    let own = match dataset.gcp_spatial_ref() {
        Some(of_points) if !dataset.gcps().is_empty() => Some(of_points),
        _ => dataset.spatial_ref().ok(),
    };
    let own = own.map(Crs::new);
    let stated = stated_crs.map(Crs::parse).transpose().map_err(unusable)?;
    let is_local = |crs: &Crs| crs.facts().is_ok_and(|facts| facts.kind == CrsKind::Local);
    let crs = match (own, stated) {
        (None, None) => {
            refuse(facts, RasterError::CrsMissing { path: path.clone() });
            return Ok(None);
        }
        (Some(own), None) => own,
        (own, Some(stated)) if own.as_ref().is_none_or(is_local) => {
            let named = stated.facts().map_err(unusable)?;
            facts.warnings.push(RasterOddity::CrsStated {
                name: named.name,
                epsg: named.epsg,
            });
            stated
        }
        (Some(own), Some(stated)) => {
            if !own.is_same_plane(&stated).map_err(unusable)? {
                let (stated, found) = (
                    stated.facts().map_err(unusable)?,
                    own.facts().map_err(unusable)?,
                );
                let (stated, found) = (stated.name, found.name);
                refuse(
                    facts,
                    RasterError::CrsContradicts {
                        path: path.clone(),
                        stated,
                        found,
                    },
                );
                own
            } else if own.vertical().is_none() {
                own.with_vertical_of(&stated).map_err(unusable)?
            } else {
                own
            }
        }
        (None, Some(stated)) => stated,
    };
    let named = crs.facts().map_err(unusable)?;
    let name = named.name.clone();
    match named.kind {
        CrsKind::Projected => {}
        CrsKind::Geographic => {
            refuse(
                facts,
                RasterError::CrsGeographic {
                    path: path.clone(),
                    name,
                },
            );
        }
        kind => refuse(
            facts,
            RasterError::CrsNotProjected {
                path: path.clone(),
                name,
                kind,
            },
        ),
    }
    let is_angle = named.kind == CrsKind::Geographic;
    facts.horizontal_unit = Some(HorizontalUnit {
        name: crs.unit_name().unwrap_or_default(),
        metres_per_unit: if is_angle {
            None
        } else {
            Some(crs.metres_per_unit().map_err(unusable)?)
        },
    });
    facts.vertical_datum = crs.vertical().map(|axis| axis.datum);
    facts.crs = Some(named);
    Ok(Some(crs))
}

/// Metres in one unit of the heights, or `None` where the unit is not known.
fn examine_height_unit(
    facts: &mut RasterFacts,
    dataset: &Dataset,
    crs: Option<&Crs>,
) -> Result<Option<f64>, RasterError> {
    let band_unit = dataset
        .rasterband(facts.band)
        .map_err(cannot_read(&facts.path))?
        .unit();
    let of_band = HeightUnit::parse(&band_unit);
    let vertical = crs.and_then(Crs::vertical);
    let of_crs = vertical
        .as_ref()
        .map(|axis| HeightUnit::of_length(&axis.unit_name, axis.metres_per_unit));
    let metres = |unit: &HeightUnit| unit.metres_per_unit().unwrap_or(f64::NAN);
    if let (Some(of_band), Some(of_crs), Some(axis)) = (&of_band, &of_crs, &vertical)
        && 1e-8 < (metres(of_band) / metres(of_crs) - 1.0).abs()
    {
        facts.warnings.push(RasterOddity::HeightUnitsDisagree {
            band_unit: band_unit.clone(),
            crs_unit: axis.unit_name.clone(),
        });
    }
    let horizontal_unit = facts.horizontal_unit.as_ref();
    let is_metric = horizontal_unit
        .and_then(|unit| unit.metres_per_unit)
        .is_none_or(|length_m| (length_m - 1.0).abs() < 1e-8);
    let says_nothing = of_band.is_none() && !band_unit.trim().is_empty();
    if of_crs.is_none() && (says_nothing || of_band.is_none() && !is_metric) {
        facts.warnings.push(RasterOddity::HeightUnitAssumed {
            horizontal_unit: horizontal_unit
                .map(|unit| unit.name.clone())
                .unwrap_or_default(),
            band_unit,
        });
    }
    if let Some(axis) = vertical.filter(|axis| axis.points_down) {
        let (path, name) = (facts.path.clone(), axis.datum.name);
        refuse(facts, RasterError::DepthsNotHeights { path, name });
    }
    facts.height_unit = of_band.or(of_crs).unwrap_or(HeightUnit::Metre);
    if let HeightUnit::Unknown { text } = &facts.height_unit {
        let (path, unit) = (facts.path.clone(), text.clone());
        refuse(facts, RasterError::HeightUnitUnknown { path, unit });
    }
    Ok(facts.height_unit.metres_per_unit())
}

/// Refuses Web Mercator and whatever else is far from true to area where the raster lies.
fn examine_distortion(facts: &mut RasterFacts, reference: &Reference) {
    let path = facts.path.clone();
    let name = reference.name().to_owned();
    let area_scale = facts
        .placement
        .map(|placement| reference.area_scale(placement.extent().center()));
    if reference.is_web_mercator() {
        let area_scale = area_scale.and_then(Result::ok);
        refuse(
            facts,
            RasterError::CrsWebMercator {
                path,
                name,
                area_scale,
            },
        );
        return;
    }
    match area_scale {
        Some(Err(source)) => refuse(facts, RasterError::CrsUnusable { path, source }),
        Some(Ok(area_scale)) if AREA_SCALE_REFUSED < (area_scale - 1.0).abs() => {
            refuse(
                facts,
                RasterError::CrsDistorts {
                    path,
                    name,
                    area_scale,
                },
            );
        }
        Some(Ok(scale)) if AREA_SCALE_WARNED < (scale - 1.0).abs() => {
            facts.warnings.push(RasterOddity::AreaScale { scale });
        }
        Some(Ok(_)) | None => {}
    }
}
