//! A catalog as an entity-relationship diagram: boxes, crow's feet, and where they stand.
//!
//! After the catalog in the flow, beside the rules. [`Diagram::of`] reads relations and foreign keys, decides the cardinality
//! of both ends of each, measures the boxes by counting characters and lays them out in ranks, referenced relations left of
//! those that refer to them. Hundreds of relations are drawn as groups first. Nothing here knows a font or a clock: the same
//! catalog gives the same coordinates everywhere.
//!
//! - [`model`]: what a diagram is.
//! - [`layout`]: boxes and links to coordinates and routes; knows nothing of catalogs.
//! - [`mermaid`], [`dbml`], [`svg`]: the diagram for other programs.

mod dbml;
mod entities;
mod grouped;
mod groups;
pub mod layout;
mod mermaid;
pub mod metrics;
pub mod model;
mod placed;
mod svg;
mod view;

pub use dbml::dbml;
pub use mermaid::mermaid;
pub use model::{Diagram, Edge, End, Group, Node, NodeKind, Row, Within};
pub use svg::{keys, svg};
pub use view::{Detail, GROUPED_FROM, Move, View};
