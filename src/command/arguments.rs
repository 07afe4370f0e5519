//! Arguments that several commands share.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use clap::Args;
use rusqlite::Connection;

use super::{Environment, Outcome};
use crate::answer::describe::{self, About};
use crate::answer::naming::{LanguageRange, put_names};
use crate::answer::people::Naming;
use crate::answer::question::{self, Question};
use crate::answer::{Answer, Shown};
use crate::archive::Access;
use crate::conflict::settled::Settlements;
use crate::date::{Day, Edtf, Span, meant};
use crate::dossier::Writing;
use crate::error::{Error, Result};
use crate::history::as_of::{RecordedBy, first_change_after, show_as_of};
use crate::identities::Identities;
use crate::lookup::Found;
use crate::output::{Cell, Column, Document, Format, Summary, writer};
use crate::query::{Clocks, Grade, Statement, Trust};
use crate::reader::Reader;
use crate::verdict::Verdict;

/// A day on the command line.
pub fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| {
        let meant = if Edtf::parse(text).is_ok() { vec![text.to_owned()] } else { meant(text) };
        let spans: Vec<Span> =
            meant.iter().filter_map(|date| Some(Edtf::parse(date).ok()?.bounds())).collect();
        let days: Vec<String> =
            spans.iter().filter(|span| span.is_single_day()).map(|span| span.from.to_string()).collect();
        match spans.first() {
            None => format!("{}; write one day as YYYY-MM-DD, or today", not_a_date(text)),
            Some(_) if !days.is_empty() => format!("write the day as {}", days.join(", or ")),
            // An open end is not a day to ask about.
            Some(span) if span.from == Day::MIN => {
                format!("this is more than one day: ask about one, such as {}", span.to)
            }
            Some(span) if span.to == Day::MAX => {
                format!("this is more than one day: ask about one, such as {}", span.from)
            }
            Some(span) => format!(
                "this is more than one day: ask about one from {} to {}, such as {}",
                span.from, span.to, span.from
            ),
        }
    })
}

/// That a text is not a date, without a hint for cells of a file.
fn not_a_date(text: &str) -> String {
    Edtf::parse(text).err().map_or_else(|| format!("\"{text}\" is not a day"), |error| error.message)
}

/// The arguments of the command line with the day for the word `today` where a day is asked for.
pub fn with_today(arguments: Vec<OsString>, today: Day) -> Vec<OsString> {
    const OPTIONS: [&str; 5] = ["--on", "--from", "--to", "--published-by", "--against"];
    let is_option = |argument: &OsString| argument.to_str().is_some_and(|text| OPTIONS.contains(&text));
    let is_today = |text: &str| text.eq_ignore_ascii_case(TODAY);
    (0..arguments.len())
        .map(|place| {
            let argument = &arguments[place];
            let Some(text) = argument.to_str() else { return argument.clone() };
            // `diff --on` takes two days.
            let before = &arguments[place.saturating_sub(2)..place];
            let is_value = before.last().is_some_and(is_option)
                || before.first().is_some_and(|option| option.to_str() == Some("--on"));
            match text.split_once('=') {
                _ if is_value && is_today(text) => today.to_string().into(),
                Some((option, value)) if OPTIONS.contains(&option) && is_today(value) => {
                    format!("{option}={today}").into()
                }
                _ => argument.clone(),
            }
        })
        .collect()
}

/// The word for the day on which a command runs.
pub const TODAY: &str = "today";

fn first_day(text: &str) -> Result<Day, String> {
    span(text).map(|span| span.from)
}

/// A length of time on the command line, such as 2y, 6m or 30d, in days.
pub fn duration(text: &str) -> Result<i32, String> {
    let unit = |letter: char| match letter {
        'd' => Some(1.0),
        'm' => Some(365.25 / 12.0),
        'y' => Some(365.25),
        _ => None,
    };
    let parsed = text.chars().last().and_then(unit).zip(text.get(..text.len().saturating_sub(1)));
    let days = parsed.and_then(|(unit, number)| Some(f64::from(number.parse::<u16>().ok()?) * unit));
    days.map(|days| days.ceil() as i32)
        .ok_or_else(|| "write years, months or days as 2y, 6m or 30d".to_owned())
}

/// The last day of a day, month, season or year on the command line.
pub fn last_day(text: &str) -> Result<Day, String> {
    span(text).map(|span| span.to)
}

fn span(text: &str) -> Result<Span, String> {
    Edtf::parse(text).map(|date| date.bounds()).map_err(|error| {
        let meant = meant(text);
        if meant.is_empty() {
            format!("{}; write YYYY, YYYY-MM, YYYY-MM-DD or today", error.message)
        } else {
            format!("{}; write {}", error.message, meant.join(", or "))
        }
    })
}

/// Opens an archive to read its current or an earlier state.
///
/// # Errors
/// If it cannot be opened, or did not stand then.
pub fn open_as_recorded(
    archive: &Path,
    recorded_by: Option<RecordedBy>,
    environment: &mut Environment<'_>,
) -> Result<Connection> {
    let connection = environment.open(archive, Access::Read)?;
    if let Some(recorded_by) = recorded_by {
        show_as_recorded(&connection, recorded_by, environment)?;
    }
    Ok(connection)
}

/// Which sources are believed.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Trust")]
pub struct TrustArguments {
    /// Leave out this source, and those that repeat it (id; may be repeated)
    #[arg(long, value_name = "SOURCE")]
    pub without: Vec<String>,

    /// Use only sources with at least this grade, A to F; leave out ungraded ones
    #[arg(long, value_name = "GRADE")]
    pub reliability: Option<Grade>,
}

impl TrustArguments {
    /// Which sources are believed.
    #[must_use]
    pub fn trust(&self) -> Trust {
        Trust { without: self.without.clone(), reliability: self.reliability, is_handed_on: false }
    }
}

/// Whether what leaves the analyst's desk holds what is restricted.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Trust")]
pub struct HandingOnArguments {
    /// Hand on restricted sources and their records too; without it, files and Markdown leave them out
    #[arg(long)]
    pub restricted: bool,
}

impl HandingOnArguments {
    /// Which sources are believed and may be handed on.
    #[must_use]
    pub fn trust(self, trust: &TrustArguments) -> Trust {
        Trust { is_handed_on: !self.restricted, ..trust.trust() }
    }
}

/// Makes a connection show that state of the archive, and says so if it was still empty; gives the stamp.
///
/// # Errors
/// If it did not stand then.
pub fn show_as_recorded(
    connection: &Connection,
    recorded_by: RecordedBy,
    environment: &mut Environment<'_>,
) -> Result<String> {
    let stamp = recorded_by.stamp(connection, environment.moment.now)?;
    show_as_of(connection, &stamp)?;
    if let Some(first) = first_change_after(connection, &stamp)? {
        writeln!(
            environment.notes,
            "note: --recorded-by {recorded_by} is before the first change of this archive ({first}): it was still empty"
        )?;
    }
    Ok(stamp)
}

/// Opens an archive to answer a question: as it was at a moment, with ids that were judged the same by then as one.
fn open_to_ask(
    archive: &Path,
    recorded_by: Option<RecordedBy>,
    clocks: Clocks,
    trust: &Trust,
    environment: &mut Environment<'_>,
) -> Result<Reader> {
    let connection = open_as_recorded(archive, recorded_by, environment)?;
    Reader::new(connection, clocks, trust, &environment.interrupted)
}

/// The clocks of a dated question.
#[derive(Debug, Args)]
#[command(next_help_heading = "Clocks")]
pub struct ClockArguments {
    /// Ask about this day (YYYY-MM-DD; default: today)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<Day>,

    /// Use only sources that were certainly published by the end of this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub published_by: Option<Day>,

    /// Use the archive as it was then: the number of a commit (see log), a day (its end in UTC) or a moment
    #[arg(long, value_name = "WHEN")]
    pub recorded_by: Option<RecordedBy>,

    #[command(flatten)]
    pub(crate) trust: TrustArguments,
}

impl ClockArguments {
    /// Opens the archive as it was at the recording time; ids judged the same by then are one, and the day
    /// that is not given is today.
    ///
    /// # Errors
    /// If it cannot be opened, or did not stand then.
    pub fn open(&self, archive: &Path, environment: &mut Environment<'_>) -> Result<Reader> {
        self.open_for(archive, &self.trust.trust(), environment)
    }

    /// The same for what is handed on: nothing of restricted sources is read.
    ///
    /// # Errors
    /// As [`ClockArguments::open`].
    pub fn open_to_hand_on(
        &self,
        archive: &Path,
        handing_on: HandingOnArguments,
        environment: &mut Environment<'_>,
    ) -> Result<Reader> {
        self.open_for(archive, &handing_on.trust(&self.trust), environment)
    }

    /// The same, which is handed on or not.
    ///
    /// # Errors
    /// As [`ClockArguments::open`].
    pub fn open_perhaps_to_hand_on(
        &self,
        archive: &Path,
        is_handed_on: bool,
        handing_on: HandingOnArguments,
        environment: &mut Environment<'_>,
    ) -> Result<Reader> {
        if is_handed_on {
            self.open_to_hand_on(archive, handing_on, environment)
        } else {
            self.open(archive, environment)
        }
    }

    fn open_for(&self, archive: &Path, trust: &Trust, environment: &mut Environment<'_>) -> Result<Reader> {
        let clocks = Clocks::new(self.on.unwrap_or(environment.today), self.published_by);
        open_to_ask(archive, self.recorded_by, clocks, trust, environment)
    }
}

/// A window of days.
#[derive(Debug, Args)]
#[command(next_help_heading = "Clocks")]
pub struct WindowArguments {
    /// Begin with this day, month, season or year
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    pub from: Option<Day>,

    /// End with this day, month, season or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub to: Option<Day>,

    /// Ask about this day, month, season or year alone
    #[arg(long, value_name = "DATE", value_parser = span, conflicts_with_all = ["from", "to"])]
    pub on: Option<crate::date::Span>,

    /// Use only sources that were certainly published by the end of this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    pub published_by: Option<Day>,

    /// Use the archive as it was then: the number of a commit (see log), a day (its end in UTC) or a moment
    #[arg(long, value_name = "WHEN")]
    pub recorded_by: Option<RecordedBy>,

    #[command(flatten)]
    pub(crate) trust: TrustArguments,
}

impl WindowArguments {
    /// Opens the archive, as it was at the recording time, to ask about today; ids judged the same by then are one.
    ///
    /// # Errors
    /// If it cannot be opened, or did not stand then.
    pub fn open(&self, archive: &Path, environment: &mut Environment<'_>) -> Result<Reader> {
        self.open_for(archive, &self.trust.trust(), environment)
    }

    /// The same for what is handed on: nothing of restricted sources is read.
    ///
    /// # Errors
    /// As [`WindowArguments::open`].
    pub fn open_to_hand_on(
        &self,
        archive: &Path,
        handing_on: HandingOnArguments,
        environment: &mut Environment<'_>,
    ) -> Result<Reader> {
        self.open_for(archive, &handing_on.trust(&self.trust), environment)
    }

    /// The same, which is handed on or not.
    ///
    /// # Errors
    /// As [`WindowArguments::open`].
    pub fn open_perhaps_to_hand_on(
        &self,
        archive: &Path,
        is_handed_on: bool,
        handing_on: HandingOnArguments,
        environment: &mut Environment<'_>,
    ) -> Result<Reader> {
        if is_handed_on {
            self.open_to_hand_on(archive, handing_on, environment)
        } else {
            self.open(archive, environment)
        }
    }

    fn open_for(&self, archive: &Path, trust: &Trust, environment: &mut Environment<'_>) -> Result<Reader> {
        let clocks = Clocks::new(environment.today, self.published_by);
        open_to_ask(archive, self.recorded_by, clocks, trust, environment)
    }

    /// The day for which names and links are read: the last one of the window, but no later than today.
    #[must_use]
    pub fn last_day(window: Option<crate::date::Span>, environment: &Environment<'_>) -> Day {
        window.map_or(environment.today, |window| window.to.min(environment.today))
    }

    /// The window; none if no day is given.
    ///
    /// # Errors
    /// If it ends before it begins.
    pub fn window(&self) -> Result<Option<crate::date::Span>> {
        if self.on.is_some() || (self.from.is_none() && self.to.is_none()) {
            return Ok(self.on);
        }
        let (from, to) = (self.from.unwrap_or(Day::MIN), self.to.unwrap_or(Day::MAX));
        crate::date::Span::new(from, to)
            .map(Some)
            .ok_or_else(|| Error::with_hint(format!("--from {from} is after --to {to}"), "swap the two"))
    }
}

/// Which verdicts to show.
#[derive(Debug, Args)]
pub struct VerdictArguments {
    /// Show only these verdicts: certain, disputed, possible, excluded
    #[arg(long, value_name = "VERDICT", value_delimiter = ',')]
    pub verdict: Vec<Verdict>,

    /// Show excluded rows as well
    #[arg(long)]
    pub all: bool,
}

impl VerdictArguments {
    /// Which verdicts the answer shows.
    #[must_use]
    pub fn shown(self) -> Shown {
        Shown { verdicts: self.verdict, all: self.all }
    }
}

/// How an answer is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    /// Write the answer in this format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,

    /// Write at most this many rows
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// Show ids beside names, in formats for people
    #[arg(long)]
    pub ids: bool,
}

impl OutputArguments {
    /// Says under an answer for people that has neither rows nor notes that nothing on record answers it.
    fn explain_nothing(&self, notes: &mut Vec<String>) {
        if notes.is_empty() && self.format.is_for_people() {
            notes.push("no record of the archive answers this".to_owned());
        }
    }

    /// How ids are named, in formats for people.
    pub(super) fn naming<'asked>(
        &self,
        reader: &'asked Reader,
        range: Option<&'asked LanguageRange>,
    ) -> Naming<'asked> {
        Naming { reader, range, shows_ids: self.ids, joins: self.format == Format::Table, links: false }
    }

    /// Writes an answer of the archive: for people with names, for programs with names in a language if one is asked for, and
    /// with a note on each id that stands for several.
    ///
    /// # Errors
    /// If the archive cannot be read, or it cannot be written.
    pub fn write_asked(
        &self,
        mut answer: Answer,
        reader: &Reader,
        range: Option<&LanguageRange>,
        identities: &Identities,
        environment: &mut Environment<'_>,
    ) -> Result<()> {
        if !identities.is_empty() {
            let mut ids = BTreeSet::new();
            answer.rows.iter().for_each(|row| note_ids(row, &mut ids));
            answer.notes.extend(identities.notes(&ids));
        }
        let mut sources = BTreeSet::new();
        let place = source_column(&answer.columns);
        answer.rows.iter().for_each(|row| note_sources(row, place, &mut sources));
        answer.notes.extend(reader.restricted_note(&sources)?);
        if self.format.is_for_people() {
            self.naming(reader, range).put(&mut answer)?;
        } else if let Some(range) = range {
            put_names(reader, range, &mut answer)?;
        }
        self.write(answer, environment)
    }

    /// Writes an answer; in formats without room for notes these go to the error output.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, mut answer: Answer, environment: &mut Environment<'_>) -> Result<()> {
        let total = answer.rows.len();
        if let Some(limit) = self.limit.filter(|limit| *limit < total) {
            answer.rows.truncate(limit);
            answer.notes.push(format!("{} more rows are left out by --limit {limit}", total - limit));
        }
        if total == 0 {
            self.explain_nothing(&mut answer.notes);
        }
        let options = environment.layout();
        let mut rows = writer(self.format, environment.out, options);
        rows.begin(&answer.columns)?;
        for row in &answer.rows {
            rows.row(row)?;
        }
        let has_room = self.format.is_for_people();
        let shown = if has_room { answer.notes.clone() } else { Vec::new() };
        rows.end(&Summary { notes: shown })?;
        drop(rows);
        if !has_room {
            for note in &answer.notes {
                writeln!(environment.notes, "note: {}", crate::terminal::for_terminal(note))?;
            }
        }
        Ok(())
    }
}

impl OutputArguments {
    /// Writes rows as they come from `give`, and then the notes that it returns, as [`OutputArguments::write`] does; the
    /// limit is the caller's.
    ///
    /// # Errors
    /// If it cannot be written, or `give` fails.
    pub fn stream(
        &self,
        columns: Vec<Column>,
        reader: &Reader,
        environment: &mut Environment<'_>,
        give: impl FnOnce(&mut dyn FnMut(Vec<Cell>) -> Result<()>) -> Result<Vec<String>>,
    ) -> Result<()> {
        let options = environment.layout();
        let mut rows = writer(self.format, environment.out, options);
        let is_for_people = self.format.is_for_people();
        let naming = self.naming(reader, None);
        let mut held = Answer { columns, ..Answer::default() };
        // The columns are those of a part without rows.
        rows.begin(&part(&mut held, is_for_people.then_some(naming))?.columns)?;
        let mut ids = BTreeSet::new();
        let (place, mut sources) = (source_column(&held.columns), BTreeSet::new());
        let mut is_empty = true;
        let mut notes = give(&mut |cells| {
            is_empty = false;
            note_sources(&cells, place, &mut sources);
            if !reader.identities().is_empty() {
                note_ids(&cells, &mut ids);
            }
            held.rows.push(cells);
            if held.rows.len() < NAMED_AT_ONCE && is_for_people {
                return Ok(());
            }
            Ok(part(&mut held, is_for_people.then_some(naming))?
                .rows
                .iter()
                .try_for_each(|row| rows.row(row))?)
        })?;
        part(&mut held, is_for_people.then_some(naming))?.rows.iter().try_for_each(|row| rows.row(row))?;
        notes.extend(reader.identities().notes(&ids));
        notes.extend(reader.restricted_note(&sources)?);
        if is_empty {
            self.explain_nothing(&mut notes);
        }
        let (under, aside) = if is_for_people { (notes, Vec::new()) } else { (Vec::new(), notes) };
        rows.end(&Summary { notes: under })?;
        drop(rows);
        for note in aside {
            writeln!(environment.notes, "note: {}", crate::terminal::for_terminal(&note))?;
        }
        Ok(())
    }
}

/// So many rows are named at once where they come one by one.
const NAMED_AT_ONCE: usize = 1_000;

/// The rows that are held, with names if there is somebody to read them; none are held any more.
fn part(held: &mut Answer, naming: Option<Naming<'_>>) -> Result<Answer> {
    let (columns, rows) = (held.columns.clone(), std::mem::take(&mut held.rows));
    let mut part = Answer { columns, rows, notes: Vec::new() };
    if let Some(naming) = naming {
        naming.put(&mut part)?;
    }
    Ok(part)
}

/// The place of the column with the sources of a row.
fn source_column(columns: &[Column]) -> Option<usize> {
    columns.iter().position(|column| matches!(column.name.as_str(), "sources" | "source"))
}

/// Notes the sources of a row.
fn note_sources(cells: &[Cell], place: Option<usize>, sources: &mut BTreeSet<String>) {
    if let Some(cell) = place.and_then(|place| cells.get(place)) {
        note_ids(std::slice::from_ref(cell), sources);
    }
}

/// Notes an id; most are noted already.
fn note_id(text: &str, ids: &mut BTreeSet<String>) {
    if !ids.contains(text) {
        ids.insert(text.to_owned());
    }
}

/// Notes the texts of a row, which may be ids.
fn note_ids(cells: &[Cell], ids: &mut BTreeSet<String>) {
    for cell in cells {
        match cell {
            Cell::Text(text) => note_id(text, ids),
            Cell::List(texts) => texts.iter().for_each(|text| note_id(text, ids)),
            _ => {}
        }
    }
}

/// How rows are written, or the statement behind them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct StatementArguments {
    #[command(flatten)]
    pub(crate) output: OutputArguments,

    /// Print the SQL statement that fetches the records, as the sqlite3 shell runs it
    #[arg(long)]
    pub show_sql: bool,
}

impl StatementArguments {
    /// Prints the statement behind an answer; none of what has no statement of its own.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn show(
        &self,
        statement: Option<&Statement>,
        reader: &Reader,
        environment: &mut Environment<'_>,
    ) -> Result<()> {
        if let Some(statement) = statement {
            write_statement(&reader.expanded(statement)?, environment)?;
        }
        if !reader.identities().is_empty() {
            let note = "answers show entities that are judged the same as one, this statement does not; the view same_as lists their ids";
            writeln!(environment.notes, "note: {note}")?;
        }
        for note in reader.trust_notes() {
            writeln!(
                environment.notes,
                "note: {note}, in answers; this statement has their records as well"
            )?;
        }
        Ok(())
    }
}

/// Prints a statement, so that the stock shell runs it.
///
/// # Errors
/// If it cannot be written.
pub fn write_statement(sql: &str, environment: &mut Environment<'_>) -> Result<()> {
    Ok(writeln!(environment.out, "{};", sql.trim_end().trim_end_matches(';'))?)
}

/// In which language names are shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct NameArguments {
    /// Show names in this language or script where the archive has them: ko-Hang, ko-Hani, ko-Latn, en
    #[arg(long, value_name = "TAG")]
    pub names: Option<LanguageRange>,
}

/// How an answer to a dated question is written.
#[derive(Debug, Args)]
pub struct AnswerArguments {
    #[command(flatten)]
    pub(crate) statement: StatementArguments,

    #[command(flatten)]
    pub(crate) names: NameArguments,
}

impl AnswerArguments {
    /// Whether it is written for others: Markdown goes into documents.
    #[must_use]
    pub fn is_handed_on(&self) -> bool {
        self.statement.output.format == Format::Markdown
    }

    /// Asks a question and writes its answer, or the statement behind it.
    ///
    /// # Errors
    /// If the archive cannot be read, or the answer cannot be written.
    pub fn ask<Q: Question>(
        &self,
        asked: &Q,
        reader: &Reader,
        environment: &mut Environment<'_>,
    ) -> Result<Outcome> {
        self.ask_and_arrange(asked, reader, environment, |_| ())
    }

    /// The same, with the rows of the answer arranged.
    ///
    /// # Errors
    /// If the archive cannot be read, or the answer cannot be written.
    pub fn ask_and_arrange<Q: Question>(
        &self,
        asked: &Q,
        reader: &Reader,
        environment: &mut Environment<'_>,
        arrange: impl FnOnce(&mut Answer),
    ) -> Result<Outcome> {
        if self.statement.show_sql {
            self.statement.show(Some(&asked.statement(reader)?), reader, environment)?;
            return Ok(Outcome::Done);
        }
        let mut answer = question::answer(asked, reader)?;
        answer.notes.extend(settled(reader, &answer)?);
        arrange(&mut answer);
        self.write(answer, reader, environment)?;
        Ok(Outcome::Done)
    }

    /// Writes records about an entity: for people as a document, for programs as rows.
    ///
    /// # Errors
    /// If the archive cannot be read, or it cannot be written.
    pub fn write_document(
        &self,
        mut records: Vec<About>,
        reader: &Reader,
        entity: &Found,
        environment: &mut Environment<'_>,
        compose: impl FnOnce(&Writing<'_>, &[About], Vec<String>) -> Result<Document>,
    ) -> Result<()> {
        let output = &self.statement.output;
        if !output.format.is_for_people() {
            return self.write(describe::answer(reader, records, output.limit)?, reader, environment);
        }
        let mut notes = reader.notes()?;
        match output.limit {
            Some(limit) if limit < records.len() => {
                notes.push(format!("{} more rows are left out by --limit {limit}", records.len() - limit));
                records.truncate(limit);
            }
            _ if records.is_empty() => notes.extend(reader.publication_note()),
            _ => {}
        }
        let sources: BTreeSet<&str> = records.iter().map(|record| record.source.as_str()).collect();
        notes.extend(describe::kept_documents(reader, &sources.into_iter().collect::<Vec<_>>())?);
        let mut ids: BTreeSet<String> = records.iter().filter_map(|record| record.object.clone()).collect();
        ids.extend(records.iter().map(|record| record.subject.clone()));
        notes.extend(reader.identities().notes(&ids));
        let writing = Writing { naming: output.naming(reader, self.names.names.as_ref()), entity };
        let document = compose(&writing, &records, notes)?;
        Ok(document.write(output.format, environment.layout(), environment.out)?)
    }

    /// Writes an answer with the names that are asked for.
    ///
    /// # Errors
    /// If the archive cannot be read, or the answer cannot be written.
    pub fn write(&self, answer: Answer, reader: &Reader, environment: &mut Environment<'_>) -> Result<()> {
        let range = self.names.names.as_ref();
        self.statement.output.write_asked(answer, reader, range, reader.identities(), environment)
    }
}

/// What the analyst concluded about what an answer calls disputed.
pub(super) fn settled(reader: &Reader, answer: &Answer) -> Result<Vec<String>> {
    let place = |name: &str| answer.columns.iter().position(|column| column.name == name);
    let Some((verdict, records)) = place("verdict").zip(place("records")) else { return Ok(Vec::new()) };
    let disputed = answer.rows.iter().filter(|row| row[verdict].text() == Verdict::Disputed.word());
    let ids: BTreeSet<&str> = disputed
        .filter_map(|row| if let Cell::List(ids) = &row[records] { Some(ids) } else { None })
        .flatten()
        .map(String::as_str)
        .collect();
    if ids.is_empty() { Ok(Vec::new()) } else { Settlements::of(reader)?.about(reader, &ids) }
}
