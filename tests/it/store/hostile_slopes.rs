//! Ramps, points and slope templates that make no sense: told of, and left as they are.

use std::path::Path;

use berghald::project::{DepositId, Edit, Entry, TemplateId};
use berghald::store::{ProjectFile, StoreOddity};
use rusqlite::Connection;

use super::hostile::changed;
use super::{quick_folder, step, who};

/// A row in which something was put is told of, stays through a save, and is not in the project.
fn check(table: &'static str, (key, id): (&str, i64), sql: &str) {
    let folder = quick_folder();
    let path = changed(
        folder.path(),
        &format!(
            "PRAGMA ignore_check_constraints = ON; DROP TRIGGER rtree_outlines_geom_update1; \
             DROP TRIGGER rtree_outlines_geom_update2; DROP TRIGGER rtree_outlines_geom_update3; \
             DROP TRIGGER rtree_outlines_geom_update4; UPDATE {table} SET {sql} WHERE {key} = {id}"
        ),
    );
    let before = row(&path, table, key, id);
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    let told: Vec<(&str, i64)> = opened
        .oddities
        .iter()
        .filter_map(|oddity| match oddity {
            StoreOddity::RowUnreadable { table, id, .. } => Some((*table, *id)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(table, id)], "{sql}");
    let mut now = opened.snapshot.clone();
    let number = u64::try_from(id).unwrap();
    assert!(!now.project.deposits.contains_key(&DepositId(number)));
    assert!(!now.project.templates.contains_key(&TemplateId(number)));
    Edit::Rename(Entry::Deposit(DepositId(5)), "x".to_owned()).apply(&mut now.project);
    opened.file.save(&[step(2, &now)]).unwrap();
    assert_eq!(row(&path, table, key, id), before, "{sql}");
}

fn row(path: &Path, table: &str, key: &str, id: i64) -> String {
    let reading = Connection::open(path).unwrap();
    let columns = match table {
        "outlines" => ["ramp_width_m", "ramp_gradient", "ramp_mode", "ramp_line"],
        _ => ["source", "face_rise_over_run", "lift_m", "water_level_m"],
    };
    let columns = columns
        .map(|column| format!("quote({column})"))
        .join(" || ");
    let sql = format!("SELECT {columns} FROM {table} WHERE {key} = {id}");
    reading.query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_ramp_that_makes_no_sense_is_told_and_stays_as_it_is() {
    for sql in [
        "ramp_width_m = 9e999",
        "ramp_width_m = 'wide'",
        "ramp_gradient = NULL",
        "ramp_gradient = x'00'",
        "ramp_side_rise_over_run = 0",
        "ramp_mode = 'dug'",
        "ramp_line = 'along the face'",
        "ramp_line = '[[1, 2, 3]]'",
        "ramp_line = '[[1, null]]'",
        "ramp_line = 7",
        "ramp_start_height_m = 9e999",
    ] {
        check("outlines", ("fid", 32), sql);
    }
    for sql in ["ramp_uphill = 'up'", "crest_is_point = 2"] {
        check("outlines", ("fid", 30), sql);
    }
}

#[test]
fn a_slope_template_that_makes_no_sense_is_told_and_stays_as_it_is() {
    for sql in [
        "face_rise_over_run = 0.001",
        "face_rise_over_run = 9e999",
        "lift_m = 0.1, berm_m = 1",
        "lift_m = 10, berm_m = -1",
        "lift_m = 10, berm_m = 1, short_first_lift = 'falls'",
        "water_level_m = 9e999",
        "submerged_rise_over_run = 'gentle'",
        "closure_rise_over_run = 1000",
        "source = x'ff'",
        "name = hex(zeroblob(9000))",
    ] {
        check("slope_templates", ("id", 35), sql);
    }
}
