//! Pictures and networks of judged things, in the formats that other programs draw.
//!
//! A question makes a [`graph::Graph`] or other data of this module; each format is one function that writes it, and each
//! drawing one that makes marks of it. What a verdict looks like is in [`crate::output::appearance`], for all of them.

pub mod bars;
pub mod dot;
pub mod gexf;
pub mod graph;
pub mod layered;
pub mod mermaid;
pub mod page;
mod plain;
pub mod points;
pub mod svg;
