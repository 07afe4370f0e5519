//! What the archive does not know: kinds of gaps, each in a file of its own, and which kind of report would close one.
//!
//! A gap is not an error. It is sorted by what matters: gaps in more senior posts first, and of these the longer.

mod chapters;
mod counts;
mod matrix;
mod offices;
mod sorted_gaps;
mod stale_postings;
mod undocumented;
mod unknown;
mod vacant;
mod weakly_attested;

use crate::date::Span;
use crate::error::Result;
use crate::query::Sql;
use crate::reader::Reader;

pub use matrix::{Matrix, matrix};
pub(crate) use offices::ranks;
pub use sorted_gaps::Shelf;

/// What takes the gaps of a kind, one after the other.
pub type Take<'taker> = &'taker mut dyn FnMut(Gap) -> Result<()>;

/// Something that the archive does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The name of the kind.
    pub kind: &'static str,
    /// The entity or the source it is about.
    pub subject: String,
    /// Other entities that it concerns.
    pub others: Vec<String>,
    /// The seniority of the post, 1 the most senior; none if it is about no post, or about one without a rank.
    pub rank: Option<i64>,
    /// The days of which nothing is known; none: it is about no days.
    pub days: Option<Span>,
    /// How many records rest on it, where that is what matters.
    pub weight: i64,
    /// The gap, in a sentence.
    pub message: String,
    /// The records at its edges, or that are all there is.
    pub records: Vec<String>,
    /// Their sources.
    pub sources: Vec<String>,
    /// Which single kind of report would close it.
    pub would_close: String,
}

/// What is asked of all kinds.
#[derive(Debug, Clone, Copy)]
pub struct GapsQuery {
    /// Postings that were last reported more than so many years ago are gaps.
    pub older_than: i32,
}

/// One kind of gap.
pub trait Kind: Sync {
    /// The stable name, in kebab case.
    fn name(&self) -> &'static str;

    /// What it finds, in a line.
    fn meaning(&self) -> &'static str;

    /// The statements it runs.
    fn statements(&self) -> &'static [Sql];

    /// The readings of the archive in which it is found; they serve other kinds as well.
    fn passes(&self) -> &'static [Pass] {
        &[]
    }

    /// Gives each gap that it finds by itself to `take`.
    ///
    /// # Errors
    /// If the archive cannot be read, the analyst interrupts, or `take` fails.
    fn find(&self, _reader: &Reader, _asked: GapsQuery, _take: Take<'_>) -> Result<()> {
        Ok(())
    }
}

/// Whether the gaps of a kind are wanted.
pub type Wanted<'kinds> = &'kinds dyn Fn(&str) -> bool;

/// One reading of the archive, which serves several kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Posts, office by office.
    Offices,
    /// Statements, with all records that make them.
    Statements,
    /// Sources.
    Sources,
}

/// Gives the gaps of some kinds; each reading of the archive that serves several of them is done once.
///
/// # Errors
/// If the archive cannot be read, the analyst interrupts, or `take` fails.
pub fn find(kinds: &[&dyn Kind], reader: &Reader, asked: GapsQuery, take: Take<'_>) -> Result<()> {
    let wanted = |name: &str| kinds.iter().any(|kind| kind.name() == name);
    let mut done: Vec<Pass> = Vec::new();
    for kind in kinds {
        kind.find(reader, asked, take)?;
        for pass in kind.passes().iter().filter(|pass| !done.contains(pass)).collect::<Vec<_>>() {
            done.push(*pass);
            match pass {
                Pass::Offices => offices::find(reader, asked, &wanted, take)?,
                Pass::Statements => weakly_attested::find(reader, &wanted, take)?,
                Pass::Sources => undocumented::find(reader, &wanted, take)?,
            }
        }
    }
    Ok(())
}

/// Gives the gaps of some kinds that concern some entities or sources; nothing else is read.
///
/// # Errors
/// As [`find`].
pub fn concerning(
    kinds: &[&dyn Kind],
    reader: &Reader,
    asked: GapsQuery,
    subjects: &[String],
    take: Take<'_>,
) -> Result<()> {
    let concerns = |gap: &Gap| subjects.iter().any(|subject| gap.concerns(subject));
    let (of_sources, others): (Vec<&dyn Kind>, Vec<&dyn Kind>) =
        kinds.iter().copied().partition(|kind| kind.passes().contains(&Pass::Sources));
    let (mut sources, mut entities) = (Vec::new(), Vec::new());
    for id in subjects.iter().map(String::as_str) {
        let is_source = "SELECT EXISTS (SELECT 1 FROM sources WHERE id = ?1)";
        let is_source: bool = reader.connection().query_row(is_source, [id], |row| row.get(0))?;
        if is_source { sources.push(id) } else { entities.push(id) }
    }
    if !sources.is_empty() {
        find(&of_sources, reader, asked, &mut |gap| if concerns(&gap) { take(gap) } else { Ok(()) })?;
    }
    if entities.is_empty() {
        return Ok(());
    }
    let mut gaps = Vec::new();
    reader.concerning(&entities, || {
        find(&others, reader, asked, &mut |gap| {
            if concerns(&gap) {
                gaps.push(gap);
            }
            Ok(())
        })
    })?;
    gaps.into_iter().try_for_each(take)
}

/// All kinds.
pub const KINDS: &[&dyn Kind] = &[
    &vacant::VacantOffice,
    &unknown::Unknown::OFFICIAL,
    &unknown::Unknown::CHAPTER,
    &unknown::Unknown::FOUNDING,
    &counts::CountShort,
    &chapters::MissingChapter,
    &stale_postings::StalePosting,
    &weakly_attested::Thin::SOURCE,
    &weakly_attested::Thin::ORIGIN,
    &weakly_attested::Thin::RELIABILITY,
    &undocumented::Undocumented::DATE,
    &undocumented::Undocumented::ADDRESS,
    &undocumented::Undocumented::COPY,
];

/// The kind with this name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().find(|kind| kind.name() == name).copied()
}

impl Gap {
    /// How many days long it is; 0 if it is about no days.
    #[must_use]
    pub fn length(&self) -> i64 {
        self.days.map_or(0, |days| i64::from(days.to.number() - days.from.number()) + 1)
    }

    /// Whether it is about this entity or source, or concerns it.
    #[must_use]
    pub fn concerns(&self, entity: &str) -> bool {
        self.subject == entity || self.others.iter().any(|other| other == entity)
    }
}

/// Sorted, each once.
fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}
