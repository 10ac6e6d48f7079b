//! Alternatives: which one is shown, new ones and copies, what if, and what is refused in a frozen one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::App;
use crate::app::TaskError;
use crate::app::trouble::{Matter, WayOut};
use crate::project::{
    AddedCopy, DepositId, Edit, Entry, GroundId, History, OutletId, PitId, Project,
    SCENARIO_COLORS, Scenario, ScenarioId, ScenarioKind,
};
use crate::results::Fingerprint;

/// What can be asked of alternatives, besides single edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioAsk {
    /// Add one without anything in it, and show it.
    New,
    /// Copy one with its deposits, and show the copy.
    Duplicate(ScenarioId),
    /// Take one out of the project.
    Delete(ScenarioId),
    /// Copy the one that is shown to try something on. There is one such copy at a time.
    WhatIf,
    /// Keep that copy as an alternative.
    Keep,
    /// Throw that copy away and go back to where it came from.
    ThrowAway,
    /// Say why nothing can be built in the one that is shown.
    WhyFrozen,
    /// Add an outlet to the one that is shown, and select it.
    AddOutlet,
    /// Add a fraction, which all of them share.
    AddFraction,
}

impl App {
    /// The alternative that is shown.
    pub fn active_scenario(&self) -> Option<&Scenario> {
        self.project().scenario(self.active)
    }

    /// Whether nothing may be built or changed in the alternative that is shown.
    pub fn is_active_frozen(&self) -> bool {
        self.active_scenario().is_some_and(|one| one.frozen)
    }

    /// The copy to try something on, while there is one.
    pub fn what_if(&self) -> Option<(ScenarioId, &Scenario)> {
        let mut all = self.project().scenarios_in_order();
        all.find(|(_, scenario)| scenario.is_what_if())
    }

    /// The alternative `step` places behind the one that is shown, going round at the ends.
    pub fn scenario_beside(&self, step: isize) -> Option<ScenarioId> {
        let order = &self.project().scenario_order;
        let count = isize::try_from(order.len())
            .ok()
            .filter(|count| 0 < *count)?;
        let at = order.iter().position(|id| *id == self.active)?;
        let beside = (isize::try_from(at).ok()? + step).rem_euclid(count);
        order.get(usize::try_from(beside).ok()?).copied()
    }

    /// A project as it begins, with names in the language that is set.
    pub(super) fn fresh_project(&self) -> Project {
        let first = [("number", "1".to_owned())];
        Project::new(
            &self.words.text("scenario-zero", &[]),
            &self.words.text("scenario-numbered", &first),
        )
    }

    /// Names what a project begins with anew in another language, as long as there is none.
    pub(super) fn name_scenarios(&mut self) {
        if !self.has_project {
            self.history = History::of(self.fresh_project());
        }
    }

    /// Shows another alternative.
    pub(super) fn show_scenario(&mut self, id: ScenarioId) {
        if self.project().scenario(id).is_some() && self.active != id {
            self.make_active(id);
            self.refresh();
            // Where the planner was is kept in the file too.
            self.keep(None);
        }
    }

    pub(super) fn ask_scenario(&mut self, ask: ScenarioAsk) {
        match ask {
            ScenarioAsk::New => self.add_new(),
            ScenarioAsk::Duplicate(of) => {
                if let Some(original) = self.project().scenario(of) {
                    let name = self.name_of_copy(&original.name);
                    let note = original.note.clone();
                    self.add_copy(of, ScenarioKind::Alternative, &name, note);
                }
            }
            ScenarioAsk::Delete(id) => self.edit(Edit::RemoveScenario(id)),
            ScenarioAsk::WhatIf => match (self.what_if(), self.active_scenario()) {
                (Some((id, _)), _) => self.show_scenario(id),
                (None, Some(original)) => {
                    let arguments = [("name", original.name.clone())];
                    let name = self.words.text("scenario-what-if-name", &arguments);
                    let kind = ScenarioKind::WhatIf { of: self.active };
                    self.add_copy(self.active, kind, &name, String::new());
                }
                (None, None) => {}
            },
            ScenarioAsk::Keep => self.keep_what_if(),
            ScenarioAsk::ThrowAway => {
                if let Some((id, _)) = self.what_if() {
                    self.edit(Edit::ThrowAwayWhatIf(id));
                }
            }
            ScenarioAsk::WhyFrozen => self.tell_frozen(self.active),
            ScenarioAsk::AddOutlet => self.add_outlet(),
            ScenarioAsk::AddFraction => self.add_fraction(),
        }
    }

    fn add_new(&mut self) {
        let alternatives = self.project().scenarios.len();
        let numbered = |number: usize| {
            let arguments = [("number", number.to_string())];
            self.words.text("scenario-numbered", &arguments)
        };
        let name = (1..=alternatives + 1)
            .map(numbered)
            .find(|name| !self.is_scenario_name(name))
            .unwrap_or_else(|| numbered(alternatives));
        let color = free_color(self.project());
        let scenario = Scenario::new(&name, ScenarioKind::Alternative, color);
        self.add_scenario(scenario, None);
    }

    fn add_copy(&mut self, of: ScenarioId, kind: ScenarioKind, name: &str, note: String) {
        let color = free_color(self.project());
        let scenario = Scenario {
            note,
            ..Scenario::new(&self.free_name(name), kind, color)
        };
        self.add_scenario(scenario, Some(of));
    }

    fn add_scenario(&mut self, scenario: Scenario, copy_of: Option<ScenarioId>) {
        let id = ScenarioId(self.next_id());
        // In the order of their numbers, by which they have their colours on the map.
        let project = self.project();
        let deposits = project.deposits.keys().map(|id| Entry::Deposit(*id));
        let pits = project.pits.keys().map(|id| Entry::Pit(*id));
        let grounds = project.other_ground.keys().map(|id| Entry::Ground(*id));
        let outlets = project.outlets.keys().map(|id| Entry::Outlet(*id));
        let originals: Vec<Entry> = deposits
            .chain(pits)
            .chain(grounds)
            .chain(outlets)
            .filter(|entry| copy_of.is_some() && project.scenario_of(*entry) == copy_of)
            .collect();
        let copies: Vec<AddedCopy> = originals
            .into_iter()
            .map(|copy_of| AddedCopy {
                id: self.next_id(),
                copy_of,
            })
            .collect();
        let selected = self.copy_of_selected(&copies);
        let judgements = copy_of.map_or_else(Vec::new, |of| self.copied_judgements(of, id));
        let add = Edit::AddScenario(id, scenario, copies);
        let label = add.label();
        let all = [add].into_iter().chain(judgements).collect();
        self.edit(Edit::together(label, all));
        if self.project().scenario(id).is_some() {
            self.make_active(id);
            self.selected = selected.or(self.selected);
            self.refresh();
            self.keep(None);
        }
    }

    /// The planner goes on with the same deposit or pit in a copy.
    fn copy_of_selected(&self, copies: &[AddedCopy]) -> Option<Entry> {
        let mut copies = copies.iter();
        let selected = copies.find(|copy| self.selected == Some(copy.copy_of))?;
        match selected.copy_of {
            Entry::Layer(_) => None,
            Entry::Deposit(_) => Some(Entry::Deposit(DepositId(selected.id))),
            Entry::Pit(_) => Some(Entry::Pit(PitId(selected.id))),
            Entry::Ground(_) => Some(Entry::Ground(GroundId(selected.id))),
            Entry::Outlet(_) => Some(Entry::Outlet(OutletId(selected.id))),
        }
    }

    fn keep_what_if(&mut self) {
        let Some((id, scenario)) = self.what_if() else {
            return;
        };
        let original = match scenario.kind {
            ScenarioKind::WhatIf { of } => self.project().scenario(of),
            ScenarioKind::Zero | ScenarioKind::Alternative => None,
        };
        let name = original.map_or_else(
            || scenario.name.clone(),
            |original| {
                let arguments = [("name", original.name.clone())];
                self.words.text("scenario-kept-name", &arguments)
            },
        );
        let name = self.free_name(&name);
        self.edit(Edit::KeepWhatIf(id, name));
    }

    /// A copy of a copy is called as the first copy is, with the next number.
    fn name_of_copy(&self, original: &str) -> String {
        let copy_of = |name: &str| {
            let arguments = [("name", name.to_owned())];
            self.words.text("scenario-copy-name", &arguments)
        };
        if original.starts_with(&copy_of("")) {
            without_number(original).to_owned()
        } else {
            copy_of(original)
        }
    }

    fn is_scenario_name(&self, name: &str) -> bool {
        let mut scenarios = self.project().scenarios.values();
        scenarios.any(|scenario| scenario.name == name)
    }

    /// The name, with a number behind it where it is taken.
    fn free_name(&self, name: &str) -> String {
        let taken = self.project().scenarios.len();
        let mut names = std::iter::once(name.to_owned())
            .chain((2..=taken + 2).map(|number| format!("{name} ({number})")));
        names
            .find(|name| !self.is_scenario_name(name))
            .unwrap_or_else(|| name.to_owned())
    }

    fn make_active(&mut self, id: ScenarioId) {
        self.active = id;
        self.draft = None;
        self.held = None;
        self.preview = None;
        self.preview_number = self.draft_number;
        self.drop_foreign_selection();
    }

    /// Nothing stays selected that is gone or belongs to another alternative than the one that is shown.
    fn drop_foreign_selection(&mut self) {
        let project = self.project();
        self.selected = self.selected.filter(|entry| match entry {
            Entry::Layer(id) => project.layer(*id).is_some(),
            built => project.scenario_of(*built) == Some(self.active),
        });
    }

    /// Goes one step in the history, to where it changes something.
    pub(super) fn go(&mut self, step: impl FnOnce(&mut History) -> Option<&'static str>) {
        let before = self.project().clone();
        let label = step(&mut self.history);
        if label.is_some() {
            if let Some(touched) = touched(&before, self.project(), self.active) {
                self.make_active(touched);
            }
            self.leave_gone(&before);
            self.follow_history(label);
        }
    }

    /// After a change of the project: an alternative that is gone gives way to its neighbour.
    pub(super) fn leave_gone(&mut self, before: &Project) {
        if self.project().scenario(self.active).is_none() {
            let next = neighbour(before, self.project(), self.active);
            self.make_active(next);
        }
        self.drop_foreign_selection();
        self.put_away_thawed();
    }

    /// Nothing is refused any more in what was thawed.
    fn put_away_thawed(&mut self) {
        let project = self.history.project();
        let is_frozen = |way: &WayOut| match way {
            WayOut::Thaw(id) => project.scenario(*id).is_some_and(|one| one.frozen),
            _ => true,
        };
        self.posted
            .retain(|posted| posted.ways_out.iter().all(is_frozen));
    }

    /// Whether an edit would change what is built in a frozen alternative. That is told, with a way out.
    pub(super) fn holds_back(&mut self, edit: &Edit) -> bool {
        let frozen = edit.held_back_by(self.project());
        if let Some(scenario) = frozen {
            self.tell_frozen(scenario);
        }
        frozen.is_some()
    }

    fn tell_frozen(&mut self, scenario: ScenarioId) {
        let way = WayOut::Thaw(scenario);
        // Told once, however often it is tried.
        self.posted.retain(|posted| !posted.ways_out.contains(&way));
        let name = self.project().scenario(scenario);
        let name = name.map_or_else(String::new, |one| one.name.clone());
        let error = TaskError::ScenarioFrozen { name };
        self.post(Matter::Failed(Arc::new(error)), vec![way]);
    }

    /// Takes over what another deposit of equal inputs came to. Returns whether there is or will be one.
    pub(super) fn shares_fill(&mut self, id: DepositId, of: Fingerprint) -> bool {
        let mut others = self.fills.values();
        if let Some(known) = others.find(|fill| fill.is_of(of)).cloned() {
            self.asked.remove(&Entry::Deposit(id));
            self.fills.insert(id, known);
            self.record_fill(id);
            return true;
        }
        // It is shared once it is there.
        self.asked
            .iter()
            .any(|(other, asked)| *other != Entry::Deposit(id) && *asked == of)
    }
}

/// A name without the number in brackets that made it free.
fn without_number(name: &str) -> &str {
    let number = |text: &str| {
        let digits = text.strip_suffix(')').unwrap_or_default();
        !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
    };
    match name.rsplit_once(" (") {
        Some((rest, end)) if number(end) => rest,
        _ => name,
    }
}

/// The alternative that a step in the history is about: one that came, or else one with changes, unless the
/// one that is shown has some too.
fn touched(before: &Project, after: &Project, active: ScenarioId) -> Option<ScenarioId> {
    let mut order = after.scenario_order.iter().copied();
    if let Some(came) = order.find(|id| !before.scenarios.contains_key(id)) {
        return Some(came);
    }
    let mut touched = BTreeSet::new();
    for (one, other) in [(before, after), (after, before)] {
        for (id, deposit) in &one.deposits {
            if other.deposits.get(id) != Some(deposit) {
                touched.insert(deposit.scenario);
            }
        }
    }
    for (one, other) in [(before, after), (after, before)] {
        let changed = one.pits.iter();
        let changed = changed.filter(|(id, pit)| other.pits.get(id) != Some(*pit));
        touched.extend(changed.map(|(_, pit)| pit.scenario));
    }
    if touched.is_empty() {
        let changed = |(id, scenario): &(&ScenarioId, &Arc<Scenario>)| {
            before.scenarios.get(id) != Some(*scenario)
        };
        touched.extend(after.scenarios.iter().filter(changed).map(|(id, _)| *id));
    }
    touched.retain(|id| after.scenarios.contains_key(id));
    if touched.contains(&active) {
        return None;
    }
    touched.first().copied()
}

/// What is shown when an alternative is gone: where a copy came from, or else the one before it.
fn neighbour(before: &Project, after: &Project, gone: ScenarioId) -> ScenarioId {
    if let Some(ScenarioKind::WhatIf { of }) = before.scenario(gone).map(|one| one.kind)
        && after.scenario(of).is_some()
    {
        return of;
    }
    let order = &before.scenario_order;
    let at = order.iter().position(|id| *id == gone).unwrap_or(0);
    let stays = |id: &&ScenarioId| **id != ScenarioId::ZERO && after.scenario(**id).is_some();
    let earlier = order.iter().take(at).rev().find(stays);
    let later = || order.iter().skip(at + 1).find(stays);
    earlier.or_else(later).copied().unwrap_or(ScenarioId::ZERO)
}

/// The first colour that no alternative has, or the one that the fewest have.
fn free_color(project: &Project) -> [u8; 3] {
    let users = |color: &[u8; 3]| {
        let scenarios = project.scenarios.values();
        scenarios
            .filter(|scenario| scenario.color == *color)
            .count()
    };
    // The grey is the zero alternative's.
    let rest = &SCENARIO_COLORS[1..];
    rest.iter()
        .copied()
        .min_by_key(users)
        .unwrap_or(SCENARIO_COLORS[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_used_again_when_all_are_taken() {
        let mut project = Project::default();
        for number in 0..20_u64 {
            let color = free_color(&project);
            assert_ne!(color, SCENARIO_COLORS[0]);
            let others = project.scenarios.values();
            let users = others.filter(|one| one.color == color).count();
            assert!(users <= 3, "{number}: {color:?}");
            let scenario = Scenario::new("x", ScenarioKind::Alternative, color);
            Edit::AddScenario(ScenarioId(10 + number), scenario, Vec::new()).apply(&mut project);
        }
    }

    #[test]
    fn numbers_in_brackets_are_taken_off_a_name() {
        assert_eq!(
            without_number("Copy of Alternative 1 (12)"),
            "Copy of Alternative 1"
        );
        for name in ["Alternative 1", "Lake (north)", "Lake (2", "Lake ()"] {
            assert_eq!(without_number(name), name);
        }
    }

    #[test]
    fn the_one_before_takes_the_place_of_an_alternative_that_is_gone() {
        let mut before = Project::default();
        for id in [2, 3] {
            let scenario = Scenario::new("x", ScenarioKind::Alternative, [0; 3]);
            Edit::AddScenario(ScenarioId(id), scenario, Vec::new()).apply(&mut before);
        }
        let check = |gone: u64, shown: u64| {
            let mut after = before.clone();
            Edit::RemoveScenario(ScenarioId(gone)).apply(&mut after);
            let next = neighbour(&before, &after, ScenarioId(gone));
            assert_eq!(next, ScenarioId(shown), "{gone}");
        };
        check(3, 2);
        check(2, 1);
        // The zero alternative is shown only where there is no other.
        check(1, 2);
    }
}
