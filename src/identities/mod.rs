//! Who is who: ids that the analyst judges to stand for one entity.
//!
//! A judgement is a record (`judgements`). Nothing that names the two ids is rewritten: when a question is asked, `merged_view`
//! puts temporary views before the tables, in which all ids of a group are its smallest one, as if they had been renamed. What
//! is asked runs on them unchanged, so that a judgement which is retracted, or was not yet made at the time asked about,
//! leaves no trace. Exports, `sql` and all that writes see the tables as they are.
//!
//! `groups` finds what judgements make one and where they contradict each other; a contradicted group is shown apart.

mod groups;
mod merged_view;

use std::collections::BTreeSet;

use rusqlite::Connection;

pub use groups::{Contradiction, Group, groups};
pub use merged_view::show_as_one;

use crate::error::Result;
use crate::query::{self, SourceFilter, Sql};

pub(crate) const JUDGEMENTS: Sql = Sql { name: "judgements", text: include_str!("judgements.sql") };

/// The statements that are run.
pub const STATEMENTS: &[Sql] = &[JUDGEMENTS];

/// How many judgements a note names.
const NAMED: usize = 5;

/// What a judgement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Both ids stand for one entity.
    Same,
    /// They stand for two.
    Different,
    /// Somebody looked, and left it open.
    Unsure,
}

/// What one source judges of two ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its id.
    pub id: String,
    /// Its source.
    pub source: String,
    /// One of the two entities.
    pub one: String,
    /// The other one.
    pub other: String,
    /// What it says.
    pub verdict: Verdict,
    /// The table in which both stand.
    pub kind: String,
}

impl Judgement {
    /// The two ids, sorted.
    #[must_use]
    pub fn pair(&self) -> (&str, &str) {
        let (one, other) = (self.one.as_str(), self.other.as_str());
        if one < other { (one, other) } else { (other, one) }
    }
}

/// What was judged by the time of the clocks: what counts, and what may have been published by then but not surely.
///
/// # Errors
/// If the archive cannot be read.
pub fn judgements(
    connection: &Connection,
    filter: &SourceFilter,
) -> Result<(Vec<Judgement>, Vec<Judgement>)> {
    let published_by = filter.published_by();
    let (mut counted, mut uncertain) = (Vec::new(), Vec::new());
    query::each_row(connection, JUDGEMENTS, &[(":published_by", &published_by)], |row| {
        let public_by: Option<String> = row.get(6)?;
        let verdict: String = row.get(4)?;
        let judgement = Judgement {
            id: row.get(0)?,
            source: row.get(1)?,
            one: row.get(2)?,
            other: row.get(3)?,
            verdict: match verdict.as_str() {
                "same" => Verdict::Same,
                "different" => Verdict::Different,
                _ => Verdict::Unsure,
            },
            kind: row.get(5)?,
        };
        if filter.is_public(public_by.as_deref()) {
            counted.push(judgement);
        } else {
            uncertain.push(judgement);
        }
        Ok(())
    })?;
    Ok((counted, uncertain))
}

/// What was judged, as far as answers show it.
#[derive(Debug, Default, Clone)]
pub struct Identities {
    groups: Vec<Group>,
    /// Judgements that do not count, since it is not sure that they were published by the time asked about.
    doubtful: Vec<Judgement>,
}

impl Identities {
    /// Whether nothing is to be said of any id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.doubtful.is_empty()
    }

    /// The judgements that hold together, or keep apart, groups with one of these ids that are not the same in the other.
    pub fn judged_otherwise<'one>(
        &'one self,
        other: &'one Identities,
        ids: &'one [String],
    ) -> impl Iterator<Item = &'one str> {
        let differs = move |group: &&Group| {
            !other.groups.contains(group) && group.members.iter().any(|member| ids.contains(member))
        };
        self.groups.iter().filter(differs).flat_map(|group| {
            let different = group.contradictions.iter().flat_map(|contradiction| &contradiction.different);
            group.judgements.iter().chain(different).map(String::as_str)
        })
    }

    /// Adds what was judged by another time, for an answer that compares two.
    pub fn add(&mut self, other: &Identities) {
        let new = |group: &&Group| !self.groups.contains(group);
        let groups: Vec<Group> = other.groups.iter().filter(new).cloned().collect();
        self.groups.extend(groups);
        let new = |judgement: &&Judgement| !self.doubtful.contains(judgement);
        let doubtful: Vec<Judgement> = other.doubtful.iter().filter(new).cloned().collect();
        self.doubtful.extend(doubtful);
    }

    /// The notes under an answer in which these ids stand.
    #[must_use]
    pub fn notes(&self, ids: &BTreeSet<String>) -> Vec<String> {
        let mut notes = Vec::new();
        for group in &self.groups {
            let mut contradictory: BTreeSet<&str> = BTreeSet::new();
            for contradiction in &group.contradictions {
                contradictory
                    .extend(contradiction.different.iter().chain(&contradiction.same).map(String::as_str));
            }
            let members = group.members.join(", ");
            if contradictory.is_empty() {
                if ids.contains(&group.members[0]) {
                    let by = some(group.judgements.iter().map(String::as_str));
                    notes.push(format!("{} stands for {members}: judged the same ({by})", group.members[0]));
                }
            } else if group.members.iter().any(|member| ids.contains(member)) {
                notes.push(format!(
                    "{members} are shown separately, since judgements about them contradict each other ({}): \
                     orgarchive conflicts --rule contradicting-judgements",
                    some(contradictory.into_iter())
                ));
            }
        }
        let about = self.doubtful.iter().filter(|judgement| {
            judgement.verdict == Verdict::Same
                && (ids.contains(&judgement.one) || ids.contains(&judgement.other))
        });
        let about: Vec<&str> = about.map(|judgement| judgement.id.as_str()).collect();
        if !about.is_empty() {
            notes.push(format!(
                "`same` judgements are left out because their source is undated or may be later: {}",
                some(about.into_iter())
            ));
        }
        notes
    }
}

fn some<'ids>(ids: impl Iterator<Item = &'ids str>) -> String {
    let ids: Vec<&str> = ids.collect();
    let named = ids.iter().take(NAMED).copied().collect::<Vec<&str>>().join(", ");
    let more = ids.len().saturating_sub(NAMED);
    if more == 0 { named } else { format!("{named} and {more} more") }
}
