//! The rows of one table, from all files that have some: checked, staged, checked against each other, written.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::already_loaded;
use super::check::{Checked, Checking, Given, Outcome, Revises};
use super::files::{Feed, Shape, by_columns};
use super::header::REASON;
use super::id_claims::{self, Claim};
use super::likely_revisions::Added;
use super::read_ahead::Ahead;
use super::reader::RawRow;
use super::references::References;
use super::rejects::Refused;
use super::resolve::Names;
use super::revised_references::Revised;
use super::second_header::{SecondHeader, below, second_header};
use super::staging::{Origin, Ready, Staged, State};
use super::summary::{Counts, Notice, NoticeKind};
use super::sync;
use super::{Asks, Progress, Step};
use crate::archive::{self, Put, Run, Writer};
use crate::computed::{Context, ahead_of_source};
use crate::error::{Error, Result};
use crate::history::renames::EarlierIds;
use crate::record::cells::tidy;
use crate::record::refusal::{Place, Refusal};
use crate::schema::{Column, Kind, Table};

/// From how many new rows on triggers and indexes of a table that holds rows are suspended while they are written.
const BULK: u64 = 5_000;
/// From how many rows on those of an empty table are: for fewer it costs more than it saves.
const SOME: u64 = 300;
/// After how many rows progress is reported and the run asks whether to go on.
const OFTEN: u64 = 1_000;

/// The column of the titles that decides how their holders are judged, so that a blank cell is worth a question.
pub(super) const DECIDES: &str = "holders";

/// What became of the rows of a file, counted as the file has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileRows {
    /// Rows read, blank ones left out.
    pub rows: u64,
    /// Rows that the conditions of a profile leave out.
    pub left_out: u64,
}

/// Counts the rows that the conditions of a profile leave out; an object is, if all its rows are.
#[derive(Debug, Default)]
struct LeftOut {
    count: u64,
    /// Whether all rows so far of the last object are.
    is_last: bool,
}

impl LeftOut {
    fn row(&mut self, is_item: bool, is_left_out: bool) {
        if is_item {
            self.is_last &= is_left_out;
        } else {
            self.count += u64::from(self.is_last);
            self.is_last = is_left_out;
        }
    }

    fn count(&self) -> u64 {
        self.count + u64::from(self.is_last)
    }
}

/// What the rows of a pass share.
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
    /// Asks the analyst; none where nobody is there.
    asks: Option<&'run Asks<'run>>,
    /// Whether blank cells that decide something are reported: add has asked about those of a single row.
    reports_blanks: bool,
    interrupted: Arc<AtomicBool>,
    /// Rows that are refused.
    pub refused: Refused,
    /// Why files could not be read to their ends.
    pub broken: BTreeMap<usize, Error>,
    /// What the analyst should look at.
    pub findings: Vec<Notice>,
    /// Rows that were revised, as far as others rest on them.
    pub revised: Revised,
    /// Rows that were added to tables which held others.
    pub added: Added,
    /// Files that bring nothing new.
    passed_over: BTreeSet<usize>,
    /// Sources of which the files are the whole truth.
    sync: BTreeSet<String>,
    /// Earlier ids, and those that they were given.
    pub(super) renames: EarlierIds,
    /// Rows whose ids stand for entities of other tables.
    pub(super) taken: Vec<Claim>,
    /// Digests of rows that earlier runs rejected because another row has their id.
    pub(super) contested: HashSet<String>,
    /// What became of the rows of each file.
    pub files: Vec<FileRows>,
    /// What the columns of each file are, once it was opened.
    shapes: HashMap<u32, Arc<Shape>>,
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
        refused: Refused,
    ) -> Result<Loading<'run>> {
        sync::begin(run.connection())?;
        Ok(Loading {
            passed_over: BTreeSet::new(),
            sync: request.sync.iter().cloned().collect(),
            renames: EarlierIds::read(run.connection())?,
            run,
            feeds,
            restore: request.restore,
            is_plan: request.plan.is_some(),
            references: References::default(),
            context: Context::default(),
            progress: request.progress,
            asks: request.asks,
            reports_blanks: request.given.is_empty() && request.command == "import",
            names: Names::new(request.resolve_names, request.create_missing),
            interrupted: Arc::clone(&request.interrupted),
            refused,
            broken: BTreeMap::new(),
            findings: Vec::new(),
            revised: Revised::default(),
            added: Added::default(),
            taken: Vec::new(),
            contested: already_loaded::contested(run.connection())?,
            files: vec![FileRows::default(); feeds.len()],
            shapes: HashMap::new(),
        })
    }

    /// The word for a blank cell that decides something in a row that is new, if the analyst gives one.
    ///
    /// # Errors
    /// If nobody answers any more.
    pub(super) fn word_for_blank(&self, id: &str, column: &Column) -> Result<Option<&'static str>> {
        let Some(asks) = self.asks.filter(|_| !self.is_plan) else { return Ok(None) };
        (self.progress)(Step::Asking);
        (asks.word)(id, column)
    }

    /// Notes a title of which the cell that decides something was left blank.
    fn note_blank(&mut self, id: &str) {
        let titles = Table::named("titles").filter(|_| self.reports_blanks);
        let Some((_, column)) = titles.and_then(|titles| titles.column(DECIDES)) else { return };
        if let (Kind::OneOf(words), Some(taken)) = (column.kind, column.blank.text()) {
            self.findings.push(Notice {
                kind: NoticeKind::Blank { column: column.name, taken, words },
                table: "titles",
                id: id.to_owned(),
                other: None,
            });
        }
    }

    pub(super) fn connection(&self) -> &'run Connection {
        self.run.connection()
    }

    /// Says that nothing is kept of what is loaded.
    pub fn is_trial(&mut self) {
        self.is_plan = true;
    }

    /// Leaves out a file of which it is known that it brings nothing new, with so many rows.
    pub fn pass_over(&mut self, file: usize, rows: u64) {
        self.passed_over.insert(file);
        self.files[file].rows = rows;
    }

    /// Loads all rows of a table; gives what became of them, for each file that has some.
    ///
    /// # Errors
    /// If a file cannot be read or the archive cannot be written; rows that are refused are in `refused`.
    pub fn table(&mut self, table: &'static Table) -> Result<Vec<(usize, Counts)>> {
        let mut counts: Vec<(usize, Counts)> = Vec::new();
        let mut staged = Staged::default();
        self.references.begin_table();
        self.note_names_of_the_files(table)?;
        for (number, feed) in self.feeds.iter().enumerate().filter(|(_, feed)| feed.feeds(table)) {
            if self.passed_over.contains(&number) {
                continue;
            }
            counts.push((number, self.stage(number, feed, table, &mut staged)?));
        }
        self.refuse_taken_ids()?;
        self.refuse_ids_given_twice(table, &mut staged, &mut counts)?;
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
            let place = Place { file: feed.intake.name().into(), line: row.line as u64 };
            let cells = row.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
            if self.refused.had(file, place.line) {
                let cells: Vec<Option<Cow<'_, str>>> = cells;
                self.references.refused.note(table, &cells, &place);
                continue;
            }
            let given = Given {
                cells,
                has: Arc::clone(&row.given),
                plain: None,
                called: None,
                bad: 0,
                revises: Revises::Fixed,
            };
            self.take(&mut checking, &place, || None, given, (staged, file), &mut counts)?;
        }
        if !feed.is_csv() {
            return Ok(counts);
        }
        let reader = feed.open(false)?;
        let shape = Arc::new(feed.shape(&reader)?);
        self.shapes.insert(file, Arc::clone(&shape));
        let header = reader.header().to_vec();
        if feed.intake.cells().is_some() {
            self.refused.problems.is_sheet(feed.intake.name(), &header);
        }
        let has_reasons = header.first().is_some_and(|name| name == REASON);
        let is_first = feed.begins_with(table);
        let names_allowed = self.names.are_allowed();
        let is_of_objects = feed.intake.objects().is_some();
        let is_plain = if is_of_objects { None } else { shape.is_plain(table, names_allowed) };
        let mut reader = Ahead::begin(reader, is_plain)?;
        (self.progress)(Step::Reading { file: feed.intake.name(), bytes: feed.intake.size() });
        let (mut rows, mut read) = (0_u64, 0_u64);
        let mut left_out = LeftOut::default();
        let mut below_header = None;

        loop {
            let row = match reader.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(Error::Interrupted) => return Err(Error::Interrupted),
                Err(error) => {
                    self.break_off(number, feed, error);
                    break;
                }
            };
            let trailer = row.trailer();
            // Rows that are items of an object's lists belong to it.
            let is_item = trailer.as_ref().is_some_and(|trailer| trailer.list.is_some());
            rows += u64::from(!is_item);
            read += 1;
            if read.is_multiple_of(OFTEN) {
                self.pause(Step::Read(feed.intake.passed()))?;
            }
            let (cells, mut refusals) = match row.cells() {
                Ok(cells) => (Some(cells), Vec::new()),
                Err(refusals) => (None, refusals),
            };
            let again = match &cells {
                // Objects have no header among them.
                _ if is_of_objects => None,
                Some(cells) => second_header(cells.iter().copied(), &header, feed.table()),
                None => {
                    let loose = row.loose_cells();
                    second_header(loose.iter().map(|cell| &**cell), &header, feed.table())
                }
            };
            if let Some(again) = again {
                refusals = vec![again.refusal()];
                below_header = Some(row.place.line).filter(|_| again == SecondHeader::Other);
            } else if let Some(line) = below_header {
                refusals = vec![below(line)];
            }
            let Some(cells) = cells.filter(|_| refusals.is_empty()) else {
                left_out.row(is_item, false);
                if is_first && !self.refused.had(file, row.place.line) {
                    self.refuse_row(file, &row, is_item, refusals)?;
                }
                if again.is_none() && below_header.is_none() {
                    self.note_loose_row(table, &shape, &row.loose_cells(), &row.place);
                }
                continue;
            };
            let records = shape.records(&cells, table, (row.known(), names_allowed), trailer.as_ref());
            left_out.row(is_item, records.is_left_out);
            if self.refused.had(file, row.place.line) {
                for given in records.given {
                    let cells: Vec<Option<Cow<'_, str>>> =
                        given.cells.into_iter().map(|cell| cell.and_then(tidy)).collect();
                    self.references.refused.note(table, &cells, &row.place);
                }
                continue;
            }
            if is_first && !records.refusals.is_empty() {
                self.refuse_row(file, &row, is_item, records.refusals)?;
            }
            let is_rejected = has_reasons && id_claims::was_rejected_for_its_id(cells[0]);
            for mut given in records.given {
                if is_rejected {
                    given.revises = Revises::Rejected;
                }
                let text = || row.text();
                self.take(&mut checking, &row.place, text, given, (staged, file), &mut counts)?;
            }
        }
        if is_first {
            self.files[number].rows = rows;
            self.files[number].left_out += left_out.count();
        }
        Ok(counts)
    }

    /// Notes that a file cannot be read further: nothing will be kept, what is wrong with other rows is still looked for, and
    /// what they name may be in the rest.
    fn break_off(&mut self, number: usize, feed: &Feed, error: Error) {
        self.references.not_read.extend(crate::schema::TABLES.iter().filter(|table| feed.feeds(table)));
        let rest = format!("{error}; the rest of the file was not read");
        let error = match error.hint() {
            Some(hint) => Error::with_hint(rest, hint),
            None => Error::message(rest),
        };
        self.broken.insert(number, error);
    }

    /// Checks one row, and stages it.
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
        let keeps_first = given.called.is_some_and(|(mapper, record)| mapper.keeps_first(record));
        let record = given.called.map_or(0, |(_, record)| u32::try_from(record).unwrap_or(u32::MAX));
        let Checked { ready, outcome, is_blank } = checking.check(self, place, given)?;
        if is_blank && matches!(outcome, Outcome::Good) {
            self.note_blank(ready.cells[0].as_deref().unwrap_or_default());
        }
        let mut origin = Origin { number: 0, file, line: place.line, record, state: State::Good, bad: 0 };
        match outcome {
            Outcome::Good => {
                let by_refused = self.taken_by_refused(table, &ready.cells, 0);
                // Another record of the same row is refused: the row is loaded whole or not at all.
                if by_refused.is_some() || self.refused.has(file, place.line) {
                    origin.state = State::Refused;
                    self.references.refused.note(table, &ready.cells, place);
                }
                if let Some(refusal) = by_refused {
                    let refusal = self.in_words_of_the_file(table, origin, refusal);
                    self.refuse(file, place, text, vec![refusal])?;
                }
            }
            Outcome::Refused { mut refusals, bad, taken } => {
                origin.state = State::Refused;
                origin.bad = bad;
                if taken.is_none()
                    && let Some(refusal) = self.taken_by_refused(table, &ready.cells, bad)
                {
                    refusals.push(self.in_words_of_the_file(table, origin, refusal));
                }
                self.references.refused.note(table, &ready.cells, place);
                if let Some(taken) = taken {
                    self.note_taken(file, place, taken);
                }
                // What is wrong with a cell that the profile could not make was reported for the row already.
                if !refusals.is_empty() {
                    self.refuse(file, place, text, refusals)?;
                }
            }
            Outcome::Left(kind) => {
                origin.state = State::Left;
                let id = ready.cells[0].as_deref().unwrap_or_default().to_owned();
                self.note_for_sync(table, &ready, false)?;
                if matches!(kind, NoticeKind::Kept(_)) {
                    counts.unchanged += 1;
                } else {
                    counts.superseded += 1;
                }
                if !keeps_first {
                    self.findings.push(Notice { kind, table: table.name, id, other: None });
                }
            }
        }
        if origin.state != State::Left {
            self.note_references(table, &ready, origin.bad)?;
        }
        staged.add(&ready, origin)
    }

    /// Refuses a row of a file before records of it are taken. Of an object whose item it is, some are taken already.
    fn refuse_row(
        &mut self,
        file: u32,
        row: &RawRow<'_>,
        is_item: bool,
        refusals: Vec<Refusal>,
    ) -> Result<()> {
        if is_item {
            self.refused.tear();
        }
        self.refused.add(file, &row.place, || row.text(), refusals)
    }

    /// Refuses a row of a file. If a profile makes several records of it, others of them may be loaded already.
    pub(super) fn refuse(
        &mut self,
        file: u32,
        place: &Place,
        text: impl FnOnce() -> Option<String>,
        refusals: Vec<Refusal>,
    ) -> Result<()> {
        if self.feeds.get(file as usize).is_some_and(Feed::has_profile) {
            self.refused.tear();
        }
        self.refused.add(file, place, text, refusals)
    }

    /// The same refusal, naming the columns of the file if a profile made the row.
    pub(super) fn in_words_of_the_file(&self, table: &Table, origin: Origin, refusal: Refusal) -> Refusal {
        match self.shapes.get(&origin.file).map(Arc::as_ref) {
            Some(Shape::Mapped(mapper)) => {
                let fed_by = refusal
                    .column
                    .as_deref()
                    .map_or(&[][..], |column| mapper.fed_by(origin.record as usize, column));
                by_columns(refusal, fed_by, table)
            }
            _ => refusal,
        }
    }

    /// Whether the first row of an id makes the record, as its profile says.
    pub(super) fn keeps_first(&self, origin: Origin) -> bool {
        matches!(self.shapes.get(&origin.file).map(Arc::as_ref),
            Some(Shape::Mapped(mapper)) if mapper.keeps_first(origin.record as usize))
    }

    pub(super) fn place(&self, origin: Origin) -> Place {
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
                self.run.index_meanwhile(table, staged.count())?;
            }
            archive::hold(connection, Some(staged.count()))?;
            archive::without_constraints(connection, || {
                let mut writer = Writer::new(self.run, table)?.of_checked_rows();
                writer.enter_entities()?;
                self.write_each(writer, staged, counts, held == 0)
            })?;
        } else {
            self.write_each(Writer::new(self.run, table)?.of_checked_rows(), staged, counts, held == 0)?;
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
        mut writer: Writer<'_>,
        staged: &mut Staged,
        counts: &mut [(usize, Counts)],
        was_empty: bool,
    ) -> Result<()> {
        let mut written = 0_u64;
        staged.each(|origin, ready| {
            if origin.state != State::Good {
                return Ok(());
            }
            written += 1;
            if written.is_multiple_of(OFTEN) {
                self.pause(Step::Written(written))?;
            }
            let Some((_, counts)) = counts.iter_mut().find(|(number, _)| *number == origin.file as usize)
            else {
                return Ok(());
            };
            let (asks, is_plan) = (self.asks, self.is_plan);
            let progress = self.progress;
            let word = |id: &str, column: &Column| match asks.filter(|_| !is_plan) {
                Some(asks) => {
                    progress(Step::Asking);
                    (asks.word)(id, column)
                }
                None => Ok(None),
            };
            let (made, blank) = self.names.make_for(self.run, writer.table(), &ready, &word)?;
            for id in blank {
                self.note_blank(&id);
            }
            self.findings.extend(made);
            let added_before = counts.added;
            self.write(&mut writer, origin, &ready, was_empty, counts)?;
            self.note_for_sync(writer.table(), &ready, counts.added > added_before)
        })
    }

    fn write(
        &mut self,
        writer: &mut Writer<'_>,
        origin: Origin,
        ready: &Ready<'_>,
        was_empty: bool,
        counts: &mut Counts,
    ) -> Result<()> {
        let table = writer.table();
        let id = ready.cells[0].as_deref().unwrap_or_default();
        // In a table that holds rows most of them are likely to be there already.
        if was_empty && writer.add(&ready.cells, &ready.computed, self.run.written())? {
            counts.added += 1;
            return self.note_ahead(table, ready);
        }
        let stored = match writer.put_computed(&ready.cells, &ready.computed, self.run.written())? {
            Put::Unchanged => {
                counts.unchanged += 1;
                return Ok(());
            }
            Put::Added => {
                counts.added += 1;
                if !was_empty {
                    self.added.note(table, &ready.cells);
                }
                return self.note_ahead(table, ready);
            }
            Put::Revised(stored) => stored,
            Put::Twice(stored) => {
                // Rows of the files that give an id twice are refused before: this one was made for a name.
                let refusal = id_claims::of_made_row(id, &stored.differences(table, &ready.cells));
                let place = self.place(origin);
                return self.refuse(origin.file, &place, || None, vec![refusal]);
            }
            Put::Refused(fault) => {
                let place = self.place(origin);
                let refusal = crate::record::cells::date(fault.column, fault.error);
                return self.refuse(origin.file, &place, || None, vec![refusal]);
            }
        };
        counts.revised += 1;
        self.findings.push(Notice {
            kind: NoticeKind::Revised(stored.differences(table, &ready.cells)),
            table: table.name,
            id: id.to_owned(),
            other: None,
        });
        let file = self.feeds.get(origin.file as usize).map_or("", |feed| feed.intake.name());
        let place = || Place { file: file.into(), line: origin.line };
        self.revised.note(table, &stored, &ready.cells, place);
        self.note_ahead(table, ready)
    }

    /// Notes a date after the source was written, of a row that was added or revised.
    fn note_ahead(&mut self, table: &'static Table, ready: &Ready<'_>) -> Result<()> {
        let ahead = ahead_of_source(self.run.connection(), &mut self.context, table, &ready.cells)?;
        if let Some(ahead) = ahead {
            let cell = |column| ready.cells[table.place(column)].as_deref().unwrap_or_default().to_owned();
            self.findings.push(Notice {
                kind: NoticeKind::Ahead {
                    column: ahead.column,
                    date: cell(ahead.column),
                    public_by: ahead.public_by,
                },
                table: table.name,
                id: cell("id"),
                other: Some(cell("source")),
            });
        }
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
