//! Which posts are asked about: options that several commands share.

use clap::Args;
use rusqlite::Connection;

use crate::answer::officials::OfficialsQuery;
use crate::error::Result;
use crate::query::vocabulary;

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
        let ids = |texts: &[String], kinds: &[&str]| crate::lookup::ids(connection, texts, kinds);
        Ok(OfficialsQuery {
            organizations: ids(&self.organization, &["organizations", "chapters"])?,
            chapters: ids(&self.chapter, &["chapters"])?,
            places: ids(&self.place, &["places"])?,
            officials: ids(&self.official, &["officials"])?,
            titles: vocabulary::titles(connection, &self.title)?,
            below: self.below,
            ..OfficialsQuery::default()
        })
    }
}
