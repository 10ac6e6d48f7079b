//! What stands on the site beside its ground: roles of layers, and which Norwegian data set a layer is.
//!
//! Files are left to `gis`, areas to `land_take`, the planner's choice of a role to `project`.

mod role;

pub use role::{Conflict, Role, UnknownRole};
