//! A level at each corner of a crest.

use super::{Deposit, DepositChange, DepositMethod};
use crate::design::FillTarget;
use crate::units::Metres;

impl Deposit {
    /// The level of each corner of its crest, where the highest lies at `crest`; `None` unless corners have
    /// levels of their own.
    pub fn corner_levels(&self, crest: Metres) -> Option<Vec<Metres>> {
        match &self.method {
            DepositMethod::Crest { drops } if !drops.is_empty() => {
                Some(drops.iter().map(|drop| crest - *drop).collect())
            }
            _ => None,
        }
    }

    /// What gives a corner of its crest another level, where the highest lies at `crest`.
    ///
    /// The highest corner is the crest's level: it follows where it is asked for, and with a volume only how the
    /// corners lie to each other counts. `None` where there is no such corner.
    pub fn with_corner_level(
        &self,
        corner: usize,
        level: Metres,
        crest: Metres,
    ) -> Option<DepositChange> {
        let mut levels = self.corner_levels(crest)?;
        *levels.get_mut(corner)? = level;
        let highest = levels
            .iter()
            .copied()
            .reduce(|one, other| if one < other { other } else { one })?;
        let drops = levels.into_iter().map(|level| highest - level).collect();
        Some(DepositChange::Method {
            method: DepositMethod::Crest { drops },
            target: match self.target {
                FillTarget::Crest(_) => FillTarget::Crest(highest),
                target => target,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;
    use crate::design::Outline;
    use crate::project::{LayerId, ScenarioId};
    use crate::units::PlacedM3;

    fn deposit(target: FillTarget) -> Deposit {
        let square = polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0)];
        let outline = Outline::new(&square).unwrap();
        let plain = Deposit::new(ScenarioId::FIRST, "Nord".to_owned(), outline, LayerId(1));
        Deposit {
            method: DepositMethod::Crest {
                drops: [0.0, 1.0, 2.0].map(Metres).to_vec(),
            },
            target,
            ..plain
        }
    }

    fn drops(drops: [f64; 3]) -> DepositMethod {
        DepositMethod::Crest {
            drops: drops.map(Metres).to_vec(),
        }
    }

    #[test]
    fn the_highest_corner_is_the_level_of_the_crest() {
        let at = |level: f64| FillTarget::Crest(Metres(level));
        let check = |corner, level, expected: [f64; 3], crest| {
            let change = deposit(at(50.0)).with_corner_level(corner, Metres(level), Metres(50.0));
            assert_eq!(
                change,
                Some(DepositChange::Method {
                    method: drops(expected),
                    target: at(crest),
                })
            );
        };
        check(2, 49.5, [0.0, 1.0, 0.5], 50.0);
        check(1, 52.0, [2.0, 0.0, 4.0], 52.0);
        check(0, 48.5, [0.5, 0.0, 1.0], 49.0);
    }

    #[test]
    fn with_a_volume_the_corners_lie_to_each_other_as_they_were_typed() {
        let target = FillTarget::Volume(PlacedM3(1e4));
        let change = deposit(target).with_corner_level(1, Metres(51.0), Metres(50.0));
        let expected = DepositChange::Method {
            method: drops([1.0, 0.0, 3.0]),
            target,
        };
        assert_eq!(change, Some(expected));
    }

    #[test]
    fn a_level_crest_has_no_levels_at_its_corners() {
        let mut deposit = deposit(FillTarget::Crest(Metres(50.0)));
        assert_eq!(
            deposit.with_corner_level(3, Metres(1.0), Metres(50.0)),
            None
        );
        deposit.method = DepositMethod::Crest { drops: Vec::new() };
        assert_eq!(deposit.corner_levels(Metres(50.0)), None);
        assert_eq!(
            deposit.with_corner_level(0, Metres(1.0), Metres(50.0)),
            None
        );
    }
}
