//! What becomes of the sample's deposits: soil, restoration and what is watched.

use geo::Coord;

use super::plan::in_world;
use super::texts::Texts;
use crate::balance::SoilPlan;
use crate::project::{
    DepositChange, DepositId, Edit, LaterUse, LifeChange, Medium, MonitoringPoint, Project,
};
use crate::units::{Metres, Year};

/// The deposit on the hillside.
const HILLSIDE_DEPOSIT: DepositId = DepositId(20);

/// Life cycles of deposits on land, and the programme of the one on the hillside.
pub(super) fn lives(project: &Project, texts: &Texts) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut of = |id: DepositId, change| {
        let change = Box::new(DepositChange::Life(change));
        edits.push(Edit::ChangeDeposit(id, change));
    };
    for (id, deposit) in &project.deposits {
        if deposit.lies_in_sea() || deposit.temporary.is_some() {
            continue;
        }
        of(*id, LifeChange::Responsible(texts.responsible.to_owned()));
        of(*id, LifeChange::LaterUse(Some(LaterUse::Nature)));
        let plan = texts.restoration.to_owned();
        of(*id, LifeChange::Restoration(plan));
        let soil = SoilPlan {
            topsoil: Metres(0.2),
            cover: Metres(0.3),
            ..SoilPlan::default()
        };
        of(*id, LifeChange::Soil(soil));
        if *id == HILLSIDE_DEPOSIT {
            of(*id, LifeChange::Monitoring(points(texts)));
        }
    }
    edits
}

fn points(texts: &Texts) -> Vec<MonitoringPoint> {
    let point = |(name, parameter, limit): (&str, &str, &str), at: (f64, f64), medium, times| {
        MonitoringPoint {
            name: name.to_owned(),
            place: in_world(Coord { x: at.0, y: at.1 }),
            medium,
            parameter: parameter.to_owned(),
            limit: limit.to_owned(),
            times_a_year: times,
            first_year: Some(Year(2027)),
            last_year: None,
        }
    };
    let [stream, well, face] = texts.watched;
    vec![
        point(stream, (2_040.0, 2_830.0), Medium::SurfaceWater, 12.0),
        point(well, (2_180.0, 2_640.0), Medium::Groundwater, 4.0),
        point(face, (2_290.0, 2_980.0), Medium::Stability, 2.0),
    ]
}
