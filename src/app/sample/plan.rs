//! Where everything at the made-up mine lies: the drawing that terrain, layers and project share.
//!
//! In metres east and north of the site's south-western corner; heights in metres above NN2000's zero.

use geo::Coord;

use super::courses::{roads, streams};
use super::shapes::{Course, Ring};

/// Where the south-western corner lies in EPSG:25833. No real mine is there.
pub(super) const CORNER: Coord<f64> = Coord {
    x: 500_000.0,
    y: 7_000_000.0,
};

/// How far the site reaches east, in metres.
pub(super) const WIDTH_M: f64 = 4000.0;

/// How far the site reaches north, in metres.
pub(super) const HEIGHT_M: f64 = 5000.0;

/// The height of chart datum in NN2000, in metres.
pub(super) const CHART_DATUM_M: f64 = -1.5;

/// Mean high water, above which there is land, in metres.
pub(super) const HIGH_WATER_M: f64 = 0.9;

/// The lake's level, in metres.
pub(super) const LAKE_LEVEL_M: f64 = 318.0;

/// The mire's level at its lower end, in metres.
pub(super) const MIRE_LEVEL_M: f64 = 299.0;

/// The lowest floor of the pit, in metres.
pub(super) const PIT_FLOOR_M: f64 = 268.0;

/// What half the pit's bottom is filled to already, in metres.
pub(super) const REFILLED_LEVEL_M: f64 = 286.0;

/// How steep tipped rock stands: rise over run of 37°.
pub(super) const TIPPED: f64 = 0.753_554;

/// A point of the drawing where it lies in the world, rounded to centimetres.
pub(super) fn in_world(at: Coord<f64>) -> Coord<f64> {
    let rounded = |metres: f64| (metres * 100.0).round() / 100.0;
    Coord {
        x: CORNER.x + rounded(at.x),
        y: CORNER.y + rounded(at.y),
    }
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Streams with the valleys that they cut, each from its source.
    pub streams: Vec<Stream>,
    /// Roads, each with the height of its surface.
    pub roads: Vec<Road>,
    /// The lake in the hanging valley.
    pub lake: Ring,
    /// The mire below it.
    pub mire: Ring,
    /// Where the top of the pit's highest bench would run; the rim lies where it meets the ground.
    pub pit: Ring,
    /// The crest of the waste-rock deposit that is there.
    pub waste_crest: Ring,
    /// Ground that was levelled for quay, crusher and village, with its level.
    pub levelled: Vec<(Ring, f64)>,
    /// Fields around the village.
    pub fields: Vec<(Ring, FieldUse)>,
    /// What is protected, known, permitted and planned.
    pub areas: PlannedAreas,
}

/// Areas that show on no terrain.
#[derive(Clone, Debug)]
pub(super) struct PlannedAreas {
    /// The nature reserve, which the hillside deposit runs into.
    pub reserve: Ring,
    /// Where nature types were looked for; the rest is not mapped.
    pub survey: Ring,
    /// What was found there.
    pub nature: Vec<Nature>,
    /// The limit of the mine's permit.
    pub concession: Ring,
    /// Where fish spawn, which the fjord deposit runs into.
    pub spawning: Ring,
    /// A fish farm's permitted place.
    pub fish_farm: Ring,
    /// Deposits of the alternatives.
    pub deposits: PlannedDeposits,
}

/// A locality of a nature type.
#[derive(Clone, Debug)]
pub(super) struct Nature {
    pub kind: &'static str,
    /// From 1, very high, to 5, very low.
    pub quality: i64,
    pub state: &'static str,
    pub year: i64,
    pub ring: Ring,
}

/// Outlines of the alternatives' deposits.
#[derive(Clone, Debug)]
pub(super) struct PlannedDeposits {
    /// Around the waste-rock deposit that is there, for its completion.
    pub completion: Ring,
    pub hillside: Ring,
    pub fjord: Ring,
    pub small: Ring,
}

/// A stream and the valley that it cut.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub name: &'static str,
    pub course: Course,
    /// Whether the course's heights are depths below the ground that was there, to be turned into heights.
    pub is_below_ground: bool,
    /// Rise over run of the valley's sides.
    pub sides: f64,
}

/// A road.
#[derive(Clone, Debug)]
pub(super) struct Road {
    pub name: &'static str,
    /// Whether it belongs to the mine.
    pub is_of_mine: bool,
    pub course: Course,
}

/// What a field is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldUse {
    Full,
    Surface,
    Pasture,
}

impl Plan {
    pub(super) fn new() -> Self {
        Self {
            streams: streams(),
            roads: roads(),
            lake: Ring::rounded(&[
                (3180.0, 3640.0),
                (3330.0, 3600.0),
                (3560.0, 3660.0),
                (3760.0, 3800.0),
                (3800.0, 3930.0),
                (3640.0, 3980.0),
                (3480.0, 3860.0),
                (3300.0, 3800.0),
            ]),
            mire: Ring::rounded(&[
                (2180.0, 3400.0),
                (2330.0, 3270.0),
                (2560.0, 3240.0),
                (2790.0, 3300.0),
                (2900.0, 3430.0),
                (2830.0, 3560.0),
                (2620.0, 3620.0),
                (2400.0, 3590.0),
                (2230.0, 3550.0),
            ]),
            pit: Ring::rounded(&[
                (2325.0, 1665.0),
                (2380.0, 1495.0),
                (2540.0, 1365.0),
                (2740.0, 1420.0),
                (2945.0, 1405.0),
                (3125.0, 1520.0),
                (3175.0, 1720.0),
                (3080.0, 1885.0),
                (2990.0, 2070.0),
                (2775.0, 2115.0),
                (2610.0, 2015.0),
                (2430.0, 1985.0),
                (2335.0, 1840.0),
            ]),
            waste_crest: Ring::rounded(&[
                (3400.0, 1120.0),
                (3560.0, 1030.0),
                (3760.0, 1080.0),
                (3840.0, 1280.0),
                (3800.0, 1520.0),
                (3620.0, 1600.0),
                (3450.0, 1500.0),
                (3370.0, 1310.0),
            ]),
            levelled: vec![
                (
                    Ring::straight(&[
                        (1085.0, 700.0),
                        (1270.0, 690.0),
                        (1300.0, 800.0),
                        (1290.0, 960.0),
                        (1120.0, 980.0),
                    ]),
                    3.2,
                ),
                (
                    Ring::straight(&[
                        (2010.0, 1180.0),
                        (2200.0, 1110.0),
                        (2270.0, 1260.0),
                        (2080.0, 1340.0),
                    ]),
                    352.0,
                ),
            ],
            fields: fields(),
            areas: PlannedAreas {
                reserve: Ring::rounded(&[
                    (2640.0, 3190.0),
                    (2860.0, 3120.0),
                    (3080.0, 3260.0),
                    (3090.0, 3480.0),
                    (2960.0, 3640.0),
                    (2700.0, 3650.0),
                    (2590.0, 3480.0),
                ]),
                survey: Ring::straight(&[
                    (900.0, 2200.0),
                    (2640.0, 2260.0),
                    (2700.0, 2880.0),
                    (2690.0, 3760.0),
                    (2480.0, 4760.0),
                    (860.0, 4760.0),
                ]),
                nature: nature(),
                concession: Ring::straight(&[
                    (1040.0, 620.0),
                    (1900.0, 560.0),
                    (3250.0, 780.0),
                    (3980.0, 860.0),
                    (3980.0, 1820.0),
                    (3380.0, 2340.0),
                    (2240.0, 2380.0),
                    (1960.0, 1560.0),
                    (1040.0, 1080.0),
                ]),
                spawning: Ring::rounded(&[
                    (700.0, 1480.0),
                    (1040.0, 1420.0),
                    (1230.0, 1700.0),
                    (1240.0, 2180.0),
                    (1040.0, 2560.0),
                    (760.0, 2500.0),
                    (640.0, 2000.0),
                ]),
                fish_farm: Ring::straight(&[
                    (520.0, 3560.0),
                    (700.0, 3540.0),
                    (720.0, 3700.0),
                    (540.0, 3720.0),
                ]),
                deposits: deposits(),
            },
        }
    }
}

fn fields() -> Vec<(Ring, FieldUse)> {
    vec![
        (
            Ring::rounded(&[
                (1310.0, 3330.0),
                (1430.0, 3380.0),
                (1470.0, 3500.0),
                (1400.0, 3600.0),
                (1290.0, 3580.0),
                (1255.0, 3440.0),
            ]),
            FieldUse::Full,
        ),
        (
            Ring::rounded(&[
                (1320.0, 3740.0),
                (1420.0, 3720.0),
                (1400.0, 3840.0),
                (1320.0, 3960.0),
                (1250.0, 3920.0),
                (1260.0, 3800.0),
            ]),
            FieldUse::Full,
        ),
        (
            Ring::rounded(&[
                (1490.0, 3400.0),
                (1560.0, 3430.0),
                (1570.0, 3560.0),
                (1500.0, 3580.0),
            ]),
            FieldUse::Surface,
        ),
        (
            Ring::rounded(&[
                (1440.0, 3720.0),
                (1540.0, 3700.0),
                (1530.0, 3830.0),
                (1430.0, 3900.0),
            ]),
            FieldUse::Pasture,
        ),
        (
            Ring::rounded(&[
                (1240.0, 480.0),
                (1300.0, 470.0),
                (1310.0, 620.0),
                (1250.0, 640.0),
            ]),
            FieldUse::Pasture,
        ),
    ]
}

fn nature() -> Vec<Nature> {
    let locality = |kind, quality, state, year, corners: &[(f64, f64)]| Nature {
        kind,
        quality,
        state,
        year,
        ring: Ring::rounded(corners),
    };
    vec![
        locality(
            "Rik åpen jordvannsmyr (syntetisk)",
            2,
            "God",
            2023,
            &[
                (2200.0, 3400.0),
                (2340.0, 3280.0),
                (2560.0, 3250.0),
                (2660.0, 3330.0),
                (2650.0, 3560.0),
                (2420.0, 3580.0),
            ],
        ),
        locality(
            "Gammel lågurtospeskog (syntetisk)",
            3,
            "Moderat",
            2023,
            &[
                (1480.0, 2840.0),
                (1640.0, 2800.0),
                (1700.0, 3000.0),
                (1620.0, 3200.0),
                (1500.0, 3120.0),
            ],
        ),
        locality(
            "Slåttemark (syntetisk)",
            1,
            "God",
            2022,
            &[
                (1450.0, 3720.0),
                (1530.0, 3710.0),
                (1520.0, 3820.0),
                (1440.0, 3870.0),
            ],
        ),
        locality(
            "Strandeng (syntetisk)",
            4,
            "Dårlig",
            2022,
            &[
                (1255.0, 3600.0),
                (1330.0, 3620.0),
                (1330.0, 3700.0),
                (1265.0, 3720.0),
            ],
        ),
        locality(
            "Fosseberg (syntetisk)",
            2,
            "God",
            2023,
            &[
                (1640.0, 3540.0),
                (1880.0, 3520.0),
                (1920.0, 3610.0),
                (1780.0, 3680.0),
                (1650.0, 3680.0),
            ],
        ),
    ]
}

fn deposits() -> PlannedDeposits {
    PlannedDeposits {
        completion: Ring::rounded(&[
            (3280.0, 1110.0),
            (3400.0, 980.0),
            (3640.0, 920.0),
            (3880.0, 1000.0),
            (3940.0, 1280.0),
            (3900.0, 1580.0),
            (3680.0, 1710.0),
            (3400.0, 1610.0),
            (3270.0, 1340.0),
        ]),
        hillside: Ring::rounded(&[
            (2130.0, 2840.0),
            (2400.0, 2690.0),
            (2780.0, 2660.0),
            (3080.0, 2760.0),
            (3120.0, 3020.0),
            (2980.0, 3240.0),
            (2700.0, 3310.0),
            (2400.0, 3300.0),
            (2180.0, 3190.0),
        ]),
        fjord: Ring::rounded(&[
            (460.0, 1570.0),
            (740.0, 1620.0),
            (900.0, 1840.0),
            (890.0, 2150.0),
            (710.0, 2390.0),
            (440.0, 2410.0),
            (260.0, 2180.0),
            (250.0, 1820.0),
        ]),
        small: Ring::rounded(&[
            (2420.0, 780.0),
            (2700.0, 720.0),
            (3000.0, 760.0),
            (3060.0, 960.0),
            (2900.0, 1110.0),
            (2600.0, 1100.0),
            (2430.0, 980.0),
        ]),
    }
}
