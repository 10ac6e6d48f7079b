//! The tables of a report: what stands in them is what the program tells elsewhere, and their formulas come to it.

#![expect(
    clippy::panic,
    reason = "a test that cannot go on should fail where it stands"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use berghald::app::{report_tables, report_workbook, write_report_tables};
use berghald::progress::Run;
use berghald::words::{Language, Words};
use calamine::{Data, Range, Reader as _, Xlsx};
use serde_json::Value;

use crate::program::{json, path};

fn sample() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    folder.join("synthetic-fjord-mine.gpkg")
}

fn words(language: Language) -> Words {
    Words::in_language(language).unwrap()
}

fn workbook() -> Vec<u8> {
    let words = words(Language::English);
    report_workbook(&sample(), &[], &words, &Run::default()).unwrap()
}

/// The sheets of a workbook: their names, cells, and formulas by row and column.
struct Sheet {
    name: String,
    cells: Range<Data>,
    formulas: BTreeMap<(usize, usize), String>,
}

fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let sheets = names.into_iter().map(|name| {
        let cells = book.worksheet_range(&name).unwrap();
        let found = book.worksheet_formula(&name).unwrap();
        let (row, column) = found.start().unwrap_or_default();
        let formulas = found.used_cells().map(|(down, across, formula)| {
            let at = (row as usize + down, column as usize + across);
            (at, formula.clone())
        });
        Sheet {
            name,
            formulas: formulas
                .filter(|(_, formula)| !formula.is_empty())
                .collect(),
            cells,
        }
    });
    sheets.collect()
}

impl Sheet {
    fn number(&self, (row, column): (usize, usize)) -> Option<f64> {
        match self.cells.get((row, column))? {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        }
    }

    fn text(&self, (row, column): (usize, usize)) -> String {
        let cell = self.cells.get((row, column));
        cell.map_or_else(String::new, ToString::to_string)
    }

    fn column(&self, name: &str) -> usize {
        let columns = 0..self.cells.width();
        let mut columns = columns.filter(|column| self.text((0, *column)) == name);
        columns
            .next()
            .unwrap_or_else(|| panic!("{}: no {name}", self.name))
    }

    /// What a formula of sums, shares and products comes to.
    fn value_of(&self, formula: &str) -> f64 {
        let cell = |name: &str| self.number(place(name)).unwrap_or(0.0);
        if let Some(range) = formula.strip_prefix("SUM(") {
            let (first, last) = range.trim_end_matches(')').split_once(':').unwrap();
            let (first, last) = (place(first), place(last));
            let rows = first.0..=last.0;
            let all = rows.flat_map(|row| (first.1..=last.1).map(move |column| (row, column)));
            return all.filter_map(|at| self.number(at)).sum();
        }
        if let Some((part, whole)) = formula.split_once('/') {
            return cell(part) / cell(whole);
        }
        let (one, other) = formula.split_once('*').unwrap();
        cell(one) * cell(other)
    }
}

/// The row and column of a name such as `AB12`, from 0.
fn place(name: &str) -> (usize, usize) {
    let letters: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let column = letters.bytes().fold(0, |column, letter| {
        column * 26 + usize::from(letter - b'A') + 1
    });
    let row: usize = name[letters.len()..].parse().unwrap();
    (row - 1, column - 1)
}

fn sheet<'a>(all: &'a [Sheet], name: &str) -> &'a Sheet {
    let found = all.iter().find(|sheet| sheet.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-9)
}

#[test]
fn sums_shares_and_products_are_formulas_that_come_to_what_was_worked_out() {
    let all = sheets(&workbook());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for sheet in &all {
        for (at, formula) in &sheet.formulas {
            let (known, found) = (sheet.number(*at).unwrap(), sheet.value_of(formula));
            assert!(
                is_near(known, found),
                "{} {at:?}: {formula} is {found}, not {known}",
                sheet.name
            );
            let kind = ["SUM", "/", "*"]
                .into_iter()
                .find(|kind| formula.contains(kind));
            *kinds.entry(kind.unwrap()).or_default() += 1;
        }
    }
    assert!(
        50 < kinds["SUM"] && 10 < kinds["/"] && 1 < kinds["*"],
        "{kinds:?}"
    );
    // Sums stand below the rows of each alternative.
    let ledger = sheet(&all, "Ledger");
    let sums = (1..ledger.cells.height()).filter(|row| ledger.text((*row, 1)) == "Σ");
    assert_eq!(sums.count(), 4);
}

#[test]
fn the_tables_say_what_the_commands_say() {
    let all = sheets(&workbook());
    let listed = json(&["scenarios", path(&sample())]);
    let listed = listed["result"]["scenarios"].as_array().unwrap();
    let alternatives = sheet(&all, "Alternatives");
    let ledger = sheet(&all, "Ledger");
    for (row, scenario) in listed.iter().enumerate() {
        let name = scenario["name"].as_str().unwrap();
        assert_eq!(alternatives.text((row + 1, 0)), name);
        let same = |column: &str, expected: &Value| {
            let column = alternatives.column(column);
            let found = alternatives.number((row + 1, column));
            assert_eq!(found, expected.as_f64(), "{name}: {column}");
        };
        same("Land covered for good (m²)", &scenario["land_take_m2"]);
        same("Hard conflicts", &scenario["hard_conflicts"]);
        same("Cost (NOK)", &scenario["ledger"]["cost_nok"]);
        same("Haul (t·km)", &scenario["ledger"]["haul"]["tonne_km"]);
        for (column, fate) in [
            ("Reuse (t)", "reuse_t"),
            ("Backfill (t)", "backfill_t"),
            ("In store (t)", "store_t"),
            ("On land (t)", "land_t"),
            ("In the sea (t)", "sea_t"),
            ("No place (t)", "unplaced_t"),
        ] {
            same(column, &scenario["fates"][fate]);
            // The ledger has the same year by year, and its sum below.
            let at = ledger.column(column);
            let is_of = |row: &usize| ledger.text((*row, 0)) == name;
            let rows: Vec<usize> = (1..ledger.cells.height()).filter(is_of).collect();
            let (sum, years) = rows.split_last().unwrap();
            let years = years.iter().map(|row| ledger.number((*row, at)));
            let expected = scenario["years"].as_array().unwrap().iter();
            let expected: Vec<Option<f64>> = expected.map(|year| year[fate].as_f64()).collect();
            assert_eq!(years.collect::<Vec<_>>(), expected);
            assert_eq!(ledger.text((*sum, 1)), "Σ");
            let total = scenario["fates"][fate].as_f64().unwrap();
            let sum = ledger.number((*sum, at)).unwrap();
            assert!(
                (sum - total).abs() <= 1e-9 * total.abs().max(1.0),
                "{name} {fate}"
            );
        }
    }
    let deposits = sheet(&all, "Deposits");
    let expected = listed
        .iter()
        .flat_map(|one| one["deposits"].as_array().unwrap());
    let is_deposit = |row: &usize| deposits.text((*row, 1)) != "Σ";
    let rows = (1..deposits.cells.height()).filter(is_deposit);
    for (row, deposit) in rows.zip(expected) {
        assert_eq!(deposits.text((row, 1)), deposit["name"].as_str().unwrap());
        for (column, figure) in [
            ("Fill (m³)", "fill_m3"),
            ("Footprint (m²)", "footprint_area_m2"),
            ("Crest level (m)", "crest_level_m"),
        ] {
            let found = deposits.number((row, deposits.column(column)));
            assert_eq!(found, deposit[figure].as_f64(), "{figure}");
        }
    }
    let pits = sheet(&all, "Pits and backfill");
    let limits = ["Limit by cap (bank m³)", "Limit by void (bank m³)"];
    let [cap, void] = limits.map(|name| pits.column(name));
    let backfilled = pits.column("Backfilled (bank m³)");
    let is_pit = |row: &usize| pits.text((*row, 1)) != "Σ";
    for row in (1..pits.cells.height()).filter(is_pit) {
        let limit = pits
            .number((row, cap))
            .unwrap()
            .min(pits.number((row, void)).unwrap());
        assert!(pits.number((row, backfilled)).unwrap() <= limit * (1.0 + 1e-9));
    }
}

#[test]
fn the_comparison_is_that_of_the_command() {
    let all = sheets(&workbook());
    let compared = json(&["compare", path(&sample())]);
    let compared = &compared["result"];
    let sheet_of_values = sheet(&all, "Comparison");
    let indicators = compared["indicators"].as_array().unwrap();
    assert_eq!(sheet_of_values.cells.height(), indicators.len() + 1);
    for (row, indicator) in indicators.iter().enumerate() {
        assert_eq!(
            sheet_of_values.text((row + 1, 0)),
            indicator["label"].as_str().unwrap()
        );
        for (scenario, value) in indicator["values"].as_object().unwrap() {
            let column = sheet_of_values.column(scenario);
            let found = sheet_of_values.number((row + 1, column));
            assert_eq!(found, value.as_f64(), "{}: {scenario}", indicator["id"]);
        }
    }
    let scores = sheet(&all, "Scores and ranks");
    let [rank, score] = ["Rank", "Score (1 to 6)"].map(|name| scores.column(name));
    for row in 1..scores.cells.height() {
        let name = scores.text((row, 0));
        assert_eq!(
            scores.number((row, rank)),
            compared["ranks"][&name].as_f64()
        );
        assert_eq!(
            scores.number((row, score)),
            compared["scores"][&name].as_f64()
        );
    }
}

#[test]
fn sources_and_changes_are_told_with_their_hashes_and_names() {
    let all = sheets(&workbook());
    let about = sheet(&all, "About");
    assert_eq!(all[0].name, "About");
    let facts: BTreeMap<String, String> = (1..about.cells.height())
        .map(|row| (about.text((row, 0)), about.text((row, 1))))
        .collect();
    assert_eq!(facts["Project"], "synthetic-fjord-mine");
    assert!(facts["Coordinate system"].contains("25833"), "{facts:?}");
    assert!(facts["Height datum"].contains("NN2000"), "{facts:?}");
    let terrain = sample().with_file_name("synthetic-terrain.tif");
    let hash = blake3::hash(&fs::read(terrain).unwrap())
        .to_hex()
        .to_string();
    assert!(facts.values().any(|value| *value == hash), "{facts:?}");
    let sources = sheet(&all, "Sources");
    let [file, blake3] = ["File", "blake3"].map(|name| sources.column(name));
    let row = (1..sources.cells.height())
        .find(|row| sources.text((*row, file)) == "synthetic-terrain.tif")
        .unwrap();
    assert_eq!(sources.text((row, blake3)), hash);
    let log = sheet(&all, "Change log");
    assert!(100 < log.cells.height());
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    assert_eq!(workbook(), workbook());
}

#[test]
fn tables_as_text_are_files_of_their_own_as_the_language_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, language| {
        let (words, out) = (words(language), folder.path().join(name));
        write_report_tables(&sample(), &[], &out, &words, &Run::default()).unwrap()
    };
    let (norwegian, english) = (
        write("plan.csv", Language::Bokmal),
        write("plan-en.csv", Language::English),
    );
    let tables = report_tables(&sample(), &[], &words(Language::Bokmal), &Run::default());
    assert_eq!(norwegian.len(), tables.unwrap().len());
    let mut names: Vec<&PathBuf> = norwegian.iter().chain(&english).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), norwegian.len() + english.len());
    assert!(norwegian.contains(&folder.path().join("plan-masseregnskap.csv")));
    let deposits = fs::read(folder.path().join("plan-deponier.csv")).unwrap();
    assert!(deposits.starts_with("\u{feff}".as_bytes()));
    let deposits = String::from_utf8(deposits).unwrap();
    let (head, rows) = deposits.split_once("\r\n").unwrap();
    assert!(head.contains(";Fylling (m³);"), "{head}");
    let fill = rows.split(';').nth(4).unwrap();
    assert!(fill.contains(',') && !fill.contains('.'), "{fill}");
    let deposits = fs::read(folder.path().join("plan-en-deposits.csv")).unwrap();
    let deposits = String::from_utf8(deposits).unwrap();
    assert!(deposits.starts_with("Alternative,"), "{deposits}");
    // Whoever adds a column up adds no sum.
    assert!(!deposits.contains('Σ'));
    let unknown = folder.path().join("plan.docx");
    let words = words(Language::English);
    write_report_tables(&sample(), &[], &unknown, &words, &Run::default()).unwrap_err();
}

#[test]
fn some_alternatives_can_be_told_alone() {
    let words = words(Language::English);
    let tables = |asked: &[&str]| {
        let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
        report_tables(&sample(), &asked, &words, &Run::default()).ok()
    };
    let all = tables(&[]).unwrap();
    let some = tables(&["7"]).unwrap();
    assert_eq!((all[1].rows.len(), some[1].rows.len()), (4, 2));
    assert!(tables(&["no such alternative"]).is_none());
}

/// Where `LibreOffice` keeps what it is told: everything is to be calculated again when it opens.
const RECALCULATE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// The workbook with 0 in place of what formulas came to.
fn without_results(bytes: &[u8]) -> Vec<u8> {
    let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..book.len() {
        let mut file = book.by_index(index).unwrap();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        if name.starts_with("xl/worksheets/sheet") {
            let whole = String::from_utf8(text).unwrap();
            let mut parts = whole.split("</f><v>");
            let mut emptied = parts.next().unwrap().to_owned();
            for part in parts {
                let (_, rest) = part.split_once("</v>").unwrap();
                emptied.push_str("</f><v>0</v>");
                emptied.push_str(rest);
            }
            text = emptied.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(&name, options).unwrap();
        out.write_all(&text).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
#[expect(clippy::print_stdout, reason = "a test says why it does nothing")]
fn libreoffice_calculates_every_formula_to_the_value_that_was_written() {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("skipped: there is no soffice (Debian: libreoffice-calc-nogui)");
        return;
    }
    let bytes = workbook();
    let folder = tempfile::tempdir().unwrap();
    let book = folder.path().join("tables.xlsx");
    fs::write(&book, without_results(&bytes)).unwrap();
    let profile = folder.path().join("profile");
    fs::create_dir_all(profile.join("user")).unwrap();
    fs::write(profile.join("user/registrymodifications.xcu"), RECALCULATE).unwrap();
    let done = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--convert-to"])
        // All sheets, numbers as they are and not as they are shown.
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1")
        .arg("--outdir")
        .arg(folder.path())
        .arg(&book)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let mut formulas = 0;
    for sheet in sheets(&bytes) {
        let file = folder.path().join(format!("tables-{}.csv", sheet.name));
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        for at in sheet.formulas.keys() {
            let found: f64 = rows[at.0][at.1].parse().unwrap();
            let written = sheet.number(*at).unwrap();
            assert!(
                is_near(found, written),
                "{} {at:?}: {found}, written {written}",
                sheet.name
            );
            formulas += 1;
        }
    }
    println!("{formulas} formulas came to what was written");
    assert!(100 < formulas);
}
