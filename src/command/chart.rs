mod map;
mod structure;
mod tenures;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::arguments::{HandingOnArguments, NameArguments, TrustArguments};
use super::{Environment, Outcome};
use crate::answer::people::Naming;
use crate::date::Day;
use crate::error::{Error, Result};
use crate::history::as_of::RecordedBy;
use crate::picture::graph::Graph;
use crate::picture::page::{Page, Paper, Picture, Size};
use crate::picture::{dot, gexf, mermaid};
use crate::reader::Reader;
use crate::whole_file::{Readers, WholeFile};

/// Draw a chart of what held: for print, for reports, for other programs that draw
///
/// What is certain, disputed or merely possible looks different in all charts, also without colours. Each has a title, the clocks and
/// filters that it was asked with, a legend and its sources. The same archive gives the same bytes.
#[derive(Debug, Args)]
pub struct Chart {
    #[command(subcommand)]
    kind: Kind,
}

#[derive(Debug, Subcommand)]
enum Kind {
    Map(map::Map),
    Structure(structure::Structure),
    Tenures(tenures::Tenures),
}

impl Chart {
    /// Whether it writes a file.
    pub(super) fn is_to_file(&self) -> bool {
        let picture = match &self.kind {
            Kind::Map(command) => &command.picture,
            Kind::Structure(command) => &command.picture,
            Kind::Tenures(command) => &command.picture,
        };
        picture.output.is_some()
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        match self.kind {
            Kind::Map(command) => command.run(archive, environment),
            Kind::Structure(command) => command.run(archive, environment),
            Kind::Tenures(command) => command.run(archive, environment),
        }
    }
}

/// Where a picture goes, and how large it is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct PictureArguments {
    /// Write the picture to this file, in the format that its ending says (default: SVG, to standard output)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Make the picture so many pixels wide
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(200..), conflicts_with = "paper")]
    width: Option<u16>,

    /// Make it as large as a sheet of paper: a4, a3, a1
    #[arg(long, value_name = "SHEET")]
    paper: Option<Paper>,

    /// Show ids beside names
    #[arg(long)]
    ids: bool,

    #[command(flatten)]
    names: NameArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,
}

/// Below so many points letters are hard to read on paper.
const LEGIBLE: f64 = 5.0;

impl PictureArguments {
    fn size(&self) -> Size {
        match (self.paper, self.width) {
            (Some(paper), _) => Size::Paper(paper),
            (None, Some(width)) => Size::Width(f64::from(width)),
            (None, None) => Size::Natural,
        }
    }

    fn naming<'asked>(&'asked self, reader: &'asked Reader) -> Naming<'asked> {
        Naming { reader, range: self.names.names.as_ref(), shows_ids: self.ids, joins: false, links: false }
    }

    /// Refuses a file whose ending is none of these, before anything is asked.
    fn ending(&self, endings: &[&'static str]) -> Result<&'static str> {
        self.output.as_deref().map_or(Ok(endings[0]), |path| ending(path, endings))
    }

    /// Writes a picture, and says if it cannot be read on its paper.
    fn write(&self, picture: &Picture, environment: &mut Environment<'_>) -> Result<()> {
        if let Some(points) = picture.points.filter(|points| *points < LEGIBLE) {
            writeln!(
                environment.notes,
                "note: on this sheet the smallest letters have {points:.1} points: choose a larger one, or ask for less"
            )?;
        }
        self.write_file(picture.svg.as_bytes(), environment)
    }

    fn write_file(&self, content: &[u8], environment: &mut Environment<'_>) -> Result<()> {
        let Some(path) = &self.output else {
            if environment.is_terminal {
                return Err(Error::with_hint(
                    "not writing a picture to a terminal",
                    "name a file: -o FILE.svg",
                ));
            }
            return Ok(environment.out.write_all(content)?);
        };
        write_to(path, content, environment)
    }
}

/// The one of these endings that a file has; refused if it has none of them.
pub(super) fn ending(path: &Path, endings: &[&'static str]) -> Result<&'static str> {
    let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    endings.iter().find(|known| ending.eq_ignore_ascii_case(known)).copied().ok_or_else(|| {
        let all: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
        Error::with_hint(
            format!("{}: this chart is written as {}", path.display(), all.join(", ")),
            format!(
                "name the file with one of these endings: -o {}",
                path.with_extension(endings[0]).display()
            ),
        )
    })
}

/// Writes a picture to a file.
pub(super) fn write_to(path: &Path, content: &[u8], environment: &mut Environment<'_>) -> Result<()> {
    if path.is_dir() {
        return Err(Error::with_hint(
            format!("{}: this is a folder, and a picture is one file", path.display()),
            "name the file: -o FILE.svg",
        ));
    }
    let mut file = WholeFile::begin(path, Readers::Usual)?.until(&environment.interrupted);
    file.write_all(content).map_err(Error::file(path))?;
    file.replace()
}

/// A graph in a format that other programs draw, with what a page says around it.
pub(super) fn network(mut graph: Graph, page: Page, ending: &str) -> Result<Vec<u8>> {
    graph.notes = page.asked.into_iter().chain(page.notes).collect();
    for line in graph.nodes.iter_mut().flat_map(|node| &mut node.lines) {
        // These formats have no smaller letters for the second part.
        line.text = line.text.replace('\n', ", ");
    }
    let mut content = Vec::new();
    match ending {
        "dot" => dot::write(&graph, &mut content)?,
        "mmd" => mermaid::write(&graph, &mut content)?,
        _ => gexf::write(&graph, &mut content)?,
    }
    Ok(content)
}

/// The clocks and measures of trust that all charts have.
pub(super) fn clocks(
    published_by: Option<Day>,
    recorded_by: Option<RecordedBy>,
    trust: &TrustArguments,
) -> Vec<String> {
    let mut asked = Vec::new();
    asked.extend(published_by.map(|day| format!("By sources that were certainly published by {day}")));
    asked.extend(recorded_by.map(|when| format!("As the archive was recorded by {when}")));
    asked.extend(
        trust.without.iter().map(|source| format!("Without the source {source}, and those that repeat it")),
    );
    asked.extend(trust.reliability.map(|grade| format!("By sources of reliability {grade} or better")));
    if asked.is_empty() {
        asked.push("By all sources of the archive".to_owned());
    }
    asked
}
