//! Every way to change a project. If it is not here, it cannot be undone.

use std::sync::Arc;

use super::{Deposit, DepositId, Entry, Layer, LayerId, LayerKind, Project};
use crate::design::{FillTarget, Outline, Slope, UnknownGround};

/// A finished decision by the planner. A drag in progress is not an edit.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Add a layer: names on top, terrain and backgrounds below everything of another kind.
    AddLayer(LayerId, Layer),
    /// Add a deposit, above everything but names.
    AddDeposit(DepositId, Deposit),
    /// Take a layer or deposit out of the project. Files stay as they are.
    Remove(Entry),
    /// Give a layer or deposit another name.
    Rename(Entry, String),
    /// Draw a layer or deposit, or not.
    Show(Entry, bool),
    /// Set how much an entry covers what lies below it, from 0 to 1.
    Fade(Entry, f32),
    /// Move an entry to a place in the drawing order, from 0 at the top.
    Reorder(Entry, usize),
    /// Give a deposit another outline.
    Reshape(DepositId, Outline),
    /// Set the steepness of a deposit's face.
    SetFace(DepositId, Slope),
    /// Set how far a deposit is built.
    SetTarget(DepositId, FillTarget),
    /// Let a deposit stand on another terrain.
    SetBase(DepositId, LayerId),
    /// Set what to do where a deposit's outline runs over ground without a height.
    SetUnknownGround(DepositId, UnknownGround),
}

impl Edit {
    /// The id of the text that the undo menu calls it by.
    pub fn label(&self) -> &'static str {
        match self {
            Self::AddLayer(..) => "edit-add-layer",
            Self::AddDeposit(..) => "edit-add-deposit",
            Self::Remove(Entry::Layer(_)) => "edit-remove-layer",
            Self::Remove(Entry::Deposit(_)) => "edit-remove-deposit",
            Self::Rename(..) => "edit-rename",
            Self::Show(..) => "edit-show",
            Self::Fade(..) => "edit-fade",
            Self::Reorder(..) => "edit-reorder",
            Self::Reshape(..) => "edit-reshape",
            Self::SetFace(..) => "edit-set-face",
            Self::SetTarget(..) => "edit-set-target",
            Self::SetBase(..) => "edit-set-base",
            Self::SetUnknownGround(..) => "edit-set-unknown-ground",
        }
    }

    /// Makes the change. An edit of something that is gone changes nothing.
    pub fn apply(self, project: &mut Project) {
        match self {
            Self::AddLayer(id, layer) => {
                let place = place_for(layer.kind, project);
                project.order.insert(place, Entry::Layer(id));
                project.layers.insert(id, Arc::new(layer));
            }
            Self::AddDeposit(id, deposit) => {
                let place = below_names(project);
                project.order.insert(place, Entry::Deposit(id));
                project.deposits.insert(id, Arc::new(deposit));
            }
            Self::Remove(entry) => {
                project.order.retain(|other| *other != entry);
                match entry {
                    Entry::Layer(id) => drop(project.layers.remove(&id)),
                    Entry::Deposit(id) => drop(project.deposits.remove(&id)),
                }
            }
            Self::Reorder(entry, place) => {
                if let Some(before) = project.order.iter().position(|other| *other == entry) {
                    project.order.remove(before);
                    project.order.insert(place.min(project.order.len()), entry);
                }
            }
            Self::Rename(entry, name) => change(
                project,
                entry,
                |layer| layer.name.clone_from(&name),
                |deposit| deposit.name.clone_from(&name),
            ),
            Self::Show(entry, visible) => change(
                project,
                entry,
                |layer| layer.visible = visible,
                |deposit| deposit.visible = visible,
            ),
            Self::Fade(entry, opacity) => {
                let opacity = opacity.clamp(0.0, 1.0);
                change(
                    project,
                    entry,
                    |layer| layer.opacity = opacity,
                    |deposit| deposit.opacity = opacity,
                );
            }
            Self::Reshape(id, outline) => on(project, id, |deposit| deposit.outline = outline),
            Self::SetFace(id, face) => on(project, id, |deposit| deposit.face = face),
            Self::SetTarget(id, target) => on(project, id, |deposit| deposit.target = target),
            Self::SetBase(id, base) => on(project, id, |deposit| deposit.base = base),
            Self::SetUnknownGround(id, unknown_ground) => {
                on(project, id, |deposit| {
                    deposit.unknown_ground = unknown_ground;
                });
            }
        }
    }
}

fn on(project: &mut Project, id: DepositId, change: impl FnOnce(&mut Deposit)) {
    if let Some(deposit) = project.deposits.get_mut(&id) {
        change(Arc::make_mut(deposit));
    }
}

fn change(
    project: &mut Project,
    entry: Entry,
    of_layer: impl FnOnce(&mut Layer),
    of_deposit: impl FnOnce(&mut Deposit),
) {
    match entry {
        Entry::Layer(id) => {
            if let Some(layer) = project.layers.get_mut(&id) {
                of_layer(Arc::make_mut(layer));
            }
        }
        Entry::Deposit(id) => on(project, id, of_deposit),
    }
}

/// The place below the names at the top.
fn below_names(project: &Project) -> usize {
    let is_name = |entry: &Entry| kind_of(*entry, project) == Some(LayerKind::PlaceNames);
    project
        .order
        .iter()
        .take_while(|entry| is_name(entry))
        .count()
}

/// Where a new layer hides as little as possible: pictures and terrain above those that are there.
fn place_for(kind: LayerKind, project: &Project) -> usize {
    if kind == LayerKind::PlaceNames {
        return 0;
    }
    let covers = |entry: &Entry| {
        matches!(
            kind_of(*entry, project),
            Some(LayerKind::Terrain | LayerKind::Background)
        )
    };
    let first = project.order.iter().position(covers);
    first.unwrap_or(project.order.len())
}

fn kind_of(entry: Entry, project: &Project) -> Option<LayerKind> {
    match entry {
        Entry::Layer(id) => project.layer(id).map(|layer| layer.kind),
        Entry::Deposit(_) => None,
    }
}
