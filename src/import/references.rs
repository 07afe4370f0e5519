//! References of the rows of an import: ids that are known, and those that are missing so far.
//!
//! Tables are loaded in an order in which a row refers to tables before its own, or to its own: once all rows of a table
//! are staged, what is still missing is missing.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use rusqlite::{CachedStatement, Connection, OptionalExtension};

use super::near_names::joined;
use super::resolve::{MAKEABLE, distinction};
use super::staging::Staged;
use crate::error::Result;
use crate::record::refusal::{Place, Refusal, WAITS};
use crate::schema::{Kind, Role, TABLES, Table};
use crate::suggest;
use crate::workbook::is_workbook;

/// How many ids are remembered; the others are looked up in the archive each time.
const REMEMBERED: usize = 200_000;
/// Among how many ids a suggestion is looked for.
const CANDIDATES: i64 = 50_000;
/// How many ids and names of refused rows are remembered, to say that what refers to them waits for them.
const REFUSED_REMEMBERED: usize = 100_000;

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A row of that table.
    Row(&'static str),
    /// Any entity.
    Entity,
    /// An event, by the id that its reports share.
    Event,
}

impl Target {
    /// What a column's cells name; none if they are not references.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Target> {
        match kind {
            Kind::Reference(table) => Some(Target::Row(table)),
            Kind::Entity => Some(Target::Entity),
            Kind::Event => Some(Target::Event),
            _ => None,
        }
    }

    fn lookup(self) -> String {
        match self {
            Target::Row(table) => format!("SELECT 1 FROM {table} WHERE id = ?1"),
            Target::Entity => "SELECT 1 FROM entities WHERE id = ?1".to_owned(),
            Target::Event => "SELECT 1 FROM events WHERE event = ?1".to_owned(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Target::Row(table) => table,
            Target::Entity => "places, organizations, chapters, officials or events",
            Target::Event => "events",
        }
    }

    fn candidates(self) -> String {
        match self {
            Target::Row(table) => format!("SELECT id FROM {table} LIMIT {CANDIDATES}"),
            Target::Entity => format!("SELECT id FROM entities LIMIT {CANDIDATES}"),
            Target::Event => format!("SELECT DISTINCT event FROM events LIMIT {CANDIDATES}"),
        }
    }

    fn is_an_entity(self) -> bool {
        match self {
            Target::Row(table) => Table::is_entity_table(table),
            Target::Entity | Target::Event => true,
        }
    }

    /// Whether a row of this table can be what is named.
    #[must_use]
    pub fn may_be_in(self, table: &Table) -> bool {
        match self {
            Target::Row(name) => name == table.name,
            Target::Entity => table.is_of_entities(),
            Target::Event => table.is_of_reports(),
        }
    }
}

/// All references of a pass.
#[derive(Debug, Default)]
pub struct References {
    /// By target, of which there are few.
    known: Vec<(Target, HashSet<String>)>,
    missing: HashMap<Target, HashSet<String>>,
    candidates: HashMap<Target, Vec<String>>,
    /// The rows that are refused.
    pub refused: RefusedRows,
    /// Tables of which a file could not be read: what is not in the archive may be in there.
    pub not_read: Vec<&'static Table>,
}

/// Where the rows stand that are refused, by what others may call them; it outlives a pass.
#[derive(Debug, Default)]
pub struct RefusedRows {
    /// By table and id.
    ids: HashMap<(&'static str, String), Place>,
    /// By table and the letters of the name.
    names: HashMap<(&'static str, String), Vec<RefusedName>>,
    /// How many names there are.
    count: usize,
}

/// A refused row that has a name.
#[derive(Debug)]
struct RefusedName {
    /// The name in small letters.
    small: String,
    place: Place,
    /// The id that it names.
    id: String,
}

impl RefusedRows {
    /// Remembers a refused row by its id, its name and the event that it reports, as far as its cells tell them.
    pub fn note(&mut self, table: &'static Table, cells: &[Option<impl AsRef<str>>], place: &Place) {
        let text = |number: usize| cells.get(number).and_then(Option::as_ref).map(AsRef::as_ref);
        for (number, column) in table.columns().enumerate() {
            let Some(text) = text(number).filter(|text| !text.is_empty()) else { continue };
            if matches!(column.kind, Kind::Id | Kind::Event) && !table.is_of_records() {
                if self.ids.len() < REFUSED_REMEMBERED {
                    self.ids.entry((table.name, text.to_owned())).or_insert_with(|| place.clone());
                }
            } else if is_name(table, column.name) && self.count < REFUSED_REMEMBERED {
                let bearer = if table.name == "names" { table.place("subject") } else { 0 };
                let id = cells[bearer].as_ref().map(AsRef::as_ref).unwrap_or_default().to_owned();
                let of_letters = self.names.entry((table.name, joined(text))).or_default();
                let small = in_small_letters(text);
                if !of_letters.iter().any(|known| known.small == small) {
                    of_letters.push(RefusedName { small, place: place.clone(), id });
                    self.count += 1;
                }
            }
        }
    }

    /// Where the refused row is whose id this is, in a table that is meant.
    #[must_use]
    pub fn with_id(&self, target: Target, id: &str) -> Option<&Place> {
        if self.ids.is_empty() {
            return None;
        }
        TABLES
            .iter()
            .filter(|table| target.may_be_in(table))
            .find_map(|table| self.ids.get(&(table.name, id.to_owned())))
    }

    /// Where the refused row is whose name this is, in a table that is meant, or in `names`; with the id that it names. Names
    /// differ in case alone, or, if `is_alike`, also in spaces, hyphens and apostrophes.
    #[must_use]
    pub fn with_name(&self, target: Target, name: &str, is_alike: bool) -> Option<(&Place, &str)> {
        if self.names.is_empty() {
            return None;
        }
        let (letters, small) = (joined(name), in_small_letters(name));
        TABLES
            .iter()
            .filter(|table| target.may_be_in(table))
            .map(|table| table.name)
            .chain(target.is_an_entity().then_some("names"))
            .find_map(|table| {
                let of_letters = self.names.get(&(table, letters.clone()))?;
                of_letters.iter().find(|known| is_alike || known.small == small)
            })
            .map(|known| (&known.place, known.id.as_str()))
    }

    /// Where the refused row of another table is that gives an entity this id.
    #[must_use]
    pub fn of_other_table(&self, table: &Table, id: &str) -> Option<(&'static str, &Place)> {
        if self.ids.is_empty() {
            return None;
        }
        TABLES
            .iter()
            .filter(|other| other.is_of_entities() && other.name != table.name)
            .find_map(|other| self.ids.get(&(other.name, id.to_owned())).map(|place| (other.name, place)))
    }
}

/// The columns by whose text a row may be named where names are allowed.
fn is_name(table: &Table, column: &str) -> bool {
    (!table.is_of_records() || table.name == "names")
        && column == if table.name == "sources" { "title" } else { "name" }
}

fn in_small_letters(name: &str) -> String {
    name.to_lowercase()
}

/// Says that a reference waits for a row that is refused.
#[must_use]
pub fn waits(column: &str, called: &str, place: &Place) -> Refusal {
    Refusal::cell(
        WAITS,
        column,
        format!("\"{called}\" is in {}:{}, which is refused", place.file, place.line),
    )
    .with_hint("this row is loaded once that one is corrected")
}

impl References {
    /// Whether what is named may be in a file that could not be read.
    #[must_use]
    pub fn may_be_unread(&self, target: Target) -> bool {
        self.not_read
            .iter()
            .any(|table| target.may_be_in(table) || table.name == "names" && target.is_an_entity())
    }

    /// Notes a reference: it is known, or missing so far.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn note(&mut self, connection: &Connection, target: Target, id: &str) -> Result<()> {
        let is_unread = self.may_be_unread(target);
        let place = self.known.iter().position(|(own, _)| *own == target).unwrap_or_else(|| {
            self.known.push((target, HashSet::new()));
            self.known.len() - 1
        });
        let known = &mut self.known[place].1;
        if known.contains(id) {
            return Ok(());
        }
        if is_unread || exists(connection, target, id)? {
            if known.len() < REMEMBERED {
                known.insert(id.to_owned());
            }
        } else {
            self.missing.entry(target).or_default().insert(id.to_owned());
        }
        Ok(())
    }

    /// Whether a reference is missing, now that all rows of its table are staged.
    #[must_use]
    pub fn is_missing(&self, target: Target, id: &str) -> bool {
        self.missing.get(&target).is_some_and(|missing| missing.contains(id))
    }

    /// Strikes off what the staged rows of a table bring; returns whether something is still missing.
    ///
    /// # Errors
    /// If the staged rows cannot be read.
    pub fn strike_staged(&mut self, table: &'static Table, staged: &mut Staged) -> Result<bool> {
        let own: Vec<Target> = self
            .missing
            .iter()
            .filter(|(target, ids)| target.may_be_in(table) && !ids.is_empty())
            .map(|(target, _)| *target)
            .collect();
        if !own.is_empty() {
            staged.each_good(|ready| {
                for target in &own {
                    if let (Some(missing), Some(id)) =
                        (self.missing.get_mut(target), id_for(*target, table, &ready.cells))
                    {
                        missing.remove(id);
                    }
                }
            })?;
        }
        Ok(self.are_missing())
    }

    /// Whether anything is missing.
    #[must_use]
    pub fn are_missing(&self) -> bool {
        self.missing.values().any(|ids| !ids.is_empty())
    }

    /// Takes an id as missing again: the staged row that would have brought it is refused.
    pub fn lost(&mut self, table: &'static Table, cells: &[Option<String>]) {
        for target in [Target::Row(table.name), Target::Entity, Target::Event] {
            if let Some(id) = id_for(target, table, cells).filter(|_| target.may_be_in(table)) {
                self.missing.entry(target).or_default().insert(id.to_owned());
            }
        }
    }

    /// Why a row is refused that names an id which is missing; nothing if the missing row is refused itself and is made
    /// of the same row of the file, if that was reported already.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn refusal(
        &mut self,
        connection: &Connection,
        target: Target,
        column: &'static str,
        id: &str,
        place: &Place,
    ) -> Result<Option<Refusal>> {
        if let Some(refused) = self.refused.with_id(target, id) {
            return Ok((refused != place).then(|| waits(column, id, refused)));
        }
        let hint = match was_there(connection, target, id)? {
            true => format!(
                "it was withdrawn: orgarchive log --id {id} says why; a row that brings it back is imported with --restore"
            ),
            false => {
                let add = match target {
                    Target::Row(table) => {
                        format!(
                            "add a row with that id to {} and import it as well",
                            home_of(table, &place.file)
                        )
                    }
                    _ => format!(
                        "add a row with that id to the {} of its table and import it as well",
                        if book_of(&place.file).is_some() { "sheet" } else { "CSV" }
                    ),
                };
                let made = match target {
                    Target::Row(table) if is_vocabulary(table) && MAKEABLE.contains(&table) => {
                        format!(", or let it be made: --create-missing {table}")
                    }
                    _ => String::new(),
                };
                match self.near(connection, target, id)? {
                    Some(near) if made.is_empty() => near,
                    Some(near) => format!("{near} if it is another one, {add}{made}"),
                    None => format!("{add}{made}"),
                }
            }
        };
        let message = format!("there is no \"{id}\" in {}", target.words());
        Ok(Some(Refusal::cell("reference", column, message).with_hint(hint)))
    }

    /// Ids that are near, as a hint; none if there are none.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn near(&mut self, connection: &Connection, target: Target, id: &str) -> Result<Option<String>> {
        let ids = match self.candidates.entry(target) {
            std::collections::hash_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                let mut statement = connection.prepare(&target.candidates())?;
                let ids =
                    statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
                free.insert(ids)
            }
        };
        let mut near = Vec::new();
        for id in suggest::nearest(id, ids.iter().map(String::as_str), 3) {
            near.push(match distinction(connection, id)? {
                Some(apart) => format!("{id} ({apart})"),
                None => id.to_owned(),
            });
        }
        Ok((!near.is_empty()).then(|| format!("did you mean {}?", near.join(", or "))))
    }

    /// Forgets what was missing: the next table begins.
    pub fn begin_table(&mut self) {
        self.missing.clear();
    }
}

/// The workbook in which a sheet is that messages call by this name; none if it is another file.
fn book_of(file: &str) -> Option<&str> {
    let (book, _) = file.strip_suffix(']')?.rsplit_once('[')?;
    is_workbook(Path::new(book)).then_some(book)
}

/// Where the rows of a table belong that the rows of a file name: to another sheet of its workbook, or a file of their own.
#[must_use]
pub fn home_of(table: &str, file: &str) -> String {
    match book_of(file) {
        Some(book) => format!("the sheet {table} of {book}"),
        None => format!("{table}.csv"),
    }
}

fn is_vocabulary(table: &str) -> bool {
    Table::named(table).is_some_and(|table| table.role == Role::Vocabulary)
}

/// Whether the archive once had what is named.
fn was_there(connection: &Connection, target: Target, id: &str) -> Result<bool> {
    let (of_the_table, table) = match target {
        Target::Row(table) => ("table_name = ?1", Some(table)),
        Target::Entity => {
            ("?1 IS NULL AND table_name IN ('places', 'organizations', 'chapters', 'officials')", None)
        }
        // Its reports have ids of their own.
        Target::Event => return Ok(false),
    };
    let sql = format!("SELECT EXISTS (SELECT 1 FROM history WHERE {of_the_table} AND id = ?2)");
    Ok(connection.prepare_cached(&sql)?.query_row((table, id), |row| row.get(0))?)
}

/// What a row is called by those that name it as a target.
fn id_for<'row>(target: Target, table: &Table, cells: &'row [Option<impl AsRef<str>>]) -> Option<&'row str> {
    let column = match target {
        Target::Row(_) => 0,
        _ if table.name == "events" => table.place("event"),
        _ => 0,
    };
    cells[column].as_ref().map(AsRef::as_ref)
}

/// How many statements a run keeps prepared: one for each target, and those of the store.
pub const STATEMENTS: usize = 96;

/// Whether the archive has what is named.
///
/// # Errors
/// If it cannot be read.
pub fn exists(connection: &Connection, target: Target, id: &str) -> Result<bool> {
    let mut statement: CachedStatement<'_> = connection.prepare_cached(&target.lookup())?;
    Ok(statement.query_row([id], |_| Ok(())).optional()?.is_some())
}
