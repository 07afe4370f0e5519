//! What entities were called on a day.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::naming::LanguageRange;
use super::pool::judge;
use crate::date::Day;
use crate::error::Result;
use crate::query::{self, DatedRow, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;

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
                });
            }
            Ok(())
        })?;
        Ok(names)
    }

    /// All name records of a subject.
    #[must_use]
    pub fn rows(&self, subject: &str) -> &[NameRow] {
        self.0.get(subject).map_or(&[], Vec::as_slice)
    }

    /// What a subject was officially called on the day, in English or in Latin letters if the archive has it so;
    /// `otherwise` if no official name may have held on that day.
    ///
    /// Of several names the one with the best verdict is given; of equals the one that was last known to be in use, and
    /// of these the one that most records give.
    #[must_use]
    pub fn on_the_day(&self, subject: &str, day: Day, otherwise: &str) -> String {
        let mut labels: HashMap<(Option<&str>, &str), Vec<&NameRow>> = HashMap::new();
        for row in self.rows(subject) {
            if row.kind.as_deref().is_none_or(|kind| kind == "official") {
                labels.entry((row.language.as_deref(), row.label.as_str())).or_default().push(row);
            }
        }
        labels
            .into_iter()
            .filter_map(|((language, _), rows)| {
                let preference = preference(language)?;
                let records: Vec<&DatedRow> = rows.iter().map(|row| &row.dated).collect();
                let judged = judge(&records, &[], day);
                let last_known = judged.held_before.map_or(Day::MIN, |held| held.to);
                let rank =
                    (preference, judged.verdict, Reverse(last_known), Reverse(rows.len()), commonest(&rows));
                (judged.verdict != Verdict::Excluded).then_some(rank)
            })
            .min()
            .map_or(otherwise, |(.., name)| name)
            .to_owned()
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

fn commonest<'rows>(rows: &[&'rows NameRow]) -> &'rows str {
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
