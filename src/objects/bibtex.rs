//! A file of BibTeX or BibLaTeX as objects: entries, of which one is held at a time.
//!
//! An entry becomes an object with `key`, `type` and its fields as texts, in which commands of LaTeX are resolved. Names of
//! people are written as they are read, `date`, `year` and `month` become one date in EDTF (`@date`), and `urldate` is
//! left as it is.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use biblatex::{Bibliography, ChunksExt, Person, RawBibliography, RawChunk};

use super::copy::Pieces;
use super::cut::{Broken, LONGEST, Piece};
use super::trailer::{Problem, ProblemKind};
use super::value::{DEEPEST, Value};
use crate::date::MONTHS;

/// Fields that hold names of people or bodies.
const NAMES: &[&str] = &["author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor"];
/// Fields whose text is taken as it stands.
const VERBATIM: &[&str] = &["url", "archiveurl", "doi", "eprint", "file", "urldate", "date"];
/// How many abbreviations a file may define, and how long they are together.
const MOST_ABBREVIATIONS: usize = 10_000;
/// What a line end within a text is written as.
pub const LINE_END: &str = "\\newline{}";

/// Cuts a file of BibTeX into its entries.
pub struct Entries<R> {
    inner: BufReader<R>,
    line: u64,
    number: u64,
    /// A line that begins the next entry, if one was read too many.
    ahead: Option<Vec<u8>>,
    abbreviations: BTreeMap<String, String>,
    passed_over: Vec<String>,
}

impl<R: Read> Entries<R> {
    /// Begins at the beginning of a text.
    pub fn new(inner: R) -> Entries<R> {
        Entries {
            inner: BufReader::new(inner),
            line: 0,
            number: 0,
            ahead: None,
            abbreviations: BTreeMap::new(),
            passed_over: Vec::new(),
        }
    }

    /// The next line with its end; none at the end of the file. What is beyond the length of an entry is left out.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.ahead.take() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        loop {
            let block = self.inner.fill_buf()?;
            if block.is_empty() {
                break;
            }
            let end = block.iter().position(|byte| *byte == b'\n').map(|place| place + 1);
            let count = end.unwrap_or(block.len());
            let room = (LONGEST + 1).saturating_sub(line.len()).min(count);
            line.extend_from_slice(&block[..room]);
            self.inner.consume(count);
            if end.is_some() {
                break;
            }
        }
        if line.is_empty() {
            return Ok(None);
        }
        self.line += 1;
        Ok(Some(line))
    }

    /// The text of the next entry, of whatever kind, with its line and column.
    fn next_entry(&mut self) -> io::Result<Option<(u64, u64, Vec<u8>)>> {
        let mut text = Vec::new();
        let (mut begin, mut scan) = ((0, 0), Scan::default());
        while let Some(line) = self.next_line()? {
            let rest = if text.is_empty() {
                // Whatever is between entries is a comment.
                let comment = line.trim_ascii_start().starts_with(b"%");
                let Some(at) = line.iter().position(|byte| *byte == b'@').filter(|_| !comment) else {
                    continue;
                };
                begin = (self.line, at as u64 + 1);
                &line[at..]
            } else if begins_entry(&line) {
                // The entry before it never ended.
                self.ahead = Some(line);
                return Ok(Some((begin.0, begin.1, text)));
            } else {
                &line[..]
            };
            let end = scan.end_in(rest);
            text.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
            if text.len() > LONGEST + 1 {
                text.truncate(LONGEST + 1);
            }
            if let Some(end) = end {
                let after = &rest[end..];
                if after.contains(&b'@') {
                    self.ahead = Some(after.to_vec());
                }
                return Ok(Some((begin.0, begin.1, text)));
            }
        }
        Ok((!text.is_empty()).then_some((begin.0, begin.1, text)))
    }

    /// Takes definitions of abbreviations and comments; returns whether it is anything else.
    fn is_reference(&mut self, text: &[u8]) -> bool {
        let kind: Vec<u8> = text
            .iter()
            .skip(1)
            .skip_while(|byte| byte.is_ascii_whitespace())
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect();
        match kind.as_slice() {
            b"comment" | b"preamble" => false,
            b"string" => {
                let text = String::from_utf8_lossy(text).into_owned();
                match RawBibliography::parse(&text) {
                    Ok(read) if self.abbreviations.len() < MOST_ABBREVIATIONS => {
                        for pair in read.abbreviations {
                            let value = joined(&pair.value.v, &self.abbreviations).unwrap_or_default();
                            self.abbreviations.insert(pair.key.v.to_lowercase(), value);
                        }
                    }
                    _ => self.passed_over.push("@string".to_owned()),
                }
                false
            }
            _ => true,
        }
    }
}

impl<R: Read> Pieces for Entries<R> {
    fn next_piece(&mut self) -> Result<Option<Piece>, Broken> {
        while let Some((line, column, text)) = self.next_entry()? {
            if self.is_reference(&text) {
                self.number += 1;
                let is_too_long = text.len() > LONGEST;
                return Ok(Some(Piece { number: self.number, line, column, array: None, text, is_too_long }));
            }
        }
        Ok(None)
    }

    fn passed_over(&mut self) -> Vec<String> {
        std::mem::take(&mut self.passed_over)
    }

    fn has_array(&self) -> bool {
        false
    }

    fn read(&self, piece: &Piece) -> Result<Value, Problem> {
        let problem = |message: String, hint: &str| Problem {
            kind: ProblemKind::Unreadable,
            column: None,
            message,
            hint: hint.to_owned(),
        };
        let Ok(text) = std::str::from_utf8(&piece.text) else {
            return Err(problem(
                "the entry is not UTF-8".to_owned(),
                "save the file as UTF-8, or name its encoding with --encoding",
            ));
        };
        if depth(text) > DEEPEST {
            return Err(problem(
                format!("braces are nested more than {DEEPEST} deep"),
                "no text needs so many: check the program that wrote the file",
            ));
        }
        entry(text, &self.abbreviations).map_err(|message| {
            problem(
                format!("it is not valid BibTeX: {message}"),
                "an entry is @kind{key, field = {text}, …}, and braces and quotes are closed",
            )
        })
    }
}

/// Where an entry ends.
#[derive(Default)]
struct Scan {
    depth: u64,
    is_escaped: bool,
}

impl Scan {
    /// Reads on; gives how many bytes of these belong to the entry, if it ends in them.
    fn end_in(&mut self, bytes: &[u8]) -> Option<usize> {
        for (place, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'{' => self.depth += 1,
                b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(place + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether a line looks like the beginning of an entry: `@kind{key,`.
fn begins_entry(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"@") else { return false };
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    letters > 0 && rest[letters..].trim_ascii_start().starts_with(b"{")
}

fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn entry(text: &str, abbreviations: &BTreeMap<String, String>) -> Result<Value, String> {
    let read = RawBibliography::parse(text).map_err(|error| error.kind.to_string())?;
    let [entry] = read.entries.as_slice() else { return Err("it is not one entry".to_owned()) };
    let entry = &entry.v;
    let mut object = vec![
        ("key".to_owned(), Value::Text(entry.key.v.to_owned())),
        ("type".to_owned(), Value::Text(entry.kind.v.to_lowercase())),
    ];
    let mut raw: BTreeMap<String, String> = BTreeMap::new();
    for pair in &entry.fields {
        let name = pair.key.v.to_lowercase();
        let value = joined(&pair.value.v, abbreviations)?;
        if raw.insert(name.clone(), value).is_some() {
            return Err(format!("the field {name} is given twice"));
        }
    }
    if let Some(date) = date(&raw) {
        for part in ["date", "year", "month", "day"] {
            raw.remove(part);
        }
        object.push(("@date".to_owned(), Value::Text(date)));
    }
    for (name, value) in raw {
        let text = if VERBATIM.contains(&name.as_str()) {
            verbatim(&value)
        } else if NAMES.contains(&name.as_str()) {
            people(&value)?
        } else {
            value.split(LINE_END).map(resolved).collect::<Result<Vec<_>, _>>()?.join("\n")
        };
        object.push((name, Value::Text(text)));
    }
    Ok(Value::Object(object))
}

/// The text of a field as it is written, abbreviations replaced.
fn joined(
    parts: &[biblatex::Spanned<RawChunk<'_>>],
    abbreviations: &BTreeMap<String, String>,
) -> Result<String, String> {
    let mut text = String::new();
    for part in parts {
        match part.v {
            RawChunk::Normal(normal) => text.push_str(normal),
            RawChunk::Abbreviation(name) => match abbreviations.get(&name.to_lowercase()) {
                Some(value) => text.push_str(value),
                None if month(name).is_some() => text.push_str(name),
                None => return Err(format!("the abbreviation {name} is not defined")),
            },
        }
        if text.len() > LONGEST {
            return Err("a field is too long".to_owned());
        }
    }
    Ok(text)
}

/// A text with the commands of LaTeX in it resolved.
fn resolved(text: &str) -> Result<String, String> {
    let read = read_alone("title", text)?;
    let chunks = read.iter().next().and_then(|entry| entry.get("title"));
    Ok(chunks.map(ChunksExt::format_verbatim).unwrap_or_default())
}

/// Names of people as they are read: given name, particle, family name.
fn people(text: &str) -> Result<String, String> {
    let read = read_alone("author", text)?;
    let people: Vec<Person> = read.iter().next().and_then(|entry| entry.author().ok()).unwrap_or_default();
    let shown = people.iter().map(|person| {
        let parts = [&person.given_name, &person.prefix, &person.name, &person.suffix];
        let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    });
    Ok(shown.filter(|name| !name.is_empty()).collect::<Vec<_>>().join("; "))
}

fn read_alone(field: &str, text: &str) -> Result<Bibliography, String> {
    Bibliography::parse(&format!("@misc{{k, {field} = {{{text}}}}}")).map_err(|error| error.kind.to_string())
}

/// An address or a date: nothing in it is a command, but some programs escape letters.
fn verbatim(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        let escapes = letter == '\\' && letters.peek().is_some_and(|next| "_%&#{}~^$:\\".contains(*next));
        if !escapes {
            plain.push(letter);
        } else if let Some(next) = letters.next() {
            plain.push(next);
        }
    }
    plain
}

/// The date of an entry in EDTF: that of BibLaTeX is; those of BibTeX are given in parts.
fn date(fields: &BTreeMap<String, String>) -> Option<String> {
    let field = |name: &str| fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    if let Some(date) = field("date") {
        return Some(verbatim(date));
    }
    let year =
        field("year").filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let Some(written) = field("month") else { return Some(year.to_owned()) };
    let number = month(written)?;
    match field("day").map(|day| day.parse::<u8>()) {
        None => Some(format!("{year}-{number:02}")),
        Some(Ok(day)) => Some(format!("{year}-{number:02}-{day:02}")),
        Some(Err(_)) => None,
    }
}

/// The number of a month, which may be abbreviated to three letters.
fn month(text: &str) -> Option<u8> {
    let text = text.trim_matches(['{', '}', '.', ' ']).to_lowercase();
    if let Ok(number) = text.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let place = MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(&text))?;
    u8::try_from(place + 1).ok()
}
