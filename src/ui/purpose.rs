//! What other ground is used for, to be chosen.

use egui::Ui;
use i18n_embed_fl::fl;

use super::fields::choice_ui;
use crate::app::purpose_text;
use crate::project::GroundPurpose;
use crate::words::Words;

/// A choice of what ground is used for, in a grid of two columns. Returns another one than the one that is chosen.
pub fn purpose_ui(ui: &mut Ui, chosen: GroundPurpose, words: &Words) -> Option<GroundPurpose> {
    let choices = GroundPurpose::ALL.map(|purpose| (purpose, purpose_text(purpose, words)));
    let label = fl!(words.loader, "field-purpose");
    let tip = fl!(words.loader, "field-purpose-tip");
    choice_ui(ui, (&label, &tip), &choices, &chosen)
}
