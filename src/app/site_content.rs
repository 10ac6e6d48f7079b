//! A copied layer in memory.

use super::keeping::Keeper;
use crate::progress::{Cancelled, Run};
use crate::project::ContentName;
use crate::results::ContentFacts;
use crate::site::{Features, FeaturesBuilder};
use crate::store::{ContentShape, ProjectFile, StoreError};

/// Features that are read at once, so that a save never waits long.
const FEATURES_PER_READ: usize = 10_000;

/// A copied layer, to be drawn and looked at.
#[derive(Debug)]
pub struct SiteContent {
    /// What is known of it.
    pub facts: ContentFacts,
    /// Its features, in the classes of the field that the layer says.
    pub features: Features,
    /// Features that another program made something else.
    pub unreadable: u64,
}

/// Where copied layers are read from.
pub(super) trait CopyReader {
    /// Reads something of the project file. `None` where there is none yet.
    fn read_copy<T>(
        &self,
        work: impl FnOnce(&ProjectFile) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError>;
}

impl CopyReader for Keeper {
    fn read_copy<T>(
        &self,
        work: impl FnOnce(&ProjectFile) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.read(work)
    }
}

impl CopyReader for ProjectFile {
    fn read_copy<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        work(self).map(Some)
    }
}

/// Reads a copy, a part at a time, each feature into what `begin` makes of its facts.
///
/// `None` where it is not in the project file.
pub(super) fn read_copy<T>(
    reader: &impl CopyReader,
    name: &ContentName,
    class_field: Option<&str>,
    run: &Run,
    begin: impl FnOnce(&ContentFacts) -> T,
    mut add: impl FnMut(&mut T, &ContentShape),
) -> Result<Option<(ContentFacts, T)>, StoreError> {
    let Some(facts) = reader.read_copy(|file| file.content(name))?.flatten() else {
        return Ok(None);
    };
    let class_column = class_field.and_then(|wanted| {
        let field = facts.fields.iter().find(|field| field.field.name == wanted);
        field.map(|field| field.column.as_str())
    });
    let total = usize::try_from(facts.features).unwrap_or(usize::MAX);
    let mut gathered = begin(&facts);
    let (mut after, mut done) = (None, 0);
    loop {
        let found = reader.read_copy(|file| {
            run.step(done, total).map_err(|Cancelled| {
                let path = file.path().to_owned();
                StoreError::Cancelled { path }
            })?;
            file.content_shapes(name, class_column, after, FEATURES_PER_READ)
        })?;
        let Some(found) = found else {
            return Ok(None);
        };
        for feature in &found {
            add(&mut gathered, feature);
        }
        done += found.len();
        match found.last() {
            Some(last) if found.len() == FEATURES_PER_READ => after = Some(last.fid),
            _ => break,
        }
    }
    Ok(Some((facts, gathered)))
}

/// Reads a copy to be drawn. `None` where it is not in the project file.
pub(super) fn read_content(
    reader: &impl CopyReader,
    name: &ContentName,
    class_field: Option<&str>,
    run: &Run,
) -> Result<Option<SiteContent>, StoreError> {
    let begin = |facts: &ContentFacts| {
        let origin = facts.extent.map(|extent| extent.center());
        (FeaturesBuilder::around(origin.unwrap_or_default()), 0)
    };
    let read = read_copy(
        reader,
        name,
        class_field,
        run,
        begin,
        |(builder, unreadable), feature| match &feature.shape {
            Some(shape) => builder.add(feature.fid, shape, &feature.class),
            None => *unreadable += 1,
        },
    )?;
    Ok(read.map(|(facts, (builder, unreadable))| SiteContent {
        facts,
        features: builder.finish(),
        unreadable,
    }))
}
