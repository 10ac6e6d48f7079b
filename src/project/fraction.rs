//! Fractions of the surplus masses: what comes, and how much of it each year.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::Coord;

use super::Project;
use super::masses::keep_cells;
use crate::material::Material;
use crate::units::{Tonnes, Year};

/// Names a fraction for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FractionId(pub u64);

/// One kind of rock, the same in all alternatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fraction {
    /// What the planner calls it.
    pub name: String,
    /// What it is made of.
    pub material: Material,
    /// How much of it comes, by year; years that are not there bring none.
    pub tonnes: BTreeMap<Year, Tonnes>,
    /// Where it is loaded, in metres; `None` where the project's place for that is.
    pub origin: Option<Coord<f64>>,
}

/// What is done with a fraction.
#[derive(Clone, Debug, PartialEq)]
pub enum FractionChange {
    /// Add it, last.
    Add(Box<Fraction>),
    /// Take it out, and what was planned for it.
    Remove,
    /// Give it another name.
    Rename(String),
    /// Set what it is made of.
    Material(Box<Material>),
    /// Set what comes in some years; `None` takes a year out.
    Tonnes(Vec<(Year, Option<Tonnes>)>),
    /// Set where it is loaded.
    Origin(Option<Coord<f64>>),
    /// Move it to a place among the others, from 0.
    Move(usize),
}

impl FractionChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Add(_) => "edit-add-fraction",
            Self::Remove => "edit-remove-fraction",
            Self::Rename(_) => "edit-rename-fraction",
            Self::Material(_) => "edit-fraction-material",
            Self::Tonnes(_) => "edit-fraction-tonnes",
            Self::Origin(_) => "edit-fraction-origin",
            Self::Move(_) => "edit-move-fraction",
        }
    }

    /// Makes a change of a fraction that is there.
    pub(super) fn apply(self, fraction: &mut Fraction) {
        match self {
            Self::Rename(name) => fraction.name = name,
            Self::Material(material) => fraction.material = *material,
            Self::Tonnes(years) => {
                for (year, tonnes) in years {
                    match tonnes {
                        Some(tonnes) => fraction.tonnes.insert(year, tonnes),
                        None => fraction.tonnes.remove(&year),
                    };
                }
            }
            Self::Origin(origin) => fraction.origin = origin,
            Self::Add(_) | Self::Remove | Self::Move(_) => {}
        }
    }
}

/// Does something with a fraction; what is planned for one that goes, goes with it.
pub(super) fn change_fraction(project: &mut Project, id: FractionId, change: FractionChange) {
    match change {
        FractionChange::Add(fraction) => {
            if project.fractions.insert(id, Arc::from(fraction)).is_none() {
                Arc::make_mut(&mut project.fraction_order).push(id);
            }
        }
        FractionChange::Remove => {
            project.fractions.remove(&id);
            Arc::make_mut(&mut project.fraction_order).retain(|other| *other != id);
            keep_cells(project, |key| key.fraction != id);
        }
        FractionChange::Move(place) => {
            let before = project.fraction_order.iter().position(|other| *other == id);
            if let Some(before) = before {
                let order = Arc::make_mut(&mut project.fraction_order);
                order.remove(before);
                order.insert(place.min(order.len()), id);
            }
        }
        change => {
            if let Some(fraction) = project.fractions.get_mut(&id) {
                change.apply(Arc::make_mut(fraction));
            }
        }
    }
}
