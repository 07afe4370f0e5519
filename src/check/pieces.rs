//! The tables, indexes, triggers and views of an archive: whether they are as the program makes them, and putting them back.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension};

use super::rebuild::{Difference, difference, rebuild};
use super::{Defect, bookkeeping};
use crate::archive::{self, Moment, Piece};
use crate::error::{Error, Result};
use crate::index;
use crate::schema::derived::is_derived;
use crate::terminal::for_terminal;

/// Tables, indexes, triggers and views that are missing or other than the program's; whether all tables are there.
///
/// # Errors
/// If the archive cannot be read.
pub(super) fn findings(connection: &Connection) -> Result<(Vec<Defect>, bool)> {
    let expected = archive::pieces_expected()?;
    let found = archive::pieces_of(connection)?;
    let mut findings = Vec::new();
    let mut is_whole = true;
    let mut finding = |table: &str, message: String| {
        findings.push(Defect { rule: "schema", table: Some(table.to_owned()), id: None, message });
    };
    let maker = archive::maker(connection)?;
    if maker.is_unsigned() {
        finding(
            "upkeep_state",
            "nothing says that the views and triggers are this program's; restore them with: orgarchive check --fix"
                .to_owned(),
        );
    }
    // Those of another version serve it; the next run makes this one's.
    let are_ours = maker == archive::Maker::This;
    for piece in expected.iter().filter(|piece| are_ours || !is_derived(&piece.kind, &piece.name)) {
        let same = found.iter().find(|other| other.kind == piece.kind && other.name == piece.name);
        let is_table = piece.kind == "table";
        let message = match same {
            None if index::is_part(&piece.name) => {
                is_whole = false;
                "a part of the index of search is missing; rebuild it with: orgarchive check --fix".to_owned()
            }
            None if is_table => {
                is_whole = false;
                "the table and its rows are missing: restore a backup, or make an empty table with: orgarchive check --fix".to_owned()
            }
            None => {
                format!("the {} {} is missing; restore it with: orgarchive check --fix", piece.kind, piece.name)
            }
            Some(other) if is_table => match difference(connection, piece, other)? {
                Difference::None => continue,
                Difference::More(columns) => {
                    format!(
                        "columns that are not orgarchive's: {}; they are kept and left alone, and the history does not have them",
                        for_terminal(&columns.join(", "))
                    )
                }
                Difference::Rebuilt => {
                    "the table was rebuilt by another program, without what the archive checks in it; rebuild it, with its rows, with: orgarchive check --fix".to_owned()
                }
                Difference::Lost(columns) => {
                    is_whole = false;
                    format!(
                        "the table has lost these columns: {}; restore a backup, or add them, blank, with: orgarchive check --fix",
                        columns.join(", ")
                    )
                }
                Difference::LostForGood(columns) => {
                    is_whole = false;
                    format!("the table has lost these columns: {}; restore a backup", columns.join(", "))
                }
            },
            Some(other) if other.sql == piece.sql => continue,
            Some(_) => format!(
                "the {} {} was changed; restore it with: orgarchive check --fix",
                piece.kind, piece.name
            ),
        };
        finding(&piece.table, message);
    }
    let is_ours = |name: &str| expected.iter().any(|piece| piece.kind == "table" && piece.name == name);
    for piece in found.iter().filter(|piece| piece.kind == "trigger" && is_ours(&piece.table)) {
        let is_of_a_version = is_derived("trigger", &piece.name);
        if is_of_a_version && !are_ours {
            continue;
        }
        if !expected.iter().any(|own| own.kind == piece.kind && own.name == piece.name) {
            finding(
                &piece.table,
                if is_of_a_version {
                    format!(
                        "the trigger {} is not this version's; remove it with: orgarchive check --fix",
                        for_terminal(&piece.name)
                    )
                } else {
                    format!(
                        "the trigger {} is not orgarchive's: it may change what is written; unless it is yours, drop it",
                        for_terminal(&piece.name)
                    )
                },
            );
        }
    }
    Ok((findings, is_whole))
}

/// The tables of an archive that were found, with what was found.
fn tables_in_both<'piece>(
    expected: &'piece [Piece],
    found: &'piece [Piece],
) -> impl Iterator<Item = (&'piece Piece, &'piece Piece)> {
    expected.iter().filter(|piece| piece.kind == "table").filter_map(|piece| {
        Some((piece, found.iter().find(|other| other.kind == "table" && other.name == piece.name)?))
    })
}

/// Puts back triggers, views and indexes that are missing or were changed, makes missing tables again, empty, and those
/// that another program rebuilt, with their rows, and seals the archive again; returns what was restored.
///
/// # Errors
/// If the archive cannot be written.
pub fn fix(
    connection: &mut Connection,
    moment: Moment,
    interrupted: &Arc<AtomicBool>,
) -> Result<Vec<String>> {
    let expected = archive::pieces_expected()?;
    let found = archive::pieces_of(connection)?;
    for (piece, other) in tables_in_both(&expected, &found) {
        if let Difference::LostForGood(columns) = difference(connection, piece, other)? {
            return Err(Error::with_hint(
                format!("{} has lost these columns: {}", piece.name, columns.join(", ")),
                "restore a backup: their contents are lost; nothing was changed",
            ));
        }
    }
    // What a run itself writes to comes first.
    // FTS5 needs all of its own tables: a missing one is made, so that all can be rebuilt.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let ready = bookkeeping::make_ready(connection, &expected);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    let mut put_back = ready?;
    let run = archive::Run::begin(connection, archive::REPAIR, moment, None)?.until(interrupted);
    let found = archive::pieces_of(run.connection())?;
    let is_same = |piece: &Piece, other: &Piece| {
        (&piece.kind, &piece.name, &piece.sql) == (&other.kind, &other.name, &other.sql)
    };
    // Views and triggers are dropped while tables are rebuilt: SQLite checks them when a table changes.
    archive::remove_derived(run.connection())?;
    for (piece, other) in tables_in_both(&expected, &found) {
        let difference = difference(run.connection(), piece, other)?;
        if matches!(difference, Difference::Rebuilt | Difference::Lost(_)) {
            rebuild(run.connection(), piece)?;
            put_back.push(format!("table {}, as an archive has it", piece.name));
        }
    }
    for piece in expected.iter().filter(|piece| piece.kind == "index") {
        let there: Option<String> = run
            .connection()
            .query_row(
                "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1",
                [&piece.name],
                |row| row.get(0),
            )
            .optional()?;
        match there {
            Some(sql) if sql == piece.sql => continue,
            Some(_) => run.connection().execute_batch(&format!("DROP INDEX {}", piece.name))?,
            None => {}
        }
        run.connection().execute_batch(&piece.sql)?;
        put_back.push(format!("index {}", piece.name));
    }
    archive::make_derived(run.connection())?;
    put_back.extend(
        expected
            .iter()
            .filter(|piece| {
                is_derived(&piece.kind, &piece.name) && !found.iter().any(|other| is_same(piece, other))
            })
            .map(|piece| format!("{} {}", piece.kind, piece.name)),
    );
    let copied = index::make(run.connection(), interrupted)?;
    let counts = serde_json::json!({ "put back": put_back });
    run.finish(&serde_json::json!([]), &counts, None)?;
    copied.let_go(connection);
    Ok(put_back)
}
