//! An answer judged again, with some records left out or others added: what would it be if they were wrong, or known?

use std::collections::BTreeSet;
use std::sync::Arc;

use super::hierarchy::Chain;
use super::pool::LimitRow;
use super::posts::{JudgedOffice, Posting, pooled};
use crate::date::Day;
use crate::verdict::Verdict;

/// What an official's verdict is on a day, by the records of the office and the links that lead from its body to what is
/// asked about.
///
/// It is judged by the same step function as every answer, with other records.
pub struct Case<'a> {
    /// The office.
    pub office: &'a JudgedOffice<'a>,
    /// The number of the official.
    pub holder: u32,
    /// The day.
    pub day: Day,
    /// The links; none: the body itself is asked about.
    pub chain: Option<Chain<'a>>,
    /// The records that can matter, with the numbers of their officials; those of the official come last.
    postings: Vec<(u32, &'a Posting)>,
}

/// Records that are left out, and records that are added.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// Whether a record counts, by its id and its source.
    pub counts: &'a dyn Fn(&str, &str) -> bool,
    /// A record in place of the one with its id, or besides all of them.
    pub posting: Option<(Who, &'a Posting)>,
    /// The same of a birth, a death or the like, with whose it is.
    pub limit: Option<(&'a str, &'a LimitRow)>,
}

/// Whose record is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The official's of whom the verdict is.
    Own,
    /// That of the official with this number.
    Holder(u32),
    /// Somebody's of whom nothing is on record in the office.
    Another,
}

impl<'a> Case<'a> {
    /// The verdict about the official with this number.
    #[must_use]
    pub fn new(office: &'a JudgedOffice<'a>, holder: u32, day: Day, chain: Option<Chain<'a>>) -> Case<'a> {
        // They are sorted by official.
        let own = office.official(holder);
        let first = office.postings.partition_point(|posting| posting.official < *own);
        let count = office.postings[first..].partition_point(|posting| posting.official == *own);
        let (before, rest) = office.postings.split_at(first);
        let (own, after) = rest.split_at(count);
        let mut postings: Vec<(u32, &Posting)> = Vec::new();
        // Where several hold an office, nobody matters to anybody else.
        if office.has_one_holder() {
            let officials =
                |postings: &'a [Posting]| postings.chunk_by(|left, right| left.official == right.official);
            for (number, official) in (0..).zip(officials(before)).chain((holder + 1..).zip(officials(after)))
            {
                postings.extend(official.iter().map(|posting| (number, posting)));
            }
        }
        postings.extend(own.iter().map(|posting| (holder, posting)));
        Case { office, holder, day, chain, postings }
    }

    /// The id of the official.
    #[must_use]
    pub fn official(&self) -> &Arc<str> {
        self.office.official(self.holder)
    }

    /// The postings that can matter, with the numbers of their officials.
    #[must_use]
    pub fn postings(&self) -> &[(u32, &'a Posting)] {
        &self.postings
    }

    /// The births, deaths and the like that can matter: of these officials, of the body and its organization, each once.
    #[must_use]
    pub fn limits(&self) -> Vec<(&'a str, &'a LimitRow)> {
        let subjects: BTreeSet<&'a str> =
            self.postings.iter().flat_map(|(_, row)| subjects_of(row)).collect();
        let of = |subject: &'a str| {
            let limits = self.office.limits.get(subject).into_iter().flatten();
            limits.map(move |limit| (subject, limit))
        };
        subjects.into_iter().flat_map(of).collect()
    }

    /// How many records are judged together.
    #[must_use]
    pub fn size(&self) -> usize {
        self.postings.len()
    }

    /// The verdict as it is.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict_without(&|_, _| true)
    }

    /// The verdict by the records that count; none if nothing is on record about the official in the office any more.
    #[must_use]
    pub fn verdict_without(&self, counts: &dyn Fn(&str, &str) -> bool) -> Option<Verdict> {
        self.verdict_if(Change { counts, posting: None, limit: None })
    }

    /// The verdict with records left out or added.
    #[must_use]
    pub fn verdict_if(&self, change: Change<'_>) -> Option<Verdict> {
        self.judged_if(change, |verdict, _| verdict)
    }

    /// The verdict by the records that count, and the ids of those that it names.
    #[must_use]
    pub fn named_without(&self, counts: &dyn Fn(&str, &str) -> bool) -> Option<(Verdict, Vec<String>)> {
        let change = Change { counts, posting: None, limit: None };
        self.judged_if(change, |verdict, records| (verdict, records()))
    }

    fn judged_if<T>(
        &self,
        change: Change<'_>,
        give: impl FnOnce(Verdict, &dyn Fn() -> Vec<String>) -> T,
    ) -> Option<T> {
        let Change { counts, posting, limit } = change;
        let replaced = |id: &str| {
            posting.is_some_and(|(_, posting)| posting.dated.id == id)
                || limit.is_some_and(|(_, limit)| limit.id == id)
        };
        let is_left = |id: &str, source: &str| !replaced(id) && counts(id, source);
        let left = self.postings.iter().copied().filter(|(_, row)| is_left(&row.dated.id, &row.dated.source));
        let another = u32::try_from(self.office.officials.len()).unwrap_or(u32::MAX);
        let added = posting.map(|(who, posting)| match who {
            Who::Own => (self.holder, posting),
            Who::Holder(number) => (number, posting),
            Who::Another => (another, posting),
        });
        let mut all: Vec<(u32, &Posting)> = left.chain(added).collect();
        if added.is_some() {
            // A record that is added comes with the others of its official.
            all.sort_by_key(|(holder, _)| *holder);
        }
        let one_holder = all.iter().any(|(_, posting)| posting.one_holder);
        let of = |id: &str| {
            let known = self.office.limits.get(id).into_iter().flatten();
            let known = known.filter(|limit| is_left(&limit.id, &limit.source));
            let added = limit.filter(|(subject, _)| *subject == id).map(|(_, limit)| limit);
            known.chain(added).collect::<Vec<&LimitRow>>().into_iter()
        };
        let judged = pooled(one_holder, all.into_iter(), &of).judged();
        let tenure = judged.tenures.iter().find(|tenure| tenure.holder == self.holder)?;
        let piece = tenure.on(self.day);
        let link = self.chain.as_ref().map_or(Verdict::Certain, |chain| chain.verdict(self.day, counts));
        Some(give(piece.verdict.max(link), &|| judged.behind(piece).0))
    }
}

/// Whose births, deaths and the like matter to a posting.
fn subjects_of(posting: &Posting) -> impl Iterator<Item = &str> {
    let organization = posting.organization.as_deref();
    [Some(&*posting.official), Some(&*posting.body), organization].into_iter().flatten()
}
