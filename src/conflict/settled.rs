//! Findings that the analyst has settled: by a row of `settlements`, whose source is the analyst's own.
//!
//! A settlement covers the records that it lists, as they were when it was written. A record that joins the finding
//! later, or that was changed since, unsettles it; the analyst weighs it and revises the settlement.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Finding;
use crate::error::Result;
use crate::query::{Sql, json_array};
use crate::reader::Reader;
use crate::schema::TABLES;

const SETTLEMENTS: Sql = Sql { name: "settlements", text: include_str!("settlements.sql") };

/// The statements behind [`Settlements`].
pub const STATEMENTS: &[Sql] = &[SETTLEMENTS];

/// What the analyst concluded about a contradiction.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Its id.
    pub id: String,
    /// The analyst's own source.
    pub source: String,
    /// Who: the author of that source, else its title.
    pub by: String,
    /// What is concluded, and why.
    pub conclusion: String,
    /// The records that are held to be right.
    pub upholds: Vec<String>,
    /// When it was written.
    pub recorded_at: String,
    records: BTreeSet<String>,
    is_judgement: bool,
}

/// How a finding stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// Nobody has settled it.
    Open,
    /// It is settled.
    Settled(Settlement),
    /// It was settled; these records came or changed later.
    Lapsed(Settlement, Vec<String>),
}

/// All settlements, by rule and subject.
#[derive(Debug, Default)]
pub struct Settlements {
    by_finding: BTreeMap<(String, String), Vec<Settlement>>,
    used: RefCell<BTreeSet<String>>,
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| sign.is_whitespace() || sign == ';' || sign == ',').filter(|id| !id.is_empty())
}

impl Settlements {
    /// Reads the settlements whose sources count.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn of(reader: &Reader) -> Result<Settlements> {
        let mut by_finding: BTreeMap<(String, String), Vec<Settlement>> = BTreeMap::new();
        reader.each(SETTLEMENTS, &[], |row| {
            let (source, public): (String, Option<String>) = (row.get(1)?, row.get(11)?);
            if !reader.counts(public.as_deref(), &source) {
                return Ok(());
            }
            let texts = |place: usize| -> Result<Vec<String>> {
                let text: Option<String> = row.get(place)?;
                Ok(ids(text.as_deref().unwrap_or_default()).map(str::to_owned).collect())
            };
            let author: Option<String> = row.get(8)?;
            let settlement = Settlement {
                id: row.get(0)?,
                source,
                by: author.unwrap_or(row.get(9)?),
                conclusion: row.get(6)?,
                upholds: texts(5)?,
                recorded_at: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
                records: texts(4)?.into_iter().collect(),
                is_judgement: row.get::<_, Option<String>>(10)?.as_deref() == Some("judgement"),
            };
            by_finding.entry((row.get(2)?, row.get(3)?)).or_default().push(settlement);
            Ok(())
        })?;
        Ok(Settlements { by_finding, used: RefCell::default() })
    }

    /// How a finding stands: settled by the latest settlement that covers all of its records as they are.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn standing(&self, reader: &Reader, finding: &Finding) -> Result<Standing> {
        let key = (finding.rule.to_owned(), finding.subject.clone());
        let Some(about) = self.by_finding.get(&key) else { return Ok(Standing::Open) };
        let records = finding.records();
        let touching = |one: &&Settlement| {
            one.is_judgement && records.iter().any(|record| one.records.contains(*record))
        };
        let mut candidates: Vec<&Settlement> = about.iter().filter(touching).collect();
        candidates.sort_by(|one, other| (&other.recorded_at, &other.id).cmp(&(&one.recorded_at, &one.id)));
        if candidates.is_empty() {
            return Ok(Standing::Open);
        }
        let recorded = recorded(reader, &records)?;
        self.used.borrow_mut().extend(candidates.iter().map(|one| one.id.clone()));
        let mut lapsed = None;
        for settlement in candidates {
            let later: Vec<String> = records
                .iter()
                .filter(|record| {
                    !settlement.records.contains(**record)
                        || recorded.get(**record).is_some_and(|at| *at > settlement.recorded_at)
                })
                .map(|record| (*record).to_owned())
                .collect();
            if later.is_empty() {
                return Ok(Standing::Settled(settlement.clone()));
            }
            lapsed.get_or_insert_with(|| Standing::Lapsed(settlement.clone(), later));
        }
        Ok(lapsed.unwrap_or(Standing::Open))
    }

    /// What the analyst concluded about disputes that some records are part of: a note for each settlement that still covers
    /// its records as they are.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn about(&self, reader: &Reader, records: &BTreeSet<&str>) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        for ((rule, subject), settlements) in &self.by_finding {
            for one in settlements.iter().filter(|one| one.is_judgement) {
                let listed: Vec<&str> = one.records.iter().map(String::as_str).collect();
                if !listed.iter().any(|record| records.contains(record)) {
                    continue;
                }
                let is_as_it_was = recorded(reader, &listed)?.values().all(|at| *at <= one.recorded_at);
                if is_as_it_was {
                    let subject = super::called(reader, subject)?;
                    notes.push(format!(
                        "{rule} of {subject} is settled by {} ({}): {}",
                        one.by, one.id, one.conclusion
                    ));
                }
            }
        }
        Ok(notes)
    }

    /// What is to be said of settlements that settle nothing, after all findings of some rules were asked about, or all
    /// about some subjects.
    #[must_use]
    pub fn idle(&self, rules: &[&str], subjects: &[String]) -> Vec<String> {
        let used = self.used.borrow();
        let mut notes = Vec::new();
        let is_asked = |subject: &String| subjects.is_empty() || subjects.contains(subject);
        let asked = self.by_finding.iter().filter(|((_, subject), _)| is_asked(subject));
        for ((rule, subject), settlements) in asked {
            for one in settlements.iter().filter(|one| !used.contains(&one.id)) {
                if super::rule(rule).is_none() {
                    notes.push(format!("settlement {} settles nothing: there is no rule {rule}", one.id));
                } else if !one.is_judgement {
                    notes.push(format!(
                        "settlement {} settles nothing: its source {} is not of kind judgement",
                        one.id, one.source
                    ));
                } else if rules.contains(&rule.as_str()) {
                    notes.push(format!(
                        "settlement {} settles nothing: {rule} has no finding about {subject} with these records",
                        one.id
                    ));
                }
            }
        }
        notes
    }
}

/// When the current versions of records were written; a record may be in any table that has sources.
fn recorded(reader: &Reader, records: &[&str]) -> Result<HashMap<String, String>> {
    let tables = TABLES.iter().filter(|table| table.has_provenance()).map(|table| {
        let name = table.name;
        format!("SELECT id, recorded_at FROM {name} WHERE id IN (SELECT value FROM json_each(?1))")
    });
    let sql = tables.collect::<Vec<String>>().join(" UNION ALL ");
    let mut statement = reader.connection().prepare_cached(&sql)?;
    let mut rows = statement.query([json_array(records.iter().copied())])?;
    let mut recorded = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(at) = row.get::<_, Option<String>>(1)? {
            recorded.insert(row.get(0)?, at);
        }
    }
    Ok(recorded)
}
