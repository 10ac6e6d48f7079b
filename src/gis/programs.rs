//! GDAL's own programs called as functions: their words, how far they are, and what they made.

use std::ffi::{CString, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;

use gdal::Dataset;

use super::error::RasterError;
use super::setup::{self, GdalFailure};
use crate::progress::Run;

/// What would be typed on the command line, as GDAL takes it: a list that ends with null.
pub(super) struct ProgramWords {
    list: Vec<*mut c_char>,
    /// What the list leads to.
    _words: Vec<CString>,
}

impl ProgramWords {
    /// # Errors
    /// [`GdalFailure`], if one of them holds a zero.
    pub(super) fn of<T: Into<Vec<u8>>>(
        words: impl IntoIterator<Item = T>,
    ) -> Result<Self, GdalFailure> {
        let words = words.into_iter().map(CString::new);
        let words: Vec<CString> = words.collect::<Result<_, _>>().map_err(holds_zero)?;
        let ends = words.iter().map(|word| word.as_ptr().cast_mut());
        Ok(Self {
            list: ends.chain([ptr::null_mut()]).collect(),
            _words: words,
        })
    }

    /// GDAL copies the words and changes none.
    pub(super) fn as_mut_ptr(&mut self) -> *mut *mut c_char {
        self.list.as_mut_ptr()
    }
}

/// A path as GDAL takes it.
///
/// # Errors
/// [`GdalFailure`], if it holds a zero.
pub(super) fn path_word(path: &Path) -> Result<CString, GdalFailure> {
    CString::new(path.to_string_lossy().into_owned()).map_err(holds_zero)
}

fn holds_zero(_: std::ffi::NulError) -> GdalFailure {
    GdalFailure {
        message: "a text holds a zero".to_owned(),
    }
}

/// A part of a run.
pub(super) struct Steps<'a> {
    pub run: &'a Run,
    pub from: f64,
    pub to: f64,
}

impl Steps<'_> {
    /// Tells how much of this part is done, from 0 to 1, and returns whether to go on.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the share was cut to 0..1"
    )]
    pub(super) fn tell(&self, share: f64) -> bool {
        let share = self.from + share.clamp(0.0, 1.0) * (self.to - self.from);
        self.run.step((share * 1000.0) as usize, 1000).is_ok()
    }

    /// Closes what a program made from the file at `path`, unless it was stopped or `failed`.
    ///
    /// # Errors
    /// [`RasterError`]: cancelled, or what `failed` makes of GDAL's reason.
    pub(super) fn close(
        &self,
        made: Option<Dataset>,
        path: &Path,
        failed: impl Fn(GdalFailure) -> RasterError,
    ) -> Result<(), RasterError> {
        if !self.tell(1.0) {
            return Err(RasterError::Cancelled {
                path: path.to_owned(),
            });
        }
        let made = made.ok_or_else(|| failed(take_failure()))?;
        made.close().map_err(|error| failed(error.into()))
    }
}

/// What GDAL said first, or that it said nothing.
pub(super) fn take_failure() -> GdalFailure {
    let message = setup::take_failure().unwrap_or_else(|| "no reason given".to_owned());
    GdalFailure { message }
}

/// Passes GDAL's progress on; 0 asks it to stop.
#[expect(
    unsafe_code,
    reason = "GDAL hands the part of the run back as a pointer"
)]
pub(super) unsafe extern "C" fn tell_progress(
    share: f64,
    _: *const c_char,
    steps: *mut c_void,
) -> c_int {
    if steps.is_null() {
        return 1;
    }
    // SAFETY: whoever passes it passes `Steps` that outlive the call.
    let steps = unsafe { &*steps.cast_const().cast::<Steps<'_>>() };
    c_int::from(steps.tell(share))
}
