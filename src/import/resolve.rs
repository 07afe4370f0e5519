//! References by name: a cell that is not an id may be the name of one row, or of one that is made.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::load::DECIDES;
use super::near_names::{Known, joined, spellings};
use super::references::{RefusedRows, Target, home_of, waits};
use super::staging::Ready;
use super::summary::{Named, Notice, NoticeKind};
use crate::archive::{Run, Writer};
use crate::digest::base32;
use crate::error::Result;
use crate::profile::slug;
use crate::record::id::is_slug;
use crate::record::refusal::{Place, Refusal};
use crate::schema::{Column, Role, Table, starter};

/// How many rows of one name are distinguished.
const TOLD_APART: usize = 8;
/// Of how many rows that are made near names are looked for.
const NEAR: usize = 50;

/// For how many cells that are not ids rows are looked for that may be meant.
const HINTS: usize = 50;

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
    /// The ids of all rows that were made, by their names without case, spaces, hyphens and apostrophes: what agrees with a
    /// name in its letters is found, also among these.
    made_ids: HashMap<(&'static str, String), String>,
    /// The same names in small letters, by the ids.
    made_names: HashMap<(&'static str, String), String>,
    /// The names that are there, by what they name.
    names: HashMap<Target, Known>,
    /// Which rows names were taken for, each name once.
    took: Vec<Notice>,
    /// The rows of the files, by table and the letters of their names, where rows name others of their own table: the name in
    /// small letters, and the id.
    coming: HashMap<(&'static str, String), BTreeSet<(String, String)>>,
    coming_ids: HashSet<(&'static str, String)>,
    /// What to do about cells that are not ids.
    hints: HashMap<(Target, String), Option<String>>,
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
    /// Names that are near.
    near: Option<String>,
}

impl Names {
    /// Names stand for rows that are there, if `resolves`; rows of the tables in `makes` are made.
    #[must_use]
    pub fn new(resolves: bool, makes: &[&'static str]) -> Names {
        Names { resolves, makes: makes.iter().copied().collect(), ..Names::default() }
    }

    /// Notes a row of the files: others of its table may name it, although it is not written yet.
    pub fn note_coming(&mut self, table: &'static Table, id: &str, name: Option<&str>) {
        self.coming_ids.insert((table.name, id.to_owned()));
        if let Some(name) = name {
            let row = (name.to_lowercase(), id.to_owned());
            self.coming.entry((table.name, joined(name))).or_default().insert(row);
        }
    }

    /// The rows of the files whose name agrees with that name, of a table whose rows may name each other: the name in small
    /// letters, and the id.
    fn coming(&self, target: Target, name: &str) -> impl Iterator<Item = &(String, String)> {
        let found = match target {
            Target::Row(table) if !self.coming.is_empty() => self.coming.get(&(table, joined(name))),
            _ => None,
        };
        found.into_iter().flatten()
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
        refused: &RefusedRows,
        column: &Column,
        cell: Cow<'row, str>,
        place: &Place,
    ) -> Result<Result<Cow<'row, str>, Refusal>> {
        let target = match Target::of(column.kind) {
            Some(target @ (Target::Row(_) | Target::Entity)) if self.are_allowed() => target,
            _ => return Ok(Ok(cell)),
        };
        // What looks like an id is one: if it is missing, that is reported in the usual words.
        // A word of a vocabulary that is made is called by its id as well.
        if is_slug(&cell)
            && (super::references::exists(connection, target, &cell)?
                || refused.with_id(target, &cell).is_some()
                || !self.is_name(connection, refused, target, &cell)? && !self.makes_words(target))
        {
            return Ok(Ok(cell));
        }
        if let Some(place) = refused.with_id(target, &cell) {
            return Ok(Err(waits(column.name, &cell, place)));
        }
        // The row of that name is there once it is corrected. It is not the one of that name that the archive has, unless it
        // is a correction of that one.
        if let Some((place, id)) = refused.with_name(target, &cell, false)
            && !named(connection, target, &cell)?.iter().any(|own| own == id)
        {
            return Ok(Err(waits(column.name, &cell, place)));
        }
        // The same for a name that agrees in its letters, unless another row has just this one.
        if let Some((place, id)) = refused.with_name(target, &cell, true)
            && named(connection, target, &cell)?.is_empty()
            && !self.names_of(connection, target)?.agreeing(&cell).iter().any(|own| own == id)
        {
            return Ok(Err(waits(column.name, &cell, place)));
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

    /// Whether words are made of the vocabulary that is named.
    fn makes_words(&self, target: Target) -> bool {
        matches!(target, Target::Row(table) if self.makes.contains(table)
            && Table::named(table).is_some_and(|table| table.role == Role::Vocabulary))
    }

    fn is_name(
        &mut self,
        connection: &Connection,
        refused: &RefusedRows,
        target: Target,
        text: &str,
    ) -> Result<bool> {
        Ok(self.made_id(target, text).is_some()
            || refused.with_name(target, text, true).is_some()
            || self.coming(target, text).next().is_some()
            || !named(connection, target, text)?.is_empty()
            || !self.names_of(connection, target)?.agreeing(text).is_empty())
    }

    /// The row that was made for a name that agrees in its letters.
    fn made_id(&self, target: Target, name: &str) -> Option<&String> {
        if self.made_ids.is_empty() {
            return None;
        }
        let name = joined(name);
        match target {
            Target::Row(table) => self.made_ids.get(&(Table::named(table)?.name, name)),
            _ => MAKEABLE
                .iter()
                .filter(|table| Table::named(table).is_some_and(|table| target.may_be_in(table)))
                .find_map(|table| self.made_ids.get(&(*table, name.clone()))),
        }
    }

    /// Which rows names were taken for.
    pub fn took(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.took)
    }

    /// Says which row that was made a name was taken for, if it is written in another way than by case.
    fn say_of_made(&mut self, target: Target, name: &str, id: &str, place: &Place) {
        let small = name.to_lowercase();
        let table = MAKEABLE.iter().find(|table| {
            Table::named(table).is_some_and(|table| target.may_be_in(table))
                && self.made_names.get(&(**table, id.to_owned())).is_some_and(|made| *made != small)
        });
        if let Some(table) = table {
            self.took.push(Notice {
                kind: NoticeKind::Took(Named {
                    name: name.to_owned(),
                    place: format!("{}:{}", place.file, place.line),
                    other: Some("made in this run".to_owned()),
                }),
                table,
                id: id.to_owned(),
                other: None,
            });
        }
    }

    fn resolution(
        &mut self,
        connection: &Connection,
        target: Target,
        column: &str,
        name: &str,
        place: &Place,
    ) -> Result<Resolution> {
        if let Some(id) = self.made_id(target, name).cloned() {
            self.say_of_made(target, name, &id, place);
            return Ok(Resolution::Id(id));
        }
        let mut found = named(connection, target, name)?;
        let small = name.to_lowercase();
        let exact = self.coming(target, name).filter(|(other, _)| *other == small);
        found.extend(exact.map(|(_, id)| id.clone()));
        let is_exact = !found.is_empty();
        if !is_exact {
            found = self.names_of(connection, target)?.agreeing(name);
            found.extend(self.coming(target, name).map(|(_, id)| id.clone()));
        }
        found.sort();
        found.dedup();
        let refused = |message: String, hint: String| {
            Resolution::Refused(Refusal::cell("name", column, message).with_hint(hint))
        };
        match found.as_slice() {
            [one] if self.resolves => {
                let kind = match target {
                    Target::Row(table) => Some(table.to_owned()),
                    _ => kind_of(connection, one)?,
                };
                // A word of a vocabulary has no homonyms.
                let table = kind.as_deref().and_then(Table::named);
                if let Some(table) = table.filter(|table| !is_exact || table.role != Role::Vocabulary) {
                    self.took.push(Notice {
                        kind: NoticeKind::Took(Named {
                            name: name.to_owned(),
                            place: format!("{}:{}", place.file, place.line),
                            other: distinction(connection, one)?,
                        }),
                        table: table.name,
                        id: one.clone(),
                        other: None,
                    });
                }
                return Ok(Resolution::Id(one.clone()));
            }
            [] => {}
            several => {
                let mut told = Vec::new();
                for id in several.iter().take(TOLD_APART) {
                    told.push(with_distinction(connection, id)?);
                }
                if several.len() > TOLD_APART {
                    told.push(format!("and {} more", several.len() - TOLD_APART));
                }
                let but_for =
                    if is_exact { "" } else { ", except for case, spaces, hyphens and apostrophes," };
                let message = match several.len() {
                    1 => format!("\"{name}\" is{but_for} the name of {}", told.join("; ")),
                    many => format!("\"{name}\" is{but_for} the name of {many} rows: {}", told.join("; ")),
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
        let what = match target {
            Target::Row(table) => table.to_owned(),
            _ => "places, organizations, chapters, officials or events".to_owned(),
        };
        let meant = self.meant(connection, target, name)?;
        let hint = match target {
            Target::Row(table) if MAKEABLE.contains(&table) => {
                let home = home_of(table, &place.file);
                format!("add it to {home}, or let it be made: --create-missing {table}")
            }
            Target::Row(table) => format!("add it to {} and import it as well", home_of(table, &place.file)),
            _ => "add it to the CSV of its table and import it as well".to_owned(),
        };
        let hint = match meant.is_empty() {
            true => hint,
            false => format!("did you mean {}? if it is another one, {hint}", meant.join(", or ")),
        };
        Ok(refused(format!("there is nothing called \"{name}\" in {what}"), hint))
    }

    /// The rows whose names may have been meant, with what tells them apart.
    fn meant(&mut self, connection: &Connection, target: Target, name: &str) -> Result<Vec<String>> {
        let mut meant = Vec::new();
        for (id, name) in self.names_of(connection, target)?.meant(name) {
            let apart = distinction(connection, &id)?.map_or(String::new(), |apart| format!(": {apart}"));
            meant.push(format!("{name} ({id}{apart})"));
        }
        Ok(meant)
    }

    /// What to do about a cell that is not an id where no name is taken for one: it is the name of a row, or near one.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn hint_of_name(
        &mut self,
        connection: &Connection,
        column: &Column,
        cell: &str,
    ) -> Result<Option<String>> {
        let Some(target @ (Target::Row(_) | Target::Entity)) = Target::of(column.kind) else {
            return Ok(None);
        };
        let key = (target, cell.to_owned());
        if self.are_allowed() || self.hints.len() >= HINTS {
            return Ok(self.hints.get(&key).cloned().flatten());
        }
        if let Some(hint) = self.hints.get(&key) {
            return Ok(hint.clone());
        }
        let mut told = Vec::new();
        for id in named(connection, target, cell)?.iter().take(TOLD_APART) {
            told.push(with_distinction(connection, id)?);
        }
        let hint = if told.is_empty() {
            let meant = self.meant(connection, target, cell)?;
            (!meant.is_empty()).then(|| {
                format!(
                    "did you mean {}? write its id here, or its name with --resolve-names",
                    meant.join(", or ")
                )
            })
        } else if let [one] = told.as_slice() {
            Some(format!(
                "it is the name of {one}: write that id, or take names for ids with --resolve-names"
            ))
        } else {
            Some(format!("it is the name of {}: write the id of the one that is meant", told.join("; ")))
        };
        self.hints.insert(key, hint.clone());
        Ok(hint)
    }

    fn names_of(&mut self, connection: &Connection, target: Target) -> Result<&mut Known> {
        Ok(match self.names.entry(target) {
            std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => free.insert(Known::read(connection, target)?),
        })
    }

    /// Chooses an id for a row that is to be made.
    fn make(
        &mut self,
        connection: &Connection,
        table: &'static str,
        name: &str,
        place: &Place,
    ) -> Result<String> {
        let id = free_id(connection, table, name, |id| {
            self.made.contains_key(&(table, id.to_owned()))
                || self.coming_ids.contains(&(table, id.to_owned()))
        })?;
        let is_shown = self.made_ids.len() < NEAR;
        let names = self.names_of(connection, Target::Row(table))?;
        let near = names.near(name, is_shown);
        names.add(&id, name);
        self.made.insert((table, id.clone()), Made { name: name.to_owned(), place: place.clone(), near });
        self.made_ids.insert((table, joined(name)), id.clone());
        self.made_names.insert((table, id.clone()), name.to_lowercase());
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

    /// Makes the rows that a row names which is about to be written, with the word that the analyst gives for a cell that
    /// decides something; gives what was made, and the ids of rows of which that cell stayed blank.
    ///
    /// # Errors
    /// If the archive refuses them.
    pub fn make_for(
        &mut self,
        run: &Run<'_>,
        table: &'static Table,
        ready: &Ready<'_>,
        word: &dyn Fn(&str, &Column) -> Result<Option<&'static str>>,
    ) -> Result<(Vec<Notice>, Vec<String>)> {
        let mut findings = Vec::new();
        let mut blank = Vec::new();
        if self.made.is_empty() {
            return Ok((findings, blank));
        }
        let source = table.has_provenance().then(|| ready.cells[table.place("source")].as_deref()).flatten();
        for (column, cell) in table.columns().zip(&ready.cells) {
            let (Some(Target::Row(target)), Some(id)) = (Target::of(column.kind), cell.as_deref()) else {
                continue;
            };
            let Some(made) = self.made.remove(&(target, id.to_owned())) else { continue };
            let Some(target) = Table::named(target) else { continue };
            let note = format!("made from its name in {}:{}", made.place.file, made.place.line);
            let known = starter::word(target, id);
            let decides = target.column(DECIDES).map(|(_, column)| column);
            let mut decided = None;
            if let Some(column) =
                decides.filter(|column| known.is_none_or(|word| word.cell(column.name).is_none()))
            {
                decided = word(id, column)?;
                if decided.is_none() {
                    blank.push(id.to_owned());
                }
            }
            let cells: Vec<Option<Cow<'_, str>>> = target
                .columns()
                .map(|column| match column.name {
                    "id" => Some(Cow::Borrowed(id)),
                    "name" => Some(Cow::Borrowed(made.name.as_str())),
                    _ if known.is_some_and(|word| word.cell(column.name).is_some()) => {
                        known.and_then(|word| word.cell(column.name)).map(Cow::Borrowed)
                    }
                    "office" => Some(Cow::Borrowed(id)),
                    DECIDES => decided.or(column.blank.text()).map(Cow::Borrowed),
                    "source" => source.map(Cow::Borrowed),
                    "note" if target.role != Role::Vocabulary => Some(Cow::Borrowed(note.as_str())),
                    _ => column.blank.text().map(Cow::Borrowed),
                })
                .collect();
            Writer::new(run, target)?.of_checked_rows().add(&cells, &[], run.written())?;
            findings.push(Notice {
                kind: NoticeKind::Made(Named {
                    name: made.name,
                    place: format!("{}:{}", made.place.file, made.place.line),
                    other: made.near,
                }),
                table: target.name,
                id: id.to_owned(),
                other: None,
            });
        }
        Ok((findings, blank))
    }
}

/// An id for a row that is made from its name, as a profile makes ids: accents fall away, and a name with letters that have
/// no place in an id gets a digest. What the archive has or had, and what `is_taken`, gets a number behind it.
///
/// # Errors
/// If the archive cannot be read.
pub fn free_id(
    connection: &Connection,
    table: &'static str,
    name: &str,
    is_taken: impl Fn(&str) -> bool,
) -> Result<String> {
    let wanted = slug(name).filter(|slug| is_slug(slug) && slug.len() <= 100).unwrap_or_else(|| {
        let kind = table.strip_suffix('s').unwrap_or(table);
        format!("{kind}-{}", &base32(&Sha256::digest(name.as_bytes()))[..10])
    });
    let mut id = wanted.clone();
    let mut number = 1_u32;
    while is_taken(&id)
        || super::references::exists(connection, Target::Row(table), &id)?
        || super::references::exists(connection, Target::Entity, &id)?
    {
        number += 1;
        id = format!("{wanted}-{number}");
    }
    Ok(id)
}

/// The ids of the rows that have a name, in any case of its letters.
///
/// # Errors
/// If the archive cannot be read.
pub fn named(connection: &Connection, target: Target, name: &str) -> Result<Vec<String>> {
    let sql = match target {
        Target::Row("sources") => {
            "SELECT id FROM sources WHERE title COLLATE NOCASE IN (SELECT value FROM json_each(?1))"
                .to_owned()
        }
        Target::Row(table) if Table::is_entity_table(table) => format!(
            "SELECT id FROM {table} WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
             UNION SELECT subject FROM names JOIN {table} ON {table}.id = names.subject
               WHERE names.name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
             ORDER BY 1"
        ),
        Target::Row(table) => format!(
            "SELECT id FROM {table} WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1)) ORDER BY 1"
        ),
        _ => "SELECT id FROM organizations WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
              UNION SELECT id FROM officials WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
              UNION SELECT id FROM chapters WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
              UNION SELECT id FROM places WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
              UNION SELECT subject FROM names WHERE name COLLATE NOCASE IN (SELECT value FROM json_each(?1))
              ORDER BY 1"
            .to_owned(),
    };
    let spellings = spellings(name);
    let spellings = crate::query::json_array(spellings.iter().map(String::as_str));
    let mut statement = connection.prepare_cached(&sql)?;
    let ids =
        statement.query_map([spellings], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(ids)
}

fn kind_of(connection: &Connection, id: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT kind FROM entities WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// An id with what distinguishes it from others of its name.
fn with_distinction(connection: &Connection, id: &str) -> Result<String> {
    Ok(match (distinction(connection, id)?, kind_of(connection, id)?) {
        (Some(told), _) => format!("{id} ({told})"),
        (None, Some(_)) => format!("{id} (nothing else known)"),
        (None, None) => id.to_owned(),
    })
}

/// What distinguishes an entity from others of its name: posts and dates of a person, kind and place of the others.
///
/// # Errors
/// If the archive cannot be read.
pub fn distinction(connection: &Connection, id: &str) -> Result<Option<String>> {
    let mut parts: Vec<String> = Vec::new();
    let kind = kind_of(connection, id)?;
    let sql = match kind.as_deref() {
        Some("officials") => {
            "SELECT * FROM (SELECT attributes.name || ' ' || value FROM facts JOIN attributes ON attributes.id = attribute
               WHERE subject = ?1 AND attribute IN ('born', 'died') ORDER BY attribute LIMIT 2)
             UNION ALL SELECT * FROM (SELECT title || ' of ' || coalesce(organization, chapter)
               || CASE WHEN since IS NULL AND coalesce(until, '..') = '..' THEN coalesce(', seen ' || as_of, '')
                  ELSE ' ' || coalesce(since, '?') || '–' || coalesce(nullif(until, '..'), '') END FROM postings WHERE official = ?1 ORDER BY possible_from, id LIMIT 3)"
        }
        Some("organizations") => "SELECT kind FROM organizations WHERE id = ?1 AND kind IS NOT NULL",
        Some("chapters") => {
            "SELECT 'of ' || organization || coalesce(', ' || level, '') || coalesce(', ' || place, '') FROM chapters WHERE id = ?1"
        }
        Some("places") => {
            "SELECT coalesce(kind, 'place') || coalesce(' in ' || parent, '') FROM places WHERE id = ?1"
        }
        _ => return Ok(None),
    };
    let mut statement = connection.prepare_cached(sql)?;
    for part in statement.query_map([id], |row| row.get(0))? {
        parts.push(part?);
    }
    Ok((!parts.is_empty()).then(|| parts.join(", ")))
}
