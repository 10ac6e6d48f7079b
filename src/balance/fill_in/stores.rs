//! What lies in stores: the part of the model with a memory.

use super::land::Cover;
use super::model::Model;
use crate::balance::{FlowKey, LandStep, Way};

impl Model<'_> {
    /// No more goes into a store in a year than there has been by then, so that no circle through stores goes on
    /// without an end where it would pay.
    pub(super) fn bound_what_is_stored(&mut self) {
        for (column, flow) in self.table.flows.iter().enumerate() {
            if flow.way == Way::In && self.plan.destinations[flow.destination].is_store() {
                let produced = &self.plan.fractions[flow.fraction].produced;
                let so_far: f64 = produced.iter().take(flow.year + 1).map(|mass| mass.0).sum();
                self.problem.bounds.column_upper[column] = so_far / self.unit;
            }
        }
    }

    /// What lies in a store: what went in less what came out, of each fraction never below nothing.
    pub(super) fn store(
        &mut self,
        index: usize,
        emptied_by: Option<usize>,
        capacity: f64,
        land: Option<&Vec<LandStep>>,
    ) {
        let plan = self.plan;
        let open = &plan.destinations[index].open;
        let end = emptied_by.map_or(plan.years, |last| plan.years.min(last + 1));
        // By year: what lies there.
        let mut contents = vec![Vec::new(); end];
        for fraction in 0..plan.fractions.len() {
            let room = plan.room_m3_per_tonne(fraction, index);
            let mut before = None;
            for (year, content) in contents.iter_mut().enumerate() {
                let flow = |way| FlowKey {
                    fraction,
                    year,
                    destination: index,
                    way,
                };
                let (into, out) = (flow(Way::In), flow(Way::Out));
                let mut terms = Vec::new();
                terms.extend(self.table.column(into).map(|column| (column, -1.0)));
                terms.extend(self.table.column(out).map(|column| (column, 1.0)));
                self.take_no_more_than_lies(into, out, before);
                let set = self.set(into) - self.set(out);
                if terms.is_empty() && set == 0.0 && before.is_none() {
                    continue;
                }
                let most = if emptied_by == Some(year) {
                    0.0
                } else {
                    f64::INFINITY
                };
                let stock = self.problem.column(0.0, most);
                terms.extend(before.map(|before| (before, -1.0)));
                terms.push((stock, 1.0));
                self.problem.row(set, set, terms);
                content.push((stock, room));
                before = Some(stock);
            }
            // What is set to come when it must be empty cannot be taken out again.
            let is_late = |year| {
                let flow = FlowKey {
                    fraction,
                    year,
                    destination: index,
                    way: Way::In,
                };
                0.0 < self.set(flow)
            };
            let has_late = (end..plan.years).any(is_late);
            self.problem.is_impossible |= has_late;
        }
        let most = capacity.min(self.room_of_all(index));
        let cover = land.map(|land| Cover::of(&mut self.problem, self.unit, land, most));
        // What lies there grows only while it is open.
        for content in contents.into_iter().take(open.end).skip(open.start) {
            let mut terms = content;
            terms.extend(cover.as_ref().map(|cover| (cover.volume, -1.0)));
            let limit = if cover.is_some() { 0.0 } else { capacity };
            if limit.is_finite() {
                self.problem.row(f64::NEG_INFINITY, limit, terms);
            }
        }
        self.covers.extend(cover);
    }

    /// What comes out lay there before the year, so that nothing is set off against what is set to go in or out. Where
    /// neither is set there is no need of a rule: a circle within a year gains nothing.
    fn take_no_more_than_lies(&mut self, into: FlowKey, out: FlowKey, before: Option<usize>) {
        let (set_in, set_out) = (self.set(into), self.set(out));
        if let (Some(column), true) = (self.table.column(out), 0.0 < set_in) {
            match before {
                Some(before) => {
                    let terms = vec![(column, 1.0), (before, -1.0)];
                    self.problem.row(f64::NEG_INFINITY, 0.0, terms);
                }
                None => self.problem.bounds.column_upper[column] = 0.0,
            }
        }
        if 0.0 < set_out {
            let terms = before.map(|before| (before, 1.0)).into_iter().collect();
            self.problem.row(set_out - set_in, f64::INFINITY, terms);
        }
    }
}
