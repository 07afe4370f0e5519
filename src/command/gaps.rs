use std::path::Path;

use clap::Args;

use super::arguments::{ClockArguments, OutputArguments};
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::error::{Error, Result};
use crate::gap::{Gap, GapsQuery, KINDS, Kind, Matrix, Shelf, concerning, find, kind, matrix};
use crate::output::{Cell, Column, Format};
use crate::suggest;

/// After so many years without a report a posting is a gap.
pub(super) const OLDER_THAN: i32 = 10;

/// List what the archive does not know, and which kind of report would fill the gap
///
/// Senior posts and long gaps come first. --matrix shows in which provinces which organizations have chapters.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive gaps --limit 20
  orgarchive gaps --kind vacant-office,stale-posting --subject womens-union
  orgarchive gaps --matrix --on 2009-07-01
  orgarchive gaps --kinds                     the kinds, a line each")]
pub struct Gaps {
    /// Show only what concerns this entity (id or name) or source (id; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    subject: Vec<String>,

    /// Show only these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kind: Vec<String>,

    /// Count postings last reported more than this many years ago as gaps
    #[arg(long, value_name = "YEARS", default_value_t = OLDER_THAN, value_parser = clap::value_parser!(i32).range(0..=1000))]
    older_than: i32,

    /// Show organizations and provinces, with the number of chapters known on the day, instead
    #[arg(long, conflicts_with_all = ["kind", "kinds"])]
    matrix: bool,

    /// List the kinds instead
    #[arg(long)]
    kinds: bool,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    output: OutputArguments,
}

impl Gaps {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let kinds = self.chosen()?;
        if self.kinds {
            let rows =
                kinds.iter().map(|kind| vec![Cell::from(kind.name()), Cell::from(kind.meaning())]).collect();
            let columns = vec![Column::shown("kind"), Column::shown("meaning")];
            self.output.write(Answer { columns, rows, notes: Vec::new() }, environment)?;
            return Ok(Outcome::Done);
        }
        let reader = self.clocks.open(archive, environment)?;
        let subjects = subjects(reader.connection(), &self.subject)?;
        if self.matrix {
            let mut answer = picture(&matrix(&reader)?, &subjects, self.output.format);
            answer.notes.extend(reader.notes()?);
            self.output.write_asked(answer, &reader, None, reader.identities(), environment)?;
            return Ok(Outcome::Done);
        }
        let mut shelf = Shelf::new()?;
        let asked = GapsQuery { older_than: self.older_than };
        if self.subject.is_empty() {
            find(&kinds, &reader, asked, &mut |gap| shelf.put(&gap))?;
        } else {
            concerning(&kinds, &reader, asked, &subjects, &mut |gap| shelf.put(&gap))?;
        }
        let mut notes = vec![counted(shelf.count())];
        if let Some(limit) = self.output.limit.filter(|limit| *limit < shelf.count()) {
            notes.push(format!("{} more rows are left out by --limit {limit}", shelf.count() - limit));
        }
        if shelf.count() == 0 && !self.subject.is_empty() {
            notes.push("only what concerns --subject was looked for".to_owned());
        }
        if shelf.count() == 0 {
            if !self.kind.is_empty() {
                notes.push("only what --kind names was looked for".to_owned());
            }
            notes.extend(reader.publication_note());
        }
        notes.extend(reader.notes()?);
        self.output.stream(columns(), &reader, environment, |row| {
            shelf.each(self.output.limit, |gap| row(cells(gap)))?;
            Ok(notes)
        })?;
        Ok(Outcome::Done)
    }

    fn chosen(&self) -> Result<Vec<&'static dyn Kind>> {
        if self.kind.is_empty() {
            return Ok(KINDS.to_vec());
        }
        for name in &self.kind {
            if kind(name).is_none() {
                let hint = suggest::did_you_mean(name, KINDS.iter().map(|kind| kind.name()))
                    .unwrap_or_else(|| "orgarchive gaps --kinds lists them".to_owned());
                return Err(Error::with_hint(format!("there is no kind of gap \"{name}\""), hint));
            }
        }
        Ok(KINDS.iter().filter(|kind| self.kind.iter().any(|name| name == kind.name())).copied().collect())
    }
}

/// Ids of entities, or of sources.
fn subjects(connection: &rusqlite::Connection, texts: &[String]) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for text in texts {
        let is_source: bool =
            connection
                .query_row("SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?1)", [text], |row| row.get(0))?;
        if is_source {
            ids.push(text.clone());
        } else {
            ids.extend(crate::lookup::ids(connection, std::slice::from_ref(text), &[])?);
        }
    }
    Ok(ids)
}

fn counted(count: usize) -> String {
    if count == 1 { "1 gap".to_owned() } else { format!("{count} gaps") }
}

fn columns() -> Vec<Column> {
    vec![
        Column::shown("gap"),
        Column::shown("subject"),
        Column::shown("rank"),
        Column::shown("from"),
        Column::shown("to"),
        Column::shown("days"),
        Column::shown("message"),
        Column::hidden("records"),
        Column::shown("sources"),
        Column::shown("would_close"),
    ]
}

fn cells(gap: Gap) -> Vec<Cell> {
    vec![
        Cell::from(gap.kind),
        Cell::from(gap.subject.as_str()),
        Cell::from(gap.rank),
        Cell::from(gap.days.map(|days| days.from.to_string())),
        Cell::from(gap.days.map(|days| days.to.to_string())),
        gap.days.map_or(Cell::Blank, |_| Cell::Integer(gap.length())),
        Cell::from(gap.message),
        Cell::List(gap.records),
        Cell::List(gap.sources),
        Cell::from(gap.would_close),
    ]
}

/// Organizations in rows, provinces in columns, the number of chapters in cells; blank where none is known.
fn picture(matrix: &Matrix, subjects: &[String], format: Format) -> Answer {
    // Tables leave out columns without any text, and what is missing is what matters here.
    let blank = if matches!(format, Format::Table | Format::Markdown) { "-" } else { "" };
    let mut columns = vec![Column::shown("organization"), Column::hidden("name")];
    columns.extend(matrix.provinces.iter().map(|(id, _)| Column::shown(id)));
    let shown = |id: &String| subjects.is_empty() || subjects.contains(id);
    let rows: Vec<Vec<Cell>> = matrix
        .organizations
        .iter()
        .filter(|organization| shown(&organization.id))
        .map(|organization| {
            let mut cells =
                vec![Cell::from(organization.id.as_str()), Cell::from(organization.name.as_str())];
            cells.extend(matrix.provinces.iter().map(|(province, _)| {
                organization.chapters.get(province).map_or(Cell::from(blank), |chapters| {
                    Cell::Integer(i64::try_from(chapters.len()).unwrap_or(i64::MAX))
                })
            }));
            cells
        })
        .collect();
    let notes = vec!["chapters known on the day, headquarters aside; - or blank: none is known".to_owned()];
    Answer { columns, rows, notes }
}
