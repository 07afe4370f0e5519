//! One contradiction: its sides, their records and sources, and what would settle it.

use std::collections::BTreeSet;

use crate::date::Span;
use crate::query::DatedRow;

/// A record that speaks for a side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The id of the record; none if the source's own date speaks.
    pub record: Option<String>,
    /// Its source.
    pub source: String,
}

/// What some of the records say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// In words.
    pub claim: String,
    /// The entity that it is about, where the sides are about different ones.
    pub entity: Option<String>,
    /// The records that say it, sorted.
    pub evidence: Vec<Evidence>,
}

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule.
    pub rule: &'static str,
    /// The entity it is about.
    pub subject: String,
    /// Other entities that it concerns.
    pub others: Vec<String>,
    /// The days on which it matters; none: on any day.
    pub days: Option<Span>,
    /// The sides, at least two.
    pub sides: Vec<Side>,
    /// The contradiction, in a sentence.
    pub message: String,
    /// Which kind of report would settle it.
    pub would_settle: String,
}

impl Evidence {
    /// A dated record.
    #[must_use]
    pub fn of(row: &DatedRow) -> Evidence {
        Evidence { record: Some(row.id.clone()), source: row.source.clone() }
    }

    /// A record, by id and source.
    #[must_use]
    pub fn record(id: &str, source: &str) -> Evidence {
        Evidence { record: Some(id.to_owned()), source: source.to_owned() }
    }
}

impl Side {
    /// A side with its evidence, sorted and each once.
    #[must_use]
    pub fn new(claim: impl Into<String>, evidence: impl IntoIterator<Item = Evidence>) -> Side {
        let evidence: BTreeSet<Evidence> = evidence.into_iter().collect();
        Side { claim: claim.into(), entity: None, evidence: evidence.into_iter().collect() }
    }

    /// The same, about an entity.
    #[must_use]
    pub fn about(mut self, entity: &str) -> Side {
        self.entity = Some(entity.to_owned());
        self
    }

    /// The ids of its records, sorted.
    #[must_use]
    pub fn records(&self) -> Vec<&str> {
        let ids: BTreeSet<&str> =
            self.evidence.iter().filter_map(|evidence| evidence.record.as_deref()).collect();
        ids.into_iter().collect()
    }

    /// The ids of its sources, sorted.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let ids: BTreeSet<&str> = self.evidence.iter().map(|evidence| evidence.source.as_str()).collect();
        ids.into_iter().collect()
    }
}

impl Finding {
    /// The ids of all records, sorted.
    #[must_use]
    pub fn records(&self) -> Vec<&str> {
        let ids: BTreeSet<&str> = self.sides.iter().flat_map(Side::records).collect();
        ids.into_iter().collect()
    }

    /// The ids of all sources, sorted.
    #[must_use]
    pub fn sources(&self) -> Vec<&str> {
        let ids: BTreeSet<&str> = self.sides.iter().flat_map(Side::sources).collect();
        ids.into_iter().collect()
    }

    /// Whether it is about this entity, or concerns it.
    #[must_use]
    pub fn concerns(&self, entity: &str) -> bool {
        self.subject == entity || self.others.iter().any(|other| other == entity)
    }

    /// Whether it matters on a day of the period.
    #[must_use]
    pub fn matters_in(&self, period: Span) -> bool {
        self.days.is_none_or(|days| days.overlaps(period))
    }
}
