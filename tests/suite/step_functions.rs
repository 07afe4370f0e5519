//! Step functions: against the prototype, rule by rule, and as properties.

mod prototype;
