//! One year of the plan on the map: how far everything is filled at its end, and the ground that this takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::MultiPolygon;

use super::{Answer, App, JobKey};
use crate::app::TaskError;
use crate::app::areas_on_ground::SiteScale;
use crate::app::fill_picture::FillPicture;
use crate::app::take::{CoveredGround, ScenarioTake, TakeRequest, UsedGround, take_of};
use crate::app::take_layers::{TakeLayers, used_grounds};
use crate::app::year_fill::{YearBody, picture_to};
use crate::progress::Run;
use crate::project::{Areas, Entry};
use crate::results::{Computed, Fingerprint, Inputs};
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

impl YearView {
    /// Another project, or another alternative.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
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
        let state = self.year.known.as_ref()?;
        let is_current = state.year == shown && self.year.asked.is_none() && !self.is_in_hand();
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
        let place = book.planned.plan.first_year;
        let Some(index) = year
            .0
            .checked_sub(place.0)
            .and_then(|by| usize::try_from(by).ok())
        else {
            return;
        };
        let mut inputs = Inputs::of("year").text(&format!("{:?} {year:?}", self.active));
        let mut fills = Vec::new();
        let mut placed = PlacedM3(0.0);
        for (place, entry) in book.planned.places.iter().enumerate() {
            let Some(level) = book.destinations[place]
                .levels
                .get(index)
                .copied()
                .flatten()
            else {
                continue;
            };
            let booked = book.ledger.destinations[place][index].placed;
            let lies = book.planned.already[place] + booked;
            placed = placed + lies;
            let Some((of, body)) = self.year_body_of(*entry) else {
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
        let (take, of_take) = self.year_take_request();
        let of = inputs.upstream(of_take).fingerprint();
        if self.year.known.as_ref().is_some_and(|known| known.of == of) {
            self.year.asked = None;
            return;
        }
        if self.year.asked == Some(of) {
            return;
        }
        self.year.asked = Some(of);
        let known = self.year.known.clone();
        // Not one after the other while the slider moves: the one at work ends, then comes the newest.
        self.previews.follow(JobKey::Year, move |run| {
            let state = state_of(year, &fills, (take, known), (of, placed), run);
            Answer::Year(of, state.map(Box::new))
        });
    }

    fn year_body_of(&self, entry: Entry) -> Option<(Fingerprint, YearBody)> {
        match entry {
            Entry::Deposit(id) => match self.fills.get(&id)? {
                Computed::Known {
                    of,
                    result: Ok(fill),
                } => Some((*of, YearBody::Fill(Arc::clone(fill)))),
                Computed::Known { .. } | Computed::Missing => None,
            },
            Entry::Pit(id) => match self.pits.get(&id)? {
                Computed::Known {
                    of,
                    result: Ok(pit),
                } => Some((*of, YearBody::Pit(Arc::clone(pit)))),
                Computed::Known { .. } | Computed::Missing => None,
            },
            Entry::Layer(_) | Entry::Ground(_) | Entry::Outlet(_) => None,
        }
    }

    /// What the year's ground is measured on, without that ground.
    fn year_take_request(&self) -> (TakeRequest, Fingerprint) {
        let nothing = || (Vec::new(), Inputs::of("no layers").fingerprint());
        let (layers, of_layers): TakeLayers = self.takes.known_layers().unwrap_or_else(nothing);
        let scale = match self.project().areas {
            Areas::Planar => None,
            Areas::Geodesic => self.site_scale().cloned(),
        };
        let grounds = used_grounds(self.project(), self.active, None, |_| Ok(None));
        let grounds = grounds.unwrap_or_default();
        let of = scale_in(scale.as_ref(), of_layers);
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
        (request, of.fingerprint())
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

fn scale_in(scale: Option<&Arc<SiteScale>>, of: Fingerprint) -> Fingerprint {
    scale.map_or(of, |scale| scale.in_id(of))
}

/// Draws and measures how everything stands.
fn state_of(
    year: Year,
    fills: &[AskedFill],
    (mut take, known): (TakeRequest, Option<Arc<YearState>>),
    (of, placed): (Fingerprint, PlacedM3),
    run: &Run,
) -> Result<YearState, TaskError> {
    let mut known_fills = BTreeMap::new();
    for fill in fills {
        let before = known
            .as_ref()
            .and_then(|known| known.fills.get(&fill.entry));
        let picture = match (before.filter(|before| before.of == fill.of), fill.level) {
            (Some(before), _) => before.picture.clone(),
            (None, Some(level)) => picture_to(&fill.body, level, run)?.map(Arc::new),
            (None, None) => None,
        };
        let of = fill.of;
        known_fills.insert(fill.entry, YearFill { picture, of });
    }
    for UsedGround {
        entry,
        covered,
        limit,
        ..
    } in &mut take.grounds
    {
        // What a deposit may cover later is not of this year.
        *limit = None;
        if let (Entry::Deposit(_), Some(picture)) = (*entry, known_fills.get(entry)) {
            let ground = picture.picture.as_ref().map(|one| one.footprint.clone());
            let ground = ground.unwrap_or_else(|| MultiPolygon(Vec::new()));
            *covered = Some(CoveredGround::Known(ground));
        }
    }
    take.known = known.map(|known| Arc::clone(&known.take));
    let take = Arc::new(take_of(&take, run)?);
    Ok(YearState {
        year,
        fills: known_fills,
        take,
        placed,
        of,
    })
}
