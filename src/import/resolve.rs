//! References by name: a cell that is no id may be the name of one row, or of one that is made.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::identity::{base32, is_slug, slug_like};
use super::problems::{Place, Refusal};
use super::references::Target;
use super::stage::Ready;
use super::summary::{Finding, FindingKind};
use crate::archive::{Run, Store};
use crate::error::Result;
use crate::schema::{Column, Role, Table};
use crate::suggest;

/// How many rows of one name are told apart.
const TOLD_APART: usize = 8;
/// Among how many names a suggestion is looked for.
const CANDIDATES: i64 = 50_000;

/// Tables of which rows can be made from a name alone.
pub const MAKEABLE: &[&str] = &[
    "organizations",
    "officials",
    "places",
    "titles",
    "event_kinds",
    "relation_kinds",
    "roles",
    "attributes",
];

/// What names stand for in a run.
#[derive(Default)]
pub struct Names {
    /// Whether a name of a row that is there may stand for it.
    resolves: bool,
    /// The tables of which rows are made where there is none.
    makes: BTreeSet<&'static str>,
    known: HashMap<(Target, String), Resolution>,
    /// Rows that are made with the first row that names them.
    made: HashMap<(&'static str, String), Made>,
}

#[derive(Clone)]
enum Resolution {
    /// It stands for the row with this id.
    Id(String),
    /// It stands for none, or for several.
    Refused(Refusal),
}

struct Made {
    name: String,
    place: Place,
}

impl Names {
    /// Names stand for rows that are there, if `resolves`; rows of the tables in `makes` are made.
    #[must_use]
    pub fn new(resolves: bool, makes: &[&'static str]) -> Names {
        Names { resolves, makes: makes.iter().copied().collect(), ..Names::default() }
    }

    /// Whether a cell may be a name at all.
    #[must_use]
    pub fn are_allowed(&self) -> bool {
        self.resolves || !self.makes.is_empty()
    }

    /// The id that a cell stands for; the cell itself if it is one, or no name.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn id_of<'row>(
        &mut self,
        connection: &Connection,
        column: &Column,
        cell: Cow<'row, str>,
        place: &Place,
    ) -> Result<Result<Cow<'row, str>, Refusal>> {
        let target = match Target::of(column.kind) {
            Some(target @ (Target::Row(_) | Target::Entity)) if self.are_allowed() => target,
            _ => return Ok(Ok(cell)),
        };
        // What looks like an id is one: if it is missing, that is told in the usual words.
        if is_slug(&cell)
            && (super::references::exists(connection, target, &cell)?
                || !self.is_name(connection, target, &cell)?)
        {
            return Ok(Ok(cell));
        }
        let key = (target, cell.clone().into_owned());
        let resolution = match self.known.get(&key) {
            Some(known) => known.clone(),
            None => {
                let found = self.resolution(connection, target, column.name, &cell, place)?;
                self.known.insert(key, found.clone());
                found
            }
        };
        Ok(match resolution {
            Resolution::Id(id) => Ok(Cow::Owned(id)),
            Resolution::Refused(mut refusal) => {
                refusal.column = Some(column.name.to_owned());
                Err(refusal)
            }
        })
    }

    fn is_name(&self, connection: &Connection, target: Target, text: &str) -> Result<bool> {
        Ok(self.made.keys().any(|(_, id)| id == text) || !named(connection, target, text)?.is_empty())
    }

    fn resolution(
        &mut self,
        connection: &Connection,
        target: Target,
        column: &str,
        name: &str,
        place: &Place,
    ) -> Result<Resolution> {
        let found = named(connection, target, name)?;
        let refused = |message: String, hint: String| {
            Resolution::Refused(Refusal::cell("name", column, message).with_hint(hint))
        };
        match found.as_slice() {
            [one] if self.resolves => return Ok(Resolution::Id(one.clone())),
            [] => {}
            several => {
                let mut told = Vec::new();
                for id in several.iter().take(TOLD_APART) {
                    told.push(told_apart(connection, id)?);
                }
                if several.len() > TOLD_APART {
                    told.push(format!("and {} more", several.len() - TOLD_APART));
                }
                let message = match several.len() {
                    1 => format!("\"{name}\" is the name of {}", told.join("; ")),
                    many => format!("\"{name}\" is the name of {many} rows: {}", told.join("; ")),
                };
                return Ok(refused(
                    message,
                    if self.resolves {
                        "write the id of the one that is meant".to_owned()
                    } else {
                        "write its id, or add --resolve-names if this one is meant; give another one an id of its own".to_owned()
                    },
                ));
            }
        }
        if let Target::Row(table) = target
            && self.makes.contains(table)
        {
            return Ok(Resolution::Id(self.make(connection, table, name, place)?));
        }
        let names = names_of(connection, target)?;
        let what = match target {
            Target::Row(table) => table.to_owned(),
            _ => "places, organizations, chapters, officials or events".to_owned(),
        };
        let hint =
            suggest::did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| match target {
                Target::Row(table) if MAKEABLE.contains(&table) => {
                    format!("add it to {table}.csv, or let it be made: --create-missing {table}")
                }
                Target::Row(table) => format!("add it to {table}.csv and import it as well"),
                _ => "add it to the CSV of its table and import it as well".to_owned(),
            });
        Ok(refused(format!("there is nothing called \"{name}\" in {what}"), hint))
    }

    /// Chooses an id for a row that is to be made.
    fn make(
        &mut self,
        connection: &Connection,
        table: &'static str,
        name: &str,
        place: &Place,
    ) -> Result<String> {
        let wanted = slug_like(name).filter(|slug| is_slug(slug) && slug.len() <= 100).unwrap_or_else(|| {
            let kind = table.strip_suffix('s').unwrap_or(table);
            format!("{kind}-{}", &base32(&Sha256::digest(name.as_bytes()))[..10])
        });
        let mut id = wanted.clone();
        let mut number = 1_u32;
        while self.made.contains_key(&(table, id.clone()))
            || super::references::exists(connection, Target::Row(table), &id)?
            || super::references::exists(connection, Target::Entity, &id)?
        {
            number += 1;
            id = format!("{wanted}-{number}");
        }
        self.made.insert((table, id.clone()), Made { name: name.to_owned(), place: place.clone() });
        Ok(id)
    }

    /// Whether a row with this id is going to be made.
    #[must_use]
    pub fn makes(&self, target: Target, id: &str) -> bool {
        match target {
            Target::Row(table) => self.made.contains_key(&(table, id.to_owned())),
            _ => false,
        }
    }

    /// Makes the rows that a row names which is about to be written; gives what was made.
    ///
    /// # Errors
    /// If the archive refuses them.
    pub fn make_for(
        &mut self,
        run: &Run<'_>,
        table: &'static Table,
        ready: &Ready<'_>,
    ) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        if self.made.is_empty() {
            return Ok(findings);
        }
        let source = table.has_provenance().then(|| ready.cells[table.place("source")].as_deref()).flatten();
        for (column, cell) in table.columns().zip(&ready.cells) {
            let (Some(Target::Row(target)), Some(id)) = (Target::of(column.kind), cell.as_deref()) else {
                continue;
            };
            let Some(made) = self.made.remove(&(target, id.to_owned())) else { continue };
            let Some(target) = Table::named(target) else { continue };
            let note = format!("made from its name in {}:{}", made.place.file, made.place.line);
            let cells: Vec<Option<Cow<'_, str>>> = target
                .columns()
                .map(|column| match column.name {
                    "id" | "office" => Some(Cow::Borrowed(id)),
                    "name" => Some(Cow::Borrowed(made.name.as_str())),
                    "source" => source.map(Cow::Borrowed),
                    "note" if target.role != Role::Vocabulary => Some(Cow::Borrowed(note.as_str())),
                    _ => column.default.map(Cow::Borrowed),
                })
                .collect();
            Store::new(run, target)?.add(&cells, &[], run.written())?;
            findings.push(Finding {
                kind: FindingKind::Made(made.name, format!("{}:{}", made.place.file, made.place.line)),
                table: target.name,
                id: id.to_owned(),
                other: None,
            });
        }
        Ok(findings)
    }
}

/// The ids of the rows that bear a name, in any case of its ASCII letters.
fn named(connection: &Connection, target: Target, name: &str) -> Result<Vec<String>> {
    let sql = match target {
        Target::Row("sources") => "SELECT id FROM sources WHERE title = ?1 COLLATE NOCASE".to_owned(),
        Target::Row(table) if Table::named(table).is_some_and(|table| table.role == Role::Entity) => format!(
            "SELECT id FROM {table} WHERE name = ?1 COLLATE NOCASE
             UNION SELECT subject FROM names JOIN {table} ON {table}.id = names.subject WHERE names.name = ?1 COLLATE NOCASE
             ORDER BY 1"
        ),
        Target::Row(table) => format!("SELECT id FROM {table} WHERE name = ?1 COLLATE NOCASE ORDER BY 1"),
        _ => "SELECT id FROM organizations WHERE name = ?1 COLLATE NOCASE
              UNION SELECT id FROM officials WHERE name = ?1 COLLATE NOCASE
              UNION SELECT id FROM chapters WHERE name = ?1 COLLATE NOCASE
              UNION SELECT id FROM places WHERE name = ?1 COLLATE NOCASE
              UNION SELECT subject FROM names WHERE name = ?1 COLLATE NOCASE ORDER BY 1"
            .to_owned(),
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let ids = statement.query_map([name], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(ids)
}

/// Names among which one may have been meant.
fn names_of(connection: &Connection, target: Target) -> Result<Vec<String>> {
    let sql = match target {
        Target::Row("sources") => format!("SELECT DISTINCT title FROM sources LIMIT {CANDIDATES}"),
        Target::Row(table) => format!("SELECT DISTINCT name FROM {table} LIMIT {CANDIDATES}"),
        _ => {
            format!("SELECT name FROM organizations UNION SELECT name FROM officials LIMIT {CANDIDATES}")
        }
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(names)
}

/// An id with what tells it apart from others of its name: posts and dates of a person, kind and place of the others.
fn told_apart(connection: &Connection, id: &str) -> Result<String> {
    let mut parts: Vec<String> = Vec::new();
    let kind: Option<String> = connection
        .prepare_cached("SELECT kind FROM entities WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let sql = match kind.as_deref() {
        Some("officials") => {
            "SELECT * FROM (SELECT attributes.name || ' ' || value FROM facts JOIN attributes ON attributes.id = attribute
               WHERE subject = ?1 AND attribute IN ('born', 'died') ORDER BY attribute LIMIT 2)
             UNION ALL SELECT * FROM (SELECT title || ' of ' || coalesce(organization, chapter) || ' ' || coalesce(since, '?') || '–'
               || coalesce(nullif(until, '..'), '') FROM postings WHERE official = ?1 ORDER BY possible_from, id LIMIT 3)"
        }
        Some("organizations") => "SELECT kind FROM organizations WHERE id = ?1 AND kind IS NOT NULL",
        Some("chapters") => {
            "SELECT 'of ' || organization || coalesce(', ' || level, '') || coalesce(', ' || place, '') FROM chapters WHERE id = ?1"
        }
        Some("places") => {
            "SELECT coalesce(kind, 'place') || coalesce(' in ' || parent, '') FROM places WHERE id = ?1"
        }
        _ => return Ok(id.to_owned()),
    };
    let mut statement = connection.prepare_cached(sql)?;
    for part in statement.query_map([id], |row| row.get(0))? {
        parts.push(part?);
    }
    Ok(if parts.is_empty() {
        format!("{id} (nothing else known)")
    } else {
        format!("{id} ({})", parts.join(", "))
    })
}
