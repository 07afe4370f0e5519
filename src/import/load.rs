//! Rows of a file, checked and written one by one.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};

use super::cells;
use super::identity::{derived_id, slug_like};
use super::problems::{Place, Problems, Refusal};
use super::reader::{RawRow, Reader};
use super::references::{References, Target, Waiting};
use super::summary::{Counts, Finding, FindingKind};
use super::sync;
use crate::archive::{Run, Store, Stored};
use crate::computed::{self, Computed, Context, ValueType};
use crate::error::Result;
use crate::schema::{Column, Kind, Role, Table};

/// What the rows of a run share.
pub struct Loading<'run> {
    run: &'run Run<'run>,
    restore: bool,
    references: References,
    context: Context,
    /// Rows that are refused.
    pub problems: Problems,
    /// What the analyst should look at.
    pub findings: Vec<Finding>,
    /// Sources that were revised: what rests on their dates is computed again.
    pub revised_sources: Vec<String>,
    /// Attributes that were revised: the bounds of their values are computed again.
    pub revised_attributes: Vec<String>,
    /// Sources of which the files are the whole truth.
    sync: BTreeSet<String>,
    /// Earlier ids, and those that they were given.
    renames: HashMap<String, String>,
}

/// A row that passed all checks that its own file allows.
struct Checked<'row> {
    cells: Vec<Option<Cow<'row, str>>>,
    computed: Vec<Computed>,
}

impl<'run> Loading<'run> {
    /// Begins with nothing; with `restore`, rows that were superseded or withdrawn come back; of the sources in `sync`
    /// the files are the whole truth.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn new(run: &'run Run<'run>, restore: bool, sync: &[String]) -> Result<Loading<'run>> {
        sync::begin(run.connection())?;
        let mut statement = run.connection().prepare(
            "SELECT id, entity FROM renames WHERE NOT EXISTS (SELECT 1 FROM entities WHERE entities.id = renames.id)",
        )?;
        let renames = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<HashMap<String, String>>>()?;
        Ok(Loading {
            sync: sync.iter().cloned().collect(),
            renames,
            run,
            restore,
            references: References::default(),
            context: Context::default(),
            problems: Problems::default(),
            findings: Vec::new(),
            revised_sources: Vec::new(),
            revised_attributes: Vec::new(),
        })
    }

    fn connection(&self) -> &'run Connection {
        self.run.connection()
    }

    /// Reads a file to its end, checks each row and writes those that pass.
    ///
    /// # Errors
    /// If the file cannot be read or the archive cannot be written; refused rows are in `problems`.
    pub fn file(
        &mut self,
        reader: &mut Reader,
        table: &'static Table,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Counts> {
        let connection = self.connection();
        let mut store = Store::new(self.run, table)?;
        let cell_of_column = reader.header().cell_of_column.clone();
        let is_complete = reader.header().is_complete();
        let has_history: bool = connection.query_row(
            "SELECT EXISTS (SELECT 1 FROM history WHERE table_name = ?1)",
            [table.name],
            |row| row.get(0),
        )?;
        let mut counts = Counts::default();
        while let Some(row) = reader.next_row()? {
            counts.rows += 1;
            if counts.rows.is_multiple_of(1_000) && interrupted() {
                return Err(crate::error::Error::Interrupted);
            }
            let Some(mut checked) = self.checked(&row, table, &cell_of_column, is_complete, &mut store)?
            else {
                continue;
            };
            self.note_references(&row, table, &mut checked)?;
            let added_before = counts.added;
            self.write(&row, &mut store, &checked, has_history, &mut counts)?;
            self.note_for_sync(table, &checked, counts.added > added_before)?;
        }
        if table.name == "sources" || table.name == "attributes" {
            self.context.forget();
        }
        Ok(counts)
    }

    fn checked<'row>(
        &mut self,
        row: &'row RawRow<'_>,
        table: &'static Table,
        cell_of_column: &[Option<usize>],
        is_complete: bool,
        store: &mut Store<'_>,
    ) -> Result<Option<Checked<'row>>> {
        let raw = match row.cells() {
            Ok(raw) => raw,
            Err(refusal) => {
                self.refuse(row, vec![refusal]);
                return Ok(None);
            }
        };
        let mut refusals = Vec::new();
        let mut cells: Vec<Option<Cow<'row, str>>> = Vec::with_capacity(cell_of_column.len());
        for (column, place) in table.columns().zip(cell_of_column) {
            let cell = place.and_then(|place| cells::tidy(raw[place]));
            cells.push(match cell.map(|cell| cells::check(table, column, cell)).transpose() {
                Ok(cell) => cell,
                Err(refusal) => {
                    refusals.push(refusal);
                    // The cell counts as given, so that it is not refused as blank as well.
                    place.map(|place| Cow::Borrowed(raw[place]))
                }
            });
        }
        if !is_complete && refusals.is_empty() {
            complete_from_archive(&mut cells, cell_of_column, table, store)?;
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
            self.refuse(row, refusals);
            return Ok(None);
        }
        identify(table, &mut cells);
        self.follow_renames(table, &mut cells);
        match computed::compute(self.connection(), &mut self.context, table, &cells)? {
            Ok(computed) => Ok(Some(Checked { cells, computed })),
            Err(fault) => {
                self.refuse(row, vec![cells::date(fault.column, fault.error)]);
                Ok(None)
            }
        }
    }

    /// Reads earlier ids as those that their entities have now. The row's own id is derived before, so that a file which
    /// was loaded before an entity was renamed adds nothing.
    fn follow_renames(&self, table: &Table, cells: &mut [Option<Cow<'_, str>>]) {
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

    fn note_for_sync(&self, table: &Table, checked: &Checked<'_>, is_new: bool) -> Result<()> {
        if self.sync.is_empty() || !table.has_provenance() {
            return Ok(());
        }
        let source = checked.cells[table.place("source")].as_deref().unwrap_or_default();
        if self.sync.contains(source) {
            sync::seen(self.connection(), table, checked.cells[0].as_deref().unwrap_or_default(), is_new)?;
        }
        Ok(())
    }

    fn refuse(&mut self, row: &RawRow<'_>, refusals: Vec<Refusal>) {
        self.problems.add(&row.place, || row.text(), refusals);
    }

    fn note_references(
        &mut self,
        row: &RawRow<'_>,
        table: &'static Table,
        checked: &mut Checked<'_>,
    ) -> Result<()> {
        let connection = self.connection();
        for (place, column) in table.columns().enumerate() {
            let target = match (column.kind, table.name) {
                (Kind::Event, "events") => continue,
                (Kind::Value, _) => {
                    let attribute = checked.cells[table.place("attribute")].as_deref().unwrap_or_default();
                    match self.context.value_type(connection, attribute)? {
                        Some(ValueType::Entity) => Target::Entity,
                        _ => continue,
                    }
                }
                (kind, _) => match Target::of(kind) {
                    Some(target) => target,
                    None => continue,
                },
            };
            let Some(id) = checked.cells[place].as_deref() else {
                continue;
            };
            let name = column.name;
            self.references.check(connection, target, id, || Waiting {
                place: row.place.clone(),
                text: row.text(),
                column: name,
            })?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        row: &RawRow<'_>,
        store: &mut Store<'_>,
        checked: &Checked<'_>,
        has_history: bool,
        counts: &mut Counts,
    ) -> Result<()> {
        let table = store.table();
        let id = checked.cells[0].as_deref().unwrap_or_default();
        if let Some(refusal) = self.id_taken(table, checked)? {
            self.refuse(row, vec![refusal]);
            return Ok(());
        }
        if has_history
            && !self.restore
            && let Some(kind) = self.already_superseded(store, checked)?
        {
            self.findings.push(Finding { kind, table: table.name, id: id.to_owned(), other: None });
            counts.superseded += 1;
            return Ok(());
        }
        if store.add(&checked.cells, &checked.computed, self.run.written())? {
            counts.added += 1;
            return Ok(());
        }
        let Some(stored) = store.stored(id)? else {
            return Ok(());
        };
        if stored.has(&checked.cells) {
            counts.unchanged += 1;
        } else if stored.import.as_deref() == Some(self.run.id()) {
            let refusal = Refusal::cell(
                "twice",
                "id",
                format!("\"{id}\" was given before in this import, with other content"),
            );
            self.refuse(
                row,
                vec![refusal.with_hint(
                    "keep one of the two rows, or give them different ids if the source says both",
                )],
            );
        } else {
            store.revise(&checked.cells, &checked.computed, self.run.written())?;
            counts.revised += 1;
            self.findings.push(Finding {
                kind: FindingKind::Revised(stored.differences(table, &checked.cells)),
                table: table.name,
                id: id.to_owned(),
                other: None,
            });
            match table.name {
                "sources" => self.revised_sources.push(id.to_owned()),
                "attributes" => self.revised_attributes.push(id.to_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    /// An id stands for one entity: it cannot name a place and an organization.
    fn id_taken(&mut self, table: &Table, checked: &Checked<'_>) -> Result<Option<Refusal>> {
        if table.role != Role::Entity {
            return Ok(None);
        }
        let column = if table.name == "events" { "event" } else { "id" };
        let Some(id) = checked.cells[table.place(column)].as_deref() else {
            return Ok(None);
        };
        let connection = self.connection();
        let kind: Option<String> = connection
            .prepare_cached("SELECT kind FROM entities WHERE id = ?1")?
            .query_row([id], |row| row.get(0))
            .optional()?;
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

    /// Whether the row equals an earlier version of its id: it was revised or withdrawn since.
    fn already_superseded(
        &mut self,
        store: &mut Store<'_>,
        checked: &Checked<'_>,
    ) -> Result<Option<FindingKind>> {
        let table = store.table();
        let id = checked.cells[0].as_deref().unwrap_or_default();
        let stored = store.stored(id)?;
        if stored.as_ref().is_some_and(|stored| stored.has(&checked.cells)) {
            return Ok(None);
        }
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            // What a run wrote that was taken back since, here or in an archive that was merged, counts as never said.
            "SELECT image FROM history WHERE table_name = ?1 AND id = ?2
               AND NOT EXISTS (SELECT 1 FROM imports WHERE imports.id = superseded_by AND imports.command = 'undo')
               AND NOT EXISTS (SELECT 1 FROM withdrawals AS gone JOIN imports ON imports.id = gone.import AND imports.command = 'undo'
                 WHERE gone.table_name = history.table_name AND gone.id = history.id AND gone.arrived_at = history.superseded_at)
             ORDER BY sequence DESC",
        )?;
        let mut rows = statement.query([table.name, id])?;
        while let Some(row) = rows.next()? {
            let image: String = row.get(0)?;
            let is_same = Stored::from_image(table, &image).is_some_and(|earlier| {
                let mut cells: Vec<Option<Cow<'_, str>>> =
                    earlier.cells.into_iter().map(|cell| cell.map(Cow::Owned)).collect();
                self.follow_renames(table, &mut cells);
                cells == checked.cells
            });
            if is_same {
                return Ok(Some(if stored.is_some() {
                    FindingKind::Superseded
                } else {
                    FindingKind::Withdrawn
                }));
            }
        }
        Ok(None)
    }

    /// Checks at the end of a run what could not be checked row by row.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn settle(&mut self) -> Result<()> {
        for (waiting, refusal) in std::mem::take(&mut self.references).unresolved(self.run.connection())? {
            let place: &Place = &waiting.place;
            self.problems.add(place, || waiting.text.clone(), vec![refusal]);
        }
        Ok(())
    }
}

/// An absent column leaves the cell that the archive has.
fn complete_from_archive(
    cells: &mut [Option<Cow<'_, str>>],
    cell_of_column: &[Option<usize>],
    table: &Table,
    store: &mut Store<'_>,
) -> Result<()> {
    let Some(id) = cells[table.place("id")].as_deref() else {
        return Ok(());
    };
    let Some(stored) = store.stored(id)? else {
        return Ok(());
    };
    for ((cell, place), kept) in cells.iter_mut().zip(cell_of_column).zip(stored.cells) {
        if place.is_none() {
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

/// Blank ids are derived; an event and an office that are blank are the row's own id.
fn identify(table: &Table, cells: &mut [Option<Cow<'_, str>>]) {
    if cells[0].is_none() {
        cells[0] = Some(Cow::Owned(derived_id(table, cells.iter().map(|cell| cell.as_deref()))));
    }
    let own = match table.name {
        "events" => "event",
        "titles" => "office",
        _ => return,
    };
    let place = table.place(own);
    if cells[place].is_none() {
        cells[place] = cells[0].as_ref().map(|id| Cow::Owned(id.clone().into_owned()));
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
