//! Real layers and the sample's own are known for what they are.
//!
//! The real ones are not part of the project: without them their tests say so and pass.

use std::collections::BTreeMap;
use std::path::Path;

use berghald::site::{GeometryKind, Presets, Role, Verdict, verdict};
use gdal::Dataset;
use gdal::vector::LayerAccess as _;

use crate::gis::cases;

/// What each layer of a file is taken for, with a question mark where somebody has to say.
fn layers_of(path: &Path) -> BTreeMap<String, String> {
    let presets = Presets::load().unwrap();
    let file = Dataset::open(path).unwrap();
    let mut found = BTreeMap::new();
    for layer in file.layers() {
        let fields: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
        let matches = presets.recognise(&layer.name(), &fields, kind_of(&layer));
        let taken_for = match verdict(&matches) {
            Verdict::Unknown => continue,
            Verdict::Sure(best) => best.preset.id.clone(),
            Verdict::Ask(matches) => matches[0].preset.id.clone() + " ?",
        };
        found.insert(layer.name(), taken_for);
    }
    found
}

/// What a layer says its features are, by the numbers of Simple Features; the highest bit says that they have heights.
fn kind_of(layer: &gdal::vector::Layer<'_>) -> Option<GeometryKind> {
    match (layer.defn().geom_fields().next()?.field_type() & 0x7fff_ffff) % 1000 {
        1 | 4 => Some(GeometryKind::Point),
        2 | 5 => Some(GeometryKind::Line),
        3 | 6 => Some(GeometryKind::Polygon),
        _ => None,
    }
}

#[test]
fn layers_of_n1000_are_known() {
    let Some(cases) = cases::folder() else { return };
    let found = layers_of(&cases.join("real/norway/n1000.gpkg"));
    let expected = [
        ("Dam", "n50-infrastructure ?"),
        ("Gruve", "n50-infrastructure ?"),
        ("Industriomrade", "n50-land-cover ?"),
        ("Innsjo", "n50-land-cover ?"),
        ("Myr", "n50-land-cover ?"),
        ("Naturvernomrade", "protected-areas"),
        ("Skytefelt", "n50-land-cover ?"),
        ("SnoIsbre", "n50-land-cover ?"),
        ("Tettbebyggelse", "n50-land-cover ?"),
    ];
    let expected = expected.map(|(layer, id)| (layer.to_owned(), id.to_owned()));
    assert_eq!(found, BTreeMap::from(expected));
    let presets = Presets::load().unwrap();
    let protected = presets.get("protected-areas").unwrap();
    assert_eq!(protected.class_of("NP").unwrap().role, Role::Protected);
}

#[test]
fn municipalities_and_heights_are_none_of_them() {
    let Some(cases) = cases::folder() else { return };
    let folder = cases.join("real/norway");
    assert_eq!(
        layers_of(&folder.join("Kommuner-M.geojson")),
        BTreeMap::new()
    );
}

#[test]
fn layers_of_the_sample_are_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let found = layers_of(&folder.join("synthetic-layers.gpkg"));
    let expected = [
        ("ar5_flate_syntetisk", "ar5"),
        ("bygning_syntetisk", "matrikkel-buildings"),
        ("elvbekk_syntetisk", "n50-land-cover"),
        ("innsjo_syntetisk", "n50-land-cover"),
        ("myr_syntetisk", "n50-land-cover"),
        ("naturtyper_nin_dekning_syntetisk", "nin-coverage"),
        ("naturtyper_nin_syntetisk", "nin"),
        ("veg_syntetisk", "n50-infrastructure"),
        ("vern_syntetisk", "protected-areas"),
    ];
    let expected = expected.map(|(layer, id)| (layer.to_owned(), id.to_owned()));
    assert_eq!(found, BTreeMap::from(expected));
}
