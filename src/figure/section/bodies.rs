//! Soil, water, bodies of rock and the lines over them.

use super::layers::{cut_between, label_in, shape_of};
use super::{
    Body, BodyStyle, HAIRLINE_MM, Paint, PaperPoint, Pen, ProfileKind, Role, SURFACE_MM,
    SectionFrame, SectionInput, SectionProfile, Shape, at,
};
use crate::figure::drawing::{BandEdge, Drawing, hatch_of, line_in_band};

/// Bodies thinner than this are not there, in metres.
const NO_BODY_M: f64 = 1e-3;

/// Points are left out where the line stays this near to them, in millimetres.
const THINNING_MM: f64 = 0.02;

/// Lines of a hatch are so far apart, in millimetres.
pub(super) const HATCH_MM: f64 = 1.3;

/// The size of writing in layers, in millimetres.
const LAYER_TEXT_MM: f64 = 2.6;

/// How dense the colour of a body is.
pub(super) const BODY_OPACITY: f32 = 0.8;

/// A place between two surfaces: how far along, and the heights of both, in metres.
#[expect(clippy::struct_field_names, reason = "the unit stands in each name")]
#[derive(Clone, Copy, Debug)]
struct Slice {
    chainage_m: f64,
    upper_m: f64,
    lower_m: f64,
}

/// Draws all that lies inside the plot, from soil to lines; the grid over soil and water.
pub(super) fn draw_surfaces(
    input: &SectionInput<'_>,
    frame: &SectionFrame,
    drawing: &mut Drawing,
    draw_grid: impl FnOnce(&mut Drawing),
) {
    let beds = Beds::of(input);
    let mut scene = Scene {
        chainages_m: input.chainages_m,
        frame,
        drawing,
    };
    scene.soil(&beds.tops_m);
    if let Some(water) = input.water {
        scene.water(water.level_m, &beds.wet_beds_m, &water.name);
    }
    draw_grid(scene.drawing);
    // A hatch does not hide what it lies over.
    for style in [BodyStyle::Filled, BodyStyle::Hatched] {
        for profile in input.profiles {
            if let ProfileKind::Body(body) = &profile.kind
                && body.style == style
            {
                scene.body(profile, body);
            }
        }
    }
    for profile in input.profiles {
        match &profile.kind {
            ProfileKind::Ground => {
                scene.surface(&beds.dry_ground_m, Role::Ground, None, &profile.name);
            }
            ProfileKind::Seabed => {
                scene.surface(&beds.wet_seabed_m, Role::Seabed, None, &profile.name);
            }
            ProfileKind::Original => {
                let dash = Some((1.8, 1.1));
                scene.surface(&profile.heights_m, Role::Original, dash, &profile.name);
            }
            ProfileKind::Body(_) => {}
        }
    }
}

/// What the ground and the seabed are together.
#[expect(clippy::struct_field_names, reason = "the unit stands in each name")]
struct Beds {
    /// The top of the soil: the seabed where it is known and under water, else the ground.
    tops_m: Vec<f64>,
    /// The ground where it is not the surface of the sea.
    dry_ground_m: Vec<f64>,
    /// The seabed where it is the top of the soil.
    wet_seabed_m: Vec<f64>,
    /// The top of the soil where water may stand.
    wet_beds_m: Vec<f64>,
}

impl Beds {
    fn of(input: &SectionInput<'_>) -> Self {
        let heights_of = |kind: &ProfileKind| {
            let mut all = input.profiles.iter();
            all.find(|profile| profile.kind == *kind)
                .map(|profile| profile.heights_m.as_slice())
        };
        let ground = heights_of(&ProfileKind::Ground);
        let seabed = heights_of(&ProfileKind::Seabed);
        let level_m = input.water.map_or(f64::INFINITY, |water| water.level_m);
        let mut beds = Self {
            tops_m: Vec::new(),
            dry_ground_m: Vec::new(),
            wet_seabed_m: Vec::new(),
            wet_beds_m: Vec::new(),
        };
        let value = |heights: Option<&[f64]>, index: usize| {
            heights
                .and_then(|heights| heights.get(index))
                .copied()
                .unwrap_or(f64::NAN)
        };
        for index in 0..input.chainages_m.len() {
            let (ground_m, bed_m) = (value(ground, index), value(seabed, index));
            let is_sea = bed_m <= level_m && (ground_m.is_nan() || bed_m <= ground_m);
            let top_m = if is_sea { bed_m } else { ground_m };
            beds.tops_m.push(top_m);
            beds.dry_ground_m
                .push(if is_sea { f64::NAN } else { ground_m });
            beds.wet_seabed_m
                .push(if is_sea { bed_m } else { f64::NAN });
            let may_be_wet = is_sea || seabed.is_none();
            beds.wet_beds_m
                .push(if may_be_wet { top_m } else { f64::NAN });
        }
        join_at_shore(&mut beds);
        beds
    }
}

/// Lets the ground reach one place into the sea, so that the two lines meet.
fn join_at_shore(beds: &mut Beds) {
    for index in 1..beds.tops_m.len() {
        let is_sea = |at: usize| !beds.wet_seabed_m[at].is_nan();
        let (left, right) = (is_sea(index - 1), is_sea(index));
        if left != right {
            let sea = if left { index - 1 } else { index };
            let land = if left { index } else { index - 1 };
            beds.dry_ground_m[sea] = beds.tops_m[sea];
            beds.wet_beds_m[land] = beds.tops_m[land];
        }
    }
}

struct Scene<'a> {
    chainages_m: &'a [f64],
    frame: &'a SectionFrame,
    drawing: &'a mut Drawing,
}

impl Scene<'_> {
    fn soil(&mut self, tops_m: &[f64]) {
        let bottom_m = self.frame.lowest_m;
        let floor = vec![bottom_m; tops_m.len()];
        for run in self.slices(tops_m, &floor) {
            let edges = self.band_of(&run);
            self.push(None, band(edges, Paint::solid(Role::Soil)));
        }
    }

    fn water(&mut self, level_m: f64, beds_m: &[f64], name: &str) {
        let level = vec![level_m; beds_m.len()];
        let runs = bodies_of(self.slices(&level, beds_m));
        let mut surface = Vec::new();
        for run in runs
            .iter()
            .filter(|run| run.iter().any(|slice| slice.lower_m < level_m))
        {
            let edges = self.band_of(run);
            if let Some((first, last)) = edges.first().zip(edges.last()) {
                surface.push(vec![at(first.x, first.top), at(last.x, last.top)]);
            }
            self.push(Some(name), band(edges, Paint::solid(Role::Water)));
        }
        let marks = surface.iter().max_by(|a, b| {
            let length = |line: &[PaperPoint]| line[1].x - line[0].x;
            length(a).total_cmp(&length(b))
        });
        if let Some(widest) = marks {
            let tip = at(0.5 * (widest[0].x + widest[1].x), widest[0].y);
            let ring = vec![
                tip,
                at(tip.x - 1.1, tip.y - 1.9),
                at(tip.x + 1.1, tip.y - 1.9),
            ];
            let paint = Paint::solid(Role::WaterSurface);
            self.push(
                None,
                Shape::Area {
                    rings: vec![ring],
                    paint,
                },
            );
        }
        if !surface.is_empty() {
            let pen = Pen::solid(Role::WaterSurface, 0.25);
            self.push(
                None,
                Shape::Lines {
                    lines: surface,
                    pen,
                },
            );
        }
    }

    fn body(&mut self, profile: &SectionProfile, body: &Body) {
        let role = Role::Given(body.color);
        let mut crests = Vec::new();
        let mut levels = Vec::new();
        for run in bodies_of(self.slices(&profile.heights_m, &body.base_m)) {
            let edges = self.band_of(&run);
            crests.push(
                edges
                    .iter()
                    .map(|edge| at(edge.x, edge.top))
                    .collect::<Vec<_>>(),
            );
            crests.push(edges.iter().map(|edge| at(edge.x, edge.bottom)).collect());
            for level_m in &body.levels_m {
                let y = self.frame.paper_from_section(0.0, *level_m).y;
                levels.extend(line_in_band(&edges, y, 0.0));
            }
            let name = Some(profile.name.as_str());
            match body.style {
                BodyStyle::Filled => {
                    let paint = Paint {
                        role,
                        opacity: BODY_OPACITY,
                    };
                    self.push(name, band(edges.clone(), paint));
                    self.layers(&edges, body);
                }
                BodyStyle::Hatched => {
                    let lines = hatch_of(&edges, HATCH_MM);
                    let pen = Pen::solid(role, 0.3);
                    self.push(name, Shape::Lines { lines, pen });
                }
            }
        }
        let (inner, outer) = match body.style {
            BodyStyle::Filled => (Role::Sheet, Role::Ink),
            BodyStyle::Hatched => (role, role),
        };
        for (lines, pen) in [
            (levels, Pen::solid(inner, HAIRLINE_MM)),
            (crests, Pen::solid(outer, 0.25)),
        ] {
            if !lines.is_empty() {
                self.push(None, Shape::Lines { lines, pen });
            }
        }
    }

    fn layers(&mut self, edges: &[BandEdge], body: &Body) {
        for (place, layer) in body.layers.iter().enumerate() {
            let height_of = |level_m| self.frame.paper_from_section(0.0, level_m).y;
            let (lower, upper) = layer.levels_m;
            let parts = cut_between(edges, height_of(upper), height_of(lower));
            let label = label_in(&parts, &layer.label, LAYER_TEXT_MM);
            for part in parts {
                self.push(Some(&layer.name), shape_of(part, place));
            }
            if let Some(label) = label {
                self.push(None, label);
            }
        }
    }

    fn surface(&mut self, heights_m: &[f64], role: Role, dash_mm: Option<(f64, f64)>, name: &str) {
        let runs = self.slices(heights_m, heights_m);
        let lines: Vec<Vec<PaperPoint>> = runs
            .iter()
            .map(|run| {
                self.band_of(run)
                    .iter()
                    .map(|edge| at(edge.x, edge.top))
                    .collect()
            })
            .collect();
        if !lines.is_empty() {
            let pen = Pen {
                role,
                width_mm: SURFACE_MM,
                dash_mm,
            };
            self.push(Some(name), Shape::Lines { lines, pen });
        }
    }

    /// Where both surfaces are known: stretches of at least two places.
    fn slices(&self, upper_m: &[f64], lower_m: &[f64]) -> Vec<Vec<Slice>> {
        let mut runs = vec![Vec::new()];
        let heights = upper_m.iter().zip(lower_m);
        for (&chainage_m, (&upper_m, &lower_m)) in self.chainages_m.iter().zip(heights) {
            if !(upper_m.is_finite() && lower_m.is_finite()) {
                runs.push(Vec::new());
            } else if let Some(run) = runs.last_mut() {
                run.push(Slice {
                    chainage_m,
                    upper_m,
                    lower_m,
                });
            }
        }
        runs.retain(|run| 2 <= run.len());
        runs
    }

    /// A stretch on paper, with as few points as show no difference.
    fn band_of(&self, run: &[Slice]) -> Vec<BandEdge> {
        let edges: Vec<BandEdge> = run
            .iter()
            .map(|slice| {
                let upper = self
                    .frame
                    .paper_from_section(slice.chainage_m, slice.upper_m);
                let lower = self
                    .frame
                    .paper_from_section(slice.chainage_m, slice.lower_m);
                BandEdge {
                    x: upper.x,
                    top: upper.y.min(lower.y),
                    bottom: upper.y.max(lower.y),
                }
            })
            .collect();
        thinned(&edges)
    }

    fn push(&mut self, name: Option<&str>, shape: Shape) {
        let name = name.map(str::to_owned);
        self.drawing.push(name, Some(self.frame.plot), shape);
    }
}

fn band(edges: Vec<BandEdge>, paint: Paint) -> Shape {
    Shape::Band { edges, paint }
}

/// The stretches in which two surfaces are apart, cut where they cross.
fn bodies_of(runs: Vec<Vec<Slice>>) -> Vec<Vec<Slice>> {
    let thickness = |slice: &Slice| slice.upper_m - slice.lower_m;
    let mut bodies = Vec::new();
    for run in runs {
        let mut body: Vec<Slice> = Vec::new();
        for pair in run.windows(2) {
            let (first, last) = (thickness(&pair[0]), thickness(&pair[1]));
            let is_there = NO_BODY_M < first.abs() || NO_BODY_M < last.abs();
            if !is_there {
                bodies.push(std::mem::take(&mut body));
                continue;
            }
            if body.is_empty() {
                body.push(pair[0]);
            }
            if first * last < 0.0 {
                let crossing = between(pair[0], pair[1], first / (first - last));
                body.push(crossing);
                bodies.push(std::mem::replace(&mut body, vec![crossing]));
            }
            body.push(pair[1]);
        }
        bodies.push(body);
    }
    bodies.retain(|body| 2 <= body.len());
    bodies
}

fn between(from: Slice, to: Slice, share: f64) -> Slice {
    let mix = |a: f64, b: f64| a + (b - a) * share;
    Slice {
        chainage_m: mix(from.chainage_m, to.chainage_m),
        upper_m: mix(from.upper_m, to.upper_m),
        lower_m: mix(from.lower_m, to.lower_m),
    }
}

/// Leaves points out where the straight line between its neighbours is near enough at both edges.
///
/// # Source
/// Ramer, Douglas and Peucker, with the distance measured upright.
fn thinned(edges: &[BandEdge]) -> Vec<BandEdge> {
    let end = edges.len().saturating_sub(1);
    let mut is_kept: Vec<bool> = (0..edges.len()).map(|at| at == 0 || at == end).collect();
    let mut open = vec![(0, end)];
    while let Some((from, to)) = open.pop() {
        let Some((farthest, off_mm)) = farthest_between(edges, from, to) else {
            continue;
        };
        if THINNING_MM < off_mm {
            is_kept[farthest] = true;
            open.push((from, farthest));
            open.push((farthest, to));
        }
    }
    let kept = edges.iter().zip(is_kept);
    kept.filter(|(_, is_kept)| *is_kept)
        .map(|(edge, _)| *edge)
        .collect()
}

/// The point that is farthest from the straight line between two others, and how far, in millimetres.
fn farthest_between(edges: &[BandEdge], from: usize, to: usize) -> Option<(usize, f64)> {
    let (first, last) = (edges.get(from)?, edges.get(to)?);
    let width = last.x - first.x;
    let mut farthest = None;
    for (index, edge) in edges.iter().enumerate().take(to).skip(from + 1) {
        let share = if 0.0 < width {
            (edge.x - first.x) / width
        } else {
            0.0
        };
        let off = |a: f64, b: f64, at: f64| (a + (b - a) * share - at).abs();
        let off_mm =
            off(first.top, last.top, edge.top).max(off(first.bottom, last.bottom, edge.bottom));
        if farthest.is_none_or(|(_, most)| most < off_mm) {
            farthest = Some((index, off_mm));
        }
    }
    farthest
}
