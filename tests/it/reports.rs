//! The report of the sample: every figure in it can be found again, in HTML and in PDF, in every language.

#![expect(
    clippy::panic,
    reason = "a test that cannot go on should fail where it stands"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use berghald::app::report::{Chapter, ReportRequest, document_of, write_report};
use berghald::app::sample::write_sample;
use berghald::progress::Run;
use berghald::words::{Language, Words};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{json, path, run};

/// The sample in a folder of its own, made once.
fn sample() -> &'static Path {
    static SAMPLE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, project) = SAMPLE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("prøve");
        let written = write_sample(&inside, Language::Bokmal, &Run::default()).unwrap();
        (folder, written.project)
    });
    project
}

/// A piece of writing with where it comes from.
#[derive(Debug)]
struct Said {
    key: String,
    value: Option<f64>,
    text: String,
}

/// What a page says outside of pictures: pieces, and what stands outside of all of them.
fn read_page(html: &str) -> (Vec<Said>, String) {
    let body = html.split_once("<body>").unwrap().1;
    let mut said: Vec<Said> = Vec::new();
    let mut outside = String::new();
    let mut inside: Option<usize> = None;
    let mut in_picture = 0_usize;
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        if tag.starts_with("svg") {
            in_picture += 1;
        } else if tag.starts_with("/svg") {
            in_picture -= 1;
        } else if let Some(attributes) = tag.strip_prefix("span ") {
            let of = |name: &str| {
                let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
                Some(unescaped(rest.split_once('"')?.0))
            };
            said.push(Said {
                key: of("data-key").unwrap(),
                value: of("data-value").map(|value| value.parse().unwrap()),
                text: String::new(),
            });
            inside = Some(said.len() - 1);
        } else if tag == "/span" {
            inside = None;
        }
        if in_picture == 0 {
            match inside {
                Some(piece) => said[piece].text.push_str(&unescaped(text)),
                None => outside.push_str(&unescaped(text)),
            }
        }
    }
    (said, outside)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Runs of digits, such as `12` and `5` of 12,5.
fn digits(text: &str) -> Vec<String> {
    let runs = text.split(|letter: char| !letter.is_ascii_digit());
    runs.filter(|run| !run.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The number at the beginning of what is told, with the worth of its last digit.
fn told_number(text: &str) -> Option<(f64, f64)> {
    let text = text.trim_start_matches(['≥', ' ', '\u{a0}']);
    let number: String = text
        .chars()
        .take_while(|letter| {
            letter.is_ascii_digit() || matches!(letter, '\u{2212}' | ',' | '.' | '\u{202f}')
        })
        .filter(|letter| *letter != '\u{202f}')
        .map(|letter| match letter {
            ',' => '.',
            '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let number = number.trim_end_matches('.');
    let decimals = number
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let value: f64 = number.parse().ok()?;
    // Figures are told with four digits.
    let digits = value.abs().max(1.0).log10().floor() - 3.0;
    let least = 10_f64.powi(-i32::try_from(decimals).unwrap());
    Some((value, least.max(10_f64.powf(digits))))
}

/// What units may divide a figure by.
const DIVISORS: [f64; 9] = [1.0, 0.01, 10.0, 100.0, 1e3, 1e4, 1e6, 1e9, 1e-3];

fn is_rounded(value: f64, text: &str) -> bool {
    let Some((told, step)) = told_number(text) else {
        return false;
    };
    DIVISORS.iter().any(|divisor| {
        let exact = value / divisor;
        (exact - told).abs() <= 0.500_000_1 * step
    })
}

/// What a cell of the project file holds.
fn cell(file: &Connection, table: &str, row: &str, column: &str) -> Option<rusqlite::types::Value> {
    let key = match table {
        "outlines" | "pits" | "other_ground" => "fid",
        "gpkg_spatial_ref_sys" => "srs_id",
        _ => "id",
    };
    let sql = format!("SELECT \"{column}\" FROM \"{table}\" WHERE \"{key}\" = ?1");
    file.query_row(&sql, [row], |row| row.get(0)).ok()
}

/// Checks a number against the cell that it is from; amounts by year are JSON, and their sum is told.
fn is_of_cell(value: f64, cell: &rusqlite::types::Value) -> bool {
    use rusqlite::types::Value as Sql;
    let near = |other: f64| (value - other).abs() <= 1e-9 * value.abs().max(1.0);
    match cell {
        Sql::Real(number) => near(*number),
        Sql::Integer(number) => near(*number as f64),
        Sql::Text(text) => {
            let years: Result<BTreeMap<String, f64>, _> = serde_json::from_str(text);
            years.is_ok_and(|years| near(years.values().sum()))
        }
        Sql::Null | Sql::Blob(_) => false,
    }
}

/// Where each piece comes from, looked up with other means than the report has.
struct Sources {
    scenarios: Value,
    compare: Value,
    file: Connection,
}

impl Sources {
    fn of(project: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Self {
            scenarios: json(&["scenarios", path(project)])["result"].clone(),
            compare: json(&["compare", path(project)])["result"].clone(),
            file: Connection::open_with_flags(project, flags).unwrap(),
        }
    }

    fn check(&self, said: &Said, language: Language) {
        let (of, rest) = said.key.split_once('/').unwrap_or((&said.key, ""));
        match of {
            "scenarios" | "compare" => {
                let all = if of == "scenarios" {
                    &self.scenarios
                } else {
                    &self.compare
                };
                let found = all.pointer(&format!("/{rest}"));
                let found = found.unwrap_or_else(|| panic!("{said:?} is nowhere"));
                match said.value {
                    Some(value) => {
                        let number = found
                            .as_f64()
                            .unwrap_or_else(|| panic!("{said:?}: {found}"));
                        let is_same = (number - value).abs() <= 1e-12 * value.abs();
                        assert!(is_same, "{said:?}: {found}");
                        assert!(is_rounded(value, &said.text), "{said:?}");
                    }
                    // Labels come in the language that they are asked for in.
                    None if language == Language::English => {
                        assert_eq!(found.as_str(), Some(said.text.as_str()), "{said:?}");
                    }
                    None => {}
                }
            }
            "project" => {
                let [table, row, column] = rest.splitn(3, '/').collect::<Vec<_>>()[..] else {
                    panic!("{said:?}");
                };
                let cell = cell(&self.file, table, row, column)
                    .unwrap_or_else(|| panic!("{said:?} is in no cell"));
                if let Some(value) = said.value {
                    assert!(is_of_cell(value, &cell), "{said:?}: {cell:?}");
                    assert!(is_rounded(value, &said.text), "{said:?}");
                } else {
                    let held = match cell {
                        rusqlite::types::Value::Text(text) => text,
                        rusqlite::types::Value::Integer(number) => number.to_string(),
                        other => panic!("{said:?}: {other:?}"),
                    };
                    let held: BTreeSet<String> = digits(&held).into_iter().collect();
                    let told = digits(&said.text);
                    assert!(
                        told.iter().all(|run| held.contains(run)),
                        "{said:?}: {held:?}"
                    );
                }
            }
            "words" | "notes" | "method" | "request" | "count" | "program" => {
                assert!(said.value.is_none(), "{said:?}");
            }
            other => panic!("{other}: {said:?}"),
        }
    }
}

fn written(language: Language, ending: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("rapport.{ending}"));
    let words = Words::in_language(language).unwrap();
    let request = ReportRequest {
        organization: "Blåbærøya gruver".to_owned(),
        ..ReportRequest::default()
    };
    write_report(sample(), &request, &file, &words, &Run::default()).unwrap();
    (folder, file)
}

fn every_figure_is_found_again(language: Language) {
    let (_folder, file) = written(language, "html");
    let html = fs::read_to_string(&file).unwrap();
    let (said, outside) = read_page(&html);
    assert!(digits(&outside).is_empty(), "{outside}");
    let sources = Sources::of(sample());
    let numbers = said.iter().filter(|piece| piece.value.is_some()).count();
    assert!(200 < numbers, "{numbers}");
    for piece in &said {
        sources.check(piece, language);
    }
}

#[test]
fn every_figure_of_the_page_is_found_again_in_bokmal() {
    every_figure_is_found_again(Language::Bokmal);
}

#[test]
fn every_figure_of_the_page_is_found_again_in_english() {
    every_figure_is_found_again(Language::English);
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    let (_folder, file) = written(Language::Bokmal, "html");
    let html = fs::read_to_string(&file).unwrap();
    for outside in [
        "src=\"http",
        "href=\"http",
        "url(http",
        "@import",
        "<script",
        "<link",
    ] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("lang=\"nb\""));
    assert!(html.contains("Blåbærøya gruver"));
}

#[test]
fn the_same_project_gives_the_same_bytes() {
    for ending in ["html", "pdf"] {
        let (_one, one) = written(Language::Bokmal, ending);
        let (_other, other) = written(Language::Bokmal, ending);
        assert!(
            fs::read(one).unwrap() == fs::read(other).unwrap(),
            "{ending}"
        );
    }
}

/// What a program of Debian's says; `None`, and a printed reason, where it is not installed.
fn told_by(program: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => {
            assert!(
                output.status.success(),
                "{program} {arguments:?}: {output:?}"
            );
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            use std::io::Write as _;
            let why = format!(
                "skipped: {program}: {error}; assets/setup.sh --tests installs it
"
            );
            std::io::stderr().write_all(why.as_bytes()).unwrap();
            None
        }
    }
}

#[test]
fn the_pdf_is_tagged_has_its_fonts_and_says_what_the_page_says() {
    let (_folder, file) = written(Language::Bokmal, "pdf");
    let Some(info) = told_by("pdfinfo", &[path(&file)]) else {
        return;
    };
    assert!(info.contains("Tagged:          yes"), "{info}");
    let pages = info.lines().find_map(|line| line.strip_prefix("Pages:"));
    let pages: usize = pages.unwrap().trim().parse().unwrap();
    let fonts = told_by("pdffonts", &[path(&file)]).unwrap();
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        let columns: Vec<&str> = font.split_whitespace().collect();
        // name, type (two words), encoding, emb, sub, uni, object: embedded and with Unicode.
        let embedded = &columns[columns.len() - 5];
        let unicode = &columns[columns.len() - 3];
        assert_eq!((*embedded, *unicode), ("yes", "yes"), "{font}");
    }
    let text = told_by("pdftotext", &["-layout", path(&file), "-"]).unwrap();
    assert!(text.contains("Blåbærøya gruver"), "{text}");
    for word in ["Sammendrag", "æ", "ø", "å"] {
        assert!(text.contains(word), "{word}");
    }
    // Every run of digits is one of the page's, of its pictures', or the number of a page.
    let (_page_folder, page) = written(Language::Bokmal, "html");
    let html = fs::read_to_string(page).unwrap();
    let body = html.split_once("<body>").unwrap().1;
    let mut known: BTreeSet<String> = BTreeSet::new();
    for part in body.split('<').skip(1) {
        known.extend(digits(&unescaped(part.split_once('>').unwrap().1)));
    }
    known.extend((0..=pages).map(|page| page.to_string()));
    let mut missing: Vec<String> = digits(&text);
    missing.retain(|run| !known.contains(run));
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_summary_is_one_page() {
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::Bokmal, Language::English] {
        let file = folder.path().join("summary.pdf");
        let words = Words::in_language(language).unwrap();
        let request = ReportRequest {
            chapters: vec![Chapter::Summary],
            ..ReportRequest::default()
        };
        write_report(sample(), &request, &file, &words, &Run::default()).unwrap();
        let Some(info) = told_by("pdfinfo", &[path(&file)]) else {
            return;
        };
        assert!(
            info.contains("Pages:           1\n"),
            "{language:?}: {info}"
        );
    }
}

#[test]
fn chapters_and_alternatives_are_chosen_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    let out = path(&file);
    let scenarios = json(&["scenarios", path(sample())]);
    let names = scenarios["result"]["scenarios"].as_array().unwrap();
    let name = names[1]["name"].as_str().unwrap();
    let other = names[2]["name"].as_str().unwrap();
    let arguments = [
        "report",
        path(sample()),
        "--scenario",
        name,
        "--chapters",
        "alternatives,sources",
        "--title",
        "Høring",
        "--lang",
        "en",
        "--out",
        out,
    ];
    let output = run(&arguments);
    assert!(output.status.success(), "{output:?}");
    let html = fs::read_to_string(&file).unwrap();
    assert!(html.contains("Høring") && html.contains("lang=\"en\""));
    let (said, _) = read_page(&html);
    let all: Vec<&str> = said.iter().map(|piece| piece.text.as_str()).collect();
    let all = all.join("\n");
    assert!(
        all.contains(name) && !all.contains(&format!("\n{other}\n")),
        "{all}"
    );
    assert!(all.contains("What it rests on") && !all.contains("Side by side"));
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, more: &[&str], code: &str| {
        let file = folder.path().join(name);
        let arguments = [&["report", path(sample()), "--out", path(&file)], more].concat();
        let told = json(&arguments);
        assert_eq!(told["error"]["code"], code, "{told}");
        assert!(!file.exists());
    };
    check("report.docx", &[], "ending_unknown");
    check("nowhere/report.pdf", &[], "folder_not_writable");
    check("report.pdf", &["--scenario", "Nowhere"], "scenario_unknown");
    let text = folder.path().join("logo.png");
    fs::write(&text, "no picture").unwrap();
    check("report.pdf", &["--logo", path(&text)], "not_a_logo");
    let usage = run(&[
        "report",
        path(sample()),
        "--out",
        "a.pdf",
        "--chapters",
        "poems",
    ]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn a_cancelled_report_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    let words = Words::in_language(Language::English).unwrap();
    let stopped = Run::default();
    stopped.cancel();
    let result = write_report(sample(), &ReportRequest::default(), &file, &words, &stopped);
    assert!(result.is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_logo_of_each_kind_is_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let svg = folder.path().join("logo.svg");
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\"/></svg>";
    fs::write(&svg, picture).unwrap();
    let words = Words::in_language(Language::English).unwrap();
    let request = ReportRequest {
        chapters: vec![Chapter::Sources],
        logo: Some(svg),
        ..ReportRequest::default()
    };
    for ending in ["pdf", "html"] {
        let file = folder.path().join(format!("report.{ending}"));
        write_report(sample(), &request, &file, &words, &Run::default()).unwrap();
        assert!(file.exists());
    }
    let (document, _) = document_of(sample(), &request, &words, &Run::default()).unwrap();
    assert!(document.logo.is_some());
}
