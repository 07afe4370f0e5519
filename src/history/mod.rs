//! What becomes of versions: records are withdrawn, runs taken back, ids changed, and the archive is read as it stood.

pub mod as_of;
pub mod plan;
pub mod rename;
pub mod renames;
pub mod retract;
pub mod runs;
pub mod undo;
