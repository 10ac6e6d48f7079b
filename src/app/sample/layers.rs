//! The vector layers, named and attributed as the Norwegian datasets are, each of them made up.

use std::path::Path;

use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};

use super::SYNTHETIC;
use super::land_cover::Cover;
use super::landscape::Landscape;
use super::mosaic;
use super::plan::{Plan, in_world};
use super::shapes::{Ring, length};
use crate::gis::{Feature, FieldValue, Reference, VectorLayer, WriteError, write_layers};
use crate::terrain::Grid;

/// Who made it: a field of every feature.
const ORIGIN: &str = "Berghald, syntetisk";

/// Writes all layers into one `GeoPackage`.
pub(super) fn write(
    path: &Path,
    land: &Landscape,
    cover: &Grid<Cover>,
    reference: &Reference,
) -> Result<(), WriteError> {
    write_layers(path, &records(land, cover), reference)
}

/// All layers with their rows.
fn records(land: &Landscape, cover: &Grid<Cover>) -> Vec<VectorLayer> {
    let plan = &land.plan;
    let areas = &plan.areas;
    let named = |ring: &Ring, values: Vec<(&'static str, FieldValue)>| feature(area(ring), values);
    let nature = areas.nature.iter().map(|locality| {
        named(
            &locality.ring,
            vec![
                ("naturtype", text(locality.kind)),
                ("lokalitetskvalitet", FieldValue::Integer(locality.quality)),
                ("tilstand", text(locality.state)),
                ("kartleggingsår", FieldValue::Integer(locality.year)),
            ],
        )
    });
    let streams = plan.streams.iter().map(|stream| {
        let navn = format!("{} (syntetisk)", stream.name);
        feature(
            Geometry::LineString(stream.course.line(in_world)),
            vec![
                ("navn", FieldValue::Text(navn)),
                ("objtype", text("ElvBekk")),
            ],
        )
    });
    let roads = plan.roads.iter().map(|road| {
        let kind = if road.is_of_mine { "P" } else { "F" };
        feature(
            Geometry::LineString(road.course.line(in_world)),
            vec![("navn", text(road.name)), ("vegkategori", text(kind))],
        )
    });
    let layer = |name: &str, features| VectorLayer {
        name: name.to_owned(),
        description: SYNTHETIC.to_owned(),
        features,
    };
    vec![
        layer("ar5_flate_syntetisk", land_cover(cover)),
        layer("naturtyper_nin_syntetisk", nature.collect()),
        layer(
            "naturtyper_nin_dekning_syntetisk",
            vec![named(
                &areas.survey,
                vec![
                    ("prosjektnavn", text("Syntetisk kartlegging 2022–2023")),
                    ("kartleggingsår", FieldValue::Integer(2023)),
                ],
            )],
        ),
        layer(
            "vern_syntetisk",
            vec![named(
                &areas.reserve,
                vec![
                    ("navn", text("Syntetmyra naturreservat (syntetisk)")),
                    ("verneform", text("Naturreservat")),
                ],
            )],
        ),
        layer(
            "myr_syntetisk",
            vec![named(
                &plan.mire,
                vec![
                    ("navn", text("Syntetmyra (syntetisk)")),
                    ("objtype", text("Myr")),
                ],
            )],
        ),
        layer(
            "innsjo_syntetisk",
            vec![named(
                &plan.lake,
                vec![
                    ("navn", text("Oppdiktvatnet (syntetisk)")),
                    ("objtype", text("Innsjø")),
                ],
            )],
        ),
        layer("elvbekk_syntetisk", streams.collect()),
        layer("bygning_syntetisk", buildings(plan)),
        layer("veg_syntetisk", roads.collect()),
        layer(
            "konsesjonsgrense_syntetisk",
            vec![named(
                &areas.concession,
                vec![("navn", text("Prøvefjorden driftskonsesjon (syntetisk)"))],
            )],
        ),
        layer("planlagt_deponi_syntetisk", planned_deposits(plan)),
        layer(
            "gytefelt_syntetisk",
            vec![named(
                &areas.spawning,
                vec![
                    ("navn", text("Prøvefjorden gytefelt (syntetisk)")),
                    ("art", text("Torsk")),
                    ("verdi", text("B")),
                ],
            )],
        ),
        layer(
            "akvakultur_syntetisk",
            vec![named(
                &areas.fish_farm,
                vec![
                    ("navn", text("Oppdiktholmen (syntetisk)")),
                    ("art", text("Laks")),
                    ("kapasitet_tonn", FieldValue::Integer(780)),
                ],
            )],
        ),
    ]
}

fn land_cover(cover: &Grid<Cover>) -> Vec<Feature> {
    let names = ["artype", "artreslag", "arskogbon", "argrunnf"];
    let polygons = mosaic::polygons(cover).into_iter();
    let one = |(cover, polygon): (Cover, Polygon<f64>)| {
        let codes = names.into_iter().zip(cover.ar5());
        feature(
            Geometry::MultiPolygon(MultiPolygon(vec![polygon])),
            codes
                .map(|(name, code)| (name, FieldValue::Integer(code)))
                .collect(),
        )
    };
    polygons.map(one).collect()
}

/// Outlines of the deposits in the project, to be designed from the command line.
fn planned_deposits(plan: &Plan) -> Vec<Feature> {
    let deposits = &plan.areas.deposits;
    let named = [
        (
            "Gråbergtippen, ferdig bygd (syntetisk)",
            &deposits.completion,
        ),
        ("Deponi over Syntetmyra (syntetisk)", &deposits.hillside),
        ("Deponi i Prøvefjorden (syntetisk)", &deposits.fjord),
        ("Søndre deponi (syntetisk)", &deposits.small),
    ];
    let one = |(name, ring): (&str, &Ring)| feature(area(ring), vec![("navn", text(name))]);
    named.into_iter().map(one).collect()
}

/// The village by the river's mouth, farms along the road, and the mine's own buildings.
fn buildings(plan: &Plan) -> Vec<Feature> {
    // Codes of the cadastre's building types.
    const DWELLING: i64 = 111;
    const BARN: i64 = 241;
    const FACTORY: i64 = 211;
    const STORE: i64 = 231;
    let mut found = Vec::new();
    let mut put = |x: f64, y: f64, length: f64, width: f64, turn: (f64, f64), kind: i64| {
        let corner = |along: f64, across: f64| {
            in_world(Coord {
                x: x + along * turn.0 - across * turn.1,
                y: y + along * turn.1 + across * turn.0,
            })
        };
        let (long, wide) = (length / 2.0, width / 2.0);
        let ring = LineString(vec![
            corner(-long, -wide),
            corner(long, -wide),
            corner(long, wide),
            corner(-long, wide),
        ]);
        found.push(feature(
            Geometry::MultiPolygon(MultiPolygon(vec![Polygon::new(ring, Vec::new())])),
            vec![("bygningstype", FieldValue::Integer(kind))],
        ));
    };
    // Houses stand along the county road, turned as it turns.
    for road in plan.roads.iter().filter(|road| !road.is_of_mine) {
        let line = road.course.line(|at| at);
        for (index, side) in line.lines().enumerate() {
            let middle = (side.start + side.end) * 0.5;
            let along = side.end - side.start;
            let length = length(along);
            let turn = (along.x / length, along.y / length);
            let is_village = (3240.0..=3960.0).contains(&middle.y);
            let is_farm = index % 11 == 3 && 400.0 < middle.y;
            let away = if index % 2 == 0 { 26.0 } else { -28.0 };
            let at = Coord {
                x: middle.x - turn.1 * away,
                y: middle.y + turn.0 * away,
            };
            if is_village {
                put(at.x, at.y, 13.0, 8.5, turn, DWELLING);
                put(
                    at.x - turn.1 * away * 0.9,
                    at.y + turn.0 * away * 0.9,
                    11.0,
                    8.0,
                    turn,
                    DWELLING,
                );
            } else if is_farm {
                put(at.x, at.y, 13.0, 9.0, turn, DWELLING);
                put(
                    at.x + turn.0 * 32.0,
                    at.y + turn.1 * 32.0,
                    26.0,
                    12.0,
                    turn,
                    BARN,
                );
            }
        }
    }
    let straight = (1.0, 0.0);
    put(1180.0, 860.0, 92.0, 34.0, straight, STORE);
    put(1190.0, 760.0, 60.0, 28.0, straight, FACTORY);
    put(2120.0, 1230.0, 74.0, 32.0, (0.928, -0.372), FACTORY);
    put(2180.0, 1180.0, 36.0, 20.0, (0.928, -0.372), STORE);
    found
}

fn area(ring: &Ring) -> Geometry<f64> {
    Geometry::MultiPolygon(MultiPolygon(vec![ring.polygon(in_world)]))
}

fn text(words: &str) -> FieldValue {
    FieldValue::Text(words.to_owned())
}

fn feature(geometry: Geometry<f64>, mut values: Vec<(&'static str, FieldValue)>) -> Feature {
    values.push(("opphav", text(ORIGIN)));
    Feature { geometry, values }
}
