//! Which encoding a file is in, and reading it as UTF-8.
//!
//! Nothing is replaced: a byte that does not decode is an error with its line. What is UTF-8 passes through as it is,
//! and each row then says whether its bytes are text.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, EUC_KR, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::suggest;

/// The encoding of a file, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The encoding; that of Korean Windows (CP949) goes by the name EUC-KR, of which it is a superset.
    pub encoding: &'static Encoding,
    /// How it is known.
    pub how: How,
    /// How many bytes at the beginning mark the encoding and are not text.
    pub mark: usize,
}

/// How the encoding of a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The analyst said so.
    Given,
    /// The file begins with a byte order mark.
    Marked,
    /// All of its bytes fit, and what comes out is text.
    Detected,
    /// Not all bytes are UTF-8, and it is not clear what else they are: rows with such bytes are refused.
    Doubtful,
}

impl Known {
    /// What the analyst learns: none for plain UTF-8.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let how = match self.how {
            How::Given => "as given",
            How::Marked => "marked at its beginning",
            How::Detected => "detected; --encoding says otherwise",
            How::Doubtful => return None,
        };
        (self.encoding != UTF_8).then(|| format!("{} ({how})", name_of(self.encoding)))
    }
}

/// The name under which analysts know an encoding.
#[must_use]
pub fn name_of(encoding: &'static Encoding) -> &'static str {
    if encoding == EUC_KR { "CP949 (EUC-KR)" } else { encoding.name() }
}

/// The name by which the analyst gives an encoding.
#[must_use]
pub fn option_of(encoding: &'static Encoding) -> String {
    if encoding == EUC_KR { "cp949".to_owned() } else { encoding.name().to_lowercase() }
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
        "mac-roman" | "macroman" => "macintosh",
        "mac-cyrillic" => "x-mac-cyrillic",
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

/// Bytes that are not a character of the encoding.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: the byte 0x{byte:02X} is not text in {encoding}")]
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
    /// Counts one byte; returns whether it ends a line that was not ended before.
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
