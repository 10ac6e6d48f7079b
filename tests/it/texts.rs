//! The languages say the same things.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use berghald::site::{Bilingual, Conflict, Role};
use berghald::store::logged_columns;
use berghald::words::{Language, help_text};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Words of bokmål that nynorsk does not have.
const NOT_NYNORSK: &str = "\
    ikke jeg hva hvem hvor hvordan hvorfor hvilke hvilken hvilket hver hvert hvis fra noe noen \
    kun bare flere mye mer også uten selv samme mens ble blitt vært være disse dem deres \
    hverandre filen mappen linjen bruddet brudd bunn bunnen vann vei veien høyde høyder bredde \
    lengde enhet åpne åpnes åpen velg vises brukes finnes mangler trenger krever ligger følger \
    gjelder sier kommer begynner slutter ennå fortsatt mulig vanlig tallene hull stedet navn \
    alternativer deponier punkter objekter verdier masser helning anbrakt anbrakte tegn tegnet \
    kilde begrunnelse beslutning forskjell forskjeller sammenlign";

/// The arguments of each text of a language.
fn texts(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let text = written(language);
    let resource = parser::parse(text.as_str())
        .map_err(|(_, errors)| errors)
        .unwrap();
    let mut texts = BTreeMap::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let mut arguments = BTreeSet::new();
            collect_arguments(&message.value.unwrap(), &mut arguments);
            let known = texts.insert(message.id.name.to_owned(), arguments);
            assert!(
                known.is_none(),
                "{language}: {} stands twice",
                message.id.name
            );
        }
    }
    texts
}

/// Arguments of a text and of its variants.
fn collect_arguments(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                for variant in variants {
                    collect_arguments(&variant.value, arguments);
                }
                selector
            }
        };
        if let InlineExpression::VariableReference { id } = inline {
            arguments.insert(id.name.to_owned());
        }
    }
}

/// The texts of a language as they stand in its file.
fn written(language: &str) -> String {
    fs::read_to_string(folder().join(language).join("berghald.ftl")).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/lang")
}

#[test]
fn every_language_has_the_same_texts_with_the_same_arguments() {
    let english = texts("en");
    for language in Language::ALL {
        let tag = language.tag();
        let own = texts(tag);
        for (id, arguments) in &english {
            assert_eq!(own.get(id), Some(arguments), "{tag}: {id}");
        }
        let unknown: Vec<&String> = own.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(unknown.is_empty(), "only in {tag}: {unknown:?}");
    }
}

#[test]
fn texts_stand_in_the_same_order_in_both_kinds_of_norwegian() {
    let ids = |language| {
        let text = written(language);
        let ids = text
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let ids = ids.filter_map(|line| line.split_once(" = "));
        ids.map(|(id, _)| id.to_owned()).collect::<Vec<String>>()
    };
    assert_eq!(ids("nn"), ids("nb"));
}

#[test]
fn nynorsk_has_no_words_of_bokmal() {
    let text = written("nn") + &help_text(Language::Nynorsk);
    let others: BTreeSet<&str> = NOT_NYNORSK.split(' ').collect();
    for line in text.lines() {
        let words = line.split(|c: char| !c.is_alphabetic());
        let found: Vec<&str> = words
            .filter(|word| others.contains(word.to_lowercase().as_str()))
            .collect();
        assert!(found.is_empty(), "{found:?} in {line}");
    }
}

#[test]
fn content_with_two_texts_is_in_bokmal_for_nynorsk() {
    let text = Bilingual {
        nb: "Myr".to_owned(),
        en: "Mire".to_owned(),
    };
    let told = Language::ALL.map(|language| text.in_language(language.tag()).to_owned());
    assert_eq!(told, ["Myr", "Myr", "Mire"]);
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
