//! The figures of a design under the names that scripts know: for JSON and for the clipboard.

use serde_json::{Value, json};

use super::state::App;
use crate::design::FillDesign;
use crate::project::DepositId;
use crate::results::FillFigures;

/// Every figure of a design, not rounded, with its unit in its name.
pub fn figures_of(design: &FillDesign) -> Vec<(&'static str, f64)> {
    FillFigures::of(design).named().collect()
}

impl App {
    /// A deposit's figures as a table: a name, a tab and a number a line. `None` unless they are current.
    pub fn figures_table(&self, id: DepositId) -> Option<String> {
        let fill = self.fill(id).filter(|_| self.is_current(id))?.value()?;
        let rows = figures_of(&fill.design);
        let lines = rows
            .iter()
            .map(|(name, value)| format!("{name}\t{value}\n"));
        Some(lines.collect())
    }

    /// A deposit's outline as `GeoJSON` in the project's coordinate system, as the command line reads it.
    pub fn outline_geojson(&self, id: DepositId) -> Option<String> {
        let deposit = self.project().deposit(id)?;
        let rings: Vec<Value> = deposit
            .outline
            .rings()
            .map(|ring| ring.0.iter().map(|at| json!([at.x, at.y])).collect())
            .collect();
        let mut collection = json!({
            "type": "FeatureCollection",
            "features": [{
                "type": "Feature",
                "properties": { "name": deposit.name },
                "geometry": { "type": "Polygon", "coordinates": rings },
            }],
        });
        if let Some(code) = self.reference().and_then(|reference| reference.epsg()) {
            let name = format!("urn:ogc:def:crs:EPSG::{code}");
            collection["crs"] = json!({ "type": "name", "properties": { "name": name } });
        }
        serde_json::to_string_pretty(&collection).ok()
    }
}
