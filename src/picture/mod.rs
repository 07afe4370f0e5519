//! Pictures and networks of judged things, in the formats that other programs draw.
//!
//! A question makes a [`graph::Graph`]; each format is one function that writes it. What a verdict looks like is in
//! [`crate::output::appearance`], for all of them.

pub mod gexf;
pub mod graph;
