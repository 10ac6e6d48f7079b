//! Every way to change a project. If it is not here, it cannot be undone.

use std::sync::Arc;

use super::assessment::AssessmentChange;
use super::fraction::change_fraction;
use super::masses::{fill_in, keep_cells, set_cells};
use super::scenario_edits::{add_scenario, move_scenario, of_scenario, remove_scenario};
use super::{
    Areas, Cell, CellKey, Deposit, DepositChange, DepositId, Entry, FractionChange, FractionId,
    GroundChange, GroundId, Layer, LayerId, LayerKind, MassSettings, OtherGround, Outlet,
    OutletChange, OutletId, Pit, PitChange, PitId, Project, Room, Scenario, ScenarioId,
    ScenarioKind, SiteChange, TemplateChange, TemplateId, Terms, TermsChange, Values,
};
use crate::design::{FillTarget, HeightErrors, Outline, Slope, UnknownGround};
use crate::units::Metres;

/// A deposit or pit that comes with a new scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedCopy {
    /// Its name for as long as the project exists.
    pub id: u64,
    /// What it is a copy of, above which it is drawn.
    pub copy_of: Entry,
}

/// A finished decision by the planner. A drag in progress is not an edit.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Add a layer: names on top, terrain and backgrounds below everything of another kind.
    AddLayer(LayerId, Layer),
    /// Add a deposit, above everything but names.
    AddDeposit(DepositId, Box<Deposit>),
    /// Add a pit or stope, above everything but names.
    AddPit(PitId, Box<Pit>),
    /// Change something about a pit or stope.
    ChangePit(PitId, PitChange),
    /// Add other ground that is used, above everything but names.
    AddGround(GroundId, Box<OtherGround>),
    /// Change something about other ground.
    ChangeGround(GroundId, GroundChange),
    /// Add an outlet, above everything but names.
    AddOutlet(OutletId, Box<Outlet>),
    /// Change something about an outlet.
    ChangeOutlet(OutletId, OutletChange),
    /// Change on what terms a deposit, pit or outlet takes rock.
    ChangeTerms(Entry, Box<TermsChange>),
    /// Do something with a fraction.
    ChangeFraction(FractionId, FractionChange),
    /// Set years and rates.
    SetMasses(Box<MassSettings>),
    /// Set amounts of an alternative's plan; `None` takes one out.
    SetCells(ScenarioId, Vec<(CellKey, Option<Cell>)>),
    /// Take over what *Fill in* found: all amounts that are not set are those, and no others.
    FillIn(ScenarioId, Vec<(CellKey, Cell)>),
    /// Set what areas are, and volumes with them.
    SetAreas(Areas),
    /// Take an entry out of the project. Files stay as they are.
    Remove(Entry),
    /// Give an entry another name.
    Rename(Entry, String),
    /// Draw an entry, or not.
    Show(Entry, bool),
    /// Set how much an entry covers what lies below it, from 0 to 1.
    Fade(Entry, f32),
    /// Move an entry to a place in the drawing order, from 0 at the top.
    Reorder(Entry, usize),
    /// Give a deposit or pit another outline.
    Reshape(Entry, Outline),
    /// Set the steepness of a deposit's face.
    SetFace(DepositId, Slope),
    /// Change something else about a deposit.
    ChangeDeposit(DepositId, Box<DepositChange>),
    /// Set how far a deposit is built.
    SetTarget(DepositId, FillTarget),
    /// Let a deposit stand on another terrain.
    SetBase(DepositId, LayerId),
    /// Set what to do where a deposit's outline runs over ground without a height.
    SetUnknownGround(DepositId, UnknownGround),
    /// Look for a layer in another file.
    SetSource(LayerId, String),
    /// Say whether the numbers of a layer grow upwards or downwards.
    SetValues(LayerId, Values),
    /// Set what is added to the heights of a layer.
    SetHeightOffset(LayerId, Metres),
    /// Say how far off the heights of a layer may be.
    SetHeightErrors(LayerId, HeightErrors),
    /// Say who is to be named for a layer.
    SetAttribution(LayerId, String),
    /// Change what a site layer means.
    ChangeSite(LayerId, SiteChange),
    /// Add a scenario behind the one it is a copy of, or last, with copies of what is built.
    AddScenario(ScenarioId, Scenario, Vec<AddedCopy>),
    /// Take a scenario and what is built in it out. The zero alternative stays, and so does one that is frozen.
    RemoveScenario(ScenarioId),
    /// Give a scenario another name.
    RenameScenario(ScenarioId, String),
    /// Give a scenario another colour.
    ColorScenario(ScenarioId, [u8; 3]),
    /// Say something about a scenario.
    NoteScenario(ScenarioId, String),
    /// Move a scenario to a place among the others, from 1: the zero alternative is first.
    MoveScenario(ScenarioId, usize),
    /// Let what is built in a scenario be changed no longer, or again.
    FreezeScenario(ScenarioId, bool),
    /// Keep a copy to try something on as an alternative of this name.
    KeepWhatIf(ScenarioId, String),
    /// Take out a copy to try something on, as if nothing had happened.
    ThrowAwayWhatIf(ScenarioId),
    /// Do something with a slope template.
    ChangeTemplate(TemplateId, Box<TemplateChange>),
    /// Judge, weigh or comment.
    Assess(Box<AssessmentChange>),
    /// Several changes that are one step, with the id of the text that the undo menu calls it by.
    Together(&'static str, Vec<Self>),
    /// Take over what another program made of the project.
    Adopt(Box<Project>),
}

impl Edit {
    /// The id of the text that the undo menu calls it by.
    pub fn label(&self) -> &'static str {
        match self {
            Self::AddLayer(..) => "edit-add-layer",
            Self::AddDeposit(..) => "edit-add-deposit",
            Self::AddPit(_, pit) if pit.outline().is_none() => "edit-add-stope",
            Self::AddPit(..) => "edit-add-pit",
            Self::ChangePit(_, change) => change.label(),
            Self::AddGround(..) => "edit-add-ground",
            Self::ChangeGround(_, change) => change.label(),
            Self::AddOutlet(..) => "edit-add-outlet",
            Self::ChangeOutlet(_, change) => change.label(),
            Self::ChangeTerms(_, change) => change.label(),
            Self::ChangeFraction(_, change) => change.label(),
            Self::SetMasses(_) => "edit-set-masses",
            Self::SetCells(..) => "edit-set-cells",
            Self::FillIn(..) => "edit-fill-in",
            Self::SetAreas(_) => "edit-set-areas",
            Self::Remove(Entry::Pit(_)) => "edit-remove-pit",
            Self::Remove(Entry::Ground(_)) => "edit-remove-ground",
            Self::Remove(Entry::Outlet(_)) => "edit-remove-outlet",
            Self::Remove(Entry::Layer(_)) => "edit-remove-layer",
            Self::Remove(Entry::Deposit(_)) => "edit-remove-deposit",
            Self::Rename(..) => "edit-rename",
            Self::Show(..) => "edit-show",
            Self::Fade(..) => "edit-fade",
            Self::Reorder(..) => "edit-reorder",
            Self::Reshape(..) => "edit-reshape",
            Self::SetFace(..) => "edit-set-face",
            Self::ChangeDeposit(_, change) => change.label(),
            Self::SetTarget(..) => "edit-set-target",
            Self::SetBase(..) => "edit-set-base",
            Self::SetUnknownGround(..) => "edit-set-unknown-ground",
            Self::SetSource(..) => "edit-set-source",
            Self::SetValues(..) => "edit-set-values",
            Self::SetHeightOffset(..) => "edit-set-height-offset",
            Self::SetHeightErrors(..) => "edit-set-height-errors",
            Self::SetAttribution(..) => "edit-set-attribution",
            Self::ChangeSite(_, change) => change.label(),
            Self::AddScenario(_, scenario, _) if scenario.is_what_if() => "edit-what-if",
            Self::AddScenario(_, _, copies) if copies.is_empty() => "edit-add-scenario",
            Self::AddScenario(..) => "edit-duplicate-scenario",
            Self::RemoveScenario(_) => "edit-remove-scenario",
            Self::RenameScenario(..) => "edit-rename-scenario",
            Self::ColorScenario(..) => "edit-color-scenario",
            Self::NoteScenario(..) => "edit-note-scenario",
            Self::MoveScenario(..) => "edit-move-scenario",
            Self::FreezeScenario(_, true) => "edit-freeze-scenario",
            Self::FreezeScenario(_, false) => "edit-thaw-scenario",
            Self::KeepWhatIf(..) => "edit-keep-what-if",
            Self::ThrowAwayWhatIf(_) => "edit-throw-away-what-if",
            Self::ChangeTemplate(_, change) => change.label(),
            Self::Assess(change) => change.label(),
            Self::Together(label, _) => label,
            Self::Adopt(_) => "edit-adopt",
        }
    }

    /// Several changes that are one step; a single one is only itself.
    pub fn together(label: &'static str, mut edits: Vec<Self>) -> Self {
        match (edits.len(), edits.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                edits.extend(last);
                Self::Together(label, edits)
            }
        }
    }

    /// The deposit or pit whose scenario must not be frozen for it.
    fn changes(&self) -> Option<Entry> {
        match self {
            Self::Remove(entry)
            | Self::Rename(entry, _)
            | Self::Reshape(entry, _)
            | Self::ChangeTerms(entry, _) => Some(*entry),
            Self::SetFace(id, _)
            | Self::ChangeDeposit(id, _)
            | Self::SetTarget(id, _)
            | Self::SetBase(id, _)
            | Self::SetUnknownGround(id, _) => Some(Entry::Deposit(*id)),
            Self::ChangePit(id, _) => Some(Entry::Pit(*id)),
            Self::ChangeGround(id, _) => Some(Entry::Ground(*id)),
            Self::ChangeOutlet(id, _) => Some(Entry::Outlet(*id)),
            _ => None,
        }
    }

    /// The frozen scenario in which it would change what is built.
    pub fn held_back_by(&self, project: &Project) -> Option<ScenarioId> {
        let scenario = match self {
            Self::AddDeposit(_, deposit) => Some(deposit.scenario),
            Self::AddPit(_, pit) => Some(pit.scenario),
            Self::AddGround(_, ground) => Some(ground.scenario),
            Self::AddOutlet(_, outlet) => Some(outlet.scenario),
            Self::Together(_, edits) => {
                return edits.iter().find_map(|edit| edit.held_back_by(project));
            }
            Self::SetCells(id, _) | Self::FillIn(id, _) | Self::RemoveScenario(id) => Some(*id),
            Self::Assess(change) => change.judges(project),
            edit => project.scenario_of(edit.changes()?),
        };
        scenario.filter(|id| project.scenario(*id).is_some_and(|one| one.frozen))
    }

    /// Whether it would change what is built in a frozen scenario.
    pub fn is_held_back(&self, project: &Project) -> bool {
        self.held_back_by(project).is_some()
    }

    /// Makes the change. An edit of something that is gone or frozen changes nothing.
    pub fn apply(self, project: &mut Project) {
        if self.is_held_back(project) {
            return;
        }
        match self {
            Self::AddLayer(id, layer) => {
                let place = place_for(layer.kind, project);
                Arc::make_mut(&mut project.order).insert(place, Entry::Layer(id));
                project.layers.insert(id, Arc::new(layer));
            }
            Self::AddDeposit(id, deposit) => {
                if !project.scenarios.contains_key(&deposit.scenario) {
                    return;
                }
                let place = below_names(project);
                Arc::make_mut(&mut project.order).insert(place, Entry::Deposit(id));
                project.deposits.insert(id, Arc::from(deposit));
            }
            Self::AddPit(id, pit) => {
                if !project.scenarios.contains_key(&pit.scenario) {
                    return;
                }
                let place = below_names(project);
                Arc::make_mut(&mut project.order).insert(place, Entry::Pit(id));
                project.pits.insert(id, Arc::from(pit));
            }
            Self::ChangePit(id, change) => on_pit(project, id, |pit| change.apply(pit)),
            Self::AddGround(id, ground) => {
                if !project.scenarios.contains_key(&ground.scenario) {
                    return;
                }
                let place = below_names(project);
                Arc::make_mut(&mut project.order).insert(place, Entry::Ground(id));
                project.other_ground.insert(id, Arc::from(ground));
            }
            Self::ChangeGround(id, change) => {
                on_ground(project, id, |ground| change.apply(ground));
            }
            Self::AddOutlet(id, outlet) => {
                if !project.scenarios.contains_key(&outlet.scenario) {
                    return;
                }
                let place = below_names(project);
                Arc::make_mut(&mut project.order).insert(place, Entry::Outlet(id));
                project.outlets.insert(id, Arc::from(outlet));
            }
            Self::ChangeOutlet(id, change) => {
                on_outlet(project, id, |outlet| change.apply(outlet));
            }
            Self::ChangeTerms(entry, change) => {
                on_terms(project, entry, |terms| change.apply(terms));
            }
            Self::ChangeFraction(id, change) => change_fraction(project, id, change),
            Self::SetMasses(masses) => project.masses = Arc::from(masses),
            Self::SetCells(scenario, cells) => set_cells(project, scenario, cells),
            Self::FillIn(scenario, found) => fill_in(project, scenario, found),
            Self::SetAreas(areas) => project.areas = areas,
            Self::Remove(entry) => {
                Arc::make_mut(&mut project.order).retain(|other| *other != entry);
                match entry {
                    Entry::Layer(id) => drop(project.layers.remove(&id)),
                    Entry::Deposit(id) => drop(project.deposits.remove(&id)),
                    Entry::Pit(id) => drop(project.pits.remove(&id)),
                    Entry::Ground(id) => drop(project.other_ground.remove(&id)),
                    Entry::Outlet(id) => drop(project.outlets.remove(&id)),
                }
                keep_cells(project, |key| key.place != entry);
            }
            Self::Reorder(entry, place) => {
                if let Some(before) = project.order.iter().position(|other| *other == entry) {
                    let order = Arc::make_mut(&mut project.order);
                    order.remove(before);
                    order.insert(place.min(order.len()), entry);
                }
            }
            Self::Rename(entry, name) => rename(project, entry, name),
            Self::Show(entry, visible) => {
                drawing_of(project, entry, |shown, _| *shown = visible);
            }
            Self::Fade(entry, opacity) => {
                drawing_of(project, entry, |_, fade| *fade = opacity.clamp(0.0, 1.0));
            }
            Self::Reshape(entry, outline) => reshape(project, entry, outline),
            Self::SetFace(id, face) => on(project, id, |deposit| deposit.batter.face = face),
            Self::ChangeDeposit(id, change) => on(project, id, |deposit| change.apply(deposit)),
            Self::SetTarget(id, target) => on(project, id, |deposit| deposit.target = target),
            Self::SetBase(id, base) => on(project, id, |deposit| deposit.base = base),
            Self::SetUnknownGround(id, unknown_ground) => {
                on(project, id, |deposit| {
                    deposit.unknown_ground = unknown_ground;
                });
            }
            Self::SetSource(id, source) => on_layer(project, id, |layer| layer.source = source),
            Self::SetValues(id, values) => on_layer(project, id, |layer| layer.values = values),
            Self::SetHeightOffset(id, offset) => {
                on_layer(project, id, |layer| layer.height_offset = offset);
            }
            Self::SetHeightErrors(id, errors) => {
                on_layer(project, id, |layer| layer.errors = errors);
            }
            Self::SetAttribution(id, text) => on_layer(project, id, |layer| {
                layer.attribution = text;
            }),
            Self::ChangeSite(id, change) => on_layer(project, id, |layer| {
                if let SiteChange::DataSet { attribution, .. } = &change {
                    layer.attribution.clone_from(attribution);
                }
                if let Some(site) = &mut layer.site {
                    change.apply(site);
                }
            }),
            Self::AddScenario(id, scenario, copies) => {
                add_scenario(project, id, scenario, &copies);
            }
            Self::RemoveScenario(id) => remove_scenario(project, id),
            Self::ThrowAwayWhatIf(id) => {
                if project.scenario(id).is_some_and(Scenario::is_what_if) {
                    remove_scenario(project, id);
                }
            }
            Self::RenameScenario(id, name) => of_scenario(project, id, |one| one.name = name),
            Self::ColorScenario(id, color) => of_scenario(project, id, |one| one.color = color),
            Self::NoteScenario(id, note) => of_scenario(project, id, |one| one.note = note),
            Self::FreezeScenario(id, frozen) => {
                of_scenario(project, id, |one| one.frozen = frozen);
            }
            Self::MoveScenario(id, place) => move_scenario(project, id, place),
            Self::KeepWhatIf(id, name) => of_scenario(project, id, |one| {
                if one.is_what_if() {
                    one.kind = ScenarioKind::Alternative;
                    one.name = name;
                }
            }),
            Self::ChangeTemplate(id, change) => change.apply(project, id),
            Self::Assess(change) => change.apply(project),
            Self::Together(_, edits) => {
                for edit in edits {
                    edit.apply(project);
                }
            }
            Self::Adopt(other) => *project = *other,
        }
    }
}

fn on_layer(project: &mut Project, id: LayerId, change: impl FnOnce(&mut Layer)) {
    if let Some(layer) = project.layers.get_mut(&id) {
        change(Arc::make_mut(layer));
    }
}

fn on(project: &mut Project, id: DepositId, change: impl FnOnce(&mut Deposit)) {
    if let Some(deposit) = project.deposits.get_mut(&id) {
        change(Arc::make_mut(deposit));
    }
}

fn on_pit(project: &mut Project, id: PitId, change: impl FnOnce(&mut Pit)) {
    if let Some(pit) = project.pits.get_mut(&id) {
        change(Arc::make_mut(pit));
    }
}

fn on_ground(project: &mut Project, id: GroundId, change: impl FnOnce(&mut OtherGround)) {
    if let Some(ground) = project.other_ground.get_mut(&id) {
        change(Arc::make_mut(ground));
    }
}

fn on_outlet(project: &mut Project, id: OutletId, change: impl FnOnce(&mut Outlet)) {
    if let Some(outlet) = project.outlets.get_mut(&id) {
        change(Arc::make_mut(outlet));
    }
}

fn on_terms(project: &mut Project, entry: Entry, change: impl FnOnce(&mut Terms)) {
    match entry {
        Entry::Deposit(id) => on(project, id, |deposit| change(&mut deposit.terms)),
        Entry::Pit(id) => on_pit(project, id, |pit| change(&mut pit.terms)),
        Entry::Outlet(id) => on_outlet(project, id, |outlet| change(&mut outlet.terms)),
        Entry::Layer(_) | Entry::Ground(_) => {}
    }
}

fn rename(project: &mut Project, entry: Entry, name: String) {
    match entry {
        Entry::Layer(id) => on_layer(project, id, |layer| layer.name = name),
        Entry::Deposit(id) => on(project, id, |deposit| deposit.name = name),
        Entry::Pit(id) => on_pit(project, id, |pit| pit.name = name),
        Entry::Ground(id) => on_ground(project, id, |ground| ground.name = name),
        Entry::Outlet(id) => on_outlet(project, id, |outlet| outlet.name = name),
    }
}

/// Changes whether an entry is drawn, and how much it covers.
fn drawing_of(project: &mut Project, entry: Entry, change: impl FnOnce(&mut bool, &mut f32)) {
    match entry {
        Entry::Layer(id) => on_layer(project, id, |layer| {
            change(&mut layer.visible, &mut layer.opacity);
        }),
        Entry::Deposit(id) => on(project, id, |deposit| {
            change(&mut deposit.visible, &mut deposit.opacity);
        }),
        Entry::Pit(id) => on_pit(project, id, |pit| {
            change(&mut pit.visible, &mut pit.opacity);
        }),
        Entry::Ground(id) => on_ground(project, id, |ground| {
            change(&mut ground.visible, &mut ground.opacity);
        }),
        Entry::Outlet(id) => on_outlet(project, id, |outlet| {
            change(&mut outlet.visible, &mut outlet.opacity);
        }),
    }
}

fn reshape(project: &mut Project, entry: Entry, drawn: Outline) {
    match entry {
        Entry::Layer(_) | Entry::Outlet(_) => {}
        Entry::Deposit(id) => on(project, id, |deposit| deposit.reshape(drawn)),
        Entry::Pit(id) => on_pit(project, id, |pit| {
            if let Room::Pit { outline, .. } = &mut pit.room {
                *outline = drawn;
            }
        }),
        Entry::Ground(id) => on_ground(project, id, |ground| ground.outline = drawn),
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

/// Where a new layer hides as little as possible: pictures, terrain and site layers above those that are
/// there, in this order from below.
fn place_for(kind: LayerKind, project: &Project) -> usize {
    if kind == LayerKind::PlaceNames {
        return 0;
    }
    let lies_below = |entry: &Entry| match kind_of(*entry, project) {
        Some(LayerKind::Terrain | LayerKind::Background) => true,
        Some(LayerKind::Site) => kind == LayerKind::Site,
        Some(LayerKind::PlaceNames) | None => false,
    };
    let first = project.order.iter().position(lies_below);
    first.unwrap_or(project.order.len())
}

fn kind_of(entry: Entry, project: &Project) -> Option<LayerKind> {
    match entry {
        Entry::Layer(id) => project.layer(id).map(|layer| layer.kind),
        _ => None,
    }
}
