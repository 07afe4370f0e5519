use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::arguments::{StatementArguments, VerdictArguments, WindowArguments};
use super::posts::TenureArguments;
use super::{Environment, Outcome};
use crate::answer::question::{Question, cells, columns};
use crate::answer::tenures::{TenuresQuery, each};
use crate::conflict::settled::Settlements;
use crate::error::Result;
use crate::verdict::Verdict;

/// List who held an office from when to when
///
/// For each official in an office, the days from the first to the last that records can mean fall into pieces with one
/// verdict and one reason: certain, disputed, possible, or excluded (shown with --all). On any day this is what officials
/// --on says. 0001-01-01 and 9999-12-31 stand for no limit.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive tenures --organization womens-union --title chairperson
  orgarchive tenures --official \"Kim Jung-rin\" --from 1980 --to 1999
  orgarchive tenures --organization workers-organizations-department --below --format csv")]
pub struct Tenures {
    #[command(flatten)]
    posts: TenureArguments,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    answer: StatementArguments,
}

impl Tenures {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let window = self.window.window()?;
        let reader = self.window.open(archive, environment)?;
        let asked = TenuresQuery {
            posts: self.posts.asked(reader.connection())?,
            window,
            shown: self.verdicts.shown(),
        };
        if self.answer.show_sql {
            self.answer.show(Some(&asked.statement(&reader)?), &reader, environment)?;
            return Ok(Outcome::Done);
        }
        let output = &self.answer.output;
        let limit = output.limit.unwrap_or(usize::MAX);
        output.stream(columns(TenuresQuery::COLUMNS), &reader, environment, |give| {
            let mut count = 0;
            let mut disputed: BTreeSet<String> = BTreeSet::new();
            let left_out = each(&reader, &asked, |row| {
                count += 1;
                if row.verdict == Verdict::Disputed {
                    disputed.extend(row.records.iter().cloned());
                }
                if count <= limit { give(cells(TenuresQuery::COLUMNS, &row)) } else { Ok(()) }
            })?;
            let mut notes = Vec::new();
            if count > limit {
                notes.push(format!("{} more rows are left out by --limit {limit}", count - limit));
            }
            notes.extend(left_out);
            if !disputed.is_empty() {
                let records = disputed.iter().map(String::as_str).collect();
                notes.extend(Settlements::of(&reader)?.about(&reader, &records)?);
            }
            notes.extend(reader.notes()?);
            if count == 0 {
                notes.extend(reader.publication_note());
            }
            Ok(notes)
        })?;
        Ok(Outcome::Done)
    }
}
