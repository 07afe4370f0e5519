//! Pooled records of one thing, judged for a day.

use std::collections::HashMap;

use super::day_within;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::{self, DatedRow, json_array};
use crate::reader::Reader;
use crate::verdict::{self, Limit, LimitKind, Record, Verdict};

/// A recorded birth, death, founding or dissolution.
#[derive(Debug, Clone)]
pub struct LimitRow {
    /// The id of the fact.
    pub id: String,
    /// Its source.
    pub source: String,
    /// What it records.
    pub kind: LimitKind,
    /// The days on which it can have been.
    pub span: Span,
}

/// Recorded births, deaths, foundings and dissolutions, by subject.
pub type Limits = HashMap<String, Vec<LimitRow>>;

/// The verdict about pooled records, with what it rests on.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// The days on which it certainly held, by these records.
    pub certain: Option<Span>,
    /// The same for all stints in whose certain span the day lies, taken together.
    pub certain_around: Option<Span>,
    /// Whether some record has a held day.
    pub has_stint: bool,
    /// The nearest held day before the day asked about, within its bounds.
    pub held_before: Option<Span>,
    /// The nearest held day after it.
    pub held_after: Option<Span>,
    /// Ids of the records, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted, each once.
    pub sources: Vec<String>,
}

impl Judged {
    /// The nearest held day before, as a cell.
    #[must_use]
    pub fn before(&self) -> Option<String> {
        self.held_before.map(day_within)
    }

    /// The nearest held day after, as a cell.
    #[must_use]
    pub fn after(&self) -> Option<String> {
        self.held_after.map(day_within)
    }
}

/// Judges pooled records for a day; the limits are those of whoever the records are about.
#[must_use]
pub fn judge(rows: &[&DatedRow], limits: &[&LimitRow], day: Day) -> Judged {
    let records: Vec<Record> = rows.iter().enumerate().map(|(key, row)| row.record(key)).collect();
    let bounds: Vec<Limit> = limits
        .iter()
        .enumerate()
        .map(|(place, limit)| Limit {
            kind: limit.kind,
            span: limit.span,
            key: u32::try_from(rows.len() + place).unwrap_or(u32::MAX),
        })
        .collect();
    let answer = verdict::judge_pool(&records, &bounds, day);
    let mut ids = Vec::with_capacity(answer.records.len());
    let mut sources = Vec::with_capacity(answer.records.len());
    for key in &answer.records {
        let key = *key as usize;
        let (id, source) = match rows.get(key) {
            Some(row) => (&row.id, &row.source),
            None => match limits.get(key - rows.len()) {
                Some(limit) => (&limit.id, &limit.source),
                None => continue,
            },
        };
        ids.push(id.clone());
        sources.push(source.clone());
    }
    ids.sort();
    sources.sort();
    sources.dedup();
    Judged {
        verdict: answer.verdict,
        reason: answer.reason.to_string(),
        certain: answer.certain,
        certain_around: answer.certain_around,
        has_stint: answer.has_stint,
        held_before: answer.held_before,
        held_after: answer.held_after,
        records: ids,
        sources,
    }
}

/// The recorded births, deaths, foundings and dissolutions of some entities, or of all.
///
/// # Errors
/// If the archive cannot be read.
pub fn limits_of(reader: &Reader, subjects: Option<&[&str]>) -> Result<Limits> {
    let array = subjects.map(|subjects| json_array(subjects.iter().copied()));
    let sql = if array.is_some() { query::LIMITS } else { query::LIMITS_EVERYWHERE };
    let mut limits = Limits::new();
    reader.each(sql, &[(":subjects", &array)], |row| {
        let source: String = row.get(1)?;
        let public: Option<String> = row.get(7)?;
        if !reader.counts(public.as_deref(), &source) {
            return Ok(());
        }
        let attribute: String = row.get(3)?;
        let kind = match attribute.as_str() {
            "born" => LimitKind::Born,
            "died" => LimitKind::Died,
            "founded" => LimitKind::Founded,
            _ => LimitKind::Dissolved,
        };
        let bounds = (row.get::<_, Option<String>>(4)?, row.get::<_, Option<String>>(5)?);
        if let (Some(earliest), Some(latest)) = bounds
            && let (Ok(from), Ok(to)) = (earliest.parse(), latest.parse())
            && let Some(span) = Span::new(from, to)
        {
            let limit = LimitRow { id: row.get(0)?, source, kind, span };
            limits.entry(row.get(2)?).or_default().push(limit);
        }
        Ok(())
    })?;
    Ok(limits)
}
