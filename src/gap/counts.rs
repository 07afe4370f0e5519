//! Counts that a source states, where fewer are on record.

use super::{Asked, Gap, Kind, Take};
use crate::conflict::Search;
use crate::error::Result;
use crate::query::Sql;

const COUNTS: Sql = Sql { name: "counts", text: include_str!("counts.sql") };

/// The kind `count-short`: the attributes `subordinate-count`, `chapter-count`, `official-count` and `named-members`
/// (the members besides the head) are held against relations, chapters and postings.
pub struct CountShort;

struct Line {
    id: String,
    source: String,
    subject: String,
    attribute: String,
    value: String,
    least: f64,
    named: Option<String>,
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

    fn find(&self, search: &Search<'_>, _: Asked, take: Take<'_>) -> Result<()> {
        search.groups(
            COUNTS,
            &[],
            |row, _| {
                Ok(Some(Line {
                    id: row.get(0)?,
                    source: row.get(1)?,
                    subject: row.get(2)?,
                    attribute: row.get(3)?,
                    value: row.get(4)?,
                    least: row.get(5)?,
                    named: row.get(6)?,
                }))
            },
            |one, other| one.id == other.id,
            |lines| {
                let named: Vec<String> = lines.iter().filter_map(|line| line.named.clone()).collect();
                let line = &lines[0];
                // Counts are small; what is above 2^53 is no count.
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
