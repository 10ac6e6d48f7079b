//! The figures of a design under the names that scripts know: for JSON and for the clipboard.

use serde_json::{Value, json};

use super::state::App;
use crate::design::FillDesign;
use crate::project::Entry;
use crate::results::FillFigures;

/// Every figure that a design has, not rounded, with its unit in its name.
pub fn figures_of(design: &FillDesign) -> Vec<(&'static str, f64)> {
    let figures = FillFigures::of(design);
    let known = figures.named().filter(|(_, value)| !value.is_nan());
    known.collect()
}

impl App {
    /// Figures of a deposit or pit as a table: a name, a tab and a number a line. `None` unless they are
    /// current.
    pub fn figures_table(&self, entry: Entry) -> Option<String> {
        let rows: Vec<(&str, f64)> = match entry {
            Entry::Layer(_) | Entry::Outlet(_) => return None,
            Entry::Deposit(id) => {
                let fill = self.fill(id).filter(|_| self.is_current(id))?.value()?;
                figures_of(&fill.design)
            }
            Entry::Ground(id) => {
                let ground = self.project().ground(id)?;
                vec![("outline_area_m2", self.outline_area_m2(&ground.outline))]
            }
            Entry::Pit(id) => {
                let pit = self.pit(id).filter(|_| self.is_pit_current(id))?.value()?;
                let known = pit.figures.named().filter(|(_, value)| !value.is_nan());
                known.collect()
            }
        };
        let lines = rows
            .iter()
            .map(|(name, value)| format!("{name}\t{value}\n"));
        Some(lines.collect())
    }

    /// The outline of a deposit or pit as `GeoJSON` in the project's coordinate system, as the command line reads it.
    pub fn outline_geojson(&self, entry: Entry) -> Option<String> {
        let outline = self.project().outline_of(entry)?;
        let geometry = if self.project().is_point(entry) {
            let at = outline.extent().center();
            json!({ "type": "Point", "coordinates": [at.x, at.y] })
        } else {
            let rings: Vec<Value> = outline
                .rings()
                .map(|ring| ring.0.iter().map(|at| json!([at.x, at.y])).collect())
                .collect();
            json!({ "type": "Polygon", "coordinates": rings })
        };
        let mut collection = json!({
            "type": "FeatureCollection",
            "features": [{
                "type": "Feature",
                "properties": { "name": self.project().name_of(entry) },
                "geometry": geometry,
            }],
        });
        if let Some(code) = self.reference().and_then(|reference| reference.epsg()) {
            let name = format!("urn:ogc:def:crs:EPSG::{code}");
            collection["crs"] = json!({ "type": "name", "properties": { "name": name } });
        }
        serde_json::to_string_pretty(&collection).ok()
    }
}
