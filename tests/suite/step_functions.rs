//! Step functions: against the prototype and the scenarios, rule by rule, and as properties.

mod offices;
mod properties;
mod prototype;
mod rules;
mod scenarios;
mod speed;
