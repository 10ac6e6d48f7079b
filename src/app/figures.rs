//! The figures of a design under the names that scripts know: for JSON and for the clipboard.

use serde_json::{Value, json};

use super::state::App;
use crate::design::FillDesign;
use crate::project::DepositId;

/// Every figure of a design, not rounded, with its unit in its name.
pub fn figures_of(design: &FillDesign) -> Vec<(&'static str, f64)> {
    vec![
        ("fill_m3", design.fill.0),
        ("cut_m3", 0.0),
        ("net_m3", design.fill.0),
        ("outline_area_m2", design.outline_area.0),
        ("footprint_area_m2", design.footprint.0),
        ("top_area_m2", design.top.0),
        ("surface_area_m2", design.surface_area.0),
        ("crest_level_m", design.crest_level.0),
        ("bench_datum_m", design.bench_datum.0),
        ("toe_min_m", design.toe_lowest.0),
        ("toe_max_m", design.toe_highest.0),
        (
            "height_over_lowest_toe_m",
            design.crest_level.0 - design.toe_lowest.0,
        ),
        ("thickness_max_m", design.thickness_greatest.0),
        ("thickness_mean_m", design.thickness_mean.0),
        ("capacity_m3", design.capacity.0),
        ("nodata_area_m2", design.unknown_area.0),
    ]
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
