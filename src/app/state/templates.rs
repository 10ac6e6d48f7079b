//! Slope templates: those that every project offers, and the project's own.

use super::App;
use crate::project::{
    DepositId, Edit, SlopePreset, SlopeTemplate, Slopes, TemplateChange, TemplateId,
};

/// A slope template that a deposit can be given.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferedTemplate {
    /// Of the project's own; `None` for those that every project offers.
    pub id: Option<TemplateId>,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub slopes: Slopes,
    /// Who says so.
    pub source: String,
}

impl App {
    /// Slope templates: the project's own in their order, then those that every project offers.
    pub fn templates(&self) -> Vec<OfferedTemplate> {
        let own = self.project().templates_in_order();
        let own = own.map(|(id, template)| OfferedTemplate {
            id: Some(id),
            name: template.name.clone(),
            slopes: template.slopes,
            source: template.source.clone(),
        });
        let presets = SlopePreset::ALL.iter().map(|preset| OfferedTemplate {
            id: None,
            name: self.words.text(&format!("template-{}", preset.id), &[]),
            slopes: preset.slopes,
            source: self
                .words
                .text(&format!("template-{}-source", preset.id), &[]),
        });
        own.chain(presets).collect()
    }

    /// Keeps the slopes of a deposit under a name.
    pub(super) fn save_template(&mut self, of: DepositId, name: String, source: String) {
        let Some(slopes) = self.project().deposit(of).map(Slopes::of) else {
            return;
        };
        let id = TemplateId(self.next_id());
        let added = TemplateChange::Add(SlopeTemplate {
            name,
            slopes,
            source,
        });
        self.edit(Edit::ChangeTemplate(id, Box::new(added)));
    }
}
