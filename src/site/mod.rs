//! What stands on the site beside its ground: roles of layers, and which Norwegian data set a layer is.
//!
//! Files are left to `gis`, areas to `land_take`, the planner's choice of a role to `project`.

mod attribute;
mod features;
mod flaw;
mod label;
mod names;
mod preset;
mod recognise;
mod role;
mod shape;
mod style;
mod suggest;

pub use attribute::{Attribute, AttributeKind, FieldValue};
pub use features::{DrawnFeature, FeatureClass, Features, FeaturesBuilder};
pub use flaw::{Flaw, FlawKind, flaw_of, repaired};
pub use label::{Label, LabelAnchor, label_text, length_along, middle_of, name_field};
pub use preset::{
    Bilingual, Class, Colors, Field, FieldKind, GeometryKind, Preset, PresetError, Presets,
    Specification,
};
pub use recognise::{Match, Reason, Verdict, verdict};
pub use role::{Conflict, Role, UnknownRole};
pub use shape::{Shape, ShapeKind};
pub use style::{Hatch, Pattern, Rgb, Style};
pub use suggest::suggested_role;
