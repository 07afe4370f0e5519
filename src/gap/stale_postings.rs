//! Postings that nobody has reported for years, and nobody has ended.

use std::collections::HashMap;

use super::{Gap, GapsQuery, Kind, Take};
use crate::answer::Shown;
use crate::answer::officials::{OfficialsQuery, held};
use crate::conflict::{called, either};
use crate::date::{Day, Span};
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// The seniority of offices.
pub(super) const RANKS: Sql = Sql { name: "ranks", text: include_str!("ranks.sql") };

/// The kind `stale-posting`: by the rules of verdicts the post is possible on the day, and it was last certain, or seen,
/// more than so many years before.
pub struct StalePosting;

impl Kind for StalePosting {
    fn name(&self) -> &'static str {
        "stale-posting"
    }

    fn meaning(&self) -> &'static str {
        "a post that was last reported years ago (--older-than) and of which no end is known"
    }

    fn statements(&self) -> &'static [Sql] {
        const { &[RANKS] }
    }

    fn find(&self, reader: &Reader, asked: GapsQuery, take: Take<'_>) -> Result<()> {
        let on = reader.day();
        let year = on.year() - asked.older_than;
        let limit = Day::new(year, on.month(), on.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(Day::MIN);
        let posts = OfficialsQuery {
            shown: Shown { verdicts: vec![Verdict::Possible], all: false },
            ..OfficialsQuery::default()
        };
        let ranks = ranks(reader)?;
        for post in held(reader, &posts)? {
            let Some(last) = post.judged.held_before.filter(|last| last.to < limit) else { continue };
            if post.judged.held_after.is_some() {
                continue;
            }
            let body = post.organization.as_deref().or(post.chapter.as_deref()).unwrap_or_default();
            let (name, place) = (called(reader, &post.official)?, called(reader, body)?);
            let title = either(reader, post.titles.iter().map(String::as_str))?;
            take(Gap {
                kind: self.name(),
                subject: post.official.to_string(),
                others: vec![body.to_owned()],
                rank: ranks.get(post.office.as_ref()).copied(),
                days: Span::new(last.to.after(), on),
                weight: 0,
                message: format!(
                    "{name} was last reported as {title} in {place} {}, and no end is known",
                    last.on_some_day()
                ),
                records: post.judged.records,
                sources: post.judged.sources,
                would_close: format!(
                    "a report that names the {title} of {place} today, or of when {name} left"
                ),
            })?;
        }
        Ok(())
    }
}

/// The seniority of offices, by office.
pub(super) fn ranks(reader: &Reader) -> Result<HashMap<String, i64>> {
    let mut ranks = HashMap::new();
    reader.each(RANKS, &[], |row| {
        ranks.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(ranks)
}
