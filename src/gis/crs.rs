//! Coordinate systems as GDAL has them: what they are called and what their units are.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::Coord;

use super::setup::{self, GdalFailure};

/// What heights are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerticalDatum {
    /// The name of the vertical coordinate system, such as `NN2000 height`.
    pub name: String,
    /// Its EPSG code, or `None` where there is none.
    pub epsg: Option<u32>,
}

/// A coordinate system by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrsFacts {
    /// The name of the horizontal part.
    pub name: String,
    /// The EPSG code of the horizontal part, or `None` where there is none.
    pub epsg: Option<u32>,
    /// What its coordinates are.
    pub kind: CrsKind,
}

/// What the coordinates of a coordinate system are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrsKind {
    /// Lengths on a map.
    Projected,
    /// Degrees of longitude and latitude.
    Geographic,
    /// Lengths from the centre of the earth.
    Geocentric,
    /// Lengths from a point of somebody's choice; where that is on the earth is not recorded.
    Local,
    /// Something else, such as heights alone.
    Other,
}

/// Why a coordinate system is of no use.
#[derive(Debug, thiserror::Error)]
pub enum CrsError {
    /// No coordinate system has this code, or the definition is wrong.
    #[error("could not find a coordinate system in “{text}”")]
    NotUnderstood {
        /// What was given.
        text: String,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// Lengths and areas cannot be measured in it.
    #[error("could not measure in “{name}”, which is not a projected coordinate system")]
    NotProjected {
        /// The name of the coordinate system.
        name: String,
        /// What its coordinates are instead.
        kind: CrsKind,
    },
    /// A point lies where the projection is not defined.
    #[error("could not find the point {x_m} m, {y_m} m on the earth by “{name}”")]
    OutOfReach {
        /// The name of the coordinate system.
        name: String,
        /// The point's easting, in metres.
        x_m: f64,
        /// The point's northing, in metres.
        y_m: f64,
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
    /// GDAL cannot say what the coordinate system is.
    #[error("could not describe the coordinate system")]
    NotDescribed {
        /// GDAL's reason.
        #[source]
        source: GdalFailure,
    },
}

impl CrsError {
    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotUnderstood { .. } => "crs_not_understood",
            Self::NotProjected {
                kind: CrsKind::Geographic,
                ..
            } => "crs_geographic",
            Self::NotProjected { .. } => "crs_not_projected",
            Self::OutOfReach { .. } => "crs_out_of_reach",
            Self::NotDescribed { .. } => "crs_not_described",
        }
    }
}

/// The heights' part of a coordinate system.
pub(super) struct VerticalAxis {
    pub datum: VerticalDatum,
    pub unit_name: String,
    pub metres_per_unit: f64,
    /// Whether it counts depths, positive downwards.
    pub points_down: bool,
}

/// A coordinate system as GDAL has it, easting or longitude first. It stays on its thread.
pub(super) struct Crs {
    pub spatial_ref: SpatialRef,
}

impl Crs {
    pub(super) fn new(mut spatial_ref: SpatialRef) -> Self {
        spatial_ref.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        Self { spatial_ref }
    }

    /// Reads a code, with or without `EPSG:`, or a definition.
    pub(super) fn parse(text: &str) -> Result<Self, CrsError> {
        setup::take_failure();
        let trimmed = text.trim();
        let is_number = !trimmed.is_empty()
            && trimmed
                .chars()
                .all(|character| character.is_ascii_digit() || character == '+');
        let definition = if is_number {
            format!("EPSG:{trimmed}")
        } else {
            trimmed.to_owned()
        };
        SpatialRef::from_definition(&definition)
            .map(Self::new)
            .map_err(|error| CrsError::NotUnderstood {
                text: text.to_owned(),
                source: error.into(),
            })
    }

    pub(super) fn facts(&self) -> Result<CrsFacts, CrsError> {
        let horizontal = self.horizontal()?;
        let spatial_ref = &horizontal.spatial_ref;
        let kind = if spatial_ref.is_projected() {
            CrsKind::Projected
        } else if spatial_ref.is_geographic() {
            CrsKind::Geographic
        } else if spatial_ref.is_geocentric() {
            CrsKind::Geocentric
        } else if spatial_ref.is_local() {
            CrsKind::Local
        } else {
            CrsKind::Other
        };
        Ok(CrsFacts {
            name: spatial_ref.name().unwrap_or_default(),
            epsg: horizontal.epsg(),
            kind,
        })
    }

    /// The coordinate system without heights.
    #[expect(unsafe_code, reason = "gdal has no wrapper for these")]
    pub(super) fn horizontal(&self) -> Result<Self, CrsError> {
        let flat = self.copy()?;
        // SAFETY: the handle is valid for as long as `flat` lives; a null name keeps the name.
        unsafe {
            gdal_sys::OSRStripVertical(flat.spatial_ref.to_c_hsrs());
            if 2 < flat.spatial_ref.axes_count() && !flat.spatial_ref.is_geocentric() {
                gdal_sys::OSRDemoteTo2D(flat.spatial_ref.to_c_hsrs(), ptr::null());
            }
        }
        Ok(flat)
    }

    #[expect(
        unsafe_code,
        reason = "the clone of gdal panics on a failure, this does not"
    )]
    fn copy(&self) -> Result<Self, CrsError> {
        // SAFETY: the handle is valid, and GDAL makes a copy of what it points to.
        unsafe { SpatialRef::from_c_obj(self.spatial_ref.to_c_hsrs()) }
            .map(Self::new)
            .map_err(not_described)
    }

    /// The coordinate system that lengths are compared in: the same plane, whatever the heights.
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    pub(super) fn is_same_plane(&self, other: &Self) -> Result<bool, CrsError> {
        let (ours, theirs) = (self.horizontal()?, other.horizontal()?);
        // SAFETY: both handles are valid for as long as the two live.
        let same = unsafe {
            gdal_sys::OSRIsSame(ours.spatial_ref.to_c_hsrs(), theirs.spatial_ref.to_c_hsrs())
        };
        let codes = ours.epsg().zip(theirs.epsg());
        Ok(same == 1 || codes.is_some_and(|(ours, theirs)| ours == theirs))
    }

    /// A place in another coordinate system, whatever the heights; both in units of files.
    pub(super) fn place_in(&self, other: &Self, place: Coord<f64>) -> Result<Coord<f64>, CrsError> {
        let (from, to) = (self.horizontal()?, other.horizontal()?);
        let (mut x, mut y) = ([place.x], [place.y]);
        CoordTransform::new(&from.spatial_ref, &to.spatial_ref)
            .and_then(|transform| transform.transform_coords(&mut x, &mut y, &mut []))
            .map_err(|error| CrsError::OutOfReach {
                name: from.spatial_ref.name().unwrap_or_default(),
                x_m: place.x,
                y_m: place.y,
                source: error.into(),
            })?;
        Ok(Coord { x: x[0], y: y[0] })
    }

    pub(super) fn metres_per_unit(&self) -> Result<f64, CrsError> {
        Ok(self.horizontal()?.spatial_ref.linear_units())
    }

    /// The name of the unit of the horizontal coordinates.
    pub(super) fn unit_name(&self) -> Option<String> {
        if self.spatial_ref.is_geographic() {
            self.spatial_ref.angular_units_name()
        } else {
            self.spatial_ref.linear_units_name()
        }
    }

    /// The heights' part, or `None` where there is none.
    #[expect(unsafe_code, reason = "gdal has no wrapper for the units of one part")]
    pub(super) fn vertical(&self) -> Option<VerticalAxis> {
        if !self.spatial_ref.is_compound() {
            return None;
        }
        let name = self
            .spatial_ref
            .get_attr_value("VERT_CS", 0)
            .ok()
            .flatten()?;
        let mut unit_name: *mut c_char = ptr::null_mut();
        // SAFETY: the handle is valid, the key ends with zero, and GDAL keeps the name it points to.
        let metres_per_unit = unsafe {
            gdal_sys::OSRGetTargetLinearUnits(
                self.spatial_ref.to_c_hsrs(),
                c"VERT_CS".as_ptr(),
                &raw mut unit_name,
            )
        };
        let orientation = self.spatial_ref.axis_orientation("VERT_CS", 0).ok();
        Some(VerticalAxis {
            datum: VerticalDatum {
                name,
                epsg: epsg_of_part(&self.spatial_ref, Some(c"VERT_CS")),
            },
            unit_name: text_at(unit_name).unwrap_or_default(),
            metres_per_unit,
            points_down: orientation == Some(gdal_sys::OGRAxisOrientation::OAO_Down),
        })
    }

    /// The definition in WKT 1, as GDAL writes it, for coordinates in metres whatever unit files have.
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    pub(super) fn wkt1_in_metres(&self) -> Result<String, CrsError> {
        let metres = self.spatial_ref.clone();
        if 1e-12 < (self.metres_per_unit()? - 1.0).abs() {
            // SAFETY: the handle is valid, and the name ends with zero.
            unsafe {
                gdal_sys::OSRSetLinearUnitsAndUpdateParameters(
                    metres.to_c_hsrs(),
                    c"metre".as_ptr(),
                    1.0,
                );
            }
        }
        metres.to_wkt().map_err(not_described)
    }

    /// The definition in WKT 2:2019.
    #[expect(
        unsafe_code,
        reason = "gdal's own export is WKT 1, which has no codes for some parts"
    )]
    pub(super) fn wkt(&self) -> Result<String, CrsError> {
        // The code of the whole would be written instead of those of its parts.
        if epsg_of_part(&self.spatial_ref, None).is_some()
            && let Some(heights) = self.heights_by_code()
        {
            return self.horizontal()?.with_heights(&heights)?.wkt();
        }
        let options = [c"FORMAT=WKT2_2019".as_ptr(), ptr::null()];
        let mut text: *mut c_char = ptr::null_mut();
        // SAFETY: the handle is valid, the list ends with null, and the text is freed below.
        let wkt = unsafe {
            gdal_sys::OSRExportToWktEx(
                self.spatial_ref.to_c_hsrs(),
                &raw mut text,
                options.as_ptr(),
            );
            let wkt = text_at(text);
            gdal_sys::VSIFree(text.cast());
            wkt
        };
        wkt.filter(|wkt| !wkt.is_empty())
            .ok_or_else(|| CrsError::NotDescribed {
                source: GdalFailure {
                    message: setup::take_failure().unwrap_or_else(|| "no definition".to_owned()),
                },
            })
    }

    /// This plane with the heights of another coordinate system, if that has any.
    pub(super) fn with_vertical_of(&self, other: &Self) -> Result<Self, CrsError> {
        let plane = self.horizontal()?;
        if let Some(heights) = other.heights_by_code() {
            return plane.with_heights(&heights);
        }
        match vertical_part(&other.wkt()?) {
            Some(vertical) => {
                plane.with_heights(&SpatialRef::from_wkt(vertical).map_err(not_described)?)
            }
            None => Ok(plane),
        }
    }

    /// The heights' part from the database, or `None` where it has no code.
    fn heights_by_code(&self) -> Option<SpatialRef> {
        SpatialRef::from_epsg(self.vertical()?.datum.epsg?).ok()
    }

    /// The same with heights in metres, for files whose heights we write.
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    pub(super) fn with_heights_in_metres(self) -> Result<Self, CrsError> {
        let Some(axis) = self.vertical() else {
            return Ok(self);
        };
        let wkt = self.wkt()?;
        let Some(vertical) = vertical_part(&wkt) else {
            return Ok(self);
        };
        if (axis.metres_per_unit - 1.0).abs() < 1e-12 {
            return Ok(self);
        }
        // Names such as “NAVD88 height (ftUS)” would contradict the new unit.
        let name = axis.datum.name.split(" (").next().unwrap_or_default();
        let vertical = vertical.replacen(&axis.datum.name, name, 1);
        let vertical = SpatialRef::from_wkt(&vertical).map_err(not_described)?;
        // SAFETY: the handle is valid, the name ends with zero, and null means the whole.
        unsafe {
            gdal_sys::OSRSetTargetLinearUnits(
                vertical.to_c_hsrs(),
                ptr::null(),
                c"metre".as_ptr(),
                1.0,
            );
        }
        self.horizontal()?.with_heights(&vertical)
    }

    /// This plane with heights.
    #[expect(unsafe_code, reason = "gdal has no wrapper for it")]
    fn with_heights(self, vertical: &SpatialRef) -> Result<Self, CrsError> {
        let name = |part: &SpatialRef| part.name().unwrap_or_default();
        let name = format!("{} + {}", name(&self.spatial_ref), name(vertical));
        let whole = SpatialRef::new().map_err(not_described)?;
        let Ok(name) = CString::new(name) else {
            return Ok(self);
        };
        // SAFETY: all handles are valid, and GDAL copies both parts.
        let code = unsafe {
            gdal_sys::OSRSetCompoundCS(
                whole.to_c_hsrs(),
                name.as_ptr(),
                self.spatial_ref.to_c_hsrs(),
                vertical.to_c_hsrs(),
            )
        };
        if code == gdal_sys::OGRErr::OGRERR_NONE {
            Ok(Self::new(whole))
        } else {
            Ok(self)
        }
    }

    /// The code in the definition, or else the one that the database is sure of.
    fn epsg(&self) -> Option<u32> {
        epsg_of_part(&self.spatial_ref, None).or_else(|| epsg_by_likeness(&self.spatial_ref))
    }
}

fn not_described(error: gdal::errors::GdalError) -> CrsError {
    CrsError::NotDescribed {
        source: error.into(),
    }
}

/// The EPSG code that the definition gives for one part, or for the whole.
#[expect(unsafe_code, reason = "gdal reads the code of the whole alone")]
fn epsg_of_part(spatial_ref: &SpatialRef, part: Option<&CStr>) -> Option<u32> {
    let part = part.map_or(ptr::null(), CStr::as_ptr);
    // SAFETY: the handle is valid, and the part's name ends with zero or is null for the whole.
    let (authority, code) = unsafe {
        (
            text_at(gdal_sys::OSRGetAuthorityName(spatial_ref.to_c_hsrs(), part)),
            text_at(gdal_sys::OSRGetAuthorityCode(spatial_ref.to_c_hsrs(), part)),
        )
    };
    if authority? != "EPSG" {
        return None;
    }
    code?.parse().ok()
}

/// The EPSG code of the coordinate system in the database that is the same but for its name.
#[expect(unsafe_code, reason = "gdal has no wrapper for it")]
fn epsg_by_likeness(spatial_ref: &SpatialRef) -> Option<u32> {
    const SURE_PERCENT: i32 = 90;
    let mut count = 0;
    let mut percents = ptr::null_mut();
    // SAFETY: the handle is valid; GDAL returns `count` handles and as many percentages, both
    // freed here after the best one, the first, was read.
    unsafe {
        let matches = gdal_sys::OSRFindMatches(
            spatial_ref.to_c_hsrs(),
            ptr::null_mut(),
            &raw mut count,
            &raw mut percents,
        );
        let sure = !matches.is_null() && 0 < count && SURE_PERCENT <= *percents;
        let code = if sure {
            text_at(gdal_sys::OSRGetAuthorityName(*matches, ptr::null()))
                .filter(|authority| authority == "EPSG")
                .and_then(|_| text_at(gdal_sys::OSRGetAuthorityCode(*matches, ptr::null())))
                .and_then(|code| code.parse().ok())
        } else {
            None
        };
        gdal_sys::OSRFreeSRSArray(matches);
        gdal_sys::VSIFree(percents.cast());
        code
    }
}

/// The `VERTCRS[…]` of a definition in WKT 2.
fn vertical_part(wkt: &str) -> Option<&str> {
    let begin = wkt.find("VERTCRS[")?;
    let (mut depth, mut in_quotes) = (0_usize, false);
    for (offset, character) in wkt[begin..].char_indices() {
        match character {
            '"' => in_quotes = !in_quotes,
            '[' if !in_quotes => depth += 1,
            ']' if !in_quotes => {
                depth -= 1;
                if depth == 0 {
                    return Some(&wkt[begin..=begin + offset]);
                }
            }
            _ => {}
        }
    }
    None
}

/// A copy of a text that GDAL keeps.
#[expect(unsafe_code, reason = "GDAL hands out C strings")]
fn text_at(text: *const c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: it is not null, and GDAL's texts end with zero.
    let text = unsafe { CStr::from_ptr(text) };
    Some(text.to_string_lossy().into_owned())
}
