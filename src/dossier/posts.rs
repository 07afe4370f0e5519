//! The posts of a dossier: each with the pieces of its step function, and the records behind them.

use super::{Writing, line};
use crate::answer::describe::About;
use crate::answer::officials::OfficialsQuery;
use crate::answer::tenures::{self, Held};
use crate::answer::{Shown, question};
use crate::date::Day;
use crate::error::Result;
use crate::output::{Cell, Entry};
use crate::verdict::Verdict;

/// The posts that an official held, or that officials held in a body.
pub(super) struct Posts(Vec<Post>);

/// One official in one office of one body.
struct Post {
    /// Who held which title where.
    topic: String,
    pieces: Vec<Held>,
    /// Why each piece has its verdict, with names.
    reasons: Vec<String>,
}

impl Posts {
    /// Reads the pieces; none for what has no posts, such as a place.
    pub(super) fn of(writing: &Writing<'_>) -> Result<Posts> {
        let id = vec![writing.entity.id.clone()];
        let posts = match writing.entity.kind.as_str() {
            "officials" => OfficialsQuery { officials: id, ..OfficialsQuery::default() },
            "organizations" => OfficialsQuery { organizations: id, ..OfficialsQuery::default() },
            "chapters" => OfficialsQuery { chapters: id, ..OfficialsQuery::default() },
            _ => return Ok(Posts(Vec::new())),
        };
        let shown = Shown { all: true, ..Shown::default() };
        let asked = tenures::TenuresQuery { posts, shown, ..tenures::TenuresQuery::default() };
        let mut posts: Vec<Post> = Vec::new();
        tenures::each(writing.reader(), &asked, |piece| {
            match posts.last_mut().filter(|post| is_same(&post.pieces[0], &piece)) {
                Some(post) => post.pieces.push(piece),
                None => posts.push(Post { topic: String::new(), pieces: vec![piece], reasons: Vec::new() }),
            }
            Ok(())
        })?;
        for post in &mut posts {
            post.name(writing)?;
        }
        // In the order in which they are known to have begun.
        posts.sort_by_key(Post::beginning);
        Ok(Posts(posts))
    }

    /// The posts, each with its pieces and then with the records that are about it.
    pub(super) fn entries(&self, records: &[About], said: &[String]) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut left: Vec<(&About, &String)> =
            records.iter().zip(said).filter(|(record, _)| record.table == "postings").collect();
        left.sort_by_key(|(record, _)| (record.placed.is_none(), record.placed.map(|days| days.from)));
        for post in &self.0 {
            entries.push(Entry::Topic(post.topic.clone()));
            for (piece, reason) in post.pieces.iter().zip(&post.reasons) {
                if Shown::default().shows(piece.verdict) {
                    entries.push(Entry::Line {
                        days: piece.days.run_of_days().unwrap_or_default(),
                        verdict: piece.verdict.to_string(),
                        text: reason.clone(),
                        cited: None,
                        held: Some(piece.days),
                    });
                }
            }
            let (own, others): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(record, _)| post.rests_on(record));
            entries.extend(own.into_iter().map(|(record, _)| line(record, &record.when, title(record))));
            left = others;
        }
        if !left.is_empty() {
            entries.push(Entry::Topic("Other records".to_owned()));
            entries.extend(left.into_iter().map(|(record, said)| line(record, &record.when, said)));
        }
        entries
    }
}

impl Post {
    fn name(&mut self, writing: &Writing<'_>) -> Result<()> {
        let first = &self.pieces[0];
        let mut titles: Vec<String> = self.pieces.iter().flat_map(|piece| piece.titles.clone()).collect();
        titles.sort();
        titles.dedup();
        let rows = self.pieces.iter().map(|piece| {
            vec![
                Cell::from(first.official.as_ref()),
                question::text(first.organization.as_deref()),
                question::text(first.chapter.as_deref()),
                Cell::List(titles.clone()),
                Cell::from(piece.reason.as_str()),
            ]
        });
        let named =
            writing.named(&["official", "organization", "chapter", "titles", "reason"], rows.collect())?;
        let Some([official, organization, chapter, titles, _]) = named.first().map(Vec::as_slice) else {
            return Ok(());
        };
        let is_holder = writing.entity.kind == "officials";
        let whole = if is_holder { format!("{organization}{chapter}") } else { official.clone() };
        self.topic = format!("{titles}: {whole}");
        self.reasons = named.iter().filter_map(|row| row.last().cloned()).collect();
        Ok(())
    }

    /// The first day that is not excluded; what has no beginning comes last.
    fn beginning(&self) -> (bool, Day) {
        let known = self.pieces.iter().find(|piece| piece.verdict != Verdict::Excluded);
        let first = known.map_or(Day::MAX, |piece| piece.days.from);
        (first == Day::MIN, first)
    }

    /// Whether a record is behind one of its pieces.
    fn rests_on(&self, record: &About) -> bool {
        self.pieces.iter().any(|piece| piece.records.binary_search(&record.id).is_ok())
    }
}

/// The title that a record gives, also as it is written.
fn title(record: &About) -> &str {
    let title = record.statement.strip_prefix("holds the title ").unwrap_or(&record.statement);
    title.strip_suffix(" in").unwrap_or(title)
}

/// Whether two pieces are of one official in one office of one body.
fn is_same(one: &Held, other: &Held) -> bool {
    one.official == other.official
        && one.office == other.office
        && one.organization == other.organization
        && one.chapter == other.chapter
}
