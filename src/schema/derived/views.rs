//! The views for whoever asks the archive in SQL.

use super::versioned::{Kept, wrapped};
use crate::schema::versioned_tables;

/// Their names. One that later versions leave out stays in this list, so that it is removed from an archive that has it.
pub(super) const NAMES: &[&str] = &["changes", "same_as"];

/// The views that are part of the archive.
pub(super) fn views(tables: &[Kept]) -> String {
    format!("{}{SAME_AS}{}", changes(tables, ""), document_rows())
}

/// The same for a connection that may not change the archive: temporary ones, over the archive's own tables, whatever
/// other temporary ones there are.
pub(super) fn temporary_views(tables: &[Kept]) -> String {
    let same_as = SAME_AS.replace("FROM judgements", "FROM main.judgements");
    format!("{}{same_as}", changes(tables, "main.")).replace("CREATE VIEW ", "CREATE TEMP VIEW ")
}

const SAME_AS: &str = include_str!("same_as.sql");

/// What joins with full text: the names of tables, which the index keeps as numbers.
fn document_rows() -> String {
    let names: Vec<String> = versioned_tables()
        .filter(|table| table.number() > 0)
        .map(|table| format!("WHEN {} THEN '{}'", table.number(), table.name))
        .collect();
    format!(
        "CREATE VIEW upkeep_document_rows AS -- rows that hold text: number is the rowid of upkeep_text
SELECT number, CASE table_number {} END AS table_name, id FROM upkeep_documents;
",
        wrapped(&names, "", 4)
    )
}

fn changes(tables: &[Kept], database: &str) -> String {
    let now: Vec<String> = tables
        .iter()
        .map(|kept| {
            format!("SELECT '{name}' AS table_name, id, arrived_at FROM {database}{name}", name = kept.name)
        })
        .collect();
    format!(
        "CREATE VIEW changes AS -- what became of each superseded version: revised, if the archive then held another one, else retracted
WITH now AS (
  {}
)
SELECT sequence, table_name, id,
  CASE WHEN EXISTS (SELECT 1 FROM now AS v
      WHERE v.table_name = h.table_name AND v.id = h.id AND v.arrived_at <= h.superseded_at)
    OR EXISTS (SELECT 1 FROM {database}history AS n
      WHERE n.table_name = h.table_name AND n.id = h.id AND n.sequence > h.sequence AND n.arrived_at <= h.superseded_at)
    THEN 'revised' ELSE 'retracted' END AS change,
  recorded_at, arrived_at, superseded_at, written_by, superseded_by, reason, image
FROM {database}history AS h;
",
        now.join("\n  UNION ALL ")
    )
}
