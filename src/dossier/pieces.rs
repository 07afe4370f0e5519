//! What a dossier says of names, relations, facts, chapters and of existence: each with the pieces of its step function, and
//! the records behind them.

use std::collections::BTreeSet;

use super::{Writing, line};
use crate::answer::chapters;
use crate::answer::describe::About;
use crate::answer::facts::each_attribute;
use crate::answer::relations::{self, each_relation};
use crate::answer::{JudgedPool, Names, commonest, limits_of};
use crate::date::Span;
use crate::error::Result;
use crate::output::{Cell, Entry};
use crate::verdict::Verdict;
use crate::verdict::step::{Reason, Subject, Tenure};

/// One thing that records say, judged at any time.
pub(super) struct Judged {
    /// The pieces that are not excluded: when, with which verdict, and why.
    pieces: Vec<(Span, Verdict, String)>,
    records: BTreeSet<String>,
    /// Whether no record says when, or not of which year: then there is nothing to tell but the records.
    is_undated: bool,
}

impl Judged {
    fn of(pool: &JudgedPool<'_>, tenure: &Tenure, name: &dyn Fn(u32) -> String) -> Judged {
        let places = tenure.pieces.iter().flat_map(|piece| pool.places(piece));
        let records = places.filter_map(|place| Some(pool.row(place)?.id.clone())).collect();
        Judged { records, ..Judged::of_tenure(tenure, name) }
    }

    fn of_tenure(tenure: &Tenure, name: &dyn Fn(u32) -> String) -> Judged {
        let shown = tenure.pieces.iter().filter(|piece| piece.verdict != Verdict::Excluded);
        Judged {
            pieces: shown
                .clone()
                .map(|piece| (piece.days, piece.verdict, piece.reason.words(Subject::Value, None, name)))
                .collect(),
            records: BTreeSet::new(),
            is_undated: shown.clone().all(|piece| match piece.reason {
                Reason::Undated => true,
                Reason::Within(day) | Reason::LastHeld(day) | Reason::FirstHeld(day) => day.is_of_any_year(),
                _ => false,
            }),
        }
    }

    /// Its pieces as lines.
    fn lines(&self, writing: &Writing<'_>) -> Result<Vec<Entry>> {
        let reasons = self.pieces.iter().map(|(_, _, reason)| vec![Cell::from(reason.as_str())]).collect();
        let named = writing.named(&["reason"], reasons)?;
        let lines = self.pieces.iter().zip(named).map(|((days, verdict, _), reason)| Entry::Line {
            days: days.run_of_days().unwrap_or_default(),
            verdict: verdict.to_string(),
            text: reason.concat(),
            cited: None,
            held: Some(*days),
        });
        Ok(lines.collect())
    }
}

/// What records of one table say about the entity.
pub(super) fn judged(writing: &Writing<'_>, table: &str, records: &[&About]) -> Result<Vec<Judged>> {
    let (reader, id) = (writing.reader(), writing.entity.id.as_str());
    let mut all = Vec::new();
    match table {
        "names" => {
            let names = Names::of(reader, &[id])?;
            for names in names.judged(id) {
                let called = |holder: u32| {
                    names
                        .labels
                        .get(holder as usize)
                        .map_or_else(String::new, |rows| commonest(rows).to_owned())
                };
                all.extend(names.pool.tenures.iter().map(|tenure| Judged::of(&names.pool, tenure, &called)));
            }
        }
        "facts" => each_attribute(reader, &[id], |attribute| {
            let value = |holder: u32| {
                attribute.values.get(holder as usize).map_or_else(String::new, |value| (*value).to_owned())
            };
            let pool = &attribute.pool;
            all.extend(pool.tenures.iter().map(|tenure| Judged::of(pool, tenure, &value)));
            Ok(())
        })?,
        "relations" => {
            let ids = vec![id.to_owned()];
            for asked in [
                relations::RelationsQuery { subjects: ids.clone(), ..relations::RelationsQuery::default() },
                relations::RelationsQuery { objects: ids, ..relations::RelationsQuery::default() },
            ] {
                each_relation(reader, &asked, |_, pool| {
                    let tenures = pool.tenures.iter();
                    all.extend(tenures.map(|tenure| Judged::of(pool, tenure, &|_| String::new())));
                    Ok(())
                })?;
            }
        }
        // Of no chapters in particular all would be judged.
        "chapters" if !records.is_empty() => {
            let chapters: BTreeSet<&str> = records.iter().map(|record| record.id.as_str()).collect();
            let chapters: Vec<&str> = chapters.into_iter().collect();
            chapters::each_existence(reader, &chapters, |_, _, pool| {
                let tenures = pool.tenures.iter();
                all.extend(tenures.map(|tenure| Judged::of(pool, tenure, &|_| String::new())));
                Ok(())
            })?;
        }
        _ => {}
    }
    Ok(all)
}

/// When an organization or a chapter existed; nothing of what is not known to begin or to end.
pub(super) fn existence(writing: &Writing<'_>) -> Result<Vec<Entry>> {
    let (reader, id) = (writing.reader(), writing.entity.id.as_str());
    let mut entries = Vec::new();
    match writing.entity.kind.as_str() {
        "organizations" => {
            let names = Names::of(reader, &[id])?;
            let limits = limits_of(reader, Some(&[id]))?;
            let limits = limits.get(id).map_or(&[][..], Vec::as_slice);
            if let Some((tenure, _)) = names.existence_in_time(id, limits) {
                let judged = Judged::of_tenure(&tenure, &|_| String::new());
                entries = if judged.is_undated { Vec::new() } else { judged.lines(writing)? };
            }
        }
        "chapters" => chapters::each_existence(reader, &[id], |_, _, pool| {
            for tenure in &pool.tenures {
                let judged = Judged::of_tenure(tenure, &|_| String::new());
                if !judged.is_undated {
                    entries.extend(judged.lines(writing)?);
                }
            }
            Ok(())
        })?,
        _ => {}
    }
    Ok(entries)
}

/// The entries of a part: each thing that is judged with its pieces and its records, then the records of no such thing.
pub(super) fn entries(
    writing: &Writing<'_>,
    judged: &[Judged],
    records: &[(&About, &str)],
) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut left: Vec<(&About, &str)> = records.to_vec();
    // In the order of their first records.
    let place = |one: &Judged| left.iter().position(|(record, _)| one.records.contains(&record.id));
    let mut order: Vec<(usize, &Judged)> =
        judged.iter().filter(|one| !one.is_undated).filter_map(|one| Some((place(one)?, one))).collect();
    order.sort_by_key(|(place, _)| *place);
    for (_, one) in order {
        let (own, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|(record, _)| one.records.contains(&record.id));
        left = others;
        let Some((_, topic)) = own.first() else { continue };
        entries.push(Entry::Topic((*topic).to_owned()));
        entries.extend(one.lines(writing)?);
        entries.extend(own.iter().map(|(record, said)| {
            // What the heading says already is not said again.
            line(record, &record.when, if said == topic { "" } else { said })
        }));
    }
    if !entries.is_empty() && !left.is_empty() {
        entries.push(Entry::Topic("Other records".to_owned()));
    }
    entries.extend(left.into_iter().map(|(record, said)| line(record, &record.when, said)));
    Ok(entries)
}
