//! The section that is shown as a drawing, with its words; and what it says at one place.

use geo::Coord;

use super::MassBook;
use super::entry_color::color_of_entry;
use super::masses_notice::quality_text;
use super::section::{
    BodyPart, SectionBody, SectionCourse, SectionResult, SurfaceRole, height_between,
};
use super::state::App;
use crate::figure::{
    Body, BodyLayer, BodyStyle, Exaggeration, ProfileKind, SectionFigure, SectionInput,
    SectionLabels, SectionProfile, SectionWater, draw_section,
};
use crate::project::{Entry, Project, Scenario, ScenarioId};
use crate::words::Words;

/// The size of the writing, in millimetres: 9 points on paper, 12 on a screen.
const TEXT_MM: f64 = 3.175;

/// The height of the sea in the project's datum, in metres.
const SEA_LEVEL_M: f64 = 0.0;

/// Texts of the directions, from north clockwise.
const DIRECTIONS: [&str; 8] = [
    "direction-n",
    "direction-ne",
    "direction-e",
    "direction-se",
    "direction-s",
    "direction-sw",
    "direction-w",
    "direction-nw",
];

/// What a section says at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct SectionReading {
    /// How far along, in metres.
    pub chainage_m: f64,
    /// Where that is, in metres.
    pub at: Coord<f64>,
    /// The height of each terrain that is known there, in metres, by its name.
    pub heights_m: Vec<(String, f64)>,
    /// The upper side and the thickness of each body there, in metres, by its name.
    pub bodies_m: Vec<(String, f64, f64)>,
}

/// A section with what it is drawn from.
pub(super) struct DrawnSection<'a> {
    /// The decisions.
    pub project: &'a Project,
    /// In which words.
    pub words: &'a Words,
    /// The alternative that is shown; others are hatched.
    pub shown: ScenarioId,
    /// Its books, where there are any: what lies in a deposit is shown in layers.
    pub book: Option<&'a MassBook>,
    /// Where it runs.
    pub course: &'a SectionCourse,
    /// What was read along it.
    pub result: &'a SectionResult,
    /// How much heights are stretched.
    pub exaggeration: Exaggeration,
}

impl App {
    fn drawn_section(&self) -> Option<DrawnSection<'_>> {
        let section = self.section();
        Some(DrawnSection {
            project: self.project(),
            words: self.words(),
            shown: self.active(),
            book: self.mass_book(self.active()).map(|book| &**book),
            course: section.course.as_ref()?,
            result: section.result.value()?,
            exaggeration: section.exaggeration,
        })
    }

    /// The section that is shown, drawn on a sheet of a size in millimetres; `None` until it is sampled.
    pub fn section_figure(&self, width_mm: f64, height_mm: f64) -> Option<SectionFigure> {
        Some(self.drawn_section()?.figure((width_mm, height_mm)))
    }

    /// What the section that is shown is called; `None` while none is shown.
    pub fn section_title(&self) -> Option<String> {
        let course = self.section().course.as_ref()?;
        Some(title_of(course, self.project(), self.words()))
    }

    /// What the section that is shown says at a place along it, in metres; `None` until it is sampled.
    pub fn section_reading(&self, chainage_m: f64) -> Option<SectionReading> {
        Some(self.drawn_section()?.reading(chainage_m))
    }
}

/// What a section is called.
pub(super) fn title_of(course: &SectionCourse, project: &Project, words: &Words) -> String {
    let id = match course {
        SectionCourse::Drawn(_) => "section-title-drawn",
        SectionCourse::Along(_) => "section-title-along",
        SectionCourse::Across(_) => "section-title-across",
    };
    let name = course.entry().and_then(|entry| project.name_of(entry));
    words.text(id, &[("name", name.unwrap_or_default().to_owned())])
}

impl DrawnSection<'_> {
    /// The level of the water that a deposit in a section stands in, in metres.
    fn water_level_of(&self, result: &SectionResult) -> Option<f64> {
        let levels = result.bodies.iter().map(|body| match body.entry {
            Entry::Deposit(id) => self.project.deposit(id)?.batter.water,
            _ => None,
        });
        levels.flatten().map(|water| water.level.0).next()
    }

    /// Draws it on a sheet of a size in millimetres.
    pub(super) fn figure(&self, (width_mm, height_mm): (f64, f64)) -> SectionFigure {
        let (result, words) = (self.result, self.words);
        let profiles = self.profiles_of(result);
        let stated_m = self.water_level_of(result);
        let water = (stated_m.is_some() || has_sea(result)).then(|| SectionWater {
            name: words.text("section-sea", &[]),
            level_m: stated_m.unwrap_or(SEA_LEVEL_M),
        });
        let (begin, end) = self.ends_of(result);
        let title = title_of(self.course, self.project, words);
        let exaggeration = |times: f64| {
            let decimals = usize::from(1e-9 < (times - times.round()).abs());
            let times = words.number(times, decimals);
            words.text("section-exaggeration", &[("times", times)])
        };
        draw_section(&SectionInput {
            chainages_m: &result.chainages_m,
            profiles: &profiles,
            water: water.as_ref(),
            exaggeration: self.exaggeration,
            width_mm,
            height_mm,
            text_mm: TEXT_MM,
            labels: SectionLabels {
                title: &title,
                chainage_axis: &words.text("section-chainage-axis", &[]),
                height_axis: &words.text("section-height-axis", &[]),
                exaggeration: &exaggeration,
                begin: &begin,
                end: &end,
                number: &|value, decimals| words.number(value, decimals),
            },
        })
    }

    fn reading(&self, chainage_m: f64) -> SectionReading {
        let result = self.result;
        let chainage_m = chainage_m.clamp(0.0, result.line.length_m());
        let chainages_m = &result.chainages_m;
        let surfaces = result.surfaces.iter().filter_map(|surface| {
            let height_m = height_between(chainages_m, &surface.heights_m, chainage_m)?;
            Some((self.name_in_section(Entry::Layer(surface.layer)), height_m))
        });
        let bodies = result.bodies.iter().filter_map(|body| {
            let thickness_m = body.thickness_at(chainages_m, chainage_m)?;
            let top_m = height_between(chainages_m, &body.top_m, chainage_m)?;
            Some((self.name_of_body(body), top_m, thickness_m))
        });
        SectionReading {
            chainage_m,
            at: result.line.point_at(chainage_m),
            heights_m: surfaces.collect(),
            bodies_m: bodies.collect(),
        }
    }

    fn profiles_of(&self, result: &SectionResult) -> Vec<SectionProfile> {
        let surfaces = result.surfaces.iter();
        // A terrain that the line does not meet needs no place in the legend.
        let met = surfaces.filter(|surface| surface.heights_m.iter().any(|one| one.is_finite()));
        let surfaces = met.map(|surface| SectionProfile {
            name: self.name_in_section(Entry::Layer(surface.layer)),
            kind: match surface.role {
                SurfaceRole::Ground => ProfileKind::Ground,
                SurfaceRole::Original => ProfileKind::Original,
                SurfaceRole::Seabed => ProfileKind::Seabed,
            },
            heights_m: surface.heights_m.clone(),
        });
        let bodies = result.bodies.iter().map(|body| SectionProfile {
            name: self.name_of_body(body),
            kind: ProfileKind::Body(self.body_of(body)),
            heights_m: body.top_m.clone(),
        });
        surfaces.chain(bodies).collect()
    }

    fn body_of(&self, body: &SectionBody) -> Body {
        let (color, style) = match self.scenario_beside_of(body.entry) {
            Some(scenario) => (scenario.color, BodyStyle::Hatched),
            None => (color_of_entry(self.project, body.entry), BodyStyle::Filled),
        };
        let color = match body.part {
            BodyPart::Fill => color,
            BodyPart::Dam => color.map(darker),
        };
        Body {
            color,
            style,
            base_m: body.base_m.clone(),
            levels_m: body.levels_m.clone(),
            layers: match (style, body.part) {
                (BodyStyle::Filled, BodyPart::Fill) => self.layers_of(body.entry),
                _ => Vec::new(),
            },
        }
    }

    /// What lies in a deposit or pit by the plan, the rock of each year a layer.
    fn layers_of(&self, entry: Entry) -> Vec<BodyLayer> {
        let words = self.words;
        let Some(book) = self.book else {
            return Vec::new();
        };
        let planned = &book.planned;
        let place = planned.places.iter().position(|place| *place == entry);
        let register = place.map_or(&[] as &[_], |place| &book.destinations[place].register);
        let years = register.chunk_by(|one, other| one.year == other.year);
        let layers = years.filter_map(|entries| {
            let (from, to) = entries.first()?.levels?;
            let year = entries.first()?.year.0.to_string();
            let masses = entries.iter().map(|entered| {
                let fraction = planned.fractions.iter();
                let fraction = fraction.zip(&planned.plan.fractions);
                let mut named = fraction.filter(|(id, _)| **id == entered.fraction);
                let name = named.next().map_or("", |(_, one)| one.name.as_str());
                let quality = quality_text(entered.quality, words);
                format!("{name} {} ({quality})", words.mass(entered.mass.0))
            });
            let masses = masses.collect::<Vec<_>>().join(", ");
            let levels = format!(
                "{}–{}",
                words.number(from.0, 1),
                words.quantity(to.0, 1, "m")
            );
            Some(BodyLayer {
                levels_m: (from.0, to.0),
                name: format!("{year}, {levels}: {masses}"),
                label: year,
            })
        });
        layers.collect()
    }

    fn name_of_body(&self, body: &SectionBody) -> String {
        let name = self.name_in_section(body.entry);
        match body.part {
            BodyPart::Fill => name,
            BodyPart::Dam => self.words.text("section-dam", &[("name", name)]),
        }
    }

    /// The name of an entry, with that of its alternative where it is not the one that is shown.
    fn name_in_section(&self, entry: Entry) -> String {
        let name = self.project.name_of(entry).unwrap_or_default();
        match self.scenario_beside_of(entry) {
            Some(scenario) => format!("{name} ({})", scenario.name),
            None => name.to_owned(),
        }
    }

    /// The alternative of an entry where it is not the one that is shown.
    fn scenario_beside_of(&self, entry: Entry) -> Option<&Scenario> {
        let id = self.project.scenario_of(entry)?;
        (id != self.shown).then(|| self.project.scenario(id))?
    }

    /// What stands at the two ends: the letter, and the direction in which that end lies.
    fn ends_of(&self, result: &SectionResult) -> (String, String) {
        let bearing = result.line.bearing_degrees();
        let end = |letter: &str, bearing: f64| {
            let eighth = crate::terrain::whole_cells((bearing / 45.0).round()) % DIRECTIONS.len();
            let direction = self.words.text(DIRECTIONS[eighth], &[]);
            format!("{letter} · {direction}")
        };
        let opposite = (bearing + 180.0) % 360.0;
        (end("A", opposite), end("A\u{2032}", bearing))
    }
}

/// The colour of a dam, by that of what lies behind it.
fn darker(color: u8) -> u8 {
    color / 2
}

/// Whether a seabed under the level of the sea is cut.
fn has_sea(result: &SectionResult) -> bool {
    let mut seabeds = result
        .surfaces
        .iter()
        .filter(|surface| surface.role == SurfaceRole::Seabed);
    seabeds.any(|seabed| {
        seabed
            .heights_m
            .iter()
            .any(|height_m| *height_m < SEA_LEVEL_M)
    })
}
