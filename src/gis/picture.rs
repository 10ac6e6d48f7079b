//! Reads pictures as colours, straightened into the project's coordinate system where that is needed.

use std::path::{Path, PathBuf};

use gdal::raster::{ColorInterpretation, GdalType, RasterBand};
use gdal::{Dataset, Metadata as _};

use super::crs::Crs;
use super::error::RasterError;
use super::examine::{Examined, examine};
use super::facts::FileGeoreference;
use super::georeference;
use super::reference::Reference;
use super::setup;
use super::straighten::{refuse_unless_on_earth, straightened};
use crate::terrain::{CellWindow, Placement};

/// A picture that is open for reading.
pub(super) struct PictureFile {
    path: PathBuf,
    /// The picture as it is read. Dropped before `below`, which it may read from.
    dataset: Dataset,
    below: Option<Dataset>,
    coloring: Coloring,
    opacity: Opacity,
    /// Where the cells lie in the project's coordinate system.
    pub placement: Placement,
    /// GDAL's short name of the format.
    pub driver: String,
    /// Columns and rows that the file stores together.
    pub block: (usize, usize),
}

/// How the values of a picture become colours.
#[derive(Clone, Debug)]
enum Coloring {
    /// The colours by number.
    Palette { band: usize, colors: Vec<[u8; 4]> },
    /// Red, green and blue, or three times the same band of grey.
    Bands { bands: [usize; 3], stretch: Stretch },
}

/// What is black and what is white; bytes are taken as they are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stretch {
    Bytes,
    Between { black: f64, white: f64 },
}

/// What says how opaque a picture is.
#[derive(Clone, Debug)]
enum Opacity {
    Whole,
    /// A band.
    Alpha {
        band: usize,
    },
    /// A mask that belongs to the file.
    Mask,
    /// Where all bands have a value that stands for nothing.
    NoData {
        values: Vec<f64>,
    },
}

impl PictureFile {
    /// Opens a picture, to be read in the project's coordinate system.
    pub(super) fn open(source: &str, project: &Reference) -> Result<Self, RasterError> {
        let Examined {
            dataset,
            facts,
            crs,
            ..
        } = examine(source, None)?;
        let path = facts.path;
        let refusals = facts
            .measurable
            .err()
            .into_iter()
            .chain(facts.further_refusals);
        let hinders = |refusal: &RasterError| {
            matches!(
                refusal,
                RasterError::ComplexValues { .. }
                    | RasterError::BlockTooLarge { .. }
                    | RasterError::NoGeoreference { .. }
                    | RasterError::CrsMissing { .. }
            )
        };
        if let Some(refusal) = refusals.into_iter().find(hinders) {
            return Err(refusal);
        }
        let Some(crs) = crs else {
            return Err(RasterError::CrsMissing { path });
        };
        let coloring = Coloring::of(&dataset).map_err(cannot_read(&path))?;
        let opacity = Opacity::of(&dataset, &coloring).map_err(cannot_read(&path))?;
        let block = dataset
            .rasterband(coloring.first_band())
            .map_err(cannot_read(&path))?
            .block_size();
        let unusable = |source| RasterError::CrsUnusable {
            path: path.clone(),
            source,
        };
        let target = Crs::parse(project.wkt())
            .and_then(|target| target.horizontal())
            .map_err(unusable)?;
        let own = crs.horizontal().map_err(unusable)?;
        let is_placed =
            own.is_same_plane(&target).map_err(unusable)? && is_north_up(&facts.georeference);
        let metres = project.metres_per_unit();
        if is_placed {
            let size = dataset.raster_size();
            let placement = georeference::placement_of(&facts.georeference, metres, size);
            let Some(placement) = placement else {
                return Err(RasterError::NoGeoreference { path });
            };
            return Ok(Self {
                path,
                dataset,
                below: None,
                coloring,
                opacity,
                placement,
                driver: facts.driver,
                block,
            });
        }
        refuse_unless_on_earth(&path, &own)?;
        let straight = straightened((&path, &dataset), (&own, &target), coloring.resampling())?;
        let georeference = georeference::georeference_of(&straight);
        let placement = georeference::placement_of(&georeference, metres, straight.raster_size());
        let Some(placement) = placement else {
            return Err(RasterError::NoGeoreference { path });
        };
        // Straightening adds a band that says where the picture is, as the last one.
        let opacity = Opacity::Alpha {
            band: straight.raster_count(),
        };
        Ok(Self {
            path,
            dataset: straight,
            below: Some(dataset),
            coloring,
            opacity,
            placement,
            driver: facts.driver,
            block,
        })
    }

    /// The file itself, as GDAL opened it.
    pub(super) fn source(&self) -> &Dataset {
        self.below.as_ref().unwrap_or(&self.dataset)
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The colours of a block of cells, multiplied with their opacity, rows from north to south.
    pub(super) fn read(&self, window: CellWindow) -> Result<Vec<[u8; 4]>, RasterError> {
        setup::take_failure();
        self.pixels(window).map_err(cannot_read(&self.path))
    }

    fn pixels(&self, window: CellWindow) -> gdal::errors::Result<Vec<[u8; 4]>> {
        let mut pixels = match &self.coloring {
            Coloring::Palette { band, colors } => {
                let numbers: Vec<u16> = self.values(*band, window)?;
                let color_of = |number: u16| colors.get(usize::from(number)).copied();
                numbers
                    .into_iter()
                    .map(|number| color_of(number).unwrap_or_default())
                    .collect()
            }
            Coloring::Bands { bands, stretch } => self.colors(*bands, *stretch, window)?,
        };
        self.make_transparent(&mut pixels, window)?;
        Ok(pixels)
    }

    fn colors(
        &self,
        [red, green, blue]: [usize; 3],
        stretch: Stretch,
        window: CellWindow,
    ) -> gdal::errors::Result<Vec<[u8; 4]>> {
        let channel = |band: usize| -> gdal::errors::Result<Vec<u8>> {
            match stretch {
                Stretch::Bytes => self.values(band, window),
                Stretch::Between { black, white } => {
                    let values: Vec<f64> = self.values(band, window)?;
                    let brightness = |value: f64| stretched(value, black, white);
                    Ok(values.into_iter().map(brightness).collect())
                }
            }
        };
        let reds = channel(red)?;
        if red == green {
            return Ok(reds
                .into_iter()
                .map(|grey| [grey, grey, grey, 255])
                .collect());
        }
        let (greens, blues) = (channel(green)?, channel(blue)?);
        let channels = reds.into_iter().zip(greens).zip(blues);
        Ok(channels
            .map(|((red, green), blue)| [red, green, blue, 255])
            .collect())
    }

    fn make_transparent(
        &self,
        pixels: &mut [[u8; 4]],
        window: CellWindow,
    ) -> gdal::errors::Result<()> {
        match &self.opacity {
            Opacity::Whole => {}
            Opacity::Alpha { band } => {
                let opacities = self.opacities(*band, window)?;
                for (pixel, opacity) in pixels.iter_mut().zip(opacities) {
                    *pixel = multiplied(*pixel, opacity);
                }
            }
            Opacity::Mask => {
                let (begin, size) = bounds(window)?;
                let band = self.dataset.rasterband(self.coloring.first_band())?;
                let mut is_shown = vec![0_u8; window.columns * window.rows];
                band.open_mask_band()?
                    .read_into_slice(begin, size, size, &mut is_shown, None)?;
                for (pixel, is_shown) in pixels.iter_mut().zip(is_shown) {
                    if is_shown == 0 {
                        *pixel = [0; 4];
                    }
                }
            }
            Opacity::NoData { values } => {
                let mut is_nothing = vec![true; pixels.len()];
                for (band, nothing) in self.coloring.bands().into_iter().zip(values) {
                    let found: Vec<f64> = self.values(band, window)?;
                    for (is_nothing, value) in is_nothing.iter_mut().zip(found) {
                        let same = (value - nothing).abs() < f64::EPSILON;
                        *is_nothing &= same || value.is_nan() && nothing.is_nan();
                    }
                }
                for (pixel, is_nothing) in pixels.iter_mut().zip(is_nothing) {
                    if is_nothing {
                        *pixel = [0; 4];
                    }
                }
            }
        }
        if let Coloring::Palette { .. } = self.coloring {
            // The palette's own opacity has not been multiplied in yet.
            for pixel in pixels.iter_mut().filter(|pixel| pixel[3] < 255) {
                *pixel = multiplied([pixel[0], pixel[1], pixel[2], 255], pixel[3]);
            }
        }
        Ok(())
    }

    /// From 0 to 255, whatever type the band has.
    fn opacities(&self, band: usize, window: CellWindow) -> gdal::errors::Result<Vec<u8>> {
        if is_bytes(&self.dataset.rasterband(band)?) {
            return self.values(band, window);
        }
        let values: Vec<f64> = self.values(band, window)?;
        let opacity = |value: f64| if 0.0 < value { 255 } else { 0 };
        Ok(values.into_iter().map(opacity).collect())
    }

    fn values<T: Copy + Default + GdalType>(
        &self,
        band: usize,
        window: CellWindow,
    ) -> gdal::errors::Result<Vec<T>> {
        let (begin, size) = bounds(window)?;
        let mut values = vec![T::default(); window.columns * window.rows];
        self.dataset
            .rasterband(band)?
            .read_into_slice(begin, size, size, &mut values, None)?;
        Ok(values)
    }
}

impl Coloring {
    fn of(dataset: &Dataset) -> gdal::errors::Result<Self> {
        let count = dataset.raster_count();
        let mut interpretations = Vec::new();
        for band in 1..=count {
            interpretations.push(dataset.rasterband(band)?.color_interpretation());
        }
        let find = |wanted: ColorInterpretation| {
            let found = interpretations.iter().position(|color| *color == wanted);
            found.map(|index| index + 1)
        };
        let palette_band = find(ColorInterpretation::PaletteIndex).unwrap_or(1);
        if let Some(colors) = dataset.rasterband(palette_band)?.color_table() {
            let channel = |value: i16| u8::try_from(value.clamp(0, 255)).unwrap_or(0);
            let colors = (0..colors.entry_count()).map(|index| {
                colors.entry_as_rgb(index).map_or([0; 4], |entry| {
                    [entry.r, entry.g, entry.b, entry.a].map(channel)
                })
            });
            return Ok(Self::Palette {
                band: palette_band,
                colors: colors.collect(),
            });
        }
        let is_content = |band: &usize| interpretations[band - 1] != ColorInterpretation::AlphaBand;
        let content: Vec<usize> = (1..=count).filter(is_content).collect();
        let named = (
            find(ColorInterpretation::RedBand),
            find(ColorInterpretation::GreenBand),
            find(ColorInterpretation::BlueBand),
        );
        let bands = match (named, content.as_slice()) {
            ((Some(red), Some(green), Some(blue)), _) => [red, green, blue],
            (_, [first, second, third, ..]) => [*first, *second, *third],
            (_, [first, ..]) => [*first; 3],
            (_, []) => [1; 3],
        };
        let stretch = Stretch::of(dataset, bands)?;
        Ok(Self::Bands { bands, stretch })
    }

    fn first_band(&self) -> usize {
        match self {
            Self::Palette { band, .. } => *band,
            Self::Bands { bands, .. } => bands[0],
        }
    }

    /// Each once.
    fn bands(&self) -> Vec<usize> {
        match self {
            Self::Palette { band, .. } => vec![*band],
            Self::Bands { bands, .. } => {
                let mut bands = bands.to_vec();
                bands.dedup();
                bands
            }
        }
    }

    /// Numbers of colours have no mean.
    fn resampling(&self) -> &'static str {
        match self {
            Self::Palette { .. } => "near",
            Self::Bands { .. } => "bilinear",
        }
    }
}

impl Stretch {
    fn of(dataset: &Dataset, mut bands: [usize; 3]) -> gdal::errors::Result<Self> {
        let first = dataset.rasterband(bands[0])?;
        let bits = first.metadata_item("NBITS", "IMAGE_STRUCTURE");
        let bits = bits.and_then(|bits| bits.parse::<i32>().ok());
        if is_bytes(&first) {
            // Scanned maps may have one bit for each cell.
            return Ok(match bits {
                Some(bits) if (1..8).contains(&bits) => Self::Between {
                    black: 0.0,
                    white: 2.0_f64.powi(bits) - 1.0,
                },
                _ => Self::Bytes,
            });
        }
        bands.sort_unstable();
        let (mut black, mut white) = (f64::INFINITY, f64::NEG_INFINITY);
        for band in bands {
            let found = dataset.rasterband(band)?.compute_raster_min_max(true)?;
            black = black.min(found.min);
            white = white.max(found.max);
        }
        Ok(Self::Between { black, white })
    }
}

impl Opacity {
    fn of(dataset: &Dataset, coloring: &Coloring) -> gdal::errors::Result<Self> {
        for band in 1..=dataset.raster_count() {
            let color = dataset.rasterband(band)?.color_interpretation();
            if color == ColorInterpretation::AlphaBand {
                return Ok(Self::Alpha { band });
            }
        }
        let flags = dataset.rasterband(coloring.first_band())?.mask_flags()?;
        if flags.is_per_dataset() && !flags.is_nodata() {
            return Ok(Self::Mask);
        }
        let mut values = Vec::new();
        for band in coloring.bands() {
            let Some(value) = dataset.rasterband(band)?.no_data_value() else {
                return Ok(Self::Whole);
            };
            values.push(value);
        }
        Ok(Self::NoData { values })
    }
}

/// The brightness of a value between black and white.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` cuts to 0..=255, and not a number becomes 0"
)]
fn stretched(value: f64, black: f64, white: f64) -> u8 {
    ((value - black) / (white - black) * 255.0).round() as u8
}

/// A colour multiplied with an opacity.
fn multiplied([red, green, blue, own]: [u8; 4], opacity: u8) -> [u8; 4] {
    let times = |channel: u8| {
        let product = u16::from(channel) * u16::from(opacity);
        u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
    };
    [times(red), times(green), times(blue), times(own)]
}

fn is_bytes(band: &RasterBand<'_>) -> bool {
    band.band_type() == gdal::raster::GdalDataType::UInt8
}

fn is_north_up(georeference: &FileGeoreference) -> bool {
    matches!(
        georeference,
        FileGeoreference::NorthUp {
            southern_row_first: false,
            ..
        }
    )
}

fn cannot_read(path: &Path) -> impl Fn(gdal::errors::GdalError) -> RasterError + '_ {
    |error| RasterError::CannotRead {
        path: path.to_owned(),
        source: error.into(),
    }
}

/// A window as GDAL counts it.
type Bounds = ((isize, isize), (usize, usize));

fn bounds(window: CellWindow) -> gdal::errors::Result<Bounds> {
    let begin = (
        isize::try_from(window.column)?,
        isize::try_from(window.row)?,
    );
    Ok((begin, (window.columns, window.rows)))
}
