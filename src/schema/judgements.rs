//! Who the analyst takes to be whom: a table of its own, and records like all others.

use super::tables::column;
use super::{Dating, Kind, Reading, Role, RowRule, Table};

/// What a judgement may say of two entities.
pub const JUDGEMENT_VERDICTS: &[&str] = &["same", "different", "unsure"];

pub(super) const JUDGEMENTS: Table = Table {
    name: "judgements",
    meaning: "Whether two ids stand for one person, organization, chapter, place or event, as one source judges",
    role: Role::Conclusion,
    dating: Dating::None,
    own_columns: &[
        column("id", Kind::Id, "blank: derived from the content", ""),
        column("one", Kind::Entity, "one of the two entities", "seong-san-sop").required(),
        column("other", Kind::Entity, "the other one, of the same kind", "sung-sang-sop").required(),
        column(
            "verdict",
            Kind::OneOf(JUDGEMENT_VERDICTS),
            "same: answers show both as one; different: they are not proposed again; unsure: considered, and left open",
            "same",
        )
        .required(),
    ],
    reads: Reading { words: "{verdict: same=is judged to be the same as; different=is judged to be another than; unsure=may be the same as, and is left open,}", toward: &["other"] },
    alike: &["one", "other"],
    rules: &[
        RowRule::Differ {
            columns: ["one", "other"],
            hint: "name two entities: a judgement says whether their ids stand for one",
        },
        RowRule::SameKind {
            columns: ["one", "other"],
            hint: "name two officials, two organizations, two chapters, two places or two events",
        },
    ],
};
