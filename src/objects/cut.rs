//! A file of JSON, cut into its objects: one is held at a time.
//!
//! Only brackets and quotes are looked at here; whether an object is JSON is seen when it is read. So one that is not
//! spoils no other.

use std::io::{self, Read};

/// The longest object, in bytes.
pub const LONGEST: usize = 4 << 20;
/// How many bytes are read at once.
const BLOCK: usize = 1 << 16;

/// How the objects of a file follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One a line: a line that is broken breaks no other.
    Lines,
    /// As items of an array, or one after the other.
    Values,
}

/// An object as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its number, from 1.
    pub number: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The column of its first byte, from 1.
    pub column: u64,
    /// Which of the arrays that were named it is in.
    pub array: Option<usize>,
    /// Its text; not whole if it is longer than [`LONGEST`].
    pub text: Vec<u8>,
    /// Whether it is longer.
    pub is_too_long: bool,
}

/// Why a file cannot be read further.
#[derive(Debug)]
pub enum Broken {
    /// The system says so.
    Io(io::Error),
    /// It is not JSON.
    Syntax {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, in bytes.
        column: u64,
        /// What is wrong.
        message: String,
    },
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Broken {
        Broken::Io(error)
    }
}

/// What is open around the next object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// An array of objects at the top.
    List,
    /// An object that holds the arrays.
    Document,
    /// One of these.
    Array(usize),
}

/// Cuts a file into objects.
pub struct Cutter<R> {
    inner: R,
    block: Vec<u8>,
    at: usize,
    line: u64,
    column: u64,
    form: Form,
    arrays: Vec<String>,
    around: Vec<Around>,
    /// Whether something came before in what is open.
    has_item: bool,
    number: u64,
    has_array: bool,
    passed_over: Vec<String>,
}

impl<R: Read> Cutter<R> {
    /// Begins at the beginning of a text. With `arrays`, objects at the top are documents, and those in their arrays of these
    /// names are the objects.
    pub fn new(inner: R, form: Form, arrays: &[String]) -> Cutter<R> {
        Cutter {
            inner,
            block: Vec::new(),
            at: 0,
            line: 1,
            column: 1,
            form: if arrays.is_empty() { form } else { Form::Values },
            arrays: arrays.to_vec(),
            around: Vec::new(),
            has_item: false,
            number: 0,
            has_array: false,
            passed_over: Vec::new(),
        }
    }

    /// Whether there was an array at the top.
    pub fn has_array(&self) -> bool {
        self.has_array
    }

    /// The keys of documents that were passed over since this was last asked.
    pub fn passed_over(&mut self) -> Vec<String> {
        std::mem::take(&mut self.passed_over)
    }

    /// The next object, or whatever is in its place; none at the end.
    ///
    /// # Errors
    /// If the file cannot be read further.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Broken> {
        if self.form == Form::Lines { self.next_line() } else { self.next_value() }
    }

    fn next_line(&mut self) -> Result<Option<Piece>, Broken> {
        self.skip_space()?;
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let (line, column) = (self.line, self.column);
        let mut text = Vec::new();
        let mut is_too_long = false;
        while let Some(byte) = self.peek()? {
            if byte == b'\n' {
                break;
            }
            is_too_long |= !keep(&mut text, byte);
            self.step();
        }
        let end = text.trim_ascii_end().len();
        text.truncate(end);
        Ok(Some(self.piece(line, column, text, is_too_long)))
    }

    fn next_value(&mut self) -> Result<Option<Piece>, Broken> {
        loop {
            self.skip_space()?;
            let Some(byte) = self.peek()? else {
                return if self.around.is_empty() {
                    Ok(None)
                } else {
                    Err(self.broken("the file ends before its JSON does"))
                };
            };
            let around = self.around.last().copied();
            let closing = match around {
                None => None,
                Some(Around::List | Around::Array(_)) => Some(b']'),
                Some(Around::Document) => Some(b'}'),
            };
            if closing == Some(byte) {
                self.step();
                self.around.pop();
                self.has_item = true;
                continue;
            }
            if around.is_some() && std::mem::replace(&mut self.has_item, true) {
                if byte != b',' {
                    return Err(self.broken(&format!("a comma belongs here, not {}", shown(byte))));
                }
                self.step();
                self.skip_space()?;
            }
            match (around, self.peek()?) {
                (Some(Around::Document), Some(b'"')) => self.entry()?,
                (Some(Around::Document), _) => return Err(self.broken("a key in quotes belongs here")),
                (None, Some(b'[')) => self.open(Around::List),
                (None | Some(Around::List), Some(b'{')) if !self.arrays.is_empty() => {
                    self.open(Around::Document);
                }
                (Some(_), Some(b']' | b',')) | (Some(_), None) => {
                    return Err(self.broken("a value belongs here"));
                }
                (None, Some(byte)) if byte != b'{' => {
                    return Err(
                        self.broken(&format!("an object or an array belongs here, not {}", shown(byte)))
                    );
                }
                _ => return self.captured().map(Some),
            }
        }
    }

    fn open(&mut self, around: Around) {
        self.step();
        self.around.push(around);
        self.has_array |= around == Around::List;
        self.has_item = false;
    }

    /// An entry of a document: one of the arrays is opened, everything else is passed over.
    fn entry(&mut self) -> Result<(), Broken> {
        let mut text = Vec::new();
        self.value(&mut text)?;
        let key: String = serde_json::from_slice(&text)
            .map_err(|_| self.broken("the key before this is not a text of JSON"))?;
        self.skip_space()?;
        if self.peek()? != Some(b':') {
            return Err(self.broken("a colon belongs here"));
        }
        self.step();
        self.skip_space()?;
        match (self.arrays.iter().position(|array| *array == key), self.peek()?) {
            (Some(array), Some(b'[')) => self.open(Around::Array(array)),
            (_, None | Some(b',' | b'}' | b']')) => return Err(self.broken("a value belongs here")),
            _ => {
                self.value(&mut Vec::new())?;
                self.passed_over.push(key);
            }
        }
        Ok(())
    }

    fn captured(&mut self) -> Result<Piece, Broken> {
        let (line, column) = (self.line, self.column);
        let mut text = Vec::new();
        let is_too_long = !self.value(&mut text)?;
        Ok(self.piece(line, column, text, is_too_long))
    }

    fn piece(&mut self, line: u64, column: u64, text: Vec<u8>, is_too_long: bool) -> Piece {
        self.number += 1;
        let array = match self.around.last() {
            Some(Around::Array(array)) => Some(*array),
            _ => None,
        };
        Piece { number: self.number, line, column, array, text, is_too_long }
    }

    /// Reads what may be a value; returns whether all of it was kept.
    fn value(&mut self, text: &mut Vec<u8>) -> Result<bool, Broken> {
        let (line, column) = (self.line, self.column);
        let (mut depth, mut is_text, mut is_escaped) = (0_u64, false, false);
        let mut is_whole = true;
        loop {
            let Some(byte) = self.peek()? else {
                if depth > 0 || is_text {
                    return Err(Broken::Syntax {
                        line,
                        column,
                        message: "what begins here never ends".to_owned(),
                    });
                }
                return Ok(is_whole);
            };
            let is_scalar = depth == 0 && !is_text && !text.is_empty();
            if is_scalar && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(is_whole);
            }
            is_whole &= keep(text, byte);
            self.step();
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if is_text => is_escaped = true,
                b'"' => {
                    is_text = !is_text;
                    if !is_text && depth == 0 {
                        return Ok(is_whole);
                    }
                }
                b'{' | b'[' if !is_text => depth += 1,
                b'}' | b']' if !is_text => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(is_whole);
                    }
                }
                _ => {}
            }
        }
    }

    fn broken(&self, message: &str) -> Broken {
        Broken::Syntax { line: self.line, column: self.column, message: message.to_owned() }
    }

    fn skip_space(&mut self) -> Result<(), Broken> {
        while self.peek()?.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.step();
        }
        Ok(())
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.block.len() {
            self.block.resize(BLOCK, 0);
            self.at = 0;
            let count = loop {
                match self.inner.read(&mut self.block) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.block.truncate(*count.as_ref().unwrap_or(&0));
            count?;
        }
        Ok(self.block.get(self.at).copied())
    }

    fn step(&mut self) {
        if self.block.get(self.at) == Some(&b'\n') {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        self.at += 1;
    }
}

/// Adds a byte if there is room; returns whether there was.
fn keep(text: &mut Vec<u8>, byte: u8) -> bool {
    let has_room = text.len() < LONGEST;
    if has_room {
        text.push(byte);
    }
    has_room
}

fn shown(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("{:?}", char::from(byte)) } else { format!("the byte 0x{byte:02X}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, line, column, array and text of each object, and how it ends.
    fn cut(text: &str, form: Form, arrays: &[&str]) -> Vec<String> {
        let arrays: Vec<String> = arrays.iter().map(|array| (*array).to_owned()).collect();
        let mut cutter = Cutter::new(text.as_bytes(), form, &arrays);
        let mut told = Vec::new();
        loop {
            match cutter.next_piece() {
                Ok(Some(piece)) => {
                    let text = String::from_utf8(piece.text).unwrap();
                    let array = piece.array.map_or("-", |array| arrays[array].as_str());
                    told.push(format!("{} {}:{} {array} {text}", piece.number, piece.line, piece.column));
                }
                Ok(None) => break,
                Err(Broken::Syntax { line, column, message }) => {
                    told.push(format!("{line}:{column} {message}"));
                    break;
                }
                Err(Broken::Io(error)) => panic!("{error}"),
            }
        }
        let passed = cutter.passed_over();
        if !passed.is_empty() {
            told.push(format!("passed over: {}", passed.join(", ")));
        }
        told
    }

    #[test]
    fn objects_come_one_by_one_with_their_places() {
        let array = "[\n  {\"a\": \"}]\\\"\"},\n  {\"b\": [1, {}]}, 5\n]\n";
        assert_eq!(
            cut(array, Form::Values, &[]),
            ["1 2:3 - {\"a\": \"}]\\\"\"}", "2 3:3 - {\"b\": [1, {}]}", "3 3:19 - 5"]
        );
        assert_eq!(
            cut("{\"a\":1}{\"b\":2}\n", Form::Values, &[]),
            ["1 1:1 - {\"a\":1}", "2 1:8 - {\"b\":2}"]
        );
        assert_eq!(
            cut("{\"a\":1}\r\n\n{\"b\":\n{}\n", Form::Lines, &[]),
            ["1 1:1 - {\"a\":1}", "2 3:1 - {\"b\":", "3 4:1 - {}"]
        );
        assert!(cut(" \n", Form::Values, &[]).is_empty() && cut("[]", Form::Values, &[]).is_empty());
    }

    #[test]
    fn arrays_of_a_document_are_told_apart() {
        let text = r#"{"meta": {"x": [1]}, "people": [{"a":1}, {"b":2}], "bodies": [], "people2": 5,
"bodies": [{"c":3}]} {"people": [{"d":4}]}"#;
        assert_eq!(
            cut(text, Form::Values, &["people", "bodies"]),
            [
                "1 1:33 people {\"a\":1}",
                "2 1:42 people {\"b\":2}",
                "3 2:12 bodies {\"c\":3}",
                "4 2:34 people {\"d\":4}",
                "passed over: meta, people2"
            ]
        );
    }

    #[test]
    fn what_is_not_json_says_where() {
        for (text, arrays, expected) in [
            ("[{}", &[][..], "1:4 the file ends before its JSON does"),
            ("[{} {}]", &[], "1:5 a comma belongs here, not '{'"),
            ("[{},]", &[], "1:5 a value belongs here"),
            ("[\n{\"a\": [1,2}", &[], "2:1 what begins here never ends"),
            ("id,name\n", &[], "1:1 an object or an array belongs here, not 'i'"),
            ("{\"people\" [", &["people"], "1:11 a colon belongs here"),
            ("{people: [", &["people"], "1:2 a key in quotes belongs here"),
        ] {
            let told = cut(text, Form::Values, arrays);
            assert_eq!(told.last().map(String::as_str), Some(expected), "{text}");
        }
    }
}
