//! Statements that rest on one source, on one origin, or only on sources of low reliability.

use super::{Gap, Kind, Pass, Take, Wanted, sorted};
use crate::conflict::{Origins, called};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const STATEMENTS_MADE: Sql = Sql { name: "statements_made", text: include_str!("statements_made.sql") };

/// The kinds `one-source`, `one-origin` and `low-reliability`. A statement is that an official held an office in a body,
/// that a subject has a value, that one entity stands to another in some way, or that an event occurred.
pub struct Thin {
    name: &'static str,
    meaning: &'static str,
    rests: Rests,
    would_close: &'static str,
}

#[derive(Clone, Copy)]
enum Rests {
    OneSource,
    OneOrigin,
    LowReliability,
}

impl Thin {
    /// One source says it.
    pub const SOURCE: Thin = Thin {
        name: "one-source",
        meaning: "a statement that one source alone makes",
        rests: Rests::OneSource,
        would_close: "a second source that does not repeat the first",
    };
    /// Several sources say it, and all repeat one.
    pub const ORIGIN: Thin = Thin {
        name: "one-origin",
        meaning: "a statement of several sources that all repeat one origin",
        rests: Rests::OneOrigin,
        would_close: "a source of another origin",
    };
    /// All sources are graded D (not usually reliable) or E (unreliable).
    pub const RELIABILITY: Thin = Thin {
        name: "low-reliability",
        meaning: "a statement that only sources of reliability D or E make",
        rests: Rests::LowReliability,
        would_close: "a source of reliability A to C",
    };
}

struct Line {
    told: String,
    statement: String,
    id: String,
    source: String,
    is_low: bool,
    subject: String,
    other: Option<String>,
    /// What the title, the attribute or the relation is called.
    words: String,
    rank: Option<i64>,
    /// Of a fact.
    value: Option<String>,
    is_entity: bool,
}

impl Kind for Thin {
    fn name(&self) -> &'static str {
        self.name
    }

    fn meaning(&self) -> &'static str {
        self.meaning
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[STATEMENTS_MADE] }
    }

    fn passes(&self) -> &'static [Pass] {
        &[Pass::Statements]
    }
}

/// Gives the gaps of the kinds that are wanted.
pub(super) fn find(reader: &Reader, wanted: Wanted<'_>, take: Take<'_>) -> Result<()> {
    let origins = Origins::of(reader)?;
    let kinds: Vec<Thin> = [Thin::SOURCE, Thin::ORIGIN, Thin::RELIABILITY]
        .into_iter()
        .filter(|kind| wanted(kind.name))
        .collect();
    reader.groups(
        STATEMENTS_MADE,
        &[],
        |row| {
            let (source, public): (String, Option<String>) = (row.get(3)?, row.get(5)?);
            if !reader.counts(public.as_deref(), &source) {
                return Ok(None);
            }
            let grade: Option<String> = row.get(4)?;
            Ok(Some(Line {
                told: row.get(0)?,
                statement: row.get(1)?,
                id: row.get(2)?,
                source,
                is_low: matches!(grade.as_deref(), Some("D" | "E")),
                subject: row.get(6)?,
                other: row.get(7)?,
                words: row.get(8)?,
                rank: row.get(9)?,
                value: row.get(10)?,
                is_entity: row.get::<_, Option<String>>(11)?.as_deref() == Some("entity"),
            }))
        },
        |one, other| (&one.told, &one.statement) == (&other.told, &other.statement),
        |lines| {
            let sources = sorted(lines.iter().map(|line| line.source.clone()).collect());
            let ids: Vec<&str> = sources.iter().map(String::as_str).collect();
            for kind in &kinds {
                let is_gap = match kind.rests {
                    Rests::OneSource => sources.len() == 1,
                    Rests::OneOrigin => sources.len() > 1 && origins.independent(&ids) == 1,
                    Rests::LowReliability => lines.iter().all(|line| line.is_low),
                };
                if is_gap {
                    take(kind.gap(reader, lines, sources.clone())?)?;
                }
            }
            Ok(())
        },
    )
}

impl Thin {
    fn gap(&self, reader: &Reader, lines: &[Line], sources: Vec<String>) -> Result<Gap> {
        let line = &lines[0];
        let rests = match self.rests {
            Rests::OneSource => "rests on one source",
            Rests::OneOrigin => "rests on one origin",
            Rests::LowReliability => "rests on sources of low reliability alone",
        };
        let words = in_words(reader, line)?;
        Ok(Gap {
            kind: self.name,
            subject: line.subject.clone(),
            others: line.other.clone().into_iter().collect(),
            rank: lines.iter().filter_map(|line| line.rank).min(),
            days: None,
            weight: 0,
            message: format!("{words} {rests}: {}", sources.join(", ")),
            records: sorted(lines.iter().map(|line| line.id.clone()).collect()),
            sources,
            would_close: self.would_close.to_owned(),
        })
    }
}

/// What is stated, with names.
fn in_words(reader: &Reader, line: &Line) -> Result<String> {
    let subject = called(reader, &line.subject)?;
    let other = line.other.as_deref().map(|other| called(reader, other)).transpose()?.unwrap_or_default();
    Ok(match (line.told.as_str(), &line.value) {
        ("postings", _) => format!("{subject} as {} in {other}", line.words),
        ("relations", _) => format!("{subject} {} {other}", line.words),
        (_, Some(value)) if line.is_entity => {
            format!("{} of {subject}, {}", line.words, called(reader, value)?)
        }
        (_, Some(value)) => format!("{} of {subject}, {}", line.words, shortened(value)),
        (_, None) => format!("{} \"{subject}\"", line.words),
    })
}

/// The beginning of a long value.
fn shortened(value: &str) -> String {
    let short: String = value.chars().take(LONGEST_VALUE).collect();
    if short.len() < value.len() { short + "…" } else { short }
}

/// So many letters of a value are shown.
const LONGEST_VALUE: usize = 60;
