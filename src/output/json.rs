//! JSON, as one array with an object a line, and NDJSON without the array.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};

use super::{Cell, Column, RowWriter, Summary};

/// Writes rows as JSON objects.
pub struct JsonWriter<'out> {
    out: &'out mut dyn Write,
    is_array: bool,
    names: Vec<String>,
    rows: u64,
}

impl<'out> JsonWriter<'out> {
    /// One array.
    pub fn array(out: &'out mut dyn Write) -> JsonWriter<'out> {
        JsonWriter { out, is_array: true, names: Vec::new(), rows: 0 }
    }

    /// One object a line.
    pub fn lines(out: &'out mut dyn Write) -> JsonWriter<'out> {
        JsonWriter { out, is_array: false, names: Vec::new(), rows: 0 }
    }
}

impl RowWriter for JsonWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        for column in columns {
            // Two columns of one name, as joins give them, are both kept.
            let mut name = column.name.clone();
            let mut number = 2;
            while self.names.contains(&name) {
                name = format!("{}_{number}", column.name);
                number += 1;
            }
            self.names.push(name);
        }
        if self.is_array { self.out.write_all(b"[") } else { Ok(()) }
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.is_array {
            self.out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
        }
        self.rows += 1;
        let object: Map<String, Json> = self.names.iter().cloned().zip(cells.iter().map(json)).collect();
        serde_json::to_writer(&mut *self.out, &object)?;
        if self.is_array { Ok(()) } else { self.out.write_all(b"\n") }
    }

    fn end(&mut self, _summary: &Summary) -> io::Result<()> {
        match (self.is_array, self.rows) {
            (false, _) => Ok(()),
            (true, 0) => self.out.write_all(b"]\n"),
            (true, _) => self.out.write_all(b"\n]\n"),
        }
    }
}

fn json(cell: &Cell) -> Json {
    match cell {
        Cell::Blank => Json::Null,
        Cell::Text(text) => Json::from(text.as_str()),
        Cell::Integer(number) => Json::from(*number),
        // JSON has no infinity: such a number is given as text, and not lost.
        Cell::Real(number) if number.is_finite() => Json::from(*number),
        Cell::Real(number) => Json::from(number.to_string()),
        Cell::List(texts) => Json::from(texts.as_slice()),
    }
}
