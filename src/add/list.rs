//! A list of names as a source gives it: one row for each, with its place.

use super::rows::Row;
use super::{Planner, option};
use crate::error::{Complaint, Result};
use crate::import::{Target, distinction, exists};
use crate::schema::{Column, Table};

/// The columns that a list fills: whose name it is, and its place.
pub const COLUMNS: [&str; 2] = ["subject", "position"];

/// The option that takes the list.
pub(super) const OPTION: &str = "--names";

/// Whether rows of a table have a place in a list, so that a list of names makes rows of it.
#[must_use]
pub fn takes_names(table: &Table) -> bool {
    COLUMNS.iter().all(|column| table.column(column).is_some())
}

/// The names of a list. A comma belongs to a name: "Kim, Ha-nul".
fn split(names: &str) -> impl Iterator<Item = &str> {
    names.split([';', '\n', '\r']).map(str::trim).filter(|name| !name.is_empty())
}

impl Planner<'_> {
    /// The rows of a list of names, numbered from 1 as it stands.
    pub(super) fn add_list(&mut self, names: &str) -> Result<Vec<Row>> {
        let [subject, position] = COLUMNS;
        let table = self.wanted.table;
        let Some((place, column)) = table.column(subject) else { return Ok(Vec::new()) };
        let given =
            COLUMNS.iter().chain(&["id"]).filter(|name| self.wanted.cells[table.place(name)].is_some());
        let given: Vec<String> = given.map(|name| option(name)).collect();
        if !given.is_empty() {
            self.complaints.push(Complaint::new(
                format!("{OPTION} makes a row for each name, and {} gives one cell", given.join(", ")),
                format!("leave out {}, or {OPTION}", given.join(", ")),
            ));
        }
        let mut rows: Vec<Row> = Vec::new();
        let Some(common) = self.add_row()? else { return Ok(rows) };
        for (number, name) in (1..).zip(split(names)) {
            let mut row = common.clone();
            row.cells[place] = self.cell(&row, column, OPTION, Some(name.to_owned()), true)?;
            row.set(position, Some(number.to_string()));
            let id = row.cell(subject).map(str::to_owned);
            if let Some(earlier) = rows.iter().find(|row| id.is_some() && row.cell(subject) == id.as_deref())
            {
                let first = earlier.cell(position).unwrap_or_default();
                self.complaints.push(Complaint::new(
                    format!("{OPTION}: {} has the places {first} and {number}", id.unwrap_or_default()),
                    "if these are two people, write the id of the other one; orgarchive add official makes one",
                ));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            self.complaints.push(Complaint::new(
                format!("{OPTION} names nobody"),
                "write the names as the source lists them, with a semicolon or a new line between two",
            ));
        }
        for made in &mut self.made {
            if made.table.has_provenance() && made.cell("source").is_none() {
                made.set("source", common.cell("source").map(str::to_owned));
            }
        }
        Ok(rows)
    }

    /// The id of a name in a list: of any entity that is called so; who is not there is an official.
    pub(super) fn listed(
        &mut self,
        column: &'static Column,
        called: &str,
        text: &str,
    ) -> Result<Result<String, Complaint>> {
        let is_there = exists(self.connection, Target::Entity, text)?;
        let found = if is_there { vec![text.to_owned()] } else { self.named(Target::Entity, text)? };
        match found.as_slice() {
            [] => self.reference(Target::Row("officials"), column, called, text),
            // Others may be new, this one is not: its name is exactly that.
            [one] => {
                if !is_there {
                    let apart = distinction(self.connection, one)?;
                    let apart = apart.map_or(String::new(), |apart| format!(" ({apart})"));
                    self.plan.said.push(format!("{called}: \"{text}\" is {one}{apart}"));
                }
                Ok(Ok(one.clone()))
            }
            _ => self.reference(Target::Entity, column, called, text),
        }
    }
}
