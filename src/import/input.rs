//! The bytes of a file to import: plain or compressed, named or from standard input, read as often as needed.
//!
//! One pass over a file gives its SHA-256 and its encoding before anything is loaded; a second one loads it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::detect_encoding::{Doubts, Examination};
use super::encoding::{Decoding, How, Known, name_of};
use super::sheets::Cells;
use super::structured::ObjectRows;
use super::{other_formats, pipe};
use crate::digest::hexadecimal;
use crate::error::{Error, Result};

/// The name by which standard input is given.
pub const STANDARD_INPUT: &str = "-";
/// How many bytes tell of what kind a file is.
const HEAD: usize = 4_096;
/// The largest window of a compressed file, as a power of two: 64 MiB.
const LARGEST_WINDOW: u32 = 26;

/// To how many bytes a compressed file may expand by default: 1 GiB.
pub const EXPAND_TO: u64 = 1 << 30;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstandard,
}

/// A file that can be read from its beginning, more than once.
#[derive(Debug)]
pub struct Intake {
    name: String,
    content: Content,
    compression: Compression,
    known: Known,
    /// Why its encoding is not clear, if it is not.
    doubts: Option<Doubts>,
    /// The first bytes of its content.
    head: Vec<u8>,
    sha256: String,
    size: u64,
    modified: Option<std::time::SystemTime>,
    passed: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Content {
    Named(PathBuf),
    /// What came in through standard input or a pipe; it goes away with this.
    Kept(File),
    /// A sheet of the workbook of this name, copied as CSV.
    Sheet(PathBuf, Arc<Cells>),
    /// The objects of the file of this name (none: standard input or a pipe), copied as CSV.
    Objects(Option<PathBuf>, Arc<ObjectRows>),
}

/// Counts the bytes that are read of a file, for the progress.
struct Counted<R> {
    inner: R,
    passed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.passed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Digests what passes.
struct Digesting<R> {
    inner: R,
    digest: Sha256,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.update(&buffer[..count]);
        Ok(count)
    }
}

impl Intake {
    /// A file of which nothing is known yet but its name: plain UTF-8, until it is examined.
    fn new(name: String, content: Content) -> Intake {
        Intake {
            name,
            content,
            compression: Compression::None,
            known: Known { encoding: UTF_8, how: How::Detected, mark: 0 },
            doubts: None,
            head: Vec::new(),
            sha256: String::new(),
            size: 0,
            modified: None,
            passed: Arc::default(),
        }
    }

    /// Reads a file once, to its end, to tell its digest and its encoding; `encoding` is what the analyst says of it. A
    /// compressed one may expand to `expand_to` bytes.
    ///
    /// # Errors
    /// If it cannot be read or decompressed, or the analyst interrupts.
    pub fn open(
        path: &Path,
        encoding: Option<&'static Encoding>,
        expand_to: u64,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<Intake> {
        let is_standard_input = path == Path::new(STANDARD_INPUT);
        let name = if is_standard_input { "standard input".to_owned() } else { path.display().to_string() };
        let content = if is_standard_input {
            Content::Kept(pipe::keep_standard_input(&name, interrupted)?)
        } else if pipe::is_passing(path) {
            Content::Kept(pipe::keep_path(path, interrupted)?)
        } else {
            Content::Named(path.to_path_buf())
        };
        let mut intake = Intake::new(name, content);
        intake.examine(encoding, expand_to, interrupted)?;
        Ok(intake)
    }

    /// A text that another command made, under the name by which messages call it.
    ///
    /// # Errors
    /// If there is no temporary file.
    pub fn of_text(name: &str, text: &str, interrupted: &dyn Fn() -> bool) -> Result<Intake> {
        let mut intake = Intake::new(name.to_owned(), Content::Kept(pipe::keep_text(text)?));
        intake.examine(Some(UTF_8), EXPAND_TO, interrupted)?;
        Ok(intake)
    }

    fn examine(
        &mut self,
        encoding: Option<&'static Encoding>,
        expand_to: u64,
        interrupted: &dyn Fn() -> bool,
    ) -> Result<()> {
        self.compression = self.file().and_then(compression_of).map_err(|error| self.failure(error))?;
        let compression = self.compression;
        let failed = |error: io::Error| self.failure(error);
        let file = self.file().map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let mut raw = Digesting { inner: file, digest: Sha256::new() };
        let mut examination = Examination::default();
        let mut head = Vec::new();
        {
            let mut text = decompressed(raw.by_ref(), compression).map_err(failed)?;
            let mut block = vec![0; 1 << 18];
            let mut size = 0;
            loop {
                if interrupted() {
                    return Err(Error::Interrupted);
                }
                match text.read(&mut block) {
                    Ok(0) => break,
                    Ok(count) => {
                        size += count as u64;
                        if size > expand_to && compression != Compression::None {
                            return Err(self.expands_too_far(expand_to));
                        }
                        head.extend(block[..count].iter().take(HEAD.saturating_sub(head.len())));
                        examination.feed(&block[..count]);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(failed(error)),
                }
            }
        }
        // What follows the compressed part belongs to the file as well.
        io::copy(&mut raw, &mut io::sink()).map_err(failed)?;
        let (mut known, mut doubts) = examination
            .known(|| {
                let again: Box<dyn Read> = decompressed(self.file()?, compression)?;
                Ok(again)
            })
            .map_err(failed)?;
        if let Some(encoding) = encoding {
            if known.how == How::Marked && known.encoding != encoding {
                return Err(Error::with_hint(
                    format!(
                        "{}: the file is marked as {} at its beginning",
                        self.name,
                        name_of(known.encoding)
                    ),
                    "leave out --encoding for this file",
                ));
            }
            known = Known { encoding, how: How::Given, mark: known.mark };
            doubts = doubts.filter(|_| encoding == UTF_8);
        }
        let sha256 = hexadecimal(&raw.digest.finalize());
        self.known = known;
        self.doubts = doubts;
        self.head = head;
        self.sha256 = sha256;
        self.size = metadata.len();
        self.modified = metadata.modified().ok();
        Ok(())
    }

    /// A sheet of a workbook: it is read as CSV, and stands for that part of the file.
    #[must_use]
    pub fn of_sheet(workbook: &WorkbookFile, name: String, cells: Arc<Cells>) -> Intake {
        Intake {
            sha256: workbook.sha256.clone(),
            size: workbook.size,
            modified: workbook.modified,
            ..Intake::new(name, Content::Sheet(workbook.path.clone(), cells))
        }
    }

    /// The cells of the sheet, if it is one.
    #[must_use]
    pub fn cells(&self) -> Option<&Arc<Cells>> {
        match &self.content {
            Content::Sheet(_, cells) => Some(cells),
            Content::Named(_) | Content::Kept(_) | Content::Objects(..) => None,
        }
    }

    /// The objects of a file: their rows are read as CSV, and stand for the file.
    #[must_use]
    pub fn of_objects(original: &Intake, name: String, rows: ObjectRows) -> Intake {
        Intake {
            sha256: original.sha256.clone(),
            size: original.size,
            modified: original.modified,
            ..Intake::new(name, Content::Objects(original.path().map(Path::to_path_buf), Arc::new(rows)))
        }
    }

    /// The rows of the objects, if it is a file of objects.
    #[must_use]
    pub fn objects(&self) -> Option<&Arc<ObjectRows>> {
        match &self.content {
            Content::Objects(_, rows) => Some(rows),
            Content::Named(_) | Content::Kept(_) | Content::Sheet(..) => None,
        }
    }

    /// Where the file is on the disk; none if it came through standard input or a pipe.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Named(path) | Content::Sheet(path, _) => Some(path),
            Content::Objects(path, _) => path.as_deref(),
            Content::Kept(_) => None,
        }
    }

    /// The name by which the analyst knows it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the file on the disk, in hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// How many bytes a pass reads of it: of a file on the disk all that it has, of a sheet its text.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.content {
            Content::Sheet(_, cells) => cells.text.metadata().map_or(self.size, |text| text.len()),
            Content::Objects(_, rows) => rows.text.metadata().map_or(self.size, |text| text.len()),
            Content::Named(_) | Content::Kept(_) => self.size,
        }
    }

    /// How many bytes have been read, of all passes after the first one.
    #[must_use]
    pub fn passed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.passed)
    }

    /// Its encoding.
    #[must_use]
    pub fn known(&self) -> Known {
        self.known
    }

    /// Whether it can be CSV.
    ///
    /// # Errors
    /// If its first bytes are those of another kind of file.
    pub fn verify_kind(&self) -> Result<()> {
        match other_formats::kind_of(&self.head) {
            Some((kind, hint)) => Err(Error::with_hint(
                format!("{}: this is {kind}, and import reads CSV, workbooks and JSON", self.name),
                hint,
            )),
            None => Ok(()),
        }
    }

    /// What to do about bytes that are not UTF-8, if its encoding is not clear.
    #[must_use]
    pub fn doubts(&self) -> Option<String> {
        self.doubts.as_ref().map(Doubts::hint)
    }

    /// What the analyst should know of how it is read; none if it is plain UTF-8.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let compression = match self.compression {
            Compression::None => None,
            Compression::Gzip => Some("compressed with gzip"),
            Compression::Zstandard => Some("compressed with zstd"),
        };
        let encoding = self.known.said();
        let parts: Vec<&str> = [compression, encoding.as_deref()].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Its text from the beginning, as UTF-8 (if it is UTF-8, byte for byte), without the mark of the encoding.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn text(&self) -> io::Result<Box<dyn Read + Send>> {
        let counted = Counted { inner: self.file()?, passed: self.passed() };
        let mut plain = decompressed(counted, self.compression)?;
        let mut mark = vec![0; self.known.mark];
        plain.read_exact(&mut mark)?;
        Ok(if self.known.encoding == UTF_8 {
            plain
        } else {
            Box::new(Decoding::new(plain, self.known.encoding))
        })
    }

    /// Whether the file is as it was when it was opened; to be asked once it is loaded.
    ///
    /// # Errors
    /// If another program has written to it meanwhile.
    pub fn unchanged(&self) -> Result<()> {
        let Some(path) = self.path() else { return Ok(()) };
        let metadata = std::fs::metadata(path).map_err(Error::file(path))?;
        if metadata.len() == self.size && metadata.modified().ok() == self.modified {
            return Ok(());
        }
        Err(Error::with_hint(
            format!("{}: another program wrote to the file while it was read", self.name),
            "import it again once it is complete; nothing was changed",
        ))
    }

    fn expands_too_far(&self, expand_to: u64) -> Error {
        Error::with_hint(
            format!("{}: decompressed, the file has more than {} MiB", self.name, expand_to >> 20),
            "a small file that expands without end may be meant to fill the disk; if it is right, allow more with --expand-to MIB",
        )
    }

    /// An error of the system's, with the name of the file.
    pub fn failure(&self, error: io::Error) -> Error {
        let is_compressed = self.compression != Compression::None;
        if is_compressed || matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) {
            return Error::with_hint(
                format!("{}: the file cannot be decompressed: {error}", self.name),
                "it may be cut off or damaged: get it again, or decompress it yourself to see how far it goes",
            );
        }
        Error::File { path: PathBuf::from(&self.name), source: error }
    }

    fn file(&self) -> io::Result<File> {
        match &self.content {
            Content::Named(path) => File::open(path),
            Content::Kept(file) => from_its_beginning(file),
            Content::Sheet(_, cells) => from_its_beginning(&cells.text),
            Content::Objects(_, rows) => from_its_beginning(&rows.text),
        }
    }
}

fn from_its_beginning(file: &File) -> io::Result<File> {
    let mut again = file.try_clone()?;
    again.seek(SeekFrom::Start(0))?;
    Ok(again)
}

/// What a run keeps of a workbook's file, of which it reads sheets.
#[derive(Debug, Clone)]
pub struct WorkbookFile {
    path: PathBuf,
    sha256: String,
    size: u64,
    modified: Option<std::time::SystemTime>,
}

impl WorkbookFile {
    /// Reads the file to its end, for its digest.
    ///
    /// # Errors
    /// If it cannot be read, or the analyst interrupts.
    pub fn read(path: &Path, interrupted: &dyn Fn() -> bool) -> Result<WorkbookFile> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        let metadata = file.metadata().map_err(Error::file(path))?;
        let mut digest = Sha256::new();
        let mut block = vec![0; 1 << 18];
        loop {
            if interrupted() {
                return Err(Error::Interrupted);
            }
            match file.read(&mut block) {
                Ok(0) => break,
                Ok(count) => digest.update(&block[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::file(path)(error)),
            }
        }
        Ok(WorkbookFile {
            path: path.to_path_buf(),
            sha256: hexadecimal(&digest.finalize()),
            size: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

/// How a file is compressed, by its first bytes.
fn compression_of(file: File) -> io::Result<Compression> {
    let mut first = Vec::new();
    file.take(4).read_to_end(&mut first)?;
    Ok(match first.as_slice() {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Compression::Zstandard,
        _ => Compression::None,
    })
}

fn decompressed<'read>(
    raw: impl Read + Send + 'read,
    compression: Compression,
) -> io::Result<Box<dyn Read + Send + 'read>> {
    Ok(match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(MultiGzDecoder::new(raw)),
        Compression::Zstandard => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(BufReader::new(raw))?;
            decoder.window_log_max(LARGEST_WINDOW)?;
            Box::new(decoder)
        }
    })
}
