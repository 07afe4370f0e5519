use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{ClockArguments, HandingOnArguments, NameArguments, OutputArguments};
use super::chart::{clocks, ending, network, write_to};
use super::{Environment, Outcome};
use crate::answer::Shown;
use crate::answer::chain::{ChainQuery, Start, answer};
use crate::answer::people::Naming;
use crate::chart::{called, chain::graph};
use crate::conflict::settled::Settlements;
use crate::error::{Error, Result};
use crate::output::Format;
use crate::picture::layered::draw;
use crate::picture::page::{Size, compose};
use crate::verdict::Verdict;

/// List who was above a body, or above the bodies that an event names, at every level
///
/// Each row is a body with who headed it; those above it follow, indented. link is the verdict on the link from the body below, path
/// that on the weakest link of the best way up to here. Where nobody is certain to have headed a body, all are listed who
/// may have, and the last who is known to have is marked as presumed. For an event, the day is that of the event, unless --on gives
/// another; for a body it is today.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive chain womens-union-66th-plenary
  orgarchive chain womens-union --on 2009-07-01 --published-by 2009-12-31
  orgarchive chain womens-union --on 2009-07-01 -o womens-union.svg")]
pub struct Chain {
    /// An event, an organization or a chapter
    #[arg(value_name = "EVENT-OR-BODY")]
    about: String,

    /// Follow only links and list only heads with these verdicts: certain, disputed, possible
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = held_verdict)]
    verdict: Vec<Verdict>,

    /// Draw the chain to this file, in the format that its ending says: .svg, .dot, .mmd, .gexf
    #[arg(short, long, value_name = "FILE", help_heading = "Output", conflicts_with_all = ["format", "limit"])]
    output: Option<PathBuf>,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    handing_on: HandingOnArguments,

    #[command(flatten)]
    answer: OutputArguments,

    #[command(flatten)]
    names: NameArguments,
}

/// A verdict that something can have that held.
fn held_verdict(text: &str) -> Result<Verdict, String> {
    match text.parse()? {
        Verdict::Excluded => Err("nothing is above by an excluded link".to_owned()),
        verdict => Ok(verdict),
    }
}

/// The endings of files that are drawn.
const ENDINGS: &[&str] = &["svg", "dot", "mmd", "gexf"];

impl Chain {
    /// Whether it writes a file.
    pub(super) fn is_to_file(&self) -> bool {
        self.output.is_some()
    }

    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let ending = self.output.as_deref().map(|path| ending(path, ENDINGS)).transpose()?;
        let is_handed_on = self.output.is_some() || self.answer.format == Format::Markdown;
        let reader =
            self.clocks.open_perhaps_to_hand_on(archive, is_handed_on, self.handing_on, environment)?;
        let about = reader.entity(&self.about)?;
        let start = match about.kind.as_str() {
            "events" => Start::of_event(&reader, &about.id, self.clocks.on)?.ok_or_else(|| {
                Error::with_hint(
                    format!("the reports of the event {} give no date", about.id),
                    "say for which day to ask: --on YYYY-MM-DD",
                )
            })?,
            "organizations" | "chapters" => Start::at(&about.id, reader.day()),
            kind => {
                return Err(Error::with_hint(
                    format!("{} is not an event or a body (it is in {kind})", about.id),
                    "give the id or name of an event, an organization or a chapter",
                ));
            }
        };
        let reader = reader.on(start.day);
        let is_for_people = self.answer.format.is_for_people() || self.output.is_some();
        let naming = Naming {
            reader: &reader,
            range: self.names.names.as_ref(),
            shows_ids: self.answer.ids,
            joins: false,
            links: false,
        };
        let call = |ids: &BTreeSet<String>| -> Result<HashMap<String, String>> {
            if !is_for_people {
                return Ok(HashMap::new());
            }
            let listed: Vec<&str> = ids.iter().map(String::as_str).collect();
            Ok(ids.iter().cloned().zip(called(naming, &listed)?).collect())
        };
        let asked = ChainQuery { start, shown: Shown { verdicts: self.verdict.clone(), all: false } };
        let mut chain = asked.chain(&reader, &call)?;
        let disputed = chain.disputed_records();
        if !disputed.is_empty() {
            let records = disputed.iter().map(String::as_str).collect();
            chain.notes.extend(Settlements::of(&reader)?.about(&reader, &records)?);
        }
        let Some((path, ending)) = self.output.as_deref().zip(ending) else {
            chain.notes.extend(reader.notes()?);
            let answer = answer(&chain, is_for_people);
            let range = self.names.names.as_ref();
            self.answer.write_asked(answer, &reader, range, reader.identities(), environment)?;
            return Ok(Outcome::Done);
        };
        let title = format!("Above {} on {}", called(naming, &[&about.id])?.concat(), reader.day());
        let (graph, around) = graph(naming, chain, title)?;
        let page = around.page(naming, self.asked_with())?;
        let content = match ending {
            "svg" => compose(&page, &draw(&graph), Size::Natural).svg.into_bytes(),
            _ => network(graph, page, ending)?,
        };
        write_to(path, &content, environment)?;
        Ok(Outcome::Done)
    }

    /// The clocks and filters, as the picture says them.
    fn asked_with(&self) -> Vec<String> {
        let mut asked = Vec::new();
        if !self.verdict.is_empty() {
            let verdicts: Vec<&str> = self.verdict.iter().map(|verdict| verdict.word()).collect();
            asked.push(format!("Only what is {}", verdicts.join(" or ")));
        }
        asked.extend(clocks(self.clocks.published_by, self.clocks.recorded_by, &self.clocks.trust));
        asked
    }
}
