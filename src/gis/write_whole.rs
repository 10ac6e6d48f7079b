//! Files that are written whole or not at all.

use std::io::Write as _;
use std::path::Path;

use super::WriteError;

/// Writes a file beside and renames it. Renaming is atomic, so a crash leaves the old file or none.
///
/// # Errors
/// [`WriteError`], if the folder is not there or may not be written to.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let unfinished = |source| WriteError::FolderNotWritable {
        path: path.to_owned(),
        source,
    };
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Whoever may read other files in the folder may read this one.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(unfinished)?;
    file.write_all(bytes).map_err(unfinished)?;
    file.as_file().sync_all().map_err(unfinished)?;
    let put = file.persist(path);
    put.map(|_| ()).map_err(|error| WriteError::CannotReplace {
        path: path.to_owned(),
        source: error.error,
    })
}
