//! What cannot be read twice, such as standard input and pipes, is copied to a temporary file first.

use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::row_tracker::{EndlessRow, LONGEST_ROW};
use crate::error::{Error, Result};

/// How long the analyst waits at most until an interruption is noticed.
const PATIENCE: Duration = Duration::from_millis(200);
/// Bytes that begin a compressed file, which may go on for long without a line end.
const COMPRESSED: [&[u8]; 2] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// Why a copy was not made.
enum Failed {
    Reading(io::Error),
    Writing(io::Error),
}

/// Whether a path is that of something that is not a plain file: a pipe, a device, a socket.
pub fn is_passing(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Copies standard input.
///
/// # Errors
/// As [`keep_path`].
pub fn keep_standard_input(name: &str, interrupted: &dyn Fn() -> bool) -> Result<File> {
    keep(name, || Ok(io::stdin()), interrupted)
}

/// Copies what comes out of a pipe or a device, up to its end.
///
/// # Errors
/// If it cannot be read, no temporary file can be made, a row has no end, or the analyst interrupts.
pub fn keep_path(path: &Path, interrupted: &dyn Fn() -> bool) -> Result<File> {
    let own = path.to_path_buf();
    keep(&path.display().to_string(), move || File::open(own), interrupted)
}

/// Keeps a text that is at hand.
///
/// # Errors
/// If no temporary file can be made.
pub fn keep_text(text: &str) -> Result<File> {
    let mut file = tempfile::tempfile().map_err(|error| Error::no_temporary_file(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| Error::no_temporary_file(&error))?;
    Ok(file)
}

/// Opening a pipe waits for somebody who writes, and so does reading from it: both happen on a thread of their own.
fn keep<R: Read>(
    name: &str,
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    interrupted: &dyn Fn() -> bool,
) -> Result<File> {
    let (sender, copied) = channel();
    std::thread::Builder::new()
        .name("pipe".to_owned())
        .spawn(move || {
            // Nobody waits for it after an interruption.
            let _ = sender.send(open().map_err(Failed::Reading).and_then(copy));
        })
        .map_err(|error| Error::message(format!("{name}: it cannot be read: {error}")))?;
    loop {
        if interrupted() {
            return Err(Error::Interrupted);
        }
        match copied.recv_timeout(PATIENCE) {
            Ok(Ok(file)) => return Ok(file),
            Ok(Err(Failed::Writing(error))) => return Err(Error::no_temporary_file(&error)),
            Ok(Err(Failed::Reading(source))) => {
                return Err(super::reader::unreadable(name, source));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::File {
                    path: PathBuf::from(name),
                    source: io::Error::other("reading it ended"),
                });
            }
        }
    }
}

fn copy(mut input: impl Read) -> Result<File, Failed> {
    let mut file = tempfile::tempfile().map_err(Failed::Writing)?;
    let mut block = vec![0; 1 << 16];
    let mut first = Vec::new();
    let (mut line, mut of_line) = (1, 0_u64);
    loop {
        let count = match input.read(&mut block) {
            Ok(0) => return Ok(file),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failed::Reading(error)),
        };
        let bytes = &block[..count];
        first.extend(bytes.iter().take(4_usize.saturating_sub(first.len())));
        // A device may give bytes without end.
        let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
        match bytes.iter().rposition(ends) {
            Some(end) => {
                line += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
                of_line = (count - end - 1) as u64;
            }
            None => of_line += count as u64,
        }
        if of_line > LONGEST_ROW && !COMPRESSED.iter().any(|begin| first.starts_with(begin)) {
            return Err(Failed::Reading(io::Error::other(EndlessRow { line, quote: None })));
        }
        file.write_all(bytes).map_err(Failed::Writing)?;
    }
}
