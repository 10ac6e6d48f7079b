//! The two sections that show a polygon best: along it and across it.
//!
//! Both run through its centroid. Across a body on a slope is down the slope, for there the body is thickest
//! against the ground that carries it; on flat ground the shape of the polygon decides.

use geo::{Centroid as _, Coord, MinimumRotatedRect as _, Polygon};

use super::{Coverage, Grid, SectionLine};

/// How far a section reaches beyond the polygon on each side, as a share of the polygon's own width there.
const BEYOND_SHARE: f64 = 0.15;

/// Ground that falls less than this, as rise over run, has no direction of its own.
const FLAT_GROUND: f64 = 0.02;

/// Fewer cells than these do not tell how the ground falls.
const FEWEST_CELLS: f64 = 3.0;

/// The sections along and across a polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnSections {
    /// Along: the long axis, or level with the slope; from west to east, or from south to north.
    pub long: SectionLine,
    /// At right angles to it: down the slope, or to the right of [`Self::long`].
    pub cross: SectionLine,
}

impl OwnSections {
    /// The sections of a polygon in metres.
    ///
    /// Without ground, or where that hardly falls, the long section follows the longest side of the smallest
    /// rectangle around the polygon. Where the ground falls, the cross section follows the fall line of the plane
    /// that comes nearest to it inside the polygon (least squares), downwards, and the long section is at right
    /// angles to it. Each reaches 15 % beyond the polygon on both sides. `None` for a polygon without an area.
    pub fn of(polygon: &Polygon<f64>, ground: Option<&Grid<f32>>) -> Option<Self> {
        let center = polygon.centroid()?;
        let center = Coord {
            x: center.x(),
            y: center.y(),
        };
        let down = ground.and_then(|ground| downhill(polygon, ground));
        let (along, across) = if let Some(down) = down {
            (eastwards(turned_left(down)), down)
        } else {
            let along = eastwards(longest_axis(polygon)?);
            (along, turned_left(along) * -1.0)
        };
        Some(Self {
            long: line_through(center, along, polygon)?,
            cross: line_through(center, across, polygon)?,
        })
    }
}

/// The line through a point that reaches a little beyond the polygon on both sides; `direction` has length 1.
fn line_through(
    center: Coord<f64>,
    direction: Coord<f64>,
    polygon: &Polygon<f64>,
) -> Option<SectionLine> {
    let (mut first, mut last) = (0.0_f64, 0.0_f64);
    for corner in polygon.exterior().coords() {
        let from = *corner - center;
        let along = from.x * direction.x + from.y * direction.y;
        first = first.min(along);
        last = last.max(along);
    }
    let beyond = BEYOND_SHARE * (last - first);
    let ends = [first - beyond, last + beyond];
    SectionLine::new(ends.map(|along| center + direction * along)).ok()
}

/// The direction of the longest side of the smallest rectangle around a polygon.
fn longest_axis(polygon: &Polygon<f64>) -> Option<Coord<f64>> {
    // Far from the origin the corners of a turned rectangle lose their last digits, and with them its direction.
    let origin = *polygon.exterior().coords().next()?;
    let near = geo::MapCoords::map_coords(polygon, |corner| corner - origin);
    let rectangle = near.minimum_rotated_rect()?;
    let sides = rectangle
        .exterior()
        .lines()
        .map(|side| side.end - side.start);
    let mut longest = Coord { x: 0.0, y: 0.0 };
    for side in sides {
        // A square has no longest side but for rounding; the first is as good as any.
        if length(longest) * (1.0 + 1e-9) < length(side) {
            longest = side;
        }
    }
    unit(longest)
}

/// Where the ground inside a polygon falls as a whole, or `None` where it hardly does.
///
/// # Source
/// Least squares of `z = a + b·x + c·y` over the cells, each with its share inside the polygon; downhill is
/// `(−b, −c)`.
fn downhill(polygon: &Polygon<f64>, ground: &Grid<f32>) -> Option<Coord<f64>> {
    let coverage = Coverage::of(polygon, ground.placement());
    let (count, mean) = mean_of(&coverage, ground)?;
    if count < FEWEST_CELLS {
        return None;
    }
    let [mut xx, mut xy, mut yy, mut xz, mut yz] = [0.0; 5];
    for_each_cell(&coverage, ground, |at, height_m, share| {
        let (x, y, z) = (at.x - mean[0], at.y - mean[1], height_m - mean[2]);
        xx += share * x * x;
        xy += share * x * y;
        yy += share * y * y;
        xz += share * x * z;
        yz += share * y * z;
    });
    let determinant = xx * yy - xy * xy;
    if determinant <= 1e-9 * xx * yy {
        return None;
    }
    let rise = Coord {
        x: (xz * yy - yz * xy) / determinant,
        y: (yz * xx - xz * xy) / determinant,
    };
    (FLAT_GROUND <= length(rise))
        .then(|| unit(rise * -1.0))
        .flatten()
}

/// How many cells with a height lie inside, and their mean easting, northing and height.
fn mean_of(coverage: &Coverage, ground: &Grid<f32>) -> Option<(f64, [f64; 3])> {
    let mut count = 0.0;
    let mut sums = [0.0; 3];
    let origin = ground.placement().center_of(0, 0);
    for_each_cell(coverage, ground, |at, height_m, share| {
        count += share;
        let values = [at.x - origin.x, at.y - origin.y, height_m];
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += share * value;
        }
    });
    (0.0 < count).then(|| {
        let [x, y, z] = sums.map(|sum| sum / count);
        (count, [x + origin.x, y + origin.y, z])
    })
}

/// Calls with the middle, the height and the share inside of every cell that has a height.
fn for_each_cell(
    coverage: &Coverage,
    ground: &Grid<f32>,
    mut call: impl FnMut(Coord<f64>, f64, f64),
) {
    let placement = ground.placement();
    let mut visit = |column: usize, row: usize, share: f64| {
        let height = ground.at(column, row);
        if !height.is_nan() {
            call(placement.center_of(column, row), f64::from(height), share);
        }
    };
    for span in &coverage.whole {
        for column in span.first..span.end {
            visit(column, span.row, 1.0);
        }
    }
    for cell in &coverage.partial {
        visit(cell.column, cell.row, cell.share);
    }
}

/// The direction or its opposite, whichever goes east, or north.
fn eastwards(direction: Coord<f64>) -> Coord<f64> {
    let is_upright = direction.x.abs() < 1e-9;
    let goes_back = direction.x < 0.0 && !is_upright || is_upright && direction.y < 0.0;
    if goes_back {
        direction * -1.0
    } else {
        direction
    }
}

fn turned_left(direction: Coord<f64>) -> Coord<f64> {
    Coord {
        x: -direction.y,
        y: direction.x,
    }
}

fn length(vector: Coord<f64>) -> f64 {
    vector.x.hypot(vector.y)
}

fn unit(vector: Coord<f64>) -> Option<Coord<f64>> {
    let length = length(vector);
    (0.0 < length && length.is_finite()).then(|| vector / length)
}
