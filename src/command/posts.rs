//! Which posts are asked about: options that several commands share.

use clap::Args;
use rusqlite::Connection;

use crate::answer::officials::OfficialsQuery;
use crate::error::Result;
use crate::query::vocabulary;

/// Which posts are asked about, at any time.
#[derive(Debug, Args)]
pub struct TenureArguments {
    /// Show only posts in this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub organization: Vec<String>,

    /// Show only posts in this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub chapter: Vec<String>,

    /// With --organization or --chapter: also show posts in what is below it, on the days on which it is
    #[arg(long)]
    pub below: bool,

    /// Show only posts of this title or office (id)
    #[arg(long, value_name = "ID")]
    pub title: Vec<String>,

    /// Show only posts of this official (id or name)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub official: Vec<String>,
}

impl TenureArguments {
    /// The question about these posts.
    ///
    /// # Errors
    /// If an id or a name means nothing, or more than one thing.
    pub fn asked(&self, connection: &Connection) -> Result<OfficialsQuery> {
        asked(connection, [&self.organization, &self.chapter, &self.official, &self.title], self.below)
    }
}

/// Which posts are asked about, on a day.
#[derive(Debug, Args)]
pub struct PostArguments {
    /// Show only posts in this organization (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub organization: Vec<String>,

    /// Show only posts in this chapter (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub chapter: Vec<String>,

    /// With --organization or --chapter: also show posts in what is below it on that day
    #[arg(long)]
    pub below: bool,

    /// Show only posts in chapters in this place, or in a place within it
    #[arg(long, value_name = "ID-OR-NAME")]
    pub place: Vec<String>,

    /// Show only posts of this title or office (id)
    #[arg(long, value_name = "ID")]
    pub title: Vec<String>,

    /// Show only posts of this official (id or name)
    #[arg(long, value_name = "ID-OR-NAME")]
    pub official: Vec<String>,
}

impl PostArguments {
    /// The question about these posts.
    ///
    /// # Errors
    /// If an id or a name means nothing, or more than one thing.
    pub fn asked(&self, connection: &Connection) -> Result<OfficialsQuery> {
        let all = [&self.organization, &self.chapter, &self.official, &self.title];
        let mut asked = asked(connection, all, self.below)?;
        asked.places = crate::lookup::ids(connection, &self.place, &["places"])?;
        Ok(asked)
    }
}

/// The question about posts in some organizations and chapters, of some officials and titles.
fn asked(connection: &Connection, texts: [&Vec<String>; 4], below: bool) -> Result<OfficialsQuery> {
    let [organizations, chapters, officials, titles] = texts;
    let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(connection, texts, kinds);
    Ok(OfficialsQuery {
        organizations: ids(organizations, &["organizations", "chapters"])?,
        chapters: ids(chapters, &["chapters"])?,
        officials: ids(officials, &["officials"])?,
        titles: vocabulary::titles(connection, titles)?,
        below,
        ..OfficialsQuery::default()
    })
}
