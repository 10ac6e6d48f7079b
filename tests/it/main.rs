//! All integration tests, in one binary so that GDAL is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should fail where it stands"
)]

mod app;
mod figure;
mod gis;
mod known_answers;
mod large;
mod layers;
mod preview;
mod program;
mod program_on_cases;
mod reference;
mod sample;
mod shapes;
mod texts;
mod window;
