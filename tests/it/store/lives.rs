//! What becomes of deposits in the project file: what is added, changed at random, and what another program made of it.

use berghald::balance::SoilPlan;
use berghald::curve::CurvePoint;
use berghald::project::{
    Deposit, DepositChange, DepositId, Edit, LaterUse, LifeChange, Medium, MonitoringPoint,
};
use berghald::store::{ProjectFile, StoreOddity};
use berghald::units::{Metres, PlacedM3, SquareMetres, Year};
use geo::Coord;
use rusqlite::Connection;

use super::{SAVED, is_told_and_left, saved, step, who, whole};

pub(super) fn point(number: u64) -> MonitoringPoint {
    MonitoringPoint {
        name: format!("Brønn æøå {number}"),
        place: Coord {
            x: 500_000.0 + number as f64 / 2.0,
            y: 7_000_000.0 - number as f64 / 6.0,
        },
        medium: Medium::ALL[(number % 9) as usize],
        parameter: "Nikkel, løst".to_owned(),
        limit: "5 µg/l".to_owned(),
        times_a_year: number as f64 / 7.0,
        first_year: number.is_multiple_of(2).then_some(Year(2027)),
        last_year: number.is_multiple_of(3).then_some(Year(2060)),
    }
}

/// A stage curve with numbers that no decimal has.
pub(super) fn curve() -> Vec<CurvePoint> {
    let point = |step: u32| {
        let step = f64::from(step);
        CurvePoint {
            level: Metres(100.0 + step / 3.0),
            volume: PlacedM3(step * step / 7.0),
            footprint: SquareMetres(step / 9.0),
            top: SquareMetres(step / 11.0),
        }
    };
    (0..5).map(point).collect()
}

fn life_change(number: u64) -> LifeChange {
    match number % 5 {
        0 => LifeChange::Responsible(format!("Åse Ærlig {number}, “drift”")),
        1 => {
            let later = LaterUse::ALL[(number / 5 % 8) as usize];
            LifeChange::LaterUse((!number.is_multiple_of(4)).then_some(later))
        }
        2 => LifeChange::Restoration("Dekkes og tilsås.\nFølges opp i 30 år.".to_owned()),
        3 => LifeChange::Soil(SoilPlan {
            topsoil: Metres(number as f64 / 3e6),
            strip_year: number.is_multiple_of(2).then_some(Year(2026)),
            cover: Metres(1.0 / 3.0),
            cover_from: Some(Year(2040)),
            cover_to: number.is_multiple_of(7).then_some(Year(2044)),
        }),
        _ => LifeChange::Monitoring((0..number % 4).map(|more| point(number + more)).collect()),
    }
}

fn of(id: u64, change: LifeChange) -> Edit {
    Edit::ChangeDeposit(DepositId(id), Box::new(DepositChange::Life(change)))
}

/// What the sample of today's schema has of it.
pub(super) fn edits() -> Vec<Edit> {
    vec![
        of(
            5,
            LifeChange::Responsible("Kari Bjørn, gruvesjef".to_owned()),
        ),
        of(5, LifeChange::LaterUse(Some(LaterUse::Forest))),
        of(5, life_change(2)),
        of(6, life_change(3)),
        of(6, LifeChange::Monitoring((3..6).map(point).collect())),
        // Only watched.
        of(9, LifeChange::Monitoring(vec![point(7)])),
    ]
}

/// An edit of what becomes of a deposit.
pub(super) fn random_edit(deposit: DepositId, number: u64) -> Edit {
    of(deposit.0, life_change(number))
}

fn deposit(of: &berghald::results::Snapshot, id: u64) -> &Deposit {
    of.project.deposit(DepositId(id)).unwrap()
}

#[test]
fn a_point_that_another_program_adds_moves_and_takes_out_counts() {
    let (folder, _) = saved();
    let path = folder.path().join(SAVED);
    let other = Connection::open(&path).unwrap();
    let drop_triggers: Vec<String> = other
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'monitoring'",
        )
        .unwrap()
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(|name| format!("DROP TRIGGER \"{}\";", name.unwrap()))
        .collect();
    other
        .execute_batch(&format!(
            "{} INSERT INTO monitoring (fid, geom, rank, name, deposit_id, medium, parameter) \
             SELECT 77, geom, 9, 'Ny', 9, 'sea', 'Sikt' FROM monitoring WHERE name LIKE '%7'; \
             DELETE FROM monitoring WHERE name LIKE '%4'; \
             UPDATE monitoring SET name = 'Flyttet', \
             geom = (SELECT geom FROM monitoring WHERE name LIKE '%5') WHERE name LIKE '%3';",
            drop_triggers.concat()
        ))
        .unwrap();
    drop(other);
    let mut opened = ProjectFile::open(&path, &who()).unwrap();
    let unreadable = |oddity: &&StoreOddity| matches!(oddity, StoreOddity::RowUnreadable { .. });
    assert_eq!(opened.oddities.iter().find(unreadable), None);
    let watched = deposit(&opened.snapshot, 9).life.monitoring.clone();
    assert_eq!(watched[0], point(7));
    assert_eq!(
        (watched[1].name.as_str(), watched[1].medium),
        ("Ny", Medium::Sea)
    );
    assert_eq!(watched[1].place, point(7).place);
    let left = &deposit(&opened.snapshot, 6).life.monitoring;
    let names: Vec<&str> = left.iter().map(|point| point.name.as_str()).collect();
    assert_eq!(names, ["Flyttet", "Brønn æøå 5"]);
    assert_eq!(left[0].place, point(5).place);
    // What was added is kept under a number of its own, and can be taken out again.
    let mut after = opened.snapshot.clone();
    of(9, LifeChange::Monitoring(vec![watched[1].clone()])).apply(&mut after.project);
    opened.file.save(&[step(2, &after)]).unwrap();
    opened.file.close(None).unwrap();
    assert_eq!(ProjectFile::open_to_read(&path).unwrap().snapshot, after);
}

#[test]
fn what_another_program_spoils_is_told_and_left_as_it_is() {
    let spoiled = [
        (
            "life_cycles",
            "UPDATE life_cycles SET strip_year = 1000000 WHERE id = 6",
        ),
        (
            "life_cycles",
            "UPDATE life_cycles SET id = 999 WHERE id = 6",
        ),
        (
            "monitoring",
            "UPDATE monitoring SET deposit_id = 999 WHERE name LIKE '%7'",
        ),
        (
            "monitoring",
            "UPDATE monitoring SET geom = NULL WHERE name LIKE '%7'",
        ),
        (
            "monitoring",
            "UPDATE monitoring SET first_year = 'snart' WHERE name LIKE '%7'",
        ),
    ];
    let guards = ["update1", "update2", "update3", "update4"]
        .map(|trigger| format!("DROP TRIGGER rtree_monitoring_geom_{trigger};"));
    for (table, sql) in spoiled {
        is_told_and_left(table, sql, &guards.concat());
    }
}

#[test]
fn a_curve_that_is_spoiled_takes_its_figures_with_it_and_nothing_else() {
    let (folder, now) = saved();
    let path = folder.path().join(SAVED);
    whole(&path);
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "DROP TRIGGER rtree_footprints_geom_update3; DROP TRIGGER rtree_footprints_geom_update4; \
             UPDATE footprints SET curve = x'00' WHERE fid = 5",
        )
        .unwrap();
    drop(other);
    let opened = ProjectFile::open_to_read(&path).unwrap();
    let fills = &opened.snapshot.records.fills;
    assert!(!fills.contains_key(&DepositId(5)));
    assert_eq!(fills[&DepositId(9)], now.records.fills[&DepositId(9)]);
}
