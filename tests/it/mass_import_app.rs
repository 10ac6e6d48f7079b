//! What the program makes of a table with masses: new and known fractions, a longer plan, and one step of undo.

use std::path::Path;

use berghald::app::{Action, MassUnit, PlannedImport, ScenarioAsk, TableAsk, TableChoice};
use berghald::material::{MassKind, Material, Quality};
use berghald::project::{Edit, Fraction, FractionChange, FractionId, MassSettings};
use berghald::units::{Tonnes, Year};

use crate::app::Desk;
use crate::mass_import::text_file;

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.act(Action::NewProject);
    desk.act(Action::Scenario(ScenarioAsk::AddFraction));
    let id = only(&desk);
    let change = FractionChange::Rename("Gråberg".to_owned());
    desk.edit(Edit::ChangeFraction(id, change));
    let tonnes = vec![
        (Year(2027), Some(Tonnes(7.0))),
        (Year(2028), Some(Tonnes(8.0))),
    ];
    desk.edit(Edit::ChangeFraction(id, FractionChange::Tonnes(tonnes)));
    desk
}

fn only(desk: &Desk) -> FractionId {
    *desk.app.project().fractions.keys().next().unwrap()
}

fn read(desk: &mut Desk, path: &Path) {
    desk.act(Action::Table(TableAsk::Read(path.to_owned())));
}

fn fractions(desk: &Desk) -> Vec<Fraction> {
    let project = desk.app.project();
    let fractions = project.fractions_in_order();
    fractions.map(|(_, one)| Fraction::clone(one)).collect()
}

fn amounts(fraction: &Fraction) -> Vec<(i32, f64)> {
    let tonnes = fraction.tonnes.iter();
    tonnes.map(|(year, mass)| (year.0, mass.0)).collect()
}

#[test]
fn known_fractions_change_new_ones_come_and_one_step_takes_all_of_it_back() {
    let mut desk = desk();
    let before = desk.app.project().clone();
    let kept = text_file(
        "masser.csv",
        "Fraksjon;Type;Kvalitet;Densitet;2026;2027;2028\n\
         \u{a0}gråberg ;;Inert;2,8;1;2,5;0\nAvgang;Fin avgang;;;;3;\n",
    );
    read(&mut desk, &kept.path);
    let (_, file) = desk.app.table_file().unwrap();
    let choice = TableChoice {
        unit: Some(MassUnit::Kilotonnes),
        ..TableChoice::default()
    };
    let planned = PlannedImport::of(file.table(0).unwrap(), &before, choice);
    assert_eq!(planned.longer, Some((Year(2026), before.masses.last_year)));
    assert_eq!(planned.rows[0].existing, Some(only(&desk)));
    assert_eq!(planned.rows[0].total, Tonnes(3500.0));
    assert_eq!(planned.rows[1].existing, None);
    // Nothing is changed before the planner says so.
    assert_eq!(desk.app.project(), &before);
    desk.act(Action::Table(TableAsk::Import(choice)));
    assert!(desk.app.table_file().is_none());
    let [rock, tailings] = &fractions(&desk)[..] else {
        panic!("{:?}", fractions(&desk));
    };
    assert_eq!(rock.name, "Gråberg");
    assert_eq!(amounts(rock), [(2026, 1000.0), (2027, 2500.0)]);
    assert_eq!(rock.material.quality, Quality::Inert);
    assert_eq!(rock.material.density.source, "masser.csv");
    assert_eq!(amounts(tailings), [(2027, 3000.0)]);
    assert_eq!(
        tailings.material,
        Material::suggested(MassKind::FineTailings)
    );
    assert_eq!(desk.app.project().masses.first_year, Year(2026));
    assert_eq!(desk.codes(), ["done"]);
    desk.act(Action::Undo);
    assert_eq!(desk.app.project(), &before);
    desk.act(Action::Redo);
    assert_eq!(fractions(&desk).len(), 2);
}

#[test]
fn a_plan_that_is_not_lengthened_leaves_years_out() {
    let mut desk = desk();
    let kept = text_file("masser.csv", "Fraksjon;2020;2030\nA;5;6\n");
    let import = |desk: &mut Desk| {
        read(desk, &kept.path);
        let choice = TableChoice {
            keeps_years: true,
            ..TableChoice::default()
        };
        desk.act(Action::Table(TableAsk::Import(choice)));
    };
    import(&mut desk);
    assert_eq!(amounts(&fractions(&desk)[1]), [(2030, 6.0)]);
    assert_eq!(desk.app.project().masses, MassSettings::default().into());
    // The same again changes nothing.
    let before = desk.app.project().clone();
    import(&mut desk);
    assert_eq!(desk.app.project(), &before);
}

#[test]
fn a_plan_never_gets_too_many_years() {
    let mut desk = desk();
    let kept = text_file("masser.csv", "Fraksjon;1900;2030;2200\nA;5;6;7\n");
    read(&mut desk, &kept.path);
    let (_, file) = desk.app.table_file().unwrap();
    let choice = TableChoice::default();
    let planned = PlannedImport::of(file.table(0).unwrap(), desk.app.project(), choice);
    assert_eq!((planned.longer, planned.left_out), (None, 2));
    assert_eq!(planned.beyond, Some((Year(1900), Year(2200))));
    desk.act(Action::Table(TableAsk::Import(choice)));
    assert_eq!(amounts(&fractions(&desk)[1]), [(2030, 6.0)]);
}

#[test]
fn a_table_that_is_put_away_or_of_another_project_is_not_imported() {
    let mut desk = desk();
    let kept = text_file("masser.csv", "Fraksjon;2030\nA;6\n");
    read(&mut desk, &kept.path);
    desk.act(Action::Table(TableAsk::PutAway));
    desk.act(Action::Table(TableAsk::Import(TableChoice::default())));
    assert_eq!(fractions(&desk).len(), 1);
    read(&mut desk, &kept.path);
    desk.act(Action::NewProject);
    assert!(desk.app.table_file().is_none());
}

#[test]
fn what_cannot_be_read_is_told_with_the_file_and_what_to_do() {
    let mut desk = desk();
    let kept = text_file("navn.csv", "Fraksjon;Tonn\nA;5\n");
    read(&mut desk, &kept.path);
    assert!(desk.app.table_file().is_none());
    assert_eq!(desk.codes(), ["table_without_years"]);
    let posted = desk.app.posted().last().unwrap();
    let notice = posted.matter.notice(desk.app.words());
    assert!(notice.message.contains("navn.csv"), "{notice:?}");
    assert!(!notice.hint.is_empty());
}
