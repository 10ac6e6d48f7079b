//! Maps for documents: what a project file has of the site and of its alternatives, gathered without a window and
//! drawn on the same ground at the same scale, so that alternatives compare.

mod panels;
mod site;
mod wording;

use std::path::Path;

use geo::Rect;

use super::file_designs::FileDesigns;
use super::site_areas::around_both;
use super::{ProjectNews, TaskError};
use crate::figure::{
    MapFigure, MapGround, MapPanel, MapPlaces, MapPlan, MapSharing, MapSheet, MapSite, MapTerrain,
    draw_maps, plan_maps,
};
use crate::progress::Run;
use crate::project::ScenarioId;
use crate::words::Words;
use panels::Alternative;
use site::{PlacesPart, SitePart, TerrainPart};
use wording::{notes_of, with_words};

/// Maps on one sheet at most.
const MOST_TOGETHER: usize = 6;

/// Maps of a project file.
#[derive(Clone, Debug)]
pub struct ProjectMaps {
    /// Each alternative by itself, in their order, with what it is called.
    pub alternatives: Vec<(ScenarioId, String, MapFigure)>,
    /// All of them beside one another, up to six on a sheet.
    pub together: Vec<MapFigure>,
    /// What was odd about the file.
    pub news: Vec<ProjectNews>,
}

/// Draws every alternative of a project file, each on a sheet of a size in millimetres, and all of them together.
///
/// Nothing is drawn where nothing is built and no terrain is there.
///
/// # Errors
/// [`TaskError`], if it is no project or cannot be read.
pub fn maps_of_project(
    path: &Path,
    size_mm: (f64, f64),
    words: &Words,
    run: &Run,
) -> Result<ProjectMaps, TaskError> {
    let mut designs = FileDesigns::open(path)?;
    let scenarios: Vec<ScenarioId> = designs
        .project()
        .scenarios_in_order()
        .map(|(id, _)| id)
        .collect();
    let Some(mut maps) = ReportMaps::of(&mut designs, &scenarios, words, run)? else {
        return Ok(ProjectMaps {
            alternatives: Vec::new(),
            together: Vec::new(),
            news: designs.read.news,
        });
    };
    let mut alternatives = Vec::new();
    for id in &scenarios {
        let name = designs.project().scenario(*id);
        let name = name.map_or_else(String::new, |scenario| scenario.name.clone());
        let map = maps.alternative_map(&mut designs, *id, size_mm, words, run)?;
        alternatives.extend(map.map(|map| (*id, name, map)));
    }
    let together = maps.small_multiples(&mut designs, &scenarios, size_mm, words, run)?;
    Ok(ProjectMaps {
        alternatives,
        together,
        news: designs.read.news,
    })
}

/// All that maps of some alternatives show, gathered once.
pub(super) struct ReportMaps {
    /// The ground that every map shows at least, in metres: all that is built in any of the alternatives.
    /// Whoever wants other ground sets it.
    pub extent: Rect<f64>,
    /// The thickness that the last colour is for, in metres.
    thickest_m: f32,
    terrains: Vec<TerrainPart>,
    sites: Vec<SitePart>,
    places: Vec<PlacesPart>,
    notes: Vec<String>,
    alternatives: Vec<Alternative>,
    /// The heights of the ground that was drawn last, and how fine they are.
    grounds: Option<(Rect<f64>, f64, Vec<MapGround>)>,
}

impl ReportMaps {
    /// Gathers what the maps of some alternatives show; `None` where there is nothing to show.
    ///
    /// Layers that are hidden stay hidden. What is built is always shown, since figures tell of it.
    ///
    /// # Errors
    /// [`TaskError`], if the project file cannot be read. What cannot be built has its outline alone.
    pub(super) fn of(
        designs: &mut FileDesigns,
        scenarios: &[ScenarioId],
        words: &Words,
        run: &Run,
    ) -> Result<Option<Self>, TaskError> {
        let terrains = site::terrains_of(designs);
        let sites = site::sites_of(designs, words, run)?;
        let places = site::places_of(designs, run)?;
        let alternatives = panels::alternatives_of(designs, scenarios, words, run)?;
        let built = alternatives.iter().filter_map(Alternative::extent);
        let built = built.reduce(around_both);
        let all = terrains.iter().map(|terrain| terrain.extent);
        let Some(extent) = built.or_else(|| all.reduce(around_both)) else {
            return Ok(None);
        };
        let thickest = alternatives.iter().map(|one| one.thickest_m);
        Ok(Some(Self {
            extent,
            thickest_m: thickest.fold(0.0, f32::max),
            notes: notes_of(designs, &terrains, words)?,
            terrains,
            sites,
            places,
            alternatives,
            grounds: None,
        }))
    }

    /// A map of one alternative on a sheet of a size in millimetres; `None` where it is not among those that were
    /// gathered. Maps of the others have the same ground, scale and size.
    ///
    /// # Errors
    /// [`TaskError`], if a terrain cannot be read.
    pub(super) fn alternative_map(
        &mut self,
        designs: &mut FileDesigns,
        scenario: ScenarioId,
        size_mm: (f64, f64),
        words: &Words,
        run: &Run,
    ) -> Result<Option<MapFigure>, TaskError> {
        let place = self.alternatives.iter().position(|one| one.id == scenario);
        let Some(place) = place else {
            return Ok(None);
        };
        let panels: Vec<MapPanel> = self.alternatives.iter().map(Alternative::alone).collect();
        let title = words.text("report-map-title", &[("name", panels[place].name.clone())]);
        let sheet = (size_mm, title.as_str());
        let plan = self.with_sheet(sheet, words, |sheet| {
            plan_maps(sheet, &panels, MapSharing::OneEach)
        });
        let grounds = self.grounds_of(designs, &plan, run)?;
        let map = self.with_sheet(sheet, words, |sheet| {
            draw_maps(sheet, &panels[place..=place], &plan, &grounds)
        });
        self.keep(&plan, grounds);
        Ok(Some(map))
    }

    /// Alternatives beside one another, up to six on a sheet of a width and at most of a height in millimetres.
    ///
    /// # Errors
    /// [`TaskError`], if a terrain cannot be read.
    pub(super) fn small_multiples(
        &mut self,
        designs: &mut FileDesigns,
        scenarios: &[ScenarioId],
        size_mm: (f64, f64),
        words: &Words,
        run: &Run,
    ) -> Result<Vec<MapFigure>, TaskError> {
        let asked = scenarios.iter();
        let asked = asked.filter_map(|id| self.alternatives.iter().find(|one| one.id == *id));
        let all: Vec<MapPanel> = asked.map(|one| one.together(words)).collect();
        let title = words.text("report-maps-together", &[]);
        let sheet = (size_mm, title.as_str());
        let mut maps = Vec::new();
        for panels in all.chunks(MOST_TOGETHER) {
            let plan = self.with_sheet(sheet, words, |sheet| {
                plan_maps(sheet, panels, MapSharing::Together)
            });
            let grounds = self.grounds_of(designs, &plan, run)?;
            maps.push(self.with_sheet(sheet, words, |sheet| {
                draw_maps(sheet, panels, &plan, &grounds)
            }));
            self.keep(&plan, grounds);
        }
        Ok(maps)
    }

    /// Does something with the sheet that all maps have.
    fn with_sheet<T>(
        &self,
        (size_mm, title): ((f64, f64), &str),
        words: &Words,
        work: impl FnOnce(&MapSheet<'_>) -> T,
    ) -> T {
        let terrains = self.terrains.iter().map(|part| MapTerrain {
            extent: part.extent,
            is_seabed: part.is_seabed,
            attribution: &part.attribution,
        });
        let terrains: Vec<MapTerrain<'_>> = terrains.collect();
        let sites: Vec<MapSite<'_>> = self.sites.iter().map(SitePart::drawn).collect();
        let places: Vec<MapPlaces<'_>> = self.places.iter().map(PlacesPart::drawn).collect();
        with_words(words, |map_words| {
            work(&MapSheet {
                size_mm,
                extent: self.extent,
                title,
                terrains: &terrains,
                sites: &sites,
                places: &places,
                thickest_m: self.thickest_m,
                notes: &self.notes,
                words: map_words,
            })
        })
    }

    /// The heights of the ground that a plan asks for, as fine as paper shows them.
    fn grounds_of(
        &mut self,
        designs: &mut FileDesigns,
        plan: &MapPlan,
        run: &Run,
    ) -> Result<Vec<MapGround>, TaskError> {
        let (ground, pixel_m) = (plan.ground(), plan.pixel_m());
        if let Some((_, _, grounds)) = self
            .grounds
            .take()
            .filter(|(of, fine_m, _)| *of == ground && fine_m.to_bits() == pixel_m.to_bits())
        {
            return Ok(grounds);
        }
        let mut grounds = Vec::new();
        for terrain in &self.terrains {
            let Some(source) = designs.ground(terrain.layer) else {
                continue;
            };
            let heights = source.drawn(ground, pixel_m, run)?;
            grounds.extend(heights.map(|heights| MapGround {
                heights,
                is_seabed: terrain.is_seabed,
            }));
        }
        Ok(grounds)
    }

    fn keep(&mut self, plan: &MapPlan, grounds: Vec<MapGround>) {
        self.grounds = Some((plan.ground(), plan.pixel_m(), grounds));
    }
}
