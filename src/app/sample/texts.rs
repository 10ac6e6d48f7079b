//! What the sample's project says, in the language that was asked for: content of a file, like the names on its map.

use crate::words::Language;

/// Names and descriptions in one language.
pub(super) struct Texts {
    pub decimal_mark: &'static str,
    pub terrain: &'static str,
    pub seabed: &'static str,
    pub original: &'static str,
    pub picture: &'static str,
    pub places: &'static str,
    pub attribution: &'static str,
    pub survey: &'static str,
    pub land_cover: &'static str,
    pub nature: &'static str,
    pub reserve: &'static str,
    pub mire: &'static str,
    pub streams: &'static str,
    pub buildings: &'static str,
    pub roads: &'static str,
    pub concession: &'static str,
    pub spawning: &'static str,
    pub fish_farm: &'static str,
    pub zero: &'static str,
    pub hillside: &'static str,
    pub fjord: &'static str,
    pub backfill: &'static str,
    pub about_zero: &'static str,
    pub about_hillside: &'static str,
    pub about_fjord: &'static str,
    pub about_backfill: &'static str,
    pub completion_deposit: &'static str,
    pub hillside_deposit: &'static str,
    pub fjord_deposit: &'static str,
    pub small_deposit: &'static str,
    pub pit: &'static str,
    pub stope: &'static str,
    pub access_road: &'static str,
    pub basin: &'static str,
    pub topsoil: &'static str,
    pub topsoil_until: &'static str,
    pub waste_rock: &'static str,
    pub acid_rock: &'static str,
    pub outlet: &'static str,
    pub factor_source: &'static str,
    pub responsible: &'static str,
    pub noise: &'static str,
    pub noise_reason: &'static str,
    pub judge: &'static str,
    /// Why nature, water and landscape have their grades.
    pub grade_reasons: [&'static str; 3],
    pub comment: &'static str,
    pub restoration: &'static str,
    /// Name, what is measured and limit of each point that is watched.
    pub watched: [(&'static str, &'static str, &'static str); 3],
    /// The mass balance, with `{need}`, `{need_t}`, `{density}`, `{years}`, `{placed}`, `{placed_t}`,
    /// `{deposits}`, `{backfill}`, `{factor}`, `{rest}` and `{rest_t}` in it.
    pub balance: &'static str,
}

/// The texts in a language: in bokmål for nynorsk too.
pub(super) fn texts_in(language: Language) -> &'static Texts {
    if language.is_norwegian() {
        &BOKMAL
    } else {
        &ENGLISH
    }
}

static BOKMAL: Texts = Texts {
    decimal_mark: ",",
    waste_rock: "Gråberg",
    acid_rock: "Syredannende gråberg",
    outlet: "Pukk til vei og kai",
    factor_source: "Syntetisk",
    noise: "Støy ved nærmeste bolig",
    noise_reason: "Oppdiktet beregning av støy fra tipping",
    judge: "Fagutreder (oppdiktet)",
    grade_reasons: [
        "Oppdiktet: myr og naturtyper i dalsiden mister areal, fjordbunnen dekkes lite",
        "Oppdiktet: sigevann samles, finstoff i fjorden sprer seg",
        "Oppdiktet: synlig fra bygda der det fylles over dagens terreng",
    ],
    comment: "Oppdiktet merknad: Hvor mye vann går i bekken her om våren?",
    responsible: "Syntetgruva, driftsleder (oppdiktet)",
    restoration: "Jorda som tas av, legges tilbake og tilsås med stedegne arter. Oppdiktet.",
    watched: [
        ("Bekk nedenfor", "Nikkel, løst", "4 µg/l"),
        ("Brønn 1", "Sulfat", "100 mg/l"),
        ("Fylling vest", "Setning", "20 mm/år"),
    ],
    terrain: "Terreng i dag (syntetisk)",
    seabed: "Sjøbunn (syntetisk)",
    original: "Terreng før bruddet (syntetisk)",
    picture: "Bakgrunnsbilde (syntetisk)",
    places: "Stedsnavn (syntetisk)",
    attribution: "Berghald, syntetisk",
    survey: "Kartlagt for naturtyper (syntetisk)",
    land_cover: "Arealdekke i AR5-klasser (syntetisk)",
    nature: "Naturtyper (syntetisk)",
    reserve: "Naturreservat (syntetisk)",
    mire: "Myr (syntetisk)",
    streams: "Elver og bekker (syntetisk)",
    buildings: "Bygninger (syntetisk)",
    roads: "Veger (syntetisk)",
    concession: "Konsesjonsgrense (syntetisk)",
    spawning: "Gytefelt (syntetisk)",
    fish_farm: "Akvakultur (syntetisk)",
    zero: "Nullalternativet",
    hillside: "Deponi i fjellsida",
    fjord: "Deponi i fjorden",
    backfill: "Tilbakefylling først",
    about_zero: "Referansesituasjonen: det som alt er tillatt. Gråbergtippen bygges ferdig, og bruddet fylles til \
                 kote 345, halve dybden.",
    about_hillside: "Gråberget legges i fjellsida over Syntetmyra, og bare litt går tilbake i bruddet. Deponiet går inn \
                     i naturreservatet og på myra; øst for kartleggingen er naturen ikke undersøkt.",
    about_fjord: "Gråberget legges på sjøbunnen utenfor Ingenstadøya, under sjøkartnull, og bruddet fylles til \
                  kote 345, halve dybden. Deponiet går inn i gytefeltet.",
    about_backfill: "Så mye som mulig går tilbake: taket på 60 % av det som er tatt ut, binder i bruddet, og rommet \
                     binder i strossa. Resten av plassen er et mindre deponi sør for bruddet. Det som alt ligger i \
                     bruddet, er ikke regnet med.",
    completion_deposit: "Gråbergtippen, ferdig bygd",
    hillside_deposit: "Deponi over Syntetmyra",
    fjord_deposit: "Deponi i Prøvefjorden",
    small_deposit: "Søndre deponi",
    pit: "Syntetbruddet",
    stope: "Oppdiktstrossa",
    access_road: "Tilkomstvei",
    basin: "Sedimentasjonsbasseng",
    topsoil: "Matjordlager",
    topsoil_until: "jorda legges tilbake på deponiet når det avsluttes",
    balance: "Planen må ha plass til {need} mill. pfm³ gråberg på {years} år ({need_t} Mt ved {density} t/pfm³). \
              Dette alternativet plasserer {placed} mill. pfm³ ({placed_t} Mt): {deposits} i deponi og {backfill} \
              som tilbakefylling, med anbrakt faktor {factor}. Uten plass: {rest} mill. pfm³ ({rest_t} Mt). Alt her \
              er oppdiktet.",
};

static ENGLISH: Texts = Texts {
    decimal_mark: ".",
    waste_rock: "Waste rock",
    acid_rock: "Acid-forming waste rock",
    outlet: "Aggregate for roads and quays",
    factor_source: "Synthetic",
    noise: "Noise at the nearest dwelling",
    noise_reason: "Made-up calculation of noise from tipping",
    judge: "Assessor (made up)",
    grade_reasons: [
        "Made up: mire and nature types on the hillside lose ground, little of the sea floor is covered",
        "Made up: seepage is collected, fines spread in the fjord",
        "Made up: seen from the village where rock rises over today's ground",
    ],
    comment: "Made-up remark: how much water runs in the stream here in spring?",
    responsible: "The synthetic mine, head of operations (made up)",
    restoration: "The soil that is stripped is laid back and sown with plants of the place. Made up.",
    watched: [
        ("Stream below", "Nickel, dissolved", "4 µg/l"),
        ("Well 1", "Sulphate", "100 mg/l"),
        ("Western face", "Settlement", "20 mm/year"),
    ],
    terrain: "Terrain today (synthetic)",
    seabed: "Seabed (synthetic)",
    original: "Terrain before the pit (synthetic)",
    picture: "Background picture (synthetic)",
    places: "Place names (synthetic)",
    attribution: "Berghald, synthetic",
    survey: "Surveyed for nature types (synthetic)",
    land_cover: "Land cover in AR5 classes (synthetic)",
    nature: "Nature types (synthetic)",
    reserve: "Nature reserve (synthetic)",
    mire: "Mire (synthetic)",
    streams: "Rivers and streams (synthetic)",
    buildings: "Buildings (synthetic)",
    roads: "Roads (synthetic)",
    concession: "Concession boundary (synthetic)",
    spawning: "Spawning ground (synthetic)",
    fish_farm: "Aquaculture (synthetic)",
    zero: "Zero alternative",
    hillside: "Hillside deposit",
    fjord: "Fjord deposit",
    backfill: "Backfill first",
    about_zero: "The reference situation: what is permitted already. The waste-rock deposit Gråbergtippen is \
                 completed, and the pit is filled to level 345, half its depth.",
    about_hillside: "The rock goes onto the hillside above the mire Syntetmyra, and little goes back into the pit. The \
                     deposit runs into the nature reserve and onto the mire; east of the survey nature is not mapped.",
    about_fjord: "The rock goes onto the seabed off Ingenstadøya, below chart datum, and the pit is filled to level 345, half its depth. The \
                  deposit runs into the spawning ground.",
    about_backfill: "As much as possible goes back: the cap of 60 % of what was extracted binds in the pit, and the \
                     void binds in the stope. What else there is room for lies in a smaller deposit south of the pit. \
                     What lies in the pit already is not counted.",
    completion_deposit: "Gråbergtippen, completed",
    hillside_deposit: "Deposit above Syntetmyra",
    fjord_deposit: "Deposit in Prøvefjorden",
    small_deposit: "Southern deposit",
    pit: "Syntetbruddet",
    stope: "Oppdiktstrossa",
    access_road: "Access road",
    basin: "Sedimentation basin",
    topsoil: "Topsoil store",
    topsoil_until: "the soil is laid back on the deposit when it is closed",
    balance: "The plan has to find room for {need} million bank m³ of waste rock in {years} years ({need_t} Mt at \
              {density} t/m³). This alternative places {placed} million bank m³ ({placed_t} Mt): {deposits} in \
              deposits and {backfill} as backfill, with a placed factor of {factor}. Unplaced: {rest} million bank m³ \
              ({rest_t} Mt). Everything here is made up.",
};
