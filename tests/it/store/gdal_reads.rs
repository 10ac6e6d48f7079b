//! Other programs read and write the file: the GDAL that the system has, beside the one in the program.

use std::path::Path;
use std::process::{Command, Stdio};

use berghald::project::{DepositId, Edit, Entry, ScenarioId};
use berghald::store::{Access, Outside, ProjectFile};

use super::{snapshot, step, who, whole};

/// What a program says, which must say nothing about trouble. `None` where it is not installed.
fn said(program: &str, words: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(program).args(words).output() else {
        super::skip(&format!(
            "{program} is not installed; assets/setup.sh --tests installs it"
        ));
        return None;
    };
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && trouble.is_empty(),
        "{words:?}: {trouble}"
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn gdal_of_the_system_reads_every_layer_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut file = ProjectFile::create(&path, &who(), &step(1, &snapshot(folder.path()))).unwrap();
    let path = path.to_str().unwrap();
    let Some(text) = said("ogrinfo", &["-ro", path]) else {
        return;
    };
    for layer in [
        "outlines (Polygon)",
        "pits (Polygon)",
        "other_ground (Polygon)",
        "footprints (Multi Polygon)",
        "backfills (Multi Polygon)",
        "monitoring (Point)",
        "life_cycles (None)",
        "fractions (None)",
        "outlets (None)",
        "terms (None)",
        "mining (None)",
        "plan (None)",
        "scenarios (None)",
        "sources (None)",
        "slope_templates (None)",
        "settings (None)",
        "change_log (None)",
    ] {
        assert!(text.contains(layer), "{text}");
    }
    assert!(!text.contains("berghald_"), "{text}");
    let text = said("ogrinfo", &["-ro", "-al", path]).unwrap();
    for fact in [
        "Feature Count: 19",
        "ID[\"EPSG\",25833]",
        "name (String) = Tipp æøå 5",
        "scenario (String) = Alternativ 1",
        "face_deg (Real) = 16.6992442339936",
        "target_crest_m (Real) = 107.1",
        "visible (Integer(Boolean)) = 1",
        "fill_m3 (Real) = 2000",
        "kind (String) = what_if",
        "path (String) = høyder/dem.tif#2",
        "size_bytes (Integer64) = 123456789012",
        "POLYGON ((500206.5 7000000",
        "MULTIPOLYGON (((500040 7000000",
        "label (String) = edit 1",
        "name (String) = Brudd æøå 10",
        "permitted_level_m (Real) = 100.3",
        "kind (String) = stope",
        "cap (Real) = 0.325",
        "cap_reason (String) = målt svelling, ½",
        "values_are (String) = depths",
        "binding (String) = void",
        "void_m3 (Real) = 2750",
        "MULTIPOLYGON (((500270 7000300",
        "name (String) = Mal æøå 35",
        "ramp_mode (String) = balanced",
        "later_use (String) = forest",
        "parameter (String) = Nikkel, løst",
        "POINT (500001.5 6999999.5)",
    ] {
        assert!(text.contains(fact), "{fact} is not in\n{text}");
    }
    let where_is = "SELECT fid FROM outlines WHERE ST_MinX(geom) > 500000";
    assert!(
        said("ogrinfo", &["-ro", path, "-sql", where_is])
            .unwrap()
            .contains("OGRFeature")
    );
    let extent = file
        .saved()
        .project
        .deposits
        .values()
        .map(|deposit| deposit.outline.extent());
    let west = extent
        .map(|extent| extent.min().x)
        .fold(f64::INFINITY, f64::min);
    assert!(text.contains(&format!("Extent: ({west:.6}")), "{west}");
    // While it is being written.
    let mut now = file.saved().clone();
    let mut number = 1;
    let mut rounds = 0;
    while rounds < 3 {
        let mut child = Command::new("ogrinfo")
            .args(["-ro", "-al", path])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut saved = 0;
        while child.try_wait().unwrap().is_none() {
            number += 1;
            let entry = Entry::Deposit(DepositId(5));
            Edit::Rename(entry, format!("Navn {number}")).apply(&mut now.project);
            file.save(&[step(number, &now)]).unwrap();
            saved += 1;
            // A reader that waits gets its turn, as between the edits of a person.
            whole(Path::new(path));
        }
        let output = child.wait_with_output().unwrap();
        let trouble = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && trouble.is_empty(), "{trouble}");
        rounds += i32::from(0 < saved);
    }
    file.close(None).unwrap();
    whole(Path::new(path));
}

#[test]
fn what_gdal_of_the_system_writes_is_noticed_and_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.gpkg");
    let mut file = ProjectFile::create(&path, &who(), &step(1, &snapshot(folder.path()))).unwrap();
    let words = path.to_str().unwrap();
    let rename = "UPDATE outlines SET name = 'GDAL' WHERE fid = 5";
    if said("ogrinfo", &[words, "-sql", rename]).is_none() {
        return;
    }
    assert_eq!(file.look().unwrap(), Outside::Changed);
    let mine = file.saved().clone();
    let refused = file.save(&[step(2, &mine)]).unwrap_err();
    assert_eq!(refused.code(), "project_changed_outside");
    let theirs = file.take_outside(super::at(3)).unwrap();
    assert_eq!(theirs.project.deposit(DepositId(5)).unwrap().name, "GDAL");
    whole(&path);
    // A pit and a deposit, as QGIS adds them too.
    let drawn = folder.path().join("drawn.geojson");
    std::fs::write(
        &drawn,
        r#"{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}},
            "features": [{"type": "Feature", "properties": {"name": "Brudd"}, "geometry":
            {"type": "Polygon", "coordinates": [[[500000, 7000000], [500100, 7000000], [500100, 7000100], [500000, 7000000]]]}}]}"#,
    )
    .unwrap();
    let drawn = drawn.to_str().unwrap();
    for table in ["pits", "outlines"] {
        said(
            "ogr2ogr",
            &["-append", "-update", words, drawn, "-nln", table],
        )
        .unwrap();
    }
    assert_eq!(file.look().unwrap(), Outside::Changed);
    let theirs = file.take_outside(super::at(4)).unwrap();
    assert_eq!(theirs.project.deposits.len(), 20);
    let (_, pit) = theirs.project.pits.last_key_value().unwrap();
    assert_eq!(
        (pit.name.as_str(), pit.scenario),
        ("Brudd", ScenarioId::FIRST)
    );
    let (id, drawn) = theirs.project.deposits.last_key_value().unwrap();
    assert_eq!(drawn.name, "Brudd");
    assert_eq!(theirs.records.last_id.max(id.0), theirs.records.last_id);
    assert_eq!(file.oddities(), []);
    assert_eq!(file.access(), &Access::Write);
    let mut now = theirs.clone();
    Edit::Rename(Entry::Deposit(*id), "Tipp vest".to_owned()).apply(&mut now.project);
    file.save(&[step(2, &now)]).unwrap();
    file.close(None).unwrap();
    whole(&path);
    let opened = ProjectFile::open(&path, &who()).unwrap();
    assert_eq!(opened.file.access(), &Access::Write);
    assert_eq!(opened.snapshot, now);
    let text = said("ogrinfo", &["-ro", "-al", words]).unwrap();
    assert!(text.contains("name (String) = Tipp vest"));
}
