//! Ids that several rows of one import claim: with different content in one table, or for entities of two tables.
//!
//! Which of them is right only the analyst knows. The first row keeps the id, unless the archive holds another one of the
//! file as it is. What was rejected for this is remembered by its digest with the run: it does not revise the row that
//! was loaded when it comes back, in whatever file.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::check::Taken;
use super::load::Loading;
use super::staging::{Origin, Staged, State};
use super::summary::Counts;
use crate::archive::Store;
use crate::digest::base32;
use crate::error::Result;
use crate::record::cells::tidy;
use crate::record::refusal::{Place, Refusal};
use crate::schema::{Kind, Table};

/// What the reason says of a row that was rejected because another row has its id.
const GIVEN_BEFORE: &str = "was given before";
const OTHER_CONTENT: &str = "with other content";

/// A row whose id stands for an entity of another table.
pub struct Claim {
    file: u32,
    place: Place,
    taken: Taken,
}

/// What a row is known by that was refused because another row has its id: 16 letters and digits of the SHA-256 of its
/// table and its cells.
#[must_use]
pub fn digest(table: &Table, cells: &[Option<impl AsRef<str>>]) -> String {
    let mut digest = Sha256::new();
    digest.update(table.name);
    for cell in cells {
        let text = cell.as_ref().map(AsRef::as_ref).unwrap_or_default();
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    }
    base32(&digest.finalize()[..10])
}

/// The refusal of a row that comes back with an id for which it was rejected before.
#[must_use]
pub fn again(id: &str, columns: &[&str]) -> Refusal {
    let columns = columns.join(", ");
    let message = format!("\"{id}\" {GIVEN_BEFORE} and is in the archive, {OTHER_CONTENT}: {columns}");
    Refusal::cell("twice", "id", message).with_hint(
        "give the row an id of its own; if it is to revise the one in the archive, import it with --restore",
    )
}

/// The refusal of a row with the id of one that was made because rows name it.
#[must_use]
pub fn of_made_row(id: &str, columns: &[&str]) -> Refusal {
    twice(id, "made from its name", columns)
        .with_hint("write this id where the row is named, or give the row another one")
}

/// Whether a row was rejected because another row has its id, by the reason before it.
#[must_use]
pub fn was_rejected_for_its_id(reason: &str) -> bool {
    reason.contains(GIVEN_BEFORE) && reason.contains(OTHER_CONTENT)
}

fn twice(id: &str, by: &str, columns: &[&str]) -> Refusal {
    let columns = columns.join(", ");
    let message = format!("\"{id}\" {GIVEN_BEFORE} in this import ({by}), {OTHER_CONTENT}: {columns}");
    Refusal::cell("twice", "id", message)
}

impl<'run> Loading<'run> {
    /// Refuses the staged rows that give an id again, with other content.
    ///
    /// # Errors
    /// If the staged rows or the archive cannot be read.
    pub(super) fn refuse_ids_given_twice(
        &mut self,
        table: &'static Table,
        staged: &mut Staged,
        counts: &mut [(usize, Counts)],
    ) -> Result<()> {
        let claims = staged.claims()?;
        if claims.is_empty() {
            return Ok(());
        }
        let mut store = Store::new(self.run, table)?;
        let mut refused: Vec<(Origin, Vec<Option<String>>, Refusal)> = Vec::new();
        for mut rows in claims {
            let id = rows[0].1[0].clone().unwrap_or_default();
            let stored = store.stored(&id)?;
            let is_held = |(origin, cells): &(Origin, Vec<Option<String>>)| {
                origin.state == State::Left || stored.as_ref().is_some_and(|stored| stored.cells == *cells)
            };
            let held: Vec<(Origin, Vec<Option<String>>)> = rows.extract_if(.., |row| is_held(row)).collect();
            // They change nothing, whichever of the others is written before them.
            for (origin, _) in held.iter().filter(|(origin, _)| origin.state == State::Good) {
                staged.remove(*origin);
                if let Some((_, counts)) = counts.iter_mut().find(|(file, _)| *file == origin.file as usize) {
                    counts.unchanged += 1;
                }
            }
            let mut first = None;
            for (origin, cells) in rows {
                // A row that is there already stays, and a file may correct what other files brought before; within one
                // file nobody knows which of the two is meant.
                let in_file = held.iter().find(|(held, _)| held.file == origin.file);
                let first = &*first.get_or_insert_with(|| (origin, cells.clone()));
                // The profile says that the first row makes it, and that later ones name it.
                if self.keeps_first(origin)
                    && (origin.state, first.0.state) == (State::Good, State::Good)
                    && (first.1 != cells || in_file.is_some())
                {
                    staged.remove(origin);
                    if let Some((_, counts)) =
                        counts.iter_mut().find(|(file, _)| *file == origin.file as usize)
                    {
                        counts.unchanged += 1;
                    }
                    continue;
                }
                let (by, kept) = match in_file {
                    Some(held) => held,
                    None if first.1 != cells => first,
                    None => continue,
                };
                let by = self.place(*by);
                let columns: Vec<&str> = table
                    .columns()
                    .zip(cells.iter().zip(kept))
                    .filter(|(_, (cell, kept))| cell != kept)
                    .map(|(column, _)| column.name)
                    .collect();
                let refusal = twice(&id, &format!("{}:{}", by.file, by.line), &columns).with_hint(
                    "keep one of the two rows, or give them different ids if the source says both",
                );
                refused.push((origin, cells, refusal));
            }
        }
        refused.sort_by_key(|(origin, _, _)| (origin.file, origin.line));
        for (origin, cells, refusal) in refused {
            staged.remove(origin);
            if origin.state == State::Good {
                self.refused.contest(origin.file, digest(table, &cells));
            }
            let place = self.place(origin);
            self.references.refused.note(table, &cells, &place);
            let refusal = self.in_words_of_the_file(table, origin, refusal);
            self.refuse(origin.file, &place, || None, vec![refusal])?;
        }
        Ok(())
    }

    /// Notes a row whose id stands for an entity of another table; it is refused when all such rows are known.
    pub(super) fn note_taken(&mut self, file: u32, place: &Place, taken: Taken) {
        self.taken.push(Claim { file, place: place.clone(), taken });
    }

    /// Refuses these rows. Where the other row of an id is, is looked up in the files: once for all of them.
    ///
    /// # Errors
    /// If a file cannot be read again, or the archive cannot be read.
    pub(super) fn refuse_taken_ids(&mut self) -> Result<()> {
        let taken = std::mem::take(&mut self.taken);
        let mut wanted: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        for Claim { taken, .. } in &taken {
            wanted.entry(&taken.table).or_default().insert(&taken.id);
        }
        let mut places = HashMap::new();
        for (name, ids) in wanted {
            if let Some(table) = Table::named(name) {
                for (id, place) in self.places_of(table, &ids)? {
                    places.insert((table.name, id), place);
                }
            }
        }
        for Claim { file, place, taken } in &taken {
            let Some(table) = Table::named(&taken.table) else { continue };
            let by = match places.get(&(table.name, taken.id.clone())) {
                Some(place) => format!("{}:{}", place.file, place.line),
                None => "in the archive".to_owned(),
            };
            let refusal = id_taken(taken.column, &taken.id, table.name, &by);
            self.refuse(*file, place, || None, vec![refusal])?;
        }
        Ok(())
    }

    /// The refusal of a row whose id a row of another table gives that is refused itself.
    pub(super) fn taken_by_refused(
        &self,
        table: &Table,
        cells: &[Option<Cow<'_, str>>],
        bad: u32,
    ) -> Option<Refusal> {
        if !table.is_of_entities() {
            return None;
        }
        let column = table.entity_key();
        let number = table.place(column);
        let id = cells[number].as_deref().filter(|_| bad & (1 << number) == 0)?;
        let (other, place) = self.references.refused.of_other_table(table, id)?;
        Some(id_taken(column, id, other, &format!("{}:{}", place.file, place.line)))
    }

    /// Where rows of a table with these ids are in the files of this run.
    fn places_of(&self, table: &'static Table, ids: &HashSet<&str>) -> Result<HashMap<String, Place>> {
        let column = table.place(table.entity_key());
        let mut found = HashMap::new();
        self.each_record_of_the_files(table, |cells, place| {
            if let Some(id) = cells[column].as_deref().filter(|id| ids.contains(id)) {
                found.entry(id.to_owned()).or_insert_with(|| place.clone());
            }
        })?;
        Ok(found)
    }

    /// Where rows of a table may name others of it by their names: notes what the rows of the files are called.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub(super) fn note_names_of_the_files(&mut self, table: &'static Table) -> Result<()> {
        let names_its_own =
            table.columns().any(|column| matches!(column.kind, Kind::Reference(name) if name == table.name));
        let name = table.column("name").or(table.column("title"));
        let Some((name, _)) = name.filter(|_| names_its_own && self.names.are_allowed()) else {
            return Ok(());
        };
        let mut coming: Vec<(String, Option<String>)> = Vec::new();
        self.each_record_of_the_files(table, |cells, _| {
            if let Some(id) = &cells[0] {
                coming.push((id.clone().into_owned(), cells[name].as_deref().map(str::to_owned)));
            }
        })?;
        for (id, name) in coming {
            self.names.note_coming(table, &id, name.as_deref());
        }
        Ok(())
    }

    /// Reads the files once more for the rows of a table: their cells, tidy but not checked, and where they stand.
    fn each_record_of_the_files(
        &self,
        table: &'static Table,
        mut take: impl FnMut(&[Option<Cow<'_, str>>], &Place),
    ) -> Result<()> {
        for feed in self.feeds.iter().filter(|feed| feed.feeds(table)) {
            for row in feed.fixed(table) {
                let cells: Vec<Option<Cow<'_, str>>> =
                    row.cells.iter().map(|cell| cell.as_deref().map(Cow::Borrowed)).collect();
                take(&cells, &Place { file: feed.intake.name().into(), line: row.line as u64 });
            }
            if !feed.is_csv() {
                continue;
            }
            let mut reader = feed.open(false)?;
            let shape = feed.shape(&reader)?;
            // A file that cannot be read to its end is reported where its rows are loaded.
            while let Ok(Some(row)) = reader.next_row() {
                let Ok(cells) = row.cells() else { continue };
                for given in shape.records(&cells, table, (None, true), row.trailer().as_ref()).given {
                    let cells: Vec<Option<Cow<'_, str>>> =
                        given.cells.into_iter().map(|cell| cell.and_then(tidy)).collect();
                    take(&cells, &row.place);
                }
            }
        }
        Ok(())
    }
}

fn id_taken(column: &str, id: &str, table: &str, by: &str) -> Refusal {
    Refusal::cell("id taken", column, format!("\"{id}\" is already the id of a row in {table} ({by})"))
        .with_hint(
            "choose another id: places, organizations, chapters, officials and events share one id space",
        )
}
