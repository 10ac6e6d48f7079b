//! Triangles of a body of rock and of the ground under it, few enough to be passed on.
//!
//! Both surfaces have the same triangles in plan and meet along the edge of the body. So whoever computes the volume
//! between them adds up prisms, and no program has to cut the triangles of one against those of the other.
//!
//! # Source
//! Which cells become corners: M. Garland and P. S. Heckbert, "Fast polygonal approximation of terrains and height
//! fields", Carnegie Mellon University, CMU-CS-95-181 (1995), greedy insertion, here one cell of each triangle at a
//! time. The triangles are those of Delaunay with the edge of the body held: L. P. Chew, "Constrained Delaunay
//! triangulations", Algorithmica 4 (1989).

use geo::{Coord, MultiPolygon};
use rayon::prelude::*;
use spade::handles::FixedVertexHandle;
use spade::{ConstrainedDelaunayTriangulation, HasPosition, Point2, Triangulation as _};

use super::tin_edge::{Edge, Place, to_millimetres};
use super::tin_heights::{Heights, Lattice};
use crate::progress::{Cancelled, Run};
use crate::terrain::Grid;

/// Corners that a surface may have; of a Delaunay triangulation that is about twice as many triangles.
const MOST_CORNERS: usize = 150_000;

/// How far a cell may lie beside the triangles at first: a share of the greatest thickness, within limits in metres.
const TOLERANCE_SHARE: f64 = 0.005;
const TOLERANCES_M: (f64, f64) = (0.05, 0.5);

/// How often the tolerance is halved to come nearer to the volume.
const HALVINGS: usize = 3;

/// How far the volume between the surfaces may be from the one that was counted, as a share of it.
const VOLUME_SHARE: f64 = 0.0005;

/// Twice the area of the least triangle whose corners are whole millimetres, in square metres, less rounding.
const LEAST_TWICE_AREA_M2: f64 = 0.5e-6;

/// What triangles are made of.
#[derive(Clone, Copy, Debug)]
pub struct TinInput<'a> {
    /// The ground in plan that the body covers or is dug from.
    pub covered: &'a MultiPolygon<f64>,
    /// The ground, in metres.
    pub ground: &'a Grid<f32>,
    /// The ground with the body on it on the same cells, in metres.
    pub surface: &'a Grid<f32>,
    /// The body's surface continued a cell or more beyond its edge, in metres; NaN where there is none.
    ///
    /// Where it stands clear of the ground at the edge, the body ends there in a wall.
    pub continued: &'a Grid<f32>,
    /// The volume between the two as it was counted, by the map's areas; negative where more is dug than built.
    pub volume_m3: f64,
}

/// A place where triangles meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TinCorner {
    /// Where, to whole millimetres.
    pub at: Coord<f64>,
    /// The height of the ground, in metres.
    pub ground_m: f64,
    /// The height of the body's surface, in metres.
    pub surface_m: f64,
}

/// Triangles of two surfaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Tin {
    /// The corners, no two in one place.
    pub corners: Vec<TinCorner>,
    /// The triangles by their corners, counter-clockwise seen from above.
    pub triangles: Vec<[usize; 3]>,
    /// How far the middle of a cell lies beside the triangles at most, in metres up or down.
    pub farthest_m: f64,
    /// How far the ground was moved at most so that the volume is the one that was counted, in metres.
    ///
    /// Cells count by their middles, and along the edge of the body the ground between those is not known. Zero
    /// where the volume came out near enough by itself.
    pub ground_moved_m: f64,
}

impl Tin {
    /// The volume between the ground and the surface, by the map's areas; what is dug counts as negative.
    pub fn volume_m3(&self) -> f64 {
        let prism = |triangle: &[usize; 3]| {
            let [a, b, c] = triangle.map(|corner| self.corners[corner]);
            let thickness = |corner: TinCorner| corner.surface_m - corner.ground_m;
            0.5 * twice_area(a.at, b.at, c.at) * (thickness(a) + thickness(b) + thickness(c)) / 3.0
        };
        self.triangles.iter().map(prism).sum()
    }

    /// Moves the ground in proportion to the thickness over it until the volume is that.
    fn fit(&mut self, volume_m3: f64) {
        let own_m3 = self.volume_m3();
        let is_near = (own_m3 - volume_m3).abs() <= VOLUME_SHARE * volume_m3.abs();
        if is_near || own_m3 * volume_m3 <= 0.0 {
            return;
        }
        let ratio = volume_m3 / own_m3;
        for corner in &mut self.corners {
            let thickness_m = corner.surface_m - corner.ground_m;
            let moved_m = thickness_m * (1.0 - ratio);
            corner.ground_m += moved_m;
            self.ground_moved_m = self.ground_moved_m.max(moved_m.abs());
        }
    }
}

/// Twice the area of a triangle, positive where it is counter-clockwise.
fn twice_area(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
}

/// Makes the triangles of a body. `None` where nothing of it has an area.
///
/// Takes as long as some ten readings of every cell that is covered.
///
/// # Errors
/// [`Cancelled`].
pub fn tin_of(input: &TinInput<'_>, run: &Run) -> Result<Option<Tin>, Cancelled> {
    let place = Place::of(input.ground.placement());
    let edge = Edge::of(input.covered, place);
    run.step(0, 1)?;
    let lattice = Lattice::of(input, &edge, place);
    let thickest_m = lattice.greatest_thickness_m();
    let (least, most) = TOLERANCES_M;
    let mut tolerance_m = (TOLERANCE_SHARE * thickest_m).clamp(least, most);
    let mut mesh = Mesh::new();
    hold_edge(&mut mesh, &edge, input, place, tolerance_m);
    if mesh.num_vertices() < 3 {
        return Ok(None);
    }
    let mut halvings = 0;
    loop {
        let farthest_m = refine(&mut mesh, &lattice, tolerance_m, run)?;
        let mut tin = Tin::of(&mesh, &edge, place, farthest_m);
        let apart_m3 = (tin.volume_m3() - input.volume_m3).abs();
        let is_near = apart_m3 <= VOLUME_SHARE * input.volume_m3.abs();
        if is_near || halvings == HALVINGS || MOST_CORNERS <= mesh.num_vertices() {
            tin.fit(input.volume_m3);
            return Ok((!tin.triangles.is_empty()).then_some(tin));
        }
        halvings += 1;
        tolerance_m /= 2.0;
    }
}

type Mesh = ConstrainedDelaunayTriangulation<Corner>;

/// A corner by its place within the window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub at: Coord<f64>,
    pub heights: Heights,
}

impl HasPosition for Corner {
    type Scalar = f64;

    fn position(&self) -> Point2<f64> {
        Point2::new(self.at.x, self.at.y)
    }
}

/// Puts the edge of the body into the mesh, as sides that triangles keep.
fn hold_edge(mesh: &mut Mesh, edge: &Edge, input: &TinInput<'_>, place: Place, tolerance_m: f64) {
    for ring in &edge.rings {
        let corners = edge_corners(ring, input, place, 0.5 * tolerance_m);
        let mut handles: Vec<FixedVertexHandle> = Vec::with_capacity(corners.len());
        for corner in corners {
            // Only a place that is no number is refused, and none comes from a polygon.
            if let Ok(handle) = mesh.insert(corner) {
                handles.push(handle);
            }
        }
        handles.dedup();
        let Some(first) = handles.first().copied() else {
            continue;
        };
        handles.push(first);
        for side in handles.windows(2) {
            if side[0] != side[1] {
                // A side that would cross another is left out: which triangles lie inside does not hang on it.
                mesh.try_add_constraint(side[0], side[1]);
            }
        }
    }
}

/// The corners along a ring: its own, and on its sides where the ground bends.
fn edge_corners(
    ring: &[Coord<f64>],
    input: &TinInput<'_>,
    place: Place,
    tolerance_m: f64,
) -> Vec<Corner> {
    let corner = |at: Coord<f64>| Corner {
        at,
        heights: Heights::at_edge(input, place.world(at), place.cell_m),
    };
    let mut corners = Vec::with_capacity(ring.len());
    for (index, from) in ring.iter().enumerate() {
        let to = ring[(index + 1) % ring.len()];
        let along = to - *from;
        let parts = (along.x.hypot(along.y) / place.cell_m).ceil().max(1.0);
        let mut side = vec![corner(*from)];
        let mut part = 1.0;
        while part < parts {
            side.push(corner(to_millimetres(*from + along * (part / parts))));
            part += 1.0;
        }
        side.push(corner(to));
        bends_of(&side, tolerance_m, &mut corners);
    }
    corners
}

/// Keeps the first of a straight line's corners and those that others cannot stand in for; not the last.
fn bends_of(side: &[Corner], tolerance_m: f64, kept: &mut Vec<Corner>) {
    let (Some(first), Some(last)) = (side.first(), side.last()) else {
        return;
    };
    let count = (side.len() - 1) as f64;
    let beside = |(index, corner): (usize, &Corner)| {
        let between = first.heights.towards(last.heights, index as f64 / count);
        (index, corner.heights.apart_m(between))
    };
    let inner = side.iter().enumerate().take(side.len() - 1).skip(1);
    let farthest = inner.map(beside).max_by(|a, b| a.1.total_cmp(&b.1));
    match farthest {
        Some((index, apart_m)) if tolerance_m < apart_m => {
            bends_of(&side[..=index], tolerance_m, kept);
            bends_of(&side[index..], tolerance_m, kept);
        }
        _ => kept.push(*first),
    }
}

/// Makes the cell that lies farthest beside each triangle a corner, until none is farther than the tolerance.
///
/// Tells how far the farthest is.
fn refine(
    mesh: &mut Mesh,
    lattice: &Lattice<'_>,
    tolerance_m: f64,
    run: &Run,
) -> Result<f64, Cancelled> {
    loop {
        run.step(mesh.num_vertices(), MOST_CORNERS)?;
        let faces = mesh.inner_faces();
        let faces: Vec<(FixedVertexHandle, [Corner; 3])> = faces
            .map(|face| {
                let corners = face.vertices();
                (corners[0].fix(), corners.map(|corner| *corner.data()))
            })
            .collect();
        let found = faces.par_iter().filter_map(|(near, triangle)| {
            let (apart_m, corner) = lattice.farthest_from(triangle)?;
            Some((apart_m, corner, *near))
        });
        let mut found: Vec<(f64, Corner, FixedVertexHandle)> = found.collect();
        let farthest_m = found.iter().map(|one| one.0).fold(0.0, f64::max);
        found.retain(|one| tolerance_m < one.0);
        if found.is_empty() || MOST_CORNERS <= mesh.num_vertices() {
            return Ok(farthest_m);
        }
        // A stable order, so that the same body has the same triangles.
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(MOST_CORNERS - mesh.num_vertices());
        for (_, corner, near) in found {
            if let Err(error) = mesh.insert_with_hint(corner, near) {
                tracing::debug!("a corner was refused: {error}");
            }
        }
    }
}

impl Tin {
    fn of(mesh: &Mesh, edge: &Edge, place: Place, farthest_m: f64) -> Self {
        let mut triangles = Vec::with_capacity(mesh.num_inner_faces());
        let mut number = vec![usize::MAX; mesh.num_vertices()];
        let mut corners = Vec::with_capacity(mesh.num_vertices());
        for face in mesh.inner_faces() {
            let of_face = face.vertices();
            let [a, b, c] = of_face.map(|corner| corner.data().at);
            let middle = (a + b + c) / 3.0;
            if twice_area(a, b, c) < LEAST_TWICE_AREA_M2 || !edge.holds(middle) {
                continue;
            }
            triangles.push(of_face.map(|corner| {
                let known = &mut number[corner.fix().index()];
                if *known == usize::MAX {
                    *known = corners.len();
                    let Corner { at, heights } = *corner.data();
                    corners.push(TinCorner {
                        at: place.world(at),
                        ground_m: heights.ground_m,
                        surface_m: heights.surface_m,
                    });
                }
                *known
            }));
        }
        Self {
            corners,
            triangles,
            farthest_m,
            ground_moved_m: 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::Rect;

    use super::*;
    use crate::terrain::Placement;

    fn placement() -> Placement {
        Placement {
            west_m: 500_000.123,
            north_m: 7_000_000.456,
            cell_width_m: 2.0,
            cell_height_m: 2.0,
            columns: 100,
            rows: 80,
            ground_per_map: 1.0,
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "heights are kept as f32")]
    fn pyramid(rise: f64) -> (Grid<f32>, Grid<f32>, MultiPolygon<f64>, f64) {
        let placement = placement();
        let middle = placement.extent().center();
        let (half_m, height_m) = (60.0, 60.0 * rise);
        let from_middle =
            move |at: Coord<f64>| (at.x - middle.x).abs().max((at.y - middle.y).abs());
        let ground = Grid::filled(placement, 100.0_f32);
        let continued = Grid::from_fn(placement, |at| {
            (100.0 + (half_m - from_middle(at)) * rise) as f32
        });
        let corner = Coord {
            x: half_m,
            y: half_m,
        };
        let square = Rect::new(middle - corner, middle + corner).to_polygon();
        let volume_m3 = (2.0 * half_m).powi(2) * height_m / 3.0;
        (ground, continued, MultiPolygon(vec![square]), volume_m3)
    }

    fn tin_with(volume_share: f64) -> (Tin, f64) {
        let (ground, continued, covered, volume_m3) = pyramid(0.5);
        let cells = continued.cells().iter().zip(ground.cells());
        let surface = cells.map(|(top, ground)| top.max(*ground)).collect();
        let volume_m3 = volume_m3 * volume_share;
        let input = TinInput {
            covered: &covered,
            ground: &ground,
            surface: &Grid::new(placement(), surface).unwrap(),
            continued: &continued,
            volume_m3,
        };
        (tin_of(&input, &Run::default()).unwrap().unwrap(), volume_m3)
    }

    #[test]
    fn a_pyramid_has_its_volume_and_few_triangles() {
        let (tin, volume_m3) = tin_with(1.0);
        assert!((tin.volume_m3() / volume_m3 - 1.0).abs() < VOLUME_SHARE);
        assert!(tin.triangles.len() < 600, "{}", tin.triangles.len());
        assert_eq!(tin.ground_moved_m, 0.0);
        assert!(tin.farthest_m <= 0.15, "{}", tin.farthest_m);
    }

    #[test]
    fn every_triangle_is_counter_clockwise_and_no_corner_is_there_twice() {
        let (tin, _) = tin_with(1.0);
        for triangle in &tin.triangles {
            let [a, b, c] = triangle.map(|corner| tin.corners[corner].at);
            assert!(0.0 < twice_area(a, b, c));
        }
        let mut places: Vec<(u64, u64)> = tin
            .corners
            .iter()
            .map(|corner| (corner.at.x.to_bits(), corner.at.y.to_bits()))
            .collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), tin.corners.len());
        assert!(
            tin.corners
                .iter()
                .all(|corner| corner.ground_m <= corner.surface_m)
        );
    }

    #[test]
    fn the_ground_is_moved_a_little_where_the_counted_volume_is_another() {
        let (tin, volume_m3) = tin_with(1.004);
        assert!((tin.volume_m3() / volume_m3 - 1.0).abs() < 1e-9);
        assert!(0.0 < tin.ground_moved_m && tin.ground_moved_m < 0.2);
        let highest = tin.corners.iter().map(|corner| corner.surface_m);
        assert!(highest.fold(0.0, f64::max) <= 130.0);
    }

    #[test]
    fn a_body_of_no_area_has_no_triangles() {
        let (ground, continued, ..) = pyramid(0.5);
        let input = TinInput {
            covered: &MultiPolygon(Vec::new()),
            ground: &ground,
            surface: &ground,
            continued: &continued,
            volume_m3: 0.0,
        };
        assert_eq!(tin_of(&input, &Run::default()), Ok(None));
    }
}
