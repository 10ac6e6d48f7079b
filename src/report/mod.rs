//! Documents, tables and geometry that leave the program, made of what was computed.
//!
//! What stands in them is gathered by `app`; here it gets its form. Nothing is read from files, and what GDAL writes
//! is left to `gis`.

mod dxf;
mod landxml;
mod qgis_style;
mod table;
mod tin;
mod tin_edge;
mod tin_heights;

pub use self::dxf::{DrawingError, DxfLayer, DxfLine, dxf_of};
pub use landxml::{LandXml, LandXmlReference, land_xml};
pub use qgis_style::{QgisStyle, qml_of};
pub use table::{Table, TableCell, TableColumn, TableError};
pub use tin::{Tin, TinCorner, TinInput, tin_of};
