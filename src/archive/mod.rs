//! The archive file: opening it safely, migrating it, and writing to it in runs.

mod backup;
mod before_migration;
mod bulk;
mod clock;
mod derived;
mod disk_space;
mod interrupted;
mod lock;
mod memory;
mod migrate;
mod open;
mod plain_file;
mod recompute;
mod references;
mod run;
mod seal;
mod stop;
mod store;
mod writer;

pub use backup::backup;
pub use bulk::{put_back, rows_up_to, set_aside, without_constraints};
pub use clock::{last_change_ahead, latest_credible};
pub use derived::{Maker, make as make_derived, maker, remove as remove_derived};
pub use lock::in_the_way;
pub use memory::{count_memory, limit_memory};
pub use migrate::{
    Piece, Schema, newest_schema, notes_expected, notes_of, pieces_expected, pieces_of, schema_of, sql,
    write_notes,
};
pub use open::{
    Access, PATIENCE, hold, in_memory, open, open_for_plan, open_or_create, open_stranger, prepare_for_bulk,
    shown_as, while_others_read, with_temporary_views,
};
pub use plain_file::{in_words, plain_file};
pub use recompute::{Unfit, compute_again};
pub use references::{Dangling, dangling};
pub use run::{Moment, REPAIR, Run, is_stamp};
pub use seal::{Broken, broken, last_seal};
pub use stop::{STATEMENT_LOG, interrupt, stop_when};
pub use store::{Match, Store};
pub use writer::{Consequences, Put, Writer, borrowed};
