use std::path::Path;

use clap::Args;

use super::{PictureArguments, clocks, network};
use crate::chart::compared::{compared, counted};
use crate::chart::structure::{StructureQuery, graph};
use crate::command::arguments::{ClockArguments, day};
use crate::command::{Environment, Outcome};
use crate::date::Day;
use crate::error::Result;
use crate::picture::layered::draw;
use crate::picture::page::compose;
use crate::query::vocabulary;

/// Draw which bodies there were on a day, which was under which, and who headed them
///
/// Boxes are bodies, lines lead to what is above. In a box is who held its head office: whoever surely did; where that is disputed,
/// each side; where nobody surely did, whoever is known to have held it on the nearest day, marked as presumed. Lines and
/// boxes have the style of their verdicts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive chart structure --on 2009-12-31 -o structure.svg
  orgarchive chart structure --below workers-party-of-korea --on 2009-12-31 --chapters --paper a3 -o party.svg
  orgarchive chart structure --on 2016-01-01 --against 2009-12-31 -o changes.svg
  orgarchive chart structure --on 2009-12-31 -o structure.dot")]
pub(super) struct Structure {
    /// Draw only this organization or chapter, and what is below it on the day (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    below: Vec<String>,

    /// Name the holders of this title or office (id; may be repeated; default: the head offices)
    #[arg(long, value_name = "ID")]
    title: Vec<String>,

    /// Draw chapters as well
    #[arg(long)]
    chapters: bool,

    /// Say where bodies are
    #[arg(long)]
    places: bool,

    /// Compare with this day: mark what is new, gone and changed on the day of --on
    #[arg(long, value_name = "DATE", value_parser = day)]
    against: Option<Day>,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    pub(super) picture: PictureArguments,
}

impl Structure {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let ending = self.picture.ending(&["svg", "dot", "mmd", "gexf"])?;
        let mut reader = self.clocks.open_to_hand_on(archive, self.picture.handing_on, environment)?;
        let asked = StructureQuery {
            below: crate::lookup::ids(reader.connection(), &self.below, &["organizations", "chapters"])?,
            titles: vocabulary::titles(reader.connection(), &self.title)?,
            chapters: self.chapters,
            places: self.places,
        };
        let mut asked_with = self.asked_with();
        let (mut drawn, mut around) = graph(self.picture.naming(&reader), &asked)?;
        if let Some(other) = self.against {
            reader = reader.on(other);
            let (before, of_other) = graph(self.picture.naming(&reader), &asked)?;
            drawn = compared(drawn, before);
            around.add(of_other);
            asked_with.insert(0, format!("Compared with {other}. {}", counted(&drawn)));
        }
        let page = around.page(self.picture.naming(&reader), asked_with)?;
        if ending == "svg" {
            self.picture.write(&compose(&page, &draw(&drawn), self.picture.size()), environment)?;
            return Ok(Outcome::Done);
        }
        self.picture.write_file(&network(drawn, page, ending)?, environment)?;
        Ok(Outcome::Done)
    }

    /// The clocks and filters, as the page says them.
    fn asked_with(&self) -> Vec<String> {
        let mut asked = Vec::new();
        if !self.title.is_empty() {
            asked.push(format!("With the holders of the posts {}", self.title.join(", ")));
        }
        if self.chapters {
            asked.push("With chapters".to_owned());
        }
        asked.extend(clocks(self.clocks.published_by, self.clocks.recorded_by, &self.clocks.trust));
        asked
    }
}
