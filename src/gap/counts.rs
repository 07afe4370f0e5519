//! Counts that a source states, where fewer are on record.

use rusqlite::Row;

use super::{Gap, GapsQuery, Kind, Take, sorted};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

const COUNTS: Sql = Sql { name: "counts", text: include_str!("counts.sql") };

/// The kind `count-short`: the attributes `subordinate-count`, `chapter-count`, `official-count` and `named-members`
/// (the members besides the head) are checked against relations, chapters and postings.
pub struct CountShort;

struct Line {
    id: String,
    source: String,
    subject: String,
    attribute: String,
    value: String,
    least: f64,
    /// What is on record for the days for which the count is stated.
    named: Option<String>,
}

impl Line {
    fn read(reader: &Reader, row: &Row<'_>) -> Result<Option<Line>> {
        let Some(fetched) = reader.fetched(row)? else {
            return Ok(None);
        };
        let dated = fetched.dated()?;
        let stated = dated.held.iter().copied().reduce(Span::hull).unwrap_or(dated.possible);
        let day = |text: Option<&str>| text.and_then(|text| text.parse::<Day>().ok());
        let possible =
            Span::new(day(fetched.text(4)?).unwrap_or(Day::MIN), day(fetched.text(5)?).unwrap_or(Day::MAX));
        let is_then = possible.is_some_and(|possible| possible.overlaps(stated));
        Ok(Some(Line {
            subject: fetched.owned(0)?.unwrap_or_default(),
            attribute: fetched.owned(1)?.unwrap_or_default(),
            value: fetched.owned(2)?.unwrap_or_default(),
            least: row.get(16)?,
            named: fetched.owned(3)?.filter(|_| is_then),
            id: dated.id,
            source: dated.source,
        }))
    }
}

impl Kind for CountShort {
    fn name(&self) -> &'static str {
        "count-short"
    }

    fn meaning(&self) -> &'static str {
        "a count that a source states, and fewer on record: ten organizations stated, five named"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[COUNTS] }
    }

    fn find(&self, reader: &Reader, _: GapsQuery, take: Take<'_>) -> Result<()> {
        reader.groups(
            COUNTS,
            &[],
            |row| Line::read(reader, row),
            |one, other| one.id == other.id,
            |lines| {
                let named = sorted(lines.iter().filter_map(|line| line.named.clone()).collect());
                let line = &lines[0];
                // Counts are small; what is above 2^53 is not a count.
                let on_record = named.len() as f64;
                if on_record >= line.least {
                    return Ok(());
                }
                let list = if named.is_empty() { String::new() } else { format!(": {}", named.join(", ")) };
                take(Gap {
                    kind: self.name(),
                    subject: line.subject.clone(),
                    rank: None,
                    days: None,
                    weight: (line.least - on_record) as i64,
                    message: format!(
                        "{} of {} is {} by {}, and {} on record{list}",
                        line.attribute,
                        line.subject,
                        line.value,
                        line.source,
                        match named.len() {
                            1 => "1 is".to_owned(),
                            count => format!("{count} are"),
                        }
                    ),
                    others: named,
                    records: vec![line.id.clone()],
                    sources: vec![line.source.clone()],
                    would_close: "a list that names all of them".to_owned(),
                })
            },
        )
    }
}
