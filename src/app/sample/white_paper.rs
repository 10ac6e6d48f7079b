//! An example beside the mine: the figures of SINTEF's white paper as a project, one year of a whole industry.
//!
//! # Source
//! SINTEF, *White paper: Hva gjør vi med overskuddsmassene fra vår landbaserte mineralindustri?*, Trondheim, 18 February
//! 2026: 100 Mt a year are taken out, 16 % of it cannot be sold, and at most 60–65 % of what is taken out can go back.
//! Density, placed factor and how much room is free are this example's own, and say so.

use std::path::Path;

use super::file;
use super::masses::filled_in;
use super::project::Work;
use crate::app::TaskError;
use crate::balance::{Acceptance, BackfillTarget, Cap};
use crate::material::{MassKind, Material, Quality, Sourced};
use crate::progress::Run;
use crate::project::{
    Distance, Edit, Entry, Fraction, FractionChange, FractionId, MassSettings, Mining, Outlet,
    OutletId, Pit, PitId, Room, SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind, Terms,
    TermsChange,
};
use crate::units::{BankM3, Density, PlacedFactor, PlacedM3, Tonnes, Year};
use crate::words::Language;

/// All that is taken out in a year.
const EXTRACTED: Tonnes = Tonnes(100e6);

/// The share of it that cannot be sold.
const NOT_SALEABLE: f64 = 0.16;

/// The year that the figures are told for.
const YEAR: Year = Year(2025);

/// Of the rock: the example's own.
const DENSITY: Density = Density::USUAL_ROCK;

/// Of tipped rock: the example's own.
const PLACED_FACTOR: PlacedFactor = PlacedFactor::TIPPED_ROCK;

/// The share of the room of the year that is free while mining goes on: the example's own.
const FREE_WHILE_MINING: f64 = 0.2;

/// The alternative in which nothing is sold.
const ALL_BACK: ScenarioId = ScenarioId(2);

struct Texts {
    zero: &'static str,
    sold: &'static str,
    all_back: &'static str,
    about_zero: &'static str,
    about_sold: &'static str,
    about_all_back: &'static str,
    saleable: &'static str,
    rest: &'static str,
    market: &'static str,
    voids: &'static str,
    source: &'static str,
    own: &'static str,
}

static BOKMAL: Texts = Texts {
    zero: "Nullalternativet",
    sold: "Det som kan selges, selges",
    all_back: "Alt tilbake",
    about_zero: "Ingen steder å gjøre av noe: alt som tas ut, står uten plass.",
    about_sold: "84 av 100 Mt selges. Resten, 16 Mt, skal tilbake i det rommet som er fritt mens driften pågår \
                 (eksempelets antakelse: en femtedel). Det som ikke får plass, må i deponi.",
    about_all_back: "Tankeeksperimentet bak hvitbokens ord om at full tilbakefylling ikke kan oppnås: selv om \
                     ingenting ble solgt og alt rom var fritt, kan høyst 60 av 100 Mt gå tilbake. 40 Mt står uten plass.",
    saleable: "Salgbar stein",
    rest: "Ikke salgbar stein",
    market: "Markedet",
    voids: "Alle brudd og gruver",
    source: "SINTEFs hvitbok om overskuddsmasser, 18. februar 2026",
    own: "Eksempelets egen antakelse",
};

static ENGLISH: Texts = Texts {
    zero: "Zero alternative",
    sold: "What can be sold is sold",
    all_back: "Everything back",
    about_zero: "Nowhere to go: everything that is taken out is without a place.",
    about_sold: "84 of 100 Mt are sold. The rest, 16 Mt, goes back into the room that is free while mining goes on (the \
                 example's assumption: one fifth). What finds no room needs a deposit.",
    about_all_back: "The thought behind the white paper's words that full backfilling is not achievable: even if nothing \
                     were sold and all room were free, at most 60 of 100 Mt can go back. 40 Mt are without a place.",
    saleable: "Saleable rock",
    rest: "Rock that is not saleable",
    market: "The market",
    voids: "All pits and mines",
    source: "SINTEF's white paper on surplus masses, 18 February 2026",
    own: "The example's own assumption",
};

/// Works the example out and writes it.
pub(super) fn write(folder: &Path, language: Language, run: &Run) -> Result<(), TaskError> {
    let texts = if language.is_norwegian() {
        &BOKMAL
    } else {
        &ENGLISH
    };
    let names = (texts.zero, texts.sold);
    let mut work = Work::begin(language, names, ScenarioId::FIRST);
    for edit in decided(texts)? {
        work.edit(edit);
    }
    work.record_results(run)?;
    for edit in filled_in(work.snapshot(), run)? {
        work.edit(edit);
    }
    work.save(&folder.join(file::WHITE_PAPER))
}

fn decided(texts: &Texts) -> Result<Vec<Edit>, TaskError> {
    let color = SCENARIO_COLORS[2 % SCENARIO_COLORS.len()];
    let all_back = Scenario::new(texts.all_back, ScenarioKind::Alternative, color);
    let settings = MassSettings {
        first_year: YEAR,
        last_year: YEAR,
        ..MassSettings::default()
    };
    let fraction = |name: &str, quality, share: f64| {
        let mut material = Material::suggested(MassKind::WasteRock);
        material.density = own(DENSITY, texts);
        material.placed[0] = own(PLACED_FACTOR, texts);
        material.quality = quality;
        texts.source.clone_into(&mut material.quality_source);
        let tonnes = [(YEAR, Tonnes(EXTRACTED.0 * share))].into();
        Fraction {
            name: name.to_owned(),
            material,
            tonnes,
            origin: None,
        }
    };
    let add = |number, fraction| {
        let change = FractionChange::Add(Box::new(fraction));
        Edit::ChangeFraction(FractionId(number), change)
    };
    let saleable = fraction(texts.saleable, Quality::Inert, 1.0 - NOT_SALEABLE);
    let rest = fraction(texts.rest, Quality::Unknown, NOT_SALEABLE);
    let mut market = Outlet::new(ScenarioId::FIRST, texts.market.to_owned(), None);
    let accepts = Acceptance {
        qualities: [Quality::Inert].into(),
        ..Acceptance::default()
    };
    market.terms = Terms {
        accepts,
        distance: Distance::Typed { km: 0.0 },
        ..Terms::default()
    };
    let voids = [(ScenarioId::FIRST, FREE_WHILE_MINING), (ALL_BACK, 1.0)];
    let mut edits = vec![
        Edit::AddScenario(ALL_BACK, all_back, Vec::new()),
        Edit::SetMasses(Box::new(settings)),
        add(3, saleable),
        add(4, rest),
        Edit::AddOutlet(OutletId(5), Box::new(market)),
        Edit::NoteScenario(ScenarioId::ZERO, texts.about_zero.to_owned()),
        Edit::NoteScenario(ScenarioId::FIRST, texts.about_sold.to_owned()),
        Edit::NoteScenario(ALL_BACK, texts.about_all_back.to_owned()),
    ];
    for (number, (scenario, free)) in (6..).zip(voids) {
        let id = PitId(number);
        edits.push(Edit::AddPit(id, Box::new(pit(scenario, free, texts)?)));
        let haul = TermsChange::Haul(Distance::Typed { km: 0.0 }, 0.0);
        edits.push(Edit::ChangeTerms(Entry::Pit(id), Box::new(haul)));
    }
    Ok(edits)
}

/// All pits as one: the room that the year's rock leaves, and the year's rock as what is taken out.
fn pit(scenario: ScenarioId, free: f64, texts: &Texts) -> Result<Pit, TaskError> {
    // The room of rock that is gone is what it was in the ground.
    let BankM3(room) = EXTRACTED.to_bank(DENSITY);
    let mining = Mining {
        tonnes: [(YEAR, EXTRACTED)].into(),
        density: DENSITY,
        free: [(YEAR, free)].into(),
        ..Mining::default()
    };
    Ok(Pit {
        scenario,
        name: texts.voids.to_owned(),
        room: Room::Stope {
            void: PlacedM3(room),
            extracted: BankM3(0.0),
        },
        placed_factor: PLACED_FACTOR,
        cap: Cap::new(0.60, "")?,
        target: BackfillTarget::Most,
        mining: Box::new(mining),
        terms: Box::default(),
        visible: true,
        opacity: 1.0,
    })
}

fn own<T>(value: T, texts: &Texts) -> Sourced<T> {
    Sourced {
        value,
        source: texts.own.to_owned(),
        author: "Berghald".to_owned(),
    }
}
