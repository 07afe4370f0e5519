//! Records and reports in words.

use std::collections::{BTreeMap, BTreeSet};

use super::reports::{Cell, Kind, Report};
use crate::answer::what_if::Case;
use crate::conflict::{called, together, written};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// What the records of a case say, by id: each in a few words, with its source.
pub(super) struct Said<'a> {
    reader: &'a Reader,
    known: BTreeMap<&'a str, Known<'a>>,
}

struct Known<'a> {
    source: &'a str,
    /// Whom it is about, unless that is the official.
    about: Option<&'a str>,
    what: &'static str,
}

impl<'a> Said<'a> {
    pub fn of(reader: &'a Reader, case: &'a Case<'_>) -> Said<'a> {
        let mut known = BTreeMap::new();
        for (holder, posting) in case.postings() {
            let about = (*holder != case.holder).then_some(&*posting.official);
            known.insert(posting.dated.id.as_str(), Known { source: &posting.dated.source, about, what: "" });
        }
        for (subject, limit) in case.limits() {
            let about = (subject != case.official().as_ref()).then_some(subject);
            known.insert(limit.id.as_str(), Known { source: &limit.source, about, what: limit.kind.word() });
        }
        for (id, source) in case.chain.iter().flat_map(|chain| chain.records()) {
            known.insert(id, Known { source, about: None, what: "below" });
        }
        Said { reader, known }
    }

    /// The sources of records, sorted, each once.
    pub fn sources(&self, ids: &[String]) -> Vec<String> {
        let sources: BTreeSet<&str> =
            ids.iter().filter_map(|id| Some(self.known.get(id.as_str())?.source)).collect();
        sources.into_iter().map(str::to_owned).collect()
    }

    /// A record: "s12 (p7: Ri A, since 1967 until 1998)".
    pub fn record(&self, id: &str) -> Result<String> {
        let when = written(self.reader, id)?;
        let Some(known) = self.known.get(id) else { return Ok(id.to_owned()) };
        let about = known.about.map(|about| called(self.reader, about)).transpose()?;
        let what = if known.what.is_empty() { String::new() } else { format!("{} ", known.what) };
        let about = about.map(|about| format!("{about}, ")).unwrap_or_default();
        Ok(format!("{} ({id}: {about}{what}{when})", known.source))
    }

    /// Several records.
    pub fn records(&self, ids: &[String]) -> Result<String> {
        let each = ids.iter().map(|id| self.record(id)).collect::<Result<Vec<String>>>()?;
        Ok(together(&each))
    }
}

/// The verdict that would be, as a word; of nothing on record `unrecorded`.
pub(super) fn becoming(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("unrecorded", Verdict::word)
}

/// What reports would say that settle a case on the same days: "a report that Kim A held or left the post on ...".
pub(super) fn sought(
    report: &Report,
    kinds: &[Kind],
    official: &str,
    said: &Said<'_>,
    horizon: Day,
) -> Result<String> {
    let days = on_a_day(report.days, horizon);
    let verbs: Vec<&str> = kinds.iter().filter_map(|kind| kind.verb()).collect();
    let verbs = match verbs.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => verbs.concat(),
    };
    Ok(match (report.kind, &report.record) {
        (Kind::Held | Kind::Began | Kind::Left, _) => {
            format!("a report that {official} {verbs} the post {days}")
        }
        (Kind::Successor | Kind::Predecessor, _) => {
            format!("a report that somebody else {verbs} the post {days}")
        }
        (Kind::Died, _) => format!("a report that {official} died {days}"),
        (Kind::Exact(cell), record) => {
            let record = said.record(record.as_deref().unwrap_or_default())?;
            let what = match cell {
                Cell::Since => "the beginning",
                Cell::Until => "the end",
                Cell::AsOf => "the day that it speaks of",
                Cell::Value => "the date",
            };
            format!("a more exact date from {record}: {what} {days}")
        }
    })
}

/// On one of these days; the first and the last day that are thought of stand for no limit.
fn on_a_day(days: Span, horizon: Day) -> String {
    // Bounds of a date without a year begin and end with the calendar.
    let (is_first, is_last) = (days.from.year() == Day::MIN.year(), days.to.year() == Day::MAX.year());
    match (is_first, is_last || days.to == horizon) {
        (true, true) if is_last => "on any day".to_owned(),
        (true, true) => format!("on any day up to {horizon}"),
        (true, false) => format!("on or before {}", days.to),
        (false, true) if days.from < days.to => format!("on or after {}", days.from),
        _ if days.is_single_day() => format!("on {}", days.from),
        _ => format!("on a day from {} to {}", days.from, days.to),
    }
}
