use std::ffi::OsStr;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{ClockArguments, HandingOnArguments, NameArguments};
use super::gaps::OLDER_THAN;
use super::{Environment, Outcome};
use crate::error::{Error, Result};
use crate::query::Sql;
use crate::reader::Reader;
use crate::site::{GENERATOR, Layout, Site, Whole};
use crate::whole_file::{Readers, WholeFile, WholeFolder};

const YEARS: Sql = Sql { name: "years", text: include_str!("../site/years.sql") };

/// Write the archive as pages to read in a browser, without a server or a network
///
/// A page for each organization, chapter, official, place, event and source, with what contradicts and what is not known. Each line
/// is one click from its source. A day that is chosen on a page shows what held on it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive site -o pages            then open pages/index.html
  orgarchive site -o archive.html     all in one file, to send by mail
  orgarchive site -o pages --published-by 2010")]
pub struct Pages {
    /// Write a folder with index.html, or one file if it ends in .html
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,

    /// What the site is called
    #[arg(long, value_name = "TEXT", default_value = "Organizations, officials and events")]
    title: String,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,

    #[command(flatten)]
    names: NameArguments,
}

impl Pages {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let is_named = |endings: &[&str]| {
            let ending = self.output.extension().and_then(OsStr::to_str).unwrap_or_default();
            endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        let is_one = is_named(&["html", "htm"]);
        if is_named(OF_OTHER_FILES) && !self.output.is_dir() {
            return Err(Error::with_hint(
                format!(
                    "{}: this is the name of another kind of file, and pages are written to a folder or an HTML file",
                    self.output.display()
                ),
                "name a folder: -o FOLDER; or a file: -o FILE.html",
            ));
        }
        let reader = self.clocks.open_to_hand_on(archive, self.handing_on, environment)?;
        let whole = Whole {
            title: self.title.clone(),
            asked: self.asked(&reader),
            notes: reader.trust_notes(),
            years: years(&reader)?,
        };
        let site = Site {
            reader: &reader,
            range: self.names.names.as_ref(),
            layout: if is_one { Layout::OneFile } else { Layout::Folder },
            whole,
            older_than: OLDER_THAN,
        };
        let path = self.output.as_path();
        let written = if is_one {
            let file = WholeFile::begin(path, Readers::Usual)?.until(&environment.interrupted);
            let mut out = BufWriter::with_capacity(1 << 16, file);
            let written =
                site.write(&mut |_, content| out.write_all(content.as_bytes()).map_err(Error::file(path)))?;
            out.into_inner().map_err(|error| Error::file(path)(error.into_error()))?.replace()?;
            written
        } else {
            let is_ours = |text: &str| text.contains(&format!("content=\"{GENERATOR}\""));
            let folder = WholeFolder::begin(path, ("index.html", &is_ours), &environment.interrupted)?;
            let written = site.write(&mut |name, content| folder.write(name, content.as_bytes()))?;
            folder.replace()?;
            written
        };
        let pages = if is_one { path.to_path_buf() } else { path.join("index.html") };
        let entities = if written.entities == 1 { "entity" } else { "entities" };
        let sources = if written.sources == 1 { "source" } else { "sources" };
        writeln!(
            environment.notes,
            "{}: {} {entities}, {} {sources}",
            pages.display(),
            written.entities,
            written.sources
        )?;
        for note in reader.notes()? {
            writeln!(environment.notes, "note: {note}")?;
        }
        Ok(Outcome::Done)
    }

    /// The clocks and filters, as every page says them.
    fn asked(&self, reader: &Reader) -> Vec<String> {
        let clocks = &self.clocks;
        let mut asked = vec![format!("names and gaps as of {}", reader.day())];
        asked.extend(clocks.published_by.map(|day| format!("only what was certainly published by {day}")));
        asked.extend(clocks.recorded_by.map(|moment| format!("as recorded by {moment}")));
        asked
    }
}

/// Endings of files that a folder would hardly be named with.
const OF_OTHER_FILES: &[&str] =
    &["csv", "docx", "json", "md", "odt", "pdf", "png", "svg", "txt", "xhtml", "xlsx", "zip"];

/// The years that records speak of.
fn years(reader: &Reader) -> Result<(i32, i32)> {
    let this = reader.day().year();
    let mut years = (this, this);
    reader.each(YEARS, &[], |row| {
        let year = |text: Option<String>| {
            text.and_then(|day| day.parse::<crate::date::Day>().ok()).map(|day| day.year())
        };
        let (first, last) = (year(row.get(0)?), year(row.get(1)?));
        years =
            (first.unwrap_or(this).min(this), last.unwrap_or(this).clamp(1, this).max(first.unwrap_or(this)));
        Ok(())
    })?;
    Ok(years)
}
