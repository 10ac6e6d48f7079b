//! What is written at the features of a copied layer.

use super::site_content::{CopyReader, read_copy};
use crate::progress::Run;
use crate::project::ContentName;
use crate::site::Label;
use crate::store::StoreError;

/// Labels of a layer, in the order of its features.
pub type SiteLabels = Vec<Label>;

/// Reads the labels of a copy, where its features have a value of a field.
///
/// `None` where the copy is not in the project file; none at all where it has no such field.
pub(super) fn read_labels(
    reader: &impl CopyReader,
    name: &ContentName,
    label_field: &str,
    run: &Run,
) -> Result<Option<SiteLabels>, StoreError> {
    let read = read_copy(
        reader,
        name,
        Some(label_field),
        run,
        |_| SiteLabels::new(),
        |labels, feature| {
            let shape = feature.shape.as_ref();
            labels.extend(shape.and_then(|shape| Label::new(feature.fid, &feature.class, shape)));
        },
    )?;
    Ok(read.map(|(_, labels)| labels))
}
