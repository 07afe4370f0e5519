//! The table `entities` follows places, organizations, chapters, officials and events.

use super::SHELL;
use super::versioned::{Cell, Kept};
use crate::schema::{Blank, Table};

/// The id among the entities of the row `row`, also if its cell is blank.
fn own_id(kept: &Kept, row: &str) -> String {
    let column = kept.entity_column;
    let cell = Cell { name: column, is_whole: false, required: column == "id", blank: Blank::OwnId };
    cell.tidy(row)
}

/// The triggers of one table; none if its rows are not entities.
pub(super) fn of_table(kept: &Kept) -> String {
    if !kept.is_entity {
        return String::new();
    }
    let name = kept.name;
    let (old, new) = (own_id(kept, "old."), own_id(kept, "new."));
    let column = kept.entity_column;
    let enters = format!(
        "  SELECT RAISE(ABORT, '{name}.{column}: this id belongs to an entity of another kind; places, organizations, chapters, \
         officials and events share one id space')
    WHERE EXISTS (SELECT 1 FROM entities WHERE id = {new} AND kind <> '{name}');
  INSERT INTO entities (id, kind) SELECT {new}, '{name}' WHERE NOT EXISTS (SELECT 1 FROM entities WHERE id = {new});\n"
    );
    let leaves = format!(
        "  DELETE FROM entities WHERE id = {old} AND kind = '{name}'
    AND NOT EXISTS (SELECT 1 FROM {name} WHERE {column} = entities.id);\n"
    );
    let mut text = format!(
        "CREATE TRIGGER upkeep_{name}_insert_enters
AFTER INSERT ON {name} WHEN NOT EXISTS (SELECT 1 FROM entities WHERE id = {new} AND kind = '{name}') BEGIN
{enters}END;
CREATE TRIGGER upkeep_{name}_delete_leaves
AFTER DELETE ON {name} BEGIN
{leaves}END;
"
    );
    if column != "id" {
        text += &format!(
            "CREATE TRIGGER upkeep_{name}_update_moves -- many reports share one event: it goes with the last
AFTER UPDATE OF {column} ON {name} WHEN {old} IS NOT {new} BEGIN
{enters}{leaves}END;
"
        );
    }
    text
}

/// The statement that removes the event of a report that was replaced, if no other report is left.
pub(super) fn left_by_a_replaced_row(kept: &Kept) -> String {
    let column = kept.entity_column;
    if !kept.is_entity || column == "id" {
        return String::new();
    }
    let name = kept.name;
    format!(
        "  DELETE FROM entities WHERE id = (SELECT image ->> '$.{column}' FROM upkeep_replaced) AND kind = '{name}'
    AND NOT EXISTS (SELECT 1 FROM {name} WHERE {column} = entities.id);\n"
    )
}

/// A stock shell does not write to `entities`: only the triggers above do, when the row is there, or no more.
pub(super) fn guards() -> String {
    let stands = |row: &str| {
        let tables = Table::entities();
        let conditions: Vec<String> = tables
            .map(|table| match (table.name, table.entity_key()) {
                (name, "id") => {
                    format!("{row}.kind = '{name}' AND EXISTS (SELECT 1 FROM {name} WHERE id = {row}.id)")
                }
                (name, key) => format!(
                    "{row}.kind = '{name}' AND (EXISTS (SELECT 1 FROM {name} WHERE {key} = {row}.id)\n      \
                     OR EXISTS (SELECT 1 FROM {name} WHERE id = {row}.id AND coalesce({key}, '') = ''))"
                ),
            })
            .collect();
        conditions.join("\n    OR ")
    };
    let message =
        "entities: the archive keeps this table; change places, organizations, chapters, officials or events";
    format!(
        "CREATE TRIGGER upkeep_entities_insert_guard BEFORE INSERT ON entities
WHEN {SHELL} AND NOT ({}) BEGIN
  SELECT RAISE(ABORT, '{message}');
END;
CREATE TRIGGER upkeep_entities_update_guard BEFORE UPDATE ON entities WHEN {SHELL} BEGIN
  SELECT RAISE(ABORT, '{message}');
END;
CREATE TRIGGER upkeep_entities_delete_guard BEFORE DELETE ON entities
WHEN {SHELL} AND ({}) BEGIN
  SELECT RAISE(ABORT, '{message}');
END;
",
        stands("new"),
        stands("old")
    )
}
