//! Labels of site layers on the map: placed on a thread of their own, and written over all layers.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Context, Painter, Rect, Vec2, pos2, vec2};
use walkers::{Position, Projector};

use super::lettering::{Lettering, font};
use crate::app::{App, SiteContent, SiteLabels};
use crate::figure::{PlacedLabel, SeenGround, corner_of_label, place_labels};
use crate::jobs::{JobError, Worker};
use crate::progress::Cancelled;
use crate::project::{Entry, Layer, LayerId};
use crate::site::ShapeKind;

/// Labels that are written on one map, so that it can still be read.
const MOST_LABELS: usize = 300;

/// Labels that are looked at for one picture: more only wait for the scale that they were placed for.
const MOST_EXAMINED: usize = 2000;

/// Scales between one and the double of it for which labels are placed anew.
const SCALES_PER_DOUBLE: f64 = 8.0;

/// What came of placing labels.
type Placing = (
    Arc<SiteLabels>,
    SeenGround,
    Result<Vec<PlacedLabel>, Cancelled>,
);

/// Labels of all site layers, each placed until its layer, the scale or what is seen of its lines changes.
pub struct LabelPictures {
    worker: Worker<LayerId, Placing>,
    known: BTreeMap<LayerId, Known>,
    failed: Vec<JobError>,
}

/// What labels were made of, and which are written.
struct Known {
    labels: Arc<SiteLabels>,
    content: Arc<SiteContent>,
    has_lines: bool,
    placed: Vec<PlacedLabel>,
    /// What they were asked for last.
    asked: Option<SeenGround>,
    is_pending: bool,
}

impl Known {
    fn new(labels: Arc<SiteLabels>, content: Arc<SiteContent>) -> Self {
        let mut kinds = labels.iter().map(|label| label.anchor.kind);
        Self {
            has_lines: kinds.any(|kind| kind == ShapeKind::Lines),
            labels,
            content,
            placed: Vec::new(),
            asked: None,
            is_pending: false,
        }
    }

    fn is_of(&self, labels: &Arc<SiteLabels>, content: &Arc<SiteContent>) -> bool {
        Arc::ptr_eq(&self.labels, labels) && Arc::ptr_eq(&self.content, content)
    }

    /// Whether labels that were asked for hold for what is seen now.
    fn holds(&self, seen: SeenGround) -> bool {
        self.asked.is_some_and(|asked| {
            asked.points_per_metre.to_bits() == seen.points_per_metre.to_bits()
                && (!self.has_lines || asked.area == seen.area)
        })
    }
}

impl LabelPictures {
    /// # Errors
    /// [`JobError`], if the system gives no thread.
    pub fn start(ctx: &Context) -> Result<Self, JobError> {
        let ctx = ctx.clone();
        Ok(Self {
            worker: Worker::start("labels", 1, move || ctx.request_repaint())?,
            known: BTreeMap::new(),
            failed: Vec::new(),
        })
    }

    /// Placings that hit a bug since this was asked last.
    pub fn take_failed(&mut self) -> Vec<JobError> {
        std::mem::take(&mut self.failed)
    }

    /// Whether all labels that are wanted are placed.
    pub fn is_complete(&self) -> bool {
        !self.known.values().any(|known| known.is_pending)
    }

    /// Forgets all of them, with another project.
    pub fn forget(&mut self) {
        self.known.clear();
    }

    /// Takes in what was placed, before anything is drawn.
    pub fn begin_frame(&mut self) {
        for finished in self.worker.finished() {
            let Some(known) = self.known.get_mut(&finished.key) else {
                continue;
            };
            match finished.result {
                Ok((labels, seen, placed)) => {
                    let is_asked = known.asked == Some(seen);
                    if !is_asked || !Arc::ptr_eq(&labels, &known.labels) {
                        continue;
                    }
                    known.is_pending = false;
                    if let Ok(placed) = placed {
                        known.placed = placed;
                    }
                }
                // Not asked for again until something else is seen.
                Err(error) => {
                    known.is_pending = false;
                    self.failed.push(error);
                }
            }
        }
    }

    /// Writes the labels of all layers that are shown, those of the topmost first.
    pub fn draw(
        &mut self,
        painter: &Painter,
        projector: &Projector<'_>,
        lettering: &mut Lettering,
        (app, zoom): (&App, f64),
    ) {
        let seen = seen(projector, zoom);
        let entries = app.project().entries_of(app.active());
        let layers: Vec<LayerId> = entries
            .filter_map(|entry| match entry {
                Entry::Layer(id) => Some(id),
                _ => None,
            })
            .collect();
        self.known.retain(|id, _| layers.contains(id));
        let mut left = MOST_LABELS;
        for id in layers {
            let layer = app.project().layer(id).filter(|layer| layer.visible);
            let Some((layer, labels)) = layer.zip(app.site_labels(id)) else {
                self.known.remove(&id);
                continue;
            };
            let Some(content) = app.site_content(id) else {
                continue;
            };
            self.want(painter.ctx(), id, (labels, content), seen);
            if let Some(known) = self.known.get(&id) {
                left -= write(painter, projector, lettering, (layer, known), left);
            }
        }
    }

    /// Has labels placed, if they are not or not for what is seen.
    fn want(
        &mut self,
        ctx: &Context,
        id: LayerId,
        (labels, content): (&Arc<SiteLabels>, &Arc<SiteContent>),
        seen: SeenGround,
    ) {
        let known = self.known.entry(id);
        let known = known.or_insert_with(|| Known::new(Arc::clone(labels), Arc::clone(content)));
        if !known.is_of(labels, content) {
            *known = Known::new(Arc::clone(labels), Arc::clone(content));
        }
        // What follows the hand is asked for again when the last is there.
        if known.is_pending || known.holds(seen) {
            return;
        }
        known.asked = Some(seen);
        known.is_pending = true;
        let (labels, content) = (Arc::clone(labels), Arc::clone(content));
        let former = if known.has_lines {
            known.placed.clone()
        } else {
            Vec::new()
        };
        let ctx = ctx.clone();
        self.worker.replace(id, move |run| {
            let placed = place_labels(
                (&labels, &content.features),
                seen,
                &former,
                widths(&ctx),
                run,
            );
            (labels, seen, placed)
        });
    }
}

/// What is seen, at the next smaller of the scales for which labels are placed: there is no less room than that.
fn seen(projector: &Projector<'_>, zoom: f64) -> SeenGround {
    let clip = projector.clip_rect();
    let corner = |at: egui::Pos2| projector.unproject(at.to_vec2()).0;
    let scale = super::projection::points_per_metre(zoom).log2() * SCALES_PER_DOUBLE;
    SeenGround {
        area: geo::Rect::new(corner(clip.min), corner(clip.max)),
        points_per_metre: (scale.floor() / SCALES_PER_DOUBLE).exp2(),
    }
}

/// How wide texts are, letter by letter, and how high.
fn widths(ctx: &Context) -> (impl FnMut(&str) -> f32 + '_, f32) {
    let font = font();
    let height = ctx.fonts_mut(|fonts| fonts.row_height(&font));
    let mut known: BTreeMap<char, f32> = BTreeMap::new();
    let mut width_of = move |letter: char| {
        let width = known.entry(letter);
        *width.or_insert_with(|| ctx.fonts_mut(|fonts| fonts.glyph_width(&font, letter)))
    };
    let measure = move |text: &str| text.chars().map(&mut width_of).sum::<f32>().ceil();
    (measure, height)
}

/// Writes what is seen of a layer's labels, and returns how many those are.
fn write(
    painter: &Painter,
    projector: &Projector<'_>,
    lettering: &mut Lettering,
    (layer, known): (&Layer, &Known),
    most: usize,
) -> usize {
    let clip = projector.clip_rect();
    let mut written = 0;
    let mut examined = 0;
    for one in &known.placed {
        let label = &known.labels[one.label];
        let at = projector
            .project(Position::new(one.at.x, one.at.y))
            .to_pos2();
        let place_of = |size: Vec2| {
            let [x, y] = corner_of_label(label.anchor.kind, size.into());
            #[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
            let corner = pos2(at.x + x as f32, at.y + y as f32);
            // On whole points letters are sharpest.
            Rect::from_min_size(corner.round(), size)
        };
        let place = place_of(vec2(one.size[0], one.size[1]));
        if !clip.intersects(place) {
            continue;
        }
        examined += 1;
        if written == most || MOST_EXAMINED < examined {
            break;
        }
        // What has no room need not be laid out.
        let is_written = lettering.is_free(painter, place)
            && lettering.write(painter, &label.text, place_of, layer.opacity);
        written += usize::from(is_written);
    }
    written
}
