//! What entities were called on a day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::naming::LanguageRange;
use super::pool::{self, Judged, JudgedPool, LimitRow, Pool, judge, number};
use crate::date::Day;
use crate::error::Result;
use crate::query::{self, DatedRow, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;
use crate::verdict::step::{LimitKind, Sign, Subject, Tenure, existence};

/// One spelling of a name, with the record that gives it.
#[derive(Debug, Clone)]
pub struct NameRow {
    /// The dated record.
    pub dated: DatedRow,
    /// What its spellings share.
    pub label: String,
    /// The spelling.
    pub name: String,
    /// Its language and script.
    pub language: Option<String>,
    /// Official, short, variant or translation.
    pub kind: Option<String>,
    /// Its dates as the record writes them: since, until, and the day for which it says so.
    pub written: [Option<String>; 3],
}

/// The names of some entities, by subject.
#[derive(Debug, Default)]
pub struct Names(HashMap<String, Vec<NameRow>>);

impl Names {
    /// Reads the names of some entities.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader, subjects: &[&str]) -> Result<Names> {
        let array = json_array(subjects.iter().copied());
        let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":subjects", &array)];
        Names::fetched(reader, query::NAMES, &parameters)
    }

    /// Reads the names of all entities of one kind.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of_kind(reader: &Reader, kind: &str) -> Result<Names> {
        let parameters: [(&str, &dyn rusqlite::ToSql); 1] = [(":kind", &kind)];
        Names::fetched(reader, query::NAMES_OF_KIND, &parameters)
    }

    fn fetched(
        reader: &Reader,
        sql: query::Sql,
        parameters: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Names> {
        let mut names = Names::default();
        reader.each(sql, parameters, |row| {
            if let Some(fetched) = reader.fetched(row)? {
                let subject = fetched.owned(0)?.unwrap_or_default();
                names.0.entry(subject).or_default().push(NameRow {
                    dated: fetched.dated()?,
                    label: fetched.owned(1)?.unwrap_or_default(),
                    name: fetched.owned(2)?.unwrap_or_default(),
                    language: fetched.owned(3)?,
                    kind: fetched.owned(4)?,
                    written: [fetched.owned(5)?, fetched.owned(6)?, fetched.owned(7)?],
                });
            }
            Ok(())
        })?;
        Ok(names)
    }

    /// Those that have names, in no order.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All name records of a subject.
    #[must_use]
    pub fn rows(&self, subject: &str) -> &[NameRow] {
        self.0.get(subject).map_or(&[], Vec::as_slice)
    }

    /// The names of a subject by language and label. Official ones in one language are judged beside each other, as holders of an
    /// office are: one at a time (rule E).
    pub(crate) fn judged(&self, subject: &str) -> Vec<JudgedNames<'_>> {
        type Labels<'a> = BTreeMap<&'a str, Vec<&'a NameRow>>;
        let mut all: BTreeMap<(bool, Option<&str>), Labels<'_>> = BTreeMap::new();
        for row in self.rows(subject) {
            let is_official = row.kind.as_deref().is_none_or(|kind| kind == "official");
            let labels = all.entry((is_official, row.language.as_deref())).or_default();
            labels.entry(row.label.as_str()).or_default().push(row);
        }
        let judged = all.into_iter().map(|((is_official, language), labels)| {
            let labels: Vec<Vec<&NameRow>> = labels.into_values().collect();
            let mut pool = Pool::new(is_official);
            for (holder, rows) in (0..).zip(&labels) {
                rows.iter().for_each(|row| pool.add(holder, &row.dated, None));
                let is_same = |other: &[&NameRow]| {
                    other.iter().any(|other| rows.iter().any(|row| row.name == other.name))
                };
                let same = (0..).zip(&labels[..holder as usize]).filter(|(_, other)| is_same(other));
                pool.office.same.extend(same.map(|(other, _)| (other, holder)));
            }
            JudgedNames { is_official, language, labels, pool: pool.judged() }
        });
        judged.collect()
    }

    /// What a subject was officially called on the day, in English or in Latin letters if the archive has it so;
    /// `otherwise` if no official name may have held on that day.
    ///
    /// Of several names the one with the best verdict is given; of equals the one that was last known to be in use, and
    /// of these the one that most records give.
    #[must_use]
    pub fn on_the_day(&self, subject: &str, day: Day, otherwise: &str) -> String {
        let judged = self.judged(subject);
        let ranked = judged.iter().filter(|names| names.is_official).flat_map(|names| {
            let preference = preference(names.language);
            names.labels.iter().zip(&names.pool.tenures).filter_map(move |(rows, tenure)| {
                let last_known = tenure.held_before(day).map_or(Day::MIN, |held| held.to);
                let verdict = tenure.on(day).verdict;
                let rank = (preference?, verdict, Reverse(last_known), Reverse(rows.len()), commonest(rows));
                (verdict != Verdict::Excluded).then_some(rank)
            })
        });
        ranked.min().map_or(otherwise, |(.., name)| name).to_owned()
    }

    /// Whether an organization existed on a day, by its names and by its founding and dissolution.
    #[must_use]
    pub fn existence(&self, subject: &str, limits: &[LimitRow], day: Day) -> Judged {
        let Some((tenure, keys)) = self.existence_in_time(subject, limits) else {
            return pool::unstated(&[], day);
        };
        let piece = tenure.on(day);
        let behind = piece.records.iter().filter_map(|key| keys.get(*key as usize));
        let (records, sources): (BTreeSet<&str>, BTreeSet<&str>) = behind.copied().unzip();
        let owned = |ids: BTreeSet<&str>| ids.into_iter().map(str::to_owned).collect();
        Judged {
            verdict: piece.verdict,
            reason: piece.reason.words(Subject::Value, Some(day), &|_| String::new()),
            certain: tenure.span_of(piece),
            held_before: tenure.held_before(day),
            held_after: tenure.held_after(day),
            distance: None,
            records: owned(records),
            sources: owned(sources),
        }
    }

    /// The step function of an organization's existence, with the ids of the records by their keys and of their sources; none
    /// if nothing names a day.
    pub(crate) fn existence_in_time<'a>(
        &'a self,
        subject: &str,
        limits: &'a [LimitRow],
    ) -> Option<(Tenure, Vec<(&'a str, &'a str)>)> {
        let names = self.judged(subject);
        let mut keys: Vec<(&str, &str)> = Vec::new();
        let mut signs: Vec<(u32, Sign)> = Vec::new();
        for limit in limits {
            let sign = match limit.kind {
                LimitKind::Founded => Sign::Founded(limit.span),
                LimitKind::Dissolved => Sign::Dissolved(limit.span),
                LimitKind::Born | LimitKind::Died => continue,
            };
            signs.push((number(keys.len()), sign));
            keys.push((&limit.id, &limit.source));
        }
        for names in &names {
            for (rows, tenure) in names.labels.iter().zip(&names.pool.tenures) {
                let possible = tenure.possible();
                for row in rows {
                    let held = row.dated.days.iter().flatten().map(|held| held.day).collect();
                    signs.push((number(keys.len()), Sign::Name { held, possible }));
                    keys.push((&row.dated.id, &row.dated.source));
                }
            }
        }
        Some((existence(&signs)?, keys))
    }

    /// What a subject may have been called on the day in a language or script; none, if the archive has no such name.
    ///
    /// Official names come before short ones, these before variants and translations; then the one with the best verdict is
    /// given, and of equals as in [`Names::on_the_day`].
    #[must_use]
    pub fn in_range(&self, subject: &str, day: Day, range: &LanguageRange) -> Option<String> {
        let mut names: HashMap<&str, Vec<&NameRow>> = HashMap::new();
        for row in self.rows(subject) {
            if range.takes(row.language.as_deref(), &row.name) {
                names.entry(&row.name).or_default().push(row);
            }
        }
        let best = names.into_iter().filter_map(|(name, rows)| {
            let records: Vec<&DatedRow> = rows.iter().map(|row| &row.dated).collect();
            let judged = judge(&records, &[], day);
            let kind = rows.iter().map(|row| rank(row.kind.as_deref())).min();
            let last_known = judged.held_before.map_or(Day::MIN, |held| held.to);
            let place = (kind, judged.verdict, Reverse(last_known), Reverse(rows.len()), name);
            (judged.verdict != Verdict::Excluded).then_some(place)
        });
        best.min().map(|(.., name)| name.to_owned())
    }
}

/// Names of one subject in one language that are judged beside each other.
pub(crate) struct JudgedNames<'a> {
    pub is_official: bool,
    pub language: Option<&'a str>,
    /// The records of each label, in the order of the step functions.
    pub labels: Vec<Vec<&'a NameRow>>,
    pub pool: JudgedPool<'a>,
}

fn rank(kind: Option<&str>) -> u8 {
    match kind {
        None | Some("official") => 0,
        Some("short") => 1,
        Some("variant") => 2,
        Some(_) => 3,
    }
}

/// English before other names in Latin letters; other scripts are asked for by name.
fn preference(language: Option<&str>) -> Option<u8> {
    match language {
        Some(tag) if tag == "en" || tag.starts_with("en-") => Some(0),
        Some(tag) if tag.contains("-Latn") => Some(1),
        None => Some(2),
        Some(_) => None,
    }
}

pub(crate) fn commonest<'rows>(rows: &[&'rows NameRow]) -> &'rows str {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for row in rows {
        match counts.iter_mut().find(|(_, name)| *name == row.name) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, &row.name)),
        }
    }
    counts.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    counts.first().map_or("", |(_, name)| name)
}
