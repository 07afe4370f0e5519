use std::path::Path;

use clap::{Args, Subcommand};

use super::arguments::{
    ClockArguments, NameArguments, OutputArguments, TrustArguments, day, last_day, show_as_recorded,
};
use super::{Environment, Outcome};
use crate::answer::appearances::compared::{Comparison, compare};
use crate::answer::diff::{Between, QUESTIONS, Side, answer};
use crate::archive::Access;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::history::as_of::RecordedBy;
use crate::lookup::{event, find_one};
use crate::query::{Clocks, Trust, vocabulary};
use crate::reader::Reader;

/// Compare answers between two days, publication times or recording times, or without a source, and say why they differ
///
/// Give one clock two values; the others stay as they are. Or give none two, and --without SOURCE: what changes if that
/// source is not believed. Each row names what became certain, possible, disputed or
/// excluded, and the record, retraction or revision that made the difference.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = "Examples:
  orgarchive diff --on 2009-07-01 --published-by 2009-12-31 2012-12-31
  orgarchive diff officials --recorded-by 3 7
  orgarchive diff --without s21               what depends on this source
  orgarchive diff officials --on 1998-01-01 1999-01-01 --about womens-union
  orgarchive diff appearances funeral-1994 funeral-1997     two lists of names"
)]
pub struct Diff {
    #[command(subcommand)]
    of: Option<DiffOf>,

    /// Compare only these questions: officials, organizations, chapters, facts, names, relations, events
    #[arg(value_name = "QUESTION", value_parser = clap::builder::PossibleValuesParser::new(QUESTIONS))]
    questions: Vec<String>,

    /// Ask about this day, or compare two
    #[arg(long, value_name = "DATE", num_args = 1..=2, value_parser = day)]
    on: Vec<Day>,

    /// Use only sources published by then, or compare two publication times
    #[arg(long, value_name = "DATE", num_args = 1..=2, value_parser = last_day)]
    published_by: Vec<Day>,

    /// Use the archive as it was then, or compare two recording times
    #[arg(long, value_name = "WHEN", num_args = 1..=2)]
    recorded_by: Vec<RecordedBy>,

    /// Compare only answers about this place, organization, chapter, official or event
    #[arg(long, value_name = "ID-OR-NAME")]
    about: Option<String>,

    #[command(flatten)]
    trust: TrustArguments,

    #[command(flatten)]
    names: NameArguments,

    #[command(flatten)]
    output: OutputArguments,
}

/// What else is compared than answers.
#[derive(Debug, Subcommand)]
enum DiffOf {
    Appearances(DiffAppearances),
}

/// Compare the lists of those who took part in two events: who was added, who is missing, who moved
///
/// Moves are measured against the longest part of the list that kept its order, so that one name that is inserted moves
/// nobody. Places that sources contradict are shown as such: --without SOURCE compares without one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive diff appearances funeral-1994 funeral-1997
  orgarchive diff appearances funeral-1994 funeral-1997 --role member --without news-agency")]
struct DiffAppearances {
    /// The event of the first list (id or title)
    #[arg(value_name = "EVENT")]
    first: String,

    /// The event of the second list (id or title)
    #[arg(value_name = "EVENT")]
    second: String,

    /// Compare only those who took part in this role (id; may be repeated)
    #[arg(long, value_name = "ID")]
    role: Vec<String>,

    /// Show also who kept the order
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    names: NameArguments,

    #[command(flatten)]
    output: OutputArguments,
}

impl DiffAppearances {
    fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let connection = reader.connection();
        let asked = Comparison {
            first: event(connection, &self.first)?,
            second: event(connection, &self.second)?,
            roles: vocabulary::words(connection, "roles", &self.role)?,
            all: self.all,
        };
        let answer = compare(&reader, &asked)?;
        self.output.write_asked(
            answer,
            &reader,
            self.names.names.as_ref(),
            reader.identities(),
            environment,
        )?;
        Ok(Outcome::Done)
    }
}

impl Diff {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        if let Some(DiffOf::Appearances(lists)) = self.of {
            return lists.run(archive, environment);
        }
        let pairs = [self.on.len(), self.published_by.len(), self.recorded_by.len()];
        let doubled = pairs.iter().filter(|count| **count == 2).count();
        let trust = self.trust.trust();
        let hangs_on_trust = doubled == 0 && trust != Trust::default();
        if doubled != 1 && !hangs_on_trust {
            return Err(Error::with_hint(
                "give two values for one of the clocks, to compare them",
                "write for example --published-by 2009-12-31 2012-12-31, or --recorded-by 3 7; or --without SOURCE for what depends on a source",
            ));
        }
        let (first, second) =
            (environment.open(archive, Access::Read)?, environment.open(archive, Access::Read)?);
        let mut stamps = Vec::new();
        for (place, connection) in [&first, &second].into_iter().enumerate() {
            if let Some(recorded_by) = self.recorded_by.get(place).or(self.recorded_by.last()) {
                stamps.push(show_as_recorded(connection, *recorded_by, environment)?);
            }
        }
        let between = match (self.recorded_by.len(), stamps.as_slice()) {
            (2, [from, to]) if from > to => {
                return Err(Error::with_hint(
                    "--recorded-by: the first is later than the second",
                    "swap the two",
                ));
            }
            (2, [from, to]) => Between::Records(from.clone(), to.clone()),
            _ if hangs_on_trust => Between::Trust,
            _ if self.published_by.len() == 2 => Between::Publications,
            _ => Between::Days,
        };
        let clocks = |place: usize| {
            let on = self.on.get(place).or(self.on.last()).copied().unwrap_or(environment.today);
            let published_by = self.published_by.get(place).or(self.published_by.last()).copied();
            Clocks::new(on, published_by)
        };
        let believed = if hangs_on_trust { Trust::default() } else { trust.clone() };
        let first = Reader::new(first, clocks(0), &believed, &environment.interrupted)?;
        let second = Reader::new(second, clocks(1), &trust, &environment.interrupted)?;
        let is_of_a_day = !self.on.is_empty();
        let before = Side { reader: &first, is_of_a_day };
        let after = Side { reader: &second, is_of_a_day };
        let about = match &self.about {
            // It may be known to one of the two only.
            Some(text) => Some(
                find_one(second.connection(), text, &[])
                    .or_else(|error| find_one(first.connection(), text, &[]).map_err(|_| error))?,
            ),
            None => None,
        };
        let answered = answer(&before, &after, &between, &self.questions, about.as_ref())?;
        let mut identities = second.identities().clone();
        identities.add(first.identities());
        self.output.write_asked(answered, &second, self.names.names.as_ref(), &identities, environment)?;
        Ok(Outcome::Done)
    }
}
