//! The rows of one table, from all files that have some: checked, staged, held against each other, written.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::ahead::Ahead;
use super::check::{Checked, Checking, Given};
use super::files::Feed;
use super::problems::{Place, Refusal};
use super::references::{References, Target};
use super::refused::Refused;
use super::resolve::Names;
use super::resting::Revised;
use super::stage::{Origin, Ready, Staged};
use super::summary::{Counts, Finding, FindingKind};
use super::sync;
use super::{Progress, Step};
use crate::archive::{self, Match, Run, Store};
use crate::computed::{Context, ValueType};
use crate::error::{Error, Result};
use crate::schema::{Kind, Table};

/// From how many new rows on triggers and indexes of a table that holds rows are set aside while they are written.
const BULK: u64 = 5_000;
/// From how many rows on those of an empty table are: for fewer it costs more than it saves.
const SOME: u64 = 300;
/// After how many rows the analyst is told how far it is, and asked whether to go on.
const OFTEN: u64 = 1_000;

/// What the rows of a run share.
pub struct Loading<'run> {
    pub(super) run: &'run Run<'run>,
    pub(super) feeds: &'run [Feed],
    pub(super) restore: bool,
    is_plan: bool,
    pub(super) references: References,
    pub(super) context: Context,
    /// What names stand for.
    pub(super) names: Names,
    progress: &'run Progress<'run>,
    interrupted: Arc<AtomicBool>,
    /// Rows that are refused.
    pub refused: Refused<'run>,
    /// What the analyst should look at.
    pub findings: Vec<Finding>,
    /// Rows that were revised, as far as others rest on them.
    pub revised: Revised,
    /// Files that bring nothing new.
    passed_over: BTreeSet<usize>,
    /// Sources of which the files are the whole truth.
    sync: BTreeSet<String>,
    /// Earlier ids, and those that they were given.
    pub(super) renames: HashMap<String, String>,
}

impl<'run> Loading<'run> {
    /// Begins with nothing; with `restore`, rows that were superseded or withdrawn come back; of the sources in `sync`
    /// the files are the whole truth.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn new(
        run: &'run Run<'run>,
        feeds: &'run [Feed],
        request: &super::Request<'run>,
        refused: Refused<'run>,
    ) -> Result<Loading<'run>> {
        sync::begin(run.connection())?;
        let mut statement = run.connection().prepare(
            "SELECT id, entity FROM renames WHERE NOT EXISTS (SELECT 1 FROM entities WHERE entities.id = renames.id)",
        )?;
        let renames = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<HashMap<String, String>>>()?;
        Ok(Loading {
            passed_over: BTreeSet::new(),
            sync: request.sync.iter().cloned().collect(),
            renames,
            run,
            feeds,
            restore: request.restore,
            is_plan: request.plan.is_some(),
            references: References::default(),
            context: Context::default(),
            progress: request.progress,
            names: Names::new(request.resolve_names, request.create_missing),
            interrupted: Arc::clone(&request.interrupted),
            refused,
            findings: Vec::new(),
            revised: Revised::default(),
        })
    }

    pub(super) fn connection(&self) -> &'run Connection {
        self.run.connection()
    }

    /// Leaves out a file of which it is known that it brings nothing new.
    pub fn pass_over(&mut self, file: usize) {
        self.passed_over.insert(file);
    }

    /// Loads all rows of a table; gives what became of them, for each file that has some.
    ///
    /// # Errors
    /// If a file cannot be read or the archive cannot be written; rows that are refused are in `refused`.
    pub fn table(&mut self, table: &'static Table) -> Result<Vec<(usize, Counts)>> {
        let mut counts: Vec<(usize, Counts)> = Vec::new();
        let mut staged = Staged::default();
        self.references.begin_table();
        for (number, feed) in self.feeds.iter().enumerate().filter(|(_, feed)| feed.feeds(table)) {
            if self.passed_over.contains(&number) {
                continue;
            }
            counts.push((number, self.stage(number, feed, table, &mut staged)?));
        }
        self.refuse_what_names_nothing(table, &mut staged)?;
        self.write_all(table, &mut staged, &mut counts)?;
        if table.name == "sources" || table.name == "attributes" {
            self.context.forget();
        }
        Ok(counts)
    }

    /// Reads a file to its end, checks each row and stages those that pass.
    fn stage(
        &mut self,
        number: usize,
        feed: &Feed,
        table: &'static Table,
        staged: &mut Staged,
    ) -> Result<Counts> {
        let mut checking = Checking::new(self.run, table)?;
        let mut counts = Counts::default();
        let file = u32::try_from(number).unwrap_or(u32::MAX);
        for row in feed.fixed(table) {
            counts.rows += 1;
            let place = Place { file: feed.intake.name().into(), line: row.line as u64 };
            let given = Given {
                cells: row.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect(),
                has: Arc::clone(&row.given),
                plain: None,
                called: None,
            };
            self.take(&mut checking, &place, || None, given, (staged, file), &mut counts)?;
        }
        if !feed.is_csv() {
            return Ok(counts);
        }
        let reader = feed.open(false)?;
        let shape = feed.shape(&reader)?;
        let names_allowed = self.names.are_allowed();
        let mut reader = Ahead::begin(reader, shape.is_plain(table, names_allowed))?;
        (self.progress)(Step::Reading { file: feed.intake.name(), bytes: feed.intake.size() });
        let mut rows = 0_u64;
        while let Some(row) = reader.next_row()? {
            rows += 1;
            if rows.is_multiple_of(OFTEN) {
                self.pause(Step::Read(feed.intake.passed()))?;
            }
            let how = (row.known(), names_allowed);
            let given = match row.cells().and_then(|cells| shape.records(&cells, table, how)) {
                Ok(given) => given,
                Err(refusals) => {
                    if feed.begins_with(table) {
                        counts.rows += 1;
                        self.refuse(table, &row.place, || row.text(), None, refusals)?;
                    }
                    continue;
                }
            };
            for given in given {
                counts.rows += 1;
                let text = || row.text();
                self.take(&mut checking, &row.place, text, given, (staged, file), &mut counts)?;
            }
        }
        Ok(counts)
    }

    /// Checks one row, and stages it if it passes.
    fn take(
        &mut self,
        checking: &mut Checking<'run>,
        place: &Place,
        text: impl FnOnce() -> Option<String>,
        given: Given<'_>,
        (staged, file): (&mut Staged, u32),
        counts: &mut Counts,
    ) -> Result<()> {
        let table = checking.table();
        match checking.check(self, place, given)? {
            Checked::Ready(ready) => {
                self.note_references(table, &ready)?;
                staged.add(&ready, file, place.line)
            }
            Checked::Refused(refusals, id) => self.refuse(table, place, text, id.as_deref(), refusals),
            Checked::Left(kind, ready) => {
                let id = ready.cells[0].as_deref().unwrap_or_default().to_owned();
                self.note_for_sync(table, &ready, false)?;
                self.findings.push(Finding { kind, table: table.name, id, other: None });
                counts.superseded += 1;
                Ok(())
            }
        }
    }

    /// Refuses a row; `id` is its id, if that can be told.
    fn refuse(
        &mut self,
        table: &'static Table,
        place: &Place,
        text: impl FnOnce() -> Option<String>,
        id: Option<&str>,
        refusals: Vec<Refusal>,
    ) -> Result<()> {
        if let Some(id) = id {
            self.references.note_refused(table.name, id, place);
        }
        self.refused.add(place, text, refusals)
    }

    fn note_references(&mut self, table: &'static Table, ready: &Ready<'_>) -> Result<()> {
        let connection = self.connection();
        for (place, target, _) in references_of(&mut self.context, connection, table, ready)? {
            let id = ready.cells[place].as_deref().unwrap_or_default();
            if !self.names.makes(target, id) {
                self.references.note(connection, target, id)?;
            }
        }
        Ok(())
    }

    /// Refuses the staged rows that name what is nowhere, and then those that named these.
    fn refuse_what_names_nothing(&mut self, table: &'static Table, staged: &mut Staged) -> Result<()> {
        let connection = self.connection();
        let mut is_missing = self.references.strike_staged(table, staged)?;
        while is_missing {
            let mut refused: Vec<(Origin, String, Vec<Refusal>)> = Vec::new();
            staged.each(|origin, ready| {
                let mut refusals = Vec::new();
                for (place, target, column) in references_of(&mut self.context, connection, table, &ready)? {
                    let id = ready.cells[place].as_deref().unwrap_or_default();
                    if self.references.is_missing(target, id) {
                        refusals.push(self.references.refusal(connection, target, column, id)?);
                    }
                }
                if !refusals.is_empty() {
                    let id = ready.cells[0].as_deref().unwrap_or_default().to_owned();
                    refused.push((origin, id, refusals));
                }
                Ok(())
            })?;
            is_missing = !refused.is_empty();
            refused.sort_by_key(|(origin, _, _)| (origin.file, origin.line));
            for (origin, id, refusals) in refused {
                staged.remove(origin);
                self.references.lost(table, &id);
                let place = self.place(origin);
                self.refuse(table, &place, || None, Some(&id), refusals)?;
            }
        }
        Ok(())
    }

    fn place(&self, origin: Origin) -> Place {
        let file = self.feeds.get(origin.file as usize).map_or("", |feed| feed.intake.name());
        Place { file: file.into(), line: origin.line }
    }

    /// Writes the staged rows in the order of their ids.
    fn write_all(
        &mut self,
        table: &'static Table,
        staged: &mut Staged,
        counts: &mut [(usize, Counts)],
    ) -> Result<()> {
        if staged.count() == 0 {
            return Ok(());
        }
        let connection = self.connection();
        let held = archive::rows_up_to(connection, table, staged.count().saturating_mul(3))?;
        let is_bulk = staged.count() >= BULK;
        let aside = if (held == 0 && staged.count() >= SOME) || is_bulk {
            Some(archive::set_aside(connection, table, held < staged.count().saturating_mul(3))?)
        } else {
            None
        };
        (self.progress)(Step::Writing { table: table.name, rows: staged.count() });
        if aside.is_some() {
            // A plan ends before the index is made.
            if held == 0 && !self.is_plan {
                self.run.index_meanwhile(table, staged.count(), &self.interrupted)?;
            }
            archive::hold(connection, Some(staged.count()))?;
            archive::without_constraints(connection, || {
                let mut store = Store::new(self.run, table)?;
                store.enter_entities()?;
                self.write_each(store, staged, counts, held == 0)
            })?;
        } else {
            self.write_each(Store::new(self.run, table)?, staged, counts, held == 0)?;
        }
        if let Some(aside) = aside {
            (self.progress)(Step::Indexing { table: table.name });
            archive::put_back(connection, &aside)?;
            archive::hold(connection, None)?;
        }
        Ok(())
    }

    fn write_each(
        &mut self,
        mut store: Store<'_>,
        staged: &mut Staged,
        counts: &mut [(usize, Counts)],
        was_empty: bool,
    ) -> Result<()> {
        let mut written = 0_u64;
        staged.each(|origin, ready| {
            written += 1;
            if written.is_multiple_of(OFTEN) {
                self.pause(Step::Written(written))?;
            }
            let Some((_, counts)) = counts.iter_mut().find(|(number, _)| *number == origin.file as usize)
            else {
                return Ok(());
            };
            let made = self.names.make_for(self.run, store.table(), &ready)?;
            self.findings.extend(made);
            let added_before = counts.added;
            self.write(&mut store, origin, &ready, was_empty, counts)?;
            self.note_for_sync(store.table(), &ready, counts.added > added_before)
        })
    }

    fn write(
        &mut self,
        store: &mut Store<'_>,
        origin: Origin,
        ready: &Ready<'_>,
        was_empty: bool,
        counts: &mut Counts,
    ) -> Result<()> {
        let table = store.table();
        let id = ready.cells[0].as_deref().unwrap_or_default();
        // In a table that holds rows most of them are likely to be there already.
        if was_empty && store.add(&ready.cells, &ready.computed, self.run.written())? {
            counts.added += 1;
            return Ok(());
        }
        let stored = match store.matching(id, &ready.cells)? {
            Match::Same => {
                counts.unchanged += 1;
                return Ok(());
            }
            Match::None => {
                store.add(&ready.cells, &ready.computed, self.run.written())?;
                counts.added += 1;
                return Ok(());
            }
            Match::Other(stored) => stored,
        };
        if stored.import.as_deref() == Some(self.run.id()) {
            let refusal = Refusal::cell(
                "twice",
                "id",
                format!("\"{id}\" was given before in this import, with other content"),
            )
            .with_hint("keep one of the two rows, or give them different ids if the source says both");
            let place = self.place(origin);
            return self.refuse(table, &place, || None, None, vec![refusal]);
        }
        store.revise(&ready.cells, &ready.computed, self.run.written())?;
        counts.revised += 1;
        self.findings.push(Finding {
            kind: FindingKind::Revised(stored.differences(table, &ready.cells)),
            table: table.name,
            id: id.to_owned(),
            other: None,
        });
        let file = self.feeds.get(origin.file as usize).map_or("", |feed| feed.intake.name());
        let place = || Place { file: file.into(), line: origin.line };
        self.revised.note(table, &stored, &ready.cells, place);
        Ok(())
    }

    fn note_for_sync(&self, table: &Table, ready: &Ready<'_>, is_new: bool) -> Result<()> {
        if self.sync.is_empty() || !table.has_provenance() {
            return Ok(());
        }
        let source = ready.cells[table.place("source")].as_deref().unwrap_or_default();
        if self.sync.contains(source) {
            sync::seen(self.connection(), table, ready.cells[0].as_deref().unwrap_or_default(), is_new)?;
        }
        Ok(())
    }

    fn pause(&self, step: Step<'_>) -> Result<()> {
        (self.progress)(step);
        if self.interrupted.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
    }
}

/// The references of a row that are not blank: the place of the cell, what it names, and its column.
fn references_of(
    context: &mut Context,
    connection: &Connection,
    table: &'static Table,
    ready: &Ready<'_>,
) -> Result<Vec<(usize, Target, &'static str)>> {
    let mut found = Vec::new();
    for (place, column) in table.columns().enumerate() {
        if ready.cells[place].is_none() {
            continue;
        }
        let target = match (column.kind, table.name) {
            (Kind::Event, "events") => None,
            (Kind::Value, _) => {
                let attribute = ready.cells[table.place("attribute")].as_deref().unwrap_or_default();
                let is_entity = context.value_type(connection, attribute)? == Some(ValueType::Entity);
                is_entity.then_some(Target::Entity)
            }
            (kind, _) => Target::of(kind),
        };
        found.extend(target.map(|target| (place, target, column.name)));
    }
    Ok(found)
}

/// Cells that nobody owns.
pub(super) fn owned(cells: Vec<Option<String>>) -> Vec<Option<Cow<'static, str>>> {
    cells.into_iter().map(|cell| cell.map(Cow::Owned)).collect()
}
