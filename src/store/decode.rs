//! From rows to a snapshot. What is no scenario, source or deposit is told of and left where it is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::cells::{Cells, Unread};
use super::rows::{Cell, NAME, RANK, Row, Rows, Table};
use super::{NAME_LIMIT, StoreOddity, TEXT_LIMIT, paths};
use super::{assess_rows, deposit_rows, ground_rows, pit_rows, site_rows, slope_rows, terms_rows};
use crate::design::HeightErrors;
use crate::project::{
    DepositId, Entry, GroundId, Layer, LayerId, LayerKind, PitId, Project, SCENARIO_COLORS,
    Scenario, ScenarioId, ScenarioKind, TemplateId, Values,
};
use crate::results::{Snapshot, SourceRecord};
use crate::units::Metres;

/// What was made of rows.
pub(super) struct Decoded {
    pub(super) project: Project,
    pub(super) sources: BTreeMap<LayerId, Arc<SourceRecord>>,
    pub(super) oddities: Vec<StoreOddity>,
}

/// Makes a project of rows. Rows that are as they were give what they gave before, shared.
pub(super) fn decode(rows: &Rows, folder: &Path, before: Option<(&Rows, &Snapshot)>) -> Decoded {
    let mut work = Work {
        rows,
        folder,
        before,
        edge_pairs: 0,
        decoded: Decoded {
            project: Project::bare(),
            sources: BTreeMap::new(),
            oddities: Vec::new(),
        },
    };
    work.scenarios();
    let mut places = work.layers(Table::Sources, source);
    places.extend(work.layers(Table::SiteLayers, site_rows::site_layer));
    places.extend(work.outlines());
    places.extend(work.pits());
    places.extend(work.other_ground());
    places.extend(work.outlets());
    work.templates();
    work.settings();
    work.fractions();
    work.terms();
    work.mining();
    work.plan();
    work.lives();
    work.assessment();
    places.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    let order: Vec<Entry> = places.into_iter().map(|(_, entry)| entry).collect();
    let project = &mut work.decoded.project;
    project.order = Arc::new(order);
    // Equal orders are shared too, so that the next save need not compare them.
    if let Some((_, snapshot)) = before {
        share(&snapshot.project.order, &mut project.order);
        share(
            &snapshot.project.scenario_order,
            &mut project.scenario_order,
        );
        share(
            &snapshot.project.template_order,
            &mut project.template_order,
        );
        share(
            &snapshot.project.fraction_order,
            &mut project.fraction_order,
        );
        share(&snapshot.project.masses, &mut project.masses);
        share(&snapshot.project.assessment, &mut project.assessment);
        for (id, cells) in &mut project.cells {
            if let Some(before) = snapshot.project.cells.get(id) {
                share(before, cells);
            }
        }
    }
    work.decoded
}

fn share<T: PartialEq>(before: &Arc<T>, now: &mut Arc<T>) {
    if before == now {
        *now = Arc::clone(before);
    }
}

pub(super) struct Work<'a> {
    rows: &'a Rows,
    folder: &'a Path,
    pub(super) before: Option<(&'a Rows, &'a Snapshot)>,
    edge_pairs: usize,
    pub(super) decoded: Decoded,
}

impl<'a> Work<'a> {
    pub(super) fn of_table(&self, table: Table) -> impl Iterator<Item = (i64, &'a Row)> + use<'a> {
        let rows = self.rows.range((table, i64::MIN)..=(table, i64::MAX));
        rows.map(|((_, id), row)| (*id, row))
    }

    /// The snapshot before, if the row is as it was then.
    pub(super) fn unchanged(&self, table: Table, id: i64, row: &Row) -> Option<&'a Snapshot> {
        let (rows, snapshot) = self.before?;
        (rows.get(&(table, id))? == row).then_some(snapshot)
    }

    pub(super) fn unreadable(&mut self, table: Table, id: i64, row: &Row, detail: &str) {
        let name = row.get(NAME).and_then(|cell| match cell {
            Cell::Text(name) => Some(name.chars().take(80).collect()),
            _ => None,
        });
        self.decoded.oddities.push(StoreOddity::RowUnreadable {
            table: table.name(),
            id,
            name,
            detail: detail.to_owned(),
        });
    }

    fn scenarios(&mut self) {
        let mut places = Vec::new();
        for (row_id, row) in self.of_table(Table::Scenarios) {
            let read = id_of(row_id).and_then(|id| {
                let id = ScenarioId(id);
                let kept = self
                    .unchanged(Table::Scenarios, row_id, row)
                    .and_then(|before| before.project.scenarios.get(&id).cloned());
                let scenario = kept.map_or_else(|| scenario(id, row).map(Arc::new), Ok)?;
                Ok((id, scenario))
            });
            match read {
                Ok((id, scenario)) => {
                    places.push((rank(row), id));
                    self.decoded.project.scenarios.insert(id, scenario);
                }
                Err(detail) => self.unreadable(Table::Scenarios, row_id, row, detail),
            }
        }
        let scenarios = &mut self.decoded.project.scenarios;
        scenarios.entry(ScenarioId::ZERO).or_insert_with(|| {
            let was = self.before.map(|(_, before)| &before.project.scenarios);
            let was = was.and_then(|scenarios| scenarios.get(&ScenarioId::ZERO));
            self.decoded.oddities.push(StoreOddity::ZeroMissing);
            was.cloned().unwrap_or_else(|| {
                Arc::new(Scenario::new("0", ScenarioKind::Zero, SCENARIO_COLORS[0]))
            })
        });
        places.retain(|(_, id)| *id != ScenarioId::ZERO);
        places.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let others = places.into_iter().map(|(_, id)| id);
        let order = std::iter::once(ScenarioId::ZERO).chain(others).collect();
        self.decoded.project.scenario_order = Arc::new(order);
    }

    /// Layers and what is known of their files, from the rows of a table.
    fn layers(
        &mut self,
        table: Table,
        read: impl Fn(&Row, &Path) -> Result<(Layer, Option<SourceRecord>), Unread>,
    ) -> Vec<(f64, Entry)> {
        let mut places = Vec::new();
        for (row_id, row) in self.of_table(table) {
            let found = id_of(row_id).and_then(|id| {
                let id = LayerId(id);
                let kept = self.unchanged(table, row_id, row).and_then(|before| {
                    let layer = Arc::clone(before.project.layers.get(&id)?);
                    Some((layer, before.records.sources.get(&id).cloned()))
                });
                let (layer, record) = if let Some(kept) = kept {
                    kept
                } else {
                    let (layer, record) = read(row, self.folder)?;
                    (Arc::new(layer), record.map(Arc::new))
                };
                Ok((id, layer, record))
            });
            match found {
                Ok((id, layer, record)) => {
                    if let Some(path) = refused_path(table, row, self.folder) {
                        self.decoded.oddities.push(StoreOddity::SourceRefused {
                            name: layer.name.clone(),
                            source: path.chars().take(200).collect(),
                        });
                    }
                    places.push((rank(row), Entry::Layer(id)));
                    self.decoded.project.layers.insert(id, layer);
                    self.decoded
                        .sources
                        .extend(record.map(|record| (id, record)));
                }
                Err(detail) => self.unreadable(table, row_id, row, detail),
            }
        }
        places
    }

    fn outlines(&mut self) -> Vec<(f64, Entry)> {
        self.built(
            Table::Outlines,
            |before, id| before.project.deposits.get(&DepositId(id)).cloned(),
            deposit_rows::deposit,
            (
                |deposit| deposit.scenario,
                |id| Entry::Deposit(DepositId(id)),
            ),
            |project, id, deposit| drop(project.deposits.insert(DepositId(id), deposit)),
        )
    }

    fn pits(&mut self) -> Vec<(f64, Entry)> {
        self.built(
            Table::Pits,
            |before, id| before.project.pits.get(&PitId(id)).cloned(),
            pit_rows::pit,
            (|pit| pit.scenario, |id| Entry::Pit(PitId(id))),
            |project, id, pit| drop(project.pits.insert(PitId(id), pit)),
        )
    }

    fn other_ground(&mut self) -> Vec<(f64, Entry)> {
        self.built(
            Table::OtherGround,
            |before, id| before.project.other_ground.get(&GroundId(id)).cloned(),
            ground_rows::ground,
            (|ground| ground.scenario, |id| Entry::Ground(GroundId(id))),
            |project, id, ground| drop(project.other_ground.insert(GroundId(id), ground)),
        )
    }

    fn settings(&mut self) {
        for (row_id, row) in self.of_table(Table::Settings) {
            let project = &mut self.decoded.project;
            let read = if row_id == ground_rows::AREAS.0 {
                ground_rows::areas(row).map(|areas| project.areas = areas)
            } else if row_id == terms_rows::MASSES.0 {
                terms_rows::masses(row).map(|masses| project.masses = Arc::new(masses))
            } else if row_id == assess_rows::WEIGHTS.0 || row_id == assess_rows::CONCLUSION.0 {
                // Read with what they are about.
                Ok(())
            } else {
                Err("id")
            };
            if let Err(detail) = read {
                self.unreadable(Table::Settings, row_id, row, detail);
            }
        }
    }

    fn templates(&mut self) {
        let mut places = Vec::new();
        for (row_id, row) in self.of_table(Table::Templates) {
            let read = id_of(row_id).and_then(|id| {
                let id = TemplateId(id);
                let kept = self
                    .unchanged(Table::Templates, row_id, row)
                    .and_then(|before| before.project.templates.get(&id).cloned());
                let template = kept.map_or_else(|| slope_rows::template(row).map(Arc::new), Ok)?;
                Ok((id, template))
            });
            match read {
                Ok((id, template)) => {
                    places.push((rank(row), id));
                    self.decoded.project.templates.insert(id, template);
                }
                Err(detail) => self.unreadable(Table::Templates, row_id, row, detail),
            }
        }
        places.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let order = places.into_iter().map(|(_, id)| id).collect();
        self.decoded.project.template_order = Arc::new(order);
    }

    /// What is built in scenarios, from the rows of a table.
    pub(super) fn built<T>(
        &mut self,
        table: Table,
        before: impl Fn(&'a Snapshot, u64) -> Option<Arc<T>>,
        read: impl Fn(&Row, &mut usize) -> Result<T, String>,
        (scenario_of, entry): (impl Fn(&T) -> ScenarioId, impl Fn(u64) -> Entry),
        mut add: impl FnMut(&mut Project, u64, Arc<T>),
    ) -> Vec<(f64, Entry)> {
        let mut places = Vec::new();
        for (row_id, row) in self.of_table(table) {
            let found = id_of(row_id).map_err(str::to_owned).and_then(|id| {
                let kept = self.unchanged(table, row_id, row);
                let built = match kept.and_then(|snapshot| before(snapshot, id)) {
                    Some(built) => built,
                    None => Arc::new(read(row, &mut self.edge_pairs)?),
                };
                let scenarios = &self.decoded.project.scenarios;
                if !scenarios.contains_key(&scenario_of(&built)) {
                    return Err("its scenario is not there".to_owned());
                }
                Ok((id, built))
            });
            match found {
                Ok((id, built)) => {
                    places.push((rank(row), entry(id)));
                    add(&mut self.decoded.project, id, built);
                }
                Err(detail) => self.unreadable(table, row_id, row, &detail),
            }
        }
        places
    }
}

/// A path in a row that must not be opened.
fn refused_path(table: Table, row: &Row, folder: &Path) -> Option<String> {
    let path = table.place_of("path")?;
    match row.get(path)? {
        Cell::Text(path) if paths::used(path, folder).is_none() => Some(path.clone()),
        _ => None,
    }
}

pub(super) fn id_of(row: i64) -> Result<u64, Unread> {
    u64::try_from(row).ok().ok_or("its number is negative")
}

pub(super) fn rank(row: &Row) -> f64 {
    match row.get(RANK) {
        Some(Cell::Real(rank)) => *rank,
        _ => 0.0,
    }
}

fn scenario(id: ScenarioId, row: &Row) -> Result<Scenario, Unread> {
    let cells = Cells {
        table: Table::Scenarios,
        row,
    };
    let kind = match cells.text("kind", NAME_LIMIT)? {
        "zero" => ScenarioKind::Zero,
        "alternative" => ScenarioKind::Alternative,
        "what_if" => ScenarioKind::WhatIf {
            of: ScenarioId(cells.id("copy_of_id")?),
        },
        _ => return Err("kind"),
    };
    if (kind == ScenarioKind::Zero) != (id == ScenarioId::ZERO) {
        return Err("kind");
    }
    Ok(Scenario {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        kind,
        color: color(cells.text("color", NAME_LIMIT)?).ok_or("color")?,
        note: cells.text("note", TEXT_LIMIT)?.to_owned(),
        frozen: cells.yes_or_no("frozen")?,
    })
}

fn color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

fn height_errors(cells: &Cells<'_>) -> Result<HeightErrors, Unread> {
    let errors = HeightErrors::new(
        Metres(cells.real("sigma_systematic_m")?),
        Metres(cells.real("sigma_random_m")?),
        Metres(cells.real("correlation_length_m")?),
    );
    errors.ok_or("sigma_systematic_m")
}

fn source(row: &Row, folder: &Path) -> Result<(Layer, Option<SourceRecord>), Unread> {
    let cells = Cells {
        table: Table::Sources,
        row,
    };
    let kind = match cells.text("kind", NAME_LIMIT)? {
        "terrain" => LayerKind::Terrain,
        "background" => LayerKind::Background,
        "place_names" => LayerKind::PlaceNames,
        _ => return Err("kind"),
    };
    let layer = Layer {
        name: cells.text("name", NAME_LIMIT)?.to_owned(),
        kind,
        source: paths::used(cells.text("path", TEXT_LIMIT)?, folder).unwrap_or_default(),
        stated_crs: cells
            .optional_text("stated_crs", TEXT_LIMIT)?
            .map(str::to_owned),
        values: match cells.text("values_are", NAME_LIMIT)? {
            "heights" => Values::Heights,
            "depths" => Values::Depths,
            _ => return Err("values_are"),
        },
        height_offset: Metres(cells.real("height_offset_m")?),
        errors: height_errors(&cells)?,
        attribution: cells.text("attribution", TEXT_LIMIT)?.to_owned(),
        visible: cells.yes_or_no("visible")?,
        opacity: cells.opacity("opacity")?,
        site: None,
    };
    let Some(blake3) = cells.optional_text("blake3", NAME_LIMIT)? else {
        return Ok((layer, None));
    };
    let modified = cells.optional_text("modified", NAME_LIMIT)?;
    let empty_or = |column| {
        let text = cells.optional_text(column, TEXT_LIMIT)?;
        Ok::<_, Unread>(text.unwrap_or_default().to_owned())
    };
    let record = SourceRecord {
        blake3: blake3.parse().ok().ok_or("blake3")?,
        size_bytes: cells.id("size_bytes")?,
        modified: modified
            .map(|text| text.parse().ok().ok_or("modified"))
            .transpose()?,
        crs: empty_or("crs")?,
        vertical_datum: empty_or("vertical_datum")?,
    };
    Ok((layer, Some(record)))
}
