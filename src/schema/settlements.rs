//! What the analyst concludes about contradictions: a table of its own, and records like all others.

use super::tables::column;
use super::{Dating, Kind, Reading, Role, Table};

pub(super) const SETTLEMENTS: Table = Table {
    name: "settlements",
    meaning: "What the analyst concludes about a contradiction that orgarchive conflicts reports",
    role: Role::Conclusion,
    dating: Dating::None,
    own_columns: &[
        column("id", Kind::Id, "blank: derived from the content", ""),
        column("rule", Kind::Text, "the rule that reports it", "two-holders").required(),
        column("subject", Kind::Entity, "the entity that it is about", "trade-unions").required(),
        column(
            "records",
            Kind::Text,
            "ids of all records that were weighed, with spaces between them; a later record opens it again",
            "c087 c090 c092",
        )
        .required(),
        column(
            "upholds",
            Kind::Text,
            "ids of those that are upheld, with spaces between them; blank: that is left open",
            "c092",
        ),
        column(
            "conclusion",
            Kind::Text,
            "what is concluded, and why; the source is the analyst's own, of kind judgement",
            "The page was out of date.",
        )
        .required(),
    ],
    reads: Reading { words: "in the matter of {rule}: {conclusion}", toward: &[] },
    alike: &["rule", "subject", "records"],
    rules: &[],
};
