//! The worked example that `template` writes: a row that is equal to it was forgotten, and is not a statement of anybody's.

use std::borrow::Cow;

use crate::record::refusal::Refusal;
use crate::schema::{Role, Table};

/// Refuses a row that is equal to the example of its table in all columns that the file has; `cells` are tidy, and not
/// yet completed with what the archive holds.
#[must_use]
pub fn refusal(table: &Table, cells: &[Option<Cow<'_, str>>], has: &[bool]) -> Option<Refusal> {
    // What distinguishes the example from a row that happens to say the same: its source, or the id that only it has.
    let mark = if table.has_provenance() { "source" } else { "id" };
    let (mark, _) = table.column(mark)?;
    if table.role == Role::Own || cells[mark].is_none() {
        return None;
    }
    let is_example = table
        .columns()
        .zip(cells)
        .zip(has)
        .all(|((column, cell), has)| !has || cell.as_deref().unwrap_or_default() == column.example);
    is_example.then(|| {
        Refusal::row("example", "the row is the example of the template, not a statement of yours")
            .with_hint("replace or delete this row")
    })
}
