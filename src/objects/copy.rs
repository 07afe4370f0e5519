//! The objects of a file as rows of a temporary CSV file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Read, Write};

use super::cut::{Broken, Cutter, LONGEST, Piece};
use super::path::{ARRAY, FILE, Found, Path, Step, pattern};
use super::trailer::{Problem, ProblemKind, Trailer};
use super::value::{DEEPEST, Unreadable, Value};
use crate::error::Error;

/// How many digits of a number every program keeps.
const DIGITS: usize = 15;
/// How many bytes the cells of a row may have, beside the object as it is written.
const WIDEST: usize = 6 << 20;
/// How many different keys or fields are counted.
const MOST_FIELDS: usize = 1_000;
/// The longest key of a table's column that is taken for one.
const LONGEST_KEY: usize = 200;

/// What cuts a file into objects, and reads one.
pub trait Pieces {
    /// The next object, or whatever is in its place; none at the end.
    ///
    /// # Errors
    /// If the file cannot be read further.
    fn next_piece(&mut self) -> Result<Option<Piece>, Broken>;

    /// What was passed over since this was last asked.
    fn passed_over(&mut self) -> Vec<String>;

    /// Whether there was an array, which may be empty.
    fn has_array(&self) -> bool;

    /// Reads an object.
    ///
    /// # Errors
    /// If it is not one.
    fn read(&self, piece: &Piece) -> Result<Value, Problem>;
}

impl<R: Read> Pieces for Cutter<R> {
    fn next_piece(&mut self) -> Result<Option<Piece>, Broken> {
        Cutter::next_piece(self)
    }

    fn passed_over(&mut self) -> Vec<String> {
        Cutter::passed_over(self)
    }

    fn has_array(&self) -> bool {
        Cutter::has_array(self)
    }

    fn read(&self, piece: &Piece) -> Result<Value, Problem> {
        value_of(piece)
    }
}

/// What is to be copied of each object.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The cells: one for each column.
    pub columns: Vec<Path>,
    /// Whether columns are those of a table: logical values are then refused, and fields that no column takes not counted.
    pub is_table: bool,
    /// The lists of which each item is a row of its own.
    pub lists: Vec<ListPlan>,
    /// The arrays of documents in which the objects are.
    pub arrays: Vec<String>,
    /// What [`FILE`] stands for.
    pub file: String,
    /// A field that nobody takes, and that is not worth a word.
    pub ignored: Option<&'static str>,
    /// How many bytes the copy may have.
    pub most: u64,
    /// Changes an object before it is read: formats have shapes of their own.
    pub prepare: Option<fn(&mut Value)>,
}

/// A list of which each item is a row.
#[derive(Debug, Clone)]
pub struct ListPlan {
    /// The list: a path that ends with `[]`.
    pub path: Path,
    /// The columns that its rows need.
    pub columns: Vec<usize>,
}

/// A field that nothing was made of.
pub type NotTaken = (String, u64);

/// The copy.
#[derive(Debug)]
pub struct Copied {
    /// The rows: columns, trailer, and the object as it is written.
    pub text: File,
    /// How many objects there are.
    pub objects: u64,
    /// Whether there is an array, which may be empty.
    pub has_array: bool,
    /// Whether two of them begin on one line, so that lines do not tell them apart.
    pub share_lines: bool,
    /// Which columns an object had.
    pub had: Vec<bool>,
    /// Whether something is wrong with an object: it may have had others.
    pub has_problems: bool,
    /// The fields that no column takes, in how many objects or items each has a value.
    pub not_taken: Vec<NotTaken>,
    /// Whether there are more fields than could be counted.
    pub is_count_cut: bool,
}

/// The keys of all objects, in the order in which they come up.
///
/// # Errors
/// If the file cannot be read, or has more keys than any table.
pub fn keys<R: Read>(
    name: &str,
    mut cutter: Cutter<R>,
    interrupted: &dyn Fn() -> bool,
) -> crate::error::Result<Vec<String>> {
    let mut keys: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(piece) = cutter.next_piece().map_err(|broken| unreadable(name, broken))? {
        if interrupted() {
            return Err(Error::Interrupted);
        }
        // What is wrong with others is found when they are copied.
        if piece.is_too_long {
            continue;
        }
        let Ok(Value::Object(entries)) = value_of(&piece) else { continue };
        for (key, _) in entries {
            if !seen.contains(&key) {
                let is_odd = key.len() > LONGEST_KEY || key.trim().is_empty() || key.contains(['\n', '\r']);
                if is_odd || keys.len() == MOST_FIELDS {
                    return Err(Error::with_hint(
                        format!("{name}:{}: the key {key:?} is not the name of a column", piece.line),
                        "keys are the columns of the table: orgarchive template TABLE; for other keys write a profile",
                    ));
                }
                seen.insert(key.clone());
                keys.push(key);
            }
        }
    }
    Ok(keys)
}

/// Copies the objects of a file.
///
/// # Errors
/// If it cannot be read to its end, the copy has too many bytes or cannot be written, or the analyst interrupts. What is wrong
/// with single objects is in their rows.
pub fn copy(
    name: &str,
    cutter: &mut dyn Pieces,
    plan: &Plan,
    interrupted: &dyn Fn() -> bool,
) -> crate::error::Result<Copied> {
    let file = tempfile::tempfile().map_err(|error| Error::no_temporary_file(&error))?;
    let mut copying = Copying {
        name,
        plan,
        out: csv::Writer::from_writer(BufWriter::with_capacity(1 << 16, file)),
        written: 0,
        had: vec![false; plan.columns.len()],
        has_problems: false,
        not_taken: BTreeMap::new(),
        is_count_cut: false,
    };
    let header: Vec<&str> =
        plan.columns.iter().map(|column| column.written.as_str()).chain(["", ""]).collect();
    copying.out.write_record(&header).map_err(|error| Error::no_temporary_file(&error.into()))?;
    let (mut objects, mut share_lines, mut last_line) = (0, false, 0);
    while let Some(piece) = cutter.next_piece().map_err(|broken| unreadable(name, broken))? {
        if interrupted() {
            return Err(Error::Interrupted);
        }
        objects += 1;
        share_lines |= piece.line == last_line;
        last_line = piece.line;
        let read = if piece.is_too_long { Err(too_long()) } else { cutter.read(&piece) };
        copying.object(&piece, read)?;
        for key in cutter.passed_over() {
            copying.count(key);
        }
    }
    for key in cutter.passed_over() {
        copying.count(key);
    }
    let Copying { out, had, has_problems, not_taken, is_count_cut, .. } = copying;
    let out = out.into_inner().map_err(|error| Error::no_temporary_file(error.error()))?;
    let mut text = out.into_inner().map_err(|error| Error::no_temporary_file(error.error()))?;
    text.flush().map_err(|error| Error::no_temporary_file(&error))?;
    let mut not_taken: Vec<NotTaken> = not_taken.into_iter().collect();
    not_taken.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    Ok(Copied {
        text,
        objects,
        has_array: cutter.has_array(),
        share_lines,
        had,
        has_problems,
        not_taken,
        is_count_cut,
    })
}

/// What is wrong with an object that is too long.
fn too_long() -> Problem {
    Problem {
        kind: ProblemKind::TooLong,
        column: None,
        message: format!("the object has more than {} MiB", LONGEST >> 20),
        hint: "an object stands for a row: keep long texts as documents; if the file is one object that holds lists, a profile names them: arrays = [\"persons\"]".to_owned(),
    }
}

/// The value of an object, or what is wrong with it.
fn value_of(piece: &Piece) -> Result<Value, Problem> {
    let problem =
        |kind, message: String, hint: &str| Problem { kind, column: None, message, hint: hint.to_owned() };
    let Ok(text) = std::str::from_utf8(&piece.text) else {
        return Err(problem(
            ProblemKind::Unreadable,
            "the object is not UTF-8".to_owned(),
            "JSON is written in UTF-8: write the file again, or name its encoding with --encoding",
        ));
    };
    match Value::parse(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(other) => Err(problem(
            ProblemKind::Unreadable,
            format!("{} is not an object", other.called()),
            "a row is an object: {\"id\": \"…\", \"name\": \"…\"}",
        )),
        Err(Unreadable::Syntax { line, column, message }) => {
            let column = if line == 1 { piece.column + column as u64 - 1 } else { column as u64 };
            let line = piece.line + line as u64 - 1;
            Err(problem(
                ProblemKind::Unreadable,
                format!("it is not valid JSON: {message}, at line {line}, column {column}"),
                "correct it there, or write the file again with a program that writes JSON",
            ))
        }
        Err(Unreadable::KeyTwice(key)) => Err(problem(
            ProblemKind::KeyTwice,
            format!("the key \"{key}\" is given twice in one object"),
            "delete one of the two: programs do not agree which of them counts",
        )),
        Err(Unreadable::TooDeep) => Err(problem(
            ProblemKind::Unreadable,
            format!("lists and objects are nested more than {DEEPEST} deep"),
            "no table is so deep: check the program that wrote the file",
        )),
    }
}

/// Why a file cannot be read further, as reported to the analyst.
pub(super) fn unreadable(name: &str, broken: Broken) -> Error {
    match broken {
        Broken::Io(source) => Error::File { path: name.into(), source },
        Broken::Syntax { line, column, message } => Error::with_hint(
            format!("{name}:{line}:{column}: the file is not valid JSON: {message}"),
            "it may be cut off; a file with an object on each line ends in .ndjson or .jsonl",
        ),
    }
}

struct Copying<'copy> {
    name: &'copy str,
    plan: &'copy Plan,
    out: csv::Writer<BufWriter<File>>,
    written: u64,
    had: Vec<bool>,
    has_problems: bool,
    not_taken: BTreeMap<String, u64>,
    is_count_cut: bool,
}

impl Copying<'_> {
    fn object(&mut self, piece: &Piece, read: Result<Value, Problem>) -> crate::error::Result<()> {
        let text = String::from_utf8_lossy(&piece.text);
        let place =
            Trailer { number: piece.number, line: piece.line, array: piece.array, ..Trailer::default() };
        let mut trailer = place.clone();
        let plan = self.plan;
        let mut object = match read {
            Ok(object) => object,
            Err(problem) => {
                trailer.problems.push(problem);
                // Of an object that is too long, its beginning is enough to find it.
                return self.row(vec![String::new(); plan.columns.len()], trailer, &text);
            }
        };
        if let Some(prepare) = plan.prepare {
            prepare(&mut object);
        }
        let array = piece.array.and_then(|array| plan.arrays.get(array)).map(String::as_str);
        let own: Vec<usize> =
            (0..plan.columns.len()).filter(|place| plan.columns[*place].list().is_none()).collect();
        let cells = self.cells(&object, &own, &[], array, &mut trailer);
        let is_bad = !trailer.problems.is_empty();
        self.row(cells, trailer, &text)?;
        // What is wrong with the object is reported once, not for each item of its lists.
        let lists = if is_bad { &[][..] } else { plan.lists.as_slice() };
        for (number, list) in lists.iter().enumerate() {
            let mut trailer = Trailer { list: Some(number), ..place.clone() };
            match list.path.items(&object) {
                Ok(items) => {
                    for bound in items {
                        let mut trailer = trailer.clone();
                        let cells = self.cells(&object, &list.columns, &bound, array, &mut trailer);
                        self.row(cells, trailer, "")?;
                    }
                }
                Err((path, what)) => {
                    trailer.problems.push(Problem {
                        kind: ProblemKind::Nested,
                        column: None,
                        message: format!("{path} holds {what}, where the profile reads a list"),
                        hint: "name it without []".to_owned(),
                    });
                    self.row(vec![String::new(); plan.columns.len()], trailer, "")?;
                }
            }
        }
        self.note_fields(&object);
        Ok(())
    }

    /// The cells of some columns.
    fn cells(
        &mut self,
        object: &Value,
        columns: &[usize],
        bound: &[usize],
        array: Option<&str>,
        trailer: &mut Trailer,
    ) -> Vec<String> {
        let plan = self.plan;
        let mut cells = vec![String::new(); plan.columns.len()];
        for &place in columns {
            let path = &plan.columns[place];
            if path.written == ARRAY || path.written == FILE {
                let is_file = path.written == FILE;
                let text = if is_file { plan.file.as_str() } else { array.unwrap_or_default() };
                text.clone_into(&mut cells[place]);
                self.had[place] = true;
                continue;
            }
            let mut wrong = |kind, message: String, hint: String| {
                trailer.problems.push(Problem { kind, column: Some(place), message, hint });
            };
            match path.find(object, bound) {
                Found::Missing => {
                    trailer.missing.push(place);
                    continue;
                }
                Found::Other(step, value) => {
                    let (outer, what) = (path.up_to(step), value.called());
                    let hint = match value {
                        Value::List(_) => format!("name an item, {outer}[0], or each: {outer}[]"),
                        _ => "correct the path in the profile".to_owned(),
                    };
                    wrong(ProblemKind::Nested, format!("{outer} is {what}"), hint);
                }
                Found::Value(Value::Null) => {}
                Found::Value(Value::Text(text)) => cells[place].clone_from(text),
                Found::Value(Value::Number(number)) => match odd_number(number) {
                    None => cells[place].clone_from(number),
                    Some(message) => wrong(
                        ProblemKind::Number,
                        message,
                        "write it as a text, in quotes, as the source has it".to_owned(),
                    ),
                },
                Found::Value(Value::Logical(logical)) if plan.is_table => wrong(
                    ProblemKind::Logical,
                    format!("{logical} is a logical value, where a text belongs"),
                    "write a word that the column takes, in quotes".to_owned(),
                ),
                Found::Value(Value::Logical(logical)) => cells[place] = logical.to_string(),
                Found::Value(value @ (Value::List(_) | Value::Object(_))) => {
                    let written = &path.written;
                    let hint = match value {
                        _ if plan.is_table => "a column of a table takes one text; for nested objects write a profile, which names paths such as names[0].value".to_owned(),
                        Value::List(_) => format!("name an item, {written}[0], or each: {written}[]"),
                        _ => format!("name what is in it, such as {written}.name"),
                    };
                    wrong(
                        ProblemKind::Nested,
                        format!("{} stands where a text belongs", value.called()),
                        hint,
                    );
                }
            }
            self.had[place] = true;
        }
        cells
    }

    fn row(&mut self, mut cells: Vec<String>, mut trailer: Trailer, text: &str) -> crate::error::Result<()> {
        let count = cells.iter().map(String::len).sum::<usize>();
        if count > WIDEST {
            cells = vec![String::new(); cells.len()];
            trailer.problems.push(Problem {
                kind: ProblemKind::TooLong,
                column: None,
                message: format!("the cells of the row have more than {} MiB", WIDEST >> 20),
                hint: "keep long texts as documents, and name fewer of them in the profile".to_owned(),
            });
        }
        self.has_problems |= !trailer.problems.is_empty();
        cells.push(trailer.written());
        cells.push(text.to_owned());
        self.written += cells.iter().map(|cell| cell.len() as u64 + 1).sum::<u64>();
        if self.written > self.plan.most {
            return Err(Error::with_hint(
                format!(
                    "{}:{}: the rows that come of the objects have more than {} MiB",
                    self.name,
                    trailer.line,
                    self.plan.most >> 20
                ),
                "a list in a list may have been multiplied: check the paths of the profile; if it is right, allow more with --expand-to MIB",
            ));
        }
        self.out.write_record(&cells).map_err(|error| Error::no_temporary_file(&error.into()))
    }

    fn count(&mut self, field: String) {
        if let Some(count) = self.not_taken.get_mut(&field) {
            *count += 1;
        } else if self.not_taken.len() < MOST_FIELDS {
            self.not_taken.insert(field, 1);
        } else {
            self.is_count_cut = true;
        }
    }

    /// Counts the fields of an object that no column takes.
    fn note_fields(&mut self, object: &Value) {
        if self.plan.is_table {
            return;
        }
        let mut steps = Vec::new();
        let mut fields = Vec::new();
        untaken(object, &self.plan.columns, &mut steps, &mut fields);
        if let Some(ignored) = self.plan.ignored {
            fields.retain(|field| field != ignored);
        }
        for field in fields {
            self.count(field);
        }
    }
}

/// The fields of a value that have one and that no column takes.
fn untaken(value: &Value, columns: &[Path], steps: &mut Vec<Step>, fields: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Text(text) if text.trim().is_empty() => {}
        Value::Object(entries) => {
            for (key, value) in entries {
                steps.push(Step::Key(key.clone()));
                untaken(value, columns, steps, fields);
                steps.pop();
            }
        }
        Value::List(items) => {
            for (place, value) in items.iter().enumerate() {
                steps.push(Step::Item(place));
                untaken(value, columns, steps, fields);
                steps.pop();
            }
        }
        _ if columns.iter().any(|column| column.covers(steps)) => {}
        _ => fields.push(pattern(steps)),
    }
}

/// What is odd about a number, if anything is: it may not be what was written.
fn odd_number(number: &str) -> Option<String> {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if number.contains(['e', 'E']) {
        Some(format!("the number {} is written with an exponent", shortened(number)))
    } else if digits > DIGITS {
        Some(format!("the number {} has {digits} digits, of which many programs keep 15", shortened(number)))
    } else {
        None
    }
}

fn shortened(number: &str) -> &str {
    &number[..number.len().min(40)]
}
