//! Deposits over the years: levels, the map of a year, what lies where, soil, and files of them.

use std::fs;

use berghald::app::{Action, App, BalanceFigure, Export, PitRequest, ScenarioAsk, TableCell};
use berghald::balance::{SoilPlan, Way};
use berghald::material::{MassKind, Material};
use berghald::project::{
    Cell, CellKey, DepositChange, DepositId, Edit, Entry, Fraction, FractionChange, FractionId,
    LifeChange, MassSettings, Room, ScenarioId,
};
use berghald::units::{BankM3, Metres, PlacedM3, Tonnes, Year};
use calamine::{Data, Reader as _};
use geo::Area as _;

use crate::app::{Desk, request, square, with_sample};

const FRACTION: FractionId = FractionId(900);

/// A deposit that is filled by a third in each of 2028, 2029 and 2030 of a plan from 2027 to 2032.
fn filled_over_years() -> (Desk, DepositId, f64) {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let settings = MassSettings {
        first_year: Year(2027),
        last_year: Year(2032),
        ..MassSettings::default()
    };
    desk.edit(Edit::SetMasses(Box::new(settings)));
    let fraction = Fraction {
        name: "Gråberg".to_owned(),
        material: Material::suggested(MassKind::WasteRock),
        tonnes: [].into(),
        origin: None,
    };
    let added = FractionChange::Add(Box::new(fraction));
    desk.edit(Edit::ChangeFraction(FRACTION, added));
    let book = desk.app.mass_book(ScenarioId::FIRST).unwrap();
    let capacity = book.destinations[0].capacity.unwrap();
    let third = capacity.0 / 3.0 / book.planned.plan.room_m3_per_tonne(0, 0);
    let cells = [2028, 2029, 2030].map(|year| {
        let key = CellKey {
            fraction: FRACTION,
            year: Year(year),
            place: Entry::Deposit(id),
            way: Way::In,
        };
        let mass = Tonnes(third);
        let is_fixed = true;
        (key, Some(Cell { mass, is_fixed }))
    });
    let tonnes = [2028, 2029, 2030].map(|year| (Year(year), Some(Tonnes(third))));
    let tonnes = FractionChange::Tonnes(tonnes.to_vec());
    desk.edit(Edit::ChangeFraction(FRACTION, tonnes));
    desk.edit(Edit::SetCells(ScenarioId::FIRST, cells.to_vec()));
    (desk, id, capacity.0)
}

/// The ground that the deposit covers in the year that is shown, in m²; nothing where it is empty.
fn covered(app: &App, id: DepositId) -> f64 {
    let (state, is_current) = app.year_state().unwrap();
    assert!(is_current);
    let picture = state.fill(Entry::Deposit(id)).unwrap().picture.as_ref();
    picture.map_or(0.0, |picture| picture.footprint.unsigned_area())
}

#[test]
fn the_map_of_a_year_shows_what_lies_there_by_then() {
    let (mut desk, id, capacity) = filled_over_years();
    assert_eq!(desk.app.shown_year(), None);
    let mut areas = Vec::new();
    for year in 2027..=2032 {
        desk.act(Action::ShowYear(Some(Year(year))));
        let (state, _) = desk.app.year_state().unwrap();
        assert_eq!(state.year, Year(year));
        let thirds = f64::from((year - 2027).min(3));
        let placed = capacity * thirds / 3.0;
        assert!((state.placed.0 - placed).abs() < 1e-6 * capacity, "{year}");
        let taken = state.take.everything.as_ref();
        let taken = taken.map_or(0.0, |taken| taken.take.footprint.0);
        let area = covered(&desk.app, id);
        assert!((taken - area).abs() < 1e-6 * (1.0 + area), "{year}");
        areas.push(area);
    }
    assert!(areas[0] <= 0.0);
    assert!(areas[0] < areas[1] && areas[1] < areas[2] && areas[2] <= areas[3]);
    assert!((areas[3] - areas[5]).abs() < 1e-6 * areas[3]);
    // Full, it is what was designed.
    let whole = desk.app.fill(id).unwrap().value().unwrap();
    let whole = whole.picture.footprint.unsigned_area();
    assert!(
        (areas[5] - whole).abs() < 1e-3 * whole,
        "{} {whole}",
        areas[5]
    );
    // A year outside of the plan is its nearest.
    desk.act(Action::ShowYear(Some(Year(1900))));
    assert_eq!(desk.app.shown_year(), Some(Year(2027)));
    desk.act(Action::ShowYear(None));
    assert!(desk.app.year_state().is_none());
}

#[test]
fn the_map_of_a_year_follows_the_plan_and_undo_takes_it_back() {
    let (mut desk, id, _) = filled_over_years();
    desk.act(Action::ShowYear(Some(Year(2028))));
    let before = covered(&desk.app, id);
    let mut material = Material::suggested(MassKind::WasteRock);
    let half = material.placed[0].value.ratio() / 2.0;
    material.placed[0].value = berghald::units::PlacedFactor::new(half).unwrap();
    let change = FractionChange::Material(Box::new(material));
    desk.edit(Edit::ChangeFraction(FRACTION, change));
    let less = covered(&desk.app, id);
    assert!(0.0 < less && less < before);
    desk.act(Action::Undo);
    assert!((covered(&desk.app, id) - before).abs() < 1e-9 * before);
}

/// No map shows a stope, and still rock lies in it.
#[test]
fn what_lies_in_a_stope_counts_in_what_is_placed_by_a_year() {
    let (mut desk, _, capacity) = filled_over_years();
    let stope = PitRequest {
        room: Room::Stope {
            void: PlacedM3(1e6),
            extracted: BankM3(1e6),
        },
        ..PitRequest::usual_stope()
    };
    desk.act(Action::AddPit(Box::new(stope)));
    let id = desk.app.selected_pit().unwrap().0;
    let mass = Tonnes(10_000.0);
    let produced = desk.app.project().fraction(FRACTION).unwrap().tonnes[&Year(2029)];
    let more = vec![(Year(2029), Some(produced + mass))];
    desk.edit(Edit::ChangeFraction(FRACTION, FractionChange::Tonnes(more)));
    desk.act(Action::ShowYear(Some(Year(2029))));
    let before = desk.app.year_state().unwrap().0.placed;
    assert!((before.0 - capacity * 2.0 / 3.0).abs() < 1e-6 * capacity);
    let key = CellKey {
        fraction: FRACTION,
        year: Year(2029),
        place: Entry::Pit(id),
        way: Way::In,
    };
    let is_fixed = true;
    let cell = Some(Cell { mass, is_fixed });
    desk.edit(Edit::SetCells(ScenarioId::FIRST, vec![(key, cell)]));
    let (state, is_current) = desk.app.year_state().unwrap();
    let book = desk.app.mass_book(ScenarioId::FIRST).unwrap();
    let place = book.planned.places.iter().position(|at| *at == key.place);
    let into = mass.0 * book.planned.plan.room_m3_per_tonne(0, place.unwrap());
    assert!(is_current && 0.0 < into);
    assert!((state.placed.0 - before.0 - into).abs() < 1e-6 * into);
}

#[test]
fn the_year_of_one_alternative_is_never_shown_for_another() {
    let (mut desk, id, _) = filled_over_years();
    desk.act(Action::ShowYear(Some(Year(2028))));
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(ScenarioId::FIRST)));
    let copy = desk.app.active();
    assert_ne!(copy, ScenarioId::FIRST);
    // Its own deposit stands as high, under a number of its own.
    let (state, _) = desk.app.year_state().unwrap();
    assert!(state.fill(Entry::Deposit(id)).is_none());
    // At once, before anything of it is worked out again.
    desk.app.update(Action::ShowScenario(ScenarioId::FIRST));
    if let Some((state, _)) = desk.app.year_state() {
        assert!(state.fill(Entry::Deposit(id)).is_some());
    }
    desk.settle();
    assert!(0.0 < covered(&desk.app, id));
}

#[test]
fn levels_rise_to_that_of_the_design_and_the_register_has_no_gap() {
    let (desk, id, capacity) = filled_over_years();
    let book = desk.app.mass_book(ScenarioId::FIRST).unwrap();
    let levels: Vec<f64> = book.destinations[0]
        .levels
        .iter()
        .map(|level| level.unwrap().0)
        .collect();
    assert!(levels.windows(2).all(|pair| pair[0] <= pair[1]));
    let design = &desk.app.fill(id).unwrap().value().unwrap().design;
    let top = design.curve.points().last().unwrap().level.0;
    assert!((levels[5] - top).abs() < 1e-6, "{} {top}", levels[5]);
    let register = &book.destinations[0].register;
    assert_eq!(register.len(), 3);
    for pair in register.windows(2) {
        let (below, above) = (pair[0].levels.unwrap(), pair[1].levels.unwrap());
        assert!((below.1.0 - above.0.0).abs() < 1e-9);
    }
    let placed: f64 = register.iter().map(|entry| entry.placed.0).sum();
    assert!((placed - capacity).abs() < 1e-6 * capacity);
    // The same as a table, a row for each.
    let table = desk.app.register_table(ScenarioId::FIRST).unwrap();
    assert_eq!(table.rows.len(), 3);
    assert_eq!(table.rows[0][1], TableCell::Whole(2028));
    assert_eq!(table.rows[0][2], TableCell::Text("Gråberg".to_owned()));
    assert!(
        table
            .rows
            .iter()
            .all(|row| row.len() == table.columns.len())
    );
}

#[test]
fn layers_of_the_years_lie_in_the_section() {
    use berghald::app::SectionAsk;
    let (mut desk, id, _) = filled_over_years();
    let course = berghald::app::SectionCourse::Across(Entry::Deposit(id));
    desk.act(Action::Section(SectionAsk::Show(course)));
    let figure = desk.app.section_figure(250.0, 120.0).unwrap();
    let names: Vec<&str> = figure
        .drawing
        .items
        .iter()
        .filter_map(|item| item.name.as_deref())
        .collect();
    for year in ["2028, ", "2029, ", "2030, "] {
        let found = names.iter().find(|name| name.starts_with(year));
        assert!(
            found.is_some_and(|name| name.contains("Gråberg")),
            "{names:?}"
        );
    }
}

#[test]
fn pictures_and_tables_are_saved_by_their_endings_and_never_over_another_file_unasked() {
    let (mut desk, _, _) = filled_over_years();
    let folder = desk.folder.path().join("ut æøå");
    fs::create_dir(&folder).unwrap();
    let mut save = |what, name: &str, replace| {
        let path = folder.join(name);
        desk.act(Action::Export {
            what,
            path: path.clone(),
            replace,
        });
        (path, desk.codes())
    };
    for (place, figure) in BalanceFigure::ALL.into_iter().enumerate() {
        let what = Export::Balance(figure);
        let (svg, _) = save(what, &format!("bilde {place}"), false);
        let svg = fs::read_to_string(svg.with_extension("svg")).unwrap();
        assert!(svg.starts_with("<?xml") && svg.trim_end().ends_with("</svg>"));
        let (png, _) = save(what, &format!("bilde {place}.PNG"), false);
        let png = fs::read(png).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
    }
    let (csv, _) = save(Export::Register, "register.csv", false);
    let text = fs::read_to_string(&csv).unwrap();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("Place,Year,Fraction,"));
    assert!(lines.next().unwrap().contains(",2028,Gråberg,"));
    let (xlsx, _) = save(Export::Register, "register.xlsx", false);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&xlsx).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    // The head, the rows, and their sum.
    assert_eq!(sheet.height(), 5);
    assert!(matches!(sheet.get_value((1, 4)), Some(Data::Float(mass)) if 0.0 < *mass));
    // Once more: the file that is there stays.
    fs::write(&csv, "somebody's").unwrap();
    let (_, codes) = save(Export::Register, "register.csv", false);
    assert!(codes.contains(&"project_exists"), "{codes:?}");
    assert_eq!(fs::read_to_string(&csv).unwrap(), "somebody's");
    save(Export::Register, "register.csv", true);
    assert_eq!(fs::read_to_string(&csv).unwrap(), text);
    let (other, codes) = save(Export::Register, "register.pdf", true);
    assert!(
        codes.contains(&"ending_unknown") && !other.exists(),
        "{codes:?}"
    );
}

#[test]
fn norwegian_tables_have_what_norwegian_spreadsheets_take() {
    let (mut desk, _, _) = filled_over_years();
    desk.act(Action::SetLanguage(berghald::words::Language::Bokmal));
    let path = desk.folder.path().join("x.csv");
    desk.act(Action::Export {
        what: Export::Register,
        path: path.clone(),
        replace: false,
    });
    let text = fs::read_to_string(path).unwrap();
    assert!(text.starts_with("\u{feff}Sted;År;Fraksjon;"), "{text}");
    let row = text.lines().nth(1).unwrap();
    assert!(!row.contains('.') && row.contains(','), "{row}");
}

/// By hand: soil of 0.2 m and cover of 0.5 m over the ground that is covered, which is 2.5 times as much.
#[test]
fn soil_follows_the_ground_and_the_years_and_is_one_step_of_undo() {
    let (mut desk, id, _) = filled_over_years();
    let soil = SoilPlan {
        topsoil: Metres(0.2),
        cover: Metres(0.5),
        ..SoilPlan::default()
    };
    let change = DepositChange::Life(LifeChange::Soil(soil));
    desk.edit(Edit::ChangeDeposit(id, Box::new(change)));
    let book = desk.app.mass_book(ScenarioId::FIRST).unwrap();
    let (_, moved) = book.planned.soil[0];
    assert_eq!(moved.strip_year, Year(2028));
    assert_eq!(moved.cover_years, (Year(2031), Year(2031)));
    assert!((moved.cover.0 - 2.5 * moved.stripped.0).abs() < 1e-6 * moved.cover.0);
    assert!((book.soil.brought().0 - 1.5 * moved.stripped.0).abs() < 1e-6 * moved.cover.0);
    assert_eq!(
        desk.app.soil_table(ScenarioId::FIRST).unwrap().rows.len(),
        6
    );
    // Cover before the last rock is told.
    let early = SoilPlan {
        cover_from: Some(Year(2028)),
        ..soil
    };
    let change = DepositChange::Life(LifeChange::Soil(early));
    desk.edit(Edit::ChangeDeposit(id, Box::new(change)));
    let doubts = &desk
        .app
        .mass_book(ScenarioId::FIRST)
        .unwrap()
        .planned
        .doubts;
    assert!(doubts.iter().any(|doubt| doubt.code() == "covered_early"));
    desk.act(Action::Undo);
    desk.act(Action::Undo);
    assert!(desk.app.soil_table(ScenarioId::FIRST).is_none());
}
