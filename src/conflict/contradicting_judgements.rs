//! Judgements of who is who that cannot all be right.

use std::collections::BTreeMap;

use super::{Evidence, Finding, Rule, Side, Take};
use crate::error::Result;
use crate::identities::{self, Judgement};
use crate::query::Sql;
use crate::reader::Reader;

/// The rule `contradicting-judgements`: two ids are judged to be two, and the same by other judgements, directly or by
/// way of others.
pub struct ContradictingJudgements;

impl Rule for ContradictingJudgements {
    fn name(&self) -> &'static str {
        "contradicting-judgements"
    }

    fn meaning(&self) -> &'static str {
        "two ids that are judged different, and the same by other judgements"
    }

    fn statements(&self) -> &'static [Sql] {
        identities::STATEMENTS
    }

    fn find(&self, reader: &Reader, take: Take<'_>) -> Result<()> {
        let (judgements, uncertain) = reader.judgements()?;
        for judgement in uncertain {
            reader.note_uncertain(&judgement.source);
        }
        let by_id: BTreeMap<&str, &Judgement> =
            judgements.iter().map(|judgement| (judgement.id.as_str(), judgement)).collect();
        for group in identities::groups(&judgements) {
            for contradiction in group.contradictions {
                let (one, other) = contradiction.pair;
                let of = |ids: &[String]| -> Vec<&Judgement> {
                    ids.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect()
                };
                let (same, different) = (of(&contradiction.same), of(&contradiction.different));
                let behind = |judgements: &[&Judgement]| -> Vec<Evidence> {
                    judgements.iter().map(|one| Evidence::record(&one.id, &one.source)).collect()
                };
                let way: Vec<String> = same
                    .iter()
                    .map(|judgement| format!("{} and {}", judgement.pair().0, judgement.pair().1))
                    .collect();
                let way = way.join(", ");
                take(Finding {
                    rule: ContradictingJudgements.name(),
                    subject: group.members[0].clone(),
                    others: group.members[1..].to_vec(),
                    days: None,
                    sides: vec![
                        Side::new(format!("{one} and {other} are different"), behind(&different)),
                        Side::new(format!("{way} are the same"), behind(&same)),
                    ],
                    message: format!(
                        "{one} and {other} are judged different, but the judgements on {way} make them one; all of these are shown apart"
                    ),
                    would_settle: "a look at each pair: retract or revise the judgement that is wrong"
                        .to_owned(),
                })?;
            }
        }
        Ok(())
    }
}
