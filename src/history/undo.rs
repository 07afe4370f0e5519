//! Taking back one run: what it added is retracted, what it revised or retracted is as before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use super::runs::KnownRuns;
use crate::archive::{Consequences, Moment, Run, Writer, borrowed};
use crate::computed::Context;
use crate::error::{Error, Result};
use crate::record::version::{Stored, Written};
use crate::schema::{Table, versioned_tables};

/// The command of the run that takes another one back: an import takes what it superseded as never withdrawn.
pub const COMMAND: &str = "undo";

/// How many rows that are in the way are named.
const NAMED: usize = 20;

/// What was taken back, by table.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    /// Rows that the run had added, retracted.
    pub retracted: u64,
    /// Rows that it had revised or retracted, as before.
    pub restored: u64,
}

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// The run that did it.
    pub run: String,
    /// By table, what was taken back.
    pub tables: Vec<(&'static str, TakenBack)>,
    /// Whether it took back a merge, or such an undo: that is not a withdrawal for archives that are merged later.
    pub is_of_a_merge: bool,
}

/// Takes back a run.
///
/// # Errors
/// If there is no such run, something was built on it since, or `interrupted` is set; nothing is then changed.
pub fn undo(
    connection: &mut Connection,
    import: &str,
    reason: Option<&str>,
    moment: Moment,
    interrupted: &Arc<AtomicBool>,
) -> Result<Undone> {
    let Taken { id: target, stamp } = run_of(connection, import)?;
    let is_of_a_merge = KnownRuns::of(connection)?.is_of_a_merge(&target);
    let why = reason.map_or_else(|| format!("undo {import}"), |reason| format!("undo {import}: {reason}"));
    let run = Run::begin(connection, COMMAND, moment, Some(&why))?.until(interrupted);
    let mut done = Vec::new();
    let mut obstacles = Vec::new();
    let mut restored_rows: Vec<(&'static Table, Stored)> = Vec::new();
    for table in versioned_tables() {
        let mut counts = TakenBack::default();
        let mut writer = Writer::new(&run, table)?;
        for (id, effect) in effects(run.connection(), table, &stamp)? {
            run.go_on()?;
            let Effect { has_written, before } = effect;
            let now = writer.stored(&id)?;
            let what = match &now {
                Some(now)
                    if now.arrived_at.as_deref() != Some(stamp.as_str())
                        && !is_back(run.connection(), table, now, &stamp)? =>
                {
                    Some("revised")
                }
                Some(_) => None,
                None if has_written => Some("retracted"),
                None if arrived_later(run.connection(), table, &id, &stamp)? => {
                    Some("restored and retracted")
                }
                None => None,
            };
            if let Some(what) = what {
                let by = now.as_ref().map(|now| now.import.as_deref());
                obstacles.push(later(run.connection(), table, &id, what, by)?);
                continue;
            }
            match before {
                Some(before) => {
                    restored_rows.push((table, before));
                    counts.restored += 1;
                }
                None => {
                    writer.withdraw(&id)?;
                    counts.retracted += 1;
                }
            }
        }
        if counts != TakenBack::default() {
            done.push((table.name, counts));
        }
    }
    if !obstacles.is_empty() {
        return Err(refused(import, obstacles));
    }
    // Restored after all retractions: an id may have gone from one table to another.
    let mut context = Context::default();
    for (table, before) in &restored_rows {
        run.go_on()?;
        // After the undo of a merge the earlier versions count again, with the time at which they were written.
        let written = match (&before.recorded_at, is_of_a_merge) {
            (Some(recorded_at), true) => {
                Written { recorded_at, arrived_at: run.stamp(), import: before.import.as_deref() }
            }
            _ => run.written(),
        };
        let put = Writer::new(&run, table)?.put(&mut context, &borrowed(&before.cells), written)?;
        if let Some(problem) = put.problem() {
            let id = before.cells[0].as_deref().unwrap_or_default();
            obstacles.push(format!("{} {id} would not fit: {problem}", table.name));
        }
    }
    let Consequences { unfit, dangling } = run.settle(NAMED + 1)?;
    for unfit in unfit {
        obstacles.push(format!("{} {} would not fit: {}", unfit.table, unfit.id, unfit.fault));
    }
    for orphan in dangling {
        obstacles.push(format!(
            "{} {} names \"{}\" in {}, which would not be there",
            orphan.table, orphan.id, orphan.missing, orphan.column
        ));
    }
    if !obstacles.is_empty() {
        return Err(refused(import, obstacles));
    }
    if done.is_empty() {
        return Err(Error::with_hint(
            format!("the run {import} changed no row that could be taken back"),
            "orgarchive log lists what each run did",
        ));
    }
    let counts: serde_json::Map<String, serde_json::Value> = done
        .iter()
        .map(|(table, counts)| {
            ((*table).to_owned(), json!({ "retracted": counts.retracted, "restored": counts.restored }))
        })
        .collect();
    let id = run.id().to_owned();
    run.finish(&json!([{ "undoes": target }]), &counts.into(), Some(&why))?;
    Ok(Undone { run: id, tables: done, is_of_a_merge })
}

fn refused(import: &str, obstacles: Vec<String>) -> Error {
    let count = obstacles.len();
    let mut lines: Vec<String> = obstacles.into_iter().take(NAMED).map(|line| format!("  {line}")).collect();
    if count > NAMED {
        lines.push(format!("  and {} more", count - NAMED));
    }
    Error::with_hint(
        format!("the run {import} cannot be taken back, later changes depend on it:\n{}", lines.join("\n")),
        "take back the later runs first, or retract and correct these rows; nothing was changed",
    )
}

/// A run that is taken back.
struct Taken {
    id: String,
    stamp: String,
}

fn run_of(connection: &Connection, import: &str) -> Result<Taken> {
    let by_number = import.parse::<i64>().ok();
    let found = connection
        .query_row(
            "SELECT import, at FROM commits WHERE import = ?1 OR (number = ?2 AND import IS NOT NULL)",
            (import, by_number),
            |row| Ok(Taken { id: row.get(0)?, stamp: row.get(1)? }),
        )
        .optional()?;
    if let Some(taken) = found {
        return Ok(taken);
    }
    let elsewhere: bool =
        connection
            .query_row("SELECT EXISTS (SELECT 1 FROM imports WHERE id = ?1)", [import], |row| row.get(0))?;
    if elsewhere {
        return Err(Error::with_hint(
            format!("the run {import} came with a merge: it was not made in this archive"),
            "take back the merge: orgarchive log lists it",
        ));
    }
    Err(Error::with_hint(
        format!("there is no run \"{import}\""),
        "orgarchive log lists the runs; changes by other programs are corrected by an import or in the sqlite3 shell",
    ))
}

/// What a run did with one row.
#[derive(Default)]
struct Effect {
    /// Whether it wrote a version; otherwise it took the row away.
    has_written: bool,
    /// The version before it; none, if the row was not there.
    before: Option<Stored>,
}

/// The rows that a run wrote or took away.
fn effects(connection: &Connection, table: &'static Table, stamp: &str) -> Result<BTreeMap<String, Effect>> {
    let mut effects: BTreeMap<String, Effect> = BTreeMap::new();
    let mut added = connection.prepare(&format!(
        "SELECT id FROM {name} WHERE arrived_at = ?1
         UNION SELECT id FROM history WHERE table_name = '{name}' AND arrived_at = ?1 AND superseded_at > ?1",
        name = table.name
    ))?;
    for id in added.query_map([stamp], |row| row.get::<_, String>(0))? {
        effects.insert(id?, Effect { has_written: true, before: None });
    }
    let mut superseded = connection.prepare(
        "SELECT id, image FROM history WHERE table_name = ?1 AND superseded_at = ?2 AND arrived_at < ?2",
    )?;
    let rows = superseded.query_map([table.name, stamp], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for row in rows {
        let (id, image): (String, String) = row?;
        effects.entry(id).or_default().before = Stored::from_image(table, &image);
    }
    Ok(effects)
}

/// Whether a row is again as a run left it, because an undo took back what came after.
fn is_back(connection: &Connection, table: &'static Table, now: &Stored, stamp: &str) -> Result<bool> {
    let is_by_an_undo: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM commits JOIN imports ON imports.id = commits.import
           WHERE commits.at = ?1 AND imports.command = ?2)",
        (&now.arrived_at, COMMAND),
        |row| row.get(0),
    )?;
    if !is_by_an_undo {
        return Ok(false);
    }
    let left: Option<String> = connection
        .query_row(
            "SELECT image FROM history WHERE table_name = ?1 AND id = ?2 AND arrived_at = ?3
             ORDER BY sequence DESC LIMIT 1",
            (table.name, &now.cells[0], stamp),
            |row| row.get(0),
        )
        .optional()?;
    Ok(left.and_then(|image| Stored::from_image(table, &image)).is_some_and(|left| left.cells == now.cells))
}

fn arrived_later(connection: &Connection, table: &Table, id: &str, stamp: &str) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM history WHERE table_name = ?1 AND id = ?2 AND arrived_at > ?3)",
        [table.name, id, stamp],
        |row| row.get(0),
    )?)
}

fn later(
    connection: &Connection,
    table: &Table,
    id: &str,
    what: &str,
    by: Option<Option<&str>>,
) -> Result<String> {
    let by: Option<String> = match by {
        Some(by) => by.map(str::to_owned),
        None => connection
            .query_row(
                "SELECT superseded_by FROM history WHERE table_name = ?1 AND id = ?2 ORDER BY sequence DESC LIMIT 1",
                [table.name, id],
                |row| row.get(0),
            )
            .optional()?
            .flatten(),
    };
    let by = by.map_or_else(|| "another program".to_owned(), |run| format!("the run {run}"));
    Ok(format!("{} {id} was {what} later by {by}", table.name))
}
