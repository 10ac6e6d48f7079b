//! What is odd about a file that can be used all the same.

use super::crs::VerticalDatum;

/// Heights further from zero than this are warned of, in metres.
///
/// The highest mountain is 8,849 m, the deepest trench 10,935 m.
pub const HEIGHT_WARNED_M: f64 = 12_000.0;

/// A larger share of heights that are exactly zero is warned of.
///
/// Norwegian 5 m terrain often has 0 where there is no height, and does not say so.
pub const ZERO_SHARE_WARNED: f64 = 0.05;

/// An area scale further from 1 than this is warned of.
pub const AREA_SCALE_WARNED: f64 = 0.001;

/// An area scale further from 1 than this is refused.
pub const AREA_SCALE_REFUSED: f64 = 0.05;

/// What is odd about a raster that can be used.
#[derive(Clone, Debug, PartialEq)]
pub enum RasterOddity {
    /// Some heights are not of this world.
    HeightsImplausible {
        /// In metres.
        lowest_m: f64,
        /// In metres.
        highest_m: f64,
    },
    /// So many heights are exactly zero that zero may mean "no height".
    ManyZeros {
        /// Cells whose height is exactly zero.
        zeros: usize,
        /// Cells with a height.
        cells: usize,
    },
    /// No cell has a height.
    NoHeights,
    /// The file says that its numbers are depths below its zero.
    SaysDepths,
    /// The file has no coordinate system, and the one that the caller stated was used.
    CrsStated {
        /// The name of the coordinate system.
        name: String,
        /// Its EPSG code, or `None` where there is none.
        epsg: Option<u32>,
    },
    /// The places where the file's position is recorded do not agree.
    GeoreferenceDisagrees {
        /// The one that was used.
        used: Georeferencing,
        /// Those that say something else.
        others: Vec<Georeferencing>,
    },
    /// Areas on the map differ from areas on the ground by more than [`AREA_SCALE_WARNED`].
    AreaScale {
        /// Planar area over true area at the raster's centre.
        scale: f64,
    },
    /// The band and the coordinate system state different height units, and the band's was used.
    HeightUnitsDisagree {
        /// What the band says.
        band_unit: String,
        /// What the coordinate system says.
        crs_unit: String,
    },
    /// Heights were taken as metres, which is doubtful: the file's height unit says nothing, or none
    /// is stated and the horizontal unit is another.
    HeightUnitAssumed {
        /// What the file has as the height unit, such as `other`; empty where there is nothing.
        band_unit: String,
        /// The name of the horizontal unit; empty without a coordinate system.
        horizontal_unit: String,
    },
    /// The file was moved to another coordinate system with its heights as they were.
    HeightDatumKept {
        /// What the heights are counted from.
        datum: VerticalDatum,
    },
}

impl RasterOddity {
    /// A short name for the kind of oddity, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HeightsImplausible { .. } => "heights_implausible",
            Self::ManyZeros { .. } => "many_zeros",
            Self::NoHeights => "no_heights",
            Self::SaysDepths => "says_depths",
            Self::CrsStated { .. } => "crs_stated",
            Self::GeoreferenceDisagrees { .. } => "georeference_disagrees",
            Self::AreaScale { .. } => "area_scale",
            Self::HeightUnitsDisagree { .. } => "height_units_disagree",
            Self::HeightUnitAssumed { .. } => "height_unit_assumed",
            Self::HeightDatumKept { .. } => "height_datum_kept",
        }
    }
}

/// Whether a name, such as a band's or a file's, says that numbers are depths.
pub(super) fn says_depths(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|letter: char| !letter.is_alphabetic());
    let depths = [
        "depth", "depths", "dybde", "dybder", "dybdene", "dyp", "djup", "djupn",
    ];
    words.any(|word| depths.contains(&word) || word.ends_with("dybder"))
}

/// Where a raster's position is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Georeferencing {
    /// GDAL's side file, `.aux.xml`.
    AuxFile,
    /// Inside the file.
    Internal,
    /// A world file, such as `.tfw`.
    WorldFile,
}

/// What is odd about a layer of polygons that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VectorOddity {
    /// Features without a geometry or with an empty one were left out.
    EmptySkipped {
        /// How many.
        features: usize,
    },
    /// Features that are not polygons were left out.
    OtherKindsSkipped {
        /// How many.
        features: usize,
    },
    /// Features that are neither polygons, lines nor points were left out.
    UnknownKindsSkipped {
        /// How many.
        features: usize,
    },
    /// Features with coordinates that are not numbers were left out.
    BrokenSkipped {
        /// How many.
        features: usize,
    },
    /// Features that lie where the project's coordinate system has no place were left out.
    MisplacedSkipped {
        /// How many.
        features: usize,
    },
    /// Points and lines beside polygons, or points beside lines, were left out of collections.
    PartsLeftOut {
        /// In how many features.
        features: usize,
    },
    /// Curved outlines became short straight lines.
    CurvesLinearised {
        /// In how many features.
        features: usize,
    },
    /// Heights of the outlines were dropped.
    HeightsDropped {
        /// In how many features.
        features: usize,
    },
    /// The file has no coordinate system; that of the project was assumed.
    CrsAssumed {
        /// The name of the coordinate system.
        name: String,
    },
    /// The file has no coordinate system; the one that was stated was taken.
    CrsStated {
        /// The name of the coordinate system.
        name: String,
    },
    /// Values that are not in the character set that the file says were read as Latin-1.
    LettersGuessed {
        /// How many.
        values: usize,
    },
    /// Fields that cannot be written out, or are too many, were left out.
    FieldsLeftOut {
        /// Their names.
        fields: Vec<String>,
    },
    /// GDAL complained while it read, but went on.
    Complaint {
        /// GDAL's own words, in English.
        message: String,
    },
    /// Of several layers the only one that can hold polygons was read.
    LayerChosen {
        /// The one that was read.
        layer: String,
        /// The others.
        others: Vec<String>,
    },
}

impl VectorOddity {
    /// A short name for the kind of oddity, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptySkipped { .. } => "empty_skipped",
            Self::OtherKindsSkipped { .. } => "other_kinds_skipped",
            Self::UnknownKindsSkipped { .. } => "unknown_kinds_skipped",
            Self::MisplacedSkipped { .. } => "misplaced_skipped",
            Self::PartsLeftOut { .. } => "parts_left_out",
            Self::LettersGuessed { .. } => "letters_guessed",
            Self::FieldsLeftOut { .. } => "fields_left_out",
            Self::BrokenSkipped { .. } => "broken_skipped",
            Self::CurvesLinearised { .. } => "curves_linearised",
            Self::HeightsDropped { .. } => "heights_dropped",
            Self::CrsStated { .. } => "vector_crs_stated",
            Self::CrsAssumed { .. } => "crs_assumed",
            Self::Complaint { .. } => "complaint",
            Self::LayerChosen { .. } => "layer_chosen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_are_known_by_a_word_of_their_name() {
        for name in [
            "Depth below chart datum (m)",
            "dybde",
            "sjodybder_8m",
            "MSL depth",
            "synthetic-seabed-depths",
        ] {
            assert!(says_depths(name), "{name}");
        }
        for name in ["dypdalen", "DTM10", "deptho", "", "Djupvika"] {
            assert!(!says_depths(name), "{name}");
        }
    }
}
