//! What an alternative takes of the site layers.

use super::draft::{Draft, row, sum_row};
use super::gather::{in_list, named};
use super::pieces::{Tell, list_of};
use crate::app::scenario_list::ListedScenario;
use crate::app::take::TakeLayer;
use crate::app::take_rows::is_told;
use crate::app::{CoverageKind, TakenClass};
use crate::land_take::{ClassTake, LayerTake};
use crate::report::{DocumentRow, Origin, Piece};
use crate::site::{Conflict, Role};

/// Areas up to this part of what is covered are rounding.
const NEGLIGIBLE_SHARE: f64 = 1e-6;

/// Writes the table; a sentence where nothing can be said.
pub(super) fn write(place: usize, scenario: &ListedScenario, draft: &mut Draft<'_>) {
    let tell = draft.tell;
    draft.heading(3, tell.words("report-land-take"));
    let Some((take, whole)) = scenario
        .take
        .as_ref()
        .and_then(|take| Some((take, take.whole.as_ref()?)))
    else {
        draft.paragraph(tell.words("report-no-land-take"));
        return;
    };
    if take.sea_not_mapped {
        draft.warning(tell.words("take-sea-not-mapped"));
    }
    let footprint_m2 = whole.take.footprint.0;
    let mut rows: Vec<(Conflict, f64, DocumentRow)> = Vec::new();
    let mut free: Vec<Vec<Piece>> = Vec::new();
    let layers = take.layers.iter().zip(&whole.take.layers).enumerate();
    for (at, (layer, found)) in layers {
        if layer.role == Role::ExistingDisturbed {
            continue;
        }
        let base = format!("/land_take/layers/{at}");
        let of_layer = OfLayer {
            layer,
            place,
            base,
            tell,
        };
        let before = rows.len();
        rows.extend(of_layer.class_rows(found));
        rows.extend(of_layer.not_mapped_row(found, footprint_m2));
        if rows.len() == before {
            free.push(vec![named(&layer.name, "site_layers", layer.id.0)]);
        }
    }
    rows.sort_by(|one, other| {
        let order = other.0.cmp(&one.0);
        order.then(other.1.total_cmp(&one.1))
    });
    let mut rows: Vec<DocumentRow> = rows.into_iter().map(|(.., row)| row).collect();
    let key = || in_list(place, "/land_take/footprint_area_m2");
    rows.push(sum_row(vec![
        tell.words("report-covered-together"),
        Vec::new(),
        vec![tell.decares(footprint_m2, key())],
        vec![tell.hectares(footprint_m2, key())],
        Vec::new(),
        Vec::new(),
        Vec::new(),
    ]));
    let head = [
        "report-layer",
        "report-class",
        "report-area-daa",
        "report-area-ha",
        "report-share",
        "report-also",
        "report-conflict",
    ];
    draft.table(
        tell.words("report-land-take-table"),
        head.map(|id| tell.words(id)).to_vec(),
        rows,
    );
    if !free.is_empty() {
        draft.paragraph(tell.say("report-free", [("layers", list_of(free).into())]));
    }
    draft.paragraph(tell.words("report-land-take-tip"));
}

/// A layer, and where its figures are.
struct OfLayer<'a> {
    layer: &'a TakeLayer,
    place: usize,
    base: String,
    tell: Tell<'a>,
}

impl OfLayer<'_> {
    fn key(&self, rest: &str) -> Origin {
        in_list(self.place, &format!("{}/{rest}", self.base))
    }

    fn name(&self) -> Piece {
        named(&self.layer.name, "site_layers", self.layer.id.0)
    }

    /// Rows of its classes of which something is taken, each with its conflict and its area to go by.
    fn class_rows(&self, found: &LayerTake) -> Vec<(Conflict, f64, DocumentRow)> {
        let classes = self.layer.classes.iter().zip(&found.classes);
        // As the command line lists them.
        let listed = classes.filter(|(_, take)| {
            let has_zone = take.zone.is_some_and(|zone| 0.0 < zone.0);
            0 < take.features || take.nearest.is_some() || has_zone
        });
        let told = listed
            .enumerate()
            .filter(|(_, (class, take))| is_told(class, take));
        told.map(|(at, (class, take))| {
            let cells = self.class_cells(at, class, take);
            (take.conflict, take.area.0, row(cells))
        })
        .collect()
    }

    fn class_cells(&self, at: usize, class: &TakenClass, take: &ClassTake) -> Vec<Vec<Piece>> {
        let tell = self.tell;
        let key = |rest: &str| self.key(&format!("classes/{at}/{rest}"));
        let is_ground = 0.0 < take.area_alone.0;
        let language = tell.words.language().tag();
        let label = class.label.as_ref();
        let label = label.map(|label| label.in_language(language).to_owned());
        let label = match label.or_else(|| class.value.clone()) {
            Some(label) => vec![Piece::new(label, key("label"))],
            None => tell.words(&self.layer.role.text_id()),
        };
        let area = |tell_area: &dyn Fn(f64) -> Piece| {
            if is_ground {
                vec![tell_area(take.area.0)]
            } else {
                Vec::new()
            }
        };
        let conflict = match take.conflict {
            Conflict::None => Vec::new(),
            Conflict::Weighted => tell.words("conflict-weighted"),
            Conflict::Hard => vec![tell.word("conflict-hard").strong()],
        };
        vec![
            vec![self.name()],
            label,
            area(&|area| tell.decares(area, key("area_m2"))),
            area(&|area| tell.hectares(area, key("area_m2"))),
            area(&|_| tell.share(take.share, 1, key("share"))),
            self.more(&key, is_ground, take),
            conflict,
        ]
    }

    /// Lengths, counts, distances, and what was not disturbed before.
    fn more(&self, key: &dyn Fn(&str) -> Origin, is_ground: bool, take: &ClassTake) -> Vec<Piece> {
        let tell = self.tell;
        let mut told: Vec<Vec<Piece>> = Vec::new();
        if !is_ground && 0.0 < take.length.0 {
            told.push(vec![tell.quantity(take.length.0, 0, "m", key("length_m"))]);
        } else if !is_ground && 0 < take.features {
            let count = tell.number(take.features as f64, 0, key("features"));
            told.push(tell.say("report-features", [("count", count.into())]));
        }
        let new = take
            .new_area
            .filter(|new| new.0 < take.area.0 * (1.0 - NEGLIGIBLE_SHARE));
        if let Some(new) = new.filter(|_| is_ground) {
            let area = tell.decares(new.0, key("new_area_m2"));
            told.push(tell.say("report-new", [("area", area.into())]));
        }
        if let Some(nearest) = take.nearest.filter(|nearest| 0.0 < nearest.0) {
            let distance = tell.quantity(nearest.0, 0, "m", key("nearest_m"));
            told.push(tell.say("report-nearest", [("distance", distance.into())]));
        }
        if let Some(zone) = take.zone.filter(|zone| 0.0 < zone.0) {
            let area = tell.decares(zone.0, key("zone_m2"));
            told.push(tell.say("report-zone", [("area", area.into())]));
        }
        list_of(told)
    }

    /// What nobody has mapped, where that matters.
    fn not_mapped_row(
        &self,
        found: &LayerTake,
        footprint_m2: f64,
    ) -> Option<(Conflict, f64, DocumentRow)> {
        let tell = self.tell;
        let area_m2 = found.not_mapped.0;
        let is_told = self.layer.asks_for_survey() && NEGLIGIBLE_SHARE * footprint_m2 < area_m2;
        let id = match self.layer.coverage {
            CoverageKind::Unknown => "report-not-surveyed",
            CoverageKind::Survey | CoverageKind::Layer => "report-not-mapped",
        };
        let cells = vec![
            vec![self.name()],
            tell.words(id),
            vec![tell.decares(area_m2, self.key("not_mapped_m2"))],
            vec![tell.hectares(area_m2, self.key("not_mapped_m2"))],
            Vec::new(),
            Vec::new(),
            Vec::new(),
        ];
        is_told.then(|| (Conflict::None, -1.0, row(cells)))
    }
}
