//! What a stock shell writes waits in `search_queue` until the next run takes it into the index of `search`.

use super::SHELL;
use super::kept::{Kept, list};

/// Whether rows of a table can be found by their text.
fn is_searched(kept: &Kept) -> bool {
    kept.name != "renames"
}

/// Whether an insert needs a trigger of its own: where blank cells are tidied, an update follows every insert.
pub(super) fn watches_inserts(kept: &Kept) -> bool {
    is_searched(kept) && kept.loose_cells().is_empty()
}

/// The triggers of one table.
pub(super) fn of_table(kept: &Kept) -> String {
    if !is_searched(kept) {
        return String::new();
    }
    let name = kept.name;
    let queue = |row: &str| {
        format!(
            "  INSERT INTO search_queue (table_name, id) SELECT '{name}', {row}.id
    WHERE NOT EXISTS (SELECT 1 FROM search_queue WHERE table_name = '{name}' AND id = {row}.id);
"
        )
    };
    let cells: Vec<&str> = kept.cell_names().into_iter().filter(|cell| *cell != "id").collect();
    let insert = if watches_inserts(kept) {
        format!(
            "CREATE TRIGGER {name}_insert_queues
AFTER INSERT ON {name} WHEN {SHELL} BEGIN
{}END;
",
            queue("new")
        )
    } else {
        String::new()
    };
    format!(
        "{insert}CREATE TRIGGER {name}_update_queues
AFTER UPDATE OF {cells} ON {name} WHEN {SHELL} BEGIN
{new}END;
CREATE TRIGGER {name}_delete_queues
AFTER DELETE ON {name} WHEN {SHELL} BEGIN
{old}END;
",
        cells = list(&cells, 2),
        new = queue("new"),
        old = queue("old"),
    )
}

/// The triggers of all tables: what `migrations/V5__search.sql` and later migrations hold.
#[must_use]
pub fn search_triggers() -> String {
    super::kept::kept_tables().iter().map(of_table).collect()
}

/// The part of [`search_triggers`] for one table: what a migration that adds the table takes.
#[must_use]
pub fn search_triggers_of(table: &str) -> String {
    super::kept::kept_tables().iter().filter(|kept| kept.name == table).map(of_table).collect()
}
