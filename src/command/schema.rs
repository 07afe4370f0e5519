use std::io::Write;
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use super::{Environment, Outcome};
use crate::archive;
use crate::error::{Error, Result};
use crate::export::datasette;
use crate::schema::derived::PREFIX;
use crate::schema::{BOOKKEEPING_COLUMNS, Column, Kind, TABLES, Table, computed_columns};

/// Show the data dictionary: what each table and column means, and what a cell may hold
#[derive(Debug, Args)]
pub struct Schema {
    /// Show only this table
    #[arg(value_name = "TABLE", value_parser = super::import::table)]
    table: Option<&'static Table>,

    /// Write it in this format
    #[arg(long, value_enum, default_value_t = Style::Text)]
    format: Style,

    /// Print the SQL that makes an archive instead: tables, indexes, views and triggers
    #[arg(long, conflicts_with = "format")]
    sql: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Style {
    /// To read
    Text,
    /// For programs
    Json,
    /// For documents
    Markdown,
    /// The metadata.json of Datasette: datasette archive.db -m metadata.json
    Datasette,
}

impl Schema {
    pub(super) fn run(self, path: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let tables: Vec<&Table> =
            TABLES.iter().filter(|table| self.table.is_none_or(|one| one.name == table.name)).collect();
        let out = &mut *environment.out;
        if self.sql {
            match self.table {
                None => write!(out, "{}", archive::sql())?,
                Some(table) => sql_of(table, out)?,
            }
            return Ok(Outcome::Done);
        }
        match self.format {
            Style::Datasette => {
                if self.table.is_some() {
                    return Err(Error::with_hint(
                        "Datasette serves a whole archive: its metadata are not for one table",
                        "leave out the table: orgarchive schema --format datasette",
                    ));
                }
                // Datasette names a database after its file.
                let database = path.file_stem().map_or("archive".into(), |stem| stem.to_string_lossy());
                writeln!(out, "{:#}", datasette::metadata(&database)?)?;
            }
            Style::Json => {
                let tables: Vec<Json> = tables.iter().map(|table| as_json(table)).collect();
                writeln!(out, "{:#}", Json::from(tables))?;
            }
            Style::Text => {
                for table in tables {
                    text(table, out)?;
                }
            }
            Style::Markdown => {
                for table in tables {
                    markdown(table, out)?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// The statements that make one table and what serves it.
fn sql_of(table: &Table, out: &mut dyn Write) -> Result<()> {
    let served_by = format!("{PREFIX}{}", table.name);
    for piece in archive::pieces_expected()? {
        if piece.table == table.name || piece.table == served_by {
            writeln!(out, "{};", piece.sql)?;
        }
    }
    Ok(())
}

/// What a cell may hold, in words.
pub(crate) fn holds(column: &Column) -> String {
    match column.kind {
        Kind::Id => "id".to_owned(),
        Kind::Reference(table) => format!("id of {table}"),
        Kind::Entity => "id of a place, organization, chapter, official or event".to_owned(),
        Kind::Event => "id of an event".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Date => "EDTF date".to_owned(),
        Kind::DateOrInterval => "EDTF date or interval".to_owned(),
        Kind::DateOrStill => "EDTF date, or ..".to_owned(),
        Kind::OneOf(words) => format!("one of: {}", words.join(", ")),
        Kind::Whole(least, most) => format!("whole number from {least} to {most}"),
        Kind::Degrees(most) => format!("decimal degrees from -{most} to {most}"),
        Kind::Url => "http or https address".to_owned(),
        Kind::Language => "BCP 47 language tag".to_owned(),
        Kind::Value => "as the attribute's type says".to_owned(),
    }
}

fn as_json(table: &Table) -> Json {
    let columns: Vec<Json> = table
        .columns()
        .map(|column| {
            json!({
                "name": column.name,
                "holds": holds(column),
                "required": column.required || (column.kind == Kind::Id && table.needs_an_id()),
                "default": column.blank.text(),
                "meaning": column.meaning,
                "example": column.example,
            })
        })
        .collect();
    let kept = |columns: &[(&str, &str)]| -> Vec<Json> {
        columns.iter().map(|(name, meaning)| json!({ "name": name, "meaning": meaning })).collect()
    };
    json!({
        "name": table.name,
        "meaning": table.meaning,
        "columns": columns,
        "computed": kept(computed_columns(table)),
        "bookkeeping": kept(BOOKKEEPING_COLUMNS),
    })
}

fn text(table: &Table, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}\n  {}\n", table.name, table.meaning)?;
    let width = all_columns(table).map(|(name, ..)| name.len()).max().unwrap_or(0);
    for (name, holds, meaning) in all_columns(table) {
        writeln!(out, "  {name:width$}  {meaning}")?;
        writeln!(out, "  {:width$}    {holds}", "")?;
    }
    writeln!(out)?;
    Ok(())
}

fn markdown(table: &Table, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "## {}\n\n{}.\n\n| column | meaning | holds |\n|---|---|---|", table.name, table.meaning)?;
    for (name, holds, meaning) in all_columns(table) {
        writeln!(out, "| `{name}` | {meaning} | {holds} |")?;
    }
    writeln!(out)?;
    Ok(())
}

/// Name, what it holds and meaning of every column of the table, in order.
fn all_columns(table: &Table) -> impl Iterator<Item = (&'static str, String, &'static str)> + use<'_> {
    let own = table.columns().map(|column| {
        let needed = if column.required || (column.kind == Kind::Id && table.needs_an_id()) {
            ", required"
        } else {
            ""
        };
        (column.name, format!("{}{needed}", holds(column)), column.meaning)
    });
    let computed = computed_columns(table)
        .iter()
        .map(|(name, meaning)| (*name, "computed by the archive".to_owned(), *meaning));
    let kept =
        BOOKKEEPING_COLUMNS.iter().map(|(name, meaning)| (*name, "kept by the archive".to_owned(), *meaning));
    own.chain(computed).chain(kept)
}
