//! Pooled records of one thing, judged for a day.

use std::collections::HashMap;

use super::day_within;
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::{self, DatedRow, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{Against, Limit, LimitKind, Office, Piece, Reason, Subject, Tenure};

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
    /// The days on which it held without interruption, by the records behind the verdict.
    pub certain: Option<Span>,
    /// The nearest held day before the day asked about, within its bounds.
    pub held_before: Option<Span>,
    /// The nearest held day after it.
    pub held_after: Option<Span>,
    /// How many days the nearest of them is away at the least; none if no record names a day.
    pub distance: Option<i32>,
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

/// Records that are judged together, and the births, deaths and the like that limit them.
#[derive(Debug, Default)]
pub struct Pool<'a> {
    /// What is judged.
    pub office: Office<'a>,
    rows: Vec<&'a DatedRow>,
    limits: Vec<&'a LimitRow>,
}

/// Keys from here on are those of limits.
const LIMITS: u32 = 1 << 31;

impl<'a> Pool<'a> {
    /// Records of which one holder at a time can be right, or of which all can.
    #[must_use]
    pub fn new(one_holder: bool) -> Pool<'a> {
        Pool { office: Office { one_holder, ..Office::default() }, ..Pool::default() }
    }

    /// Adds a record about a holder.
    pub fn add(&mut self, holder: u32, row: &'a DatedRow, term: Option<&'a str>) {
        self.office.records.push(row.step_record(number(self.rows.len()), holder, term));
        self.rows.push(row);
    }

    /// Adds the limits of a holder; `subject` says whose births, deaths and the like they are.
    pub fn limit(&mut self, holder: u32, limits: impl IntoIterator<Item = &'a LimitRow>, subject: u32) {
        for limit in limits {
            let key = LIMITS | number(self.limits.len());
            let this = Limit { kind: limit.kind, day: limit.span, subject, key };
            self.office.limits.entry(holder).or_default().push(this);
            self.limits.push(limit);
        }
    }

    /// Computes the step functions.
    #[must_use]
    pub fn judged(self) -> JudgedPool<'a> {
        JudgedPool {
            tenures: self.office.tenures(),
            office: self.office,
            rows: self.rows,
            limits: self.limits,
        }
    }
}

/// The place of a record as its key.
pub(super) fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The step functions of records that were judged together.
#[derive(Debug)]
pub struct JudgedPool<'a> {
    /// That of each holder, by number.
    pub tenures: Vec<Tenure>,
    office: Office<'a>,
    rows: Vec<&'a DatedRow>,
    limits: Vec<&'a LimitRow>,
}

impl JudgedPool<'_> {
    /// Whether one holder at a time can be right.
    #[must_use]
    pub fn has_one_holder(&self) -> bool {
        self.office.one_holder
    }

    /// The places, among the records as they were added, of those behind a piece.
    pub fn places<'p>(&self, piece: &'p Piece) -> impl Iterator<Item = usize> + 'p {
        piece.records.iter().filter(|key| **key < LIMITS).map(|key| *key as usize)
    }

    /// The record at a place.
    #[must_use]
    pub fn row(&self, place: usize) -> Option<&DatedRow> {
        self.rows.get(place).copied()
    }

    /// The births, deaths and the like behind a piece.
    pub fn limits<'p>(&'p self, piece: &'p Piece) -> impl Iterator<Item = &'p LimitRow> + 'p {
        let limits = piece.records.iter().filter(|key| **key >= LIMITS);
        limits.filter_map(|key| self.limits.get((key & !LIMITS) as usize).copied())
    }

    /// Whether, of each birth, death and the like of this kind that excludes some days, another record allows them.
    #[must_use]
    pub fn is_limit_contradicted(&self, holder: u32, kind: LimitKind, days: Span) -> bool {
        let limits = self.office.limits.get(&holder).map_or(&[][..], Vec::as_slice);
        let of =
            |subject: u32| limits.iter().filter(move |limit| limit.kind == kind && limit.subject == subject);
        let allows = |limit: &Limit| {
            if kind.is_end() { limit.day.to >= days.to } else { limit.day.from <= days.from }
        };
        let excludes = |limit: &Limit| {
            if kind.is_end() { limit.day.to < days.from } else { limit.day.from > days.to }
        };
        let speaking: Vec<u32> = limits
            .iter()
            .filter(|limit| limit.kind == kind && excludes(limit))
            .map(|limit| limit.subject)
            .collect();
        !speaking.is_empty() && speaking.into_iter().all(|subject| of(subject).any(allows))
    }

    /// The step functions as they would be if all of the holders could be right at one time.
    #[must_use]
    pub fn alone(&self) -> Vec<Tenure> {
        Office { one_holder: false, ..self.office.clone() }.tenures()
    }

    /// The ids of the records behind a piece, and those of their sources; each sorted, and once.
    #[must_use]
    pub fn behind(&self, piece: &Piece) -> (Vec<String>, Vec<String>) {
        let mut records = Vec::with_capacity(piece.records.len());
        let mut sources = Vec::with_capacity(piece.records.len());
        for key in piece.records.iter() {
            let limit = || self.limits.get((key & !LIMITS) as usize).map(|limit| (&limit.id, &limit.source));
            let row = || self.rows.get(*key as usize).map(|row| (&row.id, &row.source));
            if let Some((id, source)) = if key & LIMITS == 0 { row() } else { limit() } {
                records.push(id.clone());
                sources.push(source.clone());
            }
        }
        records.sort();
        records.dedup();
        sources.sort();
        sources.dedup();
        (records, sources)
    }

    /// The verdict on a day; `name` gives the words for a holder.
    #[must_use]
    pub fn on(&self, tenure: &Tenure, day: Day, subject: Subject, name: &dyn Fn(u32) -> String) -> Judged {
        let piece = tenure.on(day);
        let (records, sources) = self.behind(piece);
        let (held_before, held_after) = (tenure.held_before(day), tenure.held_after(day));
        Judged {
            verdict: piece.verdict,
            reason: piece.reason.words(subject, Some(day), name),
            certain: tenure.span_of(piece),
            held_before,
            held_after,
            distance: [held_before, held_after].into_iter().flatten().map(|held| away(held, day)).min(),
            records,
            sources,
        }
    }
}

/// How many days a held day is away from a day, at the least.
fn away(held: Span, day: Day) -> i32 {
    (held.from.number() - day.number()).max(day.number() - held.to.number()).max(0)
}

/// Judges records of one thing by themselves for a day; the limits are those of the holder.
#[must_use]
pub fn judge(rows: &[&DatedRow], limits: &[LimitRow], day: Day) -> Judged {
    let mut pool = Pool::new(false);
    rows.iter().for_each(|row| pool.add(0, row, None));
    pool.limit(0, limits, 0);
    let judged = pool.judged();
    match judged.tenures.first() {
        Some(tenure) => judged.on(tenure, day, Subject::Value, &|_| String::new()),
        None => unstated(limits, day),
    }
}

/// What no record speaks of is possible, unless a birth, death or the like excludes it.
pub(super) fn unstated(limits: &[LimitRow], day: Day) -> Judged {
    let excludes = |limit: &&LimitRow| {
        if limit.kind.is_end() { day > limit.span.to } else { day < limit.span.from }
    };
    let by = limits.iter().find(excludes);
    let reason = by.map_or(Reason::Undated, |limit| Reason::Excluded(Against::Limit(limit.kind, limit.span)));
    Judged {
        verdict: if by.is_some() { Verdict::Excluded } else { Verdict::Possible },
        reason: reason.words(Subject::Value, Some(day), &|_| String::new()),
        certain: None,
        held_before: None,
        held_after: None,
        distance: None,
        records: by.map(|limit| limit.id.clone()).into_iter().collect(),
        sources: by.map(|limit| limit.source.clone()).into_iter().collect(),
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
