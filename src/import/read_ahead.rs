//! Reading ahead: the rows of a file are parsed on a separate thread, which also marks the rows whose cells need
//! nothing done to them, while those before are checked.
//!
//! Rows pass in batches, and records that were used go back to be filled again: what waits is bounded, and nothing is
//! allocated for each row.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use csv::{ByteRecord, StringRecord};

use super::reader::{Form, RawRow, Reader};
use super::row_tracker::Stray;
use crate::error::{Error, Result};
use crate::record::refusal::Place;

/// How many rows a batch has at most, and from how many bytes on it is full.
const ROWS: usize = 512;
const BYTES: usize = 96 << 10;
/// How many batches wait at most.
const WAITING: usize = 6;
/// From how many bytes on a record is not filled again, so that long rows do not add up.
const LONG: usize = 16 << 10;
/// From how many bytes on a batch has to be used before another one is read.
const LONG_BATCH: usize = 1 << 20;

/// A row that was read.
struct Row {
    record: Record,
    line: u64,
    stray: Option<Stray>,
}

enum Record {
    /// It has as many cells as the header, in UTF-8, and they may be kept as they stand.
    Plain(StringRecord, Plain),
    /// Any other.
    Raw(ByteRecord),
}

/// What the other thread gives: rows, or why there are no more.
type Batch = Result<Vec<Row>>;

/// What is known of a row whose cells may be kept as they stand.
#[derive(Debug, Clone)]
pub struct Plain {
    /// The id that derives from them, if they have none.
    pub derived: Option<Box<str>>,
}

/// Returns whether cells, in the order of the file's columns, may be kept unchanged.
pub type IsPlain = dyn FnMut(&StringRecord) -> Option<Plain> + Send;

/// The rows of a file, read ahead.
pub struct Ahead {
    form: Form,
    batches: Option<Receiver<Batch>>,
    used: Option<Sender<Vec<Row>>>,
    rows: Vec<Row>,
    next: usize,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    /// Begins with the first row after the header.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn begin(reader: Reader, is_plain: Option<Box<IsPlain>>) -> Result<Ahead> {
        let form = reader.form().clone();
        let (sender, batches) = sync_channel(WAITING);
        let (used, again) = channel();
        let thread = std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || read(reader, is_plain, &sender, &again))
            .map_err(|error| Error::message(format!("{}: it cannot be read: {error}", form.file)))?;
        Ok(Ahead {
            form: form.clone(),
            batches: Some(batches),
            used: Some(used),
            rows: Vec::new(),
            next: 0,
            thread: Some(thread),
        })
    }

    /// The next row that is not blank; none at the end.
    ///
    /// # Errors
    /// As [`Reader::next_row`], in the place where it stands.
    pub fn next_row(&mut self) -> Result<Option<RawRow<'_>>> {
        if self.next == self.rows.len() {
            if let Some(used) = self.used.as_ref().filter(|_| !self.rows.is_empty()) {
                // The other thread may have ended already: then nobody fills them again.
                let _ = used.send(std::mem::take(&mut self.rows));
            }
            self.next = 0;
            match self.batches.as_ref().and_then(|batches| batches.recv().ok()) {
                Some(batch) => self.rows = batch?,
                None => {
                    self.end();
                    return Ok(None);
                }
            }
        }
        let Some(row) = self.rows.get(self.next) else { return Ok(None) };
        self.next += 1;
        let place = Place { file: self.form.file.clone(), line: row.line };
        Ok(Some(match &row.record {
            Record::Plain(record, plain) => RawRow::plain(place, record, plain, &self.form),
            Record::Raw(record) => RawRow::new(place, record, row.stray, &self.form),
        }))
    }

    /// Waits for the other thread; what went wrong in it goes wrong here.
    fn end(&mut self) {
        drop(self.batches.take());
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // Without anybody who takes its rows, or gives them back, the other thread ends.
        drop(self.batches.take());
        drop(self.used.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the other thread does, until the file ends or nobody takes its rows any more.
fn read(
    mut reader: Reader,
    mut is_plain: Option<Box<IsPlain>>,
    sender: &SyncSender<Batch>,
    again: &Receiver<Vec<Row>>,
) {
    let mut given = 0_usize;
    let mut is_long = false;
    loop {
        let mut rows = Vec::new();
        if is_long {
            while given > 0 {
                let Ok(used) = again.recv() else { return };
                rows = used;
                given -= 1;
            }
        } else if let Ok(used) = again.try_recv() {
            rows = used;
            given -= 1;
        }
        let (mut count, mut bytes) = (0, 0);
        let ended = loop {
            if count == ROWS || bytes >= BYTES {
                break None;
            }
            if rows.len() == count {
                rows.push(Row { record: Record::Raw(ByteRecord::new()), line: 0, stray: None });
            }
            let row = &mut rows[count];
            let mut record = match std::mem::replace(&mut row.record, Record::Raw(ByteRecord::new())) {
                Record::Plain(record, _) => record.into_byte_record(),
                Record::Raw(record) => record,
            };
            if record.as_slice().len() > LONG {
                record = ByteRecord::new();
            }
            match reader.read_into(&mut record) {
                Ok(Some(start)) => (row.line, row.stray) = (start.line, start.stray),
                Ok(None) => break Some(None),
                Err(error) => break Some(Some(error)),
            }
            count += 1;
            bytes += record.as_slice().len();
            let needs_a_look = row.stray.is_some() || reader.form().is_odd(row.line);
            let is_plain = is_plain.as_deref_mut().filter(|_| !needs_a_look);
            row.record = read_record(record, reader.form(), is_plain);
        };
        rows.truncate(count);
        is_long = bytes >= LONG_BATCH;
        given += usize::from(count > 0);
        let is_taken = count == 0 || sender.send(Ok(rows)).is_ok();
        if let Some(Some(error)) = ended {
            let _ = sender.send(Err(error));
            return;
        }
        if ended.is_some() || !is_taken {
            return;
        }
    }
}

/// A record as what it is; blank cells may be in columns without a name.
fn read_record(record: ByteRecord, form: &Form, is_plain: Option<&mut IsPlain>) -> Record {
    let Some(is_plain) = is_plain else { return Record::Raw(record) };
    if record.len() != form.width || record.iter().skip(form.named).any(|cell| !cell.is_empty()) {
        return Record::Raw(record);
    }
    match StringRecord::from_byte_record(record) {
        Ok(record) => match is_plain(&record) {
            Some(plain) => Record::Plain(record, plain),
            None => Record::Raw(record.into_byte_record()),
        },
        Err(error) => Record::Raw(error.into_byte_record()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::import::dialect::ReadOptions;
    use crate::import::input::Intake;

    fn ahead(text: &str) -> (tempfile::NamedTempFile, Ahead) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let intake = Intake::open(file.path(), None, u64::MAX, &|| false).unwrap();
        let reader = Reader::open(&intake, ReadOptions::default(), &|_| true, "", false).unwrap();
        let is_plain = |record: &StringRecord| {
            record.get(0).is_some_and(|id| id.starts_with('p')).then_some(Plain { derived: None })
        };
        (file, Ahead::begin(reader, Some(Box::new(is_plain))).unwrap())
    }

    /// Rows of any length come in their order, with their lines, and what goes wrong comes where it stands.
    #[test]
    fn rows_come_as_they_stand() {
        let long = "x".repeat(3 << 20);
        let mut text = String::from("id,note\n");
        let mut expected = Vec::new();
        for number in 0..3_000_u64 {
            let note = if number % 700 == 5 { long.as_str() } else { "short" };
            let id = format!("{}{number}", if number % 3 == 0 { 'p' } else { 'r' });
            text += &format!("{id},{note}\n");
            expected.push((id, note.len(), number + 2));
        }
        text += "\"open";
        let (_file, mut ahead) = ahead(&text);
        let mut got = Vec::new();
        let error = loop {
            match ahead.next_row() {
                Ok(Some(row)) => {
                    // What the open quote swallowed is not a row.
                    let cells = row.cells().unwrap();
                    assert_eq!(row.known().is_some(), cells[0].starts_with('p'));
                    got.push((cells[0].to_owned(), cells[1].len(), row.place.line));
                }
                Ok(None) => panic!("the quote is open"),
                Err(error) => break error.to_string(),
            }
        };
        assert!(got == expected);
        assert!(error.contains(":3002: a double quote opens"), "{error}");
    }

    #[test]
    fn who_stops_early_waits_for_nobody() {
        let row = format!("p,{}\n", "x".repeat(2 << 20));
        for taken in 0..4 {
            let (_file, mut ahead) = ahead(&format!("id,note\n{}", row.repeat(12)));
            for _ in 0..taken {
                assert!(ahead.next_row().unwrap().is_some());
            }
        }
    }
}
