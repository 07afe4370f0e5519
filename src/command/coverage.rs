use std::path::Path;

use clap::Args;

use super::arguments::{OutputArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::coverage::{By, Count, bar, coverage, tables};
use crate::error::Result;
use crate::output::{Cell, Column};

/// Count what the archive holds, and show where it is thin
///
/// Records are counted by year, table, organization, place or source. On a terminal each row has a bar; --picture draws
/// it elsewhere, too. Years without records are listed as well.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive coverage
  orgarchive coverage --by organization --picture
  orgarchive coverage --by year --from 1990 --to 2012 --format csv")]
pub struct Coverage {
    /// Count by this
    #[arg(long, value_enum, default_value_t = By::Year)]
    by: By,

    /// Sort by coverage, least first, instead of by year or id
    #[arg(long)]
    thinnest: bool,

    /// Draw bars even if the answer does not go to a terminal
    #[arg(long)]
    picture: bool,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// How long the longest bar is, unless the terminal is narrow.
const BAR: usize = 40;

/// What the other columns take of a terminal.
const OTHERS: usize = 100;

impl Coverage {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let period = self.window.window()?;
        let reader = self.window.open(archive, environment)?;
        let mut counts = coverage(&reader, self.by, period)?;
        if self.thinnest {
            counts.sort_by_key(Count::records);
        }
        let is_for_people = self.output.format.is_for_people();
        let draws = is_for_people && (self.picture || environment.width.is_some());
        let width = environment.width.map_or(BAR, |width| width.saturating_sub(OTHERS).clamp(10, BAR));
        let most = counts.iter().map(Count::records).max().unwrap_or(0);
        let mut columns = vec![Column::shown(self.by.word()), Column::shown("records")];
        if draws {
            columns.push(Column::shown("picture"));
        }
        columns.push(Column::shown("sources"));
        // Tables of which the archive has nothing only take room on a page.
        columns.extend(tables().into_iter().enumerate().map(|(place, table)| {
            let has_any = counts.iter().any(|count| count.tables[place] != 0);
            if has_any { Column::shown(table) } else { Column::hidden(table) }
        }));
        let rows = counts
            .iter()
            .map(|count| {
                let mut cells = vec![Cell::from(count.key.as_str()), Cell::Integer(count.records())];
                if draws {
                    cells.push(Cell::from(bar(count.records(), most, width)));
                }
                cells.push(Cell::Integer(i64::try_from(count.sources).unwrap_or(i64::MAX)));
                cells.extend(count.tables.iter().map(|count| Cell::Integer(*count)));
                cells
            })
            .collect();
        let mut notes = reader.notes()?;
        if counts.is_empty() && period.is_some() {
            let others = coverage(&reader, self.by, None)?.iter().map(Count::records).max().unwrap_or(0);
            if others > 0 {
                notes.push("records of other years are left out by --from, --to or --on".to_owned());
            }
        }
        if counts.iter().all(|count| count.records() == 0) {
            notes.extend(reader.publication_note());
        }
        let empty = counts.iter().filter(|count| count.records() == 0).count();
        if empty > 0 {
            notes.push(format!("{empty} of {} have no record", counts.len()));
        }
        self.output.write_asked(
            Answer { columns, rows, notes },
            &reader,
            None,
            reader.identities(),
            environment,
        )?;
        Ok(Outcome::Done)
    }
}
