use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::search::{SHOWN, SearchQuery, answer, statement};
use crate::error::Result;

/// Find a name in any spelling or script, or words in names, titles, quotes, notes and kept documents
///
/// Entities whose name it may be come first, the surest first: written (as it is written), strict (another romanization
/// or script of the same name), wide (press spellings, 리 and 이, the surname last). Then come rows that have all
/// the words. The column found says which it is. Korean is found by a part of a word.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive search \"Kim Chung-nin\"
  orgarchive search 중린
  orgarchive search 'congress \"trade unions\"' --table events --from 2016
  orgarchive search 'secretar*' --source s00 --format json")]
pub struct Search {
    /// A name, or words; "words in quotes" are found together, and word* is the beginning of a word
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,

    /// Show only rows of this table (may be repeated)
    #[arg(long, value_name = "TABLE")]
    table: Vec<String>,

    /// Show only rows of this source (id; may be repeated)
    #[arg(long, value_name = "ID")]
    source: Vec<String>,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Search {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let window = self.window.window()?;
        let reader = self.window.open(archive, environment)?;
        let text = self.text.join(" ");
        let asked = SearchQuery {
            text: &text,
            tables: self.table,
            sources: self.source,
            window,
            most: self.answer.statement.output.limit.unwrap_or(SHOWN),
        };
        if self.answer.statement.show_sql {
            self.answer.statement.show(statement(&reader, &asked)?.as_ref(), &reader, environment)?;
        } else {
            self.answer.write(answer(&reader, &asked)?, &reader, environment)?;
        }
        Ok(Outcome::Done)
    }
}
