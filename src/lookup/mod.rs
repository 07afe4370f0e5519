//! Looking up entities: the one that an argument means, and those whose names may be spellings of a name.

mod find;
mod names;
mod near;
mod officials;

pub use find::{Found, event, find_one, ids, tables_of};
pub use names::{each_shared_key, is_then, sharing, sharing_keys, statement as keys_statement};
pub use near::{names_near, near};
pub use officials::each_looked_up;
