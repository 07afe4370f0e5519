//! Files of objects as files to import: which they are, and what of an object is a row.

use std::fs::File;
use std::path::Path;

use clap::ValueEnum;
use serde_json::json;

use super::discover::listed;
use super::files::Rows;
use super::header::{REASON, is_of_rejected};
use super::input::Intake;
use crate::error::{Error, Result};
use crate::objects::bibtex::Entries;
use crate::objects::{Copied, Cutter, Form, ListPlan, Path as ObjectPath, Plan, Value, copy, csl, keys, own};
use crate::profile::Profile;

/// What `--format` names: how files of objects are written, and which profile that comes with the program reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// JSON: an array of objects, or one after the other
    Json,
    /// An object on each line
    Ndjson,
    /// Persons, organizations, memberships, posts and areas in Popolo
    Popolo,
    /// Sources of a reference manager, such as Zotero, in CSL-JSON
    CslJson,
    /// The same in BibTeX or BibLaTeX
    Bibtex,
    /// Entities of FollowTheMoney: people, bodies and directorships
    Ftm,
}

/// Changes an object before paths are followed in it.
pub type Prepare = fn(&mut Value);

impl Format {
    /// How a file is written, and what is done to its objects first.
    #[must_use]
    pub fn reading(self) -> (Structure, Option<Prepare>) {
        match self {
            Format::Json => (Structure::Json, None),
            Format::Popolo => (Structure::Json, Some(own::popolo)),
            Format::Ftm => (Structure::Json, Some(own::ftm)),
            Format::Ndjson => (Structure::Ndjson, None),
            Format::CslJson => (Structure::Json, Some(csl::prepare)),
            Format::Bibtex => (Structure::Bibtex, None),
        }
    }

    /// The name of the profile that reads it, if the program has one.
    #[must_use]
    pub fn profile(self) -> Option<&'static str> {
        match self {
            Format::Json | Format::Ndjson => None,
            Format::Popolo => Some("popolo"),
            Format::CslJson => Some("csl-json"),
            Format::Bibtex => Some("bibtex"),
            Format::Ftm => Some("ftm"),
        }
    }
}

/// How a file of objects is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// JSON: an array of objects, or one after the other.
    Json,
    /// An object on each line.
    Ndjson,
    /// Entries of BibTeX.
    Bibtex,
}

/// The rows of a file of objects.
#[derive(Debug)]
pub struct ObjectRows {
    /// The rows, as CSV.
    pub text: File,
    /// Whether an object is known by its number, because several begin on one line.
    pub by_number: bool,
    /// How the file is written.
    pub structure: Structure,
    /// The names of the arrays in which its objects are, if a profile names them.
    pub arrays: Vec<String>,
}

/// A file of objects that is to be loaded.
pub struct Opened {
    /// Its rows.
    pub intake: Intake,
    /// What the analyst should know of it.
    pub said: Vec<String>,
}

impl Structure {
    /// How a file is written, by its name; none if it is not one of objects.
    #[must_use]
    pub fn of(path: &Path) -> Option<Structure> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        if plain.ends_with(".json") {
            Some(Structure::Json)
        } else if plain.ends_with(".ndjson") || plain.ends_with(".jsonl") {
            Some(Structure::Ndjson)
        } else {
            None
        }
    }

    /// The ending of a file of rejected objects.
    #[must_use]
    pub fn ending_of_rejects(self) -> &'static str {
        match self {
            Structure::Json | Structure::Ndjson => "ndjson",
            Structure::Bibtex => "bib",
        }
    }

    /// A file's name without its last ending, and without that of a format before it, if it was compressed.
    #[must_use]
    pub fn plain_stem(stem: &str) -> &str {
        match stem.rsplit_once('.') {
            Some((plain, _)) if !plain.is_empty() && Structure::of(Path::new(stem)).is_some() => plain,
            _ => stem,
        }
    }

    fn form(self) -> Form {
        match self {
            Structure::Json | Structure::Bibtex => Form::Values,
            Structure::Ndjson => Form::Lines,
        }
    }
}

impl ObjectRows {
    /// A rejected object as a line of the file of rejected ones: as it is written, with the reason before its first key, in
    /// the array that it was in.
    #[must_use]
    pub fn rejected(&self, written: &[u8], reasons: &str, array: Option<usize>) -> Vec<u8> {
        if self.structure == Structure::Bibtex {
            // What is outside of entries is a comment.
            let reason = reasons.replace(['\n', '\r', '@'], " ");
            return [format!("% {REASON}: {reason}\n").as_bytes(), written, b"\n"].concat();
        }
        // Line ends are only between its values: within texts JSON has none.
        let mut object: Vec<u8> =
            written.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }).collect();
        let reason = json!(reasons.replace(['\n', '\r'], " "));
        if let Ok(text) = std::str::from_utf8(&object)
            && let Some(rest) = text.strip_prefix('{')
        {
            let rest = without_reason(rest).trim_start();
            let comma = if rest.starts_with('}') { "" } else { ", " };
            object = format!("{{\"{REASON}\": {reason}{comma}{rest}").into_bytes();
        }
        if let Some(array) = array.and_then(|array| self.arrays.get(array)) {
            object = [format!("{{{}: [", json!(array)).as_bytes(), &object, b"]}"].concat();
        }
        object.push(b'\n');
        object
    }
}

/// The entries of an object without the reason of an earlier time.
fn without_reason(entries: &str) -> &str {
    let Some(rest) = entries.trim_start().strip_prefix(&format!("\"{REASON}\": ")) else { return entries };
    let mut reason = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    match reason.next() {
        Some(Ok(_)) => {
            let after = &rest[reason.byte_offset()..];
            after.strip_prefix(',').unwrap_or(after)
        }
        _ => entries,
    }
}

/// Copies the objects of a file as rows.
///
/// # Errors
/// If it cannot be read to its end, or a profile names what no object has.
pub fn open(
    original: &Intake,
    (structure, prepare): (Structure, Option<Prepare>),
    rows: &Rows,
    expand_to: u64,
    interrupted: &dyn Fn() -> bool,
) -> Result<Opened> {
    let name = original.name();
    let cutter = |arrays: &[String]| {
        let text = original.text().map_err(|error| original.failure(error))?;
        Ok::<_, Error>(Cutter::new(text, structure.form(), arrays))
    };
    // A file that is itself large may have as many rows.
    let most = expand_to.saturating_mul(3).saturating_add(original.size().saturating_mul(4));
    let mut plan = match rows {
        Rows::Of(table) => {
            let mut columns: Vec<ObjectPath> =
                keys(name, cutter(&[])?, interrupted)?.iter().map(|key| ObjectPath::key(key)).collect();
            // A header needs columns, if only to say what is wrong with the objects.
            if columns.is_empty() {
                columns = table.columns().map(|column| ObjectPath::key(column.name)).collect();
            }
            Plan { columns, is_table: true, most, ..Plan::default() }
        }
        Rows::By(profile) | Rows::Fixed(profile) => plan_of(profile, most)?,
    };
    plan.file = original.path().map_or_else(|| "standard input".to_owned(), stem);
    plan.prepare = prepare;
    plan.ignored = is_of_rejected(name).then_some(REASON);
    let copied = if structure == Structure::Bibtex {
        let text = original.text().map_err(|error| original.failure(error))?;
        copy(name, &mut Entries::new(text), &plan, interrupted)?
    } else {
        copy(name, &mut cutter(&plan.arrays)?, &plan, interrupted)?
    };
    let may_be_empty = matches!(rows, Rows::Of(_)) && (copied.has_array || structure == Structure::Ndjson);
    if copied.objects == 0 && !may_be_empty {
        return Err(Error::with_hint(
            format!("{name}: the file holds no objects"),
            match plan.arrays.as_slice() {
                [] => "a row is an object: {\"id\": \"…\", \"name\": \"…\"}".to_owned(),
                arrays => format!("the profile reads those in the arrays {}", arrays.join(", ")),
            },
        ));
    }
    if let Rows::By(profile) = rows
        && !copied.has_problems
    {
        profile.verify_found(name, &plan.columns, &copied.had)?;
    }
    let mut said: Vec<String> = Vec::new();
    said.extend(original.said().map(|how| format!("{name}: {how}")));
    said.extend(not_taken(name, &copied));
    let by_number = copied.share_lines;
    let shown = if by_number { format!("{name}[object]") } else { name.to_owned() };
    let rows = ObjectRows { text: copied.text, by_number, structure, arrays: plan.arrays };
    Ok(Opened { intake: Intake::of_objects(original, shown, rows), said })
}

/// The name of a file without its endings.
fn stem(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn plan_of(profile: &Profile, most: u64) -> Result<Plan> {
    let lists = profile.lists()?;
    let mut columns = lists.columns;
    if columns.is_empty() {
        // A header needs a column.
        columns.push(ObjectPath::parse("id"));
    }
    Ok(Plan {
        columns,
        is_table: false,
        lists: lists.lists.into_iter().map(|(path, columns)| ListPlan { path, columns }).collect(),
        arrays: profile.file_options().arrays.clone(),
        most,
        ..Plan::default()
    })
}

/// The fields of which nothing was made, in words; none if there are none.
fn not_taken(name: &str, copied: &Copied) -> Option<String> {
    let fields: Vec<String> =
        copied.not_taken.iter().map(|(field, count)| format!("{field} ({count})")).collect();
    if fields.is_empty() {
        return None;
    }
    let more = if copied.is_count_cut { ", and others" } else { "" };
    Some(format!("{name}: not taken: {}{more}", listed(&fields)))
}
