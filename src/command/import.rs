use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;

use super::{Environment, Outcome};
use crate::error::{Complaint, Error, Result};
use crate::import::encoding::encoding_named;
use crate::import::{
    Ask, Asks, Counts, EXPAND_TO, MAKEABLE, Notice, NoticeKind, ReadOptions, Request, Summary, import,
};
use crate::output::{self, Cell, Column, Format, Options, writer};
use crate::schema::{Column as SchemaColumn, Kind, TABLES, Table};
use crate::suggest;
use crate::terminal::for_terminal;

/// How many findings of one kind the summary names.
const NAMED: usize = 20;

/// Load files into the archive, creating it if there is none
///
/// All files are loaded in one transaction: every cell is checked first, all problems are reported together, and
/// if there are any, nothing is changed. On a terminal it asks before it writes rows that are likely revisions, and sources
/// that are there already. Loading a file again adds nothing; a row whose id exists with other content is a revision.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive import seed
  orgarchive import postings.csv sources.csv
  orgarchive import --table postings report-2016.csv
  orgarchive import --partial postings.csv
  orgarchive import --profile roster.toml roster.csv")]
pub struct Import {
    /// CSV files, workbooks (.xlsx, .ods) or JSON, named as their tables, or folders of them: postings.csv, postings-2016.csv.gz and so on; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Load all the files into this table, if their names do not say which
    #[arg(long, value_name = "TABLE", value_parser = table)]
    table: Option<&'static Table>,

    /// Make records of the rows of a foreign file as this profile says (see: orgarchive profile new)
    #[arg(long, value_name = "FILE", conflicts_with = "table")]
    profile: Option<PathBuf>,

    /// Resolve names to ids where exactly one row has the name, people included
    #[arg(long)]
    resolve_names: bool,

    /// Make a row in these tables for each name that no row has: organizations, officials, places, titles and so on
    #[arg(long, value_name = "TABLES", value_delimiter = ',', value_parser = makeable)]
    create_missing: Vec<&'static str>,

    /// Read all the files in this encoding, such as cp949 or utf-16le (default: detected)
    #[arg(long, value_name = "NAME", value_parser = encoding_named)]
    encoding: Option<&'static Encoding>,

    /// Split columns at this separator: comma, semicolon, tab, bar or one character (default: detected)
    #[arg(long, value_name = "SEPARATOR", value_parser = separator)]
    separator: Option<u8>,

    /// Read the header from this line, counted from 1, if other lines are above it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    header_row: Option<u64>,

    /// Read this sheet of a workbook, if its sheets are not named as tables
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// Refuse a compressed file or a workbook that expands to more than this many MiB
    #[arg(long, value_name = "MIB", default_value_t = EXPAND_TO >> 20, value_parser = clap::value_parser!(u64).range(1..=1 << 40))]
    expand_to: u64,

    /// Load the good rows; write the others, unchanged and with the reason, to FILE.rejected.csv
    #[arg(long, conflicts_with = "sync")]
    partial: bool,

    /// Bring back rows that were revised or withdrawn since they were first imported
    #[arg(long)]
    restore: bool,

    /// Take the files as complete for this source: retract its rows that they no longer hold (may be repeated)
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    sync: Vec<String>,

    /// With --sync: go ahead even if more than half of the rows of these sources are retracted
    #[arg(long, requires = "sync")]
    force: bool,

    /// Write without asking; elsewhere than on a terminal nothing is asked
    #[arg(long, short)]
    yes: bool,

    /// Print what would be added, revised and retracted, as a diff, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Read the files in this format, whatever their names are: json, ndjson, popolo, csl-json, bibtex, ftm. With --dry-run:
    /// print the plan as text or markdown, for a comment on a pull request
    #[arg(long, value_name = "FORMAT")]
    format: Vec<Named>,

    /// Add a note to this run, kept with it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// Print errors only
    #[arg(long)]
    quiet: bool,
}

/// What `--format` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// A format of the files.
    Files(crate::import::Format),
    /// A format of the plan.
    Plan(PlanFormat),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// The plan as text
    Text,
    /// The plan as Markdown
    Markdown,
}

impl ValueEnum for Named {
    fn value_variants<'all>() -> &'all [Named] {
        static ALL: LazyLock<Vec<Named>> = LazyLock::new(|| {
            let files = crate::import::Format::value_variants().iter().copied().map(Named::Files);
            files.chain(PlanFormat::value_variants().iter().copied().map(Named::Plan)).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            Named::Files(format) => format.to_possible_value(),
            Named::Plan(format) => format.to_possible_value(),
        }
    }
}

/// What `--format` says of the files, and of the plan.
#[derive(Debug, Default)]
struct Formats {
    of_files: Option<crate::import::Format>,
    is_markdown: bool,
}

impl Formats {
    fn new(named: &[Named], is_plan: bool) -> Result<Formats> {
        let mut formats = Formats::default();
        let (mut of_files, mut of_plan) = (0, 0);
        for named in named {
            match named {
                Named::Files(format) => {
                    formats.of_files = Some(*format);
                    of_files += 1;
                }
                Named::Plan(format) => {
                    formats.is_markdown = *format == PlanFormat::Markdown;
                    of_plan += 1;
                }
            }
        }
        if of_plan > 0 && !is_plan {
            return Err(Error::Usage(vec![Complaint::new(
                "text and markdown are formats of the plan",
                "add --dry-run, or name the format of the files: json, ndjson, popolo, csl-json, bibtex, ftm",
            )]));
        }
        if of_files > 1 || of_plan > 1 {
            return Err(Error::Usage(vec![Complaint::new(
                "--format names two formats of one thing",
                "name one for the files and, with --dry-run, one for the plan",
            )]));
        }
        Ok(formats)
    }
}

/// A table on the command line.
pub(super) fn table(name: &str) -> Result<&'static Table, String> {
    Table::named(name).ok_or_else(|| {
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        suggest::did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| format!("tables are {}", names.join(", ")))
    })
}

/// A table of which rows can be made from a name, on the command line.
fn makeable(name: &str) -> Result<&'static str, String> {
    MAKEABLE.iter().copied().find(|table| *table == name).ok_or_else(|| {
        suggest::did_you_mean(name, MAKEABLE.iter().copied())
            .unwrap_or_else(|| format!("rows can be made of {}", MAKEABLE.join(", ")))
    })
}

/// What separates columns, on the command line.
fn separator(text: &str) -> Result<u8, String> {
    Ok(match text {
        "comma" => b',',
        "semicolon" => b';',
        "tab" | "\\t" => b'\t',
        "bar" | "pipe" => b'|',
        _ => match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => *byte,
            _ => return Err("write comma, semicolon, tab, bar or one ASCII character".to_owned()),
        },
    })
}

/// Writes what became of the rows, and what to look at.
pub(super) fn write_summary(summary: &Summary, out: &mut dyn Write) -> Result<()> {
    let width = summary.tables.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (table, counts) in &summary.tables {
        writeln!(out, "{:width$}  {counts}", format!("{table}:"), width = width + 1)
            .map_err(Error::Output)?;
    }
    for file in &summary.files {
        writeln!(out, "{}", for_terminal(&file.to_string()))?;
    }
    type Kind = fn(&NoticeKind) -> bool;
    let kinds: [Kind; 11] = [
        |kind| matches!(kind, NoticeKind::Made(_)),
        |kind| matches!(kind, NoticeKind::Took(_)),
        |kind| matches!(kind, NoticeKind::Kept(_)),
        |kind| matches!(kind, NoticeKind::Retracted),
        |kind| matches!(kind, NoticeKind::Revised(_)),
        |kind| matches!(kind, NoticeKind::LikelyRevision),
        |kind| matches!(kind, NoticeKind::LikelySource),
        |kind| matches!(kind, NoticeKind::Blank { .. }),
        |kind| matches!(kind, NoticeKind::Ahead { .. }),
        |kind| matches!(kind, NoticeKind::Superseded),
        |kind| matches!(kind, NoticeKind::Withdrawn),
    ];
    for is_of_kind in kinds {
        let findings: Vec<_> = summary.findings.iter().filter(|finding| is_of_kind(&finding.kind)).collect();
        for finding in findings.iter().take(NAMED) {
            writeln!(out, "{}", for_terminal(&finding.to_string()))?;
        }
        if findings.len() > NAMED {
            writeln!(out, "and {} more of this kind", findings.len() - NAMED)?;
        }
    }
    Ok(())
}

/// Says which run it was, and how to take it back.
pub(super) fn write_run(summary: &Summary, archive: &Path, out: &mut dyn Write) -> Result<()> {
    if let (Some(id), Some(number)) = (&summary.import, summary.number) {
        writeln!(
            out,
            "run {number} ({id}) in {}; to take it back: {}",
            for_terminal(&archive.display().to_string()),
            for_terminal(&with_archive(archive, &format!("undo {number}")))
        )?;
    }
    Ok(())
}

/// A command line about this archive.
pub(super) fn with_archive(archive: &Path, arguments: &str) -> String {
    if archive == Path::new("archive.db") {
        return format!("orgarchive {arguments}");
    }
    let path = archive.display().to_string();
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    let path = if is_plain { path } else { format!("'{}'", path.replace('\'', "'\\''")) };
    format!("orgarchive --archive {path} {arguments}")
}

impl Import {
    /// Whether it only shows what it would do.
    pub(super) fn is_plan(&self) -> bool {
        self.dry_run
    }

    /// Asks whether rows are to be written that are probably others than they seem.
    fn confirm(asked: &[&Notice], archive: &Path, ask: Option<&Ask<'_>>) -> Result<bool> {
        let Some(ask) = ask else { return Ok(true) };
        let mut shown: Vec<String> =
            asked.iter().take(NAMED).map(|notice| for_terminal(&notice.to_string()).into_owned()).collect();
        if asked.len() > NAMED {
            shown.push(format!("and {} more", asked.len() - NAMED));
        }
        let archive = archive.display().to_string();
        let question =
            format!("{}\nwrite this to {} all the same? [y/N] ", shown.join("\n"), for_terminal(&archive));
        let answer = ask(&question)?.unwrap_or_default();
        Ok(answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes"))
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let formats = Formats::new(&self.format, self.dry_run)?;
        let is_markdown = formats.is_markdown;
        let lines = std::cell::RefCell::new(&mut *environment.out);
        let is_fenced = std::cell::Cell::new(false);
        let plan = |line: &str| -> Result<()> {
            if is_markdown && !is_fenced.replace(true) {
                writeln!(lines.borrow_mut(), "```diff")?;
            }
            Ok(writeln!(lines.borrow_mut(), "{line}")?)
        };
        let confirm = |asked: &[&Notice]| Import::confirm(asked, archive, environment.ask);
        let settled = RefCell::new(Settled::default());
        let word = |id: &str, column: &SchemaColumn| match environment.ask {
            Some(ask) => settled.borrow_mut().word(id, column, ask),
            None => Ok(None),
        };
        let asks = Asks { confirm: &confirm, word: &word };
        let planned = import(
            archive,
            &Request {
                command: "import",
                given: &[],
                paths: &self.paths,
                table: self.table,
                profile: self.profile.as_deref(),
                resolve_names: self.resolve_names,
                create_missing: &self.create_missing,
                encoding: self.encoding,
                format: formats.of_files,
                sheet: self.sheet.as_deref(),
                expand_to: self.expand_to << 20,
                told: ReadOptions { separator: self.separator, header_line: self.header_row },
                note: self.note.as_deref(),
                restore: self.restore,
                partial: self.partial,
                sync: &self.sync,
                force: self.force,
                asks: environment.ask.filter(|_| !self.yes && !self.dry_run).map(|_| &asks),
                plan: if self.dry_run { Some(&plan) } else { None },
                moment: environment.moment,
                patience: environment.patience,
                progress: if self.quiet { &|_| {} } else { environment.progress },
                interrupted: std::sync::Arc::clone(&environment.interrupted),
            },
        );
        if is_fenced.get() {
            writeln!(lines.borrow_mut(), "```\n")?;
        }
        let summary = planned?;
        let is_one_file = environment.note_unfolded(summary.unfolded.as_deref())?;
        let is_done = summary.problems.is_none() && is_one_file;
        let outcome = if is_done { Outcome::Done } else { Outcome::Findings };
        if let Some(problems) = &summary.problems {
            write!(environment.notes, "{problems}")?;
        }
        if self.quiet {
            return Ok(outcome);
        }
        let out = &mut *environment.out;
        if is_markdown {
            summary_as_markdown(&summary, out)?;
            return Ok(outcome);
        }
        for said in &summary.said {
            writeln!(out, "{}", for_terminal(said))?;
        }
        write_summary(&summary, out)?;
        if self.dry_run {
            if summary.takes_force {
                writeln!(
                    out,
                    "this retracts more than half of the rows of {}: the real run needs --force",
                    self.sync.join(", ")
                )?;
            }
            writeln!(out, "nothing was changed: this was the plan")?;
            return Ok(outcome);
        }
        for rejects in &summary.rejects {
            let path = rejects.path.display().to_string();
            writeln!(
                out,
                "rejected: {} {} in {}, each with the reason; correct them there and import that file",
                rejects.rows,
                if rejects.rows == 1 { "row is" } else { "rows are" },
                for_terminal(&path)
            )?;
        }
        match &summary.import {
            Some(id) => {
                let number = summary.number.map_or_else(|| id.clone(), |number| number.to_string());
                writeln!(
                    out,
                    "import {id} into {} (to take it back: {})",
                    archive.display(),
                    with_archive(archive, &format!("undo {number}"))
                )?;
            }
            None if archive.exists() => writeln!(out, "nothing new; {} is unchanged", archive.display())?,
            None => writeln!(out, "the files hold no rows")?,
        }
        Ok(outcome)
    }
}

/// The words that were given for blank cells, so that files that are read twice ask once.
#[derive(Default)]
struct Settled {
    words: BTreeMap<String, Option<&'static str>>,
    /// Whether the rest stays as it is.
    is_over: bool,
}

impl Settled {
    fn word(&mut self, id: &str, column: &SchemaColumn, ask: &Ask<'_>) -> Result<Option<&'static str>> {
        let Kind::OneOf(words) = column.kind else { return Ok(None) };
        if let Some(word) = self.words.get(id) {
            return Ok(*word);
        }
        let mut why = String::new();
        while !self.is_over {
            let blank = column.blank.text().unwrap_or("not known");
            let answer = ask(&format!(
                "{why}{} of {} ({}; blank: {blank}; rest: blank for all that follow): ",
                column.name,
                for_terminal(id),
                words.join(", ")
            ))?
            .ok_or(Error::Interrupted)?;
            let word = words.iter().find(|word| **word == answer).copied();
            self.is_over = answer == "rest";
            if word.is_some() || answer.is_empty() {
                self.words.insert(id.to_owned(), word);
                return Ok(word);
            }
            why = format!("\"{}\" is not one of these\n", for_terminal(&answer));
        }
        Ok(None)
    }
}

/// What a plan comes to: the counts as a table, what to look at as a list.
fn summary_as_markdown(summary: &Summary, out: &mut dyn std::io::Write) -> Result<()> {
    let is_changed = |counts: &Counts| counts.added + counts.revised + counts.retracted > 0;
    if !summary.tables.iter().any(|(_, counts)| is_changed(counts)) {
        return Ok(writeln!(out, "Nothing changes.")?);
    }
    let columns: Vec<Column> =
        ["table", "added", "revised", "retracted", "unchanged"].into_iter().map(Column::shown).collect();
    let mut rows = writer(Format::Markdown, out, Options::default());
    rows.begin(&columns)?;
    let number = |count: u64| Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    for (table, counts) in summary.tables.iter().filter(|(_, counts)| is_changed(counts)) {
        rows.row(&[
            Cell::Text((*table).into()),
            number(counts.added),
            number(counts.revised),
            number(counts.retracted),
            number(counts.unchanged),
        ])?;
    }
    let shown = summary.findings.iter().take(NAMED).map(ToString::to_string);
    let more = summary.findings.len().saturating_sub(NAMED);
    let mut notes: Vec<String> = summary.said.iter().cloned().chain(shown).collect();
    if more > 0 {
        notes.push(format!("and {more} more"));
    }
    Ok(rows.end(&output::Summary { notes })?)
}
