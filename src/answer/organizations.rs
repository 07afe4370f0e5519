//! Which organizations existed on a day, what they were called, and what they stood under.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::pool::limits_of;
use super::{Answer, Names, Shown, below, parents};
use crate::error::Result;
use crate::output::{Cell, Column};
use crate::query::{self, Clocks, Doubtful, json_array};
use crate::verdict::{self, LimitKind, Verdict};

/// Which organizations are asked about; nothing given: all.
#[derive(Debug, Default)]
pub struct Asked {
    /// Ids.
    pub organizations: Vec<String>,
    /// Also what stands below them on the day.
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
    /// What it stood under on the day, sorted.
    pub parents: Vec<String>,
    /// Whether it existed, and stood below what was asked about.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// Ids of the records, sorted.
    pub records: Vec<String>,
    /// Ids of their sources, sorted.
    pub sources: Vec<String>,
}

/// The organizations that are asked about and existed on the day of the clocks.
///
/// # Errors
/// If the archive cannot be read.
pub fn existing(
    connection: &Connection,
    clocks: &Clocks,
    asked: &Asked,
    doubtful: &mut Doubtful,
) -> Result<Vec<Existing>> {
    let mut chain = None;
    let wanted: Option<BTreeSet<String>> = if asked.organizations.is_empty() {
        None
    } else if asked.below {
        let roots: Vec<&str> = asked.organizations.iter().map(String::as_str).collect();
        let reached = below(connection, clocks, &roots, doubtful)?;
        let ids = reached.ids().map(str::to_owned).collect();
        chain = Some(reached);
        Some(ids)
    } else {
        Some(asked.organizations.iter().cloned().collect())
    };
    let array = wanted.as_ref().map(|ids| json_array(ids.iter().map(String::as_str)));
    let mut found: Vec<(String, String, Option<String>, String)> = Vec::new();
    query::each_row(connection, clocks, query::ORGANIZATIONS, &[(":organizations", &array)], true, |row| {
        let kind: Option<String> = row.get(2)?;
        if asked.kinds.is_empty() || kind.as_ref().is_some_and(|kind| asked.kinds.contains(kind)) {
            found.push((row.get(0)?, row.get(1)?, kind, row.get(4)?));
        }
        Ok(())
    })?;
    let ids: Vec<&str> = found.iter().map(|(id, ..)| id.as_str()).collect();
    let names = if wanted.is_some() {
        Names::of(connection, clocks, &ids, doubtful)?
    } else {
        Names::of_kind(connection, clocks, "organizations", doubtful)?
    };
    let limits = limits_of(connection, clocks, Some(&ids), doubtful)?;
    let above = parents(connection, clocks, &ids, doubtful)?;
    let mut rows = Vec::with_capacity(found.len());
    for (id, name, kind, _) in &found {
        let mut keys: Vec<(&str, &str)> = Vec::new();
        let mut spans = [Vec::new(), Vec::new(), Vec::new()];
        for limit in limits.get(id).into_iter().flatten() {
            let list = match limit.kind {
                LimitKind::Founded => 0,
                LimitKind::Dissolved => 1,
                LimitKind::Born | LimitKind::Died => continue,
            };
            spans[list].push((key(keys.len()), limit.span));
            keys.push((&limit.id, &limit.source));
        }
        for row in names.rows(id) {
            spans[2].extend(row.dated.held.iter().map(|span| (key(keys.len()), *span)));
            keys.push((&row.dated.id, &row.dated.source));
        }
        let [founded, dissolved, held] = &spans;
        let answer = verdict::existence(founded, dissolved, held, clocks.on);
        let behind = || answer.records.iter().filter_map(|key| keys.get(*key as usize));
        let mut verdict = answer.verdict;
        if let Some(chain) = chain.as_ref().and_then(|chain| chain.0.get(id)) {
            verdict = verdict.max(*chain);
        }
        let records: BTreeSet<&str> = behind().map(|(record, _)| *record).collect();
        let sources: BTreeSet<&str> = behind().map(|(_, source)| *source).collect();
        rows.push(Existing {
            name: names.on_the_day(id, clocks, name),
            id: id.clone(),
            kind: kind.clone(),
            parents: above.get(id).cloned().unwrap_or_default(),
            verdict,
            reason: answer.reason.to_string(),
            records: records.into_iter().map(str::to_owned).collect(),
            sources: sources.into_iter().map(str::to_owned).collect(),
        });
    }
    rows.retain(|row| asked.shown.shows(row.verdict));
    Ok(rows)
}

fn key(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The columns of the answer.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::shown("id"),
        Column::shown("name"),
        Column::shown("kind"),
        Column::shown("parents"),
        Column::shown("verdict"),
        Column::shown("reason"),
        Column::hidden("records"),
        Column::shown("sources"),
    ]
}

/// The whole answer.
///
/// # Errors
/// If the archive cannot be read.
pub fn answer(connection: &Connection, clocks: &Clocks, asked: &Asked) -> Result<Answer> {
    let mut doubtful = Doubtful::default();
    let rows = existing(connection, clocks, asked, &mut doubtful)?
        .into_iter()
        .map(|row| {
            vec![
                Cell::from(row.id),
                Cell::from(row.name),
                Cell::from(row.kind),
                Cell::List(row.parents),
                Cell::from(row.verdict.to_string()),
                Cell::from(row.reason),
                Cell::List(row.records),
                Cell::List(row.sources),
            ]
        })
        .collect();
    Ok(Answer { columns: columns(), rows, notes: doubtful.note(clocks.published_by).into_iter().collect() })
}
