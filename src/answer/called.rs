//! What something was called on a day.

use std::collections::BTreeSet;

use super::Shown;
use super::excluded::Excluded;
use super::names::{NameRow, Names, commonest};
use super::naming::LanguageRange;
use super::pool::Judged;
use super::question::{Col, Compared, Question, list, text};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::step::Subject;

/// Which names are asked about.
#[derive(Debug, Default, Clone)]
pub struct NamesQuery {
    /// Ids of subjects.
    pub subjects: Vec<String>,
    /// Only names in this language or script.
    pub language: Option<LanguageRange>,
    /// Only names of these kinds; none: all.
    pub kinds: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row: a name in one language, under all spellings that have one label.
#[derive(Debug, Clone)]
pub struct Called {
    /// Whose name it is.
    pub subject: String,
    /// The spelling that most records give.
    pub name: String,
    /// The other spellings.
    pub spellings: Vec<String>,
    /// What the spellings share.
    pub label: String,
    /// Language and script.
    pub language: Option<String>,
    /// Official, short, variant or translation.
    pub kinds: Vec<String>,
    /// The dates that the records write: of beginnings, of ends, and of the days for which they say it.
    pub written: [Vec<String>; 3],
    /// The verdict, with what it rests on.
    pub judged: Judged,
}

impl Question for NamesQuery {
    type Row = Called;

    const NAME: &'static str = "names";

    const COLUMNS: &'static [Col<Called>] = &[
        Col::shown("subject", |row| Cell::from(row.subject.as_str())),
        Col::shown("called", |row| Cell::from(row.name.as_str())),
        Col::shown("language", |row| text(row.language.as_deref())),
        Col::shown("kind", |row| list(&row.kinds)),
        Col::shown("verdict", |row| Cell::from(row.judged.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.judged.reason.as_str())),
        Col::hidden("label", |row| Cell::from(row.label.as_str())),
        Col::hidden("spellings", |row| list(&row.spellings)),
        Col::hidden("since", |row| list(&row.written[0])),
        Col::hidden("until", |row| list(&row.written[1])),
        Col::hidden("as_of", |row| list(&row.written[2])),
        Col::hidden("certain_from", |row| Cell::from(row.judged.certain.map(|span| span.from.to_string()))),
        Col::hidden("certain_to", |row| Cell::from(row.judged.certain.map(|span| span.to.to_string()))),
        Col::shown("held_before", |row| Cell::from(row.judged.before())),
        Col::shown("held_after", |row| Cell::from(row.judged.after())),
        Col::hidden("records", |row| list(&row.judged.records)),
        Col::shown("sources", |row| list(&row.judged.sources)),
    ];

    fn statement(&self, _: &Reader) -> Result<Statement> {
        let subjects = json_array(self.subjects.iter().map(String::as_str));
        Ok(Statement::new(query::NAMES).with(":subjects", subjects))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Called>> {
        Ok(self.judged(reader)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Called>, Vec<String>)> {
        let (rows, excluded) = self.judged(reader)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn widened(&self) -> Vec<(&'static str, NamesQuery)> {
        let of_language =
            self.language.as_ref().map(|_| ("--language", NamesQuery { language: None, ..self.clone() }));
        let of_kind =
            (!self.kinds.is_empty()).then(|| ("--kind", NamesQuery { kinds: Vec::new(), ..self.clone() }));
        of_language.into_iter().chain(of_kind).collect()
    }

    fn compared(row: &Called) -> Compared {
        let language = row.language.clone().unwrap_or_default();
        Compared::judged(
            vec![row.subject.clone(), language.clone(), row.label.clone(), row.kinds.join("; ")],
            vec![row.subject.clone(), language],
            &row.judged,
        )
    }
}

impl NamesQuery {
    /// The rows that are shown, and what the day excludes. Names that are not asked for are judged as well:
    /// what something was called later says that it was no longer called otherwise.
    fn judged(&self, reader: &Reader) -> Result<(Vec<Called>, Excluded)> {
        let subjects: BTreeSet<&str> = self.subjects.iter().map(String::as_str).collect();
        let subjects: Vec<&str> = subjects.into_iter().collect();
        let names = Names::of(reader, &subjects)?;
        let (mut all, mut excluded) = (Vec::new(), Excluded::default());
        for subject in subjects {
            let mut rows = Vec::new();
            for names in names.judged(subject).into_iter().rev() {
                let called = |holder: u32| {
                    let rows = names.labels.get(holder as usize);
                    rows.map_or_else(String::new, |rows| commonest(rows).to_owned())
                };
                for (records, tenure) in names.labels.iter().zip(&names.pool.tenures) {
                    if !self.asks_for(records) {
                        continue;
                    }
                    let judged = names.pool.on(tenure, reader.day(), Subject::Value, &called);
                    if self.shown.shows(judged.verdict) {
                        rows.push((!names.is_official, row(subject, records, judged)));
                    } else {
                        excluded.add(&format!("\"{}\"", commonest(records)), &judged);
                    }
                }
            }
            rows.sort_by(|(one_is_other, one), (other_is_other, other)| {
                let place = |row: &Called| (row.judged.verdict, row.judged.distance.unwrap_or(i32::MAX));
                one_is_other
                    .cmp(other_is_other)
                    .then_with(|| one.language.cmp(&other.language))
                    .then_with(|| place(one).cmp(&place(other)))
                    .then_with(|| one.name.cmp(&other.name))
            });
            all.extend(rows.into_iter().map(|(_, row)| row));
        }
        Ok((all, excluded))
    }

    fn asks_for(&self, records: &[&NameRow]) -> bool {
        records.iter().any(|record| {
            let kind = record.kind.as_deref().unwrap_or("official");
            (self.kinds.is_empty() || self.kinds.iter().any(|asked| asked == kind))
                && self
                    .language
                    .as_ref()
                    .is_none_or(|range| range.takes(record.language.as_deref(), &record.name))
        })
    }
}

fn row(subject: &str, records: &[&NameRow], judged: Judged) -> Called {
    let name = commonest(records).to_owned();
    let of = |cell: &dyn Fn(&NameRow) -> Option<String>| -> Vec<String> {
        records.iter().filter_map(|record| cell(record)).collect::<BTreeSet<_>>().into_iter().collect()
    };
    Called {
        subject: subject.to_owned(),
        spellings: of(&|record| Some(record.name.clone()).filter(|spelling| *spelling != name)),
        label: records.first().map(|record| record.label.clone()).unwrap_or_default(),
        language: records.first().and_then(|record| record.language.clone()),
        kinds: of(&|record| Some(record.kind.clone().unwrap_or_else(|| "official".to_owned()))),
        written: [0, 1, 2].map(|place: usize| of(&|record| record.written[place].clone())),
        name,
        judged,
    }
}
