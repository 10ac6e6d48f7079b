//! What figures say of how much deposits and pits hold.

use geo::MultiPolygon;

use super::{KnownFill, KnownMasses, KnownPit};
use crate::app::state::{content_id, pit_content_id};
use crate::curve::CurvePoint;
use crate::project::{DepositId, Pit, PitId, Project};
use crate::results::{FillFigures, PitFigures, Records};
use crate::units::{BankM3, PlacedM3, SquareMetres};

impl<'a> KnownFill<'a> {
    /// By a deposit's figures. `None` where they have no volume.
    pub(in crate::app) fn of(
        figures: &FillFigures,
        covered: Option<&'a MultiPolygon<f64>>,
        curve: &'a [CurvePoint],
        is_current: bool,
    ) -> Option<Self> {
        Some(Self {
            fill: PlacedM3(figures.get("fill_m3")?),
            footprint: SquareMetres(figures.get("footprint_area_m2")?),
            covered,
            curve,
            is_current,
        })
    }
}

impl<'a> KnownPit<'a> {
    /// By a pit's figures: the room that is usable, or as much of it as is asked for. `None` where there are none.
    pub(in crate::app) fn of(
        pit: &Pit,
        figures: &PitFigures,
        curve: &'a [CurvePoint],
        is_current: bool,
    ) -> Option<Self> {
        let usable = PlacedM3(figures.get("usable_void_m3")?);
        let asked = figures
            .get("requested_bank_m3")
            .map(|asked| BankM3(asked).to_placed(pit.placed_factor));
        Some(Self {
            usable: match asked {
                Some(asked) if asked < usable => asked,
                _ => usable,
            },
            extracted: BankM3(figures.get("extracted_bank_m3")?),
            curve,
            is_current,
        })
    }
}

/// Figures as a project file keeps them, without a window.
pub(in crate::app) struct KeptMasses<'a> {
    /// The decisions.
    pub project: &'a Project,
    /// The figures.
    pub records: &'a Records,
}

impl KnownMasses for KeptMasses<'_> {
    fn fill(&self, id: DepositId) -> Option<KnownFill<'_>> {
        let record = self.records.fills.get(&id)?;
        let is_current = content_id(self.project, self.records, id) == Some(record.of);
        KnownFill::of(
            &record.figures,
            Some(&record.footprint),
            &record.curve,
            is_current,
        )
    }

    fn pit(&self, id: PitId) -> Option<KnownPit<'_>> {
        let pit = self.project.pit(id)?;
        let record = self.records.pits.get(&id)?;
        let is_current = pit_content_id(pit, self.project, self.records) == Some(record.of);
        KnownPit::of(pit, &record.figures, &record.curve, is_current)
    }
}
