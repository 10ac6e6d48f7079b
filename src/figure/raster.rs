//! Pixels as part of a drawing, and as the bytes of a PNG file.

use super::{Pixel, PngError, TRANSPARENT};

/// Pixels row by row from the upper left corner, their colours multiplied with their opacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    columns: usize,
    rows: usize,
    pixels: Vec<Pixel>,
}

impl Raster {
    /// Returns `None` unless there is a pixel for each place, and at least one.
    pub fn new(columns: usize, rows: usize, pixels: Vec<Pixel>) -> Option<Self> {
        let is_whole = !pixels.is_empty() && columns.checked_mul(rows) == Some(pixels.len());
        is_whole.then_some(Self {
            columns,
            rows,
            pixels,
        })
    }

    /// From left to right.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// From top to bottom.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// All of them, row by row.
    pub fn pixels(&self) -> &[Pixel] {
        &self.pixels
    }

    /// Whether nothing is to be seen.
    pub fn is_clear(&self) -> bool {
        self.pixels.iter().all(|pixel| *pixel == TRANSPARENT)
    }

    /// Lays it over a colour, so that nothing shines through.
    pub fn on(mut self, [red, green, blue]: [u8; 3]) -> Self {
        for pixel in &mut self.pixels {
            let left = u16::from(255 - pixel[3]);
            let mixed = |over: u8, below: u8| {
                let below = (u16::from(below) * left + 127) / 255;
                over.saturating_add(u8::try_from(below).unwrap_or(255))
            };
            *pixel = [
                mixed(pixel[0], red),
                mixed(pixel[1], green),
                mixed(pixel[2], blue),
                255,
            ];
        }
        self
    }

    /// The bytes of a PNG file: the same for the same pixels, and without an opacity where nothing shines through.
    ///
    /// # Errors
    /// [`PngError`], if it is too large for the format.
    pub fn png(&self) -> Result<Vec<u8>, PngError> {
        let side = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (width, height) = (side(self.columns), side(self.rows));
        let is_opaque = self.pixels.iter().all(|pixel| pixel[3] == 255);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::Adaptive);
        let values: Vec<u8> = if is_opaque {
            encoder.set_color(png::ColorType::Rgb);
            let colors = self.pixels.iter();
            colors.flat_map(|[r, g, b, _]| [*r, *g, *b]).collect()
        } else {
            encoder.set_color(png::ColorType::Rgba);
            self.pixels.iter().copied().flat_map(divided).collect()
        };
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&values)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// A pixel with its colours as they were before they were multiplied with the opacity.
fn divided([red, green, blue, opacity]: Pixel) -> [u8; 4] {
    if opacity == 0 {
        return TRANSPARENT;
    }
    let whole = |part: u8| {
        let opacity = u16::from(opacity);
        let part = (u16::from(part) * 255 + opacity / 2) / opacity;
        u8::try_from(part).unwrap_or(255)
    };
    [whole(red), whole(green), whole(blue), opacity]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (png::ColorType, Vec<u8>) {
        let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        let mut reader = decoder.read_info().unwrap();
        let mut values = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut values).unwrap();
        (info.color_type, values)
    }

    #[test]
    fn pixels_come_back_from_the_file() {
        let opaque = Raster::new(2, 1, vec![[1, 2, 3, 255], [4, 5, 6, 255]]).unwrap();
        let bytes = opaque.png().unwrap();
        assert_eq!(bytes, opaque.png().unwrap());
        let found = decoded(&bytes);
        assert_eq!(found, (png::ColorType::Rgb, vec![1, 2, 3, 4, 5, 6]));
        // Colours are multiplied with the opacity here, and are not in the file.
        let half = Raster::new(1, 2, vec![[100, 50, 0, 128], TRANSPARENT]).unwrap();
        let (color, values) = decoded(&half.png().unwrap());
        assert_eq!(color, png::ColorType::Rgba);
        assert_eq!(values, [199, 100, 0, 128, 0, 0, 0, 0]);
    }

    #[test]
    fn there_is_a_pixel_for_each_place() {
        assert!(Raster::new(2, 2, vec![TRANSPARENT; 3]).is_none());
        assert!(Raster::new(0, 0, Vec::new()).is_none());
        let clear = Raster::new(2, 2, vec![TRANSPARENT; 4]).unwrap();
        assert!(clear.is_clear());
        assert_eq!(clear.on([9, 8, 7]).pixels()[3], [9, 8, 7, 255]);
    }
}
