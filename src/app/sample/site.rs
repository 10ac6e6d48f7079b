//! What stands on the made-up site, as copies in the project: protected nature, mire, land cover, and the rest.

use std::path::{Path, PathBuf};

use super::file;
use super::texts::Texts;
use crate::app::TaskError;
use crate::app::open::{OpenAs, OpenRequest};
use crate::app::site_import::stage;
use crate::design::HeightErrors;
use crate::gis::Reference;
use crate::progress::Run;
use crate::project::{ContentName, Layer, LayerId, LayerKind, SiteLayer, Values};
use crate::results::SourceRecord;
use crate::site::{Presets, Role};
use crate::store::StagedContent;
use crate::units::Metres;

/// Where nature types were looked for.
const SURVEY: LayerId = LayerId(50);

/// A layer of the sample that is copied into its project.
struct Planned {
    id: LayerId,
    /// Its name in the file.
    layer: &'static str,
    name: fn(&Texts) -> &'static str,
    role: Role,
    class_field: Option<&'static str>,
    coverage: Option<LayerId>,
    visible: bool,
}

/// The layers, the lowest first.
fn planned() -> [Planned; 11] {
    let plain = |number, layer, name, role| Planned {
        id: LayerId(number),
        layer,
        name,
        role,
        class_field: None,
        coverage: None,
        visible: true,
    };
    let survey = plain(
        SURVEY.0,
        "naturtyper_nin_dekning_syntetisk",
        |t| t.survey,
        Role::SurveyCoverage,
    );
    let cover = plain(51, "ar5_flate_syntetisk", |t| t.land_cover, Role::Other);
    let nature = plain(
        52,
        "naturtyper_nin_syntetisk",
        |t| t.nature,
        Role::NatureType,
    );
    let reserve = plain(54, "vern_syntetisk", |t| t.reserve, Role::Protected);
    let buildings = plain(56, "bygning_syntetisk", |t| t.buildings, Role::Building);
    [
        // Both would hide the ground.
        Planned {
            visible: false,
            ..survey
        },
        Planned {
            class_field: Some("artype"),
            visible: false,
            ..cover
        },
        Planned {
            class_field: Some("naturtype"),
            coverage: Some(SURVEY),
            ..nature
        },
        plain(53, "myr_syntetisk", |t| t.mire, Role::Mire),
        Planned {
            class_field: Some("navn"),
            ..reserve
        },
        plain(55, "elvbekk_syntetisk", |t| t.streams, Role::Water),
        buildings,
        plain(57, "veg_syntetisk", |t| t.roads, Role::Road),
        plain(
            58,
            "konsesjonsgrense_syntetisk",
            |t| t.concession,
            Role::ConcessionBoundary,
        ),
        plain(
            59,
            "gytefelt_syntetisk",
            |t| t.spawning,
            Role::SpawningGround,
        ),
        plain(
            60,
            "akvakultur_syntetisk",
            |t| t.fish_farm,
            Role::Aquaculture,
        ),
    ]
}

/// A layer that was read, to be put into the project file.
pub(super) struct Copied {
    pub id: LayerId,
    pub layer: Layer,
    pub content: ContentName,
    pub staged: StagedContent,
    pub record: SourceRecord,
}

/// Reads the layers of the sample in a folder; what was read lies in another folder until it is in the project.
pub(super) fn copies(
    folder: &Path,
    between: &Path,
    (reference, texts): (&Reference, &Texts),
    run: &Run,
) -> Result<Vec<Copied>, TaskError> {
    // A test rules out that they cannot be read; without them no layer is recognised.
    let presets = Presets::load().unwrap_or(Presets { all: Vec::new() });
    let path: PathBuf = folder.join(file::LAYERS);
    let copy = |planned: Planned| {
        let source = format!("{}#{}", path.display(), planned.layer);
        let request = OpenRequest {
            source: source.clone(),
            what: OpenAs::Site,
            stated_crs: None,
        };
        let read = *stage(&request, reference, &presets, between, run)?;
        let content = ContentName::new(planned.id, planned.layer);
        // The land cover's classes say what they mean; all else is what it is here.
        let is_cover = planned.role == Role::Other;
        let (data_set, role) = if is_cover {
            (read.found.data_set, read.found.role)
        } else {
            (None, planned.role)
        };
        let site = SiteLayer {
            role,
            data_set,
            class_field: planned.class_field.map(str::to_owned),
            coverage: planned.coverage,
            buffer: role.usual_buffer(),
            ..SiteLayer::new(content.clone())
        };
        Ok(Copied {
            id: planned.id,
            layer: Layer {
                name: (planned.name)(texts).to_owned(),
                kind: LayerKind::Site,
                source,
                stated_crs: None,
                values: Values::Heights,
                height_offset: Metres(0.0),
                errors: HeightErrors::NONE,
                attribution: texts.attribution.to_owned(),
                visible: planned.visible,
                opacity: 1.0,
                site: Some(Box::new(site)),
            },
            content,
            staged: read.staged,
            record: read.record,
        })
    };
    planned().into_iter().map(copy).collect()
}
