use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, HandingOnArguments, VerdictArguments, settled};
use super::posts::PostArguments;
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::answer::question::{Question, cells, columns};
use crate::error::Result;
use crate::evidence::explained::document;
use crate::evidence::of_record;
use crate::evidence::why::{COLUMNS, WhyQuery, explained};

/// Explain on which records a verdict rests, and which report would settle it
///
/// For each answer of officials: the smallest sets of up to three records without which its verdict would be another, what would
/// have to be wrong for the other verdicts, and, if it is possible or disputed, the single reports that would make it certain or
/// excluded. Every line comes from judging the office again with those records left out, or with that report added.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive why --official \"Kim Jung-rin\" --organization workers-organizations-department --on 2009-07-01
  orgarchive why --organization trade-unions-federation --title chair --on 2009-07-01
  orgarchive why c003                         the post that this record speaks of, on the day for which it does
  orgarchive why --organization womens-union --on 2009-07-01 --verdict certain --format json")]
pub struct Why {
    /// Explain the post that this record of postings speaks of, on --on or else on a day for which it does
    #[arg(value_name = "RECORD", conflicts_with_all = ["organization", "chapter", "below", "place", "title", "official"])]
    record: Option<String>,

    #[command(flatten)]
    posts: PostArguments,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Why {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut reader = self.clocks.open_perhaps_to_hand_on(
            archive,
            self.answer.is_handed_on(),
            self.handing_on,
            environment,
        )?;
        let mut asked = match &self.record {
            Some(record) => {
                let (asked, day) = of_record(&reader, record)?;
                if let Some(day) = day.filter(|_| self.clocks.on.is_none()) {
                    reader = reader.on(day);
                }
                asked
            }
            None => WhyQuery { officials: self.posts.asked(reader.connection())?, ..WhyQuery::default() },
        };
        if self.record.is_none() || !self.verdicts.verdict.is_empty() {
            asked.officials.shown = self.verdicts.shown();
        }
        asked.most = self.answer.statement.output.limit;
        if self.answer.statement.show_sql {
            self.answer.statement.show(Some(&asked.officials.statement(&reader)?), &reader, environment)?;
            return Ok(Outcome::Done);
        }
        let last = environment.today;
        let horizon = reader.clocks().published_by.map_or(last, |published| published.min(last));
        let (answers, mut notes) = explained(&reader, &asked, horizon)?;
        notes.extend(reader.notes()?);
        if answers.is_empty() {
            notes.extend(reader.publication_note());
        }
        let output = &self.answer.statement.output;
        let rows = answers.iter().flat_map(|answer| answer.clone().rows());
        let rows = rows.map(|row| cells(COLUMNS, &row)).collect();
        let mut answer = Answer { columns: columns(COLUMNS), rows, notes };
        answer.notes.extend(settled(&reader, &answer)?);
        if answers.is_empty() || !output.format.is_for_people() {
            self.answer.write(answer, &reader, environment)?;
            return Ok(Outcome::Done);
        }
        let notes = answer.notes;
        let count = answers.len();
        let mut notes = Some(notes);
        for (place, answer) in answers.into_iter().enumerate() {
            let is_last = place + 1 == count;
            let notes = notes.take_if(|_| is_last).unwrap_or_default();
            let naming = output.naming(&reader, self.answer.names.names.as_ref());
            let document = document(naming, answer, notes)?;
            document.write(output.format, environment.layout(), environment.out)?;
            if !is_last {
                writeln!(environment.out)?;
            }
        }
        Ok(Outcome::Done)
    }
}
