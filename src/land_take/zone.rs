//! How much of a footprint lies near features: the zone around them.

use std::f64::consts::PI;

use geo::algorithm::bool_ops::{BooleanOps as _, FillRule, OpType};
use geo::algorithm::buffer::{BufferStyle, LineCap, LineJoin};
use geo::{Buffer as _, Coord, LineString, MultiPolygon, Polygon, Rect};
use rayon::prelude::*;

use super::footprint::Footprint;
use super::ground_scale::{GroundScale, measured_m2};
use super::index::{SiteIndex, near};
use super::plane::{cut_to_box, grown, meet, oriented, rings};

/// The longest arc that becomes one straight line: a circle loses 0.005 % of its area.
const ARC: f64 = PI / 180.0;

/// The footprint's ground within a distance of a layer's features: by class, and for all of them together,
/// each ground once. `width_m` is the distance for each class, where it has one.
pub(super) fn measure_zone(
    index: &SiteIndex,
    footprint: &Footprint,
    scale: Option<&GroundScale>,
    width_m: impl Fn(usize) -> Option<f64> + Sync,
) -> (Vec<Option<f64>>, f64) {
    let extent = footprint.extent();
    let widths: Vec<Option<f64>> = (0..index.classes).map(&width_m).collect();
    let widest_m = widths.iter().flatten().copied().fold(0.0, f64::max);
    let around = grown(extent, widest_m);
    let mut zones: Vec<Vec<Polygon<f64>>> = vec![Vec::new(); index.classes];
    let mut add = |found: Vec<(usize, MultiPolygon<f64>)>| {
        for (class, zone) in found {
            if let Some(zones) = zones.get_mut(class) {
                zones.extend(zone.0);
            }
        }
    };
    let polygons = near(&index.polygon_tree, &around)
        .into_par_iter()
        .filter_map(|number| {
            let polygon = &index.polygons[number];
            let width_m = width_m(polygon.class)?;
            // The ground itself, and a band along its edges.
            let mut zone = cut_to_box(&polygon.parts, extent);
            for ring in rings(&polygon.parts) {
                zone.0.extend(band(&ring.0, &around, extent.min(), width_m));
            }
            Some((polygon.class, zone))
        });
    add(polygons.collect());
    let lines = near(&index.line_tree, &around)
        .into_par_iter()
        .filter_map(|number| {
            let line = &index.lines[number];
            let width_m = width_m(line.class)?;
            let zone = band(&line.line.0, &around, extent.min(), width_m);
            Some((line.class, MultiPolygon(zone)))
        });
    add(lines.collect());
    let points = near(&index.point_tree, &around)
        .into_par_iter()
        .filter_map(|number| {
            let point = index.points[number];
            let width_m = width_m(point.class)?;
            let circle = geo::Point(point.at - extent.min()).buffer_with_style(style(width_m));
            Some((point.class, circle))
        });
    add(points.collect());
    let ground = footprint.cut_to_box(extent);
    let measure = |zone: &[Polygon<f64>]| {
        if zone.is_empty() {
            return 0.0;
        }
        let zone = MultiPolygon(zone.to_vec());
        let both = ground.boolean_op_with_fill_rule(&zone, OpType::Intersection, FillRule::NonZero);
        measured_m2(scale, &oriented(both), extent.min())
    };
    let measured = zones.iter().zip(widths);
    let each: Vec<Option<f64>> = measured
        .map(|(zone, width_m)| width_m.map(|_| measure(zone)))
        .collect();
    let used: Vec<usize> = (0..zones.len())
        .filter(|class| !zones[*class].is_empty())
        .collect();
    let all = match used.as_slice() {
        [] => 0.0,
        [only] => each[*only].unwrap_or(0.0),
        _ => measure(&zones.concat()),
    };
    (each, all)
}

/// A band along the part of a line that comes near a box.
fn band(
    line: &[Coord<f64>],
    near: &Rect<f64>,
    origin: Coord<f64>,
    width_m: f64,
) -> Vec<Polygon<f64>> {
    let mut bands = Vec::new();
    let mut run: Vec<Coord<f64>> = Vec::new();
    let mut finish = |run: &mut Vec<Coord<f64>>| {
        if 2 <= run.len() {
            let line = LineString(std::mem::take(run));
            let band = line.buffer_with_style(style(width_m));
            bands.extend(oriented(band).0);
        }
        run.clear();
    };
    for ends in line.windows(2) {
        if meet(&Rect::new(ends[0], ends[1]), near) {
            if run.is_empty() {
                run.push(ends[0] - origin);
            }
            run.push(ends[1] - origin);
        } else {
            finish(&mut run);
        }
    }
    finish(&mut run);
    bands
}

fn style(width_m: f64) -> BufferStyle<f64> {
    BufferStyle::new(width_m)
        .line_cap(LineCap::Round(ARC))
        .line_join(LineJoin::Round(ARC))
}
