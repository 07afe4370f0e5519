//! What encoding a file is in, detected from all of its bytes.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, DecoderResult, EUC_JP, EUC_KR, Encoding, GBK, KOI8_U, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
};

use super::encoding::{How, Known, LineCount, option_of};
use super::korean::KoreanText;
use super::likely_encodings::{Likely, likely};

/// How many bytes are read at a time.
const BLOCK: usize = 1 << 18;
/// How many bytes of lines that are not UTF-8 are read to find what else they may be.
const SAMPLE: usize = 1 << 17;
/// How much of one line is read.
const LONGEST_LINE: usize = 1 << 12;
/// How many characters of a line are shown.
const SHOWN: usize = 90;
/// How many of them come before the first that is not ASCII.
const SHOWN_BEFORE: usize = 30;

/// What one pass over a file shows of its encoding.
#[derive(Debug, Default)]
pub struct Examination {
    first: Vec<u8>,
    /// The bytes of a character that is not complete yet.
    open: Vec<u8>,
    bytes: u64,
    /// How much of what is not ASCII is UTF-8, and how often bytes are not.
    letters: u64,
    damages: u64,
    /// How many bytes in even and in odd places, from 0, are zero.
    zeros: [u64; 2],
    /// How many line ends are beside a zero, as in UTF-16, and how many are not; of the blocks that have zeros.
    line_ends: [u64; 2],
}

/// Why it is not clear what encoding a file is in, and what it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubts {
    /// Whether most of what is not ASCII is UTF-8.
    is_mostly_utf_8: bool,
    /// The line that is shown, from 1.
    line: u64,
    likely: Vec<Likely>,
}

impl Examination {
    /// Looks at the next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.first.len() < 4 {
            let missing = 4 - self.first.len();
            self.first.extend(bytes.iter().take(missing));
        }
        if bytes.contains(&0) {
            for (place, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                self.zeros[usize::from((self.bytes + place as u64) % 2 == 1)] += 1;
            }
            for (place, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
                let other = match (self.bytes + place as u64) % 2 {
                    0 => bytes.get(place + 1),
                    _ => place.checked_sub(1).and_then(|before| bytes.get(before)),
                };
                // What is cut in two by the end of a block tells nothing.
                if let Some(other) = other {
                    self.line_ends[usize::from(*other != 0)] += 1;
                }
            }
        }
        self.bytes += bytes.len() as u64;
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
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            // Each character beyond ASCII begins with a byte from 0xC0 on. Those of three bytes and more weigh more: they
            // hardly come about by chance.
            let begin = |least: u8| chunk.valid().bytes().filter(|byte| *byte >= least).count() as u64;
            self.letters += begin(0xc0) + 2 * begin(0xe0);
            at += chunk.valid().len() + chunk.invalid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            let is_cut = std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if at == bytes.len() && is_cut {
                self.open = chunk.invalid().to_vec();
            } else if self.damages == 0 || !chunk.valid().is_empty() {
                // Bytes side by side are one damage.
                self.damages += 1;
            }
        }
    }

    /// What is known at the end of the file; `again` reads it once more if it is not UTF-8.
    ///
    /// # Errors
    /// If it cannot be read again.
    pub fn known(
        mut self,
        again: impl Fn() -> io::Result<Box<dyn Read>>,
    ) -> io::Result<(Known, Option<Doubts>)> {
        let detected = |encoding| Known { encoding, how: How::Detected, mark: 0 };
        if let Some((encoding, mark)) = Encoding::for_bom(&self.first) {
            let is_sound = encoding != UTF_8 || self.damages == 0 && self.open.is_empty();
            let doubts = if is_sound { None } else { Some(Doubts::of(again()?, true)?) };
            return Ok((Known { encoding, how: How::Marked, mark }, doubts));
        }
        if let Some(encoding) = self.wide() {
            return Ok((detected(encoding), None));
        }
        self.damages += u64::from(!self.open.is_empty());
        if self.damages == 0 {
            return Ok((detected(UTF_8), None));
        }
        if is_korean(again()?)? {
            return Ok((detected(EUC_KR), None));
        }
        // Characters that are UTF-8 seldom come about by chance: the rest is damage, and rows tell where.
        let doubts = Doubts::of(again()?, self.letters >= 2 * self.damages)?;
        Ok((Known { encoding: UTF_8, how: How::Doubtful, mark: 0 }, Some(doubts)))
    }

    /// UTF-16 without a mark: half of each ASCII letter is zero, and the other half never is.
    fn wide(&self) -> Option<&'static Encoding> {
        // A zero byte in a file of another encoding is damage, which its row reports.
        let [wide, narrow] = self.line_ends;
        if narrow > wide {
            return None;
        }
        match self.first.as_slice() {
            [letter, 0, ..] if *letter != 0 => return Some(UTF_16LE),
            [0, letter, ..] if *letter != 0 => return Some(UTF_16BE),
            _ => {}
        }
        // The names of the columns may be Korean: then separators and line ends tell.
        let [even, odd] = self.zeros;
        let is_wide = self.bytes.is_multiple_of(2) && (even + odd) * 50 >= self.bytes.max(1);
        match () {
            () if is_wide && odd > 8 * even => Some(UTF_16LE),
            () if is_wide && even > 8 * odd => Some(UTF_16BE),
            () => None,
        }
    }
}

/// Whether all bytes are CP949, and what comes out is Korean: a few syllables may be so by chance, and are then also
/// compared with the other encodings of two bytes a letter, and of Russian.
fn is_korean(mut file: Box<dyn Read>) -> io::Result<bool> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut is_first = true;
    let mut decoder = EUC_KR.new_decoder_without_bom_handling();
    let mut korean = KoreanText::default();
    let mut block = vec![0; BLOCK];
    let mut text = String::new();
    loop {
        let count = read(&mut file, &mut block)?;
        text.clear();
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(count).unwrap_or(4 * BLOCK));
        let (result, _) =
            decoder.decode_to_string_without_replacement(&block[..count], &mut text, count == 0);
        if matches!(result, DecoderResult::Malformed(..)) {
            return Ok(false);
        }
        korean.feed(&text);
        if is_first {
            detector.feed(&block[..count], false);
            is_first = false;
        }
        if count == 0 {
            let choice = detector.guess(None, Utf8Detection::Deny);
            let is_another = [GBK, BIG5, EUC_JP, SHIFT_JIS, KOI8_U].contains(&choice);
            return Ok(korean.is_plausible() && (korean.is_long() || !is_another));
        }
    }
}

fn read(file: &mut impl Read, block: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

impl Doubts {
    /// Reads a file for the lines that tell what it may be: those that are not UTF-8 if the others are, else those that
    /// are not ASCII.
    fn of(mut file: Box<dyn Read>, is_mostly_utf_8: bool) -> io::Result<Doubts> {
        let tells = |line: &[u8]| {
            if is_mostly_utf_8 { std::str::from_utf8(line).is_err() } else { !line.is_ascii() }
        };
        let (mut sample, mut shown) = (Vec::new(), (0, Vec::new(), 0));
        let mut take = |line: &mut Vec<u8>, number: u64| {
            if tells(line) {
                let mut kinds: Vec<u8> = line.iter().copied().filter(|byte| !byte.is_ascii()).collect();
                kinds.sort_unstable();
                kinds.dedup();
                if kinds.len() > shown.2 {
                    shown = (number, line.clone(), kinds.len());
                }
                sample.extend_from_slice(line);
                sample.push(b'\n');
            }
            line.clear();
            sample.len() >= SAMPLE
        };
        let mut block = vec![0; BLOCK];
        let (mut line, mut lines) = (Vec::new(), LineCount::default());
        'file: loop {
            let count = read(&mut file, &mut block)?;
            if count == 0 {
                take(&mut line, lines.line);
                break;
            }
            for &byte in &block[..count] {
                let number = lines.line;
                if lines.pass(byte) {
                    if take(&mut line, number) {
                        break 'file;
                    }
                } else if line.len() < LONGEST_LINE && byte != b'\n' {
                    line.push(byte);
                }
            }
        }
        Ok(Doubts { is_mostly_utf_8, line: shown.0, likely: likely(&sample, &shown.1) })
    }

    /// What to do about it: the encodings that it may be, with a line read in each.
    #[must_use]
    pub fn hint(&self) -> String {
        if self.likely.is_empty() {
            return "save the file as \"CSV UTF-8\", or say what it is, such as --encoding cp949".to_owned();
        }
        let option = if self.is_mostly_utf_8 { "" } else { "--encoding " };
        let readings: Vec<String> = self
            .likely
            .iter()
            .map(|likely| format!("\n  {option}{}: {}", option_of(likely.encoding), cut(&likely.line)))
            .collect();
        let (number, readings) = (self.line, readings.concat());
        if self.is_mostly_utf_8 {
            format!(
                "most of the file is UTF-8: write the other lines in UTF-8 too; line {number} may be meant as{readings}"
            )
        } else {
            format!(
                "save the file as \"CSV UTF-8\", or say what it is; line {number} would then read{readings}"
            )
        }
    }
}

/// The part of a line around its first character beyond ASCII.
fn cut(line: &str) -> String {
    let count = line.chars().count();
    if count <= SHOWN {
        return line.to_owned();
    }
    let first = line.chars().position(|letter| !letter.is_ascii()).unwrap_or_default();
    let from = first.saturating_sub(SHOWN_BEFORE).min(count - SHOWN);
    let part: String = line.chars().skip(from).take(SHOWN).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + SHOWN < count { "…" } else { "" };
    format!("{before}{part}{after}")
}
