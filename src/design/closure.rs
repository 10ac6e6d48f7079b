//! A fill that is built steep and is regraded gentler when it is closed.
//!
//! The outline is the limit after closure. The operating toe stands back from it, so far that what is cut from the
//! upper half of the face fills the room in front of the lower half: nothing is brought or taken away, and nothing
//! leaves the outline.

use geo::{Buffer as _, Polygon};

use super::{
    Batter, CutFill, DesignError, FillDesign, FillInput, FillMethod, FillTarget, Outline,
    UnknownGround, cut_and_fill, design_fill,
};
use crate::progress::Run;
use crate::terrain::Grid;
use crate::units::{Metres, PlacedM3};

/// The most set-backs that are tried.
const MOST_TRIES: usize = 20;

/// How near to each other the two volumes must come, as a share.
const CLOSE_ENOUGH: f64 = 1e-7;

/// What a closure is designed from.
#[derive(Clone, Copy, Debug)]
pub struct ClosureInput<'a> {
    /// Ground heights in metres with square cells, as for a toe.
    pub ground: &'a Grid<f32>,
    /// The limit of the land taken after closure.
    pub outline: &'a Outline,
    /// The slope while the fill is built.
    pub operating: Batter,
    /// The gentler slope afterwards.
    pub closure: Batter,
    /// How far to build; a level is that of the crest before and after.
    pub target: FillTarget,
    /// What to do about unknown ground on the outline.
    pub unknown_ground: UnknownGround,
}

/// A fill before and after closure.
#[derive(Clone, Debug)]
pub struct ClosureDesign {
    /// The fill after closure.
    pub closure: FillDesign,
    /// The fill before: in several pieces where the outline is too narrow for one. Empty where nothing of it fits.
    pub operating: Vec<FillDesign>,
    /// What those hold together.
    pub operating_volume: PlacedM3,
    /// How far the operating toe stands back from the outline.
    pub set_back: Metres,
    /// What is cut from the operating surface and filled to the closure surface.
    pub earthwork: CutFill,
    /// What was odd, and stays with the result.
    pub warnings: Vec<ClosureWarning>,
}

/// Something odd about a closure that can still be used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClosureWarning {
    /// No set-back makes cut and fill the same: the operating slope holds less than the closure, even at the outline.
    NotBalanced {
        /// What the operating slope holds.
        operating: PlacedM3,
        /// What the closure holds.
        closure: PlacedM3,
    },
}

/// Designs a fill for its closure, and from that how it is built.
///
/// # Errors
/// As [`design_fill`].
///
/// # Source
/// Two faces of equal section over the same crest cross at half their height: on flat ground the set-back is
/// `H/2 · (1/tan closure − 1/tan operating)` for a straight toe, and the earthwork a quarter of set-back times
/// height per metre.
pub fn design_closure(input: &ClosureInput<'_>, run: &Run) -> Result<ClosureDesign, DesignError> {
    let closure = design_fill(
        &toe_input(input, input.outline, input.closure, input.target),
        run,
    )?;
    let mut operating = input.operating;
    if let Some(benches) = &mut operating.benches {
        // The same levels at every set-back, or the volumes would jump.
        benches.datum.get_or_insert(closure.toe_lowest);
    }
    let pieces_at = |set_back_m: f64| {
        let outlines = set_back(input.outline, set_back_m);
        let crest = FillTarget::Crest(closure.crest_level);
        let mut pieces = Vec::new();
        for outline in &outlines {
            let input = toe_input(input, outline, operating, crest);
            match design_fill(&input, run) {
                Ok(design) => pieces.push(design),
                // Nothing of this piece lies below the crest.
                Err(DesignError::NoRoom | DesignError::CrestBelowGround { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(pieces)
    };
    let (set_back_m, operating) = balanced(input.outline, closure.fill, pieces_at)?;
    let operating_volume: PlacedM3 = operating.iter().map(|piece| piece.fill).sum();
    let mut warnings = Vec::new();
    if 1e-4 * closure.fill.0 < (operating_volume.0 - closure.fill.0).abs() {
        warnings.push(ClosureWarning::NotBalanced {
            operating: operating_volume,
            closure: closure.fill,
        });
    }
    Ok(ClosureDesign {
        earthwork: earthwork(input, &closure, &operating, run)?,
        closure,
        operating,
        operating_volume,
        set_back: Metres(set_back_m),
        warnings,
    })
}

fn toe_input<'a>(
    input: &ClosureInput<'a>,
    outline: &'a Outline,
    batter: Batter,
    target: FillTarget,
) -> FillInput<'a> {
    FillInput {
        ground: input.ground,
        method: FillMethod::Toe(outline),
        batter,
        target,
        unknown_ground: input.unknown_ground,
    }
}

/// The outline moved inwards: in several pieces where it is narrow, and without those that have no area.
fn set_back(outline: &Outline, set_back_m: f64) -> Vec<Outline> {
    if set_back_m <= 0.0 {
        return vec![outline.clone()];
    }
    let moved = outline.polygon().buffer(-set_back_m);
    let pieces = moved
        .0
        .iter()
        .map(|piece: &Polygon<f64>| Outline::new(piece));
    pieces.filter_map(Result::ok).collect()
}

/// The set-back at which the pieces hold a volume, or none at all where they hold less even there.
fn balanced<E>(
    outline: &Outline,
    volume: PlacedM3,
    mut pieces_at: impl FnMut(f64) -> Result<Vec<FillDesign>, E>,
) -> Result<(f64, Vec<FillDesign>), E> {
    let over = |pieces: &[FillDesign]| {
        let held: f64 = pieces.iter().map(|piece| piece.fill.0).sum();
        held - volume.0
    };
    let pieces = pieces_at(0.0)?;
    let extent = outline.extent();
    // Each end with what it holds more; at the far one nothing is left of the outline.
    let mut near = (0.0, over(&pieces));
    let mut far = (extent.width().min(extent.height()) / 2.0, -volume.0);
    if near.1 <= CLOSE_ENOUGH * volume.0 {
        return Ok((0.0, pieces));
    }
    let mut best = (near.0, pieces);
    let mut least = near.1;
    let mut last_was_near = None;
    // Volume falls nearly evenly with the set-back: twice the outline's perimeter times height hardly misses.
    let mut next = first_guess(near, far, &best.1);
    for _ in 1..MOST_TRIES {
        let pieces = pieces_at(next)?;
        let here = over(&pieces);
        if here.abs() < least {
            least = here.abs();
            best = (next, pieces);
        }
        if least <= CLOSE_ENOUGH * volume.0 {
            break;
        }
        let is_near = 0.0 < here;
        // Twice on the same side: the other end weighs half, and is left sooner.
        if is_near {
            near = (next, here);
            if last_was_near == Some(true) {
                far.1 *= 0.5;
            }
        } else {
            far = (next, here);
            if last_was_near == Some(false) {
                near.1 *= 0.5;
            }
        }
        last_was_near = Some(is_near);
        next = (near.0 * far.1 - far.0 * near.1) / (far.1 - near.1);
    }
    Ok(best)
}

/// The set-back by what a metre of it takes away: the fill's steepest wall all along, nearly.
fn first_guess(near: (f64, f64), far: (f64, f64), pieces: &[FillDesign]) -> f64 {
    let wall: f64 = pieces
        .iter()
        .map(|piece| {
            let length = piece.limit.iter().flat_map(Outline::edges);
            let length: f64 = length.map(|edge| (edge.dx()).hypot(edge.dy())).sum();
            length * (piece.crest_level.0 - piece.toe_lowest.0)
        })
        .sum();
    let guess = near.1 / wall.max(1e-9);
    guess.min(0.9 * far.0)
}

/// What lies between the operating and the closure surface.
fn earthwork(
    input: &ClosureInput<'_>,
    closure: &FillDesign,
    operating: &[FillDesign],
    run: &Run,
) -> Result<CutFill, DesignError> {
    let after = closure.surface_on(input.ground);
    let before = operating
        .iter()
        .fold(input.ground.clone(), |before, piece| {
            // Pieces do not overlap, so that each finds the ground as it was.
            piece.surface_on(&before)
        });
    let compared = cut_and_fill(&before, &after, Some(input.outline), run)?;
    // Both surfaces have the cells of the ground.
    Ok(compared.unwrap_or_default())
}
