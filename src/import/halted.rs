//! An import that ends because a file cannot be read, or its header does not fit: what is wrong with the rows of the other
//! files is reported with it. What they name may be in the file that was not read, so that is not looked up.

use std::path::Path;
use std::sync::Arc;

use super::files::{Feed, all_of};
use super::{Request, open_for_plan, pass};
use crate::archive::{self, Run};
use crate::error::{Error, Result};
use crate::record::refusal::Problems;
use crate::schema::Table;

/// Why an import ends before a row is read.
pub enum Halt {
    /// Something is wrong with the import itself.
    At(Error),
    /// Something is wrong with files.
    Files(Halted),
}

/// Files with which something is wrong, and the others.
pub struct Halted {
    /// What is wrong with them.
    pub wrong: Vec<Error>,
    /// The tables of which they have rows.
    pub tables: Vec<&'static Table>,
    /// The other files.
    pub feeds: Vec<Feed>,
}

impl From<Error> for Halt {
    fn from(error: Error) -> Halt {
        Halt::At(error)
    }
}

impl Halt {
    /// All that is wrong; the archive stays as it is.
    #[must_use]
    pub fn into_error(self, path: &Path, request: &Request<'_>) -> Error {
        let Halted { wrong, tables, feeds } = match self {
            Halt::At(error) => return error,
            Halt::Files(halted) => halted,
        };
        let files = all_of(wrong);
        if !feeds.iter().any(Feed::is_csv) {
            return files;
        }
        match problems_of(path, request, &tables, &feeds) {
            Ok(mut problems) => {
                let broken = problems.files.take().map(|error| *error);
                let files = all_of(std::iter::once(files).chain(broken).collect());
                if problems.is_empty() {
                    return files;
                }
                problems.files = Some(Box::new(files));
                Error::Rows(Box::new(problems))
            }
            Err(Error::Interrupted) => Error::Interrupted,
            // What is wrong with the others is unknown: what is wrong with the files ends the import anyway.
            Err(_) => files,
        }
    }
}

/// What is wrong with the rows of files; nothing is kept of them.
fn problems_of(
    path: &Path,
    request: &Request<'_>,
    not_read: &[&'static Table],
    feeds: &[Feed],
) -> Result<Problems> {
    let mut connection = open_for_plan(path, request)?;
    archive::prepare_for_bulk(&mut connection, Arc::clone(&request.interrupted))?;
    let run = Run::begin(&mut connection, "import", request.moment, None)?.until(&request.interrupted);
    pass::problems(&run, feeds, request, not_read)
}
