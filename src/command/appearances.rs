use std::path::Path;

use clap::Args;

use super::arguments::{AnswerArguments, VerdictArguments, WindowArguments, day};
use super::{Environment, Outcome};
use crate::answer::Shown;
use crate::answer::appearances::absent::AbsentQuery;
use crate::answer::appearances::one_event::ListQuery;
use crate::answer::appearances::ranking::AppearancesQuery;
use crate::answer::events::EventsQuery;
use crate::answer::officials::OfficialsQuery;
use crate::date::Day;
use crate::error::{Complaint, Error, Result};
use crate::query::vocabulary;

/// Rank who took part in events by the places in which they were named, or list who was absent
///
/// One row for each official: in how many events, in how many ordered lists, the mean and the best place, first and last
/// time, and whether the official rises or falls between two periods. With an event: its list in order. With --of: the
/// holders of a title on the day of each event whom its lists do not name. Places that sources contradict are shown as such.
/// Only events that occurred count.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive appearances --kind funeral --from 1990 --to 1999
  orgarchive appearances --official \"Alva Renn\" --split 1994-07-08
  orgarchive appearances funeral-1994             its list in order
  orgarchive appearances --kind funeral --of member --organization politburo
  orgarchive diff appearances funeral-1994 funeral-1995")]
pub struct Appearances {
    /// List who took part in this event (id or title)
    #[arg(value_name = "EVENT", conflicts_with_all = ["kind", "place", "split", "from", "to", "on"])]
    event: Option<String>,

    /// Count only events of this kind (id; may be repeated)
    #[arg(long, value_name = "ID")]
    kind: Vec<String>,

    /// Count only events that concern this organization or chapter; with --of: look for holders in it (id or name; may be repeated)
    #[arg(long, visible_alias = "chapter", value_name = "ID-OR-NAME")]
    organization: Vec<String>,

    /// With --organization: also what is below it, on the last day of the window; with --of, on the day of each event
    #[arg(long, requires = "organization")]
    below: bool,

    /// Count only events in this place, or in a place within it (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    place: Vec<String>,

    /// Show only this official (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    official: Vec<String>,

    /// Count only those who took part in this role (id; may be repeated)
    #[arg(long, value_name = "ID")]
    role: Vec<String>,

    /// Compare the places before this day with those from then on (default: the middle of the window)
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with = "of")]
    split: Option<Day>,

    /// List the holders of this title or office whom the lists of an event do not name (id; may be repeated)
    #[arg(long, value_name = "TITLE")]
    of: Vec<String>,

    /// With --of: also use events of which no source gives an ordered list
    #[arg(long, requires = "of")]
    unordered: bool,

    #[command(flatten)]
    verdicts: VerdictArguments,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    answer: AnswerArguments,
}

impl Appearances {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let lists_one = self.event.is_some() && self.of.is_empty();
        let narrows = !self.organization.is_empty() || !self.verdicts.verdict.is_empty() || self.verdicts.all;
        if lists_one && narrows {
            return Err(Error::Usage(vec![Complaint::new(
                "--organization, --verdict and --all narrow many events, and one event is given",
                "leave them out; or add --of TITLE, for who of its holders was absent",
            )]));
        }
        let window = self.window.window()?;
        let day = WindowArguments::last_day(window, environment);
        let reader = self.window.open(archive, environment)?.on(day);
        let connection = reader.connection();
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(connection, texts, kinds);
        let bodies = ids(&self.organization, &["organizations", "chapters"])?;
        let officials = ids(&self.official, &["officials"])?;
        let roles = vocabulary::words(connection, "roles", &self.role)?;
        let event = self.event.as_deref().map(|event| crate::lookup::event(connection, event)).transpose()?;
        let mut events = EventsQuery {
            window,
            kinds: vocabulary::words(connection, "event_kinds", &self.kind)?,
            places: ids(&self.place, &["places"])?,
            events: event.iter().cloned().collect(),
            ..EventsQuery::default()
        };
        let shown: Shown = self.verdicts.shown();
        if !self.of.is_empty() {
            let titles = vocabulary::titles(connection, &self.of)?;
            let posts = OfficialsQuery {
                organizations: bodies,
                officials,
                titles,
                below: self.below,
                ..OfficialsQuery::default()
            };
            let asked = AbsentQuery { events, roles, posts, shown, unordered: self.unordered };
            return self.answer.ask(&asked, &reader, environment);
        }
        if let Some(event) = event {
            let asked = ListQuery { event, roles, officials };
            return self.answer.ask(&asked, &reader, environment);
        }
        events.bodies = bodies;
        events.below = self.below;
        events.officials = officials;
        events.shown = shown;
        let asked = AppearancesQuery { events, roles, split: self.split };
        self.answer.ask(&asked, &reader, environment)
    }
}
