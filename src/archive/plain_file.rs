//! An archive is a plain file: names with another meaning in SQLite, and other kinds of file, are refused.

use std::fs::FileType;
use std::path::Path;

use crate::error::{Error, Result};

/// Whether a path can be that of an archive, whether or not there is one. A folder is left to who opens it.
///
/// # Errors
/// If SQLite would take the name for a database in memory or for an address, and if it is a pipe, a device or a socket:
/// what is written there is lost, or waits for somebody who reads it.
pub fn plain_file(path: &Path) -> Result<()> {
    let name = path.to_string_lossy();
    if name.trim().is_empty() {
        return Err(Error::with_hint(
            "the archive's name is blank",
            "name a file: --archive FILE; or unset ORGARCHIVE",
        ));
    }
    if name == ":memory:" || name.starts_with("file:") {
        return Err(Error::with_hint(
            format!("{name}: an archive is a plain file, but SQLite gives this name another meaning"),
            format!("name a file, such as archive.db; if the file is really called so: ./{name}"),
        ));
    }
    match std::fs::metadata(path).map(|metadata| metadata.file_type()) {
        Ok(kind) if !kind.is_file() && !kind.is_dir() => Err(Error::with_hint(
            format!("{}: this is {}, and an archive is a plain file", path.display(), in_words(kind)),
            "name another file: --archive FILE",
        )),
        _ => Ok(()),
    }
}

/// What it is, if it is neither a file nor a folder.
#[must_use]
pub fn in_words(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    let _ = kind;
    "a device"
}
