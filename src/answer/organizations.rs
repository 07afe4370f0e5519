//! Which organizations existed on a day, what they were called, and what they were below.

use super::excluded::Excluded;
use super::pool::limits_of;
use super::question::{Col, Compared, Question, list, text};
use super::{Below, Names, Shown, below, parents};
use crate::error::Result;
use crate::output::Cell;
use crate::query::{self, Statement, json_array};
use crate::reader::Reader;
use crate::verdict::Verdict;

/// Which organizations are asked about; nothing given: all.
#[derive(Debug, Default, Clone)]
pub struct OrganizationsQuery {
    /// Ids.
    pub organizations: Vec<String>,
    /// Also what is below them on the day.
    pub below: bool,
    /// Of these kinds.
    pub kinds: Vec<String>,
    /// Which verdicts to show.
    pub shown: Shown,
}

/// One answer row.
#[derive(Debug, Clone)]
pub struct Existing {
    /// The id.
    pub id: String,
    /// What it was called on the day.
    pub name: String,
    /// What sort of organization it is.
    pub kind: Option<String>,
    /// What it was below on the day, sorted.
    pub parents: Vec<String>,
    /// Whether it existed, and was below what was asked about.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Ids of the records, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted.
    pub sources: Vec<String>,
}

impl Question for OrganizationsQuery {
    type Row = Existing;

    const NAME: &'static str = "organizations";

    const COLUMNS: &'static [Col<Existing>] = &[
        Col::shown("id", |row| Cell::from(row.id.as_str())),
        Col::shown("name", |row| Cell::from(row.name.as_str())),
        Col::shown("kind", |row| text(row.kind.as_deref())),
        Col::shown("parents", |row| list(&row.parents)),
        Col::shown("verdict", |row| Cell::from(row.verdict.to_string())),
        Col::shown("reason", |row| Cell::from(row.reason.as_str())),
        Col::hidden("records", |row| list(&row.records)),
        Col::shown("sources", |row| list(&row.sources)),
    ];

    fn statement(&self, reader: &Reader) -> Result<Statement> {
        Ok(statement(self.reached(reader)?.as_ref()))
    }

    fn rows(&self, reader: &Reader) -> Result<Vec<Existing>> {
        Ok(existing(reader, self)?.0)
    }

    fn rows_and_notes(&self, reader: &Reader) -> Result<(Vec<Existing>, Vec<String>)> {
        let (rows, excluded) = existing(reader, self)?;
        Ok(excluded.beside(rows, &self.shown))
    }

    fn widened(&self) -> Vec<(&'static str, OrganizationsQuery)> {
        let without = OrganizationsQuery { kinds: Vec::new(), ..self.clone() };
        if self.kinds.is_empty() { Vec::new() } else { vec![("--kind", without)] }
    }

    fn compared(row: &Existing) -> Compared {
        Compared {
            key: vec![row.id.clone()],
            group: vec![row.id.clone()],
            verdict: row.verdict.to_string(),
            reason: row.reason.clone(),
            records: row.records.clone(),
            sources: row.sources.clone(),
        }
    }
}

impl OrganizationsQuery {
    /// The organizations asked about, each with the verdict of the links that lead to it; none: all.
    fn reached(&self, reader: &Reader) -> Result<Option<Below>> {
        if self.organizations.is_empty() {
            return Ok(None);
        }
        if self.below {
            let roots: Vec<&str> = self.organizations.iter().map(String::as_str).collect();
            return Ok(Some(below(reader, &roots)?));
        }
        Ok(Some(Below(self.organizations.iter().map(|id| (id.clone(), Verdict::Certain)).collect())))
    }
}

fn statement(wanted: Option<&Below>) -> Statement {
    match wanted {
        Some(wanted) => {
            Statement::new(query::ORGANIZATIONS_NAMED).with(":organizations", json_array(wanted.ids()))
        }
        None => Statement::new(query::ORGANIZATIONS),
    }
}

/// The organizations that are asked about and existed on the day of the clocks.
fn existing(reader: &Reader, asked: &OrganizationsQuery) -> Result<(Vec<Existing>, Excluded)> {
    let wanted = asked.reached(reader)?;
    let mut found: Vec<(String, String, Option<String>)> = Vec::new();
    reader.each_of(&statement(wanted.as_ref()), |row| {
        let kind: Option<String> = row.get("kind")?;
        if asked.kinds.is_empty() || kind.as_ref().is_some_and(|kind| asked.kinds.contains(kind)) {
            found.push((row.get("id")?, row.get("name")?, kind));
        }
        Ok(())
    })?;
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    let names =
        if wanted.is_some() { Names::of(reader, &ids)? } else { Names::of_kind(reader, "organizations")? };
    let limits = limits_of(reader, Some(&ids))?;
    let above = parents(reader, &ids)?;
    let mut rows = Vec::with_capacity(found.len());
    for (id, name, kind) in &found {
        let of = limits.get(id).map_or(&[][..], Vec::as_slice);
        let judged = names.existence(id, of, reader.day());
        let mut verdict = judged.verdict;
        if let Some(chain) = wanted.as_ref().and_then(|chain| chain.0.get(id)) {
            verdict = verdict.max(*chain);
        }
        rows.push(Existing {
            name: names.on_the_day(id, reader.day(), name),
            id: id.clone(),
            kind: kind.clone(),
            parents: above.get(id).cloned().unwrap_or_default(),
            verdict,
            reason: judged.reason,
            records: judged.records,
            sources: judged.sources,
        });
    }
    let excluded = Excluded::taken_out(&mut rows, &asked.shown, |row| {
        (row.id.as_str(), row.verdict, row.reason.as_str())
    });
    Ok((rows, excluded))
}
