//! Why there are no resolutions of a raster.

use std::path::{Path, PathBuf};

use crate::gis::RasterError;

/// Why a raster cannot be prepared for drawing.
#[derive(Debug, thiserror::Error)]
pub enum PyramidError {
    /// The raster cannot be read or placed.
    #[error("could not prepare {} for drawing", source.path().display())]
    SourceUnusable {
        /// Why not, and which file it is.
        #[source]
        source: RasterError,
    },
    /// Neither the cache folder nor the system's folder for temporary files took the resolutions.
    #[error("could not keep what was prepared from {}", path.display())]
    CannotStore {
        /// The raster.
        path: PathBuf,
        /// The system's reason, such as a full disk.
        #[source]
        source: std::io::Error,
    },
    /// The system refused the threads for the work.
    #[error("could not prepare {}: the system gave no threads", path.display())]
    NoThreads {
        /// The raster.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: rayon::ThreadPoolBuildError,
    },
    /// Nobody wants the result any more. Nothing was kept.
    #[error("could not finish preparing {}: cancelled", path.display())]
    Cancelled {
        /// The raster.
        path: PathBuf,
    },
}

impl PyramidError {
    /// Which raster it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::SourceUnusable { source } => source.path(),
            Self::CannotStore { path, .. }
            | Self::NoThreads { path, .. }
            | Self::Cancelled { path } => path,
        }
    }

    /// A short name for the kind of error, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SourceUnusable { source } => source.code(),
            Self::CannotStore { .. } => "pyramid_not_stored",
            Self::NoThreads { .. } => "no_threads",
            Self::Cancelled { .. } => "cancelled",
        }
    }
}

impl From<RasterError> for PyramidError {
    fn from(source: RasterError) -> Self {
        match source {
            RasterError::Cancelled { path } => Self::Cancelled { path },
            source => Self::SourceUnusable { source },
        }
    }
}
