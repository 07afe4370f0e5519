//! Giving something another id: an entity, a source, a word of a vocabulary, a record. The old one still finds it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

use super::renames::{self, key_of};
use crate::archive::{Moment, Run, Writer, borrowed};
use crate::computed::{Context, ValueType};
use crate::error::{Error, Result};
use crate::record::id::{is_record_id, is_slug};
use crate::schema::{Kind, RELIED_UPON, TABLES, Table, versioned_tables};

/// What is renamed.
#[derive(Debug, Clone, Copy)]
enum What {
    /// An entity of this table: its id is unique among all entities, and many reports share that of an event.
    Entity(&'static Table),
    /// A row of this table: a source, a word of a vocabulary, a record.
    Row(&'static Table),
}

impl What {
    fn table(self) -> &'static Table {
        match self {
            What::Entity(table) | What::Row(table) => table,
        }
    }

    /// Under which id it stands among the earlier ids.
    fn key(self, id: &str) -> String {
        match self {
            What::Entity(_) => id.to_owned(),
            What::Row(table) => key_of(table, id),
        }
    }

    /// Whether the row with its id is renamed with it.
    fn is_row_of(self, table: &Table) -> bool {
        match self {
            What::Entity(own) => own.name == table.name && !own.is_of_reports(),
            What::Row(own) => own.name == table.name,
        }
    }

    /// Whether a cell of this kind can name it.
    fn may_be_in(self, kind: Kind) -> bool {
        match (kind, self) {
            (Kind::Reference(target), What::Entity(_)) => Table::is_entity_table(target),
            (Kind::Entity | Kind::Event | Kind::Value, What::Entity(_)) => true,
            (Kind::Reference(target), What::Row(table)) => target == table.name,
            _ => false,
        }
    }
}

/// Gives something another id, in its own row and wherever it is named; gives how many rows were written. The table is
/// needed only if several have a row with that id.
///
/// If the old id was given away before, the rows that still name it (they came with a merge) are brought along.
///
/// # Errors
/// If there is nothing with that id, or the new id is malformed or taken; nothing is then changed.
pub fn rename(
    connection: &mut Connection,
    table: Option<&'static Table>,
    old: &str,
    new: &str,
    moment: Moment,
    interrupted: &Arc<AtomicBool>,
) -> Result<u64> {
    let reason = format!("rename {old} {new}");
    let run = Run::begin(connection, "rename", moment, Some(&reason))?.until(interrupted);
    let now = run.connection();
    let there = everything_with(now, table, old)?;
    let (what, is_second_time) = match there.as_slice() {
        [one] => {
            let is_given_away = renames::all(now)?.get(&one.key(old)) == Some(&one.key(new));
            (*one, is_given_away && is_there(now, *one, new)?)
        }
        [] => (given_away(now, table, old, new)?, true),
        several => {
            let names: Vec<&str> = several.iter().map(|what| what.table().name).collect();
            return Err(Error::with_hint(
                format!("\"{old}\" is an id in {}", names.join(" and ")),
                "name the table: --table TABLE",
            ));
        }
    };
    refuse_a_bad_id(now, what, old, new, is_second_time)?;
    let mut count = 0;
    for table in versioned_tables() {
        count += rename_in(&run, table, what, (old, new), is_second_time)?;
    }
    if !is_second_time {
        remember(&run, &what.key(old), &what.key(new))?;
    }
    if count == 0 {
        return Err(Error::message(format!("nothing names \"{old}\" any more")));
    }
    run.finish(&json!([]), &json!({ "renamed": { "rows": count } }), Some(&reason))?;
    Ok(count)
}

/// What has this id; a report of an event that is called as its row counts as the event.
fn everything_with(connection: &Connection, table: Option<&'static Table>, id: &str) -> Result<Vec<What>> {
    let kind: Option<String> =
        connection.query_row("SELECT kind FROM entities WHERE id = ?1", [id], |row| row.get(0)).optional()?;
    let mut found = Vec::new();
    for candidate in TABLES.iter().filter(|own| table.is_none_or(|table| table.name == own.name)) {
        if kind.as_deref() == Some(candidate.name) {
            found.push(What::Entity(candidate));
        } else if (!candidate.is_of_entities() || candidate.is_of_reports())
            && has_row(connection, candidate, id)?
        {
            found.push(What::Row(candidate));
        }
    }
    Ok(found)
}

fn is_there(connection: &Connection, what: What, id: &str) -> Result<bool> {
    match what {
        What::Entity(table) => {
            let sql = "SELECT EXISTS (SELECT 1 FROM entities WHERE id = ?1 AND kind = ?2)";
            Ok(connection.query_row(sql, [id, table.name], |row| row.get(0))?)
        }
        What::Row(table) => has_row(connection, table, id),
    }
}

fn has_row(connection: &Connection, table: &Table, id: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1)", table.name);
    Ok(connection.query_row(&sql, [id], |row| row.get(0))?)
}

/// What was given this new id before.
fn given_away(connection: &Connection, table: Option<&'static Table>, old: &str, new: &str) -> Result<What> {
    let earlier = renames::all(connection)?;
    let mut renamed_to = None;
    for what in everything_with(connection, table, new)? {
        match earlier.get(&what.key(old)) {
            Some(key) if *key == what.key(new) => return Ok(what),
            Some(key) => renamed_to = Some(key.clone()),
            None => {}
        }
    }
    let hint = match renamed_to.or_else(|| earlier.get(old).cloned()) {
        Some(entity) => format!("it was renamed to {entity}: rename that one"),
        None => {
            "give the id of an entity, a source, a word of a vocabulary or a record; search and export find ids".to_owned()
        }
    };
    let nothing = if table.is_some() { "no row" } else { "no entity, source, word or record" };
    let of = table.map_or(String::new(), |table| format!(" in {}", table.name));
    Err(Error::with_hint(format!("there is {nothing} with the id \"{old}\"{of}"), hint))
}

fn refuse_a_bad_id(
    connection: &Connection,
    what: What,
    old: &str,
    new: &str,
    is_second_time: bool,
) -> Result<()> {
    let table = what.table();
    if RELIED_UPON.contains(&(table.name, old)) {
        return Err(Error::with_hint(
            format!("{} {old}: verdicts rely on this id", table.name),
            "correct its name instead: import a row with this id and another name",
        ));
    }
    let is_record = matches!(what, What::Row(table) if table.has_record_ids());
    if !(if is_record { is_record_id(new) } else { is_slug(new) }) {
        return Err(Error::with_hint(
            format!("\"{new}\" is not an id"),
            if is_record {
                "ids of records are up to 120 letters a-z and A-Z, digits, - _ . : without spaces"
            } else {
                "ids are up to 120 lower-case letters a-z, digits, - _ . without spaces"
            },
        ));
    }
    if is_second_time {
        return Ok(());
    }
    let taken: Option<String> = match what {
        What::Entity(_) => connection
            .query_row("SELECT kind FROM entities WHERE id = ?1", [new], |row| row.get(0))
            .optional()?,
        What::Row(table) => has_row(connection, table, new)?.then(|| table.name.to_owned()),
    };
    if let Some(kind) = taken {
        return Err(Error::with_hint(
            match what {
                What::Entity(_) => format!("\"{new}\" is already the id of an entity in {kind}"),
                What::Row(_) => format!("\"{new}\" is already an id in {kind}"),
            },
            "choose another id; if both are the same thing, correct the records that name one of them",
        ));
    }
    if let Some(now) = renames::all(connection)?.get(&what.key(new)).filter(|now| **now != what.key(old)) {
        return Err(Error::with_hint(
            format!("\"{new}\" is an earlier id of {now}"),
            "choose another id: earlier ids still find what has been renamed",
        ));
    }
    Ok(())
}

/// Writes the rows of a table again that name it, or are it.
fn rename_in(
    run: &Run<'_>,
    table: &'static Table,
    what: What,
    (old, new): (&str, &str),
    is_second_time: bool,
) -> Result<u64> {
    let naming: Vec<(usize, &str, Kind)> = table
        .columns()
        .enumerate()
        .filter(|(_, column)| what.may_be_in(column.kind))
        .map(|(place, column)| (place, column.name, column.kind))
        .collect();
    let lists = lists_of_records(run.connection(), table, what, old)?;
    let is_its_table = what.is_row_of(table);
    let mut ids: Vec<String> = Vec::new();
    let mut find = |condition: &str| -> Result<()> {
        let mut statement =
            run.connection().prepare(&format!("SELECT id FROM {} WHERE {condition}", table.name))?;
        for id in statement.query_map([old], |row| row.get(0))? {
            ids.push(id?);
        }
        Ok(())
    };
    for (_, column, kind) in &naming {
        let value = if *kind == Kind::Value {
            " AND (SELECT type FROM attributes WHERE attributes.id = attribute) = 'entity'"
        } else {
            ""
        };
        find(&format!("{column} = ?1{value}"))?;
    }
    for (_, column) in &lists {
        find(&format!("instr(' ' || {column} || ' ', ' ' || ?1 || ' ')"))?;
    }
    if is_its_table {
        find("id = ?1")?;
    }
    ids.sort();
    ids.dedup();
    let mut writer = Writer::new(run, table)?;
    let mut context = Context::default();
    let mut count = 0;
    for id in ids {
        run.go_on()?;
        let Some(mut stored) = writer.stored(&id)? else { continue };
        let is_of_type_entity = table.name != "facts" || {
            let attribute = stored.cells[table.place("attribute")].clone().unwrap_or_default();
            context.value_type(run.connection(), &attribute)? == Some(ValueType::Entity)
        };
        for (place, _, kind) in &naming {
            if stored.cells[*place].as_deref() == Some(old) && (*kind != Kind::Value || is_of_type_entity) {
                stored.cells[*place] = Some(new.to_owned());
            }
        }
        for (place, _) in &lists {
            if let Some(list) = &mut stored.cells[*place] {
                let ids: Vec<&str> = list.split(' ').map(|id| if id == old { new } else { id }).collect();
                *list = ids.join(" ");
            }
        }
        let is_itself = is_its_table && id == old;
        if is_itself {
            stored.cells[0] = Some(new.to_owned());
        }
        if is_itself {
            writer.withdraw(old)?;
        }
        // One that came back with a merge goes: what has the new id is the same thing, and stays.
        if !(is_itself && is_second_time) {
            let put = writer.put(&mut context, &borrowed(&stored.cells), run.written())?;
            if let Some(problem) = put.problem() {
                return Err(Error::message(format!("{} {id}: {problem}", table.name)));
            }
        }
        count += 1;
    }
    Ok(count)
}

/// The columns in which settlements list records: a record that is renamed keeps being settled. An id that several tables
/// have stays as it is there, since nobody can tell which of them is meant.
fn lists_of_records(
    connection: &Connection,
    table: &Table,
    what: What,
    old: &str,
) -> Result<Vec<(usize, &'static str)>> {
    let What::Row(own) = what else { return Ok(Vec::new()) };
    if table.name != "settlements" || !own.has_provenance() {
        return Ok(Vec::new());
    }
    for other in TABLES.iter().filter(|other| other.has_provenance() && other.name != own.name) {
        if has_row(connection, other, old)? {
            return Ok(Vec::new());
        }
    }
    Ok(["records", "upholds"].map(|column| (table.place(column), column)).to_vec())
}

/// The old id, and those before it, lead to the new one.
fn remember(run: &Run<'_>, old: &str, new: &str) -> Result<()> {
    let mut writer = Writer::new(run, renames::table())?;
    let mut statement = run.connection().prepare("SELECT id FROM renames WHERE entity = ?1")?;
    let earlier = statement.query_map([old], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for id in &earlier {
        // It has an earlier id of its own again.
        if id == new {
            writer.withdraw(id)?;
        } else {
            writer.put_computed(&[Some(id.as_str().into()), Some(new.into())], &[], run.written())?;
        }
    }
    writer.put_computed(&[Some(old.into()), Some(new.into())], &[], run.written())?;
    Ok(())
}
