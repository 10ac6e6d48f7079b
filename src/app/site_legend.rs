//! What the classes of a site layer are called and how they look.

use super::site_content::SiteContent;
use super::state::App;
use crate::project::{LayerId, SiteLayer};
use crate::site::{Pattern, Preset, Style};
use crate::words::Words;

/// Colours of classes that no data set says, which people with any colour vision tell apart.
///
/// # Source
/// M. Okabe and K. Ito, "Color Universal Design" (2008).
const COLORS: [[u8; 3]; 7] = [
    [230, 159, 0],
    [86, 180, 233],
    [0, 158, 115],
    [240, 228, 66],
    [0, 114, 178],
    [213, 94, 0],
    [204, 121, 167],
];

/// A class of a site layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendEntry {
    /// What people call it; empty where nothing is said.
    pub label: String,
    /// How it is drawn.
    pub style: Style,
    /// How many features there are.
    pub features: u64,
}

impl App {
    /// How the classes of a site layer are drawn, in the order of its content.
    pub fn site_styles(&self, id: LayerId) -> Vec<Style> {
        let Some((content, site)) = self.site_parts(id) else {
            return Vec::new();
        };
        styles_of(content, site, self.data_set_of(id))
    }

    /// The classes of a site layer, those with the most features first.
    pub fn site_legend(&self, id: LayerId) -> Vec<LegendEntry> {
        let Some((content, site)) = self.site_parts(id) else {
            return Vec::new();
        };
        let preset = self.data_set_of(id);
        let labels = labels_of(content, site, preset, self.words());
        let styles = styles_of(content, site, preset);
        let classes = content.features.classes().iter();
        let mut legend: Vec<LegendEntry> = Vec::new();
        for ((class, label), style) in classes.zip(labels).zip(styles) {
            // Several values may stand for one class.
            match legend
                .iter_mut()
                .find(|entry| entry.label == label && entry.style == style)
            {
                Some(entry) => entry.features += class.features,
                None => legend.push(LegendEntry {
                    label,
                    style,
                    features: class.features,
                }),
            }
        }
        legend.sort_by_key(|entry| std::cmp::Reverse(entry.features));
        legend
    }

    fn site_parts(&self, id: LayerId) -> Option<(&SiteContent, &SiteLayer)> {
        let site = self.project().layer(id)?.site.as_deref()?;
        Some((self.site_content(id)?.as_ref(), site))
    }
}

/// How the classes of a copied layer are drawn, in the order of its content.
pub(super) fn styles_of(
    content: &SiteContent,
    site: &SiteLayer,
    preset: Option<&Preset>,
) -> Vec<Style> {
    let classes = content.features.classes().iter().enumerate();
    classes
        .map(|(place, class)| style_of(place, &class.value, site, preset))
        .collect()
}

/// What people call the classes of a copied layer, in the order of its content; empty where nothing is said.
pub(super) fn labels_of(
    content: &SiteContent,
    site: &SiteLayer,
    preset: Option<&Preset>,
    words: &Words,
) -> Vec<String> {
    let tag = words.language().tag();
    // Where nothing tells classes apart, all of it is what the layer means.
    let role = words.text(&site.role.text_id(), &[]);
    let classes = content.features.classes().iter();
    classes
        .map(|class| {
            let named = preset.and_then(|preset| preset.class_of(&class.value));
            let label = match named {
                Some(class) => class.label.in_language(tag),
                None if site.class_field.is_none() => role.as_str(),
                None => class.value.as_str(),
            };
            label.to_owned()
        })
        .collect()
}

fn style_of(place: usize, value: &str, site: &SiteLayer, preset: Option<&Preset>) -> Style {
    let class = preset.and_then(|preset| Some((preset.class_of(value)?, preset.colors.official)));
    match (class, &site.class_field) {
        (Some((class, is_official)), _) => Style::of_class(class, is_official),
        (None, Some(_)) if preset.is_none() && !value.is_empty() => Style {
            fill: COLORS[place % COLORS.len()],
            pattern: Pattern::Solid,
            ..Style::of_role(site.role)
        },
        (None, _) => Style::of_role(site.role),
    }
}
