use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;
use serde_json::Value;

use super::{PictureArguments, clocks};
use crate::answer::places_within;
use crate::chart::called;
use crate::chart::map::{narrow, spots};
use crate::command::arguments::{ClockArguments, VerdictArguments};
use crate::command::{Environment, Outcome};
use crate::error::{Error, Result};
use crate::export::Extract;
use crate::export::one_file::{Asked, GEOJSON};
use crate::picture::page::compose_fitting;
use crate::picture::points::draw;

/// Draw where chapters and events were
///
/// What lies at a place that has coordinates is drawn beside it, numbered, and named under the map. Without --on, chapters and
/// events of all days are drawn. A file that ends in .geojson has the same for other programs.
#[derive(Debug, Args)]
#[command(mut_arg("on", |on| on.help("Draw what there was on this day (YYYY-MM-DD; default: on any day)")))]
#[command(after_help = "Examples:
  orgarchive chart map -o map.svg
  orgarchive chart map --place north-korea --on 2009-07-01 --paper a4 -o map.svg
  orgarchive chart map --place north-korea -o map.geojson")]
pub(super) struct Map {
    /// Draw only what lies in this place, or in a place within it (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    place: Vec<String>,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    clocks: ClockArguments,

    #[command(flatten)]
    pub(super) picture: PictureArguments,
}

impl Map {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let ending = self.picture.ending(&["svg", "geojson"])?;
        let reader = self.clocks.open_to_hand_on(archive, self.picture.handing_on, environment)?;
        let places = crate::lookup::ids(reader.connection(), &self.place, &["places"])?;
        let naming = self.picture.naming(&reader);
        let mut asked_with = Vec::new();
        if !places.is_empty() {
            let names = called(naming, &places.iter().map(String::as_str).collect::<Vec<_>>())?;
            asked_with.push(format!("Only what lies in {}", names.join(", ")));
        }
        asked_with.extend(clocks(self.clocks.published_by, self.clocks.recorded_by, &self.clocks.trust));
        let shown = self.verdicts.shown();
        let extract = Extract { on: self.clocks.on, ..Extract::whole(Vec::new()) };
        let asked =
            Asked { connection: reader.connection(), extract: &extract, reader: &reader, shown: &shown };
        let mut content = Vec::new();
        let written = (GEOJSON.write)(&asked, &mut content)?;
        let mut collection: Value = serde_json::from_slice(&content)
            .map_err(|error| Error::message(format!("the map cannot be read back: {error}")))?;
        if !places.is_empty() {
            let places: Vec<&str> = places.iter().map(String::as_str).collect();
            let within: BTreeSet<String> = places_within(&reader, &places)?;
            narrow(&mut collection, &within);
            content = serde_json::to_vec(&collection).map_err(|error| Error::message(error.to_string()))?;
        }
        if ending == "geojson" {
            self.picture.write_file(&content, environment)?;
            for note in written.notes.iter().chain(&reader.notes()?) {
                writeln!(environment.notes, "note: {}", crate::terminal::for_terminal(note))?;
            }
            return Ok(Outcome::Done);
        }
        let (spots, mut around) = spots(naming, &collection, self.clocks.on)?;
        around.notes.extend(written.notes);
        let page = around.page(naming, asked_with)?;
        self.picture
            .write(&compose_fitting(&page, |room| draw(&spots, room), self.picture.size()), environment)?;
        Ok(Outcome::Done)
    }
}
