//! Versions of rows: their cells, and when and by which run they were written.

use crate::schema::Table;

/// The cells of a record, one for each of [`Table::columns`]; blank cells are `None`.
pub type Cells<'row> = [Option<std::borrow::Cow<'row, str>>];

/// The version of a row that the archive holds.
#[derive(Debug)]
pub struct Stored {
    /// Its cells, one for each of [`Table::columns`].
    pub cells: Vec<Option<String>>,
    /// When it was written, in any archive.
    pub recorded_at: Option<String>,
    /// When it came into this archive.
    pub arrived_at: Option<String>,
    /// The run that wrote it.
    pub import: Option<String>,
}

/// When and by which run a version was written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'text> {
    /// When it was written, in any archive.
    pub recorded_at: &'text str,
    /// When it came into this archive.
    pub arrived_at: &'text str,
    /// The run that wrote it; none: another program.
    pub import: Option<&'text str>,
}

impl Stored {
    /// A superseded version, from the image that history keeps; none if the image is damaged.
    #[must_use]
    pub fn from_image(table: &Table, image: &str) -> Option<Stored> {
        let image: serde_json::Value = serde_json::from_str(image).ok()?;
        let cells = table
            .columns()
            .map(|column| match image.get(column.name) {
                Some(serde_json::Value::String(text)) => Some(text.clone()),
                Some(serde_json::Value::Number(number)) => Some(number.to_string()),
                _ => None,
            })
            .collect();
        let kept = |name: &str| image.get(name).and_then(|text| text.as_str()).map(str::to_owned);
        Some(Stored {
            cells,
            recorded_at: kept("recorded_at"),
            arrived_at: kept("arrived_at"),
            import: kept("import"),
        })
    }

    /// Whether these are its cells.
    #[must_use]
    pub fn has(&self, cells: &Cells<'_>) -> bool {
        self.cells.len() == cells.len()
            && self.cells.iter().zip(cells).all(|(stored, cell)| stored.as_deref() == cell.as_deref())
    }

    /// The columns in which these cells differ from it.
    #[must_use]
    pub fn differences(&self, table: &Table, cells: &Cells<'_>) -> Vec<&'static str> {
        table
            .columns()
            .zip(self.cells.iter().zip(cells))
            .filter(|(_, (stored, cell))| stored.as_deref() != cell.as_deref())
            .map(|(column, _)| column.name)
            .collect()
    }
}
