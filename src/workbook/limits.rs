//! How much a workbook may hold, and how much of one is read.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::error::{Error, Result};

/// How many rows a sheet has at most, its header included (Excel specifications and limits, Microsoft).
pub const ROWS: u64 = 1_048_576;
/// How many columns a sheet has at most.
pub(super) const COLUMNS: u32 = 16_384;
/// How many UTF-16 units a cell holds at most.
pub const CELL_LENGTH: usize = 32_767;
/// How many cells an OpenDocument sheet may stand for: repeated cells are held one by one.
const OPEN_DOCUMENT_CELLS: u64 = 20_000_000;

/// Looks through the parts of a workbook: a small file that expands without end is refused before it is parsed.
///
/// # Errors
/// If the file is not a workbook, is damaged, expands to more than `expand_to` bytes, or the analyst interrupts.
pub(super) fn verify(path: &Path, name: &str, expand_to: u64, interrupted: &dyn Fn() -> bool) -> Result<()> {
    let file = File::open(path).map_err(Error::file(path))?;
    let mut parts = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(name, &error))?;
    let mut expanded = 0_u64;
    let mut block = vec![0; 1 << 18];
    for number in 0..parts.len() {
        let mut part = parts.by_index(number).map_err(|error| damaged(name, &error))?;
        let cells_are_repeated = part.name().is_ok_and(|name| name == "content.xml");
        loop {
            if interrupted() {
                return Err(Error::Interrupted);
            }
            let count = part.read(&mut block).map_err(|error| damaged(name, &error))?;
            if count == 0 {
                break;
            }
            expanded += count as u64;
            if expanded > expand_to {
                return Err(expands_too_far(name, expand_to));
            }
        }
        drop(part);
        if cells_are_repeated {
            let part = parts.by_index(number).map_err(|error| damaged(name, &error))?;
            verify_repetitions(BufReader::new(part), name, interrupted)?;
        }
    }
    Ok(())
}

/// The error of a workbook that holds more than is read of one.
pub(super) fn expands_too_far(name: &str, expand_to: u64) -> Error {
    Error::with_hint(
        format!("{name}: unpacked, the workbook has more than {} MiB", expand_to >> 20),
        "a small file that expands without end may be meant to fill the disk; if it is right, allow more with --expand-to MIB",
    )
}

/// The error of a workbook that cannot be read.
pub(super) fn damaged(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::with_hint(
        format!("{name}: the workbook cannot be read: {error}"),
        "it may be cut off or damaged: open it in a spreadsheet program and save it again as .xlsx, or save its sheets as CSV UTF-8",
    )
}

/// A cell of an OpenDocument sheet may say that it is repeated a million times.
fn verify_repetitions(
    content: impl std::io::BufRead,
    name: &str,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    let mut reader = XmlReader::from_reader(content);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    let (mut cells, mut in_row, mut empty) = (0_u64, 0_u64, 0_u64);
    loop {
        if interrupted() {
            return Err(Error::Interrupted);
        }
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| damaged(name, &error))? {
            Event::Eof => return Ok(()),
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "table-row" => {
                    (in_row, empty) = (0, 0);
                }
                "table-cell" | "covered-table-cell" => {
                    let mut times = 1;
                    let mut is_empty = true;
                    for attribute in element.attributes().flatten() {
                        match attribute.key.local_name().as_ref() {
                            "number-columns-repeated" => {
                                let written: &str = attribute.value.as_ref();
                                times = written.parse().unwrap_or(u64::MAX).min(u64::from(COLUMNS));
                            }
                            "value-type" | "formula" => is_empty = false,
                            _ => {}
                        }
                    }
                    // Empty cells count once a filled one follows them.
                    if is_empty {
                        empty += times;
                        continue;
                    }
                    in_row += empty + times;
                    empty = 0;
                    cells += in_row;
                    in_row = 0;
                    if cells > OPEN_DOCUMENT_CELLS {
                        return Err(Error::with_hint(
                            format!("{name}: a sheet stands for more than {OPEN_DOCUMENT_CELLS} cells"),
                            "save it as .xlsx or as CSV UTF-8, which are read row by row",
                        ));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}
