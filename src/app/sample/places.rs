//! Names of made-up places.

use std::path::Path;

use geo::{Coord, Geometry};

use super::SYNTHETIC;
use super::plan::in_world;
use crate::gis::{Feature, FieldValue, Reference, VectorLayer, WriteError, write_layers};

/// Names that no place has, with what they name and where they stand.
const PLACES: [(&str, &str, f64, f64); 14] = [
    ("Syntestad", "Bygd", 1380.0, 3420.0),
    ("Prøvefjorden", "Fjord", 480.0, 2850.0),
    ("Oppdiktholmen", "Holme", 690.0, 4440.0),
    ("Gruveåsen", "Ås", 2760.0, 2230.0),
    ("Syntetbruddet", "Dagbrudd", 2740.0, 1740.0),
    ("Skråhøgda", "Høyde", 3700.0, 2720.0),
    ("Påfunnfjellet", "Fjell", 2450.0, 4420.0),
    ("Rasterknausen", "Høyde", 3560.0, 4720.0),
    ("Syntetmyra", "Myr", 2520.0, 3440.0),
    ("Oppdiktvatnet", "Innsjø", 3520.0, 3790.0),
    ("Syntelva", "Elv", 1760.0, 3590.0),
    ("Gråbergtippen", "Deponi", 3610.0, 1310.0),
    ("Prøvekaia", "Kai", 1190.0, 920.0),
    ("Ingenstadøya", "Grend", 1420.0, 1700.0),
];

/// Writes the names as points.
pub(super) fn write(path: &Path, reference: &Reference) -> Result<(), WriteError> {
    let features = PLACES.into_iter().map(|(name, kind, x, y)| Feature {
        geometry: Geometry::Point(in_world(Coord { x, y }).into()),
        values: vec![
            ("navn", FieldValue::Text(name.to_owned())),
            ("navneobjekttype", FieldValue::Text(kind.to_owned())),
            ("opphav", FieldValue::Text("Berghald, syntetisk".to_owned())),
        ],
    });
    let layer = VectorLayer {
        name: "stedsnavn_syntetisk".to_owned(),
        description: SYNTHETIC.to_owned(),
        features: features.collect(),
    };
    write_layers(path, &[layer], reference)
}
