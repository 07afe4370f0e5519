//! One row put through all checks that it allows by itself: its cells, what it derives, what the archive holds of it.

use std::borrow::Cow;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::ahead::Plain;
use super::cells;
use super::files::by_columns;
use super::identity::{Identifier, slug_like};
use super::load::{Loading, owned};
use super::problems::{Place, Refusal};
use super::stage::Ready;
use super::summary::FindingKind;
use crate::archive::{Run, Store, Stored, rows_up_to};
use crate::computed;
use crate::error::Result;
use crate::profile::Mapper;
use crate::schema::{Column, Kind, Role, Table};

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
}

/// What becomes of a row.
pub enum Checked<'row> {
    /// It may be written.
    Ready(Ready<'row>),
    /// It is refused; with its id, if it has one.
    Refused(Vec<Refusal>, Option<String>),
    /// It is left out, because it equals an earlier version of itself.
    Left(FindingKind, Ready<'row>),
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

    /// Checks one row.
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
        let called = given.called;
        let mut refusals = Vec::new();
        let mut cells: Vec<Option<Cow<'row, str>>> = Vec::with_capacity(given.cells.len());
        if given.plain.is_some() {
            cells.extend(given.cells.into_iter().map(|cell| cell.filter(|cell| !cell.is_empty())));
        } else {
            self.check_cells(loading, place, given.cells, &mut cells, &mut refusals)?;
        }
        if refusals.is_empty() && given.has.iter().any(|has| !has) && !self.is_empty {
            complete_from_archive(&mut cells, &given.has, table, &mut self.store)?;
        }
        fill_defaults(table, &mut cells);
        for (column, cell) in table.columns().zip(&cells) {
            if cell.is_none() && is_needed(table, column) {
                refusals.push(missing(table, column, &cells));
            }
        }
        if refusals.is_empty() {
            refusals.extend(one_body(table, &cells));
        }
        if !refusals.is_empty() {
            let id = cells[0].as_deref().filter(|id| !id.is_empty()).map(str::to_owned);
            return Ok(Checked::Refused(renamed(refusals, called, table), id));
        }
        self.identify(&mut cells, given.plain);
        loading.follow_renames(table, &mut cells);
        let id = || cells[0].as_deref().map(str::to_owned);
        let computed = match computed::compute(self.connection, &mut loading.context, table, &cells)? {
            Ok(computed) => computed,
            Err(fault) => {
                let refusals = vec![cells::date(fault.column, fault.error)];
                return Ok(Checked::Refused(renamed(refusals, called, table), id()));
            }
        };
        let taken = self.id_taken(&cells)?;
        if let Some(refusal) = taken.map_or_else(|| self.two_of_a_kind(&cells), |taken| Ok(Some(taken)))? {
            return Ok(Checked::Refused(renamed(vec![refusal], called, table), id()));
        }
        let superseded = self.has_history && !loading.restore;
        let left = if superseded { self.already_superseded(loading, &cells)? } else { None };
        let ready = Ready { cells, computed };
        Ok(match left {
            Some(kind) => Checked::Left(kind, ready),
            None => Checked::Ready(ready),
        })
    }

    /// Holds each cell against what its column holds.
    fn check_cells<'row>(
        &self,
        loading: &mut Loading<'run>,
        place: &Place,
        given: Vec<Option<Cow<'row, str>>>,
        cells: &mut Vec<Option<Cow<'row, str>>>,
        refusals: &mut Vec<Refusal>,
    ) -> Result<()> {
        for (column, raw) in self.table.columns().zip(given) {
            let Some(cell) = raw.and_then(cells::tidy) else {
                cells.push(None);
                continue;
            };
            let cell = match loading.names.id_of(self.connection, column, cell, place)? {
                Ok(cell) => cell,
                Err(refusal) => {
                    refusals.push(refusal);
                    cells.push(Some(Cow::Borrowed("")));
                    continue;
                }
            };
            cells.push(match cells::check(self.table, column, cell) {
                Ok(cell) => Some(cell),
                Err(refusal) => {
                    refusals.push(refusal);
                    // The cell counts as given, so that it is not refused as blank as well.
                    Some(Cow::Borrowed(""))
                }
            });
        }
        Ok(())
    }

    /// Blank ids are derived; an event and an office that are blank are the row's own id.
    fn identify<'row>(&mut self, cells: &mut [Option<Cow<'row, str>>], known: Option<&'row Plain>) {
        if cells[0].is_none() {
            cells[0] = Some(match known.and_then(|plain| plain.derived.as_deref()) {
                Some(id) => Cow::Borrowed(id),
                None => Cow::Owned(self.identifier.derive(cells.iter().map(|cell| cell.as_deref()))),
            });
        }
        let own = match self.table.name {
            "events" => "event",
            "titles" => "office",
            _ => return,
        };
        let place = self.table.place(own);
        if cells[place].is_none() {
            cells[place] = cells[0].as_ref().map(|id| Cow::Owned(id.clone().into_owned()));
        }
    }

    /// An id stands for one entity: it cannot name a place and an organization.
    fn id_taken(&mut self, cells: &[Option<Cow<'_, str>>]) -> Result<Option<Refusal>> {
        let table = self.table;
        if table.role != Role::Entity {
            return Ok(None);
        }
        let column = if table.name == "events" { "event" } else { "id" };
        let Some(id) = cells[table.place(column)].as_deref() else {
            return Ok(None);
        };
        let kind = self.kind_of(id)?;
        Ok(kind.filter(|kind| kind != table.name).map(|kind| {
            Refusal::cell(
                "id taken",
                column,
                format!("\"{id}\" is already the id of a row in {kind}"),
            )
            .with_hint(
                "choose another id: places, organizations, chapters, officials and events share one id space",
            )
        }))
    }

    /// The table in which an entity stands; none, if there is no such entity.
    fn kind_of(&mut self, id: &str) -> Result<Option<String>> {
        Ok(self.kind_of.query_row([id], |row| row.get(0)).optional()?)
    }

    /// A judgement is about two entities of one kind. One that is nowhere is refused as a reference.
    fn two_of_a_kind(&mut self, cells: &[Option<Cow<'_, str>>]) -> Result<Option<Refusal>> {
        let table = self.table;
        if table.name != "judgements" {
            return Ok(None);
        }
        let id = |column: &str| cells[table.place(column)].as_deref().unwrap_or_default();
        let (one, other) = (id("one"), id("other"));
        if one == other {
            return Ok(Some(
                Refusal::cell("judged alone", "other", "one and other are the same id")
                    .with_hint("name two entities: a judgement says whether their ids stand for one"),
            ));
        }
        Ok(match (self.kind_of(one)?, self.kind_of(other)?) {
            (Some(of_one), Some(of_other)) if of_one != of_other => Some(
                Refusal::cell(
                    "two kinds",
                    "other",
                    format!("\"{one}\" stands in {of_one}, \"{other}\" in {of_other}"),
                )
                .with_hint("name two officials, two organizations, two chapters, two places or two events"),
            ),
            _ => None,
        })
    }

    /// Whether the row equals an earlier version of its id: it was revised or withdrawn since.
    fn already_superseded(
        &mut self,
        loading: &Loading<'_>,
        cells: &[Option<Cow<'_, str>>],
    ) -> Result<Option<FindingKind>> {
        let table = self.table;
        let id = cells[0].as_deref().unwrap_or_default();
        let mut statement = self.connection.prepare_cached(
            // What a run wrote that was taken back since, here or in an archive that was merged, counts as never said.
            "SELECT image FROM history WHERE table_name = ?1 AND id = ?2
               AND NOT EXISTS (SELECT 1 FROM imports WHERE imports.id = superseded_by AND imports.command = 'undo')
               AND NOT EXISTS (SELECT 1 FROM withdrawals AS gone JOIN imports ON imports.id = gone.import AND imports.command = 'undo'
                 WHERE gone.table_name = history.table_name AND gone.id = history.id AND gone.arrived_at = history.superseded_at)
             ORDER BY sequence DESC",
        )?;
        let mut rows = statement.query([table.name, id])?;
        let mut stored: Option<Option<Stored>> = None;
        while let Some(row) = rows.next()? {
            if stored.is_none() {
                let current = self.store.stored(id)?;
                if current.as_ref().is_some_and(|current| current.has(cells)) {
                    return Ok(None);
                }
                stored = Some(current);
            }
            let image: String = row.get(0)?;
            let is_same = Stored::from_image(table, &image).is_some_and(|earlier| {
                let mut earlier = owned(earlier.cells);
                loading.follow_renames(table, &mut earlier);
                earlier == cells
            });
            if is_same {
                let is_there = stored.is_some_and(|stored| stored.is_some());
                return Ok(Some(if is_there { FindingKind::Superseded } else { FindingKind::Withdrawn }));
            }
        }
        Ok(None)
    }
}

impl Loading<'_> {
    /// Reads earlier ids as those that their entities have now. The row's own id is derived before, so that a file which
    /// was loaded before an entity was renamed adds nothing.
    pub(super) fn follow_renames(&self, table: &Table, cells: &mut [Option<Cow<'_, str>>]) {
        if self.renames.is_empty() {
            return;
        }
        for (column, cell) in table.columns().zip(cells) {
            let names_an_entity = match column.kind {
                Kind::Entity | Kind::Event => true,
                Kind::Reference(target) => {
                    Table::named(target).is_some_and(|target| target.role == Role::Entity)
                }
                Kind::Id => table.role == Role::Entity && table.name != "events",
                _ => false,
            };
            if names_an_entity && let Some(now) = cell.as_deref().and_then(|id| self.renames.get(id)) {
                *cell = Some(Cow::Owned(now.clone()));
            }
        }
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

fn fill_defaults(table: &Table, cells: &mut [Option<Cow<'_, str>>]) {
    for (column, cell) in table.columns().zip(cells.iter_mut()) {
        if let (None, Some(default)) = (cell.as_ref(), column.default) {
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

fn one_body(table: &Table, cells: &[Option<Cow<'_, str>>]) -> Option<Refusal> {
    if table.name != "postings" {
        return None;
    }
    let given = |column| cells[table.place(column)].is_some();
    match (given("organization"), given("chapter")) {
        (false, false) => Some(
            Refusal::row("body", "organization and chapter are both blank")
                .with_hint("name the organization, or the chapter, in which the title was held"),
        ),
        (true, true) => Some(
            Refusal::row("body", "organization and chapter are both given")
                .with_hint("name one of the two: a chapter's organization stands in its own row"),
        ),
        _ => None,
    }
}
