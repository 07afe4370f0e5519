//! Which encoding a file is in, and reading it as UTF-8.
//!
//! Nothing is replaced: a byte that does not decode is an error with its line. What is UTF-8 passes through as it is,
//! and each row then says whether its bytes are text.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::suggest;

/// How many bytes of a file that is no UTF-8 are looked at to tell which encoding it may be in.
const LOOKED_AT: u64 = 16 << 20;

/// The encoding of a file, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The encoding; that of Korean Windows (CP949) goes by the name EUC-KR, of which it is a superset.
    pub encoding: &'static Encoding,
    /// How it is known.
    pub how: How,
    /// How many bytes at the beginning mark the encoding and are no text.
    pub mark: usize,
}

/// How the encoding of a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The analyst said so.
    Given,
    /// The file begins with a byte order mark.
    Marked,
    /// All of its bytes fit.
    Detected,
    /// Not all bytes are UTF-8, and it is not clear what else they are: rows with such bytes are refused.
    Doubtful(Option<&'static Encoding>),
}

impl Known {
    /// What the analyst is told: none for plain UTF-8.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let how = match self.how {
            How::Given => "as told",
            How::Marked => "marked at its beginning",
            How::Detected => "detected; --encoding says otherwise",
            How::Doubtful(_) => return None,
        };
        (self.encoding != UTF_8).then(|| format!("{} ({how})", name_of(self.encoding)))
    }
}

/// The name under which analysts know an encoding.
#[must_use]
pub fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == EUC_KR { "CP949 (EUC-KR)" } else { encoding.name() }
}

/// An encoding by the name that the analyst gives: `utf-8`, `cp949`, `euc-kr`, `utf-16le` and the other names of the
/// WHATWG Encoding Standard.
///
/// # Errors
/// If there is no such encoding.
pub fn encoding_named(name: &str) -> Result<&'static Encoding, String> {
    let plain = name.trim().to_lowercase().replace('_', "-");
    let plain = match plain.as_str() {
        "cp949" | "uhc" | "ms949" | "windows-949" | "euckr" => "euc-kr",
        "utf8" | "utf-8-sig" => "utf-8",
        "utf-16" | "utf16" | "utf16le" => "utf-16le",
        "utf16be" => "utf-16be",
        "cp932" => "shift_jis",
        "cp936" => "gbk",
        "cp1252" | "latin1" => "windows-1252",
        other => other,
    };
    let known = ["utf-8", "utf-16le", "utf-16be", "cp949", "euc-kr"];
    match Encoding::for_label(plain.as_bytes()) {
        Some(encoding)
            if encoding.output_encoding() == encoding || encoding == UTF_16LE || encoding == UTF_16BE =>
        {
            Ok(encoding)
        }
        _ => Err(suggest::did_you_mean(plain, known).unwrap_or_else(|| {
            format!("encodings are {}, and the others of the WHATWG standard", known.join(", "))
        })),
    }
}

/// What one pass over a file tells of its encoding.
#[derive(Debug, Default)]
pub struct Examination {
    first: Vec<u8>,
    /// The bytes of a character that is not complete yet.
    open: Vec<u8>,
    is_utf_8: Option<bool>,
    has_characters: bool,
}

impl Examination {
    /// Looks at the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.first.len() < 4 {
            let missing = 4 - self.first.len();
            self.first.extend(bytes.iter().take(missing));
        }
        if self.is_utf_8 == Some(false) {
            return;
        }
        // A character may be cut in two by the end of a block.
        let whole;
        let bytes = if self.open.is_empty() {
            bytes
        } else {
            whole = [std::mem::take(&mut self.open).as_slice(), bytes].concat();
            whole.as_slice()
        };
        if bytes.is_ascii() {
            return;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => self.has_characters = true,
            Err(error) => {
                self.has_characters |= !bytes[..error.valid_up_to()].is_ascii();
                match error.error_len() {
                    None => self.open = bytes[error.valid_up_to()..].to_vec(),
                    Some(_) => self.is_utf_8 = Some(false),
                }
            }
        }
    }

    /// What is known at the end of the file; `again` reads it once more if it is no UTF-8.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub fn known(mut self, again: impl FnOnce() -> io::Result<Box<dyn Read>>) -> io::Result<Known> {
        if let Some((encoding, mark)) = Encoding::for_bom(&self.first) {
            return Ok(Known { encoding, how: How::Marked, mark });
        }
        // The names of columns are ASCII: half of each letter is zero.
        match self.first.as_slice() {
            [letter, 0, ..] if *letter != 0 => {
                return Ok(Known { encoding: UTF_16LE, how: How::Detected, mark: 0 });
            }
            [0, letter, ..] if *letter != 0 => {
                return Ok(Known { encoding: UTF_16BE, how: How::Detected, mark: 0 });
            }
            _ => {}
        }
        if !self.open.is_empty() {
            self.is_utf_8 = Some(false);
        }
        if self.is_utf_8 != Some(false) {
            return Ok(Known { encoding: UTF_8, how: How::Detected, mark: 0 });
        }
        // Characters that are UTF-8 do not come about by chance: the rest is damage, and rows tell where.
        if self.has_characters {
            return Ok(Known { encoding: UTF_8, how: How::Doubtful(None), mark: 0 });
        }
        let mut bytes = Vec::new();
        again()?.take(LOOKED_AT).read_to_end(&mut bytes)?;
        let is_whole = (bytes.len() as u64) < LOOKED_AT;
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes, is_whole);
        let guess = detector.guess(Some(b"kr"), Utf8Detection::Deny);
        Ok(if guess == EUC_KR && decodes(EUC_KR, &bytes, is_whole) {
            Known { encoding: EUC_KR, how: How::Detected, mark: 0 }
        } else {
            Known {
                encoding: UTF_8,
                how: How::Doubtful(Some(guess).filter(|guess| *guess != EUC_KR)),
                mark: 0,
            }
        })
    }
}

fn decodes(encoding: &'static Encoding, bytes: &[u8], is_whole: bool) -> bool {
    let mut text = String::with_capacity(bytes.len() * 2);
    let (result, _) = encoding
        .new_decoder_without_bom_handling()
        .decode_to_string_without_replacement(bytes, &mut text, is_whole);
    !matches!(result, DecoderResult::Malformed(..))
}

/// Bytes that are no character of the encoding.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: the byte 0x{byte:02X} is no text in {encoding}")]
pub struct Undecodable {
    /// The line on which they stand, from 1.
    pub line: u64,
    /// The first of them.
    pub byte: u8,
    /// The name of the encoding.
    pub encoding: &'static str,
}

/// A reader of another encoding, read as UTF-8.
pub struct Decoding<R> {
    inner: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    raw: Block,
    text: Block,
    is_over: bool,
    /// Whether all has been decoded: the decoder is then not to be asked again.
    is_done: bool,
    lines: LineCount,
}

/// Bytes that wait to be taken.
struct Block {
    bytes: Vec<u8>,
    from: usize,
    to: usize,
}

impl Block {
    fn new() -> Block {
        Block { bytes: vec![0; 1 << 16], from: 0, to: 0 }
    }

    fn is_empty(&self) -> bool {
        self.from == self.to
    }
}

/// Counts lines: CR, LF and CRLF end one.
#[derive(Debug, Clone, Copy)]
pub struct LineCount {
    /// The line that is under way, from 1.
    pub line: u64,
    after_return: bool,
}

impl Default for LineCount {
    /// Begins with the first line.
    fn default() -> LineCount {
        LineCount { line: 1, after_return: false }
    }
}

impl LineCount {
    /// Counts one byte; tells whether it ends a line that was not ended before.
    pub fn pass(&mut self, byte: u8) -> bool {
        let ends = byte == b'\r' || (byte == b'\n' && !self.after_return);
        self.line += u64::from(ends);
        self.after_return = byte == b'\r';
        ends
    }
}

impl<R: Read> Decoding<R> {
    /// Decodes what follows the mark of the encoding.
    pub fn new(inner: R, encoding: &'static Encoding) -> Decoding<R> {
        Decoding {
            inner,
            encoding,
            decoder: encoding.new_decoder_without_bom_handling(),
            raw: Block::new(),
            text: Block::new(),
            is_over: false,
            is_done: false,
            lines: LineCount::default(),
        }
    }

    /// Decodes the next characters into `text`, which is empty; at the end of the file it stays so.
    fn decode(&mut self) -> io::Result<()> {
        while self.text.is_empty() && !self.is_done {
            if self.raw.is_empty() && !self.is_over {
                self.raw.from = 0;
                self.raw.to = self.inner.read(&mut self.raw.bytes)?;
                self.is_over = self.raw.to == 0;
            }
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw.bytes[self.raw.from..self.raw.to],
                &mut self.text.bytes,
                self.is_over,
            );
            self.raw.from += read;
            (self.text.from, self.text.to) = (0, written);
            for &byte in &self.text.bytes[..written] {
                self.lines.pass(byte);
            }
            match result {
                DecoderResult::Malformed(length, after) => {
                    let place = self.raw.from.saturating_sub(usize::from(length) + usize::from(after));
                    return Err(io::Error::other(Undecodable {
                        line: self.lines.line,
                        byte: self.raw.bytes[place],
                        encoding: name_of(self.encoding),
                    }));
                }
                DecoderResult::InputEmpty if self.is_over => self.is_done = true,
                _ => {}
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.text.is_empty() {
            self.decode()?;
        }
        let count = buffer.len().min(self.text.to - self.text.from);
        buffer[..count].copy_from_slice(&self.text.bytes[self.text.from..self.text.from + count]);
        self.text.from += count;
        Ok(count)
    }
}
