//! Inputs that nobody would write, for the reader of files and for dates: a corpus, and what chance makes of it.
//!
//! The suite replays the corpus in `tests/data/corpus` and a few thousand mutations of it. For a long run:
//! `ORGARCHIVE_FUZZ_ROUNDS=1000000 cargo test --release --test suite fuzzing`. An input that fails is named with its file,
//! which then belongs in the corpus.

use std::path::{Path, PathBuf};

use orgarchive::date::{Edtf, bounds_of};
use orgarchive::import::preview;
use orgarchive::number::Number;

/// How many mutations of the whole corpus are tried by default.
const ROUNDS: u64 = 3_000;
/// Pieces that mean something to the reader or to dates.
const PIECES: [&[u8]; 20] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"\r",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x00",
    b"\xb1\xe8",
    b"..",
    b"/",
    b"~",
    b"X",
    b"[",
    b"}",
    b"-",
    b"0",
];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus")
}

fn rounds() -> u64 {
    std::env::var("ORGARCHIVE_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// Numbers that come out the same every time (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % bound.max(1)
    }

    /// One input of the corpus, changed in a few places.
    fn mutated(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut input = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(4) {
            let place = self.below(input.len() + 1);
            match self.below(5) {
                0 => {
                    input.splice(place..place, PIECES[self.below(PIECES.len())].iter().copied());
                }
                1 if place < input.len() => {
                    input.remove(place);
                }
                2 if place < input.len() => input[place] = self.below(256) as u8,
                3 => input.truncate(place),
                _ => {
                    let other = &inputs[self.below(inputs.len())];
                    let from = self.below(other.len() + 1);
                    input.splice(place..place, other[from..].iter().copied());
                }
            }
        }
        input.truncate(1 << 16);
        input
    }
}

/// Tries a target on the corpus and on mutations of it; names the input that makes it panic.
fn try_all(inputs: &[Vec<u8>], target: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let mut chance = Chance(2_026);
    let mutations = (0..rounds()).map(|_| chance.mutated(inputs));
    for input in inputs.iter().cloned().chain(mutations) {
        if let Err(panic) = std::panic::catch_unwind(|| target(&input)) {
            let path = std::env::temp_dir().join(format!("orgarchive-failing-input-{}", std::process::id()));
            std::fs::write(&path, &input).unwrap();
            eprintln!("the input that fails is in {}: {:?}", path.display(), String::from_utf8_lossy(&input));
            std::panic::resume_unwind(panic);
        }
    }
}

#[test]
fn any_file_is_read_or_refused() {
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for folder in [corpus().join("reader"), corpus().join("../csv-spectrum/csvs")] {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        inputs.extend(paths.iter().map(|path| std::fs::read(path).unwrap()));
    }
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("input.csv");
    try_all(&inputs, |input| {
        std::fs::write(&path, input).unwrap();
        // Whatever is given has as many cells as the header; whatever is refused says what to do.
        match preview(&path, None, None, Default::default(), 1_000) {
            Ok(preview) => {
                assert!(preview.rows.iter().all(|row| row.len() == preview.header.len()));
                assert!(
                    !preview
                        .rows
                        .iter()
                        .flatten()
                        .any(|cell| cell.contains('\u{fffd}') && !contains(input, "\u{fffd}"))
                );
            }
            Err(error) => assert!(error.to_string().contains("input.csv"), "{error}"),
        }
    });
}

/// Whether the input has that text itself, in UTF-8 or UTF-16: the reader never puts a replacement character there.
fn contains(input: &[u8], text: &str) -> bool {
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    [text.as_bytes(), &little, &big]
        .iter()
        .any(|part| input.windows(part.len()).any(|window| window == *part))
}

#[test]
fn any_text_is_a_date_with_bounds_or_refused_with_words() {
    let text = std::fs::read_to_string(corpus().join("dates.txt")).unwrap();
    let inputs: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
    try_all(&inputs, |input| {
        let text = String::from_utf8_lossy(input);
        match Edtf::parse(&text) {
            Ok(date) => {
                assert!(date.bounds().from <= date.bounds().to);
                assert_eq!(bounds_of(&text).ok(), Some(date.bounds()));
            }
            Err(error) => assert!(!error.message.is_empty() && bounds_of(&text).is_err()),
        }
        if let Ok(number) = Number::parse(&text) {
            assert!(number.bounds().0 <= number.bounds().1);
        }
        let _ = Edtf::parse_point(&text);
    });
}
