//! What can be told about a raster by looking at it.

use std::path::PathBuf;

use super::crs::{CrsFacts, VerticalDatum};
use super::{RasterError, RasterOddity};
use crate::terrain::{HeightRange, Placement};
use crate::units::{METRES_PER_FOOT, METRES_PER_US_SURVEY_FOOT};

/// What a raster is, whether or not it can be measured on.
#[derive(Debug)]
pub struct RasterFacts {
    /// The file.
    pub path: PathBuf,
    /// The band that was looked at, from 1.
    pub band: usize,
    /// How many bands there are.
    pub bands: usize,
    /// GDAL's short name of the format.
    pub driver: String,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// GDAL's name of the type of the values, such as `Float32`.
    pub data_type: String,
    /// Where the cells lie in metres, or `None` unless north-up in a projected coordinate system.
    pub placement: Option<Placement>,
    /// Where the cells lie in the units of the file.
    pub georeference: FileGeoreference,
    /// The coordinate system, or `None` where there is none.
    pub crs: Option<CrsFacts>,
    /// The unit of the horizontal coordinates, or `None` without a coordinate system.
    pub horizontal_unit: Option<HorizontalUnit>,
    /// What the heights are counted from, or `None` where it is not recorded.
    pub vertical_datum: Option<VerticalDatum>,
    /// The unit of the heights in the file.
    pub height_unit: HeightUnit,
    /// The value in the file that means "no height".
    pub nodata: Option<f64>,
    /// Values in the file are multiplied with this first.
    pub scale: f64,
    /// This is added then.
    pub offset: f64,
    /// The heights, or `None` where they could not be read or no cell has one.
    pub heights: Option<HeightFacts>,
    /// What is odd.
    pub warnings: Vec<RasterOddity>,
    /// Whether it can be measured on, or why not.
    pub measurable: Result<(), RasterError>,
    /// Further reasons not to measure on it.
    pub(super) further_refusals: Vec<RasterError>,
}

/// The heights of a raster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightFacts {
    /// The lowest and the highest, and how many cells have one.
    pub range: HeightRange,
    /// The plan area of the cells with a height, in square metres; `None` without a placement.
    pub area_m2: Option<f64>,
}

/// Where the cells lie in the units of the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FileGeoreference {
    /// Nowhere.
    None,
    /// By control points only.
    ControlPoints {
        /// How many.
        points: usize,
    },
    /// Turned or mirrored.
    Rotated {
        /// From east counter-clockwise to the direction of the rows, in degrees.
        degrees: f64,
    },
    /// Rows run west to east.
    NorthUp {
        /// The western edge.
        west: f64,
        /// The northern edge.
        north: f64,
        /// West to east, positive.
        cell_width: f64,
        /// North to south, positive.
        cell_height: f64,
        /// Whether the file begins with the southernmost row.
        southern_row_first: bool,
    },
}

/// The unit of horizontal coordinates.
#[derive(Clone, Debug, PartialEq)]
pub struct HorizontalUnit {
    /// As the coordinate system calls it.
    pub name: String,
    /// `None` for degrees and other angles.
    pub metres_per_unit: Option<f64>,
}

/// The unit of the heights in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum HeightUnit {
    /// The metre; also where nothing is stated.
    Metre,
    /// The international foot.
    Foot,
    /// The US survey foot.
    UsSurveyFoot,
    /// Another unit of length.
    Other {
        /// As the file calls it.
        name: String,
        /// Its length, in metres.
        metres_per_unit: f64,
    },
    /// Not a unit of length that we know.
    Unknown {
        /// As the file calls it.
        text: String,
    },
}

impl HeightUnit {
    /// Metres in one unit, or `None` if it is not known.
    pub fn metres_per_unit(&self) -> Option<f64> {
        match self {
            Self::Metre => Some(1.0),
            Self::Foot => Some(METRES_PER_FOOT),
            Self::UsSurveyFoot => Some(METRES_PER_US_SURVEY_FOOT),
            Self::Other {
                metres_per_unit, ..
            } => Some(*metres_per_unit),
            Self::Unknown { .. } => None,
        }
    }

    /// Reads a band's unit. `None` where nothing is said.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let letters: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase();
        let other = |metres_per_unit| Self::Other {
            name: text.to_owned(),
            metres_per_unit,
        };
        Some(match letters.as_str() {
            "" if text.trim().is_empty() => return None,
            // Some programs fill the field in with one of these.
            "other" | "unknown" | "undefined" | "unspecified" | "none" => return None,
            "m" | "metre" | "metres" | "meter" | "meters" | "mtr" => Self::Metre,
            "ft" | "foot" | "feet" | "internationalfoot" | "internationalfeet" => Self::Foot,
            "usft" | "ftus" | "footus" | "feetus" | "ussurveyfoot" | "ussurveyfeet" | "usfoot"
            | "usfeet" | "surveyfoot" | "surveyfeet" => Self::UsSurveyFoot,
            "mm" | "millimetre" | "millimeter" | "millimetres" | "millimeters" => other(0.001),
            "cm" | "centimetre" | "centimeter" | "centimetres" | "centimeters" => other(0.01),
            "dm" | "decimetre" | "decimeter" | "decimetres" | "decimeters" => other(0.1),
            "km" | "kilometre" | "kilometer" | "kilometres" | "kilometers" => other(1000.0),
            _ => Self::Unknown {
                text: text.to_owned(),
            },
        })
    }

    /// The unit of a coordinate system's heights.
    pub(super) fn of_length(name: &str, metres_per_unit: f64) -> Self {
        let near = |length: f64| (metres_per_unit / length - 1.0).abs() < 1e-8;
        if near(1.0) {
            Self::Metre
        } else if near(METRES_PER_FOOT) {
            Self::Foot
        } else if near(METRES_PER_US_SURVEY_FOOT) {
            Self::UsSurveyFoot
        } else {
            Self::Other {
                name: name.to_owned(),
                metres_per_unit,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&HeightUnit>) {
        assert_eq!(HeightUnit::parse(text).as_ref(), expected);
    }

    #[test]
    fn units_are_known_in_many_spellings() {
        check("", None);
        check("other", None);
        check("m", Some(&HeightUnit::Metre));
        check("metre", Some(&HeightUnit::Metre));
        check("Feet", Some(&HeightUnit::Foot));
        check("US survey foot", Some(&HeightUnit::UsSurveyFoot));
        check("us-ft", Some(&HeightUnit::UsSurveyFoot));
        check(
            "degC",
            Some(&HeightUnit::Unknown {
                text: "degC".to_owned(),
            }),
        );
    }

    #[test]
    fn the_two_feet_are_told_apart_by_their_length() {
        assert_eq!(HeightUnit::of_length("foot", 0.3048), HeightUnit::Foot);
        assert_eq!(
            HeightUnit::of_length("foot", 0.304_800_609_601_219),
            HeightUnit::UsSurveyFoot
        );
    }
}
