//! Passes over all files of a run, table by table.
//!
//! A row of a plain file is one record, which is written after all its checks. A profile makes records of several tables
//! of one row, and a record that is refused late would leave the others in the archive; and on which revised rows others
//! rest is known once all are written. So, where the good rows are loaded although others are refused, what was written
//! is then taken back, and the files are read once more without the refused rows, until no further row is
//! refused: what names them goes with them, in each pass some more. What is refused stays refused, with the reasons of
//! the pass that refused it.

use super::Request;
use super::already_loaded;
use super::files::{Feed, all_of};
use super::load::{FileRows, Loading};
use super::references::RefusedRows;
use super::rejects::Refused;
use super::revised_references::Revised;
use super::summary::{Counts, OfFile};
use crate::archive::{self, Run};
use crate::error::Result;
use crate::record::refusal::Problems;
use crate::schema::{TABLES, Table};

/// The tables of which a revision may be refused for what rests on it.
const RESTED_ON: &[&str] = &["sources", "attributes", "events"];

/// What one pass came to.
pub struct Pass<'run> {
    /// What it leaves behind.
    pub loading: Loading<'run>,
    /// What became of the records, by table.
    pub tables: Vec<(&'static str, Counts)>,
    /// The same, by file.
    pub counts_of_file: Vec<Counts>,
    /// Tables that held rows before.
    pub tables_that_held_rows: Vec<&'static str>,
}

/// Goes through the files as often as it takes, and leaves in the archive what the last pass wrote.
///
/// # Errors
/// If a file cannot be read or the archive cannot be written.
pub fn passes<'run>(
    run: &'run Run<'run>,
    feeds: &'run [Feed],
    request: &Request<'run>,
) -> Result<Pass<'run>> {
    let goes_back = request.partial
        && (feeds.iter().any(Feed::has_profile)
            || RESTED_ON
                .iter()
                .any(|name| feeds.iter().any(|feed| feed.table().is_some_and(|table| table.name == *name))));
    if goes_back {
        run.mark()?;
    }
    let mut refused = Refused::new(request.partial)?;
    let mut known = RefusedRows::default();
    loop {
        let mut loading = Loading::new(run, feeds, request, refused)?;
        loading.references.refused = known;
        let mut pass = pass(loading, run, feeds, request)?;
        if !pass.loading.broken.is_empty() {
            return Ok(pass);
        }
        if goes_back {
            let Loading { revised, refused, .. } = &mut pass.loading;
            if refuse_what_others_rest_on(run, feeds, revised, refused)? {
                refused.tear();
            }
        }
        if !goes_back || !pass.loading.refused.is_torn() {
            return Ok(pass);
        }
        run.go_back()?;
        known = std::mem::take(&mut pass.loading.references.refused);
        refused = pass.loading.refused;
        refused.begin_again();
    }
}

/// Refuses the revised rows under which rows that rest on them would no longer hold; returns whether there are any.
///
/// # Errors
/// If the archive cannot be read or written.
pub fn refuse_what_others_rest_on(
    run: &Run<'_>,
    feeds: &[Feed],
    revised: &Revised,
    refused: &mut Refused,
) -> Result<bool> {
    let resting = revised.settle(run)?;
    let any = !resting.is_empty();
    for (place, refusal) in resting {
        let file = feeds.iter().position(|feed| *feed.intake.name() == *place.file).unwrap_or(usize::MAX);
        refused.add(u32::try_from(file).unwrap_or(u32::MAX), &place, || None, vec![refusal])?;
    }
    Ok(any)
}

/// What is wrong with the rows of files, while those of some tables are not known.
///
/// # Errors
/// If a file cannot be read or the archive cannot be written.
pub fn problems<'run>(
    run: &'run Run<'run>,
    feeds: &'run [Feed],
    request: &Request<'run>,
    not_read: &[&'static Table],
) -> Result<Problems> {
    let mut loading = Loading::new(run, feeds, request, Refused::new(false)?)?;
    loading.is_trial();
    loading.references.not_read = not_read.to_vec();
    let Pass { loading: Loading { mut refused, broken, .. }, .. } = pass(loading, run, feeds, request)?;
    refused.fill_in_texts(feeds)?;
    refused.problems.files = (!broken.is_empty()).then(|| Box::new(all_of(broken.into_values().collect())));
    Ok(refused.problems)
}

fn pass<'run>(
    mut loading: Loading<'run>,
    run: &'run Run<'run>,
    feeds: &'run [Feed],
    request: &Request<'run>,
) -> Result<Pass<'run>> {
    let mut counts_of_file = vec![Counts::default(); feeds.len()];
    let mut tables: Vec<(&'static str, Counts)> = Vec::new();
    let mut tables_that_held_rows = Vec::new();
    for table in TABLES.iter().filter(|table| feeds.iter().any(|feed| feed.feeds(table))) {
        if archive::rows_up_to(run.connection(), table, 1)? > 0 {
            tables_that_held_rows.push(table.name);
        }
        let mut total = Counts::default();
        for (number, feed) in feeds.iter().enumerate().filter(|(_, feed)| feed.feeds(table)) {
            if let Some(rows) = already_loaded::unchanged_rows(run, request, feed)? {
                let counts = Counts { unchanged: rows, ..Counts::default() };
                counts_of_file[number].add(counts);
                total.add(counts);
                loading.pass_over(number, rows);
            }
        }
        for (number, counts) in loading.table(table)? {
            counts_of_file[number].add(counts);
            total.add(counts);
        }
        tables.push((table.name, total));
    }
    Ok(Pass { loading, tables, counts_of_file, tables_that_held_rows })
}

/// What became of the rows of the files that are counted by file and not by table.
#[must_use]
pub fn of_files(feeds: &[Feed], rows: &[FileRows], refused: &Refused) -> Vec<OfFile> {
    let mut told = Vec::new();
    for (number, (feed, of_file)) in feeds.iter().zip(rows).enumerate() {
        let rejected = refused.count(u32::try_from(number).unwrap_or(u32::MAX));
        if feed.is_csv() && (feed.has_profile() || rejected > 0) {
            told.push(OfFile {
                name: feed.intake.name().to_owned(),
                rows: of_file.rows,
                rejected,
                left_out: of_file.left_out,
            });
        }
    }
    told
}
