//! Fractions and their tonnes from tables in files: known answers for every shape, bad cells, and what the program
//! makes of them.

#![expect(clippy::panic, reason = "what is not there ends the test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use berghald::app::{
    Expected, MassUnit, ReadTable, Shape, SheetFault, TableError, TableFile, TableWarning,
    TaskError, read_table_file,
};
use berghald::material::{MassKind, Quality};
use berghald::progress::Run;
use berghald::units::{Tonnes, Year};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use tempfile::TempDir;

/// A folder with one file in it.
pub(crate) struct Kept {
    _folder: TempDir,
    pub path: PathBuf,
}

pub(crate) fn text_file(name: &str, content: impl AsRef<[u8]>) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    Kept {
        _folder: folder,
        path,
    }
}

/// Writes a sheet.
type WriteSheet<'a> = &'a dyn Fn(&mut Worksheet);

pub(crate) fn workbook(sheets: &[(&str, WriteSheet<'_>)]) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("masser.xlsx");
    let mut book = Workbook::new();
    for (name, write) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        write(sheet);
    }
    book.save(&path).unwrap();
    Kept {
        _folder: folder,
        path,
    }
}

#[expect(clippy::result_large_err, reason = "as the program has it")]
fn read(path: &Path) -> Result<TableFile, TaskError> {
    read_table_file(path, &Run::default())
}

fn table(kept: &Kept) -> ReadTable {
    read(&kept.path).unwrap().table(0).unwrap().clone()
}

fn csv(content: &str) -> ReadTable {
    table(&text_file("masser.csv", content))
}

/// Names with their years and tonnes.
fn tonnes(table: &ReadTable) -> Vec<(&str, Vec<(i32, f64)>)> {
    let rows = table.rows.iter().map(|row| {
        let amounts = row.amounts.iter();
        let amounts = amounts.map(|(year, amount)| (year.0, amount.tonnes(None).0));
        (row.name.as_str(), amounts.collect())
    });
    rows.collect()
}

/// Bad cells by their places, with what was expected.
fn bad(table: &ReadTable) -> Vec<(String, Expected)> {
    let cells = table.bad_cells.iter();
    cells
        .map(|bad| (bad.at.to_string(), bad.expected))
        .collect()
}

fn fault(kept: &Kept) -> TableError {
    let error = read(&kept.path).unwrap_err();
    assert_eq!(error.path(), Some(kept.path.as_path()));
    let TaskError::Table { source, .. } = error else {
        panic!("{error:?}");
    };
    source
}

#[test]
fn fractions_down_and_years_across_with_decimal_commas_and_thin_spaces() {
    let table = csv(
        "Masseplan for bruddet;;\n\nFraksjon;2027;2028 (t)\nGråberg;1\u{202f}234,5;2\u{a0}000\n\
         Fin avgang;–;12,25\nSum;1234,5;2012,25\n",
    );
    assert_eq!(table.shape, Shape::YearsAcross);
    assert_eq!(
        tonnes(&table),
        [
            ("Gråberg", vec![(2027, 1234.5), (2028, 2000.0)]),
            ("Fin avgang", vec![(2028, 12.25)]),
        ]
    );
    assert_eq!(table.warnings, [TableWarning::Sums(vec!["Sum".to_owned()])]);
    assert!(table.bad_cells.is_empty());
}

#[test]
fn years_down_and_fractions_across() {
    let table = csv(
        "År\tGråberg (kt)\tAvgang\tI alt\n2027\t1,5\t2000\t3500\n2028\t2\t\t2000\nSum\t3,5\t2000\t5500\n",
    );
    assert_eq!(table.shape, Shape::YearsDown);
    assert_eq!(
        tonnes(&table),
        [
            ("Gråberg", vec![(2027, 1500.0), (2028, 2000.0)]),
            ("Avgang", vec![(2027, 2000.0)]),
        ]
    );
    assert_eq!(
        table.warnings,
        [TableWarning::Sums(vec![
            "Sum".to_owned(),
            "I alt".to_owned()
        ])]
    );
}

#[test]
fn a_row_for_each_fraction_and_year_in_three_languages() {
    for heads in [
        "Fraksjon;År;Tonn",
        "Namn;År;Mengde (t)",
        "Masse;År;Masse (t)",
        "Fraction;Year;Tonnes",
        "Name;Year;Mass",
    ] {
        let table = csv(&format!(
            "{heads}\nA;2027;10\n;2028;20\nB;2027;5,5\nTotal;;35,5\n"
        ));
        assert_eq!(table.shape, Shape::RowForEach, "{heads}");
        let expected = [
            ("A", vec![(2027, 10.0), (2028, 20.0)]),
            ("B", vec![(2027, 5.5)]),
        ];
        assert_eq!(tonnes(&table), expected, "{heads}");
        assert!(table.bad_cells.is_empty(), "{heads}: {:?}", table.bad_cells);
    }
}

#[test]
fn units_are_those_of_the_head_the_title_the_sheet_or_a_column() {
    for content in [
        "Fraksjon;2027 (kt)\nA;1,5\n",
        "Alle tall i 1000 tonn;\nFraksjon;2027\nA;1,5\n",
        "Fraksjon;2027\n;kt\nA;1,5\n",
        "Fraksjon;Enhet;2027\nA;kt;1,5\n",
        "Fraksjon;2027\nA;1,5 kt\n",
        "Fraksjon (kt);2027\nA;1,5\n",
        "Fraksjon;År;kt\nA;2027;1,5\n",
        "Fraksjon;År;Mengde\nA (kt);2027;1,5\n",
        "År;A, kt\n2027;1,5\n",
    ] {
        let table = csv(content);
        assert_eq!(tonnes(&table), [("A", vec![(2027, 1500.0)])], "{content}");
        assert!(
            table.bad_cells.is_empty() && table.warnings.is_empty(),
            "{content}"
        );
    }
    let named = text_file("masser i Mt.csv", "Fraksjon;2027\nA;1,5\n");
    let table = table(&named);
    assert_eq!(tonnes(&table), [("A", vec![(2027, 1_500_000.0)])]);
    // The planner's choice counts before what the table says.
    let amount = table.rows[0].amounts[&Year(2027)];
    assert_eq!(amount.tonnes(Some(MassUnit::Tonnes)), Tonnes(1.5));
}

#[test]
fn a_workbook_has_numbers_dates_formulas_and_merged_titles() {
    let kept = workbook(&[
        ("Om", &|sheet| {
            sheet.write(0, 0, "Laget av planavdelingen").unwrap();
        }),
        ("Masser", &|sheet| {
            let title = Format::new().set_bold();
            sheet
                .merge_range(0, 0, 0, 4, "Masser i kt, 2026 er gått", &title)
                .unwrap();
            let date = Format::new().set_num_format("yyyy");
            sheet.write(2, 0, "Fraksjon").unwrap();
            sheet.write(2, 1, 2027.0).unwrap();
            let day = ExcelDateTime::from_ymd(2028, 1, 1).unwrap();
            sheet.write_with_format(2, 2, &day, &date).unwrap();
            sheet.write(2, 3, "2029").unwrap();
            sheet.write(2, 4, "Totalt").unwrap();
            sheet.write(3, 0, "Gråberg").unwrap();
            sheet.write(3, 1, 1.25).unwrap();
            let formula = Formula::new("=B4*2").set_result("2.5");
            sheet.write(3, 2, formula).unwrap();
            sheet.write(3, 3, "3,75").unwrap();
            sheet.write(3, 4, 7.5).unwrap();
            // Far out, where nothing else is.
            sheet.write(1_048_575, 16_383, "Slutt").unwrap();
        }),
    ]);
    let file = read(&kept.path).unwrap();
    assert_eq!(file.sheets[0].content, Err(SheetFault::NoYears));
    assert_eq!(file.first_usable(), 1);
    let table = file.table(1).unwrap();
    let expected = vec![(2027, 1250.0), (2028, 2500.0), (2029, 3750.0)];
    assert_eq!(tonnes(table), [("Gråberg", expected)]);
    assert_eq!(
        table.warnings,
        [TableWarning::Sums(vec!["Totalt".to_owned()])]
    );
    assert!(table.bad_cells.is_empty());
}

#[test]
fn bad_cells_are_named_and_spoil_nothing_else() {
    let table = csv(
        "Fraksjon,Type,Kvalitet,\"Densitet, t/m³\",2027,2028,2027,20288\n\
         A,Gråberg,inert,2.75,100,ca. 200,7,1\n\
         B,sand,Syredannende,2750,-5,300,,\n\
         ,,,,50,,,\n\
         a,,,,,400,,\n\
         a,waste_rock,,,,500,,\n",
    );
    assert_eq!(
        tonnes(&table),
        [
            ("A", vec![(2027, 100.0), (2028, 400.0)]),
            ("B", vec![(2028, 300.0)]),
        ]
    );
    let cells: Vec<(String, Expected)> = bad(&table);
    let places: Vec<&str> = cells.iter().map(|(at, _)| at.as_str()).collect();
    assert_eq!(places, ["G1", "F2", "B3", "D3", "E3", "A4", "F6"]);
    assert_eq!(cells[1].1, Expected::Amount);
    assert_eq!(cells[2].1, Expected::Kind);
    assert_eq!(cells[3].1, Expected::Density);
    assert_eq!(cells[4].1, Expected::NotNegative);
    assert_eq!(cells[5].1, Expected::Name);
    assert!(matches!(cells[6].1, Expected::Nothing(at) if at.to_string() == "F5"));
    assert_eq!(table.bad_cells[1].stands, "ca. 200");
    assert_eq!(table.bad_cells[1].sheet, "masser.csv");
    assert_eq!(
        table.warnings,
        [TableWarning::UnknownColumns(vec!["20288".to_owned()])]
    );
    let first = &table.rows[0];
    assert_eq!(
        (first.kind, first.quality),
        (Some(MassKind::WasteRock), Some(Quality::Inert))
    );
    assert_eq!(first.density.map(|one| one.tonnes_per_m3()), Some(2.75));
    assert_eq!(table.rows[1].quality, Some(Quality::AcidForming));
}

#[test]
fn an_error_of_a_formula_is_a_bad_cell() {
    let kept = workbook(&[("Ark 1", &|sheet| {
        sheet.write_row(0, 0, ["Fraksjon", "2027", "2028"]).unwrap();
        sheet.write(1, 0, "A").unwrap();
        let formula = Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write(1, 1, formula).unwrap();
        sheet.write(1, 2, 5).unwrap();
    })]);
    let table = table(&kept);
    assert_eq!(tonnes(&table), [("A", vec![(2028, 5.0)])]);
    assert_eq!(bad(&table)[0].0, "B2");
    assert_eq!(table.bad_cells[0].sheet, "Ark 1");
}

#[test]
fn a_table_of_an_open_document_is_read_as_any_other() {
    let path = PathBuf::from(crate::app::sample("masses.ods"));
    let file = read(&path).unwrap();
    let table = file.table(0).unwrap();
    let expected = vec![(2027, 1234.5), (2028, 2469.0)];
    assert_eq!(tonnes(table), [("Gråberg", expected)]);
    assert_eq!(bad(table), [("B4".to_owned(), Expected::Amount)]);
}

#[test]
fn what_might_part_thousands_is_told() {
    let table = csv("Fraksjon;2027;2028\nA;1.250;0.250\nB;12.000;7\n");
    assert_eq!(tonnes(&table)[0].1, [(2027, 1.25), (2028, 0.25)]);
    let [TableWarning::ThreeDecimals { at, count: 2, .. }] = &table.warnings[..] else {
        panic!("{:?}", table.warnings);
    };
    assert_eq!(at.to_string(), "B2");
}

#[test]
fn letters_and_delimiters_are_found_out_and_blank_lines_count() {
    let windows = b"Fraksjon;2027\r\n\r\nGr\xe5berg;1,5\r\nAvgang;x\r\n";
    let table = table(&text_file("gammel.txt", windows));
    assert_eq!(tonnes(&table), [("Gråberg", vec![(2027, 1.5)])]);
    assert_eq!(bad(&table), [("B4".to_owned(), Expected::Amount)]);
    let marked = csv("\u{feff}sep=;\nFraksjon;2027\nGråberg;1,5\nAvgang;x\n");
    assert_eq!(tonnes(&marked), [("Gråberg", vec![(2027, 1.5)])]);
    assert_eq!(bad(&marked)[0].0, "B4");
    let mut wide: Vec<u8> = vec![0xff, 0xfe];
    let units = "Fraksjon\t2027\nGråberg\t1,5\n".encode_utf16();
    wide.extend(units.flat_map(u16::to_le_bytes));
    let wide = super::mass_import::table(&text_file("unicode.txt", wide));
    assert_eq!(tonnes(&wide), [("Gråberg", vec![(2027, 1.5)])]);
}

#[test]
fn volumes_are_never_taken_for_tonnes() {
    let part = csv("Fraksjon;2027 (t);2027 (m³)\nA;270;100\nB (m³);5;\n");
    assert_eq!(tonnes(&part), [("A", vec![(2027, 270.0)])]);
    assert!(matches!(&part.warnings[..], [TableWarning::Volumes(names)] if names.len() == 2));
    for content in [
        "Fraksjon;2027 (m3)\nA;100\n",
        "Fraksjon;År;Volum (fm³)\nA;2027;100\n",
    ] {
        let error = fault(&text_file("volum.csv", content));
        assert_eq!(error.code(), "table_of_volumes", "{content}");
    }
}

#[test]
fn another_table_below_is_left_out() {
    let table = csv("Fraksjon;2027;2028\nA;1;2\n\nVolum;2027;2028\nA;5;6\n");
    assert_eq!(tonnes(&table), [("A", vec![(2027, 1.0), (2028, 2.0)])]);
    assert!(
        matches!(&table.warnings[..], [TableWarning::AnotherTable(at)] if at.to_string() == "A4")
    );
}

#[test]
fn what_is_no_table_of_masses_says_why() {
    let code = |name: &str, content: &[u8]| fault(&text_file(name, content)).code();
    assert_eq!(code("tom.csv", b""), "table_empty");
    assert_eq!(code("tom.csv", b" ;\n;\n"), "table_empty");
    assert_eq!(
        code("navn.csv", b"Fraksjon;Tonn\nA;5\n"),
        "table_without_years"
    );
    assert_eq!(code("år.csv", b"2027;2028\n5;6\n"), "table_without_names");
    assert_eq!(code("bilde.csv", b"\x89PNG\0\0"), "table_of_other_kind");
    assert_eq!(
        code("side.xls", b"<html><table>2027</table>"),
        "table_of_other_kind"
    );
    assert_eq!(
        code("kuttet.xlsx", b"PK\x03\x04 and no more"),
        "table_broken"
    );
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more";
    assert_eq!(code("kuttet.xls", compound), "table_broken");
    let mut many = "Fraksjon;2027\n".to_owned();
    for row in 0..100_000 {
        writeln!(many, "A{row};1").unwrap();
    }
    assert_eq!(code("stor.csv", many.as_bytes()), "table_too_large");
    let nowhere = Kept {
        _folder: tempfile::tempdir().unwrap(),
        path: PathBuf::from("/nowhere/masser.xlsx"),
    };
    assert_eq!(fault(&nowhere).code(), "table_not_opened");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A table is the same tonnes however it is laid out.
    #[test]
    fn tonnes_are_those_that_were_written(
        amounts in prop::collection::vec(prop::collection::vec(0.001..1e7_f64, 2..6), 1..6),
        first in 1950..2200_i32,
        shape in 0..3_u8,
    ) {
        let years = amounts.iter().map(Vec::len).min().unwrap();
        let names: Vec<String> = (0..amounts.len()).map(|place| format!("Fraksjon nr. {place}")).collect();
        let kept = workbook(&[("Ark 1", &|sheet| {
            let number = |place: usize| u32::try_from(place).unwrap();
            let column = |place: usize| u16::try_from(place).unwrap();
            let mut write = |row: usize, at: usize, value: f64| {
                sheet.write(number(row), column(at), value).unwrap();
            };
            for (place, row) in amounts.iter().enumerate() {
                for (year, amount) in row.iter().copied().enumerate().take(years) {
                    let told = f64::from(first) + f64::from(number(year));
                    match shape {
                        0 => {
                            write(0, year + 1, told);
                            write(place + 1, year + 1, amount);
                        }
                        1 => {
                            write(year + 1, 0, told);
                            write(year + 1, place + 1, amount);
                        }
                        _ => {
                            let line = 1 + place * years + year;
                            write(line, 1, told);
                            write(line, 2, amount);
                        }
                    }
                }
            }
            for (place, name) in names.iter().enumerate() {
                match shape {
                    0 => sheet.write(number(place + 1), 0, name),
                    1 => sheet.write(0, column(place + 1), name),
                    _ => sheet.write(number(1 + place * years), 0, name),
                }.unwrap();
            }
            if shape == 2 {
                sheet.write_row(0, 0, ["Fraksjon", "År", "Tonn"]).unwrap();
            }
        })]);
        let table = table(&kept);
        prop_assert!(table.bad_cells.is_empty() && table.warnings.is_empty());
        prop_assert_eq!(table.rows.len(), amounts.len());
        for ((row, name), amounts) in table.rows.iter().zip(&names).zip(&amounts) {
            prop_assert_eq!(&row.name, name);
            let read: Vec<f64> = row.amounts.values().map(|one| one.tonnes(None).0).collect();
            prop_assert_eq!(&read[..], &amounts[..years]);
            prop_assert_eq!(row.amounts.first_key_value().map(|(year, _)| year.0), Some(first));
        }
    }
}
