//! One year of the plan on the map: how far everything is filled at its end, and the ground that this takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::MultiPolygon;

use super::section::known;
use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::fill_picture::FillPicture;
use crate::app::take::{CoveredGround, ScenarioTake, TakeRequest, take_of};
use crate::app::take_layers::{TakeLayers, used_grounds};
use crate::app::year_fill::{YearBody, picture_to};
use crate::progress::Run;
use crate::project::{Areas, Entry, ScenarioId};
use crate::results::{Fingerprint, Inputs};
use crate::units::{Metres, PlacedM3, Year};

/// The year that is shown, with what is known of it.
#[derive(Default)]
pub(super) struct YearView {
    shown: Option<Year>,
    known: Option<Arc<YearState>>,
    asked: Option<Fingerprint>,
}

/// How everything in an alternative stands at the end of a year.
#[derive(Debug)]
pub struct YearState {
    /// The year.
    pub year: Year,
    /// Of this alternative.
    scenario: ScenarioId,
    fills: BTreeMap<Entry, YearFill>,
    /// What all of them take of the ground together.
    pub take: Arc<ScenarioTake>,
    /// What lies in deposits, stores and pits.
    pub placed: PlacedM3,
    of: Fingerprint,
}

/// A fill at the end of a year.
#[derive(Clone, Debug)]
pub struct YearFill {
    /// How it is drawn; `None` where nothing lies in it.
    pub picture: Option<Arc<FillPicture>>,
    of: Fingerprint,
}

/// A fill of a year that is to be drawn.
struct AskedFill {
    entry: Entry,
    of: Fingerprint,
    body: YearBody,
    /// Up to where it is filled; `None` where nothing lies in it.
    level: Option<Metres>,
}

impl YearState {
    /// A deposit or pit at the end of the year; `None` where nothing is known of it.
    pub fn fill(&self, entry: Entry) -> Option<&YearFill> {
        self.fills.get(&entry)
    }
}

impl App {
    /// The year that the map shows; `None` where it shows everything as it is designed.
    pub fn shown_year(&self) -> Option<Year> {
        let year = self.year.shown?;
        let years = self.years_of_plan()?;
        Some(year.clamp(years.0, years.1))
    }

    /// The first and the last year that the map can show. `None` without masses.
    pub fn years_of_plan(&self) -> Option<(Year, Year)> {
        let plan = &self.mass_book(self.active)?.planned.plan;
        let last = plan.years.checked_sub(1)?;
        Some((plan.first_year, plan.year(last)))
    }

    /// How everything stands at the end of the year that is shown, and whether that belongs to the decisions of
    /// today. `None` until it is known.
    pub fn year_state(&self) -> Option<(&Arc<YearState>, bool)> {
        let shown = self.shown_year()?;
        let known = self.year.known.as_ref();
        let state = known.filter(|state| state.scenario == self.active)?;
        let is_current = state.year == shown
            && self.year.asked.is_none()
            && !self.is_land_take_coming()
            && !self.is_in_hand();
        Some((state, is_current))
    }

    pub(super) fn show_year(&mut self, year: Option<Year>) {
        self.year.shown = year;
        self.refresh_year();
    }

    /// Works out again how everything stands, where something changed.
    pub(super) fn refresh_year(&mut self) {
        let Some(year) = self.shown_year() else {
            self.year.known = None;
            self.year.asked = None;
            return;
        };
        if self.is_in_hand() {
            return;
        }
        let Some(book) = self.mass_book(self.active).cloned() else {
            return;
        };
        let first = book.planned.plan.first_year;
        let index = year.0.checked_sub(first.0);
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
            return;
        };
        // Until it is known how much ground the map stands for, nothing is measured.
        let Some((take, of_take)) = self.year_take_request() else {
            return;
        };
        let mut inputs = Inputs::of("year").text(&format!("{:?} {year:?}", self.active));
        let mut fills = Vec::new();
        let mut placed = PlacedM3(0.0);
        for (place, entry) in book.planned.places.iter().enumerate() {
            if matches!(entry, Entry::Outlet(_)) {
                continue;
            }
            let booked = book.ledger.destinations[place][index].placed;
            let lies = book.planned.already[place] + booked;
            // A stope counts too, which no map shows.
            placed = placed + lies;
            let level = book.destinations[place].levels[index];
            let Some((level, (of, body))) = level.zip(self.year_body_of(*entry)) else {
                continue;
            };
            let level = (0.0 < lies.0).then_some(level);
            let of = Inputs::of("year fill").upstream(of);
            let of = match level {
                Some(level) => of.number(level.0),
                None => of.text("nothing"),
            };
            let of = of.fingerprint();
            inputs = inputs.text(&format!("{entry:?}")).upstream(of);
            fills.push(AskedFill {
                entry: *entry,
                of,
                body,
                level,
            });
        }
        let of = inputs.number(placed.0).upstream(of_take).fingerprint();
        if self.year.known.as_ref().is_some_and(|known| known.of == of) {
            self.year.asked = None;
            return;
        }
        if self.year.asked == Some(of) {
            return;
        }
        self.year.asked = Some(of);
        let (known, scenario) = (self.year.known.clone(), self.active);
        // Not one after the other while the slider moves: the one at work ends, then comes the newest.
        self.previews.follow(JobKey::Year, move |run| {
            let stands = stands_of(&fills, (take, known), run);
            let state = stands.map(|(fills, take)| YearState {
                year,
                scenario,
                fills,
                take,
                placed,
                of,
            });
            Answer::Year(of, state.map(Box::new))
        });
    }

    fn year_body_of(&self, entry: Entry) -> Option<(Fingerprint, YearBody)> {
        match entry {
            Entry::Deposit(id) => {
                known(self.fills.get(&id)).map(|(of, fill)| (of, YearBody::Fill(fill)))
            }
            Entry::Pit(id) => known(self.pits.get(&id)).map(|(of, pit)| (of, YearBody::Pit(pit))),
            Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => None,
        }
    }

    /// What the year's ground is measured on, without that ground. `None` while areas on the ground are not known.
    fn year_take_request(&self) -> Option<(TakeRequest, Fingerprint)> {
        let nothing = || (Vec::new(), Inputs::of("no layers").fingerprint());
        let (layers, of_layers): TakeLayers = self.takes.known_layers().unwrap_or_else(nothing);
        let scale = match self.project().areas {
            Areas::Planar => None,
            Areas::Geodesic => Some(Arc::clone(self.site_scale()?)),
        };
        let grounds = used_grounds(self.project(), self.active, None, |_| Ok(None));
        let grounds = grounds.unwrap_or_default();
        let of = scale
            .as_ref()
            .map_or(of_layers, |scale| scale.in_id(of_layers));
        let of = grounds
            .iter()
            .fold(Inputs::of("year take").upstream(of), |inputs, ground| {
                ground.in_inputs(inputs, of_layers)
            });
        let request = TakeRequest {
            layers,
            of_layers,
            grounds,
            scale,
            known: None,
        };
        Some((request, of.fingerprint()))
    }

    pub(super) fn take_year(&mut self, of: Fingerprint, state: Result<Box<YearState>, TaskError>) {
        // After an error it stays asked for, so that the same is not tried over and over.
        let Ok(state) = state else {
            return;
        };
        if self.year.asked == Some(of) {
            self.year.asked = None;
        }
        if self.year.shown.is_some() {
            self.year.known = Some(Arc::from(state));
        }
    }
}

/// How fills stand, and the ground that all of it takes.
type Stands = (BTreeMap<Entry, YearFill>, Arc<ScenarioTake>);

/// Draws and measures how everything stands.
fn stands_of(
    asked: &[AskedFill],
    (mut take, known): (TakeRequest, Option<Arc<YearState>>),
    run: &Run,
) -> Result<Stands, TaskError> {
    let mut fills = BTreeMap::new();
    for fill in asked {
        let before = known.as_ref().and_then(|known| known.fill(fill.entry));
        let picture = match (before.filter(|before| before.of == fill.of), fill.level) {
            (Some(before), _) => before.picture.clone(),
            (None, Some(level)) => picture_to(&fill.body, level, run)?.map(Arc::new),
            (None, None) => None,
        };
        let of = fill.of;
        fills.insert(fill.entry, YearFill { picture, of });
    }
    for used in &mut take.grounds {
        // What a deposit may cover later is not of this year.
        used.limit = None;
        if let (Entry::Deposit(_), Some(fill)) = (used.entry, fills.get(&used.entry)) {
            let ground = fill.picture.as_ref().map(|one| one.footprint.clone());
            let ground = ground.unwrap_or_else(|| MultiPolygon(Vec::new()));
            used.covered = Some(CoveredGround::Known(ground));
        }
    }
    take.known = known.map(|known| Arc::clone(&known.take));
    let take = take_of(&take, run)?;
    Ok((fills, Arc::new(take)))
}
