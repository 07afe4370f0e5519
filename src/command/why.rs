use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, ClockArguments, HandingOnArguments, VerdictArguments, settled};
use super::posts::PostArguments;
use super::{Environment, Outcome};
use crate::answer::Answer;
use crate::answer::describe::Sources;
use crate::answer::question::{Question, cells, columns};
use crate::error::Result;
use crate::evidence::of_record;
use crate::evidence::why::{COLUMNS, Explained, Finding, WhyQuery, explained};
use crate::output::{Document, Entry, Section};
use crate::reader::Reader;

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

/// So many sets of records are shown to people.
const SETS: usize = 12;

impl Why {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let mut reader = if self.answer.is_handed_on() {
            self.clocks.open_to_hand_on(archive, self.handing_on, environment)?
        } else {
            self.clocks.open(archive, environment)?
        };
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
        notes.extend(reader.notes());
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
            let document = document(&self.answer, answer, &reader, notes)?;
            document.write(output.format, environment.layout(), environment.out)?;
            if !is_last {
                writeln!(environment.out)?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// One answer to read.
fn document(
    written: &AnswerArguments,
    answer: Explained,
    reader: &Reader,
    notes: Vec<String>,
) -> Result<Document> {
    let mut sources: BTreeSet<String> = BTreeSet::new();
    let findings: Vec<(Finding, &'static str)> = answer
        .lines
        .iter()
        .map(|line| {
            sources.extend(line.sources.iter().cloned());
            (line.finding, line.becomes.unwrap_or_default())
        })
        .collect();
    let verdict = answer.held.judged.verdict;
    let day = answer.day;
    let rows = answer.rows().iter().map(|row| cells(COLUMNS, row)).collect();
    let mut named = Answer { columns: columns(COLUMNS), rows, notes };
    let naming = written.statement.output.naming(reader, written.names.names.as_ref());
    naming.put(&mut named)?;
    let rows = named.rows;
    let place = |name: &str| COLUMNS.iter().position(|column| column.name() == name);
    let text = |row: usize, name: &str| {
        place(name).map_or_else(String::new, |place| rows[row][place].text().into_owned())
    };
    let body = format!("{}{}", text(0, "organization"), text(0, "chapter"));
    let title =
        format!("{}: {}, {body}, on {day}", text(0, "official_name"), text(0, "titles").replace("; ", " / "));
    let line = |verdict: &str, text: String| Entry::Line {
        days: String::new(),
        verdict: verdict.to_owned(),
        text,
        cited: None,
        held: None,
    };
    let mut sections: Vec<Section> = PARTS
        .iter()
        .map(|(heading, _)| Section { heading: (*heading).to_owned(), entries: Vec::new() })
        .collect();
    let missing: Vec<&str> = findings
        .iter()
        .filter(|(finding, _)| *finding == Finding::NotReached)
        .map(|(_, becomes)| *becomes)
        .collect();
    for (row, (finding, becomes)) in findings.iter().enumerate() {
        let Some(part) = PARTS.iter().position(|(_, findings)| findings.contains(finding)) else { continue };
        let words = match finding {
            Finding::Verdict => {
                let said = text(row, "sources");
                line(verdict.word(), format!("{}; {said}", text(row, "reason")))
            }
            // What is not made by any is one line.
            Finding::NotReached if missing.first() != Some(becomes) => continue,
            Finding::NotReached => {
                let each = format!("makes it {becomes}");
                let all = format!("makes it {}", alternatives(&missing));
                line("", text(row, "message").replacen(&each, &all, 1))
            }
            _ => line(becomes, text(row, "message")),
        };
        sections[part].entries.push(words);
    }
    for section in &mut sections {
        if section.entries.len() > SETS && section.heading != PARTS[3].0 {
            let more = section.entries.len() - SETS;
            section.entries.truncate(SETS);
            section.entries.push(line("", format!("and {more} more sets of records (--format csv has all)")));
        }
    }
    let mut notes = named.notes;
    notes.extend(reader.restricted_note(&sources)?);
    let ids: Vec<&str> = sources.iter().map(String::as_str).collect();
    let in_full = Sources::of(reader, &ids)?;
    sections.push(Section {
        heading: "Sources".to_owned(),
        entries: in_full.described().map(|(id, words)| Entry::line(id, words)).collect(),
    });
    Ok(Document { title, sections, notes, ..Document::default() })
}
/// Several words, with "or" before the last.
fn alternatives(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => words.concat(),
    }
}

/// The parts of an explanation, with what is said in each.
const PARTS: &[(&str, &[Finding])] = &[
    ("Verdict", &[Finding::Verdict]),
    ("What it would be without some records", &[Finding::RestsOn, Finding::Robust]),
    ("What would have to be wrong for the other verdicts", &[Finding::Otherwise, Finding::NotReached]),
    ("Which report would settle it", &[Finding::Settles, Finding::Unsettled]),
];
