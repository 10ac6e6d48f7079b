//! Norwegian data sets are known by the names that their layers and fields have had over the years.

mod land;
mod nature;

use std::sync::LazyLock;

use berghald::site::{FieldKind, GeometryKind, Match, Presets, Reason, Role, Verdict, verdict};

use GeometryKind::Polygon;

static PRESETS: LazyLock<Presets> = LazyLock::new(|| Presets::load().unwrap());

/// What a layer is taken for: an id, ids with `?` between them to choose from, or nothing.
fn taken_for(layer: &str, fields: &str, kind: GeometryKind) -> String {
    let presets = &*PRESETS;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let matches = presets.recognise(layer, &fields, Some(kind));
    let ids = |matches: &[Match<'_>]| -> Vec<String> {
        matches.iter().map(|one| one.preset.id.clone()).collect()
    };
    match verdict(&matches) {
        Verdict::Unknown => String::new(),
        Verdict::Sure(best) => best.preset.id.clone(),
        Verdict::Ask(matches) => ids(matches).join(" ? ") + " ?",
    }
}

#[track_caller]
fn check(layer: &str, fields: &str, kind: GeometryKind, expected: &str) {
    assert_eq!(
        taken_for(layer, fields, kind),
        expected,
        "{layer}: {fields}"
    );
}

#[test]
fn neither_order_nor_case_of_the_fields_matters() {
    let presets = &*PRESETS;
    let fields = [
        "naturtype",
        "verdi",
        "utforming",
        "områdenavn",
        "hevdstatus",
    ];
    let mut turned = fields.map(str::to_uppercase);
    turned.reverse();
    let one = presets.recognise("naturtyper", &fields, Some(Polygon));
    let other = presets.recognise("NATURTYPER", &turned, Some(Polygon));
    let order = |matches: &[Match<'_>]| -> Vec<(String, f64)> {
        let one = matches.iter().map(|one| (one.preset.id.clone(), one.score));
        one.collect()
    };
    assert_eq!(order(&one), order(&other));
    assert!(one.is_sorted_by(|one, next| next.score <= one.score));
    assert!(one.iter().all(|one| (0.0..=1.0).contains(&one.score)));
}

#[test]
fn a_match_says_why_and_which_field_holds_the_class() {
    let presets = &*PRESETS;
    let fields = ["GID", "AREALTYPE", "Grunnforhold"];
    let matches = presets.recognise("ar5_flate", &fields, None);
    let best = &matches[0];
    assert_eq!(best.class_field.as_deref(), Some("AREALTYPE"));
    let own = vec!["AREALTYPE".to_owned(), "Grunnforhold".to_owned()];
    assert_eq!(best.reasons, [Reason::LayerName, Reason::Fields(own)]);

    let matches = presets.recognise("Innsjo", &["fid", "høyde"], Some(Polygon));
    let best = &matches[0];
    assert_eq!(best.reasons, [Reason::LayerName]);
    assert_eq!(best.class.unwrap().role, Role::Water);
    assert_eq!(best.class_field, None);
}

#[test]
fn marine_nature_types_have_marine_roles() {
    let presets = &*PRESETS;
    let marine = presets.get("hb19").unwrap();
    let role_of = |value: &str| marine.class_of(value).unwrap().role;
    assert_eq!(
        role_of("ålegrasengerOgAndreUndervannsenger"),
        Role::Eelgrass
    );
    assert_eq!(role_of("I09"), Role::Coral);
    assert_eq!(role_of("Gyteområder for fisk"), Role::SpawningGround);
    assert_eq!(role_of("poller"), Role::NatureType);
}

#[test]
fn forms_of_protection_are_known_by_code_and_by_word() {
    let presets = &*PRESETS;
    let protected = presets.get("protected-areas").unwrap();
    for values in [
        ["NP", "Nasjonalpark", "nasjonalpark"],
        ["LVO", "Landskapsvernomraade", "landskapsvernområde"],
        [
            "MAV",
            "MarintVerneomraade",
            "marint verneområde (naturmangfoldloven)",
        ],
    ] {
        let found = values.map(|value| protected.class_of(value).unwrap().label.en.clone());
        assert!(found.iter().all(|label| *label == found[0]), "{values:?}");
    }
    assert_eq!(protected.class_of("AnnetVern"), None);
}

#[test]
fn the_data_files_hold_together() {
    let presets = &*PRESETS;
    assert_eq!(presets.all.len(), 14);
    for preset in &presets.all {
        let id = &preset.id;
        let same = presets.all.iter().filter(|other| other.id == *id);
        assert_eq!(same.count(), 1, "{id} stands twice");
        let texts = [&preset.name]
            .into_iter()
            .chain(&preset.warnings)
            .chain(preset.classes.iter().map(|class| &class.label));
        for text in texts {
            assert!(
                !text.nb.trim().is_empty() && !text.en.trim().is_empty(),
                "{id}"
            );
        }
        for told in [
            &preset.colors.source,
            &preset.attribution,
            &preset.licence,
            &preset.specification.title,
            &preset.specification.date,
        ] {
            assert!(
                !told.trim().is_empty(),
                "{id} says too little of its source"
            );
        }
        assert!(preset.specification.url.starts_with("https://"), "{id}");
        assert!(
            !preset.geometry.is_empty() && !preset.layers.is_empty(),
            "{id}"
        );
        assert!(!preset.fields.is_empty(), "{id}");
        let weights = preset.fields.iter().map(|field| field.weight);
        assert!(weights.clone().all(|weight| weight <= 3), "{id}");
        let has_field = preset
            .fields
            .iter()
            .any(|field| field.is == FieldKind::Class);
        assert_eq!(has_field, !preset.classes.is_empty(), "{id}");
        // A value stands for one class only: the first, unless a later one holds it among others.
        for (index, class) in preset.classes.iter().enumerate() {
            for code in class.codes.iter().filter(|code| !code.contains('?')) {
                let found = preset.class_of(code).unwrap();
                assert_eq!(found, &preset.classes[index], "{id}: {code}");
            }
        }
    }
    let ar5 = &presets.get("ar5").unwrap();
    assert!(ar5.colors.official);
    assert_eq!(ar5.class_of("60").unwrap().color, [115, 223, 255]);
}
