//! A copied layer in memory.

use super::keeping::Keeper;
use crate::progress::{Cancelled, Run};
use crate::project::ContentName;
use crate::results::ContentFacts;
use crate::site::{Features, FeaturesBuilder};
use crate::store::StoreError;

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

/// Reads a copy, a part at a time. `None` where it is not in the project file.
pub(super) fn read_content(
    keeper: &Keeper,
    name: &ContentName,
    class_field: Option<&str>,
    run: &Run,
) -> Result<Option<SiteContent>, StoreError> {
    let Some(facts) = keeper.read(|file| file.content(name))?.flatten() else {
        return Ok(None);
    };
    let class_column = class_field.and_then(|wanted| {
        let field = facts.fields.iter().find(|field| field.field.name == wanted);
        field.map(|field| field.column.as_str())
    });
    let total = usize::try_from(facts.features).unwrap_or(usize::MAX);
    let origin = facts.extent.map(|extent| extent.center());
    let mut builder = FeaturesBuilder::around(origin.unwrap_or_default());
    let (mut after, mut unreadable, mut done) = (None, 0, 0);
    loop {
        let found = keeper.read(|file| {
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
            match &feature.shape {
                Some(shape) => builder.add(feature.fid, shape, &feature.class),
                None => unreadable += 1,
            }
        }
        done += found.len();
        match found.last() {
            Some(last) if found.len() == FEATURES_PER_READ => after = Some(last.fid),
            _ => break,
        }
    }
    Ok(Some(SiteContent {
        facts,
        features: builder.finish(),
        unreadable,
    }))
}
