//! What the sample's hillside deposit needs besides: a road to it, a basin below it, and the soil from under it for a
//! time.

use geo::Coord;

use super::plan::in_world;
use super::shapes::Ring;
use super::texts::Texts;
use crate::app::TaskError;
use crate::design::{Outline, OutlineError, strip_along};
use crate::project::{Edit, GroundId, GroundPurpose, OtherGround, ScenarioId};
use crate::units::Metres;

/// The middle of the access road, from the mine's road around the pit.
const ROAD: [(f64, f64); 6] = [
    (2200.0, 1220.0),
    (2170.0, 1500.0),
    (2190.0, 1900.0),
    (2300.0, 2250.0),
    (2400.0, 2500.0),
    (2420.0, 2700.0),
];

/// Two lanes for dump trucks, with banks and ditches.
const ROAD_WIDTH: Metres = Metres(18.0);

/// The sedimentation basin.
const BASIN: [(f64, f64); 4] = [
    (1990.0, 2960.0),
    (2090.0, 2960.0),
    (2090.0, 3080.0),
    (1990.0, 3080.0),
];

/// Where the soil from under the deposit lies.
const TOPSOIL: [(f64, f64); 4] = [
    (3170.0, 2780.0),
    (3310.0, 2780.0),
    (3310.0, 2910.0),
    (3170.0, 2910.0),
];

/// Adds other ground to an alternative, numbered from `first`.
pub(super) fn other_ground(
    scenario: ScenarioId,
    first: u64,
    texts: &Texts,
) -> Result<Vec<Edit>, TaskError> {
    let course: Vec<Coord<f64>> = ROAD
        .iter()
        .map(|&(x, y)| in_world(Coord { x, y }))
        .collect();
    let around = |corners: &[(f64, f64)]| Outline::new(&Ring::straight(corners).polygon(in_world));
    let until = Some(texts.topsoil_until.to_owned());
    let planned: [(&str, Result<Outline, OutlineError>, GroundPurpose, _); 3] = [
        (
            texts.access_road,
            strip_along(&course, ROAD_WIDTH),
            GroundPurpose::Road,
            None,
        ),
        (texts.basin, around(&BASIN), GroundPurpose::Basin, None),
        (
            texts.topsoil,
            around(&TOPSOIL),
            GroundPurpose::TopsoilStore,
            until,
        ),
    ];
    let edits = (first..).zip(planned);
    let edits = edits.map(|(number, (name, outline, purpose, temporary))| {
        let outline = outline.map_err(|source| TaskError::Drawn { source })?;
        let ground = OtherGround {
            temporary,
            ..OtherGround::new(scenario, name.to_owned(), outline, purpose)
        };
        Ok(Edit::AddGround(GroundId(number), Box::new(ground)))
    });
    edits.collect()
}
