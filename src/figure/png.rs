//! A drawing as a PNG picture, painted from its SVG with the program's own font.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::drawing::{Drawing, Look};
use super::svg::svg_of;

/// Pixels on a millimetre, about 300 on an inch, which is what print asks for.
const PIXELS_PER_MM: f32 = 12.0;

/// The same in the unit that PNG has.
const PIXELS_PER_METRE: u32 = 12_000;

/// A drawing as the bytes of a PNG file, 12 pixels on a millimetre.
///
/// # Errors
/// [`PngError`], if the sheet has no area, or is too large for the memory.
pub fn png_of(drawing: &Drawing, look: Look) -> Result<Vec<u8>, PngError> {
    let mut fonts = Database::new();
    let regular = include_bytes!("../../assets/fonts/SourceSans3-Regular.ttf");
    let semibold = include_bytes!("../../assets/fonts/SourceSans3-Semibold.ttf");
    fonts.load_font_data(regular.to_vec());
    fonts.load_font_data(semibold.to_vec());
    let options = Options {
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(&svg_of(drawing, look), &options)?;
    let pixels = |mm: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a sheet's size in pixels; beyond the range there is no memory for it"
        )]
        let pixels = (mm * f64::from(PIXELS_PER_MM)).round() as u32;
        pixels
    };
    let (width, height) = (pixels(drawing.width_mm), pixels(drawing.height_mm));
    let mut pixmap = Pixmap::new(width, height).ok_or(PngError::Size { width, height })?;
    let size = tree.size();
    #[expect(clippy::cast_precision_loss, reason = "a number of pixels")]
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: PIXELS_PER_METRE,
        yppu: PIXELS_PER_METRE,
        unit: png::Unit::Meter,
    }));
    // The sheet covers all of it, so that nothing shines through.
    let colors = pixmap.pixels().iter();
    let colors: Vec<u8> = colors
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&colors)?;
    writer.finish()?;
    Ok(bytes)
}

/// Why a drawing could not be painted.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The sheet has no area, or is too large.
    #[error("a picture of {width} × {height} pixels cannot be made")]
    Size {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// What was drawn cannot be read again.
    #[error("the drawing could not be painted")]
    Drawing(#[from] resvg::usvg::Error),
    /// The picture cannot be packed.
    #[error("the picture could not be packed")]
    Packing(#[from] png::EncodingError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{PaperRect, Raster, Shape};

    #[test]
    fn a_picture_on_a_drawing_is_painted_where_it_lies() {
        let mut drawing = Drawing::new(4.0, 2.0, "");
        for left in [0.0, 2.0] {
            let at = PaperRect {
                left,
                top: 0.0,
                right: left + 1.0,
                bottom: 2.0,
            };
            let pixels = Raster::new(1, 1, vec![[0, 90, 180, 255]]);
            let pixels = Arc::new(pixels.unwrap());
            drawing.add(Shape::Picture { at, pixels });
        }
        let bytes = png_of(&drawing, Look::Light).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        let mut reader = decoder.read_info().unwrap();
        let mut values = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut values).unwrap();
        let at = |x: usize, y: usize| values[(y * 48 + x) * 3..][..3].to_vec();
        assert_eq!(at(6, 12), [0, 90, 180]);
        assert_eq!(at(30, 12), [0, 90, 180]);
        assert_eq!(at(18, 12), [255, 255, 255]);
    }
}
