//! One row put through all checks that it allows by itself: its cells, what it derives, what the archive holds of it.

use std::borrow::Cow;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::earlier_versions::superseded;
use super::files::by_columns;
use super::load::{DECIDES, Loading};
use super::read_ahead::Plain;
use super::references::{Target, waits};
use super::staging::Ready;
use super::summary::NoticeKind;
use super::{example, id_claims};
use crate::archive::{Run, Store, rows_up_to};
use crate::computed::{self, Computation};
use crate::error::Result;
use crate::profile::Mapper;
use crate::record::cells;
use crate::record::id::{Identifier, slug_like};
use crate::record::refusal::{Place, Refusal};
use crate::schema::{Blank, Column, Kind, Seen, Table};

/// A row as it is given: its cells as they stand, one for each of [`Table::columns`].
pub struct Given<'row> {
    /// The cells, not tidied; none where the file has no such column.
    pub cells: Vec<Option<Cow<'row, str>>>,
    /// Which columns the file has: in a revision the others keep what they hold.
    pub has: Arc<[bool]>,
    /// What is known of it if each cell is what its column holds, as it stands.
    pub plain: Option<&'row Plain>,
    /// The profile that made it, and which of its records it is: the columns are called otherwise in the file.
    pub called: Option<(&'row Mapper, usize)>,
    /// The cells that are refused already, a bit for each column.
    pub bad: u32,
    /// Whether it may revise a row that the archive holds.
    pub revises: Revises,
}

/// Whether a row may revise one that the archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revises {
    /// It may.
    Yes,
    /// It is in a profile, and is only there for archives that lack it.
    Fixed,
    /// It was rejected because another row has its id, and comes back with it.
    Rejected,
}

/// A row that was checked, and what becomes of it.
pub struct Checked<'row> {
    /// Its cells; those that are refused as they are given.
    pub ready: Ready<'row>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Whether it is new, and a cell that decides something was left blank.
    pub is_blank: bool,
}

/// What becomes of a row.
pub enum Outcome {
    /// It may be written.
    Good,
    /// It is left out, because it equals an earlier version of itself, or because it is not to revise what is there.
    Left(NoticeKind),
    /// It is refused.
    Refused {
        /// What is wrong with it.
        refusals: Vec<Refusal>,
        /// The cells that are refused, a bit for each column.
        bad: u32,
        /// The row that has its id already, if there is one in another table.
        taken: Option<Taken>,
    },
}

/// An id that stands for an entity of another table already.
pub struct Taken {
    /// The column that gives it.
    pub column: &'static str,
    /// The id.
    pub id: String,
    /// The table that has it.
    pub table: String,
}

/// What checking the rows of one table needs.
pub struct Checking<'run> {
    connection: &'run Connection,
    table: &'static Table,
    identifier: Identifier,
    has_history: bool,
    /// Whether the archive holds no row of the table.
    is_empty: bool,
    /// What the archive holds of the table.
    store: Store<'run>,
    /// Of what kind the entity with an id is.
    kind_of: CachedStatement<'run>,
}

impl<'run> Checking<'run> {
    /// Begins with the rows of a table.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn new(run: &'run Run<'run>, table: &'static Table) -> Result<Checking<'run>> {
        let connection = run.connection();
        let has_history = connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM history WHERE table_name = ?1)",
            [table.name],
            |row| row.get(0),
        )?;
        let is_empty = rows_up_to(connection, table, 1)? == 0;
        let store = Store::new(run, table)?;
        let kind_of = connection.prepare_cached("SELECT kind FROM entities WHERE id = ?1")?;
        Ok(Checking {
            connection,
            table,
            identifier: Identifier::new(table),
            has_history,
            is_empty,
            store,
            kind_of,
        })
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Checks one row. Each check is made as far as the cells it needs are sound, so that all that is wrong with a row is
    /// reported together, and nothing that only follows from it.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn check<'row>(
        &mut self,
        loading: &mut Loading<'run>,
        place: &Place,
        given: Given<'row>,
    ) -> Result<Checked<'row>> {
        let table = self.table;
        let Given { cells, has, plain, called, mut bad, revises } = given;
        let mut refusals = Vec::new();
        let mut cells: Vec<Option<Cow<'row, str>>> = if plain.is_some() {
            cells.into_iter().map(|cell| cell.filter(|cell| !cell.is_empty())).collect()
        } else {
            self.check_cells(loading, place, cells, &mut bad, &mut refusals)?
        };
        let has_sound_id = bad & 1 == 0;
        if called.is_none() && revises != Revises::Fixed {
            refusals.extend(example::refusal(table, &cells, &has));
        }
        if has_sound_id && !self.is_empty && has.iter().any(|has| !has) {
            complete_from_archive(&mut cells, &has, table, &mut self.store)?;
        }
        let is_blank = has_sound_id && self.is_left_blank(loading, &mut cells, bad)?;
        fill_defaults(table, &mut cells, bad);
        self.require(loading, &cells, &has, bad, &mut refusals)?;
        if bad == 0 && refusals.is_empty() {
            self.identify(&mut cells, plain);
        }
        loading.renames.follow(table, &mut cells);
        let computed = self.compute(loading, &cells, bad, &mut refusals)?;
        let mut taken = None;
        if has_sound_id {
            taken = self.id_taken(&cells, bad)?;
            refusals.extend(self.rules(&cells, bad, false)?);
        }
        let mut left = None;
        if refusals.is_empty() && bad == 0 && taken.is_none() {
            match self.may_revise(loading, &cells, revises)? {
                Ok(kept) => left = kept,
                Err(refusal) => refusals.push(refusal),
            }
            if left.is_none() && refusals.is_empty() && self.has_history && !loading.restore {
                left = superseded(self.connection, &mut self.store, loading, &cells)?;
            }
        }
        let is_refused = bad != 0 || taken.is_some() || !refusals.is_empty();
        let outcome = match left {
            _ if is_refused => Outcome::Refused { refusals: renamed(refusals, called, table), bad, taken },
            Some(kind) => Outcome::Left(kind),
            None => Outcome::Good,
        };
        Ok(Checked { ready: Ready { cells, computed }, outcome, is_blank })
    }

    /// Fills a cell that decides something and is blank: with what the archive has, so that the answer to an earlier
    /// question stays, or with what the analyst says; returns whether it stays blank.
    fn is_left_blank(
        &mut self,
        loading: &Loading<'run>,
        cells: &mut [Option<Cow<'_, str>>],
        bad: u32,
    ) -> Result<bool> {
        let Some((place, column)) = self.table.column(DECIDES) else { return Ok(false) };
        let Some(id) = cells[0].as_deref().filter(|_| cells[place].is_none() && bad & (1 << place) == 0)
        else {
            return Ok(false);
        };
        let stored = if self.is_empty { None } else { self.store.stored(id)? };
        if let Some(stored) = stored {
            // Whoever corrects the row takes away what is there.
            if !loading.restore {
                cells[place] = stored.cells[place].clone().map(Cow::Owned);
            }
            return Ok(false);
        }
        let word = loading.word_for_blank(id, column)?;
        cells[place] = word.map(Cow::Borrowed);
        Ok(word.is_none())
    }

    /// Holds each cell against what its column holds; one that is refused stays as it is given.
    fn check_cells<'row>(
        &self,
        loading: &mut Loading<'run>,
        place: &Place,
        given: Vec<Option<Cow<'row, str>>>,
        bad: &mut u32,
        refusals: &mut Vec<Refusal>,
    ) -> Result<Vec<Option<Cow<'row, str>>>> {
        let mut cells = Vec::with_capacity(given.len());
        for (number, (column, raw)) in self.table.columns().zip(given).enumerate() {
            let Some(cell) = raw.and_then(cells::tidy) else {
                cells.push(None);
                continue;
            };
            if *bad & (1 << number) != 0 {
                cells.push(Some(cell));
                continue;
            }
            let as_given = cell.clone();
            let refused = &loading.references.refused;
            let checked = match loading.names.id_of(self.connection, refused, column, cell, place)? {
                Ok(cell) => cells::check(self.table, column, cell).map_err(|refusal| {
                    // What is not an id here may not be an id in the row that it names either.
                    match Target::of(column.kind).and_then(|target| refused.with_id(target, &as_given)) {
                        Some(place) => waits(column.name, &as_given, place),
                        None => refusal,
                    }
                }),
                // It may be the name of a row in a file that could not be read.
                Err(_)
                    if Target::of(column.kind)
                        .is_some_and(|target| loading.references.may_be_unread(target)) =>
                {
                    *bad |= 1 << number;
                    Ok(as_given.clone())
                }
                Err(refusal) => Err(refusal),
            };
            cells.push(Some(match checked {
                Ok(cell) => cell,
                Err(mut refusal) => {
                    if refusal.cause == "id"
                        && let Some(hint) = loading.names.hint_of_name(self.connection, column, &as_given)?
                    {
                        refusal = refusal.with_hint(hint);
                    }
                    refusals.push(refusal);
                    *bad |= 1 << number;
                    as_given
                }
            }));
        }
        Ok(cells)
    }

    /// Holds the cells against those that a row must have.
    fn require(
        &mut self,
        loading: &mut Loading<'run>,
        cells: &[Option<Cow<'_, str>>],
        has: &[bool],
        bad: u32,
        refusals: &mut Vec<Refusal>,
    ) -> Result<()> {
        let table = self.table;
        let mut lacking = Vec::new();
        for (number, column) in table.columns().enumerate() {
            if cells[number].is_some() || bad & (1 << number) != 0 || !is_needed(table, column) {
                continue;
            }
            // A row with an id that leaves out columns is a correction of that row.
            if cells[0].is_some() && !has[number] {
                lacking.push(column.name);
            } else {
                refusals.push(missing(table, column, cells));
            }
        }
        if lacking.is_empty() {
            refusals.extend(self.rules(cells, bad, true)?);
        } else if let Some(id) = cells[0].as_deref().filter(|_| bad & 1 == 0)
            && !loading.references.may_be_unread(Target::Row(table.name))
        {
            let message =
                format!("\"{id}\" is not in {}, and a new row needs {}", table.name, lacking.join(", "));
            let near = loading.references.near(self.connection, Target::Row(table.name), id)?;
            refusals.push(Refusal::cell("no such row", "id", message).with_hint(near.unwrap_or_else(|| {
                "to correct a row, give its id as the archive has it; to add one, add these columns"
                    .to_owned()
            })));
        }
        Ok(())
    }

    /// The computed columns, of what is sound; what is wrong with the dates and values is reported, all of it.
    fn compute(
        &self,
        loading: &mut Loading<'run>,
        cells: &[Option<Cow<'_, str>>],
        bad: u32,
        refusals: &mut Vec<Refusal>,
    ) -> Result<Vec<computed::Computed>> {
        let table = self.table;
        // What is wrong is looked at below, for all of it.
        if bad == 0
            && let Computation::Done(computed) =
                computed::compute(self.connection, &mut loading.context, table, cells)?
        {
            return Ok(computed);
        }
        let is_bad = |number: usize| bad & (1 << number) != 0;
        let mut sound: Vec<Option<Cow<'_, str>>> = cells
            .iter()
            .enumerate()
            .map(|(number, cell)| cell.as_deref().filter(|_| !is_bad(number)).map(Cow::Borrowed))
            .collect();
        while let Computation::Fault(fault) =
            computed::compute(self.connection, &mut loading.context, table, &sound)?
        {
            let span = ["since", "until", "as_of"];
            let of_fault: &[&str] = if span.contains(&fault.column) { &span } else { &[fault.column] };
            let before = sound.iter().flatten().count();
            for (column, cell) in table.columns().zip(&mut sound) {
                if of_fault.contains(&column.name) {
                    *cell = None;
                }
            }
            refusals.push(cells::date(fault.column, fault.error));
            if sound.iter().flatten().count() == before {
                break;
            }
        }
        Ok(Vec::new())
    }

    /// Whether a row that is not to revise what is there would do so: one of a profile is then left out, one that was
    /// rejected because another row has its id is rejected again.
    fn may_revise(
        &mut self,
        loading: &Loading<'run>,
        cells: &[Option<Cow<'_, str>>],
        revises: Revises,
    ) -> Result<std::result::Result<Option<NoticeKind>, Refusal>> {
        let table = self.table;
        let is_rejected = revises == Revises::Rejected
            || !loading.contested.is_empty() && loading.contested.contains(&id_claims::digest(table, cells));
        let is_rejected = is_rejected && !loading.restore;
        if self.is_empty || !is_rejected && revises != Revises::Fixed {
            return Ok(Ok(None));
        }
        let id = cells[0].as_deref().unwrap_or_default();
        let Some(stored) = self.store.stored(id)?.filter(|stored| !stored.has(cells)) else {
            return Ok(Ok(None));
        };
        let columns = stored.differences(table, cells);
        Ok(if revises == Revises::Fixed {
            Ok(Some(NoticeKind::Kept(columns)))
        } else {
            Err(id_claims::again(id, &columns))
        })
    }

    /// Blank ids are derived; some blank cells, such as an event's, stand for the row's own id.
    fn identify<'row>(&mut self, cells: &mut [Option<Cow<'row, str>>], known: Option<&'row Plain>) {
        if cells[0].is_none() {
            cells[0] = Some(match known.and_then(|plain| plain.derived.as_deref()) {
                Some(id) => Cow::Borrowed(id),
                None => Cow::Owned(self.identifier.derive(cells.iter().map(|cell| cell.as_deref()))),
            });
        }
        let [id, others @ ..] = cells else { return };
        for (column, cell) in self.table.columns().skip(1).zip(others) {
            if column.blank == Blank::OwnId && cell.is_none() {
                *cell = id.as_ref().map(|id| Cow::Owned(id.clone().into_owned()));
            }
        }
    }

    /// An id stands for one entity: it cannot name a place and an organization.
    fn id_taken(&mut self, cells: &[Option<Cow<'_, str>>], bad: u32) -> Result<Option<Taken>> {
        let table = self.table;
        if !table.is_of_entities() {
            return Ok(None);
        }
        let column = table.entity_key();
        let number = table.place(column);
        let Some(id) = cells[number].as_deref().filter(|_| bad & (1 << number) == 0) else {
            return Ok(None);
        };
        let kind = self.kind_of(id)?;
        Ok(kind.filter(|kind| kind != table.name).map(|kind| Taken {
            column,
            id: id.to_owned(),
            table: kind,
        }))
    }

    /// The table in which an entity stands; none, if there is no such entity.
    fn kind_of(&mut self, id: &str) -> Result<Option<String>> {
        Ok(self.kind_of.query_row([id], |row| row.get(0)).optional()?)
    }

    /// How a row breaks the rules that span its cells: those that take the cells alone, or those that take the archive.
    fn rules(
        &mut self,
        cells: &[Option<Cow<'_, str>>],
        bad: u32,
        are_of_cells: bool,
    ) -> Result<Vec<Refusal>> {
        let table = self.table;
        let mut refusals = Vec::new();
        for rule in table.rules.iter().filter(|rule| rule.is_of_cells() == are_of_cells) {
            let cell = |column: &str| {
                let place = table.place(column);
                if bad & (1 << place) != 0 { Seen::Bad } else { Seen::from(cells[place].as_deref()) }
            };
            if let Some(breach) = rule.breach(cell, |id| self.kind_of(id))? {
                refusals.push(Refusal::from(breach));
            }
        }
        Ok(refusals)
    }
}

/// Refusals name the columns of the file.
fn renamed(refusals: Vec<Refusal>, called: Option<(&Mapper, usize)>, table: &Table) -> Vec<Refusal> {
    let Some((mapper, record)) = called else { return refusals };
    refusals
        .into_iter()
        .map(|refusal| {
            let fed_by = refusal.column.as_deref().map_or(&[][..], |column| mapper.fed_by(record, column));
            by_columns(refusal, fed_by, table)
        })
        .collect()
}

/// An absent column leaves the cell that the archive has.
fn complete_from_archive(
    cells: &mut [Option<Cow<'_, str>>],
    has_column: &[bool],
    table: &Table,
    store: &mut Store<'_>,
) -> Result<()> {
    let Some(id) = cells[table.place("id")].as_deref() else {
        return Ok(());
    };
    let Some(stored) = store.stored(id)? else {
        return Ok(());
    };
    for ((cell, has_column), kept) in cells.iter_mut().zip(has_column).zip(stored.cells) {
        if !has_column {
            *cell = kept.map(Cow::Owned);
        }
    }
    Ok(())
}

fn fill_defaults(table: &Table, cells: &mut [Option<Cow<'_, str>>], bad: u32) {
    for (number, (column, cell)) in table.columns().zip(cells.iter_mut()).enumerate() {
        if let (None, Some(default), 0) = (cell.as_ref(), column.blank.text(), bad & (1 << number)) {
            *cell = Some(Cow::Borrowed(default));
        }
    }
}

fn is_needed(table: &Table, column: &Column) -> bool {
    if column.kind == Kind::Id { table.needs_an_id() } else { column.required }
}

fn missing(table: &Table, column: &Column, cells: &[Option<Cow<'_, str>>]) -> Refusal {
    let refusal = Refusal::cell("blank", column.name, "the cell is blank, and it is required");
    if column.kind != Kind::Id {
        return refusal.with_hint(format!("{}: {}", column.name, column.meaning));
    }
    let name = table.column("name").and_then(|(place, _)| cells[place].as_deref()).and_then(slug_like);
    refusal.with_hint(match name {
        Some(slug) => format!("choose a short slug, such as {slug}"),
        None => "choose a short slug of lower-case letters a-z, digits and hyphens".to_owned(),
    })
}
