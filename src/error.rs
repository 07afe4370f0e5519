//! What can go wrong, as reported to the analyst: a message, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong with the rows that an import refuses: shown whole, or counted in a few words.
pub trait RefusedRows: fmt::Debug + fmt::Display + Send + Sync {
    /// How many rows are refused, in words.
    fn summary(&self) -> String;
}

/// Anything that ends a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A condition that the program names itself.
    #[error("{message}")]
    Message {
        /// What is wrong, as a sentence without a full stop.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// All that is wrong with what the command line asks for, or missing in it; nothing was changed.
    #[error("{}", .0.iter().map(|complaint| complaint.message.as_str()).collect::<Vec<_>>().join("; "))]
    Usage(Vec<Complaint>),
    /// Rows of an import that were refused; nothing was changed.
    #[error("{} refused", .0.summary())]
    Rows(Box<dyn RefusedRows>),
    /// The operating system refused something.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused something that the program has no better words for.
    #[error("SQLite reports: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The answer could not be written out.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
    /// What was asked for is done, but what says so could not be written out.
    #[error("the summary cannot be written: {source}; what it says is done: {last}")]
    Summary {
        /// Its last line.
        last: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Ctrl-C.
    #[error("interrupted; nothing was changed")]
    Interrupted,
}

/// One thing that is wrong with the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Complaint {
    /// A message, and what to do.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Complaint {
        Complaint { message: message.into(), hint: Some(hint.into()) }
    }
}

/// The result of everything that can go wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A message alone.
    pub fn message(message: impl Into<String>) -> Error {
        Error::Message { message: message.into(), hint: None }
    }

    /// A message, and what to do.
    pub fn with_hint(message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Message { message: message.into(), hint: Some(hint.into()) }
    }

    /// What the operating system said about a file.
    pub fn file(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().to_path_buf();
        move |source| Error::File { path, source }
    }

    /// A temporary file that cannot be written, before anything was changed.
    #[must_use]
    pub fn no_temporary_file(error: &std::io::Error) -> Error {
        Error::with_hint(
            format!("no temporary file can be written in {}: {error}", std::env::temp_dir().display()),
            "make room there, or name another folder for temporary files with TMPDIR; nothing was changed",
        )
    }

    /// The same error with the name of the archive's file, if it is the file that is at fault: it cannot be written, the
    /// disk is full, it is damaged.
    #[must_use]
    pub fn in_archive(self, path: &Path) -> Error {
        use rusqlite::ErrorCode;
        match self {
            Error::Sqlite(error)
                if matches!(
                    error.sqlite_error_code(),
                    Some(
                        ErrorCode::ReadOnly
                            | ErrorCode::DiskFull
                            | ErrorCode::SystemIoFailure
                            | ErrorCode::CannotOpen
                            | ErrorCode::DatabaseCorrupt
                            | ErrorCode::NotADatabase
                    )
                ) =>
            {
                Error::Message { message: format!("{}: {error}", path.display()), hint: hint_for(&error) }
            }
            other => other,
        }
    }

    /// What to do about it, if the program can tell.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Message { hint, .. } => hint.clone(),
            Error::Sqlite(error) => hint_for(error),
            _ => None,
        }
    }
}

/// What to do about an error of SQLite's, where the program can tell.
fn hint_for(error: &rusqlite::Error) -> Option<String> {
    use rusqlite::ErrorCode;
    if error.to_string().starts_with("no such table: ") {
        return Some("a table of the archive is gone: orgarchive check names what is missing".to_owned());
    }
    Some(
        match error.sqlite_error_code()? {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                "another program is writing to the archive: close it there, or try again when it is done"
            }
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                "the file is damaged: restore a backup, or save what is readable with sqlite3 FILE .recover"
            }
            ErrorCode::DiskFull => "the disk is full: make room and run the command again; nothing was changed",
            ErrorCode::SystemIoFailure => {
                "the system could not read or write the file: the disk may be full, or failing; nothing was changed"
            }
            ErrorCode::ReadOnly => "the file or its folder cannot be written: change the permissions, or work on a copy",
            ErrorCode::CannotOpen => "check that the file and its folder exist and that the folder can be written: change the permissions, or work on a copy",
            _ => return None,
        }
        .to_owned(),
    )
}
