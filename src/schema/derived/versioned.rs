//! The tables whose versions are kept, and how SQL speaks of their columns.

use crate::schema::{
    BOOKKEEPING_COLUMNS, Blank, Column, Dating, Kind, Role, Table, computed_columns, versioned_tables,
};

/// A table whose superseded versions go to the history.
pub(super) struct Kept {
    pub name: &'static str,
    /// The columns that make a version: what the analyst writes.
    pub cells: Vec<Cell>,
    /// The columns that follow from the cells.
    pub computed: Vec<&'static str>,
    /// The columns that say when and by whom a version was written.
    pub bookkeeping: Vec<&'static str>,
    pub ids: Ids,
    pub dating: Dating,
    /// The cell that is the row's id among the entities.
    pub entity_column: &'static str,
    pub is_entity: bool,
}

/// What an id may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    Slug,
    Record,
    Any,
}

/// A column that the analyst writes.
pub(super) struct Cell {
    pub name: &'static str,
    pub is_whole: bool,
    pub required: bool,
    pub blank: Blank,
}

/// All kept tables.
pub(super) fn kept_tables() -> Vec<Kept> {
    versioned_tables().map(Kept::described).collect()
}

impl Kept {
    fn described(table: &'static Table) -> Kept {
        Kept {
            name: table.name,
            cells: table.columns().map(Cell::described).collect(),
            computed: computed_columns(table).iter().map(|(name, _)| *name).collect(),
            bookkeeping: BOOKKEEPING_COLUMNS.iter().map(|(name, _)| *name).collect(),
            ids: match table.role {
                Role::Own => Ids::Any,
                _ if table.has_record_ids() => Ids::Record,
                _ => Ids::Slug,
            },
            dating: table.dating,
            entity_column: table.entity_key(),
            is_entity: table.is_of_entities(),
        }
    }

    /// The names of the cells.
    pub fn cell_names(&self) -> Vec<&'static str> {
        self.cells.iter().map(|cell| cell.name).collect()
    }

    /// The names of the columns that the archive fills in.
    pub fn filled_names(&self) -> Vec<&'static str> {
        self.computed.iter().chain(&self.bookkeeping).copied().collect()
    }

    /// The cells for which a blank is written in more than one way.
    pub fn loose_cells(&self) -> Vec<&Cell> {
        self.cells.iter().filter(|cell| cell.is_loose()).collect()
    }

    /// The whole row as a JSON object; `row` is `old.`, `new.` or nothing.
    pub fn image(&self, row: &str) -> String {
        let pairs = self.cell_names().into_iter().chain(self.filled_names());
        let pairs: Vec<String> = pairs.map(|name| format!("'{name}', {row}{name}")).collect();
        format!("json_object({})", list(&pairs, 6))
    }

    /// The cells as a JSON array, in which a blank is written in one way.
    pub fn cells_as_json(&self, row: &str) -> String {
        let cells: Vec<String> = self.cells.iter().map(|cell| cell.tidy(row)).collect();
        format!("json_array({})", list(&cells, 6))
    }

    /// Whether an update changes a cell.
    pub fn differs(&self) -> String {
        let differ: Vec<String> = self
            .cells
            .iter()
            .filter(|cell| cell.name != "id")
            .map(|cell| format!("{} IS NOT {}", cell.tidy("old."), cell.tidy("new.")))
            .collect();
        wrapped(&differ, " OR", 2)
    }
}

impl Cell {
    fn described(column: &'static Column) -> Cell {
        let is_whole = matches!(column.kind, Kind::Whole(..));
        Cell {
            name: column.name,
            is_whole,
            required: column.required || column.kind == Kind::Id,
            blank: column.blank,
        }
    }

    /// Whether a blank cell can be written in more than one way.
    fn is_loose(&self) -> bool {
        !self.required && (!self.is_whole || self.blank != Blank::Nothing)
    }

    /// The cell of `row` as the archive keeps it.
    pub fn tidy(&self, row: &str) -> String {
        let name = format!("{row}{}", self.name);
        if !self.is_loose() {
            return name;
        }
        let text = if self.is_whole { name } else { format!("nullif({name}, '')") };
        match self.blank {
            Blank::Nothing => text,
            Blank::Text(literal) if self.is_whole => format!("coalesce({text}, {literal})"),
            Blank::Text(literal) => format!("coalesce({text}, '{literal}')"),
            Blank::OwnId => format!("coalesce({text}, {row}id)"),
        }
    }
}

/// Items with commas between them, broken into lines that go on at `indent`.
pub(super) fn list<Item: AsRef<str>>(items: &[Item], indent: usize) -> String {
    wrapped(items, ",", indent)
}

/// Items with a separator between them, broken into lines that go on at `indent`.
pub(super) fn wrapped<Item: AsRef<str>>(items: &[Item], separator: &str, indent: usize) -> String {
    const WIDTH: usize = 110;
    let mut text = String::new();
    let mut column = indent + 20;
    for (place, item) in items.iter().enumerate() {
        let item = item.as_ref();
        if place > 0 {
            text.push_str(separator);
            if column + item.len() > WIDTH {
                text.push('\n');
                text.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                text.push(' ');
            }
        }
        text.push_str(item);
        column += item.len() + separator.len() + 1;
    }
    text
}

/// `prefix` before each name.
pub(super) fn with_prefix(prefix: &str, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}
