use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, VerdictArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::answer::events::EventsQuery;
use crate::error::Result;
use crate::query::vocabulary;

/// List what was reported for a window of days
///
/// Reports of one event are judged together: certain if the window holds all the days that one of them can mean,
/// possible if it holds some of them, disputed if one report is inside and another outside.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive events --from 2009-06-01 --to 2009-08-31
  orgarchive events --on 2009-22                  the summer of 2009
  orgarchive events --organization trade-unions --below --status planned,occurred")]
pub struct Events {
    /// Show only events of this kind (id; may be repeated)
    #[arg(long, value_name = "ID")]
    kind: Vec<String>,

    /// Show only events that concern this organization or chapter (id or name; may be repeated)
    #[arg(long, visible_alias = "chapter", value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// With --organization: also show what concerns anything below it on the last day of the window
    #[arg(long, requires = "organization")]
    below: bool,

    /// Show only events in this place, or in a place within it (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    place: Vec<String>,

    /// Show only events that concern this official or in which the official took part (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    official: Vec<String>,

    /// Show only this event (id; may be repeated)
    #[arg(long, value_name = "ID")]
    event: Vec<String>,

    /// Show only events with this status: occurred (default), planned, cancelled, denied
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = ["occurred", "planned", "cancelled", "denied"])]
    status: Vec<String>,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Events {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let window = self.window.window()?;
        let day = WindowArguments::last_day(window, environment);
        let reader = self.window.open(archive, environment)?.on(day);
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(reader.connection(), texts, kinds);
        let asked = EventsQuery {
            window,
            kinds: vocabulary::words(reader.connection(), "event_kinds", &self.kind)?,
            bodies: ids(&self.organization, &["organizations", "chapters"])?,
            below: self.below,
            places: ids(&self.place, &["places"])?,
            officials: ids(&self.official, &["officials"])?,
            events: ids(&self.event, &["events"])?,
            statuses: self.status,
            shown: self.verdicts.shown(),
        };
        self.answer.ask(&asked, &reader, environment)
    }
}
