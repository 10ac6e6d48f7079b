//! The program's texts, and numbers as people write them, in bokmål, nynorsk and English.
//!
//! Texts stand in `assets/lang`. Which text is shown is left to `app`, `cli` and `ui`.

use std::fmt::Write as _;
use std::str::FromStr;

use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use i18n_embed::unic_langid::LanguageIdentifier;
use i18n_embed::{I18nEmbedError, LanguageLoader as _};
use rust_embed::RustEmbed;
use unic_langid::langid;

#[derive(RustEmbed)]
#[folder = "assets/lang/"]
struct Texts;

/// How figures come about.
#[derive(RustEmbed)]
#[folder = "assets/help/"]
struct MethodNotes;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Norwegian bokmål.
    Bokmal,
    /// Norwegian nynorsk.
    Nynorsk,
    /// English.
    English,
}

/// The language is not one that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the languages are nb, nn and en")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads a language tag, such as `nb`, `nn-NO` or `en-GB`. `no` says Norwegian and not which; it is bokmål.
    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nb" | "no" => Ok(Self::Bokmal),
            "nn" => Ok(Self::Nynorsk),
            "en" => Ok(Self::English),
            _ => Err(UnknownLanguage),
        }
    }
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Bokmal, Self::Nynorsk, Self::English];

    /// The first language of the system's that the program speaks, or English.
    pub fn of_system() -> Self {
        i18n_embed::DesktopLanguageRequester::requested_languages()
            .iter()
            .find_map(|wanted| wanted.to_string().parse().ok())
            .unwrap_or(Self::English)
    }

    /// Its language tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Bokmal => "nb",
            Self::Nynorsk => "nn",
            Self::English => "en",
        }
    }

    /// Whether it is bokmål or nynorsk: what is the same in both, such as numbers, dates and tables, and content
    /// that is there in bokmål alone, such as the sample's project.
    pub fn is_norwegian(self) -> bool {
        match self {
            Self::Bokmal | Self::Nynorsk => true,
            Self::English => false,
        }
    }

    /// Where its texts are looked for, the first that has one goes before; after the last comes English.
    fn ids(self) -> Vec<LanguageIdentifier> {
        match self {
            Self::Bokmal => vec![langid!("nb")],
            // A text that is new and not in nynorsk yet is better read in bokmål than in English.
            Self::Nynorsk => vec![langid!("nn"), langid!("nb")],
            Self::English => vec![langid!("en")],
        }
    }
}

/// All texts in one language.
#[derive(Debug)]
pub struct Words {
    /// For `fl!`, which checks ids and arguments when compiling.
    pub loader: FluentLanguageLoader,
    language: Language,
}

impl Words {
    /// Loads the texts.
    ///
    /// # Errors
    /// If the texts inside the program cannot be read, which a test rules out.
    pub fn in_language(language: Language) -> Result<Self, I18nEmbedError> {
        let loader = fluent_language_loader!();
        loader.load_languages(&Texts, &language.ids())?;
        // Fluent puts invisible marks around arguments otherwise, which fonts draw as boxes.
        loader.set_use_isolating(false);
        Ok(Self { loader, language })
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A text whose id is only known while running, such as a command's name, if there is one.
    pub fn find(&self, id: &str) -> Option<String> {
        self.loader.has(id).then(|| self.loader.get(id))
    }

    /// A text whose id is only known while running, with its arguments. Texts may have a variant for `[1]`.
    pub fn text(&self, id: &str, arguments: &[(&'static str, String)]) -> String {
        let arguments = arguments.iter().map(|(name, value)| match value.as_str() {
            // As a number it is told apart from many.
            "1" => (*name, 1_u64.into()),
            value => (*name, value.into()),
        });
        self.loader.get_args_concrete(id, arguments.collect())
    }

    /// A day and a time of day, where the computer stands.
    pub fn time(&self, at: jiff::Timestamp) -> String {
        let local = at.to_zoned(jiff::tz::TimeZone::system());
        let format = if self.language.is_norwegian() {
            "%d.%m.%Y kl. %H.%M"
        } else {
            "%-d %b %Y, %H:%M"
        };
        local.strftime(format).to_string()
    }

    /// A day in universal time, so that documents say the same wherever they are made.
    pub fn date(&self, at: jiff::Timestamp) -> String {
        let local = at.to_zoned(jiff::tz::TimeZone::UTC);
        let format = if self.language.is_norwegian() {
            "%d.%m.%Y"
        } else {
            "%-d %b %Y"
        };
        local.strftime(format).to_string()
    }

    /// A time of day, where the computer stands.
    pub fn clock(&self, at: jiff::Timestamp) -> String {
        let local = at.to_zoned(jiff::tz::TimeZone::system());
        let format = if self.language.is_norwegian() {
            "%H.%M"
        } else {
            "%H:%M"
        };
        local.strftime(format).to_string()
    }

    /// A number with thin spaces between thousands and the language's decimal mark.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let plain = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        if value < 0.0 && plain.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
            text.push('\u{2212}');
        }
        for (index, digit) in whole.chars().enumerate() {
            if 0 < index && (whole.len() - index) % 3 == 0 {
                text.push('\u{202f}');
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(if self.language.is_norwegian() {
                ','
            } else {
                '.'
            });
            text.push_str(fraction);
        }
        text
    }

    /// A number as it is typed: with all of its digits, and the decimal mark of the language.
    pub fn typed(&self, value: f64) -> String {
        let text = value.to_string();
        if self.language.is_norwegian() {
            text.replace('.', ",")
        } else {
            text
        }
    }

    /// A volume with four digits, which is what it is worth: cubic metres, or millions of them.
    pub fn volume(&self, volume_m3: f64) -> String {
        if volume_m3.abs() < 1e6 {
            return self.quantity(rounded(volume_m3), 0, "m³");
        }
        let millions = rounded(volume_m3) / 1e6;
        let decimals = [(10.0, 3), (100.0, 2), (1000.0, 1)];
        let decimals = decimals.iter().find(|(limit, _)| millions.abs() < *limit);
        self.quantity(
            millions,
            decimals.map_or(0, |(_, decimals)| *decimals),
            "Mm³",
        )
    }

    /// A mass with four digits: tonnes, or millions of them.
    pub fn mass(&self, mass_t: f64) -> String {
        if mass_t.abs() < 1e6 {
            return self.quantity(rounded(mass_t), 0, "t");
        }
        let millions = rounded(mass_t) / 1e6;
        let decimals = [(10.0, 3), (100.0, 2), (1000.0, 1)];
        let decimals = decimals.iter().find(|(limit, _)| millions.abs() < *limit);
        self.quantity(
            millions,
            decimals.map_or(0, |(_, decimals)| *decimals),
            "Mt",
        )
    }

    /// An area with four digits, in square metres.
    pub fn area(&self, area_m2: f64) -> String {
        self.quantity(rounded(area_m2), 0, "m²")
    }

    /// A number with its unit, which stay on one line.
    pub fn quantity(&self, value: f64, decimals: usize, unit: &str) -> String {
        let mut text = self.number(value, decimals);
        // Writing to a string cannot fail.
        write!(text, "\u{a0}{unit}").ok();
        text
    }
}

/// A number with its first four digits.
fn rounded(value: f64) -> f64 {
    if value.abs() < 1e4 {
        return value;
    }
    let step = 10_f64.powf(value.abs().log10().floor() - 3.0);
    (value / step).round() * step
}

/// The help page of a language with its method notes, in Markdown.
pub fn help_text(language: Language) -> String {
    let help = Texts::get(&format!("{}/help.md", language.tag()));
    let help = help.map(|file| String::from_utf8_lossy(&file.data).into_owned());
    let pages = [help.unwrap_or_default(), method_notes(language)];
    pages.join("\n\n")
}

/// How figures come about, in Markdown.
pub fn method_notes(language: Language) -> String {
    let notes = MethodNotes::get(&format!("methods.{}.md", language.tag()));
    let notes = notes.map(|file| String::from_utf8_lossy(&file.data).into_owned());
    notes.unwrap_or_default()
}

/// Reads a number as people type it: spaces of any width, a decimal comma or point, a minus of any length.
pub fn read_number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            ',' => '.',
            '\u{2212}' | '–' => '-',
            other => other,
        })
        .collect();
    let readable = plain
        .chars()
        .all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
    plain
        .parse()
        .ok()
        .filter(|number: &f64| readable && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(read_number("1\u{202f}234,5"), Some(1234.5));
        assert_eq!(read_number(" 2 000 000 "), Some(2_000_000.0));
        assert_eq!(read_number("\u{2212}3.25"), Some(-3.25));
        for text in ["", "x", "1,2,3", "inf", "NaN", "12 m"] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let nb = Words::in_language(Language::Bokmal).unwrap();
        let en = Words::in_language(Language::English).unwrap();
        let nn = Words::in_language(Language::Nynorsk).unwrap();
        assert_eq!(nb.number(1_701_696.02, 1), "1\u{202f}701\u{202f}696,0");
        assert_eq!(nn.number(1_701_696.02, 1), "1\u{202f}701\u{202f}696,0");
        assert_eq!(en.number(-1234.5, 1), "\u{2212}1\u{202f}234.5");
        assert_eq!(en.number(-0.01, 1), "0.0");
        assert_eq!(nb.number(f64::NAN, 1), "–");
        assert_eq!(nb.quantity(999.0, 0, "m³"), "999\u{a0}m³");
        for words in [&nb, &en] {
            assert_eq!(read_number(&words.typed(-1234.125)), Some(-1234.125));
        }
        assert_eq!(
            (nb.typed(52.5), en.typed(52.5)),
            ("52,5".to_owned(), "52.5".to_owned())
        );
    }

    #[test]
    fn volumes_and_areas_have_four_digits() {
        let nb = Words::in_language(Language::Bokmal).unwrap();
        assert_eq!(nb.volume(38_519_563.0), "38,52\u{a0}Mm³");
        assert_eq!(nb.volume(1_234_567.0), "1,235\u{a0}Mm³");
        assert_eq!(nb.volume(999_960.0), "1\u{202f}000\u{202f}000\u{a0}m³");
        assert_eq!(nb.volume(412.4), "412\u{a0}m³");
        assert_eq!(nb.area(612_695.0), "612\u{202f}700\u{a0}m²");
    }

    #[test]
    fn languages_are_known_by_their_tags() {
        assert_eq!("nb_NO.UTF-8".parse(), Ok(Language::Bokmal));
        assert_eq!("no".parse(), Ok(Language::Bokmal));
        assert_eq!("nn-NO".parse(), Ok(Language::Nynorsk));
        for language in Language::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
        }
        assert_eq!("en-GB".parse(), Ok(Language::English));
        assert_eq!("de".parse::<Language>(), Err(UnknownLanguage));
    }

    #[test]
    fn a_text_that_is_not_in_nynorsk_yet_is_shown_in_bokmal() {
        let nn = Words::in_language(Language::Nynorsk).unwrap();
        let languages = nn.loader.current_languages();
        assert_eq!(languages, [langid!("nn"), langid!("nb")]);
    }

    #[test]
    fn one_and_many_are_told_apart_in_every_language() {
        for language in Language::ALL {
            let words = Words::in_language(language).unwrap();
            let told = |count: &str| words.text("take-features", &[("count", count.to_owned())]);
            assert_ne!(told("1").replace('1', ""), told("2").replace('2', ""));
            assert!(!told("1").contains('1') && told("2").contains('2'));
        }
    }

    #[test]
    fn every_language_has_its_own_help() {
        let texts = Language::ALL.map(help_text);
        for text in &texts {
            // The help page and the method notes.
            assert_eq!(
                text.lines().filter(|line| line.starts_with("# ")).count(),
                2
            );
        }
        assert_ne!(texts[0], texts[1]);
    }
}
