//! What can go wrong, as reported to the analyst: a message, and what to do about it.

use std::path::{Path, PathBuf};

use crate::record::refusal::Problems;

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
    /// Rows of an import that were refused; nothing was changed.
    #[error("{} refused", .0.summary())]
    Rows(Box<Problems>),
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
                Error::Message {
                    message: format!("{}: {error}", path.display()),
                    hint: crate::archive::hint_for(&error),
                }
            }
            other => other,
        }
    }

    /// What to do about it, if the program can tell.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Message { hint, .. } => hint.clone(),
            Error::Sqlite(error) => crate::archive::hint_for(error),
            _ => None,
        }
    }
}
