//! JSON: one array, an object a line. Also what JSON and NDJSON share: how a row becomes an object.
//!
//! Every column is a member of every object, in the order of the columns; a blank cell is `null`. Control and other
//! active characters are written as `\uXXXX`, so that the text reads back and a terminal stays as it is.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Cell, Column, RowWriter, Summary, fits};
use crate::terminal::is_active;

/// Writes rows as a JSON array.
pub struct JsonWriter<'out> {
    out: &'out mut dyn Write,
    members: Members,
    is_empty: bool,
}

impl<'out> JsonWriter<'out> {
    /// Writes to `out`.
    pub fn new(out: &'out mut dyn Write) -> JsonWriter<'out> {
        JsonWriter { out, members: Members::default(), is_empty: true }
    }
}

impl RowWriter for JsonWriter<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.members = Members::new(columns)?;
        self.out.write_all(b"[")
    }

    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.members.names.len())?;
        self.out.write_all(if self.is_empty { b"\n" } else { b",\n" })?;
        self.is_empty = false;
        self.members.write(self.out, cells)
    }

    fn end(&mut self, _summary: &Summary) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"]\n" } else { b"\n]\n" })
    }
}

/// The members of every object: their names, as JSON writes them.
#[derive(Default)]
pub(super) struct Members {
    names: Vec<String>,
}

impl Members {
    /// The columns' names. Of two columns of one name, as joins give them, the second is called `name_2`, or what
    /// number is free: readers of JSON keep only one of two members of one name.
    pub(super) fn new(columns: &[Column]) -> io::Result<Members> {
        let given: HashSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let mut taken: HashSet<String> = HashSet::new();
        let mut names = Vec::with_capacity(columns.len());
        for column in columns {
            let name = if taken.contains(&column.name) {
                (2..)
                    .map(|number| format!("{}_{number}", column.name))
                    .find(|name| !given.contains(name.as_str()) && !taken.contains(name))
                    .expect("there are more numbers than columns")
            } else {
                column.name.clone()
            };
            names.push(active_escaped(serde_json::to_string(&name)?));
            taken.insert(name);
        }
        Ok(Members { names })
    }

    /// Writes a row as an object on one line, without a line end.
    pub(super) fn write(&self, out: &mut dyn Write, cells: &[Cell]) -> io::Result<()> {
        fits(cells, self.names.len())?;
        let mut object = String::from("{");
        for (place, (name, cell)) in self.names.iter().zip(cells).enumerate() {
            if place > 0 {
                object.push(',');
            }
            object.push_str(name);
            object.push(':');
            object.push_str(&value(cell)?);
        }
        object.push('}');
        out.write_all(object.as_bytes())
    }
}

/// A cell as JSON.
fn value(cell: &Cell) -> serde_json::Result<String> {
    let json = match cell {
        Cell::Blank => return Ok("null".to_owned()),
        Cell::Integer(number) => return Ok(number.to_string()),
        Cell::Text(text) => serde_json::to_string(text),
        Cell::Real(number) if number.is_finite() => serde_json::to_string(number),
        // JSON has no infinity: such a number is given as text, and not lost.
        Cell::Real(_) => serde_json::to_string(&cell.text()),
        Cell::List(texts) => serde_json::to_string(texts),
        Cell::Object(value) => serde_json::to_string(value),
    };
    json.map(active_escaped)
}

/// Active characters by their number. JSON itself asks for it only below U+0020; since nothing but strings has others
/// than ASCII in it, they can be replaced wherever they stand.
fn active_escaped(json: String) -> String {
    if !json.contains(is_active) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if is_active(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(safe, "\\u{unit:04x}").expect("a string takes all that is written");
            }
        } else {
            safe.push(letter);
        }
    }
    safe
}
