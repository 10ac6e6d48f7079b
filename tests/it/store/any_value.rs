//! Any value in any column: rows that make no sense are told of, stay as they are, and never bring the program
//! down.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use berghald::project::{Edit, TemplateChange};
use berghald::results::Snapshot;
use berghald::store::{ProjectFile, StoreOddity, integrity, last_change};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::hostile::changed;
use super::{quick_folder, step, who};

/// Tables with decisions and results, and columns of each.
const DECISIONS: [(&str, &str); 15] = [
    (
        "scenarios",
        "id rank name kind copy_of_id color note frozen",
    ),
    (
        "sources",
        "id draw_rank name kind path height_offset_m values_are opacity visible blake3 size_bytes modified crs",
    ),
    (
        "outlines",
        "fid geom scenario_id name face_rise_over_run target target_crest_m base_source_id \
         unknown_ground opacity draw_rank",
    ),
    (
        "outlines",
        "method crest_is_point corner_drops_m discharges lift_m berm_m ramp_width_m ramp_gradient \
         ramp_side_rise_over_run ramp_turning_radius_m ramp_mode ramp_uphill ramp_line ramp_start_height_m",
    ),
    (
        "slope_templates",
        "id rank name source face_rise_over_run lift_m berm_m bench_datum_m short_first_lift \
         water_level_m submerged_rise_over_run closure_rise_over_run",
    ),
    (
        "pits",
        "fid geom scenario_id name kind extracted_bank_m3 stope_void_m3 mined_source_id original \
         original_source_id permitted_level_m placed_factor cap cap_reason target target_level_m \
         target_bank_m3 visible opacity draw_rank",
    ),
    (
        "other_ground",
        "fid geom scenario_id name purpose temporary_reason visible opacity draw_rank",
    ),
    ("settings", "id rank name value"),
    (
        "fractions",
        "id rank name kind quality quality_note quality_source purposes density_t_per_m3 \
         density_source density_author loose_factor loose_source loose_author \
         placed_tipped placed_tipped_source placed_tipped_author placed_compacted \
         placed_compacted_source placed_compacted_author placed_hydraulic \
         placed_hydraulic_source placed_hydraulic_author tonnes_by_year origin_east_m \
         origin_north_m",
    ),
    (
        "outlets",
        "id draw_rank name scenario_id east_m north_m price_nok_per_t least_t_per_year \
         least_is_rule visible opacity",
    ),
    (
        "terms",
        "id rank name first_year last_year yearly_limit_t kinds qualities placing \
         handling_nok_per_t distance distance_km detour route climb_m already_m3 \
         emptied_by_year reclaim_nok_per_t in_sea",
    ),
    (
        "mining",
        "id rank name mined_by_year density_t_per_m3 free_share_by_year already_bank_m3",
    ),
    (
        "plan",
        "id rank name scenario_id fraction_id place place_id way tonnes_by_year \
         fixed_years",
    ),
    (
        "backfills",
        "fid geom binding fingerprint computed_at warnings void_m3 footprint_area_m2",
    ),
    (
        "footprints",
        "fid geom fits fingerprint computed_at warnings fill_m3",
    ),
];

/// Tables that say where the planner was and what was done.
const OTHERS: [(&str, &str); 2] = [
    ("berghald_view", "active_scenario_id last_id last_edit"),
    ("change_log", "edit at label table_name row_id was became"),
];

/// A value that somebody could put anywhere, in SQL.
fn any_value(random: &mut ChaCha8Rng) -> String {
    match random.random_range(0..12) {
        0 => "NULL".to_owned(),
        1 => random.random::<i64>().to_string(),
        2 => random.random_range(-3..12).to_string(),
        3 => format!("{:e}", f64::from_bits(random.random::<u64>() >> 2)),
        4 => "9e999".to_owned(),
        5 => format!("zeroblob({})", random.random_range(0..90)),
        6 => format!("randomblob({})", random.random_range(0..200)),
        7 => "'zero'".to_owned(),
        8 => [
            "'alternative'",
            "'stope'",
            "'pit'",
            "'crest'",
            "'[[1, 2]]'",
            "'[1]'",
        ][random.random_range(0..6)]
        .to_owned(),
        9 => "'../x'".to_owned(),
        // The polygon of another, with a header that says something else.
        10 => "(SELECT CAST(x'4750000300000000' || randomblob(32) || substr(geom, 41) AS BLOB) \
               FROM outlines LIMIT 1)"
            .to_owned(),
        _ => "(SELECT substr(geom, 1, abs(random() % 300)) FROM footprints LIMIT 1)".to_owned(),
    }
}

/// Puts some values into columns of tables.
fn spoil(path: &Path, tables: &[(&str, &str)], random: &mut ChaCha8Rng) {
    let other = Connection::open(path).unwrap();
    other
        .execute_batch(
            "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; \
             PRAGMA synchronous = OFF;",
        )
        .unwrap();
    for _ in 0..random.random_range(1..6) {
        let (table, columns) = tables[random.random_range(0..tables.len())];
        let columns: Vec<&str> = columns.split_whitespace().collect();
        let column = columns[random.random_range(0..columns.len())];
        let value = any_value(random);
        // What the tables themselves refuse need not be read.
        drop(other.execute_batch(&format!(
            "UPDATE {table} SET {column} = {value} \
             WHERE rowid = (SELECT rowid FROM {table} ORDER BY random() LIMIT 1)"
        )));
    }
}

/// A project whose triggers do not stand in the way of one who has no functions for them.
fn sound(folder: &Path) -> std::path::PathBuf {
    let names = ["insert", "update1", "update2", "update3", "update4"];
    let tables = ["outlines", "footprints", "pits", "backfills"];
    let drops = names.map(|name| {
        tables
            .map(|table| format!("DROP TRIGGER rtree_{table}_geom_{name};"))
            .concat()
    });
    changed(folder, &drops.concat())
}

/// Changes everything that can be changed.
fn all_changed(before: &Snapshot, text: &str) -> Snapshot {
    let mut now = before.clone();
    for entry in Arc::clone(&now.project.order).iter() {
        Edit::Rename(*entry, text.to_owned()).apply(&mut now.project);
    }
    for place in 0..now.project.order.len() {
        let entry = now.project.order[0];
        Edit::Reorder(entry, place).apply(&mut now.project);
    }
    for id in now.project.templates.clone().keys() {
        let renamed = Box::new(TemplateChange::Describe {
            name: text.to_owned(),
            source: String::new(),
        });
        Edit::ChangeTemplate(*id, renamed).apply(&mut now.project);
    }
    for id in now.project.scenarios.clone().keys() {
        Edit::NoteScenario(*id, text.to_owned()).apply(&mut now.project);
    }
    now
}

/// Rows that could not be read.
fn left_alone(oddities: &[StoreOddity]) -> Vec<(&'static str, i64)> {
    let rows = oddities.iter().filter_map(|oddity| match oddity {
        StoreOddity::RowUnreadable { table, id, .. } => Some((*table, *id)),
        _ => None,
    });
    rows.collect()
}

/// What stands in rows.
fn content(path: &Path, rows: &[(&str, i64)]) -> Vec<String> {
    let reading = Connection::open(path).unwrap();
    let quoted = |(table, id): &(&str, i64)| {
        let (key, columns) = match *table {
            "pits" => ("fid", ["geom", "kind", "cap", "target", "draw_rank"]),
            "outlines" => ("fid", ["geom", "name", "opacity", "target", "draw_rank"]),
            "other_ground" => ("fid", ["geom", "name", "opacity", "purpose", "draw_rank"]),
            "fractions" => (
                "id",
                ["name", "kind", "density_t_per_m3", "tonnes_by_year", "rank"],
            ),
            "outlets" => (
                "id",
                ["name", "east_m", "price_nok_per_t", "opacity", "draw_rank"],
            ),
            "terms" => ("id", ["name", "placing", "route", "yearly_limit_t", "rank"]),
            "mining" => (
                "id",
                [
                    "name",
                    "mined_by_year",
                    "density_t_per_m3",
                    "free_share_by_year",
                    "rank",
                ],
            ),
            "plan" => (
                "id",
                ["place", "way", "tonnes_by_year", "fixed_years", "rank"],
            ),
            "settings" => ("id", ["name", "value", "rank", "id", "id"]),
            "slope_templates" => (
                "id",
                ["name", "source", "lift_m", "face_rise_over_run", "rank"],
            ),
            "sources" => ("id", ["path", "name", "opacity", "blake3", "draw_rank"]),
            "indicators" => ("id", ["name", "unit", "direction", "account", "rank"]),
            "weight_sets" => ("id", ["name", "source", "accounts", "indicators", "rank"]),
            "judgements" => ("id", ["name", "kind", "about", "reason", "rank"]),
            "review_comments" => ("fid", ["name", "comment", "at", "done", "rank"]),
            _ => ("id", ["kind", "name", "color", "frozen", "rank"]),
        };
        let columns = columns
            .map(|column| format!("quote({column})"))
            .join(" || ");
        let sql = format!("SELECT {columns} FROM {table} WHERE {key} = ?1");
        reading.query_row(&sql, [id], |row| row.get(0)).unwrap()
    };
    rows.iter().map(quoted).collect()
}

#[test]
fn any_value_in_any_column_never_brings_the_program_down() {
    let folder = quick_folder();
    let sound = sound(folder.path());
    let path = folder.path().join("broken.gpkg");
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let tables = [&DECISIONS[..], &OTHERS[..]].concat();
    let (mut told, mut saved) = (0, 0);
    for round in 0..200 {
        fs::copy(&sound, &path).unwrap();
        spoil(&path, &tables, &mut random);
        let mut opened = ProjectFile::open(&path, &who()).unwrap();
        let left = left_alone(&opened.oddities);
        told += left.len();
        let before = content(&path, &left);
        let now = all_changed(&opened.snapshot, &round.to_string());
        // An edit of the zero alternative is put over what stands in its place.
        let is_zero_broken = left.contains(&("scenarios", 0));
        if opened.file.save(&[step(2, &now)]).is_ok() {
            saved += 1;
            assert!(is_zero_broken || content(&path, &left) == before, "{round}");
            opened.file.close(None).unwrap();
            let again = ProjectFile::open_to_read(&path).unwrap();
            assert!(again.snapshot.project == now.project, "{round}");
        }
        drop(integrity(&path));
        drop(last_change(&path));
    }
    assert!(50 < told && 100 < saved, "{told} {saved}");
}

#[test]
fn any_change_from_outside_can_be_taken_over_and_is_in_the_log() {
    let folder = quick_folder();
    let sound = sound(folder.path());
    let path = folder.path().join("open.gpkg");
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let mut taken = 0;
    for round in 0..100 {
        fs::copy(&sound, &path).unwrap();
        let mut file = ProjectFile::open(&path, &who()).unwrap().file;
        let mine = all_changed(file.saved(), &round.to_string());
        spoil(&path, &DECISIONS, &mut random);
        if let Err(refused) = file.save(&[step(2, &mine)]) {
            assert_eq!(refused.code(), "project_changed_outside");
            let theirs = file.take_outside(super::at(2)).unwrap();
            assert!(theirs.project == file.saved().project);
            // A zero alternative that is gone comes back as it was, with the next save.
            if !file.oddities().contains(&StoreOddity::ZeroMissing) {
                let read = ProjectFile::open_to_read(&path).unwrap().snapshot;
                assert!(read.project == theirs.project, "{round}");
            }
            let mine = all_changed(&theirs, &round.to_string());
            file.save(&[step(2, &mine)]).unwrap();
            taken += 1;
        }
        file.close(None).unwrap();
        assert!(integrity(&path).unwrap().log_replays, "{round}");
    }
    assert!(50 < taken, "{taken}");
}
