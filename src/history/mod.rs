//! What becomes of versions: records are withdrawn, runs taken back, ids changed, and earlier states of the archive are read.

pub mod as_of;
pub mod plan;
pub mod rename;
pub mod renames;
pub mod retract;
pub mod runs;
pub mod undo;
