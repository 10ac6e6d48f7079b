//! What an alternative is, as features for GIS, CAD and the web.

use geo::{Coord, LineString, MultiPolygon, Orient as _, Polygon, orient::Direction};

use super::bodies::{Bodies, Body};
use super::conflicts::{conflicts_of, take_of};
use super::edges::line_at;
use super::rasters::{MARGIN_M, Rasters};
use super::warning::ExportWarning;
use crate::app::TaskError;
use crate::app::file_designs::FileDesigns;
use crate::design::FillTarget;
use crate::figure::{contours, nice_interval};
use crate::gis::{FieldValue, HeightFeature, HeightKind, HeightLayer, HeightShape};
use crate::progress::Run;
use crate::project::{DepositMethod, Entry, Project, ScenarioId};
use crate::report::{DxfLayer, DxfLine, QgisStyle, qml_of};
use crate::terrain::Grid;
use crate::words::Words;

/// Up to so many cells away a height is looked for where the ground has none.
const NEAR_CELLS: usize = 8;

/// Every so many contours one counts as an index.
const INDEX_EVERY: f64 = 5.0;

/// Points on each side of a drawn outline at most, when it follows the ground.
const MOST_PARTS_OF_SIDE: f64 = 500.0;

/// What leaves as features.
pub(super) struct Features {
    /// In the order of the file.
    pub layers: Vec<HeightLayer>,
    /// What was odd.
    pub warnings: Vec<ExportWarning>,
    /// Outlines that follow the ground, for drawings.
    outlines: Vec<DxfLine>,
}

/// Fields by name.
pub(super) type Values = Vec<(&'static str, FieldValue)>;

impl Features {
    /// Gathers the features of an alternative.
    ///
    /// # Errors
    /// [`TaskError`], if site layers cannot be read, or nobody wants it any more.
    pub(super) fn of(
        designs: &FileDesigns,
        scenario: ScenarioId,
        (bodies, rasters): (&Bodies, &Rasters),
        words: &Words,
        run: &Run,
    ) -> Result<Self, TaskError> {
        let mut warnings = Vec::new();
        let project = designs.project();
        let (outlines, drawn) = outlines_of(project, scenario, (bodies, rasters), run)?;
        let take = take_of(designs, scenario, bodies, run)?;
        if take.is_none() && project.site_layers().next().is_some() {
            warnings.push(ExportWarning::ConflictsUnknown);
        }
        let conflicts = take.map_or_else(Vec::new, |take| {
            conflicts_of(project, &take, (bodies, rasters), words)
        });
        run.step(1, 2)?;
        let layers = [
            ("footprints", HeightKind::Polygons, footprints_of(bodies)),
            ("lifts", HeightKind::Polygons, lifts_of(bodies)),
            ("conflicts", HeightKind::Polygons, conflicts),
            ("outlines", HeightKind::Polygons, outlines),
            ("contours", HeightKind::Lines, contours_of(rasters)),
        ];
        let layers = layers.map(|(name, kind, features)| {
            let (style, label) = style_of(name);
            HeightLayer {
                name,
                description: words.text(&format!("export-layer-{name}"), &[]),
                kind,
                features,
                style: Some(qml_of(&style, label)),
            }
        });
        Ok(Self {
            layers: layers.into(),
            warnings,
            outlines: drawn,
        })
    }

    /// The features of all layers, each with the name of its layer first.
    pub(super) fn all(&self) -> Vec<HeightFeature> {
        let of_layer = |layer: &HeightLayer| {
            let name = layer.name;
            let features = layer.features.iter();
            let named = features.map(move |feature| {
                let mut values = vec![("layer", FieldValue::Text(name.to_owned()))];
                values.extend(feature.values.iter().cloned());
                HeightFeature {
                    shape: feature.shape.clone(),
                    values,
                }
            });
            named.collect::<Vec<_>>()
        };
        self.layers.iter().flat_map(of_layer).collect()
    }

    /// The lines of a drawing: outlines on the ground, toes, and contours.
    pub(super) fn drawn(&self) -> Vec<DxfLine> {
        let mut lines = self.outlines.clone();
        for layer in &self.layers {
            for feature in &layer.features {
                match (layer.name, &feature.shape) {
                    ("footprints", HeightShape::Polygons(polygons)) => {
                        lines.extend(polygons.iter().flatten().map(|ring| DxfLine {
                            layer: DxfLayer::Toes,
                            points: ring[..ring.len().saturating_sub(1)].to_vec(),
                            is_closed: true,
                        }));
                    }
                    ("contours", HeightShape::Lines(parts)) => {
                        lines.extend(parts.iter().map(|part| {
                            let height_m = part.first().map_or(0.0, |at| at[2]);
                            let at = part.iter().map(|[x, y, _]| Coord { x: *x, y: *y });
                            line_at(&at.collect(), DxfLayer::Contours, height_m)
                        }));
                    }
                    _ => {}
                }
            }
        }
        lines
    }
}

/// Outlines of everything that is drawn, as features with the heights of the ground at their corners, and as lines
/// that follow the ground.
fn outlines_of(
    project: &Project,
    scenario: ScenarioId,
    (bodies, rasters): (&Bodies, &Rasters),
    run: &Run,
) -> Result<(Vec<HeightFeature>, Vec<DxfLine>), TaskError> {
    let (mut features, mut lines) = (Vec::new(), Vec::new());
    for entry in project.built_in(scenario) {
        let Some(outline) = project.outline_of(entry) else {
            continue;
        };
        let body = bodies.all.iter().find(|body| body.entry == entry);
        let own;
        let ground = if let Some(body) = body {
            &*body.ground
        } else {
            own = rasters.ground_around(outline.extent(), run)?;
            own.as_ref().unwrap_or(&rasters.before)
        };
        let parts = MultiPolygon(vec![outline.polygon().clone()]);
        let mut values = values_of(project, entry);
        values.push(("built", FieldValue::Integer(i64::from(body.is_some()))));
        values.push(("outline_area_m2", FieldValue::Number(outline.area_m2())));
        features.push(HeightFeature {
            shape: on_ground(&parts, ground),
            values,
        });
        // Of a point the outline is only a mark.
        if !project.is_point(entry) {
            lines.extend(outline.rings().map(|ring| along_ground(ring, ground)));
        }
    }
    Ok((features, lines))
}

/// What is the same in every layer: which entry it is, and of which kind.
pub(super) fn named(entry: Entry, name: &str) -> Values {
    let (kind, number) = entry.kind_and_number();
    vec![
        ("kind", FieldValue::Text(kind.to_owned())),
        (
            "number",
            FieldValue::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
        ),
        ("name", FieldValue::Text(name.to_owned())),
    ]
}

/// Decisions about an entry, by the names that the project file has for them.
fn values_of(project: &Project, entry: Entry) -> Values {
    let mut values = named(entry, project.name_of(entry).unwrap_or_default());
    if let Some(reason) = project.temporary_of(entry) {
        values.push(("temporary_reason", FieldValue::Text(reason.to_owned())));
    }
    let Entry::Deposit(id) = entry else {
        return values;
    };
    let Some(deposit) = project.deposit(id) else {
        return values;
    };
    let method = match deposit.method {
        DepositMethod::Toe => "toe",
        DepositMethod::Crest { .. } | DepositMethod::Point => "crest",
        DepositMethod::Level(_) => "level",
    };
    values.push(("method", FieldValue::Text(method.to_owned())));
    let mut number = |name, number: f64| values.push((name, FieldValue::Number(number)));
    number("face_deg", deposit.batter.face.degrees());
    if let Some(benches) = deposit.batter.benches {
        number("lift_m", benches.lift().0);
        number("berm_m", benches.berm().0);
    }
    match deposit.target {
        FillTarget::Capacity => {}
        FillTarget::Crest(level) => number("target_crest_m", level.0),
        FillTarget::Volume(volume) => number("target_volume_m3", volume.0),
    }
    values
}

fn footprints_of(bodies: &Bodies) -> Vec<HeightFeature> {
    let built = bodies
        .all
        .iter()
        .filter(|body| !body.footprint.0.is_empty());
    built
        .map(|body| {
            let mut values = named(body.entry, &body.name);
            let figures = body.figures().into_iter();
            values.extend(figures.map(|(name, figure)| (name, FieldValue::Number(figure))));
            HeightFeature {
                shape: on_ground(&body.footprint, &body.ground),
                values,
            }
        })
        .collect()
}

fn lifts_of(bodies: &Bodies) -> Vec<HeightFeature> {
    let lift = |body: &Body| {
        let lifts = body.lifts.iter().enumerate();
        let lifts = lifts.filter(|(_, (_, covered))| !covered.0.is_empty());
        let features = lifts.map(|(place, (lift, covered))| {
            let mut values = named(body.entry, &body.name);
            let place = i64::try_from(place + 1).unwrap_or(i64::MAX);
            values.extend([
                ("lift", FieldValue::Integer(place)),
                ("from_m", FieldValue::Number(lift.from.0)),
                ("to_m", FieldValue::Number(lift.to.0)),
                ("volume_m3", FieldValue::Number(lift.volume.0)),
                ("area_m2", FieldValue::Number(lift.area.0)),
            ]);
            HeightFeature {
                shape: on_ground(covered, &body.ground),
                values,
            }
        });
        features.collect::<Vec<_>>()
    };
    bodies.all.iter().flat_map(lift).collect()
}

/// Contours at a round interval by the heights of what is built.
fn contours_of(rasters: &Rasters) -> Vec<HeightFeature> {
    let heights = shown_heights(rasters);
    let Some(range) = heights.height_range() else {
        return Vec::new();
    };
    let interval_m = nice_interval(range.highest_m - range.lowest_m);
    let index_m = interval_m * INDEX_EVERY;
    let levels = contours(&heights, interval_m).into_iter();
    levels
        .map(|(level_m, lines)| {
            let is_index = (level_m / index_m - (level_m / index_m).round()).abs() < 1e-6;
            let line = |line: LineString<f64>| {
                let points = line.0.into_iter();
                points.map(|at| [at.x, at.y, level_m]).collect::<Vec<_>>()
            };
            HeightFeature {
                shape: HeightShape::Lines(lines.into_iter().map(line).collect()),
                values: vec![
                    ("level_m", FieldValue::Number(level_m)),
                    ("is_index", FieldValue::Integer(i64::from(is_index))),
                ],
            }
        })
        .collect()
}

/// The new surface where something is built or dug and around that; NaN elsewhere.
fn shown_heights(rasters: &Rasters) -> Grid<f32> {
    let placement = *rasters.surface.placement();
    let cells_around = crate::terrain::whole_cells(MARGIN_M / placement.cell_width_m).max(1);
    let changed = rasters.thickness.cells().iter();
    let changed: Vec<bool> = changed.map(|thickness| !thickness.is_nan()).collect();
    let columns = placement.columns;
    let mut in_rows = Vec::with_capacity(changed.len());
    for row in changed.chunks(columns) {
        in_rows.extend(widened(row, 1, cells_around));
    }
    let mut shown = vec![false; changed.len()];
    for column in 0..columns {
        let down = in_rows.get(column..).unwrap_or_default();
        let around = widened(down, columns, cells_around);
        for (row, is_shown) in around.into_iter().enumerate() {
            shown[row * columns + column] = is_shown;
        }
    }
    let cells = rasters.surface.cells().iter().zip(shown);
    let cells = cells.map(|(height, is_shown)| if is_shown { *height } else { f32::NAN });
    Grid::new(placement, cells.collect()).unwrap_or_else(|| rasters.surface.clone())
}

/// Every so many cells of a line of cells, true where one is within a distance, counted along the line.
fn widened(cells: &[bool], every: usize, within: usize) -> Vec<bool> {
    let line: Vec<bool> = cells.iter().step_by(every).copied().collect();
    let mut wide = vec![false; line.len()];
    let mut until = 0;
    for (place, is_in) in line.iter().enumerate() {
        if *is_in {
            let begin = until.max(place.saturating_sub(within));
            until = (place + within + 1).min(line.len());
            wide.get_mut(begin..until).unwrap_or_default().fill(true);
        }
    }
    wide
}

/// Polygons with the height of the ground at each corner.
pub(super) fn on_ground(polygons: &MultiPolygon<f64>, ground: &Grid<f32>) -> HeightShape {
    let lowest = || ground.height_range().map_or(0.0, |range| range.lowest_m);
    let ring = |ring: &LineString<f64>| {
        let corners = ring.0.iter();
        corners
            .map(|at| {
                let height_m = ground.height_near(*at, NEAR_CELLS);
                [at.x, at.y, height_m.unwrap_or_else(lowest)]
            })
            .collect::<Vec<_>>()
    };
    let polygon = |polygon: &Polygon<f64>| {
        let polygon = polygon.orient(Direction::Default);
        std::iter::once(polygon.exterior())
            .chain(polygon.interiors())
            .map(ring)
            .collect::<Vec<_>>()
    };
    HeightShape::Polygons(polygons.0.iter().map(polygon).collect())
}

/// A ring that follows the ground from cell to cell.
fn along_ground(ring: &LineString<f64>, ground: &Grid<f32>) -> DxfLine {
    let cell_m = ground.placement().cell_width_m;
    let mut points = Vec::new();
    for side in ring.lines() {
        let along = side.end - side.start;
        let parts = (along.x.hypot(along.y) / cell_m)
            .ceil()
            .clamp(1.0, MOST_PARTS_OF_SIDE);
        let mut part = 0.0;
        while part < parts {
            let at = side.start + along * (part / parts);
            let height_m = ground.height_near(at, NEAR_CELLS).unwrap_or(0.0);
            points.push([at.x, at.y, height_m]);
            part += 1.0;
        }
    }
    DxfLine {
        layer: DxfLayer::Outlines,
        points,
        is_closed: true,
    }
}

/// How QGIS draws a layer, in the program's colours, and which field it writes beside features.
fn style_of(layer: &str) -> (QgisStyle, Option<&'static str>) {
    let areas = |fill, outline, width_mm, is_dashed| QgisStyle::Areas {
        fill,
        outline,
        width_mm,
        is_dashed,
    };
    match layer {
        "outlines" => (areas([0; 4], [31, 41, 51, 255], 0.4, true), Some("name")),
        "footprints" => (
            areas([179, 92, 30, 90], [179, 92, 30, 255], 0.5, false),
            None,
        ),
        "lifts" => (
            areas([179, 92, 30, 25], [179, 92, 30, 160], 0.2, false),
            None,
        ),
        "conflicts" => (
            areas([200, 30, 45, 110], [200, 30, 45, 255], 0.4, false),
            Some("site_layer"),
        ),
        _ => (
            QgisStyle::Lines {
                color: [120, 90, 60, 255],
                width_mm: 0.15,
            },
            Some("level_m"),
        ),
    }
}
