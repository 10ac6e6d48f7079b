//! The languages say the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use berghald::site::{Conflict, Role};
use berghald::store::logged_columns;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser;

/// The arguments of each text of a language.
fn texts(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let file = folder().join(language).join("berghald.ftl");
    let text = fs::read_to_string(&file).unwrap();
    let resource = parser::parse(text.as_str())
        .map_err(|(_, errors)| errors)
        .unwrap();
    let mut texts = BTreeMap::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let elements = message.value.unwrap().elements;
            let arguments = elements.iter().filter_map(|element| match element {
                PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::VariableReference { id }),
                } => Some(id.name.to_owned()),
                _ => None,
            });
            let known = texts.insert(message.id.name.to_owned(), arguments.collect());
            assert!(
                known.is_none(),
                "{language}: {} stands twice",
                message.id.name
            );
        }
    }
    texts
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lang")
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    let english = texts("en");
    assert_eq!(texts("nb"), english);
}

#[test]
fn every_role_and_every_kind_of_conflict_has_a_name() {
    let english = texts("en");
    let roles = Role::ALL.into_iter().map(Role::text_id);
    let conflicts = [Conflict::None, Conflict::Weighted, Conflict::Hard].map(Conflict::text_id);
    for id in roles.chain(conflicts) {
        assert!(english.contains_key(&id), "no text for {id}");
    }
}

#[test]
fn every_column_of_the_change_log_has_a_name() {
    let english = texts("en");
    let columns = logged_columns().into_iter();
    let columns = columns.map(|column| format!("column-{column}"));
    let missing: Vec<String> = columns.filter(|id| !english.contains_key(id)).collect();
    assert!(missing.is_empty(), "no text for {}", missing.join(", "));
}

#[test]
fn every_code_of_trouble_has_a_text() {
    let english = texts("en");
    let mut missing = Vec::new();
    for (file, kinds) in [
        ("gis/error.rs", &["error", "hint"][..]),
        ("gis/vector_error.rs", &["error", "hint"]),
        ("gis/write.rs", &["error", "hint"]),
        ("gis/crs.rs", &["error", "hint"]),
        ("app/oddity.rs", &["warning"]),
        ("app/ramp_notice.rs", &["warning"]),
        ("gis/oddity.rs", &["warning"]),
        ("app/masses/import/trouble.rs", &["error", "hint"]),
        ("app/masses/import/warning.rs", &["warning"]),
        ("app/masses/import/bad_cell.rs", &["expected"]),
        ("store/access.rs", &["warning"]),
        ("store/error.rs", &["error", "hint"]),
        ("store/oddity.rs", &["warning"]),
        ("store/location.rs", &["warning"]),
    ] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        let source = fs::read_to_string(source).unwrap();
        let codes: Vec<&str> = source
            .lines()
            .filter_map(|line| line.split("=> \"").nth(1)?.split('"').next())
            .filter(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect();
        assert!(
            !codes.is_empty(),
            "{file} has no codes: does this test still find them?"
        );
        for code in codes {
            for kind in kinds {
                let id = format!("{kind}-{code}");
                if !english.contains_key(&id) {
                    missing.push(id);
                }
            }
        }
    }
    assert!(missing.is_empty(), "no text for {}", missing.join(", "));
}
