//! The one door through which runs write rows: what it writes follows from the cells, nothing that it supersedes is lost,
//! and what may rest on it is noted.

use std::borrow::Cow;

use super::references::named_as;
use super::{Dangling, Match, Run, Store, Unfit, compute_again, dangling};
use crate::computed::{Computation, Computed, Context, Fault, compute};
use crate::error::Result;
use crate::record::version::{Cells, Stored, Written};
use crate::schema::Table;

/// What became of a row that was put.
#[derive(Debug)]
pub enum Put {
    /// The archive did not have it.
    Added,
    /// It superseded this version.
    Revised(Stored),
    /// The archive has these cells already.
    Unchanged,
    /// The run itself has written this version of it before, with other cells; nothing was done.
    Twice(Stored),
    /// Its cells contradict each other, or are not dates; nothing was done.
    Refused(Fault),
}

impl Put {
    /// Why nothing was done, if the row cannot be what was given.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        match self {
            Put::Added | Put::Revised(_) | Put::Unchanged => None,
            Put::Twice(_) => Some("the run has written it before, with other content".to_owned()),
            Put::Refused(fault) => Some(format!("{}: {}", fault.column, fault.error.message)),
        }
    }
}

/// Rows that a run has changed, on which others may rest.
#[derive(Debug, Default)]
pub(super) struct Effects {
    /// What was written or taken away, and under what others may name it.
    touched: Vec<(&'static str, String)>,
    sources: Vec<String>,
    attributes: Vec<String>,
}

/// What no longer holds after what a run has written.
#[derive(Debug, Default)]
pub struct Consequences {
    /// Rows that do not fit the source or the attribute that they rest on.
    pub unfit: Vec<Unfit>,
    /// Dangling references.
    pub dangling: Vec<Dangling>,
}

/// Writes the rows of one table.
pub struct Writer<'run> {
    run: &'run Run<'run>,
    table: &'static Table,
    store: Store<'run>,
    notes_effects: bool,
}

impl<'run> Writer<'run> {
    /// Begins to write.
    ///
    /// # Errors
    /// If the archive's table is not as described.
    pub fn new(run: &'run Run<'run>, table: &'static Table) -> Result<Writer<'run>> {
        Ok(Writer { run, table, store: Store::new(run, table)?, notes_effects: true })
    }

    /// Of rows whose references are looked up before they are written, and whose revisions are kept elsewhere: nothing is
    /// noted for [`Run::settle`].
    #[must_use]
    pub fn of_checked_rows(mut self) -> Writer<'run> {
        self.notes_effects = false;
        self
    }

    /// From now on the entities of rows that are added are entered in `entities`: the triggers that do so are suspended.
    ///
    /// # Errors
    /// If the archive's table is not as described.
    pub fn enter_entities(&mut self) -> Result<()> {
        self.store.enter_entities()
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The version of the row with this id.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn stored(&mut self, id: &str) -> Result<Option<Stored>> {
        self.store.stored(id)
    }

    /// Writes a row; what follows from its cells is computed.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn put(&mut self, context: &mut Context, cells: &Cells<'_>, written: Written<'_>) -> Result<Put> {
        match compute(self.run.connection(), context, self.table, cells)? {
            Computation::Done(computed) => self.put_computed(cells, &computed, written),
            Computation::Fault(fault) => Ok(Put::Refused(fault)),
        }
    }

    /// Writes a row of which the computed columns are known.
    ///
    /// Cells that are there already make no version, unless it is one that was written elsewhere, at another time.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn put_computed(
        &mut self,
        cells: &Cells<'_>,
        computed: &[Computed],
        written: Written<'_>,
    ) -> Result<Put> {
        let id = cells[0].as_deref().unwrap_or_default();
        let before = match self.store.matching(id, cells)? {
            Match::None => {
                self.add(cells, computed, written)?;
                return Ok(Put::Added);
            }
            Match::Same if written.recorded_at == self.run.stamp() => return Ok(Put::Unchanged),
            Match::Same => match self.store.stored(id)? {
                Some(before) => before,
                None => return Ok(Put::Unchanged),
            },
            Match::Other(before) if before.import.as_deref() == Some(self.run.id()) => {
                return Ok(Put::Twice(before));
            }
            Match::Other(before) => before,
        };
        if before.has(cells) {
            self.store.replace(cells, computed, written)?;
        } else {
            self.store.revise(cells, computed, written)?;
        }
        self.note(id, &before.cells);
        self.note(id, cells);
        Ok(Put::Revised(before))
    }

    /// Adds a row; false, and nothing is done, if its id is taken.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn add(&mut self, cells: &Cells<'_>, computed: &[Computed], written: Written<'_>) -> Result<bool> {
        let is_added = self.store.add(cells, computed, written)?;
        if is_added {
            self.note(cells[0].as_deref().unwrap_or_default(), cells);
        }
        Ok(is_added)
    }

    /// Takes the row with this id away, if it is there; gives its last version.
    ///
    /// # Errors
    /// If the archive refuses it.
    pub fn withdraw(&mut self, id: &str) -> Result<Option<Stored>> {
        let Some(before) = self.store.stored(id)? else { return Ok(None) };
        self.store.remove(id)?;
        self.note(id, &before.cells);
        Ok(Some(before))
    }

    fn note<Cell: AsRef<str>>(&self, id: &str, cells: &[Option<Cell>]) {
        if !self.notes_effects {
            return;
        }
        let table = self.table;
        let mut effects = self.run.effects.borrow_mut();
        let key = cells[table.place(table.entity_key())].as_ref().map(AsRef::as_ref);
        effects.touched.extend(named_as(table, id, key.filter(|_| table.is_of_reports())));
        effects.touched.push((table.name, id.to_owned()));
        match table.name {
            "sources" => effects.sources.push(id.to_owned()),
            "attributes" => effects.attributes.push(id.to_owned()),
            _ => {}
        }
    }
}

impl Run<'_> {
    /// Computes again what rests on the rows that were written, and gives what no longer holds, as far as `limit` of each
    /// column.
    ///
    /// # Errors
    /// If the archive cannot be read or written.
    pub fn settle(&self, limit: usize) -> Result<Consequences> {
        let effects = self.effects.borrow();
        let unfit =
            compute_again(self.connection(), &effects.sources, &effects.attributes, &|| self.go_on())?;
        Ok(Consequences { unfit, dangling: dangling(self.connection(), &effects.touched, limit)? })
    }
}

/// Cells that the archive gave, as cells to be written.
#[must_use]
pub fn borrowed(cells: &[Option<String>]) -> Vec<Option<Cow<'_, str>>> {
    cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect()
}
