//! Joining another archive into this one: versions, history, imports and kept documents.
//!
//! Versions of a row are joined as a set; a withdrawal counts as a version without content. The current one is the
//! greatest by (`recorded_at`, content), so that the order in which archives are merged does not matter, and merging
//! one twice changes nothing. `arrived_at` of what comes in is the moment of the merge: what this archive held before
//! does not change.

mod documents_and_runs;
mod id_clashes;
mod versions;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, named_params};
use serde_json::json;

use documents_and_runs::{own_cell, unreadable};
use id_clashes::{different_meanings, telling};
pub use versions::{Version, Versions};

use crate::archive::{self, Access, Consequences, Dangling, Moment, Put, Run, Writer, borrowed, is_stamp};
use crate::computed::{Computation, Computed, Context, compute};
use crate::error::{Error, Result};
use crate::history::plan::PlanWriter;
use crate::history::runs::KnownRuns;
use crate::record::cells::check;
use crate::record::id::is_record_id;
use crate::record::version::Written;
use crate::schema::{Kind, Role, Seen, Table, versioned_tables};
use crate::terminal::for_terminal;

/// How much of a text that is not an id is shown.
const LONGEST: usize = 40;

/// How many rows a refusal or the summary names.
const NAMED: usize = 20;

/// What a merge is asked to do.
pub struct Request<'request> {
    /// Whether ids that seem to mean different things on both sides are taken as the same.
    pub same_ids: bool,
    /// What the analyst says about the run.
    pub note: Option<&'request str>,
    /// Gets the plan line by line, as a diff; nothing is then changed.
    pub plan: Option<&'request PlanWriter<'request>>,
    /// When it happens.
    pub moment: Moment,
    /// How long to wait for another program that writes to the archive.
    pub patience: Duration,
    /// Set when the analyst interrupts.
    pub interrupted: Arc<AtomicBool>,
}

/// What became of the rows of a table.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Rows that this archive did not have.
    pub added: u64,
    /// Rows whose current version has other cells now.
    pub revised: u64,
    /// Rows that were withdrawn in the other archive.
    pub retracted: u64,
    /// Versions that went to the history at once.
    pub superseded: u64,
}

/// A row that both sides changed differently.
#[derive(Debug, Clone)]
pub struct Diverged {
    /// Its table.
    pub table: &'static Table,
    /// Its id.
    pub id: String,
    /// What it was here.
    pub here: Version,
    /// What it was there.
    pub there: Version,
    /// Whether the version from there is current now.
    pub theirs_holds: bool,
}

/// A row that is gone here, because the other archive withdrew it.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// Its table.
    pub table: &'static Table,
    /// Its id.
    pub id: String,
    /// The run that withdrew it; none: another program.
    pub import: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What a merge did.
#[derive(Debug, Default)]
pub struct Merged {
    /// By table.
    pub tables: Vec<(&'static str, Counts)>,
    /// Runs that this archive did not know; merges are not counted.
    pub imports: u64,
    /// Documents that it did not have.
    pub documents: u64,
    /// Rows that both sides changed differently.
    pub diverged: Vec<Diverged>,
    /// Rows that are gone here now, except for those in `diverged`.
    pub withdrawn: Vec<Withdrawn>,
    /// How many rows stay as they are here because an undo took back the merge that brought them before, by that undo.
    pub taken_back: BTreeMap<String, u64>,
    /// References that dangle now.
    pub dangling: Vec<Dangling>,
    /// The run; none if it changed nothing.
    pub import: Option<String>,
    /// What has to be said if the archive is not one file now.
    pub unfolded: Option<String>,
}

/// Joins the archive at `other` into the one at `path`.
///
/// # Errors
/// If the other file is not a sound archive, holds what no import would take, or ids mean different things on both sides;
/// this archive is then as it was.
pub fn merge(path: &Path, other: &Path, request: &Request<'_>) -> Result<Merged> {
    let mut connection = if request.plan.is_some() {
        archive::open_for_plan(path, &request.interrupted)?
    } else {
        archive::open(path, Access::Write, &request.interrupted)?
    };
    connection.busy_timeout(request.patience)?;
    let is_itself = match (std::fs::canonicalize(path), std::fs::canonicalize(other)) {
        (Ok(own), Ok(theirs)) => own == theirs,
        _ => false,
    };
    if is_itself {
        return Ok(Merged::default());
    }
    let foreign = archive::open_stranger(other, &request.interrupted)?;
    let last = last_stamp(&foreign, other, request.moment)?;
    let name = other.display().to_string();
    if request.plan.is_some() {
        return join(&mut connection, &foreign, &name, last.as_deref(), request);
    }
    archive::while_others_read(&mut connection, |connection| {
        join(connection, &foreign, &name, last.as_deref(), request)
    })
    .map(|(merged, unfolded)| Merged { unfolded, ..merged })
}

/// The last stamp of the other archive; everything in it was written by then.
fn last_stamp(foreign: &Connection, path: &Path, moment: Moment) -> Result<Option<String>> {
    let last: Option<String> =
        foreign.query_row("SELECT max(at) FROM commits", [], |row| row.get(0)).optional()?.flatten();
    let limit = archive::latest_credible(moment.now);
    match &last {
        Some(last) if !is_stamp(last) => Err(Error::message(format!(
            "{}: \"{}\" is not a timestamp that an archive can have written",
            path.display(),
            for_terminal(last)
        ))),
        Some(last) if *last > limit => Err(Error::with_hint(
            format!("{}: it holds changes from the future ({last})", path.display()),
            "versions are ordered by when they were written, so a clock that was wrong would always win: set this machine's clock if it is the one; else ask for a backup from before that change, or for an export (orgarchive export -o FOLDER), and import that",
        )),
        _ => Ok(last),
    }
}

struct Merging<'run> {
    run: &'run Run<'run>,
    foreign: &'run Connection,
    last: Option<&'run str>,
    runs_here: KnownRuns,
    runs_there: KnownRuns,
    /// The places of the cells that make a row of the present table what it is.
    telling: Vec<usize>,
    context: Context,
    merged: Merged,
    problems: Vec<String>,
}

fn join(
    connection: &mut Connection,
    foreign: &Connection,
    name: &str,
    last: Option<&str>,
    request: &Request<'_>,
) -> Result<Merged> {
    let reason = request.note.map_or_else(|| format!("merge {name}"), str::to_owned);
    let run = Run::begin_after(connection, "merge", request.moment, Some(&reason), last)?
        .until(&request.interrupted);
    different_meanings(run.connection(), foreign, name, request)?;
    let mut merging = Merging {
        run: &run,
        foreign,
        last,
        runs_here: KnownRuns::of(run.connection())?,
        runs_there: KnownRuns::of(foreign)?,
        telling: Vec::new(),
        context: Context::default(),
        merged: Merged::default(),
        problems: Vec::new(),
    };
    // What is gone there goes first: its id may have come to another table.
    for is_there in [false, true] {
        for table in versioned_tables() {
            merging.table(table, is_there, request)?;
        }
    }
    merging.imports()?;
    merging.problems.extend(unreadable(foreign)?);
    let Merging { mut merged, problems, .. } = merging;
    if !problems.is_empty() {
        return Err(Error::with_hint(
            format!("{name} contains invalid rows:\n{}", listed(problems)),
            "run orgarchive check on it; nothing was changed",
        ));
    }
    let Consequences { unfit, dangling } = run.settle(NAMED)?;
    if !unfit.is_empty() {
        let lines: Vec<String> = unfit
            .iter()
            .map(|row| format!("{} {}: {} ({} {})", row.table, row.id, row.fault, row.rests_on, row.by))
            .collect();
        return Err(Error::with_hint(
            format!(
                "rows would not fit the rows that they depend on, once both are joined:\n{}",
                listed(lines)
            ),
            "correct them, or the rows that they depend on, on one of the two sides; nothing was changed",
        ));
    }
    let has_changed = merged.imports > 0
        || merged.documents > 0
        || merged.tables.iter().any(|(_, counts)| *counts != Counts::default());
    if let Some(write) = request.plan {
        crate::history::plan::diff(run.connection(), run.stamp(), write)?;
        return Ok(merged);
    }
    if !has_changed {
        return Ok(merged);
    }
    merged.dangling = dangling;
    let counts: serde_json::Map<String, serde_json::Value> = merged
        .tables
        .iter()
        .map(|(table, counts)| {
            let counts = json!({
                "added": counts.added,
                "revised": counts.revised,
                "retracted": counts.retracted,
                "superseded": counts.superseded,
            });
            ((*table).to_owned(), counts)
        })
        .collect();
    let file = Path::new(name)
        .file_name()
        .map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned());
    let id = run.id().to_owned();
    run.finish(&json!([{ "name": file }]), &counts.into(), Some(&reason))?;
    merged.import = Some(id);
    Ok(merged)
}

/// The first lines, each indented, and how many more there are.
fn listed(lines: Vec<String>) -> String {
    let count = lines.len();
    let mut lines: Vec<String> =
        lines.into_iter().take(NAMED).map(|line| format!("  {}", for_terminal(&line))).collect();
    if count > NAMED {
        lines.push(format!("  and {} more", count - NAMED));
    }
    lines.join("\n")
}

/// Whether each side came to its state without the other's: neither had the other's version before its own. One that
/// only withdrew what the other one wrote again later is reported as well.
fn are_apart(local: &Versions, other: &Versions, here: &Version, there: &Version) -> bool {
    if !other.knows(here) && !local.knows(there) {
        return true;
    }
    match (&here.content, &there.content) {
        (None, Some(_)) => !local.has(there) && there.recorded_at > here.recorded_at,
        (Some(_), None) => !other.has(here) && here.recorded_at > there.recorded_at,
        _ => false,
    }
}

fn has_history(connection: &Connection, table: &Table) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM history WHERE table_name = ?1) OR EXISTS (SELECT 1 FROM upkeep_withdrawals WHERE table_name = ?1)",
        [table.name],
        |row| row.get(0),
    )?)
}

impl Merging<'_> {
    fn table(&mut self, table: &'static Table, is_there: bool, request: &Request<'_>) -> Result<()> {
        let (ours, theirs) = (has_history(self.run.connection(), table)?, has_history(self.foreign, table)?);
        let name = table.name;
        let ids = if is_there {
            format!("SELECT id FROM {name} ORDER BY id")
        } else {
            format!(
                "SELECT id FROM (SELECT id FROM history WHERE table_name = '{name}'
                   UNION SELECT id FROM upkeep_withdrawals WHERE table_name = '{name}') AS known
                 WHERE NOT EXISTS (SELECT 1 FROM {name} WHERE {name}.id = known.id) ORDER BY id"
            )
        };
        let mut statement = self.foreign.prepare(&ids)?;
        let mut rows = statement.query([])?;
        let mut writer = Writer::new(self.run, table)?;
        self.telling = telling(table).into_iter().map(|column| table.place(column)).collect();
        let mut counts = Counts::default();
        let mut seen = 0_u64;
        while let Some(row) = rows.next()? {
            seen += 1;
            if seen.is_multiple_of(1_000) && request.interrupted.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let id: String = row.get(0)?;
            let local = Versions::of(self.run.connection(), table, &id, ours, &self.runs_here)?;
            let other = Versions::of(self.foreign, table, &id, theirs, &self.runs_there)?;
            self.row(table, &id, &local, &other, &mut writer, &mut counts)?;
        }
        if table.name == "sources" || table.name == "attributes" {
            self.context.forget();
        }
        match self.merged.tables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, total)) => {
                total.added += counts.added;
                total.revised += counts.revised;
                total.retracted += counts.retracted;
                total.superseded += counts.superseded;
            }
            None => self.merged.tables.push((name, counts)),
        }
        Ok(())
    }

    fn row(
        &mut self,
        table: &'static Table,
        id: &str,
        local: &Versions,
        other: &Versions,
        writer: &mut Writer<'_>,
        counts: &mut Counts,
    ) -> Result<()> {
        let (here, there) = (local.state(), other.state());
        if let Some(undo) = there.and_then(|there| local.let_go(there)) {
            *self.merged.taken_back.entry(undo.to_owned()).or_default() += 1;
        }
        let Some(winner) = local.winner(other, &self.telling) else { return Ok(()) };
        let lacking = local.lacks(other);
        let stays = here.is_some_and(|here| here.is(winner));
        if stays && lacking.is_empty() {
            return Ok(());
        }
        let is_id =
            if table.role == Role::Own { own_cell(table, "id", id).is_none() } else { is_record_id(id) };
        let is_other = |version: &&&Version| {
            version.content.as_ref().is_some_and(|cells| cells[0].as_deref() != Some(id))
        };
        if !is_id || lacking.iter().any(|version| is_other(&version)) {
            let shown: String = id.chars().take(LONGEST).collect();
            self.problems.push(format!(
                "{} \"{}\": a version has another id",
                table.name,
                for_terminal(&shown)
            ));
            return Ok(());
        }
        if let Some(version) = lacking.iter().find(|version| !self.is_plausible(&version.recorded_at)) {
            self.problems.push(format!(
                "{} {id}: \"{}\" is not a timestamp that this archive can have written",
                table.name, version.recorded_at
            ));
            return Ok(());
        }
        if let (Some(here), Some(there)) = (here, there)
            && here.content != there.content
            && local.let_go(there).is_none()
            && !local.are_other_things(other, &self.telling)
            && are_apart(local, other, here, there)
        {
            let theirs_holds = winner.is(there);
            let diverged =
                Diverged { table, id: id.to_owned(), here: here.clone(), there: there.clone(), theirs_holds };
            self.merged.diverged.push(diverged);
        }
        let stamp = self.run.stamp();
        let is_held = here.is_some_and(|here| here.content.is_some());
        if !stays {
            match &winner.content {
                Some(content) => {
                    let Some(computed) = self.accepted(table, id, content)? else { return Ok(()) };
                    if table.name == "attachments" && !self.document(id, content)? {
                        return Ok(());
                    }
                    let written = Written {
                        recorded_at: &winner.recorded_at,
                        arrived_at: stamp,
                        import: winner.import.as_deref(),
                    };
                    match writer.put_computed(&borrowed(content), &computed, written)? {
                        Put::Added => counts.added += 1,
                        Put::Revised(before) if before.cells == *content => counts.superseded += 1,
                        Put::Revised(_) => counts.revised += 1,
                        Put::Unchanged => {}
                        refused => self.problems.extend(
                            refused.problem().map(|problem| format!("{} {id}: {problem}", table.name)),
                        ),
                    }
                }
                None => {
                    if writer.withdraw(id)?.is_some() {
                        counts.retracted += 1;
                        self.note_withdrawal(table, id, winner);
                    }
                }
            }
        }
        for version in lacking {
            if version.is(winner) {
                continue;
            }
            let Some(content) = &version.content else { continue };
            let written = Written {
                recorded_at: &version.recorded_at,
                arrived_at: stamp,
                import: version.import.as_deref(),
            };
            let reason = version.reason.as_deref();
            self.run.add_to_history(table, content, written, version.superseded_by.as_deref(), reason)?;
            counts.superseded += 1;
        }
        if winner.content.is_none() {
            // When it was withdrawn, in any archive: the next merge goes by that, not by when it was recorded here.
            if !stays && !self.is_plausible(&winner.recorded_at) {
                self.problems.push(format!(
                    "{} {id}: \"{}\" is not a timestamp that this archive can have written",
                    table.name, winner.recorded_at
                ));
                return Ok(());
            }
            self.run.connection().execute(
                "INSERT INTO upkeep_withdrawals (table_name, id, recorded_at, arrived_at, import, reason)
                 VALUES (:table_name, :id, :recorded_at, :arrived_at, :import, :reason)",
                named_params! {
                    ":table_name": table.name,
                    ":id": id,
                    ":recorded_at": winner.recorded_at,
                    ":arrived_at": stamp,
                    ":import": winner.import,
                    ":reason": winner.reason,
                },
            )?;
            if !stays && !is_held {
                counts.superseded += 1;
            }
        }
        Ok(())
    }

    /// Lists a row that is gone with the merge, unless it is listed as changed on both sides.
    fn note_withdrawal(&mut self, table: &'static Table, id: &str, gone: &Version) {
        let is_listed = |last: &Diverged| last.table.name == table.name && last.id == id;
        if !self.merged.diverged.last().is_some_and(is_listed) {
            self.merged.withdrawn.push(Withdrawn {
                table,
                id: id.to_owned(),
                import: gone.import.clone(),
                reason: gone.reason.clone(),
            });
        }
    }

    /// A stamp that the other archive can have given.
    fn is_plausible(&self, stamp: &str) -> bool {
        is_stamp(stamp) && self.last.is_none_or(|last| stamp <= last)
    }

    /// The computed columns of a row that comes in; none, with a problem noted, if an import would refuse it.
    fn accepted(
        &mut self,
        table: &'static Table,
        id: &str,
        content: &[Option<String>],
    ) -> Result<Option<Vec<Computed>>> {
        let before = self.problems.len();
        let shown = for_terminal(id).into_owned();
        for (column, cell) in table.columns().zip(content) {
            let refused = match cell.as_deref() {
                None if column.required || column.kind == Kind::Id => Some("the cell is blank".to_owned()),
                None => None,
                Some(cell) if table.role == Role::Own => own_cell(table, column.name, cell),
                Some(cell) => check(table, column, Cow::Borrowed(cell)).err().map(|refusal| refusal.message),
            };
            if let Some(message) = refused {
                self.problems.push(format!(
                    "{} {shown}: {}: {}",
                    table.name,
                    column.name,
                    for_terminal(&message)
                ));
            }
        }
        for rule in table.rules {
            let cell = |column: &str| Seen::from(content[table.place(column)].as_deref());
            let mut kind = self.run.connection().prepare_cached("SELECT kind FROM entities WHERE id = ?1")?;
            let kind_of = |id: &str| Ok(kind.query_row([id], |row| row.get(0)).optional()?);
            if let Some(breach) = rule.breach(cell, kind_of)? {
                self.problems.push(format!("{} {shown}: {}", table.name, for_terminal(&breach.message)));
            }
        }
        if self.problems.len() > before {
            return Ok(None);
        }
        match compute(self.run.connection(), &mut self.context, table, &borrowed(content))? {
            Computation::Done(computed) => Ok(Some(computed)),
            Computation::Fault(fault) => {
                self.problems
                    .push(format!("{} {shown}: {}: {}", table.name, fault.column, fault.error.message));
                Ok(None)
            }
        }
    }
}
