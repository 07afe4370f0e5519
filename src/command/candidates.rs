use std::path::Path;

use clap::Args;

use super::arguments::{ClockArguments, NameArguments, OutputArguments};
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::candidates::{CROWD, Candidate, Candidates as Found, CandidatesQuery, KINDS, candidates};
use crate::error::Result;
use crate::output::{Cell, Column};

/// How many pairs are shown by default.
const SHOWN: usize = 50;

/// List pairs of ids that may be one person or one organization, with reasons for and against
///
/// The best come first, 50 of them unless --limit says otherwise; the points only order the list, and nothing is merged.
/// What you conclude goes into judgements:
/// same (answers then show both as one), different (the pair is not proposed again) or unsure.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive candidates
  orgarchive candidates \"Sung Sang-sop\"
  orgarchive candidates --kind organizations --limit 200 --format csv
  orgarchive template judgements              a CSV to fill in")]
pub struct Candidates {
    /// Show only pairs with this official or organization (id or name; may be repeated)
    #[arg(value_name = "ID-OR-NAME")]
    about: Vec<String>,

    /// Show only officials, or only organizations
    #[arg(long, value_name = "TABLE", value_parser = clap::builder::PossibleValuesParser::new(KINDS))]
    kind: Vec<String>,

    /// Also show pairs with more evidence against than for
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    names: NameArguments,

    #[command(flatten)]
    output: OutputArguments,
}

impl Candidates {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let reader = self.clocks.open(archive, environment)?;
        let most = self.output.limit.unwrap_or(SHOWN);
        let asked = CandidatesQuery {
            about: crate::lookup::ids(reader.connection(), &self.about, KINDS)?,
            kinds: self.kind,
            most,
            all: self.all,
        };
        let mut found = candidates(&reader, &asked)?;
        let mut notes = notes(&found);
        if self.clocks.recorded_by.is_none() {
            notes.extend(crate::index::state(reader.connection())?.note());
        }
        notes.extend(reader.notes()?);
        if found.pairs.is_empty() {
            notes.extend(reader.publication_note());
        }
        let rows = std::mem::take(&mut found.pairs).into_iter().map(cells).collect();
        // The limit is applied. Two ids are what a judgement is about, and two people may have one name.
        let output = OutputArguments { limit: None, ids: true, ..self.output };
        let answer = Answer { columns: columns(), rows, notes };
        let range = self.names.names.as_ref();
        output.write_asked(answer, &reader, range, reader.identities(), environment)?;
        Ok(Outcome::Done)
    }
}

fn notes(found: &Found) -> Vec<String> {
    let mut notes = Vec::new();
    let mut note = |count: usize, one: &str, many: &str| {
        if count > 0 {
            notes.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    };
    note(
        found.left,
        "more pair is left out; --limit N shows more",
        "more pairs are left out; --limit N shows more",
    );
    note(
        found.unlikely,
        "pair with more evidence against than for is left out; --all shows it",
        "pairs with more evidence against than for are left out; --all shows them",
    );
    note(found.judged, "pair is judged different", "pairs are judged different");
    if found.crowds > 0 {
        notes.push(format!(
            "{} spellings are each shared by more than {CROWD} ids, too many to propose pairs by themselves; name one: orgarchive candidates ID",
            found.crowds
        ));
    }
    notes
}

/// The columns of the answer.
fn columns() -> Vec<Column> {
    vec![
        Column::shown("points"),
        Column::hidden("kind"),
        Column::shown("one"),
        Column::shown("one_name"),
        Column::shown("other"),
        Column::shown("other_name"),
        Column::shown("found"),
        Column::shown("for"),
        Column::shown("against"),
        Column::hidden("records"),
        Column::shown("unsure"),
    ]
}

fn cells(candidate: Candidate) -> Vec<Cell> {
    vec![
        Cell::Integer(candidate.weighed.points),
        Cell::from(candidate.kind),
        Cell::from(candidate.one.0),
        Cell::from(candidate.one.1),
        Cell::from(candidate.other.0),
        Cell::from(candidate.other.1),
        Cell::from(candidate.found.name()),
        Cell::List(candidate.weighed.reasons),
        Cell::List(candidate.weighed.doubts),
        Cell::List(candidate.weighed.records.into_iter().collect()),
        Cell::List(candidate.unsure),
    ]
}
