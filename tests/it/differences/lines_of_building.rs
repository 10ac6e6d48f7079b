//! How deposits are built: every decision that differs has its line.

use berghald::design::{
    Benches, Dam, DryingBelt, FillTarget, Outline, ShortLift, Slope, UnknownGround, UphillSide,
    Water,
};
use berghald::project::{
    DepositChange, DepositMethod, Edit, Entry, LevelMethod, RampPlan, RampRoute, Seabed,
};
use berghald::units::{Metres, PlacedM3};
use berghald::words::Language;
use geo::coord;

use super::{
    NORTH, NORTH_COPY, SURVEY, after, check, check_deposit, check_line, check_north, lines, square,
};
use crate::shapes::rectangle;

#[test]
fn the_level_or_volume_that_is_built_to_is_told() {
    let north = Entry::Deposit(NORTH_COPY);
    let to = |target| Edit::SetTarget(NORTH_COPY, target);
    check_north(
        to(FillTarget::Crest(Metres(420.5))),
        "Kote på topp 412 m → 420,5 m",
        "Crest level 412 m → 420.5 m",
    );
    // As many decimals as it takes to tell them apart.
    check_north(
        to(FillTarget::Crest(Metres(412.004))),
        "Kote på topp 412 m → 412,004 m",
        "Crest level 412 m → 412.004 m",
    );
    check_north(
        to(FillTarget::Volume(PlacedM3(1_234_567.0))),
        "Bygges: opp til kote 412 m → til den rommer 1,235 Mm³",
        "Built: up to crest 412 m → until it holds 1.235 Mm³",
    );
    check_north(
        Edit::Rename(north, "Ny".to_owned()),
        "Navn «Nordlia» → «Ny»",
        "Name “Nordlia” → “Ny”",
    );
}

#[test]
fn an_outline_is_told_by_its_area_and_how_far_it_moved() {
    let reshape = |outline| Edit::Reshape(Entry::Deposit(NORTH_COPY), outline);
    check_north(
        reshape(square(30.0, 40.0)),
        "Omriss 10 000 m², flyttet 50 m NØ",
        "Outline 10 000 m², moved 50 m NE",
    );
    let wide = Outline::new(&rectangle(0.0, 0.0, 200.0, 100.0));
    check_north(
        reshape(wide.unwrap()),
        "Omriss 10 000 m² → 20 000 m², flyttet 50 m Ø",
        "Outline 10 000 m² → 20 000 m², moved 50 m E",
    );
    let turned = Outline::new(&rectangle(-50.0, 25.0, 150.0, 75.0));
    check_north(
        reshape(turned.unwrap()),
        "Omriss 10 000 m², med en annen form: 10 000 m² er bare med i det ene",
        "Outline 10 000 m², in another shape: 10 000 m² are in one only",
    );
}

#[test]
fn slopes_berms_and_water_are_told() {
    check_north(
        Edit::SetFace(NORTH_COPY, Slope::ONE_IN_ONE_AND_A_HALF),
        "Skråning 37° (1:1,33) → 33,7° (1:1,5)",
        "Face 37° (1:1.33) → 33.7° (1:1.5)",
    );
    check_deposit(
        DepositChange::Benches(Some(Benches::USUAL)),
        "Paller: ingen → pallhøyde 10 m, bermebredde 8 m, lav første pall slås sammen med neste: ja",
        "Benches: none → lift height 10 m, berm width 8 m, low first lift joined to the next: yes",
    );
    let mut benches = Benches::new(Metres(15.0), Metres(8.5)).unwrap();
    benches.datum = Some(Metres(350.0));
    benches.short_lift = ShortLift::Stands;
    let mut edits: Vec<Edit> = [NORTH, NORTH_COPY]
        .map(|id| Edit::ChangeDeposit(id, Box::new(DepositChange::Benches(Some(Benches::USUAL)))))
        .into();
    let other = DepositChange::Benches(Some(benches));
    edits.push(Edit::ChangeDeposit(NORTH_COPY, Box::new(other)));
    check(
        edits,
        (
            "Deponi Nordlia",
            &[
                "Pallhøyde 10 m → 15 m",
                "Bermebredde 8 m → 8,5 m",
                "Bermenivå: etter laveste bakke på omrisset eller kronen → 350 m",
                "Lav første pall slås sammen med neste: ja → nei",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "Lift height 10 m → 15 m",
                "Berm width 8 m → 8.5 m",
                "Berm level: by the lowest ground on the outline or the crest → 350 m",
                "Low first lift joined to the next: yes → no",
            ],
        ),
    );
    check_deposit(
        DepositChange::Water(Some(Water {
            level: Metres(0.4),
            face: Slope::ONE_IN_TWO,
        })),
        "Står i vann: nei → vannflate 0,4 m, skråning under vann 26,6° (1:2)",
        "Stands in water: no → water level 0.4 m, submerged face 26.6° (1:2)",
    );
    check_deposit(
        DepositChange::Closure(Some(Slope::ONE_IN_THREE)),
        "Avslutningsskråning: ingen → 18,4° (1:3)",
        "Closure face: none → 18.4° (1:3)",
    );
}

#[test]
fn the_way_of_building_is_told() {
    let target = FillTarget::Crest(Metres(412.0));
    let method = |method| DepositChange::Method { method, target };
    let drops = [0.0, 1.0, 2.5, 0.0].map(Metres).to_vec();
    let change = method(DepositMethod::Crest { drops });
    check(
        vec![Edit::ChangeDeposit(NORTH_COPY, Box::new(change))],
        (
            "Deponi Nordlia",
            &[
                "Metode: fra foten og innover → fra kronen og utover",
                "Hjørnenivåer: flatt → 0; 1; 2,5; 0 m",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "Method: from the toe inwards → from the crest outwards",
                "Corner drops: level → 0; 1; 2.5; 0 m",
            ],
        ),
    );
    let level = LevelMethod {
        dam: Some(Dam {
            crest_width: Metres(8.0),
            inner: Slope::ONE_IN_TWO,
            outer: Slope::ONE_IN_TWO,
            freeboard: Metres(1.5),
        }),
        beach: Some(Slope::USUAL_BEACH),
        discharges: vec![coord! { x: 500_010.0, y: 7_000_020.0 }],
    };
    let change = method(DepositMethod::Level(Box::new(level)));
    check(
        vec![Edit::ChangeDeposit(NORTH_COPY, Box::new(change))],
        (
            "Deponi Nordlia",
            &[
                "Metode: fra foten og innover → flatt, bak terreng eller dam",
                "Dam langs omrisset: ingen → kronebredde 8 m, indre side 26,6° (1:2), ytre side 26,6° (1:2), fribord 1,5 m",
                "Strandhelning: ingen → 1,1° (1:50)",
                "Utslippspunkter: ingen → 500 010 E, 7 000 020 N",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "Method: from the toe inwards → level, behind ground or dam",
                "Dam along the outline: none → crest width 8 m, inner face 26.6° (1:2), outer face 26.6° (1:2), freeboard 1.5 m",
                "Beach slope: none → 1.1° (1:50)",
                "Discharge points: none → 500 010 E, 7 000 020 N",
            ],
        ),
    );
}

#[test]
fn ramps_are_told() {
    let ramp = |ramp: RampPlan| DepositChange::Ramp(Some(Box::new(ramp)));
    let drawn = RampPlan {
        gradient: 0.085,
        turning_radius: None,
        side: Some(Slope::ONE_IN_TWO),
        route: RampRoute::Drawn {
            line: vec![coord! { x: 0.0, y: 0.0 }, coord! { x: 300.0, y: 400.0 }],
            start_height: Some(Metres(380.0)),
        },
        ..RampPlan::usual()
    };
    let mut edits: Vec<Edit> = [NORTH, NORTH_COPY]
        .map(|id| Edit::ChangeDeposit(id, Box::new(ramp(RampPlan::usual()))))
        .into();
    edits.push(Edit::ChangeDeposit(NORTH_COPY, Box::new(ramp(drawn))));
    check(
        edits,
        (
            "Deponi Nordlia",
            &[
                "Stigning på rampen 10 % → 8,5 %",
                "Sideskråning på rampen: deponiets egen → 26,6° (1:2)",
                "Svingradius på rampen 15 m → ingen",
                "Trasé for rampen: automatisk, fylling til venstre → langs en tegnet linje",
                "Linje for rampen: ingen → 500 m gjennom 2 punkter",
                "Starthøyde for rampen: overflatens → 380 m",
            ],
        ),
        (
            "Deposit Nordlia",
            &[
                "Gradient of the ramp 10 % → 8.5 %",
                "Side slope of the ramp: the deposit's own → 26.6° (1:2)",
                "Turning radius of the ramp 15 m → none",
                "Course of the ramp: automatic, fill on the left → along a drawn line",
                "Line of the ramp: none → 500 m through 2 points",
                "Start height of the ramp: the surface's → 380 m",
            ],
        ),
    );
    let usual = RampPlan {
        route: RampRoute::Automatic {
            uphill: UphillSide::Right,
        },
        ..RampPlan::usual()
    };
    let told = after(vec![Edit::ChangeDeposit(NORTH_COPY, Box::new(ramp(usual)))]);
    let told = &lines(&told, Language::Bokmal)[0].1;
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0],
        "Kjørerampe: ingen → veibredde på rampen 15 m, stigning på rampen 10 %, svingradius på rampen 15 m, \
         hvordan rampen bygges: lagt på, trasé for rampen: automatisk, fylling til høyre"
    );
}

#[test]
fn what_it_stands_on_and_in_which_order_is_told() {
    check_north(
        Edit::SetBase(NORTH_COPY, SURVEY),
        "Terreng «Terreng 2024» → «Måling 2025»",
        "Ground “Terreng 2024” → “Måling 2025”",
    );
    check_deposit(
        DepositChange::Seabed(Some(Seabed {
            layer: SURVEY,
            belt: DryingBelt::Interpolate,
        })),
        "Fortsetter under sjøen: nei → sjøbunn «Måling 2025», høyder føres over tørrfallsbeltet: ja",
        "Continues below the sea: no → sea floor “Måling 2025”, heights carried across the drying belt: yes",
    );
    check_north(
        Edit::SetUnknownGround(NORTH_COPY, UnknownGround::UseNearest),
        "Der omrisset mangler terrenghøyde: det regnes ikke → nærmeste kjente terreng brukes",
        "Where the outline has no ground height: it is not computed → the nearest known ground is used",
    );
    check_deposit(
        DepositChange::Temporary(Some("brukes til moloen".to_owned())),
        "Midlertidig fordi: nei, varig → «brukes til moloen»",
        "Temporary because: no, for good → “brukes til moloen”",
    );
    check_line(
        Edit::Reorder(Entry::Deposit(NORTH_COPY), 0),
        (
            "Alternativet selv",
            "Byggerekkefølge: Nordlia, Sørlia → Sørlia, Nordlia",
        ),
        (
            "The alternative itself",
            "Order of building: Nordlia, Sørlia → Sørlia, Nordlia",
        ),
    );
}

#[test]
fn what_cannot_be_told_apart_by_its_text_is_told_all_the_same() {
    let mut edits = Vec::new();
    for (id, shift) in [(NORTH, 0.0), (NORTH_COPY, 1.0)] {
        let steps = (0..5).map(f64::from);
        let points = steps.map(|step| coord! { x: 10.0 * step, y: shift });
        let level = LevelMethod::default().with_discharges(points.collect());
        let change = DepositChange::Method {
            method: DepositMethod::Level(Box::new(level)),
            target: FillTarget::Crest(Metres(412.0)),
        };
        edits.push(Edit::ChangeDeposit(id, Box::new(change)));
    }
    check(
        edits,
        (
            "Deponi Nordlia",
            &["Utslippspunkter 5 punkter, ikke helt likt i de to"],
        ),
        (
            "Deposit Nordlia",
            &["Discharge points 5 points, not quite alike in the two"],
        ),
    );
    let twin = Edit::Rename(Entry::Layer(SURVEY), "Terreng 2024".to_owned());
    check(
        vec![twin, Edit::SetBase(NORTH_COPY, SURVEY)],
        (
            "Deponi Nordlia",
            &["Terreng «Terreng 2024» (Terreng 2024.tif) → «Terreng 2024» (Måling 2025.tif)"],
        ),
        (
            "Deposit Nordlia",
            &["Ground “Terreng 2024” (Terreng 2024.tif) → “Terreng 2024” (Måling 2025.tif)"],
        ),
    );
}
