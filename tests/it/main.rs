//! All integration tests, in one binary so that GDAL is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail where it stands"
)]

mod app;
mod areas_on_ground;
mod closure;
mod concession;
mod crash;
mod crest_reference;
mod crests;
mod dams_and_beaches;
mod depths;
mod design_properties;
mod designed_pits;
mod figure;
mod fill_in;
mod fill_in_cases;
mod fill_in_reference;
mod gis;
mod grounds;
mod hillside;
mod known_answers;
mod labels;
mod land_and_sea;
mod land_take;
mod land_take_command;
mod large;
mod layers;
mod ledger;
mod level_reference;
mod levels_of_fill;
mod methods_by_command;
mod pit_commands;
mod pits;
mod presets;
mod presets_on_cases;
mod preview;
mod program;
mod program_on_cases;
mod project_commands;
mod ramp_command;
mod ramps;
mod reference;
mod sample;
mod sample_copies;
mod saving;
mod scenarios;
mod section_shown;
mod sections;
mod shapes;
mod site_areas;
mod site_layers;
mod stacking;
mod stacking_reference;
mod store;
mod takes;
mod texts;
mod uncertainty_and_checks;
mod voids;
mod window;
mod window_grounds;
mod window_labels;
mod window_masses;
mod window_masses_forms;
mod window_methods;
mod window_pits;
mod window_points;
mod window_projects;
mod window_ramps;
mod window_sections;
mod window_sites;
mod window_takes;
mod window_templates;
