use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::arguments::{StatementArguments, VerdictArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::officials::OfficialsQuery;
use crate::answer::question::{Question, cells, columns};
use crate::answer::tenures::{TenuresQuery, each};
use crate::conflict::settled::Settlements;
use crate::error::Result;
use crate::query::vocabulary;
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
    /// Show only posts in this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// Show only posts in this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    chapter: Vec<String>,

    /// With --organization or --chapter: also show posts in what is below it, on the days on which it is
    #[arg(long)]
    below: bool,

    /// Show only posts of this title or office (id)
    #[arg(long, value_name = "ID")]
    title: Vec<String>,

    /// Show only posts of this official (id or name)
    #[arg(long, value_name = "ID-OR-NAME")]
    official: Vec<String>,

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
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(reader.connection(), texts, kinds);
        let asked = TenuresQuery {
            posts: OfficialsQuery {
                organizations: ids(&self.organization, &["organizations", "chapters"])?,
                chapters: ids(&self.chapter, &["chapters"])?,
                officials: ids(&self.official, &["officials"])?,
                titles: vocabulary::titles(reader.connection(), &self.title)?,
                below: self.below,
                ..OfficialsQuery::default()
            },
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
