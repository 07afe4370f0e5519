use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::arguments::{NameArguments, VerdictArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::officials::OfficialsQuery;
use crate::answer::people::Naming;
use crate::answer::tenures::TenuresQuery;
use crate::chart::tenures::bars;
use crate::error::{Error, Result};
use crate::picture::bars::draw;
use crate::picture::page::{Paper, Picture, Size, compose_fitting};
use crate::query::vocabulary;
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
    Tenures(Tenures),
}

impl Chart {
    /// Whether it writes a file.
    pub(super) fn is_to_file(&self) -> bool {
        match &self.kind {
            Kind::Tenures(command) => command.picture.output.is_some(),
        }
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        match self.kind {
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

    fn naming<'asked>(&'asked self, reader: &'asked crate::reader::Reader) -> Naming<'asked> {
        Naming { reader, range: self.names.names.as_ref(), shows_ids: self.ids, joins: false }
    }

    /// Refuses a file whose ending is none of these, before anything is asked.
    fn ending(&self, endings: &[&'static str]) -> Result<&'static str> {
        let Some(path) = &self.output else { return Ok(endings[0]) };
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
        let mut file = WholeFile::begin(path, Readers::Usual)?.until(&environment.interrupted);
        file.write_all(content).map_err(Error::file(path))?;
        file.replace()
    }
}

/// Draw who held an office from when to when
///
/// Each bar is a piece of a tenure: on any day its style is the verdict of officials --on that day. Where there is no bar, it
/// was not held, as far as the records say. Small triangles mark the days that records speak of. Point at a bar or a mark to
/// see its reason, records and sources.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive chart tenures --organization womens-union --title chair -o chairs.svg
  orgarchive chart tenures --official \"Kim Jung-rin\" --from 1960 --to 2010 -o kim-jung-rin.svg
  orgarchive chart tenures --organization workers-party-of-korea --below --by office --paper a3 -o party.svg")]
struct Tenures {
    /// Draw only posts in this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// Draw only posts in this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    chapter: Vec<String>,

    /// With --organization or --chapter: also draw posts in what is below it, on the days on which it is
    #[arg(long)]
    below: bool,

    /// Draw only posts of this title or office (id)
    #[arg(long, value_name = "ID")]
    title: Vec<String>,

    /// Draw only posts of this official (id or name)
    #[arg(long, value_name = "ID-OR-NAME")]
    official: Vec<String>,

    /// Give a row to each holder, or one to an office, with more lines where tenures overlap
    #[arg(long, value_enum, default_value_t = By::Holder)]
    by: By,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    picture: PictureArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// A row for each official in an office
    Holder,
    /// A row for each office
    Office,
}

impl Tenures {
    fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        self.picture.ending(&["svg"])?;
        let window = self.window.window()?;
        let reader = self.window.open(archive, environment)?;
        let asked_with = self.asked_with();
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(reader.connection(), texts, kinds);
        let asked = TenuresQuery {
            posts: OfficialsQuery {
                organizations: ids(&self.organization, &["organizations", "chapters"])?,
                chapters: ids(&self.chapter, &["chapters"])?,
                officials: ids(&self.official, &["officials"])?,
                titles: vocabulary::titles(reader.connection(), &self.title)?,
                below: self.below,
                ..OfficialsQuery::default()
            },
            window,
            shown: self.verdicts.shown(),
        };
        let naming = self.picture.naming(&reader);
        let (bars, around) = bars(naming, &asked, self.by == By::Office)?;
        let size = self.picture.size();
        let page = around.page(naming, asked_with)?;
        self.picture.write(&compose_fitting(&page, |room| draw(&bars, room), size), environment)?;
        Ok(Outcome::Done)
    }

    /// The clocks and filters, as the page says them.
    fn asked_with(&self) -> Vec<String> {
        let window = &self.window;
        let mut asked = Vec::new();
        match (window.on, window.from, window.to) {
            (Some(on), ..) => asked.push(format!("Only {}", on.run_of_days().unwrap_or_default())),
            (None, Some(from), Some(to)) => asked.push(format!("From {from} to {to}")),
            (None, Some(from), None) => asked.push(format!("From {from} on")),
            (None, None, Some(to)) => asked.push(format!("Until {to}")),
            (None, None, None) => {}
        }
        if !self.title.is_empty() {
            asked.push(format!("Only the posts {}", self.title.join(", ")));
        }
        if self.below {
            asked.push("With what is below it, on the days on which it is".to_owned());
        }
        if !self.verdicts.verdict.is_empty() {
            let verdicts: Vec<&str> = self.verdicts.verdict.iter().map(|verdict| verdict.word()).collect();
            asked.push(format!("Only what is {}", verdicts.join(" or ")));
        }
        asked.extend(clocks(window.published_by, window.recorded_by, &window.trust));
        asked
    }
}

/// The clocks and measures of trust that all charts have.
fn clocks(
    published_by: Option<crate::date::Day>,
    recorded_by: Option<crate::history::as_of::RecordedBy>,
    trust: &super::arguments::TrustArguments,
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
