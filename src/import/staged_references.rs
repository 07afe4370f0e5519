//! What the staged rows of a table name, checked against what is there: a row that names what is nowhere is refused, and so
//! are those that name this one.

use std::borrow::Cow;

use rusqlite::Connection;

use super::files::Shape;
use super::load::Loading;
use super::references::Target;
use super::staging::{Origin, Ready, Staged, State};
use crate::computed::{Context, ValueType};
use crate::error::Result;
use crate::record::cells::tidy;
use crate::record::refusal::{Place, Refusal};
use crate::schema::{Kind, Table};

impl Loading<'_> {
    /// Notes what a row names, except for its cells that are refused.
    pub(super) fn note_references(
        &mut self,
        table: &'static Table,
        ready: &Ready<'_>,
        bad: u32,
    ) -> Result<()> {
        let connection = self.connection();
        for (place, target, _) in references_of(&mut self.context, connection, table, ready, bad)? {
            let id = ready.cells[place].as_deref().unwrap_or_default();
            if !self.names.makes(target, id) {
                self.references.note(connection, target, id)?;
            }
        }
        Ok(())
    }

    /// Remembers what a row is called whose cells are too few or too many: what names it is not to be blamed for that.
    pub(super) fn note_loose_row(
        &mut self,
        table: &'static Table,
        shape: &Shape,
        loose: &[Cow<'_, str>],
        place: &Place,
    ) {
        let Shape::Plain { places, .. } = shape else { return };
        let cells: Vec<Option<Cow<'_, str>>> = places
            .iter()
            .map(|place| place.and_then(|place| loose.get(place)).and_then(|cell| tidy(cell.clone())))
            .collect();
        self.references.refused.note(table, &cells, place);
    }

    /// Refuses the staged rows that name what is nowhere, and then those that named these. What the rows name that are
    /// refused already is reported as well.
    pub(super) fn refuse_what_names_nothing(
        &mut self,
        table: &'static Table,
        staged: &mut Staged,
    ) -> Result<()> {
        let is_missing = self.references.strike_staged(table, staged)?;
        let mut goes_on = is_missing;
        while goes_on {
            goes_on = self.refuse_of_state(State::Good, table, staged)?;
        }
        if staged.has_refused && self.references.are_missing() {
            self.refuse_of_state(State::Refused, table, staged)?;
        }
        Ok(())
    }

    /// Refuses the rows in that state that name what is missing; returns whether there were any.
    fn refuse_of_state(&mut self, state: State, table: &'static Table, staged: &mut Staged) -> Result<bool> {
        let connection = self.connection();
        let mut refused: Vec<(Origin, Vec<Option<String>>, Vec<Refusal>)> = Vec::new();
        staged.each(|origin, ready| {
            if origin.state != state {
                return Ok(());
            }
            let mut refusals = Vec::new();
            let mut is_lost = false;
            for (cell, target, column) in
                references_of(&mut self.context, connection, table, &ready, origin.bad)?
            {
                let id = ready.cells[cell].as_deref().unwrap_or_default();
                if self.references.is_missing(target, id) {
                    is_lost = true;
                    let place = self.place(origin);
                    let refusal = self.references.refusal(connection, target, column, id, &place)?;
                    refusals.extend(refusal.map(|refusal| self.in_words_of_the_file(table, origin, refusal)));
                }
            }
            if is_lost {
                let cells = ready.cells.iter().map(|cell| cell.as_deref().map(str::to_owned)).collect();
                refused.push((origin, cells, refusals));
            }
            Ok(())
        })?;
        let any = !refused.is_empty();
        refused.sort_by_key(|(origin, _, _)| (origin.file, origin.line));
        for (origin, cells, refusals) in refused {
            staged.remove(origin);
            let place = self.place(origin);
            if state == State::Good {
                self.references.lost(table, &cells);
            }
            self.references.refused.note(table, &cells, &place);
            self.refuse(origin.file, &place, || None, refusals)?;
        }
        Ok(any)
    }
}

/// The references of a row that are not blank and not refused: the place of the cell, what it names, and its column.
fn references_of(
    context: &mut Context,
    connection: &Connection,
    table: &'static Table,
    ready: &Ready<'_>,
    bad: u32,
) -> Result<Vec<(usize, Target, &'static str)>> {
    let mut found = Vec::new();
    for (place, column) in table.columns().enumerate() {
        if ready.cells[place].is_none() || bad & (1 << place) != 0 {
            continue;
        }
        let target = match (column.kind, table.name) {
            (Kind::Event, "events") => None,
            (Kind::Value, _) => {
                let attribute = ready.cells[table.place("attribute")].as_deref().unwrap_or_default();
                let is_entity = context.value_type(connection, attribute)? == Some(ValueType::Entity);
                is_entity.then_some(Target::Entity)
            }
            (kind, _) => Target::of(kind),
        };
        found.extend(target.map(|target| (place, target, column.name)));
    }
    Ok(found)
}
