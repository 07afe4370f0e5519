//! Formats of other programs that are one file: the table of them, from which `export --format` takes what it needs.

use std::io::Write;

use rusqlite::Connection;

use super::{Extract, citations, ftm, geojson, gexf, popolo};
use crate::answer::Shown;
use crate::error::Result;
use crate::reader::Reader;

/// A format that is one file of what it chooses itself.
pub struct OneFile {
    /// Its name on the command line.
    pub name: &'static str,
    /// What programs call it.
    pub title: &'static str,
    /// What it holds, in words.
    pub holds: &'static str,
    /// Tables that may be named all the same, since it holds nothing else.
    pub tables: &'static [&'static str],
    /// Whether it says what verdicts say.
    pub is_judged: bool,
    /// Whether a note counts the rows of tables that it does not hold.
    pub counts_others: bool,
    /// Writes it.
    pub write: fn(&Asked<'_>, &mut dyn Write) -> Result<Written>,
}

/// What is written: rows as they are, and what they mean together.
pub struct Asked<'asked> {
    /// The archive with the rows of the extract, which is begun.
    pub connection: &'asked Connection,
    /// The extract.
    pub extract: &'asked Extract,
    /// Whoever judges, by the same clocks and sources; what is judged the same is one there.
    pub reader: &'asked Reader,
    /// Only statements with these verdicts.
    pub shown: &'asked Shown,
}

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    /// How many of what.
    pub counts: Vec<(&'static str, u64)>,
    /// What the analyst should know.
    pub notes: Vec<String>,
}

impl Written {
    /// Rows of tables, without more to say.
    #[must_use]
    pub fn rows(counts: Vec<(&'static str, u64)>) -> Written {
        Written { counts, notes: Vec::new() }
    }
}

/// The sources as items of CSL-JSON.
pub const CSL_JSON: OneFile = OneFile {
    name: "csl-json",
    title: "CSL-JSON",
    holds: "sources",
    tables: &["sources"],
    is_judged: false,
    counts_others: false,
    write: |asked, out| {
        let count = citations::write_csl(asked.connection, asked.extract, out)?;
        Ok(Written::rows(vec![("sources", count)]))
    },
};

/// The sources as entries of BibLaTeX.
pub const BIBTEX: OneFile = OneFile {
    name: "bibtex",
    title: "BibLaTeX",
    write: |asked, out| {
        let count = citations::write_bibtex(asked.connection, asked.extract, out)?;
        Ok(Written::rows(vec![("sources", count)]))
    },
    ..CSL_JSON
};

/// People, bodies and postings.
pub const POPOLO: OneFile = OneFile {
    name: "popolo",
    title: "Popolo",
    holds: "sources, titles, places, organizations, chapters, officials, names and postings",
    tables: &[],
    is_judged: true,
    counts_others: true,
    write: popolo::write_popolo,
};

/// Bodies and officials with what links them.
pub const GEXF: OneFile = OneFile {
    name: "gexf",
    title: "GEXF",
    holds: "bodies and officials with what links them",
    tables: &[],
    is_judged: true,
    counts_others: false,
    write: gexf::write_gexf,
};

/// Places, chapters and events with coordinates.
pub const GEOJSON: OneFile = OneFile {
    name: "geojson",
    title: "GeoJSON",
    holds: "places, chapters and events with coordinates",
    tables: &[],
    is_judged: true,
    counts_others: false,
    write: geojson::write_geojson,
};

/// Entities of FollowTheMoney.
pub const FTM: OneFile = OneFile {
    name: "ftm",
    title: "FollowTheMoney",
    holds: "sources, places, organizations, chapters, officials, names, postings, relations, events and participants",
    tables: &[],
    is_judged: true,
    counts_others: true,
    write: ftm::write_ftm,
};
