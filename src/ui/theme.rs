//! How the window looks: fonts, colours, sizes.

use std::sync::Arc;

use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, Style, TextStyle, Vec2, Visuals,
};

use crate::app::{Settings, Theme};

/// Everything is larger by this for a projector.
const LARGE_TYPE: f32 = 1.35;

/// The width, in points, below which parts of the window give way to one another: a laptop's with large type.
pub const NARROW: f32 = 1100.0;

/// The colours that egui has no place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Copper: what can be done next, what is selected.
    pub accent: Color32,
    /// Quieter than text.
    pub quiet: Color32,
    /// What needs a look.
    pub warning: Color32,
    /// What failed.
    pub error: Color32,
    /// What is done.
    pub success: Color32,
    /// Behind the map.
    pub ground: Color32,
    /// Behind writing on the map.
    pub plate: Color32,
}

const LIGHT: Palette = Palette {
    // A little darker than the copper #B35C1E, which has 4.35 : 1 on the ground.
    accent: Color32::from_rgb(0xAC, 0x57, 0x1B),
    quiet: Color32::from_rgb(0x5B, 0x67, 0x70),
    warning: Color32::from_rgb(0x8A, 0x5A, 0x00),
    error: Color32::from_rgb(0xB3, 0x26, 0x1E),
    success: Color32::from_rgb(0x1F, 0x6F, 0x4A),
    ground: Color32::from_rgb(0xF7, 0xF6, 0xF3),
    plate: Color32::from_rgba_premultiplied(0xEB, 0xEB, 0xEB, 0xEB),
};

const DARK: Palette = Palette {
    accent: Color32::from_rgb(0xE0, 0x8A, 0x4A),
    quiet: Color32::from_rgb(0xA3, 0xAD, 0xB5),
    warning: Color32::from_rgb(0xE6, 0xB4, 0x50),
    error: Color32::from_rgb(0xFF, 0x8A, 0x80),
    success: Color32::from_rgb(0x7C, 0xC9, 0x9F),
    ground: Color32::from_rgb(0x16, 0x19, 0x1D),
    plate: Color32::from_rgba_premultiplied(0x1B, 0x1F, 0x23, 0xE6),
};

/// The colours of the theme that is shown.
pub fn palette(visuals: &Visuals) -> Palette {
    if visuals.dark_mode { DARK } else { LIGHT }
}

/// Loads the fonts and both themes.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.add_font(egui_material_icons::font_insert());
    ctx.set_style_of(egui::Theme::Light, style(Visuals::light(), LIGHT));
    ctx.set_style_of(egui::Theme::Dark, style(Visuals::dark(), DARK));
    ctx.options_mut(|options| {
        options.zoom_with_keyboard = false;
        // Where the system does not say, a map is read on paper.
        options.fallback_theme = egui::Theme::Light;
    });
}

/// Follows what the user set.
pub fn follow(ctx: &Context, settings: &Settings) {
    ctx.set_theme(match settings.theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    });
    ctx.set_zoom_factor(if settings.large_type { LARGE_TYPE } else { 1.0 });
}

/// Semibold, for headings.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let regular = include_bytes!("../../assets/fonts/SourceSans3-Regular.ttf");
    let semibold = include_bytes!("../../assets/fonts/SourceSans3-Semibold.ttf");
    let mut add = |name: &str, bytes: &'static [u8]| {
        let font = Arc::new(FontData::from_static(bytes));
        fonts.font_data.insert(name.to_owned(), font);
    };
    add("text", regular);
    add("strong", semibold);
    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    proportional.insert(0, "text".to_owned());
    let mut headings = proportional.clone();
    headings.insert(0, "strong".to_owned());
    fonts.families.insert(strong(), headings);
    fonts
}

fn style(mut visuals: Visuals, palette: Palette) -> Style {
    let (panel, ink, line) = if visuals.dark_mode {
        (
            Color32::from_rgb(0x1F, 0x24, 0x28),
            Color32::from_rgb(0xE8, 0xEB, 0xED),
            Color32::from_rgb(0x3A, 0x42, 0x48),
        )
    } else {
        (
            Color32::WHITE,
            Color32::from_rgb(0x1F, 0x29, 0x33),
            Color32::from_rgb(0xD9, 0xD6, 0xCF),
        )
    };
    let (field, hovered) = if visuals.dark_mode {
        (
            Color32::from_rgb(0x16, 0x19, 0x1D),
            Color32::from_rgb(0x2B, 0x32, 0x38),
        )
    } else {
        (palette.ground, Color32::from_rgb(0xF1, 0xEA, 0xE3))
    };
    visuals.panel_fill = panel;
    visuals.window_fill = panel;
    visuals.extreme_bg_color = field;
    visuals.faint_bg_color = field;
    visuals.window_stroke = Stroke::new(1.0, line);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.selection.bg_fill = palette.accent.gamma_multiply(0.25);
    visuals.selection.stroke = Stroke::new(1.0, ink);
    visuals.weak_text_color = Some(palette.quiet);
    visuals.window_corner_radius = CornerRadius::same(6);
    visuals.menu_corner_radius = CornerRadius::same(6);
    let shadow = Shadow {
        offset: [0, 3],
        blur: 14,
        spread: 0,
        color: Color32::from_black_alpha(48),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    let widgets = &mut visuals.widgets;
    for widget in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        widget.fg_stroke = Stroke::new(1.0, ink);
        widget.corner_radius = CornerRadius::same(4);
        widget.expansion = 0.0;
    }
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, line);
    widgets.inactive.bg_fill = field;
    widgets.inactive.weak_bg_fill = field;
    widgets.inactive.bg_stroke = Stroke::new(1.0, line);
    widgets.hovered.bg_fill = hovered;
    widgets.hovered.weak_bg_fill = hovered;
    widgets.hovered.bg_stroke = Stroke::new(1.0, palette.accent);
    widgets.active.bg_fill = palette.accent.gamma_multiply(0.3);
    widgets.active.weak_bg_fill = palette.accent.gamma_multiply(0.3);
    widgets.active.bg_stroke = Stroke::new(1.0, palette.accent);
    widgets.open.bg_fill = hovered;
    widgets.open.weak_bg_fill = hovered;

    let mut style = Style {
        visuals,
        ..Style::default()
    };
    let sizes = [
        (TextStyle::Small, 12.0),
        (TextStyle::Body, 14.0),
        (TextStyle::Button, 14.0),
        (TextStyle::Monospace, 13.0),
    ];
    for (text, size) in sizes {
        let family = FontFamily::Proportional;
        style.text_styles.insert(text, FontId::new(size, family));
    }
    let heading = FontId::new(18.0, strong());
    style.text_styles.insert(TextStyle::Heading, heading);
    let spacing = &mut style.spacing;
    // Beside what is scrolled, not over it.
    spacing.scroll = egui::style::ScrollStyle::solid();
    spacing.scroll.bar_width = 8.0;
    spacing.item_spacing = Vec2::new(8.0, 6.0);
    spacing.button_padding = Vec2::new(8.0, 4.0);
    spacing.interact_size.y = 26.0;
    spacing.menu_margin = Margin::same(8);
    spacing.window_margin = Margin::same(16);
    spacing.text_edit_width = 120.0;
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of a colour.
    ///
    /// # Source
    /// WCAG 2.1, definition of relative luminance.
    fn luminance(color: Color32) -> f32 {
        let linear = |channel: u8| {
            let channel = f32::from(channel) / 255.0;
            if channel <= 0.03928 {
                channel / 12.92
            } else {
                ((channel + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn all_writing_can_be_read() {
        for (visuals, palette) in [(Visuals::light(), LIGHT), (Visuals::dark(), DARK)] {
            let style = style(visuals, palette);
            let ink = style.visuals.widgets.inactive.fg_stroke.color;
            for behind in [style.visuals.panel_fill, style.visuals.extreme_bg_color] {
                for color in [
                    ink,
                    palette.accent,
                    palette.quiet,
                    palette.warning,
                    palette.error,
                    palette.success,
                ] {
                    let ratio = contrast(color, behind);
                    assert!(4.5 <= ratio, "{color:?} on {behind:?}: {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn digits_are_equally_wide_and_norwegian_letters_and_thin_spaces_are_there() {
        let ctx = Context::default();
        install(&ctx);
        let _output = ctx.run_ui(egui::RawInput::default(), |_| {});
        ctx.fonts_mut(|fonts| {
            for family in [FontFamily::Proportional, strong()] {
                let font = FontId::new(14.0, family);
                for letter in "æøåÆØÅ\u{2009}\u{202f}\u{a0}\u{2212}³²°–…".chars() {
                    assert!(fonts.has_glyph(&font, letter), "{letter:?}");
                }
                let zero = fonts.glyph_width(&font, '0');
                for digit in '1'..='9' {
                    assert!((fonts.glyph_width(&font, digit) - zero).abs() < 0.01);
                }
            }
        });
    }
}
