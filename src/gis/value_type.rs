//! The type of a band's values, as `gdal` does not tell it.

use gdal::raster::RasterBand;

/// The type of a band's values.
pub(super) struct ValueType {
    pub name: String,
    pub bytes: u64,
    pub is_complex: bool,
    is_single: bool,
}

impl ValueType {
    #[expect(unsafe_code, reason = "gdal does not know complex types")]
    pub(super) fn of(band: &RasterBand<'_>) -> Self {
        // SAFETY: the band's handle is valid, and GDAL keeps the type's name for ever.
        unsafe {
            let code = gdal_sys::GDALGetRasterDataType(band.c_rasterband());
            let name = gdal_sys::GDALGetDataTypeName(code);
            Self {
                name: if name.is_null() {
                    String::new()
                } else {
                    std::ffi::CStr::from_ptr(name)
                        .to_string_lossy()
                        .into_owned()
                },
                bytes: u64::try_from(gdal_sys::GDALGetDataTypeSizeBytes(code)).unwrap_or(1),
                is_complex: gdal_sys::GDALDataTypeIsComplex(code) != 0,
                is_single: code == gdal_sys::GDALDataType::GDT_Float32,
            }
        }
    }

    /// A value as a cell of this type holds it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the same rounding as in the file is wanted"
    )]
    pub(super) fn rounded(&self, value: f64) -> f64 {
        if self.is_single {
            f64::from(value as f32)
        } else {
            value
        }
    }
}
