//! Rows on their way to an import.

use crate::error::{Error, Result};
use crate::import::GivenFile;
use crate::schema::{TABLES, Table};

/// A row, with a cell for each of [`Table::columns`].
#[derive(Debug, Clone)]
pub struct Row {
    /// Its table.
    pub table: &'static Table,
    /// Its cells.
    pub cells: Vec<Option<String>>,
}

impl Row {
    /// A blank one.
    #[must_use]
    pub fn new(table: &'static Table) -> Row {
        Row { table, cells: vec![None; table.columns().count()] }
    }

    /// The cell of a column; none if it is blank.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells[self.table.column(column)?.0].as_deref()
    }

    /// Gives a column this cell; a column that the table does not have stays away.
    pub fn set(&mut self, column: &str, cell: Option<String>) {
        if let Some((place, _)) = self.table.column(column) {
            self.cells[place] = cell;
        }
    }

    /// Whether this is its id.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        self.cell("id") == Some(id)
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.cell(self.table.called_by()?)
    }
}

/// Rows as CSV files, referred-to tables first, each with the columns that its rows need.
pub fn files<'row>(rows: impl Iterator<Item = &'row Row>) -> Result<Vec<GivenFile>> {
    let rows: Vec<&Row> = rows.collect();
    let mut files = Vec::new();
    for table in TABLES {
        let own: Vec<&Row> = rows.iter().copied().filter(|row| row.table.name == table.name).collect();
        if own.is_empty() {
            continue;
        }
        let given: Vec<usize> = (0..table.columns().count())
            .filter(|place| own.iter().any(|row| row.cells[*place].is_some()))
            .collect();
        let names: Vec<&str> = table
            .columns()
            .enumerate()
            .filter(|(place, _)| given.contains(place))
            .map(|(_, column)| column.name)
            .collect();
        let cells = own
            .iter()
            .map(|row| given.iter().map(|place| row.cells[*place].as_deref().unwrap_or_default()).collect());
        files.push(file(table, &names, cells.collect::<Vec<Vec<&str>>>().as_slice())?);
    }
    Ok(files)
}

/// A header and rows as a CSV file.
pub fn file(table: &'static Table, header: &[&str], rows: &[Vec<&str>]) -> Result<GivenFile> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Error::message(format!("a row cannot be written as CSV: {error}"));
    csv.write_record(header).map_err(failed)?;
    for row in rows {
        csv.write_record(row).map_err(failed)?;
    }
    let bytes = csv.into_inner().map_err(|error| Error::message(error.to_string()))?;
    let csv = String::from_utf8(bytes).map_err(|error| Error::message(error.to_string()))?;
    Ok(GivenFile { table, csv })
}
