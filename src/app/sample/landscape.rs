//! The made-up land and seabed: a height for every point, before the mine and as it is today.
//!
//! Files are left to `rasters`, what is drawn on the land to `plan`.

use geo::Coord;

use super::noise::{noise, rough};
use super::plan::{LAKE_LEVEL_M, MIRE_LEVEL_M, PIT_FLOOR_M, Plan, REFILLED_LEVEL_M, TIPPED};
use super::shapes::{bump, curve, length, lower, step};

/// Where the shore runs, east by north, in metres.
const SHORE: [(f64, f64); 10] = [
    (-200.0, 1130.0),
    (300.0, 1210.0),
    (850.0, 1100.0),
    (1300.0, 1190.0),
    (1900.0, 1370.0),
    (2500.0, 1250.0),
    (3050.0, 1130.0),
    (3650.0, 1240.0),
    (4300.0, 1060.0),
    (5200.0, 1010.0),
];

/// The fjord's side from where the shore's terrace ends: how far in, and how high.
const FJORD_SIDE: [(f64, f64); 9] = [
    (0.0, 0.0),
    (90.0, 34.0),
    (220.0, 122.0),
    (360.0, 226.0),
    (480.0, 286.0),
    (640.0, 322.0),
    (950.0, 344.0),
    (1700.0, 362.0),
    (3000.0, 392.0),
];

/// The seabed from the shore outwards: how far out, and how high.
const SEABED: [(f64, f64); 9] = [
    (0.0, 0.0),
    (25.0, -4.5),
    (120.0, -14.0),
    (300.0, -27.0),
    (400.0, -46.0),
    (560.0, -118.0),
    (720.0, -172.0),
    (900.0, -188.0),
    (1400.0, -176.0),
];

/// Hills on the plateau: their top, how far they reach and how much they rise.
const HILLS: [(f64, f64, f64, f64); 6] = [
    (2780.0, 1720.0, 950.0, 104.0),
    (3700.0, 2720.0, 800.0, 96.0),
    (2450.0, 4420.0, 820.0, 88.0),
    (3560.0, 4720.0, 760.0, 92.0),
    (3000.0, 4150.0, 420.0, 34.0),
    (2120.0, 3020.0, 380.0, 44.0),
];

/// How high a bench of the pit is, in metres.
const BENCH_M: f64 = 24.0;

/// How wide the berm of a bench is, in metres.
const BERM_M: f64 = 12.0;

/// How far a bench's face lies back from its toe to its crest, in metres: 68°.
const FACE_M: f64 = 9.7;

/// How wide the ramp is, in metres.
const RAMP_M: f64 = 26.0;

/// The made-up land and seabed.
#[derive(Clone, Debug)]
pub(super) struct Landscape {
    pub plan: Plan,
}

impl Landscape {
    pub(super) fn new() -> Self {
        let mut land = Self { plan: Plan::new() };
        // Brooks run down the ground as it is without them, and roads follow it with them.
        for index in 0..land.plan.streams.len() {
            if land.plan.streams[index].is_below_ground {
                let course = &land.plan.streams[index].course;
                let cut = course.with_heights(|at, depth, before| {
                    let ground = Self::uncut_m(at) - depth;
                    before.map_or(ground, |(height, apart)| ground.min(height - 0.004 * apart))
                });
                land.plan.streams[index].course = cut;
            }
        }
        for index in 0..land.plan.roads.len() {
            let course = &land.plan.roads[index].course;
            let laid = course.with_heights(|at, _, _| land.levelled_m(at).max(2.4));
            land.plan.roads[index].course = laid.evened(70.0);
        }
        land
    }

    /// The height of ground or seabed as it is today, in metres.
    pub(super) fn today_m(&self, at: Coord<f64>) -> f64 {
        let mut height = self.before_m(at);
        if self.plan.pit.is_near(at, 0.0) {
            height = self.mined_m(at, height);
        }
        if self.plan.waste_crest.is_near(at, 160.0) {
            height = height.max(self.waste_m(at));
        }
        height
    }

    /// The height before the pit was mined and its waste tipped, in metres. Roads and levelled ground are there.
    pub(super) fn before_m(&self, at: Coord<f64>) -> f64 {
        let mut height = self.levelled_m(at);
        for road in &self.plan.roads {
            if let Some(near) = road.course.nearest(at, 24.0) {
                let beside = step(near.half_width_m, near.half_width_m + 13.0, near.distance_m);
                height = near.height_m + beside * (height - near.height_m);
            }
        }
        height
    }

    /// The ground with what was levelled in it.
    fn levelled_m(&self, at: Coord<f64>) -> f64 {
        let mut height = self.grown_m(at);
        for (ring, level) in &self.plan.levelled {
            if ring.is_near(at, 60.0) {
                let outside = ring.outside_m(at).max(0.0);
                // Cut and fill meet the ground with slopes of their own.
                let (most, least) = (level + 0.9 * outside, level - TIPPED * outside);
                height = height.clamp(least, most);
            }
        }
        height
    }

    /// How far inland a point lies of the shore that the noise has not yet touched, in metres.
    fn inland_m(at: Coord<f64>) -> f64 {
        let shore = curve(&SHORE, at.y);
        let bays =
            95.0 * rough(
                Coord {
                    x: 0.4 * at.x,
                    ..at
                },
                520.0,
                2,
                11,
            ) + 22.0 * rough(at, 140.0, 3, 12);
        at.x - shore + bays
    }

    /// Nature's own.
    fn grown_m(&self, at: Coord<f64>) -> f64 {
        let height = Self::uncut_m(at);
        if height < 0.0 {
            return height;
        }
        let height = self.valleys_m(at, height);
        self.flat_m(at, height)
    }

    /// Nature's own without valleys, lake and mire.
    fn uncut_m(at: Coord<f64>) -> f64 {
        let inland = Self::inland_m(at);
        if inland < 0.0 {
            return Self::seabed_m(at, -inland);
        }
        let terrace = 26.0
            + 215.0 * bump(at.y - 3640.0, 520.0)
            + 110.0 * bump(at.y - 830.0, 380.0)
            + 60.0 * bump(at.y - 1900.0, 420.0);
        let low = inland.min(terrace);
        let up_the_side = (inland - terrace).max(0.0);
        // Spurs and hollows: the side stands further in here and further out there.
        let spurs = 95.0 * rough(at, 620.0, 3, 21) * step(20.0, 260.0, up_the_side);
        let side = curve(&FJORD_SIDE, (up_the_side + spurs).max(0.0));
        let mut height = 0.4 + 0.062 * low + side;
        let high_up = step(120.0, 620.0, up_the_side);
        for (x, y, reach, rise) in HILLS {
            let apart = Coord {
                x: at.x - x,
                y: at.y - y,
            };
            let distance = length(apart);
            height += rise * bump(distance, reach);
        }
        height += high_up * Self::plateau_m(at);
        height + (0.2 + 2.2 * step(0.0, 200.0, up_the_side)) * rough(at, 74.0, 3, 31)
    }

    /// Knolls and the grain of the rock, which runs from south-west to north-east.
    fn plateau_m(at: Coord<f64>) -> f64 {
        let grain = Coord {
            x: 0.38 * (0.8 * at.x + 0.6 * at.y),
            y: 0.8 * at.y - 0.6 * at.x,
        };
        // Here the rock is bare and rough, there it lies under moraine.
        let bare = step(-0.55, 0.5, noise(at, 1100.0, 44));
        let ridges = 1.0 - 2.2 * rough(grain, 260.0, 2, 41).abs();
        let knolls = rough(grain, 120.0, 3, 43);
        30.0 * rough(at, 900.0, 2, 42) + (0.25 + 0.75 * bare) * (9.0 * ridges + 5.0 * knolls)
    }

    /// The ground with the valleys of the streams in it.
    fn valleys_m(&self, at: Coord<f64>, ground: f64) -> f64 {
        let mut height = ground;
        for stream in &self.plan.streams {
            if let Some(near) = stream.course.nearest(at, 420.0) {
                let beside = (near.distance_m - near.half_width_m).max(0.0);
                let sides = stream.sides * beside * (0.55 + beside / 300.0);
                let uneven = (0.08 * beside).min(6.0) * rough(at, 90.0, 2, 51);
                let banks = 0.004 * near.distance_m;
                // No more rounded than it is deep, so that a brook's spring is no hole.
                let round = (0.4 * (height - near.height_m)).clamp(0.5, 9.0);
                height = lower(height, near.height_m + sides + uneven + banks, round);
            }
        }
        height
    }

    /// The ground with the lake and the mire, which are flat.
    fn flat_m(&self, at: Coord<f64>, ground: f64) -> f64 {
        let mut height = ground;
        let Plan { lake, mire, .. } = &self.plan;
        if lake.is_near(at, 60.0) {
            let outside = lake.outside_m(at);
            height = if outside <= 0.0 {
                LAKE_LEVEL_M
            } else {
                let bank = step(0.0, 60.0, outside);
                let shore = LAKE_LEVEL_M + 0.3 + 0.03 * outside;
                shore + bank * (height - shore)
            };
        }
        if mire.is_near(at, 90.0) {
            let outside = mire.outside_m(at);
            let flat = MIRE_LEVEL_M + 0.0022 * (at.x - 2180.0) + 0.25 * noise(at, 40.0, 61);
            let share = step(-40.0, 90.0, outside);
            height = flat + share * (height - flat);
        }
        height
    }

    /// The seabed so far out, before chart datum is taken into account.
    fn seabed_m(at: Coord<f64>, outwards: f64) -> f64 {
        let deep = step(60.0, 420.0, outwards);
        // The edge of the shelf swings in and out, and the river's fan lies on it.
        let swing = 70.0 * rough(at, 700.0, 2, 71) * deep;
        let shelf = 90.0 * bump(at.y - 2050.0, 900.0) + 60.0 * bump(at.y - 3690.0, 500.0);
        let out = (outwards + swing - shelf * step(80.0, 300.0, outwards)).max(0.0);
        let mut height = 0.4 + curve(&SEABED, out);
        height += deep * (9.0 * rough(at, 420.0, 3, 72)) + 1.3 * rough(at, 90.0, 2, 73) * deep;
        // A sill of rock across the fjord.
        let (x, y) = (at.x - 420.0, at.y - 4350.0 - 0.3 * (at.x - 420.0));
        height + 62.0 * bump(y, 420.0) * bump(x, 900.0) * deep
    }

    /// The pit in the ground: benches with a ramp, and a floor that is half refilled.
    fn mined_m(&self, at: Coord<f64>, ground: f64) -> f64 {
        let inside = -self.plan.pit.outside_m(at);
        if inside <= 0.0 {
            return ground;
        }
        let ragged = inside + 16.0 * noise(at, 240.0, 83) + 1.8 * noise(at, 36.0, 81);
        let ramp = Self::ramp_m(at);
        let upper = wall_m(ragged);
        // Below the ramp the wall stands further in by the ramp's width.
        let wall = match ramp {
            Some((level, width)) if upper < level => level.min(wall_m(ragged - width)),
            _ => upper,
        };
        let floor = PIT_FLOOR_M + 0.4 * noise(at, 50.0, 82);
        // The eastern half of the bottom is tipped up to a level from the east.
        let front = at.x + 0.25 * (at.y - 1700.0) - 2760.0;
        let refill = (REFILLED_LEVEL_M + TIPPED * front.min(0.0)).min(REFILLED_LEVEL_M);
        ground.min(wall.max(floor).max(refill))
    }

    /// The level of the ramp on this side of the pit, and how far the wall below it stands in.
    fn ramp_m(at: Coord<f64>) -> Option<(f64, f64)> {
        let (x, y) = (at.x - 2740.0, (at.y - 1715.0) * 1.15);
        // How far round, from 0 to 4: grows with the angle, without its sine.
        let round = |x: f64, y: f64| {
            let share = y / (x.abs() + y.abs()).max(1e-9);
            if 0.0 <= x {
                if 0.0 <= y { share } else { 4.0 + share }
            } else {
                2.0 - share
            }
        };
        // It begins in the south-west, where the road comes, and winds down against the clock.
        let turned = (round(x, y) + 4.0 - 2.55) % 4.0;
        let descent = 58.0;
        let level = 378.0 - descent * turned;
        let width = RAMP_M * step(0.0, 0.12, turned) * (1.0 - step(1.95, 2.25, turned));
        (0.0 < width).then_some((level, width))
    }

    /// The waste-rock deposit that is there: a flat top, a berm half-way and tipped faces.
    fn waste_m(&self, at: Coord<f64>) -> f64 {
        let outside = self.plan.waste_crest.outside_m(at) + 1.5 * noise(at, 45.0, 91);
        let top = 414.0 + 0.3 * noise(at, 70.0, 92);
        let (upper, berm) = (20.0 / TIPPED, 16.0);
        let fallen = TIPPED * (outside.clamp(0.0, upper) + (outside - upper - berm).max(0.0));
        top - fallen
    }
}

/// The wall of the pit so far inside its highest crest, in metres: faces and berms by turns.
fn wall_m(inside: f64) -> f64 {
    let highest = 436.0;
    let benches = (inside / (FACE_M + BERM_M)).floor();
    let into = inside - benches * (FACE_M + BERM_M);
    highest - BENCH_M * (benches + (into / FACE_M).clamp(0.0, 1.0))
}
