//! What a stock shell writes waits in `upkeep_queue` until the next run takes it into the index of `search`.

use super::SHELL;
use super::versioned::{Kept, list};

/// Whether rows of a table can be found by their text.
fn is_searched(kept: &Kept) -> bool {
    kept.name != "renames"
}

/// Whether an insert needs a trigger of its own: where blank cells are tidied, an update follows every insert.
pub(super) fn watches_inserts(kept: &Kept) -> bool {
    is_searched(kept) && kept.loose_cells().is_empty()
}

/// The triggers of one table.
fn of_table(kept: &Kept) -> String {
    if !is_searched(kept) {
        return String::new();
    }
    let name = kept.name;
    let queue = |row: &str| {
        format!(
            "  INSERT INTO upkeep_queue (table_name, id) SELECT '{name}', {row}.id
    WHERE NOT EXISTS (SELECT 1 FROM upkeep_queue WHERE table_name = '{name}' AND id = {row}.id);
"
        )
    };
    let cells: Vec<&str> = kept.cell_names().into_iter().filter(|cell| *cell != "id").collect();
    let insert = if watches_inserts(kept) {
        format!(
            "CREATE TRIGGER upkeep_{name}_insert_queues
AFTER INSERT ON {name} WHEN {SHELL} BEGIN
{}END;
",
            queue("new")
        )
    } else {
        String::new()
    };
    format!(
        "{insert}CREATE TRIGGER upkeep_{name}_update_queues
AFTER UPDATE OF {cells} ON {name} WHEN {SHELL} BEGIN
{new}END;
CREATE TRIGGER upkeep_{name}_delete_queues
AFTER DELETE ON {name} WHEN {SHELL} BEGIN
{old}END;
",
        cells = list(&cells, 2),
        new = queue("new"),
        old = queue("old"),
    )
}

/// The triggers of all tables.
pub(super) fn triggers(tables: &[Kept]) -> String {
    tables.iter().map(of_table).collect()
}
