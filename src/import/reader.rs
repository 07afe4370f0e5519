//! A CSV file as rows that know where they stand.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;

use csv::{ByteRecord, StringRecord};

use super::dialect::{Dialect, ReadOptions, dialect};
use super::encoding::Undecodable;
use super::input::Intake;
use super::read_ahead::Plain;
use super::row_tracker::{EndlessRow, Start, Stray, StrayKind, Watched, Watching};
use super::sheets::{Cells, Takes};
use super::structured::ObjectRows;
use crate::error::{Error, Result};
use crate::objects::{HIDDEN, Problem, Trailer};
use crate::record::refusal::{Place, Refusal};

/// A file that is read row by row.
pub struct Reader {
    rows: csv::Reader<Watched<Box<dyn Read + Send>>>,
    record: ByteRecord,
    start: Start,
    header: Vec<String>,
    dialect: Dialect,
    told_line: bool,
    form: Form,
}

/// What the rows of a file have in common.
#[derive(Debug, Clone)]
pub struct Form {
    /// The name of the file.
    pub file: Arc<str>,
    /// How many cells the header has.
    pub width: usize,
    /// How many of them have a name.
    pub named: usize,
    /// The names of the columns of objects, for what is wrong with one.
    columns: Arc<[String]>,
    separator: u8,
    doubts: Option<Arc<str>>,
    /// The cells of the sheet, if it is one, and what its columns take.
    sheet: Option<(Arc<Cells>, Arc<[Takes]>)>,
    /// The objects whose rows they are, if it is a file of objects.
    objects: Option<Arc<ObjectRows>>,
}

impl Form {
    /// Whether a row has cells that are not just text.
    #[must_use]
    pub fn is_odd(&self, line: u64) -> bool {
        self.objects.is_some() || self.sheet.as_ref().is_some_and(|(cells, _)| cells.is_odd(line))
    }
}

/// One row as the file has it: its cells as text, or why they are not.
pub struct RawRow<'reader> {
    /// Where it begins.
    pub place: Place,
    record: &'reader ByteRecord,
    /// The same as text, if its cells may be kept as they stand.
    plain: Option<(&'reader StringRecord, &'reader Plain)>,
    /// A quote where none is allowed.
    stray: Option<Stray>,
    form: &'reader Form,
}

impl Reader {
    /// Reads a file from its beginning, up to its header. `is_known` says whether a name is one that a header may have,
    /// `template` how to get a header; with `keeps_rows` the bytes of each row can be asked for.
    ///
    /// # Errors
    /// If the file cannot be read, or has no header on the line that is given.
    pub fn open(
        intake: &Intake,
        told: ReadOptions,
        is_known: &dyn Fn(&str) -> bool,
        template: &str,
        keeps_rows: bool,
    ) -> Result<Reader> {
        intake.verify_kind()?;
        let told = match (intake.cells(), intake.objects()) {
            (Some(_), _) => ReadOptions { separator: Some(b','), ..told },
            (None, Some(_)) => ReadOptions { separator: Some(b','), header_line: Some(1) },
            (None, None) => told,
        };
        let (dialect, text) = intake
            .text()
            .and_then(|text| dialect(text, told, is_known))
            .map_err(|error| unreadable(intake.name(), error))?;
        let watching =
            Watching { separator: dialect.separator, returns_alone: dialect.returns_alone, keeps_rows };
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.separator)
            .buffer_capacity(1 << 16)
            .from_reader(Watched::new(text, watching));
        let doubts = intake.doubts().map(Arc::from);
        let mut reader = Reader {
            rows,
            record: ByteRecord::new(),
            start: Start { line: 1, byte: 0, stray: None },
            header: Vec::new(),
            form: Form {
                file: intake.name().into(),
                width: 0,
                named: 0,
                columns: Arc::from([]),
                separator: dialect.separator,
                doubts,
                sheet: intake.cells().map(|cells| (Arc::clone(cells), Arc::from([]))),
                objects: intake.objects().map(Arc::clone),
            },
            dialect,
            told_line: told.header_line.is_some(),
        };
        reader.read_header(template)?;
        Ok(reader)
    }

    fn read_header(&mut self, template: &str) -> Result<()> {
        let line = self.dialect.header_line;
        loop {
            if !self.advance()? {
                return Err(if self.start.line == 1 && line <= 2 {
                    Error::with_hint(
                        format!("{}: the file is empty", self.form.file),
                        format!("write the header first: {template}"),
                    )
                } else {
                    Error::with_hint(
                        format!("{}: the file has no line {line} for a header", self.form.file),
                        "give the line of the header, counted from 1: --header-row N",
                    )
                });
            }
            if self.start.line >= line {
                break;
            }
        }
        // If the line of the header was not given, blank lines may come before it.
        if self.start.line > line && self.told_line {
            return Err(Error::with_hint(
                format!("{}:{line}: no row begins on this line", self.form.file),
                format!("the next row begins on line {}: --header-row {}", self.start.line, self.start.line),
            ));
        }
        if let Some(stray) = self.start.stray {
            let (message, hint) = describe_stray(stray, self.start.line, self.form.separator);
            return Err(Error::with_hint(format!("{}:{}: {message}", self.form.file, self.start.line), hint));
        }
        for (place, cell) in self.record.iter().enumerate() {
            let Ok(name) = std::str::from_utf8(cell) else {
                return Err(Error::with_hint(
                    format!("{}:{}: column {} is not UTF-8", self.form.file, self.start.line, place + 1),
                    encoding_hint(self.form.doubts.as_deref()),
                ));
            };
            self.header.push(name.trim_start_matches('\u{feff}').trim().to_owned());
        }
        self.form.width = self.header.len();
        // Spreadsheets write columns that were only ever formatted: they have no name, and nothing in them.
        while self.header.len() > 1 && self.header.last().is_some_and(String::is_empty) {
            self.header.pop();
        }
        if self.form.objects.is_some() {
            self.form.columns = self.header.as_slice().into();
        }
        self.form.named = self.header.len();
        Ok(())
    }

    /// Says what each column of a sheet takes, in the order of the header.
    pub fn take_as(&mut self, takes: Vec<Takes>) {
        if let Some((_, of_columns)) = &mut self.form.sheet {
            *of_columns = takes.into();
        }
    }

    /// The names of the columns, trimmed; those without a name at the end are left out.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The line on which the header stands, from 1.
    #[must_use]
    pub fn header_line(&self) -> u64 {
        self.dialect.header_line
    }

    /// What separates the columns, and so on.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The next row that is not blank; none at the end of the file.
    ///
    /// # Errors
    /// If the file cannot be read further.
    pub fn next_row(&mut self) -> Result<Option<RawRow<'_>>> {
        if !self.advance_to_content()? {
            return Ok(None);
        }
        let place = Place { file: Arc::clone(&self.form.file), line: self.start.line };
        Ok(Some(RawRow::new(place, &self.record, self.start.stray, &self.form)))
    }

    /// Reads the next row that is not blank into a record; gives where it begins, none at the end.
    ///
    /// # Errors
    /// As [`Reader::next_row`].
    pub fn read_into(&mut self, record: &mut ByteRecord) -> Result<Option<Start>> {
        std::mem::swap(&mut self.record, record);
        let is_row = self.advance_to_content();
        std::mem::swap(&mut self.record, record);
        Ok(is_row?.then_some(self.start))
    }

    /// What its rows have in common.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    fn advance_to_content(&mut self) -> Result<bool> {
        while self.advance()? {
            if self.record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The bytes of the last row, or of the header, as they stand; only of a reader that keeps them.
    pub fn row_bytes(&mut self) -> Cow<'_, [u8]> {
        if self.form.sheet.is_some() {
            return Cow::Owned(as_csv(&self.record, b',').unwrap_or_default());
        }
        if self.form.objects.is_some() {
            return Cow::Borrowed(self.record.get(self.form.width - 1).unwrap_or_default());
        }
        Cow::Borrowed(self.rows.get_mut().row(self.start))
    }

    fn advance(&mut self) -> Result<bool> {
        let is_row =
            self.rows.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(source) => unreadable(&self.form.file, source),
                _ => Error::message(format!("{}: the file cannot be read as CSV", self.form.file)),
            })?;
        if let Some(line) = self.rows.get_ref().never_closed() {
            return Err(open_quote(&self.form.file, line));
        }
        if is_row {
            self.start = self.rows.get_mut().next_start();
            if let Some((cells, _)) = &self.form.sheet {
                self.start.line = cells.row_of(self.start.line);
                fit(&mut self.record, self.form.width);
            }
            if let Some(objects) = &self.form.objects
                && let Some(trailer) = trailer(&self.record, self.form.width)
            {
                self.start.line = if objects.by_number { trailer.number } else { trailer.line };
            }
        }
        Ok(is_row)
    }
}

impl<'reader> RawRow<'reader> {
    /// A row as it stands.
    #[must_use]
    pub fn new(
        place: Place,
        record: &'reader ByteRecord,
        stray: Option<Stray>,
        form: &'reader Form,
    ) -> RawRow<'reader> {
        RawRow { place, record, plain: None, stray, form }
    }

    /// A row with as many cells as the header, that may be kept as they stand.
    #[must_use]
    pub fn plain(
        place: Place,
        record: &'reader StringRecord,
        plain: &'reader Plain,
        form: &'reader Form,
    ) -> RawRow<'reader> {
        RawRow { place, record: record.as_byte_record(), plain: Some((record, plain)), stray: None, form }
    }

    /// What is known of the object whose row it is, if the file is one of objects.
    #[must_use]
    pub fn trailer(&self) -> Option<Trailer> {
        self.form.objects.as_ref().and_then(|_| trailer(self.record, self.form.width))
    }

    /// What is known of it if its cells may be kept as they stand.
    #[must_use]
    pub fn known(&self) -> Option<&'reader Plain> {
        self.plain.map(|(_, plain)| plain)
    }

    /// The cells of the columns that have a name, as text.
    ///
    /// # Errors
    /// If a quote is where none is allowed, there are too few or too many, or their bytes are not UTF-8.
    pub fn cells(&self) -> Result<Vec<&'reader str>, Vec<Refusal>> {
        if let Some((record, _)) = self.plain {
            return Ok(record.iter().take(self.form.named).collect());
        }
        if let Some(stray) = self.stray {
            let (message, hint) = describe_stray(stray, self.place.line, self.form.separator);
            return Err(vec![Refusal::row("quotes", message).with_hint(hint)]);
        }
        let count = self.record.len();
        if count != self.form.width {
            let refusal = Refusal::row(
                "cells",
                format!("the row has {count} cells, the header has {}", self.form.width),
            );
            let spans_lines = self.record.iter().any(|cell| cell.contains(&b'\n'));
            return Err(vec![refusal.with_hint(if spans_lines {
                "a quote opens in this row and closes lines later, or never: close it, and double the quotes inside a cell".to_owned()
            } else {
                let separator = separator_in_words(self.form.separator);
                format!("write every cell, blank ones too; put a cell that has {separator} into double quotes")
            })]);
        }
        let mut cells = Vec::with_capacity(self.form.named);
        if let Some(trailer) = self.trailer()
            && !trailer.problems.is_empty()
        {
            return Err(trailer.problems.into_iter().map(|problem| self.refusal(problem)).collect());
        }
        let hidden = if self.form.objects.is_some() { HIDDEN } else { 0 };
        for (place, bytes) in self.record.iter().take(count - hidden).enumerate() {
            if place >= self.form.named && !bytes.trim_ascii().is_empty() {
                let refusal =
                    Refusal::row("cells", format!("cell {} is in a column without a name", place + 1));
                return Err(vec![refusal.with_hint("name the column in the header, or delete its cells")]);
            }
            let text = std::str::from_utf8(bytes).map_err(|error| {
                let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
                let what = format!("cell {} is not UTF-8: byte 0x{byte:02X}", place + 1);
                vec![Refusal::row("encoding", what).with_hint(encoding_hint(self.form.doubts.as_deref()))]
            })?;
            if place < self.form.named {
                cells.push(text);
            }
        }
        if let Some((sheet, takes)) = &self.form.sheet {
            let refusals = sheet.refusals(self.place.line, takes, &cells);
            if !refusals.is_empty() {
                return Err(refusals);
            }
        }
        Ok(cells)
    }

    /// Why an object is refused.
    fn refusal(&self, problem: Problem) -> Refusal {
        let refusal = Refusal::row(problem.kind.cause(), problem.message).with_hint(problem.hint);
        let column = problem.column.and_then(|place| self.form.columns.get(place));
        Refusal { column: column.cloned(), ..refusal }
    }

    /// Its cells, be they too few or too many; what is not text in them is replaced.
    #[must_use]
    pub fn loose_cells(&self) -> Vec<Cow<'reader, str>> {
        let hidden = if self.form.objects.is_some() { HIDDEN } else { 0 };
        let shown = self.record.len().saturating_sub(hidden);
        self.record.iter().take(shown).map(String::from_utf8_lossy).collect()
    }

    /// The row as it is in the file, except for its quoting; none if its quotes are what is wrong.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        if self.stray.is_some() {
            return None;
        }
        if self.form.objects.is_some() {
            // Only the first row of an object has it as it is written.
            let written = self.record.get(self.form.width - 1).filter(|written| !written.is_empty());
            return written.map(|written| String::from_utf8_lossy(written).into_owned());
        }
        let bytes = as_csv(self.record, self.form.separator)?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// What a row of objects says beside its cells.
fn trailer(record: &ByteRecord, width: usize) -> Option<Trailer> {
    let cell = record.get(width.checked_sub(HIDDEN)?)?;
    std::str::from_utf8(cell).ok().and_then(Trailer::parse)
}

/// A row as CSV, without the end of its line.
fn as_csv(record: &ByteRecord, separator: u8) -> Option<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(separator).from_writer(Vec::new());
    writer.write_byte_record(record).ok()?;
    let mut bytes = writer.into_inner().ok()?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    Some(bytes)
}

/// Gives a row of a sheet as many cells as the header has: in a sheet, a row ends with its last filled cell.
fn fit(record: &mut ByteRecord, width: usize) {
    if width == 0 {
        return;
    }
    while record.len() < width {
        record.push_field(b"");
    }
    let filled = record.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |last| last + 1);
    if record.len() > width {
        record.truncate(filled.max(width));
    }
}

fn separator_in_words(separator: u8) -> String {
    match separator {
        b',' => "a comma".to_owned(),
        b';' => "a semicolon".to_owned(),
        b'\t' => "a tab".to_owned(),
        other => format!("a {}", char::from(other).escape_default()),
    }
}

/// What is wrong with a quote, and what to do about it. A row may have more lines than one.
fn describe_stray(stray: Stray, row: u64, separator: u8) -> (String, &'static str) {
    let line = if stray.line == row { String::new() } else { format!(", on line {}", stray.line) };
    let cell = stray.cell;
    match stray.kind {
        StrayKind::Opening => (
            format!("a quote follows a space at the beginning of cell {cell}{line}"),
            "delete the space; a quote that belongs to the text is written twice, in a cell in quotes",
        ),
        kind => (
            format!(
                "a quote closes cell {cell}{line} and is not followed by {}",
                separator_in_words(separator)
            ),
            if kind == StrayKind::Escaped {
                "write a quote inside a cell in quotes twice, not as \\\""
            } else {
                "put the whole cell into quotes, and write a quote inside it twice: \"the \"\"fine\"\" weavers\""
            },
        ),
    }
}

fn encoding_hint(doubts: Option<&str>) -> String {
    doubts.unwrap_or("save the file as \"CSV UTF-8\", or say what it is, such as --encoding cp949").to_owned()
}

fn open_quote(file: &str, line: u64) -> Error {
    Error::with_hint(
        format!("{file}:{line}: a double quote opens a cell here and never closes"),
        "close it at the end of the cell, and write a quote inside a cell twice",
    )
}

/// Why a file cannot be read further, as reported to the analyst.
pub(super) fn unreadable(file: &str, source: io::Error) -> Error {
    let inner = source.get_ref();
    if let Some(endless) = inner.and_then(|inner| inner.downcast_ref::<EndlessRow>()) {
        return match endless.quote {
            Some(line) => open_quote(file, line),
            None => Error::with_hint(
                format!("{file}:{}: the row is longer than 16 MiB", endless.line),
                "this is not a table that can be imported, or its line ends are missing",
            ),
        };
    }
    if let Some(undecodable) = inner.and_then(|inner| inner.downcast_ref::<Undecodable>()) {
        return Error::with_hint(
            format!(
                "{file}:{}: the byte 0x{:02X} is not text in {}",
                undecodable.line, undecodable.byte, undecodable.encoding
            ),
            "the file is damaged there, or in another encoding: name it with --encoding, or save the file as \"CSV UTF-8\"",
        );
    }
    Error::File { path: file.into(), source }
}
