//! The section that is shown: sampled off the window's thread, following what it cuts, and saved.

use berghald::app::{
    Action, BodyPart, Export, ScenarioAsk, SectionAsk, SectionCourse, SectionResult, SurfaceRole,
};
use berghald::design::{Dam, FillTarget, Outline};
use berghald::figure::{Exaggeration, Role, Shape};
use berghald::project::{DepositChange, DepositId, DepositMethod, Edit, Entry, LevelMethod};
use berghald::terrain::SectionLine;
use berghald::units::Metres;
use geo::{Coord, Translate as _};

use crate::app::{Desk, request, square, with_sample};

fn show(desk: &mut Desk, course: SectionCourse) {
    desk.act(Action::Section(SectionAsk::Show(course)));
}

fn line(points: &[(f64, f64)]) -> SectionLine {
    SectionLine::new(points.iter().map(|&(x, y)| Coord { x, y })).unwrap()
}

fn result(desk: &Desk) -> &SectionResult {
    desk.app.section().result.value().unwrap()
}

/// The sample with a deposit that a section runs across.
fn cut_deposit() -> (Desk, DepositId) {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    show(&mut desk, SectionCourse::Across(Entry::Deposit(id)));
    (desk, id)
}

#[test]
fn a_deposit_is_cut_across_with_the_heights_of_its_design() {
    let (desk, id) = cut_deposit();
    let section = result(&desk);
    assert!(desk.app.is_section_current());
    let roles: Vec<SurfaceRole> = section.surfaces.iter().map(|one| one.role).collect();
    assert_eq!(roles, [SurfaceRole::Ground]);
    assert_eq!(section.bodies.len(), 1);
    let body = &section.bodies[0];
    assert_eq!(body.entry, Entry::Deposit(id));
    let fill = desk.app.fill(id).unwrap().value().unwrap();
    let surface = fill.design.surface_on(&fill.ground);
    let mut thickest_m = 0.0_f64;
    for (index, chainage_m) in section.chainages_m.iter().enumerate() {
        let at = section.line.point_at(*chainage_m);
        let ground_m = section.surfaces[0].heights_m[index];
        if let Some(top_m) = surface.height_at(at) {
            assert!((body.top_m[index] - top_m).abs() < 1e-9);
            // At its edge the ground that the design was made on is level, where the terrain goes on.
            let is_built = 1e-3 < top_m - body.base_m[index];
            assert!(!is_built || (body.base_m[index] - ground_m).abs() < 1e-9);
            thickest_m = thickest_m.max(top_m - body.base_m[index]);
        }
    }
    assert!(1.0 < thickest_m && thickest_m <= fill.design.thickness_greatest.0 + 0.5);
    // Across is down the slope.
    let heights_m = &section.surfaces[0].heights_m;
    let known: Vec<f64> = heights_m
        .iter()
        .copied()
        .filter(|one| one.is_finite())
        .collect();
    assert!(known[known.len() - 1] < known[0]);
}

#[test]
fn a_dam_is_cut_apart_from_what_lies_behind_it_and_shown_to_its_toe() {
    let mut desk = with_sample();
    desk.act(Action::AddDeposit(request(&square())));
    let id = desk.deposit();
    let design = &desk.app.fill(id).unwrap().value().unwrap().design;
    let level = Metres(f64::midpoint(design.toe_lowest.0, design.toe_highest.0) + 10.0);
    let method = DepositMethod::Level(Box::new(LevelMethod {
        dam: Some(Dam {
            crest_width: Metres(8.0),
            inner: Dam::USUAL_FACE,
            outer: Dam::USUAL_FACE,
            freeboard: Metres(1.0),
        }),
        ..LevelMethod::default()
    }));
    let target = FillTarget::Crest(level);
    let change = DepositChange::Method { method, target };
    desk.act(Action::Edit(Edit::ChangeDeposit(id, Box::new(change))));
    show(&mut desk, SectionCourse::Across(Entry::Deposit(id)));
    let section = result(&desk);
    let parts: Vec<BodyPart> = section.bodies.iter().map(|body| body.part).collect();
    assert_eq!(parts, [BodyPart::Dam, BodyPart::Fill]);
    let (dam, fill) = (&section.bodies[0], &section.bodies[1]);
    let mut over_dam_m = 0.0_f64;
    for (index, _) in section.chainages_m.iter().enumerate() {
        // What is filled begins on the dam, and is never below it.
        assert!(dam.base_m[index].is_nan() || dam.base_m[index] <= dam.top_m[index] + 1e-9);
        assert!(fill.base_m[index].is_nan() || fill.base_m[index] <= fill.top_m[index] + 1e-9);
        assert!(
            fill.base_m[index].is_nan() || (fill.base_m[index] - dam.top_m[index]).abs() < 1e-9
        );
        if dam.base_m[index] + 0.1 < dam.top_m[index] {
            over_dam_m = over_dam_m.max(fill.top_m[index] - dam.top_m[index]);
        }
    }
    assert!(1.0 < over_dam_m, "the inner face goes on under the fill");
    // At both ends of the line there is nothing any more.
    let known: Vec<f64> = (0..section.chainages_m.len())
        .map(|index| fill.top_m[index] - dam.base_m[index])
        .filter(|thickness_m| thickness_m.is_finite())
        .collect();
    assert!(known[0].abs() < 1e-3 && known[known.len() - 1].abs() < 1e-3);
    let reading = desk
        .app
        .section_reading(0.5 * section.line.length_m())
        .unwrap();
    assert!(
        reading
            .bodies_m
            .iter()
            .any(|(name, ..)| name == "Deposit 1")
    );
    let figure = desk.app.section_figure(200.0, 90.0).unwrap();
    let names = figure
        .drawing
        .items
        .iter()
        .filter_map(|item| item.name.as_deref());
    assert!(names.into_iter().any(|name| name == "Dam of Deposit 1"));
}

#[test]
fn a_place_along_the_section_is_told_with_heights_and_thickness() {
    let (desk, _) = cut_deposit();
    let length_m = result(&desk).line.length_m();
    let reading = desk.app.section_reading(0.5 * length_m).unwrap();
    assert_eq!(reading.heights_m.len(), 1);
    let (name, top_m, thickness_m) = reading.bodies_m[0].clone();
    assert_eq!(name, "Deposit 1");
    assert!((top_m - thickness_m - reading.heights_m[0].1).abs() < 1e-6);
    // Beside the deposit there is only ground.
    let reading = desk.app.section_reading(0.0).unwrap();
    assert!(reading.bodies_m.is_empty());
}

#[test]
fn the_drawing_has_words_a_body_and_the_exaggeration_that_was_asked_for() {
    let (mut desk, id) = cut_deposit();
    desk.act(Action::Section(SectionAsk::Exaggerate(
        Exaggeration::Times(2.0),
    )));
    let figure = desk.app.section_figure(180.0, 80.0).unwrap();
    let texts: Vec<&str> = figure
        .drawing
        .texts()
        .map(|text| text.words.as_str())
        .collect();
    assert_eq!(figure.drawing.title, "Cross section of Deposit 1");
    assert!(texts.contains(&"Vertical exaggeration 2×"), "{texts:?}");
    assert!(
        texts.contains(&"Height (m)") && texts.contains(&"Deposit 1"),
        "{texts:?}"
    );
    let color = Role::Given(desk.app.color_of(Entry::Deposit(id)));
    let is_body = |shape: &Shape| matches!(shape, Shape::Band { paint, .. } if paint.role == color);
    assert!(figure.drawing.items.iter().any(|item| is_body(&item.shape)));
}

#[test]
fn the_section_follows_its_deposit_and_goes_with_it() {
    let (mut desk, id) = cut_deposit();
    let before = result(&desk).clone();
    let moved = square().translate(40.0, 20.0);
    let outline = Outline::new(&moved).unwrap();
    desk.edit(Edit::Reshape(Entry::Deposit(id), outline));
    let after = result(&desk).clone();
    assert_ne!(before.line, after.line);
    desk.act(Action::Undo);
    // What is unknown is NaN, which equals nothing; written out it does.
    assert_eq!(format!("{:?}", result(&desk)), format!("{before:?}"));
    desk.edit(Edit::Remove(Entry::Deposit(id)));
    assert!(desk.app.section().course.is_none());
    assert!(desk.app.section_figure(180.0, 80.0).is_none());
}

#[test]
fn a_line_that_was_drawn_stays_when_deposits_come_and_go() {
    let mut desk = with_sample();
    let drawn = line(&[(500_250.0, 7_000_300.0), (500_650.0, 7_000_500.0)]);
    show(&mut desk, SectionCourse::Drawn(drawn.clone()));
    assert!(result(&desk).bodies.is_empty());
    desk.act(Action::AddDeposit(request(&square())));
    assert_eq!(result(&desk).bodies.len(), 1);
    assert_eq!(result(&desk).line, drawn);
    desk.act(Action::Undo);
    assert!(result(&desk).bodies.is_empty());
}

#[test]
fn another_alternative_is_shown_beside_hatched() {
    let (mut desk, _) = cut_deposit();
    let first = desk.app.active();
    desk.act(Action::Scenario(ScenarioAsk::Duplicate(first)));
    assert_ne!(desk.app.active(), first);
    let copy = desk
        .app
        .project()
        .deposits_of(desk.app.active())
        .next()
        .unwrap()
        .0;
    let outline = Outline::new(&square().translate(60.0, 0.0)).unwrap();
    desk.edit(Edit::Reshape(Entry::Deposit(copy), outline));
    show(&mut desk, SectionCourse::Across(Entry::Deposit(copy)));
    assert_eq!(result(&desk).bodies.len(), 1);
    desk.act(Action::Section(SectionAsk::Beside(first, true)));
    assert_eq!(result(&desk).bodies.len(), 2);
    let figure = desk.app.section_figure(180.0, 80.0).unwrap();
    let color = Role::Given(desk.app.project().scenario(first).unwrap().color);
    let is_hatch = |shape: &Shape| matches!(shape, Shape::Lines { pen, .. } if pen.role == color);
    assert!(
        figure
            .drawing
            .items
            .iter()
            .any(|item| is_hatch(&item.shape))
    );
    desk.act(Action::Section(SectionAsk::Beside(first, false)));
    assert_eq!(result(&desk).bodies.len(), 1);
}

#[test]
fn a_line_beside_the_terrain_says_so() {
    let mut desk = with_sample();
    let drawn = line(&[(1_000.0, 1_000.0), (2_000.0, 1_000.0)]);
    show(&mut desk, SectionCourse::Drawn(drawn));
    assert!(desk.app.section().result.error().is_some());
    assert!(desk.app.is_section_current());
}

#[test]
fn a_section_is_saved_whole_and_never_over_another_file_unasked() {
    let (mut desk, _) = cut_deposit();
    let path = desk.folder.path().join("snitt på tvers");
    let save = |replace| Action::Export {
        what: Export::Section,
        path: path.clone(),
        replace,
    };
    desk.act(save(false));
    let written = path.with_extension("svg");
    let svg = std::fs::read_to_string(&written).unwrap();
    assert!(svg.starts_with("<?xml") && svg.trim_end().ends_with("</svg>"));
    assert!(svg.contains("<title>Cross section of Deposit 1</title>"));
    std::fs::write(&written, "somebody's").unwrap();
    desk.act(save(false));
    assert_eq!(std::fs::read_to_string(&written).unwrap(), "somebody's");
    assert!(
        desk.codes().contains(&"project_exists"),
        "{:?}",
        desk.codes()
    );
    desk.act(save(true));
    assert_eq!(std::fs::read_to_string(&written).unwrap(), svg);
}
