//! Names that stand for ids: of what is there, of what is near, and of what is made.

use super::{Planner, answer, option};
use crate::error::{Complaint, Result};
use crate::import::{Known, MAKEABLE, Target, distinction, exists, named};
use crate::lookup::sharing;
use crate::record::id::{is_record_id, is_slug};
use crate::schema::{Column, Role, Table};
use crate::suggest;

/// How many rows are offered.
const OFFERED: usize = 5;

/// What became of an offer.
enum Chosen {
    /// This row is meant.
    Id(String),
    /// Another one that is not there yet.
    New,
    /// Nobody can be asked: these are the rows, in words.
    Open(Vec<String>),
}

impl Planner<'_> {
    /// Whether the analyst said that the name in a column is new.
    pub(super) fn is_new(&self, column: &str) -> bool {
        self.wanted.new.iter().any(|new| new.column == column)
    }

    /// The id that a text means in a column of references.
    pub(super) fn reference(
        &mut self,
        target: Target,
        column: &'static Column,
        called: &str,
        text: &str,
    ) -> Result<Result<String, Complaint>> {
        let is_id = is_slug(text) || target == Target::Event && is_record_id(text);
        if is_id && (exists(self.connection, target, text)? || self.is_made(target, text)) {
            return Ok(Ok(text.to_owned()));
        }
        if let Some(id) = self.made_with_name(target, text) {
            return Ok(Ok(id));
        }
        let is_new = self.is_new(column.name);
        let found = if is_new { Vec::new() } else { self.named(target, text)? };
        if let [one] = found.as_slice() {
            let told = distinction(self.connection, one)?.map_or(String::new(), |told| format!(" ({told})"));
            let is_word = matches!(target, Target::Row(table) if Table::named(table).is_some_and(|table| table.role == Role::Vocabulary));
            if !is_word {
                self.plan.said.push(format!("{called}: \"{text}\" is {one}{told}"));
            }
            return Ok(Ok(one.clone()));
        }
        let (several, offered) = match found.is_empty() {
            false => (true, found),
            true if is_new => (false, Vec::new()),
            true => (false, self.near(target, text)?),
        };
        let what = words(target);
        if !offered.is_empty() {
            let problem = match several {
                true => format!("\"{text}\" is the name of {} rows", offered.len()),
                false => format!("there is no \"{text}\" in {what}"),
            };
            match self.choose(&problem, &offered)? {
                Chosen::Id(id) => return Ok(Ok(id)),
                Chosen::New => {}
                Chosen::Open(rows) => {
                    let new = match target {
                        Target::Row(table) if MAKEABLE.contains(&table) => {
                            format!("; if it is another one: --new {}", column.name)
                        }
                        Target::Entity => format!(
                            "; if it is another one: --new {}=officials (or another table)",
                            column.name
                        ),
                        _ => String::new(),
                    };
                    let write = match called {
                        super::list::OPTION => "write the id in place of the name".to_owned(),
                        called => format!("write {called} ID"),
                    };
                    return Ok(Err(Complaint::new(
                        format!("{called}: {problem}"),
                        format!("did you mean {}? {write}{new}", rows.join(", or ")),
                    )));
                }
            }
        }
        let table = match target {
            Target::Row(table) => Table::named(table).filter(|table| MAKEABLE.contains(&table.name)),
            Target::Entity => self.table_of_new(column.name, text)?,
            Target::Event => None,
        };
        match table {
            Some(table) => Ok(Ok(self.make(table, text)?)),
            None => {
                let hint = match target {
                    Target::Row(table) => {
                        let table = Table::named(table).map_or(table, Table::singular);
                        format!("add it first: orgarchive add {table}")
                    }
                    Target::Event => "add it first: orgarchive add event --title TEXT --date DATE".to_owned(),
                    Target::Entity => format!(
                        "if it is new, say what it is: --new {0}=officials, {0}=organizations or {0}=places",
                        column.name
                    ),
                };
                Ok(Err(Complaint::new(format!("{called}: there is no \"{text}\" in {what}"), hint)))
            }
        }
    }

    /// Whether a row that is named or near is to be left alone, and another one with this name is added.
    pub(super) fn confirm_another(
        &mut self,
        table: &'static Table,
        column: &'static str,
        name: &str,
    ) -> Result<bool> {
        let target = Target::Row(table.name);
        let found = named(self.connection, target, name)?;
        let is_there = !found.is_empty();
        let offered = if is_there { found } else { self.near(target, name)? };
        if offered.is_empty() {
            return Ok(true);
        }
        let problem = match is_there {
            true => format!("\"{name}\" is in {} already", table.name),
            false => format!("a name like \"{name}\" is in {} already", table.name),
        };
        match self.choose(&problem, &offered)? {
            Chosen::New => Ok(true),
            Chosen::Id(id) => {
                self.complaints.push(Complaint::new(
                    format!("{id} is in {} already", table.name),
                    format!("orgarchive edit {id} corrects it"),
                ));
                Ok(false)
            }
            Chosen::Open(rows) => {
                self.complaints.push(Complaint::new(
                    format!("{}: {problem}: {}", option(column), rows.join("; ")),
                    format!("if this is another one: --new {column}, or an id of its own with --id"),
                ));
                Ok(false)
            }
        }
    }

    /// The rows that have a name.
    pub(super) fn named(&self, target: Target, text: &str) -> Result<Vec<String>> {
        if target != Target::Event {
            return named(self.connection, target, text);
        }
        let mut statement = self.connection.prepare(
            "SELECT DISTINCT event FROM events WHERE title = ?1 COLLATE NOCASE
             UNION SELECT DISTINCT event FROM events JOIN names ON subject = event WHERE names.name = ?1 COLLATE NOCASE ORDER BY 1",
        )?;
        Ok(statement.query_map([text], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
    }

    /// Rows whose names or ids are near.
    fn near(&self, target: Target, text: &str) -> Result<Vec<String>> {
        let fits = |kind: &str| match target {
            Target::Row(table) => kind == table,
            Target::Entity => true,
            Target::Event => kind == "events",
        };
        let mut near: Vec<String> = sharing(self.connection, text, |_| Ok(true))?
            .into_iter()
            .filter(|entity| !entity.is_contradicted && fits(&entity.kind))
            .map(|entity| entity.id)
            .collect();
        if target != Target::Event {
            let known = Known::read(self.connection, target)?;
            near.extend(known.near_rows(text, true).into_iter().map(|(id, _)| id));
            if is_slug(text) && text.len() > 3 {
                let close = |id: &&&str| strsim::normalized_damerau_levenshtein(text, id) >= 0.75;
                let ids: Vec<&str> = known.ids().collect();
                let nearest = suggest::nearest(text, ids.iter().copied(), OFFERED);
                near.extend(nearest.iter().filter(close).map(|id| (*id).to_owned()));
            }
        }
        let mut seen = std::collections::HashSet::new();
        near.retain(|id| seen.insert(id.clone()));
        near.truncate(OFFERED);
        Ok(near)
    }

    /// Offers rows to choose from.
    fn choose(&self, problem: &str, offered: &[String]) -> Result<Chosen> {
        let mut rows = Vec::new();
        for id in offered {
            rows.push(self.told(id)?);
        }
        let Some(ask) = self.ask else { return Ok(Chosen::Open(rows)) };
        let listed: Vec<String> =
            rows.iter().enumerate().map(|(number, row)| format!("  {}  {row}\n", number + 1)).collect();
        let question = format!(
            "{problem}. Did you mean\n{}  n  another one, which is new\nnumber or n: ",
            listed.concat()
        );
        let mut why = String::new();
        loop {
            let answer = answer(ask, &format!("{why}{question}"))?;
            if answer.eq_ignore_ascii_case("n") {
                return Ok(Chosen::New);
            }
            let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let id = offered.iter().find(|id| **id == answer);
            if let Some(id) = id.or_else(|| offered.get(number?)) {
                return Ok(Chosen::Id(id.clone()));
            }
            why = match answer.as_str() {
                "" => format!(
                    "a blank answer chooses nothing: write a number from 1 to {}, or n\n",
                    offered.len()
                ),
                other => format!("\"{other}\" is neither n nor a number from 1 to {}\n", offered.len()),
            };
        }
    }

    /// A row with its name and what tells it apart.
    fn told(&self, id: &str) -> Result<String> {
        let mut name = None;
        for table in Table::entities()
            .chain(crate::schema::TABLES.iter().filter(|table| table.role == Role::Vocabulary))
        {
            if let (None, Some(column)) = (&name, table.called_by()) {
                let sql = format!("SELECT {column} FROM {} WHERE id = ?1", table.name);
                let found = self.connection.query_row(&sql, [id], |row| row.get::<_, String>(0));
                name = rusqlite::OptionalExtension::optional(found)?;
            }
        }
        let apart = distinction(self.connection, id)?;
        let parts: Vec<String> = std::iter::once(id.to_owned()).chain(apart).collect();
        Ok(match name {
            Some(name) => format!("{name} ({})", parts.join(": ")),
            None => parts.join(": "),
        })
    }

    /// The table of what a column of entities names that is not there.
    fn table_of_new(&self, column: &str, text: &str) -> Result<Option<&'static Table>> {
        let is_makeable = |table: &&'static Table| table.is_of_entities() && MAKEABLE.contains(&table.name);
        let said = self.wanted.new.iter().find(|new| new.column == column).and_then(|new| new.table);
        if said.is_some() {
            return Ok(said.filter(is_makeable));
        }
        let Some(ask) = self.ask else { return Ok(None) };
        let mut why = String::new();
        loop {
            let question = format!(
                "{why}\"{text}\" is new. Is it one of officials, organizations or places (blank: it is mistyped)? "
            );
            let answer = answer(ask, &question)?;
            if answer.is_empty() {
                return Ok(None);
            }
            let table = Table::entities().find(|table| table.name == answer || table.singular() == answer);
            if let Some(table) = table.filter(is_makeable) {
                return Ok(Some(table));
            }
            why = format!("\"{answer}\" is not one of these\n");
        }
    }

    fn is_made(&self, target: Target, id: &str) -> bool {
        self.made.iter().any(|row| target.may_be_in(row.table) && row.is(id))
    }

    fn made_with_name(&self, target: Target, text: &str) -> Option<String> {
        let name = text.to_lowercase();
        let row = self.made.iter().find(|row| {
            target.may_be_in(row.table) && row.name().is_some_and(|own| own.to_lowercase() == name)
        })?;
        row.cell("id").map(str::to_owned)
    }
}

fn words(target: Target) -> &'static str {
    match target {
        Target::Row(table) => table,
        Target::Entity => "places, organizations, chapters, officials or events",
        Target::Event => "events",
    }
}
