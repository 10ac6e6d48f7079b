//! Slope templates: faces, berms, water and closure under a name, to be given to deposits.
//!
//! A template is copied into a deposit. What is changed about it later leaves deposits as they are, so that
//! nothing that was decided changes by itself.

use std::sync::Arc;

use super::{Deposit, DepositMethod, Project};
use crate::design::{Batter, Benches, Slope, Water};
use crate::units::Metres;

/// Names a slope template for as long as its project exists. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateId(pub u64);

/// Faces, berms, water and closure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slopes {
    /// Faces, berms and water.
    pub batter: Batter,
    /// The gentler slope of closure.
    pub closure: Option<Slope>,
}

/// Slopes of the project's own.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopeTemplate {
    /// What the planner calls it.
    pub name: String,
    /// What it says.
    pub slopes: Slopes,
    /// Who says so, such as a report or a guideline.
    pub source: String,
}

/// Slopes that every project offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopePreset {
    /// Names it in texts and on the command line.
    pub id: &'static str,
    /// What it says.
    pub slopes: Slopes,
}

/// What is done with a slope template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplateChange {
    /// Put it behind the others.
    Add(SlopeTemplate),
    /// Give it other slopes.
    Slopes(Slopes),
    /// Give it another name, and say who says so.
    Describe {
        /// What the planner calls it.
        name: String,
        /// Who says so.
        source: String,
    },
    /// Move it to a place among the others, from 0.
    Move(usize),
    /// Take it out. Deposits that it was given to stay as they are.
    Remove,
}

/// One face above water, the usual berms, or none.
const fn rock(benches: Option<Benches>, closure: Option<Slope>) -> Slopes {
    Slopes {
        batter: Batter {
            face: Slope::TIPPED_ROCK,
            benches,
            water: None,
        },
        closure,
    }
}

/// One face from bottom to top.
const fn plain(face: Slope) -> Slopes {
    Slopes {
        batter: Batter {
            face,
            benches: None,
            water: None,
        },
        closure: None,
    }
}

/// One face above the sea and another below it.
const fn at_sea(face: Slope, submerged: Slope) -> Slopes {
    Slopes {
        batter: Batter {
            face,
            benches: None,
            water: Some(Water {
                level: Metres(0.0),
                face: submerged,
            }),
        },
        closure: None,
    }
}

impl SlopePreset {
    /// All presets, those of rock on land first.
    ///
    /// # Source
    /// Tipped rock lies at 34–40° as observed, 37° in design; closure slopes are gentler than 1:2 (Bullmoose);
    /// long benched closure slopes between 18° and repose erode badly (`McPhail`). Lifts, berms and slopes under
    /// water are general practice, unconfirmed.
    pub const ALL: [Self; 7] = [
        Self {
            id: "tipped-rock",
            slopes: rock(None, None),
        },
        Self {
            id: "tipped-rock-benched",
            slopes: rock(Some(Benches::USUAL), None),
        },
        Self {
            id: "benched-then-closed",
            slopes: rock(Some(Benches::USUAL), Some(Slope::ONE_IN_THREE)),
        },
        Self {
            id: "regraded-1-2",
            slopes: plain(Slope::ONE_IN_TWO),
        },
        Self {
            id: "regraded-1-3",
            slopes: plain(Slope::ONE_IN_THREE),
        },
        Self {
            id: "rock-in-sea",
            slopes: at_sea(Slope::ONE_IN_ONE_AND_A_HALF, Slope::ONE_IN_THREE),
        },
        Self {
            id: "tailings-in-sea",
            slopes: at_sea(Slope::ONE_IN_THREE, Slope::ONE_IN_TWENTY),
        },
    ];

    /// A preset by its name.
    pub fn named(id: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|preset| preset.id == id)
    }
}

impl Slopes {
    /// Those of a deposit.
    pub fn of(deposit: &Deposit) -> Self {
        Self {
            batter: deposit.batter,
            closure: deposit.closure,
        }
    }

    /// What becomes of a deposit's slopes when these are given to it.
    ///
    /// Levels belong to a place: the deposit keeps its bench datum and the level of its water, and water that the
    /// template says nothing of. A closure slope is given to fills that rise from the toe, which alone can have one.
    #[must_use]
    pub fn given_to(self, deposit: &Deposit) -> Self {
        let own = deposit.batter;
        let mut batter = self.batter;
        if let (Some(benches), Some(own)) = (&mut batter.benches, own.benches) {
            benches.datum = own.datum.or(benches.datum);
        }
        batter.water = match (batter.water, own.water) {
            (Some(water), Some(own)) => Some(Water {
                level: own.level,
                ..water
            }),
            (water, own) => water.or(own),
        };
        Self {
            batter,
            closure: if deposit.method == DepositMethod::Toe {
                self.closure
            } else {
                deposit.closure
            },
        }
    }

    /// Whether a deposit has these slopes already.
    pub fn are_those_of(self, deposit: &Deposit) -> bool {
        self.given_to(deposit) == Self::of(deposit)
    }
}

impl TemplateChange {
    /// The id of the text that the undo menu calls it by.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Add(_) => "edit-template-add",
            Self::Slopes(_) => "edit-template-slopes",
            Self::Describe { .. } => "edit-template-describe",
            Self::Move(_) => "edit-template-move",
            Self::Remove => "edit-template-remove",
        }
    }

    /// Makes the change. One of a template that is gone changes nothing.
    pub(super) fn apply(self, project: &mut Project, id: TemplateId) {
        match self {
            Self::Add(template) => {
                if project.templates.contains_key(&id) {
                    return;
                }
                Arc::make_mut(&mut project.template_order).push(id);
                project.templates.insert(id, Arc::new(template));
            }
            Self::Remove => {
                project.templates.remove(&id);
                Arc::make_mut(&mut project.template_order).retain(|other| *other != id);
            }
            Self::Move(place) => {
                let before = project.template_order.iter().position(|other| *other == id);
                if let Some(before) = before {
                    let order = Arc::make_mut(&mut project.template_order);
                    order.remove(before);
                    order.insert(place.min(order.len()), id);
                }
            }
            Self::Slopes(slopes) => of(project, id, |template| template.slopes = slopes),
            Self::Describe { name, source } => of(project, id, |template| {
                template.name = name;
                template.source = source;
            }),
        }
    }
}

fn of(project: &mut Project, id: TemplateId, change: impl FnOnce(&mut SlopeTemplate)) {
    if let Some(template) = project.templates.get_mut(&id) {
        change(Arc::make_mut(template));
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;
    use crate::design::Outline;
    use crate::project::{DepositChange, DepositId, Edit, Entry, History, LayerId, ScenarioId};

    fn deposit() -> Deposit {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let outline = Outline::new(&square).unwrap();
        Deposit::new(ScenarioId::FIRST, "Nord".to_owned(), outline, LayerId(1))
    }

    fn slopes_of(id: &str) -> Slopes {
        SlopePreset::named(id).unwrap().slopes
    }

    #[test]
    fn presets_can_be_told_apart() {
        for (place, preset) in SlopePreset::ALL.iter().enumerate() {
            assert!(
                SlopePreset::ALL[..place]
                    .iter()
                    .all(|other| other.id != preset.id && other.slopes != preset.slopes)
            );
        }
    }

    #[test]
    fn levels_of_a_deposit_stay_when_a_template_is_given_to_it() {
        let mut deposit = deposit();
        let own = Water {
            level: Metres(-1.4),
            face: Slope::ONE_IN_TWO,
        };
        deposit.batter.water = Some(own);
        let mut benches = Benches::USUAL;
        benches.datum = Some(Metres(12.5));
        deposit.batter.benches = Some(benches);
        let sea = slopes_of("rock-in-sea").given_to(&deposit).batter;
        assert_eq!(sea.face, Slope::ONE_IN_ONE_AND_A_HALF);
        let water = sea.water.unwrap();
        assert_eq!(
            (water.level, water.face),
            (Metres(-1.4), Slope::ONE_IN_THREE)
        );
        let benched = slopes_of("tipped-rock-benched").given_to(&deposit).batter;
        assert_eq!(benched.benches.unwrap().datum, Some(Metres(12.5)));
        assert_eq!(benched.water, Some(own));
        deposit.batter = benched;
        assert!(slopes_of("tipped-rock-benched").are_those_of(&deposit));
        assert!(!slopes_of("tipped-rock").are_those_of(&deposit));
    }

    #[test]
    fn only_a_fill_from_the_toe_is_given_a_closure_slope() {
        let mut deposit = deposit();
        let closed = slopes_of("benched-then-closed");
        assert_eq!(closed.given_to(&deposit).closure, Some(Slope::ONE_IN_THREE));
        deposit.method = DepositMethod::Point;
        assert_eq!(closed.given_to(&deposit).closure, None);
    }

    #[test]
    fn a_deposit_does_not_follow_its_template() {
        let mut history = History::default();
        let (id, template) = (DepositId(5), TemplateId(6));
        let edit = |history: &mut History, change| {
            history.apply(Edit::ChangeTemplate(template, Box::new(change)));
        };
        history.apply(Edit::AddDeposit(id, Box::new(deposit())));
        let own = SlopeTemplate {
            name: "Tipp".to_owned(),
            slopes: slopes_of("regraded-1-2"),
            source: "Rapport 7".to_owned(),
        };
        edit(&mut history, TemplateChange::Add(own.clone()));
        let given = own.slopes.given_to(history.project().deposit(id).unwrap());
        history.apply(Edit::ChangeDeposit(
            id,
            Box::new(DepositChange::Slopes(given)),
        ));
        let built = history.project().deposit(id).unwrap().clone();
        assert_eq!(built.batter.face, Slope::ONE_IN_TWO);
        edit(
            &mut history,
            TemplateChange::Slopes(slopes_of("regraded-1-3")),
        );
        edit(&mut history, TemplateChange::Remove);
        assert_eq!(history.project().deposit(id), Some(&built));
        assert!(history.project().templates.is_empty());
        assert_eq!(history.undo(), Some("edit-template-remove"));
        assert_eq!(history.undo(), Some("edit-template-slopes"));
        assert_eq!(history.project().template(template), Some(&own));
        assert!(history.project().outline_of(Entry::Deposit(id)).is_some());
    }

    #[test]
    fn templates_stand_in_the_order_that_they_are_put_in() {
        let mut project = Project::default();
        let mut edit =
            |id, change| Edit::ChangeTemplate(TemplateId(id), Box::new(change)).apply(&mut project);
        for id in [4_u64, 2, 3] {
            edit(
                id,
                TemplateChange::Add(SlopeTemplate {
                    name: id.to_string(),
                    slopes: slopes_of("tipped-rock"),
                    source: String::new(),
                }),
            );
        }
        edit(3, TemplateChange::Move(0));
        edit(4, TemplateChange::Move(9));
        edit(7, TemplateChange::Move(0));
        let described = TemplateChange::Describe {
            name: "x".to_owned(),
            source: String::new(),
        };
        edit(7, described);
        let names: Vec<&str> = project
            .templates_in_order()
            .map(|(_, template)| template.name.as_str())
            .collect();
        assert_eq!(names, ["3", "2", "4"]);
        assert_eq!(project.last_id(), 4);
    }
}
