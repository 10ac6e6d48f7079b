//! Everything that is decided, as a list of decisions.
//!
//! Each struct is taken apart field by field, so that a new field has to be told here, or left out on purpose. A cap
//! keeps its fields to itself and is asked for each; a test counts them.

use std::collections::BTreeMap;

use super::build_parts::{of_batter, of_method, of_ramp, of_seabed};
use super::{Decided, Decision};
use crate::balance::{Cap, SoilPlan};
use crate::design::{Outline, Slope};
use crate::project::{
    Deposit, Entry, LifeCycle, Mining, MonitoringPoint, OtherGround, Outlet, Pit, Project, Room,
    Scenario, Terms,
};
use crate::units::{Metres, Tonnes, Year};

/// A decision and what is decided.
#[derive(Clone, Debug)]
pub(super) enum Part<'a> {
    /// One value.
    Value(Decision, Decided),
    /// Decisions that are there together or not at all.
    Group(Decision, Option<Vec<Self>>),
    /// An outline, where there is one.
    Outline(Option<&'a Outline>),
    /// What is taken out of a pit.
    Mined(&'a BTreeMap<Year, Tonnes>),
    /// What is watched.
    Watched(&'a [MonitoringPoint]),
}

/// What is decided about an entry; nothing about layers, which all alternatives share.
pub(super) fn parts_of(project: &Project, entry: Entry) -> Vec<Part<'_>> {
    let parts = match entry {
        Entry::Layer(_) => None,
        Entry::Deposit(id) => project.deposit(id).map(of_deposit),
        Entry::Pit(id) => project.pit(id).map(of_pit),
        Entry::Ground(id) => project.ground(id).map(of_ground),
        Entry::Outlet(id) => project.outlet(id).map(of_outlet),
    };
    parts.unwrap_or_default()
}

/// What is decided about an alternative itself. Name and kind say which it is, and its colour is for drawing.
pub(super) fn of_scenario(scenario: &Scenario) -> Vec<Part<'_>> {
    let Scenario {
        name: _,
        kind: _,
        color: _,
        note,
        frozen,
    } = scenario;
    vec![
        text(Decision::Note, note),
        Part::Value(Decision::Frozen, Decided::Flag(*frozen)),
    ]
}

fn of_deposit(deposit: &Deposit) -> Vec<Part<'_>> {
    let Deposit {
        scenario: _,
        name,
        outline,
        method,
        batter,
        closure,
        ramp,
        target,
        base,
        seabed,
        unknown_ground,
        temporary,
        terms,
        life,
        visible: _,
        opacity: _,
    } = deposit;
    // Of a point the outline is only a mark.
    let point = deposit.point();
    let mut parts = vec![
        text(Decision::Name, name),
        Part::Outline(point.is_none().then_some(outline)),
        Part::Value(Decision::Place, Decided::of(point, Decided::Place)),
        Part::Value(Decision::Method, Decided::Method(method.clone())),
    ];
    parts.extend(of_method(method));
    parts.extend(of_batter(batter));
    parts.extend([
        slope(Decision::Closure, *closure),
        Part::Value(Decision::Target, Decided::Target(*target)),
        Part::Group(Decision::Ramp, ramp.as_deref().map(of_ramp)),
        Part::Value(Decision::Base, Decided::Layer(*base)),
        Part::Group(Decision::Seabed, seabed.map(of_seabed)),
        Part::Value(
            Decision::UnknownGround,
            Decided::UnknownGround(*unknown_ground),
        ),
        reason(temporary.as_deref()),
    ]);
    parts.extend(of_terms(terms));
    parts.extend(of_life(life));
    parts
}

fn of_pit(pit: &Pit) -> Vec<Part<'_>> {
    let Pit {
        scenario: _,
        name,
        room,
        placed_factor,
        cap,
        target,
        mining,
        terms,
        visible: _,
        opacity: _,
    } = pit;
    let mut parts = vec![text(Decision::Name, name)];
    parts.extend(of_room(room));
    parts.push(Part::Value(
        Decision::PlacedFactor,
        Decided::Factor(*placed_factor),
    ));
    parts.extend(of_cap(cap));
    parts.push(Part::Value(Decision::Backfill, Decided::Backfill(*target)));
    parts.extend(of_mining(mining));
    parts.extend(of_terms(terms));
    parts
}

/// The same decisions for pits and stopes.
fn of_room(room: &Room) -> Vec<Part<'_>> {
    let (outline, mined, original, extracted, permitted, void) = match room {
        Room::Pit {
            outline,
            mined,
            original,
            extracted,
            permitted_level,
        } => {
            let (mined, original) = (Decided::Layer(*mined), Decided::Original(*original));
            let extracted = Decided::of(*extracted, Decided::Bank);
            let (level, void) = (*permitted_level, Decided::Nothing);
            (Some(outline), mined, original, extracted, level, void)
        }
        Room::Stope { void, extracted } => {
            let (extracted, void) = (Decided::Bank(*extracted), Decided::Placed(*void));
            (
                None,
                Decided::Nothing,
                Decided::Nothing,
                extracted,
                None,
                void,
            )
        }
    };
    vec![
        Part::Outline(outline),
        Part::Value(Decision::MinedTerrain, mined),
        Part::Value(Decision::OriginalSurface, original),
        Part::Value(Decision::Extracted, extracted),
        level(Decision::PermittedLevel, permitted),
        Part::Value(Decision::Void, void),
    ]
}

fn of_cap(cap: &Cap) -> [Part<'_>; 2] {
    [
        Part::Value(Decision::Cap, Decided::Share(cap.share())),
        text(Decision::CapReason, cap.reason()),
    ]
}

fn of_mining(mining: &Mining) -> [Part<'_>; 4] {
    let Mining {
        tonnes,
        density,
        free,
        already,
    } = mining;
    [
        Part::Mined(tonnes),
        Part::Value(Decision::MinedDensity, Decided::Density(*density)),
        Part::Value(Decision::VoidFree, Decided::Free(free.clone())),
        Part::Value(Decision::MinedAlready, Decided::Bank(*already)),
    ]
}

fn of_ground(ground: &OtherGround) -> Vec<Part<'_>> {
    let OtherGround {
        scenario: _,
        name,
        outline,
        purpose,
        temporary,
        visible: _,
        opacity: _,
    } = ground;
    vec![
        text(Decision::Name, name),
        Part::Outline(Some(outline)),
        Part::Value(Decision::Purpose, Decided::Purpose(*purpose)),
        reason(temporary.as_deref()),
    ]
}

fn of_outlet(outlet: &Outlet) -> Vec<Part<'_>> {
    let Outlet {
        scenario: _,
        name,
        place,
        terms,
        least,
        price,
        visible: _,
        opacity: _,
    } = outlet;
    let mut parts = vec![
        text(Decision::Name, name),
        Part::Value(Decision::Place, Decided::of(*place, Decided::Place)),
        Part::Value(Decision::Price, Decided::Cost(*price)),
        Part::Value(Decision::Least, Decided::of(*least, Decided::Least)),
    ];
    parts.extend(of_terms(terms));
    parts
}

fn of_terms(terms: &Terms) -> Vec<Part<'_>> {
    let Terms {
        first_year,
        last_year,
        yearly_limit,
        accepts,
        placing,
        handling,
        distance,
        climb_m,
        already,
        emptied_by,
        reclaim,
        in_sea,
    } = terms;
    let value = Part::Value;
    vec![
        year(Decision::FirstYear, *first_year),
        year(Decision::LastYear, *last_year),
        value(
            Decision::YearlyLimit,
            Decided::of(*yearly_limit, Decided::Yearly),
        ),
        value(Decision::Accepts, Decided::Accepts(accepts.clone())),
        value(Decision::Placing, Decided::Placing(*placing)),
        value(Decision::Handling, Decided::Cost(*handling)),
        value(Decision::Haul, Decided::Distance(distance.clone())),
        length(Decision::Climb, Metres(*climb_m)),
        value(Decision::Already, Decided::Placed(*already)),
        year(Decision::EmptiedBy, *emptied_by),
        value(Decision::Reclaim, Decided::Cost(*reclaim)),
        value(Decision::InSea, Decided::of(*in_sea, Decided::InSea)),
    ]
}

fn of_life(life: &LifeCycle) -> Vec<Part<'_>> {
    let LifeCycle {
        responsible,
        later_use,
        restoration,
        soil,
        monitoring,
    } = life;
    let SoilPlan {
        topsoil,
        strip_year,
        cover,
        cover_from,
        cover_to,
    } = soil;
    vec![
        text(Decision::Responsible, responsible),
        Part::Value(
            Decision::LaterUse,
            Decided::of(*later_use, Decided::LaterUse),
        ),
        text(Decision::Restoration, restoration),
        Part::Value(Decision::Topsoil, Decided::Thickness(*topsoil)),
        year(Decision::StripYear, *strip_year),
        Part::Value(Decision::Cover, Decided::Thickness(*cover)),
        year(Decision::CoverFrom, *cover_from),
        year(Decision::CoverTo, *cover_to),
        Part::Watched(monitoring),
    ]
}

pub(super) fn of_point(point: &MonitoringPoint) -> Vec<Part<'_>> {
    let MonitoringPoint {
        name,
        place,
        medium,
        parameter,
        limit,
        times_a_year,
        first_year,
        last_year,
    } = point;
    vec![
        text(Decision::Name, name),
        Part::Value(Decision::PointMedium, Decided::Medium(*medium)),
        text(Decision::PointParameter, parameter),
        text(Decision::PointLimit, limit),
        Part::Value(Decision::PointTimes, Decided::TimesAYear(*times_a_year)),
        year(Decision::FirstYear, *first_year),
        year(Decision::LastYear, *last_year),
        Part::Value(Decision::PointPlace, Decided::Place(*place)),
    ]
}

fn text<'a>(decision: Decision, text: &str) -> Part<'a> {
    let text = text.trim();
    let told = (!text.is_empty()).then(|| text.to_owned());
    Part::Value(decision, Decided::of(told, Decided::Text))
}

fn reason<'a>(temporary: Option<&str>) -> Part<'a> {
    let told = temporary.map(str::to_owned);
    Part::Value(Decision::Temporary, Decided::of(told, Decided::Text))
}

pub(super) fn slope<'a>(decision: Decision, slope: Option<Slope>) -> Part<'a> {
    Part::Value(decision, Decided::of(slope, Decided::Slope))
}

pub(super) fn length<'a>(decision: Decision, length: Metres) -> Part<'a> {
    Part::Value(decision, Decided::Length(length))
}

pub(super) fn level<'a>(decision: Decision, level: Option<Metres>) -> Part<'a> {
    Part::Value(decision, Decided::of(level, Decided::Level))
}

fn year<'a>(decision: Decision, year: Option<Year>) -> Part<'a> {
    Part::Value(decision, Decided::of(year, Decided::Year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_field_of_a_cap_is_not_forgotten() {
        let cap = Cap::default();
        let fields = format!("{cap:?}").matches(": ").count();
        assert_eq!(fields, of_cap(&cap).len());
    }
}
