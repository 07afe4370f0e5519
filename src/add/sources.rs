//! The source of a row: one that is there, found by its id, its title or its address, or a new one.

use super::rows::Row;
use super::{Planner, answer, described, option, source_option, tidied};
use crate::error::{Complaint, Result};
use crate::import::{Marks, Target, address, exists, free_id, named, sources_like};
use crate::record::id::is_slug;
use crate::schema::Table;

impl Planner<'_> {
    /// The source that is itself to be added; none if it is there already.
    pub(super) fn add_source(&mut self) -> Result<Option<Row>> {
        let mut row = Row::new(self.wanted.table);
        for (place, column) in row.table.columns().enumerate().skip(1) {
            let given = self.wanted.cells[place].clone();
            row.cells[place] = self.cell(&row, column, &option(column.name), given, column.required)?;
        }
        if !self.is_new("title") && self.found_again(&row)?.is_some() {
            return Ok(None);
        }
        self.give_id_to_source(&mut row, self.wanted.cells[0].clone())?;
        self.fill_blanks(&mut row)?;
        Ok(Some(row))
    }

    /// The id of the source of the row; one that is not there is made.
    pub(super) fn source(&mut self) -> Result<Option<String>> {
        let table = self.wanted.table;
        let Some(sources) = Table::named("sources") else { return Ok(None) };
        let mut given = self.wanted.source.clone();
        let mut called = self.wanted.cells[table.place("source")].clone().and_then(tidied);
        if called.is_none() && given.iter().all(Option::is_none) {
            let Some(ask) = self.ask else {
                self.lacking.push((
                    "--source".to_owned(),
                    format!(
                        "the id or title of a source, or {} with {}, {} and {}",
                        source_option(table, "title"),
                        source_option(table, "publisher"),
                        source_option(table, "published"),
                        source_option(table, "url")
                    ),
                ));
                return Ok(None);
            };
            let mut why = "";
            while called.is_none() {
                called = tidied(answer(ask, &format!("{why}source (its id, or its title): "))?);
                why = super::NEEDED;
            }
            let text = called.clone().unwrap_or_default();
            let is_there = exists(self.connection, Target::Row("sources"), &text)?
                || !named(self.connection, Target::Row("sources"), &text)?.is_empty();
            if !is_there {
                for (place, column) in sources.columns().enumerate() {
                    if ["publisher", "published", "url"].contains(&column.name) {
                        let blank = if column.meaning.contains("blank") { "" } else { "; blank: not known" };
                        let question = format!("{} ({}{blank}): ", column.name, described(column));
                        given[place] = tidied(answer(ask, &question)?);
                    }
                }
            }
        }
        let mut row = Row::new(sources);
        for (place, column) in sources.columns().enumerate().skip(1) {
            let called = source_option(table, column.name);
            row.cells[place] = self.cell(&row, column, &called, given[place].clone(), false)?;
        }
        let mut id = None;
        if let Some(called) = called {
            if exists(self.connection, Target::Row("sources"), &called)? {
                self.compare(&called, &row)?;
                return Ok(Some(called));
            }
            if row.cell("title").is_none() {
                row.set("title", Some(called));
            } else if is_slug(&called) {
                id = Some(called);
            } else {
                self.complaints.push(Complaint::new(
                    format!("--source: there is no \"{called}\" in sources"),
                    format!(
                        "leave it out, since {} gives the title of a new one; or give a new one an id",
                        source_option(table, "title")
                    ),
                ));
                return Ok(None);
            }
        }
        if row.cell("title").is_none() && row.cell("url").is_none() {
            self.lacking.push((source_option(table, "title"), "what the source is called".to_owned()));
            return Ok(None);
        }
        if !self.is_new("source")
            && let Some(found) = self.found_again(&row)?
        {
            return Ok(Some(found));
        }
        if row.cell("title").is_none() {
            let (_, column) = sources.column("title").unwrap_or((0, &sources.own_columns[1]));
            let title = self.cell(&row, column, &source_option(table, "title"), None, true)?;
            row.set("title", title);
        }
        self.give_id_to_source(&mut row, id)?;
        let title = row.cell("title").unwrap_or_default().to_owned();
        self.plan.made.push(format!("the source \"{title}\""));
        self.fill_blanks(&mut row)?;
        let id = row.cell("id").map(str::to_owned);
        self.made.push(row);
        Ok(id)
    }

    /// The id that is given, or one that is made of the title.
    fn give_id_to_source(&mut self, row: &mut Row, given: Option<String>) -> Result<()> {
        if let Some(given) = given {
            if !is_slug(&given) || exists(self.connection, Target::Row("sources"), &given)? {
                self.complaints.push(Complaint::new(
                    format!("\"{given}\" cannot be the id of a new source"),
                    "ids are up to 120 lower-case letters a-z, digits, - _ . without spaces, and no source may have it yet",
                ));
            }
            row.set("id", Some(given));
        } else if let Some(title) = row.cell("title") {
            let id = free_id(self.connection, "sources", title, |_| false)?;
            row.set("id", Some(id));
        }
        Ok(())
    }

    /// The source that a row describes, if the archive has it.
    fn found_again(&mut self, row: &Row) -> Result<Option<String>> {
        let cell = |column: &str| row.cell(column).map(str::to_owned);
        let marks = Marks {
            title: cell("title"),
            publisher: cell("publisher"),
            published: cell("published"),
            url: cell("url"),
        };
        let found = sources_like(self.connection, &marks)?;
        match found.as_slice() {
            [] => Ok(None),
            [(id, how)] => {
                self.plan.said.push(format!("the source is there already: {id} (same {how})"));
                self.compare(id, row)?;
                Ok(Some(id.clone()))
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|(id, _)| id.as_str()).collect();
                self.complaints.push(Complaint::new(
                    format!("several sources may be meant: {}", ids.join(", ")),
                    "say which: --source ID; if it is another one: --new source",
                ));
                Ok(Some(ids[0].to_owned()))
            }
        }
    }

    /// Says which cells of a source that is there differ from what is given: they stay.
    fn compare(&mut self, id: &str, row: &Row) -> Result<()> {
        for (column, cell) in row.table.columns().zip(&row.cells).skip(1) {
            let Some(cell) = cell else { continue };
            let sql = format!("SELECT {} FROM sources WHERE id = ?1", column.name);
            let held: Option<String> = self.connection.query_row(&sql, [id], |row| row.get(0))?;
            let is_same = held.as_deref().is_some_and(|held| match column.name {
                "url" => address(held) == address(cell),
                _ => held.to_lowercase() == cell.to_lowercase(),
            });
            if !is_same {
                let held = held.map_or("is blank".to_owned(), |held| format!("is \"{held}\""));
                self.plan.said.push(format!(
                    "{} of {id} {held} there, and stays so (to correct it: orgarchive edit {id} {} …)",
                    column.name,
                    option(column.name)
                ));
            }
        }
        Ok(())
    }
}
