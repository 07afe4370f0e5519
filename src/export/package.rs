//! The description that goes with a folder of CSV files: a Frictionless Data Package with Table Schemas.

use serde_json::{Map, Value as Json, json};

use super::{Extract, SOURCE_COLUMNS, SPREADSHEET_COLUMN};
use crate::schema::{Column, Kind, Table};

/// The content of `datapackage.json` (Data Package version 1; <https://specs.frictionlessdata.io>).
#[must_use]
pub fn data_package(extract: &Extract) -> Json {
    let resources: Vec<Json> = extract.tables.iter().map(|table| resource(extract, table)).collect();
    json!({
        "profile": "tabular-data-package",
        "name": "orgarchive-extract",
        "title": "Extract of an archive of organizations",
        "description": "Each record is what one source says. Dates are EDTF (Library of Congress, ISO 8601-2).",
        "resources": resources,
    })
}

fn resource(extract: &Extract, table: &'static Table) -> Json {
    let mut fields: Vec<Json> = table.columns().map(|column| field(table, column)).collect();
    if extract.with_sources && table.has_provenance() {
        fields.extend(SOURCE_COLUMNS.iter().map(|(name, of)| {
            json!({ "name": name, "type": "string", "description": format!("{of} of the source") })
        }));
    }
    if extract.for_spreadsheet {
        fields.push(json!({
            "name": SPREADSHEET_COLUMN.0,
            "type": "string",
            "description": "yes: an apostrophe was put before what a spreadsheet would run as a formula",
        }));
    }
    let included = |name: &str| extract.tables.iter().any(|table| table.name == name);
    let foreign_keys: Vec<Json> = table
        .columns()
        .filter_map(|column| {
            let (target, key) = match column.kind {
                Kind::Reference(target) => (target, "id"),
                _ => return None,
            };
            included(target).then(|| {
                let resource = if target == table.name { "" } else { target };
                json!({ "fields": column.name, "reference": { "resource": resource, "fields": key } })
            })
        })
        .collect();
    let mut schema = json!({ "fields": fields, "primaryKey": "id", "missingValues": [""] });
    if !foreign_keys.is_empty() {
        schema["foreignKeys"] = foreign_keys.into();
    }
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": extract.file_name(table),
        "title": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn field(table: &Table, column: &Column) -> Json {
    let kind = match column.kind {
        Kind::Whole(..) => "integer",
        _ => "string",
    };
    let mut constraints = Map::new();
    if column.required || column.kind == Kind::Id {
        constraints.insert("required".to_owned(), true.into());
    }
    match column.kind {
        Kind::OneOf(words) => {
            constraints.insert("enum".to_owned(), words.into());
        }
        Kind::Whole(least, most) => {
            constraints.insert("minimum".to_owned(), least.into());
            constraints.insert("maximum".to_owned(), most.into());
        }
        Kind::Id if !table.is_of_records() && table.name != "events" => {
            constraints.insert("pattern".to_owned(), "[a-z0-9][a-z0-9._-]*".into());
        }
        _ => {}
    }
    let mut field = json!({ "name": column.name, "type": kind, "description": column.meaning });
    if !constraints.is_empty() {
        field["constraints"] = constraints.into();
    }
    field
}
